//! The levels of an attribute against their shares of a population.

use super::{Cell, OPEN_ROWS, Table, measured, numeric, wordy};
use crate::audit::RepresentationResult;
use crate::report::numbers::{self, Scale};
use crate::report::text::Text;
use crate::report::words::{self, column};
use crate::value::{Reason, quotient};

/// One line for each level.
pub(crate) fn representation_table(result: &RepresentationResult, caption: Text) -> Table {
    let columns = vec![
        wordy(column::SEGMENT),
        numeric(column::CUSTOMERS),
        numeric(column::SHARE_IN_DATA),
        numeric(column::SHARE_IN_POPULATION),
        numeric(column::REPRESENTATION),
    ];
    let mut table = Table::new(caption, columns);
    table.open = if result.groups.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    for group in &result.groups {
        let share = match quotient(group.rows as f64, result.rows as f64, Reason::NoRows) {
            Ok(share) => Cell::Number(numbers::percent(share), None),
            Err(reason) => Cell::None(words::unavailable(reason)),
        };
        table.rows.push(vec![
            Cell::Text(Text::of_levels(&group.slice)),
            Cell::Number(numbers::count(group.rows), None),
            share,
            Cell::Number(numbers::percent(group.population_share), None),
            measured(group.ratio, group.interval, Scale::Ratio, &[]),
        ]);
    }
    table
}
