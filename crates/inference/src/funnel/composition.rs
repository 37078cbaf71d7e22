//! Whether those who are left look like those who were there at the start.

use serde::{Deserialize, Serialize};

use crate::noise_floor::Simulation;
use crate::random::{Random, StreamKey};
use crate::sampling::draw_hypergeometric;
use crate::value::{Measured, Reason, Unavailable};

/// How far the groups' shares of those who are left lie from their shares of the audience, beside what chance alone makes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CompositionShift {
    /// Total variation distance, ½Σ|share − share of the audience|.
    pub distance: f64,
    /// Its mean if those who are left had been drawn from the audience without regard to the group.
    pub noise_mean: f64,
    /// What chance alone exceeds in one of twenty cases.
    pub noise_extreme: f64,
    /// (1 + null draws at least as far)/(1 + draws).
    pub p_value: f64,
}

/// The shift of the composition from an audience to those who are left of it.
///
/// It answers whether consent, or any other step, changes who is seen: every number that is computed on those who are left is
/// about them, not about the audience.
///
/// # Formula
///
/// ½Σ|left/Σleft − audience/Σaudience|; null: Σleft people drawn from the audience without replacement
///
/// # Undefined
///
/// Nobody left: `Undefined(NoneSelected)`; no draws, groups that do not match, or more left than there were:
/// `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Simulation, funnel::composition_shift};
///
/// let shift = composition_shift(&[400, 1_200], &[1_000, 2_000], Simulation::default()).unwrap();
/// assert!((shift.distance - 1.0 / 12.0).abs() < 1e-12 && shift.p_value < 0.001);
/// ```
pub fn composition_shift(left: &[u64], audience: &[u64], simulation: Simulation) -> Measured<CompositionShift> {
    let fits = left.len() == audience.len() && left.iter().zip(audience).all(|(left, all)| left <= all);
    let sum = |counts: &[u64]| counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count));
    let (Some(taken), Some(all), true) = (sum(left), sum(audience), fits && simulation.draws > 0) else {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    };
    if taken == 0 {
        return Err(Unavailable::Undefined(Reason::NoneSelected));
    }
    let far = |counts: &[u64]| -> f64 {
        counts
            .iter()
            .zip(audience)
            .map(|(&count, &of)| 0.5 * (count as f64 / taken as f64 - of as f64 / all as f64).abs())
            .sum()
    };
    let distance = far(left);
    let mut drawn = vec![0; audience.len()];
    let mut draws: Vec<f64> = (0..simulation.draws)
        .map(|replicate| {
            let Simulation { seed, stream, .. } = simulation;
            let mut random = Random::new(StreamKey { seed, stream, replicate: u64::from(replicate) });
            let (mut wanted, mut pool) = (taken, all);
            for (cell, &people) in drawn.iter_mut().zip(audience) {
                *cell = draw_hypergeometric(people, pool - people, wanted, &mut random);
                pool -= people;
                wanted -= *cell;
            }
            far(&drawn)
        })
        .collect();
    let extreme = draws.iter().filter(|draw| **draw >= distance - 1e-12).count() as f64;
    let p_value = (1.0 + extreme) / (1.0 + f64::from(simulation.draws));
    let noise_mean = draws.iter().sum::<f64>() / draws.len() as f64;
    draws.sort_by(f64::total_cmp);
    let noise_extreme = draws[(draws.len() * 19).div_ceil(20).max(1) - 1];
    Ok(CompositionShift { distance, noise_mean, noise_extreme, p_value })
}
