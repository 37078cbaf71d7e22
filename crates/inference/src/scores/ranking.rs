//! How often a customer with the outcome is ranked above one without it: AUC within and across groups.

use serde::{Deserialize, Serialize};

use super::pairs::PairSums;
use super::table::{ScorePoint, ScoreTable};
use crate::estimate::Estimate;
use crate::interval::{Interval, Method};
use crate::special::{normal_upper_tail, two_sided_critical_value};
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

/// A weighted sum of rankings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankingContrast {
    /// The sum, its standard error and its interval, which does not allow for binning.
    pub estimate: Estimate,
    /// Two-sided p-value of a sum of 0.
    #[serde(with = "crate::value::measured")]
    pub p_value: Measured,
    /// By how much the sum over the rows themselves may differ from that over their bins.
    pub binning_bound: f64,
}

/// The ranking of a group's rows among themselves and against everyone else's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SubgroupRanking {
    /// Within the group.
    #[serde(with = "crate::value::measured")]
    pub subgroup: Measured<Ranking>,
    /// Background positives, subgroup negatives.
    #[serde(with = "crate::value::measured")]
    pub bpsn: Measured<Ranking>,
    /// Background negatives, subgroup positives.
    #[serde(with = "crate::value::measured")]
    pub bnsp: Measured<Ranking>,
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
/// interval: logit(A) ∓ z·SE/(A(1 − A)). Where all pairs are in order there is no variance; then the interval is that of
/// m = min(n⁺, n⁻) pairs that share no row, \[(α/2)^(1/m), 1\], which is never too short. Bound of binning: half the share
/// of pairs within one bin of several scores, since the other half is what such a pair counts for.
///
/// # Undefined
///
/// No positives: `Undefined(NoActualPositives)`. No negatives: `Undefined(NoActualNegatives)`. Standard error and interval
/// with one row of either: `Undefined(TooFewUnits)`; where the placements do not vary: `Undefined(Boundary)`, with an
/// interval only where all pairs agree.
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
    Ok(ranking_of(&PairSums::of(positives, negatives)?, confidence))
}

/// The ranking that the sums of pairs tell.
pub(super) fn ranking_of(sums: &PairSums, confidence: Confidence) -> Ranking {
    let value = sums.area();
    let standard_error = sums.variance().and_then(|variance| {
        if variance > 0.0 { Ok(variance.sqrt()) } else { Err(Unavailable::Undefined(Reason::Boundary)) }
    });
    let interval = if sums.halves == 0 || sums.halves == 2 * sums.pairs() {
        Ok(one_sided(sums, confidence))
    } else {
        standard_error.map(|error| {
            let logit = (value / (1.0 - value)).ln();
            let half = two_sided_critical_value(confidence) * error / (value * (1.0 - value));
            let back = |logit: f64| 1.0 / (1.0 + (-logit).exp());
            Interval { lower: back(logit - half), upper: back(logit + half), confidence, method: Method::DeLong }
        })
    };
    Ranking { value, binning_bound: sums.binning_bound(), standard_error, interval }
}

/// The interval where all pairs agree.
fn one_sided(sums: &PairSums, confidence: Confidence) -> Interval {
    let disjoint = sums.positives.min(sums.negatives) as f64;
    let limit = (0.5 * confidence.alpha()).powf(1.0 / disjoint);
    let (lower, upper) = if sums.halves == 0 { (0.0, 1.0 - limit) } else { (limit, 1.0) };
    Interval { lower, upper, confidence, method: Method::DisjointPairs }
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
/// let crossed = ranking_contrast(&[&a, &b], &terms, Confidence::DEFAULT).unwrap();
/// assert_eq!((crossed.estimate.value, crossed.binning_bound), (Ok(0.125), 0.0));
/// ```
pub fn ranking_contrast(
    groups: &[&ScoreTable],
    terms: &[RankingTerm],
    confidence: Confidence,
) -> Measured<RankingContrast> {
    let (mut value, mut binning_bound) = (0.0, 0.0);
    for term in terms {
        let (Some(positives), Some(negatives)) = (groups.get(term.positives), groups.get(term.negatives)) else {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        };
        let sums = PairSums::of(positives, negatives)?;
        value += term.weight * sums.area();
        binning_bound += term.weight.abs() * sums.binning_bound();
    }
    let estimate = Estimate::linear(Ok(value), variance(groups, terms), Method::DeLong, confidence);
    let p_value = estimate.standard_error.map(|error| (2.0 * normal_upper_tail((value / error).abs())).min(1.0));
    Ok(RankingContrast { estimate, p_value, binning_bound })
}

/// How a group is ranked on its own and against everyone else.
///
/// # Formula
///
/// subgroup: the group's positives against its negatives; BPSN: everyone else's positives against the group's negatives,
/// low where the group's negatives are scored too high; BNSP: the group's positives against everyone else's negatives, low
/// where the group's positives are scored too low
///
/// # Undefined
///
/// Each part as [`ranking`].
///
/// # Source
///
/// D. Borkan et al., Nuanced Metrics for Measuring Unintended Bias with Real Data for Text Classification (2019).
///
/// # Example
///
/// ```
/// use evenhand_inference::{scores::{ScoreTable, subgroup_ranking}, value::Confidence};
///
/// let group = ScoreTable::from_rows([(0.9, true), (0.6, false)]).unwrap();
/// let background = ScoreTable::from_rows([(0.5, true), (0.1, false)]).unwrap();
/// let found = subgroup_ranking(&group, &background, Confidence::DEFAULT);
/// // Everyone else's positives stand below the group's negatives.
/// let value = |ranking: Result<evenhand_inference::scores::Ranking, _>| ranking.unwrap().value;
/// assert_eq!((value(found.subgroup), value(found.bpsn), value(found.bnsp)), (1.0, 0.0, 1.0));
/// ```
pub fn subgroup_ranking(group: &ScoreTable, background: &ScoreTable, confidence: Confidence) -> SubgroupRanking {
    SubgroupRanking {
        subgroup: ranking(group, group, confidence),
        bpsn: ranking(background, group, confidence),
        bnsp: ranking(group, background, confidence),
    }
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

/// The variance of a contrast by its rows' placements. Each group's positives and negatives are independent samples.
fn variance(groups: &[&ScoreTable], terms: &[RankingTerm]) -> Measured {
    let mut variance = 0.0;
    for (place, group) in groups.iter().enumerate() {
        for outcome in [true, false] {
            let own = |term: &&RankingTerm| if outcome { term.positives == place } else { term.negatives == place };
            let mut placements: Vec<(u64, f64)> = Vec::new();
            for term in terms.iter().filter(own) {
                let others = groups.get(if outcome { term.negatives } else { term.positives });
                let others = others.ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
                let mut at = 0;
                place_rows(group, others, outcome, |rows, share| {
                    let placed = term.weight * share;
                    match placements.get_mut(at) {
                        Some(known) => known.1 += placed,
                        None => placements.push((rows, placed)),
                    }
                    at += 1;
                });
            }
            if !placements.is_empty() {
                variance += sample_variance(&placements)?;
            }
        }
    }
    Ok(variance)
}

/// For each score of a group's rows of one outcome, in order: how many rows have it, and the share of the others' rows of
/// the other outcome that they are rightly ranked against, ties half.
fn place_rows(group: &ScoreTable, others: &ScoreTable, outcome: bool, mut visit: impl FnMut(u64, f64)) {
    let own = |point: &ScorePoint| if outcome { point.positives } else { point.negatives };
    let other = |point: &ScorePoint| if outcome { point.negatives } else { point.positives };
    let all = if outcome { others.negatives() } else { others.positives() };
    let mut points = others.points().iter().peekable();
    let mut below = 0;
    for point in group.points().iter().filter(|point| own(point) > 0) {
        while let Some(passed) = points.next_if(|passed| passed.score < point.score) {
            below += other(passed);
        }
        let tied = points.peek().filter(|tied| tied.score <= point.score).map_or(0, |&tied| other(tied));
        let right = if outcome { below } else { all - below - tied };
        visit(own(point), (right as f64 + 0.5 * tied as f64) / all as f64);
    }
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
