//! How the numbers were computed: notes, and the catalogue's entries that were used.

use crate::audit::{Audited, OwnDefinition, preset};
use crate::metric::{Criterion, Metric, catalogue};
use crate::report::document::Block;
use crate::report::text::Text;
use crate::report::words;

pub(super) fn methods(audited: &Audited) -> Vec<Block> {
    let mut blocks =
        vec![Block::Heading { level: 3, text: words::HOW_JUDGED.into() }, Block::Terms(words::method_notes(audited))];
    let mut criteria: Vec<&'static Criterion> = Vec::new();
    for result in &audited.rules {
        match catalogue::criterion(&result.rule.criterion) {
            Ok(criterion) if !criteria.iter().any(|known| known.id == criterion.id) => criteria.push(criterion),
            _ => {}
        }
    }
    if !criteria.is_empty() {
        blocks.push(Block::Heading { level: 3, text: words::CRITERIA_USED.into() });
        blocks.push(Block::Terms(criteria.iter().map(|criterion| criterion_entry(criterion)).collect()));
    }
    let mut metrics: Vec<&'static Metric> = vec![&crate::metric::rates::SELECTION_RATE];
    for metric in criteria.iter().flat_map(|criterion| criterion.metrics()) {
        if !metrics.iter().any(|known| known.id == metric.id) {
            metrics.push(metric);
        }
    }
    if !audited.own_definitions.is_empty() {
        blocks.push(Block::Heading { level: 3, text: words::OWN_DEFINITIONS.into() });
        let entry = |own: &OwnDefinition| {
            let texts = vec![
                Text::of_prose(&own.question),
                Text::from(format!("{}: ", words::FORMULA)).code(own.formula.clone()),
                Text::from(format!("{}: ", words::SOURCE)).text(Text::of_prose(&own.source)).plain("."),
            ];
            (Text::of_prose(&own.name).plain(" ").code(own.id.clone()), texts)
        };
        blocks.push(Block::Terms(audited.own_definitions.iter().map(entry).collect()));
    }
    blocks.push(Block::Heading { level: 3, text: words::METRICS_USED.into() });
    blocks.push(Block::Terms(metrics.iter().map(|metric| metric_entry(metric)).collect()));
    let presets: Vec<_> = audited.policy.presets.iter().filter_map(|id| preset::find(id).ok()).collect();
    if !presets.is_empty() {
        blocks.push(Block::Heading { level: 3, text: words::PRESETS_USED.into() });
        let entry = |preset: &&preset::Preset| {
            let status = words::preset_status(preset.status.text(), preset.as_of);
            let texts = vec![
                preset.text.into(),
                preset.caution.into(),
                Text::from(format!("{}: {status}. {}: {}.", words::STATUS, words::SOURCE, preset.source)),
            ];
            (preset.name.into(), texts)
        };
        blocks.push(Block::Terms(presets.iter().map(entry).collect()));
    }
    blocks
}

fn criterion_entry(criterion: &Criterion) -> (Text, Vec<Text>) {
    let mut texts = vec![
        criterion.question.into(),
        Text::from(format!("{}: ", words::FORMULA)).code(criterion.formula()),
        Text::from(format!("{}: {}. {}: {}.", words::IDEAL, criterion.ideal, words::SOURCE, criterion.source)),
    ];
    if !criterion.note.is_empty() {
        texts.push(criterion.note.into());
    }
    (Text::from(words::capital(criterion.name)).plain(" ").code(criterion.id), texts)
}

fn metric_entry(metric: &Metric) -> (Text, Vec<Text>) {
    let texts = vec![
        metric.question.into(),
        Text::from(format!("{}: ", words::FORMULA)).code(metric.formula()),
        Text::from(format!("{}: {}.", words::SOURCE, metric.source)),
    ];
    (Text::from(words::capital(metric.name)).plain(" ").code(metric.id), texts)
}
