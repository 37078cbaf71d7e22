//! Direct standardisation: the rate each group would have if all groups had the same mix of strata.

use serde::{Deserialize, Serialize};

use super::proportion::Counts;
use crate::value::{Measured, Reason, Unavailable, quotient};

/// One stratum over all groups, groups in the same order in every stratum.
///
/// # Example
///
/// ```
/// use evenhand_inference::Counts;
/// use evenhand_inference::standardisation::GroupedStratum;
///
/// let stratum = GroupedStratum { groups: vec![Counts { successes: 80, trials: 100 }] };
/// assert_eq!(stratum.groups.len(), 1);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupedStratum {
    /// The counts of each group.
    pub groups: Vec<Counts>,
}

/// The mix of strata that every group is given.
///
/// # Example
///
/// ```
/// use evenhand_inference::standardisation::StandardMix;
///
/// assert_eq!(StandardMix::default(), StandardMix::Pooled);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StandardMix {
    /// The mix of all groups together; the default.
    #[default]
    Pooled,
    /// The mix of one group, by its position, as the reference.
    OfGroup(usize),
    /// Given weights, one per stratum, of any positive total: a known population.
    Weights(Vec<f64>),
}

/// A standardised rate and its standard error.
///
/// # Example
///
/// ```
/// use evenhand_inference::standardisation::StandardisedRate;
///
/// let rate = StandardisedRate { value: Ok(0.4), standard_error: Ok(0.03) };
/// assert_eq!(rate.value, Ok(0.4));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StandardisedRate {
    /// Σwₖpₖ over the strata that all groups share.
    #[serde(with = "crate::value::measured")]
    pub value: Measured,
    /// √(Σwₖ²pₖ(1 − pₖ)/nₖ); 0 when no shared stratum varies, which is not certainty.
    #[serde(with = "crate::value::measured")]
    pub standard_error: Measured,
}

/// Standardised rates of all groups, and what had to be left out.
///
/// # Example
///
/// ```
/// use evenhand_inference::Counts;
/// use evenhand_inference::standardisation::{GroupedStratum, StandardMix, standardise};
///
/// let stratum = |a, b| GroupedStratum { groups: vec![a, b] };
/// let count = |successes, trials| Counts { successes, trials };
/// let strata = [stratum(count(80, 100), count(36, 50)), stratum(count(20, 100), count(30, 200))];
/// let rates = standardise(&strata, &StandardMix::Pooled);
/// assert!((rates.ratio(1, 0).unwrap() - 0.85).abs() < 1e-12);
/// assert!((rates.difference(1, 0).unwrap() + 0.06).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standardised {
    /// One rate per group.
    pub rates: Vec<StandardisedRate>,
    /// Positions of the strata dropped for all groups because a group has no row there.
    pub dropped_strata: Vec<usize>,
    /// The share of the standard mix that lay in dropped strata. The rest was rescaled to 1.
    #[serde(with = "crate::value::measured")]
    pub dropped_mass: Measured,
}

impl Standardised {
    /// Standardised rate of `group` minus that of `reference`, by position.
    ///
    /// # Errors
    ///
    /// Those of the two rates; `Undefined(NoReference)` for a position that does not exist.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::standardisation::{StandardMix, standardise};
    ///
    /// assert!(standardise(&[], &StandardMix::Pooled).difference(0, 1).is_err());
    /// ```
    pub fn difference(&self, group: usize, reference: usize) -> Measured {
        Ok(self.rate(group)? - self.rate(reference)?)
    }

    /// Standardised rate of `group` over that of `reference`, by position.
    ///
    /// # Errors
    ///
    /// Those of the two rates; `Undefined(ZeroOverZero)` or `Infinite` if the reference's rate is 0.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::standardisation::{StandardMix, standardise};
    ///
    /// assert!(standardise(&[], &StandardMix::Pooled).ratio(0, 1).is_err());
    /// ```
    pub fn ratio(&self, group: usize, reference: usize) -> Measured {
        quotient(self.rate(group)?, self.rate(reference)?, Reason::ZeroOverZero)
    }

    fn rate(&self, group: usize) -> Measured {
        self.rates.get(group).ok_or(Unavailable::Undefined(Reason::NoReference))?.value
    }
}

/// Directly standardised selection rates.
///
/// # Formula
///
/// `p*_g` = Σₖ wₖ·`p_gk`, w the standard mix over the strata in which every group has rows, rescaled to sum to 1.
///
/// # Undefined
///
/// A group without any row is `Undefined(NoRows)` and drops no stratum. If no stratum of positive weight is shared by
/// the others, every rate is `Undefined(EmptyStratum)`. Strata of unequal width, more selected than rows, or weights
/// that are negative, not finite or not one per stratum: `Undefined(OutsideDomain)`.
///
/// # Source
///
/// Fleiss, Levin and Paik (2003), *Statistical Methods for Rates and Proportions*, chapter 19.
///
/// # Example
///
/// ```
/// use evenhand_inference::Counts;
/// use evenhand_inference::standardisation::{GroupedStratum, StandardMix, standardise};
///
/// let stratum = |a, b| GroupedStratum { groups: vec![a, b] };
/// let count = |successes, trials| Counts { successes, trials };
/// let strata = [stratum(count(80, 100), count(36, 50)), stratum(count(20, 100), count(0, 0))];
/// let rates = standardise(&strata, &StandardMix::Pooled);
/// assert_eq!(rates.dropped_strata, [1]);
/// assert_eq!(rates.dropped_mass, Ok(0.4));
/// assert_eq!(rates.rates[0].value, Ok(0.8));
/// ```
pub fn standardise(strata: &[GroupedStratum], mix: &StandardMix) -> Standardised {
    let groups = strata.first().map_or(0, |stratum| stratum.groups.len());
    let weights = match weights(strata, groups, mix) {
        Ok(weights) => weights,
        Err(reason) => {
            let missing = StandardisedRate { value: Err(reason), standard_error: Err(reason) };
            return Standardised { rates: vec![missing; groups], dropped_strata: vec![], dropped_mass: Err(reason) };
        }
    };
    let present: Vec<bool> =
        (0..groups).map(|group| strata.iter().any(|stratum| stratum.groups[group].trials > 0)).collect();
    let shared = |stratum: &GroupedStratum| {
        stratum.groups.iter().zip(&present).all(|(count, present)| count.trials > 0 || !present)
    };
    let (mut kept, mut dropped_strata) = (Vec::new(), Vec::new());
    let (mut kept_weight, mut dropped_weight) = (0.0, 0.0);
    for (position, (stratum, weight)) in strata.iter().zip(weights).enumerate() {
        if shared(stratum) {
            kept_weight += weight;
            kept.push((stratum, weight));
        } else {
            dropped_weight += weight;
            dropped_strata.push(position);
        }
    }
    let rates = (0..groups)
        .map(|group| {
            let counts = kept.iter().map(|(stratum, weight)| (stratum.groups[group], weight / kept_weight));
            if present[group] { rate(counts, kept_weight) } else { absent(Reason::NoRows) }
        })
        .collect();
    let dropped_mass = quotient(dropped_weight, kept_weight + dropped_weight, Reason::NoRows);
    Standardised { rates, dropped_strata, dropped_mass }
}

fn rate(counts: impl Iterator<Item = (Counts, f64)>, kept_weight: f64) -> StandardisedRate {
    if kept_weight <= 0.0 {
        return absent(Reason::EmptyStratum);
    }
    let (mut value, mut variance) = (0.0, 0.0);
    for (count, weight) in counts {
        let (selected, rows) = (count.successes as f64, count.trials as f64);
        let share = selected / rows;
        value += weight * share;
        variance += weight * weight * share * ((rows - selected) / rows) / rows;
    }
    StandardisedRate { value: Ok(value), standard_error: Ok(variance.sqrt()) }
}

fn absent(reason: Reason) -> StandardisedRate {
    let reason = Unavailable::Undefined(reason);
    StandardisedRate { value: Err(reason), standard_error: Err(reason) }
}

fn weights(strata: &[GroupedStratum], groups: usize, mix: &StandardMix) -> Measured<Vec<f64>> {
    let outside = Err(Unavailable::Undefined(Reason::OutsideDomain));
    let possible = |stratum: &GroupedStratum| {
        stratum.groups.len() == groups && stratum.groups.iter().all(|count| count.successes <= count.trials)
    };
    if !strata.iter().all(possible) {
        return outside;
    }
    let rows = |stratum: &GroupedStratum| stratum.groups.iter().map(|count| u128::from(count.trials)).sum::<u128>();
    match mix {
        StandardMix::Pooled => Ok(strata.iter().map(|stratum| rows(stratum) as f64).collect()),
        StandardMix::OfGroup(group) if *group < groups => {
            Ok(strata.iter().map(|stratum| stratum.groups[*group].trials as f64).collect())
        }
        StandardMix::OfGroup(_) => outside,
        StandardMix::Weights(weights) => {
            let proper = weights.len() == strata.len()
                && weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0)
                && weights.iter().sum::<f64>().is_finite();
            if proper { Ok(weights.clone()) } else { outside }
        }
    }
}
