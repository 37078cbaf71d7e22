//! Criteria about who is in the data at all, against a population that the caller declares.

use super::criterion::{Composition, Criterion, PopulationStatistic};
use super::metric::Range;

/// A group's share in the data over its share in the population.
pub static REPRESENTATION_RATIO: Criterion = Criterion {
    id: "representation_ratio",
    name: "representation ratio",
    aliases: &["representation"],
    question: "Are there as many customers of this segment in the data as its share of the population says?",
    composition: Composition::Population(PopulationStatistic::ShareRatio),
    ideal: 1.0,
    range: Range::POSITIVE,
    source: "share against a known share; score test of one proportion",
    note: "Needs the population's shares. Rows of unknown segment are left out of both sides and counted. A share says \
           nothing of how those who are there were treated.",
};

/// How far the groups' shares lie from those of the population.
pub static REPRESENTATION_TOTAL_VARIATION: Criterion = Criterion {
    id: "representation_total_variation",
    name: "total variation from the population",
    aliases: &["representation_tvd"],
    question: "What share of the rows would have to belong to another segment for the data to look like the population?",
    composition: Composition::Population(PopulationStatistic::TotalVariation),
    ideal: 0.0,
    range: Range::UNIT,
    source: "total variation distance",
    note: "Sampling alone makes it positive: read it beside the value expected from chance.",
};

/// The population stability index of the groups' shares.
pub static POPULATION_STABILITY_INDEX: Criterion = Criterion {
    id: "population_stability_index",
    name: "population stability index",
    aliases: &["psi"],
    question: "How far have the segments' shares drifted from those of the population?",
    composition: Composition::Population(PopulationStatistic::StabilityIndex),
    ideal: 0.0,
    range: Range::POSITIVE,
    source: "the symmetric Kullback-Leibler divergence",
    note: "Infinite where a segment is empty on one side only. The usual bands of 0.1 and 0.25 ignore the sample size.",
};
