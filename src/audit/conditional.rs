//! A slice against everyone else within the declared strata, always beside the crude comparison.

use super::by_customer::ByCustomer;
use super::groups::Groups;
use super::linearised::{Counting, LinearisedStrata};
use super::setting::Setting;
use super::stratified_result::{CompositionResult, ConditionalResult, LogisticResult, StratumRow};
use crate::cube::{Cells, Confusion, Cube};
use crate::data::Favourable;
use crate::error::Error;
use crate::inference::conditional_disparity::conditional_demographic_disparity;
use crate::inference::decomposition::{Structure, decompose};
use crate::inference::estimate::Estimate;
use crate::inference::logistic::{LogisticCell, fit_logistic};
use crate::inference::mantel_haenszel::{MantelHaenszel, mantel_haenszel};
use crate::inference::simpson::detect_reversal;
use crate::inference::special::{normal_upper_tail, two_sided_critical_value};
use crate::inference::standardisation::{GroupedStratum, StandardMix, standardise};
use crate::inference::stratified::Stratum;
use crate::inference::stratified_tests::{ContinuityCorrection, breslow_day, cochran_mantel_haenszel};
use crate::inference::{Counts, Difference, Equivalence, Interval, Proportion, Ratio, SettlingSize, Zone};
use crate::metric::{Comparison, Definition, Metric};
use crate::segment::{Level, Slice};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Every slice of a grouping by stratum, for one rate.
pub(super) struct Stratification {
    pub(super) strata: Vec<Vec<Level>>,
    slices: Vec<Stratified>,
}

/// One slice by stratum, beside everyone else in the same stratum.
pub(super) struct Stratified {
    slice: Slice,
    tables: Vec<Stratum>,
    /// The proportions of the slice and of everyone else, whatever their strata.
    samples: Measured<(Proportion, Proportion)>,
    /// Where rows are weighted or customers come back.
    linearised: Option<LinearisedStrata>,
}

/// What is compared within strata.
#[derive(Clone, Copy)]
pub(super) struct StratifiedRate<'a> {
    pub(super) metric: &'a Metric,
    pub(super) favourable_side: bool,
    /// The rows by customer, where customers come back.
    pub(super) customers: Option<ByCustomer<'a>>,
}

impl Stratification {
    /// Tallies a rate by slice and stratum. The reference of a slice is everyone else in the same stratum.
    pub(super) fn new(
        cube: &Cube,
        groups: &Groups,
        strata: &[&str],
        rate: StratifiedRate<'_>,
        setting: Setting,
    ) -> Result<Measured<Self>, Error> {
        let StratifiedRate { metric, favourable_side, customers } = rate;
        let Definition::Rate { of, among, .. } = metric.definition else {
            return Ok(Err(Unavailable::Undefined(Reason::OutsideDomain)));
        };
        if let Err(reason) = metric.identified(setting.labels) {
            return Ok(Err(reason));
        }
        let width = groups.grouping.attributes().len();
        let keep: Vec<&str> =
            groups.grouping.attributes().iter().map(String::as_str).chain(strata.iter().copied()).collect();
        let rolled = cube.roll_up(&keep)?;
        let by_stratum = cube.roll_up(strata)?;
        let totals: Vec<(Vec<&Level>, &Confusion)> = by_stratum.cells().collect();
        let flips = favourable_side && setting.favourable == Favourable::NotSelected;
        let fraction = |table: &Confusion| {
            let (counted, rows) = (table.count(of), table.count(among));
            if flips { (rows - counted, rows) } else { (counted, rows) }
        };
        let empty: Vec<Stratum> = totals.iter().map(|(_, total)| against(fraction(total), (0, 0))).collect();
        let mut tables: Vec<Vec<Stratum>> = vec![empty; groups.list.len()];
        // Each combination of slice and stratum that has rows, by the places of both.
        let mut fine: Vec<(usize, usize, &Confusion)> = Vec::new();
        for (slice, table) in rolled.groups() {
            let own = slice.conditions()[..width]
                .iter()
                .fold(Slice::everybody(), |own, condition| own.and(&condition.attribute, condition.level.clone()));
            let levels = &slice.conditions()[width..];
            let place = |known: &[&Level]| known.iter().zip(levels).all(|(known, own)| **known == own.level);
            if let Some(at) = groups.list.iter().position(|group| group.slice == own)
                && let Some(stratum) = totals.iter().position(|(known, _)| place(known))
            {
                tables[at][stratum] = against(fraction(totals[stratum].1), fraction(table));
                fine.push((at, stratum, table));
            }
        }
        let is_weighted = totals.iter().any(|(_, table)| table.is_weighted());
        let moments = customers.and_then(|customers| customers.moments(&keep).ok());
        if customers.is_some() && moments.as_ref().is_none_or(|moments| moments.groups() != fine.len()) {
            return Ok(Err(Unavailable::Undefined(Reason::TooFewUnits)));
        }
        let counting = Counting { of, among, flips };
        let slices = tables.into_iter().enumerate().map(|(at, tables)| {
            let group = &groups.list[at];
            let linearised = (is_weighted || moments.is_some()).then(|| {
                let units = moments.is_some().then(|| {
                    let customers = [&group.table, &group.rest]
                        .map(|tally| tally.customers().map_or(0, |customers| customers.customers(among)));
                    customers[0].min(customers[1])
                });
                LinearisedStrata::new(at, &fine, totals.len(), counting, moments.as_ref(), units)
            });
            Stratified {
                slice: group.slice.clone(),
                tables,
                samples: groups.beside_rest(at, metric, favourable_side, setting),
                linearised,
            }
        });
        let slices = slices.collect();
        let strata = totals.iter().map(|(levels, _)| levels.iter().map(|&level| level.clone()).collect()).collect();
        Ok(Ok(Self { strata, slices }))
    }

    /// Leaves out slices of which a stratum may not be published.
    pub(super) fn retain(&mut self, is_published: impl Fn(&Slice) -> bool) {
        self.slices.retain(|known| is_published(&known.slice));
    }

    /// One slice; none where it is withheld.
    pub(super) fn of(&self, slice: &Slice) -> Option<&Stratified> {
        self.slices.iter().find(|known| known.slice == *slice)
    }

    /// Every slice with crude and adjusted comparisons. A model with the strata as controls is fitted where `modelled`.
    pub(super) fn results(
        &self,
        strata: &[&str],
        metric: &Metric,
        modelled: bool,
        confidence: Confidence,
    ) -> Vec<ConditionalResult> {
        self.slices.iter().map(|slice| self.result(slice, strata, metric, modelled, confidence)).collect()
    }

    fn result(
        &self,
        slice: &Stratified,
        strata: &[&str],
        metric: &Metric,
        modelled: bool,
        confidence: Confidence,
    ) -> ConditionalResult {
        let tables = &slice.tables;
        let (crude_difference, crude_ratio) = slice.crude(confidence);
        let plain = slice.linearised.is_none();
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
        let is_weighted = slice.linearised.as_ref().is_some_and(|linearised| linearised.is_weighted);
        let rate = |group: usize| {
            if is_weighted {
                return Err(Unavailable::Undefined(Reason::WeightedRows));
            }
            standardised.rates.get(group).map_or(Err(Unavailable::Undefined(Reason::EmptyStratum)), |rate| rate.value)
        };
        let composition = (!is_weighted).then(|| conditional_demographic_disparity(tables));
        ConditionalResult {
            slice: slice.slice.clone(),
            strata: strata.iter().map(|&name| name.to_owned()).collect(),
            metric: metric.id.to_owned(),
            crude_difference,
            crude_ratio,
            adjusted: slice.mantel_haenszel(confidence),
            standardised_rate: rate(0),
            standardised_reference: rate(1),
            test: plain.then(|| cochran_mantel_haenszel(tables, ContinuityCorrection::default()).ok()).flatten(),
            homogeneity: plain.then(|| breslow_day(tables).ok()).flatten(),
            decomposition: composition.as_ref().and_then(|_| decompose(tables, Structure::default()).ok()),
            simpson: plain.then(|| detect_reversal(tables, confidence).ok()).flatten(),
            composition: composition.map(|found| CompositionResult {
                marginal: found.marginal,
                conditional: found.conditional,
                dropped_rows: found.dropped_rows,
            }),
            logistic: (plain && modelled).then(|| self.logistic(tables, confidence)).flatten(),
            rows: self
                .strata
                .iter()
                .zip(tables)
                .enumerate()
                .map(|(at, (stratum, table))| StratumRow {
                    stratum: stratum.clone(),
                    group_selected: table.group_selected,
                    group_rows: table.group_rows,
                    reference_selected: table.reference_selected,
                    reference_rows: table.reference_rows,
                    rates: slice.linearised.as_ref().filter(|_| is_weighted).and_then(|strata| strata.rates(at)),
                })
                .collect(),
        }
    }

    /// The group's effect in a model with every stratum column as a control; `None` where there is no such effect.
    fn logistic(&self, tables: &[Stratum], confidence: Confidence) -> Option<LogisticResult> {
        let width = self.strata.first()?.len();
        let levels: Vec<Vec<&Level>> = (0..width)
            .map(|column| {
                let mut levels: Vec<&Level> = self.strata.iter().map(|stratum| &stratum[column]).collect();
                levels.sort();
                levels.dedup();
                levels
            })
            .collect();
        let place = |column: usize, level: &Level| levels[column].iter().position(|known| *known == level).unwrap_or(0);
        let cells: Vec<LogisticCell> = self
            .strata
            .iter()
            .zip(tables)
            .flat_map(|(stratum, table)| {
                let controls: Vec<usize> =
                    stratum.iter().enumerate().map(|(column, level)| place(column, level)).collect();
                [(0, table.reference_selected, table.reference_rows), (1, table.group_selected, table.group_rows)].map(
                    |(group, successes, trials)| LogisticCell { group, controls: controls.clone(), successes, trials },
                )
            })
            .filter(|cell| cell.trials > 0)
            .collect();
        let fit = fit_logistic(&cells, confidence).ok()?;
        let effect = fit.effects.into_iter().find(|effect| effect.group == 1)?;
        Some(LogisticResult {
            odds_ratio: effect.odds_ratio,
            average_marginal_effect: effect.average_marginal_effect,
            parameters: fit.parameters,
        })
    }
}

impl Stratified {
    /// The difference and ratio within strata.
    fn mantel_haenszel(&self, confidence: Confidence) -> MantelHaenszel {
        let plain = mantel_haenszel(&self.tables, confidence);
        match &self.linearised {
            Some(linearised) => MantelHaenszel {
                risk_difference: linearised.difference(confidence),
                risk_ratio: linearised.ratio(confidence),
                odds_ratio: linearised.no_odds_ratio(),
                ..plain
            },
            None => plain,
        }
    }

    /// The crude difference and ratio, with score intervals.
    fn crude(&self, confidence: Confidence) -> (Estimate, Estimate) {
        crude(self.samples, confidence)
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
fn crude(samples: Measured<(Proportion, Proportion)>, confidence: Confidence) -> (Estimate, Estimate) {
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
pub(super) fn adjusted(slice: &Stratified, comparison: Comparison, zone: Zone, confidence: Confidence) -> Adjusted {
    let pick = |all: MantelHaenszel| match comparison {
        Comparison::Difference => all.risk_difference,
        Comparison::Ratio | Comparison::LogRatio => all.risk_ratio,
    };
    let logarithm = comparison != Comparison::Difference;
    let scale = |value: f64| if logarithm { value.ln() } else { value };
    let estimate = pick(slice.mantel_haenszel(confidence));
    let (difference, ratio) = slice.crude(confidence);
    // Student's quantiles reach farther than normal ones: the standard error is stretched by as much.
    let stretched = slice.linearised.as_ref().map_or(Ok(1.0), |linearised| linearised.reach(confidence));
    let known = estimate.value.and_then(|value| Ok((scale(value), estimate.standard_error? * stretched?)));
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
        let interval: Interval = pick(slice.mantel_haenszel(level)).interval.ok()?;
        let p_lower = below.ok()?.map(normal_upper_tail);
        let p_upper = above.ok()?.map(|z| normal_upper_tail(-z));
        let p_value = p_lower.unwrap_or(0.0).max(p_upper.unwrap_or(0.0));
        Some(Equivalence { zone, p_lower, p_upper, p_value, interval })
    });
    // The standard error falls with the root of the sample size.
    let nearest = [zone.lower, zone.upper].into_iter().flatten().filter_map(|bound| z_at(bound).ok()).map(f64::abs);
    let settling = nearest.reduce(f64::min).filter(|z| *z > 1e-6).map(|z| {
        let factor = (two_sided_critical_value(confidence) / z).powi(2).max(1.0);
        let rows = |of: fn(&Stratum) -> u64| slice.tables.iter().map(of).sum::<u64>() as f64 * factor;
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
