//! Metrics that are functions of the table and no rates: resampled cell by cell, through the whole audit.
//!
//! Expected intervals come from tests/golden/peers/resampling.py, with 400,000 draws; here there are 1,000, whose
//! 2.5 % point has a standard error of about a tenth of the standard deviation.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use evenhand::audit::{Audited, Rule, Tolerance, Verdict};
use evenhand::cube::{Cells, Confusion};
use evenhand::inference::Method;
use evenhand::metric::{Combine, Comparison, Composition, Criterion, Definition, Metric, Range, Worse, rates};
use evenhand::value::{Measured, Reason, Unavailable, quotient};
use evenhand::{Audit, Policy, Predictions};

/// METHODS 0.5, T1 without C: group, decision, outcome, rows.
const T1: [(&str, bool, bool, u64); 8] = [
    ("A", true, true, 60),
    ("A", true, false, 20),
    ("A", false, true, 15),
    ("A", false, false, 105),
    ("B", true, true, 24),
    ("B", true, false, 16),
    ("B", false, true, 16),
    ("B", false, false, 104),
];

fn table(lines: &[(&str, bool, bool, u64)], weight: Option<f64>) -> Predictions {
    let builder = Predictions::builder()
        .segment("group", lines.iter().map(|line| line.0))
        .decision(lines.iter().map(|line| line.1))
        .outcome(lines.iter().map(|line| line.2))
        .count(lines.iter().map(|line| line.3));
    match weight {
        Some(weight) => builder.weight(lines.iter().map(|_| weight)),
        None => builder,
    }
    .build()
    .unwrap()
}

fn audit(predictions: &Predictions) -> Audited {
    Audit::new()
        .criteria(["f1_difference", "balanced_accuracy_difference", "matthews_correlation_difference"])
        .run(predictions)
        .unwrap()
}

#[test]
fn intervals_agree_with_the_bootstrap_of_rows() {
    let audited = audit(&table(&T1, None));
    let groups = audited.grouping(&["group"]).unwrap();
    let (a, b) = (groups.slice(&["A"]).unwrap(), groups.slice(&["B"]).unwrap());
    for (metric, lower, upper, tolerance) in [
        ("f1_score", 0.692_8, 0.840_6, 0.008),
        ("balanced_accuracy", 0.758_6, 0.870_9, 0.006),
        ("matthews_correlation", 0.512_0, 0.733_9, 0.012),
    ] {
        let value = a.metric(metric).unwrap();
        let interval = value.interval.unwrap();
        assert_eq!(interval.method, Method::BootstrapBca);
        assert!(
            (interval.lower - lower).abs() < tolerance && (interval.upper - upper).abs() < tolerance,
            "{interval:?}"
        );
        assert_eq!(value.resamples.unwrap().draws, 1000);
    }
    for (criterion, lower, upper, tolerance) in [
        ("f1_difference", -0.325_7, -0.029_9, 0.015),
        ("balanced_accuracy_difference", -0.186_2, 0.012_3, 0.01),
        ("matthews_correlation_difference", -0.361_5, 0.024_0, 0.02),
    ] {
        let found = b.disparity(criterion).unwrap();
        let interval = found.interval.unwrap();
        assert!(
            (interval.lower - lower).abs() < tolerance && (interval.upper - upper).abs() < tolerance,
            "{interval:?}"
        );
        assert!(interval.contains(found.value.unwrap()));
        assert_eq!(found.p_value.unwrap() < 0.05, !interval.contains(0.0), "interval and p-value agree: {criterion}");
    }
}

/// What nobody asked for keeps its cheap interval; a metric of the catalogue can be asked for by name.
#[test]
fn only_what_is_asked_for_is_resampled() {
    let predictions = table(&T1, None);
    let plain = Audit::new().run(&predictions).unwrap();
    let f1 = plain.overall.metric("f1_score").unwrap();
    assert_eq!((f1.interval.unwrap().method, f1.resamples), (Method::Delta, None));
    let asked = Audit::new().metric(&rates::F1_SCORE).run(&predictions).unwrap();
    let values: Vec<_> = asked.overall.metrics.iter().filter(|value| value.metric == "f1_score").collect();
    assert_eq!(values.len(), 1, "asked for, not repeated");
    assert_eq!(values[0].interval.unwrap().method, Method::BootstrapBca);
    let (cheap, drawn) = (f1.interval.unwrap(), values[0].interval.unwrap());
    assert!((cheap.lower - drawn.lower).abs() < 0.01 && (cheap.upper - drawn.upper).abs() < 0.01);
    assert!(asked.own_definitions.is_empty(), "it is the catalogue's");
}

/// A perfect model never errs when its rows are drawn anew: an interval without width is refused. One true positive gets
/// lost in a third of the draws, which are counted.
#[test]
fn what_cannot_be_resampled_says_so() {
    let lines = [
        ("A", true, true, 40),
        ("A", false, false, 60),
        ("B", true, true, 1),
        ("B", false, true, 0),
        ("B", false, false, 50),
    ];
    let audited = audit(&table(&lines, None));
    let groups = audited.grouping(&["group"]).unwrap();
    let f1 = groups.slice(&["A"]).unwrap().metric("f1_score").unwrap();
    assert_eq!((f1.value, f1.interval), (Ok(1.0), Err(Unavailable::Undefined(Reason::Boundary))));
    let mixed = [
        ("A", true, true, 1),
        ("A", true, false, 9),
        ("A", false, false, 90),
        ("B", true, true, 9),
        ("B", false, true, 9),
    ];
    let audited = Audit::new().metric(&rates::MATTHEWS_CORRELATION).run(&table(&mixed, None)).unwrap();
    let a = audited.grouping(&["group"]).unwrap().slice(&["A"]).unwrap();
    let resamples = a.metric("matthews_correlation").unwrap().resamples.unwrap();
    // Without its only positive, which (99/100)^100 = 36.6 % of draws miss, there is no correlation.
    assert!((resamples.undefined.abs_diff(366)) < 50, "{resamples:?}");
}

/// Weights that are all alike change nothing but the price of weighting; they are linearised, not resampled.
#[test]
fn weighted_functions_are_linearised() {
    let lines = T1;
    let (plain, weighted) = (audit(&table(&lines, None)), audit(&table(&lines, Some(2.5))));
    for metric in ["f1_score", "balanced_accuracy", "matthews_correlation"] {
        let of = |audited: &Audited| {
            let slice = audited.grouping(&["group"]).unwrap().slice(&["A"]).unwrap().clone();
            slice.metric(metric).unwrap().clone()
        };
        let (plain, weighted) = (of(&plain), of(&weighted));
        assert!((plain.value.unwrap() - weighted.value.unwrap()).abs() < 1e-12);
        let (plain, weighted) = (plain.interval.unwrap(), weighted.interval.unwrap());
        assert_eq!(weighted.method, Method::Delta);
        assert!((plain.width() / weighted.width() - 1.0).abs() < 0.1, "{metric}: {plain:?} {weighted:?}");
    }
    let disparity =
        weighted.grouping(&["group"]).unwrap().slice(&["B"]).unwrap().disparity("f1_difference").unwrap().clone();
    let interval = disparity.interval.unwrap();
    assert!((interval.lower + 0.322).abs() < 0.01 && (interval.upper + 0.026).abs() < 0.01, "{interval:?}");
}

fn lift(table: &Confusion) -> Measured {
    let hit = quotient(table.total(Cells::TP), table.total(Cells::SELECTED), Reason::NoneSelected)?;
    let base = quotient(table.total(Cells::ACTUAL_POSITIVES), table.total(Cells::ALL), Reason::NoRows)?;
    quotient(hit, base, Reason::NoActualPositives)
}

static LIFT: Metric = Metric {
    id: "lift",
    name: "lift",
    aliases: &[],
    question: "How much more often do selected customers respond than all?",
    definition: Definition::Function { compute: lift, formula: "PPV / base rate", needs: Cells::LABELLED },
    range: Range::POSITIVE,
    worse: Worse::Below,
    source: "the marketing team",
};

static LIFT_RATIO: Criterion = Criterion {
    id: "lift_ratio",
    name: "lift (ratio)",
    aliases: &[],
    question: "Does the model lift every segment alike?",
    composition: Composition::Compare {
        metrics: &[&LIFT],
        comparison: Comparison::Ratio,
        combine: Combine::Worst,
        favourable_side: false,
    },
    ideal: 1.0,
    range: Range::POSITIVE,
    source: "the marketing team",
    note: "",
};

/// A definition of one's own gets intervals, tests and verdicts like any other.
#[test]
fn a_definition_of_ones_own_is_judged() {
    let rule = |id: &str, min, max| Rule::new(id, "lift_ratio").tolerance(Tolerance::within(min, max));
    let policy = Policy::builder("lift")
        .criterion(&LIFT_RATIO)
        .rule(rule("wide", 0.5, 2.0))
        .rule(rule("narrow", 0.99, 1.01))
        .rule(rule("high", 0.8, 1.01))
        .build()
        .unwrap();
    let audited = Audit::new().criterion(&LIFT_RATIO).metric(&LIFT).policy(policy).run(&table(&T1, None)).unwrap();
    let of = |rule: &str| audited.rule(rule).unwrap().assessments[1].clone();
    // B: (24/40)/(40/160) = 2.4; A: (60/80)/(75/200) = 2.
    let wide = of("wide");
    assert!((wide.value.unwrap() - 1.2).abs() < 1e-12);
    assert_eq!((wide.verdict, wide.resamples.unwrap().draws), (Verdict::Within, 1000));
    assert_eq!(of("narrow").verdict, Verdict::Inconclusive);
    assert!(of("narrow").interval.unwrap().contains(1.2) && of("high").p_outside.unwrap() > 0.05);
}
