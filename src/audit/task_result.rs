//! What an audit of other predictions than decisions found: numbers of each segment, comparisons, and what to draw.

use serde::{Deserialize, Serialize};

use super::result::{Disparity, MetricValue, WorstResult};
use crate::metric::Task;
use crate::segment::{Grouping, Slice};
use crate::value::Measured;

/// Everything that an audit of one task found, beside the verdicts, which stand with the rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaskResult {
    /// The task.
    pub task: Task,
    /// Which column played which role.
    pub roles: Vec<RoleColumn>,
    /// The options in force, as name and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<(String, String)>,
    /// What a slice is counted in.
    pub unit: CountedUnit,
    /// Everybody as one slice.
    pub overall: TaskSlice,
    /// Every grouping with its slices.
    pub groupings: Vec<TaskGrouping>,
    /// What is drawn or tabled besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exhibits: Vec<Exhibit>,
    /// What a reader of these numbers must know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<TaskNote>,
}

/// A column and the role it played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleColumn {
    /// The role's key, as [`crate::metric::task::Role::key`].
    pub role: String,
    /// The column's name.
    pub column: String,
}

/// What the slices of a task are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CountedUnit {
    /// Customers, one a row.
    #[default]
    Customers,
    /// Lists, as of recommendations.
    Lists,
    /// Items of lists.
    Items,
}

impl CountedUnit {
    /// Every unit.
    pub const ALL: [Self; 3] = [Self::Customers, Self::Lists, Self::Items];
}

/// One grouping of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskGrouping {
    /// The attributes.
    pub grouping: Grouping,
    /// Every combination of levels that has rows, in the order of the levels.
    pub slices: Vec<TaskSlice>,
    /// The widest pair, or the number of all groups at once, by criterion.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub all_groups: Vec<TaskWorst>,
}

/// One slice of a task with its numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskSlice {
    /// Who.
    pub slice: Slice,
    /// How many, in the result's unit.
    pub count: u64,
    /// Their share of all.
    #[serde(with = "crate::value::measured")]
    pub share: Measured,
    /// Whether there are fewer than the policy's minimum: shown, not judged.
    pub below_minimum: bool,
    /// Every metric of the task that could be asked.
    pub metrics: Vec<MetricValue>,
    /// The slice against everyone else, by criterion.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disparities: Vec<Disparity>,
}

/// A criterion over all groups of a grouping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskWorst {
    /// The criterion's id.
    pub criterion: String,
    /// The widest pair's value, or the number of all groups at once.
    #[serde(with = "crate::value::measured")]
    pub value: Measured,
    /// The group of the widest pair that the gap harms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Slice>,
    /// The other group of the widest pair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Slice>,
    /// An interval that allows for having searched all pairs.
    #[serde(with = "crate::value::measured")]
    pub interval: Measured<crate::inference::Interval>,
    /// p-value of no disparity at all, where the criterion has one.
    #[serde(with = "crate::value::measured")]
    pub p_value: Measured,
    /// Pairs searched; 1 for a number of all groups at once.
    pub comparisons: u64,
    /// Groups that could not be measured and are not in the value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmeasured: Vec<Slice>,
}

impl From<&TaskWorst> for WorstResult {
    fn from(worst: &TaskWorst) -> Self {
        Self {
            criterion: worst.criterion.clone(),
            value: worst.value,
            group: worst.group.clone(),
            reference: worst.reference.clone(),
            interval: worst.interval,
            comparisons: worst.comparisons,
            unmeasured: worst.unmeasured.clone(),
            noise_floor: None,
        }
    }
}

/// What an exhibit shows; its words are the report's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ExhibitKind {
    /// True positive rate over false positive rate, by segment.
    Roc,
    /// Observed rate over mean score, by segment.
    Reliability,
    /// A criterion over the threshold of the score.
    ThresholdSweep,
    /// Share of each predicted class, by segment.
    ClassMix,
    /// Mean of observed and predicted values, by segment.
    MeanValues,
    /// Quantiles of the residuals, by segment.
    Residuals,
    /// Share of customers of each actual class who were predicted as it, by segment.
    ClassRecall,
    /// Share of attention by rank, by segment.
    ExposureByRank,
    /// Share of customers that pass each step, by segment.
    FunnelSteps,
    /// What each step adds to the difference from everyone else, by segment.
    FunnelParts,
    /// Incremental responses over the share treated, by segment.
    Qini,
    /// Cumulative share of benefit over the share of customers.
    Lorenz,
}

impl ExhibitKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Roc,
        Self::Reliability,
        Self::ThresholdSweep,
        Self::ClassMix,
        Self::MeanValues,
        Self::Residuals,
        Self::ClassRecall,
        Self::ExposureByRank,
        Self::FunnelSteps,
        Self::FunnelParts,
        Self::Qini,
        Self::Lorenz,
    ];
}

/// Something to draw, with the table of its numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exhibit {
    /// What it shows.
    pub kind: ExhibitKind,
    /// The grouping whose slices are its series; none for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grouping: Option<Grouping>,
    /// The drawing.
    pub drawing: Drawing,
}

/// The numbers of a drawing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drawing {
    /// Lines through points.
    Curves {
        /// One line each.
        series: Vec<Curve>,
        /// Whether a line from (0, 0) to (1, 1) shows what is ideal or what chance gives.
        diagonal: bool,
    },
    /// A bar for each category and series.
    Bars {
        /// The categories, in order.
        categories: Vec<String>,
        /// One value for each category.
        series: Vec<Bar>,
    },
}

/// One line of a drawing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Whose it is.
    pub slice: Slice,
    /// Its points from left to right.
    pub points: Vec<Point>,
}

/// A point of a line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Along the axis that runs to the right.
    pub x: f64,
    /// Along the axis that runs up.
    pub y: f64,
    /// Ends of the interval of y.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<(f64, f64)>,
    /// Customers behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

/// One series of bars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Whose it is.
    pub slice: Slice,
    /// One value for each category; none where there is no number.
    pub values: Vec<Option<f64>>,
    /// Ends of the interval of each value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intervals: Vec<Option<(f64, f64)>>,
}

/// What a reader of a task's numbers must know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TaskNote {
    /// Rows were left out because a value that the task needs is missing.
    MissingValues {
        /// The role's key.
        role: String,
        /// How many rows.
        rows: u64,
    },
    /// The outcome of some rows is not known; they take part in what needs none.
    UnknownOutcomes {
        /// How many rows.
        rows: u64,
    },
    /// The audit is of rows, so a customer who comes back counts as often as there are rows.
    RowsAreUnits,
}

impl TaskGrouping {
    /// A slice by its levels, in the order of the grouping's attributes.
    pub fn slice<S: AsRef<str>>(&self, levels: &[S]) -> Option<&TaskSlice> {
        self.slices.iter().find(|result| result.slice.stands_at(levels))
    }
}

impl TaskSlice {
    /// A metric's value by its id.
    pub fn metric(&self, id: &str) -> Option<&MetricValue> {
        self.metrics.iter().find(|value| value.metric == id)
    }

    /// A disparity by its criterion's id.
    pub fn disparity(&self, criterion: &str) -> Option<&Disparity> {
        self.disparities.iter().find(|disparity| disparity.criterion == criterion)
    }
}

impl TaskResult {
    /// A grouping by its attributes.
    pub fn grouping<S: AsRef<str>>(&self, attributes: &[S]) -> Option<&TaskGrouping> {
        let wanted = Grouping::by(attributes.iter().map(|name| name.as_ref().to_owned()));
        self.groupings.iter().find(|result| result.grouping.same_as(&wanted))
    }
}
