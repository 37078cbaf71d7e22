//! Titel, Spaltenköpfe und andere kurze Bezeichnungen.

use super::W;
use crate::audit::{CountedUnit, Severity};
use crate::report::model::{ReviewDecision, Section};
use crate::report::words::labels::{
    ActionLabels, BriefLabels, CardLabels, ColumnLabels, ExemptionLabels, FactLabels, FindingLabels, HistoryLabels,
    Labels, ScorecardLabels, TableLabels,
};

pub(in crate::report) fn default_title(policy: &str) -> String {
    format!("Fairness-Prüfung nach der Richtlinie „{policy}“")
}

pub(in crate::report) const fn review_decision(decision: ReviewDecision) -> &'static str {
    match decision {
        ReviewDecision::Approved => "Freigegeben",
        ReviewDecision::ApprovedWithConditions => "Mit Auflagen freigegeben",
        ReviewDecision::Rejected => "Abgelehnt",
    }
}

pub(in crate::report) fn signed(decision: ReviewDecision, name: &str, date: &str) -> String {
    format!("{} von {name}, {date}", review_decision(decision))
}

pub(in crate::report) const fn section_title(section: Section) -> &'static str {
    match section {
        Section::Findings => "Alle Befunde",
        Section::Tasks => "Vorhersagen nach Segment",
        Section::Segments => "Segment für Segment",
        Section::Intersections => "Wo Merkmale zusammentreffen",
        Section::Strata => "Roh und bereinigt nebeneinander",
        Section::Representation => "Wer vertreten ist, gemessen an der Bevölkerung",
        Section::WorstPairs => "Größte Abstände, und was der Zufall allein ergäbe",
        Section::ImpactTables => "Wirkungstabellen",
        Section::Exclusions => "Wer in den Zahlen fehlt",
        Section::CorrectiveActions => "Was unternommen wird",
        Section::FollowUp => "Seit dem letzten Bericht",
        Section::Scorecard => "Balanced Scorecard",
        Section::Trend => "Über die Zeit",
        Section::SystemCard => "Steckbrief des Systems",
        Section::Exemptions => "Ausnahmen und Eskalation",
        Section::Limitations => "Grenzen der Aussage",
        Section::Notices => "Was beim Lesen zu beachten ist",
        Section::Methods => "Wie gerechnet wurde",
    }
}

pub(in crate::report) fn everybody() -> &'static str {
    "alle"
}

pub(in crate::report) fn missing_level() -> &'static str {
    "(fehlt)"
}

pub(in crate::report) fn empty_level() -> &'static str {
    "(leerer Text)"
}

pub(in crate::report) const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "zur Kenntnis",
        Severity::Low => "niedrig",
        Severity::Medium => "mittel",
        Severity::High => "hoch",
    }
}

pub(in crate::report) fn severity_label(of: Severity) -> String {
    match of {
        Severity::Info => "Zur Kenntnis".to_owned(),
        other => format!("Schwere: {}", severity(other)),
    }
}

/// Wie schwer ein Verstoß wiegt, innerhalb einer Zeile.
pub(in crate::report) fn brief_severity(of: Severity) -> String {
    severity_label(of)
}

pub(super) fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", W.count(count), if count == 1 { one } else { many })
}

pub(in crate::report) fn customers(count: u64) -> String {
    plural(count, "Person", "Personen")
}

/// So viele, gezählt in der Einheit des Berichts.
pub(in crate::report) fn counted(unit: CountedUnit, count: u64) -> String {
    match unit {
        CountedUnit::Customers => customers(count),
        CountedUnit::Lists => plural(count, "Liste", "Listen"),
        CountedUnit::Items => plural(count, "Position", "Positionen"),
    }
}

/// „Personen mit“, vor dem Namen eines Segments; in allen Fällen gleich.
pub(super) const fn members(unit: CountedUnit) -> &'static str {
    match unit {
        CountedUnit::Customers => "Personen mit ",
        CountedUnit::Lists => "Listen zu ",
        CountedUnit::Items => "Positionen mit ",
    }
}

pub(in crate::report) const fn audited_of(unit: CountedUnit) -> &'static str {
    match unit {
        CountedUnit::Customers => "Personen geprüft",
        CountedUnit::Lists => "Listen geprüft",
        CountedUnit::Items => "Positionen geprüft",
    }
}

pub(in crate::report) const fn affected_of(unit: CountedUnit) -> &'static str {
    match unit {
        CountedUnit::Customers => "Personen schlechter behandelt",
        CountedUnit::Lists => "Listen schlechter gestellt",
        CountedUnit::Items => "Positionen schlechter gestellt",
    }
}

pub(in crate::report) fn segments(count: u64) -> String {
    plural(count, "Segment", "Segmente")
}

/// „effektives n 1.234“: so viele unabhängige Zeilen sagten ebenso viel.
pub(in crate::report) fn effective_rows(rows: f64) -> String {
    format!("effektives n {}", W.effective(rows))
}

pub(in crate::report) const LABELS: Labels = Labels {
    kicker: "Fairness-Prüfung über Kundensegmente",
    draft: "ENTWURF - nicht geprüft",
    provenance: "Herkunft",
    sign_off: "Freigabe",
    sheet: "kein Bericht: niemand unterschreibt ihn",
    contents: "Inhalt",
    to_content: "Zum Bericht springen",
    next: "Was als Nächstes zu tun ist",
    open: "Was offenblieb, und warum",
    matrix: "Urteile nach Regel und Merkmal",
    matrix_corner: "Merkmal",
    pairs: "Merkmale kombiniert",
    formula: "Formel",
    ideal: "Ideal",
    source: "Quelle",
    status: "Status",
    criteria_used: "Kriterien der Richtlinie",
    own_definitions: "Eigene Definitionen",
    metrics_used: "Zugrunde liegende Kennzahlen",
    presets_used: "Vorlagen",
    how_judged: "Wie geurteilt wird",
    evidence_note: "Der Nachweis nennt die Stelle der Zahlen in der JSON-Fassung dieses Berichts.",
    table: TableLabels {
        filter: "Filtern",
        verdict: "Urteil",
        all: "alle",
        every: "Alle zeigen",
        status: "{0} von {1} Zeilen",
    },
    card: CardLabels {
        model: "Modell",
        period: "Zeitraum",
        owner: "Verantwortlich",
        reviewer: "Prüfung durch",
        purpose: "Zweck",
        legal_basis: "Rechtsgrundlage der Segmentdaten",
        segment_source: "Wie die Segmente erhoben wurden",
        notes: "Anmerkungen",
        decision: "Entscheidung",
        score: "Score",
        outcome: "Ergebnis",
        weight: "Gewicht",
        labels: "Ergebnisse bekannt für",
        favourable: "Günstig für die Person",
        strata: "Zulässige Gründe für Unterschiede (Schichten)",
        policy: "Richtlinie",
        policy_digest: "SHA-256 der Richtlinie",
        presets: "Vorlagen",
        input: "Eingabe",
        no_input: "kein Prüfwert der Eingabe angegeben: der Bericht lässt sich seinen Daten nicht zuordnen",
        confidence: "Konfidenz",
        seed: "Startwert der Simulationen",
        as_of: "Stichtag der Ausnahmen",
        software: "Software",
        schema: "Schemaversion des Berichts",
        name: "Name",
        role: "Funktion",
        independence: "Unabhängigkeit",
        statement: "Auflagen und Bemerkungen",
        date: "Datum",
        signature: "Unterschrift",
        public_key: "Öffentlicher Schlüssel (Ed25519)",
        noted: "vermerkt, nicht signiert",
        decision_made: "Was entschieden wird",
        favourable_outcome: "Was für die Person günstig ist",
        population: "Wer die Personen sind",
        consent: "Einwilligung",
        supersedes: "Ersetzt",
    },
    column: ColumnLabels {
        segment: "Segment",
        customers: "Personen",
        compared_with: "Verglichen mit",
        verdict: "Urteil",
        rule: "Regel",
        ratio: "Verhältnis",
        difference: "Differenz",
        value: "Wert",
        crude_ratio: "Rohes Verhältnis",
        adjusted_ratio: "Bereinigtes Verhältnis",
        adjusted_difference: "Bereinigte Differenz",
        standardised: "Quoten bei gleicher Zusammensetzung",
        split: "Rohe Differenz: Zusammensetzung + Quoten",
        stratum: "Schicht",
        in_segment: "Im Segment",
        elsewhere: "Sonst",
        grouping: "Merkmale",
        criterion: "Kriterium",
        pair: "Größter Abstand",
        chance: "Zufall allein, 1 von 20",
        category: "Kategorie",
        selected: "Ausgewählt",
        selection_rate: "Auswahlquote",
        impact_ratio: "Wirkungsverhältnis",
        above_median: "Über dem mittleren Score",
        scoring_rate: "Score-Quote",
        scoring_ratio: "Wirkungsverhältnis der Scores",
        reason: "Grund",
        share_of_segment: "Anteil an den Zeilen des Segments",
        p_value: "p, korrigiert",
        adjusted_odds_ratio: "Bereinigtes Odds Ratio",
        any_difference: "Überhaupt ein Unterschied?",
        same_everywhere: "In allen Schichten gleich?",
        logistic: "Odds Ratio des Modells",
        marginal_effect: "Effekt im Modell",
        make_up: "Zusammensetzung innerhalb der Schichten",
        drawn_in: "Zum Mittel hin gezogen",
        own_weight: "Gewicht der eigenen Quote",
        rate: "Quote",
        without_outcome: "Ohne Ergebnis",
        between: "Mindestens und höchstens",
        difference_between: "Differenz zu allen anderen, mindestens und höchstens",
        observed: "Beobachtet",
        corrected: "Korrigiert",
        observed_difference: "Differenz, beobachtet",
        corrected_difference: "Differenz, korrigiert",
        rate_bounds: "Auswahlquote, mindestens und höchstens",
        ratio_bounds: "Verhältnis zu allen anderen, mindestens und höchstens",
        share_in_data: "Anteil in den Daten",
        share_in_population: "Anteil in der Bevölkerung",
        representation: "Verhältnis",
    },
    fact: FactLabels { selected: "davon ausgewählt", outside: "Vergleiche außerhalb" },
    finding: FindingLabels {
        severity: "Schwere",
        rule: "Regel",
        people: "Betroffen",
        action: "Was zu tun ist",
        owner: "Verantwortlich",
        exempted: "Ausgenommen",
        evidence: "Nachweis",
        p_value: "Gegen den Zufall",
        fails: "verletzt die Richtlinie",
    },
    action: ActionLabels {
        option: "Was getan wird",
        effect: "Erwartete Wirkung",
        cost: "Kosten",
        loses: "Wer dabei verliert",
        owner: "Verantwortlich",
        due: "Fällig",
        state: "Stand",
        overdue: "überfällig",
    },
    history: HistoryLabels {
        finding: "Befund",
        state: "Stand",
        why: "Was diese Prüfung dazu sagt",
        reports: "Frühere Berichte, in denen er offen war",
    },
    scorecard: ScorecardLabels {
        measure: "Kennzahl",
        perspective: "Betrifft",
        value: "Wert",
        target: "Ziel",
        met: "Ziel erreicht?",
        movement: "Seit dem letzten Bericht",
    },
    exemption: ExemptionLabels {
        rule: "Regel",
        segment: "Segment",
        reason: "Warum es der Regel nicht angelastet wird",
        expires: "Letzter Tag",
        approved_by: "Genehmigt von",
        expired: "abgelaufen",
    },
    brief: BriefLabels {
        to_do: "Was zu tun ist",
        open: "Nicht entschieden",
        to_know: "Zu wissen",
        rule: "Regel",
        written: "Geschrieben:",
        rest: "weitere; der Bericht enthält alles",
        below: ", siehe unten",
    },
};
