//! FA*IR: whether every prefix has enough items of a protected group, with an error that holds for all prefixes at once.

use serde::{Deserialize, Serialize};

use crate::value::{Measured, Reason, Unavailable};

/// What a list is tested for: a protected group that fills each place with a probability of its own.
///
/// # Example
///
/// ```
/// use evenhand_inference::lists::FairPrefix;
///
/// let test = FairPrefix { share: 0.5, significance: 0.1, length: 12 };
/// assert_eq!(test.unadjusted().unwrap().minimum, [0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FairPrefix {
    /// p: the share of the protected group, strictly between 0 and 1.
    pub share: f64,
    /// α: the probability with which a list without disparity may fail, strictly between 0 and 1.
    pub significance: f64,
    /// The number of places that are tested.
    pub length: usize,
}

/// The smallest number of protected items that each prefix needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MinimumTable {
    /// m(k) for k = 1 … length.
    pub minimum: Vec<u64>,
    /// The significance of each single prefix.
    pub significance: f64,
    /// The probability that a list without disparity fails in at least one prefix, exact.
    pub failure: f64,
}

/// The first prefix with too few protected items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrefixFailure {
    /// Its length.
    pub places: usize,
    /// Protected items that it has.
    pub protected: u64,
    /// Protected items that it needs.
    pub minimum: u64,
}

/// The significance is found to one part in this many.
const STEPS: u32 = 60;

impl FairPrefix {
    /// The table at which each prefix alone is tested at α; a list without disparity fails it far more often.
    ///
    /// # Formula
    ///
    /// m(k) = smallest m with P(Binomial(k, p) ≤ m) > α
    ///
    /// # Undefined
    ///
    /// A share or a significance that is not strictly between 0 and 1, or no place: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// M. Zehlike et al., CIKM (2017).
    pub fn unadjusted(&self) -> Measured<MinimumTable> {
        self.check()?;
        Ok(self.table(self.significance))
    }

    /// The table whose single prefixes are tested at the largest level for which a list without disparity fails with
    /// probability α at most.
    ///
    /// # Formula
    ///
    /// The level by bisection; the probability of failing by a recursion over (prefix, protected items), which is exact:
    /// P(k, c) = (1 − p)·P(k − 1, c) + p·P(k − 1, c − 1), 0 where c < m(k). That of a longer prefix fails more often, and a
    /// larger level too, in steps.
    ///
    /// # Errors
    ///
    /// As [`FairPrefix::unadjusted`].
    ///
    /// # Source
    ///
    /// Zehlike et al. (2017) for the correction; the recursion in place of their recursive search.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::lists::FairPrefix;
    ///
    /// let test = FairPrefix { share: 0.5, significance: 0.1, length: 100 };
    /// assert!((test.unadjusted().unwrap().failure - 0.341561).abs() < 1e-6);
    /// let adjusted = test.adjusted().unwrap();
    /// assert!((adjusted.failure - 0.09995).abs() < 1e-5);
    /// ```
    pub fn adjusted(&self) -> Measured<MinimumTable> {
        self.check()?;
        let whole = self.table(self.significance);
        if whole.failure <= self.significance {
            return Ok(whole);
        }
        let (mut passes, mut fails) = (0.0, self.significance);
        let mut best = self.table(0.0);
        for _ in 0..STEPS {
            let middle = f64::midpoint(passes, fails);
            let table = self.table(middle);
            if table.failure <= self.significance {
                passes = middle;
                best = table;
            } else {
                fails = middle;
            }
        }
        Ok(best)
    }

    /// The table at a level for single prefixes; probabilities of the binomial law prefix by prefix.
    fn table(&self, level: f64) -> MinimumTable {
        let p = self.share;
        let mut law = vec![1.0];
        let mut alive = vec![1.0];
        let mut minimum = Vec::with_capacity(self.length);
        for _ in 0..self.length {
            law = next(&law, p);
            alive = next(&alive, p);
            let mut tail = 0.0;
            let needed = law
                .iter()
                .position(|mass| {
                    tail += mass;
                    tail > level
                })
                .unwrap_or(law.len() - 1);
            alive[..needed].fill(0.0);
            minimum.push(needed as u64);
        }
        let survives: f64 = alive.iter().sum();
        MinimumTable { minimum, significance: level, failure: (1.0 - survives).clamp(0.0, 1.0) }
    }

    fn check(&self) -> Measured<()> {
        let inside = |value: f64| value > 0.0 && value < 1.0;
        if inside(self.share) && inside(self.significance) && self.length > 0 {
            Ok(())
        } else {
            Err(Unavailable::Undefined(Reason::OutsideDomain))
        }
    }
}

impl MinimumTable {
    /// The first prefix that has fewer protected items than it needs; places beyond the table are not tested.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::lists::FairPrefix;
    ///
    /// let table = FairPrefix { share: 0.4, significance: 0.1, length: 10 }.unadjusted().unwrap();
    /// assert_eq!(table.first_failure([false, false, false, true, false, true, false, true, true, false]), None);
    /// assert_eq!(table.first_failure([false; 10]).unwrap().places, 5);
    /// ```
    pub fn first_failure(&self, is_protected: impl IntoIterator<Item = bool>) -> Option<PrefixFailure> {
        let mut protected = 0;
        for ((places, &minimum), more) in (1..).zip(&self.minimum).zip(is_protected) {
            protected += u64::from(more);
            if protected < minimum {
                return Some(PrefixFailure { places, protected, minimum });
            }
        }
        None
    }
}

/// The law of the count after one more place.
fn next(law: &[f64], p: f64) -> Vec<f64> {
    (0..=law.len())
        .map(|count| {
            let same = law.get(count).copied().unwrap_or_default();
            let less = count.checked_sub(1).and_then(|less| law.get(less)).copied().unwrap_or_default();
            (1.0 - p) * same + p * less
        })
        .collect()
}
