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

/// Reports on other predictions than decisions.
#[cfg(feature = "tasks")]
mod tasks {
    use evenhand::metric::Task;
    use evenhand::report::ReportBuilder;
    use evenhand::task::{Options, Table, TableBuilder, TaskAudit};

    /// Numbers that only look random, from 0 to 999.
    fn draw(row: usize, salt: usize) -> usize {
        (row * 7_919 + salt * 104_729 + row / 7 * 31) % 1_009 % 1_000
    }

    fn customers() -> TableBuilder {
        Table::builder()
            .segment("group", (0..3_000).map(|row| ["a", "b", "c"][if row % 300 == 0 { 2 } else { row % 2 }]))
    }

    fn lists() -> TableBuilder {
        let rows = || 0..2_000_usize;
        Table::builder()
            .segment("brand", rows().map(|row| if draw(row, 1) < 600 { "large" } else { "small" }))
            .segment("region", rows().map(|row| if row / 10 % 3 == 0 { "north" } else { "south" }))
            .names("list", "customer", rows().map(|row| format!("c{:04}", row / 10)))
            .numbers("rank", "place", rows().map(|row| (row % 10 + 1) as f64))
            .names("item", "product", rows().map(|row| format!("i{}", row % 10 * 7 + row / 10 % 7)))
            .binary("relevant", "bought", rows().map(|row| Some(draw(row, 2) < 200 + row / 10 % 3 * 100)))
    }

    pub(super) fn reports() -> Vec<(&'static str, ReportBuilder)> {
        let rows = || 0..3_000_usize;
        let yes = |most: usize, salt: usize| {
            move |row: usize| Some(draw(row, salt) < most + if row.is_multiple_of(2) { 150 } else { 0 })
        };
        let score = || customers().numbers("score", "score", rows().map(|row| draw(row, 3) as f64 / 1_000.0));
        let step = |at: usize| move |row: usize| Some((1..=at).all(|step| draw(row, step) < 800 - 100 * (row % 2)));
        let tables = [
            ("scores", Task::Scores, score().binary("outcome", "bought", rows().map(yes(300, 4)))),
            (
                "values",
                Task::Values,
                customers().numbers("prediction", "foretold", rows().map(|row| draw(row, 5) as f64 / 9.0)).numbers(
                    "outcome",
                    "spent",
                    rows().map(|row| draw(row, 6) as f64 / 7.0),
                ),
            ),
            ("rankings", Task::Rankings, lists()),
            (
                "funnel",
                Task::Funnel,
                customers()
                    .binary("targeted", "sent", rows().map(step(1)))
                    .binary("opened", "opened", rows().map(step(2)))
                    .binary("converted", "bought", rows().map(step(3))),
            ),
            (
                "uplift",
                Task::Uplift,
                score()
                    .binary("treatment", "mailed", rows().map(|row| Some(row % 5 < 2)))
                    .binary("outcome", "bought", rows().map(yes(250, 8)))
                    .binary("targeted", "chosen", rows().map(yes(400, 9))),
            ),
        ];
        let audit = |task, table: TableBuilder| {
            TaskAudit::new().run_table(task, table.build().unwrap(), &Options::default()).unwrap().report()
        };
        tables.into_iter().map(|(name, task, table)| (name, audit(task, table))).collect()
    }
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
    #[cfg(feature = "tasks")]
    let builders = builders.into_iter().chain(tasks::reports()).collect::<Vec<_>>();
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
        assert!(found.len() > 12, "{name}: {} numbers", found.len());
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
/// marks that count verdicts, names, code and the definitions of the catalogue.
fn prose(page: &str) -> Vec<String> {
    const SKIPPED: [&str; 11] =
        ["table", "svg", "figure", "bdi", "code", "style", "script", "nav", "title", "footer", "h1"];
    let mut texts = vec![String::new()];
    let (mut skipped, mut spans): (Vec<String>, Vec<bool>) = (Vec::new(), Vec::new());
    // What the catalogue says of its entries, each of which has its id as code, is a definition and no result.
    let mut is_definition = false;
    let mut rest = page;
    while let Some((text, after)) = rest.split_once('<') {
        if !is_definition && skipped.is_empty() && !spans.contains(&true) {
            texts.last_mut().unwrap().push_str(text);
        }
        let (tag, next) = after.split_once('>').unwrap();
        rest = next;
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let closes = tag.starts_with('/');
        if SKIPPED.contains(&name.as_str()) {
            if closes {
                skipped.pop();
            } else {
                skipped.push(name.clone());
            }
        }
        match (name.as_str(), closes) {
            ("dt", false) => {
                let (term, _) = next.split_once("</dt>").unwrap();
                is_definition = term.ends_with("</code>");
            }
            ("dl", true) => is_definition = false,
            _ => {}
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
const CONSTANTS: [&str; 12] = [
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
    "Local Law 144",
    concat!("evenhand ", env!("CARGO_PKG_VERSION")),
];

/// Words without years from 1880 to 2049, which belong to what is cited, and to the dates of laws.
fn without_years(words: &str) -> String {
    let mut out = String::new();
    for piece in words.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let digits = piece.trim_end_matches(|c: char| !c.is_ascii_digit());
        let is_year = digits.len() == 4 && digits.parse::<u32>().is_ok_and(|year| (1880..2050).contains(&year));
        out.push_str(if is_year { &piece[4..] } else { piece });
    }
    out
}

/// The names of segments in which there are digits, as the page writes them, the longest first.
fn names_with_digits(report: &Report) -> Vec<String> {
    let audited = &report.audited;
    let of_tasks = audited.tasks.iter().flat_map(|task| &task.groupings).flat_map(|grouping| &grouping.slices);
    let slices = audited.groupings.iter().flat_map(|grouping| &grouping.slices).map(|result| &result.slice);
    let conditions = slices.chain(of_tasks.map(|result| &result.slice)).flat_map(evenhand::segment::Slice::conditions);
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
        for text in prose(&page) {
            // Rows that a table folds away or leaves to other forms are the page's own business.
            if PAGING.iter().any(|words| text.contains(words)) {
                continue;
            }
            let words = names.iter().fold(text.clone(), |words, name| words.replace(name, ""));
            let words = CONSTANTS.iter().fold(words, |words, constant| words.replace(constant, ""));
            let words = without_years(&words);
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
