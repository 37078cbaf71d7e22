//! Predictions other than decisions: the flags that name the task, and its audit.

use std::path::Path;

use clap::Args;
use evenhand::audit::Audited;
use evenhand::error::{ErrorKind, Problem, suggestion};
use evenhand::io::{AuditSpecification, TaskRequest};
use evenhand::metric::Task;
use evenhand::privacy::Suppression;
use evenhand::segment::Slices;
use evenhand::task::{Options, TaskAudit};
use evenhand::value::Confidence;
use evenhand::{Error, Policy};

use super::input::Input;

/// What is audited instead of decisions.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Other predictions than decisions")]
pub(super) struct TaskArguments {
    /// What the model answers: scores, classes, values, individual, rankings, funnel or uplift; `evenhand explain TASK` says
    /// which columns each reads.
    #[arg(long, value_name = "TASK", value_parser = task)]
    task: Option<Task>,
    /// The column of a role of the task, as treatment=mailed; may be given for each role.
    #[arg(long = "column", value_name = "ROLE=COLUMN", value_parser = pair)]
    columns: Vec<(String, String)>,
    /// The level that means yes, by role, as treatment=mail.
    #[arg(id = "yes", long = "yes", value_name = "ROLE=LEVEL", value_parser = pair)]
    positive: Vec<(String, String)>,
    /// An option of the task, as k=10; may be given for each option.
    #[arg(long = "option", value_name = "NAME=VALUE", value_parser = pair)]
    options: Vec<(String, String)>,
}

fn task(text: &str) -> Result<Task, String> {
    let known = Task::ALL.map(Task::id);
    Task::find(text).ok_or_else(|| suggestion(text, known))
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() && !value.is_empty() => {
            Ok((key.trim().to_owned(), value.to_owned()))
        }
        _ => Err("write it as NAME=VALUE".to_owned()),
    }
}

/// What the flags change of the specification's task.
pub(super) fn apply(given: &TaskArguments, specification: &mut AuditSpecification) -> Result<(), Error> {
    if let Some(kind) = given.task {
        let same = specification.task.as_ref().is_some_and(|request| request.kind == kind);
        if !same {
            specification.task = Some(TaskRequest { kind, ..TaskRequest::default() });
        }
    }
    let flags = !given.columns.is_empty() || !given.positive.is_empty() || !given.options.is_empty();
    let Some(request) = &mut specification.task else {
        return if flags {
            let remedy = "name the task with --task, or the columns of decisions with --decision and --outcome";
            Err(Problem::new(ErrorKind::Policy, "--column, --yes and --option belong to a task").remedy(remedy).into())
        } else {
            Ok(())
        };
    };
    for (at, (role, _)) in given.columns.iter().enumerate() {
        // A role that several columns play is given once for each.
        if given.columns[..at].iter().all(|(earlier, _)| earlier != role) {
            let columns = given.columns.iter().filter(|(own, _)| own == role).map(|(_, column)| column.clone());
            request.columns.insert(role.clone(), columns.collect());
        }
    }
    request.positive.extend(given.positive.iter().cloned());
    request.options.extend(given.options.iter().cloned());
    Ok(())
}

/// What is asked of a task besides its columns.
pub(super) struct TaskQuestion {
    pub(super) slices: Slices,
    /// None for the task's own rules.
    pub(super) policy: Option<Policy>,
    pub(super) confidence: Confidence,
    pub(super) minimum_rows: Option<u64>,
    pub(super) seed: u64,
    pub(super) as_of: Option<String>,
    pub(super) suppression: Option<Suppression>,
}

/// Audits the rows of a file, and the digest of its bytes.
pub(super) fn audit(input: Input<'_>, path: &Path, question: TaskQuestion) -> Result<(Audited, String), Error> {
    let request = input.specification.task.clone().unwrap_or_default();
    let (table, digest) = input.table(path)?;
    let mut audit = TaskAudit::new().slices(question.slices).seed(question.seed);
    if let Some(policy) = question.policy {
        audit = audit.policy(policy);
    }
    audit = audit.confidence(question.confidence);
    if let Some(rows) = question.minimum_rows {
        audit = audit.minimum_rows(rows);
    }
    if let Some(day) = question.as_of {
        audit = audit.as_of(day);
    }
    if let Some(suppression) = question.suppression {
        audit = audit.suppress(suppression);
    }
    let options = request.options.into_iter().collect::<Options>();
    Ok((audit.run_table(request.kind, table, &options)?, digest))
}
