//! The catalogue: one `static` per definition, with its formula, range, ideal, worse side and source.
//!
//! A [`Metric`] is a number about one group of customers; a [`Criterion`] compares groups by one or more metrics. Both
//! are plain data: a definition that lacks a field does not compile, and a user adds one by writing another `static`.

pub mod catalogue;
mod comparison;
pub mod criteria;
mod criterion;
#[cfg(feature = "profiles")]
pub mod document;
pub mod intersectional;
mod lanes;
#[allow(clippy::module_inception, reason = "the file that defines a metric is called metric")]
mod metric;
mod panel;
#[cfg(feature = "profiles")]
pub mod profile;
pub mod rates;
pub mod representation;
pub mod task;

pub use catalogue::{CRITERIA, Entry, METRICS, find};
pub use comparison::{Combine, Comparison};
pub use criterion::{Between, Composition, Criterion, PopulationStatistic};
pub use metric::{Definition, Fraction, Metric, Range, Worse};
pub use panel::Panel;
#[cfg(feature = "profiles")]
pub use profile::{Profile, profile};
pub use task::{Task, Unit};
