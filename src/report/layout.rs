//! How the report's JSON is laid out: a line for each field and each column, so that two reports can be compared line by
//! line and a column of numbers stays a line of numbers.

use std::io::{self, Write};

use serde_json::ser::Formatter;

/// From this depth on what stands in a list is written on one line.
const COMPACT_FROM: usize = 5;

/// One list or object that is open.
#[derive(Debug, Clone, Copy)]
enum Open {
    Object {
        lines: bool,
        members: usize,
    },
    List {
        /// Whether its members may stand on lines of their own: they do if the first is an object.
        may: bool,
        lines: bool,
        members: usize,
    },
}

/// The layout: two spaces of indent; lists of numbers and texts on one line, lists of objects with a line for each.
#[derive(Debug, Default)]
pub(super) struct Layout {
    open: Vec<Open>,
}

impl Layout {
    fn new_line<W: ?Sized + Write>(&self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\n")?;
        (0..self.open.len()).try_for_each(|_| writer.write_all(b"  "))
    }

    fn close<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        if let Some(Open::Object { lines: true, members: 1.. } | Open::List { lines: true, members: 1.., .. }) =
            self.open.pop()
        {
            self.new_line(writer)?;
        }
        writer.write_all(bracket)
    }
}

impl Formatter for Layout {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let may = matches!(self.open.last(), None | Some(Open::Object { lines: true, .. }));
        self.open.push(Open::List { may, lines: false, members: 0 });
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if let Some(Open::List { members, .. }) = self.open.last_mut() {
            *members += 1;
        }
        if first { Ok(()) } else { writer.write_all(b",") }
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let within_lines = match self.open.last_mut() {
            None => true,
            Some(Open::Object { lines, .. }) => *lines,
            Some(Open::List { may, lines, members }) => {
                *lines |= *may && *members == 1;
                *lines
            }
        };
        if within_lines && matches!(self.open.last(), Some(Open::List { .. })) {
            self.new_line(writer)?;
        }
        let lines = within_lines && self.open.len() < COMPACT_FROM;
        self.open.push(Open::Object { lines, members: 0 });
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        match self.open.last_mut() {
            Some(Open::Object { lines, members }) => {
                *members += 1;
                if *lines { self.new_line(writer) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let lines = matches!(self.open.last(), Some(Open::Object { lines: true, .. }));
        writer.write_all(if lines { b": " } else { b":" })
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde_json::{Serializer, Value, json};

    use super::*;

    #[test]
    fn columns_stay_on_their_lines() {
        let value = json!({"a": [1, 2], "b": [{"c": [], "d": {}}, {"c": [[1], [2]]}], "e": {"f": [0.5, {"g": 1}]}});
        let mut bytes = Vec::new();
        value.serialize(&mut Serializer::with_formatter(&mut bytes, Layout::default())).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let expected = r#"{
  "a": [1,2],
  "b": [
    {
      "c": [],
      "d": {}
    },
    {
      "c": [[1],[2]]
    }
  ],
  "e": {
    "f": [0.5,{"g":1}]
  }
}"#;
        assert_eq!(text, expected);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
