//! An answer that is a sheet: on the terminal at 80 columns, and written where it was asked for.

use std::path::PathBuf;

use clap::Args;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use evenhand::Error;
use evenhand::error::{ErrorKind, Problem};
use evenhand::report::{Language, Sheet, SheetPart, SheetTable};
use serde::Serialize;

use super::choices::language;
use super::output::{Target, write_all};
use super::terminal::{FAINT, STRONG, Terminal, WIDTH, styled, wrapped};

/// Where the answer goes.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Output (- is standard output)")]
pub(super) struct SheetOutput {
    /// Write the numbers as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write it as Markdown.
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Write it as one self-contained HTML file.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// The language of the answer: en or de; that of the specification's report, or en, unless given.
    #[arg(long, value_name = "CODE", value_parser = language)]
    language: Option<Language>,
}

/// A place that was tried, and what goes there.
pub(super) struct Outputs {
    json: Option<Target>,
    markdown: Option<Target>,
    html: Option<Target>,
}

impl SheetOutput {
    /// The language asked for, or that of the report that a specification describes.
    pub(super) fn language(&self, specified: Option<Language>) -> Language {
        self.language.or(specified).unwrap_or_default()
    }

    /// Tries every place before any work is done.
    pub(super) fn open(&self, inputs: &[Option<&PathBuf>]) -> Result<Outputs, Error> {
        let mut problems = Vec::new();
        let mut taken: Vec<Target> = Vec::new();
        let mut open = |path: Option<&PathBuf>| -> Option<Target> {
            let path = path?;
            let refused = |message: &str, remedy: &str| {
                Problem::new(ErrorKind::Io, message).place(path.display().to_string()).remedy(remedy)
            };
            match Target::open(path) {
                Ok(target) if taken.contains(&target) => {
                    problems.push(refused("is asked for twice as output", "name a place of its own for each"));
                    None
                }
                Ok(target) if inputs.iter().flatten().any(|input| target.is_file(input)) => {
                    problems.push(refused("is an input too", "name another file: the input would be lost"));
                    None
                }
                Ok(target) => {
                    taken.push(target.clone());
                    Some(target)
                }
                Err(error) => {
                    problems.extend_from_slice(error.problems());
                    None
                }
            }
        };
        let outputs = Outputs {
            json: open(self.json.as_ref()),
            markdown: open(self.markdown.as_ref()),
            html: open(self.html.as_ref()),
        };
        Error::check(problems).map(|()| outputs)
    }
}

impl Outputs {
    /// Writes everything, and shows the sheet: on standard output unless that is taken.
    pub(super) fn write(self, numbers: &impl Serialize, sheets: &[Sheet], terminal: &Terminal) -> Result<(), Error> {
        let mut texts = Vec::new();
        if let Some(target) = self.json {
            let text = serde_json::to_string_pretty(numbers)
                .map_err(|error| Problem::new(ErrorKind::Format, format!("the numbers are no JSON: {error}")))?;
            texts.push((target, text + "\n"));
        }
        if let Some(target) = self.markdown {
            texts.push((target, sheets.iter().map(Sheet::markdown).collect::<Vec<_>>().join("\n")));
        }
        if let Some(target) = self.html {
            texts.push((target, together(sheets).html()?));
        }
        write_all(&texts)?;
        let text = sheets.iter().map(shown).collect::<Vec<_>>().join("\n");
        if texts.iter().any(|(target, _)| *target == Target::Stdout) {
            terminal.say(&text);
        } else if !terminal.is_quiet() {
            Terminal::print(&text)?;
        }
        Ok(())
    }
}

/// Several sheets on one page.
fn together(sheets: &[Sheet]) -> Sheet {
    let Some((first, others)) = sheets.split_first() else { return Sheet::default() };
    let mut whole = first.clone();
    for sheet in others {
        whole.parts.push(SheetPart::Heading(sheet.title.clone()));
        whole.parts.extend(sheet.parts.iter().cloned());
    }
    whole
}

fn shown(sheet: &Sheet) -> String {
    let mut out = styled(STRONG, wrapped(&visible(&sheet.title), WIDTH, 0).trim_end()) + "\n";
    for part in &sheet.parts {
        match part {
            SheetPart::Heading(text) => {
                out.push('\n');
                out.push_str(&styled(STRONG, wrapped(&visible(text), WIDTH, 0).trim_end()));
                out.push('\n');
            }
            SheetPart::Paragraph(text) => out.push_str(&wrapped(&visible(text), WIDTH, 0)),
            SheetPart::Note(text) => {
                out.push_str(&styled(FAINT, wrapped(&visible(text), WIDTH, 0).trim_end()));
                out.push('\n');
            }
            SheetPart::Table(table) => {
                if !out.ends_with("\n\n") {
                    out.push('\n');
                }
                out.push_str(&table_text(table));
                out.push('\n');
            }
            _ => {}
        }
    }
    out
}

/// A table of at most 80 columns.
fn table_text(table: &SheetTable) -> String {
    let mut laid = Table::new();
    laid.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    laid.set_width(u16::try_from(WIDTH).unwrap_or(u16::MAX));
    laid.set_header(table.columns.iter().map(|column| column.heading.as_str()));
    for row in &table.rows {
        laid.add_row(row.iter().map(|cell| visible(cell)));
    }
    for (at, _) in table.columns.iter().enumerate().filter(|(_, column)| column.numeric) {
        if let Some(column) = laid.column_mut(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let caption = styled(STRONG, wrapped(&visible(&table.caption), WIDTH, 0).trim_end());
    let lines: Vec<String> = laid.lines().map(|line| line.trim_end().to_owned()).collect();
    format!("{caption}\n{}\n", lines.join("\n"))
}

/// Text from the data cannot steer the terminal.
fn visible(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}
