//! The groups of a grouping, and what each is compared with.

use super::compare::{Setting, sample};
use super::policy::Reference;
use super::protection::Protection;
use super::result::ReferenceGroup;
use crate::cube::{Cell, Cells, Confusion, Cube};
use crate::metric::{Composition, Criterion, Worse};
use crate::segment::{Grouping, Slice};
use crate::value::Measured;

/// One group of a grouping with the sum of all others.
pub(super) struct Group {
    pub(super) slice: Slice,
    pub(super) table: Confusion,
    pub(super) rest: Confusion,
}

impl Group {
    pub(super) fn rows(&self) -> u64 {
        self.table.count(Cells::ALL)
    }
}

/// The groups of a grouping.
pub(super) struct Groups {
    pub(super) grouping: Grouping,
    pub(super) list: Vec<Group>,
    /// Slices that are not in the list, to protect people: those that no wider withheld slice implies.
    pub(super) withheld: Vec<Slice>,
    /// Whether all slices with rows are in the list.
    complete: bool,
}

impl Groups {
    pub(super) fn new(grouping: Grouping, cube: &Cube, total: &Confusion) -> Self {
        let mut list: Vec<Group> = cube
            .groups()
            .map(|(slice, table)| Group { slice, table: table.clone(), rest: Confusion::default() })
            .collect();
        if total.is_weighted() {
            // Sums of weights cannot be taken away again, so the others are added up from both ends.
            let mut before = Confusion::default();
            for group in &mut list {
                group.rest = before.clone();
                before.merge(&group.table);
            }
            let mut after = Confusion::default();
            for group in list.iter_mut().rev() {
                group.rest.merge(&after);
                after.merge(&group.table);
            }
        } else {
            for group in &mut list {
                let own = group.table.counts();
                let mut rest = total.counts();
                for (rest, own) in rest.iter_mut().zip(own) {
                    *rest -= own;
                }
                group.rest = Confusion::from_counts(rest);
            }
        }
        Self { grouping, list, withheld: Vec::new(), complete: true }
    }

    /// Leaves out what may not be published. What is said about the rest of a group is computed from everybody, so it
    /// stays as it is.
    pub(super) fn protected(mut self, protection: &Protection) -> Self {
        self.list.retain(|group| protection.publishes(&group.slice));
        self.withheld = protection.slices(&self.grouping);
        self.complete = !protection.concerns(&self.grouping);
        self
    }

    /// Whether all slices with rows are in the list.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether a reference by levels is not found because it is withheld.
    pub(super) fn is_withheld(&self, reference: &Reference) -> bool {
        matches!(reference, Reference::Levels(_)) && !self.complete
    }

    /// The reference of a group, and its table; with [`Reference::Overall`] the table is that of the rest, whose
    /// comparison is scaled. `None` where it has no rows.
    pub(super) fn reference(
        &self,
        reference: &Reference,
        criterion: &Criterion,
        at: usize,
        minimum_rows: u64,
        setting: Setting,
    ) -> (ReferenceGroup, Option<Confusion>) {
        let group = &self.list[at];
        let found = match reference {
            Reference::Rest | Reference::Overall => {
                let rows = group.rest.count(Cells::ALL);
                let chosen = ReferenceGroup { reference: reference.clone(), slice: None, rows };
                return (chosen, (rows > 0).then(|| group.rest.clone()));
            }
            Reference::Best => self.best(criterion, minimum_rows, setting),
            Reference::Largest => {
                self.list.iter().reduce(|best, one| if one.rows() > best.rows() { one } else { best })
            }
            // The policy's check keeps it to criteria that are judged elsewhere.
            Reference::Population => None,
            Reference::Levels(levels) => {
                let own = self.grouping.attributes();
                // Attributes that the policy does not fix stay at the group's own level: a matched reference.
                own.iter().any(|attribute| levels.contains_key(attribute)).then_some(()).and_then(|()| {
                    self.list.iter().find(|one| {
                        own.iter().all(|attribute| {
                            let wanted = levels.get(attribute).or_else(|| group.slice.level(attribute));
                            one.slice.level(attribute) == wanted
                        })
                    })
                })
            }
        };
        let chosen = ReferenceGroup {
            reference: reference.clone(),
            slice: found.map(|group| group.slice.clone()),
            rows: found.map_or(0, Group::rows),
        };
        (chosen, found.map(|group| group.table.clone()))
    }

    /// The group that is treated best by the criterion's first metric, among those large enough to be judged.
    fn best(&self, criterion: &Criterion, minimum_rows: u64, setting: Setting) -> Option<&Group> {
        let Composition::Compare { metrics: [metric, ..], favourable_side, .. } = criterion.composition else {
            return None;
        };
        let good = |group: &Group| -> Measured {
            let rate = sample(metric, favourable_side, &group.table, setting)?.rate()?;
            Ok(if metric.worse == Worse::Above { -rate } else { rate })
        };
        self.list
            .iter()
            .filter(|group| group.rows() >= minimum_rows)
            .filter_map(|group| Some((good(group).ok()?, group)))
            .reduce(|best, one| if one.0 > best.0 { one } else { best })
            .map(|(_, group)| group)
    }
}
