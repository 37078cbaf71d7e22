//! Files that are written whole or not at all.
//!
//! A path is tried before the data are read, by making and removing a file beside it. What is written goes to such a file
//! first and is then renamed, so that nobody ever finds half a report; if the program is killed in between, what is left
//! is named `.report.html.evenhand-<process>-<n>.tmp`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use evenhand::Error;
use evenhand::error::{ErrorKind, Problem};

use super::terminal::Terminal;

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

/// Writes all texts: first each beside its place, then, when none failed, each into it.
pub(super) fn write_all(texts: &[(Target, String)]) -> Result<(), Error> {
    let mut ready = Vec::new();
    for (target, text) in texts {
        if let Target::File(path) = target {
            ready.push(Temporary::filled(path, text).map_err(|error| unwritable(path, &error))?);
        }
    }
    for (target, text) in texts {
        match target {
            Target::Stdout => Terminal::print(text)?,
            Target::Stream(path) => fs::write(path, text).map_err(|error| unwritable(path, &error))?,
            Target::File(_) => {}
        }
    }
    for file in ready {
        file.into_place()?;
    }
    Ok(())
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

    fn filled(place: &Path, text: &str) -> io::Result<Self> {
        let (temporary, mut file) = Self::create(place)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        Ok(temporary)
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
