//! The task `uplift`: worked numbers through the whole audit, bad input, a real experiment.
#![cfg(all(feature = "tasks", feature = "html", feature = "csv"))]
#![allow(clippy::unwrap_used, clippy::float_cmp, clippy::cast_precision_loss, clippy::panic, reason = "a test")]

use std::path::Path;

use evenhand::audit::{Drawing, ExhibitKind, Policy, Rule, TaskGrouping, Tolerance, Verdict};
use evenhand::error::Error;
use evenhand::report::Language;
use evenhand::task::{Options, Table, TableBuilder, TaskAudit, Uplift};

/// Segments of METHODS A13: A 77/400 treated and 60/400 untreated, B 30/200 and 24/200, C 5/50 and 9/50.
const SEGMENTS: [(&str, [(usize, usize); 2]); 3] =
    [("A", [(77, 400), (60, 400)]), ("B", [(30, 200), (24, 200)]), ("C", [(5, 50), (9, 50)])];

struct Rows {
    segment: Vec<&'static str>,
    treated: Vec<bool>,
    outcome: Vec<bool>,
}

fn rows() -> Rows {
    let mut rows = Rows { segment: Vec::new(), treated: Vec::new(), outcome: Vec::new() };
    for (name, arms) in SEGMENTS {
        for (treated, (successes, trials)) in [true, false].into_iter().zip(arms) {
            for row in 0..trials {
                rows.segment.push(name);
                rows.treated.push(treated);
                rows.outcome.push(row < successes);
            }
        }
    }
    rows
}

fn builder() -> TableBuilder {
    let rows = rows();
    Table::builder().segment("region", rows.segment).binary("treatment", "mailed", rows.treated).binary(
        "outcome",
        "bought",
        rows.outcome,
    )
}

fn options(pairs: &[(&str, &str)]) -> Options {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[track_caller]
fn near(actual: f64, expected: f64) {
    assert!((actual - expected).abs() < 6e-7, "{actual} is not {expected}");
}

fn value(grouping: &TaskGrouping, level: &str, metric: &str) -> f64 {
    grouping.slice(&[level]).unwrap().metric(metric).unwrap().value.unwrap()
}

#[test]
fn effects_and_their_heterogeneity_are_the_worked_numbers() {
    let uplift = Uplift::new(builder().build().unwrap(), &Options::default()).unwrap();
    let audited = TaskAudit::new().run(&uplift).unwrap();
    let regions = audited.tasks[0].grouping(&["region"]).unwrap();
    for (level, effect) in [("A", 0.0425), ("B", 0.03), ("C", -0.08)] {
        near(value(regions, level, "treatment_effect"), effect);
    }
    let heterogeneity = regions.all_groups.iter().find(|one| one.criterion == "effect_heterogeneity").unwrap();
    near(heterogeneity.value.unwrap(), 2.755_104);
    near(heterogeneity.p_value.unwrap(), 0.252_195);
    // The spread that makes Cochran's statistic 2, its degrees of freedom, and its Q-profile interval: SciPy.
    let spread = regions.all_groups.iter().find(|one| one.criterion == "effect_spread").unwrap();
    near(spread.value.unwrap(), 0.034_229_7);
    let interval = spread.interval.unwrap();
    near(interval.lower, 0.0);
    near(interval.upper, 0.419_565_8);
    near(spread.p_value.unwrap(), 0.252_195);
    // p₁ = .1, p₀ = .18 in C: nobody need have benefited, and at most a tenth can have.
    near(value(regions, "C", "benefiting_at_least"), 0.0);
    near(value(regions, "C", "benefiting_at_most"), 0.1);
    // C against A and B together: 5/50 − 9/50 less (107/600 − 84/600).
    let disparity = regions.slice(&["C"]).unwrap().disparity("treatment_effect_difference").unwrap();
    near(disparity.value.unwrap(), -0.08 - 23.0 / 600.0);
    assert!(disparity.interval.unwrap().contains(0.0));
}

#[test]
fn the_qini_curve_is_that_of_the_worked_bins() {
    // Table T5 as rows of one segment and, mirrored, of another in which the score is worthless the other way round.
    let bins = [(30, 18), (22, 16), (15, 14), (10, 12)];
    let (mut segment, mut treated, mut outcome, mut score) = (vec![], vec![], vec![], vec![]);
    for (name, sign) in [("best-first", -1.0), ("worst-first", 1.0)] {
        for (place, (with, without)) in bins.into_iter().enumerate() {
            for (arm, successes) in [(true, with), (false, without)] {
                for row in 0..100 {
                    segment.push(name);
                    treated.push(arm);
                    outcome.push(row < successes);
                    score.push(sign * f64::from(u8::try_from(place).unwrap()));
                }
            }
        }
    }
    let table = Table::builder()
        .segment("order", segment)
        .binary("treatment", "mailed", treated)
        .binary("outcome", "bought", outcome)
        .numbers("score", "uplift", score)
        .build()
        .unwrap();
    let audited = TaskAudit::new().run(&Uplift::new(table, &Options::default()).unwrap()).unwrap();
    let task = &audited.tasks[0];
    let orders = task.grouping(&["order"]).unwrap();
    near(value(orders, "best-first", "qini_coefficient"), 5.875);
    near(value(orders, "best-first", "qini_per_treated"), 0.014_687_5);
    // The other way round: gains −2, −1, 5, 17 at the quarters.
    let area = 0.25 * (-1.0 + -1.5 + 2.0 + 11.0);
    near(value(orders, "worst-first", "qini_coefficient"), area - 8.5);
    let drawn = task.exhibits.iter().find(|one| one.kind == ExhibitKind::Qini && one.grouping.is_some()).unwrap();
    let Drawing::Curves { series, .. } = &drawn.drawing else { panic!("no curve") };
    let ends: Vec<f64> = series[0].points.iter().map(|point| point.y * 400.0).collect();
    for (end, printed) in ends.iter().zip([0.0, 12.0, 18.0, 19.0, 17.0]) {
        near(*end, printed);
    }
}

/// Everything by hand: four customers of each segment, treated with probability ½.
#[test]
fn the_value_of_a_rule_by_hand() {
    let table = Table::builder()
        .segment("region", ["n", "n", "n", "n", "s", "s", "s", "s"])
        .binary("treatment", "mailed", [1, 1, 0, 0, 1, 1, 0, 0])
        .numbers("amount", "spend", [10.0, 2.0, 4.0, 0.0, 1.0, 3.0, 5.0, 7.0])
        .binary("targeted", "chosen", [1, 0, 1, 0, 1, 1, 0, 0])
        .numbers("predicted_treated", "with", [8.0, 3.0, 8.0, 3.0, 2.0, 2.0, 2.0, 2.0])
        .numbers("predicted_untreated", "without", [4.0, 1.0, 4.0, 1.0, 6.0, 6.0, 6.0, 6.0])
        .build()
        .unwrap();
    let audited = TaskAudit::new().run(&Uplift::new(table, &Options::default()).unwrap()).unwrap();
    let regions = audited.tasks[0].grouping(&["region"]).unwrap();
    // North: rows 1 and 4 were treated as the rule would, each standing for two: (2·10 + 2·0)/4.
    near(value(regions, "n", "policy_value"), 5.0);
    near(value(regions, "n", "normalised_policy_value"), 5.0);
    // π·y·(±2): (20 − 8)/4.
    near(value(regions, "n", "policy_gain"), 3.0);
    // Model and correction: (8 + 2·2) + 1 + 8 + (1 + 2·(0 − 1)), over 4.
    near(value(regions, "n", "robust_policy_value"), (12.0 + 1.0 + 8.0 - 1.0) / 4.0);
    // Of the targeted: 4 + 2·(10 − 8), 4 − 2·(4 − 4).
    near(value(regions, "n", "robust_policy_gain"), (8.0 + 4.0) / 4.0);
    near(value(regions, "s", "policy_value"), (2.0 + 6.0 + 10.0 + 14.0) / 4.0);
    near(value(regions, "s", "amount_effect"), 2.0 - 6.0);
    near(value(regions, "s", "targeting_rate"), 0.5);
}

#[test]
fn harm_is_a_finding_where_it_is_shown_and_treated() {
    let harmed = |row: usize| if row.is_multiple_of(2) { row.is_multiple_of(10) } else { row % 10 < 6 };
    let table = |targeted: bool| {
        Table::builder()
            .segment("region", (0..4_000).map(|row| if row < 2_000 { "north" } else { "south" }))
            .binary("treatment", "mailed", (0..4_000).map(|row| row % 2 == 0))
            .binary("outcome", "stayed", (0..4_000).map(|row| if row < 2_000 { harmed(row) } else { row % 3 == 0 }))
            .binary("targeted", "chosen", (0..4_000).map(move |row| row >= 2_000 || (targeted && row % 5 == 0)))
            .build()
            .unwrap()
    };
    let verdict = |targeted| {
        let audited = TaskAudit::new().run(&Uplift::new(table(targeted), &Options::default()).unwrap()).unwrap();
        let rule = audited.rule("harm").unwrap();
        let north = rule.assessments.iter().find(|one| one.slice.to_string() == "region=north").unwrap();
        (north.verdict, rule.assessments.len())
    };
    assert_eq!(verdict(true), (Verdict::Outside, 2));
    assert_eq!(verdict(false), (Verdict::NotAssessed, 2));
}

fn refused(table: TableBuilder, given: &Options) -> Error {
    Uplift::new(table.build().unwrap(), given).unwrap_err()
}

#[test]
fn bad_experiments_are_refused_with_place_and_remedy() {
    let base = || Table::builder().segment("region", ["n", "s", "n"]).binary("outcome", "bought", [1, 0, 1]);
    let arms = || base().binary("treatment", "mailed", [1, 0, 1]);
    let none = Options::default();
    let unlabelled = refused(base().binary("treatment", "mailed", [Some(true), None, Some(false)]), &none);
    let text = unlabelled.to_string();
    assert!(text.contains("mailed") && text.contains("row 2") && text.contains("has no arm"), "{text}");
    let text = refused(arms().numbers("propensity", "chance", [0.5, -0.25, 1.0]), &none).to_string();
    assert!(text.contains("row 2") && text.contains("-0.25") && text.contains("row 3"), "{text}");
    let text = refused(base().binary("treatment", "mailed", [1, 1, 1]), &none).to_string();
    assert!(text.contains("every row was treated"), "{text}");
    let text = refused(base(), &none).to_string();
    assert!(text.contains("treatment"), "{text}");
    let text = refused(arms().numbers("amount", "spend", [1.0, 2.0, 3.0]), &none).to_string();
    assert!(text.contains("not both"), "{text}");
    let text = refused(arms().numbers("predicted_treated", "with", [0.1, 0.2, 0.3]), &none).to_string();
    assert!(text.contains("one arm only"), "{text}");
    let text = refused(arms(), &options(&[("propensity", "1.5"), ("bin", "3")])).to_string();
    assert!(text.contains("1.5") && text.contains("did you mean \"bins\"?"), "{text}");
    let text = refused(arms().numbers("score", "uplift", [0.1, f64::INFINITY, 0.3]), &none).to_string();
    assert!(text.contains("is infinite"), "{text}");
}

#[test]
fn rows_without_an_outcome_are_left_out_and_counted() {
    let table = Table::builder()
        .segment("region", ["n", "s", "n", "s"])
        .binary("treatment", "mailed", [1, 0, 0, 1])
        .binary("outcome", "bought", [Some(true), None, Some(false), Some(true)])
        .build()
        .unwrap();
    let audited = TaskAudit::new().run(&Uplift::new(table, &Options::default()).unwrap()).unwrap();
    assert_eq!(audited.tasks[0].overall.count, 3);
    assert_eq!(audited.tasks[0].notes.len(), 1);
}

#[test]
fn the_report_has_the_curve_with_its_words_in_both_languages() {
    let rows = rows();
    let score = rows.segment.iter().zip(&rows.outcome).enumerate().map(|(row, _)| (row % 7) as f64).collect::<Vec<_>>();
    let targeted: Vec<bool> = (0..score.len()).map(|row| row % 3 == 0).collect();
    let table = builder().numbers("score", "lift", score).binary("targeted", "chosen", targeted).build().unwrap();
    let policy = Policy::builder("uplift")
        .rule(Rule::new("effect", "treatment_effect_difference").tolerance(Tolerance::within(-0.3, 0.3)))
        .build()
        .unwrap();
    let audited = TaskAudit::new().policy(policy).run(&Uplift::new(table, &Options::default()).unwrap()).unwrap();
    let english = audited.report().title("Mail").build();
    let html = english.html().unwrap();
    for part in ["<svg", "<title", "<desc", "Qini curves", "effect of the treatment"] {
        assert!(html.contains(part), "{part}");
    }
    let german = audited.report().title("Mail").language(Language::German).build();
    let text = german.markdown();
    for part in ["Wirkung der Maßnahme", "Qini", "Verschiedenheit der Wirkungen"] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

/// A real experiment: 64,000 customers of whom two thirds were mailed at random. Skipped where it is not there.
#[test]
fn hillstroms_effect_by_area_is_the_difference_of_means() {
    let beside = |levels: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(levels).join("shared/data/hillstrom.csv");
    let Some(text) = ["..", "../.."].iter().find_map(|levels| std::fs::read_to_string(beside(levels)).ok()) else {
        return;
    };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let at = |name: &str| names.iter().position(|own| own == name).unwrap();
    let column = |name: &str| -> Vec<&str> { records.iter().map(|record| record.get(at(name)).unwrap()).collect() };
    let yes = |name: &str| -> Vec<bool> { column(name).into_iter().map(|value| value == "1").collect() };
    let number = |name: &str| -> Vec<f64> { column(name).into_iter().map(|value| value.parse().unwrap()).collect() };
    let (area, treated) = (column("zip_code"), yes("treatment"));
    let build = |table: TableBuilder| {
        let table = table.segment("zip_code", area.clone()).binary("treatment", "treatment", treated.clone());
        let table = table.numbers("score", "uplift", number("uplift")).binary("targeted", "targeted", yes("targeted"));
        let uplift = Uplift::new(table.build().unwrap(), &Options::default()).unwrap();
        TaskAudit::new().run(&uplift).unwrap()
    };
    let by_visit = build(Table::builder().binary("outcome", "visit", yes("visit")));
    let by_spend = build(Table::builder().numbers("amount", "spend", number("spend")));
    let (visits, spend) = (yes("visit"), number("spend"));
    for level in ["Rural", "Surburban", "Urban"] {
        let mean = |arm: bool, value: &dyn Fn(usize) -> f64| {
            let own: Vec<usize> = (0..area.len()).filter(|row| area[*row] == level && treated[*row] == arm).collect();
            own.iter().map(|row| value(*row)).sum::<f64>() / own.len() as f64
        };
        let visit = |row: usize| f64::from(u8::from(visits[row]));
        let effect = mean(true, &visit) - mean(false, &visit);
        let found = by_visit.tasks[0].grouping(&["zip_code"]).unwrap();
        assert!((value(found, level, "treatment_effect") - effect).abs() < 1e-12, "{level}");
        assert!(value(found, level, "qini_per_treated").is_finite());
        let effect = mean(true, &|row| spend[row]) - mean(false, &|row| spend[row]);
        let found = by_spend.tasks[0].grouping(&["zip_code"]).unwrap();
        assert!((value(found, level, "amount_effect") - effect).abs() < 1e-10, "{level}");
    }
}
