//! Outcomes that are missing, and segments and outcomes that are recorded with known error.
#![cfg(feature = "json")]
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a test that cannot go on should stop"
)]

use evenhand::audit::{CorrectedValue, LabelBounds, SegmentError};
use evenhand::data::LabelAvailability;
use evenhand::inference::Counts;
use evenhand::inference::bounds::{UncertainMembership, UncertainSuccess};
use evenhand::inference::label_noise::LabelAccuracy;
use evenhand::value::{Reason, Unavailable};
use evenhand::{Audit, Predictions};

/// Group, decision, outcome, rows.
type Line = (&'static str, bool, Option<bool>, u64);

fn table(lines: &[Line], labels: LabelAvailability) -> Predictions {
    Predictions::builder()
        .segment("group", lines.iter().map(|line| line.0))
        .decision(lines.iter().map(|line| line.1))
        .outcome(lines.iter().map(|line| line.2))
        .count(lines.iter().map(|line| line.3))
        .labels(labels)
        .build()
        .unwrap()
}

/// A campaign: only those who got the offer could answer. The worst and the best case, written out.
#[test]
fn outcomes_of_those_passed_over_bound_the_rates() {
    let lines = [
        ("A", true, Some(true), 30),
        ("A", true, Some(false), 70),
        ("A", false, None, 100),
        ("B", true, Some(true), 5),
        ("B", true, Some(false), 45),
        ("B", false, None, 150),
    ];
    let audited = Audit::new()
        .criteria(["equal_opportunity_difference", "predictive_equality_difference", "predictive_parity_difference"])
        .run(&table(&lines, LabelAvailability::SelectedOnly))
        .unwrap();
    let bounds = &audited.grouping(&["group"]).unwrap().unlabelled;
    let of = |group: &str, metric: &str| -> LabelBounds {
        bounds.iter().find(|one| one.slice.label() == group && one.metric == metric).unwrap().clone()
    };
    let near = |found: &LabelBounds, value: [f64; 2], difference: [f64; 2]| {
        for (end, expected) in [
            (found.value.lower, value[0]),
            (found.value.upper, value[1]),
            (found.difference.lower, difference[0]),
            (found.difference.upper, difference[1]),
        ] {
            assert!((end.unwrap() - expected).abs() < 1e-12, "{found:?}");
        }
    };
    // A: all 100 would have bought, 30/130, or none, 30/30. B: 5/155 or 5/5.
    near(&of("A", "true_positive_rate"), [30.0 / 130.0, 1.0], [30.0 / 130.0 - 1.0, 1.0 - 5.0 / 155.0]);
    near(&of("A", "false_positive_rate"), [70.0 / 170.0, 1.0], [70.0 / 170.0 - 1.0, 1.0 - 45.0 / 195.0]);
    // Precision needs no outcome of those passed over.
    near(&of("B", "positive_predictive_value"), [0.1, 0.1], [-0.2, -0.2]);
    assert_eq!((of("A", "true_positive_rate").unlabelled, of("B", "true_positive_rate").unlabelled), (100, 150));
    // Second route: Manski's bounds of the statistics room.
    let unknown = Counts { successes: 0, trials: 100 };
    let manski = UncertainMembership { known: Counts { successes: 30, trials: 30 }, unknown }.rate();
    assert_eq!(of("A", "true_positive_rate").value, manski);
    let report = audited.report().build().markdown();
    assert!(report.contains("What outcomes that are not known could change") && report.contains("23.1% to 100%"));
}

/// Outcomes that are missing by accident, on both sides of the decision.
#[test]
fn outcomes_missing_by_accident_bound_too() {
    let lines = [
        ("A", true, Some(true), 40),
        ("A", true, None, 10),
        ("A", false, Some(false), 40),
        ("A", false, None, 10),
        ("B", true, Some(true), 10),
        ("B", false, Some(false), 90),
    ];
    let audited = Audit::new().criteria(["accuracy_difference"]).run(&table(&lines, LabelAvailability::All)).unwrap();
    let bounds = &audited.grouping(&["group"]).unwrap().unlabelled;
    let a = bounds.iter().find(|one| one.metric == "accuracy" && one.slice.label() == "A").unwrap();
    let known = UncertainSuccess { successes: 80, failures: 0, unlabelled: 20 }.rate();
    assert_eq!(a.value, known, "right for 80 to 100 of 100");
    assert_eq!(a.difference.lower, Ok(0.8 - 1.0));
    let none = Audit::new().run(&table(&lines[4..], LabelAvailability::All)).unwrap();
    assert!(none.grouping(&["group"]).unwrap().unlabelled.is_empty(), "nothing is missing, nothing is bounded");
}

/// Forward through the matrix by hand, back by the audit. Women: 40 TP 20 FP 10 FN 30 TN; men: 20, 5, 25, 50.
#[test]
fn errors_of_segments_are_undone() {
    let (f, m) = ([40.0, 20.0, 10.0, 30.0], [20.0, 5.0, 25.0, 50.0]);
    let mixed = |f: f64, m: f64| (0.9 * f + 0.2 * m, 0.1 * f + 0.8 * m);
    let mut lines: Vec<Line> = Vec::new();
    for (at, (decision, outcome)) in
        [(true, true), (true, false), (false, true), (false, false)].into_iter().enumerate()
    {
        let (as_f, as_m) = mixed(f[at], m[at]);
        // Ten times as many, so that the counts are whole.
        let whole = |rows: f64| (10.0 * rows).round() as u64;
        lines.push(("f", decision, Some(outcome), whole(as_f)));
        lines.push(("m", decision, Some(outcome), whole(as_m)));
    }
    let error =
        SegmentError::new("group", [("f", vec![("f", 0.9), ("m", 0.1)]), ("m", vec![("f", 0.2), ("m", 0.8)])]).unwrap();
    let predictions = table(&lines, LabelAvailability::All);
    let audited = Audit::new().segment_error(error).run(&predictions).unwrap();
    let result = &audited.corrections[0];
    // The matrix is [[.9, .1], [.2, .8]], its inverse [[.8, −.1], [−.2, .9]]/.7: largest row sums 1.1 and 1.1/.7 of the
    // transpose's columns.
    assert!((result.condition_number.unwrap() - 1.1 / 0.7).abs() < 0.35 && !result.constrained);
    let of = |slice: &str, metric: &str| -> CorrectedValue {
        result.values.iter().find(|one| one.slice.label() == slice && one.metric == metric).unwrap().clone()
    };
    for (metric, women, men) in [("selection_rate", 0.6, 0.25), ("true_positive_rate", 0.8, 20.0 / 45.0)] {
        assert!((of("f", metric).corrected.unwrap() - women).abs() < 1e-9);
        assert!((of("m", metric).corrected_difference.unwrap() - (men - women)).abs() < 1e-9);
        let shrunk = of("m", metric).observed_difference.unwrap().abs();
        assert!(shrunk < (men - women).abs(), "error hides a difference");
    }
    let report = audited.report().build().markdown();
    assert!(report.contains("recorded with error") && report.contains("condition number"), "{report}");

    let coin =
        SegmentError::new("group", [("f", vec![("f", 0.5), ("m", 0.5)]), ("m", vec![("f", 0.5), ("m", 0.5)])]).unwrap();
    let audited = Audit::new().segment_error(coin).run(&predictions).unwrap();
    let refused = Unavailable::NotIdentified(Reason::IllConditioned);
    assert_eq!(audited.corrections[0].condition_number, Err(refused));
    assert_eq!(audited.corrections[0].values[0].corrected, Err(refused));
    assert!(audited.corrections[0].values[0].observed.is_ok());
}

/// Rogan and Gladen within the selected and within those passed over. 90 % of buyers and 80 % of others are recorded
/// right: of 100 selected 60 bought, which reads 54 + 8; of 100 passed over 20 did, which reads 18 + 16.
#[test]
fn errors_of_outcomes_are_undone() {
    let lines = [
        ("A", true, Some(true), 62),
        ("A", true, Some(false), 38),
        ("A", false, Some(true), 34),
        ("A", false, Some(false), 66),
        ("B", true, Some(true), 50),
        ("B", false, Some(false), 50),
    ];
    let accuracy = LabelAccuracy { sensitivity: 0.9, specificity: 0.8 };
    let audited = Audit::new()
        .label_accuracy(accuracy)
        .criteria(["predictive_parity_difference", "equal_opportunity_difference"])
        .run(&table(&lines, LabelAvailability::All))
        .unwrap();
    let result = &audited.corrections[0];
    let of = |metric: &str| result.values.iter().find(|one| one.slice.label() == "A" && one.metric == metric).unwrap();
    assert_eq!(of("positive_predictive_value").observed, Ok(0.62));
    assert!((of("positive_predictive_value").corrected.unwrap() - 0.6).abs() < 1e-9);
    assert!((of("true_positive_rate").corrected.unwrap() - 60.0 / 80.0).abs() < 1e-9);
    let gladen = accuracy.rogan_gladen(0.62).unwrap();
    assert!((gladen.value - of("positive_predictive_value").corrected.unwrap()).abs() < 1e-9);
    assert!(result.constrained, "B has more buyers among the selected than such records could show");
    assert!(audited.report().build().markdown().contains("the declared rates and the data disagree"));
}

#[test]
fn error_rates_that_do_not_hold_together_are_refused_at_once() {
    let error = SegmentError::new("group", [("f", vec![("f", 0.9), ("x", 0.1)]), ("f", vec![("f", 1.0)])]).unwrap_err();
    assert_eq!(error.problems().len(), 2, "{error}");
    let error = SegmentError::new("group", [("f", vec![("f", 0.9)])]).unwrap_err();
    assert!(error.to_string().contains("do not add up to 1"), "{error}");
    let lines = [("A", true, Some(true), 5), ("B", false, Some(true), 5)];
    let predictions = table(&lines, LabelAvailability::All);
    let only_a = SegmentError::new("group", [("A", vec![("A", 1.0)])]).unwrap();
    let error = Audit::new().segment_error(only_a).run(&predictions).unwrap_err();
    assert!(error.to_string().contains("\"B\" has no error rates"), "{error}");
    let elsewhere = SegmentError::new("city", [("A", vec![("A", 1.0)])]).unwrap();
    let error = Audit::new().segment_error(elsewhere).run(&predictions).unwrap_err();
    assert!(error.to_string().contains("city"), "{error}");
}
