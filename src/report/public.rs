//! A page for the public: plain words, rounded numbers, no small counts, no names of people.

use super::document::Block;
use super::governance::ActionState;
use super::markdown;
use super::model::Report;
use super::reading;
use super::text::Text;
use super::words::Words;
use crate::audit::{Assessment, FindingCode, RuleResult, Verdict};
use crate::metric::{Task, catalogue};

/// Customers that a segment must have to be named.
pub const PUBLIC_MINIMUM: u64 = 100;
/// Customers that each count behind a published number must have, and its complement.
const COUNTED: u64 = 10;
/// Segments that are named; the rest is said to be more.
const NAMED: usize = 8;

/// The chapters of the page.
#[derive(Debug, Clone, Copy)]
pub(super) enum Chapter {
    Checked,
    Found,
    Done,
    Limits,
    Who,
}

/// A page for the public, made by [`Report::public_summary`].
#[derive(Debug)]
#[must_use = "a summary is there to be written"]
pub struct PublicSummary {
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "the page alone reads it"))]
    pub(super) words: Words,
    pub(super) title: String,
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "the page alone reads it"))]
    pub(super) draft: bool,
    pub(super) blocks: Vec<Block>,
}

impl Report {
    /// One page for the public: what was checked, what was found, what is being done, and what the check cannot tell.
    ///
    /// Single attributes only, segments of at least [`PUBLIC_MINIMUM`] customers, counts rounded to two digits and
    /// differences to whole percent; nothing is said of a rate behind which fewer than ten customers stand, on either side.
    /// Names of reviewers and owners of single actions are left out.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Audit, Policy, Predictions};
    ///
    /// let predictions = Predictions::builder()
    ///     .decision((0..1000).map(|i| (i % 2 == 0 && i % 20 > 0) || i % 4 == 1))
    ///     .segment("gender", (0..1000).map(|i| if i % 2 == 0 { "men" } else { "women" }))
    ///     .build()?;
    /// let report = Audit::new().policy(Policy::four_fifths()).run(&predictions)?.report().title("Spring offer").build();
    /// let text = report.public_summary().markdown();
    /// assert!(text.contains("Customers in gender=women were chosen about 44% less often than gender=men, the best-treated"), "{text}");
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn public_summary(&self) -> PublicSummary {
        let w = Words::new(self.language);
        let mut blocks = vec![Block::Paragraph(w.public_intro(self))];
        if self.is_draft() {
            blocks.push(Block::Callout(w.public_draft()));
        }
        let decided = self.signed().map(|one| one.decision).max();
        for (chapter, body) in [
            (Chapter::Checked, checked(w, self)),
            (Chapter::Found, found(w, self)),
            (Chapter::Done, done(w, self)),
            (Chapter::Limits, vec![Block::List(w.public_limits(self, PUBLIC_MINIMUM))]),
            (Chapter::Who, vec![Block::Paragraph(w.public_answers(self, decided))]),
        ] {
            blocks.push(Block::Heading { level: 2, text: w.public_chapter(chapter).into() });
            blocks.extend(body);
        }
        PublicSummary {
            words: w,
            title: w.public_title(reading::unit(&self.audited), &self.title),
            draft: self.is_draft(),
            blocks,
        }
    }
}

impl PublicSummary {
    /// As GitHub-flavoured Markdown. Names that came with the data are escaped.
    pub fn markdown(&self) -> String {
        let title = Block::Heading { level: 1, text: Text::of_prose(&self.title) };
        format!("{}\n{}", markdown::blocks(self.words, &[title]), markdown::blocks(self.words, &self.blocks))
    }
}

fn checked(w: Words, report: &Report) -> Vec<Block> {
    let of_tasks = report.audited.tasks.iter().flat_map(|task| &task.groupings).map(|own| &own.grouping);
    let groupings = report.audited.groupings.iter().map(|own| &own.grouping).chain(of_tasks);
    let mut attributes: Vec<&str> = Vec::new();
    for grouping in groupings {
        if let [one] = grouping.attributes() {
            attributes.extend((!attributes.contains(&one.as_str())).then_some(one.as_str()));
        }
    }
    vec![Block::Paragraph(w.public_checked(report, &attributes))]
}

/// Whether a segment is large enough to be named, and every count behind its number. Of other predictions than decisions the
/// page tells no number, and there may be no count behind it.
fn is_public(criterion: &str, assessment: &Assessment) -> bool {
    let of_task = catalogue::criterion(criterion).is_ok_and(|criterion| criterion.task() != Task::Decisions);
    let counts = || assessment.group_values.iter().chain(&assessment.reference_values);
    assessment.grouping.attributes().len() == 1
        && assessment.rows >= PUBLIC_MINIMUM
        && assessment.reference.rows >= PUBLIC_MINIMUM
        && assessment.value.is_ok()
        && (of_task || !assessment.group_values.is_empty())
        && counts().all(|value| match (value.numerator, value.denominator) {
            (Some(of), Some(among)) => of >= COUNTED && among.saturating_sub(of) >= COUNTED,
            _ => of_task,
        })
}

fn found(w: Words, report: &Report) -> Vec<Block> {
    let audited = &report.audited;
    let exempted = |rule_at: usize, at: usize| {
        let evidence = format!("rules[{rule_at}].assessments[{at}]");
        audited.findings.iter().any(|one| one.evidence == evidence && one.exempted.is_some())
    };
    let mut named: Vec<(&RuleResult, &Assessment, bool)> = Vec::new();
    let mut kept_back = false;
    for (rule_at, result) in audited.rules.iter().enumerate() {
        for (at, one) in result.assessments.iter().enumerate().filter(|(_, one)| one.verdict == Verdict::Outside) {
            if is_public(&result.rule.criterion, one) {
                named.push((result, one, exempted(rule_at, at)));
            } else {
                kept_back = true;
            }
        }
    }
    named.sort_by_key(|(_, one, _)| std::cmp::Reverse(one.rows));
    let mut blocks = vec![Block::Paragraph(w.public_verdict(audited.gate.passed(), !named.is_empty() || kept_back))];
    let mut list: Vec<Text> = named
        .iter()
        .take(NAMED)
        .map(|(result, one, exempted)| w.public_outside(audited, &result.rule, one, *exempted))
        .collect();
    if named.len() > NAMED {
        list.push(w.public_more_segments());
    }
    if kept_back {
        list.push(w.public_kept_back());
    }
    if !list.is_empty() {
        blocks.push(Block::List(list));
    }
    let open = audited.rules.iter().flat_map(|result| &result.assessments);
    if open.into_iter().any(|one| matches!(one.verdict, Verdict::Inconclusive | Verdict::NotAssessed)) {
        blocks.push(Block::Paragraph(w.public_open(reading::unit(audited))));
    }
    if audited.findings.iter().any(|finding| finding.code == FindingCode::ReversalWithinStrata) {
        blocks.push(Block::Paragraph(w.public_reversal()));
    }
    blocks
}

fn done(w: Words, report: &Report) -> Vec<Block> {
    let actions = report.governance.actions.iter().filter(|action| action.state != ActionState::Rejected);
    let list: Vec<Text> = actions.map(|action| w.public_action(action)).collect();
    if !list.is_empty() {
        return vec![Block::List(list)];
    }
    let outside = report.audited.rules.iter().any(|result| result.count(Verdict::Outside) > 0);
    vec![Block::Paragraph(if outside { w.public_undecided() } else { w.nothing_to_do() })]
}
