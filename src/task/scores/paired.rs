//! Another score of the same rows: which of the two ranks better, by segment.

use std::sync::Arc;

use super::Scores;
use crate::audit::MetricValue;
use crate::inference::estimate::Estimate;
use crate::inference::scores::{PairedRanking, PairedScore, ScoreTable, paired_ranking};
use crate::inference::{Contrast, Method, NormalScale};
use crate::metric::task::scores;
use crate::metric::{Criterion, Metric};
use crate::value::{Confidence, Measured, Reason, Unavailable};

/// What is kept of a group: its scores, and both scores of each row where there is another.
#[derive(Debug, Clone, Default)]
pub struct ScoreTally {
    pub(super) table: ScoreTable,
    /// Rows of the groups that were put together.
    pub(super) pairs: Vec<Arc<Vec<PairedScore>>>,
}

impl ScoreTally {
    /// The sorted scores of the group, or their histogram.
    pub const fn table(&self) -> &ScoreTable {
        &self.table
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.table = self.table.merged(&other.table);
        self.pairs.extend(other.pairs.iter().cloned());
    }

    fn ranking(&self, confidence: Confidence) -> Measured<PairedRanking> {
        if self.pairs.is_empty() {
            return Err(Unavailable::Undefined(Reason::NoScores));
        }
        let rows: Vec<PairedScore> = self.pairs.iter().flat_map(|rows| rows.iter().copied()).collect();
        paired_ranking(&rows, confidence)
    }
}

/// Whether a metric or a criterion is of two scores.
pub(super) fn is_of_two(id: &str) -> bool {
    [scores::OTHER_AUC.id, scores::AUC_CHANGE.id, scores::AUC_CHANGE_OF_SEGMENT.id, scores::AUC_GAP_CHANGE.id]
        .contains(&id)
}

impl Scores {
    /// Both scores of the rows of each group.
    pub(super) fn pairs(&self, count: usize, groups: &[u32]) -> Option<Vec<Vec<PairedScore>>> {
        let other = self.table.numbers("other_score")?;
        let scores = self.table.numbers("score")?;
        let mut pairs = vec![Vec::new(); count];
        for (row, &group) in groups.iter().enumerate() {
            pairs[group as usize].push(PairedScore {
                old: scores[row],
                new: other[row],
                positive: self.positives[row],
            });
        }
        Some(pairs)
    }
}

/// A metric of two scores.
pub(super) fn value(metric: &'static Metric, tally: &ScoreTally, confidence: Confidence) -> MetricValue {
    let (value, interval) = match tally.ranking(confidence) {
        Ok(found) if metric.id == scores::OTHER_AUC.id => (Ok(found.new.value), found.new.interval),
        Ok(found) => (found.change.value, found.change.interval),
        Err(reason) => (Err(reason), Err(reason)),
    };
    MetricValue::of_task(metric, value, interval)
}

/// The change of a segment's AUC, or of the gap to its reference.
pub(super) fn contrast(
    criterion: &'static Criterion,
    group: &ScoreTally,
    reference: &ScoreTally,
    confidence: Confidence,
) -> Measured<Contrast> {
    let own = group.ranking(confidence)?;
    if criterion.id == scores::AUC_CHANGE_OF_SEGMENT.id {
        return normal(&own.change);
    }
    normal(&own.gap_change(&reference.ranking(confidence)?, confidence).change)
}

fn normal(change: &Estimate) -> Measured<Contrast> {
    Ok(Contrast::Normal {
        estimate: change.value?,
        // Where both scores rank alike there is no error, and an interval without width is never given.
        standard_error: change.standard_error.unwrap_or_default(),
        degrees_of_freedom: None,
        scale: NormalScale::Identity,
        method: Method::DeLong,
    })
}
