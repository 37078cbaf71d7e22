//! The one place that chooses columns and rounds; Markdown, HTML and CSV all show these tables.

mod exclusions;
mod impact;
mod rates;
mod representation;
mod rule;
mod strata;
mod worst;

use super::text::Text;
use crate::audit::{MetricValue, Verdict};
use crate::inference::Interval;
use crate::report::numbers::Scale;
use crate::report::words::Words;
use crate::value::Measured;

pub(super) use exclusions::{bounds_table, correction_table, exclusion_table, label_bounds_table};
pub(super) use impact::impact_table;
pub(super) use rates::{rates_table, shrinkage_table};
pub(super) use representation::representation_table;
pub(super) use rule::{open_table, rule_table, sort_by_badness};
pub(super) use strata::{conditional_table, conditional_tests_table, stratum_table};
pub(super) use worst::worst_table;

/// A table in words.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// What it shows.
    pub(super) caption: Text,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// Rows that are shown at once; the rest is folded away.
    pub(super) open: usize,
    /// Rows of the whole table, where it holds only the first.
    pub(super) whole: Option<usize>,
}

/// A column's heading, and how its cells stand.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) heading: Text,
    pub(super) numeric: bool,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Words or names.
    Text(Text),
    /// A number, and what stands below it in smaller print, one remark a line.
    Number(String, Option<String>),
    /// A verdict, and what stands below it.
    Verdict(Verdict, Option<Text>),
    /// No number, for this reason.
    None(String),
}

/// Rows of a table that are shown at once.
pub(super) const OPEN_ROWS: usize = 12;

impl Table {
    /// The first of the rows, as many as a page may have; the table keeps how many there are where that is not all.
    pub(super) fn limited<'a, T>(&mut self, rows: &'a [T], most: usize) -> &'a [T] {
        self.whole = (rows.len() > most).then_some(rows.len());
        &rows[..rows.len().min(most)]
    }

    pub(super) fn new(caption: impl Into<Text>, columns: Vec<Column>) -> Self {
        Self { caption: caption.into(), columns, rows: Vec::new(), open: usize::MAX, whole: None }
    }
}

/// A column of words.
pub(super) fn wordy(heading: impl Into<Text>) -> Column {
    Column { heading: heading.into(), numeric: false }
}

/// A column of numbers.
pub(super) fn numeric(heading: impl Into<Text>) -> Column {
    Column { heading: heading.into(), numeric: true }
}

/// A value with its interval.
pub(super) fn measured(w: Words, value: Measured, interval: Measured<Interval>, scale: Scale, bounds: &[f64]) -> Cell {
    match value {
        Ok(value) => Cell::Number(
            w.number(scale, value, bounds) + scale.unit(),
            interval.ok().map(|interval| w.interval(scale, &interval, bounds)),
        ),
        Err(reason) => Cell::None(w.unavailable(reason)),
    }
}

/// A rate with its counts and its interval.
pub(super) fn rate(w: Words, metric: &MetricValue) -> Cell {
    let scale = Scale::of_metric(&metric.metric);
    match measured(w, metric.value, metric.interval, scale, &[]) {
        Cell::Number(main, interval) => {
            let counts = metric.numerator.zip(metric.denominator).map(|(of, among)| w.of(of, among));
            let effective = metric.effective.map(|rows| w.effective_rows(rows));
            let mut parts = [counts, effective, interval].into_iter().flatten();
            let below = parts.next().map(|first| parts.fold(first, |below, part| below + "\n" + &part));
            Cell::Number(main, below)
        }
        other => other,
    }
}
