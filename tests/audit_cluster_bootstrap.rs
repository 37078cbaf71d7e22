//! The streaming bootstrap of customers: the same whatever the batches, and as wide as the customers say.
#![cfg(feature = "json")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use evenhand::audit::{Audited, Notice, Reference, Rule, Tolerance, Verdict};
use evenhand::inference::{Interval, Method, Random, StreamKey};
use evenhand::segment::Grouping;
use evenhand::{Audit, Policy, Predictions, Slices};

/// Customer, segment, channel, decision, outcome, how many rows it stands for.
#[derive(Clone, Copy)]
struct Row {
    customer: Option<u64>,
    group: &'static str,
    channel: &'static str,
    decision: bool,
    outcome: bool,
    count: u64,
}

/// Customers of one to nine rows with a taste of their own; each in one group, their rows in any channel.
fn rows(customers: u64, seed: u64) -> Vec<Row> {
    let mut random = Random::new(StreamKey { seed, stream: 0, replicate: 0 });
    let mut rows = Vec::new();
    for customer in 0..customers {
        let taste = if random.uniform() < 0.4 { 0.8 } else { 0.2 };
        let group = ["a", "b", "c"][usize::try_from(random.bits() % 3).unwrap()];
        for _ in 0..=random.bits() % 9 {
            rows.push(Row {
                customer: (customer % 50 != 7).then_some(customer),
                group,
                channel: ["app", "web"][usize::try_from(random.bits() % 2).unwrap()],
                decision: random.uniform() < taste,
                outcome: random.uniform() < 0.3,
                count: 1,
            });
        }
    }
    rows
}

fn predictions(rows: &[Row]) -> Predictions {
    Predictions::builder()
        .customer(rows.iter().map(|row| row.customer))
        .segment("group", rows.iter().map(|row| row.group))
        .segment("channel", rows.iter().map(|row| row.channel))
        .decision(rows.iter().map(|row| row.decision))
        .outcome(rows.iter().map(|row| row.outcome))
        .count(rows.iter().map(|row| row.count))
        .build()
        .unwrap()
}

fn policy() -> Policy {
    let tolerance = Tolerance::within(-1e-9, 1e-9);
    let rule = Rule::new("difference", "demographic_parity_difference").tolerance(tolerance);
    Policy::builder("customers")
        .minimum_rows(1)
        .rule(rule.reference(Reference::level("group", "a")).segments([Grouping::by(["group"])]))
        .build()
        .unwrap()
}

fn audit() -> Audit {
    Audit::new().policy(policy()).slices(Slices::marginals().with_intersections(2)).seed(3)
}

fn bytes(audited: &Audited) -> String {
    serde_json::to_string(audited).unwrap()
}

#[test]
fn batches_order_and_merges_change_no_digit() {
    let mut rows = rows(150, 1);
    rows[4].count = 3;
    let audit = audit().cluster_bootstrap(64);
    let whole = bytes(&audit.run(&predictions(&rows)).unwrap());
    rows.reverse();
    let mut auditors = [audit.auditor(), audit.auditor()];
    for (at, batch) in rows.chunks(97).enumerate() {
        auditors[at % 2].observe_batch(&predictions(batch)).unwrap();
    }
    let [mut first, second] = auditors;
    first.merge(&second).unwrap();
    assert_eq!(bytes(&first.finish().unwrap()), whole);
    let other_seed = bytes(&audit.seed(4).run(&predictions(&rows)).unwrap());
    assert_ne!(other_seed, whole);
}

/// Enough rows that they are folded in pieces: on one thread and on four.
#[cfg(feature = "parallel")]
#[test]
fn threads_change_no_digit() {
    let rows = 200_000_u64;
    let table = Predictions::builder()
        .customer((0..rows).map(|row| row * 7 % 30_011))
        .segment("group", (0..rows).map(|row| ["a", "b", "c"][usize::try_from(row % 3).unwrap()]))
        .decision((0..rows).map(|row| row * 7 % 30_011 % 5 < 2))
        .build()
        .unwrap();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        bytes(&pool.install(|| Audit::new().policy(policy()).cluster_bootstrap(50).run(&table)).unwrap())
    };
    assert_eq!(on(1), on(4));
}

fn interval(audited: &Audited, group: &str) -> Interval {
    let slice = &audited.grouping(&["group"]).unwrap().slices;
    let slice = slice.iter().find(|one| one.slice.to_string() == format!("group={group}")).unwrap();
    slice.metric("selection_rate").unwrap().interval.unwrap()
}

/// Beside the variance that is summed over customers one by one: rates, differences with customers of both sides, and
/// comparisons within strata, to the simulation's error, four times √(1/(2·4000)) of a width, and what Student's quantile adds.
#[test]
fn it_is_as_wide_as_the_customers_say() {
    let rows = rows(600, 2);
    let table = predictions(&rows);
    let exact = audit().run(&table).unwrap();
    let found = audit().cluster_bootstrap(4000).run(&table).unwrap();
    let by_row = audit().row_level_intervals().run(&table).unwrap();
    let near = |found: Interval, exact: Interval| {
        let ratio = found.width() / exact.width();
        assert!((0.95..1.07).contains(&ratio), "{found:?} {exact:?}");
    };
    for group in ["a", "b", "c"] {
        near(interval(&found, group), interval(&exact, group));
        assert_eq!(interval(&found, group).method, Method::ClusteredWilson);
        assert!(interval(&found, group).width() > 1.2 * interval(&by_row, group).width());
    }
    let of = |audited: &Audited, at: usize| audited.rule("difference").unwrap().assessments[at].interval.unwrap();
    (0..2).for_each(|at| near(of(&found, at), of(&exact, at)));
    // Channels share customers: the covariance of both sides counts.
    let shared = |audited: &Audited| {
        let slice = &audited.grouping(&["channel"]).unwrap().slices[0];
        slice.disparity("demographic_parity_difference").unwrap().interval.unwrap()
    };
    near(shared(&found), shared(&exact));
    let effect = |audited: &Audited| {
        audited.notices.iter().find_map(|notice| match notice {
            Notice::ClusterBootstrap { design_effect, replicates: 4000 }
            | Notice::RepeatedCustomers { design_effect, .. } => *design_effect,
            _ => None,
        })
    };
    let (found_effect, exact_effect) = (effect(&found).unwrap(), effect(&exact).unwrap());
    assert!((found_effect / exact_effect - 1.0).abs() < 0.1, "{found_effect} {exact_effect}");
    assert_eq!(found.overall.metric("selection_rate").unwrap().customers, None, "no customer is kept");
    let report = found.report().build().markdown();
    assert!(report.contains("4,000 replicates of a bootstrap of customers"), "{report}");
}

/// Where nobody comes back it is the bootstrap of rows: as wide as rows say.
#[test]
fn customers_of_one_row_are_rows() {
    let single: Vec<Row> =
        rows(900, 5).into_iter().zip(0..).map(|(row, at)| Row { customer: Some(at), ..row }).collect();
    let table = predictions(&single);
    let by_row = audit().run(&table).unwrap();
    let found = audit().cluster_bootstrap(4000).run(&table).unwrap();
    for group in ["a", "b", "c"] {
        let ratio = interval(&found, group).width() / interval(&by_row, group).width();
        assert!((0.95..1.06).contains(&ratio), "{ratio}");
    }
}

#[test]
fn one_customer_or_no_variance_never_looks_sure() {
    let row = |customer, decision| Row {
        customer: Some(customer),
        group: "a",
        channel: "app",
        decision,
        outcome: false,
        count: 1,
    };
    let run = |rows: &[Row]| audit().cluster_bootstrap(200).run(&predictions(rows)).unwrap();
    let one: Vec<Row> = (0..40).map(|at| row(1, at % 2 == 0)).collect();
    assert!(run(&one).overall.metric("selection_rate").unwrap().interval.is_err());
    let none: Vec<Row> = (0..40).map(|at| row(at / 4, false)).collect();
    let audited = run(&none);
    let none = audited.overall.metric("selection_rate").unwrap().interval.unwrap();
    assert!(none.lower == 0.0 && none.upper > 0.25, "ten customers: {none:?}");
    assert!(audited.notices.iter().any(|notice| matches!(notice, Notice::FewCustomers { estimated: true, .. })));
    assert!(audited.report().build().markdown().contains("tell no more than fewer than 20 customers of equal size"));
}

#[test]
fn what_it_cannot_rest_on_is_refused_at_once() {
    let weighted =
        Predictions::builder().decision([true, false]).weight([1.0, 2.0]).segment("group", ["a", "b"]).build().unwrap();
    let error = audit().cluster_bootstrap(3).row_level_intervals().run(&weighted).unwrap_err();
    let messages: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
    assert_eq!(messages.len(), 4, "{messages:?}");
    for (message, part) in messages.iter().zip(["customer of each row", "weighted", "both asked", "between 50"]) {
        assert!(message.contains("cluster_bootstrap") && message.contains(part), "{message}");
    }
    let mut first = audit().cluster_bootstrap(100).auditor();
    assert!(first.merge(&audit().cluster_bootstrap(101).auditor()).is_err());
    let cube = evenhand::cube::Cube::fold(&predictions(&rows(5, 1)));
    assert!(audit().cluster_bootstrap(100).run_cube(&cube).unwrap_err().to_string().contains("does not know them"));
}

/// No disparity, customers of ten rows who mostly get the same decision, in batches: it errs in about one case of twenty.
#[test]
fn in_batches_the_error_rate_is_what_it_says() {
    let repeats = 200;
    let mut alarms = 0;
    for replicate in 0..repeats {
        let mut random = Random::new(StreamKey { seed: 5, stream: 1, replicate });
        let tastes: Vec<f64> = (0..80).map(|_| if random.uniform() < 0.4 { 0.9 } else { 0.1 }).collect();
        let mut auditor =
            Audit::new().policy(policy()).criteria::<&str>([]).seed(replicate).cluster_bootstrap(200).auditor();
        for _ in 0..10 {
            let batch: Vec<Row> = (0_u64..80)
                .map(|customer| Row {
                    customer: Some(customer),
                    group: if customer % 2 == 0 { "a" } else { "b" },
                    channel: "app",
                    decision: random.uniform() < tastes[usize::try_from(customer).unwrap()],
                    outcome: false,
                    count: 1,
                })
                .collect();
            auditor.observe_batch(&predictions(&batch)).unwrap();
        }
        let audited = auditor.finish().unwrap();
        alarms += u32::from(audited.rule("difference").unwrap().assessments[0].verdict == Verdict::Outside);
    }
    // 200 cases at 5 %: 10 expected, 19 in the worst of a thousand.
    assert!((1..=19).contains(&alarms), "{alarms} of {repeats}");
}
