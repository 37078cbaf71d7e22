//! What bootstrap and permutation share: cells sorted into strata, and a statistic of cells.

use crate::value::{Measured, Reason, Unavailable};

/// A statistic of a table's cells, given as whole counts in a fixed order.
pub type CellStatistic<'a, T = f64> = &'a dyn Fn(&[u64]) -> Measured<T>;

/// Many statistics of a table's cells at once, each written into its own entry; none may be left as it was.
pub type Evaluation<'a> = &'a dyn Fn(&[u64], &mut [Measured]);

/// The same for several tables side by side: one array for each cell, and one to be written for each statistic, in which what
/// is unavailable is not finite.
pub type LaneEvaluation<'a, const N: usize> = &'a dyn Fn(&[[u64; N]], &mut [[f64; N]]);

/// The places of each stratum's cells, in the order in which the strata first appear.
pub(super) fn strata(labels: Option<&[usize]>, cells: usize) -> Measured<Vec<Vec<usize>>> {
    let Some(labels) = labels else { return Ok(vec![(0..cells).collect()]) };
    if labels.len() != cells {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let mut seen = std::collections::BTreeMap::new();
    let mut strata: Vec<Vec<usize>> = Vec::new();
    for (place, label) in labels.iter().enumerate() {
        let index = *seen.entry(label).or_insert_with(|| {
            strata.push(Vec::new());
            strata.len() - 1
        });
        strata[index].push(place);
    }
    Ok(strata)
}

/// The sum of counts; `Undefined(OutsideDomain)` beyond 2⁶³, `Undefined(NoRows)` at zero.
pub(super) fn total(counts: &[u64]) -> Measured<u64> {
    let sum = counts
        .iter()
        .try_fold(0_u64, |sum, &count| sum.checked_add(count))
        .filter(|sum| *sum <= 1 << 63)
        .ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
    if sum == 0 { Err(Unavailable::Undefined(Reason::NoRows)) } else { Ok(sum) }
}
