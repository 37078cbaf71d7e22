//! How far the score distributions of two groups lie apart.

use serde::{Deserialize, Serialize};

use super::table::ScoreTable;
use crate::value::{Measured, Reason, Unavailable};

/// Distances of two score distributions, whatever the outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScoreDistance {
    /// Kolmogorov and Smirnov's sup|F − G|.
    pub kolmogorov_smirnov: f64,
    /// Its asymptotic p-value; too large where scores tie.
    pub p_value: f64,
    /// Wasserstein's distance ∫|F − G|, in units of the score.
    pub wasserstein: f64,
}

/// The distances of two groups' scores.
///
/// # Formula
///
/// sup|F − G| and ∫|F − G|; p = 2Σ(−1)^(k−1)exp(−2k²λ²), λ = √(nm/(n + m))·sup|F − G|
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
/// N. Smirnov, Annals of Mathematical Statistics 19 (1948); the distance of order 1 in the transport problem.
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
/// ```
pub fn score_distance(group: &ScoreTable, reference: &ScoreTable) -> Measured<ScoreDistance> {
    let (n, m) = (group.rows() as f64, reference.rows() as f64);
    if n == 0.0 || m == 0.0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    let (mut own, mut others) = (group.points().iter().peekable(), reference.points().iter().peekable());
    let (mut below_own, mut below_others) = (0, 0);
    let (mut widest, mut transport, mut last): (f64, f64, Option<f64>) = (0.0, 0.0, None);
    loop {
        let next = match (own.peek(), others.peek()) {
            (Some(a), Some(b)) => a.score.min(b.score),
            (Some(one), None) | (None, Some(one)) => one.score,
            (None, None) => break,
        };
        let apart = (below_own as f64 / n - below_others as f64 / m).abs();
        widest = widest.max(apart);
        transport += apart * last.map_or(0.0, |last| next - last);
        while let Some(point) = own.next_if(|point| point.score <= next) {
            below_own += point.rows();
        }
        while let Some(point) = others.next_if(|point| point.score <= next) {
            below_others += point.rows();
        }
        last = Some(next);
    }
    Ok(ScoreDistance {
        kolmogorov_smirnov: widest,
        p_value: kolmogorov_upper_tail((n * m / (n + m)).sqrt() * widest),
        wasserstein: transport,
    })
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
