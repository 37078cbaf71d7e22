//! Where the report comes from, and who signs it.

use crate::report::document::Block;
use crate::report::model::Report;
use crate::report::numbers;
use crate::report::text::Text;
use crate::report::words::{self, card};

pub(super) fn provenance(report: &Report) -> Vec<Block> {
    let specification = &report.audited.specification;
    let policy = &report.audited.policy;
    let provenance = &report.provenance;
    let mut terms: Vec<(Text, Vec<Text>)> = Vec::new();
    let mut term = |label: &str, texts: Vec<Text>| {
        if !texts.is_empty() {
            terms.push((label.into(), texts));
        }
    };
    let named = |value: &Option<String>| value.as_deref().map(Text::of_prose).into_iter().collect::<Vec<_>>();
    let coded = |value: &Option<String>| {
        value.as_deref().map(|value| Text::default().code(value)).into_iter().collect::<Vec<_>>()
    };
    term(card::PURPOSE, named(&report.card.purpose));
    term(card::MODEL, named(&report.card.model));
    term(card::OWNER, named(&report.card.owner));
    term(card::REVIEWER, named(&report.card.reviewer));
    term(card::PERIOD, named(&report.card.period));
    term(card::LEGAL_BASIS, named(&report.card.legal_basis));
    term(card::SEGMENT_SOURCE, named(&report.card.segment_source));
    term(card::NOTES, report.card.notes.iter().map(Text::of_prose).collect());
    term(card::DECISION, vec![Text::of_prose(&specification.decision)]);
    term(card::FAVOURABLE, vec![words::favourable(specification.favourable).into()]);
    term(card::OUTCOME, named(&specification.outcome));
    term(card::LABELS, vec![specification.labels.to_string().into()]);
    term(card::SCORE, named(&specification.score));
    term(card::WEIGHT, named(&specification.weight));
    term(card::STRATA, words::strata(&report.audited).map(Text::of_prose).collect());
    let version = policy.version.as_deref().map_or_else(Text::default, |version| Text::from(", ").prose(version));
    term(card::POLICY, vec![Text::of_prose(&policy.name).text(version)]);
    term(card::POLICY_DIGEST, coded(&provenance.policy_sha256));
    term(card::PRESETS, policy.presets.iter().map(|preset| Text::default().code(preset)).collect());
    let inputs: Vec<Text> = provenance
        .inputs
        .iter()
        .map(|input| Text::of_prose(&input.name).plain(" SHA-256 ").code(&input.sha256))
        .collect();
    term(card::INPUT, if inputs.is_empty() { vec![card::NO_INPUT.into()] } else { inputs });
    term(card::CONFIDENCE, vec![numbers::level(provenance.confidence.level()).into()]);
    term(card::SEED, vec![provenance.seed.to_string().into()]);
    term(card::AS_OF, named(&report.audited.as_of));
    term(card::ESCALATION, policy.escalation.iter().map(Text::of_prose).collect());
    term(card::SOFTWARE, vec![words::software(&provenance.crate_version).into()]);
    term(card::SCHEMA, vec![report.schema_version.to_string().into()]);
    vec![Block::Terms(terms), Block::Note(words::EVIDENCE_NOTE.into())]
}

pub(super) fn sign_off(report: &Report) -> Vec<Block> {
    let sign_off = report.sign_off.as_ref();
    let mut blocks = Vec::new();
    if sign_off.is_none() {
        blocks.push(Block::Callout(Text::default().strong(words::DRAFT).plain(". ").text(words::not_signed())));
    }
    let filled = |value: Option<&str>| value.map(Text::of_prose);
    let mut lines = vec![
        (card::DECISION, sign_off.map(|signed| words::review_decision(signed.decision).into())),
        (card::NAME, filled(sign_off.map(|signed| signed.name.as_str()))),
        (card::ROLE, filled(sign_off.map(|signed| signed.role.as_str()))),
        (card::INDEPENDENCE, filled(sign_off.and_then(|signed| signed.independence.as_deref()))),
        (card::STATEMENT, filled(sign_off.and_then(|signed| signed.statement.as_deref()))),
        (card::DATE, filled(sign_off.map(|signed| signed.date.as_str()))),
    ];
    if sign_off.is_none() {
        lines.push((card::SIGNATURE, None));
    }
    blocks.push(Block::Form(lines.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()));
    blocks
}
