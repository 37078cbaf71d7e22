//! Predictions other than decisions, audited by segment under the same policy and in the same report.
//!
//! A *family* knows one [`Task`](crate::metric::Task): what is kept of a group of rows (its tally), how tallies merge, what
//! the task's metrics are on a tally, and how two tallies compare. Everything else is the same for all tasks and stands
//! here: groupings and references, the widest pair, rules and verdicts, findings, the gate, the report.
//!
//! | question | answer |
//! |---|---|
//! | What are the rows? | [`Table`]: segments, and columns by role |
//! | What can be asked of them? | a [`Family`] made from the table |
//! | What came out? | [`TaskAudit::run`] gives the same [`Audited`](crate::audit::Audited) as an audit of decisions, with a [`TaskResult`](crate::audit::TaskResult) in it |
//!
//! A family is typed by its task, so a ranking metric cannot be asked of amounts: a rule that names a criterion of another
//! task is refused.

mod classes;
mod customers;
mod dispatch;
mod family;
mod funnel;
mod groups;
mod individual;
mod judge;
mod options;
mod protect;
mod rankings;
mod result;
mod run;
mod scores;
mod side;
mod table;
mod uplift;
mod values;

pub use classes::{ClassTally, Classes};
pub use family::{AllGroups, Family, TaskSetting};
pub use funnel::{CampaignFunnel, FunnelTally};
pub use groups::RowGroups;
pub use individual::{Individual, IndividualTally};
pub use options::Options;
pub use rankings::{RankingTally, Rankings};
pub use run::TaskAudit;
pub use scores::{ScoreTally, Scores};
pub use table::{Table, TableBuilder};
pub use uplift::{Uplift, UpliftTally};
pub use values::{ValueTally, Values};
