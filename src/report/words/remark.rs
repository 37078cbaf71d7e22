//! Remarks in tables and on the first screen.

use super::super::numbers::{self, Scale};
use super::super::text::Text;
use super::label::{customers, plural, segments};
use crate::audit::{Assessment, Exemption, Gate, LiteralResult, LiteralRule, Population, Verdict};
use crate::data::{Exclusion, Favourable, Specification};

pub(in crate::report) fn exempt(exemption: &Exemption) -> Text {
    let text = Text::from("exempt until ").prose(&exemption.expires).plain(": ").prose(&exemption.reason);
    match &exemption.approved_by {
        Some(person) => text.plain(" (approved by ").prose(person).plain(")"),
        None => text,
    }
}

/// How many customers of the segment would settle it at the rates seen; `None` where there are enough, and only the
/// correction for many comparisons stands in the way.
pub(in crate::report) fn settles_at(assessment: &Assessment) -> Option<String> {
    let size = assessment.settling.as_ref().filter(|size| size.factor.is_finite() && size.factor > 1.05)?;
    Some(numbers::about(assessment.rows as f64 * size.factor))
}

pub(in crate::report) fn settling_short(assessment: &Assessment) -> Option<String> {
    settles_at(assessment).map(|customers| format!("settles at {customers} customers or more"))
}

pub(in crate::report) fn crude(value: &str) -> String {
    format!("crude: {value}")
}

pub(in crate::report) fn literal_not_applicable() -> &'static str {
    "not applicable"
}

pub(in crate::report) const fn literal_heading(rule: LiteralRule) -> &'static str {
    match rule {
        LiteralRule::FourFifths => "Four-fifths, literally",
        LiteralRule::TwoStandardDeviations => "Two standard deviations, literally",
    }
}

/// What a literal rule says: met or not met, never compliant.
pub(in crate::report) fn literal(rule: LiteralRule, literal: &LiteralResult) -> Text {
    let met = if literal.met { "met" } else { "not met" };
    let statistic =
        |bounds: &[f64]| literal.statistic.map(|value| Scale::Ratio.number(value, bounds)).unwrap_or_default();
    match rule {
        LiteralRule::TwoStandardDeviations => format!("{met} ({} SD)", statistic(&[-2.0, 2.0])).into(),
        LiteralRule::FourFifths => {
            let mut text = Text::from(format!("{met} ({})", statistic(&[0.8])));
            if let (false, Ok(people)) = (literal.met, literal.to_four_fifths) {
                text = text.plain(format!("; {} more for 4/5", numbers::about(people)));
            }
            match literal.flipped {
                Ok(flipped) if (flipped >= 0.8) != literal.met => {
                    text.plain(format!("; one person turns it ({})", Scale::Ratio.number(flipped, &[0.8])))
                }
                _ => text,
            }
        }
    }
}

pub(in crate::report) fn against(rate: &str) -> String {
    format!("against {rate}")
}

pub(in crate::report) fn nobody() -> &'static str {
    "nobody"
}

pub(in crate::report) fn versus() -> &'static str {
    " against "
}

pub(in crate::report) fn left_out(count: u64) -> String {
    format!(" ({} too small or not measurable, left out)", segments(count))
}

pub(in crate::report) fn not_simulated() -> &'static str {
    "not simulated"
}

pub(in crate::report) fn below_two_percent() -> &'static str {
    "under 2% of the data: may be left out of the ratios"
}

pub(in crate::report) fn exclusion(reason: Exclusion) -> &'static str {
    match reason {
        Exclusion::NoConsent => "No consent",
        Exclusion::MissingDecision => "No decision recorded",
        Exclusion::NonFiniteScore => "No usable score",
    }
}

/// What being selected is, and for whom it is good.
pub(in crate::report) fn selected_means(specification: &Specification) -> Text {
    let good = match specification.favourable {
        Favourable::Selected => "being selected is good for the customer",
        Favourable::NotSelected => "not being selected is good for the customer",
    };
    Text::from("A customer is selected where ").code(&specification.decision).plain(format!(" is 1; {good}."))
}

pub(in crate::report) const fn favourable(side: Favourable) -> &'static str {
    match side {
        Favourable::Selected => "being selected",
        Favourable::NotSelected => "not being selected",
    }
}

/// Headline of the gate.
pub(in crate::report) fn gate(passed: Option<bool>) -> &'static str {
    match passed {
        Some(true) => "The policy passes",
        Some(false) => "The policy fails",
        None => "No rule was applied",
    }
}

/// What stands below the headline of the gate.
pub(in crate::report) fn gate_detail(gate: &Gate, policy: &str, failing_rules: u64) -> Vec<Text> {
    let judged: u64 = gate.verdicts.iter().sum();
    if judged == 0 {
        return vec!["This report describes and does not judge.".into()];
    }
    let policy = Text::from("Policy \u{201c}").prose(policy).plain("\u{201d}. ");
    let first = if gate.passed() {
        policy.plain("Nothing fails its gate. That is not proof of fairness: see what is inconclusive.")
    } else {
        policy.plain(format!(
            "{} {} its gate, under {}.",
            plural(gate.failures.len() as u64, "finding", "findings"),
            if gate.failures.len() == 1 { "fails" } else { "fail" },
            plural(failing_rules, "rule", "rules"),
        ))
    };
    vec![first]
}

/// Labels of the numbers of the first screen.
pub(in crate::report) mod fact {
    pub(in crate::report) const AUDITED: &str = "customers audited";
    pub(in crate::report) const SELECTED: &str = "of them selected";
    pub(in crate::report) const OUTSIDE: &str = "comparisons outside";
    pub(in crate::report) const AFFECTED: &str = "customers affected";
}

pub(in crate::report) fn left_out_of(population: &Population) -> String {
    match (population.excluded, population.rows) {
        (Some(0), _) => "nobody was left out".to_owned(),
        (Some(excluded), Some(rows)) => {
            format!("{} of {} were left out", numbers::count(excluded), numbers::count(rows))
        }
        _ => "how many were left out is withheld".to_owned(),
    }
}

pub(in crate::report) fn of_comparisons(total: u64) -> String {
    format!("of {}", plural(total, "comparison", "comparisons"))
}

/// How many people belong to segments that lie outside. Segments overlap, so this is a range.
pub(in crate::report) fn affected(least: u64, most: u64) -> String {
    if least == most { numbers::count(least) } else { format!("{} to {}", numbers::count(least), numbers::count(most)) }
}

pub(in crate::report) fn affected_detail(share: Option<f64>) -> String {
    let belong = "belong to a segment that lies outside";
    share.map_or_else(|| belong.to_owned(), |share| format!("{belong}; at least {}", numbers::percent(share)))
}

pub(in crate::report) fn nobody_affected() -> &'static str {
    "no segment is shown to lie outside"
}

pub(in crate::report) const NEXT: &str = "What to do next";
pub(in crate::report) const OPEN: &str = "What could not be settled, and why";
pub(in crate::report) const MATRIX: &str = "Verdicts by rule and attribute";
pub(in crate::report) const MATRIX_CORNER: &str = "Attribute";
pub(in crate::report) const PAIRS: &str = "attributes combined";

pub(in crate::report) fn nothing_to_do() -> Text {
    "Nothing lies outside the policy. Keep the report, and audit again when the model, the offer or the customers change.".into()
}

pub(in crate::report) fn nothing_open() -> Text {
    "Everything that the policy asks could be judged.".into()
}

pub(in crate::report) fn no_action() -> Text {
    "The policy names no action: agree on one, and on who takes it.".into()
}

pub(in crate::report) fn owned_by(owner: Option<&str>) -> Text {
    match owner {
        Some(owner) => Text::from("Owner: ").prose(owner),
        None => "Owner: nobody is named".into(),
    }
}

pub(in crate::report) fn more_segments(count: u64) -> Text {
    Text::from(format!("and {} under this rule, below", plural(count, "more segment", "more segments")))
}

/// "equal-reach: 10 of 283 segments not assessed: fewer than 30 customers."
pub(in crate::report) fn open_line(
    rule: &str,
    open: &[(String, u64)],
    total: u64,
    nearest: Option<&Assessment>,
) -> Text {
    let parts: Vec<String> = open.iter().map(|(what, count)| format!("{} {what}", numbers::count(*count))).collect();
    let text = Text::default().name(rule).plain(format!(": of {}, {}.", segments(total), parts.join("; ")));
    match nearest.and_then(|one| Some((one, settles_at(one)?))) {
        Some((one, size)) => text
            .plain(" The nearest to being settled, ")
            .text(Text::of_slice(&one.slice))
            .plain(format!(", has {} and needs about {size} at the rates seen.", customers(one.rows))),
        None => text,
    }
}

/// Why a segment is inconclusive.
pub(in crate::report) fn inconclusive() -> &'static str {
    "inconclusive, too few customers to show either"
}

/// Why a segment was not assessed.
pub(in crate::report) fn not_assessed_because(reason: &str) -> String {
    format!("not assessed, {reason}")
}

/// A count of verdicts, as "1 outside".
pub(in crate::report) fn verdicts(verdict: Verdict, count: usize) -> String {
    format!("{count} {}", super::word(verdict))
}

/// Labels of a finding's facts.
pub(in crate::report) mod finding {
    pub(in crate::report) const SEVERITY: &str = "Severity";
    pub(in crate::report) const RULE: &str = "Rule";
    pub(in crate::report) const PEOPLE: &str = "People";
    pub(in crate::report) const ACTION: &str = "What to do";
    pub(in crate::report) const OWNER: &str = "Owner";
    pub(in crate::report) const EXEMPTED: &str = "Exempted";
    pub(in crate::report) const EVIDENCE: &str = "Evidence";
    pub(in crate::report) const P_VALUE: &str = "Against chance";
    pub(in crate::report) const FAILS: &str = "fails the gate";
}

/// "p < 0.001 of lying outside the tolerance, corrected for 44 comparisons (Holm)".
pub(in crate::report) fn p_outside(p: f64, comparisons: u64, correction: &str) -> String {
    format!(
        "p {} for a truth inside the tolerance, corrected for {} ({correction})",
        numbers::p_value(p),
        plural(comparisons, "comparison", "comparisons")
    )
}

pub(in crate::report) fn evidence(path: &str) -> Text {
    Text::default().code(format!("audited.{path}"))
}

pub(in crate::report) const EVIDENCE_NOTE: &str =
    "Evidence is the place of the numbers in the JSON form of this report.";
