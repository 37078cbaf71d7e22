//! Where cells and lines of text end: 64 bytes at a time, one bit a byte.
#![allow(clippy::inline_always, reason = "the loop is compiled anew for each set of instructions")]

/// Bytes that are looked at at once.
pub(super) const CHUNK: usize = 64;

/// What stands in 64 bytes; the lowest bit is the first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// Delimiters and line ends.
    pub(super) ends: u64,
    /// Line ends.
    pub(super) lines: u64,
    /// Quotes and `\r`, after which it takes a parser to say where cells end.
    pub(super) others: u64,
}

impl Marks {
    /// The first so many bytes only.
    fn up_to(self, bytes: usize) -> Self {
        let kept = 1_u64.checked_shl(u32::try_from(bytes).unwrap_or(u32::MAX)).map_or(u64::MAX, |bit| bit - 1);
        Self { ends: self.ends & kept, lines: self.lines & kept, others: self.others & kept }
    }
}

/// Hands over the marks of every 64 bytes, until `take` says that it has seen enough; the last ones may be fewer.
#[cfg(feature = "simd")]
pub(super) fn each(bytes: &[u8], delimiter: u8, take: impl FnMut(Marks) -> bool) {
    use fearless_simd::{Level, Simd, dispatch};
    let level = Level::new();
    dispatch!(level, simd => simd.vectorize(
        #[inline(always)]
        || each_by(bytes, #[inline(always)] |chunk| vectors(simd, chunk, delimiter), take),
    ));
}

/// Hands over the marks of every 64 bytes, until `take` says that it has seen enough; the last ones may be fewer.
#[cfg(not(feature = "simd"))]
pub(super) fn each(bytes: &[u8], delimiter: u8, take: impl FnMut(Marks) -> bool) {
    each_by(bytes, |chunk| words(chunk, delimiter), take);
}

#[inline(always)]
fn each_by(bytes: &[u8], marks: impl Fn(&[u8; CHUNK]) -> Marks, mut take: impl FnMut(Marks) -> bool) {
    let (chunks, rest) = bytes.as_chunks::<CHUNK>();
    for chunk in chunks {
        if !take(marks(chunk)) {
            return;
        }
    }
    let mut last = [0; CHUNK];
    last[..rest.len()].copy_from_slice(rest);
    take(marks(&last).up_to(rest.len()));
}

#[cfg(feature = "simd")]
#[inline(always)]
fn vectors<S: fearless_simd::Simd>(simd: S, chunk: &[u8; CHUNK], delimiter: u8) -> Marks {
    use fearless_simd::prelude::*;
    use fearless_simd::u8x64;

    let bytes = u8x64::from_slice(simd, chunk);
    let lines = bytes.simd_eq(u8x64::splat(simd, b'\n'));
    let delimiters = bytes.simd_eq(u8x64::splat(simd, delimiter));
    let quotes = bytes.simd_eq(u8x64::splat(simd, b'"'));
    let returns = bytes.simd_eq(u8x64::splat(simd, b'\r'));
    Marks {
        ends: (delimiters | lines).to_bitmask(),
        lines: lines.to_bitmask(),
        others: (quotes | returns).to_bitmask(),
    }
}

/// The same in words of eight bytes.
#[cfg(any(test, not(feature = "simd")))]
fn words(chunk: &[u8; CHUNK], delimiter: u8) -> Marks {
    let is = |byte| {
        let one =
            |(at, word): (usize, &[u8; 8])| zeros(u64::from_le_bytes(*word) ^ (LOW * u64::from(byte))) << (8 * at);
        chunk.as_chunks::<8>().0.iter().enumerate().map(one).fold(0, |marks, more| marks | more)
    };
    let lines = is(b'\n');
    Marks { ends: is(delimiter) | lines, lines, others: is(b'"') | is(b'\r') }
}

#[cfg(any(test, not(feature = "simd")))]
const LOW: u64 = 0x0101_0101_0101_0101;

/// Which bytes of a word are zero, in eight bits.
#[cfg(any(test, not(feature = "simd")))]
#[inline]
fn zeros(word: u64) -> u64 {
    const LOW_SEVEN: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let highest = !(((word & LOW_SEVEN) + LOW_SEVEN) | word | LOW_SEVEN);
    // The factor moves bit 0 of byte `i` to bit `i` of the highest byte; no two sums meet.
    (highest >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_where_the_bytes_are() {
        let mut state = 1_u64;
        for length in (0..200).chain([1000]) {
            let bytes: Vec<u8> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    b";;;\n\n\"\r\0\x01a\x8a\xBB\xFF\x0B:"[usize::try_from(state >> 60).unwrap_or(0) % 15]
                })
                .collect();
            let mut found = Vec::new();
            each(&bytes, b';', |marks| {
                found.push(marks);
                true
            });
            let mut chunks = bytes.as_chunks::<CHUNK>().0.to_vec();
            let mut last = [0; CHUNK];
            last[..length % CHUNK].copy_from_slice(&bytes[length - length % CHUNK..]);
            chunks.push(last);
            assert_eq!(found.len(), chunks.len());
            for (marks, chunk) in found.iter().zip(&chunks) {
                assert_eq!(*marks, words(chunk, b';'));
                for (at, &byte) in chunk.iter().enumerate() {
                    assert_eq!(marks.ends >> at & 1 == 1, byte == b';' || byte == b'\n');
                    assert_eq!(marks.lines >> at & 1 == 1, byte == b'\n');
                    assert_eq!(marks.others >> at & 1 == 1, byte == b'"' || byte == b'\r');
                }
            }
        }
    }
}
