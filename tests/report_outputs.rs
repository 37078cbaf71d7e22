//! What other programs read of a report: it keeps to their schemas, whatever the names in it are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test may fail")]
#![cfg(feature = "cli")]

mod report;

use evenhand::audit::{Audit, Audited, Policy};
use evenhand::data::Predictions;
use evenhand::report::{Language, SUMMARY_BYTES};
use evenhand::segment::Slices;

/// Names that a spreadsheet, an XML parser, a table of Markdown or a terminal would take for something else.
const NAMES: [&str; 16] = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "-inf",
    "a\u{0}b\u{1b}[31mred\u{7}\u{85}",
    "a\u{fffe}b\u{ffff}",
    "]]></failure><testcase name=\"x\"/>",
    "<details><summary>x</summary> | y | [z](javascript:alert(1)) `|`",
    "![x](http://example.com/x.png) https://example.com @octocat #1",
    "\u{202e}desrever \"quoted\", 'and' more\\",
    "-5",
];

fn hostile() -> Audited {
    let rows = NAMES.len() * 80;
    let level = |row: usize| NAMES[row % NAMES.len()];
    let predictions = Predictions::builder()
        .decision((0..rows).map(|row| row % 3 == 0 || row % NAMES.len() < 4))
        .segment("=attribute|\u{1}", (0..rows).map(level))
        .segment("side", (0..rows).map(|row| if (row / NAMES.len()).is_multiple_of(2) { "@a" } else { "b" }))
        .build()
        .unwrap();
    Audit::new()
        .slices(Slices::marginals().with_intersections(2))
        .policy(Policy::marketing())
        .run(&predictions)
        .unwrap()
}

fn audits() -> [(&'static str, Audited); 4] {
    [("small", report::small()), ("campaign", report::campaign()), ("names", hostile()), ("markup", report::hostile())]
}

#[test]
fn sarif_keeps_to_the_schema_of_the_standard() {
    let text = std::fs::read_to_string("tests/schemas/sarif-2.1.0.json").unwrap();
    // The published pattern of a language has a bracket too many, which is no regular expression to a strict reader.
    let text = text.replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (name, audited) in audits() {
        let findings = audited.findings.len();
        let text = audited.report().title(NAMES[9]).build().sarif().unwrap();
        assert!(!text.chars().any(|character| character < ' ' && character != '\n'), "{name}");
        let log: serde_json::Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).take(5).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), findings, "{name}");
    }
    // The schema is a real one: it refuses what is none.
    assert!(!validator.is_valid(&serde_json::json!({"version": "2.1.0", "runs": [{"results": []}]})));
}

#[test]
fn junit_holds_only_characters_that_xml_allows() {
    for (name, audited) in audits() {
        let assessments: usize = audited.rules.iter().map(|rule| rule.assessments.len()).sum();
        let text = audited.report().title(NAMES[9]).build().junit().unwrap();
        // XML 1.0, production 2; no other control character is wanted either.
        let wrong = text.chars().find(|&character| {
            character.is_control() && character != '\n' || matches!(character, '\u{fffe}' | '\u{ffff}')
        });
        assert_eq!(wrong, None, "{name}");
        let cases = text.matches("<testcase ").count();
        assert!(cases >= assessments, "{name}: {cases} of {assessments}");
        let (head, _) = text.split_once("<testsuite ").unwrap();
        assert!(head.contains(" failures=") && !head.contains(" skipped="), "{name}: {head}");
    }
    let text = hostile().report().build().junit().unwrap();
    assert!(text.contains("⟨U+0000⟩") && text.contains("⟨U+202E⟩"), "names keep apart");
    assert!(!text.contains("]]></failure><testcase"));
}

#[test]
fn no_cell_of_the_csv_is_a_formula() {
    let report = hostile().report().build();
    let text = report.slice_csv();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(records.len(), 2 + NAMES.len() + 2 + NAMES.len() * 2);
    for field in records.iter().flatten() {
        let is_number = field.parse::<f64>().is_ok_and(f64::is_finite);
        assert!(is_number || !field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']), "{field:?}");
    }
    assert_eq!(&records[0][1], "'=attribute|\u{1}");
    let names: Vec<&str> = records.iter().map(|record| &record[1]).collect();
    for name in NAMES {
        let guarded = format!("'{name}");
        let is_plain = name == "-5" || name.starts_with(['a', ']', '<', '!', '\u{202e}']);
        assert!(names.contains(&if is_plain { name } else { guarded.as_str() }), "{name:?}");
    }
}

/// What Markdown would read as markup is escaped, in the whole report as in its summary.
#[test]
fn no_name_is_markup_in_markdown() {
    let report = hostile().report().title(NAMES[12]).owner(NAMES[13]).build();
    for text in [report.markdown(), report.summary_markdown()] {
        for markup in ["<details>", "[z](", "![x]", "@octocat", "@SUM", " @a", "\u{1b}", "\u{0}", "\u{202e}"] {
            assert!(!text.contains(markup), "{markup:?}");
        }
        let mut width = None;
        for line in text.lines() {
            let cells = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
            if !line.starts_with('|') {
                width = None;
            } else if *width.get_or_insert(cells) != cells {
                panic!("a row is broken: {line}");
            }
        }
    }
}

#[test]
fn a_summary_fits_a_comment_whatever_the_audit() {
    let long = "a very long title ".repeat(20_000);
    for language in Language::ALL {
        for (name, audited) in audits() {
            let findings = audited.findings.len();
            let report = audited.report().title(long.as_str()).note(long.as_str()).language(language).build();
            let text = report.summary_markdown();
            assert!(text.len() <= SUMMARY_BYTES, "{name}: {} bytes", text.len());
            assert!(findings == 0 || text.contains("\n- "), "{name}");
        }
    }
    // Thousands of findings: those that do not fit are counted.
    let rows = 120_000_u32;
    let audited = Audit::new()
        .policy(Policy::marketing())
        .run(
            &Predictions::builder()
                .decision((0..rows).map(|row| row % 3000 < 1500))
                .segment("shop", (0..rows).map(|row| format!("shop number {} in a street with a name", row % 3000)))
                .build()
                .unwrap(),
        )
        .unwrap();
    assert!(audited.findings.len() > 2000, "{}", audited.findings.len());
    let text = audited.report().title("Shops").build().summary_markdown();
    assert!(text.len() <= SUMMARY_BYTES && text.len() > SUMMARY_BYTES / 2, "{} bytes", text.len());
    let listed = text.lines().filter(|line| line.starts_with("- ◆")).count();
    assert!(
        listed > 100 && text.contains(&format!("\n{listed} of ")),
        "{listed} listed: {}",
        &text[text.len() - 300..]
    );
}

/// The campaign's whole report is too long for a comment; its summary lists every finding.
#[test]
fn the_summary_of_the_campaign_is_short_and_complete() {
    let report = report::campaign().report().title("Offer").build();
    let (whole, summary) = (report.markdown(), report.summary_markdown());
    assert!(whole.len() > 65_536, "{} bytes", whole.len());
    assert!(summary.len() < 20_000, "{} bytes", summary.len());
    assert!(summary.contains("Every finding is listed.") && summary.contains("## Findings"), "{summary}");
}

/// Two rules are read, every segment is withheld: nothing was judged, and that is no pass.
#[test]
fn a_report_in_which_all_is_withheld_does_not_say_that_the_policy_passes() {
    let predictions = Predictions::builder()
        .decision((0..40).map(|row| row % 4 == 0))
        .segment("channel", (0..40).map(|row| if row < 3 { "app" } else { "web" }))
        .build()
        .unwrap();
    let audit = Audit::new().policy(Policy::marketing()).suppress(evenhand::privacy::Suppression::below(10).unwrap());
    let audited = audit.run(&predictions).unwrap();
    assert!(audited.gate().passed() && audited.rules.iter().all(|rule| rule.assessments.is_empty()));
    let report = audited.report().build();
    assert_eq!(report.brief().passed, None);
    assert!(!report.markdown().contains("The policy passes") && report.html().unwrap().contains("No rule was applied"));
}
