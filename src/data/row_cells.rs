//! The code of every row, and which codes occur at all.

use std::ops::{BitOr, Deref};

use super::parts::each_part;

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
        let present = each_part(&mut codes, |_, part| {
            for code in part.iter_mut() {
                *code = (*code).min(super::EXCLUDED);
            }
            // Compared without leaving early, so that the compiler compares many rows at once.
            (0..7)
                .fold(0, |bits, code| bits | part.iter().fold(0, |seen, &other| seen | u8::from(other == code)) << code)
        });
        Self { codes, present: present.into_iter().fold(0, BitOr::bitor) }
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
