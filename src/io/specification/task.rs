//! The table `[task]`: predictions other than decisions, which column plays which of their roles, and options.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::AuditSpecification;
use super::check::at;
use crate::error::{Problem, suggestion};
use crate::metric::Task;
use crate::metric::task::Role;

/// What is audited instead of decisions.
///
/// Roles of `[columns]` need not be named again: where a task has a role that is called `outcome`, `decision`, `score`,
/// `weight` or `customer`, the column named there plays it unless `columns` here names another.
///
/// # Example
///
/// ```
/// # #[cfg(feature = "policy-file")]
/// # fn main() -> Result<(), evenhand::Error> {
/// use evenhand::io::AuditSpecification;
/// use evenhand::metric::Task;
///
/// let specification = AuditSpecification::parse(
///     "[task]\nkind = 'values'\ncolumns = { actual = 'spend' }\noptions = { trim = 0.05 }\n",
/// )?;
/// let task = specification.task.unwrap();
/// assert_eq!((task.kind, task.columns["actual"].as_slice()), (Task::Values, &["spend".to_owned()][..]));
/// assert_eq!(task.options["trim"], "0.05");
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "policy-file"))]
/// # fn main() {}
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TaskRequest {
    /// The task.
    pub kind: Task,
    /// Columns by role.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, Vec<String>>,
    /// The level that means yes, by role, for columns of yes or no that are not written as 0 and 1.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub positive: BTreeMap<String, String>,
    /// Options by name, as text.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, String>,
}

impl AuditSpecification {
    /// The roles of the task and the columns that play them; none for decisions.
    pub fn task_columns(&self) -> Vec<(&'static Role, Vec<&str>)> {
        let Some(request) = &self.task else { return Vec::new() };
        let usual = self.columns.single_roles();
        let columns_of = |role: &'static Role| -> Vec<&str> {
            match request.columns.get(role.key) {
                Some(columns) => columns.iter().map(String::as_str).collect(),
                None => usual.iter().filter(|(key, _)| *key == role.key).filter_map(|(_, name)| *name).collect(),
            }
        };
        request
            .kind
            .roles()
            .iter()
            .map(|role| (role, columns_of(role)))
            .filter(|(_, names)| !names.is_empty())
            .collect()
    }

    /// Whether decisions are audited.
    pub fn is_of_decisions(&self) -> bool {
        self.task.as_ref().is_none_or(|request| request.kind == Task::Decisions)
    }

    /// The level of a task's role that means yes.
    #[cfg(feature = "csv")]
    pub(in crate::io) fn task_positive(&self, role: &str) -> Option<&String> {
        let named = self.task.as_ref().and_then(|request| request.positive.get(role));
        named.or(match role {
            "outcome" => self.values.outcome_positive.as_ref(),
            "decision" => self.values.decision_positive.as_ref(),
            _ => None,
        })
    }

    pub(super) fn check_task(&self, request: &TaskRequest, problems: &mut Vec<Problem>) {
        let roles = request.kind.roles();
        let known = || roles.iter().map(|role| role.key).collect::<Vec<_>>();
        if request.kind == Task::Decisions {
            if !request.columns.is_empty() || !request.options.is_empty() {
                problems
                    .push(at("task", "kind", "decisions take their columns from [columns]").remedy("drop the table"));
            }
            return;
        }
        for (key, columns) in &request.columns {
            match roles.iter().find(|role| role.key == key) {
                None => problems.push(
                    at("task", "columns", format!("names a role that the task {} does not have", request.kind))
                        .value(key)
                        .remedy(suggestion(key, known())),
                ),
                Some(role) if !role.several && columns.len() > 1 => problems.push(
                    at("task", "columns", format!("names {} columns for {key}", columns.len()))
                        .remedy("name one column for it"),
                ),
                Some(_) => {}
            }
        }
        for key in request.positive.keys().filter(|key| roles.iter().all(|role| role.key != key.as_str())) {
            problems.push(at("task", "positive", "is no role of the task").value(key).remedy(suggestion(key, known())));
        }
        let options: Vec<&str> = request.kind.options().iter().map(|option| option.key).collect();
        for key in request.options.keys().filter(|key| !options.contains(&key.as_str())) {
            let remedy = if options.is_empty() {
                format!("the task {} takes none", request.kind)
            } else {
                suggestion(key, options.iter().copied())
            };
            problems.push(at("task", "options", "is no option of the task").value(key).remedy(remedy));
        }
        let played = self.task_columns();
        for role in roles.iter().filter(|role| role.required) {
            if played.iter().all(|(own, _)| own.key != role.key) {
                problems.push(
                    at("task", "columns", format!("the task {} needs a column for {}", request.kind, role.key))
                        .remedy(format!("name it: {}", role.meaning)),
                );
            }
        }
        for (key, column) in self.columns.single_roles() {
            let Some(column) = column.filter(|_| key != "consent" && key != "count") else { continue };
            let problem = |message: String| at("columns", key, message).value(column);
            if key == "customer" {
                if request.kind == Task::Rankings {
                    let problem =
                        problem("is not read by the task rankings, whose lists are each of one customer".to_owned());
                    problems.push(problem.remedy("leave it out, and name the list by its customer"));
                }
            } else if played.iter().all(|(role, _)| role.key != key) && roles.iter().all(|role| role.key != key) {
                problems.push(
                    problem(format!("is not read by the task {}, which has no {key}", request.kind))
                        .remedy("leave it out, or name it in the role that it plays"),
                );
            }
        }
        for (key, given) in [("strata", !self.columns.strata.is_empty()), ("count", self.columns.count.is_some())] {
            if given {
                problems.push(
                    at("columns", key, format!("is for decisions, and the task is {}", request.kind))
                        .remedy("leave it out"),
                );
            }
        }
    }
}
