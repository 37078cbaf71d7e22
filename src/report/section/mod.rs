//! Lays the report out: each section from the numbers it shows to blocks of words, tables and figures.

mod closing;
mod exclusions;
mod figures;
mod findings;
mod front;
mod governance;
mod impact;
mod intersections;
mod methods;
mod representation;
mod segments;
mod strata;
mod tasks;
mod worst;

use super::document::{Block, Chapter, Document};
use super::model::{Report, Section};
use super::reading::View;
use super::words::Words;

/// The whole report, laid out.
pub(super) fn lay_out(report: &Report) -> Document {
    let w = Words::new(report.language);
    let view = View::new(&report.audited, report.language);
    let mut chapters: Vec<Chapter> = report
        .sections
        .iter()
        .map(|&section| (section, blocks(report, &view, section)))
        .filter(|(_, blocks)| !blocks.is_empty())
        .map(|(section, blocks)| chapter(w.section_title(section), blocks))
        .collect();
    chapters.push(chapter(w.labels().provenance, closing::provenance(report)));
    chapters.push(chapter(w.labels().sign_off, closing::sign_off(report)));
    for (index, chapter) in chapters.iter_mut().enumerate() {
        chapter.id = format!("s{}", index + 1);
    }
    Document { front: front::front(report, &view), chapters }
}

/// The first screen alone.
pub(super) fn first_screen(report: &Report) -> super::document::Front {
    front::front(report, &View::new(&report.audited, report.language))
}

#[cfg(feature = "pipeline")]
pub(super) use findings::assessment;
pub(super) use findings::first_findings;

fn chapter(title: &str, blocks: Vec<Block>) -> Chapter {
    Chapter { id: String::new(), title: title.to_owned(), blocks }
}

fn blocks(report: &Report, audited: &View<'_>, section: Section) -> Vec<Block> {
    match section {
        Section::Findings => findings::findings(audited),
        Section::CorrectiveActions => governance::actions(report),
        Section::FollowUp => governance::follow_up(report, audited),
        Section::Tasks => tasks::tasks(audited),
        Section::Segments => segments::segments(audited),
        Section::Intersections => intersections::intersections(audited),
        Section::Strata => strata::strata(audited),
        Section::WorstPairs => worst::worst_pairs(audited),
        Section::ImpactTables => impact::impact_tables(audited),
        Section::Representation => representation::representation(audited),
        Section::Exclusions => exclusions::exclusions(audited),
        Section::SystemCard => governance::system_card(report),
        Section::Exemptions => governance::exemptions(audited),
        Section::Limitations => governance::limitations(report),
        Section::Notices => exclusions::notices(audited),
        Section::Methods => methods::methods(audited),
    }
}
