//! Segments' shares against declared populations.

use crate::report::document::Block;
use crate::report::reading::View;
use crate::report::source::Sources;
use crate::report::table::representation_table;
use crate::report::text::Text;

pub(super) fn representation(audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    if audited.representation.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Paragraph(w.representation_intro())];
    for (at, result) in audited.representation.iter().enumerate() {
        blocks.push(Block::Heading { level: 3, text: Text::of_name(&result.attribute) });
        blocks.push(Block::Table(representation_table(w, result, w.representation_caption(result))));
        let found = Sources::default().below(w, &format!("/audited/representation/{at}"), result);
        blocks.push(Block::Note(w.representation_note(result).sourced(&found)));
    }
    blocks
}
