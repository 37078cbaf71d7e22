//! `evenhand compare`: two models on the same rows.

use std::io::Seek;
use std::path::{Path, PathBuf};

use clap::Args;
use evenhand::Error;
use evenhand::data::Predictions;
use evenhand::error::{ErrorKind, Problem};
use evenhand::io::AuditSpecification;
use evenhand::paired::{PairedAudit, PairedAudited};
use evenhand::value::Confidence;
use serde::Serialize;

use super::Refusal;
use super::arguments::{AuditArguments, ColumnArguments, ValueArguments};
use super::input::{Input, STDIN};
use super::sheet::SheetOutput;
use super::specification;
use super::terminal::Terminal;

const AFTER_COMPARE: &str = "\
Examples:
  evenhand compare campaign.csv --decision-a old --decision-b new \\
           --outcome bought --segments age_band,gender
  evenhand compare campaign.csv --score-a score --score-b score_b \\
           --threshold 0.5 --segments sex --html compare.html
  evenhand compare campaign.csv --spec audit.toml --decision-b new

Scores without a threshold are compared by how well they rank each segment:
  evenhand audit campaign.csv --task scores --score score \\
           --column other_score=score_b --outcome bought --segments sex";

/// Arguments of `evenhand compare`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_COMPARE)]
pub(super) struct CompareArguments {
    /// The predictions of both models as CSV with a header; - reads standard input.
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// What to compare, as written by `evenhand init`; flags go before what it says.
    #[arg(long, value_name = "audit.toml")]
    spec: Option<PathBuf>,
    #[command(flatten)]
    models: ModelArguments,
    #[command(flatten)]
    columns: ColumnArguments,
    #[command(flatten)]
    values: ValueArguments,
    #[command(flatten)]
    judgement: CompareJudgement,
    #[command(flatten)]
    output: SheetOutput,
}

/// The two models.
#[derive(Debug, Args)]
#[command(next_help_heading = "Models")]
struct ModelArguments {
    /// Column of the old model's decision; that of --decision or of the specification unless given.
    #[arg(long, value_name = "COLUMN", conflicts_with = "score_a")]
    decision_a: Option<String>,
    /// Column of the new model's decision.
    #[arg(long, value_name = "COLUMN", conflicts_with = "score_b", required_unless_present = "score_b")]
    decision_b: Option<String>,
    /// Column of the old model's score, cut by --threshold.
    #[arg(long, value_name = "COLUMN")]
    score_a: Option<String>,
    /// Column of the new model's score, cut by --threshold-b or --threshold.
    #[arg(long, value_name = "COLUMN")]
    score_b: Option<String>,
    /// The new model selects scores of at least this; as --threshold unless given.
    #[arg(long, value_name = "SCORE", requires = "score_b")]
    threshold_b: Option<f64>,
}

/// How sure the answers are.
#[derive(Debug, Args)]
#[command(next_help_heading = "Evidence")]
struct CompareJudgement {
    /// Confidence of every interval and answer, between 0 and 1; 0.95 unless given.
    #[arg(long, value_name = "LEVEL")]
    confidence: Option<f64>,
    /// Slices with fewer rows are shown and not judged; 30 unless given.
    #[arg(long, value_name = "ROWS")]
    minimum_rows: Option<u64>,
}

/// What is written as JSON.
#[derive(Serialize)]
struct Written<'a> {
    schema_version: u32,
    input: String,
    comparison: &'a PairedAudited,
}

/// Compares.
pub(super) fn run(arguments: &CompareArguments, terminal: &Terminal) -> Result<(), Refusal> {
    let outputs = arguments.output.open(&[Some(&arguments.file), arguments.spec.as_ref()])?;
    let request = AuditArguments::reading(
        arguments.file.clone(),
        arguments.spec.clone(),
        arguments.columns.clone(),
        arguments.values.clone(),
    );
    let both = specification::merged(&request)?;
    specification::refuse_privacy(&both)?;
    let (old, new) = models(&both, &arguments.models);
    specification::checked(&old, &request)?;
    specification::checked(&new, &request)?;
    let level = arguments.judgement.confidence.or(both.confidence);
    let confidence = level.map_or(Ok(Confidence::DEFAULT), |level| specification::confidence(level, "--confidence"))?;
    let (a, b, digest) = read_both(&arguments.file, &old, &new, terminal)
        .map_err(|error| specification::in_words_of_flags(error, &request, &both))?;
    let mut audit = PairedAudit::new().slices(both.slices.slices()).confidence(confidence);
    if let Some(rows) = arguments.judgement.minimum_rows {
        audit = audit.minimum_rows(rows);
    }
    let audited = audit.run(&a, &b)?;
    drop((a, b));
    let sheet = audited.sheet_in(arguments.output.language(both.report.language));
    outputs.write(&Written { schema_version: 1, input: digest, comparison: &audited }, &[sheet], terminal)?;
    Ok(())
}

/// The same specification with the decision of each model.
fn models(both: &AuditSpecification, models: &ModelArguments) -> (AuditSpecification, AuditSpecification) {
    let decided = |mut one: AuditSpecification, column: &str| {
        one.columns.decision = Some(column.to_owned());
        (one.columns.score, one.values.threshold) = (None, None);
        one
    };
    let scored = |mut one: AuditSpecification, column: &str, threshold: Option<f64>| {
        one.columns.score = Some(column.to_owned());
        one.columns.decision = None;
        one.values.decision_positive = None;
        one.values.threshold = threshold;
        one
    };
    let threshold = both.values.threshold;
    // A score that was named goes before the decision of the specification; the threshold is then not the new model's alone.
    let usual = both.columns.decision.as_ref().filter(|_| models.score_a.is_none());
    let old = match (models.decision_a.as_ref().or(usual), &models.score_a) {
        (Some(column), _) => decided(both.clone(), column),
        (None, Some(column)) => scored(both.clone(), column, threshold),
        (None, None) => both.clone(),
    };
    let new = match (&models.decision_b, &models.score_b) {
        (Some(column), _) => decided(both.clone(), column),
        (None, Some(column)) => scored(both.clone(), column, models.threshold_b.or(threshold)),
        (None, None) => both.clone(),
    };
    (old, new)
}

/// Both models' predictions, and the digest of the file. Each is one pass; standard input is kept for the second.
fn read_both(
    path: &Path,
    old: &AuditSpecification,
    new: &AuditSpecification,
    terminal: &Terminal,
) -> Result<(Predictions, Predictions, String), Error> {
    let of = |specification| Input { specification, terminal };
    if path == Path::new("-") {
        // Both models read the same bytes, so standard input is kept in a file without a name.
        let refused = |error: std::io::Error| specification::unreadable(Path::new(STDIN), &error);
        let mut file = tempfile::tempfile().map_err(refused)?;
        std::io::copy(&mut std::io::stdin().lock(), &mut file).map_err(refused)?;
        let again = file.try_clone().map_err(refused)?;
        file.rewind().map_err(refused)?;
        let (a, digest) = of(old).whole_of(file, STDIN)?;
        (&again).rewind().map_err(refused)?;
        let (b, _) = of(new).whole_of(again, STDIN)?;
        return Ok((a, b, digest));
    }
    let (a, digest) = of(old).whole(path)?;
    let (b, again) = of(new).whole(path)?;
    if digest != again {
        let problem = Problem::new(ErrorKind::Io, "changed while it was read").place(path.display().to_string());
        return Err(problem.remedy("wait until it is written, and compare again").into());
    }
    Ok((a, b, digest))
}
