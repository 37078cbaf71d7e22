//! The codes that occur, numbered without gaps: a table of four counters a cell is half of one of eight.

use std::ops::Range;

use super::rows::BLOCK;
use crate::cube::Confusion;
use crate::data::{EXCLUDED, RowCells};

/// One in every byte.
const ONES: u64 = 0x0101_0101_0101_0101;

/// Which of the six codes of a cell, and excluded, have a counter.
#[derive(Debug)]
pub(super) struct Slots {
    /// The code of each slot.
    codes: Vec<u8>,
    /// Codes without a slot below the last one that has: each closes a gap.
    gaps: Vec<u8>,
}

impl Slots {
    pub(super) fn new(cells: &RowCells) -> Self {
        let codes: Vec<u8> = cells.present().collect();
        let last = codes.last().copied().unwrap_or(0);
        let gaps = (0..last).filter(|code| !codes.contains(code)).collect();
        Self { codes, gaps }
    }

    /// The same without excluded rows, which have no code in a cell.
    pub(super) fn counted(&self) -> Self {
        let counted = |codes: &[u8]| codes.iter().copied().filter(|&code| code != EXCLUDED).collect();
        Self { codes: counted(&self.codes), gaps: self.gaps.clone() }
    }

    /// Counters a cell.
    pub(super) fn width(&self) -> usize {
        self.codes.len().max(1)
    }

    /// The code of each slot.
    pub(super) fn codes(&self) -> &[u8] {
        &self.codes
    }

    /// The cell and the code of a key whose last digit is a slot; `None` for excluded rows.
    pub(super) fn split(&self, key: usize) -> Option<(usize, usize)> {
        let code = *self.codes.get(key % self.width())?;
        (code != EXCLUDED).then(|| (key / self.width(), usize::from(code)))
    }

    /// So many cells from a width of counters each, one a slot and perhaps some that are empty.
    pub(super) fn cells(&self, counters: &[u64], width: usize, size: usize) -> Vec<Confusion> {
        let mut cells = Vec::with_capacity(size);
        for slots in counters.chunks_exact(width) {
            let mut counts = [0; 6];
            for (&code, &rows) in self.codes.iter().zip(slots) {
                // Excluded rows come after the six counts, and fall off.
                if let Some(count) = counts.get_mut(usize::from(code)) {
                    *count = rows;
                }
            }
            cells.push(Confusion::from_counts(counts));
        }
        cells.resize(size, Confusion::default());
        cells
    }

    /// The slots of so many codes.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "it is compiled anew for each set of instructions, see `vectors`")]
    pub(super) fn block<const N: usize>(&self, codes: &[u8; N]) -> [u8; N] {
        let mut slots = *codes;
        // From the top, so that a code is still itself when it is compared with the next gap.
        for &gap in self.gaps.iter().rev() {
            for slot in &mut slots {
                *slot -= u8::from(*slot > gap);
            }
        }
        slots
    }

    /// The slots of some rows, at most a block of them.
    pub(super) fn compute<'s>(&self, cells: &'s [u8], rows: Range<usize>, scratch: &'s mut [u8; BLOCK]) -> &'s [u8] {
        let cells = &cells[rows];
        if self.gaps.is_empty() {
            return cells;
        }
        let out = &mut scratch[..cells.len()];
        out.copy_from_slice(cells);
        // From the top, so that a code is still itself when it is compared with the next gap.
        for &gap in self.gaps.iter().rev() {
            let (words, rest) = out.as_chunks_mut::<8>();
            for word in words {
                let codes = u64::from_le_bytes(*word);
                // Bit 7 of a byte is set where its code is above the gap: codes are below 8, so no byte carries.
                let above = (codes + u64::from(127 - gap) * ONES) >> 7 & ONES;
                *word = (codes - above).to_le_bytes();
            }
            for code in rest {
                *code -= u8::from(*code > gap);
            }
        }
        out
    }
}
