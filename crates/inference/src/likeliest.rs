//! The tail of a statistic of two counts, summed over every outcome at given rates.
//!
//! A score statistic grows in the successes of one sample and in the failures of the other. So, for each count of the one
//! sample, the outcomes at least as extreme as the observed one are those from some count of the other upwards. That count
//! moves by a few steps from one outer count to the next, and both distributions are walked by the ratio of neighbours:
//! a few microseconds at any number of rows.

use super::special::{ln_binomial_mass, normal_density, normal_upper_tail, poisson_deviance};

/// Statistics closer than this, in relative terms, count as equal.
const TIES: f64 = 1e-10;

/// Terms below this share of the sum do not matter.
const NEGLIGIBLE: f64 = 1e-17;

/// An outer count farther than this from what is expected has a tail beyond the smallest number.
const FARTHEST: u64 = 2_000;

/// Up to this standard deviation a tail is added up; beyond it a saddle point gives six digits at once.
const WIDEST: f64 = 200.0;

/// A tail that moves by more counts than this is added up anew.
const LONGEST_STEP: u64 = 64;

/// One sample, counted in the direction in which the statistic grows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side {
    /// Rows.
    pub(super) trials: u64,
    /// The rate of what is counted.
    pub(super) rate: f64,
    /// The same from the other end: 1 − rate, without cancellation.
    pub(super) rest: f64,
    /// What was counted.
    pub(super) observed: u64,
}

impl Side {
    pub(super) fn variance(&self) -> f64 {
        self.trials as f64 * self.rate * self.rest
    }

    /// P(k+1)/P(k).
    fn ratio(&self, k: u64) -> f64 {
        (self.trials - k) as f64 / (k + 1) as f64 * (self.rate / self.rest)
    }

    fn ln_mass(&self, k: u64) -> f64 {
        ln_binomial_mass(k as f64, self.trials as f64, self.rate, self.rest)
    }

    fn mean(&self) -> f64 {
        self.trials as f64 * self.rate
    }

    fn is_certain(&self) -> bool {
        self.rate <= 0.0 || self.rest <= 0.0
    }
}

/// P(statistic ≥ observed) where the statistic grows in both counts; `None` where it is too far out to be summed.
pub(super) fn upper_tail(outer: Side, inner: Side, statistic: &dyn Fn(u64, u64) -> f64) -> Option<f64> {
    let observed = statistic(outer.observed, inner.observed);
    if !observed.is_finite() {
        return None;
    }
    let threshold = observed - TIES * observed.abs().max(1.0);
    let mut border = Border::new(inner, threshold, statistic);
    let mut tail = Tail { side: inner, at: None };
    if outer.is_certain() {
        let only = if outer.rate <= 0.0 { 0 } else { outer.trials };
        return Some(tail.from(border.at(only)));
    }
    if (outer.observed as f64 - outer.mean()).abs() > FARTHEST as f64 {
        return None;
    }
    // Down from the observed count: every term is at most the mass times the tail at the observed count.
    let (mut count, mut mass) = (outer.observed, 1.0);
    while count > 0 {
        let ratio = outer.ratio(count - 1);
        mass /= ratio;
        count -= 1;
        if ratio > 1.0 && mass < NEGLIGIBLE {
            break;
        }
        // So far from what is expected that the tail is beyond the smallest number.
        if !mass.is_finite() {
            return None;
        }
    }
    let mut sum = 0.0;
    loop {
        if tail.is_short_of_one() {
            tail.from(border.at(count));
        }
        let term = mass * tail.value();
        sum += term;
        if !sum.is_finite() {
            return None;
        }
        if count >= outer.trials {
            break;
        }
        let ratio = outer.ratio(count);
        mass *= ratio;
        count += 1;
        if count > outer.observed && ratio < 1.0 && mass <= sum * NEGLIGIBLE {
            break;
        }
    }
    let logarithm = outer.ln_mass(outer.observed) + sum.ln();
    if logarithm.is_nan() || sum.is_infinite() { None } else { Some(logarithm.exp().min(1.0)) }
}

/// Where the extreme outcomes begin, for each outer count in ascending order.
struct Border<'a> {
    inner: Side,
    threshold: f64,
    statistic: &'a dyn Fn(u64, u64) -> f64,
    last: u64,
    step: u64,
    /// From here on the tail is one.
    least: u64,
    /// Where a border is close enough: one count, or a millionth of a wide standard deviation.
    precision: u64,
}

impl<'a> Border<'a> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and `as` saturates")]
    fn new(inner: Side, threshold: f64, statistic: &'a dyn Fn(u64, u64) -> f64) -> Self {
        let spread = inner.variance().sqrt();
        let least = (inner.mean() - 10.0 * spread - 10.0).max(0.0) as u64;
        let precision = if spread > WIDEST { (1e-6 * spread) as u64 } else { 1 }.max(1);
        Self { inner, threshold, statistic, last: inner.observed, step: 0, least: least.min(inner.trials), precision }
    }

    /// The first inner count that is extreme, one past the last if none is.
    fn at(&mut self, outer: u64) -> u64 {
        let last = self.last;
        let hint = last.saturating_sub(self.step).clamp(self.least, self.inner.trials);
        let found = self.search(outer, hint);
        self.step = last.saturating_sub(found);
        self.last = found;
        found
    }

    fn search(&self, outer: u64, hint: u64) -> u64 {
        let is_extreme = |count: u64| (self.statistic)(outer, count) >= self.threshold;
        let (mut low, mut high, mut step) = (hint, hint, self.precision);
        if is_extreme(hint) {
            loop {
                if high <= self.least {
                    return high;
                }
                low = high.saturating_sub(step).max(self.least);
                if !is_extreme(low) {
                    break;
                }
                high = low;
                step = step.saturating_mul(2);
            }
        } else {
            loop {
                if low >= self.inner.trials {
                    return self.inner.trials.saturating_add(1);
                }
                high = low.saturating_add(step).min(self.inner.trials);
                if is_extreme(high) {
                    break;
                }
                low = high;
                step = step.saturating_mul(2);
            }
        }
        while high - low > self.precision {
            let middle = low + (high - low) / 2;
            if is_extreme(middle) { high = middle } else { low = middle }
        }
        high
    }
}

/// P(count ≥ k) by R. Lugannani and S. Rice, Advances in Applied Probability 12 (1980), with the correction for whole numbers of
/// H. E. Daniels, International Statistical Review 55 (1987).
fn saddle_point_tail(side: &Side, count: u64) -> f64 {
    let trials = side.trials as f64;
    // From half a count below, so that the count belongs to the tail.
    let (x, y) = (count as f64 - 0.5, trials - count as f64 + 0.5);
    let distance = x - side.mean();
    let deviance = poisson_deviance(x, side.mean(), distance) + poisson_deviance(y, trials * side.rest, -distance);
    let root = (2.0 * deviance.max(0.0)).sqrt().copysign(distance);
    let tail = normal_upper_tail(root);
    let correction = if root.abs() < 1e-3 {
        (side.rate - side.rest) / (6.0 * side.variance().sqrt())
    } else {
        let tilt = ((x / trials) / side.rate).ln() - ((y / trials) / side.rest).ln();
        1.0 / (2.0 * (0.5 * tilt).sinh() * (x * (y / trials)).sqrt()) - 1.0 / root
    };
    (tail + normal_density(root) * correction).clamp(0.0, 1.0)
}

/// P(count ≥ k) of one sample, for descending k.
struct Tail {
    side: Side,
    /// k, its mass, and the tail from it.
    at: Option<(u64, f64, f64)>,
}

impl Tail {
    fn value(&self) -> f64 {
        self.at.map_or(0.0, |(_, _, tail)| tail)
    }

    fn is_short_of_one(&self) -> bool {
        self.value() < 1.0
    }

    fn from(&mut self, count: u64) -> f64 {
        self.at = match self.at {
            _ if count > self.side.trials => None,
            _ if count == 0 => Some((0, 0.0, 1.0)),
            Some((known, mass, tail))
                if mass > 0.0 && !self.side.is_certain() && known >= count && known - count <= LONGEST_STEP =>
            {
                let (mut mass, mut tail) = (mass, tail);
                for k in (count..known).rev() {
                    mass /= self.side.ratio(k);
                    tail += mass;
                }
                Some((count, mass, tail.min(1.0)))
            }
            _ => Some(self.anew(count)),
        };
        self.value()
    }

    fn anew(&self, count: u64) -> (u64, f64, f64) {
        let side = &self.side;
        if side.is_certain() {
            let certain = if side.rate <= 0.0 { 0 } else { side.trials };
            return (count, 0.0, f64::from(u8::from(certain >= count)));
        }
        if side.variance().sqrt() > WIDEST {
            return (count, 0.0, saddle_point_tail(side, count));
        }
        let mass = side.ln_mass(count).exp();
        let (mut term, mut sum) = (1.0, 1.0);
        if count as f64 > side.mean() {
            for k in count..side.trials {
                term *= side.ratio(k);
                sum += term;
                if term <= sum * NEGLIGIBLE {
                    break;
                }
            }
            return (count, mass, (mass * sum).min(1.0));
        }
        for k in (0..count).rev() {
            term /= side.ratio(k);
            sum += term;
            if term <= sum * NEGLIGIBLE {
                break;
            }
        }
        (count, mass, (1.0 - mass * (sum - 1.0)).clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::special::Beta;
    use super::*;

    /// Against the incomplete beta function, which is slow at these sizes.
    #[test]
    fn the_saddle_point_has_six_digits() {
        for (trials, rate) in [(400_000_u64, 0.2), (3_000_000, 0.015), (160_000, 0.5), (1_000_000, 0.95)] {
            let side = Side { trials, rate, rest: 1.0 - rate, observed: 0 };
            for z in [-8.0, -2.0, -0.5, -0.001, 0.0, 0.0011, 0.7, 3.0, 6.0, 12.0] {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count within the trials")]
                let count = (side.mean() + z * side.variance().sqrt()).round() as u64;
                let beta = Beta::new(count as f64, (trials - count) as f64 + 1.0).unwrap();
                let exact = beta.tails(rate).lower;
                let ours = saddle_point_tail(&side, count);
                assert!((ours / exact - 1.0).abs() < 3e-6, "{trials} {rate} {z}: {ours} {exact}");
            }
        }
    }
}
