//! The committed tables of coverage and size: they keep what they promise, and the code as it is made them.
//!
//! `docs/validation/coverage.md` is written by `examples/validation`, whose tables are included here.
#![allow(
    clippy::unwrap_used,
    clippy::unnecessary_wraps,
    clippy::type_complexity,
    clippy::print_stdout,
    reason = "a test"
)]

#[path = "../examples/validation/tables/mod.rs"]
#[allow(dead_code, reason = "the program prints what the test only reads")]
mod tables;

use std::fs;
use std::path::Path;

use tables::table::{Promise, Row, Table};

fn committed() -> Option<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/validation/coverage.md");
    if !Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").is_dir() {
        println!("skipped: {} is not here, as in the packed crate", file.display());
        return None;
    }
    Some(fs::read_to_string(&file).unwrap())
}

/// The lines of a table in the committed page.
fn section<'a>(text: &'a str, table: &Table) -> Vec<&'a str> {
    let start = text.find(&format!("\n## {}\n", table.title)).unwrap();
    let rest = &text[start + 1..];
    let end = rest[3..].find("\n## ").map_or(rest.len(), |at| at + 3);
    rest[..end].lines().filter(|line| line.starts_with('|')).skip(2).collect()
}

fn table(title: &str) -> Table {
    tables::all().into_iter().find(|table| table.title == title).unwrap()
}

/// Computes a row anew; the committed page must hold exactly this line.
#[track_caller]
fn same_as_committed(text: &str, title: &str, keep: impl Fn(&Row) -> bool) {
    let table = table(title);
    let lines = section(text, &table);
    assert_eq!(lines.len(), table.rows.len(), "{title}");
    let mut compared = 0;
    for (at, row) in table.rows.iter().enumerate().filter(|(_, row)| keep(row)) {
        let shares = (row.compute)();
        assert_eq!(table.line(row, &shares), lines[at], "{title}");
        compared += 1;
    }
    assert!(compared > 0, "{title}: no row was compared");
}

fn is(row: &Row, labels: &[&str]) -> bool {
    row.labels.iter().zip(labels).all(|(one, other)| one == other)
}

#[test]
fn exact_rows_are_as_committed() {
    let Some(text) = committed() else { return };
    let small = |row: &Row| is(row, &["20"]) || is(row, &["50"]);
    same_as_committed(&text, "One rate: coverage", small);
    same_as_committed(&text, "One rate: size of tests", |_| true);
    same_as_committed(&text, "McNemar: size", |_| true);
    for title in ["Odds ratio: coverage", "Two equal rates: size of tests"] {
        same_as_committed(&text, title, |row| is(row, &["20", "20"]) || is(row, &["50", "50"]));
    }
    let title = "On the border of the zone: how often it is called acceptable";
    same_as_committed(&text, title, |row| is(row, &["50", "50"]));
    let title = "A ratio of exactly four fifths: size of one-sided tests, and how often the point rule fails it";
    same_as_committed(&text, title, |row| is(row, &["20", "200"]));
}

#[test]
fn simulated_rows_are_as_committed() {
    let Some(text) = committed() else { return };
    same_as_committed(&text, "Many tests at once", |row| is(row, &["2", "1", ".5"]));
    same_as_committed(&text, "Clustered rows", |row| is(row, &["20", ".2", ".1"]));
    same_as_committed(&text, "Weighted rows", |row| is(row, &["50", ".5", "0.5", "no"]));
    let title = "The change of a gap between two models on the same rows";
    same_as_committed(&text, title, |row| is(row, &["200", "200", "gap closes by .1"]));
}

/// A shortened version of the tables: exact rows of small samples keep their promises.
#[test]
fn small_samples_keep_the_promises() {
    let mut kept = 0;
    for title in ["One rate: coverage", "One rate: size of tests", "McNemar: size", "Odds ratio: coverage"] {
        let table = table(title);
        for row in table.rows.iter().filter(|row| !is(row, &["1000"]) && !is(row, &["200"])) {
            let shares = (row.compute)();
            assert!(table.keeps(row, &shares), "{title}: {}", table.line(row, &shares));
            kept += usize::from(!row.is_sparse);
        }
    }
    assert!(kept > 25, "{kept} rows are not enough");
}

/// No ordinary row breaks a promise.
#[test]
fn the_page_breaks_no_promise() {
    let Some(text) = committed() else { return };
    let mut broken = Vec::new();
    let mut promised = 0;
    for table in tables::all() {
        let lines = section(&text, &table);
        assert_eq!(lines.len(), table.rows.len(), "{}", table.title);
        promised += lines.len() * table.columns.iter().filter(|column| column.promise != Promise::Nothing).count();
        broken.extend(lines.iter().filter(|line| line.contains("**")).map(|line| (table.title, (*line).to_owned())));
    }
    assert!(promised > 500, "{promised}");
    assert!(broken.is_empty(), "{broken:#?}");
}
