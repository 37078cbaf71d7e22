//! Whether those who were shown an advertisement are those who could have been.

use serde::{Deserialize, Serialize};

use super::target::TargetShares;
use crate::noise_floor::Simulation;
use crate::random::{Random, StreamKey};
use crate::sampling::draw_multinomial;
use crate::special::ln_binomial_mass;
use crate::value::{Measured, Reason, Unavailable, finite, quotient};

/// The audience of one group: how many people could be shown, how many were, and how often.
///
/// # Example
///
/// ```
/// use evenhand_inference::lists::Audience;
///
/// let young = Audience { eligible: 1_000, reached: 200, impressions: 900 };
/// assert_eq!((young.reach(), young.frequency()), (Ok(0.2), Ok(4.5)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Audience {
    /// People who could have been shown the advertisement.
    pub eligible: u64,
    /// People who were.
    pub reached: u64,
    /// Times it was shown to them.
    pub impressions: u64,
}

impl Audience {
    /// The share of eligible people who were reached.
    ///
    /// # Undefined
    ///
    /// Without eligible people: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn reach(&self) -> Measured {
        if self.reached > self.eligible {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        quotient(self.reached as f64, self.eligible as f64, Reason::NoRows)
    }

    /// Impressions for each person reached.
    ///
    /// # Undefined
    ///
    /// Without people reached: `Undefined(NoneSelected)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn frequency(&self) -> Measured {
        if self.reached == 0 {
            return Err(Unavailable::Undefined(Reason::NoneSelected));
        }
        quotient(self.impressions as f64, self.reached as f64, Reason::NoneSelected)
    }
}

/// How far the delivered shares lie from the eligible ones, beside what chance alone makes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DeliverySkew {
    /// Total variation distance: the share of deliveries that would have to go to another group.
    pub distance: f64,
    /// Its mean if every delivery went to a group with the probability of its eligible share, exact.
    pub noise_mean: f64,
    /// What chance alone exceeds in one of twenty cases.
    pub noise_extreme: f64,
    /// (1 + null draws at least as far)/(1 + draws).
    pub p_value: f64,
    /// Independent deliveries that the noise was drawn for.
    pub units: u64,
}

/// The delivery skew of counts by group against eligible shares.
///
/// Impressions of one person are not independent. `units` is the number of deliveries that are: the people reached, or the
/// effective number of impressions (Σn)²/Σn² over people. The distance does not depend on it.
///
/// # Formula
///
/// ½Σ|d − e|; noise: Multinomial(units, e). Its mean is ½Σ E|X/units − e|, where de Moivre's formula gives
/// E|X − np| = 2ν·C(n, ν)·p^ν·(1 − p)^(n − ν + 1), ν = floor(np) + 1
///
/// # Undefined
///
/// Without deliveries or units: `Undefined(NoRows)`; other groups than the eligible ones, or no draws:
/// `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// A. de Moivre (1730), after P. Diaconis and S. Zabell, Statistical Science 6 (1991), for the mean deviation.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Simulation, lists::{TargetShares, delivery_skew}};
///
/// let eligible = TargetShares::new(vec![50, 30, 20]).unwrap();
/// let skew = delivery_skew(&[174, 75, 51], &eligible, 300, Simulation::default()).unwrap();
/// assert!((skew.distance - 0.08).abs() < 1e-12 && (skew.noise_mean - 0.0313).abs() < 1e-4);
/// ```
pub fn delivery_skew(
    delivered: &[u64],
    eligible: &TargetShares,
    units: u64,
    simulation: Simulation,
) -> Measured<DeliverySkew> {
    if delivered.len() != eligible.groups() || simulation.draws == 0 {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let total: u128 = delivered.iter().map(|&count| u128::from(count)).sum();
    if total == 0 || units == 0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    let shares = eligible.shares();
    let distance = finite(distance(delivered, total as f64, &shares))?;
    let noise_mean = finite(shares.iter().map(|&share| mean_deviation(units, share)).sum::<f64>() / 2.0)?;
    let mut cells = vec![0; shares.len()];
    let mut draws: Vec<f64> = (0..simulation.draws)
        .map(|replicate| {
            let Simulation { seed, stream, .. } = simulation;
            let mut random = Random::new(StreamKey { seed, stream, replicate: u64::from(replicate) });
            draw_multinomial(units, eligible.weights(), &mut random, &mut cells);
            self::distance(&cells, units as f64, &shares)
        })
        .collect();
    let extreme = draws.iter().filter(|draw| **draw >= distance - 1e-12).count() as f64;
    let p_value = (1.0 + extreme) / (1.0 + f64::from(simulation.draws));
    draws.sort_by(f64::total_cmp);
    let noise_extreme = draws[(draws.len() * 19).div_ceil(20).max(1) - 1];
    Ok(DeliverySkew { distance, noise_mean, noise_extreme, p_value, units })
}

fn distance(counts: &[u64], total: f64, shares: &[f64]) -> f64 {
    counts.iter().zip(shares).map(|(&count, share)| 0.5 * (count as f64 / total - share).abs()).sum()
}

/// E|X/n − p| of a binomial count.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and n")]
fn mean_deviation(trials: u64, share: f64) -> f64 {
    if share <= 0.0 || share >= 1.0 {
        return 0.0;
    }
    let above = ((trials as f64 * share).floor() as u64 + 1).min(trials);
    let mass = ln_binomial_mass(above as f64, trials as f64, share, 1.0 - share).exp();
    2.0 * above as f64 * mass * (1.0 - share) / trials as f64
}
