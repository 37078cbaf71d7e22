//! The numbers of one group.

use super::lists::Lists;
use super::tally::{ListPart, RankingTally};
use crate::inference::estimate::Estimate;
use crate::inference::lists::ListTable;
use crate::inference::{Interval, Proportion};
use crate::value::{Confidence, Measured, Reason, Sign, Unavailable, quotient};

/// Sums over the lists of a group, one row for each list: the group's numbers, and those of the whole list.
pub(super) struct Sums {
    pub(super) table: ListTable,
    pub(super) attention: f64,
    pub(super) candidates: f64,
    pub(super) first: f64,
    pub(super) mass: f64,
    pub(super) all_candidates: f64,
    pub(super) all_first: f64,
}

/// Places of a row of [`Sums`].
const ATTENTION: usize = 0;
const CANDIDATES: usize = 1;
const FIRST: usize = 2;
const MASS: usize = 3;
const ALL_CANDIDATES: usize = 4;
const ALL_FIRST: usize = 5;

/// The first places of a list: k, or all where it is shorter.
pub(super) fn first_places(lists: &Lists, part: &ListPart) -> f64 {
    f64::from(lists.length[part.list as usize].min(lists.settings.first))
}

impl Sums {
    pub(super) fn of(tally: &RankingTally, lists: &Lists) -> Self {
        let mut table = ListTable::new(6);
        for part in &tally.lists {
            let list = part.list as usize;
            table.push(&[
                part.attention,
                part.candidates,
                f64::from(part.first),
                lists.mass[list],
                lists.candidates[list],
                first_places(lists, part),
            ]);
        }
        let [attention, candidates, first, mass, all_candidates, all_first] =
            [ATTENTION, CANDIDATES, FIRST, MASS, ALL_CANDIDATES, ALL_FIRST].map(|place| table.total(place));
        Self { table, attention, candidates, first, mass, all_candidates, all_first }
    }

    /// The group's share of attention.
    pub(super) fn attention_share(&self, confidence: Confidence) -> Estimate {
        self.table.share_less([ATTENTION], [MASS], 0.0, confidence)
    }

    /// The group's share of the candidates.
    pub(super) fn target(&self) -> Measured {
        quotient(self.candidates, self.all_candidates, Reason::NoItems)
    }

    /// Share of attention less share of the candidates; both move with the lists.
    pub(super) fn attention_gap(&self, confidence: Confidence) -> Estimate {
        let share = quotient(self.attention, self.mass, Reason::NoRows);
        let value = share.and_then(|share| Ok(share - self.target()?));
        let (share, target) = (share.unwrap_or_default(), self.target().unwrap_or_default());
        let influence = |row: &[f64]| {
            (row[ATTENTION] - share * row[MASS]) / self.mass
                - (row[CANDIDATES] - target * row[ALL_CANDIDATES]) / self.all_candidates
        };
        self.table.linearised(value, influence, confidence)
    }

    /// Attention over candidates.
    fn exposure(&self, confidence: Confidence) -> Estimate {
        let value = quotient(self.attention, self.candidates, Reason::NoItems);
        let exposure = value.unwrap_or_default();
        let influence = |row: &[f64]| (row[ATTENTION] - exposure * row[CANDIDATES]) / self.candidates;
        self.table.linearised(value, influence, confidence)
    }

    /// ln(share of the first places/share of the candidates).
    fn skew(&self, confidence: Confidence) -> Estimate {
        let top = quotient(self.first, self.all_first, Reason::NoRows);
        let ratio = top.and_then(|top| quotient(top, self.target()?, Reason::NoItems));
        let value = ratio
            .and_then(|ratio| if ratio > 0.0 { Ok(ratio.ln()) } else { Err(Unavailable::Infinite(Sign::Negative)) });
        let influence = |row: &[f64]| {
            row[FIRST] / self.first - row[ALL_FIRST] / self.all_first - row[CANDIDATES] / self.candidates
                + row[ALL_CANDIDATES] / self.all_candidates
        };
        self.table.linearised(value, influence, confidence)
    }
}

/// A metric by its id, with its interval.
pub(super) fn of(
    id: &str,
    tally: &RankingTally,
    lists: &Lists,
    confidence: Confidence,
) -> (Measured, Measured<Interval>) {
    let described = |value: Measured| (value, Err(Unavailable::Undefined(Reason::NoSolution)));
    let estimated = |estimate: Estimate| (estimate.value, estimate.interval);
    let counted = |counts: Option<[u64; 2]>, none: Reason| {
        let counts = counts.filter(|counts| counts[1] > 0).ok_or(Unavailable::Undefined(none));
        let proportion = counts.and_then(|[count, among]| Proportion::new(count, among));
        (proportion.and_then(|own| own.rate()), proportion.and_then(|own| own.wilson(confidence)))
    };
    let sums = || Sums::of(tally, lists);
    match id {
        "attention_share" => estimated(sums().attention_share(confidence)),
        "target_share" => described(sums().target()),
        "mean_exposure" => estimated(sums().exposure(confidence)),
        "top_share" => estimated(sums().table.share_less([FIRST], [ALL_FIRST], 0.0, confidence)),
        "skew_at_k" => estimated(sums().skew(confidence)),
        "mean_merit" => described(merit(tally)),
        "exposure_per_merit" => described(
            sums().exposure(confidence).value.and_then(|own| quotient(own, merit(tally)?, Reason::ZeroOverZero)),
        ),
        "item_coverage" => counted(Some([tally.items.0.len() as u64, tally.items.1]), Reason::NoItems),
        "fair_prefix_failures" => counted(tally.failures, Reason::NoRows),
        "pairwise_accuracy" => estimated(pairwise(tally, confidence)),
        "intra_group_accuracy" | "inter_group_accuracy" if !tally.knows_own_pairs => {
            described(Err(Unavailable::Undefined(Reason::NoPairs)))
        }
        "intra_group_accuracy" => estimated(pair_share(tally, |part| part.own_pairs, confidence)),
        "inter_group_accuracy" => {
            let others = |part: &ListPart| [0, 1].map(|place| part.pairs[place].saturating_sub(part.own_pairs[place]));
            estimated(pair_share(tally, others, confidence))
        }
        "clicks_per_item" => estimated(clicks(tally, confidence)),
        "clicks_per_merit" => described(
            clicks(tally, confidence).value.and_then(|own| quotient(own, merit(tally)?, Reason::ZeroOverZero)),
        ),
        "precision_at_k" => estimated(precision(tally, lists, confidence)),
        _ => described(Err(Unavailable::Undefined(Reason::OutsideDomain))),
    }
}

fn merit(tally: &RankingTally) -> Measured {
    quotient(tally.merit.0, tally.merit.1 as f64, Reason::NoItems)
}

/// Clicks over candidates, those never listed included.
fn clicks(tally: &RankingTally, confidence: Confidence) -> Estimate {
    let mut table = ListTable::new(2);
    for part in &tally.lists {
        table.push(&[f64::from(part.clicks), part.candidates]);
    }
    let (clicks, candidates) = (table.total(0), table.total(1));
    let value = quotient(clicks, candidates, Reason::NoItems);
    let mean = value.unwrap_or_default();
    table.linearised(value, |row| (row[0] - mean * row[1]) / candidates, confidence)
}

/// The share of pairs in order over all lists, with the list as the unit.
pub(super) fn pairwise(tally: &RankingTally, confidence: Confidence) -> Estimate {
    pair_share(tally, |part| part.pairs, confidence)
}

fn pair_share(tally: &RankingTally, pairs: impl Fn(&ListPart) -> [u32; 2], confidence: Confidence) -> Estimate {
    let mut table = ListTable::new(2);
    for part in &tally.lists {
        table.push(&pairs(part).map(f64::from));
    }
    let estimate = table.share_less([0], [1], 0.0, confidence);
    if table.total(1) > 0.0 {
        estimate
    } else {
        Estimate { value: Err(Unavailable::Undefined(Reason::NoPairs)), ..estimate }
    }
}

/// The mean over lists of the share of relevant items among the first places; a list without places has none.
pub(super) fn precision(tally: &RankingTally, lists: &Lists, confidence: Confidence) -> Estimate {
    let mut table = ListTable::new(1);
    for part in &tally.lists {
        let places = first_places(lists, part);
        if places > 0.0 {
            table.push(&[f64::from(part.relevant) / places]);
        }
    }
    table.mean(0, confidence)
}
