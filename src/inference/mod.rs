//! Numbers in, numbers out: intervals, tests, multiplicity, equivalence, power.
//!
//! Nothing here knows of segments, metrics or reports.

pub mod bounds;
pub mod conditional_disparity;
pub mod decomposition;
mod dense;
mod difference;
pub mod divergence;
pub mod estimate;
mod exact;
pub mod inequality;
pub mod intersectional;
pub mod interval;
pub mod logistic;
pub mod mantel_haenszel;
pub mod noise;
mod odds_ratio;
pub mod paired;
mod polygamma;
mod proportion;
mod ratio;
pub mod representation;
mod root;
mod score_test;
pub mod shrinkage;
pub mod simpson;
pub mod special;
pub mod standardisation;
pub mod stratified;
pub mod stratified_tests;
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
