//! What an audit does not publish.

use std::collections::{BTreeMap, BTreeSet};

use super::Demands;
use crate::segment::{Level, Slice};

/// One grouping's share of what is withheld.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct WithheldGrouping {
    /// Whether none of its slices is published.
    pub(crate) whole: bool,
    /// The levels of every withheld slice, in the order of the attributes' names.
    pub(crate) levels: BTreeSet<Vec<Level>>,
    /// The withheld slices that no wider withheld slice implies, in the order of the data.
    pub(crate) listed: Vec<Slice>,
}

/// Which slices an audit withholds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withheld {
    pub(crate) groupings: BTreeMap<Vec<String>, WithheldGrouping>,
}

impl Withheld {
    /// Whether a grouping of these attributes is withheld as a whole.
    pub fn is_whole<S: AsRef<str>>(&self, attributes: &[S]) -> bool {
        self.of(attributes).is_some_and(|own| own.whole)
    }

    /// The slices of a grouping that are withheld and that no wider withheld slice implies.
    pub fn slices<S: AsRef<str>>(&self, attributes: &[S]) -> &[Slice] {
        self.of(attributes).map_or(&[], |own| &own.listed)
    }

    /// Whether any slice of a grouping is withheld.
    pub fn concerns<S: AsRef<str>>(&self, attributes: &[S]) -> bool {
        self.of(attributes).is_some_and(|own| own.whole || !own.levels.is_empty())
    }

    /// Whether a slice is published. One of a grouping that was not asked for is not.
    pub fn is_published(&self, slice: &Slice) -> bool {
        let mut conditions: Vec<_> = slice.conditions().iter().collect();
        if conditions.is_empty() {
            return true;
        }
        conditions.sort_by(|a, b| a.attribute.cmp(&b.attribute));
        let names: Vec<&str> = conditions.iter().map(|condition| condition.attribute.as_str()).collect();
        let levels: Vec<Level> = conditions.iter().map(|condition| condition.level.clone()).collect();
        self.of(&names).is_some_and(|own| !own.whole && !own.levels.contains(&levels))
    }

    /// Withholds what another choice over the same groupings withholds as well.
    #[cfg_attr(not(feature = "tasks"), allow(dead_code, reason = "what tasks ask for besides"))]
    pub(crate) fn add(&mut self, other: Self) {
        for (attributes, more) in other.groupings {
            let own = self.groupings.entry(attributes).or_default();
            own.whole |= more.whole;
            own.levels.extend(more.levels);
            for slice in more.listed {
                if !own.listed.contains(&slice) {
                    own.listed.push(slice);
                }
            }
        }
    }

    /// What must be demanded of another choice so that it withholds all of this.
    #[cfg_attr(not(feature = "tasks"), allow(dead_code, reason = "what tasks ask for besides"))]
    pub(crate) fn demands(&self) -> Demands {
        let groupings = || self.groupings.iter();
        Demands {
            slices: groupings().flat_map(|(_, own)| own.listed.iter().cloned()).collect(),
            groupings: groupings().filter(|(_, own)| own.whole).map(|(attributes, _)| attributes.clone()).collect(),
        }
    }

    /// Whether a part of a slice is withheld in the grouping of these attributes.
    pub(crate) fn touches<S: AsRef<str>>(&self, attributes: &[S], slice: &Slice) -> bool {
        let Some(own) = self.of(attributes) else { return true };
        let mut names: Vec<&str> = attributes.iter().map(AsRef::as_ref).collect();
        names.sort_unstable();
        own.whole
            || own.levels.iter().any(|levels| {
                names.iter().zip(levels).all(|(name, level)| slice.level(name).is_none_or(|own| own == level))
            })
    }

    fn of<S: AsRef<str>>(&self, attributes: &[S]) -> Option<&WithheldGrouping> {
        let mut names: Vec<String> = attributes.iter().map(|name| name.as_ref().to_owned()).collect();
        names.sort();
        self.groupings.get(&names)
    }
}
