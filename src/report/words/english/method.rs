//! How the numbers were computed, as the last pages of a report tell it.

use super::W;
use crate::audit::{Audited, Correction, Notice, PresetStatus};
use crate::inference::Method;
use crate::report::text::Text;

/// The notes that hold for this audit, and only those.
pub(in crate::report) fn method_notes(audited: &Audited) -> Vec<(Text, Vec<Text>)> {
    let confidence = W.level(audited.policy.confidence.level());
    let alpha = W.level(audited.policy.confidence.alpha());
    let mut notes: Vec<(Text, Vec<Text>)> = vec![
        note("Verdicts", &[format!(
            "Outside: the hypothesis that the true value lies inside the tolerance is rejected, two-sided at {alpha}, after \
             correction for the number of comparisons of the rule. Within: two one-sided tests at {alpha} each show that it \
             lies inside; this claim needs no correction. Neither: inconclusive. A comparison that is not significant is never \
             called fair."
        )]),
        note("Intervals", &[format!(
            "Each interval covers the true value with a confidence of {confidence} by itself; intervals in tables and forest \
             plots are not corrected for the number of comparisons, verdicts are. An interval may therefore lie just past a \
             bound where the verdict is inconclusive. Where counts are small, p-values are exact and intervals are not: near a \
             bound the p-value decides. Methods used: {}.",
            methods_used(audited)
        )]),
        note("Numbers", &[
            "pp are percentage points: 15% against 20% is −5 pp, a ratio of 0.75. A ratio is segment over reference, a \
             difference segment minus reference. Printed numbers are rounded, and never across a bound of the tolerance; the \
             JSON form of this report holds them in full."
                .to_owned(),
        ]),
    ];
    let corrections = families(audited, &alpha);
    if !corrections.is_empty() {
        notes.push(note("Many comparisons", &corrections));
    }
    notes.push(note(
        "Small segments",
        &[format!("Segments with fewer than {} rows are shown and not judged.", W.count(audited.policy.minimum_rows))],
    ));
    if let Some(replicates) = audited.notices.iter().find_map(Notice::replicates) {
        notes.push(note("Customers who come back", &[format!(
            "Variances are averages over {} replicates at seed {}. In each a customer counts, with all rows, so often as a Poisson \
             variable of mean 1 says that is drawn from a hash of seed and id (Chamandy and others 2012). Student's quantile \
             allows for few customers and for few replicates.",
            W.count(u64::from(replicates)),
            audited.seed
        )]));
    }
    if !audited.conditional.is_empty() {
        notes.push(note("Within strata", &[
            "Adjusted ratios and differences are Mantel-Haenszel's over the combined levels of the strata: customers are \
             compared with customers of the same stratum only. Standardised rates give both sides everybody's mix of strata. \
             The crude difference splits exactly into a part that the different mix explains and a part that different rates \
             within strata explain (Kitagawa 1955). Where rows are weighted or customers come back, variances are linearised over \
             rows or over customers (Binder 1983), and what has no such form is not computed."
                .to_owned(),
        ]));
    }
    if audited.groupings.iter().any(|grouping| grouping.worst.iter().any(|worst| worst.noise_floor.is_some())) {
        let draws = audited
            .groupings
            .iter()
            .flat_map(|grouping| &grouping.worst)
            .find_map(|worst| worst.noise_floor.as_ref())
            .map_or(0, |floor| floor.simulation.draws);
        notes.push(note("Widest pairs", &[format!(
            "The widest of many pairs is wide even where all groups are alike. Its interval allows for all pairs searched. The \
             noise floor draws groups of the sizes observed from one common rate, {} times at seed {}: what it passes in 1 case \
             of 20 is no evidence of anything.",
            W.count(u64::from(draws)),
            audited.seed
        )]));
    }
    if audited.groupings.iter().any(|grouping| !grouping.missing.is_empty()) {
        notes.push(note("Unknown segments", &[
            "Bounds without assumptions: every customer of unknown segment may belong to the segment or not (Manski 1989)."
                .to_owned(),
        ]));
    }
    notes
}

/// What each correction in use bounds, and every family of comparisons with its size.
fn families(audited: &Audited, alpha: &str) -> Vec<String> {
    let all = || audited.rules.iter().flat_map(|result| &result.families);
    let bounded = [
        (
            Correction::Holm,
            "Holm's correction, for what was declared in advance: it bounds the chance of a single false alarm in a family.",
        ),
        (
            Correction::BenjaminiHochberg,
            "Benjamini-Hochberg's correction, for what looks through many segments: it bounds the share of false alarms among \
             all alarms of a family.",
        ),
        (
            Correction::BenjaminiYekutieli,
            "Benjamini-Yekutieli's correction bounds the share of false alarms however the comparisons depend on each other.",
        ),
        (
            Correction::EBenjaminiHochberg,
            "Benjamini-Hochberg's procedure on e-values, 1/(2√p) of each p-value, bounds the share of false alarms under any \
             dependence.",
        ),
        (
            Correction::WestfallYoung,
            "Westfall-Young's correction bounds the chance of a single false alarm in a family on 999 shuffles of the outcome over \
             all rows, which the segments share: segments that overlap are counted for what they differ in.",
        ),
        (Correction::Simultaneous, "The interval of the widest pair holds for all pairs of its grouping at once."),
    ];
    let mut texts: Vec<String> = bounded
        .into_iter()
        .filter(|(correction, _)| all().any(|family| family.correction == *correction))
        .map(|(_, text)| text.to_owned())
        .collect();
    for result in &audited.rules {
        let mut each: Vec<String> = Vec::new();
        for family in &result.families {
            let of = match family.attributes {
                1 => "single attributes".to_owned(),
                attributes => format!("{attributes} attributes together"),
            };
            let one = format!(
                "{} of {of} ({})",
                super::plural(family.comparisons, "comparison", "comparisons"),
                family.correction.text()
            );
            if !each.contains(&one) {
                each.push(one);
            }
        }
        if !each.is_empty() {
            texts.push(format!("{}: {}; two-sided at {alpha}.", result.rule.id, each.join("; ")));
        }
    }
    texts
}

fn note(term: &str, texts: &[String]) -> (Text, Vec<Text>) {
    (term.into(), texts.iter().map(Text::of_prose).collect())
}

fn methods_used(audited: &Audited) -> String {
    let used: Vec<&str> = crate::report::reading::methods_used(audited).into_iter().map(Method::name).collect();
    if used.is_empty() { "none".to_owned() } else { used.join(", ") }
}

/// "in force as of 2026-11".
pub(in crate::report) fn preset_status(status: PresetStatus, as_of: &str) -> String {
    format!("{}, as of {as_of}", status.text())
}
