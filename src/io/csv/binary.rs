//! A column of yes and no as it is read.

use super::place::{BadCells, Place, Undecodable};
use crate::error::{ErrorKind, Problem, nearest};

const MISSING: u8 = 2;
/// How many other levels are remembered for the message that the positive one never occurs.
const REMEMBERED: usize = 10;

/// Reads 0 and 1, or nothing but `true` and `false`, or a named positive level and everything else.
pub(super) struct BinaryColumn<'a> {
    positive: Option<&'a str>,
    key: &'static str,
    missing: &'a [String],
    codes: Vec<u8>,
    others: Vec<Vec<u8>>,
    positives: u64,
    digits: u64,
    words: BadCells,
    bad: BadCells,
    undecodable: Undecodable,
}

impl<'a> BinaryColumn<'a> {
    /// A column whose positive level may be named by a key of `[values]`.
    pub(super) fn new(positive: Option<&'a str>, key: &'static str, missing: &'a [String]) -> Self {
        Self {
            positive,
            key,
            missing,
            codes: Vec::new(),
            others: Vec::new(),
            positives: 0,
            digits: 0,
            words: BadCells::new(
                "stands in a column that also holds 0 and 1",
                "write all of its values as 0 and 1, or all as true and false",
            ),
            bad: BadCells::new("is neither 0 nor 1", "name the positive level under [values], or mend the row"),
            undecodable: Undecodable::default(),
        }
    }

    pub(super) fn push(&mut self, cell: &[u8], place: Place) {
        let code = match self.positive {
            Some(positive) if cell == positive.as_bytes() => {
                self.positives += 1;
                1
            }
            Some(_) => self.negative(cell, place),
            None => match cell {
                b"0" => {
                    self.digits += 1;
                    0
                }
                b"1" => {
                    self.digits += 1;
                    1
                }
                _ => self.unusual(cell, place),
            },
        };
        self.codes.push(code);
    }

    /// Not the named positive level: missing, or negative.
    fn negative(&mut self, cell: &[u8], place: Place) -> u8 {
        if self.others.first().is_some_and(|other| other == cell) {
            return 0;
        }
        if is_missing(cell, self.missing) {
            return MISSING;
        }
        if let Some(at) = self.others.iter().position(|other| other == cell) {
            self.others.swap(0, at);
        } else if let Err(error) = std::str::from_utf8(cell) {
            self.undecodable.push(place, cell, error.valid_up_to());
        } else if self.others.len() < REMEMBERED {
            self.others.push(cell.to_vec());
        }
        0
    }

    fn unusual(&mut self, cell: &[u8], place: Place) -> u8 {
        if is_missing(cell, self.missing) {
            return MISSING;
        }
        let trimmed = cell.trim_ascii();
        let (code, is_digit) = match trimmed {
            b"0" | b"0.0" => (0, true),
            b"1" | b"1.0" => (1, true),
            _ if trimmed.eq_ignore_ascii_case(b"false") => (0, false),
            _ if trimmed.eq_ignore_ascii_case(b"true") => (1, false),
            _ => {
                match std::str::from_utf8(cell) {
                    Ok(_) => self.bad.push(place, cell),
                    Err(error) => self.undecodable.push(place, cell, error.valid_up_to()),
                }
                return MISSING;
            }
        };
        if is_digit {
            self.digits += 1;
        } else {
            self.words.push(place, cell);
        }
        code
    }

    /// One value a row, or the problems.
    pub(super) fn finish(self, column: &str, problems: &mut Vec<Problem>) -> Vec<u8> {
        if let Some(positive) = self.positive
            && self.positives == 0
            && !self.others.is_empty()
        {
            problems.push(never_occurs(positive, self.key, column, &self.others));
        }
        if self.digits > 0 && self.words.count() > 0 {
            self.words.report(column, problems);
        }
        self.bad.report(column, problems);
        self.undecodable.report(column, problems);
        self.codes
    }
}

/// A binary code as the builder takes it.
pub(super) fn yes_no(code: u8) -> Option<bool> {
    (code != MISSING).then_some(code == 1)
}

pub(super) fn is_missing(cell: &[u8], missing: &[String]) -> bool {
    missing.iter().any(|text| text.as_bytes() == cell)
}

fn never_occurs(positive: &str, key: &str, column: &str, others: &[Vec<u8>]) -> Problem {
    let mut names: Vec<String> = others.iter().map(|other| String::from_utf8_lossy(other).into_owned()).collect();
    names.sort();
    let near = nearest(positive, names.iter().map(String::as_str)).map(|name| format!(" did you mean {name:?}?"));
    let more = if names.len() == REMEMBERED { " and perhaps more" } else { "" };
    let known = names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    Problem::new(ErrorKind::Value, format!("never occurs; the column holds {known}{more}"))
        .column(column)
        .value(positive)
        .remedy(format!("name one of them as [values] {key}{}", near.map_or(String::new(), |near| format!(";{near}"))))
}
