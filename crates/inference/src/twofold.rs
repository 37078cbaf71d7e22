//! Numbers of twice the precision of a float, as the unrounded sum of two: for differences in which leading digits cancel.

use std::ops::{Add, Mul, Sub};

/// `high + low`, where `low` is what rounding to `high` lost.
///
/// T. J. Dekker, A Floating-Point Technique for Extending the Available Precision, Numerische Mathematik 18 (1971).
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Twofold {
    high: f64,
    low: f64,
}

impl Twofold {
    /// a + b without rounding.
    pub(crate) fn sum(a: f64, b: f64) -> Self {
        let high = a + b;
        let own = high - a;
        Self { high, low: (a - (high - own)) + (b - own) }
    }

    /// a · b without rounding, unless the product overflows or its low part underflows.
    pub(crate) fn product(a: f64, b: f64) -> Self {
        let high = a * b;
        let ((a_high, a_low), (b_high, b_low)) = (halves(a), halves(b));
        Self { high, low: ((a_high * b_high - high) + a_high * b_low + a_low * b_high) + a_low * b_low }
    }

    /// Rounded to one float.
    pub(crate) fn value(self) -> f64 {
        self.high + self.low
    }
}

#[cfg(feature = "tasks")]
impl Twofold {
    pub(crate) fn high(self) -> f64 {
        self.high
    }

    pub(crate) fn low(self) -> f64 {
        self.low
    }

    /// Divided by a float.
    pub(crate) fn over(self, divisor: f64) -> Self {
        let first = self.high / divisor;
        let rest = self - Self::product(first, divisor);
        Self::sum(first, rest.value() / divisor)
    }
}

impl From<f64> for Twofold {
    fn from(value: f64) -> Self {
        Self { high: value, low: 0.0 }
    }
}

impl Add for Twofold {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let (high, low) = (Self::sum(self.high, other.high), Self::sum(self.low, other.low));
        let partly = Self::sum(high.high, high.low + low.high);
        Self::sum(partly.high, partly.low + low.low)
    }
}

impl Sub for Twofold {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + Self { high: -other.high, low: -other.low }
    }
}

impl Mul for Twofold {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let product = Self::product(self.high, other.high);
        Self::sum(product.high, product.low + (self.high * other.low + self.low * other.high))
    }
}

/// A float as the sum of two of 26 bits each.
fn halves(value: f64) -> (f64, f64) {
    let scaled = 134_217_729.0 * value;
    let high = scaled - (scaled - value);
    (high, value - high)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    #[test]
    fn what_rounding_loses_is_kept() {
        let sum = Twofold::sum(1e16, 0.1);
        assert_eq!((sum.high(), sum.low()), (1e16, 0.1));
        // (1 + 2⁻³⁰)² = 1 + 2⁻²⁹ + 2⁻⁶⁰.
        let small = 2.0_f64.powi(-30);
        let square = Twofold::product(1.0 + small, 1.0 + small);
        assert_eq!((square.high(), square.low()), (1.0 + 2.0 * small, small * small));
        assert_eq!((square - Twofold::from(1.0) - Twofold::from(2.0 * small)).value(), small * small);
        let third = Twofold::from(1.0).over(3.0);
        assert!((third * Twofold::from(3.0) - Twofold::from(1.0)).value().abs() < 1e-31);
    }
}
