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
mod scorecard;
mod segments;
mod strata;
mod tasks;
mod trend;
mod worst;

use super::custom::CustomSection;
use super::document::{Block, Chapter, Document};
use super::model::{Report, Section};
use super::prose;
use super::reading::View;
use super::table::{Cell, Table, wordy};
use super::text::{Text, visible};
use super::words::Words;

/// The whole report, laid out.
pub(super) fn lay_out(report: &Report) -> Document {
    let w = Words::new(report.language);
    let view = View::new(report);
    let mut chapters: Vec<Chapter> = Vec::new();
    for &section in &report.sections {
        chapters.extend(report.custom.iter().filter(|own| own.before == Some(section)).map(custom));
        let blocks = blocks(report, &view, section);
        if !blocks.is_empty() {
            chapters.push(chapter(w.section_title(section), blocks));
        }
    }
    let is_placed = |own: &&CustomSection| own.before.is_some_and(|section| report.shows(section));
    chapters.extend(report.custom.iter().filter(|own| !is_placed(own)).map(custom));
    chapters.push(chapter(w.labels().provenance, closing::provenance(report)));
    chapters.push(chapter(w.labels().sign_off, closing::sign_off(report)));
    for (index, chapter) in chapters.iter_mut().enumerate() {
        chapter.id = format!("s{}", index + 1);
    }
    Document { front: front::front(report, &view), chapters }
}

/// The first screen alone.
pub(super) fn first_screen(report: &Report) -> super::document::Front {
    front::front(report, &View::new(report))
}

pub(super) use findings::{assessment, first_findings, is_open, is_told, listed};

/// A section in the caller's own words.
fn custom(own: &CustomSection) -> Chapter {
    let mut blocks = prose::blocks(&own.text, &Text::of_prose(&own.title));
    for table in &own.tables {
        let columns = table.columns.iter().map(|name| wordy(Text::of_prose(name))).collect();
        let mut laid_out = Table::new(Text::of_prose(&table.caption), columns);
        let cells = |row: &Vec<String>| row.iter().map(|cell| Cell::Text(prose::inline(cell))).collect();
        laid_out.rows = table.rows.iter().map(cells).collect();
        blocks.push(Block::Table(laid_out));
    }
    chapter(&visible(&own.title), blocks)
}

fn chapter(title: &str, blocks: Vec<Block>) -> Chapter {
    Chapter { id: String::new(), title: title.to_owned(), blocks }
}

fn blocks(report: &Report, audited: &View<'_>, section: Section) -> Vec<Block> {
    match section {
        Section::Findings => findings::findings(audited),
        Section::CorrectiveActions => governance::actions(report),
        Section::FollowUp => governance::follow_up(report, audited),
        Section::Scorecard => scorecard::scorecard(report, audited),
        Section::Trend => trend::trend(report, audited),
        Section::Tasks => tasks::tasks(audited),
        Section::Segments => segments::segments(audited),
        Section::Intersections => intersections::intersections(audited),
        Section::Strata => strata::strata(audited),
        Section::WorstPairs => worst::worst_pairs(audited),
        Section::ImpactTables => impact::impact_tables(audited),
        Section::Representation => representation::representation(audited),
        Section::Exclusions => exclusions::exclusions(audited),
        Section::SystemCard => governance::system_card(report, audited),
        Section::Exemptions => governance::exemptions(audited),
        Section::Limitations => governance::limitations(report, audited),
        Section::Notices => exclusions::notices(audited),
        Section::Methods => methods::methods(audited),
    }
}
