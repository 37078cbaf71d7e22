//! The bootstrap of customers whose rows come one by one, in any order and on several machines: weights by a keyed hash in
//! place of a list of customers.
//!
//! Replicate b counts customer c so many times as a Poisson variable of mean 1 says that is drawn from the hash of seed, b
//! and c. So all rows of a customer weigh the same wherever they are met, nothing is kept of the customer, and sums of
//! parts add up to the sums of the whole. Over replicates the products of two such sums, each less its plain sum, average
//! to Σ over customers of the products of their own sums: what every variance that allows for customers is made of.

use super::{
    ClusteredSums,
    random::{Random, StreamKey},
};
use crate::value::{Measured, Reason, Unavailable, quotient};

/// How many of 2¹⁶ draws give at least 1, 2, … : Poisson's law of mean 1 rounded so that mean and variance stay exactly 1.
const AT_LEAST: [u16; 8] = [41_426, 17_318, 5_263, 1_244, 240, 39, 5, 1];

/// The stream of these weights among all that a seed has.
const STREAM: u64 = 0x00C1_0577;

/// The weights of units, as customers, in every replicate of a bootstrap: by a keyed hash, so that the same unit always has
/// the same.
///
/// # Formula
///
/// w of unit c in replicate b ~ Poisson(1), drawn from Philox(seed, c, b); to 2⁻¹⁶, with mean and variance exactly 1
///
/// # Source
///
/// N. Chamandy, O. Muralidharan, A. Najmi and S. Naidu, "Estimating uncertainty for massive data streams" (2012).
///
/// # Example
///
/// ```
/// use evenhand_inference::UnitWeights;
///
/// let mut weights = UnitWeights::new(200, 7);
/// let anna = weights.of(1).to_vec();
/// let ben = weights.of(2).to_vec();
/// assert_eq!(anna.len(), 200);
/// assert_ne!(anna, ben);
/// assert_eq!(weights.of(1), anna, "the same whenever she is met");
/// ```
#[derive(Debug, Clone)]
pub struct UnitWeights {
    seed: u64,
    last: Option<u64>,
    draws: Vec<u16>,
    weights: Vec<u8>,
}

impl UnitWeights {
    /// Weights for so many replicates at a seed.
    pub fn new(replicates: u32, seed: u64) -> Self {
        let replicates = replicates as usize;
        Self { seed, last: None, draws: vec![0; replicates], weights: vec![0; replicates] }
    }

    /// The weight of a unit in each replicate.
    pub fn of(&mut self, unit: u64) -> &[u8] {
        if self.last != Some(unit) {
            self.last = Some(unit);
            let mut random = Random::new(StreamKey { seed: self.seed, stream: STREAM, replicate: unit });
            for four in self.draws.chunks_mut(4) {
                let bytes = random.bits().to_le_bytes();
                for (draw, pair) in four.iter_mut().zip(bytes.chunks_exact(2)) {
                    *draw = u16::from_le_bytes([pair[0], pair[1]]);
                }
            }
            self.weights.fill(0);
            for limit in AT_LEAST {
                for (weight, draw) in self.weights.iter_mut().zip(&self.draws) {
                    *weight += u8::from(*draw < limit);
                }
            }
        }
        &self.weights
    }
}

/// A number of rows, in every replicate of a bootstrap of units.
///
/// # Example
///
/// ```
/// use evenhand_inference::{ReplicateSums, UnitWeights};
///
/// let mut weights = UnitWeights::new(4000, 1);
/// let mut sums = ReplicateSums::default();
/// for unit in 0..50 {
///     sums.add(weights.of(unit), 3);
/// }
/// assert_eq!(sums.rows(), 150);
/// // 50 customers of 3 rows each: Σ of their squares is 450.
/// let centred = sums.centred();
/// let squares = centred.iter().map(|moved| moved * moved).sum::<f64>() / 4000.0;
/// assert!((squares / 450.0 - 1.0).abs() < 0.1);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplicateSums {
    rows: u64,
    replicates: Vec<u64>,
}

impl ReplicateSums {
    /// Adds rows of a unit with these weights.
    pub fn add(&mut self, weights: &[u8], rows: u64) {
        self.replicates.resize(weights.len(), 0);
        self.rows = self.rows.saturating_add(rows);
        for (sum, &weight) in self.replicates.iter_mut().zip(weights) {
            *sum = sum.saturating_add(rows.saturating_mul(u64::from(weight)));
        }
    }

    /// Adds the rows of another part of the data, of the same replicates and seed. Units may lie in both.
    pub fn merge(&mut self, other: &Self) {
        if self.replicates.len() < other.replicates.len() {
            self.replicates.resize(other.replicates.len(), 0);
        }
        self.rows = self.rows.saturating_add(other.rows);
        for (own, others) in self.replicates.iter_mut().zip(&other.replicates) {
            *own = own.saturating_add(*others);
        }
    }

    /// The number of rows itself.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The number of rows in each replicate; empty where there is none.
    pub fn replicates(&self) -> &[u64] {
        &self.replicates
    }

    /// By how much each replicate differs from the number of rows.
    pub fn centred(&self) -> Vec<f64> {
        let rows = self.rows as f64;
        self.replicates.iter().map(|&sum| sum as f64 - rows).collect()
    }
}

/// Σ over units of the product of two of their sums, estimated from replicates.
///
/// # Formula
///
/// (1/R)·Σ over replicates of the product of both, each less its plain sum; its relative standard error is about √(2/R)
///
/// # Example
///
/// ```
/// use evenhand_inference::mean_product;
///
/// assert_eq!(mean_product(&[1.0, -2.0], &[3.0, 1.0]), 0.5);
/// assert_eq!(mean_product(&[], &[3.0, 1.0]), 0.0, "without rows nothing moves");
/// ```
pub fn mean_product(left: &[f64], right: &[f64]) -> f64 {
    let replicates = left.len().max(right.len()).max(1);
    left.iter().zip(right).map(|(left, right)| left * right).sum::<f64>() / replicates as f64
}

/// The number of equal, independent units whose variance would be as uncertain as one that replicates estimate.
///
/// # Formula
///
/// 1 + 1/(1/(m* − 1) + 1/R), rounded down, with m* = (Σn)²/Σn² units of equal size and R replicates: m units leave a relative
/// variance of 2/(m − 1) in an estimated variance, R replicates add 2/R. At least 1 where there are rows. It never exceeds the number of
/// units, so that a Student quantile taken from it is rather too wide.
///
/// # Source
///
/// A. V. Carter, K. T. Schnepel and D. G. Steigerwald, Review of Economics and Statistics 99 (2017), for m*.
///
/// # Example
///
/// ```
/// use evenhand_inference::estimated_units;
///
/// assert_eq!(estimated_units(150, 450.0, 200), 40, "50 customers of 3 rows, and 200 replicates");
/// assert_eq!(estimated_units(150, 22_500.0, 200), 1, "all rows are of one");
/// assert_eq!(estimated_units(0, 0.0, 200), 0);
/// ```
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and the number of rows")]
pub fn estimated_units(rows: u64, squared_rows: f64, replicates: usize) -> u64 {
    if rows == 0 {
        return 0;
    }
    let rows = rows as f64;
    let equal = (rows * rows / squared_rows).min(rows);
    let free = 1.0 / (1.0 / (equal - 1.0) + 1.0 / replicates as f64);
    if free.is_finite() && free >= 1.0 { 1 + free as u64 } else { 1 }
}

/// A rate of rows that come one by one, whose uncertainty rests on customers: bounded memory, whatever comes.
///
/// # Example
///
/// ```
/// use evenhand_inference::{ClusterBootstrap, value::Confidence};
///
/// // 400 customers of five rows each, who always get the same decision: as good as 400 rows.
/// let mut bootstrap = ClusterBootstrap::new(1000, 7);
/// for _ in 0..5 {
///     for customer in 0..400_u64 {
///         bootstrap.observe(customer, u64::from(customer % 4 == 0), 1);
///     }
/// }
/// let sums = bootstrap.sums();
/// assert_eq!(sums.rate(), Ok(0.25));
/// assert!((sums.design_effect().unwrap() - 5.0).abs() < 0.7);
/// let interval = sums.wilson(Confidence::DEFAULT).unwrap();
/// assert!((interval.lower - 0.210).abs() < 0.005 && (interval.upper - 0.295).abs() < 0.005);
/// ```
#[derive(Debug, Clone)]
pub struct ClusterBootstrap {
    weights: UnitWeights,
    successes: ReplicateSums,
    trials: ReplicateSums,
}

impl ClusterBootstrap {
    /// Without rows yet: so many replicates at a seed. 200 are enough for a standard error.
    pub fn new(replicates: u32, seed: u64) -> Self {
        Self {
            weights: UnitWeights::new(replicates, seed),
            successes: ReplicateSums::default(),
            trials: ReplicateSums::default(),
        }
    }

    /// Takes rows of a customer, by a hash of the id: so many, of which so many are successes.
    pub fn observe(&mut self, customer: u64, successes: u64, trials: u64) {
        let weights = self.weights.of(customer);
        self.trials.add(weights, trials);
        self.successes.add(weights, successes.min(trials));
    }

    /// Takes the rows of another part of the data. Customers may lie in both.
    ///
    /// # Errors
    ///
    /// Another seed or number of replicates: `Undefined(OutsideDomain)`; nothing was taken then.
    pub fn merge(&mut self, other: &Self) -> Measured<()> {
        let key = |own: &Self| (own.weights.seed, own.weights.weights.len());
        if key(self) != key(other) {
            return Err(Unavailable::Undefined(Reason::OutsideDomain));
        }
        self.successes.merge(&other.successes);
        self.trials.merge(&other.trials);
        Ok(())
    }

    /// The sums over customers that rate, variance, design effect and intervals follow from; their squares and products are
    /// averages over replicates.
    ///
    /// Every rate of a replicate is linear here in what moved, so that none is undefined; where the rate is 0 or 1 the
    /// size of customers, not a variance of zero, gives the interval its width.
    pub fn sums(&self) -> ClusteredSums {
        let (successes, trials) = (self.successes.centred(), self.trials.centred());
        let squared_trials = mean_product(&trials, &trials);
        ClusteredSums {
            successes: self.successes.rows() as f64,
            trials: self.trials.rows() as f64,
            squared_successes: mean_product(&successes, &successes),
            successes_times_trials: mean_product(&successes, &trials),
            squared_trials,
            clusters: estimated_units(self.trials.rows(), squared_trials, self.weights.weights.len()),
        }
    }

    /// The rate in each replicate, for percentiles of one's own; undefined where a replicate has no row.
    pub fn replicate_rates(&self) -> Vec<Measured> {
        let successes = self.successes.replicates();
        let rate = |successes: u64, trials: u64| quotient(successes as f64, trials as f64, Reason::NoRows);
        self.trials.replicates().iter().zip(successes).map(|(&trials, &successes)| rate(successes, trials)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cluster;

    /// Poisson's law to the last of the 2¹⁶ parts it is rounded to, with its first two moments.
    #[test]
    fn the_law_is_poissons() {
        let mut tail = 1.0 - (-1.0_f64).exp();
        let mut mass = (-1.0_f64).exp();
        for (at, limit) in AT_LEAST.into_iter().enumerate() {
            assert!((f64::from(limit) - tail * 65_536.0).abs() < 1.5, "at least {}", at + 1);
            mass /= (at + 1) as f64;
            tail -= mass;
        }
        let limits = || AT_LEAST.into_iter().map(u64::from);
        assert_eq!(limits().sum::<u64>(), 1 << 16, "mean 1");
        assert_eq!(
            (1_u64..).step_by(2).zip(limits()).map(|(odd, limit)| odd * limit).sum::<u64>(),
            1 << 17,
            "E w² is 2"
        );
    }

    /// Drawn weights against Poisson's probabilities: chi-squared over 0 to 4 and more, 400,000 draws.
    #[test]
    fn draws_follow_the_law() {
        let mut weights = UnitWeights::new(200, 3);
        let mut seen = [0_u32; 5];
        for unit in 0..2000 {
            for &weight in weights.of(unit) {
                seen[usize::from(weight).min(4)] += 1;
            }
        }
        let one = (-1.0_f64).exp();
        let law = [one, one, one / 2.0, one / 6.0, 1.0 - one * (2.0 + 0.5 + 1.0 / 6.0)];
        let distance: f64 = seen
            .iter()
            .zip(law)
            .map(|(&seen, share)| (f64::from(seen) - share * 400_000.0).powi(2) / (share * 400_000.0))
            .sum();
        assert!(distance < 18.5, "chi-squared on 4 degrees of freedom, .999 point 18.47: {distance}");
    }

    fn rows() -> Vec<(u64, u64, u64)> {
        let mut random = Random::new(StreamKey { seed: 1, stream: 0, replicate: 0 });
        (0..3000).map(|_| (random.bits() % 250, u64::from(random.uniform() < 0.3), 1)).collect()
    }

    fn observed(rows: &[(u64, u64, u64)], replicates: u32) -> ClusterBootstrap {
        let mut bootstrap = ClusterBootstrap::new(replicates, 9);
        for &(customer, successes, trials) in rows {
            bootstrap.observe(customer, successes, trials);
        }
        bootstrap
    }

    /// Order, batches and merges leave no trace; sums tend to those over customers one by one.
    #[test]
    fn parts_make_the_whole_and_the_whole_is_right() {
        let rows = rows();
        let whole = observed(&rows, 4000);
        let mut backwards: Vec<_> = rows.clone();
        backwards.reverse();
        let mut parts = observed(&backwards[..700], 4000);
        parts.merge(&observed(&backwards[700..], 4000)).unwrap();
        assert_eq!(parts.sums(), whole.sums());
        let exact: ClusteredSums = (0..250)
            .map(|customer| {
                let own = rows.iter().filter(|row| row.0 == customer);
                let (successes, trials) = own.fold((0, 0), |sum, row| (sum.0 + row.1, sum.1 + row.2));
                Cluster { successes: successes as f64, trials: trials as f64 }
            })
            .collect();
        let found = whole.sums();
        assert_eq!((found.successes, found.trials), (exact.successes, exact.trials));
        // Four standard errors of √(2/4000).
        let near = |one: f64, other: f64| assert!((one / other - 1.0).abs() < 0.09, "{one} {other}");
        near(found.squared_trials, exact.squared_trials);
        near(found.variance().unwrap(), exact.variance().unwrap());
        assert!(found.clusters <= exact.clusters);
        let mut other = ClusterBootstrap::new(4000, 10);
        assert!(other.merge(&whole).is_err(), "another seed");
    }

    #[test]
    fn nothing_is_sure_by_having_no_variance() {
        let mut none = ClusterBootstrap::new(200, 1);
        (0..40).for_each(|row| none.observe(row / 4, 0, 1));
        let interval = none.sums().wilson(crate::value::Confidence::DEFAULT).unwrap();
        assert!(interval.lower == 0.0 && interval.upper > 0.2, "ten customers: {interval:?}");
        let mut one = ClusterBootstrap::new(200, 1);
        (0..40).for_each(|row| one.observe(5, row % 2, 1));
        assert!(one.sums().wilson(crate::value::Confidence::DEFAULT).is_err(), "one customer shows no variance");
        assert_eq!(ClusterBootstrap::new(200, 1).sums().rate(), Err(Unavailable::Undefined(Reason::NoRows)));
    }
}
