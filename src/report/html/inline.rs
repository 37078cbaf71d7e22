//! Text as HTML: escaped, names isolated from the direction of writing around them, long ones cut.

use crate::audit::Verdict;
use crate::report::figure::class;
use crate::report::text::{Link, Span, Text, shown, visible};
use crate::report::words::{self, Words};

/// Characters that HTML would read as markup, in text and in attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(text, &mut out);
    out
}

pub(super) fn push_escaped(text: &str, out: &mut String) {
    // Every character that is replaced is one byte, so that what lies between two of them is text.
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let replaced = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(replaced);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// A text as phrasing content.
pub(super) fn inline(text: &Text) -> String {
    let mut out = String::new();
    push_inline(text, &mut out);
    out
}

pub(super) fn push_inline(text: &Text, out: &mut String) {
    for (at, span) in text.spans().iter().enumerate() {
        match span {
            Span::Plain(words) => push_linked(words, text.links(at), out),
            Span::Strong(words) => {
                out.push_str("<strong>");
                push_linked(words, text.links(at), out);
                out.push_str("</strong>");
            }
            Span::Emphasis(words) => wrapped("em", words, out),
            Span::Code(code) => wrapped("code", code, out),
            Span::Prose(words) if text.links(at).next().is_some() => {
                out.push_str("<bdi>");
                push_linked(words, text.links(at), out);
                out.push_str("</bdi>");
            }
            Span::Prose(words) => wrapped("bdi", &visible(words), out),
            Span::Name(name) => match shown(name) {
                // Text that knows only one direction needs no isolation, and most names are that.
                (short, false) if is_left_to_right(&short) => push_escaped(&short, out),
                (short, false) => wrapped("bdi", &short, out),
                (short, true) => {
                    out.push_str("<bdi title=\"");
                    push_escaped(&visible(name), out);
                    out.push_str("\">");
                    push_escaped(&short, out);
                    out.push_str("</bdi>");
                }
            },
        }
    }
}

/// Words of ours, each number with its place in the JSON form: for programs, and for whoever rests on it.
fn push_linked<'a>(words: &str, links: impl Iterator<Item = &'a Link>, out: &mut String) {
    let mut from = 0;
    for Link { range, pointer, .. } in links {
        push_escaped(&words[from..range.start], out);
        push_number(&words[range.clone()], pointer, out);
        from = range.end;
    }
    push_escaped(&words[from..], out);
}

/// A number with its place in the JSON form.
fn push_number(number: &str, pointer: &str, out: &mut String) {
    out.push_str("<span data-json=\"");
    push_escaped(pointer, out);
    out.push_str("\" title=\"");
    push_escaped(pointer, out);
    out.push_str("\">");
    push_escaped(number, out);
    out.push_str("</span>");
}

/// Whether no character can turn the direction of writing: those from Hebrew on may.
fn is_left_to_right(text: &str) -> bool {
    text.chars().all(|character| character < '\u{590}')
}

fn wrapped(tag: &str, words: &str, out: &mut String) {
    out.push('<');
    out.push_str(tag);
    out.push('>');
    push_escaped(words, out);
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
}

/// A verdict's mark, for the eye only; a word always follows.
pub(super) fn push_mark(verdict: Verdict, out: &mut String) {
    out.push_str("<i class=\"");
    out.push_str(class(verdict));
    out.push_str("\" aria-hidden=\"true\">");
    out.push_str(words::mark(verdict));
    out.push_str("</i>");
}

/// Counts of verdicts, each with mark and word.
pub(super) fn verdict_counts(w: Words, verdicts: &[(Verdict, usize)]) -> String {
    if verdicts.is_empty() {
        return "–".to_owned();
    }
    let mut out = String::new();
    for (verdict, count) in verdicts {
        out.push_str("<span class=\"count\">");
        push_mark(*verdict, &mut out);
        out.push_str(&escape(&w.verdicts(*verdict, *count)));
        out.push_str("</span> ");
    }
    out
}

/// The worst verdict with its count, and the others in smaller print: their marks for the eye, their words for the ear.
pub(super) fn verdict_cell(w: Words, verdicts: &[(Verdict, usize)]) -> String {
    let Some(((worst, count), others)) = verdicts.split_first() else { return "–".to_owned() };
    let mut out = String::from("<b>");
    push_mark(*worst, &mut out);
    push_escaped(&w.verdicts(*worst, *count), &mut out);
    out.push_str("</b>");
    if !others.is_empty() {
        out.push_str("<small>");
        for (verdict, count) in others {
            out.push_str("<span>");
            push_mark(*verdict, &mut out);
            push_escaped(&count.to_string(), &mut out);
            out.push_str("<span class=\"heard\"> ");
            push_escaped(w.word(*verdict), &mut out);
            out.push_str("</span></span> ");
        }
        out.push_str("</small>");
    }
    out
}
