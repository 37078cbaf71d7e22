//! Every number in the prose of the page has its place in the JSON form, and what stands there reads so.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::items_after_statements,
    reason = "a test may fail"
)]
#![cfg(feature = "html")]

mod report;

use evenhand::audit::Audit;
use evenhand::data::Predictions;
use evenhand::inference::label_noise::LabelAccuracy;
use evenhand::privacy::Suppression;
use evenhand::report::{
    Better, CorrectiveAction, Language, Measure, MeasureUnit, Perspective, PredictedEffect, Report, ReportBuilder,
};
use evenhand::segment::{Level, Slice, Slices};
use serde_json::Value;

/// Customers who come back, small cells withheld, unknown segments, missing labels.
fn guarded() -> ReportBuilder {
    let rows = 3_000_u64;
    let predictions = Predictions::builder()
        .decision((0..rows).map(|row| row % 3 == 0 || row % 7 == 0))
        .outcome((0..rows).map(|row| if row % 11 == 0 { None } else { Some(row % 2 == 0) }))
        .customer((0..rows).map(|row| row / 2 + row % 5))
        .segment(
            "group",
            (0..rows).map(|row| ["a", "b", "c", "d"][if row % 130 == 0 { 3 } else { (row % 3) as usize }]),
        )
        .segment(
            "side",
            (0..rows).map(|row| if row % 13 == 0 { None } else { Some(if row % 2 == 0 { "x" } else { "y" }) }),
        )
        .build()
        .unwrap();
    let audit =
        Audit::new().slices(Slices::marginals().with_intersections(2)).suppress(Suppression::below(10).unwrap());
    audit.run(&predictions).unwrap().report()
}

fn governed() -> ReportBuilder {
    let action = CorrectiveAction::new("a1", "send letters").effect(PredictedEffect::new(
        "disparate_impact",
        0.91,
        (0.84, 0.98),
        0.95,
    ));
    let phone = Slice::everybody().and("channel", Level::named("phone"));
    let response = Measure::new("response", "Response", Perspective::Business, 0.134)
        .unit(MeasureUnit::Share)
        .better(Better::Higher)
        .target(0.12)
        .segment(phone, 0.081);
    let before = report::small().report().period("2025").build();
    report::small()
        .report()
        .action(action)
        .measure(response.previous(0.141))
        .supersedes(&before)
        .unwrap()
        .after(&[before])
        .unwrap()
}

fn reports() -> Vec<(String, Report)> {
    let builders: Vec<(&str, ReportBuilder)> = vec![
        ("small", report::small().report()),
        ("campaign", report::campaign().report()),
        ("hostile", report::hostile().report()),
        ("many slices", report::many_slices().report()),
        ("guarded", guarded()),
        ("governed", governed()),
    ];
    let both = |(name, builder): (&str, ReportBuilder)| {
        Language::ALL
            .map(|language| (format!("{name}, {}", language.code()), builder.clone().language(language).build()))
    };
    builders.into_iter().flat_map(both).collect()
}

/// A number as a language writes it, and the unit of its last digit.
fn read(text: &str, language: Language) -> Option<(f64, f64)> {
    let (thousands, point) = if language == Language::German { ('.', ',') } else { (',', '.') };
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == point).collect();
    let clean: String = text.chars().filter(|c| *c != thousands).collect();
    let negative = clean.contains('\u{2212}');
    let value: f64 = digits.replace(point, ".").parse().ok()?;
    let decimals = digits.split(point).nth(1).map_or(0, str::len);
    let unit = 10_f64.powi(-i32::try_from(decimals).unwrap());
    Some((if negative { -value } else { value }, unit))
}

/// Whether what stands at a place may be written so: rounded to the last digit that is shown, in percent where the text says so
/// or the number is one of percentage points; a sentence may put the sign in words.
fn reads_so(text: &str, value: &Value, pointer: &str, language: Language) -> bool {
    if let Some(sign) = value.get("infinite").and_then(Value::as_str) {
        return text == if sign == "positive" { "∞" } else { "\u{2212}∞" };
    }
    let stands = match value {
        Value::Array(all) => all.len() as f64,
        Value::Number(number) => number.as_f64().unwrap(),
        _ => return false,
    };
    let Some((shown, unit)) = read(text, language) else { return false };
    if text.starts_with('<') {
        return stands < shown;
    }
    if text.starts_with('>') {
        return stands > shown;
    }
    // What is computed and no count is told in two digits, rounded up.
    if pointer.ends_with("/customers") && pointer.starts_with("/totals") || pointer.ends_with("/to_four_fifths") {
        return shown >= stands && shown <= stands * 1.1 + 1.0;
    }
    // An effective number of rows is never rounded up.
    let near = |stands: f64| {
        (shown - stands).abs() <= unit * 0.500_001 || ((shown - stands.floor()).abs() < f64::EPSILON && stands >= 10.0)
    };
    let factors: &[f64] = if text.contains('%') { &[100.0] } else { &[1.0, 100.0] };
    factors.iter().any(|factor| near(stands * factor) || near(-stands * factor))
}

/// Each number of the page that names its place: place, text.
fn numbers(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in page.split("<span data-json=\"").skip(1) {
        let (pointer, rest) = part.split_once('"').unwrap();
        let (_, rest) = rest.split_once('>').unwrap();
        let (text, _) = rest.split_once("</span>").unwrap();
        found.push((pointer.to_owned(), text.replace("&lt;", "<").replace("&gt;", ">")));
    }
    found
}

#[test]
fn every_place_exists_and_reads_as_the_text_does() {
    for (name, report) in reports() {
        let json: Value = serde_json::from_str(&report.to_json().unwrap()).unwrap();
        let found = numbers(&report.html().unwrap());
        assert!(found.len() > 20, "{name}: {} numbers", found.len());
        for (pointer, text) in &found {
            let value =
                json.pointer(pointer).unwrap_or_else(|| panic!("{name}: nothing stands at {pointer} for {text}"));
            assert!(
                reads_so(text, value, pointer, report.language),
                "{name}: {text} at {pointer}, where {value} stands"
            );
        }
        println!("{name}: {} numbers", found.len());
    }
}

#[test]
fn a_wrong_place_is_noticed() {
    let report = report::campaign().report().build();
    let mut json: Value = serde_json::from_str(&report.to_json().unwrap()).unwrap();
    let found = numbers(&report.html().unwrap());
    for pointer in ["/audited/population/audited", "/totals/affected/least", "/audited/rules/0/rule/tolerance/min"] {
        let (_, text) = found.iter().find(|(own, _)| own == pointer).unwrap_or_else(|| panic!("{pointer} is told"));
        let value = json.pointer_mut(pointer).unwrap();
        *value = serde_json::json!(value.as_f64().unwrap() * 1.13);
        assert!(!reads_so(text, value, pointer, Language::English), "{pointer}");
    }
}

/// The text of paragraphs, lists, terms, headings and findings, without numbers that name their place, without tables, figures,
/// marks that count verdicts, names and code; and without chapters that tell formulas, laws and digests.
fn prose(page: &str, told: &[&str]) -> Vec<String> {
    const SKIPPED: [&str; 11] =
        ["table", "svg", "figure", "bdi", "code", "style", "script", "nav", "title", "footer", "h1"];
    let mut is_told = false;
    let mut texts = vec![String::new()];
    let (mut skipped, mut spans): (Vec<String>, Vec<bool>) = (Vec::new(), Vec::new());
    let mut rest = page;
    while let Some((text, after)) = rest.split_once('<') {
        if !is_told && skipped.is_empty() && !spans.contains(&true) {
            texts.last_mut().unwrap().push_str(text);
        }
        let (tag, next) = after.split_once('>').unwrap();
        rest = next;
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let closes = tag.starts_with('/');
        if name == "section" && !closes {
            let title = next.split("</h2>").next().unwrap_or_default();
            is_told = told.iter().any(|told| title.ends_with(told));
        }
        if SKIPPED.contains(&name.as_str()) {
            if closes {
                skipped.pop();
            } else {
                skipped.push(name.clone());
            }
        }
        if name == "span" {
            if closes {
                spans.pop();
            } else {
                spans.push(tag.contains("data-json") || tag.contains("class=\"count"));
            }
        }
        if ["p", "li", "dd", "dt", "h2", "h3", "h4", "summary", "b"].contains(&name.as_str()) {
            texts.push(String::new());
        }
    }
    texts
}

/// Words that say what a rule or a page is like, and no result.
const CONSTANTS: [&str; 10] = [
    "between 1 and",
    "zwischen 1 und",
    "1 case of 20",
    "1 von 20",
    " is 1;",
    " 1 ist;",
    "4/5",
    "SHA-256",
    "&#39;",
    "F1",
];

/// The names of segments in which there are digits, as the page writes them, the longest first.
fn names_with_digits(report: &Report) -> Vec<String> {
    let slices = report.audited.groupings.iter().flat_map(|grouping| &grouping.slices);
    let conditions = slices.flat_map(|result| result.slice.conditions());
    let names = conditions.flat_map(|one| [Some(one.attribute.as_str()), one.level.name()]).flatten();
    let escaped = |name: &str| {
        let name = name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        name.replace('"', "&quot;").replace('\'', "&#39;")
    };
    let mut names: Vec<String> =
        names.filter(|name| name.contains(|c: char| c.is_ascii_digit())).map(escaped).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    names
}

#[test]
fn no_number_in_prose_is_without_a_place() {
    const TOLD: [&str; 6] = [
        "How it was computed",
        "Wie gerechnet wurde",
        "Impact tables",
        "Wirkungstabellen",
        "Where it comes from",
        "Herkunft",
    ];
    const PAGING: [&str; 7] = [
        "more row",
        "weitere Zeile",
        "These are the first",
        "Hier stehen die ersten",
        "Drawn: ",
        "Gezeichnet",
        "combinations with most outside",
    ];
    for (name, report) in reports() {
        let page = report.html().unwrap();
        let names = names_with_digits(&report);
        let mut left = Vec::new();
        for text in prose(&page, &TOLD) {
            // Rows that a table folds away or leaves to other forms are the page's own business.
            if PAGING.iter().any(|words| text.contains(words)) {
                continue;
            }
            let words = names.iter().fold(text.clone(), |words, name| words.replace(name, ""));
            let words = CONSTANTS.iter().fold(words, |words, constant| words.replace(constant, ""));
            if words.contains(|c: char| c.is_ascii_digit()) {
                left.push(text);
            }
        }
        assert!(left.is_empty(), "{name}: {left:#?}");
    }
}

#[test]
fn declared_errors_of_recording_are_told_with_their_places() {
    let rows = 2_000_u64;
    let predictions = Predictions::builder()
        .decision((0..rows).map(|row| row % 3 == 0))
        .outcome((0..rows).map(|row| row % 5 == 0))
        .segment("group", (0..rows).map(|row| if row % 2 == 0 { "a" } else { "b" }))
        .build()
        .unwrap();
    let accuracy = LabelAccuracy { sensitivity: 0.9, specificity: 0.95 };
    let report = Audit::new().label_accuracy(accuracy).run(&predictions).unwrap().report().build();
    let json: Value = serde_json::from_str(&report.to_json().unwrap()).unwrap();
    let found = numbers(&report.html().unwrap());
    let sensitivity = found.iter().find(|(pointer, _)| pointer.ends_with("/sensitivity")).expect("it is told");
    assert!(reads_so(&sensitivity.1, json.pointer(&sensitivity.0).unwrap(), &sensitivity.0, Language::English));
}
