//! What is audited, wherever its tallies come from.

use crate::audit::by_customer::Customers;
use crate::audit::table::Scored;
use crate::cube::{Cube, Exclusions};
use crate::data::{ColumnRole, CustomerSummary};
use crate::error::Error;

/// What is audited, wherever the tallies come from.
pub(in crate::audit) struct Subject<'a> {
    pub(in crate::audit) customer_rows: &'a Customers<'a>,
    pub(in crate::audit) tally: &'a dyn Fn(&[&str]) -> Result<Cube, Error>,
    pub(in crate::audit) attributes: Vec<(&'a str, ColumnRole)>,
    /// Of everybody, then by each attribute alone; none where they are not known.
    pub(in crate::audit) exclusions: &'a [Cube<Exclusions>],
    pub(in crate::audit) customers: Option<CustomerSummary>,
    pub(in crate::audit) zero_weights: Option<u64>,
    pub(in crate::audit) scored: Option<Scored<'a>>,
}

/// The names of the attributes of one role.
pub(super) fn of_role<'a>(attributes: &[(&'a str, ColumnRole)], role: ColumnRole) -> Vec<&'a str> {
    attributes.iter().filter(|(_, own)| *own == role).map(|(name, _)| *name).collect()
}
