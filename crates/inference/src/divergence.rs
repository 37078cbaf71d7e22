//! How far two histograms lie apart, on the union of their supports.

use serde::{Deserialize, Serialize};

use super::root::{Slope, increasing_root};
use super::special::chi_squared_upper_tail;
use crate::value::{Confidence, Measured, Reason, Sign, Unavailable, finite};

/// One bin or category of both histograms.
///
/// # Example
///
/// ```
/// use evenhand_inference::divergence::BinPair;
///
/// let bin = BinPair { group: 2, reference: 1 };
/// assert!(bin.group > bin.reference);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BinPair {
    /// Rows of the group.
    pub group: u64,
    /// Rows of the reference.
    pub reference: u64,
}

/// What happens to a bin that one side lacks.
///
/// # Example
///
/// ```
/// use evenhand_inference::divergence::EmptyBins;
///
/// assert_eq!(EmptyBins::default(), EmptyBins::Keep);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmptyBins {
    /// It counts: divergences that divide by it are infinite. It is never dropped.
    #[default]
    Keep,
    /// Half a row is added to every bin of both sides; say so beside the number.
    AddHalf,
}

/// Divergences of the group P from the reference Q.
///
/// # Example
///
/// ```
/// use evenhand_inference::divergence::{BinPair, EmptyBins, divergences};
///
/// let bins = [(2, 1), (2, 2), (3, 2), (2, 2), (1, 3)].map(|(group, reference)| BinPair { group, reference });
/// let apart = divergences(&bins, EmptyBins::Keep).unwrap();
/// assert!((apart.total_variation - 0.2).abs() < 1e-12);
/// assert!((apart.kullback_leibler.unwrap() - 0.150_408).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Divergences {
    /// ½Σ|P − Q|.
    pub total_variation: f64,
    /// Jensen–Shannon divergence in nats; its square root is a metric. Divide by ln 2 for bits.
    pub jensen_shannon: f64,
    /// Kullback–Leibler divergence ΣP ln(P/Q) in nats; infinite if the reference lacks a bin of the group.
    #[serde(with = "crate::value::measured")]
    pub kullback_leibler: Measured,
    /// √(½Σ(√P − √Q)²).
    pub hellinger: f64,
    /// Population stability index Σ(P − Q)ln(P/Q); infinite if either side lacks a bin of the other.
    #[serde(with = "crate::value::measured")]
    pub population_stability_index: Measured,
    /// How empty bins were treated.
    pub empty_bins: EmptyBins,
}

/// All divergences of two histograms.
///
/// # Formula
///
/// As the fields of [`Divergences`]; JS = ½ΣP ln(P/M) + ½ΣQ ln(Q/M), M = (P + Q)/2. Under
/// [`EmptyBins::AddHalf`] a bin that both sides lack gets its half rows too: pass the bins that exist.
///
/// # Undefined
///
/// A side without rows: `Undefined(NoRows)` for the group, `Undefined(NoReference)` for the reference.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// Lin (1991), *IEEE Transactions on Information Theory* 37, 145–151; Yurdakul (2018) for the stability index.
///
/// # Example
///
/// ```
/// use evenhand_inference::divergence::{BinPair, EmptyBins, divergences};
///
/// let bins = [BinPair { group: 3, reference: 0 }, BinPair { group: 0, reference: 4 }];
/// let apart = divergences(&bins, EmptyBins::Keep).unwrap();
/// assert_eq!(apart.total_variation, 1.0);
/// assert!(apart.kullback_leibler.is_err());
/// ```
pub fn divergences(bins: &[BinPair], empty_bins: EmptyBins) -> Measured<Divergences> {
    let added = match empty_bins {
        EmptyBins::Keep => 0.0,
        EmptyBins::AddHalf => 0.5,
    };
    let group_rows: u128 = bins.iter().map(|bin| u128::from(bin.group)).sum();
    let reference_rows: u128 = bins.iter().map(|bin| u128::from(bin.reference)).sum();
    if group_rows == 0 {
        return Err(Unavailable::Undefined(Reason::NoRows));
    }
    if reference_rows == 0 {
        return Err(Unavailable::Undefined(Reason::NoReference));
    }
    let extra = added * bins.len() as f64;
    let shares: Vec<Shares> = bins
        .iter()
        .map(|bin| Shares {
            p: (bin.group as f64 + added) / (group_rows as f64 + extra),
            q: (bin.reference as f64 + added) / (reference_rows as f64 + extra),
        })
        .collect();
    Ok(of_shares(&shares, empty_bins))
}

/// The population stability index expected when nothing changed.
///
/// # Example
///
/// ```
/// use evenhand_inference::divergence::StabilityNoise;
/// use evenhand_inference::value::Confidence;
///
/// let noise = StabilityNoise { bins: 10, group_rows: 1000, reference_rows: 2000 };
/// assert!((noise.mean().unwrap() - 0.0135).abs() < 1e-12);
/// assert!((noise.upper_limit(Confidence::DEFAULT).unwrap() - 0.025_378).abs() < 1e-6);
/// assert!((noise.p_value(0.025_378).unwrap() - 0.05).abs() < 1e-4);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StabilityNoise {
    /// Bins with rows.
    pub bins: u64,
    /// Rows of the group.
    pub group_rows: u64,
    /// Rows of the reference.
    pub reference_rows: u64,
}

impl StabilityNoise {
    /// The expected index.
    ///
    /// # Formula
    ///
    /// (B − 1)(1/n + 1/m)
    ///
    /// # Undefined
    ///
    /// Fewer than two bins: `Undefined(NoVariation)`; a side without rows: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// Yurdakul (2018), *Statistical Properties of Population Stability Index*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::divergence::StabilityNoise;
    ///
    /// assert!(StabilityNoise { bins: 1, group_rows: 9, reference_rows: 9 }.mean().is_err());
    /// ```
    pub fn mean(&self) -> Measured {
        Ok(self.freedom()? as f64 * self.scale()?)
    }

    /// The index that is exceeded with probability 1 − level when nothing changed, one-sided.
    ///
    /// # Formula
    ///
    /// χ²(B − 1, level)·(1/n + 1/m)
    ///
    /// # Undefined
    ///
    /// As [`mean`](Self::mean).
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::divergence::StabilityNoise;
    /// use evenhand_inference::value::Confidence;
    ///
    /// let noise = StabilityNoise { bins: 2, group_rows: 100, reference_rows: 100 };
    /// assert!((noise.upper_limit(Confidence::DEFAULT).unwrap() / 0.02 - 3.841_459).abs() < 1e-6);
    /// ```
    pub fn upper_limit(&self, level: Confidence) -> Measured {
        let freedom = self.freedom()?;
        let quantile = increasing_root(f64::INFINITY, freedom as f64, |statistic| Slope {
            value: level.alpha() - chi_squared_upper_tail(statistic, freedom),
            slope: chi_squared_density(statistic, freedom),
        });
        finite(quantile * self.scale()?)
    }

    /// The probability of an index at least as large when nothing changed.
    ///
    /// # Undefined
    ///
    /// As [`mean`](Self::mean).
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::divergence::StabilityNoise;
    ///
    /// let noise = StabilityNoise { bins: 10, group_rows: 1000, reference_rows: 2000 };
    /// assert_eq!(noise.p_value(0.0), Ok(1.0));
    /// ```
    pub fn p_value(&self, index: f64) -> Measured {
        finite(chi_squared_upper_tail((index / self.scale()?).max(0.0), self.freedom()?))
    }

    fn freedom(&self) -> Measured<u64> {
        if self.bins < 2 {
            return Err(Unavailable::Undefined(Reason::NoVariation));
        }
        Ok(self.bins - 1)
    }

    fn scale(&self) -> Measured {
        if self.group_rows == 0 || self.reference_rows == 0 {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        Ok(1.0 / self.group_rows as f64 + 1.0 / self.reference_rows as f64)
    }
}

/// Shares of one bin.
pub(crate) struct Shares {
    pub(crate) p: f64,
    pub(crate) q: f64,
}

pub(crate) fn of_shares(shares: &[Shares], empty_bins: EmptyBins) -> Divergences {
    let sum = |term: fn(&Shares) -> f64| shares.iter().map(term).sum::<f64>();
    let infinite = Err(Unavailable::Infinite(Sign::Positive));
    let group_only = shares.iter().any(|bin| bin.p > 0.0 && bin.q <= 0.0);
    let reference_only = shares.iter().any(|bin| bin.q > 0.0 && bin.p <= 0.0);
    let kullback_leibler = if group_only { infinite } else { finite(sum(|bin| relative(bin.p, bin.q)).max(0.0)) };
    let population_stability_index = if group_only || reference_only {
        infinite
    } else {
        finite(sum(|bin| relative(bin.p, bin.q) + relative(bin.q, bin.p)).max(0.0))
    };
    let jensen_shannon = sum(|bin| {
        let middle = f64::midpoint(bin.p, bin.q);
        0.5 * (relative(bin.p, middle) + relative(bin.q, middle))
    });
    Divergences {
        total_variation: 0.5 * sum(|bin| (bin.p - bin.q).abs()),
        jensen_shannon: jensen_shannon.max(0.0),
        kullback_leibler,
        hellinger: (0.5 * sum(|bin| (bin.p.sqrt() - bin.q.sqrt()).powi(2))).sqrt(),
        population_stability_index,
        empty_bins,
    }
}

/// p ln(p/q), 0 where p is.
fn relative(p: f64, q: f64) -> f64 {
    if p > 0.0 { p * (p / q).ln() } else { 0.0 }
}

/// The density by the recurrence of the tails: Q(x, k + 2) − Q(x, k) = (2x/k)·f(x, k).
fn chi_squared_density(statistic: f64, degrees_of_freedom: u64) -> f64 {
    let next = chi_squared_upper_tail(statistic, degrees_of_freedom.saturating_add(2));
    let rise = next - chi_squared_upper_tail(statistic, degrees_of_freedom);
    rise * degrees_of_freedom as f64 / (2.0 * statistic)
}
