//! Exact draws of counts: binomial, Poisson, hypergeometric, multinomial.
//!
//! Small means are inverted, large ones drawn by W. Hörmann's transformed rejection, "The generation of binomial random
//! variates" (Journal of Statistical Computation and Simulation 46, 1993) and "The transformed rejection method for
//! generating Poisson random variables" (Insurance: Mathematics and Economics 12, 1993). Acceptance uses the
//! saddle-point form of the probabilities, so that it holds for counts up to 2⁶³.

use super::{
    exact::{Hypergeometric, Unimodal},
    random::Random,
    special::{ln_factorial_error, poisson_deviance},
};

/// Below this mean a count is found by walking through the probabilities.
const INVERSION_LIMIT: f64 = 12.0;

/// Draws of a binomial count, prepared for repetition.
///
/// # Example
///
/// ```
/// use evenhand_inference::{BinomialSampler, Random, StreamKey};
///
/// let sampler = BinomialSampler::new(1_000_000, 0.3);
/// let mut random = Random::new(StreamKey { seed: 1, stream: 0, replicate: 0 });
/// let draw = sampler.draw(&mut random);
/// assert!(draw.abs_diff(300_000) < 3_000);
/// ```
#[derive(Debug, Clone)]
pub struct BinomialSampler {
    trials: u64,
    is_mirrored: bool,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Constant(u64),
    Inversion { first: f64, odds: f64 },
    Rejection(Rejection),
    Table(Table),
}

/// The constants of Hörmann's BTRS.
#[derive(Debug, Clone)]
struct Rejection {
    trials: f64,
    p: f64,
    q: f64,
    mode: u64,
    /// Where the hat is centred, relative to the mode.
    centre: f64,
    a: f64,
    b: f64,
    squeeze: f64,
    alpha: f64,
    /// ln of the mode's mass, kept where draws are repeated.
    ln_mode: Option<f64>,
}

impl BinomialSampler {
    /// A sampler of the successes in `trials` at a `probability`, which is clamped to [0, 1]; NaN counts as 0.
    pub fn new(trials: u64, probability: f64) -> Self {
        let probability = if probability > 0.0 { probability.min(1.0) } else { 0.0 };
        let is_mirrored = probability > 0.5;
        let p = if is_mirrored { 1.0 - probability } else { probability };
        let mean = trials as f64 * p;
        let kind = if mean <= 0.0 {
            Kind::Constant(0)
        } else if mean < INVERSION_LIMIT {
            Kind::Inversion { first: (trials as f64 * (-p).ln_1p()).exp(), odds: p / (1.0 - p) }
        } else {
            Kind::Rejection(Rejection::new(trials, p))
        };
        Self { trials, is_mirrored, kind }
    }

    /// Spends a little now to make each of many draws cheaper: a table where the spread is moderate.
    #[must_use]
    pub fn prepared(mut self) -> Self {
        if let Kind::Rejection(rejection) = &mut self.kind {
            if rejection.trials * rejection.p * rejection.q <= TABLE_LIMIT {
                self.kind = Kind::Table(Table::new(rejection, self.trials));
            } else {
                rejection.ln_mode = Some(rejection.ln_mass(rejection.mode, 0.0));
            }
        }
        self
    }

    /// One draw.
    pub fn draw(&self, random: &mut Random) -> u64 {
        let count = match &self.kind {
            Kind::Constant(count) => *count,
            Kind::Inversion { first, odds } => invert(self.trials, *first, *odds, random),
            Kind::Rejection(rejection) => rejection.draw(self.trials, random),
            Kind::Table(table) => table.draw(random),
        };
        if self.is_mirrored { self.trials - count } else { count }
    }
}

/// Above this variance a table of probabilities would cost more than it saves.
const TABLE_LIMIT: f64 = 10_000.0;

/// Cumulative probabilities, with a guide to where the search for a uniform number starts.
#[derive(Debug, Clone)]
struct Table {
    first: u64,
    cumulative: Vec<f64>,
    guide: Vec<u32>,
}

impl Table {
    /// All counts around the mode whose probability is at least 10⁻¹⁸ of the mode's.
    fn new(rejection: &Rejection, trials: u64) -> Self {
        let odds = rejection.p / rejection.q;
        let ratio = |count: u64| odds * (trials - count) as f64 / (count + 1) as f64;
        let (mut below, mut mass, mut first) = (Vec::new(), 1.0, rejection.mode);
        while first > 0 && mass > 1e-18 {
            first -= 1;
            mass /= ratio(first);
            below.push(mass);
        }
        let mut cumulative: Vec<f64> = below.into_iter().rev().collect();
        cumulative.push(1.0);
        let (mut count, mut mass) = (rejection.mode, 1.0);
        while count < trials && mass > 1e-18 {
            mass *= ratio(count);
            count += 1;
            cumulative.push(mass);
        }
        let total: f64 = cumulative.iter().sum();
        let mut sum = 0.0;
        for entry in &mut cumulative {
            sum += *entry / total;
            *entry = sum;
        }
        let (mut guide, mut place) = (Vec::with_capacity(cumulative.len()), 0_u32);
        for step in 0..cumulative.len() {
            let start = step as f64 / cumulative.len() as f64;
            while (place as usize) < cumulative.len() - 1 && cumulative[place as usize] < start {
                place += 1;
            }
            guide.push(place);
        }
        Self { first, cumulative, guide }
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the length")]
    fn draw(&self, random: &mut Random) -> u64 {
        let u = random.uniform();
        let start = self.guide[(u * self.guide.len() as f64) as usize] as usize;
        let offset = self.cumulative[start..].iter().take_while(|sum| **sum < u).count();
        self.first + (start + offset).min(self.cumulative.len() - 1) as u64
    }
}

/// Walks up the binomial probabilities; a walk that rounding lets pass its end starts anew.
fn invert(trials: u64, first: f64, odds: f64, random: &mut Random) -> u64 {
    // Ten standard deviations above a mean of twelve: never reached, but for rounding.
    let last = trials.min(80);
    loop {
        let mut rest = random.uniform();
        let mut mass = first;
        let mut factor = odds * trials as f64;
        for count in 0..=last {
            if rest <= mass {
                return count;
            }
            rest -= mass;
            mass *= factor / (count + 1) as f64;
            factor -= odds;
        }
    }
}

impl Rejection {
    fn new(trials: u64, p: f64) -> Self {
        let n = trials as f64;
        let q = 1.0 - p;
        let mean = n * p;
        let spread = (mean * q).sqrt();
        let b = 1.15 + 2.53 * spread;
        let a = -0.0873 + 0.0248 * b + 0.01 * p;
        let mode = whole((n + 1.0) * p).min(trials);
        Self {
            trials: n,
            p,
            q,
            mode,
            centre: mean + 0.5 - mode as f64,
            a,
            b,
            squeeze: 0.92 - 4.2 / b,
            alpha: (2.83 + 5.1 / b) * spread,
            ln_mode: None,
        }
    }

    fn draw(&self, trials: u64, random: &mut Random) -> u64 {
        loop {
            let u = random.uniform() - 0.5;
            let v = random.uniform();
            let edge = 0.5 - u.abs();
            let step = ((2.0 * self.a / edge + self.b) * u + self.centre).floor();
            if edge >= 0.07 && v <= self.squeeze {
                // In the centre of the hat, surely within the range.
                return shifted(self.mode, step).unwrap_or(self.mode);
            }
            let Some(count) = shifted(self.mode, step).filter(|count| *count <= trials) else { continue };
            let height = v * self.alpha / (self.a / (edge * edge) + self.b);
            let ln_mode = self.ln_mode.unwrap_or_else(|| self.ln_mass(self.mode, 0.0));
            if height.ln() <= self.ln_mass(count, step) - ln_mode {
                return count;
            }
        }
    }

    /// ln of the probability of a count, less what all counts share; `step` is its distance from the mode, exactly.
    fn ln_mass(&self, count: u64, step: f64) -> f64 {
        let x = count as f64;
        let rest = self.trials - x;
        let difference = step + (self.mode as f64 - self.trials * self.p);
        let mut total = 0.0;
        if x > 0.0 {
            total -= ln_factorial_error(x) + 0.5 * x.ln();
        } else {
            total += HALF_LN_TAU;
        }
        if rest > 0.0 {
            total -= ln_factorial_error(rest) + 0.5 * rest.ln();
        } else {
            total += HALF_LN_TAU;
        }
        total
            - poisson_deviance(x, self.trials * self.p, difference)
            - poisson_deviance(rest, self.trials * self.q, -difference)
    }
}

/// ½ ln 2π: what Stirling's formula leaves out at zero.
const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;

/// A count moved by a whole number of either sign; `None` below zero.
fn shifted(count: u64, step: f64) -> Option<u64> {
    let distance = whole(step.abs());
    if step < 0.0 { count.checked_sub(distance) } else { count.checked_add(distance) }
}

/// The whole part of a number that is not negative.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and `as` saturates")]
fn whole(value: f64) -> u64 {
    value as u64
}

/// One draw of a Poisson count at a mean up to 2⁶²; 0 at a mean that is not positive.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Random, StreamKey, draw_poisson};
///
/// let mut random = Random::new(StreamKey { seed: 1, stream: 0, replicate: 0 });
/// assert_eq!(draw_poisson(0.0, &mut random), 0);
/// assert!(draw_poisson(1e6, &mut random).abs_diff(1_000_000) < 10_000);
/// ```
pub fn draw_poisson(mean: f64, random: &mut Random) -> u64 {
    if mean.is_nan() || mean <= 0.0 {
        return 0;
    }
    if mean < INVERSION_LIMIT {
        let first = (-mean).exp();
        loop {
            let (mut rest, mut mass) = (random.uniform(), first);
            for count in 0..80_u64 {
                if rest <= mass {
                    return count;
                }
                rest -= mass;
                mass *= mean / (count + 1) as f64;
            }
        }
    }
    let mean = mean.min(4.6e18);
    let spread = mean.sqrt();
    let b = 0.931 + 2.53 * spread;
    let a = -0.059 + 0.02483 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let squeeze = 0.9277 - 3.6224 / (b - 2.0);
    let mode = whole(mean);
    let centre = mean - mode as f64 + 0.43;
    loop {
        let u = random.uniform() - 0.5;
        let v = random.uniform();
        let edge = 0.5 - u.abs();
        let step = ((2.0 * a / edge + b) * u + centre).floor();
        let Some(count) = shifted(mode, step) else { continue };
        if edge >= 0.07 && v <= squeeze {
            return count;
        }
        if edge < 0.013 && v > edge {
            continue;
        }
        let x = count as f64;
        let ln_mass = if count == 0 {
            -mean
        } else {
            -ln_factorial_error(x) - poisson_deviance(x, mean, step + (mode as f64 - mean)) - HALF_LN_TAU - 0.5 * x.ln()
        };
        if (v * inverse_alpha / (a / (edge * edge) + b)).ln() <= ln_mass {
            return count;
        }
    }
}

/// Distributes `total` over cells in proportion to their `weights`: one draw of a multinomial, into `into`.
///
/// Cells of weight zero receive nothing; without any weight nothing is drawn. Both slices have one entry per cell.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Random, StreamKey, draw_multinomial};
///
/// let mut random = Random::new(StreamKey { seed: 1, stream: 0, replicate: 0 });
/// let mut cells = [0; 3];
/// draw_multinomial(100, &[20, 0, 30], &mut random, &mut cells);
/// assert_eq!(cells.iter().sum::<u64>(), 100);
/// assert_eq!(cells[1], 0);
/// ```
pub fn draw_multinomial(total: u64, weights: &[u64], random: &mut Random, into: &mut [u64]) {
    let mut weight_left: u64 = weights.iter().fold(0, |sum, weight| sum.saturating_add(*weight));
    let mut left = if weight_left == 0 { 0 } else { total };
    for (cell, &weight) in into.iter_mut().zip(weights) {
        *cell = if weight == 0 || left == 0 {
            0
        } else if weight >= weight_left {
            left
        } else {
            BinomialSampler::new(left, weight as f64 / weight_left as f64).draw(random)
        };
        left -= *cell;
        weight_left = weight_left.saturating_sub(weight);
    }
}

/// One draw of a hypergeometric count: the successes among `sample` rows taken from `successes` and `failures`.
///
/// A sample larger than the population takes all of it.
///
/// # Source
///
/// Inversion from the mode; for large counts E. Stadlober's ratio of uniforms, Journal of Computational and Applied
/// Mathematics 31 (1990).
///
/// # Example
///
/// ```
/// use evenhand_inference::{Random, StreamKey, draw_hypergeometric};
///
/// let mut random = Random::new(StreamKey { seed: 1, stream: 0, replicate: 0 });
/// assert_eq!(draw_hypergeometric(5, 7, 12, &mut random), 5);
/// assert!(draw_hypergeometric(5_000, 7_000, 6_000, &mut random).abs_diff(2_500) < 150);
/// ```
pub fn draw_hypergeometric(successes: u64, failures: u64, sample: u64, random: &mut Random) -> u64 {
    let law = Hypergeometric { group: sample.min(successes.saturating_add(failures)), successes, failures };
    let (first, last) = law.range();
    if first >= last {
        return first;
    }
    let size = successes as f64 + failures as f64;
    let share = successes as f64 / size;
    let taken = law.group as f64 / size;
    let variance = successes as f64 * (1.0 - share) * taken * (1.0 - taken) * (size / (size - 1.0).max(1.0));
    let mode = law.mode().clamp(first, last);
    let ln_mode = law.ln_mass(mode);
    if variance < 100.0 {
        return invert_from_mode(&law, mode, ln_mode, random);
    }
    // The table mountain of width d around the mean, Stadlober's constants 2√(2/e) and 3 − 2√(3/e).
    let spread = (variance + 0.5).sqrt();
    let width = 1.715_527_769_921_413_5 * spread + 0.898_916_162_058_898_8;
    let centre = law.group as f64 * share - mode as f64 + 0.5;
    loop {
        let (x, y) = (random.uniform(), random.uniform());
        let step = (centre + width * (y - 0.5) / x).floor();
        let Some(count) = shifted(mode, step).filter(|count| (first..=last).contains(count)) else { continue };
        if 2.0 * x.ln() <= law.ln_mass(count) - ln_mode {
            return count;
        }
    }
}

/// Subtracts probabilities from the mode outwards until a uniform number is used up.
fn invert_from_mode(law: &Hypergeometric, mode: u64, ln_mode: f64, random: &mut Random) -> u64 {
    let (first, last) = law.range();
    loop {
        let mut rest = random.uniform() - ln_mode.exp();
        if rest <= 0.0 {
            return mode;
        }
        let (mut up, mut down) = (mode, mode);
        let (mut mass_up, mut mass_down) = (ln_mode.exp(), ln_mode.exp());
        while up < last || down > first {
            if up < last {
                mass_up *= law.ratio(up);
                up += 1;
                rest -= mass_up;
                if rest <= 0.0 {
                    return up;
                }
            }
            if down > first {
                down -= 1;
                mass_down /= law.ratio(down);
                rest -= mass_down;
                if rest <= 0.0 {
                    return down;
                }
            }
            if mass_up.max(mass_down) < 1e-18 {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random(stream: u64) -> Random {
        Random::new(super::super::random::StreamKey { seed: 42, stream, replicate: 0 })
    }

    /// Pearson's statistic of draws against probabilities, with the rare counts pooled; and its degrees of freedom.
    fn goodness(draws: &[u64], mass: impl Fn(u64) -> f64, range: std::ops::RangeInclusive<u64>) -> (f64, u64) {
        let (mut statistic, mut cells) = (0.0, 0);
        let (mut pooled_expected, mut pooled_observed) = (draws.len() as f64, draws.len() as f64);
        for k in range {
            let expected = mass(k) * draws.len() as f64;
            if expected >= 10.0 {
                let observed = draws.iter().filter(|draw| **draw == k).count() as f64;
                statistic += (observed - expected).powi(2) / expected;
                pooled_expected -= expected;
                pooled_observed -= observed;
                cells += 1;
            }
        }
        if pooled_expected > 5.0 {
            statistic += (pooled_observed - pooled_expected).powi(2) / pooled_expected;
            cells += 1;
        }
        (statistic, cells - 1)
    }

    #[test]
    fn binomial_draws_follow_the_binomial() {
        for (stream, (trials, p)) in
            [(5, 0.2), (30, 0.4), (25, 0.5), (40, 0.9), (1_000, 0.011), (1_000, 0.02), (3_000_000, 5e-6), (200, 0.7)]
                .into_iter()
                .enumerate()
        {
            for sampler in [BinomialSampler::new(trials, p), BinomialSampler::new(trials, p).prepared()] {
                let mut random = random(stream as u64);
                let draws: Vec<u64> = (0..20_000).map(|_| sampler.draw(&mut random)).collect();
                let mass = |k: u64| super::super::special::ln_binomial_mass(k as f64, trials as f64, p, 1.0 - p).exp();
                let (statistic, degrees) = goodness(&draws, mass, 0..=trials.min(400));
                let p_value = super::super::special::chi_squared_upper_tail(statistic, degrees);
                assert!(p_value > 1e-3, "{trials} {p}: {statistic} on {degrees}");
            }
        }
    }

    #[test]
    fn poisson_draws_follow_the_poisson() {
        for (stream, mean) in [0.3, 4.0, 11.9, 12.1, 60.0].into_iter().enumerate() {
            let mut random = random(100 + stream as u64);
            let draws: Vec<u64> = (0..20_000).map(|_| draw_poisson(mean, &mut random)).collect();
            let mass = |k: u64| super::super::special::ln_poisson_mass(k as f64, mean).exp();
            let (statistic, degrees) = goodness(&draws, mass, 0..=200);
            let p_value = super::super::special::chi_squared_upper_tail(statistic, degrees);
            assert!(p_value > 1e-3, "{mean}: {statistic} on {degrees}");
        }
    }

    #[test]
    fn huge_counts_have_the_right_moments() {
        for trials in [1_u64 << 40, 1 << 55, 1 << 63] {
            let sampler = BinomialSampler::new(trials, 0.25);
            let mut random = random(7);
            let (mean, spread) = (trials as f64 * 0.25, (trials as f64 * 0.1875).sqrt());
            let scores: Vec<f64> = (0..4_000)
                .map(|_| {
                    let draw = sampler.draw(&mut random);
                    (draw as f64 - mean) / spread
                })
                .collect();
            let average = scores.iter().sum::<f64>() / 4_000.0;
            let variance = scores.iter().map(|score| score * score).sum::<f64>() / 4_000.0;
            assert!(average.abs() < 0.06 && (variance - 1.0).abs() < 0.1, "{trials}: {average} {variance}");
        }
    }

    #[test]
    fn hypergeometric_draws_follow_the_hypergeometric() {
        for (stream, (successes, failures, sample)) in
            [(5, 9, 6), (40, 60, 30), (2_000, 3_000, 40), (3_000, 5_000, 2_000), (900, 800, 1_000)]
                .into_iter()
                .enumerate()
        {
            let mut random = random(200 + stream as u64);
            let draws: Vec<u64> =
                (0..20_000).map(|_| draw_hypergeometric(successes, failures, sample, &mut random)).collect();
            let law = Hypergeometric { group: sample, successes, failures };
            let (first, last) = law.range();
            let (statistic, degrees) = goodness(&draws, |k| law.ln_mass(k).exp(), first..=last);
            let p_value = super::super::special::chi_squared_upper_tail(statistic, degrees);
            assert!(p_value > 1e-3, "{successes} {failures} {sample}: {statistic} on {degrees}");
        }
    }

    #[test]
    fn edges_are_constant() {
        let mut random = random(8);
        for trials in [0, 1, 1_000] {
            assert_eq!(BinomialSampler::new(trials, 0.0).draw(&mut random), 0);
            assert_eq!(BinomialSampler::new(trials, 1.0).draw(&mut random), trials);
            assert_eq!(BinomialSampler::new(trials, f64::NAN).draw(&mut random), 0);
        }
    }
}
