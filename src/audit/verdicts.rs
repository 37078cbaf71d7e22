//! What rooms that judge for themselves share with the audit of decisions: assessments without evidence yet, families of
//! comparisons and their verdicts, findings, and the groupings that a policy asks for.

use super::finding::{Finding, Gate};
use super::policy::{Policy, Rule, is_date};
use super::result::{Assessment, ReferenceGroup, RuleResult};
use super::rules;
use super::shared::Shared;
use super::verdict::Verdict;
use crate::error::{Error, ErrorKind, Problem, Problems};
use crate::segment::{Grouping, Slice, Slices};
use crate::value::{Confidence, Reason, Unavailable};

/// A slice that a rule concerns, before anything is known of it.
pub(crate) struct Unjudged<'a> {
    pub(crate) rule: &'a Rule,
    pub(crate) grouping: &'a Grouping,
    pub(crate) slice: &'a Slice,
    pub(crate) rows: u64,
    pub(crate) reference: ReferenceGroup,
    pub(crate) exemption: Option<usize>,
}

impl Unjudged<'_> {
    /// The assessment without a value: there is nothing to compare with.
    pub(crate) fn assessment(self) -> Assessment {
        let none = Unavailable::Undefined(Reason::NoReference);
        Assessment {
            grouping: self.grouping.clone(),
            slice: self.slice.clone(),
            reference: self.reference,
            rows: self.rows,
            group_values: Shared::default(),
            reference_values: Shared::default(),
            value: Err(none),
            interval: Err(none),
            crude: None,
            resamples: None,
            equivalence: None,
            p_outside: Err(none),
            p_outside_adjusted: Err(none),
            comparisons: 0,
            correction: self.rule.correction(self.grouping.attributes().len()),
            verdict: Verdict::NotAssessed,
            settling: None,
            point_within: None,
            literal: None,
            exemption: self.exemption,
        }
    }
}

/// The exemption that covers a slice under a rule.
pub(crate) fn exemption(policy: &Policy, rule: &Rule, slice: &Slice) -> Option<usize> {
    policy.exemption_of(&rule.id, slice)
}

/// A rule's assessments, corrected for their number and each with its verdict.
pub(crate) fn decided(rule: &Rule, confidence: Confidence, mut assessments: Vec<Assessment>) -> RuleResult {
    let families = rules::decide(rule, confidence, None, &mut assessments);
    RuleResult { rule: rule.clone(), families, assessments }
}

/// The findings of a policy, the worst first, and the gate.
pub(crate) fn findings(policy: &Policy, as_of: Option<&str>, rules: &[RuleResult]) -> (Vec<Finding>, Gate) {
    rules::findings(policy, as_of, rules, &[])
}

/// The groupings asked for, and those that a rule names besides: a rule cannot pass because nobody looked.
pub(crate) fn groupings(slices: &Slices, policy: &Policy, segments: &[&str]) -> Result<Vec<Grouping>, Error> {
    let mut groupings = slices.groupings(segments)?;
    let mut problems = Problems::default();
    for grouping in policy.rules.iter().flat_map(|rule| &rule.segments) {
        match grouping.resolve(segments) {
            Ok(named) if groupings.contains(&named) => {}
            Ok(named) => groupings.push(named),
            Err(error) => problems.extend(error),
        }
    }
    problems.into_result().map(|()| groupings)
}

/// Whether the day by which exemptions are judged is one.
pub(crate) fn check_day(day: Option<&str>) -> Result<(), Error> {
    match day {
        Some(day) if !is_date(day) => {
            Err(Problem::new(ErrorKind::Policy, "is not a day").value(day).remedy("write it as 2026-11-22").into())
        }
        _ => Ok(()),
    }
}
