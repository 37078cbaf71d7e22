//! Ranking and calibration of every group in one go, without a table of its scores.

use super::buckets::{Buckets, Dealt, sort_bucket};
use super::calibration::{BinSums, Calibration, calibration_of, check_edges, reliability};
use super::pairs::PairSums;
use super::ranking::{Ranking, ranking, ranking_of};
use super::rows::{GroupedScores, on_all_cores};
use super::table::Contents;
use crate::value::{Confidence, Measured};

/// Buckets that one thread takes at a time.
const BUCKETS: usize = 32;

/// How well the scores of a group rank its customers, and whether they mean what they say.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreAssessment {
    /// The area under the ROC curve.
    pub ranking: Measured<Ranking>,
    /// The reliability table and what it says.
    pub calibration: Measured<Calibration>,
}

impl GroupedScores<'_> {
    /// Ranking and calibration of each group on the same edges, ties exact: what [`ranking`] and [`reliability`] say of its
    /// table, without the memory that tables take. Sums of pairs are whole numbers and the same; the sums behind
    /// calibration are added bucket by bucket, so that they may differ from those of a table in the last digits, but not
    /// with the number of threads.
    ///
    /// # Undefined
    ///
    /// Edges that do not increase, or fewer than two: `Undefined(OutsideDomain)`; of each group as the two functions.
    ///
    /// # Errors
    ///
    /// As under *Undefined*.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand_inference::{scores::GroupedScores, value::Confidence};
    ///
    /// let rows = GroupedScores::new(1, &[0; 4], &[0.9, 0.6, 0.6, 0.1], &[true, true, false, false]).unwrap();
    /// let found = &rows.assess(&[0.0, 0.5, 1.0], Confidence::DEFAULT).unwrap()[0];
    /// assert_eq!(found.ranking.unwrap().value, 0.875);
    /// assert_eq!(found.calibration.as_ref().unwrap().bins[1].positives, 2);
    /// ```
    pub fn assess(&self, edges: &[f64], confidence: Confidence) -> Measured<Vec<ScoreAssessment>> {
        let inner = check_edges(edges)?;
        let Some((buckets, dealt)) = self.dealt() else {
            let of = |table| ScoreAssessment {
                ranking: ranking(&table, &table, confidence),
                calibration: reliability(&table, edges, confidence),
            };
            return Ok(self.tables().into_iter().map(of).collect());
        };
        let tasks = buckets.count().div_ceil(BUCKETS);
        let found = on_all_cores(tasks, |task| {
            let mut keys = Vec::new();
            let own = task * BUCKETS..((task + 1) * BUCKETS).min(buckets.count());
            own.map(|bucket| BucketSums::of(&buckets, &dealt, bucket, inner, &mut keys)).collect::<Vec<_>>()
        });
        let mut found = found.into_iter().flatten();
        let of = |_| {
            let mut pairs = PairSums::default();
            let mut bins = vec![BinSums::default(); inner.len() + 1];
            for bucket in found.by_ref().take(buckets.per_group) {
                pairs = pairs.followed_by(&bucket.pairs);
                for (sums, part) in bins[bucket.first_bin..].iter_mut().zip(&bucket.bins) {
                    sums.merge(part);
                }
            }
            ScoreAssessment {
                ranking: pairs.checked().map(|pairs| ranking_of(&pairs, confidence)),
                calibration: calibration_of(&bins, edges, 0, confidence),
            }
        };
        Ok((0..self.count()).map(of).collect())
    }
}

/// What one bucket adds.
struct BucketSums {
    pairs: PairSums,
    /// The bin of its lowest score.
    first_bin: usize,
    /// Its share of that bin and of those that follow.
    bins: Vec<BinSums>,
}

impl BucketSums {
    fn of(buckets: &Buckets, dealt: &[Dealt], bucket: usize, inner: &[f64], keys: &mut Vec<u64>) -> Self {
        let sorted = sort_bucket(dealt, bucket, keys);
        let mut points = buckets.points(sorted).peekable();
        let first_bin = points.peek().map_or(0, |lowest| inner.partition_point(|&edge| edge <= lowest.score));
        let (mut bins, mut bin) = (Vec::with_capacity(2), first_bin);
        let mut sums = BinSums::default();
        for point in points {
            while inner.get(bin).is_some_and(|&edge| edge <= point.score) {
                bins.push(std::mem::take(&mut sums));
                bin += 1;
            }
            sums.add(&point, &Contents::of_point(&point));
        }
        bins.push(sums);
        let counts = buckets.points(sorted).map(|point| (point.positives, point.negatives));
        Self { pairs: PairSums::within(counts), first_bin, bins }
    }
}
