//! Wider vectors where the processor has them.
//!
//! The default target of x86-64 promises vectors of 128 bits and no instruction that counts bits. With the feature
//! `simd` a loop is compiled for each set of instructions besides, and the widest that the processor has is chosen at
//! run time, by a library, so that this crate stays without `unsafe`. Integers are added either way, so the result is
//! the same.

/// Runs a closure as it was compiled for this processor.
///
/// Only what is inlined into the closure gains: it and what it calls are marked so.
#[cfg(feature = "simd")]
#[inline(always)]
#[allow(clippy::inline_always, reason = "a function that is not inlined keeps the instructions of the default target")]
pub(super) fn vectorised<T>(run: impl FnOnce() -> T) -> T {
    use fearless_simd::{Level, Simd, dispatch};
    let level = Level::new();
    dispatch!(level, simd => simd.vectorize(run))
}

/// Runs a closure; the feature `simd` is off.
#[cfg(not(feature = "simd"))]
pub(super) fn vectorised<T>(run: impl FnOnce() -> T) -> T {
    run()
}
