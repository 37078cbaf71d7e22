//! What is kept of a segment: how many reached each step.

use super::steps::Steps;
use crate::inference::Counts;
use crate::inference::lists::Audience;
use crate::task::groups::RowGroups;

/// Counts of one segment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FunnelTally {
    /// Those who reached each step, the audience first.
    pub(super) reached: Vec<u64>,
    pub(super) impressions: Audience,
    /// Σn² of impressions over people.
    pub(super) squared_impressions: u128,
}

/// The tally of every group.
pub(super) fn of(steps: &Steps, groups: &RowGroups) -> Vec<FunnelTally> {
    let empty = FunnelTally { reached: vec![0; steps.given.len() + 1], ..FunnelTally::default() };
    let mut tallies = vec![empty; groups.count()];
    for (row, &group) in groups.codes().iter().enumerate() {
        let tally = &mut tallies[group as usize];
        let passed = usize::from(steps.passed[row]);
        tally.reached.iter_mut().take(passed).for_each(|reached| *reached += 1);
        if let (Some(impressions), true) = (&steps.impressions, passed > 0) {
            let shown = impressions[row];
            tally.impressions.eligible += 1;
            tally.impressions.reached += u64::from(shown > 0);
            tally.impressions.impressions += shown;
            tally.squared_impressions += u128::from(shown) * u128::from(shown);
        }
    }
    tallies
}

impl FunnelTally {
    pub(super) fn merge(&mut self, other: &Self) {
        for (reached, more) in self.reached.iter_mut().zip(&other.reached) {
            *reached += more;
        }
        self.impressions.eligible += other.impressions.eligible;
        self.impressions.reached += other.impressions.reached;
        self.impressions.impressions += other.impressions.impressions;
        self.squared_impressions += other.squared_impressions;
    }

    /// Those who reached one step among those who reached another.
    pub(super) fn among(&self, step: usize, before: usize) -> Counts {
        Counts { successes: self.reached[step], trials: self.reached[before] }
    }

    pub(super) fn last(&self) -> usize {
        self.reached.len() - 1
    }
}
