//! Divergences of two score distributions on shared bins, beside what chance alone gives.

use serde::{Deserialize, Serialize};

use super::calibration::check_edges;
use super::table::ScoreTable;
use crate::divergence::{BinPair, Divergences, EmptyBins, StabilityNoise, divergences};
use crate::noise_floor::Simulation;
use crate::random::{Random, StreamKey};
use crate::sampling::draw_hypergeometric;
use crate::value::{Confidence, Measured, Reason, Sign, Unavailable};

/// One divergence beside its level without any difference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NullLevel {
    /// The mean over permutations of the rows: what chance alone gives. Infinite if any of them is.
    #[serde(with = "crate::value::measured")]
    pub expected: Measured,
    /// The share of permutations, the observed one among them, that are at least as far apart.
    #[serde(with = "crate::value::measured")]
    pub p_value: Measured,
}

/// How far the scores of two groups lie apart on shared bins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreDivergence {
    /// The divergences, and how empty bins were treated.
    pub divergences: Divergences,
    /// Bins in which either group has rows.
    pub bins: u64,
    /// Rows of a histogram's bins that an edge divides.
    pub divided_rows: u64,
    /// ½Σ√(2p(1 − p)(1/n + 1/m)/π), p the pooled shares: the total variation that chance alone gives, by formula.
    pub total_variation_noise: f64,
    /// The stability index that chance alone gives, by formula.
    #[serde(with = "crate::value::measured")]
    pub stability_noise: Measured,
    /// The stability index that chance passes with probability 1 − confidence.
    #[serde(with = "crate::value::measured")]
    pub stability_limit: Measured,
    /// Total variation under permutation.
    pub total_variation: NullLevel,
    /// Jensen–Shannon divergence under permutation.
    pub jensen_shannon: NullLevel,
    /// Kullback–Leibler divergence under permutation.
    pub kullback_leibler: NullLevel,
    /// Hellinger's distance under permutation.
    pub hellinger: NullLevel,
    /// Population stability index under permutation.
    pub population_stability_index: NullLevel,
}

/// Rows of two groups by bins on shared edges, bins that both lack left out: the union of their supports.
///
/// # Undefined
///
/// Edges that do not increase, or fewer than two: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::{ScoreTable, bin_pairs};
///
/// let a = ScoreTable::from_rows([(0.1, true), (0.6, false)]).unwrap();
/// let pairs = bin_pairs(&a, &a, &[0.0, 0.25, 0.5, 1.0]).unwrap();
/// assert_eq!(pairs.len(), 2);
/// ```
pub fn bin_pairs(group: &ScoreTable, reference: &ScoreTable, edges: &[f64]) -> Measured<Vec<BinPair>> {
    let inner = check_edges(edges)?;
    let mut bins = vec![BinPair::default(); inner.len() + 1];
    for point in group.points() {
        bins[inner.partition_point(|&edge| edge <= point.score)].group += point.rows();
    }
    for point in reference.points() {
        bins[inner.partition_point(|&edge| edge <= point.score)].reference += point.rows();
    }
    bins.retain(|bin| bin.group + bin.reference > 0);
    Ok(bins)
}

/// Divergences of two groups' scores on shared bins, each with its null level: every one of them is positive by chance
/// alone, the more the fewer the rows.
///
/// # Formula
///
/// As [`Divergences`]; permutations exchange group membership of rows: multivariate hypergeometric draws of the bins' rows;
/// p = (1 + #{at least as large})/(1 + draws)
///
/// # Undefined
///
/// A group without rows: as [`divergences`]; edges that do not increase: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// As [`divergences`]; B. Yurdakul, Statistical Properties of Population Stability Index (2018).
///
/// # Example
///
/// ```
/// use evenhand_inference::{Simulation, divergence::EmptyBins, scores::{ScoreTable, score_divergence}};
/// use evenhand_inference::value::Confidence;
///
/// let a = ScoreTable::from_rows((0..20).map(|i| (f64::from(i) / 20.0, true))).unwrap();
/// let b = ScoreTable::from_rows((0..20).map(|i| (f64::from(i) / 40.0, true))).unwrap();
/// let simulation = Simulation { draws: 199, seed: 1, stream: 0 };
/// let apart =
///     score_divergence(&a, &b, &[0.0, 0.5, 1.0], EmptyBins::AddHalf, simulation, Confidence::DEFAULT).unwrap();
/// assert!(apart.divergences.total_variation > 0.4 && apart.total_variation.p_value.unwrap() < 0.02);
/// assert!(apart.total_variation.expected.unwrap() < 0.2);
/// ```
pub fn score_divergence(
    group: &ScoreTable,
    reference: &ScoreTable,
    edges: &[f64],
    empty_bins: EmptyBins,
    simulation: Simulation,
    confidence: Confidence,
) -> Measured<ScoreDivergence> {
    let pairs = bin_pairs(group, reference, edges)?;
    let observed = divergences(&pairs, empty_bins)?;
    let (n, m) = (group.rows(), reference.rows());
    let noise = StabilityNoise { bins: pairs.len() as u64, group_rows: n, reference_rows: m };
    let all = (n + m) as f64;
    let spread = |bin: &BinPair| {
        let p = (bin.group + bin.reference) as f64 / all;
        (2.0 * p * (1.0 - p) * (1.0 / n as f64 + 1.0 / m as f64) / std::f64::consts::PI).sqrt()
    };
    let mut tallies = measures(&observed).map(|value| Tally { observed: value, at_least: 0, sum: 0.0 });
    for replicate in 0..simulation.draws {
        let key = StreamKey { seed: simulation.seed, stream: simulation.stream, replicate: u64::from(replicate) };
        let drawn = divergences(&permuted(&pairs, n, m, &mut Random::new(key)), empty_bins)?;
        for (tally, value) in tallies.iter_mut().zip(measures(&drawn)) {
            tally.add(value);
        }
    }
    let [total_variation, jensen_shannon, kullback_leibler, hellinger, population_stability_index] =
        tallies.map(|tally| tally.level(simulation.draws));
    let divided = |table: &ScoreTable| edges.iter().map(|&edge| table.rows_divided_by(edge)).sum::<u64>();
    Ok(ScoreDivergence {
        bins: noise.bins,
        divided_rows: divided(group) + divided(reference),
        total_variation_noise: 0.5 * pairs.iter().map(spread).sum::<f64>(),
        stability_noise: noise.mean(),
        stability_limit: noise.upper_limit(confidence),
        divergences: observed,
        total_variation,
        jensen_shannon,
        kullback_leibler,
        hellinger,
        population_stability_index,
    })
}

/// The measures as numbers that can be compared; what does not exist is infinite here.
fn measures(found: &Divergences) -> [f64; 5] {
    let number = |measured: Measured| measured.unwrap_or(f64::INFINITY);
    [
        found.total_variation,
        found.jensen_shannon,
        number(found.kullback_leibler),
        found.hellinger,
        number(found.population_stability_index),
    ]
}

struct Tally {
    observed: f64,
    at_least: u32,
    sum: f64,
}

impl Tally {
    fn add(&mut self, drawn: f64) {
        // Rounding must not turn a permutation that is the data themselves into a smaller one.
        self.at_least += u32::from(drawn >= self.observed - 1e-12);
        self.sum += drawn;
    }

    fn level(&self, draws: u32) -> NullLevel {
        if draws == 0 {
            let none = Err(Unavailable::Undefined(Reason::OutsideDomain));
            return NullLevel { expected: none, p_value: none };
        }
        let mean = self.sum / f64::from(draws);
        NullLevel {
            expected: if mean.is_finite() { Ok(mean) } else { Err(Unavailable::Infinite(Sign::Positive)) },
            p_value: Ok(f64::from(self.at_least + 1) / f64::from(draws + 1)),
        }
    }
}

/// The bins with group membership drawn anew.
fn permuted(pairs: &[BinPair], n: u64, m: u64, random: &mut Random) -> Vec<BinPair> {
    let (mut wanted, mut left) = (n, n + m);
    pairs
        .iter()
        .map(|bin| {
            let here = bin.group + bin.reference;
            let group = draw_hypergeometric(here, left - here, wanted, random);
            left -= here;
            wanted -= group;
            BinPair { group, reference: here - group }
        })
        .collect()
}
