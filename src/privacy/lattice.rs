//! The tables that an audit publishes, as one lattice: what is withheld of a slice is withheld of all its parts.

use std::collections::{BTreeMap, BTreeSet};

use super::withheld::{Withheld, WithheldGrouping};
use super::{Demands, Suppression};
use crate::cube::{Cells, Confusion, Cube};
use crate::error::{Error, ErrorKind, Problem};
use crate::segment::{Level, Slice};

/// Levels by their place in the attribute, in the order of the attributes.
pub(super) type Key = Vec<u32>;

/// Rows by decision and outcome.
pub(super) type Counts = [u64; 6];

/// One slice of a table.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) counts: Counts,
    pub(super) withheld: bool,
    /// Whether two populations were found that prove it protected; meant for withheld ones.
    pub(super) protected: bool,
}

/// One grouping with the slices that have rows.
#[derive(Debug)]
pub(super) struct Table {
    /// The attributes, ascending.
    pub(super) axes: Vec<usize>,
    pub(super) cells: BTreeMap<Key, Cell>,
    /// Whether none of its slices is published, so that not even which of them have rows is known.
    pub(super) whole: bool,
    /// The tables over fewer of these attributes, each with where its attributes stand in this one's keys.
    pub(super) below: Vec<(usize, Vec<usize>)>,
}

/// Every table of an audit.
pub(super) struct Lattice<'a> {
    pub(super) suppression: Suppression,
    pub(super) names: Vec<String>,
    pub(super) levels: Vec<Vec<Level>>,
    pub(super) total: Counts,
    /// Those over fewer attributes first.
    pub(super) tables: Vec<Table>,
    pub(super) tally: &'a dyn Fn(&[&str]) -> Result<Cube, Error>,
}

impl<'a> Lattice<'a> {
    /// Counts every table and marks the small cells.
    pub(super) fn new(
        suppression: Suppression,
        groupings: &[Vec<String>],
        tally: &'a dyn Fn(&[&str]) -> Result<Cube, Error>,
    ) -> Result<Self, Error> {
        let everybody = tally(&[])?.total();
        check_total(suppression, &everybody)?;
        let mut names: Vec<String> = groupings.iter().flatten().cloned().collect();
        names.sort();
        names.dedup();
        let mut sets: BTreeSet<(usize, Vec<usize>)> = BTreeSet::new();
        for grouping in groupings {
            let mut axes: Vec<usize> = grouping.iter().filter_map(|name| names.binary_search(name).ok()).collect();
            axes.sort_unstable();
            sets.insert((axes.len(), axes));
        }
        let total = everybody.counts();
        let mut lattice =
            Self { suppression, levels: vec![Vec::new(); names.len()], names, total, tables: Vec::new(), tally };
        for (_, axes) in sets {
            let (levels, cells) = lattice.count(&axes)?;
            for (&axis, levels) in axes.iter().zip(levels) {
                lattice.levels[axis] = levels;
            }
            let small = |counts: &Counts| counts.iter().zip(total).any(|(&own, all)| suppression.is_small(own, all));
            let cells = cells
                .into_iter()
                .map(|(key, counts)| (key, Cell { counts, withheld: small(&counts), protected: false }))
                .collect();
            let below = lattice
                .tables
                .iter()
                .enumerate()
                .filter_map(|(at, other)| Some((at, places(&other.axes, &axes)?)))
                .collect();
            lattice.tables.push(Table { axes, cells, whole: false, below });
        }
        lattice.close();
        Ok(lattice)
    }

    /// The cells of a roll-up that have rows, with the levels of its axes.
    #[allow(clippy::type_complexity)]
    pub(super) fn count(&self, axes: &[usize]) -> Result<(Vec<Vec<Level>>, Vec<(Key, Counts)>), Error> {
        let names: Vec<&str> = axes.iter().map(|&axis| self.names[axis].as_str()).collect();
        let cube = (self.tally)(&names)?;
        let levels: Vec<Vec<Level>> = cube.axes().iter().map(|axis| axis.levels.clone()).collect();
        let places: Vec<BTreeMap<&Level, u32>> = levels.iter().map(|levels| levels.iter().zip(0..).collect()).collect();
        let cells = cube
            .cells()
            .map(|(own, table)| {
                let key = own.iter().zip(&places).map(|(level, places)| places.get(level).copied().unwrap_or(0));
                (key.collect(), table.counts())
            })
            .collect();
        Ok((levels, cells))
    }

    /// Withholds what is demanded besides the small cells.
    pub(super) fn demand(&mut self, demands: &Demands) {
        for slice in &demands.slices {
            let mut conditions: Vec<(usize, u32)> = Vec::new();
            for condition in slice.conditions() {
                let Ok(axis) = self.names.binary_search(&condition.attribute) else { continue };
                let level = self.levels[axis].iter().zip(0..).find(|(level, _)| **level == condition.level);
                conditions.extend(level.map(|(_, at)| (axis, at)));
            }
            conditions.sort_unstable();
            let (axes, key): (Vec<usize>, Key) = conditions.into_iter().unzip();
            if let Some(cell) =
                self.tables.iter_mut().find(|table| table.axes == axes).and_then(|table| table.cells.get_mut(&key))
            {
                cell.withheld = true;
            }
        }
        for grouping in &demands.groupings {
            let mut axes: Vec<usize> = grouping.iter().filter_map(|name| self.names.binary_search(name).ok()).collect();
            axes.sort_unstable();
            if let Some(table) = self.tables.iter_mut().find(|table| table.axes == axes) {
                table.whole = true;
            }
        }
        self.close();
    }

    /// Withholds the parts of what is withheld.
    pub(super) fn close(&mut self) {
        for at in 0..self.tables.len() {
            let implied: Vec<Key> =
                self.tables[at].cells.keys().filter(|key| self.is_hidden(at, key)).cloned().collect();
            let whole = self.tables[at].below.iter().any(|&(below, _)| self.tables[below].whole);
            let table = &mut self.tables[at];
            for key in implied {
                if let Some(cell) = table.cells.get_mut(&key) {
                    cell.withheld = true;
                }
            }
            table.whole |= whole || (!table.cells.is_empty() && table.cells.values().all(|cell| cell.withheld));
            if table.whole {
                table.cells.values_mut().for_each(|cell| cell.withheld = true);
            }
        }
    }

    /// Whether a wider slice is withheld, so that not even whether this one has rows is published.
    pub(super) fn is_hidden(&self, at: usize, key: &[u32]) -> bool {
        let table = &self.tables[at];
        table.whole
            || table.below.iter().any(|(below, places)| {
                let wider = &self.tables[*below];
                wider.whole || wider.cells.get(&project(key, places)).is_some_and(|cell| cell.withheld)
            })
    }

    /// Whether the rows of a slice may change without a published number changing.
    pub(super) fn is_free(&self, at: usize, key: &[u32]) -> bool {
        self.is_hidden(at, key) || self.tables[at].cells.get(key).is_some_and(|cell| cell.withheld)
    }

    pub(super) fn into_withheld(self) -> Withheld {
        let mut groupings = BTreeMap::new();
        for (at, table) in self.tables.iter().enumerate() {
            let mut own = WithheldGrouping { whole: table.whole, ..WithheldGrouping::default() };
            for key in table.cells.iter().filter(|(_, cell)| cell.withheld).map(|(key, _)| key) {
                let levels: Vec<Level> = table
                    .axes
                    .iter()
                    .zip(key)
                    .map(|(&axis, &level)| self.levels[axis][level as usize].clone())
                    .collect();
                if !self.is_hidden(at, key) {
                    let slice =
                        table.axes.iter().zip(&levels).fold(Slice::everybody(), |slice, (&axis, level)| {
                            slice.and(&self.names[axis], level.clone())
                        });
                    own.listed.push(slice);
                }
                own.levels.insert(levels);
            }
            let names = table.axes.iter().map(|&axis| self.names[axis].clone()).collect();
            groupings.insert(names, own);
        }
        Withheld { groupings }
    }
}

/// Where the axes of a smaller table stand among those of a larger; `None` unless it has fewer, and all of them.
fn places(smaller: &[usize], larger: &[usize]) -> Option<Vec<usize>> {
    if smaller.len() >= larger.len() {
        return None;
    }
    smaller.iter().map(|axis| larger.iter().position(|other| other == axis)).collect()
}

pub(super) fn project(key: &[u32], places: &[usize]) -> Key {
    places.iter().map(|&place| key[place]).collect()
}

fn check_total(suppression: Suppression, everybody: &Confusion) -> Result<(), Error> {
    let minimum = suppression.minimum_cell();
    if everybody.is_weighted() {
        return Err(Problem::new(
            ErrorKind::Policy,
            "small cells cannot be protected where rows are weighted: sums of weights would tell the counts apart",
        )
        .place("minimum_cell")
        .remedy("audit without weights, or without a minimum cell and keep the report inside")
        .into());
    }
    for (count, cell) in everybody.counts().into_iter().zip(Cells::SINGLE) {
        if count > 0 && count < minimum {
            return Err(Problem::new(
                ErrorKind::Policy,
                format!("of all customers fewer than {minimum} are in the cell {cell}, so nothing can be published"),
            )
            .place("minimum_cell")
            .remedy("audit without the outcome, leave out the rows without an outcome, or take more rows")
            .into());
        }
    }
    Ok(())
}
