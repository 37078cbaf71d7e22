//! Tables that presets ask for.

use crate::audit::{Audited, preset};
use crate::report::document::Block;
use crate::report::table::impact_table;
use crate::report::text::Text;
use crate::report::words;

pub(super) fn impact_tables(audited: &Audited) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut current = None;
    for table in &audited.tables {
        if current != Some(&table.preset) {
            current = Some(&table.preset);
            match preset::find(&table.preset) {
                Ok(preset) => {
                    blocks.push(Block::Heading { level: 3, text: preset.name.into() });
                    blocks.push(Block::Paragraph(preset.text.into()));
                    let status = words::preset_status(preset.status.text(), preset.as_of);
                    blocks.push(Block::Note(Text::from(format!(
                        "{}: {status}. {}: {}. {}",
                        words::STATUS,
                        words::SOURCE,
                        preset.source,
                        preset.caution
                    ))));
                }
                Err(_) => blocks.push(Block::Heading { level: 3, text: Text::of_name(&table.preset) }),
            }
        }
        blocks.push(Block::Table(impact_table(table, words::impact_caption(table))));
        blocks.push(Block::Note(words::impact_note(table)));
    }
    blocks
}
