//! All groups of a list at once: skews, NDKL, infeasible prefixes, similarity of attention.

use super::lists::Lists;
use super::tally::RankingTally;
use super::value::first_places;
use crate::inference::lists::{
    DiscountedDivergence, ListTable, TargetShares, attention_similarity, discounted_divergence_test, infeasible,
};
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
        "attention_similarity" => similarity(groups, lists, setting),
        "ndkl" => divergence(groups, lists, setting, |found| &found.divergences),
        "ndkl_excess" => divergence(groups, lists, setting, |found| &found.excesses),
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

/// Of the attention and the candidates of all lists; its error by drawing whole lists anew.
fn similarity(groups: &[&RankingTally], lists: &Lists, setting: TaskSetting) -> Measured<AllGroups> {
    let number = groups.len();
    let mut rows = vec![vec![0.0; 2 * number]; lists.length.len()];
    let mut is_theirs = vec![false; lists.length.len()];
    for (at, group) in groups.iter().enumerate() {
        for part in &group.lists {
            let row = &mut rows[part.list as usize];
            (row[at], row[number + at]) = (part.attention, part.candidates);
            is_theirs[part.list as usize] = true;
        }
    }
    let mut table = ListTable::new(2 * number);
    for (row, _) in rows.iter().zip(&is_theirs).filter(|(_, theirs)| **theirs) {
        table.push(row);
    }
    let simulation = Simulation { draws: DRAWS, seed: setting.seed, stream: 0x4A53 };
    Ok(AllGroups {
        contrast: Contrast::own(attention_similarity(&table, number, simulation)?),
        p_value: Err(Unavailable::Undefined(Reason::NoSolution)),
    })
}

/// The mean over lists of NDKL or of what it exceeds chance by; its p-value is that of the order, or the items, being chance.
fn divergence(
    groups: &[&RankingTally],
    lists: &Lists,
    setting: TaskSetting,
    of_each: fn(&DiscountedDivergence) -> &[f64],
) -> Measured<AllGroups> {
    let orders = orders(groups, lists)?;
    let filled: Vec<&[usize]> = orders.iter().filter(|order| !order.is_empty()).map(Vec::as_slice).collect();
    let simulation = Simulation { draws: DRAWS, seed: setting.seed, stream: 0x4D4C };
    let found = discounted_divergence_test(&filled, &target(groups)?, lists.settings.null, simulation)?;
    let mut table = ListTable::new(1);
    for value in of_each(&found) {
        table.push(&[*value]);
    }
    Ok(AllGroups { contrast: mean(&table, setting)?, p_value: Ok(found.p_value) })
}

/// The mean over lists of a table's first numbers.
fn mean(table: &ListTable, setting: TaskSetting) -> Measured<Contrast> {
    let mean = table.mean(0, setting.confidence);
    Ok(Contrast::Normal {
        estimate: mean.value?,
        standard_error: mean.standard_error.unwrap_or_default(),
        degrees_of_freedom: Some((table.lists() as f64 - 1.0).max(1.0)),
        scale: NormalScale::Identity,
        method: Method::ListLinearised,
    })
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
    Ok(AllGroups { contrast: mean(&table, setting)?, p_value: Err(Unavailable::Undefined(Reason::NoSolution)) })
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
