//! What a specification adds to a report beside the audit: scorecard, earlier reports, own sections, theme.

use std::path::{Path, PathBuf};

use evenhand::Error;
use evenhand::audit::Audited;
use evenhand::error::{ErrorKind, Problem, suggestion};
use evenhand::io::AuditSpecification;
use evenhand::report::{CustomSection, Logo, Report, ReportBuilder, Theme};
use evenhand::segment::{Level, Slice};

use super::arguments::AuditArguments;
use super::input::shown;
use super::specification;

/// Everything that is read before the audit runs, so that nothing is computed in vain.
pub(super) struct Extras {
    earlier: Vec<Report>,
    sections: Vec<CustomSection>,
    theme: Option<Theme>,
}

/// The files that are read for it, which no output may overwrite.
pub(super) fn paths(arguments: &AuditArguments, specification: &AuditSpecification) -> Vec<PathBuf> {
    let folder = folder(arguments);
    let sections = specification.sections.iter().filter_map(|section| section.file.as_ref());
    let written = sections.chain(&specification.theme.logo).map(|file| folder.join(file));
    arguments.report.earlier.iter().cloned().chain(written).collect()
}

fn folder(arguments: &AuditArguments) -> &Path {
    arguments.spec.as_deref().and_then(Path::parent).unwrap_or(Path::new(""))
}

/// Reads and checks it.
pub(super) fn read(arguments: &AuditArguments, specification: &AuditSpecification) -> Result<Extras, Error> {
    let folder = folder(arguments);
    let mut problems = Vec::new();
    let mut keep = |error: &Error| problems.extend_from_slice(error.problems());
    let mut earlier = Vec::new();
    for path in &arguments.report.earlier {
        let read = specification::read_text(path)
            .and_then(|text| Report::from_json(&text).map_err(|error| error.in_place(&shown(path))));
        match read {
            Ok(report) => earlier.push(report),
            Err(error) => keep(&error),
        }
    }
    let mut sections = Vec::new();
    for own in &specification.sections {
        let text = match (&own.text, &own.file) {
            (Some(text), None) => Ok(text.clone()),
            (None, Some(file)) => specification::read_text(&folder.join(file)),
            (Some(_), Some(_)) => Err(wrong("[[sections]] file", "text and file were both given")
                .value(&own.title)
                .remedy("leave one out")
                .into()),
            (None, None) => Ok(String::new()),
        };
        let section = text.and_then(|text| {
            let mut section = CustomSection::new(&own.title, text);
            section.before = own.before;
            section.check().map(|()| section)
        });
        match section {
            Ok(section) => sections.push(section),
            Err(error) => keep(&error),
        }
    }
    let theme = match theme(specification, folder) {
        Ok(theme) => theme,
        Err(error) => {
            keep(&error);
            None
        }
    };
    Error::check(problems).map(|()| Extras { earlier, sections, theme })
}

fn theme(specification: &AuditSpecification, folder: &Path) -> Result<Option<Theme>, Error> {
    let own = &specification.theme;
    let mut theme = Theme::new().light(own.light.clone()).dark(own.dark.clone());
    if let Some(file) = &own.logo {
        let path = folder.join(file);
        let text = own.logo_text.clone().unwrap_or_default();
        let is = |ending: &str| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending));
        theme = theme.logo(if is("svg") {
            Logo::svg(&specification::read_text(&path)?, text)?
        } else if is("png") {
            Logo::png(&std::fs::read(&path).map_err(|error| specification::unreadable(&path, &error))?, text)?
        } else {
            return Err(wrong("[theme] logo", "is neither .svg nor .png").value(file).remedy("save it as one").into());
        });
    }
    theme.check()?;
    Ok((theme != Theme::new()).then_some(theme))
}

fn wrong(place: &str, message: &str) -> Problem {
    Problem::new(ErrorKind::Policy, message).place(place)
}

impl Extras {
    /// The report with all of it.
    pub(super) fn add(self, audited: Audited, specification: &AuditSpecification) -> Result<ReportBuilder, Error> {
        segments_are_known(specification, &audited)?;
        let builder = ReportBuilder::new(audited);
        let measures = specification.scorecard.iter().map(evenhand::io::MeasureEntry::measure);
        let builder = measures.fold(builder, ReportBuilder::measure);
        let builder = self.sections.into_iter().fold(builder, ReportBuilder::custom_section);
        let builder = self.theme.into_iter().fold(builder, ReportBuilder::theme);
        builder.after(&self.earlier)
    }
}

/// The slices of a grouping, of decisions or of a task.
fn slices<'a>(audited: &'a Audited, attributes: &[String]) -> Vec<&'a Slice> {
    let of_decisions = audited.grouping(attributes).into_iter().flat_map(|own| &own.slices).map(|own| &own.slice);
    let of_tasks = audited.tasks.iter().filter_map(|task| task.grouping(attributes));
    of_decisions.chain(of_tasks.flat_map(|own| &own.slices).map(|own| &own.slice)).collect()
}

/// A measure of a segment that nobody audits is a slip of the pen.
fn segments_are_known(specification: &AuditSpecification, audited: &Audited) -> Result<(), Error> {
    let mut problems = Vec::new();
    for measure in &specification.scorecard {
        for (attribute, levels) in &measure.segments {
            let place = format!("[[scorecard]] {:?}, segments", measure.id);
            let mut withheld = audited.privacy.iter().flat_map(|privacy| &privacy.withheld);
            let grouping = [attribute.clone()];
            if withheld.any(|own| own.grouping.attributes() == grouping) {
                // Which of its segments there are is not said.
                continue;
            }
            let found: Vec<&Slice> = slices(audited, &grouping);
            if found.is_empty() {
                let known = specification.columns.segments.iter().map(String::as_str);
                let problem = wrong(&place, "names an attribute that is no segment of the audit").value(attribute);
                problems.push(problem.remedy(suggestion(attribute, known)));
                continue;
            }
            let known = || found.iter().filter_map(|slice| slice.level(attribute).and_then(Level::name));
            for level in levels.keys().filter(|level| !known().any(|own| own == level.as_str())) {
                let problem =
                    wrong(&place, &format!("names a segment of {attribute} that has no customers")).value(level);
                problems.push(problem.remedy(suggestion(level, known())));
            }
        }
    }
    Error::check(problems)
}
