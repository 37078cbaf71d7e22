//! The first screen: what was decided for whom, what the policy says, who is affected, what to do, what is open.

use crate::audit::{Assessment, Finding, Notice, Verdict};
use crate::report::document::{Action, Column, Counts, Fact, Front, Matrix};
use crate::report::model::Report;
use crate::report::reading::{self, View};
use crate::report::source::Sources;
use crate::report::text::Text;
use crate::report::totals::{self, Affected};
use crate::report::words::{self, Words};
use crate::segment::Grouping;
use crate::value::Unavailable;

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
        gate_detail: gate_detail(audited),
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

/// What stands below the headline of the gate.
fn gate_detail(audited: &View<'_>) -> Vec<Text> {
    let w = audited.words;
    let (failing, rules) = (audited.totals.failing_rules, audited.rules.len() as u64);
    let sources = Sources::default()
        .count(w, audited.gate.failures.len() as u64, "/audited/gate/failures")
        .count(w, failing, "/totals/failing_rules")
        .count(w, rules, "/audited/rules");
    let lines = w.gate_detail(&audited.gate, &audited.policy.name, failing, rules);
    lines.into_iter().map(|line| line.sourced(&sources)).collect()
}

fn facts(audited: &View<'_>) -> Vec<Fact> {
    let w = audited.words;
    let population = &audited.population;
    let people = Sources::default().below(w, "/audited/population", population);
    let mut facts = vec![Fact {
        value: Text::from(w.count(population.audited)).sourced(&people),
        label: w.audited_of(reading::unit(audited)).to_owned(),
        detail: Some(Text::from(w.left_out_of(population)).sourced(&people)),
    }];
    let rate = audited.overall.metrics.iter().enumerate().find(|(_, metric)| metric.metric == "selection_rate");
    if let Some((at, rate)) = rate.and_then(|(at, metric)| Some((at, metric.value.ok()?))) {
        let source = Sources::default().percent(w, rate, format!("/audited/overall/metrics/{at}/value"));
        let selected = Sources::default().count(w, population.selected, "/audited/population/selected");
        facts.push(Fact {
            value: Text::from(w.percent(rate)).sourced(&source),
            label: w.labels().fact.selected.to_owned(),
            detail: Some(Text::from(w.customers(population.selected)).sourced(&selected)),
        });
    }
    if !audited.rules.is_empty() {
        let outside = audited.gate.count(Verdict::Outside);
        let place = format!("/audited/gate/verdicts/{}", Verdict::Outside as usize);
        let comparisons = audited.totals.comparisons;
        let all = Sources::default().count(w, comparisons, "/totals/comparisons");
        facts.push(Fact {
            value: Text::from(w.count(outside)).sourced(&Sources::default().count(w, outside, place)),
            label: w.labels().fact.outside.to_owned(),
            detail: Some(Text::from(w.of_comparisons(comparisons)).sourced(&all)),
        });
        let Affected { least, most, share, .. } = audited.totals.affected;
        let mut sources =
            Sources::default().count(w, least, "/totals/affected/least").count(w, most, "/totals/affected/most");
        if let Some(share) = share {
            sources = sources.percent(w, share, "/totals/affected/share");
        }
        let detail = share.map_or_else(|| w.nobody_affected().to_owned(), |share| w.affected_detail(share));
        facts.push(Fact {
            value: Text::from(w.affected(least, most)).sourced(&sources),
            label: w.affected_of(reading::unit(audited)).to_owned(),
            detail: Some(Text::from(detail).sourced(&sources)),
        });
    }
    facts
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
        .enumerate()
        .map(|(at, result)| {
            let asks = w.tolerance_short(&result.rule.tolerance, reading::scale(&result.rule.criterion));
            let criterion = w.criterion_name(&result.rule.criterion);
            Column {
                rule: Text::of_name(&result.rule.id),
                question: w.plain_question(&result.rule.criterion).map(Text::from),
                asks: Text::from(format!("{criterion}: {asks}")).sourced(&Sources::tolerance(w, audited, at)),
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
    for (at, result) in audited.rules.iter().enumerate() {
        let Some((found, to_do)) = totals::to_do(audited, result) else { continue };
        let place = audited.totals.to_do.iter().position(|own| own.rule == result.rule.id).unwrap_or_default();
        let more = Sources::default().count(w, to_do.more, format!("/totals/to_do/{place}/more"));
        let row = |finding: &Finding| super::findings::places(finding).map_or(0, |(_, row)| row);
        let sources = |finding: &Finding| Sources::assessment(w, audited, at, row(finding));
        actions.push(Action {
            rule: result.rule.id.clone(),
            severity: result.rule.severity,
            what: result
                .rule
                .on_failure
                .as_deref()
                .map_or_else(|| w.no_action(), |action| Text::of_prose(words::capital(action))),
            who: w.owned_by(result.rule.owner.as_deref()),
            because: found
                .iter()
                .map(|(finding, one)| w.seen(audited, &result.rule, one).sourced(&sources(finding)))
                .collect(),
            people: found
                .iter()
                .map(|(finding, one)| {
                    Text::from(w.counted(reading::unit(audited), one.rows)).sourced(&sources(finding))
                })
                .collect(),
            more: (to_do.more > 0).then(|| w.more_segments(to_do.more).sourced(&more)),
        });
    }
    actions.sort_by_key(|action| std::cmp::Reverse(action.severity));
    actions
}

/// What could not be settled, by rule and reason.
fn open(audited: &View<'_>) -> Vec<Text> {
    let w = audited.words;
    let mut lines = Vec::new();
    for (at, open) in audited.totals.open.iter().enumerate() {
        let reasons: Vec<(String, u64)> =
            open.reasons.iter().map(|own| (own.reason.clone(), own.comparisons)).collect();
        let nearest = open.nearest.as_ref().and_then(|own| super::findings::placed(audited, &own.evidence));
        let place = format!("/totals/open/{at}");
        let mut sources = Sources::default().count(w, open.comparisons, format!("{place}/comparisons"));
        for (reason, own) in open.reasons.iter().enumerate() {
            sources = sources.count(w, own.comparisons, format!("{place}/reasons/{reason}/comparisons"));
        }
        if let Some((settling, (rule, row, _, _))) = open.nearest.as_ref().zip(nearest) {
            sources = sources
                .written(w.about(settling.customers), format!("{place}/nearest/customers"))
                .and(Sources::assessment(w, audited, rule, row));
        }
        sources = sources.count(w, audited.policy.minimum_rows, "/audited/policy/minimum_rows");
        let unit = reading::unit(audited);
        let line = w.open_line(unit, &open.rule, &reasons, open.comparisons, nearest.map(|(.., one)| one));
        lines.push(line.sourced(&sources));
    }
    let noticed = |keep: fn(&Notice) -> bool| {
        let all = audited.notices.iter().enumerate().filter(move |(_, notice)| keep(notice));
        all.map(|(at, notice)| super::exclusions::told(audited, at, notice)).collect::<Vec<Text>>()
    };
    lines.extend(noticed(|notice| matches!(notice, Notice::Withheld { .. })));
    let not_identified =
        audited.overall.metrics.iter().any(|metric| matches!(metric.value, Err(Unavailable::NotIdentified(_))));
    if not_identified {
        lines.extend(noticed(|notice| matches!(notice, Notice::SelectiveLabels | Notice::NoLabels)));
    }
    lines
}
