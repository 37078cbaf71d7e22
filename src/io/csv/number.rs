//! A column of numbers as it is read.

use super::binary::is_missing;
use super::place::{BadCells, Place};
use crate::error::Problem;

/// What the numbers of a column must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberRule {
    /// Between 0 and 1; others than finite ones are refused.
    Score,
    /// Between 0 and 1; NaN, infinite and missing ones are let through, to be excluded.
    ScoreOrNot,
    /// Finite and not negative.
    Weight,
    /// Finite or missing.
    Value,
}

/// Reads numbers.
pub(super) struct NumberColumn<'a> {
    rule: NumberRule,
    missing: &'a [String],
    values: Vec<f64>,
    unreadable: BadCells,
    decimal_comma: BadCells,
    not_finite: BadCells,
    outside: BadCells,
}

impl<'a> NumberColumn<'a> {
    pub(super) fn new(rule: NumberRule, missing: &'a [String]) -> Self {
        let (not_finite, not_finite_remedy, outside, outside_remedy) = match rule {
            NumberRule::Score | NumberRule::ScoreOrNot => (
                "is not a finite score",
                "mend the row, or write [values] non_finite_scores = \"exclude\"",
                "is not a score between 0 and 1",
                "rescale the scores, or leave the column out: binary metrics do not need it",
            ),
            NumberRule::Weight => (
                "is not a weight: weights are finite and not negative",
                "mend the row, or leave the weights out",
                "is not a weight: weights are finite and not negative",
                "mend the row, or leave the weights out",
            ),
            NumberRule::Value => {
                ("is not a finite number", "mend the row, or list the text under [values] missing", "", "")
            }
        };
        Self {
            rule,
            missing,
            values: Vec::new(),
            unreadable: BadCells::new(
                "is not a number",
                "mend the row; if the text means missing, list it under [values] missing",
            ),
            decimal_comma: BadCells::new("is not a number", "write decimals with a point instead of a comma"),
            not_finite: BadCells::new(not_finite, not_finite_remedy),
            outside: BadCells::new(outside, outside_remedy),
        }
    }

    pub(super) fn push(&mut self, cell: &[u8], place: Place) {
        let Some(value) = parse(cell) else {
            let value = self.unusual(cell, place);
            self.values.push(value);
            return;
        };
        if !value.is_finite() {
            if self.rule != NumberRule::ScoreOrNot {
                self.not_finite.push(place, cell);
            }
        } else if match self.rule {
            NumberRule::Score | NumberRule::ScoreOrNot => !(0.0..=1.0).contains(&value),
            NumberRule::Weight => value < 0.0,
            NumberRule::Value => false,
        } {
            self.outside.push(place, cell);
        }
        self.values.push(value);
    }

    fn unusual(&mut self, cell: &[u8], place: Place) -> f64 {
        if is_missing(cell, self.missing) {
            if matches!(self.rule, NumberRule::Score | NumberRule::Weight) {
                self.not_finite.push(place, cell);
            }
        } else if parse(&cell.iter().map(|&byte| if byte == b',' { b'.' } else { byte }).collect::<Vec<_>>()).is_some()
        {
            self.decimal_comma.push(place, cell);
        } else {
            self.unreadable.push(place, cell);
        }
        f64::NAN
    }

    /// One value a row, or the problems.
    pub(super) fn finish(self, column: &str, problems: &mut Vec<Problem>) -> Vec<f64> {
        for bad in [self.unreadable, self.decimal_comma, self.not_finite, self.outside] {
            bad.report(column, problems);
        }
        self.values
    }
}

fn parse(cell: &[u8]) -> Option<f64> {
    std::str::from_utf8(cell).ok()?.trim_ascii().parse().ok()
}

/// Reads whole numbers of customers.
pub(super) struct CountColumn {
    values: Vec<u64>,
    bad: BadCells,
}

impl CountColumn {
    pub(super) fn new() -> Self {
        let bad = BadCells::new("is not a count: counts are whole and not negative", "mend the row");
        Self { values: Vec::new(), bad }
    }

    pub(super) fn push(&mut self, cell: &[u8], place: Place) {
        self.values.push(whole(cell).unwrap_or_else(|| {
            self.bad.push(place, cell);
            0
        }));
    }

    /// One count a row, or the problems.
    pub(super) fn finish(self, column: &str, problems: &mut Vec<Problem>) -> Vec<u64> {
        self.bad.report(column, problems);
        self.values
    }
}

/// `12`, and `12.0` as data frames with a missing value somewhere write it.
fn whole(cell: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(cell).ok()?.trim_ascii();
    let digits = text.strip_suffix(".0").unwrap_or(text);
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}
