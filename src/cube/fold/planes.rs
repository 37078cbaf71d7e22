//! Counting few cells without a table: rows as bits, cells as masks, counts as numbers of bits.
//!
//! A block of rows is turned into bit planes, one for each bit of a key or code. A cell is then an AND of planes, and its
//! rows are the bits of it. No address depends on the data, so a constant column costs what a uniform one does, and every
//! operation is on 64 rows or, in vectors, on more.
//!
//! While a block is counted, the next one is turned into planes, a little after each key: memory then works while
//! the processor counts. One after the other costs the sum of both.
#![allow(clippy::inline_always, reason = "the loops are compiled anew for each set of instructions, see `vectors`")]

use std::ops::Range;

use super::keys::Keys;
use super::rows::{BLOCK, Pieces};
use super::vectors::vectorised;

/// Words of 64 rows in a block.
const WORDS: usize = BLOCK / 64;

/// Vector lanes: [`count_both`] adds 15 words in each of them.
const LANES: usize = WORDS / 15;

/// Rows that are turned into planes at a time: one word in each lane of each plane.
const CHUNK: usize = 64 * LANES;

/// Chunks in a block.
const CHUNKS: usize = BLOCK / CHUNK;

/// A code that no row has: rows that fill up a block have it.
const NOBODY: u8 = 7;

/// One bit of every row of a block.
type Plane = [u64; WORDS];

/// Four bits of every row.
type Nibble = [Plane; 4];

const ZERO: Plane = [0; WORDS];

/// A block of rows in planes.
#[derive(Debug)]
struct Block {
    codes: Nibble,
    low: Nibble,
    high: Nibble,
}

/// The rows that have each counted code, and those that have a key.
#[derive(Debug)]
struct Masks {
    codes: [Plane; 6],
    key: Plane,
}

/// Counts pieces of the rows: for every key, one counter for each code in `counted`. The keys must fit into bytes.
pub(super) fn count(keys: &Keys<'_>, counted: &[u8], cells: &[u8], pieces: Pieces<'_>, levels: usize) -> Vec<u64> {
    let mut counters = vec![0; levels * counted.len()];
    let mut space = Space::new();
    for rows in pieces {
        vectorised(
            #[inline(always)]
            || count_blocks(keys, counted, cells, rows, levels, &mut counters, &mut space),
        );
    }
    counters
}

/// Where rows are counted.
#[derive(Debug)]
struct Space {
    scratch: Box<[u8; BLOCK]>,
    masks: Box<Masks>,
    now: Box<Block>,
    next: Box<Block>,
}

impl Space {
    fn new() -> Self {
        Self {
            scratch: Box::new([0; BLOCK]),
            masks: Box::new(Masks { codes: [ZERO; 6], key: ZERO }),
            now: Block::empty(),
            next: Block::empty(),
        }
    }
}

#[inline(always)]
fn count_blocks(
    keys: &Keys<'_>,
    counted: &[u8],
    cells: &[u8],
    rows: Range<usize>,
    levels: usize,
    counters: &mut [u64],
    Space { scratch, masks, now, next }: &mut Space,
) {
    let narrow = levels <= 16;
    let block = |start: usize| start.min(rows.end)..(start + BLOCK).min(rows.end);
    let first = block(rows.start);
    now.load(keys.bytes(first.clone(), scratch), &cells[first], 0..CHUNKS, narrow);
    for start in rows.clone().step_by(BLOCK) {
        let ahead = block(start + BLOCK);
        let (ahead_keys, ahead_codes) = (keys.bytes(ahead.clone(), scratch), &cells[ahead]);
        for (mask, &code) in masks.codes.iter_mut().zip(counted) {
            mask.fill(u64::MAX);
            select(&now.codes, code, mask);
        }
        let mut loaded = 0;
        for (key, counters) in (0..=u8::MAX).zip(counters.chunks_exact_mut(counted.len().max(1))) {
            masks.key.fill(u64::MAX);
            select(&now.low, key & 15, &mut masks.key);
            if !narrow {
                select(&now.high, key >> 4, &mut masks.key);
            }
            for (counter, mask) in counters.iter_mut().zip(&masks.codes) {
                *counter += count_both(&masks.key, mask);
            }
            let due = CHUNKS * (usize::from(key) + 1) / levels;
            next.load(ahead_keys, ahead_codes, loaded..due, narrow);
            loaded = due;
        }
        std::mem::swap(now, next);
    }
}

impl Block {
    fn empty() -> Box<Self> {
        Box::new(Self { codes: [ZERO; 4], low: [ZERO; 4], high: [ZERO; 4] })
    }

    /// Turns some chunks of a block into planes; rows that the block lacks are nobody's.
    #[inline(always)]
    fn load(&mut self, keys: &[u8], codes: &[u8], chunks: Range<usize>, narrow: bool) {
        for chunk in chunks {
            let at = chunk * CHUNK;
            let whole = |bytes: &'_ [u8]| bytes.get(at..at + CHUNK).is_some();
            if whole(keys) && whole(codes) {
                self.load_chunk(&keys[at..], &codes[at..], chunk, narrow);
            } else {
                self.load_chunk(&filled_up(keys, at, 0), &filled_up(codes, at, NOBODY), chunk, narrow);
            }
        }
    }

    #[inline(always)]
    fn load_chunk(&mut self, keys: &[u8], codes: &[u8], chunk: usize, narrow: bool) {
        if let (Some(keys), Some(codes)) = (keys.first_chunk(), codes.first_chunk()) {
            transpose(keys, 0, &mut self.low, chunk);
            if !narrow {
                transpose(keys, 4, &mut self.high, chunk);
            }
            transpose(codes, 0, &mut self.codes, chunk);
        }
    }
}

/// A chunk that ends early, or is empty, with something else in its place.
#[cold]
fn filled_up(bytes: &[u8], at: usize, with: u8) -> [u8; CHUNK] {
    let mut out = [with; CHUNK];
    let rest = bytes.get(at..).unwrap_or_default();
    let rest = &rest[..rest.len().min(CHUNK)];
    out[..rest.len()].copy_from_slice(rest);
    out
}

/// Four bits of every byte from bit `low` on, each as one plane. The order of the rows is lost, the same way every time.
#[inline(always)]
fn transpose(bytes: &[u8; CHUNK], low: u32, out: &mut Nibble, chunk: usize) {
    const NIBBLES: u64 = 0x0f0f_0f0f_0f0f_0f0f;
    let words = bytes.as_chunks::<8>().0;
    let mut planes = [[0_u64; LANES]; 4];
    let [first, second, third, fourth] = &mut planes;
    for lane in 0..LANES {
        let word = |part: usize| u64::from_le_bytes(words[part * LANES + lane]) >> low & NIBBLES;
        // Eight words of bytes become four of nibbles, and each four by four bits across them change places.
        let pair = |part: usize| word(part) | word(part + 4) << 4;
        let (mut a, mut b, mut c, mut d) = (pair(0), pair(1), pair(2), pair(3));
        swap(&mut a, &mut c, 2, 0x3333_3333_3333_3333);
        swap(&mut b, &mut d, 2, 0x3333_3333_3333_3333);
        swap(&mut a, &mut b, 1, 0x5555_5555_5555_5555);
        swap(&mut c, &mut d, 1, 0x5555_5555_5555_5555);
        (first[lane], second[lane], third[lane], fourth[lane]) = (a, b, c, d);
    }
    for (out, plane) in out.iter_mut().zip(&planes) {
        out[chunk * LANES..][..LANES].copy_from_slice(plane);
    }
}

/// Exchanges the upper bits of one word with the lower bits of another.
#[inline(always)]
fn swap(upper: &mut u64, lower: &mut u64, shift: u32, mask: u64) {
    let different = (*upper >> shift ^ *lower) & mask;
    *lower ^= different;
    *upper ^= different << shift;
}

/// Keeps the rows whose four bits are those of a value.
#[inline(always)]
fn select(planes: &Nibble, value: u8, mask: &mut Plane) {
    let flip: [u64; 4] = std::array::from_fn(|bit| if value >> bit & 1 == 1 { 0 } else { u64::MAX });
    let [first, second, third, fourth] = planes;
    for (at, mask) in mask.iter_mut().enumerate() {
        let low = (first[at] ^ flip[0]) & (second[at] ^ flip[1]);
        *mask &= low & (third[at] ^ flip[2]) & (fourth[at] ^ flip[3]);
    }
}

/// How many rows are in both masks.
///
/// Counting bits is dear where the processor is not known to have an instruction for it: fifteen words are first added
/// bit by bit, as in the carry-save adder of Harley and Seal (Warren, "Hacker's Delight", 2nd ed. 2012, section 5-1).
#[inline(always)]
fn count_both(a: &Plane, b: &Plane) -> u64 {
    let mut totals = [0; LANES];
    for (lane, total) in totals.iter_mut().enumerate() {
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
        let bits = |word: u64| u64::from(word.count_ones());
        *total = bits(ones) + 2 * bits(twos) + 4 * bits(fours) + 8 * bits(eights);
    }
    totals.iter().sum()
}

/// Three bits a place become a sum and a carry.
#[inline(always)]
fn add(a: u64, b: u64, c: u64) -> (u64, u64) {
    let half = a ^ b;
    (half ^ c, a & b | half & c)
}
