//! What another tool is given.

use crate::cube::{Cell, Cells, Confusion};
use crate::error::{Error, ErrorKind, Problem};

/// The tables of all groups, and which of them are compared.
#[derive(Debug, Clone, Copy)]
pub struct PeerInput<'a> {
    groups: &'a [&'a Confusion],
    group: usize,
    reference: usize,
    missing: Option<&'a Confusion>,
}

impl<'a> PeerInput<'a> {
    /// All groups, in the order of their names; the group that is compared, and the reference or privileged one.
    ///
    /// # Errors
    ///
    /// An index beyond the groups.
    pub fn new(groups: &'a [&'a Confusion], group: usize, reference: usize) -> Result<Self, Error> {
        for index in [group, reference] {
            if index >= groups.len() {
                return Err(Problem::new(ErrorKind::Value, format!("is not one of the {} groups", groups.len()))
                    .value(index)
                    .remedy("give the index of a group, counted from 0")
                    .into());
            }
        }
        Ok(Self { groups, group, reference, missing: None })
    }

    /// There are also rows whose segment is missing.
    #[must_use]
    pub fn with_missing(mut self, missing: &'a Confusion) -> Self {
        self.missing = (!missing.is_empty()).then_some(missing);
        self
    }

    /// The group that is compared.
    pub fn group(&self) -> &'a Confusion {
        self.groups[self.group]
    }

    /// The group it is compared with, where the tool wants one.
    pub fn reference(&self) -> &'a Confusion {
        self.groups[self.reference]
    }

    /// Rows whose segment is missing, if there are any.
    pub fn missing(&self) -> Option<&'a Confusion> {
        self.missing
    }

    /// The groups that have rows: the others do not exist for tools that read rows.
    pub fn groups(&self) -> impl Iterator<Item = &'a Confusion> + Clone {
        self.groups.iter().copied().filter(|group| !group.is_empty())
    }

    /// Everybody outside the group, those without a segment included.
    pub fn rest(&self) -> Confusion {
        let others = self.groups.iter().enumerate().filter(|(index, _)| *index != self.group).map(|(_, group)| *group);
        merged(others.chain(self.missing))
    }

    /// Everybody, those without a segment included.
    pub fn everybody(&self) -> Confusion {
        merged(self.groups.iter().copied().chain(self.missing))
    }
}

fn merged<'a>(tables: impl Iterator<Item = &'a Confusion>) -> Confusion {
    let mut sum = Confusion::default();
    for table in tables {
        sum.merge(table);
    }
    sum
}

/// The share of some cells among others as plain floating-point division gives it: 0/0 is NaN.
pub(super) fn share(table: &Confusion, of: Cells, among: Cells) -> f64 {
    table.total(of) / table.total(among)
}

/// The generalised entropy of the benefits prediction − label + 1 of so many rows at each benefit, as plain
/// floating-point arithmetic gives it. `term` is applied to the benefit and the mean benefit.
pub(super) fn mean_over_benefits(rows: &[(f64, f64)], term: impl Fn(f64, f64) -> f64) -> f64 {
    let count: f64 = rows.iter().map(|(_, count)| count).sum();
    let mean = rows.iter().map(|(benefit, count)| benefit * count).sum::<f64>() / count;
    rows.iter().filter(|(_, count)| *count > 0.0).map(|&(benefit, count)| count * term(benefit, mean)).sum::<f64>()
        / count
}

/// How many rows have each benefit: a miss 0, a right decision 1, a false alarm 2.
pub(super) fn benefits(table: &Confusion) -> [(f64, f64); 3] {
    [(0.0, table.total(Cells::FN)), (1.0, table.total(Cells::TP.or(Cells::TN))), (2.0, table.total(Cells::FP))]
}
