//! Was beim Lesen der Zahlen zu wissen ist, gleich was die Richtlinie sagt.

use super::W;
use super::label::{customers, plural};
use crate::audit::Notice;
use crate::report::text::Text;

pub(in crate::report) fn notice(notice: &Notice) -> Text {
    match notice {
        Notice::RepeatedCustomers { .. }
        | Notice::RowLevelIntervals { .. }
        | Notice::FewCustomers { .. }
        | Notice::ClusterBootstrap { .. } => repeated(notice),
        Notice::CustomersComeBack => Text::default().strong("Personen kommen mehrfach vor. ").plain(
            "Wie oft, bleibt zu ihrem Schutz ungenannt. Die Intervalle behandeln Zeilen als unabhängig und sind deshalb \
             schmaler, als sie sein sollten.",
        ),
        Notice::Withheld { slices, groupings, minimum } => {
            let mut what = Vec::new();
            if *slices > 0 {
                what.push(plural(*slices, "Segment", "Segmente"));
            }
            if *groupings > 0 {
                what.push(plural(*groupings, "ganze Gruppierung", "ganze Gruppierungen"));
            }
            Text::default().strong("Segmente werden zurückgehalten. ").plain(format!(
                "{} mit allen Zahlen darüber, damit niemand etwas über weniger als {} Personen erfährt. Ob die Regeln für sie \
                 gelten, lässt dieser Bericht nicht erkennen.",
                what.join(" und "),
                W.count(*minimum)
            ))
        }
        Notice::SelectiveLabels => {
            Text::default().strong("Ergebnisse sind nur für ausgewählte Personen bekannt. ").plain(
                "Was die anderen getan hätten, ist aus diesen Daten nicht zu erfahren: Richtig- und Falsch-positiv-Rate, \
                 Basisrate und Genauigkeit sind nicht bestimmbar, gleich wie viele Zeilen es gibt. Beurteilen lässt sich nur, \
                 was über ausgewählte Personen und über die Entscheidungen selbst gesagt wird.",
            )
        }
        Notice::NoLabels => Text::default()
            .strong("Es gibt keine Ergebnisse. ")
            .plain("Geprüft werden können nur die Entscheidungen: ob sie richtig waren, ist nicht bekannt."),
        Notice::MissingLabels { rows } => Text::default().strong("Einige Ergebnisse fehlen. ").plain(format!(
            "Für {} sollte ein Ergebnis vorliegen und tut es nicht. Quoten, die Ergebnisse brauchen, beruhen auf den \
             übrigen; fehlen Ergebnisse aus einem Grund, sind diese Quoten verzerrt.",
            customers(*rows)
        )),
        Notice::PendingLabels { rows } => Text::default().strong("Einige Ergebnisse stehen noch aus. ").plain(format!(
            "Für {} liegt noch keines vor. Segmente, die später antworten, wirken schlechter, als sie sind.",
            customers(*rows)
        )),
        Notice::OneLevel { attribute, level } => Text::default()
            .strong("Nichts zu vergleichen. ")
            .plain("Für alle Personen gilt ")
            .name(attribute)
            .plain(" = ")
            .name(level)
            .plain("."),
        Notice::SmallSlices { slices, minimum } => Text::default().strong("Kleine Segmente. ").plain(format!(
            "{} weniger als {} Personen. Ihre Zahlen werden gezeigt und nicht beurteilt.",
            plural(*slices, "Segment hat", "Segmente haben"),
            W.count(*minimum)
        )),
        Notice::OneOutcome { positive } => Text::default().strong("Alle Ergebnisse sind gleich. ").plain(if *positive {
            "Alle bekannten Ergebnisse sind positiv: Quoten unter den negativen sind nicht definiert."
        } else {
            "Alle bekannten Ergebnisse sind negativ: Quoten unter den positiven sind nicht definiert."
        }),
        Notice::OneDecision { selected } => {
            Text::default().strong("Alle Entscheidungen sind gleich. ").plain(if *selected {
                "Alle sind ausgewählt, also kann sich die Auswahl zwischen Segmenten nicht unterscheiden."
            } else {
                "Niemand ist ausgewählt, also kann sich die Auswahl zwischen Segmenten nicht unterscheiden."
            })
        }
        Notice::UnknownSegment { attribute, rows } => Text::default()
            .strong("Unbekanntes Segment. ")
            .name(attribute)
            .plain(format!(" ist für {} nicht bekannt. Sie werden als eigenes Segment geprüft.", customers(*rows))),
        Notice::ZeroWeights { rows } => Text::default().strong("Gewicht null. ").plain(format!(
            "{} mit Gewicht null zählten zu keiner Quote.",
            plural(*rows, "Zeile", "Zeilen")
        )),
        Notice::ExemptionsUndated => Text::default()
            .strong("Ausnahmen ohne Stichtag. ")
            .plain("Es wurde kein Tag angegeben, nach dem sie zu beurteilen sind; keine gilt als abgelaufen."),
    }
}

/// Personen mit mehreren Zeilen.
fn repeated(notice: &Notice) -> Text {
    match notice {
        Notice::RepeatedCustomers { customers: different, repeated, most_rows, design_effect } => {
            let effect = design_effect.map_or_else(String::new, |effect| {
                format!(" Die Varianz der Auswahlquote aller wird dadurch {}-mal so groß.", W.plain(effect))
            });
            Text::default().strong("Personen kommen mehrfach vor. ").plain(format!(
                "{} von {} haben mehr als eine Zeile, bis zu {}. Zeilen einer Person sind nicht unabhängig; Intervalle und \
                 Urteile beruhen deshalb auf Personen, nicht auf Zeilen.{effect}",
                W.count(*repeated),
                customers(*different),
                W.count(*most_rows)
            ))
        }
        Notice::RowLevelIntervals { customers: different, repeated, most_rows } => {
            Text::default().strong("Intervalle sind zu schmal. ").plain(format!(
                "{} von {} haben mehr als eine Zeile, bis zu {}, und von dieser Prüfung wurde verlangt, jede Zeile als eigene \
                 Person zu zählen. Urteile können zu sicher sein.",
                W.count(*repeated),
                customers(*different),
                W.count(*most_rows)
            ))
        }
        Notice::FewCustomers { slices, fewer_than, estimated } => {
            let (whom, one, many) = if *estimated {
                ("gleich große Personen", "Segment sagt nicht mehr als", "Segmente sagen nicht mehr als")
            } else {
                ("verschiedene Personen", "Segment hat", "Segmente haben")
            };
            Text::default().strong("Wenige Personen hinter vielen Zeilen. ").plain(format!(
                "{} weniger als {} {whom}. Wie unsicher solche Quoten sind, ist selbst unsicher.",
                plural(*slices, one, many),
                W.count(*fewer_than)
            ))
        }
        Notice::ClusterBootstrap { replicates, design_effect } => {
            let effect = design_effect.map_or_else(String::new, |effect| {
                format!(
                    " Die Varianz der Auswahlquote aller ist {}-mal so groß wie die ebenso vieler unabhängiger Zeilen.",
                    W.plain(effect)
                )
            });
            Text::default().strong("Intervalle beruhen auf Personen. ").plain(format!(
                "Zeilen einer Person sind nicht unabhängig; Varianzen sind deshalb die über {} Ziehungen eines Bootstraps von \
                 Personen, in dem alle Zeilen einer Person jeweils dasselbe Gewicht haben.{effect}",
                W.count(u64::from(*replicates))
            ))
        }
        _ => Text::default(),
    }
}
