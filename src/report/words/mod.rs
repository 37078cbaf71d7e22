//! Everything that a reader reads, in English and in one place. Another language is another set of these functions.

#[cfg(feature = "json")]
pub(super) mod difference;
mod governance;
mod label;
mod method;
mod notice;
mod passage;
pub(super) mod public;
mod reason;
mod remark;
mod sentence;
mod verdict;

pub(super) use governance::*;
pub(super) use label::*;
pub(super) use method::*;
pub(super) use notice::notice;
pub(super) use passage::*;
pub(super) use reason::{not_assessed, unavailable, unavailable_short};
pub(super) use remark::*;
pub(super) use sentence::*;
pub(super) use verdict::{mark, meaning, word};
