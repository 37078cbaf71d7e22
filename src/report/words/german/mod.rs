//! Deutsch: dieselben Funktionen wie in `english`, Satz für Satz.

mod catalogue;
#[cfg(feature = "json")]
mod difference;
mod governance;
mod label;
mod method;
mod notice;
mod passage;
mod public;
mod reason;
mod remark;
mod scorecard;
mod sentence;
mod sheet;
mod task;
mod task_catalogue;
mod verdict;

use super::{Language, Words};

/// Diese Sprache, für ihre eigenen Zahlen und Namen.
const W: Words = Words::new(Language::German);

pub(super) use catalogue::*;
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
