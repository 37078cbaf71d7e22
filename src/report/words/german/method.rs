//! Wie die Zahlen berechnet wurden, wie es die letzten Seiten eines Berichts erzählen.

use super::W;
use crate::audit::{Audited, Correction, Notice};
use crate::report::text::Text;

pub(in crate::report) fn method_notes(audited: &Audited) -> Vec<(Text, Vec<Text>)> {
    let confidence = W.level(audited.policy.confidence.level());
    let alpha = W.level(audited.policy.confidence.alpha());
    let mut notes: Vec<(Text, Vec<Text>)> = vec![
        note("Urteile", &[format!(
            "Außerhalb: die Hypothese, der wahre Wert liege innerhalb der Toleranz, wird verworfen, zweiseitig zum Niveau {alpha}, \
             nach Korrektur für die Zahl der Vergleiche der Regel. Innerhalb: zwei einseitige Tests zum Niveau {alpha} zeigen, \
             dass er innerhalb liegt; diese Aussage braucht keine Korrektur. Keines von beiden: offen. Ein Vergleich, der nicht \
             signifikant ist, heißt niemals fair."
        )]),
        note("Intervalle", &[format!(
            "Jedes Intervall überdeckt für sich den wahren Wert mit einer Konfidenz von {confidence}; Intervalle in Tabellen und \
             Abbildungen sind nicht für die Zahl der Vergleiche korrigiert, Urteile schon. Ein Intervall kann deshalb knapp \
             jenseits einer Grenze liegen, wo das Urteil offen ist. Bei kleinen Zahlen sind p-Werte exakt, Intervalle nicht: nahe \
             einer Grenze entscheidet der p-Wert. Verwendete Verfahren: {}.",
            methods_used(audited)
        )]),
        note("Zahlen", &[
            "pp sind Prozentpunkte: 15 % gegenüber 20 % sind −5 pp, ein Verhältnis von 0,75. Ein Verhältnis ist Segment durch \
             Vergleich, eine Differenz Segment minus Vergleich. Gezeigte Zahlen sind gerundet, und nie über eine Grenze der \
             Toleranz hinweg; die JSON-Fassung dieses Berichts enthält sie vollständig."
                .to_owned(),
        ]),
    ];
    let corrections = families(audited, &alpha);
    if !corrections.is_empty() {
        notes.push(note("Viele Vergleiche", &corrections));
    }
    notes.push(note(
        "Kleine Segmente",
        &[format!(
            "Segmente mit weniger als {} Zeilen werden gezeigt und nicht beurteilt.",
            W.count(audited.policy.minimum_rows)
        )],
    ));
    if let Some(replicates) = audited.notices.iter().find_map(Notice::replicates) {
        notes.push(note("Personen mit mehreren Zeilen", &[format!(
            "Varianzen sind Mittel über {} Ziehungen mit Startwert {}. In jeder zählt eine Person, mit allen ihren Zeilen, so oft, \
             wie es eine Poisson-Variable mit Mittel 1 sagt, die aus einem Hashwert von Startwert und Kennung gezogen wird (Chamandy \
             und andere 2012). Students Quantil berücksichtigt wenige Personen und wenige Ziehungen.",
            W.count(u64::from(replicates)),
            audited.seed
        )]));
    }
    if !audited.conditional.is_empty() {
        notes.push(note("Innerhalb von Schichten", &[
            "Bereinigte Verhältnisse und Differenzen sind die von Mantel-Haenszel über die kombinierten Stufen der Schichten: \
             Personen werden nur mit Personen derselben Schicht verglichen. Standardisierte Quoten geben beiden Seiten die \
             Zusammensetzung aller. Die rohe Differenz zerfällt genau in einen Teil, den die andere Zusammensetzung erklärt, \
             und einen, den andere Quoten innerhalb der Schichten erklären (Kitagawa 1955). Wo Zeilen gewichtet \
             sind oder Personen mehrfach vorkommen, sind Varianzen über Zeilen oder über Personen linearisiert (Binder 1983), und \
             was keine solche Form hat, wird nicht berechnet."
                .to_owned(),
        ]));
    }
    if audited.groupings.iter().any(|grouping| grouping.worst.iter().any(|worst| worst.noise_floor.is_some())) {
        let draws = audited
            .groupings
            .iter()
            .flat_map(|grouping| &grouping.worst)
            .find_map(|worst| worst.noise_floor.as_ref())
            .map_or(0, |floor| floor.simulation.draws);
        notes.push(note("Größte Abstände", &[format!(
            "Der größte von vielen Abständen ist groß, auch wenn alle Gruppen gleich sind. Sein Intervall berücksichtigt alle \
             durchsuchten Paare. Das Rauschmaß zieht Gruppen der beobachteten Größen aus einer gemeinsamen Quote, {}-mal mit \
             Startwert {}: was es in 1 von 20 Fällen überschreitet, ist kein Nachweis.",
            W.count(u64::from(draws)),
            audited.seed
        )]));
    }
    if audited.groupings.iter().any(|grouping| !grouping.missing.is_empty()) {
        notes.push(note("Unbekannte Segmente", &[
            "Grenzen ohne Annahmen: jede Person mit unbekanntem Segment kann zum Segment gehören oder nicht (Manski 1989)."
                .to_owned(),
        ]));
    }
    notes
}

/// Was jede verwendete Korrektur begrenzt, und jede Familie von Vergleichen mit ihrer Größe.
fn families(audited: &Audited, alpha: &str) -> Vec<String> {
    let all = || audited.rules.iter().flat_map(|result| &result.families);
    let bounded = [
        (
            Correction::Holm,
            "Korrektur nach Holm für das, was im Voraus erklärt wurde: sie begrenzt die Wahrscheinlichkeit auch nur eines \
             Fehlalarms in einer Familie.",
        ),
        (
            Correction::BenjaminiHochberg,
            "Korrektur nach Benjamini-Hochberg für das, was viele Segmente durchsucht: sie begrenzt den Anteil der Fehlalarme an \
             allen Alarmen einer Familie.",
        ),
        (
            Correction::BenjaminiYekutieli,
            "Die Korrektur nach Benjamini-Yekutieli begrenzt den Anteil der Fehlalarme, wie auch immer die Vergleiche voneinander \
             abhängen.",
        ),
        (
            Correction::EBenjaminiHochberg,
            "Das Verfahren von Benjamini-Hochberg auf E-Werten, 1/(2√p) jedes p-Werts, begrenzt den Anteil der Fehlalarme bei \
             beliebiger Abhängigkeit.",
        ),
        (
            Correction::WestfallYoung,
            "Die Korrektur nach Westfall-Young begrenzt die Wahrscheinlichkeit eines einzigen Fehlalarms in einer Familie: Das \
             Ergebnis wird 999-mal über alle Zeilen neu verteilt, für alle Segmente gemeinsam. Segmente, die sich überschneiden, \
             zählen nur, soweit sie sich unterscheiden.",
        ),
        (
            Correction::Simultaneous,
            "Das Intervall des größten Abstands gilt für alle Paare seiner Gruppierung zugleich.",
        ),
    ];
    let mut texts: Vec<String> = bounded
        .into_iter()
        .filter(|(correction, _)| all().any(|family| family.correction == *correction))
        .map(|(_, text)| text.to_owned())
        .collect();
    for result in &audited.rules {
        let mut each: Vec<String> = Vec::new();
        for family in &result.families {
            let of = match family.attributes {
                1 => "einzelner Merkmale".to_owned(),
                attributes => format!("von {attributes} kombinierten Merkmalen"),
            };
            let one = format!(
                "{} {of} ({})",
                super::plural(family.comparisons, "Vergleich", "Vergleiche"),
                super::correction(family.correction)
            );
            if !each.contains(&one) {
                each.push(one);
            }
        }
        if !each.is_empty() {
            texts.push(format!("{}: {}; zweiseitig zum Niveau {alpha}.", result.rule.id, each.join("; ")));
        }
    }
    texts
}

fn note(term: &str, texts: &[String]) -> (Text, Vec<Text>) {
    (term.into(), texts.iter().map(Text::of_prose).collect())
}

fn methods_used(audited: &Audited) -> String {
    let used: Vec<String> =
        crate::report::reading::methods_used(audited).into_iter().map(super::catalogue::method).collect();
    if used.is_empty() { "keine".to_owned() } else { used.join(", ") }
}

pub(in crate::report) fn preset_status(status: crate::audit::preset::PresetStatus, as_of: &str) -> String {
    use crate::audit::preset::PresetStatus;
    let status = match status {
        PresetStatus::InForce => "in Kraft",
        PresetStatus::Moving => "im Fluss",
        PresetStatus::CaseLaw => "Rechtsprechung",
        PresetStatus::Practice => "Praxis",
    };
    format!("{status}, Stand {as_of}")
}
