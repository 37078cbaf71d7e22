//! Who was left out, and what customers of unknown segment could change.

use super::{Cell, OPEN_ROWS, Table, numeric, wordy};
use crate::audit::{ExclusionCount, MissingBounds};
use crate::inference::bounds::Bounds;
use crate::report::numbers::{self, Scale};
use crate::report::text::Text;
use crate::report::words::{self, column};

/// One line for each reason and segment.
pub(crate) fn exclusion_table(counts: &[ExclusionCount], caption: Text) -> Table {
    let columns = vec![
        wordy(column::REASON),
        wordy(column::SEGMENT),
        numeric(column::CUSTOMERS),
        numeric(column::SHARE_OF_SEGMENT),
    ];
    let mut table = Table::new(caption, columns);
    table.open = if counts.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    for count in counts {
        table.rows.push(vec![
            Cell::Text(words::exclusion(count.reason).into()),
            Cell::Text(Text::of_slice(&count.slice)),
            Cell::Number(numbers::count(count.rows), None),
            match count.share {
                Ok(share) => Cell::Number(numbers::percent(share), None),
                Err(reason) => Cell::None(words::unavailable(reason)),
            },
        ]);
    }
    table
}

/// One line for each segment of an attribute that is not known for everybody.
pub(crate) fn bounds_table(bounds: &[&MissingBounds], caption: Text) -> Table {
    let columns = vec![wordy(column::SEGMENT), numeric(column::RATE_BOUNDS), numeric(column::RATIO_BOUNDS)];
    let mut table = Table::new(caption, columns);
    table.open = if bounds.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    let cell = |bounds: &Bounds, scale: Scale| {
        let end = |end: crate::value::Measured| match end {
            Ok(value) => scale.number(value, &[]),
            Err(crate::value::Unavailable::Infinite(crate::value::Sign::Positive)) => "∞".to_owned(),
            Err(reason) => words::unavailable_short(reason).to_owned(),
        };
        Cell::Number(format!("{} to {}", end(bounds.lower), end(bounds.upper)), None)
    };
    for bound in bounds {
        table.rows.push(vec![
            Cell::Text(Text::of_slice(&bound.slice)),
            cell(&bound.selection_rate, Scale::Rate),
            cell(&bound.ratio, Scale::Ratio),
        ]);
    }
    table
}
