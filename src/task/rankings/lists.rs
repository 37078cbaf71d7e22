//! The lists, checked once: ranks without gaps, candidates, the catalogue.

use std::collections::BTreeMap;

use super::settings::Settings;
use crate::data::Column;
use crate::error::{BadValues, Error, ErrorKind, Problem, Problems};
use crate::inference::lists::Attention;
use crate::metric::Task;
use crate::segment::{Grouping, Slice};
use crate::task::options::Options;
use crate::task::table::Table;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// An item at a rank of a list.
    Listed { list: u32, rank: u32 },
    /// A candidate of a list that is not in it.
    Candidate { list: u32 },
    /// An item of the catalogue, a candidate of every list.
    Catalogue,
}

/// The lists of a table.
#[derive(Clone)]
pub(super) struct Lists {
    pub(super) settings: Settings,
    pub(super) places: Vec<Place>,
    /// One row of each list, which tells whose it is.
    pub(super) row_of: Vec<u32>,
    /// The number of places of each list.
    pub(super) length: Vec<u32>,
    /// Attention that each list has to give.
    pub(super) mass: Vec<f64>,
    /// Items that could have been in each list.
    pub(super) candidates: Vec<f64>,
    /// Items of the catalogue; 0 where candidates stand with their lists.
    pub(super) catalogue: u64,
    /// The attributes of items, which vary within a list; the others are of customers.
    pub(super) of_items: Vec<String>,
}

impl std::fmt::Debug for Lists {
    /// Shapes only: lists are people's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lists")
            .field("lists", &self.length.len())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Whose attributes a grouping is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Of items: the groups share every list.
    Provider,
    /// Of customers: each list is of one group.
    Consumer,
    /// Of both.
    Both,
}

impl Lists {
    pub(super) fn read(table: &Table, options: &Options) -> Result<Self, Error> {
        let mut problems = Problems::default();
        let settings = Settings::read(options, &mut problems);
        if let Err(error) = table.check(Task::Rankings) {
            problems.extend(error);
        }
        problems.into_result()?;
        let mut problems = Problems::default();
        let (Some(lists), Some(ranks)) = (table.names("list"), table.numbers("rank")) else {
            return Err(Problem::new(ErrorKind::Column, "the lists and ranks are not given").into());
        };
        let places = places(table, lists, ranks, &mut problems);
        finite_merits(table, &mut problems);
        problems.into_result()?;
        let mut read = Self {
            settings,
            row_of: vec![u32::MAX; lists.levels().len()],
            length: vec![0; lists.levels().len()],
            mass: Vec::new(),
            candidates: vec![0.0; lists.levels().len()],
            catalogue: 0,
            of_items: Vec::new(),
            places,
        };
        for (row, place) in (0..).zip(&read.places) {
            match *place {
                Place::Listed { list, .. } => {
                    read.length[list as usize] += 1;
                    read.candidates[list as usize] += 1.0;
                    read.row_of[list as usize] = read.row_of[list as usize].min(row);
                }
                Place::Candidate { list } => {
                    read.candidates[list as usize] += 1.0;
                    read.row_of[list as usize] = read.row_of[list as usize].min(row);
                }
                Place::Catalogue => read.catalogue += 1,
            }
        }
        read.without_the_unnamed(lists);
        read.check(table, lists)?;
        let attention = read.settings.attention;
        read.mass = masses(&attention, &read.length);
        if read.catalogue > 0 {
            read.candidates.fill(read.catalogue as f64);
        }
        read.of_items =
            table.segments().iter().filter(|column| read.varies(column)).map(|one| one.name().to_owned()).collect();
        Ok(read)
    }

    /// The list that has no name holds the catalogue alone: it is no list.
    fn without_the_unnamed(&mut self, lists: &Column) {
        if lists.levels().last().is_some_and(crate::segment::Level::is_missing) {
            self.row_of.pop();
            self.length.pop();
            self.candidates.pop();
        }
    }

    /// Ranks of each list from 1 without a gap or a repetition; candidates in one way only; items of the catalogue.
    fn check(&self, table: &Table, lists: &Column) -> Result<(), Error> {
        let mut problems = Problems::default();
        let rank_column = table.all_numbers("rank").next().map(|(name, _)| name.to_owned()).unwrap_or_default();
        let mut repeated =
            BadValues::new(&rank_column, "is a rank that its list has twice", "give every item a rank of its own");
        let mut seen: Vec<Vec<bool>> = self.length.iter().map(|&length| vec![false; length as usize]).collect();
        let mut gaps = vec![false; self.length.len()];
        for (row, place) in self.places.iter().enumerate() {
            let Place::Listed { list, rank } = *place else { continue };
            match seen[list as usize].get_mut(rank as usize - 1) {
                Some(seen) if *seen => repeated.push(row, format!("{rank} of list {}", lists.level_of(row))),
                Some(seen) => *seen = true,
                None => gaps[list as usize] = true,
            }
        }
        if repeated.is_empty() {
            let mut missing =
                BadValues::new(&rank_column, "has gaps in its ranks", "number the places of every list from 1");
            for (list, _) in gaps.iter().enumerate().filter(|(_, gap)| **gap) {
                let row = self.row_of[list] as usize;
                let absent = seen[list].iter().position(|seen| !seen).map_or(0, |place| place + 1);
                missing.push(row, format!("list {} lacks rank {absent}", lists.level_of(row)));
            }
            missing.report(&mut problems);
        }
        repeated.report(&mut problems);
        if self.length.iter().all(|&length| length == 0) {
            problems
                .push(Problem::new(ErrorKind::Empty, "no item is listed").column(&rank_column).remedy("give ranks"));
        }
        let per_list = self.places.iter().position(|place| matches!(place, Place::Candidate { .. }));
        if let (Some(row), true) = (per_list, self.catalogue > 0) {
            let message = "candidates of lists and items of a catalogue were both given";
            let problem = Problem::new(ErrorKind::Value, message).column(&rank_column).row(row as u64 + 1);
            problems.push(problem.remedy("give the candidates of each list, or one catalogue for all"));
        }
        if self.catalogue > 0 {
            self.check_catalogue(table, &mut problems);
        }
        problems.into_result()
    }

    /// Every listed item must be one of the catalogue's, once there.
    fn check_catalogue(&self, table: &Table, problems: &mut Problems) {
        let Some(items) = table.names("item") else { return };
        let mut copies = vec![0_u32; items.levels().len()];
        let rows = || self.places.iter().enumerate();
        let code = |row: usize| items.codes.get(row) as usize;
        for (row, _) in rows().filter(|(_, place)| **place == Place::Catalogue) {
            copies[code(row)] += 1;
        }
        let mut unknown =
            BadValues::new(items.name(), "is listed and in no group of the catalogue", "add it to the catalogue");
        let mut twice = BadValues::new(items.name(), "stands in the catalogue twice", "keep one row for each item");
        let mut told = vec![[false; 2]; copies.len()];
        for (row, place) in rows() {
            let known = copies[code(row)];
            let is_new = !std::mem::replace(&mut told[code(row)][usize::from(*place == Place::Catalogue)], true);
            match place {
                Place::Catalogue if known > 1 && is_new => twice.push(row, items.level_of(row)),
                Place::Listed { .. } if known == 0 && is_new => unknown.push(row, items.level_of(row)),
                _ => {}
            }
        }
        unknown.report(problems);
        twice.report(problems);
    }

    /// Whether an attribute is one of items: it varies within a list, or the catalogue has it.
    fn varies(&self, column: &Column) -> bool {
        self.places.iter().enumerate().any(|(row, place)| match *place {
            Place::Listed { list, .. } | Place::Candidate { list } => {
                column.codes.get(row) != column.codes.get(self.row_of[list as usize] as usize)
            }
            Place::Catalogue => !column.level_of(row).is_missing(),
        })
    }

    /// Whose attributes a grouping is made of.
    pub(super) fn side(&self, grouping: &Grouping) -> Side {
        let of_items = grouping.attributes().iter().filter(|name| self.of_items.contains(name)).count();
        match of_items {
            0 => Side::Consumer,
            all if all == grouping.attributes().len() => Side::Provider,
            _ => Side::Both,
        }
    }

    /// The lists of the customers of a slice, in order.
    pub(super) fn of_slice(&self, table: &Table, slice: &Slice) -> Vec<u32> {
        let conditions: Vec<_> = slice
            .conditions()
            .iter()
            .filter(|one| !self.of_items.contains(&one.attribute))
            .filter_map(|one| Some((table.segment(&one.attribute)?, &one.level)))
            .collect();
        (0..)
            .zip(&self.row_of)
            .filter(|(_, row)| conditions.iter().all(|(column, level)| column.level_of(**row as usize) == *level))
            .map(|(list, _)| list)
            .collect()
    }

    /// The rows of the catalogue that a slice's items are.
    pub(super) fn catalogue_of_slice<'a>(
        &'a self,
        table: &'a Table,
        slice: &Slice,
    ) -> impl Iterator<Item = usize> + 'a {
        let conditions: Vec<_> = slice
            .conditions()
            .iter()
            .filter(|one| self.of_items.contains(&one.attribute))
            .filter_map(|one| Some((table.segment(&one.attribute)?, one.level.clone())))
            .collect();
        self.places
            .iter()
            .enumerate()
            .filter(|(_, place)| **place == Place::Catalogue)
            .map(|(row, _)| row)
            .filter(move |row| conditions.iter().all(|(column, level)| column.level_of(*row) == level))
    }
}

/// What each row is; ranks must be whole numbers from 1.
fn places(table: &Table, lists: &Column, ranks: &[f64], problems: &mut Problems) -> Vec<Place> {
    let name = table.all_numbers("rank").next().map(|(name, _)| name.to_owned()).unwrap_or_default();
    let mut not_whole =
        BadValues::new(&name, "is no rank", "write whole numbers from 1, or nothing for what is not listed");
    let mut homeless = BadValues::new(lists.name(), "is empty beside a rank", "name the list of every ranked item");
    let places = ranks
        .iter()
        .enumerate()
        .map(|(row, &rank)| {
            let (list, unnamed) = (lists.codes.get(row), lists.level_of(row).is_missing());
            if rank.is_nan() {
                return if unnamed { Place::Catalogue } else { Place::Candidate { list } };
            }
            if unnamed {
                homeless.push(row, "");
            }
            let is_rank = rank >= 1.0 && rank <= f64::from(u32::MAX) && rank.fract() == 0.0;
            if !is_rank {
                not_whole.push(row, rank);
            }
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a whole number")]
            Place::Listed { list, rank: if is_rank { rank as u32 } else { 1 } }
        })
        .collect();
    not_whole.report(problems);
    homeless.report(problems);
    places
}

fn finite_merits(table: &Table, problems: &mut Problems) {
    let Some((name, merits)) = table.all_numbers("merit").next() else { return };
    let mut bad = BadValues::new(name, "is no merit", "give a finite number that is not negative, or none");
    for (row, merit) in merits.iter().enumerate().filter(|(_, merit)| merit.is_infinite() || **merit < 0.0) {
        bad.push(row, merit);
    }
    bad.report(problems);
}

/// The attention of each list, computed once for each length.
fn masses(attention: &Attention, lengths: &[u32]) -> Vec<f64> {
    let mut known: BTreeMap<u32, f64> = BTreeMap::new();
    lengths.iter().map(|&length| *known.entry(length).or_insert_with(|| attention.mass(u64::from(length)))).collect()
}
