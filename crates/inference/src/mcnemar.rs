//! Two decisions on the same rows: did one model select more?

use serde::{Deserialize, Serialize};

use super::estimate::chi_squared_test;
use super::exact::{ExactTest, binomial_exact};
use super::proportion::Proportion;
use super::two_sample::ChiSquaredTest;
use crate::value::{Measured, Reason, Unavailable};

/// The rows of one outcome, by old and new decision.
///
/// # Example
///
/// ```
/// use evenhand_inference::mcnemar::DecisionChanges;
///
/// let changes = DecisionChanges { kept_selected: 50, gained: 12, lost: 5, kept_rejected: 33 };
/// let test = changes.mcnemar().unwrap();
/// assert!((test.exact.p_two_sided - 0.143_463).abs() < 1e-6);
/// assert!((test.chi_squared.statistic - 49.0 / 17.0).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionChanges {
    /// Selected by both models.
    pub kept_selected: u64,
    /// Selected by the new model only.
    pub gained: u64,
    /// Selected by the old model only.
    pub lost: u64,
    /// Rejected by both models.
    pub kept_rejected: u64,
}

/// `McNemar`'s test, three ways.
///
/// # Example
///
/// ```
/// use evenhand_inference::mcnemar::DecisionChanges;
///
/// let test = DecisionChanges { gained: 3, lost: 3, ..DecisionChanges::default() }.mcnemar().unwrap();
/// assert!((test.exact.p_two_sided - 1.0).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct McNemar {
    /// The exact test of `gained` among changed rows against ½, with its mid-p: the default is `mid_p_two_sided`.
    pub exact: ExactTest,
    /// (gained − lost)²/(gained + lost) on 1 degree of freedom; for many changes.
    pub chi_squared: ChiSquaredTest,
}

impl DecisionChanges {
    /// Tests whether gains and losses are equally likely.
    ///
    /// # Formula
    ///
    /// Under no change of the rate, gained ~ Binomial(gained + lost, ½).
    ///
    /// # Undefined
    ///
    /// No decision changed: `Undefined(NoVariation)`. Beyond 2⁶⁴ changes: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// `McNemar` (1947), *Psychometrika* 12, 153–157; Fagerland, Lydersen and Laake (2013), *BMC Medical Research
    /// Methodology* 13, 91, for mid-p.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::mcnemar::DecisionChanges;
    /// use evenhand_inference::value::{Reason, Unavailable};
    ///
    /// let same = DecisionChanges { kept_selected: 9, kept_rejected: 9, ..DecisionChanges::default() };
    /// assert_eq!(same.mcnemar(), Err(Unavailable::Undefined(Reason::NoVariation)));
    /// ```
    pub fn mcnemar(&self) -> Measured<McNemar> {
        let changed = self.gained.checked_add(self.lost).ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
        if changed == 0 {
            return Err(Unavailable::Undefined(Reason::NoVariation));
        }
        let distance = self.gained.abs_diff(self.lost) as f64;
        Ok(McNemar {
            exact: binomial_exact(&Proportion::new(self.gained, changed)?, 0.5)?,
            chi_squared: chi_squared_test(distance * distance / changed as f64, 1),
        })
    }
}
