//! Kinds of predictions other than a decision for or against, and the definitions that belong to each.
//!
//! A [`Task`] is what a model answers: yes or no, a score, a class, an amount, a ranking, a funnel of steps, an effect.
//! Each has metrics and criteria of its own, columns that play roles of its own, and options. The definitions stand here,
//! one file for each task; the families in `evenhand::task` compute them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::catalogue;
use super::criterion::Criterion;
use super::metric::Metric;

pub mod classes;
mod entry;
pub mod funnel;
pub mod individual;
pub mod rankings;
pub mod scores;
pub mod uplift;
pub mod values;

/// What a model answers, and so what can be asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Task {
    /// Yes or no, for each customer.
    #[default]
    Decisions,
    /// A probability or a score, for each customer.
    Scores,
    /// One of several classes, or several labels, for each customer.
    Classes,
    /// An amount, for each customer.
    Values,
    /// Decisions, looked at customer by customer: inequality of benefit, and whether like customers are treated alike.
    Individual,
    /// Lists of items in order.
    Rankings,
    /// Steps that customers pass or do not.
    Funnel,
    /// The effect of a treatment.
    Uplift,
}

/// How the values of a metric or criterion of a task are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A share, in percent; a difference of shares in percentage points.
    Share,
    /// A number.
    Number,
}

/// What the values of a column must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleKind {
    /// Yes or no.
    Binary,
    /// A finite number; missing is NaN and the family's to judge.
    Number,
    /// A name.
    Name,
}

/// A column that a task reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// The role's name: in `[columns]` of an audit specification and in `--column ROLE=COLUMN`.
    pub key: &'static str,
    /// What its values must be.
    pub kind: RoleKind,
    /// Whether several columns may play it.
    pub several: bool,
    /// Whether the task cannot do without.
    pub required: bool,
    /// What it is, in words.
    pub meaning: &'static str,
}

/// A number or a word that a task takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskOption {
    /// The option's name: in `[task]` of an audit specification and in `--option NAME=VALUE`.
    pub key: &'static str,
    /// What it does, and what holds where it is not given.
    pub meaning: &'static str,
}

impl Task {
    /// Every task.
    pub const ALL: [Task; 8] = [
        Self::Decisions,
        Self::Scores,
        Self::Classes,
        Self::Values,
        Self::Individual,
        Self::Rankings,
        Self::Funnel,
        Self::Uplift,
    ];

    /// The name, as it is written in files and flags.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Decisions => "decisions",
            Self::Scores => "scores",
            Self::Classes => "classes",
            Self::Values => "values",
            Self::Individual => "individual",
            Self::Rankings => "rankings",
            Self::Funnel => "funnel",
            Self::Uplift => "uplift",
        }
    }

    /// A task by its name.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::metric::Task;
    ///
    /// assert_eq!(Task::find("scores"), Some(Task::Scores));
    /// assert_eq!(Task::find("score"), None);
    /// ```
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|task| task.id() == id)
    }

    /// The metrics of one group.
    pub fn metrics(self) -> &'static [&'static Metric] {
        match self {
            Self::Decisions => catalogue::METRICS,
            Self::Scores => scores::METRICS,
            Self::Classes => classes::METRICS,
            Self::Values => values::METRICS,
            Self::Individual => individual::METRICS,
            Self::Rankings => rankings::METRICS,
            Self::Funnel => funnel::METRICS,
            Self::Uplift => uplift::METRICS,
        }
    }

    /// The comparisons of groups.
    pub fn criteria(self) -> &'static [&'static Criterion] {
        match self {
            Self::Decisions => catalogue::CRITERIA,
            Self::Scores => scores::CRITERIA,
            Self::Classes => classes::CRITERIA,
            Self::Values => values::CRITERIA,
            Self::Individual => individual::CRITERIA,
            Self::Rankings => rankings::CRITERIA,
            Self::Funnel => funnel::CRITERIA,
            Self::Uplift => uplift::CRITERIA,
        }
    }

    /// The columns that it reads besides segments and consent; decisions have roles of their own.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Decisions => &[],
            Self::Scores => scores::ROLES,
            Self::Classes => classes::ROLES,
            Self::Values => values::ROLES,
            Self::Individual => individual::ROLES,
            Self::Rankings => rankings::ROLES,
            Self::Funnel => funnel::ROLES,
            Self::Uplift => uplift::ROLES,
        }
    }

    /// The options that it takes.
    pub const fn options(self) -> &'static [TaskOption] {
        match self {
            Self::Decisions => &[],
            Self::Scores => scores::OPTIONS,
            Self::Classes => classes::OPTIONS,
            Self::Values => values::OPTIONS,
            Self::Individual => individual::OPTIONS,
            Self::Rankings => rankings::OPTIONS,
            Self::Funnel => funnel::OPTIONS,
            Self::Uplift => uplift::OPTIONS,
        }
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
