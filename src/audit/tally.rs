//! A group's table, with what its customers add up to where they come back; and the proportions that both imply.

use std::ops::Deref;

use super::setting::Setting;
use crate::cube::{Cell, Cells, Confusion, CustomerMoments, Products, product};
use crate::data::Favourable;
use crate::inference::{ClusteredSums, Proportion, WeightedSums};
use crate::metric::{Comparison, Definition, Metric};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// A table; with the moments of its customers where rows of one customer are not independent.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    table: Confusion,
    customers: Option<Box<CustomerMoments>>,
}

impl Deref for Tally {
    type Target = Confusion;

    fn deref(&self) -> &Confusion {
        &self.table
    }
}

impl From<Confusion> for Tally {
    fn from(table: Confusion) -> Self {
        Self { table, customers: None }
    }
}

impl Tally {
    /// The same table, whose customers are known.
    pub(super) fn with_customers(table: Confusion, customers: Option<CustomerMoments>) -> Self {
        Self { table, customers: customers.map(Box::new) }
    }

    /// What its customers add up to, where they come back.
    pub(super) fn customers(&self) -> Option<&CustomerMoments> {
        self.customers.as_deref()
    }

    /// Adds rows; customers are not carried over.
    pub(super) fn merge(&mut self, other: &Confusion) {
        self.table.merge(other);
        self.customers = None;
    }

    /// The sums over customers behind a rate, where customers come back.
    pub(super) fn clustered(&self, of: Cells, among: Cells) -> Option<ClusteredSums> {
        let customers = self.customers()?;
        Some(ClusteredSums {
            successes: self.total(of),
            trials: self.total(among),
            squared_successes: customers.product(of, of),
            successes_times_trials: customers.product(of, among),
            squared_trials: customers.product(among, among),
            clusters: customers.customers(among),
        })
    }
}

/// The cells of a rate, or of the share that an odds rests on: counted, and among which.
pub(super) fn cells(metric: &Metric) -> Option<(Cells, Cells)> {
    match &metric.definition {
        Definition::Rate { of, among, .. } => Some((*of, *among)),
        Definition::Odds { of, against, .. } => Some((*of, *of | *against)),
        Definition::Function { .. } | Definition::OfTask { .. } => None,
    }
}

/// The rate's successes of trials, or those of an odds' two sides together; effective ones where rows are weighted or
/// customers come back.
pub(super) fn proportion(metric: &Metric, tally: &Tally, confidence: Confidence) -> Measured<Proportion> {
    let (of, among) = cells(metric).ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
    if let Some(sums) = tally.clustered(of, among) {
        return sums.proportion_at(confidence);
    }
    let (Some(counted), Some(all)) = (tally.moments(of), tally.moments(among)) else {
        return Proportion::new(tally.count(of), tally.count(among));
    };
    WeightedSums {
        weights: all.sum,
        weighted_successes: counted.sum,
        squared_weights: all.squares,
        squared_weighted_successes: counted.squares,
        rows: tally.count(among),
    }
    .proportion()
}

/// The proportion that a criterion compares: of the favourable side of the decision where it follows that.
pub(super) fn sample(metric: &Metric, favourable_side: bool, tally: &Tally, setting: Setting) -> Measured<Proportion> {
    metric.identified(setting.labels)?;
    let sample = proportion(metric, tally, setting.confidence)?;
    let flips = favourable_side && setting.favourable == Favourable::NotSelected;
    Ok(if flips { sample.complement() } else { sample })
}

/// By how much customers who have rows in both groups change the variance of a comparison: of the difference, of the
/// logarithm of the ratio, or of the logarithm of the odds ratio.
///
/// (v₁ + v₂ − 2c) / (v₁ + v₂), each term on the scale of the comparison, c = Σ over customers of the products of their
/// influences on the two rates.
pub(super) fn shared_customers(
    metric: &Metric,
    comparison: Comparison,
    (group, group_sample): (&Tally, &Proportion),
    (reference, reference_sample): (&Tally, &Proportion),
    shared: &Products,
) -> f64 {
    let Some((of, among)) = cells(metric) else { return 1.0 };
    let rate = |tally: &Tally| tally.total(of) / tally.total(among);
    let (own, other) = (rate(group), rate(reference));
    let covariance = product(shared, of, of) - other * product(shared, of, among) - own * product(shared, among, of)
        + own * other * product(shared, among, among);
    let covariance = covariance / (group.total(among) * reference.total(among));
    let scale = |rate: f64| match (&metric.definition, comparison) {
        (Definition::Odds { .. }, _) => rate * (1.0 - rate),
        (_, Comparison::Difference) => 1.0,
        (_, Comparison::Ratio | Comparison::LogRatio) => rate,
    };
    let (own_scale, other_scale) = (scale(own), scale(other));
    let variance = |rate: f64, sample: &Proportion, scale: f64| rate * (1.0 - rate) / (sample.trials() * scale * scale);
    let apart = variance(own, group_sample, own_scale) + variance(other, reference_sample, other_scale);
    let factor = 1.0 - 2.0 * covariance / (own_scale * other_scale * apart);
    // At rates of 0 and 1 nothing can be said of a covariance. One that leaves next to no variance is not believed.
    if factor.is_finite() { factor.max(MOST_SHARED) } else { 1.0 }
}

/// The least that is left of a variance.
const MOST_SHARED: f64 = 0.05;

/// A proportion known less, or more, precisely by a factor of its variance.
pub(super) fn inflated(sample: Proportion, factor: f64) -> Measured<Proportion> {
    Proportion::effective(sample.rate()?, sample.trials() / factor)
}
