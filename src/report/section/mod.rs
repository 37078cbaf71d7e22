//! Lays the report out: each section from the numbers it shows to blocks of words, tables and figures.

mod closing;
mod exclusions;
mod figures;
mod findings;
mod front;
mod impact;
mod intersections;
mod methods;
mod representation;
mod segments;
mod strata;
mod worst;

use super::document::{Block, Chapter, Document};
use super::model::{Report, Section};
use super::words;

/// The whole report, laid out.
pub(super) fn lay_out(report: &Report) -> Document {
    let mut chapters: Vec<Chapter> = report
        .sections
        .iter()
        .map(|&section| (section, blocks(report, section)))
        .filter(|(_, blocks)| !blocks.is_empty())
        .map(|(section, blocks)| chapter(words::section_title(section), blocks))
        .collect();
    chapters.push(chapter(words::PROVENANCE, closing::provenance(report)));
    chapters.push(chapter(words::SIGN_OFF, closing::sign_off(report)));
    for (index, chapter) in chapters.iter_mut().enumerate() {
        chapter.id = format!("s{}", index + 1);
    }
    Document { front: front::front(report), chapters }
}

/// The first screen alone.
pub(super) fn first_screen(report: &Report) -> super::document::Front {
    front::front(report)
}

fn chapter(title: &str, blocks: Vec<Block>) -> Chapter {
    Chapter { id: String::new(), title: title.to_owned(), blocks }
}

fn blocks(report: &Report, section: Section) -> Vec<Block> {
    let audited = &report.audited;
    match section {
        Section::Findings => findings::findings(audited),
        Section::Segments => segments::segments(audited),
        Section::Intersections => intersections::intersections(audited),
        Section::Strata => strata::strata(audited),
        Section::WorstPairs => worst::worst_pairs(audited),
        Section::ImpactTables => impact::impact_tables(audited),
        Section::Representation => representation::representation(audited),
        Section::Exclusions => exclusions::exclusions(audited),
        Section::Notices => exclusions::notices(audited),
        Section::Methods => methods::methods(audited),
    }
}
