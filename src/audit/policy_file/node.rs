//! Values and tables of a document, each with its place in the text.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with the place where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    pub(super) place: String,
    pub(super) key: String,
    pub(super) value: &'a DeValue<'a>,
    pub(super) value_at: usize,
}

/// The keys of one table.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub(super) place: String,
    pub(super) entries: Vec<(&'a str, usize, &'a Spanned<DeValue<'a>>)>,
    pub(super) at: usize,
}

impl<'a> Table<'a> {
    pub(super) fn of(table: &'a DeTable<'a>, place: String, at: usize) -> Self {
        let entry = |(key, value): (&'a Spanned<_>, &'a Spanned<DeValue<'a>>)| {
            let key: &'a Spanned<std::borrow::Cow<'a, str>> = key;
            (key.get_ref().as_ref(), key.span().start, value)
        };
        let mut entries: Vec<_> = table.iter().map(entry).collect();
        entries.sort_by_key(|(_, at, _)| *at);
        Self { place, entries, at }
    }

    /// Where it begins in the text.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What a reader calls it.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// Adds the name that the table gives itself to its place.
    pub(super) fn named(&mut self, name: &str) {
        self.place = format!("{} {name:?}", self.place);
    }

    pub(super) fn get(&self, key: &str) -> Option<Node<'a>> {
        self.nodes().find(|node| node.key == key)
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = Node<'a>> {
        self.entries.iter().map(|(key, _, value)| Node {
            place: self.place.clone(),
            key: (*key).to_owned(),
            value: value.get_ref(),
            value_at: value.span().start,
        })
    }
}

impl<'a> Node<'a> {
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// Where its value begins in the text.
    pub(super) fn at(&self) -> usize {
        self.value_at
    }

    pub(super) fn is_text(&self) -> bool {
        self.value.is_str()
    }

    pub(super) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    pub(super) fn as_table(&self) -> Option<&'a DeTable<'a>> {
        self.value.as_table()
    }

    pub(super) fn full_place(&self) -> String {
        format!("{} {}", self.place, self.key).trim_start().to_owned()
    }
}

pub(super) fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

pub(super) fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(integer) => integer.to_string(),
        DeValue::Float(float) => float.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(_) => "[…]".to_owned(),
        DeValue::Table(_) => "{…}".to_owned(),
    }
}
