//! Writes reports to look at: `cargo test --test report_look -- --ignored`, then open `target/report/*.html`.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test may fail")]

mod report;

use std::time::Instant;

use evenhand::report::{ReviewDecision, ReviewKey, SignOff};

#[test]
#[ignore = "writes files for a person to look at"]
fn write_reports_to_look_at() {
    let folder = std::path::Path::new("target/report");
    std::fs::create_dir_all(folder).unwrap();
    let campaign = report::campaign()
        .report()
        .title("Spring offer: who gets it")
        .purpose("Choose the customers who receive the spring offer.")
        .decision_made("Which of 20,000 customers receive the spring offer by e-mail, app or phone.")
        .model("offer-uplift 4.2")
        .owner("Customer analytics")
        .reviewer("Model risk")
        .period("March to May 2026")
        .legal_basis("consent to profiling")
        .segment_source("declared by the customers; region from the postal address")
        .input("campaign.csv", "8b97b8e1faa9fe4a642b3a535f0dd4f0ca7b71e668bf55b403e990a3dfde891f")
        .note("The campaign is synthetic.");
    let sign_off =
        SignOff::new("Ada Byron", "Head of model risk", ReviewDecision::ApprovedWithConditions, "2026-11-21")
            .independence("I had no part in building or selling the model.")
            .statement("Retrain without the tenure proxy before the summer offer.");
    let signed = campaign.clone().build().sign(sign_off, &ReviewKey::generate().unwrap()).unwrap();
    let mut reports = vec![
        ("campaign", campaign.build()),
        ("signed", signed),
        ("many", report::many_slices().report().title("440 slices").build()),
        ("hostile", report::hostile().report().title("Hostile <names>").build()),
        ("small", report::small().report().build()),
    ];
    match report::bank() {
        Some(audited) => reports.push(("bank", audited.report().title("Term deposit calls").build())),
        None => println!("skipped: ../shared/data/bank_marketing_predictions.csv is not there"),
    }
    for (name, report) in reports {
        let start = Instant::now();
        let html = report.html().unwrap();
        let taken = start.elapsed();
        let slices: usize = report.audited.groupings.iter().map(|grouping| grouping.slices.len()).sum();
        println!("{name}: {slices} slices, {} bytes of HTML in {taken:?}", html.len());
        std::fs::write(folder.join(format!("{name}.html")), html).unwrap();
        std::fs::write(folder.join(format!("{name}.md")), report.markdown()).unwrap();
        std::fs::write(folder.join(format!("{name}.csv")), report.slice_csv()).unwrap();
        std::fs::write(folder.join(format!("{name}.json")), report.to_json().unwrap()).unwrap();
    }
}
