//! The report as data, and the functions that render it.
//!
//! [`Audited::report`](crate::audit::Audited::report) starts a [`ReportBuilder`]; the finished [`Report`] is pure data
//! that survives JSON unchanged. Every rendering is a function of it: HTML, Markdown and CSV take their words from one
//! place, their numbers from another and their columns from a third, so they cannot disagree.

mod builder;
#[cfg(feature = "json")]
mod digest;
#[cfg(feature = "json")]
mod json;
mod model;
mod words;

pub use builder::ReportBuilder;
#[cfg(feature = "json")]
pub use digest::sha256;
pub use model::{InputDigest, Provenance, Report, ReviewDecision, SCHEMA_VERSION, Section, SignOff, SystemCard};
