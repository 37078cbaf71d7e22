//! The levels of an attribute against their shares of a population.

use super::{Cell, OPEN_ROWS, Table, measured, numeric, wordy};
use crate::audit::RepresentationResult;
use crate::report::numbers::Scale;
use crate::report::text::Text;
use crate::report::words::Words;
use crate::value::{Reason, quotient};

/// One line for each level.
pub(crate) fn representation_table(w: Words, result: &RepresentationResult, caption: Text) -> Table {
    let columns = vec![
        wordy(w.labels().column.segment),
        numeric(w.labels().column.customers),
        numeric(w.labels().column.share_in_data),
        numeric(w.labels().column.share_in_population),
        numeric(w.labels().column.representation),
    ];
    let mut table = Table::new(caption, columns);
    table.open = if result.groups.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    for group in &result.groups {
        let share = match quotient(group.rows as f64, result.rows as f64, Reason::NoRows) {
            Ok(share) => Cell::Number(w.percent(share), None),
            Err(reason) => Cell::None(w.unavailable(reason)),
        };
        table.rows.push(vec![
            Cell::Text(w.levels(&group.slice)),
            Cell::Number(w.count(group.rows), None),
            share,
            Cell::Number(w.percent(group.population_share), None),
            measured(w, group.ratio, group.interval, Scale::Ratio, &[]),
        ]);
    }
    table
}
