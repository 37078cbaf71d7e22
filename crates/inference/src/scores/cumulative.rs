//! Calibration without bins: the walk of outcomes minus scores in the order of the scores.

use serde::{Deserialize, Serialize};

use super::table::ScoreTable;
use crate::value::{Measured, Reason, Unavailable};

/// The cumulative deviation of outcomes from scores.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CumulativeDeviation {
    /// max|C|: the largest miscalibration of any range of scores from the bottom up.
    pub maximum: f64,
    /// max C − min C, each with 0: the largest of any range of scores.
    pub range: f64,
    /// The scale of chance: √Σs(1 − s)/n.
    pub scale: f64,
    /// p-value of the maximum under scores that are right.
    #[serde(with = "crate::value::measured")]
    pub p_value: Measured,
}

/// The cumulative deviation with its significance.
///
/// # Formula
///
/// C(k) = (1/n)Σ(y − s) over the k smallest scores, in the order of the scores, read at the end of each run of equal scores; p = 1 − F(max|C|/σ),
/// F(x) = (4/π)Σ(−1)^k/(2k + 1)·exp(−(2k + 1)²π²/(8x²)), the law of the largest absolute value of Brownian motion. From a
/// histogram the walk is read at the ends of the bins, where it is exact; between them it may go further.
///
/// # Undefined
///
/// No rows: `Undefined(NoRows)`; scores outside \[0, 1\]: `Undefined(OutsideDomain)`. The p-value where every score is 0 or
/// 1: `Undefined(NoVariation)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// I. Arrieta-Ibarra, P. Gujral, J. Tannen, M. Tygert and C. Xu, Metrics of Calibration for Probabilistic Predictions,
/// Journal of Machine Learning Research 23 (2022).
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::{ScoreTable, cumulative_deviation};
///
/// let table = ScoreTable::from_rows([(0.5, true), (0.5, false)]).unwrap();
/// let found = cumulative_deviation(&table).unwrap();
/// assert!(found.maximum == 0.0 && found.p_value == Ok(1.0));
/// ```
pub fn cumulative_deviation(table: &ScoreTable) -> Measured<CumulativeDeviation> {
    let rows = table.rows() as f64;
    if rows == 0.0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    if table.points().iter().any(|point| !(0.0..=1.0).contains(&point.score)) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let (mut walk, mut least, mut most, mut spread) = (0.0, 0.0_f64, 0.0_f64, 0.0);
    for (point, contents) in table.contents() {
        walk += point.positives as f64 - contents.scores;
        spread += contents.chance;
        least = least.min(walk);
        most = most.max(walk);
    }
    let maximum = most.max(-least) / rows;
    let scale = spread.sqrt() / rows;
    let p_value = if scale > 0.0 {
        Ok(absolute_walk_upper_tail(maximum / scale))
    } else {
        Err(Unavailable::Undefined(Reason::NoVariation))
    };
    Ok(CumulativeDeviation { maximum, range: (most - least) / rows, scale, p_value })
}

/// P(max|B| > x) of Brownian motion on \[0, 1\].
fn absolute_walk_upper_tail(x: f64) -> f64 {
    use crate::special::normal_upper_tail;
    use std::f64::consts::PI;
    if x <= 0.0 {
        return 1.0;
    }
    if x < 1.5 {
        let term = |k: i32| {
            let odd = f64::from(2 * k + 1);
            let sign = if k % 2 == 0 { 1.0 } else { -1.0 };
            sign / odd * (-(odd * PI / x).powi(2) / 8.0).exp()
        };
        return (1.0 - 4.0 / PI * (0..20).map(term).sum::<f64>()).clamp(0.0, 1.0);
    }
    // By reflection: 4Σ(−1)^k P(Z > (2k + 1)x), which keeps its digits far in the tail.
    let term = |k: i32| {
        let sign = if k % 2 == 0 { 1.0 } else { -1.0 };
        sign * normal_upper_tail(f64::from(2 * k + 1) * x)
    };
    (4.0 * (0..10).map(term).sum::<f64>()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::absolute_walk_upper_tail;

    #[test]
    fn both_series_agree() {
        let (left, right) = (absolute_walk_upper_tail(1.5 - 1e-12), absolute_walk_upper_tail(1.5 + 1e-12));
        approx::assert_relative_eq!(left, right, epsilon = 1e-11);
        // Erdős and Kac 1946: the 95 % point of max|B| is 2.2414.
        approx::assert_relative_eq!(absolute_walk_upper_tail(2.241_4), 0.05, epsilon = 1e-4);
        assert!(absolute_walk_upper_tail(30.0) > 0.0 && absolute_walk_upper_tail(0.01) > 1.0 - 1e-12);
    }
}
