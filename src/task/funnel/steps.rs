//! The steps of a funnel, checked once.

use crate::audit::TaskNote;
use crate::error::{BadValues, Error, ErrorKind, Problem, Problems, suggestion};
use crate::metric::Task;
use crate::task::options::Options;
use crate::task::table::Table;

/// Steps after the audience, in the order in which they are passed.
const KEYS: [&str; 6] = ["consented", "targeted", "delivered", "opened", "clicked", "converted"];

/// What a definition asks of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Its rate among those at the step before, or the comparison of that.
    Rate,
    /// Its share of the audience.
    Share,
    /// Its part of the difference.
    Part,
    /// The logarithm of its ratio.
    LogRatio,
}

/// The step that a definition is about, and what it asks.
pub(super) fn of(id: &str) -> Option<(&'static str, Asked)> {
    let suffixes = [
        ("_log_ratio", Asked::LogRatio),
        ("_ratio", Asked::Rate),
        ("_rate", Asked::Rate),
        ("_share", Asked::Share),
        ("_part", Asked::Part),
    ];
    suffixes.into_iter().find_map(|(suffix, asked)| {
        let key = id.strip_suffix(suffix)?;
        Some((KEYS.into_iter().find(|known| *known == key)?, asked))
    })
}

/// How far each customer came.
#[derive(Clone)]
pub(super) struct Steps {
    /// The steps that were given, as role and column, without the audience.
    pub(super) given: Vec<(&'static str, String)>,
    /// Steps passed by each row, the audience as the first; 0 for who is not part of it.
    pub(super) passed: Vec<u8>,
    pub(super) impressions: Option<Vec<u64>>,
    pub(super) is_implied: bool,
    pub(super) notes: Vec<TaskNote>,
}

impl std::fmt::Debug for Steps {
    /// Shapes only: rows are people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Steps").field("given", &self.given).field("rows", &self.passed.len()).finish_non_exhaustive()
    }
}

impl Steps {
    pub(super) fn read(table: Table, options: &Options) -> Result<(Table, Self), Error> {
        let mut problems = Problems::default();
        for checked in [table.check(Task::Funnel), options.check(Task::Funnel)] {
            if let Err(error) = checked {
                problems.extend(error);
            }
        }
        let is_implied = match options.get("order").unwrap_or("strict") {
            "strict" => false,
            "implied" => true,
            other => {
                let problem = Problem::new(ErrorKind::Value, "is not known").place("option order").value(other);
                problems.push(problem.remedy(suggestion(other, ["strict", "implied"])));
                false
            }
        };
        let given: Vec<(&'static str, String)> =
            KEYS.into_iter().filter_map(|key| Some((key, table.all_binary(key).next()?.0.to_owned()))).collect();
        if given.is_empty() {
            let problem = Problem::new(ErrorKind::Column, "a funnel has at least one step after its audience");
            problems.push(problem.remedy(format!("name a column as one of {}", KEYS.join(", "))));
        }
        problems.into_result()?;
        let (leave_out, notes) = unknown(&table, &given);
        let (table, _) = table.without(&leave_out);
        let mut problems = Problems::default();
        let passed = passed(&table, &given, is_implied, &mut problems);
        let impressions = impressions(&table, &mut problems);
        for (place, (_, column)) in given.iter().enumerate() {
            if passed.iter().all(|&passed| usize::from(passed) < place + 2) {
                let problem = Problem::new(ErrorKind::Value, "is a step that nobody passes").column(column);
                problems.push(problem.remedy("check its positive level, or leave the step out"));
                break;
            }
        }
        problems.into_result()?;
        Ok((table, Self { given, passed, impressions, is_implied, notes }))
    }

    /// The place of a step, 1 for the first after the audience.
    pub(super) fn place(&self, key: &str) -> Option<usize> {
        self.given.iter().position(|(given, _)| *given == key).map(|place| place + 1)
    }
}

/// Rows of which a step is not known though the one before was passed: after a step that was not passed it says nothing.
fn unknown(table: &Table, given: &[(&'static str, String)]) -> (Vec<bool>, Vec<TaskNote>) {
    let mut leave_out = vec![false; table.rows()];
    let mut stopped = vec![false; table.rows()];
    let mut notes = Vec::new();
    for key in ["eligible"].into_iter().chain(given.iter().map(|(key, _)| *key)) {
        let Some(values) = table.binary(key) else { continue };
        let mut rows = 0;
        for (row, value) in values.iter().enumerate() {
            match value {
                None if !stopped[row] && !leave_out[row] => {
                    leave_out[row] = true;
                    rows += 1;
                }
                Some(false) => stopped[row] = true,
                _ => {}
            }
        }
        if rows > 0 {
            notes.push(TaskNote::MissingValues { role: key.to_owned(), rows });
        }
    }
    (leave_out, notes)
}

/// How many steps each row passed; none may be passed without the one before.
fn passed(table: &Table, given: &[(&'static str, String)], is_implied: bool, problems: &mut Problems) -> Vec<u8> {
    let eligible = table.binary("eligible");
    let mut passed: Vec<u8> =
        (0..table.rows()).map(|row| u8::from(eligible.is_none_or(|eligible| eligible[row] == Some(true)))).collect();
    let remedy = "mend the row, or take the option order = implied";
    for (step, (key, column)) in (1..).zip(given) {
        let mut skipped = BadValues::new(column, "is passed and a step before it is not", remedy);
        for (row, value) in table.binary(key).unwrap_or_default().iter().enumerate() {
            if *value != Some(true) {
                continue;
            }
            if passed[row] == step || (is_implied && passed[row] > 0) {
                passed[row] = step + 1;
            } else {
                skipped.push(row, 1);
            }
        }
        skipped.report(problems);
    }
    passed
}

/// Impressions as counts.
fn impressions(table: &Table, problems: &mut Problems) -> Option<Vec<u64>> {
    let (name, values) = table.all_numbers("impressions").next()?;
    let mut bad = BadValues::new(name, "is no number of impressions", "give a whole number from 0");
    let counts = values
        .iter()
        .enumerate()
        .map(|(row, &value)| {
            if !(value >= 0.0 && value.fract() == 0.0 && value < 1e15) {
                bad.push(row, if value.is_nan() { String::new() } else { value.to_string() });
            }
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
            let count = value as u64;
            count
        })
        .collect();
    bad.report(problems);
    Some(counts)
}
