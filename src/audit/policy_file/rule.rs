//! The tables `[[rule]]`.

use super::document::Reader;
use super::exemption::levels;
use super::node::{Node, Table};
use crate::audit::policy::default_tolerance;
use crate::audit::{Correction, Family, LiteralRule, Policy, Reference, Rule, Severity, Summary, Tolerance, Verdict};
use crate::error::{Error, ErrorKind, Problem};
use crate::metric::catalogue;
use crate::segment::Grouping;

const RULE_KEYS: [&str; 14] = [
    "id",
    "criterion",
    "segments",
    "tolerance",
    "reference",
    "summary",
    "within_strata",
    "literal",
    "family",
    "correction",
    "severity",
    "fail_on",
    "owner",
    "on_failure",
];

pub(super) const LITERALS: [(&str, Option<LiteralRule>); 3] = [
    ("four-fifths", Some(LiteralRule::FourFifths)),
    ("two-standard-deviations", Some(LiteralRule::TwoStandardDeviations)),
    ("none", None),
];
pub(super) const SUMMARIES: [(&str, Summary); 2] = [("each", Summary::Each), ("worst", Summary::Worst)];
pub(super) const FAMILIES: [(&str, Family); 2] = [("primary", Family::Primary), ("exploratory", Family::Exploratory)];
pub(super) const CORRECTIONS: [(&str, Option<Correction>); 6] = [
    ("holm", Some(Correction::Holm)),
    ("benjamini-hochberg", Some(Correction::BenjaminiHochberg)),
    ("benjamini-yekutieli", Some(Correction::BenjaminiYekutieli)),
    ("e-benjamini-hochberg", Some(Correction::EBenjaminiHochberg)),
    ("westfall-young", Some(Correction::WestfallYoung)),
    ("of-family", None),
];
pub(super) const SEVERITIES: [(&str, Severity); 4] =
    [("high", Severity::High), ("medium", Severity::Medium), ("low", Severity::Low), ("info", Severity::Info)];
pub(super) const VERDICTS: [(&str, Verdict); 4] = [
    ("outside", Verdict::Outside),
    ("inconclusive", Verdict::Inconclusive),
    ("not-assessed", Verdict::NotAssessed),
    ("within", Verdict::Within),
];

/// Adds the rules of a document to those of its presets, and changes those of the same id.
pub(super) fn rules(top: &Table<'_>, policy: &mut Policy, read: &mut Reader<'_>) {
    let mut seen: Vec<String> = Vec::new();
    for mut table in top.get("rule").map(|node| read.tables(&node)).unwrap_or_default() {
        let id = table.get("id").and_then(|node| read.optional_text(&node));
        let Some(id) = id else {
            read.known_keys(&table, &RULE_KEYS);
            if table.get("id").is_none_or(|node| node.is_text()) {
                read.refuse_table(&table, "has no id", "name it: id = \"equal-reach\", say");
            }
            continue;
        };
        table.named(&id);
        read.known_keys(&table, &RULE_KEYS);
        if seen.contains(&id) {
            read.refuse_table(&table, "is named twice", "give each rule an id of its own");
        }
        let base = policy.rules.iter().position(|rule| rule.id == id && !seen.contains(&id));
        seen.push(id.clone());
        let Some(rule) = rule(&table, &id, base.map(|index| &policy.rules[index]), read) else { continue };
        match base {
            Some(index) => policy.rules[index] = rule,
            None => policy.rules.push(rule),
        }
    }
}

/// One rule: a rule of a preset with what is given here, or a new one.
fn rule(table: &Table<'_>, id: &str, base: Option<&Rule>, read: &mut Reader<'_>) -> Option<Rule> {
    let named = table.get("criterion").map(|node| (node.at(), read.text(&node)));
    let criterion = match (named, base) {
        (Some((at, Some(name))), _) => match catalogue::criterion(&name) {
            Ok(criterion) => Some(criterion),
            Err(error) => {
                read.extend(at, &criterion_error(&name, &error).in_place(&format!("{} criterion", table.place())));
                None
            }
        },
        (Some((_, None)), _) => None,
        (None, Some(base)) => catalogue::criterion(&base.criterion).ok(),
        (None, None) => {
            read.refuse_table(table, "has no criterion", "name one, as criterion = \"disparate_impact\"");
            None
        }
    };
    let mut rule = base.cloned().unwrap_or_else(|| Rule::new(id, ""));
    if let Some(criterion) = criterion.filter(|criterion| criterion.id != rule.criterion) {
        criterion.id.clone_into(&mut rule.criterion);
        rule.tolerance = default_tolerance(criterion);
    }
    for node in table.nodes() {
        rule_key(&node, &mut rule, read);
    }
    criterion?;
    // Only the rule by itself: what concerns several is looked at where the line of each is known.
    let mut alone = Policy::builder("").into_unchecked();
    alone.rules.push(rule.clone());
    if let Err(error) = alone.check() {
        let at = table.get("tolerance").map_or(table.at(), |node| node.at());
        read.extend(at, &error);
    }
    Some(rule)
}

/// The catalogue's error, with a word on metrics, which a policy compares by a criterion.
fn criterion_error(name: &str, error: &Error) -> Error {
    let Ok(catalogue::Entry::Metric(metric)) = catalogue::find(name) else { return error.clone() };
    let on_it: Vec<&str> = catalogue::CRITERIA
        .iter()
        .filter(|criterion| matches!(criterion.metrics(), [only] if only.id == metric.id))
        .map(|criterion| criterion.id)
        .collect();
    let remedy = match on_it.as_slice() {
        [] => "a rule needs a criterion: see evenhand catalogue".to_owned(),
        on_it => format!("compare groups by it with {}", on_it.join(" or ")),
    };
    Problem::new(ErrorKind::UnknownName, "is a metric of one group, not a criterion").value(name).remedy(remedy).into()
}

fn rule_key(node: &Node<'_>, rule: &mut Rule, read: &mut Reader<'_>) {
    match node.key() {
        "segments" => rule.segments = segments(node, read).unwrap_or_default(),
        "tolerance" => rule.tolerance = tolerance(node, read).unwrap_or(rule.tolerance),
        "reference" => rule.reference = reference(node, read).unwrap_or_default(),
        "summary" => rule.summary = read.word(node, &SUMMARIES).unwrap_or_default(),
        "within_strata" => rule.within_strata = read.flag(node).unwrap_or_default(),
        "literal" => rule.literal = read.word(node, &LITERALS).unwrap_or_default(),
        "correction" => rule.correction = read.word(node, &CORRECTIONS).unwrap_or_default(),
        "family" => rule.family = read.word(node, &FAMILIES).unwrap_or_default(),
        "severity" => rule.severity = read.word(node, &SEVERITIES).unwrap_or_default(),
        "fail_on" => {
            let elements = read.list(node, "texts").unwrap_or_default();
            rule.fail_on = elements.iter().filter_map(|element| read.word(element, &VERDICTS)).collect();
        }
        "owner" => rule.owner = read.optional_text(node),
        "on_failure" => rule.on_failure = read.optional_text(node),
        _ => {}
    }
}

fn segments(node: &Node<'_>, read: &mut Reader<'_>) -> Option<Vec<Grouping>> {
    let mut groupings = Vec::new();
    for element in read.list(node, "texts")? {
        let grouping = if element.is_list() {
            Grouping::by(read.texts(&element)?)
        } else {
            Grouping::parse(&read.text(&element)?)
        };
        if grouping.attributes().is_empty() {
            read.refuse(&element, "names no segment", "write \"gender\" or \"gender × channel\"");
        }
        groupings.push(grouping);
    }
    Some(groupings)
}

fn tolerance(node: &Node<'_>, read: &mut Reader<'_>) -> Option<Tolerance> {
    let table = read.table(node, "a table { min = 0.8, max = 1.25 }")?;
    read.known_keys(&table, &["min", "max"]);
    let bound = |key: &str, read: &mut Reader<'_>| table.get(key).and_then(|node| read.number(&node));
    Some(Tolerance { min: bound("min", read), max: bound("max", read) })
}

fn reference(node: &Node<'_>, read: &mut Reader<'_>) -> Option<Reference> {
    if node.as_table().is_some() {
        return levels(node, read).map(|levels| Reference::Levels(levels.into_iter().collect()));
    }
    if !node.is_text() {
        read.refuse(
            node,
            "is no reference",
            "write \"rest\", \"overall\", \"best\", \"largest\", \"population\" or { age_band = \"35-44\" }",
        );
        return None;
    }
    let words = [("rest", 0), ("overall", 1), ("best", 2), ("largest", 3), ("population", 4)];
    Some(match read.word(node, &words)? {
        1 => Reference::Overall,
        2 => Reference::Best,
        3 => Reference::Largest,
        4 => Reference::Population,
        _ => Reference::Rest,
    })
}
