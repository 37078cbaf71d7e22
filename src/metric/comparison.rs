//! How two groups are compared, and how several comparisons become one number.

use serde::{Deserialize, Serialize};

use crate::value::{Measured, Reason, Sign, Unavailable, quotient};

/// How a group's value is set against the reference's. Always group minus, or group over, reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Group − reference; ideal 0.
    Difference,
    /// Group / reference; ideal 1. 0/0 is undefined, a/0 infinite.
    Ratio,
    /// ln(group / reference); ideal 0.
    LogRatio,
}

impl Comparison {
    /// The value at which groups are treated alike.
    pub const fn ideal(self) -> f64 {
        match self {
            Self::Difference | Self::LogRatio => 0.0,
            Self::Ratio => 1.0,
        }
    }

    /// The comparison in symbols.
    pub const fn symbols(self) -> &'static str {
        match self {
            Self::Difference => "group − reference",
            Self::Ratio => "group / reference",
            Self::LogRatio => "ln(group / reference)",
        }
    }

    /// Compares two values.
    ///
    /// # Errors
    ///
    /// 0/0, and the infinities of ratios and logarithms.
    pub fn apply(self, group: f64, reference: f64) -> Measured {
        match self {
            Self::Difference => Ok(group - reference),
            Self::Ratio => quotient(group, reference, Reason::ZeroOverZero),
            Self::LogRatio => {
                let ratio = quotient(group, reference, Reason::ZeroOverZero)?;
                if ratio > 0.0 { Ok(ratio.ln()) } else { Err(Unavailable::Infinite(Sign::Negative)) }
            }
        }
    }

    /// Compares two values either of which may not exist; an infinite one compares as in the extended real numbers.
    ///
    /// # Undefined
    ///
    /// Where either value is, and where both are infinite.
    ///
    /// # Errors
    ///
    /// Those of [`Comparison::apply`], and the reason why a value does not exist.
    ///
    /// # Example
    ///
    /// Everybody in the reference group is selected, so its odds are infinite, and half of the group is.
    ///
    /// ```
    /// use evenhand::metric::Comparison;
    /// use evenhand::value::{Sign, Unavailable};
    ///
    /// let infinite = Err(Unavailable::Infinite(Sign::Positive));
    /// assert_eq!(Comparison::Ratio.between(Ok(1.0), infinite), Ok(0.0));
    /// assert_eq!(Comparison::LogRatio.between(Ok(1.0), infinite), Err(Unavailable::Infinite(Sign::Negative)));
    /// ```
    pub fn between(self, group: Measured, reference: Measured) -> Measured {
        match (group, reference) {
            (Err(Unavailable::Infinite(_)), Err(Unavailable::Infinite(_))) => {
                Err(Unavailable::Undefined(Reason::OutsideDomain))
            }
            // ∞ − r, ∞ / r and ln ∞ all diverge the same way.
            (Err(Unavailable::Infinite(sign)), Ok(_)) => Err(Unavailable::Infinite(sign)),
            (Ok(_), Err(Unavailable::Infinite(sign))) => match (self, sign) {
                (Self::Difference, Sign::Negative) => Err(Unavailable::Infinite(Sign::Positive)),
                (Self::Difference, Sign::Positive) | (Self::LogRatio, _) => Err(Unavailable::Infinite(Sign::Negative)),
                (Self::Ratio, _) => Ok(0.0),
            },
            (Err(Unavailable::Infinite(_)), Err(undefined)) => Err(undefined),
            (group, reference) => self.apply(group?, reference?),
        }
    }

    /// How far a compared value lies from the ideal, so that unlike comparisons can be ranked: a ratio and its
    /// reciprocal are equally far.
    pub fn distance(self, value: f64) -> f64 {
        match self {
            Self::Difference | Self::LogRatio => value.abs(),
            Self::Ratio if value > 0.0 => value.ln().abs(),
            Self::Ratio => f64::INFINITY,
        }
    }
}

/// How the comparisons of several metrics become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// The one that lies farthest from the ideal: the largest absolute difference, the smallest folded ratio.
    Worst,
    /// The mean of the absolute differences.
    MeanAbsolute,
    /// The mean of the signed differences. It can cancel to 0 while every metric differs: never for a verdict.
    MeanSigned,
}

impl Combine {
    /// Combines compared values, in the order of the metrics. Ratios are folded to at most 1 before the worst is taken.
    ///
    /// # Errors
    ///
    /// `EmptyDenominator` for no values.
    pub fn apply(self, comparison: Comparison, values: &[f64]) -> Measured {
        let fold = |value: f64| match comparison {
            Comparison::Ratio if value > 1.0 => 1.0 / value,
            Comparison::Ratio => value,
            Comparison::Difference | Comparison::LogRatio => value.abs(),
        };
        let folded = values.iter().copied().map(fold);
        let count = values.len() as f64;
        match self {
            Self::Worst if comparison == Comparison::Ratio => folded.reduce(f64::min),
            Self::Worst => folded.reduce(f64::max),
            Self::MeanAbsolute => (count > 0.0).then(|| folded.sum::<f64>() / count),
            Self::MeanSigned => (count > 0.0).then(|| values.iter().sum::<f64>() / count),
        }
        .ok_or(Unavailable::Undefined(Reason::EmptyDenominator))
    }
}
