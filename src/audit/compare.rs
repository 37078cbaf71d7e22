//! A group against its reference by one criterion: estimate, interval, tests.

use super::groups::Against;
use super::resampled::{FunctionPair, Resamples, equivalence};
use super::setting::Setting;
use super::tally::{Tally, cells, inflated, sample, shared_customers};
use crate::inference::{DefaultTest, Difference, Equivalence, Interval, Method, OddsRatio, Ratio, SettlingSize, Zone};
use crate::metric::{Combine, Comparison, Composition, Criterion, Definition};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// One metric of the group beside that of the reference.
#[derive(Debug, Clone)]
enum Part {
    Difference(Difference),
    Ratio(Ratio),
    Odds { odds: OddsRatio, logarithm: bool },
    Function(FunctionPair),
}

/// A group beside its reference, by every metric of a criterion.
#[derive(Debug, Clone)]
pub(super) struct Compared {
    parts: Vec<Part>,
    comparison: Comparison,
    combine: Combine,
    /// Where the reference is everyone: the group's share of the trials, by part.
    overlap: Option<Vec<f64>>,
}

impl Compared {
    /// Sets a group beside its reference. With `overall` the reference given is the rest, and the comparison is with
    /// everyone: `p_g − p = (1 − f)(p_g − p_rest)` with f the group's share, and likewise for ratios.
    pub(super) fn new(
        criterion: &Criterion,
        group: &Tally,
        reference: &Against,
        overall: bool,
        setting: Setting,
    ) -> Measured<Self> {
        let Composition::Compare { metrics, comparison, combine, favourable_side } = criterion.composition else {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        };
        let Against { table: reference, shared } = reference;
        let mut parts = Vec::with_capacity(metrics.len());
        let mut shares = Vec::with_capacity(metrics.len());
        for metric in metrics {
            // A group without a value has no disparity: its own reason is the better one.
            metric.value(group, setting.labels).or_else(infinite_is_a_value)?;
            metric.value(reference, setting.labels).or_else(infinite_is_a_value)?;
            if let Definition::Function { compute, .. } = &metric.definition {
                let pair = FunctionPair::new(metric, *compute, comparison, (group, reference), setting)?;
                parts.push(Part::Function(pair));
                continue;
            }
            let mut samples = (
                sample(metric, favourable_side, group, setting)?,
                sample(metric, favourable_side, reference, setting)?,
            );
            if let Some(shared) = shared {
                // The favourable side changes both signs of a covariance, and so none.
                let sides = ((group, &samples.0), (reference, &samples.1));
                let factor = shared_customers(metric, comparison, sides.0, sides.1, shared);
                samples = (inflated(samples.0, factor)?, inflated(samples.1, factor)?);
            }
            let among = cells(metric).map_or(0.0, |(_, among)| group.total(among));
            let others = cells(metric).map_or(0.0, |(_, among)| reference.total(among));
            shares.push(among / (among + others));
            let (group, reference) = samples;
            parts.push(match (&metric.definition, comparison) {
                (Definition::Odds { .. }, Comparison::Difference)
                | (Definition::Function { .. } | Definition::OfTask { .. }, _) => {
                    return Err(Unavailable::Undefined(Reason::OutsideDomain));
                }
                (Definition::Odds { .. }, comparison) => {
                    Part::Odds { odds: OddsRatio { group, reference }, logarithm: comparison == Comparison::LogRatio }
                }
                (Definition::Rate { .. }, Comparison::Difference) => Part::Difference(Difference { group, reference }),
                (Definition::Rate { .. }, _) => Part::Ratio(Ratio { group, reference }),
            });
        }
        if overall && parts.iter().any(|part| matches!(part, Part::Odds { .. } | Part::Function(_))) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        Ok(Self { parts, comparison, combine, overlap: overall.then_some(shares) })
    }

    /// How it was resampled, where it was; of several metrics the one with the most undefined draws.
    pub(super) fn resamples(&self) -> Option<Resamples> {
        let each = self.parts.iter().filter_map(|part| match part {
            Part::Function(pair) => pair.resamples(),
            Part::Difference(_) | Part::Ratio(_) | Part::Odds { .. } => None,
        });
        each.max_by_key(|resamples| resamples.undefined)
    }

    /// The criterion's value.
    pub(super) fn value(&self) -> Measured {
        let values = self
            .parts
            .iter()
            .enumerate()
            .map(|(at, part)| Ok(self.to_overall(at, part.estimate()?)))
            .collect::<Measured<Vec<_>>>()?;
        if let [only] = values[..] { Ok(only) } else { self.combine.apply(self.comparison, &values) }
    }

    /// Its interval. Of several metrics, each gets a Šidák share of the level, so that the combination holds.
    pub(super) fn interval(&self, confidence: Confidence) -> Measured<Interval> {
        let share = sidak(confidence, self.parts.len());
        let intervals = self
            .parts
            .iter()
            .enumerate()
            .map(|(at, part)| {
                let interval = part.interval(share)?;
                Ok(Interval {
                    lower: self.to_overall(at, interval.lower),
                    upper: self.to_overall(at, interval.upper),
                    ..interval
                })
            })
            .collect::<Measured<Vec<_>>>()?;
        let bounds = match &intervals[..] {
            [only] => (only.lower, only.upper),
            several => combined(several, self.comparison, self.combine),
        };
        let method = intervals.first().map_or(Method::MiettinenNurminen, |interval| interval.method);
        Ok(Interval { lower: bounds.0, upper: bounds.1, confidence, method })
    }

    /// Two-sided p-value of no disparity; of several metrics the smallest, Bonferroni-corrected.
    pub(super) fn p_parity(&self) -> Measured {
        let mut smallest = f64::INFINITY;
        for part in &self.parts {
            smallest = smallest.min(part.p_parity(self.comparison)?);
        }
        Ok((smallest * self.parts.len() as f64).min(1.0))
    }

    /// Two-sided p-value of lying outside a zone: twice the smaller of the one-sided score tests at its bounds.
    pub(super) fn p_outside(&self, zone: Zone) -> Measured {
        if self.parts.len() > 1 && self.combine != Combine::Worst {
            return self.p_by_inversion(zone);
        }
        let mut smallest = f64::INFINITY;
        for (at, part) in self.parts.iter().enumerate() {
            smallest = smallest.min(part.p_outside(self.part_zone(at, zone))?);
        }
        Ok((smallest * self.parts.len() as f64).min(1.0))
    }

    /// The two one-sided tests of the zone; of several metrics the weakest, an intersection-union test.
    pub(super) fn equivalence(&self, zone: Zone, confidence: Confidence) -> Measured<Equivalence> {
        let mut weakest: Option<Equivalence> = None;
        for (at, part) in self.parts.iter().enumerate() {
            let one = part.equivalence(self.part_zone(at, zone), confidence)?;
            if weakest.is_none_or(|known| one.p_value > known.p_value) {
                weakest = Some(Equivalence {
                    zone,
                    interval: Interval {
                        lower: self.to_overall(at, one.interval.lower),
                        upper: self.to_overall(at, one.interval.upper),
                        ..one.interval
                    },
                    ..one
                });
            }
        }
        weakest.ok_or(Unavailable::Undefined(Reason::EmptyDenominator))
    }

    /// How much larger both samples must be to settle it at the rates observed; of several metrics the largest.
    pub(super) fn settling(&self, zone: Zone, confidence: Confidence) -> Measured<SettlingSize> {
        let mut largest: Option<SettlingSize> = None;
        for (at, part) in self.parts.iter().enumerate() {
            let size = part.settling(self.part_zone(at, zone), confidence)?;
            if largest.is_none_or(|known| size.factor > known.factor) {
                largest = Some(size);
            }
        }
        largest.ok_or(Unavailable::Undefined(Reason::NoSolution))
    }

    /// The smallest error probability at which the interval leaves the zone.
    fn p_by_inversion(&self, zone: Zone) -> Measured {
        let leaves = |alpha: f64| {
            let level = Confidence::new(1.0 - alpha).ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
            Ok(self.interval(level)?.is_disjoint(&zone))
        };
        if !leaves(1.0 - 1e-9)? {
            return Ok(1.0);
        }
        let (mut low, mut high) = (1e-12, 1.0 - 1e-9);
        for _ in 0..50 {
            let middle = f64::sqrt(low * high);
            if leaves(middle)? { high = middle } else { low = middle }
        }
        Ok(high)
    }

    /// The zone for one part, on the scale of the reference given. A combination of folded values bounds each part on
    /// both sides.
    fn part_zone(&self, part: usize, zone: Zone) -> Zone {
        let zone = if self.parts.len() == 1 {
            zone
        } else {
            match self.comparison {
                Comparison::Ratio => Zone { lower: zone.lower, upper: zone.lower.map(|lower| 1.0 / lower) },
                Comparison::Difference | Comparison::LogRatio => {
                    Zone { lower: zone.upper.map(|upper| -upper), upper: zone.upper }
                }
            }
        };
        let Some(shares) = &self.overlap else { return zone };
        let share = shares[part];
        let to_rest = |bound: f64| match self.comparison {
            Comparison::Difference => Some(bound / (1.0 - share)).filter(|bound| (-1.0..=1.0).contains(bound)),
            Comparison::Ratio | Comparison::LogRatio => {
                Some(bound * (1.0 - share) / (1.0 - share * bound)).filter(|bound| bound.is_finite() && *bound > 0.0)
            }
        };
        Zone { lower: zone.lower.and_then(to_rest), upper: zone.upper.and_then(to_rest) }
    }

    /// A value against the rest as a value against everyone.
    fn to_overall(&self, part: usize, value: f64) -> f64 {
        let Some(shares) = &self.overlap else { return value };
        let share = shares[part];
        match self.comparison {
            Comparison::Difference => value * (1.0 - share),
            Comparison::Ratio | Comparison::LogRatio if value.is_infinite() => 1.0 / share,
            Comparison::Ratio | Comparison::LogRatio => value / (share * value + 1.0 - share),
        }
    }
}

impl Part {
    fn estimate(&self) -> Measured {
        match self {
            Self::Difference(difference) => difference.estimate(),
            Self::Ratio(ratio) => ratio.estimate(),
            Self::Odds { odds, logarithm } => odds.estimate().and_then(|value| logarithmic(value, *logarithm)),
            Self::Function(pair) => pair.estimate(),
        }
    }

    fn interval(&self, confidence: Confidence) -> Measured<Interval> {
        match self {
            Self::Difference(difference) => difference.miettinen_nurminen(confidence),
            Self::Ratio(ratio) => ratio.miettinen_nurminen(confidence),
            Self::Odds { odds, logarithm } => odds.score_interval(confidence).map(|interval| {
                if *logarithm {
                    Interval { lower: interval.lower.ln(), upper: interval.upper.ln(), ..interval }
                } else {
                    interval
                }
            }),
            Self::Function(pair) => pair.interval(confidence),
        }
    }

    /// One-sided p-values of lying below and above a value.
    fn p_at(&self, null: f64) -> Measured<(f64, f64)> {
        match self {
            Self::Function(pair) => pair.p_at(null),
            rate => rate.test(null).map(|test| (test.p_less, test.p_greater)),
        }
    }

    /// Two-sided p-value of a value.
    fn p_two_sided(&self, null: f64) -> Measured {
        match self {
            Self::Function(pair) => pair.p_at(null).map(|(less, greater)| (2.0 * less.min(greater)).min(1.0)),
            rate => rate.test(null).map(|test| test.p_two_sided),
        }
    }

    /// The test of a value; what is no rate has its own.
    fn test(&self, null: f64) -> Measured<DefaultTest> {
        match self {
            Self::Difference(difference) => difference.default_test(null),
            Self::Ratio(ratio) => ratio.default_test(null),
            Self::Odds { odds, logarithm } => odds.default_test(if *logarithm { null.exp() } else { null }),
            Self::Function(_) => Err(Unavailable::Undefined(Reason::OutsideDomain)),
        }
    }

    fn p_parity(&self, comparison: Comparison) -> Measured {
        let null = match self {
            Self::Odds { logarithm: true, .. } | Self::Difference(_) => 0.0,
            Self::Odds { .. } | Self::Ratio(_) => 1.0,
            Self::Function(_) => comparison.ideal(),
        };
        self.p_two_sided(null)
    }

    fn p_outside(&self, zone: Zone) -> Measured {
        if let (Some(lower), Some(upper)) = (zone.lower, zone.upper)
            && lower.to_bits() == upper.to_bits()
        {
            return self.p_two_sided(lower);
        }
        let below = zone.lower.map(|bound| self.p_at(bound)).transpose()?.map_or(1.0, |(less, _)| less);
        let above = zone.upper.map(|bound| self.p_at(bound)).transpose()?.map_or(1.0, |(_, greater)| greater);
        Ok((2.0 * f64::min(below, above)).min(1.0))
    }

    fn equivalence(&self, zone: Zone, confidence: Confidence) -> Measured<Equivalence> {
        match self {
            Self::Difference(difference) => difference.equivalence(zone, confidence),
            Self::Ratio(ratio) => ratio.equivalence(zone, confidence),
            Self::Odds { .. } | Self::Function(_) => {
                equivalence(zone, confidence, |bound| self.p_at(bound), |level| self.interval(level))
            }
        }
    }

    fn settling(&self, zone: Zone, confidence: Confidence) -> Measured<SettlingSize> {
        match self {
            Self::Difference(difference) => difference.settling_size(&zone, confidence),
            Self::Ratio(ratio) => ratio.settling_size(&zone, confidence),
            Self::Odds { .. } | Self::Function(_) => Err(Unavailable::Undefined(Reason::NoSolution)),
        }
    }
}

/// The level for each of several intervals that shall hold together at a level.
pub(super) fn sidak(confidence: Confidence, intervals: usize) -> Confidence {
    Confidence::new(confidence.level().powf(1.0 / intervals.max(1) as f64)).unwrap_or(confidence)
}

/// Infinite odds can be compared; the other reasons stand in the way.
fn infinite_is_a_value(reason: Unavailable) -> Measured {
    match reason {
        Unavailable::Infinite(_) => Ok(f64::INFINITY),
        other => Err(other),
    }
}

fn logarithmic(value: f64, logarithm: bool) -> Measured {
    if !logarithm {
        Ok(value)
    } else if value > 0.0 {
        Ok(value.ln())
    } else {
        Err(Unavailable::Infinite(crate::value::Sign::Negative))
    }
}

/// The interval of a combination from intervals that hold together.
fn combined(parts: &[Interval], comparison: Comparison, combine: Combine) -> (f64, f64) {
    let folded = parts.iter().map(|part| match comparison {
        // min(r, 1/r) is at most 1, and 1 if the interval holds 1.
        Comparison::Ratio => {
            let ends = (part.lower.min(1.0 / part.lower), part.upper.min(1.0 / part.upper));
            let most = if part.contains(1.0) { 1.0 } else { f64::max(ends.0, ends.1) };
            (f64::min(ends.0, ends.1), most)
        }
        Comparison::Difference | Comparison::LogRatio => {
            let least = if part.contains(0.0) { 0.0 } else { part.lower.abs().min(part.upper.abs()) };
            (least, part.lower.abs().max(part.upper.abs()))
        }
    });
    let count = parts.len() as f64;
    match combine {
        Combine::Worst if comparison == Comparison::Ratio => {
            folded.fold((f64::INFINITY, f64::INFINITY), |(low, high), part| (low.min(part.0), high.min(part.1)))
        }
        Combine::Worst => folded.fold((0.0, 0.0), |(low, high), part| (f64::max(low, part.0), f64::max(high, part.1))),
        Combine::MeanAbsolute => {
            folded.fold((0.0, 0.0), |(low, high), part| (low + part.0 / count, high + part.1 / count))
        }
        Combine::MeanSigned => {
            parts.iter().fold((0.0, 0.0), |(low, high), part| (low + part.lower / count, high + part.upper / count))
        }
    }
}
