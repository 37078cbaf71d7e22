//! A column of levels as it is read: a dictionary, and one code a row.

use std::collections::HashMap;

use super::binary::is_missing;
use super::place::{Place, Undecodable, more};
use super::recent::Recent;
use crate::error::{ErrorKind, Problem};
use crate::segment::Level;

/// Beyond this, different levels are no longer counted but said to be more.
const COUNTED: usize = 1_000_000;

/// Codes in one byte a row until there are too many levels for that.
enum Codes {
    Narrow(Vec<u8>),
    Wide(Vec<u32>),
}

impl Codes {
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

    fn into_wide(self) -> Vec<u32> {
        match self {
            Self::Narrow(codes) => codes.into_iter().map(u32::from).collect(),
            Self::Wide(codes) => codes,
        }
    }
}

/// Reads levels.
pub(super) struct LevelColumn<'a> {
    order: Option<&'a [String]>,
    max_levels: usize,
    recent: Recent,
    dictionary: Dictionary<'a>,
    codes: Codes,
}

/// The levels by their text, in order of appearance.
struct Dictionary<'a> {
    missing: &'a [String],
    known: HashMap<Box<[u8]>, u32>,
    levels: Vec<Level>,
    first: Vec<Place>,
    undecodable: Undecodable,
}

impl Dictionary<'_> {
    fn code(&mut self, cell: &[u8], place: Place) -> u32 {
        match self.known.get(cell) {
            Some(&code) => code,
            None => self.learn(cell, place),
        }
    }

    fn learn(&mut self, cell: &[u8], place: Place) -> u32 {
        if self.known.len() > COUNTED {
            return 0;
        }
        let level = if is_missing(cell, self.missing) {
            Level::Missing
        } else {
            match std::str::from_utf8(cell) {
                Ok(name) => Level::named(name),
                Err(error) => {
                    self.undecodable.push(place, cell, error.valid_up_to());
                    Level::named(String::from_utf8_lossy(cell))
                }
            }
        };
        // Several texts can mean missing; they are one level.
        let known = level.is_missing().then(|| self.levels.iter().position(Level::is_missing)).flatten();
        let code = known.unwrap_or_else(|| {
            self.levels.push(level);
            self.first.push(place);
            self.levels.len() - 1
        });
        let code = u32::try_from(code).unwrap_or(u32::MAX);
        self.known.insert(cell.into(), code);
        code
    }
}

impl<'a> LevelColumn<'a> {
    pub(super) fn new(missing: &'a [String], order: Option<&'a [String]>, max_levels: usize) -> Self {
        let dictionary = Dictionary {
            missing,
            known: HashMap::new(),
            levels: Vec::new(),
            first: Vec::new(),
            undecodable: Undecodable::default(),
        };
        Self { order, max_levels, recent: Recent::new(), dictionary, codes: Codes::Narrow(Vec::new()) }
    }

    #[inline]
    pub(super) fn push(&mut self, cell: &[u8], place: Place) {
        let dictionary = &mut self.dictionary;
        let code = self.recent.code(cell, || dictionary.code(cell, place));
        self.codes.push(code);
    }

    /// The levels and one code a row, or the problems.
    pub(super) fn finish(self, column: &str, problems: &mut Vec<Problem>) -> (Vec<Level>, Vec<u32>) {
        let Dictionary { levels, first, undecodable, .. } = self.dictionary;
        let named = levels.iter().filter(|level| !level.is_missing()).count();
        if named > self.max_levels {
            let count = if named >= COUNTED { format!("more than {COUNTED}") } else { named.to_string() };
            problems.push(
                Problem::new(
                    ErrorKind::Limit,
                    format!("has {count} different levels, and {} are allowed", self.max_levels),
                )
                .column(column)
                .remedy("bin it by [bands] or beforehand, drop it, or raise [values] max_levels"),
            );
        }
        let codes = self.codes.into_wide();
        if let Some(order) = self.order {
            undeclared(column, order, &levels, &first, &codes, problems);
        }
        undecodable.report(column, problems);
        (levels, codes)
    }
}

/// Every level that the declared order lacks, once, with its first row and the number of its rows.
fn undeclared(
    column: &str,
    order: &[String],
    levels: &[Level],
    first: &[Place],
    codes: &[u32],
    problems: &mut Vec<Problem>,
) {
    let unknown: Vec<bool> =
        levels.iter().map(|level| level.name().is_some_and(|name| !order.iter().any(|known| known == name))).collect();
    if !unknown.contains(&true) {
        return;
    }
    let mut rows = vec![0_u64; levels.len()];
    for &code in codes {
        if let Some(rows) = rows.get_mut(code as usize) {
            *rows += 1;
        }
    }
    for (code, level) in levels.iter().enumerate().filter(|(code, _)| unknown[*code]) {
        let others = more(rows[code].saturating_sub(1), "row");
        problems.push(
            first[code]
                .of(Problem::new(ErrorKind::Value, format!("is not among the declared levels{others}"))
                    .column(column)
                    .value(level))
                .remedy(format!("add it to [order] {column}, or mend the rows")),
        );
    }
}
