//! Rates of one group and other functions of its table.

use super::metric::{Definition, Metric, Range, Worse};
use crate::cube::{Cells, Confusion};
use crate::value::{Measured, Reason, Unavailable, finite, quotient};

macro_rules! rate {
    (
        $(#[$doc:meta])* $static:ident, $id:literal, $name:literal, [$($alias:literal),*], $of:expr, $among:expr, $empty:ident,
        $worse:ident, $question:literal, $source:literal
    ) => {
        $(#[$doc])*
        pub static $static: Metric = Metric {
            id: $id,
            name: $name,
            aliases: &[$($alias),*],
            question: $question,
            definition: Definition::Rate { of: $of, among: $among, empty: Reason::$empty },
            range: Range::UNIT,
            worse: Worse::$worse,
            source: $source,
        };
    };
}

rate! {
    /// P(ŷ = 1): the share of the group that is selected.
    SELECTION_RATE, "selection_rate", "selection rate",
    ["positive_rate", "predicted_positive_rate", "detection_prevalence", "pprev"], Cells::SELECTED, Cells::ALL, NoRows,
    Either, "What share of this segment does the model select?", "Uniform Guidelines 1978, 29 CFR 1607.4"
}
rate! {
    /// P(ŷ = 0): the share of the group that is not selected.
    REJECTION_RATE, "rejection_rate", "rejection rate", ["negative_rate", "denial_rate"], Cells::REJECTED, Cells::ALL,
    NoRows, Either, "What share of this segment does the model pass over?", "complement of the selection rate"
}
rate! {
    /// P(y = 1): the share of the labelled group whose outcome is positive.
    BASE_RATE, "base_rate", "base rate", ["prevalence", "positive_label_rate"], Cells::ACTUAL_POSITIVES, Cells::LABELLED,
    NoLabels, Neither, "What share of this segment would respond, whatever the model says?", "Chouldechova 2017"
}
rate! {
    /// TP / (TP + FN).
    TRUE_POSITIVE_RATE, "true_positive_rate", "true positive rate", ["tpr", "recall", "sensitivity", "hit_rate"],
    Cells::TP, Cells::ACTUAL_POSITIVES, NoActualPositives, Below,
    "Of the customers who would respond, what share does the model reach?", "Hardt, Price, Srebro 2016"
}
rate! {
    /// FP / (FP + TN).
    FALSE_POSITIVE_RATE, "false_positive_rate", "false positive rate", ["fpr", "fall_out"], Cells::FP,
    Cells::ACTUAL_NEGATIVES, NoActualNegatives, Either,
    "Of the customers who would not respond, what share is selected all the same?", "Hardt, Price, Srebro 2016"
}
rate! {
    /// TN / (FP + TN).
    TRUE_NEGATIVE_RATE, "true_negative_rate", "true negative rate", ["tnr", "specificity"], Cells::TN,
    Cells::ACTUAL_NEGATIVES, NoActualNegatives, Either,
    "Of the customers who would not respond, what share is rightly left alone?", "complement of the false positive rate"
}
rate! {
    /// FN / (TP + FN).
    FALSE_NEGATIVE_RATE, "false_negative_rate", "false negative rate", ["fnr", "miss_rate"], Cells::FN,
    Cells::ACTUAL_POSITIVES, NoActualPositives, Above,
    "Of the customers who would respond, what share does the model miss?", "complement of the true positive rate"
}
rate! {
    /// TP / (TP + FP).
    POSITIVE_PREDICTIVE_VALUE, "positive_predictive_value", "positive predictive value", ["ppv", "precision"], Cells::TP,
    Cells::TP.or(Cells::FP), NoneSelected, Below, "Of the customers who are selected, what share responds?",
    "Chouldechova 2017"
}
rate! {
    /// TN / (FN + TN).
    NEGATIVE_PREDICTIVE_VALUE, "negative_predictive_value", "negative predictive value", ["npv"], Cells::TN,
    Cells::FN.or(Cells::TN), NoneRejected, Below,
    "Of the customers who are passed over, what share would indeed not respond?", "Chouldechova 2017"
}
rate! {
    /// FP / (TP + FP).
    FALSE_DISCOVERY_RATE, "false_discovery_rate", "false discovery rate", ["fdr"], Cells::FP, Cells::TP.or(Cells::FP),
    NoneSelected, Above, "Of the customers who are selected, what share does not respond?",
    "complement of the positive predictive value"
}
rate! {
    /// FN / (FN + TN).
    FALSE_OMISSION_RATE, "false_omission_rate", "false omission rate", ["for"], Cells::FN, Cells::FN.or(Cells::TN),
    NoneRejected, Above, "Of the customers who are passed over, what share would have responded?",
    "complement of the negative predictive value"
}
rate! {
    /// (TP + TN) / (TP + FP + FN + TN).
    ACCURACY, "accuracy", "accuracy", [], Cells::TP.or(Cells::TN), Cells::LABELLED, NoLabels, Below,
    "For what share of this segment is the model right?", "textbook"
}
rate! {
    /// (FP + FN) / (TP + FP + FN + TN).
    ERROR_RATE, "error_rate", "error rate", ["zero_one_loss", "misclassification_rate"], Cells::FP.or(Cells::FN),
    Cells::LABELLED, NoLabels, Above, "For what share of this segment is the model wrong?", "complement of accuracy"
}
rate! {
    /// FN / (FP + FN): bounded, and defined where there are no false positives.
    FALSE_NEGATIVE_SHARE, "false_negative_share", "share of errors that are misses", ["treatment_share"], Cells::FN,
    Cells::FP.or(Cells::FN), EmptyDenominator, Above,
    "When the model is wrong about this segment, how often does it wrong the customer by passing over?",
    "Berk et al. 2018, treatment equality on a bounded scale"
}
rate! {
    /// Labelled rows among all rows.
    LABEL_COVERAGE, "label_coverage", "label coverage", ["label_rate"], Cells::LABELLED, Cells::ALL, NoRows, Neither,
    "For what share of this segment is the outcome known?", "data-level check: a rate compared like any other"
}

/// FN / FP, as Berk et al. define treatment equality. Infinite without false positives.
pub static TREATMENT_RATIO: Metric = Metric {
    id: "treatment_ratio",
    name: "misses per false alarm",
    aliases: &["fn_fp_ratio"],
    question: "How many willing customers are missed for each unwilling one that is bothered?",
    definition: Definition::Odds { of: Cells::FN, against: Cells::FP, empty: Reason::EmptyDenominator },
    range: Range::POSITIVE,
    worse: Worse::Above,
    source: "Berk, Heidari, Jabbari, Kearns, Roth 2018",
};

/// 2 TP / (2 TP + FP + FN).
pub static F1_SCORE: Metric = Metric {
    id: "f1_score",
    name: "F1 score",
    aliases: &["f1"],
    question: "How well does the model balance reaching responders and not bothering others?",
    definition: Definition::Function {
        compute: |table| {
            let twice = 2.0 * table.total(Cells::TP);
            quotient(twice, twice + table.total(Cells::FP) + table.total(Cells::FN), Reason::EmptyDenominator)
        },
        formula: "2 TP / (2 TP + FP + FN)",
        needs: Cells::TP.or(Cells::FP).or(Cells::FN),
    },
    range: Range::UNIT,
    worse: Worse::Below,
    source: "van Rijsbergen 1979",
};

/// (TPR + TNR) / 2.
pub static BALANCED_ACCURACY: Metric = Metric {
    id: "balanced_accuracy",
    name: "balanced accuracy",
    aliases: &[],
    question: "How often is the model right, counting responders and others alike?",
    definition: Definition::Function {
        compute: |table| Ok(f64::midpoint(true_positive_rate(table)?, true_negative_rate(table)?)),
        formula: "(TP / (TP + FN) + TN / (FP + TN)) / 2",
        needs: Cells::TP.or(Cells::TN),
    },
    range: Range::UNIT,
    worse: Worse::Below,
    source: "Brodersen et al. 2010",
};

/// TPR + TNR − 1.
pub static INFORMEDNESS: Metric = Metric {
    id: "informedness",
    name: "informedness",
    aliases: &["youden_j"],
    question: "How much better than chance does the model tell responders from others?",
    definition: Definition::Function {
        compute: |table| Ok(true_positive_rate(table)? + true_negative_rate(table)? - 1.0),
        formula: "TP / (TP + FN) + TN / (FP + TN) − 1",
        needs: Cells::TP.or(Cells::TN),
    },
    range: Range::SIGNED_UNIT,
    worse: Worse::Below,
    source: "Youden 1950",
};

/// The correlation of decision and outcome.
pub static MATTHEWS_CORRELATION: Metric = Metric {
    id: "matthews_correlation",
    name: "Matthews correlation",
    aliases: &["mcc", "phi_coefficient"],
    question: "How closely do decisions follow outcomes in this segment?",
    definition: Definition::Function {
        compute: |table| {
            let (tp, fp) = (table.total(Cells::TP), table.total(Cells::FP));
            let (fn_, tn) = (table.total(Cells::FN), table.total(Cells::TN));
            let denominator = ((tp + fp).sqrt() * (tp + fn_).sqrt()) * ((tn + fp).sqrt() * (tn + fn_).sqrt());
            if denominator == 0.0 {
                return Err(Unavailable::Undefined(Reason::NoVariation));
            }
            finite(((tp * tn - fp * fn_) / denominator).clamp(-1.0, 1.0))
        },
        formula: "(TP·TN − FP·FN) / √((TP + FP)(TP + FN)(TN + FP)(TN + FN))",
        needs: Cells::TP.or(Cells::TN),
    },
    range: Range::SIGNED_UNIT,
    worse: Worse::Below,
    source: "Matthews 1975",
};

/// Selected per not selected.
pub static SELECTION_ODDS: Metric = Metric {
    id: "selection_odds",
    name: "selection odds",
    aliases: &[],
    question: "How many customers are selected for each one that is passed over?",
    definition: Definition::Odds { of: Cells::SELECTED, against: Cells::REJECTED, empty: Reason::NoRows },
    range: Range::POSITIVE,
    worse: Worse::Either,
    source: "textbook",
};

/// Not selected per selected.
pub static REJECTION_ODDS: Metric = Metric {
    id: "rejection_odds",
    name: "rejection odds",
    aliases: &["denial_odds"],
    question: "How many customers are passed over for each one that is selected?",
    definition: Definition::Odds { of: Cells::REJECTED, against: Cells::SELECTED, empty: Reason::NoRows },
    range: Range::POSITIVE,
    worse: Worse::Either,
    source: "fair-lending practice: denial odds",
};

fn true_positive_rate(table: &Confusion) -> Measured {
    quotient(table.total(Cells::TP), table.total(Cells::ACTUAL_POSITIVES), Reason::NoActualPositives)
}

fn true_negative_rate(table: &Confusion) -> Measured {
    quotient(table.total(Cells::TN), table.total(Cells::ACTUAL_NEGATIVES), Reason::NoActualNegatives)
}
