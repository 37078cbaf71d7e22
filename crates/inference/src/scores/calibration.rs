//! Do scores mean what they say: reliability by bin, and the errors that are read from it.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::table::{Contents, ScorePoint, ScoreTable};
use crate::interval::Interval;
use crate::proportion::Proportion;
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// One bin of a reliability table. Where a formula says k it means the rows of a bin, n those of all bins.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityBin {
    /// The smallest score of the bin.
    pub lower: f64,
    /// The first score above it; the last bin holds its upper end.
    pub upper: f64,
    /// Rows.
    pub rows: u64,
    /// Rows with the outcome.
    pub positives: u64,
    /// Mean score of the rows.
    #[serde(with = "crate::value::measured")]
    pub mean_score: Measured,
    /// Share with the outcome.
    #[serde(with = "crate::value::measured")]
    pub rate: Measured,
    /// Wilson's interval of that share.
    #[serde(with = "crate::value::measured")]
    pub interval: Measured<Interval>,
    /// Brier score of the rows: mean squared difference of outcome and score.
    #[serde(with = "crate::value::measured")]
    pub brier: Measured,
}

/// Murphy's parts of the Brier score, with what binning hides.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MurphyParts {
    /// Mean squared difference of outcome and score.
    pub brier: f64,
    /// Σ(k/n)(mean score − rate)²: smaller is better.
    pub reliability: f64,
    /// Σ(k/n)(rate − overall rate)²: larger is better.
    pub resolution: f64,
    /// Overall rate × (1 − overall rate).
    pub uncertainty: f64,
    /// Brier − (reliability − resolution + uncertainty): 0 only where scores are constant within bins.
    pub residual: f64,
}

/// What a reliability table says as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// The table.
    pub bins: Vec<ReliabilityBin>,
    /// Expected calibration error Σ(k/n)|rate − mean score|. Biased upwards, the more the smaller the group: never rank
    /// groups of unlike size by it.
    pub expected_calibration_error: f64,
    /// What it would be for scores that are right, from sampling alone: Σ√(2v/π)/n, v = Σs(1 − s) over the rows of a bin.
    pub null_level: f64,
    /// The debiased squared error Σ(k/n)[(rate − mean score)² − rate(1 − rate)/(k − 1)], bins of one row skipped; where
    /// it is negative, nothing but noise is seen.
    pub debiased_squared_error: f64,
    /// Murphy's parts of the Brier score.
    pub murphy: MurphyParts,
    /// Rows of a histogram's bins that an edge divides: so many may stand on the wrong side of it.
    pub divided_rows: u64,
}

impl Calibration {
    /// The root of the debiased squared error, 0 where that is negative.
    ///
    /// # Formula
    ///
    /// √max(0, Σ(k/n)\[(rate − mean score)² − rate(1 − rate)/(k − 1)\])
    ///
    /// # Source
    ///
    /// A. Kumar, P. Liang and T. Ma, Verified Uncertainty Calibration (2019).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{scores::{ScoreTable, reliability}, value::Confidence};
    ///
    /// let table = ScoreTable::from_rows([(0.2, false), (0.2, false), (0.8, true), (0.8, false)]).unwrap();
    /// let found = reliability(&table, &[0.0, 0.5, 1.0], Confidence::DEFAULT).unwrap();
    /// assert!(found.expected_calibration_error > 0.2 && found.debiased_error() == 0.0);
    /// ```
    pub fn debiased_error(&self) -> f64 {
        self.debiased_squared_error.max(0.0).sqrt()
    }
}

/// Edges that cut the scores of all groups together into bins of about equal numbers of rows. The same edges must serve
/// every group, or bins are not comparable. Fewer where scores tie.
///
/// # Undefined
///
/// No rows: `Undefined(NoRows)`; no bins: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::{ScoreTable, equal_mass_edges};
///
/// let table = ScoreTable::from_rows((0..100).map(|i| (f64::from(i) / 100.0, i % 2 == 0))).unwrap();
/// assert_eq!(equal_mass_edges(&[&table], 4).unwrap(), [0.0, 0.25, 0.5, 0.75, 1.0]);
/// ```
pub fn equal_mass_edges(groups: &[&ScoreTable], bins: usize) -> Measured<Vec<f64>> {
    if bins == 0 {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let pooled = groups.iter().copied().cloned().reduce(|all, one| all.merged(&one));
    let points = pooled.as_ref().map_or(&[][..], ScoreTable::points);
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Err(Unavailable::Undefined(Reason::NoRows));
    };
    let rows: u64 = points.iter().map(ScorePoint::rows).sum();
    let end = last.score.max(1.0);
    let mut edges = vec![first.score.min(0.0)];
    let mut below = 0;
    let found = pooled.as_ref().and_then(ScoreTable::bins);
    for (at, pair) in points.windows(2).enumerate() {
        below += pair[0].rows();
        // The edge stands at the first score of the next bin.
        let next = found.and_then(|found| found.get(at + 1)).map_or(pair[1].score, |bin| bin.lower);
        let due = u128::from(below) * bins as u128 >= edges.len() as u128 * u128::from(rows);
        if due && edges.len() < bins && next < end {
            edges.push(next);
        }
    }
    edges.push(end);
    Ok(edges)
}

/// The reliability table of one group on given edges, and what it says. Bins are half open, the last one closed; rows
/// outside the edges fall into the outermost bins.
///
/// # Formula
///
/// As the fields of [`Calibration`] and [`MurphyParts`].
///
/// # Undefined
///
/// No rows: `Undefined(NoRows)`; edges that do not increase, or fewer than two, and scores whose squares are too large for a
/// number: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// A. H. Murphy, Journal of Applied Meteorology 12 (1973); D. B. Stephenson, C. A. S. Coelho and I. T. Jolliffe, Weather and
/// Forecasting 23 (2008) for the residual; J. Bröcker, Climate Dynamics 39 (2012) for the debiased form.
///
/// # Example
///
/// ```
/// use evenhand_inference::{scores::{ScoreTable, reliability}, value::Confidence};
///
/// let table = ScoreTable::from_rows([(0.2, false), (0.2, false), (0.8, true), (0.8, false)]).unwrap();
/// let found = reliability(&table, &[0.0, 0.5, 1.0], Confidence::DEFAULT).unwrap();
/// assert!((found.expected_calibration_error - 0.25).abs() < 1e-15);
/// assert!(found.murphy.residual.abs() < 1e-15);
/// ```
pub fn reliability(table: &ScoreTable, edges: &[f64], confidence: Confidence) -> Measured<Calibration> {
    if table.points().is_empty() {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    let inner = check_edges(edges)?;
    let mut sums = vec![BinSums::default(); edges.len() - 1];
    // Points and edges both increase.
    let mut bin = 0;
    for (point, contents) in table.contents() {
        while inner.get(bin).is_some_and(|&edge| edge <= point.score) {
            bin += 1;
        }
        sums[bin].add(point, &contents);
    }
    let divided = if table.is_binned() { inner.iter().map(|&edge| table.rows_divided_by(edge)).sum() } else { 0 };
    calibration_of(&sums, edges, divided, confidence)
}

/// What the sums of a table's bins tell.
pub(super) fn calibration_of(
    sums: &[BinSums],
    edges: &[f64],
    divided_rows: u64,
    confidence: Confidence,
) -> Measured<Calibration> {
    let rows = sums.iter().map(|sums| sums.rows).sum::<u64>() as f64;
    if rows == 0.0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    if sums.iter().any(|sums| !(sums.squared_error + sums.chance).is_finite()) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let overall = sums.iter().map(|sums| sums.positives).sum::<u64>() as f64 / rows;
    let mut found = Calibration {
        bins: Vec::with_capacity(sums.len()),
        expected_calibration_error: 0.0,
        null_level: 0.0,
        debiased_squared_error: 0.0,
        murphy: MurphyParts {
            brier: sums.iter().map(|sums| sums.squared_error).sum::<f64>() / rows,
            reliability: 0.0,
            resolution: 0.0,
            uncertainty: overall * (1.0 - overall),
            residual: 0.0,
        },
        divided_rows,
    };
    for (sums, edge) in sums.iter().zip(edges.windows(2)) {
        found.bins.push(sums.bin(edge[0], edge[1], confidence));
        if sums.rows == 0 {
            continue;
        }
        let here = sums.rows as f64;
        let (share, rate, score) = (here / rows, sums.positives as f64 / here, sums.score / here);
        found.expected_calibration_error += share * (rate - score).abs();
        found.null_level += (2.0 * sums.chance.max(0.0) / std::f64::consts::PI).sqrt() / rows;
        if sums.rows > 1 {
            found.debiased_squared_error += share * ((rate - score).powi(2) - rate * (1.0 - rate) / (here - 1.0));
        }
        found.murphy.reliability += share * (score - rate).powi(2);
        found.murphy.resolution += share * (rate - overall).powi(2);
    }
    let murphy = &mut found.murphy;
    murphy.residual = murphy.brier - (murphy.reliability - murphy.resolution + murphy.uncertainty);
    Ok(found)
}

/// Sums over the rows of one bin.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BinSums {
    pub(super) rows: u64,
    positives: u64,
    score: f64,
    squared_error: f64,
    chance: f64,
}

impl BinSums {
    #[inline]
    pub(super) fn add(&mut self, point: &ScorePoint, contents: &Contents) {
        self.rows += point.rows();
        self.positives += point.positives;
        self.score += contents.scores;
        self.squared_error += contents.squared_error;
        self.chance += contents.chance;
    }

    /// Adds the rows of another part of the bin.
    pub(super) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.positives += other.positives;
        self.score += other.score;
        self.squared_error += other.squared_error;
        self.chance += other.chance;
    }

    fn bin(&self, lower: f64, upper: f64, confidence: Confidence) -> ReliabilityBin {
        let share = Proportion::new(self.positives, self.rows);
        let mean = |sum: f64| {
            if self.rows > 0 { Ok(sum / self.rows as f64) } else { Err(Unavailable::Undefined(Reason::NoRows)) }
        };
        ReliabilityBin {
            lower,
            upper,
            rows: self.rows,
            positives: self.positives,
            mean_score: mean(self.score),
            rate: share.and_then(|share| share.rate()),
            interval: share.and_then(|share| share.wilson(confidence)),
            brier: mean(self.squared_error),
        }
    }
}

/// The edges between bins, if all increase.
pub(super) fn check_edges(edges: &[f64]) -> Measured<&[f64]> {
    if edges.len() < 2 || edges.windows(2).any(|pair| pair[0].partial_cmp(&pair[1]) != Some(Ordering::Less)) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    Ok(&edges[1..edges.len() - 1])
}
