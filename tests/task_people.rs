//! People behind the rows of a task: few are withheld, and customers who come back are the unit of every error.
#![cfg(all(feature = "tasks", feature = "html", feature = "csv", feature = "policy-file"))]
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, clippy::panic, reason = "a test")]

use std::fmt::Write as _;

use evenhand::audit::{Audited, Drawing, Notice, Policy, Rule, Tolerance, Verdict};
use evenhand::inference::{Method, Random, StreamKey};
use evenhand::io::AuditSpecification;
use evenhand::metric::Task;
use evenhand::privacy::Suppression;
use evenhand::segment::Slices;
use evenhand::task::{Options, Table, TableBuilder, TaskAudit};
use evenhand::value::{Reason, Unavailable};

fn none() -> Options {
    Options::default()
}

/// 900 customers of three regions and one of seven people; `tiny` is what must appear nowhere.
fn regions() -> impl Iterator<Item = &'static str> {
    (0..907).map(|row| if row < 900 { ["north", "south", "west"][row % 3] } else { "tiny" })
}

/// A table for each task whose rows are customers.
fn tables() -> Vec<(Task, TableBuilder)> {
    let base = || {
        Table::builder().segment("region", regions()).segment("channel", (0..907).map(|row| ["app", "web"][row % 2]))
    };
    let rows = || 0..907_usize;
    let yes = |every: usize| rows().map(move |row| row * 7 % every < 2);
    vec![
        (Task::Scores, {
            base().numbers("score", "score", rows().map(|row| (row * 37 % 101) as f64 / 101.0)).binary(
                "outcome",
                "bought",
                yes(4),
            )
        }),
        (Task::Classes, {
            let offer = |shift: usize| rows().map(move |row| ["card", "loan"][(row * 5 + shift * (row % 11)) % 2]);
            base().names("prediction", "offer", offer(0)).names("outcome", "taken", offer(1))
        }),
        (Task::Values, {
            base().numbers("prediction", "expected", rows().map(|row| (row % 50) as f64)).numbers(
                "outcome",
                "spend",
                rows().map(|row| (row * 3 % 53) as f64),
            )
        }),
        (Task::Individual, base().binary("decision", "sent", yes(4)).binary("outcome", "bought", yes(5))),
        (Task::Funnel, base().binary("consented", "agreed", yes(5))),
        (Task::Uplift, {
            base()
                .binary("treatment", "mailed", rows().map(|row| row % 4 < 2))
                .binary("outcome", "bought", yes(5))
                .numbers("score", "lift", rows().map(|row| (row % 10) as f64))
        }),
    ]
}

fn suppressed(task: Task, table: TableBuilder) -> Audited {
    let slices = Slices::marginals().with_intersections(2);
    let audit = TaskAudit::new().slices(slices).suppress(Suppression::below(10).unwrap());
    audit.run_table(task, table.build().unwrap(), &none()).unwrap_or_else(|error| panic!("{task}: {error}"))
}

#[test]
fn few_people_are_in_no_output_of_any_task() {
    for (task, table) in tables() {
        let audited = suppressed(task, table);
        let result = &audited.tasks[0];
        let regions = result.grouping(&["region"]).unwrap();
        // Seven people could be computed from the total, so another region is withheld beside them.
        assert_eq!(regions.slices.len(), 2, "{task}");
        let privacy = audited.privacy.as_ref().unwrap();
        let of_region = privacy.withheld.iter().find(|one| one.grouping.attributes() == ["region"]).unwrap();
        assert_eq!(of_region.slices.len(), 2, "{task}");
        let hidden: Vec<String> =
            of_region.slices.iter().filter_map(|slice| slice.level("region")?.name().map(str::to_owned)).collect();
        assert!(hidden.contains(&"tiny".to_owned()), "{task}: {hidden:?}");
        let report = audited.report().title("Few people").build();
        let json: serde_json::Value = serde_json::from_str(&report.to_json().unwrap()).unwrap();
        for part in ["tasks", "rules", "findings", "notices"] {
            let text = json["audited"][part].to_string();
            for name in &hidden {
                assert!(!text.contains(&format!("\"{name}\"")), "{task}: {name} in {part}");
            }
        }
        for name in &hidden {
            let cells = report.slice_csv().lines().filter(|line| line.split(',').any(|cell| cell == name)).count();
            assert_eq!(cells, 0, "{task}: {name} in the table of slices");
        }
        // No point of a drawing stands for few people.
        for exhibit in &result.exhibits {
            if let Drawing::Curves { series, .. } = &exhibit.drawing {
                let mut counts = series.iter().flat_map(|curve| &curve.points).filter_map(|point| point.count);
                assert!(counts.all(|count| count >= 10), "{task}: {:?}", exhibit.kind);
            }
        }
        assert!(audited.notices.iter().any(|notice| matches!(notice, Notice::Withheld { .. })), "{task}");
        // Two regions of the crossing that lie in those withheld are withheld too.
        let crossed = result.grouping(&["region", "channel"]);
        assert!(crossed.is_none_or(|crossed| {
            let mut slices = crossed.slices.iter();
            slices.all(|one| {
                let region = one.slice.level("region").and_then(|level| level.name()).unwrap();
                !hidden.iter().any(|name| name == region)
            })
        }));
    }
}

#[test]
fn a_large_group_with_a_few_who_responded_is_withheld() {
    // 300 of each; of the south only four bought.
    let bought = |row: usize| if row.is_multiple_of(2) { row % 6 < 2 } else { row < 8 };
    let table = Table::builder()
        .segment("side", (0..900).map(|row| ["north", "south", "west"][[0, 1, 2, 1, 0, 1][row % 6]]))
        .numbers("score", "score", (0..900).map(|row| f64::from(row % 91) / 91.0))
        .binary("outcome", "bought", (0..900).map(bought));
    let audited = suppressed(Task::Scores, table);
    assert!(audited.tasks[0].grouping(&["side"]).unwrap().slice(&["south"]).is_none());
    let without = TaskAudit::new()
        .run_table(
            Task::Scores,
            Table::builder()
                .segment("side", ["a", "b"].into_iter().cycle().take(40))
                .numbers("score", "score", (0..40).map(|row| f64::from(row) / 40.0))
                .binary("outcome", "bought", (0..40).map(|row| row < 4))
                .build()
                .unwrap(),
            &none(),
        )
        .unwrap();
    assert!(without.privacy.is_none(), "nothing is withheld unless asked");
}

#[test]
fn what_cannot_be_protected_is_refused() {
    let audit = || TaskAudit::new().suppress(Suppression::below(10).unwrap());
    let lists = Table::builder()
        .segment("brand", (0..40).map(|row| ["own", "other"][row % 2]))
        .names("list", "customer", (0..40).map(|row| format!("c{}", row / 4)))
        .numbers("rank", "place", (0..40).map(|row| f64::from(row % 4 + 1)))
        .build()
        .unwrap();
    let text = audit().run_table(Task::Rankings, lists, &none()).unwrap_err().to_string();
    assert!(text.contains("minimum_cell") && text.contains("rankings"), "{text}");
    let rare = Table::builder()
        .segment("region", (0..400).map(|row| ["n", "s"][row % 2]))
        .numbers("score", "score", (0..400).map(|row| f64::from(row % 10) / 10.0))
        .binary("outcome", "bought", (0..400).map(|row| row < 4))
        .build()
        .unwrap();
    let text = audit().run_table(Task::Scores, rare, &none()).unwrap_err().to_string();
    assert!(text.contains("fewer than 10") && text.contains("bought yes"), "{text}");
}

/// `customers` of so many rows each; a customer's amounts lie about a level of their own.
fn returning(customers: usize, rows_of: impl Fn(usize) -> usize, seed: u64) -> TableBuilder {
    let mut random = Random::new(StreamKey { seed, stream: 0, replicate: 0 });
    let (mut region, mut id, mut amount) = (Vec::new(), Vec::new(), Vec::new());
    for customer in 0..customers {
        let level = 10.0 + 6.0 * random.uniform();
        for _ in 0..rows_of(customer) {
            region.push(["north", "south"][customer % 2]);
            id.push(format!("c{customer:05}"));
            amount.push(level + random.uniform());
        }
    }
    Table::builder().segment("region", region).numbers("prediction", "expected", amount).customer("customer", id)
}

#[test]
fn the_error_of_a_mean_is_that_of_customers() {
    // 24 customers of four rows: METHODS B11, v = m/(m − 1)·Σ(Σ(y − ȳ))²/n² with t on 23 degrees of freedom.
    let table = returning(24, |_| 4, 1).build().unwrap();
    let amounts = table.numbers("prediction").unwrap().to_vec();
    let mean = amounts.iter().sum::<f64>() / 96.0;
    let squares: f64 = amounts.chunks(4).map(|own| own.iter().map(|amount| amount - mean).sum::<f64>().powi(2)).sum();
    let half = 2.068_657_610_4 * (24.0 / 23.0 * squares / 96.0_f64.powi(2)).sqrt();
    let audited = TaskAudit::new().run_table(Task::Values, table, &none()).unwrap();
    let found = audited.tasks[0].overall.metric("mean_prediction").unwrap();
    let interval = found.interval.unwrap();
    assert!((found.value.unwrap() - mean).abs() < 1e-9);
    assert!(((interval.upper - interval.lower) / 2.0 - half).abs() < 1e-7, "{interval:?} {half}");
    assert_eq!(interval.method, Method::CustomerJackknife);
    let summary = audited.population.customers.unwrap();
    assert_eq!((summary.customers, summary.repeated, summary.most_rows), (24, 24, 4));
    assert!(audited.notices.iter().any(|notice| matches!(notice, Notice::RepeatedCustomers { .. })));
    // Twelve customers a region are few.
    assert!(audited.notices.iter().any(|notice| matches!(notice, Notice::FewCustomers { slices: 2, .. })));
    assert!(audited.tasks[0].notes.is_empty(), "rows are not the units any more");
}

#[test]
fn intervals_cover_when_customers_come_back_and_rows_alone_do_not() {
    let (mut by_customer, mut by_row) = (0, 0);
    for seed in 0..200 {
        let rows_of = |customer: usize| 1 + customer * 7 % 9;
        let difference = |table: TableBuilder| {
            let audit = TaskAudit::new().criteria(["mean_prediction_difference"]);
            let audited = audit.run_table(Task::Values, table.build().unwrap(), &none()).unwrap();
            let north = audited.tasks[0].grouping(&["region"]).unwrap().slice(&["north"]).unwrap().clone();
            north.disparity("mean_prediction_difference").unwrap().interval.unwrap()
        };
        let table = returning(120, rows_of, seed);
        by_customer += u32::from(difference(table).contains(0.0));
        let whole = returning(120, rows_of, seed).build().unwrap();
        let plain = Table::builder()
            .segment(
                "region",
                (0..whole.rows()).map(|row| whole.segment("region").unwrap().level_of(row).name().unwrap().to_owned()),
            )
            .numbers("prediction", "expected", whole.numbers("prediction").unwrap().iter().copied());
        by_row += u32::from(difference(plain).contains(0.0));
    }
    // 95 % of 200 is 190; four standard errors below it are 178.
    assert!(by_customer >= 178, "{by_customer} of 200");
    assert!(by_row < 170, "{by_row} of 200: rows alone claim too much");
}

#[test]
fn customers_who_come_once_change_nothing() {
    let one = |named: bool| {
        let table = returning(300, |_| 1, 4).build().unwrap();
        let base = Table::builder().segment("region", (0..300).map(|row| ["north", "south"][row % 2])).numbers(
            "prediction",
            "expected",
            table.numbers("prediction").unwrap().iter().copied(),
        );
        let base = if named { base.customer("id", (0..300).map(|row| row.to_string())) } else { base };
        TaskAudit::new().run_table(Task::Values, base.build().unwrap(), &none()).unwrap()
    };
    assert_eq!(one(true).tasks[0].groupings, one(false).tasks[0].groupings);
}

#[test]
fn what_no_theory_covers_is_shown_and_not_judged() {
    let rule = |id: &str, criterion: &str| Rule::new(id, criterion).tolerance(Tolerance::at_most(0.5));
    let policy = Policy::builder("p").rule(rule("parity", "prediction_parity")).build().unwrap();
    let audit = TaskAudit::new().policy(policy);
    let audited = audit.run_table(Task::Values, returning(200, |_| 5, 2).build().unwrap(), &none()).unwrap();
    let found = &audited.rule("parity").unwrap().assessments[0];
    assert!(found.value.is_ok());
    assert_eq!(found.interval.unwrap_err(), Unavailable::Undefined(Reason::ClusteredRows));
    assert_eq!(found.verdict, Verdict::NotAssessed);
}

/// Every task takes customers: a customer of five equal rows says as much as one row, not five times as much.
#[test]
fn five_equal_rows_of_a_customer_say_no_more_than_one() {
    for (task, criterion) in [
        (Task::Scores, "auc_difference"),
        (Task::Funnel, "consented_ratio"),
        (Task::Uplift, "treatment_effect_difference"),
        (Task::Individual, "mean_benefit_difference"),
    ] {
        let width = |copies: usize, is_named: bool| {
            let rows = || (0..1200_usize).flat_map(move |row| std::iter::repeat_n(row, copies));
            let chance = |row: usize, salt: usize| (row * 7919 + salt * 104_729) % 1009;
            let base = Table::builder().segment("region", rows().map(|row| ["n", "s"][chance(row, 1) % 2]));
            let base = match task {
                Task::Scores => base
                    .numbers("score", "score", rows().map(|row| (chance(row, 2) % 97) as f64 / 97.0))
                    .binary("outcome", "y", rows().map(|row| chance(row, 2) % 97 + chance(row, 3) % 97 > 97)),
                Task::Funnel => base.binary("consented", "c", rows().map(|row| chance(row, 4) % 10 < 4)),
                Task::Individual => base.binary("decision", "d", rows().map(|row| chance(row, 5) % 10 < 4)).binary(
                    "outcome",
                    "y",
                    rows().map(|row| chance(row, 6) % 10 < 5),
                ),
                _ => base.binary("treatment", "t", rows().map(|row| chance(row, 7) % 10 < 5)).binary(
                    "outcome",
                    "y",
                    rows().map(|row| chance(row, 8) % 10 < 3),
                ),
            };
            let base = if is_named { base.customer("id", rows().map(|row| row.to_string())) } else { base };
            let audit = TaskAudit::new().criteria([criterion]);
            let audited = audit.run_table(task, base.build().unwrap(), &none()).unwrap();
            let slice = audited.tasks[0].grouping(&["region"]).unwrap().slice(&["n"]).unwrap().clone();
            let interval =
                slice.disparity(criterion).unwrap().interval.unwrap_or_else(|error| panic!("{task}: {error}"));
            let scale = |value: f64| if criterion.ends_with("_ratio") { value.ln() } else { value };
            scale(interval.upper) - scale(interval.lower)
        };
        let (once, named, rows) = (width(1, false), width(5, true), width(5, false));
        // Thirty errors make one standard error to about an eighth; the fifth of the rows would be 0.45 of it.
        assert!((named / once - 1.0).abs() < 0.5, "{task}: {named} for {once}");
        assert!(rows / once < 0.55, "{task}: {rows} for {once}");
    }
}

#[test]
fn columns_that_a_task_does_not_read_are_refused_by_name() {
    let check = |columns: &str, task: &str| {
        let text = format!("[columns]\nsegments = ['region']\n{columns}\n{task}");
        AuditSpecification::parse(&text).and_then(|specification| specification.check().map(|()| specification))
    };
    let values = "[task]\nkind = 'values'\ncolumns = { prediction = 'expected' }\n";
    let text = check("weight = 'w'\ndecision = 'sent'\nstrata = ['product']", values).unwrap_err().to_string();
    for part in ["\"w\"", "weight", "\"sent\"", "values", "strata"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let rankings = "[task]\nkind = 'rankings'\ncolumns = { list = 'household', rank = 'rank' }\n";
    let text = check("customer = 'id'", rankings).unwrap_err().to_string();
    assert!(text.contains("rankings") && text.contains("\"id\"") && text.contains("list"), "{text}");
    assert!(check("customer = 'id'", values).is_ok());
}

#[test]
fn customers_are_read_from_a_file() {
    let mut text = String::from("region,id,expected\n");
    for row in 0..400 {
        let (region, household) = (["n", "s"][row / 4 % 2], row / 4);
        writeln!(text, "{region},c{household},{}", household % 17 + row % 3).unwrap();
    }
    let specification = AuditSpecification::parse(
        "[columns]\nsegments = ['region']\ncustomer = 'id'\n[task]\nkind = 'values'\ncolumns = { prediction = 'expected' }\n",
    )
    .unwrap();
    let table = evenhand::io::PredictionsReader::new(&specification).read_table(text.as_bytes()).unwrap();
    assert_eq!(table.customers().unwrap().levels().len(), 100);
    let audited = TaskAudit::new().run_table(Task::Values, table, &none()).unwrap();
    let summary = audited.population.customers.unwrap();
    assert_eq!((summary.customers, summary.most_rows), (100, 4));
}
