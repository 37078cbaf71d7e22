//! Predictions other than decisions: numbers of each segment, what is drawn, and the rules that look at them.

use super::segments::rules_of;
use crate::audit::{Drawing, Exhibit, ExhibitKind, TaskGrouping, TaskResult, TaskSlice};
use crate::report::document::{Block, Chart, ChartSeries, Plot};
use crate::report::numbers::Scale;
use crate::report::reading::View;
use crate::report::source::Sources;
use crate::report::table::{Cell, OPEN_ROWS, Table, measured, numeric, rate, wordy};
use crate::report::text::Text;
use crate::report::words;
use crate::segment::Slice;

/// Metrics that stand side by side: what fits a sheet of A4 beside the segment and its size.
const ACROSS: usize = 5;
/// Lines of a forest.
const DRAWN: usize = 24;

pub(super) fn tasks(audited: &View<'_>) -> Vec<Block> {
    audited.tasks.iter().enumerate().flat_map(|(at, result)| task(audited, at, result)).collect()
}

fn task(audited: &View<'_>, at: usize, result: &TaskResult) -> Vec<Block> {
    let w = audited.words;
    let mut blocks = vec![
        Block::Heading { level: 3, text: w.task_title(result.task).into() },
        Block::Paragraph(w.task_intro(result)),
    ];
    if !result.options.is_empty() {
        blocks.push(Block::Note(w.options_in_force(&result.options)));
    }
    for (place, note) in result.notes.iter().enumerate() {
        let sources = Sources::default().below(w, &format!("/audited/tasks/{at}/notes/{place}"), note);
        blocks.push(Block::Note(w.task_note(note).sourced(&sources)));
    }
    for exhibit in result.exhibits.iter().filter(|exhibit| exhibit.grouping.is_none()) {
        blocks.extend(exhibit_blocks(audited, exhibit));
    }
    for grouping in &result.groupings {
        let is_single = grouping.grouping.attributes().len() == 1;
        let mut own: Vec<Block> = values_tables(audited, result, grouping).into_iter().map(Block::Table).collect();
        if is_single {
            let exhibits = result.exhibits.iter().filter(|one| one.grouping.as_ref() == Some(&grouping.grouping));
            own.extend(exhibits.flat_map(|exhibit| exhibit_blocks(audited, exhibit)));
        }
        if let Some(table) = all_groups_table(audited, grouping) {
            own.push(Block::Table(table));
        }
        own.extend(rules_of(audited, &grouping.grouping, 5, DRAWN));
        let name = Text::of_attributes(grouping.grouping.attributes());
        if is_single {
            blocks.push(Block::Heading { level: 4, text: name });
            blocks.extend(own);
        } else {
            let judged = audited
                .rules
                .iter()
                .enumerate()
                .flat_map(|(at, _)| audited.of_grouping(at, &grouping.grouping).iter().copied());
            let marks = super::front::tally(judged);
            blocks.push(Block::Fold { level: Some(4), summary: name, marks, blocks: own });
        }
    }
    blocks
}

/// Every segment with its size and the numbers of the task, in as many tables as a sheet of paper needs.
fn values_tables(audited: &View<'_>, result: &TaskResult, grouping: &TaskGrouping) -> Vec<Table> {
    let shown: Vec<&str> = result
        .overall
        .metrics
        .iter()
        .map(|value| value.metric.as_str())
        .filter(|id| grouping.slices.iter().any(|slice| slice.metric(id).is_some()))
        .collect();
    // Tables of one width rather than a last one with a single column.
    let parts = shown.len().div_ceil(ACROSS).max(1);
    let across = shown.len().div_ceil(parts).max(1);
    if shown.is_empty() {
        return vec![values_table(audited, result, grouping, &[])];
    }
    let mut tables: Vec<Table> =
        shown.chunks(across).map(|shown| values_table(audited, result, grouping, shown)).collect();
    if parts > 1 {
        for (at, table) in tables.iter_mut().enumerate() {
            let part = Text::from(audited.words.of(at as u64 + 1, parts as u64));
            table.caption = std::mem::take(&mut table.caption).plain(", ").text(part);
        }
    }
    tables
}

/// Every segment with its size and some of the numbers.
fn values_table(audited: &View<'_>, result: &TaskResult, grouping: &TaskGrouping, shown: &[&str]) -> Table {
    let w = audited.words;
    let mut columns = vec![wordy(w.labels().column.segment), numeric(w.counted_unit(result.unit))];
    columns.extend(shown.iter().map(|id| numeric(words::capital(w.metric_name(id)))));
    let mut table = Table::new(w.task_values_of(&grouping.grouping), columns);
    let mut slices: Vec<&TaskSlice> = grouping.slices.iter().collect();
    if slices.len() > audited.most_rows {
        table.whole = Some(slices.len());
        slices.sort_by_key(|slice| std::cmp::Reverse(slice.count));
        slices.truncate(audited.most_rows);
    }
    table.open = if slices.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    for slice in slices {
        let share = slice.share.ok().map(|share| w.percent(share));
        let mut row = vec![Cell::Text(w.levels(&slice.slice)), Cell::Number(w.count(slice.count), share)];
        row.extend(
            shown.iter().map(|id| slice.metric(id).map_or_else(|| Cell::None(String::new()), |value| rate(w, value))),
        );
        table.rows.push(row);
    }
    table
}

/// The widest pairs, and what is said of all groups at once.
fn all_groups_table(audited: &View<'_>, grouping: &TaskGrouping) -> Option<Table> {
    let w = audited.words;
    if grouping.all_groups.is_empty() || grouping.slices.len() < 2 {
        return None;
    }
    let columns =
        vec![wordy(w.labels().column.criterion), numeric(w.labels().column.value), wordy(w.labels().column.pair)];
    let mut table = Table::new(w.task_all_groups_of(&grouping.grouping), columns);
    for worst in &grouping.all_groups {
        let scale = crate::report::reading::scale(&worst.criterion);
        // Over all groups a difference has no sign.
        let scale = if scale == Scale::Points { Scale::Size } else { scale };
        let pair = match (&worst.group, &worst.reference) {
            (Some(group), Some(reference)) => {
                Text::from("").text(w.levels(group)).plain(" – ").text(w.levels(reference))
            }
            _ => Text::from("–"),
        };
        let value = match (measured(w, worst.value, worst.interval, scale, &[]), worst.p_value) {
            (Cell::Number(main, below), Ok(p)) => {
                let below: Vec<String> = below.into_iter().chain([format!("p {}", w.p_value(p))]).collect();
                Cell::Number(main, Some(below.join("\n")))
            }
            (cell, _) => cell,
        };
        table.rows.push(vec![
            Cell::Text(words::capital(w.criterion_name(&worst.criterion)).into()),
            value,
            Cell::Text(pair),
        ]);
    }
    Some(table)
}

/// An exhibit as a drawing, and its numbers folded away below it.
fn exhibit_blocks(audited: &View<'_>, exhibit: &Exhibit) -> Vec<Block> {
    let w = audited.words;
    let label = |slice: &Slice| {
        if slice.conditions().is_empty() { w.everybody().to_owned() } else { w.levels(slice).shown() }
    };
    let (across_scale, up_scale) = scales(exhibit);
    let series: Vec<ChartSeries> = match &exhibit.drawing {
        Drawing::Curves { series, .. } => series
            .iter()
            .map(|curve| ChartSeries {
                label: label(&curve.slice),
                points: curve.points.iter().map(|point| (point.x, point.y, point.interval)).collect(),
            })
            .collect(),
        Drawing::Bars { series, .. } => series
            .iter()
            .map(|bar| ChartSeries {
                label: label(&bar.slice),
                points: bar
                    .values
                    .iter()
                    .enumerate()
                    .filter_map(|(at, value)| Some((at as f64, (*value)?, bar.intervals.get(at).copied().flatten())))
                    .collect(),
            })
            .collect(),
    };
    if series.iter().all(|one| one.points.is_empty()) {
        return Vec::new();
    }
    let title = w.exhibit_title(exhibit.kind, exhibit.grouping.as_ref());
    let table = exhibit_table(audited, exhibit, &series, (across_scale, up_scale));
    let plot = match &exhibit.drawing {
        Drawing::Curves { diagonal, .. } => Plot::Curves { diagonal: *diagonal },
        Drawing::Bars { categories, .. } => Plot::Marks { categories: categories.clone() },
    };
    let count = series.len();
    let chart = Chart {
        words: w,
        title: title.clone(),
        description: w.exhibit_description(exhibit.kind, count),
        across: w.exhibit_across(exhibit.kind).to_owned(),
        up: w.exhibit_up(exhibit.kind).to_owned(),
        across_scale,
        up_scale,
        plot,
        series,
    };
    let fold = Block::Fold {
        level: None,
        summary: w.numbers_drawn().into(),
        marks: Vec::new(),
        blocks: vec![Block::Table(table)],
    };
    vec![Block::Chart(chart), fold]
}

/// How the numbers of an exhibit are written: ranks whole, parts of a difference in points, shares in percent where all lie
/// between 0 and 1.
fn scales(exhibit: &Exhibit) -> (Scale, Scale) {
    let (across, up) = scales_by_values(exhibit);
    match exhibit.kind {
        ExhibitKind::ExposureByRank => (Scale::Whole, up),
        ExhibitKind::FunnelParts => (across, Scale::Points),
        _ => (across, up),
    }
}

fn scales_by_values(exhibit: &Exhibit) -> (Scale, Scale) {
    let scale = |mut values: Box<dyn Iterator<Item = f64> + '_>| {
        if values.all(|value| (0.0..=1.0).contains(&value)) { Scale::Rate } else { Scale::Plain }
    };
    match &exhibit.drawing {
        Drawing::Curves { series, .. } => (
            scale(Box::new(series.iter().flat_map(|curve| curve.points.iter().map(|point| point.x)))),
            scale(Box::new(series.iter().flat_map(|curve| curve.points.iter().map(|point| point.y)))),
        ),
        Drawing::Bars { series, .. } => {
            (Scale::Plain, scale(Box::new(series.iter().flat_map(|bar| bar.values.iter().copied().flatten()))))
        }
    }
}

/// The numbers of a drawing.
fn exhibit_table(audited: &View<'_>, exhibit: &Exhibit, series: &[ChartSeries], (across, up): (Scale, Scale)) -> Table {
    let w = audited.words;
    let number = |value: f64, interval: Option<(f64, f64)>| {
        let between = interval.map(|(lower, upper)| w.range(&w.number(up, lower, &[]), &w.number(up, upper, &[])));
        Cell::Number(format!("{}{}", w.number(up, value, &[]), up.unit()), between)
    };
    let caption = w.exhibit_title(exhibit.kind, exhibit.grouping.as_ref());
    let mut table = match &exhibit.drawing {
        Drawing::Bars { categories, .. } => {
            let mut columns = vec![wordy(w.labels().column.segment)];
            columns.extend(categories.iter().map(|category| numeric(Text::of_name(category))));
            let mut table = Table::new(caption, columns);
            for one in series {
                let mut row = vec![Cell::Text(Text::of_name(&one.label))];
                row.extend((0..categories.len()).map(|at| {
                    let found = one.points.iter().find(|point| (point.0 - at as f64).abs() < 0.5);
                    found.map_or_else(|| Cell::None("–".to_owned()), |point| number(point.1, point.2))
                }));
                table.rows.push(row);
            }
            table
        }
        Drawing::Curves { .. } => {
            let columns = vec![
                wordy(w.labels().column.segment),
                numeric(w.exhibit_across(exhibit.kind)),
                numeric(w.exhibit_up(exhibit.kind)),
            ];
            let mut table = Table::new(caption, columns);
            for one in series {
                table.rows.extend(one.points.iter().map(|point| {
                    vec![
                        Cell::Text(Text::of_name(&one.label)),
                        Cell::Number(w.number(across, point.0, &[]), None),
                        number(point.1, point.2),
                    ]
                }));
            }
            table
        }
    };
    if table.rows.len() > audited.most_rows {
        table.whole = Some(table.rows.len());
        table.rows.truncate(audited.most_rows);
    }
    table.open = OPEN_ROWS;
    table
}
