//! What a rule that decides whom to treat is worth to a segment, by weighting with the probability of the treatment.

use serde::{Deserialize, Serialize};

use crate::estimate::Estimate;
use crate::interval::Method;
use crate::value::{Confidence, Measured, Reason, Unavailable, finite};

/// One row of an experiment: what was done, what the rule would do, and what came of it.
///
/// # Example
///
/// ```
/// use evenhand_inference::uplift::PolicyRow;
///
/// // Mailed with probability ⅔, would be mailed under the rule, bought.
/// let row = PolicyRow { outcome: 1.0, treated: true, targeted: true, propensity: 2.0 / 3.0 };
/// assert_eq!(row.weight(), Ok(1.5));
/// assert_eq!(row.value(), Ok(1.5));
/// assert_eq!(row.doubly_robust_value(0.5, 0.25), Ok(1.25));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PolicyRow {
    /// y: the outcome, 0 or 1 for an event, or an amount.
    pub outcome: f64,
    /// t: whether the row was treated.
    pub treated: bool,
    /// π: whether the rule would treat it.
    pub targeted: bool,
    /// e: the probability with which it was to be treated, strictly between 0 and 1.
    pub propensity: f64,
}

impl PolicyRow {
    /// The weight with which the row stands for those that the rule decides on in the same way; 0 if the rule would have
    /// done something else.
    ///
    /// # Formula
    ///
    /// 1{t = π}/P(t), P(t) = e for a treated row and 1 − e for another
    ///
    /// # Undefined
    ///
    /// A propensity that is not strictly between 0 and 1: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn weight(&self) -> Measured {
        let chance = self.chance()?;
        Ok(if self.treated == self.targeted { 1.0 / chance } else { 0.0 })
    }

    /// The row's part in the value of the rule; the mean over a segment is the value.
    ///
    /// # Formula
    ///
    /// y·1{t = π}/P(t)
    ///
    /// # Errors
    ///
    /// As [`PolicyRow::weight`].
    ///
    /// # Source
    ///
    /// D. G. Horvitz and D. J. Thompson, JASA 47 (1952).
    pub fn value(&self) -> Measured {
        finite(self.outcome * self.weight()?)
    }

    /// The row's part in what the rule adds to treating nobody.
    ///
    /// # Formula
    ///
    /// π·y·(t/e − (1 − t)/(1 − e))
    ///
    /// # Errors
    ///
    /// As [`PolicyRow::weight`].
    pub fn gain(&self) -> Measured {
        let chance = self.chance()?;
        if !self.targeted {
            return Ok(0.0);
        }
        finite(if self.treated { self.outcome / chance } else { -self.outcome / chance })
    }

    /// The row's part in the value of the rule, with a model of the outcome: right if either the model or the propensity is.
    ///
    /// # Formula
    ///
    /// m(π) + 1{t = π}/P(t)·(y − m(t)), m the outcome that the model predicts with and without treatment
    ///
    /// # Errors
    ///
    /// As [`PolicyRow::weight`].
    ///
    /// # Source
    ///
    /// M. Dudík, D. Erhan, J. Langford and L. Li, Statistical Science 29 (2014).
    pub fn doubly_robust_value(&self, predicted_treated: f64, predicted_control: f64) -> Measured {
        let predicted = if self.targeted { predicted_treated } else { predicted_control };
        finite(predicted + self.weight()? * (self.outcome - predicted))
    }

    /// The row's part in what the rule adds to treating nobody, with a model of the outcome.
    ///
    /// # Formula
    ///
    /// π·(m₁ − m₀ + t/e·(y − m₁) − (1 − t)/(1 − e)·(y − m₀))
    ///
    /// # Errors
    ///
    /// As [`PolicyRow::weight`].
    ///
    /// # Source
    ///
    /// J. M. Robins, A. Rotnitzky and L. P. Zhao, JASA 89 (1994).
    pub fn doubly_robust_gain(&self, predicted_treated: f64, predicted_control: f64) -> Measured {
        let chance = self.chance()?;
        if !self.targeted {
            return Ok(0.0);
        }
        let correction = if self.treated {
            (self.outcome - predicted_treated) / chance
        } else {
            -(self.outcome - predicted_control) / chance
        };
        finite(predicted_treated - predicted_control + correction)
    }

    /// The probability of what was done.
    fn chance(&self) -> Measured {
        if self.propensity > 0.0 && self.propensity < 1.0 {
            Ok(if self.treated { self.propensity } else { 1.0 - self.propensity })
        } else {
            Err(Unavailable::Undefined(Reason::OutsideDomain))
        }
    }
}

/// Sums over weighted rows with an outcome, for a mean whose weights are random too.
///
/// # Example
///
/// ```
/// use evenhand_inference::{uplift::WeightedMoments, value::Confidence};
///
/// // Weights 1, 1, 2, 2, 4 with outcomes 1, 0, 1, 1, 0.
/// let mut sums = WeightedMoments::default();
/// for (weight, outcome) in [(1.0, 1.0), (1.0, 0.0), (2.0, 1.0), (2.0, 1.0), (4.0, 0.0)] {
///     sums.push(weight, outcome);
/// }
/// let mean = sums.mean(Confidence::DEFAULT);
/// assert_eq!(mean.value, Ok(0.5));
/// assert!((mean.standard_error.unwrap().powi(2) - 0.08125).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct WeightedMoments {
    /// Number of rows, those of weight zero included.
    pub rows: u64,
    /// Σw.
    pub weights: f64,
    /// Σwy.
    pub weighted: f64,
    /// Σw².
    pub squared_weights: f64,
    /// Σw²y.
    pub squared_weighted: f64,
    /// Σw²y².
    pub squared_weighted_squares: f64,
}

impl WeightedMoments {
    /// Adds a row.
    pub fn push(&mut self, weight: f64, outcome: f64) {
        self.rows += 1;
        self.weights += weight;
        self.weighted += weight * outcome;
        let squared = weight * weight;
        self.squared_weights += squared;
        self.squared_weighted += squared * outcome;
        self.squared_weighted_squares += squared * outcome * outcome;
    }

    /// Adds the rows of another part.
    pub fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.weights += other.weights;
        self.weighted += other.weighted;
        self.squared_weights += other.squared_weights;
        self.squared_weighted += other.squared_weighted;
        self.squared_weighted_squares += other.squared_weighted_squares;
    }

    /// The weighted mean with its linearised variance: the value of a rule whose weights are made to sum to the rows.
    ///
    /// # Formula
    ///
    /// v = Σwy/Σw; SE² = n/(n−1)·Σw²(y − v)²/(Σw)²
    ///
    /// # Undefined
    ///
    /// Without weight: `Undefined(NoRows)`. The standard error of one row: `Undefined(TooFewRows)`; without variation:
    /// `Undefined(Boundary)`.
    ///
    /// # Source
    ///
    /// J. Hájek, in Foundations of Statistical Inference (1971); METHODS B10 for the variance.
    pub fn mean(&self, confidence: Confidence) -> Estimate {
        let value = if self.weights > 0.0 {
            finite(self.weighted / self.weights)
        } else {
            Err(Unavailable::Undefined(Reason::NoRows))
        };
        let variance = value.and_then(|value| {
            if self.rows < 2 {
                return Err(Unavailable::Undefined(Reason::TooFewRows));
            }
            let rows = self.rows as f64;
            let sum = self.squared_weighted_squares - 2.0 * value * self.squared_weighted
                + value * value * self.squared_weights;
            finite(rows / (rows - 1.0) * sum.max(0.0) / (self.weights * self.weights))
        });
        Estimate::linear(value, variance, Method::Delta, confidence)
    }
}
