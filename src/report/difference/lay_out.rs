//! The comparison in words, for Markdown and for a terminal.

use super::{Direction, PlaceChange, ReportDifference};
use crate::report::document::Block;
use crate::report::governance::FindingState;
use crate::report::markdown;
use crate::report::text::Text;
use crate::report::words::Words;

/// Lines of what did not change or cannot be compared that are shown; the rest is counted.
const SHOWN: usize = 12;

impl ReportDifference {
    /// The comparison as GitHub-flavoured Markdown. Names that came with the data are escaped.
    pub fn markdown(&self) -> String {
        markdown::blocks(Words::new(self.language), &self.blocks())
    }

    /// The comparison in plain text, for a terminal: names are cut, and control characters in them spelt out.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for block in self.blocks() {
            match block {
                Block::Heading { text, .. } => out.extend(["\n", &text.shown(), "\n"]),
                Block::Paragraph(text) | Block::Callout(text) | Block::Note(text) => {
                    out.extend([&text.shown(), "\n"]);
                }
                Block::List(lines) => {
                    for line in lines {
                        out.extend(["  - ", &line.shown(), "\n"]);
                    }
                }
                _ => {}
            }
        }
        out.trim_start().to_owned()
    }

    fn blocks(&self) -> Vec<Block> {
        let w = Words::new(self.language);
        let heading = |level: u8, text: &str| Block::Heading { level, text: text.into() };
        let mut blocks =
            vec![heading(1, w.difference_title()), Block::Paragraph(w.difference_between(&self.earlier, &self.later))];
        blocks.extend(self.cautions.iter().map(|caution| Block::Callout(w.difference_caution(*caution).into())));
        blocks.push(Block::Paragraph(w.difference_gates(self.passed)));
        blocks.push(Block::Paragraph(w.difference_counts(self)));
        for direction in Direction::ALL {
            let lines: Vec<&PlaceChange> = self.changes.iter().filter(|one| one.direction == direction).collect();
            if lines.is_empty() {
                continue;
            }
            blocks.push(heading(2, w.direction_heading(direction)));
            let whole = matches!(direction, Direction::Worse | Direction::Better);
            let shown = if whole { lines.len() } else { lines.len().min(SHOWN) };
            let mut list: Vec<Text> = lines[..shown].iter().map(|one| w.difference_change(self.unit, one)).collect();
            if shown < lines.len() {
                list.push(w.difference_more(lines.len() - shown));
            }
            blocks.push(Block::List(list));
        }
        for state in [FindingState::New, FindingState::Open, FindingState::Closed] {
            let lines: Vec<Text> = self
                .findings
                .iter()
                .filter(|finding| finding.state == state)
                .map(|finding| w.difference_finding(finding))
                .collect();
            if !lines.is_empty() {
                blocks.push(heading(2, w.findings_heading(state)));
                blocks.push(Block::List(lines));
            }
        }
        if !self.promises.is_empty() {
            blocks.push(heading(2, w.difference_promises()));
            blocks.push(Block::List(self.promises.iter().map(|promise| w.difference_promise(promise)).collect()));
        }
        blocks.push(Block::Note(w.difference_how()));
        blocks
    }
}
