//! How far the groups' shares of every prefix lie from the targets, the top counting most, and how far by chance.

use serde::{Deserialize, Serialize};

use super::table::below;
use super::target::{TargetShares, counts};
use crate::noise_floor::Simulation;
use crate::random::{Random, StreamKey};
use crate::value::{Measured, Reason, Sign, Unavailable, finite};

/// Normalised discounted cumulative Kullback–Leibler divergence (NDKL) of one list.
///
/// It has no sign and is above 0 for every list, since the first place goes to one group alone: read it beside its null.
///
/// # Formula
///
/// (1/Z)Σ KL(Dᵢ‖q)/log₂(i + 1), i = 1 … length, Dᵢ the groups' shares of the first i places, Z = Σ1/log₂(i + 1), in nats
///
/// # Undefined
///
/// An empty list: `Undefined(NoRows)`; an item of no group: `Undefined(OutsideDomain)`; an item of a group whose target is
/// 0: `Infinite(Positive)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// Geyik, Ambler and Kenthapadi (2019).
///
/// # Example
///
/// ```
/// use evenhand_inference::lists::{TargetShares, discounted_divergence};
///
/// let target = TargetShares::new(vec![6, 4]).unwrap();
/// let divergence = discounted_divergence(&[0, 0, 0, 1, 0, 1, 0, 1, 1, 0], &target).unwrap();
/// assert!((divergence - 0.255282).abs() < 1e-6);
/// ```
pub fn discounted_divergence(list: &[usize], target: &TargetShares) -> Measured {
    let counts = counts(list, target.groups())?;
    for (group, &count) in counts.iter().enumerate() {
        if count > 0 && target.share(group)? <= 0.0 {
            return Err(Unavailable::Infinite(Sign::Positive));
        }
    }
    let tables = Tables::new(list.len(), target);
    finite(tables.divergence(list.iter().copied(), &mut vec![0; target.groups()]))
}

/// What is left to chance in the null distribution of a ranking statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderNull {
    /// The order: the same items of each list, shuffled. It asks whether the order depends on the group.
    #[default]
    Shuffled,
    /// The items: each place is given to a group with the probability of its target. It asks whether the lists as a whole,
    /// choice and order, could come from the targets.
    Drawn,
}

/// The mean divergence of lists beside what chance alone makes of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DiscountedDivergence {
    /// That of each list.
    pub divergences: Vec<f64>,
    /// By how much that of each list exceeds its mean under the null: what is left once chance is taken off.
    pub excesses: Vec<f64>,
    /// The mean over lists.
    pub mean: f64,
    /// Its mean under the null.
    pub null_mean: f64,
    /// What it exceeds in one of twenty null data sets.
    pub null_extreme: f64,
    /// (1 + null data sets with a mean at least as large)/(1 + draws).
    pub p_value: f64,
    /// What was left to chance.
    pub null: OrderNull,
    /// Number of null data sets.
    pub draws: u32,
}

/// The mean NDKL of lists against its null distribution.
///
/// # Formula
///
/// mean over lists of [`discounted_divergence`]; p = (1 + #{null mean ≥ mean − 10⁻¹²})/(1 + draws)
///
/// # Undefined
///
/// Without lists or draws: `Undefined(NoRows)` and `Undefined(OutsideDomain)`; else as [`discounted_divergence`] for the
/// first list that has none.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Simulation, lists::{OrderNull, TargetShares, discounted_divergence_test}};
///
/// let target = TargetShares::new(vec![6, 4]).unwrap();
/// let list = [0, 0, 0, 1, 0, 1, 0, 1, 1, 0];
/// let test = discounted_divergence_test(&[&list], &target, OrderNull::Shuffled, Simulation::default()).unwrap();
/// assert!(test.null_mean > 0.1 && test.p_value > 0.2);
/// ```
pub fn discounted_divergence_test(
    lists: &[&[usize]],
    target: &TargetShares,
    null: OrderNull,
    simulation: Simulation,
) -> Measured<DiscountedDivergence> {
    if lists.is_empty() {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    if simulation.draws == 0 {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let number = lists.len() as f64;
    let divergences = lists.iter().map(|list| discounted_divergence(list, target)).collect::<Measured<Vec<f64>>>()?;
    let mean = finite(divergences.iter().sum::<f64>() / number)?;
    let longest = lists.iter().map(|list| list.len()).max().unwrap_or_default();
    let tables = Tables::new(longest, target);
    let ends = cumulative(target);
    let mut counts = vec![0; target.groups()];
    let mut shuffled = Vec::with_capacity(longest);
    let mut means = Vec::with_capacity(simulation.draws as usize);
    let mut null_sums = vec![0.0; lists.len()];
    for replicate in 0..simulation.draws {
        let Simulation { seed, stream, .. } = simulation;
        let mut random = Random::new(StreamKey { seed, stream, replicate: u64::from(replicate) });
        let mut sum = 0.0;
        for (list, null_sum) in lists.iter().zip(&mut null_sums) {
            shuffled.clear();
            shuffled.extend_from_slice(list);
            match null {
                OrderNull::Shuffled => shuffle(&mut shuffled, &mut random),
                OrderNull::Drawn => shuffled.iter_mut().for_each(|group| *group = drawn(&ends, &mut random)),
            }
            let divergence = tables.divergence(shuffled.iter().copied(), &mut counts);
            *null_sum += divergence;
            sum += divergence;
        }
        means.push(sum / number);
    }
    let extreme = means.iter().filter(|null| **null >= mean - 1e-12).count() as f64;
    let p_value = (1.0 + extreme) / (1.0 + f64::from(simulation.draws));
    let null_mean = finite(means.iter().sum::<f64>() / means.len() as f64)?;
    means.sort_by(f64::total_cmp);
    let null_extreme = means[(means.len() * 19).div_ceil(20).max(1) - 1];
    let draws = f64::from(simulation.draws);
    let excesses = divergences.iter().zip(&null_sums).map(|(own, sum)| own - sum / draws).collect();
    Ok(DiscountedDivergence {
        divergences,
        excesses,
        mean,
        null_mean,
        null_extreme,
        p_value,
        null,
        draws: simulation.draws,
    })
}

/// Logarithms and discounts that every list of the same targets shares.
struct Tables {
    /// n·ln n.
    entropy: Vec<f64>,
    /// ln q by group; 0 where q is 0, which no item has.
    log_target: Vec<f64>,
    /// 1/log₂(i + 1) by i.
    discount: Vec<f64>,
}

impl Tables {
    fn new(longest: usize, target: &TargetShares) -> Self {
        let entropy = (0..=longest).map(|n| if n == 0 { 0.0 } else { n as f64 * (n as f64).ln() }).collect();
        let log_target = target.shares().iter().map(|share| if *share > 0.0 { share.ln() } else { 0.0 }).collect();
        let discount = (0..=longest).map(|n| if n == 0 { 0.0 } else { 1.0 / (n as f64 + 1.0).log2() }).collect();
        Self { entropy, log_target, discount }
    }

    /// KL(Dᵢ‖q) = (Σ c ln c − i ln i − Σ c ln q)/i: one item changes one term of each sum.
    fn divergence(&self, list: impl Iterator<Item = usize>, counts: &mut [usize]) -> f64 {
        counts.fill(0);
        let (mut own, mut wanted, mut sum, mut mass) = (0.0, 0.0, 0.0, 0.0);
        for (place, group) in (1..).zip(list) {
            let before = counts[group];
            counts[group] = before + 1;
            own += self.entropy[before + 1] - self.entropy[before];
            wanted += self.log_target[group];
            let divergence = (own - self.entropy[place] - wanted) / place as f64;
            sum += divergence.max(0.0) * self.discount[place];
            mass += self.discount[place];
        }
        sum / mass
    }
}

/// Fisher and Yates's shuffle.
fn shuffle(list: &mut [usize], random: &mut Random) {
    for last in (1..list.len()).rev() {
        list.swap(last, below(last as u64 + 1, random));
    }
}

fn cumulative(target: &TargetShares) -> Vec<u64> {
    let mut sum = 0;
    target
        .weights()
        .iter()
        .map(|weight| {
            sum += weight;
            sum
        })
        .collect()
}

/// A group with the probability of its target.
fn drawn(ends: &[u64], random: &mut Random) -> usize {
    let total = ends.last().copied().unwrap_or_default();
    let point = below(total, random) as u64;
    ends.partition_point(|end| *end <= point)
}
