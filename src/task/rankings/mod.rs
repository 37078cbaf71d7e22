//! Lists of items in order, as recommendations and search results: do the groups of items get the places that are due to
//! them, and do all customers get lists as good?
//!
//! An attribute that varies within a list is one of items (the providers' side), another is one of customers (the consumers'
//! side). The unit is the list: items of one list are not independent, so every interval counts lists.

mod all_groups;
mod compare;
mod exhibit;
mod lists;
mod settings;
mod tally;
mod value;

use lists::{Lists, Side};
pub use tally::RankingTally;

use super::family::{AllGroups, Family, TaskSetting};
use super::groups::RowGroups;
use super::options::Options;
use super::table::Table;
use crate::audit::{CountedUnit, Exhibit, MetricValue, Rule, Tolerance};
use crate::error::Error;
use crate::inference::Contrast;
use crate::metric::task::rankings as definitions;
use crate::metric::{Criterion, Metric, Task};
use crate::segment::{Grouping, Slice};
use crate::value::Measured;

/// Lists, ready to be audited.
///
/// A row is an item at a rank of a list; a row with a list and no rank is a candidate of that list that was not listed; a row
/// with neither is an item of a catalogue from which every list is made. Candidates that were not listed have an exposure of 0;
/// without them nothing can be said of what was never shown.
///
/// # Example
///
/// ```
/// use evenhand::task::{Options, Rankings, Table, TaskAudit};
///
/// // The list A A A B A B A B B A.
/// let table = Table::builder()
///     .segment("brand", ["A", "A", "A", "B", "A", "B", "A", "B", "B", "A"])
///     .names("list", "customer", ["one"; 10])
///     .numbers("rank", "rank", 1..=10)
///     .build()?;
/// let audited = TaskAudit::new().run(&Rankings::new(table, &Options::default())?)?;
/// let brands = audited.tasks[0].grouping(&["brand"]).unwrap();
/// let exposure = brands.slice(&["B"]).unwrap().metric("mean_exposure").unwrap().value.unwrap();
/// assert!((exposure - 0.350845).abs() < 1e-6);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Rankings {
    table: Table,
    lists: Lists,
}

impl Rankings {
    /// Reads lists: the roles of `Task::Rankings`, and its options.
    ///
    /// # Errors
    ///
    /// Every problem at once: columns that are not those of the task, a rank that is no whole number from 1, that its list has
    /// twice or that leaves a gap, a rank without a list, a listed item that the catalogue does not have, a merit that is
    /// negative, an option that is not one of the task's.
    pub fn new(table: Table, options: &Options) -> Result<Self, Error> {
        let lists = Lists::read(&table, options)?;
        Ok(Self { table, lists })
    }

    /// Whether the columns that a metric or a criterion needs were given.
    fn has(&self, id: &str) -> bool {
        match id {
            "mean_merit" | "exposure_per_merit" | "exposure_per_merit_ratio" => self.table.numbers("merit").is_some(),
            "clicks_per_item" | "clicks_ratio" => self.table.binary("clicked").is_some(),
            "clicks_per_merit" | "clicks_per_merit_ratio" => {
                self.table.binary("clicked").is_some() && self.table.numbers("merit").is_some()
            }
            "item_coverage" => self.lists.catalogue > 0 && self.table.names("item").is_some(),
            "pairwise_accuracy"
            | "intra_group_accuracy"
            | "inter_group_accuracy"
            | "pairwise_accuracy_difference"
            | "precision_at_k"
            | "precision_at_k_difference" => self.table.binary("relevant").is_some(),
            _ => true,
        }
    }

    /// The segments of one side.
    fn segments(&self, side: Side) -> Vec<Grouping> {
        let names = self.table.segments().iter().map(|column| Grouping::by([column.name().to_owned()]));
        names.filter(|grouping| self.lists.side(grouping) == side).collect()
    }
}

impl Family for Rankings {
    type Tally = RankingTally;

    fn task(&self) -> Task {
        Task::Rankings
    }

    fn table(&self) -> &Table {
        &self.table
    }

    fn unit(&self) -> CountedUnit {
        CountedUnit::Lists
    }

    fn options(&self) -> Vec<(String, String)> {
        self.lists.settings.written(self.lists.catalogue)
    }

    fn metrics(&self) -> Vec<&'static Metric> {
        definitions::METRICS.iter().copied().filter(|metric| self.has(metric.id)).collect()
    }

    fn criteria(&self) -> Vec<&'static Criterion> {
        definitions::CRITERIA.iter().copied().filter(|criterion| self.has(criterion.id)).collect()
    }

    fn concerns(&self, id: &str, grouping: &Grouping) -> bool {
        match self.lists.side(grouping) {
            Side::Consumer => {
                matches!(
                    id,
                    "precision_at_k"
                        | "precision_at_k_difference"
                        | "pairwise_accuracy"
                        | "pairwise_accuracy_difference"
                )
            }
            Side::Provider => !matches!(id, "precision_at_k" | "precision_at_k_difference"),
            Side::Both => matches!(
                id,
                "attention_share"
                    | "target_share"
                    | "mean_exposure"
                    | "top_share"
                    | "skew_at_k"
                    | "exposure_ratio"
                    | "attention_gap"
            ),
        }
    }

    fn headline(&self) -> Vec<&'static str> {
        let all = [
            "exposure_ratio",
            "min_skew",
            "max_skew",
            "ndkl",
            "ndkl_excess",
            "infeasible_index",
            "attention_similarity",
            "pairwise_accuracy_difference",
            "precision_at_k_difference",
        ];
        all.into_iter().filter(|id| self.has(id)).collect()
    }

    fn default_rules(&self) -> Vec<Rule> {
        let (items, customers) = (self.segments(Side::Provider), self.segments(Side::Consumer));
        let mut rules = Vec::new();
        if !items.is_empty() {
            let exposure = Rule::new("exposure", "exposure_ratio").tolerance(Tolerance::within(0.8, 1.25));
            rules.push(exposure.segments(items));
        }
        if !customers.is_empty() && self.has("precision_at_k") {
            let precision =
                Rule::new("precision", "precision_at_k_difference").tolerance(Tolerance::within(-0.05, 0.05));
            rules.push(precision.segments(customers));
        }
        rules
    }

    fn tallies(&self, groups: &RowGroups) -> Vec<RankingTally> {
        tally::of(&self.table, &self.lists, groups)
    }

    fn merge(&self, into: &mut RankingTally, other: &RankingTally) {
        into.merge(other);
    }

    fn count(&self, tally: &RankingTally) -> u64 {
        tally.lists.len() as u64
    }

    fn value(&self, metric: &'static Metric, tally: &RankingTally, setting: TaskSetting) -> MetricValue {
        let (value, interval) = value::of(metric.id, tally, &self.lists, setting.confidence);
        MetricValue::of_task(metric, value, interval)
    }

    fn compare(
        &self,
        criterion: &'static Criterion,
        group: &RankingTally,
        reference: &RankingTally,
        setting: TaskSetting,
    ) -> Measured<Contrast> {
        compare::pair(criterion.id, group, reference, &self.lists, setting.confidence)
    }

    fn all_groups(
        &self,
        criterion: &'static Criterion,
        groups: &[&RankingTally],
        setting: TaskSetting,
    ) -> Measured<AllGroups> {
        all_groups::of(criterion.id, groups, &self.lists, setting)
    }

    fn exhibits(
        &self,
        grouping: Option<&Grouping>,
        groups: &[(&Slice, &RankingTally)],
        setting: TaskSetting,
    ) -> Vec<Exhibit> {
        match grouping {
            Some(grouping) if self.lists.side(grouping) == Side::Provider => {
                exhibit::by_rank(grouping, groups, &self.lists, setting.confidence)
            }
            _ => Vec::new(),
        }
    }
}
