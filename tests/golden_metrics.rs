//! Numbers that were printed or worked out elsewhere: METHODS' worked numbers on its table T1, and published tables.
#![cfg(feature = "profiles")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use evenhand::cube::{Cell, Cells, Confusion};
use evenhand::data::LabelAvailability;
use evenhand::metric::profile::{PeerInput, PeerValue};
use evenhand::metric::{Criterion, Metric, criteria, intersectional, profile, rates};
use evenhand::value::{Measured, Sign, Unavailable};
use evenhand::{Cube, Predictions};
use toml::{Table, Value};

const ALL: LabelAvailability = LabelAvailability::All;

fn table(tp: u64, fp: u64, fn_: u64, tn: u64) -> Confusion {
    Confusion::default().with(Cells::TP, tp).with(Cells::FP, fp).with(Cells::FN, fn_).with(Cells::TN, tn)
}

/// METHODS 0.5, T1: the groups A, B and C.
fn t1() -> [Confusion; 3] {
    [table(60, 20, 15, 105), table(24, 16, 16, 104), table(6, 0, 4, 30)]
}

fn merged<'a>(tables: impl IntoIterator<Item = &'a Confusion>) -> Confusion {
    let mut sum = Confusion::default();
    tables.into_iter().for_each(|table| sum.merge(table));
    sum
}

/// Equal to the digits that were printed.
#[track_caller]
fn near(value: Measured, printed: f64, tolerance: f64) {
    let value = value.unwrap();
    assert!((value - printed).abs() <= tolerance, "{value} here, {printed} there");
}

/// Six significant digits, as METHODS prints.
#[track_caller]
fn six(value: Measured, printed: f64) {
    near(value, printed, 0.5e-6 * 10_f64.powf(printed.abs().log10().ceil().max(0.0)));
}

#[test]
fn rates_of_t1() {
    let expected: [(&Metric, [f64; 3]); 7] = [
        (&rates::SELECTION_RATE, [0.40, 0.25, 0.15]),
        (&rates::BASE_RATE, [0.375, 0.25, 0.25]),
        (&rates::TRUE_POSITIVE_RATE, [0.80, 0.60, 0.60]),
        (&rates::FALSE_POSITIVE_RATE, [0.16, 0.133_333, 0.0]),
        (&rates::POSITIVE_PREDICTIVE_VALUE, [0.75, 0.60, 1.0]),
        (&rates::NEGATIVE_PREDICTIVE_VALUE, [0.875, 0.866_667, 0.882_353]),
        (&rates::ACCURACY, [0.825, 0.80, 0.90]),
    ];
    for (metric, expected) in expected {
        for (group, expected) in t1().iter().zip(expected) {
            six(metric.value(group, ALL), expected);
        }
    }
    let total = merged(&t1());
    assert_eq!((total.count(Cells::ALL), total.count(Cells::SELECTED)), (400, 126));
    six(rates::SELECTION_RATE.value(&total, ALL), 0.315);
    six(rates::BASE_RATE.value(&total, ALL), 0.3125);
}

/// A1: FPR = b/(1 − b) · (1 − PPV)/PPV · TPR.
#[test]
fn the_identity_of_chouldechova_and_kleinberg_holds() {
    let [a, b, _] = t1();
    let african_american = table(1369, 805, 532, 990);
    for group in [&a, &b, &african_american] {
        let value = |metric: &Metric| metric.value(group, ALL).unwrap();
        let (base, ppv) = (value(&rates::BASE_RATE), value(&rates::POSITIVE_PREDICTIVE_VALUE));
        let implied = base / (1.0 - base) * (1.0 - ppv) / ppv * value(&rates::TRUE_POSITIVE_RATE);
        assert!((value(&rates::FALSE_POSITIVE_RATE) - implied).abs() < 1e-14);
    }
}

/// A2 and A3.
#[test]
fn selection_disparities_of_t1() {
    let groups = t1();
    let [a, b, c] = &groups;
    let difference = &criteria::DEMOGRAPHIC_PARITY_DIFFERENCE;
    let ratio = &criteria::DISPARATE_IMPACT;
    six(difference.all_groups(&[a, b, c], ALL), 0.25);
    six(ratio.all_groups(&[a, b, c], ALL), 0.375);
    let overall = merged(&groups);
    for (group, gap, quotient) in [(a, 0.085, 1.269_841), (b, -0.065, 0.793_651), (c, -0.165, 0.476_190)] {
        six(difference.compare(group, &overall, ALL), gap);
        six(ratio.compare(group, &overall, ALL), quotient);
    }
    for (group, rest, gap) in
        [(a, merged([b, c]), 0.17), (b, merged([a, c]), -0.108_333), (c, merged([a, b]), -0.183_333)]
    {
        six(difference.compare(group, &rest, ALL), gap);
    }
    six(ratio.compare(b, a, ALL), 0.625);
    six(ratio.compare(c, a, ALL), 0.375);
    // The flip-flop test: one selection moves from A to B, 41 of 160 against 79 of 200.
    six(ratio.compare(&table(25, 16, 15, 104), &table(59, 20, 16, 105), ALL), 0.648_734);
}

/// A4.
#[test]
fn error_rate_disparities_of_t1() {
    let [a, b, c] = &t1();
    six(criteria::EQUALIZED_ODDS.all_groups(&[a, b, c], ALL), 0.20);
    six(criteria::AVERAGE_ABSOLUTE_ODDS_DIFFERENCE.all_groups(&[a, b, c], ALL), 0.18);
    six(criteria::AVERAGE_ABSOLUTE_ODDS_DIFFERENCE.compare(b, a, ALL), 0.113_333);
    six(criteria::EQUAL_OPPORTUNITY_DIFFERENCE.compare(b, a, ALL), -0.20);
    six(rates::TREATMENT_RATIO.value(a, ALL), 0.75);
    six(rates::TREATMENT_RATIO.value(b, ALL), 1.0);
    assert_eq!(rates::TREATMENT_RATIO.value(c, ALL), Err(Unavailable::Infinite(Sign::Positive)));
    // J, and PEERS 2: TPR and FPR both 25 points apart, in opposite directions.
    let (a, b) = (table(30, 10, 10, 30), table(20, 20, 20, 20));
    six(criteria::EQUALIZED_ODDS.compare(&b, &a, ALL), 0.25);
    six(criteria::AVERAGE_ODDS_DIFFERENCE.compare(&b, &a, ALL), 0.0);
}

/// A14 and A15.
#[test]
fn inequality_and_intersectional_numbers_of_t1() {
    let groups = t1();
    let tables: Vec<&Confusion> = groups.iter().collect();
    let expected: [(&Criterion, f64); 5] = [
        (&intersectional::DIFFERENTIAL_FAIRNESS, 0.980_829),
        (&intersectional::DIFFERENTIAL_FAIRNESS_SMOOTHED, 0.926_722),
        (&intersectional::DIFFERENTIAL_FAIRNESS_AMPLIFICATION, 0.575_364),
        (&intersectional::SUBGROUP_FAIRNESS, 0.0425),
        (&intersectional::SUBGROUP_FAIRNESS_FALSE_POSITIVE, 0.009_818_18),
    ];
    for (criterion, expected) in expected {
        six(criterion.all_groups(&tables, ALL), expected);
    }
    let tool = profile("aif360").unwrap();
    let input = PeerInput::new(&tables, 1, 0).unwrap();
    for (function, expected) in [
        ("ClassificationMetric.generalized_entropy_index(alpha=2)", 0.088_304_8),
        ("theil_index", 0.121_958),
        ("between_all_groups_generalized_entropy_index", 0.000_649_872),
        ("between_all_groups_theil_index", 0.000_667_726),
    ] {
        let PeerValue::Number(value) = tool.value(tool.definition(function).unwrap(), &input) else { unreachable!() };
        near(Ok(value), expected, 0.5e-6);
    }
}

/// A17: the label rate by group, and missing labels as a rate like any other.
#[test]
fn checks_of_the_data_of_t1() {
    let [a, b, _] = t1();
    let base_rates = [&a, &b].map(|group| rates::BASE_RATE.value(group, ALL).unwrap());
    assert!((base_rates[1] - base_rates[0] + 0.125).abs() < 1e-15);
    let half = a.clone().with(Cells::REJECTED_UNLABELLED, 150).with(Cells::SELECTED_UNLABELLED, 50);
    six(rates::LABEL_COVERAGE.value(&half, ALL), 0.5);
    six(criteria::LABEL_COVERAGE_DIFFERENCE.compare(&half, &b, ALL), -0.5);
}

fn published() -> Table {
    include_str!("golden/published.toml").parse().unwrap()
}

fn count(value: &Value, key: &str) -> u64 {
    u64::try_from(value[key].as_integer().unwrap()).unwrap()
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_float().unwrap()
}

/// A group of whom so many were chosen; only the decision is known.
fn chosen(chosen: u64, of: u64) -> Confusion {
    Confusion::default().with(Cells::SELECTED_UNLABELLED, chosen).with(Cells::REJECTED_UNLABELLED, of - chosen)
}

#[test]
fn admissions_at_berkeley() {
    let published = published();
    let (berkeley, derived) = (&published["berkeley"], &published["berkeley"]["derived"]);
    let departments = berkeley["department"].as_array().unwrap();
    let sum = |admitted: &str, rejected: &str| {
        let of_department = |department: &Value| {
            let admitted = count(department, admitted);
            chosen(admitted, admitted + count(department, rejected))
        };
        merged(&departments.iter().map(of_department).collect::<Vec<_>>())
    };
    let women = sum("women_admitted", "women_rejected");
    let men = sum("men_admitted", "men_rejected");
    assert_eq!(women, chosen(count(berkeley, "women_admitted"), count(berkeley, "women_applied")));
    assert_eq!(men, chosen(count(berkeley, "men_admitted"), count(berkeley, "men_applied")));
    let none = LabelAvailability::None;
    near(rates::SELECTION_RATE.value(&women, none), number(derived, "crude_rate_women"), 1e-15);
    near(rates::SELECTION_RATE.value(&men, none), number(derived, "crude_rate_men"), 1e-15);
    let difference = criteria::DEMOGRAPHIC_PARITY_DIFFERENCE.compare(&women, &men, none);
    near(difference, number(derived, "crude_difference"), 1e-15);
    near(criteria::DISPARATE_IMPACT.compare(&women, &men, none), number(derived, "crude_ratio"), 1e-15);
    // R's help page prints the odds ratio of men to women as 1.83, from 1.84.
    near(criteria::SELECTION_ODDS_RATIO.compare(&men, &women, none), 1.84, 0.005);
}

#[test]
fn treatments_of_kidney_stones() {
    let published = published();
    let (stones, derived) = (&published["kidney_stones"], &published["kidney_stones"]["derived"]);
    for treatment in ["open_surgery", "nephrolithotomy"] {
        let successes = count(stones, &format!("{treatment}_successes"));
        let patients = chosen(successes, count(stones, &format!("{treatment}_patients")));
        let rate = rates::SELECTION_RATE.value(&patients, LabelAvailability::None);
        near(rate, number(derived, &format!("crude_rate_{treatment}")), 1e-15);
    }
}

/// The four counts, the rates that `ProPublica` printed, and the rates that follow from the counts.
fn check_compas(name: &str, group: &Confusion, printed: &Value, derived: &Value) {
    let expected = table(count(printed, "tp"), count(printed, "fp"), count(printed, "fn"), count(printed, "tn"));
    assert_eq!(*group, expected, "{name}");
    let key = name.to_lowercase().replace('-', "_");
    let rate = |metric: &Metric| metric.value(group, ALL);
    near(rate(&rates::FALSE_POSITIVE_RATE), number(derived, &format!("fpr_{key}")), 1e-15);
    near(rate(&rates::FALSE_NEGATIVE_RATE), number(derived, &format!("fnr_{key}")), 1e-15);
    near(rate(&rates::POSITIVE_PREDICTIVE_VALUE), number(derived, &format!("ppv_{key}")), 1e-15);
    near(rate(&rates::FALSE_POSITIVE_RATE), number(printed, "published_fpr_percent") / 100.0, 0.000_05);
    near(rate(&rates::FALSE_NEGATIVE_RATE), number(printed, "published_fnr_percent") / 100.0, 0.000_05);
}

#[test]
fn recidivism_as_propublica_counted_it() {
    let published = published();
    let compas = &published["compas"];
    for printed in compas["group"].as_array().unwrap() {
        let group = table(count(printed, "tp"), count(printed, "fp"), count(printed, "fn"), count(printed, "tn"));
        check_compas(printed["name"].as_str().unwrap(), &group, printed, &compas["derived"]);
    }
}

/// From all 7,214 rows, where the file is at hand: it is not part of the crate.
#[test]
fn recidivism_from_the_rows() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/compas.csv");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: there is no {path}");
        return;
    };
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 7214);
    let column = |name: &str| {
        let index = header.iter().position(|known| *known == name).unwrap();
        rows.iter().map(move |row| row[index])
    };
    let number = |value: &str| value.parse::<f64>().unwrap();
    let predictions = Predictions::builder()
        .outcome(column("y_true").map(number))
        .decision(column("decile_score").map(|decile| number(decile) >= 5.0))
        .segment("race", column("race"))
        .segment("sex", column("sex"))
        .build()
        .unwrap();
    let by_race = Cube::fold(&predictions).roll_up(&["race"]).unwrap();
    let published = published();
    let compas = &published["compas"];
    for printed in compas["group"].as_array().unwrap() {
        let name = printed["name"].as_str().unwrap();
        let (_, group) = by_race.cells().find(|(levels, _)| levels[0].name() == Some(name)).unwrap();
        check_compas(name, group, printed, &compas["derived"]);
    }
}

/// F1 = 120/155 and 48/80, balanced accuracy (.8 + .84)/2 and (.6 + .866667)/2; Matthews correlation
/// (60·105 − 20·15)/√(80·75·125·120) = .632456 and (24·104 − 16·16)/√(40·40·120·120) = .466667.
#[test]
fn differences_of_what_is_no_rate() {
    let [a, b, _] = t1();
    six(criteria::F1_DIFFERENCE.compare(&b, &a, ALL), 0.6 - 120.0 / 155.0);
    six(criteria::BALANCED_ACCURACY_DIFFERENCE.compare(&b, &a, ALL), -0.086_666_7);
    six(criteria::MATTHEWS_CORRELATION_DIFFERENCE.compare(&b, &a, ALL), 0.466_666_7 - 0.632_455_5);
}

/// Whether an outcome is known is known, even where the outcomes of those passed over are not.
#[test]
fn label_coverage_is_identified_where_only_the_selected_have_labels() {
    let labels = LabelAvailability::SelectedOnly;
    let campaign = Confusion::default().with(Cells::TP, 10).with(Cells::FP, 30).with(Cells::REJECTED_UNLABELLED, 60);
    near(rates::LABEL_COVERAGE.value(&campaign, labels), 0.4, 1e-15);
    for metric in [&rates::BASE_RATE, &rates::ACCURACY, &rates::TRUE_POSITIVE_RATE, &rates::FALSE_OMISSION_RATE] {
        assert!(matches!(metric.value(&campaign, labels), Err(Unavailable::NotIdentified(_))), "{}", metric.id);
    }
}
