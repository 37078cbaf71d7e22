//! A TOML document read by types, with every problem gathered.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::node::{Node, Table, shown, type_name};
use crate::error::{Error, ErrorKind, Problem, nearest};

/// What was found wrong so far, and the text it was found in.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    text: &'t str,
    problems: Vec<Problem>,
}

/// The document, if it is TOML at all.
///
/// # Errors
///
/// Every place at which it is not, with line and column.
pub(super) fn parse(text: &str) -> Result<Spanned<DeTable<'_>>, Error> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let problems = errors
        .iter()
        .map(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let before = text.get(..at).unwrap_or_default();
            let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
            let column = before[line_start..].chars().count() + 1;
            Problem::new(ErrorKind::Policy, format!("character {column} is not TOML: {}", error.message()))
                .line(line_of(text, at))
                .remedy("text stands in quotes, a list in [ ], and each key on a line of its own")
        })
        .collect();
    Error::check(problems).map(|()| document)
}

fn line_of(text: &str, byte: usize) -> u64 {
    text.get(..byte).unwrap_or_default().matches('\n').count() as u64 + 1
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, problems: Vec::new() }
    }

    pub(super) fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    pub(super) fn into_result(mut self) -> Result<(), Error> {
        self.problems.sort_by_key(Problem::line_number);
        Error::check(self.problems)
    }

    /// A problem of a value.
    pub(super) fn refuse(&mut self, node: &Node<'_>, message: impl Into<String>, remedy: impl Into<String>) {
        let problem = Problem::new(ErrorKind::Policy, message).place(node.full_place()).line(self.line(node.value_at));
        self.problems.push(problem.value(shown(node.value)).remedy(remedy));
    }

    /// A problem of a table as a whole.
    pub(super) fn refuse_table(&mut self, table: &Table<'_>, message: impl Into<String>, remedy: impl Into<String>) {
        let problem = Problem::new(ErrorKind::Policy, message).line(self.line(table.at)).remedy(remedy);
        self.problems.push(if table.place.is_empty() { problem } else { problem.place(table.place.clone()) });
    }

    /// Problems that were found elsewhere, all at the line of one byte.
    pub(super) fn extend(&mut self, at: usize, error: &Error) {
        let line = self.line(at);
        self.problems.extend(error.problems().iter().cloned().map(|problem| problem.line(line)));
    }

    fn line(&self, at: usize) -> u64 {
        line_of(self.text, at)
    }

    fn wrong_type(&mut self, node: &Node<'_>, expected: &str) {
        let remedy = match node.value {
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) if expected.starts_with("text") => {
                format!("put it in quotes: {:?}", shown(node.value))
            }
            DeValue::String(text) if expected.starts_with("a list of text") => format!("write [{text:?}]"),
            DeValue::String(text) if text.parse::<f64>().is_ok() => "take it out of its quotes".to_owned(),
            DeValue::Table(_) if expected.starts_with("a list of tables") => {
                format!("write [[{key}]] in place of [{key}]", key = node.key)
            }
            _ => format!("give {expected}"),
        };
        self.refuse(node, format!("is {}, and {expected} was expected", type_name(node.value)), remedy);
    }

    /// Refuses every key of a table that is not among the known ones.
    pub(super) fn known_keys(&mut self, table: &Table<'_>, known: &[&str]) {
        for (key, at, _) in &table.entries {
            if !known.contains(key) {
                let what = if table.place.is_empty() { "a policy" } else { "this table" };
                let remedy = nearest(key, known.iter().copied()).map_or_else(
                    || format!("known are {}", known.join(", ")),
                    |near| format!("did you mean {near:?}?"),
                );
                let problem = Problem::new(ErrorKind::Policy, format!("is not a key of {what}"));
                let problem = problem.value(key).line(self.line(*at)).remedy(remedy);
                self.problems.push(if table.place.is_empty() { problem } else { problem.place(table.place.clone()) });
            }
        }
    }

    pub(super) fn text(&mut self, node: &Node<'_>) -> Option<String> {
        let text = node.value.as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_type(node, "text");
        }
        text
    }

    /// Text, where the empty one stands for none.
    pub(super) fn optional_text(&mut self, node: &Node<'_>) -> Option<String> {
        self.text(node).filter(|text| !text.trim().is_empty())
    }

    pub(super) fn number(&mut self, node: &Node<'_>) -> Option<f64> {
        let number = match node.value {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok(),
            DeValue::Float(float) => float.as_str().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong_type(node, "a number");
        }
        number
    }

    pub(super) fn count(&mut self, node: &Node<'_>) -> Option<u64> {
        let count = match node.value {
            DeValue::Integer(integer) => u64::from_str_radix(integer.as_str(), integer.radix()).ok(),
            _ => None,
        };
        if count.is_none() {
            self.wrong_type(node, "a whole number that is not negative");
        }
        count
    }

    pub(super) fn flag(&mut self, node: &Node<'_>) -> Option<bool> {
        let flag = node.value.as_bool();
        if flag.is_none() {
            self.wrong_type(node, "true or false");
        }
        flag
    }

    /// A day, as a date of TOML or as text, which is checked later.
    pub(super) fn date(&mut self, node: &Node<'_>) -> Option<String> {
        match node.value {
            DeValue::Datetime(date) if date.time.is_none() && date.offset.is_none() => Some(date.to_string()),
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                self.wrong_type(node, "a day such as 2027-01-31");
                None
            }
        }
    }

    /// One of a few words; case does not matter, and `-`, `_` and a space are the same.
    pub(super) fn word<T: Copy>(&mut self, node: &Node<'_>, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(node)?;
        let wanted = text.trim().to_lowercase().replace(['_', ' '], "-");
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == wanted) {
            return Some(*meaning);
        }
        let all: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        let near = nearest(&text, all.iter().copied()).map(|word| format!("did you mean {word:?}? "));
        let choices = format!("{}the choices are {}", near.unwrap_or_default(), all.join(", "));
        self.refuse(node, "is not one of the choices", choices);
        None
    }

    /// The elements of a list, each with its number in its place.
    pub(super) fn list<'a>(&mut self, node: &Node<'a>, of: &str) -> Option<Vec<Node<'a>>> {
        let Some(elements) = node.value.as_array() else {
            self.wrong_type(node, &format!("a list of {of}"));
            return None;
        };
        let element = |(index, spanned): (usize, &'a Spanned<DeValue<'a>>)| Node {
            place: node.place.clone(),
            key: format!("{}[{}]", node.key, index + 1),
            value: spanned.get_ref(),
            value_at: spanned.span().start,
        };
        Some(elements.iter().enumerate().map(element).collect())
    }

    pub(super) fn texts(&mut self, node: &Node<'_>) -> Option<Vec<String>> {
        let elements = self.list(node, "texts")?;
        Some(elements.iter().filter_map(|element| self.text(element)).collect())
    }

    pub(super) fn table<'a>(&mut self, node: &Node<'a>, expected: &str) -> Option<Table<'a>> {
        let Some(table) = node.value.as_table() else {
            self.wrong_type(node, expected);
            return None;
        };
        Some(Table::of(table, node.full_place(), node.value_at))
    }

    /// The tables `[[key]]`, each with its number in its place.
    pub(super) fn tables<'a>(&mut self, node: &Node<'a>) -> Vec<Table<'a>> {
        let Some(elements) = self.list(node, "tables") else { return Vec::new() };
        let table = |(index, element): (usize, &Node<'a>)| {
            let mut table = self.table(element, "a table")?;
            table.place = format!("[[{}]] {}", node.key, index + 1);
            Some(table)
        };
        elements.iter().enumerate().filter_map(table).collect()
    }
}
