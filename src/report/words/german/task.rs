//! Vorhersagen, die keine Entscheidungen sind.

use crate::audit::{CountedUnit, ExhibitKind, TaskNote, TaskResult};
use crate::metric::Task;
use crate::report::text::Text;
use crate::report::words::listed;
use crate::segment::Grouping;

pub(in crate::report) const fn task_title(task: Task) -> &'static str {
    match task {
        Task::Decisions => "Entscheidungen",
        Task::Scores => "Scores",
        Task::Classes => "Vorhergesagte Klassen",
        Task::Values => "Vorhergesagte Beträge",
        Task::Individual => "Kunde für Kunde",
        Task::Rankings => "Ranglisten",
        Task::Funnel => "Der Trichter der Kampagne",
        Task::Uplift => "Die Wirkung der Maßnahme",
    }
}

const fn asks(task: Task) -> &'static str {
    match task {
        Task::Decisions => "Werden Kunden aller Segmente gleich ausgewählt?",
        Task::Scores => "Ordnen die Scores die Kunden aller Segmente gleich gut, und sagen sie gleich gut voraus?",
        Task::Classes => "Werden allen Segmenten dieselben Klassen zugeteilt, und gleich oft die richtigen?",
        Task::Values => "Werden die Beträge für alle Segmente gleich gut vorhergesagt, und sind sie gleich hoch?",
        Task::Individual => {
            "Wie ungleich ist der Nutzen auf die Kunden verteilt, und werden ähnliche Kunden gleich behandelt?"
        }
        Task::Rankings => "Bekommt jede Gruppe ihren Anteil an den Plätzen, auf die geschaut wird?",
        Task::Funnel => "An welcher Stufe fällt ein Segment zurück?",
        Task::Uplift => "Wirkt die Maßnahme in allen Segmenten gleich, und erhalten sie die, denen sie hilft?",
    }
}

/// Die Frage, und aus welchen Spalten gelesen wurde.
pub(in crate::report) fn task_intro(result: &TaskResult) -> Text {
    let mut text = Text::from(asks(result.task));
    for (at, role) in result.roles.iter().enumerate() {
        text = text.plain(if at == 0 { " Gelesen aus " } else { ", " }).code(role.column.clone());
        text = text.plain(format!(" ({})", role.role.replace('_', " ")));
    }
    if result.roles.is_empty() { text } else { text.plain(".") }
}

pub(in crate::report) const fn counted_unit(unit: CountedUnit) -> &'static str {
    match unit {
        CountedUnit::Customers => "Personen",
        CountedUnit::Lists => "Listen",
        CountedUnit::Items => "Positionen",
    }
}

pub(in crate::report) fn task_values_of(grouping: &Grouping) -> Text {
    Text::from("Nach ").text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn task_all_groups_of(grouping: &Grouping) -> Text {
    Text::from("Größte Abstände und alle Gruppen zusammen, nach ").text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn task_note(note: &TaskNote) -> Text {
    match note {
        TaskNote::MissingValues { role, rows } => Text::from(format!(
            "{} ausgelassen, weil ein Wert fehlt: ",
            super::label::plural(*rows, "Zeile ist", "Zeilen sind")
        ))
        .plain(role.replace('_', " "))
        .plain("."),
        TaskNote::UnknownOutcomes { rows } => Text::from(format!(
            "Bei {} ist der Ausgang nicht bekannt; sie zählen, wo keiner gebraucht wird.",
            super::label::plural(*rows, "Zeile", "Zeilen")
        )),
        TaskNote::RowsAreUnits => {
            Text::from("Zeilen zählen als Kunden: Wer wiederkommt, zählt so oft, wie Zeilen da sind.")
        }
    }
}

/// Womit gerechnet wurde, in einem Satz.
pub(in crate::report) fn options_in_force(options: &[(String, String)]) -> Text {
    Text::from("Gerechnet mit ").text(listed(options, " und ")).plain(".")
}

pub(in crate::report) const fn numbers_drawn() -> &'static str {
    "Die Zahlen dieser Zeichnung"
}

const fn title(kind: ExhibitKind) -> &'static str {
    match kind {
        ExhibitKind::Roc => "ROC-Kurven",
        ExhibitKind::Reliability => "Verlässlichkeit: was geschah, wo der Score es sagte",
        ExhibitKind::ThresholdSweep => "Was jede Schwelle bewirken würde",
        ExhibitKind::ClassMix => "Vorhergesagte Klassen",
        ExhibitKind::MeanValues => "Beobachtete und vorhergesagte Mittelwerte",
        ExhibitKind::Residuals => "Wie die Residuen verteilt sind",
        ExhibitKind::ClassRecall => "Kunden jeder Klasse, die als solche vorhergesagt wurden",
        ExhibitKind::ExposureByRank => "Aufmerksamkeit nach Rang",
        ExhibitKind::FunnelSteps => "Kunden, die bis zu jeder Stufe kommen",
        ExhibitKind::FunnelParts => "Was jede Stufe zum Abstand von allen anderen beiträgt",
        ExhibitKind::Qini => "Qini-Kurven",
        ExhibitKind::Lorenz => "Wie der Nutzen verteilt ist",
    }
}

pub(in crate::report) fn exhibit_title(kind: ExhibitKind, grouping: Option<&Grouping>) -> Text {
    let text = Text::from(title(kind));
    match grouping {
        Some(grouping) => text.plain(", nach ").text(Text::of_attributes(grouping.attributes())),
        None => text,
    }
}

pub(in crate::report) fn exhibit_description(kind: ExhibitKind, series: usize) -> String {
    format!(
        "{}: {} waagerecht, {} senkrecht; {}. Dieselben Zahlen stehen in der Tabelle, die folgt.",
        title(kind),
        exhibit_across(kind),
        exhibit_up(kind),
        super::label::plural(series as u64, "Reihe", "Reihen")
    )
}

pub(in crate::report) const fn exhibit_across(kind: ExhibitKind) -> &'static str {
    match kind {
        ExhibitKind::Roc => "Falsch-positiv-Rate",
        ExhibitKind::Reliability => "mittlerer Score",
        ExhibitKind::ThresholdSweep => "Schwelle",
        ExhibitKind::ClassMix | ExhibitKind::ClassRecall => "Klasse",
        ExhibitKind::MeanValues => "Betrag",
        ExhibitKind::Residuals => "Anteil der Kunden des Segments, kleinstes Residuum zuerst",
        ExhibitKind::ExposureByRank => "Rang",
        ExhibitKind::FunnelSteps | ExhibitKind::FunnelParts => "Stufe",
        ExhibitKind::Qini => "Anteil der Behandelten, bester Score zuerst",
        ExhibitKind::Lorenz => "Anteil der Kunden, geringster Nutzen zuerst",
    }
}

pub(in crate::report) const fn exhibit_up(kind: ExhibitKind) -> &'static str {
    match kind {
        ExhibitKind::Roc => "Richtig-positiv-Rate",
        ExhibitKind::Reliability => "beobachtete Quote",
        ExhibitKind::ThresholdSweep => "Wert",
        ExhibitKind::ClassMix => "Anteil an den Kunden des Segments",
        ExhibitKind::MeanValues => "Mittelwert",
        ExhibitKind::Residuals => "Beobachtung minus Vorhersage",
        ExhibitKind::ClassRecall => "Anteil an denen der Klasse",
        ExhibitKind::ExposureByRank => "Anteil an der Aufmerksamkeit",
        ExhibitKind::FunnelSteps => "Anteil am Publikum",
        ExhibitKind::FunnelParts => "Prozentpunkte der Differenz am Ende",
        ExhibitKind::Qini => "zusätzliche Reaktionen je behandeltem Kunden",
        ExhibitKind::Lorenz => "Anteil am Nutzen",
    }
}
