//! Titles, headings of columns, and other short labels.

use super::super::model::{ReviewDecision, Section};
use super::super::numbers;
use crate::audit::Severity;

/// The title of a report that was given none.
pub(in crate::report) fn default_title(policy: &str) -> String {
    format!("Bias audit under the policy \u{201c}{policy}\u{201d}")
}

/// What stands above the title.
pub(in crate::report) const KICKER: &str = "Bias audit over customer segments";

/// What every rendering of an unsigned report says.
pub(in crate::report) const DRAFT: &str = "DRAFT - not reviewed";

pub(in crate::report) const fn review_decision(decision: ReviewDecision) -> &'static str {
    match decision {
        ReviewDecision::Approved => "Approved",
        ReviewDecision::ApprovedWithConditions => "Approved with conditions",
        ReviewDecision::Rejected => "Rejected",
    }
}

pub(in crate::report) fn signed(decision: ReviewDecision, name: &str, date: &str) -> String {
    format!("{} by {name}, {date}", review_decision(decision))
}

pub(in crate::report) const fn section_title(section: Section) -> &'static str {
    match section {
        Section::Findings => "Findings in full",
        Section::Segments => "Segment by segment",
        Section::Intersections => "Where attributes meet",
        Section::Strata => "Crude beside adjusted",
        Section::WorstPairs => "Widest pairs, and what chance alone would give",
        Section::ImpactTables => "Impact tables",
        Section::Representation => "Who is there, against the population",
        Section::Exclusions => "Who is not in the numbers",
        Section::CorrectiveActions => "What is being done",
        Section::FollowUp => "Since the last report",
        Section::SystemCard => super::SYSTEM_CARD,
        Section::Exemptions => "Exemptions and escalation",
        Section::Limitations => "Limitations",
        Section::Notices => "What to know when reading",
        Section::Methods => "How it was computed",
    }
}

pub(in crate::report) const PROVENANCE: &str = "Where it comes from";
pub(in crate::report) const SIGN_OFF: &str = "Sign-off";
pub(in crate::report) const CONTENTS: &str = "Contents";
/// What a sheet says of itself where a report says who reviewed it.
#[cfg(feature = "html")]
pub(in crate::report) const SHEET: &str = "not a report: nobody signs it";
pub(in crate::report) const TO_CONTENT: &str = "Skip to the report";

pub(in crate::report) fn everybody() -> &'static str {
    "everybody"
}

pub(in crate::report) fn missing_level() -> &'static str {
    "(missing)"
}

pub(in crate::report) fn empty_level() -> &'static str {
    "(empty text)"
}

pub(in crate::report) const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "for information",
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
    }
}

pub(in crate::report) fn severity_label(of: Severity) -> String {
    match of {
        Severity::Info => "For information".to_owned(),
        other => format!("Severity {}", severity(other)),
    }
}

/// "1 segment", "7 segments".
pub(in crate::report) fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", numbers::count(count), if count == 1 { one } else { many })
}

pub(in crate::report) fn customers(count: u64) -> String {
    plural(count, "customer", "customers")
}

pub(in crate::report) fn segments(count: u64) -> String {
    plural(count, "segment", "segments")
}

/// "effective n 1,234": independent rows that would tell as much.
pub(in crate::report) fn effective(rows: f64) -> String {
    format!("effective n {}", numbers::effective(rows))
}

/// A metric's name, from the catalogue; the id where it is none of the catalogue's.
pub(in crate::report) fn metric_name(id: &str) -> &str {
    crate::metric::METRICS.iter().find(|metric| metric.id == id).map_or(id, |metric| metric.name)
}

/// A word with a capital letter.
pub(in crate::report) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Labels of the card of the first screen and of the provenance.
pub(in crate::report) mod card {
    pub(in crate::report) const MODEL: &str = "Model";
    pub(in crate::report) const PERIOD: &str = "Period";
    pub(in crate::report) const OWNER: &str = "Owner";
    pub(in crate::report) const REVIEWER: &str = "Reviewer";
    pub(in crate::report) const PURPOSE: &str = "Purpose";
    pub(in crate::report) const LEGAL_BASIS: &str = "Legal basis of the segment data";
    pub(in crate::report) const SEGMENT_SOURCE: &str = "How segments were obtained";
    pub(in crate::report) const NOTES: &str = "Notes";
    pub(in crate::report) const DECISION: &str = "Decision";
    pub(in crate::report) const SCORE: &str = "Score";
    pub(in crate::report) const OUTCOME: &str = "Outcome";
    pub(in crate::report) const WEIGHT: &str = "Weight";
    pub(in crate::report) const LABELS: &str = "Outcomes known for";
    pub(in crate::report) const FAVOURABLE: &str = "Favourable to the customer";
    pub(in crate::report) const STRATA: &str = "Legitimate reasons to differ (strata)";
    pub(in crate::report) const POLICY: &str = "Policy";
    pub(in crate::report) const POLICY_DIGEST: &str = "SHA-256 of the policy";
    pub(in crate::report) const PRESETS: &str = "Presets";
    pub(in crate::report) const INPUT: &str = "Input";
    pub(in crate::report) const NO_INPUT: &str =
        "no digest of the input was given: the report cannot be tied to its data";
    pub(in crate::report) const CONFIDENCE: &str = "Confidence";
    pub(in crate::report) const SEED: &str = "Seed of simulations";
    pub(in crate::report) const AS_OF: &str = "Exemptions judged as of";
    pub(in crate::report) const SOFTWARE: &str = "Software";
    pub(in crate::report) const SCHEMA: &str = "Schema version of the report";
    pub(in crate::report) const NAME: &str = "Name";
    pub(in crate::report) const ROLE: &str = "Role";
    pub(in crate::report) const INDEPENDENCE: &str = "Independence";
    pub(in crate::report) const STATEMENT: &str = "Conditions and remarks";
    pub(in crate::report) const DATE: &str = "Date";
    pub(in crate::report) const SIGNATURE: &str = "Signature";
}

/// Headings of columns.
pub(in crate::report) mod column {
    pub(in crate::report) const SEGMENT: &str = "Segment";
    pub(in crate::report) const CUSTOMERS: &str = "Customers";
    pub(in crate::report) const COMPARED_WITH: &str = "Compared with";
    pub(in crate::report) const VERDICT: &str = "Verdict";
    pub(in crate::report) const SHARE_IN_DATA: &str = "Share in the data";
    pub(in crate::report) const SHARE_IN_POPULATION: &str = "Share in the population";
    pub(in crate::report) const REPRESENTATION: &str = "Ratio";
    pub(in crate::report) const RULE: &str = "Rule";
    pub(in crate::report) const RATIO: &str = "Ratio";
    pub(in crate::report) const DIFFERENCE: &str = "Difference";
    pub(in crate::report) const VALUE: &str = "Value";
    pub(in crate::report) const CRUDE_RATIO: &str = "Crude ratio";
    pub(in crate::report) const ADJUSTED_RATIO: &str = "Adjusted ratio";
    pub(in crate::report) const ADJUSTED_DIFFERENCE: &str = "Adjusted difference";
    pub(in crate::report) const STANDARDISED: &str = "Rates at everybody's mix";
    pub(in crate::report) const SPLIT: &str = "Crude difference: mix + rates";
    pub(in crate::report) const ADJUSTED_ODDS_RATIO: &str = "Adjusted odds ratio";
    pub(in crate::report) const ANY_DIFFERENCE: &str = "Any difference?";
    pub(in crate::report) const SAME_EVERYWHERE: &str = "The same in all strata?";
    pub(in crate::report) const LOGISTIC: &str = "Odds ratio of the model";
    pub(in crate::report) const MARGINAL_EFFECT: &str = "Effect in the model";
    pub(in crate::report) const MAKE_UP: &str = "Make-up within strata";
    pub(in crate::report) const STRATUM: &str = "Stratum";
    pub(in crate::report) const IN_SEGMENT: &str = "In the segment";
    pub(in crate::report) const ELSEWHERE: &str = "Elsewhere";
    pub(in crate::report) const GROUPING: &str = "Attributes";
    pub(in crate::report) const CRITERION: &str = "Criterion";
    pub(in crate::report) const PAIR: &str = "Widest pair";
    pub(in crate::report) const CHANCE: &str = "Chance alone, 1 in 20";
    pub(in crate::report) const CATEGORY: &str = "Category";
    pub(in crate::report) const SELECTED: &str = "Selected";
    pub(in crate::report) const SELECTION_RATE: &str = "Selection rate";
    pub(in crate::report) const IMPACT_RATIO: &str = "Impact ratio";
    pub(in crate::report) const ABOVE_MEDIAN: &str = "Above the median score";
    pub(in crate::report) const SCORING_RATE: &str = "Scoring rate";
    pub(in crate::report) const SCORING_RATIO: &str = "Impact ratio of scoring";
    pub(in crate::report) const REASON: &str = "Reason";
    pub(in crate::report) const SHARE_OF_SEGMENT: &str = "Share of the segment's rows";
    pub(in crate::report) const DRAWN_IN: &str = "Drawn towards the mean";
    pub(in crate::report) const OWN_WEIGHT: &str = "Weight of its own rate";
    pub(in crate::report) const RATE: &str = "Rate";
    pub(in crate::report) const WITHOUT_OUTCOME: &str = "Without an outcome";
    pub(in crate::report) const BETWEEN: &str = "At least and at most";
    pub(in crate::report) const DIFFERENCE_BETWEEN: &str = "Difference to everyone else, at least and at most";
    pub(in crate::report) const OBSERVED: &str = "Observed";
    pub(in crate::report) const CORRECTED: &str = "Corrected";
    pub(in crate::report) const OBSERVED_DIFFERENCE: &str = "Difference observed";
    pub(in crate::report) const CORRECTED_DIFFERENCE: &str = "Difference corrected";
    pub(in crate::report) const RATE_BOUNDS: &str = "Selection rate, at least and at most";
    pub(in crate::report) const RATIO_BOUNDS: &str = "Ratio to everyone else, at least and at most";
}
