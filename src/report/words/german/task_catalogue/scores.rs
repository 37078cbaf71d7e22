//! The task `scores`.

use crate::report::words::german::catalogue::Entry;

const ZUFALL: &str =
    "Schon durch Zufall positiv, und umso mehr, je kleiner das Segment: den p-Wert der Permutation lesen.";
const DKW: &str =
    "Das Intervall gilt für jede Verteilung (Dvoretzky, Kiefer, Wolfowitz; Massart 1990) und ist deshalb breit.";

/// Id, name, question and note.
pub(super) const ENTRIES: &[Entry] = &[
    ("auc", "AUC", "Wie oft stellt der Score jemanden, der reagiert, über jemanden, der nicht reagiert?", ""),
    (
        "auc_binning_bound",
        "Klassenschranke der AUC",
        "Um wie viel kann das Zählen in Klassen die AUC verändert haben?",
        "",
    ),
    ("other_auc", "AUC des anderen Scores", "Wie gut reiht der andere Score dieses Segment?", ""),
    ("auc_change", "Änderung der AUC", "Reiht der andere Score dieses Segment besser oder schlechter?", ""),
    ("mean_score", "mittlerer Score", "Wie hoch sind die Scores dieses Segments?", ""),
    ("outcome_rate", "Reaktionsquote", "Welcher Anteil dieses Segments hat reagiert?", ""),
    (
        "positive_class_mean",
        "mittlerer Score der Reagierenden",
        "Wie hoch sind die Scores derer, die reagiert haben?",
        "",
    ),
    (
        "negative_class_mean",
        "mittlerer Score der anderen",
        "Wie hoch sind die Scores derer, die nicht reagiert haben?",
        "",
    ),
    (
        "calibration_in_the_large",
        "Kalibrierung im Ganzen",
        "Reagiert dieses Segment so oft, wie seine Scores sagen?",
        "",
    ),
    (
        "calibration_intercept",
        "Achsenabschnitt der Kalibrierung",
        "Um wie viel liegen alle Log-Chancen dieses Segments daneben?",
        "",
    ),
    (
        "calibration_slope",
        "Steigung der Kalibrierung",
        "Sind die Scores dieses Segments zu extrem, unter 1, oder zu zaghaft?",
        "",
    ),
    (
        "expected_calibration_error",
        "erwarteter Kalibrierungsfehler",
        "Wie weit liegen die Scores im Mittel daneben, Klasse für Klasse?",
        "",
    ),
    (
        "calibration_null_level",
        "Kalibrierungsfehler durch Zufall",
        "Wie groß wäre dieser Fehler, wenn jeder Score stimmte?",
        "",
    ),
    (
        "debiased_calibration_error",
        "Kalibrierungsfehler ohne Zufall",
        "Wie weit liegen die Scores daneben über das hinaus, was der Zufall gibt?",
        "",
    ),
    ("brier_score", "Brier-Score", "Wie weit liegen Scores und Ergebnisse auseinander, im Quadrat?", ""),
    (
        "corp_miscalibration",
        "Fehlkalibrierung (CORP)",
        "Wie viel vom Brier-Score nähme eine neue Kalibrierung weg?",
        "",
    ),
    ("corp_discrimination", "Trennschärfe (CORP)", "Was ist die Reihenfolge der Scores wert?", ""),
    (
        "cumulative_calibration_deviation",
        "kumulierte Kalibrierungsabweichung",
        "Gibt es einen Bereich der Scores, der daneben liegt, gleich welche Klassen?",
        "",
    ),
    (
        "cumulative_calibration_p",
        "p bei kalibrierten Scores",
        "Wie oft wichen richtige Scores durch Zufall so weit ab?",
        "",
    ),
    (
        "auc_difference",
        "AUC (Differenz)",
        "Ordnet der Score die Kunden aller Segmente gleich gut?",
        "Gleiche AUC bedeutet an keiner Schwelle Parität und verdeckt, wie Segmente gegeneinander geordnet werden: siehe cross_auc_difference.",
    ),
    (
        "cross_auc_difference",
        "AUC über Segmente hinweg (Differenz)",
        "Stehen Reagierende dieses Segments so oft über Nichtreagierenden der anderen wie umgekehrt?",
        "",
    ),
    (
        "bpsn_auc_difference",
        "BPSN-AUC (Differenz)",
        "Haben Nichtreagierende dieses Segments so hohe Scores, dass sie an Reagierenden der anderen vorbeiziehen?",
        "",
    ),
    (
        "bnsp_auc_difference",
        "BNSP-AUC (Differenz)",
        "Haben Reagierende dieses Segments so niedrige Scores, dass Nichtreagierende der anderen an ihnen vorbeiziehen?",
        "",
    ),
    (
        "abroca",
        "Fläche zwischen ROC-Kurven",
        "Gehen die ROC-Kurven irgendwo auseinander, auch wo ihre Flächen gleich sind?",
        "Nie negativ und in kleinen Segmenten durch Zufall größer: den p-Wert der Permutation lesen.",
    ),
    ("mean_score_difference", "mittlerer Score (Differenz)", "Sind die Scores aller Segmente gleich hoch?", ""),
    (
        "positive_class_balance_difference",
        "Balance der Reagierenden",
        "Haben Reagierende aller Segmente gleich hohe Scores?",
        "",
    ),
    (
        "negative_class_balance_difference",
        "Balance der Nichtreagierenden",
        "Haben Nichtreagierende aller Segmente gleich hohe Scores?",
        "",
    ),
    (
        "calibration_in_the_large_difference",
        "Kalibrierung im Ganzen (Differenz)",
        "Stimmen die Scores aller Segmente im Mittel gleich gut?",
        "Erwartete Kalibrierungsfehler ungleich großer Segmente werden nicht verglichen: Der Zufall macht den des kleinen größer.",
    ),
    (
        "calibration_slope_difference",
        "Steigung der Kalibrierung (Differenz)",
        "Sind die Scores aller Segmente so extrem, wie sie sein sollten?",
        "",
    ),
    (
        "kolmogorov_smirnov",
        "größter Abstand der Score-Verteilungen",
        "Wie weit liegen die Auswahlquoten an der ungünstigsten Schwelle auseinander?",
        DKW,
    ),
    (
        "wasserstein_1",
        "Abstand der Score-Verteilungen",
        "Um wie viel müssten Scores im Mittel verschoben werden, um gleich verteilt zu sein?",
        DKW,
    ),
    (
        "score_total_variation",
        "Totalvariation der Scores",
        "Welcher Anteil der Scores müsste die Klasse wechseln?",
        ZUFALL,
    ),
    (
        "score_jensen_shannon",
        "Jensen-Shannon-Divergenz der Scores",
        "Wie viel verraten Scores über das Segment?",
        ZUFALL,
    ),
    (
        "score_kullback_leibler",
        "Kullback-Leibler-Divergenz der Scores",
        "Wie überraschend sind die Scores dieses Segments für den, der die der Referenz erwartet?",
        ZUFALL,
    ),
    (
        "score_hellinger",
        "Hellinger-Abstand der Scores",
        "Wie weit liegen die Verteilungen der Scores auseinander, Klasse für Klasse?",
        ZUFALL,
    ),
    (
        "score_population_stability",
        "Populationsstabilitätsindex der Scores",
        "Wie weit liegen die Verteilungen der Scores auseinander, gemessen wie eine Drift?",
        "Die üblichen Grenzen 0,1 und 0,25 lassen die Größe außer Acht: den p-Wert der Permutation lesen.",
    ),
    ("multiaccuracy_error", "Multiaccuracy-Fehler", "Wie weit liegt das schlechteste Segment im Mittel daneben?", ""),
    (
        "multicalibration_error",
        "Multikalibrierungsfehler",
        "Wie weit liegt der schlechteste Bereich der Scores irgendeines Segments daneben?",
        "",
    ),
    (
        "subgroup_auc_shortfall",
        "Segment-AUC (Potenzmittel, Rückstand)",
        "Wie weit fallen die am schlechtesten geordneten Segmente zurück?",
        "",
    ),
    (
        "bpsn_auc_shortfall",
        "BPSN-AUC (Potenzmittel, Rückstand)",
        "Haben Nichtreagierende eines Segments zu hohe Scores?",
        "",
    ),
    (
        "bnsp_auc_shortfall",
        "BNSP-AUC (Potenzmittel, Rückstand)",
        "Haben Reagierende eines Segments zu niedrige Scores?",
        "",
    ),
    (
        "auc_change_of_segment",
        "Änderung der AUC mit dem anderen Score",
        "Würde ein Segment vom anderen Score schlechter gereiht?",
        "Verglichen mit keiner Änderung, nicht mit anderen Segmenten; beide Scores sind von denselben Zeilen, was das Intervall berücksichtigt.",
    ),
    (
        "auc_gap_change",
        "Änderung des Abstands der AUC mit dem anderen Score",
        "Reiht der andere Score manche Segmente um mehr besser als andere, als es dieser tut?",
        "Ein Score, aus dem ein Stellvertreter genommen wurde, ändert sich dort am meisten, wo der Stellvertreter am meisten sagte.",
    ),
];
