//! The slices of decisions: sizes, counts by decision and outcome, every metric, every rule.

use super::row::Row;
use super::{Kind, SliceTable};
use crate::audit::SliceResult;
use crate::cube::Cells;
use crate::metric::METRICS;
use crate::segment::Grouping;

/// The counts of a slice, in their order.
const COUNTS: [&str; Cells::SINGLE.len()] = ["tn", "fn", "rejected_unlabelled", "fp", "tp", "selected_unlabelled"];

impl<'a> SliceTable<'a> {
    pub(super) fn begin_decisions(&mut self) {
        self.column("grouping", Kind::Text);
        self.attribute_columns(self.audited.groupings.iter().map(|result| &result.grouping));
        self.column("rows", Kind::Count);
        self.column("share", Kind::Number);
        self.column("weight", Kind::Number);
        self.column("below_minimum", Kind::Flag);
        for name in COUNTS {
            self.column(name, Kind::Count);
        }
        for metric in METRICS {
            self.metric_column(metric.id);
        }
        self.last_columns();
    }

    pub(super) fn each_of_decisions<E>(&self, each: &mut impl FnMut(&Row<'a>) -> Result<(), E>) -> Result<(), E> {
        each(&self.row_of_decisions(None, &self.audited.overall))?;
        for result in &self.audited.groupings {
            for slice in &result.slices {
                each(&self.row_of_decisions(Some(&result.grouping), slice))?;
            }
        }
        Ok(())
    }

    fn row_of_decisions(&self, grouping: Option<&'a Grouping>, slice: &'a SliceResult) -> Row<'a> {
        let mut row = Row::default();
        match grouping {
            Some(grouping) => row.text(grouping.to_string()),
            None => row.nothing(1),
        }
        row.levels(&self.attributes, &slice.slice);
        row.count(slice.rows);
        row.number("share", slice.share);
        row.plain(slice.weight);
        row.flag(slice.below_minimum);
        for count in slice.counts {
            row.count(count);
        }
        for metric in &self.metrics {
            row.metric(metric, slice.metric(metric).map(|found| (found.value, found.interval)));
        }
        self.judge(grouping, &slice.slice, &mut row);
        row.close();
        row
    }
}
