//! What a task knows of its predictions.

use super::groups::RowGroups;
use super::table::Table;
use crate::audit::{CountedUnit, Exhibit, MetricValue, Rule, TaskNote};
use crate::inference::Contrast;
use crate::metric::{Criterion, Metric, Task};
use crate::segment::{Grouping, Slice};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// What a family must know besides the tallies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TaskSetting {
    /// Confidence of intervals.
    pub confidence: Confidence,
    /// Seed of everything that is drawn.
    pub seed: u64,
}

/// A criterion over all groups of a grouping at once.
#[derive(Debug, Clone)]
pub struct AllGroups {
    /// The value with what is known of its error.
    pub contrast: Contrast,
    /// p-value of no disparity at all, where there is a test.
    pub p_value: Measured,
}

/// One task on one table of rows.
///
/// Implementations must be deterministic: the same rows give the same bytes, whatever the number of threads.
pub trait Family: Sync {
    /// What is kept of a group of rows: enough for every metric and comparison of the task.
    type Tally: Clone + Send + Sync;

    /// The task.
    fn task(&self) -> Task;

    /// The rows.
    fn table(&self) -> &Table;

    /// What a slice is counted in.
    fn unit(&self) -> CountedUnit {
        CountedUnit::Customers
    }

    /// The options in force, as name and value, for the report.
    fn options(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// What a reader of the numbers must know.
    fn notes(&self) -> Vec<TaskNote> {
        Vec::new()
    }

    /// The metrics that can be asked of these rows, in the order in which they are shown.
    fn metrics(&self) -> Vec<&'static Metric> {
        self.task().metrics().to_vec()
    }

    /// The criteria that rules may name.
    fn criteria(&self) -> Vec<&'static Criterion> {
        self.task().criteria().to_vec()
    }

    /// Whether a metric or a criterion, by id, can be asked of the groups of a grouping; what cannot is left out there.
    fn concerns(&self, id: &str, grouping: &Grouping) -> bool {
        let _ = (id, grouping);
        true
    }

    /// Criteria that every slice is compared by, and every grouping summed up by, besides those of the policy; by id.
    fn headline(&self) -> Vec<&'static str>;

    /// The rules that hold where the caller gives no policy.
    fn default_rules(&self) -> Vec<Rule>;

    /// The tally of each group of rows, in the order of the groups; every group has at least one row.
    fn tallies(&self, groups: &RowGroups) -> Vec<Self::Tally>;

    /// Adds the rows of another tally.
    fn merge(&self, into: &mut Self::Tally, other: &Self::Tally);

    /// How many units a tally holds: see [`Family::unit`].
    fn count(&self, tally: &Self::Tally) -> u64;

    /// A metric of one group.
    fn value(&self, metric: &'static Metric, tally: &Self::Tally, setting: TaskSetting) -> MetricValue;

    /// A group against its reference; the two share no rows.
    ///
    /// # Errors
    ///
    /// Why they cannot be compared.
    fn compare(
        &self,
        criterion: &'static Criterion,
        group: &Self::Tally,
        reference: &Self::Tally,
        setting: TaskSetting,
    ) -> Measured<Contrast>;

    /// A criterion of all groups at once, for those of which [`Criterion::is_of_all_groups`] is true.
    ///
    /// # Errors
    ///
    /// Why there is no value.
    fn all_groups(
        &self,
        criterion: &'static Criterion,
        groups: &[&Self::Tally],
        setting: TaskSetting,
    ) -> Measured<AllGroups> {
        let _ = (criterion, groups, setting);
        Err(Unavailable::Undefined(Reason::OutsideDomain))
    }

    /// What is drawn of a grouping; of everybody where there is none.
    fn exhibits(
        &self,
        grouping: Option<&Grouping>,
        groups: &[(&Slice, &Self::Tally)],
        setting: TaskSetting,
    ) -> Vec<Exhibit> {
        let _ = (grouping, groups, setting);
        Vec::new()
    }
}
