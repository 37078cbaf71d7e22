//! The audit cube: every row folded once into counts, from which all slices are sums.
//!
//! One axis per attribute, and in each cell what [`Cell`] holds for one kind of prediction. Roll-ups are sums over axes;
//! cubes of shards, days and companies add, level by name. It is the data cube of Gray et al. 1997 with a base cuboid.

mod cell;
mod cells;
mod customers;
mod fold;
mod merge;
#[cfg(feature = "paired")]
mod paired;
mod replicates;
mod roll_up;
#[cfg(feature = "json")]
mod serial;
mod storage;

use serde::{Deserialize, Serialize};

pub use cell::{Cell, Confusion, Exclusions, WeightMoments};
pub use cells::Cells;
pub(crate) use customers::{CustomerMoments, CustomerRows, GroupedMoments, Products, product};
pub use evenhand_inference::ExactSum;
#[cfg(feature = "paired")]
pub use paired::{PairedConfusion, PairedDecision, PairedOutcome};
pub(crate) use replicates::Replicates;
#[cfg(feature = "json")]
pub use serial::SCHEMA_VERSION;
pub use storage::DENSE_LIMIT;

use crate::data::{ColumnRole, Specification};
use crate::error::{Error, ErrorKind, Problem, Problems};
use crate::segment::{Level, Slice};
use storage::Storage;

/// One attribute of a cube with its levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Axis {
    /// The attribute's name.
    pub name: String,
    /// Segment or stratum.
    pub role: ColumnRole,
    /// Whether the order of the levels was declared; else they sort by name.
    pub declared: bool,
    /// The levels, missing last.
    pub levels: Vec<Level>,
}

/// Tallies by attribute levels: the state from which every number of an audit is computed.
///
/// # Example
///
/// ```
/// use evenhand::{Cube, Predictions, cube::Cells};
///
/// let predictions = Predictions::builder()
///     .decision(&[1_u8, 0, 1, 1])
///     .segment("gender", &["f", "m", "m", "f"])
///     .segment("channel", &["app", "app", "web", "web"])
///     .build()?;
/// let cube = Cube::fold(&predictions);
/// let by_gender = cube.roll_up(&["gender"])?;
/// let (slice, women) = by_gender.groups().next().unwrap();
/// assert_eq!(slice.to_string(), "gender=f");
/// assert_eq!(women.count(Cells::SELECTED), 2);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Cube<C: Cell = Confusion> {
    axes: Vec<Axis>,
    storage: Storage<C>,
    specification: Specification,
}

impl<C: Cell> Cube<C> {
    /// A cube without rows: adding it to another of the same specification changes nothing.
    pub fn empty(axes: Vec<Axis>, specification: Specification) -> Self {
        let storage = Storage::empty(&shape(&axes));
        Self { axes, storage, specification }
    }

    /// A cube from cells that some other engine has counted: one level a axis, and what the cell holds.
    ///
    /// # Errors
    ///
    /// A cell with another number of levels than there are axes, or with a level that its axis lacks.
    pub fn from_cells(
        axes: Vec<Axis>,
        specification: Specification,
        cells: impl IntoIterator<Item = (Vec<Level>, C)>,
    ) -> Result<Self, Error> {
        let mut cube = Self::empty(axes, specification);
        let mut problems = Problems::default();
        for (row, (levels, cell)) in cells.into_iter().enumerate() {
            let row = row as u64 + 1;
            if levels.len() != cube.axes.len() {
                problems.push(
                    Problem::new(
                        ErrorKind::Format,
                        format!("has {} levels, and the cube has {} axes", levels.len(), cube.axes.len()),
                    )
                    .row(row)
                    .remedy("give one level for every axis"),
                );
                continue;
            }
            let mut index = Vec::with_capacity(levels.len());
            for (axis, level) in cube.axes.iter().zip(&levels) {
                match axis.levels.iter().position(|known| known == level) {
                    Some(at) => index.push(at),
                    None => problems.push(
                        Problem::new(ErrorKind::Value, "is not a level of this axis")
                            .column(&axis.name)
                            .row(row)
                            .value(level),
                    ),
                }
            }
            if index.len() == levels.len() {
                cube.storage.add(&index, &cell);
            }
        }
        problems.into_result().map(|()| cube)
    }

    /// The axes, in the order of the data.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// The names of the axes of one role.
    pub fn names(&self, role: ColumnRole) -> Vec<&str> {
        self.axes.iter().filter(|axis| axis.role == role).map(|axis| axis.name.as_str()).collect()
    }

    /// What the columns mean.
    pub fn specification(&self) -> &Specification {
        &self.specification
    }

    /// Everything in one cell.
    pub fn total(&self) -> C {
        let mut total = C::default();
        for (_, cell) in self.storage.iter() {
            total.merge(cell);
        }
        total
    }

    /// The cells that hold anything, as slices, in the order of the levels.
    pub fn groups(&self) -> impl Iterator<Item = (Slice, &C)> {
        self.cells().map(|(levels, cell)| {
            let slice = self
                .axes
                .iter()
                .zip(levels)
                .fold(Slice::everybody(), |slice, (axis, level)| slice.and(&axis.name, level.clone()));
            (slice, cell)
        })
    }

    /// The cells that hold anything, with one level an axis, in the order of the levels.
    pub fn cells(&self) -> impl Iterator<Item = (Vec<&Level>, &C)> {
        self.storage
            .iter()
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(index, cell)| (self.axes.iter().zip(index).map(|(axis, at)| &axis.levels[at]).collect(), cell))
    }

    /// Whether cells are held as an array rather than a sorted map: see [`DENSE_LIMIT`].
    pub fn is_dense(&self) -> bool {
        self.storage.is_dense()
    }
}

impl<C: Cell> PartialEq for Cube<C> {
    /// The same rows: storage and levels without rows make no difference.
    fn eq(&self, other: &Self) -> bool {
        self.specification == other.specification && self.cells().eq(other.cells())
    }
}

fn shape(axes: &[Axis]) -> Vec<usize> {
    axes.iter().map(|axis| axis.levels.len()).collect()
}
