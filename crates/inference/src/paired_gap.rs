//! Is the gap between two groups smaller under the new model?

use serde::{Deserialize, Serialize};

use super::estimate::Estimate;
use super::interval::{Interval, Method};
use super::mcnemar::DecisionChanges;
use super::paired::{GroupChange, PairedComparison, PairedGroup, PairedRate};
use super::special::{normal_upper_tail, two_sided_critical_value};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// A gap before and after, its change, and whether its size changed.
///
/// # Example
///
/// ```
/// use evenhand_inference::mcnemar::DecisionChanges;
/// use evenhand_inference::paired::{PairedComparison, PairedGroup, PairedRate};
/// use evenhand_inference::value::Confidence;
///
/// let rows = |kept_selected, gained, lost, kept_rejected| PairedGroup {
///     negative: DecisionChanges { kept_selected, gained, lost, kept_rejected },
///     ..PairedGroup::default()
/// };
/// // The old model selects 25 % of the group and 40 % of the others; the new one lifts the group to 37.5 %.
/// let pair = PairedComparison { group: rows(35, 25, 5, 95), reference: rows(78, 2, 2, 118) };
/// let gap = pair.gap_change(PairedRate::Selection, Confidence::DEFAULT);
/// assert_eq!(gap.is_smaller, Some(true));
/// assert!(gap.p_change.unwrap() < 0.05 && gap.interval.unwrap().lower > 0.0);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GapChange {
    /// Group minus reference under the old model.
    #[serde(with = "crate::value::measured")]
    pub before: Measured,
    /// Group minus reference under the new model.
    #[serde(with = "crate::value::measured")]
    pub after: Measured,
    /// After minus before.
    #[serde(with = "crate::value::measured")]
    pub change: Measured,
    /// The interval of that change.
    #[serde(with = "crate::value::measured")]
    pub interval: Measured<Interval>,
    /// Two-sided p-value against a gap that did not change.
    #[serde(with = "crate::value::measured")]
    pub p_change: Measured,
    /// Two-sided p-value against a gap that turned round and kept its size: after = −before.
    #[serde(with = "crate::value::measured")]
    pub p_turned: Measured,
    /// p-value against a gap of the same size: the larger of the two.
    #[serde(with = "crate::value::measured")]
    pub p_value: Measured,
    /// Whether the gap is smaller under the new model as it was observed; `None` where it is unknown or the same.
    pub is_smaller: Option<bool>,
}

impl PairedComparison {
    /// Whether the size of the gap changed: |after| against |before|.
    ///
    /// # Formula
    ///
    /// after² − before² = (after − before)(after + before), so a gap is smaller exactly where its change and its sum have
    /// opposite signs. Each factor is tested at level α on both sides and the larger p-value counts: an
    /// intersection-union test of level α. The interval of the change squares and adds the distances of both groups' score
    /// intervals from their changes; its p-value is the smallest error probability at which it leaves out 0. The sum, and
    /// all of precision, by the delta method.
    ///
    /// # Undefined
    ///
    /// As [`PairedComparison::disparity_change`].
    ///
    /// # Source
    ///
    /// R. L. Berger, Technometrics 24 (1982), for the test; R. G. Newcombe, Statistics in Medicine 17 (1998), and A. Donner
    /// and G. Y. Zou, Statistical Methods in Medical Research 21 (2012), for the interval.
    pub fn gap_change(&self, rate: PairedRate, confidence: Confidence) -> GapChange {
        let (group, reference) = (GroupChange::of(&self.group, rate), GroupChange::of(&self.reference, rate));
        let minus = |left: Measured, right: Measured| Ok(left? - right?);
        let plus = |left: Measured, right: Measured| Ok(left? + right?);
        let (before, after) = (minus(group.old, reference.old), minus(group.new, reference.new));
        let linear = |value: Measured, variance: Measured| Estimate::linear(value, variance, Method::Delta, confidence);
        let sum = linear(plus(before, after), plus(group.variance_of_sum, reference.variance_of_sum));
        let change = minus(after, before);
        let (interval, p_change) =
            if let (Some(group), Some(reference)) = (self.group.among(rate), self.reference.among(rate)) {
                let limits = |z: f64| squared_and_added(&group, &reference, z);
                let interval = limits(two_sided_critical_value(confidence)).map(|[lower, upper]| Interval {
                    lower,
                    upper,
                    confidence,
                    method: Method::TangoMover,
                });
                (interval, change.and_then(|change| inverted(change, limits)))
            } else {
                let estimate = linear(change, plus(group.variance, reference.variance));
                (estimate.interval, of_normal(&estimate))
            };
        let p_turned = of_normal(&sum);
        let is_smaller = match (before, after) {
            (Ok(before), Ok(after)) if before.abs() > after.abs() => Some(true),
            (Ok(before), Ok(after)) if before.abs() < after.abs() => Some(false),
            _ => None,
        };
        let p_value = p_change.and_then(|p| Ok(p.max(p_turned?)));
        GapChange { before, after, change, interval, p_change, p_turned, p_value, is_smaller }
    }
}

impl PairedGroup {
    /// The change of one group's rate with its interval.
    ///
    /// # Formula
    ///
    /// [`DecisionChanges::score_interval`] of the rows among which the rate is counted; precision by the delta method
    ///
    /// # Undefined
    ///
    /// As [`PairedComparison::disparity_change`].
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::mcnemar::DecisionChanges;
    /// use evenhand_inference::paired::{PairedGroup, PairedRate};
    /// use evenhand_inference::value::Confidence;
    ///
    /// let positive = DecisionChanges { kept_selected: 50, gained: 12, lost: 5, kept_rejected: 33 };
    /// let group = PairedGroup { positive, ..PairedGroup::default() };
    /// let (change, interval) = group.rate_change(PairedRate::TruePositive, Confidence::DEFAULT).unwrap();
    /// assert!((change - 0.07).abs() < 1e-12 && interval.unwrap().contains(0.0));
    /// ```
    pub fn rate_change(&self, rate: PairedRate, confidence: Confidence) -> Measured<(f64, Measured<Interval>)> {
        let change = GroupChange::of(self, rate);
        let value = change.new? - change.old?;
        let interval = match self.among(rate) {
            Some(changes) => changes.score_interval(confidence),
            None => Estimate::linear(Ok(value), change.variance, Method::Delta, confidence).interval,
        };
        Ok((value, interval))
    }
}

fn squared_and_added(group: &DecisionChanges, reference: &DecisionChanges, z: f64) -> Measured<[f64; 2]> {
    let (d1, d2) = (group.change()?, reference.change()?);
    let ([l1, u1], [l2, u2]) = (group.score_limits(z)?, reference.score_limits(z)?);
    let change = d1 - d2;
    Ok([change - (d1 - l1).hypot(u2 - d2), change + (u1 - d1).hypot(d2 - l2)])
}

/// The smallest error probability at which an interval leaves out 0.
fn inverted(change: f64, limits: impl Fn(f64) -> Measured<[f64; 2]>) -> Measured {
    let leaves = |z: f64| limits(z).map(|[lower, upper]| lower > 0.0 || upper < 0.0);
    if change == 0.0 || !leaves(1e-6)? {
        return Ok(1.0);
    }
    let (mut low, mut high) = (1e-6, 40.0);
    while high - low > 1e-7 * high {
        let middle = f64::midpoint(low, high);
        if leaves(middle)? { low = middle } else { high = middle }
    }
    Ok((2.0 * normal_upper_tail(low)).min(1.0))
}

fn of_normal(estimate: &Estimate) -> Measured {
    let (value, error) = (estimate.value?, estimate.standard_error?);
    if error > 0.0 {
        Ok((2.0 * normal_upper_tail((value / error).abs())).min(1.0))
    } else {
        Err(Unavailable::Undefined(Reason::Boundary))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Random, StreamKey, draw_multinomial};

    fn group(kept_selected: u64, gained: u64, lost: u64, kept_rejected: u64) -> PairedGroup {
        let negative = DecisionChanges { kept_selected, gained, lost, kept_rejected };
        PairedGroup { negative, ..PairedGroup::default() }
    }

    #[test]
    fn the_interval_and_the_p_value_agree_and_the_gap_is_the_old_kernel_s() {
        for (gained, lost) in [(20, 5), (9, 5), (5, 20), (0, 0), (12, 3)] {
            let pair = PairedComparison { group: group(35, gained, lost, 100), reference: group(78, 4, 2, 116) };
            let gap = pair.gap_change(PairedRate::Selection, Confidence::DEFAULT);
            let before = pair.disparity_change(PairedRate::Selection, Confidence::DEFAULT);
            assert_eq!((gap.before, gap.after, gap.change), (before.before, before.after, before.change.value));
            let interval = gap.interval.unwrap();
            assert_eq!(gap.p_change.unwrap() < 0.05, !interval.contains(0.0), "{gap:?}");
            assert!(gap.p_value.unwrap() >= gap.p_change.unwrap());
        }
    }

    #[test]
    fn a_gap_that_turns_round_is_not_called_smaller() {
        // From −10 points to +10: everything changed, but not the size of the gap.
        let pair = PairedComparison { group: group(60, 80, 20, 240), reference: group(100, 20, 20, 260) };
        let gap = pair.gap_change(PairedRate::Selection, Confidence::DEFAULT);
        assert!((gap.before.unwrap() + 0.1).abs() < 1e-12 && (gap.after.unwrap() - 0.05).abs() < 1e-12);
        assert!(gap.p_change.unwrap() < 0.001 && gap.p_turned.unwrap() > 0.05 && gap.p_value.unwrap() > 0.05);
    }

    #[test]
    fn gaps_of_the_same_size_are_told_apart_in_at_most_one_of_twenty() {
        // Old and new model err alike: the gap of 12 points is the same under both. 4,000 draws have a standard error of
        // 0.35 points, so 6 % lies almost three of them above the level.
        let (left, right) = ([40_u64, 20, 20, 160], [70_u64, 17, 17, 136]);
        let mut called = 0;
        for replicate in 0..4_000 {
            let mut random = Random::new(StreamKey { seed: 11, stream: 5, replicate });
            let mut draw = |weights: &[u64; 4]| {
                let mut cells = [0_u64; 4];
                draw_multinomial(240, weights, &mut random, &mut cells);
                group(cells[0], cells[1], cells[2], cells[3])
            };
            let pair = PairedComparison { group: draw(&left), reference: draw(&right) };
            let gap = pair.gap_change(PairedRate::Selection, Confidence::DEFAULT);
            called += u32::from(gap.p_value.is_ok_and(|p| p <= 0.05));
        }
        let share = f64::from(called) / 4_000.0;
        assert!(share < 0.06, "{share}");
        assert!(share > 0.01, "the test has no power to fail: {share}");
    }
}
