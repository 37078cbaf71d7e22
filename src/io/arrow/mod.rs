//! Predictions from Arrow: record batches, IPC files and streams, Parquet.

mod cells;
#[cfg(feature = "parquet")]
mod parquet;

use std::cell::Cell;
use std::io::{Cursor, Read};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_ipc::reader::StreamReader;
use arrow_schema::{ArrowError, Schema};

use super::columns::{Naming, Plan};
use super::part::Part;
use super::reader::Reading;
use crate::error::{Error, ErrorKind, Problem};
use cells::extend;

#[cfg(feature = "parquet")]
pub(super) use parquet::read_parquet;

/// How an Arrow file begins; it is padded to eight bytes, and a stream follows.
const FILE: &[u8] = b"ARROW1\0\0";
const FILE_END: &[u8] = b"ARROW1";
/// How an Arrow stream begins.
const STREAM: &[u8] = b"\xFF\xFF\xFF\xFF";

/// Most rows of a batch that are handed over at once.
const ROWS: usize = 1 << 16;

/// Whether a file begins as Arrow does.
pub(super) fn is_arrow(start: &[u8]) -> bool {
    start.starts_with(FILE) || start.starts_with(STREAM)
}

/// Reads an Arrow file or stream.
pub(super) fn read_stream<R: Read>(
    mut input: R,
    start: &[u8],
    reading: &mut Reading<'_, '_>,
    bytes: &Cell<u64>,
) -> Result<(), Error> {
    let is_file = start.starts_with(FILE);
    if is_file {
        let mut magic = [0; FILE.len()];
        input.read_exact(&mut magic).map_err(|error| reading.refuse(super::csv::refused(&error)))?;
    }
    // The schema is read twice: first to learn which columns there are, then to read only those that are needed.
    let mut seen = Vec::new();
    let noted = Noted { input: &mut input, seen: &mut seen };
    let schema = match StreamReader::try_new(noted, None) {
        Ok(reader) => reader.schema(),
        Err(error) => return Err(reading.refuse(unreadable(&error))),
    };
    let needed = needed(&schema, reading);
    let mut batches = match StreamReader::try_new(Cursor::new(seen).chain(&mut input), Some(needed.clone())) {
        Ok(batches) => batches,
        Err(error) => return Err(reading.refuse(unreadable(&error))),
    };
    let names: Vec<String> = needed.iter().map(|&at| schema.field(at).name().clone()).collect();
    let mut rest = Slices::default();
    let all = names_of(&schema);
    run(reading, (&all, &names), &|_| bytes.get(), || {
        rest.next(|| batches.next().transpose().map_err(|error| unreadable(&error)))
    })?;
    drop(batches);
    // What follows the last batch is not needed, but belongs to the file and its digest.
    let mut end = [0; FILE_END.len()];
    let mut buffer = [0; 4096];
    loop {
        let read = input.read(&mut buffer).map_err(|error| super::csv::refused(&error))?;
        if read == 0 {
            break;
        }
        let kept = read.min(end.len());
        end.rotate_left(kept);
        let from = end.len() - kept;
        end[from..].copy_from_slice(&buffer[read - kept..read]);
    }
    if is_file && end != *FILE_END {
        return Err(cut_off("the Arrow file has no end"));
    }
    Ok(())
}

/// Takes record batches from memory.
pub(super) fn read_batches(mut batches: impl RecordBatchReader, reading: &mut Reading<'_, '_>) -> Result<(), Error> {
    let schema = batches.schema();
    let names = names_of(&schema);
    let mut rest = Slices::default();
    run(reading, (&names, &names), &|_| 0, || {
        rest.next(|| batches.next().transpose().map_err(|error| unreadable(&error)))
    })
}

/// Large batches are handed over in slices, which share their memory.
#[derive(Default)]
struct Slices {
    rest: Option<RecordBatch>,
}

impl Slices {
    fn next(
        &mut self,
        mut more: impl FnMut() -> Result<Option<RecordBatch>, Error>,
    ) -> Result<Option<RecordBatch>, Error> {
        let batch = match self.rest.take() {
            Some(batch) => batch,
            None => match more()? {
                Some(batch) => batch,
                None => return Ok(None),
            },
        };
        let rows = batch.num_rows();
        if rows > ROWS {
            self.rest = Some(batch.slice(ROWS, rows - ROWS));
            return Ok(Some(batch.slice(0, ROWS)));
        }
        Ok(Some(batch))
    }
}

/// Runs batches through that have the columns `present` of the file's `names`.
fn run(
    reading: &mut Reading<'_, '_>,
    (names, present): (&[String], &[String]),
    bytes: &dyn Fn(u64) -> u64,
    next: impl FnMut() -> Result<Option<RecordBatch>, Error>,
) -> Result<(), Error> {
    reading.run((names, Naming::Schema), 0, bytes, 2, next, |batch: RecordBatch, plan: &Plan<'_>| {
        let mut part = Part { cells: plan.part(), ..Part::default() };
        add(&mut part, &batch, present, plan)?;
        Ok(part)
    })
}

/// Adds the rows of a batch to a part of the file.
fn add(part: &mut Part, batch: &RecordBatch, present: &[String], plan: &Plan<'_>) -> Result<(), Error> {
    let mut problems = Vec::new();
    for (column, own) in plan.columns.iter().zip(&mut part.cells) {
        let array = present.iter().position(|name| name == column.name).and_then(|at| batch.columns().get(at));
        if let Some(array) = array
            && let Err(problem) = extend(own, column.rule, array.as_ref())
        {
            problems.push(problem.column(column.name));
        }
    }
    part.records += u32::try_from(batch.num_rows()).unwrap_or(u32::MAX);
    Error::check(problems)
}

/// The columns of a schema that the specification names, each once, in the order of the file.
fn needed(schema: &Schema, reading: &Reading<'_, '_>) -> Vec<usize> {
    let columns = &reading.specification.columns;
    let single = columns.single_roles();
    let wanted: Vec<&str> = single
        .iter()
        .filter_map(|(_, name)| *name)
        .chain(columns.segments.iter().chain(&columns.strata).map(String::as_str))
        .collect();
    (0..schema.fields().len()).filter(|&at| wanted.contains(&schema.field(at).name().as_str())).collect()
}

fn names_of(schema: &Schema) -> Vec<String> {
    schema.fields().iter().map(|field| field.name().clone()).collect()
}

fn unreadable(error: &ArrowError) -> Error {
    match error {
        ArrowError::IoError(message, error) if error.kind() == std::io::ErrorKind::UnexpectedEof => cut_off(message),
        ArrowError::IoError(_, error) => super::csv::refused(error),
        error => Problem::new(ErrorKind::Format, format!("this cannot be read as Arrow: {error}"))
            .remedy("it is damaged or was cut off: fetch or write it again")
            .into(),
    }
}

fn cut_off(message: &str) -> Error {
    Problem::new(ErrorKind::Format, format!("the file cannot be read: {message}"))
        .remedy("it is damaged or was cut off: fetch or write it again")
        .into()
}

/// Notes what passes.
struct Noted<'a, R> {
    input: R,
    seen: &'a mut Vec<u8>,
}

impl<R: Read> Read for Noted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.seen.extend_from_slice(&buffer[..read]);
        Ok(read)
    }
}
