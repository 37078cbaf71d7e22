//! Segments observed with known error rates, and the corrections that undo them.
//!
//! All corrections assume non-differential error: independent of outcome and decision given the true segment.
//! Where that fails, show a grid of error rates instead of one corrected number.

use serde::{Deserialize, Serialize};

use super::dense::{Matrix, column_sum_norm};
use crate::value::{Measured, Reason, Unavailable, finite};

/// The condition number beyond which a correction only amplifies noise.
pub const LARGEST_CONDITION_NUMBER: f64 = 10.0;

/// How far an observed binary segment can be trusted.
///
/// # Example
///
/// ```
/// use evenhand_inference::segment_noise::SegmentAccuracy;
///
/// let accuracy = SegmentAccuracy { positive_predictive_value: 0.8, negative_predictive_value: 0.9 };
/// assert!((accuracy.corrected_difference(-0.105).unwrap() + 0.15).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SegmentAccuracy {
    /// P(in the segment | observed in it).
    pub positive_predictive_value: f64,
    /// P(outside the segment | observed outside).
    pub negative_predictive_value: f64,
}

impl SegmentAccuracy {
    /// The true difference of rates from the observed one.
    ///
    /// # Formula
    ///
    /// Δ = `Δ_obs`/(PPV + NPV − 1); condition number of the 2×2 mixing matrix: (1 + |PPV − NPV|)/|PPV + NPV − 1|.
    ///
    /// # Undefined
    ///
    /// Condition number above 10: `NotIdentified(IllConditioned)`. A corrected difference beyond ±1 contradicts the error
    /// rates: `NotIdentified(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*; values that are not probabilities are `Undefined(OutsideDomain)`.
    ///
    /// # Source
    ///
    /// Awasthi, Kleindessner and Morgenstern (2020), AISTATS, for when the correction holds.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::segment_noise::SegmentAccuracy;
    /// use evenhand_inference::value::{Reason, Unavailable};
    ///
    /// let coin = SegmentAccuracy { positive_predictive_value: 0.5, negative_predictive_value: 0.52 };
    /// assert_eq!(coin.corrected_difference(0.01), Err(Unavailable::NotIdentified(Reason::IllConditioned)));
    /// ```
    pub fn corrected_difference(&self, observed: f64) -> Measured {
        let (positive, negative) =
            (probability(self.positive_predictive_value)?, probability(self.negative_predictive_value)?);
        if !(-1.0..=1.0).contains(&observed) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let determinant = positive + negative - 1.0;
        if 1.0 + (positive - negative).abs() > LARGEST_CONDITION_NUMBER * determinant.abs() {
            return Err(Unavailable::NotIdentified(Reason::IllConditioned));
        }
        let corrected = observed / determinant;
        if corrected.abs() > 1.0 + 1e-12 {
            return Err(Unavailable::NotIdentified(Reason::OutsideDomain));
        }
        Ok(corrected.clamp(-1.0, 1.0))
    }
}

/// P(observed segment | true segment), one row per true segment.
///
/// # Example
///
/// ```
/// use evenhand_inference::segment_noise::Misclassification;
///
/// let noise = Misclassification::new(vec![vec![0.9, 0.1], vec![0.2, 0.8]]).unwrap();
/// let corrected = noise.correct(&[110, 90]).unwrap();
/// assert!((corrected.counts[0] - 100.0).abs() < 1e-9);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Vec<f64>>", into = "Vec<Vec<f64>>")]
pub struct Misclassification(Vec<Vec<f64>>);

/// Counts by true segment.
///
/// # Example
///
/// ```
/// use evenhand_inference::segment_noise::Misclassification;
///
/// let noise = Misclassification::new(vec![vec![0.9, 0.1], vec![0.2, 0.8]]).unwrap();
/// // Fewer rows in the second segment than error alone would put there.
/// let corrected = noise.correct(&[95, 5]).unwrap();
/// assert!(corrected.constrained);
/// assert!(corrected.counts[1] < 1e-6);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrectedCounts {
    /// Estimated rows of each true segment; they add up to the observed rows.
    pub counts: Vec<f64>,
    /// The condition number of the correction in the norm of absolute counts.
    pub condition_number: f64,
    /// Whether plain inversion gave a negative count, so that the non-negative maximum-likelihood solution stands here.
    pub constrained: bool,
}

impl Misclassification {
    /// The matrix if it is one: square, rows probabilities that sum to 1 within 1e-9.
    ///
    /// # Errors
    ///
    /// Anything else is `Undefined(OutsideDomain)`.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::segment_noise::Misclassification;
    ///
    /// assert!(Misclassification::new(vec![vec![0.9, 0.2], vec![0.2, 0.8]]).is_err());
    /// ```
    pub fn new(rows: Vec<Vec<f64>>) -> Measured<Self> {
        let proper = |row: &Vec<f64>| {
            row.len() == rows.len()
                && row.iter().all(|share| (0.0..=1.0).contains(share))
                && (row.iter().sum::<f64>() - 1.0).abs() <= 1e-9
        };
        if rows.is_empty() || !rows.iter().all(proper) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        Ok(Self(rows))
    }

    /// Counts by true segment from counts by observed segment. Apply it to every (outcome, decision) cell separately.
    ///
    /// # Formula
    ///
    /// Solves Mᵀ·true = observed. If a solution is negative, the maximum of the multinomial likelihood over non-negative
    /// counts, by expectation–maximisation. Condition number ‖Mᵀ‖₁·‖M⁻ᵀ‖₁.
    ///
    /// # Undefined
    ///
    /// Singular or condition number above 10: `NotIdentified(IllConditioned)`. The iteration does not settle:
    /// `Undefined(NoConvergence)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*; a vector of another length is `Undefined(OutsideDomain)`.
    ///
    /// # Source
    ///
    /// Barron (1977), *Biometrics* 33, 414–418 (matrix method); Vardi and Lee (1993), *JRSS B* 55, 569–612 (EM).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::segment_noise::Misclassification;
    /// use evenhand_inference::value::{Reason, Unavailable};
    ///
    /// let coin = Misclassification::new(vec![vec![0.5, 0.5], vec![0.5, 0.5]]).unwrap();
    /// assert_eq!(coin.correct(&[6, 4]), Err(Unavailable::NotIdentified(Reason::IllConditioned)));
    /// ```
    pub fn correct(&self, observed: &[u64]) -> Measured<CorrectedCounts> {
        let size = self.0.len();
        if observed.len() != size {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let ill_conditioned = Unavailable::NotIdentified(Reason::IllConditioned);
        let transposed = Matrix::from_fn(size, |row, column| self.0[column][row]);
        let inverse = transposed.inverse().ok_or(ill_conditioned)?;
        let condition_number = column_sum_norm(&transposed) * column_sum_norm(&inverse);
        if condition_number.is_nan() || condition_number > LARGEST_CONDITION_NUMBER {
            return Err(ill_conditioned);
        }
        let observed: Vec<f64> = observed.iter().map(|count| *count as f64).collect();
        let total: f64 = observed.iter().sum();
        let mut counts = inverse.times(&observed);
        let rounding = 1e-12 * total * condition_number;
        let constrained = counts.iter().any(|count| *count < -rounding);
        if constrained {
            counts = self.maximise_likelihood(&observed, total)?;
        }
        for count in &mut counts {
            *count = finite(count.max(0.0))?;
        }
        Ok(CorrectedCounts { counts, condition_number, constrained })
    }

    fn maximise_likelihood(&self, observed: &[f64], total: f64) -> Measured<Vec<f64>> {
        let size = self.0.len();
        let mut counts = vec![total / size as f64; size];
        for _ in 0..100_000 {
            let expected: Vec<f64> =
                (0..size).map(|seen| (0..size).map(|truth| self.0[truth][seen] * counts[truth]).sum()).collect();
            let weight = |seen: usize| if observed[seen] > 0.0 { observed[seen] / expected[seen] } else { 0.0 };
            let next: Vec<f64> = (0..size)
                .map(|truth| counts[truth] * (0..size).map(|seen| self.0[truth][seen] * weight(seen)).sum::<f64>())
                .collect();
            let moved = next.iter().zip(&counts).map(|(new, old)| (new - old).abs()).sum::<f64>();
            counts = next;
            if moved <= 1e-13 * total {
                return Ok(counts);
            }
        }
        Err(Unavailable::Undefined(Reason::NoConvergence))
    }
}

impl TryFrom<Vec<Vec<f64>>> for Misclassification {
    type Error = Unavailable;

    fn try_from(rows: Vec<Vec<f64>>) -> Measured<Self> {
        Self::new(rows)
    }
}

impl From<Misclassification> for Vec<Vec<f64>> {
    fn from(matrix: Misclassification) -> Self {
        matrix.0
    }
}

pub(super) fn probability(value: f64) -> Measured {
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(Unavailable::Undefined(Reason::OutsideDomain)) }
}
