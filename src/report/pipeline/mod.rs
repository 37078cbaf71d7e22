//! Verdicts for build pipelines: `JUnit` XML and SARIF.

mod junit;
mod sarif;

use super::model::Report;
use super::words;
use crate::audit::{Assessment, Finding, RuleResult};
use crate::error::{Error, ErrorKind, Problem};

impl Report {
    /// The verdicts as `JUnit` XML: a test suite for each rule, a test case for each segment. What fails the gate is a
    /// failure; what is not shown to lie within the tolerance and does not fail the gate is skipped, never a success.
    ///
    /// # Errors
    ///
    /// Those of the writer of XML.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Audit, Policy, Predictions};
    ///
    /// let predictions = Predictions::builder()
    ///     .decision((0..1000).map(|i| i % 2 == 0 || i % 4 == 1))
    ///     .segment("gender", (0..1000).map(|i| if i % 2 == 0 { "m" } else { "f" }))
    ///     .build()?;
    /// let report = Audit::new().policy(Policy::four_fifths()).run(&predictions)?.report().build();
    /// assert!(report.junit()?.contains("<failure message=\"Customers in gender=f are selected 0.50 times as often"));
    /// assert!(report.sarif()?.contains("\"level\": \"error\""));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn junit(&self) -> Result<String, Error> {
        junit::render(self).map_err(|error| unwritable(&error))
    }

    /// The findings as SARIF 2.1.0. What fails the gate is an error; another finding outside the policy is a warning, and
    /// what is open a note. A finding keeps its fingerprint from report to report; one that an exemption covers is
    /// suppressed, with the reason.
    ///
    /// # Errors
    ///
    /// Those of the writer of JSON.
    pub fn sarif(&self) -> Result<String, Error> {
        sarif::render(self).map_err(|error| unwritable(&error))
    }
}

fn unwritable(error: &impl std::fmt::Display) -> Error {
    Problem::new(ErrorKind::Format, format!("the report cannot be written: {error}")).into()
}

/// The sentence on one assessment.
fn sentence(report: &Report, result: &RuleResult, assessment: &Assessment) -> String {
    words::ENGLISH.judged(&report.audited, &result.rule, assessment).shown()
}

/// The sentence on one finding.
fn finding_sentence(report: &Report, finding: &Finding) -> String {
    match super::section::assessment(&report.audited, finding) {
        Some((result, assessment)) => sentence(report, result, assessment),
        None => format!("{}: {}.", finding.slice, finding.code.description()),
    }
}
