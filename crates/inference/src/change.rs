//! What a later, independent sample makes of an earlier disparity: the change, and whether it moved towards parity.
//!
//! Both come with an interval recovered from the two intervals that were published (MOVER): the distance of a bound from
//! its estimate stands for the variance on that side, and distances of independent samples add in squares. So two reports
//! can be compared without the data behind them.
//!
//! # Source
//!
//! G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures: a general approach", Statistics in
//! Medicine 27 (2008).

use serde::{Deserialize, Serialize};

use super::interval::{Interval, Method};
use super::special::{normal_upper_tail, two_sided_critical_value};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// A disparity as it was published: its value and its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// The value.
    pub value: f64,
    /// The interval around it.
    pub interval: Interval,
}

/// What became of a disparity.
///
/// # Example
///
/// ```
/// use evenhand_inference::change::{Change, Published};
/// use evenhand_inference::{Interval, Method, value::Confidence};
///
/// let published = |value: f64, half: f64| Published {
///     value,
///     interval: Interval { lower: value - half, upper: value + half, confidence: Confidence::DEFAULT, method: Method::Mee },
/// };
/// // From 10 points below to 4 points below, each within 3 and 4 points: nearer to parity by 6, within 5.
/// let change = Change::of_differences(published(-0.10, 0.03), published(-0.04, 0.04)).unwrap();
/// assert!((change.value - 0.06).abs() < 1e-12 && (change.interval.lower - 0.01).abs() < 1e-12);
/// assert!((change.distance + 0.06).abs() < 1e-12 && (change.distance_interval.upper + 0.01).abs() < 1e-12);
/// assert!(change.p_value < 0.05);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The later value minus the earlier, or over it for ratios.
    pub value: f64,
    /// Its interval, at the confidence of the two.
    pub interval: Interval,
    /// The later distance from parity minus the earlier: negative is nearer. For ratios on the scale of their logarithm.
    pub distance: f64,
    /// Its interval.
    pub distance_interval: Interval,
    /// Two-sided p-value of an unchanged distance.
    pub p_value: f64,
}

impl Change {
    /// The change of a difference, whose parity is 0.
    ///
    /// # Formula
    ///
    /// θ₂ − θ₁ from (θ₂−θ₁) − √((θ₂−l₂)² + (u₁−θ₁)²) to (θ₂−θ₁) + √((u₂−θ₂)² + (θ₁−l₁)²). The distance is
    /// |θ₂| − |θ₁| with the signs as observed: a difference, or a sum where the sign turned. p = 2 (1 − Φ(z d/h)) with d the
    /// distance, h the half width of its interval on the side of 0 and z the critical value of the confidence.
    ///
    /// # Undefined
    ///
    /// Where the confidences differ or a value is not finite: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn of_differences(earlier: Published, later: Published) -> Measured<Self> {
        let Distance { value, lower, upper, apart: distance, near, far } = Distance::between(earlier, later)?;
        let confidence = later.interval.confidence;
        let interval = |lower: f64, upper: f64| Interval { lower, upper, confidence, method: Method::Mover };
        Ok(Self {
            value,
            interval: interval(lower, upper),
            distance,
            distance_interval: interval(near, far),
            p_value: p_value(distance, near, far, confidence),
        })
    }

    /// The change of a ratio, whose parity is 1: the same on the scale of the logarithm.
    ///
    /// # Undefined
    ///
    /// As for differences; where a ratio is not positive: `Undefined(ZeroRate)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::change::{Change, Published};
    /// use evenhand_inference::{Interval, Method, value::Confidence};
    ///
    /// let published = |value: f64, lower: f64, upper: f64| Published {
    ///     value,
    ///     interval: Interval { lower, upper, confidence: Confidence::DEFAULT, method: Method::Katz },
    /// };
    /// // 1.25 is as far from parity as 0.8: the ratio turned round, and came no nearer.
    /// let change = Change::of_ratios(published(0.8, 0.7, 0.9), published(1.25, 1.1, 1.4)).unwrap();
    /// assert!((change.value - 1.5625).abs() < 1e-12 && change.distance.abs() < 1e-12);
    /// ```
    pub fn of_ratios(earlier: Published, later: Published) -> Measured<Self> {
        let logarithm = |own: Published| {
            if own.value > 0.0 && own.interval.lower >= 0.0 {
                let (lower, upper) = (own.interval.lower.ln(), own.interval.upper.ln());
                Ok(Published { value: own.value.ln(), interval: Interval { lower, upper, ..own.interval } })
            } else {
                Err(Unavailable::Undefined(Reason::ZeroRate))
            }
        };
        let change = Self::of_differences(logarithm(earlier)?, logarithm(later)?)?;
        let (lower, upper) = (change.interval.lower.exp(), change.interval.upper.exp());
        Ok(Self { value: change.value.exp(), interval: Interval { lower, upper, ..change.interval }, ..change })
    }
}

struct Distance {
    value: f64,
    lower: f64,
    upper: f64,
    apart: f64,
    near: f64,
    far: f64,
}

impl Distance {
    fn between(earlier: Published, later: Published) -> Measured<Self> {
        let (first, second) = (earlier.interval, later.interval);
        let orderly = |own: Published| {
            own.value.is_finite() && own.interval.lower <= own.value && own.value <= own.interval.upper
        };
        if first.confidence != second.confidence || !orderly(earlier) || !orderly(later) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let value = later.value - earlier.value;
        let below = (later.value - second.lower).hypot(first.upper - earlier.value);
        let above = (second.upper - later.value).hypot(earlier.value - first.lower);
        let turned = earlier.value * later.value < 0.0;
        let positive = if later.value == 0.0 { earlier.value > 0.0 } else { later.value > 0.0 };
        let (distance, below_distance, above_distance) = if turned {
            let below = (later.value - second.lower).hypot(earlier.value - first.lower);
            let above = (second.upper - later.value).hypot(first.upper - earlier.value);
            (later.value + earlier.value, below, above)
        } else {
            (value, below, above)
        };
        let (distance, near, far) = if positive {
            (distance, distance - below_distance, distance + above_distance)
        } else {
            (-distance, -distance - above_distance, -distance + below_distance)
        };
        Ok(Self { value, lower: value - below, upper: value + above, apart: distance, near, far })
    }
}

fn p_value(distance: f64, lower: f64, upper: f64, confidence: Confidence) -> f64 {
    let half = if distance > 0.0 { distance - lower } else { upper - distance };
    if distance == 0.0 || !half.is_finite() {
        return 1.0;
    }
    if half == 0.0 {
        return 0.0;
    }
    (2.0 * normal_upper_tail(two_sided_critical_value(confidence) * distance.abs() / half)).min(1.0)
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::*;
    use crate::{Difference, Proportion, Random, Ratio, StreamKey};

    fn published(value: f64, lower: f64, upper: f64) -> Published {
        let interval = Interval { lower, upper, confidence: Confidence::DEFAULT, method: Method::Newcombe };
        Published { value, interval }
    }

    /// With intervals of Wald's form the variances add: ±1.959964 √(s₁² + s₂²) is ±1.959964 × 0.05 for 0.03 and 0.04.
    #[test]
    fn symmetric_intervals_add_as_variances_do() {
        let z = 1.959_963_984_540_054;
        let wald = |value: f64, error: f64| published(value, value - z * error, value + z * error);
        let change = Change::of_differences(wald(-0.30, 0.03), wald(-0.10, 0.04)).unwrap();
        assert_relative_eq!(change.interval.lower, 0.2 - z * 0.05, epsilon = 1e-12);
        assert_relative_eq!(change.interval.upper, 0.2 + z * 0.05, epsilon = 1e-12);
        // 0.2 is four standard errors of 0.05: p = 2 (1 − Φ(4)) = 6.334248e-5.
        assert_relative_eq!(change.p_value, 6.334_248e-5, max_relative = 1e-6);
        assert!(change.distance < 0.0 && change.distance_interval.upper < 0.0);
    }

    #[test]
    fn a_sign_that_turns_is_no_progress_by_itself() {
        let change = Change::of_differences(published(-0.10, -0.13, -0.07), published(0.12, 0.08, 0.16)).unwrap();
        assert_relative_eq!(change.value, 0.22, epsilon = 1e-12);
        assert_relative_eq!(change.distance, 0.02, epsilon = 1e-12);
        assert_relative_eq!(change.distance_interval.lower, 0.02 - 0.05, epsilon = 1e-12);
        let mirrored = Change::of_differences(published(0.10, 0.07, 0.13), published(-0.12, -0.16, -0.08)).unwrap();
        assert_relative_eq!(mirrored.distance, change.distance, epsilon = 1e-12);
        assert_relative_eq!(mirrored.distance_interval.upper, change.distance_interval.upper, epsilon = 1e-12);
    }

    #[test]
    fn open_bounds_stay_open_and_nonsense_has_no_change() {
        let open = published(2.0, 0.5, f64::INFINITY);
        let change = Change::of_ratios(published(0.5, 0.0, 0.9), open).unwrap();
        assert_eq!((change.interval.lower > 0.0, change.interval.upper), (true, f64::INFINITY));
        assert!((0.0..=1.0).contains(&change.p_value));
        assert!(Change::of_ratios(published(0.0, 0.0, 0.9), open).is_err());
        assert!(Change::of_differences(published(0.3, 0.4, 0.5), published(0.0, -1.0, 1.0)).is_err());
        let mut other = published(0.0, -1.0, 1.0);
        other.interval.confidence = Confidence::new(0.9).unwrap();
        assert!(Change::of_differences(published(0.0, -1.0, 1.0), other).is_err());
    }

    /// 2,000 pairs of audits of 300 and 400 customers: the interval holds the true change of a difference and of a ratio in
    /// 95 of 100, within four standard errors of the simulation.
    #[test]
    fn the_interval_covers_the_true_change() {
        let truth = [(0.30, 0.45), (0.38, 0.42)];
        let (mut differences, mut ratios, runs) = (0_u32, 0_u32, 2_000_u64);
        for replicate in 0..runs {
            let mut random = Random::new(StreamKey { seed: 7, stream: 1, replicate });
            let mut draw = |rate: f64, trials: u64| {
                let successes = (0..trials).filter(|_| random.uniform() < rate).count() as u64;
                Proportion::new(successes, trials).unwrap()
            };
            let samples = truth.map(|(group, reference)| (draw(group, 300), draw(reference, 400)));
            let [first, second] = samples.map(|(group, reference)| {
                let difference = Difference { group, reference };
                let interval = difference.miettinen_nurminen(Confidence::DEFAULT).unwrap();
                Published { value: difference.estimate().unwrap(), interval }
            });
            let change = Change::of_differences(first, second).unwrap();
            differences += u32::from(change.interval.contains((0.38 - 0.42) - (0.30 - 0.45)));
            let [first, second] = samples.map(|(group, reference)| {
                let ratio = Ratio { group, reference };
                let interval = ratio.miettinen_nurminen(Confidence::DEFAULT).unwrap();
                Published { value: ratio.estimate().unwrap(), interval }
            });
            let change = Change::of_ratios(first, second).unwrap();
            ratios += u32::from(change.interval.contains((0.38 / 0.42) / (0.30 / 0.45)));
        }
        let four_errors = 4.0 * (0.95 * 0.05 / runs as f64).sqrt();
        for covered in [differences, ratios] {
            assert!((f64::from(covered) / runs as f64 - 0.95).abs() < four_errors, "{covered} of {runs}");
        }
    }
}
