//! Cuts text into blocks of whole records, so that each can be parsed by itself.

use std::io::{ErrorKind as IoErrorKind, Read};

use super::opening::refused;
use crate::error::Error;

/// How long a block is, but for a record that is longer.
pub(crate) const BLOCK: usize = 1 << 19;

/// The blocks of a text.
#[derive(Debug)]
pub(crate) struct Blocks<R> {
    input: R,
    /// What was read beyond the last whole record.
    rest: Vec<u8>,
    /// Where quoted cells may span lines: the delimiter.
    quoting: Option<u8>,
    done: bool,
}

impl<R: Read> Blocks<R> {
    /// Cuts at line ends that are not within quoted cells.
    pub(crate) fn of_records(input: R, delimiter: u8) -> Self {
        Self { input, rest: Vec::new(), quoting: Some(delimiter), done: false }
    }

    /// Cuts at every line end.
    #[cfg(feature = "json")]
    pub(crate) fn of_lines(input: R) -> Self {
        Self { input, rest: Vec::new(), quoting: None, done: false }
    }

    /// The next block.
    pub(crate) fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut block = Vec::with_capacity(BLOCK + self.rest.len());
        block.append(&mut self.rest);
        let mut wanted = BLOCK;
        while !self.done {
            self.fill(&mut block, wanted)?;
            if self.done {
                break;
            }
            if let Some(end) = self.last_end(&block) {
                self.rest = block.split_off(end);
                return Ok(Some(block));
            }
            wanted = block.len() * 2;
        }
        Ok((!block.is_empty()).then_some(block))
    }

    /// Reads until there are so many bytes, or no more.
    fn fill(&mut self, block: &mut Vec<u8>, wanted: usize) -> Result<(), Error> {
        let mut filled = block.len();
        block.resize(wanted.max(filled), 0);
        while filled < block.len() {
            match self.input.read(&mut block[filled..]) {
                Ok(0) => {
                    self.done = true;
                    break;
                }
                Ok(read) => filled += read,
                Err(error) if error.kind() == IoErrorKind::Interrupted => {}
                Err(error) => return Err(refused(&error)),
            }
        }
        block.truncate(filled);
        Ok(())
    }

    /// Just after the last record that is whole.
    fn last_end(&self, block: &[u8]) -> Option<usize> {
        if let Some(delimiter) = self.quoting
            && block.contains(&b'"')
        {
            return record_ends(block, delimiter).last();
        }
        if let Some(at) = block.iter().rposition(|&byte| byte == b'\n') {
            return Some(at + 1);
        }
        // Lines of old machines end in `\r` alone; the last byte may be the first half of `\r\n`.
        let before = block.len().saturating_sub(1);
        block[..before].iter().rposition(|&byte| byte == b'\r').map(|at| at + 1)
    }
}

/// How many lines end in some bytes.
#[allow(clippy::naive_bytecount, reason = "the compiler compares many bytes at once")]
pub(super) fn line_ends(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte == b'\n').count()
}

/// Just after each record: the places of its line end, by the grammar of the parser of [`::csv`]. A quote opens a cell
/// only as its first byte.
pub(super) fn record_ends(bytes: &[u8], delimiter: u8) -> impl Iterator<Item = usize> + '_ {
    let mut at = 0;
    let mut state = State::Start;
    std::iter::from_fn(move || {
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            state = match (state, byte) {
                (State::Quoted, b'"') => State::Closed,
                (State::Quoted, _) => {
                    at += bytes[at..].iter().position(|&byte| byte == b'"').unwrap_or(bytes.len() - at);
                    State::Quoted
                }
                (State::Start | State::Closed, b'"') => State::Quoted,
                (_, b'\n') => {
                    state = State::Start;
                    return Some(at);
                }
                (_, b'\r') => {
                    match bytes.get(at) {
                        Some(b'\n') => at += 1,
                        Some(_) => {}
                        None => return None,
                    }
                    state = State::Start;
                    return Some(at);
                }
                (_, byte) if byte == delimiter => State::Start,
                _ => State::Open,
            };
        }
        None
    })
}

/// Where a parser is within a record.
#[derive(Debug, Clone, Copy)]
enum State {
    /// At the beginning of a cell.
    Start,
    /// Within a cell without quotes, where a quote is a character.
    Open,
    /// Within a quoted cell.
    Quoted,
    /// After a quote that closed the cell, or is the first half of an escaped one.
    Closed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_end_where_the_parser_says() {
        let texts: [&[u8]; 9] = [
            b"a,b\nc,d\n",
            b"a,\"b\nc\",d\ne\n",
            b"a\"b,c\nd\"e\n\n",
            b"\"a\"\"\n\",b\nc\n",
            b"\"a\"x\n,b\nc\n",
            b"a\r\nb\rc\nd\r\n",
            b"\"\"\"\"\n\"\",\"\n\"\n",
            b"\"open\nand never closed",
            b"a,\"b\"\"\"\n\"c\n\"\"\n\"\n",
        ];
        for text in texts {
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
            let expected: Vec<Vec<u8>> =
                reader.byte_records().map(|record| record.unwrap().as_slice().to_vec()).collect();
            let mut found = Vec::new();
            let mut ends: Vec<usize> = record_ends(text, b',').collect();
            ends.push(text.len());
            let mut start = 0;
            for end in ends {
                let mut reader =
                    ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&text[start..end]);
                found.extend(reader.byte_records().map(|record| record.unwrap().as_slice().to_vec()));
                start = end;
            }
            assert_eq!(found, expected, "{:?}", String::from_utf8_lossy(text));
        }
    }
}
