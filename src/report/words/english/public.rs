//! The words of the public summary: plain, and without a term that needs explaining.

use super::W;
use super::label::{counted, members};
use crate::audit::{Assessment, Audited, CountedUnit, Rule};
use crate::data::Favourable;
use crate::metric::Task;
use crate::report::governance::{ActionState, CorrectiveAction};
use crate::report::model::{Report, ReviewDecision};
use crate::report::numbers::Scale;
use crate::report::public::Chapter;
use crate::report::reading;
use crate::report::text::Text;
use crate::report::words;

pub(in crate::report) const fn public_chapter(chapter: Chapter) -> &'static str {
    match chapter {
        Chapter::Checked => "What we checked",
        Chapter::Found => "What we found",
        Chapter::Done => "What is being done",
        Chapter::Limits => "What this check cannot tell",
        Chapter::Who => "Who answers for it",
    }
}

pub(in crate::report) fn public_title(unit: CountedUnit, title: &str) -> String {
    match unit {
        CountedUnit::Customers => format!("{title}: are customers treated alike?"),
        CountedUnit::Lists | CountedUnit::Items => format!("{title}: are all treated alike?"),
    }
}

pub(in crate::report) fn public_draft() -> Text {
    Text::default()
        .strong(super::LABELS.draft)
        .plain(". This page is not for publication before the report behind it is signed.")
}

pub(in crate::report) fn public_intro(report: &Report) -> Text {
    let card = &report.card;
    let mut text = Text::from("We use a computer model to decide about customers.");
    for part in [&card.purpose, &card.decision_made].into_iter().flatten() {
        text = text.plain(" ").prose(part);
    }
    text.plain(match reading::unit(&report.audited) {
        CountedUnit::Customers => " This page says in short whether it treats groups of customers alike.",
        CountedUnit::Lists | CountedUnit::Items => " This page says in short whether it treats groups alike.",
    })
}

pub(in crate::report) fn public_checked(report: &Report, attributes: &[&str]) -> Text {
    let audited = &report.audited;
    let task = audited.tasks.first().filter(|_| audited.groupings.is_empty()).map(|own| own.task);
    let about = W.about(audited.population.audited as f64);
    let (seen, compared) = match task {
        None | Some(Task::Decisions | Task::Individual) => ("the decisions about some", "how they turn out"),
        Some(Task::Scores) => ("the scores of some", "how well they tell who will respond"),
        Some(Task::Classes) => ("what was foretold or chosen for some", "how it turns out"),
        Some(Task::Values) => ("the amounts foretold for some", "how they turn out"),
        Some(Task::Rankings) => ("some", "how they turn out"),
        Some(Task::Funnel) => ("the way of a campaign to some", "how far it comes"),
        Some(Task::Uplift) => ("the effect of a campaign on some", "how large it is"),
    };
    let who = if task == Some(Task::Rankings) { "lists of recommendations" } else { "customers" };
    let mut text = Text::from(format!("We looked at {seen} {about} {who}"));
    if let Some(period) = &report.card.period {
        text = text.plain(" (").prose(period).plain(")");
    }
    text = text.plain(format!(", and compared {compared} by "));
    for (at, attribute) in attributes.iter().enumerate() {
        let last = at > 0 && at + 1 == attributes.len();
        text = text.plain(words::joint(at, last, " and ")).name(*attribute);
    }
    let favourable = match (task, audited.specification.favourable) {
        (Some(_), _) => "",
        (None, Favourable::Selected) => " Being chosen is good for a customer.",
        (None, Favourable::NotSelected) => " Not being chosen is good for a customer.",
    };
    text.plain(format!(".{favourable} We wrote down beforehand how large a difference we accept."))
}

pub(in crate::report) fn public_verdict(passed: bool, outside: bool) -> Text {
    match (passed, outside) {
        (true, false) => "No group was found to be treated more differently than we accept.".into(),
        (true, true) => {
            "Some groups are treated more differently than we accept. They are known, and our rules let the model be used in \
             the meantime."
                .into()
        }
        (false, _) => "Some groups are treated more differently than we accept. By our own rules the model does not pass.".into(),
    }
}

/// "Customers in channel=phone were chosen about 40% less often than everyone else; we accept up to 20% less."
pub(in crate::report) fn public_outside(
    audited: &Audited,
    rule: &Rule,
    assessment: &Assessment,
    exempted: bool,
) -> Text {
    let scale = reading::scale(&rule.criterion);
    let value = assessment.value.unwrap_or_default();
    let subject = Text::from(words::capital(members(reading::unit(audited)))).text(W.slice(&assessment.slice));
    let other = super::reference(rule.summary, &assessment.reference);
    let selected = crate::metric::catalogue::criterion(&rule.criterion).ok().and_then(reading::single);
    let flipped = audited.specification.favourable == Favourable::NotSelected;
    let verb = match selected {
        Some(("selection_rate", _, true)) if flipped => Some("were spared"),
        Some(("selection_rate", ..)) => Some("were chosen"),
        _ => None,
    };
    let text = match (verb, scale) {
        (Some(verb), Scale::Ratio) => {
            let percent = words::whole((value - 1.0).abs() * 100.0);
            let how = if value < 1.0 { "less" } else { "more" };
            subject.plain(format!(" {verb} about {percent}% {how} often than ")).text(other)
        }
        (Some(verb), Scale::Points) => {
            let points = words::whole(value.abs() * 100.0);
            let how = if value < 0.0 { "fewer" } else { "more" };
            let other = other.plain(format!(": about {points} {how} in every 100"));
            subject.plain(format!(" {verb} {} often than ", if value < 0.0 { "less" } else { "more" })).text(other)
        }
        _ => {
            let name = super::criterion_name(&rule.criterion);
            subject
                .plain(" are treated more differently than we accept compared with ")
                .text(other)
                .plain(format!(" (measured as {name})"))
        }
    };
    text.plain(if exempted {
        ". We accept this for now, for a reason and until a day that are written down."
    } else {
        "."
    })
}

pub(in crate::report) fn public_more_segments() -> Text {
    "Further groups differ by more than we accept.".into()
}

pub(in crate::report) fn public_kept_back() -> Text {
    "Some smaller groups, or combinations of groups, also differ by more than we accept. We do not name them, so that nobody \
     can be recognised."
        .into()
}

pub(in crate::report) fn public_open(unit: CountedUnit) -> Text {
    format!(
        "For some groups there are too few {} to say either way. That does not mean that they are treated alike.",
        super::counted_unit(unit).to_lowercase()
    )
    .into()
}

pub(in crate::report) fn public_reversal() -> Text {
    "For some groups the picture turns round when customers are compared who are alike in other ways.".into()
}

pub(in crate::report) fn public_action(action: &CorrectiveAction) -> Text {
    let text = Text::of_prose(words::capital(&action.option));
    match (action.state, &action.due) {
        (ActionState::Done, _) => text.plain(" (done)"),
        (ActionState::Accepted, Some(due)) => text.plain(" (by ").prose(due).plain(")"),
        (ActionState::Accepted, None) => text.plain(" (decided)"),
        _ => text.plain(" (proposed)"),
    }
}

pub(in crate::report) fn public_undecided() -> Text {
    "What to do about it is being decided.".into()
}

pub(in crate::report) fn public_limits(report: &Report, minimum: u64) -> Vec<Text> {
    let mut list: Vec<Text> = report.governance.limitations.iter().map(Text::of_prose).collect();
    list.push(
        "It compares groups. It cannot tell whether a single customer was treated rightly, nor why groups differ."
            .into(),
    );
    list.push(
        format!(
            "Groups of fewer than {} are not shown here, and numbers are rounded.",
            counted(reading::unit(&report.audited), minimum)
        )
        .into(),
    );
    if let Some(source) = &report.card.segment_source {
        list.push(Text::from("How we know the groups: ").prose(source).plain("."));
    }
    list
}

pub(in crate::report) fn public_answers(report: &Report, decision: Option<ReviewDecision>) -> Text {
    let text = match &report.card.owner {
        Some(owner) => Text::of_prose(owner).plain(" answers for the model."),
        None => "Nobody is named as answering for the model.".into(),
    };
    text.plain(match decision {
        Some(ReviewDecision::Approved) => " A review of the full report approved its use.",
        Some(ReviewDecision::ApprovedWithConditions) => {
            " A review of the full report approved its use under conditions."
        }
        Some(ReviewDecision::Rejected) => " A review of the full report did not approve its use.",
        None => " The full report has not been reviewed yet.",
    })
}
