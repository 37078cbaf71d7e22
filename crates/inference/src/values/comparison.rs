//! A group's values beside those of a reference.

use super::sums::ValueSums;
use crate::estimate::Estimate;
use crate::interval::Method;
use crate::mean::{Means, WelchTest};
use crate::value::{Confidence, Measured, Reason, Unavailable, finite};

/// Two groups whose values and errors are compared.
///
/// # Example
///
/// ```
/// use evenhand_inference::{value::Confidence, values::{ValueComparison, ValueSums, ValuedRow}};
///
/// let sums = |rows: &[(f64, f64)]| {
///     let mut sums = ValueSums::default();
///     for &(prediction, outcome) in rows {
///         sums.add(ValuedRow { prediction, outcome: Some(outcome) }, 1);
///     }
///     sums
/// };
/// let comparison = ValueComparison {
///     group: &sums(&[(10.0, 14.0), (20.0, 22.0), (30.0, 36.0)]),
///     reference: &sums(&[(10.0, 11.0), (20.0, 19.0), (30.0, 30.0)]),
/// };
/// // The model believes 4 too little of the group, and errs 6 times as much.
/// assert_eq!(comparison.residual_difference(Confidence::DEFAULT).unwrap().difference, 4.0);
/// assert_eq!(comparison.mean_absolute_error_ratio(Confidence::DEFAULT).value, Ok(6.0));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ValueComparison<'a> {
    /// The group under audit.
    pub group: &'a ValueSums,
    /// What it is compared with.
    pub reference: &'a ValueSums,
}

impl ValueComparison<'_> {
    /// The mean predictions, for their difference, their ratio and their standardised difference.
    pub fn predictions(&self) -> Means {
        Means { group: self.group.predictions(), reference: self.reference.predictions() }
    }

    /// The mean outcomes.
    pub fn outcomes(&self) -> Means {
        Means { group: self.group.outcomes(), reference: self.reference.outcomes() }
    }

    /// Mean residual of the group less that of the reference, by Welch.
    ///
    /// # Undefined
    ///
    /// As [`Means::welch`]; a side without outcomes: `Undefined(NoLabels)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn residual_difference(&self, confidence: Confidence) -> Measured<WelchTest> {
        self.check()?;
        Means { group: self.group.residuals(), reference: self.reference.residuals() }.welch(confidence)
    }

    /// MAE of the group over that of the reference.
    ///
    /// # Formula
    ///
    /// The ratio of means of |r|: exp(ln q ∓ z√(c₁²/n₁ + c₂²/n₂)), c = s/m
    ///
    /// # Undefined
    ///
    /// If an error is zero on both sides: `Undefined(ZeroOverZero)`; on the reference's: infinite.
    pub fn mean_absolute_error_ratio(&self, confidence: Confidence) -> Estimate {
        let means = Means { group: self.group.absolute_errors(), reference: self.reference.absolute_errors() };
        let part = |moments: &crate::mean::Moments| -> Measured {
            let mean = moments.mean()?;
            finite(moments.variance()? / (mean * mean) / moments.count as f64)
        };
        let variance = part(&means.group).and_then(|own| Ok(own + part(&means.reference)?));
        let value = self.check().and_then(|()| ratio(means.group.mean()?, means.reference.mean()?));
        Estimate::logarithmic(value, variance, Method::DeltaLog, confidence)
    }

    /// Predictions over outcomes of the group, over those of the reference: whether it is overestimated by a larger factor.
    ///
    /// # Formula
    ///
    /// exp(ln q ∓ z√(V₁ + V₂)), V the variances of the logarithms
    ///
    /// # Undefined
    ///
    /// As [`ValueSums::predicted_over_observed`] of either.
    pub fn predicted_over_observed_ratio(&self, confidence: Confidence) -> Estimate {
        let (own, others) =
            (self.group.predicted_over_observed(confidence), self.reference.predicted_over_observed(confidence));
        let value = own.value.and_then(|own| finite(own / others.value?));
        let variance = self
            .group
            .log_overestimate_variance()
            .and_then(|own| Ok(own + self.reference.log_overestimate_variance()?));
        Estimate::logarithmic(value, variance, Method::DeltaLog, confidence)
    }

    /// RMSE of the group over that of the reference.
    ///
    /// # Formula
    ///
    /// exp(ln q ∓ z√(V₁ + V₂)), V = s²/(4m²n), m and s of the squared errors
    ///
    /// # Undefined
    ///
    /// As [`mean_absolute_error_ratio`](Self::mean_absolute_error_ratio).
    pub fn root_mean_squared_error_ratio(&self, confidence: Confidence) -> Estimate {
        let root = |sums: &ValueSums| sums.mean_squared_error().map(f64::sqrt);
        let value = root(self.group).and_then(|own| ratio(own, root(self.reference)?));
        let variance = self.group.log_error_variance().and_then(|own| Ok(own + self.reference.log_error_variance()?));
        Estimate::logarithmic(value, variance, Method::DeltaLog, confidence)
    }

    /// R² of the group less that of the reference; confounded by how much the outcomes of either vary.
    ///
    /// # Undefined
    ///
    /// As [`ValueSums::r_squared`] of either.
    pub fn r_squared_difference(&self, confidence: Confidence) -> Estimate {
        let (own, others) = (self.group.r_squared(confidence), self.reference.r_squared(confidence));
        let value = own.value.and_then(|own| finite(own - others.value?));
        let variance = own.standard_error.and_then(|own| {
            let others = others.standard_error?;
            Ok(own * own + others * others)
        });
        Estimate::linear(value, variance, Method::Delta, confidence)
    }

    fn check(&self) -> Measured<()> {
        self.group.check_labels().and_then(|()| self.reference.check_labels())
    }
}

fn ratio(group: f64, reference: f64) -> Measured {
    crate::value::quotient(group, reference, Reason::ZeroOverZero)
        .map_err(|reason| if group.is_finite() { reason } else { Unavailable::Undefined(Reason::OutsideDomain) })
}
