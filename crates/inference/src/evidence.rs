//! Contrasts with intervals and tests of their own: distances, the largest of several, and means of heavy tails.

use std::fmt;

use super::classes::label_disparities;
use super::scores::kolmogorov_upper_tail;
use super::values::{BootstrapT, bounded_group_loss};
use super::{Difference, Interval, Method, Moments};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// An estimate that brings its interval and its tests.
pub trait Evidence: fmt::Debug + Send + Sync {
    /// The estimate.
    ///
    /// # Errors
    ///
    /// Why there is none.
    fn estimate(&self) -> Measured;

    /// Its confidence interval.
    ///
    /// # Errors
    ///
    /// Why there is none.
    fn interval(&self, confidence: Confidence) -> Measured<Interval>;

    /// One-sided p-values of lying below and above a value.
    ///
    /// # Errors
    ///
    /// Why there are none.
    fn p_at(&self, null: f64) -> Measured<(f64, f64)>;
}

/// The chance that an error is at least of a size.
#[derive(Debug, Clone, PartialEq)]
pub enum ErrorTail {
    /// From resampled errors, in increasing order.
    Drawn(Vec<f64>),
    /// Kolmogorov's law of √N times the error, N = nm/(n + m); too wide where values tie.
    Kolmogorov {
        /// N.
        effective_rows: f64,
    },
}

impl ErrorTail {
    /// Sorts resampled errors.
    pub fn drawn(mut errors: Vec<f64>) -> Self {
        errors.sort_unstable_by(f64::total_cmp);
        Self::Drawn(errors)
    }

    fn at_least(&self, size: f64) -> f64 {
        match self {
            Self::Drawn(errors) => {
                let below = errors.partition_point(|error| *error < size - 1e-12);
                (1 + errors.len() - below) as f64 / (1 + errors.len()) as f64
            }
            Self::Kolmogorov { effective_rows } => kolmogorov_upper_tail(effective_rows.sqrt() * size),
        }
    }

    /// The size that an error exceeds with a probability.
    fn quantile(&self, alpha: f64) -> f64 {
        match self {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the length")]
            Self::Drawn(errors) => {
                let place = ((errors.len() + 1) as f64 * (1.0 - alpha)).ceil() as usize;
                errors.get(place.saturating_sub(1)).copied().unwrap_or(f64::INFINITY)
            }
            Self::Kolmogorov { effective_rows } => {
                let (mut low, mut high) = (0.0, 40.0);
                for _ in 0..80 {
                    let middle = f64::midpoint(low, high);
                    if kolmogorov_upper_tail(middle) > alpha { low = middle } else { high = middle }
                }
                high / effective_rows.sqrt()
            }
        }
    }
}

/// A distance of two distributions, which cannot be negative and which chance alone makes positive.
///
/// # Formula
///
/// \[max(0, d − c), d + c\], c the (1 − α) quantile of the size of the error, ‖(P* − Q*) − (P − Q)‖ over resamples. The distance is a
/// norm, so it misses the truth by no more than the norm of the error: the interval covers whether or not the groups are alike.
///
/// # Example
///
/// ```
/// use evenhand_inference::value::Confidence;
/// use evenhand_inference::{Distance, ErrorTail, Evidence};
///
/// let distance = Distance { estimate: 0.2, tail: ErrorTail::Kolmogorov { effective_rows: 500.0 }, most: 1.0 };
/// // The 5 % point of Kolmogorov's law is 1.3581.
/// let interval = distance.interval(Confidence::DEFAULT).unwrap();
/// assert!((interval.upper - (0.2 + 1.3581 / 500.0_f64.sqrt())).abs() < 1e-5);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Distance {
    /// The distance.
    pub estimate: f64,
    /// How large its error is.
    pub tail: ErrorTail,
    /// The largest that it can be.
    pub most: f64,
}

impl Evidence for Distance {
    fn estimate(&self) -> Measured {
        Ok(self.estimate)
    }

    fn interval(&self, confidence: Confidence) -> Measured<Interval> {
        let size = self.tail.quantile(confidence.alpha());
        if !(size.is_finite() && size > 0.0) {
            return Err(Unavailable::Undefined(Reason::Boundary));
        }
        let (lower, upper) = ((self.estimate - size).max(0.0), (self.estimate + size).min(self.most));
        Ok(Interval { lower, upper, confidence, method: Method::ErrorNorm })
    }

    /// Half the chance of such an error, so that twice the smaller is what chance does.
    fn p_at(&self, null: f64) -> Measured<(f64, f64)> {
        let size = (null - self.estimate).abs();
        let half = 0.5 * self.tail.at_least(size);
        Ok(if null > self.estimate { (half, 1.0 - half) } else { (1.0 - half, half) })
    }
}

/// How like two distributions are, 1 less their Jensen–Shannon divergence in bits.
///
/// # Formula
///
/// 1 − d², d the square root of the divergence, which is a metric: so d misses the truth by no more than the distances of both
/// distributions from the true ones, and the interval of d as a [`Distance`] covers whether or not they are alike.
///
/// # Source
///
/// D. M. Endres and J. E. Schindelin, IEEE Transactions on Information Theory 49 (2003), for the metric.
///
/// # Example
///
/// ```
/// use evenhand_inference::value::Confidence;
/// use evenhand_inference::{Distance, ErrorTail, Evidence, Similarity};
///
/// // In 39 resamples the errors of d were 0.01, 0.02 … 0.39; the largest is their 97.5 % point.
/// let tail = ErrorTail::drawn((1..40).map(|error| f64::from(error) / 100.0).collect());
/// let alike = Similarity(Distance { estimate: 0.1, tail, most: 1.0 });
/// let interval = alike.interval(Confidence::new(0.975).unwrap()).unwrap();
/// assert!((interval.lower - (1.0 - 0.49 * 0.49)).abs() < 1e-12 && interval.upper == 1.0);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Similarity(
    /// The root of the divergence.
    pub Distance,
);

impl Evidence for Similarity {
    fn estimate(&self) -> Measured {
        Ok(1.0 - self.0.estimate * self.0.estimate)
    }

    fn interval(&self, confidence: Confidence) -> Measured<Interval> {
        let apart = self.0.interval(confidence)?;
        Ok(Interval { lower: 1.0 - apart.upper * apart.upper, upper: 1.0 - apart.lower * apart.lower, ..apart })
    }

    /// The less like, the farther apart.
    fn p_at(&self, null: f64) -> Measured<(f64, f64)> {
        let (below, above) = self.0.p_at((1.0 - null).max(0.0).sqrt())?;
        Ok((above, below))
    }
}

/// The largest mean of several groups, as a loss that no group may exceed.
#[derive(Debug, Clone, PartialEq)]
pub struct LargestMean(
    /// The groups.
    pub Vec<Moments>,
);

impl Evidence for LargestMean {
    fn estimate(&self) -> Measured {
        bounded_group_loss(&self.0, 0.0, Confidence::DEFAULT).map(|loss| loss.largest)
    }

    fn interval(&self, confidence: Confidence) -> Measured<Interval> {
        let one_sided =
            Confidence::new(1.0 - 0.5 * confidence.alpha()).ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
        let loss = bounded_group_loss(&self.0, 0.0, one_sided)?;
        Ok(Interval { lower: loss.lower?, upper: loss.upper?, confidence, method: Method::Student })
    }

    fn p_at(&self, null: f64) -> Measured<(f64, f64)> {
        let filled: Vec<&Moments> = self.0.iter().filter(|group| group.count > 0).collect();
        let (mut below, mut above) = (0.0_f64, 1.0_f64);
        for group in &filled {
            let rows = group.count as f64;
            let error = (group.variance()? / rows).sqrt();
            let contrast = super::Contrast::Normal {
                estimate: group.mean()?,
                standard_error: error,
                degrees_of_freedom: Some(rows - 1.0),
                scale: super::NormalScale::Identity,
                method: Method::Student,
            };
            let (less, greater) = contrast.p_at(null)?;
            (below, above) = (below.max(less), above.min(greater));
        }
        Ok((below, (filled.len() as f64 * above).min(1.0)))
    }
}

/// The largest of several differences of rates, of either sign, as over classes.
#[derive(Debug, Clone, PartialEq)]
pub struct LargestDifference(
    /// The differences.
    pub Vec<Difference>,
);

impl Evidence for LargestDifference {
    fn estimate(&self) -> Measured {
        self.0.iter().try_fold(0.0_f64, |largest, one| Ok(largest.max(one.estimate()?.abs())))
    }

    fn interval(&self, confidence: Confidence) -> Measured<Interval> {
        let group: Vec<_> = self.0.iter().map(|one| Ok(one.group)).collect();
        let reference: Vec<_> = self.0.iter().map(|one| Ok(one.reference)).collect();
        label_disparities(&group, &reference, confidence).map(|found| found.interval)
    }

    /// Below: every difference lies between −null and null. Above: some lies beyond, by Šidák's correction.
    fn p_at(&self, null: f64) -> Measured<(f64, f64)> {
        let (mut below, mut above) = (0.0_f64, 1.0_f64);
        for one in &self.0 {
            let (right, left) = (one.score_test(null)?, one.score_test(-null)?);
            below = below.max(right.p_less).max(left.p_greater);
            above = above.min(right.p_greater).min(left.p_less);
        }
        let many = -(self.0.len() as f64 * (-above).ln_1p()).exp_m1();
        Ok((below, many.min(1.0)))
    }
}

impl Evidence for BootstrapT {
    fn estimate(&self) -> Measured {
        Ok(self.difference)
    }

    fn interval(&self, confidence: Confidence) -> Measured<Interval> {
        Self::interval(self, confidence)
    }

    fn p_at(&self, null: f64) -> Measured<(f64, f64)> {
        Ok(self.one_sided(null))
    }
}
