//! What one cell of the cube holds for a kind of prediction.

use serde::{Deserialize, Serialize};

use super::{Cells, ExactSum};
use crate::data::Exclusion;

/// What a cell of a cube holds. Merging is addition: associative, commutative, and `Default` is its zero.
pub trait Cell: Clone + Default + PartialEq + Send + Sync {
    /// Adds the rows of another cell.
    fn merge(&mut self, other: &Self);

    /// Whether the cell holds no row.
    fn is_empty(&self) -> bool;
}

/// How many rows fall into each of the six [`Cells`], and what they weigh where rows are weighted.
///
/// # Example
///
/// ```
/// use evenhand::cube::{Cells, Confusion};
///
/// let table = Confusion::default().with(Cells::TP, 60).with(Cells::FP, 20).with(Cells::FN, 15).with(Cells::TN, 105);
/// assert_eq!(table.count(Cells::SELECTED), 80);
/// assert_eq!(table.count(Cells::ALL), 200);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    counts: [u64; 6],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weights: Option<Box<[WeightSums; 6]>>,
}

/// Exact sums of the weights of the rows of one cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct WeightSums {
    sum: ExactSum,
    squares: ExactSum,
}

/// Sums of weights over a set of cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightMoments {
    /// Σw.
    pub sum: f64,
    /// Σw².
    pub squares: f64,
}

impl Confusion {
    /// The same table with so many more rows in one cell, or in the first cell of a set.
    #[must_use]
    pub fn with(mut self, cell: Cells, rows: u64) -> Self {
        if let Some(code) = cell.codes().next() {
            self.counts[code] = self.counts[code].saturating_add(rows);
        }
        self
    }

    /// Rows in a set of cells.
    #[inline]
    pub fn count(&self, cells: Cells) -> u64 {
        // Without branches: resampling asks this a million times.
        (0..6).fold(0, |sum: u64, code| sum.saturating_add(self.counts[code] * u64::from(cells.holds(code))))
    }

    /// Whether rows were weighted.
    pub fn is_weighted(&self) -> bool {
        self.weights.is_some()
    }

    /// Rows in a set of cells, or their weight where rows are weighted: what the formula of a metric adds up.
    #[inline]
    pub fn total(&self, cells: Cells) -> f64 {
        if self.weights.is_none() {
            return self.count(cells) as f64;
        }
        self.moments(cells).map_or(0.0, |moments| moments.sum)
    }

    /// Sums of the weights in a set of cells; `None` where rows are not weighted.
    pub fn moments(&self, cells: Cells) -> Option<WeightMoments> {
        let weights = self.weights.as_ref()?;
        let mut sums = WeightSums::default();
        for code in cells.codes() {
            sums.sum.merge(&weights[code].sum);
            sums.squares.merge(&weights[code].squares);
        }
        Some(WeightMoments { sum: sums.sum.value(), squares: sums.squares.value() })
    }

    /// The six counts in the order of [`Cells::SINGLE`].
    pub fn counts(&self) -> [u64; 6] {
        self.counts
    }

    /// A table of six counts in the order of [`Cells::SINGLE`].
    pub(crate) fn from_counts(counts: [u64; 6]) -> Self {
        Self { counts, weights: None }
    }

    /// The same table with the weight of one cell moved, for derivatives; rounded to one float.
    pub(crate) fn with_weight_moved(&self, code: usize, by: f64) -> Self {
        let mut moved = self.clone();
        if let Some(weights) = &mut moved.weights {
            let mut sum = ExactSum::default();
            sum.add((weights[code].sum.value() + by).max(0.0), 1);
            weights[code].sum = sum;
        }
        moved
    }

    /// The same rows if all of them had an outcome: the selected without one this, those passed over that.
    pub(crate) fn labelled_as(&self, selected_positive: bool, rejected_positive: bool) -> Self {
        let mut whole = self.clone();
        for (unlabelled, to) in [(2, usize::from(rejected_positive)), (5, 3 + usize::from(selected_positive))] {
            whole.counts[to] = whole.counts[to].saturating_add(std::mem::take(&mut whole.counts[unlabelled]));
            if let Some(weights) = &mut whole.weights {
                let moved = std::mem::take(&mut weights[unlabelled]);
                weights[to].sum.merge(&moved.sum);
                weights[to].squares.merge(&moved.squares);
            }
        }
        whole
    }

    /// A table of six sums that need not be whole, for the value of metrics; its counts mean nothing.
    pub(crate) fn from_totals(totals: [f64; 6]) -> Self {
        let mut table = Self::default();
        for (code, total) in totals.into_iter().enumerate() {
            table.add_weighted(code, 1, total);
        }
        table
    }

    /// Adds one kind of row so many times.
    pub(crate) fn add_rows(&mut self, code: usize, times: u64) {
        self.counts[code] = self.counts[code].saturating_add(times);
    }

    /// Adds rows of one kind whose weights and squared weights are summed already.
    pub(crate) fn add_moments(&mut self, code: usize, rows: u64, sum: &ExactSum, squares: &ExactSum) {
        self.add_rows(code, rows);
        let sums = &mut self.weights.get_or_insert_default()[code];
        sums.sum.merge(sum);
        sums.squares.merge(squares);
    }

    #[inline(never)]
    fn merge_weights(&mut self, others: &[WeightSums; 6]) {
        let own = self.weights.get_or_insert_default();
        for (own, others) in own.iter_mut().zip(others) {
            own.sum.merge(&others.sum);
            own.squares.merge(&others.squares);
        }
    }

    /// Adds one kind of row so many times, each of a weight.
    pub(crate) fn add_weighted(&mut self, code: usize, times: u64, weight: f64) {
        self.add_rows(code, times);
        let sums = &mut self.weights.get_or_insert_default()[code];
        sums.sum.add(weight, times);
        sums.squares.add(weight * weight, times);
    }
}

impl Cell for Confusion {
    // Inlined: a roll-up adds every cell of the base cuboid, and most have no weights.
    #[inline]
    fn merge(&mut self, other: &Self) {
        for (own, others) in self.counts.iter_mut().zip(other.counts) {
            *own = own.saturating_add(others);
        }
        if let Some(others) = &other.weights {
            self.merge_weights(others);
        }
    }

    fn is_empty(&self) -> bool {
        self.counts == [0; 6]
    }
}

/// How many rows were left out of a cell, by reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusions {
    counts: [u64; Exclusion::ALL.len()],
}

impl Exclusions {
    /// Rows left out for a reason.
    pub fn count(&self, reason: Exclusion) -> u64 {
        self.counts[reason as usize]
    }

    /// Rows left out.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    pub(crate) fn add(&mut self, reason: Exclusion, rows: u64) {
        self.counts[reason as usize] += rows;
    }
}

impl Cell for Exclusions {
    fn merge(&mut self, other: &Self) {
        for (own, others) in self.counts.iter_mut().zip(other.counts) {
            *own += others;
        }
    }

    fn is_empty(&self) -> bool {
        self.counts.iter().all(|&count| count == 0)
    }
}
