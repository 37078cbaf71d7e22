//! Everything that a reader reads, in one place for each language.
//!
//! A language is a set of the functions listed below and a table of short words. A function or a word that a language lacks
//! does not compile; the catalogue's names and questions, which come with the catalogue in English, are tested to be there.

mod english;
mod german;
pub(in crate::report) mod labels;
pub(in crate::report) mod sheet_labels;

#[cfg(feature = "pipeline")]
pub(in crate::report) use english::pipeline;
use serde::{Deserialize, Serialize};

#[cfg(feature = "json")]
use super::difference::{Caution, Direction, PlaceChange, Promise, ReportDifference};
#[cfg(feature = "json")]
use super::governance::TrackedFinding;
use super::governance::{ActionState, CorrectiveAction, FindingState, PredictedEffect, Standing};
use super::model::{Report, ReviewDecision, Section, Superseded};
use super::numbers::Scale;
use super::public::Chapter;
use super::scorecard::{Better, Movement, Perspective};
use super::text::Text;
use crate::audit::{
    Assessment, Audited, ConditionalResult, Correction, CorrectionResult, CountedUnit, Exemption, ExhibitKind, Finding,
    FindingCode, Gate, GroupingResult, ImpactTable, LiteralResult, LiteralRule, Notice, Population, Preset,
    PresetStatus, Privacy, ReferenceGroup, RepresentationResult, Rule, RuleResult, Severity, ShrinkageResult, Summary,
    TaskNote, TaskResult, Tolerance, Verdict, WithheldSlices,
};
use crate::data::{Exclusion, Favourable, LabelAvailability, Specification};
use crate::dataset::LabelBalance;
use crate::inference::paired::PairedRate;
use crate::inference::representation::Representation;
use crate::metric::{Criterion, Metric, Task};
use crate::paired::Unfairness;
use crate::segment::Grouping;
use crate::value::Unavailable;

/// A language that reports are written in: their words, their numbers and the names of the catalogue.
///
/// # Example
///
/// ```
/// use evenhand::{Audit, Predictions, report::Language};
///
/// let predictions = Predictions::builder().decision(&[1_u8, 0, 1]).segment("channel", &["app", "web", "web"]).build()?;
/// let report = Audit::new().run(&predictions)?.report().language(Language::German).build();
/// assert!(report.markdown().contains("ENTWURF") && report.markdown().contains("66,7\u{a0}%"));
/// assert_eq!(Language::from_code("de"), Some(Language::German));
/// # Ok::<(), evenhand::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Language {
    /// English: 1,234.5 and 12.3%.
    #[default]
    #[serde(rename = "en")]
    English,
    /// German: 1.234,5 and 12,3 %.
    #[serde(rename = "de")]
    German,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The code of BCP 47, as in `lang="de"`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Whether it is the language of a report that names none.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
    #[cfg(feature = "serde")]
    pub(in crate::report) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The language of a code; `None` where there is none.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// The words and numbers of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) struct Words {
    language: Language,
}

impl Words {
    pub(in crate::report) const fn new(language: Language) -> Self {
        Self { language }
    }

    pub(in crate::report) const fn language(self) -> Language {
        self.language
    }

    /// The words that stand alone.
    pub(in crate::report) const fn labels(self) -> &'static labels::Labels {
        match self.language {
            Language::English => &english::LABELS,
            Language::German => &german::LABELS,
        }
    }

    /// The words of sheets that stand alone.
    pub(in crate::report) const fn sheet(self) -> &'static sheet_labels::SheetLabels {
        match self.language {
            Language::English => &english::SHEET,
            Language::German => &german::SHEET,
        }
    }
}

/// Each function of every language, as a method of [`Words`].
macro_rules! words {
    ($(fn $name:ident($($argument:ident: $type:ty),*) -> $returned:ty;)*) => {
        #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "some are for drawings only"))]
        impl Words {
            $(pub(in crate::report) fn $name(self, $($argument: $type),*) -> $returned {
                match self.language {
                    Language::English => english::$name($($argument),*).into(),
                    Language::German => german::$name($($argument),*).into(),
                }
            })*
        }
    };
}

words! {
    fn default_title(policy: &str) -> String;
    fn review_decision(decision: ReviewDecision) -> &'static str;
    fn signed(decision: ReviewDecision, name: &str, date: &str) -> String;
    fn section_title(section: Section) -> &'static str;
    fn everybody() -> &'static str;
    fn options_in_force(options: &[(String, String)]) -> Text;
    fn missing_level() -> &'static str;
    fn empty_level() -> &'static str;
    fn severity(severity: Severity) -> &'static str;
    fn severity_label(of: Severity) -> String;
    fn brief_severity(of: Severity) -> String;
    fn customers(count: u64) -> String;
    fn counted(unit: CountedUnit, count: u64) -> String;
    fn audited_of(unit: CountedUnit) -> &'static str;
    fn affected_of(unit: CountedUnit) -> &'static str;
    fn metric_name(id: &str) -> &str;
    fn method_notes(audited: &Audited) -> Vec<(Text, Vec<Text>)>;
    fn preset_status(status: PresetStatus, as_of: &str) -> String;
    fn exempt(exemption: &Exemption) -> Text;
    fn settling_short(unit: CountedUnit, assessment: &Assessment) -> Option<String>;
    fn crude(value: &str) -> String;
    fn literal_not_applicable() -> &'static str;
    fn literal_heading(rule: LiteralRule) -> &'static str;
    fn literal(rule: LiteralRule, literal: &LiteralResult) -> Text;
    fn crude_word() -> &'static str;
    fn findings_listed() -> &'static str;
    fn summary_rest(listed: u64, all: u64, whole: bool) -> Text;
    fn against(rate: &str) -> String;
    fn nobody() -> &'static str;
    fn versus() -> &'static str;
    fn left_out(count: u64) -> String;
    fn not_simulated() -> &'static str;
    fn below_two_percent() -> &'static str;
    fn exclusion(reason: Exclusion) -> &'static str;
    fn task_title(task: Task) -> &'static str;
    fn task_intro(result: &TaskResult) -> Text;
    fn task_note(note: &TaskNote) -> Text;
    fn task_values_of(grouping: &Grouping) -> Text;
    fn task_all_groups_of(grouping: &Grouping) -> Text;
    fn counted_unit(unit: CountedUnit) -> &'static str;
    fn exhibit_title(kind: ExhibitKind, grouping: Option<&Grouping>) -> Text;
    fn exhibit_description(kind: ExhibitKind, series: usize) -> String;
    fn exhibit_across(kind: ExhibitKind) -> &'static str;
    fn exhibit_up(kind: ExhibitKind) -> &'static str;
    fn numbers_drawn() -> &'static str;
    fn selected_means(specification: &Specification) -> Text;
    fn favourable(side: Favourable) -> &'static str;
    fn gate(passed: Option<bool>) -> &'static str;
    fn gate_detail(gate: &Gate, policy: &str, failing_rules: u64, rules: u64) -> Vec<Text>;
    fn left_out_of(population: &Population) -> String;
    fn of_comparisons(total: u64) -> String;
    fn affected(least: u64, most: u64) -> String;
    fn affected_detail(share: f64) -> String;
    fn nobody_affected() -> &'static str;
    fn nothing_to_do() -> Text;
    fn nothing_open() -> Text;
    fn no_action() -> Text;
    fn owned_by(owner: Option<&str>) -> Text;
    fn more_segments(count: u64) -> Text;
    fn open_line(unit: CountedUnit, rule: &str, open: &[(String, u64)], total: u64, nearest: Option<&Assessment>) -> Text;
    fn inconclusive() -> &'static str;
    fn not_assessed_because(reason: &str) -> String;
    fn verdicts(verdict: Verdict, count: usize) -> String;
    fn p_outside(p: f64, comparisons: u64, correction: &str) -> String;
    fn reference(summary: Summary, reference: &ReferenceGroup) -> Text;
    fn tolerance(asked: &Tolerance, scale: Scale) -> String;
    fn tolerance_short(asked: &Tolerance, scale: Scale) -> String;
    fn criterion_name(id: &str) -> &str;
    fn judged(audited: &Audited, rule: &Rule, assessment: &Assessment) -> Text;
    fn seen(audited: &Audited, rule: &Rule, assessment: &Assessment) -> Text;
    fn plain_question(criterion: &str) -> Option<&'static str>;
    fn settling(unit: CountedUnit, assessment: &Assessment) -> Option<String>;
    fn finding_heading(finding: &Finding, grouping: Option<&[String]>) -> Text;
    fn people(unit: CountedUnit, finding: &Finding) -> String;
    fn correction(correction: Correction) -> &'static str;
    fn finding_description(code: FindingCode) -> &'static str;
    fn word(verdict: Verdict) -> &'static str;
    fn meaning(verdict: Verdict) -> &'static str;
    fn rates_of(grouping: &Grouping) -> Text;
    fn rule_title(rule: &Rule) -> Text;
    fn rule_caption(audited: &Audited, result: &RuleResult, grouping: &Grouping) -> Text;
    fn forest_title(rule: &Rule, grouping: &Grouping) -> Text;
    fn forest_description(rows: usize, band: &str, axis: &str) -> String;
    fn forest_axis(logarithmic: bool) -> &'static str;
    fn forest_axis_plain() -> &'static str;
    fn band(asks: &str) -> String;
    fn forest_worst(shown: usize, all: usize) -> Text;
    fn heat_title(grouping: &Grouping) -> Text;
    fn heat_description(lowest: &str, highest: &str) -> String;
    fn heat_legend(minimum: u64, marked: bool) -> Vec<String>;
    fn heat_largest(attribute: &str, shown: u64, all: u64) -> String;
    fn more_rows(count: usize) -> Text;
    fn show_rates() -> Text;
    fn findings_intro(findings: u64, open: u64, undeclared: bool) -> Text;
    fn not_printed() -> &'static str;
    fn more_findings(count: usize) -> Text;
    fn other_findings() -> Text;
    fn open_findings(count: usize) -> Text;
    fn intersections_intro(count: u64) -> Text;
    fn grouping_counts(result: &GroupingResult) -> Text;
    fn representation_intro() -> Text;
    fn representation_caption(result: &RepresentationResult) -> Text;
    fn representation_note(result: &RepresentationResult) -> Text;
    fn strata_intro(strata: &[String]) -> Text;
    fn strata_caption(grouping: &Grouping) -> Text;
    fn strata_rows(result: &ConditionalResult) -> Text;
    fn reversal(result: &ConditionalResult) -> Option<Text>;
    fn attenuation(result: &ConditionalResult) -> Option<Text>;
    fn worst_intro() -> Text;
    fn worst_caption() -> Text;
    fn impact_caption(table: &ImpactTable) -> Text;
    fn impact_note(table: &ImpactTable) -> Text;
    fn privacy(privacy: &Privacy) -> Text;
    fn withheld(withheld: &WithheldSlices) -> Text;
    fn nobody_excluded() -> Text;
    fn excluded(audited: &Audited) -> Text;
    fn exclusions_caption() -> Text;
    fn bounds_intro() -> Text;
    fn bounds_caption() -> Text;
    fn no_notices() -> Text;
    fn not_signed() -> Text;
    fn omitted_rows(shown: usize, all: usize) -> Text;
    fn omitted_groupings(shown: usize, all: usize) -> Text;
    fn labels_known(known: LabelAvailability) -> String;
    fn notice(notice: &Notice) -> Text;
    fn unavailable(reason: Unavailable) -> String;
    fn unavailable_short(reason: Unavailable) -> &'static str;
    fn and_others(others: usize) -> String;
    fn effective_rows(rows: f64) -> String;
    fn strata_tests_caption(grouping: &Grouping) -> Text;
    fn strata_tests_intro() -> Text;
    fn not_computed() -> &'static str;
    fn show_ranking() -> Text;
    fn ranking_caption(grouping: &Grouping) -> Text;
    fn ranking_intro(result: &ShrinkageResult) -> Text;
    fn label_bounds_intro() -> Text;
    fn label_bounds_caption() -> Text;
    fn correction_intro(result: &CorrectionResult) -> Text;
    fn correction_caption(result: &CorrectionResult) -> Text;
    fn actions_caption(count: usize) -> Text;
    fn action_state(state: ActionState) -> &'static str;
    fn effect(effect: &PredictedEffect) -> Text;
    fn follow_up_intro(before: &Superseded, new: u64, open: u64, closed: u64) -> Text;
    fn follow_up_caption() -> Text;
    fn finding_state(state: FindingState) -> &'static str;
    fn standing(standing: Standing) -> &'static str;
    fn exemptions_caption(count: usize) -> Text;
    fn escalation_intro() -> Text;
    fn limitations_intro() -> Text;
    fn own_limitations(unit: CountedUnit, not_identified: &[&str], small: u64, minimum: u64) -> Vec<Text>;
    fn consent_coverage(refused: u64, rows: u64) -> Text;
    fn how_to_verify() -> Text;
    fn scorecard_intro() -> Text;
    fn scorecard_caption() -> Text;
    fn scorecard_by(grouping: &Grouping) -> Text;
    fn given_measure() -> Text;
    fn perspective(perspective: Perspective) -> &'static str;
    fn measure_target(better: Better, target: Text) -> Text;
    fn target_met(met: bool) -> &'static str;
    fn measure_movement(movement: Movement, before: Text) -> Text;
    fn own_measure(id: &str) -> &str;
    fn this_report() -> &'static str;
    fn trend_intro() -> Text;
    fn trend_title(rule: &Rule, attribute: &str) -> Text;
    fn trend_caption(rule: &Rule, attribute: &str) -> Text;
    fn trend_numbers() -> Text;
    fn trend_description(panels: u64, periods: u64, asks: &str) -> String;
    fn trend_drawn(shown: usize, all: usize) -> Text;
    fn widest_pair() -> &'static str;
    fn not_assessed(audited: &Audited, assessment: &Assessment) -> String;
    fn public_chapter(chapter: Chapter) -> &'static str;
    fn public_title(unit: CountedUnit, title: &str) -> String;
    fn public_draft() -> Text;
    fn public_intro(report: &Report) -> Text;
    fn public_checked(report: &Report, attributes: &[&str]) -> Text;
    fn public_verdict(passed: bool, outside: bool) -> Text;
    fn public_outside(audited: &Audited, rule: &Rule, assessment: &Assessment, exempted: bool) -> Text;
    fn public_more_segments() -> Text;
    fn public_kept_back() -> Text;
    fn public_open(unit: CountedUnit) -> Text;
    fn public_reversal() -> Text;
    fn public_action(action: &CorrectiveAction) -> Text;
    fn public_undecided() -> Text;
    fn public_limits(report: &Report, minimum: u64) -> Vec<Text>;
    fn public_answers(report: &Report, decision: Option<ReviewDecision>) -> Text;
}

words! {
    fn plan_title(criterion: &str, attribute: Option<&str>) -> String;
    fn plan_asked(reference: Option<&str>, tolerance: &str, confidence: f64, power: f64) -> String;
    fn plan_needed(driver: Option<&str>, customers: u64, seen: Option<u64>) -> String;
    fn plan_impossible(driver: Option<&str>, reason: Unavailable) -> String;
    fn plan_no_size(reason: Unavailable) -> String;
    fn plan_detection(at: &str) -> String;
    fn plan_at_size(customers: u64) -> String;
    fn plan_approximation_fails(names: &[String]) -> String;
    fn plan_few_expected(names: &[String]) -> String;
    fn plan_large(names: &[String]) -> String;
    fn plan_comparisons(comparisons: u64) -> String;
    fn plan_design_effect(effect: f64) -> String;
    fn plan_among(share: f64) -> String;
    fn paired_title(decisions: &str) -> String;
    fn paired_flips(rows: u64, gained: u64, lost: u64, unwanted: bool) -> String;
    fn paired_summary(counts: [usize; 4]) -> String;
    fn unfairness(answer: Unfairness) -> &'static str;
    fn paired_gap(rate: PairedRate, widest: Option<(f64, f64)>) -> String;
    fn paired_reading(confidence: f64) -> String;
    fn paired_families(families: &[(&'static str, u64, usize)]) -> String;
    fn paired_left_out(customers: u64) -> String;
    fn paired_repeated(repeated: u64, customers: u64) -> String;
    fn screen_rows(rows: u64, label: Option<&LabelBalance>) -> String;
    fn screen_stands_for(columns: &[&str], attribute: &str) -> String;
    fn screen_labels(confidence: f64) -> String;
    fn screen_columns(strong: f64, area: f64) -> String;
    fn screen_small(minimum: u64) -> String;
    fn screen_not_represented(reason: Unavailable) -> String;
    fn screen_represented(found: &Representation) -> String;
    fn screen_proxies(attribute: &str) -> String;
    fn screen_levels(levels: u64) -> String;
}

#[cfg(feature = "json")]
words! {
    fn difference_title() -> &'static str;
    fn difference_promises() -> &'static str;
    fn difference_between(earlier: &Superseded, later: &Superseded) -> Text;
    fn difference_caution(caution: Caution) -> &'static str;
    fn difference_gates(passed: [bool; 2]) -> Text;
    fn difference_counts(difference: &ReportDifference) -> Text;
    fn direction_heading(direction: Direction) -> &'static str;
    fn findings_heading(state: FindingState) -> &'static str;
    fn difference_change(unit: CountedUnit, one: &PlaceChange) -> Text;
    fn difference_more(count: usize) -> Text;
    fn difference_finding(finding: &TrackedFinding) -> Text;
    fn difference_promise(promise: &Promise) -> Text;
    fn difference_how() -> Text;
}

/// The words of what has no language of its own: forms for pipelines.
#[cfg(feature = "pipeline")]
pub(in crate::report) const ENGLISH: Words = Words::new(Language::English);

/// The catalogue's own texts, which are English where they are defined.
impl Words {
    pub(in crate::report) fn metric_question(self, metric: &Metric) -> &'static str {
        match self.language {
            Language::English => metric.question,
            Language::German => german::question(metric.id, metric.question),
        }
    }

    pub(in crate::report) fn criterion_question(self, criterion: &Criterion) -> &'static str {
        match self.language {
            Language::English => criterion.question,
            Language::German => german::question(criterion.id, criterion.question),
        }
    }

    pub(in crate::report) fn criterion_note(self, criterion: &Criterion) -> &'static str {
        match self.language {
            Language::English => criterion.note,
            Language::German => german::remark(criterion.id, criterion.note),
        }
    }

    /// A source; citations are the same in every language.
    pub(in crate::report) fn source(self, english: &'static str) -> &'static str {
        match self.language {
            Language::English => english,
            Language::German => german::source(english),
        }
    }

    pub(in crate::report) fn preset_name(self, preset: &Preset) -> &'static str {
        match self.language {
            Language::English => preset.name,
            Language::German => german::entry_name(preset.id, preset.name),
        }
    }

    pub(in crate::report) fn preset_text(self, preset: &Preset) -> &'static str {
        match self.language {
            Language::English => preset.text,
            Language::German => german::question(preset.id, preset.text),
        }
    }

    pub(in crate::report) fn preset_caution(self, preset: &Preset) -> &'static str {
        match self.language {
            Language::English => preset.caution,
            Language::German => german::remark(preset.id, preset.caution),
        }
    }

    /// How many customers of the segment would settle it at the rates seen; `None` where there are enough, and only the
    /// correction for many comparisons stands in the way.
    pub(in crate::report) fn settles_at(self, assessment: &Assessment) -> Option<String> {
        super::totals::customers_that_settle(assessment).map(|customers| self.about(customers))
    }
}

/// A word with a capital letter.
pub(in crate::report) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Names and values, written out as a list.
pub(in crate::report) fn listed(pairs: &[(String, String)], and: &'static str) -> Text {
    pairs.iter().enumerate().fold(Text::default(), |text, (at, (name, value))| {
        let last = at > 0 && at + 1 == pairs.len();
        text.plain(joint(at, last, and)).code(format!("{name} = {value}"))
    })
}

/// What stands before the entry at a place of a list that is written out.
pub(in crate::report) const fn joint(at: usize, last: bool, and: &'static str) -> &'static str {
    match (at, last) {
        (_, true) => and,
        (0, false) => "",
        _ => ", ",
    }
}

/// A percentage for the public: whole, and never less than one.
pub(in crate::report) fn whole(percent: f64) -> String {
    if percent < 1.0 { "1".to_owned() } else { format!("{percent:.0}") }
}

/// A verdict's mark: a shape, so that nothing hangs on colour.
pub(in crate::report) const fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Within => "●",
        Verdict::Outside => "◆",
        Verdict::Inconclusive => "△",
        Verdict::NotAssessed => "○",
    }
}

/// The place of a number in the JSON form of the report.
pub(in crate::report) fn evidence(path: &str) -> Text {
    Text::default().code(format!("audited.{path}"))
}

pub(in crate::report) fn software(version: &str) -> String {
    format!("evenhand {version}")
}

/// "χ² 2.4".
pub(in crate::report) fn chi_squared(statistic: &str) -> String {
    format!("χ² {statistic}")
}

/// "Spring offer, April 2026: SHA-256 …"
pub(in crate::report) fn superseded(before: &Superseded) -> Text {
    let text = Text::of_prose(&before.title);
    let text = before.period.as_ref().map_or(text.clone(), |period| text.plain(", ").prose(period));
    text.plain(" SHA-256 ").code(&before.sha256)
}
