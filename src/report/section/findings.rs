//! Every finding with its evidence, what to do and who answers for it.

use crate::audit::{Assessment, Audited, Finding, FindingCode, RuleResult};
use crate::report::document::{Block, Card};
use crate::report::reading::View;
use crate::report::table::open_table;
use crate::report::text::Text;
use crate::report::words;

/// Findings that are told in full; the others are lines of a table.
const SHOWN: usize = 8;

pub(super) fn findings(audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    let open = audited.findings.iter().filter(|finding| is_open(finding)).count();
    let told = audited.findings.iter().filter(|finding| is_told(finding)).count();
    let intro = w.findings_intro((told - open) as u64, open as u64);
    let mut blocks = vec![Block::Paragraph(intro)];
    let mut listed: Vec<(&RuleResult, &Assessment)> = Vec::new();
    for (at, finding) in audited.findings.iter().filter(|finding| is_told(finding) && !is_open(finding)).enumerate() {
        // What rests on one comparison reads as well in a line of a table; anything else needs its words.
        match assessment(audited, finding) {
            Some(evidence) if at >= SHOWN => listed.push(evidence),
            _ => blocks.push(Block::Finding(Box::new(card(audited, finding)))),
        }
    }
    if !listed.is_empty() {
        let title = w.more_findings(listed.len());
        blocks.push(Block::Heading { level: 3, text: title });
        blocks.push(Block::Table(open_table(audited, &listed, w.other_findings())));
    }
    let open: Vec<(&RuleResult, &Assessment)> = audited
        .findings
        .iter()
        .filter(|finding| is_open(finding))
        .filter_map(|finding| assessment(audited, finding))
        .collect();
    if !open.is_empty() {
        let marks = super::front::tally(open.iter().map(|(_, assessment)| *assessment));
        blocks.push(Block::Fold {
            level: Some(3),
            summary: w.open_findings(open.len()),
            marks,
            blocks: vec![Block::Table(open_table(audited, &open, w.open_findings(open.len())))],
        });
    }
    blocks
}

/// Whether a finding says only that a comparison is not settled.
fn is_open(finding: &Finding) -> bool {
    matches!(finding.code, FindingCode::Inconclusive | FindingCode::NotAssessed) && !finding.fails_gate
}

/// What is withheld without failing anything is listed with who is not in the numbers.
fn is_told(finding: &Finding) -> bool {
    finding.code != FindingCode::Withheld || finding.fails_gate
}

/// The first findings that are told, the worst first, and how many there are.
pub(in crate::report) fn first_findings(audited: &View<'_>, most: usize) -> (Vec<Card>, usize) {
    let told = || audited.findings.iter().filter(|finding| is_told(finding) && !is_open(finding));
    (told().take(most).map(|finding| card(audited, finding)).collect(), told().count())
}

/// The assessment that a finding rests on.
pub(in crate::report) fn assessment<'a>(
    audited: &'a Audited,
    finding: &Finding,
) -> Option<(&'a RuleResult, &'a Assessment)> {
    let (rule, assessment) = finding.evidence.strip_prefix("rules[")?.split_once("].assessments[")?;
    let result = audited.rules.get(rule.parse::<usize>().ok()?)?;
    Some((result, result.assessments.get(assessment.strip_suffix(']')?.parse::<usize>().ok()?)?))
}

fn card(audited: &View<'_>, finding: &Finding) -> Card {
    let w = audited.words;
    let evidence = assessment(audited, finding);
    let mut facts: Vec<(String, Text)> = Vec::new();
    let mut fact = |name: &str, text: Text| facts.push((name.to_owned(), text));
    if let Some(action) = &finding.action {
        fact(w.labels().finding.action, Text::of_prose(words::capital(action)));
    }
    if let Some(owner) = &finding.owner {
        fact(w.labels().finding.owner, Text::of_prose(owner));
    }
    if finding.people.is_some() || finding.code == FindingCode::Withheld {
        fact(w.labels().finding.people, w.people(finding).into());
    }
    if let Some(reason) = &finding.exempted {
        fact(w.labels().finding.exempted, Text::of_prose(reason));
    }
    if let Some(rule) = &finding.rule {
        let text = Text::of_name(rule);
        let criterion = audited.rule(rule).map(|result| w.criterion_name(&result.rule.criterion));
        fact(w.labels().finding.rule, criterion.map_or(text.clone(), |criterion| text.plain(format!(": {criterion}"))));
    }
    fact(w.labels().finding.severity, w.severity(finding.severity).into());
    let mut sentence = Text::from(words::capital(w.finding_description(finding.code))).plain(".");
    if let Some((result, assessment)) = evidence {
        sentence = w.judged(audited, &result.rule, assessment);
        if let Some(size) = w.settling(assessment) {
            sentence = sentence.plain(format!(" {}.", words::capital(&size)));
        }
        if let Ok(p) = assessment.p_outside_adjusted {
            let correction = w.correction(assessment.correction);
            fact(w.labels().finding.p_value, w.p_outside(p, assessment.comparisons, correction).into());
        }
        if let (Some(rule), Some(literal)) = (result.rule.literal, &assessment.literal) {
            fact(w.literal_heading(rule), w.literal(rule, literal));
        }
    } else if let Some(reversal) = reversal(audited, finding) {
        sentence = reversal;
    } else if let Some(exemption) = exemption(audited, finding) {
        sentence = sentence.plain(" ").text(w.exempt(exemption)).plain(".");
    } else if let Some(withheld) = withheld(audited, finding) {
        sentence = sentence.plain(" ").text(w.withheld(withheld));
    }
    fact(w.labels().finding.evidence, words::evidence(&finding.evidence));
    let grouping = evidence
        .filter(|(_, assessment)| assessment.group_values.is_empty() && assessment.reference_values.is_empty())
        .map(|(_, assessment)| assessment.grouping.attributes())
        .or_else(|| withheld(audited, finding).map(|withheld| withheld.grouping.attributes()));
    Card {
        verdict: evidence.map(|(_, assessment)| assessment.verdict),
        heading: w.finding_heading(finding, grouping),
        sentence,
        facts,
        fails: finding.fails_gate,
    }
}

fn reversal(audited: &View<'_>, finding: &Finding) -> Option<Text> {
    let w = audited.words;
    let at = finding.evidence.strip_prefix("conditional[")?.strip_suffix(']')?;
    w.reversal(audited.conditional.get(at.parse::<usize>().ok()?)?)
}

fn withheld<'a>(audited: &'a View<'_>, finding: &Finding) -> Option<&'a crate::audit::WithheldSlices> {
    let at = finding.evidence.strip_prefix("privacy.withheld[")?.strip_suffix(']')?;
    audited.privacy.as_ref()?.withheld.get(at.parse::<usize>().ok()?)
}

fn exemption<'a>(audited: &'a Audited, finding: &Finding) -> Option<&'a crate::audit::Exemption> {
    let at = finding.evidence.strip_prefix("policy.exemptions[")?.strip_suffix(']')?;
    audited.policy.exemptions.get(at.parse::<usize>().ok()?)
}
