//! The task `classes`.

use crate::report::words::german::catalogue::Entry;

const OPTION: &str = "Braucht die Option `class`.";

/// Id, name, question and note.
pub(super) const ENTRIES: &[Entry] = &[
    ("class_accuracy", "Anteil richtiger Vorhersagen", "Wie oft stimmt die Klasse für dieses Segment?", ""),
    (
        "macro_recall",
        "mittlere Trefferquote der Klassen",
        "Wie oft stimmt die Klasse für dieses Segment, wenn seltene Klassen so viel wiegen wie andere?",
        "",
    ),
    ("class_share", "Anteil der Klasse", "Welchem Anteil dieses Segments wird die Klasse angeboten?", ""),
    (
        "class_recall",
        "Trefferquote der Klasse",
        "Welchem Anteil derer, zu denen die Klasse passt, wird sie in diesem Segment angeboten?",
        "",
    ),
    (
        "class_precision",
        "Genauigkeit der Klasse",
        "Zu welchem Anteil derer, denen sie angeboten wird, passt die Klasse in diesem Segment?",
        "",
    ),
    (
        "class_false_positive_rate",
        "Falsch-positiv-Rate der Klasse",
        "Welchem Anteil derer, zu denen die Klasse nicht passt, wird sie in diesem Segment dennoch angeboten?",
        "",
    ),
    (
        "class_accuracy_difference",
        "Anteil richtiger Vorhersagen (Differenz)",
        "Stimmt die Klasse für jedes Segment gleich oft?",
        "",
    ),
    (
        "macro_recall_difference",
        "mittlere Trefferquote der Klassen (Differenz)",
        "Wird jede Klasse in jedem Segment im Mittel gleich oft gefunden?",
        "Klassen, in denen es einem Segment besser geht, können andere aufwiegen: Die schlechteste Klasse kann sich nicht verstecken.",
    ),
    (
        "class_share_ratio",
        "Anteil der Klasse (Verhältnis)",
        "Wird die Klasse jedem Segment gleich oft angeboten?",
        OPTION,
    ),
    (
        "class_share_difference",
        "Anteil der Klasse (Differenz)",
        "Wie viel öfter wird die Klasse einem Segment angeboten?",
        OPTION,
    ),
    (
        "class_recall_difference",
        "Trefferquote der Klasse (Differenz)",
        "Wird die Klasse denen, zu denen sie passt, in jedem Segment gleich oft angeboten?",
        OPTION,
    ),
    (
        "class_precision_difference",
        "Genauigkeit der Klasse (Differenz)",
        "Passt die Klasse in jedem Segment gleich oft zu denen, denen sie angeboten wird?",
        OPTION,
    ),
    (
        "class_false_positive_rate_difference",
        "Falsch-positiv-Rate der Klasse (Differenz)",
        "Bleiben die, zu denen die Klasse nicht passt, in jedem Segment gleich oft verschont?",
        OPTION,
    ),
    (
        "prediction_mix_distance",
        "Abstand der vorhergesagten Klassen",
        "Welchem Anteil eines Segments müsste eine andere Klasse angeboten werden, damit die Mischung die der anderen ist?",
        "Schon der Zufall macht ihn positiv; das Intervall berücksichtigt das.",
    ),
    (
        "ordinal_prediction_distance",
        "Abstand der vorhergesagten Stufen",
        "Um wie viele Stufen müsste ein Segment im Mittel rücken, um eingestuft zu sein wie die anderen?",
        "Braucht die Option `order`, oder zählt die Klassen nach Namen.",
    ),
    (
        "class_odds_distance",
        "gleiche Chancen der Klassen",
        "Werden Personen, zu denen dieselbe Klasse passt, in jedem Segment gleich vorhergesagt?",
        "Andere Werkzeuge mitteln über Klassen oder über absolute Differenzen der ganzen Konfusionsmatrix.",
    ),
    (
        "worst_class_share_difference",
        "Anteil einer Klasse oder eines Etiketts, schlechteste (Differenz)",
        "Gibt es eine Klasse, die einem Segment öfter oder seltener angeboten wird als den anderen?",
        "Die Abbildung der vorhergesagten Klassen zeigt, welche.",
    ),
    (
        "worst_class_recall_difference",
        "Trefferquote einer Klasse oder eines Etiketts, schlechteste (Differenz)",
        "Gibt es eine Klasse, die in einem Segment seltener gefunden wird?",
        "Klassen, zu denen auf einer Seite niemand gehört, bleiben aus.",
    ),
    (
        "worst_class_false_positive_rate_difference",
        "Falsch-positiv-Rate einer Klasse oder eines Etiketts, schlechteste (Differenz)",
        "Gibt es eine Klasse, die einem Segment öfter angeboten wird, als sie passt?",
        "",
    ),
    (
        "worst_class_precision_difference",
        "Genauigkeit einer Klasse oder eines Etiketts, schlechteste (Differenz)",
        "Gibt es eine Klasse, die seltener zu denen eines Segments passt, denen sie angeboten wird?",
        "",
    ),
];
