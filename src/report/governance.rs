//! Who answers for what: corrective actions, limitations, and what becomes of findings from report to report.

use serde::{Deserialize, Serialize};

use crate::audit::{FindingCode, Severity};
use crate::error::{Error, ErrorKind, Problem, Problems};

/// What is known and promised beside the numbers, in the words of those who answer for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Governance {
    /// What is proposed or being done about the findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<CorrectiveAction>,
    /// What the audit cannot show, in the owner's words; what the audit itself knows is added by every rendering.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limitations: Vec<String>,
}

impl Governance {
    #[cfg(feature = "serde")]
    pub(super) fn is_empty(&self) -> bool {
        self.actions.is_empty() && self.limitations.is_empty()
    }
}

/// Something that can be done about findings, what it is expected to do, and who answers for it.
///
/// # Example
///
/// ```
/// use evenhand::report::{ActionState, CorrectiveAction, PredictedEffect};
///
/// let action = CorrectiveAction::new("a1", "send the offer by post to customers without the app")
///     .finding("outside-tolerance/equal-treatment/channel=phone")
///     .effect(PredictedEffect::new("disparate_impact", 0.91, (0.84, 0.98), 0.95))
///     .cost("postage for 4,000 letters")
///     .who_loses("nobody: the budget grows")
///     .owner("campaign lead")
///     .due("2027-01-31")
///     .state(ActionState::Accepted);
/// assert!(action.check().is_ok());
/// assert!(action.due("soon").check().unwrap_err().to_string().contains("YYYY-MM-DD"));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CorrectiveAction {
    /// Its name, which stays the same from report to report.
    pub id: String,
    /// What is done.
    pub option: String,
    /// The findings that it is to mend, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// What it is expected to change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<PredictedEffect>,
    /// What it costs, and in what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<String>,
    /// Who is worse off for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who_loses: Option<String>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The day by which it is to be done, as YYYY-MM-DD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// How far it has come.
    pub state: ActionState,
}

/// How far a corrective action has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionState {
    /// Named, and not decided on.
    #[default]
    Proposed,
    /// Promised.
    Accepted,
    /// Decided against.
    Rejected,
    /// Done, as its owner says; the next audit shows whether it helped.
    Done,
}

impl ActionState {
    /// Every state.
    pub const ALL: [ActionState; 4] = [Self::Proposed, Self::Accepted, Self::Rejected, Self::Done];

    /// The state as it is written.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Done => "done",
        }
    }
}

/// What a corrective action is expected to make of a measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PredictedEffect {
    /// The measure, as a criterion's id or in words.
    pub measure: String,
    /// Its expected value.
    pub value: f64,
    /// The lower bound of what is expected.
    pub lower: f64,
    /// The upper bound of what is expected.
    pub upper: f64,
    /// The confidence of the bounds, between 0 and 1; 0.95 where a file does not say.
    #[serde(default = "usual_confidence")]
    pub confidence: f64,
}

#[cfg(feature = "serde")]
fn usual_confidence() -> f64 {
    crate::value::Confidence::DEFAULT.level()
}

impl PredictedEffect {
    /// A measure with its expected value, its bounds and their confidence.
    pub fn new(measure: impl Into<String>, value: f64, bounds: (f64, f64), confidence: f64) -> Self {
        Self { measure: measure.into(), value, lower: bounds.0, upper: bounds.1, confidence }
    }
}

impl CorrectiveAction {
    /// An action by its name, and what is done. It is proposed until said otherwise.
    pub fn new(id: impl Into<String>, option: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            option: option.into(),
            findings: Vec::new(),
            effect: None,
            cost: None,
            who_loses: None,
            owner: None,
            due: None,
            state: ActionState::default(),
        }
    }

    /// One more finding that it is to mend, by id.
    #[must_use]
    pub fn finding(mut self, id: impl Into<String>) -> Self {
        self.findings.push(id.into());
        self
    }

    /// What it is expected to change.
    #[must_use]
    pub fn effect(mut self, effect: PredictedEffect) -> Self {
        self.effect = Some(effect);
        self
    }

    /// What it costs.
    #[must_use]
    pub fn cost(mut self, cost: impl Into<String>) -> Self {
        self.cost = Some(cost.into());
        self
    }

    /// Who is worse off for it.
    #[must_use]
    pub fn who_loses(mut self, who: impl Into<String>) -> Self {
        self.who_loses = Some(who.into());
        self
    }

    /// Who answers for it.
    #[must_use]
    pub fn owner(mut self, owner: impl Into<String>) -> Self {
        self.owner = Some(owner.into());
        self
    }

    /// The day by which it is to be done, as YYYY-MM-DD.
    #[must_use]
    pub fn due(mut self, day: impl Into<String>) -> Self {
        self.due = Some(day.into());
        self
    }

    /// How far it has come.
    #[must_use]
    pub fn state(mut self, state: ActionState) -> Self {
        self.state = state;
        self
    }

    /// Whether it is promised, not done, and its day is past.
    pub fn is_overdue(&self, as_of: &str) -> bool {
        let open = matches!(self.state, ActionState::Proposed | ActionState::Accepted);
        open && self.due.as_deref().is_some_and(|due| due < as_of)
    }

    /// Whether it holds together: an id, a day that is one, bounds around the value.
    ///
    /// # Errors
    ///
    /// Every problem of the action at once.
    pub fn check(&self) -> Result<(), Error> {
        let mut problems = Problems::default();
        let at = |key: &str, message: &str| {
            Problem::new(ErrorKind::Value, message).place(format!("action {:?}, {key}", self.id))
        };
        if self.id.trim().is_empty() {
            problems.push(at("id", "is empty").remedy("give each action a name that stays the same"));
        }
        if self.option.trim().is_empty() {
            problems.push(at("option", "is empty").remedy("say what is to be done"));
        }
        if let Some(due) = self.due.as_deref().filter(|due| !is_day(due)) {
            problems.push(at("due", "is not a day").value(due).remedy("write it as YYYY-MM-DD"));
        }
        if let Some(effect) = &self.effect {
            let finite = [effect.value, effect.lower, effect.upper].iter().all(|value| value.is_finite());
            if !finite || effect.lower > effect.value || effect.value > effect.upper {
                let problem = at("effect", "does not lie between its bounds").value(effect.value);
                problems.push(problem.remedy("give lower ≤ value ≤ upper"));
            }
            if crate::value::Confidence::new(effect.confidence).is_none() {
                let problem = at("effect.confidence", "is not between 0 and 1").value(effect.confidence);
                problems.push(problem.remedy("write 0.95 for 95 %"));
            }
        }
        problems.into_result()
    }
}

/// Whether a text is a day of the calendar, as YYYY-MM-DD.
pub(super) fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return false;
    }
    let (Ok(year), Ok(month), Ok(day)) = (year.parse::<u32>(), month.parse::<u32>(), day.parse::<u32>()) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// A finding as it stands over several reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TrackedFinding {
    /// The finding's id, the same in every report.
    pub id: String,
    /// Where it stands now.
    pub state: FindingState,
    /// What kind of thing.
    pub code: FindingCode,
    /// How bad.
    pub severity: Severity,
    /// The rule, by its id, where one is concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// In how many reports before this one it was open.
    pub reports: u64,
    /// What closes it, or why what was seen does not: see [`Standing`].
    pub standing: Standing,
    /// Where the evidence stands in this report, if anywhere: `rules[i].assessments[j]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// Whether a finding is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// Found for the first time.
    New,
    /// Found before, and not closed by evidence.
    Open,
    /// Found before, and shown no longer to hold.
    Closed,
}

impl FindingState {
    /// The state as it is written.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// What the present audit says about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It was found again, or for the first time.
    Found,
    /// Shown to lie within the tolerance: this closes it.
    ShownWithin,
    /// Shown to lie outside: this closes what was inconclusive or not assessed, and is a finding of its own.
    ShownOutside,
    /// An exemption that was expired or matched nothing was renewed, matches again, or is gone from the policy: this
    /// closes it.
    ExemptionSettled,
    /// The sign no longer turns within strata, though they were compared again: this closes it.
    NoLongerReversed,
    /// The segments are published again: this closes that they were withheld.
    NoLongerWithheld,
    /// Neither shown to hold nor to fail: it stays open, unless it was that it could not be assessed.
    NotSettled,
    /// Not assessed this time: it stays open.
    NotAssessed,
    /// The rule or the segment is no longer audited: it stays open.
    NotAudited,
}

#[cfg(test)]
mod tests {
    use super::is_day;

    #[test]
    fn days_are_days() {
        assert!(["2027-01-31", "2024-02-29", "2000-02-29"].iter().all(|day| is_day(day)));
        assert!(
            ["2027-02-29", "1900-02-29", "2027-1-31", "31.1.2027", "2027-13-01", "soon", ""]
                .iter()
                .all(|day| !is_day(day))
        );
    }
}
