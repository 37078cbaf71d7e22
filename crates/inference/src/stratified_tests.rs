//! Two tests on strata: is there an effect (Cochran–Mantel–Haenszel), and is it the same everywhere (Breslow–Day).

use serde::{Deserialize, Serialize};

use super::estimate::chi_squared_test;
use super::mantel_haenszel::odds_ratio;
use super::stratified::{Stratum, check};
use super::two_sample::ChiSquaredTest;
use crate::value::{Confidence, Measured, Reason, Unavailable, quotient};

/// Whether half a row is taken off the distance before squaring.
///
/// # Example
///
/// ```
/// use evenhand_inference::stratified_tests::ContinuityCorrection;
///
/// assert_eq!(ContinuityCorrection::default(), ContinuityCorrection::None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContinuityCorrection {
    /// c = 0, the default.
    #[default]
    None,
    /// c = ½, as older tables and some packages print it; conservative.
    Half,
}

/// Cochran–Mantel–Haenszel test of no effect in any stratum.
///
/// # Formula
///
/// (max(0, |Σ(x₁ − E)| − c))²/ΣV on 1 degree of freedom, E = n₁m₁/N, V = n₁n₂m₁m₀/(N²(N − 1)), m₁ selected, m₀ rejected.
/// Powerful when the effect has roughly one direction; look at [`breslow_day`] too.
///
/// # Undefined
///
/// ΣV = 0 (no stratum holds both groups and both decisions): `Undefined(NoVariation)`.
///
/// # Errors
///
/// As under *Undefined*; impossible counts are `Undefined(OutsideDomain)`.
///
/// # Source
///
/// Mantel and Haenszel (1959), *JNCI* 22, 719–748.
///
/// # Example
///
/// ```
/// use evenhand_inference::stratified::Stratum;
/// use evenhand_inference::stratified_tests::{ContinuityCorrection, cochran_mantel_haenszel};
///
/// let strata = [
///     Stratum { group_selected: 36, group_rows: 50, reference_selected: 80, reference_rows: 100 },
///     Stratum { group_selected: 30, group_rows: 200, reference_selected: 20, reference_rows: 100 },
/// ];
/// let test = cochran_mantel_haenszel(&strata, ContinuityCorrection::None).unwrap();
/// assert!((test.statistic - 2.372_729).abs() < 1e-6);
/// ```
pub fn cochran_mantel_haenszel(strata: &[Stratum], correction: ContinuityCorrection) -> Measured<ChiSquaredTest> {
    check(strata)?;
    let (mut distance, mut variance) = (0.0, 0.0);
    for stratum in strata.iter().filter(|stratum| stratum.compares()) {
        let total = stratum.rows();
        let selected = stratum.selected();
        distance += stratum.cross_difference() / total;
        let margins = (stratum.group_rows as f64 / total) * (stratum.reference_rows as f64 / total);
        variance += margins * selected * (total - selected) / (total - 1.0);
    }
    let shift = match correction {
        ContinuityCorrection::None => 0.0,
        ContinuityCorrection::Half => 0.5,
    };
    let corrected = (distance.abs() - shift).max(0.0);
    let statistic = quotient(corrected * corrected, variance, Reason::NoVariation)?;
    Ok(chi_squared_test(statistic, 1))
}

/// Breslow–Day test of one common odds ratio, with and without Tarone's correction.
///
/// # Example
///
/// ```
/// use evenhand_inference::stratified::Stratum;
/// use evenhand_inference::stratified_tests::breslow_day;
///
/// let strata = [
///     Stratum { group_selected: 36, group_rows: 50, reference_selected: 80, reference_rows: 100 },
///     Stratum { group_selected: 30, group_rows: 200, reference_selected: 20, reference_rows: 100 },
/// ];
/// let homogeneity = breslow_day(&strata).unwrap();
/// assert!((homogeneity.uncorrected.statistic - 0.033_209_18).abs() < 1e-8);
/// assert!((homogeneity.tarone.statistic - 0.033_209_05).abs() < 1e-8);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BreslowDay {
    /// The uncorrected test.
    pub uncorrected: ChiSquaredTest,
    /// Tarone's corrected test: the one to read, since the Mantel–Haenszel odds ratio is not the efficient one.
    pub tarone: ChiSquaredTest,
    /// Strata with both groups and both decisions.
    pub informative_strata: u64,
}

/// Breslow–Day test of homogeneous odds ratios.
///
/// # Formula
///
/// Aₖ solves A(n₂ − m₁ + A) / ((n₁ − A)(m₁ − A)) = `OR_MH`; V = 1/(1/A + 1/(n₁ − A) + 1/(m₁ − A) + 1/(n₂ − m₁ + A));
/// statistic Σ(x₁ − A)²/V, Tarone: minus (Σ(x₁ − A))²/ΣV; informative strata − 1 degrees of freedom.
///
/// # Undefined
///
/// Fewer than two informative strata: `Undefined(TooFewUnits)`. Odds ratio 0 or infinite: `Undefined(Boundary)` or
/// `Infinite`.
///
/// # Errors
///
/// As under *Undefined*; impossible counts are `Undefined(OutsideDomain)`.
///
/// # Source
///
/// Breslow and Day (1980), *Statistical Methods in Cancer Research* I, section 4.4; Tarone (1985), *Biometrika* 72, 91–95.
///
/// # Example
///
/// ```
/// use evenhand_inference::stratified::Stratum;
/// use evenhand_inference::stratified_tests::breslow_day;
/// use evenhand_inference::value::{Reason, Unavailable};
///
/// let one = [Stratum { group_selected: 40, group_rows: 160, reference_selected: 80, reference_rows: 200 }];
/// assert_eq!(breslow_day(&one), Err(Unavailable::Undefined(Reason::TooFewUnits)));
/// ```
pub fn breslow_day(strata: &[Stratum]) -> Measured<BreslowDay> {
    check(strata)?;
    let informative: Vec<Stratum> = strata.iter().copied().filter(|stratum| has_all_margins(*stratum)).collect();
    if informative.len() < 2 {
        return Err(Unavailable::Undefined(Reason::TooFewUnits));
    }
    let common = odds_ratio(&informative, Confidence::DEFAULT).value?;
    if common <= 0.0 {
        return Err(Unavailable::Undefined(Reason::Boundary));
    }
    let (mut statistic, mut distance, mut variance) = (0.0, 0.0, 0.0);
    for stratum in &informative {
        let fitted = Fitted::at(*stratum, common);
        let residual = stratum.group_selected as f64 - fitted.group_selected;
        statistic += quotient(residual * residual, fitted.variance, Reason::Boundary)?;
        distance += residual;
        variance += fitted.variance;
    }
    let correction = quotient(distance * distance, variance, Reason::Boundary)?;
    let degrees_of_freedom = informative.len() as u64 - 1;
    Ok(BreslowDay {
        uncorrected: chi_squared_test(statistic, degrees_of_freedom),
        tarone: chi_squared_test((statistic - correction).max(0.0), degrees_of_freedom),
        informative_strata: informative.len() as u64,
    })
}

struct Fitted {
    group_selected: f64,
    variance: f64,
}

impl Fitted {
    fn at(stratum: Stratum, odds_ratio: f64) -> Self {
        let (n1, n2, m1) = (stratum.group_rows as f64, stratum.reference_rows as f64, stratum.selected());
        let linear = odds_ratio * (n1 + m1) + n2 - m1;
        let constant = odds_ratio * n1 * m1;
        let root = (linear * linear - 4.0 * (odds_ratio - 1.0) * constant).max(0.0).sqrt();
        // Two forms of the same root; each is free of cancellation where it is used.
        let solution =
            if linear >= 0.0 { 2.0 * constant / (linear + root) } else { (root - linear) / (2.0 * (1.0 - odds_ratio)) };
        let fitted = solution.max(m1 - n2).max(0.0).min(n1).min(m1);
        let information = 1.0 / fitted + 1.0 / (n1 - fitted) + 1.0 / (m1 - fitted) + 1.0 / (n2 - m1 + fitted);
        Self { group_selected: fitted, variance: 1.0 / information }
    }
}

fn has_all_margins(stratum: Stratum) -> bool {
    stratum.compares() && stratum.selected() > 0.0 && stratum.selected() < stratum.rows()
}
