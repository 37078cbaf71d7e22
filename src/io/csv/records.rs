//! The cells of a block of CSV.
//!
//! Most files have no quotes. There, all delimiters and line ends of a block are found first, 64 bytes at a time, and
//! the columns that an audit needs are then read one after the other. A block with quotes or `\r` goes through the
//! parser of [`::csv`], record by record; the cells are the same.
#![allow(clippy::inline_always, reason = "what `marks` calls is compiled anew for each set of instructions")]

use std::cell::RefCell;

use ::csv::{ByteRecord, ReaderBuilder};

use super::blocks::line_ends;
use super::marks::{self, CHUNK};
use super::opening::line_of;
use crate::io::columns::{Cells, Few, Places, Plan};
use crate::io::part::Part;

/// How a file is to be split.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) delimiter: u8,
    /// Cells of the header.
    pub(crate) width: usize,
    /// Whether lines end in `\r\n`.
    pub(crate) windows_lines: bool,
}

/// Reads a block of whole records, and gives it back.
pub(crate) fn parse(mut block: Vec<u8>, shape: Shape, plan: &Plan<'_>) -> (Part, Vec<u8>) {
    // The last line may lack its end.
    if !matches!(block.last(), Some(b'\n' | b'\r')) {
        block.push(b'\n');
    }
    let plain = u32::try_from(block.len()).is_ok().then(|| parse_plain(&block, shape, plan)).flatten();
    (plain.unwrap_or_else(|| parse_quoted(&block, shape, plan)), block)
}

/// The places of the delimiters and line ends of a block.
struct Ends {
    /// The first is before the block, so that each cell begins one after the end before it.
    ends: Vec<u32>,
    /// Of each line: the number of ends before its first cell.
    lines: Vec<u32>,
}

thread_local! {
    /// Where a thread keeps the places of its last block, so that the next has room at once.
    static ENDS: RefCell<Ends> = const { RefCell::new(Ends { ends: Vec::new(), lines: Vec::new() }) };
}

impl Ends {
    /// Finds them all; false where the block has quotes or `\r`.
    #[allow(clippy::cast_possible_truncation, reason = "a plain block has fewer than 2^32 bytes")]
    fn find(&mut self, block: &[u8], delimiter: u8) -> bool {
        let Self { ends, lines } = self;
        lines.clear();
        lines.push(0);
        if ends.is_empty() {
            ends.push(0);
        }
        ends[0] = u32::MAX;
        let (mut found, mut base, mut plain) = (1, 0_u32, true);
        marks::each(
            block,
            delimiter,
            #[inline(always)]
            |marks| {
                if ends.len() < found + CHUNK {
                    ends.resize(2 * found + CHUNK, 0);
                }
                if let Some(out) = ends.get_mut(found..).and_then(<[u32]>::first_chunk_mut::<CHUNK>) {
                    let mut rest = marks.ends;
                    // Four at once, whether they are there or not: a guess costs more than a write.
                    for out in out.as_chunks_mut::<4>().0 {
                        if rest == 0 {
                            break;
                        }
                        for out in out {
                            *out = base.wrapping_add(rest.trailing_zeros());
                            rest &= rest.wrapping_sub(1);
                        }
                    }
                }
                let mut rest = marks.lines;
                while rest != 0 {
                    let up_to = rest ^ (rest - 1);
                    lines.push(found as u32 + (marks.ends & up_to).count_ones() - 1);
                    rest &= rest - 1;
                }
                found += marks.ends.count_ones() as usize;
                base = base.wrapping_add(CHUNK as u32);
                plain = marks.others == 0;
                plain
            },
        );
        plain
    }
}

/// The cells of a block without quotes and `\r`; `None` where it has some.
fn parse_plain(block: &[u8], shape: Shape, plan: &Plan<'_>) -> Option<Part> {
    ENDS.with_borrow_mut(|found| found.find(block, shape.delimiter).then(|| columns_of(block, found, shape, plan)))
}

/// Reads the columns that are needed.
fn columns_of(block: &[u8], Ends { ends, lines }: &Ends, shape: Shape, plan: &Plan<'_>) -> Part {
    let mut rows = Vec::with_capacity(lines.len());
    let mut places = Vec::with_capacity(lines.len());
    let mut ragged = Few::default();
    let mut records = 0;
    for ((before, line), after) in lines.iter().zip(0_u32..).zip(lines.iter().skip(1)) {
        let cells = (after - before) as usize;
        if cells == shape.width {
            // A line of nothing is no record, even where records have one cell.
            if cells > 1 || ends[*after as usize] != ends[*before as usize].wrapping_add(1) {
                rows.push(*before);
                places.push((records, line));
                records += 1;
            }
        } else if cells > 1 || ends[*after as usize] != ends[*before as usize].wrapping_add(1) {
            ragged.push(|| (records, line, cells));
            records += 1;
        }
    }
    let mut cells = plan.part();
    for (column, own) in plan.columns.iter().zip(&mut cells) {
        let texts = rows.iter().map(|&row| {
            let at = row as usize + column.index;
            let start = ends[at].wrapping_add(1) as usize;
            &block[start..ends[at + 1] as usize]
        });
        own.extend(column.rule, texts);
    }
    let lines = u32::try_from(lines.len() - 1).unwrap_or(u32::MAX);
    Part { cells, records, lines, places: Places::Lines(places), ragged, ..Part::default() }
}

fn parse_quoted(block: &[u8], shape: Shape, plan: &Plan<'_>) -> Part {
    let mut reader =
        ReaderBuilder::new().delimiter(shape.delimiter).flexible(true).has_headers(false).from_reader(block);
    let mut record = ByteRecord::new();
    let mut cells = plan.part();
    let mut part = Part::default();
    let mut places = Vec::new();
    // Reading from memory does not fail.
    while let Ok(true) = reader.read_byte_record(&mut record) {
        let line = line_of(&record, &reader, shape.windows_lines) - 1;
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        if record.len() == shape.width {
            take(&record, plan, &mut cells);
            places.push((part.records, line));
        } else {
            part.ragged.push(|| (part.records, line, record.len()));
        }
        part.records += 1;
    }
    let lines = line_ends(block);
    Part { cells, lines: u32::try_from(lines).unwrap_or(u32::MAX), places: Places::Lines(places), ..part }
}

fn take(record: &ByteRecord, plan: &Plan<'_>, cells: &mut [Cells]) {
    for (column, own) in plan.columns.iter().zip(cells) {
        own.extend(column.rule, std::iter::once(record.get(column.index).unwrap_or_default()));
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::cube::Cube;
    use crate::io::AuditSpecification;
    use crate::io::columns::Naming;

    #[test]
    #[allow(clippy::cast_possible_truncation, reason = "bits of a seed")]
    fn both_ways_find_the_same_cells_at_every_alignment() {
        let mut specification = AuditSpecification::default();
        specification.columns.decision = Some("d".to_owned());
        specification.columns.segments = vec!["g".to_owned(), "h".to_owned()];
        let header = ["g", "d", "h"].map(str::to_owned);
        let plan = Plan::new(&specification, &header, Naming::Header(b','), &mut Vec::new());
        let shape = Shape { delimiter: b',', width: 3, windows_lines: false };
        for seed in 0..400_u64 {
            let mut state = seed;
            let mut text = String::new();
            for _ in 0..=seed % 9 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let name = &"abcdefghijklmnopqrstuvwxyzäöü"[..(state >> 60) as usize];
                text += ["", "\n", "ragged\n", "a,b,c,d\n", ",\n"][(state >> 33) as usize % 5];
                writeln!(text, "{name},{},{}", (state >> 40) % 2, &name[..name.len() / 2]).unwrap();
            }
            let (plain, quoted) =
                (parse_plain(text.as_bytes(), shape, &plan).unwrap(), parse_quoted(text.as_bytes(), shape, &plan));
            assert_eq!(plain.records, quoted.records, "{text:?}");
            assert_eq!(plain.ragged.count(), quoted.ragged.count(), "{text:?}");
            let (Places::Lines(a), Places::Lines(b)) = (&plain.places, &quoted.places) else { unreachable!() };
            assert_eq!(a, b, "{text:?}");
            let cube = |part: Part| Cube::fold(&plan.build(part.cells).unwrap());
            assert_eq!(cube(plain), cube(quoted), "{text:?}");
        }
    }
}
