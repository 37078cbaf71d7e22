//! The words of the scorecard, and of comparisons over periods.

use super::label::plural;
use crate::audit::Rule;
use crate::report::scorecard::{Better, Movement, Perspective};
use crate::report::text::Text;
use crate::report::words::capital;
use crate::segment::Grouping;

pub(in crate::report) fn scorecard_intro() -> Text {
    "What the business gains beside how alike segments are treated, how the customers' data are protected and how far this \
     report can be trusted. Measures that are marked were given by the owner and not computed here; no verdict rests on them."
        .into()
}

pub(in crate::report) fn scorecard_caption() -> Text {
    "Measures over everybody, with targets and the way since the last report".into()
}

pub(in crate::report) fn given_measure() -> Text {
    "(given)".into()
}

pub(in crate::report) const fn perspective(perspective: Perspective) -> &'static str {
    match perspective {
        Perspective::Business => "Business",
        Perspective::Fairness => "Fairness",
        Perspective::Privacy => "Data privacy",
        Perspective::Trust => "Trust",
    }
}

/// "at least 12%"
pub(in crate::report) fn measure_target(better: Better, target: Text) -> Text {
    let side = match better {
        Better::Higher => "at least ",
        Better::Lower => "at most ",
    };
    Text::from(side).text(target)
}

pub(in crate::report) const fn target_met(met: bool) -> &'static str {
    if met { "✓ met" } else { "✗ missed" }
}

/// "▲ better: 14.1% before"; the arrow is the good or the bad way, not up or down.
pub(in crate::report) fn measure_movement(movement: Movement, before: Text) -> Text {
    let way = match movement {
        Movement::Better => "▲ better; before ",
        Movement::Worse => "▼ worse; before ",
        Movement::Unchanged => "= unchanged; before ",
    };
    Text::from(way).text(before)
}

pub(in crate::report) fn scorecard_by(grouping: &Grouping) -> Text {
    Text::from("Measures by ").text(Text::of_attributes(grouping.attributes()))
}

/// The audit's own measures by their ids.
pub(in crate::report) fn own_measure(id: &str) -> &str {
    match id {
        "comparisons_outside" => "Comparisons shown to lie outside the policy",
        "comparisons_within" => "Comparisons shown to lie within the policy",
        "comparisons_inconclusive" => "Comparisons that are inconclusive",
        "comparisons_not_assessed" => "Comparisons that could not be assessed",
        "consent_coverage" => "Customers who consented",
        "suppressed_share" => "Segments withheld to protect people",
        "actions_overdue" => "Corrective actions that are overdue",
        "actions_done" => "Corrective actions that are done",
        other => other,
    }
}

pub(in crate::report) fn this_report() -> &'static str {
    "this report"
}

pub(in crate::report) fn trend_intro() -> Text {
    "What earlier reports found beside this one, each as it was published and by the policy of its time. A rule is followed for \
     as long as it asks for the same thing; where a report did not make the comparison there is a gap. Each interval stands by \
     itself: whether a change is more than chance is told by comparing two reports."
        .into()
}

pub(in crate::report) fn trend_title(rule: &Rule, attribute: &str) -> Text {
    Text::from(capital(super::criterion_name(&rule.criterion))).plain(" over time, by ").name(attribute)
}

pub(in crate::report) fn trend_caption(rule: &Rule, attribute: &str) -> Text {
    trend_title(rule, attribute).plain(", with intervals and verdicts")
}

pub(in crate::report) fn trend_numbers() -> Text {
    "The numbers of every period".into()
}

pub(in crate::report) fn trend_description(panels: u64, periods: u64, asks: &str) -> String {
    format!(
        "{} over {}, each with a mark at its value whose shape is its verdict, a line over its confidence interval, and lines \
         from period to period. The shaded band is what the policy asks for now: {asks}. The same numbers stand in the table that \
         follows.",
        plural(panels, "segment", "segments"),
        plural(periods, "period", "periods")
    )
}

pub(in crate::report) fn trend_drawn(shown: usize, all: usize) -> Text {
    format!("Drawn: {shown} of {all} segments, those whose verdict changed first.").into()
}

pub(in crate::report) fn widest_pair() -> &'static str {
    "widest pair"
}
