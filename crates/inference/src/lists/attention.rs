//! How much attention a place gets, and which share of it each group has.

use serde::{Deserialize, Serialize};

use super::table::ListTable;
use super::target::TargetShares;
use crate::evidence::{Distance, ErrorTail, Similarity};
use crate::noise_floor::Simulation;
use crate::value::{Measured, Reason, Unavailable, finite};

/// How attention falls from the first place downwards.
///
/// # Example
///
/// ```
/// use evenhand_inference::lists::Attention;
///
/// assert_eq!(Attention::Logarithmic.weight(1), 1.0);
/// assert_eq!(Attention::Logarithmic.weight(3), 0.5);
/// assert_eq!(Attention::Geometric { continuation: 0.5 }.weight(3), 0.25);
/// assert_eq!(Attention::Even.weight(3), 1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attention {
    /// 1/log₂(1 + rank), as in discounted cumulative gain.
    #[default]
    Logarithmic,
    /// γ^(rank − 1): a reader goes on to the next place with probability γ.
    Geometric {
        /// γ, strictly between 0 and 1.
        continuation: f64,
    },
    /// The same for every place: being listed is all that counts.
    Even,
}

impl Attention {
    /// The attention of a rank, the first being 1; 0 for rank 0, which no item has.
    pub fn weight(&self, rank: u64) -> f64 {
        if rank == 0 {
            return 0.0;
        }
        match *self {
            Self::Logarithmic => 1.0 / (rank as f64 + 1.0).log2(),
            Self::Geometric { continuation } => continuation.powf(rank as f64 - 1.0),
            Self::Even => 1.0,
        }
    }

    /// Whether the parameter, if there is one, lies strictly between 0 and 1.
    pub fn is_valid(&self) -> bool {
        match *self {
            Self::Geometric { continuation } => continuation > 0.0 && continuation < 1.0,
            Self::Logarithmic | Self::Even => true,
        }
    }

    /// The attention that a list of a length has to give.
    pub fn mass(&self, places: u64) -> f64 {
        (1..=places).map(|rank| self.weight(rank)).sum()
    }

    /// The attention that each group gets in one list.
    ///
    /// # Formula
    ///
    /// Σ over ranks of the group's items of the weight; over all groups the sum is the attention mass of the list
    ///
    /// # Undefined
    ///
    /// An empty list: `Undefined(NoRows)`; an item of no group, or an attention that is not valid:
    /// `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn by_group(&self, list: &[usize], groups: usize) -> Measured<Vec<f64>> {
        if list.is_empty() {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        if !self.is_valid() {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let mut sums = vec![0.0; groups];
        for (rank, &group) in (1..).zip(list) {
            *sums.get_mut(group).ok_or(Unavailable::Undefined(Reason::OutsideDomain))? += self.weight(rank);
        }
        Ok(sums)
    }
}

/// How the groups' shares of attention lie to their targets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttentionFairness {
    /// The share of attention of each group.
    pub shares: Vec<f64>,
    /// 1 − Jensen–Shannon divergence of these shares and the targets in bits: 1 where they are equal, 0 where nothing is
    /// shared.
    pub similarity: f64,
    /// ½Σ|share − target|.
    pub distance: f64,
}

/// Attention-weighted rank fairness of sums of attention by group, of one list or of many.
///
/// # Formula
///
/// share = attention/Σ attention; 1 − JSD₂(share, q); and ½Σ|share − q|
///
/// # Undefined
///
/// Without attention: `Undefined(NoRows)`; other groups than the targets', or a negative sum: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// P. Sapiezynski et al., WWW Companion (2019); A. Raj and M. D. Ekstrand, SIGIR (2022).
///
/// # Example
///
/// ```
/// use evenhand_inference::lists::{Attention, TargetShares, attention_fairness};
///
/// let list = [0, 0, 0, 1, 0, 1, 0, 1, 1, 0];
/// let target = TargetShares::new(vec![6, 4]).unwrap();
/// let fairness = attention_fairness(&Attention::Logarithmic.by_group(&list, 2).unwrap(), &target).unwrap();
/// assert!((fairness.shares[1] - 0.308872).abs() < 1e-6 && (fairness.similarity - 0.993441).abs() < 1e-6);
/// ```
pub fn attention_fairness(attention: &[f64], target: &TargetShares) -> Measured<AttentionFairness> {
    if attention.len() != target.groups() || attention.iter().any(|sum| sum.is_nan() || *sum < 0.0) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let mass: f64 = attention.iter().sum();
    if mass <= 0.0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    let shares: Vec<f64> = attention.iter().map(|sum| sum / mass).collect();
    let wanted = target.shares();
    let distance = shares.iter().zip(&wanted).map(|(share, wanted)| 0.5 * (share - wanted).abs()).sum();
    let similarity = 1.0 - jensen_shannon(shares.iter().copied().zip(wanted.iter().copied()));
    Ok(AttentionFairness { similarity: finite(similarity)?, distance: finite(distance)?, shares })
}

/// In bits, between 0 and 1.
fn jensen_shannon(shares: impl Iterator<Item = (f64, f64)>) -> f64 {
    let divergence: f64 = shares
        .map(|(one, other)| {
            let middle = f64::midpoint(one, other);
            let part = |p: f64| if p > 0.0 { p * (p / middle).log2() } else { 0.0 };
            0.5 * (part(one) + part(other))
        })
        .sum();
    divergence.clamp(0.0, 1.0)
}

/// The similarity of [`attention_fairness`] with what is known of its error, the list being the unit.
///
/// A row of the table holds the attention of each group in a list, and then the candidates of each group.
///
/// # Formula
///
/// As there, of the sums over lists. The error of d = √JSD is at most √JSD(a\*, a) + √JSD(q\*, q), a and q the shares of attention
/// and candidates, and its size is drawn by taking whole lists anew with replacement
///
/// # Undefined
///
/// Without lists, attention or candidates: `Undefined(NoRows)`; without draws: `Undefined(OutsideDomain)`. The interval where all
/// lists are alike: `Undefined(Boundary)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// As [`attention_fairness`]; the bound is the triangle inequality for √JSD (Endres and Schindelin 2003).
///
/// # Example
///
/// ```
/// use evenhand_inference::{Evidence, Simulation, lists::{ListTable, attention_similarity}, value::Confidence};
///
/// // One of two lists in three gives its best place to the first group; both groups have half of the candidates.
/// let mut table = ListTable::new(4);
/// (0..60).for_each(|list| table.push(&if list % 3 == 0 { [0.6, 1.0, 5.0, 5.0] } else { [1.0, 0.6, 5.0, 5.0] }));
/// let alike = attention_similarity(&table, 2, Simulation::default()).unwrap();
/// let interval = alike.interval(Confidence::DEFAULT).unwrap();
/// assert!(interval.contains(alike.estimate().unwrap()) && interval.lower > 0.98);
/// ```
pub fn attention_similarity(table: &ListTable, groups: usize, simulation: Simulation) -> Measured<Similarity> {
    let of = |sums: &[f64]| -> Measured<[Vec<f64>; 2]> {
        let shares = |part: &[f64]| -> Measured<Vec<f64>> {
            let all: f64 = part.iter().sum();
            if all > 0.0 {
                Ok(part.iter().map(|sum| sum / all).collect())
            } else {
                Err(Unavailable::Undefined(Reason::NoRows))
            }
        };
        let (attention, candidates) =
            sums.split_at_checked(groups).ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
        Ok([shares(attention)?, shares(candidates)?])
    };
    let apart = |one: &[f64], other: &[f64]| jensen_shannon(one.iter().copied().zip(other.iter().copied())).sqrt();
    let totals: Vec<f64> = (0..2 * groups).map(|place| table.total(place)).collect();
    let observed = of(&totals)?;
    let error = |sums: &[f64]| -> Measured {
        let drawn = of(sums)?;
        Ok(apart(&drawn[0], &observed[0]) + apart(&drawn[1], &observed[1]))
    };
    let errors = table.bootstrap(&error, simulation)?.replicates;
    Ok(Similarity(Distance { estimate: apart(&observed[0], &observed[1]), tail: ErrorTail::drawn(errors), most: 1.0 }))
}
