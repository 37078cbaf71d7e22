//! The same rate of many classes or labels compared between two groups, and the worst of them.

use serde::{Deserialize, Serialize};

use crate::difference::Difference;
use crate::interval::{Interval, Method};
use crate::multiplicity::holm;
use crate::proportion::Proportion;
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// How one class, or one label, differs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LabelDisparity {
    /// Rate of the group less that of the reference.
    pub difference: f64,
    /// Its interval on its own.
    pub interval: Interval,
    /// Its interval at the level at which all hold together.
    pub simultaneous: Interval,
    /// Two-sided p-value of the score test of no difference.
    pub p_value: f64,
    /// The same after Holm's correction over all that could be compared.
    pub corrected_p_value: f64,
}

/// How every class or label differs, and the worst.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabelDisparities {
    /// One for each, in the order given.
    pub labels: Vec<Option<LabelDisparity>>,
    /// Why those that are missing are.
    pub missing: Vec<(usize, Unavailable)>,
    /// The place of the largest difference of either sign; the first of several.
    pub worst: usize,
    /// Its size.
    pub largest: f64,
    /// Covers the largest true size of a difference, allowing for the search among all.
    pub interval: Interval,
    /// How many could be compared.
    pub compared: usize,
}

/// Compares rates label by label, and finds the worst with an interval that allows for the search.
///
/// # Formula
///
/// Miettinen-Nurminen intervals, alone and at Šidák's level (1−α)^(1/C). max|d| ∈ \[max(0, max L, max −U), max max(U, −L)\] over
/// the latter. P-values by the score test, corrected by Holm.
///
/// # Undefined
///
/// A label whose rate lacks a denominator is left out and named; if none is left, for the first reason.
///
/// # Errors
///
/// As under *Undefined*; sides of different length: `Undefined(OutsideDomain)`.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Proportion, classes::label_disparities, value::Confidence};
///
/// let rates = |counts: [u64; 3]| counts.map(|count| Proportion::new(count, 200)).to_vec();
/// let found = label_disparities(&rates([40, 60, 100]), &rates([80, 50, 70]), Confidence::DEFAULT).unwrap();
/// assert_eq!((found.worst, found.largest), (0, 0.2));
/// assert!(found.interval.lower > 0.05 && found.labels[1].unwrap().corrected_p_value > 0.05);
/// ```
pub fn label_disparities(
    group: &[Measured<Proportion>],
    reference: &[Measured<Proportion>],
    confidence: Confidence,
) -> Measured<LabelDisparities> {
    if group.len() != reference.len() {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let pairs: Vec<Measured<Difference>> = group
        .iter()
        .zip(reference)
        .map(|(group, reference)| Ok(Difference { group: (*group)?, reference: (*reference)? }))
        .collect();
    let missing: Vec<(usize, Unavailable)> =
        pairs.iter().enumerate().filter_map(|(place, pair)| pair.err().map(|reason| (place, reason))).collect();
    let compared = pairs.len() - missing.len();
    if compared == 0 {
        return Err(missing.first().map_or(Unavailable::Undefined(Reason::NoRows), |(_, reason)| *reason));
    }
    let together = Confidence::new(confidence.level().powf(1.0 / compared as f64))
        .ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
    let mut labels = pairs
        .iter()
        .map(|pair| pair.ok().map(|pair| alone(&pair, confidence, together)).transpose())
        .collect::<Measured<Vec<_>>>()?;
    let p_values: Vec<f64> = labels.iter().flatten().map(|label| label.p_value).collect();
    for (label, corrected) in labels.iter_mut().flatten().zip(holm(&p_values)?) {
        label.corrected_p_value = corrected;
    }
    let (mut worst, mut largest, mut lower, mut upper) = (0, f64::NEG_INFINITY, 0.0_f64, 0.0_f64);
    for (place, label) in labels.iter().enumerate().filter_map(|(place, label)| Some((place, (*label)?))) {
        if label.difference.abs() > largest {
            (worst, largest) = (place, label.difference.abs());
        }
        lower = lower.max(label.simultaneous.lower).max(-label.simultaneous.upper);
        upper = upper.max(label.simultaneous.upper).max(-label.simultaneous.lower);
    }
    let interval = Interval { lower, upper, confidence, method: Method::SimultaneousPairs };
    Ok(LabelDisparities { labels, missing, worst, largest, interval, compared })
}

fn alone(pair: &Difference, confidence: Confidence, together: Confidence) -> Measured<LabelDisparity> {
    let p_value = pair.score_test(0.0).map_or(1.0, |test| test.p_two_sided);
    Ok(LabelDisparity {
        difference: pair.estimate()?,
        interval: pair.miettinen_nurminen(confidence)?,
        simultaneous: pair.miettinen_nurminen(together)?,
        p_value,
        corrected_p_value: p_value,
    })
}
