//! How the comparisons of a rule are corrected for their number.

use serde::{Deserialize, Serialize};

/// Whether a rule was declared in advance or looks through what it finds; it decides how comparisons are corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Declared in advance: Holm, which bounds the chance of a single false alarm, over the slices of one attribute and
    /// over all groupings that the rule names. Intersections that it does not name were not declared: they are corrected
    /// as exploratory.
    #[default]
    Primary,
    /// Looked through: Benjamini-Hochberg, which bounds the share of false alarms.
    Exploratory,
}

/// How comparisons are corrected for their number before one is called outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// Holm's step-down adjustment of p-values.
    Holm,
    /// Benjamini and Hochberg's adjustment of p-values.
    BenjaminiHochberg,
    /// Benjamini and Yekutieli's: the share of false alarms, however the comparisons depend on each other.
    BenjaminiYekutieli,
    /// Benjamini and Hochberg's on e-values, each 1/(2√p) of a p-value: valid under any dependence too, and the evidence of
    /// one day may be multiplied by that of the next.
    #[serde(rename = "e_benjamini_hochberg")]
    EBenjaminiHochberg,
    /// Westfall and Young's: the slices share shuffles of the rows, so that what they have in common is counted once. For rules on
    /// one rate against everyone else. Where rows are weighted, customers come back, slices are withheld or the attributes were
    /// counted apart, rows cannot be shuffled: Holm's correction takes its place, and the result says so.
    WestfallYoung,
    /// An interval that holds for all pairs at once.
    Simultaneous,
}

impl Correction {
    /// The correction's name.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Holm => "Holm",
            Self::BenjaminiHochberg => "Benjamini-Hochberg",
            Self::BenjaminiYekutieli => "Benjamini-Yekutieli",
            Self::EBenjaminiHochberg => "Benjamini-Hochberg on e-values",
            Self::WestfallYoung => "Westfall-Young",
            Self::Simultaneous => "simultaneous interval",
        }
    }
}
