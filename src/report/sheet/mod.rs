//! Smaller answers than an audit, as words and tables: a plan, a comparison of two models, a screen of a data set.
//!
//! A [`Sheet`] has no verdict of a policy and nobody signs it. The numbers themselves are in the answer that it was made from.

mod dataset;
mod paired;
mod plan;

use serde::{Deserialize, Serialize};

use super::document::Block;
use super::table::{Cell, Table, numeric, wordy};
use super::text::Text;
use super::words::{Language, Words};
use crate::segment::{Level, Slice};
use crate::value::Measured;

/// An answer laid out: `markdown` and `html` render it, and so can a program of one's own.
///
/// # Example
///
/// ```
/// use evenhand::plan::Plan;
/// use evenhand::report::SheetPart;
///
/// let planned = Plan::new("disparate_impact").segment("app", 3.0, 0.3).segment("phone", 1.0, 0.3).run()?;
/// let sheet = planned.sheet();
/// assert!(sheet.parts.iter().any(|part| matches!(part, SheetPart::Table(table) if table.rows.len() == 2)));
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The language that it is written in.
    #[serde(default, skip_serializing_if = "Language::is_default")]
    pub language: Language,
    /// The heading.
    pub title: String,
    /// What follows, in order.
    pub parts: Vec<SheetPart>,
}

/// A piece of a [`Sheet`]. Text may hold names that came with the data: escape it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SheetPart {
    /// A heading below the title.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// Smaller print.
    Note(String),
    /// A table.
    Table(SheetTable),
}

/// A table of a [`Sheet`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetTable {
    /// What it shows.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<SheetColumn>,
    /// Its rows, each with one text a column.
    pub rows: Vec<Vec<String>>,
}

/// A column of a [`SheetTable`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetColumn {
    /// The heading.
    pub heading: String,
    /// Whether it holds numbers, which stand to the right.
    pub numeric: bool,
}

impl SheetTable {
    /// A table without rows.
    fn new(caption: impl Into<String>, columns: Vec<SheetColumn>) -> Self {
        Self { caption: caption.into(), columns, rows: Vec::new() }
    }
}

/// A column of words.
fn words(heading: &str) -> SheetColumn {
    SheetColumn { heading: heading.to_owned(), numeric: false }
}

/// A column of numbers.
fn figures(heading: &str) -> SheetColumn {
    SheetColumn { heading: heading.to_owned(), numeric: true }
}

/// A level by its name; what is missing is said in words.
fn level(w: Words, level: &Level) -> String {
    level.name().map_or_else(|| w.missing_level().to_owned(), str::to_owned)
}

/// A slice by its levels alone.
fn levels(w: Words, slice: &Slice) -> String {
    if slice.conditions().is_empty() {
        return w.everybody().to_owned();
    }
    slice.conditions().iter().map(|condition| level(w, &condition.level)).collect::<Vec<_>>().join(" × ")
}

/// Where there is no number.
fn none() -> String {
    "-".to_owned()
}

/// A p-value in a column of its own.
fn p_only(w: Words, p: Measured) -> String {
    p.map_or_else(|_| none(), |p| w.p_value(p).trim_start_matches("= ").to_owned())
}

impl Sheet {
    fn new(w: Words, title: String) -> Self {
        Self { language: w.language(), title, parts: Vec::new() }
    }

    fn heading(&mut self, text: impl Into<String>) {
        self.parts.push(SheetPart::Heading(text.into()));
    }

    fn paragraph(&mut self, text: impl Into<String>) {
        self.parts.push(SheetPart::Paragraph(text.into()));
    }

    fn note(&mut self, text: impl Into<String>) {
        self.parts.push(SheetPart::Note(text.into()));
    }

    fn table(&mut self, table: SheetTable) {
        if !table.rows.is_empty() {
            self.parts.push(SheetPart::Table(table));
        }
    }

    /// The blocks that Markdown and HTML render.
    pub(super) fn blocks(&self) -> Vec<Block> {
        self.parts
            .iter()
            .map(|part| match part {
                SheetPart::Heading(text) => Block::Heading { level: 3, text: Text::of_prose(text) },
                SheetPart::Paragraph(text) => Block::Paragraph(Text::of_prose(text)),
                SheetPart::Note(text) => Block::Note(Text::of_prose(text)),
                SheetPart::Table(table) => {
                    let column = |column: &SheetColumn| {
                        if column.numeric { numeric(column.heading.as_str()) } else { wordy(column.heading.as_str()) }
                    };
                    let mut laid =
                        Table::new(Text::of_prose(table.caption.as_str()), table.columns.iter().map(column).collect());
                    let cell = |(text, column): (&String, &SheetColumn)| {
                        if column.numeric {
                            Cell::Number(text.clone(), None)
                        } else {
                            Cell::Text(Text::of_name(text.as_str()))
                        }
                    };
                    laid.rows =
                        table.rows.iter().map(|row| row.iter().zip(&table.columns).map(cell).collect()).collect();
                    Block::Table(laid)
                }
            })
            .collect()
    }
}
