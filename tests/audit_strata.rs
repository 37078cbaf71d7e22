//! Comparisons within strata through the whole audit: METHODS A16, and weighted and repeated rows.
#![cfg(feature = "json")]
#![allow(clippy::unwrap_used, clippy::type_complexity, reason = "a test that cannot go on should stop")]

use evenhand::audit::{Audited, ConditionalResult, Rule, Tolerance, Verdict};
use evenhand::inference::{Method, Random, StreamKey};
use evenhand::value::Unavailable;
use evenhand::{Audit, Policy, Predictions};

/// One line: group, two strata, decision, rows.
type Line = (&'static str, u8, u8, bool, u64);

/// Rates of a and b by stratum, as (selected, rows).
fn lines(strata: &[(u8, u8, [(u64, u64); 2])]) -> Vec<Line> {
    let side = |group, (first, second), (selected, rows): (u64, u64)| {
        [(group, first, second, true, selected), (group, first, second, false, rows - selected)]
    };
    strata
        .iter()
        .flat_map(|&(first, second, [a, b])| [side("a", (first, second), a), side("b", (first, second), b)])
        .flatten()
        .collect()
}

/// METHODS 0.5, T3.
const T3: [(u8, u8, [(u64, u64); 2]); 2] = [(1, 0, [(80, 100), (36, 50)]), (2, 0, [(20, 100), (30, 200)])];

fn policy() -> Policy {
    Policy::builder("strata")
        .minimum_rows(1)
        .rule(
            Rule::new("within", "demographic_parity_difference")
                .within_strata()
                .tolerance(Tolerance::within(-0.2, 0.2)),
        )
        .rule(Rule::new("ratio", "disparate_impact").within_strata())
        .build()
        .unwrap()
}

fn of_b(audited: &Audited) -> ConditionalResult {
    audited.conditional.iter().find(|result| result.slice.to_string() == "group=b").unwrap().clone()
}

#[track_caller]
fn near(value: impl Into<Option<f64>>, expected: f64, tolerance: f64) {
    let value = value.into().unwrap();
    assert!((value - expected).abs() <= tolerance, "{value}, expected {expected}");
}

/// METHODS A16 in full, and the model by statsmodels (tests/golden/peers/logistic.py).
#[test]
fn the_worked_strata_of_methods() {
    let rows = lines(&T3);
    let predictions = Predictions::builder()
        .segment("group", rows.iter().map(|line| line.0))
        .stratum("stratum", rows.iter().map(|line| u32::from(line.1)))
        .decision(rows.iter().map(|line| line.3))
        .count(rows.iter().map(|line| line.4))
        .build()
        .unwrap();
    let audited = Audit::new().policy(policy()).run(&predictions).unwrap();
    let b = of_b(&audited);
    near(b.standardised_rate.ok(), 0.34, 1e-12);
    near(b.standardised_reference.ok(), 0.40, 1e-12);
    near(b.crude_ratio.value.ok(), 0.528, 1e-12);
    near(b.adjusted.risk_difference.value.ok(), -0.06, 1e-12);
    near(b.adjusted.risk_difference.standard_error.ok(), 0.040_282_3, 5e-8);
    near(b.adjusted.risk_ratio.value.ok(), 0.85, 1e-12);
    near(b.adjusted.risk_ratio.standard_error.ok(), 0.107_406, 5e-7);
    near(b.adjusted.odds_ratio.value.ok(), 1.0 / 1.468_75, 1e-9);
    near(b.adjusted.odds_ratio.standard_error.ok(), 0.249_796, 5e-7);
    near(b.test.map(|test| test.p_value), 0.123_471, 5e-7);
    near(b.homogeneity.as_ref().map(|test| test.tarone.statistic), 0.033_209_2, 2e-7);
    let parts = b.decomposition.as_ref().unwrap();
    near(parts.difference, -0.236, 1e-12);
    near(parts.mix, -0.1755, 1e-12);
    near(parts.rate, -0.0605, 1e-12);
    let composition = b.composition.as_ref().unwrap();
    near(composition.conditional.ok(), 0.087_140, 5e-7);
    near(composition.marginal.ok(), 0.250_297, 5e-7);
    let model = b.logistic.as_ref().unwrap();
    near(model.odds_ratio.value.ok(), 0.680_912_583, 1e-8);
    let interval = model.odds_ratio.interval.unwrap();
    near(interval.lower, 0.417_325_597, 1e-7);
    near(interval.upper, 1.110_983_725, 1e-7);
    near(model.average_marginal_effect.value.ok(), -0.06, 1e-8);
    near(model.average_marginal_effect.standard_error.ok(), 0.040_276_077, 1e-7);
    let report = audited.report().build().markdown();
    for shown in ["0.68", "p = 0.12", "+8.7 pp", "crude: +25.0"] {
        assert!(report.contains(shown), "{shown} is shown:\n{report}");
    }
}

/// Two columns of strata are held equal together; the model has both as controls. Numbers by statsmodels.
#[test]
fn several_columns_of_strata_are_held_equal_together() {
    let rows = lines(&[T3[0], T3[1], (1, 1, [(30, 60), (10, 40)]), (2, 1, [(6, 50), (9, 90)])]);
    let predictions = Predictions::builder()
        .segment("group", rows.iter().map(|line| line.0))
        .stratum("tenure", rows.iter().map(|line| u32::from(line.1)))
        .stratum("product", rows.iter().map(|line| u32::from(line.2)))
        .decision(rows.iter().map(|line| line.3))
        .count(rows.iter().map(|line| line.4))
        .build()
        .unwrap();
    let b = of_b(&Audit::new().policy(policy()).run(&predictions).unwrap());
    assert_eq!((b.strata.len(), b.rows.len()), (2, 4));
    // RD: Σ(x₁n₂ − x₂n₁)/N ÷ Σn₁n₂/N by hand over the four combinations.
    let sums =
        [(36.0, 50.0, 80.0, 100.0), (30.0, 200.0, 20.0, 100.0), (10.0, 40.0, 30.0, 60.0), (9.0, 90.0, 6.0, 50.0)]
            .map(|(x1, n1, x2, n2): (f64, f64, f64, f64)| ((x1 * n2 - x2 * n1) / (n1 + n2), n1 * n2 / (n1 + n2)))
            .into_iter()
            .fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    near(b.adjusted.risk_difference.value.ok(), sums.0 / sums.1, 1e-12);
    let model = b.logistic.unwrap();
    near(model.odds_ratio.value.ok(), 0.593_162_889, 1e-8);
    near(model.average_marginal_effect.value.ok(), -0.084_076_756, 1e-8);
    near(model.average_marginal_effect.standard_error.ok(), 0.032_610_790, 1e-7);
    assert_eq!(model.parameters, 4);
}

/// A weighted or repeated row: group, stratum, decision, weight, customer.
type Row = (bool, bool, bool, f64, u32);

fn made(rows: usize, seed: u64) -> Vec<Row> {
    let mut random = Random::new(StreamKey { seed, stream: 0, replicate: 0 });
    let mut tastes: Vec<f64> = (0..rows).map(|_| random.uniform()).collect();
    tastes.truncate(rows / 4);
    (0..rows)
        .map(|_| {
            let customer = random.bits() % tastes.len() as u64;
            let taste = tastes[usize::try_from(customer).unwrap()];
            let stratum = random.uniform() < 0.5;
            let group = random.uniform() < if stratum { 0.6 } else { 0.3 };
            let decision = random.uniform() < if stratum { 0.3 + 0.5 * taste } else { 0.1 + 0.3 * taste };
            (group, stratum, decision, 0.5 + 2.0 * random.uniform(), u32::try_from(customer).unwrap())
        })
        .collect()
}

fn run(rows: &[Row], weighted: bool, repeated: bool) -> Audited {
    let mut builder = Predictions::builder()
        .segment("group", rows.iter().map(|row| if row.0 { "b" } else { "a" }))
        .stratum("stratum", rows.iter().map(|row| row.1))
        .decision(rows.iter().map(|row| row.2));
    if weighted {
        builder = builder.weight(rows.iter().map(|row| row.3));
    }
    if repeated {
        builder = builder.customer(rows.iter().map(|row| row.4));
    }
    Audit::new().policy(policy()).run(&builder.build().unwrap()).unwrap()
}

/// RD and ln RR of Mantel and Haenszel on weighted rows.
fn by_hand(rows: &[Row], weighted: bool) -> [f64; 2] {
    let (mut top, mut weight, mut above, mut below) = (0.0, 0.0, 0.0, 0.0);
    for stratum in [false, true] {
        let sum = |group: bool, selected: bool| -> f64 {
            let of = rows.iter().filter(|row| row.0 == group && row.1 == stratum && (row.2 || !selected));
            of.map(|row| if weighted { row.3 } else { 1.0 }).sum()
        };
        let (x1, n1, x2, n2) = (sum(true, true), sum(true, false), sum(false, true), sum(false, false));
        let n = n1 + n2;
        top += (x1 * n2 - x2 * n1) / n;
        weight += n1 * n2 / n;
        above += x1 * n2 / n;
        below += x2 * n1 / n;
    }
    [top / weight, (above / below).ln()]
}

/// Second route: the variance by leaving out one row, or one customer, after the other.
#[test]
fn linearised_variances_meet_the_jackknife() {
    for (weighted, repeated) in [(true, false), (false, true), (true, true)] {
        let rows = made(500, 3);
        let audited = run(&rows, weighted, repeated);
        let b = of_b(&audited);
        let all = by_hand(&rows, weighted);
        near(b.adjusted.risk_difference.value.ok(), all[0], 1e-12);
        near(b.adjusted.risk_ratio.value.ok().map(f64::ln), all[1], 1e-12);
        let unit = |at: usize, row: &Row| if repeated { row.4 as usize } else { at };
        let mut units: Vec<usize> = rows.iter().enumerate().map(|(at, row)| unit(at, row)).collect();
        units.sort_unstable();
        units.dedup();
        let without: Vec<[f64; 2]> = units
            .iter()
            .map(|&out| {
                let kept: Vec<Row> =
                    rows.iter().enumerate().filter(|(at, row)| unit(*at, row) != out).map(|(_, row)| *row).collect();
                by_hand(&kept, weighted)
            })
            .collect();
        let m = units.len() as f64;
        for (which, estimate) in [&b.adjusted.risk_difference, &b.adjusted.risk_ratio].into_iter().enumerate() {
            let mean = without.iter().map(|one| one[which]).sum::<f64>() / m;
            let squares: f64 = without.iter().map(|one| (one[which] - mean).powi(2)).sum();
            let jackknife = ((m - 1.0) / m * squares).sqrt();
            let linearised = estimate.standard_error.unwrap();
            assert!((linearised / jackknife - 1.0).abs() < 0.03, "{weighted} {repeated}: {linearised} {jackknife}");
            assert_eq!(estimate.interval.unwrap().method, Method::Linearised);
        }
        assert!(matches!(b.adjusted.odds_ratio.value, Err(Unavailable::Undefined(_))), "it has no such form");
        let rule = &audited.rule("within").unwrap().assessments[1];
        assert_ne!(rule.verdict, Verdict::NotAssessed, "weighted and repeated rows are judged within strata");
        assert!(rule.interval.unwrap().contains(rule.value.unwrap()) && rule.crude.is_some());
    }
}

/// No difference within strata, customers of ten rows with a taste of their own: the rule errs in about one case of twenty.
#[test]
fn within_strata_customers_are_the_units() {
    let policy = Policy::builder("none")
        .rule(
            Rule::new("within", "demographic_parity_difference")
                .within_strata()
                .tolerance(Tolerance::within(-1e-9, 1e-9)),
        )
        .build()
        .unwrap();
    let mut alarms = [0, 0];
    for replicate in 0..200 {
        let mut random = Random::new(StreamKey { seed: 8, stream: 2, replicate });
        let mut rows: Vec<Row> = Vec::new();
        for customer in 0..90 {
            let group = customer % 3 == 0;
            let taste = if random.uniform() < 0.5 { 0.85 } else { 0.15 };
            for _ in 0..8 {
                let stratum = random.uniform() < if group { 0.7 } else { 0.4 };
                let rate = if stratum { taste } else { taste / 2.0 };
                rows.push((group, stratum, random.uniform() < rate, 1.0, customer));
            }
        }
        let predictions = Predictions::builder()
            .segment("group", rows.iter().map(|row| row.0))
            .stratum("stratum", rows.iter().map(|row| row.1))
            .decision(rows.iter().map(|row| row.2))
            .customer(rows.iter().map(|row| row.4))
            .build()
            .unwrap();
        let audit = Audit::new().policy(policy.clone()).criteria::<&str>([]);
        for (alarms, audit) in alarms.iter_mut().zip([audit.clone(), audit.row_level_intervals()]) {
            let audited = audit.run(&predictions).unwrap();
            *alarms += u32::from(audited.rule("within").unwrap().assessments[0].verdict == Verdict::Outside);
        }
    }
    assert!(alarms[0] <= 19, "by customer: {} of 200", alarms[0]);
    // A test of the right size has 30 alarms of 200 less than once in a million.
    assert!(alarms[1] >= 30, "by row: {} of 200", alarms[1]);
}
