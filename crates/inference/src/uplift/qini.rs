//! How well a score finds the customers whom the treatment moves: the Qini curve of one segment.

use serde::{Deserialize, Serialize};

use super::effect::{ArmCounts, ArmMoments};
use crate::estimate::Estimate;
use crate::interval::Method;
use crate::mean::Moments;
use crate::value::{Confidence, Measured, Reason, Unavailable, finite, quotient};

/// The rows of one bin of the score, by arm. Bins are handed over from the best score to the worst; with one bin for each
/// score that occurs, nothing is lost and ties are exact.
pub type UpliftBin = ArmMoments;

impl From<ArmCounts> for UpliftBin {
    fn from(counts: ArmCounts) -> Self {
        let moments = |arm: crate::Counts| {
            let sum = arm.successes as f64;
            Moments::from_sums(arm.trials, sum, sum)
        };
        Self { treated: moments(counts.treated), control: moments(counts.control) }
    }
}

/// One point of the curve: the treatment given to the best-scored part of the segment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct QiniPoint {
    /// φ: the share of the treated rows that lie in this prefix.
    pub share: f64,
    /// Q(φ): outcomes that the treatment added among the treated rows of the prefix.
    #[serde(with = "crate::value::measured")]
    pub gain: Measured,
}

/// The curve and what it amounts to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Qini {
    /// The curve from (0, 0), one point after each bin.
    pub points: Vec<QiniPoint>,
    /// The area under the curve.
    pub area: f64,
    /// The area above the straight line to the last point, which a random order would give.
    pub coefficient: Estimate,
    /// The coefficient for each treated row, so that segments of different sizes compare.
    pub per_treated: Estimate,
    /// The largest share φ that has no gain; the curve is drawn straight from (0, 0) across it.
    pub undefined_share: f64,
}

/// The Qini curve of bins in falling order of the score.
///
/// # Formula
///
/// Q(φ) = Y₁(φ) − Y₀(φ)·N₁(φ)/N₀(φ), outcomes and rows of treated (1) and control (0) in the prefix; area by trapezoids
/// over φ = N₁(φ)/N₁ from (0, 0);
/// coefficient = area − ½Q(1). Variance by the delta method over rows: Σ of squared influences, each row's arm and bin
/// random.
///
/// # Undefined
///
/// An arm without rows: `Undefined(EmptyArm)`. A prefix without control rows has no gain: `Undefined(EmptyArm)` at the point;
/// the area then takes the straight line from (0, 0) to the first point that has one.
///
/// # Errors
///
/// As under *Undefined*; sums that overflow are `Undefined(OutsideDomain)`.
///
/// # Source
///
/// N. J. Radcliffe, Direct Marketing Analytics Journal 1 (2007).
///
/// # Example
///
/// ```
/// use evenhand_inference::{Counts, uplift::{ArmCounts, qini}, value::Confidence};
///
/// let bins = [(30, 18), (22, 16), (15, 14), (10, 12)].map(|(treated, control)| {
///     let of = |successes| Counts { successes, trials: 100 };
///     ArmCounts { treated: of(treated), control: of(control) }.into()
/// });
/// let qini = qini(&bins, Confidence::DEFAULT).unwrap();
/// assert!((qini.coefficient.value.unwrap() - 5.875).abs() < 1e-12);
/// ```
pub fn qini(bins: &[UpliftBin], confidence: Confidence) -> Measured<Qini> {
    let prefixes = prefixes(bins);
    let all = prefixes.last().copied().unwrap_or_default();
    if all.treated == 0.0 || all.control == 0.0 {
        return Err(Unavailable::Undefined(Reason::EmptyArm));
    }
    let mut points = vec![QiniPoint { share: 0.0, gain: Ok(0.0) }];
    points.extend(prefixes.iter().map(|prefix| QiniPoint { share: prefix.treated / all.treated, gain: prefix.gain() }));
    let first = prefixes.iter().position(|prefix| prefix.control > 0.0).unwrap_or_default();
    let undefined_share = if first == 0 { 0.0 } else { points[first].share };
    let known: Vec<(f64, f64)> =
        points.iter().filter_map(|point| point.gain.ok().map(|gain| (point.share, gain))).collect();
    if known.len() != prefixes.len() - first + 1 {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let area = finite(known.windows(2).map(|pair| (pair[1].0 - pair[0].0) * 0.5 * (pair[0].1 + pair[1].1)).sum())?;
    let last = known.last().map_or(0.0, |point| point.1);
    let value = finite(area - 0.5 * last);
    let slopes = slopes(&prefixes[first..], &known);
    let variance = |per_treated: bool| {
        let influences = |place: usize| {
            let mut slope = slopes[place.saturating_sub(first)];
            if per_treated {
                let coefficient = value?;
                slope.treated_rows -= coefficient / all.treated;
                slope = slope.over(all.treated);
            }
            Ok(slope)
        };
        summed(bins, influences)
    };
    Ok(Qini {
        coefficient: Estimate::linear(value, variance(false), Method::Delta, confidence),
        per_treated: Estimate::linear(
            value.and_then(|value| finite(value / all.treated)),
            variance(true),
            Method::Delta,
            confidence,
        ),
        points,
        area,
        undefined_share,
    })
}

/// Sums over the rows of a prefix, or slopes by them.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    treated: f64,
    treated_outcome: f64,
    control: f64,
    control_outcome: f64,
}

impl Sums {
    fn gain(&self) -> Measured {
        let ratio = quotient(self.treated, self.control, Reason::EmptyArm)
            .map_err(|_| Unavailable::Undefined(Reason::EmptyArm))?;
        finite(self.treated_outcome - self.control_outcome * ratio)
    }
}

/// What one more row of a bin adds to the coefficient: by its arm, and by its outcome.
#[derive(Debug, Clone, Copy, Default)]
struct Slopes {
    treated_rows: f64,
    treated_outcome: f64,
    control_rows: f64,
    control_outcome: f64,
}

impl Slopes {
    fn over(self, rows: f64) -> Self {
        Self {
            treated_rows: self.treated_rows / rows,
            treated_outcome: self.treated_outcome / rows,
            control_rows: self.control_rows / rows,
            control_outcome: self.control_outcome / rows,
        }
    }
}

fn prefixes(bins: &[UpliftBin]) -> Vec<Sums> {
    let mut sums = Sums::default();
    bins.iter()
        .map(|bin| {
            sums.treated += bin.treated.count as f64;
            sums.treated_outcome += bin.treated.sum;
            sums.control += bin.control.count as f64;
            sums.control_outcome += bin.control.sum;
            sums
        })
        .collect()
}

/// The slopes of the coefficient for rows of each bin from the first prefix with a gain on; rows before it share its slopes.
///
/// With weights wᵢ = ½(φᵢ₊₁ − φᵢ₋₁) the coefficient is Σ wᵢ·Qᵢ − ½Q(1), so its differential has a part by Qᵢ, and a part
/// ½(Qᵢ₋₁ − Qᵢ₊₁) by φᵢ. A row of bin j counts in all prefixes i ≥ j.
fn slopes(prefixes: &[Sums], known: &[(f64, f64)]) -> Vec<Slopes> {
    let last = known.len() - 1;
    let all = prefixes.last().copied().unwrap_or_default();
    let mut slopes = vec![Slopes::default(); prefixes.len()];
    let mut running = Slopes::default();
    // φᵢ = Tᵢ/T moves with the number of all treated rows too.
    let mut by_all_treated = 0.0;
    for (place, prefix) in prefixes.iter().enumerate().rev() {
        let at = place + 1;
        let (before, here, after) = (known[at - 1], known[at], known[(at + 1).min(last)]);
        let by_gain = 0.5 * (after.0 - before.0) - if at == last { 0.5 } else { 0.0 };
        let per_control = 1.0 / prefix.control;
        running.treated_outcome += by_gain;
        running.treated_rows -= by_gain * prefix.control_outcome * per_control;
        running.control_outcome -= by_gain * prefix.treated * per_control;
        running.control_rows += by_gain * prefix.control_outcome * prefix.treated * per_control * per_control;
        if at < last {
            let by_share = 0.5 * (before.1 - after.1);
            running.treated_rows += by_share / all.treated;
            by_all_treated -= by_share * here.0 / all.treated;
        }
        slopes[place] = running;
    }
    for slope in &mut slopes {
        slope.treated_rows += by_all_treated;
    }
    slopes
}

/// The variance of a sum of independent rows' influences, rows drawn from the segment: n/(n−1)·Σ(d − d̄)².
fn summed(bins: &[UpliftBin], slope: impl Fn(usize) -> Measured<Slopes>) -> Measured {
    let (mut rows, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for (place, bin) in bins.iter().enumerate() {
        let slope = slope(place)?;
        let parts = [
            (bin.treated, slope.treated_rows, slope.treated_outcome),
            (bin.control, slope.control_rows, slope.control_outcome),
        ];
        for (arm, by_row, by_outcome) in parts {
            if arm.count == 0 {
                continue;
            }
            let count = arm.count as f64;
            let mean = by_row + by_outcome * (arm.sum / count);
            rows += count;
            sum += count * mean;
            squares += count * mean * mean + by_outcome * by_outcome * arm.squared_deviations;
        }
    }
    if rows < 2.0 {
        return Err(Unavailable::Undefined(Reason::TooFewRows));
    }
    finite(rows / (rows - 1.0) * (squares - sum * sum / rows).max(0.0))
}
