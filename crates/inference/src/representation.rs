//! Are the groups present in the shares of a reference population?

use serde::{Deserialize, Serialize};

use super::divergence::{EmptyBins, Shares, of_shares};
use super::estimate::chi_squared_test;
use super::two_sample::ChiSquaredTest;
use crate::value::{Measured, Reason, Sign, Unavailable, quotient};

/// One group and its share in the population that the data should represent.
///
/// # Example
///
/// ```
/// use evenhand_inference::representation::RepresentedGroup;
///
/// let group = RepresentedGroup { rows: 40, population_share: 0.15 };
/// assert!(group.population_share < 1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RepresentedGroup {
    /// Rows in the data.
    pub rows: u64,
    /// Share in the population; the shares of all groups sum to 1.
    pub population_share: f64,
}

/// How the shares in the data differ from those of the population.
///
/// # Example
///
/// ```
/// use evenhand_inference::representation::{RepresentedGroup, representation};
///
/// let group = |rows, population_share| RepresentedGroup { rows, population_share };
/// let found = representation(&[group(200, 0.45), group(160, 0.40), group(40, 0.15)]).unwrap();
/// assert!((found.chi_squared.unwrap().statistic - 8.888_889).abs() < 1e-6);
/// assert!((found.ratios[2].ratio.unwrap() - 0.666_667).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Representation {
    /// Pearson's goodness of fit; infinite if a group exists that the population lacks.
    #[serde(with = "crate::value::measured")]
    pub chi_squared: Measured<ChiSquaredTest>,
    /// ½Σ|share in data − share in population|.
    pub total_variation: f64,
    /// The total variation expected from sampling alone: ½Σ√(2q(1 − q)/(πn)).
    pub expected_total_variation: f64,
    /// Σ(p − q)ln(p/q).
    #[serde(with = "crate::value::measured")]
    pub population_stability_index: Measured,
    /// Share in the data over share in the population, per group.
    pub ratios: Vec<RepresentationRatio>,
}

/// The representation of one group.
///
/// # Example
///
/// ```
/// use evenhand_inference::representation::RepresentationRatio;
///
/// assert!(RepresentationRatio { ratio: Ok(0.67) }.ratio.unwrap() < 1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RepresentationRatio {
    /// Share in the data over share in the population.
    #[serde(with = "crate::value::measured")]
    pub ratio: Measured,
}

/// Compares the groups' shares with a reference population.
///
/// # Formula
///
/// χ² = Σ(x − nq)²/(nq) on groups of positive population share − 1 degrees of freedom; total variation, stability index
/// and ratios as the fields say.
///
/// # Undefined
///
/// No rows: `Undefined(NoRows)`. One group: χ² `Undefined(OneGroup)`. A group that the population lacks: χ², index and
/// ratio `Infinite`; one that the data lack: index `Infinite`.
///
/// # Errors
///
/// As under *Undefined*; shares that are negative or do not sum to 1 within 1e-9: `Undefined(OutsideDomain)`.
///
/// # Source
///
/// Pearson (1900), *Philosophical Magazine* 50, 157–175.
///
/// # Example
///
/// ```
/// use evenhand_inference::representation::{RepresentedGroup, representation};
///
/// let alone = [RepresentedGroup { rows: 9, population_share: 1.0 }];
/// assert!(representation(&alone).unwrap().chi_squared.is_err());
/// ```
pub fn representation(groups: &[RepresentedGroup]) -> Measured<Representation> {
    let total_share: f64 = groups.iter().map(|group| group.population_share).sum();
    let proper = groups.iter().all(|group| (0.0..=1.0).contains(&group.population_share));
    let rows = groups.iter().map(|group| u128::from(group.rows)).sum::<u128>() as f64;
    if groups.is_empty() || rows <= 0.0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    if !proper || (total_share - 1.0).abs() > 1e-9 {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let shares: Vec<Shares> =
        groups.iter().map(|group| Shares { p: group.rows as f64 / rows, q: group.population_share }).collect();
    let apart = of_shares(&shares, EmptyBins::Keep);
    let noise = |q: f64| (2.0 * q * (1.0 - q) / (std::f64::consts::PI * rows)).sqrt();
    Ok(Representation {
        chi_squared: goodness_of_fit(&shares, rows),
        total_variation: apart.total_variation,
        expected_total_variation: 0.5 * shares.iter().map(|share| noise(share.q)).sum::<f64>(),
        population_stability_index: apart.population_stability_index,
        ratios: shares
            .iter()
            .map(|share| RepresentationRatio { ratio: quotient(share.p, share.q, Reason::ZeroOverZero) })
            .collect(),
    })
}

/// Imbalance of two groups' sizes.
///
/// # Formula
///
/// (reference − group)/(reference + group), in \[−1, 1\]; positive where the group is the smaller one.
///
/// # Undefined
///
/// No rows: `Undefined(NoRows)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::divergence::BinPair;
/// use evenhand_inference::representation::class_imbalance;
///
/// assert_eq!(class_imbalance(BinPair { group: 40, reference: 120 }), Ok(0.5));
/// ```
pub fn class_imbalance(rows: super::divergence::BinPair) -> Measured {
    let (group, reference) = (rows.group as f64, rows.reference as f64);
    quotient(reference - group, reference + group, Reason::NoRows)
}

fn goodness_of_fit(shares: &[Shares], rows: f64) -> Measured<ChiSquaredTest> {
    if shares.iter().any(|share| share.q <= 0.0 && share.p > 0.0) {
        return Err(Unavailable::Infinite(Sign::Positive));
    }
    let expected = || shares.iter().filter(|share| share.q > 0.0);
    let groups = expected().count() as u64;
    if groups < 2 {
        return Err(Unavailable::Undefined(Reason::OneGroup));
    }
    let statistic = rows * expected().map(|share| (share.p - share.q).powi(2) / share.q).sum::<f64>();
    Ok(chi_squared_test(statistic, groups - 1))
}
