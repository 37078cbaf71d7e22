//! Who answers for what: exemptions that expire, actions that fall due, findings that stay open, and what the public reads.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod report;

use evenhand::audit::{Audit, Audited, Exemption, FindingCode, Policy, Rule, Tolerance};
use evenhand::data::Predictions;
use evenhand::report::difference::{Caution, Direction, PromiseOutcome};
use evenhand::report::{
    ActionState, CorrectiveAction, FindingState, PUBLIC_MINIMUM, PredictedEffect, Report, ReviewDecision, ReviewKey,
    SignOff, Standing,
};
use evenhand::segment::{Level, Slice};

/// 4,000 customers by channel; of each 20 on the phone so many are selected, and ten of each 20 elsewhere.
fn audited(phone: usize, policy: Policy, as_of: &str) -> Audited {
    let rows = 4_000;
    let is_phone = |row: usize| row.is_multiple_of(4);
    let predictions = Predictions::builder()
        .decision((0..rows).map(|row| if is_phone(row) { row / 4 % 20 < phone } else { row / 4 % 2 == 0 }))
        .segment("channel", (0..rows).map(|row| if is_phone(row) { "phone" } else { "app" }))
        .build()
        .unwrap();
    Audit::new().policy(policy).as_of(as_of).run(&predictions).unwrap()
}

fn policy() -> Policy {
    Policy::builder("House")
        .rule(Rule::new("equal", "disparate_impact").tolerance(Tolerance::within(0.8, 1.25)))
        .build()
        .unwrap()
}

fn exempting() -> Policy {
    let mut policy = policy();
    policy.exemptions = vec![Exemption {
        rule: "equal".to_owned(),
        slice: Slice::everybody().and("channel", Level::named("phone")),
        reason: "pilot".to_owned(),
        expires: "2027-01-31".to_owned(),
        approved_by: None,
    }];
    policy.escalation = vec!["campaign lead".to_owned(), "model risk".to_owned()];
    policy
}

const PHONE: &str = "outside-tolerance/equal/channel=phone";

fn action() -> CorrectiveAction {
    CorrectiveAction::new("letters", "send letters")
        .finding(PHONE)
        .effect(PredictedEffect::new("disparate_impact", 0.95, (0.9, 1.0), 0.95))
        .owner("campaign lead")
        .due("2027-01-31")
        .state(ActionState::Accepted)
}

#[test]
fn an_exemption_holds_to_its_last_day_and_then_becomes_a_finding() {
    let holds = audited(5, exempting(), "2027-01-31");
    let phone = |audited: &Audited| audited.findings.iter().find(|own| own.id == PHONE).unwrap().clone();
    assert_eq!(phone(&holds).exempted.as_deref(), Some("pilot"));
    assert!(!phone(&holds).fails_gate && holds.findings.iter().all(|own| own.code != FindingCode::ExpiredExemption));

    let expired = audited(5, exempting(), "2027-02-01");
    assert!(phone(&expired).fails_gate && phone(&expired).exempted.is_none());
    let found = expired.findings.iter().find(|own| own.code == FindingCode::ExpiredExemption).unwrap();
    assert_eq!(found.id, "expired-exemption/equal/channel=phone");
    let text = expired.report().build().markdown();
    assert!(text.contains("2027-01-31 **expired**") && text.contains("- campaign lead\n- model risk"), "{text}");
    assert!(!holds.report().build().markdown().contains("**expired**"));
}

#[test]
fn an_action_past_its_day_is_overdue_unless_it_is_done() {
    let report = |state, day| audited(5, policy(), day).report().action(action().state(state)).build().markdown();
    assert!(report(ActionState::Accepted, "2027-02-01").contains("2027-01-31 **overdue**"));
    assert!(!report(ActionState::Accepted, "2027-01-31").contains("overdue"));
    assert!(!report(ActionState::Done, "2027-02-01").contains("overdue"));
    let text = report(ActionState::Proposed, "2026-12-01");
    assert!(text.contains("disparate impact of 0.95 (95% interval 0.90 to 1.00)"), "{text}");
}

fn report(phone: usize, supersedes: Option<&Report>) -> Report {
    let builder = audited(phone, policy(), "2027-01-01").report().input("rows.csv", format!("{phone:064}"));
    supersedes.map_or(builder.clone(), |earlier| builder.supersedes(earlier).unwrap()).build()
}

fn state(report: &Report) -> (FindingState, Standing, u64) {
    let tracked = report.follow_up.iter().find(|own| own.id == PHONE).unwrap();
    (tracked.state, tracked.standing, tracked.reports)
}

#[test]
fn a_finding_stays_open_until_evidence_closes_it() {
    let first = report(5, None);
    let again = report(6, Some(&first));
    assert_eq!(state(&again), (FindingState::Open, Standing::Found, 1));
    // 8 of 20 against 10 of 20 is 0.8: neither shown to hold nor to fail.
    let open = report(8, Some(&again));
    assert_eq!(state(&open), (FindingState::Open, Standing::NotSettled, 2));
    let still = {
        let mut elsewhere = policy();
        elsewhere.rules[0].id = "other".to_owned();
        audited(10, elsewhere, "2027-01-01").report().supersedes(&open).unwrap().build()
    };
    assert_eq!(state(&still), (FindingState::Open, Standing::NotAudited, 3), "a renamed rule closes nothing");
    let closed = report(10, Some(&still));
    assert_eq!(state(&closed), (FindingState::Closed, Standing::ShownWithin, 4));
    let after = report(10, Some(&closed));
    assert!(after.follow_up.iter().all(|own| own.id != PHONE), "what is closed is not told for ever");
    assert!(closed.markdown().contains("shown to lie inside the tolerance"));
    assert_eq!(closed.provenance.supersedes.as_ref().unwrap().sha256, still.digest().unwrap());
}

#[test]
fn a_comparison_says_what_got_better_and_whether_promises_were_kept() {
    let builder = audited(5, policy(), "2026-12-01").report().input("a.csv", "0a");
    let earlier = builder.action(action()).build();
    let later = |phone: usize, state: Option<ActionState>, day: &str| {
        let builder = audited(phone, policy(), day).report().input("b.csv", format!("{phone:02}"));
        state.map_or(builder.clone(), |state| builder.action(action().state(state))).build()
    };
    let difference = |later: &Report| earlier.difference_to(later).unwrap();
    let outcome = |later: &Report| difference(later).promises[0].outcome;

    let better = difference(&later(10, Some(ActionState::Done), "2027-02-01"));
    let phone = better.changes.iter().find(|own| own.place == "channel=phone").unwrap();
    assert_eq!(phone.direction, Direction::Better);
    let change = phone.change.unwrap();
    // 0.25/0.5 before and 0.5/0.5 now: the ratio doubled.
    assert!((change.value - 2.0).abs() < 1e-12 && change.interval.lower > 1.7 && change.interval.upper < 2.4);
    assert_eq!(better.promises[0].outcome, PromiseOutcome::Kept);
    assert!(better.promises[0].observed.as_ref().unwrap().as_expected);
    assert!(!better.is_worse() && better.exit_code() == 0);

    assert_eq!(outcome(&later(6, Some(ActionState::Done), "2027-02-01")), PromiseOutcome::DoneWithoutEffect);
    assert_eq!(outcome(&later(6, Some(ActionState::Accepted), "2027-02-01")), PromiseOutcome::Overdue);
    assert_eq!(outcome(&later(6, Some(ActionState::Accepted), "2027-01-31")), PromiseOutcome::Pending);
    assert_eq!(outcome(&later(6, Some(ActionState::Rejected), "2027-01-31")), PromiseOutcome::Withdrawn);
    assert_eq!(outcome(&later(6, None, "2027-01-31")), PromiseOutcome::Dropped);

    let back = later(10, None, "2027-01-01").difference_to(&earlier).unwrap();
    assert!(back.is_worse() && back.count(Direction::Worse) > 0);
    assert!(back.findings.iter().any(|own| own.id == PHONE && own.state == FindingState::New));
    let same = earlier.difference_to(&earlier).unwrap();
    assert_eq!(same.cautions, [Caution::SameInput]);
    assert!(same.changes.iter().all(|own| own.direction == Direction::NotComparable && own.change.is_none()));
    let text = better.markdown();
    let read: evenhand::report::difference::ReportDifference =
        serde_json::from_str(&better.to_json().unwrap()).unwrap();
    assert!(read == better && read.markdown() == text, "the comparison survives JSON");
}

/// Two audits of the same world differ by chance alone: of 40 pairs, each with three channels, none should be called worse
/// or better more often than the confidence allows.
#[test]
fn chance_alone_is_not_called_a_change() {
    let audit = |seed: u64| {
        let mut state = seed;
        let mut draw = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize
        };
        let rows: Vec<(bool, &str)> = (0..900).map(|row| (draw() % 10 < 4, ["a", "b", "c"][row % 3])).collect();
        let predictions = Predictions::builder()
            .decision(rows.iter().map(|row| row.0))
            .segment("channel", rows.iter().map(|row| row.1))
            .build()
            .unwrap();
        Audit::new().policy(policy()).run(&predictions).unwrap().report().build()
    };
    let called = (0..40).filter(|&pair| {
        let difference = audit(2 * pair + 1).difference_to(&audit(2 * pair + 2)).unwrap();
        difference.count(Direction::Worse) + difference.count(Direction::Better) > 0
    });
    // Binomial(40, 0.05): more than 7 has a chance of 2 in 1,000.
    assert!(called.count() <= 7);
}

#[test]
fn the_public_page_has_no_small_counts_and_names_nobody() {
    let (rows, small) = (2_000_u32, 60);
    let channel = |row: u32| {
        if row < small {
            "fax"
        } else if row.is_multiple_of(2) {
            "phone"
        } else {
            "app"
        }
    };
    let predictions = Predictions::builder()
        .decision((0..rows).map(|row| match channel(row) {
            "fax" => false,
            "phone" => row % 5 == 0,
            _ => row % 3 != 0,
        }))
        .segment("channel", (0..rows).map(channel))
        .build()
        .unwrap();
    let report = Audit::new().policy(policy()).run(&predictions).unwrap().report().title("Offer").build();
    let sign_off = SignOff::new("Ada Byron", "model risk", ReviewDecision::ApprovedWithConditions, "2026-11-22");
    let signed = report.sign(sign_off, &ReviewKey::generate().unwrap()).unwrap();
    assert!(report.public_summary().markdown().contains("DRAFT"));
    for text in [signed.public_summary().markdown(), signed.public_summary().html().unwrap()] {
        assert!(text.contains("phone") && !text.contains("fax"), "{text}");
        assert!(text.contains("some 2,000 customers") && text.contains("We do not name them"), "{text}");
        assert!(!text.contains("Ada") && !text.contains("DRAFT") && text.contains("under conditions"), "{text}");
        for jargon in ["disparate", "interval", "p-value", "Holm", "tolerance"] {
            assert!(!text.contains(jargon), "{jargon}: {text}");
        }
    }
    assert!(u64::from(small) < PUBLIC_MINIMUM);
    let hostile = report::hostile().report().title("<script>").build().public_summary().html().unwrap();
    assert!(!hostile.contains("<script>"));
}
