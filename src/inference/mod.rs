//! Numbers in, numbers out: intervals, tests, multiplicity, equivalence, power.
//!
//! Nothing here knows of segments, metrics or reports.

mod bootstrap;
mod clustered;
mod difference;
mod equivalence;
mod exact;
pub mod interval;
mod mean;
mod multiplicity;
mod noise_floor;
mod odds_ratio;
mod permutation;
mod power;
mod proportion;
mod random;
mod ratio;
mod resampling;
mod root;
mod sampling;
mod score_test;
mod simultaneous;
pub mod special;
mod two_sample;
mod weighted;

pub use bootstrap::{Bootstrap, BootstrapDistribution, Resampling};
pub use clustered::{Cluster, ClusteredSums};
pub use difference::Difference;
pub use equivalence::Equivalence;
pub use exact::{ExactTest, binomial_exact, fisher_exact};
pub use interval::{Interval, Method, Zone};
pub use mean::{Means, Moments, Standardiser, WelchTest};
pub use multiplicity::{
    benjamini_hochberg, benjamini_yekutieli, bonferroni_critical_value, e_benjamini_hochberg, holm,
    sidak_critical_value,
};
pub use noise_floor::{NoiseFloor, NullDistribution, Simulation, noise_floor};
pub use odds_ratio::OddsRatio;
pub use permutation::{Permutation, PermutationTest, Studentised};
pub use power::{Design, Proof, Rates, SettlingSize};
pub use proportion::{Counts, Proportion};
pub use random::{Random, StreamKey};
pub use ratio::Ratio;
pub use resampling::CellStatistic;
pub use sampling::{BinomialSampler, draw_hypergeometric, draw_multinomial, draw_poisson};
pub use score_test::ScoreTest;
pub use simultaneous::{Pair, WorstPair, worst_difference, worst_difference_newcombe, worst_ratio};
pub use two_sample::{
    ChiSquaredTest, FourFifths, ZTest, chi_squared, four_fifths, hypergeometric_z, likelihood_ratio, pooled_z,
};
pub use weighted::WeightedSums;
