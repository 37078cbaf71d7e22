//! The scores of one group by outcome.

use serde::{Deserialize, Serialize};

use super::bin::ScoreBin;
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

    fn merged(&self, other: &Self) -> Self {
        let (positives, negatives) = (self.positives + other.positives, self.negatives + other.negatives);
        Self { score: self.score, positives, negatives }
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
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ScoreTable {
    points: Vec<ScorePoint>,
    /// What is known of the rows of each point beyond its place; nothing where each point is one score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bins: Option<Vec<ScoreBin>>,
}

/// Sums over the rows of one point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contents {
    /// Σs.
    pub(super) scores: f64,
    /// Σ(y − s)².
    pub(super) squared_error: f64,
    /// Σs(1 − s).
    pub(super) chance: f64,
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
        let mut points: Vec<ScorePoint> = points.into_iter().filter(|point| point.rows() > 0).collect();
        if points.iter().any(|point| !point.score.is_finite()) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        // What comes from sorted rows is sorted.
        if !points.is_sorted_by(|a, b| a.score < b.score) {
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
        }
        Ok(Self { points, bins: None })
    }

    /// The table of points that increase and have rows.
    pub(super) const fn of_sorted(points: Vec<ScorePoint>) -> Self {
        Self { points, bins: None }
    }

    /// The table of a histogram, its bins in any order; bins at equal places are added. Rows of one bin count as tied, and
    /// what that may change is stated with each number. Groups are comparable only if the same bins stand at the same
    /// places: take them from [`ScoreHistogram::table_among`](super::ScoreHistogram::table_among).
    ///
    /// # Errors
    ///
    /// `Undefined(OutsideDomain)` for a bin with rows whose ends are not finite or whose place lies between them not.
    pub fn from_bins(bins: impl IntoIterator<Item = ScoreBin>) -> Measured<Self> {
        let mut bins: Vec<ScoreBin> = bins.into_iter().filter(|bin| bin.rows() > 0).collect();
        if bins.iter().any(|bin| !bin.is_valid()) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        bins.sort_by(|a, b| a.place.total_cmp(&b.place));
        bins.dedup_by(|next, kept| {
            let same = next.place <= kept.place;
            if same {
                *kept = kept.merged(next);
            }
            same
        });
        Ok(Self { points: bins.iter().map(ScoreBin::point).collect(), bins: Some(bins) })
    }

    /// The table of the rows of both.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        if self.bins.is_some() || other.bins.is_some() {
            let bins = merge_sorted(&self.to_bins(), &other.to_bins(), |bin| bin.place, ScoreBin::merged);
            return Self { points: bins.iter().map(ScoreBin::point).collect(), bins: Some(bins) };
        }
        let points = merge_sorted(&self.points, &other.points, |point| point.score, ScorePoint::merged);
        Self { points, bins: None }
    }

    fn to_bins(&self) -> Vec<ScoreBin> {
        self.bins.clone().unwrap_or_else(|| self.points.iter().map(ScoreBin::single).collect())
    }

    /// The points, in increasing order of the score.
    pub fn points(&self) -> &[ScorePoint] {
        &self.points
    }

    /// Whether some point holds rows of several scores, so that numbers that need their order carry a bound.
    pub fn is_binned(&self) -> bool {
        self.bins.iter().flatten().any(ScoreBin::is_open)
    }

    /// The bins beside the points, where the table came from a histogram.
    pub fn bins(&self) -> Option<&[ScoreBin]> {
        self.bins.as_deref()
    }

    /// Whether the rows of a point may have several scores.
    pub(super) fn is_open(&self, point: usize) -> bool {
        self.bins.as_ref().and_then(|bins| bins.get(point)).is_some_and(ScoreBin::is_open)
    }

    /// Each point with the sums over its rows.
    pub(super) fn contents(&self) -> impl Iterator<Item = (&ScorePoint, Contents)> {
        self.points.iter().enumerate().map(|(at, point)| {
            let bin = self.bins.as_ref().and_then(|bins| bins.get(at)).filter(|bin| bin.is_open());
            (point, bin.map_or_else(|| Contents::of_point(point), Contents::of_bin))
        })
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
        match &self.bins {
            Some(bins) => merged(bins.iter().map(|bin| bin.positives)),
            None => self.moments(|point| (point.positives, point.score)),
        }
    }

    /// Moments of the scores of rows without the outcome: the balance for the negative class.
    pub fn scores_of_negatives(&self) -> Moments {
        match &self.bins {
            Some(bins) => merged(bins.iter().map(|bin| bin.negatives)),
            None => self.moments(|point| (point.negatives, point.score)),
        }
    }

    /// Moments of all scores.
    pub fn scores(&self) -> Moments {
        match &self.bins {
            Some(_) => self.scores_of_positives().merged(&self.scores_of_negatives()),
            None => self.moments(|point| (point.rows(), point.score)),
        }
    }

    /// Moments of outcome minus score; their mean is calibration in the large on the scale of the score.
    pub fn residuals(&self) -> Moments {
        // 1 − s of positives, −s of negatives: the deviations are those of the scores.
        let (positives, negatives) = (self.scores_of_positives(), self.scores_of_negatives());
        let positives = Moments { sum: positives.count as f64 - positives.sum, ..positives };
        let negatives = Moments { sum: -negatives.sum, ..negatives };
        positives.merged(&negatives)
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

    /// Rows in bins that a threshold divides: so many decisions of [`cut`](Self::cut) are guessed. None at an edge of the
    /// bins, and none where scores are exact.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::scores::{ScoreEdges, ScoreHistogram};
    ///
    /// let mut histogram = ScoreHistogram::new(ScoreEdges::unit(2).unwrap());
    /// for score in [0.6, 0.7, 0.9] {
    ///     histogram.add(score, true).unwrap();
    /// }
    /// assert_eq!((histogram.table().rows_divided_by(0.65), histogram.table().rows_divided_by(0.5)), (3, 0));
    /// ```
    pub fn rows_divided_by(&self, threshold: f64) -> u64 {
        let divided = |bin: &&ScoreBin| bin.lower < threshold && threshold <= bin.upper;
        self.bins.iter().flatten().filter(divided).map(ScoreBin::rows).sum()
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

impl Contents {
    #[inline]
    pub(super) fn of_point(point: &ScorePoint) -> Self {
        let (rows, score) = (point.rows() as f64, point.score);
        Self {
            scores: rows * score,
            squared_error: point.positives as f64 * (1.0 - score).powi(2) + point.negatives as f64 * score.powi(2),
            chance: rows * (score * (1.0 - score)),
        }
    }

    fn of_bin(bin: &ScoreBin) -> Self {
        let about = |moments: &Moments, outcome: f64| {
            let mean = if moments.count == 0 { outcome } else { moments.sum / moments.count as f64 };
            moments.squared_deviations + moments.count as f64 * (outcome - mean).powi(2)
        };
        let scores = bin.positives.sum + bin.negatives.sum;
        Self {
            scores,
            squared_error: about(&bin.positives, 1.0) + about(&bin.negatives, 0.0),
            chance: scores - about(&bin.positives, 0.0) - about(&bin.negatives, 0.0),
        }
    }
}

fn merged(parts: impl Iterator<Item = Moments>) -> Moments {
    parts.fold(Moments::default(), |whole, part| whole.merged(&part))
}

/// Two sorted lists as one; what stands at the same place is added.
fn merge_sorted<T: Copy>(one: &[T], other: &[T], place: impl Fn(&T) -> f64, add: impl Fn(&T, &T) -> T) -> Vec<T> {
    let mut whole = Vec::with_capacity(one.len() + other.len());
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    loop {
        let next = match (one.peek(), other.peek()) {
            (Some(&&a), Some(&b)) if place(&a) < place(b) => (one.next(), a).1,
            (Some(&&a), Some(&&b)) if place(&a) <= place(&b) => (one.next(), other.next(), add(&a, &b)).2,
            (_, Some(&&b)) => (other.next(), b).1,
            (Some(&&a), None) => (one.next(), a).1,
            (None, None) => return whole,
        };
        whole.push(next);
    }
}
