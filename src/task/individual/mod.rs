//! Decisions customer by customer: how unequally benefit is spread, and whether like customers are decided alike.

#[cfg(feature = "neighbours")]
mod neighbours;
mod read;

use read::Settings;

use super::family::{AllGroups, Family, TaskSetting};
use super::groups::RowGroups;
use super::options::Options;
use super::table::Table;
use crate::audit::{Curve, Drawing, Exhibit, ExhibitKind, MetricValue, Point, Rule, TaskNote, Tolerance};
use crate::error::Error;
use crate::inference::inequality::{
    ConfusionCounts, benefits_of, between_groups, coefficient_of_variation, entropy_difference, generalised_entropy,
};
use crate::inference::values::ValueSums;
use crate::inference::{Contrast, Means, Moments, SignedSum, Simulation};
use crate::metric::{Criterion, Metric, Task};
use crate::segment::{Grouping, Slice};
use crate::value::{Measured, Reason, Unavailable};

/// Decisions, ready to be looked at customer by customer.
///
/// # Example
///
/// ```
/// use evenhand::task::{Individual, Options, Table, TaskAudit};
///
/// // In the south the model misses all of those who would respond.
/// let decided = |row: usize| row % 4 < if row % 2 == 0 { 2 } else { 1 };
/// let table = Table::builder()
///     .segment("region", (0..800).map(|row| if row % 2 == 0 { "north" } else { "south" }))
///     .binary("decision", "targeted", (0..800).map(decided))
///     .binary("outcome", "responds", (0..800).map(|row| row % 4 < 2))
///     .build()?;
/// let audited = TaskAudit::new().run(&Individual::new(table, &Options::default())?)?;
/// let south = audited.tasks[0].grouping(&["region"]).unwrap().slice(&["south"]).unwrap();
/// assert_eq!(south.metric("mean_benefit").unwrap().value, Ok(0.5));
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Individual {
    table: Table,
    settings: Settings,
    missing: u64,
    unknown: u64,
    /// By how much each row's decision differs from those of its neighbours.
    inconsistency: Option<Vec<f64>>,
}

/// What is kept of a group: decisions by outcome, and sums of inconsistencies.
#[derive(Debug, Clone, Default)]
pub struct IndividualTally {
    rows: u64,
    counts: ConfusionCounts,
    inconsistency: SignedSum,
    squares: SignedSum,
}

impl IndividualTally {
    /// Rows with an outcome, by decision and outcome.
    pub const fn counts(&self) -> &ConfusionCounts {
        &self.counts
    }
}

impl Individual {
    /// Reads decisions: the roles of `Task::Individual`, and its options.
    ///
    /// Rows without a decision, or without one of the features, are left out and counted; rows without an outcome take part in
    /// consistency only.
    ///
    /// # Errors
    ///
    /// Every problem at once: columns that are not those of the task, neither an outcome nor features, features that are not finite,
    /// a benefit that is negative, an option that is not one of the task's or has no sense; features where the cargo feature
    /// `neighbours` is off.
    pub fn new(table: Table, options: &Options) -> Result<Self, Error> {
        let settings = Settings::read(options)?;
        let (table, missing) = read::checked(table, &settings)?;
        let unknown = table.binary("outcome").map_or(0, |outcomes| outcomes.iter().filter(|one| one.is_none()).count());
        let inconsistency = read::inconsistency(&table, &settings)?;
        Ok(Self { table, settings, missing, unknown: unknown as u64, inconsistency })
    }

    fn has_outcome(&self) -> bool {
        self.table.binary("outcome").is_some()
    }

    fn consistency(&self, tally: &IndividualTally) -> Measured<Moments> {
        if self.inconsistency.is_none() {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        Ok(Moments::from_sums(tally.rows, tally.rows as f64 - tally.inconsistency.value(), {
            // Σ(1 − d)² = n − 2Σd + Σd².
            tally.rows as f64 - 2.0 * tally.inconsistency.value() + tally.squares.value()
        }))
    }

    fn benefits(&self, tally: &IndividualTally) -> Measured<Moments> {
        let moments = benefits_of(&tally.counts, &self.settings.benefits);
        if moments.count == 0 { Err(Unavailable::Undefined(Reason::NoLabels)) } else { Ok(moments) }
    }

    fn simulation(&self, setting: TaskSetting) -> Simulation {
        Simulation { draws: self.settings.draws, seed: setting.seed, stream: STREAM }
    }
}

/// The random stream of what is drawn here.
const STREAM: u64 = 0x696e_6469_7669;

impl Family for Individual {
    type Tally = IndividualTally;

    fn task(&self) -> Task {
        Task::Individual
    }

    fn table(&self) -> &Table {
        &self.table
    }

    fn options(&self) -> Vec<(String, String)> {
        self.settings.written(self.has_outcome(), self.inconsistency.is_some())
    }

    fn notes(&self) -> Vec<TaskNote> {
        let missing =
            (self.missing > 0).then(|| TaskNote::MissingValues { role: "decision".to_owned(), rows: self.missing });
        let unknown = (self.unknown > 0).then_some(TaskNote::UnknownOutcomes { rows: self.unknown });
        missing.into_iter().chain(unknown).chain([TaskNote::RowsAreUnits]).collect()
    }

    fn metrics(&self) -> Vec<&'static Metric> {
        let asked = |metric: &&&'static Metric| {
            if metric.id == "consistency" { self.inconsistency.is_some() } else { self.has_outcome() }
        };
        Task::Individual.metrics().iter().filter(asked).copied().collect()
    }

    fn headline(&self) -> Vec<&'static str> {
        let mut found = Vec::new();
        if self.has_outcome() {
            found.extend([
                "mean_benefit_ratio",
                "generalised_entropy_difference",
                "between_group_entropy",
                "between_group_share",
            ]);
        }
        if self.inconsistency.is_some() {
            found.push("consistency_difference");
        }
        found
    }

    fn default_rules(&self) -> Vec<Rule> {
        let mut rules = Vec::new();
        if self.has_outcome() {
            rules.push(Rule::new("same-benefit", "mean_benefit_ratio").tolerance(Tolerance::within(0.8, 1.25)));
        }
        if self.inconsistency.is_some() {
            rules.push(Rule::new("same-consistency", "consistency_difference").tolerance(Tolerance::within(-0.1, 0.1)));
        }
        rules
    }

    fn tallies(&self, groups: &RowGroups) -> Vec<IndividualTally> {
        let mut tallies = vec![IndividualTally::default(); groups.count()];
        let decisions = self.table.binary("decision").unwrap_or_default();
        let outcomes = self.table.binary("outcome");
        for (row, (&group, decision)) in groups.codes().iter().zip(decisions).enumerate() {
            let tally = &mut tallies[group as usize];
            tally.rows += 1;
            let counts = &mut tally.counts;
            match (*decision, outcomes.and_then(|outcomes| outcomes[row])) {
                (Some(true), Some(true)) => counts.true_positive += 1,
                (Some(true), Some(false)) => counts.false_positive += 1,
                (Some(false), Some(true)) => counts.false_negative += 1,
                (Some(false), Some(false)) => counts.true_negative += 1,
                _ => {}
            }
            if let Some(inconsistency) = &self.inconsistency {
                tally.inconsistency.add(inconsistency[row], 1);
                tally.squares.add(inconsistency[row] * inconsistency[row], 1);
            }
        }
        tallies
    }

    fn merge(&self, into: &mut IndividualTally, other: &IndividualTally) {
        into.rows += other.rows;
        into.counts.true_positive += other.counts.true_positive;
        into.counts.false_positive += other.counts.false_positive;
        into.counts.false_negative += other.counts.false_negative;
        into.counts.true_negative += other.counts.true_negative;
        into.inconsistency.merge(&other.inconsistency);
        into.squares.merge(&other.squares);
    }

    fn count(&self, tally: &IndividualTally) -> u64 {
        tally.rows
    }

    fn value(&self, metric: &'static Metric, tally: &IndividualTally, setting: TaskSetting) -> MetricValue {
        let confidence = setting.confidence;
        let mean = |moments: Measured<Moments>| match moments {
            Ok(moments) => {
                let mean = ValueSums::mean(&moments, confidence);
                (mean.value, mean.interval)
            }
            Err(reason) => (Err(reason), Err(reason)),
        };
        let entropy = |alpha: f64| -> Measured {
            self.benefits(tally)?;
            Ok(generalised_entropy(&[tally.counts], &self.settings.benefits, alpha)?.total)
        };
        let described = |value: Measured| (value, Err(Unavailable::Undefined(Reason::NoSolution)));
        let (value, interval) = match metric.id {
            "mean_benefit" => mean(self.benefits(tally)),
            "consistency" => mean(self.consistency(tally)),
            "generalised_entropy" => described(entropy(self.settings.alpha)),
            "theil_index" => described(entropy(1.0)),
            "coefficient_of_variation" => described(
                self.benefits(tally).and_then(|_| coefficient_of_variation(&[tally.counts], &self.settings.benefits)),
            ),
            _ => described(Err(Unavailable::Undefined(Reason::OutsideDomain))),
        };
        MetricValue::of_task(metric, value, interval)
    }

    fn compare(
        &self,
        criterion: &'static Criterion,
        group: &IndividualTally,
        reference: &IndividualTally,
        setting: TaskSetting,
    ) -> Measured<Contrast> {
        let benefits =
            || -> Measured<Means> { Ok(Means { group: self.benefits(group)?, reference: self.benefits(reference)? }) };
        match criterion.id {
            "mean_benefit_ratio" => benefits()?.ratio_contrast(),
            "mean_benefit_difference" => benefits()?.welch(setting.confidence).map(|test| test.contrast()),
            "generalised_entropy_difference" => {
                benefits()?;
                let (settings, pair) = (&self.settings, [group.counts, reference.counts]);
                entropy_difference(pair, &settings.benefits, settings.alpha, self.simulation(setting))
                    .map(|distribution| Contrast::Resampled(Box::new(distribution)))
            }
            "consistency_difference" => {
                let means = Means { group: self.consistency(group)?, reference: self.consistency(reference)? };
                means.welch(setting.confidence).map(|test| test.contrast())
            }
            _ => Err(Unavailable::Undefined(Reason::OutsideDomain)),
        }
    }

    fn all_groups(
        &self,
        criterion: &'static Criterion,
        groups: &[&IndividualTally],
        setting: TaskSetting,
    ) -> Measured<AllGroups> {
        let counts: Vec<ConfusionCounts> = groups.iter().map(|group| group.counts).collect();
        let (benefits, alpha) = (&self.settings.benefits, self.settings.alpha);
        let entropy = generalised_entropy(&counts, benefits, alpha)?;
        let value = match criterion.id {
            "between_group_entropy" => entropy.between,
            "between_group_share" => crate::value::quotient(entropy.between, entropy.total, Reason::NoVariation)?,
            _ => return Err(Unavailable::Undefined(Reason::OutsideDomain)),
        };
        let null = between_groups(&counts, benefits, alpha, self.simulation(setting));
        Ok(AllGroups { contrast: Contrast::Described(value), p_value: null.and_then(|null| null.p_value) })
    }

    fn exhibits(
        &self,
        grouping: Option<&Grouping>,
        groups: &[(&Slice, &IndividualTally)],
        _: TaskSetting,
    ) -> Vec<Exhibit> {
        if !self.has_outcome() {
            return Vec::new();
        }
        let series = groups.iter().filter_map(|(slice, tally)| {
            let points = self.lorenz(&tally.counts)?;
            Some(Curve { slice: (*slice).clone(), points })
        });
        let drawing = Drawing::Curves { series: series.collect(), diagonal: true };
        vec![Exhibit { kind: ExhibitKind::Lorenz, grouping: grouping.cloned(), drawing }]
    }
}

impl Individual {
    /// The cumulative share of benefit over that of customers, least benefit first; none without any benefit.
    fn lorenz(&self, counts: &ConfusionCounts) -> Option<Vec<Point>> {
        let table = &self.settings.benefits;
        let mut cells = [
            (table.true_positive, counts.true_positive),
            (table.false_positive, counts.false_positive),
            (table.false_negative, counts.false_negative),
            (table.true_negative, counts.true_negative),
        ];
        cells.sort_by(|left, right| left.0.total_cmp(&right.0));
        let rows: u64 = cells.iter().map(|(_, rows)| rows).sum();
        let all: f64 = cells.iter().map(|(benefit, rows)| benefit * *rows as f64).sum();
        if rows == 0 || all <= 0.0 {
            return None;
        }
        let (mut passed, mut got) = (0, 0.0);
        let start = Point { x: 0.0, y: 0.0, interval: None, count: Some(rows) };
        let points = cells.into_iter().filter(|(_, rows)| *rows > 0).map(|(benefit, own)| {
            passed += own;
            got += benefit * own as f64;
            Point { x: passed as f64 / rows as f64, y: (got / all).min(1.0), interval: None, count: Some(rows) }
        });
        Some(std::iter::once(start).chain(points).collect())
    }
}
