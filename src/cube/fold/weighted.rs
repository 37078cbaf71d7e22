//! Rows that weigh, or stand for many, in an array of cells.

use std::collections::HashMap;

use super::keys::{Keys, Scratch};
use super::rows::{BLOCK, Pieces, in_pieces};
use super::slots::Slots;
use crate::cube::{Cell, Confusion, ExactSum};
use crate::data::{EXCLUDED, Predictions};

/// Bits of the mantissa of a float, the leading one among them.
const MANTISSA: u32 = 53;

/// Binades above the largest weight of the sample that still take the fast way.
const ABOVE: i32 = 15;

/// Folds rows that stand for many: one counter a key.
pub(super) fn counted(
    keys: &Keys<'_>,
    slots: &Slots,
    predictions: &Predictions,
    counts: &[u64],
    size: usize,
) -> Vec<u64> {
    let fold = |pieces: Pieces<'_>| {
        let mut table = vec![0_u64; size];
        let mut codes = Box::new([0; BLOCK]);
        let mut scratch = Scratch::<u32>::new();
        for block in pieces.blocks() {
            let codes = slots.compute(&predictions.cells, block.clone(), &mut codes);
            let keys = keys.compute(block.clone(), codes, &mut scratch);
            for (&key, &count) in keys.iter().zip(&counts[block]) {
                let counter = &mut table[key as usize];
                *counter = counter.saturating_add(count);
            }
        }
        table
    };
    in_pieces(predictions.rows(), size, fold, |mut a, b| {
        for (a, b) in a.iter_mut().zip(b) {
            *a = a.saturating_add(b);
        }
        a
    })
}

/// Folds rows that weigh.
///
/// A weight is an integer of 53 bits times a power of two. Where it is within some binades of the others, that integer
/// is added at its place to one of 128 bits: exact, in any order. The window is set from a sample and from the number of
/// rows so that no sum can overflow. A weight outside of it is added to an [`ExactSum`], and the result is the same.
pub(super) fn weighted(
    keys: &Keys<'_>,
    slots: &Slots,
    predictions: &Predictions,
    weights: &[f64],
    size: usize,
) -> Vec<Confusion> {
    let window = Window::new(weights);
    let fold = |pieces: Pieces<'_>| {
        let mut sums = Sums { table: vec![Moments::default(); size], outside: HashMap::new() };
        let mut codes = Box::new([0; BLOCK]);
        let mut scratch = Scratch::<u32>::new();
        for block in pieces.blocks() {
            let codes = slots.compute(&predictions.cells, block.clone(), &mut codes);
            let keys = keys.compute(block.clone(), codes, &mut scratch);
            for (&key, &weight) in keys.iter().zip(&weights[block]) {
                sums.add(key, weight, window);
            }
        }
        sums
    };
    // A cell is six times a counter, and an excluded row costs little.
    let sums = in_pieces(predictions.rows(), size * 6, fold, Sums::merge);
    sums.into_cells(slots, window)
}

/// Folds rows that weigh and stand for many: rare, so the plain way is fast enough.
pub(super) fn counted_and_weighted(
    keys: &Keys<'_>,
    predictions: &Predictions,
    counts: &[u64],
    weights: &[f64],
    size: usize,
) -> Vec<Confusion> {
    let fold = |pieces: Pieces<'_>| {
        let mut cells = vec![Confusion::default(); size];
        let mut scratch = Scratch::<u32>::new();
        for block in pieces.blocks() {
            let keys = keys.compute(block.clone(), &[], &mut scratch);
            for (&key, row) in keys.iter().zip(block) {
                let code = predictions.cells[row];
                if code != EXCLUDED && counts[row] > 0 {
                    cells[key as usize].add_weighted(usize::from(code), counts[row], weights[row]);
                }
            }
        }
        cells
    };
    in_pieces(predictions.rows(), size * 64, fold, |mut a, b| {
        for (a, b) in a.iter_mut().zip(&b) {
            a.merge(b);
        }
        a
    })
}

/// Which exponents are added the fast way.
#[derive(Debug, Clone, Copy)]
struct Window {
    weights: Binades,
    squares: Binades,
}

/// A run of exponents, by the field that a float has for it.
#[derive(Debug, Clone, Copy)]
struct Binades {
    lowest: u32,
    length: u32,
}

impl Window {
    fn new(weights: &[f64]) -> Self {
        // The largest of a sample; the window is only about speed.
        let step = (weights.len() / 4096).max(1);
        let largest = weights.iter().step_by(step).copied().fold(0.0, f64::max);
        let rows = u64::BITS - (weights.len() as u64).leading_zeros();
        let length = (u128::BITS - MANTISSA).saturating_sub(rows);
        Self { weights: Binades::below(largest, length), squares: Binades::below(largest * largest, length) }
    }
}

impl Binades {
    fn below(largest: f64, length: u32) -> Self {
        // Field 0 is that of subnormal numbers, which have no leading one; and a sum must stay a float when it is read.
        let highest = field(largest).cast_signed() + ABOVE;
        Self { lowest: (highest - length.cast_signed()).clamp(1, 1800).cast_unsigned(), length }
    }

    /// The number in units of the window's lowest bit.
    #[inline]
    fn place(self, value: f64) -> Option<u128> {
        let shift = field(value).wrapping_sub(self.lowest);
        let mantissa = (value.to_bits() & ((1 << (MANTISSA - 1)) - 1)) | (1 << (MANTISSA - 1));
        (shift < self.length).then(|| u128::from(mantissa) << shift)
    }

    /// A sum of placed numbers.
    fn sum(self, total: u128) -> ExactSum {
        const PART: u32 = 48;
        let mut sum = ExactSum::default();
        for part in 0..3 {
            let digits = total >> (part * PART) & ((1 << PART) - 1);
            // Below 2^53, so exact as a float; and the lowest unit is a float as well.
            sum.add(digits as f64 * unit(self.lowest + part * PART), 1);
        }
        sum
    }
}

/// The exponent's field of a number that is not negative.
#[inline]
#[allow(clippy::cast_possible_truncation)]
fn field(value: f64) -> u32 {
    (value.to_bits() >> (MANTISSA - 1)) as u32
}

/// What the last bit of a float is worth whose exponent's field this is.
fn unit(field: u32) -> f64 {
    // 2^(field − 1075): the field is at least 1, so the unit is at least the smallest subnormal number.
    if field > 52 { f64::from_bits(u64::from(field - 52) << 52) } else { f64::from_bits(1 << (field - 1)) }
}

/// Sums of one cell and code.
#[derive(Debug, Clone, Default)]
struct Moments {
    rows: u64,
    sum: u128,
    squares: u128,
}

struct Sums {
    table: Vec<Moments>,
    /// Sums of what is outside of the window, by key.
    outside: HashMap<u32, Outside>,
}

/// Sums of one cell and code, the slow way.
#[derive(Default)]
struct Outside {
    rows: u64,
    sum: ExactSum,
    squares: ExactSum,
}

impl Sums {
    #[inline]
    fn add(&mut self, key: u32, weight: f64, window: Window) {
        let moments = &mut self.table[key as usize];
        if let (Some(sum), Some(square)) = (window.weights.place(weight), window.squares.place(weight * weight)) {
            moments.rows += 1;
            moments.sum += sum;
            moments.squares += square;
        } else if weight > 0.0 {
            let outside = self.outside.entry(key).or_default();
            outside.rows += 1;
            outside.sum.add(weight, 1);
            outside.squares.add(weight * weight, 1);
        } else {
            moments.rows += 1;
        }
    }

    fn merge(mut self, other: Self) -> Self {
        for (own, other) in self.table.iter_mut().zip(other.table) {
            own.rows += other.rows;
            own.sum += other.sum;
            own.squares += other.squares;
        }
        for (key, other) in other.outside {
            let own = self.outside.entry(key).or_default();
            own.rows += other.rows;
            own.sum.merge(&other.sum);
            own.squares.merge(&other.squares);
        }
        self
    }

    fn into_cells(self, slots: &Slots, window: Window) -> Vec<Confusion> {
        let mut cells = vec![Confusion::default(); self.table.len() / slots.width()];
        for (key, moments) in self.table.iter().enumerate().filter(|(_, moments)| moments.rows > 0) {
            let Some((cell, code)) = slots.split(key) else { continue };
            let (sum, squares) = (window.weights.sum(moments.sum), window.squares.sum(moments.squares));
            cells[cell].add_moments(code, moments.rows, &sum, &squares);
        }
        for (key, sums) in self.outside {
            if let Some((cell, code)) = slots.split(key as usize) {
                cells[cell].add_moments(code, sums.rows, &sums.sum, &sums.squares);
            }
        }
        cells
    }
}
