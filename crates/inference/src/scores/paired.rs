//! Two scores of the same rows: which of them ranks better, in a group and against everyone else.

use serde::{Deserialize, Serialize};

use super::ranking::{Ranking, ranking};
use super::table::ScoreTable;
use crate::estimate::Estimate;
use crate::interval::Method;
use crate::special::normal_upper_tail;
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// One row under two models.
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::PairedScore;
///
/// let row = PairedScore { old: 0.4, new: 0.7, positive: true };
/// assert!(row.new > row.old);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedScore {
    /// The score of the old model.
    pub old: f64,
    /// The score of the new one.
    pub new: f64,
    /// Whether the outcome came.
    pub positive: bool,
}

/// How two models rank the same rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairedRanking {
    /// AUC of the old score.
    pub old: Ranking,
    /// AUC of the new score.
    pub new: Ranking,
    /// New less old; the standard error knows that both judge the same rows.
    pub change: Estimate,
    /// Two-sided p-value of no change.
    #[serde(with = "crate::value::measured")]
    pub p_value: Measured,
}

/// How the gap between a group and everyone else changes from one model to the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankingGapChange {
    /// AUC of the group less that of the reference under the old score.
    pub old: f64,
    /// The same under the new score.
    pub new: f64,
    /// New gap less old gap.
    pub change: Estimate,
    /// Two-sided p-value of no change of the gap.
    #[serde(with = "crate::value::measured")]
    pub p_value: Measured,
}

/// Compares the AUC of two scores on the same rows.
///
/// # Formula
///
/// A₂ − A₁; variance: sample variance of the differences of the placements of the positives over their number, plus that of
/// the negatives
///
/// # Undefined
///
/// As [`ranking`]; a score that is not finite: `Undefined(OutsideDomain)`. Standard error and p-value with one row of either
/// outcome: `Undefined(TooFewUnits)`; where no placement differs: `Undefined(Boundary)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// E. R. `DeLong`, D. M. `DeLong` and D. L. Clarke-Pearson, Biometrics 44 (1988).
///
/// # Example
///
/// ```
/// use evenhand_inference::{scores::{PairedScore, paired_ranking}, value::Confidence};
///
/// let row = |old, new, positive| PairedScore { old, new, positive };
/// let rows = [row(0.6, 0.9, true), row(0.3, 0.4, true), row(0.5, 0.5, false), row(0.2, 0.3, false)];
/// let found = paired_ranking(&rows, Confidence::DEFAULT).unwrap();
/// assert_eq!((found.old.value, found.new.value, found.change.value), (0.75, 0.75, Ok(0.0)));
/// ```
pub fn paired_ranking(rows: &[PairedScore], confidence: Confidence) -> Measured<PairedRanking> {
    let of = |score: fn(&PairedScore) -> f64| -> Measured<Ranking> {
        let table = ScoreTable::from_rows(rows.iter().map(|row| (score(row), row.positive)))?;
        ranking(&table, &table, confidence)
    };
    let (old, new) = (of(|row| row.old)?, of(|row| row.new)?);
    let variance = change_variance(rows);
    let change = Estimate::linear(Ok(new.value - old.value), variance, Method::DeLong, confidence);
    Ok(PairedRanking { old, new, p_value: two_sided(&change), change })
}

impl PairedRanking {
    /// The change of the gap to a reference that shares no row with the group.
    ///
    /// # Formula
    ///
    /// (A₂ − A₁ of the group) − (A₂ − A₁ of the reference); variances add
    ///
    /// # Undefined
    ///
    /// Standard error and p-value where either change has none.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{scores::{PairedScore, paired_ranking}, value::Confidence};
    ///
    /// let row = |old, new, positive| PairedScore { old, new, positive };
    /// let group = [row(0.6, 0.2, true), row(0.3, 0.4, true), row(0.5, 0.5, false), row(0.2, 0.3, false)];
    /// let rest = [row(0.4, 0.9, true), row(0.3, 0.4, true), row(0.5, 0.5, false), row(0.2, 0.3, false)];
    /// let [group, rest] = [group, rest].map(|rows| paired_ranking(&rows, Confidence::DEFAULT).unwrap());
    /// let gap = group.gap_change(&rest, Confidence::DEFAULT);
    /// assert_eq!((gap.old, gap.new), (0.25, -0.5));
    /// ```
    pub fn gap_change(&self, reference: &Self, confidence: Confidence) -> RankingGapChange {
        let (old, new) = (self.old.value - reference.old.value, self.new.value - reference.new.value);
        let square = |estimate: &Estimate| estimate.standard_error.map(|error| error * error);
        let variance = square(&self.change).and_then(|own| Ok(own + square(&reference.change)?));
        let change = Estimate::linear(Ok(new - old), variance, Method::DeLong, confidence);
        RankingGapChange { old, new, p_value: two_sided(&change), change }
    }
}

fn two_sided(estimate: &Estimate) -> Measured {
    let (value, error) = (estimate.value?, estimate.standard_error?);
    Ok((2.0 * normal_upper_tail((value / error).abs())).min(1.0))
}

/// The variance of the change by the differences of the rows' placements.
fn change_variance(rows: &[PairedScore]) -> Measured {
    let mut variance = 0.0;
    let sorted = |positive: bool, score: fn(&PairedScore) -> f64| {
        let mut scores: Vec<f64> = rows.iter().filter(|row| row.positive == positive).map(score).collect();
        scores.sort_by(f64::total_cmp);
        scores
    };
    for positive in [true, false] {
        let others = [sorted(!positive, |row| row.old), sorted(!positive, |row| row.new)];
        // Twice the number below, and once that of ties: whole numbers.
        let place = |others: &[f64], score: f64| {
            let below = others.partition_point(|&other| other < score);
            let to = below + others[below..].partition_point(|&other| other <= score);
            below + to
        };
        let differences = rows.iter().filter(|row| row.positive == positive).map(|row| {
            let (old, new) = (place(&others[0], row.old), place(&others[1], row.new));
            i128::from(new as u64) - i128::from(old as u64)
        });
        let (mut count, mut sum, mut squares) = (0_u64, 0_i128, 0_i128);
        for difference in differences {
            count += 1;
            sum += difference;
            squares += difference * difference;
        }
        if count < 2 {
            return Err(Unavailable::Undefined(Reason::TooFewUnits));
        }
        let deviations = (i128::from(count) * squares - sum * sum) as f64 / count as f64;
        let pairs = 2.0 * others[0].len() as f64;
        variance += deviations / (pairs * pairs) / (count as f64 - 1.0) / count as f64;
    }
    Ok(variance)
}
