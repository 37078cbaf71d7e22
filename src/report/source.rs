//! Where the numbers of the text stand in the JSON form of the report.
//!
//! Words are written by each language in its own order. So a sentence is written first, and then each number in it is tied
//! to its place: a section names the numbers that its sentence may tell, each as it is written and with its JSON pointer
//! (RFC 6901), and a number is known again by how it is written. What is counted from other numbers stands under `/totals`.

use std::ops::Range;

#[cfg(feature = "json")]
use serde::Serialize;
#[cfg(feature = "json")]
use serde_json::Value;

use super::numbers::{self, Scale};
use super::reading;
use super::words::Words;
use crate::audit::Audited;
use crate::inference::Interval;
use crate::value::Measured;

/// Numbers as they are written, each with its place.
#[derive(Debug, Clone, Default)]
pub(super) struct Sources(Vec<(String, String)>);

impl Sources {
    /// A number as it is written.
    pub(super) fn written(mut self, text: impl Into<String>, pointer: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.0.push((text, pointer.into()));
        }
        self
    }

    /// A count.
    pub(super) fn count(self, w: Words, count: u64, pointer: impl Into<String>) -> Self {
        self.written(w.count(count), pointer)
    }

    /// A share, in percent.
    pub(super) fn percent(self, w: Words, share: f64, pointer: impl Into<String>) -> Self {
        self.written(w.percent(share), pointer)
    }

    pub(super) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// A value on its scale; a sentence may tell its size and put the direction in words.
    fn value(self, w: Words, scale: Scale, value: f64, bounds: &[f64], pointer: &str) -> Self {
        let text = w.number(scale, value, bounds);
        let size = text.trim_start_matches(['+', '\u{2212}']).to_owned();
        self.written(text, pointer).written(size, pointer)
    }

    /// A confidence; some languages join its sign with a hyphen.
    fn level(self, w: Words, confidence: f64, pointer: &str) -> Self {
        let text = w.level(confidence);
        let joined = text.replace('\u{a0}', "-");
        self.written(text, pointer).written(joined, pointer)
    }

    /// Every number below a place, in each form in which a sentence may write it.
    #[cfg(feature = "json")]
    pub(super) fn below(self, w: Words, place: &str, what: &impl Serialize) -> Self {
        match serde_json::to_value(what) {
            Ok(value) => self.leaves(w, place, &value),
            Err(_) => self,
        }
    }

    /// Without JSON there is no place to name.
    #[cfg(not(feature = "json"))]
    pub(super) fn below<T>(self, _: Words, _: &str, _: &T) -> Self {
        self
    }

    #[cfg(feature = "json")]
    fn leaves(mut self, w: Words, place: &str, value: &Value) -> Self {
        match value {
            Value::Array(all) => {
                self = self.count(w, all.len() as u64, place);
                all.iter().enumerate().fold(self, |found, (at, one)| found.leaves(w, &format!("{place}/{at}"), one))
            }
            Value::Object(members) => members.iter().fold(self, |found, (key, one)| {
                let key = key.replace('~', "~0").replace('/', "~1");
                found.leaves(w, &format!("{place}/{key}"), one)
            }),
            Value::Number(number) => match (number.as_u64(), number.as_f64()) {
                (Some(count), _) => self.count(w, count, place).written(w.plain(count as f64), place),
                (None, Some(value)) => self.forms(w, value, place),
                _ => self,
            },
            _ => self,
        }
    }

    #[cfg(feature = "json")]
    fn forms(mut self, w: Words, value: f64, place: &str) -> Self {
        for scale in [Scale::Rate, Scale::Ratio, Scale::Points, Scale::Size] {
            self = self.value(w, scale, value, &[], place);
        }
        let p = w.p_value(value);
        self.written(w.effective(value), place)
            .written(w.as_written(Scale::Plain, value), place)
            .level(w, value, place)
            .written(p.trim_start_matches("= "), place)
    }

    /// What a sentence about one verdict may tell: value, interval, tolerance, customers, evidence.
    pub(super) fn assessment(w: Words, audited: &Audited, rule: usize, row: usize) -> Self {
        let mut found = Self::default();
        let Some(result) = audited.rules.get(rule) else { return found };
        let all = &result.assessments;
        let Some(one) = all.get(row) else { return found };
        let base = format!("/audited/rules/{rule}/assessments");
        let scale = reading::scale(&result.rule.criterion);
        let bounds = numbers::bounds(&result.rule.tolerance);
        if let Ok(value) = one.value {
            let place = entry(&format!("{base}/value"), all.iter().map(|one| one.value), row);
            found = found.value(w, scale, value, &bounds, &place);
        }
        if let Ok(interval) = one.interval {
            let ends = |own: Measured<Interval>| own.map(|own| (own.lower, own.upper));
            let place = entry(&format!("{base}/interval/bounds"), all.iter().map(|one| ends(one.interval)), row);
            for (end, value) in [(0, interval.lower), (1, interval.upper)] {
                found = if value.is_finite() {
                    found.written(w.number(scale, value, &bounds), format!("{place}/{end}"))
                } else {
                    let sign = if value < 0.0 { "\u{2212}" } else { "" };
                    found.written(format!("{sign}∞"), format!("{place}/{end}"))
                };
            }
            let level = |own: Measured<Interval>| own.ok().map(|own| own.confidence);
            let known = || all.iter().filter_map(|one| level(one.interval));
            let alike = known().all(|other| other == interval.confidence);
            let place = format!("{base}/interval/confidence");
            let place = if alike { format!("{place}/all") } else { format!("{place}/{row}") };
            found = found.level(w, interval.confidence.level(), &place);
        }
        found = found
            .count(w, one.rows, entry(&format!("{base}/rows"), all.iter().map(|one| one.rows), row))
            .and(Self::tolerance(w, audited, rule))
            .count(w, audited.policy.minimum_rows, "/audited/policy/minimum_rows");
        if let Ok(p) = one.p_outside_adjusted {
            let place = entry(&format!("{base}/p_outside_adjusted"), all.iter().map(|one| one.p_outside_adjusted), row);
            found = found.written(w.p_value(p).trim_start_matches("= "), place);
        }
        let comparisons = entry(&format!("{base}/comparisons"), all.iter().map(|one| one.comparisons), row);
        found = found.count(w, one.comparisons, comparisons);
        if let Some(literal) = &one.literal {
            let place = entry(&format!("{base}/literal"), all.iter().map(|one| one.literal.as_ref()), row);
            for (key, value) in [("statistic", literal.statistic), ("flipped", literal.flipped)] {
                let Ok(value) = value else { continue };
                for bounds in [&[0.8][..], &[-2.0, 2.0]] {
                    found = found.written(w.number(Scale::Ratio, value, bounds), format!("{place}/{key}"));
                }
            }
            if let Ok(people) = literal.to_four_fifths {
                found = found.written(w.about(people), format!("{place}/to_four_fifths"));
            }
        }
        found
    }

    /// What a rule asks for.
    pub(super) fn tolerance(w: Words, audited: &Audited, rule: usize) -> Self {
        let Some(result) = audited.rules.get(rule) else { return Self::default() };
        let scale = reading::scale(&result.rule.criterion);
        let tolerance = &result.rule.tolerance;
        [("min", tolerance.min), ("max", tolerance.max)].into_iter().fold(Self::default(), |found, (key, bound)| {
            let Some(bound) = bound else { return found };
            found.written(w.as_written(scale, bound), format!("/audited/rules/{rule}/rule/tolerance/{key}"))
        })
    }

    /// Where these numbers stand in words. Of numbers that are written alike the one that was named first comes first.
    pub(super) fn find(
        &self,
        words: &str,
        taken: &[Range<usize>],
        used: &mut Vec<usize>,
    ) -> Vec<(Range<usize>, String)> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(character) = words[at..].chars().next() {
            let next = at + character.len_utf8();
            let is_free = !taken.iter().any(|range| range.contains(&at));
            if is_free && may_begin(character) && begins(&words[..at], character) {
                let fits = |text: &str| words[at..].starts_with(text) && ends(&words[at + text.len()..]);
                let longest =
                    self.0.iter().map(|(text, _)| text).filter(|text| fits(text)).max_by_key(|text| text.len());
                if let Some(longest) = longest {
                    let alike = || self.0.iter().enumerate().filter(|(_, (text, _))| text == longest);
                    let unused = alike().find(|(index, _)| !used.contains(index));
                    if let Some((index, (_, pointer))) = unused.or_else(|| alike().next()) {
                        used.push(index);
                        found.push((at..at + longest.len(), pointer.clone()));
                        at += longest.len();
                        continue;
                    }
                }
            }
            at = next;
        }
        found
    }
}

/// Characters with which a number begins.
const fn may_begin(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, '\u{2212}' | '+' | '∞' | '<' | '>')
}

/// Whether a number may begin after these words: not within a word, a longer number or a fraction.
fn begins(before: &str, first: char) -> bool {
    let mut last = before.chars().rev();
    match last.next() {
        None => true,
        Some('.' | ',') => !last.next().is_some_and(|other| other.is_ascii_digit()) || !first.is_ascii_digit(),
        Some('\u{2212}' | '+' | '/') => false,
        Some(other) => !other.is_alphanumeric(),
    }
}

/// Whether a number may end before these words.
fn ends(after: &str) -> bool {
    let mut next = after.chars();
    match next.next() {
        None => true,
        Some('.' | ',') => !next.next().is_some_and(|other| other.is_ascii_digit()),
        Some('%' | '/') => false,
        Some('\u{a0}' | '-') => !after.starts_with("\u{a0}%") && !after.starts_with("-%"),
        Some(other) => !other.is_alphanumeric(),
    }
}

/// The place of one entry of a column: columns of two rows or more that are alike are written once.
pub(super) fn entry<T: PartialEq>(column: &str, entries: impl ExactSizeIterator<Item = T>, row: usize) -> String {
    let several = entries.len() > 1;
    let mut entries = entries;
    let first = entries.next();
    if several && entries.all(|other| Some(other) == first) {
        format!("{column}/all")
    } else {
        format!("{column}/{row}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Language;

    #[test]
    fn numbers_are_known_by_how_they_are_written() {
        let sources =
            Sources::default().written("0.60", "/a").written("1", "/b").written("95%", "/c").written("95", "/d");
        let found = |words: &str| {
            let found = sources.find(words, &[], &mut Vec::new());
            found.into_iter().map(|(range, pointer)| format!("{}{pointer}", &words[range])).collect::<Vec<_>>()
        };
        assert_eq!(found("0.60 times (95% interval, 1 of 95)"), ["0.60/a", "95%/c", "1/b", "95/d"]);
        assert!(found("10.60, 0.601, 1.5, 1/3, x1, 95.5%, 4/1").is_empty());
        assert_eq!(found("It is 1."), ["1/b"]);
    }

    #[test]
    fn what_is_written_alike_is_told_apart_by_its_order() {
        let sources = Sources::default().written("30", "/first").written("30", "/second");
        let places: Vec<String> =
            sources.find("30, 30 and 30", &[], &mut Vec::new()).into_iter().map(|(_, pointer)| pointer).collect();
        assert_eq!(places, ["/first", "/second", "/first"]);
    }

    #[test]
    fn columns_that_are_alike_are_written_once() {
        assert_eq!(entry("/c", [1, 1].iter(), 1), "/c/all");
        assert_eq!(entry("/c", [1, 2].iter(), 1), "/c/1");
        assert_eq!(entry("/c", [1].iter(), 0), "/c/0");
    }

    #[test]
    fn a_german_percentage_is_one_number() {
        let w = Words::new(Language::German);
        let sources = Sources::default().count(w, 95, "/count").level(w, 0.95, "/level");
        let words = "95-%-Intervall, 95\u{a0}%, 95 von 100";
        let found: Vec<String> =
            sources.find(words, &[], &mut Vec::new()).into_iter().map(|(range, _)| words[range].to_owned()).collect();
        assert_eq!(found, ["95-%", "95\u{a0}%", "95"]);
    }
}
