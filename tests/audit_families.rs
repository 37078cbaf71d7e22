//! Families of comparisons, the corrections that a policy may name, and rates of small slices drawn in.
#![cfg(feature = "json")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use evenhand::audit::{Audited, Correction, Family, Rule, Tolerance, Verdict};
use evenhand::{Audit, Policy, Predictions, Slices};

/// METHODS B12: six segments, here the combinations of two attributes.
const SEGMENTS: [(&str, &str, u64, u64); 6] = [
    ("a", "x", 80, 200),
    ("a", "y", 40, 160),
    ("b", "x", 6, 40),
    ("b", "y", 30, 90),
    ("c", "x", 3, 12),
    ("c", "y", 55, 150),
];

fn predictions() -> Predictions {
    let lines: Vec<(&str, &str, bool, u64)> = SEGMENTS
        .iter()
        .flat_map(|&(first, second, selected, rows)| {
            [(first, second, true, selected), (first, second, false, rows - selected)]
        })
        .collect();
    Predictions::builder()
        .segment("first", lines.iter().map(|line| line.0))
        .segment("second", lines.iter().map(|line| line.1))
        .decision(lines.iter().map(|line| line.2))
        .count(lines.iter().map(|line| line.3))
        .build()
        .unwrap()
}

fn run(rule: Rule) -> Audited {
    let policy = Policy::builder("families").minimum_rows(1).rule(rule).build().unwrap();
    Audit::new().slices(Slices::marginals().with_intersections(2)).policy(policy).run(&predictions()).unwrap()
}

fn rule() -> Rule {
    Rule::new("reach", "demographic_parity_difference").tolerance(Tolerance::within(-0.01, 0.01))
}

/// METHODS B12: raw .4 .25 .15 .333 .25 .367 become .381483 .264849 .240771 .324934 .299122 .352165.
#[test]
fn rates_of_small_segments_are_drawn_in_for_ranking() {
    let audited = run(rule());
    let result = audited.grouping(&["first", "second"]).unwrap().shrinkage.as_ref().unwrap();
    assert!((result.prior.mean - 0.310_431).abs() < 1e-6);
    assert!((result.prior.concentration.unwrap() - 52.122_3).abs() < 1e-4);
    let expected = [0.381_483, 0.264_849, 0.240_771, 0.324_934, 0.299_122, 0.352_165];
    for ((first, second, selected, rows), expected) in SEGMENTS.into_iter().zip(expected) {
        let own = result.slices.iter().find(|one| one.slice.label() == format!("{first} × {second}")).unwrap();
        assert_eq!((own.selected, own.rows), (selected, rows));
        assert!((own.rate.mean - expected).abs() < 1e-6, "{}: {}", own.slice, own.rate.mean);
    }
    assert!(result.slices.is_sorted_by(|a, b| a.rate.mean <= b.rate.mean));
    assert!(audited.grouping(&["first"]).unwrap().shrinkage.is_none(), "declared segments stand as they are");
    // No verdict rests on it: the ratio of the slice is that of its raw rate.
    let raw = audited.rule("reach").unwrap().assessments.iter().find(|one| one.slice.label() == "c × x").unwrap();
    assert!((raw.value.unwrap() - (0.25 - 211.0 / 640.0)).abs() < 1e-12);
    let report = audited.report().build().markdown();
    assert!(report.contains("24.1%") && report.contains("draws towards parity"), "{report}");
}

/// Every family with its size and correction, in the data and in the report.
#[test]
fn families_are_named_and_printed() {
    let audited = run(rule());
    let families = &audited.rule("reach").unwrap().families;
    let named: Vec<_> = families.iter().map(|one| (one.attributes, one.correction, one.comparisons)).collect();
    assert_eq!(named, [(1, Correction::Holm, 5), (2, Correction::BenjaminiHochberg, 6)]);
    let report = audited.report().build().markdown();
    assert!(
        report.contains("reach: 5 comparisons of single attributes (Holm); 6 comparisons of 2 attributes together")
    );

    let worst = run(rule().worst_pair());
    let families = &worst.rule("reach").unwrap().families;
    assert_eq!(families.len(), 3, "each grouping's pairs are a family of their own");
    assert_eq!((families[0].correction, families[0].comparisons), (Correction::Simultaneous, 3));
}

/// The corrected p-values by their formulas, from the plain ones.
#[test]
fn a_policy_may_name_the_correction() {
    let by = |correction| {
        let audited = run(rule().corrected_by(correction).family(Family::Exploratory));
        let mut pairs: Vec<(f64, f64)> = audited.rules[0]
            .assessments
            .iter()
            .filter(|one| one.grouping.attributes().len() == 2)
            .map(|one| (one.p_outside.unwrap(), one.p_outside_adjusted.unwrap()))
            .collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        pairs
    };
    let step_up = |values: &[f64], factor: f64| -> Vec<f64> {
        let m = values.len() as f64;
        let mut least = 1.0_f64;
        let mut adjusted: Vec<f64> = values
            .iter()
            .enumerate()
            .rev()
            .map(|(at, p)| {
                least = least.min(p * m * factor / (at as f64 + 1.0));
                least
            })
            .collect();
        adjusted.reverse();
        adjusted
    };
    let near = |pairs: &[(f64, f64)], expected: Vec<f64>| {
        for ((_, adjusted), expected) in pairs.iter().zip(expected) {
            assert!((adjusted - expected).abs() < 1e-12, "{adjusted} {expected}");
        }
    };
    let pairs = by(Correction::BenjaminiYekutieli);
    let p: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
    near(&pairs, step_up(&p, (1..=6).map(|i| 1.0 / f64::from(i)).sum()));
    let pairs = by(Correction::EBenjaminiHochberg);
    // e = 1/(2√p), and 1/e in place of p.
    near(&pairs, step_up(&p.iter().map(|p| (2.0 * p.sqrt()).min(1.0)).collect::<Vec<_>>(), 1.0));
    let holm = by(Correction::Holm);
    assert!((holm[0].1 - (6.0 * p[0]).min(1.0)).abs() < 1e-12);
    let refused = Policy::builder("x").rule(rule().corrected_by(Correction::Simultaneous)).build().unwrap_err();
    assert!(refused.to_string().contains("simultaneous interval"), "{refused}");
}

/// What stays open about a declared slice is a finding, whatever the correction.
#[test]
fn naming_a_correction_does_not_undeclare_a_rule() {
    let plain = run(rule());
    let named = run(rule().corrected_by(Correction::BenjaminiHochberg));
    let open = |audited: &Audited| {
        audited.rules[0]
            .assessments
            .iter()
            .filter(|one| one.grouping.attributes().len() == 1 && one.verdict == Verdict::Inconclusive)
            .count()
    };
    let found = |audited: &Audited| audited.findings.iter().filter(|one| one.id.starts_with("inconclusive")).count();
    assert_eq!(found(&plain), open(&plain));
    assert_eq!(found(&named), open(&named));
}
