//! What it means that groups are treated alike, as a composition.

use super::comparison::{Combine, Comparison};
use super::metric::{Metric, Range, Worse};
use super::task::{Task, Unit};
use crate::cube::Confusion;
use crate::data::LabelAvailability;
use crate::value::{Measured, Reason, Sign, Unavailable};

/// A fairness criterion: which metrics of a group, compared how, combined how.
///
/// # Example
///
/// ```
/// use evenhand::cube::{Cells, Confusion};
/// use evenhand::data::LabelAvailability;
/// use evenhand::metric::criteria::DISPARATE_IMPACT;
///
/// let a = Confusion::default().with(Cells::SELECTED, 80).with(Cells::REJECTED, 120);
/// let b = Confusion::default().with(Cells::SELECTED, 40).with(Cells::REJECTED, 120);
/// assert_eq!(DISPARATE_IMPACT.compare(&b, &a, LabelAvailability::None), Ok(0.625));
/// ```
#[derive(Debug)]
pub struct Criterion {
    /// The stable name: in policies, on the command line and in files.
    pub id: &'static str,
    /// The name in words.
    pub name: &'static str,
    /// Other names in use for the same number.
    pub aliases: &'static [&'static str],
    /// The question it answers, for someone who runs campaigns.
    pub question: &'static str,
    /// What is compared, and how.
    pub composition: Composition,
    /// The value at which groups are treated alike.
    pub ideal: f64,
    /// Where its values lie.
    pub range: Range,
    /// Where the definition comes from.
    pub source: &'static str,
    /// Where other tools use the name for another number, and other traps.
    pub note: &'static str,
}

/// What a criterion compares.
#[derive(Debug)]
pub enum Composition {
    /// A group against a reference, metric by metric.
    Compare {
        /// The metrics that are compared.
        metrics: &'static [&'static Metric],
        /// How.
        comparison: Comparison,
        /// How the comparisons of several metrics become one; of a single metric it stays signed.
        combine: Combine,
        /// Whether the metrics follow the favourable side of the decision: where being selected is unfavourable, the
        /// selection rate becomes the rejection rate.
        favourable_side: bool,
    },
    /// All groups at once.
    Groups {
        /// The number for all groups.
        compute: fn(&[&Confusion]) -> Measured,
        /// Its formula in words and symbols.
        formula: &'static str,
        /// Metrics whose labels it needs.
        needs: &'static [&'static Metric],
    },
    /// The groups' sizes against the shares of a population that the caller declares; tables alone cannot tell it.
    Population(PopulationStatistic),
    /// Groups set beside each other by something else than a metric of each, as the distance of two distributions; the
    /// family of the task computes it.
    OfTask {
        /// The task.
        task: Task,
        /// The metrics shown beside it.
        metrics: &'static [&'static Metric],
        /// What is set beside what.
        between: Between,
        /// Whether its values are differences, of ideal 0, or ratios, of ideal 1.
        comparison: Comparison,
        /// Its formula in words and symbols.
        formula: &'static str,
        /// Which side of the ideal harms a group's customers.
        worse: Worse,
        /// How its values are written.
        unit: Unit,
    },
}

/// What a criterion of a task sets beside what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// A group and its reference.
    GroupAndReference,
    /// A group alone, held against the ideal itself: it has no widest pair.
    GroupAlone,
    /// All groups at once: it is judged once for each grouping.
    AllGroups,
}

/// How groups' sizes are set against a population: p their shares in the data, q those in the population.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PopulationStatistic {
    /// p / q, of each group.
    ShareRatio,
    /// ½Σ|p − q|, of all groups.
    TotalVariation,
    /// Σ(p − q)ln(p/q), of all groups.
    StabilityIndex,
}

impl PopulationStatistic {
    /// The formula in symbols.
    pub const fn formula(self) -> &'static str {
        match self {
            Self::ShareRatio => "(rows of the group / rows of known group) / share in the population",
            Self::TotalVariation => "half the sum of |share in the data − share in the population| over groups",
            Self::StabilityIndex => {
                "sum of (share in the data − share in the population) · ln(share in the data / share in the population)"
            }
        }
    }
}

impl Criterion {
    /// The formula that is executed, written out.
    pub fn formula(&self) -> String {
        match &self.composition {
            Composition::Groups { formula, .. } | Composition::OfTask { formula, .. } => (*formula).to_owned(),
            Composition::Population(statistic) => statistic.formula().to_owned(),
            Composition::Compare { metrics, comparison, combine, .. } => {
                let compared = metrics
                    .iter()
                    .map(|metric| format!("{} of {} [{}]", comparison.symbols(), metric.id, metric.formula()))
                    .collect::<Vec<_>>();
                match (compared.as_slice(), combine) {
                    ([only], _) => only.clone(),
                    (several, Combine::Worst) => format!("farthest from the ideal of: {}", several.join("; ")),
                    (several, Combine::MeanAbsolute) => format!("mean of the absolute: {}", several.join("; ")),
                    (several, Combine::MeanSigned) => format!("mean of the signed: {}", several.join("; ")),
                }
            }
        }
    }

    /// The metrics it reads.
    pub fn metrics(&self) -> &'static [&'static Metric] {
        match self.composition {
            Composition::Compare { metrics, .. } | Composition::OfTask { metrics, .. } => metrics,
            Composition::Groups { needs, .. } => needs,
            Composition::Population(_) => &[],
        }
    }

    /// How groups are compared; `None` where the criterion is about all groups at once.
    pub fn comparison(&self) -> Option<Comparison> {
        match self.composition {
            Composition::Compare { comparison, .. } | Composition::OfTask { comparison, .. } => Some(comparison),
            Composition::Groups { .. } | Composition::Population(_) => None,
        }
    }

    /// The kind of predictions that it is about.
    pub fn task(&self) -> Task {
        match self.composition {
            Composition::OfTask { task, .. } => task,
            Composition::Compare { metrics, .. } => metrics.first().map_or(Task::Decisions, |metric| metric.task()),
            Composition::Groups { .. } | Composition::Population(_) => Task::Decisions,
        }
    }

    /// Whether it is about all groups at once, and so judged once for each grouping.
    pub fn is_of_all_groups(&self) -> bool {
        match self.composition {
            Composition::OfTask { between, .. } => between == Between::AllGroups,
            Composition::Groups { .. } => true,
            Composition::Compare { .. } | Composition::Population(_) => false,
        }
    }

    /// Whether it sets a group beside its ideal and not beside other groups.
    pub fn is_of_group_alone(&self) -> bool {
        matches!(self.composition, Composition::OfTask { between: Between::GroupAlone, .. })
    }

    /// A group against a reference.
    ///
    /// # Undefined
    ///
    /// Where one of its metrics is, on either side; a criterion about all groups at once is computed on the two. Against a
    /// population: `NotIdentified(NoPopulation)`, since the audit alone knows it.
    ///
    /// # Errors
    ///
    /// The reason, as data.
    pub fn compare(&self, group: &Confusion, reference: &Confusion, labels: LabelAvailability) -> Measured {
        match &self.composition {
            Composition::Groups { .. } => self.all_groups(&[group, reference], labels),
            Composition::Population(_) => Err(Unavailable::NotIdentified(Reason::NoPopulation)),
            Composition::OfTask { .. } => Err(Unavailable::Undefined(Reason::OutsideDomain)),
            Composition::Compare { metrics, comparison, combine, .. } => {
                let compare =
                    |metric: &Metric| comparison.between(metric.value(group, labels), metric.value(reference, labels));
                // Resampling asks this a million times: one metric needs no list.
                if let [only] = metrics {
                    return compare(only);
                }
                let compared = metrics.iter().map(|metric| compare(metric)).collect::<Vec<_>>();
                combined(*comparison, *combine, &compared)
            }
        }
    }

    /// All groups in one number: the widest pair for a comparison (max − min, min / max), the criterion's own formula
    /// otherwise.
    ///
    /// # Undefined
    ///
    /// With fewer than two groups, and where a metric of any group is undefined: a group that cannot be measured is not
    /// passed over in silence. Against a population as [`Criterion::compare`].
    ///
    /// # Errors
    ///
    /// The reason, as data.
    pub fn all_groups(&self, groups: &[&Confusion], labels: LabelAvailability) -> Measured {
        if groups.len() < 2 {
            return Err(Unavailable::Undefined(Reason::OneGroup));
        }
        match &self.composition {
            Composition::Groups { compute, needs, .. } => {
                for metric in *needs {
                    metric.identified(labels)?;
                }
                compute(groups)
            }
            Composition::Population(_) => Err(Unavailable::NotIdentified(Reason::NoPopulation)),
            Composition::OfTask { .. } => Err(Unavailable::Undefined(Reason::OutsideDomain)),
            Composition::Compare { metrics, comparison, combine, .. } => {
                let widest = |metric: &Metric| {
                    let (least, most) = extremes(groups.iter().map(|group| metric.value(group, labels)))?;
                    match comparison {
                        Comparison::Ratio => comparison.between(least, most),
                        Comparison::Difference | Comparison::LogRatio => comparison.between(most, least),
                    }
                };
                if let [only] = metrics {
                    return widest(only);
                }
                let widest = metrics.iter().map(|metric| widest(metric)).collect::<Vec<_>>();
                combined(*comparison, *combine, &widest)
            }
        }
    }
}

/// The comparisons of a criterion's metrics as one. Of several ratios one that diverges folds to 0, as 1/∞ does.
pub(super) fn combined(comparison: Comparison, combine: Combine, compared: &[Measured]) -> Measured {
    if let [only] = *compared {
        return only;
    }
    let folded = |value: &Measured| match (comparison, combine, *value) {
        (Comparison::Ratio, Combine::Worst | Combine::MeanAbsolute, Err(Unavailable::Infinite(_))) => Ok(0.0),
        (_, _, value) => value,
    };
    // An undefined comparison comes before an infinite one: together they are undefined.
    if let Some(undefined) =
        compared.iter().copied().find(|value| !matches!(value, Ok(_) | Err(Unavailable::Infinite(_))))
    {
        return undefined;
    }
    combine.apply(comparison, &compared.iter().map(folded).collect::<Measured<Vec<_>>>()?)
}

/// The least and the largest of some values, infinite ones included.
pub(super) fn extremes(values: impl Iterator<Item = Measured>) -> Measured<(Measured, Measured)> {
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values {
        let value = match value {
            Err(Unavailable::Infinite(Sign::Positive)) => f64::INFINITY,
            Err(Unavailable::Infinite(Sign::Negative)) => f64::NEG_INFINITY,
            other => other?,
        };
        least = least.min(value);
        most = most.max(value);
    }
    let measured = |value: f64| match value {
        f64::INFINITY => Err(Unavailable::Infinite(Sign::Positive)),
        f64::NEG_INFINITY => Err(Unavailable::Infinite(Sign::Negative)),
        value => Ok(value),
    };
    Ok((measured(least), measured(most)))
}
