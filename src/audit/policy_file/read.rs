//! From a document to a policy.

use std::collections::BTreeSet;

use super::document::{Node, Reader, Table, parse};
use crate::audit::policy::default_tolerance;
use crate::audit::preset::{self, Preset};
use crate::audit::{Exemption, Family, LiteralRule, Policy, Reference, Rule, Severity, Summary, Tolerance, Verdict};
use crate::error::{Error, suggestion};
use crate::metric::catalogue;
use crate::segment::{Grouping, Level, Slice};
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

const RULE_KEYS: [&str; 13] = [
    "id",
    "criterion",
    "segments",
    "tolerance",
    "reference",
    "summary",
    "within_strata",
    "literal",
    "family",
    "severity",
    "fail_on",
    "owner",
    "on_failure",
];

const EXEMPTION_KEYS: [&str; 5] = ["rule", "slice", "reason", "expires", "approved_by"];

pub(super) const LITERALS: [(&str, Option<LiteralRule>); 3] = [
    ("four-fifths", Some(LiteralRule::FourFifths)),
    ("two-standard-deviations", Some(LiteralRule::TwoStandardDeviations)),
    ("none", None),
];
pub(super) const SUMMARIES: [(&str, Summary); 2] = [("each", Summary::Each), ("worst", Summary::Worst)];
pub(super) const FAMILIES: [(&str, Family); 2] = [("primary", Family::Primary), ("exploratory", Family::Exploratory)];
pub(super) const SEVERITIES: [(&str, Severity); 4] =
    [("high", Severity::High), ("medium", Severity::Medium), ("low", Severity::Low), ("info", Severity::Info)];
pub(super) const VERDICTS: [(&str, Verdict); 4] = [
    ("outside", Verdict::Outside),
    ("inconclusive", Verdict::Inconclusive),
    ("not-assessed", Verdict::NotAssessed),
    ("within", Verdict::Within),
];

/// Reads and checks a policy.
pub(super) fn policy(text: &str) -> Result<Policy, Error> {
    let document = parse(text)?;
    let mut read = Reader::new(text);
    let top = Table::of(document.get_ref(), String::new(), 0);
    read.known_keys(&top, &POLICY_KEYS);
    let mut policy = head(&top, &mut read);
    rules(&top, &mut policy, &mut read);
    exemptions(&top, &mut policy, &mut read);
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

fn rules(top: &Table<'_>, policy: &mut Policy, read: &mut Reader<'_>) {
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
    crate::error::Problem::new(crate::error::ErrorKind::UnknownName, "is a metric of one group, not a criterion")
        .value(name)
        .remedy(remedy)
        .into()
}

fn rule_key(node: &Node<'_>, rule: &mut Rule, read: &mut Reader<'_>) {
    match node.key() {
        "segments" => rule.segments = segments(node, read).unwrap_or_default(),
        "tolerance" => rule.tolerance = tolerance(node, read).unwrap_or(rule.tolerance),
        "reference" => rule.reference = reference(node, read).unwrap_or_default(),
        "summary" => rule.summary = read.word(node, &SUMMARIES).unwrap_or_default(),
        "within_strata" => rule.within_strata = read.flag(node).unwrap_or_default(),
        "literal" => rule.literal = read.word(node, &LITERALS).unwrap_or_default(),
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
            "write \"rest\", \"overall\", \"best\", \"largest\" or { age_band = \"35-44\" }",
        );
        return None;
    }
    let words = [("rest", 0), ("overall", 1), ("best", 2), ("largest", 3)];
    Some(match read.word(node, &words)? {
        1 => Reference::Overall,
        2 => Reference::Best,
        3 => Reference::Largest,
        _ => Reference::Rest,
    })
}

/// Levels by attribute; `{ missing = true }` is the missing one.
fn levels(node: &Node<'_>, read: &mut Reader<'_>) -> Option<Vec<(String, Level)>> {
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

fn exemptions(top: &Table<'_>, policy: &mut Policy, read: &mut Reader<'_>) {
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
