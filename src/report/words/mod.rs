//! Everything that a reader reads, in English and in one place. Another language is another set of these functions.

mod label;
mod method;
mod notice;
mod passage;
mod reason;
mod remark;
mod sentence;
mod verdict;

pub(super) use label::*;
pub(super) use method::*;
pub(super) use notice::notice;
pub(super) use passage::*;
pub(super) use reason::{not_assessed, unavailable, unavailable_short};
pub(super) use remark::*;
pub(super) use sentence::*;
pub(super) use verdict::{mark, meaning, word};
