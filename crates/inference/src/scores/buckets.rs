//! Rows dealt out to buckets by group and by height of the score, each small enough for the processor's nearest memory.

use std::ops::Range;

use super::table::ScorePoint;

/// Rows of a bucket on average.
const BUCKET_ROWS: usize = 2048;

/// Most buckets: beyond that dealing out waits for memory.
const MOST_BUCKETS: usize = 8192;

/// How rows are dealt out: so many buckets of equal width for each group.
#[derive(Debug)]
pub(super) struct Buckets {
    groups: usize,
    pub(super) per_group: usize,
    /// The order of the lowest score, from which orders are counted so that an outcome fits beside them.
    base: u64,
    lowest: f64,
    per_score: f64,
}

impl Buckets {
    /// For so many rows of so many groups, with scores in a range; nothing where that reaches so far to both sides of 0
    /// that order and outcome do not fit one number.
    pub(super) fn new(rows: usize, groups: usize, (lowest, highest): (f64, f64)) -> Option<Self> {
        let base = order(lowest);
        if order(highest) - base > u64::MAX >> 1 {
            return None;
        }
        let wanted = (rows / groups / BUCKET_ROWS).max(1);
        let per_group = wanted.min((MOST_BUCKETS / groups).max(1));
        let per_score = per_group as f64 / (highest - lowest);
        // One score only, or a range beyond all numbers: one bucket does.
        let per_score = if per_score.is_finite() { per_score } else { 0.0 };
        Some(Self { groups, per_group, base, lowest, per_score })
    }

    pub(super) const fn count(&self) -> usize {
        self.groups * self.per_group
    }

    /// The buckets of a group.
    pub(super) const fn of(&self, group: usize) -> Range<usize> {
        group * self.per_group..(group + 1) * self.per_group
    }

    /// Deals out some rows: where each bucket begins, and the numbers of its rows.
    pub(super) fn deal(&self, groups: &[u32], scores: &[f64], positives: &[bool]) -> Dealt {
        let mut starts = vec![0; self.count() + 1];
        for (&group, &score) in groups.iter().zip(scores) {
            starts[self.bucket(group, score) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut keys = vec![0; scores.len()];
        for ((&group, &score), &positive) in groups.iter().zip(scores).zip(positives) {
            let place = &mut next[self.bucket(group, score)];
            keys[*place] = (order(score) - self.base) << 1 | u64::from(positive);
            *place += 1;
        }
        Dealt { starts, keys }
    }

    /// The scores of sorted keys, in increasing order, with their rows.
    #[inline]
    pub(super) fn points(&self, sorted: &[u64]) -> impl Iterator<Item = ScorePoint> + Clone {
        let base = self.base;
        sorted.chunk_by(|a, b| a >> 1 == b >> 1).map(move |run| {
            let positives = run.iter().map(|key| key & 1).sum();
            ScorePoint { score: in_order((run[0] >> 1) + base), positives, negatives: run.len() as u64 - positives }
        })
    }

    #[inline]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a height from 0 to the buckets' number"
    )]
    fn bucket(&self, group: u32, score: f64) -> usize {
        let height = ((score - self.lowest) * self.per_score) as u32 as usize;
        group as usize * self.per_group + height.min(self.per_group - 1)
    }
}

/// Some rows by bucket.
#[derive(Debug)]
pub(super) struct Dealt {
    starts: Vec<usize>,
    keys: Vec<u64>,
}

impl Dealt {
    pub(super) fn rows(&self, buckets: Range<usize>) -> usize {
        self.starts[buckets.end] - self.starts[buckets.start]
    }

    fn keys(&self, bucket: usize) -> &[u64] {
        &self.keys[self.starts[bucket]..self.starts[bucket + 1]]
    }
}

/// The keys of one bucket in increasing order, from all that was dealt.
pub(super) fn sort_bucket<'k>(dealt: &[Dealt], bucket: usize, keys: &'k mut Vec<u64>) -> &'k [u64] {
    keys.clear();
    for dealt in dealt {
        keys.extend_from_slice(dealt.keys(bucket));
    }
    keys.sort_unstable();
    keys
}

/// Whole numbers in the order of the scores; −0 is 0.
#[inline]
fn order(score: f64) -> u64 {
    let bits = (score + 0.0).to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

#[inline]
fn in_order(order: u64) -> f64 {
    f64::from_bits(if order >> 63 == 1 { order & !(1 << 63) } else { !order })
}
