//! Whether scores are right on average in every group, and in every group at every height of the score.

use serde::{Deserialize, Serialize};

use super::calibration::check_edges;
use super::table::ScoreTable;
use crate::special::normal_upper_tail;
use crate::value::{Measured, Reason, Unavailable};

/// What outcomes and scores differ by in one group, or in one bin of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CalibrationCell {
    /// The place of the group.
    pub group: usize,
    /// The place of the bin; none where the whole group is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bin: Option<usize>,
    /// Rows.
    pub rows: u64,
    /// Mean of outcome minus score.
    pub mean_residual: f64,
    /// The same times the share of all rows that lie in the cell.
    pub weighted_residual: f64,
    /// The sum of residuals over its standard deviation if scores were right.
    #[serde(with = "crate::value::measured")]
    pub z: Measured,
}

/// The largest error over cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CalibrationErrors {
    /// The cell with the largest |mean residual|.
    pub largest: CalibrationCell,
    /// The cell with the largest |mean residual| × share: it overlooks small groups by design, so it stands beside the other.
    pub largest_weighted: CalibrationCell,
    /// The probability of a |z| as large in any cell if all scores were right. Cells share no row, so it is exact but for
    /// the normal approximation.
    #[serde(with = "crate::value::measured")]
    pub p_value: Measured,
    /// Cells that were judged.
    pub cells: Vec<CalibrationCell>,
    /// Cells with fewer rows than the minimum, which were not.
    pub left_out: usize,
}

/// The multiaccuracy error: the largest mean residual of any group.
///
/// # Formula
///
/// max |mean(y − s)| over groups; z = Σ(y − s)/√Σs(1 − s); p = 1 − (1 − p₁)^k, p₁ the two-sided p of the largest |z| of k
///
/// # Undefined
///
/// No group with at least so many rows: `Undefined(TooFewRows)`. The p-value where no score of a cell is inside (0, 1):
/// `Undefined(NoVariation)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// M. P. Kim, A. Ghorbani and J. Zou, Multiaccuracy: Black-Box Post-Processing for Fairness in Classification (2019).
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::{ScoreTable, multiaccuracy_error};
///
/// let a = ScoreTable::from_rows([(0.5, true), (0.5, true)]).unwrap();
/// let b = ScoreTable::from_rows([(0.5, true), (0.5, false)]).unwrap();
/// let found = multiaccuracy_error(&[&a, &b], 1).unwrap();
/// assert_eq!((found.largest.group, found.largest.mean_residual), (0, 0.5));
/// ```
pub fn multiaccuracy_error(groups: &[&ScoreTable], minimum_rows: u64) -> Measured<CalibrationErrors> {
    let sums = groups.iter().enumerate().map(|(group, table)| {
        let sums = table.contents().fold(Sums::default(), |sums, (point, contents)| {
            sums.plus(Sums {
                rows: point.rows(),
                residual: point.positives as f64 - contents.scores,
                chance: contents.chance,
            })
        });
        (group, None, sums)
    });
    errors(sums, minimum_rows)
}

/// The multicalibration error: the largest mean residual of any bin of any group.
///
/// # Formula
///
/// As [`multiaccuracy_error`], over the bins of every group on shared edges
///
/// # Undefined
///
/// As [`multiaccuracy_error`]; edges that do not increase, or fewer than two: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// U. Hébert-Johnson, M. P. Kim, O. Reingold and G. N. Rothblum, Multicalibration (2018).
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::{ScoreTable, multicalibration_error};
///
/// let a = ScoreTable::from_rows([(0.2, true), (0.2, false), (0.8, false), (0.8, true)]).unwrap();
/// let found = multicalibration_error(&[&a], &[0.0, 0.5, 1.0], 1).unwrap();
/// assert!((found.largest.mean_residual.abs() - 0.3).abs() < 1e-12);
/// ```
pub fn multicalibration_error(groups: &[&ScoreTable], edges: &[f64], minimum_rows: u64) -> Measured<CalibrationErrors> {
    let inner = check_edges(edges)?;
    let sums = groups.iter().enumerate().flat_map(|(group, table)| {
        let mut bins = vec![Sums::default(); inner.len() + 1];
        for (point, contents) in table.contents() {
            let bin = &mut bins[inner.partition_point(|&edge| edge <= point.score)];
            *bin = bin.plus(Sums {
                rows: point.rows(),
                residual: point.positives as f64 - contents.scores,
                chance: contents.chance,
            });
        }
        bins.into_iter().enumerate().map(move |(bin, sums)| (group, Some(bin), sums))
    });
    errors(sums, minimum_rows)
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    rows: u64,
    residual: f64,
    chance: f64,
}

impl Sums {
    fn plus(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            residual: self.residual + other.residual,
            chance: self.chance + other.chance,
        }
    }
}

fn errors(sums: impl Iterator<Item = (usize, Option<usize>, Sums)>, minimum_rows: u64) -> Measured<CalibrationErrors> {
    let with_rows: Vec<(usize, Option<usize>, Sums)> = sums.filter(|(_, _, sums)| sums.rows > 0).collect();
    let all = with_rows.iter().map(|(_, _, sums)| sums.rows).sum::<u64>() as f64;
    let judged = with_rows.iter().filter(|(_, _, sums)| sums.rows >= minimum_rows);
    let cells: Vec<CalibrationCell> = judged
        .map(|&(group, bin, sums)| CalibrationCell {
            group,
            bin,
            rows: sums.rows,
            mean_residual: sums.residual / sums.rows as f64,
            weighted_residual: sums.residual / all,
            z: if sums.chance > 0.0 {
                Ok(sums.residual / sums.chance.sqrt())
            } else {
                Err(Unavailable::Undefined(Reason::NoVariation))
            },
        })
        .collect();
    let by = |size: fn(&CalibrationCell) -> f64| {
        // The first of equals, so that the order of groups decides.
        cells.iter().copied().reduce(|most, cell| if size(&cell) > size(&most) { cell } else { most })
    };
    let largest = by(|cell| cell.mean_residual.abs()).ok_or(Unavailable::Undefined(Reason::TooFewRows))?;
    let largest_weighted = by(|cell| cell.weighted_residual.abs()).unwrap_or(largest);
    let mut p_value = Ok(0.0_f64);
    for cell in &cells {
        p_value = p_value.and_then(|most| cell.z.map(|z| z.abs().max(most)));
    }
    let p_value = p_value.map(|most| {
        let single = (2.0 * normal_upper_tail(most)).min(1.0);
        // 1 − (1 − p)^k without losing small p.
        -(cells.len() as f64 * (-single).ln_1p()).exp_m1()
    });
    Ok(CalibrationErrors { largest, largest_weighted, p_value, left_out: with_rows.len() - cells.len(), cells })
}
