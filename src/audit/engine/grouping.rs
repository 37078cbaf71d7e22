//! What is measured of one grouping: every slice by every metric, against its reference, and the widest pairs.

use super::asked::metrics_of;
use super::request::Audit;
use crate::audit::by_counts::ByCounts;
use crate::audit::compare::Compared;
use crate::audit::conditional::missing_bounds;
use crate::audit::groups::{Chosen, Groups};
use crate::audit::measure::metric_values;
use crate::audit::policy::Reference;
use crate::audit::protection::WITHHELD;
use crate::audit::result::{Disparity, GroupingResult, SliceResult, WorstResult};
use crate::audit::setting::Setting;
use crate::audit::shared::Shared;
use crate::audit::shrunken::shrunken;
use crate::audit::tally::Tally;
use crate::audit::uncertain::label_bounds;
use crate::audit::widest::{Search, widest};
use crate::cube::{Cells, Confusion};
use crate::metric::Criterion;
use crate::segment::Slice;
use crate::value::{Reason, Unavailable, quotient};

/// What every slice is measured by. Unlike the subject it can be shared between threads.
#[derive(Clone, Copy)]
pub(super) struct Measuring<'a> {
    pub(super) audit: &'a Audit,
    pub(super) criteria: &'a [&'static Criterion],
    /// The metrics that are worth resampling, by id.
    pub(super) resampled: &'a [&'static str],
    /// Of everybody.
    pub(super) total: &'a Tally,
    pub(super) setting: Setting,
}

impl Measuring<'_> {
    /// A slice by itself, without comparisons.
    pub(super) fn slice(&self, slice: Slice, table: &Tally) -> SliceResult {
        let rows = table.count(Cells::ALL);
        SliceResult {
            slice,
            rows,
            share: quotient(rows as f64, self.total.count(Cells::ALL) as f64, Reason::NoRows),
            counts: table.counts(),
            weight: table.moments(Cells::ALL).map(|moments| moments.sum),
            below_minimum: rows < self.audit.policy.minimum_rows,
            metrics: metric_values(&self.audit.own_metrics, self.resampled, table, self.setting),
            disparities: Shared::default(),
        }
    }

    /// One grouping; `stream` is the stream of random numbers that its simulations draw from.
    pub(super) fn grouping(&self, groups: &Groups, stream: usize) -> GroupingResult {
        let is_single = groups.grouping.attributes().len() == 1;
        // The bounds rest on the customers of all known levels together.
        let missing = if is_single && groups.is_complete() {
            let list: Vec<(Slice, &Confusion)> =
                groups.list.iter().map(|group| (group.slice.clone(), &*group.table)).collect();
            missing_bounds(&list, self.setting)
        } else {
            Vec::new()
        };
        let unlabelled = if is_single && self.audit.suppression.is_none() {
            label_bounds(groups, &metrics_of(self.criteria), self.setting)
        } else {
            Vec::new()
        };
        GroupingResult {
            grouping: groups.grouping.clone(),
            slices: self.slices(groups),
            worst: self.widest_pairs(groups, stream as u64),
            missing,
            unlabelled,
            shrinkage: if groups.is_complete() { shrunken(groups, self.setting.confidence) } else { None },
        }
    }

    /// Every slice with its comparisons. Slices of equal counts are measured once.
    fn slices(&self, groups: &Groups) -> Vec<SliceResult> {
        let compared = self.criteria.iter().filter(|criterion| criterion.comparison().is_some());
        let references: Vec<(&'static Criterion, &Reference, Chosen<'_>)> = compared
            .map(|criterion| {
                let reference = self.audit.reference_of(criterion, &groups.grouping);
                let chosen = groups.chosen(reference, criterion, self.audit.policy.minimum_rows, self.setting);
                (*criterion, reference, chosen)
            })
            .collect();
        let mut by_counts = ByCounts::new(groups, references.iter().map(|(_, _, chosen)| chosen));
        let mut slices: Vec<SliceResult> = Vec::with_capacity(groups.list.len());
        for (at, group) in groups.list.iter().enumerate() {
            let result = if let Some(first) = by_counts.known(groups, at) {
                SliceResult { slice: group.slice.clone(), ..slices[first].clone() }
            } else {
                let disparities = references.iter().filter_map(|(criterion, reference, chosen)| {
                    disparity(groups, at, criterion, (reference, chosen), self.setting)
                });
                SliceResult { disparities: disparities.collect(), ..self.slice(group.slice.clone(), &group.table) }
            };
            by_counts.note(groups, at, slices.len());
            slices.push(result);
        }
        slices
    }

    /// The widest pair of groups by each criterion.
    fn widest_pairs(&self, groups: &Groups, stream: u64) -> Vec<WorstResult> {
        let mut floors = Vec::new();
        let search = |criterion: &&'static Criterion| {
            // The noise floor costs more than all else of a slice together, so it is simulated for those criteria that a
            // rule or the reader of selection rates asks for.
            let floored = self.audit.has_rule(criterion)
                || criterion.metrics().first().is_some_and(|metric| !metric.needs_labels());
            let search = Search { minimum_rows: self.audit.policy.minimum_rows, stream, floored };
            widest(groups, criterion, search, &mut floors, self.setting)
        };
        self.criteria.iter().map(search).collect()
    }
}

/// A slice against its reference; `None` where it is its own.
fn disparity(
    groups: &Groups,
    at: usize,
    criterion: &'static Criterion,
    (reference, chosen): (&Reference, &Chosen<'_>),
    setting: Setting,
) -> Option<Disparity> {
    let (found, table) = groups.reference(reference, chosen, at);
    let group = &groups.list[at];
    if found.slice.as_ref() == Some(&group.slice) {
        return None;
    }
    let absent = if groups.is_withheld(reference) { WITHHELD } else { Unavailable::Undefined(Reason::NoReference) };
    let compared = table
        .ok_or(absent)
        .and_then(|table| Compared::new(criterion, &group.table, &table, *reference == Reference::Overall, setting));
    Some(Disparity {
        criterion: criterion.id.into(),
        reference: found,
        value: compared.as_ref().map_err(|reason| *reason).and_then(Compared::value),
        interval: compared.as_ref().map_err(|reason| *reason).and_then(|one| one.interval(setting.confidence)),
        p_value: compared.as_ref().map_err(|reason| *reason).and_then(Compared::p_parity),
        resamples: compared.as_ref().ok().and_then(Compared::resamples),
    })
}
