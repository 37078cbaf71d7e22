//! Cuts text into blocks of whole records, so that each can be parsed by itself.

use std::io::{ErrorKind as IoErrorKind, Read};
use std::sync::{Mutex, PoisonError};

use super::opening::refused;
use crate::error::Error;

/// How long a block is, but for a record that is longer.
pub(crate) const BLOCK: usize = 1 << 19;

/// Blocks that have been parsed, into which the next are read: fresh memory is cleared twice before it is written.
#[derive(Debug, Default)]
pub(crate) struct Spare(Mutex<Vec<Vec<u8>>>);

impl Spare {
    /// Keeps a block for later.
    pub(crate) fn keep(&self, block: Vec<u8>) {
        // One record that was very long need not be remembered for the rest of the file.
        if block.len() <= 2 * BLOCK {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(block);
        }
    }

    /// A block of any length, with anything in it.
    fn take(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }
}

/// The blocks of a text.
#[derive(Debug)]
pub(crate) struct Blocks<'s, R> {
    input: R,
    spare: &'s Spare,
    /// What was read beyond the last whole record.
    rest: Vec<u8>,
    /// Where quoted cells may span lines: the delimiter.
    quoting: Option<u8>,
    done: bool,
}

impl<'s, R: Read> Blocks<'s, R> {
    /// Cuts at line ends that are not within quoted cells.
    pub(crate) fn of_records(input: R, delimiter: u8, spare: &'s Spare) -> Self {
        Self { input, spare, rest: Vec::new(), quoting: Some(delimiter), done: false }
    }

    /// Cuts at every line end.
    #[cfg(feature = "json")]
    pub(crate) fn of_lines(input: R, spare: &'s Spare) -> Self {
        Self { input, spare, rest: Vec::new(), quoting: None, done: false }
    }

    /// The next block.
    pub(crate) fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut block = self.spare.take();
        let mut filled = self.rest.len();
        let mut wanted = BLOCK.max(filled);
        if block.len() < wanted {
            block.resize(wanted, 0);
        }
        block[..filled].copy_from_slice(&self.rest);
        self.rest.clear();
        while !self.done {
            if block.len() < wanted {
                block.resize(wanted, 0);
            }
            self.fill(&mut block[..wanted], &mut filled)?;
            if self.done {
                break;
            }
            if let Some(end) = self.last_end(&block[..filled]) {
                self.rest.extend_from_slice(&block[end..filled]);
                block.truncate(end);
                return Ok(Some(block));
            }
            wanted = filled * 2;
        }
        block.truncate(filled);
        Ok((!block.is_empty()).then_some(block))
    }

    /// Reads until a block is full, or there is no more.
    fn fill(&mut self, block: &mut [u8], filled: &mut usize) -> Result<(), Error> {
        while *filled < block.len() {
            match self.input.read(&mut block[*filled..]) {
                Ok(0) => {
                    self.done = true;
                    break;
                }
                Ok(read) => *filled += read,
                Err(error) if error.kind() == IoErrorKind::Interrupted => {}
                Err(error) => return Err(refused(&error)),
            }
        }
        Ok(())
    }

    /// Just after the last record that is whole.
    fn last_end(&self, block: &[u8]) -> Option<usize> {
        if let Some(delimiter) = self.quoting
            && has_quotes(block)
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

/// Whether there is a quote: without leaving early within a part, so that many bytes are looked at at once.
fn has_quotes(bytes: &[u8]) -> bool {
    bytes.chunks(4096).any(|part| part.iter().fold(0, |any, &byte| any | u8::from(byte == b'"')) != 0)
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
