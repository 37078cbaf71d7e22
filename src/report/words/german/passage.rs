//! Text zwischen Tabellen und Abbildungen.

use super::W;
use super::label::{customers, plural, segments};
use crate::audit::{
    Audited, ConditionalResult, CorrectionResult, GroupingResult, ImpactTable, Privacy, RecordingError,
    RepresentationResult, Rule, RuleResult, ShrinkageResult, WithheldSlices,
};
use crate::data::LabelAvailability;
use crate::inference::simpson::{Pattern, Reversal};
use crate::report::numbers::Scale;
use crate::report::reading;
use crate::report::text::Text;
use crate::report::words::capital;
use crate::segment::Grouping;

pub(in crate::report) fn rates_of(grouping: &Grouping) -> Text {
    Text::from("Quoten nach ").text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn rule_title(rule: &Rule) -> Text {
    Text::of_name(&rule.id).plain(": ").plain(super::criterion_name(&rule.criterion))
}

pub(in crate::report) fn rule_caption(audited: &Audited, result: &RuleResult, grouping: &Grouping) -> Text {
    let rule = &result.rule;
    let scale = reading::scale(&rule.criterion);
    let chosen = result.assessments.first().map_or(&rule.reference, |assessment| &assessment.reference.reference);
    let text = Text::from(capital(super::criterion_name(&rule.criterion)))
        .plain(" nach ")
        .text(Text::of_attributes(grouping.attributes()))
        .plain(format!("; Vergleich: {}", super::chosen(chosen)));
    let within_strata = result.assessments.iter().any(|assessment| assessment.crude.is_some());
    let strata: Vec<String> = reading::strata(audited).map(str::to_owned).collect();
    let text = if within_strata { text.plain(", bei gleichem ").text(Text::of_attributes(&strata)) } else { text };
    text.plain(format!("; die Richtlinie verlangt {}", super::tolerance(&rule.tolerance, scale)))
}

pub(in crate::report) fn forest_title(rule: &Rule, grouping: &Grouping) -> Text {
    Text::from(capital(super::criterion_name(&rule.criterion)))
        .plain(" nach ")
        .text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn forest_description(rows: usize, band: &str, axis: &str) -> String {
    format!(
        "{}, jedes mit einer Marke beim Wert und einer Linie über sein Konfidenzintervall. {axis} Das schattierte Band ist, was \
         die Richtlinie verlangt: {band}. Dieselben Zahlen stehen in der folgenden Tabelle.",
        segments(rows as u64)
    )
}

pub(in crate::report) fn forest_axis(logarithmic: bool) -> &'static str {
    if logarithmic {
        "Verhältnis zum Vergleich, logarithmisch; 1 heißt gleich."
    } else {
        "Prozentpunkte über oder unter dem Vergleich; 0 heißt gleich."
    }
}

pub(in crate::report) fn forest_axis_plain() -> &'static str {
    "0 heißt gleich."
}

pub(in crate::report) fn band(asks: &str) -> String {
    format!("Richtlinie: {asks}")
}

pub(in crate::report) fn forest_worst(shown: usize, all: usize) -> Text {
    Text::from(format!("Gezeichnet: die {shown} auffälligsten von {} Segmenten.", W.count(all as u64)))
}

pub(in crate::report) fn heat_title(grouping: &Grouping) -> Text {
    Text::from("Auswahlquote nach ").text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn heat_description(lowest: &str, highest: &str) -> String {
    format!(
        "Ein Raster der Auswahlquoten, dunkler, wo sie höher sind, von {lowest} bis {highest}. In jeder Zelle steht ihre Quote. \
         Schraffierte Zellen enthalten zu wenige Personen für ein Urteil; Zellen mit einer Raute liegen außerhalb dessen, was \
         eine Regel zulässt. Dieselben Zahlen stehen in der folgenden Tabelle."
    )
}

pub(in crate::report) fn heat_legend(minimum: u64, marked: bool) -> Vec<String> {
    let mut legend = vec![format!("schraffiert: weniger als {} Personen, nicht beurteilt", W.count(minimum))];
    if marked {
        legend.push("◆ außerhalb dessen, was eine Regel zulässt".to_owned());
    }
    legend.push("– keine Personen".to_owned());
    legend
}

pub(in crate::report) fn heat_largest(attribute: &str, shown: u64, all: u64) -> String {
    format!("die {} größten von {} Ausprägungen von {attribute}", W.count(shown), W.count(all))
}

pub(in crate::report) fn more_rows(count: usize) -> Text {
    Text::from(plural(count as u64, "weitere Zeile", "weitere Zeilen"))
}

pub(in crate::report) fn omitted_rows(shown: usize, all: usize) -> Text {
    Text::from(format!(
        "Hier stehen die ersten {} von {} Zeilen; alle enthält die JSON-Fassung dieses Berichts.",
        W.count(shown as u64),
        W.count(all as u64)
    ))
}

pub(in crate::report) fn omitted_groupings(shown: usize, all: usize) -> Text {
    Text::from(format!(
        "Gezeigt werden die {} auffälligsten von {} Kombinationen; alle enthalten die CSV- und die JSON-Fassung dieses Berichts.",
        W.count(shown as u64),
        W.count(all as u64)
    ))
}

pub(in crate::report) fn show_rates() -> Text {
    "Die Quoten aller Segmente".into()
}

pub(in crate::report) fn findings_intro(findings: u64, open: u64, undeclared: bool) -> Text {
    let first = match findings {
        0 => "Keine Befunde.".to_owned(),
        1 => "1 Befund.".to_owned(),
        _ => format!(
            "{} Befunde, die schwersten zuerst: was die Richtlinie verletzt, dann nach Schwere und Zahl der Personen.",
            W.count(findings)
        ),
    };
    let rest = plural(open, "Vergleich ist", "Vergleiche sind");
    Text::from(if open == 0 {
        first
    } else {
        let others = if undeclared {
            "; die von Kombinationen, die keine Regel nennt, stehen in den Tabellen ihrer Regeln"
        } else {
            ""
        };
        format!("{first} Weitere {rest} nicht entschieden oder nicht beurteilt{others}.")
    })
}

pub(in crate::report) fn not_printed() -> &'static str {
    " (eingeklappt, nicht gedruckt)"
}

pub(in crate::report) fn more_findings(count: usize) -> Text {
    Text::from(plural(count as u64, "weiterer Befund", "weitere Befunde"))
}

pub(in crate::report) fn other_findings() -> Text {
    "Die übrigen Befunde, die schwersten zuerst".into()
}

pub(in crate::report) fn open_findings(count: usize) -> Text {
    Text::from(format!("Nicht entschieden oder nicht beurteilt: {}", plural(count as u64, "Vergleich", "Vergleiche")))
}

pub(in crate::report) fn intersections_intro(count: u64) -> Text {
    Text::from(format!(
        "{} von Merkmalen, die mit den meisten Abweichungen zuerst; darin das auffälligste Segment zuerst. Ein Segment kann \
         anders behandelt werden, obwohl jedes seiner Merkmale für sich unauffällig ist.",
        plural(count, "Kombination", "Kombinationen")
    ))
}

pub(in crate::report) fn grouping_counts(result: &GroupingResult) -> Text {
    Text::from(format!(" ({})", segments(result.slices.len() as u64)))
}

pub(in crate::report) fn representation_intro() -> Text {
    "Sind die Personen überhaupt vertreten? Der Anteil jedes Segments in den Daten, geteilt durch seinen Anteil in einer \
     Bevölkerung, die angegeben wurde und als bekannt gilt. Unter 1 sind es weniger, als es sein sollten. Wie die Vertretenen \
     behandelt wurden, sagt das nicht."
        .into()
}

pub(in crate::report) fn representation_caption(result: &RepresentationResult) -> Text {
    let text =
        Text::from("Anteil in den Daten gegenüber der Bevölkerung, nach ").text(Text::of_name(&result.attribute));
    match &result.source {
        Some(source) => text.plain("; Bevölkerung: ").text(Text::of_name(source)),
        None => text.plain("; die Quelle der Bevölkerungsanteile wurde nicht angegeben"),
    }
}

pub(in crate::report) fn representation_note(result: &RepresentationResult) -> Text {
    let total = match (result.total_variation, result.expected_total_variation) {
        (Ok(found), Ok(chance)) => format!(
            "{} der Personen müssten zu einem anderen Segment gehören, damit die Daten der Bevölkerung gleichen; die Auswahl \
             der Stichprobe allein ergäbe {}. ",
            W.percent(found),
            W.percent(chance)
        ),
        (Err(reason), _) | (_, Err(reason)) => {
            format!("Kein Abstand zur Bevölkerung: {}. ", super::unavailable(reason))
        }
    };
    let fit = match result.chi_squared {
        Ok(test) => format!(
            "Chi-Quadrat-Anpassungstest: {} bei {}, p {}. ",
            W.plain(test.statistic),
            plural(test.degrees_of_freedom, "Freiheitsgrad", "Freiheitsgraden"),
            W.p_value(test.p_value)
        ),
        Err(reason) => format!("Kein Anpassungstest: {}. ", super::unavailable(reason)),
    };
    let index = match result.population_stability_index {
        Ok(index) => format!("Population Stability Index: {}.", W.plain(index)),
        Err(reason) => format!("Population Stability Index: {}.", super::unavailable(reason)),
    };
    let unknown = match result.unknown {
        0 => String::new(),
        unknown => format!(" {} mit unbekanntem Segment fehlen auf beiden Seiten.", customers(unknown)),
    };
    Text::from(total + &fit + &index + &unknown)
}

pub(in crate::report) fn strata_intro(strata: &[String]) -> Text {
    Text::from("Segmente können sich unterscheiden, weil sie sich in ")
        .text(Text::of_attributes(strata))
        .plain(
            " unterscheiden; das wurde als zulässiger Grund erklärt, Personen verschieden zu behandeln. Rohe Verhältnisse sehen \
             davon ab; bereinigte vergleichen nur Personen mit gleichem ",
        )
        .text(Text::of_attributes(strata))
        .plain(". Ob der Grund zulässig ist, haben Menschen zu beurteilen, nicht dieser Bericht.")
}

pub(in crate::report) fn strata_caption(grouping: &Grouping) -> Text {
    Text::from("Auswahl, roh und bereinigt, nach ").text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn strata_tests_caption(grouping: &Grouping) -> Text {
    Text::from("Andere Blicke auf die Auswahl innerhalb der Schichten, nach ")
        .text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn strata_tests_intro() -> Text {
    "Der erste Test fragt, ob es innerhalb der Schichten überhaupt einen Unterschied gibt (Cochran, Mantel und Haenszel), der \
     zweite, ob das Odds Ratio in allen dasselbe ist (Breslow und Day, korrigiert nach Tarone): wo nicht, verdeckt eine einzige \
     bereinigte Zahl ungleiche Schichten. Das Modell hat jede Schichtspalte als Kontrollvariable; sein Effekt ist die mittlere \
     Änderung der Quote, gehörten alle Personen zum Segment. Die Zusammensetzung vergleicht den Anteil des Segments unter den \
     Übergangenen mit seinem Anteil unter den Ausgewählten: sie wächst mit dem Segment und ist kein Abstand zwischen Quoten."
        .into()
}

pub(in crate::report) fn not_computed() -> &'static str {
    "nicht berechnet"
}

pub(in crate::report) fn strata_rows(result: &ConditionalResult) -> Text {
    Text::from("Auswahlquoten innerhalb der Schichten: ").text(W.slice(&result.slice))
}

pub(in crate::report) fn reversal(result: &ConditionalResult) -> Option<Text> {
    let simpson = result.simpson.as_ref()?;
    let (certainty, pattern) = match simpson.reversal {
        Reversal::None => return None,
        Reversal::Possible(pattern) => ("Möglicherweise ein Simpson-Paradox. ", pattern),
        Reversal::Established(pattern) => ("Simpson-Paradox. ", pattern),
    };
    let side = |value: f64| if value < 0.0 { "seltener" } else { "häufiger" };
    let points = |value: f64| W.number(Scale::Size, value.abs(), &[]);
    let within = match pattern {
        Pattern::Strong => "in jeder Schicht",
        Pattern::Weak => "insgesamt bei gleichen Schichten",
    };
    Some(
        Text::default()
            .strong(certainty)
            .plain("Personen mit ")
            .text(W.slice(&result.slice))
            .plain(format!(
                " werden um {} Prozentpunkte {} ausgewählt als alle anderen, und doch {within} {} ({} Prozentpunkte bei gleicher \
                 Zusammensetzung). Die rohe Differenz kommt von der Zusammensetzung der Schichten, nicht davon, wie Personen \
                 derselben Schicht behandelt werden.{}",
                points(simpson.crude_difference),
                side(simpson.crude_difference),
                side(simpson.standardised_difference),
                W.number(Scale::Points, simpson.standardised_difference, &[]),
                if matches!(simpson.reversal, Reversal::Possible(_)) {
                    " Die bereinigte Differenz kann bloßes Rauschen sein."
                } else {
                    ""
                }
            )),
    )
}

pub(in crate::report) fn attenuation(result: &ConditionalResult) -> Option<Text> {
    let crude = result.crude_ratio.interval.ok()?;
    let adjusted = result.adjusted.risk_ratio.interval.ok()?;
    let slice = || W.slice(&result.slice);
    match (crude.contains(1.0), adjusted.contains(1.0)) {
        (false, true) => Some(slice().plain(": der rohe Unterschied ist innerhalb der Schichten nicht mehr zu sehen.")),
        (true, false) => Some(slice().plain(": ein Unterschied zeigt sich erst innerhalb der Schichten.")),
        _ => None,
    }
}

pub(in crate::report) fn worst_intro() -> Text {
    "Der größte Abstand zwischen zwei Segmenten einer Gruppierung. Bei vielen kleinen Segmenten ist irgendein Abstand immer \
     groß; deshalb steht neben jedem der Wert, den der Zufall allein in 1 von 20 Fällen überschreitet, wenn alle Segmente gleich \
     sind."
        .into()
}

pub(in crate::report) fn worst_caption() -> Text {
    "Größte Abstände nach Gruppierung und Kriterium".into()
}

pub(in crate::report) fn impact_caption(table: &ImpactTable) -> Text {
    Text::from("Auswahl nach ").text(Text::of_attributes(table.grouping.attributes()))
}

pub(in crate::report) fn impact_note(table: &ImpactTable) -> Text {
    let median = table.median_score.map_or_else(String::new, |median| {
        format!(
            " Die Score-Quote ist der Anteil der Personen mit einem Score über dem Median der ganzen Stichprobe, {}.",
            W.plain(median)
        )
    });
    Text::from(format!(
        "Kategorie unbekannt: {}. Wirkungsverhältnis: die Quote durch die höchste Quote dieser Tabelle.{median} Die Vorschrift \
         setzt keine Grenze, und diese Tabelle auch nicht.",
        customers(table.unknown)
    ))
}

pub(in crate::report) fn nobody_excluded() -> Text {
    "Niemand wurde ausgelassen.".into()
}

pub(in crate::report) fn excluded(audited: &Audited) -> Text {
    let (Some(excluded), Some(rows)) = (audited.population.excluded, audited.population.rows) else {
        return "Wenige Personen wurden ausgelassen; wie viele, bleibt zu ihrem Schutz ungenannt.".into();
    };
    Text::from(format!(
        "{} von {} wurden ausgelassen. {}",
        W.count(excluded),
        customers(rows),
        if audited.exclusions.is_empty() {
            "Aus welchen Gründen, bleibt zu ihrem Schutz ungenannt."
        } else {
            "Ein Grund, der manche Segmente mehr trifft als andere, ist selbst eine Verzerrung."
        }
    ))
}

pub(in crate::report) fn privacy(privacy: &Privacy) -> Text {
    let minimum = W.count(privacy.suppression.minimum_cell());
    let mut text = Text::default().strong("Geschützt. ").plain(format!(
        "Ein Segment mit einer Anzahl zwischen 1 und {} nach Entscheidung und Ergebnis wird mit allen Zahlen zurückgehalten, \
         ebenso andere, aus denen es sich errechnen ließe; welches von beidem zutrifft, wird nicht gesagt. ",
        W.count(privacy.suppression.minimum_cell() - 1)
    ));
    text = match (privacy.withheld.is_empty(), privacy.share) {
        (true, _) => text.plain("Hier musste nichts zurückgehalten werden."),
        (false, Ok(share)) => text.plain(format!(
            "Veröffentlicht: {}; namentlich zurückgehalten: {} ({}), samt allen Kombinationen, zu denen sie gehören.",
            segments(privacy.published),
            W.count(privacy.slices),
            W.percent(share)
        )),
        (false, Err(_)) => text.plain("Kein Segment wird veröffentlicht."),
    };
    if privacy.suppression.withholds_zeros() {
        text = text.plain(" Eine Anzahl von null, die andere nicht haben, gilt ebenfalls als klein.");
    }
    if privacy.strata {
        text = text.plain(" Einige Vergleiche innerhalb von Schichten werden zurückgehalten.");
    }
    if privacy.against_previous {
        text = text.plain(format!(
            " Nichts wird veröffentlicht, dessen Änderung seit dem vorigen Bericht weniger als {minimum} Personen betrifft."
        ));
    }
    text.plain(
        " Ausgelassene werden nicht nach Segmenten gezeigt, und Urteile beruhen allein auf dem, was veröffentlicht ist.",
    )
}

pub(in crate::report) fn withheld(withheld: &WithheldSlices) -> Text {
    let text = Text::from("Zurückgehalten nach ").text(Text::of_attributes(withheld.grouping.attributes())).plain(": ");
    if withheld.whole {
        return text.plain("alle.");
    }
    let mut text = text;
    for (at, slice) in withheld.slices.iter().enumerate() {
        text = if at > 0 { text.plain(", ") } else { text }.text(W.levels(slice));
    }
    text.plain(".")
}

pub(in crate::report) fn exclusions_caption() -> Text {
    "Ausgelassen, nach Grund und Segment".into()
}

pub(in crate::report) fn bounds_intro() -> Text {
    "Einige Personen gehören zu keinem bekannten Segment. Zu welchen Segmenten sie in Wahrheit auch gehören, die Zahlen liegen \
     zwischen diesen Grenzen."
        .into()
}

pub(in crate::report) fn bounds_caption() -> Text {
    "Was Personen mit unbekanntem Segment ändern könnten".into()
}

pub(in crate::report) fn show_ranking() -> Text {
    "Rangfolge der Quoten, kleine Segmente zum Mittel hin gezogen".into()
}

pub(in crate::report) fn ranking_caption(grouping: &Grouping) -> Text {
    Text::from("Rangfolge der Auswahlquoten, nach ").text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn ranking_intro(result: &ShrinkageResult) -> Text {
    let worth = match result.prior.concentration {
        Ok(rows) => format!("als wären von jedem {} weitere Zeilen mit dieser Quote gesehen worden", W.effective(rows)),
        Err(_) => {
            "ganz dorthin, denn die Segmente unterscheiden sich nicht stärker, als der Zufall allein es täte".to_owned()
        }
    };
    format!(
        "Von vielen Segmenten haben kleine die niedrigsten und die höchsten Quoten, aus Zufall. Hier ist jede Quote zu {} hin \
         gezogen, dem Mittel der Segmente: {worth}. Das dient nur der Rangfolge und dem Überblick. Kein Urteil beruht darauf, und \
         auch kein Verhältnis sollte es: die Werte sind zur Gleichheit hin gezogen.",
        W.percent(result.prior.mean)
    )
    .into()
}

pub(in crate::report) fn label_bounds_intro() -> Text {
    "Einige Ergebnisse sind nicht bekannt. Wie sie auch lauten oder gelautet hätten, die Quoten liegen zwischen diesen Grenzen: \
     dem niedrigsten und dem höchsten Wert, den irgendeines von ihnen ergeben könnte. Darüber, wem ein Ergebnis fehlt, wird \
     nichts angenommen."
        .into()
}

pub(in crate::report) fn label_bounds_caption() -> Text {
    "Was nicht bekannte Ergebnisse ändern könnten".into()
}

pub(in crate::report) fn correction_intro(result: &CorrectionResult) -> Text {
    let declared = match result.error {
        RecordingError::Segment => Text::of_name(&result.attribute)
            .plain(" ist mit Fehlern erfasst, in den Häufigkeiten, die angegeben wurden. Die korrigierten Zahlen machen das rückgängig"),
        RecordingError::Outcome(accuracy) => Text::from(format!(
            "Ergebnisse sind mit Fehlern erfasst: nach Angabe stimmen {} der positiven und {} der negativen. Die korrigierten \
             Zahlen machen das rückgängig",
            W.percent(accuracy.sensitivity),
            W.percent(accuracy.specificity)
        )),
    };
    let text = declared.plain(
        ", sofern die Fehler von nichts anderem abhängen. Sie haben kein Intervall: die Fehlerhäufigkeiten gelten als bekannt. \
         Urteile beruhen nicht auf ihnen.",
    );
    let text = match result.condition_number {
        Ok(number) => text.plain(format!(" Rauschen wird bis zu {}-fach verstärkt (Konditionszahl).", W.plain(number))),
        Err(reason) => text.plain(format!(" Sie werden nicht angegeben: {}.", super::unavailable(reason))),
    };
    if result.constrained {
        text.plain(
            " Einige Anzahlen wären negativ geworden: die angegebenen Häufigkeiten und die Daten widersprechen sich.",
        )
    } else {
        text
    }
}

pub(in crate::report) fn correction_caption(result: &CorrectionResult) -> Text {
    Text::from("Beobachtet und korrigiert, nach ").text(Text::of_name(&result.attribute))
}

pub(in crate::report) fn no_notices() -> Text {
    "Nichts Ungewöhnliches.".into()
}

pub(in crate::report) fn not_signed() -> Text {
    "Niemand hat diesen Bericht unterschrieben. Er ist ein Entwurf, was immer oben steht. Geprüft und unterschrieben wird mit \
     Name, Funktion und Datum; diese Software tut es nie."
        .into()
}

pub(in crate::report) const fn labels_known(known: LabelAvailability) -> &'static str {
    match known {
        LabelAvailability::All => "alle Zeilen",
        LabelAvailability::SelectedOnly => "nur ausgewählte Zeilen",
        LabelAvailability::None => "keine Zeilen",
        LabelAvailability::Delayed => "verzögert: Zeilen ohne Ergebnis stehen noch aus",
    }
}
