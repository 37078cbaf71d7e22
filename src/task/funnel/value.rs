//! The numbers of a segment, and segments beside each other.

use super::steps::{self, Asked, Steps};
use super::tally::FunnelTally;
use crate::audit::MetricValue;
use crate::inference::funnel::{composition_shift, funnel};
use crate::inference::lists::{TargetShares, delivery_skew};
use crate::inference::{Contrast, Counts, Difference, Proportion, Ratio, Simulation};
use crate::metric::Metric;
use crate::task::family::{AllGroups, TaskSetting};
use crate::value::{Confidence, Measured, Reason, Unavailable, finite};

/// Draws of what chance makes.
const DRAWS: u32 = 2_000;

/// A metric of one segment.
pub(super) fn of(metric: &'static Metric, tally: &FunnelTally, steps: &Steps, confidence: Confidence) -> MetricValue {
    if metric.id == "impression_frequency" {
        let none = Err(Unavailable::Undefined(Reason::NoSolution));
        return MetricValue::of_task(metric, tally.impressions.frequency(), none);
    }
    let share = counts(metric.id, tally, steps).and_then(proportion);
    let value = share.and_then(|share| share.rate());
    MetricValue::of_task(metric, value, share.and_then(|share| share.wilson(confidence)))
}

/// The counts of a rate.
fn counts(id: &str, tally: &FunnelTally, steps: &Steps) -> Measured<Counts> {
    match id {
        "funnel_rate" => Ok(tally.among(tally.last(), 0)),
        "impression_reach" => Ok(Counts { successes: tally.impressions.reached, trials: tally.impressions.eligible }),
        _ => {
            let found = steps::of(id).and_then(|(key, asked)| Some((steps.place(key)?, asked)));
            let (place, asked) = found.ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
            Ok(tally.among(place, if asked == Asked::Share { 0 } else { place - 1 }))
        }
    }
}

fn proportion(counts: Counts) -> Measured<Proportion> {
    if counts.trials == 0 {
        return Err(Unavailable::Undefined(Reason::EmptyStep));
    }
    Proportion::new(counts.successes, counts.trials)
}

/// A segment against its reference.
pub(super) fn pair(
    criterion: &str,
    group: &FunnelTally,
    reference: &FunnelTally,
    steps: &Steps,
    confidence: Confidence,
) -> Measured<Contrast> {
    let both = |metric: &str| -> Measured<(Proportion, Proportion)> {
        Ok((proportion(counts(metric, group, steps)?)?, proportion(counts(metric, reference, steps)?)?))
    };
    let ratio = |metric: &str| {
        let (group, reference) = both(metric)?;
        Ok(Contrast::Ratio(Ratio { group, reference }))
    };
    match criterion {
        "funnel_ratio" => ratio("funnel_rate"),
        "impression_reach_ratio" => ratio("impression_reach"),
        "funnel_log_ratio" => log_ratio(both("funnel_rate")?),
        "funnel_difference" => {
            let (group, reference) = both("funnel_rate")?;
            Ok(Contrast::Difference(Difference { group, reference }))
        }
        _ => match steps::of(criterion) {
            Some((_, Asked::Rate)) => ratio(criterion),
            Some((_, Asked::LogRatio)) => log_ratio(both(criterion)?),
            Some((key, Asked::Part)) => {
                let place = steps.place(key).ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
                let compared = funnel(&group.reached, &reference.reached, confidence)?;
                let part = &compared.steps[place - 1].difference_part;
                // Where no step varies the error is 0, and there is no interval.
                Ok(Contrast::normal(part.value?, part.standard_error.unwrap_or_default()))
            }
            _ => Err(Unavailable::Undefined(Reason::OutsideDomain)),
        },
    }
}

/// The logarithm of a ratio, by the delta method.
fn log_ratio((group, reference): (Proportion, Proportion)) -> Measured<Contrast> {
    let part = |own: &Proportion| {
        let rate = own.rate()?;
        if rate > 0.0 {
            Ok((rate.ln(), (1.0 - rate) / own.successes()))
        } else {
            Err(Unavailable::Undefined(Reason::ZeroRate))
        }
    };
    let ((one, of_one), (other, of_other)) = (part(&group)?, part(&reference)?);
    Ok(Contrast::normal(finite(one - other)?, (of_one + of_other).sqrt()))
}

/// Whether who is left, or who is reached, is the audience.
pub(super) fn all(
    criterion: &str,
    groups: &[&FunnelTally],
    steps: &Steps,
    setting: TaskSetting,
) -> Measured<AllGroups> {
    let simulation = |stream| Simulation { draws: DRAWS, seed: setting.seed, stream };
    let at = |step: usize| -> Vec<u64> { groups.iter().map(|group| group.reached[step]).collect() };
    let people = |count: fn(&FunnelTally) -> u64| -> Vec<u64> { groups.iter().map(|group| count(group)).collect() };
    let (distance, p_value) = match criterion {
        "opt_in_shift" | "reach_shift" => {
            let step = if criterion == "opt_in_shift" { steps.place("consented") } else { Some(steps.given.len()) };
            let step = step.ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
            let shift = composition_shift(&at(step), &at(0), simulation(0xF0))?;
            (shift.distance, shift.p_value)
        }
        "delivery_skew" => {
            let shown = people(|group| group.impressions.impressions);
            let all: u128 = shown.iter().map(|&count| u128::from(count)).sum();
            let squares: u128 = groups.iter().map(|group| group.squared_impressions).sum();
            let units = effective(all, squares);
            let skew = delivery_skew(&shown, &TargetShares::new(at(0))?, units, simulation(0xF1))?;
            (skew.distance, skew.p_value)
        }
        // People are drawn from the audience, each at most once.
        "reach_skew" => {
            let skew = composition_shift(&people(|group| group.impressions.reached), &at(0), simulation(0xF2))?;
            (skew.distance, skew.p_value)
        }
        _ => return Err(Unavailable::Undefined(Reason::OutsideDomain)),
    };
    Ok(AllGroups { contrast: Contrast::Described(distance), p_value: Ok(p_value) })
}

/// Impressions that are as good as independent, by Kish's formula over people.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
fn effective(impressions: u128, squares: u128) -> u64 {
    if squares == 0 { 0 } else { (impressions as f64 * impressions as f64 / squares as f64).round().max(1.0) as u64 }
}
