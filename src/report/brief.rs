//! The first screen of the report in plain text: for a terminal, a log or a message.

use serde::Serialize;

use super::model::Report;
use super::section;
use super::text::{Span, Text, visible};
use super::words::Words;
use crate::audit::{Severity, Verdict};

/// What a reader must know first, in the words and numbers of the report. Control characters in names are spelt out and
/// long names are cut, so that every line may be printed as it is.
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
/// let brief = Audit::new().policy(Policy::four_fifths()).run(&predictions)?.report().build().brief();
/// assert_eq!(brief.passed, Some(false));
/// assert!(brief.actions[0].because[0].starts_with("Customers in gender=f are selected 0.50 times as often as"));
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Brief {
    /// The report's title.
    pub title: String,
    /// Whether the policy passed; `None` where it has no rules.
    pub passed: Option<bool>,
    /// The same in words.
    pub gate: String,
    /// By how much.
    pub detail: Vec<String>,
    /// Who was audited, and who lies outside: a value, its label and a detail.
    pub facts: Vec<BriefFact>,
    /// What to do next, one for each rule, the most severe first.
    pub actions: Vec<BriefAction>,
    /// That nothing is to be done, where that is so.
    pub nothing_to_do: Option<String>,
    /// What could not be settled or assessed.
    pub open: Vec<String>,
    /// What to know when reading the numbers.
    pub notices: Vec<String>,
    /// The words around all this, in the report's language.
    pub words: BriefWords,
}

/// Headings of a [`Brief`], and each verdict in a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BriefWords {
    /// Above what to do.
    pub to_do: String,
    /// Above what is open.
    pub open: String,
    /// Above the notices.
    pub to_know: String,
    /// Above the rules.
    pub rule: String,
    /// Before the names of the files that were written.
    pub written: String,
    /// Where what follows is left out.
    pub rest: String,
    /// The verdicts.
    pub verdicts: Vec<(Verdict, String)>,
}

/// One number of a [`Brief`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BriefFact {
    /// The number.
    pub value: String,
    /// What it counts.
    pub label: String,
    /// More about it.
    pub detail: Option<String>,
}

/// What to do about one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BriefAction {
    /// The rule, by its id.
    pub rule: String,
    /// How bad a failure of the rule is.
    pub severity: Severity,
    /// The same in words.
    pub severity_text: String,
    /// What to do.
    pub what: String,
    /// Who answers for it.
    pub who: String,
    /// The segments that lie outside, with value, interval and customers.
    pub because: Vec<String>,
    /// How many more there are.
    pub more: Option<String>,
}

impl Report {
    /// The first screen in plain text.
    #[must_use]
    pub fn brief(&self) -> Brief {
        let w = Words::new(self.language);
        let front = section::first_screen(self);
        let fact = |fact: super::document::Fact| BriefFact {
            value: fact.value.shown(),
            label: fact.label,
            detail: fact.detail.as_ref().map(Text::shown),
        };
        let action = |action: super::document::Action| BriefAction {
            rule: visible(&action.rule),
            severity: action.severity,
            severity_text: w.brief_severity(action.severity),
            what: whole(&action.what),
            who: action.who.shown(),
            because: action
                .because
                .iter()
                .zip(&action.people)
                .map(|(text, people)| format!("{}, {}.", text.shown(), people.shown()))
                .collect(),
            // Here nothing follows below.
            more: action.more.as_ref().map(|more| more.shown().trim_end_matches(w.labels().brief.below).to_owned()),
        };
        Brief {
            title: visible(&front.title),
            passed: front.passed,
            gate: front.gate,
            detail: front.gate_detail.iter().map(Text::shown).collect(),
            facts: front.facts.into_iter().map(fact).collect(),
            actions: front.actions.into_iter().map(action).collect(),
            nothing_to_do: front.nothing_to_do.as_ref().map(Text::shown),
            open: front.unassessed.iter().map(Text::shown).collect(),
            notices: self.audited.notices.iter().map(|notice| w.notice(notice).shown()).collect(),
            words: words_around(w),
        }
    }
}

fn words_around(w: Words) -> BriefWords {
    let label = &w.labels().brief;
    BriefWords {
        to_do: label.to_do.to_owned(),
        open: label.open.to_owned(),
        to_know: label.to_know.to_owned(),
        rule: label.rule.to_owned(),
        written: label.written.to_owned(),
        rest: label.rest.to_owned(),
        verdicts: Verdict::ALL.into_iter().map(|verdict| (verdict, w.word(verdict).to_owned())).collect(),
    }
}

/// Text in which no name is cut.
fn whole(text: &Text) -> String {
    let whole = |span: &Span| match span {
        Span::Plain(words) | Span::Strong(words) | Span::Emphasis(words) | Span::Code(words) => words.clone(),
        Span::Prose(words) | Span::Name(words) => visible(words),
    };
    text.spans().iter().map(whole).collect()
}
