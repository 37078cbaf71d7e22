//! Sums of a cube over some of its axes.

use super::{Axis, Cell, Cube, shape};
use crate::error::{Error, ErrorKind, Problem, Problems, suggestion};

impl<C: Cell> Cube<C> {
    /// The sums over all axes but these, which come in the order given.
    ///
    /// # Errors
    ///
    /// A name that is not an axis.
    pub fn roll_up<S: AsRef<str>>(&self, keep: &[S]) -> Result<Self, Error> {
        let mut problems = Problems::default();
        let kept = self.places(keep, &mut problems);
        problems.into_result()?;
        Ok(self.kept(&kept))
    }

    /// Several roll-ups in the order given, faster than one by one: where some of them lack an axis, it is summed over once
    /// for all of those.
    ///
    /// # Errors
    ///
    /// A name that is not an axis.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Cube, Predictions};
    ///
    /// let predictions = Predictions::builder()
    ///     .decision(&[1, 1, 0])
    ///     .segment("gender", ["f", "m", "m"])
    ///     .segment("region", ["north", "north", "south"])
    ///     .build()?;
    /// let cube = Cube::fold(&predictions);
    /// let sums = cube.roll_ups(&[vec!["gender"], vec!["region"], vec![]])?;
    /// assert_eq!(sums[0], cube.roll_up(&["gender"])?);
    /// assert_eq!(sums[2].total(), cube.total());
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn roll_ups<S: AsRef<str>>(&self, keeps: &[Vec<S>]) -> Result<Vec<Self>, Error> {
        let mut problems = Problems::default();
        let wanted: Vec<(usize, Vec<usize>)> =
            keeps.iter().map(|keep| self.places(keep, &mut problems)).enumerate().collect();
        problems.into_result()?;
        let all: Vec<usize> = (0..self.axes.len()).collect();
        let mut found: Vec<(usize, Self)> = Vec::with_capacity(wanted.len());
        self.share(&all, wanted, &mut found);
        found.sort_by_key(|(at, _)| *at);
        Ok(found.into_iter().map(|(_, cube)| cube).collect())
    }

    /// The places of axes by their names.
    fn places<S: AsRef<str>>(&self, names: &[S], problems: &mut Problems) -> Vec<usize> {
        let mut places = Vec::with_capacity(names.len());
        for name in names {
            let name = name.as_ref();
            match self.axes.iter().position(|axis| axis.name == name) {
                Some(axis) => places.push(axis),
                None => problems.push(
                    Problem::new(ErrorKind::Column, "is not an axis of this cube")
                        .value(name)
                        .remedy(suggestion(name, self.axes.iter().map(|axis| axis.name.as_str()))),
                ),
            }
        }
        places
    }

    /// The sums over all axes but those at some places.
    fn kept(&self, places: &[usize]) -> Self {
        let axes: Vec<Axis> = places.iter().map(|&axis| self.axes[axis].clone()).collect();
        let storage = self.storage.roll_up(places, &shape(&axes));
        Self { axes, storage, specification: self.specification.clone() }
    }

    /// Roll-ups of a cube whose axes stand in `names`, by which `wanted` calls them, each with its place in the result. The
    /// axis of the most levels that some of them lack is summed over first, for it shrinks most what is summed after it.
    fn share(&self, names: &[usize], mut wanted: Vec<(usize, Vec<usize>)>, found: &mut Vec<(usize, Self)>) {
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by_key(|&axis| std::cmp::Reverse(self.axes[axis].levels.len()));
        for axis in order {
            let (with, without): (Vec<_>, Vec<_>) =
                wanted.into_iter().partition(|(_, keep)| keep.contains(&names[axis]));
            wanted = with;
            // One roll-up is not worth another cube.
            if without.len() > 1 {
                let rest: Vec<usize> = (0..names.len()).filter(|&place| place != axis).collect();
                let rest_names: Vec<usize> = rest.iter().map(|&place| names[place]).collect();
                self.kept(&rest).share(&rest_names, without, found);
            } else {
                wanted.extend(without);
            }
        }
        for (at, keep) in wanted {
            let places: Vec<usize> =
                keep.iter().filter_map(|kept| names.iter().position(|name| name == kept)).collect();
            found.push((at, self.kept(&places)));
        }
    }
}
