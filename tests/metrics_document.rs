//! The printed catalogue is the catalogue.
#![cfg(feature = "profiles")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub, reason = "a test")]

use evenhand::metric::catalogue::entries;
use evenhand::metric::document::{explain, markdown};

#[test]
fn the_document_is_up_to_date() {
    let stored = include_str!("../docs/METRICS.md");
    assert!(
        stored == markdown(),
        "docs/METRICS.md is out of date: run `cargo run --example metrics_document --features profiles > docs/METRICS.md`"
    );
}

#[test]
fn every_entry_is_in_the_document_once() {
    let text = markdown();
    for entry in entries() {
        assert_eq!(text.matches(&format!("\n### {}\n", entry.id())).count(), 1, "{}", entry.id());
    }
}

#[test]
fn an_explanation_fits_the_terminal_and_says_everything() {
    for entry in entries() {
        let text = explain(entry);
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{}: {line:?}", entry.id());
        }
        for label in ["formula", "range", "worse", "undefined", "labels", "source"] {
            assert!(text.lines().any(|line| line.starts_with(label)), "{} has no {label}", entry.id());
        }
        assert!(text.starts_with(entry.id()));
        for alias in entry.aliases() {
            assert!(text.contains(alias), "{}: {alias}", entry.id());
        }
    }
}
