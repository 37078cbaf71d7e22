//! The task `rankings`.

use crate::report::words::german::catalogue::Entry;

/// Id, name, question and note.
pub(super) const ENTRIES: &[Entry] = &[
    (
        "attention_share",
        "Anteil an der Aufmerksamkeit",
        "Welchen Anteil der Aufmerksamkeit bekommen Artikel dieser Gruppe?",
        "",
    ),
    (
        "target_share",
        "Anteil an den Kandidaten",
        "Welcher Anteil der Artikel, die gelistet werden könnten, ist aus dieser Gruppe?",
        "",
    ),
    (
        "mean_exposure",
        "mittlere Sichtbarkeit",
        "Wie viel Aufmerksamkeit bekommt ein Artikel dieser Gruppe im Mittel?",
        "",
    ),
    ("mean_merit", "mittleres Verdienst", "Wie viel Verdienst haben die Artikel dieser Gruppe im Mittel?", ""),
    (
        "exposure_per_merit",
        "Sichtbarkeit je Verdienst",
        "Wie viel Aufmerksamkeit bekommt diese Gruppe für ihr Verdienst?",
        "",
    ),
    ("clicks_per_item", "Klicks je Artikel", "Wie oft wird ein Artikel dieser Gruppe geklickt, je Liste?", ""),
    ("clicks_per_merit", "Klicks je Verdienst", "Wie viele Klicks bekommt diese Gruppe für ihr Verdienst?", ""),
    ("top_share", "Anteil an den ersten k Plätzen", "Welchen Anteil der besten Plätze hat diese Gruppe?", ""),
    ("skew_at_k", "Skew@k", "Ist diese Gruppe auf den besten Plätzen über- oder unterrepräsentiert?", ""),
    (
        "item_coverage",
        "Anteil je gelisteter Artikel",
        "Welcher Anteil der Artikel dieser Gruppe wird überhaupt jemandem gezeigt?",
        "",
    ),
    (
        "fair_prefix_failures",
        "Listen, die FA*IR nicht bestehen",
        "In welchem Anteil der Listen hat ein Anfangsstück zu wenige Artikel dieser Gruppe?",
        "",
    ),
    (
        "pairwise_accuracy",
        "paarweise Genauigkeit",
        "Wie oft steht ein gewünschter Artikel dieser Gruppe über einem nicht gewünschten?",
        "",
    ),
    (
        "intra_group_accuracy",
        "paarweise Genauigkeit innerhalb der Gruppe",
        "Stimmt die Reihenfolge unter den Artikeln dieser Gruppe?",
        "",
    ),
    (
        "inter_group_accuracy",
        "paarweise Genauigkeit gegen andere Gruppen",
        "Steht ein gewünschter Artikel dieser Gruppe über nicht gewünschten anderer Gruppen?",
        "",
    ),
    ("precision_at_k", "Precision@k", "Welchen Anteil der gezeigten Artikel wünschen die Kunden dieses Segments?", ""),
    (
        "exposure_ratio",
        "Sichtbarkeit (Verhältnis)",
        "Bekommt ein Artikel jeder Gruppe gleich viel Aufmerksamkeit?",
        "Artikel, die nie gelistet werden, zählen mit Sichtbarkeit 0; darum müssen Katalog oder Kandidaten in den Daten stehen.",
    ),
    (
        "exposure_per_merit_ratio",
        "Sichtbarkeit je Verdienst (Verhältnis)",
        "Bekommt jede Gruppe Aufmerksamkeit nach ihrem Verdienst?",
        "Mit Klicks statt Aufmerksamkeit ist es das Wirkungsverhältnis derselben Autoren, `clicks_per_merit_ratio`. Das Verdienst gilt als bekannt.",
    ),
    (
        "clicks_ratio",
        "Klicks je Artikel (Verhältnis)",
        "Wird ein Artikel jeder Gruppe gleich oft geklickt?",
        "Klicks hängen vom Platz wie vom Artikel ab: was niemand sieht, klickt niemand.",
    ),
    (
        "clicks_per_merit_ratio",
        "Klicks je Verdienst (Verhältnis)",
        "Bekommt jede Gruppe Klicks nach ihrem Verdienst?",
        "Das Wirkungsverhältnis der Autoren, mit beobachteten Klicks. Das Verdienst gilt als bekannt.",
    ),
    (
        "pairwise_accuracy_difference",
        "paarweise Genauigkeit (Differenz)",
        "Werden gewünschte Artikel jeder Gruppe gleich gut gereiht, in Prozentpunkten?",
        "Nur gelistete Artikel: was nie gelistet war, hat keinen Rang.",
    ),
    (
        "precision_at_k_difference",
        "Precision@k (Differenz)",
        "Enthalten die Listen der Kunden jedes Segments gleich viel Gewünschtes, in Prozentpunkten?",
        "Wer mehr Artikel wünscht, wird schon durch Zufall besser bedient: daneben lesen, wie viel jeder wünscht.",
    ),
    (
        "attention_gap",
        "Anteil an der Aufmerksamkeit weniger Anteil an den Kandidaten",
        "Bekommt jede Gruppe die Aufmerksamkeit, die ihr nach ihrem Anteil an den Kandidaten zusteht?",
        "Gemessen am eigenen Anteil der Gruppe, nicht an anderen Gruppen.",
    ),
    (
        "ndkl",
        "NDKL",
        "Wie weit liegen die Anteile der Gruppen an allen Anfangsstücken von ihren Anteilen an den Kandidaten?",
        "Es liegt für jede Liste über 0, weil der erste Platz einer Gruppe gehört: den p-Wert lesen oder `ndkl_excess` beurteilen. Manche Werkzeuge rechnen in Bit.",
    ),
    (
        "ndkl_excess",
        "NDKL weniger das, was der Zufall daraus macht",
        "Wie viel weiter liegen die Anteile der Gruppen an allen Anfangsstücken von ihren Anteilen an den Kandidaten als durch Zufall?",
        "0, wo die Reihenfolge nicht von der Gruppe abhängt; unter 0, wo Listen gleichmäßiger sind als der Zufall. Der Zufall ist der der Option `null`.",
    ),
    (
        "min_skew",
        "MinSkew@k",
        "Wie weit liegt die am schwächsten vertretene Gruppe unter ihrem Anteil?",
        "Über die Plätze aller Listen zusammen. Der kleinste von mehreren liegt schon durch Zufall unter 0. Manche Werkzeuge glätten mit einem Platz mehr.",
    ),
    (
        "max_skew",
        "MaxSkew@k",
        "Wie weit liegt die am stärksten vertretene Gruppe über ihrem Anteil?",
        "Über die Plätze aller Listen zusammen. Der größte von mehreren liegt schon durch Zufall über 0.",
    ),
    (
        "infeasible_index",
        "Index der Unerfüllbarkeit",
        "In wie vielen Anfangsstücken hat eine Gruppe weniger Plätze, als ihr zustehen?",
        "Anfangsstücke von 1 bis zur ganzen Liste. Manche Werkzeuge zählen jede Gruppe eines Anfangsstücks oder lassen die ganze Liste aus.",
    ),
    (
        "infeasible_count",
        "Anzahl der Unerfüllbarkeit",
        "Wie oft hat eine Gruppe in einem Anfangsstück weniger Plätze, als ihr zustehen?",
        "",
    ),
    (
        "attention_similarity",
        "nach Aufmerksamkeit gewichtete Ranggerechtigkeit",
        "Wie ähnlich sind die Anteile an der Aufmerksamkeit und an den Kandidaten, von 0 bis 1?",
        "Über die Aufmerksamkeit aller Listen zusammen.",
    ),
];
