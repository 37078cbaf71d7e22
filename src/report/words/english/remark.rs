//! Remarks in tables and on the first screen.

use super::W;
use super::label::{plural, segments};
use crate::audit::{Assessment, CountedUnit, Exemption, Gate, LiteralResult, LiteralRule, Population, Verdict};
use crate::data::{Exclusion, Favourable, Specification};
use crate::report::numbers::Scale;
use crate::report::text::Text;

pub(in crate::report) fn exempt(exemption: &Exemption) -> Text {
    let text = Text::from("exempt until ").prose(&exemption.expires).plain(": ").prose(&exemption.reason);
    match &exemption.approved_by {
        Some(person) => text.plain(" (approved by ").prose(person).plain(")"),
        None => text,
    }
}

pub(in crate::report) fn settling_short(unit: CountedUnit, assessment: &Assessment) -> Option<String> {
    W.settles_at(assessment)
        .map(|size| format!("settles at {size} {} or more", super::counted_unit(unit).to_lowercase()))
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
        |bounds: &[f64]| literal.statistic.map(|value| W.number(Scale::Ratio, value, bounds)).unwrap_or_default();
    match rule {
        LiteralRule::TwoStandardDeviations => format!("{met} ({} SD)", statistic(&[-2.0, 2.0])).into(),
        LiteralRule::FourFifths => {
            let mut text = Text::from(format!("{met} ({})", statistic(&[0.8])));
            if let (false, Ok(people)) = (literal.met, literal.to_four_fifths) {
                text = text.plain(format!("; {} more for 4/5", W.about(people)));
            }
            match literal.flipped {
                Ok(flipped) if (flipped >= 0.8) != literal.met => {
                    text.plain(format!("; one person turns it ({})", W.number(Scale::Ratio, flipped, &[0.8])))
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
pub(in crate::report) fn gate_detail(gate: &Gate, policy: &str, failing_rules: u64, rules: u64) -> Vec<Text> {
    let judged: u64 = gate.verdicts.iter().sum();
    if judged == 0 {
        return vec!["This report describes and does not judge.".into()];
    }
    let policy = Text::from("Policy \u{201c}").prose(policy).plain("\u{201d}. ");
    let first = if gate.passed() {
        policy.plain("Nothing fails its gate. That is not proof of fairness: see what is inconclusive.")
    } else {
        policy.plain(format!(
            "{} {} its gate, under {} of {}.",
            plural(gate.failures.len() as u64, "finding", "findings"),
            if gate.failures.len() == 1 { "fails" } else { "fail" },
            W.count(failing_rules),
            plural(rules, "rule", "rules"),
        ))
    };
    vec![first]
}

pub(in crate::report) fn left_out_of(population: &Population) -> String {
    match (population.excluded, population.rows) {
        (Some(0), _) => "nobody was left out".to_owned(),
        (Some(excluded), Some(rows)) => format!("{} of {} were left out", W.count(excluded), W.count(rows)),
        _ => "how many were left out is withheld".to_owned(),
    }
}

pub(in crate::report) fn of_comparisons(total: u64) -> String {
    format!("of {}", plural(total, "comparison", "comparisons"))
}

/// How many people belong to segments that lie outside. Segments overlap, so this is a range.
pub(in crate::report) fn affected(least: u64, most: u64) -> String {
    if least == most { W.count(least) } else { format!("{} to {}", W.count(least), W.count(most)) }
}

pub(in crate::report) fn affected_detail(share: f64) -> String {
    if share > 0.9995 {
        return "everybody is in some segment that is".to_owned();
    }
    format!("in segments outside the policy; at least {}", W.percent(share))
}

pub(in crate::report) fn nobody_affected() -> &'static str {
    "no segment is shown to be"
}

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

/// "equal-reach: of 283 segments, 10 not assessed (fewer than 30 customers)."
pub(in crate::report) fn open_line(
    unit: CountedUnit,
    rule: &str,
    open: &[(String, u64)],
    total: u64,
    nearest: Option<&Assessment>,
) -> Text {
    let parts: Vec<String> = open.iter().map(|(what, count)| format!("{} {what}", W.count(*count))).collect();
    let text = Text::default().name(rule).plain(format!(": of {}, {}.", segments(total), parts.join(", ")));
    match nearest.and_then(|one| Some((one, W.settles_at(one)?))) {
        Some((one, size)) => text
            .plain(" ")
            .text(W.slice(&one.slice))
            .plain(format!(" comes nearest: it has {} and needs about {size}.", super::counted(unit, one.rows))),
        None => text,
    }
}

/// Why a segment is inconclusive.
pub(in crate::report) fn inconclusive() -> &'static str {
    "inconclusive"
}

/// Why a segment was not assessed.
pub(in crate::report) fn not_assessed_because(reason: &str) -> String {
    format!("not assessed ({reason})")
}

/// A count of verdicts, as "1 outside".
pub(in crate::report) fn verdicts(verdict: Verdict, count: usize) -> String {
    format!("{count} {}", super::word(verdict))
}

/// "p < 0.001 of lying outside the tolerance, corrected for 44 comparisons (Holm)".
pub(in crate::report) fn p_outside(p: f64, comparisons: u64, correction: &str) -> String {
    format!(
        "p {} for a truth inside the tolerance, corrected for {} ({correction})",
        W.p_value(p),
        plural(comparisons, "comparison", "comparisons")
    )
}

/// Said of a value that is not adjusted.
pub(in crate::report) fn crude_word() -> &'static str {
    "crude"
}

/// Above the findings of a summary.
pub(in crate::report) fn findings_listed() -> &'static str {
    "Findings"
}

/// Below a summary: what it leaves out, and where that stands.
pub(in crate::report) fn summary_rest(listed: u64, all: u64, whole: bool) -> Text {
    let listed = if listed == all {
        "Every finding is listed.".to_owned()
    } else {
        format!("{} of {} findings are listed.", W.count(listed), W.count(all))
    };
    let cut = if whole { "" } else { "The first screen is cut: it has too many rules or attributes for a comment. " };
    Text::from(format!("{cut}{listed} Every rate, the figures and how it was computed stand in the full report."))
}
