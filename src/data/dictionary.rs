//! Names to codes.
//!
//! Values are taken from an iterator in batches. The first batch shows which names there are; the others are coded on all
//! cores, by dictionaries that begin with those names, and brought together by name. Codes number the names in their
//! order, so that neither batches nor cores can be told from them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Codes;
use super::parts::{PART, each_part};
use crate::segment::{Level, LevelValue};

/// Places of the cache; a column of a dozen levels rarely has two of them on one.
const PLACES: usize = 256;

/// Assigns codes to names in order of appearance.
///
/// A column has few levels and many rows, so what counts is to recognise a name that was seen before. Its length and its
/// first and last eight bytes go through a small cache; for names of up to 16 bytes they are the name. Only what the
/// cache does not know is hashed, with the standard library's hash, which nobody outside can make collide.
#[derive(Clone)]
struct Dictionary {
    cache: Box<[Known; PLACES]>,
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
#[derive(Clone, Copy)]
struct Digest {
    length: u64,
    head: u64,
    tail: u64,
}

/// The levels in their order, missing last, and the code of every value.
pub(super) fn encode<I>(values: I) -> (Vec<Level>, Codes)
where
    I: IntoIterator,
    I::Item: LevelValue,
{
    let mut values = values.into_iter().fuse();
    let first: Vec<I::Item> = values.by_ref().take(PART).collect();
    let mut seen = Dictionary::new();
    let codes = seen.batch(&first);
    let mut dictionary = Dictionary::new();
    let mut new = vec![0; seen.levels.len()];
    for at in order(&seen.levels) {
        new[at] = dictionary.level(&seen.levels[at]);
    }
    let mut coder = Coder { dictionary, values: Vec::new(), batches: vec![(0, codes.recoded(&new, new.len()))] };
    if first.len() < PART {
        let codes = coder.batches.pop().map_or_else(|| Codes::with_capacity(0), |(_, codes)| codes);
        return (coder.dictionary.levels, codes);
    }
    drop(first);
    joined(&code_batches(values, coder))
}

/// Who codes batches: one for each thread.
struct Coder<T> {
    dictionary: Dictionary,
    values: Vec<T>,
    /// The codes of its batches, with their number.
    batches: Vec<(usize, Codes)>,
}

impl<T: LevelValue> Coder<T> {
    fn code(&mut self, batch: usize) {
        let codes = self.dictionary.batch(&self.values);
        self.values.clear();
        self.batches.push((batch, codes));
    }
}

/// Takes batches of values until there are no more. This thread alone calls the iterator; all cores code.
fn code_batches<T: LevelValue>(mut values: impl Iterator<Item = T>, first: Coder<T>) -> Vec<Coder<T>> {
    let seed = first.dictionary.clone();
    let idle = Mutex::new(vec![first]);
    let next = || {
        let idle = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.unwrap_or_else(|| Coder { dictionary: seed.clone(), values: Vec::new(), batches: Vec::new() })
    };
    let done = |coder| idle.lock().unwrap_or_else(PoisonError::into_inner).push(coder);
    let mut batches = (1..).map_while(|batch| {
        let mut coder = next();
        coder.values.extend(values.by_ref().take(PART));
        if coder.values.is_empty() {
            done(coder);
            return None;
        }
        Some((batch, coder))
    });
    share(&mut batches, |(batch, mut coder): (usize, Coder<T>)| {
        coder.code(batch);
        done(coder);
    });
    drop(batches);
    idle.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Works on what an iterator yields, on all cores while this thread asks for more.
#[cfg(feature = "parallel")]
fn share<T: Send>(things: &mut dyn Iterator<Item = T>, work: impl Fn(T) + Sync) {
    use std::sync::atomic::{AtomicUsize, Ordering};

    let (waiting, work) = (AtomicUsize::new(0), &work);
    // One for each other thread to work on, and one to go on with; beyond that this thread helps.
    let most = 2 * (rayon::current_num_threads() - 1);
    rayon::in_place_scope(|scope| {
        for thing in things {
            if waiting.load(Ordering::Relaxed) >= most {
                work(thing);
            } else {
                waiting.fetch_add(1, Ordering::Relaxed);
                let waiting = &waiting;
                scope.spawn(move |_| {
                    work(thing);
                    waiting.fetch_sub(1, Ordering::Relaxed);
                });
            }
        }
    });
}

#[cfg(not(feature = "parallel"))]
fn share<T>(things: &mut dyn Iterator<Item = T>, work: impl Fn(T)) {
    things.for_each(work);
}

/// The levels of all dictionaries in their order, and the codes of all batches in theirs.
fn joined<T>(coders: &[Coder<T>]) -> (Vec<Level>, Codes) {
    let mut levels: Vec<Level> = coders.iter().flat_map(|coder| &coder.dictionary.levels).cloned().collect();
    levels.sort();
    levels.dedup();
    let place: HashMap<&Level, u32> = levels.iter().zip(0..).collect();
    let mut batches = Vec::new();
    for coder in coders {
        // Sorted, so every level is there.
        let new: Vec<u32> =
            coder.dictionary.levels.iter().map(|level| place.get(level).copied().unwrap_or_default()).collect();
        let new = Arc::new(new);
        batches.extend(coder.batches.iter().map(|(at, codes)| (*at, codes, Arc::clone(&new))));
    }
    batches.sort_by_key(|(at, ..)| *at);
    let rows = batches.iter().map(|(_, codes, _)| codes.len()).sum();
    let codes = if levels.len() <= usize::from(u8::MAX) + 1 {
        let mut out = vec![0_u8; rows];
        each_part(&mut out, |at, out| batches[at].1.recode_into(&batches[at].2, out));
        Codes::Narrow(out)
    } else {
        let mut out = vec![0_u32; rows];
        each_part(&mut out, |at, out| {
            for (row, out) in out.iter_mut().enumerate() {
                *out = batches[at].2[batches[at].1.get(row) as usize];
            }
        });
        Codes::Wide(out)
    };
    (levels, codes)
}

impl Dictionary {
    fn new() -> Self {
        // No name is as long, so an empty place knows none.
        let nobody = Known { digest: Digest { length: u64::MAX, head: 0, tail: 0 }, code: 0 };
        Self { cache: Box::new([nobody; PLACES]), codes: HashMap::new(), levels: Vec::new(), missing: None }
    }

    /// The codes of some values, in bytes where they fit.
    #[allow(clippy::cast_possible_truncation, reason = "what does not fit is found, and coded anew")]
    fn batch<T: LevelValue>(&mut self, values: &[T]) -> Codes {
        if self.levels.len() <= usize::from(u8::MAX) + 1 {
            let mut bits = 0;
            let narrow = values.iter().map(|value| {
                let code = self.code(value.level_name().as_deref());
                bits |= code;
                code as u8
            });
            let narrow: Vec<u8> = narrow.collect();
            if u8::try_from(bits).is_ok() {
                return Codes::Narrow(narrow);
            }
        }
        Codes::Wide(values.iter().map(|value| self.code(value.level_name().as_deref())).collect())
    }

    /// The code of a level.
    fn level(&mut self, level: &Level) -> u32 {
        self.code(level.name())
    }

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "a call for every row would cost as much as the row")]
    fn code(&mut self, name: Option<&str>) -> u32 {
        let Some(name) = name else {
            return *self.missing.get_or_insert_with(|| push(&mut self.levels, Level::Missing));
        };
        let digest = Digest::of(name.as_bytes());
        let known = &self.cache[digest.place()];
        if known.digest.is(digest) && digest.is_whole() { known.code } else { self.look_up(digest, name) }
    }

    /// The code of a name that is long, or that the cache does not know.
    #[inline(never)]
    fn look_up(&mut self, digest: Digest, name: &str) -> u32 {
        let known = self.cache[digest.place()];
        if known.digest.is(digest) && self.levels[known.code as usize].name() == Some(name) {
            return known.code;
        }
        let code = self.codes.get(name).copied().unwrap_or_else(|| {
            let code = push(&mut self.levels, Level::named(name));
            self.codes.insert(name.to_owned(), code);
            code
        });
        self.cache[digest.place()] = Known { digest, code };
        code
    }
}

impl Digest {
    #[inline]
    fn of(name: &[u8]) -> Self {
        let length = name.len() as u64;
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

    /// Whether it is the same: in one go, since it nearly always is.
    #[inline]
    fn is(self, other: Self) -> bool {
        (self.length ^ other.length) | (self.head ^ other.head) | (self.tail ^ other.tail) == 0
    }

    /// Whether the two ends are all there is.
    #[inline]
    fn is_whole(self) -> bool {
        self.length <= 16
    }

    #[inline]
    fn place(self) -> usize {
        // Multiplication carries every bit upwards; the top eight bits say the place.
        let mixed = (self.head ^ self.tail.rotate_left(23) ^ self.length).wrapping_mul(0x9e37_79b9_7f4a_7c15);
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

/// The places of some levels in their order.
fn order(levels: &[Level]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..levels.len()).collect();
    order.sort_by(|&a, &b| levels[a].cmp(&levels[b]));
    order
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Codes by the book: the place of each level among all of them in their order.
    fn check<T: LevelValue + Clone>(values: &[T]) {
        let levels: Vec<Level> =
            values.iter().map(|value| value.level_name().map(std::borrow::Cow::into_owned).into()).collect();
        let sorted: Vec<&Level> = levels.iter().collect::<BTreeSet<_>>().into_iter().collect();
        let check = |(found, codes): (Vec<Level>, Codes)| {
            assert!(found.iter().eq(sorted.iter().copied()));
            assert_eq!(codes.len(), values.len());
            assert_eq!(matches!(codes, Codes::Narrow(_)), sorted.len() <= 256, "folds rely on it");
            for (row, level) in levels.iter().enumerate() {
                assert_eq!(&found[codes.get(row) as usize], level, "row {row}");
            }
        };
        check(encode(values));
        // Values that nobody keeps, from an iterator that does not say how many there are.
        check(encode(values.iter().filter(|_| true).cloned()));
    }

    #[test]
    fn names_that_share_their_ends_are_told_apart() {
        let names = ["", "a", "b", "ab", "ba", "aba", "abb", "aab", "abcd", "abcde", "abcdefgh", "abcdefghi"];
        let long: Vec<String> = (0..600).map(|i| format!("a long name with {i:04} in the middle of it")).collect();
        let all: Vec<&str> = names.into_iter().chain(long.iter().map(String::as_str)).collect();
        check(&all.iter().chain(all.iter().rev()).chain(&all).copied().collect::<Vec<_>>());
    }

    #[test]
    fn batches_leave_no_trace() {
        for length in [0, 1, PART - 1, PART, PART + 1, 3 * PART, 9 * PART + 5] {
            // Three names that all batches have, and one that only the last rows have and that sorts before the others.
            let last = length.saturating_sub(3);
            check(&(0..length).map(|row| if row < last { ["m", "s", "z"][row % 3] } else { "a" }).collect::<Vec<_>>());
            // Missing from the second batch on.
            check(&(0..length).map(|row| (row < PART || row % 2 == 0).then_some("somebody")).collect::<Vec<_>>());
        }
        // More and more names, bytes until there are more than 256.
        for every in [PART / 4, 9 * PART / 255, 9 * PART / 257, 1] {
            check(&(0..9 * PART).map(|row| format!("{}", row / every)).collect::<Vec<_>>());
            check(&(0..9 * PART).map(|row| row % 4000 / every).collect::<Vec<_>>());
        }
    }
}
