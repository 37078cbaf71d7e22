//! What the columns mean: the roles, what is favourable, when labels are seen, and why a row is left out.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ColumnRole;

/// The side of a decision that people want.
///
/// A campaign's offer is favourable to those who are selected; a fraud flag is favourable to those who are not.
/// Disparate impact is always computed on the favourable side (for an unfavourable rate q the ratio is
/// (1 − q) / (1 − q of the reference), not a ratio of the q).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Favourable {
    /// Being selected is good for the customer.
    #[default]
    Selected,
    /// Not being selected is good for the customer.
    NotSelected,
}

/// For which rows the outcome is known. It decides which metrics the data can identify at all.
///
/// # Source
///
/// Lakkaraju et al. 2017 on selective labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelAvailability {
    /// For all rows. Rows without a label are an accident; they are counted and reported.
    #[default]
    All,
    /// For selected rows only, as where a response is seen only if the offer was sent. TPR, FPR, FNR and base rates
    /// are then not identified.
    SelectedOnly,
    /// For no row.
    None,
    /// Labels arrive with a delay; rows still without one are pending.
    Delayed,
}

impl fmt::Display for LabelAvailability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All => "all rows",
            Self::SelectedOnly => "selected rows only",
            Self::None => "no rows",
            Self::Delayed => "delayed: rows without a label are pending",
        })
    }
}

/// What to do with a score that is NaN, infinite or missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NonFiniteScores {
    /// Refuse the input and name the rows. The default: a NaN is usually a fault upstream.
    #[default]
    Refuse,
    /// Leave the row out and count it among the exclusions of its segment.
    Exclude,
}

/// Why a row takes no part in the audit. Excluded rows are counted per segment and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Exclusion {
    /// The customer did not consent to this use of the data.
    NoConsent,
    /// The row carries no decision.
    MissingDecision,
    /// The score is NaN, infinite or missing, and the caller chose to exclude such rows.
    NonFiniteScore,
}

impl Exclusion {
    /// Every reason, in the order in which they are tried on a row.
    pub const ALL: [Exclusion; 3] = [Exclusion::NoConsent, Exclusion::MissingDecision, Exclusion::NonFiniteScore];

    /// The reason in words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NoConsent => "no consent",
            Self::MissingDecision => "missing decision",
            Self::NonFiniteScore => "non-finite score",
        }
    }
}

impl fmt::Display for Exclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// What was audited, by role: two tallies can be added only if their specifications are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Specification {
    /// The decision's name.
    pub decision: String,
    /// The outcome's name, if labels were given.
    pub outcome: Option<String>,
    /// The score's name, if scores were given.
    pub score: Option<String>,
    /// The weight's name, if rows are weighted.
    pub weight: Option<String>,
    /// The side of the decision that people want.
    pub favourable: Favourable,
    /// For which rows labels are known.
    pub labels: LabelAvailability,
    /// Segments and strata, in order, with their role and their cut points where numeric.
    pub attributes: Vec<AttributeSpecification>,
}

/// One attribute of a [`Specification`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeSpecification {
    /// Its name.
    pub name: String,
    /// Segment or stratum.
    pub role: ColumnRole,
    /// Its levels in their declared order, where they were declared or cut.
    pub declared_levels: Option<Vec<String>>,
}

/// What a missing value is coded as, beside 0 and 1.
pub(crate) const MISSING: u8 = 2;

/// Anything that says yes or no: `bool`, a number that is 0 or 1, and either as an `Option`, where `None` is missing.
pub trait BinaryValue {
    /// Yes, no, or missing.
    ///
    /// # Errors
    ///
    /// The offending value in words where it is neither 0 nor 1.
    fn binary(&self) -> Result<Option<bool>, String>;

    /// A whole column as bytes: 0, 1, and 2 where missing. What is neither is handed to `bad`, with its row and in words,
    /// and counts as missing.
    ///
    /// It says what [`BinaryValue::binary`] says of each value; types of which many can be looked at at once are faster.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::data::BinaryValue;
    ///
    /// let mut bad = Vec::new();
    /// let codes = BinaryValue::codes([1_u8, 0, 7].into_iter(), &mut |row, value| bad.push((row, value)));
    /// assert_eq!((codes, bad), (vec![1, 0, 2], vec![(2, "7".to_owned())]));
    /// ```
    fn codes(values: impl Iterator<Item = Self>, bad: &mut dyn FnMut(usize, String)) -> Vec<u8>
    where
        Self: Sized,
    {
        one_by_one(values, bad)
    }

    /// The same of a column that is borrowed.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::data::BinaryValue;
    ///
    /// let codes = BinaryValue::codes_of([true, false].iter(), &mut |row, value| panic!("{value} in {row}"));
    /// assert_eq!(codes, [1, 0]);
    /// ```
    fn codes_of<'v>(values: impl Iterator<Item = &'v Self>, bad: &mut dyn FnMut(usize, String)) -> Vec<u8>
    where
        Self: 'v + Sized,
    {
        one_by_one(values, bad)
    }
}

fn one_by_one(values: impl Iterator<Item: BinaryValue>, bad: &mut dyn FnMut(usize, String)) -> Vec<u8> {
    let code = |(row, value): (usize, _)| match BinaryValue::binary(&value) {
        Ok(Some(yes)) => u8::from(yes),
        Ok(None) => MISSING,
        Err(value) => {
            bad(row, value);
            MISSING
        }
    };
    values.enumerate().map(code).collect()
}

impl BinaryValue for bool {
    #[inline]
    fn binary(&self) -> Result<Option<bool>, String> {
        Ok(Some(*self))
    }

    fn codes(values: impl Iterator<Item = Self>, _: &mut dyn FnMut(usize, String)) -> Vec<u8> {
        values.map(u8::from).collect()
    }

    fn codes_of<'v>(values: impl Iterator<Item = &'v Self>, bad: &mut dyn FnMut(usize, String)) -> Vec<u8> {
        Self::codes(values.copied(), bad)
    }
}

impl<T: BinaryValue> BinaryValue for &T {
    #[inline]
    fn binary(&self) -> Result<Option<bool>, String> {
        (**self).binary()
    }

    fn codes(values: impl Iterator<Item = Self>, bad: &mut dyn FnMut(usize, String)) -> Vec<u8> {
        T::codes_of(values, bad)
    }
}

impl<T: BinaryValue> BinaryValue for Option<T> {
    #[inline]
    fn binary(&self) -> Result<Option<bool>, String> {
        self.as_ref().map_or(Ok(None), BinaryValue::binary)
    }
}

impl BinaryValue for u8 {
    #[inline]
    fn binary(&self) -> Result<Option<bool>, String> {
        if *self <= 1 { Ok(Some(*self == 1)) } else { Err(self.to_string()) }
    }

    fn codes(values: impl Iterator<Item = Self>, bad: &mut dyn FnMut(usize, String)) -> Vec<u8> {
        // Sound values are their own codes, so most columns are copied and looked at once.
        let mut codes: Vec<u8> = values.collect();
        if codes.iter().fold(0, |largest, &code| u8::max(largest, code)) > 1 {
            for (row, code) in codes.iter_mut().enumerate().filter(|(_, code)| **code > 1) {
                bad(row, code.to_string());
                *code = MISSING;
            }
        }
        codes
    }

    fn codes_of<'v>(values: impl Iterator<Item = &'v Self>, bad: &mut dyn FnMut(usize, String)) -> Vec<u8> {
        Self::codes(values.copied(), bad)
    }
}

macro_rules! binary_by_number {
    ($($type:ty => $zero:literal, $one:literal;)*) => {$(
        impl BinaryValue for $type {
            #[inline]
            #[allow(clippy::float_cmp)]
            fn binary(&self) -> Result<Option<bool>, String> {
                // One branch, which goes the same way for every sound value: zeros and ones come in no order.
                let one = *self == $one;
                if one | (*self == $zero) { Ok(Some(one)) } else { Err(self.to_string()) }
            }
        }
    )*};
}

binary_by_number! {
    u16 => 0, 1; u32 => 0, 1; u64 => 0, 1; usize => 0, 1;
    i8 => 0, 1; i16 => 0, 1; i32 => 0, 1; i64 => 0, 1; isize => 0, 1;
    f32 => 0.0, 1.0; f64 => 0.0, 1.0;
}

/// Anything that is a real number: floats and integers, and either as an `Option`, where `None` becomes NaN.
pub trait RealValue {
    /// The number; NaN where missing.
    fn real(&self) -> f64;
}

impl<T: RealValue + ?Sized> RealValue for &T {
    fn real(&self) -> f64 {
        (**self).real()
    }
}

impl<T: RealValue> RealValue for Option<T> {
    fn real(&self) -> f64 {
        self.as_ref().map_or(f64::NAN, RealValue::real)
    }
}

macro_rules! real_by_from {
    ($($type:ty),*) => {$(
        impl RealValue for $type {
            fn real(&self) -> f64 {
                f64::from(*self)
            }
        }
    )*};
}

real_by_from!(f64, f32, u8, u16, u32, i8, i16, i32);

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;

    /// What is told of a bad value: its row and itself.
    type Tell<'a> = &'a mut dyn FnMut(usize, String);

    fn check<T: BinaryValue + Copy + Debug>(values: &[T], expected: &[u8], bad: &[(usize, &str)]) {
        let check = |codes: &dyn Fn(Tell<'_>) -> Vec<u8>| {
            let mut found = Vec::new();
            let codes = codes(&mut |row, value| found.push((row, value)));
            assert_eq!(codes, expected, "{values:?}");
            assert!(found.iter().map(|(row, value)| (*row, value.as_str())).eq(bad.iter().copied()), "{found:?}");
        };
        check(&|bad| T::codes(values.iter().copied(), bad));
        check(&|bad| T::codes_of(values.iter(), bad));
        check(&|bad| <&T>::codes(values.iter(), bad));
        check(&|bad| Option::<T>::codes(values.iter().copied().map(Some), bad));
    }

    #[test]
    fn columns_are_coded_as_their_values_are() {
        check(&[true, false, true], &[1, 0, 1], &[]);
        check::<u8>(&[1, 0, 0], &[1, 0, 0], &[]);
        check::<u8>(&[1, 2, 0, 255], &[1, 2, 0, 2], &[(1, "2"), (3, "255")]);
        check(&[1_i64, -1, 0], &[1, 2, 0], &[(1, "-1")]);
        check(&[0.0, 1.0, 0.5], &[0, 1, 2], &[(2, "0.5")]);
        check(&[Some(true), None, Some(false)], &[1, 2, 0], &[]);
        check(&[Some(1_u8), None, Some(3)], &[1, 2, 2], &[(2, "3")]);
        check::<u8>(&[], &[], &[]);
    }
}
