//! Scores of customers by outcome: ranking, distances, calibration.
//!
//! Everything here reads a [`ScoreTable`]: the scores of one group in increasing order with how many rows of each outcome
//! have them. From rows each point is one score and ties are exact. From a [`ScoreHistogram`], which adds up over shards and
//! days, each point is a bin that keeps the sums of its rows: balance, calibration on its edges and every mean are then as
//! exact as from rows. What needs the order of rows within a bin carries a bound: [`Ranking::binning_bound`],
//! [`ScoreDistance::kolmogorov_smirnov_bound`], [`ScoreDistance::wasserstein_bound`]. A bin whose rows all have one score
//! loses nothing, so few distinct values on fitting edges give the numbers of the rows.

mod abroca;
mod assessment;
mod bin;
mod buckets;
mod calibration;
mod comparison;
mod corp;
mod cox;
mod cumulative;
mod distance;
mod divergence;
mod edges;
mod histogram;
mod multicalibration;
mod near;
mod paired;
mod pairs;
mod ranking;
mod rows;
mod sweep;
mod table;

pub use abroca::{RocDistance, roc_points};
pub use assessment::ScoreAssessment;
pub use bin::ScoreBin;
pub use calibration::{Calibration, MurphyParts, ReliabilityBin, equal_mass_edges, reliability};
pub use comparison::{ClassBalance, class_balance, mean_residual_difference};
pub use corp::{CorpParts, IsotonicStep, corp, isotonic};
pub use cox::{CalibrationLine, calibration_in_the_large, calibration_line};
pub use cumulative::{CumulativeDeviation, cumulative_deviation};
pub(crate) use distance::kolmogorov_upper_tail;
pub use distance::{ScoreDistance, score_distance};
pub use divergence::{NullLevel, ScoreDivergence, bin_pairs, score_divergence};
pub use edges::ScoreEdges;
pub use histogram::ScoreHistogram;
pub use multicalibration::{CalibrationCell, CalibrationErrors, multiaccuracy_error, multicalibration_error};
pub use paired::{PairedRanking, PairedScore, RankingGapChange, paired_ranking};
pub use ranking::{
    Ranking, RankingContrast, RankingTerm, SubgroupRanking, power_mean, ranking, ranking_contrast, subgroup_ranking,
};
pub use rows::GroupedScores;
pub use sweep::{GroupCut, Payoff, SweepPoint, sweep};
pub use table::{Cut, ScorePoint, ScoreTable};
