//! The beginning of a file: whether it is text at all, its byte order mark, its delimiter and its line ends.

use std::io::{Cursor, ErrorKind as IoErrorKind, Read};

use ::csv::{ByteRecord, Reader, ReaderBuilder};

use super::place::Place;
use crate::error::{Error, ErrorKind, Problem};

/// How much of a file may be read in search of the end of its header.
const LONGEST_HEADER: usize = 1 << 20;
const CHUNK: usize = 1 << 16;
/// Candidates, from the most to the least usual.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// First bytes by which files that are not text give themselves away.
const NOT_TEXT: [(&[u8], &str, &str); 6] = [
    (b"\xFF\xFE", "UTF-16 text", "save it as UTF-8"),
    (b"\xFE\xFF", "UTF-16 text", "save it as UTF-8"),
    (b"\x1F\x8B", "compressed with gzip", "unpack it, or pipe it through gzip -dc"),
    (b"PK\x03\x04", "a ZIP archive or a spreadsheet", "export the sheet as CSV"),
    (b"PAR1", "a Parquet file", "export it as CSV"),
    (b"ARROW1", "an Arrow file", "export it as CSV"),
];

/// The first bytes of a file, and then the rest of it.
pub(crate) type Whole<R> = std::io::Chain<Cursor<Vec<u8>>, R>;

/// A file whose header has been read.
pub(crate) struct Opened<R> {
    pub(crate) reader: Reader<Whole<R>>,
    pub(crate) header: Vec<String>,
    pub(crate) delimiter: u8,
    windows_lines: bool,
}

impl<R: Read> Opened<R> {
    /// Reads the header.
    pub(crate) fn open(mut input: R, delimiter: Option<u8>) -> Result<Self, Error> {
        let mut start = first_bytes(&mut input)?;
        if let Some((_, what, remedy)) = NOT_TEXT.iter().find(|(magic, ..)| start.starts_with(magic)) {
            return Err(Problem::new(ErrorKind::Format, format!("this is {what}, not CSV")).remedy(*remedy).into());
        }
        if start.starts_with(BYTE_ORDER_MARK) {
            start.drain(..BYTE_ORDER_MARK.len());
        }
        let first_line = start.get(..header_end(&start).unwrap_or(start.len())).unwrap_or_default();
        let windows_lines = first_line.ends_with(b"\r\n");
        let delimiter = delimiter.unwrap_or_else(|| most_frequent_delimiter(first_line));
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .buffer_capacity(CHUNK)
            .from_reader(Cursor::new(start).chain(input));
        let cells = reader.byte_headers().map_err(|error| unreadable(&error, 0))?.clone();
        let header = decode_header(&cells)?;
        Ok(Self { reader, header, delimiter, windows_lines })
    }

    /// Reads the next record; `Ok(None)` at the end of the file.
    pub(crate) fn next(&mut self, record: &mut ByteRecord, row: u64) -> Result<Option<Place>, Error> {
        if !self.reader.read_byte_record(record).map_err(|error| unreadable(&error, row))? {
            return Ok(None);
        }
        Ok(Some(Place { row, line: self.line(record) }))
    }

    /// The line on which a record begins. The parser notes a position before it skips empty lines and, with `\r\n`,
    /// before it sees the `\n` of the record before.
    fn line(&self, record: &ByteRecord) -> u64 {
        let before = record.position().map_or(0, ::csv::Position::line);
        let after = self.reader.position().line();
        if after == before + 1 {
            return if self.windows_lines { after } else { before };
        }
        let within = record.as_slice().split(|&byte| byte == b'\n').count() as u64 - 1;
        if self.windows_lines { after - within } else { before + (after - before).saturating_sub(within + 1) }
    }
}

/// Reads until the header is complete, the file ends, or enough is enough.
fn first_bytes(input: &mut impl Read) -> Result<Vec<u8>, Error> {
    let mut bytes = vec![0; CHUNK];
    let mut filled = 0;
    loop {
        match input.read(bytes.get_mut(filled..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == IoErrorKind::Interrupted => {}
            Err(error) => return Err(refused(&error, 0).into()),
        }
        if filled >= LONGEST_HEADER || header_end(bytes.get(..filled).unwrap_or_default()).is_some() {
            break;
        }
        if filled == bytes.len() {
            bytes.resize(filled * 2, 0);
        }
    }
    bytes.truncate(filled);
    if bytes.is_empty() || bytes == BYTE_ORDER_MARK {
        return Err(Problem::new(ErrorKind::Empty, "the file is empty")
            .remedy("a header line with the names of the columns was expected")
            .into());
    }
    Ok(bytes)
}

/// Just after the first line end that is not within quotes and not of an empty line.
fn header_end(bytes: &[u8]) -> Option<usize> {
    let mut quoted = false;
    let mut seen = false;
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted && seen => return Some(at + 1),
            b'\n' | b'\r' => continue,
            _ => {}
        }
        seen = true;
    }
    None
}

fn most_frequent_delimiter(line: &[u8]) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for &byte in line {
        if byte == b'"' {
            quoted = !quoted;
        } else if !quoted && let Some(at) = DELIMITERS.iter().position(|&delimiter| delimiter == byte) {
            counts[at] += 1;
        }
    }
    // The first of equals: max_by_key would take the last.
    let best = (0..counts.len()).rev().max_by_key(|&at| counts[at]).unwrap_or(0);
    DELIMITERS[best]
}

fn decode_header(cells: &ByteRecord) -> Result<Vec<String>, Error> {
    let mut problems = Vec::new();
    let mut header = Vec::with_capacity(cells.len());
    for (at, cell) in cells.iter().enumerate() {
        match std::str::from_utf8(cell) {
            Ok(name) => header.push(name.to_owned()),
            Err(error) => problems.push(
                Problem::new(
                    ErrorKind::Format,
                    format!("is the name of column {} and is not UTF-8 at byte {}", at + 1, error.valid_up_to() + 1),
                )
                .line(1)
                .value(String::from_utf8_lossy(cell))
                .remedy(super::place::SAVE_AS_UTF8),
            ),
        }
    }
    if header.iter().all(String::is_empty) {
        problems.push(
            Problem::new(ErrorKind::Format, "the file has no header")
                .remedy("put the names of the columns into the first line"),
        );
    }
    Error::check(problems).map(|()| header)
}

fn unreadable(error: &::csv::Error, row: u64) -> Error {
    match error.kind() {
        ::csv::ErrorKind::Io(error) => refused(error, row).into(),
        _ => Problem::new(ErrorKind::Format, format!("this cannot be read as CSV: {error}")).into(),
    }
}

fn refused(error: &std::io::Error, row: u64) -> Problem {
    let problem = Problem::new(ErrorKind::Io, format!("the file cannot be read: {error}"));
    if row == 0 { problem } else { problem.row(row) }
}
