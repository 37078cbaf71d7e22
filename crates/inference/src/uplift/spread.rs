//! How far the effects of segments lie apart, beyond what chance does.

use serde::{Deserialize, Serialize};

use crate::estimate::Estimate;
use crate::evidence::Evidence;
use crate::interval::{Interval, Method};
use crate::special::chi_squared_upper_tail;
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// The standard deviation of the effects themselves between segments, which Cochran's Q only tests for being 0.
///
/// # Formula
///
/// Q(τ²) = Σ w(e − ē)², w = 1/(SE² + τ²), ē = Σwe/Σw. The estimate is the τ at which Q(τ²) is its degrees of freedom, one fewer
/// than segments, or 0; the interval holds the τ at which Q(τ²) lies between the α/2 and 1 − α/2 quantiles of χ²
///
/// # Undefined
///
/// With fewer than two segments that have an effect and a standard error: `Undefined(OneGroup)`. The interval where the effects
/// lie closer together than chance would have them, so that no τ fits: `Undefined(Boundary)`.
///
/// # Source
///
/// R. C. Paule and J. Mandel, Journal of Research of the National Bureau of Standards 87 (1982); W. Viechtbauer, Statistics
/// in Medicine 26 (2007), the Q-profile interval.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Evidence, uplift::EffectSpread, value::Confidence};
///
/// // Two segments whose effects are known without much error: the spread is that of 0.1 and 0.3.
/// let spread = EffectSpread::of_effects([(0.1, 1e-6), (0.3, 1e-6)]).unwrap();
/// assert!((spread.estimate().unwrap() - 0.2 / 2_f64.sqrt()).abs() < 1e-9);
/// assert!(spread.interval(Confidence::DEFAULT).unwrap().lower > 0.05);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EffectSpread {
    /// Effects with the squares of their standard errors.
    effects: Vec<(f64, f64)>,
}

impl EffectSpread {
    /// The spread of effects with their standard errors.
    ///
    /// # Errors
    ///
    /// `Undefined(OneGroup)` for fewer than two; `Undefined(OutsideDomain)` for one that is not finite, or an error that is not
    /// positive.
    pub fn of_effects(effects: impl IntoIterator<Item = (f64, f64)>) -> Measured<Self> {
        let effects: Vec<(f64, f64)> = effects.into_iter().map(|(effect, error)| (effect, error * error)).collect();
        if effects.iter().any(|(effect, variance)| !(effect.is_finite() && variance.is_finite() && *variance > 0.0)) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        if effects.len() < 2 {
            return Err(Unavailable::Undefined(Reason::OneGroup));
        }
        Ok(Self { effects })
    }

    /// The spread of estimates; those without a value or a standard error are left out, as in
    /// [`heterogeneity`](super::heterogeneity).
    ///
    /// # Errors
    ///
    /// As [`EffectSpread::of_effects`].
    pub fn of(estimates: &[Estimate]) -> Measured<Self> {
        Self::of_effects(estimates.iter().filter_map(|effect| Some((effect.value.ok()?, effect.standard_error.ok()?))))
    }

    fn degrees_of_freedom(&self) -> u64 {
        self.effects.len() as u64 - 1
    }

    /// Q(τ²), which falls as τ² grows.
    fn statistic(&self, between: f64) -> f64 {
        let weight = |variance: f64| 1.0 / (variance + between);
        let weights: f64 = self.effects.iter().map(|(_, variance)| weight(*variance)).sum();
        let mean = self.effects.iter().map(|(effect, variance)| weight(*variance) * effect).sum::<f64>() / weights;
        self.effects.iter().map(|(effect, variance)| weight(*variance) * (effect - mean).powi(2)).sum()
    }

    /// The τ² at which a falling function of it crosses 0; `None` where it is not above 0 at 0.
    fn crossing(&self, falling: impl Fn(f64) -> f64) -> Option<f64> {
        if falling(0.0) <= 0.0 {
            return None;
        }
        let mut high = self.effects.iter().map(|(_, variance)| *variance).fold(0.0, f64::max);
        while falling(high) > 0.0 && high < f64::MAX / 4.0 {
            high *= 2.0;
        }
        let mut low = 0.0;
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if falling(middle) > 0.0 { low = middle } else { high = middle }
        }
        Some(f64::midpoint(low, high))
    }

    /// P(χ² ≥ Q(τ²)), which grows with τ².
    fn upper_tail(&self, between: f64) -> f64 {
        chi_squared_upper_tail(self.statistic(between), self.degrees_of_freedom())
    }
}

impl Evidence for EffectSpread {
    fn estimate(&self) -> Measured {
        let degrees = self.degrees_of_freedom() as f64;
        Ok(self.crossing(|between| self.statistic(between) - degrees).map_or(0.0, f64::sqrt))
    }

    fn interval(&self, confidence: Confidence) -> Measured<Interval> {
        let half = 0.5 * confidence.alpha();
        let upper = self
            .crossing(|between| 1.0 - half - self.upper_tail(between))
            .ok_or(Unavailable::Undefined(Reason::Boundary))?;
        let lower = self.crossing(|between| half - self.upper_tail(between)).unwrap_or(0.0);
        Ok(Interval { lower: lower.sqrt(), upper: upper.sqrt(), confidence, method: Method::QProfile })
    }

    /// Of lying below and above a τ; nothing lies below 0.
    fn p_at(&self, null: f64) -> Measured<(f64, f64)> {
        if null < 0.0 {
            return Ok((1.0, 0.0));
        }
        let above = self.upper_tail(null * null);
        Ok((1.0 - above, above))
    }
}
