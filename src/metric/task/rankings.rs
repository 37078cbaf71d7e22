//! Definitions of the task `rankings`: lists of items in order.

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
