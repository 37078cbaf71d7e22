//! Predictions from files: what an audit reads and how, readers of every format, and a first look at a file that nobody
//! has described.
//!
//! A leaf: it uses what any user of the crate can use, and nothing else in the library knows of it.
//!
//! | question | answer |
//! |---|---|
//! | Which column plays which role? | [`AuditSpecification`], from an `audit.toml` or a command line |
//! | How do the rows get in? | `read_predictions`, or `PredictionsReader` for batches, a name and a progress bar |
//! | What is in this file? | `inspect_csv`, and `to_commented_specification` for a first `audit.toml` |
//! | How does a data set without a model get in? | `read_dataset` |
//! | Which bytes were read? | `DigestReader` |
//!
//! # Crate features
//!
//! `csv` for everything that reads a file, with `json` for the digest and JSON lines, `compression` for gzip and zstd,
//! `arrow` and `parquet`; `policy-file` for `AuditSpecification::parse` and `to_toml`.

#[cfg(feature = "arrow")]
mod arrow;
#[cfg(feature = "csv")]
#[cfg_attr(
    not(feature = "json"),
    allow(dead_code, reason = "keys, and values that know their type, come from JSON lines or Arrow; CSV has neither")
)]
mod columns;
#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "csv")]
mod dataset;
#[cfg(feature = "json")]
mod digest;
#[cfg(feature = "csv")]
mod inspect;
#[cfg(all(feature = "csv", feature = "json"))]
mod json_lines;
#[cfg(feature = "csv")]
mod part;
#[cfg(feature = "csv")]
mod pipeline;
#[cfg(feature = "csv")]
mod reader;
mod specification;
#[cfg(feature = "csv")]
mod unpack;

#[cfg(feature = "arrow")]
pub use arrow_array;
#[cfg(feature = "csv")]
pub use dataset::{ScreenedColumns, read_dataset};
#[cfg(feature = "json")]
pub use digest::DigestReader;
#[cfg(feature = "csv")]
pub use inspect::{ColumnInspection, ColumnKind, Guess, Inspection, Role, inspect_csv, to_commented_specification};
#[cfg(feature = "csv")]
pub use reader::{PredictionsReader, Progress, read_predictions};
pub use specification::{
    AuditSpecification, Bands, ColumnNames, MeasureEntry, PopulationShares, PrivacyRequest, ReportDetails,
    SectionEntry, SliceRequest, TaskRequest, ThemeEntry, ValueRules,
};
