//! Crude and adjusted comparisons side by side, and the rates of each stratum.

use super::{Cell, OPEN_ROWS, Table, measured, numeric, wordy};
use crate::audit::ConditionalResult;
use crate::inference::estimate::Estimate;
use crate::report::numbers::Scale;
use crate::report::text::Text;
use crate::report::words::{self, Words};

/// One line for each segment.
pub(crate) fn conditional_table(w: Words, results: &[&ConditionalResult], caption: Text) -> Table {
    let columns = vec![
        wordy(w.labels().column.segment),
        numeric(w.labels().column.customers),
        numeric(w.labels().column.crude_ratio),
        numeric(w.labels().column.adjusted_ratio),
        numeric(w.labels().column.adjusted_difference),
        numeric(w.labels().column.standardised),
        numeric(w.labels().column.split),
    ];
    let mut table = Table::new(caption, columns);
    table.open = if results.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    let estimate = |estimate: &Estimate, scale| measured(w, estimate.value, estimate.interval, scale, &[]);
    for result in results {
        let rows: u64 = result.rows.iter().map(|row| row.group_rows).sum();
        let standardised = match (result.standardised_rate, result.standardised_reference) {
            (Ok(own), Ok(other)) => Cell::Number(w.percent(own), Some(w.against(&w.percent(other)))),
            (Err(reason), _) | (_, Err(reason)) => Cell::None(w.unavailable(reason)),
        };
        let split = result.decomposition.as_ref().map_or_else(
            || Cell::None(String::new()),
            |parts| {
                let points = |value: f64| w.number(Scale::Points, value, &[]);
                Cell::Number(
                    format!("{} pp", points(parts.difference)),
                    Some(format!("{}, {}", points(parts.mix), points(parts.rate))),
                )
            },
        );
        table.rows.push(vec![
            Cell::Text(w.levels(&result.slice)),
            Cell::Number(w.count(rows), None),
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
pub(crate) fn conditional_tests_table(w: Words, results: &[&ConditionalResult], caption: Text) -> Table {
    let columns = vec![
        wordy(w.labels().column.segment),
        numeric(w.labels().column.adjusted_odds_ratio),
        numeric(w.labels().column.any_difference),
        numeric(w.labels().column.same_everywhere),
        numeric(w.labels().column.logistic),
        numeric(w.labels().column.marginal_effect),
        numeric(w.labels().column.make_up),
    ];
    let mut table = Table::new(caption, columns);
    table.open = if results.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    let estimate = |estimate: &Estimate, scale| measured(w, estimate.value, estimate.interval, scale, &[]);
    let none = || Cell::None(w.not_computed().to_owned());
    let test = |test: Option<(f64, f64)>| {
        test.map_or_else(none, |(p, statistic)| {
            Cell::Number(format!("p {}", w.p_value(p)), Some(words::chi_squared(&w.plain(statistic))))
        })
    };
    for result in results {
        let logistic = result.logistic.as_ref();
        table.rows.push(vec![
            Cell::Text(w.levels(&result.slice)),
            estimate(&result.adjusted.odds_ratio, Scale::Ratio),
            test(result.test.as_ref().map(|test| (test.p_value, test.statistic))),
            test(result.homogeneity.as_ref().map(|test| (test.tarone.p_value, test.tarone.statistic))),
            logistic.map_or_else(none, |fit| estimate(&fit.odds_ratio, Scale::Ratio)),
            logistic.map_or_else(none, |fit| estimate(&fit.average_marginal_effect, Scale::Points)),
            result.composition.as_ref().map_or_else(none, |found| match found.conditional {
                Ok(conditional) => Cell::Number(
                    format!("{} pp", w.number(Scale::Points, conditional, &[])),
                    found.marginal.ok().map(|marginal| w.crude(&w.number(Scale::Points, marginal, &[]))),
                ),
                Err(reason) => Cell::None(w.unavailable(reason)),
            }),
        ]);
    }
    table
}

/// The rates of one segment and of everyone else, by stratum.
pub(crate) fn stratum_table(w: Words, result: &ConditionalResult, caption: Text) -> Table {
    let columns = vec![
        wordy(w.labels().column.stratum),
        numeric(w.labels().column.in_segment),
        numeric(w.labels().column.elsewhere),
        numeric(w.labels().column.difference),
    ];
    let mut table = Table::new(caption, columns);
    for row in &result.rows {
        let share = |of: u64, among: u64| (among > 0).then(|| of as f64 / among as f64);
        let weighted = |side: usize| row.rates.map(|rates| rates[side]);
        let group = weighted(0).or_else(|| share(row.group_selected, row.group_rows));
        let reference = weighted(1).or_else(|| share(row.reference_selected, row.reference_rows));
        let cell = |rate: Option<f64>, of: u64, among: u64| match rate {
            Some(rate) => Cell::Number(w.percent(rate), Some(w.of(of, among))),
            None => Cell::None(w.nobody().to_owned()),
        };
        let mut stratum = Text::default();
        for (index, level) in row.stratum.iter().enumerate() {
            stratum = if index > 0 { stratum.plain(" × ") } else { stratum }.text(w.level_name(level));
        }
        table.rows.push(vec![
            Cell::Text(stratum),
            cell(group, row.group_selected, row.group_rows),
            cell(reference, row.reference_selected, row.reference_rows),
            match group.zip(reference) {
                Some((group, reference)) => {
                    Cell::Number(format!("{} pp", w.number(Scale::Points, group - reference, &[])), None)
                }
                None => Cell::None(String::new()),
            },
        ]);
    }
    table
}
