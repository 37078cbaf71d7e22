//! Many tests at once: adjusted p-values, critical values, e-values.

use super::special::normal_quantile;
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Holm's adjusted p-values: control of any false rejection, under any dependence; for primary families.
///
/// # Formula
///
/// p₍ᵢ₎ → max over j ≤ i of min(1, (m−j+1)·p₍ⱼ₎); the order of the input is kept
///
/// # Undefined
///
/// If a p-value lies outside [0, 1]: `Undefined(OutsideDomain)`. No p-value gives no adjusted one.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// S. Holm, Scandinavian Journal of Statistics 6 (1979).
///
/// # Example
///
/// ```
/// use evenhand_inference::holm;
///
/// assert_eq!(holm(&[0.04, 0.01]), Ok(vec![0.04, 0.02]));
/// ```
pub fn holm(p_values: &[f64]) -> Measured<Vec<f64>> {
    let order = ascending(p_values)?;
    let mut adjusted = vec![0.0; p_values.len()];
    let mut floor: f64 = 0.0;
    for (rank, &index) in order.iter().enumerate() {
        floor = floor.max((order.len() - rank) as f64 * p_values[index]).min(1.0);
        adjusted[index] = floor;
    }
    Ok(adjusted)
}

/// Benjamini and Hochberg's adjusted p-values: control of the false discovery rate; for exploratory families.
///
/// # Formula
///
/// p₍ᵢ₎ → min over j ≥ i of min(1, m·p₍ⱼ₎/j)
///
/// # Undefined
///
/// As [`holm`].
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// Y. Benjamini and Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995); independent or positively
/// dependent tests.
///
/// # Example
///
/// ```
/// use evenhand_inference::benjamini_hochberg;
///
/// assert_eq!(benjamini_hochberg(&[0.03, 0.01]), Ok(vec![0.03, 0.02]));
/// ```
pub fn benjamini_hochberg(p_values: &[f64]) -> Measured<Vec<f64>> {
    step_up(p_values, 1.0)
}

/// Benjamini and Yekutieli's adjusted p-values: the false discovery rate under any dependence.
///
/// # Formula
///
/// As [`benjamini_hochberg`], times Σ 1/i for i = 1 … m
///
/// # Undefined
///
/// As [`holm`].
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// Y. Benjamini and D. Yekutieli, Annals of Statistics 29 (2001).
///
/// # Example
///
/// ```
/// use evenhand_inference::benjamini_yekutieli;
///
/// assert_eq!(benjamini_yekutieli(&[0.02, 0.01]), Ok(vec![0.03, 0.03]));
/// ```
pub fn benjamini_yekutieli(p_values: &[f64]) -> Measured<Vec<f64>> {
    step_up(p_values, (1..=p_values.len()).map(|i| 1.0 / i as f64).sum())
}

fn step_up(p_values: &[f64], factor: f64) -> Measured<Vec<f64>> {
    let order = ascending(p_values)?;
    let mut adjusted = vec![0.0; p_values.len()];
    let mut ceiling: f64 = 1.0;
    for (rank, &index) in order.iter().enumerate().rev() {
        ceiling = ceiling.min(factor * order.len() as f64 * p_values[index] / (rank + 1) as f64);
        adjusted[index] = ceiling;
    }
    Ok(adjusted)
}

/// The two-sided critical value that `comparisons` intervals need together by Bonferroni's inequality.
///
/// # Formula
///
/// Φ⁻¹(1 − α/(2m))
///
/// # Undefined
///
/// For no comparison: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Example
///
/// ```
/// use evenhand_inference::{bonferroni_critical_value, value::Confidence};
///
/// assert!((bonferroni_critical_value(Confidence::DEFAULT, 3).unwrap() - 2.393980).abs() < 1e-6);
/// ```
pub fn bonferroni_critical_value(confidence: Confidence, comparisons: u64) -> Measured {
    at_least_one(comparisons)?;
    Ok(-normal_quantile(0.5 * confidence.alpha() / comparisons as f64))
}

/// The two-sided critical value that `comparisons` intervals need together by Šidák's inequality.
///
/// # Formula
///
/// Φ⁻¹(1 − (1 − (1−α)^(1/m))/2)
///
/// # Undefined
///
/// For no comparison: `Undefined(OutsideDomain)`.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// Z. Šidák, Journal of the American Statistical Association 62 (1967).
///
/// # Example
///
/// ```
/// use evenhand_inference::{sidak_critical_value, value::Confidence};
///
/// assert!((sidak_critical_value(Confidence::DEFAULT, 3).unwrap() - 2.387738).abs() < 1e-6);
/// ```
pub fn sidak_critical_value(confidence: Confidence, comparisons: u64) -> Measured {
    at_least_one(comparisons)?;
    let alpha = -(confidence.level().ln() / comparisons as f64).exp_m1();
    Ok(-normal_quantile(0.5 * alpha))
}

/// Which hypotheses to reject by their e-values, at a false discovery rate of α under any dependence.
///
/// # Formula
///
/// The k̂ largest, k̂ = max{k : k·e₍ₖ₎/m ≥ 1/α}, e₍ₖ₎ the k-th largest
///
/// # Undefined
///
/// If an e-value is negative or NaN, or the rate outside (0, 1): `Undefined(OutsideDomain)`. An infinite e-value is
/// certain rejection.
///
/// # Errors
///
/// As under *Undefined*.
///
/// # Source
///
/// R. Wang and A. Ramdas, Journal of the Royal Statistical Society B 84 (2022).
///
/// # Example
///
/// ```
/// use evenhand_inference::e_benjamini_hochberg;
///
/// assert_eq!(e_benjamini_hochberg(&[100.0, 50.0, 30.0, 1.0], 0.05), Ok(vec![true, true, true, false]));
/// ```
pub fn e_benjamini_hochberg(e_values: &[f64], false_discovery_rate: f64) -> Measured<Vec<bool>> {
    let is_valid = e_values.iter().all(|e| *e >= 0.0) && false_discovery_rate > 0.0 && false_discovery_rate < 1.0;
    if !is_valid {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let mut order: Vec<usize> = (0..e_values.len()).collect();
    order.sort_by(|&left, &right| e_values[right].total_cmp(&e_values[left]));
    let rejected = (1..=order.len())
        .rev()
        .find(|&k| k as f64 * e_values[order[k - 1]] * false_discovery_rate >= order.len() as f64)
        .unwrap_or(0);
    let mut rejects = vec![false; e_values.len()];
    for &index in &order[..rejected] {
        rejects[index] = true;
    }
    Ok(rejects)
}

fn at_least_one(comparisons: u64) -> Measured<()> {
    if comparisons == 0 { Err(Unavailable::Undefined(Reason::OutsideDomain)) } else { Ok(()) }
}

/// Indices in ascending order of their p-values; ties keep their order.
fn ascending(p_values: &[f64]) -> Measured<Vec<usize>> {
    if p_values.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return Err(Unavailable::Undefined(Reason::OutsideDomain));
    }
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&left, &right| p_values[left].total_cmp(&p_values[right]));
    Ok(order)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn odd_input_is_refused_and_none_is_none() {
        let refused = Err(Unavailable::Undefined(Reason::OutsideDomain));
        assert_eq!(holm(&[0.1, f64::NAN]), refused);
        assert_eq!(benjamini_hochberg(&[1.1]), refused);
        assert_eq!(holm(&[]), Ok(vec![]));
        assert_eq!(e_benjamini_hochberg(&[], 0.05), Ok(vec![]));
        assert!(e_benjamini_hochberg(&[f64::NAN], 0.05).is_err());
        assert!(sidak_critical_value(Confidence::DEFAULT, 0).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn adjustment_only_raises_and_keeps_order(p_values in prop::collection::vec(0.0..=1.0_f64, 0..20)) {
            for adjust in [holm, benjamini_hochberg, benjamini_yekutieli] {
                let adjusted = adjust(&p_values).unwrap();
                for (left, &p) in p_values.iter().enumerate() {
                    prop_assert!(adjusted[left] >= p * (1.0 - 1e-15) && adjusted[left] <= 1.0);
                    for (right, &q) in p_values.iter().enumerate() {
                        prop_assert!(p > q || adjusted[left] <= adjusted[right]);
                    }
                }
            }
        }
    }
}
