//! The change of a rate on the same rows, with the score interval that is dual to `McNemar`'s test.

use super::interval::{Interval, Method};
use super::mcnemar::DecisionChanges;
use super::special::two_sided_critical_value;
use crate::value::{Confidence, Measured, Reason, Unavailable};

impl DecisionChanges {
    /// Rows, whatever was decided.
    pub fn rows(&self) -> u64 {
        self.kept_selected.saturating_add(self.gained).saturating_add(self.lost).saturating_add(self.kept_rejected)
    }

    /// The change of the selection rate.
    ///
    /// # Formula
    ///
    /// (gained − lost)/n
    ///
    /// # Undefined
    ///
    /// Without rows: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn change(&self) -> Measured {
        match self.rows() {
            0 => Err(Unavailable::Undefined(Reason::NoRows)),
            rows => Ok((self.gained as f64 - self.lost as f64) / rows as f64),
        }
    }

    /// The score interval of that change: it leaves out 0 exactly where `McNemar`'s chi-squared test rejects, and it has a
    /// width even where no decision changed.
    ///
    /// # Formula
    ///
    /// The δ with |gained − lost − nδ| ≤ z·√(n(2q̃ + δ(1 − δ))), q̃ the probability of a loss that is likeliest at δ:
    /// q̃ = (√(B² − 4AC) − B)/(2A), A = 2n, B = −gained − lost + (2n − gained + lost)δ, C = −lost·δ(1 − δ)
    ///
    /// # Undefined
    ///
    /// Without rows: `Undefined(NoRows)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// T. Tango, Statistics in Medicine 17 (1998).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::mcnemar::DecisionChanges;
    /// use evenhand_inference::value::Confidence;
    ///
    /// let changes = DecisionChanges { kept_selected: 50, gained: 12, lost: 5, kept_rejected: 33 };
    /// let interval = changes.score_interval(Confidence::DEFAULT).unwrap();
    /// assert!(interval.lower < 0.0 && interval.contains(0.07) && interval.upper < 0.16);
    /// ```
    pub fn score_interval(&self, confidence: Confidence) -> Measured<Interval> {
        let [lower, upper] = self.score_limits(two_sided_critical_value(confidence))?;
        Ok(Interval { lower, upper, confidence, method: Method::Tango })
    }

    /// The limits at a critical value.
    pub(super) fn score_limits(&self, z: f64) -> Measured<[f64; 2]> {
        self.change()?;
        let mirrored = Self { gained: self.lost, lost: self.gained, ..*self };
        Ok([self.lower_limit(z)?, -mirrored.lower_limit(z)?])
    }

    fn lower_limit(&self, z: f64) -> Measured {
        let (mut low, mut high) = (-1.0, self.change()?);
        for _ in 0..80 {
            let middle = f64::midpoint(low, high);
            if self.score_at(middle) > z { low = middle } else { high = middle }
        }
        Ok(f64::midpoint(low, high))
    }

    /// The statistic at a change of δ; infinite where its variance is none.
    fn score_at(&self, delta: f64) -> f64 {
        let (n, b, c) = (self.rows() as f64, self.gained as f64, self.lost as f64);
        let excess = b - c - n * delta;
        let linear = -b - c + (2.0 * n - b + c) * delta;
        let constant = -c * delta * (1.0 - delta);
        let loss = ((linear * linear - 8.0 * n * constant).max(0.0).sqrt() - linear) / (4.0 * n);
        let variance = n * (2.0 * loss + delta * (1.0 - delta));
        if excess == 0.0 {
            0.0
        } else if variance > 0.0 {
            excess / variance.sqrt()
        } else {
            f64::INFINITY.copysign(excess)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn changes(kept_selected: u64, gained: u64, lost: u64, kept_rejected: u64) -> DecisionChanges {
        DecisionChanges { kept_selected, gained, lost, kept_rejected }
    }

    /// The restricted likelihood maximised by trying: no algebra.
    fn likeliest_loss(changes: &DecisionChanges, delta: f64) -> f64 {
        let (b, c) = (changes.gained as f64, changes.lost as f64);
        let kept = changes.rows() as f64 - b - c;
        let term = |count: f64, p: f64| if count > 0.0 { count * p.ln() } else { 0.0 };
        let (mut low, mut high) = ((-delta).max(0.0), f64::midpoint(1.0, -delta));
        let value = |q: f64| term(b, q + delta) + term(c, q) + term(kept, 1.0 - 2.0 * q - delta);
        for _ in 0..300 {
            let (left, right) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
            if value(left) < value(right) { low = left } else { high = right }
        }
        f64::midpoint(low, high)
    }

    #[test]
    fn a_change_is_bounded_even_where_nothing_changed() {
        let none = changes(30, 0, 0, 70).score_interval(Confidence::DEFAULT).unwrap();
        // With no change among n the limit is z²/(n + z²): the root of nδ = z√(nδ(1 − δ)).
        let z = two_sided_critical_value(Confidence::DEFAULT);
        assert!((none.upper - z * z / (100.0 + z * z)).abs() < 1e-9 && (none.lower + none.upper).abs() < 1e-12);
        let all = changes(0, 9, 0, 0).score_interval(Confidence::DEFAULT).unwrap();
        assert!((all.upper - 1.0).abs() < 1e-9 && all.lower > 0.3);
        assert_eq!(
            DecisionChanges::default().score_interval(Confidence::DEFAULT),
            Err(Unavailable::Undefined(Reason::NoRows))
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn limits_solve_the_equation_and_agree_with_mcnemar(
            kept in 0_u64..60, gained in 0_u64..30, lost in 0_u64..30, rejected in 1_u64..60,
        ) {
            let changes = changes(kept, gained, lost, rejected);
            let z = two_sided_critical_value(Confidence::DEFAULT);
            let interval = changes.score_interval(Confidence::DEFAULT).unwrap();
            prop_assert!(interval.contains(changes.change().unwrap()));
            for (delta, side) in [(interval.lower, 1.0), (interval.upper, -1.0)] {
                let n = changes.rows() as f64;
                let loss = likeliest_loss(&changes, delta);
                let excess = gained as f64 - lost as f64 - n * delta;
                let z_here = side * excess / (n * (2.0 * loss + delta * (1.0 - delta))).sqrt();
                prop_assert!((z_here - z).abs() < 1e-4, "{interval:?} {z_here}");
            }
            if gained + lost > 0 {
                let rejects = changes.mcnemar().unwrap().chi_squared.p_value < 0.05;
                prop_assert_eq!(rejects, !interval.contains(0.0));
            }
        }
    }
}
