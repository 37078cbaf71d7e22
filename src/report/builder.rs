//! From an audit to a report: what only people can say is added here.

use super::custom::CustomSection;
use super::governance::{CorrectiveAction, Governance, TrackedFinding};
use super::model::{InputDigest, Provenance, Report, SCHEMA_VERSION, Section, SignOff, Superseded, SystemCard};
use super::scorecard::{self, Measure};
use super::theme::Theme;
use super::trend::Trend;
use super::words::{Language, Words};
use crate::audit::Audited;
#[cfg(feature = "json")]
use crate::error::Error;

/// Puts a report together. Made by [`Audited::report`].
///
/// # Example
///
/// ```
/// use evenhand::{Predictions, audit::Audit, report::Section};
///
/// let predictions = Predictions::builder().decision(&[1_u8, 0, 1]).segment("channel", &["app", "web", "web"]).build()?;
/// let report = Audit::new()
///     .run(&predictions)?
///     .report()
///     .title("Spring offer")
///     .decision_made("Who gets the spring offer by post.")
///     .without([Section::Methods])
///     .build();
/// assert!(!report.shows(Section::Methods) && report.shows(Section::Findings));
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it is built"]
pub struct ReportBuilder {
    audited: Audited,
    title: Option<String>,
    card: SystemCard,
    sections: Vec<Section>,
    inputs: Vec<InputDigest>,
    policy_sha256: Option<String>,
    language: Language,
    governance: Governance,
    follow_up: Vec<TrackedFinding>,
    supersedes: Option<Superseded>,
    custom: Vec<CustomSection>,
    theme: Option<Theme>,
    /// The caller's measures; none where no scorecard was asked for.
    scorecard: Option<Vec<Measure>>,
    /// The measures of the report before.
    measured_before: Vec<(String, f64)>,
    trend: Option<Trend>,
    sign_offs: Vec<SignOff>,
}

impl Audited {
    /// Starts a report on what was found.
    pub fn report(&self) -> ReportBuilder {
        ReportBuilder::new(self.clone())
    }
}

impl ReportBuilder {
    /// A report on an audit, taken over without a copy.
    pub fn new(audited: Audited) -> Self {
        Self {
            audited,
            title: None,
            card: SystemCard::default(),
            sections: Section::ALL.to_vec(),
            inputs: Vec::new(),
            policy_sha256: None,
            language: Language::default(),
            governance: Governance::default(),
            follow_up: Vec::new(),
            supersedes: None,
            custom: Vec::new(),
            theme: None,
            scorecard: None,
            measured_before: Vec::new(),
            trend: None,
            sign_offs: Vec::new(),
        }
    }

    /// The title; else one is made of the policy's name.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The language that it is written in; English unless given. What the caller says is passed through as it is.
    pub fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// Why the model is used.
    pub fn purpose(mut self, purpose: impl Into<String>) -> Self {
        self.card.purpose = Some(purpose.into());
        self
    }

    /// What is decided, and for whom.
    pub fn decision_made(mut self, decision: impl Into<String>) -> Self {
        self.card.decision_made = Some(decision.into());
        self
    }

    /// The model and its version.
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.card.model = Some(model.into());
        self
    }

    /// Who answers for the model.
    pub fn owner(mut self, owner: impl Into<String>) -> Self {
        self.card.owner = Some(owner.into());
        self
    }

    /// Who is to review the report. This is no signature: see [`ReportBuilder::sign_off`].
    pub fn reviewer(mut self, reviewer: impl Into<String>) -> Self {
        self.card.reviewer = Some(reviewer.into());
        self
    }

    /// The time that the data cover.
    pub fn period(mut self, period: impl Into<String>) -> Self {
        self.card.period = Some(period.into());
        self
    }

    /// What permits the use of the segment data.
    pub fn legal_basis(mut self, basis: impl Into<String>) -> Self {
        self.card.legal_basis = Some(basis.into());
        self
    }

    /// How the segments were obtained: declared by the customers, inferred, by proxy.
    pub fn segment_source(mut self, source: impl Into<String>) -> Self {
        self.card.segment_source = Some(source.into());
        self
    }

    /// What is favourable to a customer, where it needs more words than the side of the decision.
    pub fn favourable_outcome(mut self, outcome: impl Into<String>) -> Self {
        self.card.favourable_outcome = Some(outcome.into());
        self
    }

    /// Who the customers are: from which population, and who of it is in the data.
    pub fn population(mut self, population: impl Into<String>) -> Self {
        self.card.population = Some(population.into());
        self
    }

    /// What share of the customers consented to this use, and how it was asked.
    pub fn consent(mut self, consent: impl Into<String>) -> Self {
        self.card.consent = Some(consent.into());
        self
    }

    /// Something that is proposed or being done about the findings; call it once for each. [`CorrectiveAction::check`]
    /// says whether it holds together.
    pub fn action(mut self, action: CorrectiveAction) -> Self {
        self.governance.actions.push(action);
        self
    }

    /// Something that the audit cannot show; call it once for each.
    pub fn limitation(mut self, limitation: impl Into<String>) -> Self {
        self.governance.limitations.push(limitation.into());
        self
    }

    /// The report that this one takes the place of. Its digest is kept, and what became of its findings: one that was open
    /// stays open until this audit shows the segment within the tolerance.
    ///
    /// # Errors
    ///
    /// Those of [`Report::to_json`], by which the digest is taken.
    #[cfg(feature = "json")]
    pub fn supersedes(mut self, earlier: &Report) -> Result<Self, Error> {
        self.supersedes = Some(Superseded {
            title: earlier.title.clone(),
            period: earlier.card.period.clone(),
            sha256: earlier.digest()?,
        });
        self.follow_up = super::follow_up::follow(earlier, &self.audited);
        self.measured_before = scorecard::values(earlier);
        Ok(self)
    }

    /// One more measure of the scorecard; call it once for each. [`Measure::check`] says whether it holds together. With a first
    /// measure the report has a scorecard, and what the audit knows itself fills in: comparisons outside, within and open,
    /// consent, what is suppressed, corrective actions. What was measured before is taken from the report that this one takes
    /// the place of. The value of a segment that the audit withholds is withheld too.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Audit, Policy, Predictions, report::{Measure, Perspective}};
    ///
    /// let predictions = Predictions::builder().decision(&[1_u8, 0, 1]).segment("channel", &["app", "web", "web"]).build()?;
    /// let audited = Audit::new().policy(Policy::four_fifths()).run(&predictions)?;
    /// let lift = Measure::new("lift", "Lift", Perspective::Business, 1.8).target(1.5);
    /// let report = audited.report().measure(lift).build();
    /// assert!(report.scorecard.iter().any(|one| one.id == "comparisons_outside" && one.computed));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn measure(mut self, measure: Measure) -> Self {
        self.scorecard.get_or_insert_default().push(measure);
        self
    }

    /// Asks for a scorecard, if of nothing but what the audit knows itself.
    pub fn with_scorecard(mut self) -> Self {
        self.scorecard.get_or_insert_default();
        self
    }

    /// Earlier reports, the oldest first, whose values stand beside those of this one. The values are those that were
    /// published; a rule is followed by its id for as long as it asks for the same thing.
    ///
    /// # Errors
    ///
    /// Those of [`Report::to_json`], by which the reports' digests are taken.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Audit, Policy, Predictions};
    ///
    /// let predictions = Predictions::builder()
    ///     .decision((0..1000).map(|i| i % 2 == 0))
    ///     .segment("gender", (0..1000).map(|i| if i % 3 == 0 { "f" } else { "m" }))
    ///     .build()?;
    /// let audited = Audit::new().policy(Policy::four_fifths()).run(&predictions)?;
    /// let spring = audited.report().period("spring").build();
    /// let report = audited.report().period("autumn").after(&[spring])?.build();
    /// assert_eq!(report.trend.unwrap().series[0].points.len(), 2);
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    #[cfg(feature = "json")]
    pub fn after<'a>(mut self, earlier: impl IntoIterator<Item = &'a Report>) -> Result<Self, Error> {
        let earlier: Vec<&Report> = earlier.into_iter().collect();
        let named = |report: &&Report| {
            Ok::<_, Error>(Superseded {
                title: report.title.clone(),
                period: report.card.period.clone(),
                sha256: report.digest()?,
            })
        };
        let audits: Vec<&Audited> = earlier.iter().map(|report| &report.audited).collect();
        self.trend = Some(Trend {
            earlier: earlier.iter().map(named).collect::<Result<_, _>>()?,
            series: super::trend::series(&audits, &self.audited),
        })
        .filter(|trend| !trend.earlier.is_empty());
        Ok(self)
    }

    /// A section in the caller's own words; call it once for each. [`CustomSection::check`] says whether it holds together.
    pub fn custom_section(mut self, section: CustomSection) -> Self {
        self.custom.push(section);
        self
    }

    /// The caller's colours and logo. A page is only written in them if [`Theme::check`] finds that it can be read.
    pub fn theme(mut self, theme: Theme) -> Self {
        self.theme = Some(theme);
        self
    }

    /// One more note.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.card.notes.push(note.into());
        self
    }

    /// These notes, and no others.
    pub fn notes<S: Into<String>>(mut self, notes: impl IntoIterator<Item = S>) -> Self {
        self.card.notes = notes.into_iter().map(Into::into).collect();
        self
    }

    /// An input and the SHA-256 of its bytes in hexadecimal; call it once for each input.
    pub fn input(mut self, name: impl Into<String>, sha256: impl Into<String>) -> Self {
        self.inputs.push(InputDigest { name: name.into(), sha256: sha256.into() });
        self
    }

    /// The digest of the policy, where it is not to be computed from the policy itself.
    pub fn policy_digest(mut self, sha256: impl Into<String>) -> Self {
        self.policy_sha256 = Some(sha256.into());
        self
    }

    /// These sections, in this order.
    pub fn sections(mut self, sections: impl IntoIterator<Item = Section>) -> Self {
        self.sections.clear();
        for section in sections {
            if !self.sections.contains(&section) {
                self.sections.push(section);
            }
        }
        self
    }

    /// All but these sections.
    pub fn without(mut self, sections: impl IntoIterator<Item = Section>) -> Self {
        for section in sections {
            self.sections.retain(|own| *own != section);
        }
        self
    }

    /// A reviewer's decision; call it once for each. It is noted, and the report stays a draft until it is signed: see
    /// `Report::sign` under the feature `sign`.
    pub fn sign_off(mut self, sign_off: SignOff) -> Self {
        self.sign_offs.push(sign_off);
        self
    }

    /// The report.
    #[must_use]
    pub fn build(self) -> Report {
        let policy = &self.audited.policy;
        let provenance = Provenance {
            crate_version: env!("CARGO_PKG_VERSION").to_owned(),
            inputs: self.inputs,
            policy_name: policy.name.clone(),
            policy_version: policy.version.clone(),
            policy_sha256: self.policy_sha256.or_else(|| policy_digest(policy)),
            seed: self.audited.seed,
            confidence: policy.confidence,
            supersedes: self.supersedes,
        };
        let scorecard = self.scorecard.map_or_else(Vec::new, |given| {
            let actions = &self.governance.actions;
            scorecard::completed(given, &self.audited, actions, self.language, &self.measured_before)
        });
        Report {
            schema_version: SCHEMA_VERSION,
            title: self.title.unwrap_or_else(|| Words::new(self.language).default_title(&policy.name)),
            language: self.language,
            theme: self.theme,
            card: self.card,
            custom: self.custom,
            sections: self.sections,
            provenance,
            governance: self.governance,
            scorecard,
            trend: self.trend,
            follow_up: self.follow_up,
            audited: self.audited,
            sign_offs: self.sign_offs,
        }
    }
}

#[cfg(feature = "json")]
fn policy_digest(policy: &crate::audit::Policy) -> Option<String> {
    super::digest::canonical_sha256(policy).ok()
}

#[cfg(not(feature = "json"))]
fn policy_digest(_: &crate::audit::Policy) -> Option<String> {
    None
}
