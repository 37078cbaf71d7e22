//! Means of scores and of what they miss, compared between two groups.

use serde::{Deserialize, Serialize};

use super::table::ScoreTable;
use crate::mean::{Means, Moments, WelchTest};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// The balance for the positive and for the negative class: do customers with the same outcome get the same scores?
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ClassBalance {
    /// Mean score of those with the outcome, group less reference.
    #[serde(with = "crate::value::measured")]
    pub positives: Measured<WelchTest>,
    /// Mean score of those without it.
    #[serde(with = "crate::value::measured")]
    pub negatives: Measured<WelchTest>,
}

/// The balance for both classes. A histogram gives it as exactly as rows do.
///
/// # Formula
///
/// mean(s | y = 1, group) − mean(s | y = 1, reference), and the same for y = 0, each with Welch's test
///
/// # Undefined
///
/// Each side as [`Means::welch`]; a group without rows of the outcome: `Undefined(NoActualPositives)` or
/// `Undefined(NoActualNegatives)`.
///
/// # Source
///
/// J. Kleinberg, S. Mullainathan and M. Raghavan, Inherent Trade-Offs in the Fair Determination of Risk Scores (2016).
///
/// # Example
///
/// ```
/// use evenhand_inference::{scores::{ScoreTable, class_balance}, value::Confidence};
///
/// let a = ScoreTable::from_rows([(0.9, true), (0.7, true), (0.3, false), (0.2, false)]).unwrap();
/// let b = ScoreTable::from_rows([(0.6, true), (0.4, true), (0.3, false), (0.1, false)]).unwrap();
/// let balance = class_balance(&b, &a, Confidence::DEFAULT);
/// assert!((balance.positives.unwrap().difference + 0.3).abs() < 1e-12);
/// ```
pub fn class_balance(group: &ScoreTable, reference: &ScoreTable, confidence: Confidence) -> ClassBalance {
    let compare = |of: fn(&ScoreTable) -> Moments, nobody: Reason| {
        let means = Means { group: of(group), reference: of(reference) };
        if means.group.count == 0 || means.reference.count == 0 {
            return Err(Unavailable::Undefined(nobody));
        }
        means.welch(confidence)
    };
    ClassBalance {
        positives: compare(ScoreTable::scores_of_positives, Reason::NoActualPositives),
        negatives: compare(ScoreTable::scores_of_negatives, Reason::NoActualNegatives),
    }
}

/// The difference of calibration in the large on the scale of the score: the mean of outcome minus score, group less
/// reference. Positive: the group is underrated by more.
///
/// # Formula
///
/// mean(y − s | group) − mean(y − s | reference), Welch
///
/// # Undefined
///
/// As [`Means::welch`].
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::{scores::{ScoreTable, mean_residual_difference}, value::Confidence};
///
/// let a = ScoreTable::from_rows([(0.9, true), (0.7, true), (0.3, false), (0.2, false)]).unwrap();
/// let b = ScoreTable::from_rows([(0.6, true), (0.4, true), (0.3, false), (0.1, false)]).unwrap();
/// let gap = mean_residual_difference(&b, &a, Confidence::DEFAULT).unwrap();
/// assert!((gap.difference - (0.15 + 0.025)).abs() < 1e-12);
/// ```
pub fn mean_residual_difference(
    group: &ScoreTable,
    reference: &ScoreTable,
    confidence: Confidence,
) -> Measured<WelchTest> {
    Means { group: group.residuals(), reference: reference.residuals() }.welch(confidence)
}
