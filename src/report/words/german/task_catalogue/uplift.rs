//! The task `uplift`.

use crate::report::words::german::catalogue::Entry;

/// Id, name, question and note.
pub(super) const ENTRIES: &[Entry] = &[
    (
        "treatment_effect",
        "Wirkung der Maßnahme",
        "Wie viele Kunden dieses Segments mehr reagieren wegen der Maßnahme?",
        "",
    ),
    (
        "amount_effect",
        "Wirkung auf den Betrag",
        "Wie viel mehr gibt ein Kunde dieses Segments wegen der Maßnahme aus?",
        "",
    ),
    ("treated_outcome_rate", "Reaktionsquote mit Maßnahme", "Welcher Anteil der behandelten Kunden reagiert?", ""),
    ("untreated_outcome_rate", "Reaktionsquote ohne Maßnahme", "Welcher Anteil der Kunden reagiert ohnehin?", ""),
    ("treated_mean_amount", "mittlerer Betrag mit Maßnahme", "Wie viel gibt ein behandelter Kunde aus?", ""),
    ("untreated_mean_amount", "mittlerer Betrag ohne Maßnahme", "Wie viel gibt ein Kunde ohnehin aus?", ""),
    ("targeting_rate", "Anteil der Ausgewählten", "Welchen Anteil dieses Segments würde die Regel behandeln?", ""),
    ("policy_value", "Wert der Regel", "Was brächte ein Kunde dieses Segments ein, wenn die Regel entschiede?", ""),
    (
        "normalised_policy_value",
        "Wert der Regel (Gewichte normiert)",
        "Was brächte ein Kunde ein, wenn die Regel entschiede, mit ruhigeren Gewichten?",
        "",
    ),
    (
        "policy_gain",
        "Gewinn durch die Regel",
        "Was bringt die Regel einem Kunden dieses Segments mehr, als niemanden zu behandeln?",
        "",
    ),
    (
        "robust_policy_value",
        "Wert der Regel (doppelt robust)",
        "Was brächte ein Kunde ein, wenn die Regel entschiede, gestützt auf ein Modell des Ergebnisses?",
        "",
    ),
    (
        "robust_policy_gain",
        "Gewinn durch die Regel (doppelt robust)",
        "Was bringt die Regel einem Kunden mehr, gestützt auf ein Modell des Ergebnisses?",
        "",
    ),
    (
        "qini_coefficient",
        "Qini-Koeffizient",
        "Wie viele Reaktionen mehr bringt es, die am besten Bewerteten zuerst zu behandeln statt zufällig?",
        "",
    ),
    (
        "qini_per_treated",
        "Qini-Koeffizient je behandeltem Kunden",
        "Wie gut findet der Score die Kunden dieses Segments, die sich bewegen lassen?",
        "",
    ),
    (
        "benefiting_at_least",
        "Anteil mit Nutzen, mindestens",
        "Welcher Anteil reagiert nur wegen der Maßnahme, so wenige es nach den Daten sein können?",
        "",
    ),
    (
        "benefiting_at_most",
        "Anteil mit Nutzen, höchstens",
        "Welcher Anteil reagiert nur wegen der Maßnahme, so viele es nach den Daten sein können?",
        "",
    ),
    (
        "treatment_effect_difference",
        "Wirkung der Maßnahme (Differenz)",
        "Bewegt die Maßnahme in jedem Segment gleich viele Kunden, in Prozentpunkten?",
        "Auch durch Zufall unterscheiden sich die Wirkungen der Segmente: daneben steht der Test auf gleiche Wirkung.",
    ),
    (
        "amount_effect_difference",
        "Wirkung auf den Betrag (Differenz)",
        "Bringt die Maßnahme bei einem Kunden jedes Segments gleich viel?",
        "",
    ),
    (
        "targeting_difference",
        "gleiche Auswahl (Differenz)",
        "Würde die Regel jedes Segment gleich oft behandeln, in Prozentpunkten?",
        "",
    ),
    (
        "targeting_ratio",
        "gleiche Auswahl (Verhältnis)",
        "Würde die Regel jedes Segment gleich oft behandeln, im Verhältnis zu den anderen?",
        "Ein Segment, das die Maßnahme nicht bewegt, wird zu Recht seltener ausgewählt: neben der Wirkung lesen.",
    ),
    (
        "policy_value_difference",
        "Wert der Regel (Differenz)",
        "Brächte ein Kunde jedes Segments gleich viel ein, wenn die Regel entschiede?",
        "Darin steckt, was Kunden ohnehin einbrächten; im Gewinn durch die Regel nicht.",
    ),
    (
        "benefit_parity_difference",
        "gleicher Nutzen (Differenz)",
        "Bringt die Regel einem Kunden jedes Segments gleich viel?",
        "",
    ),
    (
        "robust_benefit_parity_difference",
        "gleicher Nutzen (Differenz, doppelt robust)",
        "Bringt die Regel einem Kunden jedes Segments gleich viel, nach der ruhigeren Schätzung?",
        "Die Vorhersagen dürfen nicht an die Zeilen angepasst sein, für die sie gelten.",
    ),
    (
        "qini_difference",
        "Qini-Koeffizient je behandeltem Kunden (Differenz)",
        "Findet der Score die, die sich bewegen lassen, in jedem Segment gleich gut?",
        "",
    ),
    (
        "harm_of_targeted",
        "Wirkung, wo die Regel behandelt",
        "Wird ein Segment behandelt, dem die Maßnahme schadet?",
        "Verglichen mit keiner Wirkung, nicht mit anderen Segmenten. Ein Segment, von dem niemand ausgewählt ist, hat keinen Wert.",
    ),
    (
        "amount_harm_of_targeted",
        "Wirkung auf den Betrag, wo die Regel behandelt",
        "Wird ein Segment behandelt, das wegen der Maßnahme weniger ausgibt?",
        "Verglichen mit keiner Wirkung, nicht mit anderen Segmenten. Ein Segment, von dem niemand ausgewählt ist, hat keinen Wert.",
    ),
    (
        "effect_heterogeneity",
        "Verschiedenheit der Wirkungen (Cochrans Q)",
        "Könnte die Maßnahme in jedem Segment gleich wirken und der Rest Zufall sein?",
        "Schon der Zufall macht es so groß wie die Zahl der Segmente weniger eins, und es wächst mit den Zeilen: den p-Wert lesen und `effect_spread` beurteilen.",
    ),
    (
        "effect_spread",
        "Streuung der Wirkungen zwischen Segmenten",
        "Wie weit liegen die Wirkungen der Segmente auseinander, über den Zufall hinaus?",
        "Die Standardabweichung der wahren Wirkungen, in Einheiten der Wirkung, jedes Segment gleich gezählt: 0,02 sind zwei Prozentpunkte. Ihr Test auf 0 ist der von Cochran.",
    ),
];
