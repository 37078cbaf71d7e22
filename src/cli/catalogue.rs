//! `evenhand catalogue`: everything that has a name.

use std::fmt::Write as _;

use evenhand::audit::{FindingCode, preset::PRESETS};
use evenhand::dataset::MEASURES;
use evenhand::error::{Error, ErrorKind, Problem};
use evenhand::metric::catalogue::{all_criteria, all_metrics};
use evenhand::metric::{CRITERIA, METRICS, Range, Task};
use serde_json::{Value, json};

use super::Refusal;
use super::arguments::CatalogueArguments;
use super::terminal::{STRONG, Terminal, WIDTH, styled, wrapped};

/// Columns of the names.
const NAMES: usize = 34;

/// Prints the catalogue.
pub(super) fn run(arguments: &CatalogueArguments) -> Result<(), Refusal> {
    let text = if arguments.json { as_json()? } else { as_text() };
    Terminal::print(&text)?;
    Ok(())
}

fn as_text() -> String {
    let mut out = String::new();
    section("Metrics: numbers about one segment", METRICS.iter().map(|metric| (metric.id, metric.formula())), &mut out);
    let criteria = CRITERIA.iter().map(|criterion| (criterion.id, criterion.question.to_owned()));
    section("Criteria: comparisons of segments, for rules", criteria, &mut out);
    for task in Task::ALL.into_iter().filter(|task| *task != Task::Decisions) {
        let metrics = task.metrics().iter().map(|metric| (metric.id, metric.question.to_owned()));
        let criteria = task.criteria().iter().map(|criterion| (criterion.id, criterion.question.to_owned()));
        section(&format!("{task}: `evenhand audit FILE --task {task}`"), metrics.chain(criteria), &mut out);
    }
    let measures = MEASURES.iter().map(|measure| (measure.id, measure.question.to_owned()));
    section("Data sets before training: `evenhand screen`", measures, &mut out);
    let presets = PRESETS.iter().map(|preset| (preset.id, format!("{} ({})", preset.name, preset.status.text())));
    section("Presets: rules to start from", presets, &mut out);
    let codes = FindingCode::ALL.into_iter().map(|code| (code.code(), code.description().to_owned()));
    section("Findings", codes, &mut out);
    out.push_str("`evenhand explain ID` tells more about each.\n");
    out
}

fn section<'a>(title: &str, entries: impl Iterator<Item = (&'a str, String)>, out: &mut String) {
    out.push_str(&styled(STRONG, title));
    out.push('\n');
    for (id, text) in entries {
        if id.len() + 4 > NAMES {
            let _ = writeln!(out, "  {id}");
            out.push_str(&wrapped(&format!("{}{text}", " ".repeat(NAMES)), WIDTH, NAMES));
        } else {
            let text = wrapped(&format!("{}{text}", " ".repeat(NAMES)), WIDTH, NAMES);
            let _ = write!(out, "  {id:width$}{}", text.trim_start(), width = NAMES - 2);
        }
    }
    out.push('\n');
}

fn as_json() -> Result<String, Error> {
    let range = |range: &Range| json!([bound(range.lower), bound(range.upper)]);
    let metrics = all_metrics().map(|metric| {
        json!({
            "id": metric.id,
            "task": metric.task(),
            "name": metric.name,
            "aliases": metric.aliases,
            "question": metric.question,
            "formula": metric.formula(),
            "range": range(&metric.range),
            "source": metric.source,
        })
    });
    let criteria = all_criteria().map(|criterion| {
        json!({
            "id": criterion.id,
            "task": criterion.task(),
            "name": criterion.name,
            "aliases": criterion.aliases,
            "question": criterion.question,
            "formula": criterion.formula(),
            "range": range(&criterion.range),
            "ideal": criterion.ideal,
            "metrics": criterion.metrics().iter().map(|metric| metric.id).collect::<Vec<_>>(),
            "source": criterion.source,
            "note": criterion.note,
        })
    });
    let measures = MEASURES.iter().map(|measure| {
        json!({
            "id": measure.id,
            "name": measure.name,
            "aliases": measure.aliases,
            "question": measure.question,
            "formula": measure.formula,
            "range": measure.range,
            "source": measure.source,
            "note": measure.note,
        })
    });
    let presets = PRESETS.iter().map(|preset| {
        json!({
            "id": preset.id,
            "name": preset.name,
            "text": preset.text,
            "status": preset.status.text(),
            "as_of": preset.as_of,
            "caution": preset.caution,
            "source": preset.source,
        })
    });
    let findings =
        FindingCode::ALL.into_iter().map(|code| json!({ "code": code.code(), "description": code.description() }));
    let catalogue = json!({
        "metrics": metrics.collect::<Vec<_>>(),
        "criteria": criteria.collect::<Vec<_>>(),
        "data_set_measures": measures.collect::<Vec<_>>(),
        "presets": presets.collect::<Vec<_>>(),
        "findings": findings.collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&catalogue)
        .map(|text| text + "\n")
        .map_err(|error| Problem::new(ErrorKind::Format, format!("the catalogue is no JSON: {error}")).into())
}

/// A bound of a range; `null` where there is none.
fn bound(bound: f64) -> Value {
    serde_json::Number::from_f64(bound).map_or(Value::Null, Value::Number)
}
