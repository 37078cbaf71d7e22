//! A slice of customers: those who meet every one of a few conditions.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Level;

/// One attribute at one level.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Condition {
    /// The attribute's name.
    pub attribute: String,
    /// The level at which it stands; `null` is missing.
    pub level: Level,
}

/// The customers who meet every condition; none is everybody.
///
/// # Example
///
/// ```
/// use evenhand::segment::{Level, Slice};
///
/// let slice = Slice::everybody().and("gender", Level::named("female")).and("channel", Level::named("phone"));
/// assert_eq!(slice.to_string(), "gender=female × channel=phone");
/// assert!(slice.lies_within(&Slice::everybody().and("channel", Level::named("phone"))));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Vec<Condition>", into = "Vec<Condition>")]
pub struct Slice {
    // Shared: an audit names each slice in a dozen places, and there may be a million of them.
    conditions: Arc<[Condition]>,
}

impl From<Vec<Condition>> for Slice {
    fn from(conditions: Vec<Condition>) -> Self {
        Self { conditions: conditions.into() }
    }
}

impl From<Slice> for Vec<Condition> {
    fn from(slice: Slice) -> Self {
        slice.conditions.to_vec()
    }
}

impl Slice {
    /// The slice without conditions.
    pub fn everybody() -> Self {
        Self::default()
    }

    /// The part of this slice that also meets one more condition.
    #[must_use]
    pub fn and(self, attribute: impl Into<String>, level: Level) -> Self {
        let mut conditions = self.conditions.to_vec();
        conditions.push(Condition { attribute: attribute.into(), level });
        conditions.into()
    }

    /// The conditions, in the order in which they were given.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// The level at which an attribute is held, if it is.
    pub fn level(&self, attribute: &str) -> Option<&Level> {
        self.conditions.iter().find(|condition| condition.attribute == attribute).map(|condition| &condition.level)
    }

    /// Whether every customer of this slice is one of the other: the other's conditions are among these.
    pub fn lies_within(&self, other: &Slice) -> bool {
        other.conditions.iter().all(|condition| self.conditions.contains(condition))
    }

    /// Whether these are the levels of the conditions, in their order.
    pub(crate) fn stands_at<S: AsRef<str>>(&self, levels: &[S]) -> bool {
        let own = self.conditions.iter().map(|condition| condition.level.name());
        own.eq(levels.iter().map(|level| Some(level.as_ref())))
    }

    /// The levels alone, as a table that names the attributes in its heading shows them.
    pub fn label(&self) -> String {
        if self.conditions.is_empty() {
            return "everybody".to_owned();
        }
        self.conditions.iter().map(|condition| condition.level.to_string()).collect::<Vec<_>>().join(" × ")
    }
}

impl fmt::Display for Slice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.conditions.is_empty() {
            return f.write_str("everybody");
        }
        for (index, Condition { attribute, level }) in self.conditions.iter().enumerate() {
            if index > 0 {
                f.write_str(" × ")?;
            }
            write!(f, "{attribute}={level}")?;
        }
        Ok(())
    }
}
