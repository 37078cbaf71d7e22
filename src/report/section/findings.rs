//! Every finding with its evidence, what to do and who answers for it.

use crate::audit::{Assessment, Audited, ConditionalResult, Finding, FindingCode, RuleResult, Verdict};
use crate::report::document::{Block, Card};
use crate::report::reading::{self, View};
use crate::report::source::Sources;
use crate::report::table::open_table;
use crate::report::text::Text;
use crate::report::words;

/// Findings that are told in full; the others are lines of a table.
const SHOWN: usize = 8;

pub(super) fn findings(audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    let counted = audited.totals.findings;
    let sources = Sources::default().count(w, counted.settled, "/totals/findings/settled").count(
        w,
        counted.open,
        "/totals/findings/open",
    );
    let is_unsettled =
        |finding: &&Finding| matches!(finding.code, FindingCode::Inconclusive | FindingCode::NotAssessed);
    let found = audited.findings.iter().filter(is_unsettled).count() as u64;
    let unsettled =
        [Verdict::Inconclusive, Verdict::NotAssessed].map(|verdict| audited.gate.verdicts[verdict as usize]);
    let undeclared = unsettled.iter().sum::<u64>() > found;
    let intro = w.findings_intro(counted.settled, counted.open, undeclared);
    let mut blocks = vec![Block::Paragraph(intro.sourced(&sources))];
    let mut listed: Vec<(&RuleResult, &Assessment)> = Vec::new();
    for (at, finding) in settled(audited).enumerate() {
        match assessment(audited, finding) {
            Some(evidence) if at >= SHOWN => listed.push(evidence),
            _ => blocks.push(Block::Finding(Box::new(card(audited, finding)))),
        }
    }
    if !listed.is_empty() {
        let source = Sources::default().count(w, counted.listed, "/totals/findings/listed");
        let title = w.more_findings(listed.len()).sourced(&source);
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
            summary: w.open_findings(open.len()).sourced(&Sources::default().count(
                w,
                counted.open,
                "/totals/findings/open",
            )),
            marks,
            blocks: vec![Block::Table(open_table(audited, &open, w.open_findings(open.len())))],
        });
    }
    blocks
}

/// Findings that are no open questions.
fn settled(audited: &Audited) -> impl Iterator<Item = &Finding> {
    audited.findings.iter().filter(|finding| is_told(finding) && !is_open(finding))
}

/// Whether a finding is a question that is open, and fails nothing.
pub(in crate::report) fn is_open(finding: &Finding) -> bool {
    matches!(finding.code, FindingCode::Inconclusive | FindingCode::NotAssessed) && !finding.fails_gate
}

/// Whether a finding is told among the others: what is withheld without failing anything is listed with who is not in the
/// numbers.
pub(in crate::report) fn is_told(finding: &Finding) -> bool {
    finding.code != FindingCode::Withheld || finding.fails_gate
}

/// How many findings are lines of a table: what rests on one comparison reads as well there; anything else needs its words.
pub(in crate::report) fn listed(audited: &Audited) -> usize {
    settled(audited).skip(SHOWN).filter(|finding| assessment(audited, finding).is_some()).count()
}

/// The rule and the row that a finding rests on.
pub(super) fn places(finding: &Finding) -> Option<(usize, usize)> {
    place(&finding.evidence)
}

fn place(evidence: &str) -> Option<(usize, usize)> {
    let (rule, row) = evidence.strip_prefix("rules[")?.split_once("].assessments[")?;
    Some((rule.parse().ok()?, row.strip_suffix(']')?.parse().ok()?))
}

/// The verdict at a place, with the place.
pub(super) fn placed<'a>(
    audited: &'a Audited,
    evidence: &str,
) -> Option<(usize, usize, &'a RuleResult, &'a Assessment)> {
    let (rule, row) = place(evidence)?;
    let result = audited.rules.get(rule)?;
    Some((rule, row, result, result.assessments.get(row)?))
}

/// The first findings that are told, the worst first, and how many there are.
pub(in crate::report) fn first_findings(audited: &View<'_>, most: usize) -> (Vec<Card>, usize) {
    (settled(audited).take(most).map(|finding| card(audited, finding)).collect(), settled(audited).count())
}

/// The assessment that a finding rests on.
pub(in crate::report) fn assessment<'a>(
    audited: &'a Audited,
    finding: &Finding,
) -> Option<(&'a RuleResult, &'a Assessment)> {
    placed(audited, &finding.evidence).map(|(_, _, result, one)| (result, one))
}

/// What the words of a finding may tell.
fn sources(audited: &View<'_>, finding: &Finding) -> Sources {
    let w = audited.words;
    let own = &audited.findings;
    let at = own.iter().position(|one| std::ptr::eq(one, finding)).unwrap_or_default();
    let mut sources = Sources::default();
    if let Some((rule, row)) = places(finding) {
        sources = sources.and(Sources::assessment(w, audited, rule, row));
    }
    if let Some(at) = audited.totals.settling.iter().position(|own| own.evidence == finding.evidence) {
        let customers = audited.totals.settling[at].customers;
        sources = sources.written(w.about(customers), format!("/totals/settling/{at}/customers"));
    }
    if let Some((at, result)) = conditional(audited, finding) {
        sources = sources.below(w, &format!("/audited/conditional/{at}/simpson"), &result.simpson);
    }
    sources.below(w, &format!("/audited/findings/{at}/people"), &finding.people)
}

fn card(audited: &View<'_>, finding: &Finding) -> Card {
    let w = audited.words;
    let evidence = assessment(audited, finding);
    let sources = sources(audited, finding);
    let mut facts: Vec<(String, Text)> = Vec::new();
    let mut fact = |name: &str, text: Text| facts.push((name.to_owned(), text));
    if let Some(action) = &finding.action {
        fact(w.labels().finding.action, Text::of_prose(words::capital(action)));
    }
    if let Some(owner) = &finding.owner {
        fact(w.labels().finding.owner, Text::of_prose(owner));
    }
    if finding.people.is_some() || finding.code == FindingCode::Withheld {
        fact(w.labels().finding.people, Text::from(w.people(reading::unit(audited), finding)).sourced(&sources));
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
        if let Some(size) = w.settling(reading::unit(audited), assessment) {
            sentence = sentence.plain(format!(" {}.", words::capital(&size)));
        }
        if let Ok(p) = assessment.p_outside_adjusted {
            let correction = w.correction(assessment.correction);
            let text = Text::from(w.p_outside(p, assessment.comparisons, correction));
            fact(w.labels().finding.p_value, text.sourced(&sources));
        }
        if let (Some(rule), Some(literal)) = (result.rule.literal, &assessment.literal) {
            fact(w.literal_heading(rule), w.literal(rule, literal).sourced(&sources));
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
        sentence: sentence.sourced(&sources),
        facts,
        fails: finding.fails_gate,
    }
}

fn reversal(audited: &View<'_>, finding: &Finding) -> Option<Text> {
    audited.words.reversal(conditional(audited, finding)?.1)
}

/// The comparison within strata that a finding rests on, with its place.
fn conditional<'a>(audited: &'a Audited, finding: &Finding) -> Option<(usize, &'a ConditionalResult)> {
    let at = finding.evidence.strip_prefix("conditional[")?.strip_suffix(']')?.parse().ok()?;
    Some((at, audited.conditional.get(at)?))
}

fn withheld<'a>(audited: &'a View<'_>, finding: &Finding) -> Option<&'a crate::audit::WithheldSlices> {
    let at = finding.evidence.strip_prefix("privacy.withheld[")?.strip_suffix(']')?;
    audited.privacy.as_ref()?.withheld.get(at.parse::<usize>().ok()?)
}

fn exemption<'a>(audited: &'a Audited, finding: &Finding) -> Option<&'a crate::audit::Exemption> {
    let at = finding.evidence.strip_prefix("policy.exemptions[")?.strip_suffix(']')?;
    audited.policy.exemptions.get(at.parse::<usize>().ok()?)
}
