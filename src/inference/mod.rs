//! Numbers in, numbers out: intervals, tests, multiplicity, equivalence, power.
//!
//! Nothing here knows of segments, metrics or reports.

pub mod bounds;
mod clustered;
pub mod conditional_disparity;
pub mod decomposition;
mod dense;
mod difference;
pub mod divergence;
mod equivalence;
pub mod estimate;
mod exact;
pub mod inequality;
pub mod intersectional;
pub mod interval;
pub mod label_noise;
pub mod logistic;
pub mod mantel_haenszel;
pub mod mcnemar;
mod mean;
mod multiplicity;
mod noise_floor;
mod odds_ratio;
pub mod paired;
mod polygamma;
mod power;
mod proportion;
mod random;
mod ratio;
pub mod representation;
mod root;
mod sampling;
mod score_test;
pub mod segment_noise;
pub mod shrinkage;
pub mod simpson;
mod simultaneous;
pub mod special;
pub mod standardisation;
pub mod stratified;
pub mod stratified_tests;
pub mod subgroup_fairness;
mod two_sample;
mod weighted;

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
pub use power::{Design, Proof, Rates, SettlingSize};
pub use proportion::{Counts, Proportion};
pub use random::{Random, StreamKey};
pub use ratio::Ratio;
pub use sampling::{BinomialSampler, draw_multinomial, draw_poisson};
pub use score_test::ScoreTest;
pub use simultaneous::{Pair, WorstPair, worst_difference, worst_difference_newcombe, worst_ratio};
pub use two_sample::{
    ChiSquaredTest, FourFifths, ZTest, chi_squared, four_fifths, hypergeometric_z, likelihood_ratio, pooled_z,
};
pub use weighted::WeightedSums;
