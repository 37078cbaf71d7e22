//! Definitions of the task `funnel`: steps that customers pass or do not.

use super::entry::{ANY, between, compare, metric};
use super::{Role, RoleKind, TaskOption};
use crate::metric::{Criterion, Metric, Range};

macro_rules! step {
    (
        $key:literal, $noun:literal, $did:literal, $rate:ident $share:ident $ratio:ident $log:ident $part:ident,
        [$($alias:literal),*]
    ) => {
        metric! {
            /// Of those at the step before.
            $rate of Funnel: concat!($key, "_rate"), concat!($noun, " rate"), [], Share, Range::UNIT, Below,
            concat!($key, " / those at the step before"), concat!("What share of those who came as far ", $did, "?"),
            "evenhand"
        }
        metric! {
            /// Of the whole audience.
            $share of Funnel: concat!($key, "_share"), concat!("come as far as ", $noun), [], Share, Range::UNIT, Below,
            concat!($key, " / audience"), concat!("What share of the whole audience ", $did, "?"), "evenhand"
        }
        compare! {
            /// Ratio of the step's rates.
            $ratio: Ratio of $rate within Range::POSITIVE, concat!($key, "_ratio"), concat!($noun, " rate (ratio)"),
            [$($alias),*],
            concat!("Of those who came as far, are there as many in every segment of whom one can say: ", $did, "?"),
            "evenhand", "Of those who reached the step before: earlier steps do not show in it."
        }
        compare! {
            /// Logarithm of that ratio: the logarithms of all steps sum to that of the whole funnel.
            $log: LogRatio of $rate within ANY, concat!($key, "_log_ratio"),
            concat!($noun, " rate (logarithm of the ratio)"), [],
            concat!("What does ", $noun, " add to the logarithm of the ratio at the end?"), "evenhand",
            "The logarithms of all steps sum to that of the whole funnel."
        }
        between! {
            /// The step's part of the difference at the end.
            $part of Funnel: GroupAndReference, [$rate], concat!($key, "_part"),
            concat!("what ", $noun, " adds to the difference"), [], Share, Range { lower: -1.0, upper: 1.0 }, Below,
            "(r − s)·average over orders of the other steps' rates, r of the group and s of the reference",
            concat!("How many percentage points of the difference at the end come from ", $noun, "?"),
            "Kitagawa 1955; Das Gupta 1993; Shapley 1953", "The parts of all steps sum to the difference at the end."
        }
    };
}

step! {
    "consented", "consent", "consented", CONSENTED_RATE CONSENTED_SHARE CONSENTED_RATIO CONSENTED_LOG_RATIO CONSENTED_PART,
    ["opt_in_parity"]
}
step! {
    "targeted", "targeting", "was targeted", TARGETED_RATE TARGETED_SHARE TARGETED_RATIO TARGETED_LOG_RATIO TARGETED_PART, []
}
step! {
    "delivered", "delivery", "was reached", DELIVERED_RATE DELIVERED_SHARE DELIVERED_RATIO DELIVERED_LOG_RATIO DELIVERED_PART,
    []
}
step! { "opened", "opening", "opened it", OPENED_RATE OPENED_SHARE OPENED_RATIO OPENED_LOG_RATIO OPENED_PART, [] }
step! { "clicked", "click", "clicked", CLICKED_RATE CLICKED_SHARE CLICKED_RATIO CLICKED_LOG_RATIO CLICKED_PART, [] }
step! {
    "converted", "conversion", "converted",
    CONVERTED_RATE CONVERTED_SHARE CONVERTED_RATIO CONVERTED_LOG_RATIO CONVERTED_PART, []
}

metric! {
    /// The last step among the audience.
    FUNNEL_RATE of Funnel: "funnel_rate", "come to the end", [], Share, Range::UNIT, Below,
    "those at the last step / audience", "What share of the audience comes to the end of the funnel?", "evenhand"
}
metric! {
    /// People who were shown it.
    IMPRESSION_REACH of Funnel: "impression_reach", "share reached", [], Share, Range::UNIT, Below,
    "people with an impression / audience", "What share of the audience saw it at least once?", "evenhand"
}
metric! {
    /// How often they were.
    IMPRESSION_FREQUENCY of Funnel: "impression_frequency", "impressions per person reached", [], Number,
    Range::POSITIVE, Below, "impressions / people with an impression", "How often did those see it who saw it at all?",
    "evenhand"
}

/// Metrics of one group.
pub static METRICS: &[&Metric] = &[
    &CONSENTED_RATE,
    &TARGETED_RATE,
    &DELIVERED_RATE,
    &OPENED_RATE,
    &CLICKED_RATE,
    &CONVERTED_RATE,
    &CONSENTED_SHARE,
    &TARGETED_SHARE,
    &DELIVERED_SHARE,
    &OPENED_SHARE,
    &CLICKED_SHARE,
    &CONVERTED_SHARE,
    &FUNNEL_RATE,
    &IMPRESSION_REACH,
    &IMPRESSION_FREQUENCY,
];

compare! {
    /// Ratio at the end.
    FUNNEL_RATIO: Ratio of FUNNEL_RATE within Range::POSITIVE, "funnel_ratio", "whole funnel (ratio)",
    ["cumulative_disparity"],
    "Of the whole audience, do as many of every segment come to the end, relative to the others?", "evenhand",
    "The product of the ratios of all steps."
}
compare! {
    /// Difference at the end.
    FUNNEL_DIFFERENCE: Difference of FUNNEL_RATE within Range::SIGNED_UNIT, "funnel_difference",
    "whole funnel (difference)", [],
    "Of the whole audience, do as many of every segment come to the end, in percentage points?", "evenhand",
    "The sum of the parts of all steps."
}
compare! {
    /// Logarithm of the ratio at the end.
    FUNNEL_LOG_RATIO: LogRatio of FUNNEL_RATE within ANY, "funnel_log_ratio", "whole funnel (logarithm of the ratio)",
    [], "What do the logarithms of all steps' ratios sum to?", "evenhand", "The sum of the logarithms of all steps."
}
compare! {
    /// Ratio of reach.
    IMPRESSION_REACH_RATIO: Ratio of IMPRESSION_REACH within Range::POSITIVE, "impression_reach_ratio", "reach (ratio)",
    [], "Of the audience, are as many people of every segment reached?", "Imana et al. 2025",
    "People, not impressions: an advertisement shown to few people many times looks balanced by impressions."
}
between! {
    /// Does consent change who is seen?
    OPT_IN_SHIFT of Funnel: AllGroups, [CONSENTED_SHARE], "opt_in_shift", "shift by consent", [], Share, Range::UNIT,
    Neither, "½Σ|share of those who consented − share of the audience|",
    "Are those who consented still the audience, or others?", "evenhand",
    "It is above 0 by chance too: read its p-value."
}
between! {
    /// Does the campaign change who is seen?
    REACH_SHIFT of Funnel: AllGroups, [FUNNEL_RATE], "reach_shift", "shift by the whole funnel", [], Share, Range::UNIT,
    Neither, "½Σ|share of those at the last step − share of the audience|",
    "Are those at the end still the audience, or others?", "evenhand", "It is above 0 by chance too: read its p-value."
}
between! {
    /// Delivery skew of impressions.
    DELIVERY_SKEW of Funnel: AllGroups, [IMPRESSION_REACH, IMPRESSION_FREQUENCY], "delivery_skew",
    "delivery skew of impressions", ["shuffle_distance"], Share, Range::UNIT, Neither,
    "½Σ|share of impressions − share of the audience|",
    "What share of the impressions would have to go to other segments?", "Imana et al. 2025",
    "Chance is taken for as many independent impressions as (Σn)² / Σn² over people says: those of one person are not."
}
between! {
    /// Delivery skew of people.
    REACH_SKEW of Funnel: AllGroups, [IMPRESSION_REACH], "reach_skew", "delivery skew of people", [], Share,
    Range::UNIT, Neither, "½Σ|share of people reached − share of the audience|",
    "What share of those reached would have to be of other segments?", "Imana et al. 2025",
    "Beside the skew of impressions: few people who see it often can hide here what impressions do not show."
}

/// Comparisons of groups.
pub static CRITERIA: &[&Criterion] = &[
    &FUNNEL_RATIO,
    &FUNNEL_DIFFERENCE,
    &FUNNEL_LOG_RATIO,
    &CONSENTED_RATIO,
    &TARGETED_RATIO,
    &DELIVERED_RATIO,
    &OPENED_RATIO,
    &CLICKED_RATIO,
    &CONVERTED_RATIO,
    &CONSENTED_PART,
    &TARGETED_PART,
    &DELIVERED_PART,
    &OPENED_PART,
    &CLICKED_PART,
    &CONVERTED_PART,
    &CONSENTED_LOG_RATIO,
    &TARGETED_LOG_RATIO,
    &DELIVERED_LOG_RATIO,
    &OPENED_LOG_RATIO,
    &CLICKED_LOG_RATIO,
    &CONVERTED_LOG_RATIO,
    &OPT_IN_SHIFT,
    &REACH_SHIFT,
    &IMPRESSION_REACH_RATIO,
    &DELIVERY_SKEW,
    &REACH_SKEW,
];

const fn step(key: &'static str, meaning: &'static str) -> Role {
    Role { key, kind: RoleKind::Binary, several: false, required: false, meaning }
}

/// Columns that it reads: steps in the order in which customers pass them, and impressions.
pub const ROLES: &[Role] = &[
    step("eligible", "whether the customer could be part of the campaign; everybody unless given"),
    step("consented", "whether the customer consented to being addressed"),
    step("targeted", "whether the campaign chose the customer"),
    step("delivered", "whether the message reached the customer"),
    step("opened", "whether the customer opened it"),
    step("clicked", "whether the customer clicked"),
    step("converted", "whether the customer did what the campaign is for"),
    Role {
        key: "impressions",
        kind: RoleKind::Number,
        several: false,
        required: false,
        meaning: "how often the customer saw it",
    },
];

/// Options that it takes.
pub const OPTIONS: &[TaskOption] = &[TaskOption {
    key: "order",
    meaning: "strict (unless given): a step without the one before is refused; implied: it counts as having passed that too",
}];
