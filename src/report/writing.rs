//! Forms of the report that are written piece by piece, to a file or to memory.

use std::io;

use crate::error::{Error, ErrorKind, Problem};

/// The text that something writes.
pub(super) fn in_memory(write: impl FnOnce(&mut Vec<u8>) -> Result<(), Error>) -> Result<String, Error> {
    let mut bytes = Vec::new();
    write(&mut bytes)?;
    String::from_utf8(bytes)
        .map_err(|error| Problem::new(ErrorKind::Format, format!("what was written is no UTF-8: {error}")).into())
}

/// Why the writer took no more.
pub(super) fn unwritten(error: &io::Error) -> Error {
    Problem::new(ErrorKind::Io, format!("cannot be written: {error}"))
        .remedy("make room or name another place; what was written so far is not whole")
        .into()
}
