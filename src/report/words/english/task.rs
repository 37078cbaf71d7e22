//! Predictions other than decisions.

use crate::audit::{CountedUnit, ExhibitKind, TaskNote, TaskResult};
use crate::metric::Task;
use crate::report::text::Text;
use crate::report::words::listed;
use crate::segment::Grouping;

pub(in crate::report) const fn task_title(task: Task) -> &'static str {
    match task {
        Task::Decisions => "Decisions",
        Task::Scores => "Scores",
        Task::Classes => "Predicted classes",
        Task::Values => "Predicted amounts",
        Task::Individual => "Customer by customer",
        Task::Rankings => "Rankings",
        Task::Funnel => "The campaign's funnel",
        Task::Uplift => "The effect of the treatment",
    }
}

const fn asks(task: Task) -> &'static str {
    match task {
        Task::Decisions => "Are customers of every segment selected alike?",
        Task::Scores => "Do the scores order and foretell the customers of every segment equally well?",
        Task::Classes => "Is every segment offered the same classes, and is it right as often?",
        Task::Values => "Are the amounts foretold for every segment equally well, and are they alike?",
        Task::Individual => "How unequally is benefit spread over customers, and are like customers treated alike?",
        Task::Rankings => "Does every group get its share of the places where people look?",
        Task::Funnel => "At which step does a segment fall behind?",
        Task::Uplift => "Does the treatment do as much for every segment, and is it given to those whom it helps?",
    }
}

/// The question of the task, and which columns it was asked of.
pub(in crate::report) fn task_intro(result: &TaskResult) -> Text {
    let mut text = Text::from(asks(result.task));
    for (at, role) in result.roles.iter().enumerate() {
        text = text.plain(if at == 0 { " Read from " } else { ", " }).code(role.column.clone());
        text = text.plain(format!(" ({})", role.role.replace('_', " ")));
    }
    if result.roles.is_empty() { text } else { text.plain(".") }
}

pub(in crate::report) const fn counted_unit(unit: CountedUnit) -> &'static str {
    match unit {
        CountedUnit::Customers => "Customers",
        CountedUnit::Lists => "Lists",
        CountedUnit::Items => "Items",
    }
}

pub(in crate::report) fn task_values_of(grouping: &Grouping) -> Text {
    Text::from("By ").text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn task_all_groups_of(grouping: &Grouping) -> Text {
    Text::from("Widest pairs and all groups together, by ").text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn task_note(note: &TaskNote) -> Text {
    match note {
        TaskNote::MissingValues { role, rows } => {
            Text::from(format!("{} left out for want of a value: ", super::plural(*rows, "row is", "rows are")))
                .plain(role.replace('_', " "))
                .plain(".")
        }
        TaskNote::UnknownOutcomes { rows } => Text::from(format!(
            "The outcome of {} is not known; they count where no outcome is needed.",
            super::plural(*rows, "row", "rows")
        )),
        TaskNote::RowsAreUnits => {
            Text::from("Rows count as customers: one who comes back counts as often as there are rows.")
        }
    }
}

/// What was computed with, in a sentence.
pub(in crate::report) fn options_in_force(options: &[(String, String)]) -> Text {
    Text::from("Computed with ").text(listed(options, " and ")).plain(".")
}

pub(in crate::report) const fn numbers_drawn() -> &'static str {
    "The numbers of this drawing"
}

const fn title(kind: ExhibitKind) -> &'static str {
    match kind {
        ExhibitKind::Roc => "ROC curves",
        ExhibitKind::Reliability => "Reliability: what happened where the score said so",
        ExhibitKind::ThresholdSweep => "What each threshold would do",
        ExhibitKind::ClassMix => "Predicted classes",
        ExhibitKind::MeanValues => "Observed and predicted means",
        ExhibitKind::Residuals => "How residuals are spread",
        ExhibitKind::ClassRecall => "Customers of each class who were predicted as it",
        ExhibitKind::ExposureByRank => "Attention by rank",
        ExhibitKind::FunnelSteps => "Customers who come as far as each step",
        ExhibitKind::FunnelParts => "What each step adds to the difference from everyone else",
        ExhibitKind::Qini => "Qini curves",
        ExhibitKind::Lorenz => "How benefit is spread",
    }
}

pub(in crate::report) fn exhibit_title(kind: ExhibitKind, grouping: Option<&Grouping>) -> Text {
    let text = Text::from(title(kind));
    match grouping {
        Some(grouping) => text.plain(", by ").text(Text::of_attributes(grouping.attributes())),
        None => text,
    }
}

pub(in crate::report) fn exhibit_description(kind: ExhibitKind, series: usize) -> String {
    format!(
        "{}: {} across, {} up; {}. The same numbers stand in the table that follows.",
        title(kind),
        exhibit_across(kind),
        exhibit_up(kind),
        super::plural(series as u64, "series", "series")
    )
}

pub(in crate::report) const fn exhibit_across(kind: ExhibitKind) -> &'static str {
    match kind {
        ExhibitKind::Roc => "false positive rate",
        ExhibitKind::Reliability => "mean score",
        ExhibitKind::ThresholdSweep => "threshold",
        ExhibitKind::ClassMix | ExhibitKind::ClassRecall => "class",
        ExhibitKind::MeanValues => "amount",
        ExhibitKind::Residuals => "share of the segment's customers, smallest residual first",
        ExhibitKind::ExposureByRank => "rank",
        ExhibitKind::FunnelSteps | ExhibitKind::FunnelParts => "step",
        ExhibitKind::Qini => "share of the treated, best score first",
        ExhibitKind::Lorenz => "share of customers, least benefit first",
    }
}

pub(in crate::report) const fn exhibit_up(kind: ExhibitKind) -> &'static str {
    match kind {
        ExhibitKind::Roc => "true positive rate",
        ExhibitKind::Reliability => "observed rate",
        ExhibitKind::ThresholdSweep => "value",
        ExhibitKind::ClassMix => "share of the segment's customers",
        ExhibitKind::MeanValues => "mean",
        ExhibitKind::Residuals => "outcome less prediction",
        ExhibitKind::ClassRecall => "share of those of the class",
        ExhibitKind::ExposureByRank => "share of attention",
        ExhibitKind::FunnelSteps => "share of the audience",
        ExhibitKind::FunnelParts => "percentage points of the difference at the end",
        ExhibitKind::Qini => "additional responses for each treated customer",
        ExhibitKind::Lorenz => "share of benefit",
    }
}
