//! Outcomes observed with known error rates: the Rogan–Gladen correction, per group.

use serde::{Deserialize, Serialize};

use super::segment_noise::probability;
use crate::value::{Measured, Reason, Unavailable};

/// How far an observed label can be trusted, within one group.
///
/// # Example
///
/// ```
/// use evenhand_inference::label_noise::LabelAccuracy;
///
/// let accuracy = LabelAccuracy { sensitivity: 0.9, specificity: 0.8 };
/// let corrected = accuracy.rogan_gladen(0.41).unwrap();
/// assert!((corrected.value - 0.3).abs() < 1e-12 && !corrected.clamped);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LabelAccuracy {
    /// P(observed positive | truly positive).
    pub sensitivity: f64,
    /// P(observed negative | truly negative).
    pub specificity: f64,
}

/// A rate corrected for label error.
///
/// # Example
///
/// ```
/// use evenhand_inference::label_noise::LabelAccuracy;
///
/// let corrected = LabelAccuracy { sensitivity: 0.9, specificity: 0.8 }.rogan_gladen(0.1).unwrap();
/// assert_eq!((corrected.value, corrected.clamped), (0.0, true));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CorrectedRate {
    /// The corrected rate, within \[0, 1\].
    pub value: f64,
    /// Whether the formula left \[0, 1\]: the assumed accuracy and the data disagree, or the sample is small.
    pub clamped: bool,
    /// The factor by which the standard error of the observed rate grows: 1/(se + sp − 1).
    pub amplification: f64,
}

impl LabelAccuracy {
    /// The true positive share from the observed one.
    ///
    /// # Formula
    ///
    /// (p̂ + sp − 1)/(se + sp − 1), clamped to \[0, 1\] with a flag.
    ///
    /// # Undefined
    ///
    /// se + sp ≤ 1, a label no better than chance: `NotIdentified(IllConditioned)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*; values that are not probabilities are `Undefined(OutsideDomain)`.
    ///
    /// # Source
    ///
    /// Rogan and Gladen (1978), *American Journal of Epidemiology* 107, 71–76.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::label_noise::LabelAccuracy;
    ///
    /// assert!(LabelAccuracy { sensitivity: 0.5, specificity: 0.5 }.rogan_gladen(0.4).is_err());
    /// ```
    pub fn rogan_gladen(&self, observed: f64) -> Measured<CorrectedRate> {
        let (sensitivity, specificity) = (probability(self.sensitivity)?, probability(self.specificity)?);
        let observed = probability(observed)?;
        let youden = sensitivity + specificity - 1.0;
        if youden <= f64::EPSILON {
            return Err(Unavailable::NotIdentified(Reason::IllConditioned));
        }
        let raw = (observed - (1.0 - specificity)) / youden;
        let value = raw.clamp(0.0, 1.0);
        Ok(CorrectedRate { value, clamped: (raw - value).abs() > 1e-12, amplification: 1.0 / youden })
    }
}
