//! The metrics of one group of scores.

use super::Scores;
use crate::audit::MetricValue;
use crate::inference::scores::{
    ScoreTable, calibration_in_the_large, calibration_line, corp, cumulative_deviation, ranking, reliability,
};
use crate::inference::{Interval, Method, Moments, Proportion, special::two_sided_critical_value};
use crate::metric::Metric;
use crate::metric::task::scores;
use crate::task::TaskSetting;
use crate::value::{Confidence, Measured, Reason, Unavailable};

impl Scores {
    pub(super) fn measure(&self, metric: &'static Metric, table: &ScoreTable, setting: TaskSetting) -> MetricValue {
        let confidence = setting.confidence;
        let plain = |value: Measured| (value, Err(Unavailable::Undefined(Reason::NoSolution)));
        let (value, interval) = match metric.id {
            id if id == scores::AUC.id => auc(table, confidence),
            id if id == scores::AUC_BINNING_BOUND.id => {
                plain(ranking(table, table, confidence).map(|found| found.binning_bound))
            }
            id if id == scores::MEAN_SCORE.id => mean(&table.scores(), Reason::NoRows, confidence),
            id if id == scores::OUTCOME_RATE.id => {
                let share = Proportion::new(table.positives(), table.rows());
                let value = share.and_then(|share| share.rate());
                let interval = share.and_then(|share| share.wilson(confidence));
                return MetricValue {
                    numerator: Some(table.positives()),
                    denominator: Some(table.rows()),
                    ..MetricValue::of_task(metric, value, interval)
                };
            }
            id if id == scores::POSITIVE_CLASS_MEAN.id => {
                mean(&table.scores_of_positives(), Reason::NoActualPositives, confidence)
            }
            id if id == scores::NEGATIVE_CLASS_MEAN.id => {
                mean(&table.scores_of_negatives(), Reason::NoActualNegatives, confidence)
            }
            id if id == scores::CALIBRATION_IN_THE_LARGE.id => mean(&table.residuals(), Reason::NoRows, confidence),
            id if id == scores::CALIBRATION_INTERCEPT.id => match calibration_in_the_large(table, confidence) {
                Ok(found) => (found.value, found.interval),
                Err(reason) => (Err(reason), Err(reason)),
            },
            id if id == scores::CALIBRATION_SLOPE.id => match calibration_line(table, confidence) {
                Ok(found) => (found.slope.value, found.slope.interval),
                Err(reason) => (Err(reason), Err(reason)),
            },
            id if id == scores::MISCALIBRATION.id => plain(corp(table).map(|parts| parts.miscalibration.max(0.0))),
            id if id == scores::DISCRIMINATION.id => plain(corp(table).map(|parts| parts.discrimination.max(0.0))),
            id if id == scores::CUMULATIVE_DEVIATION.id => {
                plain(cumulative_deviation(table).map(|found| found.maximum))
            }
            id if id == scores::CUMULATIVE_P_VALUE.id => {
                plain(cumulative_deviation(table).and_then(|found| found.p_value))
            }
            id => plain(reliability(table, &self.edges, confidence).and_then(|found| match id {
                id if id == scores::EXPECTED_CALIBRATION_ERROR.id => Ok(found.expected_calibration_error),
                id if id == scores::CALIBRATION_NULL_LEVEL.id => Ok(found.null_level),
                id if id == scores::DEBIASED_CALIBRATION_ERROR.id => Ok(found.debiased_error()),
                id if id == scores::BRIER_SCORE.id => Ok(found.murphy.brier),
                _ => Err(Unavailable::Undefined(Reason::OutsideDomain)),
            })),
        };
        MetricValue::of_task(metric, value, interval)
    }
}

/// AUC with an interval that allows for binning.
fn auc(table: &ScoreTable, confidence: Confidence) -> (Measured, Measured<Interval>) {
    match ranking(table, table, confidence) {
        Ok(found) => {
            let widened = |interval: Interval| Interval {
                lower: (interval.lower - found.binning_bound).max(0.0),
                upper: (interval.upper + found.binning_bound).min(1.0),
                ..interval
            };
            (Ok(found.value), found.interval.map(widened))
        }
        Err(reason) => (Err(reason), Err(reason)),
    }
}

fn mean(moments: &Moments, nobody: Reason, confidence: Confidence) -> (Measured, Measured<Interval>) {
    let value = moments.mean().map_err(|_| Unavailable::Undefined(nobody));
    let interval = value.and_then(|value| {
        let error = (moments.variance()? / moments.count as f64).sqrt();
        if error > 0.0 {
            let half = two_sided_critical_value(confidence) * error;
            Ok(Interval { lower: value - half, upper: value + half, confidence, method: Method::Delta })
        } else {
            Err(Unavailable::Undefined(Reason::NoVariation))
        }
    });
    (value, interval)
}
