//! Who was left out, and what customers of unknown segment could change.

use super::{Cell, OPEN_ROWS, Table, numeric, wordy};
use crate::audit::{ExclusionCount, MissingBounds};
use crate::inference::bounds::Bounds;
use crate::report::numbers::Scale;
use crate::report::text::Text;
use crate::report::words::Words;

/// One line for each reason and segment.
pub(crate) fn exclusion_table(w: Words, counts: &[ExclusionCount], caption: Text) -> Table {
    let columns = vec![
        wordy(w.labels().column.reason),
        wordy(w.labels().column.segment),
        numeric(w.labels().column.customers),
        numeric(w.labels().column.share_of_segment),
    ];
    let mut table = Table::new(caption, columns);
    table.open = if counts.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    for count in counts {
        table.rows.push(vec![
            Cell::Text(w.exclusion(count.reason).into()),
            Cell::Text(w.slice(&count.slice)),
            Cell::Number(w.count(count.rows), None),
            match count.share {
                Ok(share) => Cell::Number(w.percent(share), None),
                Err(reason) => Cell::None(w.unavailable(reason)),
            },
        ]);
    }
    table
}

/// One line for each segment of an attribute that is not known for everybody.
pub(crate) fn bounds_table(w: Words, bounds: &[&MissingBounds], caption: Text) -> Table {
    let columns = vec![
        wordy(w.labels().column.segment),
        numeric(w.labels().column.rate_bounds),
        numeric(w.labels().column.ratio_bounds),
    ];
    let mut table = Table::new(caption, columns);
    table.open = if bounds.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    let cell = |bounds: &Bounds, scale: Scale| {
        let end = |end: crate::value::Measured| match end {
            Ok(value) => w.number(scale, value, &[]),
            Err(crate::value::Unavailable::Infinite(crate::value::Sign::Positive)) => "∞".to_owned(),
            Err(reason) => w.unavailable_short(reason).to_owned(),
        };
        Cell::Number(w.range(&end(bounds.lower), &end(bounds.upper)), None)
    };
    for bound in bounds {
        table.rows.push(vec![
            Cell::Text(w.slice(&bound.slice)),
            cell(&bound.selection_rate, Scale::Rate),
            cell(&bound.ratio, Scale::Ratio),
        ]);
    }
    table
}
