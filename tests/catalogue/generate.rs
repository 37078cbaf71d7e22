//! Tables, rows and predictions to test on.

use evenhand::Predictions;
use evenhand::cube::{Cells, Confusion};
use evenhand::value::{Measured, Sign, Unavailable};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// The same cases on every machine and in every run.
pub(super) fn fixed(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(17), failure_persistence: None, ..ProptestConfig::default() }
}

/// A table of six counts in the order of [`Cells::SINGLE`].
pub(super) fn table_of(counts: [u64; 6]) -> Confusion {
    Cells::SINGLE.into_iter().zip(counts).fold(Confusion::default(), |table, (cell, rows)| table.with(cell, rows))
}

/// A table in which zeros are common: that is where definitions break.
pub(super) fn table() -> impl Strategy<Value = Confusion> {
    let count = prop_oneof![4 => Just(0_u64), 3 => 1..6_u64, 3 => 1..2_000_u64, 1 => 1..1_000_000_000_u64];
    prop::array::uniform6(count).prop_map(table_of)
}

/// The tables of two to five groups.
pub(super) fn tables() -> impl Strategy<Value = Vec<Confusion>> {
    prop::collection::vec(table(), 2..6)
}

/// Every count of a table so many times.
pub(super) fn scaled(table: &Confusion, factor: u64) -> Confusion {
    table_of(table.counts().map(|count| count * factor))
}

/// One customer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) outcome: Option<bool>,
    pub(super) decision: bool,
    pub(super) channel: Option<&'static str>,
    pub(super) region: &'static str,
}

fn row() -> impl Strategy<Value = Row> {
    let outcome = prop_oneof![4 => any::<bool>().prop_map(Some), 1 => Just(None)];
    let channel = prop::sample::select(vec![Some("app"), Some("post"), Some("web"), None]);
    let region = prop::sample::select(vec!["north", "south"]);
    (outcome, any::<bool>(), channel, region).prop_map(|(outcome, decision, channel, region)| Row {
        outcome,
        decision,
        channel,
        region,
    })
}

/// Some customers.
pub(super) fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec(row(), 1..80)
}

/// The rows as predictions.
pub(super) fn predictions(rows: &[Row]) -> Predictions {
    columns(rows).build().unwrap()
}

/// The rows as columns, to which others can be added.
pub(super) fn columns(rows: &[Row]) -> evenhand::data::PredictionsBuilder {
    Predictions::builder()
        .outcome(rows.iter().map(|row| row.outcome))
        .decision(rows.iter().map(|row| row.decision))
        .segment("channel", rows.iter().map(|row| row.channel))
        .segment("region", rows.iter().map(|row| row.region))
}

/// A measured value among the extended real numbers: undefined is NaN, infinite is infinite.
pub(super) fn extended(value: Measured) -> f64 {
    match value {
        Ok(number) => number,
        Err(Unavailable::Infinite(Sign::Positive)) => f64::INFINITY,
        Err(Unavailable::Infinite(Sign::Negative)) => f64::NEG_INFINITY,
        Err(_) => f64::NAN,
    }
}

/// Whether two extended real numbers are the same, rounding forgiven.
pub(super) fn same(a: f64, b: f64) -> bool {
    (a.is_nan() && b.is_nan()) || a.total_cmp(&b).is_eq() || (a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1.0)
}
