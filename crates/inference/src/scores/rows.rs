//! From rows to tables and histograms by group, at the speed of memory.
//!
//! Sorting tens of millions of scores takes three steps. Every row becomes one whole number: the order of its score, and
//! its outcome in the last bit. One pass deals them out to buckets by group and by height of the score, small enough for
//! the processor's nearest memory. There each bucket is sorted and its equal scores are added up. Whatever the number of
//! threads, the tables are the same: they hold counts of sorted scores.

use std::ops::Range;

use super::buckets::{Buckets, Dealt, sort_bucket};
use super::edges::ScoreEdges;
use super::histogram::ScoreHistogram;
use super::near;
use super::table::{ScorePoint, ScoreTable};
use crate::value::{Measured, Reason, Unavailable};

/// Rows below which a second part does not pay.
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
            let known = groups[rows.clone()].iter().fold(0, |most: u32, &group| most.max(group));
            let (finite, lowest, highest) = range(&scores[rows.clone()]);
            (finite && (rows.is_empty() || (known as usize) < count), lowest, highest)
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
        let Some((buckets, dealt)) = self.dealt() else { return self.tables_of_any_range() };
        let parts = dealt.len();
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
            (group, sorted(&buckets, &dealt, at(piece)..at(piece + 1)))
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
            let rows = rows_of(part, parts, self.scores.len());
            let (groups, positives) = (&self.groups[rows.clone()], &self.positives[rows.clone()]);
            near::histograms(edges, self.count, groups, &self.scores[rows], positives)
        });
        let mut whole = vec![ScoreHistogram::new(edges.clone()); self.count];
        for counted in counted {
            for (whole, counted) in whole.iter_mut().zip(counted?) {
                whole.merge(&counted)?;
            }
        }
        Ok(whole)
    }

    /// All rows in their buckets; nothing where the scores reach too far for that, or there are no rows.
    pub(super) fn dealt(&self) -> Option<(Buckets, Vec<Dealt>)> {
        let rows = self.scores.len();
        if rows == 0 {
            return None;
        }
        let buckets = Buckets::new(rows, self.count, (self.lowest, self.highest))?;
        let parts = parts(rows);
        let dealt = on_all_cores(parts, |part| {
            let rows = rows_of(part, parts, rows);
            buckets.deal(&self.groups[rows.clone()], &self.scores[rows.clone()], &self.positives[rows])
        });
        Some((buckets, dealt))
    }

    /// How many groups there are.
    pub(super) const fn count(&self) -> usize {
        self.count
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

/// Whether all scores are finite, the smallest and the largest, in eight lanes: one would wait for itself in each row.
fn range(scores: &[f64]) -> (bool, f64, f64) {
    let (mut lowest, mut highest, mut odd) = ([f64::INFINITY; 8], [f64::NEG_INFINITY; 8], [0.0; 8]);
    let mut see = |lane: usize, score: f64| {
        lowest[lane] = if score < lowest[lane] { score } else { lowest[lane] };
        highest[lane] = if score > highest[lane] { score } else { highest[lane] };
        // A sum of numbers of which one is not finite is not finite, and NaN is in no range.
        odd[lane] += score * 0.0;
    };
    let (eights, rest) = scores.as_chunks::<8>();
    for eight in eights {
        for (lane, &score) in eight.iter().enumerate() {
            see(lane, score);
        }
    }
    for &score in rest {
        see(0, score);
    }
    let finite = odd.iter().all(|&odd| odd == 0.0);
    (finite, lowest.into_iter().fold(f64::INFINITY, f64::min), highest.into_iter().fold(f64::NEG_INFINITY, f64::max))
}

/// The points of some buckets of one group.
fn sorted(buckets: &Buckets, dealt: &[Dealt], own: Range<usize>) -> Vec<ScorePoint> {
    let mut points: Vec<ScorePoint> = Vec::with_capacity(dealt.iter().map(|dealt| dealt.rows(own.clone())).sum());
    let mut keys = Vec::new();
    for bucket in own {
        points.extend(buckets.points(sort_bucket(dealt, bucket, &mut keys)));
    }
    points.shrink_to_fit();
    points
}

fn rows_of(part: usize, parts: usize, rows: usize) -> Range<usize> {
    part * rows / parts..(part + 1) * rows / parts
}

/// Into how many parts so many rows are cut: some for each core, because one may be busy elsewhere.
fn parts(rows: usize) -> usize {
    #[cfg(feature = "parallel")]
    let threads = rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    let threads = 1;
    (4 * threads).min(rows / ROWS_OF_A_PART).max(1)
}

pub(super) fn on_all_cores<T: Send>(tasks: usize, run: impl Fn(usize) -> T + Send + Sync) -> Vec<T> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        (0..tasks).into_par_iter().map(run).collect()
    }
    #[cfg(not(feature = "parallel"))]
    (0..tasks).map(run).collect()
}
