//! Every finding with its evidence, what to do and who answers for it.

use crate::audit::{Assessment, Audited, Finding, FindingCode, RuleResult};
use crate::report::document::{Block, Card};
use crate::report::table::open_table;
use crate::report::text::Text;
use crate::report::words::{self, finding as label};

/// Findings that are shown at once; the rest is folded away.
const SHOWN: usize = 10;

pub(super) fn findings(audited: &Audited) -> Vec<Block> {
    let is_open = |finding: &&Finding| {
        matches!(finding.code, FindingCode::Inconclusive | FindingCode::NotAssessed) && !finding.fails_gate
    };
    // What is withheld without failing anything is listed with who is not in the numbers.
    let is_told = |finding: &&Finding| finding.code != FindingCode::Withheld || finding.fails_gate;
    let open = audited.findings.iter().filter(is_open).count();
    let told = audited.findings.iter().filter(is_told).count();
    let intro = words::findings_intro((told - open) as u64, open as u64);
    let mut blocks = vec![Block::Paragraph(intro)];
    let mut cards: Vec<Block> = audited
        .findings
        .iter()
        .filter(|finding| is_told(finding) && !is_open(finding))
        .map(|finding| Block::Finding(Box::new(card(audited, finding))))
        .collect();
    let rest = cards.split_off(cards.len().min(SHOWN));
    blocks.append(&mut cards);
    if !rest.is_empty() {
        blocks.push(Block::Fold {
            level: None,
            summary: words::more_findings(rest.len()),
            marks: Vec::new(),
            blocks: rest,
        });
    }
    let open: Vec<(&RuleResult, &Assessment)> =
        audited.findings.iter().filter(is_open).filter_map(|finding| assessment(audited, finding)).collect();
    if !open.is_empty() {
        let marks = super::front::tally(open.iter().map(|(_, assessment)| *assessment));
        blocks.push(Block::Fold {
            level: Some(3),
            summary: words::open_findings(open.len()),
            marks,
            blocks: vec![Block::Table(open_table(audited, &open, words::open_findings(open.len())))],
        });
    }
    blocks
}

/// The assessment that a finding rests on.
pub(super) fn assessment<'a>(audited: &'a Audited, finding: &Finding) -> Option<(&'a RuleResult, &'a Assessment)> {
    let (rule, assessment) = finding.evidence.strip_prefix("rules[")?.split_once("].assessments[")?;
    let result = audited.rules.get(rule.parse::<usize>().ok()?)?;
    Some((result, result.assessments.get(assessment.strip_suffix(']')?.parse::<usize>().ok()?)?))
}

fn card(audited: &Audited, finding: &Finding) -> Card {
    let evidence = assessment(audited, finding);
    let mut facts: Vec<(String, Text)> = Vec::new();
    let mut fact = |name: &str, text: Text| facts.push((name.to_owned(), text));
    if let Some(action) = &finding.action {
        fact(label::ACTION, Text::of_prose(words::capital(action)));
    }
    if let Some(owner) = &finding.owner {
        fact(label::OWNER, Text::of_prose(owner));
    }
    if finding.people.is_some() || finding.code == FindingCode::Withheld {
        fact(label::PEOPLE, words::people(finding).into());
    }
    if let Some(reason) = &finding.exempted {
        fact(label::EXEMPTED, Text::of_prose(reason));
    }
    if let Some(rule) = &finding.rule {
        let text = Text::of_name(rule);
        let criterion = audited.rule(rule).map(|result| words::criterion_name(&result.rule.criterion));
        fact(label::RULE, criterion.map_or(text.clone(), |criterion| text.plain(format!(": {criterion}"))));
    }
    fact(label::SEVERITY, words::severity(finding.severity).into());
    let mut sentence = Text::from(words::capital(finding.code.description())).plain(".");
    if let Some((result, assessment)) = evidence {
        sentence = words::judged(audited, &result.rule, assessment);
        if let Some(size) = words::settling(assessment) {
            sentence = sentence.plain(format!(" {}.", words::capital(&size)));
        }
        if let Ok(p) = assessment.p_outside_adjusted {
            let correction = assessment.correction.text();
            fact(label::P_VALUE, words::p_outside(p, assessment.comparisons, correction).into());
        }
        if let (Some(rule), Some(literal)) = (result.rule.literal, &assessment.literal) {
            fact(words::literal_heading(rule), words::literal(rule, literal));
        }
    } else if let Some(reversal) = reversal(audited, finding) {
        sentence = reversal;
    } else if let Some(exemption) = exemption(audited, finding) {
        sentence = sentence.plain(" ").text(words::exempt(exemption)).plain(".");
    } else if let Some(withheld) = withheld(audited, finding) {
        sentence = sentence.plain(" ").text(words::withheld(withheld));
    }
    fact(label::EVIDENCE, words::evidence(&finding.evidence));
    let grouping = evidence
        .filter(|(_, assessment)| assessment.group_values.is_empty() && assessment.reference_values.is_empty())
        .map(|(_, assessment)| assessment.grouping.attributes())
        .or_else(|| withheld(audited, finding).map(|withheld| withheld.grouping.attributes()));
    Card {
        verdict: evidence.map(|(_, assessment)| assessment.verdict),
        heading: words::finding_heading(finding, grouping),
        sentence,
        facts,
        fails: finding.fails_gate,
    }
}

fn reversal(audited: &Audited, finding: &Finding) -> Option<Text> {
    let at = finding.evidence.strip_prefix("conditional[")?.strip_suffix(']')?;
    words::reversal(audited.conditional.get(at.parse::<usize>().ok()?)?)
}

fn withheld<'a>(audited: &'a Audited, finding: &Finding) -> Option<&'a crate::audit::WithheldSlices> {
    let at = finding.evidence.strip_prefix("privacy.withheld[")?.strip_suffix(']')?;
    audited.privacy.as_ref()?.withheld.get(at.parse::<usize>().ok()?)
}

fn exemption<'a>(audited: &'a Audited, finding: &Finding) -> Option<&'a crate::audit::Exemption> {
    let at = finding.evidence.strip_prefix("policy.exemptions[")?.strip_suffix(']')?;
    audited.policy.exemptions.get(at.parse::<usize>().ok()?)
}
