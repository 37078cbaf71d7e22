//! Comparisons and numbers with their errors, from rows or, where customers come back, from customers.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::customers::{self, Customers, Replicates};
use super::family::{AllGroups, Family};
use super::groups::RowGroups;
use super::judge::{Groups, Judge};
use crate::audit::MetricValue;
use crate::inference::Contrast;
use crate::metric::{Criterion, Metric};
use crate::value::Measured;

/// One side of a comparison: a tally and, where customers come back, what is left of it without each block of them.
pub(super) struct Side<'a, T: Clone> {
    pub(super) tally: &'a T,
    replicates: Option<Cow<'a, Replicates<T>>>,
}

impl<'a, T: Clone> Side<'a, T> {
    pub(super) fn new(tally: &'a T, replicates: Option<&'a Replicates<T>>) -> Self {
        Self { tally, replicates: replicates.map(Cow::Borrowed) }
    }
}

impl<F: Family> Judge<'_, F> {
    /// What is left of each group of rows without each block of customers.
    pub(super) fn replicates(&self, customers: &Customers, groups: &RowGroups) -> Vec<Replicates<F::Tally>> {
        let (split, origins) = customers.split(groups);
        let mut parts: Vec<BTreeMap<usize, F::Tally>> = vec![BTreeMap::new(); groups.count()];
        for (tally, (group, block)) in self.family.tallies(&split).into_iter().zip(origins) {
            parts[group].insert(block, tally);
        }
        let merge = |into: &mut F::Tally, other: &F::Tally| self.family.merge(into, other);
        parts.iter().map(|parts| Replicates::of(parts, customers.blocks, &merge)).collect()
    }

    /// Everyone else than a group; none where there is nobody else.
    pub(super) fn rest<'g>(&self, groups: &'g Groups<F::Tally>, at: usize) -> Option<Side<'g, F::Tally>> {
        let others = groups.list.iter().enumerate().filter(|(place, _)| *place != at);
        let others = others.filter_map(|(_, group)| group.replicates.as_ref()).chain(&groups.hidden);
        let merge = |into: &mut F::Tally, other: &F::Tally| self.family.merge(into, other);
        let replicates = Replicates::together(others, &merge).map(Cow::Owned);
        groups.list[at].rest.as_ref().map(|tally| Side { tally, replicates })
    }

    /// A group against its reference.
    pub(super) fn compare(
        &self,
        criterion: &'static Criterion,
        group: &Side<'_, F::Tally>,
        reference: &Side<'_, F::Tally>,
    ) -> Measured<Contrast> {
        let compared = |own: &F::Tally, other: &F::Tally| self.family.compare(criterion, own, other, self.setting);
        let whole = compared(group.tally, reference.tally)?;
        let (Some(own), Some(others)) = (&group.replicates, &reference.replicates) else { return Ok(whole) };
        let without = own.without.iter().zip(&others.without).map(|(own, other)| {
            let contrast = compared(own.as_ref()?, other.as_ref()?).ok()?;
            contrast.estimate().ok()
        });
        customers::contrast(&whole, without, own.filled.min(others.filled))
    }

    /// A metric of one group.
    pub(super) fn value(&self, metric: &'static Metric, side: &Side<'_, F::Tally>) -> MetricValue {
        let valued = |tally: &F::Tally| self.family.value(metric, tally, self.setting);
        let mut found = valued(side.tally);
        if let (Some(replicates), Ok(value), Ok(_)) = (&side.replicates, found.value, found.interval) {
            let without = replicates.without.iter().map(|tally| valued(tally.as_ref()?).value.ok());
            found.interval = customers::interval(metric, value, without, replicates.filled, self.setting.confidence);
        }
        found
    }

    /// A criterion of all groups at once; where customers come back, nothing is known of its error.
    pub(super) fn of_all(&self, criterion: &'static Criterion, groups: &[Side<'_, F::Tally>]) -> Measured<AllGroups> {
        let tallies: Vec<&F::Tally> = groups.iter().map(|side| side.tally).collect();
        let found = self.family.all_groups(criterion, &tallies, self.setting)?;
        if groups.iter().any(|side| side.replicates.is_some()) { customers::of_all(&found) } else { Ok(found) }
    }
}
