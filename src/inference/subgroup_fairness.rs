//! Subgroups against the population, weighted by their size: γ of statistical parity or of false positives.

use serde::{Deserialize, Serialize};

use super::intersectional::rate;
use super::proportion::Counts;
use crate::value::{Measured, Reason, Unavailable};

/// Subgroups, possibly overlapping, against the population they belong to.
///
/// # Example
///
/// ```
/// use evenhand::inference::Counts;
/// use evenhand::inference::subgroup_fairness::Subgroups;
///
/// let group = |successes, trials| Counts { successes, trials };
/// let subgroups = Subgroups {
///     groups: vec![group(80, 200), group(40, 160), group(6, 40)],
///     overall: group(126, 400),
///     population_rows: 400,
/// };
/// let gaps = subgroups.gaps().unwrap();
/// assert!((gaps[0].weighted - 0.0425).abs() < 1e-12);
/// assert!((subgroups.gamma().unwrap() - 0.0425).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subgroups {
    /// Each subgroup's successes among the rows that the rate looks at: all rows, or those actually negative.
    pub groups: Vec<Counts>,
    /// The same for everybody.
    pub overall: Counts,
    /// All rows, also those the rate does not look at.
    pub population_rows: u64,
}

/// The distance of one subgroup from the population.
///
/// # Example
///
/// ```
/// use evenhand::inference::subgroup_fairness::SubgroupGap;
///
/// let tiny = SubgroupGap { group: 2, gap: -0.165, weighted: 0.0165 };
/// assert!(tiny.gap.abs() > tiny.weighted);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SubgroupGap {
    /// The position of the subgroup.
    pub group: usize,
    /// Its rate minus the overall rate, unweighted: print it beside γ, which hides small groups by design.
    pub gap: f64,
    /// The absolute gap times the subgroup's share of the population.
    pub weighted: f64,
}

impl Subgroups {
    /// The gap of every subgroup with rows.
    ///
    /// # Formula
    ///
    /// P(g)·|`p_g` − p| for selection; P(g, y = 0)·|`FPR_g` − FPR| for false positives.
    ///
    /// # Undefined
    ///
    /// No rows: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*; impossible counts or more rows than the population: `Undefined(OutsideDomain)`.
    ///
    /// # Source
    ///
    /// Kearns, Neel, Roth and Wu (2018), *ICML*, 2564–2572.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::inference::Counts;
    /// use evenhand::inference::subgroup_fairness::Subgroups;
    ///
    /// let none = Counts { successes: 0, trials: 0 };
    /// assert!(Subgroups { groups: vec![], overall: none, population_rows: 0 }.gaps().is_err());
    /// ```
    pub fn gaps(&self) -> Measured<Vec<SubgroupGap>> {
        let possible = |counts: &Counts| counts.successes <= counts.trials && counts.trials <= self.population_rows;
        if !possible(&self.overall) || !self.groups.iter().all(possible) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        if self.overall.trials == 0 {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        let overall = rate(self.overall);
        Ok(self
            .groups
            .iter()
            .enumerate()
            .filter(|(_, group)| group.trials > 0)
            .map(|(position, group)| {
                let gap = rate(*group) - overall;
                let share = group.trials as f64 / self.population_rows as f64;
                SubgroupGap { group: position, gap, weighted: share * gap.abs() }
            })
            .collect())
    }

    /// γ, the largest weighted gap.
    ///
    /// # Undefined
    ///
    /// As [`gaps`](Self::gaps); no subgroup with rows: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::inference::Counts;
    /// use evenhand::inference::subgroup_fairness::Subgroups;
    ///
    /// let all = Counts { successes: 3, trials: 9 };
    /// assert_eq!(Subgroups { groups: vec![all], overall: all, population_rows: 9 }.gamma(), Ok(0.0));
    /// ```
    pub fn gamma(&self) -> Measured {
        self.gaps()?.iter().map(|gap| gap.weighted).max_by(f64::total_cmp).ok_or(Unavailable::Undefined(Reason::NoRows))
    }
}
