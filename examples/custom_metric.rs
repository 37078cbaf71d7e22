//! How do I audit by a metric of my own?
//!
//! ```console
//! $ cargo run --example custom_metric --features html
//! ```
//!
//! A metric and a criterion are plain data, as those of the catalogue are. A metric that is a rate gets a rate's
//! intervals and tests for nothing. An audit computes your metrics for every slice, compares by your criteria, judges
//! them by your policy, and prints the formula that was executed in the report.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use evenhand::audit::{Rule, Tolerance, Verdict};
use evenhand::cube::{Cells, Confusion};
use evenhand::data::LabelAvailability;
use evenhand::metric::{Combine, Comparison, Composition, Criterion, Definition, Metric, Range, Worse};
use evenhand::value::{Measured, Reason};
use evenhand::{Audit, Cube, Policy, Predictions};

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

    // By hand: one group against another, and all groups at once.
    assert!((EQUAL_BOTHER.compare(web, app, labels)? - 0.25).abs() < 1e-12);
    assert!((EQUAL_BOTHER.all_groups(&groups, labels)? - 0.25).abs() < 1e-12);

    // In an audit: with intervals, verdicts and a report.
    let policy = Policy::builder("Offers")
        .criterion(&EQUAL_BOTHER)
        .rule(Rule::new("bother", "equal_bother").tolerance(Tolerance::within(-0.05, 0.05)).owner("offers team"))
        .build()?;
    let audit = Audit::new().policy(policy).metric(&WASTED_OFFERS).metric(&COST_PER_SALE).criterion(&EQUAL_BOTHER);
    let audited = audit.run(&predictions)?;
    let judged = &audited.rule("bother").ok_or("the rule was judged")?.assessments[1];
    let interval = judged.interval?;
    println!("{}: {:.3}, 95 % from {:.3} to {:.3}", judged.slice, judged.value?, interval.lower, interval.upper);
    assert_eq!((judged.slice.to_string().as_str(), judged.verdict), ("channel=web", Verdict::Outside));
    assert!(interval.lower > 0.05, "shown to be more than five percentage points");
    let slice = &audited.grouping(&["channel"]).ok_or("channel was audited")?.slices[1];
    assert_eq!(slice.metric("wasted_offers").ok_or("the metric was computed")?.value, Ok(0.35));
    let report = audited.report().title("Offers").build();
    assert!(report.html()?.contains("FP / (TP + FP + FN + TN)"));
    Ok(())
}
