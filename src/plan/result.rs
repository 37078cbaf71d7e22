//! How many customers are needed, and what a given number can show.

use serde::{Deserialize, Serialize};

use super::request::Plan;
use crate::audit::{Tolerance, Verdict};
use crate::inference::RateScale;
use crate::value::Measured;
#[cfg(feature = "serde")]
use crate::value::measured;

/// The answer to a [`Plan`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    /// What was asked.
    pub plan: Plan,
    /// The criterion's name in the catalogue.
    pub criterion: String,
    /// Difference or ratio.
    pub scale: RateScale,
    /// The acceptable values.
    pub tolerance: Tolerance,
    /// Comparisons among which *outside* must hold; *within* needs no correction.
    pub comparisons: u64,
    /// The segments, in the order of the request. A named reference is not among them.
    pub segments: Vec<SegmentPlan>,
    /// Customers in all at which every segment gets the verdict that is true of it; none where some segment has no such size.
    #[serde(with = "measured")]
    pub customers: Measured<u64>,
    /// The segment that needs the most customers in all.
    pub driver: Option<String>,
}

/// One segment of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentPlan {
    /// The segment's name.
    pub name: String,
    /// Its share of all customers, between 0 and 1.
    pub share: f64,
    /// The rate that is expected of it.
    pub rate: f64,
    /// The rate that is expected of its reference.
    pub reference_rate: f64,
    /// The disparity that is expected.
    #[serde(with = "measured")]
    pub disparity: Measured,
    /// The verdict that is true of that disparity.
    pub verdict: Verdict,
    /// The size at which that verdict is reached.
    #[serde(with = "measured")]
    pub size: Measured<SegmentSize>,
    /// The size at which *outside* is reached if the segment lies at the disparity to detect.
    pub detection: Option<Detection>,
    /// What the given number of customers can show.
    pub at_size: Option<AtSize>,
}

/// A size for a disparity that must not be overlooked.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    /// The size.
    #[serde(with = "measured")]
    pub size: Measured<SegmentSize>,
}

/// So many customers, and what they give.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SegmentSize {
    /// Customers of the segment.
    pub customers: u64,
    /// Customers in all, at the shares of the plan.
    pub total: u64,
    /// The probability of the verdict at that size.
    pub power: f64,
    /// Whether that probability is summed over all samples that can occur, rather than taken from the normal curve.
    pub exact: bool,
    /// Customers of the segment by the normal approximation.
    pub approximate: u64,
    /// The probability of the verdict at the approximate size.
    pub power_at_approximate: f64,
    /// How many customers of the segment are expected on the rarer side of the rate.
    pub expected: f64,
}

impl SegmentSize {
    /// How far the power at the approximate size may lie from what was asked, as a share, before the approximation is said to
    /// fail.
    pub const TOLERATED: f64 = 0.02;

    /// Whether the usual formula would have missed the power asked for by more than two points, either way.
    pub fn approximation_fails(&self, power: f64) -> bool {
        (self.power_at_approximate - power).abs() > Self::TOLERATED
    }
}

/// What a given number of customers can show of one segment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AtSize {
    /// Customers of the segment among the number given.
    pub customers: u64,
    /// The probability of the verdict that is true.
    #[serde(with = "measured")]
    pub power: Measured,
    /// The nearest disparity below the tolerance that is found outside with the power asked for.
    #[serde(with = "measured")]
    pub detectable_below: Measured,
    /// The nearest disparity above it.
    #[serde(with = "measured")]
    pub detectable_above: Measured,
    /// The smallest difference of rates that is told from none: no tolerance, one comparison, by the normal approximation.
    #[serde(with = "measured")]
    pub minimum_detectable_difference: Measured,
}
