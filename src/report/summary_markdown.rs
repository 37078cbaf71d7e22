//! The report in a Markdown that a comment of a pull request takes: the first screen, then as many findings as there is
//! room for.

use super::markdown::{heading, inline, write_front};
use super::model::Report;
use super::reading::View;
use super::section;
use super::words::{self, Words};

/// Most bytes of [`Report::summary_markdown`]. A comment on GitHub takes 65,536 characters; the rest is for what a script
/// writes around it.
pub const SUMMARY_BYTES: usize = 60_000;

/// Bytes kept for the lines that say what is left out.
const LAST_LINES: usize = 1_000;
/// A line of text longer than this is cut; only what a person wrote, such as a title, is ever so long.
const LINE: usize = 2_000;
/// Findings that are put into words at most: no more would fit.
const MOST: usize = 1_000;

impl Report {
    /// What a pull request needs, in at most [`SUMMARY_BYTES`] bytes of GitHub-flavoured Markdown however large the audit is:
    /// the first screen, then the findings, the worst first, each as a sentence. What there is no room for is counted, and
    /// stands in the full report.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::report::SUMMARY_BYTES;
    /// use evenhand::{Audit, Policy, Predictions};
    ///
    /// let predictions = Predictions::builder()
    ///     .decision((0..1000).map(|i| i % 2 == 0 || i % 4 == 1))
    ///     .segment("gender", (0..1000).map(|i| if i % 2 == 0 { "m" } else { "f" }))
    ///     .build()?;
    /// let report = Audit::new().policy(Policy::four_fifths()).run(&predictions)?.report().title("Offer").build();
    /// let text = report.summary_markdown();
    /// assert!(text.starts_with("# Offer\n\n**DRAFT - not reviewed**") && text.len() <= SUMMARY_BYTES);
    /// assert!(text.contains("Customers in gender=f are selected **0.50** times as often as"));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    #[must_use]
    pub fn summary_markdown(&self) -> String {
        let w = Words::new(self.language);
        let view = View::new(self);
        let mut front = String::new();
        write_front(w, &section::first_screen(self), &mut front);
        let mut page = Page::default();
        let whole = front.lines().all(|line| page.push(line));
        let (cards, all) = section::first_findings(&view, MOST);
        let mut listed = 0;
        if whole && all > 0 {
            let mut title = String::new();
            heading(2, w.findings_listed(), &mut title);
            for line in title.lines() {
                page.push(line);
            }
            listed = cards
                .iter()
                .take_while(|card| {
                    let mark = card.verdict.map_or_else(String::new, |verdict| format!("{} ", words::mark(verdict)));
                    let fails = if card.fails { format!(" ({})", w.labels().finding.fails) } else { String::new() };
                    page.push(&format!("- {mark}**{}**{fails}: {}", inline(&card.heading), inline(&card.sentence)))
                })
                .count();
        }
        let last = inline(&w.summary_rest(listed as u64, all as u64, whole));
        let software = words::software(&self.provenance.crate_version);
        format!("{}\n\n{last}\n\n{software}\n", page.text.trim_end())
    }
}

/// Lines, as long as there is room.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    /// Adds a line and says whether it fitted.
    fn push(&mut self, line: &str) -> bool {
        let is_row = line.starts_with('|');
        let line = if line.len() > LINE && !is_row { cut(line) } else { line.to_owned() };
        let fits = self.text.len() + line.len() < SUMMARY_BYTES - LAST_LINES;
        if fits {
            self.text.push_str(&line);
            self.text.push('\n');
        }
        fits
    }
}

/// The beginning of a line. No escape is cut in two: what is left of one could change the text after it.
fn cut(line: &str) -> String {
    let mut end = LINE;
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let head = &line[..end];
    let head = head.rfind(' ').map_or(head, |space| &head[..space]);
    // A name that was isolated by its direction of writing is closed again.
    let open = head.matches('\u{2068}').count() > head.matches('\u{2069}').count();
    format!("{}…{}", head.trim_end_matches('\\'), if open { "\u{2069}" } else { "" })
}
