//! Exact tests of two equal rates that hold no margin but the sizes fixed: Boschloo's and Barnard's.
//!
//! The common rate is unknown, so the p-value is the largest over all rates. Both never err more than stated, and reject
//! more than Fisher's test; the price is a sum over every table for each rate tried.

use super::{
    exact::fisher_exact,
    proportion::{Counts, Proportion},
    special::ln_binomial_mass,
};
use crate::Difference;
use crate::value::{Measured, Reason, Unavailable};

/// Beyond so many tables the search takes seconds, and mid-p or score tests are as good.
const MOST_TABLES: u64 = 250_000;

/// Rates tried before the best is refined.
const GRID: u32 = 256;

/// Boschloo's test of equal rates, two-sided: Fisher's one-sided p-value as the statistic.
///
/// # Formula
///
/// min(1, 2·min over both sides of `max_π` P(Fisher's one-sided p ≤ observed | π))
///
/// # Undefined
///
/// If a sample has no row: `Undefined(NoRows)`; for weighted or clustered samples, and beyond 250,000 tables,
/// (n₁+1)(n₂+1): `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// R. D. Boschloo, Statistica Neerlandica 24 (1970).
///
/// # Example
///
/// ```
/// use evenhand_inference::{Difference, Proportion, boschloo_exact};
///
/// let (group, reference) = (Proportion::new(7, 10).unwrap(), Proportion::new(1, 10).unwrap());
/// let p = boschloo_exact(&Difference { group, reference }).unwrap();
/// assert!(p > 0.005 && p < 0.02);
/// ```
pub fn boschloo_exact(difference: &Difference) -> Measured {
    let sizes = Sizes::of(difference)?;
    let one_sided = |x1: u64, x2: u64| -> Measured<[f64; 2]> {
        let table = sizes.table(x1, x2)?;
        let test = fisher_exact(&table)?;
        Ok([test.p_less, test.p_greater])
    };
    let observed = one_sided(sizes.observed.0, sizes.observed.1)?;
    let mut regions = [Region::new(sizes), Region::new(sizes)];
    for x1 in 0..=sizes.group {
        for x2 in 0..=sizes.reference {
            let p_values = one_sided(x1, x2)?;
            for ((region, p), limit) in regions.iter_mut().zip(p_values).zip(observed) {
                region.push(x1, x2, p <= limit * (1.0 + TIES));
            }
        }
    }
    let [less, greater] = regions.map(|region| region.largest_probability());
    Ok((2.0 * less.min(greater)).min(1.0))
}

/// Barnard's test of equal rates, two-sided: the pooled z as the statistic.
///
/// # Formula
///
/// `max_π` P(|z| ≥ |z observed| | π), z that of [`pooled_z`](crate::pooled_z), 0 where all rows agree
///
/// # Undefined
///
/// As [`boschloo_exact`].
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// G. A. Barnard, Biometrika 34 (1947); the pooled statistic: S. Suissa and J. J. Shuster, Journal of the Royal
/// Statistical Society A 148 (1985).
///
/// # Example
///
/// ```
/// use evenhand_inference::{Difference, Proportion, barnard_exact};
///
/// let (group, reference) = (Proportion::new(7, 10).unwrap(), Proportion::new(1, 10).unwrap());
/// let p = barnard_exact(&Difference { group, reference }).unwrap();
/// assert!(p > 0.005 && p < 0.02);
/// ```
pub fn barnard_exact(difference: &Difference) -> Measured {
    let sizes = Sizes::of(difference)?;
    let size = |x1: u64, x2: u64| -> Measured { Ok(sizes.table(x1, x2)?.score(0.0)?.abs()) };
    let observed = size(sizes.observed.0, sizes.observed.1)?;
    let mut region = Region::new(sizes);
    for x1 in 0..=sizes.group {
        for x2 in 0..=sizes.reference {
            region.push(x1, x2, size(x1, x2)? >= observed * (1.0 - TIES));
        }
    }
    Ok(region.largest_probability())
}

/// Statistics closer than this, in relative terms, count as equal.
const TIES: f64 = 1e-10;

#[derive(Clone, Copy)]
struct Sizes {
    group: u64,
    reference: u64,
    observed: (u64, u64),
}

impl Sizes {
    fn of(difference: &Difference) -> Measured<Self> {
        difference.estimate()?;
        let counts = difference.group.counts().zip(difference.reference.counts());
        let (group, reference): (Counts, Counts) = counts.ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
        let tables = group.trials.saturating_add(1).saturating_mul(reference.trials.saturating_add(1));
        if tables > MOST_TABLES {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let observed = (group.successes, reference.successes);
        Ok(Self { group: group.trials, reference: reference.trials, observed })
    }

    fn table(&self, x1: u64, x2: u64) -> Measured<Difference> {
        Ok(Difference { group: Proportion::new(x1, self.group)?, reference: Proportion::new(x2, self.reference)? })
    }
}

/// The tables at least as extreme as the observed one: runs of the reference's successes for each of the group's.
struct Region {
    sizes: Sizes,
    /// The group's successes, the first of the reference's in the run, and the first past it.
    runs: Vec<(u64, u64, u64)>,
}

impl Region {
    const fn new(sizes: Sizes) -> Self {
        Self { sizes, runs: Vec::new() }
    }

    /// Takes tables in ascending order.
    fn push(&mut self, x1: u64, x2: u64, belongs: bool) {
        if !belongs {
            return;
        }
        match self.runs.last_mut() {
            Some((last1, _, past)) if *last1 == x1 && *past == x2 => *past = x2 + 1,
            _ => self.runs.push((x1, x2, x2 + 1)),
        }
    }

    fn probability(&self, rate: f64) -> f64 {
        let masses = |n: u64| (0..=n).map(move |k| ln_binomial_mass(k as f64, n as f64, rate, 1.0 - rate).exp());
        let group: Vec<f64> = masses(self.sizes.group).collect();
        let mut below = vec![0.0];
        let mut sum = 0.0;
        for mass in masses(self.sizes.reference) {
            sum += mass;
            below.push(sum);
        }
        let at =
            |list: &[f64], index: u64| usize::try_from(index).ok().and_then(|i| list.get(i)).copied().unwrap_or(0.0);
        self.runs.iter().map(|&(x1, first, past)| at(&group, x1) * (at(&below, past) - at(&below, first))).sum()
    }

    /// The largest probability over all common rates: a grid, and a golden section around each of its peaks.
    fn largest_probability(&self) -> f64 {
        let step = 1.0 / f64::from(GRID);
        let grid: Vec<f64> = (0..=GRID).map(|i| self.probability(f64::from(i) * step)).collect();
        let mut largest: f64 = grid.iter().copied().fold(0.0, f64::max);
        for (at, window) in grid.windows(3).enumerate() {
            // A peak lower than this cannot overtake within a step.
            if window[1] >= window[0] && window[1] >= window[2] && window[1] > 0.9 * largest {
                largest = largest.max(self.peak(at as f64 * step, (at + 2) as f64 * step));
            }
        }
        // Near the ends the probability can peak between the first rates of the grid.
        largest.max(self.peak(0.0, step)).max(self.peak(1.0 - step, 1.0)).min(1.0)
    }

    fn peak(&self, mut low: f64, mut high: f64) -> f64 {
        const GOLDEN: f64 = 0.618_033_988_749_894_9;
        let mut largest: f64 = 0.0;
        for _ in 0..32 {
            let (left, right) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
            let (one, two) = (self.probability(left), self.probability(right));
            largest = largest.max(one).max(two);
            if one < two { low = left } else { high = right }
        }
        largest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_tested_has_a_reason() {
        let pair = |x1, n1, x2, n2| Difference {
            group: Proportion::new(x1, n1).unwrap(),
            reference: Proportion::new(x2, n2).unwrap(),
        };
        assert_eq!(boschloo_exact(&pair(0, 0, 1, 2)), Err(Unavailable::Undefined(Reason::NoRows)));
        assert_eq!(barnard_exact(&pair(1, u64::MAX, 1, 2)), Err(Unavailable::Undefined(Reason::OutsideDomain)));
        for test in [boschloo_exact, barnard_exact] {
            let same = test(&pair(0, 9, 0, 7)).unwrap();
            assert!((same - 1.0).abs() < 1e-9, "{same}");
        }
    }
}
