//! Two reports side by side: what got better or worse, what appeared or vanished, what was promised and whether it happened.

mod compute;
mod lay_out;

use serde::{Deserialize, Serialize};

use super::governance::{ActionState, FindingState, TrackedFinding};
use super::model::{Report, Superseded};
use super::words::Language;
use crate::audit::{CountedUnit, FindingCode, Verdict};
use crate::error::Error;
use crate::inference::change::Change;
use crate::value::Measured;

/// What changed from an earlier report to a later one.
///
/// # Example
///
/// ```
/// use evenhand::{Audit, Policy, Predictions};
///
/// let audit = |share: usize| {
///     let predictions = Predictions::builder()
///         .decision((0..4000).map(|i| i % 2 == 0 || i % 20 < share))
///         .segment("gender", (0..4000).map(|i| if i % 2 == 0 { "m" } else { "f" }))
///         .build()?;
///     Ok::<_, evenhand::Error>(Audit::new().policy(Policy::four_fifths()).run(&predictions)?.report().build())
/// };
/// let difference = audit(8)?.difference_to(&audit(16)?)?;
/// assert!(!difference.is_worse());
/// assert!(difference.markdown().contains("better"));
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReportDifference {
    /// The language in which it is put into words: the later report's.
    #[serde(default, skip_serializing_if = "Language::is_default")]
    pub language: Language,
    /// What the later report's segments are counted in.
    #[serde(default, skip_serializing_if = "is_customers")]
    pub unit: CountedUnit,
    /// The earlier report.
    pub earlier: Superseded,
    /// The later report.
    pub later: Superseded,
    /// Why the two may not be alike in what they ask, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cautions: Vec<Caution>,
    /// Whether the policy passed, then and now.
    pub passed: [bool; 2],
    /// Every comparison that a rule of either report asks for.
    pub changes: Vec<PlaceChange>,
    /// Every finding of the later report, and every one that was open in the earlier.
    pub findings: Vec<TrackedFinding>,
    /// What the earlier report promised, and whether it happened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promises: Vec<Promise>,
}

/// Whether it is the unit of a comparison that names none.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_customers(unit: &CountedUnit) -> bool {
    *unit == CountedUnit::Customers
}

/// Why two reports are not alike in what they ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// The policies differ.
    Policy,
    /// What the columns mean differs: decision, favourable side, labels.
    Specification,
    /// The earlier report is not the one that the later says it takes the place of.
    Chain,
    /// The two were made of the same input: the samples are one, and no interval of a change holds.
    SameInput,
}

/// How a comparison changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Shown to be farther from parity.
    Worse,
    /// Shown to be nearer to parity.
    Better,
    /// Not shown to be nearer or farther.
    NotShown,
    /// Only the later report has it.
    Appeared,
    /// Only the earlier report has it.
    Vanished,
    /// One of the two has no value, or they ask for different things.
    NotComparable,
}

impl Direction {
    /// Every direction.
    pub const ALL: [Direction; 6] =
        [Self::Worse, Self::Better, Self::NotShown, Self::Appeared, Self::Vanished, Self::NotComparable];
}

/// One rule in one segment, then and now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PlaceChange {
    /// The rule, by its id.
    pub rule: String,
    /// Its criterion.
    pub criterion: String,
    /// The segment, or the grouping where its widest pair is judged.
    pub place: String,
    /// How it changed, allowing for the number of comparisons of the rule (Benjamini-Hochberg).
    pub direction: Direction,
    /// As it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<PlaceState>,
    /// As it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later: Option<PlaceState>,
    /// The change with its interval, where both have a value. The interval stands by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// The change's p-value, allowing for the number of comparisons of the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_adjusted: Option<f64>,
}

/// One rule in one segment of one report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PlaceState {
    /// The verdict.
    pub verdict: Verdict,
    /// The value.
    #[serde(with = "crate::value::measured")]
    pub value: Measured,
    /// Customers, lists or items, as [`ReportDifference::unit`] says.
    pub rows: u64,
}

/// A corrective action of the earlier report, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Promise {
    /// The action's name.
    pub id: String,
    /// What was to be done.
    pub option: String,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The day by which it was to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// How far it had come.
    pub before: ActionState,
    /// How far it has come; `None` where the later report no longer names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<ActionState>,
    /// Whether it happened, and helped.
    pub outcome: PromiseOutcome,
    /// What was seen of the measure that it was to change, and whether that lies within what was expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<ObservedEffect>,
}

/// What was seen of a measure that an action was to change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ObservedEffect {
    /// The measure.
    pub measure: String,
    /// Its value in the later report.
    pub value: f64,
    /// Whether it lies within the bounds that were expected.
    pub as_expected: bool,
}

/// What became of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromiseOutcome {
    /// Done, and every finding that it was to mend is closed.
    Kept,
    /// Done, and a finding that it was to mend is still open.
    DoneWithoutEffect,
    /// Not done, and its day is not past or not known.
    Pending,
    /// Not done, and its day is past.
    Overdue,
    /// Decided against.
    Withdrawn,
    /// No longer named, and not done.
    Dropped,
}

impl Report {
    /// What changed from this report to a later one. The samples are taken as independent.
    ///
    /// # Errors
    ///
    /// Those of [`Report::to_json`], by which the reports' digests are taken.
    pub fn difference_to(&self, later: &Report) -> Result<ReportDifference, Error> {
        compute::difference(self, later)
    }
}

impl ReportDifference {
    /// Whether something is shown to have become worse, or something outside the policy is found for the first time.
    pub fn is_worse(&self) -> bool {
        let open = |code: FindingCode| matches!(code, FindingCode::Inconclusive | FindingCode::NotAssessed);
        self.count(Direction::Worse) > 0
            || self.findings.iter().any(|finding| finding.state == FindingState::New && !open(finding.code))
    }

    /// What a program should exit with: 0, or 1 where [`ReportDifference::is_worse`].
    pub fn exit_code(&self) -> u8 {
        u8::from(self.is_worse())
    }

    /// How many comparisons changed so.
    pub fn count(&self, direction: Direction) -> usize {
        self.changes.iter().filter(|change| change.direction == direction).count()
    }

    /// The comparison as indented JSON, ending in a line feed.
    ///
    /// # Errors
    ///
    /// A number that JSON has no form for; the crate makes none.
    pub fn to_json(&self) -> Result<String, Error> {
        let text = serde_json::to_string_pretty(self).map_err(|error| super::digest::unwritable(&error))?;
        Ok(text + "\n")
    }
}
