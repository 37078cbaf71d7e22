//! The root of an increasing function of a positive variable, by Newton's method inside a bracket.

/// A function's value and slope at a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slope {
    pub(super) value: f64,
    pub(super) slope: f64,
}

/// Where an increasing function crosses zero on (0, `limit`); `limit` may be infinite.
///
/// A Newton step that leaves the bracket is replaced by a halving or doubling, and the number of steps is bounded. The
/// answer is right to about 1e-15 relative: the last step is at most 1e-8, and Newton's method squares the error.
pub(super) fn increasing_root(limit: f64, start: f64, function: impl Fn(f64) -> Slope) -> f64 {
    let (mut low, mut high) = (0.0, limit);
    let mut x = if start > 0.0 && start < limit { start } else { inside(low, high) };
    for _ in 0..200 {
        let Slope { value, slope } = function(x);
        if value == 0.0 {
            return x;
        }
        if value > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = x - value / slope;
        // A step too small to move x is the answer; it must not be mistaken for one that leaves the bracket.
        if newton.to_bits() == x.to_bits() {
            return x;
        }
        let next = if newton > low && newton < high { newton } else { inside(low, high) };
        let step = (next - x).abs();
        x = next;
        if step <= 1e-8 * x.min(limit - x) || high - low <= f64::EPSILON * x {
            break;
        }
    }
    x
}

/// A point between; geometric where the bracket spans magnitudes.
fn inside(low: f64, high: f64) -> f64 {
    if high.is_infinite() {
        if low > 0.0 { 4.0 * low } else { 1.0 }
    } else if low > 0.0 && high > 4.0 * low {
        (low * high).sqrt()
    } else if low > 0.0 {
        0.5 * (low + high)
    } else {
        0.125 * high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_of_awkward_functions() {
        let cube = increasing_root(f64::INFINITY, 1e9, |x| Slope { value: x * x * x - 1e-9, slope: 3.0 * x * x });
        approx::assert_relative_eq!(cube, 1e-3, max_relative = 1e-14);
        // Flat, then a square root.
        let kink = increasing_root(f64::INFINITY, 1.0, |x| {
            let past = (x - 20.0).max(0.0);
            Slope { value: past.sqrt() - 2.0, slope: if past > 0.0 { 0.5 / past.sqrt() } else { 0.0 } }
        });
        approx::assert_relative_eq!(kink, 24.0, max_relative = 1e-14);
        // A pole at the limit.
        let pole =
            increasing_root(1.0, 0.5, |x| Slope { value: 1.0 / (1.0 - x) - 1e6, slope: 1.0 / ((1.0 - x) * (1.0 - x)) });
        approx::assert_relative_eq!(pole, 1.0 - 1e-6, max_relative = 1e-14);
    }
}
