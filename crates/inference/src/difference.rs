//! The difference of two independent proportions.
//!
//! The score interval is solved over the Lagrange multiplier λ of the constraint p₁ − p₂ = δ instead of over δ: given λ
//! both restricted rates have closed forms, and z = λ√V. Each step then costs two square roots, nothing cancels at rates
//! of one in a million, and the boundaries need no special case. The cubic of Miettinen and Nurminen gives the same.

use serde::{Deserialize, Serialize};

use super::{
    interval::{Interval, Method},
    proportion::Proportion,
    root::{Slope, increasing_root},
    score_test::ScoreTest,
    special::two_sided_critical_value,
};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Group minus reference.
///
/// # Example
///
/// ```
/// use evenhand_inference::{
///     Difference, Proportion,
///     value::Confidence,
/// };
///
/// let difference = Difference {
///     group: Proportion::new(56, 70).unwrap(),
///     reference: Proportion::new(48, 80).unwrap(),
/// };
/// let interval = difference.miettinen_nurminen(Confidence::DEFAULT).unwrap();
/// assert!((interval.lower - 0.0528).abs() < 5e-5 && (interval.upper - 0.3382).abs() < 5e-5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The group under audit.
    pub group: Proportion,
    /// What it is compared with.
    pub reference: Proportion,
}

impl Difference {
    /// The observed difference.
    ///
    /// # Formula
    ///
    /// p̂₁ − p̂₂
    ///
    /// # Undefined
    ///
    /// If a sample has no row: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn estimate(&self) -> Measured {
        Ok(self.group.rate()? - self.reference.rate()?)
    }

    /// The score interval, the default.
    ///
    /// # Formula
    ///
    /// All δ with |z(δ)| ≤ z₁₋α/₂, z(δ) = (p̂₁ − p̂₂ − δ)/√((p̃₁q̃₁/n₁ + p̃₂q̃₂/n₂)·N/(N−1)), p̃ the restricted estimates
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
        self.score_interval(z, confidence, Method::MiettinenNurminen)
    }

    /// The score interval without the factor N/(N−1).
    ///
    /// # Formula
    ///
    /// As [`Difference::miettinen_nurminen`], the variance as it is
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
    /// R. W. Mee, Biometrics 40 (1984).
    pub fn mee(&self, confidence: Confidence) -> Measured<Interval> {
        self.score_interval(two_sided_critical_value(confidence), confidence, Method::Mee)
    }

    /// The hybrid score interval, in closed form.
    ///
    /// # Formula
    ///
    /// Δ̂ − √((p̂₁−l₁)² + (u₂−p̂₂)²), Δ̂ + √((u₁−p̂₁)² + (p̂₂−l₂)²), l and u Wilson's bounds
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
    /// R. G. Newcombe, Statistics in Medicine 17 (1998), method 10.
    pub fn newcombe(&self, confidence: Confidence) -> Measured<Interval> {
        self.newcombe_at(two_sided_critical_value(confidence), confidence)
    }

    /// Newcombe's interval at any critical value.
    pub(super) fn newcombe_at(&self, z: f64, confidence: Confidence) -> Measured<Interval> {
        let (p1, p2) = (self.group.rate()?, self.reference.rate()?);
        let (b1, b2) = (self.group.wilson_bounds(z), self.reference.wilson_bounds(z));
        let lower = p1 - p2 - (p1 - b1.lower).hypot(b2.upper - p2);
        let upper = p1 - p2 + (b1.upper - p1).hypot(p2 - b2.lower);
        Ok(Interval { lower: lower.max(-1.0), upper: upper.min(1.0), confidence, method: Method::Newcombe })
    }

    /// Wald's interval after adding a success and a failure to each sample, clamped to [−1, 1].
    ///
    /// # Formula
    ///
    /// p = (x+1)/(n+2): p₁ − p₂ ∓ z√(p₁q₁/(n₁+2) + p₂q₂/(n₂+2))
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
    /// A. Agresti and B. Caffo, The American Statistician 54 (2000). At the edges it may miss its own point estimate.
    pub fn agresti_caffo(&self, confidence: Confidence) -> Measured<Interval> {
        self.estimate()?;
        let plus = |sample: &Proportion| {
            let n = sample.trials() + 2.0;
            let p = (sample.successes() + 1.0) / n;
            (p, p * (1.0 - p) / n)
        };
        let ((p1, v1), (p2, v2)) = (plus(&self.group), plus(&self.reference));
        let half = two_sided_critical_value(confidence) * (v1 + v2).sqrt();
        let (lower, upper) = ((p1 - p2 - half).max(-1.0), (p1 - p2 + half).min(1.0));
        Ok(Interval { lower, upper, confidence, method: Method::AgrestiCaffo })
    }

    /// The score test of a difference of `null`, with the factor N/(N−1); at 0 the test of equal rates.
    ///
    /// # Formula
    ///
    /// z(δ₀) as in [`Difference::miettinen_nurminen`]; 0 where the estimate equals the null
    ///
    /// # Undefined
    ///
    /// As there; `Undefined(OutsideDomain)` for a null outside [−1, 1].
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// Miettinen and Nurminen (1985).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Difference, Proportion};
    ///
    /// let (group, reference) = (Proportion::new(40, 160).unwrap(), Proportion::new(80, 200).unwrap());
    /// let test = Difference { group, reference }.score_test(0.0).unwrap();
    /// assert!((test.z.unwrap() + 2.995830).abs() < 1e-6);
    /// ```
    pub fn score_test(&self, null: f64) -> Measured<ScoreTest> {
        Ok(ScoreTest::at(null, self.score(null)? / self.inflation()?))
    }

    /// √(N/(N−1)).
    pub(super) fn inflation(&self) -> Measured {
        inflation(&self.group, &self.reference)
    }

    /// Mee's statistic at a difference; infinite where the restricted variance is zero.
    pub(super) fn score(&self, null: f64) -> Measured {
        let excess = self.estimate()? - null;
        if !(-1.0..=1.0).contains(&null) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        if null == 0.0 {
            return Ok(self.pooled_score());
        }
        Ok(if excess > 0.0 {
            Restricted::new(&self.group, &self.reference).score_at_distance(excess)
        } else if excess < 0.0 {
            -Restricted::new(&self.reference, &self.group).score_at_distance(-excess)
        } else {
            0.0
        })
    }

    /// The likeliest rates of group and reference with a difference of `null`.
    pub(super) fn likeliest(&self, null: f64) -> Measured<[f64; 2]> {
        let excess = self.estimate()? - null;
        if null == 0.0 {
            let successes = self.group.successes() + self.reference.successes();
            let pooled = successes / (self.group.trials() + self.reference.trials());
            return Ok([pooled, pooled]);
        }
        Ok(if excess > 0.0 {
            Restricted::new(&self.group, &self.reference).rates_at_distance(excess)
        } else if excess < 0.0 {
            let [base, rate] = Restricted::new(&self.reference, &self.group).rates_at_distance(-excess);
            [rate, base]
        } else {
            [self.group.rate()?, self.reference.rate()?]
        })
    }

    fn pooled_score(&self) -> f64 {
        let (n1, n2) = (self.group.trials(), self.reference.trials());
        // The numerator by cross products, exact in whole numbers of moderate size.
        let cross = self.group.successes() * n2 - self.reference.successes() * n1;
        let successes = self.group.successes() + self.reference.successes();
        let failures = self.group.failures() + self.reference.failures();
        if cross == 0.0 {
            return 0.0;
        }
        let size = n1 + n2;
        cross / (successes * (failures / size) * n1 * (n2 / size)).sqrt() / size.sqrt()
    }

    fn score_interval(&self, z: f64, confidence: Confidence, method: Method) -> Measured<Interval> {
        let lower = self.lower_score_bound(z)?;
        let upper = -Self { group: self.reference, reference: self.group }.lower_score_bound(z)?;
        Ok(Interval { lower, upper, confidence, method })
    }

    /// The δ at which Mee's statistic falls to z, below the estimate.
    pub(super) fn lower_score_bound(&self, z: f64) -> Measured {
        let estimate = self.estimate()?;
        let restricted = Restricted::new(&self.group, &self.reference);
        Ok((estimate - restricted.distance_at_score(z)).max(-1.0))
    }
}

/// √(N/(N−1)) of two samples together.
pub(super) fn inflation(group: &Proportion, reference: &Proportion) -> Measured {
    group.rate()?;
    reference.rate()?;
    let size = group.trials() + reference.trials();
    if size <= 1.0 {
        return Err(Unavailable::Undefined(Reason::TooFewRows));
    }
    Ok((size / (size - 1.0)).sqrt())
}

/// The rates that are likeliest under a smaller difference, as functions of the multiplier λ ≥ 0.
#[derive(Clone, Copy)]
struct Restricted {
    high: Sample,
    low: Sample,
}

#[derive(Clone, Copy)]
struct Sample {
    successes: f64,
    failures: f64,
    trials: f64,
}

/// Quantities at a multiplier.
struct Point {
    /// p̃₁q̃₁/n₁ + p̃₂q̃₂/n₂.
    variance: f64,
    /// Its derivative in λ.
    variance_slope: f64,
    /// −dδ/dλ.
    distance_slope: f64,
}

impl Restricted {
    fn new(high: &Proportion, low: &Proportion) -> Self {
        let sample = |p: &Proportion| Sample { successes: p.successes(), failures: p.failures(), trials: p.trials() };
        // The second sample moves up as the first moves down: exchange its successes and failures.
        let low = sample(low);
        Self {
            high: sample(high),
            low: Sample { successes: low.failures, failures: low.successes, trials: low.trials },
        }
    }

    fn at(&self, multiplier: f64) -> Point {
        let (one, two) = (self.high.at(multiplier), self.low.at(multiplier));
        Point {
            variance: one.variance + two.variance,
            variance_slope: one.variance_slope + two.variance_slope,
            distance_slope: one.rate_slope + two.rate_slope,
        }
    }

    /// How far below the estimate the score reaches z.
    fn distance_at_score(&self, z: f64) -> f64 {
        // As λ grows, z² → λ(p̂₁ + q̂₂): the score is bounded only if both vanish, at the estimate −1.
        let reach = self.high.successes / self.high.trials + self.low.successes / self.low.trials;
        if reach <= 0.0 || z <= 0.0 {
            return 0.0;
        }
        let variance = self.high.variance() + self.low.variance();
        let start = if variance > 0.0 { z / variance.sqrt() } else { z * z / reach };
        let multiplier = increasing_root(f64::INFINITY, start.max(z * z / reach), |multiplier| {
            let point = self.at(multiplier);
            let root = point.variance.sqrt();
            let slope = root + 0.5 * multiplier * point.variance_slope / root;
            Slope { value: multiplier * root - z, slope }
        });
        multiplier * self.at(multiplier).variance
    }

    /// The score at a distance below the estimate.
    fn score_at_distance(&self, distance: f64) -> f64 {
        let Some(multiplier) = self.multiplier_at(distance) else { return f64::INFINITY };
        let variance = self.at(multiplier).variance;
        if variance > 0.0 { distance / variance.sqrt() } else { f64::INFINITY }
    }

    /// The rates of the higher and the lower sample at a distance below the estimate.
    fn rates_at_distance(&self, distance: f64) -> [f64; 2] {
        match self.multiplier_at(distance) {
            Some(multiplier) => [self.high.rate(multiplier), 1.0 - self.low.rate(multiplier)],
            None => [0.0, 1.0],
        }
    }

    /// The multiplier at a distance; none where no rates lie that far apart.
    fn multiplier_at(&self, distance: f64) -> Option<f64> {
        let reach = self.high.successes / self.high.trials + self.low.successes / self.low.trials;
        if distance >= reach {
            return None;
        }
        let variance = self.high.variance() + self.low.variance();
        let start = if variance > 0.0 { distance / variance } else { 1.0 };
        Some(increasing_root(f64::INFINITY, start, |multiplier| {
            let point = self.at(multiplier);
            Slope { value: multiplier * point.variance - distance, slope: point.distance_slope }
        }))
    }
}

/// One sample's share of a [`Point`].
struct Part {
    variance: f64,
    variance_slope: f64,
    rate_slope: f64,
}

impl Sample {
    fn variance(&self) -> f64 {
        self.successes / self.trials * (self.failures / self.trials) / self.trials
    }

    fn rate(&self, multiplier: f64) -> f64 {
        let n = self.trials;
        let root = ((n - multiplier) * (n - multiplier) + 4.0 * multiplier * self.failures).sqrt();
        (2.0 * self.successes / (n + multiplier + root)).min(1.0)
    }

    /// The rate p solves (x − np)/(p(1−p)) = λ, a quadratic; p and q in forms that do not cancel for λ ≥ 0.
    fn at(&self, multiplier: f64) -> Part {
        let n = self.trials;
        let root = ((n - multiplier) * (n - multiplier) + 4.0 * multiplier * self.failures).sqrt();
        let rate = 2.0 * self.successes / (n + multiplier + root);
        let rest = if multiplier < n {
            2.0 * self.failures / (n - multiplier + root)
        } else {
            (multiplier - n + root) / (2.0 * multiplier)
        };
        let product = rate * rest;
        let rate_slope = if product > 0.0 { product / root } else { 0.0 };
        Part { variance: product / n, variance_slope: rate_slope * (rate - rest) / n, rate_slope }
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn difference(x1: u64, n1: u64, x2: u64, n2: u64) -> Difference {
        Difference { group: Proportion::new(x1, n1).unwrap(), reference: Proportion::new(x2, n2).unwrap() }
    }

    /// The cubic of Miettinen and Nurminen, as an independent route.
    fn score_by_cubic(x1: f64, n1: f64, x2: f64, n2: f64, delta: f64) -> f64 {
        let (n, m) = (n1 + n2, x1 + x2);
        let l2 = (n1 + 2.0 * n2) * delta - n - m;
        let l1 = (n2 * delta - n - 2.0 * x2) * delta + m;
        let l0 = x2 * delta * (1.0 - delta);
        let q = l2.powi(3) / (3.0 * n).powi(3) - l1 * l2 / (6.0 * n * n) + l0 / (2.0 * n);
        let p = q.signum() * (l2 * l2 / (9.0 * n * n) - l1 / (3.0 * n)).sqrt();
        let a = (std::f64::consts::PI + (q / p.powi(3)).clamp(-1.0, 1.0).acos()) / 3.0;
        let p2 = (2.0 * p * a.cos() - l2 / (3.0 * n)).clamp(0.0, 1.0);
        let p1 = (p2 + delta).clamp(0.0, 1.0);
        (x1 / n1 - x2 / n2 - delta) / (p1 * (1.0 - p1) / n1 + p2 * (1.0 - p2) / n2).sqrt()
    }

    #[test]
    fn edges_are_exact() {
        let all = difference(10, 10, 0, 20).miettinen_nurminen(Confidence::DEFAULT).unwrap();
        assert!(all.upper == 1.0 && all.lower < 1.0 && all.lower > 0.5);
        let none = difference(0, 10, 20, 20).miettinen_nurminen(Confidence::DEFAULT).unwrap();
        assert!(none.lower == -1.0 && none.upper < -0.5);
        let test = difference(10, 20, 3, 20).score_test(-1.0).unwrap();
        assert_eq!(test.z, Err(Unavailable::Infinite(crate::value::Sign::Positive)));
        assert_eq!(test.p_greater, 0.0);
        let same = difference(0, 10, 0, 20).score_test(0.0).unwrap();
        assert_eq!((same.z, same.p_two_sided), (Ok(0.0), 1.0));
        assert_eq!(difference(1, 2, 1, 2).score_test(1.5), Err(Unavailable::Undefined(Reason::OutsideDomain)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn bounds_are_where_the_score_says(
            n1 in 1_u64..3000, n2 in 1_u64..3000, s1 in 0.0..=1.0_f64, s2 in 0.0..=1.0_f64, level in 0.5..0.9999_f64,
        ) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
            let (x1, x2) = ((n1 as f64 * s1).round() as u64, (n2 as f64 * s2).round() as u64);
            let difference = difference(x1, n1, x2, n2);
            let confidence = Confidence::new(level).unwrap();
            let z = two_sided_critical_value(confidence);
            let interval = difference.miettinen_nurminen(confidence).unwrap();
            prop_assert!(interval.contains(difference.estimate().unwrap()));
            prop_assert!(-1.0 <= interval.lower && interval.upper <= 1.0);
            let inflation = difference.inflation().unwrap();
            for (bound, target) in [(interval.lower, z), (interval.upper, -z)] {
                if bound.abs() < 1.0 - 1e-9 {
                    let score = difference.score(bound).unwrap() / inflation;
                    prop_assert!((score - target).abs() < 1e-9 * z.max(1.0), "{score} {target}");
                    let cubic = score_by_cubic(x1 as f64, n1 as f64, x2 as f64, n2 as f64, bound) / inflation;
                    prop_assert!((cubic - target).abs() < 1e-5, "{cubic} {target}");
                }
            }
            let wider = difference.miettinen_nurminen(Confidence::new(0.99995).unwrap()).unwrap();
            prop_assert!(wider.lower <= interval.lower && interval.upper <= wider.upper);
            let mee = difference.mee(confidence).unwrap();
            prop_assert!(interval.lower <= mee.lower && mee.upper <= interval.upper);
            let newcombe = difference.newcombe(confidence).unwrap();
            prop_assert!(newcombe.contains(difference.estimate().unwrap()));
        }

        #[test]
        fn every_p_value_is_finite(
            n1 in 1_u64..50, n2 in 1_u64..50, s1 in 0.0..=1.0_f64, s2 in 0.0..=1.0_f64, null in -1.0..=1.0_f64,
        ) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
            let (x1, x2) = ((n1 as f64 * s1).round() as u64, (n2 as f64 * s2).round() as u64);
            let test = difference(x1, n1, x2, n2).score_test(null).unwrap();
            for p in [test.p_less, test.p_greater, test.p_two_sided] {
                prop_assert!((0.0..=1.0).contains(&p));
            }
        }
    }
}
