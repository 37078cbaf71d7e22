//! Permutation tests of group labels, drawn on cells, and their correction for many statistics.
//!
//! Shuffling the group labels of rows is one draw of a multivariate hypergeometric distribution over the cells. Every
//! statistic is divided by its own standard error inside every permutation; without that the test answers whether the
//! groups are alike in everything, not whether they are alike in the statistic.

use serde::{Deserialize, Serialize};

use super::{
    Simulation,
    random::{Random, StreamKey},
    resampling::{CellStatistic, strata, total},
    sampling::draw_hypergeometric,
};
use crate::value::{Measured, Reason, Unavailable};

/// An estimate with its standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Studentised {
    /// The estimate, zero under the null hypothesis.
    pub estimate: f64,
    /// Its standard error on the same cells.
    pub standard_error: f64,
}

/// A table of groups by categories, whose group labels are to be shuffled.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Permutation, Simulation, Studentised};
///
/// // True positives and false negatives of two groups: do their true positive rates differ?
/// let gap = |cells: &[u64]| {
///     let part = |hit: u64, miss: u64| {
///         let (n, p) = ((hit + miss) as f64, hit as f64 / (hit + miss) as f64);
///         (p, p * (1.0 - p) / n)
///     };
///     let ((p1, v1), (p2, v2)) = (part(cells[0], cells[1]), part(cells[2], cells[3]));
///     Ok(Studentised { estimate: p1 - p2, standard_error: (v1 + v2).sqrt() })
/// };
/// let table = Permutation { counts: &[60, 15, 24, 16], groups: 2, strata: None, simulation: Simulation::default() };
/// let tests = table.tests(&[&gap]).unwrap();
/// assert!((tests[0].t.unwrap() - 2.217664).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Permutation<'a> {
    /// Rows of each cell: all categories of the first group, then of the second, and so on.
    pub counts: &'a [u64],
    /// Number of groups.
    pub groups: usize,
    /// The stratum of each category, within which labels are shuffled; `None` for one stratum.
    pub strata: Option<&'a [usize]>,
    /// Number of permutations, seed and stream.
    pub simulation: Simulation,
}

/// One statistic's permutation test within its family.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PermutationTest {
    /// The studentised statistic on the table itself.
    #[serde(with = "crate::value::measured")]
    pub t: Measured,
    /// (1 + permutations with |T*| ≥ |T|)/(1 + permutations).
    #[serde(with = "crate::value::measured")]
    pub p_value: Measured,
    /// The p-value corrected for all statistics of the call, by step-down maximum T on shared permutations.
    #[serde(with = "crate::value::measured")]
    pub family_p_value: Measured,
    /// Permutations in which the statistic was unavailable; they count as extreme.
    pub undefined: u32,
    /// Number of permutations.
    pub permutations: u32,
}

impl Permutation<'_> {
    /// Tests statistics on shared permutations.
    ///
    /// # Formula
    ///
    /// T = estimate/SE; p = (1 + #{|T*| ≥ |T| − 10⁻¹²})/(1 + S). Family: of the statistics sorted by |T|, each is compared
    /// with the largest |T*| among itself and all smaller ones, and p-values are made monotone.
    ///
    /// # Undefined
    ///
    /// Without rows: `Undefined(NoRows)`; with fewer than two groups: `Undefined(OneGroup)`; if the parts do not fit
    /// together: `Undefined(OutsideDomain)`. A statistic without value on the table has no p-value, and one with a
    /// standard error of zero is `Undefined(NoVariation)`; both leave the family.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// E. Chung and J. P. Romano, Annals of Statistics 41 (2013); C. `DiCiccio` et al., KDD (2020); P. H. Westfall and
    /// S. S. Young, Resampling-Based Multiple Testing (1993).
    pub fn tests(&self, statistics: &[CellStatistic<'_, Studentised>]) -> Measured<Vec<PermutationTest>> {
        total(self.counts)?;
        if self.groups < 2 {
            return Err(Unavailable::Undefined(Reason::OneGroup));
        }
        if !self.counts.len().is_multiple_of(self.groups) || self.simulation.draws == 0 {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let strata = strata(self.strata, self.counts.len() / self.groups)?;
        let observed: Vec<Measured> =
            statistics.iter().map(|statistic| observed_size(statistic(self.counts))).collect();
        let mut order: Vec<(usize, f64)> =
            observed.iter().enumerate().filter_map(|(index, t)| t.ok().map(|t| (index, t.abs()))).collect();
        order.sort_by(|left, right| left.1.total_cmp(&right.1));
        let mut single = vec![0_u32; statistics.len()];
        let mut family = vec![0_u32; statistics.len()];
        let mut undefined = vec![0_u32; statistics.len()];
        let mut drawn = vec![0; self.counts.len()];
        for replicate in 0..self.simulation.draws {
            self.draw(replicate, &strata, &mut drawn);
            let mut largest = f64::NEG_INFINITY;
            // From the smallest statistic upwards, the running maximum is that of the smaller ones and itself.
            for &(index, threshold) in &order {
                let size = statistics[index](&drawn).map_or_else(
                    |_| {
                        undefined[index] += 1;
                        f64::INFINITY
                    },
                    permuted_size,
                );
                largest = largest.max(size);
                single[index] += u32::from(size >= threshold - 1e-12);
                family[index] += u32::from(largest >= threshold - 1e-12);
            }
        }
        let share = |count: u32| (1.0 + f64::from(count)) / (1.0 + f64::from(self.simulation.draws));
        let mut family_p_values = vec![0.0; statistics.len()];
        let mut floor: f64 = 0.0;
        for &(index, _) in order.iter().rev() {
            floor = floor.max(share(family[index]));
            family_p_values[index] = floor;
        }
        Ok((0..statistics.len())
            .map(|index| PermutationTest {
                t: observed[index],
                p_value: observed[index].map(|_| share(single[index])),
                family_p_value: observed[index].map(|_| family_p_values[index]),
                undefined: undefined[index],
                permutations: self.simulation.draws,
            })
            .collect())
    }

    /// Hands over the cells of every permutation in turn, for statistics that are compared as they are.
    #[cfg(feature = "tasks")]
    pub(crate) fn each(&self, mut visit: impl FnMut(&[u64])) -> Measured<()> {
        let strata = strata(self.strata, self.counts.len() / self.groups.max(1))?;
        let mut drawn = vec![0; self.counts.len()];
        for replicate in 0..self.simulation.draws {
            self.draw(replicate, &strata, &mut drawn);
            visit(&drawn);
        }
        Ok(())
    }

    /// Shuffles the labels within each stratum: the groups in turn take their rows from what is left.
    fn draw(&self, replicate: u32, strata: &[Vec<usize>], drawn: &mut [u64]) {
        let Simulation { seed, stream, .. } = self.simulation;
        let mut random = Random::new(StreamKey { seed, stream, replicate: u64::from(replicate) });
        let categories = self.counts.len() / self.groups;
        for places in strata {
            let mut left: Vec<u64> = places
                .iter()
                .map(|&place| (0..self.groups).map(|group| self.counts[group * categories + place]).sum())
                .collect();
            for group in 0..self.groups {
                let mut wanted: u64 = places.iter().map(|&place| self.counts[group * categories + place]).sum();
                let mut pool: u64 = left.iter().sum();
                for (&place, left) in places.iter().zip(&mut left) {
                    let taken = draw_hypergeometric(*left, pool - *left, wanted, &mut random);
                    drawn[group * categories + place] = taken;
                    pool -= *left;
                    wanted -= taken;
                    *left -= taken;
                }
            }
        }
    }
}

/// T on the table itself.
fn observed_size(statistic: Measured<Studentised>) -> Measured {
    let Studentised { estimate, standard_error } = statistic?;
    if standard_error > 0.0 {
        crate::value::finite(estimate / standard_error)
    } else {
        Err(Unavailable::Undefined(Reason::NoVariation))
    }
}

/// |T*| on a permutation; a standard error of zero makes any estimate but zero extreme.
fn permuted_size(statistic: Studentised) -> f64 {
    let size = (statistic.estimate / statistic.standard_error).abs();
    if !size.is_nan() {
        size
    } else if statistic.estimate == 0.0 {
        0.0
    } else {
        f64::INFINITY
    }
}
