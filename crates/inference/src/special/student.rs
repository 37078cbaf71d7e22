//! Student's t distribution, for few clusters and for means.

use super::beta::Beta;
use crate::value::{Confidence, Measured, finite};

/// Student's t distribution with positive, not necessarily whole, degrees of freedom.
///
/// # Example
///
/// ```
/// use evenhand_inference::special::StudentT;
///
/// let t = StudentT::new(17.9451).unwrap();
/// assert!((2.0 * t.upper_tail(0.890268) - 0.385103).abs() < 1e-6);
/// assert!((t.upper_tail(t.upper_quantile(0.025)) - 0.025).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudentT {
    degrees_of_freedom: f64,
    beta: Beta,
}

impl StudentT {
    /// The distribution with the degrees of freedom given.
    ///
    /// # Errors
    ///
    /// `Undefined(OutsideDomain)` unless they are positive and finite.
    pub fn new(degrees_of_freedom: f64) -> Measured<Self> {
        Ok(Self { degrees_of_freedom, beta: Beta::new(0.5 * degrees_of_freedom, 0.5)? })
    }

    /// The probability of a value above `t`.
    ///
    /// # Formula
    ///
    /// ½ I(ν/(ν+t²); ν/2, ½) for t ≥ 0; its complement below zero
    pub fn upper_tail(&self, t: f64) -> f64 {
        let square = t * t;
        let x = self.degrees_of_freedom / (self.degrees_of_freedom + square);
        let y = square / (self.degrees_of_freedom + square);
        let half = 0.5 * if square.is_infinite() { 0.0 } else { self.beta.tails_of_split(x, y).lower };
        if t > 0.0 { half } else { 1.0 - half }
    }

    /// The probability of a value at or below `t`.
    ///
    /// # Formula
    ///
    /// P(T ≤ t) = P(T ≥ −t)
    pub fn cdf(&self, t: f64) -> f64 {
        self.upper_tail(-t)
    }

    /// The value exceeded with the probability given; +∞ at 0 and −∞ at 1.
    ///
    /// # Formula
    ///
    /// t = √(ν(1−x)/x) at the x with I(x; ν/2, ½) = 2p
    pub fn upper_quantile(&self, probability: f64) -> f64 {
        if probability > 0.5 {
            return -self.upper_quantile(1.0 - probability);
        }
        if probability <= 0.0 {
            return f64::INFINITY;
        }
        let split = self.beta.split_at(2.0 * probability, 1.0 - 2.0 * probability);
        (self.degrees_of_freedom * (split.y / split.x)).sqrt()
    }
}

/// The t beyond which, on both sides together, lies the error probability of a two-sided interval.
///
/// # Errors
///
/// As for [`StudentT::new`]; `Undefined(OutsideDomain)` where the quantile exceeds every number, at a thousandth of a degree.
///
/// # Example
///
/// ```
/// use evenhand_inference::{special::two_sided_student_critical_value, value::Confidence};
///
/// let t = two_sided_student_critical_value(Confidence::DEFAULT, 10.0).unwrap();
/// assert!((t - 2.2281388519862747).abs() < 1e-12);
/// ```
pub fn two_sided_student_critical_value(confidence: Confidence, degrees_of_freedom: f64) -> Measured {
    finite(StudentT::new(degrees_of_freedom)?.upper_quantile(0.5 * confidence.alpha()))
}
