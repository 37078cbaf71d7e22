//! How many prefixes of a list give a group fewer places than it is owed.

use serde::{Deserialize, Serialize};

use super::target::TargetShares;
use crate::value::{Measured, Reason, Unavailable};

/// Prefixes that fall short of the targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Infeasible {
    /// Prefixes in which some group falls short: the infeasible index.
    pub prefixes: u64,
    /// Pairs of a prefix and a group that falls short in it: the infeasible count. Some tools call this the index.
    pub pairs: u64,
}

/// The infeasible index and the infeasible count of a list.
///
/// # Formula
///
/// Over k = 1 … length: groups with count < floor(q·k), on whole numbers
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
/// Geyik, Ambler and Kenthapadi (2019).
///
/// # Example
///
/// ```
/// use evenhand_inference::lists::{TargetShares, infeasible};
///
/// let target = TargetShares::new(vec![6, 4]).unwrap();
/// let short = infeasible(&[0, 0, 0, 1, 0, 1, 0, 1, 1, 0], &target).unwrap();
/// assert_eq!((short.prefixes, short.pairs), (2, 2));
/// ```
pub fn infeasible(list: &[usize], target: &TargetShares) -> Measured<Infeasible> {
    if list.is_empty() {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    let mut counts = vec![0_u64; target.groups()];
    let mut infeasible = Infeasible::default();
    for (places, &group) in (1..).zip(list) {
        *counts.get_mut(group).ok_or(Unavailable::Undefined(Reason::OutsideDomain))? += 1;
        let mut short = 0;
        for (group, &count) in counts.iter().enumerate() {
            short += u64::from(count < target.at_least(group, places)?);
        }
        infeasible.prefixes += u64::from(short > 0);
        infeasible.pairs += short;
    }
    Ok(infeasible)
}
