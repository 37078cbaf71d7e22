//! Resampling on cells, against enumeration of every outcome and against the specification (B8, B9).
#![allow(clippy::unwrap_used, clippy::unreadable_literal, reason = "numbers as the specification prints them")]

use evenhand_inference::{
    Bootstrap, Permutation, Random, Resampling, Simulation, StreamKey, Studentised,
    scores::{ScoreEdges, ScoreHistogram, ScorePoint, ScoreTable, ranking},
    special::{chi_squared_upper_tail, normal_upper_tail},
    value::{Confidence, Measured, Reason, Unavailable, quotient},
};
use proptest::prelude::*;

fn draws(draws: u32) -> Simulation {
    Simulation { draws, ..Simulation::default() }
}

fn rate(yes: u64, no: u64) -> Measured {
    quotient(yes as f64, (yes + no) as f64, Reason::NoRows)
}

/// Cells: selected and rejected of the group, then of the reference.
fn impact_ratio(cells: &[u64]) -> Measured {
    quotient(rate(cells[0], cells[1])?, rate(cells[2], cells[3])?, Reason::ZeroOverZero)
}

fn gap(cells: &[u64]) -> Measured<Studentised> {
    let (p, q) = (rate(cells[0], cells[1])?, rate(cells[2], cells[3])?);
    let variance = p * (1.0 - p) / (cells[0] + cells[1]) as f64 + q * (1.0 - q) / (cells[2] + cells[3]) as f64;
    Ok(Studentised { estimate: p - q, standard_error: variance.sqrt() })
}

#[track_caller]
fn near(actual: f64, expected: f64, tolerance: f64) {
    assert!((actual - expected).abs() <= tolerance, "{actual} is not {expected}");
}

/// B against A of the fixture, with C as further cells.
const T1: [u64; 6] = [40, 120, 80, 120, 6, 34];

#[test]
fn b8_impact_ratio() {
    for (resampling, lower, upper) in [
        (Resampling::Multinomial, 0.4442, 0.8482),
        (Resampling::Stratified(&[0, 0, 1, 1, 2, 2]), 0.4454, 0.8468),
        (Resampling::Poisson, 0.4446, 0.8486),
    ] {
        let log = |cells: &[u64]| impact_ratio(cells).map(f64::ln);
        let bootstrap = Bootstrap { counts: &T1, resampling, simulation: draws(40_000) };
        let distributions = bootstrap.distributions(&[&impact_ratio, &log]).unwrap();
        let interval = distributions[0].percentile(Confidence::DEFAULT).unwrap();
        near(interval.lower, lower, 0.004);
        near(interval.upper, upper, 0.006);
        near(distributions[1].standard_error().unwrap(), 0.1648, 0.003);
        near(distributions[0].acceleration.unwrap(), 0.00846, 5.1e-6);
        let bca = distributions[0].bca(Confidence::DEFAULT).unwrap();
        near(bca.lower, 0.4490, 0.005);
        near(bca.upper, 0.8557, 0.007);
    }
}

#[test]
fn b9_true_positive_rates() {
    // True positives, false negatives, false positives, true negatives of A and of B; all rows are shuffled.
    let counts = [60, 15, 20, 105, 24, 16, 16, 104];
    let true_positive_rates = |cells: &[u64]| gap(&[cells[0], cells[1], cells[4], cells[5]]);
    let table = Permutation { counts: &counts, groups: 2, strata: None, simulation: draws(20_000) };
    let test = table.tests(&[&true_positive_rates]).unwrap()[0];
    near(test.t.unwrap(), 2.217664, 5.1e-7);
    near(test.p_value.unwrap(), 0.0294, 0.004);
}

/// The bins of score histograms are cells as any other: AUC and its gap between two groups are resampled, and mean scores
/// permuted. The second routes are the variances of `DeLong` and of Welch.
#[test]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number of a bin")]
fn score_histograms_are_resampled_as_cells() {
    const BINS: usize = 32;

    let mut random = Random::new(StreamKey { seed: 21, stream: 0, replicate: 0 });
    let edges = ScoreEdges::unit(u32::try_from(BINS).unwrap()).unwrap();
    let mut histograms = [ScoreHistogram::new(edges.clone()), ScoreHistogram::new(edges.clone())];
    // By group and bin: without the outcome, with it.
    let mut counts = vec![0_u64; 2 * BINS * 2];
    for row in 0..4_000 {
        let group = usize::from(row % 4 == 0);
        let positive = random.uniform() < 0.3;
        let bin =
            ((random.uniform() + if positive { 0.25 } else { 0.02 * group as f64 }).min(0.999) * BINS as f64) as usize;
        // The middle of the bin, which then loses nothing.
        histograms[group].add((bin as f64 + 0.5) / BINS as f64, positive).unwrap();
        counts[(group * BINS + bin) * 2 + usize::from(positive)] += 1;
    }
    let table = |cells: &[u64]| {
        let point = |(bin, rows): (usize, &[u64])| ScorePoint {
            score: (bin as f64 + 0.5) / BINS as f64,
            positives: rows[1],
            negatives: rows[0],
        };
        ScoreTable::from_points(cells.chunks_exact(2).enumerate().map(point))
    };
    let area = |cells: &[u64]| -> Measured {
        let table = table(cells)?;
        Ok(ranking(&table, &table, Confidence::DEFAULT)?.value)
    };
    let gap = |cells: &[u64]| Ok(area(&cells[..2 * BINS])? - area(&cells[2 * BINS..])?);
    let groups: Vec<usize> = (0..counts.len()).map(|cell| cell / (2 * BINS)).collect();
    let bootstrap =
        Bootstrap { counts: &counts, resampling: Resampling::Stratified(&groups), simulation: draws(2_000) };
    let distributions = bootstrap.distributions(&[&|cells: &[u64]| area(&cells[..2 * BINS]), &gap]).unwrap();
    let [a, b] = [0, 1].map(|at| histograms[at].table());
    let delong = ranking(&a, &a, Confidence::DEFAULT).unwrap();
    let error = delong.standard_error.unwrap();
    near(distributions[0].standard_error().unwrap(), error, 0.06 * error);
    let (found, expected) = (distributions[0].percentile(Confidence::DEFAULT).unwrap(), delong.interval.unwrap());
    near(found.lower, expected.lower, 0.3 * error);
    near(found.upper, expected.upper, 0.3 * error);
    let other = ranking(&b, &b, Confidence::DEFAULT).unwrap().standard_error.unwrap();
    near(distributions[1].standard_error().unwrap(), error.hypot(other), 0.06 * error.hypot(other));

    let means = |cells: &[u64]| {
        let part = |cells: &[u64]| {
            let points = |power: i32| -> f64 {
                let term = |(bin, rows): (usize, &[u64])| {
                    (rows[0] + rows[1]) as f64 * ((bin as f64 + 0.5) / BINS as f64).powi(power)
                };
                cells.chunks_exact(2).enumerate().map(term).sum()
            };
            let (rows, mean) = (points(0), points(1) / points(0));
            (mean, (points(2) / rows - mean * mean) / (rows - 1.0))
        };
        let ((a, v), (b, w)) = (part(&cells[..2 * BINS]), part(&cells[2 * BINS..]));
        Ok(Studentised { estimate: a - b, standard_error: (v + w).sqrt() })
    };
    let test = Permutation { counts: &counts, groups: 2, strata: None, simulation: draws(4_000) };
    let test = test.tests(&[&means]).unwrap()[0];
    // Thousands of rows: Welch's p-value is the normal one.
    near(test.p_value.unwrap(), 2.0 * normal_upper_tail(test.t.unwrap().abs()), 0.02);
}

#[test]
fn boundaries_are_refused_and_undefined_replicates_counted() {
    let never = Bootstrap { counts: &[0, 50, 20, 30], resampling: Resampling::Multinomial, simulation: draws(200) };
    let distribution = &never.distributions(&[&impact_ratio]).unwrap()[0];
    assert_eq!(distribution.percentile(Confidence::DEFAULT), Err(Unavailable::Undefined(Reason::Boundary)));
    assert_eq!(distribution.bca(Confidence::DEFAULT), Err(Unavailable::Undefined(Reason::NoVariation)));
    let few = Bootstrap { counts: &[3, 5, 1, 9], resampling: Resampling::Multinomial, simulation: draws(2_000) };
    let distribution = &few.distributions(&[&impact_ratio]).unwrap()[0];
    // The reference's only selected row is missing from (1 − 1/18)¹⁸ of the replicates.
    near(f64::from(distribution.undefined) / 2_000.0, 0.357, 0.04);
    assert_eq!(distribution.replicates.len() + distribution.undefined as usize, 2_000);
    let empty = Bootstrap { counts: &[0, 0], resampling: Resampling::Poisson, simulation: draws(10) };
    assert_eq!(empty.distributions(&[]), Err(Unavailable::Undefined(Reason::NoRows)));
    let odd = Bootstrap { counts: &[1, 2], resampling: Resampling::Stratified(&[0]), simulation: draws(10) };
    assert_eq!(odd.distributions(&[]), Err(Unavailable::Undefined(Reason::OutsideDomain)));
}

#[test]
fn permutations_refuse_what_does_not_fit() {
    let table = |counts, groups| Permutation { counts, groups, strata: None, simulation: draws(10) };
    assert_eq!(table(&[1, 2], 1).tests(&[]), Err(Unavailable::Undefined(Reason::OneGroup)));
    assert_eq!(table(&[1, 2, 3], 2).tests(&[]), Err(Unavailable::Undefined(Reason::OutsideDomain)));
    assert_eq!(table(&[0, 0], 2).tests(&[]), Err(Unavailable::Undefined(Reason::NoRows)));
    let unavailable = table(&[5, 0, 0, 0], 2).tests(&[&gap]).unwrap()[0];
    assert_eq!(unavailable.p_value, Err(Unavailable::Undefined(Reason::NoRows)));
}

#[test]
fn a_family_costs_nothing_if_its_members_are_the_same() {
    let other = |cells: &[u64]| {
        let same = gap(cells)?;
        Ok(Studentised { estimate: -same.estimate, ..same })
    };
    let table = Permutation { counts: &[60, 15, 24, 16], groups: 2, strata: None, simulation: draws(999) };
    let tests = table.tests(&[&gap, &other]).unwrap();
    assert_eq!(tests[0].family_p_value, tests[0].p_value);
    assert_eq!(tests[1].family_p_value, tests[0].p_value);
    assert_eq!(table.tests(&[&gap, &other]).unwrap(), tests);
}

fn choose(n: u64, k: u64) -> f64 {
    if k > n { 0.0 } else { (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64) }
}

/// Pearson's p-value of draws of coded outcomes against their exact probabilities; rare outcomes are pooled.
fn goodness(values: &[f64], outcomes: &[(f64, f64)]) -> f64 {
    let total = values.len() as f64;
    let (mut statistic, mut cells, mut rest, mut rest_mass) = (0.0, 0_u64, total, 1.0);
    for (code, mass) in outcomes {
        if mass * total >= 10.0 {
            let observed = values.iter().filter(|value| (*value - code).abs() < 1e-9).count() as f64;
            statistic += (observed - mass * total).powi(2) / (mass * total);
            (cells, rest, rest_mass) = (cells + 1, rest - observed, rest_mass - mass);
        }
    }
    if rest_mass * total >= 5.0 {
        statistic += (rest - rest_mass * total).powi(2) / (rest_mass * total);
        cells += 1;
    } else if rest_mass < 1e-9 {
        assert!(rest < 0.5, "an impossible outcome was drawn");
    }
    chi_squared_upper_tail(statistic, cells.saturating_sub(1).max(1))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, rng_seed: proptest::test_runner::RngSeed::Fixed(5), ..ProptestConfig::default() })]

    #[test]
    fn multinomial_bootstrap_matches_enumeration(a in 0_u64..5, b in 1_u64..5, c in 0_u64..5) {
        let rows = a + b + c;
        let share = |count: u64| count as f64 / rows as f64;
        let mut outcomes = Vec::new();
        for i in 0..=rows {
            for j in 0..=rows - i {
                let power = |p: f64, k: u64| p.powi(i32::try_from(k).unwrap());
                let mass = choose(rows, i) * choose(rows - i, j) * power(share(a), i) * power(share(b), j)
                    * power(share(c), rows - i - j);
                outcomes.push(((100 * i + j) as f64, mass));
            }
        }
        let code = |cells: &[u64]| Ok((100 * cells[0] + cells[1]) as f64);
        let bootstrap =
            Bootstrap { counts: &[a, b, c], resampling: Resampling::Multinomial, simulation: draws(5_000) };
        let p_value = goodness(&bootstrap.distributions(&[&code]).unwrap()[0].replicates, &outcomes);
        prop_assert!(p_value > 1e-4, "{p_value}");
    }

    #[test]
    fn permutation_matches_enumeration(
        cells in prop::collection::vec(0_u64..7, 8),
    ) {
        // Two groups, two strata of two categories: [yes₁, no₁, yes₂, no₂] of the group, then of the reference.
        let size = |cells: &[u64]| (cells[0] as f64 - cells[4] as f64) + 2.0 * (cells[2] as f64 - cells[6] as f64);
        let statistic = |cells: &[u64]| Ok(Studentised { estimate: size(cells), standard_error: 1.0 });
        prop_assume!(cells.iter().sum::<u64>() > 0);
        let observed = size(&cells).abs();
        let mut exact = 0.0;
        let margin = |stratum: usize| {
            let (yes, no) = (cells[2 * stratum] + cells[4 + 2 * stratum], cells[2 * stratum + 1] + cells[5 + 2 * stratum]);
            (yes, no, cells[2 * stratum] + cells[2 * stratum + 1])
        };
        let ((y1, n1, g1), (y2, n2, g2)) = (margin(0), margin(1));
        for i in g1.saturating_sub(n1)..=y1.min(g1) {
            for j in g2.saturating_sub(n2)..=y2.min(g2) {
                let mass = choose(y1, i) * choose(n1, g1 - i) / choose(y1 + n1, g1)
                    * (choose(y2, j) * choose(n2, g2 - j) / choose(y2 + n2, g2));
                let shifted = [i, 0, j, 0, y1 - i, 0, y2 - j, 0];
                if size(&shifted).abs() >= observed - 1e-12 {
                    exact += mass;
                }
            }
        }
        let table = Permutation { counts: &cells, groups: 2, strata: Some(&[0, 0, 1, 1]), simulation: draws(5_000) };
        let p_value = table.tests(&[&statistic]).unwrap()[0].p_value.unwrap();
        prop_assert!((p_value - exact).abs() < 4.5 * (exact * (1.0 - exact) / 5_000.0).sqrt() + 1e-3, "{p_value} {exact}");
    }
}
