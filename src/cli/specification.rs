//! From a file and flags to what is to be audited; flags go before what the file says.

use std::fs;
use std::path::{Path, PathBuf};

use evenhand::Error;
use evenhand::data::{Favourable, LabelAvailability, NonFiniteScores};
use evenhand::error::{ErrorKind, Problem};
use evenhand::io::{AuditSpecification, Bands};
use evenhand::value::Confidence;

use super::Refusal;
use super::arguments::AuditArguments;
use super::choices::{FavourableSide, LabelsKnown};

/// What to audit.
///
/// # Errors
///
/// A file that cannot be read or understood, flags that cannot, and a specification that lacks something.
pub(super) fn of(arguments: &AuditArguments) -> Result<AuditSpecification, Refusal> {
    let specification = merged(arguments)?;
    checked(&specification, arguments)?;
    Ok(specification)
}

/// The specification with what the flags change of it, not checked.
pub(super) fn merged(arguments: &AuditArguments) -> Result<AuditSpecification, Error> {
    let mut specification = match &arguments.spec {
        Some(path) => {
            let text = read_text(path)?;
            AuditSpecification::parse(&text).map_err(|error| error.in_place(&path.display().to_string()))?
        }
        None => AuditSpecification::default(),
    };
    apply_columns(arguments, &mut specification);
    super::task::apply(&arguments.task, &mut specification)?;
    apply_values(arguments, &mut specification)?;
    apply_privacy(arguments, &mut specification);
    apply_report(arguments, &mut specification);
    Ok(specification)
}

/// Whether it can be audited; what is missing is said in words of flags.
pub(super) fn checked(specification: &AuditSpecification, arguments: &AuditArguments) -> Result<(), Refusal> {
    let columns = &specification.columns;
    let mut problems = Vec::new();
    if specification.is_of_decisions() && columns.decision.is_none() && specification.values.threshold.is_none() {
        let remedy = "name its column with --decision, or a score with --score and its cut with --threshold";
        problems.push(Problem::new(ErrorKind::Column, "no decision was given").remedy(remedy));
    }
    if columns.segments.is_empty() {
        let remedy = "name the columns to compare with --segments, as --segments age_band,gender";
        problems.push(Problem::new(ErrorKind::Column, "no segments were given").remedy(remedy));
    }
    if !problems.is_empty() {
        let hint =
            "not sure about the columns? `evenhand init FILE.csv` looks at the file and writes a first audit.toml";
        return Err(Refusal { error: gathered(problems), hint: Some(hint.to_owned()) });
    }
    specification.check().map_err(|error| in_words_of_flags(error, arguments, specification))
}

/// An error, with the flags that it calls for where the reader wrote no file of which the error speaks.
pub(super) fn in_words_of_flags(
    error: Error,
    arguments: &AuditArguments,
    specification: &AuditSpecification,
) -> Refusal {
    const FLAGS: [(&str, &str); 8] = [
        ("[privacy]", "--minimum-cell COUNT"),
        ("[values] threshold", "--threshold SCORE"),
        ("[values] missing", "--missing TEXT"),
        ("non_finite_scores", "--exclude-non-finite"),
        ("[values] max_levels", "--max-levels LEVELS"),
        ("[values] delimiter", "--delimiter CHARACTER"),
        ("[bands]", "--bands COLUMN=CUTS"),
        ("[columns] score", "--score COLUMN"),
    ];
    let mut flags: Vec<&str> = Vec::new();
    for problem in error.problems() {
        let text = problem.to_string();
        if text.contains("level under [values]") || text.contains("_positive") {
            let columns = &specification.columns;
            let is = |role: &Option<String>, key: &str| {
                text.contains(key) || (role.is_some() && role.as_deref() == problem.column_name())
            };
            flags.extend(is(&columns.outcome, "outcome_positive").then_some("--positive LEVEL"));
            flags.extend(is(&columns.decision, "decision_positive").then_some("--decision-positive LEVEL"));
            flags.extend(is(&columns.consent, "consent_positive").then_some("--consent-positive LEVEL"));
        }
        flags.extend(FLAGS.iter().filter(|(words, _)| text.contains(words)).map(|(_, flag)| *flag));
    }
    flags.sort_unstable();
    flags.dedup();
    let hint = (arguments.spec.is_none() && !flags.is_empty()).then(|| format!("as flags: {}", flags.join(", ")));
    Refusal { error, hint }
}

/// The text of a small file.
pub(super) fn read_text(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

/// Why a file cannot be read.
pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let remedy = match error.kind() {
        std::io::ErrorKind::NotFound => "check the path",
        std::io::ErrorKind::PermissionDenied => "ask for the right to read it",
        std::io::ErrorKind::InvalidData => "save it as UTF-8",
        _ => "check that it is a file",
    };
    let place = path.display().to_string();
    Problem::new(ErrorKind::Io, format!("cannot be read: {error}")).place(place).remedy(remedy).into()
}

/// A level of confidence as it was written, in a flag or a specification.
pub(super) fn confidence(level: f64, place: &str) -> Result<Confidence, Error> {
    Confidence::new(level).ok_or_else(|| {
        let problem = Problem::new(ErrorKind::Value, "is not between 0 and 1").place(place);
        problem.value(level).remedy("write 0.95 for 95 %").into()
    })
}

/// Refuses a specification that asks for what a command does not do: numbers that must be withheld are not just printed.
pub(super) fn refuse_privacy(specification: &AuditSpecification) -> Result<(), Error> {
    if specification.privacy.minimum_cell.is_none() {
        return Ok(());
    }
    Err(Problem::new(ErrorKind::Policy, "this command withholds nothing")
        .place("[privacy] minimum_cell")
        .remedy(
            "only `evenhand audit` protects small cells; take the table out to see all numbers, and keep them inside",
        )
        .into())
}

/// Refuses an earlier report beside another task than decisions: what changed since then is not followed there.
pub(super) fn refuse_previous(specification: &AuditSpecification, is_given: bool) -> Result<(), Error> {
    if !is_given {
        return Ok(());
    }
    let task = specification.task.as_ref().map(|request| request.kind).unwrap_or_default();
    let problem = Problem::new(ErrorKind::Policy, format!("is followed for decisions only, and the task is {task}"));
    Err(problem.place("previous").remedy("publish this report alone, or keep the earlier one inside").into())
}

/// The path of the report published before, which a specification gives relative to itself.
pub(super) fn previous_path(arguments: &AuditArguments, specification: &AuditSpecification) -> Option<PathBuf> {
    let folder = arguments.spec.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let written = specification.privacy.previous.as_ref().map(|previous| folder.join(previous));
    arguments.privacy.previous.clone().or(written)
}

/// The policy's path, which a specification gives relative to itself.
pub(super) fn policy_path(arguments: &AuditArguments, specification: &AuditSpecification) -> Option<PathBuf> {
    if arguments.judgement.policy.is_some() || arguments.judgement.preset.is_some() {
        return arguments.judgement.policy.clone();
    }
    let folder = arguments.spec.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    specification.policy.as_ref().map(|policy| folder.join(policy))
}

fn gathered(problems: Vec<Problem>) -> Error {
    match Error::check(problems) {
        Err(error) => error,
        Ok(()) => Problem::new(ErrorKind::Policy, "nothing was asked for").into(),
    }
}

fn set<T: Clone>(place: &mut Option<T>, given: Option<&T>) {
    if let Some(given) = given {
        *place = Some(given.clone());
    }
}

fn apply_columns(arguments: &AuditArguments, specification: &mut AuditSpecification) {
    let (given, columns) = (&arguments.columns, &mut specification.columns);
    set(&mut columns.decision, given.decision.as_ref());
    set(&mut columns.outcome, given.outcome.as_ref());
    set(&mut columns.score, given.score.as_ref());
    set(&mut columns.weight, given.weight.as_ref());
    set(&mut columns.count, given.count.as_ref());
    set(&mut columns.customer, given.customer.as_ref());
    set(&mut columns.consent, given.consent.as_ref());
    if !given.strata.is_empty() {
        columns.strata.clone_from(&given.strata);
    }
    if !given.segments.is_empty() {
        columns.segments.clone_from(&given.segments);
        specification.bands.retain(|name, _| given.segments.contains(name) || columns.strata.contains(name));
        specification.order.retain(|name, _| given.segments.contains(name) || columns.strata.contains(name));
    }
}

fn apply_values(arguments: &AuditArguments, specification: &mut AuditSpecification) -> Result<(), Error> {
    let (given, values) = (&arguments.values, &mut specification.values);
    set(&mut values.outcome_positive, given.positive.as_ref());
    set(&mut values.decision_positive, given.decision_positive.as_ref());
    set(&mut values.consent_positive, given.consent_positive.as_ref());
    set(&mut values.threshold, given.threshold.as_ref());
    set(&mut values.delimiter, given.delimiter.as_ref());
    if let Some(side) = given.favourable {
        values.favourable = match side {
            FavourableSide::Selected => Favourable::Selected,
            FavourableSide::NotSelected => Favourable::NotSelected,
        };
    }
    if let Some(labels) = given.labels {
        values.labels = Some(match labels {
            LabelsKnown::All => LabelAvailability::All,
            LabelsKnown::SelectedOnly => LabelAvailability::SelectedOnly,
            LabelsKnown::None => LabelAvailability::None,
            LabelsKnown::Delayed => LabelAvailability::Delayed,
        });
    }
    if given.exclude_non_finite {
        values.non_finite_scores = NonFiniteScores::Exclude;
    }
    for text in &given.missing {
        if !values.missing.contains(text) {
            values.missing.push(text.clone());
        }
    }
    if let Some(levels) = given.max_levels {
        values.max_levels = levels;
    }
    if given.intersections.is_some() {
        specification.slices.intersections = given.intersections;
    }
    let judgement = &arguments.judgement;
    set(&mut specification.confidence, judgement.confidence.as_ref());
    set(&mut specification.seed, judgement.seed.as_ref());
    set(&mut specification.cluster_bootstrap, judgement.cluster_bootstrap.as_ref());
    let mut problems = Vec::new();
    for text in &given.bands {
        match bands(text) {
            Ok((column, cuts)) => {
                specification.bands.insert(column, cuts);
            }
            Err(error) => problems.extend_from_slice(error.problems()),
        }
    }
    Error::check(problems)
}

fn apply_privacy(arguments: &AuditArguments, specification: &mut AuditSpecification) {
    let (given, privacy) = (&arguments.privacy, &mut specification.privacy);
    set(&mut privacy.minimum_cell, given.minimum_cell.as_ref());
    privacy.withhold_zeros |= given.withhold_zeros;
    if let Some(previous) = &given.previous {
        privacy.previous = Some(previous.display().to_string());
    }
}

fn apply_report(arguments: &AuditArguments, specification: &mut AuditSpecification) {
    let (given, report) = (&arguments.report, &mut specification.report);
    set(&mut report.title, given.title.as_ref());
    set(&mut report.model, given.model.as_ref());
    set(&mut report.owner, given.owner.as_ref());
    set(&mut report.purpose, given.purpose.as_ref());
    set(&mut report.period, given.period.as_ref());
    set(&mut report.reviewer, given.reviewer.as_ref());
    set(&mut report.language, given.language.as_ref());
}

/// `age=25,35,65` or `age=quantiles:4`.
fn bands(text: &str) -> Result<(String, Bands), Error> {
    let refused = |message: &str| {
        let remedy = "write --bands age=25,35,65, or --bands age=quantiles:4";
        Error::from(Problem::new(ErrorKind::Value, message).place("--bands").value(text).remedy(remedy))
    };
    let (column, cuts) = text.rsplit_once('=').ok_or_else(|| refused("names no column"))?;
    if let Some(quantiles) = cuts.strip_prefix("quantiles:") {
        let quantiles = quantiles.trim().parse().map_err(|_| refused("holds no number of quantiles"))?;
        return Ok((column.to_owned(), Bands::Quantiles { quantiles }));
    }
    let points = cuts.split(',').map(|point| point.trim().parse::<f64>()).collect::<Result<Vec<f64>, _>>();
    Ok((column.to_owned(), Bands::At(points.map_err(|_| refused("holds a cut that is not a number"))?)))
}
