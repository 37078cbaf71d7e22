//! Holding the policy against the numbers: verdicts, findings, gate.

use std::sync::Arc;

use super::by_counts::ByCounts;
use super::by_customer::ByCustomer;
use super::compare::Compared;
use super::conditional::{Stratification, StratifiedRate, adjusted};
use super::finding::{Finding, FindingCode, Gate};
use super::groups::{Chosen, Group, Groups};
use super::literal::literal_result;
use super::measure::metric_value;
use super::policy::{Correction, Policy, Rule, Severity, Summary};
use super::protection::{Protection, WITHHELD};
use super::representation::{RepresentationResult, judge_representation};
use super::result::{Assessment, FamilyResult, MetricValue, RuleResult, WorstResult};
use super::setting::Setting;
use super::shared::Shared;
use super::shared_shuffles;
use super::stratified_result::ConditionalResult;
use super::tally::Tally;
use super::verdict::Verdict;
use crate::cube::Cube;
use crate::error::Error;
use crate::inference::simpson::Reversal;
use crate::inference::{benjamini_hochberg, benjamini_yekutieli, holm};
use crate::metric::{Composition, Criterion};
use crate::segment::Slice;
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// What every rule of an audit is judged on.
pub(super) struct Evidence<'a> {
    pub(super) policy: &'a Policy,
    pub(super) cube: &'a dyn Fn(&[&str]) -> Result<Cube, Error>,
    pub(super) strata: &'a [&'a str],
    /// The rows by customer, where intervals rest on customers.
    pub(super) customers: Option<ByCustomer<'a>>,
    pub(super) groupings: &'a [Groups],
    pub(super) worst: &'a [&'a [WorstResult]],
    pub(super) representation: &'a [RepresentationResult],
    pub(super) setting: Setting,
    pub(super) protection: Option<&'a Protection>,
}

/// Judges one rule over all groupings that it concerns.
pub(super) fn judge(rule: &Rule, criterion: &Criterion, evidence: &Evidence<'_>) -> Result<RuleResult, Error> {
    let Evidence { policy, cube, strata, customers, groupings, worst, representation, setting, protection } = *evidence;
    let mut assessments = Vec::new();
    if let Composition::Population(statistic) = criterion.composition {
        let groupings = groupings.iter().map(|groups| &groups.grouping);
        assessments = judge_representation(rule, statistic, policy, representation, groupings, setting);
        let is_withheld =
            |grouping: &crate::segment::Grouping| protection.is_some_and(|protection| protection.concerns(grouping));
        for one in assessments.iter_mut().filter(|one| one.value.is_err() && is_withheld(&one.grouping)) {
            (one.value, one.interval, one.p_outside) = (Err(WITHHELD), Err(WITHHELD), Err(WITHHELD));
        }
        let families = decide(rule, setting.confidence, None, &mut assessments);
        return Ok(RuleResult { rule: rule.clone(), families, assessments });
    }
    for (groups, worst) in groupings.iter().zip(worst) {
        if !rule.concerns(&groups.grouping) {
            continue;
        }
        if rule.summary == Summary::Worst {
            let widest = worst.iter().find(|worst| worst.criterion == criterion.id);
            assessments.extend(widest.map(|worst| judge_worst(rule, criterion, worst, groups, setting)));
            continue;
        }
        let stratification = match (&criterion.composition, rule.within_strata && !strata.is_empty()) {
            (Composition::Compare { metrics: [metric], favourable_side, .. }, true) => {
                let keep: Vec<&str> =
                    groups.grouping.attributes().iter().map(String::as_str).chain(strata.iter().copied()).collect();
                let rate = StratifiedRate { metric, favourable_side: *favourable_side, customers };
                let mut found = Stratification::new(&cube(&keep)?, groups, strata, rate, setting)?;
                if let (Ok(found), Some(protection)) = (&mut found, protection) {
                    found.retain(|slice| protection.publishes_within(slice, strata));
                }
                Some(found)
            }
            _ => None,
        };
        let chosen = groups.chosen(&rule.reference, criterion, policy.minimum_rows, setting);
        let mut by_counts = ByCounts::new(groups, std::iter::once(&chosen));
        for (at, group) in groups.list.iter().enumerate() {
            let known = by_counts.known(groups, at).filter(|_| stratification.is_none());
            let one = match known.map(|first| assessments[first].clone()) {
                Some(first) => Some(Assessment {
                    slice: group.slice.clone(),
                    exemption: policy.exemption_of(&rule.id, &group.slice),
                    ..first
                }),
                None => judge_slice(rule, criterion, policy, (groups, &chosen), at, stratification.as_ref(), setting),
            };
            if let Some(one) = one {
                by_counts.note(groups, at, assessments.len());
                assessments.push(one);
            }
        }
    }
    let shuffle = |family: &[&mut Assessment]| shared_shuffles::adjust(criterion, evidence, family);
    let families = decide(rule, setting.confidence, Some(&shuffle), &mut assessments);
    Ok(RuleResult { rule: rule.clone(), families, assessments })
}

/// The rates that a criterion compares, of one side.
fn values_of(criterion: &Criterion, table: &Tally, setting: Setting) -> Shared<MetricValue> {
    criterion.metrics().iter().map(|metric| metric_value(metric, true, table, setting)).collect()
}

/// One slice against its reference; `None` where it is its own reference.
fn judge_slice(
    rule: &Rule,
    criterion: &Criterion,
    policy: &Policy,
    (groups, chosen): (&Groups, &Chosen<'_>),
    at: usize,
    stratification: Option<&Measured<Stratification>>,
    setting: Setting,
) -> Option<Assessment> {
    let group = &groups.list[at];
    let (reference, table) = groups.reference(&rule.reference, chosen, at);
    if reference.slice.as_ref() == Some(&group.slice) {
        return None;
    }
    let mut assessment = Assessment {
        grouping: groups.grouping.clone(),
        slice: group.slice.clone(),
        rows: group.rows(),
        group_values: values_of(criterion, &group.table, setting),
        reference_values: table
            .as_ref()
            .map(|against| values_of(criterion, &against.table, setting))
            .unwrap_or_default(),
        reference,
        value: Err(Unavailable::Undefined(Reason::NoReference)),
        interval: Err(Unavailable::Undefined(Reason::NoReference)),
        crude: None,
        resamples: None,
        equivalence: None,
        p_outside: Err(Unavailable::Undefined(Reason::NoReference)),
        p_outside_adjusted: Err(Unavailable::Undefined(Reason::NoReference)),
        comparisons: 0,
        correction: rule.correction(groups.grouping.attributes().len()),
        verdict: Verdict::NotAssessed,
        settling: None,
        point_within: None,
        literal: None,
        exemption: policy.exemption_of(&rule.id, &group.slice),
    };
    let Some(table) = table else {
        if groups.is_withheld(&rule.reference) {
            (assessment.value, assessment.interval, assessment.p_outside, assessment.p_outside_adjusted) =
                (Err(WITHHELD), Err(WITHHELD), Err(WITHHELD), Err(WITHHELD));
        }
        return Some(assessment);
    };
    let overall = rule.reference == super::Reference::Overall;
    let compared = Compared::new(criterion, &group.table, &table, overall, setting);
    let zone = rule.tolerance.zone();
    match stratification {
        Some(Err(reason)) => {
            (assessment.value, assessment.interval, assessment.p_outside) = (Err(*reason), Err(*reason), Err(*reason));
        }
        Some(Ok(stratification)) => {
            if let (Some(tables), Some(comparison)) = (stratification.of(&group.slice), criterion.comparison()) {
                let evidence = adjusted(tables, comparison, zone, setting.confidence);
                assessment.value = evidence.estimate.value;
                assessment.interval = evidence.estimate.interval;
                assessment.crude = Some(Box::new(evidence.crude));
                assessment.p_outside = evidence.p_outside;
                assessment.equivalence = evidence.equivalence.map(Arc::new);
                assessment.settling = evidence.settling;
            } else {
                (assessment.value, assessment.interval, assessment.p_outside) =
                    (Err(WITHHELD), Err(WITHHELD), Err(WITHHELD));
            }
        }
        None => match &compared {
            Ok(compared) => {
                assessment.value = compared.value();
                assessment.resamples = compared.resamples();
                assessment.interval = compared.interval(setting.confidence);
                assessment.p_outside = compared.p_outside(zone);
                assessment.equivalence = compared.equivalence(zone, setting.confidence).ok().map(Arc::new);
            }
            Err(reason) => {
                (assessment.value, assessment.interval, assessment.p_outside) =
                    (Err(*reason), Err(*reason), Err(*reason));
            }
        },
    }
    let literal = rule.literal.and_then(|literal| literal_result(literal, &group.table, &table.table, setting));
    assessment.literal = literal.map(Arc::new);
    assessment.point_within = assessment.value.ok().map(|value| zone.contains(value));
    let small = Err(Unavailable::Undefined(Reason::TooFewRows));
    if group.rows() < policy.minimum_rows || assessment.reference.rows < policy.minimum_rows {
        // Shown, not judged; and not counted among the comparisons of the family.
        (assessment.p_outside, assessment.p_outside_adjusted) = (small, small);
        assessment.equivalence = None;
        assessment.settling = None;
    } else if stratification.is_none()
        && assessment.equivalence.as_ref().is_none_or(|test| test.p_value > setting.confidence.alpha())
        && assessment.p_outside.is_ok_and(|p| p > setting.confidence.alpha())
    {
        assessment.settling = compared.and_then(|compared| compared.settling(zone, setting.confidence)).ok();
    }
    Some(assessment)
}

/// The widest pair of a grouping.
fn judge_worst(
    rule: &Rule,
    criterion: &Criterion,
    worst: &WorstResult,
    groups: &Groups,
    setting: Setting,
) -> Assessment {
    let zone = rule.tolerance.zone();
    let find =
        |slice: &Option<Slice>| slice.as_ref().and_then(|slice| groups.list.iter().find(|group| group.slice == *slice));
    let (group, reference) = (find(&worst.group), find(&worst.reference));
    let verdict = match worst.interval {
        Ok(interval) if interval.is_within(&zone) => Verdict::Within,
        Ok(interval) if interval.is_disjoint(&zone) => Verdict::Outside,
        Ok(_) => Verdict::Inconclusive,
        Err(_) => Verdict::NotAssessed,
    };
    Assessment {
        grouping: groups.grouping.clone(),
        slice: worst.group.clone().unwrap_or_default(),
        reference: super::ReferenceGroup {
            reference: super::Reference::WidestPair,
            slice: worst.reference.clone(),
            rows: reference.map_or(0, Group::rows),
        },
        rows: group.map_or(0, Group::rows),
        group_values: group.map(|group| values_of(criterion, &group.table, setting)).unwrap_or_default(),
        reference_values: reference.map(|group| values_of(criterion, &group.table, setting)).unwrap_or_default(),
        value: worst.value,
        interval: worst.interval,
        crude: None,
        resamples: None,
        equivalence: None,
        // The interval already allows for the pairs that were searched.
        p_outside: Err(Unavailable::Undefined(Reason::OutsideDomain)),
        p_outside_adjusted: Err(Unavailable::Undefined(Reason::OutsideDomain)),
        comparisons: worst.comparisons,
        correction: Correction::Simultaneous,
        verdict,
        settling: None,
        point_within: worst.value.ok().map(|value| zone.contains(value)),
        literal: None,
        exemption: None,
    }
}

/// Corrects a family on shuffles that its slices share, where rows can be shuffled.
type Shuffle<'a> = &'a dyn Fn(&[&mut Assessment]) -> Measured<Vec<f64>>;

/// Corrects for the number of comparisons, and gives each its verdict. Slices of one attribute are a family, those of two
/// another, and so on: looking at intersections must not make it harder to show what holds for a whole segment.
pub(super) fn decide(
    rule: &Rule,
    confidence: Confidence,
    shuffle: Option<Shuffle<'_>>,
    assessments: &mut [Assessment],
) -> Vec<FamilyResult> {
    let depth = |one: &Assessment| one.grouping.attributes().len();
    let deepest = assessments.iter().map(depth).max().unwrap_or(0);
    let mut families = Vec::new();
    for attributes in 1..=deepest {
        if rule.summary == Summary::Worst {
            // Each grouping's pairs are a family of their own, and their interval holds for all of them.
            families.extend(assessments.iter().filter(|one| depth(one) == attributes).map(|one| FamilyResult {
                attributes: attributes as u64,
                correction: Correction::Simultaneous,
                comparisons: one.comparisons,
            }));
            continue;
        }
        let mut family: Vec<&mut Assessment> =
            assessments.iter_mut().filter(|one| depth(one) == attributes && one.p_outside.is_ok()).collect();
        let p_values: Vec<f64> = family.iter().filter_map(|one| one.p_outside.ok()).collect();
        let mut correction = rule.correction(attributes);
        let corrected = if correction == Correction::WestfallYoung {
            let shuffled = shuffle.and_then(|shuffle| shuffle(&family).ok());
            shuffled.map_or_else(
                || {
                    // Rows cannot be shuffled: see `Correction::WestfallYoung`.
                    correction = Correction::Holm;
                    holm(&p_values)
                },
                Ok,
            )
        } else {
            correct(correction, &p_values)
        };
        for (position, assessment) in family.iter_mut().enumerate() {
            let adjusted = corrected.as_ref().map_or(p_values[position], |all| all[position]);
            assessment.comparisons = p_values.len() as u64;
            assessment.correction = correction;
            settle(assessment, adjusted, confidence.alpha());
        }
        if !p_values.is_empty() {
            let comparisons = p_values.len() as u64;
            families.push(FamilyResult { attributes: attributes as u64, correction, comparisons });
        }
    }
    families
}

/// p-values corrected for their number.
fn correct(correction: Correction, p_values: &[f64]) -> Measured<Vec<f64>> {
    match correction {
        Correction::Holm | Correction::WestfallYoung => holm(p_values),
        Correction::BenjaminiHochberg | Correction::Simultaneous => benjamini_hochberg(p_values),
        Correction::BenjaminiYekutieli => benjamini_yekutieli(p_values),
        // A p-value is worth the e-value 1/(2√p) (Vovk and Wang 2021, κ = ½); e-BH is Benjamini and Hochberg's procedure
        // on the inverses of e-values.
        Correction::EBenjaminiHochberg => {
            let inverses: Vec<f64> = p_values.iter().map(|p| (2.0 * p.sqrt()).min(1.0)).collect();
            benjamini_hochberg(&inverses)
        }
    }
}

/// The verdict of one comparison from its corrected p-value.
fn settle(assessment: &mut Assessment, adjusted: f64, alpha: f64) {
    assessment.p_outside_adjusted = Ok(adjusted);
    // Being within is an intersection-union claim: each at α, without correction.
    let within = assessment.equivalence.as_ref().is_some_and(|test| test.p_value <= alpha);
    assessment.verdict = if adjusted <= alpha {
        Verdict::Outside
    } else if within {
        Verdict::Within
    } else {
        Verdict::Inconclusive
    };
    if assessment.verdict != Verdict::Inconclusive {
        assessment.settling = None;
    }
}

/// Everything worth a reviewer's time, the worst first, and the gate.
pub(super) fn findings(
    policy: &Policy,
    as_of: Option<&str>,
    rules: &[RuleResult],
    conditional: &[ConditionalResult],
) -> (Vec<Finding>, Gate) {
    let mut findings = Vec::new();
    let mut gate = Gate::default();
    let mut matched = vec![false; policy.exemptions.len()];
    let expired = |at: usize| as_of.is_some_and(|today| policy.exemptions[at].expires.as_str() < today);
    for (rule_at, result) in rules.iter().enumerate() {
        for (at, assessment) in result.assessments.iter().enumerate() {
            gate.verdicts[assessment.verdict as usize] += 1;
            let holding = assessment.exemption.filter(|&exemption| {
                matched[exemption] = true;
                !expired(exemption)
            });
            let code = match assessment.verdict {
                Verdict::Within => continue,
                Verdict::Outside => FindingCode::OutsideTolerance,
                Verdict::Inconclusive => FindingCode::Inconclusive,
                Verdict::NotAssessed => FindingCode::NotAssessed,
            };
            let rule = &result.rule;
            let fails_gate = holding.is_none() && rule.fail_on.contains(&assessment.verdict);
            // What stays open about a slice that nobody declared is in the table of its rule, not a finding of its own.
            let declared = rule.is_declared(assessment.grouping.attributes().len()) || rule.summary == Summary::Worst;
            if code != FindingCode::OutsideTolerance && !declared && !fails_gate {
                continue;
            }
            let finding = Finding {
                id: format!("{}/{}/{}", code.code(), rule.id, assessment.place(rule)),
                code,
                severity: if code == FindingCode::OutsideTolerance {
                    rule.severity
                } else {
                    rule.severity.min(Severity::Low)
                },
                rule: Some(rule.id.clone()),
                slice: assessment.slice.clone(),
                people: Some(assessment.rows),
                fails_gate,
                exempted: holding.map(|exemption| policy.exemptions[exemption].reason.clone()),
                owner: rule.owner.clone(),
                action: rule.on_failure.clone(),
                evidence: format!("rules[{rule_at}].assessments[{at}]"),
            };
            if fails_gate {
                gate.failures.push(finding.id.clone());
            }
            findings.push(finding);
        }
    }
    findings.extend(conditional.iter().enumerate().filter_map(|(at, result)| reversal(at, result)));
    for (at, exemption) in policy.exemptions.iter().enumerate() {
        let code = if expired(at) {
            FindingCode::ExpiredExemption
        } else if matched[at] {
            continue;
        } else {
            FindingCode::UnmatchedExemption
        };
        findings.push(Finding {
            id: format!("{}/{}/{}", code.code(), exemption.rule, exemption.slice),
            code,
            severity: if code == FindingCode::ExpiredExemption { Severity::Medium } else { Severity::Low },
            rule: Some(exemption.rule.clone()),
            slice: exemption.slice.clone(),
            people: None,
            fails_gate: false,
            exempted: None,
            owner: exemption.approved_by.clone(),
            action: None,
            evidence: format!("policy.exemptions[{at}]"),
        });
    }
    sort(&mut findings, &mut gate);
    (findings, gate)
}

/// What fails the gate first, then the more severe, then the more people.
pub(super) fn sort(findings: &mut [Finding], gate: &mut Gate) {
    findings
        .sort_by(|a, b| (b.fails_gate, b.severity, b.people, &a.id).cmp(&(a.fails_gate, a.severity, a.people, &b.id)));
    gate.failures.sort();
}

fn reversal(at: usize, result: &ConditionalResult) -> Option<Finding> {
    let simpson = result.simpson.as_ref()?;
    // A reversal of a crude difference that is itself no more than noise is not worth a reader's time.
    let reversed = simpson.reversal != Reversal::None && !simpson.crude_interval.contains(0.0);
    reversed.then(|| Finding {
        id: format!("{}/{}", FindingCode::ReversalWithinStrata.code(), result.slice),
        code: FindingCode::ReversalWithinStrata,
        severity: Severity::Info,
        rule: None,
        slice: result.slice.clone(),
        people: Some(result.rows.iter().map(|row| row.group_rows).sum()),
        fails_gate: false,
        exempted: None,
        owner: None,
        action: None,
        evidence: format!("conditional[{at}]"),
    })
}
