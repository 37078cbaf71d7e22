//! Scores of customers by outcome: ranking, distances, calibration.
//!
//! Everything here reads a [`ScoreTable`]: the scores of one group in increasing order with how many rows of each outcome
//! have them. From rows each point is one score and ties are exact. From a histogram each point is a bin, and
//! [`Ranking::binning_bound`] says by how much ranking could differ.

mod abroca;
mod calibration;
mod corp;
mod cox;
mod cumulative;
mod distance;
mod ranking;
mod table;

pub use abroca::{RocDistance, roc_points};
pub use calibration::{Calibration, MurphyParts, ReliabilityBin, equal_mass_edges, reliability};
pub use corp::{CorpParts, IsotonicStep, corp, isotonic};
pub use cox::{CalibrationLine, calibration_in_the_large, calibration_line};
pub use cumulative::{CumulativeDeviation, cumulative_deviation};
pub(crate) use distance::kolmogorov_upper_tail;
pub use distance::{ScoreDistance, score_distance};
pub use ranking::{Ranking, RankingTerm, power_mean, ranking, ranking_contrast};
pub use table::{Cut, ScorePoint, ScoreTable};
