//! The smallest size at which a power that saws upwards is reached.

use std::collections::BTreeMap;

use super::special::normal_quantile;
use crate::value::{Measured, Reason, Unavailable};

/// Rows beyond which the answer is that no sample will do.
pub(super) const LARGEST: f64 = 1e12;

/// The smallest size from which on a power that saws upwards is reached.
pub(super) fn smallest(start: u64, power: f64, reached: &impl Fn(u64) -> Measured) -> Measured<u64> {
    let holds = |size: u64| -> Measured<bool> {
        for step in 0..=10_u64 {
            if reached(size + (size * step).div_ceil(100))? < power {
                return Ok(false);
            }
        }
        Ok(true)
    };
    let (mut low, mut high) = (0, start.max(1));
    while !holds(high)? {
        low = high;
        high += (high / 8).max(1);
        if high as f64 > LARGEST {
            return Err(Unavailable::Undefined(Reason::NoSolution));
        }
    }
    // An approximation is rarely wrong by more than a quarter, so the search downwards is by eighths too.
    while low == 0 && high > 1 {
        let tried = high - (high / 8).max(1);
        if tried > 0 && holds(tried)? { high = tried } else { low = tried.max(1) }
    }
    while high > low + (high / 500).max(1) {
        let middle = low + (high - low) / 2;
        if holds(middle)? { high = middle } else { low = middle }
    }
    Ok(high)
}

/// The same where a look costs more and the size is not far: by the normal curve's slope, then by halves, then ten looks ahead.
pub(super) fn smallest_nearby(
    start: u64,
    power: f64,
    critical: f64,
    reached: &dyn Fn(u64) -> Measured,
) -> Measured<u64> {
    let mut seen = BTreeMap::new();
    let mut look = |size: u64| -> Measured {
        if let Some(&power) = seen.get(&size) {
            return Ok(power);
        }
        let power = reached(size)?;
        seen.insert(size, power);
        Ok(power)
    };
    // The distance from the bound, in standard errors, grows with the root of the size.
    let lead = |power: f64| (normal_quantile(power.clamp(1e-6, 1.0 - 1e-6)) + critical).max(0.2);
    let guess = |size: u64, found: f64| whole((size as f64 * (lead(power) / lead(found)).powi(2)).round());
    let (mut low, mut high) = (0, start.max(1));
    loop {
        let found = look(high)?;
        if found >= power {
            break;
        }
        low = high;
        high = guess(high, found).clamp(high + (high / 50).max(1), 2 * high);
        if high as f64 > LARGEST {
            return Err(Unavailable::Undefined(Reason::NoSolution));
        }
    }
    while low == 0 && high > 1 {
        let tried = guess(high, look(high)?).clamp(high / 2, high - (high / 50).max(1)).max(1);
        if look(tried)? < power { low = tried } else { high = tried }
    }
    while high > low + (high / 500).max(1) {
        let middle = low + (high - low) / 2;
        if look(middle)? < power { low = middle } else { high = middle }
    }
    // A tooth of the saw that falls short within a tenth more moves the size beyond it.
    'ahead: loop {
        for step in (1..=10_u64).rev() {
            let ahead = high + (high * step).div_ceil(100);
            if look(ahead)? < power {
                high = ahead + (ahead / 500).max(1);
                while look(high)? < power {
                    high += (high / 500).max(1);
                }
                continue 'ahead;
            }
        }
        return Ok(high);
    }
}

/// The whole part, not beyond twice the largest size.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn whole(value: f64) -> u64 {
    value.clamp(0.0, LARGEST * 2.0) as u64
}
