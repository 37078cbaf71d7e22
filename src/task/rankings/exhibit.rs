//! Who holds each rank.

use super::lists::Lists;
use super::tally::RankingTally;
use crate::audit::{Curve, Drawing, Exhibit, ExhibitKind, Point};
use crate::inference::Proportion;
use crate::segment::{Grouping, Slice};
use crate::value::Confidence;

/// Ranks that are drawn.
const DRAWN: usize = 50;

/// The share of lists whose item at a rank is of the group: at one rank every list gives the same attention.
pub(super) fn by_rank(
    grouping: &Grouping,
    groups: &[(&Slice, &RankingTally)],
    lists: &Lists,
    confidence: Confidence,
) -> Vec<Exhibit> {
    let longest = lists.length.iter().copied().max().unwrap_or_default() as usize;
    let drawn = longest.min(DRAWN);
    let mut reaching = vec![0_u64; drawn];
    for &length in &lists.length {
        reaching.iter_mut().take(length as usize).for_each(|lists| *lists += 1);
    }
    let curve = |(slice, tally): &(&Slice, &RankingTally)| {
        let mut held = vec![0_u64; drawn];
        for (_, rank) in tally.places.as_ref()? {
            if let Some(held) = held.get_mut(*rank as usize - 1) {
                *held += 1;
            }
        }
        let points = (1_u32..).zip(held.iter().zip(&reaching)).filter_map(|(rank, (&held, &reaching))| {
            let share = Proportion::new(held, reaching).ok()?;
            let interval = share.wilson(confidence).ok().map(|interval| (interval.lower, interval.upper));
            Some(Point { x: f64::from(rank), y: share.rate().ok()?, interval, count: Some(reaching) })
        });
        Some(Curve { slice: (*slice).clone(), points: points.collect() })
    };
    let series: Vec<Curve> = groups.iter().filter_map(curve).collect();
    if series.is_empty() {
        return Vec::new();
    }
    vec![Exhibit {
        kind: ExhibitKind::ExposureByRank,
        grouping: Some(grouping.clone()),
        drawing: Drawing::Curves { series, diagonal: false },
    }]
}
