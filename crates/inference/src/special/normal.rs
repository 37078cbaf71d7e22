//! The standard normal distribution, right to the last digits far into its tails.
//!
//! Tails after W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of Computation 23
//! (1969); quantile after M. J. Wichura, "Algorithm AS 241", Applied Statistics 37 (1988).
#![allow(clippy::unreadable_literal, clippy::excessive_precision, reason = "published coefficients, digit for digit")]

use crate::value::Confidence;

const ONE_OVER_SQRT_TWO_PI: f64 = 0.398942280401432677939946059934;
const LN_SQRT_TWO_PI: f64 = 0.918938533204672741780329736406;

/// The probability that a standard normal variable is at most `z`.
///
/// # Formula
///
/// Φ(z) = ∫₋∞ᶻ exp(−t²/2)/√(2π) dt
///
/// # Source
///
/// Cody (1969); relative error below 1e-14 wherever the result is a normal number, also for z = −37.
///
/// # Example
///
/// ```
/// use evenhand_inference::special::normal_cdf;
///
/// assert!((normal_cdf(1.959963984540054) - 0.975).abs() < 1e-15);
/// assert!(normal_cdf(-37.0) > 0.0);
/// ```
pub fn normal_cdf(z: f64) -> f64 {
    normal_upper_tail(-z)
}

/// The probability that a standard normal variable exceeds `z`: the p-value of a large z.
///
/// # Formula
///
/// 1 − Φ(z), computed without the subtraction
///
/// # Source
///
/// Cody (1969).
///
/// # Example
///
/// ```
/// use evenhand_inference::special::normal_upper_tail;
///
/// assert!((normal_upper_tail(10.0) / 7.619853024160526e-24 - 1.0).abs() < 1e-13);
/// ```
pub fn normal_upper_tail(z: f64) -> f64 {
    if z.is_nan() {
        return f64::NAN;
    }
    let distance = z.abs();
    if distance <= CENTRE {
        return 0.5 - centre(z);
    }
    // Beyond 40 the tail is smaller than the smallest number.
    let tail = if distance < 40.0 { density_factor(distance) * scaled_tail(distance) } else { 0.0 };
    if z > 0.0 { tail } else { 1.0 - tail }
}

/// The natural logarithm of [`normal_upper_tail`], finite for every finite `z`.
///
/// # Formula
///
/// ln(1 − Φ(z))
///
/// # Source
///
/// Cody (1969).
///
/// # Example
///
/// ```
/// use evenhand_inference::special::ln_normal_upper_tail;
///
/// assert!((ln_normal_upper_tail(100.0) + 5005.524208694205).abs() < 1e-9);
/// ```
pub fn ln_normal_upper_tail(z: f64) -> f64 {
    if z < 5.0 { normal_upper_tail(z).ln() } else { -0.5 * z * z + scaled_tail(z).ln() }
}

/// The density of the standard normal distribution.
///
/// # Formula
///
/// φ(z) = exp(−z²/2)/√(2π)
///
/// # Example
///
/// ```
/// use evenhand_inference::special::normal_density;
///
/// assert!((normal_density(0.0) - 0.3989422804014327).abs() < 1e-16);
/// ```
pub fn normal_density(z: f64) -> f64 {
    (-0.5 * z * z - LN_SQRT_TWO_PI).exp()
}

/// The z that a standard normal variable exceeds with probability 1 − `probability`.
///
/// # Formula
///
/// Φ⁻¹(p); −∞ at p ≤ 0 and +∞ at p ≥ 1
///
/// # Source
///
/// Wichura (1988), PPND16; relative error about 1e-16.
///
/// # Example
///
/// ```
/// use evenhand_inference::special::normal_quantile;
///
/// assert!((normal_quantile(0.975) - 1.959963984540054).abs() < 1e-14);
/// assert!((normal_quantile(0.5)).abs() < 1e-16);
/// ```
pub fn normal_quantile(probability: f64) -> f64 {
    if probability.is_nan() {
        return f64::NAN;
    }
    if probability <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if probability >= 1.0 {
        return f64::INFINITY;
    }
    let offset = probability - 0.5;
    if offset.abs() <= 0.425 {
        let r = 0.180625 - offset * offset;
        return offset * polynomial(&QUANTILE_CENTRE_TOP, r) / polynomial(&QUANTILE_CENTRE_BOTTOM, r);
    }
    let tail = if offset < 0.0 { probability } else { 1.0 - probability };
    let r = (-tail.ln()).sqrt();
    let size = if r <= 5.0 {
        polynomial(&QUANTILE_MIDDLE_TOP, r - 1.6) / polynomial(&QUANTILE_MIDDLE_BOTTOM, r - 1.6)
    } else {
        polynomial(&QUANTILE_TAIL_TOP, r - 5.0) / polynomial(&QUANTILE_TAIL_BOTTOM, r - 5.0)
    };
    if offset < 0.0 { -size } else { size }
}

/// The z beyond which, on both sides together, lies the error probability of a two-sided interval.
///
/// # Formula
///
/// Φ⁻¹(1 − α/2)
///
/// # Example
///
/// ```
/// use evenhand_inference::{special::two_sided_critical_value, value::Confidence};
///
/// assert!((two_sided_critical_value(Confidence::DEFAULT) - 1.959963984540054).abs() < 1e-13);
/// ```
pub fn two_sided_critical_value(confidence: Confidence) -> f64 {
    -normal_quantile(0.5 * confidence.alpha())
}

/// Below this distance from zero the central approximation applies.
const CENTRE: f64 = 0.67448975;

/// Φ(z) − ½ near zero.
fn centre(z: f64) -> f64 {
    let square = z * z;
    let mut top = CENTRE_TOP[4] * square;
    let mut bottom = square;
    for i in 0..3 {
        top = (top + CENTRE_TOP[i]) * square;
        bottom = (bottom + CENTRE_BOTTOM[i]) * square;
    }
    z * (top + CENTRE_TOP[3]) / (bottom + CENTRE_BOTTOM[3])
}

/// exp(−z²/2) with z² split, so that its rounding error is not magnified.
fn density_factor(z: f64) -> f64 {
    let coarse = (z * 16.0).trunc() / 16.0;
    let fine = (z - coarse) * (z + coarse);
    (-0.5 * coarse * coarse).exp() * (-0.5 * fine).exp()
}

/// The upper tail at z > [`CENTRE`], divided by exp(−z²/2).
fn scaled_tail(z: f64) -> f64 {
    if z <= 5.656854249492380195206754896838 {
        let mut top = MIDDLE_TOP[8] * z;
        let mut bottom = z;
        for i in 0..7 {
            top = (top + MIDDLE_TOP[i]) * z;
            bottom = (bottom + MIDDLE_BOTTOM[i]) * z;
        }
        (top + MIDDLE_TOP[7]) / (bottom + MIDDLE_BOTTOM[7])
    } else {
        let inverse = 1.0 / (z * z);
        let mut top = TAIL_TOP[5] * inverse;
        let mut bottom = inverse;
        for i in 0..4 {
            top = (top + TAIL_TOP[i]) * inverse;
            bottom = (bottom + TAIL_BOTTOM[i]) * inverse;
        }
        let correction = inverse * (top + TAIL_TOP[4]) / (bottom + TAIL_BOTTOM[4]);
        (ONE_OVER_SQRT_TWO_PI - correction) / z
    }
}

/// Horner's rule, the constant first.
fn polynomial<const N: usize>(coefficients: &[f64; N], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

const CENTRE_TOP: [f64; 5] = [
    2.2352520354606839287,
    161.02823106855587881,
    1067.6894854603709582,
    18154.981253343561249,
    0.065682337918207449113,
];
const CENTRE_BOTTOM: [f64; 4] =
    [47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956];
const MIDDLE_TOP: [f64; 9] = [
    0.39894151208813466764,
    8.8831497943883759412,
    93.506656132177855979,
    597.27027639480026226,
    2494.5375852903726711,
    6848.1904505362823326,
    11602.651437647350124,
    9842.7148383839780218,
    1.0765576773720192317e-8,
];
const MIDDLE_BOTTOM: [f64; 8] = [
    22.266688044328115691,
    235.38790178262499861,
    1519.377599407554805,
    6485.558298266760755,
    18615.571640885098091,
    34900.952721145977266,
    38912.003286093271411,
    19685.429676859990727,
];
const TAIL_TOP: [f64; 6] = [
    0.21589853405795699,
    0.1274011611602473639,
    0.022235277870649807,
    0.001421619193227893466,
    2.9112874951168792e-5,
    0.02307344176494017303,
];
const TAIL_BOTTOM: [f64; 5] =
    [1.28426009614491121, 0.468238212480865118, 0.0659881378689285515, 0.00378239633202758244, 7.29751555083966205e-5];
const QUANTILE_CENTRE_TOP: [f64; 8] = [
    3.3871328727963666080e0,
    1.3314166789178437745e2,
    1.9715909503065514427e3,
    1.3731693765509461125e4,
    4.5921953931549871457e4,
    6.7265770927008700853e4,
    3.3430575583588128105e4,
    2.5090809287301226727e3,
];
const QUANTILE_CENTRE_BOTTOM: [f64; 8] = [
    1.0,
    4.2313330701600911252e1,
    6.8718700749205790830e2,
    5.3941960214247511077e3,
    2.1213794301586595867e4,
    3.9307895800092710610e4,
    2.8729085735721942674e4,
    5.2264952788528545610e3,
];
const QUANTILE_MIDDLE_TOP: [f64; 8] = [
    1.42343711074968357734e0,
    4.63033784615654529590e0,
    5.76949722146069140550e0,
    3.64784832476320460504e0,
    1.27045825245236838258e0,
    2.41780725177450611770e-1,
    2.27238449892691845833e-2,
    7.74545014278341407640e-4,
];
const QUANTILE_MIDDLE_BOTTOM: [f64; 8] = [
    1.0,
    2.05319162663775882187e0,
    1.67638483018380384940e0,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9,
];
const QUANTILE_TAIL_TOP: [f64; 8] = [
    6.65790464350110377720e0,
    5.46378491116411436990e0,
    1.78482653991729133580e0,
    2.96560571828504891230e-1,
    2.65321895265761230930e-2,
    1.24266094738807843860e-3,
    2.71155556874348757815e-5,
    2.01033439929228813265e-7,
];
const QUANTILE_TAIL_BOTTOM: [f64; 8] = [
    1.0,
    5.99832206555887937690e-1,
    1.36929880922735805310e-1,
    1.48753612908506148525e-2,
    7.86869131145613259100e-4,
    1.84631831751005468180e-5,
    1.42151175831644588870e-7,
    2.04426310338993978564e-15,
];
