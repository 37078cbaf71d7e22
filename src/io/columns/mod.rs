//! The columns of an audit as any file is read: what each must hold, its cells part by part, and what is wrong with them.
//!
//! A file is read in parts, on as many cores as there are. A part knows its rows by their number within it; the
//! [`Ledger`] takes the parts in the order of the file and knows their places in it.

mod binary;
mod levels;
mod number;
mod place;
mod plan;
mod recent;
mod value;

pub(super) use place::{Few, Origin, Place, Places, SAVE_AS_UTF8};
pub(super) use plan::{Cells, Ledger, Naming, Plan};
#[cfg(feature = "arrow")]
pub(super) use plan::{Rule, Values};
#[cfg(any(feature = "arrow", feature = "json"))]
pub(super) use value::Value;
