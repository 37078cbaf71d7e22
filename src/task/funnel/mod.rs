//! The funnel of a campaign by segment: at which step a segment falls behind, and what each step adds.

mod exhibit;
mod steps;
mod tally;
mod value;

use steps::Steps;
pub use tally::FunnelTally;

use super::family::{AllGroups, Family, TaskSetting};
use super::groups::RowGroups;
use super::options::Options;
use super::table::Table;
use crate::audit::{Exhibit, MetricValue, Rule, TaskNote, Tolerance};
use crate::error::Error;
use crate::inference::Contrast;
use crate::metric::task::funnel as definitions;
use crate::metric::{Criterion, Metric, Task};
use crate::segment::{Grouping, Slice};
use crate::value::Measured;

/// A campaign's funnel, ready to be audited.
///
/// # Example
///
/// ```
/// use evenhand::task::{CampaignFunnel, Options, Table, TaskAudit};
///
/// // Everybody consents in the north and half in the south; one of four of them buys.
/// let south = |row: usize| row % 2 == 1;
/// let table = Table::builder()
///     .segment("region", (0..800).map(|row| if south(row) { "south" } else { "north" }))
///     .binary("consented", "agreed", (0..800).map(|row| !south(row) || row % 4 == 1))
///     .binary("converted", "bought", (0..800).map(|row| (!south(row) || row % 4 == 1) && row % 16 < 4))
///     .build()?;
/// let audited = TaskAudit::new().run(&CampaignFunnel::new(table, &Options::default())?)?;
/// let regions = audited.tasks[0].grouping(&["region"]).unwrap();
/// let part = |id| regions.slice(&["south"]).unwrap().disparity(id).unwrap().value.unwrap();
/// assert!((part("consented_part") + part("converted_part") - part("funnel_difference")).abs() < 1e-12);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct CampaignFunnel {
    table: Table,
    steps: Steps,
}

impl CampaignFunnel {
    /// Reads a funnel: the roles of `Task::Funnel`, and its option.
    ///
    /// # Errors
    ///
    /// Every problem at once: columns that are not those of the task, no step, a step that nobody passes, a customer who passes
    /// a step and not the one before, impressions that are negative or no whole number, an option that is not one of the task's.
    pub fn new(table: Table, options: &Options) -> Result<Self, Error> {
        let (table, steps) = Steps::read(table, options)?;
        Ok(Self { table, steps })
    }

    fn has(&self, id: &str) -> bool {
        match id {
            "funnel_rate" | "funnel_ratio" | "funnel_difference" | "funnel_log_ratio" | "reach_shift" => true,
            "opt_in_shift" => self.steps.place("consented").is_some(),
            "impression_reach" | "impression_frequency" | "impression_reach_ratio" | "delivery_skew" | "reach_skew" => {
                self.steps.impressions.is_some()
            }
            _ => steps::of(id).is_some_and(|(key, _)| self.steps.place(key).is_some()),
        }
    }
}

impl Family for CampaignFunnel {
    type Tally = FunnelTally;

    fn task(&self) -> Task {
        Task::Funnel
    }

    fn table(&self) -> &Table {
        &self.table
    }

    fn options(&self) -> Vec<(String, String)> {
        let order = if self.steps.is_implied { "implied" } else { "strict" };
        vec![("order".to_owned(), order.to_owned())]
    }

    fn notes(&self) -> Vec<TaskNote> {
        self.steps.notes.clone()
    }

    fn metrics(&self) -> Vec<&'static Metric> {
        definitions::METRICS.iter().copied().filter(|metric| self.has(metric.id)).collect()
    }

    fn criteria(&self) -> Vec<&'static Criterion> {
        definitions::CRITERIA.iter().copied().filter(|criterion| self.has(criterion.id)).collect()
    }

    fn headline(&self) -> Vec<&'static str> {
        let parts = definitions::CRITERIA.iter().map(|criterion| criterion.id).filter(|id| id.ends_with("_part"));
        let all = ["funnel_ratio", "funnel_difference", "opt_in_shift", "reach_shift", "delivery_skew", "reach_skew"];
        all.into_iter().chain(parts).filter(|id| self.has(id)).collect()
    }

    fn default_rules(&self) -> Vec<Rule> {
        let rules = [
            Rule::new("opt-in", "consented_ratio").tolerance(Tolerance::within(0.8, 1.25)),
            Rule::new("funnel", "funnel_ratio").tolerance(Tolerance::within(0.8, 1.25)),
            Rule::new("reach", "impression_reach_ratio").tolerance(Tolerance::within(0.8, 1.25)),
        ];
        rules.into_iter().filter(|rule| self.has(&rule.criterion)).collect()
    }

    fn tallies(&self, groups: &RowGroups) -> Vec<FunnelTally> {
        tally::of(&self.steps, groups)
    }

    fn merge(&self, into: &mut FunnelTally, other: &FunnelTally) {
        into.merge(other);
    }

    fn count(&self, tally: &FunnelTally) -> u64 {
        tally.reached[0]
    }

    fn value(&self, metric: &'static Metric, tally: &FunnelTally, setting: TaskSetting) -> MetricValue {
        value::of(metric, tally, &self.steps, setting.confidence)
    }

    fn compare(
        &self,
        criterion: &'static Criterion,
        group: &FunnelTally,
        reference: &FunnelTally,
        setting: TaskSetting,
    ) -> Measured<Contrast> {
        value::pair(criterion.id, group, reference, &self.steps, setting.confidence)
    }

    fn all_groups(
        &self,
        criterion: &'static Criterion,
        groups: &[&FunnelTally],
        setting: TaskSetting,
    ) -> Measured<AllGroups> {
        value::all(criterion.id, groups, &self.steps, setting)
    }

    fn exhibits(
        &self,
        grouping: Option<&Grouping>,
        groups: &[(&Slice, &FunnelTally)],
        setting: TaskSetting,
    ) -> Vec<Exhibit> {
        exhibit::of(grouping, groups, &self.steps, setting.confidence)
    }
}
