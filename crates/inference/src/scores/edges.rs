//! The edges of a histogram of scores.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::value::{Measured, Reason, Unavailable};

/// The edges of the bins. Bins are half open; the last one holds its upper end.
///
/// # Example
///
/// ```
/// use evenhand_inference::scores::ScoreEdges;
///
/// let edges = ScoreEdges::unit(4).unwrap();
/// assert_eq!((edges.bin(0.5), edges.bin(1.0), edges.bin(1.5)), (Some(2), Some(3), None));
/// assert_eq!(edges.edges(), [0.0, 0.25, 0.5, 0.75, 1.0]);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<f64>", into = "Vec<f64>")]
pub struct ScoreEdges {
    edges: Vec<f64>,
    /// Where the edges divide \[0, 1\] into a power of two of bins: their number, and a product finds the bin.
    unit_bins: Option<f64>,
    /// The power of two that bounds every score.
    scale: f64,
}

impl ScoreEdges {
    /// Bins of a model's usual resolution: 1,024 on \[0, 1\].
    pub const UNIT_BINS: u32 = 1024;

    /// So many bins of equal width on \[0, 1\].
    ///
    /// # Undefined
    ///
    /// No bins: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::scores::ScoreEdges;
    ///
    /// assert_eq!(ScoreEdges::unit(10).unwrap().bins(), 10);
    /// assert!(ScoreEdges::unit(0).is_err());
    /// ```
    pub fn unit(bins: u32) -> Measured<Self> {
        Self::new((0..=bins).map(|edge| f64::from(edge) / f64::from(bins)))
    }

    /// The given edges.
    ///
    /// # Undefined
    ///
    /// Fewer than two edges, or edges that are not finite or do not increase: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::scores::ScoreEdges;
    ///
    /// assert_eq!(ScoreEdges::new([-2.0, 0.0, 2.0]).unwrap().bin(-0.5), Some(0));
    /// assert!(ScoreEdges::new([0.5, 0.5]).is_err());
    /// ```
    pub fn new(edges: impl IntoIterator<Item = f64>) -> Measured<Self> {
        let edges: Vec<f64> = edges.into_iter().collect();
        let increase = edges.windows(2).all(|pair| pair[0].partial_cmp(&pair[1]) == Some(Ordering::Less));
        if edges.len() < 2 || !increase || edges.iter().any(|edge| !edge.is_finite()) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let bins = edges.len() - 1;
        let is_unit = bins.is_power_of_two()
            && edges.iter().enumerate().all(|(at, edge)| (edge * bins as f64).total_cmp(&(at as f64)).is_eq());
        let largest = edges.iter().fold(0.0_f64, |largest, edge| largest.max(edge.abs()));
        let mut scale = 1.0;
        while scale < largest {
            scale *= 2.0;
        }
        if !f64::is_finite(scale * scale) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        Ok(Self { unit_bins: is_unit.then_some(bins as f64), edges, scale })
    }

    /// Edges that give every one of these scores a bin of its own, so that nothing is lost by binning.
    ///
    /// # Undefined
    ///
    /// No score, or one that is not finite: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::scores::ScoreEdges;
    ///
    /// assert_eq!(ScoreEdges::of_scores([0.9, 0.1, 0.9]).unwrap().edges(), [0.1, 0.9, 0.9_f64.next_up()]);
    /// ```
    pub fn of_scores(scores: impl IntoIterator<Item = f64>) -> Measured<Self> {
        let mut edges: Vec<f64> = scores.into_iter().collect();
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        if let Some(&last) = edges.last() {
            edges.push(last.next_up());
        }
        Self::new(edges)
    }

    /// All edges, in increasing order.
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// Number of bins.
    pub fn bins(&self) -> usize {
        self.edges.len() - 1
    }

    /// The bin of a score; `None` for one outside the edges, or NaN.
    #[inline]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score within 0 and 1")]
    pub fn bin(&self, score: f64) -> Option<usize> {
        let last = self.edges.len() - 2;
        if let Some(bins) = self.unit_bins {
            // A power of two multiplies without rounding.
            return (0.0..=1.0).contains(&score).then(|| ((score * bins) as usize).min(last));
        }
        let within = score >= self.edges[0] && score <= self.edges[last + 1];
        within.then(|| self.edges[1..=last].partition_point(|&edge| edge <= score))
    }

    /// The logarithm of the number of bins where they divide \[0, 1\] into a power of two of them.
    pub(super) fn unit_bits(&self) -> Option<u32> {
        self.unit_bins.map(|_| self.bins().ilog2())
    }

    /// The power of two that bounds every score.
    pub(super) const fn scale(&self) -> f64 {
        self.scale
    }
}

impl Default for ScoreEdges {
    /// 1,024 bins of equal width on \[0, 1\].
    fn default() -> Self {
        let bins = f64::from(Self::UNIT_BINS);
        let edges = (0..=Self::UNIT_BINS).map(|edge| f64::from(edge) / bins).collect();
        Self { edges, unit_bins: Some(bins), scale: 1.0 }
    }
}

impl TryFrom<Vec<f64>> for ScoreEdges {
    type Error = String;

    fn try_from(edges: Vec<f64>) -> Result<Self, String> {
        Self::new(edges).map_err(|_| "the edges of score bins must be finite and increase, two at least".to_owned())
    }
}

impl From<ScoreEdges> for Vec<f64> {
    fn from(edges: ScoreEdges) -> Self {
        edges.edges
    }
}
