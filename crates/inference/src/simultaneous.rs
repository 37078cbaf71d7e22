//! The worst pair among many groups, without the bias of having chosen it.
//!
//! All pairwise score intervals at Šidák's level hold together, so the largest lower bound and the largest upper bound
//! hold for the range. Most pairs are dismissed by one evaluation of their score statistic at the best bound so far;
//! only a pair that improves on it is solved.
//!
//! Far in the tail, where many pairs put the level, the score of a rare event is no proof: two of twenty against ten of a
//! thousand. Where a pair expects few, its bound on the side of a disparity is also recovered from Clopper-Pearson bounds
//! of the two rates, and the wider one counts.

use std::cell::OnceCell;

use serde::{Deserialize, Serialize};

#[cfg(feature = "serde")]
use super::interval::bound;
use super::{
    Difference, Interval, Method, Proportion, Ratio, multiplicity::sidak_critical_value, proportion::Bounds,
    special::normal_upper_tail,
};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Two groups, by their places in the slice given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The group.
    pub group: usize,
    /// What it is compared with.
    pub reference: usize,
}

/// The extreme disparity over all ordered pairs, with an interval that allows for having searched them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WorstPair {
    /// The extreme observed disparity.
    #[serde(with = "crate::value::measured")]
    pub estimate: Measured,
    /// The pair with that disparity; the first of several.
    pub pair: Pair,
    /// Covers the extreme true disparity.
    pub interval: Interval,
    /// The pair whose bound is the interval's lower bound, if any improves on the trivial one.
    pub lower_pair: Option<Pair>,
    /// The pair whose bound is the interval's upper bound, if any improves on the trivial one.
    pub upper_pair: Option<Pair>,
    /// The critical value that all pairs share.
    #[serde(with = "bound")]
    pub critical_value: f64,
    /// Groups with rows; the others cannot be compared.
    pub groups: usize,
}

/// The largest difference of rates, maximum less minimum.
///
/// # Formula
///
/// max − min ∈ [max(0, max Lᵢⱼ), max Uᵢⱼ] over ordered pairs, [L, U] the Miettinen-Nurminen intervals at Šidák's level for
/// G(G−1)/2 comparisons; where fewer than 5 successes or failures are expected in a sample of the pair, L is no larger than
/// Δ̂ − √((p̂₁−l₁)² + (u₂−p̂₂)²), l and u Clopper-Pearson bounds at the same level
///
/// # Undefined
///
/// With fewer than two groups that have rows: `Undefined(OneGroup)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::{
///     Proportion, worst_difference,
///     value::Confidence,
/// };
///
/// let groups = [(80, 200), (40, 160), (6, 40)].map(|(x, n)| Proportion::new(x, n).unwrap());
/// let worst = worst_difference(&groups, Confidence::DEFAULT).unwrap();
/// assert_eq!(worst.estimate, Ok(0.25));
/// assert!(worst.interval.lower > 0.0 && worst.pair.group == 0 && worst.pair.reference == 2);
/// ```
pub fn worst_difference(groups: &[Proportion], confidence: Confidence) -> Measured<WorstPair> {
    let family = Family::of(groups, confidence)?;
    let (pair, estimate) = family.extremes();
    let z = family.critical_value;
    let difference = |pair: Pair| Difference { group: groups[pair.group], reference: groups[pair.reference] };
    let (mut lower, mut lower_pair) = (0.0, None);
    let (mut upper, mut upper_pair) = (0.0, None);
    for pair in std::iter::once(pair).chain(family.ordered_pairs()) {
        let difference = difference(pair);
        let gap = family.rates[pair.group] - family.rates[pair.reference];
        let critical = z * difference.inflation()?;
        let most = if gap > lower { family.careful_gap(groups, pair)? } else { gap };
        if gap > lower && most > lower && difference.score(lower)? > critical {
            let bound = difference.lower_score_bound(critical)?.min(most);
            if bound > lower {
                (lower, lower_pair) = (bound, Some(pair));
            }
        }
        if upper < 1.0 && reaches(&difference, upper - gap, critical) && difference.score(upper)? > -critical {
            let bound =
                -Difference { group: difference.reference, reference: difference.group }.lower_score_bound(critical)?;
            if bound > upper {
                (upper, upper_pair) = (bound, Some(pair));
            }
        }
    }
    let interval = Interval { lower, upper, confidence, method: Method::SimultaneousPairs };
    let estimate = Ok(estimate);
    Ok(WorstPair { estimate, pair, interval, lower_pair, upper_pair, critical_value: z, groups: family.filled.len() })
}

/// Whether an upper bound could lie that far above the estimate: no variance exceeds ¼(1/n₁ + 1/n₂).
fn reaches(difference: &Difference, distance: f64, critical: f64) -> bool {
    let largest = 0.25 * (1.0 / difference.group.trials() + 1.0 / difference.reference.trials());
    distance <= 0.0 || distance * distance <= critical * critical * largest
}

/// The same by Newcombe's intervals, in closed form for every pair.
///
/// # Formula
///
/// As [`worst_difference`], [L, U] Newcombe's intervals
///
/// # Undefined
///
/// As there.
///
/// # Errors
///
/// As under *Undefined*.
pub fn worst_difference_newcombe(groups: &[Proportion], confidence: Confidence) -> Measured<WorstPair> {
    let family = Family::of(groups, confidence)?;
    let (pair, estimate) = family.extremes();
    let (mut lower, mut lower_pair) = (0.0, None);
    let (mut upper, mut upper_pair) = (0.0, None);
    for pair in family.ordered_pairs() {
        let difference = Difference { group: groups[pair.group], reference: groups[pair.reference] };
        let bounds = difference.newcombe_at(family.critical_value, confidence)?;
        if bounds.lower > lower {
            (lower, lower_pair) = (bounds.lower, Some(pair));
        }
        if bounds.upper > upper {
            (upper, upper_pair) = (bounds.upper, Some(pair));
        }
    }
    let interval = Interval { lower, upper, confidence, method: Method::SimultaneousPairs };
    let (estimate, critical_value) = (Ok(estimate), family.critical_value);
    Ok(WorstPair { estimate, pair, interval, lower_pair, upper_pair, critical_value, groups: family.filled.len() })
}

/// The smallest ratio of rates, minimum over maximum.
///
/// # Formula
///
/// min/max ∈ [min Lᵢⱼ, min(1, min Uᵢⱼ)] over ordered pairs, [L, U] the Miettinen-Nurminen intervals at Šidák's level; where
/// fewer than 5 successes or failures are expected in a sample of the pair, U is no smaller than that of [`Ratio::mover_r`]
/// with Clopper-Pearson bounds
///
/// # Undefined
///
/// With fewer than two groups that have rows: `Undefined(OneGroup)`. Where all rates are zero the estimate is
/// `Undefined(ZeroOverZero)` and the interval [0, 1].
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::{
///     Proportion, worst_ratio,
///     value::Confidence,
/// };
///
/// let groups = [(80, 200), (40, 160), (6, 40)].map(|(x, n)| Proportion::new(x, n).unwrap());
/// let worst = worst_ratio(&groups, Confidence::DEFAULT).unwrap();
/// assert!((worst.interval.lower - 0.147307).abs() < 1e-6);
/// assert!((worst.interval.upper - 0.846517).abs() < 1e-6);
/// ```
pub fn worst_ratio(groups: &[Proportion], confidence: Confidence) -> Measured<WorstPair> {
    let family = Family::of(groups, confidence)?;
    let (extreme, _) = family.extremes();
    let pair = Pair { group: extreme.reference, reference: extreme.group };
    let z = family.critical_value;
    let (mut lower, mut lower_pair) = (1.0, None);
    let (mut upper, mut upper_pair) = (1.0, None);
    for pair in std::iter::once(pair).chain(family.ordered_pairs()) {
        let ratio = Ratio { group: groups[pair.group], reference: groups[pair.reference] };
        let (rate, base) = (family.rates[pair.group], family.rates[pair.reference]);
        let critical = z * ratio.inflation()?;
        // A lower bound of zero cannot be undercut, nor one computed at a ratio of zero.
        if lower > 0.0 && (rate <= lower * base || ratio.score(lower)? < critical) {
            let bound = ratio.lower_score_bound(critical);
            if bound < lower {
                (lower, lower_pair) = (bound, Some(pair));
            }
        }
        let least = if rate < upper * base { family.careful_ratio(groups, pair)? } else { 1.0 };
        if rate < upper * base && least < upper && ratio.score(upper)? < -critical {
            let bound = 1.0 / Ratio { group: ratio.reference, reference: ratio.group }.lower_score_bound(critical);
            let bound = bound.max(least);
            if bound < upper {
                (upper, upper_pair) = (bound, Some(pair));
            }
        }
    }
    let interval = Interval { lower, upper, confidence, method: Method::SimultaneousPairs };
    let estimate = Ratio { group: groups[pair.group], reference: groups[pair.reference] }.estimate();
    Ok(WorstPair { estimate, pair, interval, lower_pair, upper_pair, critical_value: z, groups: family.filled.len() })
}

/// The groups that can be compared, and their common critical value.
struct Family {
    /// Places of the groups with rows, in descending order of rate.
    filled: Vec<usize>,
    /// Rates by place; zero where there is no row.
    rates: Vec<f64>,
    critical_value: f64,
    /// Clopper-Pearson bounds by place, as they are asked for.
    exact: Vec<OnceCell<Bounds>>,
}

/// Below this expected count of a pair the score is not trusted alone.
const FEW: f64 = 5.0;

impl Family {
    fn of(groups: &[Proportion], confidence: Confidence) -> Measured<Self> {
        let rates: Vec<f64> = groups.iter().map(|group| group.rate().unwrap_or(0.0)).collect();
        let mut filled: Vec<usize> = (0..groups.len()).filter(|&place| groups[place].trials() > 0.0).collect();
        if filled.len() < 2 {
            return Err(Unavailable::Undefined(Reason::OneGroup));
        }
        filled.sort_by(|&left, &right| rates[right].total_cmp(&rates[left]));
        let pairs = filled.len() as u64 * (filled.len() as u64 - 1) / 2;
        let exact = vec![OnceCell::new(); groups.len()];
        Ok(Self { critical_value: sidak_critical_value(confidence, pairs)?, filled, rates, exact })
    }

    /// The largest lower bound of a difference that rare events allow; infinite where they are not rare.
    fn careful_gap(&self, groups: &[Proportion], pair: Pair) -> Measured {
        if !is_rare(&groups[pair.group], &groups[pair.reference]) {
            return Ok(f64::INFINITY);
        }
        let (p1, p2) = (self.rates[pair.group], self.rates[pair.reference]);
        let (b1, b2) = (self.bounds(groups, pair.group)?, self.bounds(groups, pair.reference)?);
        Ok(p1 - p2 - (p1 - b1.lower).hypot(b2.upper - p2))
    }

    /// The smallest upper bound of a ratio that rare events allow; zero where they are not rare.
    fn careful_ratio(&self, groups: &[Proportion], pair: Pair) -> Measured {
        let ratio = Ratio { group: groups[pair.group], reference: groups[pair.reference] };
        if !is_rare(&ratio.group, &ratio.reference) {
            return Ok(0.0);
        }
        let bounds = [self.bounds(groups, pair.group)?, self.bounds(groups, pair.reference)?];
        Ok(ratio.recovered(bounds).1)
    }

    fn bounds(&self, groups: &[Proportion], place: usize) -> Measured<Bounds> {
        if let Some(bounds) = self.exact[place].get() {
            return Ok(*bounds);
        }
        let bounds = groups[place].exact_bounds(normal_upper_tail(self.critical_value))?;
        Ok(*self.exact[place].get_or_init(|| bounds))
    }

    /// The first group of the highest rate, the first of the lowest, and how far they are apart.
    fn extremes(&self) -> (Pair, f64) {
        let highest = self.filled[0];
        let lowest_rate = self.rates[self.filled[self.filled.len() - 1]];
        let lowest = self
            .filled
            .iter()
            .copied()
            .filter(|&place| place != highest)
            .find(|&place| self.rates[place] <= lowest_rate)
            .unwrap_or(highest);
        (Pair { group: highest, reference: lowest }, self.rates[highest] - lowest_rate)
    }

    /// Every ordered pair, those with the larger rate first before the others.
    fn ordered_pairs(&self) -> impl Iterator<Item = Pair> {
        let pairs = move |is_falling: bool| {
            self.filled.iter().enumerate().flat_map(move |(rank, &high)| {
                self.filled[rank + 1..].iter().rev().map(move |&low| {
                    if is_falling { Pair { group: high, reference: low } } else { Pair { group: low, reference: high } }
                })
            })
        };
        pairs(true).chain(pairs(false))
    }
}

/// Whether a pair expects fewer than five successes or failures in one of its samples, if both have one rate.
fn is_rare(group: &Proportion, reference: &Proportion) -> bool {
    let share = group.trials().min(reference.trials()) / (group.trials() + reference.trials());
    let successes = group.successes() + reference.successes();
    let failures = group.failures() + reference.failures();
    successes.min(failures) * share < FEW
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_groups_are_needed_and_zeros_are_said() {
        let empty = Proportion::new(0, 0).unwrap();
        let zero = Proportion::new(0, 30).unwrap();
        assert_eq!(
            worst_difference(&[empty, zero], Confidence::DEFAULT),
            Err(Unavailable::Undefined(Reason::OneGroup))
        );
        let worst = worst_ratio(&[zero, empty, zero], Confidence::DEFAULT).unwrap();
        assert_eq!(worst.estimate, Err(Unavailable::Undefined(Reason::ZeroOverZero)));
        assert_eq!((worst.interval.lower, worst.interval.upper), (0.0, 1.0));
        assert_eq!((worst.groups, worst.pair), (2, Pair { group: 2, reference: 0 }));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn the_short_cut_finds_what_all_pairs_give(
            cells in prop::collection::vec((0_u64..60, 0_u64..60), 2..8),
        ) {
            let groups: Vec<Proportion> =
                cells.iter().map(|(x, y)| Proportion::new(*x, x + y + 1).unwrap()).collect();
            let confidence = Confidence::DEFAULT;
            let pairs = (groups.len() * (groups.len() - 1) / 2) as f64;
            // The level whose two-sided critical value is Šidák's.
            let level = Confidence::new(0.95_f64.powf(1.0 / pairs)).unwrap();
            let (mut lower, mut upper): (f64, f64) = (0.0, 0.0);
            let (mut low_ratio, mut high_ratio): (f64, f64) = (1.0, 1.0);
            for (i, &group) in groups.iter().enumerate() {
                for (j, &reference) in groups.iter().enumerate() {
                    if i != j {
                        let interval = Difference { group, reference }.miettinen_nurminen(level).unwrap();
                        // Where a pair expects few, Clopper-Pearson's bounds must show it as well.
                        let few = is_rare(&group, &reference);
                        let [one, two] = [group, reference].map(|rate| rate.clopper_pearson(level).unwrap());
                        let (p1, p2) = (group.rate().unwrap(), reference.rate().unwrap());
                        let careful = p1 - p2 - (p1 - one.lower).hypot(two.upper - p2);
                        lower = lower.max(if few { interval.lower.min(careful) } else { interval.lower });
                        upper = upper.max(interval.upper);
                        let interval = Ratio { group, reference }.miettinen_nurminen(level).unwrap();
                        low_ratio = low_ratio.min(interval.lower);
                        // MOVER-R as it is published, with the same bounds.
                        let inner = p1 * p1 * p2 * p2
                            - one.upper * two.lower * (2.0 * p1 - one.upper) * (2.0 * p2 - two.lower);
                        let careful = (p1 * p2 + inner.max(0.0).sqrt()) / (two.lower * (2.0 * p2 - two.lower));
                        let careful = if p2 > 0.0 { careful } else { f64::INFINITY };
                        high_ratio = high_ratio.min(if few { interval.upper.max(careful) } else { interval.upper });
                    }
                }
            }
            let worst = worst_difference(&groups, confidence).unwrap();
            prop_assert!((worst.interval.lower - lower).abs() < 1e-9, "{} {lower}", worst.interval.lower);
            prop_assert!((worst.interval.upper - upper).abs() < 1e-9, "{} {upper}", worst.interval.upper);
            let worst = worst_ratio(&groups, confidence).unwrap();
            prop_assert!((worst.interval.lower - low_ratio).abs() < 1e-9, "{} {low_ratio}", worst.interval.lower);
            prop_assert!((worst.interval.upper - high_ratio).abs() < 1e-9, "{} {high_ratio}", worst.interval.upper);
        }
    }
}
