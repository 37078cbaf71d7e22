//! Opens what a command reads: a file or standard input, with a progress bar and a digest of the bytes.

use std::fs::File;
use std::io::Read;
use std::path::Path;
#[cfg(all(feature = "parquet", unix))]
use std::sync::atomic::{AtomicBool, Ordering};

use evenhand::Error;
use evenhand::data::Predictions;
use evenhand::error::{ErrorKind, Problem};
use evenhand::io::{AuditSpecification, DigestReader, PredictionsReader, Progress};
use evenhand::task::Table;

use super::progress::Bar;
use super::specification::unreadable;
use super::terminal::Terminal;

/// What standard input is called.
pub(super) const STDIN: &str = "standard input";

/// Where the rows go.
pub(super) enum Rows<'a> {
    /// All of them at once.
    Whole(&'a mut Option<Predictions>),
    /// The rows of a task.
    Table(&'a mut Option<Table>),
    /// Batch by batch.
    Batches(&'a mut dyn FnMut(Predictions) -> Result<(), Error>),
}

/// What is read, and how it is told.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    pub(super) specification: &'a AuditSpecification,
    pub(super) terminal: &'a Terminal,
}

impl Input<'_> {
    /// All rows of a file or of standard input, and the digest of the bytes.
    pub(super) fn whole(self, path: &Path) -> Result<(Predictions, String), Error> {
        let mut predictions = None;
        let digest = self.read(path, Rows::Whole(&mut predictions))?;
        Ok((kept(predictions)?, digest))
    }

    /// The rows of the specification's task, and the digest of the bytes.
    pub(super) fn table(self, path: &Path) -> Result<(Table, String), Error> {
        let mut table = None;
        let digest = self.read(path, Rows::Table(&mut table))?;
        let table = table.ok_or_else(|| Error::from(Problem::new(ErrorKind::Io, "was not read")))?;
        Ok((table, digest))
    }

    /// All rows of a file that is open already.
    pub(super) fn whole_of(self, file: File, name: &str) -> Result<(Predictions, String), Error> {
        let mut predictions = None;
        let digest = self.read_file(file, name, Rows::Whole(&mut predictions))?;
        Ok((kept(predictions)?, digest))
    }

    /// Reads a file or standard input; the digest of the bytes.
    pub(super) fn read(self, path: &Path, rows: Rows<'_>) -> Result<String, Error> {
        if path == Path::new("-") {
            return self.read_stdin(rows);
        }
        let refused = |error: std::io::Error| unreadable(path, &error);
        let file = File::open(path).map_err(refused)?;
        if file.metadata().map_err(refused)?.is_dir() {
            let problem = Problem::new(ErrorKind::Io, "is a directory").place(shown(path)).remedy("name a file in it");
            return Err(problem.into());
        }
        self.read_file(file, &shown(path), rows)
    }

    fn read_file(self, file: File, name: &str, rows: Rows<'_>) -> Result<String, Error> {
        let refused = |error: std::io::Error| unreadable(Path::new(name), &error);
        let metadata = file.metadata().map_err(refused)?;
        let bytes = metadata.is_file().then_some(metadata.len());
        #[cfg(feature = "parquet")]
        if bytes.is_some() && starts_as_parquet(&file).map_err(refused)? {
            return self.read_parquet(file, name, rows);
        }
        self.read_from(file, name, bytes, rows)
    }

    #[cfg(not(feature = "parquet"))]
    fn read_stdin(self, rows: Rows<'_>) -> Result<String, Error> {
        self.read_from(std::io::stdin().lock(), STDIN, None, rows)
    }

    /// Standard input; Parquet is read from its end and so goes through a file without a name.
    #[cfg(feature = "parquet")]
    fn read_stdin(self, rows: Rows<'_>) -> Result<String, Error> {
        let mut input = std::io::stdin().lock();
        let mut start = Vec::with_capacity(PARQUET.len());
        let refused = |error: std::io::Error| unreadable(Path::new(STDIN), &error);
        input.by_ref().take(PARQUET.len() as u64).read_to_end(&mut start).map_err(refused)?;
        let is_parquet = start == PARQUET;
        let mut input = std::io::Cursor::new(start).chain(input);
        if !is_parquet {
            return self.read_from(input, STDIN, None, rows);
        }
        let mut file = tempfile::tempfile().map_err(refused)?;
        std::io::copy(&mut input, &mut file).map_err(refused)?;
        self.read_parquet(file, STDIN, rows)
    }

    /// Reads a Parquet file, and all of it once more for its digest, since only the columns that are needed are read for
    /// the audit.
    #[cfg(feature = "parquet")]
    fn read_parquet(self, file: File, name: &str, rows: Rows<'_>) -> Result<String, Error> {
        let refused = |error: std::io::Error| unreadable(Path::new(name), &error);
        let bar = Bar::new(Some(file.metadata().map_err(refused)?.len()), self.terminal);
        let mut tell = |progress: Progress| bar.tell(progress);
        let reader = PredictionsReader::new(self.specification).named(name).on_progress(&mut tell);
        let whole = file.try_clone().map_err(refused)?;
        let (read, digest) = beside(whole, || match rows {
            Rows::Whole(predictions) => reader.read_parquet(file).map(|read| *predictions = Some(read)),
            Rows::Table(table) => reader.read_parquet_table(file).map(|read| *table = Some(read)),
            Rows::Batches(each) => reader.for_each_parquet_batch(file, each),
        });
        read?;
        digest.map_err(refused)
    }

    fn read_from<R: Read>(self, input: R, name: &str, bytes: Option<u64>, rows: Rows<'_>) -> Result<String, Error> {
        let mut input = DigestReader::new(input);
        let bar = Bar::new(bytes, self.terminal);
        let mut tell = |progress: Progress| bar.tell(progress);
        let reader = PredictionsReader::new(self.specification).named(name).on_progress(&mut tell);
        match rows {
            Rows::Whole(predictions) => *predictions = Some(reader.read(&mut input)?),
            Rows::Table(table) => *table = Some(reader.read_table(&mut input)?),
            Rows::Batches(each) => reader.for_each_batch(&mut input, each)?,
        }
        Ok(input.digest())
    }
}

/// The name of an input as a reader knows it.
pub(super) fn shown(path: &Path) -> String {
    if path == Path::new("-") { STDIN.to_owned() } else { path.display().to_string() }
}

fn kept(predictions: Option<Predictions>) -> Result<Predictions, Error> {
    predictions.ok_or_else(|| Problem::new(ErrorKind::Io, "was not read").into())
}

#[cfg(feature = "parquet")]
const PARQUET: &[u8] = b"PAR1";

#[cfg(feature = "parquet")]
fn starts_as_parquet(mut file: &File) -> std::io::Result<bool> {
    use std::io::Seek;

    let mut start = Vec::with_capacity(PARQUET.len());
    file.take(PARQUET.len() as u64).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(start == PARQUET)
}

/// Does some work, and computes the digest of a file on a thread beside it.
#[cfg(all(feature = "parquet", unix))]
fn beside<E>(file: File, work: impl FnOnce() -> Result<(), E>) -> (Result<(), E>, std::io::Result<String>) {
    let in_vain = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let digest = scope.spawn(|| digest_of(FromStart { file, at: 0, in_vain: &in_vain }));
        let done = work();
        in_vain.store(done.is_err(), Ordering::Relaxed);
        let digest = digest.join().unwrap_or_else(|_| Err(std::io::Error::other("the digest was not computed")));
        (done, digest)
    })
}

/// Does some work, and then computes the digest of a file: handles of one file share the place at which they read.
#[cfg(all(feature = "parquet", not(unix)))]
fn beside<E>(mut file: File, work: impl FnOnce() -> Result<(), E>) -> (Result<(), E>, std::io::Result<String>) {
    use std::io::Seek;

    let done = work();
    let digest = if done.is_ok() { file.rewind().and_then(|()| digest_of(file)) } else { Ok(String::new()) };
    (done, digest)
}

#[cfg(feature = "parquet")]
fn digest_of(input: impl Read) -> std::io::Result<String> {
    let mut digest = DigestReader::new(input);
    let mut buffer = vec![0; 1 << 16];
    loop {
        match digest.read(&mut buffer) {
            Ok(0) => return Ok(digest.digest()),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Reads a file from its start, and leaves alone the place at which others read it.
#[cfg(all(feature = "parquet", unix))]
struct FromStart<'v> {
    file: File,
    at: u64,
    /// Whether nobody wants the rest any more: it is then as if the file ended.
    in_vain: &'v AtomicBool,
}

#[cfg(all(feature = "parquet", unix))]
impl Read for FromStart<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        use std::os::unix::fs::FileExt;

        if self.in_vain.load(Ordering::Relaxed) {
            return Ok(0);
        }
        let read = self.file.read_at(buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}
