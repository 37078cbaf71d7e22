//! The report as data: it survives JSON, it is the same every time, and it is a draft until a person signs it.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test may fail")]

mod report;

use evenhand::report::{Report, ReviewDecision, ReviewKey, SCHEMA_VERSION, Section, SignOff, sha256};

fn everything() -> Vec<(&'static str, Report)> {
    vec![
        ("small", report::small().report().build()),
        ("campaign", report::campaign().report().title("Offer").input("campaign.csv", sha256(b"rows")).build()),
        ("hostile", report::hostile().report().title(report::HOSTILE[0]).build()),
    ]
}

#[test]
fn json_and_back_is_the_identity() {
    for (name, report) in everything() {
        let text = report.to_json().unwrap();
        let read = Report::from_json(&text).unwrap();
        assert!(read == report, "{name} changed on its way through JSON");
        assert_eq!(read.to_json().unwrap(), text, "{name}");
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for ((name, first), (_, second)) in everything().into_iter().zip(everything()) {
        assert_eq!(first.to_json().unwrap(), second.to_json().unwrap(), "{name}");
        assert!(first.html().unwrap() == second.html().unwrap(), "{name}: HTML differs");
        assert!(first.markdown() == second.markdown(), "{name}: Markdown differs");
        assert!(first.slice_csv() == second.slice_csv(), "{name}: CSV differs");
        let read = Report::from_json(&first.to_json().unwrap()).unwrap();
        assert!(read.html().unwrap() == second.html().unwrap(), "{name}: HTML of the report read from JSON differs");
    }
}

#[test]
fn a_report_is_a_draft_until_it_is_signed() {
    const DRAFT: &str = "DRAFT - not reviewed";
    let builder = report::small().report().reviewer("Ada Byron");
    let draft = builder.clone().build();
    assert!(draft.is_draft() && draft.html().unwrap().contains(DRAFT) && draft.markdown().contains(DRAFT));

    let sign_off = SignOff::new("Ada Byron", "model risk", ReviewDecision::Rejected, "2026-11-22");
    let noted = builder.clone().sign_off(sign_off.clone()).build();
    assert!(noted.is_draft() && noted.markdown().contains("noted, not signed"));

    let signed = builder.build().sign(sign_off, &ReviewKey::generate().unwrap()).unwrap();
    assert!(!signed.is_draft());
    for text in [signed.html().unwrap(), signed.markdown()] {
        assert!(!text.contains("DRAFT"), "{text}");
        assert!(text.contains("Rejected by Ada Byron") && text.contains("2026-11-22"), "{text}");
    }
}

#[test]
fn sections_can_be_left_out_but_not_the_sign_off() {
    let report = report::campaign().report().sections([Section::Methods, Section::Findings, Section::Methods]).build();
    assert_eq!(report.sections, [Section::Methods, Section::Findings]);
    let html = report.html().unwrap();
    let place = |text: &str| html.find(&format!("<h2>{text}</h2>"));
    assert!(place("How it was computed") < place("Findings in full"));
    assert!(place("Segment by segment").is_none());
    assert!(place("Sign-off").is_some() && place("Where it comes from").is_some());
}

#[test]
fn a_report_of_another_schema_is_refused() {
    let text = report::small().report().build().to_json().unwrap();
    let other = text.replacen(
        &format!("\"schema_version\": {SCHEMA_VERSION}"),
        &format!("\"schema_version\": {}", SCHEMA_VERSION + 1),
        1,
    );
    assert!(Report::from_json(&other).unwrap_err().to_string().contains("schema version"));
    assert!(Report::from_json("{").unwrap_err().to_string().contains("is not a report"));
}

#[test]
fn provenance_ties_the_report_to_its_policy() {
    let report = report::small().report().build();
    let digest = report.provenance.policy_sha256.clone().unwrap();
    assert_eq!(digest.len(), 64);
    let mut stricter = report::small();
    stricter.policy.minimum_rows += 1;
    assert_ne!(stricter.report().build().provenance.policy_sha256, Some(digest));
}

#[test]
fn the_slice_table_holds_every_slice_once_at_full_precision() {
    let audited = report::campaign();
    let csv = audited.report().build().slice_csv();
    let slices: usize = audited.groupings.iter().map(|grouping| grouping.slices.len()).sum();
    assert_eq!(csv.lines().count(), 1 + 1 + slices);
    let rate = audited.grouping(&["age_band"]).unwrap().slice(&["65+"]).unwrap().metric("selection_rate").unwrap();
    let line = csv.lines().find(|line| line.starts_with("age_band,65+,")).unwrap();
    assert!(line.contains(&rate.value.unwrap().to_string()), "{line}");
    let width = csv.lines().next().unwrap().split(',').count();
    assert!(csv.lines().all(|line| line.contains('"') || line.split(',').count() == width));
}
