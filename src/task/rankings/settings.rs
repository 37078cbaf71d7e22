//! The options of the task `rankings`.

use crate::error::{Error, ErrorKind, Problem, Problems, suggestion};
use crate::inference::lists::{Attention, OrderNull};
use crate::metric::Task;
use crate::task::options::Options;

/// The options in force.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub(super) first: u32,
    pub(super) attention: Attention,
    pub(super) significance: f64,
    pub(super) null: OrderNull,
}

impl Settings {
    pub(super) fn read(options: &Options, problems: &mut Problems) -> Self {
        let mut settings =
            Self { first: 10, attention: Attention::Logarithmic, significance: 0.1, null: OrderNull::Shuffled };
        let mut keep = |error: Error| problems.extend(error);
        if let Err(error) = options.check(Task::Rankings) {
            keep(error);
        }
        match options.parsed("k", settings.first, "a whole number from 1") {
            Ok(0) => keep(option("k", "0", "is no place").remedy("write a whole number from 1").into()),
            Ok(first) => settings.first = first,
            Err(error) => keep(error),
        }
        let continuation = share(options, "continuation", 0.5, &mut keep);
        match options.get("attention").unwrap_or("logarithmic") {
            "logarithmic" => {}
            "geometric" => settings.attention = Attention::Geometric { continuation },
            "even" => settings.attention = Attention::Even,
            other => keep(unknown("attention", other, &["logarithmic", "geometric", "even"])),
        }
        settings.significance = share(options, "significance", settings.significance, &mut keep);
        match options.get("null").unwrap_or("shuffled") {
            "shuffled" => {}
            "drawn" => settings.null = OrderNull::Drawn,
            other => keep(unknown("null", other, &["shuffled", "drawn"])),
        }
        settings
    }

    /// The options in force, for the report.
    pub(super) fn written(&self, catalogue: u64) -> Vec<(String, String)> {
        let (attention, continuation) = match self.attention {
            Attention::Logarithmic => ("logarithmic", None),
            Attention::Geometric { continuation } => ("geometric", Some(continuation)),
            Attention::Even => ("even", None),
        };
        let null = if self.null == OrderNull::Drawn { "drawn" } else { "shuffled" };
        let candidates = if catalogue > 0 { "catalogue" } else { "rows" };
        let mut written =
            vec![("k".to_owned(), self.first.to_string()), ("attention".to_owned(), attention.to_owned())];
        written.extend(continuation.map(|share| ("continuation".to_owned(), share.to_string())));
        written.push(("candidates".to_owned(), candidates.to_owned()));
        written.push(("significance".to_owned(), self.significance.to_string()));
        written.push(("null".to_owned(), null.to_owned()));
        written
    }
}

fn option(key: &str, value: &str, message: &str) -> Problem {
    Problem::new(ErrorKind::Value, message).place(format!("option {key}")).value(value)
}

fn unknown(key: &str, value: &str, known: &[&str]) -> Error {
    option(key, value, "is not known").remedy(suggestion(value, known.iter().copied())).into()
}

/// A number strictly between 0 and 1.
fn share(options: &Options, key: &str, default: f64, keep: &mut impl FnMut(Error)) -> f64 {
    match options.parsed(key, default, "a number") {
        Ok(value) if value > 0.0 && value < 1.0 => return value,
        Ok(value) => {
            let problem = option(key, &value.to_string(), "is not strictly between 0 and 1");
            keep(problem.remedy("write a number between them, as 0.5").into());
        }
        Err(error) => keep(error),
    }
    default
}
