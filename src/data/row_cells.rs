//! The code of every row, and which codes occur at all.

use std::ops::Deref;

/// One code a row, in the order of [`crate::cube::Cells::SINGLE`], or [`super::EXCLUDED`].
///
/// A fold keeps a counter only for codes that some row has, so what occurs is part of the value and cannot go stale:
/// the codes are read through `Deref`, and changed only by building anew.
#[derive(Clone)]
pub(crate) struct RowCells {
    codes: Vec<u8>,
    /// One bit a code that occurs.
    present: u8,
}

impl RowCells {
    /// Takes the codes; any beyond 6 would be a fault of this crate, and counts as excluded.
    pub(crate) fn new(mut codes: Vec<u8>) -> Self {
        // Compared without leaving early, so that the compiler compares many rows at once.
        let mut seen = [0_u8; 7];
        for part in codes.chunks_mut(4096) {
            for code in part.iter_mut() {
                *code = (*code).min(super::EXCLUDED);
            }
            for (code, seen) in (0_u8..).zip(&mut seen) {
                *seen = part.iter().fold(*seen, |seen, &other| seen | u8::from(other == code));
            }
        }
        let present = (0..7).fold(0, |bits, code| bits | seen[code] << code);
        Self { codes, present }
    }

    /// The codes that occur, in ascending order.
    pub(crate) fn present(&self) -> impl Iterator<Item = u8> + '_ {
        (0..7).filter(|code| self.present >> code & 1 == 1)
    }
}

impl Deref for RowCells {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.codes
    }
}
