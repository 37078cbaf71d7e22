//! All groups of a list at once: skews, NDKL, infeasible prefixes, similarity of attention.

use super::lists::Lists;
use super::tally::RankingTally;
use super::value::{Sums, first_places};
use crate::inference::lists::{ListTable, TargetShares, attention_fairness, discounted_divergence_test, infeasible};
use crate::inference::{Contrast, Method, NormalScale, Simulation};
use crate::task::family::{AllGroups, TaskSetting};
use crate::value::{Measured, Reason, Sign, Unavailable};

/// Null data sets of NDKL, and draws of the bootstrap.
const DRAWS: u32 = 1_000;

pub(super) fn of(
    criterion: &str,
    groups: &[&RankingTally],
    lists: &Lists,
    setting: TaskSetting,
) -> Measured<AllGroups> {
    match criterion {
        "min_skew" => skews(groups, lists, setting, true),
        "max_skew" => skews(groups, lists, setting, false),
        "attention_similarity" => similarity(groups, lists),
        "ndkl" => divergence(groups, lists, setting),
        "infeasible_index" => infeasibles(groups, lists, setting, |short| short.prefixes),
        "infeasible_count" => infeasibles(groups, lists, setting, |short| short.pairs),
        _ => Err(Unavailable::Undefined(Reason::OutsideDomain)),
    }
}

/// The extreme of the pooled skews, its distribution by drawing whole lists anew.
fn skews(groups: &[&RankingTally], lists: &Lists, setting: TaskSetting, is_least: bool) -> Measured<AllGroups> {
    let known: Vec<&RankingTally> = groups.iter().copied().filter(|group| !group.lists.is_empty()).collect();
    let number = known.len();
    let first = known.first().ok_or(Unavailable::Undefined(Reason::NoRows))?;
    let mut table = ListTable::new(2 * number + 2);
    for (at, part) in first.lists.iter().enumerate() {
        let mut row = Vec::with_capacity(2 * number + 2);
        row.extend(known.iter().map(|group| group.lists.get(at).map_or(0.0, |part| f64::from(part.first))));
        row.extend(known.iter().map(|group| group.lists.get(at).map_or(0.0, |part| part.candidates)));
        row.extend([first_places(lists, part), lists.candidates[part.list as usize]]);
        table.push(&row);
    }
    let statistic = |sums: &[f64]| -> Measured {
        let (places, candidates) = (sums[2 * number], sums[2 * number + 1]);
        let skew = |group: usize| {
            let (have, due) = (sums[group] / places, sums[number + group] / candidates);
            if due <= 0.0 {
                return Ok(None);
            }
            if have > 0.0 { Ok(Some((have / due).ln())) } else { Err(Unavailable::Infinite(Sign::Negative)) }
        };
        let mut found: Option<f64> = None;
        for group in 0..number {
            match skew(group) {
                Ok(Some(value)) => {
                    let extreme = if is_least { f64::min } else { f64::max };
                    found = Some(found.map_or(value, |known: f64| extreme(known, value)));
                }
                // A group without a place makes the least skew infinite, and not the largest.
                Err(reason) if is_least => return Err(reason),
                Ok(None) | Err(_) => {}
            }
        }
        found.ok_or(Unavailable::Undefined(Reason::NoItems))
    };
    let simulation = Simulation { draws: DRAWS, seed: setting.seed, stream: 0x5EE3 };
    let distribution = table.bootstrap(&statistic, simulation)?;
    distribution.estimate?;
    Ok(AllGroups {
        contrast: Contrast::Resampled(Box::new(distribution)),
        p_value: Err(Unavailable::Undefined(Reason::NoSolution)),
    })
}

fn similarity(groups: &[&RankingTally], lists: &Lists) -> Measured<AllGroups> {
    let sums: Vec<Sums> = groups.iter().map(|group| Sums::of(group, lists)).collect();
    let attention: Vec<f64> = sums.iter().map(|sums| sums.attention).collect();
    let found = attention_fairness(&attention, &target(groups)?)?;
    Ok(AllGroups {
        contrast: Contrast::Described(found.similarity),
        p_value: Err(Unavailable::Undefined(Reason::NoSolution)),
    })
}

fn divergence(groups: &[&RankingTally], lists: &Lists, setting: TaskSetting) -> Measured<AllGroups> {
    let orders = orders(groups, lists)?;
    let filled: Vec<&[usize]> = orders.iter().filter(|order| !order.is_empty()).map(Vec::as_slice).collect();
    let simulation = Simulation { draws: DRAWS, seed: setting.seed, stream: 0x4D4C };
    let found = discounted_divergence_test(&filled, &target(groups)?, lists.settings.null, simulation)?;
    Ok(AllGroups { contrast: Contrast::Described(found.mean), p_value: Ok(found.p_value) })
}

fn infeasibles(
    groups: &[&RankingTally],
    lists: &Lists,
    setting: TaskSetting,
    which: fn(crate::inference::lists::Infeasible) -> u64,
) -> Measured<AllGroups> {
    let target = target(groups)?;
    let mut table = ListTable::new(1);
    for order in orders(groups, lists)?.iter().filter(|order| !order.is_empty()) {
        table.push(&[which(infeasible(order, &target)?) as f64]);
    }
    let mean = table.mean(0, setting.confidence);
    Ok(AllGroups {
        contrast: Contrast::Normal {
            estimate: mean.value?,
            standard_error: mean.standard_error.unwrap_or_default(),
            degrees_of_freedom: Some((table.lists() as f64 - 1.0).max(1.0)),
            scale: NormalScale::Identity,
            method: Method::ListLinearised,
        },
        p_value: Err(Unavailable::Undefined(Reason::NoSolution)),
    })
}

/// The groups' candidates as whole numbers.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of counts")]
fn target(groups: &[&RankingTally]) -> Measured<TargetShares> {
    let candidates = |group: &&RankingTally| group.lists.iter().map(|part| part.candidates as u64).sum();
    TargetShares::new(groups.iter().map(candidates).collect())
}

/// The groups of the items of each list, best first; items of groups that are not among these are passed over.
fn orders(groups: &[&RankingTally], lists: &Lists) -> Measured<Vec<Vec<usize>>> {
    let mut placed: Vec<Vec<(u32, usize)>> = vec![Vec::new(); lists.length.len()];
    for (group, tally) in groups.iter().enumerate() {
        let places = tally.places.as_ref().ok_or(Unavailable::Undefined(Reason::OutsideDomain))?;
        for &(list, rank) in places {
            placed[list as usize].push((rank, group));
        }
    }
    Ok(placed
        .into_iter()
        .map(|mut own| {
            own.sort_unstable();
            own.into_iter().map(|(_, group)| group).collect()
        })
        .collect())
}
