//! Outcomes that are missing, and segments and outcomes that are recorded with known error.

use serde::{Deserialize, Serialize};

use super::groups::Groups;
use super::setting::Setting;
use crate::cube::{Cell, Cells, Confusion};
use crate::data::LabelAvailability;
use crate::error::{Error, ErrorKind, Problem, Problems};
use crate::inference::bounds::{Bounds, Contrast};
use crate::inference::label_noise::LabelAccuracy;
use crate::inference::segment_noise::Misclassification;
use crate::metric::{Definition, Metric};
use crate::segment::{Level, Slice};
use crate::value::{Measured, Reason, Unavailable};

/// What outcomes that are not known could make of a rate of a slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabelBounds {
    /// Who.
    pub slice: Slice,
    /// The metric.
    pub metric: String,
    /// Rows of the slice without an outcome.
    pub unlabelled: u64,
    /// The metric, whatever the outcomes that are not known.
    pub value: Bounds,
    /// The metric minus that of everyone else, likewise.
    pub difference: Bounds,
}

/// Bounds of every rate that reads outcomes, for slices where some are not known.
///
/// A rate is a ratio of sums, so its extremes lie where all outcomes that are not known are the same: among the selected,
/// and among those passed over.
pub(super) fn label_bounds(groups: &Groups, metrics: &[&'static Metric], setting: Setting) -> Vec<LabelBounds> {
    if setting.labels == LabelAvailability::None {
        return Vec::new();
    }
    let reads = |metric: &&&Metric| metric.needs_labels() && matches!(metric.definition, Definition::Rate { .. });
    let metrics: Vec<&&Metric> = metrics.iter().filter(reads).collect();
    let mut bounds = Vec::new();
    for group in &groups.list {
        let (own, rest) = (&*group.table, &*group.rest);
        let unlabelled = own.count(Cells::UNLABELLED);
        if unlabelled + rest.count(Cells::UNLABELLED) == 0 {
            continue;
        }
        for metric in &metrics {
            // Whether there is an outcome is known of everybody.
            if metric.id == "label_coverage" {
                continue;
            }
            let contrast = Contrast { group: completed(metric, own), reference: completed(metric, rest) };
            bounds.push(LabelBounds {
                slice: group.slice.clone(),
                metric: metric.id.to_owned(),
                unlabelled,
                value: contrast.group.clone(),
                difference: contrast.difference(),
            });
        }
    }
    bounds
}

/// The extremes of a rate over all ways to complete a table.
fn completed(metric: &Metric, table: &Confusion) -> Bounds {
    let values = [(false, false), (false, true), (true, false), (true, true)]
        .map(|(selected, rejected)| metric.value(&table.labelled_as(selected, rejected), LabelAvailability::All));
    let defined = || values.iter().filter_map(|value| value.ok());
    let none = values[0].err().unwrap_or(Unavailable::Undefined(Reason::NoLabels));
    Bounds { lower: defined().reduce(f64::min).ok_or(none), upper: defined().reduce(f64::max).ok_or(none) }
}

/// How often a segment's levels are recorded as which: known from a check of the records, say.
///
/// The correction assumes that errors do not depend on decision and outcome, given the true level. Where they do, no single
/// number is right.
///
/// # Example
///
/// ```
/// use evenhand::audit::SegmentError;
/// use evenhand::{Audit, Predictions};
///
/// // 100 of each; 90 % of women and 80 % of men are recorded as what they are. 60 % of women are selected, 20 % of men.
/// let lines = [("f", true, 58_u64), ("f", false, 52), ("m", true, 22), ("m", false, 68)];
/// let predictions = Predictions::builder()
///     .segment("gender", lines.iter().map(|line| line.0))
///     .decision(lines.iter().map(|line| line.1))
///     .count(lines.iter().map(|line| line.2))
///     .build()?;
/// let error = SegmentError::new("gender", [("f", vec![("f", 0.9), ("m", 0.1)]), ("m", vec![("f", 0.2), ("m", 0.8)])])?;
/// let audited = Audit::new().segment_error(error).run(&predictions)?;
/// let corrected = &audited.corrections[0].values[0];
/// assert_eq!((corrected.slice.to_string().as_str(), corrected.metric.as_str()), ("gender=f", "selection_rate"));
/// assert!((corrected.observed.unwrap() - 0.527_273).abs() < 1e-6);
/// assert!((corrected.corrected.unwrap() - 0.6).abs() < 1e-9);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentError {
    attribute: String,
    levels: Vec<Level>,
    matrix: Misclassification,
}

impl SegmentError {
    /// For each true level, the shares in which it is recorded as each level; shares not given are 0.
    ///
    /// # Errors
    ///
    /// Every problem at once: no level, a level given twice, a level recorded as one that is no true level, shares of a
    /// level that do not add up to 1.
    pub fn new<S: Into<String>>(
        attribute: impl Into<String>,
        recorded: impl IntoIterator<Item = (S, Vec<(S, f64)>)>,
    ) -> Result<Self, Error> {
        let attribute = attribute.into();
        let rows: Vec<(Level, Vec<(Level, f64)>)> = recorded
            .into_iter()
            .map(|(truth, shares)| {
                let shares = shares.into_iter().map(|(level, share)| (Level::named(level.into()), share));
                (Level::named(truth.into()), shares.collect())
            })
            .collect();
        let levels: Vec<Level> = rows.iter().map(|(truth, _)| truth.clone()).collect();
        let mut problems = Problems::default();
        let problem = |message: &str| Problem::new(ErrorKind::Policy, message).column(&attribute);
        if levels.is_empty() {
            problems
                .push(problem("has error rates of no level").remedy("give each level the shares it is recorded as"));
        }
        let mut matrix = vec![vec![0.0; levels.len()]; levels.len()];
        for (at, (truth, shares)) in rows.iter().enumerate() {
            if levels[..at].contains(truth) {
                problems.push(problem("has a level twice").value(truth).remedy("give each level once"));
            }
            for (level, share) in shares {
                match levels.iter().position(|known| known == level) {
                    Some(place) => matrix[at][place] += share,
                    None => problems.push(
                        problem("is recorded as a level that is not among the true ones")
                            .value(level)
                            .remedy("give that level its own shares too"),
                    ),
                }
            }
        }
        problems.into_result()?;
        let matrix = Misclassification::new(matrix).map_err(|_| {
            problem("has error rates that do not add up to 1 for each true level")
                .remedy("write, for each level, shares between 0 and 1 that add up to 1")
        })?;
        Ok(Self { attribute, levels, matrix })
    }

    /// The attribute.
    pub fn attribute(&self) -> &str {
        &self.attribute
    }
}

/// Numbers of one attribute as they would be if errors of recording were undone, beside those observed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrectionResult {
    /// The attribute whose slices are shown.
    pub attribute: String,
    /// What is recorded with error.
    pub error: RecordingError,
    /// How much the correction amplifies noise: 1 is not at all. Beyond 10 nothing is corrected.
    #[serde(with = "crate::value::measured")]
    pub condition_number: Measured,
    /// Whether counts would have become negative, so that the nearest possible ones were taken: the declared error rates
    /// and the data disagree.
    pub constrained: bool,
    /// Slice by slice and metric by metric.
    pub values: Vec<CorrectedValue>,
}

/// What is recorded with error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingError {
    /// The segment.
    Segment,
    /// The outcome, with the same error rates in every slice.
    Outcome(LabelAccuracy),
}

/// One number, observed and corrected. There is no interval: the error rates are taken as known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrectedValue {
    /// Who.
    pub slice: Slice,
    /// The metric.
    pub metric: String,
    /// The value observed.
    #[serde(with = "crate::value::measured")]
    pub observed: Measured,
    /// The value if errors were undone.
    #[serde(with = "crate::value::measured")]
    pub corrected: Measured,
    /// The value observed minus that of everyone else.
    #[serde(with = "crate::value::measured")]
    pub observed_difference: Measured,
    /// The same if errors were undone.
    #[serde(with = "crate::value::measured")]
    pub corrected_difference: Measured,
}

/// The slices of one attribute if errors of recording its levels were undone.
///
/// # Errors
///
/// A level of the data that the error rates do not have.
pub(super) fn correct_segments(
    error: &SegmentError,
    groups: &Groups,
    metrics: &[&'static Metric],
    setting: Setting,
) -> Result<CorrectionResult, Error> {
    let level = |slice: &Slice| slice.level(&error.attribute).cloned().unwrap_or(Level::Missing);
    let mut problems = Problems::default();
    for group in &groups.list {
        let own = level(&group.slice);
        if !own.is_missing() && !error.levels.contains(&own) {
            problems.push(
                Problem::new(ErrorKind::Policy, "has no error rates")
                    .column(&error.attribute)
                    .value(&own)
                    .remedy("give the shares in which this level is recorded as each level"),
            );
        }
    }
    problems.into_result()?;
    let observed: Vec<Confusion> = error
        .levels
        .iter()
        .map(|wanted| {
            let found = groups.list.iter().find(|group| level(&group.slice) == *wanted);
            found.map_or_else(Confusion::default, |group| Confusion::clone(&group.table))
        })
        .collect();
    let mut corrected = vec![[0.0; 6]; observed.len()];
    let (mut condition_number, mut constrained) = (Ok(1.0), false);
    for code in 0..6 {
        let counts: Vec<u64> = observed.iter().map(|table| table.counts()[code]).collect();
        match (observed.iter().any(Confusion::is_weighted), error.matrix.correct(&counts)) {
            (true, _) => condition_number = Err(Unavailable::Undefined(Reason::WeightedRows)),
            (false, Ok(found)) => {
                condition_number = condition_number.map(|known: f64| known.max(found.condition_number));
                constrained |= found.constrained;
                corrected.iter_mut().zip(found.counts).for_each(|(cells, count)| cells[code] = count);
            }
            (false, Err(reason)) => condition_number = Err(reason),
        }
    }
    let corrected: Vec<Confusion> = corrected.into_iter().map(Confusion::from_totals).collect();
    let slices = error.levels.iter().map(|level| Slice::everybody().and(&error.attribute, level.clone())).collect();
    Ok(CorrectionResult {
        attribute: error.attribute.clone(),
        error: RecordingError::Segment,
        condition_number,
        constrained,
        values: beside(slices, &observed, &corrected, condition_number.err(), metrics, setting),
    })
}

/// The slices of one attribute if errors of recording outcomes were undone: among the selected and among those passed over
/// alike.
pub(super) fn correct_outcomes(
    accuracy: LabelAccuracy,
    groups: &Groups,
    metrics: &[&'static Metric],
    setting: Setting,
) -> CorrectionResult {
    let LabelAccuracy { sensitivity, specificity } = accuracy;
    let matrix =
        Misclassification::new(vec![vec![specificity, 1.0 - specificity], vec![1.0 - sensitivity, sensitivity]]);
    let (mut condition_number, mut constrained) = (Ok(1.0), false);
    let observed: Vec<Confusion> = groups.list.iter().map(|group| Confusion::clone(&group.table)).collect();
    let mut corrected = Vec::with_capacity(observed.len());
    for table in &observed {
        let mut totals = Cells::SINGLE.map(|cell| table.total(cell));
        // Negative and positive outcomes of those passed over, then of the selected.
        for [negative, positive] in [[0, 1], [3, 4]] {
            let counts = [table.counts()[negative], table.counts()[positive]];
            let found = match &matrix {
                _ if table.is_weighted() => Err(Unavailable::Undefined(Reason::WeightedRows)),
                Ok(matrix) => matrix.correct(&counts),
                Err(reason) => Err(*reason),
            };
            match found {
                Ok(found) => {
                    condition_number = condition_number.map(|known: f64| known.max(found.condition_number));
                    constrained |= found.constrained;
                    (totals[negative], totals[positive]) = (found.counts[0], found.counts[1]);
                }
                Err(reason) => condition_number = Err(reason),
            }
        }
        corrected.push(Confusion::from_totals(totals));
    }
    let slices = groups.list.iter().map(|group| group.slice.clone()).collect();
    let reads: Vec<&'static Metric> = metrics.iter().copied().filter(|metric| metric.needs_labels()).collect();
    CorrectionResult {
        attribute: groups.grouping.attributes().join(" × "),
        error: RecordingError::Outcome(accuracy),
        condition_number,
        constrained,
        values: beside(slices, &observed, &corrected, condition_number.err(), &reads, setting),
    }
}

/// Values observed and corrected, each also against everyone else.
fn beside(
    slices: Vec<Slice>,
    observed: &[Confusion],
    corrected: &[Confusion],
    refused: Option<Unavailable>,
    metrics: &[&'static Metric],
    setting: Setting,
) -> Vec<CorrectedValue> {
    let rest = |tables: &[Confusion], at: usize| {
        let mut rest = Confusion::default();
        tables.iter().enumerate().filter(|(other, _)| *other != at).for_each(|(_, table)| rest.merge(table));
        rest
    };
    let allowed = |value: Measured| refused.map_or(value, Err);
    let mut values = Vec::new();
    for (at, slice) in slices.into_iter().enumerate() {
        let (other, other_corrected) = (rest(observed, at), rest(corrected, at));
        for metric in metrics {
            let of = |table: &Confusion| metric.value(table, setting.labels);
            let difference = |own: &Confusion, other: &Confusion| Ok(of(own)? - of(other)?);
            values.push(CorrectedValue {
                slice: slice.clone(),
                metric: metric.id.to_owned(),
                observed: of(&observed[at]),
                corrected: allowed(of(&corrected[at])),
                observed_difference: difference(&observed[at], &other),
                corrected_difference: allowed(difference(&corrected[at], &other_corrected)),
            });
        }
    }
    values
}
