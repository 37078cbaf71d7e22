//! Each attribute alone.

use super::figures::forest;
use crate::audit::GroupingResult;
use crate::report::document::Block;
use crate::report::reading::View;
use crate::report::source::Sources;
use crate::report::table::{OPEN_ROWS, rates_table, rule_table, sort_by_badness};
use crate::report::text::Text;
use crate::segment::Grouping;

/// Lines of a forest; more would not be read.
const DRAWN: usize = 24;

pub(super) fn segments(audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    let mut blocks = Vec::new();
    for result in audited.groupings.iter().filter(|result| result.grouping.attributes().len() == 1) {
        blocks.push(Block::Heading { level: 3, text: title(audited, result) });
        let mut table = rates_table(audited, result, w.rates_of(&result.grouping));
        table.open = if table.rows.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
        blocks.push(Block::Table(table));
        blocks.extend(withheld(audited, result));
        blocks.extend(rules(audited, result, 4, DRAWN));
    }
    blocks
}

/// A grouping with the number of its slices.
pub(super) fn title(audited: &View<'_>, result: &GroupingResult) -> Text {
    let counts = audited.words.grouping_counts(result).sourced(&audited.slices(result));
    Text::of_attributes(result.grouping.attributes()).text(counts)
}

/// Which slices of a grouping are not in its tables.
pub(super) fn withheld(audited: &View<'_>, result: &GroupingResult) -> Option<Block> {
    let all = &audited.privacy.as_ref()?.withheld;
    all.iter().find(|one| one.grouping == result.grouping).map(|one| Block::Note(audited.words.withheld(one)))
}

/// Every rule that concerns a grouping: heading, question, forest, table.
pub(super) fn rules(audited: &View<'_>, result: &GroupingResult, level: u8, drawn: usize) -> Vec<Block> {
    rules_of(audited, &result.grouping, level, drawn)
}

/// The same of any grouping.
pub(super) fn rules_of(audited: &View<'_>, grouping: &Grouping, level: u8, drawn: usize) -> Vec<Block> {
    let w = audited.words;
    let mut blocks = Vec::new();
    for (at, rule) in audited.rules.iter().enumerate() {
        let mut assessments = audited.of_grouping(at, grouping).to_vec();
        if assessments.is_empty() {
            continue;
        }
        let many = assessments.len() > drawn.min(audited.most_rows) || grouping.attributes().len() > 1;
        if many {
            sort_by_badness(&rule.rule.criterion, &mut assessments);
        }
        blocks.push(Block::Heading { level, text: w.rule_title(&rule.rule) });
        let shown = &assessments[..assessments.len().min(drawn)];
        if let Some(figure) = forest(w, &rule.rule, grouping, shown) {
            blocks.push(Block::Forest(figure));
            if shown.len() < assessments.len() {
                blocks.push(Block::Note(w.forest_worst(shown.len(), assessments.len())));
            }
        }
        let asks = Sources::tolerance(w, audited, at);
        let caption = w.rule_caption(audited, rule, grouping).sourced(&asks);
        blocks.push(Block::Table(rule_table(audited, rule, &assessments, caption)));
    }
    blocks
}
