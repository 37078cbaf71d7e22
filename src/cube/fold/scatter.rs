//! Counting many cells in tables.
//!
//! A counter is a byte that carries into 64 bits: the table of bytes is what is written at random places, and a quarter
//! of one of 32 bits. That of five attributes then fits into the first-level cache, which is half of the work.

use std::ops::Range;

use super::keys::{Key, Keys, Scratch};
use super::rows::BLOCK;
use super::slots::Slots;

/// Tables among which repeated keys are spread.
///
/// A counter that is incremented row after row waits for its own last store; four copies of it wait a quarter as long.
const TABLES: usize = 4;

/// Keys of a block that are looked at for repetition.
const SAMPLE: usize = 64;

/// Rows at a time: few, so that their keys take little of the cache that the table needs.
const ROWS: usize = BLOCK / 8;

/// An index into a table.
pub(super) trait Place: Key + Eq {
    fn place(self) -> usize;
}

impl Place for u16 {
    #[inline]
    fn place(self) -> usize {
        usize::from(self)
    }
}

impl Place for u32 {
    #[inline]
    fn place(self) -> usize {
        self as usize
    }
}

/// Counts some rows: one counter a key, the slot of the row's code being the key's last digit.
pub(super) fn count<K: Place>(
    keys: &Keys<'_>,
    slots: &Slots,
    cells: &[u8],
    rows: Range<usize>,
    size: usize,
) -> Vec<u64> {
    let mut totals = vec![0_u64; size];
    let mut table = vec![0_u8; size];
    let mut codes = Box::new([0; BLOCK]);
    let mut scratch = Scratch::<K>::new();
    for start in rows.clone().step_by(ROWS) {
        let block = start..(start + ROWS).min(rows.end);
        let codes = slots.compute(cells, block.clone(), &mut codes);
        let keys = keys.compute(block, codes, &mut scratch);
        if repetitive(keys) {
            table.resize(size * TABLES, 0);
            increment_spread(keys, &mut table, &mut totals);
        } else {
            for &key in keys {
                increment(key, &mut table, &mut totals);
            }
        }
    }
    for table in table.chunks_exact(size.max(1)) {
        for (total, &counter) in totals.iter_mut().zip(table) {
            *total += u64::from(counter);
        }
    }
    totals
}

#[inline]
fn increment<K: Place>(key: K, table: &mut [u8], totals: &mut [u64]) {
    let counter = &mut table[key.place()];
    let carries;
    (*counter, carries) = counter.overflowing_add(1);
    if carries {
        carry(key.place(), totals);
    }
}

/// One row in 256 at most.
#[cold]
#[inline(never)]
fn carry(place: usize, totals: &mut [u64]) {
    totals[place] += 1 << u8::BITS;
}

/// Whether neighbours are often equal, as where the data are sorted or one cell has most of the rows.
fn repetitive<K: Eq>(keys: &[K]) -> bool {
    let sample = &keys[..keys.len().min(SAMPLE)];
    let Some((_, next)) = sample.split_first() else { return false };
    // One in eight: then waiting for one's own stores costs more than four tables in the cache.
    sample.iter().zip(next).filter(|(key, next)| key == next).count() > SAMPLE / 8
}

fn increment_spread<K: Place>(keys: &[K], table: &mut [u8], totals: &mut [u64]) {
    let size = totals.len();
    let (a, rest) = table.split_at_mut(size);
    let (b, rest) = rest.split_at_mut(size);
    let (c, d) = rest.split_at_mut(size);
    let (fours, rest) = keys.as_chunks::<TABLES>();
    for keys in fours {
        increment(keys[0], a, totals);
        increment(keys[1], b, totals);
        increment(keys[2], c, totals);
        increment(keys[3], d, totals);
    }
    for &key in rest {
        increment(key, a, totals);
    }
}
