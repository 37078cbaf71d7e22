//! Titles, headings of columns, and other short labels.

use super::W;
use crate::audit::{CountedUnit, Severity};
use crate::report::model::{ReviewDecision, Section};
use crate::report::words::labels::{
    ActionLabels, BriefLabels, CardLabels, ColumnLabels, ExemptionLabels, FactLabels, FindingLabels, HistoryLabels,
    Labels, ScorecardLabels, TableLabels,
};

/// The title of a report that was given none.
pub(in crate::report) fn default_title(policy: &str) -> String {
    format!("Bias audit under the policy \u{201c}{policy}\u{201d}")
}

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
        Section::Tasks => "Predictions by segment",
        Section::Segments => "Segment by segment",
        Section::Intersections => "Where attributes meet",
        Section::Strata => "Crude beside adjusted",
        Section::WorstPairs => "Widest pairs, and what chance alone would give",
        Section::ImpactTables => "Impact tables",
        Section::Representation => "Who is there, against the population",
        Section::Exclusions => "Who is not in the numbers",
        Section::CorrectiveActions => "What is being done",
        Section::FollowUp => "Since the last report",
        Section::Scorecard => "Balanced scorecard",
        Section::Trend => "Over time",
        Section::SystemCard => "System card",
        Section::Exemptions => "Exemptions and escalation",
        Section::Limitations => "Limitations",
        Section::Notices => "What to know when reading",
        Section::Methods => "How it was computed",
    }
}

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

/// How bad a failure is, within a line.
pub(in crate::report) fn brief_severity(of: Severity) -> String {
    format!("severity {}", severity(of))
}

/// "1 segment", "7 segments".
pub(in crate::report) fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", W.count(count), if count == 1 { one } else { many })
}

pub(in crate::report) fn customers(count: u64) -> String {
    plural(count, "customer", "customers")
}

/// So many, counted in the report's unit.
pub(in crate::report) fn counted(unit: CountedUnit, count: u64) -> String {
    match unit {
        CountedUnit::Customers => customers(count),
        CountedUnit::Lists => plural(count, "list", "lists"),
        CountedUnit::Items => plural(count, "item", "items"),
    }
}

/// "customers in", before the name of a segment.
pub(super) const fn members(unit: CountedUnit) -> &'static str {
    match unit {
        CountedUnit::Customers => "customers in ",
        CountedUnit::Lists => "lists for ",
        CountedUnit::Items => "items in ",
    }
}

pub(in crate::report) const fn audited_of(unit: CountedUnit) -> &'static str {
    match unit {
        CountedUnit::Customers => "customers audited",
        CountedUnit::Lists => "lists audited",
        CountedUnit::Items => "items audited",
    }
}

pub(in crate::report) const fn affected_of(unit: CountedUnit) -> &'static str {
    match unit {
        CountedUnit::Customers => "customers treated worse",
        CountedUnit::Lists => "lists treated worse",
        CountedUnit::Items => "items treated worse",
    }
}

pub(in crate::report) fn segments(count: u64) -> String {
    plural(count, "segment", "segments")
}

/// "effective n 1,234": independent rows that would tell as much.
pub(in crate::report) fn effective_rows(rows: f64) -> String {
    format!("effective n {}", W.effective(rows))
}

/// A metric's name, from the catalogue; the id where it is none of the catalogue's.
pub(in crate::report) fn metric_name(id: &str) -> &str {
    crate::metric::catalogue::all_metrics().find(|metric| metric.id == id).map_or(id, |metric| metric.name)
}

pub(in crate::report) const LABELS: Labels = Labels {
    kicker: "Bias audit over customer segments",
    draft: "DRAFT - not reviewed",
    provenance: "Where it comes from",
    sign_off: "Sign-off",
    sheet: "not a report: nobody signs it",
    contents: "Contents",
    to_content: "Skip to the report",
    next: "What to do next",
    open: "What could not be settled, and why",
    matrix: "Verdicts by rule and attribute",
    matrix_corner: "Attribute",
    pairs: "attributes combined",
    evidence_note: "Evidence is the place of the numbers in the JSON form of this report.",
    formula: "Formula",
    ideal: "Ideal",
    source: "Source",
    status: "Status",
    criteria_used: "Criteria of the policy",
    own_definitions: "Definitions of your own",
    metrics_used: "Rates behind them",
    presets_used: "Presets",
    how_judged: "How it is judged",
    table: TableLabels {
        filter: "Filter",
        verdict: "Verdict",
        all: "all",
        every: "Show all",
        status: "{0} of {1} rows",
    },
    card: CardLabels {
        model: "Model",
        period: "Period",
        owner: "Owner",
        reviewer: "Reviewer",
        purpose: "Purpose",
        legal_basis: "Legal basis of the segment data",
        segment_source: "How segments were obtained",
        notes: "Notes",
        decision: "Decision",
        score: "Score",
        outcome: "Outcome",
        weight: "Weight",
        labels: "Outcomes known for",
        favourable: "Favourable to the customer",
        strata: "Legitimate reasons to differ (strata)",
        policy: "Policy",
        policy_digest: "SHA-256 of the policy",
        presets: "Presets",
        input: "Input",
        no_input: "no digest of the input was given: the report cannot be tied to its data",
        confidence: "Confidence",
        seed: "Seed of simulations",
        as_of: "Exemptions judged as of",
        software: "Software",
        schema: "Schema version of the report",
        name: "Name",
        role: "Role",
        independence: "Independence",
        statement: "Conditions and remarks",
        date: "Date",
        signature: "Signature",
        public_key: "Public key (Ed25519)",
        noted: "noted, not signed",
        decision_made: "What is decided",
        favourable_outcome: "What is favourable to a customer",
        population: "Who the customers are",
        consent: "Consent",
        supersedes: "Takes the place of",
    },
    column: ColumnLabels {
        segment: "Segment",
        customers: "Customers",
        compared_with: "Compared with",
        verdict: "Verdict",
        share_in_data: "Share in the data",
        share_in_population: "Share in the population",
        representation: "Ratio",
        rule: "Rule",
        ratio: "Ratio",
        difference: "Difference",
        value: "Value",
        crude_ratio: "Crude ratio",
        adjusted_ratio: "Adjusted ratio",
        adjusted_difference: "Adjusted difference",
        standardised: "Rates at everybody's mix",
        split: "Crude difference: mix + rates",
        stratum: "Stratum",
        in_segment: "In the segment",
        elsewhere: "Elsewhere",
        grouping: "Attributes",
        criterion: "Criterion",
        pair: "Widest pair",
        chance: "Chance alone, 1 in 20",
        category: "Category",
        selected: "Selected",
        selection_rate: "Selection rate",
        impact_ratio: "Impact ratio",
        above_median: "Above the median score",
        scoring_rate: "Scoring rate",
        scoring_ratio: "Impact ratio of scoring",
        reason: "Reason",
        share_of_segment: "Share of the segment's rows",
        p_value: "p, corrected",
        adjusted_odds_ratio: "Adjusted odds ratio",
        any_difference: "Any difference?",
        same_everywhere: "The same in all strata?",
        logistic: "Odds ratio of the model",
        marginal_effect: "Effect in the model",
        make_up: "Make-up within strata",
        drawn_in: "Drawn towards the mean",
        own_weight: "Weight of its own rate",
        rate: "Rate",
        without_outcome: "Without an outcome",
        between: "At least and at most",
        difference_between: "Difference to everyone else, at least and at most",
        observed: "Observed",
        corrected: "Corrected",
        observed_difference: "Difference observed",
        corrected_difference: "Difference corrected",
        rate_bounds: "Selection rate, at least and at most",
        ratio_bounds: "Ratio to everyone else, at least and at most",
    },
    fact: FactLabels { selected: "of them selected", outside: "comparisons outside" },
    finding: FindingLabels {
        severity: "Severity",
        rule: "Rule",
        people: "People",
        action: "What to do",
        owner: "Owner",
        exempted: "Exempted",
        evidence: "Evidence",
        p_value: "Against chance",
        fails: "fails the gate",
    },
    action: ActionLabels {
        option: "What is done",
        effect: "Expected effect",
        cost: "Cost",
        loses: "Who loses",
        owner: "Owner",
        due: "Due",
        state: "State",
        overdue: "overdue",
    },
    history: HistoryLabels {
        finding: "Finding",
        state: "State",
        why: "What this audit says",
        reports: "Earlier reports in which it was open",
    },
    scorecard: ScorecardLabels {
        measure: "Measure",
        perspective: "About",
        value: "Value",
        target: "Target",
        met: "Target met?",
        movement: "Since the last report",
    },
    exemption: ExemptionLabels {
        rule: "Rule",
        segment: "Segment",
        reason: "Why it is not held against the rule",
        expires: "Last day",
        approved_by: "Agreed by",
        expired: "expired",
    },
    brief: BriefLabels {
        to_do: "What to do",
        open: "Not settled",
        to_know: "To know",
        rule: "rule",
        written: "Written:",
        rest: "more; the report has all of it",
        below: ", below",
    },
};
