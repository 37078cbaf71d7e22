//! The system card, corrective actions, what became of findings, exemptions, limitations.

use crate::report::document::Block;
use crate::report::governance::PredictedEffect;
use crate::report::model::Report;
use crate::report::reading::{self, View};
use crate::report::source::Sources;
use crate::report::table::{Cell, OPEN_ROWS, Table, numeric, wordy};
use crate::report::text::Text;
use crate::report::words::Words;
use crate::value::Unavailable;

/// What the owner says about the system.
pub(super) fn system_card(report: &Report, audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
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
    consent.extend(audited.totals.consent.map(|found| {
        let sources = Sources::default().below(w, "/totals/consent", &found);
        w.consent_coverage(found.refused, found.rows).sourced(&sources)
    }));
    if !consent.is_empty() {
        terms.push((w.labels().card.consent.into(), consent));
    }
    if terms.is_empty() { Vec::new() } else { vec![Block::Terms(terms)] }
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
    let counted = Sources::default().count(w, actions.len() as u64, "/governance/actions");
    let mut table = Table::new(w.actions_caption(actions.len()).sourced(&counted), columns);
    let said = |value: &Option<String>| Cell::Text(value.as_deref().map_or_else(Text::default, Text::of_prose));
    for (at, one) in actions.iter().enumerate() {
        let effect = |effect: &PredictedEffect| {
            let place = format!("/governance/actions/{at}/effect");
            w.effect(effect).sourced(&Sources::default().below(w, &place, effect))
        };
        let overdue = report.audited.as_of.as_deref().is_some_and(|today| one.is_overdue(today));
        let mut due = one.due.as_deref().map_or_else(Text::default, Text::of_prose);
        if overdue {
            due = due.plain(" ").strong(w.labels().action.overdue);
        }
        table.rows.push(vec![
            Cell::Text(Text::of_prose(&one.option)),
            Cell::Text(one.effect.as_ref().map_or_else(Text::default, effect)),
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
    let Some(counted) = audited.totals.follow_up else { return Vec::new() };
    let sources = Sources::default()
        .count(w, counted.new, "/totals/follow_up/new")
        .count(w, counted.open, "/totals/follow_up/open")
        .count(w, counted.closed, "/totals/follow_up/closed");
    let intro = w.follow_up_intro(before, counted.new, counted.open, counted.closed);
    let mut blocks = vec![Block::Paragraph(intro.sourced(&sources))];
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
        let counted = Sources::default().count(w, policy.exemptions.len() as u64, "/audited/policy/exemptions");
        let mut table = Table::new(w.exemptions_caption(policy.exemptions.len()).sourced(&counted), columns);
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
pub(super) fn limitations(report: &Report, audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    let unknown: Vec<&str> = audited
        .overall
        .metrics
        .iter()
        .filter(|metric| matches!(metric.value, Err(Unavailable::NotIdentified(_))))
        .map(|metric| w.metric_name(&metric.metric))
        .collect();
    let small = audited.totals.below_minimum;
    let sources = Sources::default().count(w, small, "/totals/below_minimum").count(
        w,
        audited.policy.minimum_rows,
        "/audited/policy/minimum_rows",
    );
    let mut list: Vec<Text> = report.governance.limitations.iter().map(Text::of_prose).collect();
    let own = w.own_limitations(reading::unit(audited), &unknown, small, audited.policy.minimum_rows);
    list.extend(own.into_iter().map(|text| text.sourced(&sources)));
    vec![Block::Paragraph(w.limitations_intro()), Block::List(list)]
}
