//! Quantiles of numbers that are selected and not sorted.

/// A whole number in the order of `f64::total_cmp`, and back: whole numbers are selected without branches.
pub(super) const fn key(value: f64) -> i64 {
    flipped(value.to_bits().cast_signed())
}

const fn value_of(key: i64) -> f64 {
    f64::from_bits(flipped(key).cast_unsigned())
}

/// All but the sign, where that is negative: its own inverse.
const fn flipped(bits: i64) -> i64 {
    bits ^ (((bits >> 63).cast_unsigned()) >> 1).cast_signed()
}

/// Linear between order statistics, which are selected and not sorted; there must be at least two values.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the length")]
pub(super) fn quantile(keys: &mut [i64], share: f64) -> f64 {
    let last = keys.len() - 1;
    let position = share.clamp(0.0, 1.0) * last as f64;
    let index = (position as usize).min(last - 1);
    let weight = position - index as f64;
    // The neighbour is looked for on the side where fewer are left.
    let [lower, upper] = if index < last / 2 {
        let (below, upper, _) = keys.select_nth_unstable(index + 1);
        [below.iter().copied().max().unwrap_or(*upper), *upper]
    } else {
        let (_, lower, above) = keys.select_nth_unstable(index);
        [*lower, above.iter().copied().min().unwrap_or(*lower)]
    }
    .map(value_of);
    lower * (1.0 - weight) + upper * weight
}
