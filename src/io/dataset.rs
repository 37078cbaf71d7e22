//! A data set from CSV: every column is read, and told by its values whether it holds numbers.

use std::collections::HashMap;
use std::io::Read;

use ::csv::ByteRecord;

use super::csv::Opened;
use super::unpack::unpacked;
use crate::dataset::{Dataset, DatasetBuilder};
use crate::error::{Error, ErrorKind, Problem, suggestion};
use crate::io::AuditSpecification;
use crate::segment::Level;

/// Numbers of at most so many different values are taken for names of categories, as a number of children is.
const FEW_NUMBERS: usize = 10;
/// Different values that a column which is no segment may have.
const MOST_VALUES: usize = 1_000_000;
/// Bad cells of a column that are named before the rest is counted.
const NAMED: u64 = 3;

/// Which columns besides label and segments are screened.
///
/// # Example
///
/// ```
/// use evenhand::io::ScreenedColumns;
///
/// assert_eq!(ScreenedColumns::default(), ScreenedColumns::AllBut(Vec::new()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScreenedColumns {
    /// Every column of the file but these, and but those that play a role other than segment.
    AllBut(Vec<String>),
    /// These alone.
    Only(Vec<String>),
}

impl Default for ScreenedColumns {
    fn default() -> Self {
        Self::AllBut(Vec::new())
    }
}

/// Reads a data set: the outcome of the specification is its label, its segments are segments, and the other columns are
/// told by their values. A column is of numbers where every value that is not missing is one and more than ten differ.
///
/// # Errors
///
/// A file that is empty, not text or without rows; columns that the header lacks or has twice; rows of another width;
/// labels that are neither 0 nor 1 and not the positive level; bands of a segment that is not of numbers; more levels of a
/// segment than the limit.
///
/// # Example
///
/// ```
/// use evenhand::io::{AuditSpecification, ScreenedColumns, read_dataset};
///
/// let mut specification = AuditSpecification::default();
/// specification.columns.outcome = Some("bought".to_owned());
/// specification.columns.segments = vec!["sex".to_owned()];
/// let file = "id,sex,title,bought\n1,f,Ms,1\n2,m,Mr,0\n";
/// let ignored = ScreenedColumns::AllBut(vec!["id".to_owned()]);
/// let dataset = read_dataset(file.as_bytes(), &specification, &ignored)?;
/// assert_eq!(dataset.columns().collect::<Vec<_>>(), ["title"]);
/// # Ok::<(), evenhand::Error>(())
/// ```
pub fn read_dataset<R: Read>(
    reader: R,
    specification: &AuditSpecification,
    columns: &ScreenedColumns,
) -> Result<Dataset, Error> {
    let delimiter = specification.values.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok());
    let (input, _) = unpacked(reader)?;
    let file = Opened::open(input, delimiter)?;
    let header = file.header.clone();
    let mut records = file.records();
    let mut problems = Vec::new();
    let mut read = planned(specification, columns, &header, &mut problems);
    let mut record = ByteRecord::new();
    let (mut rows, mut ragged) = (0, 0);
    while records.next(&mut record)? {
        rows += 1;
        if record.len() == header.len() {
            for column in &mut read {
                column.push(record.get(column.index).unwrap_or_default(), &specification.values.missing);
            }
            continue;
        }
        ragged += 1;
        if ragged <= NAMED {
            let message = format!("the row has {} cells and the header has {}", record.len(), header.len());
            let remedy = "quote cells that hold the delimiter, and write every cell, an empty one too";
            problems.push(Problem::new(ErrorKind::Format, message).row(rows).remedy(remedy));
        }
    }
    if ragged > NAMED {
        problems.push(Problem::new(ErrorKind::Format, format!("{} more rows have another width", ragged - NAMED)));
    }
    if rows == 0 {
        problems.push(
            Problem::new(ErrorKind::Empty, "the file has a header and no rows")
                .remedy("check that the query or export behind it found any"),
        );
    }
    let builder = read
        .into_iter()
        .fold(Dataset::builder(), |builder, column| column.into_builder(builder, specification, &mut problems));
    Error::check(problems)?;
    builder.build()
}

/// What a column is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Label,
    Segment,
    Other,
}

/// One column as it is read: its values in order of appearance, and one code a row.
struct Column<'a> {
    role: Role,
    name: &'a str,
    index: usize,
    known: HashMap<Box<[u8]>, u32>,
    levels: Vec<Level>,
    codes: Vec<u32>,
}

impl<'a> Column<'a> {
    fn new(role: Role, name: &'a str, index: usize) -> Self {
        Self { role, name, index, known: HashMap::new(), levels: Vec::new(), codes: Vec::new() }
    }

    fn push(&mut self, cell: &[u8], missing: &[String]) {
        if let Some(&code) = self.known.get(cell) {
            self.codes.push(code);
            return;
        }
        // Beyond the limit the column is refused, so what its rows hold no longer matters.
        if self.levels.len() > MOST_VALUES {
            self.codes.push(0);
            return;
        }
        let level = if missing.iter().any(|text| text.as_bytes() == cell) {
            Level::Missing
        } else {
            Level::named(String::from_utf8_lossy(cell))
        };
        let code = u32::try_from(self.levels.len()).unwrap_or(u32::MAX);
        self.levels.push(level);
        self.known.insert(cell.into(), code);
        self.codes.push(code);
    }

    fn problem(&self, message: impl Into<String>) -> Problem {
        Problem::new(ErrorKind::Value, message).column(self.name)
    }

    /// The column in its role.
    fn into_builder(
        self,
        builder: DatasetBuilder,
        specification: &AuditSpecification,
        problems: &mut Vec<Problem>,
    ) -> DatasetBuilder {
        let most = if self.role == Role::Segment { specification.values.max_levels } else { MOST_VALUES };
        let bands = specification.bands.get(self.name).filter(|_| self.role == Role::Segment);
        if self.levels.len() > most && bands.is_none() {
            let shown = if self.levels.len() > MOST_VALUES { "more than a million" } else { "too many" };
            let remedy = "leave it out by --ignore or --features, or cut a numeric segment by [bands]";
            problems.push(self.problem(format!("has {shown} different values; {most} are allowed")).remedy(remedy));
            return builder;
        }
        let levels = |builder: DatasetBuilder, as_segment: bool| {
            let values = self.codes.iter().filter_map(|&code| self.levels.get(code as usize));
            if as_segment { builder.segment(self.name, values) } else { builder.column(self.name, values) }
        };
        let numbers = |values: &[f64]| -> Vec<f64> {
            self.codes.iter().filter_map(|&code| values.get(code as usize).copied()).collect()
        };
        match (self.role, bands, self.numbers()) {
            (Role::Label, ..) => {
                let values = self.labels(specification.values.outcome_positive.as_deref(), problems);
                builder.label(self.name, self.codes.iter().map(|&code| values.get(code as usize).copied().flatten()))
            }
            (Role::Segment, Some(bands), Some(values)) => {
                builder.segment_banded(self.name, numbers(&values), &bands.cuts())
            }
            (Role::Segment, Some(_), None) => {
                let remedy = "mend the rows; if a text means missing, list it under [values] missing";
                problems.push(self.problem("is cut into bands and does not hold numbers alone").remedy(remedy));
                builder
            }
            (Role::Segment, None, _) => levels(builder, true),
            (Role::Other, _, Some(values)) if values.iter().filter(|value| !value.is_nan()).count() > FEW_NUMBERS => {
                builder.numbers(self.name, numbers(&values))
            }
            (Role::Other, ..) => levels(builder, false),
        }
    }

    /// The numbers that the levels are, NaN where missing; `None` where some are none.
    fn numbers(&self) -> Option<Vec<f64>> {
        let number = |level: &Level| match level.name() {
            None => Some(f64::NAN),
            Some(name) => name.trim().parse::<f64>().ok().filter(|value| value.is_finite()),
        };
        self.levels.iter().map(number).collect()
    }

    /// What each level says of the label.
    fn labels(&self, positive: Option<&str>, problems: &mut Vec<Problem>) -> Vec<Option<bool>> {
        if let Some(positive) = positive {
            if !self.levels.iter().any(|level| level.name() == Some(positive)) {
                let names = self.levels.iter().filter_map(Level::name).take(20);
                let problem = self.problem("never occurs").value(positive);
                problems.push(problem.remedy(suggestion(positive, names.collect::<Vec<_>>())));
            }
            return self.levels.iter().map(|level| level.name().map(|name| name == positive)).collect();
        }
        let mut bad = 0;
        let mut labels = Vec::with_capacity(self.levels.len());
        for (code, level) in self.levels.iter().enumerate() {
            labels.push(match level.name().map(str::trim) {
                None => None,
                Some("1" | "1.0") => Some(true),
                Some("0" | "0.0") => Some(false),
                Some(name) if name.eq_ignore_ascii_case("true") => Some(true),
                Some(name) if name.eq_ignore_ascii_case("false") => Some(false),
                Some(name) => {
                    bad += 1;
                    if bad <= NAMED {
                        let row = self.codes.iter().position(|&own| own as usize == code).unwrap_or_default();
                        let remedy = "name the positive level under [values], or mend the row";
                        let problem = self.problem("is neither 0 nor 1").value(name).row(row as u64 + 1);
                        problems.push(problem.remedy(remedy));
                    }
                    None
                }
            });
        }
        labels
    }
}

/// Which column of the file is what.
fn planned<'a>(
    specification: &'a AuditSpecification,
    columns: &'a ScreenedColumns,
    header: &'a [String],
    problems: &mut Vec<Problem>,
) -> Vec<Column<'a>> {
    let names = &specification.columns;
    let mut asked: Vec<(Role, &'a str)> = Vec::new();
    asked.extend(names.outcome.as_deref().map(|name| (Role::Label, name)));
    asked.extend(names.segments.iter().map(|name| (Role::Segment, name.as_str())));
    match columns {
        ScreenedColumns::Only(only) => asked.extend(only.iter().map(|name| (Role::Other, name.as_str()))),
        ScreenedColumns::AllBut(ignored) => {
            for name in ignored.iter().filter(|name| !header.contains(name)) {
                problems.push(
                    Problem::new(ErrorKind::Column, "is to be ignored and not in the header")
                        .column(name)
                        .remedy(suggestion(name, header.iter().map(String::as_str))),
                );
            }
            let roles: Vec<&str> = names.single_roles().into_iter().filter_map(|(_, name)| name).collect();
            let is_free = |name: &&String| {
                !name.is_empty()
                    && !roles.contains(&name.as_str())
                    && !names.segments.contains(name)
                    && !ignored.contains(name)
            };
            asked.extend(header.iter().filter(is_free).map(|name| (Role::Other, name.as_str())));
        }
    }
    let mut found = Vec::new();
    for (role, name) in asked {
        let places: Vec<usize> =
            header.iter().enumerate().filter(|(_, column)| *column == name).map(|(at, _)| at).collect();
        match places.as_slice() {
            [index] => found.push(Column::new(role, name, *index)),
            [] => problems.push(
                Problem::new(ErrorKind::Column, "is not in the header")
                    .column(name)
                    .remedy(suggestion(name, header.iter().map(String::as_str))),
            ),
            _ => problems.push(
                Problem::new(ErrorKind::Column, "stands twice in the header")
                    .column(name)
                    .remedy("give each column a name of its own"),
            ),
        }
    }
    found
}
