//! How likely a verdict is, and how many rows it takes: the exact power of the two tests behind *within* and *outside*.

use serde::{Deserialize, Serialize};

use super::binomial_law::Law;
use super::size_search::{LARGEST, smallest, smallest_nearby, whole};
use super::special::{normal_cdf, normal_quantile};
use super::verdict_region::Region;
use super::{Difference, Proportion, Rates, Ratio, Zone};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// The scale on which two rates are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateScale {
    /// Group minus reference.
    Difference,
    /// Group over reference.
    Ratio,
}

impl RateScale {
    /// The disparity between two rates.
    ///
    /// # Undefined
    ///
    /// A ratio to a rate of zero: `Undefined(ZeroRate)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{RateScale, Rates};
    ///
    /// assert_eq!(RateScale::Ratio.between(Rates { group: 0.2, reference: 0.4 }), Ok(0.5));
    /// ```
    pub fn between(self, rates: Rates) -> Measured {
        match self {
            Self::Difference => Ok(rates.group - rates.reference),
            Self::Ratio if rates.reference > 0.0 => Ok(rates.group / rates.reference),
            Self::Ratio => Err(Unavailable::Undefined(Reason::ZeroRate)),
        }
    }

    /// The group's rate that lies at a disparity from a reference.
    pub fn group_rate(self, disparity: f64, reference: f64) -> f64 {
        match self {
            Self::Difference => reference + disparity,
            Self::Ratio => reference * disparity,
        }
    }
}

/// The rule by which two samples get a verdict: the tolerance, and how sure the evidence must be.
///
/// *Within* where both one-sided tests of the zone reject at α. *Outside* where the two-sided test of a bound
/// rejects at α/m, m the comparisons of the family: Holm's first step, so a design that reaches its power here reaches it
/// under Holm whatever the other comparisons show. The tests are those of an audit, [`Difference::default_test`] and
/// [`Ratio::default_test`]: exact where counts are few, score tests elsewhere.
///
/// # Example
///
/// ```
/// use evenhand_inference::{RateScale, Rates, Samples, VerdictRule, Zone};
///
/// let rule = VerdictRule::new(RateScale::Ratio, Zone { lower: Some(0.8), upper: None });
/// let alike = Rates { group: 0.3, reference: 0.3 };
/// let power = rule.power(Samples { group: 580, reference: 580 }, alike).unwrap();
/// assert!((power.within - 0.8).abs() < 0.01 && power.exact);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct VerdictRule {
    /// Difference or ratio.
    pub scale: RateScale,
    /// The acceptable disparities.
    pub zone: Zone,
    /// Confidence of the evidence, 1 − α.
    pub confidence: Confidence,
    /// Comparisons of the family; *outside* must hold at α over this number.
    pub comparisons: u64,
}

/// Rows of two samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Samples {
    /// Rows of the group.
    pub group: u64,
    /// Rows of the reference.
    pub reference: u64,
}

/// How likely each verdict is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct VerdictPower {
    /// The probability of *within*.
    pub within: f64,
    /// The probability of *outside*.
    pub outside: f64,
    /// Whether it was summed over all samples that can occur, rather than taken from the normal curve.
    pub exact: bool,
}

/// How many rows give the verdict that is true.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct VerdictSize {
    /// Rows of both samples.
    pub samples: Samples,
    /// The probability of the true verdict at that size.
    pub power: f64,
    /// Whether `power` is exact.
    pub exact: bool,
    /// Rows of the group by the normal approximation.
    pub approximate: u64,
    /// The probability of the true verdict at the approximate size: where it falls short of the power that was asked for, the
    /// approximation fails.
    pub power_at_approximate: f64,
}

/// Beyond so many standard deviations of the two counts together, the normal curve is right to four digits.
const EXACT_SPREAD: f64 = 1000.0;

/// Where the true variance of a count is below this, an audit may take an exact test, which it does below 64.
const FEW: f64 = 150.0;

/// Most standard deviations of the two counts together for which exact tests are summed.
const WIDEST: f64 = 50_000.0;

impl VerdictRule {
    /// A single comparison at 95 % confidence.
    pub const fn new(scale: RateScale, zone: Zone) -> Self {
        Self { scale, zone, confidence: Confidence::DEFAULT, comparisons: 1 }
    }

    /// The probability of each verdict, summed over all samples that can occur.
    ///
    /// # Formula
    ///
    /// Σ over x₁, x₂ of Binomial(x₁; n₁, p₁)·Binomial(x₂; n₂, p₂)·\[verdict at (x₁, x₂)\]. For each x₂ a verdict holds on a run
    /// of x₁, whose ends move up with x₂. Counts beyond 8 standard deviations are left out. Where both counts have a variance
    /// of 150 or more, every test that matters is a score test and is taken for one; where besides their standard deviations
    /// add to more than 1,000, [`VerdictRule::approximate_power`] takes over.
    ///
    /// # Undefined
    ///
    /// No rows: `Undefined(NoRows)`; rates outside \[0, 1\], a zone without bounds or with bounds that the scale lacks, no
    /// comparison, a confidence of at most one half: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{RateScale, Rates, Samples, VerdictRule, Zone};
    ///
    /// // Nine in ten campaigns of 50 and 50 customers at a rate of 2 % cannot say anything of four fifths.
    /// let rule = VerdictRule::new(RateScale::Ratio, Zone { lower: Some(0.8), upper: Some(1.25) });
    /// let power = rule.power(Samples { group: 50, reference: 50 }, Rates { group: 0.02, reference: 0.02 }).unwrap();
    /// assert!(power.within + power.outside < 0.1);
    /// ```
    pub fn power(&self, samples: Samples, rates: Rates) -> Measured<VerdictPower> {
        self.check(rates)?;
        if samples.group == 0 || samples.reference == 0 {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        if Self::has_few(samples, rates) {
            Ok(Region::new(self, samples, rates).power(rates))
        } else {
            self.score_power(samples, rates)
        }
    }

    /// Whether the tests of an audit need not be score tests, and can be summed.
    fn has_few(samples: Samples, rates: Rates) -> bool {
        let variances =
            [(samples.group, rates.group), (samples.reference, rates.reference)].map(|(n, p)| n as f64 * p * (1.0 - p));
        variances[0].min(variances[1]) < FEW && variances[0].sqrt() + variances[1].sqrt() < WIDEST
    }

    /// The same if all tests were score tests.
    fn score_power(&self, samples: Samples, rates: Rates) -> Measured<VerdictPower> {
        let critical = self.check(rates)?;
        if samples.group == 0 || samples.reference == 0 {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        let spread = |trials: u64, rate: f64| (trials as f64 * rate * (1.0 - rate)).sqrt();
        if spread(samples.group, rates.group) + spread(samples.reference, rates.reference) > EXACT_SPREAD {
            return self.approximate_power(samples.group as f64, samples.reference as f64, rates);
        }
        let (group, reference) = (Law::new(samples.group, rates.group), Law::new(samples.reference, rates.reference));
        let walk = |null: Option<f64>, critical: f64, strict: bool| {
            null.map(|null| Boundary { rule: self, samples, null, critical, strict }.walk(&group, &reference))
                .transpose()
        };
        let not_below = walk(self.zone.lower, critical.within, false)?;
        let above = walk(self.zone.upper, -critical.within, true)?;
        let not_far_below = walk(self.zone.lower, -critical.outside, true)?;
        let far_above = walk(self.zone.upper, critical.outside, false)?;
        let (mut within, mut outside) = (0.0, 0.0);
        for (at, &weight) in reference.weights.iter().enumerate() {
            let place = |ends: &Option<Vec<usize>>, open: usize| ends.as_ref().map_or(open, |ends| ends[at]);
            let end = group.weights.len();
            let low = group.below(place(&not_far_below, 0));
            let high = 1.0 - group.below(place(&far_above, end));
            let (from, to) = (group.below(place(&not_below, 0)), group.below(place(&above, end)));
            outside += weight * (low + high);
            within += weight * (to - from).max(0.0);
        }
        Ok(VerdictPower { within: within.clamp(0.0, 1.0), outside: outside.clamp(0.0, 1.0), exact: true })
    }

    /// The probability of each verdict by the normal curve, for samples of any size.
    ///
    /// # Formula
    ///
    /// Φ((d − z·s₀)/s₁) for each bound: d the distance of the truth from the bound, s₀ the standard error that the score test
    /// uses at the expected counts, s₁ the true one
    ///
    /// # Undefined
    ///
    /// As [`VerdictRule::power`].
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn approximate_power(&self, group: f64, reference: f64, rates: Rates) -> Measured<VerdictPower> {
        let critical = self.check(rates)?;
        if !(group > 0.0 && reference > 0.0) {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        let (mut within, mut outside) = (1.0, 0.0);
        for (bound, side) in [(self.zone.lower, 1.0), (self.zone.upper, -1.0)] {
            let Some(bound) = bound else { continue };
            let slope = if self.scale == RateScale::Ratio { bound } else { 1.0 };
            let shift = if self.scale == RateScale::Ratio { 0.0 } else { bound };
            let distance = side * (rates.group - slope * rates.reference - shift);
            let truth = (rates.group * (1.0 - rates.group) / group
                + slope * slope * rates.reference * (1.0 - rates.reference) / reference)
                .sqrt();
            let expected = |rate: f64, trials: f64| Proportion::effective(rate, trials);
            let z = side * self.score(expected(rates.group, group)?, expected(rates.reference, reference)?, bound)?;
            // At the bound itself the restricted and the true standard error agree.
            let null = if z.is_finite() && z.abs() > 1e-9 { distance / z } else { truth };
            let beyond = |critical: f64, distance: f64| {
                let lead = distance - critical * null;
                if truth > 0.0 { normal_cdf(lead / truth) } else { f64::from(u8::from(lead > 0.0)) }
            };
            within += beyond(critical.within, distance) - 1.0;
            outside += beyond(critical.outside, -distance);
        }
        Ok(VerdictPower { within: within.clamp(0.0, 1.0), outside: outside.clamp(0.0, 1.0), exact: false })
    }

    /// The rows at which the verdict that is true of the rates is reached with the power asked for.
    ///
    /// `allocation` is rows of the reference for each row of the group. Exact power is a saw: it falls by a little where one
    /// more row moves a bound. The size is one from which on the power holds at ten larger sizes up to a tenth more.
    ///
    /// # Formula
    ///
    /// The smallest n₁ with [`VerdictRule::power`] at (n₁, k·n₁) of at least the power; of *within* where the zone contains
    /// the true disparity, else of *outside*
    ///
    /// # Undefined
    ///
    /// A true disparity on the bound, or one that 10¹² rows would not show: `Undefined(NoSolution)`; a power outside (0, 1)
    /// or an allocation that is not positive: `Undefined(OutsideDomain)`; else as [`VerdictRule::power`].
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{RateScale, Rates, VerdictRule, Zone};
    ///
    /// let rule = VerdictRule::new(RateScale::Ratio, Zone { lower: Some(0.8), upper: None });
    /// let size = rule.size(Rates { group: 0.3, reference: 0.3 }, 1.0, 0.8).unwrap();
    /// assert!(size.power >= 0.8 && size.samples.group.abs_diff(580) < 20);
    /// ```
    pub fn size(&self, rates: Rates, allocation: f64, power: f64) -> Measured<VerdictSize> {
        self.check(rates)?;
        if !(power > 0.0 && power < 1.0 && allocation > 0.0 && allocation.is_finite()) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let disparity = self.scale.between(rates)?;
        let inside = self.zone.contains(disparity);
        let asked = |verdicts: VerdictPower| if inside { verdicts.within } else { verdicts.outside };
        let (mut low, mut high) = (1.0, 2.0);
        while asked(self.approximate_power(high, high * allocation, rates)?) < power {
            low = high;
            high *= 2.0;
            if high > LARGEST {
                return Err(Unavailable::Undefined(Reason::NoSolution));
            }
        }
        while high - low > 0.5 {
            let middle = f64::midpoint(low, high);
            if asked(self.approximate_power(middle, middle * allocation, rates)?) < power {
                low = middle;
            } else {
                high = middle;
            }
        }
        let approximate = whole(high.ceil());
        let samples = |group: u64| Samples { group, reference: whole((group as f64 * allocation).round()).max(1) };
        let power_at_approximate = self.power(samples(approximate), rates).map(asked)?;
        let by_scores = |group: u64| self.score_power(samples(group), rates).map(asked);
        let mut group = smallest(approximate, power, &by_scores)?;
        if Self::has_few(samples(group), rates) {
            // Exact tests cost more: from the size for score tests on few steps are needed.
            let by_audit = |group: u64| self.power(samples(group), rates).map(asked);
            let critical = self.check(rates)?;
            let critical = if inside { critical.within } else { critical.outside };
            group = smallest_nearby(group, power, critical, &by_audit)?;
        }
        let last = self.power(samples(group), rates)?;
        Ok(VerdictSize {
            samples: samples(group),
            power: asked(last),
            exact: last.exact,
            approximate,
            power_at_approximate,
        })
    }

    /// The disparities nearest to parity that these samples would find *outside* with the power asked for: below the zone
    /// and above it.
    ///
    /// # Formula
    ///
    /// The d beyond a bound with [`VerdictRule::power`] at the rates (d from p₂, p₂) equal to the power, by bisection
    ///
    /// # Undefined
    ///
    /// A side without bound, or on which not even a rate of 0 or 1 would be found: `Undefined(NoSolution)` for that side.
    ///
    /// # Errors
    ///
    /// As [`VerdictRule::power`].
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{RateScale, Samples, VerdictRule, Zone};
    ///
    /// let rule = VerdictRule::new(RateScale::Ratio, Zone { lower: Some(0.8), upper: None });
    /// let (below, above) = rule.detectable(Samples { group: 500, reference: 500 }, 0.3, 0.8).unwrap();
    /// assert!(below.unwrap() < 0.65 && above.is_err());
    /// ```
    pub fn detectable(&self, samples: Samples, reference: f64, power: f64) -> Measured<(Measured, Measured)> {
        let alike = Rates { group: reference, reference };
        self.power(samples, alike)?;
        // Where a verdict begins does not depend on the rates, and is found once for all of them.
        let region = Region::new(self, samples, alike);
        let power_of = |rates: Rates| {
            if Self::has_few(samples, rates) { Ok(region.power(rates)) } else { self.score_power(samples, rates) }
        };
        let find = |bound: Option<f64>, extreme: f64| -> Measured {
            let Some(bound) = bound else { return Err(Unavailable::Undefined(Reason::NoSolution)) };
            let outside = |group: f64| Ok(power_of(Rates { group, reference })?.outside);
            let start = self.scale.group_rate(bound, reference).clamp(0.0, 1.0);
            let (mut near, mut far) = (start, extreme);
            if outside(far)? < power || (far - start).abs() < 1e-12 {
                return Err(Unavailable::Undefined(Reason::NoSolution));
            }
            for _ in 0..30 {
                let middle = f64::midpoint(near, far);
                if outside(middle)? < power { near = middle } else { far = middle }
            }
            self.scale.between(Rates { group: far, reference })
        };
        Ok((find(self.zone.lower, 0.0), find(self.zone.upper, 1.0)))
    }

    fn check(&self, rates: Rates) -> Measured<Critical> {
        let alpha = self.confidence.alpha();
        let bounds = [self.zone.lower, self.zone.upper];
        let fits = |bound: &f64| match self.scale {
            RateScale::Difference => (-1.0..=1.0).contains(bound),
            RateScale::Ratio => *bound > 0.0 && bound.is_finite(),
        };
        let is_valid = [rates.group, rates.reference].iter().all(|rate| (0.0..=1.0).contains(rate))
            && bounds.iter().flatten().all(fits)
            && bounds.iter().flatten().next().is_some()
            && self.comparisons > 0
            && alpha < 0.5;
        let outside = -normal_quantile(alpha / (2.0 * self.comparisons as f64));
        if is_valid && outside.is_finite() {
            Ok(Critical { within: -normal_quantile(alpha), outside })
        } else {
            Err(Unavailable::Undefined(Reason::OutsideDomain))
        }
    }

    /// The statistic of the score test, as the verdicts use it.
    fn score(&self, group: Proportion, reference: Proportion, null: f64) -> Measured {
        match self.scale {
            RateScale::Difference => {
                let difference = Difference { group, reference };
                Ok(difference.score(null)? / difference.inflation()?)
            }
            RateScale::Ratio => {
                let ratio = Ratio { group, reference };
                Ok(ratio.score(null)? / ratio.inflation()?)
            }
        }
    }
}

struct Critical {
    within: f64,
    outside: f64,
}

/// Where the score test of one bound begins to reject, as the reference's count grows.
struct Boundary<'a> {
    rule: &'a VerdictRule,
    samples: Samples,
    null: f64,
    critical: f64,
    strict: bool,
}

impl Boundary<'_> {
    /// For each count of the reference the place in the group's law from which on the statistic exceeds the critical value.
    fn walk(&self, group: &Law, reference: &Law) -> Measured<Vec<usize>> {
        let mut at = 0;
        let mut ends = Vec::with_capacity(reference.weights.len());
        for step in 0..reference.weights.len() {
            let x2 = Proportion::new(reference.first + step as u64, self.samples.reference)?;
            while at < group.weights.len() {
                let x1 = Proportion::new(group.first + at as u64, self.samples.group)?;
                let z = self.rule.score(x1, x2, self.null)?;
                if if self.strict { z > self.critical } else { z >= self.critical } {
                    break;
                }
                at += 1;
            }
            ends.push(at);
        }
        Ok(ends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(lower: f64, upper: f64) -> Zone {
        Zone { lower: Some(lower), upper: Some(upper) }
    }

    /// The verdicts by score tests, sample by sample: p-values in place of critical values, no runs, no walk.
    fn brute(rule: &VerdictRule, samples: Samples, rates: Rates) -> (f64, f64) {
        let choose = |n: u64, k: u64| (1..=k).fold(1.0, |c, i| c * (n - k + i) as f64 / i as f64);
        let chance = |n: u64, k: u64, p: f64| {
            choose(n, k) * p.powi(i32::try_from(k).unwrap()) * (1.0 - p).powi(i32::try_from(n - k).unwrap())
        };
        let alpha = rule.confidence.alpha();
        let (mut within, mut outside) = (0.0, 0.0);
        for x1 in 0..=samples.group {
            for x2 in 0..=samples.reference {
                let weight = chance(samples.group, x1, rates.group) * chance(samples.reference, x2, rates.reference);
                let group = Proportion::new(x1, samples.group).unwrap();
                let reference = Proportion::new(x2, samples.reference).unwrap();
                let at = |null| match rule.scale {
                    RateScale::Difference => Difference { group, reference }.score_test(null).unwrap(),
                    RateScale::Ratio => Ratio { group, reference }.score_test(null).unwrap(),
                };
                let (lower, upper) = (rule.zone.lower.map(at), rule.zone.upper.map(at));
                // Two rates of zero have no ratio.
                let has_value = rule.scale == RateScale::Difference || x1 + x2 > 0;
                let is_within = has_value
                    && lower.is_none_or(|test| test.p_greater <= alpha)
                    && upper.is_none_or(|test| test.p_less <= alpha);
                let (lower, upper) = (lower.map_or(1.0, |test| test.p_less), upper.map_or(1.0, |test| test.p_greater));
                let is_outside = 2.0 * lower.min(upper) * rule.comparisons as f64 <= alpha;
                within += if is_within { weight } else { 0.0 };
                outside += if is_outside { weight } else { 0.0 };
            }
        }
        (within, outside)
    }

    #[test]
    fn power_is_that_of_every_sample_counted() {
        let cases = [
            (RateScale::Ratio, zone(0.8, 1.25), 40, 60, 0.3, 0.5, 1),
            (RateScale::Ratio, Zone { lower: Some(0.8), upper: None }, 30, 30, 0.02, 0.05, 1),
            (RateScale::Ratio, zone(0.5, 2.0), 60, 45, 0.6, 0.6, 4),
            (RateScale::Difference, zone(-0.2, 0.2), 60, 40, 0.3, 0.3, 1),
            (RateScale::Difference, zone(-0.05, 0.05), 35, 55, 0.05, 0.4, 10),
            (RateScale::Difference, Zone { lower: None, upper: Some(0.1) }, 50, 20, 0.0, 0.1, 3),
            (RateScale::Ratio, zone(0.8, 1.25), 12, 9, 1.0, 0.4, 2),
        ];
        for (scale, zone, group, reference, p1, p2, comparisons) in cases {
            let rule = VerdictRule { scale, zone, confidence: Confidence::DEFAULT, comparisons };
            let (samples, rates) = (Samples { group, reference }, Rates { group: p1, reference: p2 });
            let (within, outside) = brute(&rule, samples, rates);
            let power = rule.score_power(samples, rates).unwrap();
            assert!(power.exact);
            assert!((power.within - within).abs() < 1e-11, "{rule:?}: {power:?} {within}");
            assert!((power.outside - outside).abs() < 1e-11, "{rule:?}: {power:?} {outside}");
        }
    }

    #[test]
    fn sizes_of_the_methods_are_found_again() {
        // METHODS B7: 580, about 4,720 and about 24,600 to show a ratio above 0.8, by the logarithm's standard error. The
        // score test needs a little more or less; two parts in a hundred is what the two formulas differ by.
        let rule = VerdictRule::new(RateScale::Ratio, Zone { lower: Some(0.8), upper: None });
        for (rate, published) in [(0.3, 580.0), (0.05, 4720.0), (0.01, 24_600.0)] {
            let size = rule.size(Rates { group: rate, reference: rate }, 1.0, 0.8).unwrap();
            let relative = size.samples.group as f64 / published;
            assert!((relative - 1.0).abs() < 0.03, "{rate}: {size:?}");
            assert!(size.power >= 0.8 && size.power < 0.81 && size.exact, "{size:?}");
        }
    }

    #[test]
    fn rare_outcomes_break_the_approximation_and_it_is_told() {
        // A segment of 1 in 20 of which nobody is selected, where 1 % of the others are: a handful of selections is expected
        // and none seen, and the normal curve knows no such thing as none.
        let rule = VerdictRule {
            comparisons: 5,
            ..VerdictRule::new(RateScale::Ratio, Zone { lower: Some(0.8), upper: Some(1.25) })
        };
        let size = rule.size(Rates { group: 0.0, reference: 0.01 }, 19.0, 0.8).unwrap();
        assert!(size.exact && size.power >= 0.8, "{size:?}");
        assert!((size.power_at_approximate - 0.8).abs() > 0.05, "{size:?}");
        assert_ne!(size.approximate, size.samples.group);
    }

    #[test]
    fn exact_and_normal_meet_where_samples_are_large() {
        let rule = VerdictRule::new(RateScale::Difference, zone(-0.02, 0.02));
        let (samples, rates) = (Samples { group: 9000, reference: 12_000 }, Rates { group: 0.30, reference: 0.31 });
        let exact = rule.power(samples, rates).unwrap();
        let normal = rule.approximate_power(9000.0, 12_000.0, rates).unwrap();
        assert!(exact.exact && (exact.within - normal.within).abs() < 2e-3, "{exact:?} {normal:?}");
        let huge = rule.power(Samples { group: 1 << 40, reference: 1 << 40 }, rates).unwrap();
        assert!(!huge.exact && huge.within > 0.999_999);
    }

    #[test]
    fn what_is_detectable_is_detected_and_no_less() {
        let rule = VerdictRule::new(RateScale::Ratio, zone(0.8, 1.25));
        let samples = Samples { group: 400, reference: 1600 };
        let (below, above) = rule.detectable(samples, 0.2, 0.8).unwrap();
        for (ratio, milder) in [(below.unwrap(), 1.05), (above.unwrap(), 0.95)] {
            let at = |ratio: f64| rule.power(samples, Rates { group: 0.2 * ratio, reference: 0.2 }).unwrap().outside;
            assert!((at(ratio) - 0.8).abs() < 1e-6 && at(ratio * milder) < 0.8, "{ratio}");
        }
        let few = rule.detectable(Samples { group: 5, reference: 50 }, 0.02, 0.8).unwrap();
        assert_eq!(few.0, Err(Unavailable::Undefined(Reason::NoSolution)));
    }

    #[test]
    fn impossible_requests_have_a_reason() {
        let rule = VerdictRule::new(RateScale::Ratio, zone(0.8, 1.25));
        let at = |group, reference| rule.size(Rates { group, reference }, 1.0, 0.8).unwrap_err();
        assert_eq!(at(0.24, 0.3), Unavailable::Undefined(Reason::NoSolution), "on the bound");
        assert_eq!(at(0.0, 0.0), Unavailable::Undefined(Reason::ZeroRate));
        assert_eq!(at(1.2, 0.5), Unavailable::Undefined(Reason::OutsideDomain));
        assert!(
            VerdictRule::new(RateScale::Ratio, Zone::default())
                .power(Samples { group: 9, reference: 9 }, Rates { group: 0.5, reference: 0.5 })
                .is_err()
        );
        let nobody = rule.power(Samples { group: 0, reference: 9 }, Rates { group: 0.5, reference: 0.5 });
        assert_eq!(nobody, Err(Unavailable::Undefined(Reason::NoRows)));
    }
}
