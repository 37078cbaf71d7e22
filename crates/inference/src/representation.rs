//! Are the groups present in the shares of a reference population?

use serde::{Deserialize, Serialize};

use super::divergence::{EmptyBins, Shares, of_shares};
use super::estimate::chi_squared_test;
use super::power::{SettlingSize, settle};
use super::two_sample::ChiSquaredTest;
use super::{Equivalence, Interval, Proportion, ScoreTest, Zone};
use crate::value::{Confidence, Measured, Reason, Sign, Unavailable, quotient};

/// One group and its share in the population that the data should represent.
///
/// # Example
///
/// ```
/// use evenhand_inference::representation::RepresentedGroup;
///
/// let group = RepresentedGroup { rows: 40, population_share: 0.15 };
/// assert!(group.population_share < 1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RepresentedGroup {
    /// Rows in the data.
    pub rows: u64,
    /// Share in the population; the shares of all groups sum to 1.
    pub population_share: f64,
}

/// A group's share in the data over its known share in a population.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Proportion, representation::ShareRatio, value::Confidence};
///
/// // 40 of 400 rows, where 15 % were expected.
/// let ratio = ShareRatio { share: Proportion::new(40, 400).unwrap(), population_share: 0.15 };
/// assert!((ratio.estimate().unwrap() - 2.0 / 3.0).abs() < 1e-12);
/// assert!(ratio.interval(Confidence::DEFAULT).unwrap().upper < 1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShareRatio {
    /// Rows of the group among all rows.
    pub share: Proportion,
    /// Share in the population, taken as known without error.
    pub population_share: f64,
}

impl ShareRatio {
    /// The observed ratio.
    ///
    /// # Formula
    ///
    /// (x/n)/q, q the share in the population
    ///
    /// # Undefined
    ///
    /// No rows: `Undefined(NoRows)`. q = 0: infinite, or `Undefined(ZeroOverZero)` if the data have none either.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn estimate(&self) -> Measured {
        quotient(self.share.rate()?, self.population_share, Reason::ZeroOverZero)
    }

    /// The score interval.
    ///
    /// # Formula
    ///
    /// Wilson's interval of the share, over q
    ///
    /// # Undefined
    ///
    /// As [`ShareRatio::estimate`].
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn interval(&self, confidence: Confidence) -> Measured<Interval> {
        self.estimate()?;
        let share = self.share.wilson(confidence)?;
        Ok(Interval { lower: share.lower / self.population_share, upper: share.upper / self.population_share, ..share })
    }

    /// Tests whether the ratio is another than a given one.
    ///
    /// # Formula
    ///
    /// z = (x/n − p₀)/√(p₀(1 − p₀)/n), p₀ = `null`·q; the interval holds exactly the values that are not rejected
    ///
    /// # Undefined
    ///
    /// As [`ShareRatio::estimate`]; p₀ outside \[0, 1\]: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Proportion, representation::ShareRatio};
    ///
    /// // z = (.10 − .15)/√(.15·.85/400) = −2.800560
    /// let ratio = ShareRatio { share: Proportion::new(40, 400).unwrap(), population_share: 0.15 };
    /// assert!((ratio.score_test(1.0).unwrap().z.unwrap() + 2.800_560).abs() < 1e-6);
    /// ```
    pub fn score_test(&self, null: f64) -> Measured<ScoreTest> {
        self.estimate()?;
        let expected = null * self.population_share;
        if !(0.0..=1.0).contains(&expected) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let apart = self.share.rate()? - expected;
        let error = (expected * (1.0 - expected) / self.share.trials()).sqrt();
        // Without any spread under the null, the data agree with it or rule it out.
        let z = if apart == 0.0 { 0.0 } else { apart / error };
        Ok(ScoreTest::at(null, z))
    }

    /// Tests whether the ratio lies inside a zone, each side at α = 1 − `confidence`.
    ///
    /// A bound that no share can reach, as 1.25 of a population share of 90 %, is met with certainty.
    ///
    /// # Undefined
    ///
    /// As [`ShareRatio::estimate`]; `Undefined(OutsideDomain)` for a zone without bounds or a confidence of at most one
    /// half.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn equivalence(&self, zone: Zone, confidence: Confidence) -> Measured<Equivalence> {
        let level = Confidence::new(1.0 - 2.0 * confidence.alpha()).filter(|_| zone.lower.or(zone.upper).is_some());
        let interval = self.interval(level.ok_or(Unavailable::Undefined(Reason::OutsideDomain))?)?;
        let p_lower = self.one_sided(zone.lower)?.map(|(_, greater)| greater);
        let p_upper = self.one_sided(zone.upper)?.map(|(less, _)| less);
        let p_value = p_lower.unwrap_or(0.0).max(p_upper.unwrap_or(0.0));
        Ok(Equivalence { zone, p_lower, p_upper, p_value, interval })
    }

    /// Two-sided p-value of lying outside a zone: twice the smaller of the one-sided tests at its bounds.
    ///
    /// # Undefined
    ///
    /// As [`ShareRatio::estimate`].
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn p_outside(&self, zone: Zone) -> Measured {
        let below = self.one_sided(zone.lower)?.map_or(1.0, |(less, _)| less);
        let above = self.one_sided(zone.upper)?.map_or(1.0, |(_, greater)| greater);
        Ok((2.0 * f64::min(below, above)).min(1.0))
    }

    /// How far the data must grow until the interval lies inside or outside the zone, the share staying as it is.
    ///
    /// # Undefined
    ///
    /// As [`ShareRatio::estimate`]; where the ratio lies on the bound of the zone: `Undefined(NoSolution)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn settling_size(&self, zone: &Zone, confidence: Confidence) -> Measured<SettlingSize> {
        self.estimate()?;
        let others = self.share.complement();
        let size = settle(&self.share, &others, zone, |share, _| Self { share, ..*self }.interval(confidence))?;
        Ok(SettlingSize {
            factor: size.factor,
            group_trials: size.factor * self.share.successes(),
            reference_trials: size.factor * self.share.failures(),
        })
    }

    /// p-values of lying below and above a bound; certain where no share can lie beyond it.
    fn one_sided(&self, bound: Option<f64>) -> Measured<Option<(f64, f64)>> {
        let Some(bound) = bound else { return Ok(None) };
        if bound * self.population_share > 1.0 {
            return self.estimate().map(|_| Some((0.0, 1.0)));
        }
        self.score_test(bound).map(|test| Some((test.p_less, test.p_greater)))
    }
}

/// How the shares in the data differ from those of the population.
///
/// # Example
///
/// ```
/// use evenhand_inference::representation::{RepresentedGroup, representation};
///
/// let group = |rows, population_share| RepresentedGroup { rows, population_share };
/// let found = representation(&[group(200, 0.45), group(160, 0.40), group(40, 0.15)]).unwrap();
/// assert!((found.chi_squared.unwrap().statistic - 8.888_889).abs() < 1e-6);
/// assert!((found.ratios[2].ratio.unwrap() - 0.666_667).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Representation {
    /// Pearson's goodness of fit; infinite if a group exists that the population lacks.
    #[serde(with = "crate::value::measured")]
    pub chi_squared: Measured<ChiSquaredTest>,
    /// ½Σ|share in data − share in population|.
    pub total_variation: f64,
    /// The total variation expected from sampling alone: ½Σ√(2q(1 − q)/(πn)).
    pub expected_total_variation: f64,
    /// Σ(p − q)ln(p/q).
    #[serde(with = "crate::value::measured")]
    pub population_stability_index: Measured,
    /// Share in the data over share in the population, per group.
    pub ratios: Vec<RepresentationRatio>,
}

/// The representation of one group.
///
/// # Example
///
/// ```
/// use evenhand_inference::representation::RepresentationRatio;
///
/// assert!(RepresentationRatio { ratio: Ok(0.67) }.ratio.unwrap() < 1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RepresentationRatio {
    /// Share in the data over share in the population.
    #[serde(with = "crate::value::measured")]
    pub ratio: Measured,
}

/// Compares the groups' shares with a reference population.
///
/// # Formula
///
/// χ² = Σ(x − nq)²/(nq) on groups of positive population share − 1 degrees of freedom; total variation, stability index
/// and ratios as the fields say.
///
/// # Undefined
///
/// No rows: `Undefined(NoRows)`. One group: χ² `Undefined(OneGroup)`. A group that the population lacks: χ², index and
/// ratio `Infinite`; one that the data lack: index `Infinite`.
///
/// # Errors
///
/// As under *Undefined*; shares that are negative or do not sum to 1 within 1e-9: `Undefined(OutsideDomain)`.
///
/// # Source
///
/// Pearson (1900), *Philosophical Magazine* 50, 157–175.
///
/// # Example
///
/// ```
/// use evenhand_inference::representation::{RepresentedGroup, representation};
///
/// let alone = [RepresentedGroup { rows: 9, population_share: 1.0 }];
/// assert!(representation(&alone).unwrap().chi_squared.is_err());
/// ```
pub fn representation(groups: &[RepresentedGroup]) -> Measured<Representation> {
    let total_share: f64 = groups.iter().map(|group| group.population_share).sum();
    let proper = groups.iter().all(|group| (0.0..=1.0).contains(&group.population_share));
    let rows = groups.iter().map(|group| u128::from(group.rows)).sum::<u128>() as f64;
    if groups.is_empty() || rows <= 0.0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    if !proper || (total_share - 1.0).abs() > 1e-9 {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let shares: Vec<Shares> =
        groups.iter().map(|group| Shares { p: group.rows as f64 / rows, q: group.population_share }).collect();
    let apart = of_shares(&shares, EmptyBins::Keep);
    let noise = |q: f64| (2.0 * q * (1.0 - q) / (std::f64::consts::PI * rows)).sqrt();
    Ok(Representation {
        chi_squared: goodness_of_fit(&shares, rows),
        total_variation: apart.total_variation,
        expected_total_variation: 0.5 * shares.iter().map(|share| noise(share.q)).sum::<f64>(),
        population_stability_index: apart.population_stability_index,
        ratios: shares
            .iter()
            .map(|share| RepresentationRatio { ratio: quotient(share.p, share.q, Reason::ZeroOverZero) })
            .collect(),
    })
}

/// Imbalance of two groups' sizes.
///
/// # Formula
///
/// (reference − group)/(reference + group), in \[−1, 1\]; positive where the group is the smaller one.
///
/// # Undefined
///
/// No rows: `Undefined(NoRows)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::divergence::BinPair;
/// use evenhand_inference::representation::class_imbalance;
///
/// assert_eq!(class_imbalance(BinPair { group: 40, reference: 120 }), Ok(0.5));
/// ```
pub fn class_imbalance(rows: super::divergence::BinPair) -> Measured {
    let (group, reference) = (rows.group as f64, rows.reference as f64);
    quotient(reference - group, reference + group, Reason::NoRows)
}

fn goodness_of_fit(shares: &[Shares], rows: f64) -> Measured<ChiSquaredTest> {
    if shares.iter().any(|share| share.q <= 0.0 && share.p > 0.0) {
        return Err(Unavailable::Infinite(Sign::Positive));
    }
    let expected = || shares.iter().filter(|share| share.q > 0.0);
    let groups = expected().count() as u64;
    if groups < 2 {
        return Err(Unavailable::Undefined(Reason::OneGroup));
    }
    let statistic = rows * expected().map(|share| (share.p - share.q).powi(2) / share.q).sum::<f64>();
    Ok(chi_squared_test(statistic, groups - 1))
}
