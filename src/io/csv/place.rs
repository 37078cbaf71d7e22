//! Where a cell stands, and the bad cells of a column: the first few by name, the rest by number.

use crate::error::{ErrorKind, Problem};

pub(super) const SAVE_AS_UTF8: &str = "save the file as UTF-8: it is probably Latin-1 or Windows-1252";

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its number, counted from 1 below the header.
    pub(crate) row: u64,
    /// The line of the file on which it begins, counted from 1.
    pub(crate) line: u64,
}

impl Place {
    pub(super) fn of(self, problem: Problem) -> Problem {
        problem.row(self.row).line(self.line)
    }
}

/// " (and 2 more rows)", or nothing.
pub(super) fn more(rest: u64, noun: &str) -> String {
    match rest {
        0 => String::new(),
        1 => format!(" (and 1 more {noun})"),
        _ => format!(" (and {rest} more {noun}s)"),
    }
}

/// Bad cells of one kind in one column.
#[derive(Debug)]
pub(super) struct BadCells {
    message: &'static str,
    remedy: &'static str,
    first: Vec<(Place, String)>,
    count: u64,
}

impl BadCells {
    /// How many are named before the rest is counted.
    const NAMED: usize = 3;

    pub(super) fn new(message: &'static str, remedy: &'static str) -> Self {
        Self { message, remedy, first: Vec::new(), count: 0 }
    }

    #[cold]
    pub(super) fn push(&mut self, place: Place, cell: &[u8]) {
        if self.first.len() < Self::NAMED {
            self.first.push((place, String::from_utf8_lossy(cell).into_owned()));
        }
        self.count += 1;
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn report(self, column: &str, problems: &mut Vec<Problem>) {
        let rest = self.count - self.first.len() as u64;
        let last = self.first.len();
        for (at, (place, value)) in self.first.into_iter().enumerate() {
            let others = if at + 1 == last { more(rest, "row") } else { String::new() };
            let message = format!("{}{others}", self.message);
            problems.push(
                place.of(Problem::new(ErrorKind::Value, message).column(column).value(value)).remedy(self.remedy),
            );
        }
    }
}

/// The cells of a column that are not UTF-8, each different one once.
#[derive(Debug, Default)]
pub(super) struct Undecodable {
    first: Vec<(Place, usize, u8, String)>,
    count: u64,
}

impl Undecodable {
    #[cold]
    pub(super) fn push(&mut self, place: Place, cell: &[u8], at: usize) {
        if self.first.len() < BadCells::NAMED {
            let byte = cell.get(at).copied().unwrap_or_default();
            self.first.push((place, at + 1, byte, String::from_utf8_lossy(cell).into_owned()));
        }
        self.count += 1;
    }

    pub(super) fn report(self, column: &str, problems: &mut Vec<Problem>) {
        let rest = self.count - self.first.len() as u64;
        let last = self.first.len();
        for (index, (place, at, byte, value)) in self.first.into_iter().enumerate() {
            let others = if index + 1 == last { more(rest, "value") } else { String::new() };
            let message = format!("is not UTF-8: byte {at} of the cell is 0x{byte:02X}{others}");
            problems.push(
                place.of(Problem::new(ErrorKind::Format, message).column(column).value(value)).remedy(SAVE_AS_UTF8),
            );
        }
    }
}
