//! Shares the rows out among the cores, each of which folds its own on top of one another; then the results are added up.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rows whose keys are computed before they are counted, so that keys stay in the first-level cache: 15 × 8 words of
/// 64 rows, which is what [`super::planes`] takes at a time.
pub(super) const BLOCK: usize = 15 * 8 * 64;

/// Fewest rows in a piece, unless no more are left: taking one costs as much as some hundred rows.
const LEAST: usize = 9 * BLOCK;

/// Rows that nobody has taken yet.
#[derive(Debug)]
struct Rest {
    next: AtomicUsize,
    rows: usize,
    workers: usize,
}

impl Rest {
    /// A piece of what is left. Pieces get smaller, so that all cores end at about the same time, however busy each is
    /// with something else; they begin at whole blocks.
    fn take(&self) -> Option<Range<usize>> {
        let end = |start: usize| {
            let left = self.rows.saturating_sub(start);
            let length = if self.workers == 1 { left } else { left / (2 * self.workers) };
            (start + length.max(LEAST).next_multiple_of(BLOCK)).min(self.rows)
        };
        let start = self.next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |start| Some(end(start))).ok()?;
        (start < self.rows).then(|| start..end(start))
    }
}

/// The pieces of the rows that one core folds.
#[derive(Debug)]
pub(in crate::cube) struct Pieces<'a> {
    first: Option<Range<usize>>,
    rest: &'a Rest,
}

impl Iterator for Pieces<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        self.first.take().or_else(|| self.rest.take())
    }
}

impl Pieces<'_> {
    /// The same rows in blocks.
    pub(super) fn blocks(self) -> impl Iterator<Item = Range<usize>> {
        self.flat_map(|piece| {
            let end = piece.end;
            piece.step_by(BLOCK).map(move |start| start..(start + BLOCK).min(end))
        })
    }
}

/// Folds the rows, on all cores if the feature `parallel` is on, and adds the results up.
///
/// `cells` is the size of one result: a core has several times as many rows, so that adding up costs little.
/// Everything that is folded adds exactly, so what was whose leaves no trace in the result.
pub(in crate::cube) fn in_pieces<T: Send>(
    rows: usize,
    cells: usize,
    fold: impl Fn(Pieces<'_>) -> T + Sync,
    add: impl Fn(T, T) -> T + Sync,
) -> T {
    let rest = Rest { next: AtomicUsize::new(0), rows, workers: workers(rows, cells) };
    #[cfg(feature = "parallel")]
    if rest.workers > 1 {
        use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
        // Who comes when nothing is left makes no table.
        let worker = |_| rest.take().map(|first| fold(Pieces { first: Some(first), rest: &rest }));
        let sum = (0..rest.workers).into_par_iter().with_max_len(1).map(worker).reduce(
            || None,
            |a, b| match (a, b) {
                (Some(a), Some(b)) => Some(add(a, b)),
                (a, b) => a.or(b),
            },
        );
        return sum.unwrap_or_else(|| fold(Pieces { first: None, rest: &rest }));
    }
    #[cfg(not(feature = "parallel"))]
    let _ = add;
    fold(Pieces { first: None, rest: &rest })
}

#[cfg(feature = "parallel")]
fn workers(rows: usize, cells: usize) -> usize {
    (rows / (cells * 8).max(1 << 16)).clamp(1, rayon::current_num_threads())
}

#[cfg(not(feature = "parallel"))]
fn workers(_: usize, _: usize) -> usize {
    // There is nobody to share with.
    1
}
