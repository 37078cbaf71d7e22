//! A table of predictions: what was decided for whom, and what came of it.

use std::sync::Arc;

use super::Cuts;
use super::column::{Codes, Column, ColumnRole};
use super::customers::{CustomerCounter, CustomerSummary};
use super::parts::{PART, each_part};
use super::roles::{
    AttributeSpecification, BinaryValue, Exclusion, Favourable, LabelAvailability, MISSING, NonFiniteScores, RealValue,
    Specification,
};
use super::row_cells::RowCells;
use crate::error::{BadValues, Error, ErrorKind, Problem, Problems};
use crate::segment::{Level, LevelValue};

/// The code of a row that takes no part: it comes after the six codes of [`crate::cube::Confusion`].
pub(crate) const EXCLUDED: u8 = 6;

/// Predictions by role, validated once and then trusted.
///
/// # Example
///
/// ```
/// use evenhand::Predictions;
///
/// let predictions = Predictions::builder()
///     .outcome(&[true, false, true, false])
///     .decision(&[1_u8, 0, 1, 1])
///     .segment("age_band", &["18-24", "65+", "18-24", "65+"])
///     .segment("channel", &[Some("app"), None, Some("web"), Some("web")])
///     .build()?;
/// assert_eq!(predictions.rows(), 4);
/// assert_eq!(predictions.columns()[1].levels().len(), 3, "missing is a level of its own");
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Clone)]
pub struct Predictions {
    pub(crate) cells: RowCells,
    pub(crate) columns: Vec<Column>,
    pub(crate) counts: Option<Vec<u64>>,
    pub(crate) weights: Option<Vec<f64>>,
    pub(crate) scores: Option<Vec<f64>>,
    pub(crate) excluded: Vec<(usize, Exclusion)>,
    pub(crate) customers: Option<CustomerCounter>,
    /// The customer of each row, kept only where one may stand for several.
    pub(crate) customer_codes: Option<Arc<[u32]>>,
    /// The hash of the customer of each row, where all were counted in order.
    pub(crate) customer_hashes: Option<Arc<[u64]>>,
    pub(crate) zero_weights: u64,
    specification: Specification,
}

impl std::fmt::Debug for Predictions {
    /// Shapes only: rows are people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Predictions")
            .field("rows", &self.rows())
            .field("columns", &self.columns)
            .field("specification", &self.specification)
            .finish_non_exhaustive()
    }
}

impl Predictions {
    /// Starts a table.
    pub fn builder() -> PredictionsBuilder {
        PredictionsBuilder::default()
    }

    /// Rows of the table, excluded ones included. A row of a table of counts stands for many customers.
    pub fn rows(&self) -> usize {
        self.cells.len()
    }

    /// Segments and strata, in the order in which they were given.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// What the columns mean.
    pub fn specification(&self) -> &Specification {
        &self.specification
    }

    /// How often customers come back, where a customer id was given.
    pub fn customers(&self) -> Option<CustomerSummary> {
        self.customers.as_ref().map(CustomerCounter::summary)
    }

    /// Rows of weight zero. They are allowed, and worth knowing of.
    pub fn zero_weights(&self) -> u64 {
        self.zero_weights
    }

    /// The same rows judged by another cut of the score: selected is a score strictly above a threshold.
    ///
    /// Rows that were excluded stay excluded. `None` where no score was given.
    #[must_use]
    pub fn selected_above(&self, threshold: f64) -> Option<Self> {
        let scores = self.scores.as_ref()?;
        let recoded = self.cells.iter().zip(scores).map(|(&cell, &score)| match cell {
            EXCLUDED => EXCLUDED,
            cell => cell % 3 + if score > threshold { 3 } else { 0 },
        });
        Some(Self { cells: RowCells::new(recoded.collect()), ..self.clone() })
    }

    /// The median score of all rows that take part; a row of a table of counts weighs by its count. `None` without
    /// scores or rows.
    pub fn median_score(&self) -> Option<f64> {
        let scores = self.scores.as_ref()?;
        let count = |row: usize| self.counts.as_ref().map_or(1, |counts| counts[row]);
        let mut known: Vec<(f64, u64)> = (0..scores.len())
            .filter(|&row| self.cells[row] != EXCLUDED && count(row) > 0)
            .map(|row| (scores[row], count(row)))
            .collect();
        known.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: u64 = known.iter().map(|(_, count)| count).sum();
        let at = |position: u64| {
            let mut before = 0;
            known.iter().find(|(_, count)| {
                before += count;
                before > position
            })
        };
        let (lower, upper) = (at(total.checked_sub(1)? / 2)?, at(total / 2)?);
        Some(f64::midpoint(lower.0, upper.0))
    }
}

/// Collects columns by role; every setter can be given slices, `ndarray` views or iterators.
///
/// Nothing is checked before [`PredictionsBuilder::build`], which reports every problem at once.
#[derive(Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct PredictionsBuilder {
    outcome: Option<Vec<u8>>,
    decision: Option<Vec<u8>>,
    consent: Option<Vec<u8>>,
    score: Option<Vec<f64>>,
    weight: Option<Vec<f64>>,
    count: Option<Vec<u64>>,
    threshold: Option<f64>,
    columns: Vec<Column>,
    orders: Vec<(String, Vec<String>)>,
    customers: Option<(Option<usize>, CustomerCounter)>,
    favourable: Favourable,
    labels: Option<LabelAvailability>,
    non_finite: NonFiniteScores,
    names: Names,
    problems: Problems,
}

impl std::fmt::Debug for PredictionsBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PredictionsBuilder").field("columns", &self.columns).finish_non_exhaustive()
    }
}

struct Names {
    outcome: String,
    decision: String,
    score: String,
    weight: String,
    count: String,
    consent: String,
    customer: String,
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

/// Rows that are looked at together: all of a block usually take part.
const BLOCK: usize = 4096;

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
        self.outcome = Some(self.binary(name, values));
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
        self.decision = Some(self.binary(name, values));
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
        self.consent = Some(self.binary(name, values));
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

    /// Checks everything and puts the table together.
    ///
    /// # Errors
    ///
    /// Every problem at once: columns of unlike length, no decision, no rows, decisions or outcomes other than 0 and 1,
    /// scores outside [0, 1] or not finite, weights that are negative or not finite, an attribute named twice.
    pub fn build(mut self) -> Result<Predictions, Error> {
        let mut problems = std::mem::take(&mut self.problems);
        let columns = order_columns(std::mem::take(&mut self.columns), &self.orders, &mut problems);
        let Some(decision) = self.resolve_decision(&mut problems) else {
            return Err(problems.into_result().err().unwrap_or_else(no_rows));
        };
        self.check_lengths(decision.len(), &columns, &mut problems);
        if let Some(score) = &self.score {
            check_scores(&self.names.score, score, self.non_finite, &mut problems);
        }
        if let Some(weight) = &self.weight {
            check_weights(&self.names.weight, weight, &mut problems);
        }
        problems.into_result()?;
        let mut customers = self.customers.take();
        let rows = decision.len();
        let (cells, excluded) = self.code_rows(decision);
        let customer_hashes =
            customers.as_mut().and_then(|(_, counter)| counter.take_hashes(rows, self.count.as_deref()));
        let customer_codes = customers.as_ref().and_then(|(_, counter)| counter.codes(customer_hashes.as_deref()?));
        let zero_weights = self.weight.iter().flatten().filter(|&&weight| weight == 0.0).count() as u64;
        Ok(Predictions {
            cells: RowCells::new(cells),
            specification: self.specification(&columns),
            columns,
            counts: self.count,
            weights: self.weight,
            scores: self.score,
            excluded,
            customers: customers.map(|(_, counter)| counter),
            customer_codes,
            customer_hashes,
            zero_weights,
        })
    }

    /// The decision that was given, or the score against the threshold.
    fn resolve_decision(&mut self, problems: &mut Problems) -> Option<Vec<u8>> {
        let mut decision = self.decision.take();
        if let Some(threshold) = self.threshold {
            match (&self.score, &decision) {
                (_, Some(_)) => problems.push(
                    Problem::new(ErrorKind::Column, "a decision and a threshold were both given").remedy("give one"),
                ),
                (None, None) => problems.push(
                    Problem::new(ErrorKind::Column, "a threshold was given without a score").remedy("give the score"),
                ),
                (Some(score), None) => {
                    decision = Some(
                        score.iter().map(|&s| if s.is_nan() { MISSING } else { u8::from(s >= threshold) }).collect(),
                    );
                }
            }
        }
        if decision.is_none() {
            problems.push(
                Problem::new(ErrorKind::Column, "no decision was given")
                    .remedy("give a decision, or a score and threshold"),
            );
        }
        decision
    }

    fn check_lengths(&self, rows: usize, columns: &[Column], problems: &mut Problems) {
        let names = &self.names;
        let lengths = [
            (&names.outcome, self.outcome.as_ref().map(Vec::len)),
            (&names.score, self.score.as_ref().map(Vec::len)),
            (&names.weight, self.weight.as_ref().map(Vec::len)),
            (&names.count, self.count.as_ref().map(Vec::len)),
            (&names.consent, self.consent.as_ref().map(Vec::len)),
            (&names.customer, self.customers.as_ref().and_then(|(rows, _)| *rows)),
        ];
        let lengths = lengths
            .into_iter()
            .filter_map(|(name, length)| Some((name.as_str(), length?)))
            .chain(columns.iter().map(|column| (column.name(), column.codes.len())));
        for (name, length) in lengths {
            if length != rows {
                problems.push(
                    Problem::new(ErrorKind::Column, format!("has {length} rows and the decision has {rows}"))
                        .column(name)
                        .remedy("give every column one value a row"),
                );
            }
        }
        if rows == 0 {
            problems.push(no_rows_problem());
        }
    }

    /// The cell of every row, in the place of its decision, and the rows that take no part with the first reason that
    /// applies.
    fn code_rows(&self, decision: Vec<u8>) -> (Vec<u8>, Vec<(usize, Exclusion)>) {
        let mut cells = decision;
        let excluded = each_part(&mut cells, |part, cells| {
            let mut excluded = Vec::new();
            for (start, block) in (part * PART..).step_by(BLOCK).zip(cells.chunks_mut(BLOCK)) {
                self.code_block(start, block, &mut excluded);
            }
            excluded
        });
        (cells, excluded.concat())
    }

    fn code_block(&self, start: usize, block: &mut [u8], excluded: &mut Vec<(usize, Exclusion)>) {
        if self.all_take_part(block, start) {
            match &self.outcome {
                Some(outcome) => {
                    for (cell, &outcome) in block.iter_mut().zip(&outcome[start..]) {
                        *cell = *cell * 3 + outcome;
                    }
                }
                None => block.iter_mut().for_each(|cell| *cell = *cell * 3 + MISSING),
            }
            return;
        }
        for (row, cell) in (start..).zip(block) {
            *cell = if let Some(exclusion) = self.exclusion(row, *cell) {
                excluded.push((row, exclusion));
                EXCLUDED
            } else {
                *cell * 3 + self.outcome.as_ref().map_or(MISSING, |outcome| outcome[row])
            };
        }
    }

    /// Whether no row of a block of decisions is excluded. Without leaving early, so that many rows are looked at at once.
    #[allow(
        clippy::needless_bitwise_bool,
        clippy::unnecessary_fold,
        reason = "leaving early would keep it to a row at a time"
    )]
    fn all_take_part(&self, decision: &[u8], start: usize) -> bool {
        let rows = start..start + decision.len();
        let consent = |consent: &Vec<u8>| consent[rows.clone()].iter().fold(true, |all, &consent| all & (consent == 1));
        let finite = |score: &Vec<f64>| {
            score[rows.clone()].iter().fold(0, |others, score| others | u8::from(!score.is_finite())) == 0
        };
        decision.iter().fold(0, |largest, &decision| u8::max(largest, decision)) < MISSING
            && self.consent.as_ref().is_none_or(consent)
            && self.score.as_ref().is_none_or(finite)
    }

    fn exclusion(&self, row: usize, decision: u8) -> Option<Exclusion> {
        if self.consent.as_ref().is_some_and(|consent| consent[row] != 1) {
            Some(Exclusion::NoConsent)
        } else if decision == MISSING {
            Some(Exclusion::MissingDecision)
        } else if self.score.as_ref().is_some_and(|score| !score[row].is_finite()) {
            Some(Exclusion::NonFiniteScore)
        } else {
            None
        }
    }

    fn specification(&self, columns: &[Column]) -> Specification {
        let declared_labels = match self.outcome {
            Some(_) => LabelAvailability::All,
            None => LabelAvailability::None,
        };
        Specification {
            decision: self.names.decision.clone(),
            outcome: self.outcome.is_some().then(|| self.names.outcome.clone()),
            score: self.score.is_some().then(|| self.names.score.clone()),
            weight: self.weight.is_some().then(|| self.names.weight.clone()),
            favourable: self.favourable,
            labels: self.labels.unwrap_or(declared_labels),
            attributes: columns
                .iter()
                .map(|column| AttributeSpecification {
                    name: column.name.clone(),
                    role: column.role,
                    declared_levels: column
                        .declared
                        .then(|| column.levels.iter().filter_map(|level| level.name().map(str::to_owned)).collect()),
                })
                .collect(),
        }
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

    fn binary<I>(&mut self, name: &str, values: I) -> Vec<u8>
    where
        I: IntoIterator,
        I::Item: BinaryValue,
    {
        let mut bad =
            BadValues::new(name, "is neither 0 nor 1", "name the positive level, or recode the column to 0 and 1");
        let coded = BinaryValue::codes(values.into_iter(), &mut |row, value| bad.push(row, value));
        bad.report(&mut self.problems);
        coded
    }
}

fn order_columns(columns: Vec<Column>, orders: &[(String, Vec<String>)], problems: &mut Problems) -> Vec<Column> {
    for (index, column) in columns.iter().enumerate() {
        if columns[..index].iter().any(|earlier| earlier.name == column.name) {
            problems.push(
                Problem::new(ErrorKind::Column, "was given twice as segment or stratum")
                    .column(&column.name)
                    .remedy("give it once: as a segment to compare its levels, as a stratum to compare within them"),
            );
        }
    }
    for (name, _) in orders {
        if !columns.iter().any(|column| column.name == *name) {
            problems.push(
                Problem::new(ErrorKind::Column, "has an order of levels but no values")
                    .column(name)
                    .remedy("add the column"),
            );
        }
    }
    columns
        .into_iter()
        .map(|column| match orders.iter().find(|(name, _)| *name == column.name) {
            Some((_, levels)) => column.declare_order(levels, problems),
            None => column,
        })
        .collect()
}

fn check_scores(name: &str, scores: &[f64], choice: NonFiniteScores, problems: &mut Problems) {
    let mut outside = BadValues::new(
        name,
        "is not a score between 0 and 1",
        "rescale the scores, or leave the column out: binary metrics do not need it",
    );
    let mut not_finite =
        BadValues::new(name, "is not a finite score", "mend the row, or choose to exclude rows with non-finite scores");
    for (row, &score) in scores.iter().enumerate() {
        if !score.is_finite() {
            if choice == NonFiniteScores::Refuse {
                not_finite.push(row, score);
            }
        } else if !(0.0..=1.0).contains(&score) {
            outside.push(row, score);
        }
    }
    outside.report(problems);
    not_finite.report(problems);
}

fn check_weights(name: &str, weights: &[f64], problems: &mut Problems) {
    let mut bad = BadValues::new(
        name,
        "is not a weight: weights are finite and not negative",
        "mend the row, or leave the weights out",
    );
    for (row, &weight) in weights.iter().enumerate() {
        if !weight.is_finite() || weight < 0.0 {
            bad.push(row, weight);
        }
    }
    bad.report(problems);
}

fn no_rows_problem() -> Problem {
    Problem::new(ErrorKind::Empty, "there are no rows to audit")
        .remedy("check that the input has rows below its header")
}

fn no_rows() -> Error {
    no_rows_problem().into()
}
