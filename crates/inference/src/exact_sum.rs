//! Sums of floating-point numbers that do not depend on the order of addition.

use serde::{Deserialize, Serialize};

use crate::twofold::Twofold;

/// Bits of the exponent that share one bin.
const BIN: i32 = 32;

/// The exact sum of non-negative finite numbers: chunks, threads and merges cannot change a digit of it.
///
/// # Formula
///
/// Every f64 is m · 2^e with an integer m below 2^53. Mantissas are added as integers in bins of 32 exponents, so that
/// no bit is ever rounded away; the sum is rounded once, when it is read. A bin of 128 bits has room for 2^42 additions.
///
/// # Source
///
/// After the small superaccumulator of Neal 2015, "Fast exact summation using small and large superaccumulators".
///
/// # Example
///
/// ```
/// use evenhand_inference::ExactSum;
///
/// let mut forwards = ExactSum::default();
/// let mut backwards = ExactSum::default();
/// for weight in [1e16, 1.0, 0.1, 1e-9] {
///     forwards.add(weight, 1);
/// }
/// for weight in [1e-9, 0.1, 1.0, 1e16] {
///     backwards.add(weight, 1);
/// }
/// assert_eq!(forwards, backwards);
/// assert_eq!(forwards.value(), 10_000_000_000_000_001.1_f64);
/// ```
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ExactSum {
    /// The exponent bin of the first entry.
    low: i32,
    bins: Vec<u128>,
}

impl ExactSum {
    /// Adds a number so many times. Anything but a finite non-negative number is ignored: inputs are checked before.
    pub fn add(&mut self, value: f64, times: u64) {
        if !(value.is_finite() && value > 0.0) || times == 0 {
            return;
        }
        let bits = value.to_bits();
        #[allow(clippy::cast_possible_truncation)]
        let field = (bits >> 52) as i32;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) = if field == 0 { (fraction, 1) } else { (fraction | 1 << 52, field) };
        let bin = exponent.div_euclid(BIN);
        let shifted = u128::from(mantissa) << exponent.rem_euclid(BIN);
        if times == 1 {
            self.add_to_bin(bin, shifted);
        } else {
            // The factor is split so that no product leaves 128 bits.
            self.add_to_bin(bin, shifted * u128::from(times & u64::from(u32::MAX)));
            self.add_to_bin(bin + 1, shifted * u128::from(times >> 32));
        }
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Self) {
        for (offset, &bin) in (0_i32..).zip(&other.bins) {
            if bin > 0 {
                self.add_to_bin(other.low + offset, bin);
            }
        }
    }

    /// The sum, rounded once.
    pub fn value(&self) -> f64 {
        let mut total = 0.0;
        for term in self.terms() {
            total += term;
        }
        total
    }

    /// The sum to twice the precision of a float, for differences in which leading digits cancel.
    pub(crate) fn twofold(&self) -> Twofold {
        self.terms().fold(Twofold::default(), |total, term| total + Twofold::from(term))
    }

    /// The digits as floats, largest first.
    fn terms(&self) -> impl Iterator<Item = f64> {
        // 1075 is the bias of the exponent and the width of the mantissa.
        self.digits().into_iter().rev().map(|(bin, digit)| f64::from(digit) * power_of_two(bin * BIN - 1075))
    }

    fn add_to_bin(&mut self, bin: i32, amount: u128) {
        if self.bins.is_empty() {
            self.low = bin;
        }
        while bin < self.low {
            self.bins.insert(0, 0);
            self.low -= 1;
        }
        let index = usize::try_from(bin - self.low).unwrap_or(0);
        if index >= self.bins.len() {
            self.bins.resize(index + 1, 0);
        }
        if let Some(sum) = self.bins[index].checked_add(amount) {
            self.bins[index] = sum;
        } else {
            // Carry before the bin overflows: its upper 96 bits belong to the next bins.
            let full = std::mem::take(&mut self.bins[index]);
            self.add_to_bin(bin + 1, full >> BIN);
            self.add_to_bin(bin, full & u128::from(u32::MAX));
            self.add_to_bin(bin, amount);
        }
    }

    /// The same sum in one unique form: base 2^32 digits by bin, without zeros.
    fn digits(&self) -> Vec<(i32, u32)> {
        let mut digits = Vec::new();
        let mut carry = 0_u128;
        let mut bin = self.low;
        let mut rest = self.bins.iter();
        loop {
            let next = rest.next();
            if next.is_none() && carry == 0 {
                return digits;
            }
            // Carry first: a bin may be nearly full.
            let bin_value = next.copied().unwrap_or(0);
            let low = (bin_value & u128::from(u32::MAX)) + (carry & u128::from(u32::MAX));
            #[allow(clippy::cast_possible_truncation)]
            let digit = (low & u128::from(u32::MAX)) as u32;
            carry = (bin_value >> BIN) + (carry >> BIN) + (low >> BIN);
            if digit > 0 {
                digits.push((bin, digit));
            }
            bin += 1;
        }
    }
}

/// The exact sum of finite numbers of either sign.
///
/// # Formula
///
/// The sum of the positive numbers less that of the negative ones, each an [`ExactSum`]
///
/// # Example
///
/// ```
/// use evenhand_inference::SignedSum;
///
/// let mut sum = SignedSum::default();
/// for value in [1e16, 0.25, -1e16] {
///     sum.add(value, 1);
/// }
/// assert_eq!(sum.value(), 0.25);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedSum {
    positive: ExactSum,
    negative: ExactSum,
}

impl SignedSum {
    /// Adds a number so many times. Anything but a finite number is ignored: inputs are checked before.
    pub fn add(&mut self, value: f64, times: u64) {
        if value > 0.0 {
            self.positive.add(value, times);
        } else {
            self.negative.add(-value, times);
        }
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Self) {
        self.positive.merge(&other.positive);
        self.negative.merge(&other.negative);
    }

    /// The sum, rounded once.
    pub fn value(&self) -> f64 {
        self.twofold().value()
    }

    pub(crate) fn twofold(&self) -> Twofold {
        self.positive.twofold() - self.negative.twofold()
    }
}

impl PartialEq for ExactSum {
    fn eq(&self, other: &Self) -> bool {
        self.digits() == other.digits()
    }
}

impl Eq for ExactSum {}

/// 2^exponent without rounding, through the subnormal numbers; 0 below them.
fn power_of_two(exponent: i32) -> f64 {
    if exponent >= -1022 { 2.0_f64.powi(exponent) } else { 2.0_f64.powi(-1022) * 2.0_f64.powi(exponent + 1022) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_is_repetition() {
        let mut once = ExactSum::default();
        once.add(0.1, 1_000_000);
        let mut repeated = ExactSum::default();
        for _ in 0..1_000_000 {
            repeated.add(0.1, 1);
        }
        assert_eq!(once, repeated);
        // 0.1 is 3602879701896397 / 2^55; a million of it rounds to 100000.0 + 5.6e-12.
        assert!((once.value() - 100_000.0).abs() < 1e-10);
    }

    #[test]
    fn a_full_bin_carries() {
        let mut sum = ExactSum::default();
        for _ in 0..100 {
            sum.add(1e300, u64::MAX);
        }
        assert!(
            (sum.value() / (1e300 * 100.0 * 18_446_744_073_709_551_615.0)).is_finite() || sum.value().is_infinite()
        );
        let mut weights = ExactSum::default();
        for _ in 0..1000 {
            weights.add(3.0, u64::MAX);
        }
        assert!((weights.value() / (3000.0 * 18_446_744_073_709_551_615.0) - 1.0).abs() < 1e-15);
    }
}
