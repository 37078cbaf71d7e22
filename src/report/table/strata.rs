//! Crude and adjusted comparisons side by side, and the rates of each stratum.

use super::{Cell, OPEN_ROWS, Table, measured, numeric, wordy};
use crate::audit::ConditionalResult;
use crate::inference::estimate::Estimate;
use crate::report::numbers::{self, Scale};
use crate::report::text::Text;
use crate::report::words::{self, column};

/// One line for each segment.
pub(crate) fn conditional_table(results: &[&ConditionalResult], caption: Text) -> Table {
    let columns = vec![
        wordy(column::SEGMENT),
        numeric(column::CUSTOMERS),
        numeric(column::CRUDE_RATIO),
        numeric(column::ADJUSTED_RATIO),
        numeric(column::ADJUSTED_DIFFERENCE),
        numeric(column::STANDARDISED),
        numeric(column::SPLIT),
    ];
    let mut table = Table::new(caption, columns);
    table.open = if results.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    let estimate = |estimate: &Estimate, scale| measured(estimate.value, estimate.interval, scale, &[]);
    for result in results {
        let rows: u64 = result.rows.iter().map(|row| row.group_rows).sum();
        let standardised = match (result.standardised_rate, result.standardised_reference) {
            (Ok(own), Ok(other)) => Cell::Number(numbers::percent(own), Some(words::against(&numbers::percent(other)))),
            (Err(reason), _) | (_, Err(reason)) => Cell::None(words::unavailable(reason)),
        };
        let split = result.decomposition.as_ref().map_or_else(
            || Cell::None(String::new()),
            |parts| {
                let points = |value: f64| Scale::Points.number(value, &[]);
                Cell::Number(
                    format!("{} pp", points(parts.difference)),
                    Some(format!("{}, {}", points(parts.mix), points(parts.rate))),
                )
            },
        );
        table.rows.push(vec![
            Cell::Text(Text::of_levels(&result.slice)),
            Cell::Number(numbers::count(rows), None),
            estimate(&result.crude_ratio, Scale::Ratio),
            estimate(&result.adjusted.risk_ratio, Scale::Ratio),
            estimate(&result.adjusted.risk_difference, Scale::Points),
            standardised,
            split,
        ]);
    }
    table
}

/// Other looks at the same comparison, one line for each segment.
pub(crate) fn conditional_tests_table(results: &[&ConditionalResult], caption: Text) -> Table {
    let columns = vec![
        wordy(column::SEGMENT),
        numeric(column::ADJUSTED_ODDS_RATIO),
        numeric(column::ANY_DIFFERENCE),
        numeric(column::SAME_EVERYWHERE),
        numeric(column::LOGISTIC),
        numeric(column::MARGINAL_EFFECT),
        numeric(column::MAKE_UP),
    ];
    let mut table = Table::new(caption, columns);
    table.open = if results.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    let estimate = |estimate: &Estimate, scale| measured(estimate.value, estimate.interval, scale, &[]);
    let none = || Cell::None(words::not_computed().to_owned());
    let test = |test: Option<(f64, f64)>| {
        test.map_or_else(none, |(p, statistic)| {
            Cell::Number(format!("p {}", numbers::p_value(p)), Some(words::chi_squared(&numbers::plain(statistic))))
        })
    };
    for result in results {
        let logistic = result.logistic.as_ref();
        table.rows.push(vec![
            Cell::Text(Text::of_levels(&result.slice)),
            estimate(&result.adjusted.odds_ratio, Scale::Ratio),
            test(result.test.as_ref().map(|test| (test.p_value, test.statistic))),
            test(result.homogeneity.as_ref().map(|test| (test.tarone.p_value, test.tarone.statistic))),
            logistic.map_or_else(none, |fit| estimate(&fit.odds_ratio, Scale::Ratio)),
            logistic.map_or_else(none, |fit| estimate(&fit.average_marginal_effect, Scale::Points)),
            result.composition.as_ref().map_or_else(none, |found| match found.conditional {
                Ok(conditional) => Cell::Number(
                    format!("{} pp", Scale::Points.number(conditional, &[])),
                    found.marginal.ok().map(|marginal| words::crude(&Scale::Points.number(marginal, &[]))),
                ),
                Err(reason) => Cell::None(words::unavailable(reason)),
            }),
        ]);
    }
    table
}

/// The rates of one segment and of everyone else, by stratum.
pub(crate) fn stratum_table(result: &ConditionalResult, caption: Text) -> Table {
    let columns = vec![
        wordy(column::STRATUM),
        numeric(column::IN_SEGMENT),
        numeric(column::ELSEWHERE),
        numeric(column::DIFFERENCE),
    ];
    let mut table = Table::new(caption, columns);
    for row in &result.rows {
        let share = |of: u64, among: u64| (among > 0).then(|| of as f64 / among as f64);
        let weighted = |side: usize| row.rates.map(|rates| rates[side]);
        let group = weighted(0).or_else(|| share(row.group_selected, row.group_rows));
        let reference = weighted(1).or_else(|| share(row.reference_selected, row.reference_rows));
        let cell = |rate: Option<f64>, of: u64, among: u64| match rate {
            Some(rate) => Cell::Number(
                numbers::percent(rate),
                Some(format!("{} of {}", numbers::count(of), numbers::count(among))),
            ),
            None => Cell::None(words::nobody().to_owned()),
        };
        let mut stratum = Text::default();
        for (index, level) in row.stratum.iter().enumerate() {
            stratum = if index > 0 { stratum.plain(" × ") } else { stratum }.text(Text::of_level(level));
        }
        table.rows.push(vec![
            Cell::Text(stratum),
            cell(group, row.group_selected, row.group_rows),
            cell(reference, row.reference_selected, row.reference_rows),
            match group.zip(reference) {
                Some((group, reference)) => {
                    Cell::Number(format!("{} pp", Scale::Points.number(group - reference, &[])), None)
                }
                None => Cell::None(String::new()),
            },
        ]);
    }
    table
}
