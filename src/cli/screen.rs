//! `evenhand screen`: a data set before a model is trained on it.

use std::fs::File;
use std::path::{Path, PathBuf};

use clap::Args;
use evenhand::Error;
use evenhand::dataset::{Dataset, Screen, Screened};
use evenhand::error::{ErrorKind, Problem};
use evenhand::io::{AuditSpecification, DigestReader, ScreenedColumns, read_dataset};
use serde::Serialize;

use super::Refusal;
use super::arguments::{AuditArguments, ColumnArguments, ValueArguments};
use super::input::shown;
use super::sheet::SheetOutput;
use super::specification;
use super::terminal::Terminal;

const AFTER_SCREEN: &str = "\
Examples:
  evenhand screen customers.csv --outcome bought --segments gender,age_band \\
           --ignore customer_id
  evenhand screen customers.csv --spec audit.toml --json -";

/// Arguments of `evenhand screen`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_SCREEN)]
pub(super) struct ScreenArguments {
    /// The data set as CSV with a header; - reads standard input.
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// Which column is what, as written by `evenhand init`; its outcome is the label, and a decision is not looked at.
    #[arg(long, value_name = "audit.toml")]
    spec: Option<PathBuf>,
    #[command(flatten)]
    screened: ScreenedArguments,
    #[command(flatten)]
    columns: ColumnArguments,
    #[command(flatten)]
    values: ValueArguments,
    #[command(flatten)]
    output: SheetOutput,
}

/// What is screened.
#[derive(Debug, Args)]
#[command(next_help_heading = "Screen")]
struct ScreenedArguments {
    /// Columns that a model would see; every column without a role unless given.
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    features: Vec<String>,
    /// Columns to leave out, as identifiers.
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',', conflicts_with = "features")]
    ignore: Vec<String>,
    /// Cramér's V from which on a column stands for a segment; 0.3 unless given.
    #[arg(long, value_name = "V")]
    strong: Option<f64>,
    /// The AUC from which on it does; 0.7 unless given.
    #[arg(long, value_name = "AUC")]
    strong_auc: Option<f64>,
    /// Confidence of every interval, between 0 and 1; 0.95 unless given.
    #[arg(long, value_name = "LEVEL")]
    confidence: Option<f64>,
    /// Segments with fewer rows are shown and not tested; 30 unless given.
    #[arg(long, value_name = "ROWS")]
    minimum_rows: Option<u64>,
}

/// What is written as JSON.
#[derive(Serialize)]
struct Written<'a> {
    schema_version: u32,
    input: String,
    screen: &'a Screened,
}

/// Screens.
pub(super) fn run(arguments: &ScreenArguments, terminal: &Terminal) -> Result<(), Refusal> {
    let outputs = arguments.output.open(&[Some(&arguments.file), arguments.spec.as_ref()])?;
    let request = AuditArguments::reading(
        arguments.file.clone(),
        arguments.spec.clone(),
        arguments.columns.clone(),
        arguments.values.clone(),
    );
    let specification = specification::merged(&request)?;
    if specification.columns.segments.is_empty() {
        let remedy = "name the columns to compare with --segments, as --segments age_band,gender";
        return Err(Problem::new(ErrorKind::Column, "no segments were given").remedy(remedy).into());
    }
    let screen = screen(&arguments.screened, &specification)?;
    let columns = if arguments.screened.features.is_empty() {
        ScreenedColumns::AllBut(arguments.screened.ignore.clone())
    } else {
        ScreenedColumns::Only(arguments.screened.features.clone())
    };
    let (dataset, digest) = read(&arguments.file, &specification, &columns)
        .map_err(|error| specification::in_words_of_flags(error, &request, &specification))?;
    let screened = screen.run(&dataset)?;
    drop(dataset);
    let sheet = screened.sheet_in(arguments.output.language(specification.report.language));
    outputs.write(&Written { schema_version: 1, input: digest, screen: &screened }, &[sheet], terminal)?;
    Ok(())
}

fn screen(arguments: &ScreenedArguments, specification: &AuditSpecification) -> Result<Screen, Error> {
    let mut screen = Screen::new();
    if let Some(level) = arguments.confidence.or(specification.confidence) {
        screen = screen.confidence(specification::confidence(level, "--confidence")?);
    }
    if let Some(rows) = arguments.minimum_rows {
        screen = screen.minimum_rows(rows);
    }
    if let Some(strong) = arguments.strong {
        screen = screen.strong(strong);
    }
    if let Some(area) = arguments.strong_auc {
        screen = screen.strong_area(area);
    }
    for (attribute, population) in &specification.population {
        screen = screen.population(population.reference(attribute)?);
    }
    Ok(screen)
}

fn read(
    path: &Path,
    specification: &AuditSpecification,
    columns: &ScreenedColumns,
) -> Result<(Dataset, String), Error> {
    let placed = |error: Error| error.in_place(&shown(path));
    if path == Path::new("-") {
        let mut input = DigestReader::new(std::io::stdin().lock());
        let dataset = read_dataset(&mut input, specification, columns).map_err(placed)?;
        return Ok((dataset, input.digest()));
    }
    let file = File::open(path).map_err(|error| specification::unreadable(path, &error))?;
    let mut input = DigestReader::new(file);
    let dataset = read_dataset(&mut input, specification, columns).map_err(placed)?;
    Ok((dataset, input.digest()))
}
