//! From columns to a table: everything wrong is said at once.

use std::fmt;

use super::{Played, Table, Values};
use crate::data::{BinaryValue, Codes, Column, ColumnRole, Cuts, RealValue, yes_or_no};
use crate::error::{Error, ErrorKind, Problem, Problems};
use crate::segment::{Level, LevelValue};

/// Collects the columns of a [`Table`]; [`TableBuilder::build`] reports every problem at once.
#[derive(Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct TableBuilder {
    segments: Vec<Column>,
    played: Vec<Played>,
    consent: Option<(String, Vec<Option<bool>>)>,
    customers: Option<Column>,
    problems: Problems,
}

impl fmt::Debug for TableBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TableBuilder").field("segments", &self.segments).finish_non_exhaustive()
    }
}

impl TableBuilder {
    /// An attribute whose levels are compared.
    pub fn segment<I>(self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: LevelValue,
    {
        self.segment_column(Column::encode(name, ColumnRole::Segment, values))
    }

    /// A numeric attribute, compared by bands.
    pub fn segment_banded<I>(self, name: &str, values: I, cuts: &Cuts) -> Self
    where
        I: IntoIterator,
        I::Item: RealValue,
    {
        let values: Vec<f64> = values.into_iter().map(|value| value.real()).collect();
        let (levels, codes) = cuts.encode(&values);
        self.segment_column(Column::from_codes(name, ColumnRole::Segment, codes, levels, true))
    }

    /// An attribute that the caller has already coded: code `c` is the level `levels[c]`.
    pub fn segment_coded<I, L>(mut self, name: &str, codes: I, levels: L) -> Self
    where
        I: IntoIterator,
        I::Item: Into<u32>,
        L: IntoIterator,
        L::Item: LevelValue,
    {
        self.segments.extend(coded(name, codes, levels, &mut self.problems));
        self
    }

    fn segment_column(mut self, column: Column) -> Self {
        self.segments.push(column);
        self
    }

    /// The order of a segment's levels, which must be named before.
    pub fn level_order<I>(mut self, name: &str, levels: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let declared: Vec<String> = levels.into_iter().map(Into::into).collect();
        if let Some(at) = self.segments.iter().position(|column| column.name() == name) {
            let column = self.segments.remove(at).declare_order(&declared, &mut self.problems);
            self.segments.insert(at, column);
        }
        self
    }

    /// A column of numbers in a role.
    pub fn numbers<I>(mut self, role: &str, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: RealValue,
    {
        let values = values.into_iter().map(|value| value.real()).collect();
        self.played.push(Played { role: role.to_owned(), name: name.to_owned(), values: Values::Numbers(values) });
        self
    }

    /// A column of yes or no in a role.
    pub fn binary<I>(mut self, role: &str, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: BinaryValue,
    {
        let values = yes_or_no(name, values, &mut self.problems);
        self.played.push(Played { role: role.to_owned(), name: name.to_owned(), values: Values::Binary(values) });
        self
    }

    /// A column of names in a role.
    pub fn names<I>(mut self, role: &str, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: LevelValue,
    {
        let values = Values::Names(Column::encode(name, ColumnRole::Segment, values));
        self.played.push(Played { role: role.to_owned(), name: name.to_owned(), values });
        self
    }

    /// A column of names in a role that the caller has already coded: code `c` is the name `levels[c]`.
    pub fn names_coded<I, L>(mut self, role: &str, name: &str, codes: I, levels: L) -> Self
    where
        I: IntoIterator,
        I::Item: Into<u32>,
        L: IntoIterator,
        L::Item: LevelValue,
    {
        let column = coded(name, codes, levels, &mut self.problems);
        let played = |column| Played { role: role.to_owned(), name: name.to_owned(), values: Values::Names(column) };
        self.played.extend(column.map(played));
        self
    }

    /// Whose each row is. Rows of a customer who comes back are not independent, so intervals then rest on customers; a row of
    /// nobody known is of a customer of its own.
    pub fn customer<I>(mut self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: LevelValue,
    {
        self.customers = Some(Column::encode(name, ColumnRole::Segment, values));
        self
    }

    /// Whose each row is, coded already: code `c` is the customer `levels[c]`.
    pub fn customer_coded<I, L>(mut self, name: &str, codes: I, levels: L) -> Self
    where
        I: IntoIterator,
        I::Item: Into<u32>,
        L: IntoIterator,
        L::Item: LevelValue,
    {
        self.customers = coded(name, codes, levels, &mut self.problems);
        self
    }

    /// Who consented to this use; rows of others are left out and counted.
    pub fn consent<I>(mut self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: BinaryValue,
    {
        let values = yes_or_no(name, values, &mut self.problems);
        self.consent = Some((name.to_owned(), values));
        self
    }

    /// Checks everything and puts the table together.
    ///
    /// # Errors
    ///
    /// Every problem at once: no segment, no rows, columns of unlike length, a segment or a role's column that stands
    /// twice, values other than 0 and 1 of a column of yes or no.
    pub fn build(self) -> Result<Table, Error> {
        let Self { segments, played, consent, customers, mut problems } = self;
        let mut lengths: Vec<(&str, &str, usize)> = Vec::new();
        lengths.extend(segments.iter().map(|column| ("segment", column.name(), column.codes.len())));
        lengths.extend(played.iter().map(|one| (one.role.as_str(), one.name.as_str(), one.values.len())));
        lengths.extend(customers.iter().map(|column| ("customer", column.name(), column.codes.len())));
        lengths.extend(consent.iter().map(|(name, values)| ("consent", name.as_str(), values.len())));
        let rows = lengths.first().map_or(0, |(.., length)| *length);
        if segments.is_empty() {
            problems.push(Problem::new(ErrorKind::Column, "no segments were given").remedy("name at least one"));
        } else if rows == 0 {
            problems.push(Problem::new(ErrorKind::Empty, "there are no rows").remedy("check the input"));
        }
        for (at, &(role, name, length)) in lengths.iter().enumerate() {
            if length != rows {
                problems.push(
                    Problem::new(ErrorKind::Column, format!("has {length} rows and {:?} has {rows}", lengths[0].1))
                        .column(name)
                        .remedy("give every column one value a row"),
                );
            }
            if lengths[..at].iter().any(|(earlier, other, _)| (*earlier, *other) == (role, name)) {
                problems.push(
                    Problem::new(ErrorKind::Column, format!("was given twice as {role}"))
                        .column(name)
                        .remedy("give it once"),
                );
            }
        }
        problems.into_result()?;
        let table = Table { rows, without_consent: 0, segments, played, customers };
        let Some((_, consent)) = consent else { return Ok(table) };
        let leave_out: Vec<bool> = consent.iter().map(|consents| *consents != Some(true)).collect();
        let (table, without_consent) = table.without(&leave_out);
        if table.rows == 0 {
            return Err(Problem::new(ErrorKind::Empty, "no row is left: nobody consented")
                .remedy("check the column of consent and its positive level")
                .into());
        }
        Ok(Table { without_consent, ..table })
    }
}

fn coded<I, L>(name: &str, codes: I, levels: L, problems: &mut Problems) -> Option<Column>
where
    I: IntoIterator,
    I::Item: Into<u32>,
    L: IntoIterator,
    L::Item: LevelValue,
{
    let level = |value: L::Item| value.level_name().map_or(Level::Missing, Level::named);
    let levels = levels.into_iter().map(level).collect();
    Column::coded(name, ColumnRole::Segment, Codes::collect(codes.into_iter().map(Into::into)), levels, problems)
}
