//! The words of smaller answers: a plan, a comparison of two models, a screen of a data set.

use super::W;
use crate::dataset::LabelBalance;
use crate::inference::paired::PairedRate;
use crate::inference::representation::Representation;
use crate::paired::Unfairness;
use crate::report::numbers::Scale;
use crate::report::words::sheet_labels::{PairedLabels, PlanLabels, ScreenLabels, SheetLabels};
use crate::value::{Reason, Unavailable};

pub(in crate::report) const SHEET: SheetLabels = SheetLabels {
    yes: "yes",
    no: "no",
    none: "none",
    share: "Share",
    plan: PlanLabels {
        sizes: "Customers until the verdict is shown",
        in_segment: "In the segment",
        in_all: "In all",
        power: "Power",
        below: "Outside below",
        above: "Outside above",
        differs: "Differs by",
        reading: "Power is the probability of the verdict that is true of the expected rates. Outside below and above are the disparities \
                  nearest to the tolerance that are found with the power asked for; - where not even the most extreme would be. Differs \
                  by is the difference from the reference that one test of equal rates finds, whatever the tolerance (normal \
                  approximation).",
        outside: "A segment whose expected rate lies outside the tolerance is planned for until it is shown to be outside.",
    },
    paired: PairedLabels {
        who: "Who is newly selected, who no longer",
        gained: "Gained",
        lost: "Lost",
        old: "Old",
        new: "New",
        change: "Change",
        p_flips: "p (flips)",
        old_gap: "Old gap",
        new_gap: "New gap",
        less_unfair: "Less unfair?",
        flips: "p (flips) is McNemar's mid-p: whether gains and losses of the segment are equally likely.",
    },
    screen: ScreenLabels {
        title: "A data set before training",
        groups: "Who is in it",
        rows: "Rows",
        imbalance: "Imbalance",
        label: "Label",
        column: "Column",
        values: "Values",
        area_of: "of",
        stands_for: "Stands for it?",
        numbers: "numbers",
        missing: "What is missing, and for whom",
        missing_count: "Missing",
        most: "Most for",
        least: "Least for",
        represented: "Share of the data over share of the population",
        nothing_stands: "No single column stands for a segment; several together may.",
        what_it_means: "A model that sees such a column knows the segment, whether or not it sees the segment.",
    },
};

pub(in crate::report) fn plan_title(criterion: &str, attribute: Option<&str>) -> String {
    match attribute {
        Some(attribute) => format!("How many customers: {criterion} by {attribute}"),
        None => format!("How many customers: {criterion}"),
    }
}

pub(in crate::report) fn plan_asked(reference: Option<&str>, tolerance: &str, confidence: f64, power: f64) -> String {
    format!(
        "Each segment against {}; acceptable is {tolerance}. At {} confidence, the verdict that is true is to be reached in {} of \
         such campaigns.",
        reference.unwrap_or("everyone else"),
        W.level(confidence),
        W.level(power)
    )
}

/// How many are needed, and how many times those seen that is.
pub(in crate::report) fn plan_needed(driver: Option<&str>, customers: u64, seen: Option<u64>) -> String {
    let needed = format!("{} customers are needed in all: {} decides.", W.count(customers), driver.unwrap_or("nobody"));
    match seen {
        Some(seen) if seen > 0 => {
            let times = W.number(Scale::Ratio, customers as f64 / seen as f64, &[]);
            format!("{needed} That is {times} times the {} who were seen.", W.count(seen))
        }
        _ => needed,
    }
}

pub(in crate::report) fn plan_impossible(driver: Option<&str>, reason: Unavailable) -> String {
    let name = driver.unwrap_or("nobody");
    format!("No number of customers is enough: {name} stands in the way. {}", plan_no_size(reason))
}

/// Why there is no size.
pub(in crate::report) fn plan_no_size(reason: Unavailable) -> String {
    match reason {
        Unavailable::Undefined(Reason::NoSolution) => {
            "The expected disparity lies on the bound of the tolerance, so that no sample can tell on which side it is; or more than \
             10¹² customers would be needed. Widen the tolerance, or expect another rate."
                .to_owned()
        }
        Unavailable::Undefined(Reason::ZeroRate) => {
            "The reference is expected at a rate of zero, and nothing can be a ratio of that. Plan for a difference.".to_owned()
        }
        Unavailable::Undefined(Reason::OutsideDomain) => {
            "The disparity to detect would need a rate below 0 or above 1.".to_owned()
        }
        other => W.unavailable(other),
    }
}

pub(in crate::report) fn plan_detection(at: &str) -> String {
    format!("Customers until a segment that lies at {at} is shown outside")
}

pub(in crate::report) fn plan_at_size(customers: u64) -> String {
    format!("What {} customers can show", W.count(customers))
}

pub(in crate::report) fn plan_approximation_fails(names: &[String]) -> String {
    format!(
        "The normal approximation fails for {}: so few customers are on the rarer side of the rate that its size misses the power by \
         more than two points. The sizes here are exact.",
        names.join(", ")
    )
}

pub(in crate::report) fn plan_few_expected(names: &[String]) -> String {
    format!(
        "Few are expected on the rarer side of the rate in {}: an audit takes exact tests there, and so does this plan.",
        names.join(", ")
    )
}

pub(in crate::report) fn plan_large(names: &[String]) -> String {
    format!("Samples of {} are so large that the normal curve was used.", names.join(", "))
}

pub(in crate::report) fn plan_comparisons(comparisons: u64) -> String {
    format!(
        "Outside holds among {comparisons} comparisons (Holm, planned at its strictest step); within needs no correction."
    )
}

pub(in crate::report) fn plan_design_effect(effect: f64) -> String {
    format!("The variance is taken {} times as large, for clusters or weights.", W.as_written(Scale::Ratio, effect))
}

pub(in crate::report) fn plan_among(share: f64) -> String {
    format!("The rate is counted among {} of customers; sizes are of all customers.", W.percent(share))
}

pub(in crate::report) fn paired_title(decisions: &str) -> String {
    format!("Two models: {decisions}")
}

pub(in crate::report) fn paired_flips(rows: u64, gained: u64, lost: u64, unwanted: bool) -> String {
    let side = if unwanted { " Being selected is what customers do not want." } else { "" };
    format!(
        "Of {} customers, {} are selected by the new model and not by the old one, and {} the other way round.{side}",
        W.count(rows),
        W.count(gained),
        W.count(lost)
    )
}

/// How many comparisons have each answer.
pub(in crate::report) fn paired_summary(counts: [usize; 4]) -> String {
    let counted: Vec<String> = Unfairness::ALL
        .iter()
        .zip(counts)
        .map(|(answer, count)| format!("{} {}", W.count(count as u64), unfairness(*answer)))
        .collect();
    format!("Is the new model less unfair? Of all comparisons of a segment with everyone else: {}.", counted.join(", "))
}

pub(in crate::report) const fn unfairness(answer: Unfairness) -> &'static str {
    answer.text()
}

pub(in crate::report) const fn paired_rate(rate: PairedRate) -> &'static str {
    rate.text()
}

/// The rate whose gap a table shows, and its widest gap under both models.
pub(in crate::report) fn paired_gap(rate: PairedRate, widest: Option<(f64, f64)>) -> String {
    let spread = widest.map(|(old, new)| {
        format!(": widest gap {} then {} pp", W.number(Scale::Size, old, &[]), W.number(Scale::Size, new, &[]))
    });
    format!("Gap of the {}{}", paired_rate(rate), spread.unwrap_or_default())
}

pub(in crate::report) fn paired_reading(confidence: f64) -> String {
    format!(
        "Gap is the rate of the segment minus that of everyone else, in percentage points. Its change has a paired interval at {} \
         confidence, for each comparison alone. Less or more unfair is said where the size of the gap is shown to have changed, with \
         p corrected for the number of comparisons of the same rate: Holm for single segments, Benjamini-Hochberg for combinations.",
        W.level(confidence)
    )
}

/// Each correction with its number of comparisons, and how many attributes a segment of it combines.
pub(in crate::report) fn paired_families(families: &[(&'static str, u64, usize)]) -> String {
    let told: Vec<String> = families
        .iter()
        .map(|(correction, comparisons, depth)| format!("{correction} among {comparisons} comparisons of {depth}"))
        .collect();
    format!("Families, by the number of attributes that a segment combines: {}.", told.join("; "))
}

pub(in crate::report) fn paired_left_out(customers: u64) -> String {
    format!("{} customers were left out by one of the models or both.", W.count(customers))
}

pub(in crate::report) fn paired_repeated(repeated: u64, customers: u64) -> String {
    format!(
        "{} of {} customers come more than once: rows are not independent, and every interval is too narrow.",
        W.count(repeated),
        W.count(customers)
    )
}

pub(in crate::report) fn screen_rows(rows: u64, label: Option<&LabelBalance>) -> String {
    let Some(label) = label else { return format!("{} rows, without a label.", W.count(rows)) };
    let known = label.positive + label.negative;
    let share = if known > 0 { W.percent(label.positive as f64 / known as f64) } else { "none".to_owned() };
    let without = match label.unlabelled {
        0 => String::new(),
        rows => format!(" {} rows have no label.", W.count(rows)),
    };
    format!(
        "{} rows; {} is positive for {} of {} ({share}).{without}",
        W.count(rows),
        label.name,
        W.count(label.positive),
        W.count(known)
    )
}

pub(in crate::report) fn screen_stands_for(columns: &[&str], attribute: &str) -> String {
    match columns {
        [one] => format!("{one} stands for {attribute}."),
        several => format!("{} stand for {attribute}.", several.join(", ")),
    }
}

pub(in crate::report) fn screen_labels(confidence: f64) -> String {
    format!(
        "Labels: segment against everyone else, in percentage points with {} intervals, each alone; p by Holm over all segments. \
         Imbalance is (everyone else − segment) / rows.",
        W.level(confidence)
    )
}

pub(in crate::report) fn screen_columns(strong: f64, area: f64) -> String {
    format!(
        "Columns: V is Cramér's V without what chance adds, AUC that of the column for the segment it tells best, p by \
         Benjamini-Hochberg over all columns and attributes. A column stands for an attribute from V {} or AUC {} (or {}) on.",
        W.as_written(Scale::Ratio, strong),
        W.as_written(Scale::Ratio, area),
        W.as_written(Scale::Ratio, 1.0 - area)
    )
}

pub(in crate::report) fn screen_small(minimum: u64) -> String {
    format!("Segments of fewer than {} rows are shown and not tested.", W.count(minimum))
}

pub(in crate::report) fn screen_not_represented(reason: Unavailable) -> String {
    format!("Representation: {}.", W.unavailable(reason))
}

pub(in crate::report) fn screen_represented(found: &Representation) -> String {
    let test = found.chi_squared.map_or_else(|_| String::new(), |test| format!(" (p {})", W.p_value(test.p_value)));
    format!(
        "Total variation {}{test}; sampling alone gives about {}. Population stability index {}.",
        W.plain(found.total_variation),
        W.plain(found.expected_total_variation),
        found.population_stability_index.map_or_else(|_| "infinite".to_owned(), |value| W.plain(value))
    )
}

pub(in crate::report) fn screen_proxies(attribute: &str) -> String {
    format!("Which columns tell {attribute}")
}

pub(in crate::report) fn screen_levels(levels: u64) -> String {
    format!("{} levels", W.count(levels))
}
