//! Groups beside each other, with the list as the unit.

use super::lists::Lists;
use super::tally::{ListPart, RankingTally};
use super::value::{Sums, pairwise, precision};
use crate::inference::estimate::Estimate;
use crate::inference::lists::ListTable;
use crate::inference::{Contrast, Method, NormalScale};
use crate::value::{Confidence, Measured, Reason, Unavailable, quotient};

/// A group against its reference; the gap of attention is that of the group alone.
pub(super) fn pair(
    criterion: &str,
    group: &RankingTally,
    reference: &RankingTally,
    lists: &Lists,
    confidence: Confidence,
) -> Measured<Contrast> {
    match criterion {
        "exposure_ratio" => per_candidate(group, reference, |part| part.attention, false),
        "exposure_per_merit_ratio" => per_candidate(group, reference, |part| part.attention, true),
        "clicks_ratio" => per_candidate(group, reference, |part| f64::from(part.clicks), false),
        "clicks_per_merit_ratio" => per_candidate(group, reference, |part| f64::from(part.clicks), true),
        "attention_gap" => {
            let lists_behind = group.lists.len();
            contrast(&Sums::of(group, lists).attention_gap(confidence), lists_behind, NormalScale::Identity)
        }
        "pairwise_accuracy_difference" => {
            let side = |tally: &RankingTally, place: usize| {
                tally
                    .lists
                    .iter()
                    .map(|part| (part.list, part.pairs))
                    .map(move |(list, pairs)| (list, place, pairs))
                    .collect::<Vec<_>>()
            };
            let (one, other) = (pairwise(group, confidence).value?, pairwise(reference, confidence).value?);
            let table = beside(side(group, 0), side(reference, 2));
            let (all, others) = (table.total(1), table.total(3));
            let influence = |row: &[f64]| (row[0] - one * row[1]) / all - (row[2] - other * row[3]) / others;
            contrast(&table.linearised(Ok(one - other), influence, confidence), table.lists(), NormalScale::Identity)
        }
        // Lists are of one customer each, so that the two groups share none.
        "precision_at_k_difference" => {
            let (one, other) = (precision(group, lists, confidence), precision(reference, lists, confidence));
            // A side whose lists are all alike adds no error of its own.
            let own = |estimate: &Estimate| match estimate.standard_error {
                Err(Unavailable::Undefined(Reason::Boundary)) => Ok(0.0),
                error => error,
            };
            let error = own(&one)?.hypot(own(&other)?);
            let freedom = group.lists.len().min(reference.lists.len()).saturating_sub(1);
            Ok(Contrast::Normal {
                estimate: one.value? - other.value?,
                standard_error: error,
                degrees_of_freedom: Some(freedom as f64),
                scale: NormalScale::Identity,
                method: Method::ListLinearised,
            })
        }
        _ => Err(Unavailable::Undefined(Reason::OutsideDomain)),
    }
}

/// The ratio of what a candidate of each gets on average, each per merit if asked; merits are taken as known.
fn per_candidate(
    group: &RankingTally,
    reference: &RankingTally,
    gets: impl Fn(&ListPart) -> f64,
    per_merit: bool,
) -> Measured<Contrast> {
    let side = |tally: &RankingTally, place: usize| {
        tally.lists.iter().map(|part| (part.list, place, [gets(part), part.candidates])).collect::<Vec<_>>()
    };
    let table = beside(side(group, 0), side(reference, 2));
    let sums = [0, 1, 2, 3].map(|place| table.total(place));
    let own = quotient(sums[0], sums[1], Reason::NoItems)?;
    let others = quotient(sums[2], sums[3], Reason::NoItems)?;
    let merit = |tally: &RankingTally| -> Measured {
        if !per_merit {
            return Ok(1.0);
        }
        let mean = quotient(tally.merit.0, tally.merit.1 as f64, Reason::NoItems)?;
        if mean > 0.0 { Ok(mean) } else { Err(Unavailable::Undefined(Reason::ZeroRate)) }
    };
    let ratio = quotient(own / merit(group)?, others / merit(reference)?, Reason::ZeroOverZero)?;
    let influence = |row: &[f64]| row[0] / sums[0] - row[1] / sums[1] - row[2] / sums[2] + row[3] / sums[3];
    let estimate = table.linearised_logarithm(Ok(ratio), influence, Confidence::DEFAULT);
    if ratio > 0.0 {
        contrast(&estimate, table.lists(), NormalScale::Logarithm)
    } else {
        // Nothing of the group was listed: there is a ratio and no theory of its error.
        Ok(Contrast::Described(ratio))
    }
}

/// Two groups' numbers of the same lists in one row; a list that only one of them has holds zeros of the other.
fn beside<T: Copy + Into<f64>>(group: Vec<(u32, usize, [T; 2])>, reference: Vec<(u32, usize, [T; 2])>) -> ListTable {
    let mut rows: Vec<(u32, usize, [T; 2])> = group;
    rows.extend(reference);
    rows.sort_by_key(|(list, place, _)| (*list, *place));
    let mut table = ListTable::new(4);
    for same in rows.chunk_by(|left, right| left.0 == right.0) {
        let mut row = [0.0; 4];
        for (_, place, numbers) in same {
            row[*place] = numbers[0].into();
            row[*place + 1] = numbers[1].into();
        }
        table.push(&row);
    }
    table
}

fn contrast(estimate: &Estimate, lists: usize, scale: NormalScale) -> Measured<Contrast> {
    Ok(Contrast::Normal {
        estimate: estimate.value?,
        // An error of zero is that of one list, or of lists that are all alike: it has no interval.
        standard_error: estimate.standard_error.unwrap_or_default(),
        degrees_of_freedom: Some((lists as f64 - 1.0).max(1.0)),
        scale,
        method: Method::ListLinearised,
    })
}
