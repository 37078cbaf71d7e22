//! How often a relevant item is ranked above one that is not, by the groups of both.

use serde::{Deserialize, Serialize};

use super::target::counts;
use crate::value::{Measured, Reason, Unavailable, quotient};

/// One item of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairItem {
    /// Its group.
    pub group: usize,
    /// Whether the customer wanted it.
    pub relevant: bool,
}

/// Pairs of one list by the group of the relevant item and the group of the other, in whole numbers; lists add up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairCounts {
    groups: usize,
    /// In order and all, by group of the relevant item and then by group of the other.
    cells: Vec<[u64; 2]>,
}

/// Counts the pairs of one list, best item first.
///
/// # Formula
///
/// pairs (j, j′) with j relevant and j′ not; in order where j stands above j′
///
/// # Undefined
///
/// An empty list: `Undefined(NoRows)`; an item of no group: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// A. Beutel et al., KDD (2019).
///
/// # Example
///
/// ```
/// use evenhand_inference::lists::{PairItem, pair_counts};
///
/// // A relevant item of group 0, one of group 1 that is not, a relevant one of group 1, one of group 0 that is not.
/// let list = [(0, true), (1, false), (1, true), (0, false)].map(|(group, relevant)| PairItem { group, relevant });
/// let pairs = pair_counts(&list, 2).unwrap();
/// assert_eq!((pairs.accuracy(0), pairs.within(0)), (Ok(1.0), Ok(1.0)));
/// assert_eq!((pairs.accuracy(1), pairs.within(1), pairs.across(1)), (Ok(0.5), Ok(0.0), Ok(1.0)));
/// ```
pub fn pair_counts(list: &[PairItem], groups: usize) -> Measured<PairCounts> {
    let places: Vec<usize> = list.iter().map(|item| item.group).collect();
    counts(&places, groups)?;
    let mut cells = vec![[0; 2]; groups * groups];
    // Items that are not relevant, by group: those still below the current place, and all.
    let mut below = vec![0_u64; groups];
    for item in list.iter().filter(|item| !item.relevant) {
        below[item.group] += 1;
    }
    let all = below.clone();
    for item in list {
        if item.relevant {
            for other in 0..groups {
                let cell = &mut cells[item.group * groups + other];
                cell[0] += below[other];
                cell[1] += all[other];
            }
        } else {
            below[item.group] -= 1;
        }
    }
    Ok(PairCounts { groups, cells })
}

impl PairCounts {
    /// No pair yet.
    pub fn empty(groups: usize) -> Self {
        Self { groups, cells: vec![[0; 2]; groups * groups] }
    }

    /// Adds the pairs of another list with the same groups; of other groups, nothing.
    pub fn merge(&mut self, other: &Self) {
        if self.groups == other.groups {
            for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
                cell[0] += more[0];
                cell[1] += more[1];
            }
        }
    }

    /// Pairs in order, and all pairs, whose relevant item is of a group: of any group, of the same, or of another one.
    pub fn pairs(&self, group: usize, among: impl Fn(usize) -> bool) -> [u64; 2] {
        (0..self.groups).filter(|other| among(*other)).fold([0; 2], |sum, other| {
            let cell = self.cells.get(group * self.groups + other).copied().unwrap_or_default();
            [sum[0] + cell[0], sum[1] + cell[1]]
        })
    }

    /// The share of pairs in order whose relevant item is of the group.
    ///
    /// # Undefined
    ///
    /// Without a pair: `Undefined(NoPairs)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn accuracy(&self, group: usize) -> Measured {
        share(self.pairs(group, |_| true))
    }

    /// The same where both items are of the group: intra-group accuracy.
    ///
    /// # Errors
    ///
    /// As [`PairCounts::accuracy`].
    pub fn within(&self, group: usize) -> Measured {
        share(self.pairs(group, |other| other == group))
    }

    /// The same where the other item is of another group: inter-group accuracy.
    ///
    /// # Errors
    ///
    /// As [`PairCounts::accuracy`].
    pub fn across(&self, group: usize) -> Measured {
        share(self.pairs(group, |other| other != group))
    }
}

fn share([ordered, all]: [u64; 2]) -> Measured {
    if all == 0 {
        return Err(Unavailable::Undefined(Reason::NoPairs));
    }
    quotient(ordered as f64, all as f64, Reason::NoPairs)
}
