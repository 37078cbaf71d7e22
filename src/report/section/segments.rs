//! Each attribute alone.

use super::figures::{forest, of_grouping};
use crate::audit::{Audited, GroupingResult};
use crate::report::document::Block;
use crate::report::table::{OPEN_ROWS, rates_table, rule_table};
use crate::report::text::Text;
use crate::report::words;

/// Lines of a forest; more would not be read.
const DRAWN: usize = 24;

pub(super) fn segments(audited: &Audited) -> Vec<Block> {
    let mut blocks = Vec::new();
    for result in audited.groupings.iter().filter(|result| result.grouping.attributes().len() == 1) {
        blocks.push(Block::Heading {
            level: 3,
            text: Text::of_attributes(result.grouping.attributes()).plain(words::grouping_counts(result).shown()),
        });
        let mut table = rates_table(audited, result, words::rates_of(&result.grouping));
        table.open = if table.rows.len() > OPEN_ROWS + 4 { OPEN_ROWS } else { usize::MAX };
        blocks.push(Block::Table(table));
        blocks.extend(withheld(audited, result));
        blocks.extend(rules(audited, result, 4, DRAWN));
    }
    blocks
}

/// Which slices of a grouping are not in its tables.
pub(super) fn withheld(audited: &Audited, result: &GroupingResult) -> Option<Block> {
    let all = &audited.privacy.as_ref()?.withheld;
    all.iter().find(|one| one.grouping == result.grouping).map(|one| Block::Note(words::withheld(one)))
}

/// Every rule that concerns a grouping: heading, question, forest, table.
pub(super) fn rules(audited: &Audited, result: &GroupingResult, level: u8, drawn: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    for rule in &audited.rules {
        let mut assessments = of_grouping(rule, &result.grouping);
        if assessments.is_empty() {
            continue;
        }
        let many = assessments.len() > drawn || result.grouping.attributes().len() > 1;
        if many {
            let worse = crate::report::table::by_badness(&rule.rule.criterion);
            assessments.sort_by(|a, b| worse(a, b));
        }
        blocks.push(Block::Heading { level, text: words::rule_title(&rule.rule) });
        let shown = &assessments[..assessments.len().min(drawn)];
        if let Some(figure) = forest(&rule.rule, &result.grouping, shown) {
            blocks.push(Block::Forest(figure));
            if shown.len() < assessments.len() {
                blocks.push(Block::Note(words::forest_worst(shown.len(), assessments.len())));
            }
        }
        let caption = words::rule_caption(audited, rule, &result.grouping);
        blocks.push(Block::Table(rule_table(audited, rule, &assessments, caption)));
    }
    blocks
}
