//! The task `rankings`.

use crate::report::words::german::catalogue::Entry;

/// Id, name, question and note.
pub(super) const ENTRIES: &[Entry] = &[];
