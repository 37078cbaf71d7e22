//! Who is not in the numbers, and what to know when reading them.

use crate::audit::{Audited, LabelBounds, MissingBounds};
use crate::report::document::Block;
use crate::report::table::{bounds_table, correction_table, exclusion_table, label_bounds_table};
use crate::report::words;

pub(super) fn exclusions(audited: &Audited) -> Vec<Block> {
    let mut blocks = Vec::new();
    if audited.population.excluded == Some(0) {
        blocks.push(Block::Paragraph(words::nobody_excluded()));
    } else {
        blocks.push(Block::Paragraph(words::excluded(audited)));
        if !audited.exclusions.is_empty() {
            blocks.push(Block::Table(exclusion_table(&audited.exclusions, words::exclusions_caption())));
        }
    }
    if let Some(privacy) = &audited.privacy {
        blocks.push(Block::Paragraph(words::privacy(privacy)));
        if !privacy.withheld.is_empty() {
            blocks.push(Block::List(privacy.withheld.iter().map(words::withheld).collect()));
        }
    }
    let bounds: Vec<&MissingBounds> = audited.groupings.iter().flat_map(|result| &result.missing).collect();
    if !bounds.is_empty() {
        blocks.push(Block::Paragraph(words::bounds_intro()));
        blocks.push(Block::Table(bounds_table(&bounds, words::bounds_caption())));
    }
    let unlabelled: Vec<&LabelBounds> = audited.groupings.iter().flat_map(|result| &result.unlabelled).collect();
    if !unlabelled.is_empty() {
        blocks.push(Block::Paragraph(words::label_bounds_intro()));
        blocks.push(Block::Table(label_bounds_table(&unlabelled, words::label_bounds_caption())));
    }
    for result in &audited.corrections {
        blocks.push(Block::Paragraph(words::correction_intro(result)));
        blocks.push(Block::Table(correction_table(result, words::correction_caption(result))));
    }
    blocks
}

pub(super) fn notices(audited: &Audited) -> Vec<Block> {
    if audited.notices.is_empty() {
        vec![Block::Paragraph(words::no_notices())]
    } else {
        vec![Block::List(audited.notices.iter().map(words::notice).collect())]
    }
}
