//! What an audit keeps of the rows that it has seen: cubes, which grow with the levels and not with the rows.

use crate::cube::{Cell, Confusion, Cube, DENSE_LIMIT, Replicates};
use crate::data::{ColumnRole, Predictions};
use crate::error::{Error, ErrorKind, Problem};
use crate::segment::Grouping;

/// One cube of all attributes while its cells are few, one for each grouping beyond that. The sums are the same.
#[derive(Debug, Clone)]
pub(super) enum Tallies<C: Cell = Confusion> {
    /// Over all attributes.
    Whole(Box<Cube<C>>),
    /// Each over the attributes of one grouping and the strata; none over a part of another's.
    Parts(Vec<Cube<C>>),
}

/// How rows are folded over some attributes.
type Fold<'a, C> = &'a dyn Fn(&[String]) -> Cube<C>;

impl Tallies {
    /// Folds rows, to be audited by these groupings.
    pub(super) fn fold(predictions: &Predictions, wanted: &[Grouping]) -> Self {
        Self::fold_by(predictions, wanted, &|attributes| Cube::fold_over(predictions, attributes))
    }

    /// Folds more rows.
    pub(super) fn add(&mut self, predictions: &Predictions, wanted: &[Grouping]) -> Result<(), Error> {
        self.add_by(predictions, wanted, &|attributes| Cube::fold_over(predictions, attributes))
    }
}

impl Tallies<Replicates> {
    /// Folds the customers of rows into so many replicates at a seed.
    pub(super) fn fold_replicates(predictions: &Predictions, wanted: &[Grouping], keys: (u32, u64)) -> Self {
        Self::fold_by(predictions, wanted, &|attributes| Cube::fold_replicates(predictions, attributes, keys))
    }

    /// Folds those of more rows, into the same replicates.
    pub(super) fn add_replicates(
        &mut self,
        predictions: &Predictions,
        wanted: &[Grouping],
        keys: (u32, u64),
    ) -> Result<(), Error> {
        self.add_by(predictions, wanted, &|attributes| Cube::fold_replicates(predictions, attributes, keys))
    }
}

impl<C: Cell> Tallies<C> {
    fn fold_by(predictions: &Predictions, wanted: &[Grouping], fold: Fold<'_, C>) -> Self {
        let columns = predictions.columns();
        let cells = columns.iter().try_fold(1_usize, |cells, column| cells.checked_mul(column.levels().len()));
        if cells.is_some_and(|cells| cells <= DENSE_LIMIT) {
            let all: Vec<String> = columns.iter().map(|column| column.name().to_owned()).collect();
            return Self::Whole(Box::new(fold(&all)));
        }
        let parts = parts(columns.iter().map(|column| (column.name(), column.role())), wanted);
        Self::Parts(parts.iter().map(|attributes| fold(attributes)).collect())
    }

    fn add_by(&mut self, predictions: &Predictions, wanted: &[Grouping], fold: Fold<'_, C>) -> Result<(), Error> {
        let others = match self {
            Self::Whole(_) => Self::fold_by(predictions, wanted, fold),
            Self::Parts(own) => Self::Parts(own.iter().map(|cube| fold(&names(cube))).collect()),
        };
        self.merge(&others, wanted)
    }

    /// The rows of both.
    pub(super) fn merge(&mut self, other: &Self, wanted: &[Grouping]) -> Result<(), Error> {
        match (&mut *self, other) {
            (Self::Whole(own), Self::Whole(others)) => {
                own.absorb(others)?;
                if !own.is_dense() {
                    let parts = parts(own.axes().iter().map(|axis| (axis.name.as_str(), axis.role)), wanted);
                    let parts = parts.iter().map(|attributes| own.roll_up(attributes)).collect::<Result<_, _>>()?;
                    *self = Self::Parts(parts);
                }
            }
            (Self::Whole(own), Self::Parts(others)) => {
                let own: Vec<Cube<C>> =
                    others.iter().map(|cube| own.roll_up(&names(cube))).collect::<Result<_, Error>>()?;
                *self = Self::Parts(own);
                return self.merge(other, wanted);
            }
            (Self::Parts(own), Self::Whole(others)) => {
                for cube in own {
                    let others = others.roll_up(&names(cube))?;
                    cube.absorb(&others)?;
                }
            }
            (Self::Parts(own), Self::Parts(others)) => {
                if own.len() != others.len() || own.iter().zip(others).any(|(own, other)| names(own) != names(other)) {
                    let remedy = "merge auditors of one audit and one specification";
                    return Err(Problem::new(ErrorKind::Incompatible, "the two were asked for different slices")
                        .remedy(remedy)
                        .into());
                }
                for (own, other) in own.iter_mut().zip(others) {
                    own.absorb(other)?;
                }
            }
        }
        Ok(())
    }

    /// The sums over all attributes but these.
    pub(super) fn over(&self, keep: &[&str]) -> Result<Cube<C>, Error> {
        match self {
            Self::Whole(cube) => cube.roll_up(keep),
            Self::Parts(cubes) => {
                let holds = |cube: &&Cube<C>| keep.iter().all(|name| cube.axes().iter().any(|axis| axis.name == *name));
                match cubes.iter().filter(holds).min_by_key(|cube| cube.axes().len()) {
                    Some(cube) => cube.roll_up(keep),
                    None => Err(Problem::new(ErrorKind::Incompatible, "was not counted while the rows were read")
                        .value(keep.join(" × "))
                        .remedy("ask for it before the first batch")
                        .into()),
                }
            }
        }
    }
}

/// What to fold over: every grouping with the strata, but for those that another holds.
fn parts<'a>(attributes: impl Iterator<Item = (&'a str, ColumnRole)>, groupings: &[Grouping]) -> Vec<Vec<String>> {
    let strata: Vec<&str> = attributes.filter(|(_, role)| *role == ColumnRole::Stratum).map(|(name, _)| name).collect();
    let mut parts: Vec<Vec<String>> = Vec::with_capacity(groupings.len());
    // The longest first, so that what another holds comes after it.
    let mut longest_first: Vec<&Grouping> = groupings.iter().collect();
    longest_first.sort_by_key(|grouping| std::cmp::Reverse(grouping.attributes().len()));
    for grouping in longest_first {
        let own = grouping.attributes();
        if !parts.iter().any(|part| own.iter().all(|name| part.contains(name))) {
            parts.push(own.iter().cloned().chain(strata.iter().map(|&name| name.to_owned())).collect());
        }
    }
    if parts.is_empty() {
        parts.push(strata.into_iter().map(str::to_owned).collect());
    }
    parts
}

fn names<C: Cell>(cube: &Cube<C>) -> Vec<String> {
    cube.axes().iter().map(|axis| axis.name.clone()).collect()
}
