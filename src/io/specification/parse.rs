//! An `audit.toml` as a specification, and a specification as TOML.

use super::action;
use super::check::at;
use super::extras;
use super::table::{Entries, Entry, entries};
use super::{AuditSpecification, Bands, PopulationShares, TaskRequest};
use crate::data::{Favourable, LabelAvailability, NonFiniteScores};
use crate::error::{Error, nearest};
use crate::metric::Task;
use crate::report::Language;

/// Every table of an `audit.toml` with its keys; `bands` and `order` take the names of columns.
const TABLES: [(&str, &[&str]); 18] = [
    (
        "",
        &[
            "policy",
            "confidence",
            "seed",
            "cluster_bootstrap",
            "task",
            "columns",
            "values",
            "bands",
            "order",
            "population",
            "slices",
            "privacy",
            "report",
            "actions",
            "scorecard",
            "sections",
            "theme",
        ],
    ),
    ("task", &["kind", "columns", "positive", "options"]),
    ("columns", &["outcome", "decision", "score", "weight", "count", "customer", "consent", "segments", "strata"]),
    (
        "values",
        &[
            "outcome_positive",
            "decision_positive",
            "consent_positive",
            "threshold",
            "favourable",
            "labels",
            "missing",
            "non_finite_scores",
            "max_levels",
            "delimiter",
        ],
    ),
    ("bands", &[]),
    ("order", &[]),
    ("population", &[]),
    ("slices", &["intersections", "also", "only"]),
    ("privacy", &["minimum_cell", "withhold_zeros", "previous"]),
    (
        "report",
        &[
            "title",
            "purpose",
            "model",
            "owner",
            "reviewer",
            "period",
            "decision_made",
            "favourable_outcome",
            "population",
            "segment_source",
            "legal_basis",
            "consent",
            "limitations",
            "notes",
            "language",
        ],
    ),
    ("actions", action::KEYS),
    ("actions.effect", action::EFFECT_KEYS),
    ("scorecard", extras::MEASURE_KEYS),
    ("scorecard.unit", &["amount"]),
    ("sections", extras::SECTION_KEYS),
    ("theme", extras::THEME_KEYS),
    ("theme.light", extras::PALETTE_KEYS),
    ("theme.dark", extras::PALETTE_KEYS),
];

/// The languages of a report by their codes.
const LANGUAGES: [(&str, Language); 2] = [("en", Language::English), ("de", Language::German)];

impl AuditSpecification {
    /// Reads the text of an `audit.toml`.
    ///
    /// What it says need not be complete, since a command line may add to it: see [`AuditSpecification::check`].
    ///
    /// # Errors
    ///
    /// Every problem at once, with its table, key and line: text that is not TOML, a key that is not known, a value of
    /// the wrong type, a word that is not among the choices.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::io::{AuditSpecification, Bands};
    ///
    /// let specification = AuditSpecification::parse(
    ///     r#"
    ///     [columns]
    ///     decision = "targeted"
    ///     segments = ["age", "gender"]
    ///     [bands]
    ///     age = [25, 65]
    ///     "#,
    /// )?;
    /// assert_eq!(specification.bands["age"], Bands::At(vec![25.0, 65.0]));
    ///
    /// let error = AuditSpecification::parse("[columns]\noutcom = 'bought'\nsegments = 'age'").unwrap_err();
    /// assert_eq!(
    ///     error.problems()[0].to_string(),
    ///     "[columns] outcom, line 2: is not a key of this table; did you mean \"outcome\"?"
    /// );
    /// assert!(error.problems()[1].to_string().contains("write [\"age\"]"));
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut read = Entries::new(text);
        let document = read.document();
        let mut specification = Self::default();
        for entry in entries(document.get_ref(), "") {
            specification.read_top(entry, &mut read);
        }
        read.into_result().map(|()| specification)
    }

    fn read_top(&mut self, entry: Entry<'_>, read: &mut Entries<'_>) {
        match entry.key {
            "policy" => self.policy = read.text(entry),
            "confidence" => self.confidence = read.real(entry),
            "seed" => self.seed = read.whole(entry),
            "cluster_bootstrap" => self.cluster_bootstrap = read.whole(entry),
            "task" => {
                let mut task = TaskRequest::default();
                read.table(entry, "task").into_iter().for_each(|entry| read_task(&mut task, entry, read));
                self.task = Some(task);
            }
            "columns" => read.table(entry, "columns").into_iter().for_each(|entry| self.read_column(entry, read)),
            "values" => read.table(entry, "values").into_iter().for_each(|entry| self.read_value(entry, read)),
            "slices" => read.table(entry, "slices").into_iter().for_each(|entry| self.read_slices(entry, read)),
            "privacy" => read.table(entry, "privacy").into_iter().for_each(|entry| self.read_privacy(entry, read)),
            "report" => read.table(entry, "report").into_iter().for_each(|entry| self.read_report(entry, read)),
            "actions" => {
                for fields in read.tables(entry, "actions") {
                    self.actions.push(action::read_action(fields, read));
                }
            }
            "scorecard" => {
                for fields in read.tables(entry, "scorecard") {
                    self.scorecard.push(extras::read_measure(fields, read));
                }
            }
            "sections" => {
                for fields in read.tables(entry, "sections") {
                    self.sections.push(extras::read_section(fields, read));
                }
            }
            "theme" => self.theme = extras::read_theme(entry, read),
            "bands" => {
                for entry in read.table(entry, "bands") {
                    let bands = read_bands(entry, read);
                    self.bands.extend(bands.map(|bands| (entry.key.to_owned(), bands)));
                }
            }
            "order" => {
                for entry in read.table(entry, "order") {
                    let levels = read.texts(entry);
                    self.order.extend(levels.map(|levels| (entry.key.to_owned(), levels)));
                }
            }
            "population" => {
                for entry in read.table(entry, "population") {
                    let population = read_population(entry, read);
                    self.population.insert(entry.key.to_owned(), population);
                }
            }
            _ => unknown(entry, read),
        }
    }

    fn read_column(&mut self, entry: Entry<'_>, read: &mut Entries<'_>) {
        let columns = &mut self.columns;
        match entry.key {
            "outcome" => columns.outcome = read.text(entry),
            "decision" => columns.decision = read.text(entry),
            "score" => columns.score = read.text(entry),
            "weight" => columns.weight = read.text(entry),
            "count" => columns.count = read.text(entry),
            "customer" => columns.customer = read.text(entry),
            "consent" => columns.consent = read.text(entry),
            "segments" => columns.segments = read.texts(entry).unwrap_or_default(),
            "strata" => columns.strata = read.texts(entry).unwrap_or_default(),
            _ => unknown(entry, read),
        }
    }

    fn read_value(&mut self, entry: Entry<'_>, read: &mut Entries<'_>) {
        let values = &mut self.values;
        match entry.key {
            "outcome_positive" => values.outcome_positive = read.text(entry),
            "decision_positive" => values.decision_positive = read.text(entry),
            "consent_positive" => values.consent_positive = read.text(entry),
            "threshold" => values.threshold = read.real(entry),
            "delimiter" => values.delimiter = read.character(entry),
            "missing" => values.missing = read.texts(entry).unwrap_or_default(),
            "max_levels" => values.max_levels = read.whole(entry).unwrap_or(values.max_levels),
            "favourable" => {
                let choices = [("selected", Favourable::Selected), ("not_selected", Favourable::NotSelected)];
                values.favourable = read.choice(entry, &choices).unwrap_or_default();
            }
            "labels" => {
                let choices = [
                    ("all", LabelAvailability::All),
                    ("selected_only", LabelAvailability::SelectedOnly),
                    ("none", LabelAvailability::None),
                    ("delayed", LabelAvailability::Delayed),
                ];
                values.labels = read.choice(entry, &choices);
            }
            "non_finite_scores" => {
                let choices = [("refuse", NonFiniteScores::Refuse), ("exclude", NonFiniteScores::Exclude)];
                values.non_finite_scores = read.choice(entry, &choices).unwrap_or_default();
            }
            _ => unknown(entry, read),
        }
    }

    fn read_slices(&mut self, entry: Entry<'_>, read: &mut Entries<'_>) {
        match entry.key {
            "intersections" => self.slices.intersections = read.whole(entry),
            "also" => self.slices.also = read.groupings(entry).unwrap_or_default(),
            "only" => self.slices.only = read.groupings(entry).unwrap_or_default(),
            _ => unknown(entry, read),
        }
    }

    fn read_privacy(&mut self, entry: Entry<'_>, read: &mut Entries<'_>) {
        match entry.key {
            "minimum_cell" => self.privacy.minimum_cell = read.whole(entry),
            "withhold_zeros" => self.privacy.withhold_zeros = read.yes_or_no(entry).unwrap_or_default(),
            "previous" => self.privacy.previous = read.text(entry),
            _ => unknown(entry, read),
        }
    }

    fn read_report(&mut self, entry: Entry<'_>, read: &mut Entries<'_>) {
        let report = &mut self.report;
        match entry.key {
            "title" => report.title = read.text(entry),
            "purpose" => report.purpose = read.text(entry),
            "model" => report.model = read.text(entry),
            "owner" => report.owner = read.text(entry),
            "reviewer" => report.reviewer = read.text(entry),
            "period" => report.period = read.text(entry),
            "decision_made" => report.decision_made = read.text(entry),
            "favourable_outcome" => report.favourable_outcome = read.text(entry),
            "population" => report.population = read.text(entry),
            "segment_source" => report.segment_source = read.text(entry),
            "legal_basis" => report.legal_basis = read.text(entry),
            "consent" => report.consent = read.text(entry),
            "limitations" => report.limitations = read.texts(entry).unwrap_or_default(),
            "notes" => report.notes = read.text(entry),
            "language" => report.language = read.choice(entry, &LANGUAGES),
            _ => unknown(entry, read),
        }
    }

    /// The specification as TOML, which [`AuditSpecification::parse`] reads back as it was.
    ///
    /// # Errors
    ///
    /// A seed above 2⁶³ − 1, which TOML cannot hold.
    ///
    /// # Example
    ///
    /// ```
    /// use evenhand::io::AuditSpecification;
    ///
    /// let mut specification = AuditSpecification::default();
    /// specification.columns.decision = Some("targeted".to_owned());
    /// let text = specification.to_toml()?;
    /// assert!(text.contains("decision = \"targeted\""));
    /// assert_eq!(AuditSpecification::parse(&text)?, specification);
    /// # Ok::<(), evenhand::Error>(())
    /// ```
    pub fn to_toml(&self) -> Result<String, Error> {
        toml::to_string(self).map_err(|error| {
            at("", "the specification", format!("cannot be written as TOML: {error}"))
                .remedy("choose a seed below 9223372036854775808")
                .into()
        })
    }
}

fn read_task(task: &mut TaskRequest, entry: Entry<'_>, read: &mut Entries<'_>) {
    match entry.key {
        "kind" => task.kind = read.choice(entry, &Task::ALL.map(|task| (task.id(), task))).unwrap_or_default(),
        "columns" => {
            for entry in read.table(entry, "task.columns") {
                let names = if entry.is_text() { read.text(entry).map(|name| vec![name]) } else { read.texts(entry) };
                task.columns.extend(names.map(|names| (entry.key.to_owned(), names)));
            }
        }
        "positive" => {
            for entry in read.table(entry, "task.positive") {
                task.positive.extend(read.text(entry).map(|level| (entry.key.to_owned(), level)));
            }
        }
        "options" => {
            for entry in read.table(entry, "task.options") {
                task.options.extend(read.scalar(entry).map(|value| (entry.key.to_owned(), value)));
            }
        }
        _ => unknown(entry, read),
    }
}

fn read_bands(entry: Entry<'_>, read: &mut Entries<'_>) -> Option<Bands> {
    if !entry.is_table() {
        return read.reals(entry).map(Bands::At);
    }
    let mut bands = None;
    let table = format!("bands.{}", entry.key);
    for inner in read.table(entry, &table) {
        if inner.key == "quantiles" {
            bands = read.whole(inner).map(|quantiles| Bands::Quantiles { quantiles });
        } else {
            read.push(inner, "is not a key of bands", "write cut points as [25, 65], or { quantiles = 4 }");
        }
    }
    bands
}

fn read_population(entry: Entry<'_>, read: &mut Entries<'_>) -> PopulationShares {
    let mut population = PopulationShares::default();
    let table = format!("population.{}", entry.key);
    for inner in read.table(entry, &table) {
        match inner.key {
            "source" => population.source = read.text(inner),
            "shares" => {
                for level in read.table(inner, &format!("{table}.shares")) {
                    population.shares.extend(read.real(level).map(|share| (level.key.to_owned(), share)));
                }
            }
            _ => read.push(inner, "is not a key of a population", "write shares = { app = 0.6, web = 0.4 } and source"),
        }
    }
    population
}

/// A key that no one reads: the nearest of its table, or the table in which it belongs.
pub(super) fn unknown(entry: Entry<'_>, read: &mut Entries<'_>) {
    let own = TABLES.iter().find(|(table, _)| *table == entry.table).map_or(&[][..], |(_, keys)| keys);
    let home = TABLES.iter().find(|(table, keys)| !table.is_empty() && keys.contains(&entry.key));
    let remedy = if let Some((table, _)) = home {
        format!("it belongs under [{table}]")
    } else if TABLES[0].1.contains(&entry.key) {
        "it belongs at the top, before the first table".to_owned()
    } else if let Some(key) = nearest(entry.key, own.iter().copied()) {
        format!("did you mean {key:?}?")
    } else if let Some((table, key)) =
        TABLES.iter().find_map(|(table, keys)| Some((table, nearest(entry.key, keys.iter().copied())?)))
    {
        format!("did you mean {key:?} under [{table}]?")
    } else {
        format!("known are {}", own.join(", "))
    };
    let message = if entry.table.is_empty() { "is not a key of an audit" } else { "is not a key of this table" };
    read.push(entry, message, remedy);
}
