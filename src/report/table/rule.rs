//! The verdicts of one rule over one grouping.

use std::cmp::Ordering;

use super::{Cell, OPEN_ROWS, Table, measured, numeric, rate, wordy};
use crate::audit::{Assessment, Audited, LiteralResult, LiteralRule, Policy, Rule, RuleResult, Verdict};
use crate::metric::catalogue;
use crate::report::numbers::{self, Scale};
use crate::report::text::Text;
use crate::report::words::{self, column};

/// The assessments of a rule, each with the rates compared, the value, its interval and its verdict.
pub(crate) fn rule_table(audited: &Audited, result: &RuleResult, assessments: &[&Assessment], caption: Text) -> Table {
    let rule = &result.rule;
    let scale = words::scale(&rule.criterion);
    let bounds = numbers::bounds(&rule.tolerance);
    let rates: Vec<&str> = assessments
        .iter()
        .find(|assessment| !assessment.group_values.is_empty())
        .map(|assessment| assessment.group_values.iter().map(|value| value.metric.as_str()).collect())
        .unwrap_or_default();
    let adjusted = assessments.iter().any(|assessment| assessment.crude.is_some());
    let crude_rates = |name: &str| if adjusted { format!("{name} (crude)") } else { name.to_owned() };
    let mut columns = vec![wordy(column::SEGMENT), numeric(column::CUSTOMERS)];
    columns.extend(rates.iter().map(|metric| numeric(words::capital(&crude_rates(words::metric_name(metric))))));
    columns.push(wordy(column::COMPARED_WITH));
    columns.push(numeric(value_heading(&rule.criterion, scale)));
    columns.push(wordy(column::VERDICT));
    columns.extend(rule.literal.map(|literal| wordy(words::literal_heading(literal))));
    let mut table = Table::new(caption, columns);
    table.open = if assessments.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    for assessment in assessments {
        let mut row =
            vec![Cell::Text(Text::of_levels(&assessment.slice)), Cell::Number(numbers::count(assessment.rows), None)];
        row.extend(rates.iter().map(|metric| {
            let value = assessment.group_values.iter().find(|value| value.metric == *metric);
            value.map_or_else(|| Cell::None(String::new()), rate)
        }));
        row.push(Cell::Text(compared_with(rule, assessment)));
        row.push(measured(assessment.value, assessment.interval, scale, &bounds));
        row.push(Cell::Verdict(assessment.verdict, remark(assessment, &audited.policy, scale)));
        if let Some(literal) = rule.literal {
            row.push(literal_cell(literal, assessment.literal.as_ref()));
        }
        table.rows.push(row);
    }
    table
}

/// The reference by its levels, and its rate.
fn compared_with(rule: &Rule, assessment: &Assessment) -> Text {
    let mut text = match &assessment.reference.slice {
        Some(slice) => Text::of_levels(slice),
        None => words::reference(rule.summary, &assessment.reference),
    };
    let rates: Vec<String> = assessment
        .reference_values
        .iter()
        .filter_map(|value| Some(Scale::of_metric(&value.metric).number(value.value.ok()?, &[])))
        .collect();
    if !rates.is_empty() {
        text = text.plain(format!(": {}", rates.join(", ")));
    }
    text
}

pub(super) fn value_heading(criterion: &str, scale: Scale) -> Text {
    match (catalogue::criterion(criterion).map(words::single), scale) {
        (Ok(Some(_)), Scale::Ratio) => column::RATIO.into(),
        (Ok(Some(_)), Scale::Points) => column::DIFFERENCE.into(),
        _ => words::capital(words::criterion_name(criterion)).into(),
    }
}

/// What stands below a verdict: why there is none, what would settle it, what excuses it.
fn remark(assessment: &Assessment, policy: &Policy, scale: Scale) -> Option<Text> {
    if let Some(exemption) = assessment.exemption.and_then(|at| policy.exemptions.get(at)) {
        return Some(words::exempt(exemption));
    }
    match assessment.verdict {
        Verdict::NotAssessed => Some(words::not_assessed(assessment, policy).into()),
        Verdict::Inconclusive => words::settling_short(assessment).map(Text::from),
        Verdict::Within | Verdict::Outside => None,
    }
    .or_else(|| {
        let crude = assessment.crude.as_ref()?.value.ok()?;
        Some(words::crude(&format!("{}{}", scale.number(crude, &[]), scale.unit())).into())
    })
}

fn literal_cell(rule: LiteralRule, literal: Option<&LiteralResult>) -> Cell {
    let Some(literal) = literal else { return Cell::None(words::literal_not_applicable().to_owned()) };
    Cell::Text(words::literal(rule, literal))
}

/// Worst first: outside, then open, then within, then not assessed; among equals the farthest from the ideal.
pub(crate) fn by_badness(criterion: &str) -> impl Fn(&&Assessment, &&Assessment) -> Ordering {
    let distance = catalogue::criterion(criterion).ok().map(|criterion| (criterion.comparison(), criterion.ideal));
    move |a: &&Assessment, b: &&Assessment| {
        let rank = |verdict: Verdict| match verdict {
            Verdict::Outside => 0,
            Verdict::Inconclusive => 1,
            Verdict::Within => 2,
            Verdict::NotAssessed => 3,
        };
        let far = |assessment: &Assessment| {
            let value = assessment.value.unwrap_or(f64::NAN);
            match distance {
                Some((Some(comparison), _)) => comparison.distance(value),
                Some((None, ideal)) => (value - ideal).abs(),
                None => value.abs(),
            }
        };
        rank(a.verdict)
            .cmp(&rank(b.verdict))
            .then_with(|| {
                let (a, b) = (far(a), far(b));
                a.is_nan().cmp(&b.is_nan()).then_with(|| b.total_cmp(&a))
            })
            .then_with(|| a.slice.cmp(&b.slice))
    }
}

/// Comparisons of several rules in one table.
pub(crate) fn open_table(audited: &Audited, assessments: &[(&RuleResult, &Assessment)], caption: Text) -> Table {
    let columns = vec![
        wordy(column::RULE),
        wordy(column::SEGMENT),
        numeric(column::CUSTOMERS),
        numeric(column::VALUE),
        wordy(column::VERDICT),
        numeric(column::P_VALUE),
    ];
    let mut table = Table::new(caption, columns);
    table.open = OPEN_ROWS;
    for (result, assessment) in assessments {
        let scale = words::scale(&result.rule.criterion);
        let bounds = numbers::bounds(&result.rule.tolerance);
        table.rows.push(vec![
            Cell::Text(Text::of_name(&result.rule.id)),
            Cell::Text(Text::of_slice(&assessment.slice)),
            Cell::Number(numbers::count(assessment.rows), None),
            measured(assessment.value, assessment.interval, scale, &bounds),
            Cell::Verdict(assessment.verdict, remark(assessment, &audited.policy, scale)),
            assessment.p_outside_adjusted.map_or_else(
                |_| Cell::None(String::new()),
                |p| Cell::Number(numbers::p_value(p).trim_start_matches("= ").to_owned(), None),
            ),
        ]);
    }
    table
}
