//! Tables that presets ask for.

use crate::audit::preset;
use crate::report::document::Block;
use crate::report::reading::View;
use crate::report::source::Sources;
use crate::report::table::impact_table;
use crate::report::text::Text;

pub(super) fn impact_tables(audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    let mut blocks = Vec::new();
    let mut current = None;
    for (at, table) in audited.tables.iter().enumerate() {
        if current != Some(&table.preset) {
            current = Some(&table.preset);
            match preset::find(&table.preset) {
                Ok(preset) => {
                    blocks.push(Block::Heading { level: 3, text: w.preset_name(preset).into() });
                    blocks.push(Block::Terms(vec![super::methods::preset_entry(w, preset)]));
                }
                Err(_) => blocks.push(Block::Heading { level: 3, text: Text::of_name(&table.preset) }),
            }
        }
        blocks.push(Block::Table(impact_table(w, table, w.impact_caption(table))));
        let sources = Sources::default().count(w, table.unknown, format!("/audited/tables/{at}/unknown")).below(
            w,
            &format!("/audited/tables/{at}/median_score"),
            &table.median_score,
        );
        blocks.push(Block::Note(w.impact_note(table).sourced(&sources)));
    }
    blocks
}
