//! The same comparison over periods: what earlier reports found beside what this one finds.

use serde::{Deserialize, Serialize};

use super::model::Superseded;
use crate::audit::{Assessment, Audited, RuleResult, Verdict};
use crate::inference::Interval;
use crate::segment::{Grouping, Slice};
use crate::value::Measured;

/// What earlier reports found, for every rule over single attributes. The values are those that were published then: nothing is
/// computed again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Trend {
    /// The earlier reports, the oldest first; this report is one more period after them.
    pub earlier: Vec<Superseded>,
    /// Each comparison that this report makes and at least one of the earlier made too.
    pub series: Vec<TrendSeries>,
}

/// One comparison over the periods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TrendSeries {
    /// The rule, by its id.
    pub rule: String,
    /// The attribute.
    pub grouping: Grouping,
    /// The segment; everybody where the widest pair is judged.
    pub slice: Slice,
    /// One point for each period, this report's last; none where a report did not make the comparison, or asked for
    /// something else by it.
    pub points: Vec<Option<TrendPoint>>,
}

/// A comparison in one period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TrendPoint {
    /// The value.
    #[serde(with = "crate::value::measured")]
    pub value: Measured,
    /// Its interval, which stands by itself.
    #[serde(with = "crate::value::measured")]
    pub interval: Measured<Interval>,
    /// The verdict, by the policy of its period.
    pub verdict: Verdict,
    /// Customers.
    pub rows: u64,
}

/// Every comparison of this audit over single attributes, as earlier audits made it.
#[cfg_attr(not(feature = "json"), allow(dead_code, reason = "reports are followed by their digests"))]
pub(super) fn series(earlier: &[&Audited], audited: &Audited) -> Vec<TrendSeries> {
    let mut all = Vec::new();
    for result in &audited.rules {
        for one in result.assessments.iter().filter(|one| one.grouping.attributes().len() == 1) {
            let mut points: Vec<Option<TrendPoint>> =
                earlier.iter().map(|before| found(before, result, one).map(point)).collect();
            if points.iter().all(Option::is_none) {
                continue;
            }
            points.push(Some(point(one)));
            let is_pair = result.rule.summary == crate::audit::Summary::Worst;
            all.push(TrendSeries {
                rule: result.rule.id.clone(),
                grouping: one.grouping.clone(),
                slice: if is_pair { Slice::everybody() } else { one.slice.clone() },
                points,
            });
        }
    }
    all
}

#[cfg_attr(not(feature = "json"), allow(dead_code, reason = "reports are followed by their digests"))]
fn point(one: &Assessment) -> TrendPoint {
    TrendPoint { value: one.value, interval: one.interval, verdict: one.verdict, rows: one.rows }
}

/// The same comparison in an earlier audit: the rule by its id, if it asks for the same thing, and the same segment.
#[cfg_attr(not(feature = "json"), allow(dead_code, reason = "reports are followed by their digests"))]
fn found<'a>(before: &'a Audited, now: &RuleResult, one: &Assessment) -> Option<&'a Assessment> {
    let then = before.rule(&now.rule.id)?;
    let asks =
        |rule: &crate::audit::Rule| (rule.criterion.clone(), rule.reference.clone(), rule.summary, rule.within_strata);
    if asks(&then.rule) != asks(&now.rule) {
        return None;
    }
    let place = one.place(&now.rule);
    then.assessments.iter().find(|own| own.grouping.same_as(&one.grouping) && own.place(&then.rule) == place)
}
