//! The report as data, and the functions that render it.
//!
//! [`Audited::report`](crate::audit::Audited::report) starts a [`ReportBuilder`]; the finished [`Report`] is pure data
//! that survives JSON unchanged. Every rendering is a function of it: HTML, Markdown and CSV take their words from one
//! place, their numbers from another and their columns from a third, so they cannot disagree.

mod base64;
mod brief;
mod builder;
mod custom;
#[cfg(feature = "json")]
pub mod difference;
#[cfg(feature = "json")]
mod digest;
// Figures are drawn in HTML only.
#[cfg_attr(not(feature = "html"), allow(dead_code))]
mod document;
#[cfg(feature = "html")]
mod figure;
#[cfg(feature = "json")]
mod follow_up;
mod governance;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "json")]
mod layout;
mod markdown;
mod model;
mod numbers;
#[cfg(feature = "pipeline")]
mod pipeline;
mod prose;
mod public;
mod reading;
#[cfg(feature = "json")]
mod schema;
mod scorecard;
mod section;
mod sheet;
#[cfg(feature = "sign")]
mod sign;
mod slices;
mod source;
#[cfg(feature = "serde")]
mod stored;
mod summary_markdown;
mod table;
mod text;
mod theme;
mod totals;
mod trend;
mod words;
mod writing;

pub use brief::{Brief, BriefAction, BriefFact, BriefWords};
pub use builder::ReportBuilder;
pub use custom::{CustomSection, CustomTable};
#[cfg(feature = "json")]
pub use digest::sha256;
pub use governance::{
    ActionState, CorrectiveAction, FindingState, Governance, PredictedEffect, Standing, TrackedFinding,
};
pub use model::{
    InputDigest, Provenance, Report, ReviewDecision, SCHEMA_VERSION, Section, SignOff, Signature, Superseded,
    SystemCard,
};
pub use public::{PUBLIC_MINIMUM, PublicSummary};
pub use scorecard::{Better, Measure, MeasureUnit, Movement, Perspective, SegmentValue};
pub use sheet::{Sheet, SheetColumn, SheetPart, SheetTable};
#[cfg(feature = "sign")]
pub use sign::{PublicKey, ReviewKey, Verified, VerifiedSignOff};
pub use summary_markdown::SUMMARY_BYTES;
pub use theme::{Logo, LogoMedia, Palette, Theme};
pub use totals::{
    Affected, ConsentTotals, FindingTotals, FollowUpTotals, OpenReason, OpenRule, Settling, ToDo, Totals,
};
pub use trend::{Trend, TrendPoint, TrendSeries};
pub use words::Language;
