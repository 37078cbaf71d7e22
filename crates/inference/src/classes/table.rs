//! The predictions of one group by actual class.

use serde::{Deserialize, Serialize};

use crate::inequality::ConfusionCounts;
use crate::proportion::Proportion;
use crate::value::{Measured, Reason, Unavailable, finite};

/// How many rows of each actual class were predicted as each class.
///
/// # Example
///
/// ```
/// use evenhand_inference::classes::ClassTable;
///
/// let mut table = ClassTable::new(3);
/// table.add(0, 0, 5).unwrap();
/// table.add(0, 2, 1).unwrap();
/// table.add(2, 2, 4).unwrap();
/// assert_eq!((table.actual(0), table.predicted(2), table.rows()), (6, 5, 10));
/// assert_eq!(table.accuracy().unwrap().rate(), Ok(0.9));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassTable {
    classes: usize,
    /// By actual class, then by predicted class.
    counts: Vec<u64>,
}

/// A rate of one class against all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassRate {
    /// Predicted as the class, among all.
    Share,
    /// Predicted as the class, among those who are of it.
    Recall,
    /// Predicted as the class, among those who are not of it.
    FalsePositiveRate,
    /// Of the class, among those predicted as it.
    Precision,
}

impl ClassRate {
    /// Every rate.
    pub const ALL: [Self; 4] = [Self::Share, Self::Recall, Self::FalsePositiveRate, Self::Precision];

    /// The rate of binary counts.
    ///
    /// # Undefined
    ///
    /// Without a row in the denominator: `Undefined` with `NoRows`, `NoActualPositives`, `NoActualNegatives` or
    /// `NoneSelected`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{classes::ClassRate, inequality::ConfusionCounts};
    ///
    /// let counts = ConfusionCounts { true_positive: 3, false_positive: 1, false_negative: 1, true_negative: 5 };
    /// assert_eq!(ClassRate::Recall.of(&counts).unwrap().rate(), Ok(0.75));
    /// ```
    pub fn of(self, counts: &ConfusionCounts) -> Measured<Proportion> {
        let ConfusionCounts { true_positive, false_positive, false_negative, true_negative } = *counts;
        let (of, rest, empty) = match self {
            Self::Share => (true_positive + false_positive, false_negative + true_negative, Reason::NoRows),
            Self::Recall => (true_positive, false_negative, Reason::NoActualPositives),
            Self::FalsePositiveRate => (false_positive, true_negative, Reason::NoActualNegatives),
            Self::Precision => (true_positive, false_positive, Reason::NoneSelected),
        };
        if of + rest == 0 {
            return Err(Unavailable::Undefined(empty));
        }
        Proportion::new(of, of + rest)
    }
}

impl ClassTable {
    /// An empty table for so many classes.
    pub fn new(classes: usize) -> Self {
        Self { classes, counts: vec![0; classes * classes] }
    }

    /// Adds rows of an actual class that were predicted as a class.
    ///
    /// # Errors
    ///
    /// `Undefined(OutsideDomain)` for a class that the table does not have.
    pub fn add(&mut self, actual: usize, predicted: usize, rows: u64) -> Measured<()> {
        let inside = actual < self.classes && predicted < self.classes;
        let cell = if inside { self.counts.get_mut(actual * self.classes + predicted) } else { None };
        *cell.ok_or(Unavailable::Undefined(Reason::OutsideDomain))? += rows;
        Ok(())
    }

    /// Adds the rows of another table of the same classes.
    ///
    /// # Errors
    ///
    /// `Undefined(OutsideDomain)` if the tables differ in their number of classes.
    pub fn merge(&mut self, other: &Self) -> Measured<()> {
        if self.classes != other.classes {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        for (own, others) in self.counts.iter_mut().zip(&other.counts) {
            *own += others;
        }
        Ok(())
    }

    /// Number of classes.
    pub const fn classes(&self) -> usize {
        self.classes
    }

    /// Rows of an actual class predicted as a class; 0 for a class that the table does not have.
    pub fn at(&self, actual: usize, predicted: usize) -> u64 {
        if predicted < self.classes {
            self.counts.get(actual * self.classes + predicted).copied().unwrap_or(0)
        } else {
            0
        }
    }

    /// All rows.
    pub fn rows(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Rows of an actual class.
    pub fn actual(&self, class: usize) -> u64 {
        (0..self.classes).map(|predicted| self.at(class, predicted)).sum()
    }

    /// Rows predicted as a class.
    pub fn predicted(&self, class: usize) -> u64 {
        (0..self.classes).map(|actual| self.at(actual, class)).sum()
    }

    /// Rows predicted as each class.
    pub fn predictions(&self) -> Vec<u64> {
        (0..self.classes).map(|class| self.predicted(class)).collect()
    }

    /// A class against all others.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::classes::ClassTable;
    ///
    /// let mut table = ClassTable::new(3);
    /// for (actual, predicted, rows) in [(0, 0, 5), (0, 2, 1), (1, 1, 7), (2, 2, 4)] {
    ///     table.add(actual, predicted, rows).unwrap();
    /// }
    /// let last = table.one_versus_rest(2);
    /// assert_eq!((last.true_positive, last.false_positive, last.false_negative, last.true_negative), (4, 1, 0, 12));
    /// ```
    pub fn one_versus_rest(&self, class: usize) -> ConfusionCounts {
        let (hit, actual, predicted) = (self.at(class, class), self.actual(class), self.predicted(class));
        ConfusionCounts {
            true_positive: hit,
            false_positive: predicted - hit,
            false_negative: actual - hit,
            true_negative: self.rows() - actual - (predicted - hit),
        }
    }

    /// The rate of a class.
    ///
    /// # Undefined
    ///
    /// As [`ClassRate::of`].
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn rate(&self, class: usize, rate: ClassRate) -> Measured<Proportion> {
        rate.of(&self.one_versus_rest(class))
    }

    /// Rows predicted as what they are, among all.
    ///
    /// # Undefined
    ///
    /// Without a row: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn accuracy(&self) -> Measured<Proportion> {
        let rows = self.rows();
        if rows == 0 {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        Proportion::new((0..self.classes).map(|class| self.at(class, class)).sum(), rows)
    }

    /// The variance of [`macro_recall`](Self::macro_recall): classes are samples of their own.
    ///
    /// # Formula
    ///
    /// Σ p(1 − p)/n over classes, over their number squared
    ///
    /// # Undefined
    ///
    /// As there.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn macro_recall_variance(&self) -> Measured {
        self.macro_recall()?;
        let variance = |class: usize| -> Measured {
            let recall = self.rate(class, ClassRate::Recall)?;
            Ok(recall.rate()? * recall.complement().rate()? / recall.trials())
        };
        let sum = (0..self.classes).map(variance).collect::<Measured<Vec<f64>>>()?.iter().sum::<f64>();
        finite(sum / (self.classes * self.classes) as f64)
    }

    /// The mean recall of the classes, each weighing the same.
    ///
    /// # Undefined
    ///
    /// If a class has no row, its recall does not exist and neither does the mean: `Undefined(NoActualPositives)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::classes::ClassTable;
    ///
    /// let mut table = ClassTable::new(2);
    /// for (actual, predicted, rows) in [(0, 0, 90), (0, 1, 10), (1, 1, 5), (1, 0, 5)] {
    ///     table.add(actual, predicted, rows).unwrap();
    /// }
    /// assert_eq!(table.macro_recall(), Ok(0.7));
    /// ```
    pub fn macro_recall(&self) -> Measured {
        let recalls = (0..self.classes).map(|class| self.rate(class, ClassRate::Recall)?.rate());
        let sum = recalls.collect::<Measured<Vec<f64>>>()?.iter().sum::<f64>();
        if self.classes == 0 {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        finite(sum / self.classes as f64)
    }
}
