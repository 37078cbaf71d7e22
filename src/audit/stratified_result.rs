//! What was found within strata, as data.

use serde::{Deserialize, Serialize};

use crate::inference::ChiSquaredTest;
use crate::inference::decomposition::Decomposition;
use crate::inference::estimate::Estimate;
use crate::inference::mantel_haenszel::MantelHaenszel;
use crate::inference::simpson::Simpson;
use crate::inference::stratified_tests::BreslowDay;
use crate::segment::{Level, Slice};
use crate::value::Measured;

/// A slice against everyone else, crude and within strata, always side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConditionalResult {
    /// Who.
    pub slice: Slice,
    /// The declared strata within whose combined levels it was compared.
    pub strata: Vec<String>,
    /// The metric compared.
    pub metric: String,
    /// The crude difference.
    pub crude_difference: Estimate,
    /// The crude ratio.
    pub crude_ratio: Estimate,
    /// The difference and ratio within strata.
    pub adjusted: MantelHaenszel,
    /// The slice's rate if its strata were mixed as everybody's.
    #[serde(with = "crate::value::measured")]
    pub standardised_rate: Measured,
    /// Everyone else's rate, likewise.
    #[serde(with = "crate::value::measured")]
    pub standardised_reference: Measured,
    /// Whether there is a difference within strata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<ChiSquaredTest>,
    /// Whether the strata agree about its size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homogeneity: Option<BreslowDay>,
    /// The crude difference split into mix and rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decomposition: Option<Decomposition>,
    /// Whether the sign turns within strata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simpson: Option<Simpson>,
    /// The make-up of the selected and of those passed over, crude and within strata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composition: Option<CompositionResult>,
    /// The slice in a logistic model with every stratum column as a control; for slices of one attribute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logistic: Option<LogisticResult>,
    /// The rates by stratum.
    pub rows: Vec<StratumRow>,
}

/// One stratum of a [`ConditionalResult`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StratumRow {
    /// The stratum's levels, in the order of the strata.
    pub stratum: Vec<Level>,
    /// Rows counted in the slice.
    pub group_selected: u64,
    /// Rows of the slice.
    pub group_rows: u64,
    /// Rows counted among everyone else.
    pub reference_selected: u64,
    /// Rows of everyone else.
    pub reference_rows: u64,
    /// The rates of the slice and of everyone else, where weights make them others than the counts imply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rates: Option<[f64; 2]>,
}

/// Demographic disparity: the share of the slice among those passed over minus its share among the selected. It is a
/// measure of make-up, which grows with the slice, and no gap between rates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompositionResult {
    /// Of all strata together.
    #[serde(with = "crate::value::measured")]
    pub marginal: Measured,
    /// The mean over strata, by their rows: conditional demographic disparity.
    #[serde(with = "crate::value::measured")]
    pub conditional: Measured,
    /// Rows in strata that were left out because nobody or everybody is selected there.
    pub dropped_rows: u64,
}

/// The effect of belonging to a slice in a logistic model with controls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogisticResult {
    /// The odds ratio at equal controls.
    pub odds_ratio: Estimate,
    /// The mean over all rows of the rate if they belonged to the slice minus the rate if they did not.
    pub average_marginal_effect: Estimate,
    /// Parameters of the model.
    pub parameters: u64,
}
