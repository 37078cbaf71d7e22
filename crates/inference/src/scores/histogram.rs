//! A histogram of scores by outcome that adds up exactly, whatever the order of rows and shards.

use serde::{Deserialize, Serialize};

use super::bin::ScoreBin;
use super::edges::ScoreEdges;
use super::table::ScoreTable;
use crate::mean::Moments;
use crate::value::{Measured, Reason, Unavailable};

/// 2⁶²: sums are kept as whole multiples of the scale divided by it. From a thousandth of the scale up, a score is such a
/// multiple itself.
const UNITS: f64 = (1_u64 << 62) as f64;

/// The scores of one group by outcome: for each bin the rows, Σs, Σs² and the smallest and largest score.
///
/// The sums are whole numbers, so merging is exact, and neither the order of rows nor that of shards can change a digit.
/// A bin all of whose rows have one score loses nothing.
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::{ScoreEdges, ScoreHistogram, ranking};
/// use evenhand_inference::value::Confidence;
///
/// let mut monday = ScoreHistogram::new(ScoreEdges::default());
/// monday.add(0.9, true).unwrap();
/// monday.add(0.2, false).unwrap();
/// let mut tuesday = ScoreHistogram::new(ScoreEdges::default());
/// tuesday.add(0.4, false).unwrap();
/// monday.merge(&tuesday).unwrap();
/// let table = monday.table();
/// let found = ranking(&table, &table, Confidence::DEFAULT).unwrap();
/// assert_eq!((found.value, found.binning_bound), (1.0, 0.0));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct ScoreHistogram {
    edges: ScoreEdges,
    bins: Vec<Bin>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bin {
    pub(super) lower: f64,
    pub(super) upper: f64,
    /// Without and with the outcome.
    pub(super) sums: [Sums; 2],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sums {
    pub(super) rows: u64,
    pub(super) scores: i128,
    pub(super) squares: i128,
}

impl Default for Bin {
    fn default() -> Self {
        Self { lower: f64::INFINITY, upper: f64::NEG_INFINITY, sums: [Sums::default(); 2] }
    }
}

impl ScoreHistogram {
    /// An empty histogram.
    pub fn new(edges: ScoreEdges) -> Self {
        let bins = vec![Bin::default(); edges.bins()];
        Self { edges, bins }
    }

    /// Adds a row.
    ///
    /// # Undefined
    ///
    /// A score outside the edges or NaN: `Undefined(OutsideDomain)`, and nothing is added.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    #[inline]
    pub fn add(&mut self, score: f64, positive: bool) -> Measured<()> {
        let scale = self.edges.scale();
        let bin = self.edges.bin(score).and_then(|bin| self.bins.get_mut(bin));
        let bin = bin.ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
        let (whole, square) = in_units(score, scale.recip());
        bin.add(score, usize::from(positive), whole, square);
        Ok(())
    }

    /// A histogram of bins that were counted elsewhere, one for each bin of the edges.
    pub(super) fn of_bins(edges: ScoreEdges, bins: Vec<Bin>) -> Self {
        Self { edges, bins }
    }

    /// Adds the rows of another histogram of the same edges.
    ///
    /// # Undefined
    ///
    /// Other edges: `Undefined(OutsideDomain)`, and nothing is added.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn merge(&mut self, other: &Self) -> Measured<()> {
        if self.edges != other.edges {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        for (bin, added) in self.bins.iter_mut().zip(&other.bins) {
            bin.lower = bin.lower.min(added.lower);
            bin.upper = bin.upper.max(added.upper);
            for (sums, added) in bin.sums.iter_mut().zip(&added.sums) {
                sums.rows += added.rows;
                sums.scores += added.scores;
                sums.squares += added.squares;
            }
        }
        Ok(())
    }

    /// The edges.
    pub const fn edges(&self) -> &ScoreEdges {
        &self.edges
    }

    /// Rows of either outcome.
    pub fn rows(&self) -> u64 {
        self.bins.iter().map(Bin::rows).sum()
    }

    /// The table of this group alone. Groups that are compared must be read by [`table_among`](Self::table_among).
    pub fn table(&self) -> ScoreTable {
        self.read(self)
    }

    /// The table of this group, comparable with those of other groups read among the same histogram of all of them. A
    /// bin stands at the mean of all its rows; where all have one score, that score is exact.
    ///
    /// # Undefined
    ///
    /// Other edges, or rows that the histogram of all lacks: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::scores::{ScoreEdges, ScoreHistogram, score_distance};
    ///
    /// let mut groups = [(); 2].map(|()| ScoreHistogram::new(ScoreEdges::unit(2).unwrap()));
    /// groups[0].add(0.6, true).unwrap();
    /// groups[1].add(0.8, true).unwrap();
    /// let mut all = groups[0].clone();
    /// all.merge(&groups[1]).unwrap();
    /// let [a, b] = [0, 1].map(|at| groups[at].table_among(&all).unwrap());
    /// // The one bin cannot say which of both is higher, but it knows their means.
    /// let apart = score_distance(&a, &b).unwrap();
    /// assert_eq!((apart.kolmogorov_smirnov, apart.kolmogorov_smirnov_bound), (0.0, 1.0));
    /// assert!((apart.wasserstein - 0.2).abs() < 1e-15 && apart.wasserstein_bound < 1e-15);
    /// ```
    pub fn table_among(&self, all: &Self) -> Measured<ScoreTable> {
        let holds = |(own, all): (&Bin, &Bin)| {
            own.sums.iter().zip(&all.sums).all(|(own, all)| own.rows <= all.rows)
                && own.lower >= all.lower
                && own.upper <= all.upper
        };
        if self.edges == all.edges && self.bins.iter().zip(&all.bins).all(holds) {
            Ok(self.read(all))
        } else {
            Err(Unavailable::Undefined(Reason::OutsideDomain))
        }
    }

    fn read(&self, all: &Self) -> ScoreTable {
        let scale = self.edges.scale();
        let bins = self.bins.iter().zip(&all.bins).filter(|(own, _)| own.rows() > 0).map(|(own, all)| {
            let (lower, upper) = (all.lower, all.upper);
            let [negatives, positives] = own.sums.map(|sums| sums.moments(scale, lower, upper));
            let scores = all.sums[0].scores + all.sums[1].scores;
            let place = (scores as f64 / UNITS * scale / all.rows() as f64).clamp(lower, upper);
            ScoreBin { place, lower, upper, positives, negatives }
        });
        // Bins of rows have finite ends that hold their mean.
        ScoreTable::from_bins(bins).unwrap_or_default()
    }
}

/// A score and its square as whole multiples of 2⁻⁶² of the scale, whose reciprocal is given: rounded alike wherever the row
/// is counted. The scale is a power of two, so that neither division nor product rounds.
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "a share of at most 1 in units of 2⁻⁶²")]
pub(super) fn in_units(score: f64, per_scale: f64) -> (i64, i64) {
    let share = score * per_scale;
    ((share * UNITS) as i64, (share * share * UNITS) as i64)
}

impl Bin {
    #[inline]
    fn add(&mut self, score: f64, outcome: usize, whole: i64, square: i64) {
        let sums = &mut self.sums[outcome];
        sums.rows += 1;
        sums.scores += i128::from(whole);
        sums.squares += i128::from(square);
        // −0 is 0, whichever comes first; and not `f64::min`, which also asks whether either is NaN.
        let score = score + 0.0;
        self.lower = if score < self.lower { score } else { self.lower };
        self.upper = if score > self.upper { score } else { self.upper };
    }

    const fn rows(&self) -> u64 {
        self.sums[0].rows + self.sums[1].rows
    }
}

impl Sums {
    /// Moments of scores that are multiples of scale/2⁶² but for their rounding.
    fn moments(&self, scale: f64, lower: f64, upper: f64) -> Moments {
        if self.rows == 0 {
            return Moments::default();
        }
        let rows = self.rows as f64;
        if lower >= upper {
            return Moments { count: self.rows, sum: rows * lower, squared_deviations: 0.0 };
        }
        let (sum, squares) = (self.scores as f64 / UNITS, self.squares as f64 / UNITS);
        let width = (upper - lower) / scale;
        // No more than the width of the bin allows: Popoviciu's inequality.
        let squared_deviations = (squares - sum * sum / rows).clamp(0.0, rows * width * width / 4.0);
        Moments { count: self.rows, sum: sum * scale, squared_deviations: squared_deviations * scale * scale }
    }
}

/// The form in which a histogram travels: the bins that have rows.
#[cfg(feature = "serde")]
#[derive(Serialize, Deserialize)]
struct Stored {
    edges: ScoreEdges,
    bins: Vec<StoredBin>,
}

#[cfg(feature = "serde")]
#[derive(Serialize, Deserialize)]
struct StoredBin {
    bin: usize,
    lower: f64,
    upper: f64,
    /// Rows without and with the outcome.
    rows: [u64; 2],
    /// Σs in 2⁻⁶² of the scale, as text: few readers of numbers have so many digits.
    scores: [String; 2],
    /// Σs² likewise.
    squares: [String; 2],
}

#[cfg(feature = "serde")]
impl From<ScoreHistogram> for Stored {
    fn from(histogram: ScoreHistogram) -> Self {
        let bins = histogram.bins.iter().enumerate().filter(|(_, bin)| bin.rows() > 0).map(|(at, bin)| StoredBin {
            bin: at,
            lower: bin.lower,
            upper: bin.upper,
            rows: bin.sums.map(|sums| sums.rows),
            scores: bin.sums.map(|sums| sums.scores.to_string()),
            squares: bin.sums.map(|sums| sums.squares.to_string()),
        });
        Self { bins: bins.collect(), edges: histogram.edges }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<Stored> for ScoreHistogram {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let mut histogram = Self::new(stored.edges);
        for bin in &stored.bins {
            let wrong = |what: &str| format!("bin {} of a score histogram: {what}", bin.bin);
            let place = histogram.bins.get_mut(bin.bin).ok_or_else(|| wrong("there is no such bin"))?;
            if place.rows() > 0 {
                return Err(wrong("it occurs twice"));
            }
            let at = |score: f64| histogram.edges.bin(score) == Some(bin.bin);
            if !(bin.lower <= bin.upper && at(bin.lower) && at(bin.upper)) {
                return Err(wrong("its smallest and largest score are not in the bin"));
            }
            (place.lower, place.upper) = (bin.lower, bin.upper);
            for (side, sums) in place.sums.iter_mut().enumerate() {
                let whole = |text: &str| text.parse::<i128>().map_err(|_| wrong("a sum is no whole number"));
                let (scores, squares) = (whole(&bin.scores[side])?, whole(&bin.squares[side])?);
                *sums = Sums { rows: bin.rows[side], scores, squares };
                // As many rows as there are cannot add up to more than so many times the largest score.
                let most = (i128::from(sums.rows) << 62) + i128::from(sums.rows);
                if scores.abs() > most || !(0..=most).contains(&squares) {
                    return Err(wrong("its sums do not fit its rows"));
                }
            }
            if place.rows() == 0 {
                return Err(wrong("it has no rows"));
            }
        }
        Ok(histogram)
    }
}
