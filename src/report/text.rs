//! Text whose names are marked as names, so that each rendering can escape, isolate and shorten them.

use std::ops::Range;

use super::source::Sources;
use super::words::Words;
use crate::segment::{Condition, Level, Slice};

/// Most characters of a name that are shown; the rest is cut and the whole stands in a title.
const SHOWN: usize = 40;

/// A piece of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Span {
    /// Our own words.
    Plain(String),
    /// Prose of the caller: not trusted either, and never cut.
    Prose(String),
    /// Our own words, with weight.
    Strong(String),
    /// Words that somebody stressed.
    Emphasis(String),
    /// A name or other text that came with the data or from the caller: never trusted.
    Name(String),
    /// An identifier or a formula.
    Code(String),
}

/// A sentence, a label or a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text {
    spans: Vec<Span>,
    /// Which numbers in it stand where in the JSON form.
    links: Vec<Link>,
}

/// A number within a span, and its place in the JSON form of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only the page shows it"))]
pub(super) struct Link {
    span: usize,
    /// The bytes of the span's words.
    pub(super) range: Range<usize>,
    /// A JSON pointer (RFC 6901).
    pub(super) pointer: String,
}

impl Span {
    fn words(&self) -> &str {
        match self {
            Self::Plain(words)
            | Self::Prose(words)
            | Self::Strong(words)
            | Self::Emphasis(words)
            | Self::Name(words)
            | Self::Code(words) => words,
        }
    }
}

impl From<&str> for Text {
    fn from(plain: &str) -> Self {
        Self::default().plain(plain)
    }
}

impl From<String> for Text {
    fn from(plain: String) -> Self {
        Self::default().plain(plain)
    }
}

impl Text {
    /// Only a name.
    pub(super) fn of_name(name: impl Into<String>) -> Self {
        Self::default().name(name)
    }

    /// Only prose of the caller.
    pub(super) fn of_prose(words: impl Into<String>) -> Self {
        Self::default().prose(words)
    }

    pub(super) fn prose(mut self, words: impl Into<String>) -> Self {
        self.spans.push(Span::Prose(words.into()));
        self
    }

    pub(super) fn plain(mut self, words: impl Into<String>) -> Self {
        self.spans.push(Span::Plain(words.into()));
        self
    }

    pub(super) fn strong(mut self, words: impl Into<String>) -> Self {
        self.spans.push(Span::Strong(words.into()));
        self
    }

    pub(super) fn name(mut self, name: impl Into<String>) -> Self {
        self.spans.push(Span::Name(name.into()));
        self
    }

    pub(super) fn code(mut self, code: impl Into<String>) -> Self {
        self.spans.push(Span::Code(code.into()));
        self
    }

    pub(super) fn emphasis(mut self, words: impl Into<String>) -> Self {
        self.spans.push(Span::Emphasis(words.into()));
        self
    }

    pub(super) fn text(mut self, other: Text) -> Self {
        let before = self.spans.len();
        self.links.extend(other.links.into_iter().map(|link| Link { span: before + link.span, ..link }));
        self.spans.extend(other.spans);
        self
    }

    pub(super) fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The numbers of a span that have a place in the JSON form, from left to right.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only the page shows them"))]
    pub(super) fn links(&self, span: usize) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(move |link| link.span == span)
    }

    /// The text with each of these numbers tied to its place, where our own words write it.
    pub(super) fn sourced(self, sources: &Sources) -> Self {
        self.tied(sources, |span| matches!(span, Span::Plain(_) | Span::Strong(_)))
    }

    /// The same for words of ours that are set as prose.
    pub(super) fn sourced_throughout(self, sources: &Sources) -> Self {
        self.tied(sources, |span| matches!(span, Span::Plain(_) | Span::Strong(_) | Span::Prose(_)))
    }

    fn tied(mut self, sources: &Sources, may: impl Fn(&Span) -> bool) -> Self {
        let mut used = Vec::new();
        let mut found = Vec::new();
        for (at, span) in self.spans.iter().enumerate().filter(|(_, span)| may(span)) {
            let taken: Vec<Range<usize>> = self.links(at).map(|link| link.range.clone()).collect();
            let links = sources.find(span.words(), &taken, &mut used);
            found.extend(links.into_iter().map(|(range, pointer)| Link { span: at, range, pointer }));
        }
        self.links.extend(found);
        self.links.sort_by_key(|link| (link.span, link.range.start));
        self
    }

    /// The text without any marks, names cut and made visible: for the text of a drawing.
    pub(super) fn shown(&self) -> String {
        let mut text = String::new();
        for span in &self.spans {
            match span {
                Span::Plain(words) | Span::Strong(words) | Span::Emphasis(words) | Span::Code(words) => {
                    text.push_str(words);
                }
                Span::Prose(words) => text.push_str(&visible(words)),
                Span::Name(name) => text.push_str(&shown(name).0),
            }
        }
        text
    }

    /// Attributes joined as a grouping is written.
    pub(super) fn of_attributes(attributes: &[String]) -> Self {
        let mut text = Self::default();
        for (index, attribute) in attributes.iter().enumerate() {
            if index > 0 {
                text = text.plain(" × ");
            }
            text = text.name(attribute);
        }
        text
    }
}

impl Words {
    /// A slice with its attributes, as `age_band=65+ × channel=phone`.
    pub(super) fn slice(self, slice: &Slice) -> Text {
        self.conditions(slice, |Condition { attribute, level }| {
            Text::of_name(attribute).plain("=").text(self.level_name(level))
        })
    }

    /// A slice by its levels alone, for a table that names the attributes above.
    pub(super) fn levels(self, slice: &Slice) -> Text {
        self.conditions(slice, |condition| self.level_name(&condition.level))
    }

    fn conditions(self, slice: &Slice, shown: impl Fn(&Condition) -> Text) -> Text {
        let mut text = Text::default();
        for (index, condition) in slice.conditions().iter().enumerate() {
            text = if index > 0 { text.plain(" × ") } else { text }.text(shown(condition));
        }
        if text.spans.is_empty() { self.everybody().into() } else { text }
    }

    /// A level; what is missing is told apart from a level that is called so.
    pub(super) fn level_name(self, level: &Level) -> Text {
        match level.name() {
            None => self.missing_level().into(),
            Some("") => self.empty_level().into(),
            Some(name) if name == self.missing_level() => {
                Text::default().plain("\u{201c}").name(name).plain("\u{201d}")
            }
            Some(name) => Text::of_name(name),
        }
    }
}

/// A name as it may be shown, and whether it was cut. Control characters and marks that turn the direction of writing are
/// spelt out: a name must not be able to rearrange the page around it.
pub(super) fn shown(name: &str) -> (String, bool) {
    if name.len() <= SHOWN && name.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return (name.to_owned(), false);
    }
    let mut text = String::new();
    for (index, character) in name.chars().enumerate() {
        if index == SHOWN {
            text.push('…');
            return (text, true);
        }
        push_visible(character, &mut text);
    }
    (text, false)
}

/// The whole name, with the same characters spelt out.
pub(super) fn visible(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    name.chars().for_each(|character| push_visible(character, &mut text));
    text
}

fn push_visible(character: char, text: &mut String) {
    // The last two are no characters, and XML does not allow them.
    let turns = matches!(
        character,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}'
    );
    if turns || character.is_control() {
        use std::fmt::Write;
        // Writing to a String cannot fail.
        let _ = write!(text, "⟨U+{:04X}⟩", u32::from(character));
    } else {
        text.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_turn_the_page() {
        assert_eq!(shown("a\u{202e}b\n"), ("a⟨U+202E⟩b⟨U+000A⟩".to_owned(), false));
        assert_eq!(visible("a\u{ffff}"), "a⟨U+FFFF⟩");
        assert_eq!(shown(&"x".repeat(10_000)).0.chars().count(), SHOWN + 1);
        assert_eq!(shown("👩‍👩‍👧").0, "👩‍👩‍👧");
    }

    #[test]
    fn missing_is_not_a_level_called_missing() {
        for language in crate::report::Language::ALL {
            let words = Words::new(language);
            let missing = words.level_name(&Level::Missing).shown();
            let called = words.level_name(&Level::named(missing.clone())).shown();
            assert_ne!(missing, called);
        }
    }
}
