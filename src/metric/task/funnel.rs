//! Definitions of the task `funnel`: steps that customers pass or do not.

use super::{Role, RoleKind, Task, TaskOption, Unit};
use crate::metric::{Between, Combine, Comparison, Composition, Criterion, Definition, Metric, Range, Worse};

const REAL: Range = Range { lower: f64::NEG_INFINITY, upper: f64::INFINITY };

macro_rules! metric {
    ($(#[$doc:meta])* $static:ident, $id:expr, $name:expr, $unit:ident, $range:expr, $formula:expr, $question:expr) => {
        $(#[$doc])*
        pub static $static: Metric = Metric {
            id: $id,
            name: $name,
            aliases: &[],
            question: $question,
            definition: Definition::OfTask { task: Task::Funnel, formula: $formula, unit: Unit::$unit },
            range: $range,
            worse: Worse::Below,
            source: "evenhand",
        };
    };
}

macro_rules! compare {
    (
        $(#[$doc:meta])* $static:ident, $id:expr, $name:expr, [$($alias:literal),*], $metric:ident $comparison:ident, $range:expr,
        $question:expr, $source:literal, $note:literal
    ) => {
        $(#[$doc])*
        pub static $static: Criterion = Criterion {
            id: $id,
            name: $name,
            aliases: &[$($alias),*],
            question: $question,
            composition: Composition::Compare {
                metrics: { static PARTS: &[&Metric] = &[&$metric]; PARTS },
                comparison: Comparison::$comparison,
                combine: Combine::Worst,
                favourable_side: false,
            },
            ideal: Comparison::$comparison.ideal(),
            range: $range,
            source: $source,
            note: $note,
        };
    };
}

macro_rules! of_task {
    (
        $(#[$doc:meta])* $static:ident, $id:expr, $name:expr, [$($alias:literal),*], $between:ident [$($metric:ident),*], $range:expr,
        $worse:ident, $formula:literal, $question:expr, $source:literal, $note:literal
    ) => {
        $(#[$doc])*
        pub static $static: Criterion = Criterion {
            id: $id,
            name: $name,
            aliases: &[$($alias),*],
            question: $question,
            composition: Composition::OfTask {
                task: Task::Funnel,
                metrics: { static PARTS: &[&Metric] = &[$(&$metric),*]; PARTS },
                between: Between::$between,
                comparison: Comparison::Difference,
                formula: $formula,
                worse: Worse::$worse,
                unit: Unit::Share,
            },
            ideal: 0.0,
            range: $range,
            source: $source,
            note: $note,
        };
    };
}

macro_rules! step {
    (
        $key:literal, $noun:literal, $did:literal, $rate:ident $share:ident $ratio:ident $log:ident $part:ident,
        [$($alias:literal),*]
    ) => {
        metric! {
            /// Of those at the step before.
            $rate, concat!($key, "_rate"), concat!($noun, " rate"), Share, Range::UNIT,
            concat!($key, " / those at the step before"),
            concat!("What share of those who came as far ", $did, "?")
        }
        metric! {
            /// Of the whole audience.
            $share, concat!($key, "_share"), concat!("come as far as ", $noun), Share, Range::UNIT,
            concat!($key, " / audience"), concat!("What share of the whole audience ", $did, "?")
        }
        compare! {
            /// Ratio of the step's rates.
            $ratio, concat!($key, "_ratio"), concat!($noun, " rate (ratio)"), [$($alias),*], $rate Ratio, Range::POSITIVE,
            concat!("Of those who came as far, are there as many in every segment of whom one can say: ", $did, "?"),
            "evenhand", "Of those who reached the step before: earlier steps do not show in it."
        }
        compare! {
            /// Logarithm of that ratio: the logarithms of all steps sum to that of the whole funnel.
            $log, concat!($key, "_log_ratio"), concat!($noun, " rate (logarithm of the ratio)"), [], $rate LogRatio, REAL,
            concat!("What does ", $noun, " add to the logarithm of the ratio at the end?"), "evenhand",
            "The logarithms of all steps sum to that of the whole funnel."
        }
        of_task! {
            /// The step's part of the difference at the end.
            $part, concat!($key, "_part"), concat!("what ", $noun, " adds to the difference"), [],
            GroupAndReference [$rate], Range { lower: -1.0, upper: 1.0 }, Below,
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
    FUNNEL_RATE, "funnel_rate", "come to the end", Share, Range::UNIT, "those at the last step / audience",
    "What share of the audience comes to the end of the funnel?"
}
metric! {
    /// People who were shown it.
    IMPRESSION_REACH, "impression_reach", "share reached", Share, Range::UNIT, "people with an impression / audience",
    "What share of the audience saw it at least once?"
}
metric! {
    /// How often they were.
    IMPRESSION_FREQUENCY, "impression_frequency", "impressions per person reached", Number, Range::POSITIVE,
    "impressions / people with an impression", "How often did those see it who saw it at all?"
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
    FUNNEL_RATIO, "funnel_ratio", "whole funnel (ratio)", ["cumulative_disparity"], FUNNEL_RATE Ratio, Range::POSITIVE,
    "Of the whole audience, do as many of every segment come to the end, relative to the others?", "evenhand",
    "The product of the ratios of all steps."
}
compare! {
    /// Difference at the end.
    FUNNEL_DIFFERENCE, "funnel_difference", "whole funnel (difference)", [], FUNNEL_RATE Difference, Range::SIGNED_UNIT,
    "Of the whole audience, do as many of every segment come to the end, in percentage points?", "evenhand",
    "The sum of the parts of all steps."
}
compare! {
    /// Logarithm of the ratio at the end.
    FUNNEL_LOG_RATIO, "funnel_log_ratio", "whole funnel (logarithm of the ratio)", [], FUNNEL_RATE LogRatio, REAL,
    "What do the logarithms of all steps' ratios sum to?", "evenhand", "The sum of the logarithms of all steps."
}
compare! {
    /// Ratio of reach.
    IMPRESSION_REACH_RATIO, "impression_reach_ratio", "reach (ratio)", [], IMPRESSION_REACH Ratio, Range::POSITIVE,
    "Of the audience, are as many people of every segment reached?", "Imana et al. 2025",
    "People, not impressions: an advertisement shown to few people many times looks balanced by impressions."
}
of_task! {
    /// Does consent change who is seen?
    OPT_IN_SHIFT, "opt_in_shift", "shift by consent", [], AllGroups [CONSENTED_SHARE], Range::UNIT, Neither,
    "½Σ|share of those who consented − share of the audience|", "Are those who consented still the audience, or others?",
    "evenhand", "It is above 0 by chance too: read its p-value."
}
of_task! {
    /// Does the campaign change who is seen?
    REACH_SHIFT, "reach_shift", "shift by the whole funnel", [], AllGroups [FUNNEL_RATE], Range::UNIT, Neither,
    "½Σ|share of those at the last step − share of the audience|", "Are those at the end still the audience, or others?",
    "evenhand", "It is above 0 by chance too: read its p-value."
}
of_task! {
    /// Delivery skew of impressions.
    DELIVERY_SKEW, "delivery_skew", "delivery skew of impressions", ["shuffle_distance"], AllGroups [IMPRESSION_REACH, IMPRESSION_FREQUENCY],
    Range::UNIT, Neither, "½Σ|share of impressions − share of the audience|",
    "What share of the impressions would have to go to other segments?", "Imana et al. 2025",
    "Chance is taken for as many independent impressions as (Σn)² / Σn² over people says: those of one person are not."
}
of_task! {
    /// Delivery skew of people.
    REACH_SKEW, "reach_skew", "delivery skew of people", [], AllGroups [IMPRESSION_REACH], Range::UNIT, Neither,
    "½Σ|share of people reached − share of the audience|",
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
