//! The task `values`.

use crate::report::words::german::catalogue::Entry;

/// Id, name, question and note.
pub(super) const ENTRIES: &[Entry] = &[
    (
        "mean_prediction",
        "mittlere Vorhersage",
        "Wie viel erwartet das Modell von diesem Segment, oder gibt es ihm?",
        "",
    ),
    ("mean_outcome", "mittlere Beobachtung", "Wie viel kam von diesem Segment?", ""),
    ("mean_residual", "mittleres Residuum", "Um wie viel ist dieses Segment mehr wert, als das Modell glaubt?", ""),
    (
        "predicted_over_observed",
        "Vorhersage durch Beobachtung",
        "Das Wievielfache dessen, was kommt, erwartet das Modell von diesem Segment?",
        "",
    ),
    (
        "mean_absolute_error",
        "mittlerer absoluter Fehler",
        "Wie weit liegt das Modell bei einer Person dieses Segments daneben?",
        "",
    ),
    (
        "root_mean_squared_error",
        "Wurzel des mittleren quadratischen Fehlers",
        "Wie weit liegt das Modell in diesem Segment daneben, wenn große Fehler mehr wiegen?",
        "",
    ),
    ("r_squared", "R²", "Wie viel von dem, was die Personen dieses Segments unterscheidet, sieht das Modell?", ""),
    (
        "absolute_error_quantile",
        "Quantil der absoluten Fehler",
        "Wie weit liegt das Modell bei denen daneben, die es am wenigsten kennt?",
        "",
    ),
    (
        "trimmed_mean_residual",
        "gestutztes mittleres Residuum",
        "Um wie viel ist dieses Segment mehr wert, als das Modell glaubt, ohne die Extreme?",
        "",
    ),
    (
        "winsorised_mean_residual",
        "winsorisiertes mittleres Residuum",
        "Um wie viel ist dieses Segment mehr wert, als das Modell glaubt, wenn Extreme als die größten gewöhnlichen zählen?",
        "",
    ),
    (
        "mean_prediction_ratio",
        "mittlere Vorhersage (Verhältnis)",
        "Bekommt jedes Segment, oder gilt es dem Modell als, gleich viel?",
        "Wo Segmente sich wirklich unterscheiden, ist Gleiches nicht gleiche Behandlung: neben Vorhersage durch Beobachtung lesen.",
    ),
    (
        "mean_prediction_difference",
        "mittlere Vorhersage (Differenz)",
        "Wie viel mehr bekommt ein Segment als die anderen?",
        "",
    ),
    (
        "mean_outcome_ratio",
        "mittlere Beobachtung (Verhältnis)",
        "Ist jedes Segment gleich viel wert, was auch das Modell sagt?",
        "",
    ),
    (
        "mean_residual_difference",
        "mittleres Residuum (Differenz)",
        "Wird ein Segment im Vergleich mit den anderen unterschätzt?",
        "In der Einheit des Betrags.",
    ),
    (
        "predicted_over_observed_ratio",
        "Vorhersage durch Beobachtung (Verhältnis)",
        "Wird jedes Segment um denselben Faktor überschätzt?",
        "Gibt es, wo beide Mittelwerte positiv sind.",
    ),
    (
        "mean_absolute_error_ratio",
        "mittlerer absoluter Fehler (Verhältnis)",
        "Kennt das Modell jedes Segment gleich gut?",
        "",
    ),
    (
        "root_mean_squared_error_ratio",
        "Wurzel des mittleren quadratischen Fehlers (Verhältnis)",
        "Macht das Modell seine großen Fehler in allen Segmenten gleich?",
        "",
    ),
    (
        "r_squared_difference",
        "R² (Differenz)",
        "Unterscheidet das Modell die Personen jedes Segments gleich gut?",
        "Davon mitbestimmt, wie sehr Beobachtungen innerhalb der Segmente streuen: neben der Wurzel des mittleren quadratischen \
         Fehlers lesen.",
    ),
    (
        "trimmed_residual_difference",
        "gestutztes mittleres Residuum (Differenz)",
        "Wird eine gewöhnliche Person eines Segments im Vergleich mit den anderen unterschätzt?",
        "Wer an den Enden ausgelassen wird, ist nicht beurteilt.",
    ),
    (
        "winsorised_residual_difference",
        "winsorisiertes mittleres Residuum (Differenz)",
        "Wird ein Segment unterschätzt, wenn Extreme als die größten gewöhnlichen zählen?",
        "",
    ),
    (
        "standardised_difference_pooled",
        "standardisierte Mittelwertdifferenz, gemeinsam",
        "Wie weit liegen die Vorhersagen eines Segments von denen der anderen, in Standardabweichungen?",
        "Anderswo z-Wert genannt, obwohl nicht durch einen Standardfehler geteilt wird.",
    ),
    (
        "standardised_difference_hedges",
        "standardisierte Mittelwertdifferenz, Hedges",
        "Dasselbe, ohne die Verzerrung kleiner Segmente?",
        "",
    ),
    (
        "standardised_difference_overall",
        "standardisierte Mittelwertdifferenz, insgesamt",
        "Wie weit liegen die Vorhersagen eines Segments von denen der anderen, an der Streuung aller gemessen?",
        "",
    ),
    (
        "standardised_difference_reference",
        "standardisierte Mittelwertdifferenz, Vergleich",
        "Wie weit liegen die Vorhersagen eines Segments von denen der anderen, an deren Streuung gemessen?",
        "",
    ),
    (
        "standardised_difference_average",
        "standardisierte Mittelwertdifferenz, mittlere Varianz",
        "Wie weit liegen die Vorhersagen eines Segments von denen der anderen, wenn beide Streuungen gleich wiegen?",
        "",
    ),
    (
        "prediction_parity",
        "statistische Parität der Vorhersagen",
        "An der Schwelle, an der es am meisten ausmacht: wie verschieden würden Segmente erreicht?",
        "Dort gegen alle: das ist (1 − Anteil des Segments) mal dieser Wert gegen die übrigen.",
    ),
    (
        "prediction_transport",
        "Transportabstand der Vorhersagen",
        "Um wie viel müssten sich die Vorhersagen eines Segments im Mittel bewegen, um wie die der anderen verteilt zu sein?",
        "Schon der Zufall macht ihn positiv, was sein Intervall berücksichtigt.",
    ),
    (
        "bounded_group_loss",
        "begrenzter Gruppenverlust",
        "Ist der Fehler des Modells in jedem Segment höchstens so groß, wie wir hinnehmen?",
        "Die Toleranz ist die Grenze, in der Einheit des Verlusts. Die obere Schranke muss nur für das schlechteste Segment \
         gelten; die untere berücksichtigt die Suche.",
    ),
];
