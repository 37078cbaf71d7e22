//! Comparisons within strata on weighted rows, or rows of customers who come back: the slopes by which any variance is
//! linearised.
//!
//! A comparison within strata is a smooth function of sums over rows. Its variance is that of Σ slope × row over the units
//! that are independent: rows, or customers. The slopes are here; the squares are summed where the rows are known.

use super::estimate::Estimate;
use super::interval::Method;
use super::special::{two_sided_critical_value, two_sided_student_critical_value};
use crate::value::{Confidence, Measured, Reason, Unavailable, finite};

/// One stratum by sums of weights.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StratumSums {
    /// Of selected rows of the group.
    pub group_selected: f64,
    /// Of all rows of the group.
    pub group_rows: f64,
    /// Of selected rows of the reference.
    pub reference_selected: f64,
    /// Of all rows of the reference.
    pub reference_rows: f64,
}

/// An estimate with its slope by each sum of each stratum.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearisedEstimate {
    /// The estimate.
    pub value: f64,
    /// The slopes: of the estimate for a difference, of its logarithm for a ratio.
    pub slopes: Vec<StratumSums>,
}

/// The Mantel–Haenszel difference of rates on sums of weights, with its slopes.
///
/// # Formula
///
/// RD = A/B, A = Σ(x₁n₂ − x₂n₁)/N, B = Σn₁n₂/N; slope = (∂A − RD·∂B)/B
///
/// # Undefined
///
/// No stratum with both groups: `Undefined(EmptyStratum)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// D. A. Binder, International Statistical Review 51 (1983), for the linearisation.
///
/// # Example
///
/// ```
/// use evenhand_inference::linearised::{StratumSums, risk_difference};
///
/// let strata = [
///     StratumSums { group_selected: 36.0, group_rows: 50.0, reference_selected: 80.0, reference_rows: 100.0 },
///     StratumSums { group_selected: 30.0, group_rows: 200.0, reference_selected: 20.0, reference_rows: 100.0 },
/// ];
/// assert!((risk_difference(&strata).unwrap().value + 0.06).abs() < 1e-12);
/// ```
pub fn risk_difference(strata: &[StratumSums]) -> Measured<LinearisedEstimate> {
    let (mut numerator, mut weight) = (0.0, 0.0);
    for stratum in strata.iter().filter(|stratum| stratum.compares()) {
        numerator += stratum.cross_difference() / stratum.total();
        weight += stratum.group_rows * stratum.reference_rows / stratum.total();
    }
    if weight <= 0.0 {
        return Err(Unavailable::Undefined(Reason::EmptyStratum));
    }
    let value = finite(numerator / weight)?;
    let slopes = strata.iter().map(|stratum| {
        if !stratum.compares() {
            return StratumSums::default();
        }
        let (x1, n1, x2, n2) = stratum.parts();
        let total = stratum.total();
        let cross = stratum.cross_difference();
        StratumSums {
            group_selected: n2 / total / weight,
            group_rows: ((-x2 * total - cross) - value * n2 * n2) / (total * total) / weight,
            reference_selected: -n1 / total / weight,
            reference_rows: ((x1 * total - cross) - value * n1 * n1) / (total * total) / weight,
        }
    });
    Ok(LinearisedEstimate { value, slopes: slopes.collect() })
}

/// The Mantel–Haenszel ratio of rates on sums of weights, with the slopes of its logarithm.
///
/// # Formula
///
/// RR = C/D, C = Σx₁n₂/N, D = Σx₂n₁/N; slope = ∂C/C − ∂D/D
///
/// # Undefined
///
/// No stratum with both groups: `Undefined(EmptyStratum)`; nobody selected in either: `Undefined(ZeroRate)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// Binder (1983), for the linearisation.
///
/// # Example
///
/// ```
/// use evenhand_inference::linearised::{StratumSums, risk_ratio};
///
/// let strata = [
///     StratumSums { group_selected: 36.0, group_rows: 50.0, reference_selected: 80.0, reference_rows: 100.0 },
///     StratumSums { group_selected: 30.0, group_rows: 200.0, reference_selected: 20.0, reference_rows: 100.0 },
/// ];
/// assert!((risk_ratio(&strata).unwrap().value - 0.85).abs() < 1e-12);
/// ```
pub fn risk_ratio(strata: &[StratumSums]) -> Measured<LinearisedEstimate> {
    let (mut above, mut below) = (0.0, 0.0);
    for stratum in strata.iter().filter(|stratum| stratum.compares()) {
        above += stratum.group_selected * stratum.reference_rows / stratum.total();
        below += stratum.reference_selected * stratum.group_rows / stratum.total();
    }
    if !strata.iter().any(StratumSums::compares) {
        return Err(Unavailable::Undefined(Reason::EmptyStratum));
    }
    if above <= 0.0 || below <= 0.0 {
        return Err(Unavailable::Undefined(Reason::ZeroRate));
    }
    let slopes = strata.iter().map(|stratum| {
        if !stratum.compares() {
            return StratumSums::default();
        }
        let (x1, n1, x2, n2) = stratum.parts();
        let squared = stratum.total() * stratum.total();
        StratumSums {
            group_selected: n2 / stratum.total() / above,
            group_rows: -x1 * n2 / squared / above - x2 * n2 / squared / below,
            reference_selected: -n1 / stratum.total() / below,
            reference_rows: x1 * n1 / squared / above + x2 * n1 / squared / below,
        }
    });
    Ok(LinearisedEstimate { value: finite(above / below)?, slopes: slopes.collect() })
}

impl LinearisedEstimate {
    /// The estimate of a difference, normal on its own scale; with Student's quantile where units are counted.
    ///
    /// # Formula
    ///
    /// value ∓ t·SE, t on units − 1 degrees of freedom, or z
    pub fn difference(&self, variance: f64, units: Option<u64>, confidence: Confidence) -> Estimate {
        let wide = reach(units, confidence).map(|reach| variance * reach * reach);
        let method = Method::Linearised;
        Estimate { standard_error: root(variance), ..Estimate::linear(Ok(self.value), wide, method, confidence) }
    }

    /// The estimate of a ratio, normal on the logarithmic scale.
    ///
    /// # Formula
    ///
    /// value · exp(∓ t·SE)
    pub fn ratio(&self, variance: f64, units: Option<u64>, confidence: Confidence) -> Estimate {
        let wide = reach(units, confidence).map(|reach| variance * reach * reach);
        let method = Method::Linearised;
        Estimate { standard_error: root(variance), ..Estimate::logarithmic(Ok(self.value), wide, method, confidence) }
    }
}

/// How much farther Student's quantile reaches than the normal one.
fn reach(units: Option<u64>, confidence: Confidence) -> Measured {
    match units {
        None => Ok(1.0),
        Some(units) if units < 2 => Err(Unavailable::Undefined(Reason::TooFewUnits)),
        Some(units) => {
            Ok(two_sided_student_critical_value(confidence, units as f64 - 1.0)? / two_sided_critical_value(confidence))
        }
    }
}

fn root(variance: f64) -> Measured {
    if variance > 0.0 && variance.is_finite() {
        Ok(variance.sqrt())
    } else {
        Err(Unavailable::Undefined(Reason::Boundary))
    }
}

impl StratumSums {
    fn compares(&self) -> bool {
        self.group_rows > 0.0 && self.reference_rows > 0.0
    }

    fn total(&self) -> f64 {
        self.group_rows + self.reference_rows
    }

    fn cross_difference(&self) -> f64 {
        self.group_selected * self.reference_rows - self.reference_selected * self.group_rows
    }

    fn parts(&self) -> (f64, f64, f64, f64) {
        (self.group_selected, self.group_rows, self.reference_selected, self.reference_rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mantel_haenszel::mantel_haenszel;
    use crate::stratified::Stratum;

    const T3: [StratumSums; 2] = [
        StratumSums { group_selected: 36.0, group_rows: 50.0, reference_selected: 80.0, reference_rows: 100.0 },
        StratumSums { group_selected: 30.0, group_rows: 200.0, reference_selected: 20.0, reference_rows: 100.0 },
    ];

    type Function<'a> = &'a dyn Fn(&[StratumSums]) -> Measured;

    /// Second route: each slope by moving the sum a little.
    #[test]
    fn slopes_are_derivatives() {
        let ratio = |strata: &[StratumSums]| Ok::<f64, Unavailable>(risk_ratio(strata)?.value.ln());
        let difference = |strata: &[StratumSums]| Ok::<f64, Unavailable>(risk_difference(strata)?.value);
        let functions: [(Function<'_>, LinearisedEstimate); 2] =
            [(&difference, risk_difference(&T3).unwrap()), (&ratio, risk_ratio(&T3).unwrap())];
        for (function, linearised) in functions {
            for stratum in 0..2 {
                for part in 0..4 {
                    let moved = |by: f64| {
                        let mut strata = T3;
                        *part_of(&mut strata[stratum], part) += by;
                        function(&strata).unwrap()
                    };
                    let mut slopes = linearised.slopes[stratum];
                    let numeric = (moved(1e-4) - moved(-1e-4)) / 2e-4;
                    approx::assert_relative_eq!(*part_of(&mut slopes, part), numeric, max_relative = 1e-6);
                }
            }
        }
    }

    fn part_of(sums: &mut StratumSums, part: usize) -> &mut f64 {
        match part {
            0 => &mut sums.group_selected,
            1 => &mut sums.group_rows,
            2 => &mut sums.reference_selected,
            _ => &mut sums.reference_rows,
        }
    }

    /// With unit weights and rows enough the linearised standard errors meet those of Sato and of Greenland and Robins,
    /// which are consistent for the same thing: METHODS A16 has .0402823 and .107406.
    #[test]
    fn unit_weights_give_about_the_published_standard_errors() {
        let strata: Vec<Stratum> = T3
            .iter()
            .map(|sums| {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small counts")]
                let whole = |value: f64| value.round() as u64;
                Stratum {
                    group_selected: whole(sums.group_selected),
                    group_rows: whole(sums.group_rows),
                    reference_selected: whole(sums.reference_selected),
                    reference_rows: whole(sums.reference_rows),
                }
            })
            .collect();
        let published = mantel_haenszel(&strata, Confidence::DEFAULT);
        for (linearised, known) in [
            (risk_difference(&T3).unwrap(), published.risk_difference.standard_error.unwrap()),
            (risk_ratio(&T3).unwrap(), published.risk_ratio.standard_error.unwrap()),
        ] {
            let mut variance = 0.0;
            for (sums, slopes) in T3.iter().zip(&linearised.slopes) {
                for (x, n, selected, rows) in [
                    (sums.group_selected, sums.group_rows, slopes.group_selected, slopes.group_rows),
                    (sums.reference_selected, sums.reference_rows, slopes.reference_selected, slopes.reference_rows),
                ] {
                    variance += x * (selected + rows).powi(2) + (n - x) * rows * rows;
                }
            }
            approx::assert_relative_eq!(variance.sqrt(), known, max_relative = 0.02);
        }
    }

    #[test]
    fn edges_have_reasons() {
        assert_eq!(risk_difference(&[]), Err(Unavailable::Undefined(Reason::EmptyStratum)));
        let nobody = [StratumSums { group_rows: 5.0, reference_rows: 4.0, ..StratumSums::default() }];
        assert_eq!(risk_ratio(&nobody), Err(Unavailable::Undefined(Reason::ZeroRate)));
        let estimate = risk_difference(&T3).unwrap().difference(0.0016, Some(1), Confidence::DEFAULT);
        assert_eq!(estimate.interval, Err(Unavailable::Undefined(Reason::TooFewUnits)));
    }
}
