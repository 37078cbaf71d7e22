//! Westfall and Young's correction of many slices against the rest, on shared shuffles of the outcome.

use std::collections::BTreeMap;

use super::{
    Difference, Proportion, Simulation, equality_test,
    random::{Random, StreamKey},
    resampling::total,
    sampling::draw_hypergeometric,
};
use crate::value::{Measured, Reason, Unavailable};

/// p-values closer than this, in relative terms, count as equal.
const TIES: f64 = 1e-9;

/// Slices of one table, each compared with everyone else, and how the table is shuffled.
///
/// Shuffling outcomes over rows is one multivariate hypergeometric draw over the cells, which all slices share: slices that
/// overlap, as the levels of several attributes do, are corrected for what they have in common and no more.
///
/// # Example
///
/// ```
/// use evenhand_inference::{SharedShuffles, Simulation};
///
/// // Cells: women young, women old, men young, men old. Slices: women, men, young, old.
/// let shuffles = SharedShuffles {
///     trials: &[100, 100, 100, 100],
///     successes: &[30, 32, 50, 48],
///     slices: &[vec![0, 1], vec![2, 3], vec![0, 2], vec![1, 3]],
///     simulation: Simulation::default(),
/// };
/// let adjusted = shuffles.adjust(&[0.0002, 0.0002, 1.0, 1.0]).unwrap();
/// // Two questions are asked twice: the correction is nearer to two than to Holm's four.
/// assert!(adjusted[0] < 0.01 && adjusted[2] > 0.9);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct SharedShuffles<'a> {
    /// Rows of each cell.
    pub trials: &'a [u64],
    /// Successes of each cell.
    pub successes: &'a [u64],
    /// The cells of each slice.
    pub slices: &'a [Vec<usize>],
    /// Number of shuffles, seed and stream.
    pub simulation: Simulation,
}

impl SharedShuffles<'_> {
    /// Corrects the p-values of the slices, in their order, for the family that they form.
    ///
    /// # Formula
    ///
    /// From the smallest p upwards (1 + #{shuffles with min over the slices of at least this p of p* ≤ p})/(1 + S), never
    /// falling; p* the two-sided [`equality_test`] of the slice against the rest in the shuffle. A slice without rows, or
    /// without a rest, has p* = 1.
    ///
    /// # Undefined
    ///
    /// Without rows: `Undefined(NoRows)`; if the lengths do not fit, a cell has more successes than rows, a slice names no
    /// cell of the table, or there are no shuffles: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// P. H. Westfall and S. S. Young, Resampling-Based Multiple Testing (1993), algorithm 2.8. Under equality of all slices
    /// the chance of any false rejection is at most α whatever their overlap; where p-values are of a margin, their
    /// dependence is taken to be that under equality.
    pub fn adjust(&self, p_values: &[f64]) -> Measured<Vec<f64>> {
        let outside = Err(Unavailable::Undefined(Reason::OutsideDomain));
        let rows = total(self.trials)?;
        let fits = self.successes.len() == self.trials.len()
            && self.successes.iter().zip(self.trials).all(|(successes, trials)| successes <= trials)
            && p_values.len() == self.slices.len()
            && self.slices.iter().flatten().all(|&cell| cell < self.trials.len());
        if !fits || self.simulation.draws == 0 {
            return outside;
        }
        let all: u64 = self.successes.iter().sum();
        let mut tests: Vec<Against> = self
            .slices
            .iter()
            .map(|cells| Against { trials: cells.iter().map(|&cell| self.trials[cell]).sum(), known: BTreeMap::new() })
            .collect();
        // From the largest p-value to the smallest, the running minimum is that of the larger ones and itself.
        let mut order: Vec<usize> = (0..p_values.len()).collect();
        order.sort_by(|&left, &right| p_values[right].total_cmp(&p_values[left]).then(left.cmp(&right)));
        let mut counts = vec![0_u32; p_values.len()];
        let mut drawn = vec![0_u64; self.trials.len()];
        let Simulation { seed, stream, draws } = self.simulation;
        for replicate in 0..draws {
            let mut random = Random::new(StreamKey { seed, stream, replicate: u64::from(replicate) });
            let (mut wanted, mut left) = (all, rows);
            for (cell, &trials) in drawn.iter_mut().zip(self.trials) {
                *cell = draw_hypergeometric(wanted, left - wanted, trials, &mut random);
                wanted -= *cell;
                left -= trials;
            }
            let mut smallest = f64::INFINITY;
            for &slice in &order {
                let successes = self.slices[slice].iter().map(|&cell| drawn[cell]).sum();
                smallest = smallest.min(tests[slice].p_value(successes, all, rows));
                counts[slice] += u32::from(smallest <= p_values[slice] * (1.0 + TIES));
            }
        }
        let mut adjusted = vec![1.0; p_values.len()];
        let mut floor: f64 = 0.0;
        for &slice in order.iter().rev() {
            floor = floor.max((1.0 + f64::from(counts[slice])) / (1.0 + f64::from(draws)));
            adjusted[slice] = floor;
        }
        Ok(adjusted)
    }
}

/// A slice against the rest: its p-value depends on its successes alone.
struct Against {
    trials: u64,
    known: BTreeMap<u64, f64>,
}

impl Against {
    fn p_value(&mut self, successes: u64, all: u64, rows: u64) -> f64 {
        let trials = self.trials;
        *self.known.entry(successes).or_insert_with(|| {
            let group = Proportion::new(successes, trials);
            let reference = Proportion::new(all.saturating_sub(successes), rows.saturating_sub(trials));
            group
                .and_then(|group| equality_test(&Difference { group, reference: reference? }))
                .map_or(1.0, |test| test.p_two_sided)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(n: u64, k: u64) -> f64 {
        if k > n { 0.0 } else { (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64) }
    }

    /// Every way to spread the successes over the cells, with its probability.
    fn spreads(trials: &[u64], successes: u64) -> Vec<(Vec<u64>, f64)> {
        let Some((&first, rest)) = trials.split_first() else {
            return if successes == 0 { vec![(Vec::new(), 1.0)] } else { Vec::new() };
        };
        (0..=first.min(successes))
            .flat_map(|own| {
                spreads(rest, successes - own).into_iter().map(move |(others, ways)| {
                    let all: Vec<u64> = std::iter::once(own).chain(others).collect();
                    (all, ways * choose(first, own))
                })
            })
            .collect()
    }

    /// Against all spreads one by one, and Holm where slices share nothing but the total.
    #[test]
    fn corrections_are_those_of_all_shuffles() {
        let (trials, successes) = ([6_u64, 5, 7, 4], [5_u64, 1, 2, 3]);
        let slices = [vec![0, 1], vec![2, 3], vec![0, 2], vec![1, 3], vec![0]];
        let (rows, all) = (trials.iter().sum::<u64>(), successes.iter().sum::<u64>());
        let p_of = |cells: &[usize], table: &[u64]| {
            let (x, n) = (cells.iter().map(|&c| table[c]).sum(), cells.iter().map(|&c| trials[c]).sum());
            let group = Proportion::new(x, n).unwrap();
            let reference = Proportion::new(all - x, rows - n).unwrap();
            equality_test(&Difference { group, reference }).unwrap().p_two_sided
        };
        let observed: Vec<f64> = slices.iter().map(|cells| p_of(cells, &successes)).collect();
        let total: f64 = choose(rows, all);
        let mut exact = vec![0.0; slices.len()];
        for (table, ways) in spreads(&trials, all) {
            let p: Vec<f64> = slices.iter().map(|cells| p_of(cells, &table)).collect();
            for (at, own) in observed.iter().enumerate() {
                let others = observed.iter().zip(&p).filter(|(one, _)| *one >= own).map(|(_, p)| *p);
                exact[at] +=
                    if others.fold(f64::INFINITY, f64::min) <= own * (1.0 + 1e-9) { ways / total } else { 0.0 };
            }
        }
        // Step down: never below that of a smaller p-value.
        let monotone: Vec<f64> = observed
            .iter()
            .map(|own| observed.iter().zip(&exact).filter(|(p, _)| *p <= own).map(|(_, p)| *p).fold(0.0, f64::max))
            .collect();
        let simulation = Simulation { draws: 40_000, seed: 3, stream: 0 };
        let shuffles = SharedShuffles { trials: &trials, successes: &successes, slices: &slices, simulation };
        for (ours, theirs) in shuffles.adjust(&observed).unwrap().iter().zip(&monotone) {
            // 4.5 standard errors of a share of so many draws.
            let error = 4.5 * (theirs * (1.0 - theirs) / 40_000.0).sqrt() + 1e-4;
            assert!((ours - theirs).abs() <= error, "{ours} {theirs}");
        }
    }

    #[test]
    fn what_does_not_fit_has_a_reason() {
        let simulation = Simulation { draws: 10, ..Simulation::default() };
        let slices = [vec![0]];
        let adjust = |trials: &[u64], successes: &[u64], p: &[f64]| {
            SharedShuffles { trials, successes, slices: &slices, simulation }.adjust(p)
        };
        assert_eq!(adjust(&[0], &[0], &[0.5]), Err(Unavailable::Undefined(Reason::NoRows)));
        assert_eq!(adjust(&[3], &[4], &[0.5]), Err(Unavailable::Undefined(Reason::OutsideDomain)));
        assert_eq!(adjust(&[3], &[1], &[]), Err(Unavailable::Undefined(Reason::OutsideDomain)));
        assert_eq!(adjust(&[3], &[1], &[1.0]), Ok(vec![1.0]), "a slice of everyone has no rest");
    }
}
