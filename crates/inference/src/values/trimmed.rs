//! Means that a few extreme customers cannot carry: trimmed and capped.

use serde::{Deserialize, Serialize};

use super::distribution::{ValuePoint, ValueTable, moments};
use crate::interval::{Interval, Method};
use crate::mean::{Moments, WelchTest};
use crate::special::{StudentT, two_sided_student_critical_value};
use crate::value::{Confidence, Measured, Reason, Unavailable, finite};

/// Which share of the rows is left out at either end.
///
/// # Example
///
/// ```
/// use evenhand_inference::values::Trimming;
///
/// assert_eq!(Trimming::both(0.05), Trimming { lower: 0.05, upper: 0.05 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Trimming {
    /// Share of the rows with the smallest values.
    pub lower: f64,
    /// Share of the rows with the largest values.
    pub upper: f64,
}

impl Trimming {
    /// The same share at both ends.
    pub const fn both(share: f64) -> Self {
        Self { lower: share, upper: share }
    }
}

/// The smallest and the largest value that counts; what lies beyond counts as them. The same for all groups, so that groups
/// are compared by one measure.
///
/// # Example
///
/// ```
/// use evenhand_inference::values::{Caps, ValueTable};
///
/// let all = ValueTable::from_rows([0.0, 10.0, 20.0, 30.0, 1000.0]).unwrap();
/// let caps = Caps { lower: 0.0, upper: all.quantile(0.75).unwrap() };
/// assert_eq!(caps.moments(&all).unwrap().mean(), Ok(18.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Caps {
    /// Smaller values count as this.
    pub lower: f64,
    /// Larger values count as this.
    pub upper: f64,
}

impl Caps {
    /// Moments of the capped values.
    ///
    /// # Errors
    ///
    /// `Undefined(OutsideDomain)` if the lower cap lies above the upper one or either is not a number.
    pub fn moments(&self, values: &ValueTable) -> Measured<Moments> {
        if self.lower <= self.upper {
            let capped = |point: &ValuePoint| ValuePoint { value: point.value.clamp(self.lower, self.upper), ..*point };
            Ok(moments(values.points().iter().map(capped)))
        } else {
            Err(Unavailable::Undefined(Reason::OutsideDomain))
        }
    }
}

/// A trimmed mean, with what was trimmed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Trimmed {
    /// The shares asked for.
    pub trimming: Trimming,
    /// Rows left out below.
    pub removed_below: u64,
    /// Rows left out above.
    pub removed_above: u64,
    /// Rows that count.
    pub kept: u64,
    /// Their mean.
    pub mean: f64,
    /// All rows, those left out counted as the nearest that is kept: what the standard error comes from.
    pub winsorised: Moments,
}

impl Trimmed {
    /// Trims a group.
    ///
    /// # Formula
    ///
    /// ⌊share·n⌋ rows are left out at either end; the mean of the others
    ///
    /// # Undefined
    ///
    /// Without a row: `Undefined(NoRows)`; if none is kept: `Undefined(TooFewRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*; shares outside 0 to 1: `Undefined(OutsideDomain)`.
    ///
    /// # Source
    ///
    /// J. W. Tukey and D. H. `McLaughlin`, Sankhya A 25 (1963).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::values::{Trimmed, Trimming, ValueTable};
    ///
    /// let spend = ValueTable::from_rows([0.0, 10.0, 20.0, 30.0, 1000.0]).unwrap();
    /// let trimmed = Trimmed::of(&spend, Trimming::both(0.2)).unwrap();
    /// assert_eq!((trimmed.mean, trimmed.removed_above), (20.0, 1));
    /// ```
    pub fn of(values: &ValueTable, trimming: Trimming) -> Measured<Self> {
        let share = |share: f64| (0.0..1.0).contains(&share);
        if !share(trimming.lower) || !share(trimming.upper) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let rows = values.rows();
        if rows == 0 {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        let (below, above) = (part(rows, trimming.lower), part(rows, trimming.upper));
        if below + above >= rows {
            return Err(Unavailable::Undefined(Reason::TooFewRows));
        }
        let mut kept: Vec<ValuePoint> = Vec::new();
        let mut passed = 0;
        for point in values.points() {
            let (start, end) = (passed.max(below), (passed + point.rows).min(rows - above));
            if end > start {
                kept.push(ValuePoint { value: point.value, rows: end - start });
            }
            passed += point.rows;
        }
        let inner = moments(kept.iter().copied());
        if let Some(first) = kept.first_mut() {
            first.rows += below;
        }
        if let Some(last) = kept.last_mut() {
            last.rows += above;
        }
        Ok(Self {
            trimming,
            removed_below: below,
            removed_above: above,
            kept: inner.count,
            mean: inner.mean()?,
            winsorised: moments(kept.iter().copied()),
        })
    }

    /// Student's interval of the trimmed mean.
    ///
    /// # Formula
    ///
    /// m ∓ t(h − 1)·√(SS/(h(h − 1))), SS the squared deviations of the winsorised values and h the rows kept
    ///
    /// # Undefined
    ///
    /// With fewer than two rows kept: `Undefined(TooFewRows)`; if no winsorised value varies: `Undefined(NoVariation)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn interval(&self, confidence: Confidence) -> Measured<Interval> {
        let error = self.squared_error()?.sqrt();
        if error <= 0.0 {
            return Err(Unavailable::Undefined(Reason::NoVariation));
        }
        let half = two_sided_student_critical_value(confidence, self.kept as f64 - 1.0)? * error;
        let (lower, upper) = (finite(self.mean - half)?, finite(self.mean + half)?);
        Ok(Interval { lower, upper, confidence, method: Method::Yuen })
    }

    /// The squared standard error.
    fn squared_error(&self) -> Measured {
        if self.kept < 2 {
            return Err(Unavailable::Undefined(Reason::TooFewRows));
        }
        let kept = self.kept as f64;
        finite(self.winsorised.squared_deviations / (kept * (kept - 1.0)))
    }
}

/// The difference of trimmed means with unequal variances.
///
/// # Formula
///
/// t = (m₁ − m₂)/√(d₁ + d₂), d = SS/(h(h−1)), SS the squared deviations of the winsorised values and h the rows kept;
/// ν = (d₁+d₂)²/(d₁²/(h₁−1) + d₂²/(h₂−1))
///
/// # Undefined
///
/// With fewer than two rows kept: `Undefined(TooFewRows)`; if no winsorised value varies, as where more rows than are kept
/// spend nothing: `Undefined(NoVariation)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// K. K. Yuen, Biometrika 61 (1974).
///
/// # Example
///
/// ```
/// use evenhand_inference::{value::Confidence, values::{Trimmed, Trimming, ValueTable, yuen}};
///
/// let trimmed = |rows: [f64; 6]| Trimmed::of(&ValueTable::from_rows(rows).unwrap(), Trimming::both(0.2)).unwrap();
/// let (group, others) = (trimmed([1.0, 2.0, 3.0, 4.0, 5.0, 900.0]), trimmed([2.0, 3.0, 4.0, 5.0, 6.0, 7.0]));
/// assert_eq!(yuen(&group, &others, Confidence::DEFAULT).unwrap().difference, -1.0);
/// ```
pub fn yuen(group: &Trimmed, reference: &Trimmed, confidence: Confidence) -> Measured<WelchTest> {
    let difference = finite(group.mean - reference.mean)?;
    let (own, others) = (group.squared_error()?, reference.squared_error()?);
    let variance = own + others;
    if variance <= 0.0 {
        return Err(Unavailable::Undefined(Reason::NoVariation));
    }
    let (own, others) = (own / variance, others / variance);
    let degrees_of_freedom =
        1.0 / (own * own / (group.kept as f64 - 1.0) + others * others / (reference.kept as f64 - 1.0));
    let error = variance.sqrt();
    let half = two_sided_student_critical_value(confidence, degrees_of_freedom)? * error;
    let t = finite(difference / error)?;
    let p_two_sided = (2.0 * StudentT::new(degrees_of_freedom)?.upper_tail(t.abs())).min(1.0);
    let (lower, upper) = (finite(difference - half)?, finite(difference + half)?);
    let interval = Interval { lower, upper, confidence, method: Method::Yuen };
    Ok(WelchTest { difference, standard_error: error, t, degrees_of_freedom, p_two_sided, interval })
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the rows")]
fn part(rows: u64, share: f64) -> u64 {
    // A share such as 0.29 of 100 rows is 28.999999999999996 in binary.
    (rows as f64 * share * (1.0 + 4.0 * f64::EPSILON)) as u64
}
