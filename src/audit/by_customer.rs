//! Where the moments of customers come from: their rows, or the replicates of a bootstrap of customers.

use super::engine::Audit;
use super::tallies::Tallies;
use crate::cube::{CustomerRows, GroupedMoments, Replicates};
use crate::data::Predictions;
use crate::error::{Error, ErrorKind, Problem, Problems};

/// Fewest replicates: a standard error from 50 is known to 10 %.
const FEWEST: u32 = 50;

/// Most replicates: beyond that only memory grows.
const MOST: u32 = 10_000;

/// What is known of the rows of each customer.
#[derive(Clone, Copy)]
pub(super) enum Customers<'a> {
    /// All rows of every customer are at hand; they are kept apart where customers come back.
    Whole(Option<&'a CustomerRows<'a>>),
    /// Sums of rows in so many replicates, in which all rows of a customer weigh the same.
    Replicated(&'a Tallies<Replicates>, u32),
    /// The rows were counted batch by batch, or elsewhere: whose they are is not known any more.
    Parted,
}

/// What intervals rest on where they rest on customers.
#[derive(Clone, Copy)]
pub(super) enum ByCustomer<'a> {
    Rows(&'a CustomerRows<'a>),
    Replicates(&'a Tallies<Replicates>),
}

impl ByCustomer<'_> {
    /// The moments of the groups at some attributes.
    pub(super) fn moments(self, attributes: &[&str]) -> Result<GroupedMoments, Error> {
        match self {
            Self::Rows(rows) => rows.moments(attributes).ok_or_else(|| {
                Problem::new(ErrorKind::Value, "has too many levels to follow customers across them")
                    .place("slices")
                    .remedy("audit fewer attributes together, or band them")
                    .into()
            }),
            Self::Replicates(tallies) => Ok(GroupedMoments::estimated(&tallies.over(attributes)?)),
        }
    }
}

impl Audit {
    /// Why a bootstrap of customers cannot be had from these rows, if it was asked for and cannot.
    pub(super) fn check_cluster_bootstrap(&self, batch: &Predictions) -> Result<(), Error> {
        let Some(replicates) = self.cluster_bootstrap else { return Ok(()) };
        let mut problems = Problems::default();
        let mut refuse = |message: &str, remedy: &str| {
            problems.push(Problem::new(ErrorKind::Incompatible, message).place("cluster_bootstrap").remedy(remedy));
        };
        if batch.customer_hashes.is_none() {
            refuse(
                "rests on customers, and the customer of each row is not known",
                "give the column of who the customer is, or leave the bootstrap out",
            );
        }
        if batch.weights.is_some() {
            refuse(
                "adds up rows, and these are weighted",
                "give all rows at once without it: weighted customers are then linearised; or leave the weight out",
            );
        }
        if self.rows_as_customers {
            refuse("and intervals by row were both asked for", "choose one");
        }
        if self.suppression.is_some() {
            refuse("tells how many customers stand behind a number, which suppression hides", "leave one of them out");
        }
        if !(FEWEST..=MOST).contains(&replicates) {
            problems.push(
                Problem::new(ErrorKind::Value, format!("is not between {FEWEST} and {MOST} replicates"))
                    .place("cluster_bootstrap")
                    .value(replicates)
                    .remedy("200 are enough for standard errors"),
            );
        }
        problems.into_result()
    }
}
