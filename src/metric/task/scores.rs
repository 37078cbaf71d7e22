//! Definitions of the task `scores`: a probability or a score for each customer.

use super::entry::{between, compare, metric};
use super::{Role, RoleKind, TaskOption};
use crate::metric::{Criterion, Metric, Range};

/// Everything that a number may be.
const ANY: Range = Range { lower: f64::NEG_INFINITY, upper: f64::INFINITY };

metric! {
    /// The area under the ROC curve.
    AUC of Scores: "auc", "AUC", ["area_under_curve", "roc_auc"], Number, Range::UNIT, Below,
    "P(score of one with the outcome > score of one without) + ½ P(equal)",
    "How often does the score rank a customer who responds above one who does not?", "DeLong et al. 1988"
}
metric! {
    /// By how much the AUC of the rows may differ from that of their bins.
    AUC_BINNING_BOUND of Scores: "auc_binning_bound", "binning bound of AUC", [], Number,
    Range { lower: 0.0, upper: 0.5 }, Neither,
    "½ Σ over bins of several scores of (responders × non-responders of the bin) / (responders × non-responders)",
    "By how much may counting scores in bins have changed the AUC?", "evenhand"
}
metric! {
    /// The AUC of another score of the same rows.
    OTHER_AUC of Scores: "other_auc", "AUC of the other score", [], Number, Range::UNIT, Below,
    "P(other score of one with the outcome > other score of one without) + ½ P(equal)",
    "How well does the other score rank this segment?", "DeLong et al. 1988"
}
metric! {
    /// By how much the other score ranks better.
    AUC_CHANGE of Scores: "auc_change", "change of AUC", ["auc_gain"], Number, Range::SIGNED_UNIT, Below,
    "AUC of the other score − AUC of the score, on the same rows",
    "Does the other score rank this segment better, or worse?", "DeLong et al. 1988"
}
metric! {
    /// The mean score.
    MEAN_SCORE of Scores: "mean_score", "mean score", [], Share, Range::UNIT, Either, "Σ s / n",
    "How high are the scores of this segment?", "Kleinberg, Mullainathan, Raghavan 2016"
}
metric! {
    /// The share with the outcome.
    OUTCOME_RATE of Scores: "outcome_rate", "outcome rate", [], Share, Range::UNIT, Neither, "Σ y / n",
    "What share of this segment responded?", "Chouldechova 2017"
}
metric! {
    /// The mean score of those with the outcome.
    POSITIVE_CLASS_MEAN of Scores: "positive_class_mean", "mean score of responders", ["positive_class_balance"], Share,
    Range::UNIT, Below, "Σ s·y / Σ y", "How high are the scores of those who responded?",
    "Kleinberg, Mullainathan, Raghavan 2016"
}
metric! {
    /// The mean score of those without the outcome.
    NEGATIVE_CLASS_MEAN of Scores: "negative_class_mean", "mean score of non-responders", ["negative_class_balance"],
    Share, Range::UNIT, Either, "Σ s·(1 − y) / Σ (1 − y)", "How high are the scores of those who did not respond?",
    "Kleinberg, Mullainathan, Raghavan 2016"
}
metric! {
    /// The mean of outcome minus score.
    CALIBRATION_IN_THE_LARGE of Scores: "calibration_in_the_large", "calibration in the large",
    ["mean_residual_of_scores"], Share, Range::SIGNED_UNIT, Either, "Σ (y − s) / n",
    "Does this segment respond as often as its scores say?", "Cox 1958"
}
metric! {
    /// The intercept of the calibration line with its slope held at 1.
    CALIBRATION_INTERCEPT of Scores: "calibration_intercept", "calibration intercept", [], Number, ANY, Either,
    "a with Σ (y − 1/(1 + exp(−a − logit s))) = 0", "By how much are all log-odds of this segment off?", "Cox 1958"
}
metric! {
    /// The slope of the calibration line.
    CALIBRATION_SLOPE of Scores: "calibration_slope", "calibration slope", [], Number, ANY, Either,
    "b of logit P(y = 1) = a + b·logit s", "Are the scores of this segment too extreme, below 1, or too timid?",
    "Cox 1958"
}
metric! {
    /// The expected calibration error on pooled edges.
    EXPECTED_CALIBRATION_ERROR of Scores: "expected_calibration_error", "expected calibration error", ["ece"], Share,
    Range::UNIT, Above, "Σ (k/n)·|observed rate − mean score| over bins on the edges of all segments",
    "How far off are the scores on average, bin by bin?", "Naeini, Cooper, Hauskrecht 2015"
}
metric! {
    /// What the expected calibration error of right scores would be.
    CALIBRATION_NULL_LEVEL of Scores: "calibration_null_level", "calibration error by chance", [], Share, Range::UNIT,
    Neither, "Σ √(2v/π) / n, v = Σ s(1 − s) of a bin", "How large would that error be if every score were right?",
    "Bröcker 2012"
}
metric! {
    /// The calibration error without what chance adds.
    DEBIASED_CALIBRATION_ERROR of Scores: "debiased_calibration_error", "calibration error without chance", [], Share,
    Range::UNIT, Above, "√max(0, Σ (k/n)·[(rate − mean score)² − rate(1 − rate)/(k − 1)])",
    "How far off are the scores beyond what chance gives?", "Kumar, Liang, Ma 2019"
}
metric! {
    /// The Brier score.
    BRIER_SCORE of Scores: "brier_score", "Brier score", [], Number, Range::UNIT, Above, "Σ (y − s)² / n",
    "How far are scores from outcomes, squared?", "Brier 1950"
}
metric! {
    /// What recalibration would gain.
    MISCALIBRATION of Scores: "corp_miscalibration", "miscalibration (CORP)", [], Number, Range::UNIT, Above,
    "Brier score − Brier score of the isotonic fit", "How much of the Brier score would recalibration take away?",
    "Dimitriadis, Gneiting, Jordan 2021"
}
metric! {
    /// What the ranking is worth.
    DISCRIMINATION of Scores: "corp_discrimination", "discrimination (CORP)", [], Number, Range::UNIT, Below,
    "Brier score of the outcome rate − Brier score of the isotonic fit", "How much is the order of the scores worth?",
    "Dimitriadis, Gneiting, Jordan 2021"
}
metric! {
    /// The largest cumulative deviation of outcomes from scores.
    CUMULATIVE_DEVIATION of Scores: "cumulative_calibration_deviation", "cumulative calibration deviation",
    ["ecce_mad"], Share, Range::UNIT, Above, "max |Σ (y − s) of the lowest scores| / n",
    "Is there a range of scores that is off, whatever the bins?", "Arrieta-Ibarra et al. 2022"
}
metric! {
    /// The p-value of that deviation.
    CUMULATIVE_P_VALUE of Scores: "cumulative_calibration_p", "p of calibrated scores", ["ecce_p"], Number, Range::UNIT,
    Neither, "P(max |Brownian motion| ≥ deviation / σ), σ = √(Σ s(1 − s)) / n",
    "How often would right scores deviate as much by chance?", "Arrieta-Ibarra et al. 2022"
}

compare! {
    /// Difference of the areas under the curve.
    AUC_DIFFERENCE: Difference of AUC within Range::SIGNED_UNIT, "auc_difference", "AUC (difference)", [],
    "Does the score rank customers of every segment equally well?", "DeLong et al. 1988",
    "Equal AUC does not mean parity at any threshold, and hides ranking across segments: see cross_auc_difference."
}
compare! {
    /// Difference of the mean scores.
    MEAN_SCORE_DIFFERENCE: Difference of MEAN_SCORE within Range::SIGNED_UNIT, "mean_score_difference",
    "mean score (difference)", [], "Are scores of every segment as high?", "Kleinberg, Mullainathan, Raghavan 2016", ""
}
compare! {
    /// Balance for the positive class.
    POSITIVE_BALANCE: Difference of POSITIVE_CLASS_MEAN within Range::SIGNED_UNIT, "positive_class_balance_difference",
    "balance for responders", [], "Are responders of every segment scored as high?",
    "Kleinberg, Mullainathan, Raghavan 2016", ""
}
compare! {
    /// Balance for the negative class.
    NEGATIVE_BALANCE: Difference of NEGATIVE_CLASS_MEAN within Range::SIGNED_UNIT, "negative_class_balance_difference",
    "balance for non-responders", [], "Are non-responders of every segment scored as high?",
    "Kleinberg, Mullainathan, Raghavan 2016", ""
}
compare! {
    /// Difference of calibration in the large.
    CALIBRATION_DIFFERENCE: Difference of CALIBRATION_IN_THE_LARGE within Range { lower: -2.0, upper: 2.0 },
    "calibration_in_the_large_difference", "calibration in the large (difference)", ["mean_residual_score_difference"],
    "Are scores of every segment right on average to the same degree?", "Cox 1958",
    "Expected calibration errors of segments of unlike size are not compared: chance makes that of the small one larger."
}
compare! {
    /// Difference of calibration slopes.
    SLOPE_DIFFERENCE: Difference of CALIBRATION_SLOPE within ANY, "calibration_slope_difference",
    "calibration slope (difference)", [], "Are scores of every segment as extreme as they should be?", "Cox 1958", ""
}
between! {
    /// Cross-group AUC disparity.
    CROSS_AUC of Scores: GroupAndReference, [AUC], "cross_auc_difference", "cross-segment AUC (difference)",
    ["xauc_disparity", "inter_group_pairwise_accuracy"], Number, Range::SIGNED_UNIT, Below,
    "P(responder of the segment above non-responder of the reference) − P(responder of the reference above non-responder of the segment)",
    "Are responders of this segment ranked above others' non-responders as often as the other way round?",
    "Kallus, Zhou 2019", ""
}
between! {
    /// Background positives against subgroup negatives.
    BPSN of Scores: GroupAndReference, [AUC], "bpsn_auc_difference", "BPSN AUC (difference)", [], Number,
    Range::SIGNED_UNIT, Below,
    "P(responder of the reference above non-responder of the segment) − AUC of the reference",
    "Are non-responders of this segment scored so high that they pass others' responders?", "Borkan et al. 2019", ""
}
between! {
    /// Background negatives against subgroup positives.
    BNSP of Scores: GroupAndReference, [AUC], "bnsp_auc_difference", "BNSP AUC (difference)", [], Number,
    Range::SIGNED_UNIT, Below,
    "P(responder of the segment above non-responder of the reference) − AUC of the reference",
    "Are responders of this segment scored so low that others' non-responders pass them?", "Borkan et al. 2019", ""
}
between! {
    /// The area between the ROC curves.
    ABROCA of Scores: GroupAndReference, [AUC], "abroca", "area between ROC curves", [], Number, Range::UNIT, Neither,
    "∫ |ROC of the segment − ROC of the reference| over the false positive rate",
    "Do the ROC curves part anywhere, even where their areas are alike?", "Gardner, Brooks, Baker 2019",
    "Never negative and larger by chance in small segments: read its permutation p-value."
}
between! {
    /// Kolmogorov and Smirnov's distance.
    KOLMOGOROV_SMIRNOV of Scores: GroupAndReference, [MEAN_SCORE], "kolmogorov_smirnov",
    "largest gap of score distributions", ["ks", "ks_distance"], Share, Range::UNIT, Neither,
    "sup |F of the segment − F of the reference|",
    "At the threshold where it is worst, how far apart are the shares selected?", "Smirnov 1948",
    "Its interval holds for every distribution (Dvoretzky, Kiefer, Wolfowitz; Massart 1990), so it is wide."
}
between! {
    /// Wasserstein's distance.
    WASSERSTEIN of Scores: GroupAndReference, [MEAN_SCORE], "wasserstein_1", "distance of score distributions",
    ["w1", "wasserstein", "earth_movers_distance"], Share, Range::UNIT, Neither,
    "∫ |F of the segment − F of the reference|",
    "By how much would scores have to move, on average, to be distributed alike?", "Kantorovich 1942",
    "Its interval holds for every distribution (Dvoretzky, Kiefer, Wolfowitz; Massart 1990), so it is wide."
}
between! {
    /// Total variation on shared bins.
    TOTAL_VARIATION of Scores: GroupAndReference, [MEAN_SCORE], "score_total_variation", "total variation of scores",
    [], Share, Range::UNIT, Neither, "½ Σ |p − q| over shared bins", "What share of scores would have to change bins?",
    "Lin 1991", "Positive by chance alone, the more the smaller the segment: read its permutation p-value."
}
between! {
    /// Jensen–Shannon divergence on shared bins.
    JENSEN_SHANNON of Scores: GroupAndReference, [MEAN_SCORE], "score_jensen_shannon",
    "Jensen-Shannon divergence of scores", [], Number, Range { lower: 0.0, upper: std::f64::consts::LN_2 }, Neither,
    "½ Σ p ln(p/m) + ½ Σ q ln(q/m), m = (p + q)/2, in nats", "How much do scores tell about the segment?", "Lin 1991",
    "Positive by chance alone, the more the smaller the segment: read its permutation p-value."
}
between! {
    /// Kullback–Leibler divergence on shared bins.
    KULLBACK_LEIBLER of Scores: GroupAndReference, [MEAN_SCORE], "score_kullback_leibler",
    "Kullback-Leibler divergence of scores", [], Number, Range::POSITIVE, Neither,
    "Σ p ln(p/q) over the union of bins, half a row added to each, in nats",
    "How surprising are this segment's scores to one who expects the reference's?", "Kullback, Leibler 1951",
    "Positive by chance alone, the more the smaller the segment: read its permutation p-value."
}
between! {
    /// Hellinger's distance on shared bins.
    HELLINGER of Scores: GroupAndReference, [MEAN_SCORE], "score_hellinger", "Hellinger distance of scores", [], Number,
    Range::UNIT, Neither, "√(½ Σ (√p − √q)²) over shared bins",
    "How far apart are the distributions of scores, bin by bin?", "Hellinger 1909",
    "Positive by chance alone, the more the smaller the segment: read its permutation p-value."
}
between! {
    /// Population stability index on shared bins.
    STABILITY of Scores: GroupAndReference, [MEAN_SCORE], "score_population_stability",
    "population stability index of scores", ["score_psi"], Number, Range::POSITIVE, Neither,
    "Σ (p − q) ln(p/q) over the union of bins, half a row added to each",
    "How far apart are the distributions of scores, as drift is measured?", "Yurdakul 2018",
    "The usual bounds of 0.1 and 0.25 take no account of size: read its permutation p-value."
}
between! {
    /// The largest mean residual of any group.
    MULTIACCURACY of Scores: AllGroups, [CALIBRATION_IN_THE_LARGE], "multiaccuracy_error", "multiaccuracy error", [],
    Share, Range::UNIT, Neither, "max over segments of |Σ (y − s) / n|",
    "How far off, on average, is the worst segment?", "Kim, Ghorbani, Zou 2019", ""
}
between! {
    /// The largest mean residual of any bin of any group.
    MULTICALIBRATION of Scores: AllGroups, [CALIBRATION_IN_THE_LARGE], "multicalibration_error",
    "multicalibration error", [], Share, Range::UNIT, Neither, "max over segments and shared bins of |Σ (y − s) / n|",
    "How far off is the worst range of scores of any segment?", "Hébert-Johnson et al. 2018", ""
}
between! {
    /// The shortfall of the power mean of subgroup AUC.
    SUBGROUP_SHORTFALL of Scores: AllGroups, [AUC], "subgroup_auc_shortfall", "subgroup AUC (power mean, shortfall)",
    [], Number, Range::SIGNED_UNIT, Above, "AUC of all − (mean of AUC⁻⁵ over segments)^(−1/5)",
    "How far do the segments that are ranked worst fall behind?", "Borkan et al. 2019", ""
}
between! {
    /// The shortfall of the power mean of BPSN AUC.
    BPSN_SHORTFALL of Scores: AllGroups, [AUC], "bpsn_auc_shortfall", "BPSN AUC (power mean, shortfall)", [], Number,
    Range::SIGNED_UNIT, Above, "AUC of all − (mean of BPSN AUC⁻⁵ over segments)^(−1/5)",
    "Are non-responders of some segment scored too high?", "Borkan et al. 2019", ""
}
between! {
    /// The shortfall of the power mean of BNSP AUC.
    BNSP_SHORTFALL of Scores: AllGroups, [AUC], "bnsp_auc_shortfall", "BNSP AUC (power mean, shortfall)", [], Number,
    Range::SIGNED_UNIT, Above, "AUC of all − (mean of BNSP AUC⁻⁵ over segments)^(−1/5)",
    "Are responders of some segment scored too low?", "Borkan et al. 2019", ""
}

between! {
    /// The change of a segment's AUC.
    AUC_CHANGE_OF_SEGMENT of Scores: GroupAlone, [AUC, OTHER_AUC], "auc_change_of_segment",
    "change of AUC with the other score", ["auc_not_worse"], Number, Range::SIGNED_UNIT, Below,
    "AUC of the other score − AUC of the score, of the group alone",
    "Would any segment be ranked worse by the other score?", "DeLong et al. 1988",
    "Held against no change, not against other segments; both scores are of the same rows, which the interval allows for."
}
between! {
    /// The change of the gap of AUC.
    AUC_GAP_CHANGE of Scores: GroupAndReference, [AUC_CHANGE], "auc_gap_change",
    "change of the gap of AUC with the other score", [], Number, Range { lower: -2.0, upper: 2.0 }, Either,
    "change of AUC of the group − change of AUC of the reference",
    "Does the other score rank some segments better than others by more than this one does?", "DeLong et al. 1988",
    "A score that a proxy was taken out of changes most where the proxy told most."
}

/// Metrics of one group.
pub static METRICS: &[&Metric] = &[
    &AUC,
    &AUC_BINNING_BOUND,
    &OTHER_AUC,
    &AUC_CHANGE,
    &MEAN_SCORE,
    &OUTCOME_RATE,
    &POSITIVE_CLASS_MEAN,
    &NEGATIVE_CLASS_MEAN,
    &CALIBRATION_IN_THE_LARGE,
    &CALIBRATION_INTERCEPT,
    &CALIBRATION_SLOPE,
    &EXPECTED_CALIBRATION_ERROR,
    &CALIBRATION_NULL_LEVEL,
    &DEBIASED_CALIBRATION_ERROR,
    &BRIER_SCORE,
    &MISCALIBRATION,
    &DISCRIMINATION,
    &CUMULATIVE_DEVIATION,
    &CUMULATIVE_P_VALUE,
];

/// Comparisons of groups.
pub static CRITERIA: &[&Criterion] = &[
    &AUC_DIFFERENCE,
    &CROSS_AUC,
    &BPSN,
    &BNSP,
    &ABROCA,
    &MEAN_SCORE_DIFFERENCE,
    &POSITIVE_BALANCE,
    &NEGATIVE_BALANCE,
    &CALIBRATION_DIFFERENCE,
    &SLOPE_DIFFERENCE,
    &KOLMOGOROV_SMIRNOV,
    &WASSERSTEIN,
    &TOTAL_VARIATION,
    &JENSEN_SHANNON,
    &KULLBACK_LEIBLER,
    &HELLINGER,
    &STABILITY,
    &MULTIACCURACY,
    &MULTICALIBRATION,
    &SUBGROUP_SHORTFALL,
    &BPSN_SHORTFALL,
    &BNSP_SHORTFALL,
    &AUC_CHANGE_OF_SEGMENT,
    &AUC_GAP_CHANGE,
];

/// Columns that it reads.
pub const ROLES: &[Role] = &[
    Role {
        key: "outcome",
        kind: RoleKind::Binary,
        several: false,
        required: true,
        meaning: "what happened: 1 for a customer who responded, 0 for one who did not",
    },
    Role {
        key: "score",
        kind: RoleKind::Number,
        several: false,
        required: true,
        meaning: "what the model foretold: the probability of a response, from 0 to 1",
    },
    Role {
        key: "other_score",
        kind: RoleKind::Number,
        several: false,
        required: false,
        meaning: "what another model foretold of the same customers, to be compared with the score",
    },
];

/// Options that it takes.
pub const OPTIONS: &[TaskOption] = &[
    TaskOption {
        key: "mode",
        meaning: "exact sorts all rows, as where nothing is said; binned counts scores in bins and says what that may change",
    },
    TaskOption {
        key: "bins",
        meaning: "bins of equal width from 0 to 1 in the mode binned; 1024 unless said otherwise",
    },
    TaskOption {
        key: "calibration_bins",
        meaning: "bins of about equal size for calibration and divergences, on the edges of all rows; 10 unless said otherwise",
    },
    TaskOption {
        key: "calibration_minimum",
        meaning: "fewest rows of a bin of a segment that multicalibration looks at; 30 unless said otherwise",
    },
    TaskOption {
        key: "permutations",
        meaning: "permutations behind each permutation p-value; 199 unless said otherwise",
    },
    TaskOption {
        key: "missing_scores",
        meaning: "refuse, as where nothing is said, or exclude: what to do with rows without a finite score",
    },
];
