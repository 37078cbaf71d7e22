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
    /// Counters of one byte.
    type Table;

    fn place(self) -> usize;

    /// A table of at least so many counters.
    fn table(counters: usize) -> Self::Table;

    fn counter(self, table: &mut Self::Table) -> &mut u8;

    fn counters(table: &Self::Table) -> &[u8];
}

impl Place for u16 {
    // As many counters as there are keys, so that no index needs a check.
    type Table = Box<[u8; 1 << Self::BITS]>;

    #[inline]
    fn place(self) -> usize {
        usize::from(self)
    }

    #[allow(clippy::large_stack_arrays, reason = "64 KB, made once for a piece of the rows")]
    fn table(_: usize) -> Self::Table {
        Box::new([0; 1 << Self::BITS])
    }

    #[inline]
    fn counter(self, table: &mut Self::Table) -> &mut u8 {
        &mut table[usize::from(self)]
    }

    fn counters(table: &Self::Table) -> &[u8] {
        &table[..]
    }
}

impl Place for u32 {
    type Table = Vec<u8>;

    #[inline]
    fn place(self) -> usize {
        self as usize
    }

    fn table(counters: usize) -> Self::Table {
        vec![0; counters]
    }

    #[inline]
    fn counter(self, table: &mut Self::Table) -> &mut u8 {
        &mut table[self as usize]
    }

    fn counters(table: &Self::Table) -> &[u8] {
        table
    }
}

/// Counts pieces of the rows: one counter a key.
pub(super) fn count<K: Place>(
    digits: &Digits<'_>,
    pieces: impl Iterator<Item = Range<usize>>,
    counters: usize,
) -> Vec<u64> {
    let mut totals = vec![0_u64; counters];
    let mut table = K::table(counters);
    let mut others: Vec<K::Table> = Vec::new();
    for rows in pieces {
        vectorised(
            #[inline(always)]
            || count_blocks::<K>(digits, rows, &mut totals, &mut table, &mut others),
        );
    }
    for table in std::iter::once(&table).chain(&others) {
        for (total, &counter) in totals.iter_mut().zip(K::counters(table)) {
            *total += u64::from(counter);
        }
    }
    totals
}

#[inline(always)]
fn count_blocks<K: Place>(
    digits: &Digits<'_>,
    rows: Range<usize>,
    totals: &mut [u64],
    table: &mut K::Table,
    others: &mut Vec<K::Table>,
) {
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
            others.resize_with(TABLES - 1, || K::table(totals.len()));
        }
        let others = if repeats { &mut others[..] } else { &mut [] };
        for at in (stretch..(stretch + STRETCH).min(end)).step_by(2 * ROWS) {
            digits.keys(ahead(at + ROWS), &mut odd);
            count_block(&even.0, table, others, totals);
            digits.keys(ahead(at + 2 * ROWS), &mut even);
            if at + ROWS < end {
                count_block(&odd.0, table, others, totals);
            }
        }
    }
    for row in end..rows.end {
        increment(digits.key::<K>(row), table, totals);
    }
}

#[inline(always)]
fn count_block<K: Place>(keys: &[K; ROWS], table: &mut K::Table, others: &mut [K::Table], totals: &mut [u64]) {
    if let [second, third, fourth] = others {
        for keys in keys.as_chunks::<TABLES>().0 {
            increment(keys[0], table, totals);
            increment(keys[1], second, totals);
            increment(keys[2], third, totals);
            increment(keys[3], fourth, totals);
        }
    } else {
        // Eight at a time: a branch back after each row would cost as much as the row.
        for keys in keys.as_chunks::<8>().0 {
            for &key in keys {
                increment(key, table, totals);
            }
        }
    }
}

#[inline(always)]
fn increment<K: Place>(key: K, table: &mut K::Table, totals: &mut [u64]) {
    let counter = key.counter(table);
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
pub(super) fn repetitive<K: Eq>(keys: &[K; ROWS]) -> bool {
    // One in eight: then waiting for one's own stores costs more than four tables in the cache.
    keys.windows(2).filter(|pair| pair[0] == pair[1]).count() > ROWS / 8
}
