//! Short words without grammar, as fields: a language that lacks one does not compile.

/// Titles and other words that stand alone.
#[derive(Debug)]
#[cfg_attr(not(feature = "html"), allow(dead_code, reason = "the page alone reads some of them"))]
pub(in crate::report) struct Labels {
    pub(in crate::report) kicker: &'static str,
    pub(in crate::report) draft: &'static str,
    pub(in crate::report) provenance: &'static str,
    pub(in crate::report) sign_off: &'static str,
    /// What a sheet says of itself where a report says who reviewed it.
    pub(in crate::report) sheet: &'static str,
    pub(in crate::report) contents: &'static str,
    pub(in crate::report) to_content: &'static str,
    pub(in crate::report) next: &'static str,
    pub(in crate::report) open: &'static str,
    pub(in crate::report) matrix: &'static str,
    pub(in crate::report) matrix_corner: &'static str,
    pub(in crate::report) pairs: &'static str,
    pub(in crate::report) evidence_note: &'static str,
    pub(in crate::report) formula: &'static str,
    pub(in crate::report) ideal: &'static str,
    pub(in crate::report) source: &'static str,
    pub(in crate::report) status: &'static str,
    pub(in crate::report) criteria_used: &'static str,
    pub(in crate::report) own_definitions: &'static str,
    pub(in crate::report) metrics_used: &'static str,
    pub(in crate::report) presets_used: &'static str,
    pub(in crate::report) how_judged: &'static str,
    pub(in crate::report) table: TableLabels,
    pub(in crate::report) card: CardLabels,
    pub(in crate::report) column: ColumnLabels,
    pub(in crate::report) fact: FactLabels,
    pub(in crate::report) finding: FindingLabels,
    pub(in crate::report) action: ActionLabels,
    pub(in crate::report) history: HistoryLabels,
    pub(in crate::report) scorecard: ScorecardLabels,
    pub(in crate::report) exemption: ExemptionLabels,
    pub(in crate::report) brief: BriefLabels,
}

/// Headings of the first screen in plain text.
#[derive(Debug)]
pub(in crate::report) struct BriefLabels {
    pub(in crate::report) to_do: &'static str,
    pub(in crate::report) open: &'static str,
    pub(in crate::report) to_know: &'static str,
    pub(in crate::report) rule: &'static str,
    pub(in crate::report) written: &'static str,
    pub(in crate::report) rest: &'static str,
    /// With what a line ends whose rest stands further below.
    pub(in crate::report) below: &'static str,
}

/// What the tools of a table say; `{0}`, `{1}` and `{2}` are the rows shown, found and there.
#[derive(Debug)]
#[cfg_attr(not(feature = "html"), allow(dead_code, reason = "the page alone reads some of them"))]
pub(in crate::report) struct TableLabels {
    pub(in crate::report) filter: &'static str,
    pub(in crate::report) verdict: &'static str,
    pub(in crate::report) all: &'static str,
    pub(in crate::report) every: &'static str,
    pub(in crate::report) status: &'static str,
}

/// Labels of the card of the first screen and of the provenance.
#[derive(Debug)]
pub(in crate::report) struct CardLabels {
    pub(in crate::report) model: &'static str,
    pub(in crate::report) period: &'static str,
    pub(in crate::report) owner: &'static str,
    pub(in crate::report) reviewer: &'static str,
    pub(in crate::report) purpose: &'static str,
    pub(in crate::report) legal_basis: &'static str,
    pub(in crate::report) segment_source: &'static str,
    pub(in crate::report) notes: &'static str,
    pub(in crate::report) decision: &'static str,
    pub(in crate::report) score: &'static str,
    pub(in crate::report) outcome: &'static str,
    pub(in crate::report) weight: &'static str,
    pub(in crate::report) labels: &'static str,
    pub(in crate::report) favourable: &'static str,
    pub(in crate::report) strata: &'static str,
    pub(in crate::report) policy: &'static str,
    pub(in crate::report) policy_digest: &'static str,
    pub(in crate::report) presets: &'static str,
    pub(in crate::report) input: &'static str,
    pub(in crate::report) no_input: &'static str,
    pub(in crate::report) confidence: &'static str,
    pub(in crate::report) seed: &'static str,
    pub(in crate::report) as_of: &'static str,
    pub(in crate::report) software: &'static str,
    pub(in crate::report) schema: &'static str,
    pub(in crate::report) name: &'static str,
    pub(in crate::report) role: &'static str,
    pub(in crate::report) independence: &'static str,
    pub(in crate::report) statement: &'static str,
    pub(in crate::report) date: &'static str,
    pub(in crate::report) signature: &'static str,
    pub(in crate::report) public_key: &'static str,
    pub(in crate::report) noted: &'static str,
    pub(in crate::report) decision_made: &'static str,
    pub(in crate::report) favourable_outcome: &'static str,
    pub(in crate::report) population: &'static str,
    pub(in crate::report) consent: &'static str,
    pub(in crate::report) supersedes: &'static str,
}

/// Headings of columns.
#[derive(Debug)]
pub(in crate::report) struct ColumnLabels {
    pub(in crate::report) segment: &'static str,
    pub(in crate::report) customers: &'static str,
    pub(in crate::report) compared_with: &'static str,
    pub(in crate::report) verdict: &'static str,
    pub(in crate::report) share_in_data: &'static str,
    pub(in crate::report) share_in_population: &'static str,
    pub(in crate::report) representation: &'static str,
    pub(in crate::report) rule: &'static str,
    pub(in crate::report) ratio: &'static str,
    pub(in crate::report) difference: &'static str,
    pub(in crate::report) value: &'static str,
    pub(in crate::report) crude_ratio: &'static str,
    pub(in crate::report) adjusted_ratio: &'static str,
    pub(in crate::report) adjusted_difference: &'static str,
    pub(in crate::report) standardised: &'static str,
    pub(in crate::report) split: &'static str,
    pub(in crate::report) stratum: &'static str,
    pub(in crate::report) in_segment: &'static str,
    pub(in crate::report) elsewhere: &'static str,
    pub(in crate::report) grouping: &'static str,
    pub(in crate::report) criterion: &'static str,
    pub(in crate::report) pair: &'static str,
    pub(in crate::report) chance: &'static str,
    pub(in crate::report) category: &'static str,
    pub(in crate::report) selected: &'static str,
    pub(in crate::report) selection_rate: &'static str,
    pub(in crate::report) impact_ratio: &'static str,
    pub(in crate::report) above_median: &'static str,
    pub(in crate::report) scoring_rate: &'static str,
    pub(in crate::report) scoring_ratio: &'static str,
    pub(in crate::report) reason: &'static str,
    pub(in crate::report) share_of_segment: &'static str,
    pub(in crate::report) p_value: &'static str,
    pub(in crate::report) adjusted_odds_ratio: &'static str,
    pub(in crate::report) any_difference: &'static str,
    pub(in crate::report) same_everywhere: &'static str,
    pub(in crate::report) logistic: &'static str,
    pub(in crate::report) marginal_effect: &'static str,
    pub(in crate::report) make_up: &'static str,
    pub(in crate::report) drawn_in: &'static str,
    pub(in crate::report) own_weight: &'static str,
    pub(in crate::report) rate: &'static str,
    pub(in crate::report) without_outcome: &'static str,
    pub(in crate::report) between: &'static str,
    pub(in crate::report) difference_between: &'static str,
    pub(in crate::report) observed: &'static str,
    pub(in crate::report) corrected: &'static str,
    pub(in crate::report) observed_difference: &'static str,
    pub(in crate::report) corrected_difference: &'static str,
    pub(in crate::report) rate_bounds: &'static str,
    pub(in crate::report) ratio_bounds: &'static str,
}

/// Labels of the numbers of the first screen.
#[derive(Debug)]
pub(in crate::report) struct FactLabels {
    pub(in crate::report) selected: &'static str,
    pub(in crate::report) outside: &'static str,
}

/// Labels of a finding's facts.
#[derive(Debug)]
pub(in crate::report) struct FindingLabels {
    pub(in crate::report) severity: &'static str,
    pub(in crate::report) rule: &'static str,
    pub(in crate::report) people: &'static str,
    pub(in crate::report) action: &'static str,
    pub(in crate::report) owner: &'static str,
    pub(in crate::report) exempted: &'static str,
    pub(in crate::report) evidence: &'static str,
    pub(in crate::report) p_value: &'static str,
    pub(in crate::report) fails: &'static str,
}

/// Headings of the corrective actions.
#[derive(Debug)]
pub(in crate::report) struct ActionLabels {
    pub(in crate::report) option: &'static str,
    pub(in crate::report) effect: &'static str,
    pub(in crate::report) cost: &'static str,
    pub(in crate::report) loses: &'static str,
    pub(in crate::report) owner: &'static str,
    pub(in crate::report) due: &'static str,
    pub(in crate::report) state: &'static str,
    pub(in crate::report) overdue: &'static str,
}

/// Headings of the findings' history.
#[derive(Debug)]
pub(in crate::report) struct HistoryLabels {
    pub(in crate::report) finding: &'static str,
    pub(in crate::report) state: &'static str,
    pub(in crate::report) why: &'static str,
    pub(in crate::report) reports: &'static str,
}

/// Headings of the scorecard.
#[derive(Debug)]
pub(in crate::report) struct ScorecardLabels {
    pub(in crate::report) measure: &'static str,
    pub(in crate::report) perspective: &'static str,
    pub(in crate::report) value: &'static str,
    pub(in crate::report) target: &'static str,
    pub(in crate::report) met: &'static str,
    pub(in crate::report) movement: &'static str,
}

/// Headings of the exemptions.
#[derive(Debug)]
pub(in crate::report) struct ExemptionLabels {
    pub(in crate::report) rule: &'static str,
    pub(in crate::report) segment: &'static str,
    pub(in crate::report) reason: &'static str,
    pub(in crate::report) expires: &'static str,
    pub(in crate::report) approved_by: &'static str,
    pub(in crate::report) expired: &'static str,
}
