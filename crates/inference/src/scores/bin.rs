//! What is kept of the rows of one bin of scores.

use serde::{Deserialize, Serialize};

use super::table::ScorePoint;
use crate::mean::Moments;

/// One bin of scores by outcome. Its sums are those of its rows, so means, balance and calibration lose nothing by
/// binning; only what needs the order of the rows within the bin does.
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::{ScoreEdges, ScoreHistogram};
///
/// let mut histogram = ScoreHistogram::new(ScoreEdges::unit(2).unwrap());
/// histogram.add(0.625, true).unwrap();
/// histogram.add(0.875, false).unwrap();
/// let bin = histogram.table().bins().unwrap()[0];
/// assert_eq!((bin.place, bin.lower, bin.upper), (0.75, 0.625, 0.875));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScoreBin {
    /// The one score that stands for the bin: the mean of its rows, of all groups that are compared.
    pub place: f64,
    /// The smallest score in the bin, of all groups that are compared.
    pub lower: f64,
    /// The largest.
    pub upper: f64,
    /// Scores of the rows with the outcome.
    pub positives: Moments,
    /// Scores of the rows without it.
    pub negatives: Moments,
}

impl ScoreBin {
    /// Rows of either outcome.
    pub const fn rows(&self) -> u64 {
        self.positives.count + self.negatives.count
    }

    /// Whether the rows may have several scores.
    pub fn is_open(&self) -> bool {
        self.lower < self.upper
    }

    /// The bin of rows that all have one score.
    pub(super) fn single(point: &ScorePoint) -> Self {
        let of = |count: u64| Moments { count, sum: count as f64 * point.score, squared_deviations: 0.0 };
        Self {
            place: point.score,
            lower: point.score,
            upper: point.score,
            positives: of(point.positives),
            negatives: of(point.negatives),
        }
    }

    pub(super) fn point(&self) -> ScorePoint {
        ScorePoint { score: self.place, positives: self.positives.count, negatives: self.negatives.count }
    }

    pub(super) fn merged(&self, other: &Self) -> Self {
        Self {
            place: self.place,
            lower: self.lower.min(other.lower),
            upper: self.upper.max(other.upper),
            positives: self.positives.merged(&other.positives),
            negatives: self.negatives.merged(&other.negatives),
        }
    }

    pub(super) fn is_valid(&self) -> bool {
        let sums = [self.positives, self.negatives];
        self.lower.is_finite()
            && self.upper.is_finite()
            && self.lower <= self.place
            && self.place <= self.upper
            && sums.iter().all(|sums| sums.sum.is_finite() && sums.squared_deviations.is_finite())
    }
}
