//! The upper tail of the chi-squared distribution with whole degrees of freedom.

use super::{normal::normal_upper_tail, saddle_point::ln_poisson_mass};

/// The probability that a chi-squared variable exceeds `statistic`.
///
/// # Formula
///
/// Q(d/2, x/2); even d: the Poisson probabilities of 0 … d/2 − 1 at mean x/2 summed; odd d: the same at half-integers,
/// plus the two-sided normal tail at √x. All terms are positive, so nothing cancels.
///
/// 1 where `statistic` ≤ 0; 0 degrees of freedom put all mass on zero.
///
/// # Example
///
/// ```
/// use evenhand_inference::special::chi_squared_upper_tail;
///
/// assert!((chi_squared_upper_tail(14.876608, 2) - 0.000588282).abs() < 1e-9);
/// ```
pub fn chi_squared_upper_tail(statistic: f64, degrees_of_freedom: u64) -> f64 {
    if statistic.is_nan() {
        return f64::NAN;
    }
    if statistic <= 0.0 {
        return 1.0;
    }
    let mean = 0.5 * statistic;
    let shape = 0.5 * degrees_of_freedom as f64;
    let (first, start) =
        if degrees_of_freedom % 2 == 1 { (0.5, 2.0 * normal_upper_tail(statistic.sqrt())) } else { (0.0, 0.0) };
    if shape - 1.0 < first {
        return start;
    }
    // From the largest term outwards: indices first, first + 1, …, shape − 1.
    let top = (shape - 1.0).min(first + (mean - first).floor().max(0.0));
    let peak = ln_poisson_mass(top, mean).exp();
    let mut sum = peak;
    let mut term = peak;
    let mut index = top;
    while index > first && term > sum * 1e-18 {
        term *= index / mean;
        index -= 1.0;
        sum += term;
    }
    term = peak;
    index = top;
    while index < shape - 1.0 && term > sum * 1e-18 {
        index += 1.0;
        term *= mean / index;
        sum += term;
    }
    (start + sum).min(1.0)
}
