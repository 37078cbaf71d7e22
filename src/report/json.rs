//! The report as JSON, and back.

use serde::{Deserialize, Serialize};

use super::digest::{sha256, unwritable};
use super::layout::Layout;
use super::model::{Report, SCHEMA_VERSION};
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
        let mut bytes = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Layout::default());
        self.serialize(&mut serializer).map_err(|error| unwritable(&error))?;
        bytes.push(b'\n');
        // serde_json writes nothing but UTF-8.
        Ok(String::from_utf8(bytes).unwrap_or_default())
    }

    /// SHA-256, in hexadecimal, of the report's JSON without the reviewers' decisions: what the report is known by,
    /// whoever signs it.
    ///
    /// # Errors
    ///
    /// Those of [`Report::to_json`].
    pub fn digest(&self) -> Result<String, Error> {
        if self.sign_offs.is_empty() {
            return Ok(sha256(self.to_json()?.as_bytes()));
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
