//! How large a gap between groups chance alone makes.

use serde::{Deserialize, Serialize};

use super::{
    Proportion,
    random::{Random, StreamKey},
    sampling::BinomialSampler,
};
use crate::value::{Measured, Reason, Unavailable};

/// How to simulate.
///
/// # Example
///
/// ```
/// use evenhand_inference::Simulation;
///
/// assert_eq!(Simulation::default().draws, 2_000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Simulation {
    /// Number of simulated tables.
    pub draws: u32,
    /// Seed of the audit.
    pub seed: u64,
    /// Number of the purpose, so that two simulations of one audit do not share their draws.
    pub stream: u64,
}

impl Default for Simulation {
    /// 2,000 draws of stream 0 at seed 0.
    fn default() -> Self {
        Self { draws: 2_000, seed: 0, stream: 0 }
    }
}

/// What maximum − minimum and minimum/maximum look like when all groups share one rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NoiseFloor {
    /// The pooled rate that all groups were given.
    pub pooled_rate: f64,
    /// The range, maximum less minimum: large is bad.
    pub range: NullDistribution,
    /// The ratio of minimum to maximum: small is bad.
    pub minimum_ratio: NullDistribution,
    /// The simulation behind the numbers.
    pub simulation: Simulation,
}

/// A statistic's distribution without any disparity, beside its observed value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NullDistribution {
    /// The observed value.
    #[serde(with = "crate::value::measured")]
    pub observed: Measured,
    /// The mean over the draws where it is defined.
    #[serde(with = "crate::value::measured")]
    pub mean: Measured,
    /// The value that chance alone passes, on the bad side, in one case of twenty.
    #[serde(with = "crate::value::measured")]
    pub extreme_point: Measured,
    /// (1 + draws at least as bad as the observed value) / (1 + draws); undefined draws count as bad.
    #[serde(with = "crate::value::measured")]
    pub p_value: Measured,
    /// Draws in which the statistic had no value, as 0/0.
    pub undefined: u32,
}

/// Simulates groups of the sizes given that all share the pooled rate.
///
/// # Formula
///
/// x* ~ Binomial(n, p) in each group, p = Σx/Σn; max − min and min/max of x*/n over the draws. Effective sizes are
/// rounded.
///
/// # Undefined
///
/// With fewer than two groups that have rows: `Undefined(OneGroup)`; without a draw: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Proportion, Simulation, noise_floor};
///
/// let groups = [(80, 200), (40, 160), (6, 40)].map(|(x, n)| Proportion::new(x, n).unwrap());
/// let floor = noise_floor(&groups, Simulation::default()).unwrap();
/// // Equal groups of these sizes would be 0.0845 apart on average.
/// assert!((floor.range.mean.unwrap() - 0.0845).abs() < 0.005);
/// assert!(floor.range.p_value.unwrap() < 0.02);
/// ```
pub fn noise_floor(groups: &[Proportion], simulation: Simulation) -> Measured<NoiseFloor> {
    let filled: Vec<&Proportion> = groups.iter().filter(|group| group.trials() > 0.0).collect();
    if filled.len() < 2 {
        return Err(Unavailable::Undefined(Reason::OneGroup));
    }
    if simulation.draws == 0 {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let successes: f64 = filled.iter().map(|group| group.successes()).sum();
    let trials: f64 = filled.iter().map(|group| group.trials()).sum();
    let pooled_rate = (successes / trials).clamp(0.0, 1.0);
    let samplers: Vec<(BinomialSampler, f64)> = filled
        .iter()
        .map(|group| {
            let size = whole_size(group);
            (BinomialSampler::new(size, pooled_rate).prepared(), 1.0 / size as f64)
        })
        .collect();
    let observed = Extremes::of(filled.iter().map(|group| group.successes() / group.trials()));
    let mut random = Random::new(StreamKey { seed: simulation.seed, stream: simulation.stream, replicate: 0 });
    let mut ranges = Vec::with_capacity(simulation.draws as usize);
    let mut ratios = Vec::with_capacity(simulation.draws as usize);
    for _ in 0..simulation.draws {
        let drawn = Extremes::of(samplers.iter().map(|(sampler, unit)| sampler.draw(&mut random) as f64 * unit));
        ranges.push(drawn.maximum - drawn.minimum);
        if drawn.maximum > 0.0 {
            ratios.push(-drawn.minimum / drawn.maximum);
        }
    }
    let observed_ratio = if observed.maximum > 0.0 {
        Ok(observed.minimum / observed.maximum)
    } else {
        Err(Unavailable::Undefined(Reason::ZeroOverZero))
    };
    let range = summary(Ok(observed.maximum - observed.minimum), ranges, simulation.draws);
    // Ratios are kept negated, so that in both cases large is bad.
    let negated = summary(observed_ratio.map(|ratio| -ratio), ratios, simulation.draws);
    let minimum_ratio = NullDistribution {
        observed: observed_ratio,
        mean: negated.mean.map(|mean| -mean),
        extreme_point: negated.extreme_point.map(|point| -point),
        ..negated
    };
    Ok(NoiseFloor { pooled_rate, range, minimum_ratio, simulation })
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and `as` saturates")]
fn whole_size(group: &Proportion) -> u64 {
    group.counts().map_or_else(|| group.trials().round().max(1.0) as u64, |counts| counts.trials)
}

struct Extremes {
    minimum: f64,
    maximum: f64,
}

impl Extremes {
    fn of(rates: impl Iterator<Item = f64>) -> Self {
        rates.fold(Self { minimum: f64::INFINITY, maximum: f64::NEG_INFINITY }, |extremes, rate| Self {
            minimum: extremes.minimum.min(rate),
            maximum: extremes.maximum.max(rate),
        })
    }
}

/// Mean, upper 5 % point and p-value of a statistic whose large values are bad.
pub(crate) fn summary(observed: Measured, mut values: Vec<f64>, draws: u32) -> NullDistribution {
    let defined = u32::try_from(values.len()).unwrap_or(u32::MAX);
    let undefined = draws.saturating_sub(defined);
    let p_value = observed.map(|observed| {
        let bad = values.iter().filter(|value| **value >= observed - 1e-12).count() as f64;
        (1.0 + bad + f64::from(undefined)) / (1.0 + f64::from(draws))
    });
    if values.is_empty() {
        let nothing = Err(Unavailable::Undefined(Reason::ZeroOverZero));
        return NullDistribution { observed, mean: nothing, extreme_point: nothing, p_value, undefined };
    }
    let mean = Ok(values.iter().sum::<f64>() / values.len() as f64);
    // The smallest value that at least 95 % of the draws do not exceed.
    let rank = (values.len() * 19).div_ceil(20).max(1) - 1;
    let (_, point, _) = values.select_nth_unstable_by(rank, f64::total_cmp);
    NullDistribution { observed, mean, extreme_point: Ok(*point), p_value, undefined }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    #[test]
    fn the_range_of_equal_groups_matches_the_studentised_range() {
        // d₂(5)·√(p(1−p)/n) = 0.0753687 at p = 0.3, n = 200.
        let groups = [60; 5].map(|x| Proportion::new(x, 200).unwrap());
        let floor = noise_floor(&groups, Simulation { draws: 20_000, ..Simulation::default() }).unwrap();
        assert!((floor.range.mean.unwrap() - 0.075_368_7).abs() < 0.001);
        assert!((floor.range.p_value.unwrap() - 1.0).abs() < 1e-12);
        assert!((floor.minimum_ratio.p_value.unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn rates_of_zero_have_no_ratio() {
        let groups = [0; 3].map(|x| Proportion::new(x, 200).unwrap());
        let floor = noise_floor(&groups, Simulation::default()).unwrap();
        assert_eq!(floor.minimum_ratio.undefined, 2_000);
        assert_eq!(floor.minimum_ratio.mean, Err(Unavailable::Undefined(Reason::ZeroOverZero)));
        assert_eq!((floor.range.mean, floor.range.p_value), (Ok(0.0), Ok(1.0)));
    }

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_survives_serialisation() {
        let groups = [(80, 200), (40, 160), (6, 40)].map(|(x, n)| Proportion::new(x, n).unwrap());
        let simulation = Simulation { draws: 500, seed: 9, stream: 4 };
        let floor = noise_floor(&groups, simulation).unwrap();
        assert_eq!(noise_floor(&groups, simulation).unwrap(), floor);
        assert_ne!(noise_floor(&groups, Simulation { seed: 10, ..simulation }).unwrap(), floor);
        let text = toml::to_string(&floor).unwrap();
        assert_eq!(toml::from_str::<NoiseFloor>(&text).unwrap(), floor);
    }
}
