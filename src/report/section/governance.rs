//! The system card, corrective actions, what became of findings, exemptions, limitations.

use crate::audit::Audited;
use crate::data::Exclusion;
use crate::report::document::Block;
use crate::report::governance::FindingState;
use crate::report::model::Report;
use crate::report::reading::View;
use crate::report::table::{Cell, OPEN_ROWS, Table, numeric, wordy};
use crate::report::text::Text;
use crate::report::words::Words;
use crate::value::Unavailable;

/// What the owner says about the system.
pub(super) fn system_card(report: &Report) -> Vec<Block> {
    let w = Words::new(report.language);
    let own = &report.card;
    let mut terms: Vec<(Text, Vec<Text>)> = Vec::new();
    let mut term = |label: &str, value: &Option<String>| {
        if let Some(value) = value {
            terms.push((label.into(), vec![Text::of_prose(value)]));
        }
    };
    term(w.labels().card.purpose, &own.purpose);
    term(w.labels().card.decision_made, &own.decision_made);
    term(w.labels().card.favourable_outcome, &own.favourable_outcome);
    term(w.labels().card.population, &own.population);
    term(w.labels().card.segment_source, &own.segment_source);
    term(w.labels().card.legal_basis, &own.legal_basis);
    let mut consent: Vec<Text> = own.consent.as_deref().map(Text::of_prose).into_iter().collect();
    consent.extend(consent_coverage(w, &report.audited));
    if !consent.is_empty() {
        terms.push((w.labels().card.consent.into(), consent));
    }
    if terms.is_empty() { Vec::new() } else { vec![Block::Terms(terms)] }
}

/// How many consented, where those who did not were left out.
fn consent_coverage(w: Words, audited: &Audited) -> Option<Text> {
    let refused = audited
        .exclusions
        .iter()
        .find(|count| count.reason == Exclusion::NoConsent && count.slice.conditions().is_empty())?;
    Some(w.consent_coverage(refused.rows, audited.population.rows?))
}

/// What is proposed or being done.
pub(super) fn actions(report: &Report) -> Vec<Block> {
    let w = Words::new(report.language);
    let actions = &report.governance.actions;
    if actions.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        wordy(w.labels().action.option),
        wordy(w.labels().action.effect),
        wordy(w.labels().action.cost),
        wordy(w.labels().action.loses),
        wordy(w.labels().action.owner),
        wordy(w.labels().action.due),
        wordy(w.labels().action.state),
    ];
    let mut table = Table::new(w.actions_caption(actions.len()), columns);
    let said = |value: &Option<String>| Cell::Text(value.as_deref().map_or_else(Text::default, Text::of_prose));
    for one in actions {
        let overdue = report.audited.as_of.as_deref().is_some_and(|today| one.is_overdue(today));
        let mut due = one.due.as_deref().map_or_else(Text::default, Text::of_prose);
        if overdue {
            due = due.plain(" ").strong(w.labels().action.overdue);
        }
        table.rows.push(vec![
            Cell::Text(Text::of_prose(&one.option)),
            Cell::Text(one.effect.as_ref().map_or_else(Text::default, |effect| w.effect(effect))),
            said(&one.cost),
            said(&one.who_loses),
            said(&one.owner),
            Cell::Text(due),
            Cell::Text(w.action_state(one.state).into()),
        ]);
    }
    vec![Block::Table(table)]
}

/// What became of the findings of the report before.
pub(super) fn follow_up(report: &Report, audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    let Some(before) = &report.provenance.supersedes else { return Vec::new() };
    let count = |state| report.follow_up.iter().filter(|tracked| tracked.state == state).count() as u64;
    let (new, open, closed) = (count(FindingState::New), count(FindingState::Open), count(FindingState::Closed));
    let mut blocks = vec![Block::Paragraph(w.follow_up_intro(before, new, open, closed))];
    if !report.follow_up.is_empty() {
        let columns = vec![
            wordy(w.labels().history.finding),
            wordy(w.labels().history.state),
            wordy(w.labels().history.why),
            numeric(w.labels().history.reports),
        ];
        let mut table = Table::new(w.follow_up_caption(), columns);
        table.open = OPEN_ROWS;
        for tracked in table.limited(&report.follow_up, audited.most_rows) {
            table.rows.push(vec![
                Cell::Text(Text::of_prose(&tracked.id)),
                Cell::Text(w.finding_state(tracked.state).into()),
                Cell::Text(w.standing(tracked.standing).into()),
                Cell::Number(w.count(tracked.reports), None),
            ]);
        }
        blocks.push(Block::Table(table));
    }
    blocks
}

/// Exemptions, and whom to tell when the gate fails.
pub(super) fn exemptions(audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    let policy = &audited.policy;
    let mut blocks = Vec::new();
    if !policy.exemptions.is_empty() {
        let columns = vec![
            wordy(w.labels().exemption.rule),
            wordy(w.labels().exemption.segment),
            wordy(w.labels().exemption.reason),
            wordy(w.labels().exemption.expires),
            wordy(w.labels().exemption.approved_by),
        ];
        let mut table = Table::new(w.exemptions_caption(policy.exemptions.len()), columns);
        for one in &policy.exemptions {
            let mut last = Text::of_prose(&one.expires);
            if audited.as_of.as_ref().is_some_and(|today| one.expires < *today) {
                last = last.plain(" ").strong(w.labels().exemption.expired);
            }
            table.rows.push(vec![
                Cell::Text(Text::of_name(&one.rule)),
                Cell::Text(w.slice(&one.slice)),
                Cell::Text(Text::of_prose(&one.reason)),
                Cell::Text(last),
                Cell::Text(one.approved_by.as_deref().map_or_else(Text::default, Text::of_prose)),
            ]);
        }
        blocks.push(Block::Table(table));
    }
    if !policy.escalation.is_empty() {
        blocks.push(Block::Paragraph(w.escalation_intro()));
        blocks.push(Block::List(policy.escalation.iter().map(Text::of_prose).collect()));
    }
    blocks
}

/// What the audit cannot show: the owner's words first, then what the audit itself knows.
pub(super) fn limitations(report: &Report) -> Vec<Block> {
    let w = Words::new(report.language);
    let audited = &report.audited;
    let unknown: Vec<&str> = audited
        .overall
        .metrics
        .iter()
        .filter(|metric| matches!(metric.value, Err(Unavailable::NotIdentified(_))))
        .map(|metric| w.metric_name(&metric.metric))
        .collect();
    let small = audited.groupings.iter().flat_map(|own| &own.slices).filter(|slice| slice.below_minimum).count();
    let mut list: Vec<Text> = report.governance.limitations.iter().map(Text::of_prose).collect();
    list.extend(w.own_limitations(&unknown, small as u64, audited.policy.minimum_rows));
    vec![Block::Paragraph(w.limitations_intro()), Block::List(list)]
}
