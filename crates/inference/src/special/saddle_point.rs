//! Binomial and Poisson probabilities without cancellation, at any size.
//!
//! After C. Loader, "Fast and accurate computation of binomial probabilities" (2000): the factorials' leading terms are
//! cancelled by hand, what remains is a small error term and a deviance, both computed to full relative precision.

use std::f64::consts::TAU;

/// [`ln_factorial_error`] of 1 to 15, from mpmath.
#[allow(clippy::unreadable_literal, clippy::excessive_precision, reason = "digits as computed")]
const SMALL_ERRORS: [f64; 15] = [
    0.0810614667953272582,
    0.0413406959554092941,
    0.0276779256849983391,
    0.0207906721037650931,
    0.0166446911898211922,
    0.013876128823070748,
    0.0118967099458917701,
    0.0104112652619720965,
    0.00925546218271273292,
    0.00833056343336287126,
    0.00757367548795184079,
    0.00694284010720952987,
    0.00640899418800420707,
    0.00595137011275884774,
    0.00555473355196280137,
];

/// The error of Stirling's formula, ln n! − [½ ln(2πn) + n ln n − n].
///
/// Real `n` > 0; the series from 16 upwards, below it the recurrence towards it.
pub(crate) fn ln_factorial_error(n: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "compared with the original below")]
    let count = n as usize;
    if (1..16).contains(&count) && n.fract() == 0.0 {
        return SMALL_ERRORS[count - 1];
    }
    let mut shifted = n;
    let mut steps = 0.0;
    while shifted < 16.0 {
        steps += (shifted + 0.5) * (1.0 / shifted).ln_1p() - 1.0;
        shifted += 1.0;
    }
    let square = shifted * shifted;
    let series = 1.0 / 1188.0 / square;
    let series = (1.0 / 1680.0 - series) / square;
    let series = (1.0 / 1260.0 - series) / square;
    let series = (1.0 / 360.0 - series) / square;
    steps + (1.0 / 12.0 - series) / shifted
}

/// x ln(x/m) + m − x, given the difference x − m, which may be known more exactly than x and m.
pub(crate) fn poisson_deviance(x: f64, mean: f64, difference: f64) -> f64 {
    let sum = x + mean;
    if x <= 0.0 {
        return mean;
    }
    if difference.abs() >= 0.1 * sum {
        return x * (x / mean).ln() - difference;
    }
    let ratio = difference / sum;
    let square = ratio * ratio;
    let mut total = difference * ratio;
    let mut term = 2.0 * x * ratio;
    for odd in 1..1000_u32 {
        term *= square;
        let next = total + term / f64::from(2 * odd + 1);
        if next.to_bits() == total.to_bits() {
            break;
        }
        total = next;
    }
    total
}

/// ln of the Poisson probability of x at a mean; real x ≥ 0.
pub(crate) fn ln_poisson_mass(x: f64, mean: f64) -> f64 {
    if x <= 0.0 {
        return -mean;
    }
    -ln_factorial_error(x) - poisson_deviance(x, mean, x - mean) - 0.5 * (TAU * x).ln()
}

/// ln of C(n, x) pˣ qⁿ⁻ˣ for real 0 ≤ x ≤ n, with p and q = 1 − p both given.
pub(crate) fn ln_binomial_mass(x: f64, n: f64, p: f64, q: f64) -> f64 {
    let rest = n - x;
    if p <= 0.0 {
        return if x <= 0.0 { 0.0 } else { f64::NEG_INFINITY };
    }
    if q <= 0.0 {
        return if rest <= 0.0 { 0.0 } else { f64::NEG_INFINITY };
    }
    if n <= 0.0 {
        return 0.0;
    }
    if x <= 0.0 {
        return if p < 0.5 { n * (-p).ln_1p() } else { n * q.ln() };
    }
    if rest <= 0.0 {
        return if q < 0.5 { n * (-q).ln_1p() } else { n * p.ln() };
    }
    let errors = ln_factorial_error(n) - ln_factorial_error(x) - ln_factorial_error(rest);
    let deviance = poisson_deviance(x, n * p, x - n * p) + poisson_deviance(rest, n * q, rest - n * q);
    errors - deviance - 0.5 * (TAU * x * (rest / n)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_masses_match_their_definition() {
        for n in 0..=12_u32 {
            let mut coefficient = 1.0;
            for x in 0..=n {
                let (n, x) = (f64::from(n), f64::from(x));
                let direct = coefficient * 0.3_f64.powf(x) * 0.7_f64.powf(n - x);
                approx::assert_relative_eq!(ln_binomial_mass(x, n, 0.3, 0.7).exp(), direct, max_relative = 1e-14);
                coefficient *= (n - x) / (x + 1.0);
            }
        }
    }

    #[test]
    fn poisson_mass_matches_its_definition() {
        approx::assert_relative_eq!(
            ln_poisson_mass(3.0, 2.0).exp(),
            (-2.0_f64).exp() * 8.0 / 6.0,
            max_relative = 1e-14
        );
        approx::assert_relative_eq!(ln_poisson_mass(0.0, 2.0).exp(), (-2.0_f64).exp(), max_relative = 1e-15);
    }
}
