//! The rates of every segment of one grouping.

use super::{Cell, OPEN_ROWS, Table, numeric, rate, wordy};
use crate::audit::{Audited, GroupingResult, ShrinkageResult};
use crate::report::numbers;
use crate::report::text::Text;
use crate::report::words::{self, column};

/// Rates that are shown beside those that the rules read.
const ALWAYS: [&str; 2] = ["selection_rate", "base_rate"];

/// Every segment with its size and its rates.
pub(crate) fn rates_table(audited: &Audited, result: &GroupingResult, caption: Text) -> Table {
    let metrics = shown_metrics(audited);
    let mut columns = vec![wordy(column::SEGMENT), numeric(column::CUSTOMERS)];
    columns.extend(metrics.iter().map(|metric| numeric(words::capital(words::metric_name(metric)))));
    let mut table = Table::new(caption, columns);
    for slice in &result.slices {
        let share = slice.share.ok().map(numbers::percent);
        let mut row = vec![Cell::Text(Text::of_levels(&slice.slice)), Cell::Number(numbers::count(slice.rows), share)];
        row.extend(metrics.iter().map(|metric| slice.metric(metric).map_or_else(|| Cell::None(String::new()), rate)));
        table.rows.push(row);
    }
    table
}

/// Slices from the lowest to the highest rate, drawn towards their common mean.
pub(crate) fn shrinkage_table(result: &ShrinkageResult, caption: Text) -> Table {
    let columns = vec![
        wordy(column::SEGMENT),
        numeric(column::CUSTOMERS),
        numeric(column::SELECTION_RATE),
        numeric(column::DRAWN_IN),
        numeric(column::OWN_WEIGHT),
    ];
    let mut table = Table::new(caption, columns);
    table.open = OPEN_ROWS;
    for slice in &result.slices {
        let raw = slice.selected as f64 / slice.rows as f64;
        let ends = slice.rate.lower.ok().zip(slice.rate.upper.ok());
        let interval = ends.map(|(lower, upper)| words::from_to(&numbers::percent(lower), &numbers::percent(upper)));
        table.rows.push(vec![
            Cell::Text(Text::of_levels(&slice.slice)),
            Cell::Number(numbers::count(slice.rows), None),
            Cell::Number(numbers::percent(raw), None),
            Cell::Number(numbers::percent(slice.rate.mean), interval),
            Cell::Number(numbers::percent(slice.rate.own_weight), None),
        ]);
    }
    table
}

/// The rates that the rules read, after those that are always shown, where the labels can tell them.
fn shown_metrics(audited: &Audited) -> Vec<&str> {
    let mut metrics: Vec<&str> = Vec::new();
    let read = audited
        .rules
        .iter()
        .filter_map(|result| crate::metric::catalogue::criterion(&result.rule.criterion).ok())
        .flat_map(crate::metric::Criterion::metrics)
        .map(|metric| metric.id);
    for metric in ALWAYS.into_iter().chain(read) {
        let told = audited
            .overall
            .metric(metric)
            .is_some_and(|value| !matches!(value.value, Err(crate::value::Unavailable::NotIdentified(_))));
        if told && !metrics.contains(&metric) {
            metrics.push(metric);
        }
    }
    metrics
}
