//! Every metric of every group and every criterion at once, for resampling: what criteria share is computed once.

use super::comparison::Comparison;
use super::criterion::{Composition, Criterion, combined, extremes};
use super::metric::{Definition, Metric};
use crate::cube::Confusion;
use crate::data::LabelAvailability;
use crate::value::{Measured, Reason, Unavailable, quotient};

/// Metrics and criteria that are evaluated together, many times over.
///
/// The numbers are those of [`Metric::value`], [`Criterion::compare`] and [`Criterion::all_groups`], to the last digit. A metric
/// is computed once for each group though many criteria compare it, so that a thousand resamples of the whole catalogue for
/// twenty groups take a few hundredths of a second.
///
/// # Example
///
/// ```
/// use evenhand::cube::{Cells, Confusion};
/// use evenhand::data::LabelAvailability;
/// use evenhand::inference::{Bootstrap, Resampling, Simulation};
/// use evenhand::metric::{CRITERIA, METRICS, Panel};
/// use evenhand::value::Confidence;
///
/// // Rows of two groups: TP, FP, FN and TN of each.
/// let counts = [60, 20, 15, 105, 24, 16, 16, 104];
/// let panel = Panel::new(METRICS, CRITERIA, LabelAvailability::All);
/// let tables = |counts: &[u64]| -> Vec<Confusion> {
///     let cells = [Cells::TP, Cells::FP, Cells::FN, Cells::TN];
///     let table = |rows: &[u64]| cells.iter().zip(rows).fold(Confusion::default(), |table, (cell, n)| table.with(*cell, *n));
///     counts.chunks(4).map(table).collect()
/// };
/// let bootstrap = Bootstrap { counts: &counts, resampling: Resampling::Multinomial, simulation: Simulation::default() };
/// let statistics = panel.statistics(2);
/// let distributions =
///     bootstrap.distributions_of(statistics, &|counts, values| panel.evaluate(&tables(counts), values)).unwrap();
///
/// let at = panel.place_of_comparison(2, "demographic_parity_difference", 1).unwrap();
/// assert!((distributions[at].estimate.unwrap() + 0.15).abs() < 1e-12);
/// let interval = distributions[at].percentile(Confidence::DEFAULT).unwrap();
/// assert!(interval.upper < 0.0);
/// ```
#[derive(Debug, Clone)]
pub struct Panel {
    pub(super) metrics: Vec<(&'static Metric, Result<(), Unavailable>)>,
    pub(super) criteria: Vec<(&'static Criterion, Parts)>,
    pub(super) labels: LabelAvailability,
}

/// The places of a criterion's metrics in the panel; none where one is missing there.
#[derive(Debug, Clone)]
pub(super) struct Parts(pub(super) Option<Vec<usize>>);

impl Panel {
    /// A panel of metrics and criteria, under an availability of outcomes.
    pub fn new(metrics: &[&'static Metric], criteria: &[&'static Criterion], labels: LabelAvailability) -> Self {
        let place = |metric: &&Metric| metrics.iter().position(|own| std::ptr::eq(*own, *metric));
        let parts = |criterion: &Criterion| match &criterion.composition {
            Composition::Compare { metrics, .. } => Parts(metrics.iter().map(place).collect()),
            Composition::Groups { .. } | Composition::Population(_) | Composition::OfTask { .. } => Parts(None),
        };
        Self {
            metrics: metrics.iter().map(|metric| (*metric, metric.identified(labels))).collect(),
            criteria: criteria.iter().map(|criterion| (*criterion, parts(criterion))).collect(),
            labels,
        }
    }

    /// How many numbers so many groups have: every metric of each; by every criterion each but the first against the first,
    /// and all together.
    pub fn statistics(&self, groups: usize) -> usize {
        (self.metrics.len() + self.criteria.len()) * groups
    }

    /// Where the value of a metric of a group stands among the numbers.
    pub fn place_of_metric(&self, groups: usize, id: &str, group: usize) -> Option<usize> {
        let place = self.metrics.iter().position(|(metric, _)| metric.id == id)?;
        (group < groups).then_some(place * groups + group)
    }

    /// Where the comparison of a group with the first stands among the numbers; group 0 means all groups together.
    pub fn place_of_comparison(&self, groups: usize, id: &str, group: usize) -> Option<usize> {
        let place = self.criteria.iter().position(|(criterion, _)| criterion.id == id)?;
        let offset = if group == 0 { groups.checked_sub(1)? } else { group - 1 };
        (group < groups).then_some((self.metrics.len() + place) * groups + offset)
    }

    /// Writes all numbers of the groups; entries beyond [`Panel::statistics`] are left as they are.
    pub fn evaluate(&self, groups: &[Confusion], values: &mut [Measured]) {
        let Some(first) = groups.first() else { return };
        let (of_metrics, of_criteria) = values.split_at_mut((self.metrics.len() * groups.len()).min(values.len()));
        self.evaluate_metrics(groups, of_metrics);
        // The least and the most of a metric over all groups, once for the criteria that compare it.
        let mut known: Vec<Option<Measured<(Measured, Measured)>>> = vec![None; self.metrics.len()];
        let all: Vec<&Confusion> = groups.iter().collect();
        for ((criterion, parts), entries) in self.criteria.iter().zip(of_criteria.chunks_exact_mut(groups.len())) {
            let Some((last, pairs)) = entries.split_last_mut() else { continue };
            let (Composition::Compare { comparison, combine, .. }, Parts(Some(parts))) =
                (&criterion.composition, parts)
            else {
                for (entry, group) in pairs.iter_mut().zip(&groups[1..]) {
                    *entry = criterion.compare(group, first, self.labels);
                }
                *last = criterion.all_groups(&all, self.labels);
                continue;
            };
            let of = |part: usize| &of_metrics[part * groups.len()..(part + 1) * groups.len()];
            if let [part] = parts[..] {
                let own = of(part);
                for (entry, value) in pairs.iter_mut().zip(&own[1..]) {
                    *entry = comparison.between(*value, own[0]);
                }
            } else {
                let mut compared = Vec::with_capacity(parts.len());
                for (at, entry) in pairs.iter_mut().enumerate() {
                    compared.clear();
                    compared.extend(parts.iter().map(|&part| comparison.between(of(part)[at + 1], of(part)[0])));
                    *entry = combined(*comparison, *combine, &compared);
                }
            }
            *last = if groups.len() < 2 {
                Err(Unavailable::Undefined(Reason::OneGroup))
            } else {
                let mut widest = |part: usize| -> Measured {
                    let (least, most) = (*known[part].get_or_insert_with(|| extremes(of(part).iter().copied())))?;
                    match comparison {
                        Comparison::Ratio => comparison.between(least, most),
                        Comparison::Difference | Comparison::LogRatio => comparison.between(most, least),
                    }
                };
                if let [part] = parts[..] {
                    widest(part)
                } else {
                    let widest: Vec<Measured> = parts.iter().map(|&part| widest(part)).collect();
                    combined(*comparison, *combine, &widest)
                }
            };
        }
    }

    fn evaluate_metrics(&self, groups: &[Confusion], values: &mut [Measured]) {
        let count = groups.len();
        for (at, group) in groups.iter().enumerate() {
            // Weights have no sums by set of cells.
            let sums = (!group.is_weighted()).then(|| subset_sums(&group.counts()));
            for (place, (metric, identified)) in self.metrics.iter().enumerate() {
                let Some(value) = values.get_mut(place * count + at) else { return };
                *value = identified.and_then(|()| match (&metric.definition, &sums) {
                    (
                        Definition::Rate { of, among: below, empty } | Definition::Odds { of, against: below, empty },
                        Some(sums),
                    ) => quotient(sums[of.place()] as f64, sums[below.place()] as f64, *empty),
                    _ => metric.value(group, self.labels),
                });
            }
        }
    }
}

/// Rows in each of the 64 sets of cells.
fn subset_sums(counts: &[u64; 6]) -> [u64; 64] {
    let mut sums = [0_u64; 64];
    for (code, &rows) in counts.iter().enumerate() {
        let (known, new) = sums.split_at_mut(1 << code);
        for (sum, without) in new.iter_mut().zip(known.iter()) {
            *sum = without.saturating_add(rows);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cube::Cells;

    #[test]
    fn sums_are_those_of_the_cells() {
        let table = Confusion::from_counts([3, 1, 4, 1, 5, 9]);
        let sums = subset_sums(&table.counts());
        for cells in [Cells::ALL, Cells::SELECTED, Cells::TP, Cells::ACTUAL_NEGATIVES, Cells::TN | Cells::UNLABELLED] {
            assert_eq!(sums[cells.place()], table.count(cells), "{cells}");
        }
    }
}
