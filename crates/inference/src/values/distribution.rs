//! The values of one group with how many rows have each.

use serde::{Deserialize, Serialize};

use crate::evidence::{Distance, ErrorTail};
use crate::mean::Moments;
use crate::noise_floor::Simulation;
use crate::random::{Random, StreamKey};
use crate::sampling::draw_multinomial;
use crate::scores::{ScoreDistance, ScorePoint, ScoreTable, score_distance};
use crate::value::{Measured, Reason, Unavailable};

/// One value and the rows that have it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ValuePoint {
    /// The value.
    pub value: f64,
    /// Rows with it.
    pub rows: u64,
}

/// The values of one group, in increasing order.
///
/// # Example
///
/// ```
/// use evenhand_inference::values::ValueTable;
///
/// let spend = ValueTable::from_rows([0.0, 25.0, 0.0, 75.0]).unwrap();
/// assert_eq!((spend.rows(), spend.points().len()), (4, 3));
/// assert_eq!((spend.quantile(0.5), spend.quantile(0.75)), (Ok(12.5), Ok(37.5)));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ValueTable {
    points: Vec<ValuePoint>,
}

impl ValueTable {
    /// The table of rows.
    ///
    /// # Errors
    ///
    /// `Undefined(OutsideDomain)` for a value that is not finite.
    pub fn from_rows(rows: impl IntoIterator<Item = f64>) -> Measured<Self> {
        Self::from_points(rows.into_iter().map(|value| ValuePoint { value, rows: 1 }))
    }

    /// The table of values with their counts, in any order; equal values are added.
    ///
    /// # Errors
    ///
    /// As [`ValueTable::from_rows`].
    pub fn from_points(points: impl IntoIterator<Item = ValuePoint>) -> Measured<Self> {
        let mut points: Vec<ValuePoint> = points.into_iter().filter(|point| point.rows > 0).collect();
        if points.iter().any(|point| !point.value.is_finite()) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        // Tables put together are sorted runs, which a stable sort merges.
        points.sort_by(|a, b| a.value.total_cmp(&b.value));
        points.dedup_by(|next, kept| {
            // −0 and 0 are one value.
            let same = next.value <= kept.value;
            if same {
                kept.rows += next.rows;
            }
            same
        });
        Ok(Self { points })
    }

    /// The table of the rows of both.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        Self::all([self, other])
    }

    /// The table of the rows of several.
    pub fn all<'t>(tables: impl IntoIterator<Item = &'t Self>) -> Self {
        let points = tables.into_iter().flat_map(|table| table.points.iter().copied());
        // Values of tables are finite.
        Self::from_points(points).unwrap_or_default()
    }

    /// The points, in increasing order.
    pub fn points(&self) -> &[ValuePoint] {
        &self.points
    }

    /// All rows.
    pub fn rows(&self) -> u64 {
        self.points.iter().map(|point| point.rows).sum()
    }

    /// Moments of the values, around their mean.
    pub fn moments(&self) -> Moments {
        moments(self.points.iter().copied())
    }

    /// The value below which a share of the rows lies.
    ///
    /// # Formula
    ///
    /// Linear between the order statistics ⌊h⌋ and ⌊h⌋ + 1, h = (n − 1)·share, counted from 0
    ///
    /// # Undefined
    ///
    /// Without a row: `Undefined(NoRows)`; a share outside 0 to 1: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// R. J. Hyndman and Y. Fan, The American Statistician 50 (1996), definition 7.
    pub fn quantile(&self, share: f64) -> Measured {
        if !(0.0..=1.0).contains(&share) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let rows = self.rows();
        if rows == 0 {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        let position = (rows - 1) as f64 * share;
        let before = position.floor();
        let (low, high) = (self.order_statistic(before), self.order_statistic(before + 1.0));
        Ok(low + (position - before) * (high - low))
    }

    /// The value at a place counted from 0; the last beyond.
    fn order_statistic(&self, place: f64) -> f64 {
        let mut passed = 0.0;
        let mut last = 0.0;
        for point in &self.points {
            passed += point.rows as f64;
            last = point.value;
            if place < passed {
                break;
            }
        }
        last
    }

    /// How far the values of two groups lie apart: statistical parity of predictions.
    ///
    /// # Formula
    ///
    /// sup|F − G| with its asymptotic p-value, too large where values tie, and ∫|F − G| in units of the value
    ///
    /// # Undefined
    ///
    /// A side without rows: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// Agarwal, Dudík and Wu (2019), *ICML*: statistical parity of regression is sup|F of the group − F of all|, which is
    /// (1 − f)·sup|F − F of the rest| for a group of share f.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::values::ValueTable;
    ///
    /// let group = ValueTable::from_rows([10.0, 20.0]).unwrap();
    /// let others = ValueTable::from_rows([20.0, 40.0]).unwrap();
    /// let apart = group.distance(&others).unwrap();
    /// assert_eq!((apart.kolmogorov_smirnov, apart.wasserstein), (0.5, 15.0));
    /// ```
    pub fn distance(&self, other: &Self) -> Measured<ScoreDistance> {
        score_distance(&self.as_scores()?, &other.as_scores()?)
    }

    /// ∫|F − G| with what is known of its error.
    ///
    /// # Formula
    ///
    /// The distance is a norm of F − G, so it misses the truth by no more than that of the error, ∫|(F\* − F) − (G\* − G)|, whose
    /// size is drawn by taking the rows of both sides anew. For that the pooled values are cut into at most 512 cells of equal
    /// size, in each of which the larger of the errors at its two ends counts.
    ///
    /// # Undefined
    ///
    /// As [`ValueTable::distance`]; without draws: `Undefined(OutsideDomain)`. The interval where all values are one:
    /// `Undefined(Boundary)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Evidence, Simulation, value::Confidence, values::ValueTable};
    ///
    /// let of = |shift: f64| ValueTable::from_rows((0..400).map(|row| shift + f64::from(row % 100))).unwrap();
    /// let apart = of(30.0).transport(&of(0.0), Simulation::default()).unwrap();
    /// let interval = apart.interval(Confidence::DEFAULT).unwrap();
    /// assert!((apart.estimate - 30.0).abs() < 1e-9 && interval.contains(30.0) && interval.lower > 20.0);
    /// ```
    pub fn transport(&self, other: &Self, simulation: Simulation) -> Measured<Distance> {
        if simulation.draws == 0 {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let estimate = self.distance(other)?.wasserstein;
        let cells = Cells::of(self, other);
        let sides = [self, other].map(|side| cells.counts(side));
        let mut drawn = sides.clone();
        let errors = (0..simulation.draws).map(|replicate| {
            let Simulation { seed, stream, .. } = simulation;
            let mut random = Random::new(StreamKey { seed, stream, replicate: u64::from(replicate) });
            for (side, drawn) in sides.iter().zip(&mut drawn) {
                draw_multinomial(side.iter().sum(), side, &mut random, drawn);
            }
            cells.error(&sides, &drawn)
        });
        Ok(Distance { estimate, tail: ErrorTail::drawn(errors.collect()), most: cells.length() })
    }

    fn as_scores(&self) -> Measured<ScoreTable> {
        let points = self.points.iter();
        ScoreTable::from_points(points.map(|point| ScorePoint {
            score: point.value,
            positives: point.rows,
            negatives: 0,
        }))
    }
}

/// Moments of points, in two passes.
pub(super) fn moments(points: impl Iterator<Item = ValuePoint> + Clone) -> Moments {
    let count: u64 = points.clone().map(|point| point.rows).sum();
    if count == 0 {
        return Moments::default();
    }
    let sum: f64 = points.clone().map(|point| point.rows as f64 * point.value).sum();
    let mean = sum / count as f64;
    let off: f64 = points.clone().map(|point| point.rows as f64 * (point.value - mean)).sum();
    let squares: f64 = points.map(|point| point.rows as f64 * (point.value - mean) * (point.value - mean)).sum();
    Moments { count, sum, squared_deviations: (squares - off * off / count as f64).max(0.0) }
}

/// Most cells in which errors are looked at.
const CELLS: u64 = 512;

/// Cells of about equal size of the values of both sides: each ends at a value, which belongs to it.
struct Cells {
    ends: Vec<f64>,
}

impl Cells {
    fn of(one: &ValueTable, other: &ValueTable) -> Self {
        let pooled = one.merged(other);
        let rows = pooled.rows();
        let (mut ends, mut passed) = (Vec::new(), 0);
        for point in &pooled.points {
            let before = passed;
            passed += point.rows;
            // A cell ends wherever one of so many equal shares does; the first value ends one, so that nothing lies before it.
            if before == 0 || before * CELLS / rows < passed * CELLS / rows {
                ends.push(point.value);
            }
        }
        Self { ends }
    }

    fn counts(&self, side: &ValueTable) -> Vec<u64> {
        let mut counts = vec![0; self.ends.len()];
        let last = counts.len().saturating_sub(1);
        for point in &side.points {
            let cell = self.ends.partition_point(|end| *end < point.value);
            counts[cell.min(last)] += point.rows;
        }
        counts
    }

    fn length(&self) -> f64 {
        self.ends.last().zip(self.ends.first()).map_or(0.0, |(last, first)| last - first)
    }

    /// ∫|error of F − G|, from above.
    fn error(&self, sides: &[Vec<u64>; 2], drawn: &[Vec<u64>; 2]) -> f64 {
        let rows = [0, 1].map(|side| sides[side].iter().sum::<u64>() as f64);
        let mut strayed = [0_i64; 2];
        let (mut size, mut before, mut last) = (0.0, 0.0_f64, None);
        for (cell, &end) in self.ends.iter().enumerate() {
            for side in 0..2 {
                strayed[side] += drawn[side][cell].cast_signed() - sides[side][cell].cast_signed();
            }
            let error = (strayed[0] as f64 / rows[0] - strayed[1] as f64 / rows[1]).abs();
            if let Some(last) = last {
                size += before.max(error) * (end - last);
            }
            (before, last) = (error, Some(end));
        }
        size
    }
}
