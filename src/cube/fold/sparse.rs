//! Cubes of more cells than an array should have: only cells with rows are kept.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use super::keys::{Keys, Scratch};
use super::rows::{Pieces, in_pieces};
use crate::cube::{Cell, Confusion};
use crate::data::{Column, EXCLUDED, Predictions};

type Cells = HashMap<u128, Confusion, BuildHasherDefault<KeyHasher>>;

/// Folds by the number of a cell in row-major order; `None` if there are too many cells to number them.
pub(super) fn fold(
    predictions: &Predictions,
    columns: &[&Column],
    shape: &[usize],
) -> Option<BTreeMap<Box<[u32]>, Confusion>> {
    shape.iter().try_fold(1_u128, |size, &levels| size.checked_mul(levels as u128))?;
    let keys = Keys::new(columns, 1);
    let fold = |pieces: Pieces<'_>| {
        let mut cells = Cells::default();
        let mut scratch = Scratch::<u128>::new();
        for block in pieces.blocks() {
            let keys = keys.compute(block.clone(), &[], &mut scratch);
            for (&key, row) in keys.iter().zip(block) {
                let times = predictions.counts.as_ref().map_or(1, |counts| counts[row]);
                let code = predictions.cells[row];
                if code == EXCLUDED || times == 0 {
                    continue;
                }
                let cell = cells.entry(key).or_default();
                match &predictions.weights {
                    Some(weights) => cell.add_weighted(usize::from(code), times, weights[row]),
                    None => cell.add_rows(usize::from(code), times),
                }
            }
        }
        cells
    };
    let cells = in_pieces(predictions.rows(), 1 << 16, fold, |mut a, mut b| {
        if a.len() < b.len() {
            std::mem::swap(&mut a, &mut b);
        }
        for (key, cell) in b {
            a.entry(key).or_default().merge(&cell);
        }
        a
    });
    let mut cells: Vec<(u128, Confusion)> = cells.into_iter().collect();
    // The order of the numbers is the order of the indices.
    cells.sort_unstable_by_key(|(key, _)| *key);
    Some(cells.into_iter().map(|(key, cell)| (index(key, shape), cell)).collect())
}

/// The index of a cell from its number.
fn index(mut key: u128, shape: &[usize]) -> Box<[u32]> {
    let mut index = vec![0; shape.len()].into_boxed_slice();
    for (at, &levels) in index.iter_mut().zip(shape).rev() {
        let levels = levels.max(1) as u128;
        *at = u32::try_from(key % levels).unwrap_or(u32::MAX);
        key /= levels;
    }
    index
}

/// Mixes the bits of a key. The order of a map's entries is not used, and nobody outside chooses the keys.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u128(u128::from(byte));
        }
    }

    #[allow(clippy::cast_possible_truncation)]
    fn write_u128(&mut self, key: u128) {
        // The upper half of a product depends on every bit of the lower; both halves of the key are mixed in turn.
        for half in [key as u64, (key >> 64) as u64] {
            let product = u128::from(self.0 ^ half) * 0x9e37_79b9_7f4a_7c15_u128;
            self.0 = (product as u64) ^ (product >> 64) as u64 ^ (product as u64) >> 32;
        }
    }
}
