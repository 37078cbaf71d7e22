//! What changed between two models.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::audit::Correction;
use crate::data::{CustomerSummary, Favourable, LabelAvailability};
use crate::inference::Interval;
use crate::inference::paired::PairedRate;
use crate::segment::{Grouping, Slice};
#[cfg(feature = "serde")]
use crate::value::measured;
use crate::value::{Confidence, Measured};

/// Whether the new model treats a slice less unevenly than the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unfairness {
    /// Shown: the gap to everyone else is smaller.
    Less,
    /// Shown: the gap is larger.
    More,
    /// Neither is shown.
    Inconclusive,
    /// Nothing can be said: too few rows, or a rate that does not exist.
    NotAssessed,
}

impl Unfairness {
    /// Every answer.
    pub const ALL: [Unfairness; 4] = [Self::Less, Self::More, Self::Inconclusive, Self::NotAssessed];

    /// The answer in words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Less => "less unfair",
            Self::More => "more unfair",
            Self::Inconclusive => "inconclusive",
            Self::NotAssessed => "not assessed",
        }
    }
}

impl fmt::Display for Unfairness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// What two models decided about the same rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairedAudited {
    /// The old decision and the new one, by their names.
    pub decisions: String,
    /// Rows that take part.
    pub rows: u64,
    /// Rows that one of the models or both left out.
    pub left_out: u64,
    /// How often customers come back, where that is known: then intervals are too narrow.
    pub customers: Option<CustomerSummary>,
    /// The side of the decision that people want.
    pub favourable: Favourable,
    /// For which rows labels are known.
    pub labels: LabelAvailability,
    /// Confidence of every interval and answer.
    pub confidence: Confidence,
    /// Slices with fewer rows are shown and not judged.
    pub minimum_rows: u64,
    /// Everybody's flips.
    pub overall: SelectionFlips,
    /// The groupings, in the order asked for.
    pub groupings: Vec<PairedGrouping>,
}

impl PairedAudited {
    /// How often an answer was given.
    pub fn count(&self, answer: Unfairness) -> usize {
        let slices = self.groupings.iter().flat_map(|grouping| &grouping.slices);
        slices.flat_map(|slice| &slice.rates).filter(|rate| rate.answer == answer).count()
    }

    /// One slice by its levels, in the order of the grouping.
    pub fn slice(&self, label: &str) -> Option<&PairedSlice> {
        self.groupings.iter().flat_map(|grouping| &grouping.slices).find(|slice| slice.slice.to_string() == label)
    }
}

/// All slices of one grouping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairedGrouping {
    /// The attributes.
    pub grouping: Grouping,
    /// The slices, in the order of the levels.
    pub slices: Vec<PairedSlice>,
    /// The widest gap of each rate among slices with enough rows, as observed.
    pub widest: Vec<WidestGap>,
}

/// The largest difference between two slices.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WidestGap {
    /// The rate.
    pub rate: PairedRate,
    /// Under the old model.
    #[serde(with = "measured")]
    pub old: Measured,
    /// Under the new model.
    #[serde(with = "measured")]
    pub new: Measured,
}

/// How many decisions flipped, each way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SelectionFlips {
    /// Selected by both models.
    pub kept_selected: u64,
    /// Selected by the new model only.
    pub gained: u64,
    /// Selected by the old model only.
    pub lost: u64,
    /// Selected by neither.
    pub kept_rejected: u64,
    /// `McNemar`'s mid-p: whether gains and losses are equally likely.
    #[serde(with = "measured")]
    pub p_value: Measured,
}

/// One slice under both models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairedSlice {
    /// The slice.
    pub slice: Slice,
    /// Rows that take part.
    pub rows: u64,
    /// Rows that were left out.
    pub left_out: u64,
    /// Who gains and who loses.
    pub flips: SelectionFlips,
    /// Each rate, against everyone else.
    pub rates: Vec<RateChange>,
}

/// A rate with its interval and its counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MeasuredRate {
    /// The rate.
    #[serde(with = "measured")]
    pub value: Measured,
    /// Its interval.
    #[serde(with = "measured")]
    pub interval: Measured<Interval>,
    /// The rows that are counted.
    pub numerator: u64,
    /// The rows among which they are counted.
    pub denominator: u64,
}

/// One rate of one slice under both models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RateChange {
    /// The rate.
    pub rate: PairedRate,
    /// Under the old model.
    pub old: MeasuredRate,
    /// Under the new model.
    pub new: MeasuredRate,
    /// New minus old.
    #[serde(with = "measured")]
    pub change: Measured,
    /// The paired interval of that change.
    #[serde(with = "measured")]
    pub change_interval: Measured<Interval>,
    /// Slice minus everyone else under the old model.
    #[serde(with = "measured")]
    pub gap_old: Measured,
    /// Slice minus everyone else under the new model.
    #[serde(with = "measured")]
    pub gap_new: Measured,
    /// New gap minus old gap.
    #[serde(with = "measured")]
    pub gap_change: Measured,
    /// The paired interval of that change.
    #[serde(with = "measured")]
    pub gap_change_interval: Measured<Interval>,
    /// p-value against a gap of the same size under both.
    #[serde(with = "measured")]
    pub p_value: Measured,
    /// The same, corrected for the comparisons of the family.
    #[serde(with = "measured")]
    pub p_adjusted: Measured,
    /// How many comparisons the family has.
    pub comparisons: u64,
    /// How it was corrected.
    pub correction: Correction,
    /// Whether the slice is treated less unevenly.
    pub answer: Unfairness,
}
