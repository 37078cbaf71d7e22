//! `evenhand explain`: one definition in words.

use std::fmt::Write as _;

use evenhand::Error;
use evenhand::audit::preset::{self, Preset};
use evenhand::audit::{FindingCode, Verdict};
use evenhand::dataset::{MEASURES, Measure};
use evenhand::error::{ErrorKind, Problem, suggestion};
use evenhand::metric::task::RoleKind;
use evenhand::metric::{Task, catalogue, document};

use super::Refusal;
use super::arguments::ExplainArguments;
use super::terminal::{Terminal, WIDTH, wrapped};

/// Columns before the text of a field.
const INDENT: usize = 13;

/// Prints the explanation.
pub(super) fn run(arguments: &ExplainArguments) -> Result<(), Refusal> {
    let id = arguments.id.trim();
    // A task may share its name with one of its metrics, which it lists.
    let task = Task::find(&id.to_lowercase()).map(of_task);
    let text = task
        .or_else(|| catalogue::find(id).map(document::explain).ok())
        .or_else(|| other(id))
        .ok_or_else(|| unknown(id))?;
    Terminal::print(&text)?;
    Ok(())
}

fn other(id: &str) -> Option<String> {
    if let Some(measure) = Measure::find(id) {
        return Some(of_measure(measure));
    }
    let wanted = id.to_lowercase().replace(['_', ' '], "-");
    if let Ok(preset) = preset::find(&wanted) {
        return Some(of_preset(preset));
    }
    if let Some(code) = FindingCode::ALL.into_iter().find(|code| code.code() == wanted) {
        return Some(of_code(code));
    }
    let verdict = Verdict::ALL.into_iter().find(|verdict| verdict.text().replace(' ', "-") == wanted)?;
    Some(of_verdict(verdict))
}

/// What a task reads, takes and answers.
fn of_task(task: Task) -> String {
    let mut text = wrapped(&format!("{task}: evenhand audit FILE --task {task}"), WIDTH, 0);
    text.push('\n');
    for role in task.roles() {
        let kind = match role.kind {
            RoleKind::Binary => "yes or no",
            RoleKind::Number => "numbers",
            RoleKind::Name => "names",
        };
        let several = if role.several { ", one column or several" } else { "" };
        let needed = if role.required { "needed" } else { "optional" };
        text.push_str(&labelled("column", &format!("{}: {} ({kind}{several}; {needed})", role.key, role.meaning)));
    }
    for option in task.options() {
        text.push_str(&labelled("option", &format!("{}: {}", option.key, option.meaning)));
    }
    for metric in task.metrics() {
        text.push_str(&labelled("metric", &format!("{}: {}", metric.id, metric.question)));
    }
    for criterion in task.criteria() {
        text.push_str(&labelled("criterion", &format!("{}: {}", criterion.id, criterion.question)));
    }
    text
}

fn of_measure(measure: &Measure) -> String {
    let mut text = wrapped(&format!("{}: {}", measure.id, measure.name), WIDTH, 0);
    text.push_str(&wrapped(measure.question, WIDTH, 0));
    text.push('\n');
    let aliases = measure.aliases.join(", ");
    for (label, value) in [
        ("formula", measure.formula),
        ("range", measure.range),
        ("aliases", aliases.as_str()),
        ("note", measure.note),
        ("source", measure.source),
        ("task", "data sets before training: `evenhand screen`"),
    ] {
        text.push_str(&labelled(label, value));
    }
    text
}

fn of_preset(preset: &Preset) -> String {
    let mut text = wrapped(&format!("{}: {}", preset.id, preset.name), WIDTH, 0);
    text.push_str(&wrapped(preset.text, WIDTH, 0));
    text.push('\n');
    let mut field = |label: &str, value: &str| text.push_str(&labelled(label, value));
    field("status", &format!("{}, as of {}", preset.status.text(), preset.as_of));
    field("caution", preset.caution);
    field("source", preset.source);
    let policy = preset.policy();
    for rule in &policy.rules {
        let literal = if rule.literal.is_some() { ", with the literal rule beside it" } else { "" };
        let strata = if rule.within_strata { ", within strata where there are any" } else { "" };
        let asks = format!(
            "{}: {} {} against {}{strata}{literal}",
            rule.id,
            rule.criterion,
            rule.tolerance,
            rule.reference.chosen()
        );
        field("rule", &asks);
    }
    if !policy.tables.is_empty() {
        field("tables", "impact tables, without a pass line");
    }
    let _ = write!(text, "\n`evenhand policy {}` prints it as a policy to start from.\n", preset.id);
    text
}

fn of_code(code: FindingCode) -> String {
    let advice = match code {
        FindingCode::OutsideTolerance => {
            "Fails the gate where the rule's fail_on holds \"outside\", as it does unless said otherwise, and no exemption \
             covers the segment. Do what the rule's on_failure says; the interval tells how large the disparity may be."
        }
        FindingCode::Inconclusive => {
            "The interval reaches over the bound of the tolerance: the data are too few to tell. It is not the same as fair. \
             The report says how many customers would settle it. Fails the gate where fail_on holds \"inconclusive\"."
        }
        FindingCode::NotAssessed => {
            "Too few rows, no outcomes, a rate that does not exist, or labels that cannot tell. Fails the gate where fail_on \
             holds \"not-assessed\"."
        }
        FindingCode::ReversalWithinStrata => {
            "Simpson's paradox: the crude comparison says one thing, the comparison of customers of equal stratum another. \
             Judge whether the stratum is a legitimate reason; the report shows both."
        }
        FindingCode::ExpiredExemption => {
            "The rule is held against the segment again. Mend what was exempted, or agree on a new day, and say why."
        }
        FindingCode::UnmatchedExemption => {
            "Its rule or its segment is not audited: a typing error, or it is no longer needed. Mend or remove it."
        }
        _ => "",
    };
    let mut text = wrapped(&format!("{}: {}", code.code(), code.description()), WIDTH, 0);
    text.push_str(&wrapped(advice, WIDTH, 0));
    text
}

fn of_verdict(verdict: Verdict) -> String {
    let meaning = match verdict {
        Verdict::Within => {
            "the whole interval lies inside the tolerance: equivalence is shown, not merely no difference"
        }
        Verdict::Outside => {
            "the data show, allowing for the number of comparisons, that the value lies outside the tolerance"
        }
        Verdict::Inconclusive => "neither is shown; more rows would settle it. \"Not significant\" is never \"fair\"",
        Verdict::NotAssessed => "nothing can be said: too few rows, undefined, suppressed or not identified",
    };
    wrapped(&format!("{}: {meaning}", verdict.text()), WIDTH, 0)
}

fn labelled(label: &str, value: &str) -> String {
    let text = wrapped(&format!("{}{value}", " ".repeat(INDENT)), WIDTH, INDENT);
    format!("{label:INDENT$}{}", text.trim_start())
}

/// Every name that can be explained.
fn names() -> Vec<&'static str> {
    let entries =
        catalogue::entries().flat_map(|entry| [entry.id()].into_iter().chain(entry.aliases().iter().copied()));
    let presets = preset::PRESETS.iter().map(|preset| preset.id);
    let measures = MEASURES.iter().flat_map(|measure| [measure.id].into_iter().chain(measure.aliases.iter().copied()));
    entries
        .chain(measures)
        .chain(Task::ALL.map(Task::id))
        .chain(presets)
        .chain(FindingCode::ALL.map(FindingCode::code))
        .chain(Verdict::ALL.map(Verdict::text))
        .collect()
}

fn unknown(id: &str) -> Error {
    let names = names();
    let remedy = match evenhand::error::nearest(id, names.iter().copied()) {
        Some(_) => suggestion(id, names.iter().copied()),
        None => "`evenhand catalogue` lists what there is".to_owned(),
    };
    Problem::new(ErrorKind::UnknownName, "is no metric, criterion, preset or finding").value(id).remedy(remedy).into()
}
