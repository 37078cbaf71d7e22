//! Impact tables as presets ask for them: no verdict.

use super::{Cell, Table, numeric, wordy};
use crate::audit::{ImpactRow, ImpactTable};
use crate::report::numbers::Scale;
use crate::report::text::Text;
use crate::report::words::Words;
use crate::value::Measured;

/// One line for each category.
pub(crate) fn impact_table(w: Words, table: &ImpactTable, caption: Text) -> Table {
    let scored = table.median_score.is_some();
    let mut columns = vec![
        wordy(w.labels().column.category),
        numeric(w.labels().column.customers),
        numeric(w.labels().column.selected),
        numeric(w.labels().column.selection_rate),
        numeric(w.labels().column.impact_ratio),
    ];
    if scored {
        columns.extend([
            numeric(w.labels().column.above_median),
            numeric(w.labels().column.scoring_rate),
            numeric(w.labels().column.scoring_ratio),
        ]);
    }
    let mut shown = Table::new(caption, columns);
    shown.rows = table.rows.iter().map(|row| cells(w, row, scored)).collect();
    shown
}

fn cells(w: Words, row: &ImpactRow, scored: bool) -> Vec<Cell> {
    let number = |value: Measured, scale: Scale| match value {
        Ok(value) => Cell::Number(w.number(scale, value, &[]), None),
        Err(reason) => Cell::None(w.unavailable(reason)),
    };
    let ratio = |value: Measured| match (number(value, Scale::Ratio), row.below_two_percent) {
        (Cell::Number(ratio, _), true) => Cell::Number(ratio, Some(w.below_two_percent().to_owned())),
        (cell, _) => cell,
    };
    let mut cells = vec![
        Cell::Text(w.levels(&row.slice)),
        Cell::Number(w.count(row.rows), row.share.ok().map(|share| w.percent(share))),
        Cell::Number(w.count(row.selected), None),
        number(row.selection_rate, Scale::Rate),
        ratio(row.impact_ratio),
    ];
    if scored {
        cells.push(
            row.above_median.map_or_else(|| Cell::None(String::new()), |above| Cell::Number(w.count(above), None)),
        );
        cells.push(number(row.scoring_rate, Scale::Rate));
        cells.push(ratio(row.scoring_ratio));
    }
    cells
}
