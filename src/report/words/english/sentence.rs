//! Sentences about a comparison: what was seen, how sure it is, and what the policy asks for.

use super::W;
use super::label::{counted, members, metric_name};
use crate::audit::{
    Assessment, Audited, Correction, CountedUnit, Finding, FindingCode, Reference, ReferenceGroup, Rule, Summary,
    Tolerance, Verdict,
};
use crate::data::Favourable;
use crate::metric::{Comparison, Composition, PopulationStatistic, catalogue};
use crate::report::numbers::Scale;
use crate::report::reading::{scale, single, strata, unit};
use crate::report::text::Text;
use crate::report::words;

/// What a slice was compared with: the other group of the widest pair, or what the rule names.
pub(in crate::report) fn reference(summary: Summary, reference: &ReferenceGroup) -> Text {
    let slice =
        || reference.slice.as_ref().map_or_else(|| Text::from("a segment without rows"), |slice| W.slice(slice));
    if summary == Summary::Worst {
        return slice();
    }
    match &reference.reference {
        Reference::Rest => "everyone else".into(),
        Reference::Overall => "everyone".into(),
        Reference::Best => slice().plain(", the best-treated segment found"),
        Reference::Largest => slice().plain(", the largest segment"),
        Reference::Levels(_) | Reference::WidestPair => slice(),
        Reference::Population => "the declared population".into(),
    }
}

/// What a policy asks for, as "0.8 to 1.25".
pub(in crate::report) fn tolerance(tolerance: &Tolerance, scale: Scale) -> String {
    let unit = match scale {
        Scale::Points | Scale::Size => " percentage points",
        Scale::Rate | Scale::Ratio | Scale::Whole | Scale::Plain => "",
    };
    let written = |value: f64| W.as_written(scale, value);
    match (tolerance.min, tolerance.max) {
        #[allow(clippy::float_cmp)]
        (Some(min), Some(max)) if min == max => format!("exactly {}{unit}", written(min)),
        (Some(min), Some(max)) => format!("{} to {}{unit}", written(min), written(max)),
        (Some(min), None) => format!("at least {}{unit}", written(min)),
        (None, Some(max)) => format!("at most {}{unit}", written(max)),
        (None, None) => "nothing in particular".to_owned(),
    }
}

/// The same where there is little room.
pub(in crate::report) fn tolerance_short(asked: &Tolerance, scale: Scale) -> String {
    tolerance(asked, scale).replace(" percentage points", scale.unit())
}

/// A rate by its name; on the unfavourable side of a decision it is the rate of not being selected.
pub(in crate::report) fn rate_name(metric: &str, favourable_side: bool, favourable: Favourable) -> &str {
    if favourable_side && favourable == Favourable::NotSelected {
        "rate of not being selected"
    } else {
        metric_name(metric)
    }
}

/// What was seen about a slice, with its interval: "Customers in `age_band=65+` are selected 0.60 times as often as
/// everyone else (95% interval 0.55 to 0.65)".
pub(in crate::report) fn observed(audited: &Audited, rule: &Rule, assessment: &Assessment) -> Text {
    let scale = scale(&rule.criterion);
    let bounds = crate::report::numbers::bounds(&rule.tolerance);
    let Ok(value) = assessment.value else {
        return Text::from(format!("For {}", members(unit(audited))))
            .text(W.slice(&assessment.slice))
            .plain(format!(", {} has no value", criterion_name(&rule.criterion)));
    };
    let mut text = within(audited, rule, assessment).text(claim(audited, rule, assessment, value, &bounds));
    if let Ok(interval) = assessment.interval {
        let level = W.level(interval.confidence.level());
        text = text.plain(format!(" ({level} interval {})", W.interval(scale, &interval, &bounds)));
    }
    text
}

/// "Compared within equal tenure, customers …", where the rule asks for it.
fn within(audited: &Audited, rule: &Rule, assessment: &Assessment) -> Text {
    if rule.summary == Summary::Worst {
        return Text::from("In ").text(Text::of_attributes(assessment.grouping.attributes())).plain(", ");
    }
    if assessment.crude.is_none() {
        return Text::default();
    }
    let strata: Vec<String> = strata(audited).map(str::to_owned).collect();
    Text::from("At equal ").text(Text::of_attributes(&strata)).plain(", ")
}

fn claim(audited: &Audited, rule: &Rule, assessment: &Assessment, value: f64, bounds: &[f64]) -> Text {
    let scale = scale(&rule.criterion);
    let starts = assessment.crude.is_none() && rule.summary == Summary::Each;
    let people = members(unit(audited));
    let people = if starts { words::capital(people) } else { people.to_owned() };
    let subject = Text::from(people).text(W.slice(&assessment.slice));
    let other = reference(rule.summary, &assessment.reference);
    let number = |value: f64| W.number(scale, value, bounds);
    let size = || number(value).trim_start_matches(['+', '\u{2212}']).to_owned();
    let Ok(criterion) = catalogue::criterion(&rule.criterion) else {
        return subject.plain(format!(" have {} of {}", rule.criterion, number(value)));
    };
    if matches!(criterion.composition, Composition::Population(PopulationStatistic::ShareRatio)) {
        let times = Text::from(" are ").strong(number(value)).plain(" times as common in the data as in ");
        return subject.text(times).text(other);
    }
    if criterion.is_of_group_alone() {
        let among = format!("{}{}", if starts { "Among " } else { "among " }, members(unit(audited)));
        let value = format!("{}{}", number(value), scale.unit());
        return Text::from(among)
            .text(W.slice(&assessment.slice))
            .plain(format!(", {} is ", criterion.name))
            .strong(value);
    }
    let Some((metric, comparison, favourable_side)) = single(criterion) else {
        return Text::from(format!("{}{}", if starts { "Between " } else { "between " }, members(unit(audited))))
            .text(W.slice(&assessment.slice))
            .plain(" and ")
            .text(other)
            .plain(format!(", {} is {}{}", criterion.name, number(value), scale.unit()));
    };
    let favourable = audited.specification.favourable;
    let verb = match (metric, favourable_side, favourable) {
        ("selection_rate", true, Favourable::NotSelected) => Some("go unselected"),
        ("selection_rate", ..) => Some("are selected"),
        ("true_positive_rate", ..) => Some("who would respond are selected"),
        ("false_positive_rate", ..) => Some("who would not respond are selected"),
        ("positive_predictive_value", ..) => Some("who are selected respond"),
        _ => None,
    };
    match (verb, comparison) {
        (Some(verb), Comparison::Ratio) => {
            subject.plain(format!(" {verb} ")).strong(number(value)).plain(" times as often as ").text(other)
        }
        (Some(verb), Comparison::Difference) => {
            let direction = if value < 0.0 { "less" } else { "more" };
            subject
                .plain(format!(" {verb} "))
                .strong(format!("{} percentage points", size()))
                .plain(format!(" {direction} often than "))
                .text(other)
        }
        (_, Comparison::Difference) => {
            let direction = if value < 0.0 { "below" } else { "above" };
            let name = rate_name(metric, favourable_side, favourable);
            let article = if name.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
            // Only shares differ by percentage points.
            let unit = if scale == Scale::Plain { "" } else { " percentage points" };
            subject
                .plain(format!(" have {article} {name} "))
                .strong(format!("{}{unit}", size()))
                .plain(format!(" {direction} that of "))
                .text(other)
        }
        _ => {
            subject.plain(format!(" have {} of ", criterion.name)).strong(number(value)).plain(" against ").text(other)
        }
    }
}

pub(in crate::report) fn criterion_name(id: &str) -> &str {
    catalogue::criterion(id).map_or(id, |criterion| criterion.name)
}

/// The sentence of an assessment: what was seen and what the policy asks for.
pub(in crate::report) fn judged(audited: &Audited, rule: &Rule, assessment: &Assessment) -> Text {
    let asks = tolerance(&rule.tolerance, scale(&rule.criterion));
    let sentence = observed(audited, rule, assessment);
    match assessment.verdict {
        Verdict::Outside | Verdict::Within => sentence.plain(format!("; the policy asks for {asks}.")),
        Verdict::Inconclusive => sentence.plain(format!(
            "; the policy asks for {asks}, and the data show neither that this holds nor that it does not."
        )),
        Verdict::NotAssessed => {
            sentence.plain(format!(": not assessed, {}.", super::not_assessed(audited, assessment)))
        }
    }
}

/// What was seen, without what the policy asks for: to be followed by the people concerned.
pub(in crate::report) fn seen(audited: &Audited, rule: &Rule, assessment: &Assessment) -> Text {
    observed(audited, rule, assessment)
}

/// What a criterion asks in words that need no explanation, where it is one of the usual ones.
pub(in crate::report) fn plain_question(criterion: &str) -> Option<&'static str> {
    let (metric, ..) = single(catalogue::criterion(criterion).ok()?)?;
    match metric {
        "selection_rate" => Some("Selected equally often?"),
        "true_positive_rate" => Some("Willing customers reached equally?"),
        "false_positive_rate" => Some("Others bothered equally rarely?"),
        "positive_predictive_value" => Some("Do offers pay off equally?"),
        _ => None,
    }
}

/// The size at which an open comparison would settle, if its rates stayed as observed.
pub(in crate::report) fn settling(unit: CountedUnit, assessment: &Assessment) -> Option<String> {
    let size = W.settles_at(assessment)?;
    Some(format!(
        "at these rates, about {size} {} in the segment would settle it (there are {})",
        super::counted_unit(unit).to_lowercase(),
        W.count(assessment.rows)
    ))
}

/// The heading of a finding.
pub(in crate::report) fn finding_heading(finding: &Finding, grouping: Option<&[String]>) -> Text {
    let place = match grouping {
        Some(attributes) => Text::of_attributes(attributes),
        None => W.slice(&finding.slice),
    };
    match finding.code {
        FindingCode::OutsideTolerance => place.plain(" lies outside the tolerance"),
        FindingCode::Inconclusive => place.plain(" is not settled"),
        FindingCode::NotAssessed => place.plain(" could not be assessed"),
        FindingCode::ReversalWithinStrata => place.plain(" turns round within strata"),
        FindingCode::ExpiredExemption => Text::from("The exemption of ").text(place).plain(" has expired"),
        FindingCode::UnmatchedExemption => Text::from("The exemption of ").text(place).plain(" covers nothing"),
        FindingCode::Withheld => Text::from("Segments of ").text(place).plain(" are withheld"),
    }
}

/// How many people a finding is about.
pub(in crate::report) fn people(unit: CountedUnit, finding: &Finding) -> String {
    finding.people.map_or_else(|| "withheld".to_owned(), |people| counted(unit, people))
}

pub(in crate::report) const fn correction(correction: Correction) -> &'static str {
    correction.text()
}

pub(in crate::report) const fn finding_description(code: FindingCode) -> &'static str {
    code.description()
}
