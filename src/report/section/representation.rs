//! Segments' shares against declared populations.

use crate::audit::Audited;
use crate::report::document::Block;
use crate::report::table::representation_table;
use crate::report::text::Text;
use crate::report::words;

pub(super) fn representation(audited: &Audited) -> Vec<Block> {
    if audited.representation.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Paragraph(words::representation_intro())];
    for result in &audited.representation {
        blocks.push(Block::Heading { level: 3, text: Text::of_name(&result.attribute) });
        blocks.push(Block::Table(representation_table(result, words::representation_caption(result))));
        blocks.push(Block::Note(words::representation_note(result)));
    }
    blocks
}
