//! What is drawn of scores: ROC curves, reliability, and what each threshold would do.

use super::Scores;
use crate::audit::{Curve, Drawing, Exhibit, ExhibitKind, Point};
use crate::inference::scores::{Payoff, ScoreTable, reliability, roc_points, sweep};
use crate::segment::{Grouping, Slice};
use crate::task::TaskSetting;

/// Corners of a ROC curve that are drawn.
const CORNERS: usize = 101;

/// Thresholds of a sweep, in shares of 1: edges of bins in the binned mode too.
const THRESHOLDS: u32 = 32;

impl Scores {
    pub(super) fn drawings(
        &self,
        grouping: Option<&Grouping>,
        groups: &[(&Slice, &ScoreTable)],
        setting: TaskSetting,
    ) -> Vec<Exhibit> {
        let exhibit = |kind, series: Vec<Curve>, diagonal| {
            let drawing = Drawing::Curves { series, diagonal };
            Exhibit { kind, grouping: grouping.cloned(), drawing }
        };
        let mut drawn = vec![
            exhibit(ExhibitKind::Roc, groups.iter().map(|(slice, table)| roc(slice, table)).collect(), true),
            exhibit(
                ExhibitKind::Reliability,
                groups.iter().map(|(slice, table)| self.reliability_of(slice, table, setting)).collect(),
                true,
            ),
        ];
        if grouping.is_some() && groups.len() > 1 {
            drawn.push(exhibit(ExhibitKind::ThresholdSweep, sweep_of(groups, setting), false));
        }
        drawn.retain(|exhibit| match &exhibit.drawing {
            Drawing::Curves { series, .. } => series.iter().any(|curve| !curve.points.is_empty()),
            Drawing::Bars { .. } => true,
        });
        drawn
    }

    fn reliability_of(&self, slice: &Slice, table: &ScoreTable, setting: TaskSetting) -> Curve {
        let bins = reliability(table, &self.edges, setting.confidence).map(|found| found.bins).unwrap_or_default();
        let point = |bin: &crate::inference::scores::ReliabilityBin| {
            let (Ok(x), Ok(y)) = (bin.mean_score, bin.rate) else { return None };
            let interval = bin.interval.ok().map(|interval| (interval.lower, interval.upper));
            Some(Point { x, y, interval, count: Some(bin.rows) })
        };
        Curve { slice: slice.clone(), points: bins.iter().filter_map(point).collect() }
    }
}

/// The ROC curve: every corner, or as many as can be told apart.
fn roc(slice: &Slice, table: &ScoreTable) -> Curve {
    let corners = roc_points(table).unwrap_or_default();
    let point = |&(x, y): &(f64, f64)| Point { x, y, interval: None, count: None };
    let points = if corners.len() <= CORNERS {
        corners.iter().map(point).collect()
    } else {
        // By steps of equal length along both axes together, so that steep and flat parts are drawn alike.
        let mut kept = Vec::with_capacity(CORNERS);
        let step = 2.0 / (CORNERS - 1) as f64;
        let mut due = 0.0;
        for (at, corner) in corners.iter().enumerate() {
            if corner.0 + corner.1 >= due || at + 1 == corners.len() {
                kept.push(point(corner));
                due = corner.0 + corner.1 + step;
            }
        }
        kept
    };
    Curve { slice: slice.clone(), points }
}

/// The impact ratio of each group against the largest one at common thresholds, while anybody is selected.
fn sweep_of(groups: &[(&Slice, &ScoreTable)], setting: TaskSetting) -> Vec<Curve> {
    let tables: Vec<&ScoreTable> = groups.iter().map(|(_, table)| *table).collect();
    let largest = (0..tables.len())
        .reduce(|best, one| if tables[one].rows() > tables[best].rows() { one } else { best })
        .unwrap_or(0);
    let thresholds: Vec<f64> = (1..THRESHOLDS).map(|at| f64::from(at) / f64::from(THRESHOLDS)).collect();
    let points = sweep(&tables, largest, &thresholds, &Payoff::default(), setting.confidence).unwrap_or_default();
    let of = |at: usize| {
        points.iter().filter_map(move |point| {
            let cut = &point.groups[at];
            let interval = cut.impact_ratio_interval.ok().filter(|interval| interval.upper.is_finite());
            let interval = interval.map(|interval| (interval.lower, interval.upper));
            let count = Some(cut.cut.selected());
            cut.impact_ratio.ok().map(|ratio| Point { x: point.threshold, y: ratio, interval, count })
        })
    };
    groups
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != largest)
        .map(|(at, (slice, _))| Curve { slice: (*slice).clone(), points: of(at).collect() })
        .collect()
}
