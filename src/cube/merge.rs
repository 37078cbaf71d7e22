//! Cubes of shards, days and companies add, level by name.

use super::{Axis, Cell, Cube};
use crate::data::Specification;
use crate::error::{Error, ErrorKind, Problem, Problems};

impl<C: Cell> Cube<C> {
    /// The rows of both.
    ///
    /// Levels are brought together by name: one that a shard lacks is absent there, not shifted.
    ///
    /// # Errors
    ///
    /// The specifications differ; each difference is named.
    pub fn merge(&self, other: &Self) -> Result<Self, Error> {
        let mut problems = Problems::default();
        compare(&self.specification, &other.specification, &mut problems);
        let names = |cube: &Self| cube.axes.iter().map(|axis| axis.name.clone()).collect::<Vec<_>>();
        if names(self) != names(other) {
            problems.push(difference("axes", &names(self).join(", "), &names(other).join(", ")));
        }
        problems.into_result()?;
        let axes = self.axes.iter().zip(&other.axes).map(|(own, others)| union(own, others)).collect();
        let mut merged = Self::empty(axes, self.specification.clone());
        for cube in [self, other] {
            // Where each level of the part stands in the whole.
            let places: Vec<Vec<usize>> = cube
                .axes
                .iter()
                .zip(&merged.axes)
                .map(|(part, whole)| {
                    part.levels
                        .iter()
                        .map(|level| whole.levels.iter().position(|known| known == level).unwrap_or(0))
                        .collect()
                })
                .collect();
            for (index, cell) in cube.storage.iter() {
                let index: Vec<usize> = index.iter().zip(&places).map(|(&at, place)| place[at]).collect();
                merged.storage.add(&index, cell);
            }
        }
        Ok(merged)
    }
}

fn union(own: &Axis, others: &Axis) -> Axis {
    let mut levels = own.levels.clone();
    levels.extend(others.levels.iter().filter(|level| !own.levels.contains(level)).cloned());
    if own.declared {
        // The named levels are the same on both sides; only "missing" may have come in.
        levels.sort_by_key(crate::segment::Level::is_missing);
    } else {
        levels.sort();
    }
    Axis { levels, ..own.clone() }
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
