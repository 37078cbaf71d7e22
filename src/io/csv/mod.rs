//! Predictions from CSV: one pass, one record in memory, and every problem at once.
//!
//! Columns that no role asks for are split off but never decoded. Levels become dictionary codes and customers become
//! hashes while the file is read; no cell is kept as text.

mod binary;
mod dataset;
mod levels;
mod number;
mod opening;
mod place;
mod plan;
mod recent;

use std::io::Read;

use ::csv::ByteRecord;

pub use dataset::{ScreenedColumns, read_dataset};
pub(super) use opening::Opened;
use plan::Plan;

use crate::data::Predictions;
use crate::error::{Error, ErrorKind, Problem};
use crate::io::AuditSpecification;
use place::{Place, more};

/// How far a reader has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file that have been parsed.
    pub bytes: u64,
    /// Rows that have been read.
    pub rows: u64,
}

/// Reads the predictions that a specification describes from a CSV file: [`PredictionsReader`] without options.
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

/// Reads predictions from CSV; says which file it reads, and how far it has come.
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
#[must_use = "nothing is read before `read`"]
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

/// After how many rows the progress is told.
const TOLD_AFTER: u64 = 1 << 16;

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

    /// Is called every 65,536 rows and at the end.
    pub fn on_progress(mut self, progress: &'a mut dyn FnMut(Progress)) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Reads a file to its end.
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
        self.read_anonymous(reader).map_err(|error| match name {
            Some(name) => error.in_place(name),
            None => error,
        })
    }

    fn read_anonymous<R: Read>(mut self, reader: R) -> Result<Predictions, Error> {
        let mut problems: Vec<Problem> =
            self.specification.check().err().map_or_else(Vec::new, |error| error.problems().to_vec());
        let delimiter = self.specification.values.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok());
        let mut file = match Opened::open(reader, delimiter) {
            Ok(file) => file,
            Err(error) => {
                problems.extend_from_slice(error.problems());
                return Err(Error::check(problems).err().unwrap_or(error));
            }
        };
        let mut plan = Plan::new(self.specification, &file.header, file.delimiter, &mut problems);
        let rows = self.read_rows(&mut file, &mut plan, &mut problems)?;
        if rows == 0 {
            problems.push(
                Problem::new(ErrorKind::Empty, "the file has a header and no rows")
                    .remedy("check that the query or export behind it found any"),
            );
        }
        plan.finish(problems)
    }

    fn read_rows<R: Read>(
        &mut self,
        file: &mut Opened<R>,
        plan: &mut Plan<'_>,
        problems: &mut Vec<Problem>,
    ) -> Result<u64, Error> {
        let width = file.header.len();
        let mut ragged = Ragged::default();
        let mut record = ByteRecord::new();
        let mut rows = 0;
        while let Some(place) = file.next(&mut record, rows + 1)? {
            rows += 1;
            if record.len() == width {
                plan.push(&record, place);
            } else {
                ragged.push(place, record.len());
            }
            if rows % TOLD_AFTER == 0 {
                self.tell(file.reader.position().byte(), rows);
            }
        }
        self.tell(file.reader.position().byte(), rows);
        ragged.report(width, problems);
        Ok(rows)
    }

    fn tell(&mut self, bytes: u64, rows: u64) {
        if let Some(progress) = &mut self.progress {
            progress(Progress { bytes, rows });
        }
    }
}

/// Rows with another number of cells than the header.
#[derive(Default)]
struct Ragged {
    first: Vec<(Place, usize)>,
    count: u64,
}

impl Ragged {
    #[cold]
    fn push(&mut self, place: Place, cells: usize) {
        if self.first.len() < 3 {
            self.first.push((place, cells));
        }
        self.count += 1;
    }

    fn report(self, width: usize, problems: &mut Vec<Problem>) {
        let rest = self.count - self.first.len() as u64;
        let last = self.first.len();
        for (at, (place, cells)) in self.first.into_iter().enumerate() {
            let others = if at + 1 == last { more(rest, "row") } else { String::new() };
            let remedy = if cells > width {
                "quote cells that hold the delimiter"
            } else {
                "write every cell, an empty one too; an unclosed quote also swallows cells"
            };
            let message = format!("the row has {} and the header has {width}{others}", counted(cells, "cell"));
            problems.push(place.of(Problem::new(ErrorKind::Format, message)).remedy(remedy));
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
