//! What an audit found, as data: every number with what it was computed from.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::finding::{Finding, Gate, Notice};
use super::id::Id;
use super::policy::{Correction, Policy, Reference, Rule, Summary};
use super::representation::RepresentationResult;
use super::resampled::Resamples;
use super::shared::Shared;
use super::shrunken::ShrinkageResult;
use super::stratified_result::ConditionalResult;
use super::table::ImpactTable;
use super::task_result::TaskResult;
use super::uncertain::{CorrectionResult, LabelBounds};
use super::verdict::Verdict;
use crate::data::{CustomerSummary, Exclusion, Specification};
use crate::inference::bounds::Bounds;
use crate::inference::estimate::Estimate;
use crate::inference::{Equivalence, Interval, NoiseFloor, SettlingSize};
use crate::metric::Metric;
use crate::privacy::Suppression;
use crate::segment::{Grouping, Slice};
use crate::value::{Confidence, Measured};

/// Everything an audit found. In serialised form the numbers of slices stand in columns: see `docs/REPORT.md`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Audited {
    /// What the columns mean.
    pub specification: Specification,
    /// The policy that was applied.
    pub policy: Policy,
    /// The day as of which exemptions were judged, if one was given.
    pub as_of: Option<String>,
    /// Metrics and criteria that the caller added to the catalogue.
    pub own_definitions: Vec<OwnDefinition>,
    /// Seed of the simulations.
    pub seed: u64,
    /// Who was audited.
    pub population: Population,
    /// Everybody as one slice.
    pub overall: SliceResult,
    /// Every grouping with its slices.
    pub groupings: Vec<GroupingResult>,
    /// Segments' shares against declared populations.
    pub representation: Vec<RepresentationResult>,
    /// Numbers if errors in recording segments and outcomes were undone, where such errors were declared.
    pub corrections: Vec<CorrectionResult>,
    /// Crude and adjusted comparisons within strata, where strata were declared.
    pub conditional: Vec<ConditionalResult>,
    /// Every rule with its verdicts.
    pub rules: Vec<RuleResult>,
    /// Tables that presets ask for.
    pub tables: Vec<ImpactTable>,
    /// Rows left out, by reason and slice.
    pub exclusions: Vec<ExclusionCount>,
    /// What a reader of the numbers must know.
    pub notices: Vec<Notice>,
    /// What was found, the worst first.
    pub findings: Vec<Finding>,
    /// Whether the policy passed.
    pub gate: Gate,
    /// What is withheld to protect people, where that was asked for.
    pub privacy: Option<Privacy>,
    /// Numbers of predictions other than decisions, where those were audited.
    pub tasks: Vec<TaskResult>,
}

/// What an audit withholds to protect people, and by which rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Privacy {
    /// Which counts are too small to publish.
    pub suppression: Suppression,
    /// Whether the audit allows for what its difference to an earlier report would show.
    pub against_previous: bool,
    /// Slices that are published.
    pub published: u64,
    /// Slices that are named as withheld; parts of them are withheld too and not counted.
    pub slices: u64,
    /// Those among all that are published or named; groupings that are withheld as a whole are not in it.
    #[serde(with = "crate::value::measured")]
    pub share: Measured,
    /// What is withheld, by grouping.
    pub withheld: Vec<WithheldSlices>,
    /// Whether a comparison within strata is withheld.
    pub strata: bool,
    /// Whether a number of excluded customers is withheld.
    pub exclusions: bool,
}

/// The withheld slices of one grouping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithheldSlices {
    /// The grouping.
    pub grouping: Grouping,
    /// Whether all its slices are withheld; then they are not named.
    pub whole: bool,
    /// The withheld slices that no wider withheld slice implies.
    pub slices: Vec<Slice>,
}

/// A metric or criterion of the caller's own, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDefinition {
    /// The stable name.
    pub id: String,
    /// The name in words.
    pub name: String,
    /// The question it answers.
    pub question: String,
    /// The formula that was executed.
    pub formula: String,
    /// Where the definition comes from.
    pub source: String,
}

/// Who was audited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Population {
    /// Customers in all rows, excluded ones counted; none where the number of excluded ones is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Customers that took part.
    pub audited: u64,
    /// Customers left out; none where their number is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<u64>,
    /// Audited customers with a label.
    pub labelled: u64,
    /// Audited customers that were selected.
    pub selected: u64,
    /// Rows of weight zero, where rows are weighted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zero_weights: Option<u64>,
    /// How often customers come back, where their ids were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customers: Option<CustomerSummary>,
}

/// One grouping: its slices and what holds for all of them together.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupingResult {
    /// The attributes.
    pub grouping: Grouping,
    /// Every combination of levels that has rows, in the order of the levels.
    pub slices: Vec<SliceResult>,
    /// The widest pair by criterion.
    pub worst: Vec<WorstResult>,
    /// What the customers of unknown segment could change, where there are any and the grouping is a single attribute.
    pub missing: Vec<MissingBounds>,
    /// What outcomes that are not known could change, where there are any and the grouping is a single attribute.
    pub unlabelled: Vec<LabelBounds>,
    /// Selection rates drawn towards their common mean, for slices of several attributes. No verdict rests on them.
    pub shrinkage: Option<ShrinkageResult>,
}

/// One slice with its numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SliceResult {
    /// Who.
    pub slice: Slice,
    /// Customers.
    pub rows: u64,
    /// Their share of all audited customers.
    #[serde(with = "crate::value::measured")]
    pub share: Measured,
    /// Customers by decision and outcome, in the order of [`crate::cube::Cells::SINGLE`].
    pub counts: [u64; 6],
    /// The sum of weights, where rows are weighted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    /// Whether there are fewer rows than the policy's minimum: shown, not judged.
    pub below_minimum: bool,
    /// Every metric of the catalogue, in its order. Slices with equal counts share them.
    pub metrics: Shared<MetricValue>,
    /// The slice against its reference, by criterion; shared likewise.
    pub disparities: Shared<Disparity>,
}

/// A metric of one slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricValue {
    /// The metric's id.
    pub metric: Id,
    /// The value.
    #[serde(with = "crate::value::measured")]
    pub value: Measured,
    /// Rows counted, for a rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<u64>,
    /// Rows among which they are counted, for a rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<u64>,
    /// Independent rows that would tell as much, where weights or customers who come back make a difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<f64>,
    /// Customers behind the denominator, where customers come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customers: Option<u64>,
    /// The confidence interval.
    #[serde(with = "crate::value::measured")]
    pub interval: Measured<Interval>,
    /// How the interval was resampled, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resamples: Option<Resamples>,
}

/// The group that a slice was compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferenceGroup {
    /// How it was chosen.
    pub reference: Reference,
    /// The slice, where it is one of the grouping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slice: Option<Slice>,
    /// Its rows.
    pub rows: u64,
}

/// A slice against its reference by one criterion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Disparity {
    /// The criterion's id.
    pub criterion: Id,
    /// What the slice was compared with.
    pub reference: ReferenceGroup,
    /// The value: group minus, or group over, reference.
    #[serde(with = "crate::value::measured")]
    pub value: Measured,
    /// The confidence interval, not corrected for the number of comparisons.
    #[serde(with = "crate::value::measured")]
    pub interval: Measured<Interval>,
    /// Two-sided p-value of no disparity.
    #[serde(with = "crate::value::measured")]
    pub p_value: Measured,
    /// How interval and p-value were resampled, where they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resamples: Option<Resamples>,
}

/// The widest pair of a grouping by one criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct WorstResult {
    /// The criterion's id.
    pub criterion: String,
    /// max − min, min / max, or the criterion's own formula over all groups that could be measured.
    pub value: Measured,
    /// The group of the widest pair that the gap harms: with less of what people want, or more of what they do not. The
    /// value stays max − min or min / max, whichever side that is.
    pub group: Option<Slice>,
    /// The other group of the widest pair, which is treated better.
    pub reference: Option<Slice>,
    /// An interval that allows for having searched all pairs.
    pub interval: Measured<Interval>,
    /// Pairs searched.
    pub comparisons: u64,
    /// Groups that could not be measured and are not in the value.
    pub unmeasured: Vec<Slice>,
    /// What chance alone would give if all groups were alike; for criteria of one rate.
    pub noise_floor: Option<NoiseFloor>,
}

/// What customers of unknown segment could change about a slice.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingBounds {
    /// Who.
    pub slice: Slice,
    /// The selection rate, whatever segment the unknown belong to.
    pub selection_rate: Bounds,
    /// The selection rate minus that of everyone else who is known, likewise.
    pub difference: Bounds,
    /// The selection rate over that of everyone else who is known, likewise.
    pub ratio: Bounds,
}

/// One rule with its verdicts.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleResult {
    /// The rule.
    pub rule: Rule,
    /// Families of comparisons: within each, p-values are corrected for their number together.
    pub families: Vec<FamilyResult>,
    /// One verdict for each slice, or for each grouping where the widest pair is judged.
    pub assessments: Vec<Assessment>,
}

/// Comparisons of one rule that are corrected together. All tests are two-sided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FamilyResult {
    /// Attributes that each slice combines.
    pub attributes: u64,
    /// How they are corrected.
    pub correction: Correction,
    /// How many there are; those that could not be judged are not among them.
    pub comparisons: u64,
}

/// One verdict with its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// The grouping.
    pub grouping: Grouping,
    /// The slice that was judged; where a pair was, the group of the widest pair that the gap harms.
    pub slice: Slice,
    /// What it was compared with.
    pub reference: ReferenceGroup,
    /// Customers of the slice.
    pub rows: u64,
    /// The rates compared: of the slice, by metric.
    pub group_values: Shared<MetricValue>,
    /// The rates compared: of the reference, by metric.
    pub reference_values: Shared<MetricValue>,
    /// The value of the criterion.
    pub value: Measured,
    /// Its confidence interval.
    pub interval: Measured<Interval>,
    /// The crude value, where the comparison was made within strata.
    pub crude: Option<Box<Estimate>>,
    /// How interval and p-values were resampled, where they were.
    pub resamples: Option<Resamples>,
    /// The two one-sided tests of the tolerance. Slices with equal counts share them.
    pub equivalence: Option<Arc<Equivalence>>,
    /// p-value of lying outside the tolerance, two-sided.
    pub p_outside: Measured,
    /// The same, corrected for the number of comparisons of its family.
    pub p_outside_adjusted: Measured,
    /// Comparisons that the correction allows for: those of the rule on slices of as many attributes, or the pairs that
    /// were searched for the widest.
    pub comparisons: u64,
    /// How it allows for them.
    pub correction: Correction,
    /// The verdict.
    pub verdict: Verdict,
    /// Rows that would settle it at the rates observed, where it is inconclusive.
    pub settling: Option<SettlingSize>,
    /// Whether the observed value itself lies inside the tolerance.
    pub point_within: Option<bool>,
    /// The literal rule beside the verdict; shared likewise.
    pub literal: Option<Arc<LiteralResult>>,
    /// The exemption that covers it, by its place in the policy.
    pub exemption: Option<usize>,
}

/// What a literal rule says, and what practitioners read beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiteralResult {
    /// Whether the rule is met.
    pub met: bool,
    /// The statistic it looks at: the ratio, or the number of standard deviations.
    #[serde(with = "crate::value::measured")]
    pub statistic: Measured,
    /// One-sided p-value that the true ratio is below 4/5; two-sided p-value of no difference for standard deviations.
    #[serde(with = "crate::value::measured")]
    pub p_value: Measured,
    /// The ratio with one selection moved from the reference to the group: if the rule turns, it hangs on one person.
    #[serde(with = "crate::value::measured")]
    pub flipped: Measured,
    /// People of the group who would have to be selected in addition for the reference's rate.
    #[serde(with = "crate::value::measured")]
    pub shortfall: Measured,
    /// People of the group who would have to be selected in addition to reach 4/5 of it.
    #[serde(with = "crate::value::measured")]
    pub to_four_fifths: Measured,
}

/// Rows left out of a slice for a reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExclusionCount {
    /// Who; everybody for the total.
    pub slice: Slice,
    /// Why.
    pub reason: Exclusion,
    /// How many customers.
    pub rows: u64,
    /// Their share of the slice's rows, excluded ones counted.
    #[serde(with = "crate::value::measured")]
    pub share: Measured,
}

impl Audited {
    /// Confidence of intervals and verdicts.
    pub fn confidence(&self) -> Confidence {
        self.policy.confidence
    }

    /// A grouping by its attributes.
    pub fn grouping<S: AsRef<str>>(&self, attributes: &[S]) -> Option<&GroupingResult> {
        let wanted = Grouping::by(attributes.iter().map(|name| name.as_ref().to_owned()));
        self.groupings.iter().find(|result| result.grouping.same_as(&wanted))
    }

    /// The slices of a grouping that are named as withheld; empty too where the whole grouping is.
    pub fn withheld<S: AsRef<str>>(&self, attributes: &[S]) -> &[Slice] {
        let wanted = Grouping::by(attributes.iter().map(|name| name.as_ref().to_owned()));
        let all = self.privacy.iter().flat_map(|privacy| &privacy.withheld);
        all.filter(|own| own.grouping.same_as(&wanted)).map(|own| own.slices.as_slice()).next().unwrap_or_default()
    }

    /// A rule by its id.
    pub fn rule(&self, id: &str) -> Option<&RuleResult> {
        self.rules.iter().find(|result| result.rule.id == id)
    }

    /// Whether the policy passed.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }
}

impl GroupingResult {
    /// The slice at these levels, in the order of the grouping's attributes.
    pub fn slice<S: AsRef<str>>(&self, levels: &[S]) -> Option<&SliceResult> {
        self.slices.iter().find(|result| result.slice.stands_at(levels))
    }
}

impl SliceResult {
    /// A metric's value by its id.
    pub fn metric(&self, id: &str) -> Option<&MetricValue> {
        self.metrics.iter().find(|value| value.metric == id)
    }

    /// A disparity by its criterion's id.
    pub fn disparity(&self, criterion: &str) -> Option<&Disparity> {
        self.disparities.iter().find(|disparity| disparity.criterion == criterion)
    }
}

impl Assessment {
    /// What a rule judged, in words: the slice, or the grouping where its widest pair was. With the rule's id and the code
    /// it makes the id of a finding.
    pub fn place(&self, rule: &Rule) -> String {
        if rule.summary == Summary::Worst || self.slice == Slice::everybody() {
            self.grouping.to_string()
        } else {
            self.slice.to_string()
        }
    }
}

impl MetricValue {
    /// The value of a task's metric with its interval; counts and effective sizes are set by field.
    pub fn of_task(metric: &Metric, value: Measured, interval: Measured<Interval>) -> Self {
        Self {
            metric: metric.id.into(),
            value,
            numerator: None,
            denominator: None,
            effective: None,
            customers: None,
            interval,
            resamples: None,
        }
    }

    /// By how much weights, or customers who come back, inflate the variance of as many independent rows: rows over
    /// effective rows.
    pub fn design_effect(&self) -> Option<f64> {
        let effective = self.effective.filter(|&effective| effective > 0.0)?;
        Some(self.denominator? as f64 / effective)
    }
}

impl RuleResult {
    /// How many assessments have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.assessments.iter().filter(|assessment| assessment.verdict == verdict).count()
    }
}
