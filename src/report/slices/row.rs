//! One row of the table of slices.

use std::borrow::Cow;

use crate::audit::Assessment;
use crate::inference::Interval;
use crate::segment::Slice;
use crate::value::Measured;

/// A cell; its column says what it may hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    /// Nothing.
    Missing,
    Text(Cow<'a, str>),
    Count(u64),
    Number(f64),
    Flag(bool),
}

/// The cells of a row, and which numbers there are none of and why.
#[derive(Debug, Default)]
pub(super) struct Row<'a> {
    pub(super) cells: Vec<Cell<'a>>,
    missing: Vec<String>,
}

impl<'a> Row<'a> {
    pub(super) fn text(&mut self, text: impl Into<Cow<'a, str>>) {
        self.cells.push(Cell::Text(text.into()));
    }

    pub(super) fn nothing(&mut self, cells: usize) {
        self.cells.extend((0..cells).map(|_| Cell::Missing));
    }

    pub(super) fn count(&mut self, count: u64) {
        self.cells.push(Cell::Count(count));
    }

    pub(super) fn flag(&mut self, flag: bool) {
        self.cells.push(Cell::Flag(flag));
    }

    /// A number that needs no finding: infinite ones are nothing.
    pub(super) fn plain(&mut self, number: Option<f64>) {
        self.cells.push(number.filter(|number| number.is_finite()).map_or(Cell::Missing, Cell::Number));
    }

    /// A number, or why there is none in the last column.
    pub(super) fn number(&mut self, name: &str, value: Measured) {
        if let Err(reason) = value {
            self.missing.push(format!("{name} {reason}"));
        }
        self.plain(value.ok());
    }

    pub(super) fn interval(&mut self, interval: Measured<Interval>) {
        self.plain(interval.as_ref().ok().map(|interval| interval.lower));
        self.plain(interval.ok().map(|interval| interval.upper));
    }

    /// A level for each attribute; nothing where the slice does not hold it.
    pub(super) fn levels(&mut self, attributes: &[&str], slice: &Slice) {
        for name in attributes {
            match slice.level(name) {
                Some(level) => self.text(level.to_string()),
                None => self.nothing(1),
            }
        }
    }

    /// A metric with its interval.
    pub(super) fn metric(&mut self, name: &str, found: Option<(Measured, Measured<Interval>)>) {
        match found {
            Some((value, interval)) => {
                self.number(name, value);
                self.interval(interval);
            }
            None => self.nothing(3),
        }
    }

    /// What a rule says.
    pub(super) fn verdict(&mut self, rule: &str, found: Option<&'a Assessment>) {
        match found {
            Some(one) => {
                self.number(rule, one.value);
                self.interval(one.interval);
                self.plain(one.p_outside_adjusted.ok());
                self.text(one.verdict.text());
                self.flag(one.exemption.is_some());
            }
            None => self.nothing(6),
        }
    }

    /// The last cell: which numbers are missing and why.
    pub(super) fn close(&mut self) {
        if self.missing.is_empty() {
            self.nothing(1);
        } else {
            self.text(self.missing.join("; "));
        }
    }
}
