//! Rates of many small slices drawn towards their common mean, for ranking and display.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::groups::Groups;
use crate::cube::Cells;
use crate::inference::Counts;
use crate::inference::shrinkage::{BetaPrior, ShrunkenRate};
use crate::segment::Slice;
use crate::value::Confidence;

/// Slices from which on a common distribution of their rates can be told.
const FEWEST: usize = 5;

/// Selection rates of the slices of an intersection, each drawn towards their common mean by as much as its few rows say
/// little. For ranking and display: never for a ratio or a verdict, since it draws towards parity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShrinkageResult {
    /// The distribution of rates over slices, estimated from all of them.
    pub prior: BetaPrior,
    /// The slices, from the lowest rate drawn in to the highest.
    pub slices: Vec<ShrunkenSlice>,
}

/// One slice of a [`ShrinkageResult`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShrunkenSlice {
    /// Who.
    pub slice: Slice,
    /// Rows selected.
    pub selected: u64,
    /// Rows.
    pub rows: u64,
    /// The rate drawn in, with its credible interval.
    pub rate: ShrunkenRate,
}

/// `None` for single attributes, for few slices, and where rows are weighted or customers come back.
pub(super) fn shrunken(groups: &Groups, confidence: Confidence) -> Option<ShrinkageResult> {
    let plain = |table: &super::tally::Tally| !table.is_weighted() && table.customers().is_none();
    if groups.grouping.attributes().len() < 2
        || groups.list.len() < FEWEST
        || !groups.list.iter().all(|group| plain(&group.table))
    {
        return None;
    }
    let counts: Vec<Counts> = groups
        .list
        .iter()
        .map(|group| Counts { successes: group.table.count(Cells::SELECTED), trials: group.rows() })
        .collect();
    let prior = BetaPrior::maximum_likelihood(&counts).ok()?;
    // Slices with the same counts are drawn in alike.
    let mut known: HashMap<(u64, u64), Option<ShrunkenRate>> = HashMap::new();
    let mut slices: Vec<ShrunkenSlice> = groups
        .list
        .iter()
        .zip(&counts)
        .filter_map(|(group, counts)| {
            let rate = known
                .entry((counts.successes, counts.trials))
                .or_insert_with(|| prior.posterior(*counts, confidence).ok());
            Some(ShrunkenSlice {
                slice: group.slice.clone(),
                selected: counts.successes,
                rows: counts.trials,
                rate: (*rate)?,
            })
        })
        .collect();
    slices.sort_by(|a, b| a.rate.mean.total_cmp(&b.rate.mean));
    Some(ShrinkageResult { prior, slices })
}
