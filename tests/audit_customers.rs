//! Customers who come back: intervals that rest on customers, through the whole audit.
#![cfg(feature = "json")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;

use evenhand::audit::{Audited, Notice, Reference, Rule, Tolerance, Verdict};
use evenhand::inference::{Difference, Method, Proportion, Random, Ratio, StreamKey};
use evenhand::value::Confidence;
use evenhand::{Audit, Policy, Predictions, Slices};

/// One row: customer, segment, decision.
type Row = (u32, &'static str, bool);

fn predictions(rows: &[Row]) -> Predictions {
    Predictions::builder()
        .customer(rows.iter().map(|row| row.0))
        .segment("group", rows.iter().map(|row| row.1))
        .decision(rows.iter().map(|row| row.2))
        .build()
        .unwrap()
}

fn policy() -> Policy {
    Policy::builder("customers")
        .minimum_rows(1)
        .rule(
            Rule::new("difference", "demographic_parity_difference")
                .tolerance(Tolerance::within(-1e-9, 1e-9))
                .reference(Reference::level("group", "a")),
        )
        .build()
        .unwrap()
}

fn run(rows: &[Row]) -> Audited {
    Audit::new().policy(policy()).run(&predictions(rows)).unwrap()
}

/// METHODS B11: customers {1,1,0} {0,0} {1} {1,0,0,0}: p .4, v .0266667, DEFF 1.111111, n* 9. The interval is Wilson's with
/// t of 3 degrees of freedom, by SciPy (tests/golden/peers/resampling.py).
#[test]
fn the_worked_customers_of_methods() {
    let decisions = [vec![1_u8, 1, 0], vec![0, 0], vec![1], vec![1, 0, 0, 0]];
    let rows: Vec<Row> = decisions
        .iter()
        .zip(0..)
        .flat_map(|(own, customer)| own.iter().map(move |&decision| (customer, "a", decision == 1)))
        .collect();
    let audited = run(&rows);
    let rate = audited.overall.metric("selection_rate").unwrap();
    assert_eq!((rate.numerator, rate.denominator, rate.customers), (Some(4), Some(10), Some(4)));
    assert!((rate.effective.unwrap() - 9.0).abs() < 1e-9);
    assert!((rate.design_effect().unwrap() - 1.111_111).abs() < 1e-6);
    let interval = rate.interval.unwrap();
    assert_eq!(interval.method, Method::ClusteredWilson);
    assert!((interval.lower - 0.092_560).abs() < 1e-6 && (interval.upper - 0.813_337).abs() < 1e-6);
    let Some(Notice::RepeatedCustomers { customers: 4, repeated: 3, most_rows: 4, design_effect: Some(effect) }) =
        audited.notices.iter().find(|notice| matches!(notice, Notice::RepeatedCustomers { .. }))
    else {
        panic!("{:?}", audited.notices)
    };
    assert!((effect - 1.111_111).abs() < 1e-6);
    let report = audited.report().build().markdown();
    assert!(report.contains("verdicts rest on customers, not on rows"), "{report}");
    assert!(report.contains("1.11"), "the design effect is printed:\n{report}");
}

/// Customers with rows in both groups: the variance of the difference, customer by customer in two lines of arithmetic.
#[test]
fn customers_in_both_groups_are_one_customer() {
    let mut random = Random::new(StreamKey { seed: 11, stream: 0, replicate: 0 });
    let mut rows: Vec<Row> = Vec::new();
    for customer in 0..80 {
        let taste = random.uniform();
        for _ in 0..=random.bits() % 5 {
            let group = if random.uniform() < 0.4 { "a" } else { "b" };
            rows.push((customer, group, random.uniform() < taste));
        }
    }
    let audited = run(&rows);
    let found = &audited.rule("difference").unwrap().assessments[0];
    assert_eq!(found.slice.to_string(), "group=b");

    let of = |group: &str| -> (f64, f64, f64, f64) {
        let mut sums: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        for (customer, _, decision) in rows.iter().filter(|row| row.1 == group) {
            let own = sums.entry(*customer).or_default();
            *own = (own.0 + f64::from(u8::from(*decision)), own.1 + 1.0);
        }
        let (x, n) = sums.values().fold((0.0, 0.0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
        let m = sums.len() as f64;
        let squares: f64 = sums.values().map(|own| (own.0 - x / n * own.1).powi(2)).sum();
        (x / n, n, m, m / (m - 1.0) * squares / (n * n))
    };
    let ((pa, na, ma, va), (pb, nb, mb, vb)) = (of("a"), of("b"));
    // Σ over customers of the product of what each adds to the two rates.
    let mut influence: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for (customer, group, decision) in &rows {
        let own = influence.entry(*customer).or_default();
        let decision = f64::from(u8::from(*decision));
        if *group == "a" { own.0 += (decision - pa) / na } else { own.1 += (decision - pb) / nb }
    }
    let covariance: f64 = influence.values().map(|own| own.0 * own.1).sum();
    assert!(covariance.abs() > 0.1 * va, "the case is worth testing");
    // Effective sizes with Student's quantile; the covariance enters as a factor on the sum of the two variances.
    let t = |m: f64| {
        let t = evenhand::inference::special::StudentT::new(m - 1.0).unwrap().upper_quantile(0.025);
        (t / 1.959_963_984_540_054_f64).powi(2)
    };
    let (wide_a, wide_b) = (va * t(ma), vb * t(mb));
    let factor = (wide_a + wide_b - 2.0 * covariance) / (wide_a + wide_b);
    let sized = |p: f64, v: f64| Proportion::effective(p, p * (1.0 - p) / (v * factor)).unwrap();
    let expected = Difference { group: sized(pb, wide_b), reference: sized(pa, wide_a) }
        .miettinen_nurminen(Confidence::DEFAULT)
        .unwrap();
    let interval = found.interval.unwrap();
    assert!((interval.lower - expected.lower).abs() < 1e-9 && (interval.upper - expected.upper).abs() < 1e-9);
}

/// Every customer twice, with the same decision: as much is known as from each once.
#[test]
fn a_row_that_is_repeated_tells_nothing_new() {
    let once: Vec<Row> = (0..400).map(|i| (i, if i % 2 == 0 { "a" } else { "b" }, i % 3 == 0 || i % 8 == 0)).collect();
    let twice: Vec<Row> = once.iter().flat_map(|row| [*row, *row]).collect();
    let (single, double) = (run(&once), run(&twice));
    assert_eq!(single.notices, [Notice::NoLabels], "nobody comes back");
    let interval = |audited: &Audited| audited.rule("difference").unwrap().assessments[0].interval.unwrap();
    let (single, double) = (interval(&single), interval(&double));
    assert!((single.lower - double.lower).abs() < 0.003 && (single.upper - double.upper).abs() < 0.003);
    let by_row = Audit::new().policy(policy()).row_level_intervals().run(&predictions(&twice)).unwrap();
    assert!(interval(&by_row).width() < 0.75 * double.width(), "rows taken for customers look far surer");
    assert!(by_row.notices.iter().any(|notice| matches!(notice, Notice::RowLevelIntervals { repeated: 400, .. })));
    assert!(by_row.report().build().markdown().contains("Intervals are too narrow"));
}

/// A row of a table of counts is as many rows of its customer as it stands for, and none if it stands for none: in one piece
/// and in batches.
#[test]
fn a_row_that_stands_for_several_comes_back() {
    let table = |counts: [u64; 4]| {
        Predictions::builder()
            .customer([1, 2, 3, 3])
            .segment("group", ["a", "b", "a", "b"])
            .decision([true, false, true, true])
            .count(counts)
            .build()
            .unwrap()
    };
    let counted = table([2, 1, 1, 0]);
    let summary = counted.customers().unwrap();
    assert_eq!((summary.customers, summary.repeated, summary.most_rows), (3, 1, 2));
    let whole = Audit::new().policy(policy()).run(&counted).unwrap();
    assert!(matches!(
        whole.notices[0],
        Notice::RepeatedCustomers { customers: 3, repeated: 1, most_rows: 2, design_effect: Some(_) }
    ));
    let mut auditor = Audit::new().policy(policy()).auditor();
    auditor.observe_batch(&counted).unwrap();
    auditor.observe_batch(&table([0, 3, 0, 1])).unwrap();
    let parted = auditor.finish().unwrap();
    assert!(matches!(parted.notices[0], Notice::RowLevelIntervals { customers: 3, repeated: 3, most_rows: 4 }));
    let once = Audit::new().policy(policy()).run(&table([1, 1, 1, 0])).unwrap();
    assert_eq!(once.notices, [Notice::NoLabels], "nobody comes back");
}

/// No disparity, customers of ten rows who mostly get the same decision: by row the audit cries wolf, by customer it errs
/// in about one case of twenty.
#[test]
fn by_customer_the_error_rate_is_what_it_says() {
    let mut alarms = [0, 0];
    let repeats = 200;
    for replicate in 0..repeats {
        let mut random = Random::new(StreamKey { seed: 5, stream: 1, replicate });
        let rows: Vec<Row> = (0..80)
            .flat_map(|customer| {
                let taste = if random.uniform() < 0.4 { 0.9 } else { 0.1 };
                let group = if customer % 2 == 0 { "a" } else { "b" };
                (0..10).map(|_| (customer, group, random.uniform() < taste)).collect::<Vec<Row>>()
            })
            .collect();
        let audit = Audit::new().policy(policy()).criteria::<&str>([]);
        let table = predictions(&rows);
        for (alarms, audit) in alarms.iter_mut().zip([audit.clone(), audit.row_level_intervals()]) {
            let audited = audit.run(&table).unwrap();
            *alarms += u32::from(audited.rule("difference").unwrap().assessments[0].verdict == Verdict::Outside);
        }
    }
    // 200 cases at 5 %: 10 expected, 19 in the worst of a thousand.
    assert!(alarms[0] <= 19, "by customer: {} of {repeats}", alarms[0]);
    assert!(alarms[1] >= 60, "by row: {} of {repeats}", alarms[1]);
}

/// The references, intersections, weights, counts and unknown customers all go through the same sums.
#[test]
fn every_kind_of_row_and_reference_holds_together() {
    let rows = 600_u32;
    let id = |i: u32| (!i.is_multiple_of(7)).then_some(i % 150);
    let build = |weighted: bool| {
        let builder = Predictions::builder()
            .customer((0..rows).map(id))
            .segment("group", (0..rows).map(|i| ["a", "b", "c"][(i % 3) as usize]))
            .segment("channel", (0..rows).map(|i| ["app", "web"][(i / 5 % 2) as usize]))
            .decision((0..rows).map(|i| i % 5 < 2 || i % 11 == 0))
            .outcome((0..rows).map(|i| i % 4 == 0))
            .count((0..rows).map(|i| u64::from(1 + i % 2)));
        if weighted { builder.weight((0..rows).map(|i| 1.0 + f64::from(i % 3))) } else { builder }.build().unwrap()
    };
    for table in [build(false), build(true)] {
        for reference in [Reference::Rest, Reference::Overall, Reference::Best, Reference::Largest] {
            let policy =
                Policy::builder("all").rule(Rule::new("ratio", "disparate_impact").reference(reference.clone()));
            let audit = Audit::new().slices(Slices::marginals().with_intersections(2)).policy(policy.build().unwrap());
            let audited = audit.run(&table).unwrap();
            for one in &audited.rule("ratio").unwrap().assessments {
                let (value, interval) = (one.value.unwrap(), one.interval.unwrap());
                assert!(interval.contains(value), "{reference:?} {}: {value} in {interval:?}", one.slice);
            }
            let worst = &audited.grouping(&["group"]).unwrap().worst;
            assert!(worst.iter().filter_map(|worst| worst.interval.ok()).count() >= 5);
        }
    }
}

/// The ratio too, and for a rate whose denominator not every customer has.
#[test]
fn ratios_of_conditional_rates_count_the_customers_of_the_denominator() {
    let table = Predictions::builder()
        .customer((0..300_u32).map(|i| i / 3))
        .segment("group", (0..300).map(|i| if i < 150 { "a" } else { "b" }))
        .decision((0..300).map(|i| i % 3 == 0 || i % 7 == 0))
        .outcome((0..300).map(|i| i % 6 == 0 || i % 7 < 2))
        .build()
        .unwrap();
    let audited = Audit::new().criteria(["equal_opportunity_ratio"]).run(&table).unwrap();
    let group = audited.grouping(&["group"]).unwrap().slice(&["b"]).unwrap();
    let rate = group.metric("true_positive_rate").unwrap();
    let with_positives = (50..100_u32).filter(|c| (3 * c..3 * c + 3).any(|i| i % 6 == 0 || i % 7 < 2)).count() as u64;
    assert_eq!(rate.customers, Some(with_positives));
    let other = audited.grouping(&["group"]).unwrap().slice(&["a"]).unwrap().metric("true_positive_rate").unwrap();
    let sized = |rate: &evenhand::audit::MetricValue| {
        let (effective, m) = (rate.effective.unwrap(), rate.customers.unwrap() as f64);
        let t = evenhand::inference::special::StudentT::new(m - 1.0).unwrap().upper_quantile(0.025);
        Proportion::effective(rate.value.unwrap(), effective * (1.959_963_984_540_054 / t).powi(2)).unwrap()
    };
    let expected =
        Ratio { group: sized(rate), reference: sized(other) }.miettinen_nurminen(Confidence::DEFAULT).unwrap();
    let interval = group.disparity("equal_opportunity_ratio").unwrap().interval.unwrap();
    assert!((interval.lower - expected.lower).abs() < 1e-9 && (interval.upper - expected.upper).abs() < 1e-9);
}
