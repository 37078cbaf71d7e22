//! The widest pair of each grouping.

use crate::report::document::Block;
use crate::report::reading::View;
use crate::report::table::worst_table;

pub(super) fn worst_pairs(audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    let table = worst_table(audited, w.worst_caption());
    if table.rows.is_empty() {
        return Vec::new();
    }
    vec![Block::Paragraph(w.worst_intro()), Block::Table(table)]
}
