//! What exposure the items of a group get on average, those never listed included, and whether it follows merit.

use serde::{Deserialize, Serialize};

use crate::value::{Measured, Reason, Unavailable, quotient};

/// The exposure of one group's items.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GroupExposure {
    /// Attention that items of the group got, over all lists.
    pub attention: f64,
    /// Chances to be listed: items that could have been, times lists.
    pub chances: f64,
}

/// The mean exposure of a group's items.
///
/// # Formula
///
/// Σ attention/chances; an item that was never listed counts among the chances with an attention of 0
///
/// # Undefined
///
/// Without a chance: `Undefined(NoItems)`; negative numbers, or attention without a chance: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// A. Singh and T. Joachims, KDD (2018).
///
/// # Example
///
/// ```
/// use evenhand_inference::lists::{GroupExposure, exposure};
///
/// assert_eq!(exposure(&GroupExposure { attention: 1.5, chances: 6.0 }), Ok(0.25));
/// ```
pub fn exposure(group: &GroupExposure) -> Measured {
    if !(group.attention >= 0.0 && group.chances >= 0.0) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    quotient(group.attention, group.chances, Reason::NoItems).map_err(|reason| match reason {
        Unavailable::Infinite(_) => Unavailable::Undefined(Reason::OutsideDomain),
        other => other,
    })
}

/// Exposure of a group over that of another, each per merit: the disparate treatment ratio; with clicks in place of
/// attention, the disparate impact ratio.
///
/// # Formula
///
/// (exposure/merit of the group)/(exposure/merit of the reference); merits 1 and 1 for exposure alone
///
/// # Undefined
///
/// As [`exposure`]; a merit that is not positive: `Undefined(OutsideDomain)`; both exposures 0: `Undefined(ZeroOverZero)`; the
/// reference's alone: `Infinite(Positive)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// Singh and Joachims (2018).
///
/// # Example
///
/// ```
/// use evenhand_inference::lists::{Attention, GroupExposure, exposure_ratio};
///
/// let list = [0, 0, 0, 1, 0, 1, 0, 1, 1, 0];
/// let attention = Attention::Logarithmic.by_group(&list, 2).unwrap();
/// let a = GroupExposure { attention: attention[0], chances: 6.0 };
/// let b = GroupExposure { attention: attention[1], chances: 4.0 };
/// assert!((exposure_ratio(&b, &a, [1.0, 1.0]).unwrap() - 0.670365).abs() < 1e-6);
/// assert!((exposure_ratio(&b, &a, [0.45, 0.5]).unwrap() - 0.744850).abs() < 1e-6);
/// ```
pub fn exposure_ratio(group: &GroupExposure, reference: &GroupExposure, merits: [f64; 2]) -> Measured {
    if !merits.iter().all(|merit| *merit > 0.0) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    quotient(exposure(group)? / merits[0], exposure(reference)? / merits[1], Reason::ZeroOverZero)
}
