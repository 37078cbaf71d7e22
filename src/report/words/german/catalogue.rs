//! Namen und Fragen des Katalogs, nach ihrer Kennung. Was hier fehlt, erscheint auf Englisch; der Test unten findet es.

use crate::inference::Method;
use crate::value::Reason;

/// Ein Eintrag des Katalogs: Name, Frage, Anmerkung.
pub(super) type Entry = (&'static str, &'static str, &'static str, &'static str);

const KLEINE_GRUPPEN: &str = "Kleine Gruppen wiegen absichtlich wenig: neben den ungewichteten Abständen lesen.";

const ENTRIES: &[Entry] = &[
    ("selection_rate", "Auswahlquote", "Welchen Anteil dieses Segments wählt das Modell aus?", ""),
    ("rejection_rate", "Ablehnungsquote", "Welchen Anteil dieses Segments übergeht das Modell?", ""),
    ("base_rate", "Basisrate", "Welcher Anteil dieses Segments würde reagieren, gleich was das Modell sagt?", ""),
    (
        "true_positive_rate",
        "Richtig-positiv-Rate",
        "Welchen Anteil derer, die reagieren würden, erreicht das Modell?",
        "",
    ),
    (
        "false_positive_rate",
        "Falsch-positiv-Rate",
        "Welcher Anteil derer, die nicht reagieren würden, wird dennoch ausgewählt?",
        "",
    ),
    (
        "true_negative_rate",
        "Richtig-negativ-Rate",
        "Welcher Anteil derer, die nicht reagieren würden, wird zu Recht in Ruhe gelassen?",
        "",
    ),
    (
        "false_negative_rate",
        "Falsch-negativ-Rate",
        "Welchen Anteil derer, die reagieren würden, verfehlt das Modell?",
        "",
    ),
    ("positive_predictive_value", "positiver Vorhersagewert", "Welcher Anteil der Ausgewählten reagiert?", ""),
    (
        "negative_predictive_value",
        "negativer Vorhersagewert",
        "Welcher Anteil der Übergangenen würde tatsächlich nicht reagieren?",
        "",
    ),
    ("false_discovery_rate", "Falschentdeckungsrate", "Welcher Anteil der Ausgewählten reagiert nicht?", ""),
    ("false_omission_rate", "Falschauslassungsrate", "Welcher Anteil der Übergangenen hätte reagiert?", ""),
    ("accuracy", "Genauigkeit", "Bei welchem Anteil dieses Segments liegt das Modell richtig?", ""),
    ("error_rate", "Fehlerrate", "Bei welchem Anteil dieses Segments liegt das Modell falsch?", ""),
    (
        "balanced_accuracy",
        "ausgewogene Genauigkeit",
        "Wie oft liegt das Modell richtig, wenn Reagierende und andere gleich zählen?",
        "",
    ),
    ("f1_score", "F1-Maß", "Wie gut wägt das Modell ab zwischen Erreichen und Nichtbehelligen?", ""),
    ("informedness", "Informiertheit", "Wie viel besser als der Zufall trennt das Modell Reagierende von anderen?", ""),
    (
        "matthews_correlation",
        "Matthews-Korrelation",
        "Wie eng folgen in diesem Segment die Entscheidungen den Ergebnissen?",
        "",
    ),
    (
        "false_negative_share",
        "Anteil der Auslassungen an den Fehlern",
        "Wenn das Modell irrt: wie oft dadurch, dass es eine Person übergeht?",
        "",
    ),
    (
        "treatment_ratio",
        "Auslassungen je Fehlalarm",
        "Wie viele Interessierte werden verfehlt für jede behelligte uninteressierte Person?",
        "",
    ),
    ("selection_odds", "Auswahlchance", "Wie viele Personen werden ausgewählt für jede übergangene?", ""),
    ("rejection_odds", "Ablehnungschance", "Wie viele Personen werden übergangen für jede ausgewählte?", ""),
    ("label_coverage", "Ergebnisabdeckung", "Für welchen Anteil dieses Segments ist das Ergebnis bekannt?", ""),
    (
        "demographic_parity_difference",
        "demografische Parität (Differenz)",
        "Wird jedes Segment etwa gleich häufig ausgewählt, in Prozentpunkten?",
        "Das Vorzeichen ist Segment minus Vergleich. Manche Werkzeuge geben Vergleich minus Segment an, manche Maximum minus \
         Minimum ohne Vorzeichen; bei einem ist „statistische Parität“ ein Verhältnis von Anteilen an allen Ausgewählten, das \
         mit der Größe der Gruppe wandert.",
    ),
    (
        "demographic_parity_ratio",
        "demografische Parität (Verhältnis)",
        "Wird jedes Segment im Verhältnis zu den anderen etwa gleich häufig ausgewählt?",
        "Segment durch Vergleich, nicht gefaltet: über 1 wird das Segment häufiger ausgewählt. Über alle Gruppen ist es \
         Minimum / Maximum.",
    ),
    (
        "disparate_impact",
        "Auswahlverhältnis (Disparate Impact)",
        "Erhält ein Segment die günstige Entscheidung mindestens vier Fünftel so oft wie das am besten behandelte?",
        "Immer auf der günstigen Seite der Entscheidung. Werkzeuge sind sich über 0/0 (0, 1 oder NaN; hier nicht definiert) und \
         a/0 (unendlich, 0, 10 oder eine Anzahl; hier unendlich) nicht einig. Mit der besten von vielen kleinen Gruppen als \
         Vergleich fällt man schon durch Zufall durch.",
    ),
    (
        "equal_opportunity_difference",
        "Chancengleichheit (Differenz)",
        "Werden Personen, die reagieren würden, in jedem Segment gleich gut erreicht?",
        "Eine Gruppe ohne tatsächlich Positive hat keine Richtig-positiv-Rate; mehrere Werkzeuge nennen sie 0 und damit die \
         schlechteste.",
    ),
    (
        "equal_opportunity_ratio",
        "Chancengleichheit (Verhältnis)",
        "Werden Personen, die reagieren würden, im Verhältnis zu den anderen gleich gut erreicht?",
        "",
    ),
    (
        "predictive_equality_difference",
        "gleiche Fehlalarme (Differenz)",
        "Werden Personen, die nicht reagieren würden, in jedem Segment gleich selten behelligt?",
        "",
    ),
    (
        "predictive_equality_ratio",
        "gleiche Fehlalarme (Verhältnis)",
        "Werden Personen, die nicht reagieren würden, im Verhältnis zu den anderen gleich selten behelligt?",
        "",
    ),
    (
        "equalized_odds",
        "gleiche Quoten (größte Differenz)",
        "Ändert das Segment die Aussicht auf Auswahl, wenn feststeht, was die Person täte?",
        "max(|ΔTPR|, |ΔFPR|). Anderswo meint derselbe Name den Mittelwert der beiden, ein Ja oder Nein oder den Mittelwert mit \
         Vorzeichen, der 0 sein kann, während beide abweichen: siehe average_odds_difference.",
    ),
    (
        "equalized_odds_ratio",
        "gleiche Quoten (schlechtestes Verhältnis)",
        "Ändert das Segment im Verhältnis zu den anderen die Aussicht auf Auswahl, wenn feststeht, was die Person täte?",
        "Das kleinere der Verhältnisse von TPR und FPR, jedes auf höchstens 1 gefaltet. Ein anderes Werkzeug nimmt unter \
         demselben Namen die FNR statt der TPR.",
    ),
    (
        "average_absolute_odds_difference",
        "mittlere absolute Quotendifferenz",
        "Wie sehr ändert das Segment im Mittel über beide Arten von Personen die Aussicht auf Auswahl?",
        "½(|ΔTPR| + |ΔFPR|).",
    ),
    (
        "average_odds_difference",
        "mittlere Quotendifferenz (mit Vorzeichen)",
        "Wird ein Segment bei gleichem Ergebnis unterm Strich häufiger oder seltener ausgewählt als ein anderes?",
        "Hebt sich auf: ein Modell, dessen TPR 25 Punkte höher und dessen FPR 25 Punkte niedriger ist, erhält eine makellose 0. \
         Zum Vergleich mit anderen Werkzeugen aufgeführt; für ein Urteil equalized_odds verwenden.",
    ),
    (
        "predictive_parity_difference",
        "Vorhersageparität (Differenz)",
        "Lohnt sich ein Angebot in jedem Segment gleich oft?",
        "Auch dort bestimmbar, wo Ergebnisse nur für ausgewählte Zeilen bekannt sind.",
    ),
    (
        "predictive_parity_ratio",
        "Vorhersageparität (Verhältnis)",
        "Lohnt sich ein Angebot im Verhältnis zu den anderen gleich oft?",
        "",
    ),
    (
        "sufficiency",
        "Suffizienz (größte Differenz)",
        "Bedeutet die Entscheidung über eine Person in jedem Segment dasselbe?",
        "max(|ΔPPV|, |ΔNPV|).",
    ),
    (
        "false_negative_rate_difference",
        "gleiche Falsch-negativ-Rate (Differenz)",
        "Werden Interessierte in jedem Segment gleich selten verfehlt?",
        "",
    ),
    (
        "false_negative_rate_ratio",
        "gleiche Falsch-negativ-Rate (Verhältnis)",
        "Werden Interessierte im Verhältnis zu den anderen gleich selten verfehlt?",
        "",
    ),
    (
        "false_discovery_rate_difference",
        "gleiche Falschentdeckungsrate (Differenz)",
        "Werden Angebote in jedem Segment gleich oft vergeudet?",
        "",
    ),
    (
        "false_omission_rate_difference",
        "gleiche Falschauslassungsrate (Differenz)",
        "Sind unter den Übergangenen Interessierte in jedem Segment gleich selten?",
        "",
    ),
    (
        "accuracy_difference",
        "gleiche Genauigkeit (Differenz)",
        "Liegt das Modell bei jedem Segment gleich oft richtig?",
        "",
    ),
    (
        "treatment_equality",
        "Gleichheit der Fehlerarten",
        "Irrt das Modell, wenn es irrt, bei jedem Segment in dieselbe Richtung?",
        "Auf FN / (FN + FP), das beschränkt und auch ohne Fehlalarme definiert ist. Berks eigenes FN / FP ist \
         treatment_equality_ratio, unendlich, wo eine Gruppe keine Fehlalarme hat.",
    ),
    (
        "treatment_equality_ratio",
        "Gleichheit der Fehlerarten (logarithmisches Verhältnis)",
        "Stehen Auslassungen und Fehlalarme in jedem Segment im selben Verhältnis?",
        "Auf FN / FP.",
    ),
    (
        "selection_odds_ratio",
        "Chancenverhältnis der Auswahl",
        "Um welchen Faktor weichen die Chancen, ausgewählt zu werden, von denen der anderen ab?",
        "Anders als das Verhältnis der Quoten ist es für die Ablehnung dasselbe, umgekehrt.",
    ),
    (
        "denial_odds_ratio",
        "Chancenverhältnis der Ablehnung",
        "Um welchen Faktor weichen die Chancen, übergangen zu werden, von denen der anderen ab?",
        "",
    ),
    (
        "label_coverage_difference",
        "Ergebnisabdeckung (Differenz)",
        "Ist das Ergebnis in jedem Segment gleich oft bekannt?",
        "Wo nicht, beruhen Quoten, die Ergebnisse brauchen, auf ungleichen Teilen der Segmente.",
    ),
    (
        "balanced_accuracy_difference",
        "ausgewogene Trefferquote (Differenz)",
        "Trifft das Modell in jedem Segment gleich oft, wenn Interessierte und andere gleich zählen?",
        "Keine Quote: Ihr Intervall entsteht aus Wiederholungsstichproben, oder durch Linearisierung, wo Zeilen gewichtet sind oder \
         Personen mehrfach vorkommen.",
    ),
    (
        "f1_difference",
        "F1-Wert (Differenz)",
        "Wägt das Modell Reichweite und Genauigkeit in jedem Segment gleich gut ab?",
        "Keine Quote: Ihr Intervall entsteht aus Wiederholungsstichproben, oder durch Linearisierung, wo Zeilen gewichtet sind oder \
         Personen mehrfach vorkommen. Sie hängt von der Grundrate ab, daher wirken Segmente mit höherer Grundrate besser.",
    ),
    (
        "matthews_correlation_difference",
        "Matthews-Korrelation (Differenz)",
        "Folgen die Entscheidungen den Ergebnissen in jedem Segment gleich eng?",
        "Keine Quote: Ihr Intervall entsteht aus Wiederholungsstichproben, oder durch Linearisierung, wo Zeilen gewichtet sind oder \
         Personen mehrfach vorkommen.",
    ),
    (
        "representation_ratio",
        "Vertretung (Verhältnis)",
        "Gibt es von diesem Segment so viele Personen in den Daten, wie sein Anteil an der Bevölkerung erwarten lässt?",
        "Braucht die Anteile der Bevölkerung. Zeilen mit unbekanntem Segment fehlen auf beiden Seiten und werden gezählt. Ein \
         Anteil sagt nichts darüber, wie die Vertretenen behandelt wurden.",
    ),
    (
        "representation_total_variation",
        "Abstand zur Bevölkerung (Totalvariation)",
        "Welcher Anteil der Zeilen müsste zu einem anderen Segment gehören, damit die Daten der Bevölkerung gleichen?",
        "Schon die Stichprobe allein macht ihn positiv: neben dem Wert lesen, den der Zufall erwarten lässt.",
    ),
    (
        "population_stability_index",
        "Population Stability Index",
        "Wie weit haben sich die Anteile der Segmente von denen der Bevölkerung entfernt?",
        "Unendlich, wo ein Segment nur auf einer Seite leer ist. Die üblichen Schwellen 0,1 und 0,25 lassen den \
         Stichprobenumfang außer Acht.",
    ),
    (
        "differential_fairness",
        "differenzielle Fairness ε",
        "Um welchen Faktor (e hoch ε) weichen die Aussichten über alle Segmente und beide Entscheidungen höchstens ab?",
        "Unendlich, wo eine Gruppe eine Entscheidung gar nicht hat: siehe differential_fairness_smoothed. Bei vielen kleinen \
         Gruppen nach oben verzerrt.",
    ),
    (
        "differential_fairness_smoothed",
        "differenzielle Fairness ε, geglättet",
        "Um welchen Faktor (e hoch ε) weichen die Aussichten höchstens ab, wenn dünne Segmente etwas zusammengezogen werden?",
        "Gesamtkonzentration 1, ½ je Entscheidung, wie im Code der Autoren und in AIF360; auch 1 je Entscheidung kommt vor.",
    ),
    (
        "differential_fairness_amplification",
        "Verstärkung der Ungleichheit",
        "Vergrößert das Modell einen Unterschied, der schon in den Ergebnissen steckt?",
        "Nur bei gleicher Glättung auf beiden Seiten vergleichbar.",
    ),
    (
        "subgroup_fairness",
        "Untergruppen-Fairness γ",
        "Welches Segment weicht, mit der Zahl seiner Personen gewogen, am stärksten vom Mittel ab?",
        KLEINE_GRUPPEN,
    ),
    (
        "subgroup_fairness_false_positive",
        "Untergruppen-Fairness γ der Fehlalarme",
        "Welches Segment weicht bei den Fehlalarmen, mit der Zahl der Betroffenen gewogen, am stärksten ab?",
        KLEINE_GRUPPEN,
    ),
    (
        "four-fifths",
        "Vier-Fünftel-Regel",
        "Eine Auswahlquote unter vier Fünfteln derjenigen der Gruppe mit der höchsten Quote gilt im Allgemeinen als Anzeichen \
         benachteiligender Wirkung; auch größere Unterschiede können unerheblich sein, wo die Zahlen klein sind.",
        "Der Vergleich ist die beste in den Daten gefundene Gruppe; bei vielen kleinen Gruppen verletzt schon der Zufall die \
         wörtliche Regel: Urteil und Rauschmaß daneben lesen. Der Bundestext wird gerade zurückgenommen.",
    ),
    (
        "two-standard-deviations",
        "Regel der zwei Standardabweichungen",
        "Ein Unterschied von mehr als zwei oder drei Standardabweichungen von dem, was Gleichbehandlung ergäbe, ist verdächtig.",
        "Rein statistisch: bei vielen Zeilen überschreitet sie auch ein belangloser Unterschied. Stets mit der Größe des \
         Unterschieds lesen. Keine Zahl von Zeilen kann einen Unterschied von genau null zeigen, also lautet das Urteil nie \
         „innerhalb“.",
    ),
    (
        "nyc-ll144",
        "Tabellen nach New York City Local Law 144",
        "Auswahlquote und Wirkungsverhältnis, die Quote durch die der am häufigsten ausgewählten Kategorie; bei Scores die \
         Score-Quote, der Anteil über dem Median der ganzen Stichprobe. Getrennt für jede Kategorie und für die Kombination. Eine \
         Kategorie von weniger als 2 % der Daten darf im Verhältnis fehlen; Anzahl und Quote werden dennoch gezeigt. Die Zahl der \
         Personen mit unbekannter Kategorie wird genannt.",
        "Das Gesetz setzt keine Grenze, und diese Tabellen auch nicht. Es verlangt eine unabhängige Prüfung und eine öffentliche \
         Zusammenfassung.",
    ),
    (
        "marketing",
        "Marketing-Vorlage",
        "Jedes Segment erhält die günstige Entscheidung zwischen 0,8- und 1,25-mal so oft wie alle anderen, innerhalb der \
         erklärten Schichten, wo es solche gibt; Personen, die reagieren würden, werden bis auf 5 Prozentpunkte gleich gut erreicht \
         wie alle anderen; ein Angebot lohnt sich bis auf 5 Prozentpunkte gleich oft wie sonst.",
        "Ein Anfang, kein Recht. Legen Sie die Toleranzen mit denen fest, die für das Ergebnis einstehen, bevor Sie es ansehen.",
    ),
];

const SOURCES: &[(&str, &str)] = &[
    ("after Geyik, Ambler and Kenthapadi 2019", "nach Geyik, Ambler und Kenthapadi 2019"),
    ("textbook", "Lehrbuch"),
    ("data-level check", "Prüfung auf Ebene der Daten"),
    (
        "data-level check: a rate compared like any other",
        "Prüfung auf Ebene der Daten: eine Quote, verglichen wie jede andere",
    ),
    (
        "share against a known share; score test of one proportion",
        "Anteil gegen bekannten Anteil; Score-Test eines Anteils",
    ),
    ("total variation distance", "Totalvariationsabstand"),
    ("Oehlert 1992, on the logarithm", "Oehlert 1992, auf dem Logarithmus"),
    ("Hardt, Price, Srebro 2016, for more than two classes", "Hardt, Price, Srebro 2016, für mehr als zwei Klassen"),
    ("29 CFR 1607.4(D), one class against the rest", "29 CFR 1607.4(D), eine Klasse gegen die übrigen"),
    (
        "Miettinen-Nurminen intervals at Šidák's level over classes",
        "Miettinen-Nurminen-Intervalle auf Šidáks Niveau über die Klassen",
    ),
    ("the symmetric Kullback-Leibler divergence", "symmetrische Kullback-Leibler-Divergenz"),
    ("complement of the selection rate", "Gegenstück zur Auswahlquote"),
    ("complement of the false positive rate", "Gegenstück zur Falsch-positiv-Rate"),
    ("complement of the true positive rate", "Gegenstück zur Richtig-positiv-Rate"),
    ("complement of the positive predictive value", "Gegenstück zum positiven Vorhersagewert"),
    ("complement of the negative predictive value", "Gegenstück zum negativen Vorhersagewert"),
    ("complement of accuracy", "Gegenstück zur Genauigkeit"),
    ("complement of equal opportunity", "Gegenstück zur Chancengleichheit"),
    ("fair-lending practice: denial odds", "Praxis der Kreditaufsicht: Ablehnungschancen"),
    ("fair-lending practice; NY DFS 2024", "Praxis der Kreditaufsicht; NY DFS 2024"),
    ("Berk et al. 2018, treatment equality on a bounded scale", "Berk et al. 2018, auf beschränkter Skala"),
];

/// Those of decisions, then those of each task.
fn all_entries() -> impl Iterator<Item = &'static Entry> {
    ENTRIES.iter().chain(super::task_catalogue::ENTRIES.iter().copied().flatten())
}

fn entry(id: &str) -> Option<&'static Entry> {
    all_entries().find(|entry| entry.0 == id)
}

pub(in crate::report) fn metric_name(id: &str) -> &str {
    entry(id).map_or_else(|| crate::report::words::english::metric_name(id), |entry| entry.1)
}

pub(in crate::report) fn criterion_name(id: &str) -> &str {
    let canonical = crate::metric::catalogue::criterion(id).map_or(id, |criterion| criterion.id);
    entry(canonical).map_or_else(|| crate::report::words::english::criterion_name(id), |entry| entry.1)
}

/// Der Name einer Vorlage oder eines Eintrags, wie er auf Deutsch heißt.
pub(in crate::report) fn entry_name(id: &str, english: &'static str) -> &'static str {
    entry(id).map_or(english, |entry| entry.1)
}

pub(in crate::report) fn question(id: &str, english: &'static str) -> &'static str {
    entry(id).map_or(english, |entry| entry.2)
}

pub(in crate::report) fn remark(id: &str, english: &'static str) -> &'static str {
    entry(id).map(|entry| entry.3).filter(|remark| !remark.is_empty()).unwrap_or(english)
}

pub(in crate::report) fn source(english: &'static str) -> &'static str {
    SOURCES.iter().find(|(own, _)| *own == english).map_or(english, |(_, german)| german)
}

pub(in crate::report) const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::NoRows => "es gibt keine Zeile",
        Reason::EmptyDenominator => "der Nenner ist null",
        Reason::NoActualPositives => "keine Zeile ist tatsächlich positiv",
        Reason::NoActualNegatives => "keine Zeile ist tatsächlich negativ",
        Reason::NoneSelected => "keine Zeile ist ausgewählt",
        Reason::NoneRejected => "keine Zeile ist abgelehnt",
        Reason::NoLabels => "keine Zeile hat ein Ergebnis",
        Reason::ZeroOverZero => "beide Quoten sind null",
        Reason::ZeroRate => "eine Quote ist null",
        Reason::OneGroup => "es gibt nur eine Gruppe",
        Reason::NoReference => "die Vergleichsgruppe hat keine Zeilen",
        Reason::NoVariation => "die Werte schwanken nicht",
        Reason::SelectiveLabels => "Ergebnisse sind nur für ausgewählte Zeilen bekannt",
        Reason::LabelsNotDeclared => "es wurden keine Ergebnisse angegeben",
        Reason::TooFewRows => "weniger Zeilen als das Minimum",
        Reason::EmptyStratum => "in einer Schicht fehlt eine der Gruppen",
        Reason::EmptyArm => "behandelte oder unbehandelte Zeilen fehlen",
        Reason::EmptyStep => "niemand erreichte den Schritt davor",
        Reason::NoItems => "die Gruppe hat keinen Artikel",
        Reason::NoPairs => "es gibt kein Paar zum Vergleichen",
        Reason::TooFewUnits => "zu wenige unabhängige Einheiten",
        Reason::Boundary => "die Schätzung liegt am Rand ihres Bereichs",
        Reason::NoSolution => "die Gleichungen haben keine endliche Lösung",
        Reason::NoConvergence => "die Iteration konvergierte nicht",
        Reason::IllConditioned => "die Korrektur ist zu schlecht konditioniert",
        Reason::SmallCell => "die Zelle liegt unter der Veröffentlichungsgrenze",
        Reason::ProtectsSmallCell => "zurückgehalten, damit sich eine kleine Zelle nicht erschließen lässt",
        Reason::NoPopulation => "es wurden keine Anteile einer Bevölkerung angegeben",
        Reason::OutsideDomain => "ein Argument liegt außerhalb des Bereichs der Formel",
        Reason::NoScores => "es wurde kein Score angegeben",
        Reason::WeightedRows => "das Verfahren nimmt keine gewichteten Zeilen",
        Reason::ClusteredRows => "das Verfahren nimmt keine Personen, die mehrfach vorkommen",
        Reason::UserDefined => "die eigene Kennzahl ist hier nicht definiert",
        _ => reason.text(),
    }
}

pub(in crate::report) fn method(method: Method) -> String {
    let name = method.name();
    let known = match method {
        Method::LinearisedWilson => "Wilson-Score bei effektivem Stichprobenumfang",
        Method::ClusteredWilson => "Wilson-Score bei effektivem Stichprobenumfang der Cluster",
        Method::ClopperPearson => "Clopper-Pearson, exakt",
        Method::Newcombe => "Newcombe, hybrider Score",
        Method::DeltaLog => "Delta-Methode auf dem Logarithmus",
        Method::Delta => "Delta-Methode",
        Method::DeltaLogit => "Delta-Methode auf den Log-Chancen",
        Method::Katz => "Katz, logarithmisch",
        Method::Woolf => "Woolf, logarithmisch",
        Method::WoolfHalf => "Woolf, logarithmisch, mit einem halben Zusatz",
        Method::DisjointPairs => "exakt auf Paaren ohne gemeinsame Zeilen",
        Method::UniformBand => "gleichmäßige Bänder (Dvoretzky-Kiefer-Wolfowitz)",
        Method::BootstrapPercentile => "Bootstrap-Perzentile",
        Method::BootstrapBca => "Bootstrap, verzerrungskorrigiert und beschleunigt",
        Method::BootstrapT => "studentisierter Bootstrap",
        Method::ErrorNorm => "Größe des Fehlers",
        Method::CustomerJackknife => "Kunden blockweise ausgelassen (Jackknife), mit Student-Quantil",
        Method::Yuen => "Yuen, gestutzte Mittelwerte",
        Method::ListLinearised => "linearisiert über Listen, mit Student-Quantil",
        Method::SimultaneousPairs => "simultane paarweise Score-Intervalle (Šidák)",
        Method::Transformed => "transformiert",
        _ => return name.strip_suffix(" score").map_or_else(|| name.to_owned(), |own| format!("{own}-Score")),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_the_catalogue_has_its_german() {
        use crate::audit::preset::PRESETS;
        use crate::metric::catalogue::{all_criteria, all_metrics};

        let mut missing: Vec<String> = Vec::new();
        let mut check = |id: &str, note: &str| match entry(id) {
            None => missing.push(format!("{id}: no entry")),
            Some((_, name, question, own)) => {
                if name.is_empty() || question.is_empty() || note.is_empty() != own.is_empty() {
                    missing.push(format!("{id}: name, question or note"));
                }
            }
        };
        for metric in all_metrics() {
            check(metric.id, "");
        }
        for criterion in all_criteria() {
            check(criterion.id, criterion.note);
        }
        for preset in PRESETS {
            check(preset.id, preset.caution);
        }
        for why in Reason::ALL {
            if reason(*why) == why.text() {
                missing.push(format!("reason {why:?}"));
            }
        }
        // A source is a citation, which has no language, or a remark, which begins with a small letter.
        let sources = all_metrics().map(|metric| metric.source).chain(all_criteria().map(|criterion| criterion.source));
        for text in sources.filter(|text| text.starts_with(char::is_lowercase) && !text.starts_with("van ")) {
            if source(text) == text && text != "evenhand" {
                missing.push(format!("source {text:?}"));
            }
        }
        assert!(missing.is_empty(), "src/report/words/german/catalogue.rs lacks:\n{}", missing.join("\n"));
    }

    #[test]
    fn no_entry_stands_twice_or_for_nothing() {
        for (at, (id, ..)) in all_entries().enumerate() {
            assert!(all_entries().take(at).all(|(other, ..)| other != id), "{id} stands twice");
            let known = crate::metric::catalogue::all_metrics().any(|metric| metric.id == *id)
                || crate::metric::catalogue::criterion(id).is_ok()
                || crate::audit::preset::find(id).is_ok();
            assert!(known, "{id} is not in the catalogue");
        }
    }
}
