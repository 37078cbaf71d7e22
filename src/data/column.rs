//! A column of levels as dictionary codes.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::dictionary;
use crate::error::{BadValues, ErrorKind, Problem, Problems};
use crate::segment::{Level, LevelValue};

/// What an attribute is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnRole {
    /// Groups that are compared.
    Segment,
    /// A legitimate reason for a difference, within whose levels groups are compared again.
    Stratum,
}

/// Codes in the narrowest integer that holds them: memory traffic is what a fold costs.
#[derive(Clone)]
pub(crate) enum Codes {
    Narrow(Vec<u8>),
    Wide(Vec<u32>),
}

impl Codes {
    /// No codes yet, with room for so many.
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self::Narrow(Vec::with_capacity(rows))
    }

    /// One more code.
    #[inline]
    pub(super) fn push(&mut self, code: u32) {
        match self {
            Self::Narrow(codes) => match u8::try_from(code) {
                Ok(code) => codes.push(code),
                Err(_) => self.push_wide(code),
            },
            Self::Wide(codes) => codes.push(code),
        }
    }

    #[cold]
    fn push_wide(&mut self, code: u32) {
        if let Self::Narrow(narrow) = self {
            let mut wide = Vec::with_capacity(narrow.capacity());
            wide.extend(narrow.iter().copied().map(u32::from));
            *self = Self::Wide(wide);
        }
        self.push(code);
    }

    /// The codes of an iterator, in bytes while they fit.
    pub(crate) fn collect(codes: impl IntoIterator<Item = u32>) -> Self {
        // Part by part, so that most of the work is on many codes at once.
        const PART: usize = 1024;
        let mut codes = codes.into_iter();
        let mut narrow = Vec::with_capacity(codes.size_hint().0);
        let mut part: Vec<u32> = Vec::with_capacity(PART);
        loop {
            part.clear();
            part.extend(codes.by_ref().take(PART));
            if part.is_empty() {
                return Self::Narrow(narrow);
            }
            if part.iter().fold(0, |largest, &code| u32::max(largest, code)) > u32::from(u8::MAX) {
                let narrow = narrow.iter().copied().map(u32::from);
                return Self::Wide(narrow.chain(part).chain(codes).collect());
            }
            #[allow(clippy::cast_possible_truncation, reason = "none is larger than a byte")]
            narrow.extend(part.iter().map(|&code| code as u8));
        }
    }

    /// Other codes for the same rows. They are bytes exactly where so many levels fit into bytes: folds rely on it.
    pub(super) fn recoded(self, new_code: &[u32], levels: usize) -> Self {
        let fits = levels <= usize::from(u8::MAX) + 1;
        match self {
            Self::Narrow(codes) if fits && is_identity(new_code) => Self::Narrow(codes),
            Self::Wide(codes) if !fits && is_identity(new_code) => Self::Wide(codes),
            codes if fits => {
                let mut narrow = vec![0; codes.len()];
                codes.recode_into(new_code, &mut narrow);
                Self::Narrow(narrow)
            }
            codes => Self::Wide((0..codes.len()).map(|row| new_code[codes.get(row) as usize]).collect()),
        }
    }

    /// Other codes for the same rows, all of which fit into bytes.
    #[allow(clippy::cast_possible_truncation, reason = "the caller knows that they fit")]
    pub(super) fn recode_into(&self, new_code: &[u32], out: &mut [u8]) {
        match self {
            Self::Narrow(codes) if is_identity(new_code) => out.copy_from_slice(codes),
            Self::Narrow(codes) => {
                // As long as a byte reaches, so that no index needs a check.
                let mut new = [0_u8; 256];
                for (new, &code) in new.iter_mut().zip(new_code) {
                    *new = code as u8;
                }
                for (out, &code) in out.iter_mut().zip(codes) {
                    *out = new[usize::from(code)];
                }
            }
            Self::Wide(codes) => {
                for (out, &code) in out.iter_mut().zip(codes) {
                    *out = new_code[code as usize] as u8;
                }
            }
        }
    }

    fn largest(&self) -> Option<u32> {
        let largest = match self {
            Self::Narrow(codes) => u32::from(codes.iter().fold(0, |largest, &code| u8::max(largest, code))),
            Self::Wide(codes) => codes.iter().fold(0, |largest, &code| u32::max(largest, code)),
        };
        (self.len() > 0).then_some(largest)
    }

    /// Which of so many codes occur.
    fn present(&self, levels: usize) -> Vec<bool> {
        let mut present = vec![false; levels];
        // Mostly the first part shows them all.
        match self {
            Self::Narrow(codes) => look(codes, &mut present, usize::from),
            Self::Wide(codes) => look(codes, &mut present, |code| code as usize),
        }
        present
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Narrow(codes) => codes.len(),
            Self::Wide(codes) => codes.len(),
        }
    }

    pub(crate) fn get(&self, row: usize) -> u32 {
        match self {
            Self::Narrow(codes) => u32::from(codes[row]),
            Self::Wide(codes) => codes[row],
        }
    }
}

/// Marks the codes that occur, until all have been seen.
fn look<C: Copy>(codes: &[C], present: &mut [bool], place: impl Fn(C) -> usize) {
    for part in codes.chunks(4096) {
        for &code in part {
            present[place(code)] = true;
        }
        if present.iter().all(|&seen| seen) {
            return;
        }
    }
}

fn is_identity(new_code: &[u32]) -> bool {
    new_code.iter().zip(0..).all(|(&new, old)| new == old)
}

/// A segment or stratum column: its levels and one code a row.
#[derive(Clone)]
pub struct Column {
    pub(crate) name: String,
    pub(crate) role: ColumnRole,
    pub(crate) levels: Vec<Level>,
    pub(crate) declared: bool,
    /// Whether the bands were cut at quantiles of these very rows, so that other rows would be cut elsewhere.
    pub(crate) by_quantiles: bool,
    pub(crate) codes: Codes,
}

impl std::fmt::Debug for Column {
    /// Shapes only: rows are people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Column")
            .field("name", &self.name)
            .field("role", &self.role)
            .field("levels", &self.levels.len())
            .field("rows", &self.codes.len())
            .finish_non_exhaustive()
    }
}

impl Column {
    /// The attribute's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Segment or stratum.
    pub fn role(&self) -> ColumnRole {
        self.role
    }

    /// The levels, in the order in which a report shows them, missing last.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// The level of a row.
    ///
    /// # Panics
    ///
    /// For a row that is not there, as a slice does.
    pub fn level_of(&self, row: usize) -> &Level {
        &self.levels[self.codes.get(row) as usize]
    }

    /// Encodes values in order of their names, missing last.
    pub(crate) fn encode<I>(name: &str, role: ColumnRole, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: LevelValue,
    {
        let (levels, codes) = dictionary::encode(values);
        Self { name: name.to_owned(), role, levels, declared: false, by_quantiles: false, codes }
    }

    /// Codes of the caller's own over levels of the caller's own; an out-of-range code is a problem.
    pub(crate) fn coded(
        name: &str,
        role: ColumnRole,
        codes: Codes,
        levels: Vec<Level>,
        problems: &mut Problems,
    ) -> Option<Self> {
        let mut bad = BadValues::new(name, "is a code beyond the levels", "give a level for every code");
        if codes.largest().is_some_and(|code| code as usize >= levels.len()) {
            for row in 0..codes.len() {
                let code = codes.get(row);
                if code as usize >= levels.len() {
                    bad.push(row, code);
                }
            }
        }
        let mut unique: Vec<_> = levels.iter().collect();
        unique.sort();
        if let Some(pair) = unique.windows(2).find(|pair| pair[0] == pair[1]) {
            problems.push(
                Problem::new(ErrorKind::Value, "stands twice among the levels")
                    .column(name)
                    .value(pair[0])
                    .remedy("give each level one code"),
            );
            return None;
        }
        let sound = bad.is_empty();
        bad.report(problems);
        sound.then(|| Self::from_codes(name, role, codes, levels, false))
    }

    /// Puts the levels into their order, drops those that no row has unless they are declared, and narrows the codes.
    pub(crate) fn from_codes(
        name: &str,
        role: ColumnRole,
        codes: Codes,
        mut levels: Vec<Level>,
        declared: bool,
    ) -> Self {
        let present = codes.present(levels.len());
        // Declared levels stay even where no row has them; "missing" is only there if some row is.
        let mut order: Vec<usize> =
            (0..levels.len()).filter(|&code| present[code] || (declared && !levels[code].is_missing())).collect();
        if !declared {
            order.sort_by(|&a, &b| levels[a].cmp(&levels[b]));
        }
        let mut new_code = vec![0_u32; levels.len()];
        for (new, &old) in order.iter().enumerate() {
            new_code[old] = u32::try_from(new).unwrap_or(u32::MAX);
        }
        let codes = codes.recoded(&new_code, order.len());
        let levels = order.iter().map(|&old| std::mem::replace(&mut levels[old], Level::Missing)).collect();
        Self { name: name.to_owned(), role, levels, declared, by_quantiles: false, codes }
    }

    /// Reorders the levels as the caller declares them; a level outside the declaration is a problem.
    pub(crate) fn declare_order(self, declared: &[String], problems: &mut Problems) -> Self {
        let mut unknown =
            BadValues::new(&self.name, "is not among the declared levels", "declare it, or mend the rows");
        let position: HashMap<&str, usize> =
            declared.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
        let missing = declared.len();
        let target: Vec<Option<usize>> = self
            .levels
            .iter()
            .map(|level| level.name().map_or(Some(missing), |name| position.get(name).copied()))
            .collect();
        let mut codes = Codes::with_capacity(self.codes.len());
        for row in 0..self.codes.len() {
            let old = self.codes.get(row) as usize;
            if let Some(new) = target[old] {
                codes.push(u32::try_from(new).unwrap_or(u32::MAX));
            } else {
                unknown.push(row, &self.levels[old]);
                codes.push(0);
            }
        }
        unknown.report(problems);
        let levels: Vec<Level> = declared.iter().map(Level::named).chain([Level::Missing]).collect();
        let by_quantiles = self.by_quantiles;
        Self { by_quantiles, ..Self::from_codes(&self.name, self.role, codes, levels, true) }
    }
}
