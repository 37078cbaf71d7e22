//! How often a customer with the outcome is ranked above one without it: AUC within and across groups.

use serde::{Deserialize, Serialize};

use super::table::ScoreTable;
use crate::estimate::Estimate;
use crate::interval::{Interval, Method};
use crate::special::two_sided_critical_value;
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// The area under an ROC curve, or its cross-group relative.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// P(score of a positive > score of a negative) + ½P(equal).
    pub value: f64,
    /// By how much the value of the rows themselves may differ from that of their bins; 0 where scores are exact.
    pub binning_bound: f64,
    /// The standard error.
    #[serde(with = "crate::value::measured")]
    pub standard_error: Measured,
    /// The confidence interval, on the logit scale; it does not allow for binning.
    #[serde(with = "crate::value::measured")]
    pub interval: Measured<Interval>,
}

/// One term of a contrast of rankings: a weight, and whose positives are ranked against whose negatives, by the places of
/// the groups.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RankingTerm {
    /// The weight, as 1 and −1 of a difference.
    pub weight: f64,
    /// The group whose rows with the outcome are ranked.
    pub positives: usize,
    /// The group whose rows without it they are ranked against.
    pub negatives: usize,
}

/// How well positives of one table are ranked above negatives of another.
///
/// With one table twice it is that group's AUC. Positives of a group against negatives of another are the cross-group AUC
/// (xAUC, inter-group pairwise accuracy). Positives of everyone else against negatives of a subgroup are BPSN, negatives of
/// everyone else against positives of a subgroup BNSP.
///
/// # Formula
///
/// Σ over pairs of (1 if above, ½ if equal) / (pairs); variance S₁₀/n⁺ + S₀₁/n⁻, the sample variances of the placements;
/// interval: logit(A) ∓ z·SE/(A(1 − A))
///
/// # Undefined
///
/// No positives: `Undefined(NoActualPositives)`. No negatives: `Undefined(NoActualNegatives)`. Standard error and interval
/// with one row of either: `Undefined(TooFewUnits)`; where all pairs agree: `Undefined(Boundary)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// E. R. `DeLong`, D. M. `DeLong` and D. L. Clarke-Pearson, Biometrics 44 (1988); X. Sun and W. Xu, IEEE Signal Processing
/// Letters 21 (2014); N. Kallus and A. Zhou (2019) for the cross-group form; D. Borkan et al. (2019) for BPSN and BNSP.
///
/// # Example
///
/// ```
/// use evenhand_inference::{scores::{ScoreTable, ranking}, value::Confidence};
///
/// let table = ScoreTable::from_rows([(0.9, true), (0.6, true), (0.6, false), (0.1, false)]).unwrap();
/// assert_eq!(ranking(&table, &table, Confidence::DEFAULT).unwrap().value, 0.875);
/// ```
pub fn ranking(positives: &ScoreTable, negatives: &ScoreTable, confidence: Confidence) -> Measured<Ranking> {
    let (value, tied) = pairs(positives, negatives)?;
    let groups = [positives, negatives];
    let term = RankingTerm { weight: 1.0, positives: 0, negatives: 1 };
    let standard_error = variance(&groups, &[term]).and_then(|variance| {
        if variance > 0.0 { Ok(variance.sqrt()) } else { Err(Unavailable::Undefined(Reason::Boundary)) }
    });
    let interval = standard_error.and_then(|error| {
        if value <= 0.0 || value >= 1.0 {
            return Err(Unavailable::Undefined(Reason::Boundary));
        }
        let logit = (value / (1.0 - value)).ln();
        let half = two_sided_critical_value(confidence) * error / (value * (1.0 - value));
        let back = |logit: f64| 1.0 / (1.0 + (-logit).exp());
        Ok(Interval { lower: back(logit - half), upper: back(logit + half), confidence, method: Method::DeLong })
    });
    let binned = positives.is_binned() || negatives.is_binned();
    Ok(Ranking { value, binning_bound: if binned { 0.5 * tied } else { 0.0 }, standard_error, interval })
}

/// A weighted sum of rankings of the same groups, as a difference of two AUC or of xAUC(a, b) and xAUC(b, a).
///
/// # Formula
///
/// Σ w·A; the variance adds, for the positives and for the negatives of each group, the sample variance of the weighted
/// placements over their number, so that terms that share rows are not taken as independent
///
/// # Undefined
///
/// As [`ranking`]; a place that no group has: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// As [`ranking`].
///
/// # Example
///
/// ```
/// use evenhand_inference::{scores::{RankingTerm, ScoreTable, ranking_contrast}, value::Confidence};
///
/// let a = ScoreTable::from_rows([(0.9, true), (0.6, true), (0.7, false), (0.1, false)]).unwrap();
/// let b = ScoreTable::from_rows([(0.8, true), (0.2, true), (0.6, false), (0.5, false)]).unwrap();
/// let terms = [(1.0, 0, 1), (-1.0, 1, 0)].map(|(weight, positives, negatives)| RankingTerm { weight, positives, negatives });
/// assert_eq!(ranking_contrast(&[&a, &b], &terms, Confidence::DEFAULT).unwrap().value, Ok(0.125));
/// ```
pub fn ranking_contrast(groups: &[&ScoreTable], terms: &[RankingTerm], confidence: Confidence) -> Measured<Estimate> {
    let mut value = 0.0;
    for term in terms {
        let (Some(positives), Some(negatives)) = (groups.get(term.positives), groups.get(term.negatives)) else {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        };
        value += term.weight * pairs(positives, negatives)?.0;
    }
    Ok(Estimate::linear(Ok(value), variance(groups, terms), Method::DeLong, confidence))
}

/// The summary of several groups' rankings that the worst of them dominates.
///
/// # Formula
///
/// ((1/k)Σ Aᵖ)^(1/p), p = −5
///
/// # Undefined
///
/// No values: `Undefined(NoRows)`. A value that is not positive: 0, the limit.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// D. Borkan et al., Nuanced Metrics for Measuring Unintended Bias with Real Data for Text Classification (2019).
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::power_mean;
///
/// assert!((power_mean(&[0.8, 0.8]).unwrap() - 0.8).abs() < 1e-15);
/// assert!(power_mean(&[0.5, 0.9]).unwrap() < 0.6);
/// ```
pub fn power_mean(values: &[f64]) -> Measured {
    if values.is_empty() {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    if values.iter().any(|&value| value <= 0.0) {
        return Ok(0.0);
    }
    let mean = values.iter().map(|value| value.powi(-5)).sum::<f64>() / values.len() as f64;
    Ok(mean.powf(-0.2))
}

/// The share of pairs in order, ties half, and the share of ties.
fn pairs(positives: &ScoreTable, negatives: &ScoreTable) -> Measured<(f64, f64)> {
    let (count, among) = (positives.positives(), negatives.negatives());
    if count == 0 {
        return Err(Unavailable::Undefined(Reason::NoActualPositives));
    }
    if among == 0 {
        return Err(Unavailable::Undefined(Reason::NoActualNegatives));
    }
    // Halves of pairs in whole numbers: exact, and the order of groups and chunks cannot show.
    let (mut halves, mut ties) = (0_u128, 0_u128);
    walk(positives, negatives, |positives, below, equal| {
        halves += u128::from(positives) * (2 * u128::from(below) + u128::from(equal));
        ties += u128::from(positives) * u128::from(equal);
    });
    let all = u128::from(count) * u128::from(among);
    Ok((halves as f64 / (2 * all) as f64, ties as f64 / all as f64))
}

/// For each score of a positive: how many there are, how many negatives lie below, and how many are equal.
fn walk(positives: &ScoreTable, negatives: &ScoreTable, mut visit: impl FnMut(u64, u64, u64)) {
    let mut others = negatives.points().iter().peekable();
    let mut below = 0;
    for point in positives.points().iter().filter(|point| point.positives > 0) {
        while let Some(other) = others.next_if(|other| other.score < point.score) {
            below += other.negatives;
        }
        let equal = others.peek().filter(|other| other.score <= point.score).map_or(0, |other| other.negatives);
        visit(point.positives, below, equal);
    }
}

/// For each score of a negative: how many there are, how many positives lie above, and how many are equal.
fn walk_negatives(positives: &ScoreTable, negatives: &ScoreTable, mut visit: impl FnMut(u64, u64, u64)) {
    let all = positives.positives();
    let mut others = positives.points().iter().peekable();
    let mut below = 0;
    for point in negatives.points().iter().filter(|point| point.negatives > 0) {
        while let Some(other) = others.next_if(|other| other.score < point.score) {
            below += other.positives;
        }
        let equal = others.peek().filter(|other| other.score <= point.score).map_or(0, |other| other.positives);
        visit(point.negatives, all - below - equal, equal);
    }
}

/// The variance of a contrast by its rows' placements. Each group's positives and negatives are independent samples.
fn variance(groups: &[&ScoreTable], terms: &[RankingTerm]) -> Measured {
    let mut variance = 0.0;
    for (place, group) in groups.iter().enumerate() {
        let of_positives: Vec<&RankingTerm> = terms.iter().filter(|term| term.positives == place).collect();
        let of_negatives: Vec<&RankingTerm> = terms.iter().filter(|term| term.negatives == place).collect();
        if !of_positives.is_empty() {
            let mut placements: Vec<(u64, f64)> = Vec::new();
            for term in of_positives {
                let others = groups.get(term.negatives).ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
                let among = others.negatives() as f64;
                let mut at = 0;
                walk(group, others, |rows, below, equal| {
                    let placed = term.weight * (below as f64 + 0.5 * equal as f64) / among;
                    add(&mut placements, &mut at, rows, placed);
                });
            }
            variance += sample_variance(&placements)?;
        }
        if !of_negatives.is_empty() {
            let mut placements: Vec<(u64, f64)> = Vec::new();
            for term in of_negatives {
                let others = groups.get(term.positives).ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
                let among = others.positives() as f64;
                let mut at = 0;
                walk_negatives(others, group, |rows, above, equal| {
                    let placed = term.weight * (above as f64 + 0.5 * equal as f64) / among;
                    add(&mut placements, &mut at, rows, placed);
                });
            }
            variance += sample_variance(&placements)?;
        }
    }
    Ok(variance)
}

/// Adds a term's placement to that of earlier terms of the same rows: every term visits them in the same order.
fn add(placements: &mut Vec<(u64, f64)>, at: &mut usize, rows: u64, placed: f64) {
    match placements.get_mut(*at) {
        Some(known) => known.1 += placed,
        None => placements.push((rows, placed)),
    }
    *at += 1;
}

/// The variance of the mean of values that occur so many times.
fn sample_variance(values: &[(u64, f64)]) -> Measured {
    let rows = values.iter().map(|(rows, _)| *rows).sum::<u64>() as f64;
    if rows < 2.0 {
        return Err(Unavailable::Undefined(Reason::TooFewUnits));
    }
    let mean = values.iter().map(|(rows, value)| *rows as f64 * value).sum::<f64>() / rows;
    let squares = values.iter().map(|(rows, value)| *rows as f64 * (value - mean).powi(2)).sum::<f64>();
    Ok(squares / (rows - 1.0) / rows)
}
