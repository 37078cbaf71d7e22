//! Rates of clustered rows, as several rows of one customer, which are not independent.

use serde::{Deserialize, Serialize};

use super::{
    Interval, Method, Proportion,
    special::{two_sided_critical_value, two_sided_student_critical_value},
};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Sums over one cluster's rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// Σw·y over the cluster's rows; the number of successes without weights.
    pub successes: f64,
    /// Σw over the cluster's rows; the number of rows without weights.
    pub trials: f64,
}

/// Sums over clusters that the rate and its variance need; adding a cluster or another part costs nothing more.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Cluster, ClusteredSums};
///
/// // Customers {1,1,0}, {0,0}, {1}, {1,0,0,0}.
/// let clusters = [(2.0, 3.0), (0.0, 2.0), (1.0, 1.0), (1.0, 4.0)];
/// let sums: ClusteredSums =
///     clusters.iter().map(|&(successes, trials)| Cluster { successes, trials }).collect();
/// assert!((sums.rate().unwrap() - 0.4).abs() < 1e-15);
/// assert!((sums.variance().unwrap() - 0.0266667).abs() < 1e-7);
/// assert!((sums.design_effect().unwrap() - 1.111111).abs() < 1e-6);
/// assert!((sums.proportion().unwrap().trials() - 9.0).abs() < 1e-9);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ClusteredSums {
    /// Σ over clusters of successes.
    pub successes: f64,
    /// Σ over clusters of trials.
    pub trials: f64,
    /// Σ over clusters of successes².
    pub squared_successes: f64,
    /// Σ over clusters of successes × trials.
    pub successes_times_trials: f64,
    /// Σ over clusters of trials².
    pub squared_trials: f64,
    /// Number of clusters with trials.
    pub clusters: u64,
}

impl ClusteredSums {
    /// Adds one cluster; one without trials changes nothing.
    pub fn push(&mut self, cluster: Cluster) {
        if cluster.trials == 0.0 {
            return;
        }
        self.successes += cluster.successes;
        self.trials += cluster.trials;
        self.squared_successes += cluster.successes * cluster.successes;
        self.successes_times_trials += cluster.successes * cluster.trials;
        self.squared_trials += cluster.trials * cluster.trials;
        self.clusters += 1;
    }

    /// Adds the clusters of another part of the data; no cluster may lie in both.
    pub fn merge(&mut self, other: &Self) {
        self.successes += other.successes;
        self.trials += other.trials;
        self.squared_successes += other.squared_successes;
        self.successes_times_trials += other.successes_times_trials;
        self.squared_trials += other.squared_trials;
        self.clusters += other.clusters;
    }

    /// The rate over all rows.
    ///
    /// # Formula
    ///
    /// p̂ = Σwy/Σw
    ///
    /// # Undefined
    ///
    /// Without rows: `Undefined(NoRows)`; for sums that no rows can have: `Undefined(OutsideDomain)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn rate(&self) -> Measured {
        if self.clusters == 0 {
            return Err(Unavailable::Undefined(Reason::NoRows));
        }
        let rate = self.successes / self.trials;
        let is_valid = self.trials > 0.0 && (0.0..=1.0 + 1e-9).contains(&rate);
        if is_valid { Ok(rate.min(1.0)) } else { Err(Unavailable::Undefined(Reason::OutsideDomain)) }
    }

    /// The variance of the rate that allows for clusters.
    ///
    /// # Formula
    ///
    /// m/(m−1)·Σ (sum of w(y−p̂) over a cluster)²/(Σw)², m the number of clusters
    ///
    /// # Undefined
    ///
    /// As the rate; for one cluster: `Undefined(TooFewUnits)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// D. A. Binder, International Statistical Review 51 (1983).
    pub fn variance(&self) -> Measured {
        let rate = self.rate()?;
        if self.clusters < 2 {
            return Err(Unavailable::Undefined(Reason::TooFewUnits));
        }
        let clusters = self.clusters as f64;
        let sum = self.squared_successes - 2.0 * rate * self.successes_times_trials + rate * rate * self.squared_trials;
        Ok(clusters / (clusters - 1.0) * sum.max(0.0) / (self.trials * self.trials))
    }

    /// By how much clusters inflate the variance of as many independent rows.
    ///
    /// # Formula
    ///
    /// v/(p̂(1−p̂)/n)
    ///
    /// # Undefined
    ///
    /// As the variance; where p̂ is 0 or 1: `Undefined(NoVariation)`.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// L. Kish, Survey Sampling (1965).
    pub fn design_effect(&self) -> Measured {
        let (rate, variance) = (self.rate()?, self.variance()?);
        let spread = rate * (1.0 - rate);
        if spread > 0.0 {
            Ok(variance * self.trials / spread)
        } else {
            Err(Unavailable::Undefined(Reason::NoVariation))
        }
    }

    /// The rate with its effective sample size, for every interval and test of proportions.
    ///
    /// # Formula
    ///
    /// n* = n/DEFF; where p̂ is 0 or 1, or clusters show no variance, as many trials as independent clusters of these
    /// sizes, (Σn)²/Σn² over clusters
    ///
    /// # Undefined
    ///
    /// As the rate.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn proportion(&self) -> Measured<Proportion> {
        let size = match self.design_effect() {
            Ok(effect) if effect > 0.0 => self.trials / effect,
            _ => self.trials * self.trials / self.squared_trials,
        };
        Proportion::effective(self.rate()?, size)
    }

    /// The same with Student's quantile on m − 1 degrees of freedom built into the effective sample size, for intervals and
    /// tests at one confidence that take normal quantiles.
    ///
    /// # Formula
    ///
    /// n*·(z/t)²
    ///
    /// # Undefined
    ///
    /// As the variance.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Source
    ///
    /// Korn and Graubard, Survey Methodology 24 (1998).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{Cluster, ClusteredSums, value::Confidence};
    ///
    /// let clusters = [(2.0, 3.0), (0.0, 2.0), (1.0, 1.0), (1.0, 4.0)];
    /// let sums: ClusteredSums =
    ///     clusters.iter().map(|&(successes, trials)| Cluster { successes, trials }).collect();
    /// // n* is 9; t of 3 degrees of freedom is 3.182446 and z is 1.959964.
    /// let size = sums.proportion_at(Confidence::DEFAULT).unwrap().trials();
    /// assert!((size - 9.0 * (1.959964_f64 / 3.182446).powi(2)).abs() < 1e-5);
    /// ```
    pub fn proportion_at(&self, confidence: Confidence) -> Measured<Proportion> {
        self.variance()?;
        let t = two_sided_student_critical_value(confidence, self.clusters as f64 - 1.0)?;
        let z = two_sided_critical_value(confidence);
        let plain = self.proportion()?;
        Proportion::effective(self.rate()?, plain.trials() * (z / t) * (z / t))
    }

    /// Wilson's interval at the effective sample size, with Student's quantile on m − 1 degrees of freedom.
    ///
    /// # Formula
    ///
    /// As [`Proportion::wilson`] with n* for n and t for z
    ///
    /// # Undefined
    ///
    /// As the variance.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    pub fn wilson(&self, confidence: Confidence) -> Measured<Interval> {
        let interval = self.proportion_at(confidence)?.wilson(confidence)?;
        Ok(Interval { method: Method::ClusteredWilson, ..interval })
    }
}

impl FromIterator<Cluster> for ClusteredSums {
    fn from_iter<I: IntoIterator<Item = Cluster>>(clusters: I) -> Self {
        let mut sums = Self::default();
        for cluster in clusters {
            sums.push(cluster);
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_rows_are_unclustered() {
        let rows = (0..200).map(|row| Cluster { successes: if row < 80 { 1.0 } else { 0.0 }, trials: 1.0 });
        let sums: ClusteredSums = rows.collect();
        approx::assert_relative_eq!(sums.proportion().unwrap().trials(), 199.0, max_relative = 1e-12);
        let interval = sums.wilson(Confidence::DEFAULT).unwrap();
        assert!(interval.lower < 0.334_606 && interval.lower > 0.333);
    }

    #[test]
    fn parts_merge_and_edges_have_reasons() {
        let clusters = [(2.0, 3.0), (0.0, 2.0), (0.0, 0.0), (1.0, 1.0), (1.0, 4.0)]
            .map(|(successes, trials)| Cluster { successes, trials });
        let whole: ClusteredSums = clusters.into_iter().collect();
        let mut parts: ClusteredSums = clusters[..2].iter().copied().collect();
        parts.merge(&clusters[2..].iter().copied().collect());
        assert_eq!(parts, whole);
        assert_eq!(whole.clusters, 4);
        assert_eq!(ClusteredSums::default().rate(), Err(Unavailable::Undefined(Reason::NoRows)));
        let one: ClusteredSums = clusters[..1].iter().copied().collect();
        assert_eq!(one.wilson(Confidence::DEFAULT), Err(Unavailable::Undefined(Reason::TooFewUnits)));
        let none: ClusteredSums =
            [(0.0, 3.0), (0.0, 1.0)].map(|(successes, trials)| Cluster { successes, trials }).into_iter().collect();
        approx::assert_relative_eq!(none.proportion().unwrap().trials(), 1.6);
    }
}
