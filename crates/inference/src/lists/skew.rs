//! By how much a group is over- or under-represented among the first k places.

use serde::{Deserialize, Serialize};

use super::target::{TargetShares, counts};
use crate::value::{Measured, Reason, Sign, Unavailable, finite};

/// What to do where a group has no place at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Smoothing {
    /// Nothing: the logarithm of zero is minus infinity.
    #[default]
    None,
    /// Half a place is added to every group, and the length of the prefix grows accordingly.
    Half,
}

/// How a group's share of the first places lies to its target.
///
/// # Formula
///
/// Skew@k = ln((count/k)/q); with [`Smoothing::Half`] (count + ½)/(k + ½G) for count/k
///
/// # Undefined
///
/// Without places: `Undefined(NoRows)`; a group that is owed nothing: `Undefined(NoPopulation)`; a group without a place,
/// unless smoothed: `Infinite(Negative)`; more items than places, or no such group: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// S. C. Geyik, S. Ambler and K. Kenthapadi, KDD (2019).
///
/// # Example
///
/// ```
/// use evenhand_inference::lists::{Smoothing, TargetShares, skew};
///
/// let target = TargetShares::new(vec![6, 4]).unwrap();
/// assert!((skew(4, 5, 0, &target, Smoothing::None).unwrap() - 0.287682).abs() < 1e-6);
/// assert!((skew(1, 5, 1, &target, Smoothing::None).unwrap() + 0.693147).abs() < 1e-6);
/// ```
pub fn skew(count: u64, places: u64, group: usize, target: &TargetShares, smoothing: Smoothing) -> Measured {
    let share = target.share(group)?;
    if places == 0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    if count > places {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    if share <= 0.0 {
        return Err(Unavailable::Undefined(Reason::NoPopulation));
    }
    let (have, among) = match smoothing {
        Smoothing::None => (count as f64, places as f64),
        Smoothing::Half => (count as f64 + 0.5, places as f64 + 0.5 * target.groups() as f64),
    };
    if have <= 0.0 {
        return Err(Unavailable::Infinite(Sign::Negative));
    }
    finite((have / among / share).ln())
}

/// The groups that are represented least and most among the first places.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SkewRange {
    /// The group with the smallest skew; the first of them at ties.
    pub least: usize,
    /// Its skew.
    #[serde(with = "crate::value::measured")]
    pub minimum: Measured,
    /// The group with the largest skew.
    pub most: usize,
    /// Its skew.
    #[serde(with = "crate::value::measured")]
    pub maximum: Measured,
}

/// `MinSkew` and `MaxSkew` of the first k places of a list.
///
/// # Formula
///
/// min and max over groups with a target above 0 of [`skew`]
///
/// # Undefined
///
/// An empty prefix: `Undefined(NoRows)`; an item of no group: `Undefined(OutsideDomain)`. `MinSkew` is `Infinite(Negative)`
/// as soon as one group has no place.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::lists::{Smoothing, TargetShares, skew_range};
///
/// let list = [0, 0, 0, 1, 0, 1, 0, 1, 1, 0];
/// let range = skew_range(&list[..5], &TargetShares::new(vec![6, 4]).unwrap(), Smoothing::None).unwrap();
/// assert_eq!((range.least, range.most), (1, 0));
/// ```
pub fn skew_range(prefix: &[usize], target: &TargetShares, smoothing: Smoothing) -> Measured<SkewRange> {
    let counts = counts(prefix, target.groups())?;
    let mut range: Option<SkewRange> = None;
    for (group, &count) in counts.iter().enumerate() {
        if target.share(group)? <= 0.0 {
            continue;
        }
        let here = skew(count, prefix.len() as u64, group, target, smoothing);
        let current = range.get_or_insert(SkewRange { least: group, minimum: here, most: group, maximum: here });
        if place(here) < place(current.minimum) {
            (current.least, current.minimum) = (group, here);
        }
        if place(here) > place(current.maximum) {
            (current.most, current.maximum) = (group, here);
        }
    }
    range.ok_or(Unavailable::Undefined(Reason::NoPopulation))
}

/// Where a skew lies on the line; only minus infinity has no number here.
fn place(skew: Measured) -> f64 {
    skew.unwrap_or(f64::NEG_INFINITY)
}
