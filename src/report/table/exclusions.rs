//! Who was left out, and what customers of unknown segment could change.

use super::{Cell, OPEN_ROWS, Table, numeric, wordy};
use crate::audit::{CorrectionResult, ExclusionCount, LabelBounds, MissingBounds};
use crate::inference::bounds::Bounds;
use crate::report::numbers::{self, Scale};
use crate::report::text::Text;
use crate::report::words::{self, column};
use crate::value::{Measured, Sign, Unavailable};

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
    for bound in bounds {
        table.rows.push(vec![
            Cell::Text(Text::of_slice(&bound.slice)),
            between(&bound.selection_rate, Scale::Rate),
            between(&bound.ratio, Scale::Ratio),
        ]);
    }
    table
}

fn between(bounds: &Bounds, scale: Scale) -> Cell {
    let end = |end: Measured| match end {
        Ok(value) => scale.number(value, &[]),
        Err(Unavailable::Infinite(Sign::Positive)) => "∞".to_owned(),
        Err(reason) => words::unavailable_short(reason).to_owned(),
    };
    Cell::Number(format!("{} to {}{}", end(bounds.lower), end(bounds.upper), scale.unit()), None)
}

/// One line for each segment and rate that reads outcomes which are not known for everybody.
pub(crate) fn label_bounds_table(bounds: &[&LabelBounds], caption: Text) -> Table {
    let columns = vec![
        wordy(column::SEGMENT),
        wordy(column::RATE),
        numeric(column::WITHOUT_OUTCOME),
        numeric(column::BETWEEN),
        numeric(column::DIFFERENCE_BETWEEN),
    ];
    let mut table = Table::new(caption, columns);
    table.open = if bounds.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    for bound in bounds {
        table.rows.push(vec![
            Cell::Text(Text::of_slice(&bound.slice)),
            Cell::Text(words::capital(words::metric_name(&bound.metric)).into()),
            Cell::Number(numbers::count(bound.unlabelled), None),
            between(&bound.value, Scale::Rate),
            between(&bound.difference, Scale::Points),
        ]);
    }
    table
}

/// Numbers observed beside those if errors of recording were undone.
pub(crate) fn correction_table(result: &CorrectionResult, caption: Text) -> Table {
    let columns = vec![
        wordy(column::SEGMENT),
        wordy(column::RATE),
        numeric(column::OBSERVED),
        numeric(column::CORRECTED),
        numeric(column::OBSERVED_DIFFERENCE),
        numeric(column::CORRECTED_DIFFERENCE),
    ];
    let mut table = Table::new(caption, columns);
    table.open = if result.values.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    for value in &result.values {
        let scale = Scale::of_metric(&value.metric);
        let difference = if scale == Scale::Rate { Scale::Points } else { Scale::Plain };
        let cell = |value: Measured, scale: Scale| match value {
            Ok(value) => Cell::Number(format!("{}{}", scale.number(value, &[]), scale.unit()), None),
            Err(reason) => Cell::None(words::unavailable(reason)),
        };
        table.rows.push(vec![
            Cell::Text(Text::of_slice(&value.slice)),
            Cell::Text(words::capital(words::metric_name(&value.metric)).into()),
            cell(value.observed, scale),
            cell(value.corrected, scale),
            cell(value.observed_difference, difference),
            cell(value.corrected_difference, difference),
        ]);
    }
    table
}
