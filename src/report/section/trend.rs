//! Comparisons over periods: a small line for each segment, and the numbers behind it.

use std::collections::BTreeMap;

use super::figures::label;
use crate::audit::{Rule, Verdict};
use crate::report::document::{Block, TrendFigure, TrendMark, TrendPanel};
use crate::report::model::Report;
use crate::report::numbers::{self, Scale};
use crate::report::reading::{self, View};
use crate::report::table::{Cell, Table, measured, numeric, wordy};
use crate::report::text::Text;
use crate::report::trend::{TrendPoint, TrendSeries};
use crate::report::words::Words;
use crate::segment::Slice;

/// Segments that are drawn for each rule and attribute; the table has all.
const DRAWN: usize = 8;

pub(super) fn trend(report: &Report, audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    let Some(trend) = report.trend.as_ref().filter(|trend| !trend.series.is_empty()) else { return Vec::new() };
    let name = |title: &str, period: Option<&String>| Text::of_prose(period.map_or(title, String::as_str));
    let mut periods: Vec<Text> = trend.earlier.iter().map(|own| name(&own.title, own.period.as_ref())).collect();
    periods.push(match &report.card.period {
        Some(period) => Text::of_prose(period),
        None => w.this_report().into(),
    });
    let mut blocks = vec![Block::Paragraph(w.trend_intro())];
    for result in &audited.rules {
        // In the order of the audit, and one figure for each attribute.
        let mut order: Vec<&str> = Vec::new();
        let mut by_attribute: BTreeMap<&str, Vec<&TrendSeries>> = BTreeMap::new();
        for series in trend.series.iter().filter(|series| series.rule == result.rule.id) {
            let Some(attribute) = series.grouping.attributes().first() else { continue };
            if !order.contains(&attribute.as_str()) {
                order.push(attribute);
            }
            by_attribute.entry(attribute).or_default().push(series);
        }
        if order.is_empty() {
            continue;
        }
        blocks.push(Block::Heading { level: 3, text: w.rule_title(&result.rule) });
        for attribute in order {
            let series = by_attribute.remove(attribute).unwrap_or_default();
            blocks.push(Block::Trend(Box::new(figure(w, &result.rule, attribute, &series, &periods))));
            let caption = w.trend_caption(&result.rule, attribute);
            blocks.push(Block::Fold {
                level: None,
                summary: w.trend_numbers(),
                marks: Vec::new(),
                blocks: vec![Block::Table(table(audited, &result.rule, &series, &periods, caption))],
            });
        }
    }
    blocks
}

fn figure(w: Words, rule: &Rule, attribute: &str, series: &[&TrendSeries], periods: &[Text]) -> TrendFigure {
    let scale = reading::scale(&rule.criterion);
    let bounds = numbers::bounds(&rule.tolerance);
    let mut drawn: Vec<&&TrendSeries> = series.iter().collect();
    // Those that moved from one verdict to another first, then those outside.
    drawn.sort_by_key(|own| (!turned(own), last(own) != Some(Verdict::Outside)));
    drawn.truncate(DRAWN);
    let panel = |own: &&TrendSeries| {
        let mark = |(at, point): (usize, &Option<TrendPoint>)| {
            let point = point.as_ref()?;
            Some(TrendMark {
                period: at,
                value: point.value.ok()?,
                interval: point.interval.ok().map(|interval| (interval.lower, interval.upper)),
                verdict: point.verdict,
            })
        };
        let reading = match own.points.last().and_then(Option::as_ref).map(|point| point.value) {
            Some(Ok(value)) => format!("{}{}", w.number(scale, value, &bounds), scale.unit()),
            Some(Err(reason)) => w.unavailable_short(reason).to_owned(),
            None => String::new(),
        };
        TrendPanel {
            label: if own.slice == Slice::everybody() { attribute.to_owned() } else { label(w, &own.slice) },
            reading,
            verdict: last(own).unwrap_or(Verdict::NotAssessed),
            marks: own.points.iter().enumerate().filter_map(mark).collect(),
        }
    };
    TrendFigure {
        words: w,
        title: w.trend_title(rule, attribute),
        description: w.trend_description(
            drawn.len() as u64,
            periods.len() as u64,
            &w.tolerance(&rule.tolerance, scale),
        ),
        logarithmic: scale == Scale::Ratio,
        ideal: if scale == Scale::Ratio { 1.0 } else { 0.0 },
        lower: rule.tolerance.min,
        upper: rule.tolerance.max,
        band: w.band(&w.tolerance(&rule.tolerance, scale)),
        periods: periods.iter().map(Text::shown).collect(),
        panels: drawn.into_iter().map(panel).collect(),
        note: (series.len() > DRAWN).then(|| w.trend_drawn(DRAWN, series.len())),
    }
}

/// Whether the verdict changed since the first period.
fn turned(series: &TrendSeries) -> bool {
    let mut verdicts = series.points.iter().flatten().map(|point| point.verdict);
    let first = verdicts.next();
    verdicts.any(|other| Some(other) != first)
}

fn last(series: &TrendSeries) -> Option<Verdict> {
    series.points.last()?.as_ref().map(|point| point.verdict)
}

/// Every segment in every period.
fn table(audited: &View<'_>, rule: &Rule, series: &[&TrendSeries], periods: &[Text], caption: Text) -> Table {
    let w = audited.words;
    let scale = reading::scale(&rule.criterion);
    let bounds = numbers::bounds(&rule.tolerance);
    let mut columns = vec![wordy(w.labels().column.segment)];
    columns.extend(periods.iter().map(|period| numeric(period.clone())));
    let mut table = Table::new(caption, columns);
    for own in table.limited(series, audited.most_rows) {
        let mut row = vec![Cell::Text(if own.slice == Slice::everybody() {
            w.widest_pair().into()
        } else {
            w.levels(&own.slice)
        })];
        row.extend(own.points.iter().map(|point| {
            let Some(point) = point else { return Cell::None(String::new()) };
            match measured(w, point.value, point.interval, scale, &bounds) {
                Cell::Number(value, below) => {
                    let verdict = w.word(point.verdict);
                    let below = below.map_or_else(|| verdict.to_owned(), |below| format!("{below}\n{verdict}"));
                    Cell::Number(value, Some(below))
                }
                other => other,
            }
        }));
        table.rows.push(row);
    }
    table
}
