//! The verdicts of one rule, in columns.

use serde::{Deserialize, Serialize};

use super::column::{Column, Intervals, Number};
use super::place::{Place, SlicePlaces};
use super::values::{self, MetricColumns, References};
use crate::audit::policy::{Correction, Rule};
use crate::audit::resampled::Resamples;
use crate::audit::result::{Assessment, FamilyResult, GroupingResult, LiteralResult, MetricValue, RuleResult};
use crate::audit::verdict::Verdict;
use crate::inference::estimate::Estimate;
use crate::inference::{Equivalence, SettlingSize, Zone};
use crate::segment::{Grouping, Slice};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredRule {
    rule: Rule,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    families: Vec<FamilyResult>,
    assessments: AssessmentColumns,
}

/// A grouping of the audit by its place there; any other in full.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum GroupingPlace {
    At(usize),
    Grouping(Grouping),
}

/// The rates of the slices: by the metrics' names where they stand with the slices already, else in full.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum GroupValues {
    OfSlices(Vec<String>),
    Columns(Vec<MetricColumns>),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AssessmentColumns {
    count: usize,
    grouping: Column<GroupingPlace>,
    slice: Column<Place>,
    reference: References,
    rows: Column<u64>,
    group_values: GroupValues,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reference_values: Vec<MetricColumns>,
    value: Column<Number>,
    interval: Intervals,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    crude: Column<Option<Estimate>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    equivalence: Option<EquivalenceColumns>,
    p_outside: Column<Number>,
    p_outside_adjusted: Column<Number>,
    comparisons: Column<u64>,
    correction: Column<Correction>,
    verdict: Column<Verdict>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    settling: Column<Option<SettlingSize>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    point_within: Column<Option<bool>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    literal: Column<Option<LiteralResult>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    exemption: Column<Option<usize>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    resamples: Column<Option<Resamples>>,
}

/// The tests of equivalence of the rows that have one.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EquivalenceColumns {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<Vec<usize>>,
    zone: Column<Zone>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    p_lower: Column<Option<f64>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    p_upper: Column<Option<f64>>,
    p_value: Column<f64>,
    interval: Intervals,
}

impl EquivalenceColumns {
    fn of(assessments: &[Assessment]) -> Option<Self> {
        let found: Vec<(usize, &Equivalence)> = assessments
            .iter()
            .enumerate()
            .filter_map(|(at, one)| one.equivalence.as_ref().map(|test| (at, test)))
            .collect();
        let intervals: Vec<_> = found.iter().map(|(_, test)| Ok(test.interval)).collect();
        (!found.is_empty()).then(|| Self {
            of: (found.len() < assessments.len()).then(|| found.iter().map(|(at, _)| *at).collect()),
            zone: found.iter().map(|(_, test)| test.zone).collect(),
            p_lower: found.iter().map(|(_, test)| test.p_lower).collect(),
            p_upper: found.iter().map(|(_, test)| test.p_upper).collect(),
            p_value: found.iter().map(|(_, test)| test.p_value).collect(),
            interval: Intervals::of(&intervals),
        })
    }

    fn entries(self, rows: usize) -> Result<Vec<Option<Equivalence>>, String> {
        let of = self.of.unwrap_or_else(|| (0..rows).collect());
        let count = of.len();
        let (zone, p_value) = (self.zone.entries(count)?, self.p_value.entries(count)?);
        let (p_lower, p_upper) = (self.p_lower.entries(count)?, self.p_upper.entries(count)?);
        let intervals = self.interval.entries(count)?;
        let mut entries = vec![None; rows];
        for (index, at) in of.into_iter().enumerate() {
            let interval =
                intervals[index].map_err(|reason| format!("a test of equivalence has no interval: {reason}"))?;
            let entry = entries.get_mut(at).ok_or_else(|| format!("there is no row {at} to test"))?;
            *entry = Some(Equivalence {
                zone: zone[index],
                p_lower: p_lower[index],
                p_upper: p_upper[index],
                p_value: p_value[index],
                interval,
            });
        }
        Ok(entries)
    }
}

impl StoredRule {
    pub(super) fn of(
        result: &RuleResult,
        groupings: &[GroupingResult],
        places: &[SlicePlaces<'_>],
    ) -> Result<Self, String> {
        let RuleResult { rule, families, assessments } = result;
        let home = |grouping: &Grouping| groupings.iter().position(|own| own.grouping == *grouping);
        let homes: Vec<Option<usize>> = assessments.iter().map(|one| home(&one.grouping)).collect();
        let place = |row: usize, slice: &Slice| {
            homes[row].map_or_else(|| Place::Slice(slice.clone()), |home| places[home].place(slice))
        };
        let (group_rows, reference_rows): (Vec<_>, Vec<_>) =
            assessments.iter().map(|one| (&one.group_values[..], &one.reference_values[..])).unzip();
        let of_slices = shared_metrics(assessments, &homes, groupings, places);
        let intervals: Vec<_> = assessments.iter().map(|one| one.interval).collect();
        let all = || assessments.iter();
        Ok(Self {
            rule: rule.clone(),
            families: families.clone(),
            assessments: AssessmentColumns {
                count: assessments.len(),
                grouping: all()
                    .zip(&homes)
                    .map(|(one, home)| {
                        home.map_or_else(|| GroupingPlace::Grouping(one.grouping.clone()), GroupingPlace::At)
                    })
                    .collect(),
                slice: all().enumerate().map(|(row, one)| place(row, &one.slice)).collect(),
                reference: References::of(all().map(|one| &one.reference), place),
                rows: all().map(|one| one.rows).collect(),
                group_values: match of_slices {
                    Some(names) => GroupValues::OfSlices(names),
                    None => GroupValues::Columns(values::metrics(&group_rows)?),
                },
                reference_values: values::metrics(&reference_rows)?,
                value: all().map(|one| Number(one.value)).collect(),
                interval: Intervals::of(&intervals),
                crude: all().map(|one| one.crude.clone()).collect(),
                equivalence: EquivalenceColumns::of(assessments),
                p_outside: all().map(|one| Number(one.p_outside)).collect(),
                p_outside_adjusted: all().map(|one| Number(one.p_outside_adjusted)).collect(),
                comparisons: all().map(|one| one.comparisons).collect(),
                correction: all().map(|one| one.correction).collect(),
                verdict: all().map(|one| one.verdict).collect(),
                settling: all().map(|one| one.settling).collect(),
                point_within: all().map(|one| one.point_within).collect(),
                literal: all().map(|one| one.literal.clone()).collect(),
                exemption: all().map(|one| one.exemption).collect(),
                resamples: all().map(|one| one.resamples).collect(),
            },
        })
    }

    pub(super) fn result(self, groupings: &[GroupingResult], names: &[Vec<Slice>]) -> Result<RuleResult, String> {
        let Self { rule, families, assessments: columns } = self;
        let count = columns.count;
        let mut homes = Vec::with_capacity(count.min(1 << 16));
        let mut own = Vec::with_capacity(count.min(1 << 16));
        for place in columns.grouping.entries(count)? {
            let (home, grouping) = match place {
                GroupingPlace::Grouping(grouping) => (None, grouping),
                GroupingPlace::At(at) => {
                    let found = groupings.get(at).ok_or_else(|| format!("there is no grouping at {at}"))?;
                    (Some(at), found.grouping.clone())
                }
            };
            homes.push(home);
            own.push(grouping);
        }
        let slices_of = |row: usize| homes[row].map_or(&[][..], |home| &names[home][..]);
        let places = columns.slice.entries(count)?;
        let group_values = match columns.group_values {
            GroupValues::Columns(columns) => values::spread_metrics(columns, count)?,
            GroupValues::OfSlices(metrics) => places
                .iter()
                .zip(&homes)
                .map(|(place, home)| of_slice(&metrics, place, *home, groupings))
                .collect::<Result<_, _>>()?,
        };
        let reference = columns.reference.entries(count, slices_of)?;
        let reference_values = values::spread_metrics(columns.reference_values, count)?;
        let equivalence = match columns.equivalence {
            Some(columns) => columns.entries(count)?,
            None => vec![None; count],
        };
        let rows = columns.rows.entries(count)?;
        let (value, interval) = (columns.value.entries(count)?, columns.interval.entries(count)?);
        let crude = columns.crude.entries(count)?;
        let p_outside = columns.p_outside.entries(count)?;
        let p_adjusted = columns.p_outside_adjusted.entries(count)?;
        let (comparisons, correction) = (columns.comparisons.entries(count)?, columns.correction.entries(count)?);
        let (verdict, settling) = (columns.verdict.entries(count)?, columns.settling.entries(count)?);
        let (point_within, literal) = (columns.point_within.entries(count)?, columns.literal.entries(count)?);
        let exemption = columns.exemption.entries(count)?;
        let resamples = columns.resamples.entries(count)?;
        let parts = places.into_iter().zip(own).zip(reference).zip(group_values).zip(reference_values);
        let assessment = |(row, ((((place, grouping), reference), group_values), reference_values))| {
            let place: Place = place;
            Ok(Assessment {
                grouping,
                slice: place.slice(slices_of(row))?,
                reference,
                rows: rows[row],
                group_values,
                reference_values,
                value: value[row].0,
                interval: interval[row],
                crude: crude[row].clone(),
                equivalence: equivalence[row],
                p_outside: p_outside[row].0,
                p_outside_adjusted: p_adjusted[row].0,
                comparisons: comparisons[row],
                correction: correction[row],
                verdict: verdict[row],
                settling: settling[row],
                point_within: point_within[row],
                literal: literal[row].clone(),
                exemption: exemption[row],
                resamples: resamples[row],
            })
        };
        let assessments = parts.enumerate().map(assessment).collect::<Result<_, String>>()?;
        Ok(RuleResult { rule, families, assessments })
    }
}

/// The metrics whose values are those of the slices themselves, if that is so for every row.
fn shared_metrics(
    assessments: &[Assessment],
    homes: &[Option<usize>],
    groupings: &[GroupingResult],
    places: &[SlicePlaces<'_>],
) -> Option<Vec<String>> {
    let metrics: Vec<String> =
        assessments.first().map_or(&[][..], |one| &one.group_values).iter().map(|value| value.metric.clone()).collect();
    let shares = |(one, home): (&Assessment, &Option<usize>)| {
        let home = (*home)?;
        let place = places[home].place(&one.slice);
        (of_slice(&metrics, &place, Some(home), groupings).ok()? == one.group_values).then_some(())
    };
    assessments.iter().zip(homes).try_for_each(shares).map(|()| metrics)
}

/// The values of these metrics that stand with the slice.
fn of_slice(
    metrics: &[String],
    place: &Place,
    home: Option<usize>,
    groupings: &[GroupingResult],
) -> Result<Vec<MetricValue>, String> {
    if metrics.is_empty() {
        return Ok(Vec::new());
    }
    let (Some(home), Place::At(at)) = (home, place) else {
        return Err("the values of a slice that is not listed are not known".to_owned());
    };
    let slice = groupings.get(home).and_then(|own| own.slices.get(*at));
    metrics
        .iter()
        .map(|metric| {
            let found = slice.and_then(|slice| slice.metric(metric));
            found.cloned().ok_or_else(|| format!("the slice has no {metric}"))
        })
        .collect()
}
