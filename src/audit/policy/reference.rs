//! What a group is compared with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::segment::Level;

/// What a group is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reference {
    /// Everyone else: independent samples, so the best default for one group.
    #[default]
    Rest,
    /// Everyone, the group among them. Its interval is that of the rest, scaled: the samples overlap.
    Overall,
    /// The group with the best rate, as found in the data: a selected maximum, biased when groups are small.
    Best,
    /// The group with the most rows.
    Largest,
    /// The better-treated group of the widest pair, as found in the data. Results carry it where a rule judges the widest
    /// pair; a rule cannot ask for it.
    WidestPair,
    /// The shares of a declared population; for criteria of representation only.
    Population,
    /// The group at these levels, by attribute: fixed before anyone looks.
    Levels(BTreeMap<String, Level>),
}

impl Reference {
    /// The group at one level of one attribute.
    pub fn level(attribute: impl Into<String>, level: impl Into<String>) -> Self {
        Self::Levels(BTreeMap::from([(attribute.into(), Level::named(level))]))
    }

    /// How the reference was chosen, in words.
    pub fn chosen(&self) -> &'static str {
        match self {
            Self::Rest => "everyone else",
            Self::Overall => "everyone, the group included",
            Self::Best => "the best-treated group, found in the data",
            Self::Largest => "the largest group",
            Self::WidestPair => "the other group of the widest pair, found in the data",
            Self::Population => "the declared population",
            Self::Levels(_) => "fixed by the policy",
        }
    }
}
