//! The metrics of one slice, each with its interval.

use super::resampled::{resampled_metric, simulation};
use super::result::MetricValue;
use super::setting::Setting;
use super::shared::Shared;
use super::tally::{Tally, cells, proportion};
use crate::cube::{Cells, Confusion};
use crate::inference::special::{normal_quantile, two_sided_student_critical_value};
use crate::inference::{Interval, Method, Proportion};
use crate::metric::{Definition, METRICS, Metric};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Every metric of the catalogue and of the caller on one table; those that were asked for are resampled.
pub(super) fn metric_values(own: &[&Metric], asked: &[&str], table: &Tally, setting: Setting) -> Shared<MetricValue> {
    let catalogue = METRICS.iter().copied();
    let all = catalogue.chain(own.iter().copied().filter(|own| METRICS.iter().all(|metric| metric.id != own.id)));
    all.map(|metric| metric_value(metric, asked.contains(&metric.id), table, setting)).collect()
}

/// One metric on one table. A function of the table that is no rate is resampled where it was asked for; its linearised
/// interval costs less.
pub(super) fn metric_value(metric: &Metric, asked: bool, table: &Tally, setting: Setting) -> MetricValue {
    let Setting { labels, confidence, seed, .. } = setting;
    let value = metric.value(table, labels);
    let fraction = metric.fraction(table);
    let sample = metric.identified(labels).and_then(|()| proportion(metric, table, confidence));
    let mut resamples = None;
    let interval = match &metric.definition {
        Definition::Rate { .. } => sample.and_then(|sample| wilson(sample, table, confidence)),
        Definition::Odds { .. } => sample.and_then(|sample| wilson(sample, table, confidence)).map(odds_interval),
        Definition::Function { compute, .. } if asked && !table.is_weighted() && table.customers().is_none() => value
            .and_then(|_| resampled_metric(*compute, table, confidence, simulation(metric, seed)))
            .map(|(interval, draws)| {
                resamples = Some(draws);
                interval
            }),
        Definition::Function { compute, .. } => {
            value.and_then(|value| delta_interval(*compute, table, value, metric, confidence))
        }
        Definition::OfTask { .. } => Err(Unavailable::Undefined(Reason::OutsideDomain)),
    };
    let clustered = cells(metric).and_then(|(of, among)| table.clustered(of, among));
    MetricValue {
        metric: metric.id.into(),
        value,
        numerator: fraction.map(|fraction| fraction.numerator),
        denominator: fraction.map(|fraction| fraction.denominator),
        effective: match &clustered {
            Some(sums) => sums.proportion().ok().map(|sample| sample.trials()),
            None if table.is_weighted() => sample.ok().map(|sample| sample.trials()),
            None => None,
        },
        customers: cells(metric).and_then(|(_, among)| table.customers()?.counted(among)),
        interval,
        resamples,
    }
}

fn wilson(sample: Proportion, table: &Tally, confidence: Confidence) -> Measured<Interval> {
    let interval = sample.wilson(confidence)?;
    let method = if table.customers().is_some() { Method::ClusteredWilson } else { interval.method };
    Ok(Interval { method, ..interval })
}

fn odds_interval(share: Interval) -> Interval {
    let odds = |share: f64| if share < 1.0 { share / (1.0 - share) } else { f64::INFINITY };
    Interval { lower: odds(share.lower), upper: odds(share.upper), ..share }
}

/// The delta-method interval of a function of the table, normal on its own scale.
fn delta_interval(
    compute: fn(&Confusion) -> Measured,
    table: &Tally,
    value: f64,
    metric: &Metric,
    confidence: Confidence,
) -> Measured<Interval> {
    let Spread { variance, critical_value } = delta_variance(compute, table, confidence)?;
    if !(variance > 1e-18 && variance.is_finite()) {
        return Err(Unavailable::Undefined(Reason::Boundary));
    }
    let half = critical_value * variance.sqrt();
    Ok(Interval {
        lower: (value - half).max(metric.range.lower),
        upper: (value + half).min(metric.range.upper),
        confidence,
        method: Method::Delta,
    })
}

/// A variance, and how many of its roots an interval reaches: Student's quantile where customers come back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread {
    pub(super) variance: f64,
    pub(super) critical_value: f64,
}

/// The linearised variance of a function of the table.
///
/// With d the slope by each cell and n its rows: Σ n d² − (Σ n d)²/N for rows, Σ d² Σw² for weighted rows, and
/// m/(m−1) Σ over customers of (Σ d n)² where customers come back.
pub(super) fn delta_variance(
    compute: fn(&Confusion) -> Measured,
    table: &Tally,
    confidence: Confidence,
) -> Measured<Spread> {
    let slopes = slopes(compute, table)?;
    let normal = normal_quantile(1.0 - confidence.alpha() / 2.0);
    if let Some(customers) = table.customers() {
        let count = customers.customers(Cells::ALL);
        if count < 2 {
            return Err(Unavailable::Undefined(Reason::TooFewUnits));
        }
        let degrees_of_freedom = count as f64 - 1.0;
        return Ok(Spread {
            variance: (degrees_of_freedom + 1.0) / degrees_of_freedom * customers.quadratic_form(&slopes),
            critical_value: two_sided_student_critical_value(confidence, degrees_of_freedom)?,
        });
    }
    let (mut squares, mut sum) = (0.0, 0.0);
    for (cell, slope) in Cells::SINGLE.into_iter().zip(slopes) {
        let (rows, square) =
            table.moments(cell).map_or((table.count(cell) as f64, table.count(cell) as f64), |w| (w.sum, w.squares));
        squares += square * slope * slope;
        sum += rows * slope;
    }
    // A function of shares alone has slopes that cancel; what the number of rows does to others is no chance.
    let mean = if table.is_weighted() { 0.0 } else { sum * sum / table.count(Cells::ALL) as f64 };
    Ok(Spread { variance: squares - mean, critical_value: normal })
}

/// Rows by which a table is multiplied before it is differentiated: one row more or less is then a small step.
const SCALE: u64 = 1 << 12;

/// The slope of a function by the rows, or the weight, of each cell; zero for cells without rows.
fn slopes(compute: fn(&Confusion) -> Measured, table: &Tally) -> Measured<[f64; 6]> {
    let mut slopes = [0.0; 6];
    let counts = table.counts();
    for (code, cell) in Cells::SINGLE.into_iter().enumerate() {
        if counts[code] == 0 || table.total(cell) == 0.0 {
            continue;
        }
        slopes[code] = if table.is_weighted() {
            let step = table.total(cell) * 1e-4;
            let moved = |by: f64| compute(&table.with_weight_moved(code, by));
            (moved(step)? - moved(-step)?) / (2.0 * step)
        } else {
            let mut scaled = counts.map(|count| count.saturating_mul(SCALE));
            scaled[code] += 1;
            let more = compute(&Confusion::from_counts(scaled))?;
            scaled[code] -= 2;
            (more - compute(&Confusion::from_counts(scaled))?) / 2.0 * SCALE as f64
        };
    }
    Ok(slopes)
}
