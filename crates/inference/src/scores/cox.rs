//! Calibration on the logit scale: slope and intercept.

use serde::{Deserialize, Serialize};

use super::table::{ScorePoint, ScoreTable};
use crate::estimate::Estimate;
use crate::interval::Method;
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Scores nearer to 0 or 1 than this are moved to it before the logit is taken.
const CLIP: f64 = 1e-6;

/// The line logit P(outcome) = a + b·logit(score).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CalibrationLine {
    /// a: 0 for scores that are right.
    pub intercept: Estimate,
    /// b: 1 for scores that are right; below 1 they are too extreme.
    pub slope: Estimate,
    /// Rows whose score had to be moved away from 0 or 1.
    pub clipped: u64,
}

/// Slope and intercept of the calibration line.
///
/// # Formula
///
/// Maximum likelihood by Newton's method; standard errors from the observed information
///
/// # Undefined
///
/// No rows: `Undefined(NoRows)`; one outcome only or separation: `Undefined(NoSolution)`; one score only:
/// `Undefined(NoVariation)`; scores outside \[0, 1\]: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// D. R. Cox, Biometrika 45 (1958).
///
/// # Example
///
/// ```
/// use evenhand_inference::{scores::{ScorePoint, ScoreTable, calibration_line}, value::Confidence};
///
/// // Rates are what the scores say.
/// let point = |score, positives, negatives| ScorePoint { score, positives, negatives };
/// let table = ScoreTable::from_points([point(0.2, 20, 80), point(0.5, 50, 50), point(0.8, 80, 20)]).unwrap();
/// let line = calibration_line(&table, Confidence::DEFAULT).unwrap();
/// assert!(line.intercept.value.unwrap().abs() < 1e-9 && (line.slope.value.unwrap() - 1.0).abs() < 1e-9);
/// ```
pub fn calibration_line(table: &ScoreTable, confidence: Confidence) -> Measured<CalibrationLine> {
    let (points, clipped) = logits(table)?;
    if points.windows(2).all(|pair| pair[0].logit >= pair[1].logit) {
        return Err(Unavailable::Undefined(Reason::NoVariation));
    }
    if is_separated(&points) {
        return Err(Unavailable::Undefined(Reason::NoSolution));
    }
    let (mut a, mut b) = (0.0, 1.0);
    let mut before = likelihood(&points, a, b);
    for _ in 0..100 {
        let sums = Information::at(&points, a, b);
        let determinant = sums.ones * sums.squares - sums.logits * sums.logits;
        if !(determinant > 0.0 && determinant.is_finite()) {
            return Err(Unavailable::Undefined(Reason::NoSolution));
        }
        let step = (
            (sums.squares * sums.score.0 - sums.logits * sums.score.1) / determinant,
            (sums.ones * sums.score.1 - sums.logits * sums.score.0) / determinant,
        );
        // Halve the step while it does not raise the likelihood.
        let mut scale = 1.0;
        let mut next = likelihood(&points, a + step.0, b + step.1);
        while next < before - 1e-12 * before.abs() && scale > 1e-6 {
            scale *= 0.5;
            next = likelihood(&points, a + scale * step.0, b + scale * step.1);
        }
        (a, b, before) = (a + scale * step.0, b + scale * step.1, next);
        if step.0.abs().max(step.1.abs()) < 1e-12 {
            let sums = Information::at(&points, a, b);
            let determinant = sums.ones * sums.squares - sums.logits * sums.logits;
            let estimate =
                |value: f64, variance: f64| Estimate::linear(Ok(value), Ok(variance), Method::Delta, confidence);
            return Ok(CalibrationLine {
                intercept: estimate(a, sums.squares / determinant),
                slope: estimate(b, sums.ones / determinant),
                clipped,
            });
        }
    }
    Err(Unavailable::Undefined(Reason::NoConvergence))
}

/// The intercept with the slope held at 1: by how much all scores are off on the logit scale.
///
/// # Formula
///
/// a with Σ(y − 1/(1 + exp(−a − logit s))) = 0
///
/// # Undefined
///
/// No rows: `Undefined(NoRows)`; one outcome only: `Undefined(NoSolution)`; scores outside \[0, 1\]:
/// `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// D. R. Cox, Biometrika 45 (1958).
///
/// # Example
///
/// ```
/// use evenhand_inference::{scores::{ScorePoint, ScoreTable, calibration_in_the_large}, value::Confidence};
///
/// let table = ScoreTable::from_points([ScorePoint { score: 0.5, positives: 80, negatives: 20 }]).unwrap();
/// let found = calibration_in_the_large(&table, Confidence::DEFAULT).unwrap();
/// assert!((found.value.unwrap() - 4.0_f64.ln()).abs() < 1e-9);
/// ```
pub fn calibration_in_the_large(table: &ScoreTable, confidence: Confidence) -> Measured<Estimate> {
    let (points, _) = logits(table)?;
    let mut a = 0.0_f64;
    for _ in 0..200 {
        let sums = Information::at(&points, a, 1.0);
        let step = (sums.score.0 / sums.ones).clamp(-2.0, 2.0);
        a += step;
        if !a.is_finite() {
            break;
        }
        if step.abs() < 1e-13 * (1.0 + a.abs()) {
            let variance = 1.0 / Information::at(&points, a, 1.0).ones;
            return Ok(Estimate::linear(Ok(a), Ok(variance), Method::Delta, confidence));
        }
    }
    Err(Unavailable::Undefined(Reason::NoConvergence))
}

struct LogitPoint {
    logit: f64,
    positives: f64,
    negatives: f64,
}

/// The points on the logit scale, and how many rows were moved.
fn logits(table: &ScoreTable) -> Measured<(Vec<LogitPoint>, u64)> {
    let points = table.points();
    if points.is_empty() {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    if points.iter().any(|point| !(0.0..=1.0).contains(&point.score)) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    if table.positives() == 0 || table.negatives() == 0 {
        return Err(Unavailable::Undefined(Reason::NoSolution));
    }
    let clipped = points.iter().filter(|point| !(CLIP..=1.0 - CLIP).contains(&point.score)).map(ScorePoint::rows);
    let logit = |score: f64| {
        let score = score.clamp(CLIP, 1.0 - CLIP);
        (score / (1.0 - score)).ln()
    };
    // The mean of a point's own rows: the score itself unless the point is a bin.
    let binned = table.is_binned();
    let on_scale = table.contents().map(|(point, contents)| LogitPoint {
        logit: logit(if binned { contents.scores / point.rows() as f64 } else { point.score }),
        positives: point.positives as f64,
        negatives: point.negatives as f64,
    });
    Ok((on_scale.collect(), clipped.sum()))
}

/// Whether some score divides the outcomes, ties at it allowed: the likelihood then rises without end.
fn is_separated(points: &[LogitPoint]) -> bool {
    let ends = |of: fn(&LogitPoint) -> f64| {
        let logits = || points.iter().filter(|point| of(point) > 0.0).map(|point| point.logit);
        (logits().fold(f64::INFINITY, f64::min), logits().fold(f64::NEG_INFINITY, f64::max))
    };
    let (positives, negatives) = (ends(|point| point.positives), ends(|point| point.negatives));
    negatives.1 <= positives.0 || positives.1 <= negatives.0
}

fn likelihood(points: &[LogitPoint], a: f64, b: f64) -> f64 {
    // ln(1 + e^t) without overflow.
    let softplus = |t: f64| t.max(0.0) + (-t.abs()).exp().ln_1p();
    points
        .iter()
        .map(|point| {
            let t = a + b * point.logit;
            -point.positives * softplus(-t) - point.negatives * softplus(t)
        })
        .sum()
}

/// The gradient of the likelihood and the observed information.
struct Information {
    score: (f64, f64),
    ones: f64,
    logits: f64,
    squares: f64,
}

impl Information {
    fn at(points: &[LogitPoint], a: f64, b: f64) -> Self {
        let mut sums = Self { score: (0.0, 0.0), ones: 0.0, logits: 0.0, squares: 0.0 };
        for point in points {
            let probability = 1.0 / (1.0 + (-(a + b * point.logit)).exp());
            let rows = point.positives + point.negatives;
            let (residual, weight) = (point.positives - rows * probability, rows * probability * (1.0 - probability));
            sums.score.0 += residual;
            sums.score.1 += residual * point.logit;
            sums.ones += weight;
            sums.logits += weight * point.logit;
            sums.squares += weight * point.logit * point.logit;
        }
        sums
    }
}
