//! Files that are written whole or not at all.
//!
//! A path is tried before the data are read, by making and removing a file beside it. What is written goes to such a file
//! first and is then renamed, so that nobody ever finds half a report; if the program is killed in between, what is left
//! is named `.report.html.evenhand-<process>-<n>.tmp`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use evenhand::Error;
use evenhand::error::{ErrorKind, Problem};

/// Names that are tried for a file beside its place.
const ATTEMPTS: u32 = 100;

/// Where something is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// Standard output.
    Stdout,
    /// A file, which is replaced as a whole.
    File(PathBuf),
    /// A pipe or a device, which cannot be replaced.
    Stream(PathBuf),
}

impl Target {
    /// A path that can be written, or `-`. Nothing is left behind by finding out.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        if path == Path::new("-") {
            return Ok(Self::Stdout);
        }
        // A link stays a link: what it points to is replaced.
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&real) {
            Ok(there) if there.is_dir() => {
                return Err(refused(path, "is a directory", "name a file in it"));
            }
            Ok(there) if !there.is_file() => return Ok(Self::Stream(real)),
            Ok(there) if there.permissions().readonly() => {
                return Err(refused(path, "is read-only", "make it writable, or name another file"));
            }
            _ => {}
        }
        let trial = Temporary::beside(&real).map_err(|error| unwritable(path, &error))?;
        drop(trial);
        Ok(Self::File(real))
    }

    /// Whether it is the same file as another path.
    pub(super) fn is_file(&self, path: &Path) -> bool {
        match (self, fs::canonicalize(path)) {
            (Self::File(own), Ok(other)) => *own == other,
            _ => false,
        }
    }
}

/// What goes into a file, written piece by piece.
pub(super) trait Content {
    /// Writes it; what the writer refuses is known to the writer too.
    fn write_to(&self, out: &mut (dyn Write + Send)) -> Result<(), Error>;
}

impl Content for String {
    fn write_to(&self, out: &mut (dyn Write + Send)) -> Result<(), Error> {
        // The writer keeps why.
        out.write_all(self.as_bytes()).map_err(|error| Problem::new(ErrorKind::Io, error.to_string()).into())
    }
}

/// Writes all contents: first each beside its place, then, when none failed, each into it.
pub(super) fn write_all(contents: &[(Target, impl Content)]) -> Result<(), Error> {
    let mut ready = Vec::new();
    for (target, content) in contents {
        if let Target::File(path) = target {
            let (temporary, file) = Temporary::create(path).map_err(|error| unwritable(path, &error))?;
            let mut out = Watched::new(BufWriter::new(file));
            let written = content.write_to(&mut out);
            out.close(written, |file| file.get_ref().sync_all()).map_err(|trouble| trouble.at(path))?;
            ready.push(temporary);
        }
    }
    for (target, content) in contents {
        match target {
            Target::Stdout => {
                let mut out = Watched::new(BufWriter::new(io::stdout()));
                let written = content.write_to(&mut out);
                match out.close(written, |_| Ok(())) {
                    // A reader that has seen enough, as `head`, is no error.
                    Err(Trouble::Writer(error)) if error.kind() == io::ErrorKind::BrokenPipe => {}
                    other => other.map_err(|trouble| trouble.at(Path::new("standard output")))?,
                }
            }
            Target::Stream(path) => {
                let file = File::create(path).map_err(|error| unwritable(path, &error))?;
                let mut out = Watched::new(BufWriter::new(file));
                let written = content.write_to(&mut out);
                out.close(written, |_| Ok(())).map_err(|trouble| trouble.at(path))?;
            }
            Target::File(_) => {}
        }
    }
    for file in ready {
        file.into_place()?;
    }
    Ok(())
}

/// A writer that keeps why it failed: what is told of it depends on the cause.
struct Watched<W> {
    inner: W,
    failed: Option<io::Error>,
}

/// Why a content was not written.
enum Trouble {
    /// The place took no more.
    Writer(io::Error),
    /// There was nothing to write.
    Content(Error),
}

impl Trouble {
    fn at(self, path: &Path) -> Error {
        match self {
            Self::Writer(error) => unwritable(path, &error),
            Self::Content(error) => error.in_place(&path.display().to_string()),
        }
    }
}

impl<W: Write> Watched<W> {
    fn new(inner: W) -> Self {
        Self { inner, failed: None }
    }

    /// Writes what is left, after the content was.
    fn close(mut self, written: Result<(), Error>, last: impl FnOnce(&W) -> io::Result<()>) -> Result<(), Trouble> {
        match (self.failed.take(), written) {
            (Some(error), _) => Err(Trouble::Writer(error)),
            (None, Err(error)) => Err(Trouble::Content(error)),
            (None, Ok(())) => self.inner.flush().and_then(|()| last(&self.inner)).map_err(Trouble::Writer),
        }
    }

    fn keep<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            let copy = io::Error::new(error.kind(), error.to_string());
            if error.kind() != io::ErrorKind::Interrupted {
                self.failed = Some(error);
            }
            copy
        })
    }
}

impl<W: Write> Write for Watched<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.inner.write(bytes);
        self.keep(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.inner.flush();
        self.keep(result)
    }
}

/// A file beside its place; it is removed unless it is put there.
#[derive(Debug)]
struct Temporary {
    path: PathBuf,
    place: PathBuf,
}

impl Temporary {
    fn beside(place: &Path) -> io::Result<Self> {
        Self::create(place).map(|(temporary, _)| temporary)
    }

    fn create(place: &Path) -> io::Result<(Self, File)> {
        let name = place.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it names no file"))?;
        let name = format!(".{}.evenhand-{}", name.to_string_lossy(), std::process::id());
        let mut refused = io::Error::from(io::ErrorKind::AlreadyExists);
        for attempt in 0..ATTEMPTS {
            let path = place.with_file_name(format!("{name}-{attempt}.tmp"));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok((Self { path, place: place.to_owned() }, file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => refused = error,
                Err(error) => return Err(error),
            }
        }
        Err(refused)
    }

    fn into_place(self) -> Result<(), Error> {
        if let Ok(there) = fs::metadata(&self.place) {
            // The new file is as readable as the old one; where that cannot be, it is as any new file.
            let _ = fs::set_permissions(&self.path, there.permissions());
        }
        fs::rename(&self.path, &self.place).map_err(|error| unwritable(&self.place, &error))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After a rename there is nothing to remove.
        let _ = fs::remove_file(&self.path);
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Error {
    let remedy = match error.kind() {
        io::ErrorKind::NotFound => "make its directory first",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "name a place where you may write",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room, or name another place",
        _ => "name another file",
    };
    refused(path, &format!("cannot be written: {error}"), remedy)
}

fn refused(path: &Path, message: &str, remedy: &str) -> Error {
    Problem::new(ErrorKind::Io, message).place(path.display().to_string()).remedy(remedy).into()
}
