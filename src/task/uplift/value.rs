//! The numbers of one segment.

use super::tally::UpliftTally;
use crate::inference::estimate::Estimate;
use crate::inference::uplift::qini;
use crate::inference::{Interval, Method, Moments, Proportion};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// A metric by its id, with its interval.
pub(super) fn of(id: &str, tally: &UpliftTally, confidence: Confidence) -> (Measured, Measured<Interval>) {
    let rate = |proportion: Measured<Proportion>| {
        (proportion.and_then(|own| own.rate()), proportion.and_then(|own| own.wilson(confidence)))
    };
    let arms = || tally.counts().difference();
    // Bounds carry no interval: they hold for the observed rates.
    let bound = |value: Measured| (value, Err(Unavailable::Undefined(Reason::NoSolution)));
    match id {
        "treated_outcome_rate" => rate(arms().map(|arms| arms.group)),
        "untreated_outcome_rate" => rate(arms().map(|arms| arms.reference)),
        "targeting_rate" => rate(tally.targeting()),
        "benefiting_at_least" => bound(tally.counts().benefiting().lower),
        "benefiting_at_most" => bound(tally.counts().benefiting().upper),
        _ => {
            let estimate = estimate(id, tally, confidence);
            (estimate.value, estimate.interval)
        }
    }
}

/// A metric that is about normal.
pub(super) fn estimate(id: &str, tally: &UpliftTally, confidence: Confidence) -> Estimate {
    match id {
        "treatment_effect" => tally.counts().effect(confidence),
        "amount_effect" => tally.arms.effect(confidence),
        "treated_mean_amount" => mean(&tally.arms.treated, confidence),
        "untreated_mean_amount" => mean(&tally.arms.control, confidence),
        "policy_value" => mean(&tally.value, confidence),
        "policy_gain" => mean(&tally.gain, confidence),
        "robust_policy_value" => mean(&tally.robust_value, confidence),
        "robust_policy_gain" => mean(&tally.robust_gain, confidence),
        "normalised_policy_value" => tally.weighted.mean(confidence),
        "qini_coefficient" | "qini_per_treated" => match qini(&tally.bins, confidence) {
            Ok(qini) if id == "qini_coefficient" => qini.coefficient,
            Ok(qini) => qini.per_treated,
            Err(reason) => none(reason),
        },
        _ => none(Unavailable::Undefined(Reason::OutsideDomain)),
    }
}

fn mean(moments: &Moments, confidence: Confidence) -> Estimate {
    let variance = moments.variance().map(|variance| variance / moments.count as f64);
    Estimate::linear(moments.mean(), variance, Method::Delta, confidence)
}

fn none(reason: Unavailable) -> Estimate {
    Estimate { value: Err(reason), standard_error: Err(reason), interval: Err(reason) }
}
