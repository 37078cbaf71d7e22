//! Counting many cells in tables.
//!
//! A counter is a byte that carries into 64 bits: the table of bytes is what is written at random places, and a quarter
//! of one of 32 bits. That of five attributes then nearly fits into the first-level cache.
//!
//! Rows go in blocks of 64, few enough that the processor still sees the next block's keys being computed, and its
//! columns being read, while it counts the present one.
#![allow(clippy::inline_always, reason = "the loops are compiled anew for each set of instructions, see `vectors`")]

use std::ops::Range;

use super::digits::{Block, Digits, ROWS};
use super::keys::Key;
use super::vectors::vectorised;

/// Tables among which repeated keys are spread.
///
/// A counter that is incremented row after row waits for its own last store; four copies of it wait a quarter as long.
const TABLES: usize = 4;

/// Rows after which it is decided anew whether to spread: an even number of blocks.
const STRETCH: usize = 16 * ROWS;

/// An index into a table.
pub(super) trait Place: Key + Eq {
    fn place(self) -> usize;

    /// Bytes of a table of so many counters: where that is little, as many as there are keys, so that no index needs a
    /// check.
    fn table(counters: usize) -> usize;
}

impl Place for u16 {
    #[inline]
    fn place(self) -> usize {
        usize::from(self)
    }

    #[inline]
    fn table(_: usize) -> usize {
        1 << Self::BITS
    }
}

impl Place for u32 {
    #[inline]
    fn place(self) -> usize {
        self as usize
    }

    #[inline]
    fn table(counters: usize) -> usize {
        counters
    }
}

/// Counts some rows: one counter a key.
pub(super) fn count<K: Place>(digits: &Digits<'_>, rows: Range<usize>, counters: usize) -> Vec<u64> {
    vectorised(
        #[inline(always)]
        || count_blocks::<K>(digits, rows, counters),
    )
}

#[inline(always)]
fn count_blocks<K: Place>(digits: &Digits<'_>, rows: Range<usize>, counters: usize) -> Vec<u64> {
    let mut totals = vec![0_u64; counters];
    let mut tables = vec![0_u8; K::table(counters)];
    let end = rows.end - rows.len() % ROWS;
    // The last block is computed again where there is no next one.
    let ahead = |at: usize| at.min(end.saturating_sub(ROWS));
    let (mut even, mut odd) = (Block::<K>::new(), Block::<K>::new());
    if rows.start < end {
        digits.keys(rows.start, &mut even);
    }
    for stretch in (rows.start..end).step_by(STRETCH) {
        let repeats = repetitive(&even.0);
        if repeats {
            tables.resize(K::table(counters) * TABLES, 0);
        }
        for at in (stretch..(stretch + STRETCH).min(end)).step_by(2 * ROWS) {
            digits.keys(ahead(at + ROWS), &mut odd);
            count_block(&even.0, repeats, &mut tables, &mut totals);
            digits.keys(ahead(at + 2 * ROWS), &mut even);
            if at + ROWS < end {
                count_block(&odd.0, repeats, &mut tables, &mut totals);
            }
        }
    }
    for row in end..rows.end {
        increment(digits.key::<K>(row), &mut tables, &mut totals);
    }
    for table in tables.chunks_exact(K::table(counters).max(1)) {
        for (total, &counter) in totals.iter_mut().zip(table) {
            *total += u64::from(counter);
        }
    }
    totals
}

#[inline(always)]
fn count_block<K: Place>(keys: &[K; ROWS], repeats: bool, tables: &mut [u8], totals: &mut [u64]) {
    let length = K::table(totals.len());
    let (first, rest) = tables.split_at_mut(length);
    if repeats && rest.len() == length * (TABLES - 1) {
        let (second, rest) = rest.split_at_mut(length);
        let (third, fourth) = rest.split_at_mut(length);
        for keys in keys.as_chunks::<TABLES>().0 {
            increment(keys[0], first, totals);
            increment(keys[1], second, totals);
            increment(keys[2], third, totals);
            increment(keys[3], fourth, totals);
        }
    } else {
        // Eight at a time: a branch back after each row would cost as much as the row.
        for keys in keys.as_chunks::<8>().0 {
            for &key in keys {
                increment(key, first, totals);
            }
        }
    }
}

#[inline(always)]
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
#[inline(always)]
fn repetitive<K: Eq>(keys: &[K; ROWS]) -> bool {
    // One in eight: then waiting for one's own stores costs more than four tables in the cache.
    keys.windows(2).filter(|pair| pair[0] == pair[1]).count() > ROWS / 8
}
