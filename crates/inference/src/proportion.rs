//! One proportion and its intervals.

use serde::{Deserialize, Serialize};

use super::{
    interval::{Interval, Method},
    special::{Beta, two_sided_critical_value},
};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Successes of trials: exact counts, or a rate with the effective sample size of weighted or clustered data.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Proportion, value::Confidence};
///
/// let selected = Proportion::new(80, 200).unwrap();
/// let interval = selected.wilson(Confidence::DEFAULT).unwrap();
/// assert_eq!(selected.rate(), Ok(0.4));
/// assert!((interval.lower - 0.334606).abs() < 1e-6 && (interval.upper - 0.469163).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Proportion {
    successes: f64,
    trials: f64,
    counts: Option<Counts>,
}

/// The whole numbers behind a proportion of unweighted rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows that count as a success.
    pub successes: u64,
    /// All rows.
    pub trials: u64,
}

impl Counts {
    /// Rows that do not count as a success.
    pub const fn failures(&self) -> u64 {
        self.trials.saturating_sub(self.successes)
    }
}

impl Proportion {
    /// `successes` of `trials` rows.
    ///
    /// # Errors
    ///
    /// `Undefined(OutsideDomain)` if there are more successes than trials.
    pub fn new(successes: u64, trials: u64) -> Measured<Self> {
        if successes > trials {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        Ok(Self { successes: successes as f64, trials: trials as f64, counts: Some(Counts { successes, trials }) })
    }

    /// A `rate` known as precisely as from `trials` independent rows.
    ///
    /// # Errors
    ///
    /// `Undefined(OutsideDomain)` unless the rate lies in [0, 1] and the trials are finite and not negative.
    ///
    /// # Source
    ///
    /// E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998).
    pub fn effective(rate: f64, trials: f64) -> Measured<Self> {
        if (0.0..=1.0).contains(&rate) && trials >= 0.0 && trials.is_finite() {
            Ok(Self { successes: rate * trials, trials, counts: None })
        } else {
            Err(Unavailable::Undefined(Reason::OutsideDomain))
        }
    }

    /// The exact counts; `None` where weights or clusters stand behind the rate.
    pub const fn counts(&self) -> Option<Counts> {
        self.counts
    }

    /// The number of successes, effective where weighted.
    pub const fn successes(&self) -> f64 {
        self.successes
    }

    /// The number of failures, effective where weighted.
    pub fn failures(&self) -> f64 {
        match self.counts {
            Some(counts) => counts.failures() as f64,
            None => self.trials - self.successes,
        }
    }

    /// The number of trials, effective where weighted.
    pub const fn trials(&self) -> f64 {
        self.trials
    }

    /// The same trials with success and failure exchanged.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self {
            successes: self.failures(),
            trials: self.trials,
            counts: self.counts.map(|counts| Counts { successes: counts.failures(), trials: counts.trials }),
        }
    }

    /// The observed rate.
    ///
    /// # Formula
    ///
    /// p̂ = x/n
    ///
    /// # Undefined
    ///
    /// Without a trial: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn rate(&self) -> Measured {
        if self.trials > 0.0 { Ok(self.successes / self.trials) } else { Err(Unavailable::Undefined(Reason::NoRows)) }
    }

    /// The score interval, the default.
    ///
    /// # Formula
    ///
    /// (p̂ + z²/2n ∓ z√(p̂(1−p̂)/n + z²/4n²)) / (1 + z²/n)
    ///
    /// # Undefined
    ///
    /// Without a trial: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// E. B. Wilson, Journal of the American Statistical Association 22 (1927); L. D. Brown, T. T. Cai and A. `DasGupta`,
    /// Statistical Science 16 (2001).
    pub fn wilson(&self, confidence: Confidence) -> Measured<Interval> {
        self.rate()?;
        let bounds = self.wilson_bounds(two_sided_critical_value(confidence));
        let method = if self.counts.is_some() { Method::Wilson } else { Method::LinearisedWilson };
        Ok(Interval { lower: bounds.lower, upper: bounds.upper, confidence, method })
    }

    /// The interval of equal tails under Jeffreys' prior, closed at 0 and 1.
    ///
    /// # Formula
    ///
    /// Quantiles of Beta(x+½, n−x+½); the lower bound is 0 if x = 0, the upper 1 if x = n
    ///
    /// # Undefined
    ///
    /// Without a trial: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// Brown, Cai and `DasGupta`, Statistical Science 16 (2001).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Proportion, value::Confidence};
    ///
    /// let interval = Proportion::new(0, 20).unwrap().jeffreys(Confidence::DEFAULT).unwrap();
    /// assert!(interval.lower == 0.0 && (interval.upper - 0.116639).abs() < 1e-6);
    /// ```
    pub fn jeffreys(&self, confidence: Confidence) -> Measured<Interval> {
        let rate = self.rate()?;
        let tail = 0.5 * confidence.alpha();
        let beta = Beta::new(self.successes + 0.5, self.failures() + 0.5)?;
        let lower = if self.successes > 0.0 { beta.quantile(tail).min(rate) } else { 0.0 };
        let upper = if self.failures() > 0.0 { beta.upper_quantile(tail).max(rate) } else { 1.0 };
        Ok(Interval { lower, upper, confidence, method: Method::Jeffreys })
    }

    /// The interval that never covers less often than stated; wider than needed on average.
    ///
    /// # Formula
    ///
    /// Quantiles of Beta(x, n−x+1) and Beta(x+1, n−x)
    ///
    /// # Undefined
    ///
    /// Without a trial: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// C. J. Clopper and E. S. Pearson, Biometrika 26 (1934).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Proportion, value::Confidence};
    ///
    /// let interval = Proportion::new(6, 40).unwrap().clopper_pearson(Confidence::DEFAULT).unwrap();
    /// assert!((interval.lower - 0.057102).abs() < 1e-6 && (interval.upper - 0.298353).abs() < 1e-6);
    /// ```
    pub fn clopper_pearson(&self, confidence: Confidence) -> Measured<Interval> {
        self.rate()?;
        let Bounds { lower, upper } = self.exact_bounds(0.5 * confidence.alpha())?;
        Ok(Interval { lower, upper, confidence, method: Method::ClopperPearson })
    }

    /// Clopper-Pearson bounds that each err with the probability given; trials must be positive.
    pub(super) fn exact_bounds(&self, tail: f64) -> Measured<Bounds> {
        let (successes, failures) = (self.successes, self.failures());
        let lower = if successes > 0.0 { Beta::new(successes, failures + 1.0)?.quantile(tail) } else { 0.0 };
        let upper = if failures > 0.0 { Beta::new(successes + 1.0, failures)?.upper_quantile(tail) } else { 1.0 };
        Ok(Bounds { lower, upper })
    }

    /// Wilson's bounds at any critical value; trials must be positive.
    pub(super) fn wilson_bounds(&self, z: f64) -> Bounds {
        let (n, x, y) = (self.trials, self.successes, self.failures());
        let square = z * z;
        let root = z * (x * (y / n) + 0.25 * square).sqrt();
        let rate = x / n;
        // Each bound in the form that does not cancel: lower = x²/n over its conjugate.
        let lower = if x > 0.0 { x * rate / (x + 0.5 * square + root) } else { 0.0 };
        let upper = if y > 0.0 { (x + 0.5 * square + root) / (n + square) } else { 1.0 };
        Bounds { lower: lower.min(rate), upper: upper.min(1.0).max(rate) }
    }
}

/// Two bounds without a method.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) lower: f64,
    pub(super) upper: f64,
}

/// The serialised form of a proportion.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Form {
    Counts(Counts),
    Effective { rate: f64, effective_trials: f64 },
}

impl From<Proportion> for Form {
    fn from(proportion: Proportion) -> Self {
        match proportion.counts {
            Some(counts) => Self::Counts(counts),
            None => Self::Effective { rate: proportion.rate().unwrap_or(0.0), effective_trials: proportion.trials },
        }
    }
}

impl TryFrom<Form> for Proportion {
    type Error = Unavailable;

    fn try_from(form: Form) -> Result<Self, Unavailable> {
        match form {
            Form::Counts(counts) => Self::new(counts.successes, counts.trials),
            Form::Effective { rate, effective_trials } => Self::effective(rate, effective_trials),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn level(level: f64) -> Confidence {
        Confidence::new(level).unwrap()
    }

    #[test]
    fn nothing_is_said_about_no_rows() {
        let none = Proportion::new(0, 0).unwrap();
        let no_rows = Unavailable::Undefined(Reason::NoRows);
        assert_eq!(none.rate(), Err(no_rows));
        assert_eq!(none.wilson(Confidence::DEFAULT), Err(no_rows));
        assert_eq!(none.jeffreys(Confidence::DEFAULT), Err(no_rows));
        assert_eq!(none.clopper_pearson(Confidence::DEFAULT), Err(no_rows));
        assert_eq!(Proportion::new(2, 1), Err(Unavailable::Undefined(Reason::OutsideDomain)));
        assert_eq!(Proportion::effective(1.5, 1.0), Err(Unavailable::Undefined(Reason::OutsideDomain)));
        assert_eq!(Proportion::effective(0.5, f64::NAN), Err(Unavailable::Undefined(Reason::OutsideDomain)));
    }

    #[test]
    fn forms_survive_serialisation() {
        for proportion in [Proportion::new(80, 200).unwrap(), Proportion::effective(0.5, 3.25).unwrap()] {
            let text = toml::to_string(&proportion).unwrap();
            assert_eq!(toml::from_str::<Proportion>(&text).unwrap(), proportion);
        }
        assert!(toml::from_str::<Proportion>("successes = 3\ntrials = 2").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn intervals_contain_their_point_and_nest(trials in 1_u64..100_000_000, share in 0.0..=1.0_f64) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the trials")]
            let successes = ((trials as f64) * share) as u64;
            let proportion = Proportion::new(successes.min(trials), trials).unwrap();
            let rate = proportion.rate().unwrap();
            for method in [Proportion::wilson, Proportion::jeffreys, Proportion::clopper_pearson] {
                let narrow = method(&proportion, level(0.8)).unwrap();
                let wide = method(&proportion, level(0.99)).unwrap();
                prop_assert!(narrow.contains(rate) && wide.contains(rate));
                prop_assert!(wide.lower <= narrow.lower && narrow.upper <= wide.upper);
                prop_assert!(0.0 <= wide.lower && wide.upper <= 1.0);
            }
        }
    }
}
