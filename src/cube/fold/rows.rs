//! Splits the rows into pieces that are folded on their own and added up.

use std::ops::Range;

/// Rows whose keys are computed before they are counted, so that keys stay in the first-level cache: 15 × 8 words of
/// 64 rows, which is what [`super::planes`] takes at a time.
pub(super) const BLOCK: usize = 15 * 8 * 64;

/// Folds pieces of the rows, on all cores if the feature `parallel` is on, and adds the results up.
///
/// `cells` is the size of one result: a piece has several times as many rows, so that adding up costs little.
/// Everything that is folded adds exactly, so the pieces leave no trace in the result.
pub(in crate::cube) fn in_pieces<T: Send>(
    rows: usize,
    cells: usize,
    fold: impl Fn(Range<usize>) -> T + Sync,
    add: impl Fn(T, T) -> T + Sync,
) -> T {
    let pieces = pieces(rows, cells);
    #[cfg(feature = "parallel")]
    if pieces > 1 {
        use rayon::iter::{IntoParallelIterator, ParallelIterator};
        let folded = (0..pieces).into_par_iter().map(|piece| Some(fold(range(rows, pieces, piece))));
        let sum = folded.reduce(
            || None,
            |a, b| match (a, b) {
                (Some(a), Some(b)) => Some(add(a, b)),
                (a, b) => a.or(b),
            },
        );
        return sum.unwrap_or_else(|| fold(0..rows));
    }
    let first = fold(range(rows, pieces, 0));
    (1..pieces).fold(first, |sum, piece| add(sum, fold(range(rows, pieces, piece))))
}

/// The rows of one of so many pieces; pieces begin at whole blocks.
fn range(rows: usize, pieces: usize, piece: usize) -> Range<usize> {
    let length = rows.div_ceil(pieces).next_multiple_of(BLOCK);
    (piece * length).min(rows)..((piece + 1) * length).min(rows)
}

#[cfg(feature = "parallel")]
fn pieces(rows: usize, cells: usize) -> usize {
    // Two pieces a thread, so that a core that is busy elsewhere does not keep the others waiting for long.
    (rows / (cells * 8).max(1 << 16)).clamp(1, 2 * rayon::current_num_threads())
}

#[cfg(not(feature = "parallel"))]
fn pieces(_: usize, _: usize) -> usize {
    // There is nobody to share with.
    1
}
