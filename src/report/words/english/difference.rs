//! The words of a comparison of two reports.

use super::W;
use super::label::{counted, plural};
use crate::audit::CountedUnit;
use crate::inference::Interval;
use crate::report::difference::{
    Caution, Direction, ObservedEffect, PlaceChange, PlaceState, Promise, PromiseOutcome, ReportDifference,
};
use crate::report::governance::{FindingState, TrackedFinding};
use crate::report::model::Superseded;
use crate::report::numbers::Scale;
use crate::report::reading;
use crate::report::text::Text;

pub(in crate::report) const fn difference_title() -> &'static str {
    "What changed between two reports"
}

pub(in crate::report) const fn difference_promises() -> &'static str {
    "What was promised, and whether it happened"
}

pub(in crate::report) fn difference_between(earlier: &Superseded, later: &Superseded) -> Text {
    let one = |text: Text, report: &Superseded| {
        let text = text.prose(&report.title);
        let text = report.period.as_ref().map_or(text.clone(), |period| text.plain(" (").prose(period).plain(")"));
        text.plain(", SHA-256 ").code(&report.sha256)
    };
    one(one(Text::from("From "), earlier).plain(" to "), later).plain(".")
}

pub(in crate::report) const fn difference_caution(caution: Caution) -> &'static str {
    match caution {
        Caution::Policy => {
            "The policies differ: a rule that changed is not compared, and verdicts may differ for that alone."
        }
        Caution::Specification => {
            "Decision, outcome, favourable side or labels differ: the two may not ask the same question."
        }
        Caution::Chain => "The later report takes the place of another report than this one.",
        Caution::SameInput => {
            "Both were made of the same input: the samples are not independent, so no change is judged."
        }
    }
}

pub(in crate::report) fn difference_gates(passed: [bool; 2]) -> Text {
    let word = |passed: bool| if passed { "passed" } else { "failed" };
    Text::from("The policy ").strong(word(passed[0])).plain(" before and ").strong(word(passed[1])).plain(" now.")
}

pub(in crate::report) fn difference_counts(difference: &ReportDifference) -> Text {
    let count = |direction| difference.count(direction);
    format!(
        "{}: {} worse, {} better, {} not shown to have changed, {} appeared, {} vanished, {} not comparable.",
        plural(difference.changes.len() as u64, "comparison", "comparisons"),
        count(Direction::Worse),
        count(Direction::Better),
        count(Direction::NotShown),
        count(Direction::Appeared),
        count(Direction::Vanished),
        count(Direction::NotComparable),
    )
    .into()
}

pub(in crate::report) const fn direction_heading(direction: Direction) -> &'static str {
    match direction {
        Direction::Worse => "Worse: shown to be farther from parity",
        Direction::Better => "Better: shown to be nearer to parity",
        Direction::NotShown => "Not shown to have changed",
        Direction::Appeared => "Appeared",
        Direction::Vanished => "Vanished",
        Direction::NotComparable => "Not comparable",
    }
}

pub(in crate::report) const fn findings_heading(state: FindingState) -> &'static str {
    match state {
        FindingState::New => "New findings",
        FindingState::Open => "Findings that are still open",
        FindingState::Closed => "Findings that evidence closed",
    }
}

/// "equal-treatment, channel=phone: 0.60 (outside) before, 0.72 (outside) now; over it 1.20 (95% interval 1.08 to 1.33)."
pub(in crate::report) fn difference_change(unit: CountedUnit, one: &PlaceChange) -> Text {
    let scale = reading::scale(&one.criterion);
    let mut text = Text::default().name(&one.rule).plain(", ").prose(&one.place).plain(": ");
    let state = |text: Text, state: &PlaceState, when: &str| {
        let value = match state.value {
            Ok(value) => format!("{}{}", W.number(scale, value, &[]), scale.unit()),
            Err(reason) => super::unavailable_short(reason).to_owned(),
        };
        let verdict = super::word(state.verdict);
        text.plain(format!("{value} ({verdict}, {}){when}", counted(unit, state.rows)))
    };
    if let Some(earlier) = &one.earlier {
        text = state(text, earlier, " before");
    }
    if let Some(later) = &one.later {
        text = state(if one.earlier.is_some() { text.plain(", ") } else { text }, later, " now");
    }
    if let Some(change) = &one.change {
        let level = W.level(change.interval.confidence.level());
        let (what, number, interval) = if scale == Scale::Ratio {
            ("now over before", W.number(scale, change.value, &[]), W.interval(scale, &change.interval, &[]))
        } else {
            let signed = if scale == Scale::Size { Scale::Points } else { scale };
            let written = |interval: &Interval| format!("{}{}", W.interval(signed, interval, &[]), signed.unit());
            ("change", format!("{}{}", W.number(signed, change.value, &[]), signed.unit()), written(&change.interval))
        };
        text = text.plain(format!("; {what} {number} ({level} interval {interval})"));
    }
    if let Some(p) = one.p_adjusted {
        text = text.plain(format!("; p {}", W.p_value(p)));
    }
    text.plain(".")
}

pub(in crate::report) fn difference_more(count: usize) -> Text {
    format!("and {} more", W.count(count as u64)).into()
}

pub(in crate::report) fn difference_finding(finding: &TrackedFinding) -> Text {
    let text = Text::of_prose(&finding.id).plain(format!(": {}", super::standing(finding.standing)));
    match finding.reports {
        0 => text.plain("."),
        reports => text.plain(format!("; open in {} before.", plural(reports, "report", "reports"))),
    }
}

pub(in crate::report) fn difference_promise(promise: &Promise) -> Text {
    let mut text = Text::default().strong(outcome(promise.outcome)).plain(": ").prose(&promise.option);
    if let Some(owner) = &promise.owner {
        text = text.plain("; owner ").prose(owner);
    }
    if let Some(due) = &promise.due {
        text = text.plain("; due ").prose(due);
    }
    if let Some(ObservedEffect { measure, value, as_expected }) = &promise.observed {
        let scale = reading::scale(measure);
        let said = if *as_expected { "as expected" } else { "not as expected" };
        text = text.plain("; ").plain(super::criterion_name(measure)).plain(format!(
            " is now {}{}, {said}",
            W.number(scale, *value, &[]),
            scale.unit()
        ));
    }
    text.plain(".")
}

const fn outcome(outcome: PromiseOutcome) -> &'static str {
    match outcome {
        PromiseOutcome::Kept => "Kept",
        PromiseOutcome::DoneWithoutEffect => "Done, and what it was to mend is still open",
        PromiseOutcome::Pending => "Not done yet",
        PromiseOutcome::Overdue => "Overdue",
        PromiseOutcome::Withdrawn => "Decided against",
        PromiseOutcome::Dropped => "No longer named, and not done",
    }
}

pub(in crate::report) fn difference_how() -> Text {
    "Intervals of a change are recovered from the two published intervals (MOVER, Zou and Donner 2008), taking the samples as \
     independent; each stands by itself. Better and worse allow for the number of comparisons of a rule \
     (Benjamini-Hochberg)."
        .into()
}
