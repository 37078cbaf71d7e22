//! Definitions of the task `rankings`: lists of items in order.

use super::{Role, RoleKind, Task, TaskOption, Unit};
use crate::metric::{Between, Combine, Comparison, Composition, Criterion, Definition, Metric, Range, Worse};

const REAL: Range = Range { lower: f64::NEG_INFINITY, upper: f64::INFINITY };

macro_rules! metric {
    (
        $(#[$doc:meta])* $static:ident, $id:literal, $name:literal, [$($alias:literal),*], $unit:ident, $range:expr,
        $worse:ident, $formula:literal, $question:literal, $source:literal
    ) => {
        $(#[$doc])*
        pub static $static: Metric = Metric {
            id: $id,
            name: $name,
            aliases: &[$($alias),*],
            question: $question,
            definition: Definition::OfTask { task: Task::Rankings, formula: $formula, unit: Unit::$unit },
            range: $range,
            worse: Worse::$worse,
            source: $source,
        };
    };
}

metric! {
    /// Share of attention.
    ATTENTION_SHARE, "attention_share", "share of attention", ["exposure_share"], Share, Range::UNIT, Below,
    "attention of the group's places / attention of all places", "What share of the attention do items of this group get?",
    "Sapiezynski et al. 2019"
}
metric! {
    /// Share that is due.
    TARGET_SHARE, "target_share", "share of the candidates", [], Share, Range::UNIT, Neither,
    "candidates of the group / all candidates", "What share of the items that could be listed are of this group?",
    "Geyik, Ambler and Kenthapadi 2019"
}
metric! {
    /// Mean exposure.
    MEAN_EXPOSURE, "mean_exposure", "mean exposure", ["exposure"], Number, Range::POSITIVE, Below,
    "attention / candidates, those never listed included", "How much attention does an item of this group get on average?",
    "Singh and Joachims 2018"
}
metric! {
    /// Mean merit.
    MEAN_MERIT, "mean_merit", "mean merit", [], Number, REAL, Neither, "sum of merit / candidates",
    "How much merit do the items of this group have on average?", "Singh and Joachims 2018"
}
metric! {
    /// Exposure for merit.
    EXPOSURE_PER_MERIT, "exposure_per_merit", "exposure per merit", [], Number, Range::POSITIVE, Below,
    "mean exposure / mean merit", "How much attention does this group get for its merit?", "Singh and Joachims 2018"
}
metric! {
    /// Clicks for each candidate.
    CLICKS_PER_ITEM, "clicks_per_item", "clicks per item", ["click_through_of_candidates"], Number, Range::POSITIVE, Below,
    "clicks / candidates, those never listed included", "How often is an item of this group clicked, per list?",
    "Singh and Joachims 2018"
}
metric! {
    /// Clicks for merit.
    CLICKS_PER_MERIT, "clicks_per_merit", "clicks per merit", [], Number, Range::POSITIVE, Below,
    "clicks per item / mean merit", "How many clicks does this group get for its merit?", "Singh and Joachims 2018"
}
metric! {
    /// Share of the first places.
    TOP_SHARE, "top_share", "share of the first k places", [], Share, Range::UNIT, Below,
    "places of the group among the first k / first k places", "What share of the best places has this group?",
    "Geyik, Ambler and Kenthapadi 2019"
}
metric! {
    /// Skew of the first places.
    SKEW_AT_K, "skew_at_k", "Skew@k", ["skew"], Number, REAL, Below, "ln(share of the first k places / share of the candidates)",
    "Is this group over- or under-represented among the best places?", "Geyik, Ambler and Kenthapadi 2019"
}
metric! {
    /// Coverage of the catalogue.
    ITEM_COVERAGE, "item_coverage", "share of items ever listed", ["coverage"], Share, Range::UNIT, Below,
    "different items listed / items of the catalogue", "What share of this group's items is shown to anybody at all?",
    "evenhand"
}
metric! {
    /// FA*IR.
    FAIR_PREFIX_FAILURES, "fair_prefix_failures", "lists that fail FA*IR", ["fa_star_ir"], Share, Range::UNIT, Above,
    "lists with fewer than m(k) items of the group in some prefix / lists",
    "In what share of lists does some prefix have too few items of this group?", "Zehlike et al. 2017"
}
metric! {
    /// Pairwise accuracy.
    PAIRWISE_ACCURACY, "pairwise_accuracy", "pairwise accuracy", [], Share, Range::UNIT, Below,
    "pairs with the group's relevant item above one that is not / such pairs",
    "How often does a wanted item of this group stand above one that is not wanted?", "Beutel et al. 2019"
}
metric! {
    /// Both items of the group.
    INTRA_GROUP_ACCURACY, "intra_group_accuracy", "intra-group pairwise accuracy", [], Share, Range::UNIT, Below,
    "the same pairs, both items of the group", "Is the order right among the items of this group?", "Beutel et al. 2019"
}
metric! {
    /// The other item of another group.
    INTER_GROUP_ACCURACY, "inter_group_accuracy", "inter-group pairwise accuracy", [], Share, Range::UNIT, Below,
    "the same pairs, the other item of another group",
    "Does a wanted item of this group stand above unwanted ones of other groups?", "Beutel et al. 2019"
}
metric! {
    /// Precision of the lists that a customer gets.
    PRECISION_AT_K, "precision_at_k", "Precision@k", [], Share, Range::UNIT, Below,
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

macro_rules! compare {
    (
        $(#[$doc:meta])* $static:ident, $id:literal, $name:literal, [$($alias:literal),*], $metric:ident $comparison:ident,
        $range:expr, $question:literal, $source:literal, $note:literal
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
        $(#[$doc:meta])* $static:ident, $id:literal, $name:literal, [$($alias:literal),*], $between:ident [$($metric:ident),*],
        $comparison:ident, $unit:ident, $range:expr, $worse:ident, $formula:literal, $question:literal, $source:literal,
        $note:literal
    ) => {
        $(#[$doc])*
        pub static $static: Criterion = Criterion {
            id: $id,
            name: $name,
            aliases: &[$($alias),*],
            question: $question,
            composition: Composition::OfTask {
                task: Task::Rankings,
                metrics: { static PARTS: &[&Metric] = &[$(&$metric),*]; PARTS },
                between: Between::$between,
                comparison: Comparison::$comparison,
                formula: $formula,
                worse: Worse::$worse,
                unit: Unit::$unit,
            },
            ideal: Comparison::$comparison.ideal(),
            range: $range,
            source: $source,
            note: $note,
        };
    };
}

compare! {
    /// Ratio of mean exposures.
    EXPOSURE_RATIO, "exposure_ratio", "exposure (ratio)", ["equal_exposure"], MEAN_EXPOSURE Ratio, Range::POSITIVE,
    "Does an item of every group get as much attention?", "Singh and Joachims 2018",
    "Items that are never listed count with an exposure of 0, so the catalogue or the candidates must be in the data."
}
compare! {
    /// Ratio of exposures per merit.
    EXPOSURE_PER_MERIT_RATIO, "exposure_per_merit_ratio", "exposure per merit (ratio)", ["disparate_treatment_ratio", "dtr"],
    EXPOSURE_PER_MERIT Ratio, Range::POSITIVE, "Does every group get attention for its merit?", "Singh and Joachims 2018",
    "With clicks in place of attention it is the disparate impact ratio of the same authors, `clicks_per_merit_ratio`. Merit is taken as known."
}
compare! {
    /// Ratio of clicks per item.
    CLICKS_RATIO, "clicks_ratio", "clicks per item (ratio)", [], CLICKS_PER_ITEM Ratio, Range::POSITIVE,
    "Is an item of every group clicked as often?", "Singh and Joachims 2018",
    "Clicks depend on the place as well as on the item: what is not seen is not clicked."
}
compare! {
    /// Disparate impact ratio.
    CLICKS_PER_MERIT_RATIO, "clicks_per_merit_ratio", "clicks per merit (ratio)", ["disparate_impact_ratio", "dir"],
    CLICKS_PER_MERIT Ratio, Range::POSITIVE, "Does every group get clicks for its merit?", "Singh and Joachims 2018",
    "Their disparate impact ratio, with observed clicks. Merit is taken as known."
}
compare! {
    /// Difference of pairwise accuracies.
    PAIRWISE_ACCURACY_DIFFERENCE, "pairwise_accuracy_difference", "pairwise accuracy (difference)", ["pairwise_fairness"],
    PAIRWISE_ACCURACY Difference, Range::SIGNED_UNIT, "Are wanted items of every group ranked as well, in percentage points?",
    "Beutel et al. 2019", "Listed items only: what was never listed has no rank."
}
compare! {
    /// Difference of precisions.
    PRECISION_DIFFERENCE, "precision_at_k_difference", "Precision@k (difference)", [], PRECISION_AT_K Difference,
    Range::SIGNED_UNIT, "Do the lists of every segment's customers hold as much that they want, in percentage points?",
    "Ekstrand et al. 2018", "Customers who want more items are served better by chance alone: see how much each wants."
}
of_task! {
    /// A group's attention against its share.
    ATTENTION_GAP, "attention_gap", "share of attention less share of candidates", ["attention_parity"],
    GroupAlone [ATTENTION_SHARE, TARGET_SHARE], Difference, Share, Range::SIGNED_UNIT, Below,
    "share of attention − share of the candidates", "Does every group get the attention that its share of the candidates makes due?",
    "Sapiezynski et al. 2019", "Held against the group's own share, not against other groups."
}
of_task! {
    /// NDKL.
    NDKL, "ndkl", "NDKL", ["normalized_discounted_cumulative_kl"], AllGroups [TARGET_SHARE], Difference, Number,
    Range::POSITIVE, Neither, "mean over lists of (1 / Z)Σ KL(shares of the first i ‖ target) / log₂(i + 1), in nats",
    "How far do the groups' shares of all prefixes lie from their shares of the candidates?",
    "Geyik, Ambler and Kenthapadi 2019",
    "It is above 0 for every list, since the first place goes to one group: read its p-value, or judge `ndkl_excess`. Some tools take bits."
}
of_task! {
    /// NDKL less chance.
    NDKL_EXCESS, "ndkl_excess", "NDKL less what chance makes of it", [], AllGroups [TARGET_SHARE], Difference, Number,
    REAL, Neither, "mean over lists of NDKL − its mean under the null, in nats",
    "How much farther do the groups' shares of all prefixes lie from their shares of the candidates than by chance?",
    "after Geyik, Ambler and Kenthapadi 2019",
    "0 where order does not depend on the group; below 0 where lists are more even than chance. The null is that of the option `null`."
}
of_task! {
    /// The smallest skew.
    MIN_SKEW, "min_skew", "MinSkew@k", [], AllGroups [SKEW_AT_K], Difference, Number, REAL, Below,
    "min over groups of Skew@k", "How far is the group that is represented least below its share?",
    "Geyik, Ambler and Kenthapadi 2019",
    "Of the places of all lists together. The smallest of several is below 0 by chance. Some tools smooth with one place more."
}
of_task! {
    /// The largest skew.
    MAX_SKEW, "max_skew", "MaxSkew@k", [], AllGroups [SKEW_AT_K], Difference, Number, REAL, Neither,
    "max over groups of Skew@k", "How far is the group that is represented most above its share?",
    "Geyik, Ambler and Kenthapadi 2019", "Of the places of all lists together. The largest of several is above 0 by chance."
}
of_task! {
    /// Infeasible prefixes.
    INFEASIBLE_INDEX, "infeasible_index", "infeasible index", [], AllGroups [TARGET_SHARE], Difference, Number,
    Range::POSITIVE, Neither, "mean over lists of prefixes in which some count < floor(q·k)",
    "In how many prefixes does some group have fewer places than it is owed?", "Geyik, Ambler and Kenthapadi 2019",
    "Prefixes from 1 to the whole list. Some tools count each group of a prefix, or leave out the whole list."
}
of_task! {
    /// Infeasible pairs.
    INFEASIBLE_COUNT, "infeasible_count", "infeasible count", [], AllGroups [TARGET_SHARE], Difference, Number,
    Range::POSITIVE, Neither, "mean over lists of pairs of prefix and group with count < floor(q·k)",
    "How many times does a group have fewer places in a prefix than it is owed?", "Geyik, Ambler and Kenthapadi 2019", ""
}
of_task! {
    /// Attention-weighted rank fairness.
    ATTENTION_SIMILARITY, "attention_similarity", "attention-weighted rank fairness", ["awrf"], AllGroups [ATTENTION_SHARE, TARGET_SHARE],
    Ratio, Number, Range::UNIT, Below, "1 − JSD(shares of attention, shares of the candidates), in bits",
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
