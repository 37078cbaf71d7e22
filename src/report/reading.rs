//! How the report reads an audit, whatever the language: what is where, how much is shown, scales, sides, methods.

use std::collections::BTreeMap;
use std::ops::Deref;

use super::model::Report;
use super::source::Sources;
use super::totals::Totals;
use super::words::Words;
use crate::audit::{Assessment, Audited, CountedUnit, GroupingResult};
use crate::data::ColumnRole;
use crate::inference::Method;
use crate::metric::{Comparison, Composition, Criterion, PopulationStatistic, Worse, catalogue};
use crate::report::numbers::Scale;
use crate::segment::Grouping;

/// Rows of tables that a page holds, all tables together; beyond that it shows the worst and says where the rest is.
const ROWS: usize = 6_000;
/// Rows that every table may have, however many tables there are.
const FEWEST: usize = 12;
/// Combinations of attributes that are shown.
const GROUPINGS: usize = 60;

/// An audit as it is laid out: with the words to use, what belongs to which grouping, and how much is shown.
#[derive(Debug)]
pub(super) struct View<'a> {
    audited: &'a Audited,
    pub(super) words: Words,
    /// What the text counts from the numbers.
    pub(super) totals: Totals,
    /// Rows that a table may have.
    pub(super) most_rows: usize,
    /// Combinations of attributes that may be shown.
    pub(super) most_groupings: usize,
    /// For each rule its assessments by grouping, in the order of the audit.
    assessments: Vec<BTreeMap<&'a [String], Vec<&'a Assessment>>>,
}

impl Deref for View<'_> {
    type Target = Audited;

    fn deref(&self) -> &Audited {
        self.audited
    }
}

impl<'a> View<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
        let audited = &report.audited;
        let by_grouping = |result: &'a crate::audit::RuleResult| {
            let mut found: BTreeMap<&'a [String], Vec<&'a Assessment>> = BTreeMap::new();
            // Those of one grouping follow each other, mostly.
            for run in result.assessments.chunk_by(|one, next| one.grouping == next.grouping) {
                found.entry(run[0].grouping.attributes()).or_default().extend(run);
            }
            found
        };
        let assessments: Vec<_> = audited.rules.iter().map(by_grouping).collect();
        let mut sizes: Vec<usize> = audited.groupings.iter().map(|result| result.slices.len()).collect();
        sizes.extend(assessments.iter().flat_map(|rule| rule.values().map(Vec::len)));
        let of_tasks = audited.tasks.iter().flat_map(|task| &task.groupings);
        sizes.extend(of_tasks.map(|grouping| grouping.slices.len()));
        sizes.push(audited.findings.len());
        Self {
            audited,
            words: Words::new(report.language),
            totals: report.totals(),
            most_rows: allowance(sizes),
            most_groupings: GROUPINGS,
            assessments,
        }
    }

    /// Where the JSON form has a grouping.
    pub(super) fn place(&self, result: &GroupingResult) -> String {
        let at = self.groupings.iter().position(|own| own.grouping == result.grouping);
        format!("/audited/groupings/{}", at.unwrap_or_default())
    }

    /// The number of a grouping's slices, and its place.
    pub(super) fn slices(&self, result: &GroupingResult) -> Sources {
        let place = format!("{}/slices/levels/0", self.place(result));
        Sources::default().count(self.words, result.slices.len() as u64, place)
    }

    /// The assessments of a rule, by its place in the policy, that concern a grouping.
    pub(super) fn of_grouping(&self, rule: usize, grouping: &Grouping) -> &[&'a Assessment] {
        self.assessments.get(rule).and_then(|found| found.get(grouping.attributes())).map_or(&[], Vec::as_slice)
    }
}

/// The largest number of rows which, as a limit of every table, keeps all tables together within [`ROWS`].
fn allowance(mut sizes: Vec<usize>) -> usize {
    sizes.sort_unstable();
    let mut room = ROWS;
    for (at, &size) in sizes.iter().enumerate() {
        let fair = room / (sizes.len() - at);
        if size > fair {
            return fair.max(FEWEST);
        }
        room -= size;
    }
    usize::MAX
}

/// The scale of a rule's values.
pub(super) fn scale(criterion: &str) -> Scale {
    catalogue::criterion(criterion).map_or(Scale::Plain, Scale::of)
}

/// What the report counts: a report on a task only counts in the task's unit.
pub(super) fn unit(audited: &Audited) -> CountedUnit {
    match audited.tasks.first() {
        Some(task) if audited.groupings.is_empty() => task.unit,
        _ => CountedUnit::Customers,
    }
}

/// The names of the strata.
pub(super) fn strata(audited: &Audited) -> impl Iterator<Item = &str> {
    audited
        .specification
        .attributes
        .iter()
        .filter(|attribute| attribute.role == ColumnRole::Stratum)
        .map(|attribute| attribute.name.as_str())
}

/// The metric, the comparison and the side, where a criterion compares one metric.
pub(super) fn single(criterion: &Criterion) -> Option<(&'static str, Comparison, bool)> {
    match criterion.composition {
        Composition::Compare { metrics: [metric], comparison, favourable_side, .. } => {
            Some((metric.id, comparison, favourable_side))
        }
        _ => None,
    }
}

/// Whether the segment's customers are on the losing side of a comparison of one metric.
pub(super) fn is_worse_off(criterion: &str, assessment: &Assessment) -> bool {
    let (Ok(criterion), Ok(value)) = (catalogue::criterion(criterion), assessment.value) else { return false };
    if matches!(criterion.composition, Composition::Population(PopulationStatistic::ShareRatio)) {
        return value < criterion.ideal;
    }
    let worse = match criterion.composition {
        Composition::Compare { metrics: [metric], .. } => metric.worse,
        Composition::OfTask { worse: worse @ (Worse::Above | Worse::Below), .. } => worse,
        _ => return true,
    };
    if worse == Worse::Above { value > criterion.ideal } else { value < criterion.ideal }
}

/// The methods of the intervals, each once, by name.
pub(super) fn methods_used(audited: &Audited) -> Vec<Method> {
    let mut used: Vec<Method> = audited
        .rules
        .iter()
        .flat_map(|result| &result.assessments)
        .flat_map(|assessment| {
            let values = assessment.group_values.iter().filter_map(|value| value.interval.ok());
            values.chain(assessment.interval.ok())
        })
        .chain(audited.overall.metrics.iter().filter_map(|value| value.interval.ok()))
        .map(|interval| interval.method)
        .collect();
    used.sort_unstable_by_key(|method| method.name());
    used.dedup();
    used
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_tables_are_whole_and_large_ones_share_what_is_left() {
        assert_eq!(allowance(vec![10, 300, 20]), usize::MAX);
        assert_eq!(allowance(vec![10, 10, 1_000_000]), ROWS - 20);
        assert_eq!(allowance(vec![500_000, 10, 500_000]), (ROWS - 10) / 2);
        assert_eq!(allowance(vec![5_000; 10_000]), FEWEST);
    }
}
