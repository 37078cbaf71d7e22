//! From codes to keys: the number of a row's cell in row-major order, computed for a block of rows at a time.

use std::ops::Range;

use super::rows::BLOCK;
use crate::data::{Codes, Column};

/// An integer that numbers the cells of a cube.
pub(super) trait Key: Copy + Default {
    /// The key with one more digit of a base.
    fn with_digit(self, base: u32, digit: u32) -> Self;
}

macro_rules! key {
    ($($type:ty),*) => {$(
        impl Key for $type {
            #[inline]
            // The caller chooses a key that holds every cell of the cube.
            #[allow(clippy::cast_possible_truncation, clippy::cast_lossless)]
            fn with_digit(self, base: u32, digit: u32) -> Self {
                self.wrapping_mul(base as $type).wrapping_add(digit as $type)
            }
        }
    )*};
}

key!(u16, u32, u128);

/// How the codes of the columns become keys.
///
/// Neighbouring columns are joined in bytes while their levels multiply to at most 256: eight rows to a 64-bit word, so
/// that one multiplication moves eight rows, and no byte carries into the next. Only the few joined digits are widened.
#[derive(Debug)]
pub(super) struct Keys<'a> {
    digits: Vec<Digit<'a>>,
}

#[derive(Debug)]
enum Digit<'a> {
    /// Neighbouring columns of few levels, each with its number of levels; the base is their product.
    Joined { parts: Vec<(Part<'a>, u32)>, base: u32 },
    /// A column of many levels.
    Wide { codes: &'a [u32], base: u32 },
}

#[derive(Debug)]
enum Part<'a> {
    Column(&'a [u8]),
    /// The slots of the rows' codes, which are computed block by block.
    Slots,
}

/// Most columns that can be joined in a byte: each has at least two levels.
const PARTS: usize = 8;

/// Where a block's keys are computed.
#[derive(Debug)]
pub(super) struct Scratch<K> {
    bytes: Box<[u8; BLOCK]>,
    keys: Box<[K; BLOCK]>,
}

impl<K: Key> Scratch<K> {
    pub(super) fn new() -> Self {
        Self { bytes: Box::new([0; BLOCK]), keys: Box::new([K::default(); BLOCK]) }
    }
}

impl<'a> Keys<'a> {
    /// Keys of so many slots a cell; 1 where codes are no part of the key.
    pub(super) fn new(columns: &[&'a Column], slots: usize) -> Self {
        let base = |levels: usize| u32::try_from(levels).unwrap_or(u32::MAX);
        let mut keys = Self { digits: Vec::new() };
        for column in columns {
            let levels = base(column.levels.len());
            match &column.codes {
                Codes::Narrow(codes) => keys.join(Part::Column(codes), levels),
                Codes::Wide(codes) => keys.digits.push(Digit::Wide { codes, base: levels }),
            }
        }
        keys.join(Part::Slots, base(slots));
        keys
    }

    fn join(&mut self, part: Part<'a>, levels: u32) {
        // A column of one level adds nothing to a key.
        if levels <= 1 {
            return;
        }
        match self.digits.last_mut() {
            Some(Digit::Joined { parts, base }) if *base * levels <= 256 => {
                parts.push((part, levels));
                *base *= levels;
            }
            _ => self.digits.push(Digit::Joined { parts: vec![(part, levels)], base: levels }),
        }
    }

    /// The keys of some rows, at most a block of them, where they fit into bytes; else nothing.
    pub(super) fn bytes<'s>(&self, rows: Range<usize>, scratch: &'s mut [u8; BLOCK]) -> &'s [u8]
    where
        'a: 's,
    {
        let scratch = &mut scratch[..rows.len()];
        match &self.digits[..] {
            [] => {
                scratch.fill(0);
                scratch
            }
            [Digit::Joined { parts, .. }] => joined(parts, rows, &[], scratch),
            _ => &[],
        }
    }

    /// The keys of some rows, at most a block of them, the slots of their codes being the last digit.
    pub(super) fn compute<'s, K: Key>(&self, rows: Range<usize>, slots: &[u8], scratch: &'s mut Scratch<K>) -> &'s [K] {
        let keys = &mut scratch.keys[..rows.len()];
        let bytes = &mut scratch.bytes[..rows.len()];
        if self.digits.is_empty() {
            keys.fill(K::default());
        }
        for (place, digit) in self.digits.iter().enumerate() {
            let first = place == 0;
            match digit {
                Digit::Joined { parts, base } => {
                    let bytes = joined(parts, rows.clone(), slots, bytes);
                    append(keys, *base, bytes.iter().map(|&digit| u32::from(digit)), first);
                }
                Digit::Wide { codes, base } => append(keys, *base, codes[rows.clone()].iter().copied(), first),
            }
        }
        keys
    }
}

#[inline]
fn append<K: Key>(keys: &mut [K], base: u32, digits: impl Iterator<Item = u32>, first: bool) {
    if first {
        for (key, digit) in keys.iter_mut().zip(digits) {
            *key = K::default().with_digit(1, digit);
        }
    } else {
        for (key, digit) in keys.iter_mut().zip(digits) {
            *key = key.with_digit(base, digit);
        }
    }
}

/// Columns joined to one byte a row; one column is itself.
fn joined<'s>(parts: &[(Part<'s>, u32)], rows: Range<usize>, slots: &'s [u8], out: &'s mut [u8]) -> &'s [u8] {
    let mut columns: [(&[u8], u64); PARTS] = [(&[], 1); PARTS];
    for ((part, levels), column) in parts.iter().zip(&mut columns) {
        let codes = match part {
            Part::Column(codes) => &codes[rows.clone()],
            Part::Slots => slots,
        };
        *column = (codes, u64::from(*levels));
    }
    match parts.len() {
        0 | 1 => return columns[0].0,
        2 => fuse::<2>(&columns, out),
        3 => fuse::<3>(&columns, out),
        4 => fuse::<4>(&columns, out),
        5 => fuse::<5>(&columns, out),
        6 => fuse::<6>(&columns, out),
        7 => fuse::<7>(&columns, out),
        _ => fuse::<PARTS>(&columns, out),
    }
    out
}

/// Joins a number of columns that the compiler knows, so that a key stays in a register until it is complete.
fn fuse<const N: usize>(columns: &[(&[u8], u64); PARTS], out: &mut [u8]) {
    let rows = out.len();
    let levels: [u64; N] = std::array::from_fn(|column| columns[column].1);
    let codes: [&[u8]; N] = std::array::from_fn(|column| &columns[column].0[..rows]);
    let (words_out, rest_out) = out.as_chunks_mut::<8>();
    let words: [&[[u8; 8]]; N] = std::array::from_fn(|column| &codes[column].as_chunks::<8>().0[..words_out.len()]);
    for (at, out) in words_out.iter_mut().enumerate() {
        let mut key = u64::from_le_bytes(words[0][at]);
        for column in 1..N {
            key = key.wrapping_mul(levels[column]).wrapping_add(u64::from_le_bytes(words[column][at]));
        }
        *out = key.to_le_bytes();
    }
    let done = rows - rest_out.len();
    for (at, out) in (done..).zip(rest_out) {
        let key = (0..N).fold(0_u64, |key, column| key * levels[column] + u64::from(codes[column][at]));
        // At most 256 cells, so the key is a byte.
        *out = key.to_le_bytes()[0];
    }
}
