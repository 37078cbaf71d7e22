//! Metrics and disparities of many slices, in columns.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::column::{Column, Intervals, Number};
use super::place::{Place, SlicePlaces};
use crate::audit::id::Id;
use crate::audit::policy::Reference;
use crate::audit::resampled::Resamples;
use crate::audit::result::{Disparity, MetricValue, ReferenceGroup};
use crate::segment::Slice;

/// One metric of many slices.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MetricColumns<'a> {
    metric: Id,
    /// The rows that have the metric, where not all do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<Vec<usize>>,
    value: Column<'a, Number>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    numerator: Column<'a, Option<u64>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    denominator: Column<'a, Option<u64>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    effective: Column<'a, Option<f64>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    customers: Column<'a, Option<u64>>,
    interval: Intervals<'a>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    resamples: Column<'a, Option<Resamples>>,
}

/// The groups that slices were compared with.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct References<'a> {
    chosen: Column<'a, Reference>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    slice: Column<'a, Option<Place>>,
    rows: Column<'a, u64>,
}

/// One criterion of many slices.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DisparityColumns<'a> {
    criterion: Id,
    /// The rows that are compared by the criterion, where not all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<Vec<usize>>,
    reference: References<'a>,
    value: Column<'a, Number>,
    interval: Intervals<'a>,
    p_value: Column<'a, Number>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    resamples: Column<'a, Option<Resamples>>,
}

impl<'a> References<'a> {
    pub(super) fn of(
        references: impl Iterator<Item = &'a ReferenceGroup> + Clone + 'a,
        place: impl Fn(usize, &Slice) -> Place + Clone + 'a,
    ) -> Self {
        let slices = references.clone().enumerate();
        Self {
            chosen: Column::of(references.clone().map(|one| one.reference.clone())),
            slice: Column::of(slices.map(move |(row, one)| one.slice.as_ref().map(|slice| place(row, slice)))),
            rows: Column::of(references.map(|one| one.rows)),
        }
    }

    pub(super) fn entries<'s>(
        self,
        rows: usize,
        slices: impl Fn(usize) -> &'s [Slice],
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
struct Named<'a, T: 'a> {
    name: &'a Id,
    /// The rows, where not all have it.
    of: Option<Vec<usize>>,
    /// How many have it, and the value of each by its place among them.
    count: usize,
    value: Rc<dyn Fn(usize) -> &'a T + 'a>,
}

impl<'a, T: 'a> Named<'a, T> {
    fn values(&self) -> impl Iterator<Item = &'a T> + Clone + use<'a, T> {
        let value = Rc::clone(&self.value);
        (0..self.count).map(move |at| value(at))
    }
}

/// Turns rows of named values into columns by name. The order of the names is that of the rows, which must not contradict
/// each other.
fn by_name<'a, T>(rows: Vec<&'a [T]>, name: fn(&T) -> &Id) -> Result<Vec<Named<'a, T>>, String> {
    let Some(first) = rows.first().copied().filter(|_| have_the_same_names(&rows, name)) else {
        return by_different_names(&rows, name);
    };
    let rows: Rc<[&'a [T]]> = rows.into();
    let named = |(place, value): (usize, &'a T)| {
        let rows = Rc::clone(&rows);
        Named { name: name(value), of: None, count: rows.len(), value: Rc::new(move |at| &rows[at][place]) }
    };
    Ok(first.iter().enumerate().map(named).collect())
}

/// Whether each row has the same names in the same order, none twice: then nothing needs to be looked for.
fn have_the_same_names<T>(rows: &[&[T]], name: fn(&T) -> &Id) -> bool {
    let Some(first) = rows.first() else { return false };
    let is_new = |(at, value): (usize, &T)| !first[..at].iter().any(|earlier| name(earlier) == name(value));
    first.iter().enumerate().all(is_new) && rows.iter().all(|row| row.iter().map(name).eq(first.iter().map(name)))
}

fn by_different_names<'a, T>(rows: &[&'a [T]], name: fn(&T) -> &Id) -> Result<Vec<Named<'a, T>>, String> {
    let mut order: Vec<&'a Id> = Vec::new();
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
    let named = |(name, (of, values)): (&'a Id, (Vec<usize>, Vec<&'a T>))| Named {
        name,
        of: (of.len() < rows.len()).then_some(of),
        count: values.len(),
        value: Rc::new(move |at| values[at]),
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

pub(super) fn metrics<'a>(rows: Vec<&'a [MetricValue]>) -> Result<Vec<MetricColumns<'a>>, String> {
    let column = |named: Named<'a, MetricValue>| {
        let values = || named.values();
        MetricColumns {
            metric: named.name.clone(),
            value: Column::of(values().map(|value| Number(value.value))),
            numerator: Column::of(values().map(|value| value.numerator)),
            denominator: Column::of(values().map(|value| value.denominator)),
            effective: Column::of(values().map(|value| value.effective)),
            customers: Column::of(values().map(|value| value.customers)),
            interval: Intervals::of(values().map(|value| value.interval)),
            resamples: Column::of(values().map(|value| value.resamples)),
            of: named.of,
        }
    };
    Ok(by_name(rows, |value| &value.metric)?.into_iter().map(column).collect())
}

/// Spreads columns over the rows again.
pub(super) fn spread_metrics(columns: Vec<MetricColumns<'_>>, rows: usize) -> Result<Vec<Vec<MetricValue>>, String> {
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

pub(super) fn disparities<'a>(
    rows: Vec<&'a [Disparity]>,
    slices: &'a SlicePlaces<'a>,
) -> Result<Vec<DisparityColumns<'a>>, String> {
    let column = |named: Named<'a, Disparity>| {
        let values = || named.values();
        DisparityColumns {
            criterion: named.name.clone(),
            reference: References::of(values().map(|value| &value.reference), move |_, slice| slices.place(slice)),
            value: Column::of(values().map(|value| Number(value.value))),
            interval: Intervals::of(values().map(|value| value.interval)),
            p_value: Column::of(values().map(|value| Number(value.p_value))),
            resamples: Column::of(values().map(|value| value.resamples)),
            of: named.of,
        }
    };
    Ok(by_name(rows, |value| &value.criterion)?.into_iter().map(column).collect())
}

/// Spreads columns over the slices again.
pub(super) fn spread_disparities(
    columns: Vec<DisparityColumns<'_>>,
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
