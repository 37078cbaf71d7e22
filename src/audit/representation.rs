//! Are the customers of each segment there at all, against the shares of a declared population?

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::policy::{Policy, Reference, Rule};
use super::result::{Assessment, ReferenceGroup};
use super::setting::Setting;
use super::shared::Shared;
use super::verdict::Verdict;
use crate::cube::{Cells, Confusion, Cube};
use crate::error::{Error, ErrorKind, Problem, suggestion};
use crate::inference::representation::{RepresentedGroup, ShareRatio, representation};
use crate::inference::{ChiSquaredTest, Interval, Proportion, SettlingSize};
use crate::metric::PopulationStatistic;
use crate::segment::{Grouping, Level, Slice};
use crate::value::{Measured, Reason, Unavailable};

/// The shares of an attribute's levels in the population that the data should represent, as a census or the customer base
/// gives them. They are taken as known without error.
///
/// # Example
///
/// ```
/// use evenhand::audit::ReferencePopulation;
/// use evenhand::{Audit, Predictions};
///
/// let channel = |i: usize| if i < 200 { "app" } else if i < 360 { "web" } else { "phone" };
/// let predictions = Predictions::builder()
///     .decision((0..400).map(|i| i % 2 == 0))
///     .segment("channel", (0..400).map(channel))
///     .build()?;
/// let base = ReferencePopulation::new("channel", [("app", 0.45), ("web", 0.40), ("phone", 0.15)])?;
/// let audited = Audit::new().population(base).run(&predictions)?;
///
/// let found = &audited.representation[0];
/// assert!((found.groups[1].ratio.unwrap() - 2.0 / 3.0).abs() < 1e-12);
/// assert!((found.chi_squared.unwrap().p_value - 0.011_743_6).abs() < 1e-7);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferencePopulation {
    attribute: String,
    source: Option<String>,
    shares: Vec<(Level, f64)>,
}

impl ReferencePopulation {
    /// The population's shares by level, as shares, percentages or counts: they are divided by their sum.
    ///
    /// # Errors
    ///
    /// Every problem at once: no level, a level given twice, a number that is negative or not finite, nothing but zeros.
    pub fn new<S: Into<String>>(
        attribute: impl Into<String>,
        shares: impl IntoIterator<Item = (S, f64)>,
    ) -> Result<Self, Error> {
        let attribute = attribute.into();
        let shares: Vec<(Level, f64)> =
            shares.into_iter().map(|(name, share)| (Level::named(name.into()), share)).collect();
        let problem = |message: &str| Problem::new(ErrorKind::Policy, message).column(&attribute);
        let mut problems = Vec::new();
        for (at, (level, share)) in shares.iter().enumerate() {
            if shares[..at].iter().any(|(earlier, _)| earlier == level) {
                problems.push(problem("has a level twice").value(level).remedy("give each level one share"));
            }
            if !share.is_finite() || *share < 0.0 {
                problems.push(
                    problem("has a share that is no share")
                        .value(share)
                        .remedy("give numbers of at least 0: shares, percentages or counts"),
                );
            }
        }
        let sum: f64 = shares.iter().map(|(_, share)| share).sum();
        if problems.is_empty() && (sum <= 0.0 || !sum.is_finite()) {
            problems.push(
                problem("has a population without anybody in it").remedy("give the share of each level, as 0.45 or 45"),
            );
        }
        Error::check(problems)?;
        let shares = shares.into_iter().map(|(level, share)| (level, share / sum)).collect();
        Ok(Self { attribute, source: None, shares })
    }

    /// Where the shares come from, as the report prints it.
    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The attribute.
    pub fn attribute(&self) -> &str {
        &self.attribute
    }

    /// The levels, in the order given.
    pub fn levels(&self) -> impl Iterator<Item = &Level> {
        self.shares.iter().map(|(level, _)| level)
    }

    /// The share of a level, 0 where the population lacks it.
    pub fn share(&self, level: &Level) -> f64 {
        self.shares.iter().find(|(own, _)| own == level).map_or(0.0, |(_, share)| *share)
    }
}

/// An attribute's levels in the data against a declared population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepresentationResult {
    /// The attribute.
    pub attribute: String,
    /// Where the population's shares come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Customers whose level is known: those who are compared.
    pub rows: u64,
    /// Customers whose level is unknown, left out.
    pub unknown: u64,
    /// Every level of the data or the population.
    pub groups: Vec<RepresentedSlice>,
    /// Pearson's test of goodness of fit.
    #[serde(with = "crate::value::measured")]
    pub chi_squared: Measured<ChiSquaredTest>,
    /// ½Σ|share in the data − share in the population|.
    #[serde(with = "crate::value::measured")]
    pub total_variation: Measured,
    /// The total variation that sampling alone would give.
    #[serde(with = "crate::value::measured")]
    pub expected_total_variation: Measured,
    /// Σ(p − q)ln(p/q).
    #[serde(with = "crate::value::measured")]
    pub population_stability_index: Measured,
}

/// One level against its share of the population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepresentedSlice {
    /// Who.
    pub slice: Slice,
    /// Customers in the data.
    pub rows: u64,
    /// Share in the population.
    pub population_share: f64,
    /// Share in the data over share in the population.
    #[serde(with = "crate::value::measured")]
    pub ratio: Measured,
    /// Its confidence interval.
    #[serde(with = "crate::value::measured")]
    pub interval: Measured<Interval>,
}

impl RepresentedSlice {
    fn share_ratio(&self, known: u64) -> Measured<ShareRatio> {
        Ok(ShareRatio { share: Proportion::new(self.rows, known)?, population_share: self.population_share })
    }
}

/// Every declared population against the data. Counts customers, not weights.
pub(super) fn compare_with_populations(
    populations: &[ReferencePopulation],
    attributes: &[&str],
    cube: &dyn Fn(&[&str]) -> Result<Cube, Error>,
    setting: Setting,
) -> Result<Vec<RepresentationResult>, Error> {
    let unknown = populations.iter().filter(|population| !attributes.contains(&population.attribute()));
    Error::check(
        unknown
            .map(|population| {
                Problem::new(ErrorKind::Policy, "has a reference population but is no attribute of the data")
                    .value(population.attribute())
                    .remedy(suggestion(population.attribute(), attributes.iter().copied()))
            })
            .collect(),
    )?;
    populations.iter().map(|population| Ok(against(population, &cube(&[population.attribute()])?, setting))).collect()
}

fn against(population: &ReferencePopulation, cube: &Cube, setting: Setting) -> RepresentationResult {
    let attribute = population.attribute();
    let rows = |table: &Confusion| table.count(Cells::ALL);
    let mut groups: Vec<(Level, u64)> = Vec::new();
    let mut unknown = 0;
    for (slice, table) in cube.groups() {
        match slice.level(attribute) {
            Some(level) if !level.is_missing() => groups.push((level.clone(), rows(table))),
            _ => unknown += rows(table),
        }
    }
    for (level, _) in &population.shares {
        if !groups.iter().any(|(own, _)| own == level) {
            groups.push((level.clone(), 0));
        }
    }
    let known = groups.iter().map(|(_, rows)| rows).sum();
    let represented: Vec<RepresentedGroup> = groups
        .iter()
        .map(|(level, rows)| RepresentedGroup { rows: *rows, population_share: population.share(level) })
        .collect();
    let all = representation(&represented);
    let groups = groups.into_iter().zip(represented).map(|((level, rows), group)| {
        let mut slice = RepresentedSlice {
            slice: Slice::everybody().and(attribute, level),
            rows,
            population_share: group.population_share,
            ratio: Err(Unavailable::Undefined(Reason::NoRows)),
            interval: Err(Unavailable::Undefined(Reason::NoRows)),
        };
        slice.ratio = slice.share_ratio(known).and_then(|ratio| ratio.estimate());
        slice.interval = slice.share_ratio(known).and_then(|ratio| ratio.interval(setting.confidence));
        slice
    });
    let all = all.as_ref().map_err(|reason| *reason);
    RepresentationResult {
        attribute: attribute.to_owned(),
        source: population.source.clone(),
        rows: known,
        unknown,
        groups: groups.collect(),
        chi_squared: all.and_then(|all| all.chi_squared),
        total_variation: all.map(|all| all.total_variation),
        expected_total_variation: all.map(|all| all.expected_total_variation),
        population_stability_index: all.and_then(|all| all.population_stability_index),
    }
}

/// What a rule about representation says. Without segments of its own it concerns every attribute with a declared
/// population, or, where none is declared, every attribute: then nothing was assessed, and the gate must know.
pub(super) fn judge_representation<'a>(
    rule: &Rule,
    statistic: PopulationStatistic,
    policy: &Policy,
    results: &[RepresentationResult],
    groupings: impl Iterator<Item = &'a Grouping>,
    setting: Setting,
) -> Vec<Assessment> {
    let wanted: Vec<Grouping> = if rule.segments.is_empty() && !results.is_empty() {
        results.iter().map(|result| Grouping::by([result.attribute.as_str()])).collect()
    } else {
        groupings.filter(|grouping| rule.concerns(grouping)).cloned().collect()
    };
    let mut assessments = Vec::new();
    for grouping in &wanted {
        let declared = results.iter().find(|result| grouping.attributes() == [result.attribute.as_str()]);
        match (declared, statistic) {
            (None, _) => {
                let undeclared = Err(Unavailable::NotIdentified(Reason::NoPopulation));
                assessments.push(blank(rule, grouping, Slice::everybody(), 0, undeclared));
            }
            (Some(result), PopulationStatistic::ShareRatio) => {
                let judged =
                    result.groups.iter().map(|group| judge_group(rule, policy, grouping, result, group, setting));
                assessments.extend(judged);
            }
            (Some(result), PopulationStatistic::TotalVariation) => {
                assessments.push(blank(rule, grouping, Slice::everybody(), result.rows, result.total_variation));
            }
            (Some(result), PopulationStatistic::StabilityIndex) => {
                let index = result.population_stability_index;
                assessments.push(blank(rule, grouping, Slice::everybody(), result.rows, index));
            }
        }
    }
    assessments
}

/// An assessment without evidence: the value beside the tolerance, and no verdict.
fn blank(rule: &Rule, grouping: &Grouping, slice: Slice, rows: u64, value: Measured) -> Assessment {
    let none = Unavailable::Undefined(Reason::OutsideDomain);
    Assessment {
        grouping: grouping.clone(),
        slice,
        reference: ReferenceGroup { reference: Reference::Population, slice: None, rows: 0 },
        rows,
        group_values: Shared::default(),
        reference_values: Shared::default(),
        value,
        interval: Err(value.err().unwrap_or(none)),
        crude: None,
        resamples: None,
        equivalence: None,
        p_outside: Err(value.err().unwrap_or(none)),
        p_outside_adjusted: Err(value.err().unwrap_or(none)),
        comparisons: 0,
        correction: rule.correction(grouping.attributes().len()),
        verdict: Verdict::NotAssessed,
        settling: None,
        point_within: value.ok().map(|value| rule.tolerance.zone().contains(value)),
        literal: None,
        exemption: None,
    }
}

/// One level. A level with few rows is judged all the same: that it has few is the question. What must be large enough is
/// the data as a whole.
fn judge_group(
    rule: &Rule,
    policy: &Policy,
    grouping: &Grouping,
    result: &RepresentationResult,
    group: &RepresentedSlice,
    setting: Setting,
) -> Assessment {
    let mut assessment = blank(rule, grouping, group.slice.clone(), group.rows, group.ratio);
    assessment.interval = group.interval;
    assessment.exemption = policy.exemption_of(&rule.id, &group.slice);
    if result.rows < policy.minimum_rows {
        assessment.p_outside = Err(Unavailable::Undefined(Reason::TooFewRows));
        return assessment;
    }
    let zone = rule.tolerance.zone();
    let ratio = group.share_ratio(result.rows);
    assessment.p_outside = ratio.and_then(|ratio| ratio.p_outside(zone));
    assessment.equivalence = ratio.and_then(|ratio| ratio.equivalence(zone, setting.confidence)).ok().map(Arc::new);
    let alpha = setting.confidence.alpha();
    if assessment.equivalence.as_ref().is_none_or(|test| test.p_value > alpha)
        && assessment.p_outside.is_ok_and(|p| p > alpha)
    {
        let settling: Measured<SettlingSize> = ratio.and_then(|ratio| ratio.settling_size(&zone, setting.confidence));
        assessment.settling = settling.ok();
    }
    assessment
}
