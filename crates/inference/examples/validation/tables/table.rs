//! A table of shares: what it promises, its rows, and how it is printed.

use std::fmt::Write;

/// What a column must show.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Promise {
    /// Nothing: shown for comparison.
    Nothing,
    /// An interval at 95 %: at least 93 %.
    Covers,
    /// Intervals that hold together, or that guarantee their coverage: at least 95 %.
    CoversAll,
    /// A test at 5 %: at most 5.5 %.
    Size,
}

impl Promise {
    /// The bound, and how far a simulation of so many replicates may miss it by chance: three standard errors.
    fn is_kept(self, share: f64, replicates: Option<u32>) -> bool {
        let slack = |bound: f64| {
            replicates.map_or(5e-5, |replicates| 3.0 * (bound * (1.0 - bound) / f64::from(replicates)).sqrt())
        };
        match self {
            Self::Nothing => true,
            Self::Covers => share >= 0.93 - slack(0.93),
            Self::CoversAll => share >= 0.95 - slack(0.95),
            Self::Size => share <= 0.055 + slack(0.055),
        }
    }
}

/// One method.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    /// As printed.
    pub(crate) name: &'static str,
    /// What it must show.
    pub(crate) promise: Promise,
    /// Simulated replicates; `None` for exact sums over all outcomes.
    pub(crate) replicates: Option<u32>,
}

impl Column {
    /// A column of exact numbers.
    pub(crate) const fn exact(name: &'static str, promise: Promise) -> Self {
        Self { name, promise, replicates: None }
    }

    /// A column of simulated numbers.
    pub(crate) const fn simulated(name: &'static str, promise: Promise, replicates: u32) -> Self {
        Self { name, promise, replicates: Some(replicates) }
    }

    fn heading(&self) -> String {
        let mark = if self.promise == Promise::Nothing { "" } else { " ✓" };
        match self.replicates {
            None => format!("{}{mark}", self.name),
            Some(replicates) => {
                let error = 100.0 * (0.05 * 0.95 / f64::from(replicates)).sqrt();
                format!("{}{mark} (±{error:.1})", self.name)
            }
        }
    }
}

/// One situation.
pub(crate) struct Row {
    /// What it is, one entry per label column.
    pub(crate) labels: Vec<String>,
    /// Why promises do not bind here; the rule is the table's.
    pub(crate) is_sparse: bool,
    /// The share of each column, `None` where it does not apply.
    pub(crate) compute: Box<dyn Fn() -> Vec<Option<f64>>>,
}

/// Rows and columns before they are computed.
pub(crate) struct Table {
    /// The heading.
    pub(crate) title: &'static str,
    /// What is shown and how; what sparse means here.
    pub(crate) text: &'static str,
    /// Names of the label columns.
    pub(crate) labels: Vec<&'static str>,
    /// The methods.
    pub(crate) columns: Vec<Column>,
    /// The situations.
    pub(crate) rows: Vec<Row>,
}

impl Table {
    /// All rows, one after the other.
    pub(crate) fn compute(self) -> Finished {
        let lines = self.rows.iter().map(|row| (self.columns_of(row), row.is_sparse)).collect();
        Finished { table: self, lines }
    }

    fn columns_of(&self, row: &Row) -> Vec<Option<f64>> {
        let shares = (row.compute)();
        assert_eq!(shares.len(), self.columns.len(), "{}: one share per column", self.title);
        shares
    }

    /// One row as it is printed.
    pub(crate) fn line(&self, row: &Row, shares: &[Option<f64>]) -> String {
        let cells = shares.iter().zip(&self.columns).map(|(share, column)| match share {
            None => "-".to_owned(),
            Some(share) => {
                let decimals = if column.replicates.is_none() { 2 } else { 1 };
                let number = format!("{:.decimals$}", 100.0 * share);
                match (column.promise.is_kept(*share, column.replicates), row.is_sparse) {
                    (true, _) => number,
                    (false, true) => format!("{number}†"),
                    (false, false) => format!("**{number}**"),
                }
            }
        });
        let all: Vec<String> = row.labels.iter().cloned().chain(cells).collect();
        format!("| {} |", all.join(" | "))
    }

    /// Whether a row keeps what its columns promise; always so where it is sparse.
    pub(crate) fn keeps(&self, row: &Row, shares: &[Option<f64>]) -> bool {
        row.is_sparse
            || shares
                .iter()
                .zip(&self.columns)
                .all(|(share, column)| share.is_none_or(|share| column.promise.is_kept(share, column.replicates)))
    }
}

/// A table with its numbers.
pub(crate) struct Finished {
    table: Table,
    lines: Vec<(Vec<Option<f64>>, bool)>,
}

impl Finished {
    /// As it is printed.
    pub(crate) fn part(&self) -> Part {
        let mut part = Part { summary: String::new(), section: String::new() };
        self.summary(&mut part.summary);
        self.markdown(&mut part.section);
        part
    }

    fn markdown(&self, text: &mut String) {
        let Table { title, text: about, labels, columns, rows } = &self.table;
        let _ = writeln!(text, "\n## {title}\n\n{about}\n");
        let names: Vec<String> =
            labels.iter().map(|label| (*label).to_owned()).chain(columns.iter().map(Column::heading)).collect();
        let _ = writeln!(text, "| {} |", names.join(" | "));
        let rules: Vec<&str> = labels.iter().map(|_| "---").chain(columns.iter().map(|_| "--:")).collect();
        let _ = writeln!(text, "|{}|", rules.join("|"));
        for (row, (shares, _)) in rows.iter().zip(&self.lines) {
            let _ = writeln!(text, "{}", self.table.line(row, shares));
        }
    }

    /// The worst of each promised column, apart for sparse rows.
    fn summary(&self, text: &mut String) {
        for (at, column) in self.table.columns.iter().enumerate() {
            let kind = match column.promise {
                Promise::Nothing => continue,
                Promise::Covers => "covers at least 93 %",
                Promise::CoversAll => "covers at least 95 %",
                Promise::Size => "errs at most 5.5 %",
            };
            let worst = |sparse: bool| -> String {
                let shares = self.lines.iter().filter(|line| line.1 == sparse).filter_map(|line| line.0[at]);
                let extreme = if column.promise == Promise::Size {
                    shares.fold(None, |worst: Option<f64>, share| Some(worst.map_or(share, |worst| worst.max(share))))
                } else {
                    shares.fold(None, |worst: Option<f64>, share| Some(worst.map_or(share, |worst| worst.min(share))))
                };
                extreme.map_or("-".to_owned(), |share| format!("{:.1}", 100.0 * share))
            };
            let missed = self
                .lines
                .iter()
                .filter(|(shares, sparse)| {
                    !sparse && shares[at].is_some_and(|share| !column.promise.is_kept(share, column.replicates))
                })
                .count();
            let verdict = if missed == 0 { "yes".to_owned() } else { format!("**no, {missed} rows**") };
            let _ = writeln!(
                text,
                "| {} | {} | {kind} | {} | {} | {verdict} |",
                self.table.title,
                column.name,
                worst(false),
                worst(true)
            );
        }
    }
}

/// A table as it is printed.
pub(crate) struct Part {
    summary: String,
    section: String,
}

impl Part {
    /// A table as a page has it already.
    pub(crate) fn of_page(page: &str, title: &str) -> Self {
        let start = format!("| {title} |");
        let summary = page.lines().filter(|line| line.starts_with(&start)).flat_map(|line| [line, "\n"]).collect();
        let heading = format!("\n## {title}\n");
        let section = page.find(&heading).map_or("", |at| {
            let end = page[at + heading.len()..].find("\n## ").map_or(page.len(), |end| at + heading.len() + end);
            &page[at..end]
        });
        Self { summary, section: section.to_owned() }
    }
}

/// All tables as Markdown.
pub(crate) fn document(tables: &[Part]) -> String {
    let mut text = String::from(HEAD);
    for table in tables {
        text.push_str(&table.summary);
    }
    for table in tables {
        text.push_str(&table.section);
    }
    text
}

const HEAD: &str = "# Coverage and size

<!-- Written by `cargo run --release -p evenhand-inference --example validation`; do not edit.
     crates/inference/tests/validation.rs computes some rows anew and compares them with this page. -->

All numbers are in per cent, at a nominal 95 % for intervals and 5 % for tests. Two decimals: exact, a sum over every outcome. One decimal and (±):
simulated from a fixed seed, with the standard error of a share of 5 %. ✓ marks what an audit relies on; the rest is shown beside it. A ✓ promises that an
interval covers at least 93 %, a simultaneous one at least 95 %, and that a test errs at most 5.5 %, all within three simulation errors. **Bold** breaks a
promise. † would break it, but the row is sparse, which each table defines. What other tools do is marked (peers). A case in which a method gives no
interval counts as a miss unless the table says otherwise.

## Summary

| table | method | promise | worst ordinary row | worst sparse row | kept |
|---|---|---|--:|--:|---|
";
