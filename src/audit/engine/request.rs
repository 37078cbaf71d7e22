//! The audit itself: from predictions or a cube to everything found.

use super::auditor::Auditor;
use super::by_counts::ByCounts;
use super::by_customer::{ByCustomer, Customers};
use super::compare::{Compared, Setting};
use super::conditional::{Stratification, StratifiedRate, missing_bounds};
use super::finding::Notice;
use super::groups::{Chosen, Group, Groups};
use super::measure::metric_values;
use super::policy::{Policy, Reference, resolve};
use super::protection::{Protection, Tables, WITHHELD};
use super::representation::{ReferencePopulation, compare_with_populations};
use super::result::{
    Audited, Disparity, ExclusionCount, GroupingResult, MetricValue, OwnDefinition, Population, SliceResult,
    WorstResult,
};
use super::rules;
use super::shrunken::shrunken;
use super::stratified_result::ConditionalResult;
use super::table::{Scored, impact_table};
use super::tally::Tally;
use super::uncertain::{CorrectionResult, SegmentError, correct_outcomes, correct_segments, label_bounds};
use super::verdicts;
use super::widest::{Search, widest};
use crate::cube::{Cells, Confusion, Cube, CustomerRows, Exclusions};
use crate::data::{ColumnRole, CustomerSummary, Exclusion, LabelAvailability, Predictions};
use crate::error::{Error, ErrorKind, Problem, Problems};
use crate::inference::label_noise::LabelAccuracy;
use crate::metric::{Composition, Criterion, Metric, Task};
use crate::privacy::Suppression;
use crate::segment::{Grouping, Slice, Slices};
use crate::value::{Confidence, Reason, Unavailable, quotient};

/// Criteria that every slice is compared by unless the caller names others.
const HEADLINE: [&str; 6] = [
    "demographic_parity_difference",
    "disparate_impact",
    "equal_opportunity_difference",
    "predictive_equality_difference",
    "equalized_odds",
    "predictive_parity_difference",
];

/// Customers of a slice below which intervals that rest on customers are themselves uncertain.
const FEW_CUSTOMERS: u64 = 20;

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
    pub(super) seed: u64,
    as_of: Option<String>,
    pub(super) rows_as_customers: bool,
    /// Replicates of a bootstrap of customers.
    pub(super) cluster_bootstrap: Option<u32>,
    segment_errors: Vec<SegmentError>,
    label_accuracy: Option<LabelAccuracy>,
    pub(super) suppression: Option<Suppression>,
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
            rows_as_customers: false,
            cluster_bootstrap: None,
            segment_errors: Vec::new(),
            label_accuracy: None,
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

    /// A metric of the caller's own, computed for every slice after those of the catalogue; or one of the catalogue that is
    /// no rate, as [`crate::metric::rates::F1_SCORE`], whose interval is then resampled in every slice.
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

    /// How often the levels of an attribute are recorded as which: corrected numbers are then shown beside those observed.
    pub fn segment_error(mut self, error: SegmentError) -> Self {
        self.segment_errors.push(error);
        self
    }

    /// How far recorded outcomes can be trusted, in every slice alike: corrected numbers are then shown beside those
    /// observed.
    pub fn label_accuracy(mut self, accuracy: LabelAccuracy) -> Self {
        self.label_accuracy = Some(accuracy);
        self
    }

    /// Count rows as if each were a customer of its own, even where customers come back.
    ///
    /// Intervals are then narrower than they should be, and the audit says so: [`Notice::RowLevelIntervals`]. Without
    /// this, customers who come back are the units that every interval rests on.
    pub fn row_level_intervals(mut self) -> Self {
        self.rows_as_customers = true;
        self
    }

    /// Rest intervals on customers by a bootstrap of customers with so many replicates, from 50 to 10,000; 200 are enough.
    ///
    /// Without it, intervals rest on customers only where all their rows come at once. A bootstrap needs no list of
    /// customers: their weights in each replicate come from a hash of seed and id. So rows may come batch by batch, a
    /// customer's rows in any of them, be merged, and the result is byte for byte that of all rows at once, in memory that
    /// grows with the levels and not with the customers: 8 bytes for each replicate and each count of a combination of levels that
    /// occurs. The design effect is in [`Notice::ClusterBootstrap`]. Rows without an id are taken for customers of their own.
    ///
    /// # Formula
    ///
    /// Var = (1/R)·Σ over replicates of (Σ over cells of slope × (rows of the replicate − rows))², which estimates the
    /// linearised variance over customers; Student's quantile as of [`crate::inference::estimated_units`]
    ///
    /// # Source
    ///
    /// N. Chamandy, O. Muralidharan, A. Najmi and S. Naidu, "Estimating uncertainty for massive data streams" (2012).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Audit, Predictions, audit::Notice};
    ///
    /// // 300 customers with a row on each of three days, and always the same decision.
    /// let day = || {
    ///     Predictions::builder()
    ///         .customer(0..300)
    ///         .decision((0..300).map(|i| i % 3 == 0))
    ///         .segment("channel", (0..300).map(|i| if i % 2 == 0 { "app" } else { "web" }))
    ///         .build()
    /// };
    /// let mut auditor = Audit::new().cluster_bootstrap(1000).auditor();
    /// for _ in 0..3 {
    ///     auditor.observe_batch(&day()?)?;
    /// }
    /// let audited = auditor.finish()?;
    /// let effect = audited.notices.iter().find_map(|notice| match notice {
    ///     Notice::ClusterBootstrap { design_effect, .. } => *design_effect,
    ///     _ => None,
    /// });
    /// assert!((effect.unwrap() - 3.0).abs() < 0.5);
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn cluster_bootstrap(mut self, replicates: u32) -> Self {
        self.cluster_bootstrap = Some(replicates);
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
        if self.cluster_bootstrap.is_some() {
            return auditor.finish();
        }
        let customer_rows = CustomerRows::new(predictions);
        let is_known = predictions.customer_codes.is_some();
        auditor.finish_with(&if is_known { Customers::Whole(customer_rows.as_ref()) } else { Customers::Parted })
    }

    /// An auditor that takes the rows batch by batch; its result is that of [`Audit::run`] on all of them, but for
    /// customers who come back: see [`Auditor`].
    pub fn auditor(&self) -> Auditor {
        Auditor::new(self.clone())
    }

    /// Audits a cube that was tallied elsewhere. Exclusions, customers and scores are not known from it.
    ///
    /// # Errors
    ///
    /// As [`Audit::run`]; with [`Audit::cluster_bootstrap`], since a cube does not know its customers.
    pub fn run_cube(&self, cube: &Cube) -> Result<Audited, Error> {
        if self.cluster_bootstrap.is_some() {
            return Err(Problem::new(ErrorKind::Incompatible, "rests on customers, and a cube does not know them")
                .place("cluster_bootstrap")
                .remedy("audit the rows, all at once or batch by batch")
                .into());
        }
        let subject = Subject {
            customer_rows: &Customers::Parted,
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
        verdicts::check_day(self.as_of.as_deref())?;
        verdicts::groupings(&self.slices, &self.policy, &of_role(attributes, ColumnRole::Segment))
    }

    /// Whether a table of the policy compares scores with their median.
    pub(super) fn wants_scores(&self) -> bool {
        !self.policy.tables.is_empty()
    }

    #[allow(clippy::too_many_lines, reason = "one request from end to end, step by step")]
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
            seed: self.seed,
        };
        let customer_rows = match subject.customer_rows {
            // How many customers stand behind a number could tell who they are.
            Customers::Whole(rows) if !self.rows_as_customers && self.suppression.is_none() => {
                rows.map(ByCustomer::Rows)
            }
            Customers::Replicated(tallies, _) => Some(ByCustomer::Replicates(tallies)),
            _ => None,
        };
        let asked = self.asked(&criteria);

        let protection = self.protection(subject, &groupings, &strata)?;
        let protection = protection.as_ref();
        let mut all = Vec::with_capacity(groupings.len());
        for grouping in &groupings {
            if protection.is_some_and(|protection| protection.is_whole(grouping)) {
                continue;
            }
            let names: Vec<&str> = grouping.attributes().iter().map(String::as_str).collect();
            let moments = customer_rows.map(|rows| rows.moments(&names)).transpose()?;
            let groups = Groups::new(grouping.clone(), &(subject.tally)(&names)?, &total, moments);
            all.push(match protection {
                Some(protection) => groups.protected(protection),
                None => groups,
            });
        }
        let of_everybody = customer_rows.map(|rows| rows.moments(&[]).map(|all| all.total().clone())).transpose()?;
        let total = Tally::with_customers(total, of_everybody);
        let measured = in_parallel(&all, |at, groups| self.measure(groups, at, &criteria, &asked, &total, setting));
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
            customers: customer_rows,
            groupings: &all,
            worst: &worst,
            representation: &representation,
            setting,
            protection,
        };
        let judged = self.policy.rules.iter().map(|rule| rules::judge(rule, self.resolve(&rule.criterion)?, &evidence));
        let rules = judged.collect::<Result<Vec<_>, Error>>()?;
        let corrections = if protection.is_some() { Vec::new() } else { self.corrections(&all, &criteria, setting)? };
        let conditional = conditional(subject, &all, &strata, customer_rows, setting, protection)?;
        let (mut findings, mut gate) = rules::findings(&self.policy, self.as_of.as_deref(), &rules, &conditional);
        let tables = self.tables(subject, &all)?;
        let (exclusions, excluded) = match (protection, subject.exclusions.first()) {
            (Some(protection), Some(everybody)) => {
                protection.exclusions(everybody, total.count(Cells::ALL), self.previous.as_deref())
            }
            _ => exclusions(subject, &all, &total),
        };
        let overall = self.slice(Slice::everybody(), &total, &asked, total.count(Cells::ALL), setting);
        let mut notices = self.notices(subject, &all, &total, &overall, setting);
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
            corrections,
            conditional,
            rules,
            tables,
            exclusions,
            notices,
            findings,
            gate,
            privacy,
            tasks: Vec::new(),
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

    /// What the caller's own metrics and criteria are, so that a report can print what was executed.
    fn own_definitions(&self) -> Vec<OwnDefinition> {
        let own = |metric: &&&Metric| crate::metric::METRICS.iter().all(|known| known.id != metric.id);
        let metrics = self.own_metrics.iter().filter(own).map(|metric| OwnDefinition {
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

    /// The headline criteria and those of the policy, each once.
    fn all_criteria(&self) -> Result<Vec<&'static Criterion>, Error> {
        let mut criteria: Vec<&'static Criterion> = Vec::new();
        let named = self.criteria.iter().chain(self.policy.rules.iter().map(|rule| &rule.criterion));
        for name in named {
            let criterion = self.resolve(name)?;
            if criterion.task() != Task::Decisions {
                return Err(Problem::new(
                    ErrorKind::Policy,
                    format!("is a criterion of the task {}, and decisions are audited", criterion.task()),
                )
                .value(name)
                .remedy(format!("audit it with `task = \"{}\"`, under a policy of its own", criterion.task()))
                .into());
            }
            // Representation is held against a population, not group against group.
            let compares = !matches!(criterion.composition, Composition::Population(_));
            if compares && !criteria.iter().any(|known| known.id == criterion.id) {
                criteria.push(criterion);
            }
        }
        Ok(criteria)
    }

    /// Metrics that are functions of the table and are worth resampling: of a criterion, or named by the caller.
    fn asked(&self, criteria: &[&'static Criterion]) -> Vec<&'static str> {
        let of_criteria = criteria.iter().flat_map(|criterion| criterion.metrics());
        of_criteria.chain(&self.own_metrics).map(|metric| metric.id).collect()
    }

    fn slice(&self, slice: Slice, table: &Tally, asked: &[&str], everybody: u64, setting: Setting) -> SliceResult {
        let rows = table.count(Cells::ALL);
        SliceResult {
            slice,
            rows,
            share: quotient(rows as f64, everybody as f64, Reason::NoRows),
            counts: table.counts(),
            weight: table.moments(Cells::ALL).map(|moments| moments.sum),
            below_minimum: rows < self.policy.minimum_rows,
            metrics: metric_values(&self.own_metrics, asked, table, setting),
            disparities: Vec::new(),
        }
    }

    fn measure(
        &self,
        groups: &Groups,
        stream: usize,
        criteria: &[&'static Criterion],
        asked: &[&str],
        total: &Tally,
        setting: Setting,
    ) -> GroupingResult {
        let everybody = total.count(Cells::ALL);
        let compared = criteria.iter().filter(|criterion| criterion.comparison().is_some());
        let references: Vec<(&'static Criterion, &Reference, Chosen<'_>)> = compared
            .map(|criterion| {
                let reference = self.reference_of(criterion, &groups.grouping);
                (*criterion, reference, groups.chosen(reference, criterion, self.policy.minimum_rows, setting))
            })
            .collect();
        let mut by_counts = ByCounts::new(groups, references.iter().map(|(_, _, chosen)| chosen));
        let mut slices: Vec<SliceResult> = Vec::with_capacity(groups.list.len());
        for (at, group) in groups.list.iter().enumerate() {
            let result = if let Some(first) = by_counts.known(groups, at) {
                SliceResult { slice: group.slice.clone(), ..slices[first].clone() }
            } else {
                let mut result = self.slice(group.slice.clone(), &group.table, asked, everybody, setting);
                result.disparities.reserve_exact(references.len());
                result.disparities.extend(references.iter().filter_map(|(criterion, reference, chosen)| {
                    disparity(groups, at, criterion, (reference, chosen), setting)
                }));
                result
            };
            by_counts.note(groups, at, slices.len());
            slices.push(result);
        }
        let mut floors = Vec::new();
        let worst = criteria
            .iter()
            .map(|criterion| {
                // The noise floor costs more than all else of a slice together, so it is simulated for those criteria that a
                // rule or the reader of selection rates asks for.
                let floored = self.has_rule(criterion)
                    || criterion.metrics().first().is_some_and(|metric| !metric.needs_labels());
                let search = Search { minimum_rows: self.policy.minimum_rows, stream: stream as u64, floored };
                widest(groups, criterion, search, &mut floors, setting)
            })
            .collect();
        // The bounds rest on the customers of all known levels together.
        let missing = if groups.grouping.attributes().len() == 1 && groups.is_complete() {
            let list: Vec<(Slice, &Confusion)> =
                groups.list.iter().map(|group| (group.slice.clone(), &*group.table)).collect();
            missing_bounds(&list, setting)
        } else {
            Vec::new()
        };
        let unlabelled = if groups.grouping.attributes().len() == 1 && self.suppression.is_none() {
            label_bounds(groups, &metrics_of(criteria), setting)
        } else {
            Vec::new()
        };
        let shrinkage = if groups.is_complete() { shrunken(groups, setting.confidence) } else { None };
        GroupingResult { grouping: groups.grouping.clone(), slices, worst, missing, unlabelled, shrinkage }
    }

    /// The reference of the rule that asks for a criterion of this grouping, else everyone else.
    fn reference_of(&self, criterion: &Criterion, grouping: &Grouping) -> &Reference {
        let rule = self.policy.rules.iter().find(|rule| {
            self.resolve(&rule.criterion).is_ok_and(|own| own.id == criterion.id) && rule.concerns(grouping)
        });
        rule.map_or(&Reference::Rest, |rule| &rule.reference)
    }

    /// Numbers if declared errors of recording were undone, by the metrics of the criteria, for single attributes.
    fn corrections(
        &self,
        all: &[Groups],
        criteria: &[&'static Criterion],
        setting: Setting,
    ) -> Result<Vec<CorrectionResult>, Error> {
        let metrics = metrics_of(criteria);
        let single = |attribute: &str| all.iter().find(|groups| groups.grouping.attributes() == [attribute]);
        let mut problems = Problems::default();
        let mut corrections = Vec::new();
        for error in &self.segment_errors {
            match single(error.attribute()).map(|groups| correct_segments(error, groups, &metrics, setting)) {
                Some(Ok(correction)) => corrections.push(correction),
                Some(Err(error)) => problems.extend(error),
                None => problems.push(
                    Problem::new(ErrorKind::Column, "has error rates and is not audited by itself")
                        .value(error.attribute())
                        .remedy("name an attribute of the data that is a segment"),
                ),
            }
        }
        problems.into_result()?;
        if let Some(accuracy) = self.label_accuracy {
            let single = all.iter().filter(|groups| groups.grouping.attributes().len() == 1);
            corrections.extend(single.map(|groups| correct_outcomes(accuracy, groups, &metrics, setting)));
        }
        Ok(corrections)
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

    fn notices(
        &self,
        subject: &Subject<'_>,
        all: &[Groups],
        total: &Confusion,
        overall: &SliceResult,
        setting: Setting,
    ) -> Vec<Notice> {
        let mut notices = Vec::new();
        let design_effect = || overall.metric("selection_rate").and_then(MetricValue::design_effect);
        if let Customers::Replicated(_, replicates) = *subject.customer_rows {
            notices.push(Notice::ClusterBootstrap { replicates, design_effect: design_effect() });
        }
        if let Some(CustomerSummary { customers, repeated, most_rows }) = subject.customers
            && repeated > 0
        {
            if self.suppression.is_some() {
                notices.push(Notice::CustomersComeBack);
            } else if self.rows_as_customers || matches!(subject.customer_rows, Customers::Parted) {
                notices.push(Notice::RowLevelIntervals { customers, repeated, most_rows });
            } else if matches!(subject.customer_rows, Customers::Whole(Some(_))) {
                let design_effect = design_effect();
                notices.push(Notice::RepeatedCustomers { customers, repeated, most_rows, design_effect });
            }
        }
        let few = |group: &&Group| {
            let customers = group.table.customers().map(|moments| moments.customers(Cells::ALL));
            group.rows() >= self.policy.minimum_rows && customers.is_some_and(|customers| customers < FEW_CUSTOMERS)
        };
        let slices = all.iter().flat_map(|groups| &groups.list).filter(few).count() as u64;
        if slices > 0 {
            let estimated = matches!(subject.customer_rows, Customers::Replicated(..));
            notices.push(Notice::FewCustomers { slices, fewer_than: FEW_CUSTOMERS, estimated });
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

/// A slice against its reference; `None` where it is its own.
fn disparity(
    groups: &Groups,
    at: usize,
    criterion: &'static Criterion,
    (reference, chosen): (&Reference, &Chosen<'_>),
    setting: Setting,
) -> Option<Disparity> {
    let (found, table) = groups.reference(reference, chosen, at);
    let group = &groups.list[at];
    if found.slice.as_ref() == Some(&group.slice) {
        return None;
    }
    let absent = if groups.is_withheld(reference) { WITHHELD } else { Unavailable::Undefined(Reason::NoReference) };
    let compared = table
        .ok_or(absent)
        .and_then(|table| Compared::new(criterion, &group.table, &table, *reference == Reference::Overall, setting));
    Some(Disparity {
        criterion: criterion.id.to_owned(),
        reference: found,
        value: compared.as_ref().map_err(|reason| *reason).and_then(Compared::value),
        interval: compared.as_ref().map_err(|reason| *reason).and_then(|one| one.interval(setting.confidence)),
        p_value: compared.as_ref().map_err(|reason| *reason).and_then(Compared::p_parity),
        resamples: compared.as_ref().ok().and_then(Compared::resamples),
    })
}

/// The metrics that criteria compare, each once.
fn metrics_of(criteria: &[&'static Criterion]) -> Vec<&'static Metric> {
    let mut metrics: Vec<&'static Metric> = Vec::new();
    for metric in criteria.iter().flat_map(|criterion| criterion.metrics()) {
        if !metrics.iter().any(|known| known.id == metric.id) {
            metrics.push(metric);
        }
    }
    metrics
}

/// What is audited, wherever the tallies come from.
pub(super) struct Subject<'a> {
    pub(super) customer_rows: &'a Customers<'a>,
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
    customers: Option<ByCustomer<'_>>,
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
        let rate = StratifiedRate { metric, favourable_side: true, customers };
        if let Ok(mut stratification) = Stratification::new(&cube, groups, strata, rate, setting)? {
            if let Some(protection) = protection {
                stratification.retain(|slice| protection.publishes_within(slice, strata));
            }
            // A model for each intersection would cost more than all else.
            let modelled = groups.grouping.attributes().len() == 1;
            results.extend(stratification.results(strata, metric, modelled, setting.confidence));
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
