//! Holding the rules of a policy against a task: references, comparisons, the widest pair, assessments.

use std::sync::Arc;

use super::customers::Replicates;
use super::family::{Family, TaskSetting};
use super::side::Side;
use crate::audit::verdicts::{self, Unjudged};
use crate::audit::{
    Assessment, Correction, MetricValue, Policy, Protection, Reference, ReferenceGroup, Rule, RuleResult, Shared,
    Summary, TaskWorst, Verdict, WITHHELD,
};
use crate::inference::{Contrast, Interval};
use crate::metric::{Comparison, Composition, Criterion, Worse};
use crate::segment::{Grouping, Slice};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// The groups of a grouping with their tallies, and those of everyone else.
pub(super) struct Groups<T: Clone> {
    pub(super) grouping: Grouping,
    pub(super) list: Vec<Group<T>>,
    /// Of groups that are withheld, what the rest of the others needs.
    pub(super) hidden: Vec<Replicates<T>>,
}

impl<T: Clone> Groups<T> {
    /// Without the groups that are withheld.
    pub(super) fn published(mut self, protection: &Protection) -> Self {
        let (published, hidden) = self.list.into_iter().partition(|group| protection.publishes(&group.slice));
        let hidden: Vec<Group<T>> = hidden;
        self.hidden.extend(hidden.into_iter().filter_map(|group| group.replicates));
        Self { list: published, ..self }
    }
}

/// One group.
pub(super) struct Group<T: Clone> {
    pub(super) slice: Slice,
    pub(super) tally: T,
    /// Everyone else; none where there is nobody else.
    pub(super) rest: Option<T>,
    /// What is left of the group without each block of customers, where they come back.
    pub(super) replicates: Option<Replicates<T>>,
    pub(super) count: u64,
}

impl<T: Clone> Group<T> {
    pub(super) fn side(&self) -> Side<'_, T> {
        Side::new(&self.tally, self.replicates.as_ref())
    }
}

/// One family under one policy.
pub(super) struct Judge<'a, F: Family> {
    pub(super) family: &'a F,
    pub(super) policy: &'a Policy,
    pub(super) setting: TaskSetting,
    pub(super) protection: Option<&'a Protection>,
}

/// What a slice is compared with.
pub(super) struct Against<'a, T: Clone> {
    pub(super) chosen: ReferenceGroup,
    pub(super) side: Option<Side<'a, T>>,
}

impl<F: Family> Judge<'_, F> {
    /// The rest of each group, added up from both ends: sums of floating-point numbers cannot be taken away again.
    pub(super) fn groups(
        &self,
        grouping: Grouping,
        slices: &[Slice],
        tallies: Vec<F::Tally>,
        replicates: Option<Vec<Replicates<F::Tally>>>,
    ) -> Groups<F::Tally> {
        let family = self.family;
        let merged = |left: Option<&F::Tally>, right: Option<&F::Tally>| match (left, right) {
            (Some(left), Some(right)) => {
                let mut both = left.clone();
                family.merge(&mut both, right);
                Some(both)
            }
            (one, other) => one.or(other).cloned(),
        };
        let mut before = Vec::with_capacity(tallies.len());
        let mut sum = None;
        for tally in &tallies {
            before.push(sum.clone());
            sum = merged(sum.as_ref(), Some(tally));
        }
        let mut after = None;
        let mut rests = Vec::with_capacity(tallies.len());
        for (tally, before) in tallies.iter().zip(&before).rev() {
            rests.push(merged(before.as_ref(), after.as_ref()));
            after = merged(Some(tally), after.as_ref());
        }
        let list = slices
            .iter()
            .zip(tallies)
            .zip(rests.into_iter().rev())
            .zip(replicates.into_iter().flatten().map(Some).chain(std::iter::repeat_with(|| None)))
            .map(|(((slice, tally), rest), replicates)| Group {
                slice: slice.clone(),
                count: family.count(&tally),
                tally,
                rest,
                replicates,
            })
            // Rows that describe what is audited, as items that no list shows, are no group of customers.
            .filter(|group| group.count > 0)
            .collect();
        Groups { grouping, list, hidden: Vec::new() }
    }

    /// The reference of a group.
    pub(super) fn reference<'g>(
        &self,
        reference: &Reference,
        criterion: &'static Criterion,
        groups: &'g Groups<F::Tally>,
        at: usize,
    ) -> Against<'g, F::Tally> {
        let group = &groups.list[at];
        let found = match reference {
            Reference::Rest => {
                let rows = group.rest.as_ref().map_or(0, |rest| self.family.count(rest));
                let chosen = ReferenceGroup { reference: reference.clone(), slice: None, rows };
                return Against { chosen, side: self.rest(groups, at) };
            }
            Reference::Best => self.best(criterion, groups),
            Reference::Largest => (0..groups.list.len())
                .reduce(|best, one| if groups.list[one].count > groups.list[best].count { one } else { best }),
            Reference::Levels(levels) => {
                let own = groups.grouping.attributes();
                own.iter().any(|attribute| levels.contains_key(attribute)).then_some(()).and_then(|()| {
                    groups.list.iter().position(|one| {
                        own.iter().all(|attribute| {
                            let wanted = levels.get(attribute).or_else(|| group.slice.level(attribute));
                            one.slice.level(attribute) == wanted
                        })
                    })
                })
            }
            // Refused before.
            Reference::Overall | Reference::Population | Reference::WidestPair => None,
        };
        let chosen = ReferenceGroup {
            reference: reference.clone(),
            slice: found.map(|found| groups.list[found].slice.clone()),
            rows: found.map_or(0, |found| groups.list[found].count),
        };
        Against { chosen, side: found.map(|found| groups.list[found].side()) }
    }

    /// The group with the best value of the criterion's first metric, among those large enough to be judged.
    fn best(&self, criterion: &'static Criterion, groups: &Groups<F::Tally>) -> Option<usize> {
        let metric = criterion.metrics().first()?;
        let good = |group: &Group<F::Tally>| {
            let value = self.family.value(metric, &group.tally, self.setting).value.ok()?;
            Some(if metric.worse == Worse::Above { -value } else { value })
        };
        let judged = groups.list.iter().enumerate().filter(|(_, group)| group.count >= self.policy.minimum_rows);
        judged
            .filter_map(|(at, group)| Some((good(group)?, at)))
            .reduce(|best, one| if one.0 > best.0 { one } else { best })
            .map(|(_, at)| at)
    }

    /// The numbers that a criterion sets beside each other.
    fn values_of(&self, criterion: &'static Criterion, side: &Side<'_, F::Tally>) -> Shared<MetricValue> {
        let asked = self.family.metrics();
        let own = criterion.metrics().iter().filter(|metric| asked.iter().any(|one| one.id == metric.id));
        own.map(|metric| self.value(metric, side)).collect()
    }

    fn are_measured(&self, criterion: &'static Criterion, tally: &F::Tally) -> bool {
        let asked = self.family.metrics();
        let mut own = criterion.metrics().iter().filter(|metric| asked.iter().any(|one| one.id == metric.id));
        own.all(|metric| self.family.value(metric, tally, self.setting).value.is_ok())
    }

    /// Whether a group of a grouping is withheld, and so cannot be compared with.
    fn withholds(&self, grouping: &Grouping) -> bool {
        self.protection.is_some_and(|protection| protection.concerns(grouping))
    }

    /// What a rule says of every grouping that it concerns.
    pub(super) fn rule(
        &self,
        rule: &Rule,
        criterion: &'static Criterion,
        groupings: &[Groups<F::Tally>],
        worst: &[Vec<TaskWorst>],
    ) -> RuleResult {
        let mut assessments = Vec::new();
        for (groups, worst) in groupings.iter().zip(worst).filter(|(groups, _)| {
            rule.concerns(&groups.grouping) && self.family.concerns(criterion.id, &groups.grouping)
        }) {
            if rule.summary == Summary::Worst {
                let found = worst.iter().find(|worst| worst.criterion == criterion.id);
                assessments.extend(found.map(|worst| self.worst(rule, criterion, groups, worst)));
            } else {
                assessments.extend((0..groups.list.len()).filter_map(|at| self.slice(rule, criterion, groups, at)));
            }
        }
        verdicts::decided(rule, self.setting.confidence, assessments)
    }

    /// One slice against its reference; `None` where it is its own reference.
    fn slice(
        &self,
        rule: &Rule,
        criterion: &'static Criterion,
        groups: &Groups<F::Tally>,
        at: usize,
    ) -> Option<Assessment> {
        let group = &groups.list[at];
        let Against { chosen, side } = if criterion.is_of_group_alone() {
            // Held against its ideal: the group stands in for a reference that is not read.
            let chosen = ReferenceGroup { reference: Reference::Rest, slice: None, rows: group.count };
            Against { chosen, side: Some(group.side()) }
        } else {
            self.reference(&rule.reference, criterion, groups, at)
        };
        if chosen.slice.as_ref() == Some(&group.slice) {
            return None;
        }
        let unjudged = Unjudged {
            rule,
            grouping: &groups.grouping,
            slice: &group.slice,
            rows: group.count,
            reference: chosen,
            exemption: verdicts::exemption(self.policy, rule, &group.slice),
        };
        let mut assessment = unjudged.assessment();
        assessment.group_values = self.values_of(criterion, &group.side());
        let Some(side) = side else {
            if self.withholds(&groups.grouping) {
                (assessment.value, assessment.interval) = (Err(WITHHELD), Err(WITHHELD));
            }
            return Some(assessment);
        };
        if !criterion.is_of_group_alone() {
            assessment.reference_values = self.values_of(criterion, &side);
        }
        let contrast = self.compare(criterion, &group.side(), &side);
        let units = (group.count as f64, self.family.count(side.tally) as f64);
        fill(&mut assessment, rule, contrast.as_ref().map_err(|reason| *reason), units, self.setting.confidence);
        if group.count < self.policy.minimum_rows || assessment.reference.rows < self.policy.minimum_rows {
            // Shown, not judged; and not counted among the comparisons of the family.
            let small = Err(Unavailable::Undefined(Reason::TooFewRows));
            (assessment.p_outside, assessment.p_outside_adjusted) = (small, small);
            (assessment.equivalence, assessment.settling) = (None, None);
        }
        Some(assessment)
    }

    /// The widest pair of a grouping, or all its groups at once.
    fn worst(
        &self,
        rule: &Rule,
        criterion: &'static Criterion,
        groups: &Groups<F::Tally>,
        worst: &TaskWorst,
    ) -> Assessment {
        let find = |slice: &Option<Slice>| {
            slice.as_ref().and_then(|slice| groups.list.iter().find(|group| group.slice == *slice))
        };
        let (group, reference) = (find(&worst.group), find(&worst.reference));
        let slice = worst.group.clone().unwrap_or_default();
        let all = groups.list.iter().map(|group| group.count).sum();
        let unjudged = Unjudged {
            rule,
            grouping: &groups.grouping,
            slice: &slice,
            rows: group.map_or(if criterion.is_of_all_groups() { all } else { 0 }, |group| group.count),
            reference: ReferenceGroup {
                reference: Reference::WidestPair,
                slice: worst.reference.clone(),
                rows: reference.map_or(0, |group| group.count),
            },
            exemption: None,
        };
        let mut assessment = unjudged.assessment();
        let zone = rule.tolerance.zone();
        assessment.group_values = group.map(|group| self.values_of(criterion, &group.side())).unwrap_or_default();
        assessment.reference_values =
            reference.map(|group| self.values_of(criterion, &group.side())).unwrap_or_default();
        assessment.value = worst.value;
        assessment.interval = worst.interval;
        // The interval already allows for the pairs that were searched.
        assessment.p_outside = Err(Unavailable::Undefined(Reason::OutsideDomain));
        assessment.p_outside_adjusted = assessment.p_outside;
        assessment.comparisons = worst.comparisons;
        assessment.correction = Correction::Simultaneous;
        assessment.point_within = worst.value.ok().map(|value| zone.contains(value));
        assessment.verdict = match worst.interval {
            Ok(interval) if interval.is_within(&zone) => Verdict::Within,
            Ok(interval) if interval.is_disjoint(&zone) => Verdict::Outside,
            Ok(_) => Verdict::Inconclusive,
            Err(_) => Verdict::NotAssessed,
        };
        assessment
    }

    /// A criterion over all groups of a grouping that are large enough to be judged.
    #[allow(clippy::too_many_lines, reason = "one search from end to end")]
    pub(super) fn widest(&self, criterion: &'static Criterion, groups: &Groups<F::Tally>) -> TaskWorst {
        let judged: Vec<&Group<F::Tally>> =
            groups.list.iter().filter(|group| group.count >= self.policy.minimum_rows).collect();
        let mut unmeasured: Vec<Slice> = groups
            .list
            .iter()
            .filter(|group| group.count < self.policy.minimum_rows)
            .map(|group| group.slice.clone())
            .collect();
        let blank = |reason: Unavailable, unmeasured: Vec<Slice>| TaskWorst {
            criterion: criterion.id.to_owned(),
            value: Err(reason),
            group: None,
            reference: None,
            interval: Err(reason),
            p_value: Err(reason),
            comparisons: 0,
            unmeasured,
        };
        if judged.len() < 2 {
            return blank(Unavailable::Undefined(Reason::OneGroup), unmeasured);
        }
        if criterion.is_of_all_groups() {
            let sides: Vec<Side<'_, F::Tally>> = judged.iter().map(|group| group.side()).collect();
            return match self.of_all(criterion, &sides) {
                Ok(all) => TaskWorst {
                    value: all.contrast.estimate(),
                    interval: all.contrast.interval(self.setting.confidence),
                    p_value: all.p_value,
                    comparisons: 1,
                    ..blank(Unavailable::Undefined(Reason::OutsideDomain), unmeasured)
                },
                Err(reason) => blank(reason, unmeasured),
            };
        }
        let Some(comparison) = criterion.comparison() else {
            return blank(Unavailable::Undefined(Reason::OutsideDomain), unmeasured);
        };
        let measurable: Vec<&Group<F::Tally>> = judged
            .into_iter()
            .filter(|group| {
                let known = self.are_measured(criterion, &group.tally);
                if !known {
                    unmeasured.push(group.slice.clone());
                }
                known
            })
            .collect();
        let pairs = measurable.len() * measurable.len().saturating_sub(1) / 2;
        if pairs == 0 {
            return blank(Unavailable::Undefined(Reason::OneGroup), unmeasured);
        }
        let level = Confidence::new(self.setting.confidence.level().powf(1.0 / pairs as f64))
            .unwrap_or(self.setting.confidence);
        let mut widest: Option<(f64, usize, usize)> = None;
        let mut bounds: Measured<Vec<(f64, f64)>> = Ok(Vec::with_capacity(pairs));
        let mut method = None;
        for first in 0..measurable.len() {
            for second in first + 1..measurable.len() {
                let (one, other) = (measurable[first], measurable[second]);
                let contrast = match self.compare(criterion, &one.side(), &other.side()) {
                    Ok(contrast) => contrast,
                    Err(reason) => return blank(reason, unmeasured),
                };
                let value = match contrast.estimate() {
                    Ok(value) => value,
                    Err(reason) => return blank(reason, unmeasured),
                };
                let far = comparison.distance(value);
                if widest.is_none_or(|(known, ..)| far > comparison.distance(known)) {
                    // Group minus reference below the ideal: the first is the lower one.
                    let is_lower = if comparison == Comparison::Ratio { value < 1.0 } else { value < 0.0 };
                    let harmed_first = is_lower != lower_is_better(criterion);
                    widest = Some(if harmed_first { (value, first, second) } else { (value, second, first) });
                }
                match (contrast.interval(level), &mut bounds) {
                    (Ok(interval), Ok(all)) => {
                        method.get_or_insert(interval.method);
                        all.push(folded(comparison, &interval));
                    }
                    (Err(reason), bounds) => *bounds = Err(reason),
                    (Ok(_), Err(_)) => {}
                }
            }
        }
        let Some((value, group, reference)) = widest else {
            return blank(Unavailable::Undefined(Reason::OneGroup), unmeasured);
        };
        let is_ratio = comparison == Comparison::Ratio;
        let of = |all: &[(f64, f64)], end: fn(&(f64, f64)) -> f64| {
            let ends = all.iter().map(end);
            if is_ratio { ends.fold(f64::INFINITY, f64::min) } else { ends.fold(0.0, f64::max) }
        };
        let interval = bounds.and_then(|all| {
            Ok(Interval {
                lower: of(&all, |bound| bound.0),
                upper: of(&all, |bound| bound.1),
                confidence: self.setting.confidence,
                method: method.ok_or(Unavailable::Undefined(Reason::NoSolution))?,
            })
        });
        TaskWorst {
            criterion: criterion.id.to_owned(),
            value: Ok(if is_ratio { value.min(1.0 / value) } else { value.abs() }),
            group: Some(measurable[group].slice.clone()),
            reference: Some(measurable[reference].slice.clone()),
            interval,
            p_value: Err(Unavailable::Undefined(Reason::OutsideDomain)),
            comparisons: pairs as u64,
            unmeasured,
        }
    }
}

/// Whether the lower of two values is the better one for a group's customers.
fn lower_is_better(criterion: &Criterion) -> bool {
    let worse = match criterion.composition {
        Composition::OfTask { worse, .. } => worse,
        _ => criterion.metrics().first().map_or(Worse::Below, |metric| metric.worse),
    };
    worse == Worse::Above
}

/// The least and the most that a pair's distance may be: an absolute difference, or a ratio of at most 1.
fn folded(comparison: Comparison, interval: &Interval) -> (f64, f64) {
    if comparison == Comparison::Ratio {
        let least = interval.lower.min(1.0 / interval.upper);
        let most = if interval.contains(1.0) { 1.0 } else { interval.upper.min(1.0 / interval.lower) };
        (least, most)
    } else {
        let least = if interval.contains(0.0) { 0.0 } else { interval.lower.abs().min(interval.upper.abs()) };
        (least, interval.lower.abs().max(interval.upper.abs()))
    }
}

/// What a comparison tells an assessment.
fn fill(
    assessment: &mut Assessment,
    rule: &Rule,
    contrast: Measured<&Contrast>,
    units: (f64, f64),
    confidence: Confidence,
) {
    let zone = rule.tolerance.zone();
    match contrast {
        Err(reason) => {
            (assessment.value, assessment.interval, assessment.p_outside) = (Err(reason), Err(reason), Err(reason));
        }
        Ok(contrast) => {
            assessment.value = contrast.estimate();
            assessment.interval = contrast.interval(confidence);
            assessment.p_outside = contrast.p_outside(zone);
            assessment.equivalence = contrast.equivalence(zone, confidence).ok().map(Arc::new);
            assessment.point_within = assessment.value.ok().map(|value| zone.contains(value));
            let alpha = confidence.alpha();
            let is_open = assessment.equivalence.as_ref().is_none_or(|test| test.p_value > alpha)
                && assessment.p_outside.is_ok_and(|p| p > alpha);
            if is_open {
                assessment.settling = contrast.settling(zone, confidence, units).ok();
            }
        }
    }
}
