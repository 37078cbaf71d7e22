//! The audit of a task: from a family to everything found.

use super::customers::{Customers, FEW};
use super::family::{Family, TaskSetting};
use super::groups::RowGroups;
use super::judge::{Group, Groups, Judge};
use super::protect;
use super::result::{Found, audited, disparities};
use super::side::Side;
use crate::audit::verdicts;
use crate::audit::{
    Audited, Notice, Policy, Reference, Rule, Summary, TaskGrouping, TaskNote, TaskResult, TaskSlice, TaskWorst,
};
use crate::data::CustomerSummary;
use crate::error::{Error, ErrorKind, Problem, Problems, suggestion};
use crate::metric::{Criterion, Metric};
use crate::privacy::Suppression;
use crate::segment::{Grouping, Slice, Slices};
use crate::value::{Confidence, Reason, quotient};

/// A request for an audit of a task. Options are set on it; the family comes last, to [`TaskAudit::run`].
///
/// What [`Audit`](crate::Audit) offers beyond this is for decisions: strata, weights, and suppression against an earlier report.
#[derive(Debug, Clone)]
#[must_use = "an audit does nothing until it is run"]
pub struct TaskAudit {
    slices: Slices,
    policy: Option<Policy>,
    criteria: Vec<String>,
    confidence: Option<Confidence>,
    minimum_rows: Option<u64>,
    pub(super) seed: u64,
    pub(super) as_of: Option<String>,
    suppression: Option<Suppression>,
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
            suppression: None,
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

    /// Withholds groups with small counts of what tells their rows apart, before anything is derived from them, and as many others
    /// as it takes that nobody can compute those. Drawings over scores, whose steps count few customers, are left out, but for
    /// everybody's reliability where each bin has enough.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::privacy::Suppression;
    /// use evenhand::task::{Options, Table, TaskAudit, Values};
    ///
    /// let channel = |row: usize| if row < 6 { "fax" } else { ["app", "web"][row % 2] };
    /// let table = Table::builder()
    ///     .segment("channel", (0..400).map(channel))
    ///     .numbers("prediction", "expected", (0..400).map(|row| (row % 17) as f64))
    ///     .build()?;
    /// let values = Values::new(table, &Options::default())?;
    /// let audited = TaskAudit::new().suppress(Suppression::below(10)?).run(&values)?;
    /// // Six faxes are too few, and without another channel they could be computed from the total.
    /// assert_eq!(audited.tasks[0].grouping(&["channel"]).unwrap().slices.len(), 1);
    /// assert_eq!(audited.privacy.unwrap().slices, 2);
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn suppress(mut self, suppression: Suppression) -> Self {
        self.suppression = Some(suppression);
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
        let protection = self
            .suppression
            .map(|suppression| protect::protection(suppression, family.task(), family.unit(), table, &groupings))
            .transpose()?;
        let protection = protection.as_ref();
        let customers = Customers::of(table);
        let customers = customers.as_ref();
        let judge = Judge { family, policy: &policy, setting, protection };
        let metrics = family.metrics();
        let whole = RowGroups::everybody(table);
        let mut everybody = family.tallies(&whole);
        let of_everybody = customers.and_then(|customers| judge.replicates(customers, &whole).pop());
        let total = everybody.pop().ok_or_else(|| Error::from(Problem::new(ErrorKind::Empty, "there are no rows")))?;
        let count = family.count(&total);
        let mut few = 0;
        let all: Vec<Groups<F::Tally>> = groupings
            .iter()
            .filter(|grouping| protection.is_none_or(|protection| !protection.is_whole(grouping)))
            .map(|grouping| {
                let rows = RowGroups::of(table, grouping);
                if let Some(customers) = customers {
                    few += customers.count(&rows).iter().filter(|customers| **customers < FEW).count() as u64;
                }
                let replicates = customers.map(|customers| judge.replicates(customers, &rows));
                let groups = judge.groups(grouping.clone(), rows.slices(), family.tallies(&rows), replicates);
                match protection {
                    Some(protection) => groups.published(protection),
                    None => groups,
                }
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
        let (mut findings, mut gate) = verdicts::findings(&policy, self.as_of.as_deref(), &judged);

        let mut exhibits = family.exhibits(None, &[(&Slice::everybody(), &total)], setting);
        for groups in all.iter().filter(|groups| groups.grouping.attributes().len() == 1) {
            let list: Vec<_> = groups.list.iter().map(|group| (&group.slice, &group.tally)).collect();
            exhibits.extend(family.exhibits(Some(&groups.grouping), &list, setting));
        }
        let mut notes = family.notes();
        if customers.is_some() {
            notes.retain(|note| *note != TaskNote::RowsAreUnits);
        }
        if let Some(suppression) = self.suppression {
            protect::exhibits(&mut exhibits, suppression.minimum_cell());
            notes.retain(|note| !protect::is_small(note, suppression.minimum_cell()));
        }
        let slice = |slice: Slice, side: &Side<'_, F::Tally>, own: u64, grouping: Option<&Grouping>| TaskSlice {
            slice,
            count: own,
            share: quotient(own as f64, count as f64, Reason::NoRows),
            below_minimum: own < policy.minimum_rows,
            metrics: metrics
                .iter()
                .copied()
                .filter(|metric| grouping.is_none_or(|grouping| family.concerns(metric.id, grouping)))
                .map(|metric: &'static Metric| judge.value(metric, side))
                .collect(),
            disparities: Vec::new(),
        };
        let with_disparities = |groups: &Groups<F::Tally>, at: usize, group: &Group<F::Tally>| {
            let mut result = slice(group.slice.clone(), &group.side(), group.count, Some(&groups.grouping));
            let compared = headline
                .iter()
                .filter(|criterion| !criterion.is_of_all_groups() && family.concerns(criterion.id, &groups.grouping));
            result.disparities = disparities(&judge, &compared.copied().collect::<Vec<_>>(), groups, at);
            result
        };
        let result = TaskResult {
            task: family.task(),
            roles: table.roles(),
            options: family.options(),
            unit: family.unit(),
            overall: slice(Slice::everybody(), &Side::new(&total, of_everybody.as_ref()), count, None),
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
            notes,
        };
        let mut notices = self.notices(&policy, &all);
        if let Some(customers) = customers {
            notices.extend(of_customers(customers.summary, few, protection.is_some()));
        }
        let privacy = protection.map(|protection| {
            let published = all.iter().map(|groups| groups.list.len() as u64).sum();
            let excluded = table.without_consent() as u64;
            let unsaid = self.suppression.is_some_and(|own| (1..own.minimum_cell()).contains(&excluded));
            protection.summary(&groupings, published, &[], unsaid)
        });
        if let Some(privacy) = &privacy {
            privacy.add_findings(&policy, &mut findings, &mut gate);
            notices.extend(privacy.notice());
        }
        let summary = customers.map(|customers| customers.summary);
        let found = Found { rules: judged, findings, gate, notices, privacy, customers: summary };
        Ok(audited(family, policy, self, result, found))
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

    fn notices<T: Clone>(&self, policy: &Policy, all: &[Groups<T>]) -> Vec<Notice> {
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

/// What a reader must know of customers who come back.
fn of_customers(summary: CustomerSummary, few: u64, is_withheld: bool) -> Vec<Notice> {
    let CustomerSummary { customers, repeated, most_rows } = summary;
    let come_back = if is_withheld {
        Notice::CustomersComeBack
    } else {
        Notice::RepeatedCustomers { customers, repeated, most_rows, design_effect: None }
    };
    let few =
        (few > 0 && !is_withheld).then_some(Notice::FewCustomers { slices: few, fewer_than: FEW, estimated: false });
    [come_back].into_iter().chain(few).collect()
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
        resolved.push((rule.clone(), criterion));
    }
    problems.into_result().map(|()| resolved)
}
