//! Two decisions about the same rows: who was selected by the old model, the new one, both or none.

use serde::{Deserialize, Serialize};

use super::{Cell, Cells, Confusion};

/// The outcome of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PairedOutcome {
    /// Outcome negative.
    Negative,
    /// Outcome positive.
    Positive,
    /// No label.
    Unlabelled,
}

impl PairedOutcome {
    /// Every outcome.
    pub const ALL: [PairedOutcome; 3] = [Self::Negative, Self::Positive, Self::Unlabelled];
}

/// How two models decided about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PairedDecision {
    /// Selected by neither.
    KeptRejected,
    /// Selected by the new model only.
    Gained,
    /// Selected by the old model only.
    Lost,
    /// Selected by both.
    KeptSelected,
}

impl PairedDecision {
    /// Every pair of decisions.
    pub const ALL: [PairedDecision; 4] = [Self::KeptRejected, Self::Gained, Self::Lost, Self::KeptSelected];

    /// The pair of two decisions.
    pub const fn of(old: bool, new: bool) -> Self {
        match (old, new) {
            (false, false) => Self::KeptRejected,
            (false, true) => Self::Gained,
            (true, false) => Self::Lost,
            (true, true) => Self::KeptSelected,
        }
    }

    /// Whether the old model selected.
    pub const fn selected_by_old(self) -> bool {
        matches!(self, Self::Lost | Self::KeptSelected)
    }

    /// Whether the new model selected.
    pub const fn selected_by_new(self) -> bool {
        matches!(self, Self::Gained | Self::KeptSelected)
    }
}

/// How many rows have each outcome under each pair of decisions, and how many take no part.
///
/// # Example
///
/// ```
/// use evenhand::cube::{Cells, PairedConfusion, PairedDecision, PairedOutcome};
///
/// let cell = PairedConfusion::default()
///     .with(PairedOutcome::Positive, PairedDecision::Gained, 12)
///     .with(PairedOutcome::Positive, PairedDecision::Lost, 5);
/// assert_eq!(cell.rows(), 17);
/// assert_eq!(cell.new_table().count(Cells::TP), 12);
/// assert_eq!(cell.old_table().count(Cells::TP), 5);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairedConfusion {
    counts: [[u64; 4]; 3],
    excluded: u64,
}

impl PairedConfusion {
    /// The same with so many more rows of one kind.
    #[must_use]
    pub fn with(mut self, outcome: PairedOutcome, decision: PairedDecision, rows: u64) -> Self {
        self.add(outcome as usize, decision as usize, rows);
        self
    }

    /// Rows of one outcome and one pair of decisions.
    pub fn count(&self, outcome: PairedOutcome, decision: PairedDecision) -> u64 {
        self.counts[outcome as usize][decision as usize]
    }

    /// Rows of one pair of decisions, whatever came of them.
    pub fn decided(&self, decision: PairedDecision) -> u64 {
        self.counts.iter().fold(0, |sum, counts| sum.saturating_add(counts[decision as usize]))
    }

    /// Rows that take part.
    pub fn rows(&self) -> u64 {
        self.counts.iter().flatten().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Rows that one of the models or both left out.
    pub fn excluded(&self) -> u64 {
        self.excluded
    }

    /// The table of the old model alone.
    pub fn old_table(&self) -> Confusion {
        self.table(PairedDecision::selected_by_old)
    }

    /// The table of the new model alone.
    pub fn new_table(&self) -> Confusion {
        self.table(PairedDecision::selected_by_new)
    }

    fn table(&self, selected: fn(PairedDecision) -> bool) -> Confusion {
        let mut table = Confusion::default();
        for outcome in PairedOutcome::ALL {
            for decision in PairedDecision::ALL {
                let code = usize::from(selected(decision)) * 3 + outcome as usize;
                table = table.with(Cells::SINGLE[code], self.count(outcome, decision));
            }
        }
        table
    }

    pub(super) fn add(&mut self, outcome: usize, decision: usize, rows: u64) {
        let count = &mut self.counts[outcome][decision];
        *count = count.saturating_add(rows);
    }

    pub(super) fn exclude(&mut self, rows: u64) {
        self.excluded = self.excluded.saturating_add(rows);
    }
}

impl Cell for PairedConfusion {
    fn merge(&mut self, other: &Self) {
        for (own, others) in self.counts.iter_mut().flatten().zip(other.counts.iter().flatten()) {
            *own = own.saturating_add(*others);
        }
        self.exclude(other.excluded);
    }

    fn is_empty(&self) -> bool {
        self.rows() == 0 && self.excluded == 0
    }
}
