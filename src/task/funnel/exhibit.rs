//! How far each segment comes, and what each step adds.

use super::steps::Steps;
use super::tally::FunnelTally;
use crate::audit::{Bar, Drawing, Exhibit, ExhibitKind};
use crate::inference::Proportion;
use crate::inference::funnel::funnel;
use crate::segment::{Grouping, Slice};
use crate::value::Confidence;

/// The share that comes as far as each step; and, between segments, the parts of the difference to everyone else.
pub(super) fn of(
    grouping: Option<&Grouping>,
    groups: &[(&Slice, &FunnelTally)],
    steps: &Steps,
    confidence: Confidence,
) -> Vec<Exhibit> {
    let categories: Vec<String> = steps.given.iter().map(|(_, column)| column.clone()).collect();
    let exhibit = |kind, series: Vec<Bar>| Exhibit {
        kind,
        grouping: grouping.cloned(),
        drawing: Drawing::Bars { categories: categories.clone(), series },
    };
    let passed = groups.iter().map(|(slice, tally)| {
        let shares: Vec<Option<Proportion>> = (1..tally.reached.len())
            .map(|step| {
                Proportion::new(tally.reached[step], tally.reached[0]).ok().filter(|share| share.trials() > 0.0)
            })
            .collect();
        Bar {
            slice: (*slice).clone(),
            values: shares.iter().map(|share| share.as_ref().and_then(|share| share.rate().ok())).collect(),
            intervals: shares
                .iter()
                .map(|share| share.as_ref()?.wilson(confidence).ok().map(|interval| (interval.lower, interval.upper)))
                .collect(),
        }
    });
    let mut exhibits = vec![exhibit(ExhibitKind::FunnelSteps, passed.collect())];
    if groups.len() < 2 {
        return exhibits;
    }
    let mut all = FunnelTally { reached: vec![0; steps.given.len() + 1], ..FunnelTally::default() };
    for (_, tally) in groups {
        all.merge(tally);
    }
    let parts = groups.iter().filter_map(|(slice, tally)| {
        let rest: Vec<u64> = all.reached.iter().zip(&tally.reached).map(|(all, own)| all - own).collect();
        let compared = funnel(&tally.reached, &rest, confidence).ok()?;
        let parts = || compared.steps.iter().map(|step| &step.difference_part);
        Some(Bar {
            slice: (*slice).clone(),
            values: parts().map(|part| part.value.ok()).collect(),
            intervals: parts()
                .map(|part| part.interval.ok().map(|interval| (interval.lower, interval.upper)))
                .collect(),
        })
    });
    let parts: Vec<Bar> = parts.collect();
    if !parts.is_empty() {
        exhibits.push(exhibit(ExhibitKind::FunnelParts, parts));
    }
    exhibits
}
