//! `evenhand audit`: reads, audits, renders, writes, sums up; and only then does anything exist.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use evenhand::audit::{Audited, preset};
use evenhand::data::Predictions;
use evenhand::io::{AuditSpecification, Bands};
use evenhand::report::{Report, ReportBuilder};
use evenhand::segment::Slices;
use evenhand::{Audit, Error, Policy};

use super::Refusal;
use super::arguments::AuditArguments;
use super::extras;
use super::input::{Input, Rows, shown};
use super::output::{Target, write_all};
use super::rendering;
use super::specification;
use super::summary;
use super::terminal::Terminal;

/// Audits; whether the policy passed.
pub(super) fn run(arguments: &AuditArguments, terminal: &Terminal) -> Result<bool, Refusal> {
    let specification = specification::of(arguments)?;
    let policy = policy(arguments, &specification)?;
    let as_of = as_of(arguments, &policy);
    let previous = previous(arguments, &specification)?;
    let policy_path = specification::policy_path(arguments, &specification);
    let previous_path = specification::previous_path(arguments, &specification);
    let earlier = arguments.report.supersedes.as_ref();
    let inputs =
        [Some(&arguments.file), arguments.spec.as_ref(), policy_path.as_ref(), previous_path.as_ref(), earlier];
    let added = extras::paths(arguments, &specification);
    let inputs: Vec<&PathBuf> = inputs.into_iter().flatten().chain(&added).collect();
    let outputs = rendering::targets(&arguments.output, &inputs)?;
    let extras = extras::read(arguments, &specification)?;
    let earlier = earlier.map(|path| superseded(path)).transpose()?;

    let (audited, digest) = if specification.is_of_decisions() {
        decisions(arguments, &specification, policy, &as_of, previous, terminal)?
    } else {
        specification::refuse_previous(&specification, previous.is_some())?;
        task(arguments, &specification, policy, as_of.day.clone(), terminal)?
    };

    let passed = audited.gate().passed();
    let builder = extras.add(audited, &specification)?;
    let mut builder = described(builder, &specification).input(shown(&arguments.file), digest);
    if let Some(earlier) = &earlier {
        builder = builder.supersedes(earlier)?;
    }
    let report = builder.build();
    let mut texts = Vec::new();
    for (format, target) in &outputs {
        texts.push((target.clone(), format.render(&report)?));
    }
    write_all(&texts)?;

    let written: Vec<String> = rendering::given(&arguments.output)
        .into_iter()
        .filter(|(_, path)| *path != Path::new("-"))
        .map(|(_, path)| path.display().to_string())
        .collect();
    let mut text = summary::summary(&report, &written, as_of.is_today.then_some(as_of.day.as_deref()).flatten());
    if outputs.is_empty() {
        text.push_str("\nNothing was written: --html report.html writes the whole report.\n");
    }
    if outputs.iter().any(|(_, target)| *target == Target::Stdout) {
        terminal.say(&text);
    } else if !terminal.is_quiet() {
        Terminal::print(&text)?;
    }
    Ok(passed)
}

/// The audit of decisions, and the digest of the file.
fn decisions(
    arguments: &AuditArguments,
    specification: &AuditSpecification,
    policy: Policy,
    as_of: &AsOf,
    previous: Option<Report>,
    terminal: &Terminal,
) -> Result<(Audited, String), Refusal> {
    let slices = slices(specification, Some(&policy))?;
    let needs_all_rows = needs_all_rows(specification, &policy);
    let mut audit = Audit::new().slices(slices).policy(policy).seed(specification.seed.unwrap_or_default());
    for (attribute, population) in &specification.population {
        audit = audit.population(population.reference(attribute)?);
    }
    if let Some(day) = &as_of.day {
        audit = audit.as_of(day);
    }
    if let Some(suppression) = specification.privacy.suppression()? {
        audit = audit.suppress(suppression);
    }
    if let Some(replicates) = specification.cluster_bootstrap {
        audit = audit.cluster_bootstrap(replicates);
    }
    if let Some(previous) = previous {
        audit = audit.previous(previous.audited);
    }
    let input = Input { specification, terminal };
    let in_flags = |error| specification::in_words_of_flags(error, arguments, specification);
    if needs_all_rows {
        let (predictions, digest) = input.whole(&arguments.file).map_err(in_flags)?;
        Ok((audit.run(&predictions)?, digest))
    } else {
        let mut auditor = audit.auditor();
        let mut observe = |batch: Predictions| auditor.observe_batch(&batch);
        let digest = input.read(&arguments.file, Rows::Batches(&mut observe)).map_err(in_flags)?;
        Ok((auditor.finish()?, digest))
    }
}

/// The audit of another task: by its own rules where no policy is given.
fn task(
    arguments: &AuditArguments,
    specification: &AuditSpecification,
    policy: Policy,
    as_of: Option<String>,
    terminal: &Terminal,
) -> Result<(Audited, String), Refusal> {
    let is_given =
        arguments.judgement.preset.is_some() || specification::policy_path(arguments, specification).is_some();
    let (confidence, minimum_rows) = (policy.confidence, arguments.judgement.minimum_rows);
    let policy = is_given.then_some(policy);
    let question = super::task::TaskQuestion {
        slices: slices(specification, policy.as_ref())?,
        policy,
        confidence,
        minimum_rows,
        seed: specification.seed.unwrap_or_default(),
        as_of,
        suppression: specification.privacy.suppression()?,
    };
    super::task::audit(Input { specification, terminal }, &arguments.file, question)
        .map_err(|error| specification::in_words_of_flags(error, arguments, specification))
}

/// The report that was published before.
fn previous(arguments: &AuditArguments, specification: &AuditSpecification) -> Result<Option<Report>, Error> {
    let Some(path) = specification::previous_path(arguments, specification) else { return Ok(None) };
    let text = specification::read_text(&path)?;
    Report::from_json(&text).map(Some).map_err(|error| error.in_place(&shown(&path)))
}

/// The policy of the flags, of the specification, or the marketing default; with what the flags change of it.
fn policy(arguments: &AuditArguments, specification: &AuditSpecification) -> Result<Policy, Error> {
    let judgement = &arguments.judgement;
    let mut policy = match (specification::policy_path(arguments, specification), &judgement.preset) {
        (Some(path), _) => {
            let text = specification::read_text(&path)?;
            Policy::from_toml(&text).map_err(|error| error.in_place(&shown(&path)))?
        }
        (None, Some(id)) => preset::find(id).map_err(|error| error.in_place("--preset"))?.policy(),
        (None, None) => Policy::marketing(),
    };
    if let Some(level) = specification.confidence {
        policy.confidence = specification::confidence(level, "confidence")?;
    }
    if let Some(rows) = judgement.minimum_rows {
        policy.minimum_rows = rows;
    }
    Ok(policy)
}

/// The slices asked for, and those that a rule of the policy names: a rule must not pass because nobody looked.
fn slices(specification: &AuditSpecification, policy: Option<&Policy>) -> Result<Slices, Error> {
    let segments: Vec<&str> = specification.columns.segments.iter().map(String::as_str).collect();
    let mut slices = specification.slices.slices();
    let mut problems = Vec::new();
    for rule in policy.iter().flat_map(|policy| &policy.rules) {
        for grouping in &rule.segments {
            match grouping.resolve(&segments) {
                Ok(resolved) => slices = slices.and(resolved.attributes()),
                Err(error) => {
                    let placed = error.in_place(&format!("policy, rule {:?}", rule.id));
                    problems.extend_from_slice(placed.problems());
                }
            }
        }
    }
    Error::check(problems).map(|()| slices)
}

/// An earlier report.
fn superseded(path: &Path) -> Result<Report, Error> {
    Report::from_json(&specification::read_text(path)?).map_err(|error| error.in_place(&shown(path)))
}

/// The day on which exemptions are judged.
struct AsOf {
    day: Option<String>,
    is_today: bool,
}

fn as_of(arguments: &AuditArguments, policy: &Policy) -> AsOf {
    if arguments.judgement.as_of.is_some() || policy.exemptions.is_empty() {
        return AsOf { day: arguments.judgement.as_of.clone(), is_today: false };
    }
    let day = SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|since| day_of(since.as_secs() / 86_400));
    AsOf { is_today: day.is_some(), day }
}

/// The day so many days after 1970-01-01, by the rule of 400 years.
fn day_of(days: u64) -> String {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Whether something depends on all rows, so that they must be held at once: quantiles, the median score of a table, and
/// the rows of each customer, on whom intervals rest if not by a bootstrap.
fn needs_all_rows(specification: &AuditSpecification, policy: &Policy) -> bool {
    let cuts = specification.bands.values().any(|bands| matches!(bands, Bands::Quantiles { .. }));
    cuts || (specification.columns.customer.is_some() && specification.cluster_bootstrap.is_none())
        || (!policy.tables.is_empty() && specification.columns.score.is_some())
}

/// The report with what the specification says about the model.
fn described(builder: ReportBuilder, specification: &AuditSpecification) -> ReportBuilder {
    let details = &specification.report;
    let set =
        |builder: ReportBuilder, value: &Option<String>, with: fn(ReportBuilder, String) -> ReportBuilder| match value
            .as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
        {
            Some(text) => with(builder, text.to_owned()),
            None => builder,
        };
    let builder = set(builder, &details.title, ReportBuilder::title);
    let builder = set(builder, &details.purpose, ReportBuilder::purpose);
    let builder = set(builder, &details.model, ReportBuilder::model);
    let builder = set(builder, &details.owner, ReportBuilder::owner);
    let builder = set(builder, &details.reviewer, ReportBuilder::reviewer);
    let builder = set(builder, &details.period, ReportBuilder::period);
    let builder = set(builder, &details.decision_made, ReportBuilder::decision_made);
    let builder = set(builder, &details.favourable_outcome, ReportBuilder::favourable_outcome);
    let builder = set(builder, &details.population, ReportBuilder::population);
    let builder = set(builder, &details.segment_source, ReportBuilder::segment_source);
    let builder = set(builder, &details.legal_basis, ReportBuilder::legal_basis);
    let builder = set(builder, &details.consent, ReportBuilder::consent);
    let builder = details.limitations.iter().fold(builder, ReportBuilder::limitation);
    let builder = specification.actions.iter().cloned().fold(builder, ReportBuilder::action);
    let builder = set(builder, &details.notes, ReportBuilder::note);
    builder.language(details.language.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::day_of;

    #[test]
    fn days_are_counted_from_1970() {
        let days = [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (20_779, "2026-11-22")];
        for (number, day) in days {
            assert_eq!(day_of(number), day);
        }
    }
}
