//! Predictions from Parquet: row group by row group, on all cores, only the columns that are needed.

use std::io::{BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_schema::{DataType, Field, Schema};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{ChunkReader, Length};

use super::{ROWS, add, names_of, needed};
use crate::error::{Error, ErrorKind, Problem};
use crate::io::columns::{Naming, Plan};
use crate::io::part::Part;
use crate::io::reader::Reading;

/// Most rows of a row group that are read at once: what bounds memory where row groups are large.
const PIECE: usize = 1 << 20;

/// Rows of a row group.
#[derive(Debug, Clone, Copy)]
struct Piece {
    group: usize,
    from: usize,
    rows: usize,
}

/// Reads a Parquet file.
pub(crate) fn read_parquet(file: impl ChunkReader + 'static, reading: &mut Reading<'_, '_>) -> Result<(), Error> {
    let file = Shared::new(file);
    let (metadata, schema) = match opened(&file, reading) {
        Ok(opened) => opened,
        Err(error) => return Err(reading.refuse(unreadable(&error))),
    };
    let needed = needed(&schema, reading);
    let names = names_of(&schema);
    let present: Vec<String> = needed.iter().map(|&at| names[at].clone()).collect();
    let mask = ProjectionMask::roots(metadata.parquet_schema(), needed);
    let groups = metadata.metadata().row_groups();
    let rows: u64 = groups.iter().map(|group| u64::try_from(group.num_rows()).unwrap_or(0)).sum();
    let length = file.len();
    let mut pieces = groups.iter().enumerate().flat_map(|(group, meta)| {
        let all = usize::try_from(meta.num_rows()).unwrap_or(0);
        let pieces = all.div_ceil(PIECE).max(1);
        let rows = all.div_ceil(pieces);
        (0..pieces).map(move |piece| Piece { group, from: piece * rows, rows: rows.min(all - (piece * rows).min(all)) })
    });
    // In proportion to the rows: where the columns lie in the file is of no interest to who waits.
    let bytes = |read: u64| {
        if rows == 0 {
            length
        } else {
            u64::try_from(u128::from(length) * u128::from(read) / u128::from(rows)).unwrap_or(length)
        }
    };
    reading.run(
        (&names, Naming::Schema),
        0,
        &bytes,
        1,
        || Ok(pieces.next()),
        |piece: Piece, plan: &Plan<'_>| {
            let mut part = Part { cells: plan.part(), ..Part::default() };
            let batches = ParquetRecordBatchReaderBuilder::new_with_metadata(file.clone(), metadata.clone())
                .with_row_groups(vec![piece.group])
                .with_projection(mask.clone())
                .with_offset(piece.from)
                .with_limit(piece.rows)
                .with_batch_size(ROWS)
                .build()
                .map_err(|error| unreadable(&error))?;
            for batch in batches {
                add(&mut part, &batch.map_err(|error| super::unreadable(&error))?, &present, plan)?;
            }
            Ok(part)
        },
    )
}

/// What the file says of itself, and its columns; text is asked for as dictionaries, which the pages mostly are.
fn opened(
    file: &Shared<impl ChunkReader>,
    reading: &Reading<'_, '_>,
) -> ParquetResult<(ArrowReaderMetadata, Arc<Schema>)> {
    let plain = ArrowReaderMetadata::load(file, ArrowReaderOptions::new())?;
    let columns = &reading.specification.columns;
    let is_levels = |name: &String| columns.segments.contains(name) || columns.strata.contains(name);
    let fields: Vec<Field> = plain
        .schema()
        .fields()
        .iter()
        .map(|field| match field.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View if is_levels(field.name()) => {
                let coded = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                field.as_ref().clone().with_data_type(coded)
            }
            _ => field.as_ref().clone(),
        })
        .collect();
    let coded = Arc::new(Schema::new_with_metadata(fields, plain.schema().metadata().clone()));
    let options = ArrowReaderOptions::new().with_schema(coded);
    let metadata = ArrowReaderMetadata::try_new(plain.metadata().clone(), options).unwrap_or(plain);
    let schema = metadata.schema().clone();
    Ok((metadata, schema))
}

fn unreadable(error: &ParquetError) -> Error {
    let problem = Problem::new(ErrorKind::Format, format!("this cannot be read as Parquet: {error}"));
    match error {
        ParquetError::NYI(_) => {
            problem.remedy("write it again, packed with snappy, zstd, gzip, lz4 or not at all").into()
        }
        _ => problem.remedy("it is damaged or was cut off: fetch or write it again").into(),
    }
}

/// One file for all threads. Handles of one file share the place at which they read, so one thread reads at a time.
#[derive(Debug)]
struct Shared<F>(Arc<Mutex<F>>);

impl<F> Shared<F> {
    fn new(file: F) -> Self {
        Self(Arc::new(Mutex::new(file)))
    }

    fn with<T>(&self, use_it: impl FnOnce(&F) -> T) -> T {
        // Whoever panicked while reading left nothing half-done.
        use_it(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<F> Clone for Shared<F> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<F: ChunkReader> Length for Shared<F> {
    fn len(&self) -> u64 {
        self.with(Length::len)
    }
}

impl<F: ChunkReader> ChunkReader for Shared<F> {
    type T = BufReader<Onwards<F>>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        Ok(BufReader::new(Onwards { file: self.clone(), at: start, end: self.len() }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        self.with(|file| file.get_bytes(start, length))
    }
}

/// Reads on from a place.
#[derive(Debug)]
struct Onwards<F> {
    file: Shared<F>,
    at: u64,
    end: u64,
}

impl<F: ChunkReader> Read for Onwards<F> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let length = buffer.len().min(left);
        let bytes = self.file.get_bytes(self.at, length).map_err(std::io::Error::other)?;
        buffer[..length].copy_from_slice(&bytes[..length]);
        self.at += length as u64;
        Ok(length)
    }
}
