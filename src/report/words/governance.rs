//! The words of governance: the system card, corrective actions, exemptions, limitations, what became of findings.

use super::super::governance::{ActionState, FindingState, PredictedEffect, Standing};
use super::super::model::Superseded;
use super::super::numbers;
use super::super::text::Text;
use super::label::plural;
use crate::metric::catalogue;

pub(in crate::report) const SYSTEM_CARD: &str = "System card";
pub(in crate::report) const FAVOURABLE_OUTCOME: &str = "What is favourable to a customer";
pub(in crate::report) const POPULATION: &str = "Who the customers are";
pub(in crate::report) const CONSENT: &str = "Consent";
pub(in crate::report) const SUPERSEDES: &str = "Takes the place of";
pub(in crate::report) const DECISION_MADE: &str = "What is decided";

/// Labels of a corrective action.
pub(in crate::report) mod action {
    pub(in crate::report) const OPTION: &str = "What is done";
    pub(in crate::report) const EFFECT: &str = "Expected effect";
    pub(in crate::report) const COST: &str = "Cost";
    pub(in crate::report) const LOSES: &str = "Who loses";
    pub(in crate::report) const OWNER: &str = "Owner";
    pub(in crate::report) const DUE: &str = "Due";
    pub(in crate::report) const STATE: &str = "State";
    pub(in crate::report) const OVERDUE: &str = "overdue";
}

/// Headings of the findings' history.
pub(in crate::report) mod history {
    pub(in crate::report) const FINDING: &str = "Finding";
    pub(in crate::report) const STATE: &str = "State";
    pub(in crate::report) const WHY: &str = "What this audit says";
    pub(in crate::report) const REPORTS: &str = "Earlier reports in which it was open";
}

/// Headings of the exemptions.
pub(in crate::report) mod exemption {
    pub(in crate::report) const RULE: &str = "Rule";
    pub(in crate::report) const SEGMENT: &str = "Segment";
    pub(in crate::report) const REASON: &str = "Why it is not held against the rule";
    pub(in crate::report) const EXPIRES: &str = "Last day";
    pub(in crate::report) const APPROVED_BY: &str = "Agreed by";
    pub(in crate::report) const EXPIRED: &str = "expired";
}

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
    let (value, lower, upper) =
        (numbers::plain(effect.value), numbers::plain(effect.lower), numbers::plain(effect.upper));
    let level = numbers::level(effect.confidence);
    let measure = match catalogue::criterion(&effect.measure) {
        Ok(criterion) => Text::from(criterion.name),
        Err(_) => Text::of_prose(&effect.measure),
    };
    measure.plain(format!(" of {value} ({level} interval {lower} to {upper})"))
}

pub(in crate::report) fn follow_up_intro(before: &Superseded, new: u64, open: u64, closed: u64) -> Text {
    Text::from("Since the report ").prose(&before.title).plain(format!(
        ": {}, {open} still open, {closed} closed. A finding stays open until an audit shows that it no longer holds.",
        plural(new, "new finding", "new findings")
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
pub(in crate::report) fn own_limitations(not_identified: &[&str], small: u64, minimum: u64) -> Vec<Text> {
    let mut texts = vec![
        Text::from(
            "It compares segments as they are recorded. It cannot show why rates differ, nor what an individual customer is owed.",
        ),
        "What lies within the tolerance is shown for these customers and this period, and not for others.".into(),
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
                "{} fewer than {} customers and could not be judged.",
                plural(small, "segment has", "segments have"),
                numbers::count(minimum)
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
        numbers::percent(share),
        plural(rows, "customer", "customers"),
        numbers::count(refused),
        if refused == 1 { "is" } else { "are" }
    )
    .into()
}

/// "Spring offer, April 2026: SHA-256 …"
pub(in crate::report) fn superseded(before: &Superseded) -> Text {
    let text = Text::of_prose(&before.title);
    let text = before.period.as_ref().map_or(text.clone(), |period| text.plain(", ").prose(period));
    text.plain(" SHA-256 ").code(&before.sha256)
}

/// How many signed, where several did.
pub(in crate::report) fn and_others(others: usize) -> String {
    if others == 0 { String::new() } else { format!(" and {}", plural(others as u64, "other", "others")) }
}

pub(in crate::report) const PUBLIC_KEY: &str = "Public key (Ed25519)";
pub(in crate::report) const NOTED: &str = "noted, not signed";

pub(in crate::report) fn how_to_verify() -> Text {
    Text::from("Whether the signatures are good, and whose keys made them, is told by ")
        .code("evenhand verify")
        .plain(" on the JSON form of this report.")
}

/// A sentence, and the reason for which it is not held against the rule.
#[cfg_attr(not(feature = "pipeline"), allow(dead_code))]
pub(in crate::report) fn exempted(sentence: &str, reason: &str) -> String {
    format!("{sentence} Exempted: {}", super::super::text::visible(reason))
}

/// "disparate impact of 0.8 to 1.25 is asked for"
#[cfg_attr(not(feature = "pipeline"), allow(dead_code))]
pub(in crate::report) fn rule_asks(criterion: &str, asks: &str) -> String {
    format!("The policy asks for a {} of {asks}.", super::criterion_name(criterion))
}
