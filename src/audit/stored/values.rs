//! Metrics and disparities of many slices, in columns.

use serde::{Deserialize, Serialize};

use super::column::{Column, Intervals, Number};
use super::place::{Place, SlicePlaces};
use crate::audit::policy::Reference;
use crate::audit::resampled::Resamples;
use crate::audit::result::{Disparity, MetricValue, ReferenceGroup};
use crate::segment::Slice;

/// One metric of many slices.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MetricColumns {
    metric: String,
    /// The rows that have the metric, where not all do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<Vec<usize>>,
    value: Column<Number>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    numerator: Column<Option<u64>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    denominator: Column<Option<u64>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    effective: Column<Option<f64>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    customers: Column<Option<u64>>,
    interval: Intervals,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    resamples: Column<Option<Resamples>>,
}

/// The groups that slices were compared with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct References {
    chosen: Column<Reference>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    slice: Column<Option<Place>>,
    rows: Column<u64>,
}

/// One criterion of many slices.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DisparityColumns {
    criterion: String,
    /// The rows that are compared by the criterion, where not all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<Vec<usize>>,
    reference: References,
    value: Column<Number>,
    interval: Intervals,
    p_value: Column<Number>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    resamples: Column<Option<Resamples>>,
}

impl References {
    pub(super) fn of<'a>(
        references: impl Iterator<Item = &'a ReferenceGroup> + Clone,
        place: impl FnMut(usize, &Slice) -> Place,
    ) -> Self {
        let mut place = place;
        Self {
            chosen: references.clone().map(|one| one.reference.clone()).collect(),
            slice: references
                .clone()
                .enumerate()
                .map(|(row, one)| one.slice.as_ref().map(|slice| place(row, slice)))
                .collect(),
            rows: references.map(|one| one.rows).collect(),
        }
    }

    pub(super) fn entries<'a>(
        self,
        rows: usize,
        slices: impl Fn(usize) -> &'a [Slice],
    ) -> Result<Vec<ReferenceGroup>, String> {
        let columns = (self.chosen.entries(rows)?, self.slice.entries(rows)?, self.rows.entries(rows)?);
        let each = columns.0.into_iter().zip(columns.1).zip(columns.2).enumerate();
        each.map(|(row, ((reference, place), rows))| {
            let slice = place.map(|place| place.slice(slices(row))).transpose()?;
            Ok(ReferenceGroup { reference, slice, rows })
        })
        .collect()
    }
}

/// What many rows hold under one name.
struct Named<'a, T> {
    name: &'a str,
    /// The rows, where not all have it.
    of: Option<Vec<usize>>,
    values: Vec<&'a T>,
}

/// Turns rows of named values into columns by name. The order of the names is that of the rows, which must not contradict
/// each other.
fn by_name<'a, T>(rows: &[&'a [T]], name: fn(&T) -> &str) -> Result<Vec<Named<'a, T>>, String> {
    let mut order: Vec<&'a str> = Vec::new();
    let mut longest_first: Vec<&&'a [T]> = rows.iter().collect();
    longest_first.sort_by_key(|row| std::cmp::Reverse(row.len()));
    for row in longest_first {
        let mut next = 0;
        for value in *row {
            let name = name(value);
            // Nearly always the next one.
            let found =
                if order.get(next) == Some(&name) { Some(next) } else { order.iter().position(|own| *own == name) };
            next = 1 + found.unwrap_or_else(|| {
                order.insert(next, name);
                next
            });
        }
    }
    let mut columns: Vec<(Vec<usize>, Vec<&'a T>)> = order.iter().map(|_| (Vec::new(), Vec::new())).collect();
    for (at, row) in rows.iter().enumerate() {
        let mut next = 0;
        for value in *row {
            let place = order[next..].iter().position(|own| *own == name(value));
            let place = next + place.ok_or_else(|| format!("{} stands in different orders or twice", name(value)))?;
            columns[place].0.push(at);
            columns[place].1.push(value);
            next = place + 1;
        }
    }
    let named = |(name, (of, values)): (&'a str, (Vec<usize>, Vec<&'a T>))| Named {
        name,
        of: (of.len() < rows.len()).then_some(of),
        values,
    };
    Ok(order.into_iter().zip(columns).map(named).collect())
}

/// The places of a column among so many rows.
fn places(of: Option<Vec<usize>>, rows: usize) -> Result<Vec<usize>, String> {
    let of = of.unwrap_or_else(|| (0..rows).collect());
    if of.iter().any(|at| *at >= rows) || of.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(format!("the rows of a column are not among {rows}, in order"));
    }
    Ok(of)
}

pub(super) fn metrics(rows: &[&[MetricValue]]) -> Result<Vec<MetricColumns>, String> {
    let column = |named: Named<'_, MetricValue>| {
        let values = &named.values;
        let intervals: Vec<_> = values.iter().map(|value| value.interval).collect();
        MetricColumns {
            metric: named.name.to_owned(),
            value: values.iter().map(|value| Number(value.value)).collect(),
            numerator: values.iter().map(|value| value.numerator).collect(),
            denominator: values.iter().map(|value| value.denominator).collect(),
            effective: values.iter().map(|value| value.effective).collect(),
            customers: values.iter().map(|value| value.customers).collect(),
            interval: Intervals::of(&intervals),
            resamples: values.iter().map(|value| value.resamples).collect(),
            of: named.of,
        }
    };
    Ok(by_name(rows, |value| &value.metric)?.into_iter().map(column).collect())
}

/// Spreads columns over the rows again.
pub(super) fn spread_metrics(columns: Vec<MetricColumns>, rows: usize) -> Result<Vec<Vec<MetricValue>>, String> {
    let mut spread: Vec<Vec<MetricValue>> = vec![Vec::new(); rows];
    for columns in columns {
        let MetricColumns { metric, of, value, numerator, denominator, effective, customers, interval, resamples } =
            columns;
        let of = places(of, rows)?;
        let count = of.len();
        let (mut value, mut numerator) = (value.entries(count)?.into_iter(), numerator.entries(count)?.into_iter());
        let mut denominator = denominator.entries(count)?.into_iter();
        let mut effective = effective.entries(count)?.into_iter();
        let mut customers = customers.entries(count)?.into_iter();
        let mut resamples = resamples.entries(count)?.into_iter();
        for (at, interval) in of.into_iter().zip(interval.entries(count)?) {
            let Some(Number(value)) = value.next() else { break };
            spread[at].push(MetricValue {
                metric: metric.clone(),
                value,
                numerator: numerator.next().flatten(),
                denominator: denominator.next().flatten(),
                effective: effective.next().flatten(),
                customers: customers.next().flatten(),
                interval,
                resamples: resamples.next().flatten(),
            });
        }
    }
    Ok(spread)
}

pub(super) fn disparities(rows: &[&[Disparity]], slices: &SlicePlaces<'_>) -> Result<Vec<DisparityColumns>, String> {
    let column = |named: Named<'_, Disparity>| {
        let values = &named.values;
        let intervals: Vec<_> = values.iter().map(|value| value.interval).collect();
        DisparityColumns {
            criterion: named.name.to_owned(),
            reference: References::of(values.iter().map(|value| &value.reference), |_, slice| slices.place(slice)),
            value: values.iter().map(|value| Number(value.value)).collect(),
            interval: Intervals::of(&intervals),
            p_value: values.iter().map(|value| Number(value.p_value)).collect(),
            resamples: values.iter().map(|value| value.resamples).collect(),
            of: named.of,
        }
    };
    Ok(by_name(rows, |value| &value.criterion)?.into_iter().map(column).collect())
}

/// Spreads columns over the slices again.
pub(super) fn spread_disparities(
    columns: Vec<DisparityColumns>,
    slices: &[Slice],
) -> Result<Vec<Vec<Disparity>>, String> {
    let mut spread: Vec<Vec<Disparity>> = vec![Vec::new(); slices.len()];
    for DisparityColumns { criterion, of, reference, value, interval, p_value, resamples } in columns {
        let of = places(of, slices.len())?;
        let count = of.len();
        let mut references = reference.entries(count, |_| slices)?.into_iter();
        let (mut value, mut p_value) = (value.entries(count)?.into_iter(), p_value.entries(count)?.into_iter());
        let mut resamples = resamples.entries(count)?.into_iter();
        for (at, interval) in of.into_iter().zip(interval.entries(count)?) {
            let (Some(reference), Some(Number(value)), Some(Number(p_value))) =
                (references.next(), value.next(), p_value.next())
            else {
                break;
            };
            let (criterion, resamples) = (criterion.clone(), resamples.next().flatten());
            spread[at].push(Disparity { criterion, reference, value, interval, p_value, resamples });
        }
    }
    Ok(spread)
}
