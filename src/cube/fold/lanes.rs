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

/// Counts pieces of the rows, [`LANES`] counters a cell.
pub(super) fn count(digits: &Digits<'_>, pieces: impl Iterator<Item = Range<usize>>, counters: usize) -> Vec<u64> {
    let mut counting = Counting::new(digits, counters);
    for rows in pieces {
        counting.piece(rows);
    }
    counting.settle();
    counting.totals
}

/// A table that fills up, and what was in it before it was emptied.
#[derive(Debug)]
struct Counting<'a> {
    digits: &'a Digits<'a>,
    totals: Vec<u64>,
    table: Box<[u32; WORDS]>,
    /// The rows in the table.
    chunk: Vec<Range<usize>>,
    /// How many more may come before it is looked at.
    room: usize,
    /// Whether even a short chunk was too long: then a few cells have most of the rows.
    uneven: bool,
}

impl<'a> Counting<'a> {
    #[allow(clippy::large_stack_arrays, reason = "64 KB, made once for a core")]
    fn new(digits: &'a Digits<'a>, counters: usize) -> Self {
        let (totals, table) = (vec![0; counters], Box::new([0; WORDS]));
        Self { digits, totals, table, chunk: Vec::new(), room: FIRST, uneven: false }
    }

    fn piece(&mut self, rows: Range<usize>) {
        let (mut at, end) = (rows.start, rows.end - rows.len() % ROWS);
        while at < end {
            let rows = at..end.min(at + self.room);
            if self.uneven || count_chunk(self.digits, rows.clone(), &mut self.table).is_none() {
                self.in_bytes(at..end);
                break;
            }
            at = rows.end;
            self.room -= rows.len();
            self.chunk.push(rows);
            if self.room == 0 {
                self.settle();
            }
        }
        for row in end..rows.end {
            self.totals[usize::from(self.digits.key::<u16>(row))] += 1;
        }
    }

    /// Empties the table into the totals, and says how many rows may follow.
    fn settle(&mut self) {
        let rows: usize = self.chunk.iter().map(Range::len).sum();
        if let Some(fullest) = spill(&mut self.table, &mut self.totals, rows) {
            self.room = (rows * FILL / fullest.max(1)).next_multiple_of(ROWS).max(FIRST);
        } else {
            self.uneven = rows <= FIRST;
            for rows in std::mem::take(&mut self.chunk) {
                self.in_bytes(rows);
            }
            self.table.fill(0);
            self.room = FIRST;
        }
        self.chunk.clear();
    }

    /// Counts rows that do not fit into the table, or would wait for each other there.
    fn in_bytes(&mut self, rows: Range<usize>) {
        let counters = self.totals.len();
        add(&mut self.totals, &scatter::count::<u16>(self.digits, std::iter::once(rows), counters));
    }
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
