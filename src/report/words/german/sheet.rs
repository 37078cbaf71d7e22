//! Die Worte kleinerer Antworten: ein Plan, ein Vergleich zweier Modelle, ein Blick auf einen Datensatz.

use super::W;
use crate::dataset::LabelBalance;
use crate::inference::paired::PairedRate;
use crate::inference::representation::Representation;
use crate::paired::Unfairness;
use crate::report::numbers::Scale;
use crate::report::words::sheet_labels::{PairedLabels, PlanLabels, ScreenLabels, SheetLabels};
use crate::value::{Reason, Unavailable};

pub(in crate::report) const SHEET: SheetLabels = SheetLabels {
    yes: "ja",
    no: "nein",
    none: "keine",
    share: "Anteil",
    plan: PlanLabels {
        sizes: "Personen, bis das Urteil nachgewiesen ist",
        in_segment: "Im Segment",
        in_all: "Insgesamt",
        power: "Macht",
        below: "Außerhalb darunter",
        above: "Außerhalb darüber",
        differs: "Unterscheidet sich um",
        reading: "Macht ist die Wahrscheinlichkeit des Urteils, das für die erwarteten Quoten zutrifft. Außerhalb darunter und darüber \
                  sind die Abweichungen, der Toleranz am nächsten, die mit der verlangten Macht gefunden werden; - wo es nicht einmal \
                  die äußerste wäre. Unterscheidet sich um: die Differenz zum Vergleich, die ein einzelner Test auf gleiche Quoten \
                  findet, gleich welche Toleranz gilt (Normalnäherung).",
        outside: "Für ein Segment, dessen erwartete Quote außerhalb der Toleranz liegt, ist geplant, bis nachgewiesen ist, dass es \
                  außerhalb liegt.",
    },
    paired: PairedLabels {
        who: "Wer neu ausgewählt wird, wer nicht mehr",
        gained: "Gewonnen",
        lost: "Verloren",
        old: "Alt",
        new: "Neu",
        change: "Änderung",
        p_flips: "p (Wechsel)",
        old_gap: "Abstand alt",
        new_gap: "Abstand neu",
        less_unfair: "Weniger ungerecht?",
        flips: "p (Wechsel) ist der mittlere p-Wert nach McNemar: ob Gewinne und Verluste des Segments gleich wahrscheinlich sind.",
    },
    screen: ScreenLabels {
        title: "Ein Datensatz vor dem Training",
        groups: "Wer darin ist",
        rows: "Zeilen",
        imbalance: "Ungleichgewicht",
        label: "Ergebnis",
        column: "Spalte",
        values: "Werte",
        area_of: "für",
        stands_for: "Steht dafür?",
        numbers: "Zahlen",
        missing: "Was fehlt, und bei wem",
        missing_count: "Fehlend",
        most: "Am meisten bei",
        least: "Am wenigsten bei",
        represented: "Anteil in den Daten durch Anteil in der Bevölkerung",
        nothing_stands: "Keine einzelne Spalte steht für ein Segment; mehrere zusammen vielleicht schon.",
        what_it_means: "Ein Modell, das eine solche Spalte sieht, kennt das Segment, ob es das Segment sieht oder nicht.",
    },
};

pub(in crate::report) fn plan_title(criterion: &str, attribute: Option<&str>) -> String {
    match attribute {
        Some(attribute) => format!("Wie viele Personen: {criterion} nach {attribute}"),
        None => format!("Wie viele Personen: {criterion}"),
    }
}

pub(in crate::report) fn plan_asked(reference: Option<&str>, tolerance: &str, confidence: f64, power: f64) -> String {
    format!(
        "Jedes Segment gegen {}; zulässig: {tolerance}. Bei einer Konfidenz von {} soll das zutreffende Urteil in {} solcher \
         Kampagnen erreicht werden.",
        reference.unwrap_or("alle anderen"),
        W.level(confidence),
        W.level(power)
    )
}

/// Wie viele nötig sind, und das Wievielfache der Gesehenen das ist.
pub(in crate::report) fn plan_needed(driver: Option<&str>, customers: u64, seen: Option<u64>) -> String {
    let needed = format!(
        "Insgesamt sind {} Personen nötig: den Ausschlag gibt {}.",
        W.count(customers),
        driver.unwrap_or("niemand")
    );
    match seen {
        Some(seen) if seen > 0 => {
            let times = W.number(Scale::Ratio, customers as f64 / seen as f64, &[]);
            format!("{needed} Das ist das {times}-Fache der {}, die gesehen wurden.", W.count(seen))
        }
        _ => needed,
    }
}

pub(in crate::report) fn plan_impossible(driver: Option<&str>, reason: Unavailable) -> String {
    let name = driver.unwrap_or("niemand");
    format!("Keine Zahl von Personen genügt: im Weg steht {name}. {}", plan_no_size(reason))
}

/// Warum es keinen Umfang gibt.
pub(in crate::report) fn plan_no_size(reason: Unavailable) -> String {
    match reason {
        Unavailable::Undefined(Reason::NoSolution) => {
            "Die erwartete Abweichung liegt auf der Grenze der Toleranz, sodass keine Stichprobe sagen kann, auf welcher Seite sie \
             liegt; oder mehr als 10¹² Personen wären nötig. Weiten Sie die Toleranz, oder erwarten Sie eine andere Quote."
                .to_owned()
        }
        Unavailable::Undefined(Reason::ZeroRate) => {
            "Für den Vergleich wird eine Quote von null erwartet, und nichts kann ein Verhältnis dazu sein. Planen Sie eine \
             Differenz."
                .to_owned()
        }
        Unavailable::Undefined(Reason::OutsideDomain) => {
            "Die zu entdeckende Abweichung verlangte eine Quote unter 0 oder über 1.".to_owned()
        }
        other => W.unavailable(other),
    }
}

pub(in crate::report) fn plan_detection(at: &str) -> String {
    format!("Personen, bis von einem Segment bei {at} nachgewiesen ist, dass es außerhalb liegt")
}

pub(in crate::report) fn plan_at_size(customers: u64) -> String {
    format!("Was {} Personen zeigen können", W.count(customers))
}

pub(in crate::report) fn plan_approximation_fails(names: &[String]) -> String {
    format!(
        "Die Normalnäherung versagt für {}: Auf der selteneren Seite der Quote sind so wenige Personen, dass ihr Umfang die Macht um \
         mehr als zwei Punkte verfehlt. Die Umfänge hier sind exakt.",
        names.join(", ")
    )
}

pub(in crate::report) fn plan_few_expected(names: &[String]) -> String {
    format!(
        "Auf der selteneren Seite der Quote werden wenige erwartet in {}: Eine Prüfung nimmt dort exakte Tests, und dieser Plan auch.",
        names.join(", ")
    )
}

pub(in crate::report) fn plan_large(names: &[String]) -> String {
    format!("Stichproben von {} sind so groß, dass die Normalverteilung genommen wurde.", names.join(", "))
}

pub(in crate::report) fn plan_comparisons(comparisons: u64) -> String {
    format!(
        "Außerhalb gilt unter {comparisons} Vergleichen (Holm, für seinen strengsten Schritt geplant); innerhalb braucht keine \
         Korrektur."
    )
}

pub(in crate::report) fn plan_design_effect(effect: f64) -> String {
    format!("Die Varianz wird {}-mal so groß genommen, für Klumpen oder Gewichte.", W.as_written(Scale::Ratio, effect))
}

pub(in crate::report) fn plan_among(share: f64) -> String {
    format!("Die Quote zählt unter {} der Personen; Umfänge meinen alle Personen.", W.percent(share))
}

pub(in crate::report) fn paired_title(decisions: &str) -> String {
    format!("Zwei Modelle: {decisions}")
}

pub(in crate::report) fn paired_flips(rows: u64, gained: u64, lost: u64, unwanted: bool) -> String {
    let side = if unwanted { " Ausgewählt zu werden ist hier, was Personen nicht wollen." } else { "" };
    format!(
        "Von {} Personen werden {} vom neuen Modell ausgewählt und vom alten nicht, und {} umgekehrt.{side}",
        W.count(rows),
        W.count(gained),
        W.count(lost)
    )
}

/// Wie viele Vergleiche welche Antwort haben.
pub(in crate::report) fn paired_summary(counts: [usize; 4]) -> String {
    let counted: Vec<String> = Unfairness::ALL
        .iter()
        .zip(counts)
        .map(|(answer, count)| format!("{} {}", W.count(count as u64), unfairness(*answer)))
        .collect();
    format!(
        "Ist das neue Modell weniger ungerecht? Von allen Vergleichen eines Segments mit allen anderen: {}.",
        counted.join(", ")
    )
}

pub(in crate::report) const fn unfairness(answer: Unfairness) -> &'static str {
    match answer {
        Unfairness::Less => "weniger ungerecht",
        Unfairness::More => "ungerechter",
        Unfairness::Inconclusive => "offen",
        Unfairness::NotAssessed => "nicht beurteilt",
    }
}

pub(in crate::report) const fn paired_rate(rate: PairedRate) -> &'static str {
    match rate {
        PairedRate::Selection => "Auswahlquote",
        PairedRate::TruePositive => "Richtig-positiv-Rate",
        PairedRate::FalsePositive => "Falsch-positiv-Rate",
        PairedRate::Precision => "positiver Vorhersagewert",
        PairedRate::Accuracy => "Genauigkeit",
        // Rates are added in another crate, which names them in English.
        other => other.text(),
    }
}

/// Die Quote, deren Abstand eine Tabelle zeigt, und ihr größter Abstand unter beiden Modellen.
pub(in crate::report) fn paired_gap(rate: PairedRate, widest: Option<(f64, f64)>) -> String {
    let spread = widest.map(|(old, new)| {
        format!("; größter Abstand {}, dann {} pp", W.number(Scale::Size, old, &[]), W.number(Scale::Size, new, &[]))
    });
    format!("Abstand zu allen anderen, {}{}", paired_rate(rate), spread.unwrap_or_default())
}

pub(in crate::report) fn paired_reading(confidence: f64) -> String {
    format!(
        "Abstand ist die Quote des Segments minus die aller anderen, in Prozentpunkten. Seine Änderung hat ein gepaartes Intervall \
         mit einer Konfidenz von {}, für jeden Vergleich allein. Weniger ungerecht oder ungerechter heißt es, wo nachgewiesen ist, \
         dass sich die Größe des Abstands geändert hat; p ist für die Zahl der Vergleiche derselben Quote korrigiert: nach Holm für \
         einzelne Segmente, nach Benjamini-Hochberg für Kombinationen.",
        W.level(confidence)
    )
}

/// Jede Korrektur mit der Zahl ihrer Vergleiche, und wie viele Merkmale ein Segment darin kombiniert.
pub(in crate::report) fn paired_families(families: &[(&'static str, u64, usize)]) -> String {
    let told: Vec<String> = families
        .iter()
        .map(|(correction, comparisons, depth)| format!("{correction} unter {comparisons} Vergleichen von {depth}"))
        .collect();
    format!("Familien, nach der Zahl der Merkmale, die ein Segment kombiniert: {}.", told.join("; "))
}

pub(in crate::report) fn paired_left_out(customers: u64) -> String {
    format!("{} Personen wurden von einem der Modelle oder von beiden ausgelassen.", W.count(customers))
}

pub(in crate::report) fn paired_repeated(repeated: u64, customers: u64) -> String {
    format!(
        "{} von {} Personen kommen mehrfach vor: Zeilen sind nicht unabhängig, und jedes Intervall ist zu schmal.",
        W.count(repeated),
        W.count(customers)
    )
}

pub(in crate::report) fn screen_rows(rows: u64, label: Option<&LabelBalance>) -> String {
    let Some(label) = label else { return format!("{} Zeilen, ohne Ergebnis.", W.count(rows)) };
    let known = label.positive + label.negative;
    let share = if known > 0 { W.percent(label.positive as f64 / known as f64) } else { "keine".to_owned() };
    let without = match label.unlabelled {
        0 => String::new(),
        rows => format!(" {} Zeilen haben kein Ergebnis.", W.count(rows)),
    };
    format!(
        "{} Zeilen; {} ist positiv bei {} von {} ({share}).{without}",
        W.count(rows),
        label.name,
        W.count(label.positive),
        W.count(known)
    )
}

pub(in crate::report) fn screen_stands_for(columns: &[&str], attribute: &str) -> String {
    match columns {
        [one] => format!("{one} steht für {attribute}."),
        several => format!("{} stehen für {attribute}.", several.join(", ")),
    }
}

pub(in crate::report) fn screen_labels(confidence: f64) -> String {
    format!(
        "Ergebnisse: Segment gegen alle anderen, in Prozentpunkten mit Intervallen zu {}, jedes für sich; p nach Holm über alle \
         Segmente. Ungleichgewicht ist (alle anderen − Segment) / Zeilen.",
        W.level(confidence)
    )
}

pub(in crate::report) fn screen_columns(strong: f64, area: f64) -> String {
    format!(
        "Spalten: V ist Cramérs V ohne das, was der Zufall beiträgt, AUC die der Spalte für das Segment, das sie am besten verrät, p \
         nach Benjamini-Hochberg über alle Spalten und Merkmale. Eine Spalte steht für ein Merkmal ab V {} oder AUC {} (oder {}).",
        W.as_written(Scale::Ratio, strong),
        W.as_written(Scale::Ratio, area),
        W.as_written(Scale::Ratio, 1.0 - area)
    )
}

pub(in crate::report) fn screen_small(minimum: u64) -> String {
    format!("Segmente mit weniger als {} Zeilen werden gezeigt und nicht getestet.", W.count(minimum))
}

pub(in crate::report) fn screen_not_represented(reason: Unavailable) -> String {
    format!("Vertretung: {}.", W.unavailable(reason))
}

pub(in crate::report) fn screen_represented(found: &Representation) -> String {
    let test = found.chi_squared.map_or_else(|_| String::new(), |test| format!(" (p {})", W.p_value(test.p_value)));
    format!(
        "Totalvariation {}{test}; allein die Stichprobe ergibt etwa {}. Population Stability Index {}.",
        W.plain(found.total_variation),
        W.plain(found.expected_total_variation),
        found.population_stability_index.map_or_else(|_| "unendlich".to_owned(), |value| W.plain(value))
    )
}

pub(in crate::report) fn screen_proxies(attribute: &str) -> String {
    format!("Welche Spalten {attribute} verraten")
}

pub(in crate::report) fn screen_levels(levels: u64) -> String {
    format!("{} Stufen", W.count(levels))
}
