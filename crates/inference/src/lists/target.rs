//! The shares that groups should have, as whole numbers, so that comparisons with them are exact.

use serde::{Deserialize, Serialize};

use crate::value::{Measured, Reason, Unavailable};

/// The shares that the groups should have of any list: of a population, of the eligible audience, of the catalogue or of
/// the qualified items. Which of them it is must be stated beside every number.
///
/// Kept as whole numbers: floor(0.29·100) is 29 here and 28 in floating point.
///
/// # Example
///
/// ```
/// use evenhand_inference::lists::TargetShares;
///
/// let target = TargetShares::new(vec![29, 71]).unwrap();
/// assert_eq!((target.share(0), target.at_least(0, 100)), (Ok(0.29), Ok(29)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetShares {
    weights: Vec<u64>,
    total: u64,
}

impl TargetShares {
    /// Shares in the proportions given, as counts of a population, or 6 and 4 for 60 % and 40 %.
    ///
    /// # Undefined
    ///
    /// With fewer than two groups: `Undefined(OneGroup)`; if all are zero: `Undefined(NoPopulation)`; a sum beyond 2⁶⁴:
    /// `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn new(weights: Vec<u64>) -> Measured<Self> {
        if weights.len() < 2 {
            return Err(Unavailable::Undefined(Reason::OneGroup));
        }
        let total = weights
            .iter()
            .try_fold(0_u64, |sum, weight| sum.checked_add(*weight))
            .ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
        if total == 0 {
            return Err(Unavailable::Undefined(Reason::NoPopulation));
        }
        Ok(Self { weights, total })
    }

    /// The number of groups.
    pub fn groups(&self) -> usize {
        self.weights.len()
    }

    /// The proportions as given.
    pub fn weights(&self) -> &[u64] {
        &self.weights
    }

    /// The share of a group.
    ///
    /// # Undefined
    ///
    /// A group that does not exist: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn share(&self, group: usize) -> Measured {
        self.weight(group).map(|weight| weight as f64 / self.total as f64)
    }

    /// The shares of all groups.
    pub fn shares(&self) -> Vec<f64> {
        self.weights.iter().map(|&weight| weight as f64 / self.total as f64).collect()
    }

    /// The whole places that a group is owed among the first k.
    ///
    /// # Formula
    ///
    /// floor(q·k), on whole numbers
    ///
    /// # Undefined
    ///
    /// As [`TargetShares::share`].
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn at_least(&self, group: usize, places: u64) -> Measured<u64> {
        let owed = u128::from(self.weight(group)?) * u128::from(places) / u128::from(self.total);
        u64::try_from(owed).map_err(|_| Unavailable::Undefined(Reason::OutsideDomain))
    }

    fn weight(&self, group: usize) -> Measured<u64> {
        self.weights.get(group).copied().ok_or(Unavailable::Undefined(Reason::OutsideDomain))
    }
}

/// Counts of each group in a list, if every item belongs to one of them.
pub(super) fn counts(list: &[usize], groups: usize) -> Measured<Vec<u64>> {
    if list.is_empty() {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    let mut counts = vec![0; groups];
    for &group in list {
        *counts.get_mut(group).ok_or(Unavailable::Undefined(Reason::OutsideDomain))? += 1;
    }
    Ok(counts)
}
