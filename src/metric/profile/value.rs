//! What another tool returns: a number, or whatever it returns in place of one.

use std::fmt;

use crate::value::Sign;

/// The answer of another tool, as data. It is reproduced, not recommended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PeerValue {
    /// A number, even where ours is undefined.
    Number(f64),
    /// An infinity.
    Infinite(Sign),
    /// NaN, `None` or missing.
    NotANumber,
    /// A verdict in place of a number.
    Verdict(bool),
    /// The tool raises an exception.
    Refused(&'static str),
}

impl From<f64> for PeerValue {
    fn from(value: f64) -> Self {
        if value.is_nan() {
            Self::NotANumber
        } else if value == f64::INFINITY {
            Self::Infinite(Sign::Positive)
        } else if value == f64::NEG_INFINITY {
            Self::Infinite(Sign::Negative)
        } else {
            Self::Number(value)
        }
    }
}

impl From<Option<bool>> for PeerValue {
    fn from(verdict: Option<bool>) -> Self {
        verdict.map_or(Self::NotANumber, Self::Verdict)
    }
}

impl fmt::Display for PeerValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Infinite(Sign::Positive) => f.write_str("inf"),
            Self::Infinite(Sign::Negative) => f.write_str("-inf"),
            Self::NotANumber => f.write_str("nan"),
            Self::Verdict(verdict) => verdict.fmt(f),
            Self::Refused(exception) => write!(f, "raises {exception}"),
        }
    }
}
