//! A group's funnel beside that of a reference, step by step.

use serde::{Deserialize, Serialize};

use super::parts::{Factor, part};
use crate::estimate::Estimate;
use crate::interval::{Interval, Method};
use crate::proportion::{Counts, Proportion};
use crate::value::{Confidence, Measured, Reason, Sign, Unavailable, finite};
use crate::{Difference, Ratio};

/// Rates of a group and of its reference, compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepContrast {
    /// Those of the group who passed, among those who could.
    pub group: Counts,
    /// Those of the reference.
    pub reference: Counts,
    /// The group's rate less the reference's, with Miettinen and Nurminen's interval.
    pub difference: Estimate,
    /// The group's rate over the reference's, with Miettinen and Nurminen's interval.
    pub ratio: Estimate,
}

/// One step of a funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FunnelStep {
    /// Those who reached this step, among those who reached the one before.
    pub step: StepContrast,
    /// Those who reached this step, among the whole audience: the disparity up to here.
    pub cumulative: StepContrast,
    /// What the step adds to the logarithm of the ratio at the end: ln of its own ratio.
    pub log_part: Estimate,
    /// What the step adds to the difference at the end, its Shapley value.
    pub difference_part: Estimate,
}

/// A group's funnel beside that of a reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Funnel {
    /// The steps after the audience.
    pub steps: Vec<FunnelStep>,
    /// ln of the ratio at the end; the sum of the steps' parts.
    pub log_ratio: Estimate,
}

/// Compares two funnels.
///
/// # Formula
///
/// Step rate rₖ = nₖ/nₖ₋₁, cumulative rate nₖ/n₀; r of the group and s of the reference. ln(Πr/Πs) = Σ ln(r/s). Πr − Πs is the sum of the
/// Shapley values of the steps: each step's difference of rates times the other steps' rates, averaged over all orders in which
/// the steps are exchanged. Standard errors by the delta method; the steps of one group are independent given those who
/// reached them.
///
/// # Undefined
///
/// An audience of nobody: `Undefined(NoRows)` of the group, `Undefined(NoReference)`; fewer than one step, funnels of different
/// length, or a step that more people reach than the one before: `Undefined(OutsideDomain)`. A step that follows one that
/// nobody of a group reached has no rate: `Undefined(EmptyStep)`, and so have the parts of the difference. A rate of 0 has no
/// logarithm: `Infinite`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// E. M. Kitagawa, JASA 50 (1955) for two factors; P. Das Gupta, Standardization and Decomposition of Rates (1993) and L. S.
/// Shapley (1953) for more.
///
/// # Example
///
/// ```
/// use evenhand_inference::{funnel::funnel, value::Confidence};
///
/// // Eligible, consented, mailed, bought.
/// let funnel = funnel(&[1_000, 400, 300, 30], &[2_000, 1_200, 900, 120], Confidence::DEFAULT).unwrap();
/// let parts: f64 = funnel.steps.iter().map(|step| step.difference_part.value.unwrap()).sum();
/// assert!((parts - (0.03 - 0.06)).abs() < 1e-15);
/// // Consent explains more than half of it.
/// assert!(funnel.steps[0].log_part.value.unwrap() / funnel.log_ratio.value.unwrap() > 0.5);
/// ```
pub fn funnel(group: &[u64], reference: &[u64], confidence: Confidence) -> Measured<Funnel> {
    let falls = |counts: &[u64]| counts.windows(2).all(|pair| pair[1] <= pair[0]);
    if group.len() != reference.len() || group.len() < 2 || !falls(group) || !falls(reference) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    if group[0] == 0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    if reference[0] == 0 {
        return Err(Unavailable::Undefined(Reason::NoReference));
    }
    let pairs = |counts: &[u64]| -> Vec<Counts> {
        counts.windows(2).map(|pair| Counts { successes: pair[1], trials: pair[0] }).collect()
    };
    let (groups, references) = (pairs(group), pairs(reference));
    let factors: Measured<Vec<Factor>> =
        groups.iter().zip(&references).map(|(&group, &reference)| factor(group, reference)).collect();
    let steps: Vec<FunnelStep> = (0..groups.len())
        .map(|place| {
            let step = contrast(groups[place], references[place], confidence);
            let whole = |counts: &[u64]| Counts { successes: counts[place + 1], trials: counts[0] };
            let parts = factors.as_ref().map_err(|reason| *reason).and_then(|factors| part(factors, place));
            FunnelStep {
                cumulative: contrast(whole(group), whole(reference), confidence),
                log_part: logarithm(&step.ratio, confidence),
                difference_part: Estimate::linear(
                    parts.map(|(value, _)| value),
                    parts.map(|(_, variance)| variance),
                    Method::Delta,
                    confidence,
                ),
                step,
            }
        })
        .collect();
    let log_ratio = match steps.last() {
        Some(last) => logarithm(&last.cumulative.ratio, confidence),
        None => return Err(Unavailable::Undefined(Reason::OutsideDomain)),
    };
    Ok(Funnel { steps, log_ratio })
}

fn factor(group: Counts, reference: Counts) -> Measured<Factor> {
    let of = |counts: Counts| {
        if counts.trials == 0 {
            return Err(Unavailable::Undefined(Reason::EmptyStep));
        }
        let rate = counts.successes as f64 / counts.trials as f64;
        Ok((rate, rate * (1.0 - rate) / counts.trials as f64))
    };
    let ((group, group_variance), (reference, reference_variance)) = (of(group)?, of(reference)?);
    Ok(Factor { group, reference, group_variance, reference_variance })
}

fn contrast(group: Counts, reference: Counts, confidence: Confidence) -> StepContrast {
    let sample = |counts: Counts| {
        if counts.trials == 0 {
            return Err(Unavailable::Undefined(Reason::EmptyStep));
        }
        Proportion::new(counts.successes, counts.trials)
    };
    let both = sample(group).and_then(|group| Ok((group, sample(reference)?)));
    let none = |reason| Estimate { value: Err(reason), standard_error: Err(reason), interval: Err(reason) };
    let (difference, ratio) = match both {
        Err(reason) => (none(reason), none(reason)),
        Ok((group, reference)) => {
            let difference = Difference { group, reference };
            let ratio = Ratio { group, reference };
            let variance = |sample: &Proportion| {
                sample.rate().map(|rate| (rate * (1.0 - rate) / sample.trials(), (1.0 - rate) / sample.successes()))
            };
            let variances = variance(&group).and_then(|group| Ok((group, variance(&reference)?)));
            let normal = Estimate::linear(
                difference.estimate(),
                variances.map(|(group, reference)| group.0 + reference.0),
                Method::Delta,
                confidence,
            );
            let on_logarithms = Estimate::logarithmic(
                ratio.estimate(),
                variances.and_then(|(group, reference)| finite(group.1 + reference.1)),
                Method::DeltaLog,
                confidence,
            );
            (
                Estimate { interval: difference.miettinen_nurminen(confidence), ..normal },
                Estimate { interval: ratio.miettinen_nurminen(confidence), ..on_logarithms },
            )
        }
    };
    StepContrast { group, reference, difference, ratio }
}

/// ln of a ratio, with the logarithms of its interval.
fn logarithm(ratio: &Estimate, confidence: Confidence) -> Estimate {
    let value = ratio
        .value
        .and_then(|value| if value > 0.0 { finite(value.ln()) } else { Err(Unavailable::Infinite(Sign::Negative)) });
    let interval = ratio.interval.and_then(|interval| {
        let (lower, upper) = (interval.lower.ln(), interval.upper.ln());
        if lower.is_nan() || upper.is_nan() {
            return Err(Unavailable::Undefined(Reason::Boundary));
        }
        Ok(Interval { lower, upper, confidence, method: Method::Transformed })
    });
    Estimate { value, standard_error: ratio.standard_error, interval }
}
