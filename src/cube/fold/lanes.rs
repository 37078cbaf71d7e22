//! Counting cells of at most four codes: four counters of a byte in a word of 32 bits.
//!
//! A table of bytes is small, but a store of a byte takes some processors twice as long as one of a word, and each byte
//! has to be looked at for its carry. Here a row adds one to its byte of the cell's word and nothing is looked at. What
//! has carried from one byte into the next is found afterwards, at the end of a chunk of rows: every carry makes the sum
//! of all bytes smaller by 255, or by 256 where it leaves the word, so that the sum is the number of rows if and only if
//! nothing has carried. A chunk in which something has is counted again by [`scatter`].
#![allow(clippy::inline_always, reason = "the loops are compiled anew for each set of instructions, see `vectors`")]

use std::ops::Range;

use super::add;
use super::digits::{Block, Digits, ROWS};
use super::scatter::{self, repetitive};
use super::vectors::vectorised;

/// Counters in a word.
pub(super) const LANES: usize = 4;

/// Words in a table: as many as keys of 16 bits can tell apart, so that no index needs a check.
const WORDS: usize = 1 << (u16::BITS - LANES.ilog2());

/// The cells for which there is a table. Fewer fill their counters too soon, and neighbouring rows wait for each other in
/// one word.
pub(super) const CELLS: std::ops::RangeInclusive<usize> = 1024..=WORDS;

/// Rows in the first chunk: 16 a counter on average where there are fewest cells.
const FIRST: usize = 1 << 16;

/// How full the fullest counter should be when a chunk ends: the next rows may be less even than the last.
const FILL: usize = 160;

/// Counts some rows, [`LANES`] counters a cell.
#[allow(clippy::large_stack_arrays, reason = "64 KB, made once for a piece of the rows")]
pub(super) fn count(digits: &Digits<'_>, rows: Range<usize>, counters: usize) -> Vec<u64> {
    let mut totals = vec![0_u64; counters];
    let mut table = Box::new([0_u32; WORDS]);
    let (mut at, mut chunk) = (rows.start, FIRST);
    let end = rows.end - rows.len() % ROWS;
    while at < end {
        let rows = at..end.min(at + chunk);
        let counted = count_chunk(digits, rows.clone(), &mut table);
        if let Some(fullest) = counted.and_then(|()| spill(&mut table, &mut totals, rows.len())) {
            chunk = (rows.len() * FILL / fullest.max(1)).next_multiple_of(ROWS);
            at = rows.end;
        } else {
            // A few cells have most of these rows. If even a short chunk is too long, then the rest is not for here.
            let rest = if chunk > FIRST { rows } else { at..end };
            add(&mut totals, &scatter::count::<u16>(digits, rest.clone(), counters));
            table.fill(0);
            (at, chunk) = (rest.end, FIRST);
        }
    }
    for row in end..rows.end {
        totals[usize::from(digits.key::<u16>(row))] += 1;
    }
    totals
}

/// Counts whole blocks; nothing where neighbours are often in one cell and would wait for each other.
fn count_chunk(digits: &Digits<'_>, rows: Range<usize>, table: &mut [u32; WORDS]) -> Option<()> {
    vectorised(
        #[inline(always)]
        || count_blocks(digits, rows, table),
    )
}

#[inline(always)]
fn count_blocks(digits: &Digits<'_>, rows: Range<usize>, table: &mut [u32; WORDS]) -> Option<()> {
    // The last block is computed again where there is no next one.
    let ahead = |at: usize| at.min(rows.end - ROWS);
    let (mut even, mut odd) = (Block::<u16>::new(), Block::<u16>::new());
    digits.keys(rows.start, &mut even);
    if repetitive(&even.0) {
        return None;
    }
    for at in rows.clone().step_by(2 * ROWS) {
        digits.keys(ahead(at + ROWS), &mut odd);
        count_block(&even.0, table);
        digits.keys(ahead(at + 2 * ROWS), &mut even);
        if at + ROWS < rows.end {
            count_block(&odd.0, table);
        }
    }
    Some(())
}

#[inline(always)]
fn count_block(keys: &[u16; ROWS], table: &mut [u32; WORDS]) {
    // Eight at a time: a branch back after each row would cost as much as the row.
    for keys in keys.as_chunks::<8>().0 {
        for &key in keys {
            let word = &mut table[usize::from(key >> LANES.ilog2())];
            // The shift takes the last five bits of what it is given: eight times the lane.
            *word = word.wrapping_add(1_u32.wrapping_shl(u32::from(key) << u8::BITS.ilog2()));
        }
    }
}

/// Adds a table of so many rows to the totals, empties it, and tells its fullest counter; nothing, and nothing added,
/// if a counter has carried.
fn spill(table: &mut [u32; WORDS], totals: &mut [u64], rows: usize) -> Option<usize> {
    vectorised(
        #[inline(always)]
        || {
            let words = &mut table[..totals.len() / LANES];
            let (mut counted, mut fullest) = (0_u64, 0_u8);
            for word in &*words {
                for count in word.to_le_bytes() {
                    counted += u64::from(count);
                    fullest = fullest.max(count);
                }
            }
            if counted != rows as u64 {
                return None;
            }
            for (totals, word) in totals.as_chunks_mut::<LANES>().0.iter_mut().zip(words) {
                for (total, count) in totals.iter_mut().zip(std::mem::take(word).to_le_bytes()) {
                    *total += u64::from(count);
                }
            }
            Some(usize::from(fullest))
        },
    )
}
