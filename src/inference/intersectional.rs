//! Numbers over all intersections of segments at once: differential fairness and dispersion.
//!
//! All are biased upward when there are many small cells; show them with their level under no difference.

use serde::{Deserialize, Serialize};

use super::proportion::Counts;
use crate::value::{Measured, Reason, Sign, Unavailable, finite};

/// What is added to the counts of an intersection before its rate is taken.
///
/// # Example
///
/// ```
/// use evenhand::inference::intersectional::Smoothing;
///
/// assert_eq!(Smoothing::default(), Smoothing::None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Smoothing {
    /// Raw rates; an empty cell makes ε infinite.
    #[default]
    None,
    /// A Dirichlet prior with this total: half of it is added to the selected and half to the rejected rows. The authors'
    /// code uses 1, that is ½ per decision.
    TotalConcentration(f64),
}

/// Differential fairness ε of a binary decision over all intersections.
///
/// # Formula
///
/// ε = max over decisions y ∈ {0, 1} and pairs of groups of |ln P(y|i) − ln P(y|j)|, with P(y|i) =
/// (`n_iy` + α/2)/(`n_i` + α) under a total concentration α. A decision that no group ever receives asks nothing: 0.
///
/// # Undefined
///
/// Fewer than two groups with rows: `Undefined(OneGroup)`. A rate of 0 beside a positive one: `Infinite`.
///
/// # Errors
///
/// As under *Undefined*; impossible counts or a concentration that is not positive: `Undefined(OutsideDomain)`.
///
/// # Source
///
/// Foulds, Islam, Keya and Pan (2020), *ICDE*, 1918–1921.
///
/// # Example
///
/// ```
/// use evenhand::inference::Counts;
/// use evenhand::inference::intersectional::{Smoothing, differential_fairness};
///
/// let group = |successes, trials| Counts { successes, trials };
/// let groups = [group(80, 200), group(40, 160), group(6, 40)];
/// assert!((differential_fairness(&groups, Smoothing::None).unwrap() - 0.980_829).abs() < 1e-6);
/// let smoothed = differential_fairness(&groups, Smoothing::TotalConcentration(1.0)).unwrap();
/// assert!((smoothed - 0.926_722).abs() < 1e-6);
/// ```
pub fn differential_fairness(groups: &[Counts], smoothing: Smoothing) -> Measured {
    let added = match smoothing {
        Smoothing::None => 0.0,
        Smoothing::TotalConcentration(total) if total > 0.0 && total.is_finite() => total,
        Smoothing::TotalConcentration(_) => return Err(Unavailable::Undefined(Reason::OutsideDomain)),
    };
    let groups = filled(groups)?;
    let selected = widest_log_ratio(&groups, added, |group| group.successes)?;
    let rejected = widest_log_ratio(&groups, added, Counts::failures)?;
    Ok(selected.max(rejected))
}

/// Decisions and labels of one group, for bias amplification.
///
/// # Example
///
/// ```
/// use evenhand::inference::Counts;
/// use evenhand::inference::intersectional::DecisionsAndLabels;
///
/// let group = DecisionsAndLabels {
///     selected: Counts { successes: 80, trials: 200 },
///     positive: Counts { successes: 75, trials: 200 },
/// };
/// assert_eq!(group.selected.failures(), 120);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionsAndLabels {
    /// Selected of all rows.
    pub selected: Counts,
    /// Actually positive of all labelled rows.
    pub positive: Counts,
}

/// How much more unequal the decisions are than the labels.
///
/// # Formula
///
/// ε(decisions) − ε(labels), both with the same smoothing.
///
/// # Undefined
///
/// As [`differential_fairness`], of either.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// Foulds, Islam, Keya and Pan (2020), *ICDE*, 1918–1921.
///
/// # Example
///
/// ```
/// use evenhand::inference::Counts;
/// use evenhand::inference::intersectional::{DecisionsAndLabels, Smoothing, bias_amplification};
///
/// let group = |selected, positive, trials| DecisionsAndLabels {
///     selected: Counts { successes: selected, trials },
///     positive: Counts { successes: positive, trials },
/// };
/// let groups = [group(80, 75, 200), group(40, 40, 160), group(6, 10, 40)];
/// assert!((bias_amplification(&groups, Smoothing::None).unwrap() - 0.575_364).abs() < 1e-6);
/// ```
pub fn bias_amplification(groups: &[DecisionsAndLabels], smoothing: Smoothing) -> Measured {
    let decisions: Vec<Counts> = groups.iter().map(|group| group.selected).collect();
    let labels: Vec<Counts> = groups.iter().map(|group| group.positive).collect();
    Ok(differential_fairness(&decisions, smoothing)? - differential_fairness(&labels, smoothing)?)
}

/// How far group rates lie apart beyond what sampling alone explains.
///
/// # Example
///
/// ```
/// use evenhand::inference::Counts;
/// use evenhand::inference::intersectional::dispersion;
///
/// let group = |successes, trials| Counts { successes, trials };
/// let spread = dispersion(&[group(80, 200), group(40, 160), group(6, 40)]).unwrap();
/// assert!((spread.variance - 0.015_833_3).abs() < 1e-7);
/// assert!((spread.debiased - 0.013_948_5).abs() < 1e-7);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Dispersion {
    /// The sample variance of the group rates.
    pub variance: f64,
    /// The part expected from sampling.
    pub sampling: f64,
    /// Their difference, which may be negative.
    pub raw: f64,
    /// The same, at least 0: the value to report.
    pub debiased: f64,
}

/// Debiased variance of group rates, groups weighted alike.
///
/// # Formula
///
/// Σ(`p_g` − p̄)²/(G − 1) − (1/G)Σ`p_g`(1 − `p_g`)/(`n_g` − 1), reported as at least 0.
///
/// # Undefined
///
/// Fewer than two groups with rows: `Undefined(OneGroup)`; a group with a single row: `Undefined(TooFewRows)`.
///
/// # Errors
///
/// As under *Undefined*; impossible counts: `Undefined(OutsideDomain)`.
///
/// # Source
///
/// Lum, Zhang and Bower (2022), *`FAccT`*, 379–389.
///
/// # Example
///
/// ```
/// use evenhand::inference::Counts;
/// use evenhand::inference::intersectional::dispersion;
///
/// let alike = dispersion(&[Counts { successes: 3, trials: 9 }; 2]).unwrap();
/// assert!(alike.raw < 0.0);
/// assert_eq!(alike.debiased, 0.0);
/// ```
pub fn dispersion(groups: &[Counts]) -> Measured<Dispersion> {
    let groups = filled(groups)?;
    if groups.iter().any(|group| group.trials < 2) {
        return Err(Unavailable::Undefined(Reason::TooFewRows));
    }
    let number = groups.len() as f64;
    let mean = groups.iter().map(|group| rate(*group)).sum::<f64>() / number;
    let variance = groups.iter().map(|group| (rate(*group) - mean).powi(2)).sum::<f64>() / (number - 1.0);
    let noise = |group: &Counts| {
        let trials = group.trials as f64;
        rate(*group) * (group.failures() as f64 / trials) / (trials - 1.0)
    };
    let sampling = groups.iter().map(noise).sum::<f64>() / number;
    let raw = variance - sampling;
    Ok(Dispersion { variance, sampling, raw, debiased: raw.max(0.0) })
}

fn widest_log_ratio(groups: &[Counts], added: f64, count: impl Fn(&Counts) -> u64) -> Measured {
    let rates = || groups.iter().map(|group| (count(group) as f64 + added / 2.0) / (group.trials as f64 + added));
    let (smallest, largest) = (rates().fold(f64::INFINITY, f64::min), rates().fold(0.0, f64::max));
    if largest <= 0.0 {
        return Ok(0.0);
    }
    if smallest <= 0.0 {
        return Err(Unavailable::Infinite(Sign::Positive));
    }
    finite(largest.ln() - smallest.ln())
}

fn filled(groups: &[Counts]) -> Measured<Vec<Counts>> {
    if groups.iter().any(|group| group.successes > group.trials) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let filled: Vec<Counts> = groups.iter().copied().filter(|group| group.trials > 0).collect();
    if filled.len() < 2 {
        return Err(Unavailable::Undefined(Reason::OneGroup));
    }
    Ok(filled)
}

pub(super) fn rate(counts: Counts) -> f64 {
    counts.successes as f64 / counts.trials as f64
}
