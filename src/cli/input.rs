//! Opens what a command reads: a file or standard input, with a progress bar and a digest of the bytes.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use evenhand::Error;
use evenhand::data::Predictions;
use evenhand::error::{ErrorKind, Problem};
use evenhand::io::{AuditSpecification, DigestReader, PredictionsReader, Progress};

use super::progress::Bar;
use super::specification::unreadable;
use super::terminal::Terminal;

/// What the bytes were read to, and their digest.
pub(super) fn read<T>(
    path: &Path,
    specification: &AuditSpecification,
    terminal: &Terminal,
    take: impl FnOnce(PredictionsReader<'_>, &mut dyn Read) -> Result<T, Error>,
) -> Result<(T, String), Error> {
    if path == Path::new("-") {
        return read_from(&mut std::io::stdin().lock(), "standard input", None, specification, terminal, take);
    }
    let refused = |error: std::io::Error| unreadable(path, &error);
    let mut file = File::open(path).map_err(refused)?;
    let metadata = file.metadata().map_err(refused)?;
    if metadata.is_dir() {
        let problem = Problem::new(ErrorKind::Io, "is a directory").place(shown(path)).remedy("name a file in it");
        return Err(problem.into());
    }
    let bytes = metadata.is_file().then_some(metadata.len());
    read_from(&mut file, &shown(path), bytes, specification, terminal, take)
}

/// The same from bytes that are open already.
pub(super) fn read_from<T>(
    input: &mut dyn Read,
    name: &str,
    bytes: Option<u64>,
    specification: &AuditSpecification,
    terminal: &Terminal,
    take: impl FnOnce(PredictionsReader<'_>, &mut dyn Read) -> Result<T, Error>,
) -> Result<(T, String), Error> {
    let mut input = DigestReader::new(input);
    let bar = Bar::new(bytes, terminal);
    let mut tell = |progress: Progress| bar.tell(progress);
    let reader = PredictionsReader::new(specification).named(name).on_progress(&mut tell);
    let taken = take(reader, &mut input)?;
    Ok((taken, input.digest()))
}

/// The name of an input as a reader knows it.
pub(super) fn shown(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

/// Keeps every row, for [`read`].
pub(super) fn whole(reader: PredictionsReader<'_>, input: &mut dyn Read) -> Result<Predictions, Error> {
    reader.read(input)
}
