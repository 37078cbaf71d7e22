//! What was collected, checked and put together.

use super::builder::PredictionsBuilder;
use super::check::{check_scores, check_weights, no_rows, no_rows_problem, order_columns};
use super::table::Predictions;
use crate::data::column::Column;
use crate::data::roles::{AttributeSpecification, LabelAvailability, MISSING, Specification};
use crate::data::row_cells::RowCells;
use crate::error::{Error, ErrorKind, Problem, Problems};

impl PredictionsBuilder {
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
}
