//! The widest pair of each grouping, beside what chance alone would give.

use super::{Cell, OPEN_ROWS, Table, measured, numeric, wordy};
use crate::audit::WorstResult;
use crate::metric::{Comparison, catalogue};
use crate::report::numbers::Scale;
use crate::report::reading::{self, View};
use crate::report::text::Text;
use crate::report::words::{self, Words};

/// Criteria that are shown where the policy names none.
const OTHERWISE: [&str; 2] = ["demographic_parity_difference", "disparate_impact"];

/// One line for each grouping and criterion of the policy.
pub(crate) fn worst_table(audited: &View<'_>, caption: Text) -> Table {
    let w = audited.words;
    let columns = vec![
        wordy(w.labels().column.grouping),
        wordy(w.labels().column.criterion),
        wordy(w.labels().column.pair),
        numeric(w.labels().column.value),
        numeric(w.labels().column.chance),
    ];
    let mut table = Table::new(caption, columns);
    let mut criteria: Vec<&str> = audited
        .rules
        .iter()
        .map(|result| {
            catalogue::criterion(&result.rule.criterion).map_or(result.rule.criterion.as_str(), |found| found.id)
        })
        .collect();
    criteria.dedup();
    if criteria.is_empty() {
        criteria.extend(OTHERWISE);
    }
    for result in &audited.groupings {
        for worst in result.worst.iter().filter(|worst| criteria.contains(&worst.criterion.as_str())) {
            let scale = match reading::scale(&worst.criterion) {
                Scale::Points => Scale::Size,
                other => other,
            };
            table.rows.push(vec![
                Cell::Text(Text::of_attributes(result.grouping.attributes())),
                Cell::Text(words::capital(w.criterion_name(&worst.criterion)).into()),
                Cell::Text(pair(w, worst)),
                measured(w, worst.value, worst.interval, scale, &[]),
                chance(w, worst, scale),
            ]);
        }
    }
    table.open = if table.rows.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    table
}

fn pair(w: Words, worst: &WorstResult) -> Text {
    let text = match (&worst.group, &worst.reference) {
        (Some(group), Some(reference)) => w.levels(group).plain(w.versus()).text(w.levels(reference)),
        _ => Text::default(),
    };
    let unmeasured = worst.unmeasured.len() as u64;
    if unmeasured == 0 { text } else { text.plain(w.left_out(unmeasured)) }
}

fn chance(w: Words, worst: &WorstResult, scale: Scale) -> Cell {
    let Some(floor) = &worst.noise_floor else { return Cell::None(w.not_simulated().to_owned()) };
    let ratio = catalogue::criterion(&worst.criterion).is_ok_and(|found| found.comparison() == Some(Comparison::Ratio));
    let null = if ratio { &floor.minimum_ratio } else { &floor.range };
    match null.extreme_point {
        Ok(point) => Cell::Number(
            format!("{}{}", w.number(scale, point, &[]), scale.unit()),
            null.p_value.ok().map(|p| format!("p {}", w.p_value(p))),
        ),
        Err(reason) => Cell::None(w.unavailable(reason)),
    }
}
