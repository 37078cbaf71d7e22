//! Groups of scores beside each other.

use super::Scores;
use crate::inference::divergence::EmptyBins;
use crate::inference::scores::{
    NullLevel, RankingContrast, RankingTerm, RocDistance, ScoreTable, calibration_line, class_balance,
    mean_residual_difference, multiaccuracy_error, multicalibration_error, power_mean, ranking, ranking_contrast,
    score_distance, score_divergence,
};
use crate::inference::{Contrast, Means, Method, NormalScale, WelchTest};
use crate::metric::Criterion;
use crate::metric::task::scores;
use crate::task::{AllGroups, TaskSetting};
use crate::value::{Confidence, Measured, Reason, Unavailable};

impl Scores {
    pub(super) fn contrast(
        &self,
        criterion: &'static Criterion,
        group: &ScoreTable,
        reference: &ScoreTable,
        setting: TaskSetting,
    ) -> Measured<Contrast> {
        let confidence = setting.confidence;
        // Places: 0 the group, 1 the reference.
        let ranked = |terms: [(f64, usize, usize); 2]| {
            let terms = terms.map(|(weight, positives, negatives)| RankingTerm { weight, positives, negatives });
            ranking_contrast(&[group, reference], &terms, confidence).and_then(|found| normal(&found))
        };
        match criterion.id {
            id if id == scores::AUC_DIFFERENCE.id => ranked([(1.0, 0, 0), (-1.0, 1, 1)]),
            id if id == scores::CROSS_AUC.id => ranked([(1.0, 0, 1), (-1.0, 1, 0)]),
            id if id == scores::BPSN.id => ranked([(1.0, 1, 0), (-1.0, 1, 1)]),
            id if id == scores::BNSP.id => ranked([(1.0, 0, 1), (-1.0, 1, 1)]),
            id if id == scores::ABROCA.id => {
                let found = RocDistance::between(group, reference, self.simulation(setting, 1))?;
                Ok(Contrast::Tested { estimate: found.area, p_value: found.p_value })
            }
            id if id == scores::MEAN_SCORE_DIFFERENCE.id => {
                let means = Means { group: group.scores(), reference: reference.scores() };
                welch(&means.welch(confidence)?)
            }
            id if id == scores::POSITIVE_BALANCE.id => welch(&class_balance(group, reference, confidence).positives?),
            id if id == scores::NEGATIVE_BALANCE.id => welch(&class_balance(group, reference, confidence).negatives?),
            id if id == scores::CALIBRATION_DIFFERENCE.id => {
                welch(&mean_residual_difference(group, reference, confidence)?)
            }
            id if id == scores::SLOPE_DIFFERENCE.id => {
                let of = |table: &ScoreTable| calibration_line(table, confidence).map(|line| line.slope);
                let (own, other) = (of(group)?, of(reference)?);
                let error = own.standard_error?.hypot(other.standard_error?);
                Ok(Contrast::normal(own.value? - other.value?, error))
            }
            id if id == scores::KOLMOGOROV_SMIRNOV.id || id == scores::WASSERSTEIN.id => {
                let found = score_distance(group, reference)?;
                let (estimate, excess) = if id == scores::WASSERSTEIN.id {
                    (found.wasserstein, found.wasserstein_bound)
                } else {
                    (found.kolmogorov_smirnov, found.kolmogorov_smirnov_bound)
                };
                let scale = 1.0 / (group.rows() as f64).sqrt() + 1.0 / (reference.rows() as f64).sqrt();
                Ok(Contrast::Distance { estimate, excess, scale, largest: 1.0 })
            }
            _ => self.divergence(criterion, group, reference, setting),
        }
    }

    fn divergence(
        &self,
        criterion: &'static Criterion,
        group: &ScoreTable,
        reference: &ScoreTable,
        setting: TaskSetting,
    ) -> Measured<Contrast> {
        let needs_support = criterion.id == scores::KULLBACK_LEIBLER.id || criterion.id == scores::STABILITY.id;
        let empty_bins = if needs_support { EmptyBins::AddHalf } else { EmptyBins::Keep };
        let simulation = self.simulation(setting, 2);
        let found = score_divergence(group, reference, &self.edges, empty_bins, simulation, setting.confidence)?;
        let (estimate, level): (f64, NullLevel) = match criterion.id {
            id if id == scores::TOTAL_VARIATION.id => (found.divergences.total_variation, found.total_variation),
            id if id == scores::JENSEN_SHANNON.id => (found.divergences.jensen_shannon, found.jensen_shannon),
            id if id == scores::HELLINGER.id => (found.divergences.hellinger, found.hellinger),
            id if id == scores::KULLBACK_LEIBLER.id => (found.divergences.kullback_leibler?, found.kullback_leibler),
            id if id == scores::STABILITY.id => {
                (found.divergences.population_stability_index?, found.population_stability_index)
            }
            _ => return Err(Unavailable::Undefined(Reason::OutsideDomain)),
        };
        Ok(match level.p_value {
            Ok(p_value) => Contrast::Tested { estimate, p_value },
            Err(_) => Contrast::Described(estimate),
        })
    }

    pub(super) fn of_all(
        &self,
        criterion: &'static Criterion,
        groups: &[&ScoreTable],
        setting: TaskSetting,
    ) -> Measured<AllGroups> {
        let described = |value: f64, p_value: Measured| Ok(AllGroups { contrast: Contrast::Described(value), p_value });
        match criterion.id {
            id if id == scores::MULTIACCURACY.id => {
                let found = multiaccuracy_error(groups, 0)?;
                described(found.largest.mean_residual.abs(), found.p_value)
            }
            id if id == scores::MULTICALIBRATION.id => {
                let found = multicalibration_error(groups, &self.edges, self.calibration_minimum)?;
                described(found.largest.mean_residual.abs(), found.p_value)
            }
            id => {
                let rests = rests(groups);
                let all = groups.first().zip(rests.first()).map(|(group, rest)| group.merged(rest));
                let all = all.ok_or(Unavailable::Undefined(Reason::OneGroup))?;
                let values = groups.iter().zip(&rests).map(|(group, rest)| {
                    let (positives, negatives) = match id {
                        id if id == scores::SUBGROUP_SHORTFALL.id => (*group, *group),
                        id if id == scores::BPSN_SHORTFALL.id => (rest, *group),
                        id if id == scores::BNSP_SHORTFALL.id => (*group, rest),
                        _ => return Err(Unavailable::Undefined(Reason::OutsideDomain)),
                    };
                    auc(positives, negatives, setting.confidence)
                });
                let values = values.collect::<Measured<Vec<f64>>>()?;
                let value = auc(&all, &all, setting.confidence)? - power_mean(&values)?;
                described(value, Err(Unavailable::Undefined(Reason::NoSolution)))
            }
        }
    }
}

fn auc(positives: &ScoreTable, negatives: &ScoreTable, confidence: Confidence) -> Measured {
    ranking(positives, negatives, confidence).map(|found| found.value)
}

/// Everyone else, for each group.
pub(super) fn rests(groups: &[&ScoreTable]) -> Vec<ScoreTable> {
    let mut rests = vec![ScoreTable::default(); groups.len()];
    let mut before = ScoreTable::default();
    for (rest, group) in rests.iter_mut().zip(groups) {
        rest.clone_from(&before);
        before = before.merged(group);
    }
    let mut after = ScoreTable::default();
    for (rest, group) in rests.iter_mut().zip(groups).rev() {
        *rest = rest.merged(&after);
        after = after.merged(group);
    }
    rests
}

/// A contrast of AUC as an estimate that is about normal. What binning may have changed is added to its standard error:
/// every critical value in use is larger than 1, so the interval grows by at least the bound.
fn normal(found: &RankingContrast) -> Measured<Contrast> {
    Ok(Contrast::Normal {
        estimate: found.estimate.value?,
        // Where there is none, 0 says so: an interval without width is never given.
        standard_error: found.estimate.standard_error.map_or(0.0, |error| error + found.binning_bound),
        degrees_of_freedom: None,
        scale: NormalScale::Identity,
        method: Method::DeLong,
    })
}

fn welch(found: &WelchTest) -> Measured<Contrast> {
    Ok(Contrast::Normal {
        estimate: found.difference,
        standard_error: if found.t == 0.0 { standard_error_of(found)? } else { (found.difference / found.t).abs() },
        degrees_of_freedom: Some(found.degrees_of_freedom),
        scale: NormalScale::Identity,
        method: Method::Welch,
    })
}

/// The standard error where the difference is 0: from the width of the interval.
fn standard_error_of(found: &WelchTest) -> Measured {
    let critical = crate::inference::special::two_sided_student_critical_value(
        found.interval.confidence,
        found.degrees_of_freedom,
    )?;
    Ok(0.5 * found.interval.width() / critical)
}
