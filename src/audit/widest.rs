//! The widest pair of groups by one metric, and by several.

use crate::inference::{Interval, Pair, Proportion, WorstPair, worst_difference, worst_ratio};
use crate::metric::{Combine, Comparison, Definition, Metric};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// The widest pair by one metric.
pub(super) fn widest_pair(
    metric: &Metric,
    comparison: Comparison,
    samples: &[Proportion],
    level: Confidence,
) -> Measured<WorstPair> {
    match (&metric.definition, comparison) {
        (Definition::Rate { .. }, Comparison::Difference) => worst_difference(samples, level),
        (Definition::Rate { .. }, Comparison::Ratio) => worst_ratio(samples, level),
        // Odds and logarithms have no simultaneous interval here; they are judged group by group.
        _ => Err(Unavailable::Undefined(Reason::OutsideDomain)),
    }
}

/// Of several metrics, the widest of the widest pairs, or their mean.
pub(super) fn combine_widest(
    widest: &[WorstPair],
    comparison: Comparison,
    combine: Combine,
    confidence: Confidence,
) -> (Measured, Measured<Interval>, Option<Pair>) {
    let values = widest.iter().map(|pair| pair.estimate).collect::<Measured<Vec<f64>>>();
    let value = values.clone().and_then(|values| match values[..] {
        [only] => Ok(only),
        _ => combine.apply(comparison, &values),
    });
    let farthest = values.ok().and_then(|values| {
        values
            .iter()
            .enumerate()
            .reduce(|far, one| if comparison.distance(*one.1) > comparison.distance(*far.1) { one } else { far })
            .map(|(at, _)| widest[at].pair)
    });
    let ends = |of: fn(&Interval) -> f64| -> f64 {
        let bounds = widest.iter().map(|pair| of(&pair.interval));
        match (combine, comparison) {
            (Combine::Worst, Comparison::Ratio) => bounds.fold(f64::INFINITY, f64::min),
            (Combine::Worst, _) => bounds.fold(f64::NEG_INFINITY, f64::max),
            _ => bounds.sum::<f64>() / widest.len() as f64,
        }
    };
    let interval = widest
        .first()
        .map(|first| Interval {
            lower: ends(|interval| interval.lower),
            upper: ends(|interval| interval.upper),
            confidence,
            method: first.interval.method,
        })
        .ok_or(Unavailable::Undefined(Reason::EmptyDenominator));
    (value, interval, farthest)
}
