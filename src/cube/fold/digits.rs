//! From codes to keys, 64 rows at a time: few enough to stay in registers, or next to them.
#![allow(clippy::inline_always, reason = "the loops are compiled anew for each set of instructions, see `vectors`")]

use super::keys::Key;
use super::slots::Slots;
use crate::data::{Codes, Column};

/// Rows in a block.
pub(super) const ROWS: usize = 64;

/// The keys of a block, in lines of the cache of their own: a vector across two of them is read again only slowly.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Block<K>(pub(super) [K; ROWS]);

impl<K: Key> Block<K> {
    pub(super) fn new() -> Self {
        Self([K::default(); ROWS])
    }
}

/// What a block is where there is none; it is never counted.
const NONE: ([u8; ROWS], [u32; ROWS]) = ([0; ROWS], [0; ROWS]);

/// The columns whose codes are the digits of a key, and the slots of the rows' codes, which are the last digit.
#[derive(Debug)]
pub(super) struct Digits<'a> {
    columns: Vec<Digit<'a>>,
    cells: &'a [u8],
    slots: &'a Slots,
    /// Counters a cell: at least as many as there are slots.
    base: u32,
}

/// A column and its number of levels.
#[derive(Debug)]
enum Digit<'a> {
    Narrow(&'a [u8], u32),
    Wide(&'a [u32], u32),
}

impl<'a> Digits<'a> {
    /// Keys of so many counters a cell, one for each slot and perhaps some more.
    pub(super) fn new(columns: &[&'a Column], slots: &'a Slots, counters: usize, cells: &'a [u8]) -> Self {
        let base = u32::try_from(counters).unwrap_or(u32::MAX);
        let digit = |column: &&'a Column| {
            let levels = u32::try_from(column.levels.len()).unwrap_or(u32::MAX);
            match &column.codes {
                Codes::Narrow(codes) => Digit::Narrow(codes, levels),
                Codes::Wide(codes) => Digit::Wide(codes, levels),
            }
        };
        // A column of one level adds nothing to a key.
        let columns = columns.iter().filter(|column| column.levels.len() > 1).map(digit).collect();
        Self { columns, cells, slots, base }
    }

    /// The keys of the block that begins at a row.
    #[inline(always)]
    pub(super) fn keys<K: Key>(&self, at: usize, keys: &mut Block<K>) {
        let slots = &self.slots.block(block(self.cells, at));
        let base = self.base;
        // So many columns as most cubes have are appended at once: a key then stays in a register until it is whole.
        match &self.columns[..] {
            [Digit::Narrow(a, i)] => whole([block(a, at), slots], [*i, base], keys),
            [Digit::Narrow(a, i), Digit::Narrow(b, j)] => {
                whole([block(a, at), block(b, at), slots], [*i, *j, base], keys);
            }
            [Digit::Narrow(a, i), Digit::Narrow(b, j), Digit::Narrow(c, k)] => {
                whole([block(a, at), block(b, at), block(c, at), slots], [*i, *j, *k, base], keys);
            }
            [Digit::Narrow(a, i), Digit::Narrow(b, j), Digit::Narrow(c, k), Digit::Narrow(d, l)] => {
                let columns = [block(a, at), block(b, at), block(c, at), block(d, at), slots];
                whole(columns, [*i, *j, *k, *l, base], keys);
            }
            [
                Digit::Narrow(a, i),
                Digit::Narrow(b, j),
                Digit::Narrow(c, k),
                Digit::Narrow(d, l),
                Digit::Narrow(e, m),
            ] => {
                let columns = [block(a, at), block(b, at), block(c, at), block(d, at), block(e, at), slots];
                whole(columns, [*i, *j, *k, *l, *m, base], keys);
            }
            columns => {
                keys.0 = [K::default(); ROWS];
                for column in columns {
                    match column {
                        Digit::Narrow(codes, levels) => append([block(codes, at)], [*levels], &mut keys.0),
                        Digit::Wide(codes, levels) => {
                            let codes = codes.get(at..).and_then(<[u32]>::first_chunk).unwrap_or(&NONE.1);
                            for (key, &code) in keys.0.iter_mut().zip(codes) {
                                *key = key.with_digit(*levels, code);
                            }
                        }
                    }
                }
                append([slots], [base], &mut keys.0);
            }
        }
    }

    /// The key of one row.
    pub(super) fn key<K: Key>(&self, row: usize) -> K {
        let key = self.columns.iter().fold(K::default(), |key, digit| match digit {
            Digit::Narrow(codes, levels) => key.with_digit(*levels, u32::from(codes[row])),
            Digit::Wide(codes, levels) => key.with_digit(*levels, codes[row]),
        });
        let [slot] = self.slots.block(&[self.cells[row]]);
        key.with_digit(self.base, u32::from(slot))
    }
}

#[inline(always)]
fn block(codes: &[u8], at: usize) -> &[u8; ROWS] {
    codes.get(at..).and_then(<[u8]>::first_chunk).unwrap_or(&NONE.0)
}

/// Keys of one digit a column.
#[inline(always)]
fn whole<K: Key, const N: usize>(columns: [&[u8; ROWS]; N], levels: [u32; N], keys: &mut Block<K>) {
    for (row, key) in keys.0.iter_mut().enumerate() {
        *key = (0..N).fold(K::default(), |key, at| key.with_digit(levels[at], u32::from(columns[at][row])));
    }
}

/// Appends one digit a column. Their number is known to the compiler, so that a key stays in a register meanwhile.
#[inline(always)]
fn append<K: Key, const N: usize>(columns: [&[u8; ROWS]; N], levels: [u32; N], keys: &mut [K; ROWS]) {
    for (row, key) in keys.iter_mut().enumerate() {
        for (codes, levels) in columns.iter().zip(levels) {
            *key = key.with_digit(levels, u32::from(codes[row]));
        }
    }
}
