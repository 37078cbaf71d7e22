//! The report as JSON, and back.

use std::io::Write;

use serde::{Deserialize, Serialize};

use super::digest::{HashWriter, unwritable};
use super::layout::Layout;
use super::model::{Report, SCHEMA_VERSION};
use super::writing::{in_memory, unwritten};
use crate::error::{Error, ErrorKind, Problem};

/// What is read before anything else.
#[derive(Deserialize)]
struct Version {
    schema_version: u32,
}

impl Report {
    /// The report as JSON, ending in a line feed, in the form that `docs/REPORT.md` describes: numbers of slices in
    /// columns, a column on a line. Reading it back gives an equal report, and writing that the same bytes.
    ///
    /// # Errors
    ///
    /// A slice of a grouping that is not of the grouping's attributes, which no audit gives.
    pub fn to_json(&self) -> Result<String, Error> {
        in_memory(|out| self.write_json(out))
    }

    /// Writes what [`Report::to_json`] gives, as it is made: a file of a million slices needs no memory for itself. Many
    /// small pieces are written, so that a file is best given behind a [`std::io::BufWriter`].
    ///
    /// # Errors
    ///
    /// Those of [`Report::to_json`], and what the writer refuses; some of the text may have been written.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Audit, Predictions};
    ///
    /// let predictions = Predictions::builder().decision(&[1_u8, 0]).segment("channel", &["app", "web"]).build()?;
    /// let report = Audit::new().run(&predictions)?.report().build();
    /// let mut bytes = Vec::new();
    /// report.write_json(&mut bytes)?;
    /// assert_eq!(bytes, report.to_json()?.into_bytes());
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn write_json(&self, mut out: impl Write) -> Result<(), Error> {
        let mut serializer = serde_json::Serializer::with_formatter(&mut out, Layout::default());
        self.serialize(&mut serializer)
            .map_err(|error| if error.is_io() { unwritten(&error.into()) } else { unwritable(&error) })?;
        out.write_all(b"\n").map_err(|error| unwritten(&error))
    }

    /// SHA-256, in hexadecimal, of the report's JSON without the reviewers' decisions: what the report is known by,
    /// whoever signs it.
    ///
    /// # Errors
    ///
    /// Those of [`Report::to_json`].
    pub fn digest(&self) -> Result<String, Error> {
        if self.sign_offs.is_empty() {
            let mut digest = HashWriter::default();
            self.write_json(&mut digest)?;
            return Ok(digest.finish());
        }
        let mut unsigned = self.clone();
        unsigned.sign_offs.clear();
        unsigned.digest()
    }

    /// Reads a report that [`Report::to_json`] wrote.
    ///
    /// # Errors
    ///
    /// Text that is no report, with line and column; a report of another schema version.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::report::Report;
    ///
    /// let error = Report::from_json("{\"schema_version\": 99}").unwrap_err();
    /// assert!(error.to_string().contains("schema version"));
    /// ```
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let version: Version = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
        if version.schema_version != SCHEMA_VERSION {
            return Err(Problem::new(ErrorKind::Incompatible, "is not the schema version that this crate reads")
                .value(version.schema_version)
                .remedy(format!("use a release of the crate that writes schema version {}", version.schema_version))
                .into());
        }
        serde_json::from_str(text).map_err(|error| unreadable(&error))
    }
}

fn unreadable(error: &serde_json::Error) -> Error {
    Problem::new(ErrorKind::Format, format!("is not a report in JSON: {error}"))
        .remedy("give a file that Report::to_json wrote")
        .into()
}
