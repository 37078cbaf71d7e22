//! Columns: one entry for each row of a block, written once where all rows are alike.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::inference::{Interval, Method};
use crate::value::{Confidence, Measured, Unavailable};

/// The key under which a value stands that all rows share.
const ALL: &str = "all";

/// One entry for each row: `[1, 2, 3]`, or `{"all": 1}` where two rows or more are alike.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Column<T> {
    All(T),
    Each(Vec<T>),
}

impl<T: PartialEq> FromIterator<T> for Column<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        let mut each: Vec<T> = entries.into_iter().collect();
        if each.len() > 1 && each.windows(2).all(|pair| pair[0] == pair[1]) {
            each.truncate(1);
            if let Some(one) = each.pop() {
                return Self::All(one);
            }
        }
        Self::Each(each)
    }
}

impl<T: Clone> Column<T> {
    /// The entries of so many rows.
    pub(super) fn entries(self, rows: usize) -> Result<Vec<T>, String> {
        match self {
            Self::All(one) => Ok(vec![one; rows]),
            Self::Each(each) if each.len() == rows => Ok(each),
            Self::Each(each) => Err(format!("a column has {} entries for {rows} rows", each.len())),
        }
    }
}

impl<T> Column<Option<T>> {
    /// Whether no row has an entry: then the column is not written.
    pub(super) fn is_none(&self) -> bool {
        match self {
            Self::All(one) => one.is_none(),
            Self::Each(each) => each.iter().all(Option::is_none),
        }
    }
}

impl<T> Default for Column<Option<T>> {
    fn default() -> Self {
        Self::All(None)
    }
}

/// A column of marks that is not written where no row is marked.
pub(super) fn unmarked() -> Column<bool> {
    Column::All(false)
}

/// Whether no row is marked.
pub(super) fn is_unmarked(column: &Column<bool>) -> bool {
    match column {
        Column::All(marked) => !marked,
        Column::Each(each) => !each.contains(&true),
    }
}

impl<T: Serialize> Serialize for Column<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Each(each) => each.serialize(serializer),
            Self::All(one) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(ALL, one)?;
                map.end()
            }
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Column<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Column<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list with an entry for each row, or {\"all\": …}")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Column<T>, A::Error> {
                let mut each = Vec::with_capacity(entries.size_hint().unwrap_or(0).min(1 << 16));
                while let Some(entry) = entries.next_element()? {
                    each.push(entry);
                }
                Ok(Column::Each(each))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Column<T>, A::Error> {
                let mut found = None;
                while let Some(key) = map.next_key::<String>()? {
                    if key != ALL || found.is_some() {
                        return Err(A::Error::unknown_field(&key, &[ALL]));
                    }
                    found = Some(map.next_value()?);
                }
                found.map(Column::All).ok_or_else(|| A::Error::missing_field(ALL))
            }
        }

        deserializer.deserialize_any(Entries(PhantomData))
    }
}

/// A number or the reason why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Number(#[serde(with = "crate::value::measured")] pub(super) Measured);

/// The bounds of an interval, or the reason why there are none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
struct Bounds(#[serde(with = "crate::value::measured")] Measured<(Bound, Bound)>);

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
struct Bound(#[serde(with = "crate::inference::interval::bound")] f64);

/// The intervals of the rows. Confidence and method are those of the rows that have bounds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Intervals {
    bounds: Column<Bounds>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    confidence: Column<Option<Confidence>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    method: Column<Option<Method>>,
}

impl Intervals {
    pub(super) fn of(intervals: &[Measured<Interval>]) -> Self {
        Self {
            bounds: intervals
                .iter()
                .map(|interval| Bounds(interval.map(|own| (Bound(own.lower), Bound(own.upper)))))
                .collect(),
            confidence: of_those_with(intervals, |own| own.confidence),
            method: of_those_with(intervals, |own| own.method),
        }
    }

    pub(super) fn entries(self, rows: usize) -> Result<Vec<Measured<Interval>>, String> {
        let columns = (self.bounds.entries(rows)?, self.confidence.entries(rows)?, self.method.entries(rows)?);
        let rows = columns.0.into_iter().zip(columns.1).zip(columns.2);
        rows.map(|((bounds, confidence), method)| match (bounds.0, confidence, method) {
            (Err(reason), ..) => Ok(Err::<Interval, Unavailable>(reason)),
            (Ok((Bound(lower), Bound(upper))), Some(confidence), Some(method)) => {
                Ok(Ok(Interval { lower, upper, confidence, method }))
            }
            _ => Err("an interval lacks its confidence or its method".to_owned()),
        })
        .collect()
    }
}

/// What the intervals that exist have in common, or one entry for each.
fn of_those_with<T: PartialEq>(intervals: &[Measured<Interval>], part: fn(&Interval) -> T) -> Column<Option<T>> {
    let mut parts = intervals.iter().flatten().map(part);
    let first = parts.next();
    if first.as_ref().is_none_or(|first| parts.all(|other| other == *first)) {
        Column::All(first)
    } else {
        Column::Each(intervals.iter().map(|interval| interval.as_ref().ok().map(part)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Reason;

    #[test]
    fn what_all_rows_share_is_written_once() {
        let text = |column: &Column<u64>| serde_json::to_string(column).unwrap();
        assert_eq!(text(&[7, 7, 7].into_iter().collect()), r#"{"all":7}"#);
        assert_eq!(text(&[7, 8].into_iter().collect()), "[7,8]");
        assert_eq!(text(&[7].into_iter().collect()), "[7]");
        let read: Column<u64> = serde_json::from_str(r#"{"all":7}"#).unwrap();
        assert_eq!(read.entries(3), Ok(vec![7; 3]));
        assert!(serde_json::from_str::<Column<u64>>("[1,2]").unwrap().entries(3).is_err());
        for wrong in ["{}", r#"{"every":7}"#, r#"{"all":7,"all":7}"#] {
            assert!(serde_json::from_str::<Column<u64>>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn intervals_survive_with_their_reasons_and_infinities() {
        let one = Interval { lower: 0.1, upper: 0.2, confidence: Confidence::DEFAULT, method: Method::Wilson };
        let open = Interval { upper: f64::INFINITY, ..one };
        let none = Err(Unavailable::Undefined(Reason::NoRows));
        let other = Interval { method: Method::Jeffreys, ..one };
        for (rows, expected) in [
            (vec![Ok(one), none, Ok(open)], r#""method":{"all":"wilson"}"#),
            (vec![Ok(one), none, Ok(other)], r#""method":["wilson",null,"jeffreys"]"#),
            (vec![none, none], r#"{"bounds":{"all":{"undefined":"no_rows"}}}"#),
        ] {
            let text = serde_json::to_string(&Intervals::of(&rows)).unwrap();
            assert!(text.contains(expected), "{text}");
            let read: Intervals = serde_json::from_str(&text).unwrap();
            assert_eq!(read.entries(rows.len()), Ok(rows));
        }
    }
}
