//! The audit of a task: from a family to everything found.

use super::family::{Family, TaskSetting};
use super::groups::RowGroups;
use super::judge::{Against, Group, Groups, Judge};
use crate::audit::verdicts;
use crate::audit::{
    Audited, Disparity, ExclusionCount, Notice, OwnDefinition, Policy, Population, Reference, Rule, SliceResult,
    Summary, TaskGrouping, TaskResult, TaskSlice, TaskWorst,
};
use crate::data::{AttributeSpecification, Exclusion, Favourable, LabelAvailability, Specification};
use crate::error::{Error, ErrorKind, Problem, Problems, suggestion};
use crate::metric::{Criterion, Metric};
use crate::segment::{Grouping, Slice, Slices};
use crate::value::{Confidence, Reason, quotient};

/// A request for an audit of a task. Options are set on it; the family comes last, to [`TaskAudit::run`].
///
/// What [`Audit`](crate::Audit) offers beyond this is for decisions: strata, weights, customers who come back and
/// suppression.
#[derive(Debug, Clone)]
#[must_use = "an audit does nothing until it is run"]
pub struct TaskAudit {
    slices: Slices,
    policy: Option<Policy>,
    criteria: Vec<String>,
    confidence: Option<Confidence>,
    minimum_rows: Option<u64>,
    seed: u64,
    as_of: Option<String>,
}

impl Default for TaskAudit {
    fn default() -> Self {
        Self::new()
    }
}

impl TaskAudit {
    /// Every attribute alone, under the task's own rules, at 95 %.
    pub fn new() -> Self {
        Self {
            slices: Slices::marginals(),
            policy: None,
            criteria: Vec::new(),
            confidence: None,
            minimum_rows: None,
            seed: 0,
            as_of: None,
        }
    }

    /// Which slices to audit.
    pub fn slices(mut self, slices: Slices) -> Self {
        self.slices = slices;
        self
    }

    /// What to hold against them, in place of the task's own rules.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Criteria that every slice is compared by, besides the task's headline criteria and those of the policy.
    pub fn criteria<S: Into<String>>(mut self, criteria: impl IntoIterator<Item = S>) -> Self {
        self.criteria = criteria.into_iter().map(Into::into).collect();
        self
    }

    /// Confidence of intervals and verdicts, over that of the policy.
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = Some(confidence);
        self
    }

    /// Slices with fewer rows are shown and not judged; over that of the policy.
    pub fn minimum_rows(mut self, rows: u64) -> Self {
        self.minimum_rows = Some(rows);
        self
    }

    /// Seed of everything that is drawn; 0 unless said otherwise.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The day as of which exemptions are judged, as YYYY-MM-DD.
    pub fn as_of(mut self, day: impl Into<String>) -> Self {
        self.as_of = Some(day.into());
        self
    }

    /// The policy that [`TaskAudit::run`] holds against a family.
    ///
    /// # Errors
    ///
    /// A policy of the task's own that does not hold together.
    pub fn policy_for<F: Family>(&self, family: &F) -> Result<Policy, Error> {
        let mut policy = if let Some(policy) = &self.policy {
            policy.clone()
        } else {
            let builder = Policy::builder(format!("{} by segment, usual tolerances", family.task()));
            let builder = family.criteria().into_iter().fold(builder, crate::audit::PolicyBuilder::criterion);
            family.default_rules().into_iter().fold(builder, crate::audit::PolicyBuilder::rule).build()?
        };
        if let Some(confidence) = self.confidence {
            policy.confidence = confidence;
        }
        if let Some(rows) = self.minimum_rows {
            policy.minimum_rows = rows;
        }
        Ok(policy)
    }

    /// Audits a task.
    ///
    /// # Errors
    ///
    /// Every problem at once: columns that are not those of the task, a policy that does not hold together or names a
    /// criterion of another task, slices that do not exist.
    #[allow(clippy::too_many_lines, reason = "one request from end to end, step by step")]
    pub fn run<F: Family>(&self, family: &F) -> Result<Audited, Error> {
        let table = family.table();
        table.check(family.task())?;
        let policy = self.policy_for(family)?;
        policy.check_with(&family.criteria())?;
        verdicts::check_day(self.as_of.as_deref())?;
        let segments: Vec<&str> = table.segments().iter().map(crate::data::Column::name).collect();
        let groupings = verdicts::groupings(&self.slices, &policy, &segments)?;
        let rules = resolved_rules(family, &policy)?;
        let headline = self.headline(family, &rules)?;

        let setting = TaskSetting { confidence: policy.confidence, seed: self.seed };
        let judge = Judge { family, policy: &policy, setting };
        let metrics = family.metrics();
        let mut everybody = family.tallies(&RowGroups::everybody(table));
        let total = everybody.pop().ok_or_else(|| Error::from(Problem::new(ErrorKind::Empty, "there are no rows")))?;
        let count = family.count(&total);
        let all: Vec<Groups<F::Tally>> = groupings
            .iter()
            .map(|grouping| {
                let rows = RowGroups::of(table, grouping);
                let tallies = family.tallies(&rows);
                judge.groups(grouping.clone(), rows.slices(), tallies)
            })
            .collect();
        let paired = headline.iter().filter(|criterion| !criterion.is_of_group_alone());
        let worst: Vec<Vec<TaskWorst>> = all
            .iter()
            .map(|groups| {
                paired
                    .clone()
                    .filter(|one| family.concerns(one.id, &groups.grouping))
                    .map(|one| judge.widest(one, groups))
                    .collect()
            })
            .collect();
        let judged = rules.iter().map(|(rule, criterion)| judge.rule(rule, criterion, &all, &worst));
        let judged: Vec<_> = judged.collect();
        let (findings, gate) = verdicts::findings(&policy, self.as_of.as_deref(), &judged);

        let mut exhibits = family.exhibits(None, &[(&Slice::everybody(), &total)], setting);
        for groups in all.iter().filter(|groups| groups.grouping.attributes().len() == 1) {
            let list: Vec<_> = groups.list.iter().map(|group| (&group.slice, &group.tally)).collect();
            exhibits.extend(family.exhibits(Some(&groups.grouping), &list, setting));
        }
        let slice = |slice: Slice, tally: &F::Tally, own: u64, grouping: Option<&Grouping>| TaskSlice {
            slice,
            count: own,
            share: quotient(own as f64, count as f64, Reason::NoRows),
            below_minimum: own < policy.minimum_rows,
            metrics: metrics
                .iter()
                .copied()
                .filter(|metric| grouping.is_none_or(|grouping| family.concerns(metric.id, grouping)))
                .map(|metric: &'static Metric| family.value(metric, tally, setting))
                .collect(),
            disparities: Vec::new(),
        };
        let with_disparities = |groups: &Groups<F::Tally>, at: usize, group: &Group<F::Tally>| {
            let mut result = slice(group.slice.clone(), &group.tally, group.count, Some(&groups.grouping));
            let compared = headline
                .iter()
                .filter(|criterion| !criterion.is_of_all_groups() && family.concerns(criterion.id, &groups.grouping));
            result.disparities = compared.map(|criterion| disparity(&judge, criterion, groups, at)).collect();
            result
        };
        let result = TaskResult {
            task: family.task(),
            roles: table.roles(),
            options: family.options(),
            unit: family.unit(),
            overall: slice(Slice::everybody(), &total, count, None),
            groupings: all
                .iter()
                .zip(worst)
                .map(|(groups, all_groups)| TaskGrouping {
                    grouping: groups.grouping.clone(),
                    slices: groups
                        .list
                        .iter()
                        .enumerate()
                        .map(|(at, group)| with_disparities(groups, at, group))
                        .collect(),
                    all_groups,
                })
                .collect(),
            exhibits,
            notes: family.notes(),
        };
        let notices = self.notices(&policy, &all);
        Ok(audited(family, policy, self, result, judged, (findings, gate), notices))
    }

    /// The criteria that every slice is compared by, each once.
    fn headline<F: Family>(
        &self,
        family: &F,
        rules: &[(Rule, &'static Criterion)],
    ) -> Result<Vec<&'static Criterion>, Error> {
        let own = family.criteria();
        let mut problems = Problems::default();
        let mut found: Vec<&'static Criterion> = Vec::new();
        let named = family.headline().into_iter().chain(self.criteria.iter().map(String::as_str));
        for name in named {
            match named_among(name, &own) {
                Some(criterion) => found.push(criterion),
                None => problems.push(unknown(name, family, &own)),
            }
        }
        problems.into_result()?;
        found.extend(rules.iter().map(|(_, criterion)| *criterion));
        let mut once: Vec<&'static Criterion> = Vec::new();
        for criterion in found {
            if once.iter().all(|known| known.id != criterion.id) {
                once.push(criterion);
            }
        }
        Ok(once)
    }

    fn notices<T>(&self, policy: &Policy, all: &[Groups<T>]) -> Vec<Notice> {
        let mut notices = Vec::new();
        for groups in all {
            let [attribute] = groups.grouping.attributes() else { continue };
            if let [only] = &groups.list[..] {
                notices.push(Notice::OneLevel { attribute: attribute.clone(), level: only.slice.label() });
            }
            let missing = |group: &&Group<T>| group.slice.conditions().iter().any(|one| one.level.is_missing());
            if let Some(unknown) = groups.list.iter().find(missing) {
                notices.push(Notice::UnknownSegment { attribute: attribute.clone(), rows: unknown.count });
            }
        }
        let small =
            all.iter().flat_map(|groups| &groups.list).filter(|group| group.count < policy.minimum_rows).count();
        if small > 0 {
            notices.push(Notice::SmallSlices { slices: small as u64, minimum: policy.minimum_rows });
        }
        if !policy.exemptions.is_empty() && self.as_of.is_none() {
            notices.push(Notice::ExemptionsUndated);
        }
        notices
    }
}

/// A criterion by its id or another of its names.
fn named_among(name: &str, own: &[&'static Criterion]) -> Option<&'static Criterion> {
    own.iter().copied().find(|criterion| criterion.id == name || criterion.aliases.contains(&name))
}

fn unknown<F: Family>(name: &str, family: &F, own: &[&'static Criterion]) -> Problem {
    let task = family.task();
    let elsewhere = crate::metric::catalogue::criterion(name).map(Criterion::task).ok().filter(|other| *other != task);
    let problem = Problem::new(ErrorKind::Policy, format!("is no criterion that can be asked of this task, {task}"));
    problem.value(name).remedy(match elsewhere {
        Some(other) => format!("audit the task {other} for it, under a policy of its own"),
        None => suggestion(name, own.iter().map(|criterion| criterion.id).collect::<Vec<_>>()),
    })
}

/// Every rule with its criterion.
fn resolved_rules<F: Family>(family: &F, policy: &Policy) -> Result<Vec<(Rule, &'static Criterion)>, Error> {
    let own = family.criteria();
    let mut problems = Problems::default();
    let mut resolved = Vec::new();
    for rule in &policy.rules {
        let place = format!("rule {:?}", rule.id);
        let Some(criterion) = named_among(&rule.criterion, &own) else {
            problems.push(unknown(&rule.criterion, family, &own).place(place));
            continue;
        };
        if matches!(rule.reference, Reference::Overall) && rule.summary == Summary::Each {
            problems.push(
                Problem::new(ErrorKind::Policy, "compares with everyone, the group included, which is for decisions")
                    .place(place)
                    .remedy("write reference = \"rest\""),
            );
            continue;
        }
        if criterion.is_of_group_alone() && rule.summary == Summary::Worst {
            problems.push(
                Problem::new(
                    ErrorKind::Policy,
                    "asks for the widest pair of a criterion that has none: it is of each group alone",
                )
                .place(place)
                .remedy("leave out summary = \"worst\""),
            );
            continue;
        }
        if criterion.is_of_all_groups() && rule.summary != Summary::Worst {
            problems.push(
                Problem::new(
                    ErrorKind::Policy,
                    format!("asks for each segment's {}, which is one number of all segments at once", criterion.id),
                )
                .place(place)
                .remedy("write summary = \"worst\""),
            );
            continue;
        }
        resolved.push((rule.clone(), criterion));
    }
    problems.into_result().map(|()| resolved)
}

/// One slice against everyone else.
fn disparity<F: Family>(
    judge: &Judge<'_, F>,
    criterion: &'static Criterion,
    groups: &Groups<F::Tally>,
    at: usize,
) -> Disparity {
    let Against { chosen, mut tally } = judge.reference(&Reference::Rest, criterion, groups, at);
    if criterion.is_of_group_alone() {
        tally = Some(&groups.list[at].tally);
    }
    let none = crate::value::Unavailable::Undefined(Reason::NoReference);
    let contrast = match tally {
        Some(tally) => judge.family.compare(criterion, &groups.list[at].tally, tally, judge.setting),
        None => Err(none),
    };
    let contrast = contrast.as_ref().map_err(|reason| *reason);
    Disparity {
        criterion: criterion.id.to_owned(),
        reference: chosen,
        value: contrast.and_then(evenhand_inference::Contrast::estimate),
        interval: contrast.and_then(|contrast| contrast.interval(judge.setting.confidence)),
        p_value: contrast.and_then(|contrast| contrast.p_two_sided(criterion.ideal)),
        resamples: None,
    }
}

/// Metrics and criteria that are not the catalogue's, so that a report can print what was executed.
fn own_definitions<F: Family>(family: &F) -> Vec<OwnDefinition> {
    use crate::metric::catalogue::{all_criteria, all_metrics};

    let metrics = family.metrics().into_iter().filter(|own| all_metrics().all(|known| known.id != own.id));
    let metrics = metrics.map(|metric| OwnDefinition {
        id: metric.id.to_owned(),
        name: metric.name.to_owned(),
        question: metric.question.to_owned(),
        formula: metric.formula(),
        source: metric.source.to_owned(),
    });
    let criteria = family.criteria().into_iter().filter(|own| all_criteria().all(|known| known.id != own.id));
    let criteria = criteria.map(|criterion| OwnDefinition {
        id: criterion.id.to_owned(),
        name: criterion.name.to_owned(),
        question: criterion.question.to_owned(),
        formula: criterion.formula(),
        source: criterion.source.to_owned(),
    });
    metrics.chain(criteria).collect()
}

fn audited<F: Family>(
    family: &F,
    policy: Policy,
    request: &TaskAudit,
    result: TaskResult,
    rules: Vec<crate::audit::RuleResult>,
    (findings, gate): (Vec<crate::audit::Finding>, crate::audit::Gate),
    notices: Vec<Notice>,
) -> Audited {
    let table = family.table();
    let count = result.overall.count;
    let excluded = table.without_consent() as u64;
    let attribute = |column: &crate::data::Column| AttributeSpecification {
        name: column.name().to_owned(),
        role: column.role(),
        declared_levels: column
            .declared
            .then(|| column.levels().iter().filter_map(|level| level.name().map(str::to_owned)).collect()),
    };
    let exclusions = (excluded > 0).then(|| ExclusionCount {
        slice: Slice::everybody(),
        reason: Exclusion::NoConsent,
        rows: excluded,
        share: quotient(excluded as f64, (excluded + table.rows() as u64) as f64, Reason::NoRows),
    });
    Audited {
        specification: Specification {
            decision: String::new(),
            outcome: None,
            score: None,
            weight: None,
            favourable: Favourable::Selected,
            labels: LabelAvailability::None,
            attributes: table.segments().iter().map(attribute).collect(),
        },
        policy,
        as_of: request.as_of.clone(),
        own_definitions: own_definitions(family),
        seed: request.seed,
        population: Population {
            rows: Some(table.rows() as u64 + excluded),
            audited: count,
            excluded: Some(excluded),
            labelled: 0,
            selected: 0,
            zero_weights: None,
            customers: None,
        },
        overall: SliceResult {
            slice: Slice::everybody(),
            rows: count,
            share: Ok(1.0),
            counts: [0; 6],
            weight: None,
            below_minimum: count == 0,
            metrics: Vec::new(),
            disparities: Vec::new(),
        },
        groupings: Vec::new(),
        representation: Vec::new(),
        corrections: Vec::new(),
        conditional: Vec::new(),
        rules,
        tables: Vec::new(),
        exclusions: exclusions.into_iter().collect(),
        notices,
        findings,
        gate,
        privacy: None,
        tasks: vec![result],
    }
}
