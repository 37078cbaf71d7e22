//! Passages between tables and figures.

use super::W;
use super::label::{plural, segments};
use crate::audit::{
    Audited, ConditionalResult, CorrectionResult, GroupingResult, ImpactTable, Privacy, RecordingError,
    RepresentationResult, Rule, RuleResult, ShrinkageResult, WithheldSlices,
};
use crate::data::LabelAvailability;
use crate::inference::simpson::{Pattern, Reversal};
use crate::report::numbers::Scale;
use crate::report::reading;
use crate::report::text::Text;
use crate::report::words::capital;
use crate::segment::Grouping;

pub(in crate::report) fn rates_of(grouping: &Grouping) -> Text {
    Text::from("Rates by ").text(Text::of_attributes(grouping.attributes()))
}

/// "equal-treatment: disparate impact of 0.8 to 1.25 against everyone else".
pub(in crate::report) fn rule_title(rule: &Rule) -> Text {
    Text::of_name(&rule.id).plain(": ").plain(super::criterion_name(&rule.criterion))
}

pub(in crate::report) fn rule_caption(audited: &Audited, result: &RuleResult, grouping: &Grouping) -> Text {
    let rule = &result.rule;
    let scale = reading::scale(&rule.criterion);
    let chosen = result.assessments.first().map_or(&rule.reference, |assessment| &assessment.reference.reference);
    let text = Text::from(capital(super::criterion_name(&rule.criterion)))
        .plain(" by ")
        .text(Text::of_attributes(grouping.attributes()))
        .plain(format!(", compared with {}", chosen.chosen()));
    let within_strata = result.assessments.iter().any(|assessment| assessment.crude.is_some());
    let strata: Vec<String> = reading::strata(audited).map(str::to_owned).collect();
    let text = if within_strata { text.plain(" at equal ").text(Text::of_attributes(&strata)) } else { text };
    text.plain(format!("; the policy asks for {}", super::tolerance(&rule.tolerance, scale)))
}

pub(in crate::report) fn forest_title(rule: &Rule, grouping: &Grouping) -> Text {
    Text::from(capital(super::criterion_name(&rule.criterion)))
        .plain(" by ")
        .text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn forest_description(rows: usize, band: &str, axis: &str) -> String {
    format!(
        "{}, each with a mark at the value and a line over its confidence interval. {axis} The shaded band is what the policy \
         asks for: {band}. The same numbers stand in the table that follows.",
        plural(rows as u64, "segment", "segments")
    )
}

pub(in crate::report) fn forest_axis(logarithmic: bool) -> &'static str {
    if logarithmic {
        "Ratio to the reference, logarithmic; 1 is alike."
    } else {
        "Percentage points above or below the reference; 0 is alike."
    }
}

pub(in crate::report) fn forest_axis_plain() -> &'static str {
    "0 is alike."
}

pub(in crate::report) fn band(asks: &str) -> String {
    format!("policy: {asks}")
}

pub(in crate::report) fn forest_worst(shown: usize, all: usize) -> Text {
    Text::from(format!("Drawn: the {shown} worst of {all} segments. "))
}

pub(in crate::report) fn heat_title(grouping: &Grouping) -> Text {
    Text::from("Selection rate by ").text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn heat_description(lowest: &str, highest: &str) -> String {
    format!(
        "A grid of selection rates, darker where higher, from {lowest} to {highest}. Each cell prints its rate. Hatched cells \
         hold too few customers to be judged; cells with a diamond lie outside what a rule of the policy tolerates. The same \
         numbers stand in the table that follows."
    )
}

pub(in crate::report) fn heat_legend(minimum: u64, marked: bool) -> Vec<String> {
    let mut legend = vec![format!("hatched: fewer than {} customers, not judged", W.count(minimum))];
    if marked {
        legend.push("◆ outside what a rule tolerates".to_owned());
    }
    legend.push("– no customers".to_owned());
    legend
}

pub(in crate::report) fn heat_largest(attribute: &str, shown: u64, all: u64) -> String {
    format!("the {} largest of {} levels of {attribute}", W.count(shown), W.count(all))
}

pub(in crate::report) fn more_rows(count: usize) -> Text {
    Text::from(plural(count as u64, "more row", "more rows"))
}

pub(in crate::report) fn show_rates() -> Text {
    "The rates of every segment".into()
}

pub(in crate::report) fn findings_intro(findings: u64, open: u64, undeclared: bool) -> Text {
    let first = match findings {
        0 => "No findings.".to_owned(),
        1 => "1 finding.".to_owned(),
        _ => format!(
            "{} findings, the worst first: those that fail the gate, then by severity and people.",
            W.count(findings)
        ),
    };
    let rest = plural(open, "comparison is", "comparisons are");
    // What stays open about combinations that nobody declared is no finding, however many there are.
    let others =
        if undeclared { "; those of combinations that no rule names stand in the tables of their rules" } else { "" };
    Text::from(if open == 0 { first } else { format!("{first} Besides, {rest} not settled or not assessed{others}.") })
}

/// What stands beside something that is folded away, on paper.
pub(in crate::report) fn not_printed() -> &'static str {
    " (folded away, not printed)"
}

pub(in crate::report) fn more_findings(count: usize) -> Text {
    Text::from(plural(count as u64, "more finding", "more findings"))
}

pub(in crate::report) fn other_findings() -> Text {
    "The other findings, the worst first".into()
}

pub(in crate::report) fn open_findings(count: usize) -> Text {
    Text::from(format!("Not settled or not assessed: {}", plural(count as u64, "comparison", "comparisons")))
}

pub(in crate::report) fn intersections_intro(count: u64) -> Text {
    Text::from(format!(
        "{} of attributes, the ones with most outside first. Within each, the worst segment comes first. A segment may be \
         treated differently though each of its attributes alone looks unremarkable.",
        plural(count, "combination", "combinations")
    ))
}

pub(in crate::report) fn grouping_counts(result: &GroupingResult) -> Text {
    Text::from(format!(" ({})", segments(result.slices.len() as u64)))
}

pub(in crate::report) fn representation_intro() -> Text {
    Text::from(
        "Are the customers there at all? The share of each segment in the data, over its share in a population that was \
         declared and is taken as known. Below 1 there are fewer of them than there should be. It says nothing of how those \
         who are there were treated.",
    )
}

pub(in crate::report) fn representation_caption(result: &RepresentationResult) -> Text {
    let text = Text::from("Share in the data against the population, by ").text(Text::of_name(&result.attribute));
    match &result.source {
        Some(source) => text.plain("; population: ").text(Text::of_name(source)),
        None => text.plain("; the source of the population's shares was not given"),
    }
}

/// All groups in three numbers, and who was left out.
pub(in crate::report) fn representation_note(result: &RepresentationResult) -> Text {
    let total = match (result.total_variation, result.expected_total_variation) {
        (Ok(found), Ok(chance)) => format!(
            "{} of the customers would have to belong to another segment for the data to look like the population; \
             sampling alone would give {}. ",
            W.percent(found),
            W.percent(chance)
        ),
        (Err(reason), _) | (_, Err(reason)) => format!("No distance from the population: {reason}. "),
    };
    let fit = match result.chi_squared {
        Ok(test) => format!(
            "Chi-squared test of fit: {} on {}, p = {}. ",
            W.plain(test.statistic),
            plural(test.degrees_of_freedom, "degree of freedom", "degrees of freedom"),
            W.p_value(test.p_value)
        ),
        Err(reason) => format!("No test of fit: {reason}. "),
    };
    let index = match result.population_stability_index {
        Ok(index) => format!("Population stability index: {}.", W.plain(index)),
        Err(reason) => format!("Population stability index: {reason}."),
    };
    let unknown = match result.unknown {
        0 => String::new(),
        unknown => format!(" {} of unknown segment are left out on both sides.", super::customers(unknown)),
    };
    Text::from(total + &fit + &index + &unknown)
}

pub(in crate::report) fn strata_intro(strata: &[String]) -> Text {
    Text::from("Segments may differ because they differ in ")
        .text(Text::of_attributes(strata))
        .plain(
            ", which was declared a legitimate reason to treat customers differently. Crude ratios ignore it; adjusted ratios \
             compare customers of equal ",
        )
        .text(Text::of_attributes(strata))
        .plain(" only. Whether the reason is legitimate is for people to judge, not for this report.")
}

pub(in crate::report) fn strata_caption(grouping: &Grouping) -> Text {
    Text::from("Selection, crude and adjusted, by ").text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn strata_tests_caption(grouping: &Grouping) -> Text {
    Text::from("Other looks at selection within strata, by ").text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn strata_tests_intro() -> Text {
    "The first test asks whether there is any difference within strata (Cochran, Mantel and Haenszel), the second whether the \
     odds ratio is the same in all of them (Breslow and Day, with Tarone's correction): where it is not, one adjusted number \
     hides unlike strata. The model has every stratum column as a control; its effect is the mean change of the rate if all \
     customers belonged to the segment. The make-up compares the segment's share among those passed over with its share \
     among the selected: it grows with the segment and is no gap between rates."
        .into()
}

pub(in crate::report) fn not_computed() -> &'static str {
    "not computed"
}

pub(in crate::report) fn strata_rows(result: &ConditionalResult) -> Text {
    Text::from("Selection rates within strata: ").text(W.slice(&result.slice))
}

/// What a reversal means, for the slice in which it was found.
pub(in crate::report) fn reversal(result: &ConditionalResult) -> Option<Text> {
    let simpson = result.simpson.as_ref()?;
    let (certainty, pattern) = match simpson.reversal {
        Reversal::None => return None,
        Reversal::Possible(pattern) => ("Simpson's paradox, possibly. ", pattern),
        Reversal::Established(pattern) => ("Simpson's paradox. ", pattern),
    };
    let side = |value: f64| if value < 0.0 { "less" } else { "more" };
    let points = |value: f64| W.number(Scale::Size, value.abs(), &[]);
    let within = match pattern {
        Pattern::Strong => "in every stratum",
        Pattern::Weak => "on the whole at equal strata",
    };
    Some(
        Text::default()
            .strong(certainty)
            .plain("Customers in ")
            .text(W.slice(&result.slice))
            .plain(format!(
                " are selected {} percentage points {} often than everyone else, and yet {} {within} ({} percentage points at \
                 everybody's mix). The crude difference comes from the mix of strata, not from how customers in the same \
                 stratum are treated.{}",
                points(simpson.crude_difference),
                side(simpson.crude_difference),
                side(simpson.standardised_difference),
                W.number(Scale::Points, simpson.standardised_difference, &[]),
                if matches!(simpson.reversal, Reversal::Possible(_)) {
                    " The adjusted difference may be no more than noise."
                } else {
                    ""
                }
            )),
    )
}

/// Where a finding is no error by itself but the adjusted figure tells another story.
pub(in crate::report) fn attenuation(result: &ConditionalResult) -> Option<Text> {
    let crude = result.crude_ratio.interval.ok()?;
    let adjusted = result.adjusted.risk_ratio.interval.ok()?;
    let explained = !crude.contains(1.0) && adjusted.contains(1.0);
    let appears = crude.contains(1.0) && !adjusted.contains(1.0);
    let slice = || W.slice(&result.slice);
    if explained {
        Some(slice().plain(": the crude difference is not seen any more within strata."))
    } else if appears {
        Some(slice().plain(": a difference appears only within strata."))
    } else {
        None
    }
}

pub(in crate::report) fn worst_intro() -> Text {
    "The widest gap between any two segments of a grouping. With many small segments some gap is always wide, so each stands \
     beside the value that chance alone passes in 1 case of 20 when all segments are alike."
        .into()
}

pub(in crate::report) fn worst_caption() -> Text {
    "Widest pairs by grouping and criterion".into()
}

pub(in crate::report) fn impact_caption(table: &ImpactTable) -> Text {
    Text::from("Selection by ").text(Text::of_attributes(table.grouping.attributes()))
}

pub(in crate::report) fn impact_note(table: &ImpactTable) -> Text {
    let median = table.median_score.map_or_else(String::new, |median| {
        format!(
            " The scoring rate is the share of customers scored above the median of the full sample, {}.",
            W.plain(median)
        )
    });
    Text::from(format!(
        "Category unknown: {}. Impact ratio: the rate over the highest rate in this table.{median} The rule sets no pass line, \
         and neither does this table.",
        super::customers(table.unknown)
    ))
}

pub(in crate::report) fn nobody_excluded() -> Text {
    "Nobody was left out.".into()
}

pub(in crate::report) fn excluded(audited: &Audited) -> Text {
    let (Some(excluded), Some(rows)) = (audited.population.excluded, audited.population.rows) else {
        return "Few customers were left out; how many is withheld to protect them.".into();
    };
    Text::from(format!(
        "{} of {} were left out. {}",
        W.count(excluded),
        super::customers(rows),
        if audited.exclusions.is_empty() {
            "For which reasons is withheld to protect them."
        } else {
            "A reason that strikes some segments more than others is itself a bias."
        }
    ))
}

/// By which rule slices are withheld, and how many.
pub(in crate::report) fn privacy(privacy: &Privacy) -> Text {
    let minimum = W.count(privacy.suppression.minimum_cell());
    let mut text = Text::default().strong("Protected. ").plain(format!(
        "A segment with a count between 1 and {} by decision and outcome is withheld with every number about it, and so \
         are others from which it could be computed; which of the two it is is not said. ",
        W.count(privacy.suppression.minimum_cell() - 1)
    ));
    text = match (privacy.withheld.is_empty(), privacy.share) {
        (true, _) => text.plain("Here nothing had to be withheld."),
        (false, Ok(share)) => text.plain(format!(
            "Published are {}; {} by name ({}), and all combinations that they are part of.",
            segments(privacy.published),
            plural(privacy.slices, "is withheld", "are withheld"),
            W.percent(share)
        )),
        (false, Err(_)) => text.plain("No segment is published."),
    };
    if privacy.suppression.withholds_zeros() {
        text = text.plain(" A count of zero that others have is treated as small too.");
    }
    if privacy.strata {
        text = text.plain(" Some comparisons within strata are withheld.");
    }
    if privacy.against_previous {
        text = text.plain(format!(
            " Nothing is published whose change since the previous report is one of fewer than {minimum} customers."
        ));
    }
    text.plain(" Exclusions are not shown by segment, and verdicts rest on what is published alone.")
}

/// The withheld segments of one grouping.
pub(in crate::report) fn withheld(withheld: &WithheldSlices) -> Text {
    let text = Text::from("Withheld by ").text(Text::of_attributes(withheld.grouping.attributes())).plain(": ");
    if withheld.whole {
        return text.plain("all.");
    }
    let mut text = text;
    for (at, slice) in withheld.slices.iter().enumerate() {
        text = if at > 0 { text.plain(", ") } else { text }.text(W.levels(slice));
    }
    text.plain(".")
}

pub(in crate::report) fn exclusions_caption() -> Text {
    "Left out, by reason and segment".into()
}

pub(in crate::report) fn bounds_intro() -> Text {
    "Some customers belong to no known segment. Whatever segments they truly belong to, the numbers lie between these bounds."
        .into()
}

pub(in crate::report) fn bounds_caption() -> Text {
    "What customers of unknown segment could change".into()
}

pub(in crate::report) fn show_ranking() -> Text {
    "Ranked by rate, small segments drawn towards the mean".into()
}

pub(in crate::report) fn ranking_caption(grouping: &Grouping) -> Text {
    Text::from("Ranked by selection rate, by ").text(Text::of_attributes(grouping.attributes()))
}

pub(in crate::report) fn ranking_intro(result: &ShrinkageResult) -> Text {
    let worth = match result.prior.concentration {
        Ok(rows) => format!("as if {} more rows at that rate had been seen of each", W.effective(rows)),
        Err(_) => "all the way, since the segments vary no more than chance alone would make them".to_owned(),
    };
    format!(
        "The lowest and highest rates of many segments belong to small ones, by chance. Here each rate is drawn towards {}, the \
         mean over segments: {worth}. This is for ranking and for looking only. No verdict rests on it, and no ratio should: it \
         draws towards parity.",
        W.percent(result.prior.mean)
    )
    .into()
}

pub(in crate::report) fn label_bounds_intro() -> Text {
    "Some outcomes are not known. Whatever they are or would have been, the rates lie between these bounds: the lowest and \
     the highest value that any of them could give. No assumption is made about who has no outcome."
        .into()
}

pub(in crate::report) fn label_bounds_caption() -> Text {
    "What outcomes that are not known could change".into()
}

pub(in crate::report) fn correction_intro(result: &CorrectionResult) -> Text {
    let declared = match result.error {
        RecordingError::Segment => Text::of_name(&result.attribute)
            .plain(" is recorded with error, at the rates that were declared. The corrected numbers undo it"),
        RecordingError::Outcome(accuracy) => Text::from(format!(
            "Outcomes are recorded with error: {} of the positive ones and {} of the negative ones are right, as was \
             declared. The corrected numbers undo it",
            W.percent(accuracy.sensitivity),
            W.percent(accuracy.specificity)
        )),
    };
    let text = declared.plain(
        ", if errors depend on nothing else. They have no interval: the error rates are taken as known, and they are not what \
         verdicts rest on.",
    );
    let text = match result.condition_number {
        Ok(number) => text.plain(format!(" Noise is amplified up to {} times (condition number).", W.plain(number))),
        Err(reason) => text.plain(format!(" They are not given: {}.", super::unavailable(reason))),
    };
    if result.constrained {
        text.plain(" Some counts would have become negative: the declared rates and the data disagree.")
    } else {
        text
    }
}

pub(in crate::report) fn correction_caption(result: &CorrectionResult) -> Text {
    Text::from("Observed and corrected, by ").text(Text::of_name(&result.attribute))
}

pub(in crate::report) fn no_notices() -> Text {
    "Nothing out of the ordinary.".into()
}

pub(in crate::report) fn not_signed() -> Text {
    "Nobody has signed this report. It is a draft, whatever it says above. A reviewer signs by name, role and date; this \
     software never does."
        .into()
}

pub(in crate::report) fn omitted_rows(shown: usize, all: usize) -> Text {
    Text::from(format!(
        "These are the first {} of {} rows; the JSON form of this report holds all.",
        W.count(shown as u64),
        W.count(all as u64)
    ))
}

pub(in crate::report) fn omitted_groupings(shown: usize, all: usize) -> Text {
    Text::from(format!(
        "Shown are the {} of {} combinations with most outside; the CSV and JSON forms of this report hold all.",
        W.count(shown as u64),
        W.count(all as u64)
    ))
}

pub(in crate::report) fn labels_known(known: LabelAvailability) -> String {
    known.to_string()
}
