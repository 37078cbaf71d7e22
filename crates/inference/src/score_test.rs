//! What a score test of any null value says.

use serde::{Deserialize, Serialize};

use super::special::{normal_cdf, normal_upper_tail};
use crate::value::{Measured, Sign, Unavailable};

/// A score statistic and its p-values; dual to the score interval, so the two never disagree.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Proportion, Ratio};
///
/// // Is the impact ratio below four fifths? 40/160 against 80/200.
/// let ratio = Ratio { group: Proportion::new(40, 160).unwrap(), reference: Proportion::new(80, 200).unwrap() };
/// let test = ratio.score_test(0.8).unwrap();
/// assert!((test.z.unwrap() + 1.546576).abs() < 1e-6);
/// assert!((test.p_less - 0.060983).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScoreTest {
    /// The null value.
    pub null: f64,
    /// The statistic, positive where the estimate exceeds the null; infinite where the data rule the null out.
    #[serde(with = "crate::value::measured")]
    pub z: Measured,
    /// One-sided p-value of the alternative that the truth is below the null.
    pub p_less: f64,
    /// One-sided p-value of the alternative that the truth is above the null.
    pub p_greater: f64,
    /// Two-sided p-value.
    pub p_two_sided: f64,
}

impl ScoreTest {
    /// The p-values of a statistic, which may be infinite.
    pub(super) fn at(null: f64, z: f64) -> Self {
        let measured = if z.is_finite() {
            Ok(z)
        } else {
            Err(Unavailable::Infinite(if z > 0.0 { Sign::Positive } else { Sign::Negative }))
        };
        Self {
            null,
            z: measured,
            p_less: normal_cdf(z),
            p_greater: normal_upper_tail(z),
            p_two_sided: (2.0 * normal_upper_tail(z.abs())).min(1.0),
        }
    }
}
