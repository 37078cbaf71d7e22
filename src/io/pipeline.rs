//! Reads, parses and hands over the parts of a file: parsed on all cores, handed over in order, few in memory at a time.

use crate::error::Error;

/// Runs a file through: `next` reads a part, `parse` makes something of it, `deliver` takes that in the order of the file.
///
/// With the feature `parallel` parts are parsed on all cores while the next are read and the last are handed over. At
/// most three times `ahead` parts a core are in memory.
pub(super) fn run<B: Send, T: Send>(
    ahead: usize,
    mut next: impl FnMut() -> Result<Option<B>, Error>,
    parse: impl Fn(B) -> T + Sync,
    mut deliver: impl FnMut(T) -> Result<(), Error>,
) -> Result<(), Error> {
    // A short file is one part, for which no other core needs to wake up.
    let Some(first) = next()? else { return Ok(()) };
    let Some(second) = next()? else { return deliver(parse(first)) };
    parallel(ahead, vec![first, second], &mut next, &parse, &mut deliver)
}

#[cfg(feature = "parallel")]
fn parallel<B: Send, T: Send>(
    ahead: usize,
    mut parts: Vec<B>,
    next: &mut impl FnMut() -> Result<Option<B>, Error>,
    parse: &(impl Fn(B) -> T + Sync),
    deliver: &mut impl FnMut(T) -> Result<(), Error>,
) -> Result<(), Error> {
    let width = ahead * rayon::current_num_threads();
    let mut parsed: Vec<Option<T>> = Vec::new();
    while !parts.is_empty() || !parsed.is_empty() {
        let before = std::mem::take(&mut parsed);
        parsed.resize_with(parts.len(), || None);
        let mut read = Vec::with_capacity(width);
        rayon::in_place_scope(|scope| -> Result<(), Error> {
            for (part, place) in parts.drain(..).zip(&mut parsed) {
                scope.spawn(move |_| *place = Some(parse(part)));
            }
            before.into_iter().flatten().try_for_each(&mut *deliver)?;
            while read.len() < width
                && let Some(part) = next()?
            {
                read.push(part);
            }
            Ok(())
        })?;
        parts = read;
    }
    Ok(())
}

#[cfg(not(feature = "parallel"))]
fn parallel<B: Send, T: Send>(
    _: usize,
    parts: Vec<B>,
    next: &mut impl FnMut() -> Result<Option<B>, Error>,
    parse: &(impl Fn(B) -> T + Sync),
    deliver: &mut impl FnMut(T) -> Result<(), Error>,
) -> Result<(), Error> {
    for part in parts {
        deliver(parse(part))?;
    }
    while let Some(part) = next()? {
        deliver(parse(part))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorKind, Problem};

    #[test]
    fn parts_arrive_in_order_and_errors_stop_the_run() {
        for length in [0, 1, 2, 3, 100] {
            let (mut at, mut seen) = (0, Vec::new());
            let next = || {
                at += 1;
                Ok((at <= length).then_some(at))
            };
            run(
                2,
                next,
                |part| part * 10,
                |part| {
                    seen.push(part);
                    Ok(())
                },
            )
            .unwrap();
            assert_eq!(seen, (1..=length).map(|part| part * 10).collect::<Vec<_>>());
        }
        let stop = || Error::from(Problem::new(ErrorKind::Io, "stop"));
        let mut at = 0;
        let next = || {
            at += 1;
            if at > 50 { Err(stop()) } else { Ok(Some(at)) }
        };
        assert!(run(2, next, |part| part, |_| Ok(())).is_err());
        assert!(run(1, || Ok(Some(1)), |part| part, |_| Err(stop())).is_err());
    }
}
