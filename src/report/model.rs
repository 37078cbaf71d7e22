//! The report as data: what was audited, what was found, who answers for it, and what it was made from.
//!
//! No clock, no input or output and no markup: whatever a rendering shows is computed from these fields alone, so the
//! same report gives the same bytes everywhere and for ever.

use serde::{Deserialize, Serialize};

use super::custom::CustomSection;
use super::governance::{Governance, TrackedFinding};
use super::scorecard::Measure;
use super::theme::Theme;
use super::trend::Trend;
use super::words::Language;
use crate::audit::Audited;
use crate::value::Confidence;

/// The version of the report's serialised form; it grows by one when an older reader would misread a newer report.
pub const SCHEMA_VERSION: u32 = 2;

/// A finished report. Made by [`Audited::report`] and [`super::ReportBuilder`]; rendered by its own functions.
///
/// # Example
///
/// ```
/// use evenhand::{Predictions, audit::{Audit, Policy}};
///
/// let predictions = Predictions::builder()
///     .decision(&[1_u8, 0, 1, 1])
///     .segment("channel", &["app", "app", "web", "web"])
///     .build()?;
/// let audited = Audit::new().policy(Policy::four_fifths()).run(&predictions)?;
/// let report = audited.report().title("Spring offer").model("offer 4.2").build();
/// assert!(report.is_draft());
/// assert_eq!(report.card.model.as_deref(), Some("offer 4.2"));
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Report {
    /// The version of this form; see [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The title.
    pub title: String,
    /// The language of the page and of the text in Markdown; English where the JSON names none.
    #[serde(default, skip_serializing_if = "Language::is_default")]
    pub language: Language,
    /// The caller's colours and logo.
    #[serde(default)]
    pub theme: Option<Theme>,
    /// What the model is for and who answers for it.
    pub card: SystemCard,
    /// The parts that are shown, in order. The first screen, the provenance and the sign-off cannot be left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// Sections in the caller's own words.
    #[serde(default)]
    pub custom: Vec<CustomSection>,
    /// What the report was made from.
    pub provenance: Provenance,
    /// Corrective actions and limitations.
    #[serde(default, skip_serializing_if = "Governance::is_empty")]
    pub governance: Governance,
    /// The balanced scorecard, where one was asked for.
    #[serde(default)]
    pub scorecard: Vec<Measure>,
    /// What earlier reports found, where some were given.
    #[serde(default)]
    pub trend: Option<Trend>,
    /// What became of the findings of the report before, where this one follows one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follow_up: Vec<TrackedFinding>,
    /// Every number.
    pub audited: Audited,
    /// The reviewers' decisions, in the order in which they were given. Until one is signed the report is a draft.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sign_offs: Vec<SignOff>,
}

/// What the model is for and who answers for it, in the owner's words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SystemCard {
    /// Why the model is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// What is decided, and for whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_made: Option<String>,
    /// The model and its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Who answers for the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Who is to review the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<String>,
    /// The time that the data cover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// What permits the use of the segment data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// What is favourable to a customer, where it needs more words than the side of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub favourable_outcome: Option<String>,
    /// Who the customers are: from which population, and who of it is in the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<String>,
    /// What share of them consented to this use, and how it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// How the segments were obtained: declared by the customers, inferred, by proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment_source: Option<String>,
    /// Anything else a reader should know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A part of the report that can be left out or moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Section {
    /// Every finding with its evidence, action and owner.
    Findings,
    /// What is proposed or being done, by whom and until when.
    CorrectiveActions,
    /// What became of the findings of the report before.
    FollowUp,
    /// Measures of the business beside fairness, data privacy and trust.
    Scorecard,
    /// The same comparisons over periods, where earlier reports were given.
    Trend,
    /// Scores, classes, amounts, rankings, funnels and effects, where those were audited.
    Tasks,
    /// Each attribute alone: rates, disparities, verdicts, forest plots.
    Segments,
    /// Combined attributes: heat maps and tables.
    Intersections,
    /// Crude beside adjusted comparisons within the declared strata.
    Strata,
    /// The widest pair of each grouping, beside what chance alone would give.
    WorstPairs,
    /// Tables that presets ask for.
    ImpactTables,
    /// Segments' shares against a declared population.
    Representation,
    /// Who is not in the numbers: exclusions and unknown segments.
    Exclusions,
    /// Purpose, population, origin and legal basis of the data, in the owner's words.
    SystemCard,
    /// Slices that a rule is not held against, with reasons and last days, and whom to tell when the gate fails.
    Exemptions,
    /// What the audit cannot show.
    Limitations,
    /// What a reader of the numbers must know.
    Notices,
    /// How everything was computed, with formulas.
    Methods,
}

impl Section {
    /// Every section, in the usual order.
    pub const ALL: [Section; 18] = [
        Self::Findings,
        Self::CorrectiveActions,
        Self::FollowUp,
        Self::Scorecard,
        Self::Trend,
        Self::Tasks,
        Self::Segments,
        Self::Intersections,
        Self::Strata,
        Self::WorstPairs,
        Self::ImpactTables,
        Self::Representation,
        Self::Exclusions,
        Self::SystemCard,
        Self::Exemptions,
        Self::Limitations,
        Self::Notices,
        Self::Methods,
    ];

    /// The section as it is written.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Findings => "findings",
            Self::CorrectiveActions => "corrective-actions",
            Self::FollowUp => "follow-up",
            Self::Scorecard => "scorecard",
            Self::Trend => "trend",
            Self::Tasks => "tasks",
            Self::Segments => "segments",
            Self::Intersections => "intersections",
            Self::Strata => "strata",
            Self::WorstPairs => "worst-pairs",
            Self::ImpactTables => "impact-tables",
            Self::Representation => "representation",
            Self::Exclusions => "exclusions",
            Self::SystemCard => "system-card",
            Self::Exemptions => "exemptions",
            Self::Limitations => "limitations",
            Self::Notices => "notices",
            Self::Methods => "methods",
        }
    }
}

/// What the report was made from: enough to make it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Provenance {
    /// The version of this crate.
    pub crate_version: String,
    /// The inputs, as the caller named and digested them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<InputDigest>,
    /// The policy's name.
    pub policy_name: String,
    /// The policy's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_version: Option<String>,
    /// SHA-256 of the policy's canonical JSON: keys sorted, no white space. `None` where the crate was built without
    /// the feature `json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_sha256: Option<String>,
    /// Seed of the simulations.
    pub seed: u64,
    /// Confidence of intervals and verdicts.
    pub confidence: Confidence,
    /// The report that this one takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Superseded>,
}

/// An earlier report, by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Superseded {
    /// Its title.
    pub title: String,
    /// The time that its data cover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Its [digest](Report::digest).
    pub sha256: String,
}

/// One input and its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputDigest {
    /// The file's name, or any other name.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// What a reviewer decides about the model on the evidence of the report; the gravest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewDecision {
    /// The model may be used.
    Approved,
    /// The model may be used under the conditions that the statement names.
    ApprovedWithConditions,
    /// The model may not be used.
    Rejected,
}

/// A reviewer's decision, given by a person and never by this crate.
///
/// # Example
///
/// ```
/// use evenhand::report::{ReviewDecision, SignOff};
///
/// let sign_off = SignOff::new("Ada Byron", "model risk", ReviewDecision::Approved, "2026-11-20")
///     .independence("I had no part in building or selling the model.");
/// assert!(sign_off.statement.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SignOff {
    /// Who.
    pub name: String,
    /// In which role.
    pub role: String,
    /// What they decided.
    pub decision: ReviewDecision,
    /// How they are independent of the model's makers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub independence: Option<String>,
    /// Their conditions or remarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// The day, as YYYY-MM-DD.
    pub date: String,
    /// The signature; without it the decision is only noted, and the report stays a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

/// A reviewer's signature on a report and on the decision that it stands with. See `docs/REPORT.md` for what is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// How it was made: `ed25519`.
    pub algorithm: String,
    /// The public key, 32 bytes in hexadecimal.
    pub public_key: String,
    /// The signature, 64 bytes in hexadecimal.
    pub value: String,
}

impl SignOff {
    /// A decision by a person on a day.
    pub fn new(
        name: impl Into<String>,
        role: impl Into<String>,
        decision: ReviewDecision,
        date: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            role: role.into(),
            decision,
            independence: None,
            statement: None,
            date: date.into(),
            signature: None,
        }
    }

    /// How the reviewer is independent of the model's makers.
    #[must_use]
    pub fn independence(mut self, statement: impl Into<String>) -> Self {
        self.independence = Some(statement.into());
        self
    }

    /// Conditions or remarks.
    #[must_use]
    pub fn statement(mut self, statement: impl Into<String>) -> Self {
        self.statement = Some(statement.into());
        self
    }
}

impl Report {
    /// Whether nobody has signed it. A decision that is noted without a signature leaves it a draft.
    pub fn is_draft(&self) -> bool {
        self.signed().next().is_none()
    }

    /// The decisions that carry a signature. Whether it is a good one is what `verify` says.
    pub fn signed(&self) -> impl Iterator<Item = &SignOff> {
        self.sign_offs.iter().filter(|sign_off| sign_off.signature.is_some())
    }

    /// Whether a section is shown.
    pub fn shows(&self, section: Section) -> bool {
        self.sections.contains(&section)
    }
}
