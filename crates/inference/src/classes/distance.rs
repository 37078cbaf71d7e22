//! How far the predicted classes of two groups lie apart, beside what chance makes.

use serde::{Deserialize, Serialize};

use crate::noise_floor::NullDistribution;
use crate::permutation::Permutation;
use crate::value::{Measured, Reason, Unavailable};
use crate::{Simulation, noise_floor, resampling};

/// Rows predicted as each class, of two groups.
///
/// # Example
///
/// ```
/// use evenhand_inference::classes::ClassMix;
///
/// let mix = ClassMix { group: &[5, 5], reference: &[8, 2] };
/// assert_eq!(mix.group.len(), mix.reference.len());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassMix<'a> {
    /// The group under audit.
    pub group: &'a [u64],
    /// What it is compared with.
    pub reference: &'a [u64],
}

/// Distances of two mixes of classes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PredictionDistance {
    /// ½Σ|P − Q| with what permuting the groups gives: it cannot be negative, so chance alone makes it positive.
    pub total_variation: NullDistribution,
    /// Σ|F − G| over the steps between classes, for classes in order; in steps.
    pub ordinal: NullDistribution,
    /// The expected total variation without a difference, in closed form: ½Σ√(2p(1−p)(1/n + 1/m)/π).
    pub expected: f64,
    /// The simulation behind the numbers.
    pub simulation: Simulation,
}

/// The distances of the predicted classes of two groups.
///
/// # Formula
///
/// ½Σ|P − Q| and Σ|F − G|; permutation of the groups of all rows, p = (1 + #{d* ≥ d})/(1 + S), exact for groups that are
/// predicted alike
///
/// # Undefined
///
/// A side without rows: `Undefined(NoRows)` for the group, `Undefined(NoReference)` for the reference.
///
/// # Errors
///
/// As under *Undefined*; sides of different length, or no draw: `Undefined(OutsideDomain)`.
///
/// # Source
///
/// Total variation and the transport distance of order 1 on the index of the class; E. J. G. Pitman (1937) for permutation.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Simulation, classes::{ClassMix, prediction_distance}};
///
/// let mix = ClassMix { group: &[60, 30, 10], reference: &[40, 30, 30] };
/// let apart = prediction_distance(mix, Simulation::default()).unwrap();
/// assert!((apart.total_variation.observed.unwrap() - 0.2).abs() < 1e-12);
/// assert!((apart.ordinal.observed.unwrap() - 0.4).abs() < 1e-12);
/// assert!(apart.total_variation.p_value.unwrap() < 0.02);
/// ```
pub fn prediction_distance(mix: ClassMix<'_>, simulation: Simulation) -> Measured<PredictionDistance> {
    let ClassMix { group, reference } = mix;
    if group.len() != reference.len() || simulation.draws == 0 {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let n = resampling::total(group)?;
    let m = resampling::total(reference).map_err(|reason| match reason {
        Unavailable::Undefined(Reason::NoRows) => Unavailable::Undefined(Reason::NoReference),
        other => other,
    })?;
    let cells: Vec<u64> = group.iter().chain(reference).copied().collect();
    let permutation = Permutation { counts: &cells, groups: 2, strata: None, simulation };
    let (mut variations, mut transports) = (Vec::new(), Vec::new());
    permutation.each(|drawn| {
        let (own, others) = drawn.split_at(group.len());
        variations.push(total_variation(own, others));
        transports.push(transport(own, others));
    })?;
    let expected = 0.5
        * group
            .iter()
            .zip(reference)
            .map(|(&own, &other)| {
                let pooled = (own + other) as f64 / (n + m) as f64;
                let per_row = 1.0 / n as f64 + 1.0 / m as f64;
                (2.0 * pooled * (1.0 - pooled) * per_row / std::f64::consts::PI).sqrt()
            })
            .sum::<f64>();
    let summary = |observed, values| noise_floor::summary(Ok(observed), values, simulation.draws);
    Ok(PredictionDistance {
        total_variation: summary(total_variation(group, reference), variations),
        ordinal: summary(transport(group, reference), transports),
        expected,
        simulation,
    })
}

/// ½Σ|P − Q|; 0 if a side has no rows.
pub(super) fn total_variation(group: &[u64], reference: &[u64]) -> f64 {
    0.5 * gaps(group, reference).map(f64::abs).sum::<f64>()
}

fn transport(group: &[u64], reference: &[u64]) -> f64 {
    let mut ahead = 0.0;
    let mut sum = 0.0;
    for gap in gaps(group, reference) {
        ahead += gap;
        sum += ahead.abs();
    }
    sum
}

fn gaps<'a>(group: &'a [u64], reference: &'a [u64]) -> impl Iterator<Item = f64> + 'a {
    let (n, m): (u64, u64) = (group.iter().sum(), reference.iter().sum());
    let (n, m) = (n.max(1) as f64, m.max(1) as f64);
    group.iter().zip(reference).map(move |(&own, &other)| own as f64 / n - other as f64 / m)
}
