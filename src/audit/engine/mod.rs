//! The audit itself: from predictions or a cube to everything found.

mod asked;
mod corrections;
mod end_to_end;
mod exclusions;
mod grouping;
mod notices;
mod request;
mod run;
mod strata;
mod subject;
mod tables;

pub use request::Audit;
pub(super) use subject::Subject;
