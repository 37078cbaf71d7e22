//! Decisions customer by customer: worked numbers, neighbours against brute force, bad input, and what the report says.
#![cfg(all(feature = "neighbours", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    clippy::unreadable_literal,
    clippy::cast_precision_loss,
    reason = "a test"
)]

use evenhand::audit::{Audited, TaskSlice};
use evenhand::inference::{Random, StreamKey};
use evenhand::report::{Language, Report};
use evenhand::task::{Individual, Options, Table, TableBuilder, TaskAudit};

fn options(pairs: &[(&str, &str)]) -> Options {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn audit(table: TableBuilder, pairs: &[(&str, &str)]) -> Audited {
    let criteria = evenhand::metric::Task::Individual.criteria().iter().map(|criterion| criterion.id);
    let individual = Individual::new(table.build().unwrap(), &options(pairs)).unwrap();
    TaskAudit::new().minimum_rows(1).criteria(criteria).run(&individual).unwrap()
}

fn metric(slice: &TaskSlice, id: &str) -> f64 {
    slice.metric(id).unwrap().value.unwrap()
}

/// METHODS A14 on table T1.
#[test]
fn inequality_of_the_worked_table() {
    let counts = [("A", [60, 20, 15, 105]), ("B", [24, 16, 16, 104]), ("C", [6, 0, 4, 30])];
    let rows = || {
        counts.iter().flat_map(|(name, cells)| {
            let kinds = [(true, true), (true, false), (false, true), (false, false)];
            kinds.into_iter().zip(cells).flat_map(move |(kind, &count)| std::iter::repeat_n((*name, kind), count))
        })
    };
    let table = || {
        Table::builder()
            .segment("group", rows().map(|row| row.0))
            .binary("decision", "selected", rows().map(|row| row.1.0))
            .binary("outcome", "responds", rows().map(|row| row.1.1))
    };
    let near = |actual: f64, printed: f64| assert!((actual / printed - 1.0).abs() < 1e-5, "{actual} {printed}");
    let audited = audit(table(), &[]);
    let task = &audited.tasks[0];
    near(metric(&task.overall, "mean_benefit"), 1.0025);
    near(metric(&task.overall, "generalised_entropy"), 0.088_304_8);
    near(metric(&task.overall, "theil_index"), 0.121_958);
    near(metric(&task.overall, "coefficient_of_variation"), (2.0_f64 * 0.088_304_8).sqrt());
    let groups = task.grouping(&["group"]).unwrap();
    let between = groups.all_groups.iter().find(|one| one.criterion == "between_group_entropy").unwrap();
    near(between.value.unwrap(), 0.000_649_872);
    assert!(between.p_value.unwrap() > 0.05);
    let share = groups.all_groups.iter().find(|one| one.criterion == "between_group_share").unwrap();
    near(share.value.unwrap(), 0.000_649_872 / 0.088_304_8);
    let theil = audit(table(), &[("alpha", "1")]);
    let groups = theil.tasks[0].grouping(&["group"]).unwrap();
    near(
        groups.all_groups.iter().find(|one| one.criterion == "between_group_entropy").unwrap().value.unwrap(),
        0.000_667_726,
    );
    // Not being bothered is worth as much as being served: every right decision 1, every wrong one 0.
    let fair = audit(table(), &[("benefit_false_positive", "0")]);
    near(metric(&fair.tasks[0].overall, "mean_benefit"), 329.0 / 400.0);
}

/// METHODS A14: x = 0, 1, 2.5, 10 with decisions 1, 0, 1, 0.
#[test]
fn consistency_of_the_worked_rows() {
    let consistency = |pairs: &[(&str, &str)]| {
        let table = Table::builder()
            .segment("all", ["x"; 4])
            .binary("decision", "selected", [true, false, true, false])
            .numbers("feature", "x", [0.0, 1.0, 2.5, 10.0]);
        metric(&audit(table, pairs).tasks[0].overall, "consistency")
    };
    assert_eq!(consistency(&[("neighbours", "1")]), 0.0);
    assert_eq!(consistency(&[("neighbours", "2"), ("include_self", "true")]), 0.5);
    // One feature: its scale cannot matter.
    assert_eq!(consistency(&[("neighbours", "1"), ("scale", "none")]), 0.0);
}

/// Neighbours of a tree against all pairs, those at the same distance all taken.
#[test]
fn neighbours_are_those_of_all_pairs() {
    let mut random = Random::new(StreamKey { seed: 5, stream: 0, replicate: 0 });
    // A coarse grid, so that many rows are alike and many distances tie.
    let rows: Vec<([f64; 2], bool)> = (0..300)
        .map(|_| ([(random.uniform() * 9.0).floor(), (random.uniform() * 7.0).floor()], random.uniform() < 0.4))
        .collect();
    for (neighbours, include) in [(1_usize, false), (5, false), (5, true), (20, true)] {
        let mut sum = 0.0;
        for (own, (point, decision)) in rows.iter().enumerate() {
            let distance = |other: &[f64; 2]| (point[0] - other[0]).powi(2) + (point[1] - other[1]).powi(2);
            let mut others: Vec<(f64, bool)> = rows
                .iter()
                .enumerate()
                .filter(|(at, _)| include || *at != own)
                .map(|(_, (other, decision))| (distance(other), *decision))
                .collect();
            others.sort_by(|a, b| a.0.total_cmp(&b.0));
            let last = others[neighbours - 1].0;
            let near: Vec<bool> =
                others.into_iter().filter(|(distance, _)| *distance <= last).map(|(_, d)| d).collect();
            let mean = near.iter().filter(|selected| **selected).count() as f64 / near.len() as f64;
            sum += (f64::from(u8::from(*decision)) - mean).abs();
        }
        let table = Table::builder()
            .segment("all", ["x"; 300])
            .binary("decision", "selected", rows.iter().map(|row| row.1))
            .numbers("feature", "x", rows.iter().map(|row| row.0[0]))
            .numbers("feature", "y", rows.iter().map(|row| row.0[1]));
        let (count, itself) = (neighbours.to_string(), include.to_string());
        let pairs = [("neighbours", count.as_str()), ("include_self", itself.as_str()), ("scale", "none")];
        let found = metric(&audit(table, &pairs).tasks[0].overall, "consistency");
        assert!((found - (1.0 - sum / 300.0)).abs() < 1e-12, "{neighbours} {include}: {found}");
    }
}

#[test]
fn what_cannot_be_used_is_refused() {
    let base = || Table::builder().segment("all", ["x"; 4]).binary("decision", "d", [true, false, true, false]);
    let error = |table: TableBuilder, pairs: &[(&str, &str)]| {
        Individual::new(table.build().unwrap(), &options(pairs)).unwrap_err().to_string()
    };
    assert!(error(base(), &[]).contains("neither an outcome nor features"));
    let features = |values: [f64; 4]| base().numbers("feature", "x", values);
    assert!(error(features([1.0, f64::INFINITY, 2.0, 3.0]), &[]).contains("no finite number"));
    assert!(error(features([1.0, f64::NAN, 2.0, 3.0]), &[("neighbours", "3")]).contains("3 rows are left"));
    let outcome = || base().binary("outcome", "y", [true, false, false, true]);
    let wrong = error(outcome(), &[("benefit_true_positive", "-1"), ("neighbours", "0"), ("scale", "log")]);
    for part in ["is no benefit", "leaves nobody", "neither standard nor none"] {
        assert!(wrong.contains(part), "{wrong}");
    }
    assert!(error(outcome(), &[("alpha", "big")]).contains("a number"));
}

#[test]
fn nobody_gets_anything_and_one_outcome_only_have_reasons() {
    let table = Table::builder()
        .segment("region", ["n", "s", "n", "s"])
        .binary("decision", "d", [false; 4])
        .binary("outcome", "y", [true; 4]);
    let audited = audit(table, &[]);
    let overall = &audited.tasks[0].overall;
    assert_eq!(metric(overall, "mean_benefit"), 0.0);
    assert!(overall.metric("generalised_entropy").unwrap().value.is_err());
}

#[test]
fn the_report_reads_in_both_languages() {
    let table = Table::builder()
        .segment("region", (0..200).map(|row| if row % 2 == 0 { "north" } else { "south" }))
        .binary("decision", "selected", (0..200).map(|row| row % 3 == 0))
        .binary("outcome", "responds", (0..200).map(|row| row % 5 < 2))
        .numbers("feature", "spend", (0..200).map(|row| f64::from(row * 37 % 101)));
    let audited = audit(table, &[]);
    for (language, words) in [
        (Language::English, ["Customer by customer", "generalised entropy", "consistency", "neighbours"]),
        (Language::German, ["Entropie", "Konsistenz", "Wie der Nutzen verteilt ist", "neighbours"]),
    ] {
        let report = audited.report().title("Vouchers").language(language).build();
        let text = report.markdown();
        for word in words {
            assert!(text.to_lowercase().contains(&word.to_lowercase()), "{word} in\n{text}");
        }
        assert_eq!(Report::from_json(&report.to_json().unwrap()).unwrap(), report);
    }
}
