//! A column of yes and no as it is read.

use super::place::{BadCells, Cells, Garbled, Origin, Place};
#[cfg(feature = "arrow")]
use super::plan::Values;
use super::value::Value;
use crate::data::BinaryValue;
use crate::error::{ErrorKind, Problem, nearest};

/// As in [`BinaryValue::codes`].
const MISSING: u8 = 2;
/// How many other levels are remembered for the message that the positive one never occurs.
const REMEMBERED: usize = 10;

/// 0 and 1, or nothing but `true` and `false`, or a named positive level and everything else.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BinaryRule<'a> {
    /// The positive level, where it is named.
    pub(super) positive: Option<&'a str>,
    /// The key of `[values]` that names it.
    pub(super) key: &'static str,
    pub(super) missing: &'a [String],
}

/// What was read of a part of the column.
#[derive(Debug, Default)]
pub(crate) struct BinaryPart {
    codes: Vec<u8>,
    others: Vec<Vec<u8>>,
    positives: u64,
    digits: u64,
    words: Cells,
    bad: Cells,
    garbled: Garbled<u32>,
}

impl BinaryPart {
    #[inline]
    pub(super) fn cell(&mut self, rule: BinaryRule<'_>, cell: &[u8]) {
        let code = match rule.positive {
            Some(positive) if cell == positive.as_bytes() => {
                self.positives += 1;
                1
            }
            Some(_) => self.negative(rule, cell),
            // One pattern for both, since zeros and ones come in no order.
            None => match *cell {
                [digit @ (b'0' | b'1')] => {
                    self.digits += 1;
                    digit - b'0'
                }
                _ => self.unusual(rule, cell),
            },
        };
        self.codes.push(code);
    }

    /// Yes or no as the file's own type has it: no words in the way of digits.
    #[inline]
    pub(super) fn typed(&mut self, rule: BinaryRule<'_>, value: Option<bool>, name: impl Fn(bool) -> &'static str) {
        match (value, rule.positive) {
            (None, _) => self.codes.push(MISSING),
            (Some(value), None) => self.codes.push(u8::from(value)),
            (Some(value), Some(_)) => self.cell(rule, name(value).as_bytes()),
        }
    }

    #[inline]
    #[allow(clippy::float_cmp, reason = "0 and 1 are floats")]
    pub(super) fn value(&mut self, rule: BinaryRule<'_>, value: Value<'_>) {
        match value {
            Value::Missing => self.codes.push(MISSING),
            Value::Bool(value) => self.typed(rule, Some(value), |yes| if yes { "true" } else { "false" }),
            Value::Whole(number @ (0 | 1)) => self.typed(rule, Some(number == 1), |yes| if yes { "1" } else { "0" }),
            Value::Real(number) if number == 0.0 || number == 1.0 => {
                self.typed(rule, Some(number == 1.0), |yes| if yes { "1.0" } else { "0.0" });
            }
            value => self.cell(rule, value.text().as_bytes()),
        }
    }

    /// All values of a source at once, where each is 0 or 1 and no level is named; false where they are to be taken one by
    /// one.
    #[cfg(feature = "arrow")]
    pub(super) fn bits(&mut self, rule: BinaryRule<'_>, source: &impl Values) -> bool {
        rule.positive.is_none() && source.bits(&mut self.codes)
    }

    fn row(&self) -> u32 {
        u32::try_from(self.codes.len()).unwrap_or(u32::MAX)
    }

    /// Not the named positive level: missing, or negative.
    fn negative(&mut self, rule: BinaryRule<'_>, cell: &[u8]) -> u8 {
        if self.others.first().is_some_and(|other| other == cell) {
            return 0;
        }
        if is_missing(cell, rule.missing) {
            return MISSING;
        }
        if let Some(at) = self.others.iter().position(|other| other == cell) {
            self.others.swap(0, at);
        } else if let Err(error) = std::str::from_utf8(cell) {
            self.garbled.cell(self.row(), cell, error.valid_up_to());
        } else if self.others.len() < REMEMBERED {
            self.others.push(cell.to_vec());
        }
        0
    }

    fn unusual(&mut self, rule: BinaryRule<'_>, cell: &[u8]) -> u8 {
        if is_missing(cell, rule.missing) {
            return MISSING;
        }
        let row = self.row();
        let trimmed = cell.trim_ascii();
        let (code, is_digit) = match trimmed {
            b"0" | b"0.0" => (0, true),
            b"1" | b"1.0" => (1, true),
            _ if trimmed.eq_ignore_ascii_case(b"false") => (0, false),
            _ if trimmed.eq_ignore_ascii_case(b"true") => (1, false),
            _ => {
                match std::str::from_utf8(cell) {
                    Ok(_) => self.bad.cell(row, cell),
                    Err(error) => self.garbled.cell(row, cell, error.valid_up_to()),
                }
                return MISSING;
            }
        };
        if is_digit {
            self.digits += 1;
        } else {
            self.words.cell(row, cell);
        }
        code
    }

    pub(super) fn append(&mut self, mut later: Self) {
        self.codes.append(&mut later.codes);
    }

    /// One value a row, as the builder takes it.
    pub(super) fn into_values(self) -> impl Iterator<Item = Code> {
        self.codes.into_iter().map(Code)
    }
}

/// A value that is coded already.
pub(super) struct Code(u8);

impl BinaryValue for Code {
    fn binary(&self) -> Result<Option<bool>, String> {
        Ok((self.0 != MISSING).then_some(self.0 == 1))
    }

    fn codes(values: impl Iterator<Item = Self>, _: &mut dyn FnMut(usize, String)) -> Vec<u8> {
        values.map(|value| value.0).collect()
    }
}

/// What is known of the whole column.
#[derive(Debug)]
pub(super) struct BinaryNotes<'a> {
    rule: BinaryRule<'a>,
    others: Vec<Vec<u8>>,
    positives: u64,
    digits: u64,
    words: BadCells,
    bad: BadCells,
    garbled: Garbled<Place>,
}

impl<'a> BinaryNotes<'a> {
    pub(super) fn new(rule: BinaryRule<'a>) -> Self {
        Self {
            rule,
            others: Vec::new(),
            positives: 0,
            digits: 0,
            words: BadCells::new(
                "stands in a column that also holds 0 and 1",
                "write all of its values as 0 and 1, or all as true and false",
            ),
            bad: BadCells::new("is neither 0 nor 1", "name the positive level under [values], or mend the row"),
            garbled: Garbled::default(),
        }
    }

    pub(super) fn absorb(&mut self, part: &mut BinaryPart, origin: Origin<'_>) {
        for other in std::mem::take(&mut part.others) {
            if self.others.len() < REMEMBERED && !self.others.contains(&other) {
                self.others.push(other);
            }
        }
        self.positives += part.positives;
        self.digits += part.digits;
        self.words.absorb(std::mem::take(&mut part.words), origin);
        self.bad.absorb(std::mem::take(&mut part.bad), origin);
        self.garbled.absorb(std::mem::take(&mut part.garbled), origin);
    }

    /// Whether the rows cannot be used.
    pub(super) fn is_bad(&self) -> bool {
        self.bad.count() + self.garbled.count() > 0 || (self.digits > 0 && self.words.count() > 0)
    }

    pub(super) fn report(self, column: &str, problems: &mut Vec<Problem>) {
        if let Some(positive) = self.rule.positive
            && self.positives == 0
            && !self.others.is_empty()
        {
            problems.push(never_occurs(positive, self.rule.key, column, &self.others));
        }
        if self.digits > 0 && self.words.count() > 0 {
            self.words.report(column, problems);
        }
        self.bad.report(column, problems);
        self.garbled.report(column, problems);
    }
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
