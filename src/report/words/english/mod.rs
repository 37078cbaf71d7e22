//! English.

#[cfg(feature = "json")]
mod difference;
mod governance;
mod label;
mod method;
mod notice;
mod passage;
#[cfg(feature = "pipeline")]
pub(in crate::report) mod pipeline;
mod public;
mod reason;
mod remark;
mod scorecard;
mod sentence;
mod sheet;
mod task;
mod verdict;

use super::{Language, Words};

/// This language, for its own numbers and names.
const W: Words = Words::new(Language::English);

#[cfg(feature = "json")]
pub(super) use difference::*;
pub(super) use governance::*;
pub(super) use label::*;
pub(super) use method::*;
pub(super) use notice::notice;
pub(super) use passage::*;
pub(super) use public::*;
pub(super) use reason::{not_assessed, unavailable, unavailable_short};
pub(super) use remark::*;
pub(super) use scorecard::*;
pub(super) use sentence::*;
pub(super) use sheet::*;
pub(super) use task::*;
pub(super) use verdict::{meaning, word};
