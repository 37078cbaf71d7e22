//! Rates of many small segments, drawn towards their common mean: beta–binomial empirical Bayes.
//!
//! For ranking and showing many segments. **Never** for a regulatory ratio: shrinkage pulls towards parity.

use serde::{Deserialize, Serialize};

use super::polygamma::{digamma, trigamma};
use super::proportion::Counts;
use super::root::{Slope, increasing_root};
use super::special::Beta;
use crate::value::{Confidence, Measured, Reason, Sign, Unavailable, finite};

/// The distribution of segment rates around their mean: Beta(μM, (1 − μ)M).
///
/// # Example
///
/// ```
/// use evenhand_inference::Counts;
/// use evenhand_inference::shrinkage::BetaPrior;
/// use evenhand_inference::value::Confidence;
///
/// let segment = |successes, trials| Counts { successes, trials };
/// let segments = [segment(80, 200), segment(40, 160), segment(6, 40), segment(30, 90), segment(3, 12), segment(55, 150)];
/// let prior = BetaPrior::maximum_likelihood(&segments).unwrap();
/// assert!((prior.mean - 0.310_431).abs() < 1e-6);
/// let shrunken = prior.posterior(segments[2], Confidence::DEFAULT).unwrap();
/// assert!((shrunken.mean - 0.240_771).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BetaPrior {
    /// μ, the mean rate.
    pub mean: f64,
    /// M, how many rows the prior is worth; `Infinite` when the segments vary no more than chance: complete pooling.
    #[serde(with = "crate::value::measured")]
    pub concentration: Measured,
}

/// A segment's rate after shrinkage.
///
/// # Example
///
/// ```
/// use evenhand_inference::Counts;
/// use evenhand_inference::shrinkage::BetaPrior;
/// use evenhand_inference::value::Confidence;
///
/// let prior = BetaPrior { mean: 0.3, concentration: Ok(10.0) };
/// let shrunken = prior.posterior(Counts { successes: 0, trials: 10 }, Confidence::DEFAULT).unwrap();
/// assert!((shrunken.mean - 0.15).abs() < 1e-12);
/// assert!(shrunken.lower.unwrap() < 0.15 && shrunken.upper.unwrap() > 0.15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShrunkenRate {
    /// The posterior mean (x + μM)/(n + M).
    pub mean: f64,
    /// The lower end of the equal-tailed credible interval, the prior taken as known.
    #[serde(with = "crate::value::measured")]
    pub lower: Measured,
    /// Its upper end.
    #[serde(with = "crate::value::measured")]
    pub upper: Measured,
    /// The weight of the segment's own rate, n/(n + M); the rest is the prior's.
    pub own_weight: f64,
}

impl BetaPrior {
    /// The prior that maximises the beta–binomial likelihood.
    ///
    /// # Formula
    ///
    /// Maximises Σ ln B(x + μM, n − x + (1 − μ)M) − ln B(μM, (1 − μ)M) over (μ, M). M is infinite when
    /// Σx(x − 1)/μ + Σ(n − x)(n − x − 1)/(1 − μ) ≤ Σn(n − 1) at the pooled μ, the score of overdispersion.
    ///
    /// # Undefined
    ///
    /// Fewer than two segments with rows: `Undefined(TooFewUnits)`. Every segment all or nothing: M tends to 0,
    /// `Undefined(Boundary)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*; more successes than trials: `Undefined(OutsideDomain)`.
    ///
    /// # Source
    ///
    /// Skellam (1948), *JRSS B* 10, 257–261; Tarone (1979), *Biometrika* 66, 585–590, for the score.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::Counts;
    /// use evenhand_inference::shrinkage::BetaPrior;
    ///
    /// let alike = [Counts { successes: 5, trials: 10 }; 4];
    /// assert!(BetaPrior::maximum_likelihood(&alike).unwrap().concentration.is_err());
    /// ```
    pub fn maximum_likelihood(segments: &[Counts]) -> Measured<Self> {
        let segments = filled(segments)?;
        let pooled = pooled(&segments)?;
        let Some(start) = Self::by_moments(&segments, pooled) else {
            return Ok(Self::pooling(pooled));
        };
        if overdispersion(&segments, pooled) <= 0.0 {
            return Ok(Self::pooling(pooled));
        }
        let largest = segments.iter().map(|segment| segment.trials).max().unwrap_or(0) as f64;
        let limit = 1e6 * largest;
        let profile = |concentration: f64| {
            let mean = profile_mean(&segments, concentration, pooled);
            let likelihood = Derivatives::at(&segments, mean, concentration);
            Slope { value: -likelihood.first, slope: -likelihood.second }
        };
        let concentration = increasing_root(limit, start.concentration.unwrap_or(largest), profile);
        if concentration >= 0.5 * limit {
            return Ok(Self::pooling(pooled));
        }
        if concentration.is_nan() || concentration < 1e-9 {
            return Err(Unavailable::Undefined(Reason::Boundary));
        }
        Ok(Self { mean: profile_mean(&segments, concentration, pooled), concentration: Ok(concentration) })
    }

    /// The prior whose first two moments match.
    ///
    /// # Formula
    ///
    /// μ pooled, S = Σn(p − μ)², ρ = (S − μ(1 − μ)(k − 1))/(μ(1 − μ)(N − Σn²/N − (k − 1))), M = 1/ρ − 1. ρ ≤ 0 gives
    /// complete pooling.
    ///
    /// # Undefined
    ///
    /// Fewer than two segments with rows, or one row each: `Undefined(TooFewUnits)`. ρ ≥ 1: `Undefined(Boundary)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*; more successes than trials: `Undefined(OutsideDomain)`.
    ///
    /// # Source
    ///
    /// Kleinman (1973), *JASA* 68, 46–54.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::Counts;
    /// use evenhand_inference::shrinkage::BetaPrior;
    ///
    /// let segment = |successes, trials| Counts { successes, trials };
    /// let segments =
    ///     [segment(80, 200), segment(40, 160), segment(6, 40), segment(30, 90), segment(3, 12), segment(55, 150)];
    /// let prior = BetaPrior::moments(&segments).unwrap();
    /// assert!((prior.concentration.unwrap() - 43.2579).abs() < 1e-4);
    /// ```
    pub fn moments(segments: &[Counts]) -> Measured<Self> {
        let segments = filled(segments)?;
        let pooled = pooled(&segments)?;
        let prior = Self::by_moments(&segments, pooled).ok_or(Unavailable::Undefined(Reason::TooFewUnits))?;
        match prior.concentration {
            Ok(concentration) if concentration <= 0.0 => Err(Unavailable::Undefined(Reason::Boundary)),
            _ => Ok(prior),
        }
    }

    /// A segment's posterior mean and equal-tailed credible interval, the prior taken as known.
    ///
    /// # Formula
    ///
    /// (x + μM)/(n + M); quantiles of Beta(x + μM, n − x + (1 − μ)M)
    ///
    /// # Undefined
    ///
    /// Under complete pooling the mean is μ and the interval `Undefined(Boundary)`: a point, which would feign certainty.
    ///
    /// # Errors
    ///
    /// More successes than trials, or a prior that is none: `Undefined(OutsideDomain)`.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::Counts;
    /// use evenhand_inference::shrinkage::BetaPrior;
    /// use evenhand_inference::value::{Confidence, Sign, Unavailable};
    ///
    /// let pooling = BetaPrior { mean: 0.3, concentration: Err(Unavailable::Infinite(Sign::Positive)) };
    /// let shrunken = pooling.posterior(Counts { successes: 9, trials: 10 }, Confidence::DEFAULT).unwrap();
    /// assert_eq!((shrunken.mean, shrunken.own_weight), (0.3, 0.0));
    /// ```
    pub fn posterior(&self, segment: Counts, confidence: Confidence) -> Measured<ShrunkenRate> {
        if segment.successes > segment.trials || !(0.0..=1.0).contains(&self.mean) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let concentration = match self.concentration {
            Ok(concentration) if concentration > 0.0 => concentration,
            Err(Unavailable::Infinite(Sign::Positive)) => {
                let point = Err(Unavailable::Undefined(Reason::Boundary));
                return Ok(ShrunkenRate { mean: self.mean, lower: point, upper: point, own_weight: 0.0 });
            }
            Ok(_) => return Err(Unavailable::Undefined(Reason::OutsideDomain)),
            Err(reason) => return Err(reason),
        };
        let (successes, trials) = (segment.successes as f64, segment.trials as f64);
        let posterior = Beta::new(
            successes + self.mean * concentration,
            segment.failures() as f64 + (1.0 - self.mean) * concentration,
        );
        let tail = confidence.alpha() / 2.0;
        Ok(ShrunkenRate {
            mean: finite((successes + self.mean * concentration) / (trials + concentration))?,
            lower: posterior.map(|beta| beta.quantile(tail)),
            upper: posterior.map(|beta| beta.upper_quantile(tail)),
            own_weight: trials / (trials + concentration),
        })
    }

    fn pooling(mean: f64) -> Self {
        Self { mean, concentration: Err(Unavailable::Infinite(Sign::Positive)) }
    }

    /// `None` if no segment has a second row to compare with.
    fn by_moments(segments: &[Counts], mean: f64) -> Option<Self> {
        let variance = mean * (1.0 - mean);
        if variance <= 0.0 {
            return Some(Self::pooling(mean));
        }
        let total: f64 = segments.iter().map(|segment| segment.trials as f64).sum();
        let squares: f64 = segments.iter().map(|segment| (segment.trials as f64).powi(2)).sum();
        let between: f64 = segments
            .iter()
            .map(|segment| {
                let trials = segment.trials as f64;
                trials * (segment.successes as f64 / trials - mean).powi(2)
            })
            .sum();
        let freedom = segments.len() as f64 - 1.0;
        let capacity = total - squares / total - freedom;
        if capacity <= 0.0 {
            return None;
        }
        let correlation = (between - variance * freedom) / (variance * capacity);
        if correlation <= 0.0 {
            return Some(Self::pooling(mean));
        }
        Some(Self { mean, concentration: Ok(1.0 / correlation - 1.0) })
    }
}

/// Derivatives of the profile likelihood in M, the mean being at its maximum.
struct Derivatives {
    first: f64,
    second: f64,
}

impl Derivatives {
    fn at(segments: &[Counts], mean: f64, concentration: f64) -> Self {
        let (a, b) = (mean * concentration, (1.0 - mean) * concentration);
        let mut first = 0.0;
        let (mut curve_a, mut curve_b, mut curve_total) = (0.0, 0.0, 0.0);
        for segment in segments {
            let (x, n) = (segment.successes as f64, segment.trials as f64);
            first += mean * (digamma(x + a) - digamma(a)) + (1.0 - mean) * (digamma(n - x + b) - digamma(b))
                - (digamma(n + concentration) - digamma(concentration));
            curve_a += trigamma(x + a) - trigamma(a);
            curve_b += trigamma(n - x + b) - trigamma(b);
            curve_total += trigamma(n + concentration) - trigamma(concentration);
        }
        let direct = mean * mean * curve_a + (1.0 - mean) * (1.0 - mean) * curve_b - curve_total;
        let mixed = mean * curve_a - (1.0 - mean) * curve_b;
        Self { first, second: direct - mixed * mixed / (curve_a + curve_b) }
    }
}

/// The mean that maximises the likelihood at a concentration: the root of a monotone function.
fn profile_mean(segments: &[Counts], concentration: f64, start: f64) -> f64 {
    increasing_root(1.0, start, |mean| {
        let (a, b) = (mean * concentration, (1.0 - mean) * concentration);
        let (mut value, mut slope) = (0.0, 0.0);
        for segment in segments {
            let (x, n) = (segment.successes as f64, segment.trials as f64);
            value += digamma(n - x + b) - digamma(b) - digamma(x + a) + digamma(a);
            slope -= trigamma(n - x + b) - trigamma(b) + trigamma(x + a) - trigamma(a);
        }
        Slope { value, slope: slope * concentration }
    })
}

/// Twice the derivative of the likelihood in 1/M at complete pooling.
fn overdispersion(segments: &[Counts], mean: f64) -> f64 {
    segments
        .iter()
        .map(|segment| {
            let (x, y) = (segment.successes as f64, segment.failures() as f64);
            let n = x + y;
            x * (x - 1.0) / mean + y * (y - 1.0) / (1.0 - mean) - n * (n - 1.0)
        })
        .sum()
}

fn filled(segments: &[Counts]) -> Measured<Vec<Counts>> {
    if segments.iter().any(|segment| segment.successes > segment.trials) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let filled: Vec<Counts> = segments.iter().copied().filter(|segment| segment.trials > 0).collect();
    if filled.len() < 2 {
        return Err(Unavailable::Undefined(Reason::TooFewUnits));
    }
    Ok(filled)
}

fn pooled(segments: &[Counts]) -> Measured {
    let successes: f64 = segments.iter().map(|segment| segment.successes as f64).sum();
    finite(successes / segments.iter().map(|segment| segment.trials as f64).sum::<f64>())
}
