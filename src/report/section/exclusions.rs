//! Who is not in the numbers, and what to know when reading them.

use crate::audit::{LabelBounds, MissingBounds, Notice};
use crate::report::document::Block;
use crate::report::reading::View;
use crate::report::source::Sources;
use crate::report::table::{bounds_table, correction_table, exclusion_table, label_bounds_table};
use crate::report::text::Text;

pub(super) fn exclusions(audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    let mut blocks = Vec::new();
    if audited.population.excluded == Some(0) {
        blocks.push(Block::Paragraph(w.nobody_excluded()));
    } else {
        let people = Sources::default().below(w, "/audited/population", &audited.population);
        blocks.push(Block::Paragraph(w.excluded(audited).sourced(&people)));
        if !audited.exclusions.is_empty() {
            blocks.push(Block::Table(exclusion_table(w, &audited.exclusions, w.exclusions_caption())));
        }
    }
    if let Some(privacy) = &audited.privacy {
        let mut sources = Sources::default().below(w, "/audited/privacy", privacy);
        if let Some(most) = audited.totals.withheld_up_to {
            sources = sources.count(w, most, "/totals/withheld_up_to");
        }
        blocks.push(Block::Paragraph(w.privacy(privacy).sourced(&sources)));
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
    for (at, result) in audited.corrections.iter().enumerate() {
        let sources = Sources::default().below(w, &format!("/audited/corrections/{at}/error"), &result.error).below(
            w,
            &format!("/audited/corrections/{at}/condition_number"),
            &result.condition_number.ok(),
        );
        blocks.push(Block::Paragraph(w.correction_intro(result).sourced(&sources)));
        blocks.push(Block::Table(correction_table(audited, result, w.correction_caption(result))));
    }
    blocks
}

pub(super) fn notices(audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    if audited.notices.is_empty() {
        vec![Block::Paragraph(w.no_notices())]
    } else {
        vec![Block::List(audited.notices.iter().enumerate().map(|(at, notice)| told(audited, at, notice)).collect())]
    }
}

/// A notice with the places of its numbers.
pub(super) fn told(audited: &View<'_>, at: usize, notice: &Notice) -> Text {
    let w = audited.words;
    w.notice(notice).sourced(&Sources::default().below(w, &format!("/audited/notices/{at}"), notice))
}
