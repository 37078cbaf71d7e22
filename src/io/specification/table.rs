//! The values of a TOML document by their types, each with its table, its key and its line; problems are gathered.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::check::at;
use crate::error::{Error, Problem};

/// One key of a table, with what stands there.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) table: &'a str,
    pub(super) key: &'a str,
    key_at: usize,
    value: &'a DeValue<'a>,
    value_at: usize,
}

/// Reads entries and gathers what is wrong with them.
pub(super) struct Entries<'a> {
    text: &'a str,
    problems: Vec<Problem>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, problems: Vec::new() }
    }

    pub(super) fn into_result(self) -> Result<(), Error> {
        Error::check(self.problems)
    }

    fn line(&self, byte: usize) -> u64 {
        self.text.get(..byte).unwrap_or_default().matches('\n').count() as u64 + 1
    }

    /// The document, as far as it is TOML; what is not becomes problems.
    pub(super) fn document(&mut self) -> Spanned<DeTable<'a>> {
        let (document, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let problem = at("", "the file", format!("is not TOML: {}", error.message()));
            let line = self.line(error.span().unwrap_or(Range { start: 0, end: 0 }).start);
            self.problems.push(problem.line(line).remedy("text stands in quotes, and a list in [ ]"));
        }
        document
    }

    /// A problem of an entry.
    pub(super) fn push(&mut self, entry: Entry<'_>, message: impl Into<String>, remedy: impl Into<String>) {
        let problem = at(entry.table, entry.key, message).line(self.line(entry.key_at));
        self.problems.push(problem.remedy(remedy));
    }

    fn wrong_type(&mut self, entry: Entry<'_>, expected: &str) {
        let problem = at(entry.table, entry.key, format!("is {}, and {expected} was expected", type_name(entry.value)))
            .line(self.line(entry.value_at))
            .value(shown(entry.value));
        self.problems.push(match entry.value {
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) if expected.starts_with("text") => {
                problem.remedy(format!("put it in quotes: {:?}", shown(entry.value)))
            }
            DeValue::String(text) if expected.starts_with("a list") => problem.remedy(format!("write [{text:?}]")),
            DeValue::String(text) if text.parse::<f64>().is_ok() => problem.remedy("take it out of its quotes"),
            _ => problem,
        });
    }

    pub(super) fn text(&mut self, entry: Entry<'_>) -> Option<String> {
        if let DeValue::String(text) = entry.value {
            return Some(text.to_string());
        }
        self.wrong_type(entry, "text");
        None
    }

    /// Text, a number, or true or false; as text.
    pub(super) fn scalar(&mut self, entry: Entry<'_>) -> Option<String> {
        match entry.value {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) => Some(shown(entry.value)),
            _ => {
                self.wrong_type(entry, "text, a number, or true or false");
                None
            }
        }
    }

    pub(super) fn real(&mut self, entry: Entry<'_>) -> Option<f64> {
        let number = number(entry.value);
        if number.is_none() {
            self.wrong_type(entry, "a number");
        }
        number
    }

    pub(super) fn whole<T: TryFrom<u64>>(&mut self, entry: Entry<'_>) -> Option<T> {
        let whole = match entry.value {
            DeValue::Integer(integer) => u64::from_str_radix(integer.as_str(), integer.radix()).ok(),
            _ => None,
        };
        let whole = whole.and_then(|whole| T::try_from(whole).ok());
        if whole.is_none() {
            self.wrong_type(entry, "a whole number that is not negative");
        }
        whole
    }

    pub(super) fn yes_or_no(&mut self, entry: Entry<'_>) -> Option<bool> {
        if let DeValue::Boolean(boolean) = entry.value {
            return Some(*boolean);
        }
        self.wrong_type(entry, "true or false");
        None
    }

    pub(super) fn character(&mut self, entry: Entry<'_>) -> Option<char> {
        if let DeValue::String(text) = entry.value {
            let mut characters = text.chars();
            if let (Some(character), None) = (characters.next(), characters.next()) {
                return Some(character);
            }
        }
        self.wrong_type(entry, "text of one character");
        None
    }

    /// One of a few words.
    pub(super) fn choice<T: Clone>(&mut self, entry: Entry<'_>, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(entry)?;
        if let Some((_, choice)) = choices.iter().find(|(word, _)| *word == text) {
            return Some(choice.clone());
        }
        let words = || choices.iter().map(|(word, _)| *word);
        let near = crate::error::nearest(&text, words()).map(|word| format!("did you mean {word:?}? "));
        let problem = at(entry.table, entry.key, "is not one of the choices").line(self.line(entry.value_at));
        let remedy = format!("{}the choices are {}", near.unwrap_or_default(), words().collect::<Vec<_>>().join(", "));
        self.problems.push(problem.value(text).remedy(remedy));
        None
    }

    pub(super) fn texts(&mut self, entry: Entry<'_>) -> Option<Vec<String>> {
        self.list(entry, "a list of texts", |element| match element {
            DeValue::String(text) => Some(text.to_string()),
            _ => None,
        })
    }

    pub(super) fn reals(&mut self, entry: Entry<'_>) -> Option<Vec<f64>> {
        self.list(entry, "a list of numbers, or { quantiles = 4 },", number)
    }

    pub(super) fn groupings(&mut self, entry: Entry<'_>) -> Option<Vec<Vec<String>>> {
        self.list(entry, "a list of lists of segments, as [[\"age\", \"gender\"]],", |element| {
            element.as_array()?.iter().map(|name| name.get_ref().as_str().map(str::to_owned)).collect()
        })
    }

    fn list<T>(
        &mut self,
        entry: Entry<'_>,
        expected: &str,
        element: impl Fn(&DeValue<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(elements) = entry.value.as_array() else {
            self.wrong_type(entry, expected);
            return None;
        };
        let mut list = Vec::with_capacity(elements.len());
        for spanned in elements {
            let value = spanned.get_ref();
            match element(value) {
                Some(element) => list.push(element),
                None => self.wrong_type(Entry { value, value_at: spanned.span().start, ..entry }, expected),
            }
        }
        Some(list)
    }

    /// A day, as a date or as text.
    pub(super) fn day(&mut self, entry: Entry<'_>) -> Option<String> {
        match entry.value {
            DeValue::Datetime(date) => Some(date.to_string()),
            _ => self.text(entry),
        }
    }

    /// The entries of each table of a list.
    pub(super) fn tables<'b>(&mut self, entry: Entry<'b>, name: &'b str) -> Vec<Vec<Entry<'b>>> {
        let Some(elements) = entry.value.as_array() else {
            self.wrong_type(entry, "a list of tables, as [[actions]],");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for spanned in elements {
            let value = spanned.get_ref();
            match value {
                DeValue::Table(table) => tables.push(entries(table, name)),
                _ => self.wrong_type(Entry { value, value_at: spanned.span().start, ..entry }, "a table"),
            }
        }
        tables
    }

    pub(super) fn table<'b>(&mut self, entry: Entry<'b>, name: &'b str) -> Vec<Entry<'b>> {
        if let DeValue::Table(table) = entry.value {
            return entries(table, name);
        }
        self.wrong_type(entry, "a table");
        Vec::new()
    }
}

impl Entry<'_> {
    pub(super) fn is_table(&self) -> bool {
        self.value.is_table()
    }

    pub(super) fn is_text(&self) -> bool {
        self.value.is_str()
    }
}

/// The entries of a table.
pub(super) fn entries<'b>(table: &'b DeTable<'b>, name: &'b str) -> Vec<Entry<'b>> {
    let entry = |(key, value): (&'b Spanned<_>, &'b Spanned<DeValue<'b>>)| {
        let key: &'b Spanned<std::borrow::Cow<'b, str>> = key;
        Entry {
            table: name,
            key: key.get_ref(),
            key_at: key.span().start,
            value: value.get_ref(),
            value_at: value.span().start,
        }
    };
    let mut entries: Vec<_> = table.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.key_at);
    entries
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok(),
        DeValue::Float(float) => float.as_str().parse().ok(),
        _ => None,
    }
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(integer) => integer.to_string(),
        DeValue::Float(float) => float.to_string(),
        DeValue::Boolean(boolean) => boolean.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(_) => "[…]".to_owned(),
        DeValue::Table(_) => "{…}".to_owned(),
    }
}
