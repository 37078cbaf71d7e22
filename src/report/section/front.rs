//! The first screen: what was decided for whom, what the policy says, who is affected, what to do, what is open.

use crate::audit::{Assessment, Audited, Finding, FindingCode, Notice, RuleResult, Verdict};
use crate::report::document::{Action, Counts, Fact, Front, Matrix};
use crate::report::model::Report;
use crate::report::numbers;
use crate::report::text::Text;
use crate::report::words::{self, card, fact};
use crate::segment::{Grouping, Slice};
use crate::value::Unavailable;

/// Sentences that are shown below an action; the others are counted.
const SHOWN: usize = 3;

pub(super) fn front(report: &Report) -> Front {
    let audited = &report.audited;
    let passed = (!audited.rules.is_empty()).then(|| audited.gate.passed());
    let mut decided = Vec::new();
    decided.extend(report.card.decision_made.as_deref().map(Text::of_prose));
    decided.push(words::selected_means(&audited.specification));
    let actions = actions(audited);
    let mut unassessed = open(audited);
    let unassessed_title = words::OPEN.to_owned();
    if unassessed.is_empty() && !audited.rules.is_empty() {
        unassessed.push(words::nothing_open());
    }
    Front {
        kicker: words::KICKER.to_owned(),
        title: report.title.clone(),
        status: status(report),
        draft: report.is_draft(),
        card: identity(report),
        decided,
        passed,
        gate: words::gate(passed).to_owned(),
        gate_detail: words::gate_detail(&audited.gate, &audited.policy.name, failing_rules(audited)),
        facts: facts(audited),
        matrix: matrix(audited),
        actions_title: words::NEXT.to_owned(),
        nothing_to_do: (actions.is_empty() && passed.is_some()).then(words::nothing_to_do),
        actions,
        unassessed_title,
        unassessed,
    }
}

/// Draft, or the gravest decision that was signed: one rejection outweighs any number of approvals.
fn status(report: &Report) -> String {
    let gravest = report.signed().reduce(|gravest, one| if one.decision > gravest.decision { one } else { gravest });
    gravest.map_or_else(
        || words::DRAFT.to_owned(),
        |one| {
            let others = words::and_others(report.signed().count() - 1);
            words::signed(one.decision, &format!("{}{others}", one.name), &one.date)
        },
    )
}

fn identity(report: &Report) -> Vec<(String, Text)> {
    [
        (card::MODEL, &report.card.model),
        (card::PERIOD, &report.card.period),
        (card::OWNER, &report.card.owner),
        (card::REVIEWER, &report.card.reviewer),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label.to_owned(), Text::of_prose(value.as_deref()?))))
    .collect()
}

fn failing_rules(audited: &Audited) -> u64 {
    let failing = |result: &&RuleResult| {
        audited.findings.iter().any(|finding| finding.fails_gate && finding.rule.as_deref() == Some(&result.rule.id))
    };
    audited.rules.iter().filter(failing).count() as u64
}

fn facts(audited: &Audited) -> Vec<Fact> {
    let population = &audited.population;
    let mut facts = vec![Fact {
        value: numbers::count(population.audited),
        label: fact::AUDITED.to_owned(),
        detail: Some(words::left_out_of(population).into()),
    }];
    if let Some(rate) = audited.overall.metric("selection_rate").and_then(|metric| metric.value.ok()) {
        facts.push(Fact {
            value: numbers::percent(rate),
            label: fact::SELECTED.to_owned(),
            detail: Some(words::customers(population.selected).into()),
        });
    }
    if !audited.rules.is_empty() {
        facts.push(Fact {
            value: numbers::count(audited.gate.count(Verdict::Outside)),
            label: fact::OUTSIDE.to_owned(),
            detail: Some(words::of_comparisons(audited.gate.verdicts.iter().sum()).into()),
        });
        let (least, most) = affected(audited);
        let share = (least > 0 && population.audited > 0).then(|| least as f64 / population.audited as f64);
        let detail = if most == 0 { words::nobody_affected().to_owned() } else { words::affected_detail(share) };
        facts.push(Fact {
            value: words::affected(least, most),
            label: fact::AFFECTED.to_owned(),
            detail: Some(detail.into()),
        });
    }
    facts
}

/// How many people at least and at most belong to a segment that lies outside. Segments of one grouping are disjoint, so
/// the largest sum over a grouping is a lower bound; segments that lie within another one add nothing to the upper.
fn affected(audited: &Audited) -> (u64, u64) {
    let mut outside: Vec<(&Grouping, &Slice, u64)> = Vec::new();
    for assessment in audited.rules.iter().flat_map(|result| &result.assessments) {
        let known = outside.iter().any(|(_, slice, _)| **slice == assessment.slice);
        if assessment.verdict == Verdict::Outside && !known {
            outside.push((&assessment.grouping, &assessment.slice, assessment.rows));
        }
    }
    let least = audited
        .groupings
        .iter()
        .map(|result| outside.iter().filter(|(own, ..)| **own == result.grouping).map(|(.., rows)| rows).sum())
        .max()
        .unwrap_or(0);
    let is_covered = |slice: &Slice| outside.iter().any(|(_, other, _)| **other != *slice && slice.lies_within(other));
    let most: u64 = outside.iter().filter(|(_, slice, _)| !is_covered(slice)).map(|(.., rows)| rows).sum();
    (least, most.min(audited.population.audited).max(least))
}

fn matrix(audited: &Audited) -> Option<Matrix> {
    if audited.rules.is_empty() || audited.groupings.is_empty() {
        return None;
    }
    let count = |keep: &dyn Fn(&Grouping) -> bool| -> Vec<Counts> {
        audited
            .rules
            .iter()
            .map(|result| {
                let own = || result.assessments.iter().filter(|one| keep(&one.grouping));
                tally(own())
            })
            .collect()
    };
    let mut rows: Vec<_> = audited
        .groupings
        .iter()
        .filter(|result| result.grouping.attributes().len() == 1)
        .map(|result| {
            let name = Text::of_attributes(result.grouping.attributes());
            (name, count(&|grouping: &Grouping| *grouping == result.grouping))
        })
        .collect();
    if audited.groupings.iter().any(|result| result.grouping.attributes().len() > 1) {
        rows.push((words::PAIRS.into(), count(&|grouping: &Grouping| grouping.attributes().len() > 1)));
    }
    let rules = audited
        .rules
        .iter()
        .map(|result| {
            let asks = words::tolerance(&result.rule.tolerance, words::scale(&result.rule.criterion));
            let criterion = words::criterion_name(&result.rule.criterion);
            (Text::of_name(&result.rule.id), Text::from(format!("{criterion}: {asks}")))
        })
        .collect();
    Some(Matrix {
        title: words::MATRIX.to_owned(),
        corner: words::MATRIX_CORNER.to_owned(),
        rules,
        rows,
        legend: Verdict::ALL.iter().map(|&verdict| (verdict, words::meaning(verdict).to_owned())).collect(),
    })
}

/// How often each verdict occurs, the worst first; verdicts that do not occur are left out.
pub(super) fn tally<'a>(assessments: impl IntoIterator<Item = &'a Assessment>) -> Counts {
    let verdicts: Vec<Verdict> = assessments.into_iter().map(|assessment| assessment.verdict).collect();
    [Verdict::Outside, Verdict::Inconclusive, Verdict::Within, Verdict::NotAssessed]
        .into_iter()
        .map(|verdict| (verdict, verdicts.iter().filter(|own| **own == verdict).count()))
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// What to do, one entry for each rule that something fails or lies outside of without an exemption.
fn actions(audited: &Audited) -> Vec<Action> {
    let mut actions = Vec::new();
    for result in &audited.rules {
        let mut found: Vec<(&Finding, &Assessment)> = audited
            .findings
            .iter()
            .filter(|finding| finding.rule.as_deref() == Some(&result.rule.id) && finding.exempted.is_none())
            .filter(|finding| finding.fails_gate || finding.code == FindingCode::OutsideTolerance)
            .filter_map(|finding| Some((finding, super::findings::assessment(audited, finding)?.1)))
            .collect();
        if found.is_empty() {
            continue;
        }
        // Attributes alone before their combinations, which often repeat them; those treated worse before those treated
        // better; then the most people.
        found.sort_by_key(|(finding, one)| {
            let favoured = !words::is_worse_off(&result.rule.criterion, one);
            (one.grouping.attributes().len(), favoured, std::cmp::Reverse(finding.people))
        });
        // A segment that lies within another one that is listed tells nothing new here.
        let all = found.len();
        let slices: Vec<Slice> = found.iter().map(|(finding, _)| finding.slice.clone()).collect();
        found.retain(|(finding, _)| {
            !slices.iter().any(|other| *other != finding.slice && finding.slice.lies_within(other))
        });
        let hidden = (all - found.len().min(SHOWN)) as u64;
        actions.push(Action {
            rule: result.rule.id.clone(),
            severity: result.rule.severity,
            what: result
                .rule
                .on_failure
                .as_deref()
                .map_or_else(words::no_action, |action| Text::of_prose(words::capital(action))),
            who: words::owned_by(result.rule.owner.as_deref()),
            because: found.iter().take(SHOWN).map(|(_, one)| words::judged(audited, &result.rule, one)).collect(),
            people: found.iter().take(SHOWN).map(|(_, one)| one.rows).collect(),
            more: (hidden > 0).then(|| words::more_segments(hidden)),
        });
    }
    actions.sort_by_key(|action| std::cmp::Reverse(action.severity));
    actions
}

/// What could not be settled, by rule and reason.
fn open(audited: &Audited) -> Vec<Text> {
    let mut lines = Vec::new();
    for result in &audited.rules {
        let mut reasons: Vec<(String, u64)> = Vec::new();
        for assessment in &result.assessments {
            let reason = match assessment.verdict {
                Verdict::Within | Verdict::Outside => continue,
                Verdict::Inconclusive => words::inconclusive().to_owned(),
                Verdict::NotAssessed => words::not_assessed_because(&words::not_assessed(assessment, &audited.policy)),
            };
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, count)) => *count += 1,
                None => reasons.push((reason, 1)),
            }
        }
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let nearest = result
            .assessments
            .iter()
            .filter(|one| one.verdict == Verdict::Inconclusive && words::settles_at(one).is_some())
            .min_by(|a, b| {
                let factor = |one: &Assessment| one.settling.as_ref().map_or(f64::INFINITY, |size| size.factor);
                let alone = |one: &Assessment| one.grouping.attributes().len();
                alone(a).cmp(&alone(b)).then_with(|| factor(a).total_cmp(&factor(b)))
            });
        if !reasons.is_empty() {
            lines.push(words::open_line(&result.rule.id, &reasons, result.assessments.len() as u64, nearest));
        }
    }
    let withheld = audited.notices.iter().filter(|notice| matches!(notice, Notice::Withheld { .. }));
    lines.extend(withheld.map(words::notice));
    let not_identified =
        audited.overall.metrics.iter().any(|metric| matches!(metric.value, Err(Unavailable::NotIdentified(_))));
    if not_identified {
        let labels =
            audited.notices.iter().filter(|notice| matches!(notice, Notice::SelectiveLabels | Notice::NoLabels));
        lines.extend(labels.map(words::notice));
    }
    lines
}
