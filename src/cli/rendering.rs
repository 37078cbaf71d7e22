//! The forms in which a report is written, and where they go.

use std::io::Write;
use std::path::{Path, PathBuf};

use evenhand::Error;
use evenhand::error::{ErrorKind, Problem};
use evenhand::report::Report;

use super::arguments::OutputArguments;
use super::output::{Content, Target};

#[cfg(not(feature = "parquet"))]
const WITHOUT_PARQUET: &str = "write --csv FILE, or build the program with the feature `formats`";

/// A rendering of the report.
#[derive(Debug, Clone, Copy)]
pub(super) enum Format {
    Html,
    Json,
    Markdown,
    /// The Markdown that a comment takes.
    ShortMarkdown,
    Csv,
    #[cfg(feature = "parquet")]
    Parquet,
    Junit,
    Sarif,
    /// The public summary, as HTML or as Markdown.
    Summary {
        html: bool,
    },
}

/// A report in a form.
pub(super) struct Rendering<'a> {
    report: &'a Report,
    format: Format,
    /// The text, where it is not written as it is made.
    text: Option<String>,
}

impl Format {
    /// The report in this form. Tables and JSON, which may be longer than the memory, are made as they are written.
    pub(super) fn render(self, report: &Report) -> Result<Rendering<'_>, Error> {
        let text = match self {
            Self::Html => Some(report.html()?),
            Self::Markdown => Some(report.markdown()),
            Self::ShortMarkdown => Some(report.summary_markdown()),
            Self::Junit => Some(report.junit()?),
            Self::Sarif => Some(report.sarif()?),
            Self::Summary { html: true } => Some(report.public_summary().html()?),
            Self::Summary { html: false } => Some(report.public_summary().markdown()),
            Self::Json | Self::Csv => None,
            #[cfg(feature = "parquet")]
            Self::Parquet => None,
        };
        Ok(Rendering { report, format: self, text })
    }
}

impl Content for Rendering<'_> {
    fn write_to(&self, out: &mut (dyn Write + Send)) -> Result<(), Error> {
        match (&self.text, self.format) {
            (Some(text), _) => text.write_to(out),
            (None, Format::Csv) => self.report.write_slice_csv(out),
            #[cfg(feature = "parquet")]
            (None, Format::Parquet) => self.report.write_slice_parquet(out),
            (None, _) => self.report.write_json(out),
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
        #[cfg(feature = "parquet")]
        output.parquet.as_deref().map(|path| (Format::Parquet, path)),
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
    #[cfg(not(feature = "parquet"))]
    if let Some(path) = &output.parquet {
        let problem = Problem::new(ErrorKind::Io, "is asked for as Parquet, which this program was built without");
        problems.push(problem.place(path.display().to_string()).remedy(WITHOUT_PARQUET));
    }
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
