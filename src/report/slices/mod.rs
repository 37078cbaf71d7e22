//! The table of all slices at full precision: which columns, of which types, and the rows one by one.
//!
//! CSV and Parquet write this one table. Columns of numbers hold numbers or nothing; why a number is missing stands in the
//! column `unavailable`.

mod csv;
mod of_decisions;
mod of_tasks;
#[cfg(feature = "parquet")]
mod parquet;
mod row;

use std::collections::HashMap;

use self::row::Row;
use crate::audit::{Assessment, Audited};
use crate::segment::{Grouping, Slice};

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// A whole number that was counted.
    Count,
    Number,
    /// Yes or no.
    Flag,
}

/// A column: its name, and what its cells hold.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    name: String,
    kind: Kind,
}

/// What one rule says of each slice. Looked up by slice: a search for each would cost their square.
type Judged<'a> = HashMap<(&'a Grouping, &'a Slice), &'a Assessment>;

/// The table of an audit. A report on other predictions than decisions has the slices of its tasks.
struct SliceTable<'a> {
    audited: &'a Audited,
    attributes: Vec<&'a str>,
    metrics: Vec<&'a str>,
    judged: Vec<Judged<'a>>,
    columns: Vec<Column>,
    /// The place of the first attribute's column.
    first_attribute: usize,
}

impl<'a> SliceTable<'a> {
    fn of(audited: &'a Audited) -> Self {
        let rules = audited.rules.iter();
        // From the back, so that the first of two stays.
        let judged = rules
            .map(|rule| rule.assessments.iter().rev().map(|one| ((&one.grouping, &one.slice), one)).collect())
            .collect();
        let mut table = Self {
            audited,
            attributes: Vec::new(),
            metrics: Vec::new(),
            judged,
            columns: Vec::new(),
            first_attribute: 0,
        };
        if table.is_of_tasks() {
            table.begin_tasks();
        } else {
            table.begin_decisions();
        }
        table.name_apart();
        table
    }

    fn is_of_tasks(&self) -> bool {
        self.audited.groupings.is_empty() && !self.audited.tasks.is_empty()
    }

    /// Every row, in the order of the report; each has a cell for each column.
    fn for_each_row<E>(&self, mut each: impl FnMut(&Row<'a>) -> Result<(), E>) -> Result<(), E> {
        if self.is_of_tasks() { self.each_of_tasks(&mut each) } else { self.each_of_decisions(&mut each) }
    }

    fn column(&mut self, name: impl Into<String>, kind: Kind) {
        self.columns.push(Column { name: name.into(), kind });
    }

    /// Columns for every attribute of the groupings, once, in the order of the data.
    fn attribute_columns(&mut self, groupings: impl Iterator<Item = &'a Grouping>) {
        self.first_attribute = self.columns.len();
        for name in groupings.flat_map(Grouping::attributes) {
            if !self.attributes.contains(&name.as_str()) {
                self.attributes.push(name);
                self.column(name, Kind::Text);
            }
        }
    }

    fn metric_column(&mut self, metric: &'a str) {
        self.metrics.push(metric);
        for end in ["", "_lower", "_upper"] {
            self.column(format!("{metric}{end}"), Kind::Number);
        }
    }

    fn last_columns(&mut self) {
        for result in &self.audited.rules {
            for (end, kind) in [
                ("", Kind::Number),
                ("_lower", Kind::Number),
                ("_upper", Kind::Number),
                ("_p_outside", Kind::Number),
                ("_verdict", Kind::Text),
                ("_exempted", Kind::Flag),
            ] {
                self.column(format!("rule {}{end}", result.rule.id), kind);
            }
        }
        self.column("unavailable", Kind::Text);
    }

    /// An attribute that is called like another column is written as `segment NAME`: readers find columns by name.
    fn name_apart(&mut self) {
        for at in self.first_attribute..self.first_attribute + self.attributes.len() {
            while self.columns.iter().enumerate().any(|(other, own)| other != at && own.name == self.columns[at].name) {
                self.columns[at].name.insert_str(0, "segment ");
            }
        }
    }

    /// The cells that every slice has last: what each rule says of it.
    fn judge(&self, grouping: Option<&'a Grouping>, slice: &'a Slice, row: &mut Row<'a>) {
        for (result, judged) in self.audited.rules.iter().zip(&self.judged) {
            let found = grouping.and_then(|grouping| judged.get(&(grouping, slice)).copied());
            row.verdict(&result.rule.id, found);
        }
    }
}
