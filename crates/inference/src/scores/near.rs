//! Many rows counted into bins of one width: sums from the edge of the bin on, in 64 bits, one line of the cache a bin.
//!
//! A bin of [`ScoreHistogram`] holds sums of 128 bits, 112 bytes in all, and those of some groups
//! do not fit into the second-level cache. Where \[0, 1\] is divided into a power of two of bins, a score is its edge and a
//! small rest, and so is its square: rests of some thousand rows fit into 64 bits. Before they could overflow they are
//! carried into the large sums, so that no digit differs.

use super::edges::ScoreEdges;
use super::histogram::{Bin, ScoreHistogram, Sums, in_units};
use crate::value::{Measured, Reason, Unavailable};

/// Rows that are placed before they are counted.
const BLOCK: usize = 64;

/// Fewest bins for which carrying is rare, and most whose squares are whole multiples of the unit of sums.
const BITS: std::ops::RangeInclusive<u32> = 5..=20;

/// What rows of a bin add up to since the last carry.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Near {
    lower: f64,
    upper: f64,
    /// Without and with the outcome.
    sums: [Rests; 2],
}

#[derive(Debug, Clone, Copy, Default)]
struct Rests {
    rows: u64,
    scores: u64,
    squares: u64,
}

/// Bins of some groups.
#[derive(Debug)]
struct Table {
    bits: u32,
    near: Vec<Near>,
    far: Vec<[Sums; 2]>,
}

/// The histograms of so many groups' rows.
///
/// # Errors
///
/// As [`ScoreHistogram::add`]. Rows of a group beyond `count` are not counted: the caller has seen to it that there are none.
pub(super) fn histograms(
    edges: &ScoreEdges,
    count: usize,
    groups: &[u32],
    scores: &[f64],
    positives: &[bool],
) -> Measured<Vec<ScoreHistogram>> {
    if let Some(bins) = bins(edges, count, groups, scores, positives) {
        let of = |bins: &[Bin]| ScoreHistogram::of_bins(edges.clone(), bins.to_vec());
        return Ok(bins?.chunks(edges.bins()).map(of).collect());
    }
    let mut histograms = vec![ScoreHistogram::new(edges.clone()); count];
    for ((&group, &score), &positive) in groups.iter().zip(scores).zip(positives) {
        if let Some(histogram) = histograms.get_mut(group as usize) {
            histogram.add(score, positive)?;
        }
    }
    Ok(histograms)
}

/// The bins of so many groups' rows, group by group; nothing where the edges are not of this kind.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a score in a bin, and its square, reach its edge's"
)]
fn bins(
    edges: &ScoreEdges,
    count: usize,
    groups: &[u32],
    scores: &[f64],
    positives: &[bool],
) -> Option<Measured<Vec<Bin>>> {
    let bits = edges.unit_bits().filter(|bits| BITS.contains(bits))?;
    let size = count.checked_mul(1 << bits).filter(|&size| u32::try_from(size).is_ok())?;
    let nobody = Near { lower: f64::INFINITY, upper: f64::NEG_INFINITY, sums: [Rests::default(); 2] };
    let last = (1 << bits) - 1;
    let mut table = Table { bits, near: vec![nobody; size], far: vec![[Sums::default(); 2]; size] };
    let mut places = [0_u32; BLOCK];
    let mut rests = [(0_u64, 0_u64); BLOCK];
    let blocks = groups.chunks(BLOCK).zip(scores.chunks(BLOCK)).zip(positives.chunks(BLOCK));
    for ((groups, scores), positives) in blocks {
        let rows = scores.iter().zip(groups).zip(places.iter_mut().zip(&mut rests));
        let mut within = true;
        for ((&score, &group), (place, rests)) in rows {
            within &= (0.0..=1.0).contains(&score);
            let (whole, square) = in_units(score, 1.0);
            // A score of 1 is in the last bin.
            let bin = (whole >> (62 - bits)).min(last);
            let (edge, edge_square) = edge(bin, bits);
            // Wrapping, because a score outside of the edges is only refused after its block.
            *rests = (whole.wrapping_sub(edge) as u64, square.wrapping_sub(edge_square) as u64);
            *place = group << bits | bin as u32;
        }
        if !within {
            return Some(Err(Unavailable::Undefined(Reason::OutsideDomain)));
        }
        for (((&place, &rests), &score), &positive) in places.iter().zip(&rests).zip(scores).zip(positives) {
            table.add(place as usize, rests, score, usize::from(positive));
        }
    }
    Some(Ok(table.into_bins()))
}

/// The lower edge of a bin and its square, in units of 2⁻⁶²: both are whole.
#[inline]
fn edge(bin: i64, bits: u32) -> (i64, i64) {
    (bin << (62 - bits), (bin * bin) << (62 - 2 * bits))
}

impl Table {
    #[inline]
    fn add(&mut self, place: usize, (scores, squares): (u64, u64), score: f64, outcome: usize) {
        // A square rises by less than 2^(63 − bits) within a bin, and a score by half of that.
        let full = (2 << self.bits) - 1;
        let Some(bin) = self.near.get_mut(place) else { return };
        // −0 is 0, whichever comes first; and not `f64::min`, which also asks whether either is NaN.
        let score = score + 0.0;
        bin.lower = if score < bin.lower { score } else { bin.lower };
        bin.upper = if score > bin.upper { score } else { bin.upper };
        let sums = &mut bin.sums[outcome];
        sums.rows += 1;
        sums.scores += scores;
        sums.squares += squares;
        if sums.rows == full {
            self.carry(place, outcome);
        }
    }

    /// Adds what is near to what is far.
    #[inline(never)]
    #[allow(clippy::cast_possible_wrap, reason = "the number of a bin has at most 20 bits")]
    fn carry(&mut self, place: usize, outcome: usize) {
        let rests = std::mem::take(&mut self.near[place].sums[outcome]);
        let (edge, edge_square) = edge((place & ((1 << self.bits) - 1)) as i64, self.bits);
        let sums = &mut self.far[place][outcome];
        let rows = i128::from(rests.rows);
        sums.rows += rests.rows;
        sums.scores += rows * i128::from(edge) + i128::from(rests.scores);
        sums.squares += rows * i128::from(edge_square) + i128::from(rests.squares);
    }

    fn into_bins(mut self) -> Vec<Bin> {
        for place in 0..self.near.len() {
            self.carry(place, 0);
            self.carry(place, 1);
        }
        let bin = |(near, sums): (&Near, [Sums; 2])| Bin { lower: near.lower, upper: near.upper, sums };
        self.near.iter().zip(self.far).map(bin).collect()
    }
}
