//! What other tools do, so that it can be shown beside: Wald, percentiles of max − min, the constant studentisation.

use evenhand_inference::{
    BinomialSampler, Interval, Method, Proportion, Random,
    mcnemar::DecisionChanges,
    value::{Confidence, Measured},
};

use super::binomial::Binomial;

const Z: f64 = 1.959_963_984_540_054;

fn interval(lower: f64, upper: f64) -> Interval {
    Interval { lower, upper, confidence: Confidence::DEFAULT, method: Method::Delta }
}

pub(super) fn wald_rate(x: u64, n: u64) -> Measured<Interval> {
    let p = x as f64 / n as f64;
    let half = Z * (p * (1.0 - p) / n as f64).sqrt();
    Ok(interval(p - half, p + half))
}

/// The percentile interval with infinitely many replicates.
pub(super) fn bootstrap_rate(x: u64, n: u64) -> Measured<Interval> {
    let replicates = Binomial::new(n, x as f64 / n as f64);
    Ok(interval(replicates.quantile(0.025) as f64 / n as f64, replicates.quantile(0.975) as f64 / n as f64))
}

pub(super) fn wald_difference(group: &Proportion, reference: &Proportion) -> Interval {
    let part = |sample: &Proportion| {
        let p = sample.successes() / sample.trials();
        (p, p * (1.0 - p) / sample.trials())
    };
    let ((p1, v1), (p2, v2)) = (part(group), part(reference));
    let half = Z * (v1 + v2).sqrt();
    interval(p1 - p2 - half, p1 - p2 + half)
}

/// |p₁ − p₂|/SE with the unpooled standard error; infinite where that is zero.
pub(super) fn unpooled_z(group: &Proportion, reference: &Proportion) -> f64 {
    let interval = wald_difference(group, reference);
    let (centre, half) = (0.5 * (interval.lower + interval.upper), 0.5 * interval.width());
    if centre.abs() < 1e-15 { 0.0 } else { Z * centre.abs() / half }
}

/// Percentile intervals of max − min and of min/max over groups: the statistic is taken of every replicate.
pub(super) fn bootstrap_extremes(groups: &[Proportion], draws: u32, random: &mut Random) -> [Interval; 2] {
    let samplers: Vec<(BinomialSampler, f64)> = groups
        .iter()
        .filter_map(|group| {
            let counts = group.counts()?;
            Some((BinomialSampler::new(counts.trials, group.rate().ok()?), group.trials()))
        })
        .collect();
    let (mut ranges, mut ratios) = (Vec::new(), Vec::new());
    for _ in 0..draws {
        let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
        for (sampler, trials) in &samplers {
            let p = sampler.draw(random) as f64 / trials;
            (low, high) = (low.min(p), high.max(p));
        }
        ranges.push(high - low);
        if high > 0.0 {
            ratios.push(low / high);
        }
    }
    [percentiles(ranges), percentiles(ratios)]
}

/// The 2.5 and 97.5 % points; (∞, −∞), which contains nothing, of nothing.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the length")]
fn percentiles(mut values: Vec<f64>) -> Interval {
    if values.is_empty() {
        return interval(f64::INFINITY, f64::NEG_INFINITY);
    }
    values.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| {
        let position = share * (values.len() - 1) as f64;
        let index = position as usize;
        let next = (index + 1).min(values.len() - 1);
        values[index] + (position - index as f64) * (values[next] - values[index])
    };
    interval(at(0.025), at(0.975))
}

/// The change of a gap with its Wald interval, as if old and new decisions came from different rows.
pub(super) fn unpaired_change(group: &DecisionChanges, reference: &DecisionChanges) -> Interval {
    let part = |changes: &DecisionChanges| {
        let DecisionChanges { kept_selected, gained, lost, kept_rejected } = *changes;
        let n = (kept_selected + gained + lost + kept_rejected) as f64;
        let (old, new) = ((kept_selected + lost) as f64 / n, (kept_selected + gained) as f64 / n);
        (new - old, (old * (1.0 - old) + new * (1.0 - new)) / n)
    };
    let ((c1, v1), (c2, v2)) = (part(group), part(reference));
    let half = Z * (v1 + v2).sqrt();
    interval(c1 - c2 - half, c1 - c2 + half)
}
