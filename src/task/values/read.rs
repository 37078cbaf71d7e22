//! The options and the rows of amounts.

use crate::error::{BadValues, Error, ErrorKind, Problem, Problems};
use crate::inference::values::LARGEST_VALUE;
use crate::metric::Task;
use crate::task::options::Options;
use crate::task::table::Table;

/// The options in force.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) trim: f64,
    pub(super) error_quantile: f64,
    pub(super) squared_loss: bool,
    pub(super) bootstrap_t: bool,
    pub(super) draws: u32,
}

impl Settings {
    pub(super) fn read(options: &Options) -> Result<Self, Error> {
        options.check(Task::Values)?;
        let mut problems = Problems::default();
        let mut share = |key: &str, default: f64, most: f64, meaning: &str| {
            let value = options.parsed(key, default, "a number")?;
            if !(0.0..most).contains(&value) {
                problems.push(
                    Problem::new(ErrorKind::Value, format!("is not {meaning}"))
                        .place(format!("option {key}"))
                        .value(value)
                        .remedy(format!("write {meaning}")),
                );
            }
            Ok::<f64, Error>(value)
        };
        let trim = share("trim", 0.05, 0.5, "a share of at least 0 and below 0.5")?;
        let error_quantile = share("error_quantile", 0.9, 1.0, "a share of at least 0 and below 1")?;
        let draws = options.parsed("draws", 1000_u32, "a whole number")?;
        let mut word = |key: &str, first: &str, second: &str| {
            let written = options.get(key).unwrap_or(first);
            if written != first && written != second {
                problems.push(
                    Problem::new(ErrorKind::Value, format!("is neither {first} nor {second}"))
                        .place(format!("option {key}"))
                        .value(written)
                        .remedy(format!("write {first} or {second}")),
                );
            }
            written == second
        };
        let squared_loss = word("loss", "absolute", "squared");
        let bootstrap_t = word("interval", "welch", "bootstrap_t");
        if !(100..=1_000_000).contains(&draws) {
            problems.push(
                Problem::new(ErrorKind::Value, "is too few or too many")
                    .place("option draws")
                    .value(draws)
                    .remedy("write 100 to 1000000"),
            );
        }
        problems.into_result()?;
        Ok(Self { trim, error_quantile, squared_loss, bootstrap_t, draws })
    }

    /// As the report prints them.
    pub(super) fn written(&self, has_outcome: bool) -> Vec<(String, String)> {
        let mut written = Vec::new();
        if has_outcome {
            let loss = if self.squared_loss { "squared" } else { "absolute" };
            let interval = if self.bootstrap_t { "bootstrap_t" } else { "welch" };
            written.push(("trim", self.trim.to_string()));
            written.push(("error_quantile", self.error_quantile.to_string()));
            written.push(("loss", loss.to_owned()));
            written.push(("interval", interval.to_owned()));
            if self.bootstrap_t {
                written.push(("draws", self.draws.to_string()));
            }
        }
        written.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }
}

/// The table without the rows that lack a prediction, and how many they were.
pub(super) fn checked(table: Table) -> Result<(Table, u64), Error> {
    table.check(Task::Values)?;
    let mut problems = Problems::default();
    for role in ["prediction", "outcome"] {
        for (name, values) in table.all_numbers(role) {
            let mut bad =
                BadValues::new(name, "is no amount", "give finite amounts up to 1e75, and none where unknown");
            for (row, &value) in values.iter().enumerate() {
                if !value.is_nan() && value.abs() > LARGEST_VALUE {
                    bad.push(row, value);
                }
            }
            bad.report(&mut problems);
        }
    }
    problems.into_result()?;
    let predictions = table.numbers("prediction").unwrap_or_default();
    let leave_out: Vec<bool> = predictions.iter().map(|prediction| prediction.is_nan()).collect();
    let (table, missing) = table.without(&leave_out);
    if table.rows() == 0 {
        return Err(Problem::new(ErrorKind::Empty, "no row has a prediction").remedy("check the column").into());
    }
    Ok((table, missing as u64))
}
