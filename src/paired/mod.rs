//! Two models on the same rows: is the new one less unfair, and who gains or loses?
//!
//! [`PairedAudit`] takes the decisions of both, folds them into a cube of [`PairedConfusion`](crate::cube::PairedConfusion)
//! and compares every slice with everyone else under the old and the new model. A change is tested on the rows whose
//! decision changed, which tells far more than two audits side by side.

mod request;
mod result;

pub use request::PairedAudit;
pub use result::{
    MeasuredRate, PairedAudited, PairedGrouping, PairedSlice, RateChange, SelectionFlips, Unfairness, WidestGap,
};
