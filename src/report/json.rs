//! The report as JSON, and back.

use serde::Deserialize;

use super::digest::unwritable;
use super::model::{Report, SCHEMA_VERSION};
use crate::error::{Error, ErrorKind, Problem};

/// What is read before anything else.
#[derive(Deserialize)]
struct Version {
    schema_version: u32,
}

impl Report {
    /// The report as indented JSON, ending in a line feed. Reading it back gives an equal report.
    ///
    /// # Errors
    ///
    /// A number that JSON has no form for; the crate makes none.
    pub fn to_json(&self) -> Result<String, Error> {
        let mut text = serde_json::to_string_pretty(self).map_err(|error| unwritable(&error))?;
        text.push('\n');
        Ok(text)
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
