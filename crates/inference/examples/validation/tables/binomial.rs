//! Binomial probabilities by their recurrence from the mode, so that sums over outcomes owe nothing to the crate.

/// The outcomes that matter, with their probabilities.
pub(super) struct Binomial {
    first: u64,
    masses: Vec<f64>,
}

impl Binomial {
    /// All outcomes with more than 10⁻¹³ of the likeliest one's probability.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the trials")]
    pub(super) fn new(trials: u64, p: f64) -> Self {
        if p <= 0.0 || p >= 1.0 {
            return Self { first: if p <= 0.0 { 0 } else { trials }, masses: vec![1.0] };
        }
        let mode = (((trials + 1) as f64 * p) as u64).min(trials);
        let odds = p / (1.0 - p);
        let mut below = Vec::new();
        let (mut mass, mut count) = (1.0, mode);
        while count > 0 && mass > 1e-13 {
            mass *= count as f64 / (odds * (trials - count + 1) as f64);
            count -= 1;
            below.push(mass);
        }
        let first = count;
        let mut masses: Vec<f64> = below.into_iter().rev().collect();
        masses.push(1.0);
        let (mut mass, mut count) = (1.0, mode);
        while count < trials && mass > 1e-13 {
            mass *= odds * (trials - count) as f64 / (count + 1) as f64;
            count += 1;
            masses.push(mass);
        }
        let total: f64 = masses.iter().sum();
        for mass in &mut masses {
            *mass /= total;
        }
        Self { first, masses }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, f64)> + '_ {
        (self.first..).zip(self.masses.iter().copied())
    }

    /// The smallest outcome that at least this share does not exceed.
    pub(super) fn quantile(&self, share: f64) -> u64 {
        let mut sum = 0.0;
        for (count, mass) in self.iter() {
            sum += mass;
            if sum >= share - 1e-12 {
                return count;
            }
        }
        self.first + self.masses.len() as u64 - 1
    }
}
