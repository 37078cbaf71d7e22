//! The scores of one group by outcome.

use serde::{Deserialize, Serialize};

use crate::mean::Moments;
use crate::value::{Measured, Reason, Unavailable};

/// One score, or one bin of scores at its mean, with the rows that have it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScorePoint {
    /// The score.
    pub score: f64,
    /// Rows with the outcome.
    pub positives: u64,
    /// Rows without it.
    pub negatives: u64,
}

impl ScorePoint {
    /// Rows of either outcome.
    pub const fn rows(&self) -> u64 {
        self.positives + self.negatives
    }
}

/// The scores of one group, in increasing order.
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::ScoreTable;
///
/// let table = ScoreTable::from_rows([(0.7, true), (0.2, false), (0.7, false)]).unwrap();
/// assert_eq!(table.points().len(), 2);
/// assert_eq!((table.positives(), table.negatives()), (1, 2));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreTable {
    points: Vec<ScorePoint>,
    binned: bool,
}

/// Rows on both sides of a threshold; selected is a score of at least the threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// Selected, with the outcome.
    pub true_positives: u64,
    /// Selected, without it.
    pub false_positives: u64,
    /// Not selected, with it.
    pub false_negatives: u64,
    /// Not selected, without it.
    pub true_negatives: u64,
}

impl ScoreTable {
    /// The table of rows, each a score and whether the outcome came.
    ///
    /// # Errors
    ///
    /// `Undefined(OutsideDomain)` for a score that is not finite.
    pub fn from_rows(rows: impl IntoIterator<Item = (f64, bool)>) -> Measured<Self> {
        Self::from_points(rows.into_iter().map(|(score, positive)| ScorePoint {
            score,
            positives: u64::from(positive),
            negatives: u64::from(!positive),
        }))
    }

    /// The table of scores with their counts, in any order; equal scores are added.
    ///
    /// # Errors
    ///
    /// As [`ScoreTable::from_rows`].
    pub fn from_points(points: impl IntoIterator<Item = ScorePoint>) -> Measured<Self> {
        Self::sorted(points, false)
    }

    /// The table of a histogram: each point is a bin at the mean of its scores. Rows of one bin count as tied.
    ///
    /// # Errors
    ///
    /// As [`ScoreTable::from_rows`].
    pub fn from_bins(bins: impl IntoIterator<Item = ScorePoint>) -> Measured<Self> {
        Self::sorted(bins, true)
    }

    fn sorted(points: impl IntoIterator<Item = ScorePoint>, binned: bool) -> Measured<Self> {
        let mut points: Vec<ScorePoint> = points.into_iter().filter(|point| point.rows() > 0).collect();
        if points.iter().any(|point| !point.score.is_finite()) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        points.sort_by(|a, b| a.score.total_cmp(&b.score));
        points.dedup_by(|next, kept| {
            // −0 and 0 are one score.
            let same = next.score <= kept.score;
            if same {
                kept.positives += next.positives;
                kept.negatives += next.negatives;
            }
            same
        });
        Ok(Self { points, binned })
    }

    /// The table of the rows of both.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        let mut points = Vec::with_capacity(self.points.len() + other.points.len());
        let (mut own, mut others) = (self.points.iter().peekable(), other.points.iter().peekable());
        loop {
            let point = match (own.peek(), others.peek()) {
                (Some(&&a), Some(b)) if a.score < b.score => (own.next(), a).1,
                (Some(a), Some(b)) if a.score <= b.score => {
                    let (positives, negatives) = (a.positives + b.positives, a.negatives + b.negatives);
                    let point = ScorePoint { score: a.score, positives, negatives };
                    own.next();
                    others.next();
                    point
                }
                (_, Some(&&b)) => (others.next(), b).1,
                (Some(&&a), None) => (own.next(), a).1,
                (None, None) => break,
            };
            points.push(point);
        }
        Self { points, binned: self.binned || other.binned }
    }

    /// The points, in increasing order of the score.
    pub fn points(&self) -> &[ScorePoint] {
        &self.points
    }

    /// Whether the points are bins.
    pub const fn is_binned(&self) -> bool {
        self.binned
    }

    /// Rows with the outcome.
    pub fn positives(&self) -> u64 {
        self.points.iter().map(|point| point.positives).sum()
    }

    /// Rows without it.
    pub fn negatives(&self) -> u64 {
        self.points.iter().map(|point| point.negatives).sum()
    }

    /// All rows.
    pub fn rows(&self) -> u64 {
        self.positives() + self.negatives()
    }

    /// Moments of the scores of rows with the outcome: their mean is the balance for the positive class.
    ///
    /// # Source
    ///
    /// J. Kleinberg, S. Mullainathan and M. Raghavan, Inherent Trade-Offs in the Fair Determination of Risk Scores (2016).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::scores::ScoreTable;
    ///
    /// let table = ScoreTable::from_rows([(0.9, true), (0.5, true), (0.4, false)]).unwrap();
    /// assert!((table.scores_of_positives().mean().unwrap() - 0.7).abs() < 1e-15);
    /// ```
    pub fn scores_of_positives(&self) -> Moments {
        self.moments(|point| (point.positives, point.score))
    }

    /// Moments of the scores of rows without the outcome: the balance for the negative class.
    pub fn scores_of_negatives(&self) -> Moments {
        self.moments(|point| (point.negatives, point.score))
    }

    /// Moments of all scores.
    pub fn scores(&self) -> Moments {
        self.moments(|point| (point.rows(), point.score))
    }

    /// Moments of outcome minus score; their mean is calibration in the large on the scale of the score.
    pub fn residuals(&self) -> Moments {
        let of =
            |positive: bool| {
                self.moments(move |point| {
                    if positive { (point.positives, 1.0 - point.score) } else { (point.negatives, -point.score) }
                })
            };
        of(true).merged(&of(false))
    }

    fn moments(&self, of: impl Fn(&ScorePoint) -> (u64, f64)) -> Moments {
        let (mut count, mut sum, mut squares) = (0, 0.0, 0.0);
        for (rows, value) in self.points.iter().map(of) {
            count += rows;
            sum += rows as f64 * value;
            squares += rows as f64 * value * value;
        }
        Moments::from_sums(count, sum, squares)
    }

    /// The decisions that a threshold would make.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::scores::ScoreTable;
    ///
    /// let table = ScoreTable::from_rows([(0.9, true), (0.5, true), (0.4, false)]).unwrap();
    /// let cut = table.cut(0.5);
    /// assert_eq!((cut.true_positives, cut.false_positives, cut.true_negatives), (2, 0, 1));
    /// ```
    pub fn cut(&self, threshold: f64) -> Cut {
        let at = self.points.partition_point(|point| point.score < threshold);
        let (below, above) = self.points.split_at(at);
        let positives = |points: &[ScorePoint]| points.iter().map(|point| point.positives).sum();
        let negatives = |points: &[ScorePoint]| points.iter().map(|point| point.negatives).sum();
        Cut {
            true_positives: positives(above),
            false_positives: negatives(above),
            false_negatives: positives(below),
            true_negatives: negatives(below),
        }
    }
}
