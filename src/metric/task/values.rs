//! Definitions of the task `values`: an amount for each customer, as spend, lifetime value, discount or contacts.

use super::entry::{ANY, between, compare, metric};
use super::{Role, RoleKind, TaskOption};
use crate::metric::{Criterion, Metric, Range};

metric! {
    /// The mean prediction.
    MEAN_PREDICTION of Values: "mean_prediction", "mean prediction", [], Number, ANY, Either,
    "Σ ŷ / n", "How much does the model expect of this segment, or give it?", "textbook"
}
metric! {
    /// The mean outcome.
    MEAN_OUTCOME of Values: "mean_outcome", "mean outcome", [], Number, ANY, Neither,
    "Σ y / n with an outcome", "How much came of this segment?", "textbook"
}
metric! {
    /// The mean residual.
    MEAN_RESIDUAL of Values: "mean_residual", "mean residual", [], Number, ANY, Either,
    "Σ (y − ŷ) / n with an outcome", "By how much is this segment worth more than the model believes?",
    "Chouldechova and Roth 2020"
}
metric! {
    /// Predictions over outcomes.
    PREDICTED_OVER_OBSERVED of Values: "predicted_over_observed", "predicted over observed", [], Number, Range::POSITIVE,
    Either, "Σ ŷ / Σ y, both with an outcome", "How many times too much does the model expect of this segment?",
    "Cochran 1977"
}
metric! {
    /// The mean absolute error.
    MEAN_ABSOLUTE_ERROR of Values: "mean_absolute_error", "mean absolute error", ["mae"], Number, Range::POSITIVE, Above,
    "Σ |y − ŷ| / n with an outcome", "How far off is the model for a customer of this segment?", "textbook"
}
metric! {
    /// The root mean squared error.
    ROOT_MEAN_SQUARED_ERROR of Values: "root_mean_squared_error", "root mean squared error", ["rmse"], Number,
    Range::POSITIVE, Above, "√(Σ (y − ŷ)² / n with an outcome)",
    "How far off is the model for this segment, large errors weighing more?", "textbook"
}
metric! {
    /// The explained share of variance.
    R_SQUARED of Values: "r_squared", "R²", ["r2", "r2_score"], Number, Range { lower: f64::NEG_INFINITY, upper: 1.0 }, Below,
    "1 − Σ (y − ŷ)² / Σ (y − ȳ)²", "How much of what tells this segment's customers apart does the model see?", "Wright 1921"
}
metric! {
    /// A quantile of absolute errors.
    ABSOLUTE_ERROR_QUANTILE of Values: "absolute_error_quantile", "quantile of absolute errors", [], Number, Range::POSITIVE,
    Above, "the `error_quantile` of |y − ŷ|, 0.9 unless said otherwise, between order statistics",
    "How far off is the model for the customers whom it knows least?", "Hyndman and Fan 1996, definition 7"
}
metric! {
    /// The mean residual without the extremes.
    TRIMMED_MEAN_RESIDUAL of Values: "trimmed_mean_residual", "trimmed mean residual", [], Number, ANY, Either,
    "mean of y − ŷ without the `trim` share of the smallest and of the largest, 0.05 unless said otherwise",
    "By how much is this segment worth more than the model believes, extremes left out?", "Tukey and McLaughlin 1963"
}
metric! {
    /// The mean residual with the extremes drawn in.
    WINSORISED_MEAN_RESIDUAL of Values: "winsorised_mean_residual", "winsorised mean residual", [], Number, ANY, Either,
    "mean of y − ŷ, residuals beyond the `trim` and 1 − `trim` quantiles of everybody counted as those, 0.05 unless said otherwise",
    "By how much is this segment worth more than the model believes, extremes counted as the ordinary largest?", "Dixon 1960"
}

compare! {
    /// Mean predictions.
    MEAN_PREDICTION_RATIO: Ratio of MEAN_PREDICTION, "mean_prediction_ratio", "mean prediction (ratio)", ["ratio_of_means"],
    "Does every segment get, or is it believed to be worth, the same amount?", "Oehlert 1992, on the logarithm",
    "Where segments truly differ, equal amounts are not equal treatment: read it beside predicted over observed."
}
compare! {
    /// Mean predictions.
    MEAN_PREDICTION_DIFFERENCE: Difference of MEAN_PREDICTION, "mean_prediction_difference", "mean prediction (difference)",
    ["average_score_difference"], "How much more does a segment get than the others?", "Welch 1947", ""
}
compare! {
    /// Mean outcomes.
    MEAN_OUTCOME_RATIO: Ratio of MEAN_OUTCOME, "mean_outcome_ratio", "mean outcome (ratio)", [],
    "Is every segment worth the same, whatever the model says?", "Oehlert 1992, on the logarithm", ""
}
compare! {
    /// Mean residuals.
    MEAN_RESIDUAL_DIFFERENCE: Difference of MEAN_RESIDUAL, "mean_residual_difference", "mean residual (difference)",
    ["residual_difference"], "Is a segment's worth believed to be less than it is, compared with the others?",
    "Welch 1947; with `interval = bootstrap_t`, Efron 1982", "In units of the amount."
}
compare! {
    /// Predictions over outcomes.
    PREDICTED_OVER_OBSERVED_RATIO: Ratio of PREDICTED_OVER_OBSERVED, "predicted_over_observed_ratio",
    "predicted over observed (ratio)", [], "Is every segment overestimated by the same factor?", "Oehlert 1992, on the logarithm",
    "Exists where both means are positive."
}
compare! {
    /// Mean absolute errors.
    MEAN_ABSOLUTE_ERROR_RATIO: Ratio of MEAN_ABSOLUTE_ERROR, "mean_absolute_error_ratio", "mean absolute error (ratio)",
    ["mae_ratio"], "Does the model know every segment equally well?", "Oehlert 1992, on the logarithm", ""
}
compare! {
    /// Root mean squared errors.
    ROOT_MEAN_SQUARED_ERROR_RATIO: Ratio of ROOT_MEAN_SQUARED_ERROR, "root_mean_squared_error_ratio",
    "root mean squared error (ratio)", ["rmse_ratio"], "Does the model make its large errors in every segment alike?",
    "Oehlert 1992, on the logarithm", ""
}
compare! {
    /// Explained shares of variance.
    R_SQUARED_DIFFERENCE: Difference of R_SQUARED, "r_squared_difference", "R² (difference)", ["r2_difference"],
    "Does the model tell the customers of every segment apart equally well?", "Oehlert 1992",
    "Confounded by how much outcomes vary within each segment: read it beside the root mean squared error."
}
compare! {
    /// Trimmed mean residuals.
    TRIMMED_RESIDUAL_DIFFERENCE: Difference of TRIMMED_MEAN_RESIDUAL, "trimmed_residual_difference",
    "trimmed mean residual (difference)", [], "Is a typical customer of a segment underestimated, compared with the others?",
    "Yuen 1974", "Customers left out at either end are not judged."
}
compare! {
    /// Winsorised mean residuals.
    WINSORISED_RESIDUAL_DIFFERENCE: Difference of WINSORISED_MEAN_RESIDUAL, "winsorised_residual_difference",
    "winsorised mean residual (difference)", [],
    "Is a segment underestimated, extremes counted as the ordinary largest?", "Welch 1947 on residuals capped alike for all", ""
}
between! {
    /// Cohen's d.
    STANDARDISED_DIFFERENCE_POOLED of Values: GroupAndReference, [MEAN_PREDICTION], "standardised_difference_pooled",
    "standardised mean difference, pooled", ["cohens_d", "standardised_mean_difference", "smd"], Number, ANY, Either,
    "(mean ŷ of the group − of the reference) / √((SS₁ + SS₂)/(n₁ + n₂ − 2))",
    "How far are a segment's predictions from the others', in standard deviations?", "Cohen 1988",
    "Elsewhere called a z score, though it is not over a standard error."
}
between! {
    /// Cohen's d without its small-sample bias.
    STANDARDISED_DIFFERENCE_HEDGES of Values: GroupAndReference, [MEAN_PREDICTION], "standardised_difference_hedges",
    "standardised mean difference, Hedges", ["hedges_g"], Number, ANY, Either,
    "the pooled one · (1 − 3/(4(n₁ + n₂ − 2) − 1))", "The same, without the bias of small segments?", "Hedges 1981", ""
}
between! {
    /// By the spread of both together.
    STANDARDISED_DIFFERENCE_OVERALL of Values: GroupAndReference, [MEAN_PREDICTION], "standardised_difference_overall",
    "standardised mean difference, overall", [], Number, ANY, Either,
    "(mean ŷ of the group − of the reference) / standard deviation of both as one",
    "How far are a segment's predictions from the others', by the spread of all?", "textbook", ""
}
between! {
    /// Glass's delta.
    STANDARDISED_DIFFERENCE_REFERENCE of Values: GroupAndReference, [MEAN_PREDICTION], "standardised_difference_reference",
    "standardised mean difference, reference", ["glass_delta"], Number, ANY, Either,
    "(mean ŷ of the group − of the reference) / standard deviation of the reference",
    "How far are a segment's predictions from the others', by the spread of the others?", "Glass 1976", ""
}
between! {
    /// As in balance diagnostics.
    STANDARDISED_DIFFERENCE_AVERAGE of Values: GroupAndReference, [MEAN_PREDICTION], "standardised_difference_average",
    "standardised mean difference, average variance", [], Number, ANY, Either,
    "(mean ŷ of the group − of the reference) / √((s₁² + s₂²)/2)",
    "How far are a segment's predictions from the others', both spreads weighing the same?", "Austin 2009", ""
}
between! {
    /// Statistical parity of predictions.
    PREDICTION_PARITY of Values: GroupAndReference, [MEAN_PREDICTION], "prediction_parity",
    "statistical parity of predictions", ["kolmogorov_smirnov_of_predictions", "max_statistical_parity"], Share, Range::UNIT,
    Above, "sup |F of the group − F of the reference| over predictions",
    "At the threshold where it matters most, how differently would segments be reached?", "Agarwal, Dudík, Wu 2019",
    "There against everybody: that is (1 − the group's share) times this one against the rest."
}
between! {
    /// Transport distance of predictions.
    PREDICTION_TRANSPORT of Values: GroupAndReference, [MEAN_PREDICTION], "prediction_transport",
    "transport distance of predictions", ["wasserstein_of_predictions"], Number, Range::POSITIVE, Above,
    "∫ |F of the group − F of the reference| over predictions",
    "By how much would a segment's predictions have to move, on average, to be spread like the others'?",
    "Wasserstein distance of order 1", "Chance alone makes it positive, which its interval allows for."
}
between! {
    /// Bounded group loss.
    BOUNDED_GROUP_LOSS of Values: AllGroups, [MEAN_ABSOLUTE_ERROR], "bounded_group_loss", "bounded group loss", [], Number,
    Range::POSITIVE, Above, "largest Σ |y − ŷ| / n, or with `loss = squared` Σ (y − ŷ)² / n, of any group",
    "Is the model's error at most what we accept, in every segment?", "Agarwal, Dudík, Wu 2019",
    "The tolerance is the bound, in units of the loss. The upper limit need hold for the worst group only; the lower one allows for the search."
}

/// Metrics of one group.
pub static METRICS: &[&Metric] = &[
    &MEAN_PREDICTION,
    &MEAN_OUTCOME,
    &MEAN_RESIDUAL,
    &PREDICTED_OVER_OBSERVED,
    &MEAN_ABSOLUTE_ERROR,
    &ROOT_MEAN_SQUARED_ERROR,
    &R_SQUARED,
    &ABSOLUTE_ERROR_QUANTILE,
    &TRIMMED_MEAN_RESIDUAL,
    &WINSORISED_MEAN_RESIDUAL,
];

/// Comparisons of groups.
pub static CRITERIA: &[&Criterion] = &[
    &MEAN_PREDICTION_RATIO,
    &MEAN_PREDICTION_DIFFERENCE,
    &MEAN_OUTCOME_RATIO,
    &MEAN_RESIDUAL_DIFFERENCE,
    &PREDICTED_OVER_OBSERVED_RATIO,
    &MEAN_ABSOLUTE_ERROR_RATIO,
    &ROOT_MEAN_SQUARED_ERROR_RATIO,
    &R_SQUARED_DIFFERENCE,
    &TRIMMED_RESIDUAL_DIFFERENCE,
    &WINSORISED_RESIDUAL_DIFFERENCE,
    &STANDARDISED_DIFFERENCE_POOLED,
    &STANDARDISED_DIFFERENCE_HEDGES,
    &STANDARDISED_DIFFERENCE_OVERALL,
    &STANDARDISED_DIFFERENCE_REFERENCE,
    &STANDARDISED_DIFFERENCE_AVERAGE,
    &PREDICTION_PARITY,
    &PREDICTION_TRANSPORT,
    &BOUNDED_GROUP_LOSS,
];

/// Columns that it reads.
pub const ROLES: &[Role] = &[
    Role {
        key: "prediction",
        kind: RoleKind::Number,
        several: false,
        required: true,
        meaning: "the amount that the model predicts or gives",
    },
    Role {
        key: "outcome",
        kind: RoleKind::Number,
        several: false,
        required: false,
        meaning: "the amount that came of it, empty while unknown; without it only predictions are compared",
    },
];

/// Options that it takes.
pub const OPTIONS: &[TaskOption] = &[
    TaskOption { key: "trim", meaning: "share of residuals left out or drawn in at either end; 0.05" },
    TaskOption { key: "error_quantile", meaning: "which quantile of absolute errors is shown; 0.9" },
    TaskOption { key: "loss", meaning: "loss of bounded_group_loss: absolute, or squared; absolute" },
    TaskOption {
        key: "interval",
        meaning: "interval of differences of mean residuals: welch, or bootstrap_t for heavy tails; welch",
    },
    TaskOption { key: "draws", meaning: "replicates of the bootstrap; 1000" },
];
