//! How do I audit by a metric of my own?
//!
//! ```console
//! $ cargo run --example custom_metric
//! ```
//!
//! A metric and a criterion are plain data, as those of the catalogue are. A metric that is a rate gets a rate's
//! intervals and tests for nothing. `Audit` and policies know the catalogue only, so a criterion of your own is
//! evaluated on the groups of a cube, with the inference room beside it: that is what this example does.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use evenhand::cube::{Cells, Confusion};
use evenhand::data::LabelAvailability;
use evenhand::inference::{Difference, Proportion, worst_difference};
use evenhand::metric::{Combine, Comparison, Composition, Criterion, Definition, Metric, Range, Worse};
use evenhand::value::{Confidence, Measured, Reason};
use evenhand::{Cube, Predictions};

/// Of all customers, how many got an offer that they did not take?
static WASTED_OFFERS: Metric = Metric {
    id: "wasted_offers",
    name: "wasted offers",
    aliases: &[],
    question: "Of all customers, how many got an offer that they did not take?",
    definition: Definition::Rate { of: Cells::FP, among: Cells::LABELLED, empty: Reason::NoLabels },
    range: Range::UNIT,
    worse: Worse::Above,
    source: "the marketing team's own definition, 2026",
};

/// Not every number is a rate: what an offer costs for each sale, at 2 per offer.
static COST_PER_SALE: Metric = Metric {
    id: "cost_per_sale",
    name: "cost per sale",
    aliases: &[],
    question: "What do we pay in offers for each sale?",
    definition: Definition::Function {
        compute: |table: &Confusion| {
            evenhand::value::quotient(
                2.0 * table.total(Cells::TP | Cells::FP),
                table.total(Cells::TP),
                Reason::NoneSelected,
            )
        },
        formula: "2 (TP + FP) / TP",
        needs: Cells::TP.or(Cells::FP),
    },
    range: Range::POSITIVE,
    worse: Worse::Neither,
    source: "the marketing team's own definition, 2026",
};

/// Is every segment bothered about equally?
static EQUAL_BOTHER: Criterion = Criterion {
    id: "equal_bother",
    name: "equal bother",
    aliases: &[],
    question: "Is every segment sent about the same share of unwanted offers?",
    composition: Composition::Compare {
        metrics: &[&WASTED_OFFERS],
        comparison: Comparison::Difference,
        combine: Combine::Worst,
        favourable_side: false,
    },
    ideal: 0.0,
    range: Range::SIGNED_UNIT,
    source: "the marketing team's own definition, 2026",
    note: "",
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A table of counts: channel, offered, bought, customers.
    let table = [
        ("app", true, true, 60_u64),
        ("app", true, false, 20),
        ("app", false, true, 15),
        ("app", false, false, 105),
        ("web", true, true, 24),
        ("web", true, false, 56),
        ("web", false, true, 16),
        ("web", false, false, 64),
    ];
    let predictions = Predictions::builder()
        .segment("channel", table.map(|line| line.0))
        .decision(table.map(|line| line.1))
        .outcome(table.map(|line| line.2))
        .count(table.map(|line| line.3))
        .build()?;
    let cube = Cube::fold(&predictions).roll_up(&["channel"])?;
    let groups: Vec<&Confusion> = cube.groups().map(|(_, table)| table).collect();
    let [app, web] = groups[..] else { return Err("two channels".into()) };
    let labels = LabelAvailability::All;

    // Each group, with the formula that is executed.
    println!("{} = {}", WASTED_OFFERS.name, WASTED_OFFERS.formula());
    let value = |metric: &Metric, group| -> Measured { metric.value(group, labels) };
    assert_eq!(WASTED_OFFERS.formula(), "FP / (TP + FP + FN + TN)");
    assert_eq!(value(&WASTED_OFFERS, app), Ok(0.1));
    assert_eq!(value(&WASTED_OFFERS, web), Ok(0.35));
    assert_eq!(value(&COST_PER_SALE, web).map(|cost| (cost * 100.0).round()), Ok(667.0));
    // Nobody collected labels: then the data cannot tell, however many rows there are.
    assert!(WASTED_OFFERS.value(app, LabelAvailability::None).is_err());

    // The comparison, with what one may say about it.
    let gap = EQUAL_BOTHER.compare(web, app, labels)?;
    assert!((gap - 0.25).abs() < 1e-12);
    let sample = |group| -> Measured<Proportion> {
        let counts = WASTED_OFFERS.fraction(group).ok_or(evenhand::value::Unavailable::Undefined(Reason::NoRows))?;
        Proportion::new(counts.numerator, counts.denominator)
    };
    let difference = Difference { group: sample(web)?, reference: sample(app)? };
    let interval = difference.miettinen_nurminen(Confidence::DEFAULT)?;
    println!("{}: {gap:.3}, 95 % from {:.3} to {:.3}", EQUAL_BOTHER.name, interval.lower, interval.upper);
    assert!(interval.lower > 0.05, "shown to be more than five percentage points");

    // All groups at once: the widest pair, and its interval that allows for the search.
    assert!((EQUAL_BOTHER.all_groups(&groups, labels)? - 0.25).abs() < 1e-12);
    let samples = groups.iter().map(|group| sample(group)).collect::<Measured<Vec<_>>>()?;
    let widest = worst_difference(&samples, Confidence::DEFAULT)?;
    assert!(widest.interval.contains(0.25));
    Ok(())
}
