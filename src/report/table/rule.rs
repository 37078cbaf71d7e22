//! The verdicts of one rule over one grouping.

use crate::report::numbers::{self, Scale};
use crate::report::reading::{self, View};
use crate::report::words::{self, Words};

use super::{Cell, OPEN_ROWS, Table, measured, numeric, rate, wordy};
use crate::audit::{Assessment, LiteralResult, LiteralRule, Rule, RuleResult, Verdict};
use crate::metric::catalogue;
use crate::report::text::Text;

/// The assessments of a rule, each with the rates compared, the value, its interval and its verdict.
pub(crate) fn rule_table(audited: &View<'_>, result: &RuleResult, assessments: &[&Assessment], caption: Text) -> Table {
    let w = audited.words;
    let rule = &result.rule;
    let scale = reading::scale(&rule.criterion);
    let bounds = numbers::bounds(&rule.tolerance);
    let rates: Vec<&str> = assessments
        .iter()
        .find(|assessment| !assessment.group_values.is_empty())
        .map(|assessment| assessment.group_values.iter().map(|value| value.metric.as_str()).collect())
        .unwrap_or_default();
    let adjusted = assessments.iter().any(|assessment| assessment.crude.is_some());
    let crude_rates = |name: &str| if adjusted { format!("{name} ({})", w.crude_word()) } else { name.to_owned() };
    let mut columns = vec![wordy(w.labels().column.segment), numeric(w.counted_unit(reading::unit(audited)))];
    columns.extend(rates.iter().map(|metric| numeric(words::capital(&crude_rates(w.metric_name(metric))))));
    columns.push(wordy(w.labels().column.compared_with));
    columns.push(numeric(value_heading(w, &rule.criterion, scale)));
    columns.push(wordy(w.labels().column.verdict));
    columns.extend(rule.literal.map(|literal| wordy(w.literal_heading(literal))));
    let mut table = Table::new(caption, columns);
    table.open = if assessments.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
    let shown = &assessments[..assessments.len().min(audited.most_rows)];
    table.whole = (shown.len() < assessments.len()).then_some(assessments.len());
    for assessment in shown {
        let mut row = vec![Cell::Text(w.levels(&assessment.slice)), Cell::Number(w.count(assessment.rows), None)];
        row.extend(rates.iter().map(|metric| {
            let value = assessment.group_values.iter().find(|value| value.metric == *metric);
            value.map_or_else(|| Cell::None(String::new()), |value| rate(w, value))
        }));
        row.push(Cell::Text(compared_with(w, rule, assessment)));
        row.push(measured(w, assessment.value, assessment.interval, scale, &bounds));
        row.push(Cell::Verdict(assessment.verdict, remark(audited, assessment, scale)));
        if let Some(literal) = rule.literal {
            row.push(literal_cell(w, literal, assessment.literal.as_deref()));
        }
        table.rows.push(row);
    }
    table
}

/// The reference by its levels, and its rate.
fn compared_with(w: Words, rule: &Rule, assessment: &Assessment) -> Text {
    let mut text = match &assessment.reference.slice {
        Some(slice) => w.levels(slice),
        None => w.reference(rule.summary, &assessment.reference),
    };
    let rates: Vec<String> = assessment
        .reference_values
        .iter()
        .filter_map(|value| {
            let scale = Scale::of_metric(&value.metric);
            Some(w.number(scale, value.value.ok()?, &[]) + scale.unit())
        })
        .collect();
    if !rates.is_empty() {
        text = text.plain(format!(": {}", rates.join(", ")));
    }
    text
}

pub(super) fn value_heading(w: Words, criterion: &str, scale: Scale) -> Text {
    match (catalogue::criterion(criterion).map(reading::single), scale) {
        (Ok(Some(_)), Scale::Ratio) => w.labels().column.ratio.into(),
        (Ok(Some(_)), Scale::Points) => w.labels().column.difference.into(),
        _ => words::capital(w.criterion_name(criterion)).into(),
    }
}

/// What stands below a verdict: why there is none, what would settle it, what excuses it.
fn remark(audited: &View<'_>, assessment: &Assessment, scale: Scale) -> Option<Text> {
    let w = audited.words;
    if let Some(exemption) = assessment.exemption.and_then(|at| audited.policy.exemptions.get(at)) {
        return Some(w.exempt(exemption));
    }
    match assessment.verdict {
        Verdict::NotAssessed => Some(w.not_assessed(audited, assessment).into()),
        Verdict::Inconclusive => w.settling_short(reading::unit(audited), assessment).map(Text::from),
        Verdict::Within | Verdict::Outside => None,
    }
    .or_else(|| {
        let crude = assessment.crude.as_ref()?.value.ok()?;
        Some(w.crude(&format!("{}{}", w.number(scale, crude, &[]), scale.unit())).into())
    })
}

fn literal_cell(w: Words, rule: LiteralRule, literal: Option<&LiteralResult>) -> Cell {
    let Some(literal) = literal else { return Cell::None(w.literal_not_applicable().to_owned()) };
    Cell::Text(w.literal(rule, literal))
}

/// Worst first: outside, then open, then within, then not assessed; among equals the farthest from the ideal.
pub(crate) fn sort_by_badness(criterion: &str, assessments: &mut Vec<&Assessment>) {
    let distance = catalogue::criterion(criterion).ok().map(|criterion| (criterion.comparison(), criterion.ideal));
    let rank = |verdict: Verdict| match verdict {
        Verdict::Outside => 0_u8,
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
    // The distance of a ratio is a logarithm: it is taken once for each, and not at each comparison.
    let mut ranked: Vec<(u8, f64, &Assessment)> =
        assessments.iter().map(|one| (rank(one.verdict), far(one), *one)).collect();
    ranked.sort_by(|a, b| {
        a.0.cmp(&b.0)
            .then_with(|| a.1.is_nan().cmp(&b.1.is_nan()).then_with(|| b.1.total_cmp(&a.1)))
            .then_with(|| a.2.slice.cmp(&b.2.slice))
    });
    assessments.clear();
    assessments.extend(ranked.into_iter().map(|(.., one)| one));
}

/// Comparisons of several rules in one table.
pub(crate) fn open_table(audited: &View<'_>, assessments: &[(&RuleResult, &Assessment)], caption: Text) -> Table {
    let w = audited.words;
    let columns = vec![
        wordy(w.labels().column.rule),
        wordy(w.labels().column.segment),
        numeric(w.counted_unit(reading::unit(audited))),
        numeric(w.labels().column.value),
        wordy(w.labels().column.verdict),
        numeric(w.labels().column.p_value),
    ];
    let mut table = Table::new(caption, columns);
    table.open = OPEN_ROWS;
    let shown = &assessments[..assessments.len().min(audited.most_rows)];
    table.whole = (shown.len() < assessments.len()).then_some(assessments.len());
    for (result, assessment) in shown {
        let scale = reading::scale(&result.rule.criterion);
        let bounds = numbers::bounds(&result.rule.tolerance);
        table.rows.push(vec![
            Cell::Text(Text::of_name(&result.rule.id)),
            Cell::Text(w.slice(&assessment.slice)),
            Cell::Number(w.count(assessment.rows), None),
            measured(w, assessment.value, assessment.interval, scale, &bounds),
            Cell::Verdict(assessment.verdict, remark(audited, assessment, scale)),
            assessment.p_outside_adjusted.map_or_else(
                |_| Cell::None(String::new()),
                |p| Cell::Number(w.p_value(p).trim_start_matches("= ").to_owned(), None),
            ),
        ]);
    }
    table
}
