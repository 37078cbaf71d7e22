//! The report as Markdown, for pull requests and wikis: complete, without figures.

use std::fmt::Write;

use super::document::{Action, Block, Card, Document, Front, Matrix};
use super::model::Report;
use super::section;
use super::sheet::Sheet;
use super::table::{Cell, Table};
use super::text::{Span, Text, shown, visible};
use super::words::{self, Words};
use crate::audit::Verdict;

impl Report {
    /// The report as GitHub-flavoured Markdown. Names that came with the data are escaped.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::{Audit, Predictions};
    ///
    /// let predictions =
    ///     Predictions::builder().decision(&[1_u8, 0, 1]).segment("channel", &["app", "a|b", "app"]).build()?;
    /// let text = Audit::new().run(&predictions)?.report().title("Offer").build().markdown();
    /// assert!(text.starts_with("# Offer\n\n**DRAFT - not reviewed**"));
    /// assert!(text.contains("a\\|b"));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn markdown(&self) -> String {
        let w = Words::new(self.language);
        let Document { front, chapters } = section::lay_out(self);
        let mut out = String::new();
        write_front(w, &front, &mut out);
        for chapter in &chapters {
            heading(2, &isolated(&escape(&chapter.title)), &mut out);
            for block in &chapter.blocks {
                write_block(w, block, &mut out);
            }
        }
        while out.ends_with("\n\n") {
            out.pop();
        }
        out
    }
}

/// Blocks that stand by themselves.
pub(super) fn blocks(w: Words, blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        write_block(w, block, &mut out);
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

impl Sheet {
    /// The sheet as GitHub-flavoured Markdown. Names that came with the data are escaped.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::plan::Plan;
    ///
    /// let planned = Plan::new("disparate_impact").segment("a|b", 1.0, 0.3).segment("others", 1.0, 0.3).run()?;
    /// assert!(planned.sheet().markdown().contains("a\\|b"));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        heading(1, &isolated(&escape(&visible(&self.title))), &mut out);
        for block in &self.blocks() {
            write_block(Words::new(self.language), block, &mut out);
        }
        while out.ends_with("\n\n") {
            out.pop();
        }
        out
    }
}

fn line(text: &str, out: &mut String) {
    out.push_str(text);
    out.push_str("\n\n");
}

pub(super) fn heading(level: u8, text: &str, out: &mut String) {
    line(&format!("{} {text}", "#".repeat(level.into())), out);
}

pub(super) fn write_front(w: Words, front: &Front, out: &mut String) {
    heading(1, &isolated(&escape(&visible(&front.title))), out);
    line(&format!("**{}**", isolated(&escape(&visible(&front.status)))), out);
    if !front.card.is_empty() {
        let parts: Vec<String> =
            front.card.iter().map(|(label, value)| format!("{}: {}", escape(label), inline(value))).collect();
        line(&parts.join(" · "), out);
    }
    let decided: Vec<String> = front.decided.iter().map(inline).collect();
    line(&decided.join(" "), out);
    let detail: Vec<String> = front.gate_detail.iter().map(inline).collect();
    line(&format!("**{}.** {}", escape(&front.gate), detail.join(" ")), out);
    for fact in &front.facts {
        let detail = fact.detail.as_ref().map(|detail| format!(" ({})", inline(detail))).unwrap_or_default();
        let _ = writeln!(out, "- **{}** {}{detail}", inline(&fact.value), escape(&fact.label));
    }
    out.push('\n');
    if let Some(matrix) = &front.matrix {
        write_matrix(w, matrix, out);
    }
    if !front.actions.is_empty() || front.nothing_to_do.is_some() {
        heading(2, &front.actions_title, out);
    }
    for (index, action) in front.actions.iter().enumerate() {
        write_action(w, index + 1, action, out);
    }
    if let Some(text) = &front.nothing_to_do {
        line(&inline(text), out);
    }
    if !front.unassessed.is_empty() {
        heading(2, &front.unassessed_title, out);
        write_list(&front.unassessed, out);
    }
}

fn write_matrix(w: Words, matrix: &Matrix, out: &mut String) {
    heading(2, &matrix.title, out);
    let _ = write!(out, "| {} |", escape(&matrix.corner));
    for column in &matrix.rules {
        let question = column.question.as_ref().map(|question| format!("<br>{}", inline(question))).unwrap_or_default();
        let _ = write!(out, " {}{question}<br>{} |", inline(&column.rule), inline(&column.asks));
    }
    let _ = writeln!(out, "\n|---|{}", "---|".repeat(matrix.rules.len()));
    for (name, cells) in &matrix.rows {
        let _ = write!(out, "| {} |", inline(name));
        for verdicts in cells {
            let _ = write!(out, " {} |", marks(w, verdicts).join("<br>"));
        }
        out.push('\n');
    }
    out.push('\n');
    let legend: Vec<String> = matrix
        .legend
        .iter()
        .map(|(verdict, meaning)| format!("{} {}: {meaning}", words::mark(*verdict), w.word(*verdict)))
        .collect();
    line(&legend.join("; "), out);
}

fn marks(w: Words, verdicts: &[(Verdict, usize)]) -> Vec<String> {
    if verdicts.is_empty() {
        return vec!["–".to_owned()];
    }
    verdicts
        .iter()
        .map(|(verdict, count)| format!("{} {}", words::mark(*verdict), w.verdicts(*verdict, *count)))
        .collect()
}

fn write_action(w: Words, number: usize, action: &Action, out: &mut String) {
    let severity = w.severity_label(action.severity);
    let _ = writeln!(out, "{number}. **{}** ({severity}. {})", inline(&action.what), inline(&action.who));
    for (text, people) in action.because.iter().zip(&action.people) {
        let _ = writeln!(out, "   - {} · {}", inline(text), inline(people));
    }
    if let Some(more) = &action.more {
        let _ = writeln!(out, "   - {}", inline(more));
    }
    out.push('\n');
}

fn write_list(texts: &[Text], out: &mut String) {
    for text in texts {
        let _ = writeln!(out, "- {}", inline(text));
    }
    out.push('\n');
}

fn write_block(w: Words, block: &Block, out: &mut String) {
    match block {
        Block::Heading { level, text } => heading(*level, &inline(text), out),
        Block::Paragraph(text) => line(&inline(text), out),
        Block::Note(text) => line(&format!("*{}*", inline(text)), out),
        Block::Callout(text) => line(&format!("> {}", inline(text)), out),
        Block::List(texts) => write_list(texts, out),
        Block::Steps(texts) => {
            for (at, text) in texts.iter().enumerate() {
                let _ = writeln!(out, "{}. {}", at + 1, inline(text));
            }
            out.push('\n');
        }
        Block::Table(table) => write_table(w, table, out),
        Block::Forest(_) | Block::HeatMap(_) | Block::Trend(_) | Block::Chart(_) => {}
        Block::Finding(card) => write_card(w, card, out),
        Block::Terms(terms) => {
            for (term, texts) in terms {
                let texts: Vec<String> = texts.iter().map(inline).collect();
                let _ = writeln!(out, "- **{}**: {}", inline(term), texts.join(" "));
            }
            out.push('\n');
        }
        Block::Form(lines) => {
            for (label, value) in lines {
                let value = value.as_ref().map_or_else(|| "\\_\\_\\_\\_\\_\\_\\_\\_".to_owned(), inline);
                let _ = writeln!(out, "- {}: {value}", escape(label));
            }
            out.push('\n');
        }
        Block::Fold { level, summary, marks: verdicts, blocks } => {
            if let Some(level) = level {
                heading(*level, &inline(summary), out);
            }
            if !verdicts.is_empty() {
                line(&marks(w, verdicts).join(", "), out);
            }
            for block in blocks {
                write_block(w, block, out);
            }
        }
    }
}

fn write_card(w: Words, card: &Card, out: &mut String) {
    let mark = card.verdict.map_or_else(String::new, |verdict| format!("{} ", words::mark(verdict)));
    let fails = if card.fails { format!(" ({})", w.labels().finding.fails) } else { String::new() };
    heading(3, &format!("{mark}{}{fails}", inline(&card.heading)), out);
    line(&inline(&card.sentence), out);
    for (label, value) in &card.facts {
        let _ = writeln!(out, "- {}: {}", escape(label), inline(value));
    }
    out.push('\n');
}

fn write_table(w: Words, table: &Table, out: &mut String) {
    line(&format!("**{}**", inline(&table.caption)), out);
    let headings: Vec<String> = table.columns.iter().map(|column| inline(&column.heading)).collect();
    let rules: Vec<&str> = table.columns.iter().map(|column| if column.numeric { "---:" } else { "---" }).collect();
    let _ = writeln!(out, "| {} |\n| {} |", headings.join(" | "), rules.join(" | "));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|cell| write_cell(w, cell)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
    if let Some(whole) = table.whole {
        line(&format!("*{}*", inline(&w.omitted_rows(table.rows.len(), whole))), out);
    }
}

fn write_cell(w: Words, cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => inline(text),
        Cell::Number(main, None) => escape(main),
        Cell::Number(main, Some(below)) => format!("{} ({})", escape(main), escape(&below.replace('\n', "; "))),
        Cell::Verdict(verdict, remark) => {
            let verdict = format!("{} {}", words::mark(*verdict), w.word(*verdict));
            remark.as_ref().map_or(verdict.clone(), |remark| format!("{verdict}: {}", inline(remark)))
        }
        Cell::None(reason) => escape(reason),
    }
}

pub(super) fn inline(text: &Text) -> String {
    text.spans()
        .iter()
        .map(|span| match span {
            Span::Plain(words) => escape(words),
            Span::Strong(words) => {
                format!("**{}**", escape(words).trim()) + if words.ends_with(' ') { " " } else { "" }
            }
            Span::Emphasis(words) => format!("*{}*", escape(words).trim()),
            Span::Name(name) => escape_name(name),
            Span::Prose(words) => isolated(&escape(&visible(words))),
            Span::Code(code) => format!("`{}`", code.replace(['`', '\n'], "'").replace('|', "\\|")),
        })
        .collect()
}

/// A name, cut and with its marks of direction spelt out; isolated where it is written from right to left.
fn escape_name(name: &str) -> String {
    isolated(&escape(&shown(name).0))
}

fn isolated(text: &str) -> String {
    let from_right = |character: char| matches!(u32::from(character), 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc | 0x1_0800..=0x1_0fff | 0x1_e800..=0x1_efff);
    if text.contains(from_right) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

/// Characters that Markdown or a table would read as markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for character in text.chars() {
        match character {
            // A name must not call a person into a comment, which an entity does not prevent. What is put in is not seen.
            '@' if !before.is_alphanumeric() => out.push_str("@\u{2060}"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' => {
                out.push('\\');
                out.push(character);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
        before = character;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup() {
        assert_eq!(escape_name("<script>|*a*"), "&lt;script&gt;\\|\\*a\\*");
        assert_eq!(escape_name("@ada a@b"), "@\u{2060}ada a&#64;b");
        assert!(escape_name("שלום").starts_with('\u{2068}'));
    }
}
