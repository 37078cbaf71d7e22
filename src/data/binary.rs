//! Columns of yes and no, whose bad values are complained of in one way.

use super::roles::BinaryValue;
use crate::error::{BadValues, Problems};

/// A column as bytes: 0, 1, and [`MISSING`](super::roles::MISSING) where missing. What is neither becomes a problem, and
/// counts as missing.
pub(super) fn binary_codes<I>(name: &str, values: I, problems: &mut Problems) -> Vec<u8>
where
    I: IntoIterator,
    I::Item: BinaryValue,
{
    let mut bad =
        BadValues::new(name, "is neither 0 nor 1", "name the positive level, or recode the column to 0 and 1");
    let codes = BinaryValue::codes(values.into_iter(), &mut |row, value| bad.push(row, value));
    bad.report(problems);
    codes
}

/// The same, with a missing value as none.
#[cfg(any(feature = "screen", feature = "tasks"))]
pub(crate) fn yes_or_no<I>(name: &str, values: I, problems: &mut Problems) -> Vec<Option<bool>>
where
    I: IntoIterator,
    I::Item: BinaryValue,
{
    let codes = binary_codes(name, values, problems);
    codes.into_iter().map(|code| (code != super::roles::MISSING).then_some(code == 1)).collect()
}
