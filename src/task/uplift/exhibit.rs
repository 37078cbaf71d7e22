//! The Qini curves of a grouping.

use super::tally::UpliftTally;
use crate::audit::{Curve, Drawing, Exhibit, ExhibitKind, Point};
use crate::inference::uplift::{Qini, qini};
use crate::segment::{Grouping, Slice};
use crate::value::Confidence;

/// Points of a curve that are drawn, besides its start; more would not be seen.
const DRAWN: usize = 25;

/// Additional responses for each treated customer over the share treated: segments of different size on one scale.
pub(super) fn qini_curves(
    grouping: Option<&Grouping>,
    groups: &[(&Slice, &UpliftTally)],
    confidence: Confidence,
) -> Vec<Exhibit> {
    let curve = |(slice, tally): &(&Slice, &UpliftTally)| {
        let qini = qini(&tally.bins, confidence).ok()?;
        Some(Curve { slice: (*slice).clone(), points: points(&qini, tally.arms.treated.count) })
    };
    let series: Vec<Curve> = groups.iter().filter_map(curve).collect();
    if series.is_empty() {
        return Vec::new();
    }
    let drawing = Drawing::Curves { series, diagonal: false };
    vec![Exhibit { kind: ExhibitKind::Qini, grouping: grouping.cloned(), drawing }]
}

/// Evenly spread points of the curve, the first and the last among them.
fn points(qini: &Qini, treated: u64) -> Vec<Point> {
    let known: Vec<Point> = qini
        .points
        .iter()
        .filter_map(|point| {
            let y = point.gain.ok()? / treated as f64;
            Some(Point { x: point.share, y, interval: None, count: None })
        })
        .collect();
    let last = known.len().saturating_sub(1);
    let step = last.div_ceil(DRAWN).max(1);
    known.iter().enumerate().filter(|(at, _)| at % step == 0 || *at == last).map(|(_, point)| *point).collect()
}
