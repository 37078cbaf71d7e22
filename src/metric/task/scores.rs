//! Definitions of the task `scores`: a probability or a score for each customer.

use super::{Role, TaskOption};
use crate::metric::{Criterion, Metric};

/// Metrics of one group.
pub static METRICS: &[&Metric] = &[];

/// Comparisons of groups.
pub static CRITERIA: &[&Criterion] = &[];

/// Columns that it reads.
pub const ROLES: &[Role] = &[];

/// Options that it takes.
pub const OPTIONS: &[TaskOption] = &[];
