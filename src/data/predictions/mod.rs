//! A table of predictions: what was decided for whom, and what came of it.

mod build;
mod builder;
mod check;
mod rows;
mod table;

pub use builder::PredictionsBuilder;
pub(crate) use table::EXCLUDED;
pub use table::Predictions;
