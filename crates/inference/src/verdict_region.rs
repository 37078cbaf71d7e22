//! Where among the outcomes of two samples the tests of an audit give a verdict: found once, summed for any rates.
//!
//! A test's p-value falls as one sample's successes grow and rises as the other's do. So for each count of the one sample the
//! outcomes that reject are those from some count of the other on, and that count moves little from one to the next. Near it an
//! exact p-value saws, and where a test passes from one form to another there may be a gap: both are looked for there.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};

use super::binomial_law::Law;
use super::default_test::form;
use super::verdict_power::{RateScale, Samples, VerdictPower, VerdictRule};
use super::{DefaultTest, Difference, Proportion, Rates, Ratio, TestMethod};

/// Counts rarer than this are left out: together they do not reach the sixth digit.
const RARE: f64 = 1e-8;

/// So many counts in a row on the right side of a border end the search for exceptions.
const IN_A_ROW: u32 = 8;

/// Outcomes of two samples, by the verdict that an audit gives.
pub(super) struct Region<'a> {
    rule: &'a VerdictRule,
    samples: Samples,
    /// Whether counts of the group are walked through, one by one, and those of the reference searched, or the other way.
    along_group: bool,
    below: Edge,
    above: Edge,
    not_below: Edge,
    not_above: Edge,
}

/// One side of one test, and where it begins to reject as far as is known.
struct Edge {
    null: Option<f64>,
    is_greater: bool,
    level: f64,
    known: RefCell<BTreeMap<u64, u64>>,
    /// Outcomes that were judged: other rates ask for the same ones.
    judged: RefCell<HashMap<(u64, u64), bool>>,
    /// How far the exact test's border has been from the score test's so far.
    apart: Cell<usize>,
}

/// Places of a law from one up to another.
type Span = (usize, usize);

impl<'a> Region<'a> {
    /// The region of two samples whose true rates lie around some.
    pub(super) fn new(rule: &'a VerdictRule, samples: Samples, rates: Rates) -> Self {
        let variance = |trials: u64, rate: f64| trials as f64 * rate * (1.0 - rate);
        let alpha = rule.confidence.alpha();
        let outside = alpha / (2.0 * rule.comparisons as f64);
        let edge = |null: Option<f64>, is_greater: bool, level: f64| Edge {
            null,
            is_greater,
            level,
            known: RefCell::new(BTreeMap::new()),
            judged: RefCell::new(HashMap::new()),
            apart: Cell::new(0),
        };
        Self {
            rule,
            samples,
            along_group: variance(samples.group, rates.group) <= variance(samples.reference, rates.reference),
            below: edge(rule.zone.lower, false, outside),
            above: edge(rule.zone.upper, true, outside),
            not_below: edge(rule.zone.lower, true, alpha),
            not_above: edge(rule.zone.upper, false, alpha),
        }
    }

    /// The probability of each verdict at some rates.
    pub(super) fn power(&self, rates: Rates) -> VerdictPower {
        let (group, reference) =
            (Law::new(self.samples.group, rates.group), Law::new(self.samples.reference, rates.reference));
        let (walked, searched) = if self.along_group { (group, reference) } else { (reference, group) };
        for edge in [&self.below, &self.above, &self.not_below, &self.not_above] {
            for (count, _) in walked.counts().filter(|(_, weight)| *weight >= RARE) {
                self.borders(edge, count, &searched);
            }
        }
        let (mut within, mut outside) = (0.0, 0.0);
        for (count, weight) in walked.counts().filter(|(_, weight)| *weight >= RARE) {
            let share = |(from, to): Span| (searched.below(to) - searched.below(from)).max(0.0);
            for edge in [&self.below, &self.above] {
                outside += self
                    .rejecting(edge, count, &searched)
                    .map_or(0.0, |spans| weight * spans.into_iter().map(share).sum::<f64>());
            }
            let everywhere = || vec![(0, searched.weights.len())];
            let one = self.rejecting(&self.not_below, count, &searched).unwrap_or_else(everywhere);
            let other = self.rejecting(&self.not_above, count, &searched).unwrap_or_else(everywhere);
            for (from, to) in one {
                within += other.iter().map(|own| weight * share((from.max(own.0), to.min(own.1)))).sum::<f64>();
            }
        }
        VerdictPower { within: within.clamp(0.0, 1.0), outside: outside.clamp(0.0, 1.0), exact: true }
    }

    /// Whether a test rejects from some count of the searched sample upwards, and not up to some count.
    const fn rises(&self, edge: &Edge) -> bool {
        // Evidence for more grows with the group's successes and falls with the reference's.
        edge.is_greater != self.along_group
    }

    /// The borders of the audit's test and of the score test; how far they are apart is kept.
    fn borders(&self, edge: &Edge, count: u64, searched: &Law) -> Option<(usize, usize)> {
        edge.null?;
        let (end, rises) = (searched.weights.len(), self.rises(edge));
        let at = self.edge(edge, count, searched);
        let by_score = first_past(at, end, &|place| {
            let (x1, x2) = self.counts(count, searched.first + place as u64);
            self.score(edge, x1, x2).is_some_and(|p| p <= edge.level) == rises
        });
        edge.apart.set(edge.apart.get().max(at.abs_diff(by_score)));
        Some((at, by_score))
    }

    /// The places of the searched law at which a test rejects; none where there is no such test.
    fn rejecting(&self, edge: &Edge, count: u64, searched: &Law) -> Option<Vec<Span>> {
        let (end, rises) = (searched.weights.len(), self.rises(edge));
        let (at, by_score) = self.borders(edge, count, searched)?;
        if at == by_score && (at == 0 || at == end) {
            return Some(vec![if rises { (at, end) } else { (0, at) }]);
        }
        let rejects = |place: usize| self.rejects(edge, count, searched.first + place as u64);
        // An exact p-value saws a little: look on until it has agreed with the border a few times in a row.
        let (mut from, mut to, mut agreed) = (at, at, 0);
        while from > 0 && agreed < IN_A_ROW {
            from -= 1;
            agreed = if rejects(from) == rises { 0 } else { agreed + 1 };
        }
        agreed = 0;
        while to < end && agreed < IN_A_ROW {
            agreed = if rejects(to) == rises { agreed + 1 } else { 0 };
            to += 1;
        }
        // And where a test passes from one form to another, as far as the borders of the forms have been apart.
        edge.apart.set(edge.apart.get().max(at.abs_diff(by_score)));
        let (first, last) =
            (at.min(by_score).saturating_sub(edge.apart.get() + 1), (at.max(by_score) + edge.apart.get() + 1).min(end));
        let form = |place: usize| self.form(edge, count, searched.first + place as u64);
        if first < last && form(first) != form(last - 1) {
            (from, to) = (from.min(first), to.max(last));
        }
        let mut spans: Vec<Span> = if rises { Vec::new() } else { vec![(0, from)] };
        for place in (from..to).filter(|&place| rejects(place)) {
            match spans.last_mut() {
                Some((_, last)) if *last == place => *last = place + 1,
                _ => spans.push((place, place + 1)),
            }
        }
        if rises {
            spans.push((to, end));
        }
        Some(spans)
    }

    /// The first place of the searched law at which a test that rises rejects, or one that falls no longer does.
    fn edge(&self, edge: &Edge, count: u64, searched: &Law) -> usize {
        let place_of = |count: u64| usize::try_from(count.saturating_sub(searched.first)).unwrap_or(0);
        let end = searched.weights.len();
        let is_past = |place: usize| self.rejects(edge, count, searched.first + place as u64) == self.rises(edge);
        let mut known = edge.known.borrow_mut();
        if let Some(&at) = known.get(&count) {
            return place_of(at).min(end);
        }
        let mut before = known.range(..count).rev().map(|(_, at)| *at);
        let hint = match (before.next(), before.next()) {
            (Some(last), Some(one)) => place_of((2 * last).saturating_sub(one)),
            (Some(last), None) => place_of(last),
            // Far from the border one look at either end is enough.
            (None, _) if is_past(0) => 0,
            (None, _) if end == 0 || !is_past(end - 1) => end,
            (None, _) => end / 2,
        };
        let found = first_past(hint.min(end), end, &is_past);
        if found > 0 && found < end {
            known.insert(count, searched.first + found as u64);
        }
        found
    }

    fn rejects(&self, edge: &Edge, walked: u64, searched: u64) -> bool {
        if let Some(&known) = edge.judged.borrow().get(&(walked, searched)) {
            return known;
        }
        let rejects = self.test(edge, walked, searched).is_some_and(|test| edge.rejects(&test));
        edge.judged.borrow_mut().insert((walked, searched), rejects);
        rejects
    }

    /// Successes of the group and of the reference.
    const fn counts(&self, walked: u64, searched: u64) -> (u64, u64) {
        if self.along_group { (walked, searched) } else { (searched, walked) }
    }

    fn test(&self, edge: &Edge, walked: u64, searched: u64) -> Option<DefaultTest> {
        let (x1, x2) = self.counts(walked, searched);
        let null = edge.null?;
        let group = Proportion::new(x1, self.samples.group).ok()?;
        let reference = Proportion::new(x2, self.samples.reference).ok()?;
        match self.rule.scale {
            RateScale::Difference => Difference { group, reference }.default_test(null).ok(),
            // Two rates of zero have no ratio, and no verdict.
            RateScale::Ratio if x1 + x2 == 0 => None,
            RateScale::Ratio => Ratio { group, reference }.default_test(null).ok(),
        }
    }

    /// In which of its forms the test is taken at some counts.
    fn form(&self, edge: &Edge, walked: u64, searched: u64) -> Option<(u8, TestMethod)> {
        let (x1, x2) = self.counts(walked, searched);
        let null = edge.null?;
        let group = Proportion::new(x1, self.samples.group).ok()?;
        let reference = Proportion::new(x2, self.samples.reference).ok()?;
        let (parity, likeliest) = match self.rule.scale {
            RateScale::Difference => (0.0, Difference { group, reference }.likeliest(null)),
            RateScale::Ratio => (1.0, Ratio { group, reference }.likeliest(null)),
        };
        // Equal rates are tested by Fisher's mid-p besides.
        let method = if null.to_bits() == f64::to_bits(parity) {
            self.test(edge, walked, searched)?.method
        } else {
            TestMethod::LikeliestNull
        };
        Some((form([group, reference], likeliest), method))
    }

    /// The score test's p-value of a side.
    fn score(&self, edge: &Edge, x1: u64, x2: u64) -> Option<f64> {
        let null = edge.null?;
        let group = Proportion::new(x1, self.samples.group).ok()?;
        let reference = Proportion::new(x2, self.samples.reference).ok()?;
        let test = match self.rule.scale {
            RateScale::Difference => Difference { group, reference }.score_test(null).ok()?,
            RateScale::Ratio if x1 + x2 == 0 => return None,
            RateScale::Ratio => Ratio { group, reference }.score_test(null).ok()?,
        };
        Some(if edge.is_greater { test.p_greater } else { test.p_less })
    }
}

impl Edge {
    fn rejects(&self, test: &DefaultTest) -> bool {
        (if self.is_greater { test.p_greater } else { test.p_less }) <= self.level
    }
}

/// The first place before `end` where something holds that holds from there on, `end` if nowhere; near `hint` it is found soon.
fn first_past(hint: usize, end: usize, holds: &dyn Fn(usize) -> bool) -> usize {
    let (mut low, mut high, mut step);
    (high, step) = (hint, 1);
    // It holds at `high` or that is the end; it does not hold just before `low`.
    if hint < end && !holds(hint) {
        low = hint + 1;
        loop {
            high = (low + step - 1).min(end);
            if high >= end || holds(high) {
                break;
            }
            low = high + 1;
            step *= 2;
        }
    } else {
        loop {
            if high == 0 {
                return 0;
            }
            low = high.saturating_sub(step);
            if !holds(low) {
                low += 1;
                break;
            }
            high = low;
            step *= 2;
        }
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Zone;
    use crate::value::Confidence;

    #[test]
    fn the_first_is_found_from_any_hint() {
        for end in 0..20 {
            for first in 0..=end {
                for hint in 0..=end {
                    assert_eq!(first_past(hint, end, &|place| place >= first), first, "{hint} {end}");
                }
            }
        }
    }

    /// Every outcome of both samples with the verdict of the audit's tests, one by one.
    #[test]
    fn regions_are_those_of_every_outcome_judged() {
        let zone = |lower, upper| Zone { lower: Some(lower), upper: Some(upper) };
        let cases = [
            (RateScale::Ratio, zone(0.8, 1.25), 40, 60, 0.1, 0.5, 1),
            (RateScale::Ratio, Zone { lower: Some(0.8), upper: None }, 12, 70, 0.02, 0.2, 3),
            (RateScale::Ratio, zone(0.4, 2.5), 60, 45, 0.6, 0.6, 4),
            (RateScale::Difference, zone(-0.3, 0.3), 60, 40, 0.3, 0.3, 1),
            (RateScale::Difference, zone(-0.05, 0.05), 35, 55, 0.05, 0.4, 10),
            (RateScale::Difference, Zone { lower: None, upper: Some(0.1) }, 50, 20, 0.6, 0.1, 3),
            (RateScale::Ratio, zone(0.8, 1.25), 30, 200, 0.2, 0.02, 2),
        ];
        for (scale, zone, group, reference, p1, p2, comparisons) in cases {
            let rule = VerdictRule { scale, zone, confidence: Confidence::DEFAULT, comparisons };
            let (samples, rates) = (Samples { group, reference }, Rates { group: p1, reference: p2 });
            let found = Region::new(&rule, samples, rates).power(rates);
            let (alpha, share) = (0.05, 0.05 / (2.0 * comparisons as f64));
            let chance = |n: u64, k: u64, p: f64| {
                let choose = (1..=k).fold(1.0, |c, i| c * (n - k + i) as f64 / i as f64);
                choose * p.powi(i32::try_from(k).unwrap()) * (1.0 - p).powi(i32::try_from(n - k).unwrap())
            };
            let (mut within, mut outside) = (0.0, 0.0);
            for x1 in 0..=group {
                for x2 in 0..=reference {
                    let weight = chance(group, x1, p1) * chance(reference, x2, p2);
                    if weight < 1e-12 || (scale == RateScale::Ratio && x1 + x2 == 0) {
                        continue;
                    }
                    let (own, other) = (Proportion::new(x1, group).unwrap(), Proportion::new(x2, reference).unwrap());
                    let at = |null| match scale {
                        RateScale::Difference => {
                            Difference { group: own, reference: other }.default_test(null).unwrap()
                        }
                        RateScale::Ratio => Ratio { group: own, reference: other }.default_test(null).unwrap(),
                    };
                    let (lower, upper) = (zone.lower.map(at), zone.upper.map(at));
                    let is_within = lower.is_none_or(|test| test.p_greater <= alpha)
                        && upper.is_none_or(|test| test.p_less <= alpha);
                    let is_outside = lower.is_some_and(|test| test.p_less <= share)
                        || upper.is_some_and(|test| test.p_greater <= share);
                    within += if is_within { weight } else { 0.0 };
                    outside += if is_outside { weight } else { 0.0 };
                }
            }
            assert!((found.within - within).abs() < 2e-6, "{rule:?}: {found:?} {within}");
            assert!((found.outside - outside).abs() < 2e-6, "{rule:?}: {found:?} {outside}");
        }
    }
}
