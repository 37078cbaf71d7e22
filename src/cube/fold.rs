//! One pass over the rows.

use super::storage::{Storage, dense_size};
use super::{Axis, Cell, Confusion, Cube, Exclusions, shape};
use crate::data::{Codes, Column, EXCLUDED, Predictions};

/// Rows whose keys are computed before they are counted: the keys stay in the first-level cache.
const BLOCK: usize = 2048;

/// Counters a cell: the six codes of a row, excluded, and one to make it a power of two.
const WIDTH: usize = 8;

impl Cube<Confusion> {
    /// Folds all rows over all attributes: the base cuboid, from which every slice is a sum.
    pub fn fold(predictions: &Predictions) -> Self {
        Self::fold_columns(predictions, &predictions.columns().iter().collect::<Vec<_>>())
    }

    /// Folds all rows over some attributes only: the cheaper way where all attributes together have too many levels.
    ///
    /// Names that the predictions lack are passed over.
    pub fn fold_over<S: AsRef<str>>(predictions: &Predictions, attributes: &[S]) -> Self {
        let columns: Vec<&Column> = attributes
            .iter()
            .filter_map(|name| predictions.columns().iter().find(|column| column.name() == name.as_ref()))
            .collect();
        Self::fold_columns(predictions, &columns)
    }

    fn fold_columns(predictions: &Predictions, columns: &[&Column]) -> Self {
        let axes = axes(columns);
        let shape = shape(&axes);
        let specification = predictions.specification().clone();
        let unit_rows = predictions.counts.is_none() && predictions.weights.is_none();
        let storage = match dense_size(&shape) {
            Some(size) if unit_rows => {
                let counters = count_rows(predictions, columns, &shape, size);
                let cells = counters
                    .chunks_exact(WIDTH)
                    .map(|c| Confusion::from_counts([c[0], c[1], c[2], c[3], c[4], c[5]]))
                    .collect();
                Storage::dense(&shape, cells)
            }
            _ => fold_one_by_one(predictions, columns, &shape),
        };
        Self { axes, storage, specification }
    }
}

impl Cube<Exclusions> {
    /// Folds the excluded rows, by reason.
    pub fn fold_exclusions(predictions: &Predictions) -> Self {
        let columns: Vec<&Column> = predictions.columns().iter().collect();
        let axes = axes(&columns);
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

fn axes(columns: &[&Column]) -> Vec<Axis> {
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

/// Counters of the dense cuboid, `WIDTH` a cell.
fn count_rows(predictions: &Predictions, columns: &[&Column], shape: &[usize], size: usize) -> Vec<u64> {
    let mut counters = vec![0_u64; size * WIDTH];
    let mut keys = [0_u32; BLOCK];
    for (block, cells) in predictions.cells.chunks(BLOCK).enumerate() {
        let start = block * BLOCK;
        let keys = &mut keys[..cells.len()];
        keys.fill(0);
        for (column, &levels) in columns.iter().zip(shape) {
            let levels = u32::try_from(levels).unwrap_or(u32::MAX);
            match &column.codes {
                Codes::Narrow(codes) => {
                    for (key, &code) in keys.iter_mut().zip(&codes[start..]) {
                        *key = *key * levels + u32::from(code);
                    }
                }
                Codes::Wide(codes) => {
                    for (key, &code) in keys.iter_mut().zip(&codes[start..]) {
                        *key = *key * levels + code;
                    }
                }
            }
        }
        for (&key, &cell) in keys.iter().zip(cells) {
            counters[key as usize * WIDTH + usize::from(cell)] += 1;
        }
    }
    counters
}

/// Counted and weighted rows, and cubes too large for an array.
fn fold_one_by_one(predictions: &Predictions, columns: &[&Column], shape: &[usize]) -> Storage<Confusion> {
    let mut storage = Storage::empty(shape);
    let mut index = vec![0; columns.len()];
    for (row, &code) in predictions.cells.iter().enumerate() {
        if code == EXCLUDED {
            continue;
        }
        for (at, column) in index.iter_mut().zip(columns) {
            *at = column.codes.get(row) as usize;
        }
        let times = predictions.counts.as_ref().map_or(1, |counts| counts[row]);
        let cell = match &predictions.weights {
            Some(weights) => {
                let mut cell = Confusion::default();
                cell.add_weighted(usize::from(code), times, weights[row]);
                cell
            }
            None => {
                let mut counts = [0; 6];
                counts[usize::from(code)] = times;
                Confusion::from_counts(counts)
            }
        };
        if !cell.is_empty() {
            storage.add(&index, &cell);
        }
    }
    storage
}
