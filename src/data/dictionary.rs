//! Names to codes, in order of appearance.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Codes;
use crate::segment::{Level, LevelValue};

/// Places of the cache; a column of a dozen levels rarely has two of them on one.
const PLACES: usize = 256;

/// Assigns codes to names in order of appearance.
///
/// A column has few levels and many rows, so what counts is to recognise a name that was seen before. Its length and its
/// first and last eight bytes go through a small cache; for names of up to 16 bytes they are the name. Only what the
/// cache does not know is hashed, with the standard library's hash, which nobody outside can make collide.
pub(super) struct Dictionary {
    cache: Vec<Known>,
    codes: HashMap<String, u32>,
    levels: Vec<Level>,
    missing: Option<u32>,
}

/// A name in the cache.
#[derive(Clone, Copy)]
struct Known {
    digest: Digest,
    code: u32,
}

/// The length and the ends of a name.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Digest {
    length: usize,
    head: u64,
    tail: u64,
}

impl Dictionary {
    fn new() -> Self {
        // No name is as long, so an empty place knows none.
        let nobody = Known { digest: Digest { length: usize::MAX, head: 0, tail: 0 }, code: 0 };
        Self { cache: vec![nobody; PLACES], codes: HashMap::new(), levels: Vec::new(), missing: None }
    }

    /// The levels in order of appearance, and the code of every value.
    pub(super) fn encode<I>(values: I) -> (Vec<Level>, Codes)
    where
        I: IntoIterator,
        I::Item: LevelValue,
    {
        let mut dictionary = Self::new();
        let codes = Codes::collect(values.into_iter().map(|value| dictionary.code(value.level_name())));
        (dictionary.levels, codes)
    }

    #[inline]
    fn code(&mut self, name: Option<Cow<'_, str>>) -> u32 {
        let Some(name) = name else {
            return *self.missing.get_or_insert_with(|| push(&mut self.levels, Level::Missing));
        };
        let digest = Digest::of(name.as_bytes());
        let place = digest.place();
        let known = self.cache[place];
        if known.digest == digest
            && (digest.is_whole() || self.levels[known.code as usize].name() == Some(name.as_ref()))
        {
            return known.code;
        }
        let code = self.look_up(&name);
        self.cache[place] = Known { digest, code };
        code
    }

    #[cold]
    fn look_up(&mut self, name: &str) -> u32 {
        if let Some(&code) = self.codes.get(name) {
            return code;
        }
        let code = push(&mut self.levels, Level::named(name));
        self.codes.insert(name.to_owned(), code);
        code
    }
}

impl Digest {
    #[inline]
    fn of(name: &[u8]) -> Self {
        let length = name.len();
        // The two ends overlap in a short name, which does no harm.
        let (head, tail) = match length {
            8.. => (word(name.first_chunk()), word(name.last_chunk())),
            4.. => (half(name.first_chunk()), half(name.last_chunk())),
            _ => {
                let byte = |at: usize| name.get(at).copied().map_or(0, u64::from);
                (byte(0) | byte(1) << 8 | byte(2) << 16, 0)
            }
        };
        Self { length, head, tail }
    }

    /// Whether the two ends are all there is.
    #[inline]
    fn is_whole(self) -> bool {
        self.length <= 16
    }

    #[inline]
    fn place(self) -> usize {
        // Multiplication carries every bit upwards; the top eight bits say the place.
        let mixed = (self.head ^ self.tail.rotate_left(23) ^ self.length as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        usize::from(mixed.to_be_bytes()[0])
    }
}

fn word(bytes: Option<&[u8; 8]>) -> u64 {
    bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

fn half(bytes: Option<&[u8; 4]>) -> u64 {
    bytes.map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)))
}

fn push(levels: &mut Vec<Level>, level: Level) -> u32 {
    levels.push(level);
    u32::try_from(levels.len() - 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_share_their_ends_are_told_apart() {
        let names = ["", "a", "b", "ab", "ba", "aba", "abb", "aab", "abcd", "abcde", "abcdefgh", "abcdefghi"];
        let long: Vec<String> = (0..600).map(|i| format!("a long name with {i:04} in the middle of it")).collect();
        let all: Vec<&str> = names.into_iter().chain(long.iter().map(String::as_str)).collect();
        let rows = all.iter().chain(all.iter().rev()).chain(&all);
        let (levels, codes) = Dictionary::encode(rows.clone());
        assert_eq!(levels.len(), all.len());
        for (row, name) in rows.enumerate() {
            assert_eq!(levels[codes.get(row) as usize].name(), Some(*name));
        }
    }
}
