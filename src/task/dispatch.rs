//! From the rows of a task, whatever the task, to its audit.

use super::{CampaignFunnel, Classes, Individual, Options, Rankings, Scores, Table, TaskAudit, Uplift, Values};
use crate::audit::Audited;
use crate::error::{Error, ErrorKind, Problem};
use crate::metric::Task;

impl TaskAudit {
    /// Audits the rows of a task with its options: the family is made from the table.
    ///
    /// # Errors
    ///
    /// As [`TaskAudit::run`], and rows or options that the family refuses.
    pub fn run_table(&self, task: Task, table: Table, options: &Options) -> Result<Audited, Error> {
        options.check(task)?;
        table.check(task)?;
        match task {
            Task::Classes => self.run(&Classes::new(table, options)?),
            Task::Individual => self.run(&Individual::new(table, options)?),
            Task::Values => self.run(&Values::new(table, options)?),
            Task::Scores => self.run(&Scores::new(table, options)?),
            Task::Rankings => self.run(&Rankings::new(table, options)?),
            Task::Funnel => self.run(&CampaignFunnel::new(table, options)?),
            Task::Uplift => self.run(&Uplift::new(table, options)?),
            Task::Decisions => Err(Problem::new(ErrorKind::Policy, "are audited by `Audit`")
                .value(task)
                .remedy("make predictions of the rows")
                .into()),
        }
    }
}
