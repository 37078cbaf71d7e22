//! From rows to tables and histograms by group, at the speed of memory.
//!
//! Sorting tens of millions of scores takes three steps. Every row becomes one whole number: the order of its score, and
//! its outcome in the last bit. One pass deals them out to buckets by group and by height of the score, small enough for
//! the processor's nearest memory. There each bucket is sorted and its equal scores are added up. Whatever the number of
//! threads, the tables are the same: they hold counts of sorted scores.

use super::edges::ScoreEdges;
use super::histogram::ScoreHistogram;
use super::table::{ScorePoint, ScoreTable};
use crate::value::{Measured, Reason, Unavailable};

/// Rows of a bucket on average.
const BUCKET_ROWS: usize = 2048;

/// Most buckets: beyond that dealing out waits for memory.
const MOST_BUCKETS: usize = 8192;

/// Rows below which a second thread does not pay.
const ROWS_OF_A_PART: usize = 1 << 16;

/// Scores with their outcomes and groups, row by row.
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::{GroupedScores, ScoreTable};
///
/// let rows = GroupedScores::new(2, &[0, 1, 0], &[0.7, 0.2, 0.7], &[true, false, false]).unwrap();
/// assert_eq!(rows.tables()[0], ScoreTable::from_rows([(0.7, true), (0.7, false)]).unwrap());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct GroupedScores<'a> {
    count: usize,
    groups: &'a [u32],
    scores: &'a [f64],
    positives: &'a [bool],
    lowest: f64,
    highest: f64,
}

impl<'a> GroupedScores<'a> {
    /// Rows of so many groups: for each row the place of its group, its score and whether the outcome came.
    ///
    /// # Undefined
    ///
    /// Columns of unlike length, a place that no group has, a score that is not finite: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn new(count: usize, groups: &'a [u32], scores: &'a [f64], positives: &'a [bool]) -> Measured<Self> {
        let outside = Err(Unavailable::Undefined(Reason::OutsideDomain));
        if groups.len() != scores.len() || groups.len() != positives.len() {
            return outside;
        }
        let parts = parts(scores.len());
        let found = on_all_cores(parts, |part| {
            let rows = rows_of(part, parts, scores.len());
            let known = groups[rows.clone()].iter().all(|&group| (group as usize) < count);
            // A sum of numbers of which one is not finite is not finite, and NaN is in no range.
            let (mut lowest, mut highest, mut odd) = (f64::INFINITY, f64::NEG_INFINITY, 0.0);
            for &score in &scores[rows] {
                lowest = if score < lowest { score } else { lowest };
                highest = if score > highest { score } else { highest };
                odd += score * 0.0;
            }
            (known && odd == 0.0, lowest, highest)
        });
        if found.iter().any(|&(fine, ..)| !fine) {
            return outside;
        }
        let lowest = found.iter().map(|found| found.1).fold(f64::INFINITY, f64::min);
        let highest = found.iter().map(|found| found.2).fold(f64::NEG_INFINITY, f64::max);
        Ok(Self { count, groups, scores, positives, lowest, highest })
    }

    /// The table of each group: exact, ties included.
    pub fn tables(&self) -> Vec<ScoreTable> {
        if self.scores.is_empty() {
            return vec![ScoreTable::default(); self.count];
        }
        let base = order(self.lowest);
        if order(self.highest) - base > u64::MAX >> 1 {
            return self.tables_of_any_range();
        }
        let buckets = Buckets::new(self);
        let parts = parts(self.scores.len());
        let dealt = on_all_cores(parts, |part| self.deal(rows_of(part, parts, self.scores.len()), &buckets, base));
        // A large group is put together in several pieces.
        let tasks: Vec<(usize, usize, usize)> = (0..self.count)
            .flat_map(|group| {
                let rows: usize = dealt.iter().map(|dealt| dealt.rows(buckets.of(group))).sum();
                let pieces = (rows * parts).div_ceil(self.scores.len()).clamp(1, buckets.per_group);
                (0..pieces).map(move |piece| (group, piece, pieces))
            })
            .collect();
        let mut found = on_all_cores(tasks.len(), |task| {
            let (group, piece, pieces) = tasks[task];
            let own = buckets.of(group);
            let at = |piece: usize| own.start + piece * buckets.per_group / pieces;
            (group, sorted(&dealt, at(piece)..at(piece + 1), base))
        })
        .into_iter()
        .peekable();
        (0..self.count)
            .map(|group| {
                let mut points = Vec::new();
                while let Some((_, piece)) = found.next_if(|(of, _)| *of == group) {
                    if points.is_empty() { points = piece } else { points.extend(piece) }
                }
                ScoreTable::of_sorted(points)
            })
            .collect()
    }

    /// The histogram of each group.
    ///
    /// # Undefined
    ///
    /// A score outside the edges: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::scores::{GroupedScores, ScoreEdges};
    ///
    /// let rows = GroupedScores::new(2, &[0, 1, 0], &[0.7, 0.2, 0.6], &[true, false, false]).unwrap();
    /// assert_eq!(rows.histograms(&ScoreEdges::default()).unwrap()[0].rows(), 2);
    /// assert!(rows.histograms(&ScoreEdges::new([0.5, 1.0]).unwrap()).is_err());
    /// ```
    pub fn histograms(&self, edges: &ScoreEdges) -> Measured<Vec<ScoreHistogram>> {
        let parts = parts(self.scores.len());
        let counted = on_all_cores(parts, |part| {
            let mut histograms = vec![ScoreHistogram::new(edges.clone()); self.count];
            for row in rows_of(part, parts, self.scores.len()) {
                histograms[self.groups[row] as usize].add(self.scores[row], self.positives[row])?;
            }
            Ok(histograms)
        });
        let mut whole = vec![ScoreHistogram::new(edges.clone()); self.count];
        for counted in counted {
            for (whole, counted) in whole.iter_mut().zip(counted?) {
                whole.merge(&counted)?;
            }
        }
        Ok(whole)
    }

    /// Deals out the rows of a range: where each bucket begins, and the numbers of its rows.
    fn deal(&self, rows: std::ops::Range<usize>, buckets: &Buckets, base: u64) -> Dealt {
        let mut starts = vec![0; buckets.count() + 1];
        for (&group, &score) in self.groups[rows.clone()].iter().zip(&self.scores[rows.clone()]) {
            starts[buckets.bucket(group, score) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut keys = vec![0; rows.len()];
        for row in rows {
            let score = self.scores[row];
            let place = &mut next[buckets.bucket(self.groups[row], score)];
            keys[*place] = (order(score) - base) << 1 | u64::from(self.positives[row]);
            *place += 1;
        }
        Dealt { starts, keys }
    }

    /// Where the scores reach so far to both sides of 0 that order and outcome do not fit one number.
    fn tables_of_any_range(&self) -> Vec<ScoreTable> {
        let mut rows = vec![Vec::new(); self.count];
        for ((&group, &score), &positive) in self.groups.iter().zip(self.scores).zip(self.positives) {
            rows[group as usize].push((score, positive));
        }
        // All scores are finite.
        on_all_cores(self.count, |group| ScoreTable::from_rows(rows[group].iter().copied()).unwrap_or_default())
    }
}

/// How rows are dealt out: so many buckets of equal width for each group.
struct Buckets {
    groups: usize,
    per_group: usize,
    lowest: f64,
    per_score: f64,
}

impl Buckets {
    fn new(rows: &GroupedScores<'_>) -> Self {
        let wanted = (rows.scores.len() / rows.count / BUCKET_ROWS).max(1);
        let per_group = wanted.min((MOST_BUCKETS / rows.count).max(1));
        let per_score = per_group as f64 / (rows.highest - rows.lowest);
        // One score only, or a range beyond all numbers: one bucket does.
        let per_score = if per_score.is_finite() { per_score } else { 0.0 };
        Self { groups: rows.count, per_group, lowest: rows.lowest, per_score }
    }

    const fn count(&self) -> usize {
        self.groups * self.per_group
    }

    const fn of(&self, group: usize) -> std::ops::Range<usize> {
        group * self.per_group..(group + 1) * self.per_group
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

/// The rows of a range by bucket.
struct Dealt {
    starts: Vec<usize>,
    keys: Vec<u64>,
}

impl Dealt {
    fn rows(&self, buckets: std::ops::Range<usize>) -> usize {
        self.starts[buckets.end] - self.starts[buckets.start]
    }

    fn keys(&self, bucket: usize) -> &[u64] {
        &self.keys[self.starts[bucket]..self.starts[bucket + 1]]
    }
}

/// The points of some buckets of one group.
fn sorted(dealt: &[Dealt], buckets: std::ops::Range<usize>, base: u64) -> Vec<ScorePoint> {
    let mut points: Vec<ScorePoint> = Vec::with_capacity(dealt.iter().map(|dealt| dealt.rows(buckets.clone())).sum());
    let mut keys = Vec::new();
    for bucket in buckets {
        keys.clear();
        for dealt in dealt {
            keys.extend_from_slice(dealt.keys(bucket));
        }
        keys.sort_unstable();
        for run in keys.chunk_by(|a, b| a >> 1 == b >> 1) {
            let positives = run.iter().map(|key| key & 1).sum();
            let score = in_order((run[0] >> 1) + base);
            points.push(ScorePoint { score, positives, negatives: run.len() as u64 - positives });
        }
    }
    points.shrink_to_fit();
    points
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

fn rows_of(part: usize, parts: usize, rows: usize) -> std::ops::Range<usize> {
    part * rows / parts..(part + 1) * rows / parts
}

/// Into how many parts so many rows are cut.
fn parts(rows: usize) -> usize {
    #[cfg(feature = "parallel")]
    let threads = rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    let threads = 1;
    threads.min(rows / ROWS_OF_A_PART).max(1)
}

fn on_all_cores<T: Send>(tasks: usize, run: impl Fn(usize) -> T + Send + Sync) -> Vec<T> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        (0..tasks).into_par_iter().map(run).collect()
    }
    #[cfg(not(feature = "parallel"))]
    (0..tasks).map(run).collect()
}
