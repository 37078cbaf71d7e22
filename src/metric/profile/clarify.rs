//! SageMaker Clarify: one facet against everybody else.

use super::input::{benefits, mean_over_benefits};
use super::{MissingSegment, PeerDefinition, PeerInput, PeerValue, Profile};
use crate::cube::{Cell, Cells, Confusion};
use crate::metric::criteria;

/// The definitions of SageMaker Clarify.
pub(super) static CLARIFY: Profile = Profile {
    id: "clarify",
    aliases: &["smclarify", "sagemaker_clarify"],
    tool: "SageMaker Clarify",
    version: "smclarify 0.5",
    missing: MissingSegment::CountsAmongRest,
    definitions: DEFINITIONS,
};

const REST_MINUS_FACET: &str =
    "Rest minus facet, where ours is group minus reference: the sign is reversed. 0/0 counts as 0.";
const FACET_MINUS_REST: &str = "Facet minus rest. 0/0 counts as 0, where ours is undefined.";

macro_rules! definitions {
    ($($function:literal = $formula:literal, $compute:expr, $nearest:expr, $differs:expr;)*) => {
        &[$(PeerDefinition {
            function: $function,
            arguments: "",
            formula: $formula,
            differs: $differs,
            nearest: $nearest,
            source: "smclarify.bias.metrics, read and run; d is the facet, a everybody else",
            compute: |input| facets(input, $compute),
        }),*]
    };
}

static DEFINITIONS: &[PeerDefinition] = definitions! {
    "CI" = "(n_a − n_d) / (n_a + n_d)",
        |d, a| (a.total(Cells::ALL) - d.total(Cells::ALL)) / (a.total(Cells::ALL) + d.total(Cells::ALL)),
        None, "Positive where the facet is the smaller part.";
    "DPL" = "base rate of a − base rate of d",
        |d, a| difference(a, d, |table| divide(table, Cells::ACTUAL_POSITIVES, Cells::LABELLED)),
        None, "Of the labels, not of the decisions.";
    "DPPL" = "selection rate of a − selection rate of d",
        |d, a| difference(a, d, |table| divide(table, Cells::SELECTED, Cells::ALL)),
        Some(&criteria::DEMOGRAPHIC_PARITY_DIFFERENCE), REST_MINUS_FACET;
    "DI" = "selection rate of d / selection rate of a",
        |d, a| quotient(divide(d, Cells::SELECTED, Cells::ALL), divide(a, Cells::SELECTED, Cells::ALL)),
        Some(&criteria::DISPARATE_IMPACT),
        "Nobody selected on either side is 0 there, which reads as the worst bias; here it is undefined.";
    "DCA" = "labelled positive per selected: a − d",
        |d, a| difference(a, d, |table| divide(table, Cells::ACTUAL_POSITIVES, Cells::TP.or(Cells::FP))),
        None, "Not a rate: a ratio of two margins, which may exceed 1.";
    "DCR" = "labelled negative per rejected: d − a",
        |d, a| difference(d, a, |table| divide(table, Cells::ACTUAL_NEGATIVES, Cells::TN.or(Cells::FN))),
        None, "Not a rate: a ratio of two margins, which may exceed 1. Facet minus rest.";
    "RD" = "TPR of a − TPR of d", |d, a| difference(a, d, |table| divide(table, Cells::TP, Cells::ACTUAL_POSITIVES)),
        Some(&criteria::EQUAL_OPPORTUNITY_DIFFERENCE), REST_MINUS_FACET;
    "SD" = "TNR of d − TNR of a", |d, a| difference(d, a, |table| divide(table, Cells::TN, Cells::ACTUAL_NEGATIVES)),
        Some(&criteria::PREDICTIVE_EQUALITY_DIFFERENCE),
        "Of the complement, so that its sign is the reverse of ours. 0/0 counts as 0.";
    "DAR" = "PPV of a − PPV of d", |d, a| difference(a, d, |table| divide(table, Cells::TP, Cells::TP.or(Cells::FP))),
        Some(&criteria::PREDICTIVE_PARITY_DIFFERENCE), REST_MINUS_FACET;
    "DRR" = "NPV of d − NPV of a", |d, a| difference(d, a, |table| divide(table, Cells::TN, Cells::TN.or(Cells::FN))),
        Some(&criteria::SUFFICIENCY), FACET_MINUS_REST;
    "AD" = "accuracy of a − accuracy of d",
        |d, a| difference(a, d, |table| divide(table, Cells::TP.or(Cells::TN), Cells::LABELLED)),
        Some(&criteria::ACCURACY_DIFFERENCE), REST_MINUS_FACET;
    "TE" = "FN / FP of d − FN / FP of a", |d, a| difference(d, a, |table| divide(table, Cells::FN, Cells::FP)),
        Some(&criteria::TREATMENT_EQUALITY),
        "A difference of unbounded ratios: infinite where one side has no false positives, 0 where neither has.";
    "GE" = "1/(2n) Σ((b/μ)² − 1) with b = prediction − label + 1",
        |d, a| {
            let mut everybody = d.clone();
            everybody.merge(a);
            let entropy = mean_over_benefits(&benefits(&everybody), |benefit, mean| (benefit / mean).powi(2) - 1.0);
            entropy / 2.0
        },
        None, "Generalised entropy of all rows, α = 2. It counts a false alarm as a benefit to the customer.";
};

/// Runs a definition on the facet and everybody else; the tool refuses an empty side.
fn facets(input: &PeerInput<'_>, compute: fn(&Confusion, &Confusion) -> f64) -> PeerValue {
    let rest = input.rest();
    if input.group().is_empty() {
        PeerValue::Refused("ValueError: facet set is empty")
    } else if rest.is_empty() {
        PeerValue::Refused("ValueError: negated facet set is empty")
    } else {
        compute(input.group(), &rest).into()
    }
}

fn divide(table: &Confusion, of: Cells, among: Cells) -> f64 {
    quotient(table.total(of), table.total(among))
}

/// The tool's division: 0/0 is 0, a/0 infinite.
fn quotient(numerator: f64, denominator: f64) -> f64 {
    if numerator == 0.0 && denominator == 0.0 { 0.0 } else { numerator / denominator }
}

/// One side minus the other; two infinities make 0.
fn difference(minuend: &Confusion, subtrahend: &Confusion, ratio: fn(&Confusion) -> f64) -> f64 {
    let (minuend, subtrahend) = (ratio(minuend), ratio(subtrahend));
    if minuend == f64::INFINITY && subtrahend == f64::INFINITY { 0.0 } else { minuend - subtrahend }
}
