//! fairlearn: the best group against the worst, or every group against everybody.

use super::input::share;
use super::{MissingSegment, PeerDefinition, PeerInput, Profile};
use crate::cube::{Cells, Confusion};
use crate::metric::criteria;

/// The definitions of fairlearn.
pub(super) static FAIRLEARN: Profile = Profile {
    id: "fairlearn",
    aliases: &[],
    tool: "fairlearn",
    version: "0.15.0",
    missing: MissingSegment::Refuses("ValueError: feature contains missing values"),
    definitions: DEFINITIONS,
};

const NO_SIGN: &str = "Ours keeps the sign, group minus reference; over all groups it is the same max − min.";
const ZERO_RATES: &str = "A group without rows to divide by has rate 0 there, and so becomes the worst; here it is \
                          undefined. 0/0 is NaN.";
const ZERO_DIFFERENCE: &str =
    "A group without rows to divide by has rate 0 there, and so becomes the worst; here it is undefined. No sign.";
const OVERALL: &str =
    "Every group against everybody, the group itself included, which draws the number towards equality.";

macro_rules! definitions {
    ($($function:literal $(($arguments:literal))? = $formula:literal, $compute:expr, $nearest:ident, $differs:expr;)*) => {
        &[$(PeerDefinition {
            function: $function,
            arguments: concat!($($arguments)?),
            formula: $formula,
            differs: $differs,
            nearest: Some(&criteria::$nearest),
            source: "fairlearn.metrics, read and run",
            compute: |input| $compute(input).into(),
        }),*]
    };
}

static DEFINITIONS: &[PeerDefinition] = definitions! {
    "demographic_parity_difference" = "max selection rate − min selection rate",
        |i| difference(i, selection_rate), DEMOGRAPHIC_PARITY_DIFFERENCE, NO_SIGN;
    "demographic_parity_difference"("method=\"to_overall\"") = "max |selection rate − overall selection rate|",
        |i| difference_to_overall(i, selection_rate), DEMOGRAPHIC_PARITY_DIFFERENCE, OVERALL;
    "demographic_parity_ratio" = "min selection rate / max selection rate",
        |i| ratio(i, selection_rate), DEMOGRAPHIC_PARITY_RATIO, "Folded to at most 1. 0/0 is NaN there, undefined here.";
    "demographic_parity_ratio"("method=\"to_overall\"") = "min folded (selection rate / overall selection rate)",
        |i| ratio_to_overall(i, selection_rate), DEMOGRAPHIC_PARITY_RATIO, OVERALL;
    "equal_opportunity_difference" = "max TPR − min TPR",
        |i| difference(i, tpr), EQUAL_OPPORTUNITY_DIFFERENCE, ZERO_DIFFERENCE;
    "equal_opportunity_difference"("method=\"to_overall\"") = "max |TPR − overall TPR|",
        |i| difference_to_overall(i, tpr), EQUAL_OPPORTUNITY_DIFFERENCE, OVERALL;
    "equal_opportunity_ratio" = "min TPR / max TPR", |i| ratio(i, tpr), EQUAL_OPPORTUNITY_RATIO, ZERO_RATES;
    "equal_opportunity_ratio"("method=\"to_overall\"") = "min folded (TPR / overall TPR)",
        |i| ratio_to_overall(i, tpr), EQUAL_OPPORTUNITY_RATIO, OVERALL;
    "equalized_odds_difference" = "max(max TPR − min TPR, max FPR − min FPR)",
        |i| largest(difference(i, tpr), difference(i, fpr)), EQUALIZED_ODDS, ZERO_DIFFERENCE;
    "equalized_odds_difference"("method=\"to_overall\"") = "max(max |TPR − overall TPR|, max |FPR − overall FPR|)",
        |i| largest(difference_to_overall(i, tpr), difference_to_overall(i, fpr)), EQUALIZED_ODDS, OVERALL;
    "equalized_odds_difference"("agg=\"mean\"") = "½((max TPR − min TPR) + (max FPR − min FPR))",
        |i| mean(difference(i, tpr), difference(i, fpr)), AVERAGE_ABSOLUTE_ODDS_DIFFERENCE, ZERO_DIFFERENCE;
    "equalized_odds_ratio" = "min(min TPR / max TPR, min FPR / max FPR)",
        |i| smallest(ratio(i, tpr), ratio(i, fpr)), EQUALIZED_ODDS_RATIO, ZERO_RATES;
    "equalized_odds_ratio"("method=\"to_overall\"") = "min over groups and over TPR, FPR of the folded ratio to overall",
        |i| smallest(ratio_to_overall(i, tpr), ratio_to_overall(i, fpr)), EQUALIZED_ODDS_RATIO, OVERALL;
    "equalized_odds_ratio"("agg=\"mean\"") = "½(min TPR / max TPR + min FPR / max FPR)",
        |i| mean(ratio(i, tpr), ratio(i, fpr)), EQUALIZED_ODDS_RATIO, "The mean of the two, ours the smaller of the two.";
    "selection_rate_difference" = "max selection rate − min selection rate",
        |i| difference(i, selection_rate), DEMOGRAPHIC_PARITY_DIFFERENCE, NO_SIGN;
    "selection_rate_ratio" = "min selection rate / max selection rate",
        |i| ratio(i, selection_rate), DEMOGRAPHIC_PARITY_RATIO, "Folded to at most 1. 0/0 is NaN there, undefined here.";
    "true_positive_rate_difference" = "max TPR − min TPR",
        |i| difference(i, tpr), EQUAL_OPPORTUNITY_DIFFERENCE, ZERO_DIFFERENCE;
    "true_positive_rate_ratio" = "min TPR / max TPR", |i| ratio(i, tpr), EQUAL_OPPORTUNITY_RATIO, ZERO_RATES;
    "false_positive_rate_difference" = "max FPR − min FPR",
        |i| difference(i, fpr), PREDICTIVE_EQUALITY_DIFFERENCE, ZERO_DIFFERENCE;
    "false_positive_rate_ratio" = "min FPR / max FPR", |i| ratio(i, fpr), PREDICTIVE_EQUALITY_RATIO, ZERO_RATES;
    "true_negative_rate_difference" = "max TNR − min TNR",
        |i| difference(i, tnr), PREDICTIVE_EQUALITY_DIFFERENCE, ZERO_DIFFERENCE;
    "true_negative_rate_ratio" = "min TNR / max TNR", |i| ratio(i, tnr), PREDICTIVE_EQUALITY_RATIO,
        "Of the complement: a ratio of TNR says nothing about the ratio of FPR. A group without negatives has rate 0 there.";
    "false_negative_rate_difference" = "max FNR − min FNR",
        |i| difference(i, fnr), FALSE_NEGATIVE_RATE_DIFFERENCE, ZERO_DIFFERENCE;
    "false_negative_rate_ratio" = "min FNR / max FNR", |i| ratio(i, fnr), FALSE_NEGATIVE_RATE_RATIO, ZERO_RATES;
    "accuracy_score_difference" = "max accuracy − min accuracy", |i| difference(i, accuracy), ACCURACY_DIFFERENCE, NO_SIGN;
    "accuracy_score_ratio" = "min accuracy / max accuracy", |i| ratio(i, accuracy), ACCURACY_DIFFERENCE,
        "A ratio; ours is the difference.";
    "zero_one_loss_difference" = "max error rate − min error rate",
        |i| difference(i, error_rate), ACCURACY_DIFFERENCE, NO_SIGN;
    "zero_one_loss_ratio" = "min error rate / max error rate", |i| ratio(i, error_rate), ACCURACY_DIFFERENCE,
        "A ratio of errors; ours is the difference of accuracies.";
    "MetricFrame(precision_score).difference" = "max PPV − min PPV",
        |i| difference(i, precision), PREDICTIVE_PARITY_DIFFERENCE, ZERO_DIFFERENCE;
    "MetricFrame(precision_score).ratio" = "min PPV / max PPV", |i| ratio(i, precision), PREDICTIVE_PARITY_RATIO, ZERO_RATES;
};

type Rate = fn(&Confusion) -> f64;

fn selection_rate(table: &Confusion) -> f64 {
    share(table, Cells::SELECTED, Cells::ALL)
}

fn tpr(table: &Confusion) -> f64 {
    or_zero(share(table, Cells::TP, Cells::ACTUAL_POSITIVES))
}

fn fnr(table: &Confusion) -> f64 {
    or_zero(share(table, Cells::FN, Cells::ACTUAL_POSITIVES))
}

fn fpr(table: &Confusion) -> f64 {
    or_zero(share(table, Cells::FP, Cells::ACTUAL_NEGATIVES))
}

fn tnr(table: &Confusion) -> f64 {
    or_zero(share(table, Cells::TN, Cells::ACTUAL_NEGATIVES))
}

fn precision(table: &Confusion) -> f64 {
    or_zero(share(table, Cells::TP, Cells::TP.or(Cells::FP)))
}

fn accuracy(table: &Confusion) -> f64 {
    share(table, Cells::TP.or(Cells::TN), Cells::LABELLED)
}

fn error_rate(table: &Confusion) -> f64 {
    share(table, Cells::FP.or(Cells::FN), Cells::LABELLED)
}

fn or_zero(rate: f64) -> f64 {
    if rate.is_nan() { 0.0 } else { rate }
}

/// The least and the largest rate; NaN is passed over, as pandas does.
fn extremes(input: &PeerInput<'_>, rate: Rate) -> (f64, f64) {
    let rates = || input.groups().map(rate);
    (rates().fold(f64::NAN, f64::min), rates().fold(f64::NAN, f64::max))
}

fn difference(input: &PeerInput<'_>, rate: Rate) -> f64 {
    let (least, most) = extremes(input, rate);
    most - least
}

fn ratio(input: &PeerInput<'_>, rate: Rate) -> f64 {
    let (least, most) = extremes(input, rate);
    least / most
}

fn difference_to_overall(input: &PeerInput<'_>, rate: Rate) -> f64 {
    let overall = rate(&input.everybody());
    input.groups().map(|group| (rate(group) - overall).abs()).fold(f64::NAN, f64::max)
}

fn ratio_to_overall(input: &PeerInput<'_>, rate: Rate) -> f64 {
    let overall = rate(&input.everybody());
    input
        .groups()
        .map(|group| rate(group) / overall)
        .map(|ratio| if ratio > 1.0 { 1.0 / ratio } else { ratio })
        .fold(f64::NAN, f64::min)
}

/// Python's `max` of two: the second only if it compares larger, so that a leading NaN stays.
fn largest(first: f64, second: f64) -> f64 {
    if second > first { second } else { first }
}

/// Python's `min` of two.
fn smallest(first: f64, second: f64) -> f64 {
    if second < first { second } else { first }
}

/// The mean as pandas takes it: NaN is passed over.
fn mean(first: f64, second: f64) -> f64 {
    match (first.is_nan(), second.is_nan()) {
        (true, _) => second,
        (_, true) => first,
        _ => f64::midpoint(first, second),
    }
}
