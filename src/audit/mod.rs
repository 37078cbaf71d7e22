//! Which disparities, against which reference, under which policy; verdicts and findings.
//!
//! [`Audit`] takes predictions or a cube, and returns [`Audited`]: every number with its interval, every rule of the
//! policy with its verdict, and the findings. Nothing here formats text for people; that is the report's room.

mod auditor;
mod by_counts;
mod by_customer;
mod compare;
mod conditional;
mod engine;
mod finding;
mod groups;
mod id;
mod linearised;
mod literal;
mod measure;
pub mod policy;
#[cfg(feature = "policy-file")]
mod policy_file;
pub mod preset;
mod protection;
mod representation;
mod resampled;
mod result;
mod rules;
mod setting;
mod shared;
mod shared_shuffles;
mod shrunken;
#[cfg(feature = "serde")]
mod stored;
mod stratified_result;
mod table;
mod tallies;
mod tally;
mod task_result;
mod uncertain;
mod verdict;
#[cfg_attr(not(feature = "tasks"), allow(dead_code, reason = "what tasks ask for besides"))]
pub(crate) mod verdicts;
mod widest;

pub use auditor::Auditor;
pub use engine::Audit;
pub use finding::{Finding, FindingCode, Gate, Notice};
pub use id::Id;
pub use policy::{
    Correction, Exemption, Family, LiteralRule, Policy, PolicyBuilder, Reference, Rule, Severity, Summary, Tolerance,
};
pub use preset::{Preset, PresetStatus};
#[cfg_attr(not(feature = "tasks"), allow(unused_imports, reason = "what tasks ask for besides"))]
pub(crate) use protection::{Protection, WITHHELD};
pub use representation::{ReferencePopulation, RepresentationResult, RepresentedSlice};
pub use resampled::Resamples;
pub use result::{
    Assessment, Audited, Disparity, ExclusionCount, FamilyResult, GroupingResult, LiteralResult, MetricValue,
    MissingBounds, OwnDefinition, Population, Privacy, ReferenceGroup, RuleResult, SliceResult, WithheldSlices,
    WorstResult,
};
pub use shared::Shared;
pub use shrunken::{ShrinkageResult, ShrunkenSlice};
pub use stratified_result::{CompositionResult, ConditionalResult, LogisticResult, StratumRow};
pub use table::{ImpactRow, ImpactTable};
pub use task_result::{
    Bar, CountedUnit, Curve, Drawing, Exhibit, ExhibitKind, Point, RoleColumn, TaskGrouping, TaskNote, TaskResult,
    TaskSlice, TaskWorst,
};
pub use uncertain::{CorrectedValue, CorrectionResult, LabelBounds, RecordingError, SegmentError};
pub use verdict::Verdict;
