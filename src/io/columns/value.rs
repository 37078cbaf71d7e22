//! A value that knows its type, from formats that have types.

use std::borrow::Cow;

/// One value of a row.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    /// None was given.
    Missing,
    /// Text.
    Text(&'a str),
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Whole(i128),
    /// A number.
    Real(f64),
}

impl Value<'_> {
    /// The value as a CSV file would have it, so that the same data give the same levels from every format: `true`, `17`,
    /// `17.0`. Missing is nothing.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match *self {
            Self::Missing => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            Self::Whole(number) => Cow::Owned(number.to_string()),
            Self::Real(number) => Cow::Owned(format!("{number:?}")),
        }
    }
}
