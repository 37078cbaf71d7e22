//! The stored form of a cube: versioned, with a fingerprint of what was tallied.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Axis, Cell, Cube};
use crate::data::Specification;
use crate::error::{Error, ErrorKind, Problem};
use crate::segment::Level;

/// Version of the stored form. A reader refuses any other.
pub const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Stored<C> {
    schema_version: u32,
    fingerprint: String,
    specification: Specification,
    axes: Vec<Axis>,
    cells: Vec<StoredCell<C>>,
}

#[derive(Serialize, Deserialize)]
struct StoredCell<C> {
    levels: Vec<Level>,
    cell: C,
}

impl<C: Cell + Serialize + DeserializeOwned> Cube<C> {
    /// SHA-256 of the specification and the names of the axes, in hexadecimal: what two cubes must share to be added.
    pub fn fingerprint(&self) -> String {
        let names: Vec<&str> = self.axes.iter().map(|axis| axis.name.as_str()).collect();
        let text = serde_json::to_string(&(SCHEMA_VERSION, &self.specification, names)).unwrap_or_default();
        hex(&Sha256::digest(text))
    }

    /// The stored form as JSON.
    ///
    /// # Errors
    ///
    /// Never on a cube that this crate made; the writer's errors are passed on.
    pub fn to_json(&self) -> Result<String, Error> {
        let stored = Stored {
            schema_version: SCHEMA_VERSION,
            fingerprint: self.fingerprint(),
            specification: self.specification.clone(),
            axes: self.axes.clone(),
            cells: self
                .cells()
                .map(|(levels, cell)| StoredCell { levels: levels.into_iter().cloned().collect(), cell: cell.clone() })
                .collect(),
        };
        serde_json::to_string(&stored).map_err(|error| Problem::new(ErrorKind::Format, error.to_string()).into())
    }

    /// Reads the stored form.
    ///
    /// # Errors
    ///
    /// Text that is not such a form, another schema version, a fingerprint that does not match, cells off their axes.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let stored: Stored<C> = serde_json::from_str(text).map_err(|error| {
            Problem::new(ErrorKind::Format, format!("is not a stored cube: {error}"))
                .remedy("give a file that this crate wrote")
        })?;
        if stored.schema_version != SCHEMA_VERSION {
            return Err(Problem::new(
                ErrorKind::Incompatible,
                format!("the cube has schema version {}, and this crate reads {SCHEMA_VERSION}", stored.schema_version),
            )
            .remedy("tally again with this version")
            .into());
        }
        let cube = Self::from_cells(
            stored.axes,
            stored.specification,
            stored.cells.into_iter().map(|stored| (stored.levels, stored.cell)),
        )?;
        if cube.fingerprint() != stored.fingerprint {
            return Err(Problem::new(ErrorKind::Incompatible, "the fingerprint does not match the specification")
                .remedy("the file was changed after it was written; tally again")
                .into());
        }
        Ok(cube)
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;

    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
