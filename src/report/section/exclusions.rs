//! Who is not in the numbers, and what to know when reading them.

use crate::audit::{LabelBounds, MissingBounds};
use crate::report::document::Block;
use crate::report::reading::View;
use crate::report::table::{bounds_table, correction_table, exclusion_table, label_bounds_table};

pub(super) fn exclusions(audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    let mut blocks = Vec::new();
    if audited.population.excluded == Some(0) {
        blocks.push(Block::Paragraph(w.nobody_excluded()));
    } else {
        blocks.push(Block::Paragraph(w.excluded(audited)));
        if !audited.exclusions.is_empty() {
            blocks.push(Block::Table(exclusion_table(w, &audited.exclusions, w.exclusions_caption())));
        }
    }
    if let Some(privacy) = &audited.privacy {
        blocks.push(Block::Paragraph(w.privacy(privacy)));
        if !privacy.withheld.is_empty() {
            blocks.push(Block::List(privacy.withheld.iter().map(|withheld| w.withheld(withheld)).collect()));
        }
    }
    let bounds: Vec<&MissingBounds> = audited.groupings.iter().flat_map(|result| &result.missing).collect();
    if !bounds.is_empty() {
        blocks.push(Block::Paragraph(w.bounds_intro()));
        blocks.push(Block::Table(bounds_table(w, &bounds, w.bounds_caption())));
    }
    let unlabelled: Vec<&LabelBounds> = audited.groupings.iter().flat_map(|result| &result.unlabelled).collect();
    if !unlabelled.is_empty() {
        blocks.push(Block::Paragraph(w.label_bounds_intro()));
        blocks.push(Block::Table(label_bounds_table(audited, &unlabelled, w.label_bounds_caption())));
    }
    for result in &audited.corrections {
        blocks.push(Block::Paragraph(w.correction_intro(result)));
        blocks.push(Block::Table(correction_table(audited, result, w.correction_caption(result))));
    }
    blocks
}

pub(super) fn notices(audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    if audited.notices.is_empty() {
        vec![Block::Paragraph(w.no_notices())]
    } else {
        vec![Block::List(audited.notices.iter().map(|notice| w.notice(notice)).collect())]
    }
}
