//! An estimate with a standard error and limits from the normal approximation on a stated scale.
//!
//! METHODS B4: ratios are symmetric on the log scale, differences on their own. An estimate that lies on the boundary
//! (variance 0, ratio 0 or infinite) has a point but no standard error: a zero-width interval is never shown.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};

use crate::value::{Confidence, Measured, Reason, Unavailable, finite};

/// The scale on which an estimate is treated as normal.
///
/// # Example
///
/// ```
/// use evenhand::inference::estimate::{Estimate, Scale};
/// use evenhand::value::Confidence;
///
/// assert_eq!(Estimate::logarithmic(Ok(0.85), Ok(0.01), Confidence::DEFAULT).scale, Scale::Logarithm);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scale {
    /// The estimate itself: differences.
    Identity,
    /// Its natural logarithm: ratios and odds ratios.
    Logarithm,
}

/// A number, its standard error and its confidence limits.
///
/// # Formula
///
/// Identity: value ∓ z·SE. Logarithm: value·exp(∓ z·SE), SE being that of ln(value).
///
/// # Undefined
///
/// Without a positive finite variance the standard error and the limits are `Undefined(Boundary)`; the value stays.
///
/// # Example
///
/// ```
/// use evenhand::inference::estimate::Estimate;
/// use evenhand::value::Confidence;
///
/// let ratio = Estimate::logarithmic(Ok(0.85), Ok(0.107_406_f64.powi(2)), Confidence::DEFAULT);
/// assert!((ratio.lower.unwrap() - 0.688_64).abs() < 1e-4);
/// assert!((ratio.upper.unwrap() - 1.049_17).abs() < 1e-4);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The point estimate.
    #[serde(with = "crate::value::measured")]
    pub value: Measured,
    /// The standard error on [`scale`](Self::scale).
    #[serde(with = "crate::value::measured")]
    pub standard_error: Measured,
    /// The lower confidence limit.
    #[serde(with = "crate::value::measured")]
    pub lower: Measured,
    /// The upper confidence limit.
    #[serde(with = "crate::value::measured")]
    pub upper: Measured,
    /// Where the normal approximation was made.
    pub scale: Scale,
    /// The two-sided confidence level of the limits.
    pub confidence: Confidence,
}

impl Estimate {
    /// An estimate that is normal on its own scale, from its variance.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::inference::estimate::Estimate;
    /// use evenhand::value::Confidence;
    ///
    /// let difference = Estimate::linear(Ok(-0.06), Ok(0.0016), Confidence::DEFAULT);
    /// assert!((difference.lower.unwrap() + 0.138_399).abs() < 1e-5);
    /// ```
    pub fn linear(value: Measured, variance: Measured, confidence: Confidence) -> Self {
        let standard_error = value.and(variance).and_then(root);
        let half = standard_error.map(|error| error * critical_value(confidence));
        let limit = |sign: f64| value.and_then(|value| finite(value + sign * half?));
        Self { value, standard_error, lower: limit(-1.0), upper: limit(1.0), scale: Scale::Identity, confidence }
    }

    /// A positive estimate whose logarithm is normal, from the variance of the logarithm.
    ///
    /// # Undefined
    ///
    /// A value of 0 has no logarithm: limits `Undefined(Boundary)`.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::inference::estimate::Estimate;
    /// use evenhand::value::Confidence;
    ///
    /// let nobody = Estimate::logarithmic(Ok(0.0), Ok(0.1), Confidence::DEFAULT);
    /// assert_eq!(nobody.value, Ok(0.0));
    /// assert!(nobody.lower.is_err());
    /// ```
    pub fn logarithmic(value: Measured, variance: Measured, confidence: Confidence) -> Self {
        let positive =
            value.and_then(|value| if value > 0.0 { Ok(value) } else { Err(Unavailable::Undefined(Reason::Boundary)) });
        let standard_error = positive.and(variance).and_then(root);
        let half = standard_error.map(|error| error * critical_value(confidence));
        let limit = |sign: f64| positive.and_then(|value| finite(value * (sign * half?).exp()));
        Self { value, standard_error, lower: limit(-1.0), upper: limit(1.0), scale: Scale::Logarithm, confidence }
    }

    /// Whether both limits lie strictly on one side of `null`: −1 below, +1 above, 0 if it is covered or unknown.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::inference::estimate::Estimate;
    /// use evenhand::value::Confidence;
    ///
    /// assert_eq!(Estimate::linear(Ok(-0.06), Ok(0.0001), Confidence::DEFAULT).side_of(0.0), -1);
    /// assert_eq!(Estimate::linear(Ok(-0.06), Ok(0.0016), Confidence::DEFAULT).side_of(0.0), 0);
    /// ```
    pub fn side_of(&self, null: f64) -> i8 {
        match (self.lower, self.upper) {
            (Ok(lower), _) if lower > null => 1,
            (_, Ok(upper)) if upper < null => -1,
            _ => 0,
        }
    }
}

/// The outcome of a chi-square test.
///
/// # Example
///
/// ```
/// use evenhand::inference::estimate::ChiSquareTest;
///
/// let test = ChiSquareTest::new(8.888_889, 2);
/// assert!((test.p_value - 0.011_743_6).abs() < 1e-7);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ChiSquareTest {
    /// The test statistic.
    pub statistic: f64,
    /// Its degrees of freedom under the null hypothesis.
    pub degrees_of_freedom: u64,
    /// The probability of a statistic at least as large under the null hypothesis.
    pub p_value: f64,
}

impl ChiSquareTest {
    /// The test with the upper-tail probability of the chi-square law.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::inference::estimate::ChiSquareTest;
    ///
    /// assert_eq!(ChiSquareTest::new(0.0, 1).p_value, 1.0);
    /// ```
    pub fn new(statistic: f64, degrees_of_freedom: u64) -> Self {
        Self { statistic, degrees_of_freedom, p_value: chi_square_upper_tail(statistic, degrees_of_freedom) }
    }
}

fn root(variance: f64) -> Measured {
    if variance > 0.0 && variance.is_finite() {
        Ok(variance.sqrt())
    } else {
        Err(Unavailable::Undefined(Reason::Boundary))
    }
}

/// The standard-normal quantile of 1 − α/2.
pub(crate) fn critical_value(confidence: Confidence) -> f64 {
    -Normal::standard().inverse_cdf(confidence.alpha() / 2.0)
}

fn chi_square_upper_tail(statistic: f64, degrees_of_freedom: u64) -> f64 {
    ChiSquared::new(degrees_of_freedom as f64).map_or(1.0, |law| law.sf(statistic.max(0.0)))
}
