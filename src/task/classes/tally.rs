//! What is kept of a group's classes.

use crate::inference::Proportion;
use crate::inference::classes::{ClassRate, ClassTable};
use crate::inference::inequality::ConfusionCounts;
use crate::value::{Measured, Reason, Unavailable};

/// Rows predicted as each class, whatever came of them, and those whose class is known; or each label on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassTally {
    pub(super) rows: u64,
    /// Rows predicted as each class, or given each label.
    pub(super) predicted: Vec<u64>,
    /// Rows with an outcome, where there is one class for each.
    pub(super) table: ClassTable,
    /// Rows with an outcome by label, where there are several.
    pub(super) labels: Vec<ConfusionCounts>,
}

impl ClassTally {
    /// Rows.
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Rows predicted as each class, or given each label.
    pub fn predictions(&self) -> Vec<u64> {
        self.predicted.clone()
    }

    pub(super) const fn table(&self) -> &ClassTable {
        &self.table
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        for (own, others) in self.predicted.iter_mut().zip(&other.predicted) {
            *own += others;
        }
        for (own, others) in self.labels.iter_mut().zip(&other.labels) {
            own.true_positive += others.true_positive;
            own.false_positive += others.false_positive;
            own.false_negative += others.false_negative;
            own.true_negative += others.true_negative;
        }
        // Tallies of one family have the same classes.
        let _ = self.table.merge(&other.table);
    }

    pub(super) fn rate(&self, class: usize, rate: ClassRate) -> Measured<Proportion> {
        if rate == ClassRate::Share {
            if self.rows == 0 {
                return Err(Unavailable::Undefined(Reason::NoRows));
            }
            return Proportion::new(self.predicted[class], self.rows);
        }
        match self.labels.get(class) {
            Some(label) => rate.of(label),
            None if self.table.rows() == 0 => Err(Unavailable::Undefined(Reason::NoLabels)),
            None => self.table.rate(class, rate),
        }
    }

    pub(super) fn accuracy(&self) -> Measured<Proportion> {
        let (right, all) = if self.labels.is_empty() {
            ((0..self.table.classes()).map(|class| self.table.at(class, class)).sum(), self.table.rows())
        } else {
            self.labels.iter().fold((0, 0), |(right, all), label| {
                let own = label.true_positive + label.true_negative;
                (right + own, all + own + label.false_positive + label.false_negative)
            })
        };
        if all == 0 {
            return Err(Unavailable::Undefined(Reason::NoLabels));
        }
        Proportion::new(right, all)
    }

    pub(super) fn macro_recall(&self) -> Measured {
        if self.labels.is_empty() {
            return self.table.macro_recall();
        }
        let recalls = self.labels.iter().map(|label| ClassRate::Recall.of(label)?.rate());
        let sum = recalls.collect::<Measured<Vec<f64>>>()?.iter().sum::<f64>();
        Ok(sum / self.labels.len() as f64)
    }

    /// The variance of the mean recall; labels of one customer depend on each other, so of labels there is none.
    pub(super) fn macro_recall_variance(&self) -> Measured {
        if self.labels.is_empty() {
            self.table.macro_recall_variance()
        } else {
            Err(Unavailable::Undefined(Reason::NoSolution))
        }
    }
}
