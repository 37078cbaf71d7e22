//! SHA-256 of bytes, and of data in a canonical form.

use std::fmt::Write;
use std::io;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind, Problem};

/// SHA-256 of some bytes, in hexadecimal: what [`super::ReportBuilder::input`] asks for.
///
/// # Example
///
/// ```
/// assert_eq!(
///     evenhand::report::sha256(b"abc"),
///     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
/// );
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of what is written to it.
#[derive(Default)]
pub(super) struct HashWriter(Sha256);

impl HashWriter {
    /// The digest in hexadecimal.
    pub(super) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

impl io::Write for HashWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Bytes in lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 of data as JSON with sorted keys and without white space.
pub(crate) fn canonical_sha256<T: Serialize>(data: &T) -> Result<String, Error> {
    let value = serde_json::to_value(data).map_err(|error| unwritable(&error))?;
    let mut text = String::new();
    write_canonical(&value, &mut text);
    Ok(sha256(text.as_bytes()))
}

/// The keys are sorted here, since whether `Value` sorts them depends on a feature that any crate may turn on.
fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by_key(|(key, _)| key.as_str());
            text.push('{');
            for (index, (key, member)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                let _ = write!(text, "{}:", Value::from(key.as_str()));
                write_canonical(member, text);
            }
            text.push('}');
        }
        Value::Array(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_canonical(element, text);
            }
            text.push(']');
        }
        other => {
            let _ = write!(text, "{other}");
        }
    }
}

pub(super) fn unwritable(error: &serde_json::Error) -> Error {
    Problem::new(ErrorKind::Format, format!("cannot be written as JSON: {error}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_keys_does_not_matter() {
        let write = |text: &str| {
            let mut canonical = String::new();
            write_canonical(&serde_json::from_str(text).unwrap(), &mut canonical);
            canonical
        };
        assert_eq!(
            write(r#"{"b": [1, {"d": null, "c": "\""}], "a": 0.8}"#),
            r#"{"a":0.8,"b":[1,{"c":"\"","d":null}]}"#
        );
    }
}
