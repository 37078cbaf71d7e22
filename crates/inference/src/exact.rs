//! Exact tests on whole counts: Fisher's for two samples, the binomial for one.
//!
//! Both add up a unimodal distribution on whole numbers outwards from the observed count, by the ratio of neighbouring
//! probabilities, until the terms no longer matter: a few thousand steps at a million rows, and no underflow.

use serde::{Deserialize, Serialize};

use super::{
    proportion::{Counts, Proportion},
    special::ln_binomial_mass,
};
use crate::value::{Measured, Reason, Unavailable};

/// Probabilities closer than this, in relative terms, count as equal.
const TIES: f64 = 1e-7;

/// The p-values of an exact test.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Difference, Proportion, fisher_exact};
///
/// let (group, reference) = (Proportion::new(40, 160).unwrap(), Proportion::new(80, 200).unwrap());
/// let test = fisher_exact(&Difference { group, reference }).unwrap();
/// assert!((test.p_two_sided - 0.00337022).abs() < 1e-8);
/// assert!((test.mid_p_two_sided - 0.00288416).abs() < 1e-8);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ExactTest {
    /// P(at most as many successes as observed): small if the truth lies below the null.
    pub p_less: f64,
    /// P(at least as many successes as observed): small if the truth lies above the null.
    pub p_greater: f64,
    /// P(an outcome no likelier than the observed one).
    pub p_two_sided: f64,
    /// `p_less` with half the probability of the observed count.
    pub mid_p_less: f64,
    /// `p_greater` with half the probability of the observed count.
    pub mid_p_greater: f64,
    /// `p_two_sided` with half the probability of the outcomes exactly as likely as the observed one; the default.
    pub mid_p_two_sided: f64,
}

/// Fisher's exact test of equal rates, both margins fixed.
///
/// # Formula
///
/// Two-sided: Σ P(k) over all k with P(k) ≤ P(x)(1 + 10⁻⁷), P hypergeometric; mid-p counts outcomes as likely as x half
///
/// # Undefined
///
/// If a sample has no row: `Undefined(NoRows)`; for weighted or clustered samples, which have no counts to permute,
/// and beyond 10¹² rows: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// R. A. Fisher, Statistical Methods for Research Workers (1934); mid-p: H. O. Lancaster, Biometrika 48 (1961).
pub fn fisher_exact(difference: &crate::Difference) -> Measured<ExactTest> {
    let (group, reference) = (counts(&difference.group)?, counts(&difference.reference)?);
    Hypergeometric::new(group, reference).test(group.successes)
}

/// The exact test that a single rate equals `null`.
///
/// # Formula
///
/// As [`fisher_exact`], P binomial at `null`
///
/// # Undefined
///
/// Without a row: `Undefined(NoRows)`; for weighted data, beyond 10¹² rows or for a null outside [0, 1]:
/// `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// Clopper and Pearson, Biometrika 26 (1934).
///
/// # Example
///
/// ```
/// use evenhand_inference::{Proportion, binomial_exact};
///
/// let test = binomial_exact(&Proportion::new(9, 10).unwrap(), 0.5).unwrap();
/// assert!((test.p_two_sided - 22.0 / 1024.0).abs() < 1e-14);
/// assert!((test.p_greater - 11.0 / 1024.0).abs() < 1e-14);
/// ```
pub fn binomial_exact(proportion: &Proportion, null: f64) -> Measured<ExactTest> {
    let counts = counts(proportion)?;
    if !(0.0..=1.0).contains(&null) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    Binomial { trials: counts.trials, p: null }.test(counts.successes)
}

/// Beyond these rows the sums would take seconds, and the score test is as good.
const MOST_ROWS: u64 = 1_000_000_000_000;

fn counts(proportion: &Proportion) -> Measured<Counts> {
    proportion.rate()?;
    proportion.counts().filter(|counts| counts.trials <= MOST_ROWS).ok_or(Unavailable::Undefined(Reason::OutsideDomain))
}

/// A distribution on consecutive whole numbers with one mode.
pub(super) trait Unimodal {
    /// The smallest and the largest possible count.
    fn range(&self) -> (u64, u64);

    /// A most likely count.
    fn mode(&self) -> u64;

    /// ln P(k).
    fn ln_mass(&self, k: u64) -> f64;

    /// P(k+1)/P(k).
    fn ratio(&self, k: u64) -> f64;

    /// Σ P(i) for i ≥ k.
    fn sum_up(&self, k: u64) -> f64 {
        let (mut term, mut sum, last) = (1.0, 1.0, self.range().1);
        for i in k..last {
            term *= self.ratio(i);
            sum += term;
            if term <= sum * 1e-18 {
                break;
            }
        }
        self.ln_mass(k).exp() * sum
    }

    /// Σ P(i) for i ≤ k.
    fn sum_down(&self, k: u64) -> f64 {
        let (mut term, mut sum, first) = (1.0, 1.0, self.range().0);
        for i in (first..k).rev() {
            term /= self.ratio(i);
            sum += term;
            if term <= sum * 1e-18 {
                break;
            }
        }
        self.ln_mass(k).exp() * sum
    }

    fn test(&self, observed: u64) -> Measured<ExactTest> {
        let (first, last) = self.range();
        let mode = self.mode().clamp(first, last);
        let ln_observed = self.ln_mass(observed);
        let mass = ln_observed.exp();
        // Sum the tail that leads away from the mode; the other is its complement.
        let (p_less, p_greater) = if observed <= mode {
            let less = self.sum_down(observed);
            (less, 1.0 - (less - mass))
        } else {
            let greater = self.sum_up(observed);
            (1.0 - (greater - mass), greater)
        };
        let (near, far) = if observed <= mode {
            (p_less, self.first_as_unlikely_above(mode, ln_observed))
        } else {
            (p_greater, self.last_as_unlikely_below(mode, ln_observed))
        };
        let (mut two_sided, mut ties) = (near, mass);
        if let Some(far) = far.filter(|far| *far != observed) {
            two_sided += if observed <= mode { self.sum_up(far) } else { self.sum_down(far) };
            let ln_far = self.ln_mass(far);
            if ln_far >= ln_observed - TIES {
                ties += ln_far.exp();
            }
        }
        if observed == mode || ln_observed >= self.ln_mass(mode) - TIES {
            // The likeliest outcome: everything is at most as likely. A neighbour may share the top.
            two_sided = 1.0;
            let below = observed.checked_sub(1).filter(|k| *k >= first);
            let above = observed.checked_add(1).filter(|k| *k <= last);
            ties = mass
                + below.into_iter().chain(above).map(|k| self.ln_mass(k)).fold(0.0, |sum, ln_neighbour| {
                    if ln_neighbour >= ln_observed - TIES { sum + ln_neighbour.exp() } else { sum }
                });
        }
        let share = |p: f64| p.clamp(0.0, 1.0);
        Ok(ExactTest {
            p_less: share(p_less),
            p_greater: share(p_greater),
            p_two_sided: share(two_sided),
            mid_p_less: share(p_less - 0.5 * mass),
            mid_p_greater: share(p_greater - 0.5 * mass),
            mid_p_two_sided: share(two_sided - 0.5 * ties),
        })
    }

    /// The smallest k above the mode that is no likelier than the observed count.
    fn first_as_unlikely_above(&self, mode: u64, ln_observed: f64) -> Option<u64> {
        let is_unlikely = |k| self.ln_mass(k) <= ln_observed + TIES;
        let (mut low, mut high) = (mode, self.range().1);
        if high == mode || !is_unlikely(high) {
            return None;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if is_unlikely(middle) { high = middle } else { low = middle }
        }
        Some(high)
    }

    /// The largest k below the mode that is no likelier than the observed count.
    fn last_as_unlikely_below(&self, mode: u64, ln_observed: f64) -> Option<u64> {
        let is_unlikely = |k| self.ln_mass(k) <= ln_observed + TIES;
        let (mut low, mut high) = (self.range().0, mode);
        if low == mode || !is_unlikely(low) {
            return None;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if is_unlikely(middle) { low = middle } else { high = middle }
        }
        Some(low)
    }
}

/// The number of the group's successes when all margins are fixed.
pub(super) struct Hypergeometric {
    /// Rows of the group.
    pub(super) group: u64,
    /// Successes of both samples together.
    pub(super) successes: u64,
    /// Failures of both samples together.
    pub(super) failures: u64,
}

impl Hypergeometric {
    fn new(group: Counts, reference: Counts) -> Self {
        Self {
            group: group.trials,
            successes: group.successes.saturating_add(reference.successes),
            failures: group.failures().saturating_add(reference.failures()),
        }
    }
}

impl Unimodal for Hypergeometric {
    fn range(&self) -> (u64, u64) {
        (self.group.saturating_sub(self.failures), self.successes.min(self.group))
    }

    #[allow(clippy::cast_possible_truncation, reason = "the quotient is at most `group`")]
    fn mode(&self) -> u64 {
        let size = u128::from(self.successes) + u128::from(self.failures) + 2;
        ((u128::from(self.group) + 1) * (u128::from(self.successes) + 1) / size) as u64
    }

    fn ln_mass(&self, k: u64) -> f64 {
        let (successes, failures, group) = (self.successes as f64, self.failures as f64, self.group as f64);
        let size = successes + failures;
        // Three binomials at the share of the group, after Loader.
        let p = group / size;
        let q = (size - group) / size;
        ln_binomial_mass(k as f64, successes, p, q) + ln_binomial_mass((self.group - k) as f64, failures, p, q)
            - ln_binomial_mass(group, size, p, q)
    }

    fn ratio(&self, k: u64) -> f64 {
        let spare = self.failures.saturating_sub(self.group - k).saturating_add(1);
        (self.successes - k) as f64 / (k + 1) as f64 * ((self.group - k) as f64 / spare as f64)
    }
}

/// The number of successes in independent trials.
struct Binomial {
    trials: u64,
    p: f64,
}

impl Unimodal for Binomial {
    fn range(&self) -> (u64, u64) {
        (0, self.trials)
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the trials, clamped")]
    fn mode(&self) -> u64 {
        ((self.trials as f64 + 1.0) * self.p) as u64
    }

    fn ln_mass(&self, k: u64) -> f64 {
        ln_binomial_mass(k as f64, self.trials as f64, self.p, 1.0 - self.p)
    }

    fn ratio(&self, k: u64) -> f64 {
        (self.trials - k) as f64 / (k + 1) as f64 * (self.p / (1.0 - self.p))
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Difference;

    fn choose(n: u64, k: u64) -> f64 {
        (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64)
    }

    /// All outcomes one by one.
    fn brute_force(masses: &[(u64, f64)], observed: u64) -> ExactTest {
        let mass = masses.iter().find(|(k, _)| *k == observed).unwrap().1;
        let sum = |keep: &dyn Fn(u64, f64) -> bool| -> f64 {
            masses.iter().filter(|(k, p)| keep(*k, *p)).map(|(_, p)| p).sum()
        };
        let is_tie = |p: f64| (p / mass - 1.0).abs() <= TIES;
        let two = sum(&|_, p| p < mass || is_tie(p));
        ExactTest {
            p_less: sum(&|k, _| k <= observed),
            p_greater: sum(&|k, _| k >= observed),
            p_two_sided: two,
            mid_p_less: sum(&|k, _| k <= observed) - 0.5 * mass,
            mid_p_greater: sum(&|k, _| k >= observed) - 0.5 * mass,
            mid_p_two_sided: two - 0.5 * sum(&|_, p| is_tie(p)),
        }
    }

    fn same(left: &ExactTest, right: &ExactTest) -> bool {
        let fields = |test: &ExactTest| {
            [test.p_less, test.p_greater, test.p_two_sided, test.mid_p_less, test.mid_p_greater, test.mid_p_two_sided]
        };
        fields(left).iter().zip(fields(right)).all(|(l, r)| (l - r).abs() < 1e-12)
    }

    proptest! {
        #[test]
        fn fisher_matches_enumeration(n1 in 1_u64..25, n2 in 1_u64..25, s1 in 0_u64..25, s2 in 0_u64..25) {
            let (x1, x2) = (s1.min(n1), s2.min(n2));
            let m = x1 + x2;
            let masses: Vec<_> = (m.saturating_sub(n2)..=m.min(n1))
                .map(|k| (k, choose(n1, k) * choose(n2, m - k) / choose(n1 + n2, m)))
                .collect();
            let difference =
                Difference { group: Proportion::new(x1, n1).unwrap(), reference: Proportion::new(x2, n2).unwrap() };
            let (test, brute) = (fisher_exact(&difference).unwrap(), brute_force(&masses, x1));
            prop_assert!(same(&test, &brute), "{test:?} {brute:?}");
        }

        #[test]
        fn binomial_matches_enumeration(n in 1_u64..30, s in 0_u64..30, twentieths in 0_u32..=20) {
            let (x, p) = (s.min(n), f64::from(twentieths) / 20.0);
            let masses: Vec<_> = (0..=n)
                .map(|k| {
                    let (up, down) = (i32::try_from(k).unwrap(), i32::try_from(n - k).unwrap());
                    (k, choose(n, k) * p.powi(up) * (1.0 - p).powi(down))
                })
                .collect();
            let test = binomial_exact(&Proportion::new(x, n).unwrap(), p).unwrap();
            if masses.iter().any(|(k, mass)| *k == x && *mass > 0.0) {
                let brute = brute_force(&masses, x);
                prop_assert!(same(&test, &brute), "{test:?} {brute:?}");
            } else {
                prop_assert!(test.p_two_sided == 0.0, "{test:?}");
            }
        }
    }
}
