//! Opens what a command reads: a file or standard input, with a progress bar and a digest of the bytes.

use std::fs::File;
use std::io::Read;
use std::path::Path;

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

    /// Reads a Parquet file, and then its digest, since only the columns that are needed are read for the audit.
    #[cfg(feature = "parquet")]
    fn read_parquet(self, file: File, name: &str, rows: Rows<'_>) -> Result<String, Error> {
        use std::io::Seek;

        let refused = |error: std::io::Error| unreadable(Path::new(name), &error);
        let bar = Bar::new(Some(file.metadata().map_err(refused)?.len()), self.terminal);
        let mut tell = |progress: Progress| bar.tell(progress);
        let reader = PredictionsReader::new(self.specification).named(name).on_progress(&mut tell);
        // The rows first: both share one place in the file.
        let whole = file.try_clone().map_err(refused)?;
        match rows {
            Rows::Whole(predictions) => *predictions = Some(reader.read_parquet(file)?),
            Rows::Table(table) => *table = Some(reader.read_parquet_table(file)?),
            Rows::Batches(each) => reader.for_each_parquet_batch(file, each)?,
        }
        let mut digest = DigestReader::new(whole);
        let all = |file: &mut DigestReader<File>| std::io::copy(file, &mut std::io::sink());
        digest.get_mut().rewind().and_then(|()| all(&mut digest)).map_err(refused)?;
        Ok(digest.digest())
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
