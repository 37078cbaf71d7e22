//! Rows with segments, and columns by role.

mod builder;

use std::fmt;

pub use builder::TableBuilder;

use crate::audit::RoleColumn;
use crate::data::{Codes, Column};
use crate::error::{Error, ErrorKind, Problem, Problems, suggestion};
use crate::metric::Task;
use crate::metric::task::RoleKind;

/// The rows that a task is audited on.
///
/// # Example
///
/// ```
/// use evenhand::task::Table;
///
/// let table = Table::builder()
///     .segment("channel", ["app", "web", "web"])
///     .numbers("predicted", "forecast", [12.0, 0.0, 7.5])
///     .build()?;
/// assert_eq!(table.numbers("predicted"), Some(&[12.0, 0.0, 7.5][..]));
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Clone)]
pub struct Table {
    rows: usize,
    without_consent: usize,
    segments: Vec<Column>,
    played: Vec<Played>,
    customers: Option<Column>,
}

/// A column in its role.
#[derive(Clone)]
struct Played {
    role: String,
    name: String,
    values: Values,
}

#[derive(Clone)]
enum Values {
    Binary(Vec<Option<bool>>),
    Numbers(Vec<f64>),
    Names(Column),
}

/// One column as codes with what each means.
pub(super) struct ToldApart {
    pub(super) codes: Vec<u32>,
    pub(super) levels: Vec<String>,
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Self::Binary(values) => values.len(),
            Self::Numbers(values) => values.len(),
            Self::Names(column) => column.codes.len(),
        }
    }

    fn kind(&self) -> RoleKind {
        match self {
            Self::Binary(_) => RoleKind::Binary,
            Self::Numbers(_) => RoleKind::Number,
            Self::Names(_) => RoleKind::Name,
        }
    }
}

impl fmt::Debug for Table {
    /// Shapes only: rows are people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("rows", &self.rows)
            .field("segments", &self.segments)
            .field("roles", &self.roles())
            .finish_non_exhaustive()
    }
}

impl Table {
    /// Starts a table.
    pub fn builder() -> TableBuilder {
        TableBuilder::default()
    }

    /// Rows that take part.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Rows that were left out because the customer did not consent.
    pub fn without_consent(&self) -> usize {
        self.without_consent
    }

    /// The segments.
    pub fn segments(&self) -> &[Column] {
        &self.segments
    }

    /// A segment by its name.
    pub fn segment(&self, name: &str) -> Option<&Column> {
        self.segments.iter().find(|column| column.name() == name)
    }

    /// Whose each row is, where customers were named: they may come back.
    pub fn customers(&self) -> Option<&Column> {
        self.customers.as_ref()
    }

    /// What tells rows apart besides numbers: yes, no and names, and whether a number is missing, by column.
    pub(super) fn told_apart(&self) -> impl Iterator<Item = (&str, ToldApart)> {
        let named = |names: [&str; 3]| names.map(str::to_owned).to_vec();
        self.played.iter().filter_map(move |played| {
            let values = match &played.values {
                Values::Binary(values) => ToldApart {
                    codes: values.iter().map(|value| value.map_or(2, u32::from)).collect(),
                    levels: named(["no", "yes", "unknown"]),
                },
                Values::Numbers(values) if values.iter().any(|value| value.is_nan()) => ToldApart {
                    codes: values.iter().map(|value| if value.is_nan() { 2 } else { 0 }).collect(),
                    levels: named(["known", "", "unknown"]),
                },
                Values::Numbers(_) => return None,
                Values::Names(column) => ToldApart {
                    codes: (0..self.rows).map(|row| column.codes.get(row)).collect(),
                    levels: column.levels().iter().map(ToString::to_string).collect(),
                },
            };
            Some((played.name.as_str(), values))
        })
    }

    /// Which column plays which role, in the order given.
    pub fn roles(&self) -> Vec<RoleColumn> {
        let role = |played: &Played| RoleColumn { role: played.role.clone(), column: played.name.clone() };
        self.played.iter().map(role).collect()
    }

    /// The numbers of a role; NaN is missing.
    pub fn numbers(&self, role: &str) -> Option<&[f64]> {
        self.all_numbers(role).next().map(|(_, values)| values)
    }

    /// The columns of numbers of a role that several may play, with their names.
    pub fn all_numbers<'t>(&'t self, role: &str) -> impl Iterator<Item = (&'t str, &'t [f64])> {
        self.of_role(role).filter_map(|played| match &played.values {
            Values::Numbers(values) => Some((played.name.as_str(), values.as_slice())),
            Values::Binary(_) | Values::Names(_) => None,
        })
    }

    /// The yes or no of a role; `None` is missing.
    pub fn binary(&self, role: &str) -> Option<&[Option<bool>]> {
        self.all_binary(role).next().map(|(_, values)| values)
    }

    /// The columns of yes or no of a role that several may play, with their names.
    pub fn all_binary<'t>(&'t self, role: &str) -> impl Iterator<Item = (&'t str, &'t [Option<bool>])> {
        self.of_role(role).filter_map(|played| match &played.values {
            Values::Binary(values) => Some((played.name.as_str(), values.as_slice())),
            Values::Numbers(_) | Values::Names(_) => None,
        })
    }

    /// The names of a role.
    pub fn names(&self, role: &str) -> Option<&Column> {
        self.all_names(role).next()
    }

    /// The columns of names of a role that several may play.
    pub fn all_names<'t>(&'t self, role: &str) -> impl Iterator<Item = &'t Column> {
        self.of_role(role).filter_map(|played| match &played.values {
            Values::Names(column) => Some(column),
            Values::Numbers(_) | Values::Binary(_) => None,
        })
    }

    fn of_role<'t>(&'t self, role: &str) -> impl Iterator<Item = &'t Played> {
        self.played.iter().filter(move |played| played.role == role)
    }

    /// Whether the columns are those of a task: none that it does not know, none of another kind, all that it needs.
    ///
    /// # Errors
    ///
    /// Every problem at once.
    pub fn check(&self, task: Task) -> Result<(), Error> {
        let roles = task.roles();
        let mut problems = Problems::default();
        for played in &self.played {
            let problem = |message: String| Problem::new(ErrorKind::Column, message).column(&played.name);
            match roles.iter().find(|role| role.key == played.role) {
                None => problems.push(
                    problem(format!("plays the role {:?}, which the task {task} does not have", played.role))
                        .remedy(suggestion(&played.role, roles.iter().map(|role| role.key).collect::<Vec<_>>())),
                ),
                Some(role) if role.kind != played.values.kind() => {
                    problems.push(problem(format!("is not of the kind that the role {:?} needs", played.role)).remedy(
                        match role.kind {
                            RoleKind::Binary => "give yes or no",
                            RoleKind::Number => "give numbers",
                            RoleKind::Name => "give names",
                        },
                    ));
                }
                Some(role) if !role.several && self.of_role(role.key).count() > 1 => {
                    problems.push(
                        problem(format!("plays the role {:?}, which one column plays", role.key))
                            .remedy("name one column for it"),
                    );
                }
                Some(_) => {}
            }
        }
        for role in roles.iter().filter(|role| role.required && self.of_role(role.key).next().is_none()) {
            problems.push(
                Problem::new(ErrorKind::Column, format!("the task {task} needs a column for {:?}", role.key))
                    .remedy(format!("name it: {}", role.meaning)),
            );
        }
        problems.into_result()
    }

    /// The table without some rows, and how many they were.
    #[must_use]
    pub fn without(self, leave_out: &[bool]) -> (Self, usize) {
        let left_out = leave_out.iter().filter(|out| **out).count();
        if left_out == 0 {
            return (self, 0);
        }
        let kept: Vec<usize> = (0..self.rows).filter(|&row| !leave_out.get(row).copied().unwrap_or(false)).collect();
        let pick = |column: Column| {
            let codes = Codes::collect(kept.iter().map(|&row| column.codes.get(row)));
            let picked = Column::from_codes(&column.name, column.role, codes, column.levels, column.declared);
            Column { by_quantiles: column.by_quantiles, ..picked }
        };
        let table = Self {
            rows: kept.len(),
            without_consent: self.without_consent,
            segments: self.segments.into_iter().map(pick).collect(),
            customers: self.customers.map(pick),
            played: self
                .played
                .into_iter()
                .map(|Played { role, name, values }| Played {
                    role,
                    name,
                    values: match values {
                        Values::Binary(values) => Values::Binary(kept.iter().map(|&row| values[row]).collect()),
                        Values::Numbers(values) => Values::Numbers(kept.iter().map(|&row| values[row]).collect()),
                        Values::Names(column) => Values::Names(pick(column)),
                    },
                })
                .collect(),
        };
        (table, left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_wrong_is_said_at_once() {
        let error = Table::builder()
            .segment("channel", ["app", "web"])
            .binary("outcome", "bought", [0, 2])
            .numbers("score", "score", [0.5])
            .build()
            .unwrap_err();
        assert_eq!(error.problems().len(), 2, "{error}");
    }

    #[test]
    fn those_who_did_not_consent_are_left_out_and_counted() {
        let table = Table::builder()
            .segment("channel", ["app", "web", "app"])
            .numbers("score", "score", [0.5, 0.25, 0.75])
            .names("class", "offer", ["a", "b", "c"])
            .consent("agreed", [Some(true), Some(false), None])
            .build()
            .unwrap();
        assert_eq!((table.rows(), table.without_consent()), (1, 2));
        assert_eq!(table.numbers("score"), Some(&[0.5][..]));
        assert_eq!(table.names("class").unwrap().levels().len(), 1);
        assert_eq!(table.segments()[0].levels().len(), 1, "levels without rows are gone");
    }
}
