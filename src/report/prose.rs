//! Markdown of the caller as blocks: a subset that cannot carry markup into the page.
//!
//! Understood are headings (`#`), paragraphs, lists (`-`, `*`, `+`, `1.`), quotations (`>`), fenced code, tables with a line of
//! dashes, `**strong**`, `*emphasis*`, `` `code` ``, links and images. A link is written out as text and address, an image as
//! its description. Everything else, HTML above all, is text.

use super::document::Block;
use super::table::{Cell, Column, Table};
use super::text::{Text, visible};

/// The level of a section's first heading: the section's own title is one above.
const FIRST: u8 = 3;

/// The blocks of a text; its tables have the caption given.
pub(super) fn blocks(markdown: &str, caption: &Text) -> Vec<Block> {
    let lines: Vec<&str> = markdown.lines().collect();
    let top = lines.iter().filter_map(|line| heading(line)).map(|(depth, _)| depth).min().unwrap_or(1);
    let mut blocks = Vec::new();
    let mut level = FIRST - 1;
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].trim();
        if line.is_empty() {
            at += 1;
        } else if let Some((depth, text)) = heading(line) {
            // No level is left out on the way down, whatever the text does.
            level = (FIRST + depth - top).min(level + 1).min(6);
            blocks.push(Block::Heading { level, text: inline(text) });
            at += 1;
        } else if let Some(fence) = fence(line) {
            let end = lines[at + 1..].iter().position(|line| line.trim().starts_with(fence));
            let end = end.map_or(lines.len(), |end| at + 1 + end);
            let code = lines[at + 1..end].iter().map(|line| Text::default().code(visible(line)));
            blocks.push(Block::List(code.collect()));
            at = end + 1;
        } else if let Some((table, next)) = table(&lines, at, caption) {
            blocks.push(Block::Table(table));
            at = next;
        } else if let Some(kind) = item(line).map(|(kind, _)| kind) {
            let (items, next) = list(&lines, at, kind);
            blocks.push(if kind == Kind::Numbered { Block::Steps(items) } else { Block::List(items) });
            at = next;
        } else if line.starts_with('>') {
            let (text, next) = joined(&lines, at, |line| line.strip_prefix('>'));
            blocks.push(Block::Callout(inline(&text)));
            at = next;
        } else {
            let (text, next) = joined(&lines, at, |line| (!interrupts(line)).then_some(line));
            // A line that begins something and is none of it, as a fence alone, is text.
            let (text, next) = if next == at { (line.to_owned(), at + 1) } else { (text, next) };
            blocks.push(Block::Paragraph(inline(&text)));
            at = next;
        }
    }
    blocks
}

/// Lines that belong together, in one.
fn joined<'a>(lines: &[&'a str], from: usize, part: impl Fn(&'a str) -> Option<&'a str>) -> (String, usize) {
    let own = lines[from..].iter().map(|line| line.trim()).take_while(|line| !line.is_empty());
    let parts: Vec<&str> = own.map_while(part).map(str::trim).collect();
    (parts.join(" "), from + parts.len())
}

/// Whether a line ends a paragraph.
fn interrupts(line: &str) -> bool {
    heading(line).is_some() || fence(line).is_some() || item(line).is_some() || line.starts_with('>')
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let line = line.trim();
    let text = line.trim_start_matches('#');
    let depth = u8::try_from(line.len() - text.len()).ok().filter(|depth| (1..=6).contains(depth))?;
    (text.starts_with(' ') || text.is_empty()).then(|| (depth, text.trim().trim_end_matches('#').trim_end()))
}

fn fence(line: &str) -> Option<&'static str> {
    ["```", "~~~"].into_iter().find(|fence| line.starts_with(fence))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Dashed,
    Numbered,
}

/// A line of a list: its kind and what follows the mark.
fn item(line: &str) -> Option<(Kind, &str)> {
    let line = line.trim_start();
    if let Some(text) = ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark)) {
        return Some((Kind::Dashed, text));
    }
    let text = line.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let digits = line.len() - text.len();
    let text = text.strip_prefix(". ").or_else(|| text.strip_prefix(") "))?;
    (1..=9).contains(&digits).then_some((Kind::Numbered, text))
}

/// The items of a list; what follows an item on lines of its own belongs to it.
fn list(lines: &[&str], from: usize, kind: Kind) -> (Vec<Text>, usize) {
    let mut items: Vec<String> = Vec::new();
    let mut at = from;
    while let Some(line) = lines.get(at).map(|line| line.trim()).filter(|line| !line.is_empty()) {
        match item(line) {
            Some((own, text)) if own == kind => items.push(text.trim().to_owned()),
            None if !interrupts(line) => {
                if let Some(last) = items.last_mut() {
                    last.push(' ');
                    last.push_str(line);
                }
            }
            _ => break,
        }
        at += 1;
    }
    (items.iter().map(|text| inline(text)).collect(), at)
}

/// A table: a line of headings, a line of dashes, lines of cells.
fn table(lines: &[&str], at: usize, caption: &Text) -> Option<(Table, usize)> {
    let (head, rule) = (lines.get(at)?, lines.get(at + 1)?);
    if !head.contains('|') || !rule.contains('-') {
        return None;
    }
    let (head, rule) = (cells(head), cells(rule));
    let is_rule = |cell: &String| {
        let dashes = cell.trim_start_matches(':').trim_end_matches(':');
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    if head.len() != rule.len() || !rule.iter().all(is_rule) {
        return None;
    }
    let columns = head.iter().zip(&rule);
    let columns: Vec<Column> = columns
        .map(|(text, rule)| Column { heading: inline(text), numeric: rule.ends_with(':') && !rule.starts_with(':') })
        .collect();
    let count = columns.len();
    let mut table = Table::new(caption.clone(), columns);
    let mut next = at + 2;
    while let Some(line) = lines.get(next).filter(|line| line.contains('|')) {
        let mut row: Vec<Cell> = cells(line).iter().map(|cell| Cell::Text(inline(cell))).collect();
        row.resize(count, Cell::Text(Text::default()));
        table.rows.push(row);
        next += 1;
    }
    Some((table, next))
}

/// The cells of a line; `\|` is a stroke.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for character in line.chars() {
        match (character, escaped) {
            ('|', false) => cells.push(String::new()),
            (_, _) => {
                if let Some(last) = cells.last_mut() {
                    last.push(character);
                }
            }
        }
        escaped = character == '\\' && !escaped;
    }
    if cells.len() > 1 && cells.last().is_some_and(|last| last.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// Text with what is stressed in it.
pub(super) fn inline(markdown: &str) -> Text {
    let mut text = Text::default();
    let mut plain = String::new();
    let mut rest = markdown;
    while let Some(first) = rest.chars().next() {
        let (piece, after) = piece(rest, plain.chars().last()).unwrap_or_else(|| {
            let length = first.len_utf8();
            (Piece::Plain(&rest[..length]), &rest[length..])
        });
        if let Piece::Plain(words) = piece {
            plain.push_str(words);
        } else {
            text = flushed(text, &mut plain);
            text = match piece {
                Piece::Strong(words) => text.strong(visible(&bare(words))),
                Piece::Emphasis(words) => text.emphasis(visible(&bare(words))),
                Piece::Code(words) => text.code(visible(words)),
                Piece::Link(words, address) if words == address || address.is_empty() => text.prose(bare(words)),
                Piece::Link(words, address) => text.prose(bare(words)).plain(" (").code(visible(address)).plain(")"),
                Piece::Plain(_) => text,
            };
        }
        rest = after;
    }
    flushed(text, &mut plain)
}

fn flushed(text: Text, plain: &mut String) -> Text {
    if plain.is_empty() { text } else { text.prose(std::mem::take(plain)) }
}

enum Piece<'a> {
    Plain(&'a str),
    Strong(&'a str),
    Emphasis(&'a str),
    Code(&'a str),
    Link(&'a str, &'a str),
}

/// What begins here, and the text after it.
fn piece(rest: &str, before: Option<char>) -> Option<(Piece<'_>, &str)> {
    if let Some(escaped) = rest.strip_prefix('\\') {
        let next = escaped.chars().next().filter(char::is_ascii_punctuation)?;
        let length = next.len_utf8();
        return Some((Piece::Plain(&escaped[..length]), &escaped[length..]));
    }
    if let Some(code) = rest.strip_prefix('`') {
        let end = code.find('`')?;
        return Some((Piece::Code(&code[..end]), &code[end + 1..]));
    }
    for mark in ["**", "__"] {
        if let Some((words, after)) = between(rest, mark, before) {
            return Some((Piece::Strong(words), after));
        }
    }
    for mark in ["*", "_"] {
        if let Some((words, after)) = between(rest, mark, before) {
            return Some((Piece::Emphasis(words), after));
        }
    }
    let link = rest.strip_prefix('!').filter(|rest| rest.starts_with('['));
    let (words, address) = link.unwrap_or(rest).strip_prefix('[')?.split_once("](")?;
    let (address, after) = address.split_once(')')?;
    // A description is all that is taken of an image.
    let address = if link.is_some() { "" } else { address.split_whitespace().next().unwrap_or_default() };
    (!words.contains(['[', ']'])).then_some((Piece::Link(words, address), after))
}

/// What stands between two marks; a mark within a word is no mark where it is an underscore.
fn between<'a>(rest: &'a str, mark: &str, before: Option<char>) -> Option<(&'a str, &'a str)> {
    let inside = rest.strip_prefix(mark)?;
    let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    if inside.starts_with(char::is_whitespace) || (mark.starts_with('_') && is_word(before)) {
        return None;
    }
    let end = inside.match_indices(mark).map(|(end, _)| end).find(|&end| {
        let closed = end > 0 && !inside[..end].ends_with(char::is_whitespace) && !inside[..end].ends_with('\\');
        closed && !(mark.starts_with('_') && is_word(inside[end + mark.len()..].chars().next()))
    })?;
    Some((&inside[..end], &inside[end + mark.len()..]))
}

/// Words without marks within them.
fn bare(words: &str) -> String {
    words.replace(['*', '`'], "").replace('\\', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::Span;

    fn laid_out(markdown: &str) -> Vec<Block> {
        blocks(markdown, &Text::default())
    }

    #[test]
    fn marks_become_spans_and_html_stays_text() {
        let text =
            inline(r"a **b** *c* `d` [e](https://f) <script>alert(1)</script> snake_case_name \*g\* ![h](i.png)");
        let spans: Vec<Span> = text.spans().to_vec();
        assert_eq!(spans[1], Span::Strong("b".into()));
        assert_eq!(spans[3], Span::Emphasis("c".into()));
        assert_eq!(spans[5], Span::Code("d".into()));
        assert_eq!(text.shown(), "a b c d e (https://f) <script>alert(1)</script> snake_case_name *g* h");
        assert_eq!(inline("2 * 3 * 4 and ** and [x] and `").shown(), "2 * 3 * 4 and ** and [x] and `");
    }

    #[test]
    fn blocks_are_told_apart() {
        let found = laid_out(
            "## A\n\none\ntwo\n\n- x\n  y\n- z\n\n1. p\n2. q\n\n#### B\n> said\n\n|a|b|\n|--|-:|\n|1|2\\|3|\n\n```\ncode\n```\n",
        );
        let names: Vec<String> = found
            .iter()
            .map(|block| match block {
                Block::Heading { level, text } => format!("h{level} {}", text.shown()),
                Block::Paragraph(text) => format!("p {}", text.shown()),
                Block::List(items) => format!("ul {}", items.iter().map(Text::shown).collect::<Vec<_>>().join("/")),
                Block::Steps(items) => format!("ol {}", items.iter().map(Text::shown).collect::<Vec<_>>().join("/")),
                Block::Callout(text) => format!("q {}", text.shown()),
                Block::Table(table) => format!("table {:?}", table.rows.iter().map(Vec::len).collect::<Vec<_>>()),
                _ => "?".to_owned(),
            })
            .collect();
        assert_eq!(names, ["h3 A", "p one two", "ul x y/z", "ol p/q", "h4 B", "q said", "table [2]", "ul code"]);
        assert!(laid_out("").is_empty());
        assert_eq!(laid_out("-\n#x\n|a|\n").len(), 1, "text that begins nothing");
    }

    #[test]
    fn nothing_runs_on_for_ever() {
        for hostile in ["*".repeat(5_000), "[".repeat(5_000), "`".repeat(4_999), "|".repeat(5_000), "```".to_owned()] {
            let _ = laid_out(&hostile);
        }
    }
}
