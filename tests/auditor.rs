//! However the rows are cut into batches, ordered and merged, an audit is the same to the byte.
#![cfg(feature = "json")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::struct_excessive_bools, reason = "a test")]

use evenhand::audit::{Audited, Auditor, preset};
use evenhand::data::{Cuts, NonFiniteScores};
use evenhand::error::ErrorKind;
use evenhand::{Audit, Error, Policy, Predictions, Slices};
use proptest::prelude::*;

/// One customer.
#[derive(Debug, Clone)]
struct Row {
    decision: Option<bool>,
    outcome: Option<bool>,
    score: f64,
    weight: f64,
    count: u64,
    consent: Option<bool>,
    customer: Option<u8>,
    age: f64,
    channel: Option<u8>,
    region: u16,
    product: u8,
}

/// Which columns beside decision and segments are given.
#[derive(Debug, Clone, Copy)]
struct Given {
    outcome: bool,
    score: bool,
    weight: bool,
    count: bool,
    consent: bool,
    customer: bool,
    stratum: bool,
}

fn predictions(rows: &[Row], given: Given) -> Predictions {
    let channels = ["web", "app", "phone", "store"];
    let mut builder = Predictions::builder()
        .decision(rows.iter().map(|row| row.decision))
        .segment("channel", rows.iter().map(|row| row.channel.map(|at| channels[usize::from(at)])))
        .segment_banded("age", rows.iter().map(|row| row.age), &Cuts::At(vec![25.0, 65.0]))
        .segment("region", rows.iter().map(|row| format!("region {}", row.region)))
        .level_order("channel", channels)
        .non_finite_scores(NonFiniteScores::Exclude);
    if given.outcome {
        builder = builder.outcome(rows.iter().map(|row| row.outcome));
    }
    if given.score {
        builder = builder.score(rows.iter().map(|row| row.score));
    }
    if given.weight {
        builder = builder.weight(rows.iter().map(|row| row.weight));
    }
    if given.count {
        builder = builder.count(rows.iter().map(|row| row.count));
    }
    if given.consent {
        builder = builder.consent(rows.iter().map(|row| row.consent));
    }
    if given.customer {
        builder = builder.customer(rows.iter().map(|row| row.customer.map(|id| id.to_string())));
    }
    if given.stratum {
        builder = builder.stratum("product", rows.iter().map(|row| row.product.to_string()));
    }
    builder.build().unwrap()
}

fn audit(depth: usize) -> Audit {
    // Intervals that rest on customers need the rows of each customer together, which batches do not keep.
    let slices = Slices::marginals().with_intersections(depth);
    Audit::new().slices(slices).policy(Policy::four_fifths()).seed(7).row_level_intervals()
}

/// Everything that was found, as bytes.
fn bytes(audited: Result<Audited, Error>) -> String {
    serde_json::to_string(&audited.unwrap()).unwrap()
}

fn observed(audit: &Audit, batches: impl IntoIterator<Item = Predictions>) -> Auditor {
    let mut auditor = audit.auditor();
    for batch in batches {
        auditor.observe_batch(&batch).unwrap();
    }
    auditor
}

fn row() -> impl Strategy<Value = Row> {
    let score = prop_oneof![9 => 0.0..=1.0, 1 => Just(f64::NAN)];
    let weight = prop_oneof![8 => 0.1..9.0, 1 => Just(0.0), 1 => Just(1e-30)];
    let age = prop_oneof![9 => 10.0..90.0, 1 => Just(f64::NAN)];
    let answer = || prop_oneof![5 => any::<bool>().prop_map(Some), 1 => Just(None)];
    let who = (prop::option::of(0..20_u8), age, prop::option::of(0..4_u8), 0..40_u16, 0..3_u8);
    (answer(), answer(), score, weight, 0..5_u64, answer(), who).prop_map(
        |(decision, outcome, score, weight, count, consent, (customer, age, channel, region, product))| Row {
            decision,
            outcome,
            score,
            weight,
            count,
            consent,
            customer,
            age,
            channel,
            region,
            product,
        },
    )
}

fn given() -> impl Strategy<Value = Given> {
    (any::<[bool; 7]>()).prop_map(|[outcome, score, weight, count, consent, customer, stratum]| Given {
        outcome,
        score,
        weight,
        count,
        consent,
        customer,
        stratum,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn chunking_and_merging_leave_no_trace(
        rows in prop::collection::vec(row(), 1..90),
        sizes in prop::collection::vec(1..40_usize, 1..8),
        given in given(),
        depth in 1..3_usize,
    ) {
        let audit = audit(depth);
        let whole = bytes(audit.run(&predictions(&rows, given)));

        let mut batches = Vec::new();
        let (mut rest, mut turn) = (&rows[..], 0);
        while !rest.is_empty() {
            let (batch, after) = rest.split_at(sizes[turn % sizes.len()].min(rest.len()));
            batches.push(predictions(batch, given));
            (rest, turn) = (after, turn + 1);
        }
        prop_assert_eq!(&bytes(observed(&audit, batches.clone()).finish()), &whole, "in order");

        let mut backwards = audit.auditor();
        for batch in batches.iter().rev() {
            backwards.merge(&observed(&audit, [batch.clone()])).unwrap();
        }
        prop_assert_eq!(&bytes(backwards.finish()), &whole, "backwards, each merged");

        let half = batches.len() / 2;
        let mut nodes = observed(&audit, batches[half..].iter().cloned());
        nodes.merge(&audit.auditor()).unwrap();
        nodes.merge(&observed(&audit, batches[..half].iter().cloned())).unwrap();
        prop_assert_eq!(&bytes(nodes.finish()), &whole, "two nodes");
    }
}

/// Three attributes of so many levels each, whose cells outgrow an array when the later rows come.
fn crossing(rows: std::ops::Range<u32>, levels: u32) -> Predictions {
    let level = |row: u32, by: u32| format!("{:03}", (row / by * 7 + row) % levels);
    Predictions::builder()
        .decision(rows.clone().map(|row| row % 3 == 0 || row % 7 == 1))
        .segment("a", rows.clone().map(|row| level(row, 1)))
        .segment("b", rows.clone().map(|row| level(row, 11)))
        .segment("c", rows.clone().map(|row| level(row, 131)))
        .stratum("product", rows.map(|row| ["x", "y"][row as usize % 2]))
        .build()
        .unwrap()
}

#[test]
fn a_cube_that_outgrows_its_array_on_the_way_gives_the_same() {
    let audit = audit(2);
    let whole = bytes(audit.run(&crossing(0..300, 60)));
    let cuts = [0, 20, 50, 51, 160, 300];
    let batches = || cuts.windows(2).map(|cut| crossing(cut[0]..cut[1], 60));
    assert!(observed(&audit, batches().take(1)).finish().is_ok());
    assert_eq!(bytes(observed(&audit, batches()).finish()), whole, "growing");
    let backwards: Vec<Predictions> = batches().collect();
    assert_eq!(bytes(observed(&audit, backwards.into_iter().rev()).finish()), whole, "shrinking");
    let (mut small, large) = (observed(&audit, batches().take(2)), observed(&audit, batches().skip(2)));
    let mut other = large.clone();
    other.merge(&small).unwrap();
    small.merge(&large).unwrap();
    assert_eq!(bytes(small.finish()), whole, "small takes large");
    assert_eq!(bytes(other.finish()), whole, "large takes small");
}

fn scored(rows: std::ops::Range<u32>) -> evenhand::data::PredictionsBuilder {
    Predictions::builder()
        .decision(rows.clone().map(|row| row % 3 == 0))
        .score(rows.clone().map(|row| f64::from(row % 10) / 10.0))
        .segment("channel", rows.map(|row| ["web", "app"][row as usize % 2]))
}

#[test]
fn quantiles_are_refused_from_the_second_batch_on() {
    let cut = |rows: std::ops::Range<u32>| {
        let ages = rows.clone().map(f64::from);
        scored(rows).segment_banded("age", ages, &Cuts::Quantiles(4)).build().unwrap()
    };
    let audit = audit(1);
    let mut auditor = observed(&audit, [cut(0..100)]);
    for error in [
        auditor.observe_batch(&cut(100..200)).unwrap_err(),
        auditor.observe_batch(&cut(0..100)).unwrap_err(),
        auditor.merge(&observed(&audit, [cut(0..100)])).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Incompatible);
        assert_eq!(
            error.to_string(),
            "column \"age\": is cut at quantiles, which depend on all rows; give the cut points, or all rows as one batch"
        );
    }
    assert_eq!(bytes(auditor.finish()), bytes(audit.run(&cut(0..100))), "what was refused was not counted");
}

#[test]
fn median_scores_are_refused_from_the_second_batch_on() {
    let audit = Audit::new().policy(preset::find("nyc-ll144").unwrap().policy());
    let batch = |rows| scored(rows).build().unwrap();
    let mut auditor = observed(&audit, [batch(0..100)]);
    let error = auditor.observe_batch(&batch(100..200)).unwrap_err();
    assert!(error.to_string().contains("median, which depends on all rows"), "{error}");
    let audited = auditor.finish().unwrap();
    assert_eq!(audited.population.rows, Some(100));
    assert!(audited.tables[0].median_score.is_some());
}

#[test]
fn no_batch_and_unlike_batches_are_refused() {
    let audit = audit(1);
    assert_eq!(audit.auditor().finish().unwrap_err().kind(), ErrorKind::Empty);
    let mut auditor = observed(&audit, [scored(0..10).build().unwrap()]);
    let other = Predictions::builder().decision([1_u8, 0]).segment("channel", ["web", "app"]).build().unwrap();
    let error = auditor.observe_batch(&other).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Incompatible);
    assert!(error.to_string().contains("score differs"), "{error}");
    assert_eq!(auditor.finish().unwrap().population.rows, Some(10), "nothing of it was counted");
    let unknown = Audit::new().slices(Slices::named().and(["chanel"]));
    let error = unknown.auditor().observe_batch(&other).unwrap_err();
    assert!(error.to_string().contains("did you mean \"channel\"?"), "{error}");
}
