//! What to audit, as a person writes it down: the model of an `audit.toml` and of a command line.

#[cfg(feature = "policy-file")]
mod action;
mod check;
mod extras;
#[cfg(feature = "policy-file")]
mod parse;
mod privacy;
#[cfg(feature = "policy-file")]
mod table;
mod task;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use extras::{MeasureEntry, SectionEntry, ThemeEntry};
pub use privacy::PrivacyRequest;
pub use task::TaskRequest;

use crate::audit::ReferencePopulation;
use crate::data::{Cuts, Favourable, LabelAvailability, NonFiniteScores};
use crate::error::Error;
use crate::report::{CorrectiveAction, Language};
use crate::segment::Slices;

/// What to audit: which column plays which role, what its values mean, and which slices are compared.
///
/// `parse` reads it from the text of an `audit.toml` (feature `policy-file`); a command line fills the same fields. What
/// is not given takes its default, and [`AuditSpecification::check`] tells what is missing or contradicts itself.
///
/// # Example
///
/// ```
/// use evenhand::io::AuditSpecification;
///
/// let mut specification = AuditSpecification::default();
/// specification.columns.decision = Some("targeted".to_owned());
/// specification.columns.segments = vec!["age_band".to_owned(), "gender".to_owned()];
/// assert!(specification.check().is_ok());
///
/// specification.values.threshold = Some(0.5);
/// let error = specification.check().unwrap_err();
/// assert!(error.to_string().contains("a decision column and a threshold were both given"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuditSpecification {
    /// The path of the policy, relative to this specification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The confidence of every interval, between 0 and 1; 0.95 where not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// The seed of everything that is resampled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Replicates of a bootstrap of customers, on which intervals then rest; the file is read in parts with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_bootstrap: Option<u32>,
    /// What is audited instead of decisions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskRequest>,
    /// Which column plays which role.
    pub columns: ColumnNames,
    /// What the values mean.
    #[serde(skip_serializing_if = "is_default")]
    pub values: ValueRules,
    /// Numeric segments and strata, and where they are cut.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub bands: BTreeMap<String, Bands>,
    /// Segments and strata whose levels have an order, which must then name them all.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub order: BTreeMap<String, Vec<String>>,
    /// Shares of a population that the data should represent, by segment or stratum.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub population: BTreeMap<String, PopulationShares>,
    /// Which slices are compared.
    #[serde(skip_serializing_if = "is_default")]
    pub slices: SliceRequest,
    /// What must not be published.
    #[serde(skip_serializing_if = "is_default")]
    pub privacy: PrivacyRequest,
    /// What the report says about itself.
    #[serde(skip_serializing_if = "is_default")]
    pub report: ReportDetails,
    /// What is proposed or being done about findings: `[[actions]]`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<CorrectiveAction>,
    /// Measures of the balanced scorecard: `[[scorecard]]`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scorecard: Vec<MeasureEntry>,
    /// Sections in the caller's own words: `[[sections]]`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SectionEntry>,
    /// Colours and logo.
    #[serde(skip_serializing_if = "is_default")]
    pub theme: ThemeEntry,
}

/// The table `[columns]`: the names of the columns by role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ColumnNames {
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// What was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// The model's score, between 0 and 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
    /// What a row weighs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<String>,
    /// How many customers a row stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<String>,
    /// Who the customer is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Whether the customer consented to this use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// Attributes whose levels are compared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<String>,
    /// Legitimate reasons for a difference, within whose levels groups are compared again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub strata: Vec<String>,
}

impl ColumnNames {
    /// Every role that one column can play, by name, with the column that plays it.
    pub fn single_roles(&self) -> [(&'static str, Option<&str>); 7] {
        [
            ("outcome", self.outcome.as_deref()),
            ("decision", self.decision.as_deref()),
            ("score", self.score.as_deref()),
            ("weight", self.weight.as_deref()),
            ("count", self.count.as_deref()),
            ("customer", self.customer.as_deref()),
            ("consent", self.consent.as_deref()),
        ]
    }
}

/// The table `[values]`: what the values mean.
///
/// Without a named positive level, a binary column holds 0 and 1 (also written 0.0 and 1.0), or nothing but `true` and
/// `false`. With one, every other value that is not missing is negative.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ValueRules {
    /// The level of the outcome that is positive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome_positive: Option<String>,
    /// The level of the decision that means selected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_positive: Option<String>,
    /// The level of the consent column that means consent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_positive: Option<String>,
    /// A score of at least this is selected, where there is no decision column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// The side of the decision that people want.
    pub favourable: Favourable,
    /// For which rows labels are known; all where there is an outcome column, none where not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<LabelAvailability>,
    /// The cells that mean missing: the empty cell alone unless said otherwise, since `NA`, `NULL` and `TRUE` are names
    /// of people too. A list of one's own that should hold the empty cell must name it: `["", "NA"]`.
    pub missing: Vec<String>,
    /// What to do with a score that is NaN, infinite or missing.
    pub non_finite_scores: NonFiniteScores,
    /// How many levels a segment or stratum may have.
    pub max_levels: usize,
    /// The character between cells; found from the header where not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
}

impl Default for ValueRules {
    fn default() -> Self {
        Self {
            outcome_positive: None,
            decision_positive: None,
            consent_positive: None,
            threshold: None,
            favourable: Favourable::default(),
            labels: None,
            missing: vec![String::new()],
            non_finite_scores: NonFiniteScores::default(),
            max_levels: 1000,
            delimiter: None,
        }
    }
}

/// Where a numeric column is cut: `[25, 65]`, or `{ quantiles = 4 }`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Bands {
    /// At these points, each of which begins a new band.
    At(Vec<f64>),
    /// Into so many bands of about equal size.
    #[serde(rename_all = "snake_case")]
    Quantiles {
        /// How many bands.
        quantiles: usize,
    },
}

impl Bands {
    /// The cuts that they ask for.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{data::Cuts, io::Bands};
    ///
    /// assert_eq!(Bands::At(vec![25.0, 65.0]).cuts(), Cuts::At(vec![25.0, 65.0]));
    /// assert_eq!(Bands::Quantiles { quantiles: 4 }.cuts(), Cuts::Quantiles(4));
    /// ```
    pub fn cuts(&self) -> Cuts {
        match self {
            Self::At(points) => Cuts::At(points.clone()),
            Self::Quantiles { quantiles } => Cuts::Quantiles(*quantiles),
        }
    }
}

/// A table `[population.NAME]`: the shares of the levels of one attribute in a reference population.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PopulationShares {
    /// Where the shares come from, as a census.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The share of each level, as shares, percentages or counts.
    pub shares: BTreeMap<String, f64>,
}

impl PopulationShares {
    /// The population as the audit takes it.
    ///
    /// # Errors
    ///
    /// As [`ReferencePopulation::new`].
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::io::PopulationShares;
    ///
    /// let shares = [("app".to_owned(), 60.0), ("web".to_owned(), 40.0)].into();
    /// let population = PopulationShares { source: Some("customer base, May".to_owned()), shares };
    /// assert_eq!(population.reference("channel")?.attribute(), "channel");
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn reference(&self, attribute: &str) -> Result<ReferencePopulation, Error> {
        let shares = self.shares.iter().map(|(level, share)| (level.as_str(), *share));
        let population = ReferencePopulation::new(attribute, shares)?;
        Ok(self.source.iter().fold(population, ReferencePopulation::source))
    }
}

/// The table `[slices]`: which slices are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SliceRequest {
    /// Up to how many segments are combined: 1 for each alone (the default), 2 for pairs, 3 for triples.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intersections: Option<usize>,
    /// These groupings besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Vec<String>>,
    /// These groupings and no others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Vec<String>>,
}

impl SliceRequest {
    /// The request as the audit takes it.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{io::SliceRequest, segment::Slices};
    ///
    /// let request = SliceRequest { intersections: Some(2), ..SliceRequest::default() };
    /// assert_eq!(request.slices(), Slices::marginals().with_intersections(2));
    /// ```
    pub fn slices(&self) -> Slices {
        let (start, named) = if self.only.is_empty() {
            (Slices::marginals().with_intersections(self.intersections.unwrap_or(1)), &self.also)
        } else {
            (Slices::named(), &self.only)
        };
        named.iter().fold(start, |slices, attributes| slices.and(attributes.iter().cloned()))
    }
}

/// The table `[report]`: what the report says about itself. Free text is passed through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReportDetails {
    /// The heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the model is used for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The model's name and version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Who answers for the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Who reviews the audit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<String>,
    /// From when to when the rows were decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// What is decided, and for whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_made: Option<String>,
    /// What is favourable to a customer, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub favourable_outcome: Option<String>,
    /// Who the customers are: from which population, and who of it is in the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<String>,
    /// How the segments were obtained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment_source: Option<String>,
    /// What permits the use of the segment data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// What share of the customers consented, and how it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// What the audit cannot show.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limitations: Vec<String>,
    /// Anything else that a reader should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// The language of the report, as `"de"`; English where not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

#[cfg(feature = "serde")]
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
