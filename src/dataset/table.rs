//! The columns of a data set.

use super::result::ColumnValues;
use crate::data::{BinaryValue, Column, ColumnRole, Cuts, RealValue, yes_or_no};
use crate::error::{Error, ErrorKind, Problem, Problems};
use crate::segment::LevelValue;

/// A data set: a label if there is one, segments, and other columns.
///
/// # Example
///
/// ```
/// use evenhand::dataset::Dataset;
///
/// let dataset = Dataset::builder()
///     .label("bought", [1_u8, 0, 1, 0])
///     .segment("channel", ["app", "app", "phone", "phone"])
///     .column("region", [Some("north"), None, Some("south"), Some("south")])
///     .numbers("age", [31, 35, 62, 70])
///     .build()?;
/// assert_eq!(dataset.rows(), 4);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Clone)]
pub struct Dataset {
    pub(super) rows: usize,
    pub(super) label: Option<(String, Vec<Option<bool>>)>,
    pub(super) segments: Vec<Column>,
    pub(super) others: Vec<Other>,
}

/// A column that is no segment.
#[derive(Clone)]
pub(super) struct Other {
    /// The values as levels; numbers in bands.
    pub(super) levels: Column,
    /// The numbers, NaN where missing.
    pub(super) numbers: Option<Vec<f64>>,
}

impl Other {
    pub(super) fn kind(&self) -> ColumnValues {
        if self.numbers.is_some() {
            ColumnValues::Numbers
        } else {
            ColumnValues::Levels { levels: self.levels.levels.iter().filter(|level| !level.is_missing()).count() }
        }
    }
}

impl std::fmt::Debug for Dataset {
    /// Shapes only: rows are people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dataset")
            .field("rows", &self.rows)
            .field("segments", &self.segments)
            .field("others", &self.others.len())
            .finish_non_exhaustive()
    }
}

impl Dataset {
    /// Starts a data set.
    pub fn builder() -> DatasetBuilder {
        DatasetBuilder::default()
    }

    /// Rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The names of the segments.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().map(Column::name)
    }

    /// The names of the other columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.others.iter().map(|other| other.levels.name())
    }
}

/// Collects the columns of a [`Dataset`]; [`DatasetBuilder::build`] reports every problem at once.
#[derive(Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct DatasetBuilder {
    label: Option<(String, Vec<Option<bool>>)>,
    segments: Vec<Column>,
    others: Vec<Other>,
    problems: Problems,
}

impl std::fmt::Debug for DatasetBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DatasetBuilder").field("segments", &self.segments).finish_non_exhaustive()
    }
}

/// Bands into which numbers are cut for their association with a segment.
const BANDS: usize = 10;

impl DatasetBuilder {
    /// What a model is to learn; `None` is a label that is not known.
    pub fn label<I>(mut self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: BinaryValue,
    {
        let values = yes_or_no(name, values, &mut self.problems);
        self.label = Some((name.to_owned(), values));
        self
    }

    /// An attribute whose levels are compared. It is also screened as a column that may stand for another segment.
    pub fn segment<I>(mut self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: LevelValue,
    {
        self.segments.push(Column::encode(name, ColumnRole::Segment, values));
        self
    }

    /// A numeric attribute, compared by bands.
    pub fn segment_banded<I>(mut self, name: &str, values: I, cuts: &Cuts) -> Self
    where
        I: IntoIterator,
        I::Item: RealValue,
    {
        let values: Vec<f64> = values.into_iter().map(|value| value.real()).collect();
        self.segments.push(banded(name, &values, cuts));
        self
    }

    /// A column of names.
    pub fn column<I>(mut self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: LevelValue,
    {
        let levels = Column::encode(name, ColumnRole::Segment, values);
        self.others.push(Other { levels, numbers: None });
        self
    }

    /// A column of numbers; NaN and infinite ones are missing.
    pub fn numbers<I>(mut self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: RealValue,
    {
        let finite = |value: f64| if value.is_finite() { value } else { f64::NAN };
        let values: Vec<f64> = values.into_iter().map(|value| finite(value.real())).collect();
        let levels = banded(name, &values, &Cuts::Quantiles(BANDS));
        self.others.push(Other { levels, numbers: Some(values) });
        self
    }

    /// Checks everything and puts the data set together.
    ///
    /// # Errors
    ///
    /// Every problem at once: no segment, no rows, columns of unlike length, a name that stands twice, labels other than 0
    /// and 1.
    pub fn build(self) -> Result<Dataset, Error> {
        let Self { label, segments, others, mut problems } = self;
        let mut lengths: Vec<(&str, usize)> = Vec::new();
        lengths.extend(segments.iter().map(|column| (column.name(), column.codes.len())));
        lengths.extend(label.iter().map(|(name, values)| (name.as_str(), values.len())));
        lengths.extend(others.iter().map(|other| (other.levels.name(), other.levels.codes.len())));
        let rows = lengths.first().map_or(0, |(_, length)| *length);
        if segments.is_empty() {
            problems.push(Problem::new(ErrorKind::Column, "no segments were given").remedy("name at least one"));
        } else if rows == 0 {
            problems.push(Problem::new(ErrorKind::Empty, "there are no rows").remedy("check the input"));
        }
        for (at, &(name, length)) in lengths.iter().enumerate() {
            if length != rows {
                problems.push(
                    Problem::new(ErrorKind::Column, format!("has {length} rows and {:?} has {rows}", lengths[0].0))
                        .column(name)
                        .remedy("give every column one value a row"),
                );
            }
            if lengths[..at].iter().any(|(earlier, _)| *earlier == name) {
                problems.push(Problem::new(ErrorKind::Column, "was given twice").column(name).remedy("give it once"));
            }
        }
        problems.into_result()?;
        Ok(Dataset { rows, label, segments, others })
    }
}

fn banded(name: &str, values: &[f64], cuts: &Cuts) -> Column {
    let (levels, codes) = cuts.encode(values);
    Column::from_codes(name, ColumnRole::Segment, codes, levels, true)
}
