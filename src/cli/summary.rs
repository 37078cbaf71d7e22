//! What the audit found, on one screen of 80 columns.

use std::fmt::Write as _;

use anstyle::Style;
use comfy_table::{Attribute, Cell, CellAlignment, Color, Table, presets};
use evenhand::audit::{Severity, Verdict};
use evenhand::report::{Brief, BriefAction, BriefWords, Report};

use super::terminal::{BAD, FAINT, GOOD, OPEN, STRONG, WIDTH, styled, wrapped};

/// Lines of what is open, and of notices, before the rest is left to the report.
const SHOWN: usize = 6;
/// Characters of a rule's name in the table.
const NAME: usize = 30;

/// The summary; `today` is the day taken from the clock for the exemptions.
pub(super) fn summary(report: &Report, written: &[String], today: Option<&str>) -> String {
    let brief = report.brief();
    let mut out = String::new();
    heading(&brief, &mut out);
    if !report.audited.rules.is_empty() {
        let _ = writeln!(out, "\n{}", verdicts(report, &brief));
    }
    actions(&brief, &mut out);
    let asked = written.is_empty().then_some("--html report.html");
    let known = |line: &str| brief.notices.iter().any(|notice| notice.starts_with(line));
    let open: Vec<String> =
        brief.open.iter().map(|line| first_sentence(line).to_owned()).filter(|line| !known(line)).collect();
    list(&brief.words.open, &open, &brief.words, asked, &mut out);
    let mut notices = brief.notices.clone();
    if let Some(day) = today {
        notices
            .push(format!("Exemptions were judged as of today, {day}. Give --as-of for a result that stays the same."));
    }
    list(&brief.words.to_know, &notices, &brief.words, asked, &mut out);
    if !written.is_empty() {
        let lead = &brief.words.written;
        let indent = lead.chars().count() + 1;
        let _ = write!(out, "\n{} {}", styled(STRONG, lead), wrapped(&written.join(", "), WIDTH - indent, indent));
    }
    out
}

fn heading(brief: &Brief, out: &mut String) {
    let style = match brief.passed {
        Some(true) => GOOD,
        Some(false) => BAD,
        None => OPEN,
    };
    out.push_str(&wrapped(&brief.title, WIDTH, 0));
    let widest = brief.facts.iter().map(|fact| fact.value.chars().count()).max().unwrap_or(0);
    for fact in &brief.facts {
        let detail = fact.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
        let text = wrapped(&format!("{:widest$}  {}{detail}", "", fact.label), WIDTH, widest + 2);
        let _ = write!(out, "{:>widest$}  {}", fact.value, text.trim_start());
    }
    let _ = writeln!(out, "\n{}", styled(style, &brief.gate));
    out.push_str(&wrapped(&brief.detail.join(" "), WIDTH, 0));
}

/// How often each rule has each verdict.
fn verdicts(report: &Report, brief: &Brief) -> String {
    let columns = [
        (Verdict::Outside, Color::Red),
        (Verdict::Inconclusive, Color::Yellow),
        (Verdict::Within, Color::Green),
        (Verdict::NotAssessed, Color::Reset),
    ];
    let mut table = Table::new();
    table.load_style(presets::NOTHING).enforce_styling();
    let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    let word = |verdict| {
        let known = brief.words.verdicts.iter().find(|(own, _)| *own == verdict);
        known.map_or_else(|| verdict.text().to_owned(), |(_, word)| word.clone())
    };
    let head = columns.iter().map(|(verdict, _)| right(word(*verdict)).add_attribute(Attribute::Dim));
    table.set_header([Cell::new(&brief.words.rule).add_attribute(Attribute::Dim)].into_iter().chain(head));
    for result in &report.audited.rules {
        let counts = columns.iter().map(|(verdict, color)| match result.count(*verdict) {
            0 => right("-".to_owned()).add_attribute(Attribute::Dim),
            count => right(super::terminal::count(count as u64)).fg(*color),
        });
        table.add_row([Cell::new(cut(&result.rule.id, NAME))].into_iter().chain(counts));
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn actions(brief: &Brief, out: &mut String) {
    if let Some(nothing) = &brief.nothing_to_do {
        let _ = write!(out, "\n{}", wrapped(nothing, WIDTH, 0));
    }
    if !brief.actions.is_empty() {
        let _ = writeln!(out, "\n{}", styled(STRONG, &brief.words.to_do));
    }
    for (index, action) in brief.actions.iter().enumerate() {
        self::action(index + 1, action, out);
    }
}

fn action(number: usize, action: &BriefAction, out: &mut String) {
    let style = match action.severity {
        Severity::High => BAD,
        Severity::Medium => OPEN,
        _ => STRONG,
    };
    let lead = format!("{number}. ");
    let text = wrapped(&format!("{lead}{}", action.what), WIDTH, 3);
    out.push_str(&styled_lines(style, &text));
    out.push_str(&styled_lines(
        FAINT,
        &wrapped(&format!("   {}, {}. {}", cut(&action.rule, NAME), action.severity_text, action.who), WIDTH, 3),
    ));
    for because in action.because.iter().chain(&action.more) {
        out.push_str(&wrapped(&format!("   - {because}"), WIDTH, 5));
    }
}

fn list(title: &str, lines: &[String], words: &BriefWords, asked: Option<&str>, out: &mut String) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", styled(STRONG, title));
    for line in lines.iter().take(SHOWN) {
        out.push_str(&wrapped(&format!(" - {line}"), WIDTH, 3));
    }
    if lines.len() > SHOWN {
        let asked = asked.map(|asked| format!(" ({asked})")).unwrap_or_default();
        let rest = format!(" - {} {}{asked}", lines.len() - SHOWN, words.rest);
        out.push_str(&wrapped(&rest, WIDTH, 3));
    }
}

/// Every line in a style of its own, so that a line that is cut off does not colour the next.
fn styled_lines(style: Style, text: &str) -> String {
    text.lines().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{}", styled(style, line));
        out
    })
}

/// The first sentence; the report has the rest.
fn first_sentence(text: &str) -> &str {
    text.find(". ").and_then(|end| text.get(..=end)).unwrap_or(text)
}

/// A name of at most so many characters.
fn cut(name: &str, most: usize) -> String {
    let visible = name.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character });
    if name.chars().count() <= most { visible.collect() } else { visible.take(most - 1).chain(['…']).collect() }
}
