//! The slices of a task as CSV, for reports that are not of decisions.

use super::csv::{attributes_of, ends, guarded, number, write_record};
use crate::audit::{Assessment, Audited, TaskGrouping, TaskResult, TaskSlice};
use crate::segment::{Grouping, Slice};

/// Every slice of every task with its size, metrics and verdicts.
pub(super) fn slices(audited: &Audited) -> String {
    let groupings = audited.tasks.iter().flat_map(|task| task.groupings.iter().map(|result| &result.grouping));
    let attributes = attributes_of(groupings);
    let mut metrics: Vec<&str> = Vec::new();
    for value in audited.tasks.iter().flat_map(|task| &task.overall.metrics) {
        if !metrics.contains(&value.metric.as_str()) {
            metrics.push(&value.metric);
        }
    }
    let mut header = vec!["task".to_owned(), "grouping".to_owned()];
    header.extend(attributes.iter().map(|name| guarded(name)));
    header.extend(["count", "share", "below_minimum"].map(str::to_owned));
    for metric in &metrics {
        header.extend(["", "_lower", "_upper"].map(|end| format!("{metric}{end}")));
    }
    for result in &audited.rules {
        let kinds = ["", "_lower", "_upper", "_p_outside", "_verdict", "_exempted"];
        header.extend(kinds.map(|end| guarded(&format!("rule {}{end}", result.rule.id))));
    }
    header.push("unavailable".to_owned());
    let mut text = String::new();
    write_record(&header, &mut text);
    for task in &audited.tasks {
        write_record(&record(audited, task, None, &task.overall, (&attributes, &metrics)), &mut text);
        for grouping in &task.groupings {
            for slice in &grouping.slices {
                write_record(&record(audited, task, Some(grouping), slice, (&attributes, &metrics)), &mut text);
            }
        }
    }
    text
}

fn record(
    audited: &Audited,
    task: &TaskResult,
    grouping: Option<&TaskGrouping>,
    slice: &TaskSlice,
    (attributes, metrics): (&[&str], &[&str]),
) -> Vec<String> {
    let mut missing = Vec::new();
    let mut fields = vec![task.task.to_string()];
    fields.push(grouping.map_or_else(String::new, |result| guarded(&result.grouping.to_string())));
    let level = |name: &&str| slice.slice.level(name).map_or_else(String::new, |level| guarded(&level.to_string()));
    fields.extend(attributes.iter().map(level));
    fields.push(slice.count.to_string());
    fields.push(number("share", slice.share, &mut missing));
    fields.push(slice.below_minimum.to_string());
    for metric in metrics {
        match slice.metric(metric) {
            Some(value) => {
                fields.push(number(metric, value.value, &mut missing));
                fields.extend(ends(value.interval));
            }
            None => fields.extend([const { String::new() }; 3]),
        }
    }
    for result in &audited.rules {
        let same =
            |one: &&Assessment, grouping: &Grouping, slice: &Slice| one.grouping == *grouping && one.slice == *slice;
        let found =
            grouping.and_then(|own| result.assessments.iter().find(|one| same(one, &own.grouping, &slice.slice)));
        match found {
            Some(one) => {
                fields.push(number(&result.rule.id, one.value, &mut missing));
                fields.extend(ends(one.interval));
                fields.push(one.p_outside_adjusted.map_or_else(|_| String::new(), |p| p.to_string()));
                fields.push(one.verdict.text().to_owned());
                fields.push(one.exemption.is_some().to_string());
            }
            None => fields.extend([const { String::new() }; 6]),
        }
    }
    fields.push(guarded(&missing.join("; ")));
    fields
}
