//! A column of levels as it is read: a dictionary, and one code a row.

use std::collections::HashMap;

use super::binary::is_missing;
use super::place::{Garbled, Origin, Place, more};
use super::recent::Recent;
use super::value::Value;
use crate::error::{ErrorKind, Problem};
use crate::segment::Level;

/// Beyond this, different levels are no longer counted but said to be more.
const COUNTED: usize = 1_000_000;

/// Rows that are looked up at once.
#[cfg(feature = "arrow")]
const PART: usize = 1024;

/// No code: that of a name that no row has had so far.
#[cfg(feature = "arrow")]
const UNMET: u32 = u32::MAX;

/// What a column of levels may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LevelRule<'a> {
    pub(super) missing: &'a [String],
    pub(super) order: Option<&'a [String]>,
    pub(super) max_levels: usize,
}

/// Codes in one byte a row until there are too many levels for that.
#[derive(Debug)]
pub(crate) enum LevelCodes {
    Narrow(Vec<u8>),
    Wide(Vec<u32>),
}

impl LevelCodes {
    #[inline]
    fn push(&mut self, code: u32) {
        match (&mut *self, u8::try_from(code)) {
            (Self::Narrow(codes), Ok(code)) => codes.push(code),
            (Self::Narrow(codes), Err(_)) => {
                *self = Self::Wide(codes.iter().map(|&code| u32::from(code)).chain([code]).collect());
            }
            (Self::Wide(codes), _) => codes.push(code),
        }
    }

    /// Appends codes all of which fit into bytes.
    #[cfg(feature = "arrow")]
    fn extend_narrow(&mut self, part: &[u8]) {
        match self {
            Self::Narrow(codes) => codes.extend_from_slice(part),
            Self::Wide(codes) => codes.extend(part.iter().copied().map(u32::from)),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Narrow(codes) => codes.len(),
            Self::Wide(codes) => codes.len(),
        }
    }

    fn for_each(&self, mut look: impl FnMut(usize)) {
        match self {
            Self::Narrow(codes) => codes.iter().for_each(|&code| look(usize::from(code))),
            Self::Wide(codes) => codes.iter().for_each(|&code| look(code as usize)),
        }
    }
}

/// What was read of a part of the column.
#[derive(Debug)]
pub(crate) struct LevelPart {
    recent: Recent,
    known: HashMap<Box<[u8]>, u32>,
    levels: Vec<Level>,
    first: Vec<u32>,
    garbled: Garbled<u32>,
    codes: LevelCodes,
    /// Codes by level; filled when the first later part is appended.
    index: HashMap<Level, u32>,
}

impl LevelPart {
    pub(super) fn new() -> Self {
        Self {
            recent: Recent::new(),
            known: HashMap::new(),
            levels: Vec::new(),
            first: Vec::new(),
            garbled: Garbled::default(),
            codes: LevelCodes::Narrow(Vec::new()),
            index: HashMap::new(),
        }
    }

    #[inline]
    pub(super) fn cell(&mut self, rule: LevelRule<'_>, cell: &[u8]) {
        let Self { recent, known, levels, first, garbled, codes, .. } = self;
        let code = recent.code(cell, || match known.get(cell) {
            Some(&code) => code,
            None => learn(rule, cell, codes.len(), (known, levels, first, garbled)),
        });
        self.codes.push(code);
    }

    pub(super) fn value(&mut self, rule: LevelRule<'_>, value: Value<'_>) {
        match value {
            Value::Missing => {
                let code = self.missing();
                self.codes.push(code);
            }
            value => self.cell(rule, value.text().as_bytes()),
        }
    }

    /// The code of no value.
    pub(super) fn missing(&mut self) -> u32 {
        let known = self.levels.iter().position(Level::is_missing);
        let code = known.unwrap_or_else(|| {
            self.levels.push(Level::Missing);
            self.first.push(row(self.codes.len()));
            self.levels.len() - 1
        });
        u32::try_from(code).unwrap_or(u32::MAX)
    }

    /// Rows that are coded already: their place among the names, `None` where missing. A name that no row has is no level.
    #[cfg(feature = "arrow")]
    pub(super) fn coded<R: Copy>(
        &mut self,
        rule: LevelRule<'_>,
        names: &[Option<String>],
        rows: impl Iterator<Item = R>,
        place: impl Fn(R) -> Option<usize>,
    ) {
        // What a place means, once it has been met; all places that are none mean missing, and stand last.
        let mut codes: Vec<u32> = vec![UNMET; names.len() + 1];
        let at = |row: R| place(row).map_or(names.len(), |at| at.min(names.len()));
        let mut rows = rows.peekable();
        let mut part: Vec<R> = Vec::with_capacity(PART);
        let mut narrow: Vec<u8> = Vec::with_capacity(PART);
        while rows.peek().is_some() {
            part.clear();
            part.extend(rows.by_ref().take(PART));
            narrow.clear();
            // Nearly always every place has been met and means a byte: many rows are then looked up at once.
            let mut largest = 0;
            narrow.extend(part.iter().map(|&row| {
                let code = codes[at(row)];
                largest |= code;
                code.to_le_bytes()[0]
            }));
            if u8::try_from(largest).is_ok() {
                self.codes.extend_narrow(&narrow);
                continue;
            }
            for &row in &part {
                let at = at(row);
                if codes[at] == UNMET {
                    codes[at] = self.named(rule, names.get(at).and_then(|name| name.as_deref()));
                }
                self.codes.push(codes[at]);
            }
        }
    }

    /// The code of a name, or of no value.
    #[cold]
    #[cfg(feature = "arrow")]
    fn named(&mut self, rule: LevelRule<'_>, name: Option<&str>) -> u32 {
        let Some(name) = name else { return self.missing() };
        let Self { known, levels, first, garbled, codes, .. } = self;
        match known.get(name.as_bytes()) {
            Some(&code) => code,
            None => learn(rule, name.as_bytes(), codes.len(), (known, levels, first, garbled)),
        }
    }

    pub(super) fn append(&mut self, later: Self) {
        if self.index.is_empty() {
            self.index = self.levels.iter().cloned().zip(0..).collect();
        }
        let Self { index, levels, .. } = self;
        let new: Vec<u32> = later
            .levels
            .into_iter()
            .map(|level| {
                let next = u32::try_from(levels.len()).unwrap_or(u32::MAX);
                *index.entry(level).or_insert_with_key(|level| {
                    levels.push(level.clone());
                    next
                })
            })
            .collect();
        later.codes.for_each(|code| self.codes.push(new.get(code).copied().unwrap_or_default()));
    }

    /// The levels, and one code a row.
    pub(super) fn into_values(self) -> (Vec<Level>, LevelCodes) {
        (self.levels, self.codes)
    }
}

fn row(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

type Learnt<'p> = (&'p mut HashMap<Box<[u8]>, u32>, &'p mut Vec<Level>, &'p mut Vec<u32>, &'p mut Garbled<u32>);

#[cold]
fn learn(rule: LevelRule<'_>, cell: &[u8], at: usize, learnt: Learnt<'_>) -> u32 {
    let (known, levels, first, garbled) = learnt;
    let level = if is_missing(cell, rule.missing) {
        Level::Missing
    } else {
        match std::str::from_utf8(cell) {
            Ok(name) => Level::named(name),
            Err(error) => {
                garbled.cell(row(at), cell, error.valid_up_to());
                Level::named(String::from_utf8_lossy(cell))
            }
        }
    };
    // Several texts can mean missing; they are one level.
    let missing = level.is_missing().then(|| levels.iter().position(Level::is_missing)).flatten();
    let code = missing.unwrap_or_else(|| {
        levels.push(level);
        first.push(row(at));
        levels.len() - 1
    });
    let code = u32::try_from(code).unwrap_or(u32::MAX);
    known.insert(cell.into(), code);
    code
}

/// What is known of the whole column.
#[derive(Debug)]
pub(super) struct LevelNotes<'a> {
    rule: LevelRule<'a>,
    /// Every named level with its place in `seen`.
    known: HashMap<String, usize>,
    /// Every named level where it was first seen; its rows where it is not among the declared.
    seen: Vec<(String, Place, u64)>,
    garbled: Garbled<Place>,
}

impl<'a> LevelNotes<'a> {
    pub(super) fn new(rule: LevelRule<'a>) -> Self {
        Self { rule, known: HashMap::new(), seen: Vec::new(), garbled: Garbled::default() }
    }

    pub(super) fn absorb(&mut self, part: &mut LevelPart, origin: Origin<'_>) {
        self.garbled.absorb(std::mem::take(&mut part.garbled), origin);
        let undeclared = |name: &str| self.rule.order.is_some_and(|order| order.iter().all(|known| known != name));
        let mut rows = Vec::new();
        if part.levels.iter().filter_map(Level::name).any(undeclared) {
            rows = vec![0_u64; part.levels.len()];
            part.codes.for_each(|code| rows[code] += 1);
        }
        for (code, (level, &first)) in part.levels.iter().zip(&part.first).enumerate() {
            let Some(name) = level.name() else { continue };
            let rows = rows.get(code).copied().filter(|_| undeclared(name)).unwrap_or_default();
            if let Some(&at) = self.known.get(name) {
                self.seen[at].2 += rows;
            } else if self.seen.len() <= COUNTED {
                self.known.insert(name.to_owned(), self.seen.len());
                self.seen.push((name.to_owned(), origin.place(first), rows));
            }
        }
    }

    /// Whether the rows cannot be used.
    pub(super) fn is_bad(&self) -> bool {
        let undeclared = self.rule.order.is_some() && self.seen.iter().any(|(_, _, rows)| *rows > 0);
        self.seen.len() > self.rule.max_levels || self.garbled.count() > 0 || undeclared
    }

    pub(super) fn report(self, column: &str, problems: &mut Vec<Problem>) {
        let LevelRule { order, max_levels, .. } = self.rule;
        if self.seen.len() > max_levels {
            let named = self.seen.len();
            let count = if named >= COUNTED { format!("more than {COUNTED}") } else { named.to_string() };
            problems.push(
                Problem::new(ErrorKind::Limit, format!("has {count} different levels, and {max_levels} are allowed"))
                    .column(column)
                    .remedy("bin it by [bands] or beforehand, drop it, or raise [values] max_levels"),
            );
        }
        if order.is_some() {
            for (name, place, rows) in self.seen.iter().filter(|(_, _, rows)| *rows > 0) {
                let others = more(rows - 1, "row");
                let problem = Problem::new(ErrorKind::Value, format!("is not among the declared levels{others}"));
                problems.push(
                    place
                        .of(problem.column(column).value(name))
                        .remedy(format!("add it to [order] {column}, or mend the rows")),
                );
            }
        }
        self.garbled.report(column, problems);
    }
}
