//! Die Worte der Scorecard und der Vergleiche über die Zeit.

use super::label::plural;
use crate::audit::Rule;
use crate::report::scorecard::{Better, Movement, Perspective};
use crate::report::text::Text;
use crate::report::words::capital;
use crate::segment::Grouping;

pub(in crate::report) fn scorecard_intro() -> Text {
    "Was das Geschäft gewinnt, neben der Frage, wie gleich Segmente behandelt werden, wie die Daten der Personen geschützt sind \
     und wie weit diesem Bericht zu trauen ist. Bezeichnete Kennzahlen hat der Eigentümer angegeben, sie sind nicht hier \
     berechnet; kein Urteil ruht auf ihnen."
        .into()
}

pub(in crate::report) fn scorecard_caption() -> Text {
    "Kennzahlen über alle, mit Zielen und dem Weg seit dem letzten Bericht".into()
}

pub(in crate::report) fn given_measure() -> Text {
    "(angegeben)".into()
}

pub(in crate::report) const fn perspective(perspective: Perspective) -> &'static str {
    match perspective {
        Perspective::Business => "Geschäft",
        Perspective::Fairness => "Fairness",
        Perspective::Privacy => "Datenschutz",
        Perspective::Trust => "Vertrauen",
    }
}

pub(in crate::report) fn measure_target(better: Better, target: Text) -> Text {
    let side = match better {
        Better::Higher => "mindestens ",
        Better::Lower => "höchstens ",
    };
    Text::from(side).text(target)
}

pub(in crate::report) const fn target_met(met: bool) -> &'static str {
    if met { "✓ erreicht" } else { "✗ verfehlt" }
}

pub(in crate::report) fn measure_movement(movement: Movement, before: Text) -> Text {
    let way = match movement {
        Movement::Better => "▲ besser; vorher ",
        Movement::Worse => "▼ schlechter; vorher ",
        Movement::Unchanged => "= unverändert; vorher ",
    };
    Text::from(way).text(before)
}

pub(in crate::report) fn scorecard_by(grouping: &Grouping) -> Text {
    Text::from("Kennzahlen nach ").text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn own_measure(id: &str) -> &str {
    match id {
        "comparisons_outside" => "Vergleiche, die nachweislich außerhalb der Richtlinie liegen",
        "comparisons_within" => "Vergleiche, die nachweislich innerhalb der Richtlinie liegen",
        "comparisons_inconclusive" => "Vergleiche, die offen sind",
        "comparisons_not_assessed" => "Vergleiche, die nicht beurteilt werden konnten",
        "consent_coverage" => "Personen, die eingewilligt haben",
        "suppressed_share" => "Segmente, die zum Schutz von Personen zurückgehalten sind",
        "actions_overdue" => "Maßnahmen, die überfällig sind",
        "actions_done" => "Maßnahmen, die erledigt sind",
        other => other,
    }
}

pub(in crate::report) fn this_report() -> &'static str {
    "dieser Bericht"
}

pub(in crate::report) fn trend_intro() -> Text {
    "Was frühere Berichte fanden, neben diesem, jeder so, wie er veröffentlicht wurde, und nach der Richtlinie seiner Zeit. Eine \
     Regel wird verfolgt, solange sie dasselbe verlangt; wo ein Bericht den Vergleich nicht zog, ist eine Lücke. Jedes Intervall \
     steht für sich: Ob eine Änderung mehr ist als Zufall, sagt der Vergleich zweier Berichte."
        .into()
}

pub(in crate::report) fn trend_title(rule: &Rule, attribute: &str) -> Text {
    Text::from(capital(super::criterion_name(&rule.criterion))).plain(" über die Zeit, nach ").name(attribute)
}

pub(in crate::report) fn trend_caption(rule: &Rule, attribute: &str) -> Text {
    trend_title(rule, attribute).plain(", mit Intervallen und Urteilen")
}

pub(in crate::report) fn trend_numbers() -> Text {
    "Die Zahlen aller Zeiträume".into()
}

pub(in crate::report) fn trend_description(panels: u64, periods: u64, asks: &str) -> String {
    format!(
        "{} über {}, jedes mit einem Zeichen an seinem Wert, dessen Form das Urteil ist, einer Linie über sein \
         Konfidenzintervall und Linien von Zeitraum zu Zeitraum. Das schattierte Band ist, was die Richtlinie jetzt verlangt: \
         {asks}. Dieselben Zahlen stehen in der Tabelle darunter.",
        plural(panels, "Segment", "Segmente"),
        plural(periods, "Zeitraum", "Zeiträume")
    )
}

pub(in crate::report) fn trend_drawn(shown: usize, all: usize) -> Text {
    format!("Gezeichnet sind {shown} von {all} Segmenten, zuerst die, deren Urteil sich änderte.").into()
}

pub(in crate::report) fn widest_pair() -> &'static str {
    "weitestes Paar"
}
