//! Bemerkungen in Tabellen und auf der ersten Seite.

use super::W;
use super::label::{plural, segments};
use crate::audit::{Assessment, CountedUnit, Exemption, Gate, LiteralResult, LiteralRule, Population, Verdict};
use crate::data::{Exclusion, Favourable, Specification};
use crate::report::numbers::Scale;
use crate::report::text::Text;

pub(in crate::report) fn exempt(exemption: &Exemption) -> Text {
    let text = Text::from("ausgenommen bis ").prose(&exemption.expires).plain(": ").prose(&exemption.reason);
    match &exemption.approved_by {
        Some(person) => text.plain(" (genehmigt von ").prose(person).plain(")"),
        None => text,
    }
}

pub(in crate::report) fn settling_short(unit: CountedUnit, assessment: &Assessment) -> Option<String> {
    W.settles_at(assessment).map(|size| format!("entscheidbar ab {size} {}", super::counted_unit(unit)))
}

pub(in crate::report) fn crude(value: &str) -> String {
    format!("roh: {value}")
}

pub(in crate::report) fn literal_not_applicable() -> &'static str {
    "nicht anwendbar"
}

pub(in crate::report) const fn literal_heading(rule: LiteralRule) -> &'static str {
    match rule {
        LiteralRule::FourFifths => "Vier-Fünftel-Regel, wörtlich",
        LiteralRule::TwoStandardDeviations => "Zwei Standardabweichungen, wörtlich",
    }
}

pub(in crate::report) fn literal(rule: LiteralRule, literal: &LiteralResult) -> Text {
    let met = if literal.met { "erfüllt" } else { "nicht erfüllt" };
    let statistic =
        |bounds: &[f64]| literal.statistic.map(|value| W.number(Scale::Ratio, value, bounds)).unwrap_or_default();
    match rule {
        LiteralRule::TwoStandardDeviations => format!("{met} ({} SD)", statistic(&[-2.0, 2.0])).into(),
        LiteralRule::FourFifths => {
            let mut text = Text::from(format!("{met} ({})", statistic(&[0.8])));
            if let (false, Ok(people)) = (literal.met, literal.to_four_fifths) {
                text = text.plain(format!("; {} mehr für 4/5", W.about(people)));
            }
            match literal.flipped {
                Ok(flipped) if (flipped >= 0.8) != literal.met => {
                    text.plain(format!("; eine Person kehrt es um ({})", W.number(Scale::Ratio, flipped, &[0.8])))
                }
                _ => text,
            }
        }
    }
}

pub(in crate::report) fn against(rate: &str) -> String {
    format!("gegenüber {rate}")
}

pub(in crate::report) fn nobody() -> &'static str {
    "niemand"
}

pub(in crate::report) fn versus() -> &'static str {
    " gegen "
}

pub(in crate::report) fn left_out(count: u64) -> String {
    format!(" ({} zu klein oder nicht messbar, ausgelassen)", segments(count))
}

pub(in crate::report) fn not_simulated() -> &'static str {
    "nicht simuliert"
}

pub(in crate::report) fn below_two_percent() -> &'static str {
    "unter 2 % der Daten: darf in den Verhältnissen fehlen"
}

pub(in crate::report) fn exclusion(reason: Exclusion) -> &'static str {
    match reason {
        Exclusion::NoConsent => "Keine Einwilligung",
        Exclusion::MissingDecision => "Keine Entscheidung erfasst",
        Exclusion::NonFiniteScore => "Kein brauchbarer Score",
    }
}

pub(in crate::report) fn selected_means(specification: &Specification) -> Text {
    let good = match specification.favourable {
        Favourable::Selected => "ausgewählt zu werden ist gut für die Person",
        Favourable::NotSelected => "nicht ausgewählt zu werden ist gut für die Person",
    };
    Text::from("Eine Person ist ausgewählt, wenn ")
        .code(&specification.decision)
        .plain(format!(" gleich 1 ist; {good}."))
}

pub(in crate::report) const fn favourable(side: Favourable) -> &'static str {
    match side {
        Favourable::Selected => "ausgewählt zu werden",
        Favourable::NotSelected => "nicht ausgewählt zu werden",
    }
}

pub(in crate::report) fn gate(passed: Option<bool>) -> &'static str {
    match passed {
        Some(true) => "Die Richtlinie ist eingehalten",
        Some(false) => "Die Richtlinie ist verletzt",
        None => "Keine Regel wurde angewandt",
    }
}

pub(in crate::report) fn gate_detail(gate: &Gate, policy: &str, failing_rules: u64, rules: u64) -> Vec<Text> {
    let judged: u64 = gate.verdicts.iter().sum();
    if judged == 0 {
        return vec!["Dieser Bericht beschreibt und urteilt nicht.".into()];
    }
    let policy = Text::from("Richtlinie „").prose(policy).plain("“. ");
    vec![if gate.passed() {
        policy.plain("Nichts verletzt sie. Das beweist keine Fairness: siehe, was offen ist.")
    } else {
        policy.plain(format!(
            "{} sie, bei {} von {}.",
            plural(gate.failures.len() as u64, "Befund verletzt", "Befunde verletzen"),
            W.count(failing_rules),
            plural(rules, "Regel", "Regeln"),
        ))
    }]
}

pub(in crate::report) fn left_out_of(population: &Population) -> String {
    match (population.excluded, population.rows) {
        (Some(0), _) => "niemand wurde ausgelassen".to_owned(),
        (Some(excluded), Some(rows)) => format!("{} von {} wurden ausgelassen", W.count(excluded), W.count(rows)),
        _ => "wie viele ausgelassen wurden, wird zurückgehalten".to_owned(),
    }
}

pub(in crate::report) fn of_comparisons(total: u64) -> String {
    format!("von {}", plural(total, "Vergleich", "Vergleichen"))
}

pub(in crate::report) fn affected(least: u64, most: u64) -> String {
    if least == most { W.count(least) } else { format!("{} bis {}", W.count(least), W.count(most)) }
}

pub(in crate::report) fn affected_detail(share: f64) -> String {
    if share > 0.9995 {
        return "alle gehören zu einem solchen Segment".to_owned();
    }
    format!("in Segmenten außerhalb der Richtlinie; mindestens {}", W.percent(share))
}

pub(in crate::report) fn nobody_affected() -> &'static str {
    "für kein Segment nachgewiesen"
}

pub(in crate::report) fn nothing_to_do() -> Text {
    "Nichts liegt außerhalb der Richtlinie. Bewahren Sie den Bericht auf, und prüfen Sie erneut, wenn sich Modell, Angebot oder \
     Kundschaft ändern."
        .into()
}

pub(in crate::report) fn nothing_open() -> Text {
    "Alles, was die Richtlinie verlangt, ließ sich beurteilen.".into()
}

pub(in crate::report) fn no_action() -> Text {
    "Die Richtlinie nennt keine Maßnahme: Vereinbaren Sie eine, und wer sie ergreift.".into()
}

pub(in crate::report) fn owned_by(owner: Option<&str>) -> Text {
    match owner {
        Some(owner) => Text::from("Verantwortlich: ").prose(owner),
        None => "Verantwortlich: niemand ist benannt".into(),
    }
}

pub(in crate::report) fn more_segments(count: u64) -> Text {
    Text::from(format!("und {} unter dieser Regel, siehe unten", plural(count, "weiteres Segment", "weitere Segmente")))
}

pub(in crate::report) fn open_line(
    unit: CountedUnit,
    rule: &str,
    open: &[(String, u64)],
    total: u64,
    nearest: Option<&Assessment>,
) -> Text {
    let parts: Vec<String> = open.iter().map(|(what, count)| format!("{} {what}", W.count(*count))).collect();
    let text = Text::default().name(rule).plain(format!(
        ": von {} {}.",
        plural(total, "Segment", "Segmenten"),
        parts.join(", ")
    ));
    match nearest.and_then(|one| Some((one, W.settles_at(one)?))) {
        Some((one, size)) => text
            .plain(" Am nächsten: ")
            .text(W.slice(&one.slice))
            .plain(format!(" mit {}, nötig wären etwa {size}.", super::counted(unit, one.rows))),
        None => text,
    }
}

pub(in crate::report) fn inconclusive() -> &'static str {
    "offen"
}

pub(in crate::report) fn not_assessed_because(reason: &str) -> String {
    format!("nicht beurteilt ({reason})")
}

pub(in crate::report) fn verdicts(verdict: Verdict, count: usize) -> String {
    format!("{} {}", W.count(count as u64), super::word(verdict))
}

pub(in crate::report) fn p_outside(p: f64, comparisons: u64, correction: &str) -> String {
    format!(
        "p {}, läge die Wahrheit innerhalb der Toleranz, korrigiert für {} ({correction})",
        W.p_value(p),
        plural(comparisons, "Vergleich", "Vergleiche")
    )
}

/// Said of a value that is not adjusted.
pub(in crate::report) fn crude_word() -> &'static str {
    "roh"
}

/// Above the findings of a summary.
pub(in crate::report) fn findings_listed() -> &'static str {
    "Befunde"
}

/// Below a summary: what it leaves out, and where that stands.
pub(in crate::report) fn summary_rest(listed: u64, all: u64, whole: bool) -> Text {
    let listed = if listed == all {
        "Alle Befunde sind aufgeführt.".to_owned()
    } else {
        format!("{} von {} Befunden sind aufgeführt.", W.count(listed), W.count(all))
    };
    let cut = if whole {
        ""
    } else {
        "Der Überblick ist gekürzt: Er hat zu viele Regeln oder Merkmale für einen Kommentar. "
    };
    Text::from(format!("{cut}{listed} Alle Quoten, die Abbildungen und der Rechenweg stehen im vollständigen Bericht."))
}
