//! Which column of a file goes where: the specification laid over the names that a file has.

use super::binary::{BinaryNotes, BinaryPart, BinaryRule, is_missing};
use super::levels::{LevelCodes, LevelNotes, LevelPart, LevelRule};
use super::number::{CountNotes, CountPart, NumberKind, NumberNotes, NumberPart, NumberRule};
use super::place::Origin;
use super::value::Value;
use crate::data::{CustomerCounter, NonFiniteScores, Predictions, PredictionsBuilder};
use crate::error::{Error, ErrorKind, Problem, nearest};
use crate::io::AuditSpecification;
use crate::metric::task::RoleKind;
#[cfg(feature = "tasks")]
use crate::task::Table;

/// What the values of a column must be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rule<'a> {
    Binary(BinaryRule<'a>),
    Number(NumberRule<'a>),
    Count,
    Levels(LevelRule<'a>),
    Customers { missing: &'a [String] },
}

/// One column of the file in one role.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Planned<'a> {
    role: &'static str,
    pub(crate) name: &'a str,
    /// Its place among the columns of the file.
    pub(crate) index: usize,
    pub(crate) rule: Rule<'a>,
}

/// Every column that is read.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    specification: &'a AuditSpecification,
    pub(crate) columns: Vec<Planned<'a>>,
}

/// How a file calls its columns, for messages about one that it lacks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Naming {
    /// The header of a text file of this delimiter.
    Header(u8),
    /// The keys of its first lines.
    Keys,
    /// The fields of its schema.
    #[cfg(any(feature = "arrow", feature = "parquet"))]
    Schema,
}

impl<'a> Plan<'a> {
    /// Finds the columns among the names.
    pub(crate) fn new(
        specification: &'a AuditSpecification,
        header: &[String],
        naming: Naming,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let names = &specification.columns;
        let single = names.single_roles().into_iter().filter_map(|(role, name)| Some((role, name?)));
        let segments = names.segments.iter().map(|name| ("segment", name.as_str()));
        let strata = names.strata.iter().map(|name| ("stratum", name.as_str()));
        let asked: Vec<(&'static str, &'a str)> = if specification.is_of_decisions() {
            single.chain(segments).chain(strata).collect()
        } else {
            let roles = specification.task_columns().into_iter();
            let roles = roles.flat_map(|(role, names)| names.into_iter().map(move |name| (role.key, name)));
            let consent = names.consent.as_deref().map(|name| ("consent", name));
            let customer = names.customer.as_deref().map(|name| ("customer", name));
            roles.chain(consent).chain(customer).chain(segments).collect()
        };
        let mut columns = Vec::new();
        for (role, name) in asked {
            let mut found = header.iter().enumerate().filter(|(_, column)| *column == name).map(|(index, _)| index);
            match (found.next(), found.next()) {
                (Some(index), None) => {
                    let rule = if specification.is_of_decisions() {
                        rule(role, name, specification)
                    } else {
                        rule_of_task(role, name, specification)
                    };
                    columns.push(Planned { role, name, index, rule });
                }
                (Some(first), Some(second)) => {
                    let problem = Problem::new(
                        ErrorKind::Column,
                        format!("stands twice in the {naming}, as columns {} and {}", first + 1, second + 1),
                    )
                    .column(name)
                    .remedy("give each column a name of its own");
                    problems.push(if matches!(naming, Naming::Header(_)) { problem.line(1) } else { problem });
                }
                (None, _) => problems.push(missing_column(role, name, header, naming)),
            }
        }
        Self { specification, columns }
    }

    /// Cells for a part of the file.
    pub(crate) fn part(&self) -> Vec<Cells> {
        self.columns.iter().map(|column| Cells::new(column.rule)).collect()
    }

    /// The table of some rows.
    pub(crate) fn build(&self, cells: Vec<Cells>) -> Result<Predictions, Error> {
        let mut builder = start(self.specification);
        for (Planned { role, name, .. }, cells) in self.columns.iter().zip(cells) {
            builder = match cells {
                Cells::Binary(binary) => {
                    let values = binary.into_values();
                    match *role {
                        "outcome" => builder.outcome_named(name, values),
                        "decision" => builder.decision_named(name, values),
                        _ => builder.consent_named(name, values),
                    }
                }
                Cells::Number(number) => {
                    let values = number.into_values();
                    match (*role, self.specification.bands.get(*name)) {
                        ("weight", _) => builder.weight_named(name, values),
                        ("segment", Some(bands)) => builder.segment_banded(name, values, &bands.cuts()),
                        ("stratum", Some(bands)) => builder.stratum_banded(name, values, &bands.cuts()),
                        _ => builder.score_named(name, values),
                    }
                }
                Cells::Count(count) => builder.count_named(name, count.into_values()),
                Cells::Levels(levels) => match (levels.into_values(), *role) {
                    ((levels, LevelCodes::Narrow(codes)), "stratum") => builder.stratum_coded(name, codes, levels),
                    ((levels, LevelCodes::Wide(codes)), "stratum") => builder.stratum_coded(name, codes, levels),
                    ((levels, LevelCodes::Narrow(codes)), _) => builder.segment_coded(name, codes, levels),
                    ((levels, LevelCodes::Wide(codes)), _) => builder.segment_coded(name, codes, levels),
                },
                Cells::Customers(counter) => builder.customers_counted(&counter),
            };
        }
        if let Some(threshold) = self.specification.values.threshold {
            builder = builder.decision_from_score(threshold);
        }
        builder.build()
    }
}

#[cfg(feature = "tasks")]
impl Plan<'_> {
    /// The rows of a task.
    pub(crate) fn table(&self, cells: Vec<Cells>) -> Result<Table, Error> {
        let mut builder = Table::builder();
        for (Planned { role, name, .. }, cells) in self.columns.iter().zip(cells) {
            builder = match cells {
                Cells::Binary(binary) if *role == "consent" => builder.consent(name, binary.into_values()),
                Cells::Binary(binary) => builder.binary(role, name, binary.into_values()),
                Cells::Number(number) => {
                    let values = number.into_values();
                    match (*role, self.specification.bands.get(*name)) {
                        ("segment", Some(bands)) => builder.segment_banded(name, values, &bands.cuts()),
                        _ => builder.numbers(role, name, values),
                    }
                }
                Cells::Levels(levels) => match (levels.into_values(), *role) {
                    ((levels, LevelCodes::Narrow(codes)), "segment") => builder.segment_coded(name, codes, levels),
                    ((levels, LevelCodes::Wide(codes)), "segment") => builder.segment_coded(name, codes, levels),
                    ((levels, LevelCodes::Narrow(codes)), "customer") => builder.customer_coded(name, codes, levels),
                    ((levels, LevelCodes::Wide(codes)), "customer") => builder.customer_coded(name, codes, levels),
                    ((levels, LevelCodes::Narrow(codes)), _) => builder.names_coded(role, name, codes, levels),
                    ((levels, LevelCodes::Wide(codes)), _) => builder.names_coded(role, name, codes, levels),
                },
                // The roles of a task have no such rules.
                Cells::Count(_) | Cells::Customers(_) => builder,
            };
        }
        let orders = &self.specification.order;
        orders.iter().fold(builder, |builder, (name, levels)| builder.level_order(name, levels.iter())).build()
    }
}

/// What the values of a column of a task must be.
fn rule_of_task<'a>(role: &str, name: &str, specification: &'a AuditSpecification) -> Rule<'a> {
    let kind = specification.task_columns().into_iter().find(|(own, _)| own.key == role).map(|(own, _)| own.kind);
    let missing = specification.values.missing.as_slice();
    match kind {
        Some(RoleKind::Binary) => Rule::Binary(BinaryRule {
            positive: specification.task_positive(role).map(String::as_str),
            key: match role {
                "outcome" => "outcome_positive",
                "decision" => "decision_positive",
                _ => "positive",
            },
            missing,
        }),
        Some(RoleKind::Number) => Rule::Number(NumberRule { kind: NumberKind::Value, missing }),
        // Lists, items and customers are as many as there are.
        Some(RoleKind::Name) => Rule::Levels(LevelRule { missing, order: None, max_levels: usize::MAX }),
        None if role == "customer" => Rule::Levels(LevelRule { missing, order: None, max_levels: usize::MAX }),
        None => rule(role, name, specification),
    }
}

/// Values that are handed over one by one.
#[cfg(feature = "arrow")]
pub(crate) trait Values {
    /// Hands over every value.
    fn each(&self, take: &mut impl FnMut(Value<'_>)) -> Result<(), Box<Problem>>;

    /// Appends all values as bytes, where each is yes, no or a whole number 0 or 1; appends nothing where not.
    fn bits(&self, out: &mut Vec<u8>) -> bool;
}

/// What was read of one column in a part of the file.
#[derive(Debug)]
pub(crate) enum Cells {
    Binary(BinaryPart),
    Number(NumberPart),
    Count(CountPart),
    Levels(Box<LevelPart>),
    Customers(CustomerCounter),
}

impl Cells {
    fn new(rule: Rule<'_>) -> Self {
        match rule {
            Rule::Binary(_) => Self::Binary(BinaryPart::default()),
            Rule::Number(_) => Self::Number(NumberPart::default()),
            Rule::Count => Self::Count(CountPart::default()),
            Rule::Levels(_) => Self::Levels(Box::new(LevelPart::new())),
            Rule::Customers { .. } => Self::Customers(CustomerCounter::default()),
        }
    }

    /// Takes the cells of some rows, as text.
    pub(crate) fn extend<'c>(&mut self, rule: Rule<'_>, cells: impl Iterator<Item = &'c [u8]>) {
        match (self, rule) {
            (Self::Binary(own), Rule::Binary(rule)) => cells.for_each(|cell| own.cell(rule, cell)),
            (Self::Number(own), Rule::Number(rule)) => cells.for_each(|cell| own.cell(rule, cell)),
            (Self::Count(own), _) => cells.for_each(|cell| own.cell(cell)),
            (Self::Levels(own), Rule::Levels(rule)) => cells.for_each(|cell| own.cell(rule, cell)),
            (Self::Customers(counter), Rule::Customers { missing }) => {
                for cell in cells {
                    if is_missing(cell, missing) {
                        counter.add_unknown();
                    } else {
                        counter.add(cell);
                    }
                }
            }
            // A part is made by the plan that fills it, so cells and rules are of one kind.
            _ => {}
        }
    }

    /// Takes the value of one row.
    pub(crate) fn value(&mut self, rule: Rule<'_>, value: Value<'_>) {
        match (self, rule) {
            (Self::Binary(own), Rule::Binary(rule)) => own.value(rule, value),
            (Self::Number(own), Rule::Number(rule)) => own.value(rule, value),
            (Self::Levels(own), Rule::Levels(rule)) => own.value(rule, value),
            (Self::Customers(counter), _) if matches!(value, Value::Missing) => counter.add_unknown(),
            (own, rule) => own.extend(rule, std::iter::once(value.text().as_bytes())),
        }
    }

    /// Takes all values of a source. Yes and no have a loop of their own, in which nothing asks of every row what column
    /// it is.
    #[cfg(feature = "arrow")]
    pub(crate) fn values(&mut self, rule: Rule<'_>, source: &impl Values) -> Result<(), Box<Problem>> {
        match (self, rule) {
            (Self::Binary(own), Rule::Binary(rule)) => {
                if own.bits(rule, source) {
                    return Ok(());
                }
                source.each(&mut |value| own.value(rule, value))
            }
            (own, rule) => source.each(&mut |value| own.value(rule, value)),
        }
    }

    /// Takes rows of a column of levels that are coded already: their place among the names, `None` where missing.
    #[cfg(feature = "arrow")]
    pub(crate) fn coded<R: Copy>(
        &mut self,
        rule: Rule<'_>,
        names: &[Option<String>],
        rows: impl Iterator<Item = R>,
        place: impl Fn(R) -> Option<usize>,
    ) {
        if let (Self::Levels(own), Rule::Levels(rule)) = (self, rule) {
            own.coded(rule, names, rows, place);
        }
    }

    /// Adds the rows of a later part.
    pub(crate) fn append(&mut self, later: Self) {
        match (self, later) {
            (Self::Binary(own), Self::Binary(later)) => own.append(later),
            (Self::Number(own), Self::Number(later)) => own.append(later),
            (Self::Count(own), Self::Count(later)) => own.append(later),
            (Self::Levels(own), Self::Levels(later)) => own.append(*later),
            (Self::Customers(own), Self::Customers(later)) => own.merge(&later),
            _ => {}
        }
    }
}

/// What is known of one whole column: above all, what is wrong with it.
#[derive(Debug)]
enum Notes<'a> {
    Binary(BinaryNotes<'a>),
    Number(NumberNotes),
    Count(CountNotes),
    Levels(Box<LevelNotes<'a>>),
    Customers,
}

/// What is known of all columns.
#[derive(Debug)]
pub(crate) struct Ledger<'a> {
    columns: Vec<(&'a str, Notes<'a>)>,
}

impl<'a> Ledger<'a> {
    /// Of a file of which nothing has been read.
    pub(crate) fn new(plan: &Plan<'a>) -> Self {
        let notes = |column: &Planned<'a>| match column.rule {
            Rule::Binary(rule) => Notes::Binary(BinaryNotes::new(rule)),
            Rule::Number(rule) => Notes::Number(NumberNotes::new(rule.kind)),
            Rule::Count => Notes::Count(CountNotes::new()),
            Rule::Levels(rule) => Notes::Levels(Box::new(LevelNotes::new(rule))),
            Rule::Customers { .. } => Notes::Customers,
        };
        Self { columns: plan.columns.iter().map(|column| (column.name, notes(column))).collect() }
    }

    /// Takes the notes of the next part of the file.
    pub(crate) fn absorb(&mut self, cells: &mut [Cells], origin: Origin<'_>) {
        for ((_, notes), cells) in self.columns.iter_mut().zip(cells) {
            match (notes, cells) {
                (Notes::Binary(notes), Cells::Binary(part)) => notes.absorb(part, origin),
                (Notes::Number(notes), Cells::Number(part)) => notes.absorb(part, origin),
                (Notes::Count(notes), Cells::Count(part)) => notes.absorb(part, origin),
                (Notes::Levels(notes), Cells::Levels(part)) => notes.absorb(part, origin),
                _ => {}
            }
        }
    }

    /// Whether something was found that forbids an audit.
    pub(crate) fn is_bad(&self) -> bool {
        self.columns.iter().any(|(_, notes)| match notes {
            Notes::Binary(notes) => notes.is_bad(),
            Notes::Number(notes) => notes.is_bad(),
            Notes::Count(notes) => notes.is_bad(),
            Notes::Levels(notes) => notes.is_bad(),
            Notes::Customers => false,
        })
    }

    /// Everything that is wrong, column by column.
    pub(crate) fn report(self, problems: &mut Vec<Problem>) {
        for (name, notes) in self.columns {
            match notes {
                Notes::Binary(notes) => notes.report(name, problems),
                Notes::Number(notes) => notes.report(name, problems),
                Notes::Count(notes) => notes.report(name, problems),
                Notes::Levels(notes) => notes.report(name, problems),
                Notes::Customers => {}
            }
        }
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

fn rule<'a>(role: &str, name: &str, specification: &'a AuditSpecification) -> Rule<'a> {
    let values = &specification.values;
    let missing = values.missing.as_slice();
    let binary =
        |positive: &'a Option<String>, key| Rule::Binary(BinaryRule { positive: positive.as_deref(), key, missing });
    let number = |kind| Rule::Number(NumberRule { kind, missing });
    match role {
        "outcome" => binary(&values.outcome_positive, "outcome_positive"),
        "decision" => binary(&values.decision_positive, "decision_positive"),
        "consent" => binary(&values.consent_positive, "consent_positive"),
        "score" => number(match values.non_finite_scores {
            NonFiniteScores::Refuse => NumberKind::Score,
            NonFiniteScores::Exclude => NumberKind::ScoreOrNot,
        }),
        "weight" => number(NumberKind::Weight),
        "count" => Rule::Count,
        "customer" => Rule::Customers { missing },
        _ if specification.bands.contains_key(name) => number(NumberKind::Value),
        _ => {
            let order = specification.order.get(name).map(Vec::as_slice);
            Rule::Levels(LevelRule { missing, order, max_levels: values.max_levels })
        }
    }
}

fn missing_column(role: &str, name: &str, header: &[String], naming: Naming) -> Problem {
    let remedy = match (nearest(name, header.iter().map(String::as_str)), naming) {
        (Some(near), _) => format!("did you mean {near:?}?"),
        (None, Naming::Header(delimiter)) if header.len() == 1 => format!(
            "the file has one column, {:?}, when split at {:?}: if that is wrong, set [values] delimiter",
            header[0],
            char::from(delimiter)
        ),
        (None, _) => format!("the file has {}", header.join(", ")),
    };
    Problem::new(ErrorKind::Column, format!("is not in the {naming}, and the {role} is read from it"))
        .column(name)
        .remedy(remedy)
}

impl std::fmt::Display for Naming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Header(_) => "header",
            Self::Keys => "keys of the first lines",
            #[cfg(any(feature = "arrow", feature = "parquet"))]
            Self::Schema => "schema",
        })
    }
}
