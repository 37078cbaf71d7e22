//! The task `individual`.

use crate::report::words::german::catalogue::Entry;

/// Id, name, question and note.
pub(super) const ENTRIES: &[Entry] = &[
    ("mean_benefit", "mittlerer Nutzen", "Wie viel bekommt eine Person dieses Segments?", ""),
    (
        "generalised_entropy",
        "verallgemeinerte Entropie des Nutzens",
        "Wie ungleich ist der Nutzen über die Personen dieses Segments verteilt?",
        "",
    ),
    ("theil_index", "Theil-Index des Nutzens", "Dasselbe, mit dem Gewicht auf denen, die nichts bekommen?", ""),
    (
        "coefficient_of_variation",
        "Variationskoeffizient des Nutzens",
        "Um welchen Anteil des Mittels weichen die Nutzen in diesem Segment voneinander ab?",
        "",
    ),
    (
        "consistency",
        "Konsistenz",
        "Wird über Personen dieses Segments entschieden wie über die, die ihnen gleichen?",
        "",
    ),
    (
        "mean_benefit_ratio",
        "mittlerer Nutzen (Verhältnis)",
        "Bekommt jedes Segment gleich viel, nach dem, was Entscheidungen den Personen wert sind?",
        "Die übliche Tafel zählt ein falsch Positives als gut für die Person; eine andere angeben, wo es das nicht ist.",
    ),
    (
        "mean_benefit_difference",
        "mittlerer Nutzen (Differenz)",
        "Wie viel mehr bekommt ein Segment als die anderen?",
        "",
    ),
    (
        "generalised_entropy_difference",
        "verallgemeinerte Entropie des Nutzens (Differenz)",
        "Ist der Nutzen innerhalb eines Segments ungleicher verteilt als innerhalb der anderen?",
        "",
    ),
    (
        "consistency_difference",
        "Konsistenz (Differenz)",
        "Wird in jedem Segment gleich oft entschieden wie über die, die einander gleichen?",
        "Zeilen teilen sich Nachbarn, das Intervall ist deshalb eine Näherung.",
    ),
    (
        "between_group_entropy",
        "Ungleichheit des Nutzens zwischen den Gruppen",
        "Wie viel der Ungleichheit liegt zwischen den Segmenten und nicht in ihnen?",
        "Schon der Zufall macht sie positiv: der p-Wert sagt, wie leicht. Sie wird gezeigt und nicht beurteilt.",
    ),
    (
        "between_group_share",
        "Anteil der Ungleichheit zwischen den Gruppen",
        "Welcher Anteil der Ungleichheit liegt zwischen den Segmenten?",
        "Wird gezeigt und nicht beurteilt.",
    ),
];
