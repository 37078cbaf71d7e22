//! The slices of tasks: size in the task's own unit, every metric that could be asked, every rule.

use super::row::Row;
use super::{Kind, SliceTable};
use crate::audit::{TaskResult, TaskSlice};
use crate::segment::Grouping;

impl<'a> SliceTable<'a> {
    pub(super) fn begin_tasks(&mut self) {
        let tasks = &self.audited.tasks;
        self.column("task", Kind::Text);
        self.column("grouping", Kind::Text);
        self.attribute_columns(tasks.iter().flat_map(|task| task.groupings.iter().map(|result| &result.grouping)));
        self.column("count", Kind::Count);
        self.column("share", Kind::Number);
        self.column("below_minimum", Kind::Flag);
        for value in tasks.iter().flat_map(|task| &task.overall.metrics) {
            if !self.metrics.contains(&value.metric.as_str()) {
                self.metric_column(&value.metric);
            }
        }
        self.last_columns();
    }

    pub(super) fn each_of_tasks<E>(&self, each: &mut impl FnMut(&Row<'a>) -> Result<(), E>) -> Result<(), E> {
        for task in &self.audited.tasks {
            each(&self.row_of_task(task, None, &task.overall))?;
            for result in &task.groupings {
                for slice in &result.slices {
                    each(&self.row_of_task(task, Some(&result.grouping), slice))?;
                }
            }
        }
        Ok(())
    }

    fn row_of_task(&self, task: &TaskResult, grouping: Option<&'a Grouping>, slice: &'a TaskSlice) -> Row<'a> {
        let mut row = Row::default();
        row.text(task.task.to_string());
        match grouping {
            Some(grouping) => row.text(grouping.to_string()),
            None => row.nothing(1),
        }
        row.levels(&self.attributes, &slice.slice);
        row.count(slice.count);
        row.number("share", slice.share);
        row.flag(slice.below_minimum);
        for metric in &self.metrics {
            row.metric(metric, slice.metric(metric).map(|found| (found.value, found.interval)));
        }
        self.judge(grouping, &slice.slice, &mut row);
        row.close();
        row
    }
}
