//! No data, however odd or large, makes a panic, a NaN or an endless loop.
#![allow(clippy::unwrap_used, reason = "a test")]

use evenhand_inference::{
    Difference, Interval, OddsRatio, Proportion, Ratio, binomial_exact, fisher_exact,
    special::Beta,
    value::{Confidence, Measured},
};
use proptest::prelude::*;

fn samples() -> Vec<Proportion> {
    let sizes = [0, 1, 2, 7, 100_000_000, 1 << 53, u64::MAX / 2, u64::MAX];
    let mut samples: Vec<Proportion> = sizes
        .into_iter()
        .flat_map(|n| [0, 1, n / 3, n.saturating_sub(1), n].map(|x| Proportion::new(x.min(n), n).unwrap()))
        .collect();
    for (rate, size) in [(0.0, 0.1), (0.5, 0.3), (1.0, 1e-6), (1e-12, 1e15), (0.25, 3.5)] {
        samples.push(Proportion::effective(rate, size).unwrap());
    }
    samples
}

fn check(interval: &Measured<Interval>) {
    if let Ok(interval) = interval {
        assert!(interval.lower <= interval.upper, "{interval:?}");
    }
}

#[test]
fn intervals_and_tests_of_anything() {
    let confidence = Confidence::DEFAULT;
    for &group in &samples() {
        check(&group.wilson(confidence));
        check(&group.jeffreys(confidence));
        check(&group.clopper_pearson(confidence));
        if let Ok(test) = binomial_exact(&group, 0.3) {
            assert!((0.0..=1.0).contains(&test.mid_p_two_sided));
        }
        for &reference in &samples() {
            let difference = Difference { group, reference };
            check(&difference.miettinen_nurminen(confidence));
            check(&difference.newcombe(confidence));
            check(&difference.agresti_caffo(confidence));
            let ratio = Ratio { group, reference };
            check(&ratio.miettinen_nurminen(confidence));
            check(&ratio.katz(confidence));
            check(&ratio.mover_r(confidence));
            check(&OddsRatio { group, reference }.score_interval(confidence));
            check(&OddsRatio { group, reference }.woolf_half(confidence));
            for null in [-1.0, -0.2, 0.0, 1e-9, 1.0] {
                if let Ok(test) = difference.score_test(null) {
                    assert!((0.0..=1.0).contains(&test.p_two_sided) && !test.z.is_ok_and(f64::is_nan));
                }
            }
            for null in [1e-9, 0.8, 1.0, 1e9] {
                let tests = [ratio.score_test(null), OddsRatio { group, reference }.score_test(null)];
                for test in tests.into_iter().flatten() {
                    assert!((0.0..=1.0).contains(&test.p_two_sided), "{test:?} {group:?} {reference:?}");
                }
            }
            if let Ok(test) = fisher_exact(&difference) {
                assert!((0.0..=1.0).contains(&test.mid_p_two_sided));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn beta_quantiles_round_trip(ln_a in -0.69..13.0_f64, ln_b in -0.69..13.0_f64, p in 1e-9..0.999_f64) {
        let beta = Beta::new(ln_a.exp(), ln_b.exp()).unwrap();
        let x = beta.quantile(p);
        prop_assert!((0.0..=1.0).contains(&x));
        prop_assert!(beta.quantile(p * 0.9) <= x);
        // Where x is within reach of 1, its complement has lost the digits that the tail needs.
        if x < 0.999 {
            let tails = beta.tails(x);
            prop_assert!((tails.lower - p).abs() <= 1e-9 * p, "{} {p}", tails.lower);
        }
    }
}
