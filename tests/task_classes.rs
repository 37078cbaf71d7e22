//! Predicted classes and labels by segment: hand-worked numbers, bad input, and what the report says.
#![cfg(all(feature = "tasks", feature = "html"))]
#![allow(clippy::unwrap_used, clippy::float_cmp, reason = "a test")]

use evenhand::audit::{Audited, TaskSlice, Verdict};
use evenhand::error::Error;
use evenhand::report::{Language, Report};
use evenhand::task::{Classes, Options, Table, TableBuilder, TaskAudit};
use evenhand::value::{Reason, Unavailable};

fn options(pairs: &[(&str, &str)]) -> Options {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// Counts by segment, actual class and predicted class.
const COUNTS: [(&str, &str, &str, usize); 12] = [
    ("north", "low", "low", 80),
    ("north", "low", "high", 20),
    ("north", "mid", "mid", 90),
    ("north", "mid", "low", 10),
    ("north", "high", "high", 60),
    ("north", "high", "mid", 40),
    ("south", "low", "low", 80),
    ("south", "low", "high", 20),
    ("south", "mid", "mid", 90),
    ("south", "mid", "low", 10),
    ("south", "high", "high", 20),
    ("south", "high", "mid", 80),
];

fn offers() -> TableBuilder {
    let rows = || COUNTS.iter().flat_map(|row| std::iter::repeat_n(row, row.3));
    Table::builder()
        .segment("region", rows().map(|row| row.0))
        .names("prediction", "offer", rows().map(|row| row.2))
        .names("outcome", "fits", rows().map(|row| row.1))
}

fn classes(table: TableBuilder, pairs: &[(&str, &str)]) -> Result<Classes, Error> {
    Classes::new(table.build().unwrap(), &options(pairs))
}

fn audit(table: TableBuilder, pairs: &[(&str, &str)]) -> Audited {
    let criteria = evenhand::metric::Task::Classes.criteria().iter().map(|criterion| criterion.id);
    TaskAudit::new().criteria(criteria).run(&classes(table, pairs).unwrap()).unwrap()
}

fn south(audited: &Audited) -> &TaskSlice {
    audited.tasks[0].grouping(&["region"]).unwrap().slice(&["south"]).unwrap()
}

fn near(actual: f64, expected: f64) {
    assert!((actual - expected).abs() < 1e-12, "{actual} is not {expected}");
}

#[test]
fn numbers_are_those_of_the_table() {
    let audited = audit(offers(), &[("class", "high"), ("order", "low,mid,high")]);
    let south = south(&audited);
    let metric = |id: &str| south.metric(id).unwrap().value.unwrap();
    near(metric("class_accuracy"), 190.0 / 300.0);
    near(metric("macro_recall"), (0.8 + 0.9 + 0.2) / 3.0);
    near(metric("class_share"), 40.0 / 300.0);
    near(metric("class_recall"), 0.2);
    near(metric("class_precision"), 0.5);
    near(metric("class_false_positive_rate"), 0.1);
    let disparity = |id: &str| south.disparity(id).unwrap();
    let value = |id: &str| disparity(id).value.unwrap();
    near(value("class_share_ratio"), 0.5);
    near(value("class_recall_difference"), -0.4);
    // Shares low, mid, high: south .3 .5667 .1333, north .3 .4333 .2667.
    near(value("prediction_mix_distance"), 40.0 / 300.0);
    near(value("ordinal_prediction_distance"), 40.0 / 300.0);
    // Only those whom high fits are predicted otherwise: 60 and 20 of 100.
    near(value("class_odds_distance"), 0.4);
    near(value("worst_class_recall_difference"), 0.4);
    near(value("worst_class_share_difference"), 40.0 / 300.0);
    for id in ["class_odds_distance", "worst_class_recall_difference", "prediction_mix_distance"] {
        let interval = disparity(id).interval.unwrap();
        assert!(interval.lower > 0.0 && interval.contains(value(id)), "{id} {interval:?}");
        assert!(disparity(id).p_value.unwrap() < 0.01, "{id}");
    }
    assert!(audited.rule("same-recall").unwrap().assessments.iter().all(|one| one.verdict == Verdict::Outside));
}

#[test]
fn the_order_of_classes_matters_to_grades_only() {
    let value = |order: &str, id: &str| {
        let audited = audit(offers(), &[("order", order)]);
        south(&audited).disparity(id).unwrap().value.unwrap()
    };
    near(value("low,mid,high", "ordinal_prediction_distance"), 40.0 / 300.0);
    // With low in between, those moved from high to mid pass two steps.
    near(value("mid,low,high", "ordinal_prediction_distance"), 80.0 / 300.0);
    near(value("mid,low,high", "prediction_mix_distance"), 40.0 / 300.0);
}

#[test]
fn labels_are_compared_one_by_one_and_the_worst_is_found() {
    let region = |row: usize| if row.is_multiple_of(2) { "north" } else { "south" };
    let table = Table::builder()
        .segment("region", (0..800).map(region))
        .binary("label", "sport", (0..800).map(|row| row % 4 < 2))
        .binary("label", "garden", (0..800).map(|row| if row % 2 == 0 { row % 8 < 4 } else { row % 8 == 1 }))
        .binary("label_outcome", "likes_sport", (0..800).map(|row| row % 4 < 2))
        .binary("label_outcome", "likes_garden", (0..800).map(|row| row % 8 < 4));
    let audited = audit(table, &[("class", "garden")]);
    let south = south(&audited);
    near(south.metric("class_share").unwrap().value.unwrap(), 0.25);
    near(south.metric("class_recall").unwrap().value.unwrap(), 0.5);
    near(south.disparity("worst_class_share_difference").unwrap().value.unwrap(), 0.25);
    near(south.disparity("worst_class_recall_difference").unwrap().value.unwrap(), 0.5);
    // Labels of one customer depend on each other, so what is taken over all of them has no interval.
    assert!(south.metric("class_accuracy").unwrap().interval.is_err());
    assert_eq!(
        south.disparity("class_odds_distance").unwrap().value,
        Err(Unavailable::Undefined(Reason::OutsideDomain))
    );
}

#[test]
fn what_cannot_be_used_is_refused() {
    let base = || Table::builder().segment("region", ["n", "s", "n", "s"]);
    let error = |table: TableBuilder, pairs: &[(&str, &str)]| classes(table, pairs).unwrap_err().to_string();
    let one = error(base().names("prediction", "offer", ["a"; 4]), &[]);
    assert!(one.contains("there are 1 classes"), "{one}");
    assert!(error(base(), &[]).contains("neither a class nor labels"));
    let both = base().names("prediction", "offer", ["a", "b", "a", "b"]).binary("label", "sport", [true; 4]);
    assert!(error(both, &[]).contains("both a class and labels"));
    let sound = || base().names("prediction", "offer", ["gold", "basic", "gold", "basic"]);
    assert!(error(sound(), &[("class", "golt")]).contains("did you mean \"gold\"?"));
    let order = error(sound(), &[("order", "gold,gold")]);
    assert!(order.contains("stands twice") && order.contains("lacks the class \"basic\""), "{order}");
    assert!(error(sound(), &[("draws", "1")]).contains("too few"));
    let uneven = base().binary("label", "a", [true; 4]).binary("label", "b", [true; 4]);
    assert!(
        error(uneven.binary("label_outcome", "c", [true; 4]), &[]).contains("2 labels were given and outcomes of 1")
    );
    let none = base().names("prediction", "offer", [None::<&str>; 4]);
    assert!(error(none, &[]).contains("no row has a prediction"));
    let mixed = sound().binary("label_outcome", "c", [true; 4]);
    assert!(error(mixed, &[]).contains("not of the kind"));
}

#[test]
fn missing_predictions_are_left_out_and_missing_outcomes_are_not() {
    let table = Table::builder()
        .segment("region", (0..400).map(|row| if row % 2 == 0 { "north" } else { "south" }))
        .names("prediction", "offer", (0..400).map(|row| (row >= 20).then_some(["a", "b"][row % 3 % 2])))
        .names("outcome", "fits", (0..400).map(|row| (row < 300).then_some(["a", "b"][row % 3 % 2])));
    let audited = audit(table, &[]);
    assert_eq!(audited.tasks[0].overall.count, 380);
    assert_eq!(audited.tasks[0].overall.metric("class_accuracy").unwrap().denominator, None);
    assert_eq!(audited.tasks[0].overall.metric("class_accuracy").unwrap().value, Ok(1.0));
    let notes = format!("{:?}", audited.tasks[0].notes);
    assert!(notes.contains("rows: 20") && notes.contains("rows: 100"), "{notes}");
}

#[test]
fn the_report_reads_in_both_languages() {
    let audited = audit(offers(), &[("class", "high")]);
    for (language, words) in [
        (Language::English, ["Predicted classes", "equalised odds of classes", "high"]),
        (Language::German, ["Vorhergesagte Klassen", "gleiche Chancen der Klassen", "high"]),
    ] {
        let report = audited.report().title("Offers").language(language).build();
        let text = report.markdown();
        for word in words {
            assert!(text.to_lowercase().contains(&word.to_lowercase()), "{word} in\n{text}");
        }
        assert!(report.html().unwrap().contains("<svg"));
        assert_eq!(Report::from_json(&report.to_json().unwrap()).unwrap(), report);
    }
}
