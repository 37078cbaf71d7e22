//! The audit of the example campaign finds what was planted in it, and only that.
//!
//! The planted numbers are stated in examples/data/README.md, as measured there by another program.
#![cfg(feature = "json")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub, reason = "a test")]

use std::collections::BTreeSet;

use evenhand::audit::{Audited, FindingCode, Reference, Rule, Tolerance, Verdict};
use evenhand::segment::Grouping;
use evenhand::{Audit, Policy, Predictions, Slices};

fn campaign() -> Predictions {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/campaign.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let at = |name: &str| header.iter().position(|own| *own == name).unwrap();
    let column = |name: &str| {
        let at = at(name);
        rows.iter().map(move |row| Some(row[at]).filter(|cell| !cell.is_empty()))
    };
    let yes =
        |name: &'static str, positive: &'static str| column(name).map(move |cell| cell.map(|cell| cell == positive));
    Predictions::builder()
        .outcome_named("bought", yes("bought", "1"))
        .decision_named("targeted", yes("targeted", "1"))
        .consent(yes("consent", "yes"))
        .score(column("score").map(|cell| cell.and_then(|cell| cell.parse::<f64>().ok())))
        .segment("age_band", column("age_band"))
        .segment("gender", column("gender"))
        .segment("region", column("region"))
        .segment("channel", column("channel"))
        .stratum("tenure", column("tenure"))
        .customer(column("customer_id"))
        .build()
        .unwrap()
}

fn outside(audited: &Audited, rule: &str) -> BTreeSet<String> {
    audited
        .rule(rule)
        .unwrap()
        .assessments
        .iter()
        .filter(|assessment| assessment.verdict == Verdict::Outside)
        .map(|assessment| assessment.slice.to_string())
        .collect()
}

#[test]
fn planted_disparities_are_found_and_the_harmless_one_is_explained() {
    // The intersection is declared in advance; looking through all of them needs more evidence from each.
    let declared = ["age_band", "gender", "region", "channel", "gender × channel"].map(Grouping::parse);
    let rule = || {
        Rule::new("crude", "disparate_impact")
            .tolerance(Tolerance::within(0.8, 1.25))
            .reference(Reference::Rest)
            .segments(declared.clone())
    };
    let mut within = rule().within_strata();
    within.id = "within-tenure".to_owned();
    let policy = Policy::builder("test").rule(rule()).rule(within).build().unwrap();
    let audited =
        Audit::new().slices(Slices::marginals().with_intersections(2)).policy(policy).run(&campaign()).unwrap();

    // The marginals: only the planted age band, and crudely Harbour.
    let single = |slices: BTreeSet<String>| -> Vec<String> {
        slices.into_iter().filter(|slice| !slice.contains('×')).collect()
    };
    assert_eq!(single(outside(&audited, "crude")), ["age_band=65+", "region=Harbour"]);
    assert_eq!(single(outside(&audited, "within-tenure")), ["age_band=65+"]);
    assert!(outside(&audited, "within-tenure").contains("gender=female × channel=phone"));

    let harbour = audited.conditional.iter().find(|result| result.slice.to_string() == "region=Harbour").unwrap();
    assert!(harbour.crude_ratio.value.unwrap() < 0.8);
    assert!(harbour.adjusted.risk_ratio.value.unwrap() > 1.0);
    assert!(audited.findings.iter().any(|finding| {
        finding.code == FindingCode::ReversalWithinStrata && finding.slice.to_string() == "region=Harbour"
    }));
}

#[test]
fn an_audit_is_the_same_from_a_cube() {
    let predictions = campaign();
    let audit = Audit::new().slices(Slices::marginals().with_intersections(2));
    let from_rows = audit.run(&predictions).unwrap();
    let from_cube = audit.run_cube(&evenhand::Cube::fold(&predictions)).unwrap();
    assert_eq!(from_rows.rules, from_cube.rules);
    assert_eq!(from_rows.groupings, from_cube.groupings);
    assert_eq!(from_rows.conditional, from_cube.conditional);
}

#[test]
fn what_an_audit_found_survives_serialisation() {
    let audited = Audit::new().slices(Slices::marginals().with_intersections(2)).run(&campaign()).unwrap();
    let text = serde_json::to_string(&audited).unwrap();
    let back: Audited = serde_json::from_str(&text).unwrap();
    assert_eq!(back, audited);
    assert_eq!(serde_json::to_string(&back).unwrap(), text);
}
