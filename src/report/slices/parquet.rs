//! The table of slices as Parquet: the columns of the CSV, typed.

use std::fmt::Display;
use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::row::Cell;
use super::{Kind, SliceTable};
use crate::error::{Error, ErrorKind, Problem};
use crate::report::Report;

/// Rows that are handed over at once.
const BATCH: usize = 8192;

/// Rows of a row group: what is held in memory, packed.
const GROUP: usize = 1 << 16;

impl Report {
    /// The table of [`Report::slice_csv`] as a Parquet file: the same columns and rows, names of segments unchanged.
    ///
    /// Counts are `int64`, numbers `double`, yes and no `boolean`, everything else UTF-8 text; what is nothing in the CSV
    /// is null. Packed with Snappy. Equal reports give equal bytes.
    ///
    /// # Errors
    ///
    /// A count beyond the whole numbers of the format (9.2 · 10¹⁸).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Audit, Predictions};
    ///
    /// let predictions = Predictions::builder().decision(&[1_u8, 0]).segment("channel", &["app", "web"]).build()?;
    /// let bytes = Audit::new().run(&predictions)?.report().build().slice_parquet()?;
    /// assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn slice_parquet(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        self.write_slice_parquet(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes what [`Report::slice_parquet`] gives, row group by row group.
    ///
    /// # Errors
    ///
    /// Those of [`Report::slice_parquet`], and what the writer refuses; some of the file may have been written.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Audit, Predictions};
    ///
    /// let predictions = Predictions::builder().decision(&[1_u8, 0]).segment("channel", &["app", "web"]).build()?;
    /// let report = Audit::new().run(&predictions)?.report().build();
    /// let mut bytes = Vec::new();
    /// report.write_slice_parquet(&mut bytes)?;
    /// assert_eq!(bytes, report.slice_parquet()?);
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn write_slice_parquet(&self, out: impl Write + Send) -> Result<(), Error> {
        let table = SliceTable::of(&self.audited);
        let fields = table.columns.iter().map(|column| Field::new(&column.name, data_type(column.kind), true));
        let schema: SchemaRef = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP))
            .build();
        let mut writer =
            ArrowWriter::try_new(out, schema.clone(), Some(properties)).map_err(|error| unwritten(&error))?;
        let mut held = Held::new(&table);
        table.for_each_row(|row| {
            for (values, cell) in held.columns.iter_mut().zip(&row.cells) {
                values.add(cell)?;
            }
            held.rows += 1;
            if held.rows < BATCH {
                Ok(())
            } else {
                writer.write(&held.take(&schema)?).map_err(|error| unwritten(&error))
            }
        })?;
        writer.write(&held.take(&schema)?).map_err(|error| unwritten(&error))?;
        writer.close().map_err(|error| unwritten(&error))?;
        Ok(())
    }
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Count => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Flag => DataType::Boolean,
    }
}

/// Rows that wait to be written, by column.
struct Held {
    columns: Vec<Values>,
    rows: usize,
}

enum Values {
    Text(StringBuilder),
    Count(Int64Builder),
    Number(Float64Builder),
    Flag(BooleanBuilder),
}

impl Held {
    fn new(table: &SliceTable<'_>) -> Self {
        let empty = |kind| match kind {
            Kind::Text => Values::Text(StringBuilder::new()),
            Kind::Count => Values::Count(Int64Builder::new()),
            Kind::Number => Values::Number(Float64Builder::new()),
            Kind::Flag => Values::Flag(BooleanBuilder::new()),
        };
        Self { columns: table.columns.iter().map(|column| empty(column.kind)).collect(), rows: 0 }
    }

    fn take(&mut self, schema: &SchemaRef) -> Result<RecordBatch, Error> {
        self.rows = 0;
        RecordBatch::try_new(schema.clone(), self.columns.iter_mut().map(Values::finish).collect())
            .map_err(|error| unwritten(&error))
    }
}

impl Values {
    fn add(&mut self, cell: &Cell<'_>) -> Result<(), Error> {
        match (self, cell) {
            (Self::Text(values), Cell::Text(text)) => values.append_value(text),
            (Self::Text(values), _) => values.append_null(),
            (Self::Count(values), Cell::Count(count)) => values.append_value(whole(*count)?),
            (Self::Count(values), _) => values.append_null(),
            (Self::Number(values), Cell::Number(number)) => values.append_value(*number),
            (Self::Number(values), _) => values.append_null(),
            (Self::Flag(values), Cell::Flag(flag)) => values.append_value(*flag),
            (Self::Flag(values), _) => values.append_null(),
        }
        Ok(())
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(values) => Arc::new(values.finish()),
            Self::Count(values) => Arc::new(values.finish()),
            Self::Number(values) => Arc::new(values.finish()),
            Self::Flag(values) => Arc::new(values.finish()),
        }
    }
}

fn whole(count: u64) -> Result<i64, Error> {
    i64::try_from(count).map_err(|_| {
        Problem::new(ErrorKind::Limit, "is more than a whole number of Parquet holds")
            .value(count)
            .remedy("write the table as CSV")
            .into()
    })
}

fn unwritten(error: &impl Display) -> Error {
    Problem::new(ErrorKind::Io, format!("cannot be written as Parquet: {error}"))
        .remedy("make room or name another place; what was written so far is not whole")
        .into()
}
