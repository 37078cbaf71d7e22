//! Work on a column part by part: on all cores with the feature `parallel`, and the same whatever their number.

/// Rows in a part: enough that handing one over costs nothing, few enough to stay in the second-level cache.
pub(super) const PART: usize = 1 << 14;

/// Does the same with every part of a column, each with its number; what comes of them is in the order of the rows.
pub(super) fn each_part<T: Send, R: Send>(rows: &mut [T], work: impl Fn(usize, &mut [T]) -> R + Sync) -> Vec<R> {
    #[cfg(feature = "parallel")]
    if rows.len() > PART {
        use rayon::iter::{IndexedParallelIterator, ParallelIterator};
        use rayon::slice::ParallelSliceMut;
        return rows.par_chunks_mut(PART).enumerate().map(|(part, rows)| work(part, rows)).collect();
    }
    rows.chunks_mut(PART).enumerate().map(|(part, rows)| work(part, rows)).collect()
}
