//! The tables `[[exemption]]`, and levels by segment.

use std::collections::BTreeSet;

use super::document::Reader;
use super::node::{Node, Table};
use crate::audit::{Exemption, Policy, Rule};
use crate::segment::{Level, Slice};

const EXEMPTION_KEYS: [&str; 5] = ["rule", "slice", "reason", "expires", "approved_by"];

/// Adds the exemptions of a document.
pub(super) fn exemptions(top: &Table<'_>, policy: &mut Policy, read: &mut Reader<'_>) {
    let mut ids = Policy::builder("").into_unchecked();
    let names: BTreeSet<&str> = policy.rules.iter().map(|rule| rule.id.as_str()).collect();
    ids.rules = names.into_iter().map(|id| Rule::new(id, "disparate_impact")).collect();
    for table in top.get("exemption").map(|node| read.tables(&node)).unwrap_or_default() {
        read.known_keys(&table, &EXEMPTION_KEYS);
        let mut needed = |key: &str, remedy: &str| {
            let node = table.get(key);
            if node.is_none() {
                read.refuse_table(&table, format!("has no {key}"), remedy);
            }
            node
        };
        let rule = needed("rule", "name the rule's id");
        let slice = needed("slice", "say for whom, as slice = { channel = \"phone\" }");
        let reason = needed("reason", "say why");
        let expires = needed("expires", "give the last day on which it holds, as expires = 2027-01-31");
        let rule = rule.and_then(|node| read.text(&node));
        let slice = slice.and_then(|node| levels(&node, read));
        let reason = reason.and_then(|node| read.text(&node));
        let expires_at = expires.as_ref().map_or(table.at(), Node::at);
        let expires = expires.and_then(|node| read.date(&node));
        let approved_by = table.get("approved_by").and_then(|node| read.optional_text(&node));
        let (Some(rule), Some(slice), Some(reason), Some(expires)) = (rule, slice, reason, expires) else { continue };
        let slice = slice.into_iter().fold(Slice::everybody(), |slice, (name, level)| slice.and(name, level));
        let exemption = Exemption { rule, slice, reason, expires, approved_by };
        ids.exemptions = vec![exemption.clone()];
        if let Err(error) = ids.check() {
            let date = error.problems().iter().any(|problem| problem.to_string().contains("is not a date"));
            read.extend(if date { expires_at } else { table.at() }, &error);
        }
        policy.exemptions.push(exemption);
    }
}

/// Levels by attribute; `{ missing = true }` is the missing one.
pub(super) fn levels(node: &Node<'_>, read: &mut Reader<'_>) -> Option<Vec<(String, Level)>> {
    let table = read.table(node, "a table { age_band = \"35-44\" }")?;
    let mut levels = Vec::new();
    for node in table.nodes() {
        let level = if node.as_table().is_some() {
            let inner = read.table(&node, "a table")?;
            read.known_keys(&inner, &["missing"]);
            let missing = inner.get("missing").and_then(|node| read.flag(&node));
            if missing != Some(true) {
                read.refuse(&node, "is no level", "write { missing = true } for customers whose level is not known");
            }
            Some(Level::Missing)
        } else {
            read.text(&node).map(Level::Named)
        };
        levels.extend(level.map(|level| (node.key().to_owned(), level)));
    }
    if table.nodes().next().is_none() {
        read.refuse(node, "names no level", "write { age_band = \"35-44\" }");
    }
    Some(levels)
}
