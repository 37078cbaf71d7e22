//! What a reader must know about the rows before believing a number.

use super::run::Run;
use crate::audit::by_customer::Customers;
use crate::audit::finding::Notice;
use crate::audit::groups::{Group, Groups};
use crate::audit::result::{MetricValue, SliceResult};
use crate::cube::Cells;
use crate::data::{CustomerSummary, LabelAvailability};

/// Customers of a slice below which intervals that rest on customers are themselves uncertain.
const FEW_CUSTOMERS: u64 = 20;

impl Run<'_> {
    pub(super) fn notices(&self, all: &[Groups], overall: &SliceResult) -> Vec<Notice> {
        let mut notices = Vec::new();
        self.about_customers(all, overall, &mut notices);
        self.about_labels(&mut notices);
        self.about_one_sided_rows(&mut notices);
        for groups in all {
            about_levels(groups, &mut notices);
        }
        let minimum = self.audit.policy.minimum_rows;
        let small = all.iter().flat_map(|groups| &groups.list).filter(|group| group.rows() < minimum).count();
        if small > 0 {
            notices.push(Notice::SmallSlices { slices: small as u64, minimum });
        }
        if let Some(rows) = self.subject.zero_weights.filter(|&rows| rows > 0) {
            notices.push(Notice::ZeroWeights { rows });
        }
        if !self.audit.policy.exemptions.is_empty() && self.audit.as_of.is_none() {
            notices.push(Notice::ExemptionsUndated);
        }
        notices
    }

    /// Whether customers come back, and what intervals make of it.
    fn about_customers(&self, all: &[Groups], overall: &SliceResult, notices: &mut Vec<Notice>) {
        let design_effect = || overall.metric("selection_rate").and_then(MetricValue::design_effect);
        if let Customers::Replicated(_, replicates) = *self.subject.customer_rows {
            notices.push(Notice::ClusterBootstrap { replicates, design_effect: design_effect() });
        }
        if let Some(CustomerSummary { customers, repeated, most_rows }) = self.subject.customers
            && repeated > 0
        {
            if self.audit.suppression.is_some() {
                notices.push(Notice::CustomersComeBack);
            } else if self.audit.rows_as_customers || matches!(self.subject.customer_rows, Customers::Parted) {
                notices.push(Notice::RowLevelIntervals { customers, repeated, most_rows });
            } else if matches!(self.subject.customer_rows, Customers::Whole(Some(_))) {
                let design_effect = design_effect();
                notices.push(Notice::RepeatedCustomers { customers, repeated, most_rows, design_effect });
            }
        }
        let few = |group: &&Group| {
            let customers = group.table.customers().map(|moments| moments.customers(Cells::ALL));
            group.rows() >= self.audit.policy.minimum_rows
                && customers.is_some_and(|customers| customers < FEW_CUSTOMERS)
        };
        let slices = all.iter().flat_map(|groups| &groups.list).filter(few).count() as u64;
        if slices > 0 {
            let estimated = matches!(self.subject.customer_rows, Customers::Replicated(..));
            notices.push(Notice::FewCustomers { slices, fewer_than: FEW_CUSTOMERS, estimated });
        }
    }

    fn about_labels(&self, notices: &mut Vec<Notice>) {
        let unlabelled = self.total.count(Cells::UNLABELLED);
        match self.setting.labels {
            LabelAvailability::None => notices.push(Notice::NoLabels),
            LabelAvailability::SelectedOnly => notices.push(Notice::SelectiveLabels),
            LabelAvailability::All if unlabelled > 0 => notices.push(Notice::MissingLabels { rows: unlabelled }),
            LabelAvailability::Delayed if unlabelled > 0 => notices.push(Notice::PendingLabels { rows: unlabelled }),
            LabelAvailability::All | LabelAvailability::Delayed => {}
        }
    }

    /// Whether all outcomes, or all decisions, are the same.
    fn about_one_sided_rows(&self, notices: &mut Vec<Notice>) {
        let labelled = self.total.count(Cells::LABELLED);
        let positives = self.total.count(Cells::ACTUAL_POSITIVES);
        if labelled > 0 && [0, labelled].contains(&positives) {
            notices.push(Notice::OneOutcome { positive: positives > 0 });
        }
        let rows = self.total.count(Cells::ALL);
        let selected = self.total.count(Cells::SELECTED);
        if rows > 0 && [0, rows].contains(&selected) {
            notices.push(Notice::OneDecision { selected: selected > 0 });
        }
    }
}

/// Whether a single attribute has one level only, or one that is not known.
fn about_levels(groups: &Groups, notices: &mut Vec<Notice>) {
    let [attribute] = groups.grouping.attributes() else { return };
    if let [only] = &groups.list[..]
        && groups.is_complete()
    {
        notices.push(Notice::OneLevel { attribute: attribute.clone(), level: only.slice.label() });
    }
    let missing = |group: &&Group| group.slice.conditions().iter().any(|one| one.level.is_missing());
    if let Some(unknown) = groups.list.iter().find(missing) {
        notices.push(Notice::UnknownSegment { attribute: attribute.clone(), rows: unknown.rows() });
    }
}
