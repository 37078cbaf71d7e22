//! The audit itself: from predictions or a cube to everything found.

use super::auditor::Auditor;
use super::compare::{Compared, Setting, sample, sidak};
use super::conditional::{Stratification, missing_bounds};
use super::finding::Notice;
use super::groups::{Group, Groups};
use super::measure::metric_values;
use super::policy::{Policy, Reference, is_date, resolve};
use super::protection::{Protection, Tables, WITHHELD};
use super::representation::{ReferencePopulation, compare_with_populations};
use super::result::{
    Audited, ConditionalResult, Disparity, ExclusionCount, GroupingResult, OwnDefinition, Population, SliceResult,
    WorstResult,
};
use super::rules;
use super::table::{Scored, impact_table};
use super::widest::{combine_widest, widest_pair};
use crate::cube::{Cells, Confusion, Cube, Exclusions};
use crate::data::{ColumnRole, CustomerSummary, Exclusion, LabelAvailability, Predictions};
use crate::error::{Error, ErrorKind, Problem, Problems};
use crate::inference::{NoiseFloor, Proportion, Simulation, WorstPair, noise_floor};
use crate::metric::{Comparison, Composition, Criterion, Definition, Metric, catalogue};
use crate::privacy::Suppression;
use crate::segment::{Grouping, Slice, Slices};
use crate::value::{Confidence, Measured, Reason, Unavailable, quotient};

/// Criteria that every slice is compared by unless the caller names others.
const HEADLINE: [&str; 6] = [
    "demographic_parity_difference",
    "disparate_impact",
    "equal_opportunity_difference",
    "predictive_equality_difference",
    "equalized_odds",
    "predictive_parity_difference",
];

/// Draws of each noise floor: what is printed as its 95 % point then lies between the 93 % and the 97 % point in 19 cases
/// of 20. It is a yardstick for the reader, no verdict rests on it.
const DRAWS: u32 = 500;

/// A request for an audit. Options are set on it; the subject comes last, to [`Audit::run`].
///
/// # Example
///
/// ```
/// use evenhand::{Audit, Policy, Predictions};
/// use evenhand::audit::Verdict;
///
/// // 1,000 customers: men are offered a discount twice as often as women.
/// let predictions = Predictions::builder()
///     .decision((0..1000).map(|i| i % 2 == 0 || i % 4 == 1))
///     .segment("gender", (0..1000).map(|i| if i % 2 == 0 { "m" } else { "f" }))
///     .build()?;
/// let audited = Audit::new().policy(Policy::four_fifths()).run(&predictions)?;
///
/// let rule = audited.rule("four-fifths").unwrap();
/// assert_eq!(rule.assessments[0].slice.to_string(), "gender=f");
/// assert_eq!(rule.assessments[0].value, Ok(0.5));
/// assert_eq!(rule.assessments[0].verdict, Verdict::Outside);
/// assert!(!audited.gate().passed());
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "an audit does nothing until it is run"]
pub struct Audit {
    slices: Slices,
    policy: Policy,
    criteria: Vec<String>,
    own_metrics: Vec<&'static Metric>,
    own_criteria: Vec<&'static Criterion>,
    populations: Vec<ReferencePopulation>,
    seed: u64,
    as_of: Option<String>,
    suppression: Option<Suppression>,
    previous: Option<Box<Audited>>,
}

impl Default for Audit {
    fn default() -> Self {
        Self::new()
    }
}

impl Audit {
    /// Every attribute alone, under the marketing preset, at 95 %.
    pub fn new() -> Self {
        Self {
            slices: Slices::marginals(),
            policy: Policy::marketing(),
            criteria: HEADLINE.map(str::to_owned).to_vec(),
            own_metrics: Vec::new(),
            own_criteria: Vec::new(),
            populations: Vec::new(),
            seed: 0,
            as_of: None,
            suppression: None,
            previous: None,
        }
    }

    /// Which slices to audit.
    pub fn slices(mut self, slices: Slices) -> Self {
        self.slices = slices;
        self
    }

    /// What to hold against them.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Which criteria every slice is compared by, besides those of the policy.
    pub fn criteria<S: Into<String>>(mut self, criteria: impl IntoIterator<Item = S>) -> Self {
        self.criteria = criteria.into_iter().map(Into::into).collect();
        self
    }

    /// A metric of the caller's own, computed for every slice after those of the catalogue.
    pub fn metric(mut self, metric: &'static Metric) -> Self {
        self.own_metrics.push(metric);
        self
    }

    /// A criterion of the caller's own: every slice is compared by it, and rules of the policy may name it.
    pub fn criterion(mut self, criterion: &'static Criterion) -> Self {
        self.criteria.push(criterion.id.to_owned());
        self.own_criteria.push(criterion);
        self
    }

    /// Shares of a population that the data should represent: its attribute's levels are held against them.
    pub fn population(mut self, population: ReferencePopulation) -> Self {
        self.populations.push(population);
        self
    }

    /// Confidence of intervals and verdicts, over that of the policy.
    ///
    /// # Errors
    ///
    /// A level that is not strictly between 0 and 1.
    pub fn confidence(mut self, level: f64) -> Result<Self, Error> {
        self.policy.confidence =
            Confidence::try_from(level).map_err(|message| Error::from(Problem::new(ErrorKind::Policy, message)))?;
        Ok(self)
    }

    /// Seed of the simulations; 0 unless said otherwise.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The day as of which exemptions are judged, as YYYY-MM-DD. The library reads no clock.
    pub fn as_of(mut self, day: impl Into<String>) -> Self {
        self.as_of = Some(day.into());
        self
    }

    /// Withholds slices before anything is derived from them, so that the result may be published: see
    /// [`crate::privacy`]. Verdicts, gate and findings then rest on what is published and on nothing else.
    pub fn suppress(mut self, suppression: Suppression) -> Self {
        self.suppression = Some(suppression);
        self
    }

    /// The audit that was published before, of the same customers or some of them: with [`Audit::suppress`], nothing is
    /// published whose difference to it would tell about few people.
    pub fn previous(mut self, previous: Audited) -> Self {
        self.previous = Some(Box::new(previous));
        self
    }

    /// Audits predictions.
    ///
    /// All attributes are folded at once where their levels multiply to few enough cells, each grouping by itself
    /// otherwise; the result is the same. This is one batch of an [`Auditor`].
    ///
    /// # Errors
    ///
    /// A policy that does not hold together, or slices and criteria that do not exist. With [`Audit::suppress`]: weighted
    /// rows, and totals, or changes of totals since the previous audit, that are too small to publish.
    pub fn run(&self, predictions: &Predictions) -> Result<Audited, Error> {
        let mut auditor = self.auditor();
        auditor.observe_batch(predictions)?;
        auditor.finish()
    }

    /// An auditor that takes the rows batch by batch; its result is that of [`Audit::run`] on all of them.
    pub fn auditor(&self) -> Auditor {
        Auditor::new(self.clone())
    }

    /// Audits a cube that was tallied elsewhere. Exclusions, customers and scores are not known from it.
    ///
    /// # Errors
    ///
    /// As [`Audit::run`].
    pub fn run_cube(&self, cube: &Cube) -> Result<Audited, Error> {
        let subject = Subject {
            tally: &|keep: &[&str]| cube.roll_up(keep),
            attributes: cube.axes().iter().map(|axis| (axis.name.as_str(), axis.role)).collect(),
            exclusions: &[],
            customers: None,
            zero_weights: None,
            scored: None,
        };
        self.audit_subject(&subject)
    }

    /// The groupings to audit, where the request holds together.
    pub(super) fn checked_groupings(&self, attributes: &[(&str, ColumnRole)]) -> Result<Vec<Grouping>, Error> {
        self.policy.check_with(&self.own_criteria)?;
        self.check_day()?;
        self.all_groupings(&of_role(attributes, ColumnRole::Segment))
    }

    /// Whether a table of the policy compares scores with their median.
    pub(super) fn wants_scores(&self) -> bool {
        !self.policy.tables.is_empty()
    }

    pub(super) fn audit_subject(&self, subject: &Subject<'_>) -> Result<Audited, Error> {
        let groupings = self.checked_groupings(&subject.attributes)?;
        let strata = of_role(&subject.attributes, ColumnRole::Stratum);
        let criteria = self.all_criteria()?;
        let everybody = (subject.tally)(&[])?;
        let specification = everybody.specification().clone();
        let total = everybody.total();
        let setting = Setting {
            labels: specification.labels,
            favourable: specification.favourable,
            confidence: self.policy.confidence,
        };

        let protection = self.protection(subject, &groupings, &strata)?;
        let protection = protection.as_ref();
        let mut all = Vec::with_capacity(groupings.len());
        for grouping in &groupings {
            if protection.is_some_and(|protection| protection.is_whole(grouping)) {
                continue;
            }
            let names: Vec<&str> = grouping.attributes().iter().map(String::as_str).collect();
            let groups = Groups::new(grouping.clone(), &(subject.tally)(&names)?, &total);
            all.push(match protection {
                Some(protection) => groups.protected(protection),
                None => groups,
            });
        }
        let measured = in_parallel(&all, |at, groups| self.measure(groups, at, &criteria, &total, setting));
        let worst: Vec<Vec<WorstResult>> = measured.iter().map(|result| result.worst.clone()).collect();

        let attributes: Vec<&str> = subject.attributes.iter().map(|(name, _)| *name).collect();
        let mut representation = compare_with_populations(&self.populations, &attributes, subject.tally, setting)?;
        if let Some(protection) = protection {
            // Shares are of all levels together.
            representation.retain(|result| !protection.concerns(&Grouping::by([result.attribute.as_str()])));
        }
        let evidence = rules::Evidence {
            policy: &self.policy,
            cube: subject.tally,
            strata: &strata,
            groupings: &all,
            worst: &worst,
            representation: &representation,
            setting,
            protection,
        };
        let judged = self.policy.rules.iter().map(|rule| rules::judge(rule, self.resolve(&rule.criterion)?, &evidence));
        let rules = judged.collect::<Result<Vec<_>, Error>>()?;
        let conditional = conditional(subject, &all, &strata, setting, protection)?;
        let (mut findings, mut gate) = rules::findings(&self.policy, self.as_of.as_deref(), &rules, &conditional);
        let tables = self.tables(subject, &all)?;
        let (exclusions, excluded) = match (protection, subject.exclusions.first()) {
            (Some(protection), Some(everybody)) => {
                protection.exclusions(everybody, total.count(Cells::ALL), self.previous.as_deref())
            }
            _ => exclusions(subject, &all, &total),
        };
        let overall = self.slice(Slice::everybody(), &total, total.count(Cells::ALL), setting);
        let mut notices = self.notices(subject, &all, &total, setting);
        let privacy = protection.map(|protection| {
            let published = all.iter().map(|groups| groups.list.len() as u64).sum();
            let unsaid = excluded.is_none() || (exclusions.is_empty() && excluded != Some(0));
            protection.summary(&groupings, published, &strata, unsaid)
        });
        if let Some(privacy) = &privacy {
            privacy.add_findings(&self.policy, &mut findings, &mut gate);
            notices.extend(privacy.notice());
        }
        Ok(Audited {
            population: Population {
                rows: excluded.map(|excluded| total.count(Cells::ALL) + excluded),
                audited: total.count(Cells::ALL),
                excluded,
                labelled: total.count(Cells::LABELLED),
                selected: total.count(Cells::SELECTED),
                zero_weights: subject.zero_weights,
                customers: if protection.is_some() { None } else { subject.customers },
            },
            specification,
            policy: self.policy.clone(),
            as_of: self.as_of.clone(),
            own_definitions: self.own_definitions(),
            seed: self.seed,
            overall,
            groupings: measured,
            representation,
            conditional,
            rules,
            tables,
            exclusions,
            notices,
            findings,
            gate,
            privacy,
        })
    }

    /// What is withheld, where that was asked for.
    fn protection(
        &self,
        subject: &Subject<'_>,
        groupings: &[Grouping],
        strata: &[&str],
    ) -> Result<Option<Protection>, Error> {
        let Some(suppression) = self.suppression else { return Ok(None) };
        let held = self.populations.iter().map(|population| Grouping::by([population.attribute()]));
        let besides: Vec<Grouping> = held.filter(|held| !groupings.contains(held)).collect();
        let tables = Tables { groupings, besides: &besides, strata };
        Protection::new(suppression, self.previous.as_deref(), &tables, subject.tally).map(Some)
    }

    fn has_rule(&self, criterion: &Criterion) -> bool {
        self.policy.rules.iter().any(|rule| self.resolve(&rule.criterion).is_ok_and(|own| own.id == criterion.id))
    }

    fn resolve(&self, name: &str) -> Result<&'static Criterion, Error> {
        resolve(name, &self.own_criteria)
    }

    /// The groupings asked for, and those that a rule names besides: a rule cannot pass because nobody looked.
    fn all_groupings(&self, segments: &[&str]) -> Result<Vec<Grouping>, Error> {
        let mut groupings = self.slices.groupings(segments)?;
        let mut problems = Problems::default();
        for grouping in self.policy.rules.iter().flat_map(|rule| &rule.segments) {
            match grouping.resolve(segments) {
                Ok(named) if groupings.contains(&named) => {}
                Ok(named) => groupings.push(named),
                Err(error) => problems.extend(error),
            }
        }
        problems.into_result().map(|()| groupings)
    }

    /// What the caller's own metrics and criteria are, so that a report can print what was executed.
    fn own_definitions(&self) -> Vec<OwnDefinition> {
        let metrics = self.own_metrics.iter().map(|metric| OwnDefinition {
            id: metric.id.to_owned(),
            name: metric.name.to_owned(),
            question: metric.question.to_owned(),
            formula: metric.formula(),
            source: metric.source.to_owned(),
        });
        let criteria = self.own_criteria.iter().map(|criterion| OwnDefinition {
            id: criterion.id.to_owned(),
            name: criterion.name.to_owned(),
            question: criterion.question.to_owned(),
            formula: criterion.formula(),
            source: criterion.source.to_owned(),
        });
        metrics.chain(criteria).collect()
    }

    fn check_day(&self) -> Result<(), Error> {
        match &self.as_of {
            Some(day) if !is_date(day) => {
                Err(Problem::new(ErrorKind::Policy, "is not a day").value(day).remedy("write it as 2026-11-22").into())
            }
            _ => Ok(()),
        }
    }

    /// The headline criteria and those of the policy, each once.
    fn all_criteria(&self) -> Result<Vec<&'static Criterion>, Error> {
        let mut criteria: Vec<&'static Criterion> = Vec::new();
        let named = self.criteria.iter().chain(self.policy.rules.iter().map(|rule| &rule.criterion));
        for name in named {
            let criterion = self.resolve(name)?;
            // Representation is held against a population, not group against group.
            let compares = !matches!(criterion.composition, Composition::Population(_));
            if compares && !criteria.iter().any(|known| known.id == criterion.id) {
                criteria.push(criterion);
            }
        }
        Ok(criteria)
    }

    fn slice(&self, slice: Slice, table: &Confusion, everybody: u64, setting: Setting) -> SliceResult {
        let rows = table.count(Cells::ALL);
        SliceResult {
            slice,
            rows,
            share: quotient(rows as f64, everybody as f64, Reason::NoRows),
            counts: table.counts(),
            weight: table.moments(Cells::ALL).map(|moments| moments.sum),
            below_minimum: rows < self.policy.minimum_rows,
            metrics: metric_values(&self.own_metrics, table, setting.labels, setting.confidence),
            disparities: Vec::new(),
        }
    }

    fn measure(
        &self,
        groups: &Groups,
        stream: usize,
        criteria: &[&'static Criterion],
        total: &Confusion,
        setting: Setting,
    ) -> GroupingResult {
        let everybody = total.count(Cells::ALL);
        let slices = (0..groups.list.len())
            .map(|at| {
                let group = &groups.list[at];
                let mut result = self.slice(group.slice.clone(), &group.table, everybody, setting);
                result.disparities = criteria
                    .iter()
                    .filter(|criterion| criterion.comparison().is_some())
                    .filter_map(|criterion| self.disparity(groups, at, criterion, setting))
                    .collect();
                result
            })
            .collect();
        let mut floors = Vec::new();
        let worst =
            criteria.iter().map(|criterion| self.worst(groups, criterion, stream, &mut floors, setting)).collect();
        // The bounds rest on the customers of all known levels together.
        let missing = if groups.grouping.attributes().len() == 1 && groups.is_complete() {
            let list: Vec<(Slice, &Confusion)> =
                groups.list.iter().map(|group| (group.slice.clone(), &group.table)).collect();
            missing_bounds(&list, setting)
        } else {
            Vec::new()
        };
        GroupingResult { grouping: groups.grouping.clone(), slices, worst, missing }
    }

    /// The slice against the reference of the rule that asks for its criterion, else against everyone else.
    fn disparity(
        &self,
        groups: &Groups,
        at: usize,
        criterion: &'static Criterion,
        setting: Setting,
    ) -> Option<Disparity> {
        let rule = self.policy.rules.iter().find(|rule| {
            self.resolve(&rule.criterion).is_ok_and(|own| own.id == criterion.id) && rule.concerns(&groups.grouping)
        });
        let reference = rule.map_or(&Reference::Rest, |rule| &rule.reference);
        let (chosen, table) = groups.reference(reference, criterion, at, self.policy.minimum_rows, setting);
        let group = &groups.list[at];
        if chosen.slice.as_ref() == Some(&group.slice) {
            return None;
        }
        let absent = if groups.is_withheld(reference) { WITHHELD } else { Unavailable::Undefined(Reason::NoReference) };
        let compared = table.ok_or(absent).and_then(|table| {
            Compared::new(criterion, &group.table, &table, *reference == Reference::Overall, setting)
        });
        Some(Disparity {
            criterion: criterion.id.to_owned(),
            reference: chosen,
            value: compared.as_ref().map_err(|reason| *reason).and_then(Compared::value),
            interval: compared.as_ref().map_err(|reason| *reason).and_then(|one| one.interval(setting.confidence)),
            p_value: compared.as_ref().map_err(|reason| *reason).and_then(Compared::p_parity),
        })
    }

    /// The widest pair among the groups that are large enough to be judged.
    fn worst(
        &self,
        groups: &Groups,
        criterion: &Criterion,
        stream: usize,
        floors: &mut Vec<(&'static str, bool, Option<NoiseFloor>)>,
        setting: Setting,
    ) -> WorstResult {
        let judged: Vec<&Group> = groups.list.iter().filter(|group| group.rows() >= self.policy.minimum_rows).collect();
        let measurable = |group: &&&Group| {
            criterion.metrics().iter().all(|metric| metric.value(&group.table, setting.labels).is_ok())
        };
        let measured: Vec<&Group> = judged.iter().filter(measurable).copied().collect();
        let tables: Vec<&Confusion> = measured.iter().map(|group| &group.table).collect();
        let unmeasured = groups
            .list
            .iter()
            .filter(|group| !measured.iter().any(|known| known.slice == group.slice))
            .map(|group| group.slice.clone())
            .chain(groups.withheld.iter().cloned())
            .collect();
        let pairs = (measured.len() * measured.len().saturating_sub(1) / 2) as u64;
        let mut result = WorstResult {
            criterion: criterion.id.to_owned(),
            value: criterion.all_groups(&tables, setting.labels),
            group: None,
            reference: None,
            interval: Err(Unavailable::Undefined(Reason::OutsideDomain)),
            comparisons: pairs * criterion.metrics().len() as u64,
            unmeasured,
            noise_floor: None,
        };
        let Composition::Compare { metrics, comparison, combine, favourable_side } = criterion.composition else {
            return result;
        };
        let level = sidak(setting.confidence, metrics.len());
        let widest = metrics
            .iter()
            .map(|metric| {
                let samples = tables
                    .iter()
                    .map(|table| sample(metric, favourable_side, table, setting))
                    .collect::<Measured<Vec<Proportion>>>()?;
                widest_pair(metric, comparison, &samples, level)
            })
            .collect::<Measured<Vec<WorstPair>>>();
        match widest {
            Ok(widest) => {
                let (value, interval, pair) = combine_widest(&widest, comparison, combine, setting.confidence);
                result.value = value;
                result.interval = interval;
                if let Some(pair) = pair {
                    result.group = measured.get(pair.group).map(|group| group.slice.clone());
                    result.reference = measured.get(pair.reference).map(|group| group.slice.clone());
                }
            }
            Err(reason) => result.interval = Err(reason),
        }
        // The noise floor depends on the rate alone: criteria of one rate share it. It is simulated for those that a rule
        // or the reader of selection rates asks for, since it costs more than all else of a slice together.
        if (self.has_rule(criterion) || criterion.metrics().first().is_some_and(|metric| !metric.needs_labels()))
            && let [metric] = metrics
            && matches!(metric.definition, Definition::Rate { .. })
            && comparison != Comparison::LogRatio
        {
            let known = floors.iter().find(|(id, side, _)| *id == metric.id && *side == favourable_side);
            result.noise_floor = if let Some((_, _, floor)) = known {
                *floor
            } else {
                let samples: Vec<Proportion> =
                    tables.iter().filter_map(|table| sample(metric, favourable_side, table, setting).ok()).collect();
                let place = catalogue::METRICS.iter().position(|own| own.id == metric.id).unwrap_or(0) as u64;
                let simulation = Simulation { draws: DRAWS, seed: self.seed, stream: stream as u64 * 1024 + place };
                let floor = noise_floor(&samples, simulation).ok();
                floors.push((metric.id, favourable_side, floor));
                floor
            };
        }
        result
    }

    fn tables(&self, subject: &Subject<'_>, all: &[Groups]) -> Result<Vec<super::ImpactTable>, Error> {
        if self.policy.tables.is_empty() {
            return Ok(Vec::new());
        }
        // Shares are of all categories, and the median is somebody's score.
        let scored = subject.scored.as_ref().filter(|_| self.suppression.is_none());
        all.iter()
            .filter(|groups| groups.is_complete())
            .map(|groups| {
                let names: Vec<&str> = groups.grouping.attributes().iter().map(String::as_str).collect();
                let mut table = impact_table(&(subject.tally)(&names)?, scored, &groups.grouping)?;
                if subject.scored.is_some() && scored.is_none() {
                    for row in &mut table.rows {
                        (row.scoring_rate, row.scoring_ratio) = (Err(WITHHELD), Err(WITHHELD));
                    }
                }
                Ok(table)
            })
            .collect()
    }

    fn notices(&self, subject: &Subject<'_>, all: &[Groups], total: &Confusion, setting: Setting) -> Vec<Notice> {
        let mut notices = Vec::new();
        if let Some(CustomerSummary { customers, repeated, most_rows }) = subject.customers
            && repeated > 0
        {
            notices.push(if self.suppression.is_some() {
                Notice::CustomersComeBack
            } else {
                Notice::RepeatedCustomers { customers, repeated, most_rows }
            });
        }
        let unlabelled = total.count(Cells::UNLABELLED);
        match setting.labels {
            LabelAvailability::None => notices.push(Notice::NoLabels),
            LabelAvailability::SelectedOnly => notices.push(Notice::SelectiveLabels),
            LabelAvailability::All if unlabelled > 0 => notices.push(Notice::MissingLabels { rows: unlabelled }),
            LabelAvailability::Delayed if unlabelled > 0 => notices.push(Notice::PendingLabels { rows: unlabelled }),
            LabelAvailability::All | LabelAvailability::Delayed => {}
        }
        let rows = total.count(Cells::ALL);
        let positives = total.count(Cells::ACTUAL_POSITIVES);
        if total.count(Cells::LABELLED) > 0 && [0, total.count(Cells::LABELLED)].contains(&positives) {
            notices.push(Notice::OneOutcome { positive: positives > 0 });
        }
        let selected = total.count(Cells::SELECTED);
        if rows > 0 && [0, rows].contains(&selected) {
            notices.push(Notice::OneDecision { selected: selected > 0 });
        }
        for groups in all {
            if let [attribute] = groups.grouping.attributes() {
                if let [only] = &groups.list[..]
                    && groups.is_complete()
                {
                    notices.push(Notice::OneLevel { attribute: attribute.clone(), level: only.slice.label() });
                }
                let missing = |group: &&Group| group.slice.conditions().iter().any(|one| one.level.is_missing());
                if let Some(unknown) = groups.list.iter().find(missing) {
                    notices.push(Notice::UnknownSegment { attribute: attribute.clone(), rows: unknown.rows() });
                }
            }
        }
        let minimum = self.policy.minimum_rows;
        let small = all.iter().flat_map(|groups| &groups.list).filter(|group| group.rows() < minimum).count();
        if small > 0 {
            notices.push(Notice::SmallSlices { slices: small as u64, minimum });
        }
        if let Some(rows) = subject.zero_weights.filter(|&rows| rows > 0) {
            notices.push(Notice::ZeroWeights { rows });
        }
        if !self.policy.exemptions.is_empty() && self.as_of.is_none() {
            notices.push(Notice::ExemptionsUndated);
        }
        notices
    }
}

/// What is audited, wherever the tallies come from.
pub(super) struct Subject<'a> {
    pub(super) tally: &'a dyn Fn(&[&str]) -> Result<Cube, Error>,
    pub(super) attributes: Vec<(&'a str, ColumnRole)>,
    /// Of everybody, then by each attribute alone; none where they are not known.
    pub(super) exclusions: &'a [Cube<Exclusions>],
    pub(super) customers: Option<CustomerSummary>,
    pub(super) zero_weights: Option<u64>,
    pub(super) scored: Option<Scored<'a>>,
}

/// The names of the attributes of one role.
fn of_role<'a>(attributes: &[(&'a str, ColumnRole)], role: ColumnRole) -> Vec<&'a str> {
    attributes.iter().filter(|(_, own)| *own == role).map(|(name, _)| *name).collect()
}

/// Crude and adjusted selection rates within strata.
fn conditional(
    subject: &Subject<'_>,
    all: &[Groups],
    strata: &[&str],
    setting: Setting,
    protection: Option<&Protection>,
) -> Result<Vec<ConditionalResult>, Error> {
    if strata.is_empty() {
        return Ok(Vec::new());
    }
    let metric = &crate::metric::rates::SELECTION_RATE;
    let mut results = Vec::new();
    for groups in all {
        let keep: Vec<&str> =
            groups.grouping.attributes().iter().map(String::as_str).chain(strata.iter().copied()).collect();
        let cube = (subject.tally)(&keep)?;
        if let Ok(mut stratification) = Stratification::new(&cube, &groups.grouping, strata, metric, true, setting)? {
            if let Some(protection) = protection {
                stratification.retain(|slice| protection.publishes_within(slice, strata));
            }
            results.extend(stratification.results(strata, metric, setting.confidence));
        }
    }
    Ok(results)
}

/// Rows left out: in total, and by the levels of each single attribute.
fn exclusions(subject: &Subject<'_>, all: &[Groups], total: &Confusion) -> (Vec<ExclusionCount>, Option<u64>) {
    let [everybody, by_attribute @ ..] = subject.exclusions else { return (Vec::new(), Some(0)) };
    let mut counts = Vec::new();
    let mut push = |slice: &Slice, excluded: &Exclusions, audited: u64| {
        for reason in Exclusion::ALL {
            let rows = excluded.count(reason);
            if rows > 0 {
                let share = quotient(rows as f64, (audited + excluded.total()) as f64, Reason::NoRows);
                counts.push(ExclusionCount { slice: slice.clone(), reason, rows, share });
            }
        }
    };
    push(&Slice::everybody(), &everybody.total(), total.count(Cells::ALL));
    for groups in all.iter().filter(|groups| groups.grouping.attributes().len() == 1) {
        let own = by_attribute
            .iter()
            .find(|cube| cube.axes().iter().any(|axis| groups.grouping.attributes() == [axis.name.as_str()]));
        for (slice, excluded) in own.into_iter().flat_map(Cube::groups) {
            let audited = groups.list.iter().find(|group| group.slice == slice).map_or(0, Group::rows);
            push(&slice, excluded, audited);
        }
    }
    (counts, Some(everybody.total().total()))
}

#[cfg(feature = "parallel")]
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    use rayon::prelude::*;
    items.par_iter().enumerate().map(|(at, item)| work(at, item)).collect()
}

#[cfg(not(feature = "parallel"))]
fn in_parallel<T, R>(items: &[T], work: impl Fn(usize, &T) -> R) -> Vec<R> {
    items.iter().enumerate().map(|(at, item)| work(at, item)).collect()
}
