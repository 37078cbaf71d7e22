//! Small-cell suppression: which slices of an audit may be published, decided before anything is derived from them.
//!
//! A slice is published with all its counts or with none. What is published is chosen such that nobody who holds
//! everything published, every margin and every total included, can narrow a count of a withheld slice to less than the
//! minimum. The choice carries its own proof: for every withheld count there are two other populations, found by moving
//! whole people between slices, that lead to the very same report and differ in that count by at least the minimum.
//! `docs/PRIVACY.md` has the threat model, and what is not protected.

mod lattice;
mod moves;
mod withheld;

pub use withheld::Withheld;

use serde::{Deserialize, Serialize};

use crate::cube::Cube;
use crate::error::{Error, ErrorKind, Problem};
use crate::segment::Slice;

/// Which counts are too small to publish.
///
/// A slice is small where one of its six counts by decision and outcome lies strictly between 0 and the minimum: that
/// count is the numerator of one rate and the complement of another. Slices are withheld because they are small, and
/// because a small one could be computed from them; a report does not say which, since that alone would bound a count.
///
/// # Source
///
/// Hundepool et al. 2012, *Statistical Disclosure Control*, chapter 4: threshold rule, secondary suppression and its audit.
///
/// # Example
///
/// ```
/// use evenhand::{Audit, Predictions, privacy::Suppression};
///
/// let levels = [("app", 200), ("web", 160), ("fax", 4)];
/// let rows = || levels.iter().flat_map(|&(level, rows)| (0..rows).map(move |row| (level, row % 2 == 0)));
/// let predictions = Predictions::builder()
///     .decision(rows().map(|(_, selected)| selected))
///     .segment("channel", rows().map(|(level, _)| level))
///     .build()?;
/// let audited = Audit::new().suppress(Suppression::below(10)?).run(&predictions)?;
///
/// assert_eq!(audited.grouping(&["channel"]).unwrap().slices.len(), 1, "the slice of 200 is published");
/// // With the total published, one withheld slice could be computed; so the smallest other one is withheld too.
/// let withheld: Vec<String> = audited.withheld(&["channel"]).iter().map(ToString::to_string).collect();
/// assert_eq!(withheld, ["channel=fax", "channel=web"]);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    minimum_cell: u64,
    zeros: bool,
}

impl Suppression {
    /// Counts from 1 to one less than `minimum_cell` are too small. 10 is usual; 5 and 11 are common too.
    ///
    /// # Errors
    ///
    /// A minimum below 3: with it, each of two people in a slice could compute the other.
    pub fn below(minimum_cell: u64) -> Result<Self, Error> {
        if minimum_cell < 3 {
            return Err(Problem::new(ErrorKind::Policy, "is too small a minimum cell to protect anybody")
                .place("minimum_cell")
                .value(minimum_cell)
                .remedy("take 10, or at least 3")
                .into());
        }
        Ok(Self { minimum_cell, zeros: false })
    }

    /// Whether a slice in which a count is 0 that others have is small too: that nobody of a group is selected says
    /// something about each of them. Off unless said otherwise, since it is what an audit most needs to show.
    #[must_use]
    pub fn zeros(mut self, withhold: bool) -> Self {
        self.zeros = withhold;
        self
    }

    /// The smallest count that is published.
    pub fn minimum_cell(self) -> u64 {
        self.minimum_cell
    }

    /// Whether a count of 0 that others have is too small too.
    pub fn withholds_zeros(self) -> bool {
        self.zeros
    }

    /// Whether a count is too small to publish, where everybody together has `total` of its kind.
    pub(crate) fn is_small(self, count: u64, total: u64) -> bool {
        (count > 0 && count < self.minimum_cell) || (self.zeros && count == 0 && total > 0)
    }

    /// Whether a change between two reports would show so few people.
    pub(crate) fn is_small_change(self, before: u64, after: u64) -> bool {
        (1..self.minimum_cell).contains(&before.abs_diff(after))
    }
}

/// What must be withheld whatever the counts are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Demands {
    /// These slices.
    pub(crate) slices: Vec<Slice>,
    /// Every slice over these attributes.
    pub(crate) groupings: Vec<Vec<String>>,
}

/// Chooses what to withhold of some groupings, with everybody's counts published.
///
/// # Errors
///
/// Weighted rows, and a total that is itself too small to publish.
pub(crate) fn withhold(
    suppression: Suppression,
    groupings: &[Vec<String>],
    demands: &Demands,
    tally: &dyn Fn(&[&str]) -> Result<Cube, Error>,
) -> Result<Withheld, Error> {
    let mut lattice = lattice::Lattice::new(suppression, groupings, tally)?;
    lattice.demand(demands);
    moves::protect(&mut lattice);
    Ok(lattice.into_withheld())
}
