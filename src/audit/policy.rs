//! The written policy: what is asked, of whom, with what tolerance and evidence, and what to do when it fails.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::representation::check_rule as check_representation;
use super::{Preset, Verdict};
use crate::error::{Error, ErrorKind, Problem, Problems};
use crate::inference::Zone;
use crate::metric::{Comparison, Composition, Criterion, Definition, PopulationStatistic, Task, catalogue};
use crate::segment::{Grouping, Level, Slice};
use crate::value::Confidence;

/// Rules, exemptions and the conditions under which a gate fails.
///
/// # Example
///
/// ```
/// use evenhand::audit::{Policy, Reference, Rule, Severity, Tolerance};
///
/// let policy = Policy::builder("Spring campaign")
///     .rule(
///         Rule::new("selection", "demographic_parity_difference")
///             .tolerance(Tolerance::within(-0.05, 0.05))
///             .reference(Reference::Rest)
///             .severity(Severity::High)
///             .owner("campaign lead")
///             .on_failure("review the features behind the score"),
///     )
///     .minimum_rows(50)
///     .build()?;
/// assert_eq!(policy.rules.len(), 1);
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Its version, as the owner numbers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The presets it was made from, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presets: Vec<String>,
    /// Confidence of intervals and verdicts.
    pub confidence: Confidence,
    /// Slices with fewer rows are shown and not judged.
    pub minimum_rows: u64,
    /// Presets whose impact tables are printed, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<String>,
    /// The rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Slices that a rule is not held against, for a reason and for a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exemptions: Vec<Exemption>,
    /// Whom to tell, in which order, when a gate fails.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalation: Vec<String>,
}

/// One rule: a criterion over some segments, with a tolerance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Rule {
    /// Its name within the policy.
    pub id: String,
    /// The criterion, by the catalogue's id.
    pub criterion: String,
    /// The groupings it is held against; empty means all that are audited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<Grouping>,
    /// The values that are acceptable.
    pub tolerance: Tolerance,
    /// What a group is compared with.
    pub reference: Reference,
    /// Whether each group is judged, or the widest pair of a grouping.
    pub summary: Summary,
    /// Whether the comparison is made within the declared strata.
    pub within_strata: bool,
    /// A literal rule of thumb that is reported beside the verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub literal: Option<LiteralRule>,
    /// How its comparisons are corrected for their number.
    pub family: Family,
    /// The correction by name, where it is not to be that of the family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
    /// How bad a failure is.
    pub severity: Severity,
    /// Which verdicts fail the gate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fail_on: Vec<Verdict>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What to do when it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<String>,
}

/// The acceptable values of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Tolerance {
    /// The smallest acceptable value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The largest acceptable value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

impl Tolerance {
    /// Between two values, both acceptable.
    pub const fn within(min: f64, max: f64) -> Self {
        Self { min: Some(min), max: Some(max) }
    }

    /// At least this.
    pub const fn at_least(min: f64) -> Self {
        Self { min: Some(min), max: None }
    }

    /// At most this.
    pub const fn at_most(max: f64) -> Self {
        Self { min: None, max: Some(max) }
    }

    /// The same as the zone of the inference room.
    pub const fn zone(self) -> Zone {
        Zone { lower: self.min, upper: self.max }
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) => write!(f, "{min} to {max}"),
            (Some(min), None) => write!(f, "at least {min}"),
            (None, Some(max)) => write!(f, "at most {max}"),
            (None, None) => f.write_str("any"),
        }
    }
}

/// What a group is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reference {
    /// Everyone else: independent samples, so the best default for one group.
    #[default]
    Rest,
    /// Everyone, the group among them. Its interval is that of the rest, scaled: the samples overlap.
    Overall,
    /// The group with the best rate, as found in the data: a selected maximum, biased when groups are small.
    Best,
    /// The group with the most rows.
    Largest,
    /// The better-treated group of the widest pair, as found in the data. Results carry it where a rule judges the widest
    /// pair; a rule cannot ask for it.
    WidestPair,
    /// The shares of a declared population; for criteria of representation only.
    Population,
    /// The group at these levels, by attribute: fixed before anyone looks.
    Levels(BTreeMap<String, Level>),
}

impl Reference {
    /// The group at one level of one attribute.
    pub fn level(attribute: impl Into<String>, level: impl Into<String>) -> Self {
        Self::Levels(BTreeMap::from([(attribute.into(), Level::named(level))]))
    }

    /// How the reference was chosen, in words.
    pub fn chosen(&self) -> &'static str {
        match self {
            Self::Rest => "everyone else",
            Self::Overall => "everyone, the group included",
            Self::Best => "the best-treated group, found in the data",
            Self::Largest => "the largest group",
            Self::WidestPair => "the other group of the widest pair, found in the data",
            Self::Population => "the declared population",
            Self::Levels(_) => "fixed by the policy",
        }
    }
}

/// Whether each group is judged, or the widest pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Summary {
    /// Each group against its reference.
    #[default]
    Each,
    /// The widest pair of groups, with an interval that allows for having searched it.
    Worst,
}

/// Rules of thumb that are reported literally, beside the verdict and never instead of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiteralRule {
    /// The observed ratio is at least 4/5, compared in whole numbers.
    FourFifths,
    /// The observed difference is less than two standard deviations from none.
    TwoStandardDeviations,
}

/// Whether a rule was declared in advance or looks through what it finds; it decides how comparisons are corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Declared in advance: Holm, which bounds the chance of a single false alarm, over the slices of one attribute and
    /// over all groupings that the rule names. Intersections that it does not name were not declared: they are corrected
    /// as exploratory.
    #[default]
    Primary,
    /// Looked through: Benjamini-Hochberg, which bounds the share of false alarms.
    Exploratory,
}

/// How comparisons are corrected for their number before one is called outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// Holm's step-down adjustment of p-values.
    Holm,
    /// Benjamini and Hochberg's adjustment of p-values.
    BenjaminiHochberg,
    /// Benjamini and Yekutieli's: the share of false alarms, however the comparisons depend on each other.
    BenjaminiYekutieli,
    /// Benjamini and Hochberg's on e-values, each 1/(2√p) of a p-value: valid under any dependence too, and the evidence of
    /// one day may be multiplied by that of the next.
    #[serde(rename = "e_benjamini_hochberg")]
    EBenjaminiHochberg,
    /// Westfall and Young's: the slices share shuffles of the rows, so that what they have in common is counted once. For rules on
    /// one rate against everyone else. Where rows are weighted, customers come back, slices are withheld or the attributes were
    /// counted apart, rows cannot be shuffled: Holm's correction takes its place, and the result says so.
    WestfallYoung,
    /// An interval that holds for all pairs at once.
    Simultaneous,
}

impl Correction {
    /// The correction's name.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Holm => "Holm",
            Self::BenjaminiHochberg => "Benjamini-Hochberg",
            Self::BenjaminiYekutieli => "Benjamini-Yekutieli",
            Self::EBenjaminiHochberg => "Benjamini-Hochberg on e-values",
            Self::WestfallYoung => "Westfall-Young",
            Self::Simultaneous => "simultaneous interval",
        }
    }
}

/// How bad a failure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// For information.
    Info,
    /// To be looked at.
    Low,
    /// To be mended in the ordinary course.
    #[default]
    Medium,
    /// To be mended before the model is used further.
    High,
}

impl Severity {
    /// The severity in words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A slice that a rule is not held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exemption {
    /// The rule's id.
    pub rule: String,
    /// The slice; its attributes and levels.
    pub slice: Slice,
    /// Why.
    pub reason: String,
    /// The last day on which it holds, as YYYY-MM-DD.
    pub expires: String,
    /// Who agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
}

impl Rule {
    /// A rule on a criterion of the catalogue, with the tolerance that is usual for it: ±0.05 for a difference, 0.8 to
    /// 1.25 for a ratio.
    pub fn new(id: impl Into<String>, criterion: impl Into<String>) -> Self {
        let criterion = criterion.into();
        let tolerance = catalogue::criterion(&criterion).map_or(Tolerance { min: None, max: None }, default_tolerance);
        Self {
            id: id.into(),
            criterion,
            segments: Vec::new(),
            tolerance,
            reference: Reference::default(),
            summary: Summary::default(),
            within_strata: false,
            literal: None,
            family: Family::default(),
            correction: None,
            severity: Severity::default(),
            fail_on: vec![Verdict::Outside],
            owner: None,
            on_failure: None,
        }
    }

    /// Held against these groupings only.
    #[must_use]
    pub fn segments(mut self, segments: impl IntoIterator<Item = Grouping>) -> Self {
        self.segments = segments.into_iter().collect();
        self
    }

    /// The values that are acceptable.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Tolerance) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// What a group is compared with.
    #[must_use]
    pub fn reference(mut self, reference: Reference) -> Self {
        self.reference = reference;
        self
    }

    /// Judge the widest pair of each grouping instead of each group.
    #[must_use]
    pub fn worst_pair(mut self) -> Self {
        self.summary = Summary::Worst;
        self
    }

    /// Compare within the declared strata.
    #[must_use]
    pub fn within_strata(mut self) -> Self {
        self.within_strata = true;
        self
    }

    /// Report a literal rule beside the verdict.
    #[must_use]
    pub fn literal(mut self, literal: LiteralRule) -> Self {
        self.literal = Some(literal);
        self
    }

    /// How comparisons are corrected for their number.
    #[must_use]
    pub fn family(mut self, family: Family) -> Self {
        self.family = family;
        self
    }

    /// How bad a failure is.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Which verdicts fail the gate; only [`Verdict::Outside`] unless said otherwise.
    #[must_use]
    pub fn fail_on(mut self, verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        self.fail_on = verdicts.into_iter().collect();
        self
    }

    /// Who answers for it.
    #[must_use]
    pub fn owner(mut self, owner: impl Into<String>) -> Self {
        self.owner = Some(owner.into());
        self
    }

    /// What to do when it fails.
    #[must_use]
    pub fn on_failure(mut self, action: impl Into<String>) -> Self {
        self.on_failure = Some(action.into());
        self
    }

    /// How the comparisons of slices of so many attributes are corrected.
    pub fn correction(&self, attributes: usize) -> Correction {
        match self.correction {
            Some(correction) => correction,
            None if self.is_declared(attributes) => Correction::Holm,
            None => Correction::BenjaminiHochberg,
        }
    }

    /// Correct by this, whatever the family.
    #[must_use]
    pub fn corrected_by(mut self, correction: Correction) -> Self {
        self.correction = Some(correction);
        self
    }

    /// Whether comparisons of slices of so many attributes were declared in advance.
    pub(super) fn is_declared(&self, attributes: usize) -> bool {
        self.family == Family::Primary && (attributes <= 1 || !self.segments.is_empty())
    }

    /// Whether a grouping is among those that the rule is held against.
    pub fn concerns(&self, grouping: &Grouping) -> bool {
        self.segments.is_empty() || self.segments.iter().any(|own| own.same_as(grouping))
    }
}

/// A criterion by its name: the caller's own first, then the catalogue's.
pub(super) fn resolve(name: &str, own: &[&'static Criterion]) -> Result<&'static Criterion, Error> {
    own.iter().copied().find(|criterion| criterion.id == name).map_or_else(|| catalogue::criterion(name), Ok)
}

/// The tolerance that is usual for a criterion.
pub(crate) fn default_tolerance(criterion: &Criterion) -> Tolerance {
    match &criterion.composition {
        Composition::Population(PopulationStatistic::TotalVariation | PopulationStatistic::StabilityIndex) => {
            Tolerance::at_most(0.1)
        }
        Composition::Compare { comparison: Comparison::Ratio, .. }
        | Composition::OfTask { comparison: Comparison::Ratio, .. }
        | Composition::Population(PopulationStatistic::ShareRatio) => Tolerance::within(0.8, 1.25),
        Composition::Compare { comparison: Comparison::Difference, .. }
        | Composition::OfTask { comparison: Comparison::Difference, .. }
            if criterion.range.lower < 0.0 =>
        {
            Tolerance::within(-0.05, 0.05)
        }
        Composition::Compare { comparison: Comparison::LogRatio, .. }
        | Composition::OfTask { comparison: Comparison::LogRatio, .. } => {
            Tolerance::within(-1.25_f64.ln(), 1.25_f64.ln())
        }
        Composition::Compare { comparison: Comparison::Difference, .. }
        | Composition::OfTask { comparison: Comparison::Difference, .. }
        | Composition::Groups { .. } => Tolerance::at_most(0.05),
    }
}

/// Puts a policy together; problems are reported all at once by [`PolicyBuilder::build`].
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it is built"]
pub struct PolicyBuilder {
    policy: Policy,
    own: Vec<&'static Criterion>,
}

impl Policy {
    /// The exemption that covers a slice under a rule, by its place.
    pub(super) fn exemption_of(&self, rule: &str, slice: &Slice) -> Option<usize> {
        self.exemptions.iter().position(|one| one.rule == rule && slice.lies_within(&one.slice))
    }

    /// Starts a policy.
    pub fn builder(name: impl Into<String>) -> PolicyBuilder {
        PolicyBuilder {
            policy: Policy {
                name: name.into(),
                version: None,
                presets: Vec::new(),
                confidence: Confidence::DEFAULT,
                minimum_rows: 30,
                tables: Vec::new(),
                rules: Vec::new(),
                exemptions: Vec::new(),
                escalation: Vec::new(),
            },
            own: Vec::new(),
        }
    }

    /// Checks the policy against the catalogue and against itself.
    ///
    /// # Errors
    ///
    /// Every problem at once: a criterion that the catalogue lacks, a rule named twice, a tolerance whose bounds
    /// contradict each other or leave out the ideal, a rule that cannot be combined so, an exemption from a rule that is
    /// not there or with a date that is none.
    pub fn check(&self) -> Result<(), Error> {
        self.check_with(&[])
    }

    /// The same, with criteria of the caller's own beside the catalogue.
    pub(crate) fn check_with(&self, own: &[&'static Criterion]) -> Result<(), Error> {
        let mut problems = Problems::default();
        for (index, rule) in self.rules.iter().enumerate() {
            let place = format!("rule {:?}", rule.id);
            if self.rules[..index].iter().any(|earlier| earlier.id == rule.id) {
                problems.push(
                    Problem::new(ErrorKind::Policy, "is named twice")
                        .place(&place)
                        .remedy("give each rule a name of its own"),
                );
            }
            check_rule(rule, own, &place, &mut problems);
        }
        for exemption in &self.exemptions {
            let place = format!("exemption of {:?}", exemption.slice.to_string());
            if !self.rules.iter().any(|rule| rule.id == exemption.rule) {
                let known = self.rules.iter().map(|rule| rule.id.as_str());
                problems.push(
                    Problem::new(ErrorKind::Policy, "is no rule of this policy")
                        .place(&place)
                        .value(&exemption.rule)
                        .remedy(crate::error::suggestion(&exemption.rule, known)),
                );
            }
            if exemption.reason.trim().is_empty() {
                problems.push(Problem::new(ErrorKind::Policy, "has no reason").place(&place).remedy("say why"));
            }
            if !is_date(&exemption.expires) {
                problems.push(
                    Problem::new(ErrorKind::Policy, "is not a date")
                        .place(&place)
                        .value(&exemption.expires)
                        .remedy("write the last day on which it holds as 2027-01-31"),
                );
            }
        }
        for table in &self.tables {
            if super::preset::find(table).is_err() {
                problems.push(
                    Problem::new(ErrorKind::Policy, "is no preset with tables")
                        .value(table)
                        .remedy(crate::error::suggestion(table, super::preset::PRESETS.iter().map(|preset| preset.id))),
                );
            }
        }
        problems.into_result()
    }
}

fn check_rule(rule: &Rule, own: &[&'static Criterion], place: &str, problems: &mut Problems) {
    let criterion = match resolve(&rule.criterion, own) {
        Ok(criterion) => criterion,
        Err(error) => return problems.extend(error.in_place(place)),
    };
    if let Composition::Population(statistic) = criterion.composition {
        for problem in check_representation(rule, statistic) {
            problems.push(problem.place(place));
        }
    } else {
        check_comparison(rule, criterion, place, problems);
    }
    let bounds = [rule.tolerance.min, rule.tolerance.max];
    if bounds.iter().flatten().any(|bound| !bound.is_finite()) {
        problems.push(Problem::new(ErrorKind::Policy, "has a tolerance that is not a number").place(place));
    } else if let [Some(min), Some(max)] = bounds
        && min > max
    {
        problems.push(
            Problem::new(ErrorKind::Policy, format!("has a tolerance from {min} to {max}, which nothing can meet"))
                .place(place)
                .remedy("put the smaller bound into min and the larger into max"),
        );
    } else if bounds == [None, None] {
        problems.push(
            Problem::new(ErrorKind::Policy, "has a tolerance without bounds")
                .place(place)
                .remedy("give min, max or both"),
        );
    } else if !rule.tolerance.zone().contains(criterion.ideal) {
        problems.push(
            Problem::new(
                ErrorKind::Policy,
                format!(
                    "tolerates {}, which leaves out {}, the value of equal treatment",
                    rule.tolerance, criterion.ideal
                ),
            )
            .place(place)
            .remedy("widen the tolerance: a ratio is ideal at 1, a difference at 0"),
        );
    }
}

/// Whether a rule that compares groups asks for what can be had.
fn check_comparison(rule: &Rule, criterion: &Criterion, place: &str, problems: &mut Problems) {
    if rule.reference == Reference::Population {
        problems.push(
            Problem::new(ErrorKind::Policy, format!("{} does not compare with a population", criterion.id))
                .place(place)
                .remedy("name a criterion of representation, or reference = \"rest\""),
        );
    }
    if criterion.task() != Task::Decisions && (rule.within_strata || rule.literal.is_some()) {
        problems.push(
            Problem::new(
                ErrorKind::Policy,
                format!("{} has no comparison within strata and no literal rule", criterion.id),
            )
            .place(place)
            .remedy("take within_strata and literal away: they are for decisions"),
        );
    }
    if (criterion.is_of_all_groups() || criterion.comparison().is_none())
        && (rule.within_strata || rule.summary == Summary::Each)
    {
        problems.push(
            Problem::new(ErrorKind::Policy, format!("{} is about all groups at once", criterion.id))
                .place(place)
                .remedy("judge it with summary = \"worst\", without strata"),
        );
    }
    if rule.within_strata && rule.summary == Summary::Worst && criterion.comparison().is_some() {
        problems.push(
            Problem::new(
                ErrorKind::Policy,
                "asks for the widest pair within strata, for which there is no valid interval",
            )
            .place(place)
            .remedy("judge each group within strata, or the widest pair without"),
        );
    }
    if rule.correction == Some(Correction::Simultaneous) {
        problems.push(
            Problem::new(
                ErrorKind::Policy,
                "asks for a simultaneous interval as the correction of separate comparisons",
            )
            .place(place)
            .remedy("judge the widest pair with summary = \"worst\", or name another correction"),
        );
    }
    if rule.correction == Some(Correction::WestfallYoung) {
        check_shuffles(rule, criterion, place, problems);
    }
    if rule.reference == Reference::WidestPair {
        problems.push(
            Problem::new(
                ErrorKind::Policy,
                "asks for the other group of the widest pair, which is found and not chosen",
            )
            .place(place)
            .remedy("judge the widest pair with summary = \"worst\""),
        );
    }
    if rule.within_strata && rule.reference != Reference::Rest {
        problems.push(
            Problem::new(
                ErrorKind::Policy,
                "asks for another reference within strata, where a group is compared with everyone else",
            )
            .place(place)
            .remedy("write reference = \"rest\", or one rule within strata and one without"),
        );
    }
    if rule.within_strata && criterion.metrics().len() != 1 {
        problems.push(
            Problem::new(
                ErrorKind::Policy,
                format!("{} has several metrics; strata are compared by one", criterion.id),
            )
            .place(place)
            .remedy("write one rule for each metric"),
        );
    }
}

/// Whether the comparisons of a rule can share shuffles.
fn check_shuffles(rule: &Rule, criterion: &Criterion, place: &str, problems: &mut Problems) {
    let is_rate = matches!(criterion.metrics(), [metric] if matches!(metric.definition, Definition::Rate { .. }));
    if !is_rate || rule.reference != Reference::Rest || rule.within_strata || rule.summary == Summary::Worst {
        problems.push(
            Problem::new(
                ErrorKind::Policy,
                "asks for Westfall-Young, whose shuffles compare one rate of each group with that of everyone else",
            )
            .place(place)
            .remedy("name a criterion of one rate, reference = \"rest\", no strata and summary = \"each\"; or another correction"),
        );
    }
}

/// Whether a text is a day as YYYY-MM-DD.
pub(crate) fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().unwrap_or(0))
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

impl PolicyBuilder {
    /// One more rule.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.policy.rules.push(rule);
        self
    }

    /// One more exemption.
    pub fn exemption(mut self, exemption: Exemption) -> Self {
        self.policy.exemptions.push(exemption);
        self
    }

    /// All rules and tables of a preset, which may then be added to.
    pub fn preset(mut self, preset: &Preset) -> Self {
        let other = preset.policy();
        self.policy.presets.push(preset.id.to_owned());
        self.policy.tables.extend(other.tables);
        self.policy.rules.extend(other.rules);
        self
    }

    /// A criterion of the caller's own, which rules may then name; [`crate::Audit::criterion`] must be given it too.
    pub fn criterion(mut self, criterion: &'static Criterion) -> Self {
        self.own.push(criterion);
        self
    }

    /// The owner's version.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.policy.version = Some(version.into());
        self
    }

    /// Confidence of intervals and verdicts; 95 % unless said otherwise.
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.policy.confidence = confidence;
        self
    }

    /// Slices with fewer rows are shown and not judged; 30 unless said otherwise.
    pub fn minimum_rows(mut self, rows: u64) -> Self {
        self.policy.minimum_rows = rows;
        self
    }

    /// Print the impact tables of a preset, by its id.
    pub fn table(mut self, preset: impl Into<String>) -> Self {
        self.policy.tables.push(preset.into());
        self
    }

    /// Whom to tell next when a gate fails.
    pub fn escalate_to(mut self, who: impl Into<String>) -> Self {
        self.policy.escalation.push(who.into());
        self
    }

    /// The policy as it stands, for the crate's own presets, which a test checks.
    pub(super) fn into_unchecked(self) -> Policy {
        self.policy
    }

    /// Checks the policy.
    ///
    /// # Errors
    ///
    /// As [`Policy::check`].
    pub fn build(self) -> Result<Policy, Error> {
        self.policy.check_with(&self.own).map(|()| self.policy)
    }
}
