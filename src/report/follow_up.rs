//! What becomes of the findings of an earlier report: open until evidence closes them.

use std::collections::{BTreeMap, BTreeSet};

use super::governance::{FindingState, Standing, TrackedFinding};
use super::model::Report;
use crate::audit::{Audited, Finding, FindingCode, Severity, Verdict};

/// The findings of this audit and the open ones of the report before, each with where it stands: the new first, then the
/// open, then the closed; within each by id.
pub(super) fn follow(earlier: &Report, audited: &Audited) -> Vec<TrackedFinding> {
    let now: BTreeMap<&str, &Finding> = audited.findings.iter().map(|finding| (finding.id.as_str(), finding)).collect();
    let before = open_before(earlier);
    let verdicts = verdicts(audited);
    let mut tracked: Vec<TrackedFinding> = now
        .values()
        .map(|finding| {
            let known = before.get(finding.id.as_str());
            TrackedFinding {
                id: finding.id.clone(),
                state: if known.is_some() { FindingState::Open } else { FindingState::New },
                code: finding.code,
                severity: finding.severity,
                rule: finding.rule.clone(),
                reports: known.map_or(0, |known| known.reports + 1),
                standing: Standing::Found,
                evidence: Some(finding.evidence.clone()),
            }
        })
        .collect();
    for (id, known) in before.iter().filter(|(id, _)| !now.contains_key(**id)) {
        let (standing, evidence) = standing(id, known.code, audited, &verdicts);
        tracked.push(TrackedFinding {
            id: (*id).to_owned(),
            state: if closes(known.code, standing) { FindingState::Closed } else { FindingState::Open },
            code: known.code,
            severity: known.severity,
            rule: known.rule.map(str::to_owned),
            reports: known.reports + 1,
            standing,
            evidence,
        });
    }
    tracked.sort_by(|a, b| (a.state, &a.id).cmp(&(b.state, &b.id)));
    tracked
}

/// A finding that was open when the earlier report was made.
struct Known<'a> {
    code: FindingCode,
    severity: Severity,
    rule: Option<&'a str>,
    reports: u64,
}

fn open_before(earlier: &Report) -> BTreeMap<&str, Known<'_>> {
    let mut known: BTreeMap<&str, Known<'_>> = BTreeMap::new();
    for finding in &earlier.audited.findings {
        let (code, severity, rule) = (finding.code, finding.severity, finding.rule.as_deref());
        known.insert(&finding.id, Known { code, severity, rule, reports: 0 });
    }
    for tracked in earlier.follow_up.iter().filter(|tracked| tracked.state != FindingState::Closed) {
        let (code, severity, rule) = (tracked.code, tracked.severity, tracked.rule.as_deref());
        known.insert(&tracked.id, Known { code, severity, rule, reports: tracked.reports });
    }
    known
}

/// The verdict on each rule and place, with where it stands.
fn verdicts(audited: &Audited) -> BTreeMap<String, (Verdict, String)> {
    let mut verdicts = BTreeMap::new();
    for (rule_at, result) in audited.rules.iter().enumerate() {
        for (at, assessment) in result.assessments.iter().enumerate() {
            let key = format!("{}/{}", result.rule.id, assessment.place(&result.rule));
            verdicts.insert(key, (assessment.verdict, format!("rules[{rule_at}].assessments[{at}]")));
        }
    }
    verdicts
}

/// What this audit says about a finding that it did not make again.
fn standing(
    id: &str,
    code: FindingCode,
    audited: &Audited,
    verdicts: &BTreeMap<String, (Verdict, String)>,
) -> (Standing, Option<String>) {
    let place = id.strip_prefix(code.code()).and_then(|rest| rest.strip_prefix('/')).unwrap_or(id);
    match code {
        FindingCode::OutsideTolerance | FindingCode::Inconclusive | FindingCode::NotAssessed => {
            match verdicts.get(place) {
                None => (Standing::NotAudited, None),
                Some((verdict, evidence)) => {
                    let standing = match verdict {
                        Verdict::Within => Standing::ShownWithin,
                        Verdict::Outside => Standing::ShownOutside,
                        Verdict::Inconclusive => Standing::NotSettled,
                        Verdict::NotAssessed => Standing::NotAssessed,
                    };
                    (standing, Some(evidence.clone()))
                }
            }
        }
        FindingCode::ReversalWithinStrata => {
            let found = audited.conditional.iter().position(|result| result.slice.to_string() == place);
            match found {
                Some(at) if audited.conditional[at].simpson.is_some() => {
                    (Standing::NoLongerReversed, Some(format!("conditional[{at}]")))
                }
                Some(at) => (Standing::NotAssessed, Some(format!("conditional[{at}]"))),
                None => (Standing::NotAudited, None),
            }
        }
        FindingCode::Withheld => (Standing::NoLongerWithheld, None),
        FindingCode::ExpiredExemption | FindingCode::UnmatchedExemption => {
            let there: BTreeSet<String> = audited
                .policy
                .exemptions
                .iter()
                .map(|exemption| format!("{}/{}", exemption.rule, exemption.slice))
                .collect();
            // One that is there and not found again was renewed, matched again, or not judged for want of a day.
            let undated = code == FindingCode::ExpiredExemption && audited.as_of.is_none();
            if there.contains(place) && undated {
                (Standing::NotAssessed, None)
            } else {
                (Standing::ExemptionSettled, None)
            }
        }
    }
}

/// Whether what is seen now closes a finding.
fn closes(code: FindingCode, standing: Standing) -> bool {
    match standing {
        Standing::ShownWithin
        | Standing::ExemptionSettled
        | Standing::NoLongerReversed
        | Standing::NoLongerWithheld => true,
        // What was open is settled: the other way, and that is a finding of its own.
        Standing::ShownOutside => code != FindingCode::OutsideTolerance,
        // That it could not be assessed is settled by an assessment, whatever it says.
        Standing::NotSettled => code == FindingCode::NotAssessed,
        Standing::Found | Standing::NotAssessed | Standing::NotAudited => false,
    }
}
