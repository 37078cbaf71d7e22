//! The words of governance: the system card, corrective actions, exemptions, limitations, what became of findings.

use super::W;
use super::label::{counted, plural};
use crate::audit::CountedUnit;
use crate::metric::catalogue;
use crate::report::governance::{ActionState, FindingState, PredictedEffect, Standing};
use crate::report::model::Superseded;
use crate::report::text::Text;

pub(in crate::report) fn actions_caption(count: usize) -> Text {
    format!(
        "{} in the words of those who answer for them",
        plural(count as u64, "corrective action", "corrective actions")
    )
    .into()
}

pub(in crate::report) const fn action_state(state: ActionState) -> &'static str {
    match state {
        ActionState::Proposed => "proposed",
        ActionState::Accepted => "accepted",
        ActionState::Rejected => "rejected",
        ActionState::Done => "done",
    }
}

/// "disparate impact of 0.91 (95% interval 0.84 to 0.98)"
pub(in crate::report) fn effect(effect: &PredictedEffect) -> Text {
    let (value, lower, upper) = (W.plain(effect.value), W.plain(effect.lower), W.plain(effect.upper));
    let level = W.level(effect.confidence);
    let measure = match catalogue::criterion(&effect.measure) {
        Ok(criterion) => Text::from(criterion.name),
        Err(_) => Text::of_prose(&effect.measure),
    };
    measure.plain(format!(" of {value} ({level} interval {lower} to {upper})"))
}

pub(in crate::report) fn follow_up_intro(before: &Superseded, new: u64, open: u64, closed: u64) -> Text {
    Text::from("Since the report ").prose(&before.title).plain(format!(
        ": {}, {} still open, {} closed. A finding stays open until an audit shows that it no longer holds.",
        plural(new, "new finding", "new findings"),
        W.count(open),
        W.count(closed)
    ))
}

pub(in crate::report) fn follow_up_caption() -> Text {
    "Every finding of this report and every one that was open before".into()
}

pub(in crate::report) const fn finding_state(state: FindingState) -> &'static str {
    match state {
        FindingState::New => "new",
        FindingState::Open => "open",
        FindingState::Closed => "closed",
    }
}

pub(in crate::report) const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Found => "found",
        Standing::ShownWithin => "shown to lie inside the tolerance",
        Standing::ShownOutside => "shown to lie outside the tolerance, which is a finding of its own",
        Standing::ExemptionSettled => "the exemption was renewed, applies again, or is gone",
        Standing::NoLongerReversed => "compared again within strata, and the sign does not turn",
        Standing::NoLongerWithheld => "published again",
        Standing::NotSettled => "neither shown to hold nor to fail",
        Standing::NotAssessed => "not assessed this time",
        Standing::NotAudited => "not audited this time",
    }
}

pub(in crate::report) fn exemptions_caption(count: usize) -> Text {
    plural(count as u64, "exemption from a rule", "exemptions from rules").into()
}

pub(in crate::report) fn escalation_intro() -> Text {
    "Whom to tell when the gate fails, in this order:".into()
}

pub(in crate::report) fn limitations_intro() -> Text {
    "What this audit cannot show:".into()
}

/// What the audit knows of its own limits.
pub(in crate::report) fn own_limitations(
    unit: CountedUnit,
    not_identified: &[&str],
    small: u64,
    minimum: u64,
) -> Vec<Text> {
    let mut texts = vec![
        Text::from(
            "It compares segments as they are recorded. It cannot show why rates differ, nor what an individual customer is owed.",
        ),
        format!(
            "What lies within the tolerance is shown for these {} and this period, and not for others.",
            super::counted_unit(unit).to_lowercase()
        )
        .into(),
    ];
    if !not_identified.is_empty() {
        texts.push(
            format!("These rates cannot be told from the data, whatever their number: {}.", not_identified.join(", "))
                .into(),
        );
    }
    if small > 0 {
        texts.push(
            format!(
                "{} fewer than {} and could not be judged.",
                plural(small, "segment has", "segments have"),
                counted(unit, minimum)
            )
            .into(),
        );
    }
    texts
}

/// "98.2% of all customers in the rows: 120 did not consent and are left out."
pub(in crate::report) fn consent_coverage(refused: u64, rows: u64) -> Text {
    let share = if rows == 0 { 0.0 } else { (rows - refused) as f64 / rows as f64 };
    format!(
        "{} of the {} in the rows; {} did not consent and {} left out.",
        W.percent(share),
        plural(rows, "customer", "customers"),
        W.count(refused),
        if refused == 1 { "is" } else { "are" }
    )
    .into()
}

/// How many signed, where several did.
pub(in crate::report) fn and_others(others: usize) -> String {
    if others == 0 { String::new() } else { format!(" and {}", plural(others as u64, "other", "others")) }
}

pub(in crate::report) fn how_to_verify() -> Text {
    Text::from("Whether the signatures are good, and whose keys made them, is told by ")
        .code("evenhand verify")
        .plain(" on the JSON form of this report.")
}
