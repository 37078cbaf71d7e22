//! Amounts by segment: spend, lifetime value, discount, contacts.
//!
//! Are the amounts alike, and are they foretold equally well? Everything but quantiles comes from exact sums; distributions are
//! read from the rows of each group when they are asked for.

mod read;
mod tally;

use std::sync::Arc;

pub use tally::ValueTally;

use read::Settings;
use tally::Rows;

use super::family::{AllGroups, Family, TaskSetting};
use super::groups::RowGroups;
use super::options::Options;
use super::table::Table;
use crate::audit::{Bar, Curve, Drawing, Exhibit, ExhibitKind, MetricValue, Point, Rule, TaskNote, Tolerance};
use crate::error::Error;
use crate::inference::estimate::Estimate;
use crate::inference::values::{
    Caps, Trimmed, Trimming, ValueComparison, ValueSums, ValueTable, ValuedRow, bootstrap_t, yuen,
};
use crate::inference::{
    Contrast, Distance, ErrorTail, Interval, LargestMean, Means, Method, Moments, NormalScale, Simulation, Standardiser,
};
use crate::metric::{Criterion, Metric, Task};
use crate::segment::{Grouping, Slice};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Rows from which the quantiles of residuals are drawn: no point rests on fewer than five of them.
const DRAWN_FROM: u64 = 100;

/// Amounts, ready to be audited.
///
/// # Example
///
/// ```
/// use evenhand::task::{Options, Table, TaskAudit, Values};
///
/// // The model expects 10 of everybody. In the north 12 come, in the south 8, give or take 3.
/// let spend = |row: usize| if row % 2 == 0 { 12.0 } else { 8.0 } + [-3.0, 0.0, 3.0][row % 3];
/// let table = Table::builder()
///     .segment("region", (0..600).map(|row| if row % 2 == 0 { "north" } else { "south" }))
///     .numbers("prediction", "expected", [10.0; 600])
///     .numbers("outcome", "spend", (0..600).map(spend))
///     .build()?;
/// let audited = TaskAudit::new().run(&Values::new(table, &Options::default())?)?;
/// let north = audited.tasks[0].grouping(&["region"]).unwrap().slice(&["north"]).unwrap();
/// assert_eq!(north.metric("mean_residual").unwrap().value, Ok(2.0));
/// assert_eq!(north.disparity("mean_residual_difference").unwrap().value, Ok(4.0));
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Values {
    table: Table,
    settings: Settings,
    missing: u64,
    /// Rows whose outcome is not known, where some are.
    unknown: u64,
    /// What residuals are capped at, the same for all groups.
    caps: Option<Caps>,
}

impl Values {
    /// Reads amounts: the roles of `Task::Values`, and its options.
    ///
    /// Rows without a prediction are left out and counted; rows without an outcome take part in what needs none.
    ///
    /// # Errors
    ///
    /// Every problem at once: columns that are not those of the task, amounts that are not finite or beyond 1e75, no
    /// prediction at all, an option that is not one of the task's or has no sense.
    pub fn new(table: Table, options: &Options) -> Result<Self, Error> {
        let settings = Settings::read(options)?;
        let (table, missing) = read::checked(table)?;
        let mut own = Self { table, settings, missing, unknown: 0, caps: None };
        if let Some(outcomes) = own.table.numbers("outcome") {
            own.unknown = outcomes.iter().filter(|outcome| outcome.is_nan()).count() as u64;
            let residuals = ValueTable::from_rows(own.rows().filter_map(|row| Some(row.outcome? - row.prediction)));
            let cap = |share: f64| residuals.as_ref().map_err(|reason| *reason)?.quantile(share);
            let trim = own.settings.trim;
            own.caps = cap(trim).and_then(|lower| Ok(Caps { lower, upper: cap(1.0 - trim)? })).ok();
        }
        Ok(own)
    }

    fn has_outcome(&self) -> bool {
        self.table.numbers("outcome").is_some()
    }

    /// Every row that takes part.
    fn rows(&self) -> impl Iterator<Item = ValuedRow> + '_ {
        let outcomes = self.table.numbers("outcome");
        self.table.numbers("prediction").unwrap_or_default().iter().enumerate().map(move |(row, &prediction)| {
            let outcome = outcomes.map(|outcomes| outcomes[row]).filter(|outcome| !outcome.is_nan());
            ValuedRow { prediction, outcome }
        })
    }

    fn trimming(&self) -> Trimming {
        Trimming::both(self.settings.trim)
    }

    fn capped(&self, tally: &ValueTally) -> Measured<Moments> {
        self.caps.ok_or(Unavailable::Undefined(Reason::NoLabels))?.moments(&tally.residuals()?)
    }

    fn loss(&self, tally: &ValueTally) -> Measured<Moments> {
        tally.sums.mean_squared_error()?;
        Ok(if self.settings.squared_loss { tally.sums.squared_errors() } else { tally.sums.absolute_errors() })
    }

    fn number(&self, metric: &str, tally: &ValueTally, confidence: Confidence) -> (Measured, Measured<Interval>) {
        let sums = &tally.sums;
        let mean = |moments: Moments| ValueSums::mean(&moments, confidence);
        let labelled = |moments: Moments| match sums.mean_squared_error() {
            Ok(_) => mean(moments),
            Err(reason) => nothing(reason),
        };
        let described = |value: Measured| (value, Err(Unavailable::Undefined(Reason::NoSolution)));
        let estimate = match metric {
            "mean_prediction" => mean(sums.predictions()),
            "mean_outcome" => labelled(sums.outcomes()),
            "mean_residual" => labelled(sums.residuals()),
            "mean_absolute_error" => labelled(sums.absolute_errors()),
            "root_mean_squared_error" => sums.root_mean_squared_error(confidence),
            "r_squared" => sums.r_squared(confidence),
            "predicted_over_observed" => sums.predicted_over_observed(confidence),
            "winsorised_mean_residual" => self.capped(tally).map_or_else(nothing, mean),
            "trimmed_mean_residual" => {
                return match self.trimmed(tally) {
                    Ok(trimmed) => (Ok(trimmed.mean), trimmed.interval(confidence)),
                    Err(reason) => (Err(reason), Err(reason)),
                };
            }
            "absolute_error_quantile" => {
                return described(
                    tally.absolute_errors().and_then(|errors| errors.quantile(self.settings.error_quantile)),
                );
            }
            _ => nothing(Unavailable::Undefined(Reason::OutsideDomain)),
        };
        (estimate.value, estimate.interval)
    }

    fn trimmed(&self, tally: &ValueTally) -> Measured<Trimmed> {
        Trimmed::of(&tally.residuals()?, self.trimming())
    }

    fn residual_difference(
        &self,
        sides: (&ValueTally, &ValueTally),
        comparison: ValueComparison<'_>,
        setting: TaskSetting,
    ) -> Measured<Contrast> {
        if !self.settings.bootstrap_t {
            return comparison.residual_difference(setting.confidence).map(|test| test.contrast());
        }
        let simulation = Simulation { draws: self.settings.draws, seed: setting.seed, stream: STREAM };
        bootstrap_t(&sides.0.residuals()?, &sides.1.residuals()?, simulation).map(Contrast::own)
    }
}

/// The random stream of the bootstrap of residuals.
const STREAM: u64 = 0x7661_6c75_6573;

/// The random stream of the errors of the transport distance.
const TRANSPORT: u64 = 0x7472_616e_7370;

impl Family for Values {
    type Tally = ValueTally;

    fn task(&self) -> Task {
        Task::Values
    }

    fn table(&self) -> &Table {
        &self.table
    }

    fn options(&self) -> Vec<(String, String)> {
        self.settings.written(self.has_outcome())
    }

    fn notes(&self) -> Vec<TaskNote> {
        let missing =
            |role: &str, rows: u64| (rows > 0).then(|| TaskNote::MissingValues { role: role.to_owned(), rows });
        let unknown = (self.unknown > 0).then_some(TaskNote::UnknownOutcomes { rows: self.unknown });
        missing("prediction", self.missing).into_iter().chain(unknown).chain([TaskNote::RowsAreUnits]).collect()
    }

    fn metrics(&self) -> Vec<&'static Metric> {
        let all = Task::Values.metrics().iter().copied();
        all.filter(|metric| self.has_outcome() || metric.id == "mean_prediction").collect()
    }

    fn headline(&self) -> Vec<&'static str> {
        if self.has_outcome() {
            vec![
                "mean_prediction_ratio",
                "mean_residual_difference",
                "predicted_over_observed_ratio",
                "mean_absolute_error_ratio",
                "root_mean_squared_error_ratio",
                "r_squared_difference",
                "prediction_parity",
            ]
        } else {
            vec![
                "mean_prediction_ratio",
                "mean_prediction_difference",
                "standardised_difference_pooled",
                "prediction_parity",
            ]
        }
    }

    fn default_rules(&self) -> Vec<Rule> {
        let four_fifths = Tolerance::within(0.8, 1.25);
        if self.has_outcome() {
            vec![
                Rule::new("same-overestimate", "predicted_over_observed_ratio").tolerance(four_fifths),
                Rule::new("same-error", "mean_absolute_error_ratio").tolerance(four_fifths),
            ]
        } else {
            vec![Rule::new("same-amount", "mean_prediction_ratio").tolerance(four_fifths)]
        }
    }

    fn tallies(&self, groups: &RowGroups) -> Vec<ValueTally> {
        let mut sums = vec![ValueSums::default(); groups.count()];
        let mut rows = vec![(Vec::new(), Vec::new()); groups.count()];
        for (row, &group) in self.rows().zip(groups.codes()) {
            sums[group as usize].add(row, 1);
            let (predictions, residuals) = &mut rows[group as usize];
            predictions.push(row.prediction);
            residuals.extend(row.outcome.map(|outcome| outcome - row.prediction));
        }
        sums.into_iter()
            .zip(rows)
            .map(|(sums, (predictions, residuals))| {
                // Amounts were checked to be finite.
                let table = |rows| ValueTable::from_rows(rows).unwrap_or_default();
                let rows = Rows { predictions: table(predictions), residuals: table(residuals) };
                ValueTally { sums, parts: vec![Arc::new(rows)] }
            })
            .collect()
    }

    fn merge(&self, into: &mut ValueTally, other: &ValueTally) {
        into.sums.merge(&other.sums);
        into.parts.extend(other.parts.iter().cloned());
    }

    fn count(&self, tally: &ValueTally) -> u64 {
        tally.sums.rows()
    }

    fn value(&self, metric: &'static Metric, tally: &ValueTally, setting: TaskSetting) -> MetricValue {
        let (value, interval) = self.number(metric.id, tally, setting.confidence);
        MetricValue::of_task(metric, value, interval)
    }

    fn compare(
        &self,
        criterion: &'static Criterion,
        group: &ValueTally,
        reference: &ValueTally,
        setting: TaskSetting,
    ) -> Measured<Contrast> {
        let confidence = setting.confidence;
        let comparison = ValueComparison { group: &group.sums, reference: &reference.sums };
        let predictions = comparison.predictions();
        match criterion.id {
            "mean_prediction_ratio" => predictions.ratio_contrast(),
            "mean_prediction_difference" => predictions.welch(confidence).map(|test| test.contrast()),
            "mean_outcome_ratio" => {
                group.sums.mean_squared_error().and(reference.sums.mean_squared_error())?;
                comparison.outcomes().ratio_contrast()
            }
            "mean_residual_difference" => self.residual_difference((group, reference), comparison, setting),
            "predicted_over_observed_ratio" => logarithmic(&comparison.predicted_over_observed_ratio(confidence)),
            "mean_absolute_error_ratio" => logarithmic(&comparison.mean_absolute_error_ratio(confidence)),
            "root_mean_squared_error_ratio" => logarithmic(&comparison.root_mean_squared_error_ratio(confidence)),
            "r_squared_difference" => linear(&comparison.r_squared_difference(confidence)),
            "trimmed_residual_difference" => {
                yuen(&self.trimmed(group)?, &self.trimmed(reference)?, confidence).map(|test| test.contrast())
            }
            "winsorised_residual_difference" => {
                let means = Means { group: self.capped(group)?, reference: self.capped(reference)? };
                means.welch(confidence).map(|test| test.contrast())
            }
            "standardised_difference_pooled" => standardised(&predictions, Standardiser::Pooled),
            "standardised_difference_overall" => standardised(&predictions, Standardiser::Overall),
            "standardised_difference_reference" => standardised(&predictions, Standardiser::Reference),
            "standardised_difference_average" => standardised(&predictions, Standardiser::AverageVariance),
            "standardised_difference_hedges" => {
                let pooled = predictions.standardised_difference(Standardiser::Pooled)?;
                let hedges = predictions.hedges()?;
                let error = predictions.standardised_error(Standardiser::Pooled)?;
                // The factor is that of both; where d is 0 it cannot be read off, and is 1 to the accuracy of the error.
                let factor = if pooled == 0.0 { 1.0 } else { hedges / pooled };
                Ok(Contrast::normal(hedges, factor * error))
            }
            "prediction_parity" => {
                let (own, others) = (group.predictions(), reference.predictions());
                let (n, m) = (own.rows() as f64, others.rows() as f64);
                let estimate = own.distance(&others)?.kolmogorov_smirnov;
                let tail = ErrorTail::Kolmogorov { effective_rows: n * m / (n + m) };
                Ok(Contrast::own(Distance { estimate, tail, most: 1.0 }))
            }
            "prediction_transport" => {
                let simulation = Simulation { draws: self.settings.draws, seed: setting.seed, stream: TRANSPORT };
                group.predictions().transport(&reference.predictions(), simulation).map(Contrast::own)
            }
            _ => Err(Unavailable::Undefined(Reason::OutsideDomain)),
        }
    }

    fn all_groups(&self, criterion: &'static Criterion, groups: &[&ValueTally], _: TaskSetting) -> Measured<AllGroups> {
        if criterion.id != "bounded_group_loss" {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let losses = groups.iter().map(|group| self.loss(group)).collect::<Measured<Vec<Moments>>>()?;
        let contrast = Contrast::own(LargestMean(losses));
        Ok(AllGroups { contrast, p_value: Err(Unavailable::Undefined(Reason::NoSolution)) })
    }

    fn exhibits(
        &self,
        grouping: Option<&Grouping>,
        groups: &[(&Slice, &ValueTally)],
        setting: TaskSetting,
    ) -> Vec<Exhibit> {
        let Some(grouping) = grouping else { return Vec::new() };
        let exhibit = |kind, drawing| Exhibit { kind, grouping: Some(grouping.clone()), drawing };
        let mut found = vec![exhibit(ExhibitKind::MeanValues, self.means(groups, setting.confidence))];
        if self.has_outcome() {
            found.push(exhibit(ExhibitKind::Residuals, residual_curves(groups)));
        }
        found
    }
}

impl Values {
    /// The means of outcomes and of predictions, under the names of their columns.
    fn means(&self, groups: &[(&Slice, &ValueTally)], confidence: Confidence) -> Drawing {
        let roles = self.table.roles();
        let column = |key: &str| roles.iter().find(|role| role.role == key).map(|role| role.column.clone());
        let columns = [("mean_outcome", column("outcome")), ("mean_prediction", column("prediction"))];
        let drawn: Vec<(&str, String)> =
            columns.into_iter().filter_map(|(metric, column)| Some((metric, column?))).collect();
        let series = groups.iter().map(|(slice, tally)| {
            let numbers: Vec<_> = drawn.iter().map(|(metric, _)| self.number(metric, tally, confidence)).collect();
            Bar {
                slice: (*slice).clone(),
                values: numbers.iter().map(|(value, _)| value.ok()).collect(),
                intervals: numbers
                    .iter()
                    .map(|(_, interval)| interval.ok().map(|interval| (interval.lower, interval.upper)))
                    .collect(),
            }
        });
        let series = series.collect();
        Drawing::Bars { categories: drawn.into_iter().map(|(_, column)| column).collect(), series }
    }
}

/// Residuals by their rank within the segment; of segments large enough that no point is one customer's.
fn residual_curves(groups: &[(&Slice, &ValueTally)]) -> Drawing {
    let curve = |(slice, tally): &(&Slice, &ValueTally)| {
        let residuals = tally.residuals().ok().filter(|residuals| residuals.rows() >= DRAWN_FROM)?;
        let rows = residuals.rows();
        let points = (1..20).filter_map(|step| {
            let share = f64::from(step) / 20.0;
            Some(Point { x: share, y: residuals.quantile(share).ok()?, interval: None, count: Some(rows) })
        });
        Some(Curve { slice: (*slice).clone(), points: points.collect() })
    };
    Drawing::Curves { series: groups.iter().filter_map(curve).collect(), diagonal: false }
}

fn nothing(reason: Unavailable) -> Estimate {
    Estimate { value: Err(reason), standard_error: Err(reason), interval: Err(reason) }
}

fn linear(estimate: &Estimate) -> Measured<Contrast> {
    Ok(estimate.standard_error.map_or(Contrast::Described(estimate.value?), |error| {
        Contrast::normal(estimate.value.unwrap_or_default(), error)
    }))
}

fn logarithmic(estimate: &Estimate) -> Measured<Contrast> {
    let value = estimate.value?;
    Ok(estimate.standard_error.map_or(Contrast::Described(value), |error| Contrast::log_normal(value, error)))
}

fn standardised(means: &Means, standardiser: Standardiser) -> Measured<Contrast> {
    Ok(Contrast::Normal {
        estimate: means.standardised_difference(standardiser)?,
        standard_error: means.standardised_error(standardiser)?,
        degrees_of_freedom: None,
        scale: NormalScale::Identity,
        method: Method::Delta,
    })
}
