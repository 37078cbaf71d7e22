//! Definitions of the task `rankings`: lists of items in order.

use super::entry::{ANY, between, compare, metric};
use super::{Role, RoleKind, TaskOption};
use crate::metric::{Criterion, Metric, Range};

metric! {
    /// Share of attention.
    ATTENTION_SHARE of Rankings: "attention_share", "share of attention", ["exposure_share"], Share, Range::UNIT, Below,
    "attention of the group's places / attention of all places",
    "What share of the attention do items of this group get?", "Sapiezynski et al. 2019"
}
metric! {
    /// Share that is due.
    TARGET_SHARE of Rankings: "target_share", "share of the candidates", [], Share, Range::UNIT, Neither,
    "candidates of the group / all candidates", "What share of the items that could be listed are of this group?",
    "Geyik, Ambler and Kenthapadi 2019"
}
metric! {
    /// Mean exposure.
    MEAN_EXPOSURE of Rankings: "mean_exposure", "mean exposure", ["exposure"], Number, Range::POSITIVE, Below,
    "attention / candidates, those never listed included",
    "How much attention does an item of this group get on average?", "Singh and Joachims 2018"
}
metric! {
    /// Mean merit.
    MEAN_MERIT of Rankings: "mean_merit", "mean merit", [], Number, ANY, Neither, "sum of merit / candidates",
    "How much merit do the items of this group have on average?", "Singh and Joachims 2018"
}
metric! {
    /// Exposure for merit.
    EXPOSURE_PER_MERIT of Rankings: "exposure_per_merit", "exposure per merit", [], Number, Range::POSITIVE, Below,
    "mean exposure / mean merit", "How much attention does this group get for its merit?", "Singh and Joachims 2018"
}
metric! {
    /// Clicks for each candidate.
    CLICKS_PER_ITEM of Rankings: "clicks_per_item", "clicks per item", ["click_through_of_candidates"], Number,
    Range::POSITIVE, Below, "clicks / candidates, those never listed included",
    "How often is an item of this group clicked, per list?", "Singh and Joachims 2018"
}
metric! {
    /// Clicks for merit.
    CLICKS_PER_MERIT of Rankings: "clicks_per_merit", "clicks per merit", [], Number, Range::POSITIVE, Below,
    "clicks per item / mean merit", "How many clicks does this group get for its merit?", "Singh and Joachims 2018"
}
metric! {
    /// Share of the first places.
    TOP_SHARE of Rankings: "top_share", "share of the first k places", [], Share, Range::UNIT, Below,
    "places of the group among the first k / first k places", "What share of the best places has this group?",
    "Geyik, Ambler and Kenthapadi 2019"
}
metric! {
    /// Skew of the first places.
    SKEW_AT_K of Rankings: "skew_at_k", "Skew@k", ["skew"], Number, ANY, Below,
    "ln(share of the first k places / share of the candidates)",
    "Is this group over- or under-represented among the best places?", "Geyik, Ambler and Kenthapadi 2019"
}
metric! {
    /// Coverage of the catalogue.
    ITEM_COVERAGE of Rankings: "item_coverage", "share of items ever listed", ["coverage"], Share, Range::UNIT, Below,
    "different items listed / items of the catalogue", "What share of this group's items is shown to anybody at all?",
    "evenhand"
}
metric! {
    /// FA*IR.
    FAIR_PREFIX_FAILURES of Rankings: "fair_prefix_failures", "lists that fail FA*IR", ["fa_star_ir"], Share,
    Range::UNIT, Above, "lists with fewer than m(k) items of the group in some prefix / lists",
    "In what share of lists does some prefix have too few items of this group?", "Zehlike et al. 2017"
}
metric! {
    /// Pairwise accuracy.
    PAIRWISE_ACCURACY of Rankings: "pairwise_accuracy", "pairwise accuracy", [], Share, Range::UNIT, Below,
    "pairs with the group's relevant item above one that is not / such pairs",
    "How often does a wanted item of this group stand above one that is not wanted?", "Beutel et al. 2019"
}
metric! {
    /// Both items of the group.
    INTRA_GROUP_ACCURACY of Rankings: "intra_group_accuracy", "intra-group pairwise accuracy", [], Share, Range::UNIT,
    Below, "the same pairs, both items of the group", "Is the order right among the items of this group?",
    "Beutel et al. 2019"
}
metric! {
    /// The other item of another group.
    INTER_GROUP_ACCURACY of Rankings: "inter_group_accuracy", "inter-group pairwise accuracy", [], Share, Range::UNIT,
    Below, "the same pairs, the other item of another group",
    "Does a wanted item of this group stand above unwanted ones of other groups?", "Beutel et al. 2019"
}
metric! {
    /// Precision of the lists that a customer gets.
    PRECISION_AT_K of Rankings: "precision_at_k", "Precision@k", [], Share, Range::UNIT, Below,
    "mean over lists of relevant items among the first k / first k",
    "What share of the items shown to customers of this segment do they want?", "evenhand"
}

/// Metrics of one group.
pub static METRICS: &[&Metric] = &[
    &ATTENTION_SHARE,
    &TARGET_SHARE,
    &MEAN_EXPOSURE,
    &MEAN_MERIT,
    &EXPOSURE_PER_MERIT,
    &CLICKS_PER_ITEM,
    &CLICKS_PER_MERIT,
    &TOP_SHARE,
    &SKEW_AT_K,
    &ITEM_COVERAGE,
    &FAIR_PREFIX_FAILURES,
    &PAIRWISE_ACCURACY,
    &INTRA_GROUP_ACCURACY,
    &INTER_GROUP_ACCURACY,
    &PRECISION_AT_K,
];

compare! {
    /// Ratio of mean exposures.
    EXPOSURE_RATIO: Ratio of MEAN_EXPOSURE within Range::POSITIVE, "exposure_ratio", "exposure (ratio)",
    ["equal_exposure"], "Does an item of every group get as much attention?", "Singh and Joachims 2018",
    "Items that are never listed count with an exposure of 0, so the catalogue or the candidates must be in the data."
}
compare! {
    /// Ratio of exposures per merit.
    EXPOSURE_PER_MERIT_RATIO: Ratio of EXPOSURE_PER_MERIT within Range::POSITIVE, "exposure_per_merit_ratio",
    "exposure per merit (ratio)", ["disparate_treatment_ratio", "dtr"], "Does every group get attention for its merit?",
    "Singh and Joachims 2018",
    "With clicks in place of attention it is the disparate impact ratio of the same authors, `clicks_per_merit_ratio`. Merit is taken as known."
}
compare! {
    /// Ratio of clicks per item.
    CLICKS_RATIO: Ratio of CLICKS_PER_ITEM within Range::POSITIVE, "clicks_ratio", "clicks per item (ratio)", [],
    "Is an item of every group clicked as often?", "Singh and Joachims 2018",
    "Clicks depend on the place as well as on the item: what is not seen is not clicked."
}
compare! {
    /// Disparate impact ratio.
    CLICKS_PER_MERIT_RATIO: Ratio of CLICKS_PER_MERIT within Range::POSITIVE, "clicks_per_merit_ratio",
    "clicks per merit (ratio)", ["disparate_impact_ratio", "dir"], "Does every group get clicks for its merit?",
    "Singh and Joachims 2018", "Their disparate impact ratio, with observed clicks. Merit is taken as known."
}
compare! {
    /// Difference of pairwise accuracies.
    PAIRWISE_ACCURACY_DIFFERENCE: Difference of PAIRWISE_ACCURACY within Range::SIGNED_UNIT,
    "pairwise_accuracy_difference", "pairwise accuracy (difference)", ["pairwise_fairness"],
    "Are wanted items of every group ranked as well, in percentage points?", "Beutel et al. 2019",
    "Listed items only: what was never listed has no rank."
}
compare! {
    /// Difference of precisions.
    PRECISION_DIFFERENCE: Difference of PRECISION_AT_K within Range::SIGNED_UNIT, "precision_at_k_difference",
    "Precision@k (difference)", [],
    "Do the lists of every segment's customers hold as much that they want, in percentage points?",
    "Ekstrand et al. 2018", "Customers who want more items are served better by chance alone: see how much each wants."
}
between! {
    /// A group's attention against its share.
    ATTENTION_GAP of Rankings: GroupAlone, [ATTENTION_SHARE, TARGET_SHARE], "attention_gap",
    "share of attention less share of candidates", ["attention_parity"], Share, Range::SIGNED_UNIT, Below,
    "share of attention − share of the candidates",
    "Does every group get the attention that its share of the candidates makes due?", "Sapiezynski et al. 2019",
    "Held against the group's own share, not against other groups."
}
between! {
    /// NDKL.
    NDKL of Rankings: AllGroups, [TARGET_SHARE], "ndkl", "NDKL", ["normalized_discounted_cumulative_kl"], Number,
    Range::POSITIVE, Neither, "mean over lists of (1 / Z)Σ KL(shares of the first i ‖ target) / log₂(i + 1), in nats",
    "How far do the groups' shares of all prefixes lie from their shares of the candidates?",
    "Geyik, Ambler and Kenthapadi 2019",
    "It is above 0 for every list, since the first place goes to one group: read its p-value, or judge `ndkl_excess`. Some tools take bits."
}
between! {
    /// NDKL less chance.
    NDKL_EXCESS of Rankings: AllGroups, [TARGET_SHARE], "ndkl_excess", "NDKL less what chance makes of it", [], Number,
    ANY, Neither, "mean over lists of NDKL − its mean under the null, in nats",
    "How much farther do the groups' shares of all prefixes lie from their shares of the candidates than by chance?",
    "after Geyik, Ambler and Kenthapadi 2019",
    "0 where order does not depend on the group; below 0 where lists are more even than chance. The null is that of the option `null`."
}
between! {
    /// The smallest skew.
    MIN_SKEW of Rankings: AllGroups, [SKEW_AT_K], "min_skew", "MinSkew@k", [], Number, ANY, Below,
    "min over groups of Skew@k", "How far is the group that is represented least below its share?",
    "Geyik, Ambler and Kenthapadi 2019",
    "Of the places of all lists together. The smallest of several is below 0 by chance. Some tools smooth with one place more."
}
between! {
    /// The largest skew.
    MAX_SKEW of Rankings: AllGroups, [SKEW_AT_K], "max_skew", "MaxSkew@k", [], Number, ANY, Neither,
    "max over groups of Skew@k", "How far is the group that is represented most above its share?",
    "Geyik, Ambler and Kenthapadi 2019",
    "Of the places of all lists together. The largest of several is above 0 by chance."
}
between! {
    /// Infeasible prefixes.
    INFEASIBLE_INDEX of Rankings: AllGroups, [TARGET_SHARE], "infeasible_index", "infeasible index", [], Number,
    Range::POSITIVE, Neither, "mean over lists of prefixes in which some count < floor(q·k)",
    "In how many prefixes does some group have fewer places than it is owed?", "Geyik, Ambler and Kenthapadi 2019",
    "Prefixes from 1 to the whole list. Some tools count each group of a prefix, or leave out the whole list."
}
between! {
    /// Infeasible pairs.
    INFEASIBLE_COUNT of Rankings: AllGroups, [TARGET_SHARE], "infeasible_count", "infeasible count", [], Number,
    Range::POSITIVE, Neither, "mean over lists of pairs of prefix and group with count < floor(q·k)",
    "How many times does a group have fewer places in a prefix than it is owed?", "Geyik, Ambler and Kenthapadi 2019",
    ""
}
between! {
    /// Attention-weighted rank fairness.
    ATTENTION_SIMILARITY of Rankings: Ratio AllGroups, [ATTENTION_SHARE, TARGET_SHARE], "attention_similarity",
    "attention-weighted rank fairness", ["awrf"], Number, Range::UNIT, Below,
    "1 − JSD(shares of attention, shares of the candidates), in bits",
    "How like are the shares of attention and the shares of the candidates, from 0 to 1?",
    "Sapiezynski et al. 2019; Raj and Ekstrand 2022", "Of the attention of all lists together."
}

/// Comparisons of groups.
pub static CRITERIA: &[&Criterion] = &[
    &EXPOSURE_RATIO,
    &EXPOSURE_PER_MERIT_RATIO,
    &CLICKS_RATIO,
    &CLICKS_PER_MERIT_RATIO,
    &ATTENTION_GAP,
    &MIN_SKEW,
    &MAX_SKEW,
    &NDKL,
    &NDKL_EXCESS,
    &INFEASIBLE_INDEX,
    &INFEASIBLE_COUNT,
    &ATTENTION_SIMILARITY,
    &PAIRWISE_ACCURACY_DIFFERENCE,
    &PRECISION_DIFFERENCE,
];

const fn role(key: &'static str, kind: RoleKind, required: bool, meaning: &'static str) -> Role {
    Role { key, kind, several: false, required, meaning }
}

/// Columns that it reads.
pub const ROLES: &[Role] = &[
    role("list", RoleKind::Name, true, "the list, as the customer it is for; empty for an item of the catalogue"),
    role(
        "rank",
        RoleKind::Number,
        true,
        "the place in the list, 1 for the best; empty for a candidate that is not listed",
    ),
    role("item", RoleKind::Name, false, "the item"),
    role("relevant", RoleKind::Binary, false, "whether the customer wanted the item"),
    role("clicked", RoleKind::Binary, false, "whether the customer clicked the item"),
    role("merit", RoleKind::Number, false, "how much attention the item deserves, as its sales"),
];

/// Options that it takes.
pub const OPTIONS: &[TaskOption] = &[
    TaskOption { key: "k", meaning: "the first places that Skew@k and Precision@k look at; 10 unless given" },
    TaskOption {
        key: "attention",
        meaning: "how attention falls with the rank: logarithmic (unless given), geometric or even",
    },
    TaskOption {
        key: "continuation",
        meaning: "how likely a reader goes on to the next place where attention is geometric; 0.5 unless given",
    },
    TaskOption { key: "significance", meaning: "the error of FA*IR over all prefixes of a list; 0.1 unless given" },
    TaskOption {
        key: "null",
        meaning: "what NDKL is compared with: the same items shuffled (unless given), or drawn from the candidates",
    },
];
