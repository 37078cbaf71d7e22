//! The binomial law of a count, as a plan sums it.

use super::size_search::whole;

/// The binomial law of one count, without tails that do not matter.
pub(super) struct Law {
    pub(super) first: u64,
    pub(super) weights: Vec<f64>,
    cumulative: Vec<f64>,
}

impl Law {
    pub(super) fn new(trials: u64, rate: f64) -> Self {
        let (mean, n) = (trials as f64 * rate, trials as f64);
        let reach = 8.0 * (mean * (1.0 - rate)).sqrt() + 20.0;
        let (first, last) = (whole((mean - reach).max(0.0).floor()), whole((mean + reach).min(n).ceil()).min(trials));
        let mode = whole(mean.floor()).clamp(first, last);
        let mut weights = vec![0.0; usize::try_from(last - first + 1).unwrap_or(1)];
        let place = |count: u64| usize::try_from(count - first).unwrap_or(0);
        weights[place(mode)] = 1.0;
        // Ratios of neighbours from the mode outwards; no logarithm of a factorial is needed.
        for count in mode..last {
            let up = (trials - count) as f64 / (count + 1) as f64 * rate / (1.0 - rate);
            weights[place(count + 1)] = weights[place(count)] * if up.is_finite() { up } else { 0.0 };
        }
        for count in (first..mode).rev() {
            let down = (count + 1) as f64 / (trials - count) as f64 * (1.0 - rate) / rate;
            weights[place(count)] = weights[place(count + 1)] * if down.is_finite() { down } else { 0.0 };
        }
        let sum: f64 = weights.iter().sum();
        let mut before = 0.0;
        let mut cumulative = Vec::with_capacity(weights.len() + 1);
        cumulative.push(0.0);
        for weight in &mut weights {
            *weight /= sum;
            before += *weight;
            cumulative.push(before);
        }
        Self { first, weights, cumulative }
    }

    /// Counts and their probabilities.
    pub(super) fn counts(&self) -> impl Iterator<Item = (u64, f64)> {
        self.weights.iter().enumerate().map(|(place, weight)| (self.first + place as u64, *weight))
    }

    /// The probability of the counts before a place.
    pub(super) fn below(&self, place: usize) -> f64 {
        if place >= self.weights.len() { 1.0 } else { self.cumulative[place] }
    }
}
