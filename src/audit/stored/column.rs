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
pub(super) enum Column<'a, T> {
    All(T),
    Each(Entries<'a, T>),
}

/// The entries of a list, in order.
pub(super) enum Entries<'a, T> {
    /// As they were read.
    Held(Vec<T>),
    /// Looked up as they are written, so that a list of a million takes no memory for itself.
    LookedUp(Box<dyn Fn() -> Box<dyn Iterator<Item = T> + 'a> + 'a>),
}

impl<'a, T> Entries<'a, T> {
    /// What these rows hold.
    pub(super) fn of(rows: impl Iterator<Item = T> + Clone + 'a) -> Self {
        Self::LookedUp(Box::new(move || Box::new(rows.clone())))
    }

    fn all(&self, is_so: impl Fn(&T) -> bool) -> bool {
        match self {
            Self::Held(list) => list.iter().all(is_so),
            Self::LookedUp(look_up) => look_up().all(|entry| is_so(&entry)),
        }
    }

    pub(super) fn held(self) -> Vec<T> {
        match self {
            Self::Held(list) => list,
            Self::LookedUp(look_up) => look_up().collect(),
        }
    }
}

impl<T: Serialize> Serialize for Entries<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Held(list) => serializer.collect_seq(list),
            Self::LookedUp(look_up) => serializer.collect_seq(look_up()),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<'_, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::Held)
    }
}

impl<'a, T: PartialEq> Column<'a, T> {
    /// What these rows hold.
    pub(super) fn of(rows: impl Iterator<Item = T> + Clone + 'a) -> Self {
        let mut each = rows.clone();
        match (each.next(), each.next()) {
            (Some(first), Some(second)) if first == second && each.all(|other| other == first) => Self::All(first),
            _ => Self::Each(Entries::of(rows)),
        }
    }
}

impl<T: Clone> Column<'_, T> {
    /// The entries of so many rows.
    pub(super) fn entries(self, rows: usize) -> Result<Vec<T>, String> {
        match self {
            Self::All(one) => Ok(vec![one; rows]),
            Self::Each(each) => {
                let each = each.held();
                if each.len() == rows {
                    Ok(each)
                } else {
                    Err(format!("a column has {} entries for {rows} rows", each.len()))
                }
            }
        }
    }
}

impl<T> Column<'_, Option<T>> {
    /// Whether no row has an entry: then the column is not written.
    pub(super) fn is_none(&self) -> bool {
        match self {
            Self::All(one) => one.is_none(),
            Self::Each(each) => each.all(Option::is_none),
        }
    }
}

impl<T> Default for Column<'_, Option<T>> {
    fn default() -> Self {
        Self::All(None)
    }
}

/// A column of marks that is not written where no row is marked.
pub(super) fn unmarked<'a>() -> Column<'a, bool> {
    Column::All(false)
}

/// Whether no row is marked.
pub(super) fn is_unmarked(column: &Column<'_, bool>) -> bool {
    match column {
        Column::All(marked) => !marked,
        Column::Each(each) => each.all(|marked| !marked),
    }
}

impl<T: Serialize> Serialize for Column<'_, T> {
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

impl<'de, 'a, T: Deserialize<'de> + 'a> Deserialize<'de> for Column<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Rows<'a, T>(PhantomData<Column<'a, T>>);

        impl<'de, 'a, T: Deserialize<'de> + 'a> Visitor<'de> for Rows<'a, T> {
            type Value = Column<'a, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list with an entry for each row, or {\"all\": …}")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Column<'a, T>, A::Error> {
                let mut each = Vec::with_capacity(entries.size_hint().unwrap_or(0).min(1 << 16));
                while let Some(entry) = entries.next_element()? {
                    each.push(entry);
                }
                Ok(Column::Each(Entries::Held(each)))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Column<'a, T>, A::Error> {
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

        deserializer.deserialize_any(Rows(PhantomData))
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
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Intervals<'a> {
    bounds: Column<'a, Bounds>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    confidence: Column<'a, Option<Confidence>>,
    #[serde(default, skip_serializing_if = "Column::is_none")]
    method: Column<'a, Option<Method>>,
}

impl<'a> Intervals<'a> {
    pub(super) fn of(intervals: impl Iterator<Item = Measured<Interval>> + Clone + 'a) -> Self {
        let bounds = |interval: Measured<Interval>| Bounds(interval.map(|own| (Bound(own.lower), Bound(own.upper))));
        Self {
            confidence: of_those_with(intervals.clone(), |own| own.confidence),
            method: of_those_with(intervals.clone(), |own| own.method),
            bounds: Column::of(intervals.map(bounds)),
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
fn of_those_with<'a, T: PartialEq + 'a>(
    intervals: impl Iterator<Item = Measured<Interval>> + Clone + 'a,
    part: fn(&Interval) -> T,
) -> Column<'a, Option<T>> {
    let mut parts = intervals.clone().flatten().map(|interval| part(&interval));
    let first = parts.next();
    if first.as_ref().is_none_or(|first| parts.all(|other| other == *first)) {
        Column::All(first)
    } else {
        Column::Each(Entries::of(intervals.map(move |interval| interval.as_ref().ok().map(part))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Reason;

    #[test]
    fn what_all_rows_share_is_written_once() {
        let text = |rows: &[u64]| serde_json::to_string(&Column::of(rows.iter().copied())).unwrap();
        assert_eq!(text(&[7, 7, 7]), r#"{"all":7}"#);
        assert_eq!(text(&[7, 8]), "[7,8]");
        assert_eq!(text(&[7]), "[7]");
        let read: Column<'_, u64> = serde_json::from_str(r#"{"all":7}"#).unwrap();
        assert_eq!(read.entries(3), Ok(vec![7; 3]));
        assert!(serde_json::from_str::<Column<'_, u64>>("[1,2]").unwrap().entries(3).is_err());
        for wrong in ["{}", r#"{"every":7}"#, r#"{"all":7,"all":7}"#] {
            assert!(serde_json::from_str::<Column<'_, u64>>(wrong).is_err(), "{wrong}");
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
            let text = serde_json::to_string(&Intervals::of(rows.iter().copied())).unwrap();
            assert!(text.contains(expected), "{text}");
            let read: Intervals<'_> = serde_json::from_str(&text).unwrap();
            assert_eq!(read.entries(rows.len()), Ok(rows));
        }
    }
}
