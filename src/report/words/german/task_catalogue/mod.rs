//! Names, questions and notes of the metrics and criteria of each task.

mod classes;
mod funnel;
mod individual;
mod rankings;
mod scores;
mod uplift;
mod values;

use super::catalogue::Entry;

/// The entries of every task.
pub(super) const ENTRIES: [&[Entry]; 7] = [
    scores::ENTRIES,
    classes::ENTRIES,
    values::ENTRIES,
    individual::ENTRIES,
    rankings::ENTRIES,
    funnel::ENTRIES,
    uplift::ENTRIES,
];
