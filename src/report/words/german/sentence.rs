//! Sätze über einen Vergleich: was zu sehen ist, wie sicher es ist und was die Richtlinie verlangt.

use super::W;
use super::label::{counted, members};
use crate::audit::{
    Assessment, Audited, Correction, CountedUnit, Finding, FindingCode, Reference, ReferenceGroup, Rule, Summary,
    Tolerance, Verdict,
};
use crate::data::Favourable;
use crate::metric::{Comparison, Composition, PopulationStatistic, catalogue};
use crate::report::numbers::{self, Scale};
use crate::report::reading::{scale, single, strata, unit};
use crate::report::text::Text;

pub(in crate::report) fn reference(summary: Summary, reference: &ReferenceGroup) -> Text {
    let slice =
        || reference.slice.as_ref().map_or_else(|| Text::from("ein Segment ohne Zeilen"), |slice| W.slice(slice));
    if summary == Summary::Worst {
        return slice();
    }
    match &reference.reference {
        Reference::Rest => "alle anderen".into(),
        Reference::Overall => "alle".into(),
        Reference::Best => slice().plain(", das am besten behandelte Segment"),
        Reference::Largest => slice().plain(", das größte Segment"),
        Reference::Population => "die angegebene Bevölkerung".into(),
        Reference::Levels(_) | Reference::WidestPair => slice(),
    }
}

/// Wie der Vergleich gewählt wurde.
pub(in crate::report) fn chosen(reference: &Reference) -> &'static str {
    match reference {
        Reference::Rest => "alle anderen",
        Reference::Overall => "alle, das Segment eingeschlossen",
        Reference::Best => "das am besten behandelte Segment, aus den Daten bestimmt",
        Reference::Largest => "das größte Segment",
        Reference::Population => "die angegebene Bevölkerung",
        Reference::WidestPair => "das andere Segment des größten Abstands",
        Reference::Levels(_) => "von der Richtlinie festgelegt",
    }
}

pub(in crate::report) const fn correction(correction: Correction) -> &'static str {
    match correction {
        Correction::Holm => "Holm",
        Correction::BenjaminiHochberg => "Benjamini-Hochberg",
        Correction::BenjaminiYekutieli => "Benjamini-Yekutieli",
        Correction::EBenjaminiHochberg => "Benjamini-Hochberg auf E-Werten",
        Correction::WestfallYoung => "Westfall-Young",
        Correction::Simultaneous => "simultanes Intervall",
    }
}

pub(in crate::report) fn tolerance(tolerance: &Tolerance, scale: Scale) -> String {
    let unit = match scale {
        Scale::Points | Scale::Size => " Prozentpunkte",
        Scale::Rate | Scale::Ratio | Scale::Whole | Scale::Plain => "",
    };
    let written = |value: f64| W.as_written(scale, value);
    match (tolerance.min, tolerance.max) {
        #[allow(clippy::float_cmp)]
        (Some(min), Some(max)) if min == max => format!("genau {}{unit}", written(min)),
        (Some(min), Some(max)) => format!("{} bis {}{unit}", written(min), written(max)),
        (Some(min), None) => format!("mindestens {}{unit}", written(min)),
        (None, Some(max)) => format!("höchstens {}{unit}", written(max)),
        (None, None) => "nichts Bestimmtes".to_owned(),
    }
}

pub(in crate::report) fn tolerance_short(asked: &Tolerance, scale: Scale) -> String {
    tolerance(asked, scale).replace(" Prozentpunkte", scale.unit())
}

pub(in crate::report) fn rate_name(metric: &str, favourable_side: bool, favourable: Favourable) -> &str {
    if favourable_side && favourable == Favourable::NotSelected {
        "Quote der nicht Ausgewählten"
    } else {
        super::catalogue::metric_name(metric)
    }
}

pub(in crate::report) fn observed(audited: &Audited, rule: &Rule, assessment: &Assessment) -> Text {
    let scale = scale(&rule.criterion);
    let bounds = numbers::bounds(&rule.tolerance);
    let Ok(value) = assessment.value else {
        return Text::from(format!("Für {}", members(unit(audited))))
            .text(W.slice(&assessment.slice))
            .plain(format!(" hat {} keinen Wert", super::catalogue::criterion_name(&rule.criterion)));
    };
    let mut text = claim(audited, rule, assessment, value, &bounds);
    if let Ok(interval) = assessment.interval {
        let level = W.level(interval.confidence.level()).replace('\u{a0}', "-");
        text = text.plain(format!(" ({level}-Intervall {})", W.interval(scale, &interval, &bounds)));
    }
    text
}

/// Der Rahmen des Vergleichs; danach steht im Deutschen das Verb vor dem Subjekt.
fn within(audited: &Audited, rule: &Rule, assessment: &Assessment) -> Option<Text> {
    if rule.summary == Summary::Worst {
        return Some(Text::from("In ").text(Text::of_attributes(assessment.grouping.attributes())));
    }
    assessment.crude.as_ref()?;
    let strata: Vec<String> = strata(audited).map(str::to_owned).collect();
    Some(Text::from("Bei gleichem ").text(Text::of_attributes(&strata)))
}

/// Subjekt, Verb und Rest in der richtigen Folge.
fn clause(frame: Option<Text>, subject: Text, verb: &str, rest: Text) -> Text {
    match frame {
        Some(frame) => frame.plain(format!(" {verb} ")).text(subject).plain(" ").text(rest),
        None => subject.plain(format!(" {verb} ")).text(rest),
    }
}

fn claim(audited: &Audited, rule: &Rule, assessment: &Assessment, value: f64, bounds: &[f64]) -> Text {
    let scale = scale(&rule.criterion);
    let frame = within(audited, rule, assessment);
    let subject = Text::from(members(unit(audited))).text(W.slice(&assessment.slice));
    let other = reference(rule.summary, &assessment.reference);
    let number = |value: f64| W.number(scale, value, bounds);
    let size = || number(value).trim_start_matches(['+', '\u{2212}']).to_owned();
    let Ok(criterion) = catalogue::criterion(&rule.criterion) else {
        return clause(frame, subject, "haben", format!("{} von {}", rule.criterion, number(value)).into());
    };
    let name = super::catalogue::criterion_name(criterion.id);
    if matches!(criterion.composition, Composition::Population(PopulationStatistic::ShareRatio)) {
        let rest = Text::default().strong(number(value)).plain("-mal so häufig vertreten wie in: ").text(other);
        return clause(frame, subject, "sind in den Daten", rest);
    }
    if criterion.is_of_group_alone() {
        let among = Text::from(format!("{}{}", if frame.is_some() { "bei " } else { "Bei " }, members(unit(audited))));
        let rest = Text::from(format!("{name} bei ")).strong(format!("{}{}", number(value), scale.unit()));
        return clause(frame, among.text(W.slice(&assessment.slice)), "liegt", rest);
    }
    let Some((metric, comparison, favourable_side)) = single(criterion) else {
        let between = Text::from(format!(
            "{}{}",
            if frame.is_some() { "zwischen " } else { "Zwischen " },
            members(unit(audited))
        ))
        .text(W.slice(&assessment.slice))
        .plain(" und ")
        .text(other);
        let rest = Text::from(format!("{name} bei ")).strong(format!("{}{}", number(value), scale.unit()));
        return clause(frame, between, "liegt", rest);
    };
    let favourable = audited.specification.favourable;
    // Verb, Beschreibung der Gruppe, Abschluss.
    let known = match (metric, favourable_side, favourable) {
        ("selection_rate", true, Favourable::NotSelected) => Some(("bleiben", "", " verschont")),
        ("selection_rate", ..) => Some(("werden", "", " ausgewählt")),
        ("true_positive_rate", ..) => Some(("werden", ", die reagieren würden,", " ausgewählt")),
        ("false_positive_rate", ..) => Some(("werden", ", die nicht reagieren würden,", " ausgewählt")),
        ("positive_predictive_value", ..) => Some(("reagieren", ", die ausgewählt sind,", "")),
        _ => None,
    };
    match (known, comparison) {
        (Some((verb, who, end)), Comparison::Ratio) => {
            let rest = Text::default().strong(number(value)).plain(format!("-mal so häufig{end} wie ")).text(other);
            clause(frame, subject.plain(who), verb, rest)
        }
        (Some((verb, who, end)), Comparison::Difference) => {
            let direction = if value < 0.0 { "seltener" } else { "häufiger" };
            let rest = Text::from("um ")
                .strong(format!("{} Prozentpunkte", size()))
                .plain(format!(" {direction}{end} als "))
                .text(other);
            clause(frame, subject.plain(who), verb, rest)
        }
        (_, Comparison::Difference) => {
            let unit = if scale == Scale::Plain { "" } else { " Prozentpunkte" };
            let direction = if value < 0.0 { "unter" } else { "über" };
            let rest = Text::from(format!("bei {} ", rate_name(metric, favourable_side, favourable)))
                .strong(format!("{}{unit}", size()))
                .plain(format!(" {direction} dem Vergleich: "))
                .text(other);
            clause(frame, subject, "liegen", rest)
        }
        _ => {
            let rest = Text::from(format!("{name} von ")).strong(number(value)).plain(" gegenüber: ").text(other);
            clause(frame, subject, "haben", rest)
        }
    }
}

pub(in crate::report) fn judged(audited: &Audited, rule: &Rule, assessment: &Assessment) -> Text {
    let asks = tolerance(&rule.tolerance, scale(&rule.criterion));
    let sentence = observed(audited, rule, assessment);
    match assessment.verdict {
        Verdict::Outside | Verdict::Within => sentence.plain(format!("; die Richtlinie verlangt {asks}.")),
        Verdict::Inconclusive => sentence.plain(format!(
            "; die Richtlinie verlangt {asks}, und die Daten zeigen weder, dass das gilt, noch, dass es nicht gilt."
        )),
        Verdict::NotAssessed => {
            sentence.plain(format!(": nicht beurteilt, {}.", super::not_assessed(audited, assessment)))
        }
    }
}

pub(in crate::report) fn seen(audited: &Audited, rule: &Rule, assessment: &Assessment) -> Text {
    observed(audited, rule, assessment)
}

pub(in crate::report) fn plain_question(criterion: &str) -> Option<&'static str> {
    let (metric, ..) = single(catalogue::criterion(criterion).ok()?)?;
    match metric {
        "selection_rate" => Some("Gleich häufig ausgewählt?"),
        "true_positive_rate" => Some("Interessierte gleich gut erreicht?"),
        "false_positive_rate" => Some("Andere gleich selten behelligt?"),
        "positive_predictive_value" => Some("Lohnt das Angebot gleich oft?"),
        _ => None,
    }
}

pub(in crate::report) fn settling(unit: CountedUnit, assessment: &Assessment) -> Option<String> {
    let size = W.settles_at(assessment)?;
    Some(format!(
        "bei diesen Quoten wäre es mit etwa {size} {} im Segment entschieden (es sind {})",
        super::counted_unit(unit),
        W.count(assessment.rows)
    ))
}

pub(in crate::report) fn finding_heading(finding: &Finding, grouping: Option<&[String]>) -> Text {
    let place = match grouping {
        Some(attributes) => Text::of_attributes(attributes),
        None => W.slice(&finding.slice),
    };
    match finding.code {
        FindingCode::OutsideTolerance => place.plain(" liegt außerhalb der Toleranz"),
        FindingCode::Inconclusive => place.plain(" ist nicht entschieden"),
        FindingCode::NotAssessed => place.plain(" ließ sich nicht beurteilen"),
        FindingCode::ReversalWithinStrata => place.plain(" kehrt sich innerhalb der Schichten um"),
        FindingCode::ExpiredExemption => Text::from("Die Ausnahme für ").text(place).plain(" ist abgelaufen"),
        FindingCode::Withheld => Text::from("Segmente von ").text(place).plain(" werden zurückgehalten"),
        FindingCode::UnmatchedExemption => Text::from("Die Ausnahme für ").text(place).plain(" greift nirgends"),
    }
}

pub(in crate::report) const fn finding_description(code: FindingCode) -> &'static str {
    match code {
        FindingCode::OutsideTolerance => "die Daten zeigen, dass das Segment außerhalb der Toleranz liegt",
        FindingCode::Inconclusive => {
            "die Daten zeigen weder, dass das Segment innerhalb, noch, dass es außerhalb der Toleranz liegt"
        }
        FindingCode::NotAssessed => "die Regel ließ sich für das Segment nicht beurteilen",
        FindingCode::ReversalWithinStrata => "der rohe Unterschied kehrt sein Vorzeichen innerhalb der Schichten um",
        FindingCode::ExpiredExemption => "der letzte Tag der Ausnahme ist vorbei",
        FindingCode::Withheld => "Segmente werden zurückgehalten, damit niemand etwas über wenige Personen erfährt",
        FindingCode::UnmatchedExemption => "die Ausnahme deckt nichts, was geprüft wurde",
    }
}

pub(in crate::report) fn people(unit: CountedUnit, finding: &Finding) -> String {
    finding.people.map_or_else(|| "zurückgehalten".to_owned(), |people| counted(unit, people))
}
