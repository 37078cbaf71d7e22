//! Crude beside adjusted comparisons within the declared strata.

use crate::audit::ConditionalResult;
use crate::report::document::Block;
use crate::report::reading::View;
use crate::report::source::Sources;
use crate::report::table::{conditional_table, conditional_tests_table, stratum_table};
use crate::report::text::Text;
use crate::report::words::Words;

pub(super) fn strata(audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    let Some(first) = audited.conditional.first() else { return Vec::new() };
    let mut blocks = vec![Block::Paragraph(w.strata_intro(&first.strata))];
    for (at, result) in audited.conditional.iter().enumerate().filter(|(_, result)| is_reversal(w, result)) {
        let place = format!("/audited/conditional/{at}/simpson");
        let found = Sources::default().below(w, &place, &result.simpson);
        blocks.extend(w.reversal(result).map(|text| Block::Callout(text.sourced(&found))));
        blocks.push(Block::Table(stratum_table(w, result, w.strata_rows(result))));
    }
    for grouping in audited.groupings.iter().map(|result| &result.grouping) {
        let own: Vec<&ConditionalResult> = audited
            .conditional
            .iter()
            .filter(|result| {
                result.slice.conditions().iter().map(|condition| &condition.attribute).eq(grouping.attributes())
            })
            .collect();
        if own.is_empty() {
            continue;
        }
        let table = Block::Table(conditional_table(w, &own, w.strata_caption(grouping)));
        let notes: Vec<Text> = own.iter().filter_map(|result| w.attenuation(result)).collect();
        let mut inside = vec![table];
        let tested = |result: &&ConditionalResult| result.test.is_some() || result.composition.is_some();
        if grouping.attributes().len() == 1 && own.iter().any(tested) {
            let tests = conditional_tests_table(w, &own, w.strata_tests_caption(grouping));
            inside.push(Block::Fold {
                level: None,
                summary: w.strata_tests_caption(grouping),
                marks: Vec::new(),
                blocks: vec![Block::Paragraph(w.strata_tests_intro()), Block::Table(tests)],
            });
        }
        if !notes.is_empty() && grouping.attributes().len() == 1 {
            inside.push(Block::List(notes));
        }
        if grouping.attributes().len() == 1 {
            blocks.push(Block::Heading { level: 3, text: Text::of_attributes(grouping.attributes()) });
            blocks.extend(inside);
        } else {
            blocks.push(Block::Fold {
                level: Some(3),
                summary: Text::of_attributes(grouping.attributes()),
                marks: Vec::new(),
                blocks: inside,
            });
        }
    }
    blocks
}

/// Whether a crude difference that is more than noise turns its sign within strata.
fn is_reversal(w: Words, result: &ConditionalResult) -> bool {
    result.simpson.as_ref().is_some_and(|simpson| !simpson.crude_interval.contains(0.0))
        && w.reversal(result).is_some()
        && result.slice.conditions().len() == 1
}
