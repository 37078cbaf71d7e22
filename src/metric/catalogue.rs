//! Every definition that the crate ships, and how to find one by name.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::criterion::Criterion;
use super::metric::Metric;
use super::task::Task;
use super::{criteria, intersectional, rates, representation};
use crate::error::{Error, ErrorKind, Problem, suggestion};

/// Every metric of one group.
pub static METRICS: &[&Metric] = &[
    &rates::SELECTION_RATE,
    &rates::REJECTION_RATE,
    &rates::BASE_RATE,
    &rates::TRUE_POSITIVE_RATE,
    &rates::FALSE_POSITIVE_RATE,
    &rates::TRUE_NEGATIVE_RATE,
    &rates::FALSE_NEGATIVE_RATE,
    &rates::POSITIVE_PREDICTIVE_VALUE,
    &rates::NEGATIVE_PREDICTIVE_VALUE,
    &rates::FALSE_DISCOVERY_RATE,
    &rates::FALSE_OMISSION_RATE,
    &rates::ACCURACY,
    &rates::ERROR_RATE,
    &rates::BALANCED_ACCURACY,
    &rates::F1_SCORE,
    &rates::INFORMEDNESS,
    &rates::MATTHEWS_CORRELATION,
    &rates::FALSE_NEGATIVE_SHARE,
    &rates::TREATMENT_RATIO,
    &rates::SELECTION_ODDS,
    &rates::REJECTION_ODDS,
    &rates::LABEL_COVERAGE,
];

/// Every criterion.
pub static CRITERIA: &[&Criterion] = &[
    &criteria::DEMOGRAPHIC_PARITY_DIFFERENCE,
    &criteria::DEMOGRAPHIC_PARITY_RATIO,
    &criteria::DISPARATE_IMPACT,
    &criteria::EQUAL_OPPORTUNITY_DIFFERENCE,
    &criteria::EQUAL_OPPORTUNITY_RATIO,
    &criteria::PREDICTIVE_EQUALITY_DIFFERENCE,
    &criteria::PREDICTIVE_EQUALITY_RATIO,
    &criteria::EQUALIZED_ODDS,
    &criteria::EQUALIZED_ODDS_RATIO,
    &criteria::AVERAGE_ABSOLUTE_ODDS_DIFFERENCE,
    &criteria::AVERAGE_ODDS_DIFFERENCE,
    &criteria::PREDICTIVE_PARITY_DIFFERENCE,
    &criteria::PREDICTIVE_PARITY_RATIO,
    &criteria::SUFFICIENCY,
    &criteria::FALSE_NEGATIVE_RATE_DIFFERENCE,
    &criteria::FALSE_NEGATIVE_RATE_RATIO,
    &criteria::FALSE_DISCOVERY_RATE_DIFFERENCE,
    &criteria::FALSE_OMISSION_RATE_DIFFERENCE,
    &criteria::ACCURACY_DIFFERENCE,
    &criteria::BALANCED_ACCURACY_DIFFERENCE,
    &criteria::F1_DIFFERENCE,
    &criteria::MATTHEWS_CORRELATION_DIFFERENCE,
    &criteria::TREATMENT_EQUALITY,
    &criteria::TREATMENT_EQUALITY_RATIO,
    &criteria::SELECTION_ODDS_RATIO,
    &criteria::DENIAL_ODDS_RATIO,
    &criteria::LABEL_COVERAGE_DIFFERENCE,
    &intersectional::DIFFERENTIAL_FAIRNESS,
    &intersectional::DIFFERENTIAL_FAIRNESS_SMOOTHED,
    &intersectional::DIFFERENTIAL_FAIRNESS_AMPLIFICATION,
    &intersectional::SUBGROUP_FAIRNESS,
    &intersectional::SUBGROUP_FAIRNESS_FALSE_POSITIVE,
    &representation::REPRESENTATION_RATIO,
    &representation::REPRESENTATION_TOTAL_VARIATION,
    &representation::POPULATION_STABILITY_INDEX,
];

/// A definition of either kind.
#[derive(Debug, Clone, Copy)]
pub enum Entry {
    /// A number about one group.
    Metric(&'static Metric),
    /// A comparison of groups.
    Criterion(&'static Criterion),
}

impl Entry {
    /// The stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Metric(metric) => metric.id,
            Self::Criterion(criterion) => criterion.id,
        }
    }

    /// Other names in use.
    pub fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Metric(metric) => metric.aliases,
            Self::Criterion(criterion) => criterion.aliases,
        }
    }
}

/// Every definition: metrics and criteria of decisions, then those of the other tasks, one task after the other.
pub fn entries() -> impl Iterator<Item = Entry> + Clone {
    let of_task = |task: Task| {
        let metrics = task.metrics().iter().copied().map(Entry::Metric);
        metrics.chain(task.criteria().iter().copied().map(Entry::Criterion))
    };
    Task::ALL.into_iter().flat_map(of_task)
}

/// Every criterion of every task.
pub fn all_criteria() -> impl Iterator<Item = &'static Criterion> + Clone {
    Task::ALL.into_iter().flat_map(|task| task.criteria().iter().copied())
}

/// Every metric of every task.
pub fn all_metrics() -> impl Iterator<Item = &'static Metric> + Clone {
    Task::ALL.into_iter().flat_map(|task| task.metrics().iter().copied())
}

/// A definition by its name or one of its aliases; `-` and `_` are the same, and case does not matter.
///
/// # Errors
///
/// A name that nothing has, with the nearest one.
///
/// # Example
///
/// ```
/// use evenhand::metric::find;
///
/// assert_eq!(find("TPR")?.id(), "true_positive_rate");
/// let error = find("equalised_ods").unwrap_err();
/// assert!(error.to_string().contains("did you mean \"equalised_odds\"?"));
/// # Ok::<(), evenhand::Error>(())
/// ```
pub fn find(name: &str) -> Result<Entry, Error> {
    let wanted = normalised(name);
    entries().find(|entry| entry.id() == wanted || entry.aliases().contains(&wanted.as_str())).ok_or_else(|| {
        unknown(name, entries().flat_map(|entry| [entry.id()].into_iter().chain(entry.aliases().iter().copied())))
    })
}

/// A criterion by its name or one of its aliases.
///
/// # Errors
///
/// A name that no criterion has, with the nearest one.
pub fn criterion(name: &str) -> Result<&'static Criterion, Error> {
    // Reports ask for each of tens of thousands of rows, nearly always by the id.
    let found = CRITERIA_BY_NAME.get(name).or_else(|| CRITERIA_BY_NAME.get(normalised(name).as_str()));
    found.copied().ok_or_else(|| unknown(name, all_criteria().flat_map(names)))
}

/// Every criterion by its id and its aliases, the first one where two have the same.
static CRITERIA_BY_NAME: LazyLock<HashMap<&'static str, &'static Criterion>> = LazyLock::new(|| {
    let mut known = HashMap::new();
    for criterion in all_criteria() {
        for name in names(criterion).filter(|name| normalised(name) == **name) {
            known.entry(name).or_insert(criterion);
        }
    }
    known
});

fn names(criterion: &'static Criterion) -> impl Iterator<Item = &'static str> + Clone {
    [criterion.id].into_iter().chain(criterion.aliases.iter().copied())
}

fn normalised(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', ' '], "_")
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Error {
    Problem::new(ErrorKind::UnknownName, "is not in the catalogue").value(name).remedy(suggestion(name, known)).into()
}
