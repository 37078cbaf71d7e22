//! Bias audits for model predictions.
#![doc(test(attr(deny(warnings))))]

pub mod audit;
pub mod cube;
pub mod data;
pub mod error;
pub mod inference;
#[cfg(any(feature = "csv", feature = "policy-file"))]
pub mod io;
pub mod metric;
pub mod report;
pub mod segment;
pub mod value;

pub use audit::{Audit, Policy};
pub use cube::Cube;
pub use data::Predictions;
pub use error::Error;
pub use segment::Slices;
