//! The balanced scorecard: what the caller measures about the business beside fairness, data privacy and trust.

use serde::{Deserialize, Serialize};

use super::governance::{ActionState, CorrectiveAction};
use super::model::Report;
use super::words::{Language, Words};
use crate::audit::{Audited, Verdict};
use crate::error::{Error, ErrorKind, Problem, Problems};
use crate::segment::Slice;
use crate::value::{Measured, Reason, Unavailable};

/// One measure of the scorecard: what it is now, what it should be, which way is good, and what it was before.
///
/// # Example
///
/// ```
/// use evenhand::report::{Better, Measure, MeasureUnit, Movement, Perspective};
/// use evenhand::segment::{Level, Slice};
///
/// let response = Measure::new("response", "Response rate", Perspective::Business, 0.134)
///     .unit(MeasureUnit::Share)
///     .better(Better::Higher)
///     .target(0.12)
///     .previous(0.141)
///     .segment(Slice::everybody().and("channel", Level::named("phone")), 0.08);
/// assert!(response.check().is_ok());
/// assert_eq!(response.meets_target(), Some(true));
/// assert_eq!(response.movement(), Some(Movement::Worse));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Measure {
    /// Its name, which stays the same from report to report.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is about.
    pub perspective: Perspective,
    /// How its values are written.
    #[serde(default, skip_serializing_if = "MeasureUnit::is_default")]
    pub unit: MeasureUnit,
    /// Which way is good.
    pub better: Better,
    /// What it should be: at least this where higher is better, at most this where lower is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// What it is, over everybody.
    #[serde(with = "crate::value::measured")]
    pub value: Measured,
    /// What it was in the report before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<f64>,
    /// What it is in segments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<SegmentValue>,
    /// Whether the audit computed it; else the caller gave it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub computed: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
#[cfg(feature = "serde")]
fn is_false(value: &bool) -> bool {
    !value
}

/// A measure in one segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentValue {
    /// Who.
    pub slice: Slice,
    /// The value; suppressed where the audit withholds the segment.
    #[serde(with = "crate::value::measured")]
    pub value: Measured,
}

/// What a measure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Perspective {
    /// What the campaign is for: response, lift, revenue, productivity.
    Business,
    /// How alike segments are treated.
    Fairness,
    /// How the customers' data are protected.
    Privacy,
    /// What the report can be trusted with.
    Trust,
}

impl Perspective {
    /// Every perspective, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Business, Self::Fairness, Self::Privacy, Self::Trust];

    /// The perspective as it is written.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Fairness => "fairness",
            Self::Privacy => "privacy",
            Self::Trust => "trust",
        }
    }
}

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

impl Better {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Higher, Self::Lower];

    /// The direction as it is written.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
        }
    }
}

/// How a measure's values are written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MeasureUnit {
    /// A number, as a lift of 1.8.
    #[default]
    Number,
    /// A share between 0 and 1, in percent.
    Share,
    /// A whole number.
    Count,
    /// A number of something, as of `EUR` or `offers per hour`.
    Amount(String),
}

#[cfg(feature = "serde")]
impl MeasureUnit {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// How a measure moved since the report before, by what is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Movement {
    /// In the good direction.
    Better,
    /// In the other.
    Worse,
    /// Not at all.
    Unchanged,
}

impl Measure {
    /// A measure over everybody. Higher is better until said otherwise.
    pub fn new(id: impl Into<String>, name: impl Into<String>, perspective: Perspective, value: f64) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            perspective,
            unit: MeasureUnit::default(),
            better: Better::Higher,
            target: None,
            value: Ok(value),
            previous: None,
            segments: Vec::new(),
            computed: false,
        }
    }

    /// How its values are written.
    #[must_use]
    pub fn unit(mut self, unit: MeasureUnit) -> Self {
        self.unit = unit;
        self
    }

    /// Which way is good.
    #[must_use]
    pub fn better(mut self, better: Better) -> Self {
        self.better = better;
        self
    }

    /// What it should be.
    #[must_use]
    pub fn target(mut self, target: f64) -> Self {
        self.target = Some(target);
        self
    }

    /// What it was before; else taken from the report that this one takes the place of, by the measure's id.
    #[must_use]
    pub fn previous(mut self, value: f64) -> Self {
        self.previous = Some(value);
        self
    }

    /// What it is in a segment; call it once for each.
    #[must_use]
    pub fn segment(mut self, slice: Slice, value: f64) -> Self {
        self.segments.push(SegmentValue { slice, value: Ok(value) });
        self
    }

    /// Whether the target is met; none where there is no target or no value.
    pub fn meets_target(&self) -> Option<bool> {
        let (target, value) = (self.target?, self.value.ok()?);
        Some(match self.better {
            Better::Higher => value >= target,
            Better::Lower => value <= target,
        })
    }

    /// How it moved since the report before; none where there is no value then or now.
    pub fn movement(&self) -> Option<Movement> {
        let change = self.change()?;
        let gain = match self.better {
            Better::Higher => change,
            Better::Lower => -change,
        };
        Some(match gain.partial_cmp(&0.0) {
            Some(std::cmp::Ordering::Greater) => Movement::Better,
            Some(std::cmp::Ordering::Equal) => Movement::Unchanged,
            _ => Movement::Worse,
        })
    }

    /// The value minus what it was before.
    pub fn change(&self) -> Option<f64> {
        Some(self.value.ok()? - self.previous?)
    }

    /// Whether it holds together: a name that stays, numbers that are finite, shares that are shares.
    ///
    /// # Errors
    ///
    /// Every problem of the measure at once.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::report::{Measure, MeasureUnit, Perspective};
    ///
    /// let wrong = Measure::new("response", "Response rate", Perspective::Business, 13.4).unit(MeasureUnit::Share);
    /// assert!(wrong.check().unwrap_err().to_string().contains("write 0.134 for 13.4 %"));
    /// ```
    pub fn check(&self) -> Result<(), Error> {
        let mut problems = Problems::default();
        let at = |key: &str, message: &str| {
            Problem::new(ErrorKind::Value, message).place(format!("measure {:?}, {key}", self.id))
        };
        if self.id.trim().is_empty() {
            problems.push(at("id", "is empty").remedy("give each measure a name that stays the same"));
        }
        if self.name.trim().is_empty() {
            problems.push(at("name", "is empty").remedy("say what is measured"));
        }
        let numbers = [("target", self.target), ("value", self.value.ok()), ("previous", self.previous)];
        let segments = self.segments.iter().map(|own| ("segments", own.value.ok()));
        for (key, number) in numbers.into_iter().chain(segments) {
            let Some(number) = number else { continue };
            if !number.is_finite() {
                problems
                    .push(at(key, "is no number").value(number).remedy("leave the measure out where there is none"));
            } else if self.unit == MeasureUnit::Share && !(0.0..=1.0).contains(&number) {
                let problem = at(key, "is no share between 0 and 1").value(number);
                problems.push(if (1.0..=100.0).contains(&number) {
                    problem.remedy(format!("write {} for {number} %", number / 100.0))
                } else {
                    problem.remedy("write it as a share, or choose another unit")
                });
            }
        }
        for (index, own) in self.segments.iter().enumerate() {
            if self.segments[..index].iter().any(|other| other.slice == own.slice) {
                let problem = at("segments", "names a segment twice").value(&own.slice);
                problems.push(problem.remedy("give one value for each"));
            }
        }
        problems.into_result()
    }
}

/// The caller's measures, then those that the audit knows itself, each with what it was before.
pub(super) fn completed(
    measures: Vec<Measure>,
    audited: &Audited,
    actions: &[CorrectiveAction],
    language: Language,
    before: &[(String, f64)],
) -> Vec<Measure> {
    let mut all: Vec<Measure> = Vec::new();
    for mut measure in measures {
        for own in &mut measure.segments {
            if is_withheld(audited, &own.slice) {
                own.value = Err(Unavailable::Suppressed(Reason::ProtectsSmallCell));
            }
        }
        all.push(measure);
    }
    for own in own_measures(audited, actions, language) {
        if !all.iter().any(|given| given.id == own.id) {
            all.push(own);
        }
    }
    for measure in &mut all {
        let known = before.iter().find(|(id, _)| *id == measure.id).map(|(_, value)| *value);
        measure.previous = measure.previous.or(known);
    }
    all.sort_by_key(|measure| measure.perspective);
    all
}

/// Whether the audit withholds a slice, or one that it is part of.
fn is_withheld(audited: &Audited, slice: &Slice) -> bool {
    let Some(privacy) = &audited.privacy else { return false };
    let holds = |wider: &Slice| wider.conditions().iter().all(|one| slice.level(&one.attribute) == Some(&one.level));
    privacy.withheld.iter().any(|own| {
        let within = own.grouping.attributes().iter().all(|attribute| slice.level(attribute).is_some());
        within && (own.whole || own.slices.iter().any(holds))
    })
}

/// The value of every measure of a report, its own among them even where it has no scorecard.
#[cfg_attr(not(feature = "json"), allow(dead_code, reason = "reports are followed by their digests"))]
pub(super) fn values(report: &Report) -> Vec<(String, f64)> {
    let own = own_measures(&report.audited, &report.governance.actions, report.language);
    let given =
        report.scorecard.iter().chain(own.iter().filter(|own| !report.scorecard.iter().any(|one| one.id == own.id)));
    given.filter_map(|measure| Some((measure.id.clone(), measure.value.ok()?))).collect()
}

/// What the audit knows itself.
fn own_measures(audited: &Audited, actions: &[CorrectiveAction], language: Language) -> Vec<Measure> {
    let w = Words::new(language);
    let mut all = Vec::new();
    let mut own = |id: &str, perspective, unit, better, target: Option<f64>, value: Measured| {
        all.push(Measure {
            id: id.to_owned(),
            name: w.own_measure(id).to_owned(),
            perspective,
            unit,
            better,
            target,
            value,
            previous: None,
            segments: Vec::new(),
            computed: true,
        });
    };
    let comparisons: u64 = audited.gate.verdicts.iter().sum();
    if comparisons > 0 {
        let count = |verdict| audited.gate.count(verdict) as f64;
        let share = |verdict| Ok(count(verdict) / comparisons as f64);
        let fairness = Perspective::Fairness;
        own("comparisons_outside", fairness, MeasureUnit::Count, Better::Lower, Some(0.0), Ok(count(Verdict::Outside)));
        own("comparisons_within", fairness, MeasureUnit::Share, Better::Higher, None, share(Verdict::Within));
        let trust = Perspective::Trust;
        own("comparisons_inconclusive", trust, MeasureUnit::Share, Better::Lower, None, share(Verdict::Inconclusive));
        own("comparisons_not_assessed", trust, MeasureUnit::Share, Better::Lower, None, share(Verdict::NotAssessed));
    }
    if let Some(consent) = super::totals::consent(audited) {
        let coverage = Ok(consent.coverage);
        own("consent_coverage", Perspective::Privacy, MeasureUnit::Share, Better::Higher, None, coverage);
    }
    if let Some(privacy) = &audited.privacy {
        own("suppressed_share", Perspective::Privacy, MeasureUnit::Share, Better::Lower, None, privacy.share);
    }
    if let Some(today) = audited.as_of.as_deref().filter(|_| !actions.is_empty()) {
        let overdue = actions.iter().filter(|one| one.is_overdue(today)).count() as f64;
        let done = actions.iter().filter(|one| one.state == ActionState::Done).count() as f64;
        let trust = Perspective::Trust;
        own("actions_overdue", trust, MeasureUnit::Count, Better::Lower, Some(0.0), Ok(overdue));
        own("actions_done", trust, MeasureUnit::Share, Better::Higher, None, Ok(done / actions.len() as f64));
    }
    all
}
