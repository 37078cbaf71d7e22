//! The effect of a treatment by segment, and what a rule that decides whom to treat is worth to each.
//!
//! The rows are those of an experiment: the treatment was given by chance, or with a probability that is known. Without that
//! nothing here is an effect.

mod compare;
mod exhibit;
mod rows;
mod tally;
mod value;

use rows::Rows;
pub use tally::UpliftTally;

use super::family::{AllGroups, Family, TaskSetting};
use super::groups::RowGroups;
use super::options::Options;
use super::table::Table;
use crate::audit::{Exhibit, MetricValue, Rule, TaskNote, Tolerance};
use crate::error::Error;
use crate::inference::Contrast;
use crate::metric::task::uplift as definitions;
use crate::metric::{Criterion, Metric, Task};
use crate::segment::{Grouping, Slice};
use crate::value::Measured;

/// An experiment, ready to be audited.
///
/// # Example
///
/// ```
/// use evenhand::task::{Options, Table, TaskAudit, Uplift};
///
/// // Mails to half of 2,000 customers at random. They move 20 of a hundred in the north and nobody in the south.
/// let bought = |row: usize| match (row % 2 == 0, row % 4 < 2) {
///     (true, true) => row % 10 < 4,
///     _ => row % 20 < 4,
/// };
/// let table = Table::builder()
///     .segment("region", (0..2_000).map(|row| if row % 4 < 2 { "north" } else { "south" }))
///     .binary("treatment", "mailed", (0..2_000).map(|row| row % 2 == 0))
///     .binary("outcome", "bought", (0..2_000).map(bought))
///     .build()?;
/// let uplift = Uplift::new(table, &Options::default())?;
/// let audited = TaskAudit::new().run(&uplift)?;
/// let north = audited.tasks[0].grouping(&["region"]).unwrap().slice(&["north"]).unwrap();
/// assert!(north.metric("treatment_effect").unwrap().value.unwrap() > 0.15);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Uplift {
    table: Table,
    rows: Rows,
}

impl Uplift {
    /// Reads an experiment: the roles of `Task::Uplift`, and its options.
    ///
    /// # Errors
    ///
    /// Every problem at once: columns that are not those of the task, both or neither of an outcome and an amount, a row
    /// whose arm is not known, no row in one of the arms, a propensity that is not strictly between 0 and 1, predictions of one
    /// arm only, an option that is not one of the task's.
    pub fn new(table: Table, options: &Options) -> Result<Self, Error> {
        let (table, rows) = Rows::read(table, options)?;
        Ok(Self { table, rows })
    }

    fn has(&self, id: &str) -> bool {
        let rows = &self.rows;
        match id {
            "treatment_effect"
            | "treated_outcome_rate"
            | "untreated_outcome_rate"
            | "benefiting_at_least"
            | "benefiting_at_most"
            | "treatment_effect_difference" => !rows.is_amount,
            "amount_effect" | "treated_mean_amount" | "untreated_mean_amount" | "amount_effect_difference" => {
                rows.is_amount
            }
            "harm_of_targeted" => !rows.is_amount && rows.targeted.is_some(),
            "amount_harm_of_targeted" => rows.is_amount && rows.targeted.is_some(),
            "robust_policy_gain" | "robust_policy_value" | "robust_benefit_parity_difference" => {
                rows.targeted.is_some() && rows.predicted.is_some()
            }
            "qini_coefficient" | "qini_per_treated" | "qini_difference" => rows.bins.is_some(),
            "effect_heterogeneity" | "effect_spread" => true,
            _ => rows.targeted.is_some(),
        }
    }
}

impl Family for Uplift {
    type Tally = UpliftTally;

    fn task(&self) -> Task {
        Task::Uplift
    }

    fn table(&self) -> &Table {
        &self.table
    }

    fn options(&self) -> Vec<(String, String)> {
        self.rows.options.clone()
    }

    fn notes(&self) -> Vec<TaskNote> {
        self.rows.notes.clone()
    }

    fn metrics(&self) -> Vec<&'static Metric> {
        definitions::METRICS.iter().copied().filter(|metric| self.has(metric.id)).collect()
    }

    fn criteria(&self) -> Vec<&'static Criterion> {
        definitions::CRITERIA.iter().copied().filter(|criterion| self.has(criterion.id)).collect()
    }

    fn headline(&self) -> Vec<&'static str> {
        let all = [
            "treatment_effect_difference",
            "amount_effect_difference",
            "effect_heterogeneity",
            "effect_spread",
            "targeting_ratio",
            "benefit_parity_difference",
            "qini_difference",
        ];
        all.into_iter().filter(|id| self.has(id)).collect()
    }

    fn default_rules(&self) -> Vec<Rule> {
        let rules = [
            Rule::new("effect", "treatment_effect_difference").tolerance(Tolerance::within(-0.02, 0.02)),
            Rule::new("harm", "harm_of_targeted").tolerance(Tolerance::at_least(0.0)),
            Rule::new("amount-harm", "amount_harm_of_targeted").tolerance(Tolerance::at_least(0.0)),
            Rule::new("targeting", "targeting_ratio").tolerance(Tolerance::within(0.8, 1.25)),
        ];
        rules.into_iter().filter(|rule| self.has(&rule.criterion)).collect()
    }

    fn tallies(&self, groups: &RowGroups) -> Vec<UpliftTally> {
        tally::of(&self.rows, groups)
    }

    fn merge(&self, into: &mut UpliftTally, other: &UpliftTally) {
        into.merge(other);
    }

    fn count(&self, tally: &UpliftTally) -> u64 {
        tally.rows
    }

    fn value(&self, metric: &'static Metric, tally: &UpliftTally, setting: TaskSetting) -> MetricValue {
        let (value, interval) = value::of(metric.id, tally, setting.confidence);
        MetricValue::of_task(metric, value, interval)
    }

    fn compare(
        &self,
        criterion: &'static Criterion,
        group: &UpliftTally,
        reference: &UpliftTally,
        setting: TaskSetting,
    ) -> Measured<Contrast> {
        compare::pair(criterion.id, group, reference, setting.confidence)
    }

    fn all_groups(
        &self,
        criterion: &'static Criterion,
        groups: &[&UpliftTally],
        setting: TaskSetting,
    ) -> Measured<AllGroups> {
        compare::heterogeneity(criterion.id, groups, self.rows.is_amount, setting.confidence)
    }

    fn exhibits(
        &self,
        grouping: Option<&Grouping>,
        groups: &[(&Slice, &UpliftTally)],
        setting: TaskSetting,
    ) -> Vec<Exhibit> {
        exhibit::qini_curves(grouping, groups, setting.confidence)
    }
}
