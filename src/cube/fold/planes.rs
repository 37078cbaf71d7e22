//! Counting few cells without a table: rows as bits, cells as masks, counts as numbers of bits.
//!
//! A block of rows is turned into bit planes, one for each bit of a key or code. A cell is then an AND of planes, and its
//! rows are the bits of it. No address depends on the data, so a constant column costs what a uniform one does, and every
//! operation is on 64 rows or, in vectors, on more.

use std::ops::Range;

use super::keys::Keys;
use super::rows::BLOCK;

/// Words of 64 rows in a block.
const WORDS: usize = BLOCK / 64;

/// Vector lanes: [`count_both`] adds 15 words in each of them.
const LANES: usize = WORDS / 15;

/// A code that no row has: rows that fill up a block have it.
const NOBODY: u8 = 7;

type Plane = [u64; WORDS];

/// Where a block's planes are kept.
#[derive(Debug)]
struct Planes {
    codes: [Plane; 4],
    low: [Plane; 4],
    high: [Plane; 4],
    masks: [Plane; 6],
    mask: Plane,
}

/// Counts some rows: for every key, one counter for each code in `counted`. The keys must fit into bytes.
pub(super) fn count(keys: &Keys<'_>, counted: &[u8], cells: &[u8], rows: Range<usize>, levels: usize) -> Vec<u64> {
    let zero = [0; WORDS];
    let mut planes =
        Box::new(Planes { codes: [zero; 4], low: [zero; 4], high: [zero; 4], masks: [zero; 6], mask: zero });
    let mut scratch = Box::new([0; BLOCK]);
    let mut counters = vec![0; levels * counted.len()];
    for start in rows.clone().step_by(BLOCK) {
        let block = start..(start + BLOCK).min(rows.end);
        let keys = keys.bytes(block.clone(), &mut scratch);
        let codes = &cells[block];
        if let (Some(keys), Some(codes)) = (keys.first_chunk(), codes.first_chunk()) {
            planes.count(keys, codes, counted, levels, &mut counters);
        } else {
            let mut padded_keys = Box::new([0; BLOCK]);
            let mut padded_codes = Box::new([NOBODY; BLOCK]);
            padded_keys[..keys.len()].copy_from_slice(keys);
            padded_codes[..codes.len()].copy_from_slice(codes);
            planes.count(&padded_keys, &padded_codes, counted, levels, &mut counters);
        }
    }
    counters
}

impl Planes {
    fn count(&mut self, keys: &[u8; BLOCK], codes: &[u8; BLOCK], counted: &[u8], levels: usize, counters: &mut [u64]) {
        let narrow = levels <= 16;
        transpose(codes, 0, &mut self.codes);
        transpose(keys, 0, &mut self.low);
        if !narrow {
            transpose(keys, 4, &mut self.high);
        }
        for (mask, &code) in self.masks.iter_mut().zip(counted) {
            mask.fill(u64::MAX);
            select(&self.codes, code, mask);
        }
        for (key, counters) in (0..=u8::MAX).zip(counters.chunks_exact_mut(counted.len().max(1))) {
            self.mask.fill(u64::MAX);
            select(&self.low, key & 15, &mut self.mask);
            if !narrow {
                select(&self.high, key >> 4, &mut self.mask);
            }
            for (counter, mask) in counters.iter_mut().zip(&self.masks) {
                *counter += count_both(&self.mask, mask);
            }
        }
    }
}

/// Four bits of every byte from bit `low` on, each as one plane. The order of the rows is lost, the same way every time.
#[inline]
fn transpose(bytes: &[u8; BLOCK], low: u32, out: &mut [Plane; 4]) {
    const NIBBLES: u64 = 0x0f0f_0f0f_0f0f_0f0f;
    let words = bytes.as_chunks::<8>().0;
    let word = |at: usize| u64::from_le_bytes(words[at]) >> low & NIBBLES;
    let [first, second, third, fourth] = out;
    let out = first.iter_mut().zip(second).zip(third).zip(fourth);
    for (at, (((first, second), third), fourth)) in out.enumerate() {
        // Eight words of bytes become four of nibbles, and each four by four bits across them change places.
        let pair = |part: usize| word(at + part * WORDS) | word(at + (part + 4) * WORDS) << 4;
        let (mut a, mut b, mut c, mut d) = (pair(0), pair(1), pair(2), pair(3));
        swap(&mut a, &mut c, 2, 0x3333_3333_3333_3333);
        swap(&mut b, &mut d, 2, 0x3333_3333_3333_3333);
        swap(&mut a, &mut b, 1, 0x5555_5555_5555_5555);
        swap(&mut c, &mut d, 1, 0x5555_5555_5555_5555);
        (*first, *second, *third, *fourth) = (a, b, c, d);
    }
}

/// Exchanges the upper bits of one word with the lower bits of another.
#[inline]
fn swap(upper: &mut u64, lower: &mut u64, shift: u32, mask: u64) {
    let different = (*upper >> shift ^ *lower) & mask;
    *lower ^= different;
    *upper ^= different << shift;
}

/// Keeps the rows whose four bits are those of a value.
#[inline]
fn select(planes: &[Plane; 4], value: u8, mask: &mut Plane) {
    let flip: [u64; 4] = std::array::from_fn(|bit| if value >> bit & 1 == 1 { 0 } else { u64::MAX });
    for (at, mask) in mask.iter_mut().enumerate() {
        *mask = (0..4).fold(*mask, |rows, bit| rows & (planes[bit][at] ^ flip[bit]));
    }
}

/// How many rows are in both masks.
///
/// Counting bits is dear where the processor is not known to have an instruction for it: fifteen words are first added
/// bit by bit, as in the carry-save adder of Harley and Seal (Warren, "Hacker's Delight", 2nd ed. 2012, section 5-1).
#[inline]
fn count_both(a: &Plane, b: &Plane) -> u64 {
    let mut total = 0;
    for lane in 0..LANES {
        let both = |word: usize| a[word * LANES + lane] & b[word * LANES + lane];
        let (sum_0, two_0) = add(both(0), both(1), both(2));
        let (sum_1, two_1) = add(both(3), both(4), both(5));
        let (sum_2, two_2) = add(both(6), both(7), both(8));
        let (sum_3, two_3) = add(both(9), both(10), both(11));
        let (sum_4, two_4) = add(both(12), both(13), both(14));
        let (sum_5, two_5) = add(sum_0, sum_1, sum_2);
        let (ones, two_6) = add(sum_3, sum_4, sum_5);
        let (two_7, four_0) = add(two_0, two_1, two_2);
        let (two_8, four_1) = add(two_3, two_4, two_5);
        let (twos, four_2) = add(two_7, two_8, two_6);
        let (fours, eights) = add(four_0, four_1, four_2);
        let bits = ones.count_ones() + 2 * twos.count_ones() + 4 * fours.count_ones() + 8 * eights.count_ones();
        total += u64::from(bits);
    }
    total
}

/// Three bits a place become a sum and a carry.
#[inline]
fn add(a: u64, b: u64, c: u64) -> (u64, u64) {
    let half = a ^ b;
    (half ^ c, a & b | half & c)
}
