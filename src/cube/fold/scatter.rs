//! Counting many cells in tables.

use std::ops::Range;

use super::keys::{Key, Keys, Scratch};
use super::rows::BLOCK;
use super::slots::Slots;

/// Tables among which repeated keys are spread.
///
/// A counter that is incremented row after row waits for its own last store; four copies of it wait a quarter as long.
const TABLES: usize = 4;

/// Keys of a block that are looked at for repetition.
const SAMPLE: usize = 512;

/// Rows after which counters of 32 bits are emptied: long before they could overflow.
const FLUSH: usize = 1 << 31;

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
    let mut table = vec![0_u32; size];
    let mut codes = Box::new([0; BLOCK]);
    let mut scratch = Scratch::<K>::new();
    let mut since_flush = 0;
    for start in rows.clone().step_by(BLOCK) {
        let block = start..(start + BLOCK).min(rows.end);
        since_flush += block.len();
        if since_flush > FLUSH {
            flush(&mut table, &mut totals);
            since_flush = block.len();
        }
        let codes = slots.compute(cells, block.clone(), &mut codes);
        let keys = keys.compute(block, codes, &mut scratch);
        if repetitive(keys) {
            table.resize(size * TABLES, 0);
            increment_spread(keys, &mut table, size);
        } else {
            for key in keys {
                table[key.place()] += 1;
            }
        }
    }
    flush(&mut table, &mut totals);
    totals
}

fn flush(table: &mut [u32], totals: &mut [u64]) {
    for table in table.chunks_exact_mut(totals.len().max(1)) {
        for (total, counter) in totals.iter_mut().zip(table) {
            *total += u64::from(std::mem::take(counter));
        }
    }
}

/// Whether neighbours are often equal, as where the data are sorted or one cell has most of the rows.
fn repetitive<K: Eq>(keys: &[K]) -> bool {
    let sample = &keys[..keys.len().min(SAMPLE)];
    let Some((_, next)) = sample.split_first() else { return false };
    // One in eight: then waiting for one's own stores costs more than four tables in the cache.
    sample.iter().zip(next).filter(|(key, next)| key == next).count() > SAMPLE / 8
}

fn increment_spread<K: Place>(keys: &[K], table: &mut [u32], size: usize) {
    let (a, rest) = table.split_at_mut(size);
    let (b, rest) = rest.split_at_mut(size);
    let (c, d) = rest.split_at_mut(size);
    let (fours, rest) = keys.as_chunks::<TABLES>();
    for keys in fours {
        a[keys[0].place()] += 1;
        b[keys[1].place()] += 1;
        c[keys[2].place()] += 1;
        d[keys[3].place()] += 1;
    }
    for key in rest {
        a[key.place()] += 1;
    }
}
