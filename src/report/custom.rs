//! Sections in the caller's own words: Markdown and tables, laid out as everything else is.

use serde::{Deserialize, Serialize};

use super::model::Section;
use crate::error::{Error, ErrorKind, Problem, Problems};

/// Most characters of a section's text; a report is no place for more.
const MOST: usize = 100_000;

/// A section of the caller's own. Its text is Markdown, of which headings, paragraphs, lists, quotations, tables, emphasis, code
/// and links are understood; a link is written out, and what looks like HTML is text.
///
/// # Example
///
/// ```
/// use evenhand::{Audit, Predictions, report::{CustomSection, CustomTable, Section}};
///
/// let section = CustomSection::new("Why this campaign", "Sent **twice** a year, see [the wiki](https://example.com).")
///     .before(Section::Segments)
///     .table(CustomTable::new("Budget", ["Year", "EUR"]).row(["2025", "10,000"]).row(["2026", "12,000"]));
/// assert!(section.check().is_ok());
/// let predictions = Predictions::builder().decision(&[1_u8, 0, 1]).segment("channel", &["app", "web", "app"]).build()?;
/// let text = Audit::new().run(&predictions)?.report().custom_section(section).build().markdown();
/// assert!(text.contains("## Why this campaign") && text.contains("**twice**") && text.contains("| 2026 | 12,000 |"));
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CustomSection {
    /// The heading.
    pub title: String,
    /// The section that it stands before; where there is none, or that is left out, it stands after the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Section>,
    /// Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Tables below the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<CustomTable>,
}

/// A table of a [`CustomSection`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CustomTable {
    /// What it shows.
    pub caption: String,
    /// The headings of the columns.
    pub columns: Vec<String>,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Vec<String>>,
}

impl CustomTable {
    /// A table without rows.
    pub fn new<S: Into<String>>(caption: impl Into<String>, columns: impl IntoIterator<Item = S>) -> Self {
        Self { caption: caption.into(), columns: columns.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// One more row.
    #[must_use]
    pub fn row<S: Into<String>>(mut self, cells: impl IntoIterator<Item = S>) -> Self {
        self.rows.push(cells.into_iter().map(Into::into).collect());
        self
    }
}

impl CustomSection {
    /// A section with a heading and a text in Markdown, after the others.
    pub fn new(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { title: title.into(), before: None, text: text.into(), tables: Vec::new() }
    }

    /// Places it before a section.
    #[must_use]
    pub fn before(mut self, section: Section) -> Self {
        self.before = Some(section);
        self
    }

    /// One more table below the text.
    #[must_use]
    pub fn table(mut self, table: CustomTable) -> Self {
        self.tables.push(table);
        self
    }

    /// Whether it holds together: a heading, something to read, rows as wide as their table.
    ///
    /// # Errors
    ///
    /// Every problem of the section at once.
    pub fn check(&self) -> Result<(), Error> {
        let mut problems = Problems::default();
        let at = |key: &str, message: String| {
            Problem::new(ErrorKind::Value, message).place(format!("section {:?}, {key}", self.title))
        };
        if self.title.trim().is_empty() {
            problems.push(at("title", "is empty".to_owned()).remedy("give each section a heading"));
        }
        if self.text.trim().is_empty() && self.tables.is_empty() {
            problems.push(at("text", "is empty".to_owned()).remedy("write something, or leave the section out"));
        }
        let length = self.text.chars().count();
        if length > MOST {
            let problem = at("text", format!("has more than {MOST} characters")).value(length);
            problems.push(problem.remedy("shorten it, and say where the rest is"));
        }
        for table in &self.tables {
            for (row, cells) in table.rows.iter().enumerate() {
                if cells.len() != table.columns.len() {
                    let message = format!("row {} has another number of cells than there are columns", row + 1);
                    let problem = at(&format!("table {:?}", table.caption), message).value(cells.len());
                    problems.push(problem.remedy(format!("give {} cells", table.columns.len())));
                }
            }
        }
        problems.into_result()
    }
}
