//! What is kept of a group: one line of sums for each of its lists.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::lists::{Lists, Place};
use crate::inference::lists::{FairPrefix, PairCounts, PairItem, pair_counts};
use crate::task::groups::RowGroups;
use crate::task::table::Table;

/// Sums of a group over the lists in which it could have been.
#[derive(Debug, Clone, Default)]
pub struct RankingTally {
    /// In the order of the lists.
    pub(super) lists: Vec<ListPart>,
    /// Where its items stand, as list and rank; none once groups were merged.
    pub(super) places: Option<Vec<(u32, u32)>>,
    /// Different items that were listed, and items of the catalogue.
    pub(super) items: (Vec<u32>, u64),
    /// Sum of merit, and items with a merit.
    pub(super) merit: (f64, u64),
    /// Whether pairs within the group are known, which they no longer are once groups were merged.
    pub(super) knows_own_pairs: bool,
    /// Lists that fail FA*IR, and those tested; none once groups were merged.
    pub(super) failures: Option<[u64; 2]>,
}

/// A group in one list.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ListPart {
    pub(super) list: u32,
    pub(super) attention: f64,
    /// Items that could have been listed.
    pub(super) candidates: f64,
    /// Items among the first k.
    pub(super) first: u32,
    /// Relevant items among the first k.
    pub(super) relevant: u32,
    /// Pairs of a relevant item of the group and one that is not relevant: in order, and all.
    pub(super) pairs: [u32; 2],
    /// Those of them whose other item is of the group too.
    pub(super) own_pairs: [u32; 2],
    /// Listed items that the customer clicked.
    pub(super) clicks: u32,
}

impl ListPart {
    fn plus(self, other: Self) -> Self {
        Self {
            list: self.list,
            attention: self.attention + other.attention,
            candidates: self.candidates + other.candidates,
            first: self.first + other.first,
            relevant: self.relevant + other.relevant,
            pairs: [self.pairs[0] + other.pairs[0], self.pairs[1] + other.pairs[1]],
            own_pairs: [self.own_pairs[0] + other.own_pairs[0], self.own_pairs[1] + other.own_pairs[1]],
            clicks: self.clicks + other.clicks,
        }
    }
}

impl RankingTally {
    /// Adds another group: of the same lists, of others, or of both.
    pub(super) fn merge(&mut self, other: &Self) {
        let mut merged = Vec::with_capacity(self.lists.len().max(other.lists.len()));
        let (mut left, mut right) = (self.lists.iter().peekable(), other.lists.iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (Some(one), Some(two)) => one.list.cmp(&two.list),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => break,
            };
            let one = if order == Ordering::Greater { None } else { left.next() };
            let two = if order == Ordering::Less { None } else { right.next() };
            merged.extend(match (one, two) {
                (Some(one), Some(two)) => Some(one.plus(*two)),
                (one, two) => one.or(two).copied(),
            });
        }
        self.lists = merged;
        self.items.0.extend(&other.items.0);
        self.items.0.sort_unstable();
        self.items.0.dedup();
        self.items.1 += other.items.1;
        self.merit = (self.merit.0 + other.merit.0, self.merit.1 + other.merit.1);
        (self.places, self.knows_own_pairs, self.failures) = (None, false, None);
    }
}

/// The tally of every group.
pub(super) fn of(table: &Table, lists: &Lists, groups: &RowGroups) -> Vec<RankingTally> {
    let mut positions: Vec<Vec<u32>> = Vec::with_capacity(groups.count());
    let mut tallies: Vec<RankingTally> = groups
        .slices()
        .iter()
        .map(|slice| {
            let own = lists.of_slice(table, slice);
            let mut position = vec![u32::MAX; lists.length.len()];
            for (at, &list) in (0..).zip(&own) {
                position[list as usize] = at;
            }
            positions.push(position);
            let catalogue: Vec<usize> = lists.catalogue_of_slice(table, slice).collect();
            let each = catalogue.len() as f64;
            let part = |list: u32| ListPart { list, candidates: each, ..ListPart::default() };
            let mut tally = RankingTally {
                lists: own.into_iter().map(part).collect(),
                places: Some(Vec::new()),
                items: (Vec::new(), catalogue.len() as u64),
                ..RankingTally::default()
            };
            add_merits(&mut tally, table, catalogue.into_iter());
            tally
        })
        .collect();
    add_places(&mut tallies, &positions, table, lists, groups);
    if table.binary("relevant").is_some() {
        add_pairs(&mut tallies, &positions, table, lists, groups);
    }
    for tally in &mut tallies {
        tally.items.0.sort_unstable();
        tally.items.0.dedup();
        tally.failures = failures(tally, lists);
    }
    tallies
}

fn add_merits(tally: &mut RankingTally, table: &Table, rows: impl Iterator<Item = usize>) {
    let Some(merits) = table.numbers("merit") else { return };
    for merit in rows.map(|row| merits[row]).filter(|merit| !merit.is_nan()) {
        tally.merit = (tally.merit.0 + merit, tally.merit.1 + 1);
    }
}

fn add_places(tallies: &mut [RankingTally], positions: &[Vec<u32>], table: &Table, lists: &Lists, groups: &RowGroups) {
    let (items, relevant, clicked) = (table.names("item"), table.binary("relevant"), table.binary("clicked"));
    let has_catalogue = lists.catalogue > 0;
    for ((row, place), &group) in lists.places.iter().enumerate().zip(groups.codes()) {
        let (Place::Listed { list, .. } | Place::Candidate { list }) = *place else { continue };
        let tally = &mut tallies[group as usize];
        let Some(part) = tally.lists.get_mut(positions[group as usize][list as usize] as usize) else { continue };
        if !has_catalogue {
            part.candidates += 1.0;
        }
        if let Place::Listed { rank, .. } = *place {
            part.attention += lists.settings.attention.weight(u64::from(rank));
            part.clicks += u32::from(clicked.is_some_and(|clicked| clicked[row] == Some(true)));
            if rank <= lists.settings.first {
                part.first += 1;
                part.relevant += u32::from(relevant.is_some_and(|relevant| relevant[row] == Some(true)));
            }
            if let Some(places) = &mut tally.places {
                places.push((list, rank));
            }
            tally.items.0.extend(items.map(|items| items.codes.get(row)));
        }
        if !has_catalogue {
            add_merits(tally, table, std::iter::once(row));
        }
    }
}

/// Pairs of every list: whose items are relevant, and above which of which group they stand.
fn add_pairs(tallies: &mut [RankingTally], positions: &[Vec<u32>], table: &Table, lists: &Lists, groups: &RowGroups) {
    let Some(relevant) = table.binary("relevant") else { return };
    let mut rows: Vec<Vec<(u32, u32)>> =
        lists.length.iter().map(|&length| Vec::with_capacity(length as usize)).collect();
    for (row, place) in (0..).zip(&lists.places) {
        if let Place::Listed { list, rank } = *place {
            rows[list as usize].push((rank, row));
        }
    }
    for tally in tallies.iter_mut() {
        tally.knows_own_pairs = true;
    }
    for (list, mut own) in rows.into_iter().enumerate() {
        own.sort_unstable();
        // Groups by their place among those of the list, so that many groups cost no more.
        let mut names: BTreeMap<u32, usize> = BTreeMap::new();
        let order: Vec<PairItem> = own
            .iter()
            .filter_map(|(_, row)| {
                let next = names.len();
                let group = *names.entry(groups.codes()[*row as usize]).or_insert(next);
                relevant[*row as usize].map(|relevant| PairItem { group, relevant })
            })
            .collect();
        let pairs = pair_counts(&order, names.len()).unwrap_or_else(|_| PairCounts::empty(names.len()));
        for (&group, &at) in &names {
            let tally = &mut tallies[group as usize];
            if let Some(part) = tally.lists.get_mut(positions[group as usize][list] as usize) {
                let whole = |counts: [u64; 2]| counts.map(|count| u32::try_from(count).unwrap_or(u32::MAX));
                part.pairs = whole(pairs.pairs(at, |_| true));
                part.own_pairs = whole(pairs.pairs(at, |other| other == at));
            }
        }
    }
}

/// Lists in which some prefix has too few items of the group, by FA*IR with the adjusted level, tested for its share of the
/// candidates.
fn failures(tally: &RankingTally, lists: &Lists) -> Option<[u64; 2]> {
    let due: f64 = tally.lists.iter().map(|part| part.candidates).sum();
    let all: f64 = tally.lists.iter().map(|part| lists.candidates[part.list as usize]).sum();
    let share = due / all;
    let mut by_list: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &(list, rank) in tally.places.as_ref()? {
        by_list.entry(list).or_default().push(rank);
    }
    let mut tables = BTreeMap::new();
    let mut failing = [0; 2];
    for part in tally.lists.iter().filter(|part| lists.length[part.list as usize] > 0) {
        let length = lists.length[part.list as usize] as usize;
        let test = FairPrefix { share, significance: lists.settings.significance, length };
        let table = tables.entry(length).or_insert_with(|| test.adjusted()).as_ref().ok()?;
        let mut protected = vec![false; length];
        for rank in by_list.get(&part.list).into_iter().flatten() {
            if let Some(place) = protected.get_mut(*rank as usize - 1) {
                *place = true;
            }
        }
        failing[0] += u64::from(table.first_failure(protected).is_some());
        failing[1] += 1;
    }
    Some(failing)
}
