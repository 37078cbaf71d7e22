//! Predictions by role, validated once and then trusted; attributes as dictionary codes.

mod binary;
mod column;
mod customers;
mod cuts;
mod dictionary;
mod parts;
mod predictions;
mod roles;
mod row_cells;

#[cfg(any(feature = "screen", feature = "tasks"))]
pub(crate) use binary::yes_or_no;
pub(crate) use column::Codes;
pub use column::{Column, ColumnRole};
pub use customers::{CustomerCounter, CustomerSummary};
pub(crate) use customers::{UNKNOWN as UNKNOWN_CUSTOMER, UNKNOWN_HASH as UNKNOWN_CUSTOMER_HASH};
pub use cuts::Cuts;
pub(crate) use predictions::EXCLUDED;
pub use predictions::{Predictions, PredictionsBuilder};
pub use roles::{
    AttributeSpecification, BinaryValue, Exclusion, Favourable, LabelAvailability, NonFiniteScores, RealValue,
    Specification,
};
pub(crate) use row_cells::RowCells;
