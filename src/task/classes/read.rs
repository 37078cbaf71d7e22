//! The options and the rows of classes.

use std::collections::{BTreeMap, BTreeSet};

use super::tally::ClassTally;
use crate::data::Column;
use crate::error::{Error, ErrorKind, Problem, Problems, suggestion};
use crate::inference::classes::ClassTable;
use crate::inference::inequality::ConfusionCounts;
use crate::metric::Task;
use crate::task::groups::RowGroups;
use crate::task::options::Options;
use crate::task::table::Table;

/// Most classes that are compared: their table has as many cells as their square.
const MOST_CLASSES: usize = 100;

/// One class for each row, or several labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Single,
    Labels,
}

/// The rows as places in the list of classes.
#[derive(Clone)]
pub(super) struct Rows {
    pub(super) kind: Kind,
    pub(super) classes: Vec<String>,
    pub(super) class: Option<usize>,
    pub(super) ordered: bool,
    pub(super) has_outcome: bool,
    pub(super) draws: u32,
    pub(super) missing: u64,
    pub(super) unknown: u64,
    predicted: Vec<usize>,
    actual: Vec<Option<usize>>,
    labels: Vec<Vec<bool>>,
    label_outcomes: Vec<Vec<Option<bool>>>,
}

impl std::fmt::Debug for Rows {
    /// Shapes only: rows are people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").field("kind", &self.kind).field("classes", &self.classes).finish_non_exhaustive()
    }
}

/// The rows, and the table without those that lack a prediction.
pub(super) fn rows(table: Table, options: &Options) -> Result<(Table, Rows), Error> {
    options.check(Task::Classes)?;
    table.check(Task::Classes)?;
    let mut problems = Problems::default();
    let draws = options.parsed("draws", 1000_u32, "a whole number")?;
    if !(100..=1_000_000).contains(&draws) {
        problems.push(
            Problem::new(ErrorKind::Value, "is too few or too many")
                .place("option draws")
                .value(draws)
                .remedy("write 100 to 1000000"),
        );
    }
    let (single, labels) = (table.names("prediction").is_some(), table.all_binary("label").count());
    let problem = |message: &str, remedy: &str| Problem::new(ErrorKind::Column, message.to_owned()).remedy(remedy);
    match (single, labels) {
        (true, 0) => {}
        (false, 0) => problems.push(problem("neither a class nor labels were given", "name a prediction, or labels")),
        (true, _) => problems.push(problem("both a class and labels were given", "name a prediction, or labels")),
        (false, _) => {
            let outcomes = table.all_binary("label_outcome").count();
            if outcomes != 0 && outcomes != labels {
                problems.push(problem(
                    &format!("{labels} labels were given and outcomes of {outcomes}"),
                    "give one column of outcomes for each label, in the same order",
                ));
            }
        }
    }
    if single && table.all_binary("label_outcome").count() > 0 || !single && table.names("outcome").is_some() {
        problems.push(problem(
            "the outcomes are not of the kind of the predictions",
            "give an outcome with a prediction, label_outcome with labels",
        ));
    }
    problems.into_result()?;
    let (table, mut rows) = if single { of_class(table, options)? } else { of_labels(table)? };
    rows.draws = draws;
    rows.class = options.get("class").map(|class| place(class.trim(), "class", &rows.classes)).transpose()?;
    Ok((table, rows))
}

fn place(class: &str, option: &str, classes: &[String]) -> Result<usize, Error> {
    classes.iter().position(|known| known == class).ok_or_else(|| {
        Problem::new(ErrorKind::UnknownName, "is no class of these columns")
            .place(format!("option {option}"))
            .value(class)
            .remedy(suggestion(class, classes.iter().map(String::as_str).collect::<Vec<_>>()))
            .into()
    })
}

/// The class of each level, `None` for missing.
fn names(column: &Column) -> Vec<Option<&str>> {
    column.levels().iter().map(|level| level.name()).collect()
}

fn left_out(table: Table, leave_out: &[bool]) -> Result<(Table, u64), Error> {
    let (table, missing) = table.without(leave_out);
    if table.rows() == 0 {
        return Err(Problem::new(ErrorKind::Empty, "no row has a prediction").remedy("check the column").into());
    }
    Ok((table, missing as u64))
}

fn of_class(table: Table, options: &Options) -> Result<(Table, Rows), Error> {
    let count = table.rows();
    let leave_out: Vec<bool> = table
        .names("prediction")
        .map_or_else(Vec::new, |column| (0..count).map(|row| column.level_of(row).is_missing()).collect());
    let (table, missing) = left_out(table, &leave_out)?;
    let columns: Vec<&Column> = ["prediction", "outcome"].into_iter().filter_map(|role| table.names(role)).collect();
    let found: BTreeSet<&str> = columns.iter().flat_map(|column| names(column)).flatten().collect();
    let classes = ordered(&found, options)?;
    let mut problems = Problems::default();
    if classes.len() < 2 || classes.len() > MOST_CLASSES {
        problems.push(
            Problem::new(ErrorKind::Column, format!("there are {} classes", classes.len()))
                .remedy(format!("give from 2 to {MOST_CLASSES}; put rare ones together")),
        );
    }
    problems.into_result()?;
    let places: BTreeMap<&str, usize> = classes.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let codes = |column: &Column| -> Vec<Option<usize>> {
        let of_level: Vec<Option<usize>> = names(column).into_iter().map(|name| places.get(name?).copied()).collect();
        (0..table.rows()).map(|row| of_level[column.codes.get(row) as usize]).collect()
    };
    let predicted = columns.first().map(|column| codes(column).into_iter().flatten().collect()).unwrap_or_default();
    let actual = columns.get(1).map(|column| codes(column)).unwrap_or_default();
    let rows = Rows {
        kind: Kind::Single,
        class: None,
        ordered: options.get("order").is_some(),
        has_outcome: columns.len() > 1,
        draws: 0,
        missing,
        unknown: actual.iter().filter(|class| class.is_none()).count() as u64,
        predicted,
        actual,
        labels: Vec::new(),
        label_outcomes: Vec::new(),
        classes,
    };
    Ok((table, rows))
}

/// The classes in the order asked for, else by name.
fn ordered(found: &BTreeSet<&str>, options: &Options) -> Result<Vec<String>, Error> {
    let by_name: Vec<String> = found.iter().map(|name| (*name).to_owned()).collect();
    let Some(order) = options.get("order") else { return Ok(by_name) };
    let order: Vec<String> = order.split(',').map(|name| name.trim().to_owned()).collect();
    let mut problems = Problems::default();
    for (at, name) in order.iter().enumerate() {
        if order[..at].contains(name) {
            problems.push(
                Problem::new(ErrorKind::Value, "stands twice")
                    .place("option order")
                    .value(name)
                    .remedy("write it once"),
            );
        }
    }
    for name in by_name.iter().filter(|name| !order.contains(name)) {
        problems.push(
            Problem::new(ErrorKind::Value, format!("lacks the class {name:?}"))
                .place("option order")
                .remedy("name every class"),
        );
    }
    problems.into_result().map(|()| order)
}

fn of_labels(table: Table) -> Result<(Table, Rows), Error> {
    let mut leave_out = vec![false; table.rows()];
    for (_, values) in table.all_binary("label") {
        for (out, value) in leave_out.iter_mut().zip(values) {
            *out |= value.is_none();
        }
    }
    let (table, missing) = left_out(table, &leave_out)?;
    let label_outcomes: Vec<Vec<Option<bool>>> =
        table.all_binary("label_outcome").map(|(_, values)| values.to_vec()).collect();
    let unknown = (0..table.rows()).filter(|&row| label_outcomes.iter().any(|values| values[row].is_none())).count();
    let rows = Rows {
        kind: Kind::Labels,
        classes: table.all_binary("label").map(|(name, _)| name.to_owned()).collect(),
        class: None,
        ordered: false,
        has_outcome: !label_outcomes.is_empty(),
        draws: 0,
        missing,
        unknown: unknown as u64,
        predicted: Vec::new(),
        actual: Vec::new(),
        labels: table
            .all_binary("label")
            .map(|(_, values)| values.iter().map(|value| value.unwrap_or(false)).collect())
            .collect(),
        label_outcomes,
    };
    Ok((table, rows))
}

impl Rows {
    pub(super) fn tallies(&self, groups: &RowGroups) -> Vec<ClassTally> {
        let empty = match self.kind {
            Kind::Single => ClassTally {
                rows: 0,
                predicted: vec![0; self.classes.len()],
                table: ClassTable::new(self.classes.len()),
                labels: Vec::new(),
            },
            Kind::Labels => ClassTally {
                rows: 0,
                predicted: vec![0; self.classes.len()],
                table: ClassTable::new(0),
                labels: vec![ConfusionCounts::default(); self.classes.len()],
            },
        };
        let mut tallies = vec![empty; groups.count()];
        for (row, &group) in groups.codes().iter().enumerate() {
            let tally = &mut tallies[group as usize];
            tally.rows += 1;
            if let Some(&predicted) = self.predicted.get(row) {
                tally.predicted[predicted] += 1;
                if let Some(actual) = self.actual.get(row).copied().flatten() {
                    // Both are places in the list of classes.
                    let _ = tally.table.add(actual, predicted, 1);
                }
            }
            for (label, given) in self.labels.iter().enumerate() {
                tally.predicted[label] += u64::from(given[row]);
                let fits = self.label_outcomes.get(label).and_then(|outcomes| outcomes[row]);
                let counts = &mut tally.labels[label];
                match (given[row], fits) {
                    (true, Some(true)) => counts.true_positive += 1,
                    (true, Some(false)) => counts.false_positive += 1,
                    (false, Some(true)) => counts.false_negative += 1,
                    (false, Some(false)) => counts.true_negative += 1,
                    (_, None) => {}
                }
            }
        }
        tallies
    }
}
