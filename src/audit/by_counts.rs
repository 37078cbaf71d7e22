//! Groups with the same counts have the same numbers: what was found for the first is known for the others.
//!
//! Among many small slices most have counts that another has too.

use std::collections::HashMap;

use super::groups::{Chosen, Groups};

/// Where results of groups were put, by the counts of the group; nothing is known where counts do not decide the result.
pub(super) struct ByCounts {
    places: Option<HashMap<[u64; 6], usize>>,
    /// Groups that others are compared with: their own result is another.
    references: Vec<usize>,
}

impl ByCounts {
    /// For results that follow from the counts of a group and from what these choices compare it with.
    pub(super) fn new<'a>(groups: &Groups, chosen: impl Iterator<Item = &'a Chosen<'a>>) -> Self {
        let mut references = Vec::new();
        let mut one_for_all = true;
        for chosen in chosen {
            match chosen {
                Chosen::Others => {}
                Chosen::One(found) => references.extend(*found),
                Chosen::Levels { .. } => one_for_all = false,
            }
        }
        let places = (one_for_all && groups.follow_from_counts()).then(HashMap::new);
        Self { places, references }
    }

    /// The place of a result that is that of this group too, but for its name.
    pub(super) fn known(&self, groups: &Groups, at: usize) -> Option<usize> {
        let places = self.places.as_ref().filter(|_| !self.references.contains(&at))?;
        places.get(&groups.list[at].table.counts()).copied()
    }

    /// Notes where the result of a group was put.
    pub(super) fn note(&mut self, groups: &Groups, at: usize, place: usize) {
        if let Some(places) = self.places.as_mut().filter(|_| !self.references.contains(&at)) {
            places.entry(groups.list[at].table.counts()).or_insert(place);
        }
    }
}
