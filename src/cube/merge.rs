//! Cubes of shards, days and companies add, level by name.

use std::collections::{HashMap, HashSet};

use super::storage::Storage;
use super::{Axis, Cell, Cube, shape};
use crate::data::Specification;
use crate::error::{Error, ErrorKind, Problem, Problems};
use crate::segment::Level;

impl<C: Cell> Cube<C> {
    /// The rows of both.
    ///
    /// Levels are brought together by name: one that a shard lacks is absent there, not shifted.
    ///
    /// # Errors
    ///
    /// The specifications differ; each difference is named.
    pub fn merge(&self, other: &Self) -> Result<Self, Error> {
        let mut merged = self.clone();
        merged.absorb(other)?;
        Ok(merged)
    }

    /// Adds the rows of another cube in place: [`Cube::merge`] without a copy, for many small cubes one after the other.
    ///
    /// # Errors
    ///
    /// As [`Cube::merge`]; nothing has been added then.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Cube, Predictions, cube::Cells};
    ///
    /// let day = |channel| Predictions::builder().decision(&[1_u8, 0]).segment("channel", [channel; 2]).build();
    /// let mut week = Cube::fold(&day("app")?);
    /// week.absorb(&Cube::fold(&day("web")?))?;
    /// assert_eq!(week.total().count(Cells::ALL), 4);
    /// assert_eq!(week.axes()[0].levels.len(), 2);
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn absorb(&mut self, other: &Self) -> Result<(), Error> {
        let mut problems = Problems::default();
        compare(&self.specification, &other.specification, &mut problems);
        let names = |cube: &Self| cube.axes.iter().map(|axis| axis.name.clone()).collect::<Vec<_>>();
        if names(self) != names(other) {
            problems.push(difference("axes", &names(self).join(", "), &names(other).join(", ")));
        }
        problems.into_result()?;
        let mut axes = Vec::with_capacity(self.axes.len());
        let mut own_places = Vec::with_capacity(self.axes.len());
        let mut other_places = Vec::with_capacity(self.axes.len());
        for (own, others) in self.axes.iter().zip(&other.axes) {
            let (axis, from_own, from_others) = union(own, others);
            axes.push(axis);
            own_places.push(from_own);
            other_places.push(from_others);
        }
        let grows = axes.iter().zip(&self.axes).any(|(whole, own)| whole.levels.len() != own.levels.len());
        let moves = own_places.iter().any(|places| !places.iter().copied().eq(0..places.len()));
        if grows || moves {
            let mut storage = Storage::empty(&shape(&axes));
            storage.add_all(&self.storage, &own_places);
            self.storage = storage;
            self.axes = axes;
        }
        self.storage.add_all(&other.storage, &other_places);
        Ok(())
    }
}

/// The levels of both, and where those of each stand among them.
fn union(own: &Axis, others: &Axis) -> (Axis, Vec<usize>, Vec<usize>) {
    let sorted = own.declared || own.levels.is_sorted();
    if sorted && own.levels == others.levels {
        let places: Vec<usize> = (0..own.levels.len()).collect();
        return (own.clone(), places.clone(), places);
    }
    let known: HashSet<&Level> = own.levels.iter().collect();
    let mut levels = own.levels.clone();
    levels.extend(others.levels.iter().filter(|level| !known.contains(level)).cloned());
    if own.declared {
        // The named levels are the same on both sides; only "missing" may have come in.
        levels.sort_by_key(Level::is_missing);
    } else {
        levels.sort();
    }
    let place: HashMap<&Level, usize> = levels.iter().zip(0..).collect();
    let places = |part: &Axis| part.levels.iter().map(|level| place.get(level).copied().unwrap_or(0)).collect();
    let (from_own, from_others) = (places(own), places(others));
    (Axis { levels, ..own.clone() }, from_own, from_others)
}

fn compare(own: &Specification, others: &Specification, problems: &mut Problems) {
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    let pairs = [
        ("decision", own.decision.clone(), others.decision.clone()),
        ("outcome", text(&own.outcome), text(&others.outcome)),
        ("score", text(&own.score), text(&others.score)),
        ("weight", text(&own.weight), text(&others.weight)),
        ("favourable decision", format!("{:?}", own.favourable), format!("{:?}", others.favourable)),
        ("label availability", own.labels.to_string(), others.labels.to_string()),
    ];
    for (what, ours, theirs) in pairs {
        if ours != theirs {
            problems.push(difference(what, &ours, &theirs));
        }
    }
    for attribute in &own.attributes {
        match others.attributes.iter().find(|other| other.name == attribute.name) {
            Some(other) if other == attribute => {}
            Some(other) => problems.push(difference(
                &format!("attribute {:?}", attribute.name),
                &format!("{:?} with levels {:?}", attribute.role, attribute.declared_levels),
                &format!("{:?} with levels {:?}", other.role, other.declared_levels),
            )),
            None => problems.push(difference(&format!("attribute {:?}", attribute.name), "present", "absent")),
        }
    }
    for attribute in &others.attributes {
        if !own.attributes.iter().any(|other| other.name == attribute.name) {
            problems.push(difference(&format!("attribute {:?}", attribute.name), "absent", "present"));
        }
    }
}

fn difference(what: &str, ours: &str, theirs: &str) -> Problem {
    Problem::new(ErrorKind::Incompatible, format!("{what} differs: {ours} here, {theirs} there"))
        .remedy("tally both with one specification")
}
