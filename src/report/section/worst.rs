//! The widest pair of each grouping.

use crate::audit::Audited;
use crate::report::document::Block;
use crate::report::table::worst_table;
use crate::report::words;

pub(super) fn worst_pairs(audited: &Audited) -> Vec<Block> {
    let table = worst_table(audited, words::worst_caption());
    if table.rows.is_empty() {
        return Vec::new();
    }
    vec![Block::Paragraph(words::worst_intro()), Block::Table(table)]
}
