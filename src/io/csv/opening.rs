//! The beginning of a file: whether it is text at all, its byte order mark, its delimiter and its line ends.

use std::io::{Cursor, ErrorKind as IoErrorKind, Read};

use ::csv::{ByteRecord, Reader, ReaderBuilder};

use super::blocks::{line_ends, record_ends};
use crate::error::{Error, ErrorKind, Problem};
use crate::io::columns::SAVE_AS_UTF8;

/// How much of a file may be read in search of the end of its header.
const LONGEST_HEADER: usize = 1 << 20;
const CHUNK: usize = 1 << 16;
/// Candidates, from the most to the least usual.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

const PARQUET: &str = if cfg!(feature = "parquet") {
    "it is read from its end: give it as a file of its own, unpacked"
} else {
    "build with the feature `parquet` (the program: `formats`), or export it as CSV"
};
const ARROW: &str = if cfg!(feature = "arrow") {
    "give its columns by name; only CSV can be looked at without"
} else {
    "build with the feature `arrow` (the program: `formats`), or export it as CSV"
};

/// First bytes by which files that are not text give themselves away.
const NOT_TEXT: [(&[u8], &str, &str); 8] = [
    (b"\xFF\xFE", "UTF-16 text", "save it as UTF-8"),
    (b"\xFE\xFF", "UTF-16 text", "save it as UTF-8"),
    (
        b"\x1F\x8B",
        "compressed with gzip",
        "unpack it, pipe it through gzip -dc, or build with the feature `compression`",
    ),
    (
        b"\x28\xB5\x2F\xFD",
        "compressed with zstd",
        "unpack it, pipe it through zstd -dc, or build with the feature `compression`",
    ),
    (b"PK\x03\x04", "a ZIP archive or a spreadsheet", "export the sheet as CSV"),
    (b"PAR1", "a Parquet file", PARQUET),
    (b"ARROW1", "an Arrow file", ARROW),
    (b"\xFF\xFF\xFF\xFF", "an Arrow stream", ARROW),
];

/// The first bytes of a file, and then the rest of it.
pub(crate) type Whole<R> = std::io::Chain<Cursor<Vec<u8>>, R>;

/// A file whose header has been read.
#[derive(Debug)]
pub(crate) struct Opened<R> {
    pub(crate) header: Vec<String>,
    pub(crate) delimiter: u8,
    /// Whether lines end in `\r\n`.
    pub(crate) windows_lines: bool,
    /// Line ends up to the first row.
    pub(crate) lines: u64,
    /// What comes after the header.
    pub(crate) rest: Whole<R>,
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
        let blank = start.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let end = record_ends(start.get(blank..).unwrap_or_default(), delimiter).next();
        let rest = start.split_off(end.map_or(start.len(), |end| blank + end));
        let mut cells = ByteRecord::new();
        ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .from_reader(&*start)
            .read_byte_record(&mut cells)
            .map_err(|error| unreadable(&error))?;
        let lines = line_ends(&start) as u64;
        Ok(Self {
            header: decode_header(&cells)?,
            delimiter,
            windows_lines,
            lines,
            rest: Cursor::new(rest).chain(input),
        })
    }

    /// The rows, one after the other, as the header says.
    pub(crate) fn records(self) -> Records<R> {
        let builder = |rest| {
            ReaderBuilder::new()
                .delimiter(self.delimiter)
                .flexible(true)
                .has_headers(false)
                .buffer_capacity(CHUNK)
                .from_reader(rest)
        };
        Records(builder(self.rest))
    }
}

/// The rows of a file.
pub(crate) struct Records<R>(Reader<Whole<R>>);

impl<R: Read> Records<R> {
    /// Reads the next record; whether there was one.
    pub(crate) fn next(&mut self, record: &mut ByteRecord) -> Result<bool, Error> {
        self.0.read_byte_record(record).map_err(|error| unreadable(&error))
    }
}

/// The line on which a record begins. The parser notes a position before it skips empty lines and, with `\r\n`, before it
/// sees the `\n` of the record before.
pub(super) fn line_of<R: Read>(record: &ByteRecord, reader: &Reader<R>, windows_lines: bool) -> u64 {
    let before = record.position().map_or(0, ::csv::Position::line);
    let after = reader.position().line();
    let within = || line_ends(record.as_slice()) as u64;
    if windows_lines {
        after - within()
    } else if after == before + 1 {
        before
    } else {
        before + (after - before).saturating_sub(within() + 1)
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
            Err(error) => return Err(refused(&error)),
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
                .remedy(SAVE_AS_UTF8),
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

fn unreadable(error: &::csv::Error) -> Error {
    match error.kind() {
        ::csv::ErrorKind::Io(error) => refused(error),
        _ => Problem::new(ErrorKind::Format, format!("this cannot be read as CSV: {error}")).into(),
    }
}

/// Why a file cannot be read on.
pub(crate) fn refused(error: &std::io::Error) -> Error {
    let message = format!("the file cannot be read: {error}");
    match error.kind() {
        // What a packed file says that is not whole.
        IoErrorKind::UnexpectedEof | IoErrorKind::InvalidInput | IoErrorKind::InvalidData => {
            let remedy = "it is damaged or was cut off: fetch or write it again";
            Problem::new(ErrorKind::Format, message).remedy(remedy).into()
        }
        _ => Problem::new(ErrorKind::Io, message).into(),
    }
}
