//! The odds ratio of two independent proportions.
//!
//! The score interval is solved over the multiplier λ of the constraint: the restricted counts are x₁ − λ and x₂ + λ.

use serde::{Deserialize, Serialize};

use super::{
    difference::inflation,
    interval::{Interval, Method},
    proportion::Proportion,
    root::{Slope, increasing_root},
    score_test::ScoreTest,
    special::two_sided_critical_value,
};
use crate::value::{Confidence, Measured, Reason, Unavailable, quotient};

/// Odds of the group over odds of the reference.
///
/// # Example
///
/// ```
/// use evenhand_inference::{
///     OddsRatio, Proportion,
///     value::Confidence,
/// };
///
/// let odds = OddsRatio { group: Proportion::new(40, 160).unwrap(), reference: Proportion::new(80, 200).unwrap() };
/// let interval = odds.woolf(Confidence::DEFAULT).unwrap();
/// assert_eq!(odds.estimate(), Ok(0.5));
/// assert!((interval.lower - 0.316857).abs() < 1e-6 && (interval.upper - 0.788999).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OddsRatio {
    /// The group under audit.
    pub group: Proportion,
    /// What it is compared with.
    pub reference: Proportion,
}

impl OddsRatio {
    /// The observed odds ratio.
    ///
    /// # Formula
    ///
    /// x₁(n₂−x₂) / (x₂(n₁−x₁))
    ///
    /// # Undefined
    ///
    /// If a sample has no row: `Undefined(NoRows)`; 0/0: `Undefined(ZeroOverZero)`; a/0: `Infinite`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn estimate(&self) -> Measured {
        self.group.rate()?;
        self.reference.rate()?;
        quotient(
            self.group.successes() * self.reference.failures(),
            self.reference.successes() * self.group.failures(),
            Reason::ZeroOverZero,
        )
    }

    /// The interval by the standard error of the logarithm.
    ///
    /// # Formula
    ///
    /// exp(ln ψ̂ ∓ z√(1/a + 1/b + 1/c + 1/d))
    ///
    /// # Undefined
    ///
    /// If a sample has no row: `Undefined(NoRows)`; if one of the four cells is zero: `Undefined(ZeroRate)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// B. Woolf, Annals of Human Genetics 19 (1955).
    pub fn woolf(&self, confidence: Confidence) -> Measured<Interval> {
        self.woolf_plus(0.0, confidence, Method::Woolf)
    }

    /// Woolf's interval after adding half a row to each cell; always defined, may miss an infinite estimate.
    ///
    /// # Formula
    ///
    /// As [`OddsRatio::woolf`] at a+½, b+½, c+½, d+½
    ///
    /// # Undefined
    ///
    /// If a sample has no row: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// J. J. Gart, Biometrika 53 (1966).
    pub fn woolf_half(&self, confidence: Confidence) -> Measured<Interval> {
        self.woolf_plus(0.5, confidence, Method::WoolfHalf)
    }

    /// The score interval, with the factor N/(N−1).
    ///
    /// # Formula
    ///
    /// All ψ with |z(ψ)| ≤ z₁₋α/₂, z(ψ) = λ√((1/(n₁p̃₁q̃₁) + 1/(n₂p̃₂q̃₂))·(N−1)/N), λ = x₁ − n₁p̃₁
    ///
    /// # Undefined
    ///
    /// If a sample has no row: `Undefined(NoRows)`; if both together have no more than one: `Undefined(TooFewRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// J. Cornfield, Third Berkeley Symposium (1956); O. S. Miettinen and M. Nurminen, Statistics in Medicine 4 (1985).
    pub fn score_interval(&self, confidence: Confidence) -> Measured<Interval> {
        let z = two_sided_critical_value(confidence) * inflation(&self.group, &self.reference)?;
        let lower = self.lower_score_bound(z);
        let upper = 1.0 / Self { group: self.reference, reference: self.group }.lower_score_bound(z);
        let upper = self.estimate().map_or(upper, |estimate| upper.max(estimate));
        Ok(Interval { lower, upper, confidence, method: Method::Cornfield })
    }

    /// The score test of an odds ratio of `null`, with the factor N/(N−1).
    ///
    /// # Formula
    ///
    /// z(ψ₀) as in [`OddsRatio::score_interval`]
    ///
    /// # Undefined
    ///
    /// As there; `Undefined(OutsideDomain)` unless the null is positive and finite.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// Miettinen and Nurminen (1985).
    pub fn score_test(&self, null: f64) -> Measured<ScoreTest> {
        Ok(ScoreTest::at(null, self.score(null)? / inflation(&self.group, &self.reference)?))
    }

    /// The statistic without the factor N/(N−1).
    pub(super) fn score(&self, null: f64) -> Measured {
        let multiplier = self.multiplier(null)?;
        if multiplier == 0.0 {
            return Ok(0.0);
        }
        let z = multiplier * self.information_root(multiplier);
        if z.is_nan() { Err(Unavailable::Undefined(Reason::OutsideDomain)) } else { Ok(z) }
    }

    /// λ = x₁ − n₁p̃₁ at an odds ratio.
    fn multiplier(&self, null: f64) -> Measured {
        self.group.rate()?;
        self.reference.rate()?;
        if !(null > 0.0 && null.is_finite()) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let (x1, y1) = (self.group.successes(), self.group.failures());
        let (x2, y2) = (self.reference.successes(), self.reference.failures());
        let excess = x1 * y2 - null * y1 * x2;
        if excess == 0.0 {
            return Ok(0.0);
        }
        let sum = x1 + y2 + null * (y1 + x2);
        Ok(2.0 * excess / (sum + (sum * sum - 4.0 * (1.0 - null) * excess).max(0.0).sqrt()))
    }

    /// The likeliest rates of group and reference with an odds ratio of `null`.
    pub(super) fn likeliest(&self, null: f64) -> Measured<[f64; 2]> {
        let multiplier = self.multiplier(null)?;
        let rate = (self.group.successes() - multiplier) / self.group.trials();
        let base = (self.reference.successes() + multiplier) / self.reference.trials();
        Ok([rate.clamp(0.0, 1.0), base.clamp(0.0, 1.0)])
    }

    /// √(1/(n₁p̃₁q̃₁) + 1/(n₂p̃₂q̃₂)) at a multiplier.
    fn information_root(&self, multiplier: f64) -> f64 {
        let part = |p: &Proportion, shift: f64| {
            p.trials() / ((p.successes() - shift).max(0.0) * (p.failures() + shift).max(0.0))
        };
        (part(&self.group, multiplier) + part(&self.reference, -multiplier)).sqrt()
    }

    /// The ψ at which the statistic without N/(N−1) falls to z, below the estimate.
    fn lower_score_bound(&self, z: f64) -> f64 {
        let (x1, y1, n1) = (self.group.successes(), self.group.failures(), self.group.trials());
        let (x2, y2, n2) = (self.reference.successes(), self.reference.failures(), self.reference.trials());
        let limit = x1.min(y2);
        if limit <= 0.0 {
            return 0.0;
        }
        let multiplier = increasing_root(limit, z * limit / (z + limit), |multiplier| {
            let (a, b, c, d) = (x1 - multiplier, y1 + multiplier, x2 + multiplier, y2 - multiplier);
            let (part1, part2) = (n1 / (a * b), n2 / (c * d));
            let root = (part1 + part2).sqrt();
            let change = part1 * (1.0 / a - 1.0 / b) + part2 * (1.0 / d - 1.0 / c);
            Slope { value: multiplier * root - z, slope: root + 0.5 * multiplier * change / root }
        });
        let bound = (x1 - multiplier) * (y2 - multiplier) / ((y1 + multiplier) * (x2 + multiplier));
        self.estimate().map_or(bound, |estimate| bound.min(estimate))
    }

    fn woolf_plus(&self, added: f64, confidence: Confidence, method: Method) -> Measured<Interval> {
        self.group.rate()?;
        self.reference.rate()?;
        let cells = [
            self.group.successes() + added,
            self.group.failures() + added,
            self.reference.successes() + added,
            self.reference.failures() + added,
        ];
        if cells.iter().any(|cell| *cell <= 0.0) {
            return Err(Unavailable::Undefined(Reason::ZeroRate));
        }
        let estimate = cells[0] / cells[1] * (cells[3] / cells[2]);
        let variance: f64 = cells.iter().map(|cell| 1.0 / cell).sum();
        let half = two_sided_critical_value(confidence) * variance.sqrt();
        let (lower, upper) = (estimate * (-half).exp(), estimate * half.exp());
        Ok(Interval { lower, upper, confidence, method })
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn odds(x1: u64, n1: u64, x2: u64, n2: u64) -> OddsRatio {
        OddsRatio { group: Proportion::new(x1, n1).unwrap(), reference: Proportion::new(x2, n2).unwrap() }
    }

    #[test]
    fn edges_are_exact() {
        let confidence = Confidence::DEFAULT;
        let none = odds(0, 20, 80, 200).score_interval(confidence).unwrap();
        assert!(none.lower == 0.0 && none.upper > 0.0 && none.upper < 1.0);
        let open = odds(6, 40, 0, 20).score_interval(confidence).unwrap();
        assert!(open.upper == f64::INFINITY && open.lower > 0.5);
        assert_eq!(odds(6, 40, 0, 20).woolf(confidence), Err(Unavailable::Undefined(Reason::ZeroRate)));
        assert!(odds(6, 40, 0, 20).woolf_half(confidence).is_ok());
        assert_eq!(odds(0, 0, 0, 20).estimate(), Err(Unavailable::Undefined(Reason::NoRows)));
        assert!(odds(20, 20, 1, 20).score_test(1e9).unwrap().p_greater.is_finite());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn bounds_are_where_the_score_says(
            a in 0_u64..2000, b in 1_u64..2000, c in 0_u64..2000, d in 1_u64..2000, level in 0.5..0.9999_f64,
        ) {
            let odds = odds(a, a + b, c, c + d);
            let confidence = Confidence::new(level).unwrap();
            let z = two_sided_critical_value(confidence);
            let interval = odds.score_interval(confidence).unwrap();
            for (bound, target) in [(interval.lower, z), (interval.upper, -z)] {
                if bound > 0.0 && bound.is_finite() {
                    let score = odds.score_test(bound).unwrap().z.unwrap();
                    prop_assert!((score - target).abs() < 1e-8 * z.max(1.0), "{score} {target} at {bound}");
                }
            }
            if let Ok(estimate) = odds.estimate() {
                prop_assert!(interval.contains(estimate));
            }
            // At no difference all three scores are the same test.
            let difference = super::super::Difference { group: odds.group, reference: odds.reference };
            let (one, two) = (odds.score_test(1.0).unwrap().p_two_sided, difference.score_test(0.0).unwrap().p_two_sided);
            prop_assert!((one - two).abs() <= 1e-9, "{one} {two}");
        }
    }
}
