//! The average effect within a segment, whether segments differ, and whether anybody who is harmed is treated.

use serde::{Deserialize, Serialize};

use crate::Difference;
use crate::bounds::Bounds;
use crate::estimate::{Estimate, chi_squared_test};
use crate::interval::Method;
use crate::mean::{Means, Moments};
use crate::proportion::{Counts, Proportion};
use crate::two_sample::ChiSquaredTest;
use crate::value::{Confidence, Measured, Reason, Unavailable, finite};

/// The rows of one segment by arm, with an outcome that happened or did not.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Counts, uplift::ArmCounts, value::Confidence};
///
/// let mailed = Counts { successes: 77, trials: 400 };
/// let control = Counts { successes: 60, trials: 400 };
/// let effect = ArmCounts { treated: mailed, control }.effect(Confidence::DEFAULT);
/// assert!((effect.value.unwrap() - 0.0425).abs() < 1e-15);
/// assert!(effect.interval.unwrap().contains(0.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArmCounts {
    /// Treated rows, and those of them with the outcome.
    pub treated: Counts,
    /// Untreated rows, and those of them with the outcome.
    pub control: Counts,
}

impl ArmCounts {
    /// The average effect of the treatment on the share with the outcome.
    ///
    /// # Formula
    ///
    /// τ = p₁ − p₀, p = x/n, 1 for treated and 0 for control; SE² = p₁(1 − p₁)/n₁ + p₀(1 − p₀)/n₀; the interval is Miettinen and Nurminen's
    ///
    /// # Undefined
    ///
    /// An arm without rows: `Undefined(EmptyArm)`; impossible counts: `Undefined(OutsideDomain)`. The standard error where no
    /// arm varies: `Undefined(Boundary)`.
    pub fn effect(&self, confidence: Confidence) -> Estimate {
        let difference = match self.difference() {
            Ok(difference) => difference,
            Err(reason) => return unavailable(reason),
        };
        let variance = |arm: &Proportion| arm.rate().map(|rate| rate * (1.0 - rate) / arm.trials());
        let both = variance(&difference.group).and_then(|group| Ok(group + variance(&difference.reference)?));
        let value = difference.estimate();
        let normal = Estimate::linear(value, both, Method::Delta, confidence);
        Estimate { interval: difference.miettinen_nurminen(confidence), ..normal }
    }

    /// Both arms as two samples, the treated as the group, for every other interval and test of a difference.
    ///
    /// # Errors
    ///
    /// As [`ArmCounts::effect`].
    pub fn difference(&self) -> Measured<Difference> {
        let arm = |counts: Counts| {
            if counts.trials == 0 {
                return Err(Unavailable::Undefined(Reason::EmptyArm));
            }
            Proportion::new(counts.successes, counts.trials)
        };
        Ok(Difference { group: arm(self.treated)?, reference: arm(self.control)? })
    }

    /// What the data allow for the share of customers who have the outcome only because of the treatment.
    ///
    /// Nobody is seen both treated and untreated, so this share is not identified. It lies between these bounds, which hold
    /// for the observed shares and carry no sampling error.
    ///
    /// # Formula
    ///
    /// \[max(0, p₁ − p₀), min(p₁, 1 − p₀)\]
    ///
    /// # Undefined
    ///
    /// As [`ArmCounts::effect`].
    ///
    /// # Source
    ///
    /// M. Fréchet, Annales de l'Université de Lyon A 14 (1951); J. J. Heckman, J. Smith and N. Clements, Review of Economic
    /// Studies 64 (1997).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Counts, uplift::ArmCounts};
    ///
    /// let of = |successes, trials| Counts { successes, trials };
    /// let bounds = ArmCounts { treated: of(3, 10), control: of(2, 10) }.benefiting();
    /// assert!((bounds.lower.unwrap() - 0.1).abs() < 1e-15 && bounds.upper == Ok(0.3));
    /// ```
    pub fn benefiting(&self) -> Bounds {
        let rates = self.difference().and_then(|arms| Ok((arms.group.rate()?, arms.reference.rate()?)));
        Bounds {
            lower: rates.map(|(treated, control)| (treated - control).max(0.0)),
            upper: rates.map(|(treated, control)| treated.min(1.0 - control)),
        }
    }
}

/// The rows of one segment by arm, with an outcome that is an amount.
///
/// # Example
///
/// ```
/// use evenhand_inference::{uplift::ArmMoments, value::Confidence};
///
/// let arms = ArmMoments {
///     treated: [12.0, 0.0, 30.0, 6.0].into_iter().collect(),
///     control: [0.0, 8.0, 4.0, 0.0].into_iter().collect(),
/// };
/// assert_eq!(arms.effect(Confidence::DEFAULT).value, Ok(9.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ArmMoments {
    /// Of treated rows.
    pub treated: Moments,
    /// Of untreated rows.
    pub control: Moments,
}

impl ArmMoments {
    /// The average effect of the treatment on the amount.
    ///
    /// # Formula
    ///
    /// τ = ȳ₁ − ȳ₀, 1 for treated and 0 for control; SE² = s₁²/n₁ + s₀²/n₀; the interval is Welch's
    ///
    /// # Undefined
    ///
    /// An arm without rows: `Undefined(EmptyArm)`. Standard error and interval with one row in an arm:
    /// `Undefined(TooFewRows)`; where no arm varies: `Undefined(Boundary)` and `Undefined(NoVariation)`.
    pub fn effect(&self, confidence: Confidence) -> Estimate {
        if self.treated.count == 0 || self.control.count == 0 {
            return unavailable(Unavailable::Undefined(Reason::EmptyArm));
        }
        let value = self.treated.mean().and_then(|treated| Ok(treated - self.control.mean()?));
        let part = |arm: &Moments| arm.variance().map(|variance| variance / arm.count as f64);
        let both = part(&self.treated).and_then(|treated| Ok(treated + part(&self.control)?));
        let means = Means { group: self.treated, reference: self.control };
        let interval = means.welch(confidence).map(|test| test.interval);
        Estimate { interval, ..Estimate::linear(value, both, Method::Delta, confidence) }
    }
}

/// Whether segments respond to the treatment alike.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Heterogeneity {
    /// The effect that fits all segments best, weighted by precision.
    pub common_effect: f64,
    /// Cochran's test that it is the effect of each.
    pub test: ChiSquaredTest,
    /// The share of the differences between segments that chance does not explain, I².
    pub excess_share: f64,
    /// Segments whose effect has a standard error; the others are left out.
    pub segments: u64,
}

/// Cochran's test of equal effects.
///
/// # Formula
///
/// Q = Σ w(τ − τ̄)², w = 1/SE², τ̄ = Σwτ/Σw; χ² with one degree of freedom less than segments; I² = max(0, (Q − df)/Q)
///
/// # Undefined
///
/// With fewer than two segments that have an effect and a standard error: `Undefined(OneGroup)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// W. G. Cochran, Biometrics 10 (1954); J. P. T. Higgins and S. G. Thompson, Statistics in Medicine 21 (2002) for I².
///
/// # Example
///
/// ```
/// use evenhand_inference::{Counts, uplift::{ArmCounts, heterogeneity}, value::Confidence};
///
/// let of = |successes, trials| Counts { successes, trials };
/// let effects = [(of(77, 400), of(60, 400)), (of(30, 200), of(24, 200)), (of(5, 50), of(9, 50))]
///     .map(|(treated, control)| ArmCounts { treated, control }.effect(Confidence::DEFAULT));
/// let test = heterogeneity(&effects).unwrap().test;
/// assert!((test.statistic - 2.755104).abs() < 1e-6 && (test.p_value - 0.252195).abs() < 1e-6);
/// ```
pub fn heterogeneity(effects: &[Estimate]) -> Measured<Heterogeneity> {
    let known: Vec<(f64, f64)> = effects
        .iter()
        .filter_map(|effect| Some((effect.value.ok()?, effect.standard_error.ok()?)))
        .map(|(value, error)| (value, 1.0 / (error * error)))
        .collect();
    if known.len() < 2 {
        return Err(Unavailable::Undefined(Reason::OneGroup));
    }
    let weights: f64 = known.iter().map(|(_, weight)| weight).sum();
    let common_effect = finite(known.iter().map(|(value, weight)| value * weight).sum::<f64>() / weights)?;
    let statistic = finite(known.iter().map(|(value, weight)| weight * (value - common_effect).powi(2)).sum())?;
    let segments = known.len() as u64;
    let test = chi_squared_test(statistic, segments - 1);
    let excess_share = if statistic > 0.0 { (1.0 - (segments - 1) as f64 / statistic).max(0.0) } else { 0.0 };
    Ok(Heterogeneity { common_effect, test, excess_share, segments })
}

/// What the interval of an effect says about treating a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Harm {
    /// The effect is shown to be below zero, and customers of the segment are targeted.
    Shown,
    /// The effect is shown to be below zero, and nobody of the segment is targeted.
    Avoided,
    /// The interval covers zero.
    NotShown,
    /// The effect is shown to be above zero.
    Excluded,
}

/// The harm check: a segment that the treatment harms and that is treated nevertheless.
///
/// # Formula
///
/// upper bound of the interval of τ below 0, and at least one targeted row
///
/// # Undefined
///
/// As the interval of the effect.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Counts, uplift::{ArmCounts, Harm, harm}, value::Confidence};
///
/// let of = |successes, trials| Counts { successes, trials };
/// let effect = ArmCounts { treated: of(50, 1000), control: of(90, 1000) }.effect(Confidence::DEFAULT);
/// assert_eq!((harm(&effect, 120), harm(&effect, 0)), (Ok(Harm::Shown), Ok(Harm::Avoided)));
/// ```
pub fn harm(effect: &Estimate, targeted: u64) -> Measured<Harm> {
    let interval = effect.interval?;
    Ok(if interval.upper < 0.0 {
        if targeted > 0 { Harm::Shown } else { Harm::Avoided }
    } else if interval.lower > 0.0 {
        Harm::Excluded
    } else {
        Harm::NotShown
    })
}

fn unavailable(reason: Unavailable) -> Estimate {
    Estimate { value: Err(reason), standard_error: Err(reason), interval: Err(reason) }
}
