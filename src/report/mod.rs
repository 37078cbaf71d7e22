//! The report as data, and the functions that render it.
//!
//! [`Audited::report`](crate::audit::Audited::report) starts a [`ReportBuilder`]; the finished [`Report`] is pure data
//! that survives JSON unchanged. Every rendering is a function of it: HTML, Markdown and CSV take their words from one
//! place, their numbers from another and their columns from a third, so they cannot disagree.

mod brief;
mod builder;
mod csv;
#[cfg(feature = "json")]
mod digest;
// Figures are drawn in HTML only.
#[cfg_attr(not(feature = "html"), allow(dead_code))]
mod document;
#[cfg(feature = "html")]
mod figure;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "json")]
mod json;
mod markdown;
mod model;
mod numbers;
mod section;
mod sheet;
mod table;
mod text;
#[cfg_attr(not(feature = "html"), allow(dead_code))]
mod words;

pub use brief::{Brief, BriefAction, BriefFact};
pub use builder::ReportBuilder;
#[cfg(feature = "json")]
pub use digest::sha256;
pub use model::{InputDigest, Provenance, Report, ReviewDecision, SCHEMA_VERSION, Section, SignOff, SystemCard};
pub use sheet::{Sheet, SheetColumn, SheetPart, SheetTable};
