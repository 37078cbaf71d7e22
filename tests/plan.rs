//! Planning: the promised power is what audits of such campaigns reach, and impossible requests are refused in words.
#![cfg(feature = "report")]
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a test")]

use evenhand::audit::{Rule, Tolerance, Verdict};
use evenhand::inference::{BinomialSampler, Random, StreamKey};
use evenhand::plan::{PilotRates, Plan};
use evenhand::value::{Reason, Unavailable};
use evenhand::{Audit, Cube, Policy, Predictions};

/// How often audits of simulated campaigns give the verdict on the first segment.
fn frequency(plan: &Plan, customers: u64, wanted: Verdict, replicates: u64) -> f64 {
    let tolerance = plan.tolerance.unwrap();
    let rule = Rule::new("r", plan.criterion.clone()).tolerance(tolerance);
    let policy = Policy::builder("p").rule(rule).minimum_rows(1).build().unwrap();
    let total: f64 = plan.segments.iter().map(|segment| segment.share).sum();
    let mut found = 0;
    for replicate in 0..replicates {
        let mut random = Random::new(StreamKey { seed: 7, stream: 1, replicate });
        let (mut names, mut decisions, mut counts) = (Vec::new(), Vec::new(), Vec::new());
        for segment in &plan.segments {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let rows = (customers as f64 * segment.share / total).round() as u64;
            let selected = BinomialSampler::new(rows, segment.rate).draw(&mut random);
            for (decision, count) in [(true, selected), (false, rows - selected)] {
                names.push(segment.name.clone());
                decisions.push(decision);
                counts.push(count);
            }
        }
        let predictions = Predictions::builder().decision(decisions).segment("s", names).count(counts).build().unwrap();
        let audited = Audit::new().policy(policy.clone()).run(&predictions).unwrap();
        let first = audited.rules[0].assessments.iter().find(|one| one.slice.label() == plan.segments[0].name).unwrap();
        found += u64::from(first.verdict == wanted);
    }
    found as f64 / replicates as f64
}

#[test]
fn audits_of_such_campaigns_reach_the_power_that_was_promised() {
    // 600 campaigns: the frequency has a standard error of 1.6 points at 80 %, and lies within 5.
    let alike = Plan::new("disparate_impact")
        .tolerance(Tolerance::within(0.8, 1.25))
        .segment("phone", 1.0, 0.4)
        .segment("app", 4.0, 0.4);
    let planned = alike.run().unwrap();
    let size = planned.segments[0].size.unwrap();
    assert!(size.power >= 0.8 && size.exact);
    let seen = frequency(&alike, planned.customers.unwrap(), Verdict::Within, 600);
    assert!((seen - size.power).abs() < 0.05, "promised {}, seen {seen}", size.power);

    // Rare, unequal and outside: two comparisons, so Holm asks more of each.
    let apart = Plan::new("demographic_parity_difference")
        .tolerance(Tolerance::within(-0.02, 0.02))
        .segment("phone", 1.0, 0.005)
        .segment("app", 6.0, 0.06);
    let planned = apart.run().unwrap();
    let first = &planned.segments[0];
    assert_eq!(first.verdict, Verdict::Outside);
    let size = first.size.unwrap();
    // Both segments mirror each other, so Holm's second step is as likely as its first: at least what was promised.
    let seen = frequency(&apart, size.total, Verdict::Outside, 600);
    assert!(seen > size.power - 0.05, "promised {}, seen {seen}", size.power);
}

#[test]
fn sizes_follow_shares_clusters_and_denominators() {
    let plan = || {
        Plan::new("equal_opportunity_difference").segment("a", 1.0, 0.5).segment("b", 3.0, 0.5).segment("c", 6.0, 0.5)
    };
    let plain = plan().run().unwrap();
    assert_eq!(plain.driver.as_deref(), Some("a"), "the smallest segment decides");
    assert_eq!(plain.comparisons, 3);
    let sizes = |planned: &evenhand::plan::Planned| planned.segments[0].size.unwrap();
    let (first, all) = (sizes(&plain), plain.customers.unwrap());
    assert!(first.total.abs_diff(first.customers * 10) <= 10);
    assert_eq!(first.total, all);
    // Twice the variance and one in five counted: ten times the customers.
    let inflated = plan().design_effect(2.0).among(0.2).run().unwrap();
    assert!(sizes(&inflated).customers.abs_diff(10 * first.customers) <= 10);
    // Shares are relative: percentages and counts are the same request.
    let counts = Plan { segments: Vec::new(), ..plan() };
    let counts = counts.segment("a", 100.0, 0.5).segment("b", 300.0, 0.5).segment("c", 600.0, 0.5).run().unwrap();
    assert_eq!(counts.customers, plain.customers);
    // A named reference is not compared with itself.
    let named = plan().reference("c").run().unwrap();
    assert_eq!(named.segments.len(), 2);
    // What 1,000 customers can show, and what must not be overlooked.
    let given = plan().customers(1_000).detect(-0.3).run().unwrap();
    let at = given.segments[0].at_size.unwrap();
    assert_eq!(at.customers, 100);
    let below = at.detectable_below.unwrap();
    assert!((-0.5..-0.05).contains(&below), "{below}");
    assert!(given.segments[0].detection.unwrap().size.unwrap().total < all, "a large gap is found sooner");
}

#[test]
fn what_was_seen_is_settled_by_more_of_the_same() {
    // METHODS T1: B 40 of 160, A 80 of 200. The ratio 0.625 lies outside; at these rates more customers show it.
    let observed = Plan::new("disparate_impact").observed("B", 40, 160).observed("A", 80, 200).run().unwrap();
    let size = observed.segments[0].size.unwrap();
    assert_eq!(observed.segments[0].verdict, Verdict::Outside);
    assert!(size.customers > 160 && size.power >= 0.8, "{size:?}");

    let pilot = Predictions::builder()
        .decision([true, false, true, false])
        .segment("g", ["B", "B", "A", "A"])
        .count([40, 120, 80, 120])
        .build()
        .unwrap();
    let cube = Cube::fold(&pilot);
    let plan = Plan::new("disparate_impact").pilot(&cube, "g", PilotRates::Observed).unwrap();
    let from_cube = plan.run().unwrap();
    assert_eq!(from_cube.segments[1].size, observed.segments[0].size);
    let pooled = Plan::new("disparate_impact").pilot(&cube, "g", PilotRates::Pooled).unwrap();
    assert!((pooled.segments[0].rate - 120.0 / 360.0).abs() < 1e-15);
}

#[test]
fn impossible_requests_are_refused_all_at_once_or_have_a_reason() {
    let wrong = Plan::new("disparate_impact")
        .tolerance(Tolerance::within(0.9, 0.95))
        .segment("a", 0.0, 1.5)
        .power(1.0)
        .among(0.0)
        .design_effect(-1.0)
        .comparisons(0)
        .reference("b");
    let error = wrong.run().unwrap_err();
    assert_eq!(error.problems().len(), 9, "{error}");
    for words in ["around parity", "at least two", "no number of customers gives certainty", "write 0.05 for 5 %"] {
        assert!(error.to_string().contains(words), "{words}: {error}");
    }
    let several = Plan::new("equalized_odds").segment("a", 1.0, 0.2).segment("b", 1.0, 0.2).run().unwrap_err();
    assert!(several.to_string().contains("several rates at once"), "{several}");
    let close = Plan::new("disparate_impact").segment("a", 1.0, 0.5).segment("b", 1.0, 0.5).detect(0.9).run();
    assert!(close.unwrap_err().to_string().contains("is acceptable"));

    // No error but a reason: on the bound nothing can be told.
    let bound = Plan::new("disparate_impact").segment("a", 1.0, 0.24).segment("b", 1.0, 0.3).run().unwrap();
    assert_eq!(bound.customers, Err(Unavailable::Undefined(Reason::NoSolution)));
    assert!(bound.sheet().markdown().contains("on the bound of the tolerance"));
    let zero = Plan::new("disparate_impact").segment("a", 1.0, 0.0).segment("b", 1.0, 0.0).run().unwrap();
    assert_eq!(zero.customers, Err(Unavailable::Undefined(Reason::ZeroRate)));
}

#[cfg(feature = "cli")]
mod cli;

#[cfg(feature = "cli")]
mod program {
    use super::cli::{Folder, fair};

    #[test]
    fn plan_fits_the_terminal_and_writes_what_it_is_asked_for() {
        let folder = Folder::with("c.csv", fair());
        let line = "plan --shares app=60,web=30,phone=10 --rate 0.2 --detect 0.6 --customers 5000";
        let (status, out, err) = folder.run(&format!("{line} --json plan.json --markdown plan.md --html plan.html"));
        assert_eq!((status, err.as_str()), (0, ""));
        assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
        assert!(out.contains("phone decides"), "{out}");
        let json: serde_json::Value = serde_json::from_str(&folder.read("plan.json")).unwrap();
        let phone = &json["plans"][0]["segments"][2];
        assert_eq!(phone["name"], "phone");
        assert!(phone["size"]["total"].as_u64().unwrap() >= 10 * phone["size"]["customers"].as_u64().unwrap() - 10);
        assert!(folder.read("plan.md").contains("| phone |") && folder.read("plan.html").contains("phone"));
        let (_, json, table) = folder.run(&format!("{line} --json -"));
        assert!(json.starts_with('{') && table.contains("phone decides"));
    }

    #[test]
    fn plan_takes_segments_from_a_campaign_and_a_rule_from_a_policy() {
        let folder = Folder::with("c.csv", fair());
        folder.add("p.toml", folder.run("policy marketing").1);
        let line = "plan c.csv --decision targeted --segments channel,gender --policy p.toml";
        let (status, out, err) = folder.run(line);
        assert_eq!(status, 0, "{err}");
        assert!(
            out.contains("by channel") && out.contains("by gender") && out.contains("among 4 comparisons"),
            "{out}"
        );
    }

    #[test]
    fn plan_says_what_is_missing() {
        let folder = Folder::with("c.csv", "");
        for (arguments, words) in [
            ("plan", "--observed app=80/200"),
            ("plan --shares a=1,b=1", "give --rate"),
            ("plan --shares a=1,b=1 --rate 5", "write 0.05 for 5 %"),
            ("plan --observed a=5/4,b=1/2", "no more customers"),
            ("plan --shares a=1,b=1 --rate 0.1 --reference c", "no segment of the plan"),
            ("plan --shares a=1,b=1 --rate 0.1 --criterion nonsense", "nonsense"),
        ] {
            let (status, _, err) = folder.run(arguments);
            assert_eq!(status, 2, "{arguments}: {err}");
            assert!(err.contains(words), "{arguments}: {err}");
        }
    }
}
