//! Reads predictions from a file of any format that is known.

use std::cell::Cell;
use std::io::Read;

use super::AuditSpecification;
use super::columns::{Naming, Plan};
use super::part::{Intake, Part, Sink};
use super::unpack::unpacked;
use super::{csv, pipeline};
use crate::data::Predictions;
#[cfg(feature = "tasks")]
use crate::error::ErrorKind;
use crate::error::{Error, Problem};
#[cfg(feature = "tasks")]
use crate::task::Table;

/// How far a reader has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file that have been read; of a packed file, as it lies there.
    pub bytes: u64,
    /// Rows that have been read.
    pub rows: u64,
}

/// Reads the predictions that a specification describes from a file: [`PredictionsReader`] without options.
///
/// # Errors
///
/// Everything that is wrong with the specification and the input, as far as it can be seen at once: see
/// [`PredictionsReader::read`].
///
/// # Example
///
/// ```
/// use evenhand::io::{AuditSpecification, read_predictions};
///
/// let mut specification = AuditSpecification::default();
/// specification.columns.decision = Some("targeted".to_owned());
/// specification.columns.segments = vec!["gender".to_owned()];
///
/// let predictions = read_predictions("gender,targeted\nf,1\nm,0\n,1\n".as_bytes(), &specification)?;
/// assert_eq!(predictions.rows(), 3);
/// assert_eq!(predictions.columns()[0].levels().len(), 3, "the empty cell is a level: missing");
///
/// let error = read_predictions("gender,targeted\nf,1\nm,2\n".as_bytes(), &specification).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "column \"targeted\", row 2 (line 3): \"2\" is neither 0 nor 1; name the positive level under [values], or mend the row"
/// );
/// # Ok::<(), evenhand::Error>(())
/// ```
pub fn read_predictions<R: Read>(reader: R, specification: &AuditSpecification) -> Result<Predictions, Error> {
    PredictionsReader::new(specification).read(reader)
}

/// Reads predictions from a file; says which file it reads, and how far it has come.
///
/// What the file is, its first bytes say. Text with a header is CSV.
///
/// | format | feature | also packed with gzip or zstd (feature `compression`) |
/// |---|---|---|
/// | CSV, split by `,` `;` tab `\|` or a named character | `csv` | yes |
/// | JSON lines: one object a line | `csv` and `json` | yes |
/// | Arrow IPC, file (Feather 2) and stream | `arrow` | yes |
/// | Arrow record batches in memory, by `read_arrow` and `for_each_arrow_batch` | `arrow` | |
/// | Parquet, by `read_parquet` and `for_each_parquet_batch`, which read from its end | `parquet` | |
///
/// The same rows give the same audit from every format. What a CSV cell would say counts: a whole number 5 is the level
/// `5`, a float 5.0 the level `5.0`, yes and no are `true` and `false`, null is missing, and so is text that the
/// specification calls missing.
///
/// # Example
///
/// ```
/// use evenhand::io::{AuditSpecification, PredictionsReader};
///
/// let mut specification = AuditSpecification::default();
/// specification.columns.decision = Some("targeted".to_owned());
/// let mut rows = 0;
/// let mut on_progress = |progress: evenhand::io::Progress| rows = progress.rows;
/// PredictionsReader::new(&specification)
///     .named("campaign.csv")
///     .on_progress(&mut on_progress)
///     .read("targeted;gender\n1;f\n0;m\n".as_bytes())?;
/// assert_eq!(rows, 2);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[must_use = "nothing is read before `read` or `for_each_batch`"]
pub struct PredictionsReader<'a> {
    specification: &'a AuditSpecification,
    name: Option<&'a str>,
    progress: Option<&'a mut dyn FnMut(Progress)>,
}

impl std::fmt::Debug for PredictionsReader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PredictionsReader").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<'a> PredictionsReader<'a> {
    /// A reader of what a specification describes.
    pub fn new(specification: &'a AuditSpecification) -> Self {
        Self { specification, name: None, progress: None }
    }

    /// The file's name, which every problem then begins with.
    pub fn named(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// Is called after every part of the file that was read.
    pub fn on_progress(mut self, progress: &'a mut dyn FnMut(Progress)) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Reads a file to its end and keeps its rows.
    ///
    /// A byte order mark is dropped; lines may end in `\n` or `\r\n`; quoted cells may hold delimiters and line ends. The
    /// delimiter is taken from the header among `,` `;` tab and `|` where the specification does not name it. Empty lines
    /// are skipped.
    ///
    /// # Errors
    ///
    /// A specification that is incomplete or contradicts itself, and a file that is empty, not text, or without rows.
    /// Then all at once, in each column the first three rows with their line and value and the number of the others:
    /// columns that the header lacks or has twice, rows with too many or too few cells, cells that are not UTF-8, values
    /// that their role does not allow, more levels than the limit, levels that a declared order lacks, a positive level
    /// that never occurs.
    pub fn read<R: Read>(self, reader: R) -> Result<Predictions, Error> {
        let name = self.name;
        let mut reading = self.reading(Sink::Whole(Vec::new()));
        let read = reading.stream(reader).and_then(|()| reading.whole());
        read.map_err(|error| placed(error, name))
    }

    /// Reads a file to its end and hands its rows over batch by batch: memory does not grow with the rows.
    ///
    /// Batches come in the order of the file and have some ten thousand rows each; what they are cut by is not promised.
    /// An [`Auditor`](crate::audit::Auditor) makes the same audit of them as of all rows at once.
    ///
    /// Some errors show only at the end of the file, so that batches may have been handed over before one is returned:
    /// nothing should be made public of them until this has returned.
    ///
    /// # Errors
    ///
    /// As [`PredictionsReader::read`], and those of the callback, which end the reading.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::Audit;
    /// use evenhand::io::{AuditSpecification, PredictionsReader};
    ///
    /// let mut specification = AuditSpecification::default();
    /// specification.columns.decision = Some("targeted".to_owned());
    /// specification.columns.segments = vec!["gender".to_owned()];
    /// let file = "gender,targeted\nf,1\nm,0\n".as_bytes();
    ///
    /// let mut auditor = Audit::new().auditor();
    /// PredictionsReader::new(&specification).for_each_batch(file, |batch| auditor.observe_batch(&batch))?;
    /// assert_eq!(auditor.finish()?.population.rows, Some(2));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn for_each_batch<R: Read>(
        self,
        reader: R,
        mut each: impl FnMut(Predictions) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let name = self.name;
        self.reading(Sink::Batches(&mut each)).stream(reader).map_err(|error| placed(error, name))
    }

    /// Takes record batches and keeps their rows.
    ///
    /// Columns are found by the names of the schema; others are not touched. A dictionary column becomes codes without a
    /// look at its text beyond its values, and dictionaries that differ between batches are brought together by name.
    ///
    /// # Errors
    ///
    /// As [`PredictionsReader::read`], a column of a type that its role does not allow, and an error of the source.
    ///
    /// # Example
    ///
    /// ```
    /// use std::sync::Arc;
    /// use evenhand::io::arrow_array::{ArrayRef, BooleanArray, RecordBatch, RecordBatchIterator, StringArray};
    /// use evenhand::io::{AuditSpecification, PredictionsReader};
    ///
    /// let mut specification = AuditSpecification::default();
    /// specification.columns.decision = Some("targeted".to_owned());
    /// specification.columns.segments = vec!["gender".to_owned()];
    /// let batch = RecordBatch::try_from_iter([
    ///     ("gender", Arc::new(StringArray::from(vec![Some("f"), Some("m"), None])) as ArrayRef),
    ///     ("targeted", Arc::new(BooleanArray::from(vec![true, false, true]))),
    /// ])?;
    /// let schema = batch.schema();
    /// let batches = RecordBatchIterator::new([Ok(batch)], schema);
    /// let predictions = PredictionsReader::new(&specification).read_arrow(batches)?;
    /// assert_eq!(predictions.columns()[0].levels().len(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "arrow")]
    pub fn read_arrow(self, batches: impl arrow_array::RecordBatchReader) -> Result<Predictions, Error> {
        let name = self.name;
        let mut reading = self.reading(Sink::Whole(Vec::new()));
        let read = super::arrow::read_batches(batches, &mut reading).and_then(|()| reading.whole());
        read.map_err(|error| placed(error, name))
    }

    /// Takes record batches and hands their rows over batch by batch, as [`PredictionsReader::for_each_batch`].
    ///
    /// # Errors
    ///
    /// As [`PredictionsReader::read_arrow`], and those of the callback.
    #[cfg(feature = "arrow")]
    pub fn for_each_arrow_batch(
        self,
        batches: impl arrow_array::RecordBatchReader,
        mut each: impl FnMut(Predictions) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let name = self.name;
        let mut reading = self.reading(Sink::Batches(&mut each));
        super::arrow::read_batches(batches, &mut reading).map_err(|error| placed(error, name))
    }

    /// Reads a Parquet file and keeps its rows. Only the columns that the specification names are read.
    ///
    /// # Errors
    ///
    /// As [`PredictionsReader::read_arrow`], and a file that is damaged.
    #[cfg(feature = "parquet")]
    pub fn read_parquet(self, file: impl parquet::file::reader::ChunkReader + 'static) -> Result<Predictions, Error> {
        let name = self.name;
        let mut reading = self.reading(Sink::Whole(Vec::new()));
        let read = super::arrow::read_parquet(file, &mut reading).and_then(|()| reading.whole());
        read.map_err(|error| placed(error, name))
    }

    /// Reads a Parquet file and hands its rows over batch by batch, as [`PredictionsReader::for_each_batch`]: row group by
    /// row group, a million rows of it at a time.
    ///
    /// # Errors
    ///
    /// As [`PredictionsReader::read_parquet`], and those of the callback.
    #[cfg(feature = "parquet")]
    pub fn for_each_parquet_batch(
        self,
        file: impl parquet::file::reader::ChunkReader + 'static,
        mut each: impl FnMut(Predictions) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let name = self.name;
        let mut reading = self.reading(Sink::Batches(&mut each));
        super::arrow::read_parquet(file, &mut reading).map_err(|error| placed(error, name))
    }

    /// Reads the rows of the specification's task, from a file of any format but Parquet.
    ///
    /// # Errors
    ///
    /// As [`PredictionsReader::read`], and a specification that names no task.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::io::{AuditSpecification, PredictionsReader};
    ///
    /// let mut specification = AuditSpecification::default();
    /// specification.columns.segments = vec!["channel".to_owned()];
    /// specification.columns.decision = Some("sent".to_owned());
    /// let error = PredictionsReader::new(&specification).read_table("channel,sent\napp,1\n".as_bytes()).unwrap_err();
    /// assert!(error.to_string().contains("no task"));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    #[cfg(feature = "tasks")]
    pub fn read_table<R: Read>(self, reader: R) -> Result<Table, Error> {
        let name = self.name;
        let mut reading = self.reading(Sink::Whole(Vec::new()));
        reading.stream(reader).and_then(|()| reading.table()).map_err(|error| placed(error, name))
    }

    /// Reads the rows of the specification's task from a Parquet file.
    ///
    /// # Errors
    ///
    /// As [`PredictionsReader::read_parquet`], and a specification that names no task.
    #[cfg(all(feature = "parquet", feature = "tasks"))]
    pub fn read_parquet_table(self, file: impl parquet::file::reader::ChunkReader + 'static) -> Result<Table, Error> {
        let name = self.name;
        let mut reading = self.reading(Sink::Whole(Vec::new()));
        let read = super::arrow::read_parquet(file, &mut reading).and_then(|()| reading.table());
        read.map_err(|error| placed(error, name))
    }

    fn reading<'s>(self, sink: Sink<'s>) -> Reading<'a, 's> {
        let problems = self.specification.check().err().map_or_else(Vec::new, |error| error.problems().to_vec());
        Reading {
            specification: self.specification,
            problems,
            sink: Some(sink),
            whole: None,
            #[cfg(feature = "tasks")]
            table: None,
            progress: self.progress,
        }
    }
}

fn placed(error: Error, name: Option<&str>) -> Error {
    match name {
        Some(name) => error.in_place(name),
        None => error,
    }
}

/// One pass over one file.
pub(super) struct Reading<'a, 's> {
    pub(super) specification: &'a AuditSpecification,
    /// What is wrong before anything was read.
    problems: Vec<Problem>,
    sink: Option<Sink<'s>>,
    whole: Option<Predictions>,
    #[cfg(feature = "tasks")]
    table: Option<Table>,
    progress: Option<&'a mut dyn FnMut(Progress)>,
}

impl Reading<'_, '_> {
    /// Reads what comes, whatever it is.
    fn stream<R: Read>(&mut self, reader: R) -> Result<(), Error> {
        let bytes = Cell::new(0);
        let (input, start) = match unpacked(Counted { reader, bytes: &bytes }) {
            Ok(opened) => opened,
            Err(error) => return Err(self.refuse(error)),
        };
        #[cfg(feature = "json")]
        if super::json_lines::is_json(&start) {
            return super::json_lines::read(input, &start, self, &bytes);
        }
        #[cfg(feature = "arrow")]
        if super::arrow::is_arrow(&start) {
            return super::arrow::read_stream(input, &start, self, &bytes);
        }
        let _ = start;
        csv::read(input, self, &bytes)
    }

    /// An error that forbids to read on, after all that was wrong before.
    pub(super) fn refuse(&mut self, error: Error) -> Error {
        let mut problems = std::mem::take(&mut self.problems);
        problems.extend_from_slice(error.problems());
        Error::check(problems).err().unwrap_or(error)
    }

    /// Runs the parts of a file through: those after the header, which has so many lines. `bytes` says how many bytes were
    /// read when so many rows were.
    pub(super) fn run<B: Send>(
        &mut self,
        (header, naming): (&[String], Naming),
        lines: u64,
        bytes: &dyn Fn(u64) -> u64,
        ahead: usize,
        next: impl FnMut() -> Result<Option<B>, Error>,
        parse: impl Fn(B, &Plan<'_>) -> Result<Part, Error> + Sync,
    ) -> Result<(), Error> {
        let mut problems = std::mem::take(&mut self.problems);
        let plan = Plan::new(self.specification, header, naming, &mut problems);
        let Some(sink) = self.sink.take() else { return Ok(()) };
        let keeps = matches!(sink, Sink::Whole(_));
        let mut intake = Intake::new(&plan, sink, problems, (lines, header.len()));
        pipeline::run(
            ahead,
            next,
            |part| parse(part, &plan),
            |part| {
                intake.take(part?)?;
                if let Some(progress) = &mut self.progress {
                    progress(intake.progress(bytes));
                }
                Ok(())
            },
        )?;
        let cells = intake.finish()?;
        #[cfg(feature = "tasks")]
        if keeps && !self.specification.is_of_decisions() {
            self.table = Some(plan.table(cells)?);
            return Ok(());
        }
        if keeps {
            self.whole = Some(plan.build(cells)?);
        }
        Ok(())
    }

    /// The rows, where they were kept.
    fn whole(&mut self) -> Result<Predictions, Error> {
        self.whole.take().map_or_else(|| Predictions::builder().build(), Ok)
    }
}

#[cfg(feature = "tasks")]
impl Reading<'_, '_> {
    /// The rows of a task.
    fn table(&mut self) -> Result<Table, Error> {
        self.table.take().ok_or_else(|| {
            Problem::new(ErrorKind::Policy, "no task was named, and decisions are read as predictions")
                .place("[task] kind")
                .remedy("name the task")
                .into()
        })
    }
}

/// Counts the bytes that pass.
struct Counted<'c, R> {
    reader: R,
    bytes: &'c Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.bytes.set(self.bytes.get() + read as u64);
        Ok(read)
    }
}
