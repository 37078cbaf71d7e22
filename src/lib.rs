//! Bias audits for model predictions, over customer segments.
//!
//! Hand over what a model decided and who it was decided for. Every row is folded once into a cube of counts; every
//! rate, comparison, interval and verdict is a sum over that cube. A written policy says what is acceptable, and the
//! answer for each segment is one of four: shown to lie within the tolerance, shown to lie outside, inconclusive (with
//! the number of rows that would settle it), or not assessed (with the reason). "Not significant" is never "fair".
//!
//! ```
//! use evenhand::{Audit, Policy, Predictions, Slices};
//!
//! let predictions = Predictions::builder()
//!     .decision((0..1000).map(|i| i % 4 < 2 || i % 5 == 0))
//!     .segment("channel", (0..1000).map(|i| if i % 4 < 2 { "app" } else { "phone" }))
//!     .segment("age_band", (0..1000).map(|i| Some(["18-34", "35-64", "65+"][i % 3]).filter(|_| i % 7 > 0)))
//!     .build()?;
//! let audit = Audit::new().slices(Slices::marginals().with_intersections(2)).policy(Policy::four_fifths());
//! let audited = audit.run(&predictions)?;
//! assert_eq!(audited.findings[0].slice.to_string(), "channel=phone");
//! assert!(!audited.gate().passed());
//! # #[cfg(feature = "report")]
//! # {
//! let report = audited.report().title("Spring offer").model("offer 4.2").build(); // feature `report`
//! assert!(report.markdown().contains("DRAFT"));
//! # }
//! # Ok::<(), evenhand::Error>(())
//! ```
//!
//! # The rooms
//!
//! The modules are the stages, in the order in which data flow. Each imports only those above it.
//!
//! | module | what lives there |
//! |---|---|
//! | [`error`], [`value`] | the one error type, with every problem at once; why a number does not exist, as data |
//! | [`segment`] | levels, slices, which slices to audit; missing is a level of its own |
//! | [`data`] | [`Predictions`] by role: decision, outcome, score, weight, count, segment, stratum, consent, customer |
//! | [`cube`] | the [`Cube`] of counts: fold, roll up, merge, store |
//! | [`privacy`] | which slices may be published without telling about few people |
//! | [`metric`] | the catalogue: one `static` for each definition, with formula, range, ideal and source |
//! | [`inference`] | numbers in, numbers out: intervals, tests, multiplicity, strata, bounds, resampling |
//! | [`audit`] | the [`Policy`], the [`Audit`], verdicts, findings and the gate |
//! | `task` | what else models predict: scores, classes, amounts, rankings, funnels, uplift (feature `tasks`) |
//! | `dataset` | a data set before training: who is in it, and what stands for whom (feature `screen`) |
//! | `plan` | how many customers are needed, before any are collected (feature of that name) |
//! | `paired` | two models on the same rows: is the new one less unfair? (feature of that name) |
//! | `report` | the report as data, and its renderings (feature of that name) |
//! | `io` | a leaf: files of predictions and audit specifications (features `csv`, `policy-file` and more) |
//!
//! `docs/ARCHITECTURE.md` in the repository draws them with the reasons, `docs/GUIDE.md` says which metric answers which
//! question, `docs/INPUTS.md` what can be read, `docs/METRICS.md` lists the catalogue, `docs/POLICY.md` the keys of a policy file, and
//! `docs/VALIDATION.md` where the numbers of the tests come from.
//!
//! # Features
//!
//! None is on by default: the audit of decisions, the policy builder and their statistics need no more than the core.
//!
//! | feature | turns on |
//! |---|---|
//! | `report` | the report as data, Markdown and CSV, and the public summary; turns on `paired`, `plan` and `screen` |
//! | `tasks` | predictions other than decisions: scores, classes, amounts, rankings, funnels, uplift |
//! | `paired`, `plan`, `screen` | two models on the same rows; sizes before there are data; columns before training |
//! | `profiles` | what other tools mean by the same words, and the catalogue as a document |
//! | `serde` | `Serialize` and `Deserialize` for cubes, policies, results and reports, in a format of your own |
//! | `json` | cubes and reports as JSON, SHA-256 digests of inputs and policies; turns on `report` and `serde` |
//! | `policy-file` | policies and audit specifications as TOML; turns on `report` and `serde` |
//! | `html` | the report as one self-contained HTML file; turns on `json` |
//! | `csv` | predictions from CSV files, and with `json` from JSON lines; turns on `report` |
//! | `compression` | files packed with gzip or zstd |
//! | `arrow`, `parquet` | predictions from Arrow and Parquet; they take longer to build than all the rest |
//! | `formats` | every format of files |
//! | `parallel` | folds and audits on all cores; no result depends on their number |
//! | `neighbours` | whether like customers are decided alike, by a k-d tree |
//! | `simd` | folds of one attribute with the widest vectors of the processor; no result depends on them |
//! | `sign` | reviewers' signatures on reports, Ed25519; turns on `json` |
//! | `pipeline` | verdicts as JUnit XML and SARIF; turns on `json` |
//! | `cli` | the program `evenhand`, with all of the above but `formats` |
//!
//! # Input that is not trusted
//!
//! Rows, policy files and stored cubes may come from anywhere. Nothing panics on them on purpose: what is wrong is
//! returned as an [`Error`] that names column, row, value and remedy. There is no `unsafe` code. The number of levels a
//! CSV column may have is limited, and a stored cube of another schema version or fingerprint is refused. The
//! fingerprint finds accidents; it is no signature, so check the origin of stored cubes yourself. Text from the data is
//! escaped in HTML reports. Memory grows with the rows while they are held as [`Predictions`], and with the combinations
//! of levels that occur while they are held as a [`Cube`] or by an [`Auditor`](audit::Auditor).
//!
//! Reports and cubes hold counts, not rows, and the `Debug` form of predictions prints shapes only. A count of one is
//! still a count of one person: small slices are shown, not hidden, unless [`Audit::suppress`] asks for it. What that
//! protects, and what it does not, is in `docs/PRIVACY.md`.
#![doc(test(attr(deny(warnings))))]

// Every room derives `Serialize` and `Deserialize` from `serde`. Without the feature of that name these are derives that
// derive nothing.
#[cfg(not(feature = "serde"))]
extern crate noop_proc_macro as serde;

pub mod audit;
pub mod cube;
pub mod data;
#[cfg(feature = "screen")]
pub mod dataset;
pub mod error;
#[cfg(any(feature = "csv", feature = "policy-file"))]
pub mod io;
pub mod metric;
#[cfg(feature = "paired")]
pub mod paired;
#[cfg(feature = "plan")]
pub mod plan;
pub mod privacy;
#[cfg(feature = "report")]
pub mod report;
pub mod segment;
#[cfg(feature = "tasks")]
pub mod task;

#[doc(inline)]
pub use evenhand_inference::{self as inference, value};

pub use audit::{Audit, Policy};
pub use cube::Cube;
pub use data::Predictions;
pub use error::Error;
pub use segment::Slices;

/// Never called: it compiles as long as a service can share all of this between threads.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<(Predictions, data::PredictionsBuilder, data::Specification)>();
    shared::<(Cube, Cube<cube::Exclusions>, cube::ExactSum)>();
    shared::<(metric::Metric, metric::Criterion, metric::Entry)>();
    #[cfg(feature = "profiles")]
    shared::<metric::Profile>();
    shared::<(inference::Interval, inference::Proportion, inference::Bootstrap<'_>)>();
    shared::<(Audit, Policy, audit::PolicyBuilder, audit::Auditor, audit::Audited, audit::Preset)>();
    #[cfg(feature = "paired")]
    shared::<(Cube<cube::PairedConfusion>, paired::PairedAudit, paired::PairedAudited)>();
    #[cfg(feature = "plan")]
    shared::<(plan::Plan, plan::Planned)>();
    #[cfg(feature = "screen")]
    shared::<(dataset::Dataset, dataset::Screen, dataset::Screened)>();
    #[cfg(feature = "report")]
    shared::<(report::Report, report::ReportBuilder, report::PublicSummary, report::CorrectiveAction)>();
    shared::<(privacy::Suppression, privacy::Withheld)>();
    shared::<(Slices, segment::Slice, Error, value::Unavailable)>();
};
