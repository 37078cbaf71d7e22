//! What every computation of an audit must know besides the counts.

use crate::data::{Favourable, LabelAvailability};
use crate::value::Confidence;

/// What must be known besides the counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    pub(super) labels: LabelAvailability,
    pub(super) favourable: Favourable,
    pub(super) confidence: Confidence,
    pub(super) seed: u64,
}
