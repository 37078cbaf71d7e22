//! Public data sets with predictions, where they lie beside the working copy: row and level counts as published.
#![cfg(feature = "csv")]
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)]

use std::fs::File;
use std::path::Path;

use evenhand::io::{AuditSpecification, read_predictions};
use evenhand::segment::Level;
use evenhand::{Cube, Predictions, cube::Cells};

fn audit(file: &str, decision: &str, segments: &[&str]) -> Option<Predictions> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(file);
    let Ok(file) = File::open(&path) else {
        println!("skipped: {} is not here", path.display());
        return None;
    };
    let mut specification = AuditSpecification::default();
    specification.columns.outcome = Some("y_true".to_owned());
    specification.columns.decision = Some(decision.to_owned());
    specification.columns.segments = segments.iter().map(|&name| name.to_owned()).collect();
    Some(read_predictions(file, &specification).unwrap())
}

fn rows(predictions: &Predictions, segment: &str, level: &Level) -> u64 {
    let by_segment = Cube::fold(predictions).roll_up(&[segment]).unwrap();
    by_segment
        .groups()
        .find(|(slice, _)| slice.level(segment) == Some(level))
        .map_or(0, |(_, cell)| cell.count(Cells::ALL))
}

fn positives(predictions: &Predictions) -> u64 {
    Cube::fold(predictions).total().count(Cells::ACTUAL_POSITIVES)
}

#[test]
fn bank_keeps_unknown_as_a_category() {
    let segments = ["education", "channel", "prev_outcome", "job"];
    let Some(bank) = audit("bank_marketing_predictions.csv", "targeted", &segments) else { return };
    assert_eq!((bank.rows(), positives(&bank)), (45_211, 5_289));
    for (segment, unknown) in segments.into_iter().zip([1_857, 13_020, 36_959, 288]) {
        assert_eq!(rows(&bank, segment, &Level::named("unknown")), unknown, "{segment}");
        assert_eq!(rows(&bank, segment, &Level::Missing), 0, "{segment}");
    }
}

#[test]
fn adult_has_empty_cells() {
    let Some(adult) = audit("adult_predictions.csv", "y_pred", &["workclass", "native_region", "age_band"]) else {
        return;
    };
    assert_eq!((adult.rows(), positives(&adult)), (48_842, 11_687));
    assert_eq!(rows(&adult, "workclass", &Level::Missing), 2_799);
    assert_eq!(rows(&adult, "native_region", &Level::Missing), 857);
    assert!(rows(&adult, "age_band", &Level::named("<25")) > 0);
}

#[test]
fn compas_shows_the_published_error_rates() {
    let Some(compas) = audit("compas.csv", "y_pred", &["race"]) else { return };
    assert_eq!(compas.rows(), 7_214);
    let smallest = compas.columns()[0].levels().iter().map(|level| rows(&compas, "race", level)).min();
    assert_eq!(smallest, Some(18));
    // ProPublica: false positive rates of 44.85 % and 23.45 %.
    let by_race = Cube::fold(&compas).roll_up(&["race"]).unwrap();
    for (race, published) in [("African-American", 44.85), ("Caucasian", 23.45)] {
        let (_, cell) = by_race.groups().find(|(slice, _)| slice.label() == race).unwrap();
        let rate = 100.0 * cell.count(Cells::FP) as f64 / cell.count(Cells::ACTUAL_NEGATIVES) as f64;
        assert!((rate - published).abs() < 0.005, "{race}: {rate}");
    }
}

#[test]
fn hillstrom_has_quoted_levels() {
    let Some(hillstrom) = audit("hillstrom.csv", "targeted", &["history_segment", "zip_code", "segment"]) else {
        return;
    };
    assert_eq!((hillstrom.rows(), positives(&hillstrom)), (64_000, 9_394));
    assert_eq!(hillstrom.columns()[0].levels().len(), 7);
    let quoted = hillstrom.columns()[0].levels().iter().filter(|level| level.to_string().contains(','));
    assert_eq!(quoted.map(|level| rows(&hillstrom, "history_segment", level)).sum::<u64>(), 3_167);
    assert!(rows(&hillstrom, "zip_code", &Level::named("Surburban")) > 0);
    let arms = ["Mens E-Mail", "Womens E-Mail", "No E-Mail"].map(|arm| rows(&hillstrom, "segment", &Level::named(arm)));
    assert_eq!(arms, [21_307, 21_387, 21_306]);
}

#[test]
fn journey_misses_much_and_german_is_small() {
    if let Some(journey) = audit("journey_campaign_predictions.csv", "y_pred", &["home_ownership"]) {
        assert_eq!(journey.rows(), 6_589);
        let share = rows(&journey, "home_ownership", &Level::Missing) as f64 / 6_589.0;
        assert!((0.42..0.59).contains(&share), "{share}");
    }
    if let Some(german) = audit("german_predictions.csv", "y_pred", &["sex"]) {
        assert_eq!((german.rows(), positives(&german)), (1_000, 700));
    }
}
