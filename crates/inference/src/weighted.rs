//! Rates of weighted rows, from sums that can be added up over parts of the data.

use serde::{Deserialize, Serialize};

use super::Proportion;
use crate::value::{Measured, Reason, Unavailable, finite};

/// Effective successes, or failures, below which a variance is too uncertain to shrink an interval.
const FEW: f64 = 30.0;

/// The sums over rows that a weighted rate and its variance need; adding two of them merges the rows.
///
/// # Example
///
/// ```
/// use evenhand_inference::WeightedSums;
///
/// // Weights 1, 1, 2, 2, 4 with outcomes 1, 0, 1, 1, 0.
/// let sums = WeightedSums {
///     weights: 10.0,
///     weighted_successes: 5.0,
///     squared_weights: 26.0,
///     squared_weighted_successes: 9.0,
///     rows: 5,
/// };
/// assert_eq!(sums.rate(), Ok(0.5));
/// assert!((sums.kish_size().unwrap() - 3.846154).abs() < 1e-6);
/// assert!((sums.variance().unwrap() - 0.08125).abs() < 1e-12);
/// assert!((sums.proportion().unwrap().trials() - 3.076923).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct WeightedSums {
    /// Σw.
    pub weights: f64,
    /// Σw·y.
    pub weighted_successes: f64,
    /// Σw².
    pub squared_weights: f64,
    /// Σw²·y.
    pub squared_weighted_successes: f64,
    /// Number of rows, those of weight zero left out.
    pub rows: u64,
}

impl WeightedSums {
    /// The Hájek rate.
    ///
    /// # Formula
    ///
    /// p̂ = Σwy/Σw
    ///
    /// # Undefined
    ///
    /// Without weight: `Undefined(NoRows)`; for sums that no rows can have: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// J. Hájek, in Foundations of Statistical Inference (1971).
    pub fn rate(&self) -> Measured {
        self.check()?;
        Ok((self.weighted_successes / self.weights).min(1.0))
    }

    /// The linearised variance of the rate.
    ///
    /// # Formula
    ///
    /// n/(n−1)·(Σw²y(1−2p̂) + p̂²Σw²)/(Σw)²
    ///
    /// # Undefined
    ///
    /// As the rate; for one row: `Undefined(TooFewRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998).
    pub fn variance(&self) -> Measured {
        let rate = self.rate()?;
        if self.rows < 2 {
            return Err(Unavailable::Undefined(Reason::TooFewRows));
        }
        let rows = self.rows as f64;
        // Successes miss by 1 − p̂ and failures by p̂; written as a sum that cannot become negative.
        let failures = (self.squared_weights - self.squared_weighted_successes).max(0.0);
        let sum = self.squared_weighted_successes * (1.0 - rate) * (1.0 - rate) + failures * rate * rate;
        finite(rows / (rows - 1.0) * sum / (self.weights * self.weights))
    }

    /// Kish's effective sample size, which ignores the outcome; for description.
    ///
    /// # Formula
    ///
    /// (Σw)²/Σw²
    ///
    /// # Undefined
    ///
    /// As the rate.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// L. Kish, Survey Sampling (1965).
    pub fn kish_size(&self) -> Measured {
        self.check()?;
        finite(self.weights * self.weights / self.squared_weights)
    }

    /// The rate with the effective sample size that its variance implies; intervals and tests take it from here.
    ///
    /// # Formula
    ///
    /// n* = p̂(1−p̂)/v; Kish's size where p̂ is 0 or 1 or there is one row, for which v says nothing. Where n* holds fewer than
    /// 30 successes or failures, v rests on those few rows' weights and is believed only as far as Kish's size: n* is then no
    /// larger
    ///
    /// # Undefined
    ///
    /// As the rate.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// Korn and Graubard (1998).
    pub fn proportion(&self) -> Measured<Proportion> {
        let rate = self.rate()?;
        let spread = rate * (1.0 - rate);
        let size = match self.variance() {
            Ok(variance) if variance > 0.0 && spread > 0.0 => {
                let size = spread / variance;
                if size * rate.min(1.0 - rate) < FEW { size.min(self.kish_size()?) } else { size }
            }
            _ => self.kish_size()?,
        };
        Proportion::effective(rate, size)
    }

    /// Refuses sums that no rows with non-negative weights can have.
    fn check(&self) -> Measured<()> {
        if self.rows == 0 || self.weights == 0.0 {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        let tolerance = 1.0 + 1e-9;
        let is_valid = self.weights > 0.0
            && self.weights.is_finite()
            && self.squared_weights > 0.0
            && self.squared_weights.is_finite()
            && self.weighted_successes >= 0.0
            && self.weighted_successes <= self.weights * tolerance
            && self.squared_weighted_successes >= 0.0
            && self.squared_weighted_successes <= self.squared_weights * tolerance;
        if is_valid { Ok(()) } else { Err(Unavailable::Undefined(Reason::OutsideDomain)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_weights_are_almost_no_weights() {
        let sums = WeightedSums {
            weights: 600.0,
            weighted_successes: 240.0,
            squared_weights: 1800.0,
            squared_weighted_successes: 720.0,
            rows: 200,
        };
        approx::assert_relative_eq!(sums.kish_size().unwrap(), 200.0);
        approx::assert_relative_eq!(sums.proportion().unwrap().trials(), 199.0, max_relative = 1e-12);
    }

    /// Two successes among 50 rows, of small weights: v makes 50 weighted rows look like more than 50.
    #[test]
    fn few_successes_do_not_make_weights_look_sure() {
        let sums = WeightedSums {
            weights: 48.0 * 2.0 + 2.0 * 0.5,
            weighted_successes: 1.0,
            squared_weights: 48.0 * 4.0 + 2.0 * 0.25,
            squared_weighted_successes: 0.5,
            rows: 50,
        };
        let (rate, variance) = (sums.rate().unwrap(), sums.variance().unwrap());
        assert!(rate * (1.0 - rate) / variance > 100.0);
        assert_eq!(sums.proportion().unwrap().trials().to_bits(), sums.kish_size().unwrap().to_bits());
    }

    #[test]
    fn edges_have_reasons() {
        assert_eq!(WeightedSums::default().rate(), Err(Unavailable::Undefined(Reason::NoRows)));
        let one = WeightedSums {
            weights: 2.0,
            weighted_successes: 2.0,
            squared_weights: 4.0,
            squared_weighted_successes: 4.0,
            rows: 1,
        };
        assert_eq!(one.variance(), Err(Unavailable::Undefined(Reason::TooFewRows)));
        approx::assert_relative_eq!(one.proportion().unwrap().trials(), 1.0);
        let odd = WeightedSums { weights: f64::NAN, ..one };
        assert_eq!(odd.rate(), Err(Unavailable::Undefined(Reason::OutsideDomain)));
    }
}
