//! An estimate with a standard error and an interval from the normal approximation on a suitable scale.
//!
//! METHODS B4: ratios are symmetric on the log scale, differences on their own. An estimate that lies on the boundary
//! (variance 0, ratio 0 or infinite) has a point but no standard error: a zero-width interval is never shown.

use serde::{Deserialize, Serialize};

use super::interval::{Interval, Method};
use super::special::{chi_squared_upper_tail, two_sided_critical_value};
use super::two_sample::ChiSquaredTest;
use crate::value::{Confidence, Measured, Reason, Unavailable, finite};

/// A number, its standard error and its confidence interval.
///
/// # Undefined
///
/// Without a positive finite variance the standard error and the interval are `Undefined(Boundary)`; the value stays.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Method, estimate::Estimate};
/// use evenhand_inference::value::Confidence;
///
/// let variance = Ok(0.107_406_f64.powi(2));
/// let ratio = Estimate::logarithmic(Ok(0.85), variance, Method::MantelHaenszel, Confidence::DEFAULT);
/// let interval = ratio.interval.unwrap();
/// assert!((interval.lower - 0.688_64).abs() < 1e-4);
/// assert!((interval.upper - 1.049_17).abs() < 1e-4);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The point estimate.
    #[serde(with = "crate::value::measured")]
    pub value: Measured,
    /// The standard error: of the value for a difference, of its logarithm for a ratio.
    #[serde(with = "crate::value::measured")]
    pub standard_error: Measured,
    /// The confidence interval.
    #[serde(with = "crate::value::measured")]
    pub interval: Measured<Interval>,
}

impl Estimate {
    /// An estimate that is normal on its own scale, from its variance.
    ///
    /// # Formula
    ///
    /// value ∓ z·SE
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Method, estimate::Estimate};
    /// use evenhand_inference::value::Confidence;
    ///
    /// let difference = Estimate::linear(Ok(-0.06), Ok(0.0016), Method::Delta, Confidence::DEFAULT);
    /// assert!((difference.interval.unwrap().lower + 0.138_399).abs() < 1e-5);
    /// ```
    pub fn linear(value: Measured, variance: Measured, method: Method, confidence: Confidence) -> Self {
        let standard_error = value.and(variance).and_then(root);
        let z = two_sided_critical_value(confidence);
        let limits = |value: f64, error: f64| {
            let (lower, upper) = (finite(value - z * error)?, finite(value + z * error)?);
            Ok(Interval { lower, upper, confidence, method })
        };
        let interval = value.and_then(|value| limits(value, standard_error?));
        Self { value, standard_error, interval }
    }

    /// A positive estimate whose logarithm is normal, from the variance of the logarithm.
    ///
    /// # Formula
    ///
    /// value·exp(∓ z·SE)
    ///
    /// # Undefined
    ///
    /// A value of 0 has no logarithm: no interval, `Undefined(Boundary)`.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Method, estimate::Estimate};
    /// use evenhand_inference::value::Confidence;
    ///
    /// let nobody = Estimate::logarithmic(Ok(0.0), Ok(0.1), Method::DeltaLog, Confidence::DEFAULT);
    /// assert_eq!(nobody.value, Ok(0.0));
    /// assert!(nobody.interval.is_err());
    /// ```
    pub fn logarithmic(value: Measured, variance: Measured, method: Method, confidence: Confidence) -> Self {
        let boundary = Unavailable::Undefined(Reason::Boundary);
        let positive = value.and_then(|value| if value > 0.0 { Ok(value) } else { Err(boundary) });
        let standard_error = positive.and(variance).and_then(root);
        let z = two_sided_critical_value(confidence);
        let limits = |value: f64, error: f64| {
            let (lower, upper) = (finite(value * (-z * error).exp())?, finite(value * (z * error).exp())?);
            Ok(Interval { lower, upper, confidence, method })
        };
        let interval = positive.and_then(|value| limits(value, standard_error?));
        Self { value, standard_error, interval }
    }

    /// Whether the interval lies strictly on one side of `null`: −1 below, +1 above, 0 if it is covered or unknown.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Method, estimate::Estimate};
    /// use evenhand_inference::value::Confidence;
    ///
    /// let precise = Estimate::linear(Ok(-0.06), Ok(0.0001), Method::Delta, Confidence::DEFAULT);
    /// let vague = Estimate::linear(Ok(-0.06), Ok(0.0016), Method::Delta, Confidence::DEFAULT);
    /// assert_eq!((precise.side_of(0.0), vague.side_of(0.0)), (-1, 0));
    /// ```
    pub fn side_of(&self, null: f64) -> i8 {
        self.interval.map_or(0, |interval| i8::from(interval.lower > null) - i8::from(interval.upper < null))
    }
}

/// The test with the upper tail of the chi-squared law.
pub(crate) fn chi_squared_test(statistic: f64, degrees_of_freedom: u64) -> ChiSquaredTest {
    let p_value = chi_squared_upper_tail(statistic, degrees_of_freedom);
    ChiSquaredTest { statistic, degrees_of_freedom, p_value }
}

fn root(variance: f64) -> Measured {
    if variance > 0.0 && variance.is_finite() {
        Ok(variance.sqrt())
    } else {
        Err(Unavailable::Undefined(Reason::Boundary))
    }
}
