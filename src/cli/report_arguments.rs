//! Arguments of the commands that take a report in JSON.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use evenhand::report::Language;

use super::arguments::OutputArguments;
use super::choices::{day, language};

/// Arguments of `evenhand keygen`.
#[derive(Debug, Args)]
pub(super) struct KeygenArguments {
    /// Where to write, without the endings `.key.pem` and `.pub.pem`.
    #[arg(value_name = "NAME")]
    pub(super) name: PathBuf,
    /// Whose key it is; written into the public file, and said when a signature is verified.
    #[arg(long, value_name = "TEXT")]
    pub(super) owner: Option<String>,
}

/// What a reviewer decides.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Decision {
    /// The model may be used.
    Approve,
    /// The model may be used under the conditions of the note.
    ApproveWithConditions,
    /// The model may not be used.
    Reject,
}

const AFTER_SIGN: &str = "\
Example:
  evenhand keygen ada --owner \"Ada Byron\"
  evenhand sign report.json --name \"Ada Byron\" --role \"model risk\" \\
           --decision approve --date 2026-11-22 --key ada.key.pem
  evenhand verify report.json --trusted ada.pub.pem";

/// Arguments of `evenhand sign`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_SIGN)]
pub(super) struct SignArguments {
    /// The report, as written by `evenhand audit --json`.
    #[arg(value_name = "REPORT.json")]
    pub(super) report: PathBuf,
    /// Who signs.
    #[arg(long, value_name = "TEXT")]
    pub(super) name: String,
    /// In which role.
    #[arg(long, value_name = "TEXT")]
    pub(super) role: String,
    /// What is decided about the model.
    #[arg(long, value_enum, value_name = "DECISION")]
    pub(super) decision: Decision,
    /// The day of the decision; it is never taken from the clock.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) date: String,
    /// Conditions or remarks.
    #[arg(long, value_name = "TEXT")]
    pub(super) note: Option<String>,
    /// How the reviewer is independent of the model's makers.
    #[arg(long, value_name = "TEXT")]
    pub(super) independence: Option<String>,
    /// The private key, as written by `evenhand keygen`.
    #[arg(long, value_name = "FILE")]
    pub(super) key: PathBuf,
    /// Where to write the signed report; over the report unless given, - is standard output.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

const AFTER_VERIFY: &str = "\
Exit status:
  0  somebody signed, nothing was changed since, and every key is trusted
  1  otherwise
  2  bad usage, or a file that is no report";

/// Arguments of `evenhand verify`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_VERIFY)]
pub(super) struct VerifyArguments {
    /// The report in JSON.
    #[arg(value_name = "REPORT.json")]
    pub(super) report: PathBuf,
    /// Public keys that are trusted; may be given more than once, and a file may hold several keys.
    #[arg(long, value_name = "FILE")]
    pub(super) trusted: Vec<PathBuf>,
    /// Fail also where a reviewer rejected the model.
    #[arg(long)]
    pub(super) approved: bool,
}

/// Arguments of `evenhand render`.
#[derive(Debug, Args)]
pub(super) struct RenderArguments {
    /// The report in JSON.
    #[arg(value_name = "REPORT.json")]
    pub(super) report: PathBuf,
    #[command(flatten)]
    pub(super) output: OutputArguments,
}

const AFTER_DIFF: &str = "\
Exit status:
  0  nothing is shown to have become worse, and no finding is new
  1  something is shown to have become worse, or a finding is new
  2  bad usage, or reports that cannot be compared";

/// Arguments of `evenhand diff`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_DIFF)]
pub(super) struct DiffArguments {
    /// The earlier report in JSON.
    #[arg(value_name = "OLD.json")]
    pub(super) old: PathBuf,
    /// The later report in JSON.
    #[arg(value_name = "NEW.json")]
    pub(super) new: PathBuf,
    /// Write the comparison as Markdown; - is standard output.
    #[arg(long, value_name = "FILE")]
    pub(super) markdown: Option<PathBuf>,
    /// Write the comparison as JSON; - is standard output.
    #[arg(long, value_name = "FILE")]
    pub(super) json: Option<PathBuf>,
    /// The language of the comparison: en or de; that of the later report unless given.
    #[arg(long, value_name = "CODE", value_parser = language)]
    pub(super) language: Option<Language>,
}
