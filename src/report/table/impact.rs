//! Impact tables as presets ask for them: no verdict.

use super::{Cell, Table, numeric, wordy};
use crate::audit::{ImpactRow, ImpactTable};
use crate::report::numbers::{self, Scale};
use crate::report::text::Text;
use crate::report::words::{self, column};
use crate::value::Measured;

/// One line for each category.
pub(crate) fn impact_table(table: &ImpactTable, caption: Text) -> Table {
    let scored = table.median_score.is_some();
    let mut columns = vec![
        wordy(column::CATEGORY),
        numeric(column::CUSTOMERS),
        numeric(column::SELECTED),
        numeric(column::SELECTION_RATE),
        numeric(column::IMPACT_RATIO),
    ];
    if scored {
        columns.extend([numeric(column::ABOVE_MEDIAN), numeric(column::SCORING_RATE), numeric(column::SCORING_RATIO)]);
    }
    let mut shown = Table::new(caption, columns);
    shown.rows = table.rows.iter().map(|row| cells(row, scored)).collect();
    shown
}

fn cells(row: &ImpactRow, scored: bool) -> Vec<Cell> {
    let number = |value: Measured, scale: Scale| match value {
        Ok(value) => Cell::Number(scale.number(value, &[]), None),
        Err(reason) => Cell::None(words::unavailable(reason)),
    };
    let ratio = |value: Measured| match (number(value, Scale::Ratio), row.below_two_percent) {
        (Cell::Number(ratio, _), true) => Cell::Number(ratio, Some(words::below_two_percent().to_owned())),
        (cell, _) => cell,
    };
    let mut cells = vec![
        Cell::Text(Text::of_levels(&row.slice)),
        Cell::Number(numbers::count(row.rows), row.share.ok().map(numbers::percent)),
        Cell::Number(numbers::count(row.selected), None),
        number(row.selection_rate, Scale::Rate),
        ratio(row.impact_ratio),
    ];
    if scored {
        cells.push(
            row.above_median
                .map_or_else(|| Cell::None(String::new()), |above| Cell::Number(numbers::count(above), None)),
        );
        cells.push(number(row.scoring_rate, Scale::Rate));
        cells.push(ratio(row.scoring_ratio));
    }
    cells
}
