//! What can be asked for on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use evenhand::report::Language;

use super::choices::{Color, FavourableSide, LabelsKnown, day, language};
use super::compare::CompareArguments;
use super::plan::PlanArguments;
use super::report_arguments::{DiffArguments, KeygenArguments, RenderArguments, SignArguments, VerifyArguments};
use super::screen::ScreenArguments;
use super::task::TaskArguments;

/// Audits a model's decisions for bias over customer segments.
#[derive(Debug, Parser)]
#[command(name = "evenhand", version, help_expected = true, max_term_width = 100, after_help = AFTER_HELP)]
pub(super) struct Arguments {
    /// Colour in what is printed.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(super) color: Color,
    /// Print nothing but what was asked for, and errors.
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

const AFTER_HELP: &str = "\
Start here:
  evenhand init campaign.csv                   look at a file and write audit.toml
  evenhand audit --spec audit.toml campaign.csv --html report.html

Exit status:
  0  the policy passed, or there was nothing to judge
  1  the policy failed
  2  bad usage or input; nothing was written";

const AFTER_AUDIT: &str = "\
Examples:
  evenhand audit campaign.csv --decision targeted --outcome bought \\
           --segments age_band,gender,channel --html report.html
  evenhand audit --spec audit.toml campaign.csv --policy policy.toml --json -
  evenhand audit --spec audit.toml campaign.csv.gz --json report.json
  duckdb -csv -c 'from campaign' | evenhand audit - --spec audit.toml

Formats, known by their first bytes:
  CSV and JSON lines, plain or packed with gzip or zstd; Arrow and Parquet where
  the program was built with the feature `formats`. Memory does not grow with rows
  but with --customer, bands at quantiles, and scores under nyc-ll144.

Exit status:
  0  the policy passed
  1  the policy failed
  2  bad usage or input; nothing was written";

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Audit a file of predictions.
    Audit(Box<AuditArguments>),
    /// Explain a metric, a criterion, a preset or the code of a finding.
    Explain(ExplainArguments),
    /// List every metric, criterion and preset.
    Catalogue(CatalogueArguments),
    /// Look at a file and write a first audit.toml, with guesses marked as guesses.
    Init(InitArguments),
    /// Print a policy to start from, with comments.
    Policy(PolicyArguments),
    /// Write a report in JSON in other forms.
    Render(RenderArguments),
    /// Say what changed between two reports in JSON.
    Diff(DiffArguments),
    /// Make a pair of keys to sign reports with.
    Keygen(KeygenArguments),
    /// Sign a report in JSON with a decision about the model.
    Sign(Box<SignArguments>),
    /// Verify the signatures of a report in JSON.
    Verify(VerifyArguments),
    /// Print the JSON Schema of the report.
    Schema,
    /// Say how many customers are needed, before any are collected.
    Plan(Box<PlanArguments>),
    /// Compare two models on the same rows: is the new one less unfair, and who gains or loses?
    Compare(Box<CompareArguments>),
    /// Look at a data set before training: imbalance, labels, missing values, and what stands for a segment.
    Screen(Box<ScreenArguments>),
}

/// Arguments of `evenhand audit`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_AUDIT)]
pub(super) struct AuditArguments {
    /// The predictions: CSV with a header, JSON lines, and more (see below); - reads standard input.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// What to audit, as written by `evenhand init`; flags go before what it says.
    #[arg(long, value_name = "audit.toml")]
    pub(super) spec: Option<PathBuf>,
    #[command(flatten)]
    pub(super) columns: ColumnArguments,
    #[command(flatten)]
    pub(super) task: TaskArguments,
    #[command(flatten)]
    pub(super) values: ValueArguments,
    #[command(flatten)]
    pub(super) judgement: JudgementArguments,
    #[command(flatten)]
    pub(super) privacy: PrivacyArguments,
    #[command(flatten)]
    pub(super) report: ReportArguments,
    #[command(flatten)]
    pub(super) output: OutputArguments,
}

/// Which column plays which role.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Columns")]
pub(super) struct ColumnArguments {
    /// Column of the decision: who was selected.
    #[arg(long, value_name = "COLUMN")]
    pub(super) decision: Option<String>,
    /// Column of the outcome: who responded.
    #[arg(long, value_name = "COLUMN")]
    pub(super) outcome: Option<String>,
    /// Column of the model's score between 0 and 1.
    #[arg(long, value_name = "COLUMN")]
    pub(super) score: Option<String>,
    /// Columns whose levels are compared.
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    pub(super) segments: Vec<String>,
    /// Columns that are legitimate reasons for a difference: groups are compared again within their levels.
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    pub(super) strata: Vec<String>,
    /// Column of what a row weighs.
    #[arg(long, value_name = "COLUMN")]
    pub(super) weight: Option<String>,
    /// Column of how many customers a row stands for.
    #[arg(long, value_name = "COLUMN")]
    pub(super) count: Option<String>,
    /// Column of who the customer is, to notice customers who come back.
    #[arg(long, value_name = "COLUMN")]
    pub(super) customer: Option<String>,
    /// Column of who consented; others are left out and counted.
    #[arg(long, value_name = "COLUMN")]
    pub(super) consent: Option<String>,
}

/// What the values mean.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Values")]
pub(super) struct ValueArguments {
    /// Level of the outcome that means yes; 1 or true unless given.
    #[arg(long, value_name = "LEVEL")]
    pub(super) positive: Option<String>,
    /// Level of the decision that means selected; 1 or true unless given.
    #[arg(long, value_name = "LEVEL")]
    pub(super) decision_positive: Option<String>,
    /// Level of the consent that means yes; 1 or true unless given.
    #[arg(long, value_name = "LEVEL")]
    pub(super) consent_positive: Option<String>,
    /// Select scores of at least this, where no column holds the decision.
    #[arg(long, value_name = "SCORE")]
    pub(super) threshold: Option<f64>,
    /// The side of the decision that customers want; selected unless given.
    #[arg(long, value_enum, value_name = "SIDE")]
    pub(super) favourable: Option<FavourableSide>,
    /// For which rows the outcome is known; all unless given, none without an outcome.
    #[arg(long, value_enum, value_name = "ROWS")]
    pub(super) labels: Option<LabelsKnown>,
    /// Cells that mean missing, besides the empty one.
    #[arg(long, value_name = "TEXT,…", value_delimiter = ',')]
    pub(super) missing: Vec<String>,
    /// Leave out rows whose score is not a number, and count them, instead of refusing the file.
    #[arg(long)]
    pub(super) exclude_non_finite: bool,
    /// How many levels a segment may have; 1000 unless given.
    #[arg(long, value_name = "LEVELS")]
    pub(super) max_levels: Option<usize>,
    /// The character between cells of CSV; found from the header unless given.
    #[arg(long, value_name = "CHARACTER")]
    pub(super) delimiter: Option<char>,
    /// Cut a numeric segment into bands, as age=25,35,65 or age=quantiles:4; may be given for each segment.
    #[arg(long, value_name = "COLUMN=CUTS")]
    pub(super) bands: Vec<String>,
    /// Compare combinations of up to so many segments: 2 for pairs.
    #[arg(long, value_name = "DEPTH")]
    pub(super) intersections: Option<usize>,
}

/// What the numbers are held against.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Policy")]
pub(super) struct JudgementArguments {
    /// The policy to hold against the numbers; see `evenhand policy`.
    #[arg(long, value_name = "policy.toml", conflicts_with = "preset")]
    pub(super) policy: Option<PathBuf>,
    /// A preset in place of a policy; marketing unless given.
    #[arg(long, value_name = "PRESET")]
    pub(super) preset: Option<String>,
    /// Confidence of every interval and verdict, between 0 and 1.
    #[arg(long, value_name = "LEVEL")]
    pub(super) confidence: Option<f64>,
    /// Slices with fewer rows are shown and not judged.
    #[arg(long, value_name = "ROWS")]
    pub(super) minimum_rows: Option<u64>,
    /// Seed of the simulations; 0 unless given.
    #[arg(long, value_name = "NUMBER")]
    pub(super) seed: Option<u64>,
    /// Rest intervals on customers who come back by a bootstrap of so many replicates, 200 is usual: for files too large to
    /// hold; needs --customer.
    #[arg(long, value_name = "REPLICATES")]
    pub(super) cluster_bootstrap: Option<u32>,
    /// The day as of which exemptions are judged; today unless given, where there are exemptions.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) as_of: Option<String>,
}

/// What must not be published.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Privacy")]
pub(super) struct PrivacyArguments {
    /// Withhold segments with a count from 1 to one less than this, and what would give them away; 10 is usual.
    #[arg(long, value_name = "COUNT")]
    pub(super) minimum_cell: Option<u64>,
    /// Withhold segments with a count of 0 that others have, too.
    #[arg(long)]
    pub(super) withhold_zeros: bool,
    /// The report that was published before, as JSON: nothing is published whose difference to it tells about few people.
    #[arg(long, value_name = "report.json")]
    pub(super) previous: Option<PathBuf>,
}

/// What the report says about itself.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Report")]
pub(super) struct ReportArguments {
    /// The report's heading.
    #[arg(long, value_name = "TEXT")]
    pub(super) title: Option<String>,
    /// The model's name and version.
    #[arg(long, value_name = "TEXT")]
    pub(super) model: Option<String>,
    /// Who answers for the model.
    #[arg(long, value_name = "TEXT")]
    pub(super) owner: Option<String>,
    /// What the model is used for.
    #[arg(long, value_name = "TEXT")]
    pub(super) purpose: Option<String>,
    /// From when to when the rows were decided.
    #[arg(long, value_name = "TEXT")]
    pub(super) period: Option<String>,
    /// Who is to review the report.
    #[arg(long, value_name = "TEXT")]
    pub(super) reviewer: Option<String>,
    /// The language of the report: en or de; en unless given.
    #[arg(long, value_name = "CODE", value_parser = language)]
    pub(super) language: Option<Language>,
    /// The report that this one takes the place of, in JSON: its open findings stay open until closed by evidence.
    #[arg(long, value_name = "REPORT.json")]
    pub(super) supersedes: Option<PathBuf>,
    /// An earlier report in JSON whose values stand beside those of this one; the oldest first, may be given more than once.
    #[arg(long, value_name = "REPORT.json")]
    pub(super) earlier: Vec<PathBuf>,
}

/// Where the report goes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output (- is standard output)")]
pub(super) struct OutputArguments {
    /// Write the report as one self-contained HTML file.
    #[arg(long, value_name = "FILE")]
    pub(super) html: Option<PathBuf>,
    /// Write the report as JSON.
    #[arg(long, value_name = "FILE")]
    pub(super) json: Option<PathBuf>,
    /// Write the report as Markdown.
    #[arg(long, value_name = "FILE")]
    pub(super) markdown: Option<PathBuf>,
    /// Write the first screen and the worst findings as Markdown that a comment of a pull request takes.
    #[arg(long, value_name = "FILE")]
    pub(super) summary_markdown: Option<PathBuf>,
    /// Write the table of all slices as CSV.
    #[arg(long, value_name = "FILE")]
    pub(super) csv: Option<PathBuf>,
    /// Write the same table as Parquet (a program built with the feature `formats`).
    #[arg(long, value_name = "FILE")]
    pub(super) parquet: Option<PathBuf>,
    /// Write the verdicts as `JUnit` XML, a test case for each.
    #[arg(long, value_name = "FILE")]
    pub(super) junit: Option<PathBuf>,
    /// Write the findings as SARIF.
    #[arg(long, value_name = "FILE")]
    pub(super) sarif: Option<PathBuf>,
    /// Write one page in plain language to be published, without small counts: as HTML where the name ends so, else Markdown.
    #[arg(long, value_name = "FILE")]
    pub(super) public_summary: Option<PathBuf>,
}

/// Arguments of `evenhand explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// A metric, criterion, preset or finding code, such as `disparate_impact`.
    #[arg(value_name = "ID")]
    pub(super) id: String,
}

/// Arguments of `evenhand catalogue`.
#[derive(Debug, Args)]
pub(super) struct CatalogueArguments {
    /// Print it as JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// Arguments of `evenhand init`.
#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// The predictions as CSV with a header, packed or not; - reads standard input.
    #[arg(value_name = "FILE.csv")]
    pub(super) file: PathBuf,
    /// Where to write; - is standard output.
    #[arg(long, short, value_name = "FILE", default_value = "audit.toml")]
    pub(super) output: PathBuf,
    /// Write over a file that is there already.
    #[arg(long)]
    pub(super) force: bool,
}

/// Arguments of `evenhand policy`.
#[derive(Debug, Args)]
pub(super) struct PolicyArguments {
    /// The preset to start from.
    #[arg(value_name = "PRESET", default_value = "marketing")]
    pub(super) preset: String,
}

impl AuditArguments {
    /// Arguments that say no more than what to read, for commands that read as an audit does.
    pub(super) fn reading(
        file: PathBuf,
        spec: Option<PathBuf>,
        columns: ColumnArguments,
        values: ValueArguments,
    ) -> Self {
        Self {
            file,
            spec,
            columns,
            task: TaskArguments::default(),
            values,
            judgement: JudgementArguments::default(),
            privacy: PrivacyArguments::default(),
            report: ReportArguments::default(),
            output: OutputArguments::default(),
        }
    }
}

impl Arguments {
    /// Whether what is printed has colour.
    pub(super) fn color_choice(&self) -> anstream::ColorChoice {
        self.color.choice()
    }
}
