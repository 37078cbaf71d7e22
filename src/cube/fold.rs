//! One pass over the rows.
//!
//! # Which way a fold goes
//!
//! | cells × codes that occur | rows | way |
//! |---|---|---|
//! | at most [`PLANES_LIMIT`] counters | plain | [`planes`]: bits, no table |
//! | those of [`lanes::CELLS`], four codes at most | plain | [`lanes`]: four counters of a byte a word |
//! | at most [`super::DENSE_LIMIT`] cells | plain | [`scatter`]: a table of bytes that carry, four where keys repeat |
//! | at most [`super::DENSE_LIMIT`] cells | counted or weighted | [`weighted`]: a table of exact sums |
//! | more, up to 2^128 cells | any | [`sparse`]: a hash map |
//! | more | any | row by row into a sorted map |
//!
//! Every way adds integers, or floats exactly, so that neither the way nor the number of threads can be told from the
//! result. `docs/PERFORMANCE.md` has the measurements behind the limits.

mod digits;
mod keys;
mod lanes;
#[cfg(feature = "paired")]
mod paired;
mod planes;
mod rows;
mod scatter;
mod slots;
mod sparse;
mod vectors;
mod weighted;

use super::storage::{Storage, dense_size};
use super::{Axis, Confusion, Cube, Exclusions, shape};
use crate::data::{Column, EXCLUDED, Predictions};
use digits::Digits;
use keys::Keys;
pub(super) use rows::{Pieces, in_pieces};
use slots::Slots;

/// Most counters for which rows are counted as bits. Each costs the same again there, and next to nothing in a table.
const PLANES_LIMIT: usize = 48;

impl Cube<Confusion> {
    /// Folds all rows over all attributes: the base cuboid, from which every slice is a sum.
    pub fn fold(predictions: &Predictions) -> Self {
        Self::fold_columns(predictions, &predictions.columns().iter().collect::<Vec<_>>())
    }

    /// Folds all rows over some attributes only: the cheaper way where all attributes together have too many levels.
    ///
    /// Names that the predictions lack are passed over.
    pub fn fold_over<S: AsRef<str>>(predictions: &Predictions, attributes: &[S]) -> Self {
        Self::fold_columns(predictions, &named(predictions, attributes))
    }

    fn fold_columns(predictions: &Predictions, columns: &[&Column]) -> Self {
        let axes = axes(columns);
        let shape = shape(&axes);
        let storage = match dense_size(&shape) {
            Some(size) => Storage::dense(&shape, fold_dense(predictions, columns, size)),
            None => match sparse::fold(predictions, columns, &shape) {
                Some(cells) => Storage::Sparse(cells),
                None => fold_one_by_one(predictions, columns, &shape),
            },
        };
        Self { axes, storage, specification: predictions.specification().clone() }
    }
}

impl Cube<Exclusions> {
    /// Folds the excluded rows, by reason.
    pub fn fold_exclusions(predictions: &Predictions) -> Self {
        Self::fold_columns(predictions, &predictions.columns().iter().collect::<Vec<_>>())
    }

    /// Folds the excluded rows over some attributes only; names that the predictions lack are passed over.
    pub fn fold_exclusions_over<S: AsRef<str>>(predictions: &Predictions, attributes: &[S]) -> Self {
        Self::fold_columns(predictions, &named(predictions, attributes))
    }

    fn fold_columns(predictions: &Predictions, columns: &[&Column]) -> Self {
        let axes = axes(columns);
        let mut storage = Storage::empty(&shape(&axes));
        for &(row, reason) in &predictions.excluded {
            let index: Vec<usize> = columns.iter().map(|column| column.codes.get(row) as usize).collect();
            let mut cell = Exclusions::default();
            cell.add(reason, predictions.counts.as_ref().map_or(1, |counts| counts[row]));
            storage.add(&index, &cell);
        }
        Self { axes, storage, specification: predictions.specification().clone() }
    }
}

/// The columns of some attributes, in the order asked for.
pub(super) fn named<'a, S: AsRef<str>>(predictions: &'a Predictions, attributes: &[S]) -> Vec<&'a Column> {
    attributes
        .iter()
        .filter_map(|name| predictions.columns().iter().find(|column| column.name() == name.as_ref()))
        .collect()
}

pub(super) fn axes(columns: &[&Column]) -> Vec<Axis> {
    columns
        .iter()
        .map(|column| Axis {
            name: column.name.clone(),
            role: column.role,
            declared: column.declared,
            levels: column.levels.clone(),
        })
        .collect()
}

/// The cells of an array, in row-major order.
fn fold_dense(predictions: &Predictions, columns: &[&Column], size: usize) -> Vec<Confusion> {
    let slots = Slots::new(&predictions.cells);
    let keys = || Keys::new(columns, slots.width());
    let counters = size * slots.width();
    match (&predictions.counts, &predictions.weights) {
        (None, None) if size * slots.counted().codes().len() <= PLANES_LIMIT => {
            let (keys, slots) = (Keys::new(columns, 1), slots.counted());
            let fold = |pieces: Pieces<'_>| planes::count(&keys, slots.codes(), &predictions.cells, pieces, size);
            let counts = in_pieces(predictions.rows(), size, fold, added);
            slots.cells(&counts, slots.width(), size)
        }
        (None, None) => {
            if slots.width() <= lanes::LANES && lanes::CELLS.contains(&size) {
                let digits = Digits::new(columns, &slots, lanes::LANES, &predictions.cells);
                let counters = size * lanes::LANES;
                let fold = |pieces: Pieces<'_>| lanes::count(&digits, pieces, counters);
                return slots.cells(&in_pieces(predictions.rows(), counters, fold, added), lanes::LANES, size);
            }
            let digits = Digits::new(columns, &slots, slots.width(), &predictions.cells);
            let fold = |pieces: Pieces<'_>| {
                if counters <= 1 << u16::BITS {
                    scatter::count::<u16>(&digits, pieces, counters)
                } else {
                    scatter::count::<u32>(&digits, pieces, counters)
                }
            };
            slots.cells(&in_pieces(predictions.rows(), counters, fold, added), slots.width(), size)
        }
        (Some(counts), None) => {
            slots.cells(&weighted::counted(&keys(), &slots, predictions, counts, counters), slots.width(), size)
        }
        (None, Some(weights)) => weighted::weighted(&keys(), &slots, predictions, weights, counters),
        (Some(counts), Some(weights)) => {
            weighted::counted_and_weighted(&Keys::new(columns, 1), predictions, counts, weights, size)
        }
    }
}

fn added(mut a: Vec<u64>, b: Vec<u64>) -> Vec<u64> {
    for (total, other) in a.iter_mut().zip(b) {
        *total += other;
    }
    a
}

fn add(totals: &mut [u64], others: &[u64]) {
    for (total, other) in totals.iter_mut().zip(others) {
        *total += other;
    }
}

/// Cubes of more cells than can be numbered.
fn fold_one_by_one(predictions: &Predictions, columns: &[&Column], shape: &[usize]) -> Storage<Confusion> {
    let mut storage = Storage::empty(shape);
    let mut index = vec![0; columns.len()];
    for (row, &code) in predictions.cells.iter().enumerate() {
        let times = predictions.counts.as_ref().map_or(1, |counts| counts[row]);
        if code == EXCLUDED || times == 0 {
            continue;
        }
        for (at, column) in index.iter_mut().zip(columns) {
            *at = column.codes.get(row) as usize;
        }
        let mut cell = Confusion::default();
        match &predictions.weights {
            Some(weights) => cell.add_weighted(usize::from(code), times, weights[row]),
            None => cell.add_rows(usize::from(code), times),
        }
        storage.add(&index, &cell);
    }
    storage
}
