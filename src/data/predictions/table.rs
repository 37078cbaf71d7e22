//! The table itself: rows as cells, columns as codes.

use std::sync::Arc;

use crate::data::column::Column;
use crate::data::customers::{CustomerCounter, CustomerSummary};
use crate::data::roles::{Exclusion, Specification};
use crate::data::row_cells::RowCells;

/// The code of a row that takes no part: it comes after the six codes of [`crate::cube::Confusion`].
pub(crate) const EXCLUDED: u8 = 6;

/// Predictions by role, validated once and then trusted.
///
/// # Example
///
/// ```
/// use evenhand::Predictions;
///
/// let predictions = Predictions::builder()
///     .outcome(&[true, false, true, false])
///     .decision(&[1_u8, 0, 1, 1])
///     .segment("age_band", &["18-24", "65+", "18-24", "65+"])
///     .segment("channel", &[Some("app"), None, Some("web"), Some("web")])
///     .build()?;
/// assert_eq!(predictions.rows(), 4);
/// assert_eq!(predictions.columns()[1].levels().len(), 3, "missing is a level of its own");
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Clone)]
pub struct Predictions {
    pub(crate) cells: RowCells,
    pub(crate) columns: Vec<Column>,
    pub(crate) counts: Option<Vec<u64>>,
    pub(crate) weights: Option<Vec<f64>>,
    pub(crate) scores: Option<Vec<f64>>,
    pub(crate) excluded: Vec<(usize, Exclusion)>,
    pub(crate) customers: Option<CustomerCounter>,
    /// The customer of each row, kept only where one may stand for several.
    pub(crate) customer_codes: Option<Arc<[u32]>>,
    /// The hash of the customer of each row, where all were counted in order.
    pub(crate) customer_hashes: Option<Arc<[u64]>>,
    pub(crate) zero_weights: u64,
    pub(super) specification: Specification,
}

impl std::fmt::Debug for Predictions {
    /// Shapes only: rows are people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Predictions")
            .field("rows", &self.rows())
            .field("columns", &self.columns)
            .field("specification", &self.specification)
            .finish_non_exhaustive()
    }
}

impl Predictions {
    /// Rows of the table, excluded ones included. A row of a table of counts stands for many customers.
    pub fn rows(&self) -> usize {
        self.cells.len()
    }

    /// Segments and strata, in the order in which they were given.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// What the columns mean.
    pub fn specification(&self) -> &Specification {
        &self.specification
    }

    /// How often customers come back, where a customer id was given.
    pub fn customers(&self) -> Option<CustomerSummary> {
        self.customers.as_ref().map(CustomerCounter::summary)
    }

    /// Rows of weight zero. They are allowed, and worth knowing of.
    pub fn zero_weights(&self) -> u64 {
        self.zero_weights
    }

    /// The same rows judged by another cut of the score: selected is a score strictly above a threshold.
    ///
    /// Rows that were excluded stay excluded. `None` where no score was given.
    #[must_use]
    pub fn selected_above(&self, threshold: f64) -> Option<Self> {
        let scores = self.scores.as_ref()?;
        let recoded = self.cells.iter().zip(scores).map(|(&cell, &score)| match cell {
            EXCLUDED => EXCLUDED,
            cell => cell % 3 + if score > threshold { 3 } else { 0 },
        });
        Some(Self { cells: RowCells::new(recoded.collect()), ..self.clone() })
    }

    /// The median score of all rows that take part; a row of a table of counts weighs by its count. `None` without
    /// scores or rows.
    pub fn median_score(&self) -> Option<f64> {
        let scores = self.scores.as_ref()?;
        let count = |row: usize| self.counts.as_ref().map_or(1, |counts| counts[row]);
        let mut known: Vec<(f64, u64)> = (0..scores.len())
            .filter(|&row| self.cells[row] != EXCLUDED && count(row) > 0)
            .map(|row| (scores[row], count(row)))
            .collect();
        known.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: u64 = known.iter().map(|(_, count)| count).sum();
        let at = |position: u64| {
            let mut before = 0;
            known.iter().find(|(_, count)| {
                before += count;
                before > position
            })
        };
        let (lower, upper) = (at(total.checked_sub(1)? / 2)?, at(total / 2)?);
        Some(f64::midpoint(lower.0, upper.0))
    }
}
