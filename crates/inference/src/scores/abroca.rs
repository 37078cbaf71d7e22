//! The area between two ROC curves, and how often chance alone gives as much.

use serde::{Deserialize, Serialize};

use super::table::{ScorePoint, ScoreTable};
use crate::noise_floor::Simulation;
use crate::random::{Random, StreamKey};
use crate::sampling::draw_hypergeometric;
use crate::value::{Measured, Reason, Unavailable};

/// The absolute area between the ROC curves of two groups.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RocDistance {
    /// ∫|ROC₁(t) − ROC₂(t)| dt over the false positive rate t.
    pub area: f64,
    /// The share of permutations, the observed one among them, whose area is at least as large.
    pub p_value: f64,
    /// The mean area under permutation: what chance alone gives.
    pub expected: f64,
    /// Permutations drawn.
    pub draws: u32,
}

impl RocDistance {
    /// The area between two groups' curves with its permutation p-value. It is never negative and biased upwards, so the
    /// area alone says nothing.
    ///
    /// # Formula
    ///
    /// Exact on the piecewise linear curves. Permutations exchange group membership among rows of the same outcome:
    /// multivariate hypergeometric draws; p = (1 + #{area* ≥ area})/(1 + draws)
    ///
    /// # Undefined
    ///
    /// A group without positives or negatives: `Undefined(NoActualPositives)`, `Undefined(NoActualNegatives)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// J. Gardner, C. Brooks and R. Baker, Evaluating the Fairness of Predictive Student Models Through Slicing Analysis
    /// (2019).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Simulation, scores::{RocDistance, ScoreTable}};
    ///
    /// let good = ScoreTable::from_rows([(0.9, true), (0.8, true), (0.2, false), (0.1, false)]).unwrap();
    /// let bad = ScoreTable::from_rows([(0.2, true), (0.1, true), (0.9, false), (0.8, false)]).unwrap();
    /// let found = RocDistance::between(&good, &bad, Simulation { draws: 99, seed: 1, stream: 0 }).unwrap();
    /// assert_eq!(found.area, 1.0);
    /// ```
    pub fn between(group: &ScoreTable, reference: &ScoreTable, simulation: Simulation) -> Measured<Self> {
        let area = area_between(&roc_points(group)?, &roc_points(reference)?);
        let pooled = group.merged(reference);
        let (mut at_least, mut sum) = (0_u32, 0.0);
        for replicate in 0..simulation.draws {
            let key = StreamKey { seed: simulation.seed, stream: simulation.stream, replicate: u64::from(replicate) };
            let mut random = Random::new(key);
            let (one, other) = permuted(&pooled, group.positives(), group.negatives(), &mut random);
            let drawn = area_between(&curve(&one), &curve(&other));
            // Rounding must not turn a permutation that is the data themselves into a smaller one.
            at_least += u32::from(drawn >= area - 1e-12);
            sum += drawn;
        }
        Ok(Self {
            area,
            p_value: f64::from(at_least + 1) / f64::from(simulation.draws + 1),
            expected: if simulation.draws > 0 { sum / f64::from(simulation.draws) } else { area },
            draws: simulation.draws,
        })
    }
}

/// The corners of the ROC curve from (0, 0) to (1, 1): false and true positive rate as the threshold falls. Tied scores are
/// one slanted step.
///
/// # Undefined
///
/// No positives: `Undefined(NoActualPositives)`. No negatives: `Undefined(NoActualNegatives)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::{ScoreTable, roc_points};
///
/// let table = ScoreTable::from_rows([(0.9, true), (0.1, false)]).unwrap();
/// assert_eq!(roc_points(&table).unwrap(), [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)]);
/// ```
pub fn roc_points(table: &ScoreTable) -> Measured<Vec<(f64, f64)>> {
    if table.positives() == 0 {
        return Err(Unavailable::Undefined(Reason::NoActualPositives));
    }
    if table.negatives() == 0 {
        return Err(Unavailable::Undefined(Reason::NoActualNegatives));
    }
    Ok(curve(table.points()))
}

fn curve(points: &[ScorePoint]) -> Vec<(f64, f64)> {
    let positives = points.iter().map(|point| point.positives).sum::<u64>() as f64;
    let negatives = points.iter().map(|point| point.negatives).sum::<u64>() as f64;
    let (mut above_positive, mut above_negative) = (0, 0);
    let mut corners = Vec::with_capacity(points.len() + 1);
    corners.push((0.0, 0.0));
    for point in points.iter().rev().filter(|point| point.rows() > 0) {
        above_positive += point.positives;
        above_negative += point.negatives;
        corners.push((above_negative as f64 / negatives, above_positive as f64 / positives));
    }
    corners
}

/// The group's rows drawn anew from the pool, outcome by outcome, and the rest.
fn permuted(
    pooled: &ScoreTable,
    positives: u64,
    negatives: u64,
    random: &mut Random,
) -> (Vec<ScorePoint>, Vec<ScorePoint>) {
    let (mut wanted, mut left) = ((positives, negatives), (pooled.positives(), pooled.negatives()));
    let mut draw = |here: u64, left: &mut u64, wanted: &mut u64| {
        let taken = draw_hypergeometric(here, *left - here, *wanted, random);
        *left -= here;
        *wanted -= taken;
        taken
    };
    pooled
        .points()
        .iter()
        .map(|point| {
            let positives = draw(point.positives, &mut left.0, &mut wanted.0);
            let negatives = draw(point.negatives, &mut left.1, &mut wanted.1);
            let rest = (point.positives - positives, point.negatives - negatives);
            (
                ScorePoint { score: point.score, positives, negatives },
                ScorePoint { score: point.score, positives: rest.0, negatives: rest.1 },
            )
        })
        .unzip()
}

/// ∫|f − g| of two curves given by their corners. At a step the curve leaves from its top and arrives at its bottom.
fn area_between(one: &[(f64, f64)], other: &[(f64, f64)]) -> f64 {
    let mut knots: Vec<f64> = one.iter().chain(other).map(|corner| corner.0).collect();
    knots.sort_by(f64::total_cmp);
    knots.dedup();
    let (mut first, mut second) = (Curve::new(one), Curve::new(other));
    let mut area = 0.0;
    for pair in knots.windows(2) {
        let width = pair[1] - pair[0];
        let start = first.after(pair[0]) - second.after(pair[0]);
        let end = first.before(pair[1]) - second.before(pair[1]);
        area += if start * end >= 0.0 {
            0.5 * width * (start.abs() + end.abs())
        } else {
            // The curves cross: two triangles.
            0.5 * width * (start * start + end * end) / (start.abs() + end.abs())
        };
    }
    area
}

/// A curve that is read from left to right.
struct Curve<'a> {
    corners: &'a [(f64, f64)],
    /// The last corner at or before the place that was read.
    at: usize,
}

impl<'a> Curve<'a> {
    const fn new(corners: &'a [(f64, f64)]) -> Self {
        Self { corners, at: 0 }
    }

    /// The value just right of a place.
    fn after(&mut self, place: f64) -> f64 {
        while self.corners.get(self.at + 1).is_some_and(|next| next.0 <= place) {
            self.at += 1;
        }
        self.between(place)
    }

    /// The value just left of a place that lies beyond the one read before.
    fn before(&self, place: f64) -> f64 {
        self.between(place)
    }

    fn between(&self, place: f64) -> f64 {
        let (x, y) = self.corners[self.at];
        match self.corners.get(self.at + 1) {
            Some(&(next_x, next_y)) if next_x > x => y + (next_y - y) * (place - x) / (next_x - x),
            _ => y,
        }
    }
}
