//! Numbers in, numbers out: intervals, tests, multiplicity, equivalence, power.
//!
//! Nothing here knows of segments, metrics or reports.

mod difference;
mod exact;
pub mod interval;
mod odds_ratio;
mod proportion;
mod ratio;
mod root;
mod score_test;
pub mod special;
mod two_sample;

pub use difference::Difference;
pub use exact::{ExactTest, binomial_exact, fisher_exact};
pub use interval::{Interval, Method, Zone};
pub use odds_ratio::OddsRatio;
pub use proportion::{Counts, Proportion};
pub use ratio::Ratio;
pub use score_test::ScoreTest;
pub use two_sample::{
    ChiSquaredTest, FourFifths, ZTest, chi_squared, four_fifths, hypergeometric_z, likelihood_ratio, pooled_z,
};
