//! The rows of an experiment, checked once.

use crate::audit::TaskNote;
use crate::error::{BadValues, Error, ErrorKind, Problem, Problems};
use crate::metric::Task;
use crate::task::options::Options;
use crate::task::table::Table;

/// Bins of the score where it has more values and the caller says nothing.
const BINS: usize = 256;

/// What happened in each row, and what the rule would do.
#[derive(Clone)]
pub(super) struct Rows {
    pub(super) outcome: Vec<f64>,
    /// Whether the outcome is an amount rather than an event.
    pub(super) is_amount: bool,
    pub(super) treated: Vec<bool>,
    pub(super) targeted: Option<Vec<bool>>,
    pub(super) propensity: Vec<f64>,
    /// The outcome predicted with and without treatment.
    pub(super) predicted: Option<Vec<[f64; 2]>>,
    pub(super) bins: Option<Bins>,
    pub(super) notes: Vec<TaskNote>,
    pub(super) options: Vec<(String, String)>,
}

impl std::fmt::Debug for Rows {
    /// Shapes only: rows are people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows")
            .field("rows", &self.outcome.len())
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// The bin of each row's score, the best score in bin 0; the same bins for every segment.
#[derive(Clone)]
pub(super) struct Bins {
    pub(super) of_row: Vec<u32>,
    pub(super) count: usize,
}

impl Rows {
    pub(super) fn read(table: Table, options: &Options) -> Result<(Table, Self), Error> {
        let mut problems = Problems::default();
        for checked in [table.check(Task::Uplift), options.check(Task::Uplift)] {
            if let Err(error) = checked {
                problems.extend(error);
            }
        }
        let has = |role: &str| table.roles().iter().any(|one| one.role == role);
        if has("outcome") == has("amount") {
            let problem =
                Problem::new(ErrorKind::Column, "an effect needs either an outcome or an amount, and not both");
            problems.push(problem.remedy("name one column as outcome (yes or no) or as amount (a number)"));
        }
        if has("predicted_treated") != has("predicted_untreated") {
            let problem = Problem::new(ErrorKind::Column, "the outcome is predicted for one arm only");
            problems.push(problem.remedy("name both predicted_treated and predicted_untreated, or neither"));
        }
        let bins = options.parsed("bins", BINS, "a whole number").unwrap_or_else(|error| {
            problems.extend(error);
            BINS
        });
        if bins == 0 {
            problems.push(option("bins", "0", "leaves no bin").remedy("write a whole number from 1"));
        }
        let declared = declared_propensity(options, &mut problems);
        if declared.is_some() && has("propensity") {
            let problem =
                option("propensity", options.get("propensity").unwrap_or_default(), "is given as a column too");
            problems.push(problem.remedy("give the column or the option"));
        }
        check_values(&table, &mut problems);
        problems.into_result()?;
        // All that can be missing without harm: the row is left out and counted.
        let mut notes = Vec::new();
        let mut leave_out = vec![false; table.rows()];
        for role in ["outcome", "targeted"] {
            note(
                role,
                &mut leave_out,
                &mut notes,
                table.binary(role).map(|values| values.iter().map(Option::is_none).collect()),
            );
        }
        for role in ["amount", "score", "predicted_treated", "predicted_untreated"] {
            note(
                role,
                &mut leave_out,
                &mut notes,
                table.numbers(role).map(|values| values.iter().map(|value| value.is_nan()).collect()),
            );
        }
        let (table, _) = table.without(&leave_out);
        let rows = Self::of_complete(&table, declared, bins, notes)?;
        Ok((table, rows))
    }

    /// From a table without missing values.
    fn of_complete(table: &Table, declared: Option<f64>, bins: usize, notes: Vec<TaskNote>) -> Result<Self, Error> {
        let yes = |values: &[Option<bool>]| -> Vec<bool> { values.iter().map(|value| *value == Some(true)).collect() };
        let treated = table.binary("treatment").map(yes).unwrap_or_default();
        let in_treatment = treated.iter().filter(|treated| **treated).count();
        if in_treatment == 0 || in_treatment == treated.len() {
            let missing = if in_treatment == 0 { "no row was treated" } else { "every row was treated" };
            let problem = Problem::new(ErrorKind::Value, format!("{missing}, so there is nothing to compare with"));
            let column = table.all_binary("treatment").next().map(|(name, _)| name.to_owned()).unwrap_or_default();
            return Err(problem.column(column).remedy("give both arms, and name the level that means treated").into());
        }
        let (outcome, is_amount) = if let Some(amounts) = table.numbers("amount") {
            (amounts.to_vec(), true)
        } else {
            let events = table.binary("outcome").map(yes).unwrap_or_default();
            (events.into_iter().map(|event| f64::from(u8::from(event))).collect(), false)
        };
        let share = in_treatment as f64 / treated.len() as f64;
        let mut options = Vec::new();
        let propensity = if let Some(propensities) = table.numbers("propensity") {
            propensities.to_vec()
        } else {
            let everywhere = declared.unwrap_or(share);
            options.push(("propensity".to_owned(), everywhere.to_string()));
            vec![everywhere; treated.len()]
        };
        let predicted = table
            .numbers("predicted_treated")
            .zip(table.numbers("predicted_untreated"))
            .map(|(with, without)| with.iter().zip(without).map(|(with, without)| [*with, *without]).collect());
        let bins = table.numbers("score").map(|scores| Bins::of(scores, bins));
        if let Some(bins) = &bins {
            options.push(("bins".to_owned(), bins.count.to_string()));
        }
        let targeted = table.binary("targeted").map(yes);
        Ok(Self { outcome, is_amount, treated, targeted, propensity, predicted, bins, notes, options })
    }
}

fn option(key: &str, value: &str, message: &str) -> Problem {
    Problem::new(ErrorKind::Value, message).place(format!("option {key}")).value(value)
}

fn declared_propensity(options: &Options, problems: &mut Problems) -> Option<f64> {
    options.get("propensity")?;
    match options.parsed("propensity", 0.5, "a number") {
        Ok(value) if value > 0.0 && value < 1.0 => Some(value),
        Ok(value) => {
            let problem = option("propensity", &value.to_string(), "is not strictly between 0 and 1");
            problems.push(problem.remedy("write the probability of treatment, as 0.5"));
            None
        }
        Err(error) => {
            problems.extend(error);
            None
        }
    }
}

/// Values that must not be missing, or not be as they are.
fn check_values(table: &Table, problems: &mut Problems) {
    if let Some((name, arms)) = table.all_binary("treatment").next() {
        let mut bad = BadValues::new(name, "has no arm", "say of every row whether it was treated, or leave it out");
        for (row, _) in arms.iter().enumerate().filter(|(_, arm)| arm.is_none()) {
            bad.push(row, "");
        }
        bad.report(problems);
    }
    if let Some((name, values)) = table.all_numbers("propensity").next() {
        let remedy =
            "give the probability of treatment; a customer who could not be otherwise has no effect to be seen";
        let mut bad = BadValues::new(name, "is not strictly between 0 and 1", remedy);
        for (row, value) in values.iter().enumerate().filter(|(_, value)| !(**value > 0.0 && **value < 1.0)) {
            bad.push(row, if value.is_nan() { String::new() } else { value.to_string() });
        }
        bad.report(problems);
    }
    for role in ["amount", "score", "predicted_treated", "predicted_untreated"] {
        let Some((name, values)) = table.all_numbers(role).next() else { continue };
        let mut bad = BadValues::new(name, "is infinite", "give a finite number, or none");
        for (row, value) in values.iter().enumerate().filter(|(_, value)| value.is_infinite()) {
            bad.push(row, value);
        }
        bad.report(problems);
    }
}

/// Marks the rows that lack a role's value, and counts those that no earlier role has marked.
fn note(role: &str, leave_out: &mut [bool], notes: &mut Vec<TaskNote>, missing: Option<Vec<bool>>) {
    let mut rows = 0;
    for (out, missing) in leave_out.iter_mut().zip(missing.unwrap_or_default()) {
        rows += u64::from(missing && !*out);
        *out |= missing;
    }
    if rows > 0 {
        notes.push(TaskNote::MissingValues { role: role.to_owned(), rows });
    }
}

impl Bins {
    /// One bin for each score where there are few; else bins of about equal size, cut between different scores only.
    fn of(scores: &[f64], most: usize) -> Self {
        let mut order: Vec<u32> = (0..u32::try_from(scores.len()).unwrap_or(u32::MAX)).collect();
        order.sort_by(|left, right| scores[*right as usize].total_cmp(&scores[*left as usize]));
        let starts = |place: usize| place == 0 || scores[order[place] as usize] < scores[order[place - 1] as usize];
        let distinct = (0..order.len()).filter(|place| starts(*place)).count();
        let mut of_row = vec![0; scores.len()];
        let mut count = 0_usize;
        for (place, &row) in order.iter().enumerate() {
            let is_due = distinct <= most || place * most >= count * order.len();
            if starts(place) && is_due {
                count += 1;
            }
            of_row[row as usize] = u32::try_from(count - 1).unwrap_or(u32::MAX);
        }
        Self { of_row, count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_scores_are_bins_of_their_own_and_ties_stay_together() {
        let bins = Bins::of(&[0.5, 0.9, 0.5, -0.0, 0.0], 10);
        assert_eq!((bins.of_row, bins.count), (vec![1, 0, 1, 2, 2], 3));
    }

    #[test]
    fn many_scores_make_bins_of_equal_size() {
        let scores: Vec<f64> = (0..1000).map(|row| f64::from(row * 7 % 1000)).collect();
        let bins = Bins::of(&scores, 10);
        assert_eq!(bins.count, 10);
        let sizes: Vec<usize> = (0..10).map(|bin| bins.of_row.iter().filter(|own| **own == bin).count()).collect();
        assert_eq!(sizes, [100; 10]);
        let best = scores.iter().position(|score| *score >= 999.0).unwrap();
        assert_eq!(bins.of_row[best], 0);
    }
}
