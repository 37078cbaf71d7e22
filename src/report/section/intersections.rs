//! Combined attributes, each combination folded away, the ones with most outside first.

use crate::report::reading::View;
use std::cmp::Reverse;

use super::figures::heat_map;
use super::front::tally;
use super::segments::{rules, title, withheld};
use crate::audit::{Assessment, GroupingResult, Verdict};
use crate::report::document::Block;
use crate::report::source::Sources;
use crate::report::table::{OPEN_ROWS, rates_table, shrinkage_table};

/// Lines of a forest of an intersection.
const DRAWN: usize = 12;

pub(super) fn intersections(audited: &View<'_>) -> Vec<Block> {
    let w = audited.words;
    let mut combined: Vec<&GroupingResult> =
        audited.groupings.iter().filter(|result| result.grouping.attributes().len() > 1).collect();
    if combined.is_empty() {
        return Vec::new();
    }
    let of = |result: &GroupingResult| -> Vec<&Assessment> {
        (0..audited.rules.len()).flat_map(|rule| audited.of_grouping(rule, &result.grouping)).copied().collect()
    };
    let outside = |result: &&GroupingResult| of(result).iter().filter(|one| one.verdict == Verdict::Outside).count();
    combined.sort_by_cached_key(|result| Reverse(outside(result)));
    let count = Sources::default().count(w, audited.totals.combinations, "/totals/combinations");
    let mut blocks = vec![Block::Paragraph(w.intersections_intro(combined.len() as u64).sourced(&count))];
    if combined.len() > audited.most_groupings {
        blocks.push(Block::Note(w.omitted_groupings(audited.most_groupings, combined.len())));
        combined.truncate(audited.most_groupings);
    }
    for result in combined {
        let mut inside: Vec<Block> = heat_map(audited, result).map(Block::HeatMap).into_iter().collect();
        inside.extend(rules(audited, result, 4, DRAWN));
        let mut rates = rates_table(audited, result, w.rates_of(&result.grouping));
        if inside.len() > 1 {
            rates.open = usize::MAX;
            inside.push(Block::Fold {
                level: None,
                summary: w.show_rates(),
                marks: Vec::new(),
                blocks: vec![Block::Table(rates)],
            });
        } else {
            rates.open = OPEN_ROWS;
            inside.push(Block::Table(rates));
        }
        inside.extend(withheld(audited, result));
        if let Some(shrinkage) = &result.shrinkage {
            let place = format!("{}/shrinkage/prior", audited.place(result));
            let prior = Sources::default().below(w, &place, &shrinkage.prior);
            inside.push(Block::Fold {
                level: None,
                summary: w.show_ranking(),
                marks: Vec::new(),
                blocks: vec![
                    Block::Paragraph(w.ranking_intro(shrinkage).sourced(&prior)),
                    Block::Table(shrinkage_table(audited, shrinkage, w.ranking_caption(&result.grouping))),
                ],
            });
        }
        blocks.push(Block::Fold {
            level: Some(3),
            summary: title(audited, result),
            marks: tally(of(result)),
            blocks: inside,
        });
    }
    blocks
}
