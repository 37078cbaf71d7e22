//! The studentised bootstrap of a difference of means, for values with heavy tails.

use serde::{Deserialize, Serialize};

use super::distribution::ValueTable;
use crate::interval::{Interval, Method};
use crate::mean::{Means, WelchTest};
use crate::random::{Random, StreamKey};
use crate::sampling::draw_multinomial;
use crate::value::{Confidence, Measured, Reason, Unavailable, finite};
use crate::{Simulation, resampling};

/// A difference of means with the distribution of its studentised bootstrap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BootstrapT {
    /// Mean of the group less that of the reference.
    pub difference: f64,
    /// Welch's standard error.
    pub standard_error: f64,
    /// t* = (d* − d)/SE* of each replicate, in increasing order; infinite where no value varied.
    replicates: Vec<f64>,
    /// Replicates in which no value varied; they count as extreme.
    pub undefined: u32,
    /// The simulation behind the numbers.
    pub simulation: Simulation,
}

impl BootstrapT {
    /// The interval of the difference; unlike Welch's it need not be symmetric.
    ///
    /// # Formula
    ///
    /// \[d − q(1−α/2)·SE, d − q(α/2)·SE\], q the quantiles of t*
    ///
    /// # Undefined
    ///
    /// If a quantile is not finite because too many replicates do not vary: `Undefined(Boundary)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn interval(&self, confidence: Confidence) -> Measured<Interval> {
        let tail = 0.5 * confidence.alpha();
        let bound = |share: f64| {
            finite(self.difference - quantile(&self.replicates, share) * self.standard_error)
                .map_err(|_| Unavailable::Undefined(Reason::Boundary))
        };
        Ok(Interval { lower: bound(1.0 - tail)?, upper: bound(tail)?, confidence, method: Method::BootstrapT })
    }

    /// One-sided p-values of a true difference below, and above, a value: dual to the interval.
    ///
    /// # Formula
    ///
    /// (1 + #{t* ≤ t})/(1 + S) and (1 + #{t* ≥ t})/(1 + S), t = (d − null)/SE
    pub fn one_sided(&self, null: f64) -> (f64, f64) {
        let t = (self.difference - null) / self.standard_error;
        let share = |count: usize| (1 + count) as f64 / (1 + self.replicates.len()) as f64;
        let through = self.replicates.partition_point(|one| *one <= t);
        let below = self.replicates.partition_point(|one| *one < t);
        (share(through).min(1.0), share(self.replicates.len() - below).min(1.0))
    }

    /// (1 + replicates with |t*| ≥ |t|)/(1 + replicates), of no difference.
    pub fn p_two_sided(&self) -> f64 {
        let t = (self.difference / self.standard_error).abs();
        let extreme = self.replicates.iter().filter(|one| one.abs() >= t - 1e-12).count();
        (1 + extreme) as f64 / (1 + self.replicates.len()) as f64
    }
}

/// Bootstrap-t of the difference of means of two groups, each resampled on its own.
///
/// # Formula
///
/// t* = (d* − d)/SE* over replicates, SE Welch's
///
/// # Undefined
///
/// As [`Means::welch`]; without draws: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// B. Efron, The Jackknife, the Bootstrap and Other Resampling Plans (1982); P. Hall, Annals of Statistics 16 (1988), for
/// its second-order accuracy where means of skewed values defeat Student's interval.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Simulation, value::Confidence, values::{ValueTable, bootstrap_t}};
///
/// let group = ValueTable::from_rows((0..60).map(|row| f64::from(row % 12).powi(3))).unwrap();
/// let others = ValueTable::from_rows((0..60).map(|row| f64::from(row % 10).powi(3))).unwrap();
/// let test = bootstrap_t(&group, &others, Simulation::default()).unwrap();
/// let interval = test.interval(Confidence::DEFAULT).unwrap();
/// assert!(interval.contains(test.difference) && interval.lower > 0.0);
/// ```
pub fn bootstrap_t(group: &ValueTable, reference: &ValueTable, simulation: Simulation) -> Measured<BootstrapT> {
    let welch = Means { group: group.moments(), reference: reference.moments() }.welch(Confidence::DEFAULT)?;
    if simulation.draws == 0 {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let (mut own, mut others) = (Resampler::new(group)?, Resampler::new(reference)?);
    let mut undefined = 0;
    let mut replicates: Vec<f64> = (0..simulation.draws)
        .map(|replicate| {
            let Simulation { seed, stream, .. } = simulation;
            let mut random = Random::new(StreamKey { seed, stream, replicate: u64::from(replicate) });
            let (first, second) = (own.draw(&mut random), others.draw(&mut random));
            // Both are measured from the means of the groups.
            let apart = first.mean - second.mean;
            let error = (first.squared_error + second.squared_error).sqrt();
            if error > 0.0 {
                apart / error
            } else {
                undefined += 1;
                f64::INFINITY.copysign(apart)
            }
        })
        .collect();
    replicates.sort_unstable_by(f64::total_cmp);
    let WelchTest { difference, standard_error, .. } = welch;
    Ok(BootstrapT { difference, standard_error, replicates, undefined, simulation })
}

/// Draws a group anew: value by value where most rows have a value of their own, else cell by cell.
struct Resampler {
    deviations: Vec<f64>,
    counts: Vec<u64>,
    drawn: Vec<u64>,
    rows: u64,
}

struct Drawn {
    /// The mean less that of the group.
    mean: f64,
    squared_error: f64,
}

impl Resampler {
    fn new(table: &ValueTable) -> Measured<Self> {
        let mean = table.moments().mean()?;
        let counts: Vec<u64> = table.points().iter().map(|point| point.rows).collect();
        let rows = resampling::total(&counts)?;
        let few = (counts.len() as u64).saturating_mul(4) < rows;
        let repeat = |rows: u64| usize::try_from(if few { 1 } else { rows }).unwrap_or(1);
        let deviations = table
            .points()
            .iter()
            .flat_map(|point| std::iter::repeat_n(point.value - mean, repeat(point.rows)))
            .collect();
        Ok(Self { deviations, drawn: vec![0; if few { counts.len() } else { 0 }], counts, rows })
    }

    fn draw(&mut self, random: &mut Random) -> Drawn {
        let (mut sum, mut squares) = (0.0, 0.0);
        if self.drawn.is_empty() {
            let length = self.deviations.len() as u128;
            for _ in 0..self.deviations.len() {
                let place = usize::try_from((u128::from(random.bits()) * length) >> 64).unwrap_or(0);
                let deviation = self.deviations[place];
                sum += deviation;
                squares += deviation * deviation;
            }
        } else {
            draw_multinomial(self.rows, &self.counts, random, &mut self.drawn);
            for (&deviation, &rows) in self.deviations.iter().zip(&self.drawn) {
                sum += rows as f64 * deviation;
                squares += rows as f64 * deviation * deviation;
            }
        }
        let rows = self.rows as f64;
        let spread = (squares - sum * sum / rows).max(0.0);
        Drawn { mean: sum / rows, squared_error: spread / (rows * (rows - 1.0)) }
    }
}

/// Linear between order statistics.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the length")]
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len() - 1;
    let position = share.clamp(0.0, 1.0) * last as f64;
    let index = position as usize;
    let next = sorted[(index + 1).min(last)];
    let weight = position - index as f64;
    if weight > 0.0 { sorted[index] * (1.0 - weight) + next * weight } else { sorted[index] }
}
