//! Predictions from CSV, block by block.
//!
//! Columns that no role asks for are split off but never decoded. Levels become dictionary codes and customers become
//! hashes while the file is read; no cell is kept as text.

mod blocks;
mod marks;
mod opening;
mod records;

use std::cell::Cell;
use std::io::Read;

pub(super) use blocks::{Blocks, Spare};
pub(super) use opening::{Opened, refused};

use super::columns::{Naming, Plan};
use super::reader::Reading;
use crate::error::Error;
use records::{Shape, parse};

/// Reads a file of text with a header.
pub(super) fn read<R: Read>(input: R, reading: &mut Reading<'_, '_>, bytes: &Cell<u64>) -> Result<(), Error> {
    let values = &reading.specification.values;
    let delimiter = values.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok());
    let file = match Opened::open(input, delimiter) {
        Ok(file) => file,
        Err(error) => return Err(reading.refuse(error)),
    };
    let naming = Naming::Header(file.delimiter);
    let shape = Shape { delimiter: file.delimiter, width: file.header.len(), windows_lines: file.windows_lines };
    let spare = Spare::default();
    let mut blocks = Blocks::of_records(file.rest, shape.delimiter, &spare);
    reading.run(
        (&file.header, naming),
        file.lines,
        &|_| bytes.get(),
        4,
        || blocks.next(),
        |block: Vec<u8>, plan: &Plan<'_>| {
            let (part, block) = parse(block, shape, plan);
            spare.keep(block);
            Ok(part)
        },
    )
}
