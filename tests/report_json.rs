//! The JSON form: it follows its published schema, it is lean, and it is refused where it does not hold together.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::items_after_statements,
    reason = "a test may fail"
)]

mod report;

use evenhand::audit::{Audit, Audited, Policy, Reference, Rule, Tolerance};
use evenhand::data::Predictions;
use evenhand::report::{
    ActionState, CorrectiveAction, PredictedEffect, Report, ReviewDecision, ReviewKey, SCHEMA_VERSION, SignOff,
};
use evenhand::segment::Slices;
use serde_json::Value;

const SCHEMA: &str = "docs/report.schema.json";

/// Weighted rows, a named reference, the best group as reference, the widest pair, groups too small to judge.
fn unusual() -> Audited {
    let rows = 600_usize;
    let pick = |row: usize| ["a", "b", "c", "d"][if row.is_multiple_of(50) { 3 } else { row % 3 }];
    let predictions = Predictions::builder()
        .decision((0..rows).map(|row| row % 3 == 0 || row % 7 == 0))
        .outcome((0..rows).map(|row| if row % 11 == 0 { None } else { Some(row % 2 == 0) }))
        .weight((0..rows).map(|row| f64::from(u32::try_from(row % 5).unwrap())))
        .segment("group", (0..rows).map(pick))
        .segment(
            "side",
            (0..rows).map(|row| if row % 13 == 0 { None } else { Some(if row % 2 == 0 { "x" } else { "y" }) }),
        )
        .build()
        .unwrap();
    let rule = |id: &str, reference: Reference| {
        Rule::new(id, "disparate_impact").tolerance(Tolerance::at_least(0.8)).reference(reference)
    };
    let policy = Policy::builder("Unusual")
        .rule(rule("best", Reference::Best))
        .rule(Rule::new("named", "demographic_parity_difference").reference(Reference::level("group", "b")))
        .rule(Rule::new("overall", "equal_opportunity_difference").reference(Reference::Overall))
        .rule(rule("widest", Reference::Rest).worst_pair())
        .build()
        .unwrap();
    Audit::new().policy(policy).slices(Slices::marginals().with_intersections(2)).run(&predictions).unwrap()
}

fn governed() -> Report {
    let action = CorrectiveAction::new("a1", "send letters")
        .finding("outside-tolerance/equal-treatment/channel=phone")
        .effect(PredictedEffect::new("disparate_impact", 0.91, (0.84, 0.98), 0.95))
        .cost("postage")
        .who_loses("nobody")
        .owner("campaign lead")
        .due("2027-01-31")
        .state(ActionState::Accepted);
    let before = report::small().report().period("2025").build();
    let report = report::small()
        .report()
        .purpose("offers")
        .population("customers with an account")
        .consent("asked at sign-up")
        .favourable_outcome("the offer")
        .action(action)
        .limitation("one spring only")
        .supersedes(&before)
        .unwrap()
        .build();
    let key = ReviewKey::generate().unwrap();
    let sign_off = SignOff::new("Ada Byron", "model risk", ReviewDecision::ApprovedWithConditions, "2026-11-22")
        .independence("none of it is mine")
        .statement("letters first");
    report.sign(sign_off, &key).unwrap()
}

fn everything() -> Vec<(&'static str, Report)> {
    vec![
        ("small", report::small().report().build()),
        ("campaign", report::campaign().report().title("Offer").input("campaign.csv", "00").build()),
        ("hostile", report::hostile().report().title(report::HOSTILE[0]).build()),
        ("unusual", unusual().report().build()),
        ("governed", governed()),
    ]
}

#[test]
fn every_report_follows_the_schema() {
    let schema: Value = serde_json::from_str(&Report::json_schema()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for (name, report) in everything() {
        let value: Value = serde_json::from_str(&report.to_json().unwrap()).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .take(3)
            .map(|error| {
                format!("{}: {}", error.instance_path(), error.to_string().chars().take(300).collect::<String>())
            })
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        for (pointer, wrong) in [
            ("/audited/gate/verdicts", serde_json::json!([1, 2, 3])),
            ("/audited/population/rows", serde_json::json!(-1)),
            ("/audited/groupings/0/slices/metrics/0/value", serde_json::json!("0.5")),
            ("/provenance/seed", Value::Null),
        ] {
            let mut changed = value.clone();
            *changed.pointer_mut(pointer).unwrap_or_else(|| panic!("{name} has {pointer}")) = wrong;
            assert!(!validator.is_valid(&changed), "{name}: the schema takes anything at {pointer}");
        }
        let mut more = value;
        more["audited"]["surplus"] = Value::Null;
        assert!(!validator.is_valid(&more), "{name}: the schema takes unknown keys");
    }
}

#[test]
fn the_published_schema_is_the_current_one() {
    let published = std::fs::read_to_string(SCHEMA).unwrap_or_default();
    assert!(published == Report::json_schema(), "write it again: evenhand schema > {SCHEMA}");
    assert!(published.contains(&format!("urn:evenhand:report:{SCHEMA_VERSION}")));
}

#[test]
fn json_and_back_is_the_identity_whatever_was_audited() {
    for (name, report) in everything() {
        let text = report.to_json().unwrap();
        let read = Report::from_json(&text).unwrap();
        assert!(read == report, "{name} changed on its way through JSON");
        assert!(read.to_json().unwrap() == text, "{name}");
    }
}

#[test]
fn the_form_is_lean() {
    let text = report::many_slices().report().build().to_json().unwrap();
    let slices = 441;
    let each = text.len() / slices;
    println!("{} bytes for {slices} slices: {each} each", text.len());
    assert!(each < 6_000, "{each} bytes for each slice");
    let numbers = &text[text.find("\"policy\"").unwrap()..];
    assert!(!numbers.contains(": null") && !numbers.contains(":null,\""), "absent fields are left out");
    let names = text.matches("\"selection_rate\"").count();
    assert!(names < 100, "the name of a metric stands {names} times");
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let good: Value = serde_json::from_str(&report::small().report().build().to_json().unwrap()).unwrap();
    assert!(Report::from_json(&good.to_string()).is_ok());
    for (pointer, wrong, says) in [
        ("/audited/groupings/0/slices/rows", serde_json::json!([1]), "a column has 1 entries for 2 rows"),
        ("/audited/groupings/0/slices/levels", serde_json::json!([["a"], ["b"]]), "levels are not those"),
        ("/audited/rules/0/assessments/slice", serde_json::json!([0, 7]), "the slice has no selection_rate"),
        ("/audited/rules/0/assessments/grouping", serde_json::json!([0, 3]), "no grouping at 3"),
        ("/audited/rules/0/assessments/count", serde_json::json!(3), "for 3 rows"),
        ("/audited/rules/0/assessments/group_values", serde_json::json!(["nonsense"]), "no nonsense"),
    ] {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).unwrap() = wrong;
        let error = Report::from_json(&changed.to_string()).unwrap_err().to_string();
        assert!(error.contains(says), "{pointer}: {error}");
    }
}
