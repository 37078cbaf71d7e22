//! Large-sample tests of equal rates, over two groups or many, and the test against four fifths.

use serde::{Deserialize, Serialize};

use super::{
    Difference, Proportion, Ratio, ScoreTest,
    special::{chi_squared_upper_tail, normal_upper_tail},
};
use crate::value::{Measured, Reason, Unavailable, finite};

/// A z statistic and its two-sided p-value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ZTest {
    /// Positive where the group's rate exceeds the reference's.
    pub z: f64,
    /// P(|Z| ≥ |z|).
    pub p_two_sided: f64,
}

/// A statistic that is chi-squared distributed if all groups share one rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ChiSquaredTest {
    /// The statistic.
    pub statistic: f64,
    /// Groups with rows, less one.
    pub degrees_of_freedom: u64,
    /// P(χ² ≥ statistic).
    pub p_value: f64,
}

/// What four fifths of the reference's rate means for a group: the literal rule beside the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FourFifths {
    /// Whether the observed ratio lies below 4/5, by whole numbers where there are counts: 5·x₁·n₂ < 4·x₂·n₁.
    pub point_is_below: bool,
    /// The score test of a ratio of exactly 4/5; `p_less` is the evidence that the ratio is below.
    pub test: ScoreTest,
}

/// The z test with pooled variance.
///
/// # Formula
///
/// (p̂₁ − p̂₂)/√(p(1−p)(1/n₁ + 1/n₂)), p the pooled rate
///
/// # Undefined
///
/// If a sample has no row: `Undefined(NoRows)`; if all rows agree: `Undefined(NoVariation)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Difference, Proportion, pooled_z};
///
/// let (group, reference) = (Proportion::new(40, 160).unwrap(), Proportion::new(80, 200).unwrap());
/// let test = pooled_z(&Difference { group, reference }).unwrap();
/// assert!((test.z + 3.0).abs() < 1e-14 && (test.p_two_sided - 0.0026998).abs() < 1e-8);
/// ```
pub fn pooled_z(difference: &Difference) -> Measured<ZTest> {
    z_test(difference, 1.0)
}

/// The z test with the standard deviation of the hypergeometric distribution, both margins fixed.
///
/// # Formula
///
/// Pooled z times √((N−1)/N)
///
/// # Undefined
///
/// As [`pooled_z`]; if both samples together have no more than one row: `Undefined(TooFewRows)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Difference, Proportion, hypergeometric_z};
///
/// let (group, reference) = (Proportion::new(40, 160).unwrap(), Proportion::new(80, 200).unwrap());
/// let test = hypergeometric_z(&Difference { group, reference }).unwrap();
/// assert!((test.z + 2.995830).abs() < 1e-6);
/// ```
pub fn hypergeometric_z(difference: &Difference) -> Measured<ZTest> {
    z_test(difference, difference.inflation()?)
}

fn z_test(difference: &Difference, inflation: f64) -> Measured<ZTest> {
    let pooled = difference.score(0.0)?;
    let (group, reference) = (&difference.group, &difference.reference);
    if group.successes() + reference.successes() <= 0.0 || group.failures() + reference.failures() <= 0.0 {
        return Err(Unavailable::Undefined(Reason::NoVariation));
    }
    let z = finite(pooled / inflation)?;
    Ok(ZTest { z, p_two_sided: (2.0 * normal_upper_tail(z.abs())).min(1.0) })
}

/// Pearson's test that all groups share one rate.
///
/// # Formula
///
/// χ² = Σ n(p̂ − p)²/(p(1−p)) over groups, on groups with rows less one degrees of freedom
///
/// # Undefined
///
/// With fewer than two groups that have rows: `Undefined(OneGroup)`; if all rows agree: `Undefined(NoVariation)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// K. Pearson, Philosophical Magazine 50 (1900).
///
/// # Example
///
/// ```
/// use evenhand_inference::{Proportion, chi_squared};
///
/// let groups = [(80, 200), (40, 160), (6, 40)].map(|(x, n)| Proportion::new(x, n).unwrap());
/// let test = chi_squared(&groups).unwrap();
/// assert!((test.statistic - 14.876608).abs() < 1e-6 && (test.p_value - 0.000588282).abs() < 1e-9);
/// ```
pub fn chi_squared(groups: &[Proportion]) -> Measured<ChiSquaredTest> {
    let pool = Pool::of(groups)?;
    let statistic = filled(groups)
        .map(|group| {
            let excess = (group.successes() * pool.failures - group.failures() * pool.successes) / pool.trials;
            excess * excess / group.trials()
        })
        .sum::<f64>()
        * (pool.trials / pool.successes)
        * (pool.trials / pool.failures);
    pool.test(statistic)
}

/// The likelihood-ratio test that all groups share one rate.
///
/// # Formula
///
/// G = 2 Σ O ln(O/E) over successes and failures of all groups
///
/// # Undefined
///
/// As [`chi_squared`].
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// S. S. Wilks, Annals of Mathematical Statistics 9 (1938).
///
/// # Example
///
/// ```
/// use evenhand_inference::{Proportion, likelihood_ratio};
///
/// let groups = [(80, 200), (40, 160), (6, 40)].map(|(x, n)| Proportion::new(x, n).unwrap());
/// assert!((likelihood_ratio(&groups).unwrap().statistic - 15.465755).abs() < 1e-6);
/// ```
pub fn likelihood_ratio(groups: &[Proportion]) -> Measured<ChiSquaredTest> {
    let pool = Pool::of(groups)?;
    let (p, q) = (pool.successes / pool.trials, pool.failures / pool.trials);
    let deviance =
        |observed: f64, expected: f64| super::special::poisson_deviance(observed, expected, observed - expected);
    let half: f64 = filled(groups)
        .map(|group| deviance(group.successes(), group.trials() * p) + deviance(group.failures(), group.trials() * q))
        .sum();
    pool.test(2.0 * half)
}

/// The literal four-fifths rule and the one-sided score test beside it.
///
/// # Formula
///
/// 5·x₁·n₂ < 4·x₂·n₁; z(R₀ = 4/5) of [`Ratio::score_test`]
///
/// # Undefined
///
/// If a sample has no row: `Undefined(NoRows)`; if both rates are zero: `Undefined(ZeroOverZero)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4(D).
///
/// # Example
///
/// ```
/// use evenhand_inference::{Proportion, Ratio, four_fifths};
///
/// let ratio = Ratio { group: Proportion::new(6, 40).unwrap(), reference: Proportion::new(80, 200).unwrap() };
/// let rule = four_fifths(&ratio).unwrap();
/// assert!(rule.point_is_below && (rule.test.p_less - 0.014166).abs() < 1e-6);
/// ```
pub fn four_fifths(ratio: &Ratio) -> Measured<FourFifths> {
    if let Err(reason @ Unavailable::Undefined(_)) = ratio.estimate() {
        return Err(reason);
    }
    let point_is_below = match (ratio.group.counts(), ratio.reference.counts()) {
        (Some(group), Some(reference)) => {
            let cross = |x: u64, n: u64| u128::from(x) * u128::from(n);
            // The factors 5 and 4 could overflow only beyond 10³⁸, far above any product of two counts' halves.
            cross(group.successes, reference.trials)
                .checked_mul(5)
                .zip(cross(reference.successes, group.trials).checked_mul(4))
                .map_or_else(|| is_below_in_floats(ratio), |(left, right)| left < right)
        }
        _ => is_below_in_floats(ratio),
    };
    Ok(FourFifths { point_is_below, test: ratio.score_test(0.8)? })
}

fn is_below_in_floats(ratio: &Ratio) -> bool {
    5.0 * ratio.group.successes() * ratio.reference.trials() < 4.0 * ratio.reference.successes() * ratio.group.trials()
}

fn filled(groups: &[Proportion]) -> impl Iterator<Item = &Proportion> {
    groups.iter().filter(|group| group.trials() > 0.0)
}

/// All groups together.
struct Pool {
    successes: f64,
    failures: f64,
    trials: f64,
    groups: u64,
}

impl Pool {
    fn of(groups: &[Proportion]) -> Measured<Self> {
        let mut pool = Self { successes: 0.0, failures: 0.0, trials: 0.0, groups: 0 };
        for group in filled(groups) {
            pool.successes += group.successes();
            pool.failures += group.failures();
            pool.trials += group.trials();
            pool.groups += 1;
        }
        if pool.groups < 2 {
            return Err(Unavailable::Undefined(Reason::OneGroup));
        }
        if pool.successes <= 0.0 || pool.failures <= 0.0 {
            return Err(Unavailable::Undefined(Reason::NoVariation));
        }
        Ok(pool)
    }

    fn test(&self, statistic: f64) -> Measured<ChiSquaredTest> {
        let degrees_of_freedom = self.groups - 1;
        let p_value = chi_squared_upper_tail(finite(statistic)?, degrees_of_freedom);
        Ok(ChiSquaredTest { statistic, degrees_of_freedom, p_value })
    }
}
