//! Die Worte eines Vergleichs zweier Berichte.

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
    "Was sich zwischen zwei Berichten geändert hat"
}

pub(in crate::report) const fn difference_promises() -> &'static str {
    "Was versprochen war, und ob es geschah"
}

pub(in crate::report) fn difference_between(earlier: &Superseded, later: &Superseded) -> Text {
    let one = |text: Text, report: &Superseded| {
        let text = text.prose(&report.title);
        let text = report.period.as_ref().map_or(text.clone(), |period| text.plain(" (").prose(period).plain(")"));
        text.plain(", SHA-256 ").code(&report.sha256)
    };
    one(one(Text::from("Von "), earlier).plain(" zu "), later).plain(".")
}

pub(in crate::report) const fn difference_caution(caution: Caution) -> &'static str {
    match caution {
        Caution::Policy => {
            "Die Richtlinien sind verschieden: Eine geänderte Regel wird nicht verglichen, und Urteile können allein deshalb anders \
             ausfallen."
        }
        Caution::Specification => {
            "Entscheidung, Ergebnis, günstige Seite oder bekannte Ergebnisse sind verschieden: Vielleicht fragen die beiden nicht \
             dasselbe."
        }
        Caution::Chain => "Der spätere Bericht ersetzt einen anderen als diesen.",
        Caution::SameInput => {
            "Beide beruhen auf derselben Eingabe: Die Stichproben sind nicht unabhängig, und keine Änderung wird beurteilt."
        }
    }
}

pub(in crate::report) fn difference_gates(passed: [bool; 2]) -> Text {
    let word = |passed: bool| if passed { "erfüllt" } else { "verletzt" };
    Text::from("Die Richtlinie war vorher ")
        .strong(word(passed[0]))
        .plain(" und ist jetzt ")
        .strong(word(passed[1]))
        .plain(".")
}

pub(in crate::report) fn difference_counts(difference: &ReportDifference) -> Text {
    let count = |direction| difference.count(direction);
    format!(
        "{}: {} schlechter, {} besser, {} ohne nachgewiesene Änderung, {} hinzugekommen, {} weggefallen, {} nicht vergleichbar.",
        plural(difference.changes.len() as u64, "Vergleich", "Vergleiche"),
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
        Direction::Worse => "Schlechter: nachweislich weiter von der Gleichheit entfernt",
        Direction::Better => "Besser: nachweislich näher an der Gleichheit",
        Direction::NotShown => "Keine Änderung nachgewiesen",
        Direction::Appeared => "Hinzugekommen",
        Direction::Vanished => "Weggefallen",
        Direction::NotComparable => "Nicht vergleichbar",
    }
}

pub(in crate::report) const fn findings_heading(state: FindingState) -> &'static str {
    match state {
        FindingState::New => "Neue Befunde",
        FindingState::Open => "Befunde, die offen bleiben",
        FindingState::Closed => "Befunde, die durch Nachweis geschlossen sind",
    }
}

/// „equal-treatment, channel=phone: vorher 0,60 (außerhalb), jetzt 0,72 (außerhalb); jetzt durch vorher 1,20 …“
pub(in crate::report) fn difference_change(unit: CountedUnit, one: &PlaceChange) -> Text {
    let scale = reading::scale(&one.criterion);
    let mut text = Text::default().name(&one.rule).plain(", ").prose(&one.place).plain(": ");
    let state = |text: Text, state: &PlaceState, when: &str| {
        let value = match state.value {
            Ok(value) => format!("{}{}", W.number(scale, value, &[]), scale.unit()),
            Err(reason) => super::unavailable_short(reason).to_owned(),
        };
        let verdict = super::word(state.verdict);
        text.plain(format!("{when} {value} ({verdict}, {})", counted(unit, state.rows)))
    };
    if let Some(earlier) = &one.earlier {
        text = state(text, earlier, "vorher");
    }
    if let Some(later) = &one.later {
        text = state(if one.earlier.is_some() { text.plain(", ") } else { text }, later, "jetzt");
    }
    if let Some(change) = &one.change {
        let level = W.level(change.interval.confidence.level()).replace('\u{a0}', "-");
        let (what, number, interval) = if scale == Scale::Ratio {
            ("jetzt durch vorher", W.number(scale, change.value, &[]), W.interval(scale, &change.interval, &[]))
        } else {
            let signed = if scale == Scale::Size { Scale::Points } else { scale };
            let written = |interval: &Interval| format!("{}{}", W.interval(signed, interval, &[]), signed.unit());
            ("Änderung", format!("{}{}", W.number(signed, change.value, &[]), signed.unit()), written(&change.interval))
        };
        text = text.plain(format!("; {what} {number} ({level}-Intervall {interval})"));
    }
    if let Some(p) = one.p_adjusted {
        text = text.plain(format!("; p {}", W.p_value(p)));
    }
    text.plain(".")
}

pub(in crate::report) fn difference_more(count: usize) -> Text {
    format!("und {} weitere", W.count(count as u64)).into()
}

pub(in crate::report) fn difference_finding(finding: &TrackedFinding) -> Text {
    let text = Text::of_prose(&finding.id).plain(format!(": {}", super::standing(finding.standing)));
    match finding.reports {
        0 => text.plain("."),
        reports => text.plain(format!("; offen in {} davor.", plural(reports, "Bericht", "Berichten"))),
    }
}

pub(in crate::report) fn difference_promise(promise: &Promise) -> Text {
    let mut text = Text::default().strong(outcome(promise.outcome)).plain(": ").prose(&promise.option);
    if let Some(owner) = &promise.owner {
        text = text.plain("; verantwortlich ").prose(owner);
    }
    if let Some(due) = &promise.due {
        text = text.plain("; fällig ").prose(due);
    }
    if let Some(ObservedEffect { measure, value, as_expected }) = &promise.observed {
        let scale = reading::scale(measure);
        let said = if *as_expected { "wie erwartet" } else { "nicht wie erwartet" };
        text = text.plain("; ").plain(super::criterion_name(measure)).plain(format!(
            " ist jetzt {}{}, {said}",
            W.number(scale, *value, &[]),
            scale.unit()
        ));
    }
    text.plain(".")
}

const fn outcome(outcome: PromiseOutcome) -> &'static str {
    match outcome {
        PromiseOutcome::Kept => "Gehalten",
        PromiseOutcome::DoneWithoutEffect => "Getan, und was es beheben sollte, ist noch offen",
        PromiseOutcome::Pending => "Noch nicht getan",
        PromiseOutcome::Overdue => "Überfällig",
        PromiseOutcome::Withdrawn => "Verworfen",
        PromiseOutcome::Dropped => "Nicht mehr genannt und nicht getan",
    }
}

pub(in crate::report) fn difference_how() -> Text {
    "Intervalle einer Änderung sind aus den beiden veröffentlichten Intervallen gewonnen (MOVER, Zou und Donner 2008), als wären \
     die Stichproben unabhängig; jedes steht für sich. Besser und schlechter berücksichtigen die Zahl der Vergleiche einer Regel \
     (Benjamini-Hochberg)."
        .into()
}
