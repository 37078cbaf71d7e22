//! A column of numbers as it is read.

use super::binary::is_missing;
use super::place::{BadCells, Cells, Origin};
use super::value::Value;
use crate::error::Problem;

/// What the numbers of a column must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberKind {
    /// Between 0 and 1; others than finite ones are refused.
    Score,
    /// Between 0 and 1; NaN, infinite and missing ones are let through, to be excluded.
    ScoreOrNot,
    /// Finite and not negative.
    Weight,
    /// Finite or missing.
    Value,
}

/// What a column of numbers may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NumberRule<'a> {
    pub(super) kind: NumberKind,
    pub(super) missing: &'a [String],
}

/// What was read of a part of the column.
#[derive(Debug, Default)]
pub(crate) struct NumberPart {
    values: Vec<f64>,
    unreadable: Cells,
    decimal_comma: Cells,
    not_finite: Cells,
    outside: Cells,
}

impl NumberPart {
    #[inline]
    pub(super) fn cell(&mut self, rule: NumberRule<'_>, cell: &[u8]) {
        match parse(cell) {
            Some(value) => {
                self.check(rule, value, || String::from_utf8_lossy(cell).into_owned());
                self.values.push(value);
            }
            None => self.unusual(rule, cell),
        }
    }

    pub(super) fn value(&mut self, rule: NumberRule<'_>, value: Value<'_>) {
        match value {
            Value::Missing => self.missing(rule, b""),
            Value::Real(value) => self.number(rule, value),
            #[allow(clippy::cast_precision_loss)]
            Value::Whole(value) => self.number(rule, value as f64),
            value => self.cell(rule, value.text().as_bytes()),
        }
    }

    /// A number as the file's own type has it; NaN is a number here, and a missing value is not.
    #[inline]
    pub(super) fn number(&mut self, rule: NumberRule<'_>, value: f64) {
        self.check(rule, value, || value.to_string());
        self.values.push(value);
    }

    #[inline]
    fn check(&mut self, rule: NumberRule<'_>, value: f64, text: impl FnOnce() -> String) {
        let row = self.row();
        if !value.is_finite() {
            if rule.kind != NumberKind::ScoreOrNot {
                self.not_finite.push(|| (row, text()));
            }
        } else if match rule.kind {
            NumberKind::Score | NumberKind::ScoreOrNot => !(0.0..=1.0).contains(&value),
            NumberKind::Weight => value < 0.0,
            NumberKind::Value => false,
        } {
            self.outside.push(|| (row, text()));
        }
    }

    fn row(&self) -> u32 {
        u32::try_from(self.values.len()).unwrap_or(u32::MAX)
    }

    fn missing(&mut self, rule: NumberRule<'_>, cell: &[u8]) {
        if matches!(rule.kind, NumberKind::Score | NumberKind::Weight) {
            self.not_finite.cell(self.row(), cell);
        }
        self.values.push(f64::NAN);
    }

    fn unusual(&mut self, rule: NumberRule<'_>, cell: &[u8]) {
        if is_missing(cell, rule.missing) {
            self.missing(rule, cell);
            return;
        }
        let row = self.row();
        let pointed: Vec<u8> = cell.iter().map(|&byte| if byte == b',' { b'.' } else { byte }).collect();
        if parse(&pointed).is_some() {
            self.decimal_comma.cell(row, cell);
        } else {
            self.unreadable.cell(row, cell);
        }
        self.values.push(f64::NAN);
    }

    pub(super) fn append(&mut self, mut later: Self) {
        self.values.append(&mut later.values);
    }

    /// One value a row.
    pub(super) fn into_values(self) -> Vec<f64> {
        self.values
    }
}

/// What is known of the whole column.
#[derive(Debug)]
pub(super) struct NumberNotes {
    unreadable: BadCells,
    decimal_comma: BadCells,
    not_finite: BadCells,
    outside: BadCells,
}

impl NumberNotes {
    pub(super) fn new(kind: NumberKind) -> Self {
        let (not_finite, not_finite_remedy, outside, outside_remedy) = match kind {
            NumberKind::Score | NumberKind::ScoreOrNot => (
                "is not a finite score",
                "mend the row, or write [values] non_finite_scores = \"exclude\"",
                "is not a score between 0 and 1",
                "rescale the scores, or leave the column out: binary metrics do not need it",
            ),
            NumberKind::Weight => (
                "is not a weight: weights are finite and not negative",
                "mend the row, or leave the weights out",
                "is not a weight: weights are finite and not negative",
                "mend the row, or leave the weights out",
            ),
            NumberKind::Value => {
                ("is not a finite number", "mend the row, or list the text under [values] missing", "", "")
            }
        };
        Self {
            unreadable: BadCells::new(
                "is not a number",
                "mend the row; if the text means missing, list it under [values] missing",
            ),
            decimal_comma: BadCells::new("is not a number", "write decimals with a point instead of a comma"),
            not_finite: BadCells::new(not_finite, not_finite_remedy),
            outside: BadCells::new(outside, outside_remedy),
        }
    }

    pub(super) fn absorb(&mut self, part: &mut NumberPart, origin: Origin<'_>) {
        self.unreadable.absorb(std::mem::take(&mut part.unreadable), origin);
        self.decimal_comma.absorb(std::mem::take(&mut part.decimal_comma), origin);
        self.not_finite.absorb(std::mem::take(&mut part.not_finite), origin);
        self.outside.absorb(std::mem::take(&mut part.outside), origin);
    }

    fn kinds(self) -> [BadCells; 4] {
        [self.unreadable, self.decimal_comma, self.not_finite, self.outside]
    }

    /// Whether the rows cannot be used.
    pub(super) fn is_bad(&self) -> bool {
        self.unreadable.count() + self.decimal_comma.count() + self.not_finite.count() + self.outside.count() > 0
    }

    pub(super) fn report(self, column: &str, problems: &mut Vec<Problem>) {
        for bad in self.kinds() {
            bad.report(column, problems);
        }
    }
}

fn parse(cell: &[u8]) -> Option<f64> {
    simple(cell).or_else(|| std::str::from_utf8(cell).ok()?.trim_ascii().parse().ok())
}

/// Powers of ten that are floats.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// `0.1234`: a whole number below 2^53 over a power of ten. Both are floats, so one division rounds once, as it should.
#[inline]
fn simple(cell: &[u8]) -> Option<f64> {
    if cell.len() > 17 {
        return None;
    }
    let (mut number, mut digits, mut point) = (0_u64, 0_usize, None);
    for &byte in cell {
        match byte {
            b'0'..=b'9' => {
                number = number * 10 + u64::from(byte - b'0');
                digits += 1;
            }
            b'.' if point.is_none() => point = Some(digits),
            _ => return None,
        }
    }
    if digits == 0 || number > 1 << 53 {
        return None;
    }
    let decimals = point.map_or(0, |before| digits - before);
    Some(number as f64 / TENS.get(decimals)?)
}

/// What was read of a part of a column of counts.
#[derive(Debug, Default)]
pub(crate) struct CountPart {
    values: Vec<u64>,
    bad: Cells,
}

impl CountPart {
    pub(super) fn cell(&mut self, cell: &[u8]) {
        let value = whole(cell).unwrap_or_else(|| {
            self.bad.cell(u32::try_from(self.values.len()).unwrap_or(u32::MAX), cell);
            0
        });
        self.values.push(value);
    }

    pub(super) fn append(&mut self, mut later: Self) {
        self.values.append(&mut later.values);
    }

    /// One count a row.
    pub(super) fn into_values(self) -> Vec<u64> {
        self.values
    }
}

/// What is known of a whole column of counts.
#[derive(Debug)]
pub(super) struct CountNotes(BadCells);

impl CountNotes {
    pub(super) fn new() -> Self {
        Self(BadCells::new("is not a count: counts are whole and not negative", "mend the row"))
    }

    pub(super) fn absorb(&mut self, part: &mut CountPart, origin: Origin<'_>) {
        self.0.absorb(std::mem::take(&mut part.bad), origin);
    }

    pub(super) fn is_bad(&self) -> bool {
        self.0.count() > 0
    }

    pub(super) fn report(self, column: &str, problems: &mut Vec<Problem>) {
        self.0.report(column, problems);
    }
}

/// `12`, and `12.0` as data frames with a missing value somewhere write it.
fn whole(cell: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(cell).ok()?.trim_ascii();
    let digits = text.strip_suffix(".0").unwrap_or(text);
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::cast_possible_truncation, reason = "bits of a seed")]
    fn simple_numbers_are_those_of_the_standard_library() {
        let mut state = 1_u64;
        for round in 0..200_000_u32 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let digits = (state >> 1).to_string();
            let digits = &digits[..=round as usize % digits.len().min(17)];
            let (whole, fraction) = digits.split_at(state as usize % (digits.len() + 1));
            let text = format!("{whole}.{fraction}");
            assert_eq!(
                simple(text.as_bytes()).map(f64::to_bits),
                simple(text.as_bytes()).and(text.parse().ok()).map(f64::to_bits),
                "{text}"
            );
        }
        for text in ["", ".", "-1", "1e3", "nan", "1_0", "+1", "1.2.3", " 1"] {
            assert_eq!(simple(text.as_bytes()), None, "{text}");
        }
        assert_eq!(simple(b"9007199254740992"), Some(9_007_199_254_740_992.0));
        assert_eq!(simple(b"9007199254740993"), None);
    }
}
