//! Proving parity: two one-sided tests of a zone of acceptance.

use serde::{Deserialize, Serialize};

use super::{Difference, Interval, Ratio, Zone};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// What two one-sided tests say of a zone; the verdict is left to the policy.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Equivalence {
    /// The zone that was tested.
    pub zone: Zone,
    /// p-value against a truth at or below the zone's lower bound; `None` if that side is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_lower: Option<f64>,
    /// p-value against a truth at or above the zone's upper bound; `None` if that side is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_upper: Option<f64>,
    /// p-value against any truth outside the zone: the larger of the two.
    pub p_value: f64,
    /// The score interval at level 1 − 2α, which lies inside the zone exactly if the p-value is below α; where counts are small
    /// the p-values are exact, and decide.
    pub interval: Interval,
}

impl Difference {
    /// Tests whether the difference lies inside a zone, each side at α = 1 − `confidence`.
    ///
    /// # Formula
    ///
    /// p = max(p(greater than lower), p(less than upper)) of [`Difference::default_test`]; score interval at confidence 1 − 2α
    ///
    /// # Undefined
    ///
    /// As [`Difference::score_test`]; `Undefined(OutsideDomain)` for a zone without bounds, bounds outside [−1, 1], or a
    /// confidence of at most one half.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// D. J. Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{
    ///     Difference, Proportion, Zone,
    ///     value::Confidence,
    /// };
    ///
    /// let (group, reference) = (Proportion::new(380, 1000).unwrap(), Proportion::new(400, 1000).unwrap());
    /// let zone = Zone { lower: Some(-0.1), upper: Some(0.1) };
    /// let result = Difference { group, reference }.equivalence(zone, Confidence::DEFAULT).unwrap();
    /// assert!(result.p_value < 0.05 && result.interval.is_within(&zone));
    /// ```
    pub fn equivalence(&self, zone: Zone, confidence: Confidence) -> Measured<Equivalence> {
        let interval = self.miettinen_nurminen(two_sided(confidence)?)?;
        let p_lower = zone.lower.map(|null| self.default_test(null)).transpose()?.map(|test| test.p_greater);
        let p_upper = zone.upper.map(|null| self.default_test(null)).transpose()?.map(|test| test.p_less);
        assemble(zone, p_lower, p_upper, interval)
    }
}

impl Ratio {
    /// Tests whether the ratio lies inside a zone, each side at α = 1 − `confidence`.
    ///
    /// # Formula
    ///
    /// As [`Difference::equivalence`], by [`Ratio::default_test`]
    ///
    /// # Undefined
    ///
    /// As [`Ratio::score_test`]; `Undefined(ZeroOverZero)` where both rates are zero; `Undefined(OutsideDomain)` for a
    /// zone without bounds, bounds that are not positive, or a confidence of at most one half.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// Schuirmann (1987).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{
    ///     Proportion, Ratio, Zone,
    ///     value::Confidence,
    /// };
    ///
    /// let (group, reference) = (Proportion::new(380, 1000).unwrap(), Proportion::new(400, 1000).unwrap());
    /// let zone = Zone { lower: Some(0.8), upper: Some(1.25) };
    /// let result = Ratio { group, reference }.equivalence(zone, Confidence::DEFAULT).unwrap();
    /// assert!((result.p_lower.unwrap() - 0.00108484).abs() < 1e-8);
    /// assert!((result.interval.lower - 0.866384).abs() < 1e-6);
    /// ```
    pub fn equivalence(&self, zone: Zone, confidence: Confidence) -> Measured<Equivalence> {
        if let Err(reason @ Unavailable::Undefined(_)) = self.estimate() {
            return Err(reason);
        }
        let interval = self.miettinen_nurminen(two_sided(confidence)?)?;
        let p_lower = zone.lower.map(|null| self.default_test(null)).transpose()?.map(|test| test.p_greater);
        let p_upper = zone.upper.map(|null| self.default_test(null)).transpose()?.map(|test| test.p_less);
        assemble(zone, p_lower, p_upper, interval)
    }
}

/// The two-sided level whose bounds are each a one-sided bound at the confidence given.
fn two_sided(confidence: Confidence) -> Measured<Confidence> {
    Confidence::new(1.0 - 2.0 * confidence.alpha()).ok_or(Unavailable::Undefined(Reason::OutsideDomain))
}

fn assemble(zone: Zone, p_lower: Option<f64>, p_upper: Option<f64>, interval: Interval) -> Measured<Equivalence> {
    let p_value = match (p_lower, p_upper) {
        (Some(lower), Some(upper)) => lower.max(upper),
        (Some(p), None) | (None, Some(p)) => p,
        (None, None) => return Err(Unavailable::Undefined(Reason::OutsideDomain)),
    };
    Ok(Equivalence { zone, p_lower, p_upper, p_value, interval })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Proportion;

    #[test]
    fn a_zone_needs_a_bound_and_data() {
        let pair =
            |x1, x2| Ratio { group: Proportion::new(x1, 100).unwrap(), reference: Proportion::new(x2, 100).unwrap() };
        assert!(pair(1, 1).equivalence(Zone::default(), Confidence::DEFAULT).is_err());
        let zone = Zone { lower: Some(0.8), upper: Some(1.25) };
        assert_eq!(
            pair(0, 0).equivalence(zone, Confidence::DEFAULT),
            Err(Unavailable::Undefined(Reason::ZeroOverZero))
        );
        assert!(pair(3, 0).equivalence(zone, Confidence::DEFAULT).unwrap().p_value > 0.5);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn interval_and_p_value_agree(x1 in 4_u64..=396, x2 in 4_u64..=296, margin in 0.02..0.3_f64) {
            // Large samples: the tests are score tests.
            let (group, reference) = (Proportion::new(100 * x1, 40_000).unwrap(), Proportion::new(100 * x2, 30_000).unwrap());
            let zone = Zone { lower: Some(-margin), upper: Some(margin) };
            let result = Difference { group, reference }.equivalence(zone, Confidence::DEFAULT).unwrap();
            prop_assert_eq!(result.p_value <= 0.05, result.interval.is_within(&zone));
            let zone = Zone { lower: Some(1.0 - margin), upper: Some(1.0 / (1.0 - margin)) };
            if let Ok(result) = (Ratio { group, reference }).equivalence(zone, Confidence::DEFAULT) {
                prop_assert_eq!(result.p_value <= 0.05, result.interval.is_within(&zone));
            }
        }
    }
}
