//! The table of slices as CSV (RFC 4180, with line feeds).
//!
//! Text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-` or `@`, wide or not, or a line end or a
//! tab, and is no number) gets an apostrophe in front, as OWASP advises: segment names come from outside. JSON and Parquet
//! have the names unchanged.

use std::borrow::Cow;
use std::io::{self, Write};

use super::SliceTable;
use super::row::Cell;
use crate::error::Error;
use crate::report::Report;
use crate::report::writing::{in_memory, unwritten};

impl Report {
    /// Every slice with its counts, metrics and verdicts as CSV (RFC 4180, with line feeds).
    ///
    /// The columns are `grouping`, one for each attribute (empty where the slice does not hold it), sizes, counts by
    /// decision and outcome, every metric with its interval, then value, interval and verdict of every rule. A report on
    /// other predictions than decisions has the task, and no counts by decision and outcome. An attribute that is named
    /// like another column is written as `segment NAME`.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Audit, Predictions};
    ///
    /// let predictions =
    ///     Predictions::builder().decision(&[1_u8, 0, 1]).segment("channel", &["app", "=1+1", "app"]).build()?;
    /// let csv = Audit::new().run(&predictions)?.report().build().slice_csv();
    /// let mut lines = csv.lines();
    /// assert!(lines.next().unwrap().starts_with("grouping,channel,rows,share,"));
    /// assert!(lines.any(|line| line.starts_with("channel,'=1+1,1,")));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn slice_csv(&self) -> String {
        // Writing to memory cannot fail.
        in_memory(|out| self.write_slice_csv(out)).unwrap_or_default()
    }

    /// Writes what [`Report::slice_csv`] gives, row by row: a file of a million slices needs no memory for itself.
    /// Many small pieces are written, so that a file is best given behind a [`std::io::BufWriter`].
    ///
    /// # Errors
    ///
    /// What the writer refuses; some of the table may have been written.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Audit, Predictions};
    ///
    /// let predictions = Predictions::builder().decision(&[1_u8, 0]).segment("channel", &["app", "web"]).build()?;
    /// let report = Audit::new().run(&predictions)?.report().build();
    /// let mut bytes = Vec::new();
    /// report.write_slice_csv(&mut bytes)?;
    /// assert_eq!(bytes, report.slice_csv().into_bytes());
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn write_slice_csv(&self, mut out: impl Write) -> Result<(), Error> {
        let table = SliceTable::of(&self.audited);
        write_record(table.columns.iter().map(|column| guarded(&column.name)), &mut out)
            .and_then(|()| table.for_each_row(|row| write_record(row.cells.iter().map(field), &mut out)))
            .map_err(|error| unwritten(&error))
    }
}

fn field<'a>(cell: &'a Cell<'_>) -> Cow<'a, str> {
    match cell {
        Cell::Missing => Cow::Borrowed(""),
        Cell::Text(text) => guarded(text),
        Cell::Count(count) => Cow::Owned(count.to_string()),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
    }
}

/// Text that no spreadsheet takes for a formula.
fn guarded(text: &str) -> Cow<'_, str> {
    let mut characters = text.chars();
    let risky = match characters.next() {
        Some('=' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => true,
        // A number with its sign is none, but `-inf` and `-1-1` are.
        Some('+' | '-') => !characters.all(|character| character.is_ascii_digit() || character == '.'),
        _ => false,
    };
    if risky { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

fn write_record<'a>(fields: impl Iterator<Item = Cow<'a, str>>, out: &mut impl Write) -> io::Result<()> {
    for (index, field) in fields.enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        if field.contains(['"', ',', '\n', '\r']) {
            write!(out, "\"{}\"", field.replace('"', "\"\""))?;
        } else {
            out.write_all(field.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}
