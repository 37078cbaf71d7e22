//! Columns collected by role: one setter for each, under the usual name and under one's own.

use super::table::Predictions;
use crate::data::Cuts;
use crate::data::binary::binary_codes;
use crate::data::column::{Codes, Column, ColumnRole};
use crate::data::customers::CustomerCounter;
use crate::data::roles::{BinaryValue, Favourable, LabelAvailability, NonFiniteScores, RealValue};
use crate::error::Problems;
use crate::segment::{Level, LevelValue};

impl Predictions {
    /// Starts a table.
    pub fn builder() -> PredictionsBuilder {
        PredictionsBuilder::default()
    }
}

/// Collects columns by role; every setter can be given slices, `ndarray` views or iterators.
///
/// Nothing is checked before [`PredictionsBuilder::build`], which reports every problem at once.
#[derive(Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct PredictionsBuilder {
    pub(super) outcome: Option<Vec<u8>>,
    pub(super) decision: Option<Vec<u8>>,
    pub(super) consent: Option<Vec<u8>>,
    pub(super) score: Option<Vec<f64>>,
    pub(super) weight: Option<Vec<f64>>,
    pub(super) count: Option<Vec<u64>>,
    pub(super) threshold: Option<f64>,
    pub(super) columns: Vec<Column>,
    pub(super) orders: Vec<(String, Vec<String>)>,
    pub(super) customers: Option<(Option<usize>, CustomerCounter)>,
    pub(super) favourable: Favourable,
    pub(super) labels: Option<LabelAvailability>,
    pub(super) non_finite: NonFiniteScores,
    pub(super) names: Names,
    pub(super) problems: Problems,
}

impl std::fmt::Debug for PredictionsBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PredictionsBuilder").field("columns", &self.columns).finish_non_exhaustive()
    }
}

pub(super) struct Names {
    pub(super) outcome: String,
    pub(super) decision: String,
    pub(super) score: String,
    pub(super) weight: String,
    pub(super) count: String,
    pub(super) consent: String,
    pub(super) customer: String,
}

impl Default for Names {
    fn default() -> Self {
        let own = |name: &str| name.to_owned();
        Self {
            outcome: own("outcome"),
            decision: own("decision"),
            score: own("score"),
            weight: own("weight"),
            count: own("count"),
            consent: own("consent"),
            customer: own("customer"),
        }
    }
}

impl PredictionsBuilder {
    /// What came of it: did the customer buy, answer, default. `None` is a label that is not known.
    pub fn outcome<I>(self, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: BinaryValue,
    {
        let name = self.names.outcome.clone();
        self.outcome_named(&name, values)
    }

    /// The same under a name of its own, which errors and reports use.
    pub fn outcome_named<I>(mut self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: BinaryValue,
    {
        name.clone_into(&mut self.names.outcome);
        self.outcome = Some(binary_codes(name, values, &mut self.problems));
        self
    }

    /// What was decided: was the customer selected. A missing decision excludes the row, and is counted.
    pub fn decision<I>(self, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: BinaryValue,
    {
        let name = self.names.decision.clone();
        self.decision_named(&name, values)
    }

    /// The same under a name of its own.
    pub fn decision_named<I>(mut self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: BinaryValue,
    {
        name.clone_into(&mut self.names.decision);
        self.decision = Some(binary_codes(name, values, &mut self.problems));
        self
    }

    /// The decision is a score of at least this threshold; needs [`PredictionsBuilder::score`].
    pub fn decision_from_score(mut self, threshold: f64) -> Self {
        self.threshold = Some(threshold);
        self.names.decision = format!("{} ≥ {threshold}", self.names.score);
        self
    }

    /// The model's score, between 0 and 1.
    pub fn score<I>(self, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: RealValue,
    {
        let name = self.names.score.clone();
        self.score_named(&name, values)
    }

    /// The same under a name of its own.
    pub fn score_named<I>(mut self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: RealValue,
    {
        name.clone_into(&mut self.names.score);
        self.score = Some(values.into_iter().map(|value| value.real()).collect());
        self
    }

    /// What a row weighs: sampling or propensity weights, finite and not negative.
    pub fn weight<I>(self, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: RealValue,
    {
        let name = self.names.weight.clone();
        self.weight_named(&name, values)
    }

    /// The same under a name of its own.
    pub fn weight_named<I>(mut self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: RealValue,
    {
        name.clone_into(&mut self.names.weight);
        self.weight = Some(values.into_iter().map(|value| value.real()).collect());
        self
    }

    /// How many customers a row stands for: a table that is already aggregated is audited as if it were rows.
    pub fn count<I>(self, values: I) -> Self
    where
        I: IntoIterator<Item = u64>,
    {
        let name = self.names.count.clone();
        self.count_named(&name, values)
    }

    /// The same under a name of its own.
    pub fn count_named<I>(mut self, name: &str, values: I) -> Self
    where
        I: IntoIterator<Item = u64>,
    {
        name.clone_into(&mut self.names.count);
        self.count = Some(values.into_iter().collect());
        self
    }

    /// Whether the customer consented to this use. Missing is no consent; rows without consent are excluded, counted.
    pub fn consent<I>(self, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: BinaryValue,
    {
        let name = self.names.consent.clone();
        self.consent_named(&name, values)
    }

    /// The same under a name of its own.
    pub fn consent_named<I>(mut self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: BinaryValue,
    {
        name.clone_into(&mut self.names.consent);
        self.consent = Some(binary_codes(name, values, &mut self.problems));
        self
    }

    /// Who the customer is. Ids are not kept: only how often customers come back, and which rows are of the same one.
    ///
    /// Rows of one customer are not independent. Where customers come back, [`crate::Audit::run`] counts customers, not
    /// rows, as the units that its intervals rest on. A row without an id is taken for a customer of its own.
    pub fn customer<I>(mut self, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: LevelValue,
    {
        let mut rows = 0_usize;
        let mut counter = CustomerCounter::default();
        for value in values {
            rows += 1;
            match value.level_name() {
                Some(name) => counter.add(name.as_bytes()),
                None => counter.add_unknown(),
            }
        }
        self.customers = Some((Some(rows), counter));
        self
    }

    /// The same by a [`CustomerCounter`] of one's own, for readers that see each id only once. Where it has not seen every
    /// row in order, only how often customers come back is known, and rows are counted as if they were independent.
    pub fn customers_counted(mut self, counter: &CustomerCounter) -> Self {
        self.customers = Some((None, counter.clone()));
        self
    }

    /// An attribute whose levels are compared: text, integers, booleans, missing as `None`.
    pub fn segment<I>(self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: LevelValue,
    {
        self.column(Column::encode(name, ColumnRole::Segment, values))
    }

    /// A numeric attribute, compared by bands.
    pub fn segment_banded<I>(self, name: &str, values: I, cuts: &Cuts) -> Self
    where
        I: IntoIterator,
        I::Item: RealValue,
    {
        self.banded(name, ColumnRole::Segment, values, cuts)
    }

    /// An attribute that the caller has already coded: code `c` is the level `levels[c]`.
    pub fn segment_coded<I, L>(self, name: &str, codes: I, levels: L) -> Self
    where
        I: IntoIterator,
        I::Item: Into<u32>,
        L: IntoIterator,
        L::Item: LevelValue,
    {
        self.coded(name, ColumnRole::Segment, codes, levels)
    }

    /// A legitimate reason for a difference, such as product or tenure: disparities are also shown within its levels.
    pub fn stratum<I>(self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: LevelValue,
    {
        self.column(Column::encode(name, ColumnRole::Stratum, values))
    }

    /// A numeric stratum, by bands.
    pub fn stratum_banded<I>(self, name: &str, values: I, cuts: &Cuts) -> Self
    where
        I: IntoIterator,
        I::Item: RealValue,
    {
        self.banded(name, ColumnRole::Stratum, values, cuts)
    }

    /// A stratum that the caller has already coded.
    pub fn stratum_coded<I, L>(self, name: &str, codes: I, levels: L) -> Self
    where
        I: IntoIterator,
        I::Item: Into<u32>,
        L: IntoIterator,
        L::Item: LevelValue,
    {
        self.coded(name, ColumnRole::Stratum, codes, levels)
    }

    /// The order in which an attribute's levels are shown; without it they sort by name. Every level must be named.
    pub fn level_order<S: Into<String>>(mut self, name: &str, levels: impl IntoIterator<Item = S>) -> Self {
        self.orders.push((name.to_owned(), levels.into_iter().map(Into::into).collect()));
        self
    }

    /// The side of the decision that people want; selected unless said otherwise.
    pub fn favourable(mut self, favourable: Favourable) -> Self {
        self.favourable = favourable;
        self
    }

    /// For which rows labels are known; all where an outcome was given, none where not.
    pub fn labels(mut self, labels: LabelAvailability) -> Self {
        self.labels = Some(labels);
        self
    }

    /// What to do with a NaN, infinite or missing score; refused unless said otherwise.
    pub fn non_finite_scores(mut self, choice: NonFiniteScores) -> Self {
        self.non_finite = choice;
        self
    }

    fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    fn banded<I>(self, name: &str, role: ColumnRole, values: I, cuts: &Cuts) -> Self
    where
        I: IntoIterator,
        I::Item: RealValue,
    {
        let values: Vec<f64> = values.into_iter().map(|value| value.real()).collect();
        let (levels, codes) = cuts.encode(&values);
        let mut column = Column::from_codes(name, role, codes, levels, true);
        column.by_quantiles = matches!(cuts, Cuts::Quantiles(_));
        self.column(column)
    }

    fn coded<I, L>(mut self, name: &str, role: ColumnRole, codes: I, levels: L) -> Self
    where
        I: IntoIterator,
        I::Item: Into<u32>,
        L: IntoIterator,
        L::Item: LevelValue,
    {
        let codes = Codes::collect(codes.into_iter().map(Into::into));
        let levels = levels
            .into_iter()
            .map(|level| level.level_name().map_or(Level::Missing, |name| Level::named(name.into_owned())))
            .collect();
        let column = Column::coded(name, role, codes, levels, &mut self.problems);
        self.columns.extend(column);
        self
    }
}
