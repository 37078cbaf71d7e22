//! Which column of a file goes where: the specification laid over the header, and what has been read so far.

use super::binary::{BinaryColumn, is_missing, yes_no};
use super::levels::LevelColumn;
use super::number::{CountColumn, NumberColumn, NumberRule};
use super::place::Place;
use crate::data::{CustomerCounter, NonFiniteScores, Predictions, PredictionsBuilder};
use crate::error::{Error, ErrorKind, Problem, nearest};
use crate::io::AuditSpecification;

/// What is kept of one column while it is read.
enum Sink<'a> {
    Binary(BinaryColumn<'a>),
    Number(NumberColumn<'a>),
    Count(CountColumn),
    Levels(LevelColumn<'a>),
    Customers { counter: CustomerCounter, missing: &'a [String] },
}

/// One column of the file in one role.
struct Planned<'a> {
    role: &'static str,
    name: &'a str,
    index: usize,
    sink: Sink<'a>,
}

/// Every column that is read.
pub(super) struct Plan<'a> {
    specification: &'a AuditSpecification,
    columns: Vec<Planned<'a>>,
}

impl<'a> Plan<'a> {
    /// Finds the columns in the header.
    pub(super) fn new(
        specification: &'a AuditSpecification,
        header: &[String],
        delimiter: u8,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let names = &specification.columns;
        let single = names.single_roles().into_iter().filter_map(|(role, name)| Some((role, name?)));
        let segments = names.segments.iter().map(|name| ("segment", name.as_str()));
        let strata = names.strata.iter().map(|name| ("stratum", name.as_str()));
        let mut columns = Vec::new();
        for (role, name) in single.chain(segments).chain(strata) {
            let mut found = header.iter().enumerate().filter(|(_, column)| *column == name).map(|(index, _)| index);
            match (found.next(), found.next()) {
                (Some(index), None) => {
                    columns.push(Planned { role, name, index, sink: sink(role, name, specification) });
                }
                (Some(first), Some(second)) => problems.push(
                    Problem::new(
                        ErrorKind::Column,
                        format!("stands twice in the header, as columns {} and {}", first + 1, second + 1),
                    )
                    .column(name)
                    .line(1)
                    .remedy("give each column a name of its own"),
                ),
                (None, _) => problems.push(missing_column(role, name, header, delimiter)),
            }
        }
        Self { specification, columns }
    }

    /// Takes the cells of one record.
    pub(super) fn push(&mut self, record: &::csv::ByteRecord, place: Place) {
        for column in &mut self.columns {
            let cell = record.get(column.index).unwrap_or_default();
            match &mut column.sink {
                Sink::Binary(binary) => binary.push(cell, place),
                Sink::Number(number) => number.push(cell, place),
                Sink::Count(count) => count.push(cell, place),
                Sink::Levels(levels) => levels.push(cell, place),
                Sink::Customers { counter, missing } => {
                    if is_missing(cell, missing) {
                        counter.add_unknown();
                    } else {
                        counter.add(cell);
                    }
                }
            }
        }
    }

    /// The table, or every problem.
    pub(super) fn finish(self, mut problems: Vec<Problem>) -> Result<Predictions, Error> {
        let mut builder = start(self.specification);
        for Planned { role, name, sink, .. } in self.columns {
            builder = match sink {
                Sink::Binary(binary) => {
                    let values = binary.finish(name, &mut problems).into_iter().map(yes_no);
                    match role {
                        "outcome" => builder.outcome_named(name, values),
                        "decision" => builder.decision_named(name, values),
                        _ => builder.consent_named(name, values),
                    }
                }
                Sink::Number(number) => {
                    let values = number.finish(name, &mut problems);
                    match (role, self.specification.bands.get(name)) {
                        ("weight", _) => builder.weight_named(name, values),
                        ("segment", Some(bands)) => builder.segment_banded(name, values, &bands.cuts()),
                        ("stratum", Some(bands)) => builder.stratum_banded(name, values, &bands.cuts()),
                        _ => builder.score_named(name, values),
                    }
                }
                Sink::Count(count) => builder.count_named(name, count.finish(name, &mut problems)),
                Sink::Levels(levels) => {
                    let (levels, codes) = levels.finish(name, &mut problems);
                    if role == "stratum" {
                        builder.stratum_coded(name, codes, levels)
                    } else {
                        builder.segment_coded(name, codes, levels)
                    }
                }
                Sink::Customers { counter, .. } => builder.customers_counted(counter),
            };
        }
        Error::check(problems)?;
        if let Some(threshold) = self.specification.values.threshold {
            builder = builder.decision_from_score(threshold);
        }
        builder.build()
    }
}

/// A builder that knows everything but the columns.
fn start(specification: &AuditSpecification) -> PredictionsBuilder {
    let values = &specification.values;
    let mut builder = Predictions::builder().favourable(values.favourable).non_finite_scores(values.non_finite_scores);
    if let Some(labels) = values.labels {
        builder = builder.labels(labels);
    }
    specification.order.iter().fold(builder, |builder, (name, levels)| builder.level_order(name, levels.iter()))
}

fn sink<'a>(role: &str, name: &str, specification: &'a AuditSpecification) -> Sink<'a> {
    let values = &specification.values;
    let missing = values.missing.as_slice();
    let binary = |positive: &'a Option<String>, key| Sink::Binary(BinaryColumn::new(positive.as_deref(), key, missing));
    match role {
        "outcome" => binary(&values.outcome_positive, "outcome_positive"),
        "decision" => binary(&values.decision_positive, "decision_positive"),
        "consent" => binary(&values.consent_positive, "consent_positive"),
        "score" => Sink::Number(NumberColumn::new(
            match values.non_finite_scores {
                NonFiniteScores::Refuse => NumberRule::Score,
                NonFiniteScores::Exclude => NumberRule::ScoreOrNot,
            },
            missing,
        )),
        "weight" => Sink::Number(NumberColumn::new(NumberRule::Weight, missing)),
        "count" => Sink::Count(CountColumn::new()),
        "customer" => Sink::Customers { counter: CustomerCounter::default(), missing },
        _ if specification.bands.contains_key(name) => Sink::Number(NumberColumn::new(NumberRule::Value, missing)),
        _ => {
            let order = specification.order.get(name).map(Vec::as_slice);
            Sink::Levels(LevelColumn::new(missing, order, values.max_levels))
        }
    }
}

fn missing_column(role: &str, name: &str, header: &[String], delimiter: u8) -> Problem {
    let remedy = match nearest(name, header.iter().map(String::as_str)) {
        Some(near) => format!("did you mean {near:?}?"),
        None if header.len() == 1 => format!(
            "the file has one column, {:?}, when split at {:?}: if that is wrong, set [values] delimiter",
            header[0],
            char::from(delimiter)
        ),
        None => format!("the file has {}", header.join(", ")),
    };
    Problem::new(ErrorKind::Column, format!("is not in the header, and the {role} is read from it"))
        .column(name)
        .remedy(remedy)
}
