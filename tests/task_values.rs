//! Predicted amounts by segment: real data against SciPy and scikit-learn, bad input, and what the report says.
#![cfg(all(feature = "tasks", feature = "html", feature = "csv"))]
#![allow(clippy::unwrap_used, clippy::float_cmp, clippy::print_stdout, reason = "a test")]

use approx::assert_relative_eq;
use evenhand::audit::{Audited, Policy, Rule, TaskSlice, Tolerance, Verdict};
use evenhand::error::ErrorKind;
use evenhand::report::{Language, Report};
use evenhand::task::{Options, Table, TableBuilder, TaskAudit, Values};
use evenhand::value::{Reason, Unavailable};

fn options(pairs: &[(&str, &str)]) -> Options {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// The model is right about the north and believes too little of the south.
fn campaign() -> TableBuilder {
    let worth = |row: usize| f64::from(u32::try_from(row * 37 % 101).unwrap());
    let region = |row: usize| if row.is_multiple_of(2) { "north" } else { "south" };
    Table::builder()
        .segment("region", (0..800).map(region))
        .numbers("prediction", "expected", (0..800).map(|row| worth(row) * if row % 2 == 0 { 1.0 } else { 0.6 }))
        .numbers("outcome", "spend", (0..800).map(move |row| worth(row) + [-5.0, 0.0, 5.0][row % 3]))
}

fn audit(table: TableBuilder, pairs: &[(&str, &str)]) -> Audited {
    TaskAudit::new().run(&Values::new(table.build().unwrap(), &options(pairs)).unwrap()).unwrap()
}

fn slice<'a>(audited: &'a Audited, attribute: &str, level: &str) -> &'a TaskSlice {
    audited.tasks[0].grouping(&[attribute]).unwrap().slice(&[level]).unwrap()
}

#[test]
fn a_segment_believed_to_be_worth_less_is_found() {
    let audited = audit(campaign(), &[]);
    let south = slice(&audited, "region", "south");
    let residual = south.disparity("mean_residual_difference").unwrap();
    assert!(residual.interval.unwrap().lower > 15.0);
    let rule = audited.rule("same-overestimate").unwrap();
    assert!(rule.assessments.iter().all(|one| one.verdict == Verdict::Outside));
    assert!(!audited.gate().passed());
    // The sums of both groups are those of everybody.
    let of = |id: &str, slice: &TaskSlice| slice.metric(id).unwrap().value.unwrap();
    let north = slice(&audited, "region", "north");
    let overall = &audited.tasks[0].overall;
    let mean = 0.5 * (of("mean_residual", south) + of("mean_residual", north));
    assert_relative_eq!(mean, of("mean_residual", overall), max_relative = 1e-12);
}

#[test]
fn row_order_never_changes_a_digit() {
    let rows: Vec<usize> = (0..800).collect();
    let table = |order: &[usize]| {
        let value = |row: usize| (f64::from(u32::try_from(row).unwrap()) * 0.731).sin() * 1e3;
        Table::builder()
            .segment("region", order.iter().map(|row| ["n", "s", "w"][row % 3]))
            .numbers("prediction", "expected", order.iter().map(|&row| value(row)))
            .numbers("outcome", "spend", order.iter().map(|&row| value(row + 7)))
    };
    let reversed: Vec<usize> = rows.iter().rev().copied().collect();
    assert_eq!(audit(table(&rows), &[]), audit(table(&reversed), &[]));
}

#[test]
fn every_criterion_has_a_value_or_a_reason() {
    let criteria: Vec<&str> = evenhand::metric::Task::Values.criteria().iter().map(|criterion| criterion.id).collect();
    for interval in ["welch", "bootstrap_t"] {
        let values =
            Values::new(campaign().build().unwrap(), &options(&[("interval", interval), ("draws", "200")])).unwrap();
        let audited = TaskAudit::new().criteria(criteria.iter().copied()).run(&values).unwrap();
        let south = slice(&audited, "region", "south");
        for id in &criteria {
            if *id == "bounded_group_loss" {
                let regions = audited.tasks[0].grouping(&["region"]).unwrap();
                let loss = regions.all_groups.iter().find(|one| one.criterion == *id).unwrap();
                let interval = loss.interval.unwrap();
                assert!(interval.contains(loss.value.unwrap()), "{id}");
                continue;
            }
            let found = south.disparity(id).unwrap();
            assert!(found.value.unwrap().is_finite(), "{id}");
            assert!(found.interval.unwrap().contains(found.value.unwrap()), "{id}: {:?}", found.interval);
        }
    }
}

#[test]
fn bounded_group_loss_is_judged_by_the_policys_bound() {
    let verdict = |bound: f64| {
        let rule = Rule::new("bound", "bounded_group_loss").tolerance(Tolerance::at_most(bound)).worst_pair();
        let policy = Policy::builder("bound").rule(rule).build().unwrap();
        let values = Values::new(campaign().build().unwrap(), &Options::default()).unwrap();
        let audited = TaskAudit::new().policy(policy).run(&values).unwrap();
        audited.rule("bound").unwrap().assessments[0].verdict
    };
    assert_eq!(verdict(40.0), Verdict::Within);
    assert_eq!(verdict(20.0), Verdict::Inconclusive);
    assert_eq!(verdict(5.0), Verdict::Outside);
}

#[test]
fn amounts_without_outcomes_are_compared_too() {
    let table =
        Table::builder().segment("region", (0..400).map(|row| if row % 2 == 0 { "north" } else { "south" })).numbers(
            "prediction",
            "discount",
            (0..400).map(|row| if row % 2 == 0 { 10.0 } else { 5.0 } + [0.0, 1.0][row % 4 / 2]),
        );
    let audited = audit(table, &[]);
    let south = slice(&audited, "region", "south");
    assert_eq!(south.metrics.len(), 1);
    assert!((south.disparity("mean_prediction_ratio").unwrap().value.unwrap() - 5.5 / 10.5).abs() < 1e-12);
    assert_eq!(south.disparity("prediction_parity").unwrap().value, Ok(1.0));
    assert!(audited.rule("same-amount").is_some() && !audited.gate().passed());
}

#[test]
fn what_cannot_be_used_is_refused_with_its_place() {
    let error =
        |table: TableBuilder, pairs: &[(&str, &str)]| Values::new(table.build().unwrap(), &options(pairs)).unwrap_err();
    let base = || Table::builder().segment("region", ["n", "s", "n"]);
    let infinite = error(base().numbers("prediction", "expected", [1.0, f64::INFINITY, 2e75]), &[]);
    let text = infinite.to_string();
    assert!(text.contains("\"expected\"") && text.contains("inf") && text.contains("row 2"), "{text}");
    let missing = error(base().numbers("outcome", "spend", [1.0, 2.0, 3.0]), &[]);
    assert!(missing.to_string().contains("prediction"), "{missing}");
    let empty = error(base().numbers("prediction", "expected", [f64::NAN; 3]), &[]);
    assert_eq!(empty.kind(), ErrorKind::Empty);
    let sound = || base().numbers("prediction", "expected", [1.0, 2.0, 3.0]);
    let wrong = error(sound(), &[("trim", "0.5"), ("loss", "cubic"), ("draws", "3")]);
    assert_eq!(wrong.problems().len(), 3, "{wrong}");
    assert!(error(sound(), &[("trimm", "0.1")]).to_string().contains("did you mean \"trim\"?"));
    assert!(error(sound(), &[("trim", "much")]).to_string().contains("a number"));
}

#[test]
fn missing_amounts_are_counted_and_constants_have_reasons() {
    let table = Table::builder()
        .segment("region", (0..200).map(|row| if row % 2 == 0 { "north" } else { "south" }))
        .numbers("prediction", "expected", (0..200).map(|row| if row < 10 { f64::NAN } else { f64::from(row) }))
        .numbers("outcome", "spend", (0..200).map(|row| if row >= 150 { f64::NAN } else { 3.0 }));
    let audited = audit(table, &[]);
    let overall = &audited.tasks[0].overall;
    assert_eq!(overall.count, 190);
    let notes = format!("{:?}", audited.tasks[0].notes);
    assert!(notes.contains("rows: 10") && notes.contains("rows: 50"), "{notes}");
    let explained = overall.metric("r_squared").unwrap().value;
    assert_eq!(explained, Err(Unavailable::Undefined(Reason::NoVariation)));
    assert_eq!(overall.metric("mean_outcome").unwrap().value, Ok(3.0));
    let nobody = Table::builder()
        .segment("region", ["n", "s", "n", "s"])
        .numbers("prediction", "expected", [1.0, 2.0, 3.0, 4.0])
        .numbers("outcome", "spend", [f64::NAN; 4]);
    let residual = audit(nobody, &[]).tasks[0].overall.metric("mean_residual").unwrap().value;
    assert_eq!(residual, Err(Unavailable::Undefined(Reason::NoLabels)));
}

#[test]
fn the_report_reads_in_both_languages() {
    let audited = audit(campaign(), &[]);
    for (language, words) in [
        (Language::English, ["Predicted amounts", "predicted over observed", "How residuals are spread"]),
        (Language::German, ["Vorhergesagte Beträge", "Vorhersage durch Beobachtung", "Wie die Residuen verteilt sind"]),
    ] {
        let report = audited.report().title("Spend").language(language).build();
        let text = report.markdown();
        for word in words {
            assert!(text.to_lowercase().contains(&word.to_lowercase()), "{word} in\n{text}");
        }
        assert!(report.html().unwrap().contains("<svg"));
        assert_eq!(Report::from_json(&report.to_json().unwrap()).unwrap(), report);
    }
}

/// Hillstrom's predicted spend by area against SciPy and scikit-learn (`tests/golden/make_hillstrom.py`).
#[test]
#[cfg(feature = "csv")]
fn hillstrom_is_as_scipy_says() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/hillstrom.csv");
    if !path.exists() {
        println!("skipped: {} is not here", path.display());
        return;
    }
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (area, predicted, spent) = (at("zip_code"), at("pred_spend"), at("spend"));
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let numbers = |column: usize| records.iter().map(move |record| record[column].parse::<f64>().unwrap());
    let table = Table::builder()
        .segment("zip_code", records.iter().map(|record| record[area].to_owned()))
        .numbers("prediction", "pred_spend", numbers(predicted))
        .numbers("outcome", "spend", numbers(spent));
    let values = Values::new(table.build().unwrap(), &Options::default()).unwrap();
    let asked = ["trimmed_residual_difference", "prediction_transport"];
    let audited = TaskAudit::new().criteria(asked).run(&values).unwrap();
    let golden: toml::Table = toml::from_str(include_str!("golden/hillstrom.toml")).unwrap();
    let near = |actual: f64, expected: f64| assert_relative_eq!(actual, expected, max_relative = 1e-9, epsilon = 1e-12);
    for expected in golden["area"].as_array().unwrap() {
        let own = slice(&audited, "zip_code", expected["name"].as_str().unwrap());
        assert_eq!(i64::try_from(own.count).unwrap(), expected["rows"].as_integer().unwrap());
        for (id, value) in expected.as_table().unwrap() {
            if let Some(metric) = own.metric(id) {
                near(metric.value.unwrap(), value.as_float().unwrap());
            } else if let Some(disparity) = own.disparity(id) {
                if let Some(list) = value.as_array() {
                    let list: Vec<f64> = list.iter().map(|one| one.as_float().unwrap()).collect();
                    let interval = disparity.interval.unwrap();
                    near(disparity.value.unwrap(), list[0]);
                    near(interval.lower, list[1]);
                    near(interval.upper, list[2]);
                    near(disparity.p_value.unwrap(), list[3]);
                } else {
                    near(disparity.value.unwrap(), value.as_float().unwrap());
                }
            } else {
                assert!(["name", "rows"].contains(&id.as_str()), "{id} was not audited");
            }
        }
    }
}
