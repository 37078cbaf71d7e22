//! Consistency: whether customers who are alike are decided alike.

use serde::{Deserialize, Serialize};

use crate::mean::Moments;
use crate::value::{Measured, Reason, Unavailable, finite};

/// How far each row's decision lies from the mean of its neighbours'.
///
/// # Example
///
/// ```
/// use evenhand_inference::consistency::Inconsistency;
///
/// // Two neighbours each; the third row is decided unlike both of its own.
/// let decisions = [1.0, 1.0, 0.0, 1.0];
/// let neighbours = [vec![1, 3], vec![0, 3], vec![0, 1], vec![0, 1]];
/// let found = Inconsistency::of(&decisions, &neighbours).unwrap();
/// assert_eq!(found.rows, [0.0, 0.0, 1.0, 0.0]);
/// assert_eq!(found.consistency(), Ok(0.75));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inconsistency {
    /// |ŷ − mean of the neighbours' ŷ| of each row.
    pub rows: Vec<f64>,
}

impl Inconsistency {
    /// Measures rows against their neighbours, given by place. Whether a row is its own neighbour is for the caller to say:
    /// it makes every row look more consistent.
    ///
    /// # Formula
    ///
    /// |`ŷ_i` − (1/k)Σ`ŷ_j`| over the k neighbours j of i
    ///
    /// # Undefined
    ///
    /// Without a row: `Undefined(NoRows)`; a row without neighbours: `Undefined(TooFewRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*; a place beyond the rows, a list that is missing, or a decision that is not finite:
    /// `Undefined(OutsideDomain)`.
    ///
    /// # Source
    ///
    /// R. Zemel, Y. Wu, K. Swersky, T. Pitassi and C. Dwork, Learning Fair Representations, ICML (2013).
    pub fn of(decisions: &[f64], neighbours: &[Vec<usize>]) -> Measured<Self> {
        let outside = Unavailable::Undefined(Reason::OutsideDomain);
        if decisions.is_empty() {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        if decisions.len() != neighbours.len() {
            return Err(outside);
        }
        let row = |(decision, near): (&f64, &Vec<usize>)| -> Measured {
            if near.is_empty() {
                return Err(Unavailable::Undefined(Reason::TooFewRows));
            }
            let mut sum = 0.0;
            for &place in near {
                sum += decisions.get(place).ok_or(outside)?;
            }
            finite((decision - sum / near.len() as f64).abs())
        };
        Ok(Self { rows: decisions.iter().zip(neighbours).map(row).collect::<Measured<_>>()? })
    }

    /// Consistency of all rows: 1 if every row is decided as its neighbours are on average.
    ///
    /// # Formula
    ///
    /// 1 − mean of the rows
    ///
    /// # Errors
    ///
    /// None: rows exist.
    pub fn consistency(&self) -> Measured {
        self.moments(|_| true).mean().map(|mean| 1.0 - mean)
    }

    /// Moments of the inconsistency of some rows, as of a segment. Rows share neighbours, so a standard error that takes them as
    /// independent is an approximation.
    pub fn moments(&self, of: impl Fn(usize) -> bool) -> Moments {
        self.rows.iter().enumerate().filter(|(place, _)| of(*place)).map(|(_, value)| *value).collect()
    }
}
