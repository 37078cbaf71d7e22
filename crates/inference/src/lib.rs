//! Numbers in, numbers out: intervals, tests, multiplicity, equivalence, power.
//!
//! The statistics of `evenhand`, which re-exports this crate as `evenhand::inference`, and [`value`] as
//! `evenhand::value`. It is a crate of its own because it needs nothing of the rest: it compiles beside it, and its tests
//! run without it.
//!
//! Nothing here knows of segments, metrics or reports. A question leads to its default method:
//!
//! | target | interval | test |
//! |---|---|---|
//! | one rate | [`Proportion::wilson`]; [`Proportion::clopper_pearson`] where coverage must be guaranteed | [`binomial_exact`] |
//! | difference of rates | [`Difference::miettinen_nurminen`]; [`Difference::newcombe`] in closed form | [`Difference::default_test`], which is [`Difference::score_test`] with its exact tail on small counts; of equality [`equality_test`], which takes the mid-p of [`fisher_exact`] on the smallest; [`boschloo_exact`] where the error must be guaranteed |
//! | ratio of rates, as the impact ratio | [`Ratio::miettinen_nurminen`]; [`Ratio::mover_r`] in closed form | [`Ratio::default_test`], [`four_fifths`] |
//! | odds ratio | [`OddsRatio::score_interval`]; [`OddsRatio::woolf_half`] in closed form | mid-p of [`fisher_exact`] |
//! | all groups alike | - | [`chi_squared`], [`likelihood_ratio`] |
//! | worst pair of many groups | [`worst_difference`], [`worst_ratio`] | [`noise_floor`] |
//! | parity within a zone | [`Difference::equivalence`], [`Ratio::equivalence`] | the same |
//! | difference or ratio of means | [`Means::welch`], [`Means::ratio_interval`] | [`Means::welch`] |
//! | values and their predictions | [`values::ValueComparison`] | the same |
//! | classes | [`classes::label_disparities`] | [`classes::prediction_distance`] |
//! | any function of cells | [`Bootstrap`], by percentiles or bias-corrected | [`Permutation`], studentised |
//! | weighted rows | [`WeightedSums::proportion`], then as unweighted | the same |
//! | two models on the same rows | [`mcnemar::DecisionChanges::score_interval`], [`paired::PairedComparison::gap_change`] | [`mcnemar`] |
//! | clustered rows | [`ClusteredSums::wilson`] | through [`ClusteredSums::proportion`] |
//! | clustered rows that come one by one | [`ClusterBootstrap::sums`], then as clustered rows | the same |
//! | an effect of a treatment | [`uplift::ArmCounts::effect`], [`uplift::ArmMoments::effect`], [`uplift::qini`] | [`uplift::heterogeneity`] |
//! | sums over ranked lists | [`lists::ListTable`] | [`lists::discounted_divergence_test`] |
//! | a funnel beside another | [`funnel::funnel`], its parts included | [`funnel::composition_shift`] |
//! | many tests | [`sidak_critical_value`] | [`holm`] for primary, [`benjamini_hochberg`] for exploratory families |
//! | what could have been seen | [`Design`], [`Proof`], [`Difference::settling_size`] | - |
//! | how many rows a verdict takes | [`VerdictRule::size`], exact for rare outcomes | - |
//!
//! Wald's interval is used inside formulas only. Everything random depends on a seed, a stream and the number of the
//! replicate, never on order or threads.
#![doc(test(attr(deny(warnings))))]

// Every room derives `Serialize` and `Deserialize` from `serde`. Without the feature of that name these are derives that
// derive nothing.
#[cfg(not(feature = "serde"))]
extern crate noop_proc_macro as serde;

pub mod association;
mod binomial_law;
mod bootstrap;
pub mod bounds;
pub mod change;
#[cfg(feature = "tasks")]
pub mod classes;
mod cluster_bootstrap;
mod clustered;
pub mod conditional_disparity;
#[cfg(feature = "tasks")]
pub mod consistency;
#[cfg(feature = "tasks")]
mod contrast;
pub mod decomposition;
mod default_test;
mod dense;
mod difference;
#[cfg(feature = "tasks")]
pub mod dispersion;
pub mod divergence;
mod equivalence;
pub mod estimate;
#[cfg(feature = "tasks")]
mod evidence;
mod exact;
mod exact_sum;
#[cfg(feature = "tasks")]
pub mod funnel;
#[cfg(feature = "tasks")]
pub mod inequality;
pub mod interval;
pub mod label_noise;
mod likeliest;
pub mod linearised;
#[cfg(feature = "tasks")]
pub mod lists;
pub mod logistic;
pub mod mantel_haenszel;
pub mod mcnemar;
#[cfg(feature = "tasks")]
mod mean;
mod multiplicity;
mod noise_floor;
mod odds_ratio;
mod order_statistic;
pub mod paired;
mod paired_gap;
mod paired_score;
mod permutation;
mod polygamma;
mod power;
mod proportion;
mod random;
mod ratio;
pub mod representation;
mod resampling;
mod root;
mod sampling;
mod score_test;
#[cfg(feature = "tasks")]
pub mod scores;
pub mod segment_noise;
pub mod shrinkage;
pub mod simpson;
mod simultaneous;
mod size_search;
pub mod special;
pub mod standardisation;
pub mod stratified;
pub mod stratified_tests;
mod two_sample;
mod twofold;
mod unconditional;
#[cfg(feature = "tasks")]
pub mod uplift;
pub mod value;
#[cfg(feature = "tasks")]
pub mod values;
mod verdict_power;
mod verdict_region;
mod weighted;
mod westfall_young;

pub use bootstrap::{Bootstrap, BootstrapDistribution, Resampling};
pub use cluster_bootstrap::{ClusterBootstrap, ReplicateSums, UnitWeights, estimated_units, mean_product};
pub use clustered::{Cluster, ClusteredSums};
#[cfg(feature = "tasks")]
pub use contrast::{Contrast, NormalScale};
pub use default_test::{DefaultTest, TestMethod, equality_test};
pub use difference::Difference;
pub use equivalence::Equivalence;
#[cfg(feature = "tasks")]
pub use evidence::{Distance, ErrorTail, Evidence, LargestDifference, LargestMean, Similarity};
pub use exact::{ExactTest, binomial_exact, fisher_exact};
pub use exact_sum::{ExactSum, SignedSum};
pub use interval::{Interval, Method, Zone};
#[cfg(feature = "tasks")]
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
pub use resampling::{CellStatistic, Evaluation, LaneEvaluation};
pub use sampling::{BinomialSampler, draw_hypergeometric, draw_multinomial, draw_poisson};
pub use score_test::ScoreTest;
pub use simultaneous::{Pair, WorstPair, worst_difference, worst_difference_newcombe, worst_ratio};
pub use two_sample::{
    ChiSquaredTest, FourFifths, ZTest, chi_squared, four_fifths, hypergeometric_z, likelihood_ratio, pooled_z,
};
pub use unconditional::{barnard_exact, boschloo_exact};
pub use verdict_power::{RateScale, Samples, VerdictPower, VerdictRule, VerdictSize};
pub use weighted::WeightedSums;
pub use westfall_young::SharedShuffles;
