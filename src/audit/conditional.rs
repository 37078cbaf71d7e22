//! A slice against everyone else within the declared strata, always beside the crude comparison.

use super::compare::Setting;
use super::result::{ConditionalResult, StratumRow};
use crate::cube::{Cells, Confusion, Cube};
use crate::data::Favourable;
use crate::error::Error;
use crate::inference::decomposition::{Structure, decompose};
use crate::inference::estimate::Estimate;
use crate::inference::mantel_haenszel::{MantelHaenszel, mantel_haenszel};
use crate::inference::simpson::detect_reversal;
use crate::inference::special::{normal_upper_tail, two_sided_critical_value};
use crate::inference::standardisation::{GroupedStratum, StandardMix, standardise};
use crate::inference::stratified::Stratum;
use crate::inference::stratified_tests::{ContinuityCorrection, breslow_day, cochran_mantel_haenszel};
use crate::inference::{Counts, Difference, Equivalence, Interval, Proportion, Ratio, SettlingSize, Zone};
use crate::metric::{Comparison, Definition, Metric};
use crate::segment::{Grouping, Level, Slice};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Every slice of a grouping by stratum, for one rate.
pub(super) struct Stratification {
    pub(super) strata: Vec<Vec<Level>>,
    slices: Vec<(Slice, Vec<Stratum>)>,
}

impl Stratification {
    /// Tallies a rate by slice and stratum. The reference of a slice is everyone else in the same stratum.
    pub(super) fn new(
        cube: &Cube,
        grouping: &Grouping,
        strata: &[&str],
        metric: &Metric,
        favourable_side: bool,
        setting: Setting,
    ) -> Result<Measured<Self>, Error> {
        let Definition::Rate { of, among, .. } = metric.definition else {
            return Ok(Err(Unavailable::Undefined(Reason::OutsideDomain)));
        };
        if let Err(reason) = metric.identified(setting.labels) {
            return Ok(Err(reason));
        }
        let width = grouping.attributes().len();
        let keep: Vec<&str> = grouping.attributes().iter().map(String::as_str).chain(strata.iter().copied()).collect();
        let rolled = cube.roll_up(&keep)?;
        let by_stratum = cube.roll_up(strata)?;
        let totals: Vec<(Vec<&Level>, &Confusion)> = by_stratum.cells().collect();
        if totals.iter().any(|(_, table)| table.is_weighted()) {
            return Ok(Err(Unavailable::Undefined(Reason::WeightedRows)));
        }
        let flips = favourable_side && setting.favourable == Favourable::NotSelected;
        let fraction = |table: &Confusion| {
            let (counted, rows) = (table.count(of), table.count(among));
            if flips { (rows - counted, rows) } else { (counted, rows) }
        };
        let mut slices: Vec<(Slice, Vec<Stratum>)> = Vec::new();
        for (slice, table) in rolled.groups() {
            let own = slice.conditions()[..width]
                .iter()
                .fold(Slice::everybody(), |own, condition| own.and(&condition.attribute, condition.level.clone()));
            let at = slices.iter().position(|(known, _)| *known == own).unwrap_or_else(|| {
                let empty = totals.iter().map(|(_, total)| against(fraction(total), (0, 0))).collect();
                slices.push((own, empty));
                slices.len() - 1
            });
            let levels = &slice.conditions()[width..];
            if let Some(stratum) = totals
                .iter()
                .position(|(known, _)| known.iter().zip(levels).all(|(known, condition)| **known == condition.level))
            {
                slices[at].1[stratum] = against(fraction(totals[stratum].1), fraction(table));
            }
        }
        let strata = totals.iter().map(|(levels, _)| levels.iter().map(|&level| level.clone()).collect()).collect();
        Ok(Ok(Self { strata, slices }))
    }

    /// Leaves out slices of which a stratum may not be published.
    pub(super) fn retain(&mut self, is_published: impl Fn(&Slice) -> bool) {
        self.slices.retain(|(slice, _)| is_published(slice));
    }

    /// The strata of one slice; none where it is withheld.
    pub(super) fn of(&self, slice: &Slice) -> Option<&[Stratum]> {
        self.slices.iter().find(|(known, _)| known == slice).map(|(_, strata)| strata.as_slice())
    }

    /// Every slice with crude and adjusted comparisons.
    pub(super) fn results(&self, strata: &[&str], metric: &Metric, confidence: Confidence) -> Vec<ConditionalResult> {
        self.slices.iter().map(|(slice, tables)| self.result(slice, tables, strata, metric, confidence)).collect()
    }

    fn result(
        &self,
        slice: &Slice,
        tables: &[Stratum],
        strata: &[&str],
        metric: &Metric,
        confidence: Confidence,
    ) -> ConditionalResult {
        let grouped: Vec<GroupedStratum> = tables
            .iter()
            .map(|table| GroupedStratum {
                groups: vec![
                    Counts { successes: table.group_selected, trials: table.group_rows },
                    Counts { successes: table.reference_selected, trials: table.reference_rows },
                ],
            })
            .collect();
        let standardised = standardise(&grouped, &StandardMix::default());
        let rate = |group: usize| {
            standardised.rates.get(group).map_or(Err(Unavailable::Undefined(Reason::EmptyStratum)), |rate| rate.value)
        };
        let (crude_difference, crude_ratio) = crude(tables, confidence);
        ConditionalResult {
            slice: slice.clone(),
            strata: strata.iter().map(|&name| name.to_owned()).collect(),
            metric: metric.id.to_owned(),
            crude_difference,
            crude_ratio,
            adjusted: mantel_haenszel(tables, confidence),
            standardised_rate: rate(0),
            standardised_reference: rate(1),
            test: cochran_mantel_haenszel(tables, ContinuityCorrection::default()).ok(),
            homogeneity: breslow_day(tables).ok(),
            decomposition: decompose(tables, Structure::default()).ok(),
            simpson: detect_reversal(tables, confidence).ok(),
            rows: self
                .strata
                .iter()
                .zip(tables)
                .map(|(stratum, table)| StratumRow {
                    stratum: stratum.clone(),
                    group_selected: table.group_selected,
                    group_rows: table.group_rows,
                    reference_selected: table.reference_selected,
                    reference_rows: table.reference_rows,
                })
                .collect(),
        }
    }
}

fn against(total: (u64, u64), group: (u64, u64)) -> Stratum {
    Stratum {
        group_selected: group.0,
        group_rows: group.1,
        reference_selected: total.0 - group.0,
        reference_rows: total.1 - group.1,
    }
}

/// The crude difference and ratio, with score intervals.
fn crude(tables: &[Stratum], confidence: Confidence) -> (Estimate, Estimate) {
    let sum = |of: fn(&Stratum) -> u64| tables.iter().map(of).sum::<u64>();
    let samples = Proportion::new(sum(|table| table.group_selected), sum(|table| table.group_rows)).and_then(|group| {
        Proportion::new(sum(|table| table.reference_selected), sum(|table| table.reference_rows))
            .map(|reference| (group, reference))
    });
    let spread = |sample: Proportion| Ok::<f64, Unavailable>(sample.rate()? * (1.0 - sample.rate()?) / sample.trials());
    let difference = samples.map(|(group, reference)| Difference { group, reference });
    let ratio = samples.map(|(group, reference)| Ratio { group, reference });
    let relative = |sample: Proportion| -> Measured {
        let rate = sample.rate()?;
        if rate > 0.0 {
            Ok((1.0 - rate) / (rate * sample.trials()))
        } else {
            Err(Unavailable::Undefined(Reason::ZeroRate))
        }
    };
    (
        Estimate {
            value: difference.and_then(|pair| pair.estimate()),
            standard_error: samples.and_then(|(group, reference)| Ok((spread(group)? + spread(reference)?).sqrt())),
            interval: difference.and_then(|pair| pair.miettinen_nurminen(confidence)),
        },
        Estimate {
            value: ratio.and_then(|pair| pair.estimate()),
            standard_error: samples.and_then(|(group, reference)| Ok((relative(group)? + relative(reference)?).sqrt())),
            interval: ratio.and_then(|pair| pair.miettinen_nurminen(confidence)),
        },
    )
}

/// The evidence of a comparison within strata, in the same form as that of a crude one.
pub(super) struct Adjusted {
    pub(super) estimate: Estimate,
    pub(super) crude: Estimate,
    pub(super) p_outside: Measured,
    pub(super) equivalence: Option<Equivalence>,
    pub(super) settling: Option<SettlingSize>,
}

/// Judges a slice within strata by the Mantel-Haenszel difference or ratio, normal on its own scale.
pub(super) fn adjusted(tables: &[Stratum], comparison: Comparison, zone: Zone, confidence: Confidence) -> Adjusted {
    let pick = |all: MantelHaenszel| match comparison {
        Comparison::Difference => all.risk_difference,
        Comparison::Ratio | Comparison::LogRatio => all.risk_ratio,
    };
    let logarithm = comparison != Comparison::Difference;
    let scale = |value: f64| if logarithm { value.ln() } else { value };
    let estimate = pick(mantel_haenszel(tables, confidence));
    let (difference, ratio) = crude(tables, confidence);
    let known = estimate.value.and_then(|value| Ok((scale(value), estimate.standard_error?)));
    // Standard errors above a bound; negative below it.
    let z_at = |bound: f64| known.map(|(value, error)| (value - scale(bound)) / error);
    let below = zone.lower.map(z_at).transpose();
    let above = zone.upper.map(z_at).transpose();
    let p_outside = below.and_then(|below| {
        let p_below = below.map_or(1.0, |z| normal_upper_tail(-z));
        let p_above = above?.map_or(1.0, normal_upper_tail);
        Ok((2.0 * f64::min(p_below, p_above)).min(1.0))
    });
    let level = Confidence::new(1.0 - 2.0 * confidence.alpha());
    let equivalence = level.and_then(|level| {
        let interval: Interval = pick(mantel_haenszel(tables, level)).interval.ok()?;
        let p_lower = below.ok()?.map(normal_upper_tail);
        let p_upper = above.ok()?.map(|z| normal_upper_tail(-z));
        let p_value = p_lower.unwrap_or(0.0).max(p_upper.unwrap_or(0.0));
        Some(Equivalence { zone, p_lower, p_upper, p_value, interval })
    });
    // The standard error falls with the root of the sample size.
    let nearest = [zone.lower, zone.upper].into_iter().flatten().filter_map(|bound| z_at(bound).ok()).map(f64::abs);
    let settling = nearest.reduce(f64::min).filter(|z| *z > 1e-6).map(|z| {
        let factor = (two_sided_critical_value(confidence) / z).powi(2).max(1.0);
        let rows = |of: fn(&Stratum) -> u64| tables.iter().map(of).sum::<u64>() as f64 * factor;
        SettlingSize {
            factor,
            group_trials: rows(|table| table.group_rows),
            reference_trials: rows(|table| table.reference_rows),
        }
    });
    Adjusted { estimate, crude: if logarithm { ratio } else { difference }, p_outside, equivalence, settling }
}

/// What customers of unknown segment could change about each slice of a single attribute.
pub(super) fn missing_bounds(groups: &[(Slice, &Confusion)], setting: Setting) -> Vec<super::MissingBounds> {
    use crate::inference::bounds::{Contrast, UncertainMembership};
    let unknown = |slice: &Slice| slice.conditions().iter().any(|condition| condition.level.is_missing());
    let Some((_, missing)) = groups.iter().find(|(slice, _)| unknown(slice)) else { return Vec::new() };
    let counted = match setting.favourable {
        Favourable::Selected => Cells::SELECTED,
        Favourable::NotSelected => Cells::REJECTED,
    };
    let counts = |table: &Confusion| Counts { successes: table.count(counted), trials: table.count(Cells::ALL) };
    let known: Vec<(&Slice, Counts)> =
        groups.iter().filter(|(slice, _)| !unknown(slice)).map(|(slice, table)| (slice, counts(table))).collect();
    let everyone = known.iter().fold(Counts { successes: 0, trials: 0 }, |sum, (_, counts)| Counts {
        successes: sum.successes + counts.successes,
        trials: sum.trials + counts.trials,
    });
    known
        .iter()
        .map(|(slice, own)| {
            let rest = Counts { successes: everyone.successes - own.successes, trials: everyone.trials - own.trials };
            let membership = |known: Counts| UncertainMembership { known, unknown: counts(missing) };
            let contrast = Contrast { group: membership(*own).rate(), reference: membership(rest).rate() };
            super::MissingBounds {
                slice: (*slice).clone(),
                selection_rate: contrast.group.clone(),
                difference: contrast.difference(),
                ratio: contrast.ratio(),
            }
        })
        .collect()
}
