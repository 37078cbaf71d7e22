//! The ratio of two independent proportions, as the adverse impact ratio.
//!
//! As for the difference, the score interval is solved over the multiplier λ of the constraint p₁ = R·p₂: the restricted
//! rates are (x₁−λ)/(n₁−λ) and (x₂+λ)/(n₂+λ), and z² = λ²(q̃₁/(n₁p̃₁) + q̃₂/(n₂p̃₂)).

use serde::{Deserialize, Serialize};

use super::{
    difference::inflation,
    interval::{Interval, Method},
    proportion::{Bounds, Proportion},
    root::{Slope, increasing_root},
    score_test::ScoreTest,
    special::two_sided_critical_value,
};
use crate::value::{Confidence, Measured, Reason, Unavailable, quotient};

/// Group over reference.
///
/// # Example
///
/// ```
/// use evenhand_inference::{
///     Proportion, Ratio,
///     value::Confidence,
/// };
///
/// let ratio = Ratio { group: Proportion::new(40, 160).unwrap(), reference: Proportion::new(80, 200).unwrap() };
/// let interval = ratio.miettinen_nurminen(Confidence::DEFAULT).unwrap();
/// assert_eq!(ratio.estimate(), Ok(0.625));
/// assert!((interval.lower - 0.452711).abs() < 1e-6 && (interval.upper - 0.853286).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ratio {
    /// The group under audit.
    pub group: Proportion,
    /// What it is compared with.
    pub reference: Proportion,
}

impl Ratio {
    /// The observed ratio.
    ///
    /// # Formula
    ///
    /// p̂₁/p̂₂
    ///
    /// # Undefined
    ///
    /// If a sample has no row: `Undefined(NoRows)`; 0/0: `Undefined(ZeroOverZero)`; a reference rate of 0 alone:
    /// `Infinite`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn estimate(&self) -> Measured {
        quotient(self.group.rate()?, self.reference.rate()?, Reason::ZeroOverZero)
    }

    /// The score interval, the default; (0, ∞) where both rates are zero.
    ///
    /// # Formula
    ///
    /// All R with |z(R)| ≤ z₁₋α/₂, z(R) = (p̂₁ − Rp̂₂)/√((p̃₁q̃₁/n₁ + R²p̃₂q̃₂/n₂)·N/(N−1)), p̃ the restricted estimates
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
    /// O. S. Miettinen and M. Nurminen, Statistics in Medicine 4 (1985).
    pub fn miettinen_nurminen(&self, confidence: Confidence) -> Measured<Interval> {
        let z = two_sided_critical_value(confidence) * self.inflation()?;
        Ok(self.score_interval(z, confidence, Method::MiettinenNurminen))
    }

    /// The score interval without the factor N/(N−1).
    ///
    /// # Formula
    ///
    /// As [`Ratio::miettinen_nurminen`], the variance as it is
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
    /// P. A. R. Koopman, Biometrics 40 (1984).
    pub fn koopman(&self, confidence: Confidence) -> Measured<Interval> {
        self.group.rate()?;
        self.reference.rate()?;
        Ok(self.score_interval(two_sided_critical_value(confidence), confidence, Method::Koopman))
    }

    /// The interval by the standard error of the logarithm.
    ///
    /// # Formula
    ///
    /// exp(ln r ∓ z√(1/x₁ − 1/n₁ + 1/x₂ − 1/n₂))
    ///
    /// # Undefined
    ///
    /// As the estimate; also if a rate is zero: `Undefined(ZeroRate)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// D. Katz, J. Baptista, S. P. Azen and M. C. Pike, Biometrics 34 (1978).
    pub fn katz(&self, confidence: Confidence) -> Measured<Interval> {
        let (p1, p2) = (self.group.rate()?, self.reference.rate()?);
        if p1 <= 0.0 || p2 <= 0.0 {
            return Err(Unavailable::Undefined(Reason::ZeroRate));
        }
        let part = |p: &Proportion| p.failures() / p.trials() / p.successes();
        let half = two_sided_critical_value(confidence) * (part(&self.group) + part(&self.reference)).sqrt();
        let (lower, upper) = (p1 / p2 * (-half).exp(), p1 / p2 * half.exp());
        Ok(Interval { lower, upper, confidence, method: Method::Katz })
    }

    /// The interval recovered from Wilson's intervals of the two rates, in closed form.
    ///
    /// # Formula
    ///
    /// L = l₁(2p₁−l₁)/(p₁p₂ + √((p₁p₂)² − l₁u₂(2p₁−l₁)(2p₂−u₂))),
    /// U = (p₁p₂ + √((p₁p₂)² − u₁l₂(2p₁−u₁)(2p₂−l₂)))/(l₂(2p₂−l₂)); U = ∞ where p₂ = 0
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
    /// A. Donner and G. Y. Zou, Statistical Methods in Medical Research 21 (2012).
    pub fn mover_r(&self, confidence: Confidence) -> Measured<Interval> {
        let z = two_sided_critical_value(confidence);
        self.group.rate()?;
        self.reference.rate()?;
        let (lower, upper) = self.recovered([self.group.wilson_bounds(z), self.reference.wilson_bounds(z)]);
        Ok(Interval { lower, upper, confidence, method: Method::MoverR })
    }

    /// The bounds of the ratio recovered from those of the two rates; both samples must have rows.
    pub(super) fn recovered(&self, [b1, b2]: [Bounds; 2]) -> (f64, f64) {
        let (p1, p2) =
            (self.group.successes() / self.group.trials(), self.reference.successes() / self.reference.trials());
        let (lower, upper) = if p1 > 0.0 && p2 > 0.0 {
            // In units of the rates, and with e(2p−e) = p² − (p−e)², so that nothing cancels or underflows.
            let inner = |end: f64, p: f64| (end / p) * (2.0 - end / p);
            let (inner1, inner2) = (inner(b1.lower, p1), inner(b2.lower, p2));
            let (below, above) = (|end: f64, p: f64| (p - end) / p, |end: f64, p: f64| (end - p) / p);
            let low = inner1 / (1.0 + below(b1.lower, p1).hypot(above(b2.upper, p2) * inner1.sqrt()));
            let high = (1.0 + below(b2.lower, p2).hypot(above(b1.upper, p1) * inner2.sqrt())) / inner2;
            (p1 / p2 * low, p1 / p2 * high)
        } else if p1 > 0.0 {
            ((b1.lower * (2.0 * p1 - b1.lower)).sqrt() / b2.upper, f64::INFINITY)
        } else if p2 > 0.0 {
            (0.0, b1.upper / (b2.lower * (2.0 * p2 - b2.lower)).sqrt())
        } else {
            (0.0, f64::INFINITY)
        };
        // Rounding must not push a bound past the estimate where the samples are huge.
        self.estimate().map_or((lower, upper), |r| (lower.min(r), upper.max(r)))
    }

    /// The score test of a ratio of `null`, with the factor N/(N−1); at 0.8 the test of four fifths.
    ///
    /// # Formula
    ///
    /// z(R₀) as in [`Ratio::miettinen_nurminen`]; 0 where p̂₁ = R₀p̂₂
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
        Ok(ScoreTest::at(null, self.score(null)? / self.inflation()?))
    }

    /// √(N/(N−1)).
    pub(super) fn inflation(&self) -> Measured {
        inflation(&self.group, &self.reference)
    }

    /// Koopman's statistic at a ratio; infinite where the restricted variance is zero.
    pub(super) fn score(&self, null: f64) -> Measured {
        self.group.rate()?;
        self.reference.rate()?;
        if !(null > 0.0 && null.is_finite()) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        if null > 1.0 {
            // The same test of the inverse ratio; above 1 the squares of a large null would overflow.
            let inverse = Self { group: self.reference, reference: self.group };
            return Ok(-inverse.score(1.0 / null)?);
        }
        let (x1, n1) = (self.group.successes(), self.group.trials());
        let (x2, n2) = (self.reference.successes(), self.reference.trials());
        let excess = (x1 * n2 - null * x2 * n1) / (n1 * n2);
        if excess == 0.0 {
            return Ok(0.0);
        }
        let [p1, p2] = self.restricted(null);
        let variance = p1 * (1.0 - p1) / n1 + null * null * p2 * (1.0 - p2) / n2;
        let score = if variance > 0.0 { excess / variance.sqrt() } else { f64::INFINITY.copysign(excess) };
        if score.is_nan() { Err(Unavailable::Undefined(Reason::OutsideDomain)) } else { Ok(score) }
    }

    /// The likeliest rates with a ratio of `null`, which must be at most 1.
    fn restricted(&self, null: f64) -> [f64; 2] {
        let (x1, n1) = (self.group.successes(), self.group.trials());
        let (x2, n2) = (self.reference.successes(), self.reference.trials());
        // The smaller root of (n₁+n₂)R p² − S p + (x₁+x₂) = 0 is the restricted reference rate.
        let sum = n1 * null + x1 + n2 + x2 * null;
        let root = (sum * sum - 4.0 * (n1 + n2) * null * (x1 + x2)).max(0.0).sqrt();
        let p2 = (2.0 * (x1 + x2) / (sum + root)).min(1.0);
        [(null * p2).min(1.0), p2]
    }

    /// The likeliest rates of group and reference with a ratio of `null`.
    pub(super) fn likeliest(&self, null: f64) -> Measured<[f64; 2]> {
        self.estimate().or_else(|reason| match reason {
            Unavailable::Infinite(_) | Unavailable::Undefined(Reason::ZeroOverZero) => Ok(0.0),
            other => Err(other),
        })?;
        if null > 1.0 {
            let [base, rate] = Self { group: self.reference, reference: self.group }.restricted(1.0 / null);
            return Ok([rate, base]);
        }
        Ok(self.restricted(null))
    }

    fn score_interval(&self, z: f64, confidence: Confidence, method: Method) -> Interval {
        let lower = self.lower_score_bound(z);
        let upper = 1.0 / Self { group: self.reference, reference: self.group }.lower_score_bound(z);
        let upper = self.estimate().map_or(upper, |estimate| upper.max(estimate));
        Interval { lower, upper, confidence, method }
    }

    /// The R at which Koopman's statistic falls to z, below the estimate; both samples must have rows.
    pub(super) fn lower_score_bound(&self, z: f64) -> f64 {
        let (x1, y1, n1) = (self.group.successes(), self.group.failures(), self.group.trials());
        let (x2, y2, n2) = (self.reference.successes(), self.reference.failures(), self.reference.trials());
        if x1 <= 0.0 {
            return 0.0;
        }
        let (q1, q2, square) = (y1 / n1, y2 / n2, z * z);
        if q1 <= 0.0 && q2 <= 0.0 {
            // Both rates are one: the multiplier has no slope before n₁.
            return n1 / (n1 + square);
        }
        if q1 <= 0.0 && square >= n1 * n1 * q2 / (x2 + n1) {
            // The multiplier stops at n₁, the restricted reference rate with it, and p̃₁ falls freely from one.
            let odds = n1 * (square / (n1 * n1) - q2 / (x2 + n1));
            return (n2 + n1) / (x2 + n1) / (1.0 + odds);
        }
        let limit = if q1 > 0.0 { x1 } else { n1 };
        let start = start(x1, x2, q1, q2, square);
        let multiplier = increasing_root(limit, start, |multiplier| {
            let (rest, sum) = (x1 - multiplier, x2 + multiplier);
            let (part1, part2) = (if q1 > 0.0 { q1 / rest } else { 0.0 }, q2 / sum);
            let root = (part1 + part2).sqrt();
            let change = if q1 > 0.0 { part1 / rest } else { 0.0 } - part2 / sum;
            Slope { value: multiplier * root - z, slope: root + 0.5 * multiplier * change / root }
        });
        let rate1 = if q1 > 0.0 { (x1 - multiplier) / (n1 - multiplier) } else { 1.0 };
        let lower = rate1 * (n2 + multiplier) / (x2 + multiplier);
        if x2 > 0.0 { lower.min(x1 / n1 / (x2 / n2)) } else { lower }
    }
}

/// A first multiplier: λ²·(q₁ + q₂x₁/x₂)/(x₁ − λ) = z², which has the right pole.
fn start(x1: f64, x2: f64, q1: f64, q2: f64, square: f64) -> f64 {
    let share = q1 + q2 * x1 / (x2 + 0.5 * square.min(x1)).max(f64::MIN_POSITIVE);
    2.0 * square * x1 / (square + (square * square + 4.0 * share * square * x1).sqrt())
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ratio(x1: u64, n1: u64, x2: u64, n2: u64) -> Ratio {
        Ratio { group: Proportion::new(x1, n1).unwrap(), reference: Proportion::new(x2, n2).unwrap() }
    }

    #[test]
    fn edges_are_exact() {
        let none = ratio(0, 20, 80, 200).miettinen_nurminen(Confidence::DEFAULT).unwrap();
        assert!(none.lower == 0.0 && (none.upper - 0.406_237).abs() < 1e-6);
        let open = ratio(6, 40, 0, 20).miettinen_nurminen(Confidence::DEFAULT).unwrap();
        assert!(open.upper == f64::INFINITY && (open.lower - 0.862_297).abs() < 1e-6);
        let unknown = ratio(0, 40, 0, 20);
        assert_eq!(unknown.estimate(), Err(Unavailable::Undefined(Reason::ZeroOverZero)));
        let all = unknown.miettinen_nurminen(Confidence::DEFAULT).unwrap();
        assert_eq!((all.lower, all.upper), (0.0, f64::INFINITY));
        let every = ratio(20, 20, 80, 200).miettinen_nurminen(Confidence::DEFAULT).unwrap();
        approx::assert_relative_eq!(every.lower, 2.050_422, max_relative = 1e-6);
        assert_eq!(ratio(1, 2, 1, 2).score_test(0.0), Err(Unavailable::Undefined(Reason::OutsideDomain)));
        let same = ratio(0, 10, 0, 20).score_test(0.8).unwrap();
        assert_eq!((same.z, same.p_two_sided), (Ok(0.0), 1.0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn bounds_are_where_the_score_says(
            n1 in 1_u64..3000, n2 in 1_u64..3000, s1 in 0.0..=1.0_f64, s2 in 0.0..=1.0_f64, level in 0.5..0.9999_f64,
        ) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
            let (x1, x2) = ((n1 as f64 * s1).round() as u64, (n2 as f64 * s2).round() as u64);
            let ratio = ratio(x1, n1, x2, n2);
            let confidence = Confidence::new(level).unwrap();
            let z = two_sided_critical_value(confidence);
            let interval = ratio.miettinen_nurminen(confidence).unwrap();
            let inflation = ratio.inflation().unwrap();
            for (bound, target) in [(interval.lower, z), (interval.upper, -z)] {
                if bound > 0.0 && bound.is_finite() {
                    let score = ratio.score(bound).unwrap() / inflation;
                    prop_assert!((score - target).abs() < 1e-7 * z.max(1.0), "{score} {target} at {bound}");
                }
            }
            let wider = ratio.miettinen_nurminen(Confidence::new(0.99995).unwrap()).unwrap();
            prop_assert!(wider.lower <= interval.lower && interval.upper <= wider.upper);
            let koopman = ratio.koopman(confidence).unwrap();
            prop_assert!(interval.lower <= koopman.lower && koopman.upper <= interval.upper);
            if let Ok(estimate) = ratio.estimate() {
                prop_assert!(interval.contains(estimate));
                prop_assert!(ratio.mover_r(confidence).unwrap().contains(estimate));
            }
        }
    }
}
