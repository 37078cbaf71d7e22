//! From two reports to what changed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Caution, Direction, ObservedEffect, PlaceChange, PlaceState, Promise, PromiseOutcome, ReportDifference};
use crate::audit::{Assessment, Rule};
use crate::error::Error;
use crate::inference::benjamini_hochberg;
use crate::inference::change::{Change, Published};
use crate::report::follow_up::follow;
use crate::report::governance::{ActionState, CorrectiveAction, FindingState, TrackedFinding};
use crate::report::model::{Report, Superseded};
use crate::report::numbers::Scale;
use crate::report::reading;

pub(super) fn difference(earlier: &Report, later: &Report) -> Result<ReportDifference, Error> {
    let findings = follow(earlier, &later.audited);
    let named = |report: &Report| {
        Ok::<_, Error>(Superseded {
            title: report.title.clone(),
            period: report.card.period.clone(),
            sha256: report.digest()?,
        })
    };
    let (before, now) = (named(earlier)?, named(later)?);
    let cautions = cautions(earlier, later, &before);
    let mut changes = changes(earlier, later);
    if cautions.contains(&Caution::SameInput) {
        for change in &mut changes {
            (change.change, change.p_adjusted) = (None, None);
            if matches!(change.direction, Direction::Better | Direction::Worse | Direction::NotShown) {
                change.direction = Direction::NotComparable;
            }
        }
    }
    Ok(ReportDifference {
        language: later.language,
        unit: reading::unit(&later.audited),
        passed: [earlier.audited.gate.passed(), later.audited.gate.passed()],
        promises: earlier.governance.actions.iter().map(|action| promise(action, later, &findings)).collect(),
        earlier: before,
        later: now,
        cautions,
        changes,
        findings,
    })
}

fn cautions(earlier: &Report, later: &Report, before: &Superseded) -> Vec<Caution> {
    let mut cautions = Vec::new();
    let (first, second) = (&earlier.audited, &later.audited);
    let same_input = !earlier.provenance.inputs.is_empty()
        && earlier
            .provenance
            .inputs
            .iter()
            .any(|input| later.provenance.inputs.iter().any(|other| other.sha256 == input.sha256));
    if same_input {
        cautions.push(Caution::SameInput);
    }
    if later.provenance.supersedes.as_ref().is_some_and(|chained| chained.sha256 != before.sha256) {
        cautions.push(Caution::Chain);
    }
    if first.policy != second.policy {
        cautions.push(Caution::Policy);
    }
    let asked = |report: &Report| {
        let own = &report.audited.specification;
        (own.decision.clone(), own.outcome.clone(), own.favourable, own.labels)
    };
    if asked(earlier) != asked(later) {
        cautions.push(Caution::Specification);
    }
    cautions
}

type Places<'a> = BTreeMap<String, &'a Assessment>;

/// Each rule's assessments by their place.
fn places(report: &Report) -> BTreeMap<&str, (&Rule, Places<'_>)> {
    let rules = report.audited.rules.iter();
    rules
        .map(|result| {
            let places = result.assessments.iter().map(|one| (one.place(&result.rule), one)).collect();
            (result.rule.id.as_str(), (&result.rule, places))
        })
        .collect()
}

fn changes(earlier: &Report, later: &Report) -> Vec<PlaceChange> {
    let (before, now) = (places(earlier), places(later));
    let alpha = later.audited.policy.confidence.alpha();
    let rules: BTreeSet<&str> = before.keys().chain(now.keys()).copied().collect();
    let mut changes = Vec::new();
    for id in rules {
        let (then, since) = (before.get(id), now.get(id));
        let Some((rule, _)) = since.or(then) else { continue };
        let alike = match (then, since) {
            (Some((first, _)), Some((second, _))) => {
                (&first.criterion, &first.reference, first.summary, first.within_strata)
                    == (&second.criterion, &second.reference, second.summary, second.within_strata)
            }
            _ => false,
        };
        let own: BTreeSet<&String> = then.iter().chain(since.iter()).flat_map(|(_, places)| places.keys()).collect();
        let mut of_rule: Vec<PlaceChange> = own
            .into_iter()
            .map(|place| place_change(rule, place, find(then, place), find(since, place), alike))
            .collect();
        judge(&mut of_rule, alpha);
        changes.append(&mut of_rule);
    }
    changes.sort_by(|a, b| (a.direction, &a.rule, &a.place).cmp(&(b.direction, &b.rule, &b.place)));
    changes
}

fn find<'a>(side: Option<&(&Rule, Places<'a>)>, place: &str) -> Option<&'a Assessment> {
    side.and_then(|(_, places)| places.get(place).copied())
}

fn place_change(
    rule: &Rule,
    place: &str,
    earlier: Option<&Assessment>,
    later: Option<&Assessment>,
    alike: bool,
) -> PlaceChange {
    let state = |one: &Assessment| PlaceState { verdict: one.verdict, value: one.value, rows: one.rows };
    let change = match (earlier, later) {
        (Some(first), Some(second)) if alike => change(&rule.criterion, first, second),
        _ => None,
    };
    PlaceChange {
        rule: rule.id.clone(),
        criterion: rule.criterion.clone(),
        place: place.to_owned(),
        direction: match (earlier, later, &change) {
            (None, Some(_), _) => Direction::Appeared,
            (Some(_), None, _) => Direction::Vanished,
            (.., Some(_)) => Direction::NotShown,
            _ => Direction::NotComparable,
        },
        earlier: earlier.map(state),
        later: later.map(state),
        change,
        p_adjusted: None,
    }
}

/// The change of a criterion's value, on the scale on which it is written.
fn change(criterion: &str, earlier: &Assessment, later: &Assessment) -> Option<Change> {
    let published = |one: &Assessment| Some(Published { value: one.value.ok()?, interval: one.interval.ok()? });
    let (first, second) = (published(earlier)?, published(later)?);
    let change = if reading::scale(criterion) == Scale::Ratio {
        Change::of_ratios(first, second)
    } else {
        Change::of_differences(first, second)
    };
    change.ok()
}

/// Better and worse, allowing for the number of comparisons.
fn judge(changes: &mut [PlaceChange], alpha: f64) {
    let mut known: Vec<&mut PlaceChange> = changes.iter_mut().filter(|one| one.change.is_some()).collect();
    let p_values: Vec<f64> = known.iter().filter_map(|one| one.change.map(|change| change.p_value)).collect();
    let Ok(adjusted) = benjamini_hochberg(&p_values) else { return };
    for (one, p) in known.iter_mut().zip(adjusted) {
        one.p_adjusted = Some(p);
        if let Some(change) = one.change.filter(|_| p <= alpha) {
            one.direction = if change.distance > 0.0 { Direction::Worse } else { Direction::Better };
        }
    }
}

fn promise(action: &CorrectiveAction, later: &Report, findings: &[TrackedFinding]) -> Promise {
    let now = later.governance.actions.iter().find(|own| own.id == action.id);
    let state = now.map(|own| own.state);
    let open = |id: &String| findings.iter().any(|own| own.id == *id && own.state != FindingState::Closed);
    let late = now.unwrap_or(action);
    let overdue = later.audited.as_of.as_deref().is_some_and(|today| late.is_overdue(today));
    let outcome = match state.unwrap_or(action.state) {
        ActionState::Done if action.findings.iter().any(open) => PromiseOutcome::DoneWithoutEffect,
        ActionState::Done => PromiseOutcome::Kept,
        ActionState::Rejected => PromiseOutcome::Withdrawn,
        _ if state.is_none() => PromiseOutcome::Dropped,
        _ if overdue => PromiseOutcome::Overdue,
        _ => PromiseOutcome::Pending,
    };
    Promise {
        id: action.id.clone(),
        option: action.option.clone(),
        owner: action.owner.clone(),
        due: action.due.clone(),
        before: action.state,
        now: state,
        outcome,
        observed: observed(action, later),
    }
}

/// The measure that an action was to change, as it is now at the place of the first finding that it was to mend.
fn observed(action: &CorrectiveAction, later: &Report) -> Option<ObservedEffect> {
    let effect = action.effect.as_ref()?;
    let value = action.findings.iter().find_map(|id| {
        later.audited.rules.iter().filter(|result| result.rule.criterion == effect.measure).find_map(|result| {
            let ends = |one: &&Assessment| id.ends_with(&format!("/{}/{}", result.rule.id, one.place(&result.rule)));
            result.assessments.iter().find(ends)?.value.ok()
        })
    })?;
    let as_expected = effect.lower <= value && value <= effect.upper;
    Some(ObservedEffect { measure: effect.measure.clone(), value, as_expected })
}
