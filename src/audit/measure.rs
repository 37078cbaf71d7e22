//! The metrics of one slice, each with its interval.

use super::result::MetricValue;
use crate::cube::{Cell, Cells, Confusion};
use crate::data::LabelAvailability;
use crate::inference::special::normal_quantile;
use crate::inference::{Interval, Method, Proportion, WeightedSums};
use crate::metric::{Definition, METRICS, Metric};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Every metric of the catalogue and of the caller on one table.
pub(super) fn metric_values(
    own: &[&Metric],
    table: &Confusion,
    labels: LabelAvailability,
    confidence: Confidence,
) -> Vec<MetricValue> {
    METRICS.iter().chain(own).map(|metric| metric_value(metric, table, labels, confidence)).collect()
}

/// One metric on one table.
pub(super) fn metric_value(
    metric: &Metric,
    table: &Confusion,
    labels: LabelAvailability,
    confidence: Confidence,
) -> MetricValue {
    let value = metric.value(table, labels);
    let fraction = metric.fraction(table);
    let sample = metric.identified(labels).and_then(|()| proportion(metric, table));
    let interval = match &metric.definition {
        Definition::Rate { .. } => sample.and_then(|sample| sample.wilson(confidence)),
        Definition::Odds { .. } => sample.and_then(|sample| sample.wilson(confidence)).map(odds_interval),
        Definition::Function { compute, .. } => {
            value.and_then(|value| delta_interval(*compute, table, value, metric, confidence))
        }
    };
    MetricValue {
        metric: metric.id.to_owned(),
        value,
        numerator: fraction.map(|fraction| fraction.numerator),
        denominator: fraction.map(|fraction| fraction.denominator),
        effective: if table.is_weighted() { sample.ok().map(|sample| sample.trials()) } else { None },
        interval,
    }
}

/// The rate's successes of trials, or those of an odds' two sides together; effective ones where rows are weighted.
pub(super) fn proportion(metric: &Metric, table: &Confusion) -> Measured<Proportion> {
    let (of, among) = match &metric.definition {
        Definition::Rate { of, among, .. } => (*of, *among),
        Definition::Odds { of, against, .. } => (*of, *of | *against),
        Definition::Function { .. } => return Err(Unavailable::Undefined(Reason::OutsideDomain)),
    };
    let (Some(counted), Some(all)) = (table.moments(of), table.moments(among)) else {
        return Proportion::new(table.count(of), table.count(among));
    };
    WeightedSums {
        weights: all.sum,
        weighted_successes: counted.sum,
        squared_weights: all.squares,
        squared_weighted_successes: counted.squares,
        rows: table.count(among),
    }
    .proportion()
}

fn odds_interval(share: Interval) -> Interval {
    let odds = |share: f64| if share < 1.0 { share / (1.0 - share) } else { f64::INFINITY };
    Interval { lower: odds(share.lower), upper: odds(share.upper), ..share }
}

/// Scale at which a table is differentiated: one row more or less is then a small step.
const SCALE: u64 = 1 << 12;

/// The delta-method interval of a function of the counts, which are multinomial: variance Σ n d² − (Σ n d)²/N, with d the
/// derivative by each count. It is taken numerically on a scaled table, which a function of shares does not notice.
fn delta_interval(
    compute: fn(&Confusion) -> Measured,
    table: &Confusion,
    value: f64,
    metric: &Metric,
    confidence: Confidence,
) -> Measured<Interval> {
    if table.is_weighted() {
        return Err(Unavailable::Undefined(Reason::WeightedRows));
    }
    let counts = table.counts();
    let scaled = Confusion::from_counts(counts.map(|count| count.saturating_mul(SCALE)));
    let (mut squares, mut sum, mut rows) = (0.0, 0.0, 0.0);
    for (code, &count) in counts.iter().enumerate() {
        if count == 0 {
            continue;
        }
        let mut more = scaled.clone();
        more.merge(&Confusion::default().with(Cells::SINGLE[code], 1));
        let mut fewer = counts.map(|count| count.saturating_mul(SCALE));
        fewer[code] -= 1;
        let slope = (compute(&more)? - compute(&Confusion::from_counts(fewer))?) / 2.0 * SCALE as f64;
        let count = count as f64;
        squares += count * slope * slope;
        sum += count * slope;
        rows += count;
    }
    let variance = squares - sum * sum / rows;
    if !(variance > 1e-18 && variance.is_finite()) {
        return Err(Unavailable::Undefined(Reason::Boundary));
    }
    let half = normal_quantile(1.0 - confidence.alpha() / 2.0) * variance.sqrt();
    Ok(Interval {
        lower: (value - half).max(metric.range.lower),
        upper: (value + half).min(metric.range.upper),
        confidence,
        method: Method::Delta,
    })
}
