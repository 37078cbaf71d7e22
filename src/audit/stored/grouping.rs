//! One grouping: its slices in columns, its widest pairs, its bounds.

use serde::{Deserialize, Serialize};

use super::column::{Column, Entries, Number, is_unmarked, unmarked};
use super::place::{Place, Several, SlicePlaces, levels, slices};
use super::values::{self, DisparityColumns, MetricColumns};
use crate::audit::result::{GroupingResult, MissingBounds, SliceResult, WorstResult};
use crate::audit::shrunken::ShrinkageResult;
use crate::audit::uncertain::LabelBounds;
use crate::inference::bounds::Bounds;
use crate::inference::{Interval, NoiseFloor};
use crate::segment::{Grouping, Level, Slice};
use crate::value::Measured;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredGrouping<'a> {
    grouping: Grouping,
    slices: SliceColumns<'a>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    worst: Vec<StoredWorst>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    missing: Vec<StoredBounds>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unlabelled: Vec<LabelBounds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shrinkage: Option<ShrinkageResult>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SliceColumns<'a> {
    /// For each attribute the levels of the slices.
    levels: Vec<Entries<'a, Level>>,
    rows: Column<'a, u64>,
    share: Column<'a, Number>,
    counts: Column<'a, [u64; 6]>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    weight: Column<'a, Option<f64>>,
    #[serde(default = "unmarked", skip_serializing_if = "is_unmarked")]
    below_minimum: Column<'a, bool>,
    metrics: Vec<MetricColumns<'a>>,
    disparities: Vec<DisparityColumns<'a>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredWorst {
    criterion: String,
    value: Number,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<Place>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reference: Option<Place>,
    #[serde(with = "crate::value::measured")]
    interval: Measured<Interval>,
    comparisons: u64,
    #[serde(default, skip_serializing_if = "Several::is_empty")]
    unmeasured: Several,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    noise_floor: Option<NoiseFloor>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredBounds {
    slice: Place,
    selection_rate: Bounds,
    difference: Bounds,
    ratio: Bounds,
}

impl<'a> StoredGrouping<'a> {
    pub(super) fn of(result: &'a GroupingResult, places: &'a SlicePlaces<'a>) -> Result<Self, String> {
        let GroupingResult { grouping, slices, worst, missing, unlabelled, shrinkage } = result;
        let all = || slices.iter();
        Ok(Self {
            grouping: grouping.clone(),
            slices: SliceColumns {
                levels: levels(grouping.attributes(), &all().map(|result| &result.slice))?,
                rows: Column::of(all().map(|slice| slice.rows)),
                share: Column::of(all().map(|slice| Number(slice.share))),
                counts: Column::of(all().map(|slice| slice.counts)),
                weight: Column::of(all().map(|slice| slice.weight)),
                below_minimum: Column::of(all().map(|slice| slice.below_minimum)),
                metrics: values::metrics(all().map(|slice| &slice.metrics[..]).collect())?,
                disparities: values::disparities(all().map(|slice| &slice.disparities[..]).collect(), places)?,
            },
            worst: worst.iter().map(|worst| StoredWorst::of(worst, places, slices.len())).collect(),
            missing: missing
                .iter()
                .map(|MissingBounds { slice, selection_rate, difference, ratio }| StoredBounds {
                    slice: places.place(slice),
                    selection_rate: selection_rate.clone(),
                    difference: difference.clone(),
                    ratio: ratio.clone(),
                })
                .collect(),
            unlabelled: unlabelled.clone(),
            shrinkage: shrinkage.clone(),
        })
    }

    /// The slices' names, taken out before the rest is read.
    pub(super) fn names(&mut self) -> Result<Vec<Slice>, String> {
        let levels = std::mem::take(&mut self.slices.levels);
        slices(self.grouping.attributes(), levels.into_iter().map(Entries::held).collect())
    }

    pub(super) fn result(self, names: &[Slice]) -> Result<GroupingResult, String> {
        let Self { grouping, slices, worst, missing, unlabelled, shrinkage } = self;
        let SliceColumns { levels: _, rows, share, counts, weight, below_minimum, metrics, disparities } = slices;
        let count = names.len();
        let mut metrics = values::spread_metrics(metrics, count)?.into_iter();
        let mut disparities = values::spread_disparities(disparities, names)?.into_iter();
        let (rows, share, counts) = (rows.entries(count)?, share.entries(count)?, counts.entries(count)?);
        let (weight, below_minimum) = (weight.entries(count)?, below_minimum.entries(count)?);
        let slice = |at: usize| SliceResult {
            slice: names[at].clone(),
            rows: rows[at],
            share: share[at].0,
            counts: counts[at],
            weight: weight[at],
            below_minimum: below_minimum[at],
            metrics: metrics.next().unwrap_or_default().into(),
            disparities: disparities.next().unwrap_or_default().into(),
        };
        let slices = (0..count).map(slice).collect();
        let worst = worst.into_iter().map(|worst| worst.result(names)).collect::<Result<_, _>>()?;
        let missing = missing.into_iter().map(|StoredBounds { slice, selection_rate, difference, ratio }| {
            Ok(MissingBounds { slice: slice.slice(names)?, selection_rate, difference, ratio })
        });
        let missing = missing.collect::<Result<_, String>>()?;
        Ok(GroupingResult { grouping, slices, worst, missing, unlabelled, shrinkage })
    }
}

impl StoredWorst {
    fn of(worst: &WorstResult, places: &SlicePlaces<'_>, count: usize) -> Self {
        let WorstResult { criterion, value, group, reference, interval, comparisons, unmeasured, noise_floor } = worst;
        Self {
            criterion: criterion.clone(),
            value: Number(*value),
            group: group.as_ref().map(|slice| places.place(slice)),
            reference: reference.as_ref().map(|slice| places.place(slice)),
            interval: *interval,
            comparisons: *comparisons,
            unmeasured: Several::of(unmeasured, places, count),
            noise_floor: *noise_floor,
        }
    }

    fn result(self, names: &[Slice]) -> Result<WorstResult, String> {
        let Self { criterion, value, group, reference, interval, comparisons, unmeasured, noise_floor } = self;
        Ok(WorstResult {
            criterion,
            value: value.0,
            group: group.map(|place| place.slice(names)).transpose()?,
            reference: reference.map(|place| place.slice(names)).transpose()?,
            interval,
            comparisons,
            unmeasured: unmeasured.slices(names)?,
            noise_floor,
        })
    }
}
