//! Does this model treat the segments of my campaign alike? Predictions in, a report out.
//!
//! Reads no file and needs no feature beyond the default ones:
//!
//! ```console
//! $ cargo run --example library_audit --features html > report.html
//! ```
//!
//! The customers are made up by a rule, so that the truth is known: customers on the phone are offered half as often
//! as others who are just as likely to buy.

use std::io::{self, Write};

use evenhand::audit::{FindingCode, Reference, Rule, Severity, Tolerance, Verdict};
use evenhand::{Audit, Policy, Predictions, Slices};

struct Customer {
    channel: &'static str,
    age_band: &'static str,
    offered: bool,
    bought: bool,
}

fn customers() -> Vec<Customer> {
    (0..4_000_u32)
        .map(|number| {
            let channel = ["app", "web", "phone", "store"][(number % 4) as usize];
            let every = if channel == "phone" { 6 } else { 3 };
            Customer {
                channel,
                age_band: ["18-34", "35-64", "65+"][(number / 4 % 3) as usize],
                offered: number / 12 % every == 0,
                bought: number / 7 % 5 == 0,
            }
        })
        .collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let customers = customers();
    let predictions = Predictions::builder()
        .decision_named("offered", customers.iter().map(|customer| customer.offered))
        .outcome_named("bought", customers.iter().map(|customer| customer.bought))
        .segment("channel", customers.iter().map(|customer| customer.channel))
        .segment("age_band", customers.iter().map(|customer| customer.age_band))
        .build()?;

    let policy = Policy::builder("Spring offer")
        .rule(
            Rule::new("offers", "disparate_impact")
                .tolerance(Tolerance::within(0.8, 1.25))
                .reference(Reference::Rest)
                .severity(Severity::High)
                .owner("campaign lead")
                .on_failure("find out why the score is lower on this channel"),
        )
        .build()?;
    let audited = Audit::new().slices(Slices::marginals().with_intersections(2)).policy(policy).run(&predictions)?;

    // What a program asks.
    let phone = audited.grouping(&["channel"]).and_then(|channel| channel.slice(&["phone"])).ok_or("no such slice")?;
    let impact = phone.disparity("disparate_impact").ok_or("not compared")?;
    assert!(impact.value? < 0.6, "half as often as the others");
    let outside = |finding: &&evenhand::audit::Finding| finding.code == FindingCode::OutsideTolerance;
    let found = audited.findings.iter().find(outside).ok_or("nothing found")?;
    assert_eq!(found.slice.to_string(), "channel=phone", "the first finding is what was planted");
    let oldest = audited.rules[0].assessments.iter().find(|one| one.slice.to_string() == "age_band=65+");
    assert_eq!(oldest.map(|one| one.verdict), Some(Verdict::Within), "the oldest are like the rest, and shown to be");
    assert_eq!(audited.gate().exit_code(), 1);

    // What a person reads. It says that it is a draft until somebody signs.
    let report = audited
        .report()
        .title("Spring offer: who gets it")
        .purpose("Choose customers for the spring offer.")
        .model("offer score 4.2")
        .owner("campaign lead")
        .build();
    assert!(report.is_draft());
    let mut page = Vec::new();
    report.write_html(&mut page)?;
    assert!(page.starts_with(b"<!DOCTYPE html>") || page.starts_with(b"<!doctype html>"));
    io::stdout().write_all(&page)?;
    Ok(())
}
