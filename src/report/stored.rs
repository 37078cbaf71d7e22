//! The form in which a report is written: its fields, and what is counted from them.
//!
//! The report is taken apart field by field, so a new field does not compile until it has its place here.

use serde::{Serialize, Serializer};

use super::custom::CustomSection;
use super::governance::{Governance, TrackedFinding};
use super::model::{Provenance, Report, Section, SignOff, SystemCard};
use super::scorecard::Measure;
use super::theme::Theme;
use super::totals::Totals;
use super::trend::Trend;
use super::words::Language;
use crate::audit::Audited;

#[derive(Serialize)]
struct Stored<'a> {
    schema_version: u32,
    title: &'a str,
    #[serde(skip_serializing_if = "Language::is_default")]
    language: Language,
    #[serde(skip_serializing_if = "Option::is_none")]
    theme: Option<&'a Theme>,
    card: &'a SystemCard,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    sections: &'a [Section],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    custom: &'a [CustomSection],
    provenance: &'a Provenance,
    #[serde(skip_serializing_if = "Governance::is_empty")]
    governance: &'a Governance,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    scorecard: &'a [Measure],
    #[serde(skip_serializing_if = "Option::is_none")]
    trend: Option<&'a Trend>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    follow_up: &'a [TrackedFinding],
    totals: Totals,
    audited: &'a Audited,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    sign_offs: &'a [SignOff],
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            schema_version,
            title,
            language,
            theme,
            card,
            sections,
            custom,
            provenance,
            governance,
            scorecard,
            trend,
            follow_up,
            audited,
            sign_offs,
        } = self;
        Stored {
            schema_version: *schema_version,
            title,
            language: *language,
            theme: theme.as_ref(),
            card,
            sections,
            custom,
            provenance,
            governance,
            scorecard,
            trend: trend.as_ref(),
            follow_up,
            totals: self.totals(),
            audited,
            sign_offs,
        }
        .serialize(serializer)
    }
}
