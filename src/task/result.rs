//! What an audit of a task hands over: disparities, definitions of its own, and the whole in the form of every audit.

use super::family::Family;
use super::judge::{Groups, Judge};
use super::run::TaskAudit;
use super::side::Side;
use crate::audit::{
    Audited, Disparity, ExclusionCount, Finding, Gate, Notice, OwnDefinition, Policy, Population, Privacy, Reference,
    ReferenceGroup, RuleResult, Shared, SliceResult, TaskResult,
};
use crate::data::{AttributeSpecification, CustomerSummary, Exclusion, Favourable, LabelAvailability, Specification};
use crate::metric::Criterion;
use crate::segment::Slice;
use crate::value::{Reason, Unavailable, quotient};

/// One slice against everyone else, by each criterion.
pub(super) fn disparities<F: Family>(
    judge: &Judge<'_, F>,
    criteria: &[&'static Criterion],
    groups: &Groups<F::Tally>,
    at: usize,
) -> Vec<Disparity> {
    let (own, rest) = (groups.list[at].side(), judge.rest(groups, at));
    let rows = rest.as_ref().map_or(0, |rest| judge.family.count(rest.tally));
    let disparity = |criterion: &&'static Criterion| {
        let reference: Option<&Side<'_, F::Tally>> =
            if criterion.is_of_group_alone() { Some(&own) } else { rest.as_ref() };
        let contrast = match reference {
            Some(reference) => judge.compare(criterion, &own, reference),
            None => Err(Unavailable::Undefined(Reason::NoReference)),
        };
        let contrast = contrast.as_ref().map_err(|reason| *reason);
        Disparity {
            criterion: criterion.id.into(),
            reference: ReferenceGroup { reference: Reference::Rest, slice: None, rows },
            value: contrast.and_then(evenhand_inference::Contrast::estimate),
            interval: contrast.and_then(|contrast| contrast.interval(judge.setting.confidence)),
            p_value: contrast.and_then(|contrast| contrast.p_two_sided(criterion.ideal)),
            resamples: None,
        }
    };
    criteria.iter().map(disparity).collect()
}

/// Metrics and criteria that are not the catalogue's, so that a report can print what was executed.
fn own_definitions<F: Family>(family: &F) -> Vec<OwnDefinition> {
    use crate::metric::catalogue::{all_criteria, all_metrics};

    let metrics = family.metrics().into_iter().filter(|own| all_metrics().all(|known| known.id != own.id));
    let metrics = metrics.map(|metric| OwnDefinition {
        id: metric.id.to_owned(),
        name: metric.name.to_owned(),
        question: metric.question.to_owned(),
        formula: metric.formula(),
        source: metric.source.to_owned(),
    });
    let criteria = family.criteria().into_iter().filter(|own| all_criteria().all(|known| known.id != own.id));
    let criteria = criteria.map(|criterion| OwnDefinition {
        id: criterion.id.to_owned(),
        name: criterion.name.to_owned(),
        question: criterion.question.to_owned(),
        formula: criterion.formula(),
        source: criterion.source.to_owned(),
    });
    metrics.chain(criteria).collect()
}

/// What was found besides the numbers.
pub(super) struct Found {
    pub(super) rules: Vec<RuleResult>,
    pub(super) findings: Vec<Finding>,
    pub(super) gate: Gate,
    pub(super) notices: Vec<Notice>,
    pub(super) privacy: Option<Privacy>,
    pub(super) customers: Option<CustomerSummary>,
}

/// The whole. Where small cells are protected, so is the number of those who did not consent, and customers are not counted.
pub(super) fn audited<F: Family>(
    family: &F,
    policy: Policy,
    request: &TaskAudit,
    result: TaskResult,
    found: Found,
) -> Audited {
    let table = family.table();
    let count = result.overall.count;
    let excluded = table.without_consent() as u64;
    let minimum = found.privacy.as_ref().map_or(0, |privacy| privacy.suppression.minimum_cell());
    let may_say = excluded == 0 || excluded >= minimum;
    let attribute = |column: &crate::data::Column| AttributeSpecification {
        name: column.name().to_owned(),
        role: column.role(),
        declared_levels: column
            .declared
            .then(|| column.levels().iter().filter_map(|level| level.name().map(str::to_owned)).collect()),
    };
    let exclusions = (excluded > 0 && may_say).then(|| ExclusionCount {
        slice: Slice::everybody(),
        reason: Exclusion::NoConsent,
        rows: excluded,
        share: quotient(excluded as f64, (excluded + table.rows() as u64) as f64, Reason::NoRows),
    });
    Audited {
        specification: Specification {
            decision: String::new(),
            outcome: None,
            score: None,
            weight: None,
            favourable: Favourable::Selected,
            labels: LabelAvailability::None,
            attributes: table.segments().iter().map(attribute).collect(),
        },
        policy,
        as_of: request.as_of.clone(),
        own_definitions: own_definitions(family),
        seed: request.seed,
        population: Population {
            rows: may_say.then(|| table.rows() as u64 + excluded),
            audited: count,
            excluded: may_say.then_some(excluded),
            labelled: 0,
            selected: 0,
            zero_weights: None,
            customers: if found.privacy.is_some() { None } else { found.customers },
        },
        overall: SliceResult {
            slice: Slice::everybody(),
            rows: count,
            share: Ok(1.0),
            counts: [0; 6],
            weight: None,
            below_minimum: count == 0,
            metrics: Shared::default(),
            disparities: Shared::default(),
        },
        groupings: Vec::new(),
        representation: Vec::new(),
        corrections: Vec::new(),
        conditional: Vec::new(),
        rules: found.rules,
        tables: Vec::new(),
        exclusions: exclusions.into_iter().collect(),
        notices: found.notices,
        findings: found.findings,
        gate: found.gate,
        privacy: found.privacy,
        tasks: vec![result],
    }
}
