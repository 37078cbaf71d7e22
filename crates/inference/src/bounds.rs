//! What can be said without assumptions when segments or labels are missing: worst-case (Manski) bounds.
//!
//! The bounds hold whatever the reason for the gap. They carry no sampling error; show them beside the interval of the
//! complete rows, never instead of it.

use serde::{Deserialize, Serialize};

use super::proportion::Counts;
use crate::value::{Measured, Reason, Sign, Unavailable, quotient};

/// The smallest and the largest value that the missing rows allow.
///
/// # Example
///
/// ```
/// use evenhand_inference::bounds::Bounds;
///
/// let ratio = Bounds { lower: Ok(0.49), upper: Ok(0.85) };
/// assert_eq!(ratio.side_of(1.0), -1);
/// assert_eq!(ratio.side_of(0.8), 0);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// The smallest possible value.
    #[serde(with = "crate::value::measured")]
    pub lower: Measured,
    /// The largest possible value.
    #[serde(with = "crate::value::measured")]
    pub upper: Measured,
}

impl Bounds {
    /// Whether the data identify the side of `null`: −1 below, +1 above, 0 not identified.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::bounds::Bounds;
    ///
    /// assert_eq!(Bounds { lower: Ok(-0.2), upper: Ok(0.1) }.side_of(0.0), 0);
    /// ```
    pub fn side_of(&self, null: f64) -> i8 {
        match (self.lower, self.upper) {
            (Ok(lower), _) if lower > null => 1,
            (_, Ok(upper)) if upper < null => -1,
            _ => 0,
        }
    }

    /// Whether `value` is possible. An infinite end does not exclude; an undefined one does.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::bounds::Bounds;
    ///
    /// assert!(Bounds { lower: Ok(-0.2), upper: Ok(0.1) }.contains(0.0));
    /// ```
    pub fn contains(&self, value: f64) -> bool {
        let above = self.lower.map_or_else(|end| end == Unavailable::Infinite(Sign::Negative), |end| value >= end);
        let below = self.upper.map_or_else(|end| end == Unavailable::Infinite(Sign::Positive), |end| value <= end);
        above && below
    }
}

/// A group beside rows that may or may not belong to it.
///
/// Two uses. Missing segment: `known` is the group, `unknown` the rows without segment. Missing label of a rate *given*
/// the label, as TPR: `known` the labelled positives, `unknown` the rows of the group without label.
///
/// # Example
///
/// ```
/// use evenhand_inference::bounds::UncertainMembership;
/// use evenhand_inference::Counts;
///
/// let group = UncertainMembership {
///     known: Counts { successes: 80, trials: 200 },
///     unknown: Counts { successes: 10, trials: 40 },
/// };
/// let bounds = group.rate();
/// assert!((bounds.lower.unwrap() - 0.347_826).abs() < 1e-6);
/// assert!((bounds.upper.unwrap() - 0.428_571).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UncertainMembership {
    /// Rows that belong to the group.
    pub known: Counts,
    /// Rows that may belong to it.
    pub unknown: Counts,
}

impl UncertainMembership {
    /// Bounds of the group's selection rate.
    ///
    /// # Formula
    ///
    /// \[x/(n + m₀), (x + m₁)/(n + m₁)\] with m₁ selected and m₀ rejected rows of unknown membership: all m₀ belong to
    /// the group, or all m₁.
    ///
    /// # Undefined
    ///
    /// No row at all: `Undefined(NoRows)`. More selected than rows: `Undefined(OutsideDomain)`.
    ///
    /// # Source
    ///
    /// Manski (1989), *Journal of Human Resources* 24, 343–360; Horowitz and Manski (1995), *Econometrica* 63, 281–302.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::bounds::UncertainMembership;
    /// use evenhand_inference::Counts;
    ///
    /// let known = Counts { successes: 1, trials: 4 };
    /// let complete = UncertainMembership { known, unknown: Counts { successes: 0, trials: 0 } };
    /// assert_eq!(complete.rate().lower, complete.rate().upper);
    /// ```
    pub fn rate(&self) -> Bounds {
        if self.known.successes > self.known.trials || self.unknown.successes > self.unknown.trials {
            let outside = Err(Unavailable::Undefined(Reason::OutsideDomain));
            return Bounds { lower: outside, upper: outside };
        }
        let (selected, rows) = (self.known.successes as f64, self.known.trials as f64);
        let maybe_selected = self.unknown.successes as f64;
        let maybe_rejected = (self.unknown.trials - self.unknown.successes) as f64;
        // A group without known rows has a rate only if some unknown row belongs to it.
        let lower = if rows == 0.0 && maybe_rejected == 0.0 && maybe_selected > 0.0 {
            Ok(1.0)
        } else {
            quotient(selected, rows + maybe_rejected, Reason::NoRows)
        };
        let upper = if rows == 0.0 && maybe_selected == 0.0 && maybe_rejected > 0.0 {
            Ok(0.0)
        } else {
            quotient(selected + maybe_selected, rows + maybe_selected, Reason::NoRows)
        };
        Bounds { lower, upper }
    }
}

/// Rows of a known denominator whose numerator is partly unobserved: a base rate or precision with missing labels.
///
/// # Example
///
/// ```
/// use evenhand_inference::bounds::UncertainSuccess;
///
/// let bounds = UncertainSuccess { successes: 30, failures: 50, unlabelled: 20 }.rate();
/// assert_eq!((bounds.lower, bounds.upper), (Ok(0.3), Ok(0.5)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UncertainSuccess {
    /// Labelled rows that count.
    pub successes: u64,
    /// Labelled rows that do not.
    pub failures: u64,
    /// Rows without label.
    pub unlabelled: u64,
}

impl UncertainSuccess {
    /// Bounds of the rate.
    ///
    /// # Formula
    ///
    /// \[x/n, (x + u)/n\], n = x + failures + u: every missing label 0, or every one 1.
    ///
    /// # Undefined
    ///
    /// No row: `Undefined(NoRows)`.
    ///
    /// # Source
    ///
    /// Manski (1989), *Journal of Human Resources* 24, 343–360.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::bounds::UncertainSuccess;
    ///
    /// let bounds = UncertainSuccess { successes: 0, failures: 0, unlabelled: 7 }.rate();
    /// assert_eq!((bounds.lower, bounds.upper), (Ok(0.0), Ok(1.0)));
    /// ```
    pub fn rate(&self) -> Bounds {
        let rows = self.successes as f64 + self.failures as f64 + self.unlabelled as f64;
        Bounds {
            lower: quotient(self.successes as f64, rows, Reason::NoRows),
            upper: quotient(self.successes as f64 + self.unlabelled as f64, rows, Reason::NoRows),
        }
    }
}

/// The bounds of a group and of its reference.
///
/// # Example
///
/// ```
/// use evenhand_inference::bounds::{Contrast, UncertainMembership};
/// use evenhand_inference::Counts;
///
/// let unknown = Counts { successes: 10, trials: 40 };
/// let rate = |successes, trials| UncertainMembership { known: Counts { successes, trials }, unknown }.rate();
/// let contrast = Contrast { group: rate(40, 160), reference: rate(80, 200) };
/// assert_eq!(contrast.difference().side_of(0.0), -1);
/// assert_eq!(contrast.ratio().side_of(0.8), 0);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    /// Bounds of the group's rate.
    pub group: Bounds,
    /// Bounds of the reference's rate.
    pub reference: Bounds,
}

impl Contrast {
    /// Bounds of group minus reference.
    ///
    /// # Formula
    ///
    /// \[lower₁ − upper₂, upper₁ − lower₂\]. With one pool of rows of unknown segment both ends are attained: all rejected
    /// unknown rows in one group and all selected ones in the other.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::bounds::{Bounds, Contrast};
    ///
    /// let half = Bounds { lower: Ok(0.5), upper: Ok(0.5) };
    /// let any = Bounds { lower: Ok(0.0), upper: Ok(1.0) };
    /// assert_eq!(Contrast { group: half, reference: any }.difference().lower, Ok(-0.5));
    /// ```
    pub fn difference(&self) -> Bounds {
        let minus = |left: Measured, right: Measured| Ok(left? - right?);
        Bounds {
            lower: minus(self.group.lower, self.reference.upper),
            upper: minus(self.group.upper, self.reference.lower),
        }
    }

    /// Bounds of group over reference.
    ///
    /// # Formula
    ///
    /// \[lower₁/upper₂, upper₁/lower₂\].
    ///
    /// # Undefined
    ///
    /// An end at 0/0 is `Undefined(ZeroOverZero)`, at a/0 `Infinite`.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::bounds::{Bounds, Contrast};
    /// use evenhand_inference::value::{Sign, Unavailable};
    ///
    /// let half = Bounds { lower: Ok(0.5), upper: Ok(0.5) };
    /// let any = Bounds { lower: Ok(0.0), upper: Ok(1.0) };
    /// let ratio = Contrast { group: half, reference: any }.ratio();
    /// assert_eq!(ratio.upper, Err(Unavailable::Infinite(Sign::Positive)));
    /// ```
    pub fn ratio(&self) -> Bounds {
        let over = |left: Measured, right: Measured| quotient(left?, right?, Reason::ZeroOverZero);
        Bounds {
            lower: over(self.group.lower, self.reference.upper),
            upper: over(self.group.upper, self.reference.lower),
        }
    }
}
