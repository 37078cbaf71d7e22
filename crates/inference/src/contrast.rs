//! A group beside its reference by any statistic, ready to be judged: interval, one-sided tests, equivalence, and the size
//! that would settle it.

use std::sync::Arc;

use super::evidence::Evidence;
use super::special::{StudentT, normal_upper_tail, two_sided_critical_value, two_sided_student_critical_value};
use super::{BootstrapDistribution, Difference, Equivalence, Interval, Method, Ratio, SettlingSize, Zone};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// The scale on which an estimate is about normal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NormalScale {
    /// Its own.
    Identity,
    /// Its logarithm, as of a ratio.
    Logarithm,
}

/// An estimate of how far a group lies from its reference, with what is known of its error.
///
/// # Example
///
/// ```
/// use evenhand_inference::value::Confidence;
/// use evenhand_inference::{Contrast, Zone};
///
/// // Two AUCs that differ by 0.0916667 with a standard error of 0.241849.
/// let contrast = Contrast::normal(0.091_666_7, 0.241_849);
/// let interval = contrast.interval(Confidence::DEFAULT).unwrap();
/// assert!(interval.lower < 0.0 && interval.upper > 0.0);
/// assert!(contrast.p_outside(Zone { lower: Some(-0.05), upper: Some(0.05) }).unwrap() > 0.05);
/// ```
#[derive(Debug, Clone)]
pub enum Contrast {
    /// A difference of two proportions, by score methods.
    Difference(Difference),
    /// A ratio of two proportions, by score methods.
    Ratio(Ratio),
    /// An estimate that is about normal on a scale of its own.
    Normal {
        /// The estimate, on its own scale.
        estimate: f64,
        /// Its standard error on the scale on which it is normal.
        standard_error: f64,
        /// Student's degrees of freedom; `None` for the normal distribution.
        degrees_of_freedom: Option<f64>,
        /// The scale on which it is normal.
        scale: NormalScale,
        /// How its interval is called.
        method: Method,
    },
    /// An estimate whose distribution was resampled.
    Resampled(Box<BootstrapDistribution>),
    /// An estimate that brings its interval and its tests.
    Own(Arc<dyn Evidence>),
    /// A distance of two distribution functions, of order 0 or 1, with bounds that hold for every distribution.
    Distance {
        /// The distance.
        estimate: f64,
        /// By how much that of the rows themselves may be larger, where they were counted in bins.
        excess: f64,
        /// The roots of the reciprocals of both samples' sizes, added, times the length over which the distance adds up.
        scale: f64,
        /// The largest distance that there is.
        largest: f64,
    },
    /// An estimate with a test of no difference at all, which is shown and not judged.
    Tested {
        /// The estimate.
        estimate: f64,
        /// p-value of no difference.
        p_value: f64,
    },
    /// An estimate that is shown and not judged: there is no theory of its error here.
    Described(f64),
}

impl Contrast {
    /// A normal estimate on its own scale, by the delta method.
    pub const fn normal(estimate: f64, standard_error: f64) -> Self {
        Self::Normal {
            estimate,
            standard_error,
            degrees_of_freedom: None,
            scale: NormalScale::Identity,
            method: Method::Delta,
        }
    }

    /// A ratio that is normal on the logarithm, by the delta method; the standard error is that of the logarithm.
    pub const fn log_normal(ratio: f64, standard_error: f64) -> Self {
        Self::Normal {
            estimate: ratio,
            standard_error,
            degrees_of_freedom: None,
            scale: NormalScale::Logarithm,
            method: Method::DeltaLog,
        }
    }

    /// An estimate that brings its interval and its tests.
    pub fn own(evidence: impl Evidence + 'static) -> Self {
        Self::Own(Arc::new(evidence))
    }

    /// The estimate.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub fn estimate(&self) -> Measured {
        match self {
            Self::Difference(difference) => difference.estimate(),
            Self::Ratio(ratio) => ratio.estimate(),
            Self::Normal { estimate, .. }
            | Self::Distance { estimate, .. }
            | Self::Tested { estimate, .. }
            | Self::Described(estimate) => Ok(*estimate),
            Self::Resampled(distribution) => distribution.estimate,
            Self::Own(evidence) => evidence.estimate(),
        }
    }

    /// Its confidence interval: by the score method, estimate ± quantile · standard error, or bias-corrected percentiles
    /// (plain ones where the statistic does not survive the loss of a row).
    ///
    /// # Undefined
    ///
    /// `Undefined(Boundary)` where the standard error is 0 or not finite: no interval of width zero is given.
    /// `Undefined(NoSolution)` for an estimate that is only described.
    ///
    /// # Errors
    ///
    /// As under *Undefined*, and those of the methods.
    pub fn interval(&self, confidence: Confidence) -> Measured<Interval> {
        match self {
            Self::Difference(difference) => difference.miettinen_nurminen(confidence),
            Self::Ratio(ratio) => ratio.miettinen_nurminen(confidence),
            Self::Own(evidence) => evidence.interval(confidence),
            Self::Distance { estimate, excess, scale, largest } => {
                let half = scale * (0.5 * (8.0 / confidence.alpha()).ln()).sqrt();
                let (lower, upper) = ((estimate - half).max(0.0), (estimate + excess + half).min(*largest));
                Ok(Interval { lower, upper, confidence, method: Method::UniformBand })
            }
            Self::Tested { .. } | Self::Described(_) => Err(Unavailable::Undefined(Reason::NoSolution)),
            Self::Resampled(distribution) if distribution.acceleration.is_ok() => distribution.bca(confidence),
            Self::Resampled(distribution) => distribution.percentile(confidence),
            Self::Normal { degrees_of_freedom, method, .. } => {
                let (centre, standard_error, scale) = self.on_scale()?;
                let critical = match degrees_of_freedom {
                    Some(degrees) => two_sided_student_critical_value(confidence, *degrees)?,
                    None => two_sided_critical_value(confidence),
                };
                let half = critical * standard_error;
                let back = |value: f64| if scale == NormalScale::Logarithm { value.exp() } else { value };
                Ok(Interval { lower: back(centre - half), upper: back(centre + half), confidence, method: *method })
            }
        }
    }

    /// The centre and the standard error on the normal scale.
    fn on_scale(&self) -> Measured<(f64, f64, NormalScale)> {
        let Self::Normal { estimate, standard_error, scale, .. } = self else {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        };
        if !(standard_error.is_finite() && *standard_error > 0.0) {
            return Err(Unavailable::Undefined(Reason::Boundary));
        }
        match scale {
            NormalScale::Identity => Ok((*estimate, *standard_error, *scale)),
            NormalScale::Logarithm if *estimate > 0.0 => Ok((estimate.ln(), *standard_error, *scale)),
            NormalScale::Logarithm => Err(Unavailable::Undefined(Reason::ZeroRate)),
        }
    }

    /// One-sided p-values of lying below and above a value.
    ///
    /// # Errors
    ///
    /// As [`Contrast::interval`]; `Undefined(OutsideDomain)` for a null that is not positive where the scale is a logarithm.
    pub fn p_at(&self, null: f64) -> Measured<(f64, f64)> {
        match self {
            Self::Difference(difference) => difference.score_test(null).map(|test| (test.p_less, test.p_greater)),
            Self::Ratio(ratio) => ratio.score_test(null).map(|test| (test.p_less, test.p_greater)),
            Self::Resampled(distribution) => distribution.one_sided(null),
            Self::Own(evidence) => evidence.p_at(null),
            Self::Tested { .. } | Self::Described(_) => Err(Unavailable::Undefined(Reason::NoSolution)),
            Self::Distance { estimate, excess, scale, .. } => {
                // A distance moves by no more than both distribution functions do.
                let p = |beyond: f64| {
                    if beyond > 0.0 { (4.0 * (-2.0 * (beyond / scale).powi(2)).exp()).min(1.0) } else { 1.0 }
                };
                Ok((p(null - estimate - excess), p(estimate - null)))
            }
            Self::Normal { degrees_of_freedom, .. } => {
                let (centre, standard_error, scale) = self.on_scale()?;
                let null = match scale {
                    NormalScale::Identity => null,
                    NormalScale::Logarithm if null > 0.0 => null.ln(),
                    NormalScale::Logarithm => return Err(Unavailable::Undefined(Reason::OutsideDomain)),
                };
                let statistic = (centre - null) / standard_error;
                Ok(match degrees_of_freedom {
                    Some(degrees) => {
                        let student = StudentT::new(*degrees)?;
                        (student.upper_tail(-statistic), student.upper_tail(statistic))
                    }
                    None => (normal_upper_tail(-statistic), normal_upper_tail(statistic)),
                })
            }
        }
    }

    /// Two-sided p-value of lying at a value: twice the smaller of the one-sided ones; where no difference at all was
    /// tested, that test's, whatever the value.
    ///
    /// # Errors
    ///
    /// As [`Contrast::p_at`].
    pub fn p_two_sided(&self, null: f64) -> Measured {
        if let Self::Tested { p_value, .. } = self {
            return Ok(*p_value);
        }
        self.p_at(null).map(|(below, above)| (2.0 * below.min(above)).min(1.0))
    }

    /// Two-sided p-value of lying outside a zone: twice the smaller of the one-sided p-values at its bounds.
    ///
    /// # Errors
    ///
    /// As [`Contrast::p_at`].
    pub fn p_outside(&self, zone: Zone) -> Measured {
        let below = zone.lower.map(|bound| self.p_at(bound)).transpose()?.map_or(1.0, |(below, _)| below);
        let above = zone.upper.map(|bound| self.p_at(bound)).transpose()?.map_or(1.0, |(_, above)| above);
        Ok((2.0 * f64::min(below, above)).min(1.0))
    }

    /// The two one-sided tests of a zone, with the interval at level 1 − 2α.
    ///
    /// # Errors
    ///
    /// As [`Contrast::p_at`].
    ///
    /// # Source
    ///
    /// D. J. Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987).
    pub fn equivalence(&self, zone: Zone, confidence: Confidence) -> Measured<Equivalence> {
        let p_lower = zone.lower.map(|bound| self.p_at(bound)).transpose()?.map(|(_, above)| above);
        let p_upper = zone.upper.map(|bound| self.p_at(bound)).transpose()?.map(|(below, _)| below);
        let level =
            Confidence::new(1.0 - 2.0 * confidence.alpha()).ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
        let p_value = p_lower.unwrap_or(0.0).max(p_upper.unwrap_or(0.0));
        Ok(Equivalence { zone, p_lower, p_upper, p_value, interval: self.interval(level)? })
    }

    /// How far both samples, of so many units now, must grow until the interval lies inside or outside the zone at the
    /// estimate observed, the standard error shrinking with the square root of the size.
    ///
    /// # Formula
    ///
    /// For a normal estimate f = (quantile · standard error / distance to the nearest bound)², on the normal scale
    ///
    /// # Undefined
    ///
    /// `Undefined(NoSolution)` where the estimate lies on a bound, is only described or brings its own tests.
    ///
    /// # Errors
    ///
    /// As under *Undefined*, and as [`Contrast::interval`].
    pub fn settling(&self, zone: Zone, confidence: Confidence, units: (f64, f64)) -> Measured<SettlingSize> {
        let grown =
            |factor: f64| SettlingSize { factor, group_trials: units.0 * factor, reference_trials: units.1 * factor };
        match self {
            Self::Difference(difference) => difference.settling_size(&zone, confidence),
            Self::Ratio(ratio) => ratio.settling_size(&zone, confidence),
            Self::Own(_) | Self::Tested { .. } | Self::Described(_) => Err(Unavailable::Undefined(Reason::NoSolution)),
            Self::Distance { estimate, excess, scale, .. } => {
                let beyond = |bound: f64| f64::max(estimate - bound, bound - estimate - excess);
                let bounds = [zone.lower, zone.upper].into_iter().flatten().filter(|bound| *bound > 0.0);
                let distance = bounds.map(beyond).fold(f64::INFINITY, f64::min);
                let half = scale * (0.5 * (8.0 / confidence.alpha()).ln()).sqrt();
                let factor = (half / distance).powi(2);
                if distance > 0.0 && factor.is_finite() && factor > 0.0 {
                    Ok(grown(factor.max(1.0)))
                } else {
                    Err(Unavailable::Undefined(Reason::NoSolution))
                }
            }
            Self::Normal { .. } => {
                let (centre, standard_error, scale) = self.on_scale()?;
                let on_scale = |bound: f64| if scale == NormalScale::Logarithm { bound.ln() } else { bound };
                let bounds = [zone.lower, zone.upper].into_iter().flatten().map(on_scale);
                let distance = bounds.map(|bound| (centre - bound).abs()).fold(f64::INFINITY, f64::min);
                let factor = (two_sided_critical_value(confidence) * standard_error / distance).powi(2);
                if factor.is_finite() && factor > 0.0 {
                    Ok(grown(factor.max(1.0)))
                } else {
                    Err(Unavailable::Undefined(Reason::NoSolution))
                }
            }
            Self::Resampled(distribution) => {
                let estimate = distribution.estimate?;
                let spread = distribution.standard_error()?;
                Self::normal(estimate, spread).settling(zone, confidence, units)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Zone = Zone { lower: Some(-0.1), upper: Some(0.1) };

    #[test]
    fn tests_and_intervals_are_dual() {
        let contrasts = [
            Contrast::normal(0.3, 0.11),
            Contrast::Normal {
                estimate: 0.3,
                standard_error: 0.11,
                degrees_of_freedom: Some(7.0),
                scale: NormalScale::Identity,
                method: Method::Welch,
            },
            Contrast::log_normal(1.4, 0.2),
            Contrast::Distance { estimate: 0.5, excess: 0.01, scale: 0.1, largest: 1.0 },
        ];
        for contrast in contrasts {
            let interval = contrast.interval(Confidence::DEFAULT).unwrap();
            for bound in [interval.lower, interval.upper] {
                let p = contrast.p_two_sided(bound).unwrap();
                assert!((p - 0.05).abs() < 1e-9, "{p}");
            }
        }
    }

    #[test]
    fn the_settling_size_settles() {
        let contrast = Contrast::normal(0.05, 0.06);
        let size = contrast.settling(ZONE, Confidence::DEFAULT, (40.0, 60.0)).unwrap();
        let grown = Contrast::normal(0.05, 0.06 / size.factor.sqrt());
        let interval = grown.interval(Confidence::DEFAULT).unwrap();
        assert!((interval.upper - 0.1).abs() < 1e-12);
        assert!((size.group_trials / 40.0 - size.factor).abs() < 1e-12);
    }

    /// `Massart`'s constant: 2 exp(−2nε²) bounds the chance that a distribution function strays by ε.
    #[test]
    fn a_distance_has_bounds_without_assumptions() {
        let of = |rows: f64| Contrast::Distance { estimate: 0.05, excess: 0.0, scale: 2.0 / rows.sqrt(), largest: 1.0 };
        let interval = of(5_000.0).interval(Confidence::DEFAULT).unwrap();
        // Each of both samples strays by (ln(8/.05)/(2·5000))^½ = 0.022530 at most, with probability 1 − .05/4.
        assert!((interval.upper - 0.05 - 2.0 * 0.022_530).abs() < 1e-5 && (interval.lower - 0.004_94).abs() < 1e-5);
        let within = Zone { lower: None, upper: Some(0.1) };
        assert!(
            interval.is_within(&within) && of(5_000.0).equivalence(within, Confidence::DEFAULT).unwrap().p_value < 0.05
        );
        let few = of(500.0);
        assert!(few.p_outside(within).unwrap() > 0.5 && few.interval(Confidence::DEFAULT).unwrap().lower <= 0.0);
        let size = few.settling(within, Confidence::DEFAULT, (500.0, 500.0)).unwrap();
        assert!((of(size.group_trials).interval(Confidence::DEFAULT).unwrap().upper - 0.1).abs() < 1e-9);
    }

    #[test]
    fn nothing_is_said_without_an_error() {
        let tested = Contrast::Tested { estimate: 0.3, p_value: 0.02 };
        assert_eq!((tested.p_two_sided(0.0), tested.p_outside(ZONE).is_err()), (Ok(0.02), true));
        assert!(Contrast::Described(0.3).interval(Confidence::DEFAULT).is_err());
        assert!(Contrast::normal(0.3, 0.0).interval(Confidence::DEFAULT).is_err());
        assert!(Contrast::log_normal(0.0, 1.0).p_at(1.0).is_err());
        assert_eq!(Contrast::Described(0.3).estimate(), Ok(0.3));
    }
}
