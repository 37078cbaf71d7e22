//! English.

mod label;
mod method;
mod notice;
mod passage;
mod reason;
mod remark;
mod sentence;
mod verdict;

use super::{Language, Words};

/// This language, for its own numbers and names.
const W: Words = Words::new(Language::English);

pub(super) use label::*;
pub(super) use method::*;
pub(super) use notice::notice;
pub(super) use passage::*;
pub(super) use reason::{not_assessed, unavailable, unavailable_short};
pub(super) use remark::*;
pub(super) use sentence::*;
pub(super) use verdict::{meaning, word};
