//! The groups of a grouping, and what each is compared with.

use std::collections::{BTreeMap, HashMap};

use super::policy::Reference;
use super::protection::Protection;
use super::result::ReferenceGroup;
use super::setting::Setting;
use super::tally::{Tally, inflated, sample, shared_customers};
use crate::cube::{Cells, Confusion, Cube, GroupedMoments, Products};
use crate::inference::Proportion;
use crate::metric::{Comparison, Composition, Criterion, Metric, Worse};
use crate::segment::{Grouping, Level, Slice};
use crate::value::Measured;

/// One group of a grouping with the sum of all others.
pub(super) struct Group {
    pub(super) slice: Slice,
    pub(super) table: Tally,
    pub(super) rest: Tally,
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
    /// Where customers come back; never where slices are withheld.
    moments: Option<GroupedMoments>,
    /// Slices that are not in the list, to protect people: those that no wider withheld slice implies.
    pub(super) withheld: Vec<Slice>,
    /// Whether all slices with rows are in the list.
    complete: bool,
}

/// What the groups of a grouping are compared with, looked up once for all of them.
pub(super) enum Chosen<'a> {
    /// Everyone else, or everyone.
    Others,
    /// One group for all, if there is one.
    One(Option<usize>),
    /// Fixed levels, with the group's own at attributes that are not fixed: the first group at these levels.
    Levels { fixed: &'a BTreeMap<String, Level>, places: HashMap<Vec<&'a Level>, usize> },
}

/// What a group is compared with.
pub(super) struct Against {
    pub(super) table: Tally,
    /// Products of rows of customers who have some in the group and some here.
    pub(super) shared: Option<Products>,
}

impl Groups {
    pub(super) fn new(grouping: Grouping, cube: &Cube, total: &Confusion, moments: Option<GroupedMoments>) -> Self {
        let mut list: Vec<Group> = cube
            .groups()
            .map(|(slice, table)| Group { slice, table: table.clone().into(), rest: Tally::default() })
            .collect();
        if total.is_weighted() {
            // Sums of weights cannot be taken away again, so the others are added up from both ends.
            let mut before = Tally::default();
            for group in &mut list {
                group.rest = before.clone();
                before.merge(&group.table);
            }
            let mut after = Tally::default();
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
                group.rest = Confusion::from_counts(rest).into();
            }
        }
        let moments = moments.filter(|moments| moments.groups() == list.len());
        if let Some(moments) = &moments {
            for (at, group) in list.iter_mut().enumerate() {
                group.table = Tally::with_customers((*group.table).clone(), Some(moments.own(at).clone()));
                group.rest = Tally::with_customers((*group.rest).clone(), Some(moments.rest(at)));
            }
        }
        Self { grouping, list, moments, withheld: Vec::new(), complete: true }
    }

    /// Whether rows of one customer may stand in two groups.
    pub(super) fn share_customers(&self) -> bool {
        self.moments.is_some()
    }

    /// Products of rows of customers whom two groups share.
    pub(super) fn shared(&self, first: usize, second: usize) -> Option<Products> {
        self.moments.as_ref()?.shared(first, second)
    }

    /// A group's proportion beside that of everyone else; customers in both are allowed for as in a difference.
    pub(super) fn beside_rest(
        &self,
        at: usize,
        metric: &Metric,
        favourable_side: bool,
        setting: Setting,
    ) -> Measured<(Proportion, Proportion)> {
        let Group { table, rest, .. } = &self.list[at];
        let own = sample(metric, favourable_side, table, setting)?;
        let other = sample(metric, favourable_side, rest, setting)?;
        let Some(shared) = self.moments.as_ref().and_then(|moments| moments.shared_with_rest(at)) else {
            return Ok((own, other));
        };
        let factor = shared_customers(metric, Comparison::Difference, (table, &own), (rest, &other), &shared);
        Ok((inflated(own, factor)?, inflated(other, factor)?))
    }

    /// Leaves out what may not be published. What is said about the rest of a group is computed from everybody, so it
    /// stays as it is.
    pub(super) fn protected(mut self, protection: &Protection) -> Self {
        self.moments = None;
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

    /// What a reference is for the groups here. A search for each group would cost their square.
    pub(super) fn chosen<'a>(
        &'a self,
        reference: &'a Reference,
        criterion: &Criterion,
        minimum_rows: u64,
        setting: Setting,
    ) -> Chosen<'a> {
        match reference {
            Reference::Rest | Reference::Overall => Chosen::Others,
            Reference::Best => Chosen::One(self.best(criterion, minimum_rows, setting)),
            Reference::Largest => Chosen::One(
                (0..self.list.len())
                    .reduce(|best, one| if self.list[one].rows() > self.list[best].rows() { one } else { best }),
            ),
            // The policy's check keeps these to what is judged elsewhere.
            Reference::Population | Reference::WidestPair => Chosen::One(None),
            Reference::Levels(fixed) => {
                let own = self.grouping.attributes();
                let mut places = HashMap::new();
                if own.iter().any(|attribute| fixed.contains_key(attribute)) {
                    for (at, group) in self.list.iter().enumerate() {
                        let levels = own.iter().map(|attribute| group.slice.level(attribute));
                        if let Some(levels) = levels.collect::<Option<Vec<&Level>>>() {
                            places.entry(levels).or_insert(at);
                        }
                    }
                }
                Chosen::Levels { fixed, places }
            }
        }
    }

    /// Whether what is said of two groups with the same counts is the same: rows are counted and stand for themselves.
    pub(super) fn follow_from_counts(&self) -> bool {
        self.moments.is_none()
            && self.list.iter().all(|group| !group.table.is_weighted() && group.table.customers().is_none())
    }

    /// The reference of a group, and its table; with [`Reference::Overall`] the table is that of the rest, whose
    /// comparison is scaled. `None` where it has no rows.
    pub(super) fn reference(
        &self,
        reference: &Reference,
        chosen: &Chosen<'_>,
        at: usize,
    ) -> (ReferenceGroup, Option<Against>) {
        let group = &self.list[at];
        let found = match chosen {
            Chosen::Others => {
                let rows = group.rest.count(Cells::ALL);
                let chosen = ReferenceGroup { reference: reference.clone(), slice: None, rows };
                let shared = self.moments.as_ref().and_then(|moments| moments.shared_with_rest(at));
                return (chosen, (rows > 0).then(|| Against { table: group.rest.clone(), shared }));
            }
            Chosen::One(found) => *found,
            // Attributes that the policy does not fix stay at the group's own level: a matched reference.
            Chosen::Levels { fixed, places } => {
                let own = self.grouping.attributes().iter();
                let wanted = own.map(|attribute| fixed.get(attribute).or_else(|| group.slice.level(attribute)));
                wanted.collect::<Option<Vec<&Level>>>().and_then(|levels| places.get(&levels).copied())
            }
        };
        let chosen = ReferenceGroup {
            reference: reference.clone(),
            slice: found.map(|found| self.list[found].slice.clone()),
            rows: found.map_or(0, |found| self.list[found].rows()),
        };
        let against = |found: usize| Against { table: self.list[found].table.clone(), shared: self.shared(at, found) };
        (chosen, found.map(against))
    }

    /// The group that is treated best by the criterion's first metric, among those large enough to be judged.
    fn best(&self, criterion: &Criterion, minimum_rows: u64, setting: Setting) -> Option<usize> {
        let Composition::Compare { metrics: [metric, ..], favourable_side, .. } = criterion.composition else {
            return None;
        };
        let good = |group: &Group| -> Measured {
            let rate = sample(metric, favourable_side, &group.table, setting)?.rate()?;
            Ok(if metric.worse == Worse::Above { -rate } else { rate })
        };
        self.list
            .iter()
            .enumerate()
            .filter(|(_, group)| group.rows() >= minimum_rows)
            .filter_map(|(at, group)| Some((good(group).ok()?, at)))
            .reduce(|best, one| if one.0 > best.0 { one } else { best })
            .map(|(_, at)| at)
    }
}
