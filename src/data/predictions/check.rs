//! What can be wrong with a column, alone or beside the others.

use crate::data::column::Column;
use crate::data::roles::NonFiniteScores;
use crate::error::{BadValues, Error, ErrorKind, Problem, Problems};

pub(super) fn order_columns(
    columns: Vec<Column>,
    orders: &[(String, Vec<String>)],
    problems: &mut Problems,
) -> Vec<Column> {
    for (index, column) in columns.iter().enumerate() {
        if columns[..index].iter().any(|earlier| earlier.name == column.name) {
            problems.push(
                Problem::new(ErrorKind::Column, "was given twice as segment or stratum")
                    .column(&column.name)
                    .remedy("give it once: as a segment to compare its levels, as a stratum to compare within them"),
            );
        }
    }
    for (name, _) in orders {
        if !columns.iter().any(|column| column.name == *name) {
            problems.push(
                Problem::new(ErrorKind::Column, "has an order of levels but no values")
                    .column(name)
                    .remedy("add the column"),
            );
        }
    }
    columns
        .into_iter()
        .map(|column| match orders.iter().find(|(name, _)| *name == column.name) {
            Some((_, levels)) => column.declare_order(levels, problems),
            None => column,
        })
        .collect()
}

pub(super) fn check_scores(name: &str, scores: &[f64], choice: NonFiniteScores, problems: &mut Problems) {
    let mut outside = BadValues::new(
        name,
        "is not a score between 0 and 1",
        "rescale the scores, or leave the column out: binary metrics do not need it",
    );
    let mut not_finite =
        BadValues::new(name, "is not a finite score", "mend the row, or choose to exclude rows with non-finite scores");
    for (row, &score) in scores.iter().enumerate() {
        if !score.is_finite() {
            if choice == NonFiniteScores::Refuse {
                not_finite.push(row, score);
            }
        } else if !(0.0..=1.0).contains(&score) {
            outside.push(row, score);
        }
    }
    outside.report(problems);
    not_finite.report(problems);
}

pub(super) fn check_weights(name: &str, weights: &[f64], problems: &mut Problems) {
    let mut bad = BadValues::new(
        name,
        "is not a weight: weights are finite and not negative",
        "mend the row, or leave the weights out",
    );
    for (row, &weight) in weights.iter().enumerate() {
        if !weight.is_finite() || weight < 0.0 {
            bad.push(row, weight);
        }
    }
    bad.report(problems);
}

pub(super) fn no_rows_problem() -> Problem {
    Problem::new(ErrorKind::Empty, "there are no rows to audit")
        .remedy("check that the input has rows below its header")
}

pub(super) fn no_rows() -> Error {
    no_rows_problem().into()
}
