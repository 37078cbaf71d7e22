//! Simpson's reversal: a gap that points the other way once strata are held fixed.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::difference::Difference;
use super::estimate::Estimate;
use super::interval::Interval;
use super::mantel_haenszel::risk_difference;
use super::proportion::{Counts, Proportion};
use super::standardisation::{GroupedStratum, StandardMix, standardise};
use super::stratified::{Stratum, crude};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// How complete the reversal of the point estimates is.
///
/// # Example
///
/// ```
/// use evenhand_inference::simpson::Pattern;
///
/// assert_ne!(Pattern::Weak, Pattern::Strong);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// The crude difference is opposite to the standardised one, not to that of every stratum.
    Weak,
    /// The crude difference is opposite to that of every stratum.
    Strong,
}

/// Whether there is a reversal, and whether it is more than noise.
///
/// # Example
///
/// ```
/// use evenhand_inference::simpson::{Pattern, Reversal};
///
/// assert_ne!(Reversal::Possible(Pattern::Strong), Reversal::Established(Pattern::Strong));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reversal {
    /// The point estimates do not reverse.
    None,
    /// The point estimates reverse, but the two intervals do not exclude 0 on opposite sides.
    Possible(Pattern),
    /// The crude and the Mantel–Haenszel interval exclude 0 on opposite sides.
    Established(Pattern),
}

/// The verdict on Simpson's reversal and the numbers it rests on.
///
/// # Example
///
/// ```
/// use evenhand_inference::simpson::{Pattern, Reversal, detect_reversal};
/// use evenhand_inference::stratified::Stratum;
/// use evenhand_inference::value::Confidence;
///
/// // Kidney stones, Charig et al. 1986: open surgery against percutaneous, small and large stones.
/// let stones = [
///     Stratum { group_selected: 81, group_rows: 87, reference_selected: 234, reference_rows: 270 },
///     Stratum { group_selected: 192, group_rows: 263, reference_selected: 55, reference_rows: 80 },
/// ];
/// let verdict = detect_reversal(&stones, Confidence::DEFAULT).unwrap();
/// assert_eq!(verdict.reversal, Reversal::Possible(Pattern::Strong));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Simpson {
    /// The verdict.
    pub reversal: Reversal,
    /// Crude difference, group minus reference.
    pub crude_difference: f64,
    /// Its Miettinen–Nurminen interval.
    pub crude_interval: Interval,
    /// Standardised difference at the pooled mix of the shared strata.
    pub standardised_difference: f64,
    /// Mantel–Haenszel difference with its limits.
    pub adjusted: Estimate,
    /// Shared strata that point with the crude difference.
    pub agreeing_strata: u64,
    /// Shared strata that point against it.
    pub opposing_strata: u64,
}

/// Looks for Simpson's reversal in the difference of selection rates.
///
/// # Formula
///
/// Strong: the sign of the crude difference is opposite to that of every shared stratum, compared in integers. Weak:
/// opposite to that of the standardised difference. Established only if the crude interval and the Mantel–Haenszel
/// interval exclude 0 on opposite sides, else possible.
///
/// # Undefined
///
/// A group without rows: `Undefined(NoRows)`, the reference: `Undefined(NoReference)`; no shared stratum:
/// `Undefined(EmptyStratum)`.
///
/// # Errors
///
/// As under *Undefined*; impossible counts are `Undefined(OutsideDomain)`.
///
/// # Source
///
/// Simpson (1951), *JRSS B* 13, 238–241.
///
/// # Example
///
/// ```
/// use evenhand_inference::simpson::{Reversal, detect_reversal};
/// use evenhand_inference::stratified::Stratum;
/// use evenhand_inference::value::Confidence;
///
/// let strata = [
///     Stratum { group_selected: 36, group_rows: 50, reference_selected: 80, reference_rows: 100 },
///     Stratum { group_selected: 30, group_rows: 200, reference_selected: 20, reference_rows: 100 },
/// ];
/// assert_eq!(detect_reversal(&strata, Confidence::DEFAULT).unwrap().reversal, Reversal::None);
/// ```
pub fn detect_reversal(strata: &[Stratum], confidence: Confidence) -> Measured<Simpson> {
    let all = crude(strata)?;
    if all.group_rows == 0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    if all.reference_rows == 0 {
        return Err(Unavailable::Undefined(Reason::NoReference));
    }
    let standardised_difference = standardised_difference(strata)?;
    let adjusted = risk_difference(strata, confidence);
    let crude_interval = crude_interval(all, confidence)?;

    let crude_direction = all.direction();
    let shared = || strata.iter().filter(|stratum| stratum.compares()).map(|stratum| stratum.direction());
    let opposing = shared().filter(|direction| *direction == crude_direction.reverse()).count();
    let agreeing = shared().filter(|direction| *direction == crude_direction).count();
    let pattern = if crude_direction == Ordering::Equal {
        None
    } else if opposing == shared().count() {
        Some(Pattern::Strong)
    } else if standardised_difference.partial_cmp(&0.0) == Some(crude_direction.reverse()) {
        Some(Pattern::Weak)
    } else {
        None
    };
    let crude_side = i8::from(crude_interval.lower > 0.0) - i8::from(crude_interval.upper < 0.0);
    let adjusted_side = adjusted.side_of(0.0);
    let reversal = match pattern {
        None => Reversal::None,
        Some(pattern) if crude_side * adjusted_side < 0 => Reversal::Established(pattern),
        Some(pattern) => Reversal::Possible(pattern),
    };
    let informative = |count: usize| if crude_direction == Ordering::Equal { 0 } else { count as u64 };
    Ok(Simpson {
        reversal,
        crude_difference: all.difference()?,
        crude_interval,
        standardised_difference,
        adjusted,
        agreeing_strata: informative(agreeing),
        opposing_strata: informative(opposing),
    })
}

fn standardised_difference(strata: &[Stratum]) -> Measured {
    let grouped: Vec<GroupedStratum> = strata
        .iter()
        .map(|stratum| GroupedStratum {
            groups: vec![
                Counts { successes: stratum.group_selected, trials: stratum.group_rows },
                Counts { successes: stratum.reference_selected, trials: stratum.reference_rows },
            ],
        })
        .collect();
    standardise(&grouped, &StandardMix::Pooled).difference(0, 1)
}

fn crude_interval(all: Stratum, confidence: Confidence) -> Measured<Interval> {
    let group = Proportion::new(all.group_selected, all.group_rows)?;
    let reference = Proportion::new(all.reference_selected, all.reference_rows)?;
    Difference { group, reference }.miettinen_nurminen(confidence)
}
