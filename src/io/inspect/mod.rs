//! A first look at a file that nobody has described: what each column holds, and which role it might play.
//!
//! Guesses are guesses: each comes with its reason, and only a person can say which column is the outcome.

mod column;
mod role;
mod write;

use std::io::Read;

use ::csv::ByteRecord;

pub use column::{ColumnInspection, ColumnKind};
pub use role::{Guess, Role};
pub use write::to_commented_specification;

use super::csv::Opened;
use super::unpack::unpacked;
use crate::error::{Error, ErrorKind, Problem};
use column::Tally;

/// What a CSV file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// The character between cells.
    pub delimiter: char,
    /// Rows below the header.
    pub rows: u64,
    /// Rows with another number of cells than the header; they were left out.
    pub ragged_rows: u64,
    /// The columns, in the order of the file.
    pub columns: Vec<ColumnInspection>,
}

/// Looks at every column of a CSV file.
///
/// # Errors
///
/// A file that is empty, without rows, not text, or that cannot be read. Bad values are no errors here.
///
/// # Example
///
/// ```
/// use evenhand::io::{ColumnKind, Role, inspect_csv};
///
/// let inspection = inspect_csv("gender,bought,score\nf,1,0.2\nm,0,0.4\n,0,0.1\n".as_bytes())?;
/// let [gender, bought, score] = &inspection.columns[..] else { panic!() };
/// assert_eq!(gender.kind, ColumnKind::Categorical { levels: 2 });
/// assert_eq!(gender.missing, 1);
/// assert_eq!(bought.guess.role, Role::Outcome);
/// assert_eq!(score.guess.role, Role::Score);
/// assert!(bought.guess.reason.contains("values 0 and 1"));
/// # Ok::<(), evenhand::Error>(())
/// ```
pub fn inspect_csv<R: Read>(reader: R) -> Result<Inspection, Error> {
    let (input, _) = unpacked(reader)?;
    let file = Opened::open(input, None)?;
    let (header, delimiter) = (file.header.clone(), char::from(file.delimiter));
    let mut records = file.records();
    let mut tallies: Vec<Tally> = header.iter().map(|_| Tally::default()).collect();
    let mut record = ByteRecord::new();
    let (mut rows, mut ragged_rows) = (0, 0);
    while records.next(&mut record)? {
        rows += 1;
        if record.len() == tallies.len() {
            for (tally, cell) in tallies.iter_mut().zip(&record) {
                tally.push(cell);
            }
        } else {
            ragged_rows += 1;
        }
    }
    if rows == 0 {
        return Err(Problem::new(ErrorKind::Empty, "the file has a header and no rows")
            .remedy("check that the query or export behind it found any")
            .into());
    }
    let mut columns: Vec<_> =
        header.into_iter().zip(tallies).map(|(name, tally)| tally.finish(name, rows - ragged_rows)).collect();
    role::guess(&mut columns);
    Ok(Inspection { delimiter, rows, ragged_rows, columns })
}
