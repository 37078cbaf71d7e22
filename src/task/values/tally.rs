//! What is kept of a group's amounts.

use std::sync::Arc;

use crate::inference::values::{ValuePoint, ValueSums, ValueTable};
use crate::value::{Measured, Reason, Unavailable};

/// The sums of a group, and the rows of the groups that it was merged from: shared, so that the rest of many groups costs no
/// copies.
#[derive(Debug, Clone)]
pub struct ValueTally {
    pub(super) sums: ValueSums,
    pub(super) parts: Vec<Arc<Rows>>,
}

/// The distributions of one group.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) predictions: ValueTable,
    pub(super) residuals: ValueTable,
}

impl ValueTally {
    /// The sums.
    pub const fn sums(&self) -> &ValueSums {
        &self.sums
    }

    pub(super) fn predictions(&self) -> ValueTable {
        ValueTable::all(self.parts.iter().map(|part| &part.predictions))
    }

    /// The residuals of the rows with an outcome.
    pub(super) fn residuals(&self) -> Measured<ValueTable> {
        if self.sums.labelled() == 0 {
            return Err(Unavailable::Undefined(Reason::NoLabels));
        }
        Ok(ValueTable::all(self.parts.iter().map(|part| &part.residuals)))
    }

    pub(super) fn absolute_errors(&self) -> Measured<ValueTable> {
        let residuals = self.residuals()?;
        let size = |point: &ValuePoint| ValuePoint { value: point.value.abs(), ..*point };
        ValueTable::from_points(residuals.points().iter().map(size))
    }
}
