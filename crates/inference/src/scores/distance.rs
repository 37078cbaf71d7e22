//! How far the score distributions of two groups lie apart.

use serde::{Deserialize, Serialize};

use super::table::ScoreTable;
use crate::value::{Measured, Reason, Unavailable};

/// Pairs of rows up to which the p-value of the largest gap is exact.
const EXACT_PAIRS: u128 = 1 << 20;

/// Distances of two score distributions, whatever the outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScoreDistance {
    /// Kolmogorov and Smirnov's sup|F − G|.
    pub kolmogorov_smirnov: f64,
    /// By how much it may be larger between the edges of a histogram's bins; 0 where scores are exact.
    pub kolmogorov_smirnov_bound: f64,
    /// The p-value of no difference: exact, given the ties, while the pairs of rows number at most 2²⁰; beyond that
    /// asymptotic, and too large where scores tie.
    pub p_value: f64,
    /// Wasserstein's distance ∫|F − G|, in units of the score.
    pub wasserstein: f64,
    /// By how much it may be larger for what a histogram's bins do not say; 0 where scores are exact.
    pub wasserstein_bound: f64,
}

/// The distances of two groups' scores.
///
/// # Formula
///
/// sup|F − G| and ∫|F − G|. Exact p-value: the share of all orders of the pooled rows, ties kept together, whose gap is as
/// large, by counting lattice paths; asymptotic: 2Σ(−1)^(k−1)exp(−2k²λ²), λ = √(nm/(n + m))·sup|F − G|. From a histogram
/// the gap is read at the ends of the bins, and within a bin |∫(F − G)| is taken, which its means give exactly. Within it
/// F − G lies between a = F₀ − G₁ and b = F₁ − G₀ of its ends, so the gap is at most max(−a, b), and with I = ∫(F − G) over the
/// width w, ∫|F − G| is at most (I(a + b) − 2abw)/(b − a) where a < 0 < b.
///
/// # Undefined
///
/// A group without rows: `Undefined(NoRows)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// N. Smirnov, Annals of Mathematical Statistics 19 (1948); G. Schröer and D. Trenkler, Computational Statistics & Data
/// Analysis 20 (1995) for ties; the distance of order 1 in the transport problem.
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::{ScoreTable, score_distance};
///
/// let a = ScoreTable::from_rows([(0.5, true), (0.5, false)]).unwrap();
/// let b = ScoreTable::from_rows([(0.6, true), (0.6, false)]).unwrap();
/// let apart = score_distance(&a, &b).unwrap();
/// assert!(apart.kolmogorov_smirnov == 1.0 && (apart.wasserstein - 0.1).abs() < 1e-15);
/// // Of the six orders of two and two rows, two keep them apart.
/// assert!((apart.p_value - 1.0 / 3.0).abs() < 1e-15);
/// ```
pub fn score_distance(group: &ScoreTable, reference: &ScoreTable) -> Measured<ScoreDistance> {
    let (n, m) = (group.rows(), reference.rows());
    if n == 0 || m == 0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    let mut walk = Walk { n: n as f64, m: m as f64, ..Walk::default() };
    // The largest gap in units of 1/(nm), and the ends of runs of equal scores in the pooled order.
    let (mut widest, mut ends) = (0_u128, Vec::new());
    let exact = u128::from(n) * u128::from(m) <= EXACT_PAIRS;
    let (mut below, mut last) = ((0_u64, 0_u64), f64::NEG_INFINITY);
    for place in places(group, reference) {
        let after = (below.0 + place.rows.0, below.1 + place.rows.1);
        let gap = (u128::from(after.0) * u128::from(m)).abs_diff(u128::from(after.1) * u128::from(n));
        widest = widest.max(gap);
        walk.between(below, place.lower - last);
        walk.within(below, after, &place);
        if exact {
            ends.push(after.0 + after.1);
        }
        (below, last) = (after, place.upper);
    }
    let kolmogorov_smirnov = widest as f64 / (walk.n * walk.m);
    let p_value = if exact {
        lattice_upper_tail(widest, n, m, &ends)
    } else {
        kolmogorov_upper_tail((walk.n * walk.m / (walk.n + walk.m)).sqrt() * kolmogorov_smirnov)
    };
    Ok(ScoreDistance {
        kolmogorov_smirnov,
        kolmogorov_smirnov_bound: (walk.reach - kolmogorov_smirnov).max(0.0),
        p_value,
        wasserstein: walk.transport,
        wasserstein_bound: walk.unknown,
    })
}

/// What both groups have at one place.
struct Place {
    lower: f64,
    upper: f64,
    rows: (u64, u64),
    /// Σs of either group.
    scores: (f64, f64),
}

/// The places of either group, in order.
fn places<'a>(group: &'a ScoreTable, reference: &'a ScoreTable) -> impl Iterator<Item = Place> + 'a {
    let of = |table: &'a ScoreTable| {
        table.contents().enumerate().map(|(at, (point, contents))| {
            let bin = table.bins().and_then(|bins| bins.get(at));
            let (lower, upper) = bin.map_or((point.score, point.score), |bin| (bin.lower, bin.upper));
            (point, contents.scores, lower, upper)
        })
    };
    let (mut own, mut others) = (of(group).peekable(), of(reference).peekable());
    std::iter::from_fn(move || {
        let next = match (own.peek(), others.peek()) {
            (Some(a), Some(b)) => a.0.score.min(b.0.score),
            (Some(one), None) | (None, Some(one)) => one.0.score,
            (None, None) => return None,
        };
        let mut place = Place { lower: f64::INFINITY, upper: f64::NEG_INFINITY, rows: (0, 0), scores: (0.0, 0.0) };
        if let Some((point, scores, lower, upper)) = own.next_if(|one| one.0.score <= next) {
            (place.rows.0, place.scores.0) = (point.rows(), scores);
            (place.lower, place.upper) = (place.lower.min(lower), place.upper.max(upper));
        }
        if let Some((point, scores, lower, upper)) = others.next_if(|one| one.0.score <= next) {
            (place.rows.1, place.scores.1) = (point.rows(), scores);
            (place.lower, place.upper) = (place.lower.min(lower), place.upper.max(upper));
        }
        Some(place)
    })
}

/// The walk over both distribution functions.
#[derive(Default)]
struct Walk {
    n: f64,
    m: f64,
    /// The largest gap that any order of the rows within their bins allows.
    reach: f64,
    transport: f64,
    unknown: f64,
}

impl Walk {
    /// From one place to the next, so far above, both functions stand still.
    fn between(&mut self, below: (u64, u64), width: f64) {
        if width.is_finite() && width > 0.0 {
            self.transport += (below.0 as f64 / self.n - below.1 as f64 / self.m).abs() * width;
        }
    }

    /// Through a bin.
    fn within(&mut self, before: (u64, u64), after: (u64, u64), place: &Place) {
        let width = place.upper - place.lower;
        if width <= 0.0 {
            return;
        }
        let (f0, f1) = (before.0 as f64 / self.n, after.0 as f64 / self.n);
        let (g0, g1) = (before.1 as f64 / self.m, after.1 as f64 / self.m);
        let (least, most) = (f0 - g1, f1 - g0);
        self.reach = self.reach.max(most).max(-least);
        let rises = |rows: u64, scores: f64, all: f64| (rows as f64 * place.upper - scores) / all;
        let integral = (f0 - g0) * width + rises(place.rows.0, place.scores.0, self.n)
            - rises(place.rows.1, place.scores.1, self.m);
        self.transport += integral.abs();
        if least < 0.0 && most > 0.0 {
            let largest = (integral * (least + most) - 2.0 * least * most * width) / (most - least);
            self.unknown += (largest - integral.abs()).max(0.0);
        }
    }
}

/// P(gap ≥ observed) over all orders of n and m rows, by the share of lattice paths that stay below it. The gap, in units of
/// 1/(nm), is read only at the ends of runs of equal scores.
fn lattice_upper_tail(widest: u128, n: u64, m: u64, ends: &[u64]) -> f64 {
    if widest == 0 {
        return 1.0;
    }
    let mut is_end = vec![false; usize::try_from(n + m).unwrap_or(0) + 1];
    for &end in ends {
        if let Some(place) = usize::try_from(end).ok().and_then(|end| is_end.get_mut(end)) {
            *place = true;
        }
    }
    let reaches = |i: u64, j: u64| {
        let gap = (u128::from(i) * u128::from(m)).abs_diff(u128::from(j) * u128::from(n));
        gap >= widest && usize::try_from(i + j).is_ok_and(|at| is_end.get(at).copied().unwrap_or(false))
    };
    // The share of paths to (i, j) that have reached the gap, for each j.
    let mut share = Vec::with_capacity(usize::try_from(m).unwrap_or(0) + 1);
    for i in 0..=n {
        let mut left = 0.0;
        for j in 0..=m {
            let at = usize::try_from(j).unwrap_or(0);
            let here = if reaches(i, j) {
                1.0
            } else if i == 0 {
                left
            } else {
                let steps = (i + j) as f64;
                (i as f64 * share[at] + j as f64 * left) / steps
            };
            if i == 0 {
                share.push(here);
            } else {
                share[at] = here;
            }
            left = here;
        }
    }
    share.last().copied().unwrap_or(1.0)
}

/// P(K > λ) of Kolmogorov's law; the theta series that converges faster on each side.
pub(crate) fn kolmogorov_upper_tail(lambda: f64) -> f64 {
    use std::f64::consts::PI;
    if lambda <= 0.0 {
        return 1.0;
    }
    if lambda < 1.18 {
        let term = |k: i32| (-(f64::from(2 * k - 1) * PI / lambda).powi(2) / 8.0).exp();
        let below = (2.0 * PI).sqrt() / lambda * (1..=20).map(term).sum::<f64>();
        return (1.0 - below).clamp(0.0, 1.0);
    }
    let term = |k: i32| {
        let sign = if k % 2 == 1 { 1.0 } else { -1.0 };
        sign * (-2.0 * (f64::from(k) * lambda).powi(2)).exp()
    };
    (2.0 * (1..=20).map(term).sum::<f64>()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::kolmogorov_upper_tail;

    #[test]
    fn both_series_agree_and_the_table_of_smirnov_holds() {
        // Smirnov 1948: the 5 % point is 1.3581, the 1 % point 1.6276, the median 0.82757.
        for (lambda, tail) in [(1.358_10, 0.05), (1.627_62, 0.01), (0.827_57, 0.5)] {
            approx::assert_relative_eq!(kolmogorov_upper_tail(lambda), tail, epsilon = 1e-5);
        }
        let (left, right) = (kolmogorov_upper_tail(1.18 - 1e-12), kolmogorov_upper_tail(1.18 + 1e-12));
        approx::assert_relative_eq!(left, right, epsilon = 1e-10);
        assert!((kolmogorov_upper_tail(0.05) - 1.0).abs() < 1e-12 && kolmogorov_upper_tail(30.0) == 0.0);
    }
}
