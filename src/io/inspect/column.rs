//! What a column holds.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::{DefaultHasher, Hasher};

use super::role::Guess;

/// How many different levels are listed.
const LISTED: usize = 50;
/// How many different values are counted before a column is said to hold more.
const COUNTED: usize = 1 << 16;
/// How many numbers are kept for the quartiles.
const SAMPLED: usize = 1 << 13;
/// Whole numbers with so many different values or fewer are taken for names of categories.
const FEW_NUMBERS: u64 = 10;

/// What kind of values a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnKind {
    /// Nine cells of ten are missing, or all.
    MostlyMissing,
    /// One value.
    Constant,
    /// Nothing but 0 and 1, and both.
    ZeroOne,
    /// Two levels, one of which says yes.
    YesNo,
    /// Numbers between 0 and 1, more than two different ones.
    Share,
    /// Text or whole numbers of which nearly every one is different.
    Identifier,
    /// Numbers.
    Numeric,
    /// Text of a few levels.
    Categorical {
        /// How many, missing not counted.
        levels: u64,
    },
    /// Text of many levels.
    ManyLevels,
}

impl fmt::Display for ColumnKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MostlyMissing => "mostly missing",
            Self::Constant => "one value",
            Self::ZeroOne => "values 0 and 1",
            Self::YesNo => "yes and no",
            Self::Share => "numbers between 0 and 1",
            Self::Identifier => "nearly all values different",
            Self::Numeric => "numbers",
            Self::Categorical { levels } => return write!(f, "{levels} levels"),
            Self::ManyLevels => "many levels",
        })
    }
}

/// One column of an [`Inspection`](super::Inspection).
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnInspection {
    /// The name in the header.
    pub name: String,
    /// What kind of values it holds.
    pub kind: ColumnKind,
    /// Rows without a value.
    pub missing: u64,
    /// Rows without a value as a share of all rows.
    pub missing_share: f64,
    /// How many different values were found, missing not counted; beyond 65,536 they are no longer counted.
    pub distinct: u64,
    /// The levels with their rows, most frequent first; empty where there are more than 50.
    pub levels: Vec<(String, u64)>,
    /// The quartiles of a numeric column; of a sample where there are many rows.
    pub quartiles: Option<[f64; 3]>,
    /// Which role it might play, and why.
    pub guess: Guess,
}

impl ColumnInspection {
    /// The level that says yes, in a column of two levels.
    pub fn positive_level(&self) -> Option<&str> {
        const YES: [&str; 8] = ["1", "yes", "y", "true", "t", "positive", "accepted", "granted"];
        let mut levels = self.levels.iter().map(|(level, _)| level.as_str());
        levels.find(|level| YES.contains(&level.to_lowercase().as_str()))
    }
}

/// What is kept of a column while it is read.
#[derive(Default)]
pub(super) struct Tally {
    missing: u64,
    values: u64,
    levels: HashMap<Vec<u8>, u64>,
    too_many: bool,
    hashes: HashSet<u64>,
    /// Values seen while differences were still counted.
    compared: u64,
    not_numbers: u64,
    fractions: u64,
    negative: u64,
    above_one: u64,
    sample: Sample,
}

impl Tally {
    pub(super) fn push(&mut self, cell: &[u8]) {
        if cell.is_empty() {
            self.missing += 1;
            return;
        }
        self.values += 1;
        if !self.too_many {
            if let Some(rows) = self.levels.get_mut(cell) {
                *rows += 1;
            } else if self.levels.len() < LISTED {
                self.levels.insert(cell.to_vec(), 1);
            } else {
                self.too_many = true;
            }
        }
        if self.hashes.len() < COUNTED {
            let mut hasher = DefaultHasher::new();
            hasher.write(cell);
            self.hashes.insert(hasher.finish());
            self.compared += 1;
        }
        let number = std::str::from_utf8(cell).ok().and_then(|text| text.trim_ascii().parse::<f64>().ok());
        match number.filter(|number| number.is_finite()) {
            None => self.not_numbers += 1,
            Some(number) => {
                self.fractions += u64::from(number.fract() != 0.0);
                self.negative += u64::from(number < 0.0);
                self.above_one += u64::from(number > 1.0);
                self.sample.push(number);
            }
        }
    }

    pub(super) fn finish(mut self, name: String, rows: u64) -> ColumnInspection {
        let kind = self.kind();
        let mut levels: Vec<(String, u64)> = if self.too_many {
            Vec::new()
        } else {
            self.levels.drain().map(|(level, rows)| (String::from_utf8_lossy(&level).into_owned(), rows)).collect()
        };
        levels.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let all_numbers = self.values > 0 && self.not_numbers == 0;
        ColumnInspection {
            name,
            kind,
            missing: self.missing,
            missing_share: if rows == 0 { 0.0 } else { self.missing as f64 / rows as f64 },
            distinct: self.hashes.len() as u64,
            levels,
            quartiles: if all_numbers { self.sample.quartiles() } else { None },
            guess: Guess::none(),
        }
    }

    fn kind(&self) -> ColumnKind {
        let distinct = self.hashes.len() as u64;
        let numbers = self.not_numbers == 0;
        let is = |text: &str| self.levels.keys().any(|level| level.eq_ignore_ascii_case(text.as_bytes()));
        if self.values * 9 <= self.missing {
            ColumnKind::MostlyMissing
        } else if distinct == 1 {
            ColumnKind::Constant
        } else if distinct == 2 && ((is("0") && is("1")) || (is("0.0") && is("1.0"))) {
            ColumnKind::ZeroOne
        } else if distinct == 2
            && [("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t")].iter().any(|(no, yes)| is(no) && is(yes))
        {
            ColumnKind::YesNo
        } else if numbers && self.negative == 0 && self.above_one == 0 && self.fractions > 0 {
            ColumnKind::Share
        } else if self.compared >= 20 && distinct * 100 >= self.compared * 95 && self.fractions == 0 {
            ColumnKind::Identifier
        } else if numbers && (self.fractions > 0 || distinct > FEW_NUMBERS) {
            ColumnKind::Numeric
        } else if self.too_many {
            ColumnKind::ManyLevels
        } else {
            ColumnKind::Categorical { levels: distinct }
        }
    }

    #[cfg(test)]
    fn of(cells: &[&str]) -> ColumnKind {
        let mut tally = Self::default();
        for cell in cells {
            tally.push(cell.as_bytes());
        }
        tally.kind()
    }
}

/// Every n-th number, where n doubles whenever there are too many.
#[derive(Default)]
struct Sample {
    kept: Vec<f64>,
    step: u64,
    seen: u64,
}

impl Sample {
    fn push(&mut self, number: f64) {
        self.step = self.step.max(1);
        if self.seen.is_multiple_of(self.step) {
            self.kept.push(number);
            if self.kept.len() == SAMPLED {
                let mut at = 0;
                self.kept.retain(|_| {
                    at += 1;
                    at % 2 == 1
                });
                self.step *= 2;
            }
        }
        self.seen += 1;
    }

    fn quartiles(mut self) -> Option<[f64; 3]> {
        self.kept.sort_by(f64::total_cmp);
        let at = |quarter: usize| self.kept.get(quarter * self.kept.len() / 4).copied();
        Some([at(1)?, at(2)?, at(3)?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_apart() {
        let ids: Vec<String> = (1..=100).map(|id| id.to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let ages: Vec<&str> = ids.iter().flat_map(|id| [*id, *id, *id]).collect();
        assert_eq!(Tally::of(&ids), ColumnKind::Identifier);
        assert_eq!(Tally::of(&ages), ColumnKind::Numeric);
        assert_eq!(Tally::of(&["0", "1", "", "1"]), ColumnKind::ZeroOne);
        assert_eq!(Tally::of(&["Yes", "no"]), ColumnKind::YesNo);
        assert_eq!(Tally::of(&["0.5", "0", "1"]), ColumnKind::Share);
        assert_eq!(Tally::of(&["a", "a"]), ColumnKind::Constant);
        assert_eq!(Tally::of(&["", ""]), ColumnKind::MostlyMissing);
        assert_eq!(Tally::of(&["a", "b", "TRUE"]), ColumnKind::Categorical { levels: 3 });
        assert_eq!(Tally::of(&["1", "2", "3"]), ColumnKind::Categorical { levels: 3 });
    }

    #[test]
    fn quartiles_of_a_sample_are_near_those_of_all() {
        let mut sample = Sample::default();
        (0..100_000_u32).for_each(|number| sample.push(f64::from(number)));
        let quartiles = sample.quartiles().unwrap();
        for (found, expected) in quartiles.into_iter().zip([25_000.0, 50_000.0, 75_000.0]) {
            assert!((found - expected).abs() < 100.0, "{found}");
        }
    }
}
