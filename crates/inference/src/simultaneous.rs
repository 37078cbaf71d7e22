//! The worst pair among many groups, without the bias of having chosen it.
//!
//! All pairwise score intervals at Šidák's level hold together, so the largest lower bound and the largest upper bound
//! hold for the range. Groups of the same counts give the same bounds, so each kind of pair is looked at once; blocks of
//! kinds that cannot improve on the best bounds so far are passed over, by bounds of their restricted variances. Most other
//! pairs are dismissed by one evaluation of their score statistic; only a pair that improves is solved. The result is that
//! of all pairs, to the digit.
//!
//! Far in the tail, where many pairs put the level, the score of a rare event is no proof: two of twenty against ten of a
//! thousand. Where a pair expects few, its bound on the side of a disparity is also recovered from Clopper-Pearson bounds
//! of the two rates, and the wider one counts. Elsewhere an exact test must agree where a bound leaves parity narrowly.

use std::cell::OnceCell;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

#[cfg(feature = "serde")]
use super::interval::bound;
use super::{
    Difference, Interval, Method, Proportion, Ratio, default_test::p_of_higher_rate,
    multiplicity::sidak_critical_value, proportion::Bounds, special::normal_upper_tail,
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
    let (mut lower_pair, mut upper_pair) = (None, None);
    let mut look = |pair: Pair, best: &mut Best| -> Measured<()> {
        let difference = difference(pair);
        let gap = family.rates[pair.group] - family.rates[pair.reference];
        let critical = z * difference.inflation()?;
        let most = if gap > best.lower { family.careful_gap(groups, pair)? } else { gap };
        if gap > best.lower && most > best.lower && difference.score(best.lower)? > critical {
            let bound = difference.lower_score_bound(critical)?.min(most);
            if bound > best.lower {
                (best.lower, lower_pair) = (bound, Some(pair));
            }
        }
        if best.upper < 1.0
            && reaches(&difference, best.upper, gap, critical)
            && difference.score(best.upper)? > -critical
        {
            let bound =
                -Difference { group: difference.reference, reference: difference.group }.lower_score_bound(critical)?;
            if bound > best.upper {
                (best.upper, upper_pair) = (bound, Some(pair));
            }
        }
        Ok(())
    };
    let mut best = Best { lower: 0.0, upper: 0.0 };
    look(pair, &mut best)?;
    family.search(&mut best, difference_may_improve, look)?;
    let Best { lower, upper } = best;
    let interval = Interval { lower, upper, confidence, method: Method::SimultaneousPairs };
    let estimate = Ok(estimate);
    Ok(WorstPair { estimate, pair, interval, lower_pair, upper_pair, critical_value: z, groups: family.filled.len() })
}

/// Whether an upper bound could lie above `upper`, which no smaller gap of these sizes reaches.
fn reaches(difference: &Difference, upper: f64, gap: f64, critical: f64) -> bool {
    let distance = upper - gap;
    let sizes = 1.0 / difference.group.trials() + 1.0 / difference.reference.trials();
    distance <= 0.0 || distance * distance <= critical * critical * largest_variance(upper) * sizes * (1.0 + SLACK)
}

/// The largest variance of one row of either group where their rates lie that far apart: the higher is at least the
/// distance, the lower at most what it leaves.
fn largest_variance(distance: f64) -> f64 {
    variance(distance.max(0.5))
}

/// Room for rounding where a pair is passed over without looking at it.
const SLACK: f64 = 1e-9;

/// Variance of one row at a rate.
fn variance(rate: f64) -> f64 {
    rate * (1.0 - rate)
}

/// The smallest variance of one row at rates between two.
fn least_variance(low: f64, high: f64) -> f64 {
    variance(low).min(variance(high)).max(0.0)
}

/// The largest variance of one row at rates between two.
fn most_variance(low: f64, high: f64) -> f64 {
    variance(0.5_f64.max(low.min(high)).min(low.max(high)))
}

/// Whether a pair of the head with one of the block could have a lower bound above, or an upper bound above, the best.
///
/// Under a smaller difference δ the likeliest rates lie between p̂₂ + δ and p̂₁ and between p̂₂ and p̂₁ − δ, and a variance
/// is least at the ends.
fn difference_may_improve(head: &Head, block: &Block, falling: bool, z: f64, best: &Best) -> bool {
    let gap = if falling { head.rate - block.lowest } else { block.highest - head.rate };
    if falling && gap > best.lower {
        let least = least_variance(block.lowest + best.lower, head.rate) / head.trials
            + least_variance(block.lowest, head.rate - best.lower) / block.largest;
        if gap - best.lower > z * least.sqrt() * (1.0 - SLACK) {
            return true;
        }
    }
    let distance = best.upper - gap;
    let most = largest_variance(best.upper) * (1.0 / head.trials + 1.0 / block.smallest);
    best.upper < 1.0 && (distance <= 0.0 || distance * distance <= head.square(block, z) * most * (1.0 + SLACK))
}

/// Whether a pair of the head with one of the block could have a lower bound below, or an upper bound below, the best.
///
/// Under another ratio R the likeliest rates lie between p̂₁ and Rp̂₂ and between p̂₁/R and p̂₂.
fn ratio_may_improve(head: &Head, block: &Block, falling: bool, z: f64, best: &Best) -> bool {
    let Best { lower, upper } = *best;
    if lower > 0.0 {
        // The group's rates, and those of the reference.
        let (group, reference) = if falling {
            ((head.rate, head.rate), (block.lowest, block.highest))
        } else {
            ((block.lowest, block.highest), (head.rate, head.rate))
        };
        let (group_trials, reference_trials) =
            if falling { (head.trials, block.smallest) } else { (block.smallest, head.trials) };
        let excess = group.0 - lower * reference.1;
        let most = most_variance(lower * reference.0, group.1) / group_trials
            + lower * lower * most_variance(reference.0, (group.1 / lower).min(1.0)) / reference_trials;
        if excess <= 0.0 || excess * excess <= head.square(block, z) * most * (1.0 + SLACK) {
            return true;
        }
    }
    let excess = upper * head.rate - block.lowest;
    let least = least_variance(block.lowest, upper * head.rate) / block.largest
        + upper * upper * least_variance(block.lowest / upper, head.rate) / head.trials;
    !falling && excess > 0.0 && excess > z * least.sqrt() * (1.0 - SLACK)
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
    let look = |pair: Pair, _: &mut Best| -> Measured<()> {
        let difference = Difference { group: groups[pair.group], reference: groups[pair.reference] };
        let bounds = difference.newcombe_at(family.critical_value, confidence)?;
        if bounds.lower > lower {
            (lower, lower_pair) = (bounds.lower, Some(pair));
        }
        if bounds.upper > upper {
            (upper, upper_pair) = (bounds.upper, Some(pair));
        }
        Ok(())
    };
    family.search(&mut Best { lower: 0.0, upper: 0.0 }, |_, _, _, _, _| true, look)?;
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
/// with Clopper-Pearson bounds. Where both have a variance below 1,000 and equal rates are not rejected at that level by their
/// exact tail at the likeliest common rate, U is 1
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
    let (mut lower_pair, mut upper_pair) = (None, None);
    let mut look = |pair: Pair, best: &mut Best| -> Measured<()> {
        let ratio = Ratio { group: groups[pair.group], reference: groups[pair.reference] };
        let (rate, base) = (family.rates[pair.group], family.rates[pair.reference]);
        let critical = z * ratio.inflation()?;
        // A lower bound of zero cannot be undercut, nor one computed at a ratio of zero.
        if best.lower > 0.0 && (rate <= best.lower * base || ratio.score(best.lower)? < critical) {
            let bound = ratio.lower_score_bound(critical);
            if bound < best.lower {
                (best.lower, lower_pair) = (bound, Some(pair));
            }
        }
        let least = if rate < best.upper * base { family.careful_ratio(groups, pair)? } else { 1.0 };
        if rate < best.upper * base && least < best.upper && ratio.score(best.upper)? < -critical {
            let bound = 1.0 / Ratio { group: ratio.reference, reference: ratio.group }.lower_score_bound(critical);
            let bound = bound.max(least);
            if bound < best.upper {
                (best.upper, upper_pair) = (bound, Some(pair));
            }
        }
        Ok(())
    };
    let mut best = Best { lower: 1.0, upper: 1.0 };
    look(pair, &mut best)?;
    family.search(&mut best, ratio_may_improve, look)?;
    let Best { lower, upper } = best;
    let interval = Interval { lower, upper, confidence, method: Method::SimultaneousPairs };
    let estimate = Ratio { group: groups[pair.group], reference: groups[pair.reference] }.estimate();
    Ok(WorstPair { estimate, pair, interval, lower_pair, upper_pair, critical_value: z, groups: family.filled.len() })
}

/// The bounds of the range so far.
struct Best {
    lower: f64,
    upper: f64,
}

/// The first group of its kind, in descending order of rate.
struct Head {
    rank: usize,
    place: usize,
    rate: f64,
    trials: f64,
}

impl Head {
    /// The largest squared critical value of a pair with one of the block: z²N/(N−1).
    fn square(&self, block: &Block, z: f64) -> f64 {
        let size = self.trials + block.smallest;
        z * z * size / (size - 1.0)
    }
}

/// The last groups of some kinds, from the lowest rate up, and what bounds them.
struct Block {
    /// Ranks, descending, and places.
    tails: Vec<(usize, usize)>,
    lowest: f64,
    highest: f64,
    smallest: f64,
    largest: f64,
}

/// Kinds of groups that are passed over together.
const BLOCK: usize = 32;

/// The groups that can be compared, and their common critical value.
struct Family {
    /// Places of the groups with rows, in descending order of rate.
    filled: Vec<usize>,
    /// Rates by place; zero where there is no row.
    rates: Vec<f64>,
    critical_value: f64,
    heads: Vec<Head>,
    blocks: Vec<Block>,
    /// Clopper-Pearson bounds by place, as they are asked for.
    exact: Vec<OnceCell<Bounds>>,
}

/// Below this expected count of a pair the score is not trusted alone.
const FEW: f64 = 5.0;

/// Above this variance of a count the lattice of outcomes is so fine that the normal tail is right to a twentieth of a point.
const LARGEST_VARIANCE: f64 = 1000.0;

impl Family {
    fn of(groups: &[Proportion], confidence: Confidence) -> Measured<Self> {
        let rates: Vec<f64> = groups.iter().map(|group| group.rate().unwrap_or(0.0)).collect();
        let mut filled: Vec<usize> = (0..groups.len()).filter(|&place| groups[place].trials() > 0.0).collect();
        if filled.len() < 2 {
            return Err(Unavailable::Undefined(Reason::OneGroup));
        }
        filled.sort_by(|&left, &right| rates[right].total_cmp(&rates[left]));
        let mut sizes: Vec<f64> = filled.iter().map(|&place| groups[place].trials()).collect();
        let (_, second, _) = sizes.select_nth_unstable_by(1, f64::total_cmp);
        let second = *second;
        if sizes[0] + second <= 1.0 {
            // Such a pair has no interval, and then neither have all of them.
            return Err(Unavailable::Undefined(Reason::TooFewRows));
        }
        let pairs = filled.len() as u64 * (filled.len() as u64 - 1) / 2;
        let critical_value = sidak_critical_value(confidence, pairs)?;
        // Groups of one kind have the same counts: the first and the last of each stand for all.
        let mut ends: HashMap<_, (usize, usize)> = HashMap::new();
        for (rank, &place) in filled.iter().enumerate() {
            let group = &groups[place];
            let counts = group.counts().map(|counts| (counts.successes, counts.trials));
            let kind = (group.successes().to_bits(), group.trials().to_bits(), counts);
            ends.entry(kind).or_insert((rank, rank)).1 = rank;
        }
        let mut heads: Vec<usize> = ends.values().map(|ends| ends.0).collect();
        heads.sort_unstable();
        let mut tails: Vec<usize> = ends.values().map(|ends| ends.1).collect();
        tails.sort_unstable_by(|left, right| right.cmp(left));
        let heads = heads.into_iter().map(|rank| {
            let place = filled[rank];
            Head { rank, place, rate: rates[place], trials: groups[place].trials() }
        });
        let blocks = tails.chunks(BLOCK).map(|tails| {
            let tails: Vec<(usize, usize)> = tails.iter().map(|&rank| (rank, filled[rank])).collect();
            let over = |of: &dyn Fn(usize) -> f64, fold: fn(f64, f64) -> f64, start: f64| {
                tails.iter().map(|&(_, place)| of(place)).fold(start, fold)
            };
            let (rate, size) = (|place: usize| rates[place], |place: usize| groups[place].trials());
            Block {
                lowest: over(&rate, f64::min, 1.0),
                highest: over(&rate, f64::max, 0.0),
                smallest: over(&size, f64::min, f64::INFINITY),
                largest: over(&size, f64::max, 0.0),
                tails,
            }
        });
        let (heads, blocks) = (heads.collect(), blocks.collect());
        let exact = vec![OnceCell::new(); groups.len()];
        Ok(Self { filled, rates, critical_value, heads, blocks, exact })
    }

    /// Whether the score's proof that the group's rate is higher stands up to an exact test, asked where it could fall.
    fn is_told_from_parity(&self, difference: &Difference) -> Measured<bool> {
        let z = difference.score(0.0)? / difference.inflation()?;
        let Difference { group, reference } = difference;
        let pooled = variance((group.successes() + reference.successes()) / (group.trials() + reference.trials()));
        let smallest = pooled * group.trials().min(reference.trials());
        let margin = if smallest < 64.0 { 1.5 } else { 1.1 };
        let is_narrow = z > self.critical_value && z < margin * self.critical_value && smallest < LARGEST_VARIANCE;
        Ok(!is_narrow || p_of_higher_rate(difference, LARGEST_VARIANCE)? <= normal_upper_tail(self.critical_value))
    }

    /// The largest lower bound of a difference that rare events allow; infinite where they are not rare.
    fn careful_gap(&self, groups: &[Proportion], pair: Pair) -> Measured {
        let difference = Difference { group: groups[pair.group], reference: groups[pair.reference] };
        if !is_rare(&difference.group, &difference.reference) {
            return Ok(if self.is_told_from_parity(&difference)? { f64::INFINITY } else { 0.0 });
        }
        let (p1, p2) = (self.rates[pair.group], self.rates[pair.reference]);
        let (b1, b2) = (self.bounds(groups, pair.group)?, self.bounds(groups, pair.reference)?);
        Ok(p1 - p2 - (p1 - b1.lower).hypot(b2.upper - p2))
    }

    /// The smallest upper bound of a ratio that rare events allow; zero where they are not rare.
    fn careful_ratio(&self, groups: &[Proportion], pair: Pair) -> Measured {
        let ratio = Ratio { group: groups[pair.group], reference: groups[pair.reference] };
        if !is_rare(&ratio.group, &ratio.reference) {
            let higher = Difference { group: ratio.reference, reference: ratio.group };
            return Ok(f64::from(u8::from(!self.is_told_from_parity(&higher)?)));
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

    /// Looks at the first of every kind of ordered pair that may improve on the best: those with the larger rate first, then
    /// the others; within each from the highest rate down, beside the lowest up.
    fn search(
        &self,
        best: &mut Best,
        may_improve: impl Fn(&Head, &Block, bool, f64, &Best) -> bool,
        mut look: impl FnMut(Pair, &mut Best) -> Measured<()>,
    ) -> Measured<()> {
        for falling in [true, false] {
            for head in &self.heads {
                for block in &self.blocks {
                    if block.tails.first().is_none_or(|&(rank, _)| rank <= head.rank) {
                        break;
                    }
                    if !may_improve(head, block, falling, self.critical_value, best) {
                        continue;
                    }
                    for &(_, low) in block.tails.iter().take_while(|&&(rank, _)| rank > head.rank) {
                        let (group, reference) = if falling { (head.place, low) } else { (low, head.place) };
                        look(Pair { group, reference }, best)?;
                    }
                }
            }
        }
        Ok(())
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

    /// What all pairs give, one after the other, without passing over any.
    fn all_pairs(groups: &[Proportion], confidence: Confidence, is_ratio: bool) -> WorstPair {
        let family = Family::of(groups, confidence).unwrap();
        let worst = if is_ratio { worst_ratio } else { worst_difference }(groups, confidence).unwrap();
        let mut pairs = vec![worst.pair];
        for falling in [true, false] {
            for (rank, &high) in family.filled.iter().enumerate() {
                pairs.extend(family.filled[rank + 1..].iter().rev().map(|&low| {
                    if falling { Pair { group: high, reference: low } } else { Pair { group: low, reference: high } }
                }));
            }
        }
        let start = if is_ratio { 1.0 } else { 0.0 };
        let (mut lower, mut lower_pair, mut upper, mut upper_pair) = (start, None, start, None);
        for pair in pairs {
            let (group, reference) = (groups[pair.group], groups[pair.reference]);
            let critical = family.critical_value * Difference { group, reference }.inflation().unwrap();
            let (low, high) = if is_ratio {
                let high = Ratio { group: reference, reference: group }.lower_score_bound(critical);
                let least = family.careful_ratio(groups, pair).unwrap();
                (Ratio { group, reference }.lower_score_bound(critical), (1.0 / high).max(least))
            } else {
                let high = Difference { group: reference, reference: group }.lower_score_bound(critical).unwrap();
                let most = family.careful_gap(groups, pair).unwrap();
                (Difference { group, reference }.lower_score_bound(critical).unwrap().min(most), -high)
            };
            if if is_ratio { low < lower } else { low > lower } {
                (lower, lower_pair) = (low, Some(pair));
            }
            if if is_ratio { high < upper } else { high > upper } {
                (upper, upper_pair) = (high, Some(pair));
            }
        }
        WorstPair { interval: Interval { lower, upper, ..worst.interval }, lower_pair, upper_pair, ..worst }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn nothing_that_counts_is_passed_over(
            // Many groups, some of one kind, of sizes and rates far apart: blocks are passed over.
            cells in prop::collection::vec((1_u64..400, 0.0_f64..1.0), 40..80),
            (middle, spread) in (0.05_f64..0.95, prop::sample::select(vec![0.02, 0.2, 1.0])),
        ) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and n")]
            let groups: Vec<Proportion> = cells
                .iter()
                .map(|&(n, draw)| {
                    let rate = (middle + spread * (draw - 0.5)).clamp(0.0, 1.0);
                    Proportion::new((rate * n as f64).round() as u64, n).unwrap()
                })
                .collect();
            for is_ratio in [false, true] {
                let found = if is_ratio { worst_ratio } else { worst_difference }(&groups, Confidence::DEFAULT).unwrap();
                let wanted = all_pairs(&groups, Confidence::DEFAULT, is_ratio);
                prop_assert!((found.interval.lower - wanted.interval.lower).abs() < 1e-12, "{found:?} {wanted:?}");
                prop_assert!((found.interval.upper - wanted.interval.upper).abs() < 1e-12, "{found:?} {wanted:?}");
            }
        }
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
                        // Elsewhere an exact test of equal rates must agree, asked of every pair here.
                        let is_shown = |group: Proportion, reference: Proportion| {
                            let test = crate::equality_test(&Difference { group, reference }).unwrap();
                            test.p_greater <= 0.5 * level.alpha()
                        };
                        let careful = if few { careful } else { f64::from(u8::from(is_shown(group, reference))) };
                        lower = lower.max(interval.lower.min(careful));
                        upper = upper.max(interval.upper);
                        let interval = Ratio { group, reference }.miettinen_nurminen(level).unwrap();
                        low_ratio = low_ratio.min(interval.lower);
                        // MOVER-R as it is published, with the same bounds.
                        let inner = p1 * p1 * p2 * p2
                            - one.upper * two.lower * (2.0 * p1 - one.upper) * (2.0 * p2 - two.lower);
                        let careful = (p1 * p2 + inner.max(0.0).sqrt()) / (two.lower * (2.0 * p2 - two.lower));
                        let careful = if p2 > 0.0 { careful } else { f64::INFINITY };
                        let parity = f64::from(u8::from(!is_shown(reference, group)));
                        high_ratio = high_ratio.min(interval.upper.max(if few { careful } else { parity }));
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
