//! Predicted classes, or several labels at once, by segment.
//!
//! Every class against all others is a binary question; distances look at all classes together.

mod read;
mod tally;

pub use tally::ClassTally;

use read::Kind;

use super::family::{Family, TaskSetting};
use super::groups::RowGroups;
use super::options::Options;
use super::table::Table;
use crate::audit::{Bar, Drawing, Exhibit, ExhibitKind, MetricValue, Rule, TaskNote, Tolerance};
use crate::error::Error;
use crate::inference::classes::{ClassMix, ClassRate, MixDistance, mix_contrast, odds_contrast};
use crate::inference::{
    Contrast, Difference, LargestDifference, Method, Proportion, Ratio, Simulation, estimate::Estimate,
};
use crate::metric::{Criterion, Metric, Task};
use crate::segment::{Grouping, Slice};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Predicted classes, ready to be audited.
///
/// # Example
///
/// ```
/// use evenhand::task::{Classes, Options, Table, TaskAudit};
///
/// // Every other customer is offered gold in the north, one of four in the south.
/// let offer = |row: usize| match (row % 2, row % 8) {
///     (0, 0 | 2) | (1, 1) => "gold",
///     _ => "basic",
/// };
/// let table = Table::builder()
///     .segment("region", (0..800).map(|row| if row % 2 == 0 { "north" } else { "south" }))
///     .names("prediction", "offer", (0..800).map(offer))
///     .build()?;
/// let options = Options::from_iter([("class".to_owned(), "gold".to_owned())]);
/// let audited = TaskAudit::new().run(&Classes::new(table, &options)?)?;
/// let south = audited.tasks[0].grouping(&["region"]).unwrap().slice(&["south"]).unwrap();
/// assert_eq!(south.metric("class_share").unwrap().value, Ok(0.25));
/// assert_eq!(south.disparity("class_share_ratio").unwrap().value, Ok(0.5));
/// assert!(!audited.gate().passed());
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Classes {
    table: Table,
    rows: read::Rows,
}

impl Classes {
    /// Reads predicted classes: the roles of `Task::Classes`, and its options.
    ///
    /// Rows without a prediction are left out and counted; rows without an outcome take part in what needs none.
    ///
    /// # Errors
    ///
    /// Every problem at once: columns that are not those of the task, neither or both of a class and labels, labels that are not
    /// as many as their outcomes, one class only, too many, a class or an order that the columns do not have.
    pub fn new(table: Table, options: &Options) -> Result<Self, Error> {
        let (table, rows) = read::rows(table, options)?;
        Ok(Self { table, rows })
    }

    /// The classes, or the labels, in order.
    pub fn classes(&self) -> &[String] {
        &self.rows.classes
    }

    fn rate_of_class(&self, metric: &str, tally: &ClassTally) -> Measured<Proportion> {
        let class = self.rows.class.ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
        match metric {
            "class_share" => tally.rate(class, ClassRate::Share),
            "class_recall" => tally.rate(class, ClassRate::Recall),
            "class_precision" => tally.rate(class, ClassRate::Precision),
            "class_false_positive_rate" => tally.rate(class, ClassRate::FalsePositiveRate),
            _ => Err(Unavailable::Undefined(Reason::OutsideDomain)),
        }
    }

    fn macro_recall(tally: &ClassTally, confidence: Confidence) -> Estimate {
        Estimate::linear(tally.macro_recall(), tally.macro_recall_variance(), Method::Delta, confidence)
    }

    /// The largest difference of a rate over classes; those that one side lacks are left out.
    fn worst(&self, rate: ClassRate, group: &ClassTally, reference: &ClassTally) -> Measured<Contrast> {
        let mut differences = Vec::new();
        let mut reason = Unavailable::Undefined(Reason::NoRows);
        for class in 0..self.rows.classes.len() {
            let pair = tally_pair(class, rate, group, reference);
            match pair {
                Ok(difference) => differences.push(difference),
                Err(missing) => reason = missing,
            }
        }
        if differences.is_empty() { Err(reason) } else { Ok(Contrast::own(LargestDifference(differences))) }
    }

    fn simulation(&self, setting: TaskSetting) -> Simulation {
        Simulation { draws: self.rows.draws, seed: setting.seed, stream: STREAM }
    }

    /// A rate of every class by segment.
    fn bars(&self, rate: ClassRate, groups: &[(&Slice, &ClassTally)], confidence: Confidence) -> Drawing {
        let series = groups.iter().map(|(slice, tally)| {
            let rates: Vec<Measured<Proportion>> =
                (0..self.rows.classes.len()).map(|class| tally.rate(class, rate)).collect();
            let interval = |rate: &Measured<Proportion>| {
                let interval = rate.and_then(|rate| rate.wilson(confidence)).ok()?;
                Some((interval.lower, interval.upper))
            };
            Bar {
                slice: (*slice).clone(),
                values: rates.iter().map(|rate| rate.and_then(|rate| rate.rate()).ok()).collect(),
                intervals: rates.iter().map(interval).collect(),
            }
        });
        Drawing::Bars { categories: self.rows.classes.clone(), series: series.collect() }
    }
}

/// The random stream of the distances of classes.
const STREAM: u64 = 0x0063_6c61_7373;

fn tally_pair(class: usize, rate: ClassRate, group: &ClassTally, reference: &ClassTally) -> Measured<Difference> {
    Ok(Difference { group: group.rate(class, rate)?, reference: reference.rate(class, rate)? })
}

impl Family for Classes {
    type Tally = ClassTally;

    fn task(&self) -> Task {
        Task::Classes
    }

    fn table(&self) -> &Table {
        &self.table
    }

    fn options(&self) -> Vec<(String, String)> {
        let class = self.rows.class.map(|class| ("class".to_owned(), self.rows.classes[class].clone()));
        let order = self.rows.ordered.then(|| ("order".to_owned(), self.rows.classes.join(", ")));
        class.into_iter().chain(order).chain([("draws".to_owned(), self.rows.draws.to_string())]).collect()
    }

    fn notes(&self) -> Vec<TaskNote> {
        let missing = (self.rows.missing > 0)
            .then(|| TaskNote::MissingValues { role: "prediction".to_owned(), rows: self.rows.missing });
        let unknown = (self.rows.unknown > 0).then_some(TaskNote::UnknownOutcomes { rows: self.rows.unknown });
        missing.into_iter().chain(unknown).chain([TaskNote::RowsAreUnits]).collect()
    }

    fn metrics(&self) -> Vec<&'static Metric> {
        let asked = |metric: &&&'static Metric| {
            let of_class = metric.id.starts_with("class_") && metric.id != "class_accuracy";
            (!of_class || self.rows.class.is_some()) && (self.rows.has_outcome || metric.id == "class_share")
        };
        Task::Classes.metrics().iter().filter(asked).copied().collect()
    }

    fn headline(&self) -> Vec<&'static str> {
        let mut found = Vec::new();
        if self.rows.class.is_some() {
            found.push("class_share_ratio");
        }
        if self.rows.kind == Kind::Single {
            found.push("prediction_mix_distance");
        }
        if self.rows.ordered {
            found.push("ordinal_prediction_distance");
        }
        found.push("worst_class_share_difference");
        if self.rows.has_outcome {
            found.extend(["class_accuracy_difference", "worst_class_recall_difference"]);
            if self.rows.kind == Kind::Single {
                found.push("class_odds_distance");
            }
        }
        found
    }

    fn default_rules(&self) -> Vec<Rule> {
        let mut rules =
            vec![Rule::new("same-classes", "worst_class_share_difference").tolerance(Tolerance::at_most(0.1))];
        if self.rows.class.is_some() {
            rules.push(Rule::new("same-class", "class_share_ratio").tolerance(Tolerance::within(0.8, 1.25)));
        }
        if self.rows.has_outcome {
            rules.push(Rule::new("same-recall", "worst_class_recall_difference").tolerance(Tolerance::at_most(0.1)));
        }
        rules
    }

    fn tallies(&self, groups: &RowGroups) -> Vec<ClassTally> {
        self.rows.tallies(groups)
    }

    fn merge(&self, into: &mut ClassTally, other: &ClassTally) {
        into.merge(other);
    }

    fn count(&self, tally: &ClassTally) -> u64 {
        tally.rows()
    }

    fn value(&self, metric: &'static Metric, tally: &ClassTally, setting: TaskSetting) -> MetricValue {
        let confidence = setting.confidence;
        if metric.id == "macro_recall" {
            let recall = Self::macro_recall(tally, confidence);
            return MetricValue::of_task(metric, recall.value, recall.interval);
        }
        let rate = if metric.id == "class_accuracy" { tally.accuracy() } else { self.rate_of_class(metric.id, tally) };
        let value = rate.and_then(|rate| rate.rate());
        // Labels of one customer are not independent of each other.
        let interval = if metric.id == "class_accuracy" && self.rows.kind == Kind::Labels {
            Err(Unavailable::Undefined(Reason::NoSolution))
        } else {
            rate.and_then(|rate| rate.wilson(confidence))
        };
        MetricValue::of_task(metric, value, interval)
    }

    fn compare(
        &self,
        criterion: &'static Criterion,
        group: &ClassTally,
        reference: &ClassTally,
        setting: TaskSetting,
    ) -> Measured<Contrast> {
        let of_class = |metric: &str| -> Measured<Difference> {
            Ok(Difference {
                group: self.rate_of_class(metric, group)?,
                reference: self.rate_of_class(metric, reference)?,
            })
        };
        let single = || match self.rows.kind {
            Kind::Single => Ok(self.simulation(setting)),
            Kind::Labels => Err(Unavailable::Undefined(Reason::OutsideDomain)),
        };
        let (own, others) = (group.predictions(), reference.predictions());
        let mix = ClassMix { group: &own, reference: &others };
        match criterion.id {
            "class_accuracy_difference" => {
                let difference = Difference { group: group.accuracy()?, reference: reference.accuracy()? };
                match self.rows.kind {
                    Kind::Single => Ok(Contrast::Difference(difference)),
                    Kind::Labels => difference.estimate().map(Contrast::Described),
                }
            }
            "macro_recall_difference" => {
                let value = group.macro_recall()? - reference.macro_recall()?;
                let variance = group.macro_recall_variance()? + reference.macro_recall_variance()?;
                Ok(Contrast::normal(value, variance.sqrt()))
            }
            "class_share_ratio" => {
                let Difference { group, reference } = of_class("class_share")?;
                Ok(Contrast::Ratio(Ratio { group, reference }))
            }
            "class_share_difference" => of_class("class_share").map(Contrast::Difference),
            "class_recall_difference" => of_class("class_recall").map(Contrast::Difference),
            "class_precision_difference" => of_class("class_precision").map(Contrast::Difference),
            "class_false_positive_rate_difference" => of_class("class_false_positive_rate").map(Contrast::Difference),
            "prediction_mix_distance" => mix_contrast(mix, MixDistance::TotalVariation, single()?),
            "ordinal_prediction_distance" => mix_contrast(mix, MixDistance::Ordinal, single()?),
            "class_odds_distance" => odds_contrast(group.table(), reference.table(), single()?),
            "worst_class_share_difference" => self.worst(ClassRate::Share, group, reference),
            "worst_class_recall_difference" => self.worst(ClassRate::Recall, group, reference),
            "worst_class_precision_difference" => self.worst(ClassRate::Precision, group, reference),
            "worst_class_false_positive_rate_difference" => self.worst(ClassRate::FalsePositiveRate, group, reference),
            _ => Err(Unavailable::Undefined(Reason::OutsideDomain)),
        }
    }

    fn exhibits(
        &self,
        grouping: Option<&Grouping>,
        groups: &[(&Slice, &ClassTally)],
        setting: TaskSetting,
    ) -> Vec<Exhibit> {
        let Some(grouping) = grouping else { return Vec::new() };
        let exhibit = |kind, rate| Exhibit {
            kind,
            grouping: Some(grouping.clone()),
            drawing: self.bars(rate, groups, setting.confidence),
        };
        let mut found = vec![exhibit(ExhibitKind::ClassMix, ClassRate::Share)];
        if self.rows.has_outcome {
            found.push(exhibit(ExhibitKind::ClassRecall, ClassRate::Recall));
        }
        found
    }
}
