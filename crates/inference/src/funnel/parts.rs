//! A difference of two products in parts that add up to it exactly, one for each factor.

use crate::value::{Measured, finite};

/// One factor of both products, with the variances of its two values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Factor {
    pub group: f64,
    pub reference: f64,
    pub group_variance: f64,
    pub reference_variance: f64,
}

/// The part of Πa − Πb that factor k explains, its Shapley value, with its variance.
///
/// (aₖ − bₖ)·∫₀¹ Π(bⱼ + (aⱼ − bⱼ)t) dt over j ≠ k: the average over all orders in which the factors are exchanged. By the
/// product rule the parts are the integral of a derivative, so they add up to Πa − Πb; with two factors it is Kitagawa's form.
pub(super) fn part(factors: &[Factor], which: usize) -> Measured<(f64, f64)> {
    let own = factors[which];
    let gap = own.group - own.reference;
    let integral = integral(factors, &[which], Moving::Nothing);
    let mut variance = integral * integral * (own.group_variance + own.reference_variance);
    for (place, factor) in factors.iter().enumerate().filter(|(place, _)| *place != which) {
        let by_group = gap * self::integral(factors, &[which, place], Moving::Group);
        let by_reference = gap * self::integral(factors, &[which, place], Moving::Reference);
        variance +=
            by_group * by_group * factor.group_variance + by_reference * by_reference * factor.reference_variance;
    }
    Ok((finite(gap * integral)?, finite(variance)?))
}

/// What stands in the integral in place of the factors left out.
#[derive(Clone, Copy)]
enum Moving {
    /// 1.
    Nothing,
    /// t, the slope by the group's value.
    Group,
    /// 1 − t, the slope by the reference's value.
    Reference,
}

/// The integral over t from 0 to 1 of the product of b + (a − b)t over the factors that are not left out.
fn integral(factors: &[Factor], left_out: &[usize], moving: Moving) -> f64 {
    let mut polynomial = vec![1.0];
    let mut times = |constant: f64, slope: f64| {
        polynomial.push(0.0);
        for power in (0..polynomial.len()).rev() {
            let lower = power.checked_sub(1).map_or(0.0, |lower| polynomial[lower]);
            polynomial[power] = polynomial[power] * constant + lower * slope;
        }
    };
    for (place, factor) in factors.iter().enumerate() {
        if !left_out.contains(&place) {
            times(factor.reference, factor.group - factor.reference);
        }
    }
    match moving {
        Moving::Nothing => {}
        Moving::Group => times(0.0, 1.0),
        Moving::Reference => times(1.0, -1.0),
    }
    (1..).zip(&polynomial).map(|(power, coefficient)| coefficient / f64::from(power)).sum()
}
