//! Calibration without bins: the isotonic fit of outcomes on scores, and the parts of the Brier score that it gives.

use serde::{Deserialize, Serialize};

use super::table::ScoreTable;
use crate::value::{Measured, Reason, Unavailable};

/// One level of the isotonic fit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IsotonicStep {
    /// The smallest score of the step.
    pub lower: f64,
    /// The largest.
    pub upper: f64,
    /// Rows.
    pub rows: u64,
    /// Rows with the outcome.
    pub positives: u64,
}

impl IsotonicStep {
    /// The fitted rate.
    pub fn rate(&self) -> f64 {
        self.positives as f64 / self.rows as f64
    }
}

/// The Brier score as miscalibration − discrimination + uncertainty, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CorpParts {
    /// Mean squared difference of outcome and score.
    pub brier: f64,
    /// Brier score of the scores minus that of the isotonic fit: what recalibration would gain.
    pub miscalibration: f64,
    /// Brier score of the overall rate minus that of the isotonic fit: what the ranking is worth.
    pub discrimination: f64,
    /// Brier score of the overall rate.
    pub uncertainty: f64,
}

/// The non-decreasing fit of the outcome on the score, by pooling adjacent violators; tied scores are pooled first.
///
/// # Undefined
///
/// No rows: `Undefined(NoRows)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// M. Ayer et al., Annals of Mathematical Statistics 26 (1955).
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::{ScoreTable, isotonic};
///
/// let table = ScoreTable::from_rows([(0.1, false), (0.4, true), (0.5, false), (0.9, true)]).unwrap();
/// let rates: Vec<f64> = isotonic(&table).unwrap().iter().map(|step| step.rate()).collect();
/// assert_eq!(rates, [0.0, 0.5, 1.0]);
/// ```
pub fn isotonic(table: &ScoreTable) -> Measured<Vec<IsotonicStep>> {
    if table.rows() == 0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    let mut steps: Vec<IsotonicStep> = Vec::new();
    for point in table.points() {
        let (lower, upper) = (point.score, point.score);
        let mut step = IsotonicStep { lower, upper, rows: point.rows(), positives: point.positives };
        // Rates as whole numbers: a/b ≥ c/d is a·d ≥ c·b.
        while let Some(last) = steps.pop_if(|last| {
            u128::from(last.positives) * u128::from(step.rows) >= u128::from(step.positives) * u128::from(last.rows)
        }) {
            step.lower = last.lower;
            step.rows += last.rows;
            step.positives += last.positives;
        }
        steps.push(step);
    }
    Ok(steps)
}

/// The parts of the Brier score by the isotonic fit.
///
/// # Formula
///
/// BS = MCB − DSC + UNC: MCB = BS − BS(fit), DSC = UNC − BS(fit), UNC = ȳ(1 − ȳ). From a histogram the fit is that of its
/// bins: it misses what the order within a bin would gain, so that MCB and DSC are a little too small alike.
///
/// # Undefined
///
/// No rows: `Undefined(NoRows)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// T. Dimitriadis, T. Gneiting and A. I. Jordan, Stable Reliability Diagrams for Probabilistic Classifiers, PNAS 118 (2021).
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::{ScoreTable, corp};
///
/// let table = ScoreTable::from_rows([(0.1, false), (0.4, true), (0.5, false), (0.9, true)]).unwrap();
/// let parts = corp(&table).unwrap();
/// assert!((parts.brier - (parts.miscalibration - parts.discrimination + parts.uncertainty)).abs() < 1e-15);
/// ```
pub fn corp(table: &ScoreTable) -> Measured<CorpParts> {
    let steps = isotonic(table)?;
    let rows = table.rows() as f64;
    let overall = table.positives() as f64 / rows;
    let brier = table.contents().map(|(_, contents)| contents.squared_error).sum::<f64>() / rows;
    let fitted = steps.iter().map(|step| step.rows as f64 * step.rate() * (1.0 - step.rate())).sum::<f64>() / rows;
    let uncertainty = overall * (1.0 - overall);
    Ok(CorpParts { brier, miscalibration: brier - fitted, discrimination: uncertainty - fitted, uncertainty })
}
