//! The crate's one error type: every problem of an input or a policy at once, each with its place and its remedy.

use std::fmt;

/// What went wrong, in kinds that a caller can branch on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A column, role or argument that is needed is not there, or is there twice.
    Column,
    /// A value is outside what its role allows.
    Value,
    /// There is nothing to audit.
    Empty,
    /// A file is not in the format it should be in.
    Format,
    /// A policy or specification cannot be understood or contradicts itself.
    Policy,
    /// A name is not in the catalogue.
    UnknownName,
    /// Two cubes or reports cannot be brought together.
    Incompatible,
    /// The operating system refused to read or write.
    Io,
    /// A limit that guards memory was reached.
    Limit,
}

/// One thing that is wrong: where, which value, and what to do about it.
///
/// # Example
///
/// ```
/// use evenhand::error::{ErrorKind, Problem};
///
/// let problem = Problem::new(ErrorKind::Value, "is not a score between 0 and 1")
///     .column("score")
///     .row(17)
///     .value("1.2")
///     .remedy("divide by the maximum, or leave the score out");
/// assert_eq!(
///     problem.to_string(),
///     "column \"score\", row 17: \"1.2\" is not a score between 0 and 1; divide by the maximum, or leave the score out"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    kind: ErrorKind,
    place: Option<String>,
    column: Option<String>,
    row: Option<u64>,
    line: Option<u64>,
    value: Option<String>,
    message: String,
    remedy: Option<String>,
}

/// Longest piece of a caller's value that an error message repeats.
const SHOWN: usize = 60;

impl Problem {
    /// A problem of a kind; the message continues the offending value, or stands alone.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            place: None,
            column: None,
            row: None,
            line: None,
            value: None,
            message: message.into(),
            remedy: None,
        }
    }

    /// The file, or the table of a file, in which it lies.
    #[must_use]
    pub fn place(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// The column, by its name.
    #[must_use]
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// The row, counted from 1, a header not counted.
    #[must_use]
    pub fn row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }

    /// The line of the file, counted from 1: it is not the row where there is a header or a cell spans lines.
    #[must_use]
    pub fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The offending value as it was found; long values are cut.
    #[must_use]
    pub fn value(mut self, value: impl fmt::Display) -> Self {
        let text = value.to_string();
        self.value =
            Some(if text.chars().count() > SHOWN { text.chars().take(SHOWN).chain(['…']).collect() } else { text });
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// The kind of problem.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The column's name, where one is concerned.
    pub fn column_name(&self) -> Option<&str> {
        self.column.as_deref()
    }

    /// The row, counted from 1, where one is concerned.
    pub fn row_number(&self) -> Option<u64> {
        self.row
    }

    /// The line of the file, where one is concerned.
    pub fn line_number(&self) -> Option<u64> {
        self.line
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut place = Vec::new();
        place.extend(self.place.clone());
        place.extend(self.column.as_ref().map(|column| format!("column {column:?}")));
        place.extend(match (self.row, self.line) {
            (Some(row), Some(line)) => Some(format!("row {row} (line {line})")),
            (Some(row), None) => Some(format!("row {row}")),
            (None, line) => line.map(|line| format!("line {line}")),
        });
        if !place.is_empty() {
            write!(f, "{}: ", place.join(", "))?;
        }
        if let Some(value) = &self.value {
            write!(f, "{value:?} ")?;
        }
        f.write_str(&self.message)?;
        if let Some(remedy) = &self.remedy {
            write!(f, "; {remedy}")?;
        }
        Ok(())
    }
}

/// Why an operation was refused: one or more [`Problem`]s, all of those that could be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<[Problem]>);

impl Error {
    /// `Ok` where no problem was found, else all of them.
    ///
    /// # Errors
    ///
    /// The problems, if there are any.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::error::{Error, ErrorKind, Problem};
    ///
    /// assert!(Error::check(Vec::new()).is_ok());
    /// let error = Error::check(vec![Problem::new(ErrorKind::Empty, "there are no rows")]).unwrap_err();
    /// assert_eq!(error.problems().len(), 1);
    /// ```
    pub fn check(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self(problems.into())) }
    }

    /// The kind of the first problem.
    pub fn kind(&self) -> ErrorKind {
        self.0.first().map_or(ErrorKind::Value, Problem::kind)
    }

    /// All problems, in the order in which they were found.
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }

    /// The same problems, each placed in a file or a table of a file.
    #[must_use]
    pub fn in_place(self, place: &str) -> Self {
        Self(
            self.0
                .into_iter()
                .map(|problem| if problem.place.is_none() { problem.place(place) } else { problem })
                .collect(),
        )
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self(Box::new([problem]))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [only] = &*self.0 {
            return only.fmt(f);
        }
        write!(f, "{} problems", self.0.len())?;
        for problem in &self.0 {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// Gathers problems, so that a caller learns of all of them at once.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    pub(crate) fn push(&mut self, problem: Problem) {
        self.found.push(problem);
    }

    pub(crate) fn extend(&mut self, error: Error) {
        self.found.extend(error.0);
    }

    /// `Ok` where nothing was found.
    pub(crate) fn into_result(self) -> Result<(), Error> {
        Error::check(self.found)
    }
}

/// Gathers the bad values of one column: names the first few, counts the rest.
#[derive(Debug)]
pub(crate) struct BadValues {
    column: String,
    message: &'static str,
    remedy: &'static str,
    first: Vec<(u64, String)>,
    count: u64,
}

impl BadValues {
    /// How many bad values of one column are named before the rest is counted.
    const NAMED: usize = 3;

    pub(crate) fn new(column: &str, message: &'static str, remedy: &'static str) -> Self {
        Self { column: column.to_owned(), message, remedy, first: Vec::new(), count: 0 }
    }

    /// Notes the value found at a row, counted from 0.
    pub(crate) fn push(&mut self, index: usize, value: impl fmt::Display) {
        if self.first.len() < Self::NAMED {
            self.first.push((index as u64 + 1, value.to_string()));
        }
        self.count += 1;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(crate) fn report(self, problems: &mut Problems) {
        let unnamed = self.count - self.first.len() as u64;
        let last = self.first.len();
        for (index, (row, value)) in self.first.into_iter().enumerate() {
            let message = if index + 1 == last && unnamed > 0 {
                format!("{} (and {unnamed} more rows)", self.message)
            } else {
                self.message.to_owned()
            };
            problems.push(
                Problem::new(ErrorKind::Value, message).column(&self.column).row(row).value(value).remedy(self.remedy),
            );
        }
    }
}

/// The name in a list that a mistyped one most resembles, if any is near.
///
/// # Example
///
/// ```
/// use evenhand::error::nearest;
///
/// assert_eq!(nearest("age_bnad", ["age_band", "gender"]), Some("age_band"));
/// assert_eq!(nearest("zip", ["age_band", "gender"]), None);
/// ```
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_of(name, &mut known.into_iter())
}

/// Compiled once, and not for every kind of list that a caller has.
fn nearest_of<'a>(name: &str, known: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    known
        .map(|candidate| (strsim::jaro_winkler(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(similarity, _)| *similarity > 0.78)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// "did you mean …?", or the whole list where nothing is near.
///
/// # Example
///
/// ```
/// use evenhand::error::suggestion;
///
/// assert_eq!(suggestion("gendre", ["age", "gender"]), "did you mean \"gender\"?");
/// assert_eq!(suggestion("zip", ["age", "gender"]), "known are age, gender");
/// ```
pub fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    suggestion_of(name, &mut known.into_iter())
}

fn suggestion_of(name: &str, known: &mut dyn Iterator<Item = &str>) -> String {
    let known: Vec<&str> = known.collect();
    nearest_of(name, &mut known.iter().copied())
        .map_or_else(|| format!("known are {}", known.join(", ")), |candidate| format!("did you mean {candidate:?}?"))
}
