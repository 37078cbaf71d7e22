//! What is kept of the rows of one segment.

use super::rows::Rows;
use crate::inference::uplift::{ArmCounts, ArmMoments, PolicyRow, UpliftBin, WeightedMoments};
use crate::inference::{Counts, Moments, Proportion};
use crate::task::groups::RowGroups;
use crate::value::Measured;

/// Sums over the rows of a segment: by arm, by bin of the score, and of what the rule is worth.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UpliftTally {
    pub(super) rows: u64,
    pub(super) targeted: u64,
    pub(super) arms: ArmMoments,
    /// From the best bin to the worst; none without a score.
    pub(super) bins: Vec<UpliftBin>,
    pub(super) value: Moments,
    pub(super) gain: Moments,
    pub(super) robust_value: Moments,
    pub(super) robust_gain: Moments,
    pub(super) weighted: WeightedMoments,
}

/// The tally of every group.
pub(super) fn of(rows: &Rows, groups: &RowGroups) -> Vec<UpliftTally> {
    let bins = rows.bins.as_ref().map_or(0, |bins| bins.count);
    let empty = UpliftTally { bins: vec![UpliftBin::default(); bins], ..UpliftTally::default() };
    let mut tallies = vec![empty; groups.count()];
    for (row, &group) in groups.codes().iter().enumerate() {
        tallies[group as usize].push(rows, row);
    }
    tallies
}

impl UpliftTally {
    fn push(&mut self, rows: &Rows, row: usize) {
        let (outcome, treated) = (rows.outcome[row], rows.treated[row]);
        self.rows += 1;
        add(arm(&mut self.arms, treated), outcome);
        if let Some(bins) = &rows.bins {
            add(arm(&mut self.bins[bins.of_row[row] as usize], treated), outcome);
        }
        let Some(targeted) = rows.targeted.as_ref().map(|targeted| targeted[row]) else { return };
        self.targeted += u64::from(targeted);
        let decided = PolicyRow { outcome, treated, targeted, propensity: rows.propensity[row] };
        // Propensities were checked, so that each of these exists.
        if let (Ok(weight), Ok(value), Ok(gain)) = (decided.weight(), decided.value(), decided.gain()) {
            self.weighted.push(weight, outcome);
            add(&mut self.value, value);
            add(&mut self.gain, gain);
        }
        if let Some([with, without]) = rows.predicted.as_ref().map(|predicted| predicted[row]) {
            let robust = (decided.doubly_robust_value(with, without), decided.doubly_robust_gain(with, without));
            if let (Ok(value), Ok(gain)) = robust {
                add(&mut self.robust_value, value);
                add(&mut self.robust_gain, gain);
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.targeted += other.targeted;
        self.arms = merged(&self.arms, &other.arms);
        for (bin, other) in self.bins.iter_mut().zip(&other.bins) {
            *bin = merged(bin, other);
        }
        self.value = self.value.merged(&other.value);
        self.gain = self.gain.merged(&other.gain);
        self.robust_value = self.robust_value.merged(&other.robust_value);
        self.robust_gain = self.robust_gain.merged(&other.robust_gain);
        self.weighted.merge(&other.weighted);
    }

    /// The arms of an outcome that is an event, where sums are counts.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of ones")]
    pub(super) fn counts(&self) -> ArmCounts {
        let of = |arm: &Moments| Counts { successes: arm.sum as u64, trials: arm.count };
        ArmCounts { treated: of(&self.arms.treated), control: of(&self.arms.control) }
    }

    pub(super) fn targeting(&self) -> Measured<Proportion> {
        Proportion::new(self.targeted, self.rows)
    }
}

fn arm(arms: &mut ArmMoments, treated: bool) -> &mut Moments {
    if treated { &mut arms.treated } else { &mut arms.control }
}

fn add(moments: &mut Moments, value: f64) {
    *moments = moments.merged(&Moments { count: 1, sum: value, squared_deviations: 0.0 });
}

fn merged(left: &ArmMoments, right: &ArmMoments) -> ArmMoments {
    ArmMoments { treated: left.treated.merged(&right.treated), control: left.control.merged(&right.control) }
}
