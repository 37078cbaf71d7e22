//! Bounded group loss: no group's mean error may exceed a bound.

use serde::{Deserialize, Serialize};

use crate::mean::Moments;
use crate::special::StudentT;
use crate::value::{Confidence, Measured, Reason, Unavailable, finite};

/// The mean loss of one group with its one-sided limits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GroupLoss {
    /// The mean loss.
    #[serde(with = "crate::value::measured")]
    pub mean: Measured,
    /// The true mean lies above with the confidence asked for, for all groups together.
    #[serde(with = "crate::value::measured")]
    pub lower: Measured,
    /// The true mean lies below with the confidence asked for, for this group.
    #[serde(with = "crate::value::measured")]
    pub upper: Measured,
}

/// The largest mean loss of any group, beside its bound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoundedLoss {
    /// Each group in the order given.
    pub groups: Vec<GroupLoss>,
    /// The place of the group with the largest mean loss.
    pub worst: usize,
    /// That loss.
    pub largest: f64,
    /// The largest true loss lies above.
    #[serde(with = "crate::value::measured")]
    pub lower: Measured,
    /// The largest true loss lies below.
    #[serde(with = "crate::value::measured")]
    pub upper: Measured,
    /// The bound.
    pub bound: f64,
    /// Whether the data show that every group's loss is at most the bound.
    pub shown_within: bool,
    /// Whether the data show that some group's loss is above.
    pub shown_outside: bool,
}

/// Whether the mean loss of every group is at most a bound.
///
/// # Formula
///
/// maxᵍ E\[loss | g\] ≤ ζ. Upper limit of a group: m + t(n−1, 1−α)·s/√n; the largest of them is an upper limit of the largest
/// loss without correction, because it need only hold for the group that is truly worst. The largest lower limit is
/// one of many, so each is taken at α/G.
///
/// # Undefined
///
/// No group with rows: `Undefined(NoRows)`. A group of one row has no limits, and then the largest loss has no upper one.
///
/// # Errors
///
/// As under *Undefined*; a bound that is not finite: `Undefined(OutsideDomain)`.
///
/// # Source
///
/// Agarwal, Dudík and Wu (2019), *ICML*, for the criterion; the intersection-union test for the limits (Berger 1982).
///
/// # Example
///
/// ```
/// use evenhand_inference::{Moments, value::Confidence, values::bounded_group_loss};
///
/// let small: Moments = [1.0, 2.0, 3.0, 2.0, 1.0, 3.0].into_iter().collect();
/// let large: Moments = [8.0, 9.0, 7.0, 8.0, 9.0, 7.0].into_iter().collect();
/// let loss = bounded_group_loss(&[small, large], 5.0, Confidence::DEFAULT).unwrap();
/// assert!(loss.worst == 1 && loss.shown_outside && !loss.shown_within);
/// ```
pub fn bounded_group_loss(losses: &[Moments], bound: f64, confidence: Confidence) -> Measured<BoundedLoss> {
    finite(bound)?;
    let filled = losses.iter().filter(|loss| loss.count > 0).count();
    if filled == 0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    let alpha = confidence.alpha();
    let groups: Vec<GroupLoss> = losses
        .iter()
        .map(|loss| GroupLoss {
            mean: loss.mean(),
            lower: limit(loss, alpha / filled as f64).map(|(mean, half)| mean - half),
            upper: limit(loss, alpha).map(|(mean, half)| mean + half),
        })
        .collect();
    let (mut worst, mut largest) = (0, f64::NEG_INFINITY);
    for (place, group) in groups.iter().enumerate().filter(|(place, _)| losses[*place].count > 0) {
        let mean = group.mean?;
        if mean > largest {
            (worst, largest) = (place, mean);
        }
    }
    let lower = groups
        .iter()
        .filter_map(|group| group.lower.ok())
        .reduce(f64::max)
        .ok_or(Unavailable::Undefined(Reason::TooFewRows));
    let upper = groups
        .iter()
        .zip(losses)
        .filter(|(_, loss)| loss.count > 0)
        .try_fold(f64::NEG_INFINITY, |upper, (group, _)| Ok(upper.max(group.upper?)));
    let shown_within = upper.is_ok_and(|upper| upper <= bound);
    let shown_outside = lower.is_ok_and(|lower| lower > bound);
    Ok(BoundedLoss { groups, worst, largest, lower, upper, bound, shown_within, shown_outside })
}

/// The mean and how far its one-sided limit is away.
fn limit(loss: &Moments, alpha: f64) -> Measured<(f64, f64)> {
    let (mean, variance) = (loss.mean()?, loss.variance()?);
    let student = StudentT::new(loss.count as f64 - 1.0)?;
    Ok((mean, finite(student.upper_quantile(alpha) * (variance / loss.count as f64).sqrt())?))
}
