//! One value of a segment attribute; a missing value is a level of its own.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A value of a segment attribute. Missing is a value like any other, and is audited.
///
/// Levels sort by name, missing last. In serialised form missing is `null`, so that it cannot be confused with a level
/// that happens to be called "missing".
///
/// # Example
///
/// ```
/// use evenhand::segment::Level;
///
/// let mut levels = [Level::Missing, Level::named("65+"), Level::named("18-24")];
/// levels.sort();
/// assert_eq!(levels.map(|level| level.to_string()), ["18-24", "65+", "(missing)"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Option<String>", into = "Option<String>")]
pub enum Level {
    /// A value that was given.
    Named(String),
    /// No value was given.
    Missing,
}

impl Level {
    /// A level by its name.
    pub fn named(name: impl Into<String>) -> Self {
        Self::Named(name.into())
    }

    /// The name, unless missing.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Missing => None,
        }
    }

    /// Whether no value was given.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }
}

impl Ord for Level {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Named(a), Self::Named(b)) => a.cmp(b),
            (Self::Named(_), Self::Missing) => Ordering::Less,
            (Self::Missing, Self::Named(_)) => Ordering::Greater,
            (Self::Missing, Self::Missing) => Ordering::Equal,
        }
    }
}

impl PartialOrd for Level {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name().unwrap_or("(missing)"))
    }
}

impl From<Option<String>> for Level {
    fn from(name: Option<String>) -> Self {
        name.map_or(Self::Missing, Self::Named)
    }
}

impl From<Level> for Option<String> {
    fn from(level: Level) -> Self {
        match level {
            Level::Named(name) => Some(name),
            Level::Missing => None,
        }
    }
}

/// Anything that names a level: text, an integer, a boolean, and any of these as an `Option`, where `None` is missing.
///
/// Text is taken as it is: an empty string is a level named "". Readers of files decide what they call missing. Values can
/// be handed to other threads, which share the work on a long column.
pub trait LevelValue: Send + Sync {
    /// The level's name, or `None` where the value is missing.
    fn level_name(&self) -> Option<Cow<'_, str>>;
}

impl LevelValue for str {
    #[inline]
    fn level_name(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

impl LevelValue for String {
    #[inline]
    fn level_name(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

impl LevelValue for Level {
    #[inline]
    fn level_name(&self) -> Option<Cow<'_, str>> {
        self.name().map(Cow::Borrowed)
    }
}

impl<T: LevelValue + ?Sized> LevelValue for &T {
    #[inline]
    fn level_name(&self) -> Option<Cow<'_, str>> {
        (**self).level_name()
    }
}

impl<T: LevelValue> LevelValue for Option<T> {
    #[inline]
    fn level_name(&self) -> Option<Cow<'_, str>> {
        self.as_ref()?.level_name()
    }
}

macro_rules! level_value_by_display {
    ($($type:ty),*) => {$(
        impl LevelValue for $type {
            fn level_name(&self) -> Option<Cow<'_, str>> {
                Some(Cow::Owned(self.to_string()))
            }
        }
    )*};
}

level_value_by_display!(bool, char, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);
