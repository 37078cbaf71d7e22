//! Named criteria: each a composition of metrics, a comparison and a way to combine.

use super::comparison::{Combine, Comparison};
use super::criterion::{Composition, Criterion};
use super::metric::{Metric, Range};
use super::rates::{
    ACCURACY, BALANCED_ACCURACY, F1_SCORE, FALSE_DISCOVERY_RATE, FALSE_NEGATIVE_RATE, FALSE_NEGATIVE_SHARE,
    FALSE_OMISSION_RATE, FALSE_POSITIVE_RATE, LABEL_COVERAGE, MATTHEWS_CORRELATION, NEGATIVE_PREDICTIVE_VALUE,
    POSITIVE_PREDICTIVE_VALUE, REJECTION_ODDS, SELECTION_ODDS, SELECTION_RATE, TREATMENT_RATIO, TRUE_POSITIVE_RATE,
};

macro_rules! criterion {
    (
        $(#[$doc:meta])* $static:ident, $id:literal, $name:literal, [$($alias:literal),*],
        [$($metric:ident),+] $comparison:ident $combine:ident $(favourable $favourable:literal)?, $range:expr,
        $question:literal, $source:literal, $note:literal
    ) => {
        $(#[$doc])*
        pub static $static: Criterion = Criterion {
            id: $id,
            name: $name,
            aliases: &[$($alias),*],
            question: $question,
            composition: Composition::Compare {
                metrics: { static PARTS: &[&Metric] = &[$(&$metric),+]; PARTS },
                comparison: Comparison::$comparison,
                combine: Combine::$combine,
                favourable_side: false $(|| $favourable)?,
            },
            ideal: Comparison::$comparison.ideal(),
            range: $range,
            source: $source,
            note: $note,
        };
    };
}

criterion! {
    /// Difference of selection rates.
    DEMOGRAPHIC_PARITY_DIFFERENCE, "demographic_parity_difference", "demographic parity (difference)",
    ["statistical_parity_difference", "demographic_parity"], [SELECTION_RATE] Difference Worst favourable true,
    Range::SIGNED_UNIT, "Is every segment selected at about the same rate, in percentage points?",
    "Calders and Verwer 2010; Dwork et al. 2012",
    "The sign is group minus reference. Some tools report reference minus group, some max − min without a sign; one tool's \
     \"statistical parity\" is a ratio of shares of all selected, which moves with the size of the group."
}
criterion! {
    /// Ratio of selection rates.
    DEMOGRAPHIC_PARITY_RATIO, "demographic_parity_ratio", "demographic parity (ratio)",
    ["statistical_parity_ratio", "selection_rate_ratio"], [SELECTION_RATE] Ratio Worst favourable true, Range::POSITIVE,
    "Is every segment selected at about the same rate, relative to the others?", "Feldman et al. 2015",
    "Group over reference, not folded: above 1 the group is selected more often. Over all groups it is min / max."
}
criterion! {
    /// Ratio of favourable rates: the adverse impact ratio of the four-fifths rule.
    DISPARATE_IMPACT, "disparate_impact", "disparate impact", ["adverse_impact_ratio", "air", "impact_ratio"],
    [SELECTION_RATE] Ratio Worst favourable true, Range::POSITIVE,
    "Does a segment get the good decision at least four fifths as often as the best-treated one?",
    "Uniform Guidelines 1978, 29 CFR 1607.4(D); Feldman et al. 2015",
    "Always on the favourable side of the decision. Tools disagree on 0/0 (0, 1 or NaN; undefined here) and on a/0 \
     (infinite, 0, 10 or a count; infinite here). With the best of many small groups as reference, chance alone fails it."
}
criterion! {
    /// Difference of true positive rates.
    EQUAL_OPPORTUNITY_DIFFERENCE, "equal_opportunity_difference", "equal opportunity (difference)",
    ["equal_opportunity", "true_positive_rate_difference"], [TRUE_POSITIVE_RATE] Difference Worst, Range::SIGNED_UNIT,
    "Are customers who would respond reached equally well in every segment?", "Hardt, Price, Srebro 2016",
    "A group without actual positives has no true positive rate; several tools call it 0 and so the worst."
}
criterion! {
    /// Ratio of true positive rates.
    EQUAL_OPPORTUNITY_RATIO, "equal_opportunity_ratio", "equal opportunity (ratio)", ["true_positive_rate_ratio"],
    [TRUE_POSITIVE_RATE] Ratio Worst, Range::POSITIVE,
    "Relative to the others, are customers who would respond reached equally well?", "Hardt, Price, Srebro 2016", ""
}
criterion! {
    /// Difference of false positive rates.
    PREDICTIVE_EQUALITY_DIFFERENCE, "predictive_equality_difference", "predictive equality (difference)",
    ["predictive_equality", "false_positive_rate_difference"], [FALSE_POSITIVE_RATE] Difference Worst, Range::SIGNED_UNIT,
    "Are customers who would not respond bothered equally rarely in every segment?", "Chouldechova 2017", ""
}
criterion! {
    /// Ratio of false positive rates.
    PREDICTIVE_EQUALITY_RATIO, "predictive_equality_ratio", "predictive equality (ratio)", ["false_positive_rate_ratio"],
    [FALSE_POSITIVE_RATE] Ratio Worst, Range::POSITIVE,
    "Relative to the others, are customers who would not respond bothered equally rarely?", "Chouldechova 2017", ""
}
criterion! {
    /// The larger of the differences of true and of false positive rates.
    EQUALIZED_ODDS, "equalized_odds", "equalised odds (worst difference)",
    ["equalised_odds", "equalized_odds_difference", "equalised_odds_difference"],
    [TRUE_POSITIVE_RATE, FALSE_POSITIVE_RATE] Difference Worst, Range::UNIT,
    "Given what a customer would do, does the segment change the chance of being selected?", "Hardt, Price, Srebro 2016",
    "max(|ΔTPR|, |ΔFPR|). The same name elsewhere may mean the mean of the two, a yes or no, or the signed mean, which can \
     be 0 while both differ: see average_odds_difference."
}
criterion! {
    /// The mean of the absolute differences of true and false positive rates.
    AVERAGE_ABSOLUTE_ODDS_DIFFERENCE, "average_absolute_odds_difference", "average absolute odds difference",
    ["average_odds_error", "equalized_odds_mean"], [TRUE_POSITIVE_RATE, FALSE_POSITIVE_RATE] Difference MeanAbsolute,
    Range::UNIT, "On average over both kinds of customers, how much does the segment change the chance of being selected?",
    "Bellamy et al. 2018", "½(|ΔTPR| + |ΔFPR|)."
}
criterion! {
    /// The mean of the signed differences of true and false positive rates.
    AVERAGE_ODDS_DIFFERENCE, "average_odds_difference", "average odds difference (signed)", [],
    [TRUE_POSITIVE_RATE, FALSE_POSITIVE_RATE] Difference MeanSigned, Range::SIGNED_UNIT,
    "Is a segment selected more or less often than another at the same outcome, on balance?", "Bellamy et al. 2018",
    "Cancels: a model whose TPR is 25 points higher and whose FPR is 25 points lower scores a perfect 0. Listed for \
     comparison with other tools; use equalized_odds for a verdict."
}
criterion! {
    /// The smaller of the folded ratios of true and of false positive rates.
    EQUALIZED_ODDS_RATIO, "equalized_odds_ratio", "equalised odds (worst ratio)", ["equalised_odds_ratio"],
    [TRUE_POSITIVE_RATE, FALSE_POSITIVE_RATE] Ratio Worst, Range::UNIT,
    "Relative to the others, does the segment change the chance of being selected, given what a customer would do?",
    "Hardt, Price, Srebro 2016", "The smaller of the TPR ratio and the FPR ratio, each folded to at most 1. Another tool \
     takes the FNR in place of the TPR under the same name."
}
criterion! {
    /// Difference of positive predictive values.
    PREDICTIVE_PARITY_DIFFERENCE, "predictive_parity_difference", "predictive parity (difference)",
    ["predictive_parity", "precision_difference"], [POSITIVE_PREDICTIVE_VALUE] Difference Worst, Range::SIGNED_UNIT,
    "Does an offer pay off equally often in every segment?", "Chouldechova 2017",
    "Identified even where labels are seen for selected rows only."
}
criterion! {
    /// Ratio of positive predictive values.
    PREDICTIVE_PARITY_RATIO, "predictive_parity_ratio", "predictive parity (ratio)", ["precision_ratio"],
    [POSITIVE_PREDICTIVE_VALUE] Ratio Worst, Range::POSITIVE,
    "Relative to the others, does an offer pay off equally often?", "Chouldechova 2017", ""
}
criterion! {
    /// The larger of the differences of positive and negative predictive values.
    SUFFICIENCY, "sufficiency", "sufficiency (worst difference)", ["conditional_use_accuracy_equality"],
    [POSITIVE_PREDICTIVE_VALUE, NEGATIVE_PREDICTIVE_VALUE] Difference Worst, Range::UNIT,
    "Does the decision mean the same about a customer in every segment?", "Barocas, Hardt, Narayanan 2019",
    "max(|ΔPPV|, |ΔNPV|)."
}
criterion! {
    /// Difference of false negative rates.
    FALSE_NEGATIVE_RATE_DIFFERENCE, "false_negative_rate_difference", "false negative rate parity (difference)", [],
    [FALSE_NEGATIVE_RATE] Difference Worst, Range::SIGNED_UNIT,
    "Are willing customers missed equally rarely in every segment?", "complement of equal opportunity", ""
}
criterion! {
    /// Ratio of false negative rates.
    FALSE_NEGATIVE_RATE_RATIO, "false_negative_rate_ratio", "false negative rate parity (ratio)", [],
    [FALSE_NEGATIVE_RATE] Ratio Worst, Range::POSITIVE,
    "Relative to the others, are willing customers missed equally rarely?", "Saleiro et al. 2018", ""
}
criterion! {
    /// Difference of false discovery rates.
    FALSE_DISCOVERY_RATE_DIFFERENCE, "false_discovery_rate_difference", "false discovery rate parity (difference)", [],
    [FALSE_DISCOVERY_RATE] Difference Worst, Range::SIGNED_UNIT,
    "Are offers wasted equally often in every segment?", "Saleiro et al. 2018", ""
}
criterion! {
    /// Difference of false omission rates.
    FALSE_OMISSION_RATE_DIFFERENCE, "false_omission_rate_difference", "false omission rate parity (difference)", [],
    [FALSE_OMISSION_RATE] Difference Worst, Range::SIGNED_UNIT,
    "Among those passed over, are willing customers equally rare in every segment?", "Saleiro et al. 2018", ""
}
criterion! {
    /// Difference of accuracies.
    ACCURACY_DIFFERENCE, "accuracy_difference", "accuracy parity (difference)",
    ["accuracy_parity", "overall_accuracy_equality"], [ACCURACY] Difference Worst, Range::SIGNED_UNIT,
    "Is the model right equally often about every segment?", "Berk et al. 2018", ""
}
criterion! {
    /// Difference of balanced accuracies.
    BALANCED_ACCURACY_DIFFERENCE, "balanced_accuracy_difference", "balanced accuracy (difference)", [],
    [BALANCED_ACCURACY] Difference Worst, Range::SIGNED_UNIT,
    "Is the model right equally often in every segment, counting responders and others alike?", "Brodersen et al. 2010",
    "No rate: its interval is resampled, or linearised where rows are weighted or customers come back."
}
criterion! {
    /// Difference of F1 scores.
    F1_DIFFERENCE, "f1_difference", "F1 score (difference)", ["f1_score_difference"], [F1_SCORE] Difference Worst,
    Range::SIGNED_UNIT, "Does the model balance reach and precision equally well in every segment?", "van Rijsbergen 1979",
    "No rate: its interval is resampled, or linearised where rows are weighted or customers come back. It depends on the \
     base rate, so segments that respond more look better."
}
criterion! {
    /// Difference of Matthews correlations.
    MATTHEWS_CORRELATION_DIFFERENCE, "matthews_correlation_difference", "Matthews correlation (difference)",
    ["mcc_difference"], [MATTHEWS_CORRELATION] Difference Worst, Range { lower: -2.0, upper: 2.0 },
    "Do decisions follow outcomes equally closely in every segment?", "Matthews 1975",
    "No rate: its interval is resampled, or linearised where rows are weighted or customers come back."
}
criterion! {
    /// Difference of the shares of errors that are misses.
    TREATMENT_EQUALITY, "treatment_equality", "treatment equality", ["treatment_equality_difference"],
    [FALSE_NEGATIVE_SHARE] Difference Worst, Range::SIGNED_UNIT,
    "When the model errs, does it err in the same direction for every segment?", "Berk et al. 2018",
    "On FN / (FN + FP), which is bounded and defined without false positives. Berk's own FN / FP is \
     treatment_equality_ratio, infinite where a group has no false positives."
}
criterion! {
    /// Log ratio of misses per false alarm.
    TREATMENT_EQUALITY_RATIO, "treatment_equality_ratio", "treatment equality (log ratio)", [],
    [TREATMENT_RATIO] LogRatio Worst, Range { lower: f64::NEG_INFINITY, upper: f64::INFINITY },
    "Are misses and false alarms in the same proportion in every segment?", "Berk et al. 2018", "On FN / FP."
}
criterion! {
    /// Ratio of selection odds.
    SELECTION_ODDS_RATIO, "selection_odds_ratio", "odds ratio of selection", ["odds_ratio"], [SELECTION_ODDS] Ratio Worst,
    Range::POSITIVE, "By what factor do the odds of being selected differ from the others?", "textbook",
    "Unlike the ratio of rates it is the same, inverted, for the rejection."
}
criterion! {
    /// Ratio of rejection odds.
    DENIAL_ODDS_RATIO, "denial_odds_ratio", "denial odds ratio", [], [REJECTION_ODDS] Ratio Worst, Range::POSITIVE,
    "By what factor do the odds of being passed over differ from the others?", "fair-lending practice; NY DFS 2024", ""
}
criterion! {
    /// Difference of label coverage.
    LABEL_COVERAGE_DIFFERENCE, "label_coverage_difference", "label coverage (difference)", ["missingness_disparity"],
    [LABEL_COVERAGE] Difference Worst, Range::SIGNED_UNIT,
    "Is the outcome known equally often in every segment?", "data-level check",
    "Where it is not, rates that need labels rest on unlike parts of the segments."
}
