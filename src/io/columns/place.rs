//! Where a value stands, and the bad values of a column: the first few by name, the rest by number.

use crate::error::{ErrorKind, Problem};

pub(crate) const SAVE_AS_UTF8: &str = "save the file as UTF-8: it is probably Latin-1 or Windows-1252";

/// How many bad values of one kind are named before the rest is counted.
const NAMED: usize = 3;

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its number, counted from 1, a header not counted.
    pub(crate) row: u64,
    /// The line of the file on which it begins, counted from 1, where there are lines.
    pub(crate) line: Option<u64>,
}

impl Place {
    pub(crate) fn of(self, problem: Problem) -> Problem {
        let problem = problem.row(self.row);
        match self.line {
            Some(line) => problem.line(line),
            None => problem,
        }
    }
}

/// The places of the rows of a part of a file, counted from its beginning.
#[derive(Debug, Default)]
pub(crate) enum Places {
    /// Row after row.
    #[default]
    Rows,
    /// Of each row: how many records and how many line ends come before it.
    Lines(Vec<(u32, u32)>),
}

/// Where a part of a file begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin<'a> {
    /// Records before it.
    pub(crate) records: u64,
    /// Line ends before it.
    pub(crate) lines: u64,
    pub(crate) places: &'a Places,
}

impl Origin<'_> {
    /// The place in the file of a row of the part.
    pub(crate) fn place(&self, row: u32) -> Place {
        match self.places {
            Places::Rows => Place { row: self.records + u64::from(row) + 1, line: None },
            Places::Lines(places) => {
                let (records, lines) = places.get(row as usize).copied().unwrap_or_default();
                self.line(records, lines)
            }
        }
    }

    /// The place in the file of a record of the part.
    pub(crate) fn line(&self, records: u32, lines: u32) -> Place {
        let row = self.records + u64::from(records) + 1;
        Place { row, line: Some(self.lines + u64::from(lines) + 1) }
    }
}

/// " (and 2 more rows)", or nothing.
pub(crate) fn more(rest: u64, noun: &str) -> String {
    match rest {
        0 => String::new(),
        1 => format!(" (and 1 more {noun})"),
        _ => format!(" (and {rest} more {noun}s)"),
    }
}

/// The first few of something, and how many there are.
#[derive(Debug)]
pub(crate) struct Few<T> {
    first: Vec<T>,
    count: u64,
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self { first: Vec::new(), count: 0 }
    }
}

impl<T> Few<T> {
    #[cold]
    pub(crate) fn push(&mut self, one: impl FnOnce() -> T) {
        if self.first.len() < NAMED {
            self.first.push(one());
        }
        self.count += 1;
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Adds those of a later part of the file.
    pub(crate) fn absorb<U>(&mut self, other: Few<U>, placed: impl FnMut(U) -> T) {
        let room = NAMED.saturating_sub(self.first.len());
        self.first.extend(other.first.into_iter().take(room).map(placed));
        self.count += other.count;
    }

    /// Reports the named ones; the last of them says how many more there are.
    pub(crate) fn report(self, noun: &str, problems: &mut Vec<Problem>, mut problem: impl FnMut(T, &str) -> Problem) {
        let rest = self.count - self.first.len() as u64;
        let last = self.first.len();
        for (at, one) in self.first.into_iter().enumerate() {
            let others = if at + 1 == last { more(rest, noun) } else { String::new() };
            problems.push(problem(one, &others));
        }
    }
}

/// Bad cells of one kind in a part of a column: row and text.
pub(super) type Cells = Few<(u32, String)>;

impl Cells {
    #[cold]
    pub(super) fn cell(&mut self, row: u32, cell: &[u8]) {
        self.push(|| (row, String::from_utf8_lossy(cell).into_owned()));
    }
}

/// Bad cells of one kind in one column, and what is to be said about them.
#[derive(Debug)]
pub(super) struct BadCells {
    message: &'static str,
    remedy: &'static str,
    cells: Few<(Place, String)>,
}

impl BadCells {
    pub(super) fn new(message: &'static str, remedy: &'static str) -> Self {
        Self { message, remedy, cells: Few::default() }
    }

    pub(super) fn absorb(&mut self, cells: Cells, origin: Origin<'_>) {
        self.cells.absorb(cells, |(row, text)| (origin.place(row), text));
    }

    pub(super) fn count(&self) -> u64 {
        self.cells.count()
    }

    pub(super) fn report(self, column: &str, problems: &mut Vec<Problem>) {
        let Self { message, remedy, cells } = self;
        cells.report("row", problems, |(place, value), others| {
            let problem = Problem::new(ErrorKind::Value, format!("{message}{others}"));
            place.of(problem.column(column).value(value)).remedy(remedy)
        });
    }
}

/// Cells that are not UTF-8: place, byte in the cell, its value, text as far as it can be read.
#[derive(Debug)]
pub(super) struct Garbled<P>(Few<(P, usize, u8, String)>);

impl<P> Default for Garbled<P> {
    fn default() -> Self {
        Self(Few::default())
    }
}

impl Garbled<u32> {
    #[cold]
    pub(super) fn cell(&mut self, row: u32, cell: &[u8], at: usize) {
        self.0.push(|| {
            let byte = cell.get(at).copied().unwrap_or_default();
            (row, at + 1, byte, String::from_utf8_lossy(cell).into_owned())
        });
    }
}

impl Garbled<Place> {
    pub(super) fn absorb(&mut self, cells: Garbled<u32>, origin: Origin<'_>) {
        self.0.absorb(cells.0, |(row, at, byte, text)| (origin.place(row), at, byte, text));
    }

    pub(super) fn report(self, column: &str, problems: &mut Vec<Problem>) {
        self.0.report("value", problems, |(place, at, byte, value), others| {
            let message = format!("is not UTF-8: byte {at} of the cell is 0x{byte:02X}{others}");
            place.of(Problem::new(ErrorKind::Format, message).column(column).value(value)).remedy(SAVE_AS_UTF8)
        });
    }

    pub(super) fn count(&self) -> u64 {
        self.0.count()
    }
}
