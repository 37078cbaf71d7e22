//! Folds two decisions about the same rows.

use super::super::storage::{Storage, dense_size};
use super::super::{Cube, PairedConfusion, shape};
use super::axes;
use crate::data::{Column, EXCLUDED, Predictions, Specification};
use crate::error::{BadValues, Error, ErrorKind, Problem, Problems};

impl Cube<PairedConfusion> {
    /// Folds the rows of two models over all attributes: in each cell who was selected by the old model, the new one, both
    /// or none.
    ///
    /// A row that either left out is counted as excluded.
    ///
    /// # Errors
    ///
    /// Everything by which the two are not the same rows, at once: another number of rows, other attributes, levels,
    /// outcomes or counts, another favourable side or label availability. Rows that weigh are refused: the tests of
    /// changes have no form for them.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::cube::{PairedConfusion, PairedDecision};
    /// use evenhand::{Cube, Predictions};
    ///
    /// let model = |decisions: [u8; 4]| {
    ///     Predictions::builder().decision(decisions).segment("channel", ["app", "app", "web", "web"]).build()
    /// };
    /// let cube = Cube::<PairedConfusion>::fold_paired(&model([1, 0, 0, 0])?, &model([1, 1, 0, 1])?)?;
    /// assert_eq!(cube.total().decided(PairedDecision::Gained), 2);
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn fold_paired(old: &Predictions, new: &Predictions) -> Result<Self, Error> {
        same_rows(old, new)?;
        let columns: Vec<&Column> = old.columns().iter().collect();
        let axes = axes(&columns);
        let shape = shape(&axes);
        let count = |row: usize| old.counts.as_ref().map_or(1, |counts| counts[row]);
        let add = |cell: &mut PairedConfusion, row: usize| match (old.cells[row], new.cells[row]) {
            (EXCLUDED, _) | (_, EXCLUDED) => cell.exclude(count(row)),
            (before, after) => {
                cell.add(usize::from(before % 3), usize::from(before / 3 * 2 + after / 3), count(row));
            }
        };
        let storage = if let Some(size) = dense_size(&shape) {
            let mut cells = vec![PairedConfusion::default(); size];
            for row in 0..old.rows() {
                let at = columns
                    .iter()
                    .zip(&shape)
                    .fold(0, |at, (column, levels)| at * levels + column.codes.get(row) as usize);
                add(&mut cells[at], row);
            }
            Storage::dense(&shape, cells)
        } else {
            let mut storage = Storage::empty(&shape);
            for row in 0..old.rows() {
                let index: Vec<usize> = columns.iter().map(|column| column.codes.get(row) as usize).collect();
                let mut cell = PairedConfusion::default();
                add(&mut cell, row);
                storage.add(&index, &cell);
            }
            storage
        };
        let specification = Specification {
            decision: format!("{} → {}", old.specification().decision, new.specification().decision),
            score: None,
            ..old.specification().clone()
        };
        Ok(Self { axes, storage, specification })
    }
}

/// Whether both are about the same rows, as far as can be seen.
fn same_rows(old: &Predictions, new: &Predictions) -> Result<(), Error> {
    const REMEDY: &str = "give both models' decisions about the same rows, in the same order";
    let mut problems = Problems::default();
    let mut differ = |message: String| {
        problems.push(Problem::new(ErrorKind::Incompatible, message).remedy(REMEDY));
    };
    let (ours, theirs) = (old.specification(), new.specification());
    if ours.weight.is_some() || theirs.weight.is_some() {
        problems.push(
            Problem::new(ErrorKind::Incompatible, "rows that weigh cannot be compared in pairs")
                .remedy("leave the weights out; the comparison is then of rows"),
        );
        return problems.into_result();
    }
    if old.rows() != new.rows() {
        differ(format!("the old model decided about {} rows and the new one about {}", old.rows(), new.rows()));
        return problems.into_result();
    }
    if ours.favourable != theirs.favourable {
        differ("the favourable side of the decision differs".to_owned());
    }
    if ours.labels != theirs.labels || ours.outcome.is_some() != theirs.outcome.is_some() {
        differ("the outcome, or for whom it is known, differs".to_owned());
    }
    if old.counts != new.counts {
        differ("the counts of rows differ".to_owned());
    }
    let names = |of: &Predictions| of.columns().iter().map(|column| column.name().to_owned()).collect::<Vec<_>>();
    if names(old) == names(new) {
        for (ours, theirs) in old.columns().iter().zip(new.columns()) {
            let same =
                ours.levels == theirs.levels && (0..old.rows()).all(|row| ours.codes.get(row) == theirs.codes.get(row));
            if !same || ours.role != theirs.role {
                differ(format!("the values of {:?} differ", ours.name()));
            }
        }
    } else {
        differ(format!("the attributes differ: {} here, {} there", names(old).join(", "), names(new).join(", ")));
    }
    let mut outcomes = BadValues::new(
        ours.outcome.as_deref().unwrap_or("outcome"),
        "is another outcome than in the rows of the old model",
        REMEDY,
    );
    for (row, (&before, &after)) in old.cells.iter().zip(new.cells.iter()).enumerate() {
        if before != EXCLUDED && after != EXCLUDED && before % 3 != after % 3 {
            outcomes.push(row, ["negative", "positive", "no label"][usize::from(after % 3)]);
        }
    }
    if !outcomes.is_empty() {
        outcomes.report(&mut problems);
    }
    problems.into_result()
}
