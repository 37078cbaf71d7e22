//! What a screen of a data set finds.

use serde::{Deserialize, Serialize};

use crate::inference::representation::Representation;
use crate::inference::{ChiSquaredTest, Interval};
use crate::segment::Level;
#[cfg(feature = "serde")]
use crate::value::measured;
use crate::value::{Confidence, Measured};

/// The answer of a [`Screen`](super::Screen).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Screened {
    /// Rows.
    pub rows: u64,
    /// The label, if there is one.
    pub label: Option<LabelBalance>,
    /// Confidence of every interval.
    pub confidence: Confidence,
    /// Segments with fewer rows are shown and not tested.
    pub minimum_rows: u64,
    /// Cramér's V from which on a column is said to stand for a segment.
    pub strong: f64,
    /// The AUC, or its distance from 1, from which on it is.
    pub strong_area: f64,
    /// Each attribute, in the order of the data.
    pub attributes: Vec<AttributeScreen>,
}

/// How many labels are positive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabelBalance {
    /// The label's name.
    pub name: String,
    /// Positive labels.
    pub positive: u64,
    /// Negative labels.
    pub negative: u64,
    /// Rows without a label.
    pub unlabelled: u64,
}

/// One attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttributeScreen {
    /// Its name.
    pub attribute: String,
    /// Its segments, in the order of the levels, missing last.
    pub groups: Vec<GroupScreen>,
    /// Whether all segments have the same share of positive labels.
    #[serde(with = "measured")]
    pub label_test: Measured<ChiSquaredTest>,
    /// Its shares against a population, where one was declared.
    pub representation: Option<RepresentationScreen>,
    /// Columns with missing values, the least even first.
    pub missingness: Vec<MissingnessScreen>,
    /// Every other column, the strongest first.
    pub proxies: Vec<ProxyScreen>,
}

/// One segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupScreen {
    /// The level.
    pub level: Level,
    /// Rows.
    pub rows: u64,
    /// Share of all rows.
    pub share: f64,
    /// How much smaller it is than everyone else.
    #[serde(with = "measured")]
    pub class_imbalance: Measured,
    /// Rows with a label.
    pub labelled: u64,
    /// Rows with a positive label.
    pub positive: u64,
    /// Share of positive labels.
    #[serde(with = "measured")]
    pub label_rate: Measured,
    /// Its interval.
    #[serde(with = "measured")]
    pub label_rate_interval: Measured<Interval>,
    /// Label rate minus that of everyone else.
    #[serde(with = "measured")]
    pub label_difference: Measured,
    /// Its interval.
    #[serde(with = "measured")]
    pub label_difference_interval: Measured<Interval>,
    /// Two-sided p-value against equal label rates, by Holm over the segments of all attributes.
    #[serde(with = "measured")]
    pub p_adjusted: Measured,
}

/// An attribute against a declared population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepresentationScreen {
    /// The levels of data and population, in the order of the ratios.
    pub levels: Vec<Level>,
    /// Rows whose level is unknown, left out.
    pub unknown: u64,
    /// Test, distances and ratios.
    #[serde(with = "measured_representation")]
    pub found: Measured<Representation>,
}

/// Serialises a result that is too large to copy.
#[cfg(feature = "serde")]
mod measured_representation {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::inference::representation::Representation;
    use crate::value::{Measured, Unavailable};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Form {
        Value(Box<Representation>),
        Unavailable(Unavailable),
    }

    pub(super) fn serialize<S: Serializer>(found: &Measured<Representation>, serializer: S) -> Result<S::Ok, S::Error> {
        match found {
            Ok(found) => Form::Value(Box::new(found.clone())),
            Err(reason) => Form::Unavailable(*reason),
        }
        .serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Measured<Representation>, D::Error> {
        Ok(match Form::deserialize(deserializer)? {
            Form::Value(found) => Ok(*found),
            Form::Unavailable(reason) => Err(reason),
        })
    }
}

/// How evenly the values of one column are missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MissingnessScreen {
    /// The column.
    pub column: String,
    /// Rows without a value.
    pub missing: u64,
    /// The segment that lacks most, among those with enough rows.
    pub most: Level,
    /// Its share of missing values.
    pub most_rate: f64,
    /// The segment that lacks least.
    pub least: Level,
    /// Its share of missing values.
    pub least_rate: f64,
    /// p-value against equal shares, by Benjamini-Hochberg over all columns and attributes.
    #[serde(with = "measured")]
    pub p_adjusted: Measured,
}

impl MissingnessScreen {
    /// Largest minus smallest share of missing values.
    pub fn disparity(&self) -> f64 {
        self.most_rate - self.least_rate
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnValues {
    /// Names, of so many levels.
    Levels {
        /// How many, missing not counted.
        levels: usize,
    },
    /// Numbers.
    Numbers,
}

/// Whether a column stands for an attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProxyScreen {
    /// The column.
    pub column: String,
    /// What it holds.
    pub values: ColumnValues,
    /// Cramér's V, bias-corrected.
    #[serde(with = "measured")]
    pub cramers_v: Measured,
    /// The AUC of the column for the segment that it tells best.
    #[serde(with = "measured")]
    pub area: Measured,
    /// That segment.
    pub area_of: Option<Level>,
    /// p-value against independence, by Benjamini-Hochberg over all columns and attributes.
    #[serde(with = "measured")]
    pub p_adjusted: Measured,
    /// Whether the association is shown and as strong as asked for.
    pub stands_for: bool,
}
