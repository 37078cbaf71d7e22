//! Means of a value or a score: their difference, their ratio, and the standardised difference.

use serde::{Deserialize, Serialize};

use super::{
    Contrast, Interval, Method, NormalScale,
    special::{StudentT, two_sided_critical_value, two_sided_student_critical_value},
};
use crate::value::{Confidence, Measured, Reason, Unavailable, finite, quotient};

/// What is kept of a group's values.
///
/// # Example
///
/// ```
/// use evenhand_inference::Moments;
///
/// let moments = Moments::from_sums(4, 10.0, 30.0);
/// assert_eq!((moments.mean(), moments.variance()), (Ok(2.5), Ok(5.0 / 3.0)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Moments {
    /// Number of values.
    pub count: u64,
    /// Their sum.
    pub sum: f64,
    /// The sum of their squared distances from their mean.
    pub squared_deviations: f64,
}

impl Moments {
    /// From the sum and the sum of squares; loses digits where the mean is large against the spread.
    pub fn from_sums(count: u64, sum: f64, squares: f64) -> Self {
        let mean = if count == 0 { 0.0 } else { sum / count as f64 };
        Self { count, sum, squared_deviations: (squares - sum * mean).max(0.0) }
    }

    /// The mean.
    ///
    /// # Undefined
    ///
    /// Without a value: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn mean(&self) -> Measured {
        quotient(self.sum, self.count as f64, Reason::NoRows)
            .map_err(|_| Unavailable::Undefined(if self.count == 0 { Reason::NoRows } else { Reason::OutsideDomain }))
    }

    /// The sample variance.
    ///
    /// # Formula
    ///
    /// Σ(v − v̄)²/(n − 1)
    ///
    /// # Undefined
    ///
    /// With fewer than two values: `Undefined(TooFewRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn variance(&self) -> Measured {
        self.mean()?;
        if self.count < 2 {
            return Err(Unavailable::Undefined(Reason::TooFewRows));
        }
        finite(self.squared_deviations / (self.count as f64 - 1.0))
    }

    /// Both groups as one.
    ///
    /// # Source
    ///
    /// T. F. Chan, G. H. Golub and R. J. `LeVeque`, The American Statistician 37 (1983).
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        if self.count == 0 {
            return *other;
        }
        if other.count == 0 {
            return *self;
        }
        let (n1, n2) = (self.count as f64, other.count as f64);
        let gap = other.sum / n2 - self.sum / n1;
        Self {
            count: self.count + other.count,
            sum: self.sum + other.sum,
            squared_deviations: self.squared_deviations + other.squared_deviations + gap * gap * n1 * (n2 / (n1 + n2)),
        }
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        values.into_iter().fold(Self::default(), |moments, value| {
            moments.merged(&Self { count: 1, sum: value, squared_deviations: 0.0 })
        })
    }
}

/// Two groups whose means are compared.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Means {
    /// The group under audit.
    pub group: Moments,
    /// What it is compared with.
    pub reference: Moments,
}

/// Welch's comparison of two means.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WelchTest {
    /// Mean of the group less that of the reference.
    pub difference: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The difference over its standard error.
    pub t: f64,
    /// Satterthwaite's degrees of freedom.
    pub degrees_of_freedom: f64,
    /// Two-sided p-value.
    pub p_two_sided: f64,
    /// Interval of the difference.
    pub interval: Interval,
}

impl WelchTest {
    /// The difference, ready to be judged.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Means, value::Confidence};
    ///
    /// let group = [1.0, 2.0, 4.0].into_iter().collect();
    /// let reference = [2.0, 3.0, 7.0].into_iter().collect();
    /// let test = Means { group, reference }.welch(Confidence::DEFAULT).unwrap();
    /// let p = test.contrast().p_two_sided(0.0).unwrap();
    /// assert!((p - test.p_two_sided).abs() < 1e-12);
    /// ```
    pub const fn contrast(&self) -> Contrast {
        Contrast::Normal {
            estimate: self.difference,
            standard_error: self.standard_error,
            degrees_of_freedom: Some(self.degrees_of_freedom),
            scale: NormalScale::Identity,
            method: self.interval.method,
        }
    }
}

/// By what the difference of means is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standardiser {
    /// The pooled standard deviation of the two groups: Cohen's d.
    Pooled,
    /// The standard deviation of both groups taken as one, common in fair-lending work.
    Overall,
    /// The reference's standard deviation: Glass's Δ.
    Reference,
    /// The root of the average of both variances, as in balance diagnostics.
    AverageVariance,
}

impl Means {
    /// The difference of means with unequal variances.
    ///
    /// # Formula
    ///
    /// t = (m₁ − m₂)/√(s₁²/n₁ + s₂²/n₂), ν = (v₁+v₂)²/(v₁²/(n₁−1) + v₂²/(n₂−1)), v = s²/n
    ///
    /// # Undefined
    ///
    /// With fewer than two values in a group: `Undefined(TooFewRows)` or `Undefined(NoRows)`; if no group varies:
    /// `Undefined(NoVariation)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// B. L. Welch, Biometrika 34 (1947).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Means, value::Confidence};
    ///
    /// let reference = [0.95, 0.85, 0.8, 0.7, 0.6, 0.55, 0.4, 0.35, 0.2, 0.1].into_iter().collect();
    /// let group = [0.9, 0.75, 0.65, 0.5, 0.45, 0.4, 0.3, 0.25, 0.15, 0.05].into_iter().collect();
    /// let test = Means { group, reference }.welch(Confidence::DEFAULT).unwrap();
    /// assert!((test.t + 0.890268).abs() < 1e-6 && (test.p_two_sided - 0.385103).abs() < 1e-6);
    /// ```
    pub fn welch(&self, confidence: Confidence) -> Measured<WelchTest> {
        let difference = self.group.mean()? - self.reference.mean()?;
        let (n1, n2) = (self.group.count as f64, self.reference.count as f64);
        let (v1, v2) = (self.group.variance()? / n1, self.reference.variance()? / n2);
        let variance = v1 + v2;
        if variance <= 0.0 {
            return Err(Unavailable::Undefined(Reason::NoVariation));
        }
        let (share1, share2) = (v1 / variance, v2 / variance);
        let degrees_of_freedom = 1.0 / (share1 * share1 / (n1 - 1.0) + share2 * share2 / (n2 - 1.0));
        let error = variance.sqrt();
        let half = two_sided_student_critical_value(confidence, degrees_of_freedom)? * error;
        let t = difference / error;
        let p_two_sided = (2.0 * StudentT::new(degrees_of_freedom)?.upper_tail(t.abs())).min(1.0);
        let (lower, upper) = (finite(difference - half)?, finite(difference + half)?);
        let interval = Interval { lower, upper, confidence, method: Method::Welch };
        Ok(WelchTest { difference, standard_error: error, t: finite(t)?, degrees_of_freedom, p_two_sided, interval })
    }

    /// The ratio of means, group over reference.
    ///
    /// # Formula
    ///
    /// m₁/m₂
    ///
    /// # Undefined
    ///
    /// Without a value: `Undefined(NoRows)`; unless both means are positive: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn ratio(&self) -> Measured {
        let (m1, m2) = (self.group.mean()?, self.reference.mean()?);
        if m1 > 0.0 && m2 > 0.0 { finite(m1 / m2) } else { Err(Unavailable::Undefined(Reason::OutsideDomain)) }
    }

    /// The interval of the ratio of means.
    ///
    /// # Formula
    ///
    /// exp(ln r ∓ z√(c₁²/n₁ + c₂²/n₂)), c = s/m
    ///
    /// # Undefined
    ///
    /// As the ratio; with fewer than two values in a group: `Undefined(TooFewRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn ratio_interval(&self, confidence: Confidence) -> Measured<Interval> {
        let ratio = self.ratio()?;
        let part = |moments: &Moments| -> Measured {
            let mean = moments.mean()?;
            Ok(moments.variance()? / (mean * mean) / moments.count as f64)
        };
        let half = two_sided_critical_value(confidence) * (part(&self.group)? + part(&self.reference)?).sqrt();
        let (lower, upper) = (finite(ratio * (-half).exp())?, finite(ratio * half.exp())?);
        Ok(Interval { lower, upper, confidence, method: Method::DeltaLog })
    }

    /// The ratio of means, ready to be judged.
    ///
    /// # Undefined
    ///
    /// As [`Means::ratio_interval`]; if neither group varies there is no error to judge by, and the ratio is only described.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn ratio_contrast(&self) -> Measured<Contrast> {
        let estimate = self.ratio()?;
        let part = |moments: &Moments| -> Measured {
            let mean = moments.mean()?;
            finite(moments.variance()? / (mean * mean) / moments.count as f64)
        };
        let variance = part(&self.group)? + part(&self.reference)?;
        Ok(if variance > 0.0 { Contrast::log_normal(estimate, variance.sqrt()) } else { Contrast::Described(estimate) })
    }

    /// The standardised mean difference.
    ///
    /// # Formula
    ///
    /// d = (m₁ − m₂)/s, s by the [`Standardiser`]
    ///
    /// # Undefined
    ///
    /// With too few values, as the variances; if the values do not vary: `Undefined(NoVariation)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// J. Cohen, Statistical Power Analysis (1988); G. V. Glass, Educational Researcher 5 (1976).
    pub fn standardised_difference(&self, standardiser: Standardiser) -> Measured {
        let difference = self.group.mean()? - self.reference.mean()?;
        let variance = match standardiser {
            Standardiser::Pooled => {
                let degrees = (self.group.count + self.reference.count) as f64 - 2.0;
                if degrees <= 0.0 {
                    return Err(Unavailable::Undefined(Reason::TooFewRows));
                }
                (self.group.squared_deviations + self.reference.squared_deviations) / degrees
            }
            Standardiser::Overall => self.group.merged(&self.reference).variance()?,
            Standardiser::Reference => self.reference.variance()?,
            Standardiser::AverageVariance => 0.5 * (self.group.variance()? + self.reference.variance()?),
        };
        if variance > 0.0 {
            finite(difference / variance.sqrt())
        } else {
            Err(Unavailable::Undefined(Reason::NoVariation))
        }
    }

    /// Cohen's d corrected for its bias in small samples.
    ///
    /// # Formula
    ///
    /// d·(1 − 3/(4(n₁+n₂−2) − 1))
    ///
    /// # Undefined
    ///
    /// As [`Means::standardised_difference`].
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// L. V. Hedges, Journal of Educational Statistics 6 (1981).
    pub fn hedges(&self) -> Measured {
        let d = self.standardised_difference(Standardiser::Pooled)?;
        let degrees = (self.group.count + self.reference.count) as f64 - 2.0;
        Ok(d * (1.0 - 3.0 / (4.0 * degrees - 1.0)))
    }

    /// The large-sample interval of the standardised mean difference.
    ///
    /// # Formula
    ///
    /// d ∓ z√((n₁+n₂)/(n₁n₂) + d²/(2(n₁+n₂)))
    ///
    /// # Undefined
    ///
    /// As [`Means::standardised_difference`].
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// L. V. Hedges and I. Olkin, Statistical Methods for Meta-Analysis (1985).
    pub fn standardised_interval(&self, standardiser: Standardiser, confidence: Confidence) -> Measured<Interval> {
        let d = self.standardised_difference(standardiser)?;
        let half = two_sided_critical_value(confidence) * self.standardised_error(standardiser)?;
        let (lower, upper) = (finite(d - half)?, finite(d + half)?);
        Ok(Interval { lower, upper, confidence, method: Method::Delta })
    }

    /// The large-sample standard error of the standardised mean difference.
    ///
    /// # Formula
    ///
    /// √((n₁+n₂)/(n₁n₂) + d²/(2(n₁+n₂)))
    ///
    /// # Undefined
    ///
    /// As [`Means::standardised_difference`].
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn standardised_error(&self, standardiser: Standardiser) -> Measured {
        let d = self.standardised_difference(standardiser)?;
        let (n1, n2) = (self.group.count as f64, self.reference.count as f64);
        finite((1.0 / n1 + 1.0 / n2 + d * d / (2.0 * (n1 + n2))).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_have_no_scale() {
        let constant: Moments = [2.0; 5].into_iter().collect();
        let means = Means { group: constant, reference: constant };
        let no_variation = Err(Unavailable::Undefined(Reason::NoVariation));
        assert_eq!(means.standardised_difference(Standardiser::Pooled), no_variation);
        assert_eq!(means.standardised_difference(Standardiser::Overall), no_variation);
        assert_eq!(means.welch(Confidence::DEFAULT).map(|test| test.t), no_variation);
        let empty = Means { group: Moments::default(), reference: constant };
        assert_eq!(empty.ratio(), Err(Unavailable::Undefined(Reason::NoRows)));
        let negative: Moments = [-1.0, -2.0].into_iter().collect();
        assert!(Means { group: negative, reference: constant }.ratio().is_err());
    }

    #[test]
    fn merging_is_collecting() {
        let values = [1.0, 4.0, 2.5, 9.0, -3.0];
        let whole: Moments = values.into_iter().collect();
        let parts = values[..2].iter().copied().collect::<Moments>().merged(&values[2..].iter().copied().collect());
        approx::assert_relative_eq!(whole.sum, parts.sum);
        approx::assert_relative_eq!(whole.squared_deviations, parts.squared_deviations, max_relative = 1e-14);
        assert_eq!(Moments::default().merged(&whole), whole);
    }
}
