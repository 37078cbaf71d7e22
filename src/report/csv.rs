//! The slice table as CSV, at full precision: one row for each slice.
//!
//! Columns of numbers hold numbers or nothing; why a number is missing stands in the column `unavailable`. Text that a
//! spreadsheet would run as a formula (it begins with `=`, `+`, `-` or `@`, wide or not, or a line end or a tab, and is no number)
//! gets an apostrophe in front, as OWASP advises: segment names come from outside. The JSON form has the names unchanged.

use std::collections::HashMap;
use std::fmt::Write;

use super::model::Report;
use crate::audit::{Assessment, Audited, GroupingResult, MetricValue, SliceResult};
use crate::cube::Cells;
use crate::inference::Interval;
use crate::metric::METRICS;
use crate::segment::{Grouping, Slice};
use crate::value::Measured;

impl Report {
    /// Every slice with its counts, metrics and verdicts as CSV (RFC 4180, with line feeds).
    ///
    /// The columns are `grouping`, one for each attribute (empty where the slice does not hold it), sizes, counts by
    /// decision and outcome, every metric with its interval, then value, interval and verdict of every rule. A report on
    /// other predictions than decisions has the task, and no counts by decision and outcome.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Audit, Predictions};
    ///
    /// let predictions =
    ///     Predictions::builder().decision(&[1_u8, 0, 1]).segment("channel", &["app", "=1+1", "app"]).build()?;
    /// let csv = Audit::new().run(&predictions)?.report().build().slice_csv();
    /// let mut lines = csv.lines();
    /// assert!(lines.next().unwrap().starts_with("grouping,channel,rows,share,"));
    /// assert!(lines.any(|line| line.starts_with("channel,'=1+1,1,")));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn slice_csv(&self) -> String {
        let audited = &self.audited;
        if audited.groupings.is_empty() && !audited.tasks.is_empty() {
            return super::task_csv::slices(audited);
        }
        let attributes = attributes_of(audited.groupings.iter().map(|result| &result.grouping));
        let judged = judged(audited);
        let mut text = String::new();
        write_record(&header(audited, &attributes), &mut text);
        write_record(&record(audited, &attributes, &judged, None, &audited.overall), &mut text);
        for grouping in &audited.groupings {
            for slice in &grouping.slices {
                write_record(&record(audited, &attributes, &judged, Some(grouping), slice), &mut text);
            }
        }
        text
    }
}

/// Every attribute of the groupings, once, in the order of the data.
pub(super) fn attributes_of<'a>(groupings: impl Iterator<Item = &'a Grouping>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for name in groupings.flat_map(Grouping::attributes) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

fn header(audited: &Audited, attributes: &[&str]) -> Vec<String> {
    let mut names = vec!["grouping".to_owned()];
    names.extend(attributes.iter().map(|name| guarded(name)));
    names.extend(["rows", "share", "weight", "below_minimum"].map(str::to_owned));
    names.extend(["tn", "fn", "rejected_unlabelled", "fp", "tp", "selected_unlabelled"].map(str::to_owned));
    for metric in METRICS {
        names.extend(["", "_lower", "_upper"].map(|end| format!("{}{end}", metric.id)));
    }
    for result in &audited.rules {
        let ends = ["", "_lower", "_upper", "_p_outside", "_verdict", "_exempted"];
        names.extend(ends.map(|end| guarded(&format!("rule {}{end}", result.rule.id))));
    }
    names.push("unavailable".to_owned());
    names
}

/// What one rule says of each slice. Looked up by slice: a search for each would cost their square.
type Judged<'a> = HashMap<(&'a Grouping, &'a Slice), &'a Assessment>;

fn judged(audited: &Audited) -> Vec<Judged<'_>> {
    let rules = audited.rules.iter();
    // From the back, so that the first of two stays.
    rules.map(|rule| rule.assessments.iter().rev().map(|one| ((&one.grouping, &one.slice), one)).collect()).collect()
}

fn record(
    audited: &Audited,
    attributes: &[&str],
    judged: &[Judged<'_>],
    grouping: Option<&GroupingResult>,
    slice: &SliceResult,
) -> Vec<String> {
    let mut missing = Vec::new();
    let mut fields = vec![grouping.map_or_else(String::new, |result| guarded(&result.grouping.to_string()))];
    let level = |name: &&str| slice.slice.level(name).map_or_else(String::new, |level| guarded(&level.to_string()));
    fields.extend(attributes.iter().map(level));
    fields.push(slice.rows.to_string());
    fields.push(number("share", slice.share, &mut missing));
    fields.push(slice.weight.map_or_else(String::new, |weight| weight.to_string()));
    fields.push(slice.below_minimum.to_string());
    fields.extend(slice.counts.iter().map(ToString::to_string));
    debug_assert_eq!(slice.counts.len(), Cells::SINGLE.len());
    for metric in METRICS {
        match slice.metric(metric.id) {
            Some(MetricValue { value, interval, .. }) => {
                fields.push(number(metric.id, *value, &mut missing));
                fields.extend(ends(*interval));
            }
            None => fields.extend([const { String::new() }; 3]),
        }
    }
    for (result, judged) in audited.rules.iter().zip(judged) {
        let found = grouping.and_then(|grouping| judged.get(&(&grouping.grouping, &slice.slice)));
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

pub(super) fn number(name: &str, value: Measured, missing: &mut Vec<String>) -> String {
    match value {
        Ok(value) => value.to_string(),
        Err(reason) => {
            missing.push(format!("{name} {reason}"));
            String::new()
        }
    }
}

pub(super) fn ends(interval: Measured<Interval>) -> [String; 2] {
    interval.map_or_else(
        |_| [String::new(), String::new()],
        |interval| {
            [interval.lower, interval.upper].map(|end| if end.is_finite() { end.to_string() } else { String::new() })
        },
    )
}

/// Text that no spreadsheet takes for a formula.
pub(super) fn guarded(text: &str) -> String {
    let mut characters = text.chars();
    let risky = match characters.next() {
        Some('=' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => true,
        // A number with its sign is none, but `-inf` and `-1-1` are.
        Some('+' | '-') => !characters.all(|character| character.is_ascii_digit() || character == '.'),
        _ => false,
    };
    if risky { format!("'{text}") } else { text.to_owned() }
}

pub(super) fn write_record(fields: &[String], text: &mut String) {
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        if field.contains(['"', ',', '\n', '\r']) {
            // Writing to a String cannot fail.
            let _ = write!(text, "\"{}\"", field.replace('"', "\"\""));
        } else {
            text.push_str(field);
        }
    }
    text.push('\n');
}
