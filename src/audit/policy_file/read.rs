//! From a document to a policy.

use super::document::{Reader, parse};
use super::node::{Node, Table};
use super::{exemption, rule};
use crate::audit::Policy;
use crate::audit::preset::{self, Preset};
use crate::error::{Error, suggestion};
use crate::value::Confidence;

const POLICY_KEYS: [&str; 10] = [
    "name",
    "version",
    "confidence",
    "minimum_rows",
    "presets",
    "without",
    "tables",
    "escalation",
    "rule",
    "exemption",
];

/// Reads and checks a policy.
pub(super) fn policy(text: &str) -> Result<Policy, Error> {
    let document = parse(text)?;
    let mut read = Reader::new(text);
    let top = Table::of(document.get_ref(), String::new(), 0);
    read.known_keys(&top, &POLICY_KEYS);
    let mut policy = head(&top, &mut read);
    rule::rules(&top, &mut policy, &mut read);
    exemption::exemptions(&top, &mut policy, &mut read);
    if read.is_clean() && policy.rules.is_empty() && policy.tables.is_empty() {
        read.refuse_table(
            &top,
            "the policy asks for nothing, so everything would pass",
            "write a [[rule]], or presets = [\"marketing\"]",
        );
    }
    read.into_result()?;
    policy.check()?;
    Ok(policy)
}

/// Everything but rules and exemptions of its own; the rules of its presets are in it.
fn head(top: &Table<'_>, read: &mut Reader<'_>) -> Policy {
    let presets = top.get("presets").map(|node| presets(&node, read)).unwrap_or_default();
    let name = top.get("name").and_then(|node| read.text(&node));
    if presets.is_empty() && top.get("name").is_none() {
        read.refuse_table(top, "the policy has no name", "write name = \"Spring campaign\", say");
    }
    let usual = || presets.iter().map(|preset| preset.name).collect::<Vec<_>>().join(" and ");
    let mut policy = Policy::builder(name.unwrap_or_else(usual)).into_unchecked();
    for preset in presets {
        let other = preset.policy();
        policy.presets.push(preset.id.to_owned());
        policy.tables.extend(other.tables);
        policy.rules.extend(other.rules);
    }
    if let Some(node) = top.get("without") {
        for element in read.list(&node, "texts").unwrap_or_default() {
            let Some(id) = read.text(&element) else { continue };
            let before = policy.rules.len();
            policy.rules.retain(|rule| rule.id != id);
            if policy.rules.len() == before {
                let known = policy.rules.iter().map(|rule| rule.id.as_str());
                read.refuse(&element, "is no rule of the presets", suggestion(&id, known));
            }
        }
    }
    policy.version = top.get("version").and_then(|node| read.optional_text(&node));
    if let Some(node) = top.get("confidence")
        && let Some(level) = read.number(&node)
    {
        match Confidence::new(level) {
            Some(confidence) => policy.confidence = confidence,
            None if (1.0..100.0).contains(&level) => {
                read.refuse(&node, "is not between 0 and 1", format!("write {} for {level} %", level / 100.0));
            }
            None => read.refuse(&node, "is not between 0 and 1", "write 0.95 for 95 %"),
        }
    }
    policy.minimum_rows = top.get("minimum_rows").and_then(|node| read.count(&node)).unwrap_or(policy.minimum_rows);
    if let Some(node) = top.get("tables") {
        policy.tables = tables(&node, read);
    }
    policy.escalation = top.get("escalation").and_then(|node| read.texts(&node)).unwrap_or_default();
    policy
}

fn presets(node: &Node<'_>, read: &mut Reader<'_>) -> Vec<&'static Preset> {
    let mut presets: Vec<&'static Preset> = Vec::new();
    for element in read.list(node, "texts").unwrap_or_default() {
        let Some(id) = read.text(&element) else { continue };
        match preset::find(&id) {
            Ok(preset) if presets.iter().any(|earlier| earlier.id == preset.id) => {
                read.refuse(&element, "stands twice", "name it once");
            }
            Ok(preset) => presets.push(preset),
            Err(_) => {
                let known = preset::PRESETS.iter().map(|preset| preset.id);
                read.refuse(&element, "is no preset", suggestion(&id, known));
            }
        }
    }
    presets
}

fn tables(node: &Node<'_>, read: &mut Reader<'_>) -> Vec<String> {
    let with_tables = || preset::PRESETS.iter().filter(|preset| !preset.policy().tables.is_empty());
    let mut tables = Vec::new();
    for element in read.list(node, "texts").unwrap_or_default() {
        let Some(id) = read.text(&element) else { continue };
        if with_tables().any(|preset| preset.id == id) {
            tables.push(id);
        } else {
            let known = with_tables().map(|preset| preset.id);
            read.refuse(&element, "is no preset with tables", suggestion(&id, known));
        }
    }
    tables
}
