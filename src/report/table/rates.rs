//! The rates of every segment of one grouping.

use super::{Cell, OPEN_ROWS, Table, numeric, rate, wordy};
use crate::audit::{GroupingResult, ShrinkageResult, SliceResult};
use crate::report::reading::View;
use crate::report::text::Text;
use crate::report::words;

/// Rates that are shown beside those that the rules read.
const ALWAYS: [&str; 2] = ["selection_rate", "base_rate"];

/// Every segment with its size and its rates.
pub(crate) fn rates_table(audited: &View<'_>, result: &GroupingResult, caption: Text) -> Table {
    let w = audited.words;
    let metrics = shown_metrics(audited);
    let mut columns = vec![wordy(w.labels().column.segment), numeric(w.labels().column.customers)];
    columns.extend(metrics.iter().map(|metric| numeric(words::capital(w.metric_name(metric)))));
    let mut table = Table::new(caption, columns);
    let mut slices: Vec<&SliceResult> = result.slices.iter().collect();
    if slices.len() > audited.most_rows {
        table.whole = Some(slices.len());
        slices.sort_by_key(|slice| std::cmp::Reverse(slice.rows));
        slices.truncate(audited.most_rows);
    }
    for slice in slices {
        let share = slice.share.ok().map(|share| w.percent(share));
        let mut row = vec![Cell::Text(w.levels(&slice.slice)), Cell::Number(w.count(slice.rows), share)];
        row.extend(
            metrics
                .iter()
                .map(|metric| slice.metric(metric).map_or_else(|| Cell::None(String::new()), |metric| rate(w, metric))),
        );
        table.rows.push(row);
    }
    table
}

/// Slices from the lowest to the highest rate, drawn towards their common mean.
pub(crate) fn shrinkage_table(audited: &View<'_>, result: &ShrinkageResult, caption: Text) -> Table {
    let w = audited.words;
    let columns = vec![
        wordy(w.labels().column.segment),
        numeric(w.labels().column.customers),
        numeric(w.labels().column.selection_rate),
        numeric(w.labels().column.drawn_in),
        numeric(w.labels().column.own_weight),
    ];
    let mut table = Table::new(caption, columns);
    table.open = OPEN_ROWS;
    for slice in table.limited(&result.slices, audited.most_rows) {
        let raw = slice.selected as f64 / slice.rows as f64;
        let ends = slice.rate.lower.ok().zip(slice.rate.upper.ok());
        let interval = ends.map(|(lower, upper)| w.range(&w.percent(lower), &w.percent(upper)));
        table.rows.push(vec![
            Cell::Text(w.levels(&slice.slice)),
            Cell::Number(w.count(slice.rows), None),
            Cell::Number(w.percent(raw), None),
            Cell::Number(w.percent(slice.rate.mean), interval),
            Cell::Number(w.percent(slice.rate.own_weight), None),
        ]);
    }
    table
}

/// The rates that the rules read, after those that are always shown, where the labels can tell them.
fn shown_metrics<'a>(audited: &'a View<'_>) -> Vec<&'a str> {
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
