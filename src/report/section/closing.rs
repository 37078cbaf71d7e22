//! Where the report comes from, and who signs it.

use crate::report::document::Block;
use crate::report::model::Report;
use crate::report::reading;
use crate::report::source::Sources;
use crate::report::text::Text;
use crate::report::words::{self, Words};

pub(super) fn provenance(report: &Report) -> Vec<Block> {
    let w = Words::new(report.language);
    let specification = &report.audited.specification;
    let policy = &report.audited.policy;
    let provenance = &report.provenance;
    let mut terms: Vec<(Text, Vec<Text>)> = Vec::new();
    let sources = Sources::default()
        .below(w, "/provenance/confidence", &provenance.confidence)
        .written(provenance.seed.to_string(), "/provenance/seed");
    let schema = Sources::default().written(report.schema_version.to_string(), "/schema_version");
    let mut term = |label: &str, texts: Vec<Text>| {
        if !texts.is_empty() {
            terms.push((label.into(), texts));
        }
    };
    let named = |value: &Option<String>| value.as_deref().map(Text::of_prose).into_iter().collect::<Vec<_>>();
    let coded = |value: &Option<String>| {
        value.as_deref().map(|value| Text::default().code(value)).into_iter().collect::<Vec<_>>()
    };
    term(w.labels().card.model, named(&report.card.model));
    term(w.labels().card.owner, named(&report.card.owner));
    term(w.labels().card.reviewer, named(&report.card.reviewer));
    term(w.labels().card.period, named(&report.card.period));
    term(w.labels().card.notes, report.card.notes.iter().map(Text::of_prose).collect());
    let decided = !report.audited.groupings.is_empty() || report.audited.tasks.is_empty();
    if decided {
        term(w.labels().card.decision, vec![Text::of_prose(&specification.decision)]);
        term(w.labels().card.favourable, vec![w.favourable(specification.favourable).into()]);
        term(w.labels().card.outcome, named(&specification.outcome));
        term(w.labels().card.labels, vec![w.labels_known(specification.labels).into()]);
    }
    for task in &report.audited.tasks {
        let roles = task.roles.iter().map(|role| Text::of_prose(&role.column).plain(format!(" ({})", role.role)));
        term(w.task_title(task.task), roles.collect());
    }
    term(w.labels().card.score, named(&specification.score));
    term(w.labels().card.weight, named(&specification.weight));
    term(w.labels().card.strata, reading::strata(&report.audited).map(Text::of_prose).collect());
    let version = policy.version.as_deref().map_or_else(Text::default, |version| Text::from(", ").prose(version));
    term(w.labels().card.policy, vec![Text::of_prose(&policy.name).text(version)]);
    term(w.labels().card.policy_digest, coded(&provenance.policy_sha256));
    term(w.labels().card.presets, policy.presets.iter().map(|preset| Text::default().code(preset)).collect());
    let inputs: Vec<Text> = provenance
        .inputs
        .iter()
        .map(|input| Text::of_prose(&input.name).plain(" SHA-256 ").code(&input.sha256))
        .collect();
    term(w.labels().card.input, if inputs.is_empty() { vec![w.labels().card.no_input.into()] } else { inputs });
    term(w.labels().card.supersedes, provenance.supersedes.iter().map(words::superseded).collect());
    term(w.labels().card.confidence, vec![Text::from(w.level(provenance.confidence.level())).sourced(&sources)]);
    term(w.labels().card.seed, vec![Text::from(provenance.seed.to_string()).sourced(&sources)]);
    term(w.labels().card.as_of, named(&report.audited.as_of));
    term(w.labels().card.software, vec![words::software(&provenance.crate_version).into()]);
    term(w.labels().card.schema, vec![Text::from(report.schema_version.to_string()).sourced(&schema)]);
    vec![Block::Terms(terms), Block::Note(w.labels().evidence_note.into())]
}

pub(super) fn sign_off(report: &Report) -> Vec<Block> {
    let w = Words::new(report.language);
    let mut blocks = Vec::new();
    if report.is_draft() {
        blocks.push(Block::Callout(Text::default().strong(w.labels().draft).plain(". ").text(w.not_signed())));
    }
    for sign_off in &report.sign_offs {
        let mut lines: Vec<(&str, Text)> = vec![
            (w.labels().card.decision, w.review_decision(sign_off.decision).into()),
            (w.labels().card.name, Text::of_prose(&sign_off.name)),
            (w.labels().card.role, Text::of_prose(&sign_off.role)),
        ];
        lines.extend(sign_off.independence.as_deref().map(|text| (w.labels().card.independence, Text::of_prose(text))));
        lines.extend(sign_off.statement.as_deref().map(|text| (w.labels().card.statement, Text::of_prose(text))));
        lines.push((w.labels().card.date, Text::of_prose(&sign_off.date)));
        lines.push(match &sign_off.signature {
            Some(signature) => (w.labels().card.public_key, Text::default().code(&signature.public_key)),
            None => (w.labels().card.signature, w.labels().card.noted.into()),
        });
        blocks.push(Block::Form(lines.into_iter().map(|(label, value)| (label.to_owned(), Some(value))).collect()));
    }
    if report.sign_offs.is_empty() {
        let empty = [
            w.labels().card.decision,
            w.labels().card.name,
            w.labels().card.role,
            w.labels().card.independence,
            w.labels().card.statement,
            w.labels().card.date,
            w.labels().card.signature,
        ];
        blocks.push(Block::Form(empty.into_iter().map(|label| (label.to_owned(), None)).collect()));
    }
    if !report.is_draft() {
        blocks.push(Block::Note(w.how_to_verify()));
    }
    blocks
}
