//! The verdicts of one rule, in columns.

use std::rc::Rc;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::column::{Column, Intervals, Number};
use super::place::{Place, SlicePlaces};
use super::values::{self, MetricColumns, References};
use crate::audit::id::Id;
use crate::audit::policy::{Correction, Rule};
use crate::audit::resampled::Resamples;
use crate::audit::result::{Assessment, FamilyResult, GroupingResult, LiteralResult, MetricValue, RuleResult};
use crate::audit::shared::Shared;
use crate::audit::verdict::Verdict;
use crate::inference::estimate::Estimate;
use crate::inference::{Equivalence, SettlingSize, Zone};
use crate::segment::{Grouping, Slice};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredRule<'a> {
    rule: Rule,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    families: Vec<FamilyResult>,
    assessments: AssessmentColumns<'a>,
}

/// A grouping of the audit by its place there; any other in full.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum GroupingPlace {
    At(usize),
    Grouping(Grouping),
}

/// The rates of the slices: by the metrics' names where they stand with the slices already, else in full.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum GroupValues<'a> {
    OfSlices(Vec<Id>),
    Columns(Vec<MetricColumns<'a>>),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AssessmentColumns<'a> {
    count: usize,
    grouping: Column<'a, GroupingPlace>,
    slice: Column<'a, Place>,
    reference: References<'a>,
    rows: Column<'a, u64>,
    group_values: GroupValues<'a>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reference_values: Vec<MetricColumns<'a>>,
    value: Column<'a, Number>,
    interval: Intervals<'a>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    crude: Column<'a, Option<Box<Estimate>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    equivalence: Option<EquivalenceColumns<'a>>,
    p_outside: Column<'a, Number>,
    p_outside_adjusted: Column<'a, Number>,
    comparisons: Column<'a, u64>,
    correction: Column<'a, Correction>,
    verdict: Column<'a, Verdict>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    settling: Column<'a, Option<SettlingSize>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    point_within: Column<'a, Option<bool>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    literal: Column<'a, Option<LiteralResult>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    exemption: Column<'a, Option<usize>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    resamples: Column<'a, Option<Resamples>>,
}

/// The tests of equivalence of the rows that have one.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EquivalenceColumns<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<Vec<usize>>,
    zone: Column<'a, Zone>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    p_lower: Column<'a, Option<f64>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    p_upper: Column<'a, Option<f64>>,
    p_value: Column<'a, f64>,
    interval: Intervals<'a>,
}

impl<'a> EquivalenceColumns<'a> {
    fn of(assessments: &'a [Assessment]) -> Option<Self> {
        let found = assessments.iter().filter_map(|one| one.equivalence.as_deref());
        let of = || assessments.iter().enumerate().filter(|(_, one)| one.equivalence.is_some()).map(|(at, _)| at);
        let count = of().count();
        (count > 0).then(|| Self {
            of: (count < assessments.len()).then(|| of().collect()),
            zone: Column::of(found.clone().map(|test| test.zone)),
            p_lower: Column::of(found.clone().map(|test| test.p_lower)),
            p_upper: Column::of(found.clone().map(|test| test.p_upper)),
            p_value: Column::of(found.clone().map(|test| test.p_value)),
            interval: Intervals::of(found.map(|test| Ok(test.interval))),
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

impl<'a> StoredRule<'a> {
    pub(super) fn of(
        result: &'a RuleResult,
        groupings: &[GroupingResult],
        places: &'a [SlicePlaces<'a>],
    ) -> Result<Self, String> {
        let RuleResult { rule, families, assessments } = result;
        let home = |grouping: &Grouping| groupings.iter().position(|own| own.grouping == *grouping);
        let homes: Rc<[Option<usize>]> = assessments.iter().map(|one| home(&one.grouping)).collect();
        let of_slices = shared_metrics(assessments, &homes, groupings, places);
        let grouping = {
            let homes = Rc::clone(&homes);
            move |(row, one): (usize, &Assessment)| {
                homes[row].map_or_else(|| GroupingPlace::Grouping(one.grouping.clone()), GroupingPlace::At)
            }
        };
        let place = move |row: usize, slice: &Slice| {
            homes[row].map_or_else(|| Place::Slice(slice.clone()), |home| places[home].place(slice))
        };
        let all = || assessments.iter();
        Ok(Self {
            rule: rule.clone(),
            families: families.clone(),
            assessments: AssessmentColumns {
                count: assessments.len(),
                grouping: Column::of(all().enumerate().map(grouping)),
                slice: Column::of(all().enumerate().map({
                    let place = place.clone();
                    move |(row, one)| place(row, &one.slice)
                })),
                reference: References::of(all().map(|one| &one.reference), place),
                rows: Column::of(all().map(|one| one.rows)),
                group_values: match of_slices {
                    Some(names) => GroupValues::OfSlices(names),
                    None => GroupValues::Columns(values::metrics(all().map(|one| &one.group_values[..]).collect())?),
                },
                reference_values: values::metrics(all().map(|one| &one.reference_values[..]).collect())?,
                value: Column::of(all().map(|one| Number(one.value))),
                interval: Intervals::of(all().map(|one| one.interval)),
                crude: Column::of(all().map(|one| one.crude.clone())),
                equivalence: EquivalenceColumns::of(assessments),
                p_outside: Column::of(all().map(|one| Number(one.p_outside))),
                p_outside_adjusted: Column::of(all().map(|one| Number(one.p_outside_adjusted))),
                comparisons: Column::of(all().map(|one| one.comparisons)),
                correction: Column::of(all().map(|one| one.correction)),
                verdict: Column::of(all().map(|one| one.verdict)),
                settling: Column::of(all().map(|one| one.settling)),
                point_within: Column::of(all().map(|one| one.point_within)),
                literal: Column::of(all().map(|one| one.literal.as_deref().cloned())),
                exemption: Column::of(all().map(|one| one.exemption)),
                resamples: Column::of(all().map(|one| one.resamples)),
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
        let (group_values, reference_values) = (shared(group_values), shared(reference_values));
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
                equivalence: equivalence[row].map(Arc::new),
                p_outside: p_outside[row].0,
                p_outside_adjusted: p_adjusted[row].0,
                comparisons: comparisons[row],
                correction: correction[row],
                verdict: verdict[row],
                settling: settling[row],
                point_within: point_within[row],
                literal: literal[row].clone().map(Arc::new),
                exemption: exemption[row],
                resamples: resamples[row],
            })
        };
        let assessments = parts.enumerate().map(assessment).collect::<Result<_, String>>()?;
        Ok(RuleResult { rule, families, assessments })
    }
}

fn shared(rows: Vec<Vec<MetricValue>>) -> impl Iterator<Item = Shared<MetricValue>> {
    rows.into_iter().map(Shared::from)
}

/// The metrics whose values are those of the slices themselves, if that is so for every row.
fn shared_metrics(
    assessments: &[Assessment],
    homes: &[Option<usize>],
    groupings: &[GroupingResult],
    places: &[SlicePlaces<'_>],
) -> Option<Vec<Id>> {
    let metrics: Vec<Id> =
        assessments.first().map_or(&[][..], |one| &one.group_values).iter().map(|value| value.metric.clone()).collect();
    let shares = |(one, home): (&Assessment, &Option<usize>)| {
        let home = (*home)?;
        let place = places[home].place(&one.slice);
        (of_slice(&metrics, &place, Some(home), groupings).ok()?[..] == one.group_values[..]).then_some(())
    };
    assessments.iter().zip(homes).try_for_each(shares).map(|()| metrics)
}

/// The values of these metrics that stand with the slice.
fn of_slice(
    metrics: &[Id],
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
