//! The tables, one file for each kind of question.

mod binomial;
mod dependent;
mod many_groups;
mod means;
mod multiplicity;
mod one_rate;
mod paired;
mod peers;
mod planned;
mod resampled;
mod strata;
pub(crate) mod table;
mod two_rates;
mod two_rates_tests;

use evenhand_inference::{Random, StreamKey};
use table::Table;

/// Every table, in the order in which they are printed.
pub(crate) fn all() -> Vec<Table> {
    [
        one_rate::tables(),
        two_rates::tables(),
        two_rates_tests::tables(),
        many_groups::tables(),
        resampled::tables(),
        dependent::tables(),
        strata::tables(),
        means::tables(),
        paired::tables(),
        multiplicity::tables(),
        planned::tables(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The common rates of the grid.
const RATES: [f64; 4] = [0.01, 0.05, 0.2, 0.5];

/// The common sizes of the grid.
const SIZES: [u64; 4] = [20, 50, 200, 1000];

/// What a group with disparity has of the others' rate.
const DISPARITY: f64 = 0.6;

/// A row is sparse if a sample expects no more successes, or failures, than this.
const SPARSE: f64 = 1.0 + 1e-9;

/// The level of all tests.
const ALPHA: f64 = 0.05;

/// A row's own random numbers: no other row, order or thread changes them.
fn random(table: u64, row: usize, replicate: u32) -> Random {
    Random::new(StreamKey { seed: 2026, stream: table * 10_000 + row as u64, replicate: u64::from(replicate) })
}

/// How often something was so, of how often it was asked.
#[derive(Clone, Copy, Default)]
struct Tally {
    hits: f64,
    asked: f64,
}

impl Tally {
    fn count(&mut self, hit: bool) {
        self.hits += f64::from(u8::from(hit));
        self.asked += 1.0;
    }

    fn share(self) -> Option<f64> {
        (self.asked > 0.0).then(|| self.hits / self.asked)
    }
}

/// A rate as the tables print it.
fn rate(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if value < 1.0 { text.trim_start_matches('0').to_owned() } else { text.to_owned() }
}
