//! What the figures draw: forests of disparities and heat maps of rates.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::{Assessment, GroupingResult, Rule, SliceResult, Verdict};
use crate::report::document::{Forest, ForestRow, HeatCell, HeatMap};
use crate::report::numbers::{self, Scale};
use crate::report::reading::{self, View};
use crate::report::text::Text;
use crate::report::words::Words;
use crate::segment::{Grouping, Level, Slice};

/// The disparities of one rule over one grouping; `None` where there is nothing to draw.
pub(super) fn forest(w: Words, rule: &Rule, grouping: &Grouping, assessments: &[&Assessment]) -> Option<Forest> {
    if !assessments.iter().any(|assessment| assessment.value.is_ok()) {
        return None;
    }
    let scale = reading::scale(&rule.criterion);
    let bounds = numbers::bounds(&rule.tolerance);
    let asks = w.tolerance(&rule.tolerance, scale);
    let axis = match scale {
        Scale::Ratio => w.forest_axis(true),
        Scale::Points | Scale::Size => w.forest_axis(false),
        Scale::Rate | Scale::Whole | Scale::Plain => w.forest_axis_plain(),
    };
    Some(Forest {
        words: w,
        title: w.forest_title(rule, grouping),
        description: w.forest_description(assessments.len(), &asks, axis),
        logarithmic: scale == Scale::Ratio,
        percent: matches!(scale, Scale::Points | Scale::Size),
        ideal: if scale == Scale::Ratio { 1.0 } else { 0.0 },
        lower: rule.tolerance.min,
        upper: rule.tolerance.max,
        band: w.band(&asks),
        axis: axis.to_owned(),
        rows: assessments
            .iter()
            .map(|assessment| ForestRow {
                label: label(w, &assessment.slice),
                value: assessment.value.ok(),
                interval: assessment.interval.ok().map(|interval| (interval.lower, interval.upper)),
                verdict: assessment.verdict,
                reading: match assessment.value {
                    Ok(value) => format!("{}{}", w.number(scale, value, &bounds), scale.unit()),
                    Err(reason) => w.unavailable_short(reason).to_owned(),
                },
            })
            .collect(),
    })
}

/// Characters of a segment's name in a forest; on a telephone more would run into the reading beside it.
const LABEL: usize = 26;

/// A slice by its levels, each cut to its share of the line, to which short ones leave what they do not need. The table
/// below has the names in full.
pub(super) fn label(w: Words, slice: &Slice) -> String {
    let names: Vec<String> =
        slice.conditions().iter().map(|condition| w.level_name(&condition.level).shown()).collect();
    let share = LABEL / names.len().max(1);
    let lengths = || names.iter().map(|name| name.chars().count());
    let spare: usize = lengths().map(|length| share.saturating_sub(length)).sum();
    let long = lengths().filter(|length| *length > share).count();
    let each = share + spare / long.max(1);
    let levels: Vec<String> = names
        .iter()
        .map(|name| {
            if name.chars().count() > each {
                name.chars().take(each.saturating_sub(1)).chain(['…']).collect()
            } else {
                name.clone()
            }
        })
        .collect();
    levels.join(" × ")
}

/// Most levels of an attribute in a heat map: more could not be seen at once, on no screen and no sheet of paper.
const DRAWN: usize = 24;

/// The selection rate of each combination of two attributes, of the largest levels where there are many.
pub(super) fn heat_map(audited: &View<'_>, result: &GroupingResult) -> Option<HeatMap> {
    let w = audited.words;
    let [down, across] = result.grouping.attributes() else { return None };
    let cells: BTreeMap<(&Level, &Level), &SliceResult> = result
        .slices
        .iter()
        .filter_map(|slice| Some(((slice.slice.level(down)?, slice.slice.level(across)?), slice)))
        .collect();
    let (rows, all_rows) = largest(audited, down, cells.iter().map(|((row, _), slice)| (*row, slice.rows)));
    let (columns, all_columns) =
        largest(audited, across, cells.iter().map(|((_, column), slice)| (*column, slice.rows)));
    let rate = |slice: &SliceResult| slice.metric("selection_rate").and_then(|metric| metric.value.ok());
    let rates: Vec<f64> = result.slices.iter().filter_map(rate).collect();
    let lowest = rates.iter().copied().reduce(f64::min)?;
    let highest = rates.iter().copied().reduce(f64::max)?;
    let outside: BTreeSet<&Slice> = (0..audited.rules.len())
        .flat_map(|rule| audited.of_grouping(rule, &result.grouping))
        .filter(|one| one.verdict == Verdict::Outside)
        .map(|one| &one.slice)
        .collect();
    let cell = |row: &Level, column: &Level| -> HeatCell {
        let Some(slice) = cells.get(&(row, column)) else {
            return HeatCell { reading: "–".to_owned(), ..HeatCell::default() };
        };
        let value = rate(slice);
        HeatCell {
            shade: value.map(|value| if highest > lowest { (value - lowest) / (highest - lowest) } else { 0.5 }),
            reading: value.map_or_else(|| "–".to_owned(), |rate| w.percent(rate)),
            small: slice.below_minimum,
            outside: outside.contains(&slice.slice),
        }
    };
    let mut legend = w.heat_legend(audited.policy.minimum_rows, !outside.is_empty());
    for (attribute, shown, all) in [(down, rows.len(), all_rows), (across, columns.len(), all_columns)] {
        if shown < all {
            legend.push(w.heat_largest(&Text::of_name(attribute).shown(), shown as u64, all as u64));
        }
    }
    Some(HeatMap {
        title: w.heat_title(&result.grouping),
        description: w.heat_description(&w.percent(lowest), &w.percent(highest)),
        across: Text::of_name(across).shown(),
        down: Text::of_name(down).shown(),
        columns: columns.iter().map(|level| w.level_name(level).shown()).collect(),
        rows: rows
            .iter()
            .map(|row| (w.level_name(row).shown(), columns.iter().map(|column| cell(row, column)).collect()))
            .collect(),
        legend,
    })
}

/// The levels with most rows, in the order that the attribute alone has, and how many levels there are.
fn largest<'a>(
    audited: &View<'_>,
    attribute: &str,
    cells: impl Iterator<Item = (&'a Level, u64)>,
) -> (Vec<&'a Level>, usize) {
    let mut rows: BTreeMap<&Level, u64> = BTreeMap::new();
    for (level, count) in cells {
        *rows.entry(level).or_default() += count;
    }
    let all = rows.len();
    let mut levels: Vec<(&Level, u64)> = rows.into_iter().collect();
    levels.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    levels.truncate(DRAWN);
    let mut levels: Vec<&Level> = levels.into_iter().map(|(level, _)| level).collect();
    levels.sort();
    if let Some(alone) = audited.grouping(&[attribute]) {
        let places: BTreeMap<&Level, usize> = alone
            .slices
            .iter()
            .enumerate()
            .filter_map(|(at, slice)| Some((slice.slice.level(attribute)?, at)))
            .collect();
        levels.sort_by_key(|level| places.get(*level).copied().unwrap_or(usize::MAX));
    }
    (levels, all)
}
