//! The catalogue in words: as a document, and one entry at a time for the terminal.
//!
//! Both are made from the same fields, so that the document, the terminal and the code cannot disagree.

use std::fmt::Write;

use super::catalogue::{CRITERIA, Entry, METRICS};
use super::criterion::{Composition, Criterion, PopulationStatistic};
use super::metric::{Definition, Metric, Worse};
use super::profile::{MissingSegment, PROFILES, PeerDefinition, Profile};
use super::{Combine, Comparison, Task};

/// Columns of the terminal.
const WIDTH: usize = 80;
/// Columns before a field's text.
const INDENT: usize = 13;

/// The whole catalogue as Markdown: contents, metrics, criteria, and the definitions of other tools.
///
/// # Example
///
/// ```
/// let document = evenhand::metric::document::markdown();
/// assert!(document.contains("### equalized_odds"));
/// assert!(document.contains("`TP / (TP + FN)`"));
/// ```
pub fn markdown() -> String {
    let mut text = String::from(HEAD);
    text.push_str("\n## Contents\n");
    contents(&mut text, "Metrics of one group", METRICS.iter().copied().map(Entry::Metric));
    contents(&mut text, "Criteria that compare groups", CRITERIA.iter().copied().map(Entry::Criterion));
    text.push_str("\n## Metrics of one group\n");
    for metric in METRICS {
        section(&mut text, Entry::Metric(metric));
    }
    text.push_str("\n## Criteria that compare groups\n");
    for criterion in CRITERIA {
        section(&mut text, Entry::Criterion(criterion));
    }
    for task in Task::ALL.into_iter().filter(|task| *task != Task::Decisions && !task.metrics().is_empty()) {
        let _ = write!(text, "\n## Task: {task}\n");
        let entries = task.metrics().iter().copied().map(Entry::Metric);
        for entry in entries.chain(task.criteria().iter().copied().map(Entry::Criterion)) {
            section(&mut text, entry);
        }
    }
    text.push_str(PEERS);
    for profile in PROFILES {
        peers(&mut text, profile);
    }
    text
}

/// One entry in plain text, wrapped at 80 columns, with what other tools compute in its place.
///
/// # Example
///
/// ```
/// use evenhand::metric::{document::explain, find};
///
/// let text = explain(find("tpr")?);
/// assert!(text.contains("TP / (TP + FN)"));
/// assert!(text.lines().all(|line| line.chars().count() <= 80));
/// # Ok::<(), evenhand::Error>(())
/// ```
pub fn explain(entry: Entry) -> String {
    let mut text = wrapped("", &format!("{}: {}", entry.id(), name(entry)), 0);
    text.push_str(&wrapped("", question(entry), 0));
    text.push('\n');
    for (label, value) in fields(entry) {
        text.push_str(&wrapped(label, &value, INDENT));
    }
    if let Entry::Criterion(criterion) = entry {
        for (profile, definition) in elsewhere(criterion) {
            let own = definition.name();
            let value = format!("{own} is {}. {}", definition.formula, definition.differs);
            text.push_str(&wrapped(profile.id, &value, INDENT));
        }
    }
    text
}

const HEAD: &str = "\
# Metrics

Generated from the catalogue by `cargo run --example metrics_document --features profiles`; do not edit.

TP, FP, FN and TN are customers by decision and outcome: a true positive is selected and responds. *Selected*, *not \
selected* and *all rows* count customers without a label too. Where rows are weighted, every count is a sum of weights.
A comparison is always group minus reference, or group over reference; over all groups it is the widest pair.
";

const PEERS: &str = "
## What other tools compute

Reproduced by name, NaN included, for comparison with earlier reports; never used for a verdict.
";

fn contents(text: &mut String, title: &str, entries: impl Iterator<Item = Entry>) {
    let _ = write!(text, "\n| {title} | |\n|---|---|\n");
    for entry in entries {
        let id = entry.id();
        let _ = writeln!(text, "| [{id}](#{id}) | {} |", question(entry));
    }
}

fn section(text: &mut String, entry: Entry) {
    let _ = write!(text, "\n### {}\n\n{}: {}\n\n", entry.id(), capitalised(name(entry)), question(entry));
    for (label, value) in fields(entry) {
        let value = match label {
            "formula" => format!("`{value}`"),
            "aliases" => value.split(", ").map(|alias| format!("`{alias}`")).collect::<Vec<_>>().join(", "),
            _ => value,
        };
        let _ = writeln!(text, "- **{}**: {value}", capitalised(label));
    }
    if let Entry::Criterion(criterion) = entry {
        let named = elsewhere(criterion)
            .map(|(profile, definition)| format!("{} `{}`", profile.tool, definition.name()))
            .collect::<Vec<_>>();
        if !named.is_empty() {
            let _ = writeln!(text, "- **Nearest elsewhere**: {}", named.join(", "));
        }
    }
}

fn peers(text: &mut String, profile: &Profile) {
    let missing = match profile.missing {
        MissingSegment::Refuses(exception) => format!("it refuses the input (`{exception}`)"),
        MissingSegment::Drops => "it drops them, and counts them in totals".to_owned(),
        MissingSegment::CountsAmongRest => "it counts them among the rest".to_owned(),
    };
    let _ = write!(
        text,
        "\n### {} ({})\n\nProfile `{}`. Rows whose segment is missing: {missing}.\n\n",
        profile.tool, profile.version, profile.id
    );
    text.push_str("| Function | Formula | Nearest of ours | How it differs |\n|---|---|---|---|\n");
    let escaped = |text: &str| text.replace('|', "\\|");
    for definition in profile.definitions {
        let nearest = definition.nearest.map_or("none".to_owned(), |near| format!("[{0}](#{0})", near.id));
        let _ = writeln!(
            text,
            "| `{}` | {} | {nearest} | {} |",
            escaped(&definition.name()),
            escaped(definition.formula),
            escaped(definition.differs)
        );
    }
}

/// The definitions of other tools that are nearest to a criterion of ours.
fn elsewhere(criterion: &Criterion) -> impl Iterator<Item = (&'static Profile, &'static PeerDefinition)> {
    PROFILES.iter().copied().flat_map(move |profile| {
        profile
            .definitions
            .iter()
            .filter(move |definition| definition.nearest.is_some_and(|near| near.id == criterion.id))
            .map(move |definition| (profile, definition))
    })
}

fn name(entry: Entry) -> &'static str {
    match entry {
        Entry::Metric(metric) => metric.name,
        Entry::Criterion(criterion) => criterion.name,
    }
}

fn question(entry: Entry) -> &'static str {
    match entry {
        Entry::Metric(metric) => metric.question,
        Entry::Criterion(criterion) => criterion.question,
    }
}

/// What there is to say about an entry, in the order in which it is said.
fn fields(entry: Entry) -> Vec<(&'static str, String)> {
    let mut fields = match entry {
        Entry::Metric(metric) => vec![
            ("formula", metric.formula()),
            ("range", metric.range.to_string()),
            ("worse", worse_side(metric).to_owned()),
            ("undefined", undefined_metric(metric)),
            ("labels", if metric.needs_labels() { "needed" } else { "not needed" }.to_owned()),
        ],
        Entry::Criterion(criterion) => vec![
            ("formula", criterion.formula()),
            ("range", criterion.range.to_string()),
            ("ideal", criterion.ideal.to_string()),
            ("worse", worse_side_of_comparison(criterion)),
            ("undefined", undefined_criterion(criterion).to_owned()),
            ("labels", needed_labels(criterion).to_owned()),
        ],
    };
    let (source, note) = match entry {
        Entry::Metric(metric) => (metric.source, ""),
        Entry::Criterion(criterion) => (criterion.source, criterion.note),
    };
    if !entry.aliases().is_empty() {
        fields.push(("aliases", entry.aliases().join(", ")));
    }
    if !note.is_empty() {
        fields.push(("note", note.to_owned()));
    }
    fields.push(("source", source.to_owned()));
    fields
}

fn needed_labels(criterion: &Criterion) -> &'static str {
    if criterion.metrics().iter().any(|metric| metric.needs_labels()) { "needed" } else { "not needed" }
}

fn worse_side(metric: &Metric) -> &'static str {
    match metric.worse {
        Worse::Below => "the lower, the worse for the segment's customers",
        Worse::Above => "the higher, the worse for the segment's customers",
        Worse::Either => "either side, depending on what the decision does",
        Worse::Neither => "neither side: it describes and does not judge",
    }
}

fn worse_side_of_comparison(criterion: &Criterion) -> String {
    match criterion.composition {
        Composition::Compare { favourable_side: true, .. } => {
            format!("below {}, once the favourable side of the decision is taken", criterion.ideal)
        }
        Composition::Compare { metrics: [only], .. } => match only.worse {
            Worse::Below => format!("below {}", criterion.ideal),
            Worse::Above => format!("above {}", criterion.ideal),
            Worse::Either => "either side, depending on what the decision does".to_owned(),
            Worse::Neither => "neither side: it describes and does not judge".to_owned(),
        },
        Composition::Compare { combine: Combine::MeanSigned, .. } => {
            "either side, depending on what the decision does".to_owned()
        }
        Composition::Population(PopulationStatistic::ShareRatio) => {
            format!("below {}: the segment is under-represented", criterion.ideal)
        }
        Composition::OfTask { worse: Worse::Below, .. } => format!("below {}", criterion.ideal),
        Composition::OfTask { worse: Worse::Above, .. } => format!("above {}", criterion.ideal),
        Composition::Compare { .. }
        | Composition::Groups { .. }
        | Composition::Population(_)
        | Composition::OfTask { .. } => {
            format!("the farther from {}; it does not say for whom", criterion.ideal)
        }
    }
}

fn undefined_metric(metric: &Metric) -> String {
    match metric.definition {
        Definition::Rate { empty, .. } => format!("where {empty}"),
        Definition::Odds { empty, .. } => {
            format!("where both counts are 0: {empty}; infinite where only the latter is")
        }
        Definition::Function { .. } | Definition::OfTask { .. } => "where its formula divides 0 by 0".to_owned(),
    }
}

fn undefined_criterion(criterion: &Criterion) -> &'static str {
    match criterion.comparison() {
        None => "with fewer than two groups, and where a group has no rows to divide by",
        Some(Comparison::Difference) => "with fewer than two groups, and where a metric of either side is",
        Some(Comparison::Ratio | Comparison::LogRatio) => {
            "with fewer than two groups, where a metric of either side is, and where both are 0"
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A label and its text, the text in its own column. A word that is wider than the column is broken.
fn wrapped(label: &str, value: &str, indent: usize) -> String {
    let mut text = format!("{label:indent$}");
    let mut column = text.chars().count();
    for word in value.split_whitespace().flat_map(|word| pieces(word, WIDTH - indent)) {
        let length = word.chars().count();
        if column > indent && column + 1 + length > WIDTH {
            let _ = write!(text, "\n{:indent$}", "");
            column = indent;
        } else if column > indent {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    text.push('\n');
    text
}

/// A word in pieces of at most so many characters.
fn pieces(word: &str, width: usize) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let end = rest.char_indices().nth(width).map_or(rest.len(), |(index, _)| index);
        let (piece, after) = rest.split_at(end);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}
