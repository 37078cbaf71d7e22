//! The first screen: what was decided for whom, what the policy says, who is affected, what to do, what is open.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::{Assessment, Finding, FindingCode, Notice, RuleResult, Verdict};
use crate::report::document::{Action, Column, Counts, Fact, Front, Matrix};
use crate::report::model::Report;
use crate::report::reading::{self, View};
use crate::report::text::Text;
use crate::report::words::{self, Words};
use crate::segment::{Grouping, Slice};
use crate::value::Unavailable;

/// Sentences that are shown below an action; the others are counted.
const SHOWN: usize = 2;

pub(super) fn front(report: &Report, audited: &View<'_>) -> Front {
    let w = audited.words;
    // A policy under which nothing could be judged, as where everything is withheld, neither passes nor fails.
    let is_judged = audited.gate.verdicts.iter().any(|count| *count > 0) || !audited.gate.passed();
    let passed = is_judged.then(|| audited.gate.passed());
    let mut decided = Vec::new();
    decided.extend(report.card.decision_made.as_deref().map(Text::of_prose));
    match audited.tasks.first() {
        Some(task) if audited.groupings.is_empty() => decided.push(w.task_intro(task)),
        _ => decided.push(w.selected_means(&audited.specification)),
    }
    let actions = actions(audited);
    let mut unassessed = open(audited);
    let unassessed_title = w.labels().open.to_owned();
    if unassessed.is_empty() && !audited.rules.is_empty() {
        unassessed.push(w.nothing_open());
    }
    Front {
        kicker: w.labels().kicker.to_owned(),
        title: report.title.clone(),
        status: status(report),
        draft: report.is_draft(),
        card: identity(report),
        decided,
        passed,
        gate: w.gate(passed).to_owned(),
        gate_detail: w.gate_detail(
            &audited.gate,
            &audited.policy.name,
            failing_rules(audited),
            audited.rules.len() as u64,
        ),
        facts: facts(audited),
        matrix: matrix(audited),
        actions_title: w.labels().next.to_owned(),
        nothing_to_do: (actions.is_empty() && passed.is_some()).then(|| w.nothing_to_do()),
        actions,
        unassessed_title,
        unassessed,
    }
}

/// Draft, or the gravest decision that was signed: one rejection outweighs any number of approvals.
fn status(report: &Report) -> String {
    let w = Words::new(report.language);
    let gravest = report.signed().reduce(|gravest, one| if one.decision > gravest.decision { one } else { gravest });
    gravest.map_or_else(
        || w.labels().draft.to_owned(),
        |one| {
            let others = w.and_others(report.signed().count() - 1);
            w.signed(one.decision, &format!("{}{others}", one.name), &one.date)
        },
    )
}

fn identity(report: &Report) -> Vec<(String, Text)> {
    let w = Words::new(report.language);
    [
        (w.labels().card.model, &report.card.model),
        (w.labels().card.period, &report.card.period),
        (w.labels().card.owner, &report.card.owner),
        (w.labels().card.reviewer, &report.card.reviewer),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label.to_owned(), Text::of_prose(value.as_deref()?))))
    .collect()
}

fn failing_rules(audited: &View<'_>) -> u64 {
    let failing = |result: &&RuleResult| {
        audited.findings.iter().any(|finding| finding.fails_gate && finding.rule.as_deref() == Some(&result.rule.id))
    };
    audited.rules.iter().filter(failing).count() as u64
}

fn facts(audited: &View<'_>) -> Vec<Fact> {
    let w = audited.words;
    let population = &audited.population;
    let mut facts = vec![Fact {
        value: w.count(population.audited),
        label: w.labels().fact.audited.to_owned(),
        detail: Some(w.left_out_of(population).into()),
    }];
    if let Some(rate) = audited.overall.metric("selection_rate").and_then(|metric| metric.value.ok()) {
        facts.push(Fact {
            value: w.percent(rate),
            label: w.labels().fact.selected.to_owned(),
            detail: Some(w.customers(population.selected).into()),
        });
    }
    if !audited.rules.is_empty() {
        facts.push(Fact {
            value: w.count(audited.gate.count(Verdict::Outside)),
            label: w.labels().fact.outside.to_owned(),
            detail: Some(w.of_comparisons(audited.gate.verdicts.iter().sum()).into()),
        });
        let (least, most) = affected(audited);
        let share = (most > 0 && population.audited > 0).then(|| least as f64 / population.audited as f64);
        facts.push(Fact {
            value: w.affected(least, most),
            label: w.labels().fact.affected.to_owned(),
            detail: Some(share.map_or_else(|| w.nobody_affected().to_owned(), |share| w.affected_detail(share)).into()),
        });
    }
    facts
}

/// How many people at least and at most belong to a segment that is shown to be treated worse than the policy tolerates.
/// Segments of one grouping are disjoint, so the largest sum over a grouping is a lower bound; segments that lie within
/// another one add nothing to the upper.
fn affected(audited: &View<'_>) -> (u64, u64) {
    let mut worse_off: BTreeMap<Slice, (&Grouping, u64)> = BTreeMap::new();
    for result in &audited.rules {
        for one in result.assessments.iter().filter(|one| one.verdict == Verdict::Outside) {
            if reading::is_worse_off(&result.rule.criterion, one) {
                worse_off.entry(sorted(&one.slice)).or_insert((&one.grouping, one.rows));
            }
        }
    }
    let mut by_grouping: BTreeMap<&[String], u64> = BTreeMap::new();
    for (grouping, rows) in worse_off.values() {
        *by_grouping.entry(grouping.attributes()).or_default() += rows;
    }
    let least = by_grouping.values().copied().max().unwrap_or(0);
    // The slices that contain a slice are few: those that drop some of its conditions.
    let is_covered = |slice: &Slice| containing(slice).any(|wider| worse_off.contains_key(&wider));
    let most: u64 = worse_off.iter().filter(|(slice, _)| !is_covered(slice)).map(|(_, (_, rows))| rows).sum();
    (least, most.min(audited.population.audited).max(least))
}

/// A slice with its conditions in the order of their attributes, however its grouping names them.
fn sorted(slice: &Slice) -> Slice {
    let mut conditions: Vec<_> = slice.conditions().iter().collect();
    conditions.sort_by(|a, b| a.attribute.cmp(&b.attribute));
    conditions
        .into_iter()
        .fold(Slice::everybody(), |slice, condition| slice.and(condition.attribute.clone(), condition.level.clone()))
}

/// Every wider slice: some of the conditions of a sorted one, not all.
fn containing(slice: &Slice) -> impl Iterator<Item = Slice> {
    let conditions = slice.conditions();
    // More attributes than bits are never combined.
    let subsets = 1_u32 << conditions.len().min(16);
    (1..subsets - 1).map(move |chosen| {
        conditions
            .iter()
            .enumerate()
            .filter(|(at, _)| chosen >> at & 1 == 1)
            .fold(Slice::everybody(), |wider, (_, condition)| {
                wider.and(condition.attribute.clone(), condition.level.clone())
            })
    })
}

fn matrix(audited: &View<'_>) -> Option<Matrix> {
    let w = audited.words;
    let groupings: Vec<&Grouping> = audited
        .groupings
        .iter()
        .map(|result| &result.grouping)
        .chain(audited.tasks.iter().flat_map(|task| task.groupings.iter().map(|result| &result.grouping)))
        .collect();
    if audited.rules.is_empty() || groupings.is_empty() {
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
    let mut rows: Vec<_> = groupings
        .iter()
        .filter(|own| own.attributes().len() == 1)
        .map(|own| {
            let name = Text::of_attributes(own.attributes());
            (name, count(&|grouping: &Grouping| grouping == *own))
        })
        .collect();
    if groupings.iter().any(|own| own.attributes().len() > 1) {
        rows.push((w.labels().pairs.into(), count(&|grouping: &Grouping| grouping.attributes().len() > 1)));
    }
    let rules = audited
        .rules
        .iter()
        .map(|result| {
            let asks = w.tolerance_short(&result.rule.tolerance, reading::scale(&result.rule.criterion));
            let criterion = w.criterion_name(&result.rule.criterion);
            Column {
                rule: Text::of_name(&result.rule.id),
                question: w.plain_question(&result.rule.criterion).map(Text::from),
                asks: format!("{criterion}: {asks}").into(),
            }
        })
        .collect();
    Some(Matrix {
        title: w.labels().matrix.to_owned(),
        corner: w.labels().matrix_corner.to_owned(),
        rules,
        rows,
        legend: Verdict::ALL.iter().map(|&verdict| (verdict, w.meaning(verdict).to_owned())).collect(),
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
fn actions(audited: &View<'_>) -> Vec<Action> {
    let w = audited.words;
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
            let favoured = !reading::is_worse_off(&result.rule.criterion, one);
            (one.grouping.attributes().len(), favoured, std::cmp::Reverse(finding.people))
        });
        // A segment that lies within another one that is listed tells nothing new here.
        let all = found.len();
        let slices: BTreeSet<Slice> = found.iter().map(|(finding, _)| sorted(&finding.slice)).collect();
        found.retain(|(finding, _)| !containing(&sorted(&finding.slice)).any(|wider| slices.contains(&wider)));
        let hidden = (all - found.len().min(SHOWN)) as u64;
        actions.push(Action {
            rule: result.rule.id.clone(),
            severity: result.rule.severity,
            what: result
                .rule
                .on_failure
                .as_deref()
                .map_or_else(|| w.no_action(), |action| Text::of_prose(words::capital(action))),
            who: w.owned_by(result.rule.owner.as_deref()),
            because: found.iter().take(SHOWN).map(|(_, one)| w.seen(audited, &result.rule, one)).collect(),
            people: found.iter().take(SHOWN).map(|(_, one)| one.rows).collect(),
            more: (hidden > 0).then(|| w.more_segments(hidden)),
        });
    }
    actions.sort_by_key(|action| std::cmp::Reverse(action.severity));
    actions
}

/// What could not be settled, by rule and reason.
fn open(audited: &View<'_>) -> Vec<Text> {
    let w = audited.words;
    let mut lines = Vec::new();
    for result in &audited.rules {
        let mut reasons: Vec<(String, u64)> = Vec::new();
        for assessment in &result.assessments {
            let reason = match assessment.verdict {
                Verdict::Within | Verdict::Outside => continue,
                Verdict::Inconclusive => w.inconclusive().to_owned(),
                Verdict::NotAssessed => w.not_assessed_because(&w.not_assessed(assessment, &audited.policy)),
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
            .filter(|one| one.verdict == Verdict::Inconclusive && w.settles_at(one).is_some())
            .min_by(|a, b| {
                let factor = |one: &Assessment| one.settling.as_ref().map_or(f64::INFINITY, |size| size.factor);
                let alone = |one: &Assessment| one.grouping.attributes().len();
                alone(a).cmp(&alone(b)).then_with(|| factor(a).total_cmp(&factor(b)))
            });
        if !reasons.is_empty() {
            lines.push(w.open_line(&result.rule.id, &reasons, result.assessments.len() as u64, nearest));
        }
    }
    let withheld = audited.notices.iter().filter(|notice| matches!(notice, Notice::Withheld { .. }));
    lines.extend(withheld.map(|notice| w.notice(notice)));
    let not_identified =
        audited.overall.metrics.iter().any(|metric| matches!(metric.value, Err(Unavailable::NotIdentified(_))));
    if not_identified {
        let labels =
            audited.notices.iter().filter(|notice| matches!(notice, Notice::SelectiveLabels | Notice::NoLabels));
        lines.extend(labels.map(|notice| w.notice(notice)));
    }
    lines
}
