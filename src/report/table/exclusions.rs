//! Who was left out, and what customers of unknown segment could change.

use super::{Cell, OPEN_ROWS, Table, numeric, wordy};
use crate::audit::{CorrectionResult, ExclusionCount, LabelBounds, MissingBounds};
use crate::inference::bounds::Bounds;
use crate::report::numbers::Scale;
use crate::report::reading::View;
use crate::report::text::Text;
use crate::report::words::{self, Words};
use crate::value::{Measured, Sign, Unavailable};

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
    for bound in bounds {
        table.rows.push(vec![
            Cell::Text(w.slice(&bound.slice)),
            between(w, &bound.selection_rate, Scale::Rate),
            between(w, &bound.ratio, Scale::Ratio),
        ]);
    }
    table
}

fn between(w: Words, bounds: &Bounds, scale: Scale) -> Cell {
    let end = |end: Measured| match end {
        Ok(value) => w.number(scale, value, &[]),
        Err(Unavailable::Infinite(Sign::Positive)) => "∞".to_owned(),
        Err(reason) => w.unavailable_short(reason).to_owned(),
    };
    Cell::Number(format!("{}{}", w.range(&end(bounds.lower), &end(bounds.upper)), scale.unit()), None)
}

/// One line for each segment and rate that reads outcomes which are not known for everybody.
pub(crate) fn label_bounds_table(audited: &View<'_>, bounds: &[&LabelBounds], caption: Text) -> Table {
    let w = audited.words;
    let columns = vec![
        wordy(w.labels().column.segment),
        wordy(w.labels().column.rate),
        numeric(w.labels().column.without_outcome),
        numeric(w.labels().column.between),
        numeric(w.labels().column.difference_between),
    ];
    let mut table = Table::new(caption, columns);
    table.open = if bounds.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    for bound in table.limited(bounds, audited.most_rows) {
        table.rows.push(vec![
            Cell::Text(w.slice(&bound.slice)),
            Cell::Text(words::capital(w.metric_name(&bound.metric)).into()),
            Cell::Number(w.count(bound.unlabelled), None),
            between(w, &bound.value, Scale::Rate),
            between(w, &bound.difference, Scale::Points),
        ]);
    }
    table
}

/// Numbers observed beside those if errors of recording were undone.
pub(crate) fn correction_table(audited: &View<'_>, result: &CorrectionResult, caption: Text) -> Table {
    let w = audited.words;
    let columns = vec![
        wordy(w.labels().column.segment),
        wordy(w.labels().column.rate),
        numeric(w.labels().column.observed),
        numeric(w.labels().column.corrected),
        numeric(w.labels().column.observed_difference),
        numeric(w.labels().column.corrected_difference),
    ];
    let mut table = Table::new(caption, columns);
    table.open = if result.values.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    for value in table.limited(&result.values, audited.most_rows) {
        let scale = Scale::of_metric(&value.metric);
        let difference = if scale == Scale::Rate { Scale::Points } else { Scale::Plain };
        let cell = |value: Measured, scale: Scale| match value {
            Ok(value) => Cell::Number(format!("{}{}", w.number(scale, value, &[]), scale.unit()), None),
            Err(reason) => Cell::None(w.unavailable(reason)),
        };
        table.rows.push(vec![
            Cell::Text(w.slice(&value.slice)),
            Cell::Text(words::capital(w.metric_name(&value.metric)).into()),
            cell(value.observed, scale),
            cell(value.corrected, scale),
            cell(value.observed_difference, difference),
            cell(value.corrected_difference, difference),
        ]);
    }
    table
}
