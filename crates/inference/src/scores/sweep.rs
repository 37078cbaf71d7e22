//! What every threshold would decide: one threshold for everybody, tried at many places.

use serde::{Deserialize, Serialize};

use super::table::{Cut, ScoreTable};
use crate::interval::Interval;
use crate::proportion::Proportion;
use crate::ratio::Ratio;
use crate::value::{Confidence, Measured, Reason, Unavailable, quotient};

/// What one customer of each kind is worth.
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::Payoff;
///
/// // A contact costs 1, a sale brings 10.
/// let payoff = Payoff { true_positive: 9.0, false_positive: -1.0, ..Payoff::default() };
/// assert_eq!(payoff.false_negative, 0.0);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Payoff {
    /// Selected, with the outcome.
    pub true_positive: f64,
    /// Selected, without it.
    pub false_positive: f64,
    /// Not selected, with it.
    pub false_negative: f64,
    /// Not selected, without it.
    pub true_negative: f64,
}

/// What a threshold decides about one group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GroupCut {
    /// The decisions.
    pub cut: Cut,
    /// Rows of a histogram's bin that the threshold divides.
    pub divided_rows: u64,
    /// Selection rate over that of the reference.
    #[serde(with = "crate::value::measured")]
    pub impact_ratio: Measured,
    /// Its score interval by Miettinen and Nurminen.
    #[serde(with = "crate::value::measured")]
    pub impact_ratio_interval: Measured<Interval>,
    /// Mean payoff of a row.
    #[serde(with = "crate::value::measured")]
    pub mean_payoff: Measured,
}

/// What one threshold decides about everybody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweepPoint {
    /// Selected is a score of at least so much.
    pub threshold: f64,
    /// The groups, in the order given.
    pub groups: Vec<GroupCut>,
    /// The smallest selection rate of a group over the largest.
    #[serde(with = "crate::value::measured")]
    pub smallest_ratio: Measured,
    /// Sum of the payoffs of all rows.
    pub payoff: f64,
}

impl Cut {
    /// Rows.
    pub const fn rows(&self) -> u64 {
        self.true_positives + self.false_positives + self.false_negatives + self.true_negatives
    }

    /// Rows selected.
    pub const fn selected(&self) -> u64 {
        self.true_positives + self.false_positives
    }

    /// Share of rows selected.
    ///
    /// # Errors
    ///
    /// `Undefined(NoRows)` without rows.
    pub fn selection_rate(&self) -> Measured {
        rate(self.selected(), self.rows(), Reason::NoRows)
    }

    /// Share of rows with the outcome that are selected: the recall.
    ///
    /// # Errors
    ///
    /// `Undefined(NoActualPositives)` without such rows.
    pub fn true_positive_rate(&self) -> Measured {
        rate(self.true_positives, self.true_positives + self.false_negatives, Reason::NoActualPositives)
    }

    /// Share of rows without the outcome that are selected.
    ///
    /// # Errors
    ///
    /// `Undefined(NoActualNegatives)` without such rows.
    pub fn false_positive_rate(&self) -> Measured {
        rate(self.false_positives, self.false_positives + self.true_negatives, Reason::NoActualNegatives)
    }

    /// Share of selected rows that have the outcome.
    ///
    /// # Errors
    ///
    /// `Undefined(NoneSelected)` if none is selected.
    pub fn precision(&self) -> Measured {
        rate(self.true_positives, self.selected(), Reason::NoneSelected)
    }

    /// Sum of the payoffs of the rows.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::scores::{Cut, Payoff};
    ///
    /// let cut = Cut { true_positives: 3, false_positives: 10, false_negatives: 1, true_negatives: 6 };
    /// assert_eq!(cut.payoff(&Payoff { true_positive: 9.0, false_positive: -1.0, ..Payoff::default() }), 17.0);
    /// ```
    pub fn payoff(&self, payoff: &Payoff) -> f64 {
        self.true_positives as f64 * payoff.true_positive
            + self.false_positives as f64 * payoff.false_positive
            + self.false_negatives as f64 * payoff.false_negative
            + self.true_negatives as f64 * payoff.true_negative
    }
}

fn rate(of: u64, among: u64, nobody: Reason) -> Measured {
    quotient(of as f64, among as f64, nobody)
}

/// Tries one threshold for everybody at many places: the choices that need no group membership at decision time.
///
/// # Formula
///
/// At each threshold t: selection rate of s ≥ t by group, its ratio to that of the reference group, and the payoff
///
/// # Undefined
///
/// A reference that is no place of a group: `Undefined(NoReference)`. Each ratio as [`Ratio::estimate`] and its interval.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// S. Barocas, M. Hardt and A. Narayanan, Fairness and Machine Learning (2023); E. J. Miettinen and M. Nurminen, Statistics
/// in Medicine 4 (1985) for the interval.
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::{Payoff, ScoreTable, sweep};
/// use evenhand_inference::value::Confidence;
///
/// let a = ScoreTable::from_rows([(0.9, true), (0.6, true), (0.4, false), (0.1, false)]).unwrap();
/// let b = ScoreTable::from_rows([(0.7, true), (0.4, true), (0.3, false), (0.1, false)]).unwrap();
/// let points = sweep(&[&a, &b], 0, &[0.35, 0.5], &Payoff::default(), Confidence::DEFAULT).unwrap();
/// assert!((points[0].groups[1].impact_ratio.unwrap() - 2.0 / 3.0).abs() < 1e-12);
/// assert!((points[1].groups[1].impact_ratio.unwrap() - 0.5).abs() < 1e-12);
/// ```
pub fn sweep(
    groups: &[&ScoreTable],
    reference: usize,
    thresholds: &[f64],
    payoff: &Payoff,
    confidence: Confidence,
) -> Measured<Vec<SweepPoint>> {
    if reference >= groups.len() {
        return Err(Unavailable::Undefined(Reason::NoReference));
    }
    let point = |&threshold: &f64| {
        let cuts: Vec<Cut> = groups.iter().map(|group| group.cut(threshold)).collect();
        let share = |cut: &Cut| Proportion::new(cut.selected(), cut.rows());
        let groups = groups.iter().zip(&cuts).map(|(table, cut)| {
            let ratio =
                share(cut).and_then(|group| share(&cuts[reference]).map(|reference| Ratio { group, reference }));
            GroupCut {
                cut: *cut,
                divided_rows: table.rows_divided_by(threshold),
                impact_ratio: ratio.and_then(|ratio| ratio.estimate()),
                impact_ratio_interval: ratio.and_then(|ratio| ratio.miettinen_nurminen(confidence)),
                mean_payoff: quotient(cut.payoff(payoff), cut.rows() as f64, Reason::NoRows),
            }
        });
        SweepPoint {
            threshold,
            groups: groups.collect(),
            smallest_ratio: smallest_ratio(&cuts),
            payoff: cuts.iter().map(|cut| cut.payoff(payoff)).sum(),
        }
    };
    Ok(thresholds.iter().map(point).collect())
}

fn smallest_ratio(cuts: &[Cut]) -> Measured {
    let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
    for cut in cuts {
        let rate = cut.selection_rate()?;
        (least, most) = (least.min(rate), most.max(rate));
    }
    quotient(least, most, Reason::ZeroOverZero)
}
