//! A first look at a file, and the `audit.toml` that is guessed from it.
#![cfg(all(feature = "csv", feature = "policy-file"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::fs::File;
use std::path::Path;

use evenhand::Cube;
use evenhand::cube::Cells;
use evenhand::io::{
    AuditSpecification, ColumnKind, Inspection, Role, inspect_csv, read_predictions, to_commented_specification,
};

fn inspect(path: &Path) -> Option<Inspection> {
    let Ok(file) = File::open(path) else {
        println!("skipped: {} is not here", path.display());
        return None;
    };
    Some(inspect_csv(file).unwrap())
}

fn role<'a>(inspection: &'a Inspection, name: &str) -> &'a Role {
    &inspection.columns.iter().find(|column| column.name == name).unwrap().guess.role
}

#[test]
fn the_campaign_is_guessed_and_audited() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/campaign.csv");
    let inspection = inspect(&path).unwrap();
    assert_eq!(inspection.rows, 20_000);
    for (name, expected) in [
        ("customer_id", Role::Customer),
        ("age_band", Role::Segment),
        ("gender", Role::Segment),
        ("region", Role::Segment),
        ("channel", Role::Segment),
        ("tenure", Role::Segment),
        ("consent", Role::Consent),
        ("score", Role::Score),
        ("targeted", Role::Decision),
        ("bought", Role::Outcome),
    ] {
        assert_eq!(role(&inspection, name), &expected, "{name}");
    }
    let gender = &inspection.columns[2];
    assert_eq!((gender.missing, gender.kind), (575, ColumnKind::Categorical { levels: 2 }));
    assert_eq!(gender.levels, [("female".to_owned(), 9_928), ("male".to_owned(), 20_000 - 575 - 9_928)]);

    let text = to_commented_specification(&inspection);
    let mut specification = AuditSpecification::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(specification.values.consent_positive.as_deref(), Some("yes"));
    specification.columns.consent = None;
    specification.values.consent_positive = None;
    let predictions = read_predictions(File::open(&path).unwrap(), &specification).unwrap();
    assert_eq!(predictions.customers().unwrap().customers, 20_000);
    // The figures of examples/data/README.md.
    let total = Cube::fold(&predictions).total();
    assert_eq!(total.count(Cells::SELECTED), 5_024);
    let by_age = Cube::fold(&predictions).roll_up(&["age_band"]).unwrap();
    let (_, oldest) = by_age.groups().find(|(slice, _)| slice.to_string() == "age_band=65+").unwrap();
    assert_eq!((oldest.count(Cells::ALL), oldest.count(Cells::SELECTED)), (2_767, 439));
}

#[test]
fn every_guess_parses_whatever_the_names_are() {
    let text = "\"a \"\"b\"\"\\\",\"x\ny\",y_true;\nu,v,1\nu,w,0\n";
    let inspection = inspect_csv(text.as_bytes()).unwrap();
    let specification = AuditSpecification::parse(&to_commented_specification(&inspection)).unwrap();
    assert_eq!(specification.columns.segments, ["x\ny"]);
}

#[test]
fn real_files_are_guessed_and_audited() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    for (name, outcome, decision) in [
        ("bank_marketing_predictions.csv", "y_true", "targeted"),
        ("hillstrom.csv", "y_true", "targeted"),
        ("adult_predictions.csv", "y_true", "y_pred"),
        ("compas.csv", "y_true", "y_pred"),
        ("german_predictions.csv", "y_true", "y_pred"),
        ("journey_campaign_predictions.csv", "y_true", "y_pred"),
    ] {
        let path = shared.join(name);
        let Some(inspection) = inspect(&path) else { continue };
        let text = to_commented_specification(&inspection);
        println!("{name}\n{text}");
        let specification = AuditSpecification::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
        assert_eq!(specification.columns.outcome.as_deref(), Some(outcome), "{name}");
        assert_eq!(specification.columns.decision.as_deref(), Some(decision), "{name}");
        assert_eq!(specification.columns.score.as_deref(), Some("score"), "{name}");
        assert_eq!(specification.columns.count, None, "{name}");
        let predictions = read_predictions(File::open(&path).unwrap(), &specification).unwrap();
        assert_eq!(predictions.rows() as u64, inspection.rows, "{name}");
    }
}

#[test]
fn a_file_without_rows_is_refused() {
    let error = inspect_csv("a,b\n".as_bytes()).unwrap_err();
    assert!(error.to_string().contains("a header and no rows"), "{error}");
}
