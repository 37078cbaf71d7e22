//! One stratum of a comparison of two groups, and the sum of several.
//!
//! The methods on strata live in files of their own: [`mantel_haenszel`](super::mantel_haenszel) (one effect over all
//! strata), [`stratified_tests`](super::stratified_tests) (is there one, is it the same everywhere),
//! [`standardisation`](super::standardisation), [`decomposition`](super::decomposition),
//! [`conditional_disparity`](super::conditional_disparity) and [`simpson`](super::simpson).
//!
//! Caveat that every caller prints: conditioning on a variable that is itself affected by the protected attribute
//! (tenure, income, past targeting) can hide or create disparity. Show crude and adjusted side by side.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::value::{Measured, Reason, Unavailable};

/// The selections of a group and of its reference within one stratum.
///
/// # Example
///
/// ```
/// use evenhand_inference::stratified::Stratum;
///
/// let loyal = Stratum { group_selected: 36, group_rows: 50, reference_selected: 80, reference_rows: 100 };
/// assert!(loyal.check().is_ok());
/// assert!(loyal.compares());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stratum {
    /// Selected rows of the group.
    pub group_selected: u64,
    /// Rows of the group.
    pub group_rows: u64,
    /// Selected rows of the reference.
    pub reference_selected: u64,
    /// Rows of the reference.
    pub reference_rows: u64,
}

impl Stratum {
    /// The stratum with group and reference exchanged.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::stratified::Stratum;
    ///
    /// let stratum = Stratum { group_selected: 1, group_rows: 2, reference_selected: 3, reference_rows: 4 };
    /// assert_eq!(stratum.exchanged().group_rows, 4);
    /// ```
    #[must_use]
    pub const fn exchanged(self) -> Self {
        Self {
            group_selected: self.reference_selected,
            group_rows: self.reference_rows,
            reference_selected: self.group_selected,
            reference_rows: self.group_rows,
        }
    }

    /// Whether both groups have rows here.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::stratified::Stratum;
    ///
    /// assert!(!Stratum { group_rows: 5, ..Stratum::default() }.compares());
    /// ```
    pub const fn compares(self) -> bool {
        self.group_rows > 0 && self.reference_rows > 0
    }

    /// The stratum itself if its counts are possible.
    ///
    /// # Errors
    ///
    /// `Undefined(OutsideDomain)` if more rows are selected than exist.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::stratified::Stratum;
    ///
    /// assert!(Stratum { group_selected: 3, group_rows: 2, ..Stratum::default() }.check().is_err());
    /// ```
    pub const fn check(self) -> Measured<Self> {
        if self.group_selected > self.group_rows || self.reference_selected > self.reference_rows {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        Ok(self)
    }

    /// The sign of p₁ − p₂, by integers; `Equal` if a group has no rows.
    ///
    /// # Example
    ///
    /// ```
    /// use std::cmp::Ordering;
    ///
    /// use evenhand_inference::stratified::Stratum;
    ///
    /// let third = Stratum { group_selected: 1, group_rows: 3, reference_selected: 2, reference_rows: 6 };
    /// assert_eq!(third.direction(), Ordering::Equal);
    /// ```
    pub fn direction(self) -> Ordering {
        product(self.group_selected, self.reference_rows).cmp(&product(self.reference_selected, self.group_rows))
    }

    /// p₁ − p₂ of this stratum.
    ///
    /// # Undefined
    ///
    /// `Undefined(EmptyStratum)` if a group has no rows.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::stratified::Stratum;
    ///
    /// let loyal = Stratum { group_selected: 36, group_rows: 50, reference_selected: 80, reference_rows: 100 };
    /// assert!((loyal.difference().unwrap() + 0.08).abs() < 1e-15);
    /// ```
    pub fn difference(self) -> Measured {
        if !self.compares() {
            return Err(Unavailable::Undefined(Reason::EmptyStratum));
        }
        Ok(self.cross_difference() / (self.group_rows as f64 * self.reference_rows as f64))
    }

    pub(crate) const fn rows(self) -> f64 {
        (self.group_rows as u128 + self.reference_rows as u128) as f64
    }

    pub(crate) const fn selected(self) -> f64 {
        (self.group_selected as u128 + self.reference_selected as u128) as f64
    }

    pub(crate) const fn group_rejected(self) -> u64 {
        self.group_rows.saturating_sub(self.group_selected)
    }

    pub(crate) const fn reference_rejected(self) -> u64 {
        self.reference_rows.saturating_sub(self.reference_selected)
    }

    pub(crate) fn group_rate(self) -> f64 {
        self.group_selected as f64 / self.group_rows as f64
    }

    pub(crate) fn reference_rate(self) -> f64 {
        self.reference_selected as f64 / self.reference_rows as f64
    }

    /// x₁n₂ − x₂n₁, subtracted in integers.
    pub(crate) fn cross_difference(self) -> f64 {
        let ahead = product(self.group_selected, self.reference_rows);
        let behind = product(self.reference_selected, self.group_rows);
        if ahead >= behind { (ahead - behind) as f64 } else { -((behind - ahead) as f64) }
    }
}

/// The crude table: all strata added.
///
/// # Errors
///
/// `Undefined(OutsideDomain)` for an impossible stratum or a sum beyond `u64`.
///
/// # Example
///
/// ```
/// use evenhand_inference::stratified::{Stratum, crude};
///
/// let strata = [
///     Stratum { group_selected: 36, group_rows: 50, reference_selected: 80, reference_rows: 100 },
///     Stratum { group_selected: 30, group_rows: 200, reference_selected: 20, reference_rows: 100 },
/// ];
/// assert_eq!(crude(&strata).unwrap().group_selected, 66);
/// ```
pub fn crude(strata: &[Stratum]) -> Measured<Stratum> {
    let add = |sum: Stratum, next: &Stratum| {
        Some(Stratum {
            group_selected: sum.group_selected.checked_add(next.group_selected)?,
            group_rows: sum.group_rows.checked_add(next.group_rows)?,
            reference_selected: sum.reference_selected.checked_add(next.reference_selected)?,
            reference_rows: sum.reference_rows.checked_add(next.reference_rows)?,
        })
    };
    check(strata)?;
    strata.iter().try_fold(Stratum::default(), add).ok_or(Unavailable::Undefined(Reason::OutsideDomain))
}

/// Every stratum must be possible.
pub(crate) fn check(strata: &[Stratum]) -> Measured<()> {
    strata.iter().try_for_each(|stratum| stratum.check().map(|_| ()))
}

fn product(left: u64, right: u64) -> u128 {
    u128::from(left) * u128::from(right)
}
