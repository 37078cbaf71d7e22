//! Digamma and trigamma for positive arguments, by recurrence up to 12 and the asymptotic series beyond.

/// ψ(x), the derivative of ln Γ.
pub(crate) fn digamma(x: f64) -> f64 {
    let (shifted, below) = raise(x, |term| 1.0 / term);
    let inverse = 1.0 / (shifted * shifted);
    let series = inverse
        * (1.0 / 12.0
            - inverse
                * (1.0 / 120.0
                    - inverse
                        * (1.0 / 252.0
                            - inverse * (1.0 / 240.0 - inverse * (1.0 / 132.0 - inverse * 691.0 / 32760.0)))));
    shifted.ln() - 0.5 / shifted - series - below
}

/// ψ′(x).
pub(crate) fn trigamma(x: f64) -> f64 {
    let (shifted, below) = raise(x, |term| 1.0 / (term * term));
    let inverse = 1.0 / (shifted * shifted);
    let series = inverse
        * (1.0 / 6.0
            - inverse
                * (1.0 / 30.0
                    - inverse
                        * (1.0 / 42.0 - inverse * (1.0 / 30.0 - inverse * (5.0 / 66.0 - inverse * 691.0 / 2730.0)))));
    (1.0 + 0.5 / shifted + series) / shifted + below
}

fn raise(x: f64, term: impl Fn(f64) -> f64) -> (f64, f64) {
    let (mut shifted, mut sum) = (x, 0.0);
    while shifted < 12.0 {
        sum += term(shifted);
        shifted += 1.0;
    }
    (shifted, sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Abramowitz and Stegun: ψ(1) = −γ, ψ(½) = −γ − 2 ln 2, ψ′(1) = π²/6, ψ′(½) = π²/2.
    #[test]
    fn closed_forms() {
        let gamma = 0.577_215_664_901_532_9;
        approx::assert_relative_eq!(digamma(1.0), -gamma, max_relative = 1e-14);
        approx::assert_relative_eq!(digamma(0.5), -gamma - 2.0 * 2.0_f64.ln(), max_relative = 1e-14);
        let square = std::f64::consts::PI.powi(2);
        approx::assert_relative_eq!(trigamma(1.0), square / 6.0, max_relative = 1e-14);
        approx::assert_relative_eq!(trigamma(0.5), square / 2.0, max_relative = 1e-14);
        // ψ(x + 1) = ψ(x) + 1/x across the switch.
        approx::assert_relative_eq!(digamma(12.5), digamma(11.5) + 1.0 / 11.5, max_relative = 1e-14);
        approx::assert_relative_eq!(trigamma(12.5), trigamma(11.5) - 1.0 / (11.5 * 11.5), max_relative = 1e-13);
    }
}
