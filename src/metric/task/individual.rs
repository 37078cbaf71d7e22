//! Definitions of the task `individual`: decisions, looked at customer by customer.

use super::entry::{between, compare, metric};
use super::{Role, RoleKind, TaskOption};
use crate::metric::{Criterion, Metric, Range};

metric! {
    /// Mean benefit.
    MEAN_BENEFIT of Individual: "mean_benefit", "mean benefit", [], Number, Range::POSITIVE, Below,
    "Σ b / n, b by decision and outcome: ŷ − y + 1 unless said otherwise", "How much does a customer of this segment get?",
    "Speicher et al. 2018"
}
metric! {
    /// Generalised entropy.
    GENERALISED_ENTROPY of Individual: "generalised_entropy", "generalised entropy of benefit", ["generalized_entropy_index"],
    Number, Range::POSITIVE, Above, "Σ ((b/μ)^α − 1) / (n·α·(α − 1)), α = 2 unless said otherwise",
    "How unequally is benefit spread over the customers of this segment?", "Speicher et al. 2018; Shorrocks 1980"
}
metric! {
    /// Theil's index.
    THEIL_INDEX of Individual: "theil_index", "Theil index of benefit", [], Number, Range::POSITIVE, Above,
    "Σ (b/μ)·ln(b/μ) / n, 0·ln 0 = 0", "The same, with the weight on those who get nothing?", "Theil 1967"
}
metric! {
    /// Coefficient of variation.
    COEFFICIENT_OF_VARIATION of Individual: "coefficient_of_variation", "coefficient of variation of benefit", [], Number,
    Range::POSITIVE, Above, "standard deviation of b / mean of b = √(2·generalised entropy at α = 2)",
    "By what share of the mean do benefits differ in this segment?", "textbook"
}
metric! {
    /// Consistency.
    CONSISTENCY of Individual: "consistency", "consistency", ["k_nearest_neighbour_consistency"], Share, Range::UNIT, Below,
    "1 − Σ |ŷ − mean ŷ of the nearest neighbours| / n", "Are customers of this segment decided as those who are like them?",
    "Zemel et al. 2013"
}

compare! {
    /// Mean benefits.
    MEAN_BENEFIT_RATIO: Ratio of MEAN_BENEFIT, "mean_benefit_ratio", "mean benefit (ratio)", [],
    "Does every segment get as much, by what decisions are worth to people?", "Oehlert 1992, on the logarithm",
    "The usual table counts a false positive as good for the person; give another where it is not."
}
compare! {
    /// Mean benefits.
    MEAN_BENEFIT_DIFFERENCE: Difference of MEAN_BENEFIT, "mean_benefit_difference", "mean benefit (difference)", [],
    "How much more does a segment get than the others?", "Welch 1947", ""
}
compare! {
    /// Generalised entropies.
    GENERALISED_ENTROPY_DIFFERENCE: Difference of GENERALISED_ENTROPY, "generalised_entropy_difference",
    "generalised entropy of benefit (difference)", [], "Is benefit spread more unequally within a segment than within the others?",
    "Efron 1987", ""
}
compare! {
    /// Consistencies.
    CONSISTENCY_DIFFERENCE: Difference of CONSISTENCY, "consistency_difference", "consistency (difference)", [],
    "Are customers of every segment decided as those who are like them, equally?", "Welch 1947 on rows",
    "Rows share neighbours, so the interval is an approximation."
}
between! {
    /// Between-group part of the entropy.
    BETWEEN_GROUP_ENTROPY of Individual: AllGroups, [MEAN_BENEFIT], "between_group_entropy", "inequality of benefit between groups",
    ["between_group_generalized_entropy"], Number, Range::POSITIVE, Above, "generalised entropy of the groups' mean benefits, by size",
    "How much of the inequality is between segments and not within them?", "Speicher et al. 2018; permutation of groups",
    "Chance alone makes it positive: the p-value says how easily. It is shown and not judged."
}
between! {
    /// Between-group share of the entropy.
    BETWEEN_GROUP_SHARE of Individual: AllGroups, [MEAN_BENEFIT], "between_group_share", "share of inequality between groups", [],
    Share, Range::UNIT, Above, "inequality between groups / inequality in all", "What share of the inequality is between segments?",
    "Shorrocks 1980; permutation of groups", "Shown and not judged."
}

/// Metrics of one group.
pub static METRICS: &[&Metric] =
    &[&MEAN_BENEFIT, &GENERALISED_ENTROPY, &THEIL_INDEX, &COEFFICIENT_OF_VARIATION, &CONSISTENCY];

/// Comparisons of groups.
pub static CRITERIA: &[&Criterion] = &[
    &MEAN_BENEFIT_RATIO,
    &MEAN_BENEFIT_DIFFERENCE,
    &GENERALISED_ENTROPY_DIFFERENCE,
    &CONSISTENCY_DIFFERENCE,
    &BETWEEN_GROUP_ENTROPY,
    &BETWEEN_GROUP_SHARE,
];

/// Columns that it reads.
pub const ROLES: &[Role] = &[
    Role {
        key: "decision",
        kind: RoleKind::Binary,
        several: false,
        required: true,
        meaning: "whether the model selects the customer",
    },
    Role {
        key: "outcome",
        kind: RoleKind::Binary,
        several: false,
        required: false,
        meaning: "whether the customer responds, empty while unknown; needed for benefit",
    },
    Role {
        key: "feature",
        kind: RoleKind::Number,
        several: true,
        required: false,
        meaning: "what makes customers alike; needed for consistency",
    },
];

/// Options that it takes.
pub const OPTIONS: &[TaskOption] = &[
    TaskOption { key: "alpha", meaning: "parameter of the generalised entropy; 2" },
    TaskOption { key: "benefit_true_positive", meaning: "what being selected is worth to one who responds; 1" },
    TaskOption {
        key: "benefit_false_positive",
        meaning: "what being selected is worth to one who does not respond; 2",
    },
    TaskOption {
        key: "benefit_false_negative",
        meaning: "what being passed over is worth to one who would respond; 0",
    },
    TaskOption {
        key: "benefit_true_negative",
        meaning: "what being passed over is worth to one who would not respond; 1",
    },
    TaskOption {
        key: "neighbours",
        meaning: "how many nearest neighbours; those at the same distance are all taken; 5",
    },
    TaskOption { key: "include_self", meaning: "whether a customer is a neighbour of their own: true or false; false" },
    TaskOption {
        key: "scale",
        meaning: "standard divides each feature by its standard deviation, none leaves it; standard",
    },
    TaskOption { key: "draws", meaning: "replicates of bootstrap and permutation; 1000" },
];
