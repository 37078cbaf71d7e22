//! How the numbers were computed: notes, and the catalogue's entries that were used.

use crate::audit::{OwnDefinition, preset};
use crate::metric::{Criterion, Metric, catalogue};
use crate::report::document::Block;
use crate::report::numbers::Scale;
use crate::report::reading::View;
use crate::report::source::Sources;
use crate::report::text::Text;
use crate::report::words::{self, Words};

pub(super) fn methods(audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    let mut sources = Sources::default()
        .below(w, "/audited/policy/confidence", &audited.policy.confidence)
        .written(w.level(audited.policy.confidence.alpha()), "/totals/alpha")
        .count(w, audited.policy.minimum_rows, "/audited/policy/minimum_rows")
        .written(audited.seed.to_string(), "/audited/seed");
    for (at, result) in audited.rules.iter().enumerate() {
        sources = sources.below(w, &format!("/audited/rules/{at}/families"), &result.families);
    }
    for (at, grouping) in audited.groupings.iter().enumerate() {
        for (worst, own) in grouping.worst.iter().enumerate().take(1) {
            let place = format!("/audited/groupings/{at}/worst/{worst}/noise_floor/simulation");
            sources = sources.below(w, &place, &own.noise_floor.as_ref().map(|floor| floor.simulation));
        }
    }
    let sourced = |text: Text| text.sourced_throughout(&sources);
    let notes = w.method_notes(audited).into_iter();
    let notes = notes.map(|(term, texts)| (term, texts.into_iter().map(sourced).collect())).collect();
    let mut blocks = vec![Block::Heading { level: 3, text: w.labels().how_judged.into() }, Block::Terms(notes)];
    let mut criteria: Vec<&'static Criterion> = Vec::new();
    for result in &audited.rules {
        match catalogue::criterion(&result.rule.criterion) {
            Ok(criterion) if !criteria.iter().any(|known| known.id == criterion.id) => criteria.push(criterion),
            _ => {}
        }
    }
    if !criteria.is_empty() {
        blocks.push(Block::Heading { level: 3, text: w.labels().criteria_used.into() });
        blocks.push(Block::Terms(criteria.iter().map(|criterion| criterion_entry(w, criterion)).collect()));
    }
    let mut metrics: Vec<&'static Metric> = vec![&crate::metric::rates::SELECTION_RATE];
    for metric in criteria.iter().flat_map(|criterion| criterion.metrics()) {
        if !metrics.iter().any(|known| known.id == metric.id) {
            metrics.push(metric);
        }
    }
    if !audited.own_definitions.is_empty() {
        blocks.push(Block::Heading { level: 3, text: w.labels().own_definitions.into() });
        let entry = |own: &OwnDefinition| {
            let texts = vec![
                Text::of_prose(&own.question),
                Text::from(format!("{}: ", w.labels().formula)).code(own.formula.clone()),
                Text::from(format!("{}: ", w.labels().source)).text(Text::of_prose(&own.source)).plain("."),
            ];
            (Text::of_prose(&own.name).plain(" ").code(own.id.clone()), texts)
        };
        blocks.push(Block::Terms(audited.own_definitions.iter().map(entry).collect()));
    }
    blocks.push(Block::Heading { level: 3, text: w.labels().metrics_used.into() });
    blocks.push(Block::Terms(metrics.iter().map(|metric| metric_entry(w, metric)).collect()));
    let presets: Vec<_> = audited.policy.presets.iter().filter_map(|id| preset::find(id).ok()).collect();
    if !presets.is_empty() {
        blocks.push(Block::Heading { level: 3, text: w.labels().presets_used.into() });
        blocks.push(Block::Terms(presets.iter().map(|preset| preset_entry(w, preset)).collect()));
    }
    blocks
}

/// What a preset asks for, of whom and since when.
pub(super) fn preset_entry(w: Words, preset: &preset::Preset) -> (Text, Vec<Text>) {
    let status = w.preset_status(preset.status, preset.as_of);
    let texts = vec![
        w.preset_text(preset).into(),
        w.preset_caution(preset).into(),
        Text::from(format!("{}: {status}. {}: {}.", w.labels().status, w.labels().source, w.source(preset.source))),
    ];
    (Text::from(w.preset_name(preset)).plain(" ").code(preset.id), texts)
}

fn criterion_entry(w: Words, criterion: &Criterion) -> (Text, Vec<Text>) {
    let mut texts = vec![
        w.criterion_question(criterion).into(),
        Text::from(format!("{}: ", w.labels().formula)).code(criterion.formula()),
        Text::from(format!(
            "{}: {}. {}: {}.",
            w.labels().ideal,
            w.as_written(Scale::Plain, criterion.ideal),
            w.labels().source,
            w.source(criterion.source)
        )),
    ];
    if !w.criterion_note(criterion).is_empty() {
        texts.push(w.criterion_note(criterion).into());
    }
    (Text::from(words::capital(w.criterion_name(criterion.id))).plain(" ").code(criterion.id), texts)
}

fn metric_entry(w: Words, metric: &Metric) -> (Text, Vec<Text>) {
    let texts = vec![
        w.metric_question(metric).into(),
        Text::from(format!("{}: ", w.labels().formula)).code(metric.formula()),
        Text::from(format!("{}: {}.", w.labels().source, w.source(metric.source))),
    ];
    (Text::from(words::capital(w.metric_name(metric.id))).plain(" ").code(metric.id), texts)
}
