//! Rows by customer without a list of customers: what each replicate of a bootstrap of customers holds of a cell.

use std::collections::HashMap;

use super::fold::{Pieces, axes, in_pieces, named};
use super::storage::Storage;
use super::{Cell, Cube, shape};
use crate::data::{EXCLUDED, Predictions, UNKNOWN_CUSTOMER_HASH};
use crate::inference::{ReplicateSums, UnitWeights};

/// Rows of customers in every replicate, by the six cells of a table; and rows whose customer is not known, each of which
/// is taken for a customer of its own. Nothing is allocated before there is a row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Replicates(Option<Box<Rows>>);

#[derive(Debug, Clone, Default, PartialEq)]
struct Rows {
    known: [ReplicateSums; 6],
    unknown: [u64; 6],
}

impl Replicates {
    /// By how much the known rows of each cell move in each replicate; and the rows of unknown customers.
    pub(super) fn moved(&self) -> ([Vec<f64>; 6], [u64; 6], [u64; 6]) {
        let Some(rows) = &self.0 else { return Default::default() };
        let all = std::array::from_fn(|code| rows.known[code].rows().saturating_add(rows.unknown[code]));
        (std::array::from_fn(|code| rows.known[code].centred()), rows.unknown, all)
    }
}

impl Cell for Replicates {
    fn merge(&mut self, other: &Self) {
        let Some(others) = &other.0 else { return };
        let own = self.0.get_or_insert_default();
        for (own, others) in own.known.iter_mut().zip(&others.known) {
            own.merge(others);
        }
        for (own, others) in own.unknown.iter_mut().zip(others.unknown) {
            *own = own.saturating_add(others);
        }
    }

    fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl Cube<Replicates> {
    /// Folds rows over some attributes, with this many replicates at a seed. Customers must be known row by row.
    pub(crate) fn fold_replicates<S: AsRef<str>>(
        predictions: &Predictions,
        attributes: &[S],
        (replicates, seed): (u32, u64),
    ) -> Self {
        let columns = named(predictions, attributes);
        let hashes = predictions.customer_hashes.as_deref().unwrap_or_default();
        let rows = hashes.len().min(predictions.rows());
        let fold = |pieces: Pieces<'_>| {
            let mut weights = UnitWeights::new(replicates, seed);
            let mut cells: HashMap<Box<[u32]>, Rows> = HashMap::new();
            let mut key = vec![0; columns.len()];
            for row in pieces.flatten() {
                let code = predictions.cells[row];
                let times = predictions.counts.as_ref().map_or(1, |counts| counts[row]);
                if code == EXCLUDED || times == 0 {
                    continue;
                }
                for (at, column) in key.iter_mut().zip(&columns) {
                    *at = column.codes.get(row);
                }
                if !cells.contains_key(&key[..]) {
                    cells.insert(key.clone().into_boxed_slice(), Rows::default());
                }
                let Some(cell) = cells.get_mut(&key[..]) else { continue };
                let code = usize::from(code);
                if hashes[row] == UNKNOWN_CUSTOMER_HASH {
                    cell.unknown[code] = cell.unknown[code].saturating_add(times);
                } else {
                    cell.known[code].add(weights.of(hashes[row]), times);
                }
            }
            cells
                .into_iter()
                .map(|(key, rows)| (key, Replicates(Some(Box::new(rows)))))
                .collect::<HashMap<Box<[u32]>, Replicates>>()
        };
        let add = |mut own: HashMap<Box<[u32]>, Replicates>, others: HashMap<Box<[u32]>, Replicates>| {
            for (key, cell) in others {
                own.entry(key).or_default().merge(&cell);
            }
            own
        };
        let axes = axes(&columns);
        let mut storage = Storage::empty(&shape(&axes));
        for (key, cell) in in_pieces(rows, 1, fold, add) {
            let index: Vec<usize> = key.iter().map(|&at| at as usize).collect();
            storage.add(&index, &cell);
        }
        Self { axes, storage, specification: predictions.specification().clone() }
    }
}
