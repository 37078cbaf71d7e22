//! The widest pair of groups by one criterion, and what chance alone would give.

use super::compare::sidak;
use super::groups::{Group, Groups};
use super::result::WorstResult;
use super::setting::Setting;
use super::tally::{Tally, cells, inflated, sample, shared_customers};
use crate::cube::{Cells, Confusion};
use crate::data::Favourable;
use crate::inference::{
    Interval, NoiseFloor, Pair, Proportion, Simulation, WorstPair, noise_floor, worst_difference, worst_ratio,
};
use crate::metric::{Combine, Comparison, Composition, Criterion, Definition, Metric, Worse, catalogue};
use crate::segment::Slice;
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// Draws of each noise floor: what is printed as its 95 % point then lies between the 93 % and the 97 % point in 19 cases
/// of 20. It is a yardstick for the reader, no verdict rests on it.
const DRAWS: u32 = 500;

/// What is searched for, besides the criterion.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search {
    /// Groups with fewer rows are left out.
    pub(super) minimum_rows: u64,
    /// The stream of the noise floor.
    pub(super) stream: u64,
    /// Whether the noise floor is simulated.
    pub(super) floored: bool,
}

/// Noise floors known so far, by metric and side: criteria of one rate share them.
pub(super) type Floors = Vec<(&'static str, bool, Option<NoiseFloor>)>;

/// The widest pair among the groups that are large enough to be judged.
pub(super) fn widest(
    groups: &Groups,
    criterion: &Criterion,
    search: Search,
    floors: &mut Floors,
    setting: Setting,
) -> WorstResult {
    let measurable = |group: &Group| {
        let value = |metric: &&Metric| metric.value(&group.table, setting.labels).is_ok();
        group.rows() >= search.minimum_rows && criterion.metrics().iter().all(value)
    };
    let places: Vec<usize> = (0..groups.list.len()).filter(|&at| measurable(&groups.list[at])).collect();
    let tables: Vec<&Confusion> = places.iter().map(|&at| &*groups.list[at].table).collect();
    let slice = |place: usize| places.get(place).map(|&at| groups.list[at].slice.clone());
    // Places ascend.
    let unmeasured: Vec<Slice> = (0..groups.list.len())
        .filter(|at| places.binary_search(at).is_err())
        .map(|at| groups.list[at].slice.clone())
        .collect();
    let pairs = places.len() * places.len().saturating_sub(1) / 2;
    let mut result = WorstResult {
        criterion: criterion.id.to_owned(),
        value: criterion.all_groups(&tables, setting.labels),
        group: None,
        reference: None,
        interval: Err(Unavailable::Undefined(Reason::OutsideDomain)),
        comparisons: (pairs * criterion.metrics().len()) as u64,
        unmeasured,
        noise_floor: None,
    };
    let Composition::Compare { metrics, comparison, combine, favourable_side } = criterion.composition else {
        return result;
    };
    let level = sidak(setting.confidence, metrics.len());
    // Student's quantiles, where customers come back, are those of each pair's own level.
    let setting_of_pairs = Setting { confidence: sidak(level, pairs), ..setting };
    let found = metrics
        .iter()
        .map(|metric| {
            let samples = samples(groups, &places, metric, comparison, favourable_side, setting_of_pairs)?;
            widest_pair(metric, comparison, &samples, level)
        })
        .collect::<Measured<Vec<WorstPair>>>();
    match found {
        Ok(found) => {
            let (value, interval, farthest) = combine_widest(&found, comparison, combine, setting.confidence);
            result.value = value;
            result.interval = interval;
            if let Some((metric, pair)) = farthest {
                let pair = harmed_first(metrics[metric], comparison, favourable_side, pair, setting.favourable);
                result.group = slice(pair.group);
                result.reference = slice(pair.reference);
            }
        }
        Err(reason) => result.interval = Err(reason),
    }
    if search.floored
        && let [metric] = metrics
        && matches!(metric.definition, Definition::Rate { .. })
        && comparison != Comparison::LogRatio
    {
        let known = floors.iter().find(|(id, side, _)| *id == metric.id && *side == favourable_side);
        result.noise_floor = if let Some((_, _, floor)) = known {
            *floor
        } else {
            let tallies = places.iter().map(|&at| &groups.list[at].table);
            let samples: Vec<Proportion> =
                tallies.filter_map(|tally| sample(metric, favourable_side, tally, setting).ok()).collect();
            let place = catalogue::METRICS.iter().position(|own| own.id == metric.id).unwrap_or(0) as u64;
            let simulation = Simulation { draws: DRAWS, seed: setting.seed, stream: search.stream * 1024 + place };
            let floor = noise_floor(&samples, simulation).ok();
            floors.push((metric.id, favourable_side, floor));
            floor
        };
    }
    result
}

/// The proportions of the groups. Where two share customers, both are known as badly as the worst such pair implies; that
/// customers shared make a comparison surer is not made use of.
fn samples(
    groups: &Groups,
    places: &[usize],
    metric: &Metric,
    comparison: Comparison,
    favourable_side: bool,
    setting: Setting,
) -> Measured<Vec<Proportion>> {
    let tally = |place: usize| -> &Tally { &groups.list[places[place]].table };
    let plain = (0..places.len())
        .map(|place| sample(metric, favourable_side, tally(place), setting))
        .collect::<Measured<Vec<Proportion>>>()?;
    if !groups.share_customers() {
        return Ok(plain);
    }
    let factor = |place: usize| {
        let others = (0..places.len()).filter(|&other| other != place);
        let factors = others.filter_map(|other| {
            let shared = groups.shared(places[place], places[other])?;
            let sides = ((tally(place), &plain[place]), (tally(other), &plain[other]));
            Some(shared_customers(metric, comparison, sides.0, sides.1, &shared))
        });
        factors.fold(1.0, f64::max)
    };
    (0..places.len())
        .map(|place| match factor(place) {
            factor if factor > 1.0 => inflated(plain[place], factor),
            _ => Ok(plain[place]),
        })
        .collect()
}

/// The pair with the group first that the gap harms: the one with less of what people want, or more of what they do not.
fn harmed_first(
    metric: &Metric,
    comparison: Comparison,
    favourable_side: bool,
    pair: Pair,
    favourable: Favourable,
) -> Pair {
    let lower_is_harmed = favourable_side
        || match metric.worse {
            Worse::Below | Worse::Neither => true,
            Worse::Above => false,
            // Which side harms depends on what is wanted: to be selected, or to be left alone.
            Worse::Either => {
                let counts_selected = cells(metric).is_none_or(|(of, _)| Cells::SELECTED.contains(of));
                counts_selected == (favourable == Favourable::Selected)
            }
        };
    // The search puts the higher rate first in a difference, the lower one in a ratio.
    let lower_is_first = comparison == Comparison::Ratio;
    if lower_is_harmed == lower_is_first { pair } else { Pair { group: pair.reference, reference: pair.group } }
}

/// The widest pair by one metric.
fn widest_pair(
    metric: &Metric,
    comparison: Comparison,
    samples: &[Proportion],
    level: Confidence,
) -> Measured<WorstPair> {
    match (&metric.definition, comparison) {
        (Definition::Rate { .. }, Comparison::Difference) => worst_difference(samples, level),
        (Definition::Rate { .. }, Comparison::Ratio) => worst_ratio(samples, level),
        // Odds and logarithms have no simultaneous interval here; they are judged group by group.
        _ => Err(Unavailable::Undefined(Reason::OutsideDomain)),
    }
}

/// Of several metrics, the widest of the widest pairs, or their mean; and the pair that lies farthest apart, by the place
/// of its metric.
fn combine_widest(
    widest: &[WorstPair],
    comparison: Comparison,
    combine: Combine,
    confidence: Confidence,
) -> (Measured, Measured<Interval>, Option<(usize, Pair)>) {
    let values = widest.iter().map(|pair| pair.estimate).collect::<Measured<Vec<f64>>>();
    let value = values.clone().and_then(|values| match values[..] {
        [only] => Ok(only),
        _ => combine.apply(comparison, &values),
    });
    let farthest = values.ok().and_then(|values| {
        values
            .iter()
            .enumerate()
            .reduce(|far, one| if comparison.distance(*one.1) > comparison.distance(*far.1) { one } else { far })
            .map(|(at, _)| (at, widest[at].pair))
    });
    let ends = |of: fn(&Interval) -> f64| -> f64 {
        let bounds = widest.iter().map(|pair| of(&pair.interval));
        match (combine, comparison) {
            (Combine::Worst, Comparison::Ratio) => bounds.fold(f64::INFINITY, f64::min),
            (Combine::Worst, _) => bounds.fold(f64::NEG_INFINITY, f64::max),
            _ => bounds.sum::<f64>() / widest.len() as f64,
        }
    };
    let interval = widest
        .first()
        .map(|first| Interval {
            lower: ends(|interval| interval.lower),
            upper: ends(|interval| interval.upper),
            confidence,
            method: first.interval.method,
        })
        .ok_or(Unavailable::Undefined(Reason::EmptyDenominator));
    (value, interval, farthest)
}
