//! What the text of a report counts from its numbers: written with the report, so that every number in prose has a place.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::governance::FindingState;
use super::model::Report;
use super::reading;
use super::section;
use super::words::Words;
use crate::audit::{Assessment, Audited, Finding, FindingCode, RuleResult, Verdict};
use crate::data::Exclusion;
use crate::segment::{Grouping, Slice};

/// Numbers that the text states and that are counted from the rest of the report. They are written under `totals` in its
/// JSON form, are computed whenever it is written, and are never read back.
///
/// # Example
///
/// ```
/// use evenhand::{Audit, Policy, Predictions};
///
/// let predictions = Predictions::builder()
///     .decision((0..1000).map(|i| i % 2 == 0 || i % 4 == 1))
///     .segment("gender", (0..1000).map(|i| if i % 2 == 0 { "m" } else { "f" }))
///     .build()?;
/// let report = Audit::new().policy(Policy::four_fifths()).run(&predictions)?.report().build();
/// // All of the 500 women are treated worse.
/// let totals = report.totals();
/// assert_eq!((totals.affected.least, totals.affected.most, totals.affected.share), (500, 500, Some(0.5)));
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Totals {
    /// Verdicts.
    pub comparisons: u64,
    /// Rules of which a finding fails the gate.
    pub failing_rules: u64,
    /// Customers of segments that are shown to be treated worse than the policy tolerates.
    pub affected: Affected,
    /// Findings by how they are told.
    pub findings: FindingTotals,
    /// Groupings of several attributes.
    pub combinations: u64,
    /// The largest count of customers that is withheld, where small ones are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withheld_up_to: Option<u64>,
    /// The level at which hypotheses are rejected: 1 less the confidence.
    pub alpha: f64,
    /// Slices with fewer rows than the policy's minimum.
    pub below_minimum: u64,
    /// What could not be settled, by rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<OpenRule>,
    /// Segments that each thing to do is about beyond those that are named, by rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to_do: Vec<ToDo>,
    /// Customers at which inconclusive findings would settle.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settling: Vec<Settling>,
    /// What became of the findings of the report before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUpTotals>,
    /// Consent, where those who did not give it were left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentTotals>,
}

/// How many people belong to a segment that is shown to be treated worse than the policy tolerates. Segments overlap, so it is
/// a range: segments of one grouping are disjoint, and those that lie within another one add nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Affected {
    /// At least.
    pub least: u64,
    /// At most.
    pub most: u64,
    /// The least over all audited; none where nobody is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
}

/// Findings by how they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FindingTotals {
    /// Findings that are no open questions.
    pub settled: u64,
    /// Comparisons that are not settled or not assessed, and fail nothing.
    pub open: u64,
    /// Those of the settled that are lines of a table and not told in full.
    pub listed: u64,
}

/// What could not be settled about one rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OpenRule {
    /// The rule, by its id.
    pub rule: String,
    /// All its comparisons.
    pub comparisons: u64,
    /// How many are open for which reason, the most frequent first.
    pub reasons: Vec<OpenReason>,
    /// The inconclusive comparison that needs the fewest customers more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Settling>,
}

/// Comparisons that are open for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OpenReason {
    /// The verdict.
    pub verdict: Verdict,
    /// The reason, in the report's language.
    pub reason: String,
    /// How many.
    pub comparisons: u64,
}

/// Segments of something to do beyond those that are named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ToDo {
    /// The rule, by its id.
    pub rule: String,
    /// How many more.
    pub more: u64,
}

/// How many customers would settle a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Settling {
    /// Which: `rules[i].assessments[j]`.
    pub evidence: String,
    /// Its customers times the factor by which both samples must grow.
    pub customers: f64,
}

/// What became of the findings of the report before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FollowUpTotals {
    /// Found for the first time.
    pub new: u64,
    /// Still open.
    pub open: u64,
    /// Closed by evidence.
    pub closed: u64,
}

/// How many consented.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ConsentTotals {
    /// Customers in the rows.
    pub rows: u64,
    /// Who did not consent.
    pub refused: u64,
    /// The share that did.
    pub coverage: f64,
}

impl Report {
    /// What the text counts from the numbers.
    pub fn totals(&self) -> Totals {
        let audited = &self.audited;
        let is_open = |finding: &&Finding| section::is_open(finding);
        let told: Vec<&Finding> = audited.findings.iter().filter(|finding| section::is_told(finding)).collect();
        let open = told.iter().filter(|finding| is_open(finding)).count() as u64;
        let count = |state| self.follow_up.iter().filter(|tracked| tracked.state == state).count() as u64;
        let settling = told.iter().filter(|finding| !is_open(finding)).filter_map(|finding| {
            let (_, one) = section::assessment(audited, finding)?;
            Some(Settling { evidence: finding.evidence.clone(), customers: customers_that_settle(one)? })
        });
        Totals {
            comparisons: audited.gate.verdicts.iter().sum(),
            failing_rules: audited.rules.iter().filter(|result| is_failing(audited, result)).count() as u64,
            affected: affected(audited),
            findings: FindingTotals {
                settled: told.len() as u64 - open,
                open,
                listed: section::listed(audited) as u64,
            },
            combinations: audited.groupings.iter().filter(|own| own.grouping.attributes().len() > 1).count() as u64,
            withheld_up_to: audited.privacy.as_ref().map(|own| own.suppression.minimum_cell().saturating_sub(1)),
            alpha: audited.policy.confidence.alpha(),
            below_minimum: audited
                .groupings
                .iter()
                .flat_map(|own| &own.slices)
                .filter(|slice| slice.below_minimum)
                .count() as u64,
            open: audited.rules.iter().enumerate().filter_map(|(at, own)| open_rule(self, at, own)).collect(),
            to_do: audited.rules.iter().filter_map(|result| to_do(audited, result).map(|(_, to_do)| to_do)).collect(),
            settling: settling.take(SETTLING).collect(),
            follow_up: self.provenance.supersedes.is_some().then(|| FollowUpTotals {
                new: count(FindingState::New),
                open: count(FindingState::Open),
                closed: count(FindingState::Closed),
            }),
            consent: consent(audited),
        }
    }
}

/// Findings whose size is told; what follows them is in tables.
const SETTLING: usize = 64;

/// Segments that are named under something to do; the others are counted.
const NAMED: usize = 2;

fn is_failing(audited: &Audited, result: &RuleResult) -> bool {
    audited.findings.iter().any(|finding| finding.fails_gate && finding.rule.as_deref() == Some(&result.rule.id))
}

/// Customers of the segment that would settle it at the rates seen; none where there are enough already.
pub(super) fn customers_that_settle(one: &Assessment) -> Option<f64> {
    let size = one.settling.as_ref().filter(|size| size.factor.is_finite() && size.factor > 1.05)?;
    Some(one.rows as f64 * size.factor)
}

pub(super) fn consent(audited: &Audited) -> Option<ConsentTotals> {
    let refused = audited
        .exclusions
        .iter()
        .find(|count| count.reason == Exclusion::NoConsent && count.slice.conditions().is_empty())?
        .rows;
    let rows = audited.population.rows?;
    let coverage = if rows == 0 { 0.0 } else { rows.saturating_sub(refused) as f64 / rows as f64 };
    Some(ConsentTotals { rows, refused, coverage })
}

/// Segments of one grouping are disjoint, so the largest sum over a grouping is a lower bound; segments that lie within
/// another one add nothing to the upper.
fn affected(audited: &Audited) -> Affected {
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
    let all = audited.population.audited;
    let most = most.min(all).max(least);
    Affected { least, most, share: (most > 0 && all > 0).then(|| least as f64 / all as f64) }
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

/// The findings to name about a rule that something fails or lies outside of without an exemption, and how many more
/// there are.
pub(super) fn to_do<'a>(
    audited: &'a Audited,
    result: &'a RuleResult,
) -> Option<(Vec<(&'a Finding, &'a Assessment)>, ToDo)> {
    let mut found: Vec<(&Finding, &Assessment)> = audited
        .findings
        .iter()
        .filter(|finding| finding.rule.as_deref() == Some(&result.rule.id) && finding.exempted.is_none())
        .filter(|finding| finding.fails_gate || finding.code == FindingCode::OutsideTolerance)
        .filter_map(|finding| Some((finding, section::assessment(audited, finding)?.1)))
        .collect();
    if found.is_empty() {
        return None;
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
    found.truncate(NAMED);
    let more = (all - found.len()) as u64;
    Some((found, ToDo { rule: result.rule.id.clone(), more }))
}

/// What could not be settled about a rule, by reason.
fn open_rule(report: &Report, at: usize, result: &RuleResult) -> Option<OpenRule> {
    let w = Words::new(report.language);
    let mut reasons: Vec<OpenReason> = Vec::new();
    for one in &result.assessments {
        let reason = match one.verdict {
            Verdict::Within | Verdict::Outside => continue,
            Verdict::Inconclusive => w.inconclusive().to_owned(),
            Verdict::NotAssessed => w.not_assessed_because(&w.not_assessed(&report.audited, one)),
        };
        match reasons.iter_mut().find(|known| known.reason == reason) {
            Some(known) => known.comparisons += 1,
            None => reasons.push(OpenReason { verdict: one.verdict, reason, comparisons: 1 }),
        }
    }
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.comparisons));
    let factor = |one: &Assessment| one.settling.as_ref().map_or(f64::INFINITY, |size| size.factor);
    let nearest = result
        .assessments
        .iter()
        .enumerate()
        .filter(|(_, one)| one.verdict == Verdict::Inconclusive)
        .filter_map(|(row, one)| Some((row, one, customers_that_settle(one)?)))
        .min_by(|(_, a, _), (_, b, _)| {
            let alone = |one: &Assessment| one.grouping.attributes().len();
            alone(a).cmp(&alone(b)).then_with(|| factor(a).total_cmp(&factor(b)))
        });
    (!reasons.is_empty()).then(|| OpenRule {
        rule: result.rule.id.clone(),
        comparisons: result.assessments.len() as u64,
        reasons,
        nearest: nearest
            .map(|(row, _, customers)| Settling { evidence: format!("rules[{at}].assessments[{row}]"), customers }),
    })
}
