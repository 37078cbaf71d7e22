//! Metrics and comparisons that are functions of the table and no rates: resampled cell by cell, or linearised.

use serde::{Deserialize, Serialize};

use super::measure::delta_variance;
use super::setting::Setting;
use super::tally::Tally;
use crate::cube::Confusion;
use crate::inference::special::{normal_upper_tail, two_sided_critical_value};
use crate::inference::{Bootstrap, BootstrapDistribution, Equivalence, Interval, Method, Resampling, Simulation, Zone};
use crate::metric::{Comparison, METRICS, Metric};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Draws of the bootstrap of a metric or a comparison.
pub(super) const RESAMPLES: u32 = 1000;

/// How an interval was resampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resamples {
    /// Draws.
    pub draws: u32,
    /// Draws in which the number was not defined; they are left out of the interval.
    pub undefined: u32,
}

impl Resamples {
    fn of(distribution: &BootstrapDistribution, simulation: Simulation) -> Self {
        Self { draws: simulation.draws, undefined: distribution.undefined }
    }
}

/// The draws of a metric: every slice shares them, so that slices are compared and not their luck.
pub(super) fn simulation(metric: &Metric, seed: u64) -> Simulation {
    let place = METRICS.iter().position(|own| own.id == metric.id).unwrap_or(METRICS.len());
    Simulation { draws: RESAMPLES, seed, stream: (1 << 32) + place as u64 }
}

/// The bias-corrected interval; by plain percentiles where the statistic does not survive the loss of one row.
fn interval(distribution: &BootstrapDistribution, confidence: Confidence) -> Measured<Interval> {
    if distribution.acceleration.is_ok() { distribution.bca(confidence) } else { distribution.percentile(confidence) }
}

/// A metric of one table: rows are drawn anew, cell by cell.
pub(super) fn resampled_metric(
    compute: fn(&Confusion) -> Measured,
    table: &Confusion,
    confidence: Confidence,
    simulation: Simulation,
) -> Measured<(Interval, Resamples)> {
    let statistic = |cells: &[u64]| compute(&six(cells));
    let bootstrap = Bootstrap { counts: &table.counts(), resampling: Resampling::Multinomial, simulation };
    let distributions = bootstrap.distributions(&[&statistic])?;
    let only = distributions.first().ok_or(Unavailable::Undefined(Reason::NoRows))?;
    Ok((interval(only, confidence)?, Resamples::of(only, simulation)))
}

fn six(cells: &[u64]) -> Confusion {
    Confusion::from_counts(std::array::from_fn(|code| cells.get(code).copied().unwrap_or(0)))
}

/// A group's value of a function of the table beside that of its reference.
#[derive(Debug, Clone)]
pub(super) enum FunctionPair {
    /// Drawn anew within the group and within the reference.
    Resampled { distribution: Box<BootstrapDistribution>, resamples: Resamples },
    /// Weighted rows and customers who come back cannot be drawn cell by cell: normal, on the scale of the comparison.
    Linearised { value: f64, standard_error: f64, reach: f64, comparison: Comparison },
}

impl FunctionPair {
    pub(super) fn new(
        metric: &Metric,
        compute: fn(&Confusion) -> Measured,
        comparison: Comparison,
        (group, reference): (&Tally, &Tally),
        setting: Setting,
    ) -> Measured<Self> {
        if group.is_weighted() || group.customers().is_some() {
            return Self::linearised(compute, comparison, (group, reference), setting.confidence);
        }
        let statistic = |cells: &[u64]| {
            let (own, other) = cells.split_at(6);
            comparison.apply(compute(&six(own))?, compute(&six(other))?)
        };
        let counts: Vec<u64> = group.counts().into_iter().chain(reference.counts()).collect();
        let simulation = simulation(metric, setting.seed);
        let resampling = Resampling::Stratified(&[0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
        let mut distributions = Bootstrap { counts: &counts, resampling, simulation }.distributions(&[&statistic])?;
        let distribution = distributions.pop().ok_or(Unavailable::Undefined(Reason::NoRows))?;
        let resamples = Resamples::of(&distribution, simulation);
        Ok(Self::Resampled { distribution: Box::new(distribution), resamples })
    }

    fn linearised(
        compute: fn(&Confusion) -> Measured,
        comparison: Comparison,
        (group, reference): (&Tally, &Tally),
        confidence: Confidence,
    ) -> Measured<Self> {
        let (own, other) = (compute(group)?, compute(reference)?);
        let spreads = [delta_variance(compute, group, confidence)?, delta_variance(compute, reference, confidence)?];
        let variance = match comparison {
            Comparison::Difference => spreads[0].variance + spreads[1].variance,
            Comparison::Ratio | Comparison::LogRatio => {
                spreads[0].variance / (own * own) + spreads[1].variance / (other * other)
            }
        };
        if !(variance > 1e-18 && variance.is_finite()) {
            return Err(Unavailable::Undefined(Reason::Boundary));
        }
        let critical = f64::max(spreads[0].critical_value, spreads[1].critical_value);
        Ok(Self::Linearised {
            value: comparison.apply(own, other)?,
            standard_error: variance.sqrt(),
            reach: critical / two_sided_critical_value(confidence),
            comparison,
        })
    }

    pub(super) fn resamples(&self) -> Option<Resamples> {
        match self {
            Self::Resampled { resamples, .. } => Some(*resamples),
            Self::Linearised { .. } => None,
        }
    }

    pub(super) fn estimate(&self) -> Measured {
        match self {
            Self::Resampled { distribution, .. } => distribution.estimate,
            Self::Linearised { value, .. } => Ok(*value),
        }
    }

    pub(super) fn interval(&self, confidence: Confidence) -> Measured<Interval> {
        match self {
            Self::Resampled { distribution, .. } => interval(distribution, confidence),
            Self::Linearised { value, standard_error, reach, comparison } => {
                let half = two_sided_critical_value(confidence) * reach * standard_error;
                let (lower, upper, method) = match comparison {
                    Comparison::Ratio if *value > 0.0 => (value * (-half).exp(), value * half.exp(), Method::DeltaLog),
                    Comparison::Ratio => return Err(Unavailable::Undefined(Reason::ZeroRate)),
                    _ => (value - half, value + half, Method::Delta),
                };
                Ok(Interval { lower, upper, confidence, method })
            }
        }
    }

    /// One-sided p-values of lying below and above a value.
    pub(super) fn p_at(&self, null: f64) -> Measured<(f64, f64)> {
        match self {
            Self::Resampled { distribution, .. } => distribution.one_sided(null),
            Self::Linearised { value, standard_error, reach, comparison } => {
                let scale = |value: f64| if *comparison == Comparison::Ratio { value.ln() } else { value };
                let z = (scale(*value) - scale(null)) / (standard_error * reach);
                if z.is_nan() {
                    return Err(Unavailable::Undefined(Reason::ZeroRate));
                }
                Ok((normal_upper_tail(-z), normal_upper_tail(z)))
            }
        }
    }
}

/// The two one-sided tests of a zone from one-sided p-values and an interval.
pub(super) fn equivalence(
    zone: Zone,
    confidence: Confidence,
    p_at: impl Fn(f64) -> Measured<(f64, f64)>,
    interval: impl Fn(Confidence) -> Measured<Interval>,
) -> Measured<Equivalence> {
    let p_lower = zone.lower.map(&p_at).transpose()?.map(|(_, greater)| greater);
    let p_upper = zone.upper.map(&p_at).transpose()?.map(|(less, _)| less);
    let level = Confidence::new(1.0 - 2.0 * confidence.alpha()).ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
    let p_value = p_lower.unwrap_or(0.0).max(p_upper.unwrap_or(0.0));
    Ok(Equivalence { zone, p_lower, p_upper, p_value, interval: interval(level)? })
}
