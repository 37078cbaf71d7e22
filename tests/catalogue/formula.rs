//! Evaluates a formula as it is printed, without knowing how the crate computes it.
//!
//! Numbers, names of cells, `+`, `−`, `·`, `/`, `√`, brackets, and products written side by side as in `2 TP`.

use evenhand::cube::{Cells, Confusion};

/// Names in formulas, longer ones before the names they begin with.
const NAMES: [(&str, Cells); 9] = [
    ("not selected", Cells::REJECTED),
    ("unlabelled", Cells::UNLABELLED),
    ("selected", Cells::SELECTED),
    ("all rows", Cells::ALL),
    ("TP", Cells::TP),
    ("FP", Cells::FP),
    ("FN", Cells::FN),
    ("TN", Cells::TN),
    ("labelled", Cells::LABELLED),
];

/// The value of a printed formula on a table, in extended real numbers: 0/0 is NaN, 1/0 infinite.
pub(super) fn evaluate(formula: &str, table: &Confusion) -> f64 {
    let mut parser = Parser { rest: formula.trim(), table };
    let value = parser.sum();
    assert!(parser.rest.is_empty(), "{formula:?}: cannot read {:?}", parser.rest);
    value
}

struct Parser<'a> {
    rest: &'a str,
    table: &'a Confusion,
}

impl Parser<'_> {
    fn take(&mut self, token: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(token) else { return false };
        self.rest = rest.trim_start();
        true
    }

    fn sum(&mut self) -> f64 {
        let mut value = self.product();
        loop {
            if self.take("+") {
                value += self.product();
            } else if self.take("−") {
                value -= self.product();
            } else {
                return value;
            }
        }
    }

    /// `a / b c` is a / (b·c): products written side by side bind before the division.
    fn product(&mut self) -> f64 {
        let mut value = self.side_by_side();
        while self.take("/") {
            value /= self.side_by_side();
        }
        value
    }

    fn side_by_side(&mut self) -> f64 {
        let mut value = self.factor().unwrap_or_else(|| panic!("cannot read {:?}", self.rest));
        loop {
            self.take("·");
            match self.factor() {
                Some(factor) => value *= factor,
                None => return value,
            }
        }
    }

    fn factor(&mut self) -> Option<f64> {
        if self.take("√") {
            return self.factor().map(f64::sqrt);
        }
        if self.take("(") {
            let value = self.sum();
            assert!(self.take(")"), "a bracket is not closed before {:?}", self.rest);
            return Some(value);
        }
        let digits = self.rest.len() - self.rest.trim_start_matches(|char: char| char.is_ascii_digit()).len();
        if digits > 0 {
            let number = self.rest[..digits].parse().unwrap();
            self.rest = self.rest[digits..].trim_start();
            return Some(number);
        }
        let (name, cells) = NAMES.into_iter().find(|(name, _)| self.rest.starts_with(name))?;
        self.take(name);
        Some(self.table.total(cells))
    }
}

#[test]
fn the_evaluator_knows_its_arithmetic() {
    let table = Confusion::default()
        .with(Cells::TP, 60)
        .with(Cells::FP, 20)
        .with(Cells::FN, 15)
        .with(Cells::TN, 105)
        .with(Cells::SELECTED_UNLABELLED, 3);
    let near = |formula: &str, expected: f64| {
        let value = evaluate(formula, &table);
        assert!((value - expected).abs() < 1e-15, "{formula}: {value}");
    };
    near("TP / (TP + FN)", 0.8);
    near("selected / all rows", 83.0 / 203.0);
    near("2 TP / (2 TP + FP + FN)", 120.0 / 155.0);
    near("TP·TN − FP·FN", 6000.0);
    near("1 − √(TP FN) / 60", 0.5);
    assert!(evaluate("(FP − 20) / (FP − 20)", &table).is_nan());
    assert!(evaluate("TP / (FP − 20)", &table).is_infinite());
}
