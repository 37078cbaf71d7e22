//! How far group rates spread beyond what sampling alone would give.

use serde::{Deserialize, Serialize};

use super::proportion::Counts;
use crate::value::{Measured, Reason, Unavailable};

/// How far group rates lie apart beyond what sampling alone explains.
///
/// # Example
///
/// ```
/// use evenhand_inference::Counts;
/// use evenhand_inference::dispersion::dispersion;
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
/// use evenhand_inference::Counts;
/// use evenhand_inference::dispersion::dispersion;
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
