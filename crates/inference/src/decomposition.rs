//! How much of a gap comes from the mix of strata and how much from different rates within them.

use serde::{Deserialize, Serialize};

use super::stratified::{Stratum, crude};
use crate::value::{Measured, Reason, Unavailable};

/// Whose rates and whose mix stand still while the other moves.
///
/// # Example
///
/// ```
/// use evenhand_inference::decomposition::Structure;
///
/// assert_eq!(Structure::default(), Structure::Average);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Structure {
    /// Averages of both groups: Kitagawa's symmetric form, the default.
    #[default]
    Average,
    /// Twofold Oaxaca–Blinder with the reference's rates: mix at the reference's rates, rates at the group's mix.
    ReferenceRates,
    /// Twofold Oaxaca–Blinder with the group's rates: mix at the group's rates, rates at the reference's mix.
    GroupRates,
}

/// The contribution of one stratum.
///
/// # Example
///
/// ```
/// use evenhand_inference::decomposition::Contribution;
///
/// let contribution = Contribution { stratum: 0, mix: -0.228, rate: -0.028 };
/// assert!(contribution.mix < contribution.rate);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// The position of the stratum.
    pub stratum: usize,
    /// What the different share of this stratum explains.
    pub mix: f64,
    /// What the different rate within this stratum explains.
    pub rate: f64,
}

/// A difference of two crude rates in parts that add up exactly.
///
/// # Example
///
/// ```
/// use evenhand_inference::decomposition::{Structure, decompose};
/// use evenhand_inference::stratified::Stratum;
///
/// let strata = [
///     Stratum { group_selected: 36, group_rows: 50, reference_selected: 80, reference_rows: 100 },
///     Stratum { group_selected: 30, group_rows: 200, reference_selected: 20, reference_rows: 100 },
/// ];
/// let parts = decompose(&strata, Structure::Average).unwrap();
/// assert!((parts.difference + 0.236).abs() < 1e-12);
/// assert!((parts.mix + 0.1755).abs() < 1e-12);
/// assert!((parts.rate + 0.0605).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decomposition {
    /// Crude rate of the group minus that of the reference, over all rows.
    pub difference: f64,
    /// The part due to a different mix of the shared strata.
    pub mix: f64,
    /// The part due to different rates within the shared strata.
    pub rate: f64,
    /// The part due to rows in strata that only one group has; 0 when all strata are shared.
    pub unmatched: f64,
    /// The share of the group's rows in strata without the reference.
    pub group_unmatched_share: f64,
    /// The share of the reference's rows in strata without the group.
    pub reference_unmatched_share: f64,
    /// The parts of every shared stratum.
    pub contributions: Vec<Contribution>,
    /// The form used.
    pub structure: Structure,
}

/// Decomposes a difference of crude rates.
///
/// # Formula
///
/// With shares w and rates p over the shared strata, group 1 and reference 2. Average: mix = Σ(w₁ − w₂)(p₁ + p₂)/2,
/// rate = Σ(p₁ − p₂)(w₁ + w₂)/2. Reference rates: Σ(w₁ − w₂)p₂ and Σw₁(p₁ − p₂). Group rates: Σ(w₁ − w₂)p₁ and
/// Σw₂(p₁ − p₂). unmatched = difference over all rows − difference over rows in shared strata.
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
/// Kitagawa (1955), *JASA* 50, 1168–1194; Oaxaca (1973) and Blinder (1973) for the twofold forms; the unmatched part
/// follows Ñopo (2008), *Review of Economics and Statistics* 90, 290–299.
///
/// # Example
///
/// ```
/// use evenhand_inference::decomposition::{Structure, decompose};
/// use evenhand_inference::stratified::Stratum;
///
/// let strata = [
///     Stratum { group_selected: 36, group_rows: 50, reference_selected: 80, reference_rows: 100 },
///     Stratum { group_selected: 30, group_rows: 200, reference_selected: 20, reference_rows: 100 },
/// ];
/// let parts = decompose(&strata, Structure::ReferenceRates).unwrap();
/// assert!((parts.mix + 0.18).abs() < 1e-12);
/// assert!((parts.rate + 0.056).abs() < 1e-12);
/// ```
pub fn decompose(strata: &[Stratum], structure: Structure) -> Measured<Decomposition> {
    let all = crude(strata)?;
    if all.group_rows == 0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    if all.reference_rows == 0 {
        return Err(Unavailable::Undefined(Reason::NoReference));
    }
    let shared: Vec<(usize, Stratum)> =
        strata.iter().copied().enumerate().filter(|(_, stratum)| stratum.compares()).collect();
    let matched: Vec<Stratum> = shared.iter().map(|(_, stratum)| *stratum).collect();
    let matched = crude(&matched)?;
    let matched_difference = matched.difference()?;
    let contributions: Vec<Contribution> =
        shared.iter().map(|(position, stratum)| contribution(*position, *stratum, matched, structure)).collect();
    let unmatched = if matched == all { 0.0 } else { all.difference()? - matched_difference };
    let unmatched_share = |matched: u64, all: u64| (all - matched) as f64 / all as f64;
    Ok(Decomposition {
        difference: all.difference()?,
        mix: contributions.iter().map(|part| part.mix).sum(),
        rate: contributions.iter().map(|part| part.rate).sum(),
        unmatched,
        group_unmatched_share: unmatched_share(matched.group_rows, all.group_rows),
        reference_unmatched_share: unmatched_share(matched.reference_rows, all.reference_rows),
        contributions,
        structure,
    })
}

fn contribution(position: usize, stratum: Stratum, matched: Stratum, structure: Structure) -> Contribution {
    let (p1, p2) = (stratum.group_rate(), stratum.reference_rate());
    let w1 = stratum.group_rows as f64 / matched.group_rows as f64;
    let w2 = stratum.reference_rows as f64 / matched.reference_rows as f64;
    let (standing_rate, standing_share) = match structure {
        Structure::Average => (f64::midpoint(p1, p2), f64::midpoint(w1, w2)),
        Structure::ReferenceRates => (p2, w1),
        Structure::GroupRates => (p1, w2),
    };
    Contribution { stratum: position, mix: (w1 - w2) * standing_rate, rate: (p1 - p2) * standing_share }
}
