//! The balanced scorecard: business beside fairness, data privacy and trust, over everybody and by segment.

use crate::audit::{SliceResult, Verdict};
use crate::report::document::Block;
use crate::report::model::Report;
use crate::report::numbers::Scale;
use crate::report::reading::View;
use crate::report::scorecard::{Measure, MeasureUnit};
use crate::report::source::Sources;
use crate::report::table::{Cell, OPEN_ROWS, Table, numeric, wordy};
use crate::report::text::Text;
use crate::report::words::Words;
use crate::segment::{Grouping, Slice};
use crate::value::Measured;

pub(super) fn scorecard(report: &Report, audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    if report.scorecard.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Paragraph(w.scorecard_intro()), Block::Table(overall(w, &report.scorecard))];
    for (grouping, slices) in audited_slices(audited).into_iter().filter(|(own, _)| is_measured(report, own)) {
        blocks.push(Block::Table(by_segment(report, audited, grouping, &slices)));
    }
    blocks
}

/// A slice with its size, and its selection rate where decisions were audited.
type Sized<'a> = (&'a Slice, u64, Option<Measured>);

/// Every grouping with its slices; of a task those of the task, where decisions were not audited by the same grouping.
fn audited_slices<'a>(audited: &'a View<'_>) -> Vec<(&'a Grouping, Vec<Sized<'a>>)> {
    let mut all: Vec<(&Grouping, Vec<Sized<'_>>)> = Vec::new();
    for result in &audited.groupings {
        let rate = |slice: &SliceResult| slice.metric("selection_rate").map(|metric| metric.value);
        all.push((&result.grouping, result.slices.iter().map(|own| (&own.slice, own.rows, rate(own))).collect()));
    }
    for result in audited.tasks.iter().flat_map(|task| &task.groupings) {
        if !all.iter().any(|(known, _)| known.same_as(&result.grouping)) {
            all.push((&result.grouping, result.slices.iter().map(|own| (&own.slice, own.count, None)).collect()));
        }
    }
    all
}

/// Every measure over everybody, with target and movement.
fn overall(w: Words, measures: &[Measure]) -> Table {
    let labels = &w.labels().scorecard;
    let columns = vec![
        wordy(labels.measure),
        wordy(labels.perspective),
        numeric(labels.value),
        numeric(labels.target),
        wordy(labels.met),
        wordy(labels.movement),
    ];
    let mut table = Table::new(w.scorecard_caption(), columns);
    for (at, measure) in measures.iter().enumerate() {
        let place = |key: &str| format!("/scorecard/{at}/{key}");
        let tied =
            |text: String, key: &str| Text::from(text.clone()).sourced(&Sources::default().written(text, place(key)));
        let written = |value: f64, key: &str| tied(written(w, &measure.unit, value), key);
        let with_unit = |text: Text| match &measure.unit {
            MeasureUnit::Amount(of) => text.plain("\u{a0}").prose(of),
            _ => text,
        };
        let name = Text::of_prose(&measure.name);
        table.rows.push(vec![
            Cell::Text(if measure.computed { name } else { name.plain(" ").text(w.given_measure()) }),
            Cell::Text(w.perspective(measure.perspective).into()),
            match measure.value {
                Ok(value) => Cell::Text(with_unit(written(value, "value"))),
                Err(reason) => Cell::None(w.unavailable(reason)),
            },
            match measure.target {
                Some(target) => Cell::Text(with_unit(
                    w.measure_target(measure.better, tied(asked(w, &measure.unit, target), "target")),
                )),
                None => Cell::None(String::new()),
            },
            match measure.meets_target() {
                Some(met) => Cell::Text(w.target_met(met).into()),
                None => Cell::None(String::new()),
            },
            match measure.movement().zip(measure.previous) {
                Some((movement, before)) => {
                    Cell::Text(with_unit(w.measure_movement(movement, written(before, "previous"))))
                }
                None => Cell::None(String::new()),
            },
        ]);
    }
    table
}

/// A value by its unit; what it is a number of follows.
fn written(w: Words, unit: &MeasureUnit, value: f64) -> String {
    match unit {
        MeasureUnit::Share => w.percent(value),
        MeasureUnit::Count if value >= 0.0 && value.fract() == 0.0 && value < 1e15 => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number below 10^15")]
            let whole = value as u64;
            w.count(whole)
        }
        _ => w.plain(value),
    }
}

/// A target, with the digits that somebody wrote.
fn asked(w: Words, unit: &MeasureUnit, target: f64) -> String {
    w.as_written(if *unit == MeasureUnit::Share { Scale::Rate } else { Scale::Plain }, target)
}

/// Whether a measure has a value in a segment of the grouping.
fn is_measured(report: &Report, grouping: &Grouping) -> bool {
    let of = |measure: &Measure| measure.segments.iter().any(|own| is_of(&own.slice, grouping));
    report.scorecard.iter().any(of)
}

/// The measures of each segment beside its size, its selection rate and its worst verdict.
fn by_segment(report: &Report, audited: &View<'_>, grouping: &Grouping, slices: &[Sized<'_>]) -> Table {
    let w = audited.words;
    let labels = w.labels();
    let measures: Vec<(usize, &Measure)> = report
        .scorecard
        .iter()
        .enumerate()
        .filter(|(_, measure)| measure.segments.iter().any(|own| is_of(&own.slice, grouping)))
        .collect();
    let mut columns = vec![wordy(labels.column.segment), numeric(labels.column.customers)];
    columns.extend(measures.iter().map(|(_, measure)| {
        let name = Text::of_prose(&measure.name);
        numeric(match &measure.unit {
            MeasureUnit::Amount(of) => name.plain(" (").prose(of).plain(")"),
            _ => name,
        })
    }));
    let decided = slices.iter().any(|(.., rate)| rate.is_some());
    if decided {
        columns.push(numeric(labels.column.selection_rate));
    }
    columns.push(wordy(labels.column.verdict));
    let mut table = Table::new(w.scorecard_by(grouping), columns);
    table.open = if slices.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    for &(slice, rows, rate) in table.limited(slices, audited.most_rows) {
        let mut row = vec![Cell::Text(w.levels(slice)), Cell::Number(w.count(rows), None)];
        for (at, measure) in &measures {
            let found = measure.segments.iter().enumerate().find(|(_, own)| is_same(&own.slice, slice));
            row.push(match found.map(|(segment, own)| (segment, own.value)) {
                Some((segment, Ok(value))) => {
                    let text = written(w, &measure.unit, value);
                    let source =
                        Sources::default().written(text.clone(), format!("/scorecard/{at}/segments/{segment}/value"));
                    Cell::Text(Text::from(text).sourced(&source))
                }
                Some((_, Err(reason))) => Cell::None(w.unavailable(reason)),
                None => Cell::None(String::new()),
            });
        }
        if decided {
            row.push(match rate {
                Some(Ok(rate)) => Cell::Number(w.percent(rate), None),
                Some(Err(reason)) => Cell::None(w.unavailable(reason)),
                None => Cell::None(String::new()),
            });
        }
        let verdicts = audited
            .rules
            .iter()
            .enumerate()
            .flat_map(|(at, _)| audited.of_grouping(at, grouping))
            .filter(|one| one.slice == *slice)
            .map(|one| one.verdict);
        row.push(worst(verdicts).map_or_else(|| Cell::None(String::new()), |verdict| Cell::Verdict(verdict, None)));
        table.rows.push(row);
    }
    table
}

/// Whether a slice is one of a grouping, in whatever order it names the attributes.
fn is_of(slice: &Slice, grouping: &Grouping) -> bool {
    Grouping::by(slice.conditions().iter().map(|one| one.attribute.clone())).same_as(grouping)
}

fn is_same(one: &Slice, other: &Slice) -> bool {
    one.lies_within(other) && other.lies_within(one)
}

/// The gravest of several verdicts.
fn worst(verdicts: impl Iterator<Item = Verdict>) -> Option<Verdict> {
    let rank = |verdict: &Verdict| match verdict {
        Verdict::Outside => 0,
        Verdict::Inconclusive => 1,
        Verdict::NotAssessed => 2,
        Verdict::Within => 3,
    };
    verdicts.min_by_key(rank)
}
