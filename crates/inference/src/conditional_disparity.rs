//! Conditional demographic disparity: is a group a larger share of the rejected than of the accepted, given strata?

use serde::{Deserialize, Serialize};

use super::stratified::{Stratum, check, crude};
use crate::value::{Measured, Reason, Unavailable, quotient};

/// Conditional and marginal demographic disparity of one group against the rest.
///
/// # Example
///
/// ```
/// use evenhand_inference::conditional_disparity::conditional_demographic_disparity;
/// use evenhand_inference::stratified::Stratum;
///
/// let strata = [
///     Stratum { group_selected: 36, group_rows: 50, reference_selected: 80, reference_rows: 100 },
///     Stratum { group_selected: 30, group_rows: 200, reference_selected: 20, reference_rows: 100 },
/// ];
/// let disparity = conditional_demographic_disparity(&strata);
/// assert!((disparity.conditional.unwrap() - 0.087_140).abs() < 1e-6);
/// assert!((disparity.marginal.unwrap() - 0.250_297).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConditionalDisparity {
    /// Σnₖ `DDₖ`/Σnₖ over the strata where `DDₖ` exists.
    #[serde(with = "crate::value::measured")]
    pub conditional: Measured,
    /// DD of all strata added.
    #[serde(with = "crate::value::measured")]
    pub marginal: Measured,
    /// `DDₖ` of each stratum, where it exists.
    pub strata: Vec<StratumDisparity>,
    /// Rows in strata that were dropped because nobody or everybody was selected there.
    pub dropped_rows: u64,
}

/// The demographic disparity of one stratum.
///
/// # Example
///
/// ```
/// use evenhand_inference::conditional_disparity::StratumDisparity;
///
/// let one = StratumDisparity { stratum: 0, rows: 150, disparity: Ok(0.101_42) };
/// assert!(one.disparity.is_ok());
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StratumDisparity {
    /// The position of the stratum.
    pub stratum: usize,
    /// Its rows.
    pub rows: u64,
    /// Its demographic disparity; a stratum without one is dropped from the conditional disparity.
    #[serde(with = "crate::value::measured")]
    pub disparity: Measured,
}

/// Conditional demographic disparity; the reference of each stratum is everybody outside the group.
///
/// # Formula
///
/// `DDₖ` = share of the group among the rejected − share among the selected; CDD = Σnₖ `DDₖ`/Σnₖ. A measure of composition:
/// it depends on how common the group is, and is not a gap between rates.
///
/// # Undefined
///
/// A stratum where nobody is selected (`NoneSelected`) or rejected (`NoneRejected`) is dropped and its rows are
/// returned; it does not count as 0. If all are dropped, CDD is `Undefined(EmptyStratum)`. Impossible counts:
/// `Undefined(OutsideDomain)`.
///
/// # Source
///
/// Wachter, Mittelstadt and Russell (2021), *Computer Law & Security Review* 41, 105567.
///
/// # Example
///
/// ```
/// use evenhand_inference::conditional_disparity::conditional_demographic_disparity;
/// use evenhand_inference::stratified::Stratum;
///
/// let nobody = [Stratum { group_selected: 0, group_rows: 5, reference_selected: 0, reference_rows: 9 }];
/// let disparity = conditional_demographic_disparity(&nobody);
/// assert!(disparity.conditional.is_err());
/// assert_eq!(disparity.dropped_rows, 14);
/// ```
pub fn conditional_demographic_disparity(strata: &[Stratum]) -> ConditionalDisparity {
    let each: Vec<StratumDisparity> = strata
        .iter()
        .enumerate()
        .map(|(position, stratum)| StratumDisparity {
            stratum: position,
            rows: stratum.group_rows.saturating_add(stratum.reference_rows),
            disparity: demographic_disparity(*stratum),
        })
        .collect();
    let (mut weighted, mut kept, mut dropped_rows) = (0.0, 0.0, 0_u64);
    for one in &each {
        match one.disparity {
            Ok(disparity) => {
                weighted += one.rows as f64 * disparity;
                kept += one.rows as f64;
            }
            Err(_) => dropped_rows = dropped_rows.saturating_add(one.rows),
        }
    }
    ConditionalDisparity {
        conditional: check(strata).and_then(|()| quotient(weighted, kept, Reason::EmptyStratum)),
        marginal: crude(strata).and_then(demographic_disparity),
        strata: each,
        dropped_rows,
    }
}

/// Demographic disparity of one table: the share of the group among the rejected minus its share among the selected.
///
/// # Undefined
///
/// Nobody selected: `Undefined(NoneSelected)`; nobody rejected: `Undefined(NoneRejected)`; no rows: `Undefined(NoRows)`.
///
/// # Errors
///
/// As under *Undefined*; impossible counts are `Undefined(OutsideDomain)`.
///
/// # Example
///
/// ```
/// use evenhand_inference::conditional_disparity::demographic_disparity;
/// use evenhand_inference::stratified::Stratum;
///
/// let loyal = Stratum { group_selected: 36, group_rows: 50, reference_selected: 80, reference_rows: 100 };
/// assert!((demographic_disparity(loyal).unwrap() - 0.101_420).abs() < 1e-6);
/// ```
pub fn demographic_disparity(stratum: Stratum) -> Measured {
    let stratum = stratum.check()?;
    if stratum.rows() == 0.0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    let rejected = stratum.group_rejected() as f64 + stratum.reference_rejected() as f64;
    let among_rejected = quotient(stratum.group_rejected() as f64, rejected, Reason::NoneRejected)?;
    let among_selected = quotient(stratum.group_selected as f64, stratum.selected(), Reason::NoneSelected)?;
    Ok(among_rejected - among_selected)
}
