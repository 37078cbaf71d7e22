//! Proofs that a withheld count cannot be narrowed: other populations that lead to the same report.
//!
//! # The moves
//!
//! A *box* on some attributes T takes two levels of each. Its 2^|T| corners are even or odd by the number of attributes in
//! which they differ from the slice to protect. Taking one person from each odd corner and putting one into each even
//! corner keeps every table that lacks one of the attributes, since there the corners cancel, if all people moved agree
//! in every other attribute that is published together with the *lead*: the one attribute of T whose levels are
//! exchanged. Tables that hold all of T change, so there all corners must be withheld. |T| = 1 exchanges two withheld levels; |T| = 2
//! is the swap that keeps rows and columns of a two-way table.
//!
//! Withheld levels of an attribute are one level in all this, since people go from one to the other at no cost: a slice at
//! one of them may have nobody, or everybody whom all of them together may have.
//!
//! Moves of whole people, one after the other, never below zero, give real populations. The largest and the smallest
//! count reached prove that nobody can narrow the count further than to between them. Where a move would empty a slice
//! of a published table one person is left, so that which slices have rows stays as reported.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::lattice::{Cell, Counts, Key, Lattice, project};

/// Most cells of a roll-up in which moves are looked for.
const LARGEST: usize = 1 << 18;

/// Most boxes tried on lines of roll-ups; beyond it, whole groupings are withheld rather than single slices.
const WORK: u64 = 200_000_000;

/// Most attributes of a box.
const DEEPEST: usize = 3;

/// Which tables, by their attributes, are withheld as a whole.
type Step<'s> = &'s dyn Fn(&[usize]) -> bool;

/// Roll-ups that are kept at hand.
const KEPT: usize = 8;

/// A roll-up, as one line of cells over T for each combination of the other attributes.
struct Lines {
    /// The attributes beside T.
    beside: Vec<usize>,
    /// How many levels each attribute of T has.
    shape: Vec<usize>,
    by_beside: BTreeMap<Key, Vec<Counts>>,
}

struct Search<'l, 'a> {
    lattice: &'l mut Lattice<'a>,
    /// For each level of each attribute the one that stands for it: the first withheld one for all that are withheld.
    stands: Vec<Vec<u32>>,
    /// By the attributes of the roll-up and those of T.
    known: BTreeMap<[Vec<usize>; 2], Option<Rc<Lines>>>,
    work: u64,
}

/// Withholds more until every withheld count is protected.
pub(super) fn protect(lattice: &mut Lattice<'_>) {
    let stands = stands(lattice);
    let mut search = Search { lattice, stands, known: BTreeMap::new(), work: 0 };
    while let Some((at, key)) = search.next_open() {
        if search.is_proved(at, &key) {
            if let Some(cell) = search.lattice.tables[at].cells.get_mut(&key) {
                cell.protected = true;
            }
        } else if !search.extend(at, &key) && !search.widen(at, &key) && !search.escalate(at) {
            // Nothing but the total is published.
            return;
        }
    }
}

impl Search<'_, '_> {
    fn next_open(&self) -> Option<(usize, Key)> {
        self.lattice.tables.iter().enumerate().find_map(|(at, table)| {
            let open = table.cells.iter().find(|(_, cell)| cell.withheld && !cell.protected);
            open.map(|(key, _)| (at, key.clone()))
        })
    }

    /// The counts whose width must reach the minimum: those of which somebody has any, and that no published zero
    /// settles.
    fn needed(&self, at: usize, key: &[u32]) -> [bool; 6] {
        std::array::from_fn(|kind| self.lattice.total[kind] > 0 && !self.is_settled_by_zeros(at, key, kind))
    }

    fn is_enough(&self, needed: [bool; 6], width: &Counts) -> bool {
        needed.iter().zip(width).all(|(needed, &width)| !needed || width >= self.lattice.suppression.minimum_cell())
    }

    /// Whether a published wider slice has none of a kind.
    fn is_zero(&self, at: usize, key: &[u32], kind: usize) -> bool {
        let table = &self.lattice.tables[at];
        let published_zero = |at: usize, key: &[u32]| {
            let cell = self.lattice.tables[at].cells.get(key);
            !self.lattice.is_free(at, key) && cell.is_none_or(|cell| cell.counts[kind] == 0)
        };
        published_zero(at, key)
            || table.below.iter().any(|(below, places)| published_zero(*below, &project(key, places)))
    }

    /// Whether published zeros alone tell the count: it is one of them, or all else of a published slice is.
    fn is_settled_by_zeros(&self, at: usize, key: &[u32], kind: usize) -> bool {
        if self.is_zero(at, key, kind) {
            return true;
        }
        let table = &self.lattice.tables[at];
        let others_are_zero = |places: &[usize]| {
            let own = project(key, places);
            table
                .cells
                .keys()
                .filter(|other| other.as_slice() != key && project(other, places) == own)
                .all(|other| self.is_zero(at, other, kind))
        };
        others_are_zero(&[])
            || table
                .below
                .iter()
                .any(|(below, places)| !self.lattice.is_free(*below, &project(key, places)) && others_are_zero(places))
    }

    /// Whether moves on some attributes of the slice change each of its counts by the minimum.
    fn is_proved(&mut self, at: usize, key: &[u32]) -> bool {
        let needed = self.needed(at, key);
        let mut width = [0; 6];
        for subset in subsets(&self.lattice.tables[at].axes) {
            let reached = self.width(at, key, &subset, None);
            width = std::array::from_fn(|kind| u64::max(width[kind], reached[kind]));
            if self.is_enough(needed, &width) {
                return true;
            }
        }
        self.is_enough(needed, &width)
    }

    /// How far each count of a slice moves by boxes on some of its attributes, one more box thought free if given.
    fn width(&mut self, at: usize, key: &[u32], on: &[usize], also: Option<&Key>) -> Counts {
        let Some(lines) = self.lines(at, on) else { return [0; 6] };
        let axes = self.lattice.tables[at].axes.clone();
        let alone = axes.len() == 1;
        let key: Key = if alone { key.to_vec() } else { self.standing(&axes, key) };
        // How many others each withheld level stands for: none of them may be emptied.
        let with: Vec<u64> = axes.iter().zip(&key).map(|(&axis, &level)| self.merged(axis, level)).collect();
        let is_merged = !alone && with.iter().any(|&with| with > 0);
        let own: Key = on.iter().filter_map(|axis| axes.iter().position(|own| own == axis)).map(|at| key[at]).collect();
        let table = self.lattice.tables.iter().position(|table| table.axes == on);
        // Of a table that is withheld as a whole it is not said which slices have rows.
        let keep = table.is_none_or(|table| !self.lattice.tables[table].whole);
        let boxes: Vec<Key> = others(&own, &lines.shape)
            .into_iter()
            .filter(|other| alone || self.standing(on, other) == **other)
            .filter(|other| {
                also == Some(other)
                    || table.is_none_or(|table| {
                        corners(&own, other).all(|(corner, _)| self.lattice.is_free(table, &corner))
                    })
            })
            .collect();
        if boxes.is_empty() && !is_merged {
            return [0; 6];
        }
        let fixed: Vec<(usize, u32)> = axes
            .iter()
            .zip(&key)
            .map(|(axis, &level)| (axis, level))
            .filter_map(|(axis, level)| Some((lines.beside.iter().position(|beside| beside == axis)?, level)))
            .collect();
        let mut width = [0; 6];
        for (beside, line) in &lines.by_beside {
            if fixed.iter().any(|&(place, level)| beside[place] != level) {
                continue;
            }
            self.work += boxes.len() as u64;
            let free: Vec<&Key> = boxes
                .iter()
                .filter(|other| table.is_some() || self.is_free_beside(on, &own, other, &lines.beside, beside))
                .collect();
            let moved = |odd: bool| moved(line, &lines.shape, &own, &free, odd, keep);
            let into = moved(true);
            let out_of = if is_merged { line[index(&own, &lines.shape)] } else { moved(false) };
            width = std::array::from_fn(|kind| width[kind] + into[kind] + out_of[kind]);
        }
        let kept = if is_merged { with.iter().sum() } else { 0 };
        width.map(|width: u64| width.saturating_sub(kept))
    }

    /// Whether every table that holds all of T withholds all corners, at the other levels of one line.
    fn is_free_beside(&self, on: &[usize], own: &Key, other: &Key, axes: &[usize], beside: &[u32]) -> bool {
        let level = |axis: usize, corner: &Key| {
            let place = |axes: &[usize]| axes.iter().position(|own| *own == axis);
            place(on).map(|at| corner[at]).or_else(|| place(axes).map(|at| beside[at]))
        };
        self.lattice.tables.iter().enumerate().filter(|(_, table)| on.iter().all(|axis| table.axes.contains(axis))).all(
            |(at, table)| {
                table.whole
                    || corners(own, other).all(|(corner, _)| {
                        let key: Option<Key> = table.axes.iter().map(|&axis| level(axis, &corner)).collect();
                        key.is_some_and(|key| self.lattice.is_free(at, &key))
                    })
            },
        )
    }

    /// The roll-up in which boxes on T are looked for, under the lead that needs the fewest cells.
    fn lines(&mut self, at: usize, on: &[usize]) -> Option<Rc<Lines>> {
        if self.work > WORK {
            return None;
        }
        let is_table = self.lattice.tables.iter().any(|table| table.axes == on);
        let holds = |axes: &[usize], wanted: &[usize]| wanted.iter().all(|axis| axes.contains(axis));
        let size = |axes: &[usize]| {
            axes.iter().try_fold(1_usize, |size, &axis| size.checked_mul(self.lattice.levels[axis].len().max(1)))
        };
        let best = on
            .iter()
            .filter_map(|&lead| {
                let mut axes = self.lattice.tables[at].axes.clone();
                for table in &self.lattice.tables {
                    let concerned = !table.whole && table.axes.contains(&lead);
                    // Parts of corners that are withheld are hidden.
                    if concerned && !(is_table && holds(&table.axes, on)) {
                        axes.extend(&table.axes);
                    }
                }
                axes.sort_unstable();
                axes.dedup();
                Some((size(&axes).filter(|&size| size <= LARGEST)?, axes))
            })
            .min();
        let (_, axes) = best?;
        let place = [axes.clone(), on.to_vec()];
        if let Some(known) = self.known.get(&place) {
            return known.clone();
        }
        let beside: Vec<usize> = axes.iter().copied().filter(|axis| !on.contains(axis)).collect();
        let shape: Vec<usize> = on.iter().map(|&axis| self.lattice.levels[axis].len()).collect();
        let alone = self.lattice.tables[at].axes.len() == 1;
        let mut lines: BTreeMap<Key, Vec<Counts>> = BTreeMap::new();
        // Where attributes are many, some combinations were never counted.
        let Ok((_, cells)) = self.lattice.count(&axes) else { return None };
        for (key, counts) in cells {
            let key = if alone { key } else { self.standing(&axes, &key) };
            let pick = |wanted: &[usize]| -> Key {
                axes.iter().zip(&key).filter(|(axis, _)| wanted.contains(axis)).map(|(_, &level)| level).collect()
            };
            let line = lines.entry(pick(&beside)).or_insert_with(|| vec![[0; 6]; shape.iter().product()]);
            let cell = &mut line[index(&pick(on), &shape)];
            *cell = std::array::from_fn(|kind| cell[kind] + counts[kind]);
        }
        if self.known.len() >= KEPT {
            self.known.clear();
        }
        let lines = Some(Rc::new(Lines { beside, shape, by_beside: lines }));
        self.known.insert(place, lines.clone());
        lines
    }

    /// Withholds the corners of one more box of the slice's own table: the one with the fewest rows that protects it, or
    /// else the one that helps most. Whether there is one.
    fn extend(&mut self, at: usize, key: &[u32]) -> bool {
        let table = &self.lattice.tables[at];
        if table.whole || table.axes.len() > DEEPEST {
            return false;
        }
        let (axes, minimum) = (table.axes.clone(), self.lattice.suppression.minimum_cell());
        let shape: Vec<usize> = axes.iter().map(|&axis| self.lattice.levels[axis].len()).collect();
        let needed = self.needed(at, key);
        let progress = |width: &Counts| -> u64 {
            needed.iter().zip(width).filter(|(needed, _)| **needed).map(|(_, &width)| width.min(minimum)).sum()
        };
        let reached = progress(&self.width(at, key, &axes, None));
        let own = if axes.len() == 1 { key.to_vec() } else { self.standing(&axes, key) };
        // Best is first: enough before not enough, then progress, then fewest rows.
        let mut best: Option<((bool, u64, u64), Vec<Key>)> = None;
        for other in others(&own, &shape) {
            if axes.len() > 1 && self.standing(&axes, &other) != other {
                continue;
            }
            let table = &self.lattice.tables[at];
            let mut fresh = Vec::new();
            let mut rows = 0;
            let mut is_possible = true;
            for (corner, _) in corners(&own, &other) {
                if self.lattice.is_free(at, &corner) {
                    continue;
                }
                match table.cells.get(&corner) {
                    Some(cell) => {
                        rows += cell.counts.iter().sum::<u64>();
                        fresh.push(corner);
                    }
                    None => is_possible = false,
                }
            }
            if !is_possible || fresh.is_empty() {
                continue;
            }
            let width = self.width(at, key, &axes, Some(&other));
            let (enough, helped) = (self.is_enough(needed, &width), progress(&width));
            if helped <= reached {
                continue;
            }
            let rank = (!enough, if enough { 0 } else { u64::MAX - helped }, rows);
            if best.as_ref().is_none_or(|(known, _)| rank < *known) {
                best = Some((rank, fresh));
            }
        }
        let Some((_, fresh)) = best else { return false };
        for corner in fresh {
            if let Some(cell) = self.lattice.tables[at].cells.get_mut(&corner) {
                cell.withheld = true;
            }
        }
        self.close();
        true
    }

    /// Withholds the smallest wider slice that is published, where that costs fewer rows than the slice's whole table: a
    /// level that is hardly large enough to be shown has no parts that can be protected. Whether there is one.
    fn widen(&mut self, at: usize, key: &[u32]) -> bool {
        let rows = |cell: &Cell| cell.counts.iter().sum::<u64>();
        let tables = &self.lattice.tables;
        let wider = tables[at].below.iter().filter_map(|(below, places)| {
            let wider = project(key, places);
            let cell = tables[*below].cells.get(&wider).filter(|cell| !cell.withheld)?;
            let axes = &tables[*below].axes;
            let with = tables.iter().filter(|table| axes.iter().all(|axis| table.axes.contains(axis))).count();
            Some((rows(cell).saturating_mul(with as u64), *below, wider))
        });
        let own: u64 = tables[at].cells.values().filter(|cell| !cell.withheld).map(rows).sum();
        let Some((_, below, wider)) = wider.min().filter(|(cost, ..)| *cost < own) else { return false };
        if let Some(cell) = self.lattice.tables[below].cells.get_mut(&wider) {
            cell.withheld = true;
        }
        self.close();
        true
    }

    fn close(&mut self) {
        self.lattice.close();
        let stands = stands(self.lattice);
        if stands != self.stands {
            self.stands = stands;
            self.known.clear();
        }
    }

    /// A key with each withheld level replaced by the one that stands for it.
    fn standing(&self, axes: &[usize], key: &[u32]) -> Key {
        axes.iter().zip(key).map(|(&axis, &level)| self.stands[axis][level as usize]).collect()
    }

    /// How many other levels one stands for.
    fn merged(&self, axis: usize, level: u32) -> u64 {
        (self.stands[axis].iter().filter(|&&other| other == level).count() as u64).saturating_sub(1)
    }

    /// Withholds whole tables: the slice's own, then all combinations with one of its attributes, and with another, then
    /// all combinations, then all that share an attribute, then all. Whether that was more than before.
    fn escalate(&mut self, at: usize) -> bool {
        let mut axes = self.lattice.tables[at].axes.clone();
        // The attribute first whose combinations show the least.
        let shown = |axis: usize| -> usize {
            let tables = self.lattice.tables.iter().filter(|table| table.axes.len() > 1 && table.axes.contains(&axis));
            tables.map(|table| table.cells.values().filter(|cell| !cell.withheld).count()).sum()
        };
        axes.sort_by_key(|&axis| shown(axis));
        let (first, second) = (axes[0], axes[axes.len().min(2) - 1]);
        let own = self.lattice.tables[at].axes.clone();
        let steps: [Step<'_>; 6] = [
            &|other| other == own,
            &|other| other.len() > 1 && other.contains(&first),
            &|other| other.len() > 1 && other.contains(&second),
            &|other| other.len() > 1,
            &|other| other.iter().any(|axis| axes.contains(axis)),
            &|_| true,
        ];
        for step in steps {
            let mut is_more = false;
            for table in &mut self.lattice.tables {
                if !table.whole && step(&table.axes) {
                    table.whole = true;
                    is_more = true;
                }
            }
            if is_more {
                self.close();
                return true;
            }
        }
        false
    }
}

/// The level that stands for each level of each attribute.
fn stands(lattice: &Lattice<'_>) -> Vec<Vec<u32>> {
    let of_axis = |(axis, levels): (usize, &Vec<crate::segment::Level>)| -> Vec<u32> {
        let all: Vec<u32> = (0_u32..).take(levels.len()).collect();
        let Some(table) = lattice.tables.iter().find(|table| table.axes == [axis]) else { return all };
        let is_withheld = |level: u32| table.cells.get(&vec![level]).is_some_and(|cell| cell.withheld);
        let first = all.iter().copied().find(|&level| is_withheld(level));
        all.iter().map(|&level| if is_withheld(level) { first.unwrap_or(level) } else { level }).collect()
    };
    lattice.levels.iter().enumerate().map(of_axis).collect()
}

/// How many people of each kind can be moved on one line by boxes one after the other: out of the odd corners, or out of
/// the even ones. Kinds are moved apart from each other. With `keep` no cell is emptied.
fn moved(line: &[Counts], shape: &[usize], own: &Key, boxes: &[&Key], odd: bool, keep: bool) -> Counts {
    let mut rest = line.to_vec();
    let mut moved = [0; 6];
    for other in boxes {
        let places: Vec<(usize, bool)> =
            corners(own, other).map(|(corner, is_odd)| (index(&corner, shape), is_odd == odd)).collect();
        for (kind, moved) in moved.iter_mut().enumerate() {
            let spare = |place: usize| {
                let others = line[place].iter().enumerate().any(|(at, &count)| at != kind && count > 0);
                rest[place][kind].saturating_sub(u64::from(keep && !others && line[place][kind] > 0))
            };
            let people = places.iter().filter(|(_, gives)| *gives).map(|&(place, _)| spare(place)).min().unwrap_or(0);
            for &(place, gives) in &places {
                let cell = &mut rest[place][kind];
                *cell = if gives { *cell - people } else { *cell + people };
            }
            *moved += people;
        }
    }
    moved
}

/// Every corner of a box, and whether it differs from the first one in an odd number of attributes.
fn corners<'k>(own: &'k Key, other: &'k Key) -> impl Iterator<Item = (Key, bool)> + 'k {
    (0_u32..1 << own.len()).map(move |bits| {
        let corner =
            own.iter().zip(other).enumerate().map(|(at, (own, other))| if bits >> at & 1 == 1 { *other } else { *own });
        (corner.collect(), bits.count_ones() % 2 == 1)
    })
}

/// The corners opposite to one: another level in each attribute.
fn others(own: &Key, shape: &[usize]) -> Vec<Key> {
    let mut found: Vec<Key> = vec![Vec::new()];
    for (&own, &levels) in own.iter().zip(shape) {
        let levels = (0_u32..).take(levels).filter(move |level| *level != own);
        found =
            levels.flat_map(|level| found.iter().map(move |before| [before.as_slice(), &[level]].concat())).collect();
    }
    found.sort();
    found
}

/// Every set of up to [`DEEPEST`] attributes, the smaller first.
fn subsets(axes: &[usize]) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = (1_u32..1 << axes.len().min(16))
        .filter(|bits| bits.count_ones() as usize <= DEEPEST)
        .map(|bits| axes.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, &axis)| axis).collect())
        .collect();
    found.sort_by_key(|subset: &Vec<usize>| (subset.len(), subset.clone()));
    found
}

/// The place of a key in row-major order.
fn index(key: &[u32], shape: &[usize]) -> usize {
    key.iter().zip(shape).fold(0, |index, (&level, &levels)| index * levels + level as usize)
}
