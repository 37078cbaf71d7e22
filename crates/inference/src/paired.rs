//! Two models on the same rows: did the disparity change?

use serde::{Deserialize, Serialize};

use super::estimate::Estimate;
use super::interval::Method;
use super::mcnemar::DecisionChanges;
use crate::value::{Confidence, Measured, Reason, quotient};

/// The rows of one group, by outcome. Without labels put all rows under `negative` and ask for `Selection` only.
///
/// # Example
///
/// ```
/// use evenhand_inference::mcnemar::DecisionChanges;
/// use evenhand_inference::paired::PairedGroup;
///
/// let negative = DecisionChanges { kept_selected: 1, gained: 0, lost: 0, kept_rejected: 1 };
/// assert_eq!(PairedGroup { negative, ..PairedGroup::default() }.negative, negative);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairedGroup {
    /// Rows that are actually positive.
    pub positive: DecisionChanges,
    /// Rows that are actually negative.
    pub negative: DecisionChanges,
}

/// The rate that is compared between groups.
///
/// # Example
///
/// ```
/// use evenhand_inference::paired::PairedRate;
///
/// assert_ne!(PairedRate::Selection, PairedRate::Precision);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PairedRate {
    /// Selected among all.
    Selection,
    /// Selected among the actually positive.
    TruePositive,
    /// Selected among the actually negative.
    FalsePositive,
    /// Actually positive among the selected.
    Precision,
    /// Decision equal to outcome among all.
    Accuracy,
}

impl PairedRate {
    /// Every rate, in the order in which a table shows them.
    pub const ALL: [PairedRate; 5] =
        [Self::Selection, Self::TruePositive, Self::FalsePositive, Self::Precision, Self::Accuracy];

    /// The rate in words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Selection => "selection rate",
            Self::TruePositive => "true positive rate",
            Self::FalsePositive => "false positive rate",
            Self::Precision => "precision",
            Self::Accuracy => "accuracy",
        }
    }
}

impl PairedGroup {
    /// The rows among which a rate is counted, by whether they count under the old and the new model: gained are rows that
    /// count under the new one only. `None` for precision, whose rows depend on the model.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::mcnemar::DecisionChanges;
    /// use evenhand_inference::paired::{PairedGroup, PairedRate};
    ///
    /// let changes = DecisionChanges { kept_selected: 1, gained: 2, lost: 3, kept_rejected: 4 };
    /// let group = PairedGroup { negative: changes, ..PairedGroup::default() };
    /// // A negative that is newly selected is newly wrong.
    /// assert_eq!(group.among(PairedRate::Accuracy).unwrap().lost, 2);
    /// ```
    pub fn among(&self, rate: PairedRate) -> Option<DecisionChanges> {
        let turned = DecisionChanges {
            kept_selected: self.negative.kept_rejected,
            gained: self.negative.lost,
            lost: self.negative.gained,
            kept_rejected: self.negative.kept_selected,
        };
        let both = |other: &DecisionChanges| DecisionChanges {
            kept_selected: self.positive.kept_selected.saturating_add(other.kept_selected),
            gained: self.positive.gained.saturating_add(other.gained),
            lost: self.positive.lost.saturating_add(other.lost),
            kept_rejected: self.positive.kept_rejected.saturating_add(other.kept_rejected),
        };
        match rate {
            PairedRate::Selection => Some(both(&self.negative)),
            PairedRate::TruePositive => Some(self.positive),
            PairedRate::FalsePositive => Some(self.negative),
            PairedRate::Accuracy => Some(both(&turned)),
            PairedRate::Precision => None,
        }
    }
}

/// A group and its reference under both models.
///
/// # Example
///
/// ```
/// use evenhand_inference::mcnemar::DecisionChanges;
/// use evenhand_inference::paired::{PairedComparison, PairedGroup, PairedRate};
/// use evenhand_inference::value::Confidence;
///
/// let rows = |kept_selected, gained, lost, kept_rejected| PairedGroup {
///     negative: DecisionChanges { kept_selected, gained, lost, kept_rejected },
///     ..PairedGroup::default()
/// };
/// let comparison = PairedComparison { group: rows(35, 20, 5, 100), reference: rows(78, 2, 2, 118) };
/// let change = comparison.disparity_change(PairedRate::Selection, Confidence::DEFAULT);
/// assert!((change.before.unwrap() + 0.15).abs() < 1e-12);
/// assert!((change.change.value.unwrap() - 0.093_75).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairedComparison {
    /// The group.
    pub group: PairedGroup,
    /// Its reference.
    pub reference: PairedGroup,
}

/// A disparity before, after, and its change.
///
/// # Example
///
/// ```
/// use evenhand_inference::paired::{PairedComparison, PairedRate};
/// use evenhand_inference::value::{Confidence, Reason, Unavailable};
///
/// let change = PairedComparison::default().disparity_change(PairedRate::Selection, Confidence::DEFAULT);
/// assert_eq!(change.change.value, Err(Unavailable::Undefined(Reason::NoRows)));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DisparityChange {
    /// Group minus reference under the old model.
    #[serde(with = "crate::value::measured")]
    pub before: Measured,
    /// Group minus reference under the new model.
    #[serde(with = "crate::value::measured")]
    pub after: Measured,
    /// After minus before, with its standard error and interval.
    pub change: Estimate,
}

impl PairedComparison {
    /// The change of the difference of a rate between group and reference.
    ///
    /// # Formula
    ///
    /// (r₁,new − r₂,new) − (r₁,old − r₂,old). Variance: Σ over cells of count·u², u the change of the two linearised rates
    /// of the cell's group, (of − r·among)/Σamong; rows multinomial within each group. For rates with a common denominator
    /// n this is Σ over groups of (gained + lost)/n² − (gained − lost)²/n³.
    ///
    /// # Undefined
    ///
    /// An empty denominator under either model: `NoRows`, `NoActualPositives`, `NoActualNegatives` or `NoneSelected`. No
    /// change in either group: the interval is `Undefined(Boundary)`.
    ///
    /// # Source
    ///
    /// Agresti (2013), *Categorical Data Analysis*, sections 11.1 and 16.1 (delta method).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::paired::{PairedComparison, PairedRate};
    /// use evenhand_inference::value::Confidence;
    ///
    /// let empty = PairedComparison::default();
    /// assert!(empty.disparity_change(PairedRate::Accuracy, Confidence::DEFAULT).before.is_err());
    /// ```
    pub fn disparity_change(&self, rate: PairedRate, confidence: Confidence) -> DisparityChange {
        let (group, reference) = (GroupChange::of(&self.group, rate), GroupChange::of(&self.reference, rate));
        let minus = |left: Measured, right: Measured| Ok(left? - right?);
        let (before, after) = (minus(group.old, reference.old), minus(group.new, reference.new));
        let variance = minus(group.variance, reference.variance.map(|variance| -variance));
        let change = Estimate::linear(minus(after, before), variance, Method::Delta, confidence);
        DisparityChange { before, after, change }
    }
}

/// One group under both models, linearised.
pub(super) struct GroupChange {
    pub(super) old: Measured,
    pub(super) new: Measured,
    /// Variance of new − old.
    pub(super) variance: Measured,
    /// Variance of new + old.
    pub(super) variance_of_sum: Measured,
}

struct Cell {
    rows: f64,
    positive: bool,
    old: bool,
    new: bool,
}

impl GroupChange {
    pub(super) fn of(group: &PairedGroup, rate: PairedRate) -> Self {
        let cells = cells(group);
        let old = Linearised::of(&cells, rate, |cell| cell.old);
        let new = Linearised::of(&cells, rate, |cell| cell.new);
        let variance = |sign: f64| {
            let (old, new) = (old.as_ref().map_err(|reason| *reason)?, new.as_ref().map_err(|reason| *reason)?);
            let moved = |cell: &Cell| new.at(cell, cell.new) + sign * old.at(cell, cell.old);
            Ok(cells.iter().map(|cell| cell.rows * moved(cell).powi(2)).sum())
        };
        let (variance, variance_of_sum) = (variance(-1.0), variance(1.0));
        Self { old: old.map(|rate| rate.value), new: new.map(|rate| rate.value), variance, variance_of_sum }
    }
}

struct Linearised {
    rate: PairedRate,
    value: f64,
    among: f64,
}

impl Linearised {
    fn of(cells: &[Cell], rate: PairedRate, decision: impl Fn(&Cell) -> bool) -> Measured<Self> {
        let sum = |member: fn(PairedRate, bool, bool) -> bool| -> f64 {
            cells.iter().filter(|cell| member(rate, cell.positive, decision(cell))).map(|cell| cell.rows).sum()
        };
        let (of, among) = (sum(is_of), sum(is_among));
        let empty = match rate {
            PairedRate::Selection | PairedRate::Accuracy => Reason::NoRows,
            PairedRate::TruePositive => Reason::NoActualPositives,
            PairedRate::FalsePositive => Reason::NoActualNegatives,
            PairedRate::Precision => Reason::NoneSelected,
        };
        Ok(Self { rate, value: quotient(of, among, empty)?, among })
    }

    fn at(&self, cell: &Cell, selected: bool) -> f64 {
        if !is_among(self.rate, cell.positive, selected) {
            return 0.0;
        }
        let of = if is_of(self.rate, cell.positive, selected) { 1.0 } else { 0.0 };
        (of - self.value) / self.among
    }
}

fn is_among(rate: PairedRate, positive: bool, selected: bool) -> bool {
    match rate {
        PairedRate::Selection | PairedRate::Accuracy => true,
        PairedRate::TruePositive => positive,
        PairedRate::FalsePositive => !positive,
        PairedRate::Precision => selected,
    }
}

fn is_of(rate: PairedRate, positive: bool, selected: bool) -> bool {
    is_among(rate, positive, selected)
        && match rate {
            PairedRate::Selection | PairedRate::TruePositive | PairedRate::FalsePositive => selected,
            PairedRate::Precision => positive,
            PairedRate::Accuracy => positive == selected,
        }
}

fn cells(group: &PairedGroup) -> Vec<Cell> {
    [(true, group.positive), (false, group.negative)]
        .into_iter()
        .flat_map(|(positive, changes)| {
            let cell = |rows: u64, old, new| Cell { rows: rows as f64, positive, old, new };
            [
                cell(changes.kept_selected, true, true),
                cell(changes.gained, false, true),
                cell(changes.lost, true, false),
                cell(changes.kept_rejected, false, false),
            ]
        })
        .collect()
}
