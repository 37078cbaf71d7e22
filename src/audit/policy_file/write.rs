//! From a policy to a document.

use std::fmt::Write as _;

use toml::Value;

use super::rule::{CORRECTIONS, FAMILIES, LITERALS, SEVERITIES, SUMMARIES, VERDICTS};
use crate::audit::preset;
use crate::audit::{Exemption, Policy, Reference, Rule};
use crate::segment::{Grouping, Level};

/// The policy as TOML: presets by name, and of rules what the presets do not say.
pub(super) fn policy(policy: &Policy) -> String {
    let presets: Vec<_> = policy.presets.iter().filter_map(|id| preset::find(id).ok()).collect();
    let given: Vec<Rule> = presets.iter().flat_map(|preset| preset.policy().rules).collect();
    let (kept, without) = kept_of_presets(policy, &given);
    let mut out = Lines::default();
    out.line("name", text(&policy.name));
    out.line_if("version", policy.version.as_deref().map(text));
    out.line("confidence", number(policy.confidence.level()));
    out.line("minimum_rows", policy.minimum_rows.to_string());
    let ids: Vec<_> = presets.iter().map(|preset| preset.id).collect();
    out.line_if("presets", (!ids.is_empty()).then(|| list(ids.iter().map(|id| text(id)))));
    out.line_if("without", (!without.is_empty()).then(|| list(without.iter().map(|id| text(id)))));
    let tables: Vec<String> = presets.iter().flat_map(|preset| preset.policy().tables).collect();
    out.line_if("tables", (policy.tables != tables).then(|| list(policy.tables.iter().map(|id| text(id)))));
    let escalation = (!policy.escalation.is_empty()).then(|| list(policy.escalation.iter().map(|who| text(who))));
    out.line_if("escalation", escalation);
    for (index, one) in policy.rules.iter().enumerate() {
        let base = kept.get(index).copied();
        if base != Some(one) {
            rule(one, base, &mut out);
        }
    }
    for one in &policy.exemptions {
        exemption(one, &mut out);
    }
    out.text
}

/// The rules of the presets with which the policy begins, changed or not, and the ids of those that it lacks.
fn kept_of_presets<'a>(policy: &Policy, given: &'a [Rule]) -> (Vec<&'a Rule>, Vec<&'a str>) {
    let has = |rule: &&Rule| policy.rules.iter().any(|own| own.id == rule.id);
    let kept: Vec<&Rule> = given.iter().filter(has).collect();
    let in_order = kept.iter().zip(&policy.rules).all(|(kept, own)| kept.id == own.id);
    if in_order {
        let without = given.iter().filter(|rule| !has(rule)).map(|rule| rule.id.as_str()).collect();
        (kept, without)
    } else {
        (Vec::new(), given.iter().map(|rule| rule.id.as_str()).collect())
    }
}

#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, key: &str, value: impl AsRef<str>) {
        let _ = writeln!(self.text, "{key} = {}", value.as_ref());
    }

    fn line_if(&mut self, key: &str, value: Option<String>) {
        if let Some(value) = value {
            self.line(key, value);
        }
    }

    fn table(&mut self, name: &str) {
        let _ = writeln!(self.text, "\n[[{name}]]");
    }
}

/// Every key that matters: what is the default and not changed from a preset is left out.
fn rule(rule: &Rule, base: Option<&Rule>, out: &mut Lines) {
    let plain = Rule::new("", rule.criterion.as_str());
    let base = base.unwrap_or(&plain);
    out.table("rule");
    out.line("id", text(&rule.id));
    out.line("criterion", text(&rule.criterion));
    let segments = || list(rule.segments.iter().map(grouping));
    out.line_if("segments", (rule.segments != base.segments).then(segments));
    out.line(
        "tolerance",
        table(
            ["min", "max"]
                .into_iter()
                .zip([rule.tolerance.min, rule.tolerance.max])
                .filter_map(|(key, bound)| bound.map(|bound| (key.to_owned(), number(bound)))),
        ),
    );
    out.line("reference", reference(&rule.reference));
    out.line("summary", word(&SUMMARIES, &rule.summary));
    out.line_if("within_strata", (rule.within_strata != base.within_strata).then(|| rule.within_strata.to_string()));
    out.line_if("literal", (rule.literal != base.literal).then(|| word(&LITERALS, &rule.literal)));
    out.line("family", word(&FAMILIES, &rule.family));
    out.line_if("correction", (rule.correction != base.correction).then(|| word(&CORRECTIONS, &rule.correction)));
    out.line("severity", word(&SEVERITIES, &rule.severity));
    out.line("fail_on", list(rule.fail_on.iter().map(|verdict| word(&VERDICTS, verdict))));
    let changed =
        |own: &Option<String>, base: &Option<String>| (own != base).then(|| text(own.as_deref().unwrap_or_default()));
    out.line_if("owner", changed(&rule.owner, &base.owner));
    out.line_if("on_failure", changed(&rule.on_failure, &base.on_failure));
}

fn exemption(exemption: &Exemption, out: &mut Lines) {
    out.table("exemption");
    out.line("rule", text(&exemption.rule));
    let conditions = exemption.slice.conditions().iter();
    out.line("slice", table(conditions.map(|condition| (key(&condition.attribute), level(&condition.level)))));
    out.line("reason", text(&exemption.reason));
    out.line("expires", &exemption.expires);
    out.line_if("approved_by", exemption.approved_by.as_deref().map(text));
}

fn reference(reference: &Reference) -> String {
    match reference {
        Reference::Rest => text("rest"),
        Reference::Overall => text("overall"),
        Reference::Best => text("best"),
        Reference::Largest => text("largest"),
        // No policy that was checked asks for it.
        Reference::WidestPair => text("widest_pair"),
        Reference::Population => text("population"),
        Reference::Levels(levels) => table(levels.iter().map(|(name, one)| (key(name), level(one)))),
    }
}

fn level(level: &Level) -> String {
    level.name().map_or_else(|| "{ missing = true }".to_owned(), text)
}

/// A grouping as people write it, or as a list where a name would be read otherwise.
fn grouping(grouping: &Grouping) -> String {
    let written = grouping.to_string();
    if Grouping::parse(&written) == *grouping {
        text(&written)
    } else {
        list(grouping.attributes().iter().map(|name| text(name)))
    }
}

fn text(text: &str) -> String {
    Value::from(text).to_string()
}

fn number(number: f64) -> String {
    Value::Float(number).to_string()
}

fn key(name: &str) -> String {
    let bare = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { text(name) }
}

fn word<T: PartialEq>(words: &[(&str, T)], meaning: &T) -> String {
    text(words.iter().find(|(_, other)| other == meaning).map_or("", |(word, _)| word))
}

fn list(elements: impl Iterator<Item = String>) -> String {
    format!("[{}]", elements.collect::<Vec<_>>().join(", "))
}

fn table(entries: impl Iterator<Item = (String, String)>) -> String {
    format!("{{ {} }}", entries.map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>().join(", "))
}
