//! The comparison in words, for Markdown and for a terminal.

use super::{Direction, PlaceChange, ReportDifference};
use crate::report::document::Block;
use crate::report::governance::FindingState;
use crate::report::markdown;
use crate::report::text::Text;
use crate::report::words::difference as own;

/// Lines of what did not change or cannot be compared that are shown; the rest is counted.
const SHOWN: usize = 12;

impl ReportDifference {
    /// The comparison as GitHub-flavoured Markdown. Names that came with the data are escaped.
    pub fn markdown(&self) -> String {
        markdown::blocks(&self.blocks())
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
        let heading = |level: u8, text: &str| Block::Heading { level, text: text.into() };
        let mut blocks = vec![heading(1, own::TITLE), Block::Paragraph(own::between(&self.earlier, &self.later))];
        blocks.extend(self.cautions.iter().map(|caution| Block::Callout(own::caution(*caution).into())));
        blocks.push(Block::Paragraph(own::gates(self.passed)));
        blocks.push(Block::Paragraph(own::counts(self)));
        for direction in Direction::ALL {
            let lines: Vec<&PlaceChange> = self.changes.iter().filter(|one| one.direction == direction).collect();
            if lines.is_empty() {
                continue;
            }
            blocks.push(heading(2, own::direction_heading(direction)));
            let whole = matches!(direction, Direction::Worse | Direction::Better);
            let shown = if whole { lines.len() } else { lines.len().min(SHOWN) };
            let mut list: Vec<Text> = lines[..shown].iter().map(|one| own::change(one)).collect();
            if shown < lines.len() {
                list.push(own::more(lines.len() - shown));
            }
            blocks.push(Block::List(list));
        }
        for state in [FindingState::New, FindingState::Open, FindingState::Closed] {
            let lines: Vec<Text> =
                self.findings.iter().filter(|finding| finding.state == state).map(own::finding).collect();
            if !lines.is_empty() {
                blocks.push(heading(2, own::findings_heading(state)));
                blocks.push(Block::List(lines));
            }
        }
        if !self.promises.is_empty() {
            blocks.push(heading(2, own::PROMISES));
            blocks.push(Block::List(self.promises.iter().map(own::promise).collect()));
        }
        blocks.push(Block::Note(own::how()));
        blocks
    }
}
