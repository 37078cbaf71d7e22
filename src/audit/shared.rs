//! Lists that many results have in common.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

#[cfg(feature = "serde")]
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list that is held once by all results that have the same; it reads as a slice, and a clone costs nothing.
///
/// Slices of customers with equal counts have equal metrics. Of a million small slices nearly all have counts that others have
/// too.
///
/// # Example
///
/// ```
/// use evenhand::audit::Shared;
///
/// let list: Shared<u32> = vec![3, 4].into();
/// assert_eq!(list.clone(), list);
/// assert_eq!(list.iter().sum::<u32>(), 7);
/// let mut doubled = Vec::new();
/// for number in &list {
///     doubled.push(2 * number);
/// }
/// assert_eq!(doubled, [6, 8]);
/// ```
pub struct Shared<T>(Arc<[T]>);

impl<T> Deref for Shared<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> From<Vec<T>> for Shared<T> {
    fn from(list: Vec<T>) -> Self {
        Self(list.into())
    }
}

impl<T> FromIterator<T> for Shared<T> {
    fn from_iter<I: IntoIterator<Item = T>>(list: I) -> Self {
        Self(list.into_iter().collect())
    }
}

impl<'a, T> IntoIterator for &'a Shared<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(feature = "serde")]
impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0[..].serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Audit, Predictions};

    #[test]
    fn slices_with_equal_counts_hold_their_numbers_once() {
        // Four channels: the first two with the same counts, the others with counts of their own.
        let selected = [25, 25, 40, 10];
        let predictions = Predictions::builder()
            .decision((0..400).map(|row| row % 100 < selected[row / 100]))
            .segment("channel", (0..400).map(|row| ["app", "mail", "phone", "web"][row / 100]))
            .build()
            .unwrap();
        let audited = Audit::new().run(&predictions).unwrap();
        let slices = &audited.groupings[0].slices;
        assert_eq!((slices[0].counts, slices[0].metrics.as_ptr()), (slices[1].counts, slices[1].metrics.as_ptr()));
        assert_eq!(slices[0].disparities.as_ptr(), slices[1].disparities.as_ptr());
        assert_ne!(slices[0].metrics.as_ptr(), slices[2].metrics.as_ptr());
        let judged = &audited.rules[0].assessments;
        assert_eq!(judged[0].group_values.as_ptr(), judged[1].group_values.as_ptr());
        assert_ne!(judged[0].group_values.as_ptr(), judged[2].group_values.as_ptr());
    }
}
