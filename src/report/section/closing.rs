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
    term(card::MODEL, named(&report.card.model));
    term(card::OWNER, named(&report.card.owner));
    term(card::REVIEWER, named(&report.card.reviewer));
    term(card::PERIOD, named(&report.card.period));
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
    term(words::SUPERSEDES, provenance.supersedes.iter().map(words::superseded).collect());
    term(card::CONFIDENCE, vec![numbers::level(provenance.confidence.level()).into()]);
    term(card::SEED, vec![provenance.seed.to_string().into()]);
    term(card::AS_OF, named(&report.audited.as_of));
    term(card::SOFTWARE, vec![words::software(&provenance.crate_version).into()]);
    term(card::SCHEMA, vec![report.schema_version.to_string().into()]);
    vec![Block::Terms(terms), Block::Note(words::EVIDENCE_NOTE.into())]
}

pub(super) fn sign_off(report: &Report) -> Vec<Block> {
    let mut blocks = Vec::new();
    if report.is_draft() {
        blocks.push(Block::Callout(Text::default().strong(words::DRAFT).plain(". ").text(words::not_signed())));
    }
    for sign_off in &report.sign_offs {
        let mut lines: Vec<(&str, Text)> = vec![
            (card::DECISION, words::review_decision(sign_off.decision).into()),
            (card::NAME, Text::of_prose(&sign_off.name)),
            (card::ROLE, Text::of_prose(&sign_off.role)),
        ];
        lines.extend(sign_off.independence.as_deref().map(|text| (card::INDEPENDENCE, Text::of_prose(text))));
        lines.extend(sign_off.statement.as_deref().map(|text| (card::STATEMENT, Text::of_prose(text))));
        lines.push((card::DATE, Text::of_prose(&sign_off.date)));
        lines.push(match &sign_off.signature {
            Some(signature) => (words::PUBLIC_KEY, Text::default().code(&signature.public_key)),
            None => (card::SIGNATURE, words::NOTED.into()),
        });
        blocks.push(Block::Form(lines.into_iter().map(|(label, value)| (label.to_owned(), Some(value))).collect()));
    }
    if report.sign_offs.is_empty() {
        let empty =
            [card::DECISION, card::NAME, card::ROLE, card::INDEPENDENCE, card::STATEMENT, card::DATE, card::SIGNATURE];
        blocks.push(Block::Form(empty.into_iter().map(|label| (label.to_owned(), None)).collect()));
    }
    if !report.is_draft() {
        blocks.push(Block::Note(words::how_to_verify()));
    }
    blocks
}
