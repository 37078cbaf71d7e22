//! What a comparison of given size can show, and the size that would show it.

use serde::{Deserialize, Serialize};

use super::{
    Difference, Interval, Proportion, Ratio, Zone,
    special::{normal_cdf, normal_quantile, two_sided_critical_value},
};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Two samples about to be compared.
///
/// # Example
///
/// ```
/// use evenhand_inference::Design;
///
/// let design = Design { group_trials: 500.0, reference_trials: 500.0, ..Design::default() };
/// assert!((design.minimum_detectable_difference(0.3).unwrap() - 0.0811977).abs() < 1e-7);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Design {
    /// Rows of the group, effective where weighted.
    pub group_trials: f64,
    /// Rows of the reference, effective where weighted.
    pub reference_trials: f64,
    /// Two-sided confidence of the comparison.
    pub confidence: Confidence,
    /// The probability with which a true disparity should be found.
    pub power: f64,
}

impl Default for Design {
    /// No rows, 95 % confidence, 80 % power.
    fn default() -> Self {
        Self { group_trials: 0.0, reference_trials: 0.0, confidence: Confidence::DEFAULT, power: 0.8 }
    }
}

/// The true rates that a design is to be judged at.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Rate of the group.
    pub group: f64,
    /// Rate of the reference.
    pub reference: f64,
}

impl Design {
    /// The smallest absolute difference found with the power asked for, variances taken at a common rate.
    ///
    /// # Formula
    ///
    /// (z₁₋α/₂ + z₁₋β)·√(p(1−p)(1/n₁ + 1/n₂))
    ///
    /// # Undefined
    ///
    /// Without rows: `Undefined(NoRows)`; for a rate outside [0, 1] or a power outside (0, 1): `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// J. L. Fleiss, Statistical Methods for Rates and Proportions (1981).
    pub fn minimum_detectable_difference(&self, rate: f64) -> Measured {
        self.check()?;
        within_unit(rate)?;
        let unit = rate * (1.0 - rate) * (1.0 / self.group_trials + 1.0 / self.reference_trials);
        Ok((two_sided_critical_value(self.confidence) + normal_quantile(self.power)) * unit.sqrt())
    }

    /// The smallest difference below the reference's rate that is found with the power asked for, at its own variance.
    ///
    /// # Formula
    ///
    /// d with [`Design::power_at`] the rates p − d and p equal to the power
    ///
    /// # Undefined
    ///
    /// As [`Design::minimum_detectable_difference`]; if not even a rate of 0 would be found: `Undefined(NoSolution)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::Design;
    ///
    /// let design = Design { group_trials: 500.0, reference_trials: 500.0, ..Design::default() };
    /// assert!((design.minimum_detectable_shortfall(0.3).unwrap() - 0.0777382).abs() < 1e-7);
    /// ```
    pub fn minimum_detectable_shortfall(&self, reference_rate: f64) -> Measured {
        self.check()?;
        within_unit(reference_rate)?;
        let power = |drop: f64| self.power_at(Rates { group: reference_rate - drop, reference: reference_rate });
        let (mut low, mut high) = (0.0, reference_rate);
        if high <= 0.0 || power(high)? < self.power {
            return Err(Unavailable::Undefined(Reason::NoSolution));
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if power(middle)? < self.power { low = middle } else { high = middle }
        }
        Ok(high)
    }

    /// The probability that the score test finds the true rates different, in the right direction.
    ///
    /// # Formula
    ///
    /// Φ((|p₁−p₂| − z₁₋α/₂√(p(1−p)(1/n₁+1/n₂)))/√(p₁q₁/n₁ + p₂q₂/n₂)), p the mean of the rates weighted by size
    ///
    /// # Undefined
    ///
    /// As [`Design::minimum_detectable_difference`].
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Design, Rates};
    ///
    /// let design = Design { group_trials: 160.0, reference_trials: 200.0, ..Design::default() };
    /// let power = design.power_at(Rates { group: 0.25, reference: 0.4 }).unwrap();
    /// assert!((power - 0.857185).abs() < 1e-6);
    /// ```
    pub fn power_at(&self, rates: Rates) -> Measured {
        self.check()?;
        within_unit(rates.group)?;
        within_unit(rates.reference)?;
        let (n1, n2) = (self.group_trials, self.reference_trials);
        let pooled = (n1 * rates.group + n2 * rates.reference) / (n1 + n2);
        let null = (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2)).max(0.0).sqrt();
        let spread = (rates.group * (1.0 - rates.group) / n1 + rates.reference * (1.0 - rates.reference) / n2).sqrt();
        let lead = (rates.group - rates.reference).abs() - two_sided_critical_value(self.confidence) * null;
        Ok(if spread > 0.0 {
            normal_cdf(lead / spread)
        } else if lead > 0.0 {
            1.0
        } else {
            0.0
        })
    }

    fn check(&self) -> Measured<()> {
        if self.group_trials <= 0.0 || self.reference_trials <= 0.0 {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        let is_valid =
            self.group_trials.is_finite() && self.reference_trials.is_finite() && self.power > 0.0 && self.power < 1.0;
        if is_valid { Ok(()) } else { Err(Unavailable::Undefined(Reason::OutsideDomain)) }
    }
}

/// How large samples must be to prove that a disparity is acceptable.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Proof, Rates};
///
/// let proof = Proof::at(Rates { group: 0.3, reference: 0.3 });
/// assert_eq!(proof.group_trials_for_ratio_above(0.8).unwrap().ceil(), 580.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// The true rates that are assumed.
    pub rates: Rates,
    /// Rows of the reference for each row of the group.
    pub allocation: f64,
    /// Confidence of the one-sided test.
    pub confidence: Confidence,
    /// The probability with which the proof should succeed.
    pub power: f64,
}

impl Proof {
    /// Equal samples, one-sided 95 % confidence and 80 % power.
    pub const fn at(rates: Rates) -> Self {
        Self { rates, allocation: 1.0, confidence: Confidence::DEFAULT, power: 0.8 }
    }

    /// Rows of the group needed to show that the ratio exceeds `bound`, not rounded.
    ///
    /// # Formula
    ///
    /// (z₁₋α + z₁₋β)²·((1−p₁)/p₁ + (1−p₂)/(k·p₂))/ln(p₁/(p₂·R₀))², k the allocation
    ///
    /// # Undefined
    ///
    /// For a zero rate: `Undefined(ZeroRate)`; for a true ratio at or below the bound: `Undefined(NoSolution)`; for
    /// arguments that are no rates, shares or sizes: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn group_trials_for_ratio_above(&self, bound: f64) -> Measured {
        let quantiles = self.quantiles()?;
        let Rates { group, reference } = self.rates;
        if group <= 0.0 || reference <= 0.0 {
            return Err(Unavailable::Undefined(Reason::ZeroRate));
        }
        if !(bound > 0.0 && bound.is_finite()) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        let lead = (group / reference / bound).ln();
        if lead <= 0.0 {
            return Err(Unavailable::Undefined(Reason::NoSolution));
        }
        let variance = (1.0 - group) / group + (1.0 - reference) / (self.allocation * reference);
        Ok(quantiles * quantiles * variance / (lead * lead))
    }

    /// Rows of the group needed to show that the difference exceeds −`margin`, not rounded.
    ///
    /// # Formula
    ///
    /// (z₁₋α + z₁₋β)²·(p₁q₁ + p₂q₂/k)/(p₁ − p₂ + margin)²
    ///
    /// # Undefined
    ///
    /// For a true difference at or below −margin: `Undefined(NoSolution)`; for arguments that are no rates, shares or
    /// sizes: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn group_trials_for_difference_above(&self, margin: f64) -> Measured {
        let quantiles = self.quantiles()?;
        let Rates { group, reference } = self.rates;
        let lead = group - reference + margin;
        if !lead.is_finite() {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        if lead <= 0.0 {
            return Err(Unavailable::Undefined(Reason::NoSolution));
        }
        let variance = group * (1.0 - group) + reference * (1.0 - reference) / self.allocation;
        Ok(quantiles * quantiles * variance / (lead * lead))
    }

    /// z₁₋α + z₁₋β, after checking the arguments.
    fn quantiles(&self) -> Measured {
        within_unit(self.rates.group)?;
        within_unit(self.rates.reference)?;
        let sum = normal_quantile(self.power) - normal_quantile(self.confidence.alpha());
        let is_valid = self.allocation > 0.0 && self.allocation.is_finite() && sum.is_finite();
        if is_valid { Ok(sum.max(0.0)) } else { Err(Unavailable::Undefined(Reason::OutsideDomain)) }
    }
}

/// The sample sizes at which an inconclusive comparison would settle if its rates stayed as observed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SettlingSize {
    /// Both samples must grow by this factor; 1 if the comparison is settled already.
    pub factor: f64,
    /// Rows of the group at that factor.
    pub group_trials: f64,
    /// Rows of the reference at that factor.
    pub reference_trials: f64,
}

impl Difference {
    /// How far both samples must grow until the score interval lies inside or outside the zone.
    ///
    /// # Formula
    ///
    /// The smallest f ≥ 1 whose interval at rates p̂₁, p̂₂ and sizes f·n₁, f·n₂ is within or disjoint; at that size the
    /// comparison settles with a probability of about one half
    ///
    /// # Undefined
    ///
    /// As [`Difference::miettinen_nurminen`]; where the estimate lies on the bound of the zone: `Undefined(NoSolution)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn settling_size(&self, zone: &Zone, confidence: Confidence) -> Measured<SettlingSize> {
        settle(&self.group, &self.reference, zone, |group, reference| {
            Difference { group, reference }.miettinen_nurminen(confidence)
        })
    }
}

impl Ratio {
    /// How far both samples must grow until the score interval lies inside or outside the zone.
    ///
    /// # Formula
    ///
    /// As [`Difference::settling_size`]
    ///
    /// # Undefined
    ///
    /// As [`Ratio::miettinen_nurminen`]; where the estimate is 0/0 or lies on the bound of the zone:
    /// `Undefined(NoSolution)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{
    ///     Proportion, Ratio, Zone,
    ///     value::Confidence,
    /// };
    ///
    /// let (group, reference) = (Proportion::new(40, 160).unwrap(), Proportion::new(80, 200).unwrap());
    /// let four_fifths = Zone { lower: Some(0.8), upper: None };
    /// let size = Ratio { group, reference }.settling_size(&four_fifths, Confidence::DEFAULT).unwrap();
    /// assert!(size.factor > 1.5 && size.factor < 1.7);
    /// ```
    pub fn settling_size(&self, zone: &Zone, confidence: Confidence) -> Measured<SettlingSize> {
        settle(&self.group, &self.reference, zone, |group, reference| {
            Ratio { group, reference }.miettinen_nurminen(confidence)
        })
    }
}

pub(super) fn settle(
    group: &Proportion,
    reference: &Proportion,
    zone: &Zone,
    interval: impl Fn(Proportion, Proportion) -> Measured<Interval>,
) -> Measured<SettlingSize> {
    let settled_at = |factor: f64| -> Measured<bool> {
        let grown = |sample: &Proportion| Proportion::effective(sample.rate()?, sample.trials() * factor);
        let interval = interval(grown(group)?, grown(reference)?)?;
        Ok(interval.is_within(zone) || interval.is_disjoint(zone))
    };
    let (mut low, mut high) = (1.0, 1.0);
    // Beyond a factor of 2⁴⁰ the answer is that no sample settles it.
    while !settled_at(high)? {
        low = high;
        high *= 2.0;
        if high > 1.1e12 {
            return Err(Unavailable::Undefined(Reason::NoSolution));
        }
    }
    while high - low > 1e-6 * high {
        let middle = 0.5 * (low + high);
        if settled_at(middle)? { high = middle } else { low = middle }
    }
    Ok(SettlingSize { factor: high, group_trials: group.trials() * high, reference_trials: reference.trials() * high })
}

fn within_unit(rate: f64) -> Measured<()> {
    if (0.0..=1.0).contains(&rate) { Ok(()) } else { Err(Unavailable::Undefined(Reason::OutsideDomain)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_designs_are_refused() {
        assert_eq!(Design::default().minimum_detectable_difference(0.3), Err(Unavailable::Undefined(Reason::NoRows)));
        let small = Design { group_trials: 5.0, reference_trials: 5.0, ..Design::default() };
        assert_eq!(small.minimum_detectable_shortfall(0.1), Err(Unavailable::Undefined(Reason::NoSolution)));
        assert!(small.minimum_detectable_difference(f64::NAN).is_err());
        let proof = Proof::at(Rates { group: 0.2, reference: 0.3 });
        assert_eq!(proof.group_trials_for_ratio_above(0.8), Err(Unavailable::Undefined(Reason::NoSolution)));
        assert!(proof.group_trials_for_difference_above(0.15).unwrap() > 0.0);
    }

    #[test]
    fn settled_comparisons_need_no_more_and_some_never_settle() {
        let pair =
            |x1, x2| Ratio { group: Proportion::new(x1, 1000).unwrap(), reference: Proportion::new(x2, 1000).unwrap() };
        let zone = Zone { lower: Some(0.8), upper: None };
        let settled = pair(500, 500).settling_size(&zone, Confidence::DEFAULT).unwrap();
        assert!((settled.factor - 1.0).abs() < 1e-12);
        let never = pair(0, 0).settling_size(&zone, Confidence::DEFAULT);
        assert_eq!(never, Err(Unavailable::Undefined(Reason::NoSolution)));
    }
}
