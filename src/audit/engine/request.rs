//! What is asked of an audit: one setter for each option.

use crate::audit::policy::Policy;
use crate::audit::representation::ReferencePopulation;
use crate::audit::result::Audited;
use crate::audit::uncertain::SegmentError;
use crate::error::{Error, ErrorKind, Problem};
use crate::inference::label_noise::LabelAccuracy;
use crate::metric::{Criterion, Metric};
use crate::privacy::Suppression;
use crate::segment::Slices;
use crate::value::Confidence;

/// Criteria that every slice is compared by unless the caller names others.
const HEADLINE: [&str; 6] = [
    "demographic_parity_difference",
    "disparate_impact",
    "equal_opportunity_difference",
    "predictive_equality_difference",
    "equalized_odds",
    "predictive_parity_difference",
];

/// A request for an audit. Options are set on it; the subject comes last, to [`Audit::run`].
///
/// # Example
///
/// ```
/// use evenhand::{Audit, Policy, Predictions};
/// use evenhand::audit::Verdict;
///
/// // 1,000 customers: men are offered a discount twice as often as women.
/// let predictions = Predictions::builder()
///     .decision((0..1000).map(|i| i % 2 == 0 || i % 4 == 1))
///     .segment("gender", (0..1000).map(|i| if i % 2 == 0 { "m" } else { "f" }))
///     .build()?;
/// let audited = Audit::new().policy(Policy::four_fifths()).run(&predictions)?;
///
/// let rule = audited.rule("four-fifths").unwrap();
/// assert_eq!(rule.assessments[0].slice.to_string(), "gender=f");
/// assert_eq!(rule.assessments[0].value, Ok(0.5));
/// assert_eq!(rule.assessments[0].verdict, Verdict::Outside);
/// assert!(!audited.gate().passed());
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "an audit does nothing until it is run"]
pub struct Audit {
    pub(super) slices: Slices,
    pub(super) policy: Policy,
    pub(super) criteria: Vec<String>,
    pub(super) own_metrics: Vec<&'static Metric>,
    pub(super) own_criteria: Vec<&'static Criterion>,
    pub(super) populations: Vec<ReferencePopulation>,
    pub(in crate::audit) seed: u64,
    pub(super) as_of: Option<String>,
    pub(in crate::audit) rows_as_customers: bool,
    /// Replicates of a bootstrap of customers.
    pub(in crate::audit) cluster_bootstrap: Option<u32>,
    pub(super) segment_errors: Vec<SegmentError>,
    pub(super) label_accuracy: Option<LabelAccuracy>,
    pub(in crate::audit) suppression: Option<Suppression>,
    pub(super) previous: Option<Box<Audited>>,
}

impl Default for Audit {
    fn default() -> Self {
        Self::new()
    }
}

impl Audit {
    /// Every attribute alone, under the marketing preset, at 95 %.
    pub fn new() -> Self {
        Self {
            slices: Slices::marginals(),
            policy: Policy::marketing(),
            criteria: HEADLINE.map(str::to_owned).to_vec(),
            own_metrics: Vec::new(),
            own_criteria: Vec::new(),
            populations: Vec::new(),
            seed: 0,
            as_of: None,
            rows_as_customers: false,
            cluster_bootstrap: None,
            segment_errors: Vec::new(),
            label_accuracy: None,
            suppression: None,
            previous: None,
        }
    }

    /// Which slices to audit.
    pub fn slices(mut self, slices: Slices) -> Self {
        self.slices = slices;
        self
    }

    /// What to hold against them.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Which criteria every slice is compared by, besides those of the policy.
    pub fn criteria<S: Into<String>>(mut self, criteria: impl IntoIterator<Item = S>) -> Self {
        self.criteria = criteria.into_iter().map(Into::into).collect();
        self
    }

    /// A metric of the caller's own, computed for every slice after those of the catalogue; or one of the catalogue that is
    /// no rate, as [`crate::metric::rates::F1_SCORE`], whose interval is then resampled in every slice.
    pub fn metric(mut self, metric: &'static Metric) -> Self {
        self.own_metrics.push(metric);
        self
    }

    /// A criterion of the caller's own: every slice is compared by it, and rules of the policy may name it.
    pub fn criterion(mut self, criterion: &'static Criterion) -> Self {
        self.criteria.push(criterion.id.to_owned());
        self.own_criteria.push(criterion);
        self
    }

    /// Shares of a population that the data should represent: its attribute's levels are held against them.
    pub fn population(mut self, population: ReferencePopulation) -> Self {
        self.populations.push(population);
        self
    }

    /// Confidence of intervals and verdicts, over that of the policy.
    ///
    /// # Errors
    ///
    /// A level that is not strictly between 0 and 1.
    pub fn confidence(mut self, level: f64) -> Result<Self, Error> {
        self.policy.confidence =
            Confidence::try_from(level).map_err(|message| Error::from(Problem::new(ErrorKind::Policy, message)))?;
        Ok(self)
    }

    /// Seed of the simulations; 0 unless said otherwise.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How often the levels of an attribute are recorded as which: corrected numbers are then shown beside those observed.
    pub fn segment_error(mut self, error: SegmentError) -> Self {
        self.segment_errors.push(error);
        self
    }

    /// How far recorded outcomes can be trusted, in every slice alike: corrected numbers are then shown beside those
    /// observed.
    pub fn label_accuracy(mut self, accuracy: LabelAccuracy) -> Self {
        self.label_accuracy = Some(accuracy);
        self
    }

    /// Count rows as if each were a customer of its own, even where customers come back.
    ///
    /// Intervals are then narrower than they should be, and the audit says so: [`Notice::RowLevelIntervals`]. Without
    /// this, customers who come back are the units that every interval rests on.
    ///
    /// [`Notice::RowLevelIntervals`]: crate::audit::Notice::RowLevelIntervals
    pub fn row_level_intervals(mut self) -> Self {
        self.rows_as_customers = true;
        self
    }

    /// Rest intervals on customers by a bootstrap of customers with so many replicates, from 50 to 10,000; 200 are enough.
    ///
    /// Without it, intervals rest on customers only where all their rows come at once. A bootstrap needs no list of
    /// customers: their weights in each replicate come from a hash of seed and id. So rows may come batch by batch, a
    /// customer's rows in any of them, be merged, and the result is byte for byte that of all rows at once, in memory that
    /// grows with the levels and not with the customers: 8 bytes for each replicate and each count of a combination of levels that
    /// occurs. The design effect is in [`Notice::ClusterBootstrap`]. Rows without an id are taken for customers of their own.
    ///
    /// # Formula
    ///
    /// Var = (1/R)·Σ over replicates of (Σ over cells of slope × (rows of the replicate − rows))², which estimates the
    /// linearised variance over customers; Student's quantile as of [`crate::inference::estimated_units`]
    ///
    /// # Source
    ///
    /// N. Chamandy, O. Muralidharan, A. Najmi and S. Naidu, "Estimating uncertainty for massive data streams" (2012).
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Audit, Predictions, audit::Notice};
    ///
    /// // 300 customers with a row on each of three days, and always the same decision.
    /// let day = || {
    ///     Predictions::builder()
    ///         .customer(0..300)
    ///         .decision((0..300).map(|i| i % 3 == 0))
    ///         .segment("channel", (0..300).map(|i| if i % 2 == 0 { "app" } else { "web" }))
    ///         .build()
    /// };
    /// let mut auditor = Audit::new().cluster_bootstrap(1000).auditor();
    /// for _ in 0..3 {
    ///     auditor.observe_batch(&day()?)?;
    /// }
    /// let audited = auditor.finish()?;
    /// let effect = audited.notices.iter().find_map(|notice| match notice {
    ///     Notice::ClusterBootstrap { design_effect, .. } => *design_effect,
    ///     _ => None,
    /// });
    /// assert!((effect.unwrap() - 3.0).abs() < 0.5);
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    ///
    /// [`Notice::ClusterBootstrap`]: crate::audit::Notice::ClusterBootstrap
    pub fn cluster_bootstrap(mut self, replicates: u32) -> Self {
        self.cluster_bootstrap = Some(replicates);
        self
    }

    /// The day as of which exemptions are judged, as YYYY-MM-DD. The library reads no clock.
    pub fn as_of(mut self, day: impl Into<String>) -> Self {
        self.as_of = Some(day.into());
        self
    }

    /// Withholds slices before anything is derived from them, so that the result may be published: see
    /// [`crate::privacy`]. Verdicts, gate and findings then rest on what is published and on nothing else.
    pub fn suppress(mut self, suppression: Suppression) -> Self {
        self.suppression = Some(suppression);
        self
    }

    /// The audit that was published before, of the same customers or some of them: with [`Audit::suppress`], nothing is
    /// published whose difference to it would tell about few people.
    pub fn previous(mut self, previous: Audited) -> Self {
        self.previous = Some(Box::new(previous));
        self
    }
}
