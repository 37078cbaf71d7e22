//! A data set from CSV: every column is read, and told by its values whether it holds numbers.

use std::io::Read;

use ::csv::ByteRecord;

use super::binary::{BinaryColumn, yes_no};
use super::levels::LevelColumn;
use super::number::{NumberColumn, NumberRule};
use super::opening::Opened;
use super::{Ragged, plan};
use crate::dataset::Dataset;
use crate::error::{Error, ErrorKind, Problem, suggestion};
use crate::io::AuditSpecification;
use crate::segment::Level;

/// Numbers of at most so many different values are taken for names of categories, as a number of children is.
const FEW_NUMBERS: usize = 10;
/// Different values that a column may have before it is refused.
const MOST_VALUES: usize = 1_000_000;

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

enum Sink<'a> {
    Label(BinaryColumn<'a>),
    Segment(LevelColumn<'a>),
    Banded(NumberColumn<'a>),
    Other(LevelColumn<'a>),
}

/// Reads a data set: the outcome of the specification is its label, its segments are segments, and the other columns are
/// told by their values. A column is of numbers where every value that is not missing is one and more than ten differ.
///
/// # Errors
///
/// A file that is empty, not text or without rows; columns that the header lacks or has twice; labels that are neither 0
/// nor 1 and not the positive level; more levels of a segment than the limit.
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
    let mut file = Opened::open(reader, delimiter)?;
    let mut problems = Vec::new();
    let header = file.header.clone();
    let mut sinks = sinks(specification, columns, &header, file.delimiter, &mut problems);
    let mut ragged = Ragged::default();
    let mut record = ByteRecord::new();
    let (mut rows, width) = (0, header.len());
    while let Some(place) = file.next(&mut record, rows + 1)? {
        rows += 1;
        if record.len() != width {
            ragged.push(place, record.len());
            continue;
        }
        for (_, index, sink) in &mut sinks {
            let cell = record.get(*index).unwrap_or_default();
            match sink {
                Sink::Label(label) => label.push(cell, place),
                Sink::Banded(numbers) => numbers.push(cell, place),
                Sink::Segment(levels) | Sink::Other(levels) => levels.push(cell, place),
            }
        }
    }
    ragged.report(width, &mut problems);
    if rows == 0 {
        problems.push(
            Problem::new(ErrorKind::Empty, "the file has a header and no rows")
                .remedy("check that the query or export behind it found any"),
        );
    }
    let mut builder = Dataset::builder();
    for (name, _, sink) in sinks {
        builder = match sink {
            Sink::Label(label) => builder.label(name, label.finish(name, &mut problems).into_iter().map(yes_no)),
            Sink::Banded(numbers) => {
                let values = numbers.finish(name, &mut problems);
                match specification.bands.get(name) {
                    Some(bands) => builder.segment_banded(name, values, &bands.cuts()),
                    None => builder,
                }
            }
            Sink::Segment(levels) => {
                let (levels, codes) = levels.finish(name, &mut problems);
                builder.segment(name, codes.iter().filter_map(|&code| levels.get(code as usize)))
            }
            Sink::Other(levels) => {
                let (levels, codes) = levels.finish(name, &mut problems);
                match numbers(&levels) {
                    Some(values) => {
                        builder.numbers(name, codes.iter().filter_map(|&code| values.get(code as usize).copied()))
                    }
                    None => builder.column(name, codes.iter().filter_map(|&code| levels.get(code as usize))),
                }
            }
        };
    }
    Error::check(problems)?;
    builder.build()
}

type Planned<'a> = (&'a str, usize, Sink<'a>);

/// Which column of the file is what.
fn sinks<'a>(
    specification: &'a AuditSpecification,
    columns: &'a ScreenedColumns,
    header: &'a [String],
    delimiter: u8,
    problems: &mut Vec<Problem>,
) -> Vec<Planned<'a>> {
    let (names, values) = (&specification.columns, &specification.values);
    let missing = values.missing.as_slice();
    let mut planned: Vec<Planned<'a>> = Vec::new();
    let mut add = |role: &str, name: &'a str, sink: Sink<'a>, problems: &mut Vec<Problem>| match plan::find(
        role, name, header, delimiter,
    ) {
        Ok(index) => planned.push((name, index, sink)),
        Err(error) => problems.extend_from_slice(error.problems()),
    };
    if let Some(name) = &names.outcome {
        let label = BinaryColumn::new(values.outcome_positive.as_deref(), "outcome_positive", missing);
        add("outcome", name, Sink::Label(label), problems);
    }
    for name in &names.segments {
        let sink = if specification.bands.contains_key(name) {
            Sink::Banded(NumberColumn::new(NumberRule::Value, missing))
        } else {
            Sink::Segment(LevelColumn::new(missing, None, values.max_levels))
        };
        add("segment", name, sink, problems);
    }
    let roles: Vec<&str> = names.single_roles().into_iter().filter_map(|(_, name)| name).collect();
    let is_free = |name: &str| !roles.contains(&name) && !names.segments.iter().any(|segment| segment == name);
    let others: Vec<&'a str> = match columns {
        ScreenedColumns::Only(only) => only.iter().map(String::as_str).collect(),
        ScreenedColumns::AllBut(ignored) => {
            for name in ignored.iter().filter(|name| !header.contains(name)) {
                problems.push(
                    Problem::new(ErrorKind::Column, "is to be ignored and not in the header")
                        .column(name)
                        .remedy(suggestion(name, header.iter().map(String::as_str))),
                );
            }
            let kept = header.iter().map(String::as_str).filter(|name| !name.is_empty() && is_free(name));
            kept.filter(|name| !ignored.iter().any(|other| other == name)).collect()
        }
    };
    for name in others {
        add("column", name, Sink::Other(LevelColumn::new(missing, None, MOST_VALUES)), problems);
    }
    planned
}

/// The numbers that the levels are; `None` where some are none, or too few differ.
fn numbers(levels: &[Level]) -> Option<Vec<f64>> {
    let values: Vec<f64> = levels
        .iter()
        .map(|level| match level.name() {
            None => Some(f64::NAN),
            Some(name) => name.trim().parse::<f64>().ok().filter(|value| value.is_finite()),
        })
        .collect::<Option<_>>()?;
    (values.iter().filter(|value| !value.is_nan()).count() > FEW_NUMBERS).then_some(values)
}
