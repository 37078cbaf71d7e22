//! A part of a file as it was parsed, and what becomes of the parts.

use super::Progress;
use super::columns::{Cells, Few, Ledger, Origin, Place, Places, Plan};
use crate::data::Predictions;
use crate::error::{Error, ErrorKind, Problem};

/// What was read of a part of a file.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// By column of the plan, one value for each row that can be used.
    pub(super) cells: Vec<Cells>,
    pub(super) places: Places,
    /// Records in it, those that cannot be used too.
    pub(super) records: u32,
    /// Line ends in it.
    pub(super) lines: u32,
    /// Records with another number of cells than the header: record, line, cells.
    pub(super) ragged: Few<(u32, u32, usize)>,
    /// Lines that are not in the format: record, line, why.
    pub(super) broken: Few<(u32, u32, String)>,
}

/// What is done with the rows.
pub(super) enum Sink<'s> {
    /// All are kept.
    Whole(Vec<Cells>),
    /// Each part is handed over and forgotten.
    Batches(&'s mut dyn FnMut(Predictions) -> Result<(), Error>),
}

/// Takes the parts of a file in order.
pub(super) struct Intake<'a, 'p, 's> {
    plan: &'p Plan<'a>,
    ledger: Ledger<'a>,
    sink: Sink<'s>,
    problems: Vec<Problem>,
    ragged: Few<(Place, usize)>,
    broken: Few<(Place, String)>,
    records: u64,
    lines: u64,
    width: usize,
}

impl<'a, 'p, 's> Intake<'a, 'p, 's> {
    /// Of a file whose first part begins after so many lines, with the problems that are known already.
    pub(super) fn new(
        plan: &'p Plan<'a>,
        sink: Sink<'s>,
        problems: Vec<Problem>,
        (lines, width): (u64, usize),
    ) -> Self {
        let ledger = Ledger::new(plan);
        Self { plan, ledger, sink, problems, ragged: Few::default(), broken: Few::default(), records: 0, lines, width }
    }

    /// Takes the next part. After something was found to be wrong, parts are only searched for more of it.
    pub(super) fn take(&mut self, mut part: Part) -> Result<(), Error> {
        let origin = Origin { records: self.records, lines: self.lines, places: &part.places };
        self.ragged.absorb(part.ragged, |(record, line, cells)| (origin.line(record, line), cells));
        self.broken.absorb(part.broken, |(record, line, why)| (origin.line(record, line), why));
        self.ledger.absorb(&mut part.cells, origin);
        self.records += u64::from(part.records);
        self.lines += u64::from(part.lines);
        let is_bad = !self.problems.is_empty() || self.ragged.count() + self.broken.count() > 0 || self.ledger.is_bad();
        if is_bad || part.records == 0 {
            return Ok(());
        }
        match &mut self.sink {
            Sink::Whole(whole) if whole.is_empty() => *whole = part.cells,
            Sink::Whole(whole) => {
                for (own, later) in whole.iter_mut().zip(part.cells) {
                    own.append(later);
                }
            }
            Sink::Batches(each) => each(self.plan.build(part.cells)?)?,
        }
        Ok(())
    }

    /// How far it has come, by the bytes that were read when so many rows were.
    pub(super) fn progress(&self, bytes: &dyn Fn(u64) -> u64) -> Progress {
        Progress { bytes: bytes(self.records), rows: self.records }
    }

    /// Everything that is wrong, or the rows that were kept.
    pub(super) fn finish(mut self) -> Result<Vec<Cells>, Error> {
        let width = self.width;
        self.ragged.report("row", &mut self.problems, |(place, cells), others| {
            let remedy = if cells > width {
                "quote cells that hold the delimiter"
            } else {
                "write every cell, an empty one too; an unclosed quote also swallows cells"
            };
            let message = format!("the row has {} and the header has {width}{others}", counted(cells, "cell"));
            place.of(Problem::new(ErrorKind::Format, message)).remedy(remedy)
        });
        self.broken.report("line", &mut self.problems, |(place, why), others| {
            place.of(Problem::new(ErrorKind::Format, format!("{why}{others}"))).remedy("write one JSON object a line")
        });
        if self.records == 0 {
            self.problems.push(
                Problem::new(ErrorKind::Empty, "the file has a header and no rows")
                    .remedy("check that the query or export behind it found any"),
            );
        }
        self.ledger.report(&mut self.problems);
        Error::check(self.problems)?;
        Ok(match self.sink {
            Sink::Whole(cells) => cells,
            Sink::Batches(_) => Vec::new(),
        })
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
