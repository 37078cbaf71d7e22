//! Why a number may not exist, and how sure we are of one that does.
//!
//! A metric never returns NaN and never a silent 0 or 1. It returns [`Measured`]: the number, or the reason why there
//! is none. The reason travels with `?` through every composition and reaches the report as data, for example
//! `{"undefined": "no_actual_positives"}`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number, or the reason why there is none.
pub type Measured<T = f64> = Result<T, Unavailable>;

/// Why a number does not exist.
///
/// # Example
///
/// ```
/// use evenhand_inference::value::{Measured, Reason, Unavailable};
///
/// let rate: Measured = Err(Unavailable::Undefined(Reason::NoActualPositives));
/// assert_eq!(rate.unwrap_err().to_string(), "undefined: no row is actually positive");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unavailable {
    /// The formula has no value on these counts, as 0/0.
    Undefined(Reason),
    /// The formula diverges, as 1/0.
    Infinite(Sign),
    /// The data that were collected cannot tell the value, whatever their number.
    NotIdentified(Reason),
    /// The value exists and is withheld to protect people.
    Suppressed(Reason),
}

/// The direction in which an infinite value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Towards plus infinity.
    Positive,
    /// Towards minus infinity.
    Negative,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What stands in the way of a number.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Reason { $($(#[$doc])* $name,)* }

        impl Reason {
            /// Every reason, in the order of declaration.
            pub const ALL: &'static [Reason] = &[$(Reason::$name,)*];

            /// The reason in words, as the report prints it.
            pub const fn text(self) -> &'static str {
                match self { $(Reason::$name => $text,)* }
            }
        }
    };
}

reasons! {
    /// The slice has no row.
    NoRows = "there is no row",
    /// The denominator is zero and no better name exists.
    EmptyDenominator = "the denominator is zero",
    /// No row of the slice has outcome positive.
    NoActualPositives = "no row is actually positive",
    /// No row of the slice has outcome negative.
    NoActualNegatives = "no row is actually negative",
    /// No row of the slice has decision positive.
    NoneSelected = "no row is selected",
    /// No row of the slice has decision negative.
    NoneRejected = "no row is rejected",
    /// No row of the slice carries a label.
    NoLabels = "no row has a label",
    /// Both sides of a ratio are zero.
    ZeroOverZero = "both rates are zero",
    /// A logarithm of zero.
    ZeroRate = "a rate is zero",
    /// A disparity needs two groups.
    OneGroup = "there is only one group",
    /// The named reference group has no rows here.
    NoReference = "the reference group has no rows",
    /// There is no variation to divide by.
    NoVariation = "the values do not vary",
    /// Labels are seen for selected rows only.
    SelectiveLabels = "labels are known for selected rows only",
    /// No labels were declared.
    LabelsNotDeclared = "no labels were declared",
    /// Fewer rows than the policy asks for.
    TooFewRows = "fewer rows than the minimum",
    /// A stratum has no row of one of the groups.
    EmptyStratum = "a stratum lacks one of the groups",
    /// An experiment lacks treated or untreated rows here.
    EmptyArm = "treated or untreated rows are missing",
    /// A step of a funnel follows one that nobody reached.
    EmptyStep = "nobody reached the step before",
    /// No item of the group can be recommended.
    NoItems = "the group has no item",
    /// No relevant item was listed beside one that is not.
    NoPairs = "there is no pair to compare",
    /// Too few independent units for the method.
    TooFewUnits = "too few independent units",
    /// The estimate lies on the boundary where the method breaks down.
    Boundary = "the estimate lies on the boundary of its range",
    /// The equations have no finite solution, as under perfect separation.
    NoSolution = "the equations have no finite solution",
    /// An iteration did not settle.
    NoConvergence = "the iteration did not converge",
    /// The correction would amplify noise beyond use.
    IllConditioned = "the correction is too ill-conditioned to use",
    /// A count lies below the publication threshold.
    SmallCell = "the cell is below the publication threshold",
    /// Withheld so that a small cell cannot be recovered from totals.
    ProtectsSmallCell = "withheld so that a small cell cannot be recovered",
    /// No shares of a reference population were declared for the attribute.
    NoPopulation = "no shares of a reference population were declared",
    /// An argument lies outside the domain of the formula.
    OutsideDomain = "an argument lies outside the domain of the formula",
    /// No score was given.
    NoScores = "no score was given",
    /// The method has no form for weighted rows.
    WeightedRows = "the method does not take weighted rows",
    /// The method has no form for rows of customers who come back.
    ClusteredRows = "the method does not take customers who come back",
    /// A user-defined metric declined.
    UserDefined = "the user-defined metric is not defined here",
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undefined(reason) => write!(f, "undefined: {reason}"),
            Self::Infinite(Sign::Positive) => f.write_str("infinite"),
            Self::Infinite(Sign::Negative) => f.write_str("minus infinite"),
            Self::NotIdentified(reason) => write!(f, "not identified: {reason}"),
            Self::Suppressed(reason) => write!(f, "suppressed: {reason}"),
        }
    }
}

impl std::error::Error for Unavailable {}

/// Numerator over denominator, with 0/0 and 1/0 told apart.
///
/// # Undefined
///
/// 0/0 is `Undefined(reason)`; a/0 is `Infinite` with the sign of a.
///
/// # Example
///
/// ```
/// use evenhand_inference::value::{Reason, Sign, Unavailable, quotient};
///
/// assert_eq!(quotient(1.0, 4.0, Reason::NoRows), Ok(0.25));
/// assert_eq!(quotient(0.0, 0.0, Reason::NoRows), Err(Unavailable::Undefined(Reason::NoRows)));
/// assert_eq!(quotient(3.0, 0.0, Reason::NoRows), Err(Unavailable::Infinite(Sign::Positive)));
/// ```
///
/// # Errors
///
/// As under *Undefined*; a result that is not finite for another reason is `Undefined(OutsideDomain)`.
pub fn quotient(numerator: f64, denominator: f64, zero_over_zero: Reason) -> Measured {
    if denominator == 0.0 {
        return Err(if numerator == 0.0 {
            Unavailable::Undefined(zero_over_zero)
        } else if numerator > 0.0 {
            Unavailable::Infinite(Sign::Positive)
        } else {
            Unavailable::Infinite(Sign::Negative)
        });
    }
    finite(numerator / denominator)
}

/// The number if it is finite, else `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// NaN and infinities, which must not leave the crate.
pub fn finite(value: f64) -> Measured {
    if value.is_finite() { Ok(value) } else { Err(Unavailable::Undefined(Reason::OutsideDomain)) }
}

/// A confidence level strictly between 0 and 1.
///
/// # Example
///
/// ```
/// use evenhand_inference::value::Confidence;
///
/// let confidence = Confidence::new(0.95).unwrap();
/// assert!((confidence.alpha() - 0.05).abs() < 1e-15);
/// assert!(Confidence::new(95.0).is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Confidence(f64);

impl Confidence {
    /// 95 %, the default everywhere.
    pub const DEFAULT: Confidence = Confidence(0.95);

    /// The level as a share; `None` unless strictly between 0 and 1.
    pub fn new(level: f64) -> Option<Self> {
        (level > 0.0 && level < 1.0).then_some(Self(level))
    }

    /// The level as a share, as 0.95.
    pub const fn level(self) -> f64 {
        self.0
    }

    /// The error probability, 1 − level.
    pub fn alpha(self) -> f64 {
        1.0 - self.0
    }
}

impl Default for Confidence {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl TryFrom<f64> for Confidence {
    type Error = String;

    fn try_from(level: f64) -> Result<Self, String> {
        Self::new(level)
            .ok_or_else(|| format!("confidence {level} is not strictly between 0 and 1; write 0.95 for 95 %"))
    }
}

impl From<Confidence> for f64 {
    fn from(confidence: Confidence) -> f64 {
        confidence.0
    }
}

/// Serialises a [`Measured`] as its plain value or as `{"undefined": "reason"}`.
#[cfg(feature = "serde")]
pub mod measured {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Measured, Unavailable};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Form<T> {
        Value(T),
        Unavailable(Unavailable),
    }

    /// For `#[serde(with = "measured")]`.
    ///
    /// # Errors
    ///
    /// Those of the serialiser.
    pub fn serialize<T: Serialize + Copy, S: Serializer>(
        value: &Measured<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.map_or_else(Form::Unavailable, Form::Value).serialize(serializer)
    }

    /// For `#[serde(with = "measured")]`.
    ///
    /// # Errors
    ///
    /// Those of the deserialiser; anything that is neither a value nor a reason.
    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Measured<T>, D::Error> {
        Ok(match Form::deserialize(deserializer)? {
            Form::Value(value) => Ok(value),
            Form::Unavailable(reason) => Err(reason),
        })
    }
}
