//! The forms in which a report is written, and where they go.

use std::path::{Path, PathBuf};

use evenhand::Error;
use evenhand::error::{ErrorKind, Problem};
use evenhand::report::Report;

use super::arguments::OutputArguments;
use super::output::Target;

/// A rendering of the report.
#[derive(Debug, Clone, Copy)]
pub(super) enum Format {
    Html,
    Json,
    Markdown,
    /// The Markdown that a comment takes.
    ShortMarkdown,
    Csv,
    Junit,
    Sarif,
    /// The public summary, as HTML or as Markdown.
    Summary {
        html: bool,
    },
}

impl Format {
    /// The report in this form.
    pub(super) fn render(self, report: &Report) -> Result<String, Error> {
        match self {
            Self::Html => report.html(),
            Self::Json => report.to_json(),
            Self::Markdown => Ok(report.markdown()),
            Self::ShortMarkdown => Ok(report.summary_markdown()),
            Self::Csv => Ok(report.slice_csv()),
            Self::Junit => report.junit(),
            Self::Sarif => report.sarif(),
            Self::Summary { html: true } => report.public_summary().html(),
            Self::Summary { html: false } => Ok(report.public_summary().markdown()),
        }
    }
}

/// What was asked for.
pub(super) fn given(output: &OutputArguments) -> Vec<(Format, &Path)> {
    let is_html = |path: &Path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("html"));
    let summary = output.public_summary.as_deref().map(|path| (Format::Summary { html: is_html(path) }, path));
    [
        output.html.as_deref().map(|path| (Format::Html, path)),
        output.json.as_deref().map(|path| (Format::Json, path)),
        output.markdown.as_deref().map(|path| (Format::Markdown, path)),
        output.summary_markdown.as_deref().map(|path| (Format::ShortMarkdown, path)),
        output.csv.as_deref().map(|path| (Format::Csv, path)),
        output.junit.as_deref().map(|path| (Format::Junit, path)),
        output.sarif.as_deref().map(|path| (Format::Sarif, path)),
        summary,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Where the report goes, each place tried; none may be an input or asked for twice.
pub(super) fn targets(output: &OutputArguments, inputs: &[&PathBuf]) -> Result<Vec<(Format, Target)>, Error> {
    let mut problems = Vec::new();
    let mut targets: Vec<(Format, Target)> = Vec::new();
    for (format, path) in given(output) {
        let refused = |message: &str, remedy: &str| {
            Problem::new(ErrorKind::Io, message).place(path.display().to_string()).remedy(remedy)
        };
        match Target::open(path) {
            Ok(target) if targets.iter().any(|(_, other)| *other == target) => {
                problems.push(refused("is asked for twice as output", "name a place of its own for each"));
            }
            Ok(target) if inputs.iter().any(|input| target.is_file(input)) => {
                problems.push(refused("is an input too", "name another file: the input would be lost"));
            }
            Ok(target) => targets.push((format, target)),
            Err(error) => problems.extend_from_slice(error.problems()),
        }
    }
    Error::check(problems).map(|()| targets)
}
