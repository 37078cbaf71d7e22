//! AIF360: an unprivileged group against a privileged one.

use super::input::{benefits, mean_over_benefits, share};
use super::{MissingSegment, PeerDefinition, PeerInput, Profile};
use crate::cube::{Cells, Confusion};
use crate::metric::{Criterion, criteria, intersectional};

/// The definitions of AIF360.
pub(super) static AIF360: Profile = Profile {
    id: "aif360",
    aliases: &[],
    tool: "AIF360",
    version: "0.6.1",
    missing: MissingSegment::Refuses("ValueError: input cannot contain NA values"),
    definitions: DEFINITIONS,
};

const RAW: &str = "0/0 is NaN and a/0 infinite there; undefined and infinite here.";
const MIXED: &str = "A rate among none is 0 there, though TPR, FPR and FNR among none are NaN; undefined here.";
const BENEFIT: &str = "Of all rows, with benefit prediction − label + 1, which counts a false alarm as a benefit; weights are \
                       ignored.";
const BETWEEN: &str =
    "Groups weigh by their size. Rows of no listed group count with benefit 0, which raises the number.";

macro_rules! definitions {
    (@nearest none) => { None };
    (@nearest $module:ident::$nearest:ident) => {{ let near: &'static Criterion = &$module::$nearest; Some(near) }};
    ($($function:literal $(($arguments:literal))? = $formula:literal, $compute:expr,
        [$($nearest:tt)+], $differs:expr;)*) => {
        &[$(PeerDefinition {
            function: $function,
            arguments: concat!($($arguments)?),
            formula: $formula,
            differs: $differs,
            nearest: definitions!(@nearest $($nearest)+),
            source: "aif360.metrics, read and run; u is the unprivileged group, p the privileged one",
            compute: |input| $compute(input).into(),
        }),*]
    };
}

static DEFINITIONS: &[PeerDefinition] = definitions! {
    "ClassificationMetric.statistical_parity_difference" = "selection rate of u − selection rate of p",
        |i| difference(i, selection_rate), [criteria::DEMOGRAPHIC_PARITY_DIFFERENCE],
        "The same number. BinaryLabelDatasetMetric has a method of the same name for the labels.";
    "ClassificationMetric.disparate_impact" = "selection rate of u / selection rate of p",
        |i| ratio(i, selection_rate), [criteria::DISPARATE_IMPACT], RAW;
    "BinaryLabelDatasetMetric.statistical_parity_difference"("of the labels, not the predictions") =
        "base rate of u − base rate of p", |i| difference(i, base_rate), [none],
        "Of the labels: the same method name as for predictions, and another number.";
    "BinaryLabelDatasetMetric.disparate_impact"("of the labels, not the predictions") =
        "base rate of u / base rate of p", |i| ratio(i, base_rate), [none],
        "Of the labels: the same method name as for predictions, and another number.";
    "ClassificationMetric.equal_opportunity_difference" = "TPR of u − TPR of p",
        |i| difference(i, tpr), [criteria::EQUAL_OPPORTUNITY_DIFFERENCE], RAW;
    "ClassificationMetric.true_positive_rate_difference" = "TPR of u − TPR of p",
        |i| difference(i, tpr), [criteria::EQUAL_OPPORTUNITY_DIFFERENCE], RAW;
    "ClassificationMetric.false_positive_rate_difference" = "FPR of u − FPR of p",
        |i| difference(i, fpr), [criteria::PREDICTIVE_EQUALITY_DIFFERENCE], RAW;
    "ClassificationMetric.false_positive_rate_ratio" = "FPR of u / FPR of p",
        |i| ratio(i, fpr), [criteria::PREDICTIVE_EQUALITY_RATIO], RAW;
    "ClassificationMetric.false_negative_rate_difference" = "FNR of u − FNR of p",
        |i| difference(i, fnr), [criteria::FALSE_NEGATIVE_RATE_DIFFERENCE], RAW;
    "ClassificationMetric.false_negative_rate_ratio" = "FNR of u / FNR of p",
        |i| ratio(i, fnr), [criteria::FALSE_NEGATIVE_RATE_RATIO], RAW;
    "ClassificationMetric.false_omission_rate_difference" = "FOR of u − FOR of p",
        |i| difference(i, omission), [criteria::FALSE_OMISSION_RATE_DIFFERENCE], MIXED;
    "ClassificationMetric.false_omission_rate_ratio" = "FOR of u / FOR of p",
        |i| ratio(i, omission), [criteria::FALSE_OMISSION_RATE_DIFFERENCE], "A ratio; ours is the difference.";
    "ClassificationMetric.false_discovery_rate_difference" = "FDR of u − FDR of p",
        |i| difference(i, discovery), [criteria::FALSE_DISCOVERY_RATE_DIFFERENCE], MIXED;
    "ClassificationMetric.false_discovery_rate_ratio" = "FDR of u / FDR of p",
        |i| ratio(i, discovery), [criteria::FALSE_DISCOVERY_RATE_DIFFERENCE], "A ratio; ours is the difference.";
    "ClassificationMetric.error_rate_difference" = "error rate of u − error rate of p",
        |i| difference(i, error_rate), [criteria::ACCURACY_DIFFERENCE], "Of errors, so that its sign is the reverse of ours.";
    "ClassificationMetric.error_rate_ratio" = "error rate of u / error rate of p",
        |i| ratio(i, error_rate), [criteria::ACCURACY_DIFFERENCE], "A ratio of errors; ours is the difference of accuracies.";
    "ClassificationMetric.average_odds_difference" = "½((FPR of u − FPR of p) + (TPR of u − TPR of p))",
        |i| f64::midpoint(difference(i, fpr), difference(i, tpr)), [criteria::AVERAGE_ODDS_DIFFERENCE],
        "The same number. It cancels: 0 does not mean that the groups are treated alike.";
    "ClassificationMetric.average_abs_odds_difference" = "½(|FPR of u − FPR of p| + |TPR of u − TPR of p|)",
        |i| f64::midpoint(difference(i, fpr).abs(), difference(i, tpr).abs()),
        [criteria::AVERAGE_ABSOLUTE_ODDS_DIFFERENCE], RAW;
    "ClassificationMetric.equalized_odds_difference" = "max(|FPR of u − FPR of p|, |TPR of u − TPR of p|)",
        |i| largest(difference(i, fpr).abs(), difference(i, tpr).abs()), [criteria::EQUALIZED_ODDS],
        "An undefined TPR is passed over there, an undefined FPR makes NaN; either is undefined here.";
    "ClassificationMetric.average_predictive_value_difference" = "½((PPV of u − PPV of p) + (FOR of u − FOR of p))",
        |i| f64::midpoint(difference(i, precision), difference(i, omission)), [criteria::SUFFICIENCY],
        "A signed mean, which cancels; ours is the worse of |ΔPPV| and |ΔNPV|. A rate among none is 0 there.";
    "ClassificationMetric.generalized_entropy_index"("alpha=2") = "1/(2n) Σ((b/μ)² − 1)",
        |i: &PeerInput<'_>| entropy(&benefits(&i.everybody()), 2), [none], BENEFIT;
    "ClassificationMetric.generalized_entropy_index"("alpha=1") = "1/n Σ (b/μ) ln(b/μ)",
        |i: &PeerInput<'_>| entropy(&benefits(&i.everybody()), 1), [none], BENEFIT;
    "ClassificationMetric.generalized_entropy_index"("alpha=0") = "−1/n Σ ln(b/μ) / μ",
        |i: &PeerInput<'_>| entropy(&benefits(&i.everybody()), 0), [none],
        "Divided by μ once more than the definition. Infinite as soon as one customer is missed.";
    "ClassificationMetric.theil_index" = "1/n Σ (b/μ) ln(b/μ)",
        |i: &PeerInput<'_>| entropy(&benefits(&i.everybody()), 1), [none], BENEFIT;
    "ClassificationMetric.coefficient_of_variation" = "√(2 · generalised entropy at α = 2) = σ/μ",
        |i: &PeerInput<'_>| (2.0 * entropy(&benefits(&i.everybody()), 2)).sqrt(), [none], BENEFIT;
    "ClassificationMetric.between_group_generalized_entropy_index" = "generalised entropy at α = 2 of the means of u and p",
        |i| entropy(&of_the_two(i), 2), [none], BETWEEN;
    "ClassificationMetric.between_group_theil_index" = "Theil index of the means of u and p",
        |i| entropy(&of_the_two(i), 1), [none], BETWEEN;
    "ClassificationMetric.between_all_groups_generalized_entropy_index" =
        "generalised entropy at α = 2 of the means of all groups",
        |i| entropy(&of_all_groups(i), 2), [none], "Groups weigh by their size.";
    "ClassificationMetric.between_all_groups_theil_index" = "Theil index of the means of all groups",
        |i| entropy(&of_all_groups(i), 1), [none], "Groups weigh by their size.";
    "BinaryLabelDatasetMetric.smoothed_empirical_differential_fairness"("of the predictions") =
        "max over i, j of max(|ln p_i − ln p_j|, |ln(1 − p_i) − ln(1 − p_j)|), p = (selected + ½)/(n + 1)",
        |i| epsilon(i, Cells::SELECTED, Cells::ALL), [intersectional::DIFFERENTIAL_FAIRNESS_SMOOTHED], "The same number.";
    "BinaryLabelDatasetMetric.smoothed_empirical_differential_fairness"("of the labels") =
        "the same with p = (labelled positive + ½)/(n + 1)",
        |i| epsilon(i, Cells::ACTUAL_POSITIVES, Cells::LABELLED), [none], "Of the labels.";
    "ClassificationMetric.differential_fairness_bias_amplification" = "smoothed ε of the predictions − smoothed ε of the labels",
        |i| epsilon(i, Cells::SELECTED, Cells::ALL) - epsilon(i, Cells::ACTUAL_POSITIVES, Cells::LABELLED),
        [intersectional::DIFFERENTIAL_FAIRNESS_AMPLIFICATION], "Smoothed on both sides, ours on neither.";
};

type Rate = fn(&Confusion) -> f64;

fn selection_rate(table: &Confusion) -> f64 {
    share(table, Cells::SELECTED, Cells::ALL)
}

fn base_rate(table: &Confusion) -> f64 {
    share(table, Cells::ACTUAL_POSITIVES, Cells::LABELLED)
}

fn tpr(table: &Confusion) -> f64 {
    share(table, Cells::TP, Cells::ACTUAL_POSITIVES)
}

fn fnr(table: &Confusion) -> f64 {
    share(table, Cells::FN, Cells::ACTUAL_POSITIVES)
}

fn fpr(table: &Confusion) -> f64 {
    share(table, Cells::FP, Cells::ACTUAL_NEGATIVES)
}

fn precision(table: &Confusion) -> f64 {
    or_zero(share(table, Cells::TP, Cells::TP.or(Cells::FP)))
}

fn discovery(table: &Confusion) -> f64 {
    or_zero(share(table, Cells::FP, Cells::TP.or(Cells::FP)))
}

fn omission(table: &Confusion) -> f64 {
    or_zero(share(table, Cells::FN, Cells::FN.or(Cells::TN)))
}

fn error_rate(table: &Confusion) -> f64 {
    share(table, Cells::FP.or(Cells::FN), Cells::LABELLED)
}

fn or_zero(rate: f64) -> f64 {
    if rate.is_nan() { 0.0 } else { rate }
}

fn difference(input: &PeerInput<'_>, rate: Rate) -> f64 {
    rate(input.group()) - rate(input.reference())
}

fn ratio(input: &PeerInput<'_>, rate: Rate) -> f64 {
    rate(input.group()) / rate(input.reference())
}

/// Python's `max` of two: the second only if it compares larger, so that a leading NaN stays.
fn largest(first: f64, second: f64) -> f64 {
    if second > first { second } else { first }
}

/// The index at α of so many rows at each benefit, as the tool computes it.
fn entropy(rows: &[(f64, f64)], alpha: i32) -> f64 {
    match alpha {
        // b^b is 1 at b = 0, which is how the tool makes 0 ln 0 = 0.
        1 => mean_over_benefits(rows, |benefit, mean| (benefit / mean).powf(benefit).ln() / mean),
        0 => -mean_over_benefits(rows, |benefit, mean| (benefit / mean).ln() / mean),
        _ => {
            let alpha_real = f64::from(alpha);
            mean_over_benefits(rows, |benefit, mean| (benefit / mean).powi(alpha) - 1.0)
                / (alpha_real * (alpha_real - 1.0))
        }
    }
}

/// The mean benefit of a group and its rows.
fn mean_benefit(table: &Confusion) -> (f64, f64) {
    let rows = table.total(Cells::LABELLED);
    (benefits(table).iter().map(|(benefit, count)| benefit * count).sum::<f64>() / rows, rows)
}

fn of_the_two(input: &PeerInput<'_>) -> Vec<(f64, f64)> {
    let pair = [mean_benefit(input.group()), mean_benefit(input.reference())];
    let others = input.everybody().total(Cells::LABELLED) - pair[0].1 - pair[1].1;
    pair.into_iter().chain([(0.0, others)]).collect()
}

fn of_all_groups(input: &PeerInput<'_>) -> Vec<(f64, f64)> {
    input.groups().map(mean_benefit).collect()
}

fn epsilon(input: &PeerInput<'_>, of: Cells, among: Cells) -> f64 {
    let shares = input.groups().map(|group| (group.total(of) + 0.5) / (group.total(among) + 1.0));
    let range = |values: &mut dyn Iterator<Item = f64>| {
        let (least, most) =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)));
        most - least
    };
    range(&mut shares.clone().map(f64::ln)).max(range(&mut shares.map(|share| (1.0 - share).ln())))
}
