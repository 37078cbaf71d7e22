//! The values of a criterion that are acceptable.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::inference::Zone;
use crate::metric::{Comparison, Composition, Criterion, PopulationStatistic};

/// The acceptable values of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Tolerance {
    /// The smallest acceptable value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The largest acceptable value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

impl Tolerance {
    /// Between two values, both acceptable.
    pub const fn within(min: f64, max: f64) -> Self {
        Self { min: Some(min), max: Some(max) }
    }

    /// At least this.
    pub const fn at_least(min: f64) -> Self {
        Self { min: Some(min), max: None }
    }

    /// At most this.
    pub const fn at_most(max: f64) -> Self {
        Self { min: None, max: Some(max) }
    }

    /// The same as the zone of the inference room.
    pub const fn zone(self) -> Zone {
        Zone { lower: self.min, upper: self.max }
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) => write!(f, "{min} to {max}"),
            (Some(min), None) => write!(f, "at least {min}"),
            (None, Some(max)) => write!(f, "at most {max}"),
            (None, None) => f.write_str("any"),
        }
    }
}

/// The tolerance that is usual for a criterion.
pub(crate) fn default_tolerance(criterion: &Criterion) -> Tolerance {
    match &criterion.composition {
        Composition::Population(PopulationStatistic::TotalVariation | PopulationStatistic::StabilityIndex) => {
            Tolerance::at_most(0.1)
        }
        Composition::Compare { comparison: Comparison::Ratio, .. }
        | Composition::OfTask { comparison: Comparison::Ratio, .. }
        | Composition::Population(PopulationStatistic::ShareRatio) => Tolerance::within(0.8, 1.25),
        Composition::Compare { comparison: Comparison::Difference, .. }
        | Composition::OfTask { comparison: Comparison::Difference, .. }
            if criterion.range.lower < 0.0 =>
        {
            Tolerance::within(-0.05, 0.05)
        }
        Composition::Compare { comparison: Comparison::LogRatio, .. }
        | Composition::OfTask { comparison: Comparison::LogRatio, .. } => {
            Tolerance::within(-1.25_f64.ln(), 1.25_f64.ln())
        }
        Composition::Compare { comparison: Comparison::Difference, .. }
        | Composition::OfTask { comparison: Comparison::Difference, .. }
        | Composition::Groups { .. } => Tolerance::at_most(0.05),
    }
}
