//! Predictions from JSON lines: one object a line.
//!
//! What a key holds is what a CSV cell would: numbers and booleans are known by their type, text is taken as it is, `null`
//! and a key that an object lacks are missing. Objects and lists within an object are passed over unless a role asks for
//! them.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::io::Read;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use super::columns::{Few, Naming, Places, Plan, Value};
use super::csv::{Blocks, Spare};
use super::part::Part;
use super::reader::Reading;
use crate::error::{Error, ErrorKind, Problem};

/// Whether a file begins as JSON does.
pub(super) fn is_json(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    let after = |open: u8| start.strip_prefix(&[open]).and_then(|rest| rest.trim_ascii_start().first().copied());
    matches!(after(b'{'), Some(b'"' | b'}')) || matches!(after(b'['), Some(b'{' | b']'))
}

/// Reads a file of one object a line.
pub(super) fn read<R: Read>(
    input: R,
    start: &[u8],
    reading: &mut Reading<'_, '_>,
    bytes: &Cell<u64>,
) -> Result<(), Error> {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    if start.starts_with(b"[") {
        let problem = Problem::new(ErrorKind::Format, "this is one list of JSON, not JSON lines");
        return Err(reading.refuse(problem.remedy("write one object a line, as `jq -c '.[]'` does").into()));
    }
    let spare = Spare::default();
    let mut blocks = Blocks::of_lines(input, &spare);
    let mut first = match blocks.next() {
        Ok(first) => first,
        Err(error) => return Err(reading.refuse(error)),
    };
    let header = keys(first.as_deref().unwrap_or_default());
    reading.run(
        (&header, Naming::Keys),
        0,
        &|_| bytes.get(),
        2,
        || match first.take() {
            Some(block) => Ok(Some(block)),
            None => blocks.next(),
        },
        |block: Vec<u8>, plan: &Plan<'_>| {
            let part = parse(&block, plan);
            spare.keep(block);
            Ok(part)
        },
    )
}

/// The keys of the objects of a block, in order of appearance.
fn keys(block: &[u8]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for line in block.split(|&byte| byte == b'\n') {
        let Ok(Keys(found)) = serde_json::from_slice(unmarked(line)) else { continue };
        for key in found {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys
}

fn unmarked(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
}

fn parse(block: &[u8], plan: &Plan<'_>) -> Part {
    let mut cells = plan.part();
    let mut places = Vec::new();
    let mut broken = Few::default();
    let (mut records, mut lines) = (0, 0_u32);
    // A column may play two roles.
    let mut columns: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, column) in plan.columns.iter().enumerate() {
        columns.entry(column.name).or_default().push(at);
    }
    let mut row: Vec<Held> = Vec::new();
    for (at, line) in (0_u32..).zip(block.split(|&byte| byte == b'\n')) {
        lines = at;
        let line = unmarked(line);
        if line.trim_ascii().is_empty() {
            continue;
        }
        row.clear();
        row.resize_with(plan.columns.len(), || Held::Missing);
        let mut deserializer = serde_json::Deserializer::from_slice(line);
        let done = Row { columns: &columns, row: &mut row }.deserialize(&mut deserializer);
        match done.and_then(|()| deserializer.end()) {
            Ok(()) => {
                for ((column, own), held) in plan.columns.iter().zip(&mut cells).zip(&row) {
                    own.value(column.rule, held.value());
                }
                places.push((records, at));
            }
            Err(error) => {
                broken.push(|| (records, at, format!("the line is not a JSON object of plain values: {error}")));
            }
        }
        records += 1;
    }
    Part { cells, records, lines, places: Places::Lines(places), broken, ..Part::default() }
}

/// A value of the row at hand.
#[derive(Debug, Clone)]
enum Held {
    Missing,
    Text(String),
    Bool(bool),
    Whole(i128),
    Real(f64),
}

impl Held {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Missing => Value::Missing,
            Self::Text(text) => Value::Text(text),
            Self::Bool(value) => Value::Bool(*value),
            Self::Whole(number) => Value::Whole(*number),
            Self::Real(number) => Value::Real(*number),
        }
    }
}

impl<'de> Deserialize<'de> for Held {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl Visitor<'_> for Any {
            type Value = Held;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text, a number, a boolean or null")
            }

            fn visit_unit<E>(self) -> Result<Held, E> {
                Ok(Held::Missing)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Held, E> {
                Ok(Held::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Held, E> {
                Ok(Held::Whole(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Held, E> {
                Ok(Held::Whole(value.into()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Held, E> {
                Ok(Held::Real(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<Held, E> {
                Ok(Held::Text(value.to_owned()))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// Reads an object into the row.
struct Row<'r> {
    columns: &'r HashMap<&'r str, Vec<usize>>,
    row: &'r mut [Held],
}

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = vec![false; self.row.len()];
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            let Some(columns) = self.columns.get(key.as_ref()) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let value: Held = map.next_value()?;
            let [first, others @ ..] = &columns[..] else { continue };
            if std::mem::replace(&mut seen[*first], true) {
                return Err(A::Error::custom(format!("the key {key:?} stands twice")));
            }
            for &other in others {
                self.row[other] = value.clone();
            }
            self.row[*first] = value;
        }
        Ok(())
    }
}

/// The keys of one object.
struct Keys(Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Keys;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut names = Vec::new();
                while let Some((name, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
                    names.push(name);
                }
                Ok(Keys(names))
            }
        }
        deserializer.deserialize_map(Names)
    }
}
