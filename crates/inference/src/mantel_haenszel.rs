//! One effect over all strata: Mantel–Haenszel difference, ratio and odds ratio.
//!
//! Strata that lack a group contribute nothing, so sparse tables are safe. The ratio is the stratified adverse impact
//! ratio and the default of a conditional audit.

use serde::{Deserialize, Serialize};

use super::estimate::Estimate;
use super::interval::Method;
use super::stratified::{Stratum, check};
use crate::value::{Confidence, Measured, Reason, Unavailable, quotient};

/// The three Mantel–Haenszel estimates of group against reference.
///
/// # Formula
///
/// See [`risk_difference`], [`risk_ratio`] and [`odds_ratio`].
///
/// # Example
///
/// ```
/// use evenhand_inference::mantel_haenszel::mantel_haenszel;
/// use evenhand_inference::stratified::Stratum;
/// use evenhand_inference::value::Confidence;
///
/// let strata = [
///     Stratum { group_selected: 36, group_rows: 50, reference_selected: 80, reference_rows: 100 },
///     Stratum { group_selected: 30, group_rows: 200, reference_selected: 20, reference_rows: 100 },
/// ];
/// let estimates = mantel_haenszel(&strata, Confidence::DEFAULT);
/// assert!((estimates.risk_difference.value.unwrap() + 0.06).abs() < 1e-12);
/// assert!((estimates.risk_ratio.value.unwrap() - 0.85).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MantelHaenszel {
    /// Difference of selection rates, group minus reference.
    pub risk_difference: Estimate,
    /// Ratio of selection rates, group over reference: the stratified adverse impact ratio.
    pub risk_ratio: Estimate,
    /// Odds ratio, group over reference.
    pub odds_ratio: Estimate,
    /// Strata in which both groups have rows.
    pub informative_strata: u64,
    /// Rows in strata that lack a group; they contribute nothing.
    pub ignored_rows: u64,
}

/// All three estimates at once.
///
/// # Undefined
///
/// Without a stratum that holds both groups everything is `Undefined(EmptyStratum)`.
///
/// # Example
///
/// ```
/// use evenhand_inference::mantel_haenszel::mantel_haenszel;
/// use evenhand_inference::stratified::Stratum;
/// use evenhand_inference::value::{Confidence, Reason, Unavailable};
///
/// let alone = [Stratum { group_selected: 1, group_rows: 5, ..Stratum::default() }];
/// let estimates = mantel_haenszel(&alone, Confidence::DEFAULT);
/// assert_eq!(estimates.risk_ratio.value, Err(Unavailable::Undefined(Reason::EmptyStratum)));
/// assert_eq!(estimates.ignored_rows, 5);
/// ```
pub fn mantel_haenszel(strata: &[Stratum], confidence: Confidence) -> MantelHaenszel {
    let ignored = strata.iter().filter(|stratum| !stratum.compares());
    MantelHaenszel {
        risk_difference: risk_difference(strata, confidence),
        risk_ratio: risk_ratio(strata, confidence),
        odds_ratio: odds_ratio(strata, confidence),
        informative_strata: strata.iter().filter(|stratum| stratum.compares()).count() as u64,
        ignored_rows: ignored
            .fold(0, |rows, stratum| rows.saturating_add(stratum.group_rows).saturating_add(stratum.reference_rows)),
    }
}

/// Mantel–Haenszel difference of selection rates with Sato's variance.
///
/// # Formula
///
/// RD = Σ(x₁n₂ − x₂n₁)/N ÷ Σn₁n₂/N; var = (RD·P + Q)/(Σn₁n₂/N)², P = Σ\[n₁²x₂ − n₂²x₁ + ½n₁n₂(n₂ − n₁)\]/N²,
/// Q = Σ\[x₁(n₂ − x₂) + x₂(n₁ − x₁)\]/(2N). 1 is the group, 2 the reference, N = n₁ + n₂ per stratum.
///
/// # Undefined
///
/// No stratum with both groups: `Undefined(EmptyStratum)`. Variance 0: limits `Undefined(Boundary)`.
///
/// # Source
///
/// Sato (1989), *Biometrics* 45, 1323–1324.
///
/// # Example
///
/// ```
/// use evenhand_inference::mantel_haenszel::risk_difference;
/// use evenhand_inference::stratified::Stratum;
/// use evenhand_inference::value::Confidence;
///
/// let one = [Stratum { group_selected: 40, group_rows: 160, reference_selected: 80, reference_rows: 200 }];
/// assert!((risk_difference(&one, Confidence::DEFAULT).value.unwrap() + 0.15).abs() < 1e-12);
/// ```
pub fn risk_difference(strata: &[Stratum], confidence: Confidence) -> Estimate {
    let mut numerator = 0.0;
    let mut weight = 0.0;
    let (mut p, mut q) = (0.0, 0.0);
    for stratum in informative(strata) {
        let Counts { x1, n1, x2, n2, total } = Counts::of(stratum);
        numerator += stratum.cross_difference() / total;
        weight += n1 * n2 / total;
        p += (n1 * n1 * x2 - n2 * n2 * x1 + 0.5 * n1 * n2 * (n2 - n1)) / (total * total);
        q += (x1 * (n2 - x2) + x2 * (n1 - x1)) / (2.0 * total);
    }
    let value = possible(strata).and_then(|()| quotient(numerator, weight, Reason::EmptyStratum));
    let variance = value.map(|difference| (difference * p + q) / (weight * weight));
    Estimate::linear(value, variance, Method::MantelHaenszel, confidence)
}

/// Mantel–Haenszel ratio of selection rates with the Greenland–Robins variance.
///
/// # Formula
///
/// RR = Σx₁n₂/N ÷ Σx₂n₁/N; var ln RR = Σ\[n₁n₂(x₁ + x₂) − x₁x₂N\]/N² ÷ (Σx₁n₂/N · Σx₂n₁/N). The bracket is
/// computed as n₁x₁(n₂ − x₂) + n₂x₂(n₁ − x₁), the same number without cancellation.
///
/// # Undefined
///
/// No stratum with both groups: `Undefined(EmptyStratum)`; nobody selected: `Undefined(ZeroOverZero)`; nobody of the
/// reference selected: `Infinite`; nobody of the group selected: value 0, limits `Undefined(Boundary)`.
///
/// # Source
///
/// Greenland and Robins (1985), *Biometrics* 41, 55–68.
///
/// # Example
///
/// ```
/// use evenhand_inference::mantel_haenszel::risk_ratio;
/// use evenhand_inference::stratified::Stratum;
/// use evenhand_inference::value::Confidence;
///
/// let one = [Stratum { group_selected: 40, group_rows: 160, reference_selected: 80, reference_rows: 200 }];
/// assert!((risk_ratio(&one, Confidence::DEFAULT).value.unwrap() - 0.625).abs() < 1e-12);
/// ```
pub fn risk_ratio(strata: &[Stratum], confidence: Confidence) -> Estimate {
    let (mut group, mut reference, mut spread) = (0.0, 0.0, 0.0);
    for stratum in informative(strata) {
        let Counts { x1, n1, x2, n2, total } = Counts::of(stratum);
        group += x1 * n2 / total;
        reference += x2 * n1 / total;
        spread += (n1 * x1 * (n2 - x2) + n2 * x2 * (n1 - x1)) / (total * total);
    }
    let value = possible(strata).and_then(|()| quotient(group, reference, Reason::ZeroOverZero));
    let variance = quotient(spread, group * reference, Reason::Boundary);
    Estimate::logarithmic(value, variance, Method::MantelHaenszel, confidence)
}

/// Mantel–Haenszel odds ratio with the Robins–Breslow–Greenland variance.
///
/// # Formula
///
/// a = x₁, b = n₁ − x₁, c = x₂, d = n₂ − x₂; OR = ΣR/ΣS with R = ad/N, S = bc/N; with P = (a + d)/N, Q = (b + c)/N,
/// var ln OR = ΣPR/(2(ΣR)²) + Σ(PS + QR)/(2ΣRΣS) + ΣQS/(2(ΣS)²).
///
/// # Undefined
///
/// No stratum with both groups: `Undefined(EmptyStratum)`; ΣR = ΣS = 0: `Undefined(ZeroOverZero)`; ΣS = 0: `Infinite`;
/// ΣR = 0: value 0, limits `Undefined(Boundary)`.
///
/// # Source
///
/// Robins, Breslow and Greenland (1986), *Biometrics* 42, 311–323.
///
/// # Example
///
/// ```
/// use evenhand_inference::mantel_haenszel::odds_ratio;
/// use evenhand_inference::stratified::Stratum;
/// use evenhand_inference::value::Confidence;
///
/// let one = [Stratum { group_selected: 40, group_rows: 160, reference_selected: 80, reference_rows: 200 }];
/// assert!((odds_ratio(&one, Confidence::DEFAULT).value.unwrap() - 0.5).abs() < 1e-12);
/// ```
pub fn odds_ratio(strata: &[Stratum], confidence: Confidence) -> Estimate {
    let (mut sum_r, mut sum_s) = (0.0, 0.0);
    let (mut sum_pr, mut sum_mixed, mut sum_qs) = (0.0, 0.0, 0.0);
    for stratum in informative(strata) {
        let Counts { x1: a, n1, x2: c, n2, total } = Counts::of(stratum);
        let (b, d) = (n1 - a, n2 - c);
        let (r, s) = (a * d / total, b * c / total);
        let (p, q) = ((a + d) / total, (b + c) / total);
        sum_r += r;
        sum_s += s;
        sum_pr += p * r;
        sum_mixed += p * s + q * r;
        sum_qs += q * s;
    }
    let value = possible(strata).and_then(|()| quotient(sum_r, sum_s, Reason::ZeroOverZero));
    let variance = sum_pr / (2.0 * sum_r * sum_r) + sum_mixed / (2.0 * sum_r * sum_s) + sum_qs / (2.0 * sum_s * sum_s);
    Estimate::logarithmic(value, Ok(variance), Method::MantelHaenszel, confidence)
}

struct Counts {
    x1: f64,
    n1: f64,
    x2: f64,
    n2: f64,
    total: f64,
}

impl Counts {
    fn of(stratum: Stratum) -> Self {
        Self {
            x1: stratum.group_selected as f64,
            n1: stratum.group_rows as f64,
            x2: stratum.reference_selected as f64,
            n2: stratum.reference_rows as f64,
            total: stratum.rows(),
        }
    }
}

fn informative(strata: &[Stratum]) -> impl Iterator<Item = Stratum> + '_ {
    strata.iter().copied().filter(|stratum| stratum.compares())
}

fn possible(strata: &[Stratum]) -> Measured<()> {
    check(strata)?;
    if informative(strata).next().is_none() {
        return Err(Unavailable::Undefined(Reason::EmptyStratum));
    }
    Ok(())
}
