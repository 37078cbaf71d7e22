//! The Markdown of a small audit, as it should read. To take over a wanted change:
//! `EVENHAND_BLESS=1 cargo test --test report_markdown`, then read the difference.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test may fail")]

mod report;

const EXPECTED: &str = "tests/report/small.md";

#[test]
fn the_small_report_reads_as_written_down() {
    let actual = report::small().report().title("Small audit").model("offer 4.2").build().markdown();
    if std::env::var_os("EVENHAND_BLESS").is_some() {
        std::fs::write(EXPECTED, &actual).unwrap();
    }
    let expected = std::fs::read_to_string(EXPECTED).unwrap();
    for (number, (want, have)) in expected.lines().zip(actual.lines()).enumerate() {
        assert_eq!(have, want, "line {} of {EXPECTED}", number + 1);
    }
    assert_eq!(actual.lines().count(), expected.lines().count(), "lines of {EXPECTED}");
}

#[test]
fn hostile_names_are_no_markup() {
    let text = report::hostile().report().title(report::HOSTILE[0]).build().markdown();
    assert!(!text.contains("<script") && !text.contains("<img") && !text.contains('\u{202e}'));
    assert!(text.contains("a\\|b") && text.contains("\\*c\\*"));
    // A table row has as many cells as its heading, whatever the names hold.
    let mut width = None;
    for line in text.lines() {
        let cells = line.replace("\\|", "").matches('|').count();
        if !line.starts_with('|') {
            width = None;
        } else if *width.get_or_insert(cells) != cells {
            panic!("a row is broken: {line}");
        }
    }
}
